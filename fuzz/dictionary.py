#!/usr/bin/env python3
"""dictionary.py [json|words]: prints the dictionary of the fuzz targets: magic, every tag and version number, from the
parser's own lists; or for those that read JSON, its pieces and the names of all members that the readers know; or what
stands on command lines."""
import pathlib
import re
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PARSER = ROOT / "parser"


def entry(name, value):
    print(f'{name}="{"".join(f"{chr(92)}x{octet:02x}" for octet in value)}"')


PIECES = ("{", "}", "[", "]", ",", ":", '""', "null", "true", "-1.5e+7", "\\u0041", "\\ud83d\\ude00", "\\ud800", "AAEC",
          "AA==", "ed25519", "udp", "tcp", "IETF-Roughtime", "Google-Roughtime", "3000600613", "2147483660", "https://",
          "2016-12-31T23:59:60Z", "a.example:2002", "[2001:db8::1]:2002", "A" * 43 + "=", "00" * 32)

READERS = ("parser/report.c", "parser/serverlist.c", "tools/manifest.c")
WORDS = ("7d", "500ms", "90us", "2w", "0x8000000c", "4294967295", "18446744073709551615", "..", "2026-10-01T12:00:00Z",
         "2026-10-01", "1790856000", "A" * 43 + "=", "00" * 32)


def members():
    """The names in the tables of the readers."""
    for file in READERS:
        found = [name for table in re.findall(r"\w*(?:names|members)\b[^;=]*=\s*\{([^;]*)\};", (ROOT / file).read_text())
                 for name in re.findall(r'"(\w+)"', table)]
        assert found, f"no members found in {file}"
        yield from found


def json():
    for name in sorted(set(members())):
        entry(f"member_{name}", f'"{name}":'.encode())
    for i, piece in enumerate(PIECES):
        entry(f"piece_{i}", piece.encode())


def words():
    """The options of every verb, and values of theirs."""
    names = {name for file in sorted(ROOT.glob("tools/*.c"))
             for name in re.findall(r'^\s*\{"([a-z-]+)", (?:required|no)_argument', file.read_text(), re.M)}
    assert len(names) > 20, "no options found in tools"
    for name in sorted(names):
        entry(f"option_{name}", f"--{name}".encode())
    for i, word in enumerate(WORDS):
        entry(f"word_{i}", word.encode())


def packets():
    entry("magic", b"ROUGHTIM")
    tags = re.findall(r"#define RT_TAG_(\w+)\s+UINT32_C\((0x[0-9a-f]{8})\)", (PARSER / "tag.h").read_text())
    assert len(tags) > 20, "no tags found in tag.h"
    for name, number in tags:
        entry(f"tag_{name}", struct.pack("<I", int(number, 16)))
    for code in [0, 1, *range(0x80000001, 0x8000000D)]:
        entry(f"version_{code:08x}", struct.pack("<I", code))


if __name__ == "__main__":
    {"": packets, "json": json, "words": words}["".join(sys.argv[1:])]()
