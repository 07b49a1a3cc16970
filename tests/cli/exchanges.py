"""For the tests of the command line: runs it, and writes exchanges down in every format that there is."""
import base64
import hashlib
import json
import pathlib
import struct
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "corpus" / "samples"
SHARED = ROOT.parent / "shared" / "vectors"
GOOD, BAD, USAGE, IO = 0, 1, 2, 3


def run(program, *args, stdin=b"", status=GOOD, **kwargs):
    """The finished process, whose environment is empty."""
    done = subprocess.run([program, *args], input=stdin, capture_output=True, env={}, timeout=60, check=False,
                          **kwargs)
    assert status is None or done.returncode == status, (args, done.returncode, done.stdout[:300], done.stderr)
    return done


def features(program):
    return run(program, "--version").stdout.decode().split("features: ")[1].split()


def lines(output):
    """The objects of NDJSON."""
    return [json.loads(line) for line in output.decode("ascii").splitlines()]


def b64(data):
    return base64.b64encode(data).decode()


def message(*fields):
    """A message of (tag, value) pairs, as they are."""
    offsets, end = [], 0
    for _, value in fields:
        offsets.append(end)
        end += len(value)
    words = [len(fields), *offsets[1:]]
    return struct.pack(f"<{len(words)}I", *words) + b"".join(tag for tag, _ in fields) + b"".join(
        value for _, value in fields)


def packet(body):
    return b"ROUGHTIM" + struct.pack("<I", len(body)) + body


def tags(body):
    """Tag to value of a message."""
    num = struct.unpack_from("<I", body)[0]
    bounds = [0, *struct.unpack_from(f"<{num - 1}I", body, 4)]
    names = [body[4 * num + 4 * i:4 * num + 4 * i + 4] for i in range(num)]
    start = 8 * num
    ends = [*bounds[1:], len(body) - start]
    return {name: body[start + a:start + b] for name, a, b in zip(names, bounds, ends)}


def response(*more, root=bytes(32), midpoint=1_700_000_000):
    """A response of the right structure with any tags beside; nothing in it is signed."""
    srep = message((b"RADI", struct.pack("<I", 5)), (b"MIDP", struct.pack("<Q", midpoint)), (b"ROOT", root))
    dele = message((b"PUBK", bytes(32)), (b"MINT", bytes(8)), (b"MAXT", b"\xff" * 8))
    cert = message((b"SIG\0", bytes(64)), (b"DELE", dele))
    fields = [(b"SIG\0", bytes(64)), (b"PATH", b""), (b"SREP", srep), (b"CERT", cert), (b"INDX", bytes(4)), *more]
    return message(*sorted(fields, key=lambda field: struct.unpack("<I", field[0])))


def google_response(fill):
    """A reply of Google's protocol, different for each `fill`."""
    return response(root=bytes([fill]) * 64, midpoint=1_600_000_000_000_000)


def draft11_response(nonce):
    return packet(response((b"VER\0", struct.pack("<I", 0x8000000b)), (b"NONC", nonce)))


def sha512(*parts):
    return hashlib.sha512(b"".join(parts)).digest()


def google_nonce(before, blind):
    return sha512(sha512(before), blind)


def key(number):
    return bytes([number]) * 32


class Container:
    """The same exchanges in a format, and what a reader finds in it."""

    def __init__(self, name, text, found):
        self.name, self.text, self.found = name, text, found


def of(**members):
    """The members of an exchange that are there, in base64."""
    return {name: b64(value) if isinstance(value, bytes) else value for name, value in members.items() if value}


def containers():
    """Every format, with three exchanges each."""
    nonces = [bytes([i]) * 32 for i in range(3)]
    rands = [bytes([0x40 + i]) * 32 for i in range(3)]
    blinds = [bytes([0x80 + i]) * 64 for i in range(3)]
    modern = [draft11_response(nonce) for nonce in nonces]
    requests = [packet(message((b"VER\0", struct.pack("<I", 0x8000000b)), (b"NONC", nonce))) for nonce in nonces]
    google = [google_response(i) for i in range(3)]
    draft00 = [response(root=bytes([i]) * 32) for i in range(3)]
    full = [of(publicKey=key(i), rand=rands[i] if i > 0 else b"", request=requests[i], response=modern[i])
            for i in range(3)]
    numbered = [full[0] | {"id": "a\u20ac"}, full[1] | {"id": [1, {"b": None}]}, full[2] | {"nonce": b64(nonces[2])}]
    links = [{"publicKeyType": "ed25519", "serverPublicKey": b64(key(i)), "nonceOrBlind": b64(blinds[i]),
              "reply": b64(google[i])} for i in range(3)]
    chain = [of(publicKey=key(i), nonce=blinds[i] if i == 0 else b"", rand=blinds[i] if i > 0 else b"",
                response=google[i]) for i in range(3)]
    entries = [{"blind": b64(blinds[0]), "response_packet": b64(draft00[0])},
               {"response_packet": b64(draft00[1]), "blind": b64(blinds[1])}, {"response_packet": b64(draft00[2])}]
    return [
        Container("rfc", json.dumps({"responses": full}), full),
        Container("bare", json.dumps(full), full),
        Container("draft08", json.dumps({"nonces": ["", *map(b64, rands[1:])], "responses": [*map(b64, modern)]}),
                  [of(rand=rands[i] if i > 0 else b"", response=modern[i]) for i in range(3)]),
        Container("draft00", json.dumps(entries),
                  [of(rand=blinds[i - 1] if i > 0 else b"", response=draft00[i]) for i in range(3)]),
        Container("google", json.dumps({"links": links}), chain),
        Container("botan", "".join(" ".join(link.values()) + "\n" for link in links), chain),
        Container("ndjson", "".join(json.dumps(entry) + "\n" for entry in numbered), numbered),
        Container("hex", "".join(json.dumps({"pubkey": key(i).hex(), "request": requests[i].hex(),
                                             "response": modern[i].hex()}) + "\n" for i in range(3)),
                  [of(publicKey=key(i), request=requests[i], response=modern[i]) for i in range(3)]),
    ]
