#!/usr/bin/env python3
"""roughproof dump of reports, chain files, NDJSON and directories. usage: containers_test.py ROUGHPROOF [TEST ...]"""
import json
import pathlib
import re
import sys
import unittest

import exchanges
from cli import Case
from exchanges import BAD, GOOD, IO, SAMPLES, b64

roughproof = None

KEYS = ["index", "role", "publicKey", "rand", "nonce", "id", "file", "sent", "received", "remarks", "error"]
NAMES = {"rfc": "RFC 10049, drafts 12-19", "bare": "list without object", "draft08": "drafts 08-11",
         "draft00": "drafts 00-03", "google": "Google's chain file", "botan": "Botan's chain file",
         "ndjson": "NDJSON of exchanges", "hex": "NDJSON of exchanges"}


def dump(*args, **kwargs):
    return exchanges.run(roughproof, "dump", *args, **kwargs)


def found(accounts):
    """The exchanges that --json output tells, as containers() has them."""
    out = {}
    for account in accounts:
        facts = account["exchange"]
        entry = out.setdefault(facts["index"], {})
        entry |= {name: facts[name] for name in ("publicKey", "rand", "nonce", "id") if facts[name] is not None}
        entry[facts["role"]] = account["size"]
    return [out[index] for index in sorted(out)]


def sizes(entry):
    return {name: len(value) * 3 // 4 - value.count("=") if name in ("request", "response") else value
            for name, value in entry.items()}


class Test(Case):
    def accounts(self, text, *args, status=GOOD):
        return exchanges.lines(dump("--json", *args, stdin=text.encode(), status=status).stdout)


class Reports(Test):
    def test_each_format_is_read(self):
        for container in exchanges.containers():
            with self.subTest(container.name):
                self.assertEqual(found(self.accounts(container.text)), [sizes(entry) for entry in container.found])

    def test_each_format_is_named(self):
        for container in exchanges.containers():
            said = dump(stdin=container.text.encode()).stdout.decode()
            self.assertEqual(said.split("\n", 1)[0], f"standard input: {NAMES[container.name]}, 3 exchanges")

    def test_keys_of_json(self):
        for container in exchanges.containers():
            for account in self.accounts(container.text):
                self.assertEqual([*account][-1], "exchange")
                self.assertEqual([*account["exchange"]], KEYS)

    def test_text_tells_what_stands_beside_the_messages(self):
        container = next(c for c in exchanges.containers() if c.name == "ndjson")
        said = dump(stdin=container.text.encode()).stdout.decode("ascii")
        last = container.found[2]
        self.assertIn(f"  key      {last['publicKey']}\n  rand     {last['rand']}\n  nonce    {'02' * 32}\n", said)
        self.assertIn('  id       "a\\u20ac"\n', said)
        self.assertIn('  id       [1,{"b":null}]\n', said)
        self.assertIn("standard input, exchange 3, response: response of draft 11", said)

    def test_hex_shows_the_same_facts(self):
        path = SAMPLES / "rfc10049-report.json"
        said, hexed = (dump(*args, path).stdout.decode().splitlines() for args in ([], ["--hex"]))
        facts = [line for line in said if re.match(r"  (key|rand) ", line)]
        self.assertEqual(len(facts), 5)
        self.assertEqual([line for line in hexed if re.match(r"  (key|rand) ", line)], facts)
        self.assertEqual(sum(line.endswith("  ROUGHTIM") for line in hexed), 6)

    def test_a_refused_entry_hides_no_other(self):
        entry = exchanges.containers()[0].found[0]
        text = json.dumps({"responses": [entry, {"request": "AAAA"}, 17, entry]})
        accounts = self.accounts(text, status=BAD)
        errors = [account["exchange"]["error"] for account in accounts]
        self.assertEqual([error and error["slug"] for error in errors],
                         [None, None, "report-member", "json-type", None, None])
        self.assertEqual([account["exchange"]["index"] for account in accounts], [0, 0, 1, 2, 3, 3])
        self.assertEqual([account.get("index") for account in accounts], [0, 1, None, None, 2, 3])
        self.assertEqual(errors[3]["offset"], text.index("17,"))
        said = dump(stdin=text.encode(), status=BAD).stdout.decode()
        at = text.index('{"request": "AAAA"}')
        self.assertIn(f"standard input, exchange 2: error: offset 0x{at:x}: report-member: ", said)

    def test_a_malformed_response_counts(self):
        self.accounts(json.dumps({"responses": [{"response": b64(b"abcdefgh")}]}), status=BAD)

    def test_what_is_no_report(self):
        cases = {"{}": "report-form", '{"responses": 1}': "json-type", '{"responses": [': "json-truncated",
                 "[1]": "report-form", '{"a":1,"a":2}': "json-duplicate-key",
                 '{"servers": 1}': "json-type", "\ufeff{}": "report-form"}
        for text, slug in cases.items():
            done = dump(stdin=text.encode(), status=BAD)
            self.assertEqual(done.stdout, b"")
            self.assertIn(f": {slug}: ".encode(), done.stderr, text)
            account, = self.accounts(text, status=BAD)
            self.assertEqual([*account], ["source", "error"])
            self.assertEqual(account["error"]["slug"], slug)

    def test_an_empty_report(self):
        self.assertEqual(dump(stdin=b'{"responses":[]}').stdout,
                         b"standard input: RFC 10049, drafts 12-19, 0 exchanges\n")
        self.assertEqual(self.accounts('{"responses":[]}'), [])

    def test_remarks(self):
        accounts = self.accounts(json.dumps([{"response": b64(exchanges.google_response(1)), "rand": None}]))
        self.assertEqual(sorted(remark["slug"] for remark in accounts[0]["exchange"]["remarks"]),
                         ["report-bare", "report-null"])

    def test_a_given_coding_reads_no_report(self):
        text = (SAMPLES / "rfc10049-report.json").read_bytes()
        self.assertIn(b"not base64", dump("--input", "base64", stdin=text, status=BAD).stderr)
        self.assertEqual(exchanges.lines(dump("--json", "--input", "raw", stdin=text, status=BAD).stdout)[0]["size"],
                         len(text))

    def test_a_message_of_123_tags_is_no_report(self):
        body = exchanges.message(*[(bytes([65 + i // 26, 65 + i % 26, 0, 0]), b"") for i in range(123)])
        self.assertEqual(body[:1], b"{")
        self.assertEqual(len(self.accounts("", status=BAD)), 1)
        done = dump("--json", stdin=body, status=None)
        self.assertEqual(exchanges.lines(done.stdout)[0]["size"], len(body))

    def test_hostile_identifiers_reach_no_terminal(self):
        entry = {"response": b64(exchanges.google_response(1)), "id": "\x1b[31m\u202e\x9b\u007f"}
        done = dump(stdin=json.dumps(entry, ensure_ascii=False).replace("\\u001b", "\\u001b").encode())
        self.assertRegex(done.stdout, rb"\A[\x20-\x7e\n]*\Z")
        self.assertEqual(self.accounts(json.dumps(entry))[0]["exchange"]["id"], entry["id"])

    def test_long_values(self):
        long = "x" * 300000
        entry = {"response": b64(exchanges.google_response(1)), "id": [long, {"\u20ac": long}]}
        self.assertEqual(self.accounts(json.dumps(entry))[0]["exchange"]["id"], entry["id"])


class Directories(Test):
    def write(self, **files):
        for name, data in files.items():
            (self.dir / name.replace("__", ".")).write_bytes(data)

    def exchanges(self, status=GOOD):
        return [(account["exchange"]["index"], account["exchange"]["role"], account["exchange"]["file"])
                for account in exchanges.lines(dump("--json", self.dir, status=status).stdout)]

    def test_nonces_match(self):
        nonces = [bytes([i]) * 32 for i in range(3)]
        for i, nonce in enumerate(nonces):
            self.write(**{f"z{i}": exchanges.packet(exchanges.message((b"VER\0", b"\x0b\0\0\x80"), (b"NONC", nonce))),
                          f"a{2 - i}": exchanges.draft11_response(nonce)})
        self.assertEqual(self.exchanges(), [(i, role, f"a{i}") for i in range(3) for role in ("request", "response")])

    def test_names_match(self):
        request = exchanges.message((b"NONC", bytes(64)), (b"PAD\xff", bytes(944)))
        for i, (one, other) in enumerate([("x__request", "x__response"), ("y-request__bin", "y-response__bin"),
                                          ("v__req", "v__resp")]):
            self.write(**{one: request, other: exchanges.google_response(i)})
        names = ["v.resp", "x.response", "y-response.bin"]
        self.assertEqual(self.exchanges(),
                         [(i, role, name) for i, name in enumerate(names) for role in ("request", "response")])

    def test_leaves_match(self):
        if "BearSSL" not in exchanges.features(roughproof):
            self.skipTest("no hashes in this build")
        for i in range(4):
            nonce = bytes([i]) * 64
            request = exchanges.message((b"NONC", nonce), (b"PAD\xff", bytes(944)))
            reply = exchanges.response(root=exchanges.sha512(b"\0", nonce), midpoint=1_600_000_000_000_000)
            self.write(**{f"a{i}": request, f"b{3 - i}": reply})
        accounts = exchanges.lines(dump("--json", self.dir).stdout)
        nonces = [account["tags"][0]["hex"][:2] for account in accounts if account["kind"] == "request"]
        self.assertEqual(nonces, ["03", "02", "01", "00"])

    def test_what_belongs_to_nothing(self):
        self.write(a=exchanges.draft11_response(bytes(32)), b=exchanges.draft11_response(bytes([1]) * 32),
                   c=(SAMPLES / "rfc10049-request.bin").read_bytes())
        self.assertEqual(self.exchanges(), [(0, "response", "a"), (1, "response", "b"), (2, "request", "c")])
        self.assertIn(b"exchange 3: error: offset 0x0: report-member", dump(self.dir).stdout)

    def test_files_that_are_no_packets(self):
        self.write(a=b"no packet at all", __hidden=b"neither", b=(SAMPLES / "google-response.bin").read_bytes())
        (self.dir / "sub").mkdir()
        self.assertEqual(self.exchanges(BAD), [(0, "response", "b"), (1, None, "a")])
        self.assertIn(b"sub: a directory within a directory is not read", dump(self.dir, status=BAD).stderr)

    def test_manifest(self):
        reply, request = exchanges.google_response(1), b"524f55474854494d"  # bytes that look like hex stay what they are
        entries = [{"requestFile": "q", "responseFile": "r", "publicKey": b64(exchanges.key(1)), "id": 5},
                   {"responseFile": "r", "rand": b64(bytes(64)), "nonce": b64(bytes(32))},
                   {"responseFile": "absent"}, {"id": 1}, 17]
        self.write(q=request, r=reply, manifest__ndjson="\n".join(map(json.dumps, entries)).encode())
        done = dump("--json", self.dir, status=IO)
        accounts = exchanges.lines(done.stdout)
        self.assertIn(b"its manifest.ndjson names a file that is not there", done.stderr)
        self.assertEqual([(a["exchange"]["index"], a.get("size"), (a["exchange"]["error"] or {}).get("slug"))
                          for a in accounts],
                         [(0, len(request), None), (0, len(reply), None), (1, len(reply), None),
                          (2, None, "report-member"), (3, None, "report-member"), (4, None, "report-member")])
        self.assertEqual(accounts[0]["exchange"]["id"], 5)
        self.assertEqual(accounts[2]["exchange"]["nonce"], b64(bytes(32)))

    def test_a_manifest_reaches_no_other_directory(self):
        (self.dir / "in").mkdir()
        (self.dir / "out").write_bytes(exchanges.google_response(1))
        (self.dir / "in" / "manifest.ndjson").write_text('{"responseFile":"../out"}\n')
        self.assertNotIn(b"RtMessage", dump(self.dir / "in", status=IO).stdout)

    def test_many_files(self):
        for i in range(600):
            self.write(**{f"f{i:04}": exchanges.google_response(i % 256)})
        self.assertEqual(len(self.exchanges()), 600)


if __name__ == "__main__":
    roughproof = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
