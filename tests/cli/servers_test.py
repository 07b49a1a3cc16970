#!/usr/bin/env python3
"""roughproof dump of server lists, and --servers. usage: servers_test.py ROUGHPROOF [TEST ...]"""
import hashlib
import json
import pathlib
import sys
import unittest

import exchanges
from cli import Case
from exchanges import BAD, GOOD, IO, SAMPLES, b64

roughproof = None

LIST_KEYS = ["created", "expires", "sources", "reports", "remarks"]
SERVER_KEYS = ["source", "index", "name", "version", "keys", "addresses", "remarks", "error"]


def dump(*args, **kwargs):
    return exchanges.run(roughproof, "dump", *args, **kwargs)


def server(name="one", **members):
    return {"name": name, "version": 1, "publicKeyType": "ed25519", "publicKey": b64(exchanges.key(1)),
            "addresses": [{"protocol": "udp", "address": "one.example.com:5319"}]} | members


def text_of(*servers, **members):
    return json.dumps({"servers": servers} | members).encode()


def srv(key):
    return b64(hashlib.sha512(b"\xff" + key).digest()[:32])


class Lists(unittest.TestCase):
    def accounts(self, text, status=GOOD):
        first, *rest = exchanges.lines(dump("--json", stdin=text, status=status).stdout)
        self.assertEqual([*first["list"]], LIST_KEYS)
        for account in rest:
            self.assertEqual([*account], SERVER_KEYS)
        return first["list"], rest

    def test_a_server(self):
        _, (account,) = self.accounts(text_of(server()))
        hashes = "BearSSL" in exchanges.features(roughproof)
        self.assertEqual(account["name"], "one")
        self.assertEqual(account["version"], {"code": 1, "name": "RFC 10049"})
        self.assertEqual(account["keys"], [{"publicKey": b64(exchanges.key(1)), "validFrom": None, "validUntil": None,
                                            "srv": srv(exchanges.key(1)) if hashes else None, "error": None}])
        self.assertEqual(account["addresses"],
                         [{"protocol": "udp", "host": "one.example.com", "port": 5319, "error": None}])
        self.assertEqual((account["remarks"], account["error"]), ([], None))

    def test_the_list(self):
        about = {"created": "2016-08-30T23:09:00Z", "expires": 1700000000, "sources": ["https://a/", "https://b/"],
                 "reports": "https://c/"}
        whole, rest = self.accounts(text_of(**about))
        self.assertEqual(rest, [])
        self.assertEqual([remark["slug"] for remark in whole.pop("remarks")], ["list-dated"])
        self.assertEqual(whole, about | {"expires": "2023-11-14T22:13:20Z"})

    def test_versions(self):
        for version, expected in [(0x8000000c, (0x8000000c, "drafts 12-19")), ("IETF-Roughtime", (None, None)),
                                  ("", (None, "Google's protocol")), ("x", None)]:
            _, (account,) = self.accounts(text_of(server(version=version)))
            found = account["version"]
            if expected is None:
                self.assertIsNone(found)
            else:
                self.assertEqual(found["code"], expected[0])
                self.assertIn(expected[1] or "IETF", found["name"])
            self.assertNotEqual(account["remarks"], [])

    def test_what_is_refused_hides_nothing_else(self):
        keys = [{"publicKey": "x"}, {"publicKey": b64(exchanges.key(2)), "validFrom": 0, "validUntil": 86400}]
        addresses = [{"protocol": "udp", "address": "a:99999"}, {"protocol": "tcp", "address": "[::1]:1"}]
        text = text_of(server(publicKeys=keys, addresses=addresses), {"version": 1}, server("last"))
        _, found = self.accounts(text, BAD)
        self.assertEqual([key["publicKey"] for key in found[0]["keys"]],
                         [b64(exchanges.key(1)), None, b64(exchanges.key(2))])
        self.assertEqual(found[0]["keys"][1]["error"]["slug"], "base64-length")
        self.assertEqual(found[0]["keys"][2]["validUntil"], "1970-01-02T00:00:00Z")
        self.assertEqual([address["port"] for address in found[0]["addresses"]], [None, 1])
        self.assertEqual(found[0]["addresses"][0]["error"]["slug"], "list-port")
        self.assertEqual([account["error"] and account["error"]["slug"] for account in found],
                         [None, "list-member", None])
        said = dump(stdin=text, status=BAD).stdout.decode()
        self.assertIn("standard input, server 1: error: offset ", said)
        self.assertIn("  key      " + b64(exchanges.key(2)) + " from 1970-01-01T00:00:00Z until 1970-01-02", said)
        self.assertIn("  address  tcp [::1]:1\n", said)
        self.assertIn("standard input, server 2\nstandard input, server 2: error: ", said)

    def test_hostile_names(self):
        name = "\x1b]0;x\x07\u202e\x9b\"\\\n"
        done = dump(stdin=text_of(server(name)))
        self.assertRegex(done.stdout, rb"\A[\x20-\x7e\n]*\Z")
        _, (account,) = self.accounts(text_of(server(name)))
        self.assertEqual(account["name"], name)

    def test_lines(self):
        line = f"One ed25519 {b64(exchanges.key(1))} udp one.example.com:2002\n".encode()
        _, (account,) = self.accounts(line)
        self.assertEqual((account["name"], account["addresses"][0]["port"]), ("One", 2002))


class Naming(Case):
    def setUp(self):
        super().setUp()
        self.report = SAMPLES / "rfc10049-report.json"
        self.list = SAMPLES / "report-servers.json"

    def write(self, name, text):
        (self.dir / name).write_bytes(text)
        return self.dir / name

    def test_keys(self):
        done = dump("--json", "--servers", self.list, self.report)
        self.assertEqual(done.stderr, b"")
        names = [account["exchange"]["server"] for account in exchanges.lines(done.stdout)]
        self.assertEqual(names, [f"Appendix B, server {x}" for x in "AABBCC"])
        said = dump("--servers", self.list, self.report).stdout.decode()
        for x in "ABC":
            self.assertRegex(said, rf'  key      \S{{44}} "Appendix B, server {x}"\n')

    def test_srv(self):
        if "BearSSL" not in exchanges.features(roughproof):
            self.skipTest("no hashes in this build")
        path = SAMPLES / "rfc10049-request.bin"
        for option in ([], ["--hex"]):
            said = dump(*option, "--servers", self.list, path).stdout
            self.assertIn(b'SRV(32) = "Appendix B, server A"\n', said)
        account, = exchanges.lines(dump("--json", "--servers", self.list, path).stdout)
        self.assertEqual(account["srvServer"], "Appendix B, server A")
        account, = exchanges.lines(dump("--json", "--servers", SAMPLES / "rfc10049-servers.json", path).stdout)
        self.assertIsNone(account["srvServer"])

    def test_without_lists_nothing_is_added(self):
        account = exchanges.lines(dump("--json", self.report).stdout)[0]
        self.assertNotIn("srvServer", account)
        self.assertNotIn("server", account["exchange"])

    def test_several_lists_and_the_first_name_counts(self):
        key = json.loads(self.report.read_text())["responses"][0]["publicKey"]
        first = self.write("first", text_of(server("first", publicKey=key)))
        names = [account["exchange"]["server"] for account in exchanges.lines(
            dump("--json", "--servers", first, "--servers", self.list, self.report).stdout)]
        self.assertEqual(names, ["first", "first", *(f"Appendix B, server {x}" for x in "BBCC")])

    def test_a_bad_entry_is_said_and_left_out(self):
        key = json.loads(self.report.read_text())["responses"][0]["publicKey"]
        path = self.write("list", text_of({"name": "bad"}, server("good", publicKey=key, version="1")))
        done = dump("--json", "--servers", path, self.report, status=BAD)
        self.assertRegex(done.stderr.decode(), r"list: error: offset 0x[0-9a-f]+: list-member: ")
        self.assertRegex(done.stderr.decode(), r"list: remark: offset 0x[0-9a-f]+: list-version-text: ")
        self.assertEqual(exchanges.lines(done.stdout)[0]["exchange"]["server"], "good")

    def test_a_list_that_is_none(self):
        path = self.write("list", b"{}")
        self.assertIn(b"list-form", dump("--servers", path, self.report, status=BAD).stderr)
        self.assertIn(b"No such file", dump("--servers", self.dir / "absent", self.report, status=IO).stderr)


if __name__ == "__main__":
    roughproof = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
