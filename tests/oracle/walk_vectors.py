#!/usr/bin/env python3
"""walk_vectors.py ROUGHPROOF: `roughproof dump --json` says of each vector what its expect.json says, and each error
and each remark of the parser's lists that is not for the other two walks is that of at least one vector."""
import json
import pathlib
import subprocess
import sys

import lists
import walk_containers
import walk_verdicts

ROOT = pathlib.Path(__file__).resolve().parents[2]
VECTORS = ROOT / "corpus" / "vectors"
ERROR_KEYS = ("slug", "stage", "tag", "offset", "clause")


def summary(account):
    """What expect.json holds of an account."""
    error = account["error"]
    return {"kind": account["kind"], "version": account["version"] and account["version"]["name"],
            "remarks": [remark["slug"] for remark in account["remarks"]],
            "error": error and {key: error[key] for key in ERROR_KEYS}}


def run(program, packet):
    command = [program, "dump", "--json", "--input", "raw", "--", str(packet)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return summary(json.loads(done.stdout)), done.returncode
    except json.JSONDecodeError:
        return {"exit": done.returncode, "stderr": done.stderr.strip()}, done.returncode


def failures_of(program, folder):
    expected = json.loads((folder / "expect.json").read_text())
    got, status = run(program, folder / "packet.bin")
    for key in expected:
        if got.get(key) != expected[key]:
            yield "%s is %s, expected %s" % (key, got.get(key, got), expected[key])
    if status != (1 if expected["error"] else 0):
        yield "exit %d" % status
    if (folder.parent.name == "reject") != bool(expected["error"]):
        yield "in the wrong folder"


def uncovered(folders):
    seen = set()
    for folder in folders:
        expected = json.loads((folder / "expect.json").read_text())
        seen.update(expected["remarks"], [expected["error"]["slug"]] if expected["error"] else [])
    captures = {slug for slug, row in lists.errors().items() if row[1] == "capture"}  # tests/captures builds each
    elsewhere = walk_containers.wanted() | walk_verdicts.wanted() | captures
    return sorted((set(lists.errors()) | set(lists.remarks())) - seen - elsewhere)


def main(program):
    folders = sorted(VECTORS.glob("*/*"))
    failed = 0
    for folder in folders:
        for failure in failures_of(program, folder):
            failed += 1
            print("%s/%s: %s" % (folder.parent.name, folder.name, failure))
    for slug in uncovered(folders):
        failed += 1
        print("%s: no vector has it" % slug)
    print("%d vectors" % len(folders))
    return 1 if failed or not folders else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
