"""Packets, messages and tags as bytes: RFC 10049 sections 4 and 5."""
import struct

TOP, SREP, CERT, DELE = "top", "SREP", "CERT", "DELE"
PACKET_MAX = 65535
FRAME_LEN = 12


class Refusal(Exception):
    """The first error: its slug, the message it was found in, the tag concerned or None, its offset."""

    def __init__(self, slug, offset, place=TOP, tag=None):
        super().__init__(slug)
        self.slug, self.offset, self.place, self.tag = slug, offset, place, tag


class Field:
    """A tag with its value. Offsets count from the outermost byte."""

    def __init__(self, tag, tag_at, value, at):
        self.tag, self.tag_at, self.value, self.at = tag, tag_at, value, at
        self.nested = None  # the place of the message inside, for one that is looked into

    def u32(self):
        return int.from_bytes(self.value[:4], "little") if len(self.value) >= 4 else 0

    def u64(self):
        return int.from_bytes(self.value[:8], "little") if len(self.value) >= 8 else 0

    def list(self):
        return [w for w, in struct.iter_unpack("<I", self.value[: len(self.value) // 4 * 4])]


class Message:
    def __init__(self, place, at, data, fields):
        self.place, self.at, self.data, self.fields = place, at, data, fields
        self.by_tag = {f.tag: f for f in fields}

    def get(self, *names):
        """The field of the first of these tags that is there, or None."""
        for name in names:
            if tag(name) in self.by_tag:
                return self.by_tag[tag(name)]
        return None


def tag(name):
    """The number of a tag: its octets, padded with zeros, read as a little-endian uint32."""
    return int.from_bytes(name.encode("latin-1").ljust(4, b"\0"), "little")


def tag_name(number):
    """The octets without trailing zeros, all but letters and digits escaped."""
    octets = number.to_bytes(4, "little").rstrip(b"\0") or b"\0"
    return "".join(chr(c) if chr(c).isalnum() and c < 128 else "\\x%02x" % c for c in octets)


def tag_is_formed(number):
    octets = number.to_bytes(4, "little").rstrip(b"\0")
    return 1 <= len(octets) and all(0x41 <= c <= 0x5A for c in octets)


def begins_like_packet(data):
    return data[:4] in (b"ROUG", b"MITH")


def check_frame(packet):
    """A packet must be whole and nothing else."""
    if packet[:8] == b"MITHGUOR":
        raise Refusal("packet-swapped", 0)
    if packet[:8] != b"ROUGHTIM"[: len(packet)]:
        raise Refusal("packet-magic", 0)
    if len(packet) < FRAME_LEN:
        raise Refusal("packet-short", len(packet))
    claimed, = struct.unpack_from("<I", packet, 8)
    swapped, = struct.unpack_from(">I", packet, 8)
    there = len(packet) - FRAME_LEN
    if claimed != there and swapped == there:
        raise Refusal("packet-length-swapped", 8)
    if claimed > PACKET_MAX - FRAME_LEN:
        raise Refusal("packet-too-long", 8)
    if claimed > there:
        raise Refusal("packet-truncated", 8)
    if claimed < there:
        raise Refusal("packet-trailing", FRAME_LEN + claimed)
    if claimed % 4 != 0:
        raise Refusal("packet-unaligned", 8)


def split(data):
    """The packets of a row of them. What cannot be cut, and what follows a packet without beginning another, stays."""
    parts = []
    while True:
        end = FRAME_LEN + int.from_bytes(data[8:FRAME_LEN], "little")
        if not begins_like_packet(data) or not begins_like_packet(data[end:]) or not is_packet(data[:end]):
            return parts + [data]
        parts.append(data[:end])
        data = data[end:]


def is_packet(data):
    try:
        check_frame(data)
    except Refusal:
        return False
    return True


def body_of(data, framed):
    """The message of a packet that may be broken: as long as its header says, or as long as there are bytes. None
    where there are too many."""
    body = data[FRAME_LEN:] if framed else data
    if len(body) > PACKET_MAX:
        return b""
    return body[:int.from_bytes(data[8:FRAME_LEN], "little")] if framed else body


def parse(data, at, place):
    """A message whose structure is sound. What only some versions demand of its tags is in check_tags."""
    if len(data) < 4:
        raise Refusal("message-short", at, place)
    num, = struct.unpack_from("<I", data)
    if num == 0:
        if len(data) > 4:
            raise Refusal("message-empty", at, place)
        return Message(place, at, data, [])
    header = 8 * num
    if header > len(data):
        raise Refusal("header-truncated", at, place)
    starts = check_offsets(data, at, place, num, header)
    if len(data) % 4 != 0:
        raise Refusal("message-unaligned", at + len(data) // 4 * 4, place)
    ends = starts[1:] + [len(data)]
    fields = []
    for i in range(num):
        word = 4 * num + 4 * i
        number, = struct.unpack_from("<I", data, word)
        fields.append(Field(number, at + word, data[starts[i]:ends[i]], at + starts[i]))
    return Message(place, at, data, fields)


def check_offsets(data, at, place, num, header):
    """Where each value starts, counted from the start of the message."""
    starts = [header]
    for i in range(1, num):
        offset, = struct.unpack_from("<I", data, 4 * i)
        word = at + 4 * i
        if offset % 4 != 0:
            raise Refusal("offset-unaligned", word, place)
        if header + offset < starts[-1]:
            raise Refusal("offset-order", word, place)
        if header + offset > len(data):
            raise Refusal("offset-range", word, place)
        starts.append(header + offset)
    return starts


def check_tags(message, ascending, formed, empty):
    """The rules of a version for the tags of a message."""
    if not message.fields and not empty:
        raise Refusal("message-empty", message.at, message.place)
    seen, previous = set(), -1
    for f in message.fields:
        if f.tag == previous or not ascending and f.tag in seen:
            raise Refusal("tag-duplicate", f.tag_at, message.place, f.tag)
        if ascending and f.tag < previous:
            raise Refusal("tag-order", f.tag_at, message.place, f.tag)
        seen.add(f.tag)
        previous = f.tag
    for f in message.fields:
        if formed and not tag_is_formed(f.tag):
            raise Refusal("tag-form", f.tag_at, message.place, f.tag)


def encode(pairs):
    """A message of (number, value) pairs, in the order given."""
    offsets, total = [], 0
    for _, value in pairs:
        offsets.append(total)
        total += len(value)
    words = [len(pairs)] + offsets[1:] + [number for number, _ in pairs]
    return struct.pack("<%dI" % len(words), *words) + b"".join(value for _, value in pairs)


def frame(message):
    return b"ROUGHTIM" + struct.pack("<I", len(message)) + message
