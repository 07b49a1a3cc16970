"""Which tags a version demands, and what their values may be: RFC 10049 section 5, protocol notes 1d and 3.4."""
import versions
from wire import DELE, SREP, TOP, Refusal, tag, tag_name

PATH_MAX = 32
LIST_MAX = 32
LENGTHS = {"SIG": 64, "PUBK": 32, "SRV": 32, "MIDP": 8, "MINT": 8, "MAXT": 8, "RADI": 4, "INDX": 4, "TYPE": 4}


def refuse(slug, message, field, skip=0):
    raise Refusal(slug, field.at + skip, message.place, field.tag)


def check(version, message, kind):
    """First the missing tag with the lowest number, then the values in the order of their tags."""
    tags = version.tags(message.place, kind)
    for name in sorted(tags.need, key=tag):
        if not message.get(name) and not (name == "VER" and message.get("VER\xff")):
            raise Refusal("tag-missing", message.at, message.place, tag(name))
    for field in sorted(message.fields, key=lambda f: f.tag):
        name = canonical(field.tag)
        if name in tags.defined():
            check_value(version, message, field, name, kind)


def canonical(number):
    name = number.to_bytes(4, "little").rstrip(b"\0").decode("latin-1")
    return "VER" if name == "VER\xff" else name


def check_value(version, message, field, name, kind):
    if name in LENGTHS:
        demand_length(message, field, [LENGTHS[name]])
    elif name == "NONC":
        demand_length(message, field, [version.nonce, version.nonce_seen])
    elif name == "ROOT":
        demand_length(message, field, [version.hash_len])
    elif name == "PATH":
        check_path(version, message, field)
    elif name == "VER" and kind == "response":
        demand_length(message, field, [4])
    elif name == "VER":
        check_list(message, field, version.list_rule)
    elif name == "VERS":
        check_list(message, field, versions.ASCENDING)
    elif name in ("DUT1", "DTAI"):
        demand_length(message, field, [4])
        check_int32(message, field)
    elif name == "LEAP":
        check_int32(message, field)


def demand_length(message, field, lengths):
    if len(field.value) not in lengths:
        refuse("value-length", message, field)


def check_path(version, message, field):
    if len(field.value) % version.hash_len != 0:
        refuse("path-length", message, field)
    if len(field.value) > PATH_MAX * version.hash_len:
        refuse("path-too-long", message, field)


def check_list(message, field, rule):
    codes = field.list()
    if len(field.value) % 4 != 0 or not 1 <= len(codes) <= LIST_MAX:
        refuse("versions-count", message, field)
    for i, code in enumerate(codes):
        if rule != versions.ANY and code in codes[:i]:
            refuse("versions-repeat", message, field, 4 * i)
        if rule == versions.ASCENDING and i > 0 and code < codes[i - 1]:
            refuse("versions-order", message, field, 4 * i)


def check_int32(message, field):
    for i, word in enumerate(field.list()):
        if word == 0x80000000:
            refuse("int32-form", message, field, 4 * i)


def check_type(version, message, expected):
    field = message.get("TYPE")
    if "TYPE" in version.tags(TOP, "request").need and field.u32() != expected:
        refuse("type-value", message, field)


def check_values_of_srep(version, srep):
    """What concerns a value itself rather than its form."""
    radius = srep.get("RADI")
    if version.radius_nonzero and radius.u32() == 0:
        refuse("radius-zero", srep, radius)
    listed = srep.get("VERS")
    if "VERS" in version.srep.need and srep.get("VER").u32() not in listed.list():
        refuse("versions-lack-ver", srep, listed)
