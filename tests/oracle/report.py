#!/usr/bin/env python3
"""report.py FILE... prints what containers_walk prints of a report: RFC 10049 8.4.1 and the protocol notes, 6.3 and 6.4,
read a second time."""
import json
import sys

import lines
import octets
import strict_json
from strict_json import Refused

PACKET_MAX = 65535
RFC, BARE, DRAFT08, DRAFT00, GOOGLE, BOTAN, NDJSON = (
    "RFC 10049, drafts 12-19", "list without object", "drafts 08-11", "drafts 00-03", "Google's chain file",
    "Botan's chain file", "NDJSON of exchanges")
# What each format calls the parts of an exchange.
MODERN = {"keyType": "publicKeyType", "response": "response", "request": "request", "publicKey": "publicKey",
          "rand": "rand", "nonce": "nonce", "id": "id"}
NAMES = {RFC: MODERN, BARE: MODERN, NDJSON: MODERN, DRAFT00: {"response": "response_packet"},
         GOOGLE: {"keyType": "publicKeyType", "response": "reply", "publicKey": "serverPublicKey"}}
LENGTHS = {"publicKey": (0, 32), "rand": (0, 32, 64), "nonce": (0, 32, 64)}
PARTS = ("response", "request", "publicKey", "rand", "nonce")


class Remarks(list):
    """Each kind once."""

    def add(self, slug, offset):
        if all(slug != row[0] for row in self):
            self.append([slug, offset])


def read(data, most):
    """The whole account."""
    account = {"error": None}
    remarks = Remarks()
    try:
        form, entries = identify(data, most, remarks)
        account["format"] = form
        account["entries"] = Exchanges(form, most).read(entries, remarks)
    except Refused as refused:
        account["error"] = [refused.slug, refused.offset]
    account["remarks"] = remarks
    return account


def identify(data, most, remarks):
    """The format, and its entries: values, lines, or values with their nonces."""
    found = list(lines.lines(data))
    if not found:
        raise Refused("report-form", 0)
    first_words = lines.words(found[0])
    if first_words[0].data == b"ed25519":
        return BOTAN, found
    if is_exchange(found[0], most):
        return NDJSON, found
    refused = Refused("report-form", 0)
    if found[0].data[:1] in (b"{", b"["):
        try:
            value = strict_json.parse(data, 0, most)
        except Refused as why:
            refused = why
        else:
            return identify_value(value, remarks)
    if len(found) > 1 and is_exchange(found[1], most):
        return NDJSON, found
    raise refused


def is_exchange(line, most):
    try:
        response = strict_json.parse(line.data, line.at, most).get("response")
    except Refused:
        return False
    return response is not None and response.is_string()


def identify_value(value, remarks):
    if value.kind == "array":
        return identify_array(value, remarks)
    responses, nonces, links = value.get("responses"), value.get("nonces"), value.get("links")
    if responses is None and links is None:
        raise Refused("report-form", value.at)
    if responses is None:
        return GOOGLE, array(links)
    entries = array(responses)
    if nonces is None:
        return RFC, entries
    if len(array(nonces)) != len(entries):
        raise Refused("report-counts", nonces.at)
    return DRAFT08, list(zip(entries, nonces.content))


def identify_array(value, remarks):
    """By its first entry."""
    if value.content:
        first = value.content[0]
        if first.get("response_packet") is not None:
            return DRAFT00, value.content
        if first.get("response") is None:
            raise Refused("report-form", first.at)
    remarks.add("report-bare", value.at)
    return BARE, value.content


def array(value):
    if value.kind != "array":
        raise Refused("json-type", value.at)
    return value.content


class Exchanges:
    def __init__(self, form, most):
        self.form, self.most = form, most
        self.blind = None  # of drafts 00-03, for the exchange that follows

    def read(self, entries, remarks):
        out = [self.entry(index, entry) for index, entry in enumerate(entries)]
        if self.blind is not None and self.blind.kind == "string":
            remarks.add("report-blind", self.blind.at)
        return out

    def entry(self, index, entry):
        place = entry[0] if isinstance(entry, tuple) else entry
        end = place.at + len(place.data) if isinstance(place, lines.Piece) else place.end
        remarks = Remarks()
        account = {"index": index, "error": None, "place": [place.at, end - place.at], "remarks": remarks,
                   "id": None, **dict.fromkeys(PARTS)}
        try:
            parts = {}
            try:
                parts = self.parts(entry)
            finally:
                parts = self.place_blind(index, parts)
            value = parts.pop("id", None)
            account["id"] = value and [value.at, value.end - value.at]
            account.update(self.decode(parts, place, remarks))
        except Refused as refused:
            account["error"] = [refused.slug, refused.offset]
        return account

    def parts(self, entry):
        """What is there, under the names of this file."""
        if self.form == DRAFT08:
            return {"response": entry[0], "rand": entry[1]}
        if self.form == BOTAN:
            return self.parts_of_line(entry)
        if self.form == NDJSON:
            entry = strict_json.parse(entry.data, entry.at, self.most)
        if entry.kind != "object":
            raise Refused("json-type", entry.at)
        parts = {part: entry.get(name) for part, name in NAMES[self.form].items()}
        parts["blind"] = entry.get({GOOGLE: "nonceOrBlind", DRAFT00: "blind"}.get(self.form))
        parts["pubkey"] = entry.get("pubkey") if self.form == NDJSON else None
        return {part: value for part, value in parts.items() if value is not None}

    @staticmethod
    def parts_of_line(line):
        words = lines.words(line)
        if len(words) != 4:
            raise Refused("report-line", line.at)
        return dict(zip(("keyType", "publicKey", "blind", "response"), words))

    def place_blind(self, index, parts):
        """A blind belongs to the exchange whose nonce it made; the first of a chain file has the nonce itself."""
        parts = dict(parts)
        blind = parts.pop("blind", None)
        if self.form == DRAFT00:
            self.blind, blind = blind, self.blind
        if blind is not None:
            parts["nonce" if self.form in (GOOGLE, BOTAN) and index == 0 else "rand"] = blind
        return parts

    def decode(self, parts, place, remarks):
        decoded, decoder = {}, octets.of_base64
        key_type, other_key = parts.get("keyType"), parts.get("pubkey")
        if other_key is not None:
            parts["publicKey"], decoder = other_key, octets.of_hex
            remarks.add("report-hex", other_key.at)
        if key_type is not None and not key_type.is_string("ed25519"):
            raise Refused("report-key-type", key_type.at)
        for name in PARTS:
            data = self.octets(parts.get(name), remarks, decoder, 64 if name in LENGTHS else PACKET_MAX)
            if len(data) not in LENGTHS.get(name, [len(data)]):
                raise Refused("report-length", parts[name].at)
            decoded[name] = data.hex() or None
        if not decoded["response"]:
            raise Refused("report-member", place.at)
        return decoded

    @staticmethod
    def octets(value, remarks, decoder, most):
        if value is None:
            return b""
        if value.kind == "null":
            remarks.add("report-null", value.at)
            return b""
        if value.kind != "string":
            raise Refused("json-type", value.at)
        return decoder(value, most)


def main(paths):
    for path in paths:
        with open(path, "rb") as file:
            data = file.read()
        print(json.dumps(read(data, len(data))))


if __name__ == "__main__":
    main(sys.argv[1:])
