"""Octets as text: base64 of RFC 4648 section 4, canonical, and hexadecimal digits, in JSON strings or words of lines. What
is no such text is refused with the offset of the character at fault."""
import base64
import string

from strict_json import Refused

ALPHABET = (string.ascii_letters + string.digits + "+/").encode()


def of_base64(value, most):
    """At most that many octets."""
    text, places = value.octets()
    if len(text) % 4:
        raise Refused("base64-length", places[-1])
    body = text[:-2] + text[-2:].rstrip(b"=")
    if len(text) // 4 * 3 - (len(text) - len(body)) > most:
        raise Refused("base64-room", places[0])
    for i, character in enumerate(body):
        if character not in ALPHABET:
            raise Refused("base64-character", places[i])
    data = base64.b64decode(text)
    if base64.b64encode(data) != text:
        raise Refused("base64-padding", places[len(body) - 1])
    return data


def of_hex(value, most):
    """Pair by pair, each refused at its first digit; as they stand in the file, for no writer escapes a digit."""
    text, data = value.raw[1:-1].decode("latin-1"), bytearray()
    for i in range(0, len(text), 2):
        pair = text[i:i + 2]
        if len(pair) < 2 or not all(digit in string.hexdigits for digit in pair):
            raise Refused("hex-digits", value.at + 1 + i)
        if len(data) == most:
            raise Refused("base64-room", value.at + 1)
        data.append(int(pair, 16))
    return bytes(data)
