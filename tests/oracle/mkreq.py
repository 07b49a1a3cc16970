#!/usr/bin/env python3
"""mkreq.py ROUGHPROOF: `roughproof mkreq` and this second implementation, written from the protocol's and NIST's
texts, must make the same requests of every version; published requests and chains come out byte for byte; and of
every mistake in every version `roughproof dump` and the oracle must say the same."""
import base64
import collections
import hashlib
import hmac
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile

import compare
import dump
import wire

SHARED = compare.SHARED
KEYS = ["1b" * 32, "GnM7MMTqAkSYnO0YZVjImXlmtPuNT3omFgCcJHJ6VWE="]
ANSWERS = compare.ROOT / "corpus" / "samples"
SIZE = 1024

# NIST's CAVP, HMAC_DRBG, SHA-256, no reseeding, no prediction resistance, count 0: entropy input and nonce; what the
# second of two requests for 128 bytes returns.
CAVP_SEED = "ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488659ba96c601dc69fc902940805ec0ca8"
CAVP_BITS = ("e528e9abf2dece54d47c7e75e5fe302149f817ea9fb4bee6f4199697d04d5b89d54fbb978a15b5c443c9ec21036d2460"
             "b6f73ebad0dc2aba6e624abf07745bc107694bb7547bb0995f70de25d6b29e2d3011bb19d27676c07162c8b5ccde0668"
             "961df86803482cb37ed6d5c0bb8d50cf1f50d476aa0458bdaba806f48be9dcb8")


class Drbg:
    """HMAC_DRBG of NIST SP 800-90A Rev. 1, section 10.1.2, with SHA-256; all of the seed material in one piece."""

    def __init__(self, seed):
        self.key, self.value = b"\0" * 32, b"\1" * 32
        self.update(seed)

    def mac(self, data):
        return hmac.new(self.key, data, hashlib.sha256).digest()

    def update(self, data):
        for byte in b"\0\1" if data else b"\0":
            self.key = self.mac(self.value + bytes([byte]) + data)
            self.value = self.mac(self.value)

    def generate(self, num):
        out = b""
        while len(out) < num:
            self.value = self.mac(self.value)
            out += self.value
        self.update(b"")
        return out[:num]


Kind = collections.namedtuple("Kind", "name code nonce padding srv type blind")


def draft(number):
    code = min(0x80000000 + number, 0x8000000C)
    return Kind("draft-%02d" % number, code if number else None, 64 if number < 5 else 32,
                "PAD" if number < 8 else "ZZZZ", number >= 10, number >= 14, number < 8)


GOOGLE = Kind("google", None, 64, "PAD\xff", False, False, True)
RFC = Kind("rfc10049", 1, 32, "ZZZZ", True, True, False)
DRAFTS = list(map(draft, range(20)))
KINDS = [GOOGLE, *DRAFTS, RFC]


def chosen(kinds):
    """The version that a server takes: 1 first, then downwards; TYPE tells the drafts of one number apart."""
    return RFC if RFC in kinds else max(kinds, key=lambda kind: (kind.code or 0, kind.type))


def can_share(kinds):
    return len(set(kinds)) == 1 or (all(k.code for k in kinds) and len({k.nonce for k in kinds}) == 1)


def request(kinds, nonce, key=None, size=SIZE):
    """The packet, or message without header, that offers these versions."""
    kind = chosen(kinds)
    pairs = [(wire.tag("NONC"), nonce)]
    if kind.code:
        codes = sorted({k.code for k in kinds})
        pairs.append((wire.tag("VER"), b"".join(code.to_bytes(4, "little") for code in codes)))
    if kind.type:
        pairs.append((wire.tag("TYPE"), bytes(4)))
    if key:
        pairs.append((wire.tag("SRV"), hashlib.sha512(b"\xff" + key).digest()[:32]))
    missing = size - len(wire.encode(pairs))
    if missing:
        pairs.append((wire.tag(kind.padding), bytes(missing - 8)))
    message = wire.encode(sorted(pairs))
    assert len(message) == size
    return wire.frame(message) if kind.code else message


def chained(kind, response, rand):
    if kind.blind:
        response = hashlib.sha512(response).digest()
    return hashlib.sha512(response + rand).digest()[:kind.nonce]


def key_bytes(text):
    return base64.b64decode(text) if text.endswith("=") else bytes.fromhex(text)


class Judge:
    def __init__(self, program):
        self.program, self.num, self.differing = program, 0, 0

    def run(self, *args):
        done = subprocess.run([self.program, "mkreq", *map(str, args)], capture_output=True, check=False)
        return done.returncode, done.stdout

    def check(self, what, theirs, ours):
        self.num += 1
        if theirs != ours:
            self.differing += 1
            if self.differing <= compare.SHOWN:
                print("%s: roughproof makes\n  %s, the oracle\n  %s" % (what, theirs, ours))

    def check_request(self, args, ours):
        self.check(args, self.run(*args), (0, ours))


def versions(kinds):
    return list(itertools.chain.from_iterable(("--version", kind.name) for kind in kinds))


def every_version(judge):
    for kind in KINDS:
        drbg = Drbg(bytes.fromhex("10049a"))
        judge.check_request([*versions([kind]), "--seed", "10049a"], request([kind], drbg.generate(kind.nonce)))
        nonce = bytes(range(kind.nonce))
        for size in (1012, 1100, 65520):
            judge.check_request([*versions([kind]), "--nonce", nonce.hex(), "--size", size],
                                request([kind], nonce, None, size))
        for key in KEYS if kind.srv else []:
            judge.check_request([*versions([kind]), "--nonce", nonce.hex(), "--key", key],
                                request([kind], nonce, key_bytes(key)))


def every_pair(judge):
    """Two versions, and some sets of more, share a request or are refused, in either order."""
    sets = [*itertools.product(KINDS, repeat=2), DRAFTS[1:5], [*DRAFTS[5:], RFC], DRAFTS[5:12], [RFC, *DRAFTS[5:13]]]
    for kinds in sets:
        args = [*versions(kinds), "--seed", "05"]
        if can_share(kinds):
            nonce = Drbg(b"\5").generate(chosen(kinds).nonce)
            judge.check_request(args, request(kinds, nonce))
        else:
            judge.check(args, judge.run(*args), (2, b""))


def seeds(judge):
    """One instance serves all requests of a command, one draw each; behind --after the draw is the rand."""
    drbg = Drbg(b"\x00\xff")
    nonces = [drbg.generate(32) for _ in range(5)]
    lines = "".join(request([DRAFTS[12], RFC], nonce).hex() + "\n" for nonce in nonces)
    judge.check_request(["--seed", "00FF", "--count", 5, "--format", "hex"], lines.encode())
    response = (ANSWERS / "google-response.bin").read_bytes()
    for kind in KINDS:
        rand = Drbg(b"seed").generate(64 if kind.blind else 32)
        args = [*versions([kind]), "--seed", b"seed".hex(), "--after", ANSWERS / "google-response.bin"]
        judge.check_request(args, request([kind], chained(kind, response, rand)))
    drbg = Drbg(bytes.fromhex(CAVP_SEED))
    drbg.generate(128)
    judge.check("CAVP", drbg.generate(128).hex(), CAVP_BITS)


def published(judge, folder):
    """The requests of RFC 10049's Appendix B, and Google's chain file."""
    report = SHARED / "rfc10049-appendix-b-report.json"
    chain = SHARED / "google" / "roughtime-chain.json"
    if not report.is_file() or not chain.is_file():
        print("skipped: shared/vectors is not here")
        return
    before = None
    for entry in json.loads(report.read_text())["responses"]:
        sent = base64.b64decode(entry["request"])
        args = ["--version", 1, "--key", entry["publicKey"]]
        if before:
            args += ["--after", before, "--rand", entry["rand"]]
        else:
            args += ["--nonce", dump.Account(sent).messages["top"].get("NONC").value.hex()]
        judge.check_request(args, sent)
        before = folder / "response"
        before.write_bytes(base64.b64decode(entry["response"]))
    links = json.loads(chain.read_text())["links"]
    for link, following in zip(links, links[1:]):
        before.write_bytes(base64.b64decode(link["reply"]))
        blind = base64.b64decode(following["nonceOrBlind"])
        ours = request([GOOGLE], chained(GOOGLE, before.read_bytes(), blind))
        args = ["--version", "google", "--after", before, "--rand", following["nonceOrBlind"]]
        judge.check_request(args, ours)


def mistakes(judge, folder):
    """Packets with every mistake in every version, as far as it can be made, for a comparison of readers."""
    listed = judge.run("--list-mistakes")[1].decode().splitlines()
    judge.check("mistakes listed", len(listed) > 40, True)
    comparison = compare.Comparison(judge.program, folder)
    packets = []
    for kind, line in itertools.product(KINDS, listed):
        args = [*versions([kind]), "--seed", "05", "--mistake", line.split()[0]]
        status, packet = judge.run(*args)
        if status == 0:
            packets.append((" ".join(args), packet))
    judge.check("mistakes made", len(packets) > 20 * len(KINDS), True)
    comparison.run(packets)
    judge.num += comparison.compared
    judge.differing += comparison.differing


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    judge = Judge(sys.argv[1])
    every_version(judge)
    every_pair(judge)
    seeds(judge)
    with tempfile.TemporaryDirectory() as folder:
        published(judge, pathlib.Path(folder))
        mistakes(judge, pathlib.Path(folder))
    print("%d compared, %d differ" % (judge.num, judge.differing))
    return 1 if judge.differing else 0


if __name__ == "__main__":
    sys.exit(main())
