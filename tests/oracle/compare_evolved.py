#!/usr/bin/env python3
"""compare_evolved.py ROUGHPROOF CONTAINERS_WALK [VERDICT_WALK REPORT_WALK]: of what the fuzzers evolved, the oracle and the
programs must say the same: of messages field for field, of reports and lists entry for entry, of exchanges check for check,
as they are and signed anew, and of reports what they prove."""
import collections
import json
import pathlib
import sys
import tempfile

import compare
import compare_containers
import containers
import ed25519
import judge
import judges
import report
import signer
import verdict
import wire
from wire import CERT, DELE, SREP, TOP, Refusal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "fuzz"))
import evolved  # noqa: E402

# The targets that read bytes of each kind; of the others the oracle has no reader.
MESSAGES = ("describe", "diagnose", "frame", "message", "request", "response", "round_trip", "verify")
CONTAINERS = {"report": ("chain", "explain", "json", "manifest", "report", "source"), "list": ("json", "serverlist", "source")}
EXCHANGES = ("diagnose", "response", "verify")
REPORTS = ("chain", "explain", "report")
# Those of fuzz/verify.c.
POLICIES = (verdict.STRICT, verdict.Policy(True, 0x8000000c, 60 * 10**6))
TRUSTS = (judge.Trust(), judge.Trust(embedded=True))
KEY, ONLINE = "evolved", "evolved online"
BATCH = 400
SHOWN = 10


def units(targets):
    """(name, data) of each input, once."""
    seen = set()
    for target in targets:
        for number, data in enumerate(evolved.evolved(target)):
            if data not in seen:
                seen.add(data)
                yield "%s %d" % (target, number), data


def packets(data):
    """Request and response: as fuzz/verify.c parts them."""
    end = wire.FRAME_LEN + int.from_bytes(data[8:12], "little")
    whole = data[:8] == b"ROUGHTIM" and wire.FRAME_LEN <= end < len(data)
    return (data[:end], data[end:]) if whole else (b"", data)


def nonce_of(reading):
    """For want of a request: what the response repeats, or anything."""
    r = verdict.Response(reading)
    return r.nonce.value if r.nonce and r.nonce.value else b"N" * r.version.nonce


def as_it_is(name, data, policy):
    request, response = packets(data)
    reading = verdict.Reading(response, verdict.RESPONSE, policy)
    nonce = b"" if request or reading.error else nonce_of(reading)
    return judges.Case(name, response, request, nonce, signer.public(KEY), policy)


class Forger:
    """Writes over values of a response, which keep their lengths."""

    def __init__(self, case):
        self.case, self.octets = case, bytearray(case.parts["response"])

    def response(self):
        return verdict.Response(verdict.Reading(bytes(self.octets), verdict.RESPONSE, self.case.policy))

    def put(self, place, name, value):
        field = self.response().messages[place].get(name)
        self.octets[field.at:field.at + len(field.value)] = value

    def put_root(self):
        v = verdict.Verdict(bytes(self.octets), self.case.parts["request"], self.case.parts["nonce"], policy=self.case.policy)
        r = v.response
        leaf = v.request_packet if r.version.leaf == "packet" else v.nonce
        path, size = r.top.get("PATH").value, r.version.hash_len
        nodes = [path[i:i + size] for i in range(0, len(path), size)]
        if leaf:
            leaf = signer.digest(r.version.hash, b"\0", leaf)
            self.put(SREP, "ROOT", verdict.root_of(r.version.hash, leaf, nodes, r.top.get("INDX").u32()))

    def sign(self):
        version = self.response().version
        self.put(DELE, "PUBK", signer.public(ONLINE))
        self.put_root()
        self.put(CERT, "SIG", signed(KEY, version.delegation, self.response().dele))
        self.put(TOP, "SIG", signed(ONLINE, version.response_context, self.response().srep))
        return bytes(self.octets)


def signed(name, context, message):
    return ed25519.sign(signer.secret(name), context.encode() + b"\0" + message.data)


def signed_anew(case):
    """None for what is no response."""
    if verdict.Reading(case.parts["response"], verdict.RESPONSE, case.policy).error:
        return None
    parts = {**case.parts, "response": Forger(case).sign()}
    return judges.Case(case.name + ", signed anew", key=case.key, policy=case.policy, **parts)


def exchanges():
    for name, data in units(EXCHANGES):
        for policy in POLICIES:
            case = as_it_is(name, data, policy)
            yield case
            anew = signed_anew(case)
            if anew:
                yield anew


def exchange_of(entry):
    parts = {name: bytes.fromhex(entry.get(name) or "") for name in report.PARTS} if not entry["error"] else {}
    return judge.Exchange(parts.get("response", b""), parts.get("request", b""), parts.get("publicKey") or None,
                          parts.get("rand", b""), parts.get("nonce", b""))


class Report(judges.Evidence):
    """Any bytes: the oracle's reader of containers reads them."""

    def oracle(self):
        account = report.read(self.text.encode(), containers.ANY_LENGTH)
        if account["error"]:
            return {"refused": account["error"][0]}
        entries = account["entries"]
        judged = judge.Report([exchange_of(entry) for entry in entries], self.trust, self.policy)
        for link, entry in zip(judged.links, entries):
            if entry["error"]:
                link.error = Refusal(entry["error"][0], 0)
        return json.loads(json.dumps(judge.json_report(judged)))


def reports():
    """Of those alone that can be put to the program in a string of JSON."""
    for name, data in units(REPORTS):
        try:
            text = data.decode()
        except UnicodeDecodeError:
            continue
        for trust in TRUSTS if "\0" not in text else ():
            yield Report(name, text, trust)


def compare_answers(what, program, key, cases):
    """How many differ. `key` of an answer tells its kinds, of which there must be several."""
    differing, kinds, cases = 0, collections.Counter(), list(cases)
    for first in range(0, len(cases), BATCH):
        batch = cases[first:first + BATCH]
        for case, theirs in zip(batch, judges.ask(program, [case.line() for case in batch])):
            kinds[theirs.get(key, "refused")] += 1
            found = judges.difference(theirs, case.oracle())
            differing += found is not None
            if found and differing <= SHOWN:
                print("%s: %s: the program has %s, the oracle %s\n  %s" % (case.name, *found, json.dumps(case.line())))
    print("%d %s compared, %d differ: %s" % (len(cases), what, differing, dict(kinds)))
    return differing + (len(kinds) < 4)


def compare_messages(program, folder):
    comparison = compare.Comparison(program, folder)
    comparison.run(units(MESSAGES))
    print("%d messages compared, %d differ" % (comparison.compared, comparison.differing))
    return comparison.differing + (comparison.compared == 0)


def compare_files(program, folder):
    comparison = compare_containers.Comparison(program, folder)
    for reader, targets in CONTAINERS.items():
        comparison.run([containers.Case(name, reader, data) for name, data in units(targets)])
    print("%d reports and lists compared, %d differ" % (comparison.compared, comparison.differing))
    return comparison.differing + (comparison.compared == 0)


def main(roughproof, containers_walk, verdict_walk=None, report_walk=None):
    with tempfile.TemporaryDirectory() as folder:
        faults = compare_messages(roughproof, folder) + compare_files(containers_walk, folder)
    if verdict_walk:
        faults += compare_answers("exchanges", verdict_walk, "verdict", exchanges())
        faults += compare_answers("reports", report_walk, "conclusion", reports())
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
