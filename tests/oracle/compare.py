#!/usr/bin/env python3
"""compare.py ROUGHPROOF [PATH...] [--mutations N] [--seed N]: `roughproof dump --json` and the oracle must say the
same, field for field, of every vector, of other implementations' packets, and of mutations of both."""
import argparse
import json
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

import dump
import wire

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "vectors"
BATCH = 500
SHOWN = 20


def vectors(paths):
    for root in paths or [ROOT / "corpus" / "vectors"]:
        for file in sorted(pathlib.Path(root).rglob("packet.bin")):
            yield file.parent.name, file.read_bytes()


def records():
    file = SHARED / "normalized.jsonl"
    if not file.is_file():
        print("skipped: shared/vectors/normalized.jsonl is not here")
        return
    for line in file.read_text().splitlines():
        record = json.loads(line)
        for part in ("request", "response"):
            if record.get(part):
                yield "%s %s" % (record["id"], part), bytes.fromhex(record[part])


def fuzz_files():
    folder = SHARED / "roughenough" / "fuzz-corpus"
    if not folder.is_dir():
        print("skipped: shared/vectors/roughenough/fuzz-corpus is not here")
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield "fuzz-corpus/" + file.name, file.read_bytes()


def mutations(corpus, number, seed):
    rng = random.Random(seed)
    for i in range(number if corpus else 0):
        name, data = rng.choice(corpus)
        data = bytearray(data)
        steps = []
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            mutate = rng.choice(MUTATORS)
            steps.append(mutate.__name__)
            mutate(rng, data, corpus)
        yield "mutation %d of %s: %s" % (i, name, ", ".join(steps)), bytes(data)


def flip_bit(rng, data, _):
    if data:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def truncate(rng, data, _):
    del data[rng.randrange(len(data) + 1):]


def cut_or_repeat_words(rng, data, _):
    at, size = rng.randrange(len(data) + 1) // 4 * 4, 4 * rng.randrange(1, 9)
    data[at:at + rng.choice((0, size))] = data[at:at + size] * rng.choice((0, 1, 2))


def splice(rng, data, corpus):
    other = rng.choice(corpus)[1]
    at = rng.randrange(len(data) + 1) // 4 * 4
    data[at:] = other[rng.randrange(len(other) + 1) // 4 * 4:]


def message_starts(data):
    """Where messages probably begin: at the outset, and at each N of a nested one that reads well."""
    starts = [12 if wire.begins_like_packet(data) else 0]
    try:
        account = dump.Account(bytes(data))
        starts += [m.at for m in account.messages.values()]
    except (IndexError, struct.error):
        pass
    return starts


def edit_header_word(rng, data, _):
    """A number of tags, an offset, a tag or a value's first word, with an interesting number."""
    at = rng.choice(message_starts(data)) + 4 * rng.randrange(24)
    if at + 4 <= len(data):
        old = int.from_bytes(data[at:at + 4], "little")
        new = rng.choice((old + 4, old - 4, old + 1, old - 1, old // 2, rng.randrange(64), rng.choice(TAGS),
                          rng.choice(CODES), rng.choice(WORDS)))
        data[at:at + 4] = struct.pack("<I", new & 0xFFFFFFFF)


def swap_words(rng, data, _):
    start = rng.choice(message_starts(data))
    a, b = (start + 4 * rng.randrange(24) for _ in range(2))
    if max(a, b) + 4 <= len(data):
        data[a:a + 4], data[b:b + 4] = data[b:b + 4], data[a:a + 4]


def edit_value(rng, data, _):
    """The value of a tag, keeping its length."""
    account = dump.Account(bytes(data))
    fields = [f for m in account.messages.values() for f in m.fields if f.value]
    if fields:
        field = rng.choice(fields)
        word = rng.choice((rng.choice(CODES), rng.choice(WORDS), rng.getrandbits(32)))
        at = field.at + rng.randrange(len(field.value) // 4) * 4 if len(field.value) >= 4 else field.at
        data[at:at + 4] = struct.pack("<I", word)


MUTATORS = [flip_bit, flip_bit, truncate, cut_or_repeat_words, splice, edit_header_word, edit_header_word, swap_words,
            edit_value, edit_value]
TAGS = [wire.tag(name) for name in (
    "SIG VER SRV NONC DELE TYPE PATH RADI PUBK MIDP SREP VERS MINT ROOT CERT MAXT INDX ZZZZ PAD DUT1 DTAI LEAP "
    "PAD\xff VER\xff GRSE ZZZX A ABCD abcd").split(" ")]
CODES = [0, 1, 2, *range(0x80000001, 0x80000011), 0x90000001, 3000600613, 0xC0000000, 0xFFFFFFFF]
WORDS = [0, 1, 2, 3, 4, 8, 31, 32, 33, 64, 1012, 1024, 86400, 0x20000000, 0x40000000, 0x80000000, 0x7FFFFFFF]


class Comparison:
    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)
        self.compared = self.differing = 0

    def run(self, cases):
        batch = []
        for case in cases:
            batch.append(case)
            if len(batch) == BATCH:
                self.run_batch(batch)
                batch = []
        if batch:
            self.run_batch(batch)

    def run_batch(self, batch):
        files = []
        for i, (_, data) in enumerate(batch):
            files.append(self.folder / str(i))
            files[-1].write_bytes(data)
        theirs = self.dump(files)
        for file, (name, data) in zip(files, batch):
            self.compare(name, data, theirs.get(str(file), []))

    def compare(self, name, data, theirs):
        self.compared += 1
        ours = json.loads(json.dumps(dump.describe_all(data)))
        difference = next(differences(theirs, ours, ""), None)
        if difference:
            self.differing += 1
            if self.differing <= SHOWN:
                print("%s: %s: roughproof has %s, the oracle %s\n  %s" % (name, *difference, data.hex()))

    def dump(self, files):
        """The lines of JSON of each file."""
        command = [self.program, "dump", "--json", "--input", "raw", "--", *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1):
            sys.exit("%s: exit %d: %s" % (self.program, done.returncode, done.stderr[:500]))
        by_file = {}
        for line in map(json.loads, done.stdout.splitlines()):
            by_file.setdefault(line["source"], []).append(line)
        return by_file


def differences(theirs, ours, path):
    """(path, theirs, ours), field by field, keys in order; `source` is the file's name and not compared."""
    if type(theirs) is not type(ours):
        yield path, theirs, ours
    elif isinstance(theirs, dict):
        if list(theirs) != list(ours):
            yield path + " (keys)", list(theirs), list(ours)
            return
        for key in theirs:
            if key != "source":
                yield from differences(theirs[key], ours[key], path + "." + key)
    elif isinstance(theirs, list):
        if len(theirs) != len(ours):
            yield path + " (length)", list(map(brief, theirs)), list(map(brief, ours))
        for i, pair in enumerate(zip(theirs, ours)):
            yield from differences(*pair, "%s[%d]" % (path, i))
    elif theirs != ours:
        yield path, theirs, ours


def brief(item):
    return item.get("slug", item.get("tag")) if isinstance(item, dict) else item


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("program")
    options.add_argument("paths", nargs="*")
    options.add_argument("--mutations", type=int, default=20000)
    options.add_argument("--seed", type=int, default=10049)
    args = options.parse_args()
    corpus = [*vectors(args.paths), *records(), *fuzz_files()]
    with tempfile.TemporaryDirectory() as folder:
        comparison = Comparison(args.program, folder)
        comparison.run(corpus)
        # Cloudflare's batches would outweigh the rest: a few of each family are enough to mutate.
        comparison.run(mutations(thin(corpus), args.mutations, args.seed))
    print("%d compared, %d differ (seed %d)" % (comparison.compared, comparison.differing, args.seed))
    return 1 if comparison.differing else 0


def thin(corpus):
    return [case for i, case in enumerate(corpus) if not case[0].startswith("cf/") or i % 25 == 0]


if __name__ == "__main__":
    sys.exit(main())
