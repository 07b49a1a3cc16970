#!/usr/bin/env python3
"""walk_verdicts.py VERDICT_WALK REPORT_WALK: of each vector of corpus/verdicts its expect.json, the oracle and the verifier say the
same, the latter two in every detail; and each error and remark of the verifier is that of at least one vector."""
import json
import pathlib
import sys

import dump
import judge
import judges
import lists

VERDICTS = pathlib.Path(__file__).resolve().parents[2] / "corpus" / "verdicts"
STAGES = ("verify", "chain", "key")
# These come of a document beside the evidence, which only the command knows.
BEYOND = {"document-mismatch", "document-nonce"}
REMARKS = {"srv-other-key", "path-node-first", "context-draft", "version-treated", "response-longer", "link-missing"}


class Vector:
    def __init__(self, folder):
        self.name, self.kind = folder.name, folder.parent.name
        self.expected = json.loads((folder / "expect.json").read_text())
        self.options = json.loads((folder / "options.json").read_text())
        self.text = next(f for f in sorted(folder.iterdir()) if f.stem in ("exchange", "report")).read_text()
        self.names = {row["publicKey"]: row["name"] for row in self.options["trusted"]}
        self.trust, self.policy = judge.options(self.options)
        self.exchanges = judge.read(self.text)
        self.report = judge.Report(self.exchanges, self.trust, self.policy)

    def summary(self):
        """What the oracle has in place of expect.json."""
        return self.of_exchange() if "exchanges" not in self.expected else self.of_report()

    def of_exchange(self):
        link, = self.report.links
        v, error = link.verdict, link.error
        subject = v.error().subject if v.error() else "response"
        return {"verdict": self.report.conclusion, "trusted": self.report.trusted, "exit": self.report.exit,
                "error": error and {"slug": error.slug, "subject": subject, "tag": dump.path_of(error.place, error.tag)},
                "evidence": v.evidence, "remarks": slugs(v.remarks), "requestRemarks": slugs(v.request_remarks)}

    def of_report(self):
        r, found = self.report, judge.json_report(self.report)
        return {"verdict": r.conclusion, "trusted": r.trusted, "exit": r.exit,
                "violations": found["violations"], "moreViolations": found["moreViolations"],
                "certain": self.named(r.certain),
                "suspects": None if r.suspects is None else sorted(self.named(some) for some in r.suspects),
                "exchanges": [{"verdict": link.kind, "error": link.error.slug if link.error else None,
                               "link": link.link if link.verdict else None} for link in r.links]}

    def named(self, keys):
        """By the names of the trusted keys, or as the recipes' authors know them."""
        return sorted(self.names.get(judge.base64.b64encode(key).decode(), NAMES.get(key, "?")) for key in keys)

    def cases(self):
        """Each exchange alone, as the judge puts it to the verifier."""
        for i, (exchange, link) in enumerate(zip(self.exchanges, self.report.links)):
            if link.verdict:
                yield judges.Case("%s, exchange %d" % (self.name, i), exchange.response, exchange.request, link.nonce,
                                  link.key, self.policy)

    def evidence(self):
        return judges.Evidence(self.name, self.text, self.trust, self.policy)

    def seen(self):
        for link in self.report.links:
            yield from [link.error.slug] if link.error else []
            yield from slugs(link.verdict.remarks) + slugs(link.verdict.request_remarks) if link.verdict else []
            yield from ["link-missing"] if link.link == "missing" else []


NAMES = {judge.signer.public(name): name for name in ("alpha", "beta", "gamma")}


def slugs(remarks):
    return sorted(row[0] for row in remarks.rows)


def failures_of(vector):
    got = json.loads(json.dumps(vector.summary()))
    for key, expected in vector.expected.items():
        if got[key] != expected:
            yield "%s is %s, expected %s" % (key, got[key], expected)
    if set(got) != set(vector.expected) or vector.kind != got["verdict"]:
        yield "other members, or in the wrong folder"


def wanted():
    """What some vector must produce, but for what is beyond this walk."""
    return {slug for slug, row in lists.errors().items() if row[1] in STAGES} | REMARKS


def uncovered(vectors):
    return sorted(wanted() - BEYOND - {slug for vector in vectors for slug in vector.seen()})


def main(program, report_program):
    vectors = [Vector(folder) for folder in sorted(VERDICTS.glob("*/*"))]
    failures = ["%s: %s" % (v.name, failure) for v in vectors for failure in failures_of(v)]
    failures += ["%s: no vector has it" % slug for slug in uncovered(vectors)]
    cases = [case for vector in vectors for case in vector.cases()]
    differing = [*judges.disagreements(program, cases),
                 *judges.disagreements(report_program, [vector.evidence() for vector in vectors])]
    for found in differing:
        failures.append("%s: %s is %s, the oracle has %s" % (found[0].name, *found[1:]))
    for failure in failures:
        print(failure)
    print("%d vectors, %d exchanges" % (len(vectors), len(cases)))
    return 1 if failures or not vectors else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
