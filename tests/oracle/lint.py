"""Remarks: what is valid, but worth a word (protocol notes 3.6, 4.3 to 4.6, 5 and 9)."""
import times
import versions
from schema import canonical
from wire import CERT, DELE, SREP, TOP, tag, tag_is_formed

REQUEST_MIN = 1024
FOREVER = 2**64 - 1
PADDING = ("PAD", "ZZZZ", "PAD\xff")


class Remarks:
    """At most one of each kind, the first one found; VER\xff stands for VER."""

    def __init__(self):
        self.rows = []

    def add(self, slug, message, number, offset):
        if all(row[0] != slug for row in self.rows):
            self.rows.append((slug, message.place, number, offset))

    def at_value(self, slug, message, field, skip=0):
        self.add(slug, message, tag(canonical(field.tag)), field.at + skip)

    def at_tag(self, slug, message, field):
        self.add(slug, message, field.tag, field.tag_at)


def lint(kind, version, framed, messages, packet_len):
    out = Remarks()
    top = messages[TOP]
    about_version(out, version, framed, top)
    for message in messages.values():
        about_tags(out, kind, version, message)
    if kind == "request":
        about_request(out, version, top, packet_len)
    else:
        about_response(out, version, messages)
    return out.rows


def about_version(out, version, framed, top):
    if version.framed and not framed:
        out.add("frame-stripped", top, None, 0)
    if version.squatted:
        out.at_value("version-squatted", top, top.get("VER", "VER\xff"))
    if version is versions.DRAFT12_ROW:
        out.add("type-lacking", top, tag("TYPE"), top.at)


def about_tags(out, kind, version, message):
    if not version.ascending and any(a.tag >= b.tag for a, b in zip(message.fields, message.fields[1:])):
        out.add("tags-unsorted", message, None, message.at)
    defined = version.tags(message.place, kind).defined()
    for field in message.fields:
        slug = remark_on_tag(kind, message.place, canonical(field.tag), field.tag, defined)
        if slug:
            out.at_tag(slug, message, field)


def remark_on_tag(kind, place, name, number, defined):
    if number == tag("VER\xff"):
        return "version-tag"
    if name in defined:
        return None
    if number not in KNOWN:
        return "tag-unknown" if tag_is_formed(number) else "tag-ill-formed"
    if (kind, place, name) == ("response", TOP, "NONC"):
        return "nonce-echo"
    if (place, name) == (TOP, "TYPE"):
        return "type-undefined"
    if place == SREP and name in ("VER", "VERS"):
        return "srep-version"
    return "tag-undefined"


KNOWN = {tag(name) for name in (
    "SIG VER SRV NONC DELE TYPE PATH RADI PUBK MIDP SREP VERS MINT ROOT CERT MAXT INDX ZZZZ PAD DUT1 DTAI LEAP "
    "PAD\xff VER\xff").split(" ")}


def about_request(out, version, top, packet_len):
    ver = top.get("VER", "VER\xff")
    if ver and "VER" in version.request.defined():
        about_list(out, top, ver)
    about_nonce(out, version, top)
    for name in PADDING:
        field = top.get(name)
        if field and name in version.request.defined() and any(field.value):
            skip = next(i for i, octet in enumerate(field.value) if octet)
            out.add("padding-not-zero", top, None, field.at + skip)
    if len(top.data) < REQUEST_MIN:
        out.add("request-packet-1024" if packet_len >= REQUEST_MIN else "request-short", top, None, 0)


def about_list(out, message, field):
    codes = field.list()
    for i, code in enumerate(codes):
        if code == 0:
            out.at_value("version-zero", message, field, 4 * i)
        elif not versions.is_defined(code):
            out.at_value("version-undefined", message, field, 4 * i)
        if i > 0 and code <= codes[i - 1]:
            out.at_value("versions-unsorted", message, field, 4 * i)


def about_nonce(out, version, top):
    nonce = top.get("NONC")
    if "NONC" in version.response.lack and not nonce:
        out.add("nonce-lacking", top, tag("NONC"), top.at)
    elif nonce and len(nonce.value) == version.nonce_seen:
        out.at_value("nonce-length", top, nonce)


def about_response(out, version, messages):
    top, srep, dele = messages[TOP], messages[SREP], messages[DELE]
    about_nonce(out, version, top)
    if "VERS" in version.srep.defined():
        about_list(out, srep, srep.get("VERS"))
    about_midpoint(out, version, srep, dele)
    about_radius(out, version, srep)
    about_delegation(out, dele)
    about_index(out, version, top)
    leap = srep.get("LEAP")
    if leap and "LEAP" in version.srep.defined() and not leap.value:
        out.at_value("leap-empty", srep, leap)


def about_midpoint(out, version, srep, dele):
    midp, first, last = srep.get("MIDP"), dele.get("MINT"), dele.get("MAXT")
    raw = midp.u64()
    if not times.plausible(raw, version.unit):
        out.at_value("unit-mismatch", srep, midp)
    if version.unit == times.MJD and raw & (1 << 40) - 1 >= times.LEAP_DAY:
        out.at_value("time-of-day", srep, midp)
    if not first.u64() <= raw <= last.u64():
        out.at_value("midpoint-outside", srep, midp)


def about_radius(out, version, srep):
    radius = srep.get("RADI")
    seconds = radius.u32() if version.unit == times.SECONDS else radius.u32() // 10**6
    if radius.u32() < version.radius_least:
        out.at_value("radius-small", srep, radius)
    if seconds >= 86400 or radius.u32() == 2**32 - 1:
        out.at_value("radius-absurd", srep, radius)


def about_delegation(out, dele):
    first, last = dele.get("MINT"), dele.get("MAXT")
    if last.u64() == FOREVER:
        out.at_value("delegation-unlimited", dele, last)
    if first.u64() > last.u64():
        out.at_value("delegation-empty", dele, first)


def about_index(out, version, top):
    nodes = len(top.get("PATH").value) // version.hash_len
    index = top.get("INDX")
    if index.u32() >> min(nodes, 32):
        out.at_value("index-bits", top, index)
