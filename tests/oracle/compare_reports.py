#!/usr/bin/env python3
"""compare_reports.py REPORT_WALK [--number N] [--seed N]: the judge and the oracle, which looks for order, violations and
suspects by brute force, must say the same of random chains: of several servers, honest or not, of mixed versions, linked
or not, under keys that are trusted or not."""
import argparse
import collections
import json
import random
import sys

import evidence
import judge
import judges
import signer
import verdict
import versions

BATCH = 200
SHOWN = 10
NAMES = ["server-%02d" % i for i in range(1, 20)]
FORMS = ["report"] * 6 + ["bare", "google", "draft-08", "draft-00"]
FAULTS = [{"signed_by": "nobody"}, {"delegated_by": "nobody"}, {"leaf": "message"}, {"offers": [0x80000001]},
          {"patches": [lambda data: data[:200]]}, {"raw": 2**64 - 1}, {"raw_radius": 2**32 - 1}]


class Scene:
    """Which servers there are, and how far each is off."""

    def __init__(self, rng):
        self.rng = rng
        self.form = rng.choice(FORMS)
        self.names = NAMES[:rng.choice((1, 2, 3, 3, 4, 5, 6, 17, 19))]
        spread = rng.choice((0, 4, 8, 8, 100))
        self.offsets = {name: rng.randint(-spread, spread) for name in self.names}
        self.mixed = rng.random() < 0.4
        self.faulty = rng.choice((0, 0, 0.1, 0.3))

    def row(self):
        if self.form == "google":
            return versions.GOOGLE
        if self.form == "draft-00":
            return self.rng.choice([row for row in versions.ROWS if row.chain == "double"])
        if self.form == "draft-08":
            return self.rng.choice([row for row in versions.ROWS if row.chain == "single" and row.framed])
        return self.rng.choice(versions.ROWS) if self.mixed else versions.RFC_ROW

    def entry(self, number):
        rng, name = self.rng, self.rng.choice(self.names)
        spec = signer.Spec(self.row(), "r%d" % number).but(
            key=name, size=0, second=signer.NOON + self.offsets[name] + rng.choice((0, 0, 0, 1, 7)), radius=rng.choice((1, 3, 3, 4)))
        spec.nonce_len = spec.row.nonce_seen if spec.row.nonce_seen and rng.random() < 0.5 else spec.nonce_len
        if rng.random() < self.faulty:
            vars(spec).update(rng.choice(FAULTS))
        entry = evidence.Entry(spec)
        if rng.random() < self.faulty and self.form != "google":
            entry.link = rng.choice(("none", "broken", "double", "single"))
        if rng.random() < self.faulty and self.form in ("report", "bare"):
            # A bare list is told by the response of its first entry.
            members = ["request", "publicKey", "rand"] + ["response"] * (self.form == "report")
            entry.withheld = {rng.choice(members)}
        return entry

    def trust(self):
        rng, rows = self.rng, []
        trusted = self.names if rng.random() < 0.6 else rng.sample(self.names, rng.randrange(len(self.names) + 1))
        for name in trusted:
            first = last = None
            if rng.random() < 0.1:
                noon = judge.moment("2026-10-01T12:00:00Z")
                first, last = rng.choice(((None, noon), (noon, None), (None, verdict.earlier(noon, 10**9))))
            rows.append((signer.public(name), first, last))
        return judge.Trust(rows, rng.choice((0, 0, 5, 1000)), rng.random() < 0.2)


def random_evidence(rng, number):
    scene, entries, previous = Scene(rng), [], None
    for i in range(rng.choice((1, 2, 3, 4, 6, 6, 8, 12, 20))):
        entries.append(scene.entry(i))
        entries[-1].finish(previous)
        previous = entries[-1].made.response
    name = "%d: %d of %d servers, %s" % (number, len(entries), len(scene.names), scene.form)
    return judges.Evidence(name, evidence.FORMS[scene.form](entries), scene.trust(), verdict.Policy(rng.random() < 0.2))


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("program")
    options.add_argument("--number", type=int, default=1000)
    options.add_argument("--seed", type=int, default=10049)
    args = options.parse_args()
    rng, differing, ends = random.Random(args.seed), 0, collections.Counter()
    for first in range(0, args.number, BATCH):
        batch = [random_evidence(rng, n) for n in range(first, min(first + BATCH, args.number))]
        for case, theirs in zip(batch, judges.ask(args.program, [e.line() for e in batch])):
            ends[theirs.get("conclusion")] += 1
            found = judges.difference(theirs, case.oracle())
            differing += found is not None
            if found and differing <= SHOWN:
                print("%s: %s: the judge has %s, the oracle %s\n  %s" % (case.name, *found, json.dumps(case.line())))
    print("%d compared, %d differ (seed %d): %s" % (args.number, differing, args.seed, dict(ends)))
    return 1 if differing or len(ends) < 5 else 0


if __name__ == "__main__":
    sys.exit(main())
