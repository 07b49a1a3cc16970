"""Makes signed exchanges of every version, and ones that deviate from it in any way. For tests alone: its keys come from
names that anyone can read in the recipes."""
import copy
import hashlib
import struct

import ed25519
import times
import versions
import wire
from wire import CERT, DELE, SREP, TOP, tag

NOON = 1790856000  # 2026-10-01T12:00:00Z
DAYS = 15  # of delegation, before noon and after
DAY = 86400
REQUEST = "request"
SHORT_NAMES = {"google": 0, "draft-00": 1, "draft-01": 2, "draft-02": 3, "draft-03": 4, "draft-05": 5, "draft-07": 6,
               "draft-08": 7, "draft-10": 8, "draft-11": 9, "draft-12": 10, "draft-14": 11, "rfc": 12,
               "squatted-us": 13, "squatted-s": 14}


def secret(name):
    return hashlib.sha256(b"roughproof test key " + name.encode()).digest()


def public(name):
    return ed25519.public_key(secret(name))


def seeded(label, size):
    return hashlib.sha512(b"roughproof " + label.encode()).digest()[:size]


def digest(kind, *parts):
    data = b"".join(parts)
    if kind == "sha512/256":
        return hashlib.new("sha512_256", data).digest()
    return hashlib.sha512(data).digest()[:64 if kind == "sha512" else 32]


def srv_of(key):
    return digest("sha512[:32]", b"\xff", key)


def raw_time(second, unit):
    """Seconds since 1970, with a fraction at will, as this unit has them on the wire."""
    micros = round(second * 10**6)
    if unit == times.SECONDS:
        return micros // 10**6
    day, rest = divmod(micros, times.DAY)
    return micros if unit == times.MICROS else day + times.MJD_OF_1970 << 40 | rest


def link_nonce(rule, previous, rand, size):
    """By RFC 10049, by Google, or by neither: the former's formula in the latter's length."""
    if rule in ("single", "single-long"):
        return hashlib.sha512(previous + rand).digest()[:32 if rule == "single" else size]
    return hashlib.sha512(hashlib.sha512(previous).digest() + rand).digest()[:size]


class Spec:
    """What to make. Whoever changes nothing gets a valid exchange."""

    def __init__(self, row=versions.RFC_ROW, label="1"):
        self.row, self.label = row, label
        self.code, self.offers = row.first, None
        self.key, self.online = "alpha", None
        self.second, self.raw = NOON, None
        self.radius, self.raw_radius = 3, None
        self.first, self.last = NOON - DAYS * DAY, NOON + DAYS * DAY
        self.nonce, self.nonce_len, self.size, self.srv = None, row.nonce, 1024, True
        self.leaves, self.index, self.nodes, self.node_first = 1, 0, None, False
        self.hash, self.leaf = row.hash, row.leaf
        self.delegation = row.delegation.encode() + b"\0"
        self.response = row.response_context.encode() + b"\0"
        self.edits = {}  # (place, tag number) -> value, or None: before anything is hashed or signed
        self.delegated_by, self.signed_by = None, None
        self.twists = {}  # place of a signature -> what is odd about it
        self.patches = []  # functions of the finished response, and of the request
        self.request_patches = []

    def but(self, **changes):
        other = copy.deepcopy(self)
        vars(other).update(changes)
        return other


class Made:
    """A finished exchange."""

    def __init__(self, request, response, nonce, key):
        self.request, self.response, self.nonce, self.key = request, response, nonce, key


def compose(spec, place, pairs):
    """A message of these tags, edited, in ascending order."""
    pairs = {tag(name): value for name, value in pairs.items() if value is not None}
    for (where, number), value in spec.edits.items():
        if where == place:
            pairs[number] = value
    return wire.encode(sorted((number, value) for number, value in pairs.items() if value is not None))


def framed(spec, message):
    return wire.frame(message) if spec.row.framed else message


def make_request(spec):
    row = spec.row
    defined = row.request.defined()
    offers = spec.offers if spec.offers is not None else [spec.code]
    pairs = {"NONC": spec.nonce or seeded("nonce " + spec.label, spec.nonce_len)}
    if "VER" in defined:
        pairs["VER"] = struct.pack("<%dI" % len(offers), *offers)
    if "TYPE" in defined:
        pairs["TYPE"] = bytes(4)
    if "SRV" in defined and spec.srv:
        pairs["SRV"] = srv_of(public(spec.key if spec.srv is True else spec.srv))
    padding = [name for name in ("ZZZZ", "PAD", "PAD\xff") if name in defined][0]
    pairs[padding] = b""
    room = spec.size - len(compose(spec, REQUEST, pairs))
    pairs[padding] = bytes(room) if room >= 0 else None
    return framed(spec, compose(spec, REQUEST, pairs)), pairs["NONC"]


def leaf_data(spec, request, nonce):
    if spec.leaf == "nonce":
        return nonce
    return request[wire.FRAME_LEN:] if spec.leaf == "message" else request


def join(spec, left, right):
    return digest(spec.hash, b"\1", left, right)


def grow(spec, leaf):
    """(root, path, index) of a tree of which this is one leaf."""
    level = [digest(spec.hash, b"\0", seeded("leaf %d of %s" % (i, spec.label), 32)) for i in range(spec.leaves)]
    level[spec.index] = leaf
    at, path = spec.index, []
    while len(level) > 1:
        level += level[-1:] * (len(level) % 2)
        path.append(level[at ^ 1])
        level = [join(spec, *level[i:i + 2]) for i in range(0, len(level), 2)]
        at //= 2
    mask = (1 << len(path)) - 1
    return level[0], path, spec.index ^ mask if spec.node_first else spec.index


def climb(spec, leaf):
    """The same above a path of so many nodes from nowhere."""
    path = [seeded("node %d of %s" % (i, spec.label), len(leaf)) for i in range(spec.nodes)]
    for i, node in enumerate(path):
        right = (spec.index >> i & 1) == 1
        leaf = join(spec, node, leaf) if right != spec.node_first else join(spec, leaf, node)
    return leaf, path, spec.index


def sign(spec, place, name, context, data):
    twist = spec.twists.get(place)
    signature = ed25519.sign(secret(name), context + data, 0 if twist == "R-neutral" else None)
    if twist == "S-plus-L":
        s = int.from_bytes(signature[32:], "little") + ed25519.L
        return signature[:32] + s.to_bytes(32, "little")
    return signature


def make_dele(spec):
    unit = spec.row.unit
    return compose(spec, DELE, {
        "PUBK": public(spec.online or spec.key + " online"),
        "MINT": struct.pack("<Q", raw_time(spec.first, unit)), "MAXT": struct.pack("<Q", raw_time(spec.last, unit))})


def make_cert(spec):
    dele = spec.edits.get((CERT, tag("DELE"))) or make_dele(spec)
    signature = sign(spec, CERT, spec.delegated_by or spec.key, spec.delegation, dele)
    return compose(spec, CERT, {"SIG": signature, "DELE": dele})


def make_srep(spec, root, nonce):
    row = spec.row
    raw = spec.raw if spec.raw is not None else raw_time(spec.second, row.unit)
    scale = 1 if row.unit == times.SECONDS else 10**6
    radius = spec.raw_radius if spec.raw_radius is not None else min(spec.radius * scale, 2**32 - 1)
    pairs = {"ROOT": root, "MIDP": struct.pack("<Q", raw), "RADI": struct.pack("<I", radius)}
    if "VERS" in row.srep.need:
        pairs["VER"] = struct.pack("<I", spec.code)
        pairs["VERS"] = struct.pack("<I", spec.code)
    if "NONC" in row.srep.need:
        pairs["NONC"] = nonce
    return compose(spec, SREP, pairs)


def make_response(spec, request, nonce):
    row = spec.row
    leaf = digest(spec.hash, b"\0", leaf_data(spec, request, nonce))
    root, path, index = grow(spec, leaf) if spec.nodes is None else climb(spec, leaf)
    srep = spec.edits.get((TOP, tag("SREP"))) or make_srep(spec, root, nonce)
    pairs = {"SREP": srep, "CERT": make_cert(spec), "PATH": b"".join(path), "INDX": struct.pack("<I", index),
             "SIG": sign(spec, TOP, spec.signed_by or spec.online or spec.key + " online", spec.response, srep)}
    need = row.response.need | row.response.lack
    if "VER" in need:
        pairs["VER"] = struct.pack("<I", spec.code)
    if "NONC" in need:
        pairs["NONC"] = nonce
    if "TYPE" in need:
        pairs["TYPE"] = struct.pack("<I", 1)
    return framed(spec, compose(spec, TOP, pairs))


def make(spec):
    request, nonce = make_request(spec)
    response = make_response(spec, request, nonce)
    for patch in spec.request_patches:
        request = patch(request)
    for patch in spec.patches:
        response = patch(response)
    return Made(request, response, nonce, public(spec.key))
