#!/usr/bin/env python3
"""compare_containers.py CONTAINERS_WALK [--mutations N] [--seed N]: the readers of containers and the oracle must say the
same of every vector, of the reports and lists of other projects, and of mutations of all."""
import argparse
import base64
import collections
import json
import pathlib
import random
import sys
import tempfile

import containers

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared" / "vectors"
BATCH = 400
SHOWN = 10
READERS = ("report", "list")
FROM_OTHERS = [("report", "rfc10049-appendix-b-report.json"), ("report", "google/roughtime-chain.json"),
               ("list", "rfc10049-appendix-a-serverlist.json"), ("list", "draft-19-appendix-a-serverlist.json"),
               ("list", "serverlists/*.json")]
RECORDS = SHARED / "normalized.jsonl"  # NDJSON of 842 exchanges: some lines of it are enough


def vectors():
    for folder in sorted((CORPUS / "containers").glob("*/*")):
        for reader in READERS:
            file = folder / (reader + ".txt")
            if file.is_file():
                yield containers.Case(folder.name, reader, file.read_bytes())


def samples():
    for file in sorted((CORPUS / "samples").glob("*.json")) + sorted((CORPUS / "verdicts").glob("*/*/report.*")):
        reader = "list" if "servers" in file.name else "report"
        yield containers.Case(str(file.relative_to(CORPUS)), reader, file.read_bytes())


def from_others():
    for reader, pattern in FROM_OTHERS:
        found = sorted(SHARED.glob(pattern))
        if not found:
            print("skipped: shared/vectors/%s is not here" % pattern)
        for file in found:
            yield containers.Case(str(file.relative_to(SHARED)), reader, file.read_bytes())
    if not RECORDS.is_file():
        print("skipped: shared/vectors/normalized.jsonl is not here")
        return
    lines = RECORDS.read_bytes().splitlines(keepends=True)
    yield containers.Case("normalized.jsonl", "report", b"".join(lines))
    yield containers.Case("normalized.jsonl, some lines", "report", b"".join(lines[::120]))


# Mutations: half of them edit the tree of a JSON text and write it again, the others its characters.

class Members(list):
    """An object as its pairs, so that keys may repeat."""


def mutations(corpus, number, seed):
    rng = random.Random(seed)
    for i in range(number if corpus else 0):
        case = rng.choice(corpus)
        data, steps = case.data, []
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            mutate = rng.choice((edit_tree, edit_tree, edit_characters))
            steps.append(mutate.__name__)
            data = mutate(rng, data, corpus)
        reader = case.reader if rng.random() < 0.95 else rng.choice(READERS)
        most = len(data) - rng.randrange(20) if data and rng.random() < 0.02 else containers.ANY_LENGTH
        yield containers.Case("mutation %d of %s: %s" % (i, case.name, ", ".join(steps)), reader, data, max(most, 0))


def tree_of(data):
    try:
        return json.loads(data.decode(), object_pairs_hook=Members, parse_float=Spelled, parse_constant=Spelled)
    except (ValueError, RecursionError):
        return None


class Spelled(str):
    """Text that stands in a file as it is."""


def nodes(tree):
    """Each object and array, the outermost first."""
    found = [tree] if isinstance(tree, list) else []
    for node in found:
        found += [value for _, value in pairs(node) if isinstance(value, list)]
    return found


def pairs(node):
    return node if isinstance(node, Members) else list(enumerate(node))


def put(node, i, value):
    node[i] = (node[i][0], value) if isinstance(node, Members) else value


def value_at(node, i):
    return node[i][1] if isinstance(node, Members) else node[i]


def edit_tree(rng, data, corpus):
    """Of one text, or of a line of it."""
    tree = tree_of(data)
    if tree is not None:
        return edit_value(rng, tree, corpus)
    rows = data.split(b"\n")
    i = rng.randrange(len(rows))
    tree = tree_of(rows[i])
    rows[i] = edit_value(rng, tree, corpus) if isinstance(tree, list) else edit_words(rng, rows[i])
    return b"\n".join(rows)


def edit_words(rng, line):
    words = line.split(b" ")
    i, j = rng.randrange(len(words)), rng.randrange(len(words))
    edits = (words[:i] + words[i + 1:], words[:i] + [words[j]] + words[i:], words[:i] + [rng.choice(TOKENS).encode()] + words[i + 1:],
             words[:i] + [change_base64(rng, words[i].decode("latin-1")).encode("latin-1")] + words[i + 1:])
    return rng.choice((b" ", b" ", b"\t", b"  ", b" \r")).join(rng.choice(edits))


def edit_value(rng, tree, corpus):
    found = nodes(tree)
    if found:
        edit(rng, rng.choice(found), found, corpus)
    if rng.random() < 0.03:
        tree = rng.choice(([tree], Members([("servers", tree)]), rng.choice(found or [tree])))
    return write(rng, tree, rng.choice((",", ", ", ",\n ")), rng.random() < 0.15).encode("utf-8", "surrogatepass")


def edit(rng, node, found, corpus):
    i = rng.randrange(len(node)) if node else None
    action = rng.choice(("add", "drop", "swap", "repeat", "rename", "value", "value", "base64", "base64", "graft", "nest"))
    if action == "add" or i is None:
        value = random_value(rng)
        node.append((rng.choice(NAMES), value) if isinstance(node, Members) else value)
    elif action == "drop":
        del node[i]
    elif action == "swap":
        other = rng.choice([n for n in found if n] or [node])
        j = rng.randrange(len(other))
        a, b = value_at(node, i), value_at(other, j)
        if not isinstance(a, list) and not isinstance(b, list):
            put(node, i, b)
            put(other, j, a)
    elif action == "repeat":
        node.insert(rng.randrange(len(node) + 1), node[i])
    elif action == "rename" and isinstance(node, Members):
        node[i] = (rng.choice(NAMES), node[i][1])
    elif action == "base64" and isinstance(value_at(node, i), str):
        put(node, i, change_base64(rng, value_at(node, i)))
    elif action == "graft":
        donor = nodes(tree_of(rng.choice(corpus).data))
        if donor:
            put(node, i, rng.choice(donor))
    elif action == "nest":
        put(node, i, [value_at(node, i)])
    else:
        put(node, i, random_value(rng))


def change_base64(rng, text):
    """Other octets, or other text of them."""
    try:
        octets = base64.b64decode(text, validate=True)
    except ValueError:
        octets = b""
    size = rng.choice((0, 1, 31, 32, 33, 63, 64, 65, len(octets)))
    changed = base64.b64encode((octets + bytes(size))[:size]).decode()
    return rng.choice((changed, changed, changed.rstrip("="), changed[:-1] + "=", text[:-2] + "B=", text + text, text.lower(),
                       text.replace("=", " "), octets.hex(), octets[:32].hex(), text[:7] + "\u00e9" + text[8:]))


def random_value(rng):
    return rng.choice((*VALUES, Spelled(rng.choice(NUMBERS)), rng.choice(HOSTS), rng.choice(TIMES), rng.choice(TOKENS),
                       Members([("protocol", rng.choice(("udp", "tcp", "quic"))), ("address", rng.choice(HOSTS))])))


def write(rng, value, comma, escapes):
    if isinstance(value, Members):
        return "{" + comma.join(write(rng, k, comma, escapes) + ":" + write(rng, v, comma, escapes) for k, v in value) + "}"
    if isinstance(value, list):
        return "[" + comma.join(write(rng, v, comma, escapes) for v in value) + "]"
    if isinstance(value, Spelled) or not isinstance(value, str):
        return value if isinstance(value, Spelled) else json.dumps(value)
    text = json.dumps(value, ensure_ascii=rng.random() < 0.5)
    if escapes and value.isascii():
        text = '"%s"' % "".join("\\u%04x" % ord(c) if rng.random() < 0.1 else json.dumps(c)[1:-1] for c in value)
    return text


def edit_characters(rng, data, corpus):
    data = bytearray(data)
    at, size = rng.randrange(len(data) + 1), rng.choice((1, 1, 2, 4, 16))
    other = rng.choice(corpus).data
    edits = (lambda: data[:at] + data[at + size:], lambda: data[:at] + rng.choice(PIECES) + data[at:],
             lambda: data[:at] + rng.choice(PIECES) + data[at + size:], lambda: data[:at],
             lambda: data[:at] + bytes([rng.randrange(256)]) + data[at + 1:],
             lambda: data[:at] + data[at:at + 40] + data[at:], lambda: data[:at] + other[rng.randrange(len(other) + 1):],
             lambda: data + rng.choice((b" ", b"\n")) + other)
    return bytes(rng.choice(edits)())


NAMES = ("responses response request rand nonce nonces publicKey publicKeyType publicKeys pubkey id links reply nonceOrBlind "
         "serverPublicKey blind response_packet servers sources reports created expires name version newver validFrom "
         "validUntil addresses protocol address x").split()
TOKENS = ["ed25519", "ml-dsa-44", "udp", "tcp", "", "A", "QUI=", "IETF-Roughtime", "Google-Roughtime", "1", "01", "https://", "https://a",
          "http://a", "\x00", "\u00e9", "\U0001f552", "n" * 255, "n" * 256, "\u00e9" * 128, "QQ==", "QR==", "Q===", "QQ==QQ==", "6a" * 32]
VALUES = [None, True, False, [], Members(), 0, 1, 2147483660, 2147483662, 3000600613, 2**32, 2**64 - 1, 2**64, -1, "1", "0", "2147483660"]
NUMBERS = ["1.0", "1e0", "-0", "0.1", "1E400", "123456789012345678901234567890"]
HOSTS = ["a:1", "a.example:2002", "a.example.:65535", "a:65536", "a:01", "a:", ":1", "a", "192.0.2.1:1", "192.0.2.256:1", "1.2.3:4",
         "01.2.3.4:5", "[::1]:1", "[::]:0", "[1::8]:00", "2001:db8::1:2002", "[fe80::1%eth0]:1", "[::ffff:192.0.2.1]:1",
         "[1:2:3:4:5:6:7:8]:1", "[1:2:3:4:5:6:7::]:1", "[1:2:3:4::5:6:7:8]:1", "[:::]:1", "[12345::]:1", "[a]:1", "a..b:1", ".a:1",
         "a_b-c:1", "\u00e9:1", "[:1", "[]:1", "a b:1", "[1:2:3:4:5:6:192.0.2.1]:1", "x" * 253 + ":1", "x" * 254 + ":1", "x" * 263]
TIMES = ["2016-08-30T23:09:00Z", "2016-12-31T23:59:60Z", "2017-01-01T00:59:60+01:00", "2024-02-29t00:00:00.5-23:59", "2023-02-29T00:00:00Z",
         "0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59.123456789Z", "1900-02-29T00:00:00Z", "2000-02-29T24:00:00Z", "2026",
         "2026-01-01T00:00:00.%sZ" % ("1" * 43), "2026-01-01T00:00:00.%sZ" % ("1" * 44), "\u0662026-01-01T00:00:00Z"]
PIECES = [piece.encode() for piece in (
    *"{}[],:\"\\ \n\r\t", "\\u0041", "\\ud800", "\\ud83d\\udd52", "\\ud800\\u0041", "\\udc00", "\\x", "\\u12", "\\n", "null", "true", "false",
    "tru", "nul", "01", "-", "1.", "1e", "1e+", "1.5e-3", "+1", ".5", "NaN", "\u00e9", "\ufeff", "{\"a\":1,\"\\u0061\":2}",
    "[" * 15, "]" * 15, "ed25519 ", "ed25519\t", "=", "==", ",\"x\":1", "\"response\":\"QUI=\",", "\x00", "\x1f", "\x7f", "\x0b", "\x0c")]
PIECES += [b"\xff", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf",
           b"{" + b",".join(b'"%d":0' % i for i in range(65)) + b"}"]


class Comparison:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.compared = self.differing = 0
        self.seen = collections.Counter()

    def run(self, cases):
        batch = []
        for case in cases:
            batch.append(case)
            if len(batch) == BATCH:
                self.run_batch(batch)
                batch = []
        self.run_batch(batch)

    def run_batch(self, batch):
        for case, theirs in zip(batch, containers.ask(self.program, batch, self.folder)):
            self.compared += 1
            self.seen.update(set(containers.slugs_of(theirs)))
            found = containers.difference(theirs, case.oracle())
            self.differing += found is not None
            if found and self.differing <= SHOWN:
                print("%s, a %s: %s: the reader has %s, the oracle %s\n  %s" % (case.name, case.reader, *found, case.data[:3000]))


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("program")
    options.add_argument("--mutations", type=int, default=20000)
    options.add_argument("--seed", type=int, default=10049)
    options.add_argument("--count", action="store_true", help="say how many cases had each error and remark")
    args = options.parse_args()
    corpus = [*vectors(), *samples(), *from_others()]
    with tempfile.TemporaryDirectory() as folder:
        comparison = Comparison(args.program, folder)
        comparison.run(corpus)
        small = [case for case in corpus if len(case.data) < 20000]
        comparison.run(mutations(small, args.mutations, args.seed))
    if args.count:
        print(json.dumps(dict(comparison.seen.most_common()), indent=1))
    print("%d compared, %d differ (seed %d)" % (comparison.compared, comparison.differing, args.seed))
    return 1 if comparison.differing else 0


if __name__ == "__main__":
    sys.exit(main())
