#!/usr/bin/env python3
"""roughproof dump from outside: the JSON that it documents, and what may reach a terminal.

usage: dump_output_test.py ROUGHPROOF [TEST ...]
"""
import base64
import os
import random
import struct

from cli import main, objects
from dumping import HOSTILE_NAME, DumpTest, dump, sample
from exchanges import BAD, GOOD, IO, SAMPLES, USAGE, message, packet

KEYS = ["source", "index", "framed", "version", "kind", "size", "tags", "remarks", "error"]
VERSION_KEYS = ["code", "name"]
TAG_KEYS = ["tag", "offset", "length", "hex", "value"]
REMARK_KEYS = ["slug", "clause", "text", "tag", "offset"]
ERROR_KEYS = ["slug", "code", "stage", "tag", "offset", "clause", "text"]
KINDS = {"request", "response", "SREP", "CERT", "DELE", "message"}


class Hostile(DumpTest):
    def test_file_names(self):
        path = self.dir / os.fsdecode(HOSTILE_NAME)
        path.write_bytes(sample("rfc10049-exchange.bin"))
        for mode in ([], ["--hex"], ["--json"], ["--color", "never"]):
            done = self.ends(GOOD, *mode, path)
            self.assertSafe(done.stdout)
            self.assertEqual(done.stderr, b"")
        found = objects(dump("--json", path).stdout)
        expected = os.fsencode(path).decode("utf-8", errors="replace")
        self.assertEqual([account["source"] for account in found], [expected, expected])
        shown = b"\\x1b[31m\\x07\\xe2\\x80\\xae\\xc2\\x9b\\xff\\x0a\\x5cx41"
        self.assertEqual(dump(path).stdout.count(shown), 2)

    def test_file_names_in_diagnostics(self):
        path = self.dir / os.fsdecode(HOSTILE_NAME)
        for status, args in ((IO, [path]), (BAD, ["--input", "hex", path]), (BAD, [path])):
            done = self.ends(status, *args)
            self.assertSafe(done.stderr)
            self.assertIn(b"\\x1b[31m", done.stderr)
            path.write_bytes(b"No hex, no base64!")

    def test_option_arguments(self):
        for option in ("--input", "--as", "--color"):
            self.assertSafe(self.ends(USAGE, option, HOSTILE_NAME).stderr)

    def test_tags(self):
        tags = [b"\x1b[2J", b"\xe2\x80\xae\0", b"\x9b31m", b"\n\r\t\x07", b'"\\"\\', bytes(4),
                b"\x7f\0\x80\0"]
        for tag in tags:
            body = message((tag, b"\x1b[2J"))
            for data in (body, packet(body)):
                for mode in ([], ["--hex"], ["--json"]):
                    done = dump("--input", "raw", *mode, stdin=data)
                    self.assertIn(done.returncode, (GOOD, BAD))
                    self.assertSafe(done.stdout)
                    self.assertSafe(done.stderr)

    def test_enormous_claims(self):
        for data in (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f" * 64, b"\0\0\0\x20" + bytes(60),
                     b"ROUGHTIM\xff\xff\xff\xff", b"ROUGHTIM\xf4\xff\xff\xff" + bytes(100), b"ROUGHTIM" * 50,
                     b"ROUG", b"MITHGUOR", b"MITHGUOR\0\0\0\4\0\0\0\0",
                     bytes(65535), bytes(65536), bytes(1 << 20)):
            for mode in ([], ["--hex"], ["--json"]):
                done = dump("--input", "raw", *mode, stdin=data)
                self.assertIn(done.returncode, (GOOD, BAD), data[:16])
                self.assertSafe(done.stdout)

    def test_mutations(self):
        choose = random.Random(10049)
        bases = [sample(path.name) for path in sorted(SAMPLES.glob("*.*")) if path.suffix not in (".md", ".json", ".pcapng")]
        for _ in range(500):
            data = mutated(bases, choose)
            for mode in ([], ["--hex"], ["--json"]):
                done = dump(*mode, stdin=data)
                self.assertIn(done.returncode, (GOOD, BAD), data.hex())
                self.assertSafe(done.stdout)
                self.assertSafe(done.stderr)
            found = objects(done.stdout)
            failed = any(account["error"] for account in found)
            self.assertEqual(done.returncode, BAD if failed else GOOD, data.hex())
            for account in found:
                check_account(self, account)

    def test_mutated_containers(self):
        choose = random.Random(84)
        bases = [path.read_bytes() for path in sorted(SAMPLES.glob("*.json"))]
        self.assertGreaterEqual(len(bases), 4)
        for _ in range(100):
            data = mutated(bases, choose)
            for mode in ([], ["--hex"], ["--json"]):
                done = dump("--servers", "-", *mode, SAMPLES / "rfc10049-report.json", stdin=data)
                self.assertIn(done.returncode, (GOOD, BAD), data)
                done = dump(*mode, stdin=data)
                self.assertIn(done.returncode, (GOOD, BAD), data)
                self.assertSafe(done.stdout)
                self.assertSafe(done.stderr)
            objects(done.stdout)


WORDS = [b"\x1b[2J", b"\xe2\x80\xae\0", b"\x9b\x9b\x9b\x9b", b"\xff" * 4, bytes(4)]
NUMBERS = [0, 1, 2, 3, 4, 5, 7, 8, 64, 255, 2**31, 2**32 - 1]


def mutated(bases, choose):
    data = bytearray(choose.choice(bases))
    other = choose.choice(bases)
    for _ in range(choose.randint(1, 6)):
        at = choose.randrange(len(data) + 1)
        action = choose.randrange(6)
        if action == 0:
            data[at:at + 1] = bytes([choose.randrange(256)])
        elif action == 1:
            data[at:at + 4] = choose.choice(WORDS)
        elif action == 2 and at > 0:
            del data[at:]
        elif action == 3:
            del data[at:at + 4 * choose.randrange(8)]
        elif action == 4:
            data[at:at] = other[choose.randrange(len(other)):][:4 * choose.randrange(64)]
        else:
            word = choose.randrange(len(data) // 4 + 1) * 4
            data[word:word + 4] = struct.pack("<I", choose.choice(NUMBERS))
    return bytes(data)


class Json(DumpTest):
    def test_every_sample_has_the_documented_keys(self):
        for path in sorted(SAMPLES.glob("*.*")):
            if path.suffix not in (".md", ".json", ".pcapng"):
                for account in objects(dump("--json", path).stdout):
                    self.assertEqual(account["source"], str(path))
                    check_account(self, account)

    def test_a_response_decoded(self):
        found = self.account(sample("rfc10049-response.bin"))
        self.assertEqual(found["version"], {"code": 1, "name": "RFC 10049"})
        self.assertEqual((found["framed"], found["kind"], found["size"]), (True, "response", 416))
        self.assertEqual((found["remarks"], found["error"]), ([], None))
        top = by_tag(found["tags"])
        self.assertEqual(list(top), ["SIG", "NONC", "TYPE", "PATH", "SREP", "CERT", "INDX"])
        self.assertEqual([top[tag]["value"] for tag in top], [None, None, 1, {"nodes": 0}, None, None, 0])
        srep = by_tag(top["SREP"]["tags"])
        self.assertEqual(srep["VER"]["value"], [{"code": 1, "name": "RFC 10049"}])
        self.assertEqual(srep["VERS"]["value"], [{"code": 1, "name": "RFC 10049"}])
        self.assertEqual(srep["RADI"]["value"], {"raw": 3, "unit": "s"})
        midpoint = {"raw": 1773685571, "unit": "s", "utc": "2026-03-16T18:26:11Z"}
        self.assertEqual(srep["MIDP"]["value"], midpoint)
        dele = by_tag(by_tag(top["CERT"]["tags"])["DELE"]["tags"])
        self.assertEqual(base64.b64decode(dele["PUBK"]["value"]).hex(), dele["PUBK"]["hex"])
        self.assertEqual(dele["MAXT"]["value"]["utc"], "2026-04-15T17:24:40Z")
        padding = by_tag(self.account(sample("rfc10049-request.bin"))["tags"])["ZZZZ"]
        self.assertEqual(padding["value"], {"zeros": True})

    def test_older_units(self):
        draft07 = objects(dump("--json", SAMPLES / "draft07-response.b64").stdout)[0]
        srep = by_tag(by_tag(draft07["tags"])["SREP"]["tags"])
        self.assertEqual(srep["DTAI"]["value"], {"raw": 37, "unit": "s"})
        self.assertEqual(srep["LEAP"]["value"], [])
        self.assertEqual(srep["RADI"]["value"], {"raw": 22, "unit": "us"})
        self.assertEqual(srep["MIDP"]["value"], {"raw": "67150521465207530", "unit": "mjd",
                                                 "utc": "2026-02-02T13:17:02.043882Z"})
        self.assertEqual([remark["slug"] for remark in draft07["remarks"]], ["leap-empty"])
        self.assertEqual(draft07["remarks"][0]["tag"], "SREP.LEAP")

    def test_large_integers_are_strings(self):
        midpoint = 216
        for value, expected in ((2**53 - 1, 2**53 - 1), (2**53, str(2**53)), (2**64 - 1, str(2**64 - 1))):
            data = bytearray(sample("rfc10049-response.bin"))
            data[midpoint:midpoint + 8] = struct.pack("<Q", value)
            found = by_tag(by_tag(self.account(bytes(data))["tags"])["SREP"]["tags"])["MIDP"]
            self.assertEqual((found["offset"], found["value"]["raw"]), (midpoint, expected))

    def test_an_error(self):
        found = self.account(sample("truncated.bin"), status=BAD)
        self.assertEqual((found["tags"], found["remarks"], found["version"]), ([], [], None))
        self.assertEqual(found["error"], {
            "slug": "packet-truncated", "code": 104, "stage": "packet", "tag": None, "offset": 8,
            "clause": "RFC 10049 5", "text": "the length field promises more bytes than there are"})

    def test_a_large_account_has_no_seams(self):
        body = message(*((struct.pack("<I", 0x41414141 + i), b"") for i in range(8000)))
        found = self.account(packet(body))
        self.assertEqual(len(found["tags"]), 8000)
        check_account(self, found)


def by_tag(tags):
    return {field["tag"]: field for field in tags}


def check_tags(test, tags, low, high):
    for field in tags:
        keys = list(field)
        test.assertIn(keys, (TAG_KEYS, TAG_KEYS + ["tags"]))
        test.assertRegex(field["tag"], r"\A(?:[A-Za-z0-9]|\\x[0-9a-f]{2}){1,4}\Z")
        test.assertRegex(field["hex"], r"\A(?:[0-9a-f]{2})*\Z")
        test.assertEqual(len(field["hex"]), 2 * field["length"])
        test.assertTrue(low <= field["offset"] and field["offset"] + field["length"] <= high, field)
        check_tags(test, field.get("tags", []), field["offset"], field["offset"] + field["length"])


def check_account(test, account):
    """The shape that roughproof-dump(1) documents."""
    test.assertEqual(list(account), KEYS)
    test.assertIs(type(account["framed"]), bool)
    test.assertIn(account["kind"], KINDS)
    test.assertEqual([type(account["index"]), type(account["size"])], [int, int])
    if account["version"] is not None:
        test.assertEqual(list(account["version"]), VERSION_KEYS)
    check_tags(test, account["tags"], 0, account["size"])
    for remark in account["remarks"]:
        test.assertEqual(list(remark), REMARK_KEYS)
        test.assertLessEqual(remark["offset"], account["size"])
    if account["error"] is not None:
        test.assertEqual(list(account["error"]), ERROR_KEYS)
        test.assertEqual(account["remarks"], [])
        test.assertIn(account["error"]["stage"], ("packet", "message", "schema"))
        test.assertLessEqual(account["error"]["offset"], account["size"])


if __name__ == "__main__":
    main()
