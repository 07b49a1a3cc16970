#!/usr/bin/env python3
"""Writes wasm/js/slugs.d.ts: the slugs of errors, remarks and diagnoses as types, from the lists of the C headers.

usage: wasm/slugs.py [--check]

With --check nothing is written; the exit status is 1 if the file is stale.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))
sys.dont_write_bytecode = True
import lists  # noqa: E402

DIAGNOSIS = re.compile(r"X\(\w+,\s*\w+,\s*" + lists.STRING + r",\s*" + lists.STRING + r",\s*" + lists.STRING + r"\)")
PATH = ROOT / "wasm/js/slugs.d.ts"


def union(name, what, slugs):
    width = 110
    lines, line = [], "  "
    for slug in slugs:
        word = f"| '{slug}' "
        if len(line) + len(word) > width:
            lines.append(line.rstrip())
            line = "  "
        line += word
    lines.append(line.rstrip() + ";")
    return [f"/** {what} */", f"export type {name} =", *lines, ""]


def text():
    errors = [row[2] for row in lists.rows("parser/error.h", "RT_ERROR_LIST", lists.ERROR)]
    remarks = [row[0] for row in lists.rows("parser/remark.h", "RT_REMARK_LIST", lists.REMARK)]
    diagnoses = [row[0] for row in lists.rows("verify/diagnosis.h", "RT_DIAGNOSIS_LIST", DIAGNOSIS)]
    out = ["// Written by wasm/slugs.py from the lists in parser/error.h, parser/remark.h and verify/diagnosis.h.", ""]
    out += union("ErrorSlug", "Every way in which bytes can be refused; slugs never change once released.", errors)
    out += union("RemarkSlug", "What is valid, but worth a word.", remarks)
    out += union("DiagnosisSlug", "What is known to be deployed and would explain a failure.", diagnoses)
    return "\n".join(out)


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    new = text()
    if sys.argv[1:] == []:
        PATH.write_text(new)
    elif not PATH.exists() or PATH.read_text() != new:
        sys.exit("wasm/js/slugs.d.ts is stale: run wasm/slugs.py")


if __name__ == "__main__":
    main()
