#!/usr/bin/env python3
"""The oracle's Ed25519 against RFC 8032 7.1, the published collections, and OpenSSL where Python has it: both its signatures
and what it accepts. Collections that are not here are skipped by name."""
import hashlib
import json
import pathlib
import sys

import ed25519

COLLECTIONS = pathlib.Path(__file__).resolve().parents[3] / "shared" / "vectors" / "ed25519"
RANGE, SMALL_R, SMALL_KEY, MISMATCH = "signature-range", "signature-small-order", "key-small-order", "signature-mismatch"
# docs/ed25519.md explains the rows.
SPECCHECK = [SMALL_R, SMALL_KEY, SMALL_R, None, MISMATCH, MISMATCH, RANGE, RANGE, SMALL_R, SMALL_R, SMALL_KEY, SMALL_KEY]
CCTV_ACCEPTED = 43
# Seed, public key, message and signature (RFC 8032 7.1, tests 1 to 3).
RFC8032 = [
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
]


def rfc8032():
    for row in RFC8032:
        seed, key, message, signature = map(bytes.fromhex, row)
        yield ed25519.public_key(seed) == key, row[1]
        yield ed25519.sign(seed, message) == signature, row[3]
        yield ed25519.verify(signature, key, message) is None, row[3]


def collection(name):
    file = COLLECTIONS / name
    if not file.is_file():
        print("skipped: %s is not here" % name)
        return []
    return json.loads(file.read_text())


def speccheck():
    for i, (row, expected) in enumerate(zip(collection("speccheck-cases.json"), SPECCHECK)):
        parts = (bytes.fromhex(row[name]) for name in ("signature", "pub_key", "message"))
        yield ed25519.verify(*parts) == expected, "speccheck %d" % i


def cctv():
    accepted = 0
    for row in collection("cctv-ed25519vectors.json"):
        reason = ed25519.verify(bytes.fromhex(row["sig"]), bytes.fromhex(row["key"]), row["msg"].encode())
        accepted += reason is None
    if accepted:
        yield accepted == CCTV_ACCEPTED, "cctv: %d accepted" % accepted


def wycheproof():
    groups = collection("wycheproof_ed25519_test.json")
    for group in groups and groups["testGroups"]:
        key = bytes.fromhex(group["publicKey"]["pk"])
        for test in group["tests"]:
            signature = bytes.fromhex(test["sig"])
            good = len(signature) == 64 and ed25519.verify(signature, key, bytes.fromhex(test["msg"])) is None
            yield good == (test["result"] == "valid"), "wycheproof %d" % test["tcId"]


def openssl():
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519 as theirs
    except ImportError:
        print("skipped: Python has no cryptography")
        return
    for i in range(100):
        seed, message = hashlib.sha256(b"seed %d" % i).digest(), bytes(i)
        private = theirs.Ed25519PrivateKey.from_private_bytes(seed)
        yield private.public_key().public_bytes_raw() == ed25519.public_key(seed), "public key %d" % i
        yield private.sign(message) == ed25519.sign(seed, message), "signature %d" % i


def main():
    results = [result for check in (rfc8032, speccheck, cctv, wycheproof, openssl) for result in check()]
    failures = [name for good, name in results if not good]
    for name in failures:
        print("wrong: " + name)
    print("%d checks" % len(results))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
