#!/usr/bin/env python3
"""container_recipe.py FILE... prints the files that recipes of containers describe; corpus/README.md describes the
language."""
import base64
import json
import struct
import sys

import recipe
from recipe import RecipeError

READERS = {"report": "report.txt", "list": "list.txt", "integer": "integer.txt", "request": "request.bin",
           "response": "response.bin"}
# A sound exchange and a sound server, as the members that recipes change.
EXCHANGE = """
publicKey base64 repeat 32 aa
request base64 repeat 12 bb
response base64 repeat 12 cc
"""
SERVER = """
name = "%(name)s"
version = 1
publicKeyType = "ed25519"
publicKey base64 repeat 32 aa
addresses array
  object
    protocol = "udp"
    address = "%(name)s.example:2002"
"""


class Built:
    """The bytes, who is to read them, and how long JSON may be (None: as long as it is)."""

    def __init__(self, text):
        self.data, self.reader, self.most = b"", None, None
        for line in recipe.tree(text):
            try:
                self.run(line)
            except (KeyError, ValueError, IndexError, struct.error) as problem:
                raise RecipeError("line %d: %s" % (line.number, problem)) from problem
        if self.reader not in READERS:
            raise RecipeError("a recipe says as whom to read: " + ", ".join(READERS))

    def file_name(self):
        return READERS[self.reader]

    def run(self, line):
        first = line.words[0]
        if first == "as":
            self.reader = line.words[1]
        elif first == "max":
            self.most = int(line.words[1])
        elif first == "text":
            self.data += literal(line, "text ")
        elif first == "line":
            self.data += b" ".join(value(below, below.words) for below in line.below) + b"\n"
        elif first in VALUES:
            self.data += value(line, line.words)
        else:
            self.data = recipe.STATEMENTS[first](self.data, line)


def literal(line, before):
    """What follows `before`, to the end of the line."""
    return line.raw[line.raw.index(before) + len(before):].encode()


def value(line, words):
    """JSON, or a word of a line: from its first word on."""
    return VALUES[words[0]](line, words)


def as_written(line, _):
    return literal(line, "= ")


def as_base64(line, words):
    """A string in JSON; a bare word on a line."""
    return base64.b64encode(recipe.octets(line, words[1:]))


def quoted(line, words):
    text = value(line, words)
    return b'"%s"' % text if words[0] == "base64" else text


def array(line, _):
    return b"[" + b",".join(quoted(below, below.words) for below in line.below) + b"]"


def members(lines):
    """Keys as they are written, and values."""
    for line in lines:
        key = line.words[0] if line.words[0].startswith('"') else json.dumps(line.words[0])
        yield key.encode(), quoted(line, line.words[1:])


def written(pairs):
    return b"{" + b",".join(key + b":" + text for key, text in pairs) + b"}"


def an_object(line, _):
    return written(members(line.below))


def changed(sound, line):
    """A sound object with the members of the recipe in place of its own, or behind them; without those it drops."""
    pairs = dict(members(recipe.tree(sound)))
    pairs.update(members(below for below in line.below if below.words[0] != "drop"))
    for below in line.below:
        for name in below.words[1:] if below.words[0] == "drop" else []:
            del pairs[json.dumps(name).encode()]
    return written(pairs.items())


def exchange(line, _):
    return changed(EXCHANGE, line)


def server(line, words):
    return changed(SERVER % {"name": words[1] if len(words) > 1 else "a"}, line)


VALUES = {"=": as_written, "base64": as_base64, "object": an_object, "array": array, "exchange": exchange,
          "server": server}


def main(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            sys.stdout.buffer.write(Built(file.read()).data)


if __name__ == "__main__":
    main(sys.argv[1:])
