"""What several exchanges prove together: RFC 10049 8.2 and 8.4, and the protocol notes 3.7, 6 and 7, naively."""
import base64
import datetime
import itertools
import json

import signer
import verdict
from wire import TOP, Refusal

SUSPECTS_MAX, VIOLATIONS_MAX = 16, 64
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class Exchange:
    def __init__(self, response, request=b"", key=None, rand=b"", nonce=b""):
        self.response, self.request, self.key, self.rand, self.nonce = response, request, key, rand, nonce


def unbase64(value):
    return base64.b64decode(value, validate=True) if value else b""


def read(text):
    """The exchanges of a file, whatever its format."""
    if text.startswith("ed25519 "):
        return read_pairs([line.split()[1:] for line in text.splitlines()])
    value = json.loads(text)
    if isinstance(value, dict) and "links" in value:
        return read_pairs([(row["serverPublicKey"], row["nonceOrBlind"], row["reply"]) for row in value["links"]])
    if isinstance(value, dict) and "nonces" in value:
        return [Exchange(unbase64(response), rand=unbase64(rand)) for rand, response in zip(value["nonces"], value["responses"])]
    if isinstance(value, list) and "response_packet" in value[0]:
        blinds = [""] + [row.get("blind") for row in value]
        return [Exchange(unbase64(row["response_packet"]), rand=unbase64(rand)) for row, rand in zip(value, blinds)]
    rows = value if isinstance(value, list) else value.get("responses", [value])
    return [Exchange(unbase64(row.get("response")), unbase64(row.get("request")), unbase64(row.get("publicKey")) or None,
                     unbase64(row.get("rand")), unbase64(row.get("nonce"))) for row in rows]


def read_pairs(rows):
    """Chains of Google's and Botan's: the first has its nonce, those after it what made theirs."""
    out = []
    for key, nonce_or_blind, reply in rows:
        name = "rand" if out else "nonce"
        out.append(Exchange(unbase64(reply), key=unbase64(key), **{name: unbase64(nonce_or_blind)}))
    return out


class Trust:
    """Keys and when they are good: from and until, as (day, microseconds) or None."""

    def __init__(self, rows=(), grace=0, embedded=False):
        self.rows, self.grace, self.embedded = list(rows), grace * 10**6, embedded

    def row(self, key):
        return next((row for row in self.rows if row[0] == key), None)

    def refusal(self, row, midpoint):
        _, first, last = row
        if first and verdict.later(midpoint, self.grace) < first:
            return Refusal("key-not-yet-valid", 0)
        if last and verdict.earlier(midpoint, self.grace) > last:
            return Refusal("key-expired", 0)
        return None


def moment(text):
    if text is None:
        return None
    when = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc) - EPOCH
    return when.days, when.seconds * 10**6


def options(value):
    """(trust, policy) of an options.json."""
    rows = [(unbase64(row["publicKey"]), moment(row["from"]), moment(row["until"])) for row in value["trusted"]]
    return (Trust(rows, value["graceSeconds"], value["trustEmbedded"]),
            verdict.Policy(value["acceptDraftContext"], value["treatVersionAs"], value["maxRadiusMicros"]))


class Link:
    """An exchange in its place."""

    def __init__(self, exchange, previous, is_first, trust, policy):
        self.key = exchange.key or find_key(exchange, trust, policy)
        self.row = trust.row(self.key) if self.key else None
        self.standing = ("unknown" if self.key is None else "trusted" if self.row or trust.embedded else "embedded")
        nonce = self.nonce = exchange.nonce or self.make_nonce(exchange, previous, policy)
        self.verdict = verdict.Verdict(exchange.response, exchange.request, nonce, self.key, policy)
        self.kind, finding = self.verdict.kind, self.verdict.error()
        self.error = finding and finding.refusal
        if self.key is None and trust.rows and self.error and self.error.slug == "key-missing":
            self.error = Refusal("key-unknown", 0)
        self.trusted = self.standing == "trusted"
        self.judge_period(trust)
        self.link = self.linkage(exchange, previous, is_first)
        if self.link == "broken":
            self.blame(Refusal("link-broken", 0))
        v = self.verdict
        self.binds = v.binds
        self.counts = v.kind == "valid" and v.evidence and self.trusted
        self.run = None

    def blame(self, refusal):
        """What the verdict on the exchange alone does not know."""
        self.error = self.error or refusal
        self.kind = max(self.kind, "invalid", key=verdict.GRAVITY.index)

    def make_nonce(self, exchange, previous, policy):
        """As long as the one that the response repeats."""
        reading = verdict.Reading(exchange.response, verdict.RESPONSE, policy)
        if exchange.request or not exchange.rand or previous is None or reading.error:
            return b""
        row, echo = reading.identity.version, verdict.Response(reading).nonce
        return signer.link_nonce(row.chain, previous, exchange.rand, len(echo.value) if echo and echo.value else row.nonce)

    def judge_period(self, trust):
        v = self.verdict
        refusal = self.row and v.midpoint and v.kind == "valid" and trust.refusal(self.row, v.midpoint)
        if refusal:
            self.blame(refusal)
            self.trusted = False

    def linkage(self, exchange, previous, is_first):
        if is_first:
            return "first"
        nonce, response = self.verdict.nonce, self.verdict.response
        if not exchange.rand or not nonce or response is None or previous is None:
            return "missing"
        if not exchange.request and not exchange.nonce:  # it was made of rand: only the tree knows whether it was used
            outcome = self.verdict.findings["merkle"].outcome
            return {verdict.PASSED: "proved", verdict.FAILED: "broken"}.get(outcome, "missing")
        made = signer.link_nonce(response.version.chain, previous, exchange.rand, len(nonce))
        return "proved" if made == nonce else "broken"


class Refused:
    """An entry without a response. Nothing links what comes after it to what came before."""
    kind, error, standing, key, verdict = "malformed", Refusal("report-member", 0), "unknown", None, None
    trusted = binds = counts = False
    run = None

    def __init__(self, is_first):
        self.link = "first" if is_first else "missing"


def find_key(exchange, trust, policy):
    """The key that the request asks for, else one under which the delegation verifies, else the only one."""
    request = verdict.Reading(exchange.request, verdict.REQUEST, policy) if exchange.request else None
    if request and not request.error and "SRV" in request.identity.version.request.may:
        srv = request.messages[TOP].get("SRV")
        for key, _, _ in trust.rows:
            if srv and signer.srv_of(key) == srv.value:
                return key
    for key, _, _ in trust.rows:
        if delegation_verifies(exchange.response, key, policy):
            return key
    keys = {key for key, _, _ in trust.rows}
    return keys.pop() if len(keys) == 1 else None


def delegation_verifies(response, key, policy):
    found = verdict.Verdict(response, key=key, policy=policy).findings["delegation"]
    return found.outcome == verdict.PASSED


class Report:
    def __init__(self, exchanges, trust, policy):
        self.links, previous = [], None
        for exchange in exchanges:
            if exchange.response:
                self.links.append(Link(exchange, previous, not self.links, trust, policy))
                previous = exchange.response
            else:
                self.links.append(Refused(not self.links))
                previous = None
        self.number_runs()
        self.violations = [(i, j) for i, j in itertools.combinations(range(len(self.links)), 2) if self.contradict(i, j)]
        pairs = {frozenset((self.links[i].key, self.links[j].key)) for i, j in self.violations}
        self.certain = {key for pair in pairs if len(pair) == 1 for key in pair}
        self.suspects = covers(pairs)
        kinds = [link.kind for link in self.links]
        self.conclusion = "malfeasance" if self.violations else max(kinds, key=verdict.GRAVITY.index, default="none")
        good = [link for link in self.links if link.kind == "valid"]
        self.trusted = bool(self.violations or good and all(link.trusted for link in good))
        self.exit = 4 if self.violations else 1 if self.conclusion != "valid" else 0 if self.trusted else 5

    def number_runs(self):
        """A run goes on as long as each response commits to a request that was made from the response before."""
        run, bound = -1, False
        for link in self.links:
            run += not (bound and link.link == "proved")
            link.run, bound = run, link.binds

    def contradict(self, i, j):
        a, b = self.links[i], self.links[j]
        return a.run == b.run and a.counts and b.counts and a.verdict.interval[0] > b.verdict.interval[1]

    def tight(self, i):
        """What the order leaves of an interval: not before any earlier lower end, not after any later upper end."""
        run = [(j, link.verdict.interval) for j, link in enumerate(self.links) if link.run == self.links[i].run and link.counts]
        return (max(ends[0] for j, ends in run if j <= i), min(ends[1] for j, ends in run if j >= i))


def covers(pairs):
    """All smallest sets of keys that have a part in every pair; None where there are too many keys."""
    keys = sorted({key for pair in pairs for key in pair})
    if len(keys) > SUSPECTS_MAX:
        return None
    bits = {key: 1 << i for i, key in enumerate(keys)}
    masks = {sum(bits[key] for key in pair) for pair in pairs}
    for size in range(1, len(keys) + 1):
        found = [set(some) for some in itertools.combinations(keys, size)
                 if hits_all(sum(bits[key] for key in some), masks)]
        if found:
            return found
    return []


def hits_all(some, masks):
    return all(mask & some for mask in masks)


def json_report(report):
    """All that is compared with the judge in C."""
    pairs = sorted(report.violations, key=lambda pair: (pair[1], pair[0]))
    return {"conclusion": report.conclusion, "trusted": report.trusted,
            "violations": [list(pair) for pair in pairs[:VIOLATIONS_MAX]], "moreViolations": len(pairs) > VIOLATIONS_MAX,
            "certain": sorted(key.hex() for key in report.certain),
            "suspects": None if report.suspects is None else sorted(sorted(key.hex() for key in some) for some in report.suspects),
            "links": [json_link(report, i) for i in range(len(report.links))]}


def json_link(report, i):
    link = report.links[i]
    return {"kind": link.kind, "error": link.error.slug if link.error else None, "standing": link.standing,
            "key": link.key.hex() if link.key else None, "link": link.link, "binds": link.binds, "counts": link.counts,
            "run": link.run, "tight": [list(end) for end in report.tight(i)] if link.counts else None}
