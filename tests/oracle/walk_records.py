#!/usr/bin/env python3
"""walk_records.py VERDICT_WALK: the exchanges that other implementations left behind are judged as they say, by the
verifier and by the oracle, which must also agree in every detail. Exit 77: the collection is not here."""
import collections
import json
import pathlib
import sys

import judges

FILE = pathlib.Path(__file__).resolve().parents[3] / "shared" / "vectors" / "normalized.jsonl"
NUMBER = 842
SKIPPED = 77
VALID, NO_REQUEST, NO_KEY = ("valid", None), ("incomplete", "request-missing"), ("incomplete", "key-missing")
# Botan's tests verify what comes without a nonce under one of zeros, which matters to two of them.
UNDER_ZEROS, ZEROS = ("botan/invalid6", "botan/invalid8"), bytes(64)

# What the collection says of a record -> our verdict and its error.
BY_NOTE = {
    "valid": VALID,
    "signature-valid ONLY with legacy 'RoughTime' context; invalid under RFC 5.2.1/5.2.6 spelling":
        ("invalid", "signature-mismatch"),
    "invalid: Botan::Invalid_Argument:nonce verification failed": ("invalid", "root-mismatch"),
    "invalid: Botan::Invalid_Argument:Merkle tree path is too short": ("invalid", "index-leftover"),
    "invalid: Botan::Invalid_Argument:response signature invalid": ("invalid", "signature-mismatch"),
    "invalid: Botan::Invalid_Argument:midpoint earlier than delegation start": ("invalid", "midpoint-early"),
    "invalid: Botan::Invalid_Argument:midpoint later than delegation end": ("invalid", "midpoint-late"),
}
# Records of which the note says less than we do: what is missing, or which rule is broken first.
BY_NAME = {
    "roughenough/path8.index2.4c16c619": NO_REQUEST,
    "roughenough/golden-response.phase8": ("invalid", "midpoint-late"),  # pattern bytes: so is all else
    "butterfield/cloudflare-response.bin": NO_KEY,
    "butterfield/draft11-response.bin": NO_REQUEST,
    "butterfield/roughenough-response-14.bin": NO_REQUEST,
    "butterfield/roughenough-response.bin": NO_KEY,
    "botan/invalid0": ("malformed", "header-truncated"),  # its SREP is no message
    "botan/invalid1": ("invalid", "tag-missing"),
    "botan/invalid2": ("malformed", "header-truncated"),
    "botan/invalid3": ("malformed", "header-truncated"),
    "botan/invalid4": ("malformed", "offset-range"),
    "botan/invalid5": ("malformed", "offset-order"),
    "botan/invalid7": ("malformed", "tag-order"),  # the tags swapped, not the values
    "botan/invalid10": ("malformed", "offset-unaligned"),
    "botan/invalid13": ("invalid", "key-not-a-point"),
    "vroughtime/4": ("malformed", "message-short"),
    "vroughtime/5": ("malformed", "header-truncated"),
    "vroughtime/6": ("malformed", "message-empty"),
    "vroughtime/7": ("malformed", "header-truncated"),
    "vroughtime/8": ("invalid", "not-a-response"),
    "vroughtime/9": ("malformed", "offset-unaligned"),
    "vroughtime/10": ("malformed", "offset-range"),
}
APPENDIX_B = "rfc10049-appB#"


def octets(record, name):
    return bytes.fromhex(record[name] or "")


def case(record):
    nonce = ZEROS if record["id"] in UNDER_ZEROS else octets(record, "nonce")
    return judges.Case(record["id"], octets(record, "response"), octets(record, "request"), nonce,
                       octets(record, "pubkey") or None)


def faults(program, records):
    cases = [case(record) for record in records]
    for record, answer in zip(records, judges.ask(program, [c.line() for c in cases])):
        got = answer["verdict"], answer["error"] and answer["error"]["slug"]
        expected = BY_NAME.get(record["id"]) or BY_NOTE.get(record["expect"])
        if got != expected:
            yield "%s: %s, expected %s" % (record["id"], got, expected)
    for found in judges.disagreements(program, cases):
        yield "%s: %s is %s, the oracle has %s" % (found[0].name, *found[1:])
    yield from appendix_faults(program, cases)


def appendix_faults(program, cases):
    """With the drafts' spelling allowed the examples of the RFC are valid, with a remark."""
    cases = [c for c in cases if c.name.startswith(APPENDIX_B)]
    for c, answer in zip(cases, judges.ask(program, [c.line(acceptDraftContext=True) for c in cases])):
        if answer["verdict"] != "valid" or "context-draft" not in [r[0] for r in answer["remarks"]]:
            yield "%s: %s with --accept-draft-context" % (c.name, answer["verdict"])
    if len(cases) != 3:
        yield "%d entries of Appendix B" % len(cases)


def main(program):
    if not FILE.is_file():
        print("skipped: shared/vectors/normalized.jsonl is not here")
        return SKIPPED
    records = [json.loads(line) for line in FILE.read_text().splitlines()]
    failures = ["%d records" % len(records)] if len(records) != NUMBER else []
    requests = [r for r in records if not r["response"]]
    failures += ["%s: no response" % r["id"] for r in requests if r["expect"] != "request"]
    failures += faults(program, [r for r in records if r["response"]])
    for failure in failures:
        print(failure)
    kinds = collections.Counter(r["expect"].split(":")[0] for r in records)
    print("%d records: %s" % (len(records), ", ".join("%d %s" % (n, kind) for kind, n in kinds.most_common())))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
