#!/usr/bin/env python3
"""Writes the lists of errors and remarks into roughproof-dump.1, from parser/error.h and parser/remark.h, and that of
mistakes into roughproof-mkreq.1, from tools/mistake.h, and that of misbehaviours into roughproof-serve.1, from
tools/misbehave.h.

usage: docs/lists.py [--check]

With --check nothing is written; the exit status is 1 if a page is stale.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

STRING = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
ERROR = re.compile(r"X\(\w+,\s*(\d+),\s*(\w+),\s*" + STRING + r",\s*" + STRING + r",\s*" + STRING + r"\)")
MISTAKE = re.compile(r"X\(\w+,\s*\w+,\s*" + STRING + r",\s*" + STRING + r",\s*" + STRING + r"\)")
MISBEHAVIOUR = re.compile(r"X\(\w+,\s*(\w+),\s*" + STRING + r",\s*" + STRING + r",\s*" + STRING + r"\)")
REMARK = re.compile(r"X\(\w+,\s*" + STRING + r",\s*" + STRING + r",\s*" + STRING + r"\)")

STAGES = {
    "PACKET": "Packet errors: stage packet, malformed",
    "MESSAGE": "Message errors: stage message, malformed",
    "SCHEMA": "Schema errors: stage schema, invalid",
    "TEXT": "Text errors: stage text",
    "REPORT": "Errors of reports and chain files: stage report",
    "LIST": "Errors of server lists: stage list",
    "VERIFY": "Checks of one exchange: stage verify, invalid or incomplete",
    "CHAIN": "Links between exchanges: stage chain, invalid",
    "KEY": "Whose keys: stage key",
    "CAPTURE": "Packet captures: stage capture",
}


def rows(header, macro, pattern):
    """The rows of an X-macro, strings decoded. Every X( of the list must have matched."""
    text = (ROOT / header).read_text()
    body = re.search(r"#define " + macro + r"\(X\)((?:.*\\\n)*.*)", text).group(1).replace("\\\n", "\n")
    found = [tuple(string(field) for field in match) for match in pattern.findall(body)]
    if len(found) != body.count("X("):
        sys.exit(f"{header}: a row of {macro} is not understood")
    return found


def string(field):
    """A C string literal, or several in a row, or a bare word."""
    if not field.startswith('"'):
        return field
    joined = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', field))
    return joined.replace('\\"', '"').replace("\\\\", "\\")


def roff(text):
    text = text.replace("\\", "\\e")
    return "\\&" + text if text[:1] in ".'" else text


def item(head, text):
    return [f".It {head}", *(roff(line) for line in wrapped(text))]


def wrapped(text):
    """Lines short enough for mandoc's taste."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > 76:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return lines


def errors():
    out, stage = [], None
    for number, row_stage, slug, clause, text in rows("parser/error.h", "RT_ERROR_LIST", ERROR):
        if row_stage != stage:
            out += [".El"] if stage else []
            out += [f".Ss {STAGES[row_stage]}", ".Bl -tag -width Ds"]
            stage = row_stage
        out += item(f"{number} Cm {slug} Pq {roff(clause)}", text)
    return out + [".El"]


def remarks():
    out = [".Bl -tag -width Ds"]
    for slug, clause, text in rows("parser/remark.h", "RT_REMARK_LIST", REMARK):
        out += item(f"Cm {slug} Pq {roff(clause)}", text)
    return out + [".El"]


def mistakes():
    out = [".Bl -tag -width Ds"]
    for name, verdict, text in rows("tools/mistake.h", "MISTAKE_LIST", MISTAKE):
        out += item(f"Cm {name} Pq {roff(verdict)}", text)
    return out + [".El"]


def misbehaviours():
    kinds = {"GREASE": "; grease", "SPOIL": "", "LIE": "; a lie"}
    out = [".Bl -tag -width Ds"]
    for kind, name, verdict, text in rows("tools/misbehave.h", "MISBEHAVIOUR_LIST", MISBEHAVIOUR):
        out += item(f"Cm {name} Pq {roff(verdict + kinds[kind])}", text)
    return out + [".El"]


def replaced(page, name, lines):
    begin, end = f'.\\" BEGIN {name}, written by docs/lists.py\n', f'.\\" END {name}\n'
    if page.count(begin) != 1 or page.count(end) != 1:
        sys.exit(f"the markers of {name} are missing")
    head, rest = page.split(begin)
    return head + begin + "".join(line + "\n" for line in lines) + end + rest.split(end)[1]


PAGES = {
    "roughproof-dump.1": {"errors": errors, "remarks": remarks},
    "roughproof-mkreq.1": {"mistakes": mistakes},
    "roughproof-serve.1": {"misbehaviours": misbehaviours},
}


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    for name, lists in PAGES.items():
        path = ROOT / "docs" / name
        old = new = path.read_text()
        for what, lines in lists.items():
            new = replaced(new, what, lines())
        if check and new != old:
            sys.exit(f"{name} is stale: run docs/lists.py")
        if not check:
            path.write_text(new)


if __name__ == "__main__":
    main()
