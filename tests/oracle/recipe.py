#!/usr/bin/env python3
"""recipe.py FILE... prints in hex the bytes that each recipe describes; corpus/README.md describes the language."""
import struct
import sys

import wire


class RecipeError(Exception):
    pass


class Line:
    def __init__(self, number, indent, words, raw=""):
        self.number, self.indent, self.words, self.raw = number, indent, words, raw
        self.below = []


def build(text):
    """The bytes of a recipe."""
    data = b""
    for line in tree(text):
        try:
            data = STATEMENTS[line.words[0]](data, line)
        except (KeyError, ValueError, IndexError, struct.error) as problem:
            raise RecipeError("line %d: %s" % (line.number, problem)) from problem
    return data


def tree(text):
    """Lines without comments, each with the deeper ones that follow it."""
    root = Line(0, -1, [])
    path = [root]
    for number, raw in enumerate(text.splitlines(), 1):
        words = raw.split("#", 1)[0].split()
        if not words:
            continue
        line = Line(number, len(raw) - len(raw.lstrip(" ")), words, raw)
        while path[-1].indent >= line.indent:
            path.pop()
        path[-1].below.append(line)
        path.append(line)
    return root.below


def octets(line, words):
    """hex ..., repeat COUNT HEX, u32 ..., u64 ..., mjd DAY MICROS, zeros COUNT, empty; deeper lines go on."""
    form, rest = words[0], words[1:] + [word for below in line.below for word in below.words]
    if form == "hex":
        return bytes.fromhex("".join(rest))
    if form == "repeat":
        return bytes.fromhex(rest[1]) * int(rest[0], 0)
    if form == "zeros":
        return bytes(int(rest[0], 0))
    if form == "u32":
        return b"".join(struct.pack("<I", int(word, 0)) for word in rest)
    if form == "u64":
        return b"".join(struct.pack("<Q", int(word, 0)) for word in rest)
    if form == "mjd":
        return struct.pack("<Q", int(rest[0]) << 40 | int(rest[1]))
    if form == "empty":
        return b""
    raise ValueError("no such value: " + form)


def tag_number(word):
    """A tag by its octets, with \\xNN for one that is no letter or digit."""
    return wire.tag(word.encode("ascii").decode("unicode_escape"))


def message(lines):
    """Tags and values in the order written, then the overrides of single header words."""
    pairs, overrides = [], []
    for line in lines:
        first, rest = line.words[0], line.words[1:]
        if first in ("count", "offset", "tag"):
            overrides.append(line)
        elif rest[0] == "message":
            pairs.append((tag_number(first), message(line.below)))
        elif rest[0] == "fill":
            pairs.append((tag_number(first), b""))
            pairs[-1] = (pairs[-1][0], bytes(int(rest[1]) - len(wire.encode(pairs)) - room(lines, line)))
        else:
            pairs.append((tag_number(first), octets(line, rest)))
    data = bytearray(wire.encode(pairs))
    for line in overrides:
        override(data, len(pairs), line.words)
    return bytes(data)


def room(lines, filler):
    """What the tags written after a filler will take: 8 bytes of header each, and their values."""
    after = lines[lines.index(filler) + 1:]
    return len(message(after)) if after else 0


def override(data, num, words):
    if words[0] == "count":
        at, value = 0, int(words[1], 0)
    elif words[0] == "offset":
        at, value = 4 * int(words[1]), int(words[3], 0)
    else:
        at, value = 4 * num + 4 * int(words[1]), tag_number(words[3])
    struct.pack_into("<I", data, at, value)


def make_message(data, line):
    return data + message(line.below)


def make_packet(data, line):
    return data + wire.frame(message(line.below))


def append(data, line):
    return data + octets(line, line.words[1:])


def truncate(data, line):
    return data[:int(line.words[1], 0)]


def overwrite(data, line):
    at, value = int(line.words[1], 0), octets(line, line.words[3:])
    if line.words[2] != "=" or at + len(value) > len(data):
        raise ValueError("cannot write there")
    return data[:at] + value + data[at + len(value):]


STATEMENTS = {"packet": make_packet, "message": make_message, "append": append, "truncate": truncate,
              "at": overwrite}


def main(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            print(build(file.read()).hex())


if __name__ == "__main__":
    main(sys.argv[1:])
