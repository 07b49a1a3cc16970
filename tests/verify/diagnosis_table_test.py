#!/usr/bin/env python3
"""docs/diagnosis.md says of each known disagreement, A1 to A53, what shows it: diagnoses, errors and remarks that
exist, or why nothing does; and it names every diagnosis.

usage: diagnosis_table_test.py
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DOC = ROOT / "docs" / "diagnosis.md"
LISTS = {
    "diagnosis": ("verify/diagnosis.h", r"X\(\w+,\s*(?:MATCH|HINT),\s*\"([a-z0-9-]+)\""),
    "error": ("parser/error.h", r"X\(\w+,\s*\d+,\s*\w+,\s*\"([a-z0-9-]+)\""),
    "remark": ("parser/remark.h", r"X\(\w+,\s*\"([a-z0-9-]+)\""),
}
ROW = re.compile(r"^\| (A\d+) \| [^|]+ \| ([^|]+) \|$", re.M)
CLAIM = re.compile(r"(diagnosis|error|remark) (`[a-z0-9-]+`(?:, `[a-z0-9-]+`)*)")


def slugs(kind):
    header, pattern = LISTS[kind]
    text = (ROOT / header).read_text()
    found = re.findall(pattern, text)
    # Every row of the list, and not its mention in the comment above.
    if len(found) != len(re.findall(r"^    X\(", text, re.M)):
        sys.exit(f"{header}: a row is not understood")
    return set(found)


def row_faults(name, claims, known):
    faults, named = [], 0
    for kind, listed in CLAIM.findall(claims):
        for slug in re.findall(r"`([^`]+)`", listed):
            named += 1
            if slug not in known[kind]:
                faults.append(f"{name}: there is no {kind} {slug}")
    if claims.count("`") != 2 * named:
        faults.append(f"{name}: names a slug without its kind")
    if named == 0 and not re.match(r"(not visible|valid): \w", claims):
        faults.append(f"{name}: neither shown by anything nor explained")
    return faults


def main():
    text = DOC.read_text()
    known = {kind: slugs(kind) for kind in LISTS}
    rows = ROW.findall(text)
    faults = [fault for name, claims in rows for fault in row_faults(name, claims, known)]
    if [name for name, _ in rows] != [f"A{i}" for i in range(1, 54)]:
        faults.append("the rows are not A1 to A53, each once")
    faults += [f"{slug} is not named" for slug in sorted(known["diagnosis"]) if f"`{slug}`" not in text]
    for fault in faults:
        print(f"docs/diagnosis.md: {fault}", file=sys.stderr)
    print(f"diagnosis_table: {len(rows)} rows, {len(known['diagnosis'])} diagnoses, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
