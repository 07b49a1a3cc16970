"""What a message is, and of which version: protocol notes 3.6."""
import times
import versions
from wire import TOP

# The first tag that is there tells the kind.
KINDS = [("SREP", "response"), ("CERT", "response"), ("DELE", "CERT"), ("PUBK", "DELE"), ("MIDP", "SREP"),
         ("ROOT", "SREP"), ("SIG", "response"), ("PATH", "response"), ("INDX", "response"),
         ("NONC", "request"), ("VER", "request"), ("VER\xff", "request"), ("TYPE", "request")]


class Identity:
    def __init__(self, kind, version=None, code=None):
        self.kind, self.version, self.code = kind, version, code


def identify(messages, framed):
    """`messages`: those that could be read, by place."""
    if TOP not in messages:
        return Identity("message")
    top, srep = messages[TOP], messages.get("SREP")
    kind = next((kind for name, kind in KINDS if top.get(name)), "message")
    if kind == "request":
        return identify_request(top, framed)
    if kind == "response":
        return identify_response(top, srep, framed)
    if kind == "SREP":
        return identify_srep(top)
    return Identity(kind)


def codes_of(message, *names):
    """The version numbers that a message states."""
    ver = message.get(*names) if message else None
    return ver.list() if ver else []


def outer_codes(top):
    """VER\xff was only ever seen at top level."""
    return codes_of(top, "VER", "VER\xff")


def inner_codes(srep):
    return codes_of(srep, "VER")


def identify_request(top, framed):
    codes, has_type = outer_codes(top), bool(top.get("TYPE"))
    if codes:
        code = versions.choose(codes, has_type)
        return Identity("request", versions.find(code, has_type, has_type, None), code)
    version = versions.DRAFT00 if top.get("PAD") or not is_long(top.get("NONC")) else versions.GOOGLE
    return Identity("request", None if framed else version)


def identify_response(top, srep, framed):
    inner = inner_codes(srep)
    codes = inner or outer_codes(top)
    if codes:
        return Identity("response", versions.find(codes[0], bool(inner), bool(top.get("TYPE")), unit_of(srep)), codes[0])
    version = versions.GOOGLE if has_long_hashes(top, srep) else versions.DRAFT00
    return Identity("response", None if framed else version)


def identify_srep(srep):
    codes = inner_codes(srep)
    if not codes:
        return Identity("SREP")
    return Identity("SREP", versions.find(codes[0], True, True, unit_of(srep)), codes[0])


def unit_of(srep):
    midp = srep.get("MIDP") if srep else None
    return times.guess(midp.u64()) if midp else None


def is_long(field):
    """Google's nonces and hashes have 64 bytes."""
    return bool(field) and len(field.value) == 64


def has_long_hashes(top, srep):
    return is_long((srep.get("ROOT") if srep else None) or top.get("NONC"))


def looks_like_google(messages):
    """Without a version number, and with 64 bytes where every version behind a ROUGHTIM header has 32."""
    return has_long_hashes(messages[TOP], messages.get("SREP"))
