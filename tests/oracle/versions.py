"""The wire versions: protocol notes, sections 1 and 12, as rows."""
import times

NEWEST = 1
DRAFT12 = 0x8000000C
ANY, DISTINCT, ASCENDING = "any", "distinct", "ascending"


class Tags:
    """Tags of one message: `need` must be there, `may` may, `lack` must be but released servers left them out."""

    def __init__(self, need, may="", lack=""):
        self.need, self.may, self.lack = set(need.split()), set(may.split()), set(lack.split())

    def defined(self):
        return self.need | self.may | self.lack


class Version:
    framed = True
    nonce = 32
    nonce_seen = None  # another length that was deployed
    hash_len = 32
    unit = times.SECONDS
    ascending, formed, empty = True, False, False
    list_rule = ANY
    radius_nonzero, radius_least = False, 0
    dut1_unit = dtai_unit = None
    squatted = False
    node_first = False  # PATH in the other order was deployed too
    hash, leaf = "sha512[:32]", "nonce"
    delegation, response_context = "RoughTime v1 delegation signature--", "RoughTime v1 response signature"
    chain = "single"  # how a nonce is made from the response before
    srep = Tags("RADI MIDP ROOT")
    cert = Tags("SIG DELE")
    dele = Tags("PUBK MINT MAXT")

    def __init__(self, name, first, last=None, **columns):
        self.name, self.first, self.last = name, first, last or first
        vars(self).update(columns)

    def tags(self, place, kind):
        if place == "top":
            return self.request if kind == "request" else self.response
        return {"SREP": self.srep, "CERT": self.cert, "DELE": self.dele}[place]


REPLY = "SIG PATH SREP CERT INDX"
LEAPS = "DUT1 DTAI LEAP"


def row(name, first, last=None, **columns):
    return Version(name, first, last, **columns)


GOOGLE = row("Google", None, framed=False, nonce=64, hash="sha512", hash_len=64, unit=times.MICROS, empty=True,
             chain="double",
             request=Tags("NONC", "PAD\xff"), response=Tags(REPLY))
DRAFT00 = row("draft 00", None, framed=False, nonce=64, unit=times.MJD, ascending=False, chain="double",
              request=Tags("NONC", "PAD"), response=Tags(REPLY))
MJD = {"unit": times.MJD, "dut1_unit": "ms", "dtai_unit": "ms", "chain": "double"}
DASHLESS = "RoughTime v1 delegation signature"
PADDED = Tags("VER NONC", "PAD")
WITH_NONC = Tags(REPLY + " VER NONC")
SINCE_10 = {"request": Tags("VER NONC", "SRV ZZZZ"), "response": Tags(REPLY + " VER", lack="NONC"),
            "radius_least": 3, "list_rule": DISTINCT, "node_first": True}
SINCE_12 = {"formed": True, "list_rule": ASCENDING, "radius_nonzero": True, "radius_least": 3, "leaf": "packet",
            "delegation": DASHLESS,
            "srep": Tags("VER RADI MIDP VERS ROOT")}
SINCE_14 = {**SINCE_12, "request": Tags("VER NONC TYPE", "SRV ZZZZ"), "response": Tags(REPLY + " NONC TYPE")}
SQUATTED = {"squatted": True, "request": Tags("VER NONC", "PAD ZZZZ"), "response": Tags(REPLY + " VER", "NONC")}

ROWS = [
    GOOGLE,
    DRAFT00,
    row("draft 01", 0x80000001, nonce=64, ascending=False, request=PADDED, response=Tags(REPLY + " VER"),
        srep=Tags("RADI MIDP ROOT NONC", LEAPS), **MJD),
    row("draft 02", 0x80000002, nonce=64, hash="sha512/256", request=PADDED, response=Tags(REPLY + " VER"),
        srep=Tags("RADI MIDP ROOT NONC", LEAPS), **MJD),
    row("drafts 03-04", 0x80000003, 0x80000004, nonce=64, nonce_seen=32, request=PADDED,
        response=Tags(REPLY + " VER", lack="NONC"), srep=Tags("RADI MIDP ROOT", LEAPS), **MJD),
    row("drafts 05-06", 0x80000005, 0x80000006, node_first=True, request=PADDED, response=WITH_NONC,
        srep=Tags("RADI MIDP ROOT", LEAPS), **MJD),
    row("draft 07", 0x80000007, request=PADDED, response=WITH_NONC, srep=Tags("RADI MIDP ROOT", LEAPS),
        unit=times.MJD, dut1_unit="us", dtai_unit="s", chain="double", hash="sha512/256", delegation=DASHLESS,
        node_first=True),
    row("drafts 08-09", 0x80000008, 0x80000009, node_first=True, request=Tags("VER NONC", "ZZZZ"),
        response=Tags(REPLY + " VER", lack="NONC"), srep=Tags("RADI MIDP ROOT", LEAPS)),
    row("draft 10", 0x8000000A, **SINCE_10),
    row("draft 11", 0x8000000B, formed=True, **SINCE_10),
    row("drafts 12-13", DRAFT12, node_first=True, request=Tags("VER NONC", "SRV ZZZZ"),
        response=Tags(REPLY + " NONC"), **SINCE_12),
    row("drafts 14-19", DRAFT12, node_first=True, **SINCE_14),
    row("RFC 10049", NEWEST, **{**SINCE_14, "delegation": "Roughtime v1 delegation signature",
                                "response_context": "Roughtime v1 response signature"}),
    row("squatted 1, us", NEWEST, unit=times.MICROS, hash="sha512/256", **SQUATTED),
    row("squatted 1, s", NEWEST, **SQUATTED),
]
DRAFT12_ROW, DRAFT14_ROW, RFC_ROW, SQUATTED_US, SQUATTED_S = ROWS[-5:]


def find(code, modern, has_type, unit):
    """The row of a version number; `unit` is that in which MIDP is plausible."""
    if code == NEWEST:
        return RFC_ROW if modern else SQUATTED_US if unit == times.MICROS else SQUATTED_S
    if code == DRAFT12:
        return DRAFT14_ROW if has_type else DRAFT12_ROW
    return next((r for r in ROWS if r.first and r.first <= code <= r.last), None)


def is_defined(code):
    return code == NEWEST or 0x80000001 <= code <= DRAFT12


def choose(codes, has_type):
    """The number a server of RFC 10049 picks of a request's list: 1 first, then downwards. Version 1 has TYPE:
    without it 1 is the squatted form, and comes last."""
    if NEWEST in codes and has_type:
        return NEWEST
    defined = [c for c in codes if is_defined(c)]
    return max(defined or codes)


NAMES = {0: "reserved", NEWEST: "RFC 10049", DRAFT12: "drafts 12-19",
         0x90000001: "experiment of tannerryan: ML-DSA-44", 3000600613: "pre-IETF Google, in server lists"}
LISTED_LAST = 0x80000010  # numbers up to here were seen in the wild, though no document defines them


def code_name(code):
    if code in NAMES:
        return NAMES[code]
    if is_defined(code):
        return "draft %02d" % (code & 0xFF)
    if DRAFT12 < code <= LISTED_LAST:
        return "never defined"
    if code <= 0x7FFFFFFF:
        return "unassigned"
    return "experimental use" if code <= 0xBFFFFFFF else "private use"
