#!/usr/bin/env python3
"""roughproof mkreq from outside: options, formats, what is refused, mistakes, and what may reach a terminal.

usage: mkreq_test.py ROUGHPROOF [TEST ...]
"""

import base64
import hashlib
import json
import os
import pty
import re
import subprocess
import sys
import unittest

from cli import Case
from exchanges import BAD, GOOD, IO, SAMPLES, USAGE

import terminal

HOSTILE = b"\x1b[31m\x07\xe2\x80\xae\xff\n"
KEY = "GnM7MMTqAkSYnO0YZVjImXlmtPuNT3omFgCcJHJ6VWE="
KEYS = ["version", "versions", "mistakes", "size", "nonce", "rand", "publicKey", "request"]
RESPONSE = SAMPLES / "rfc10049-response.bin"

roughproof = None


def run(*args, stdin=b"", verb="mkreq"):
    return subprocess.run([roughproof, verb, *map(os.fspath, args)], input=stdin, capture_output=True, env={},
                          timeout=60, check=False)


def dump(data, *args):
    """What dump says of one message."""
    done = run("--json", "--input", "raw", *args, stdin=data, verb="dump")
    lines = done.stdout.splitlines()
    assert len(lines) == 1, done
    return json.loads(lines[0])


def tags(account):
    return {tag["tag"]: tag for tag in account["tags"]}


class MkreqTest(Case):
    def ends(self, status, *args, **kwargs):
        done = run(*args, **kwargs)
        self.assertEqual(done.returncode, status, (args, done.stderr))
        self.assertSafe(done.stderr)
        if status == GOOD:
            self.assertNotIn(b"roughproof", done.stderr)
        else:
            self.assertEqual(done.stdout, b"", args)
            self.assertRegex(done.stderr, rb"\Aroughproof", args)
        return done

    def packet(self, *args):
        return self.ends(GOOD, *args).stdout

    def object(self, *args):
        return json.loads(self.packet("--format", "json", *args))


class Requests(MkreqTest):
    def test_the_default(self):
        packet = self.packet()
        account = dump(packet)
        self.assertEqual((len(packet), account["version"]), (1036, {"code": 1, "name": "RFC 10049"}))
        self.assertEqual((account["error"], account["remarks"]), (None, []))
        self.assertEqual(list(tags(account)), ["VER", "NONC", "TYPE", "ZZZZ"])
        self.assertEqual(tags(account)["VER"]["hex"], "010000000c000080")

    def test_nonces_are_fresh(self):
        packets = {self.packet() for _ in range(20)}
        self.assertEqual(len(packets), 20)

    def test_a_seed_gives_the_same_again(self):
        self.assertEqual(self.packet("--seed", "00"), self.packet("--seed", "00"))
        self.assertNotEqual(self.packet("--seed", "00"), self.packet("--seed", "0000"))

    def test_every_version_by_name(self):
        for name in ["google", "rfc10049", "RFC 10049", "DRAFT3", *("draft-%02d" % n for n in range(20))]:
            account = dump(self.packet("--version", name))
            lacking = name in ("draft-12", "draft-13")
            self.assertEqual((account["kind"], account["error"]), ("request", None), name)
            self.assertEqual([r["slug"] for r in account["remarks"]], ["type-lacking"] * lacking, name)

    def test_versions_by_number(self):
        for word, name in (("1", "RFC 10049"), ("0x8000000c", "drafts 14-19"), ("2147483655", "draft 07"),
                           ("0X80000004", "drafts 03-04")):
            self.assertEqual(self.object("--version", word)["version"]["name"], name)

    def test_versions_are_sorted_and_none_is_there_twice(self):
        made = self.object(*"--version 0x8000000c --version draft-09 --version 1 --version 0x80000009".split())
        self.assertEqual([v["code"] for v in made["versions"]], [1, 0x80000009, 0x8000000C])
        account = dump(base64.b64decode(made["request"]))
        self.assertEqual((account["remarks"], account["error"]), ([], None))

    def test_what_shares_no_request(self):
        for sets in ("google 1", "draft-00 google", "draft-01 draft-00", "draft-04 draft-05", "1 0x80000002"):
            args = [word for version in sets.split() for word in ("--version", version)]
            self.assertRegex(self.ends(USAGE, *args).stderr, b"share no request")

    def test_numbers_that_nobody_defines(self):
        self.assertRegex(self.ends(USAGE, "--version", "2").stderr, b"no document")
        made = self.object("--version", "2", "--version", "1", "--version", "0xc0000000")
        self.assertEqual([v["code"] for v in made["versions"]], [1, 2, 0xC0000000])
        most = [word for n in range(33) for word in ("--version", str(1 + n))]
        self.assertRegex(self.ends(USAGE, *most).stderr, b"32 versions")

    def test_nonce(self):
        nonce = bytes(range(32))
        for word in (nonce.hex(), nonce.hex().upper(), base64.b64encode(nonce).decode()):
            self.assertEqual(tags(dump(self.packet("--nonce", word)))["NONC"]["hex"], nonce.hex())
        self.assertRegex(self.ends(USAGE, "--nonce", "00" * 64).stderr, b"has 32 bytes, not 64")
        self.assertEqual(len(self.packet("--version", "google", "--nonce", "00" * 64)), 1024)

    def test_key(self):
        key = base64.b64decode(KEY)
        srv = hashlib.sha512(b"\xff" + key).hexdigest()[:64]
        for word in (KEY, key.hex()):
            self.assertEqual(tags(dump(self.packet("--key", word)))["SRV"]["hex"], srv)
        self.assertRegex(self.ends(USAGE, "--key", "00" * 31).stderr, b"32 bytes, not 31")
        self.assertRegex(self.ends(USAGE, "--key", KEY, "--version", "draft-09").stderr, b"name no server")

    def test_sizes(self):
        for size in (64 + 8 * 0, 72, 1012, 1024, 65520):
            packet = self.packet("--version", "1", "--size", str(size))
            self.assertEqual(len(packet), 12 + size)
            self.assertIsNone(dump(packet)["error"])
        for size in ("0", "60", "68", "1026", "65524", "65535"):
            self.assertRegex(self.ends(USAGE, "--version", "1", "--size", size).stderr,
                             b"has 64 bytes, or a multiple of four from 72 to 65520")
        self.assertRegex(self.ends(USAGE, "--version", "google", "--size", "4").stderr, b"72 bytes.*80 to 65532")


class Formats(MkreqTest):
    def test_formats_say_the_same(self):
        raw = self.packet("--seed", "01")
        self.assertEqual(self.packet("--seed", "01", "--format", "raw"), raw)
        self.assertEqual(self.packet("--seed", "01", "--format", "hex"), raw.hex().encode() + b"\n")
        self.assertEqual(self.packet("--seed", "01", "--format", "base64"), base64.b64encode(raw) + b"\n")
        self.assertEqual(base64.b64decode(self.object("--seed", "01")["request"]), raw)

    def test_json(self):
        made = self.object("--seed", "01", "--after", RESPONSE, "--key", KEY, "--mistake", "no-type", "--mistake",
                           "trailing", "--mistake", "no-type")
        self.assertEqual(list(made), KEYS)
        self.assertEqual(made["mistakes"], ["no-type", "trailing"])
        self.assertEqual((made["publicKey"], made["size"]), (KEY, 1040))
        self.assertEqual(made["size"], len(base64.b64decode(made["request"])))
        self.assertEqual(list(self.object()), [key for key in KEYS if key not in ("rand", "publicKey")])
        self.assertEqual(self.object("--version", "google")["version"], {"code": None, "name": "Google"})

    def test_count(self):
        lines = self.packet("--seed", "02", "--count", "3", "--format", "hex").splitlines()
        self.assertEqual(len(set(lines)), 3)
        self.assertEqual(lines[0], self.packet("--seed", "02", "--format", "hex").strip())
        many = self.packet("--count", "10000", "--format", "base64", "--size", "100").splitlines()
        self.assertEqual((len(many), len(set(many))), (10000, 10000))

    def test_raw_is_not_for_a_terminal(self):
        ours, theirs = pty.openpty()
        done = subprocess.run([roughproof, "mkreq"], stdout=theirs, stderr=subprocess.PIPE, env={}, check=False)
        self.assertEqual((done.returncode, b"terminal" in done.stderr), (USAGE, True))
        done = subprocess.run([roughproof, "mkreq", "--format", "hex"], stdout=theirs, env={}, check=False)
        os.close(theirs)
        self.assertEqual(done.returncode, GOOD)
        self.assertRegex(terminal.read_all(ours), rb"\A[0-9a-f]+\r\n\Z")  # nothing of the first

    def test_full_and_closed_standard_output(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full")
        for args in ([], ["--format", "json"], ["--list-mistakes"], ["--help"]):
            for target in (">/dev/full", ">&-"):
                done = subprocess.run(["sh", "-c", f'exec "$0" mkreq "$@" {target}', roughproof, *args],
                                      capture_output=True, check=False)
                self.assertEqual(done.returncode, IO, (args, target))

    def test_no_request_whose_rand_is_lost(self):
        for target in ("2>/dev/full", "2>&-"):
            done = subprocess.run(["sh", "-c", f'exec "$0" mkreq --after "$1" {target}', roughproof, RESPONSE],
                                  stdout=subprocess.PIPE, check=False)
            self.assertEqual((done.returncode, done.stdout), (IO, b""), target)


class Chains(MkreqTest):
    def test_rand_goes_to_standard_error(self):
        done = self.ends(GOOD, "--after", RESPONSE)
        rand = re.fullmatch(rb"rand: ([0-9a-f]{64})\n", done.stderr)[1].decode()
        again = self.ends(GOOD, "--after", RESPONSE, "--rand", rand)
        self.assertEqual((again.stdout, again.stderr), (done.stdout, b""))
        nonce = hashlib.sha512(RESPONSE.read_bytes() + bytes.fromhex(rand)).hexdigest()[:64]
        self.assertEqual(tags(dump(done.stdout))["NONC"]["hex"], nonce)

    def test_rand_is_in_the_object(self):
        done = self.ends(GOOD, "--after", RESPONSE, "--format", "json", "--count", "2")
        self.assertEqual(done.stderr, b"")
        first, second = map(json.loads, done.stdout.splitlines())
        self.assertNotEqual(first["rand"], second["rand"])
        self.assertEqual(self.packet("--after", RESPONSE, "--rand", first["rand"]),
                         base64.b64decode(first["request"]))

    def test_responses_in_text_and_on_standard_input(self):
        text = RESPONSE.read_bytes().hex().encode()
        expected = self.packet("--after", RESPONSE, "--seed", "00")
        self.assertEqual(self.ends(GOOD, "--after", "-", "--seed", "00", stdin=text).stdout, expected)

    def test_what_is_no_response(self):
        request = SAMPLES / "rfc10049-request.bin"
        self.assertRegex(self.ends(BAD, "--after", request).stderr, b"not-a-response")
        self.assertRegex(self.ends(BAD, "--after", SAMPLES / "truncated.bin").stderr, b"offset 0x8: packet-truncated")
        self.assertRegex(self.ends(BAD, "--after", SAMPLES / "rfc10049-exchange.bin").stderr, b"more than one")
        self.assertRegex(self.ends(BAD, "--after", "-", stdin=b"").stderr, b"standard input: .*message-short")
        self.assertRegex(self.ends(BAD, "--after", "-", stdin=b"nonsense").stderr, b"standard input: ")
        self.ends(IO, "--after", self.dir / "absent")
        self.ends(IO, "--after", os.fsdecode(HOSTILE))

    def test_the_length_of_a_rand(self):
        self.assertRegex(self.ends(USAGE, "--after", RESPONSE, "--rand", "00" * 64).stderr, b"rand .* 32 bytes, not 64")
        self.assertRegex(self.ends(USAGE, "--after", RESPONSE, "--rand", "00" * 32, "--version", "draft-07").stderr,
                         b"rand .* 64 bytes, not 32")


class Usage(MkreqTest):
    def test_help(self):
        for option in ("--help", "-h"):
            self.assertRegex(self.ends(GOOD, option).stdout, b"--list-mistakes")

    def test_what_is_not_understood(self):
        wrong = ["--nonsense", "-x", "file", "--version", "--version=", "--version draft-20", "--version rfc",
                 "--version 0x", "--version 4294967296", "--version -1", "--version +1", "--nonce", "--nonce 0",
                 "--nonce =", "--nonce xyz", "--seed xyz", "--seed=", "--seed AAAA=", "--key x", "--size x",
                 "--size -4", "--size 65536", "--size 1024k", "--mistake none", "--mistake", "--format octal",
                 "--count 0", "--count 10001", "--count 2", "--count 2 --format raw", "--list-mistakes=yes",
                 "--nonce 00 --seed 00", "--rand 00", "--seed " + "00" * 257,
                 "--count 2 --format hex --nonce " + "00" * 32]
        for words in wrong:
            self.ends(USAGE, *words.split())
        for args in (["--after", RESPONSE, "--nonce", "00" * 32], ["--after", RESPONSE, "--rand", "00", "--seed", "00"],
                     ["--count", "2", "--format", "hex", "--after", RESPONSE, "--rand", "00" * 32], [""]):
            self.ends(USAGE, *args)

    def test_hostile_arguments(self):
        hostile = os.fsdecode(HOSTILE)
        for option in ("version", "nonce", "seed", "key", "rand", "size", "mistake", "format", "count"):
            self.ends(USAGE, f"--{option}", hostile)
            self.ends(USAGE, f"--{option}={hostile}")
        self.ends(USAGE, hostile)
        self.ends(USAGE, f"--{hostile}")


class Mistakes(MkreqTest):
    def rows(self):
        lines = self.packet("--list-mistakes").decode("ascii").splitlines()
        rows = [re.fullmatch(r"([a-z0-9-]+) +([a-z0-9, -]+?)  +(\S.*)", line) for line in lines]
        self.assertTrue(all(rows), lines)
        return [row.groups() for row in rows]

    def test_the_list(self):
        rows = self.rows()
        self.assertGreater(len(rows), 40)
        self.assertEqual(len({name for name, _, _ in rows}), len(rows))
        self.assertEqual(len({text for _, _, text in rows}), len(rows))

    def test_dump_says_what_the_list_says(self):
        """Of the default request; dump, which expects no request, is content with more."""
        for name, verdicts, _ in self.rows():
            args = ["--version", "google"] if name == "header" else []
            account = dump(self.packet("--mistake", name, *args))
            slugs = [account["error"]["slug"]] if account["error"] else [r["slug"] for r in account["remarks"]]
            if name == "tag-of-response":
                self.assertEqual((account["kind"], verdicts), ("response", "not-a-request"))
            elif name == "header":
                self.assertEqual(slugs, [verdicts])
            else:
                self.assertEqual(slugs or ["none"], [verdicts.split(", ")[0]], name)

    def test_mistakes_add_up(self):
        packet = self.packet("--mistake", "no-type", "--mistake", "nonce-short", "--mistake", "trailing")
        account = dump(packet)
        self.assertEqual((len(packet), account["error"]["slug"]), (1040, "packet-trailing"))
        self.assertEqual(list(tags(account)), ["VER", "NONC", "ZZZZ"])

    def test_what_cannot_be_made(self):
        for words in ("--mistake header", "--mistake no-type --version draft-11", "--mistake no-type --mistake type-1",
                      "--mistake no-header --version google"):
            self.assertRegex(self.ends(USAGE, *words.split()).stderr, b"nothing to make it in")


def main():
    global roughproof
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    roughproof = os.path.abspath(sys.argv.pop(1))
    unittest.main()


if __name__ == "__main__":
    main()
