#!/usr/bin/env python3
"""How dump reads every file of the shared folder, and that convert brings them there and back.

usage: shared_vectors_test.py ROUGHPROOF    exit 77: the folder is not there
"""
import collections
import fnmatch
import json
import pathlib
import sys
import tempfile

import exchanges
from exchanges import BAD, GOOD, SHARED

# The first pattern that fits says how a file is read: exit status, what, and how many exchanges or servers; or
# for what is no container and no message, the slug or words of the diagnostic.
EXPECTED = [
    ("README.md", "refused", "neither hex nor base64"),
    ("normalized.jsonl", BAD, "NDJSON of exchanges", 842),
    ("rfc10049-appendix-b-report.json", GOOD, "RFC 10049, drafts 12-19", 3),
    ("google/roughtime-chain.json", GOOD, "Google's chain file", 12),
    ("roughly/packets.json", GOOD, "list without object", 11),
    ("rfc10049-appendix-a-serverlist.json", GOOD, "server list", 2),
    ("draft-19-appendix-a-serverlist.json", GOOD, "server list", 2),
    ("serverlists/ecosystem-cloudflare-2023*", GOOD, "server list", 9),
    ("serverlists/ecosystem-cloudflare-2025*", GOOD, "server list", 4),
    ("serverlists/ecosystem-google-2016.json", GOOD, "server list", 1),
    ("serverlists/ecosystem-pyroughtime-*", GOOD, "server list", 2),
    ("serverlists/ecosystem-roughenough-*", GOOD, "server list", 4),
    ("serverlists/ecosystem-roughly-*", GOOD, "server list", 10),
    ("serverlists/ecosystem-tannerryan-*", GOOD, "server list", 9),
    ("cloudflare/*.json", "refused", "report-form"),  # its own format: a seed, requests, replies
    ("ed25519/*.json", "refused", "report-form"),
    ("botan/*.vec", "refused", "json-character"),  # a section in brackets, then lines of its own
    ("butterfield/*.bin", GOOD, "message"),
    ("roughenough/rfc-*", GOOD, "message"),
    ("roughenough/golden-*", GOOD, "message"),
    ("roughenough/fuzz-corpus/*", None, "message"),  # sound or not
]


def expected_of(name):
    return next((row[1:] for row in EXPECTED if fnmatch.fnmatch(name, row[0])), None)


def dump_fault(program, path, status, what, *rest):
    done = exchanges.run(program, "dump", path, status=None)
    if status == "refused":
        fits = done.returncode == BAD and done.stdout == b"" and what.encode() in done.stderr
        return None if fits else f"exit status {done.returncode}: {done.stdout[:80]} {done.stderr[:200]}"
    if done.returncode not in ((GOOD, BAD) if status is None else (status,)) or done.stderr:
        return f"exit status {done.returncode}: {done.stderr[:200]}"
    first = done.stdout.decode("ascii").split("\n", 1)[0]
    number = f"{what}, {rest[0]} {'server' if what == 'server list' else 'exchange'}" if rest else ""
    if rest and number not in first:
        return f"first line: {first}"
    if not rest and not any(kind in first for kind in ("request", "response", "message", "SREP", "CERT", "DELE")):
        return f"first line: {first}"
    return None


def convert_fault(program, path):
    """NDJSON, packets and NDJSON again: the same exchanges."""
    once = exchanges.run(program, "convert", "--to", "ndjson", path, status=None)
    with tempfile.TemporaryDirectory() as folder:
        exchanges.run(program, "convert", "--to", "packets", "--output", f"{folder}/p", "-", stdin=once.stdout)
        again = exchanges.run(program, "convert", "--to", "ndjson", f"{folder}/p")
    if once.stdout != again.stdout or not once.stdout:
        return "NDJSON differs when it comes back"
    whole = exchanges.run(program, "convert", "--to", "report", path, status=None).stdout
    report = exchanges.run(program, "convert", "--to", "report", "-", stdin=whole, status=None)
    return None if report.stdout == whole else "the report differs when it comes back"


def same_bytes_fault(program):
    """NDJSON of the normalized file against its own hexadecimal."""
    lines = [json.loads(line) for line in (SHARED / "normalized.jsonl").read_text().splitlines()]
    out = exchanges.run(program, "convert", "--to", "ndjson", SHARED / "normalized.jsonl", status=BAD).stdout
    names = {"pubkey": "publicKey", "request": "request", "response": "response", "nonce": "nonce"}
    expected = [{"id": line["id"]} | {new: exchanges.b64(bytes.fromhex(line[old])) for old, new in names.items()
                                      if line.get(old)} for line in lines if line.get("response")]
    return None if exchanges.lines(out) == expected else "the bytes are not those of the file"


def main(program):
    if not SHARED.is_dir():
        print("skipped: there is no shared folder beside the checkout")
        return 77
    faults, read = [], collections.Counter()
    for path in sorted(path for path in SHARED.rglob("*") if path.is_file()):
        name = str(path.relative_to(SHARED))
        expected = expected_of(name)
        if expected is None:
            faults.append(f"{name}: nothing says how it is to be read")
            continue
        read[expected[1]] += 1
        fault = dump_fault(program, path, *expected)
        if fault is None and len(expected) == 3 and expected[1] != "server list":
            fault = convert_fault(program, path)
        faults += [f"{name}: {fault}"] if fault else []
    fault = same_bytes_fault(program)
    faults += [f"normalized.jsonl: {fault}"] if fault else []
    print(*faults, *(f"{number:4} {what}" for what, number in read.items()), sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(str(pathlib.Path(sys.argv[1]).resolve())))
