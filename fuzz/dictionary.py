#!/usr/bin/env python3
"""Prints the dictionary of the fuzz targets: magic, every tag and version number, from the parser's own lists."""
import pathlib
import re
import struct

PARSER = pathlib.Path(__file__).resolve().parent.parent / "parser"


def entry(name, value):
    print(f'{name}="{"".join(f"{chr(92)}x{octet:02x}" for octet in value)}"')


def main():
    entry("magic", b"ROUGHTIM")
    tags = re.findall(r"#define RT_TAG_(\w+)\s+UINT32_C\((0x[0-9a-f]{8})\)", (PARSER / "tag.h").read_text())
    assert len(tags) > 20, "no tags found in tag.h"
    for name, number in tags:
        entry(f"tag_{name}", struct.pack("<I", int(number, 16)))
    for code in [0, 1, *range(0x80000001, 0x8000000D)]:
        entry(f"version_{code:08x}", struct.pack("<I", code))


if __name__ == "__main__":
    main()
