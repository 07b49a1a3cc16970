#!/usr/bin/env python3
"""compare_verdicts.py VERDICT_WALK [--number N] [--seed N]: the verifier and the oracle must say the same, check for
check, of exchanges that deviate from their version in random ways and are signed anew."""
import argparse
import json
import random
import struct
import sys

import judges
import signer
import times
import verdict
import versions
import wire
from wire import CERT, DELE, SREP, TOP

BATCH = 500
SHOWN = 10
CODES = [0, 1, 2, *range(0x80000001, 0x80000011), 0x90000001, 0xC0000000, 0xFFFFFFFF]
RADII = [0, 1, 2, 3, 5, 10**6, 86399, 86400, 86400 * 10**6 % 2**32, 2**31, 2**32 - 1]
TAGS = {signer.REQUEST: ["VER", "SRV", "NONC", "TYPE", "ZZZZ", "PAD", "PAD\xff", "VER\xff", "ABCD", "abcd", "INDX"],
        TOP: ["SIG", "VER", "NONC", "TYPE", "PATH", "SREP", "CERT", "INDX", "VER\xff", "GRSE", "ZZZZ", "a"],
        SREP: ["VER", "RADI", "MIDP", "VERS", "ROOT", "NONC", "DUT1", "DTAI", "LEAP", "ZZZX", "A\0B"],
        CERT: ["SIG", "DELE", "ABC"], DELE: ["PUBK", "MINT", "MAXT", "KEYS"]}
# Not reduced, of small order, no point, and a good one.
KEYS = [bytes.fromhex(k) for k in (
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "00" * 32, "01" + "00" * 31,
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "ff" * 32, "02" + "00" * 31,
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")] + [signer.public("beta")]


def random_value(rng):
    size = rng.choice((0, 4, 4, 8, 32, 32, 64, 64, 72, 3, 36, 128, 132))
    if size == 4:
        return struct.pack("<I", rng.choice(CODES + RADII))
    return rng.choice((bytes(size), rng.randbytes(size), b"\xff" * size))


def set_value(rng, spec):
    place = rng.choice(list(TAGS))
    spec.edits[(place, wire.tag(rng.choice(TAGS[place])))] = random_value(rng)


def drop_value(rng, spec):
    place = rng.choice(list(TAGS))
    spec.edits[(place, wire.tag(rng.choice(TAGS[place])))] = None


def unknown_tag(rng, spec):
    spec.edits[(rng.choice(list(TAGS)), wire.tag(rng.choice(("GRSE", "ZZZX", "ABCD"))))] = rng.randbytes(4)


def contexts(rng, spec):
    row = rng.choice(versions.ROWS)
    spec.delegation = row.delegation.encode() + rng.choice((b"\0", b"\0", b"", b"\0\0"))
    if rng.random() < 0.7:
        spec.response = row.response_context.encode() + b"\0"


def hashing(rng, spec):
    if rng.random() < 0.5:
        spec.leaf = rng.choice(("nonce", "packet", "message"))
    else:
        spec.hash = rng.choice(("sha512", "sha512[:32]", "sha512/256"))


def tree(rng, spec):
    spec.leaves = rng.randrange(1, 18)
    spec.index = rng.randrange(spec.leaves)
    spec.node_first = rng.random() < 0.3


def deep_path(rng, spec):
    spec.nodes = rng.choice((0, 1, 2, 5, 31, 32, 32, 33))
    spec.index = rng.getrandbits(min(spec.nodes + rng.choice((0, 0, 0, 1)), 32))
    spec.node_first = rng.random() < 0.3


def midpoint(rng, spec):
    bounds = [signer.raw_time(t, spec.row.unit) for t in (spec.first, spec.last)]
    others = [signer.raw_time(spec.second, unit) for unit in (times.SECONDS, times.MICROS, times.MJD)]
    leap = signer.raw_time(spec.second, times.MJD) >> 40 << 40 | rng.choice((86400999999, 86401 * 10**6, 2**40 - 1))
    spec.raw = (rng.choice(bounds) + rng.choice((-1, 0, 1)) if rng.random() < 0.5
                else rng.choice(others + [0, 1, leap, 2**63, 2**64 - 1, rng.getrandbits(64)]))


def window(rng, spec):
    ends = [0, 1, 2**64 - 1, signer.raw_time(spec.second, spec.row.unit), rng.getrandbits(64)]
    for name in ("MINT", "MAXT"):
        if rng.random() < 0.6:
            spec.edits[(DELE, wire.tag(name))] = struct.pack("<Q", rng.choice(ends))


def radius(rng, spec):
    spec.raw_radius = rng.choice(RADII)


def offers(rng, spec):
    spec.offers = [rng.choice(CODES) for _ in range(rng.choice((1, 1, 2, 3, 32, 33)))]
    if rng.random() < 0.7:
        spec.offers = sorted(set(spec.offers + [spec.code or 0]))[:32]


def code(rng, spec):
    if spec.row.framed:
        spec.code = rng.choice(CODES)


def relabel(rng, spec):
    """Another version number in the finished exchange, which nothing covers before draft 12."""
    old, new = struct.pack("<I", spec.code or 0), struct.pack("<I", rng.choice(CODES))
    spec.patches.append(lambda data: data.replace(old, new))
    if rng.random() < 0.7:
        spec.request_patches.append(lambda data: data.replace(old, new, 1))


def twist(rng, spec):
    spec.twists[rng.choice((TOP, CERT))] = rng.choice(("S-plus-L", "R-neutral"))


def other_signer(rng, spec):
    if rng.random() < 0.5:
        spec.delegated_by = "beta"
    else:
        spec.signed_by = "beta"


def odd_key(rng, spec):
    spec.edits[(DELE, wire.tag("PUBK"))] = rng.choice(KEYS)


def odd_signature(rng, spec):
    halves = [bytes(32), b"\1" + bytes(31), b"\xff" * 32, KEYS[6], rng.randbytes(32),
              (2**252 + 27742317777372353535851937790883648493).to_bytes(32, "little")]
    spec.edits[(rng.choice((TOP, CERT)), wire.tag("SIG"))] = rng.choice(halves) + rng.choice(halves)


def srv(rng, spec):
    spec.srv = rng.choice((None, "beta"))


def size(rng, spec):
    spec.size = rng.choice((0, 200, 300, 1012, 1024, 1280))


def flip(rng, spec):
    at, mask = rng.random(), 1 << rng.randrange(8)

    def patch(data):
        i = int(at * len(data))
        return data[:i] + bytes([data[i] ^ mask]) + data[i + 1:] if data else data
    rng.choice((spec.patches, spec.request_patches)).append(patch)


def cut(rng, spec):
    share = rng.random()
    rng.choice((spec.patches, spec.request_patches)).append(lambda data: data[:int(share * len(data)) // 4 * 4])


MUTATORS = [set_value, set_value, set_value, drop_value, unknown_tag, contexts, contexts, hashing, tree, tree, deep_path,
            midpoint, midpoint, window, radius, offers, offers, code, relabel, twist, other_signer, odd_key,
            odd_signature, srv, size, flip, flip, cut]


def random_policy(rng):
    return verdict.Policy(rng.random() < 0.3, rng.choice(CODES) if rng.random() < 0.3 else 0,
                          rng.choice((0, 1, 3000000, 10**7, 2**32 * 10**6)) if rng.random() < 0.2 else None)


def random_case(rng, number):
    spec = signer.Spec(rng.choice(versions.ROWS), str(rng.randrange(4)))
    spec.size = rng.choice((400, 1024))
    steps = [rng.choice(MUTATORS) for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3)))]
    for mutate in steps:
        mutate(rng, spec)
    made = signer.make(spec)
    known = rng.random()
    request, nonce = (made.request, b"") if known < 0.8 else (b"", made.nonce) if known < 0.95 else (b"", b"")
    key = made.key if rng.random() < 0.9 else rng.choice(KEYS + [None])
    name = "%d of %s: %s" % (number, spec.row.name, ", ".join(m.__name__ for m in steps))
    return judges.Case(name, made.response, request, nonce, key, random_policy(rng))


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("program")
    options.add_argument("--number", type=int, default=4000)
    options.add_argument("--seed", type=int, default=10049)
    args = options.parse_args()
    rng, differing, kinds = random.Random(args.seed), 0, {}
    for first in range(0, args.number, BATCH):
        cases = [random_case(rng, n) for n in range(first, min(first + BATCH, args.number))]
        answers = judges.ask(args.program, [c.line() for c in cases])
        for c, theirs in zip(cases, answers):
            kinds[theirs["verdict"]] = kinds.get(theirs["verdict"], 0) + 1
            found = judges.difference(theirs, c.oracle())
            differing += found is not None
            if found and differing <= SHOWN:
                print("%s: %s: the verifier has %s, the oracle %s\n  %s" % (c.name, *found, json.dumps(c.line())))
    print("%d compared, %d differ (seed %d): %s" % (args.number, differing, args.seed, kinds))
    return 1 if differing or len(kinds) < 4 else 0


if __name__ == "__main__":
    sys.exit(main())
