#!/usr/bin/env python3
"""mutation_map.py VERDICT_WALK [--write]: what becomes of a valid exchange of each version when one of its bytes is
changed, in corpus/mutations. The verifier is asked of every byte, the oracle of some. With --write the tables get what
the verifier says."""
import pathlib
import sys

import judges
import signer
import verdict
import versions
import wire

MUTATIONS = pathlib.Path(__file__).resolve().parents[2] / "corpus" / "mutations"
MASKS = (0x01, 0x80)
PADDING = 64
SHARE = 7  # the oracle is asked of one in so many
WORDS = {"s": "structural", "x": "signed", "c": "compared", "f": "free"}
NESTED = {(wire.TOP, "SREP"): "SREP", (wire.TOP, "CERT"): "CERT", ("CERT", "DELE"): "DELE"}
HEADER = """# {name}: what becomes of a valid exchange when one byte is changed; made and checked by tests/oracle/mutation_map.py
# message, first and last byte, after ^01, after ^80, what is there
"""


def exchange(row):
    """With little padding, one leaf of three, and no echo that could be left out."""
    spec = signer.Spec(row, "map").but(leaves=3, index=1)
    empty = signer.make_request(spec.but(size=0))[0]
    spec.size = len(empty) + PADDING
    return signer.make(spec)


def regions(data):
    """(length, name) of all that a message is made of, in order."""
    framed = wire.begins_like_packet(data)
    at = wire.FRAME_LEN if framed else 0
    prefix = [(8, "magic"), (4, "length")] if framed else []
    return prefix + inside(wire.parse(data[at:], at, wire.TOP), "")


def inside(message, path):
    num = len(message.fields)
    out = [(4, path + "count"), (4 * num - 4, path + "offsets"), (4 * num, path + "tags")]
    for field in message.fields:
        name = wire.tag_name(field.tag)
        place = NESTED.get((message.place, name))
        nested = inside(wire.parse(field.value, field.at, place), path + name + ".") if place else [(len(field.value), path + name)]
        out += nested
    return [region for region in out if region[0]]


def runs(letters):
    """(first, last, letters) of equal neighbours."""
    first = 0
    for i in range(1, len(letters) + 1):
        if i == len(letters) or letters[i] != letters[first]:
            yield first, i - 1, letters[first]
            first = i


def table(name, made, answer):
    lines = [HEADER.format(name=name)]
    for part, data in (("request", made.request), ("response", made.response)):
        at, letters = 0, list(zip(*answer[part]))
        for length, what in regions(data):
            for first, last, pair in runs(letters[at:at + length]):
                words = " ".join("%-10s" % WORDS[letter] for letter in pair)
                lines.append("%-8s %4d %4d  %s  %s\n" % (part, at + first, at + last, words, what))
            at += length
    return "".join(lines)


def letter(v):
    failed = {name for name, finding in v.findings.items() if finding.outcome == verdict.FAILED}
    if "structure" in failed:
        return "s"
    return "x" if failed & {"delegation", "signature", "merkle"} else "f" if v.kind == "valid" else "c"


def changed(data, at, mask):
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1:]


def disagreements(made, answer):
    """Of the bytes that the oracle is asked of."""
    turn = 0
    for part, data in (("request", made.request), ("response", made.response)):
        for number, mask in enumerate(MASKS):
            for at in range(len(data)):
                turn += 1
                if turn % SHARE:
                    continue
                both = {"request": made.request, "response": made.response, part: changed(data, at, mask)}
                ours = letter(verdict.Verdict(key=made.key, **both))
                if ours != answer[part][number][at]:
                    yield "%s, byte %d ^%02x: %s, the oracle has %s" % (part, at, mask, answer[part][number][at], ours)


def main(program, write):
    rows = [(name, versions.ROWS[index]) for name, index in signer.SHORT_NAMES.items()]
    made = [exchange(row) for _, row in rows]
    lines = [judges.Case(name, m.response, m.request, b"", m.key).line(flips=MASKS) for (name, _), m in zip(rows, made)]
    failed = 0
    for (name, row), m, answer in zip(rows, made, judges.ask(program, lines)):
        file, text = MUTATIONS / (name + ".txt"), table(row.name, m, answer)
        if write:
            file.write_text(text)
        faults = list(disagreements(m, answer))
        if not file.is_file() or file.read_text() != text:
            faults.append("not as in %s; --write and look at the difference" % file.name)
        for fault in faults:
            print("%s: %s" % (name, fault))
        failed += len(faults)
    print("%d versions, %d bytes" % (len(rows), sum(len(m.request) + len(m.response) for m in made)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--write" in sys.argv[2:]))
