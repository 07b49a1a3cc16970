"""What one exchange proves: RFC 10049 5.4 and the protocol notes 4, without a look at the verifier."""
import dump
import ed25519
import identify
import schema
import lint
import lists
import signer
import times
import versions
import wire
from wire import CERT, DELE, SREP, TOP, Refusal, tag

ERRORS = lists.errors()
CHECKS = ("structure", "version", "nonce", "radius", "delegation", "window", "merkle", "signature")
PASSED, FAILED, LACKING, SKIPPED, UNVERIFIED = "passed", "failed", "lacking", "not-applicable", "unverified"
GRAVITY = ("valid", "incomplete", "invalid", "malformed")
DRAFTS = versions.DRAFT14_ROW
REQUEST, RESPONSE = "request", "response"


class Policy:
    def __init__(self, accept_draft_context=False, treat_as=0, max_radius=None):
        self.accept_draft_context, self.treat_as, self.max_radius = accept_draft_context, treat_as, max_radius


STRICT = Policy()


class Reading(dump.Account):
    """A message that is to be of one kind."""

    def __init__(self, data, kind, policy):
        self.wanted, self.policy = kind, policy
        super().__init__(data)

    def read_messages(self):
        at = min(wire.FRAME_LEN, len(self.data)) if self.framed else 0
        self.read_message(wire.body_of(self.data, self.framed), at, TOP)
        if self.wanted == RESPONSE:
            self.read_nested(TOP, SREP)
            self.read_nested(TOP, CERT)
            self.read_nested(CERT, DELE)

    def judge(self):
        self.treat()
        super().judge()

    def treat(self):
        """A number that no document defines is read as another one, on demand."""
        identity, top = self.identity, self.messages.get(TOP)
        if top and identity.version is None and identity.code is not None and self.policy.treat_as:
            srep, has_type = self.messages.get(SREP), bool(top.get("TYPE"))
            modern = bool(identify.inner_codes(srep)) or has_type
            identity.version = versions.find(self.policy.treat_as, modern, has_type, identify.unit_of(srep))

    def tag_rules(self, message):
        """What is of no version can be neither request nor response, so it need not be legal for Google's either."""
        version = self.identity.version
        return (version.ascending, version.formed, version.empty) if version else (True, False, False)

    def judge_kind(self):
        if self.identity.kind != self.wanted:
            raise Refusal("not-a-" + self.wanted, self.messages[TOP].at, TOP)


class Response:
    """The fields of a response whose structure is good."""

    def __init__(self, reading):
        m, self.version, self.code = reading.messages, reading.identity.version, reading.identity.code
        self.packet, self.messages = reading.data, m
        self.top, self.srep, self.cert, self.dele = m[TOP], m[SREP], m[CERT], m[DELE]
        inner, outer = "NONC" in self.version.srep.need, "NONC" in self.version.response.defined()
        self.nonce_in = self.srep if inner else self.top
        self.nonce = self.nonce_in.get("NONC") if inner or outer else None
        self.midpoint, self.radius = self.srep.get("MIDP").u64(), self.srep.get("RADI").u32()

    def treated(self):
        v = self.version
        return v.framed and not v.first <= self.code <= v.last

    def radius_micros(self):
        return self.radius * (10**6 if self.version.unit == times.SECONDS else 1)


class Finding:
    def __init__(self, outcome=UNVERIFIED, refusal=None, subject=RESPONSE):
        self.outcome, self.refusal, self.subject = outcome, refusal, subject

    def kind(self):
        if self.outcome == LACKING:
            return "incomplete"
        if self.outcome != FAILED:
            return "valid"
        return "malformed" if ERRORS[self.refusal.slug][1] in ("packet", "message") else "invalid"


class Verdict:
    """Of one exchange."""

    def __init__(self, response, request=b"", nonce=b"", key=None, policy=STRICT):
        self.policy, self.key = policy, key
        self.request_packet, self.given_nonce = request, nonce
        self.findings = {name: Finding() for name in CHECKS}
        self.remarks, self.request_remarks = lint.Remarks(), lint.Remarks()
        self.response, self.request, self.nonce = None, None, b""
        self.midpoint = self.interval = None
        self.evidence, self.binds = False, False
        if self.check_structure(response):
            for name in CHECKS[1:]:
                getattr(self, "check_" + name)()
            self.remark()
            self.read_time()
        self.kind = max((f.kind() for f in self.findings.values()), key=GRAVITY.index)
        self.culprit = next((n for n, f in self.findings.items() if f.kind() == self.kind != "valid"), None)
        self.binds = self.findings["merkle"].outcome == PASSED

    def settle(self, name, refusal):
        self.findings[name] = Finding(FAILED, refusal) if refusal else Finding(PASSED)

    def lack(self, name, slug):
        self.findings[name] = Finding(LACKING, Refusal(slug, 0))

    def skip(self, name):
        self.findings[name] = Finding(SKIPPED)

    def drop(self, slug):
        self.remarks.rows = [row for row in self.remarks.rows if row[0] != slug]

    def check_structure(self, packet):
        reading = Reading(packet, RESPONSE, self.policy)
        self.settle("structure", reading.error)
        if reading.error:
            return False
        self.response = Response(reading)
        self.remarks.rows = reading.remarks
        self.nonce = self.given_nonce
        if self.request_packet:
            self.nonce = b""
            self.read_request()
        return True

    def read_request(self):
        reading = Reading(self.request_packet, REQUEST, self.policy)
        if reading.error:
            self.findings["structure"] = Finding(FAILED, reading.error, REQUEST)
            return
        self.request = reading
        self.request_remarks.rows = reading.remarks
        self.nonce = reading.messages[TOP].get("NONC").value

    def check_version(self):
        r = self.response
        if self.request:
            offered = identify.outer_codes(self.request.messages[TOP])
            if r.code in offered if r.version.framed else not offered:
                return self.settle("version", None)
            message = r.srep if r.srep.get("VER") else r.top
            field = message.get("VER", "VER\xff")
            at, number = (field.at, field.tag) if field else (0, tag("VER"))
            return self.settle("version", Refusal("version-not-offered", at, message.place, number))
        if not self.request_packet:
            if r.version.leaf == "packet":
                return self.lack("version", "request-missing")
            return self.skip("version")
        return None

    def check_nonce(self):
        field = self.response.nonce
        if not field or not field.value:
            self.skip("nonce")
        elif self.nonce:
            self.settle("nonce", None if field.value == self.nonce else
                        Refusal("nonce-mismatch", field.at, self.response.nonce_in.place, field.tag))
        elif not self.request_packet:
            self.lack("nonce", "request-missing")

    def check_radius(self):
        limit = self.policy.max_radius
        if limit is None:
            return self.skip("radius")
        field = self.response.srep.get("RADI")
        small = self.response.radius_micros() <= limit
        return self.settle("radius", None if small else Refusal("radius-too-large", field.at, SREP, field.tag))

    def accepts_drafts(self):
        return self.policy.accept_draft_context and self.response.version is versions.RFC_ROW

    def verify(self, name, signed, key, contexts):
        """`signed`: (message with SIG, value that SIG is over); `contexts`: of this version, of the drafts."""
        message, data = signed
        field = message.get("SIG")
        slug = ed25519.verify(field.value, key, contexts[0].encode() + b"\0" + data)
        if slug and self.accepts_drafts() and not ed25519.verify(field.value, key, contexts[1].encode() + b"\0" + data):
            self.remarks.at_value("context-draft", message, field)
            slug = None
        self.settle(name, Refusal(slug, field.at, message.place, field.tag) if slug else None)

    def check_delegation(self):
        r = self.response
        if self.key is None:
            return self.lack("delegation", "key-missing")
        return self.verify("delegation", (r.cert, r.dele.data), self.key, (r.version.delegation, DRAFTS.delegation))

    def check_signature(self):
        r = self.response
        self.verify("signature", (r.top, r.srep.data), r.dele.get("PUBK").value,
                    (r.version.response_context, DRAFTS.response_context))

    def check_window(self):
        r, midp = self.response, self.response.srep.get("MIDP")
        slug = None
        if r.midpoint < r.dele.get("MINT").u64():
            slug = "midpoint-early"
        elif r.midpoint > r.dele.get("MAXT").u64():
            slug = "midpoint-late"
        self.settle("window", Refusal(slug, midp.at, SREP, midp.tag) if slug else None)
        self.drop("midpoint-outside")

    def check_merkle(self):
        leaf = self.request_packet if self.response.version.leaf == "packet" else self.nonce
        if not leaf:
            if not self.request_packet:
                self.lack("merkle", "request-missing")
            return
        self.drop("index-bits")
        self.settle("merkle", self.climb(leaf))

    def climb(self, data):
        r = self.response
        size, path, index = r.version.hash_len, r.top.get("PATH"), r.top.get("INDX")
        nodes = [path.value[i:i + size] for i in range(0, len(path.value), size)]
        if index.u32() >> len(nodes):
            return Refusal("index-leftover", index.at, TOP, index.tag)
        root, leaf = r.srep.get("ROOT"), signer.digest(r.version.hash, b"\0", data)
        if root_of(r.version.hash, leaf, nodes, index.u32()) == root.value:
            return None
        others = index.u32() ^ (1 << len(nodes)) - 1
        if r.version.node_first and root_of(r.version.hash, leaf, nodes, others) == root.value:
            self.remarks.at_value("path-node-first", r.top, path)
            return None
        return Refusal("root-mismatch", root.at, SREP, root.tag)

    def remark(self):
        r, srv = self.response, None
        if r.treated():
            self.remarks.add("version-treated", r.top, tag("VER"), 0)
        if self.request_packet and len(r.packet) > len(self.request_packet):
            self.remarks.add("response-longer", r.top, None, 0)
        if self.request and "SRV" in self.request.identity.version.request.may:
            srv = self.request.messages[TOP].get("SRV")
        if srv and srv.value and self.key is not None and srv.value != signer.srv_of(self.key):
            self.request_remarks.at_value("srv-other-key", self.request.messages[TOP], srv)

    def read_time(self):
        r = self.response
        self.midpoint = times.split(r.midpoint, r.version.unit)
        self.interval = (earlier(self.midpoint, r.radius_micros()), later(self.midpoint, r.radius_micros()))
        self.evidence = times.plausible(r.midpoint, r.version.unit) and not r.version.squatted

    def error(self):
        return self.findings[self.culprit] if self.culprit else None


def root_of(kind, leaf, nodes, index):
    """Hash first, as RFC 10049 5.3.1 has it. Node first is the same with every bit of the index turned."""
    for i, node in enumerate(nodes):
        left, right = (node, leaf) if index >> i & 1 else (leaf, node)
        leaf = signer.digest(kind, b"\1", left, right)
    return leaf


def later(moment, micros):
    """Days have 86400 s, but that of a leap second has one more when it has begun."""
    day, at = moment
    length = times.LEAP_DAY if at >= times.DAY else times.DAY
    if micros == 0 or at + micros < length:
        return day, at + micros
    beyond = micros - max(length - at, 0)
    return day + 1 + beyond // times.DAY, beyond % times.DAY


def earlier(moment, micros):
    day, at = moment
    if micros <= at:
        return day, at - micros
    steps, rest = divmod(at - micros, times.DAY)
    return day + steps, rest


def json_error(finding):
    """As the C program prints it; None for none."""
    if finding is None or finding.refusal is None:
        return None
    e = finding.refusal
    return {"slug": e.slug, "subject": finding.subject, "place": e.place, "tag": wire.tag_name(e.tag) if e.tag else None,
            "offset": e.offset}


def json_remarks(rows):
    named = ([slug, place, wire.tag_name(number) if number else None, offset] for slug, place, number, offset in rows)
    return sorted(named, key=lambda row: [str(word) for word in row])


def json_verdict(v):
    """All that is compared with the verifier."""
    midpoint = v.midpoint and list(v.midpoint)
    return {"verdict": v.kind, "error": json_error(v.error()),
            "checks": {name: [f.outcome, f.refusal.slug if f.refusal else None] for name, f in v.findings.items()},
            "version": v.response.version.name if v.response else None, "evidence": v.evidence, "midpoint": midpoint,
            "interval": v.interval and [list(end) for end in v.interval], "remarks": json_remarks(v.remarks.rows),
            "requestRemarks": json_remarks(v.request_remarks.rows)}
