#!/usr/bin/env python3
"""serverlist.py FILE... prints what containers_walk prints of a server list: RFC 10049 8.3 and the protocol notes, 6.5,
read a second time."""
import datetime
import ipaddress
import json
import re
import sys

import lines
import octets
import strict_json
import times
import versions
from report import Remarks
from strict_json import Refused

NAME_MAX, HOST_MAX, ADDRESS_MAX, TIME_MAX = 255, 253, 262, 64
GOOGLE_CODE, FIRST_DRAFT = 3000600613, 0x80000000
HEX_KEY = re.compile(rb'"[0-9A-Fa-f]{64}"')
HOST_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?")
PORT = re.compile(r"0|[1-9][0-9]{0,4}")
INTEGER = re.compile(r"0|[1-9][0-9]{0,19}")
TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII)


def read(data, most):
    account, remarks = {"error": None}, Remarks()
    try:
        account.update(read_list(data, most, remarks))
    except Refused as refused:
        account["error"] = [refused.slug, refused.offset]
    account["remarks"] = remarks
    return account


def read_list(data, most, remarks):
    found = list(lines.lines(data))
    if found and found[0].data.startswith(b"{"):
        return read_object(strict_json.parse(data, 0, most), remarks)
    if not found or len(lines.words(found[0])) < 5:
        raise Refused("list-form", 0)
    remarks.add("list-lines", found[0].at)
    return {"lines": True, "created": None, "expires": None, "sources": [], "reports": None,
            "servers": [entry(index, line, line_server) for index, line in enumerate(found)]}


def expect(value, *kinds):
    if value.kind not in kinds:
        raise Refused("json-type", value.at)
    return value


def member(value, name, kind, needed=True):
    found = value.get(name)
    if found is None:
        if needed:
            raise Refused("list-member", value.at)
        return None
    return expect(found, kind)


def read_object(value, remarks):
    if value.get("servers") is None:
        raise Refused("list-form", value.at)
    servers, sources = member(value, "servers", "array"), member(value, "sources", "array", needed=False)
    dates = {name: date(value.get(name)) for name in ("created", "expires")}
    dated = [value.get(name).at for name in dates if dates[name] is not None]
    if dated:
        remarks.add("list-dated", dated[0])
    urls = sources.content if sources else []
    reports = value.get("reports")
    for url in urls + ([reports] if reports else []):
        if not re.match("https://.", expect(url, "string").content, re.DOTALL):
            remarks.add("list-url", url.at)
    return {"lines": False, **{name: shown(when) for name, when in dates.items()}, "sources": [url.at for url in urls],
            "reports": reports and [reports.at, reports.end - reports.at],
            "servers": [entry(index, item, json_server) for index, item in enumerate(servers.content)]}


def entry(index, item, reader):
    remarks = Remarks()
    account = {"index": index, "error": None, "place": [item.at, item.end - item.at]}
    try:
        account.update(reader(item, remarks))
    except Refused as refused:
        account["error"] = [refused.slug, refused.offset]
    account["remarks"] = remarks
    return account


# Times: (day, microseconds).

def date(value):
    if value is None:
        return None
    when = seconds(value.integer()) if value.kind == "number" else None
    if value.kind == "string" and len(value.octets()[0]) <= TIME_MAX:
        when = date_time(value.content)
    if when is None:
        raise Refused("list-time", value.at)
    return when


def seconds(number):
    return None if number is None else times.split(number, times.SECONDS)


def date_time(text):
    """RFC 3339 5.6; None if it is none."""
    match = TIME.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    leap = second == 60
    try:  # the Gregorian calendar repeats after 400 years, and datetime knows no year 0
        when = datetime.datetime(year % 400 + 2000, month, day, hour, minute, second - leap)
    except ValueError:
        return None
    days = when.toordinal() - datetime.date(1970, 1, 1).toordinal() + (year - year % 400 - 2000) // 400 * 146097
    micros = (hour * 3600 + minute * 60 + second) * 10**6 + int(((match[7] or "") + "000000")[:6])
    if leap and (hour, minute) != (23, 59):
        return None
    offset = 0
    if match[8]:
        if int(match[9]) > 23 or int(match[10]) > 59:
            return None
        offset = (int(match[9]) * 60 + int(match[10])) * 60 * 10**6 * (1 if match[8] == "-" else -1)
    if leap:
        return None if offset else (days, micros)
    return days + (micros + offset) // times.DAY, (micros + offset) % times.DAY


def shown(when):
    """As `dump` writes times."""
    if when is None:
        return None
    day, micros = when
    whole, fraction = divmod(micros, 10**6)
    leap = whole == 86400
    whole -= leap
    clock = "%02d:%02d:%02d" % (whole // 3600, whole // 60 % 60, whole % 60 + leap)
    return "%sT%s%sZ" % (times.date(day), clock, ".%06d" % fraction if fraction else "")


# Servers.

def json_server(item, remarks):
    expect(item, "object")
    name, addresses = member(item, "name", "string"), member(item, "addresses", "array")
    keys = member(item, "publicKeys", "array", needed=False)
    if keys is None:
        member(item, "publicKey", "string")
    text = name.octets()[0]
    if len(text) > NAME_MAX:
        raise Refused("json-room", name.at)
    version = version_of(item, remarks)
    for own in ("publicKeys", "validFrom", "validUntil"):
        if item.get(own) is not None:
            remarks.add("list-key-period", item.get(own).at)
    holders = ([item] if item.get("publicKey") is not None else []) + (keys.content if keys else [])
    return {"name": text.hex() or None, "version": version,
            "keys": each(holders, json_key, remarks), "addresses": each(addresses.content, json_address, remarks)}


def each(items, reader, remarks):
    """What is read of each, or why it is refused; without those that the reader passes over."""
    out = []
    for item in items:
        try:
            out.append(reader(item, remarks))
        except Refused as refused:
            out.append([refused.slug, refused.offset])
    return [row for row in out if row is not None]


def version_of(item, remarks):
    version, newver = item.get("version"), item.get("newver")
    if newver is not None:
        remarks.add("list-newver", newver.at)
    if version is None:
        if newver is None:
            remarks.add("list-version-lacking", item.at)
        return "ietf" if newver is not None and newver.kind == "true" else "google"
    if version.kind == "string":
        remarks.add("list-version-text", version.at)
        named = {"IETF-Roughtime": "ietf", "Google-Roughtime": "google", "": "google"}.get(version.content)
        if named:
            return named
        number = int(version.content) if INTEGER.fullmatch(version.content) else None
    else:
        number = version.integer()
    return version_number(number, version.at, remarks)


def version_number(number, at, remarks):
    if number == GOOGLE_CODE:
        remarks.add("list-version-google", at)
        return "google"
    if number == 0:
        remarks.add("version-zero", at)
        return "unknown"
    if number is None or number >= 2**32:
        remarks.add("list-version-unknown", at)
        return "unknown"
    if number not in DEFINED:
        remarks.add("version-undefined", at)
    if number >= FIRST_DRAFT:
        remarks.add("list-version-draft", at)
    return "0x%08x" % number


DEFINED = {code for row in versions.ROWS if row.first for code in range(row.first, row.last + 1)}


def line_server(line, remarks):
    words = lines.words(line)
    if len(words) < 5 or len(words[0].data) > NAME_MAX:
        raise Refused("list-line", line.at)
    name, key_type, key, protocol, *hosts = words
    known_key, known_protocol = key_type.is_string("ed25519"), protocol.content in ("udp", "tcp")
    if not known_key:
        remarks.add("list-key-type", key_type.at)
    if not known_protocol:
        remarks.add("list-protocol", protocol.at)
    keys = each([key] if known_key else [], line_key, remarks)
    return {"name": name.data.hex(), "version": "google", "keys": keys,
            "addresses": each(hosts if known_protocol else [], lambda host, r: line_address(protocol, host, r), remarks)}


# Keys.

def json_key(holder, remarks):
    expect(holder, "object")
    kind = holder.get("publicKeyType")
    if kind is None:
        remarks.add("list-key-type-lacking", holder.at)
    elif expect(kind, "string").content != "ed25519":
        remarks.add("list-key-type", kind.at)
        return None
    value = member(holder, "publicKey", "string")
    if HEX_KEY.fullmatch(value.raw):
        remarks.add("list-key-hex", value.at)
        key = bytes.fromhex(value.content)
    else:
        key = key_of(value)
    first, last = date(holder.get("validFrom")), date(holder.get("validUntil"))
    if first is not None and last is not None and last < first:
        remarks.add("list-key-never", holder.get("validUntil").at)
    return {"key": key.hex(), "from": shown(first), "until": shown(last)}


def key_of(value):
    try:
        key = octets.of_base64(value, 32)
    except Refused as refused:
        if refused.slug == "base64-room":
            raise Refused("list-key-length", value.at) from refused
        raise
    if len(key) != 32:
        raise Refused("list-key-length", value.at)
    return key


def line_key(word, _):
    return {"key": key_of(word).hex(), "from": None, "until": None}


# Addresses.

def json_address(item, remarks):
    expect(item, "object")
    protocol = member(item, "protocol", "string")
    if protocol.content not in ("udp", "tcp"):
        remarks.add("list-protocol", protocol.at)
        return None
    value = member(item, "address", "string")
    text, places = value.octets()
    if len(text) > ADDRESS_MAX:
        raise Refused("json-room", value.at)
    return "%s %s" % (protocol.content, address(text.decode("latin-1"), places, remarks))


def line_address(protocol, word, remarks):
    return "%s %s" % (protocol.content, address(word.content, word.octets()[1], remarks))


def address(text, places, remarks):
    """RFC 10049 8.3: a host, a colon, a port."""
    if "%" in text:
        raise Refused("list-zone", places[0])
    if ":" not in text:
        raise Refused("list-address", places[0])
    host, port = text.rsplit(":", 1)
    bracketed = host.startswith("[") and host.endswith("]")
    start = 1 if bracketed else 0
    if bracketed:
        host = host[1:-1]
    kind = kind_of(host, bracketed)
    if kind is None or len(host) > HOST_MAX:
        raise Refused("list-address", places[start])
    if not PORT.fullmatch(port) or int(port) > 65535:
        raise Refused("list-port", places[len(text) - len(port)])
    if kind == "6" and not bracketed:
        remarks.add("list-address-bare", places[0])
    return "%s %s:%s" % (kind, "[%s]" % host if kind == "6" else host, port)


def kind_of(host, bracketed):
    if bracketed or ":" in host:
        return "6" if is_ip(ipaddress.IPv6Address, host) else None
    if is_ip(ipaddress.IPv4Address, host):
        return "4"
    return "name" if HOST_NAME.fullmatch(host) and re.search("[A-Za-z]", host) else None


def is_ip(kind, host):
    try:
        kind(host)
    except ValueError:
        return False
    return True


def main(paths):
    for path in paths:
        with open(path, "rb") as file:
            data = file.read()
        print(json.dumps(read(data, len(data))))


if __name__ == "__main__":
    main(sys.argv[1:])
