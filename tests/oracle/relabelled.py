#!/usr/bin/env python3
"""relabelled.py VERDICT_WALK: before draft 12 nobody signs the version number, and so nobody the unit of time. Whatever
number is written over that of an honest exchange, what comes out is no evidence, or tells the same time."""
import itertools
import struct
import sys

import evidence
import judges
import signer
import times
import versions

CODES = [1, *range(0x80000001, 0x8000000D)]
FOREVER = 2**64 - 1
# The first and the last time that is plausible in each unit, and a usual one.
RAWS = {times.SECONDS: [0, 10**11 - 1], times.MICROS: [10**14, 10**16 - 1],
        times.MJD: [times.MJD_OF_1970 << 40, 199999 << 40 | times.LEAP_DAY]}


def honest(row, raw):
    spec = signer.Spec(row, "relabelled").but(size=0, raw=raw)
    for name, value in (("MINT", 0), ("MAXT", FOREVER)):
        spec.edits[(signer.DELE, signer.tag(name))] = struct.pack("<Q", value)
    return spec


def cases():
    """(row, raw time, number, case) of every version with its number at top level, under every number."""
    rows = [row for row in versions.ROWS if row.framed and "VER" in row.response.need]
    for row, code in itertools.product(rows, CODES):
        new = struct.pack("<I", code)
        for raw in RAWS[row.unit] + [signer.raw_time(signer.NOON, row.unit)]:
            made = signer.make(honest(row, raw))
            yield row, raw, code, judges.Case("%s as %#x at %d" % (row.name, code, raw), evidence.write(made.response, "VER", new),
                                              evidence.write(made.request, "VER", new), key=made.key)


def main(program):
    asked, failures, seen = list(cases()), [], {"evidence": 0, "other unit": 0, "refused": 0}
    answers = judges.ask(program, [case.line() for *_, case in asked])
    for (row, raw, _, case), answer in zip(asked, answers):
        fits = answer["verdict"] == "valid"
        seen["refused" if not fits else "evidence" if answer["evidence"] else "other unit"] += 1
        if fits and answer["evidence"] and answer["midpoint"] != list(times.split(raw, row.unit)):
            failures.append("%s: evidence of another time: %s" % (case.name, answer["midpoint"]))
        found = judges.difference(answer, case.oracle())
        if found:
            failures.append("%s: %s is %s, the oracle has %s" % (case.name, *found))
    for failure in failures:
        print(failure)
    print("%d relabelled exchanges: %s" % (len(asked), seen))
    return 1 if failures or not all(seen.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
