#!/usr/bin/env python3
"""dump.py FILE... prints of each file what `roughproof dump --json` prints: the judgement of the same bytes by
another program, written from the protocol's text."""
import base64
import json
import sys

import identify
import lint
import lists
import schema
import times
import versions
import wire
from wire import CERT, DELE, SREP, TOP, Refusal

ERRORS = lists.errors()
REMARKS = lists.remarks()


class Account:
    """All that is known of some bytes after reading them."""

    def __init__(self, data):
        self.data = data
        self.framed = wire.begins_like_packet(data)
        self.messages, self.flaws = {}, []
        self.read_messages()
        self.identity = identify.identify(self.messages, self.framed)
        self.error, self.remarks = None, []
        try:
            self.judge()
        except Refusal as refusal:
            self.error = refusal

    def read_messages(self):
        """All messages whose structure is sound, by place, and the flaws of the others, from the outside in."""
        at = min(wire.FRAME_LEN, len(self.data)) if self.framed else 0
        self.read_message(wire.body_of(self.data, self.framed), at, TOP)
        self.read_nested(TOP, SREP)
        self.read_nested(TOP, CERT)
        outer = self.messages.get(TOP)
        self.read_nested(TOP if outer and not outer.get("SREP", "CERT") else CERT, DELE)

    def read_nested(self, outer, name):
        """DELE is read in CERT, and in what may be the value of CERT on its own. Of a tag that is there twice, the
        last value counts, but all are shown."""
        if outer in self.messages:
            for field in self.messages[outer].fields:
                if field.tag == wire.tag(name):
                    field.nested = name
            field = self.messages[outer].get(name)
            if field:
                self.read_message(field.value, field.at, name)

    def read_message(self, data, at, place):
        try:
            self.messages[place] = wire.parse(data, at, place)
        except Refusal as refusal:
            self.flaws.append(refusal)

    def judge(self):
        if self.framed:
            wire.check_frame(self.data)
        elif len(self.data) > wire.PACKET_MAX:
            raise Refusal("packet-too-long", 0)
        for flaw in self.flaws:
            raise flaw
        version, kind = self.identity.version, self.identity.kind
        for message in self.messages.values():
            wire.check_tags(message, *self.tag_rules(message))
        self.judge_kind()
        if kind in ("request", "response"):
            self.judge_version()
            self.judge_values(version, kind)
            self.remarks = lint.lint(kind, version, self.framed, self.messages, len(self.data))

    def judge_kind(self):
        """Any kind will do."""

    def tag_rules(self, message):
        """(ascending, formed, empty) of the version, or what all of them share. Parts of responses on their own are
        held to the latter, even where they tell their version."""
        version = self.identity.version
        if version and self.identity.kind in ("request", "response"):
            return version.ascending, version.formed, version.empty
        return True, False, not self.framed and message.place == TOP

    def judge_version(self):
        if self.identity.version:
            return
        if self.identity.code is None:
            google = identify.looks_like_google(self.messages)
            if google:
                raise Refusal("packet-framed", 0, TOP)
            raise Refusal("version-missing", 0, TOP, wire.tag("VER"))
        place = SREP if identify.inner_codes(self.messages.get(SREP)) else TOP
        ver = self.messages[place].get("VER", "VER\xff")
        raise Refusal("version-unknown", ver.at, place, ver.tag)

    def judge_values(self, version, kind):
        for message in self.messages.values():
            schema.check(version, message, kind)
        schema.check_type(version, self.messages[TOP], 0 if kind == "request" else 1)
        if kind == "response":
            schema.check_values_of_srep(version, self.messages[SREP])


def json_uint(number):
    """JavaScript's numbers lose exactness from 2^53 on."""
    return number if number < 2**53 else str(number)


def value_of(account, message, field):
    """What the bytes of a value mean beyond themselves; None for nothing."""
    name, version = schema.canonical(field.tag), account.identity.version
    fits = name not in schema.LENGTHS or len(field.value) == schema.LENGTHS[name]
    if name in ("VER", "VERS"):
        return [{"code": code, "name": versions.code_name(code)} for code in field.list()]
    if name == "PATH":
        return {"nodes": nodes(version, field)}
    if name in lint.PADDING:
        return {"zeros": not any(field.value)}
    if name == "PUBK" and fits:
        return base64.b64encode(field.value).decode()
    if name in ("INDX", "TYPE") and fits:
        return field.u32()
    if name in ("MIDP", "MINT", "MAXT") and fits:
        unit = version and version.unit
        return {"raw": json_uint(field.u64()), "unit": unit, "utc": times.text(field.u64(), unit) if unit else None}
    if name == "RADI" and fits:
        return {"raw": field.u32(), "unit": version and ("s" if version.unit == times.SECONDS else "us")}
    if name in ("DUT1", "DTAI") and len(field.value) == 4:
        unit = version and (version.dut1_unit if name == "DUT1" else version.dtai_unit)
        return {"raw": int32(field.u32()), "unit": unit}
    if name == "LEAP":
        return [{"raw": int32(word), "date": times.date(abs(int32(word)) - times.MJD_OF_1970)} for word in field.list()]
    return None


def nodes(version, field):
    """The depth of a path; without a version, nobody knows the length of a hash."""
    if not version or len(field.value) % version.hash_len != 0:
        return None
    return len(field.value) // version.hash_len


def int32(word):
    """Sign and magnitude (drafts 01 to 07)."""
    return -(word & 0x7FFFFFFF) if word >> 31 else word


def json_tags(account, message):
    rows = []
    for field in message.fields:
        row = {"tag": wire.tag_name(field.tag), "offset": field.at, "length": len(field.value),
               "hex": field.value.hex(), "value": value_of(account, message, field)}
        if field.nested:
            row["tags"] = json_nested(account, field)
        rows.append(row)
    return rows


def json_nested(account, field):
    try:
        message = wire.parse(field.value, field.at, field.nested)
    except Refusal:
        return []
    for inner in message.fields:
        inner.nested = DELE if (field.nested, inner.tag) == (CERT, wire.tag("DELE")) else None
    return json_tags(account, message)


def path_of(place, number):
    """The path of a tag, as in SREP.RADI; None for the outermost message itself."""
    names = {TOP: [], SREP: ["SREP"], CERT: ["CERT"], DELE: ["CERT", "DELE"]}[place]
    return ".".join(names + ([wire.tag_name(number)] if number else [])) or None


def json_error(error):
    if not error:
        return None
    number, stage, clause, sentence = ERRORS[error.slug]
    return {"slug": error.slug, "code": number, "stage": stage, "tag": path_of(error.place, error.tag),
            "offset": error.offset, "clause": clause, "text": sentence}


def json_remark(slug, place, number, offset):
    clause, sentence = REMARKS[slug]
    return {"slug": slug, "clause": clause, "text": sentence, "tag": path_of(place, number), "offset": offset}


def json_version(identity):
    if identity.version is None and identity.code is None:
        return None
    return {"code": identity.code, "name": identity.version.name if identity.version else None}


def describe(data, source="", index=0):
    """The account as the object that becomes the JSON line."""
    account = Account(data)
    top = account.messages.get(TOP)
    return {"source": source, "index": index, "framed": account.framed, "version": json_version(account.identity),
            "kind": account.identity.kind, "size": len(data), "tags": json_tags(account, top) if top else [],
            "remarks": [json_remark(*row) for row in account.remarks], "error": json_error(account.error)}


def describe_all(data, source=""):
    """The accounts of all packets in a row."""
    return [describe(part, source, index) for index, part in enumerate(wire.split(data))]


def main(paths):
    for path in paths:
        with open(path, "rb") as file:
            for account in describe_all(file.read(), path):
                print(json.dumps(account, separators=(",", ":")))


if __name__ == "__main__":
    main(sys.argv[1:])
