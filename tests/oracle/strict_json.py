"""JSON as RFC 8259 has it, with the bounds of docs/decisions.md: every value knows where it stands."""
import re

DEPTH_MAX, MEMBERS_MAX = 16, 64
BLANKS = b" \t\n\r"
NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
# The beginnings of numbers, the empty one included: what would continue one is missed behind the longest.
NUMBER_BEGUN = re.compile(rb"-?(?:(?:0|[1-9][0-9]*)(?:\.(?:[0-9]+(?:[eE][+-]?[0-9]*)?)?|[eE][+-]?[0-9]*)?)?")
LOOKS_LIKE_MORE = re.compile(rb"[0-9A-Za-z.+-]")
ESCAPE = re.compile(rb'\\(?:u([0-9A-Fa-f]{4})|(["\\/bfnrt]))')
ESCAPED = dict(zip(b'"\\/bfnrt', '"\\/\b\f\n\r\t'))
LITERALS = {b"true": "true", b"false": "false", b"null": "null"}


class Refused(Exception):
    def __init__(self, slug, offset):
        super().__init__(slug, offset)
        self.slug, self.offset = slug, offset


class Value:
    """`kind` is object, array, string, number, true, false or null; `content` is a dict, list or str. Of a string,
    `places` has the offset of each of its characters and of the closing quote."""

    def __init__(self, kind, at):
        self.kind, self.at, self.end = kind, at, at
        self.content, self.places, self.raw = None, None, b""

    def get(self, name):
        """The member of an object; None where there is none, or no object."""
        return self.content.get(name) if self.kind == "object" else None

    def is_string(self, text=None):
        return self.kind == "string" and text in (None, self.content)

    def octets(self):
        """A string as UTF-8, where each octet of it stands, and where it ends; all of an escape stand at its beginning."""
        encoded = [character.encode() for character in self.content]
        places = [place for place, part in zip(self.places, encoded) for _ in part]
        return b"".join(encoded), places + self.places[-1:]

    def integer(self):
        """From 0 to 2^64 - 1 in digits alone; else None."""
        digits = self.raw.decode() if self.kind == "number" else ""
        return int(digits) if len(digits) < 30 and digits.isdigit() and int(digits) < 2**64 else None


def parse(data, base=0, most=None):
    """The one value of `data`, which stands at offset `base`."""
    if most is not None and len(data) > most:
        raise Refused("json-too-long", base + most)
    return Reader(data, base).text()


class Reader:
    def __init__(self, data, base):
        self.data, self.base, self.pos = data, base, 0

    def refuse(self, slug, pos=None):
        """At a character; where the text has ended, that is what is wrong."""
        pos = self.pos if pos is None else pos
        if pos >= len(self.data):
            raise Refused("json-truncated", self.base + len(self.data))
        raise Refused(slug, self.base + pos)

    def skip_blanks(self):
        while self.pos < len(self.data) and self.data[self.pos] in BLANKS:
            self.pos += 1

    def next_is(self, characters):
        """A byte of `characters` that comes next, or an empty string."""
        found = self.data[self.pos:self.pos + 1]
        return found if found and found in characters else b""

    def take(self, character):
        if not self.next_is(character):
            self.refuse("json-character")
        self.pos += 1

    def text(self):
        self.skip_blanks()
        value = self.value(0)
        self.skip_blanks()
        if self.pos < len(self.data):
            self.refuse("json-trailing")
        return value

    def value(self, depth):
        start = self.pos
        first = self.data[start:start + 1]
        if first in (b"{", b"[") and depth == DEPTH_MAX:
            self.refuse("json-too-deep")
        if first == b"{":
            value = self.object(depth + 1)
        elif first == b"[":
            value = self.array(depth + 1)
        elif first == b'"':
            value = self.string()
        elif first and first in b"-0123456789":
            value = self.number()
        else:
            value = self.literal()
        value.end = self.base + self.pos
        value.raw = self.data[start:self.pos]
        return value

    def literal(self):
        for word, kind in LITERALS.items():
            if self.data[self.pos:self.pos + 1] == word[:1]:
                value = Value(kind, self.base + self.pos)
                for i in range(len(word)):
                    self.take(word[i:i + 1])
                return value
        return self.refuse("json-character")

    def number(self):
        value = Value("number", self.base + self.pos)
        match = NUMBER.match(self.data, self.pos)
        if match and not LOOKS_LIKE_MORE.match(self.data, match.end()):
            self.pos = match.end()
            return value
        begun = NUMBER_BEGUN.match(self.data, self.pos)
        return self.refuse("json-number", begun.end())

    def string(self):
        value = Value("string", self.base + self.pos)
        self.pos += 1
        characters, value.places = [], []
        while True:
            value.places.append(self.base + self.pos)
            if self.next_is(b'"'):
                self.pos += 1
                break
            characters.append(self.character())
        value.content = "".join(characters)
        return value

    def character(self):
        if self.pos >= len(self.data):
            self.refuse("json-truncated")
        if self.data[self.pos] < 0x20:
            self.refuse("json-control")
        return self.escape() if self.next_is(b"\\") else self.utf8()

    def utf8(self):
        for size in (1, 2, 3, 4):
            try:
                character = self.data[self.pos:self.pos + size].decode("utf-8")
            except UnicodeDecodeError:
                continue
            self.pos += size
            return character
        return self.refuse("json-utf8")

    def escape(self):
        match = ESCAPE.match(self.data, self.pos)
        if not match:
            self.refuse("json-escape")
        if match[2]:
            self.pos = match.end()
            return ESCAPED[match[2][0]]
        return self.surrogates(match)

    def surrogates(self, first):
        unit = int(first[1], 16)
        if not 0xD800 <= unit < 0xE000:
            self.pos = first.end()
            return chr(unit)
        second = ESCAPE.match(self.data, first.end())
        pair = unit.to_bytes(2, "big") + (int(second[1], 16) if second and second[1] else 0).to_bytes(2, "big")
        try:
            character = pair.decode("utf-16-be")
        except UnicodeDecodeError:
            self.refuse("json-surrogate")
        if len(character) != 1:
            self.refuse("json-surrogate")
        self.pos = second.end()
        return character

    def array(self, depth):
        value = Value("array", self.base + self.pos)
        value.content = []
        self.pos += 1
        self.skip_blanks()
        while not (self.next_is(b"]") and not value.content):
            value.content.append(self.value(depth))
            if self.ends_with(b"]"):
                return value
        self.pos += 1
        return value

    def object(self, depth):
        value = Value("object", self.base + self.pos)
        value.content = {}
        self.pos += 1
        self.skip_blanks()
        while not (self.next_is(b"}") and not value.content):
            name = self.name(value.content)
            value.content[name] = self.value(depth)
            if self.ends_with(b"}"):
                return value
        self.pos += 1
        return value

    def ends_with(self, bracket):
        """Behind a value: the end of what holds it, or a comma."""
        self.skip_blanks()
        ends = bool(self.next_is(bracket))
        self.take(bracket if ends else b",")
        if not ends:
            self.skip_blanks()
        return ends

    def name(self, known):
        """A new key and its colon."""
        start = self.pos
        if not self.next_is(b'"'):
            self.refuse("json-character")
        if len(known) == MEMBERS_MAX:
            self.refuse("json-too-many-members")
        name = self.string().content
        if name in known:
            self.refuse("json-duplicate-key", start)
        self.skip_blanks()
        self.take(b":")
        self.skip_blanks()
        return name
