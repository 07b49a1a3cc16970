#!/usr/bin/env python3
"""roughproof convert: there and back without change of meaning, and nothing lost silently.

usage: convert_test.py ROUGHPROOF [TEST ...]
"""
import base64
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import unittest

import exchanges
from cli import Case
from exchanges import BAD, GOOD, IO, SAMPLES, SHARED, USAGE, b64

roughproof = None


def convert(target, *args, **kwargs):
    return exchanges.run(roughproof, "convert", "--to", target, *args, **kwargs)


def raw(entry, member):
    return base64.b64decode(entry[member], validate=True)


class Test(Case):
    def ndjson(self, text):
        return exchanges.lines(convert("ndjson", stdin=text.encode()).stdout)

    def needs_hashes(self):
        if "BearSSL" not in exchanges.features(roughproof):
            self.skipTest("no hashes in this build")

    def report(self, text, status=GOOD):
        done = convert("report", stdin=text.encode() if isinstance(text, str) else text, status=status)
        return json.loads(done.stdout)["responses"], done.stderr.decode()


class Ndjson(Test):
    def test_each_format_keeps_all_that_it_has(self):
        for container in exchanges.containers():
            with self.subTest(container.name):
                self.assertEqual(self.ndjson(container.text), container.found)

    def test_twice_is_once(self):
        for container in exchanges.containers():
            once = convert("ndjson", stdin=container.text.encode()).stdout
            self.assertEqual(convert("ndjson", stdin=once).stdout, once)

    def test_packets_in_a_row(self):
        request, reply = ((SAMPLES / f"rfc10049-{kind}.bin").read_bytes() for kind in ("request", "response"))
        for text in (request + reply, reply + request, (request + reply).hex().encode()):
            done = convert("ndjson", stdin=text)
            self.assertEqual(exchanges.lines(done.stdout), [{"request": b64(request), "response": b64(reply)}])

    def test_several_responses_and_requests_in_one_file(self):
        nonces = [bytes([i]) * 32 for i in range(4)]
        requests = [exchanges.packet(exchanges.message((b"VER\0", b"\x0b\0\0\x80"), (b"NONC", n))) for n in nonces]
        replies = [exchanges.draft11_response(n) for n in nonces]
        text = b"".join([requests[0], requests[1], replies[1], replies[0], replies[0], replies[2], requests[3]])
        done = convert("ndjson", stdin=text, status=BAD)
        found = [(entry.get("request"), entry["response"]) for entry in exchanges.lines(done.stdout)]
        pairs = [(1, 1), (0, 0), (0, 0), (None, 2)]
        self.assertEqual(found, [(None if q is None else b64(requests[q]), b64(replies[r])) for q, r in pairs])
        self.assertIn(b"exchange 5: response: missing", done.stderr)

    def test_many_requests_in_no_order(self):
        choose = random.Random(10049)
        nonces = [choose.randbytes(32) for _ in range(200)]
        requests = [exchanges.packet(exchanges.message((b"VER\0", b"\x0b\0\0\x80"), (b"NONC", n))) for n in nonces]
        replies = [exchanges.draft11_response(n) for n in nonces]
        text = requests + replies
        choose.shuffle(text)
        found = exchanges.lines(convert("ndjson", stdin=b"".join(text)).stdout)
        self.assertEqual([raw(entry, "response") for entry in found], [data for data in text if data in set(replies)])
        self.assertEqual([raw(entry, "request") for entry in found],
                         [requests[replies.index(raw(entry, "response"))] for entry in found])

    def test_a_pair_that_does_not_fit_stays_a_pair(self):
        request = (SAMPLES / "rfc10049-request.bin").read_bytes()
        entry, = exchanges.lines(convert("ndjson", stdin=request + exchanges.draft11_response(bytes(32))).stdout)
        self.assertEqual(raw(entry, "request"), request)

    def test_several_files(self):
        paths = [SAMPLES / "rfc10049-report.json", SAMPLES / "google-chain.json"]
        done = convert("ndjson", *paths)
        self.assertEqual(done.stdout, b"".join(convert("ndjson", path).stdout for path in paths))


class Report(Test):
    def test_a_report_stays_as_it_is(self):
        path = SAMPLES / "rfc10049-report.json"
        done = convert("report", path)
        self.assertEqual((done.stdout, done.stderr), (path.read_bytes(), b""))

    def chain(self, text, path):
        links, (found, said) = json.loads(text)["links"], self.report(text)
        self.assertEqual(len(found), len(links))
        before = None
        for number, (link, entry) in enumerate(zip(links, found)):
            blind, reply = raw(link, "nonceOrBlind"), raw(link, "reply")
            nonce = blind if number == 0 else exchanges.google_nonce(before, blind)
            request = exchanges.tags(raw(entry, "request"))
            self.assertEqual(request, {b"NONC": nonce, b"PAD\xff": bytes(944)}, path)
            self.assertEqual(len(raw(entry, "request")), 1024)
            self.assertEqual(entry["response"], link["reply"])
            self.assertEqual(entry["publicKey"], link["serverPublicKey"])
            self.assertEqual(entry.get("rand"), None if number == 0 else link["nonceOrBlind"])
            before = reply
            yield nonce, exchanges.tags(reply)
        self.assertRegex(said, rf"exchanges 1-{len(links)}: request: made again")
        self.assertRegex(said, rf"exchanges 2-{len(links)}: rand: kept, though it has 64 bytes")
        self.assertEqual(said.count("\n"), 2)

    def in_the_tree(self, nonce, reply):
        node, index = exchanges.sha512(b"\0", nonce), int.from_bytes(reply[b"INDX"], "little")
        for i in range(0, len(reply[b"PATH"]), 64):
            sibling = reply[b"PATH"][i:i + 64]
            node = exchanges.sha512(b"\1", *((sibling, node) if index & 1 else (node, sibling)))
            index >>= 1
        return node == exchanges.tags(reply[b"SREP"])[b"ROOT"]

    def test_the_chain_of_google(self):
        self.needs_hashes()
        for nonce, reply in self.chain((SAMPLES / "google-chain.json").read_text(), "sample"):
            self.assertTrue(self.in_the_tree(nonce, reply))

    def test_the_chain_of_twelve(self):
        self.needs_hashes()
        path = SHARED / "google" / "roughtime-chain.json"
        if not path.exists():
            self.skipTest("there is no shared folder")
        links = list(self.chain(path.read_text(), path))
        self.assertEqual(len(links), 12)
        self.assertTrue(all(self.in_the_tree(nonce, reply) for nonce, reply in links))

    def test_botan(self):
        self.needs_hashes()
        by_name = {container.name: container.text for container in exchanges.containers()}
        self.assertEqual(self.report(by_name["botan"])[0], self.report(by_name["google"])[0])

    def test_without_hashes_it_says_so(self):
        if "BearSSL" in exchanges.features(roughproof):
            self.skipTest("this build has hashes")
        found, said = self.report((SAMPLES / "google-chain.json").read_text(), BAD)
        self.assertEqual(["request" in entry for entry in found], [True, False, False])
        self.assertRegex(said, r"exchanges 2-3: request: missing, and cannot be made again: this build has no hashes")

    def test_requests_of_drafts(self):
        nonce = bytes(range(32))
        for code, padding in [(3, b"PAD\0"), (5, b"PAD\0"), (7, b"PAD\0"), (8, b"ZZZZ"), (0xb, b"ZZZZ")]:
            number = bytes([code, 0, 0, 0x80])
            long = nonce * 2 if code == 3 else nonce
            reply = exchanges.packet(exchanges.response((b"VER\0", number), (b"NONC", long)))
            found, _ = self.report(json.dumps({"nonces": [""], "responses": [b64(reply)]}), BAD)
            request = raw(found[0], "request")
            self.assertEqual((request[:8], len(request)), (b"ROUGHTIM", 1036))
            fields = exchanges.tags(request[12:])
            self.assertEqual(set(fields), {b"VER\0", b"NONC", padding})
            self.assertEqual((fields[b"VER\0"], fields[b"NONC"]), (number, long))
            self.assertEqual(fields[padding].strip(b"\0"), b"")
            exchanges.run(roughproof, "dump", stdin=request)

    def test_draft_00(self):
        self.needs_hashes()
        container = next(c for c in exchanges.containers() if c.name == "draft00")
        found, said = self.report(container.text, BAD)
        self.assertNotIn("request", found[0])
        self.assertIn("exchange 1: request: missing, and cannot be made again: nothing tells its nonce", said)
        for before, entry in zip(found, found[1:]):
            nonce = exchanges.google_nonce(raw(before, "response"), raw(entry, "rand"))
            self.assertEqual(exchanges.tags(raw(entry, "request"))[b"NONC"], nonce)

    def test_requests_that_cannot_be_made(self):
        modern = {"response": b64((SAMPLES / "rfc10049-response.bin").read_bytes())}
        garbage = {"response": b64(b"garbage!")}
        found, said = self.report(json.dumps([modern, garbage]), BAD)
        self.assertEqual(found, [modern, garbage])
        self.assertIn("exchange 1: request: missing, and cannot be made again: from draft 12 on", said)
        self.assertIn("exchange 2: request: missing, and cannot be made again: the response is malformed", said)
        self.assertIn("exchanges 1-2: publicKey: missing", said)
        self.assertIn("exchange 2: rand: missing", said)

    def test_a_refused_link_breaks_the_chain(self):
        chain = json.loads((SAMPLES / "google-chain.json").read_text())
        chain["links"][1]["reply"] = "?"
        found, said = self.report(json.dumps(chain), BAD)
        self.assertEqual(["request" in entry for entry in found], [True, False])
        self.assertIn("exchange 2: offset ", said)
        self.assertIn("exchange 3: request: missing, and cannot be made again: nothing tells its nonce", said)

    def test_what_is_left_out_is_said(self):
        entry = {"publicKey": b64(exchanges.key(1)), "response": b64(exchanges.draft11_response(bytes(32))),
                 "request": b64(exchanges.packet(exchanges.message((b"VER\0", b"\x0b\0\0\x80"), (b"NONC", bytes(32)))))}
        cases = [({"id": 1}, 'id: left out'), ({"nonce": b64(bytes([1]) * 32)}, "nonce: left out"),
                 ({"x\u20ac\x1b": 1}, '"x\\u20ac\\u001b": left out'), ({"nonce": b64(bytes(32))}, "")]
        for extra, said in cases:
            done = convert("report", stdin=json.dumps(entry | extra).encode())
            self.assertEqual(json.loads(done.stdout), {"responses": [entry]})
            self.assertEqual(f"standard input: exchange 1: {said}" in done.stderr.decode() if said else not done.stderr,
                             True, done.stderr)
        for target in ("report", "ndjson"):
            done = convert(target, stdin=json.dumps({"responses": [entry], "about": 1, "x": 2}).encode())
            self.assertRegex(done.stderr.decode(), r': "about": left out.*\n.*: "x": left out')
        done = convert("ndjson", stdin=b'[{"response_packet":"%s","blind":"%s"}]'
                       % (entry["response"].encode(), b64(bytes(64)).encode()))
        self.assertIn(b"blind: left out", done.stderr)

    def test_hostile_members_do_not_flood(self):
        entries = "".join(json.dumps({"response": "AAAA", f"m{i}": 1}) + "\n" for i in range(3000))
        said = convert("ndjson", stdin=entries.encode()).stderr.decode().splitlines()
        self.assertEqual(len(said), 257)
        self.assertIn("there is more", said[-1])

    def test_many_exchanges_do_not_flood(self):
        entries = "".join(json.dumps({"response": "AAAA"} | ({} if i % 2 else {"x": 1})) + "\n" for i in range(3000))
        said, = convert("ndjson", stdin=entries.encode()).stderr.decode().splitlines()
        self.assertIn(': exchanges 1, 3, 5, 7, 9, 11, 13, 15, 17, 19 and 1490 more: "x": left out', said)

    def test_an_empty_report(self):
        self.assertEqual(self.report('{"responses":[]}'), ([], ""))


class Packets(Test):
    def packets(self, *args, name="p", **kwargs):
        convert("packets", "--output", self.dir / name, *args, **kwargs)
        return self.dir / name

    def test_there_and_back(self):
        for container in exchanges.containers():
            with self.subTest(container.name):
                made = self.packets(name=container.name, stdin=container.text.encode())
                self.assertEqual(exchanges.lines(convert("ndjson", made).stdout), container.found)

    def test_google_to_report_to_ndjson_to_packets_to_report(self):
        self.needs_hashes()
        paths = [SAMPLES / "google-chain.json", SHARED / "google" / "roughtime-chain.json"]
        for number, path in enumerate(path for path in paths if path.exists()):
            report = convert("report", path).stdout
            ndjson = convert("ndjson", stdin=report)
            made = self.packets(stdin=ndjson.stdout, name=f"p{number}")
            back = convert("report", made)
            self.assertEqual(back.stdout, report)
            self.assertEqual(ndjson.stderr, b"")
            self.assertRegex(back.stderr.decode(), r"\A\S+ \S+ \S+ exchanges 2-\d+: rand: kept[^\n]*\n\Z")

    def test_files(self):
        made = self.packets(SAMPLES / "rfc10049-report.json")
        self.assertEqual((made / "000-request.bin").read_bytes(), (SAMPLES / "rfc10049-request.bin").read_bytes())
        self.assertEqual((made / "000-response.bin").read_bytes(), (SAMPLES / "rfc10049-response.bin").read_bytes())
        entries = [json.loads(line) for line in (made / "manifest.ndjson").read_text().splitlines()]
        self.assertEqual([[*entry] for entry in entries],
                         [["requestFile", "responseFile", "publicKey"]] + [
                             ["requestFile", "responseFile", "publicKey", "rand"]] * 2)

    def test_without_the_manifest_requests_are_still_found(self):
        made = self.packets(SAMPLES / "rfc10049-report.json")
        with_keys = exchanges.lines(convert("ndjson", made).stdout)
        (made / "manifest.ndjson").unlink()
        found = exchanges.lines(convert("ndjson", made).stdout)
        self.assertEqual(found, [{name: entry[name] for name in ("request", "response")} for entry in with_keys])

    def test_any_bytes_come_back(self):
        entries = [{"response": b64(data)} for data in (b"41424344", b"QUJD", b"\xef\xbb\xbf", b"\0", b"ROUGHTIM")]
        made = self.packets(stdin="".join(json.dumps(entry) + "\n" for entry in entries).encode())
        self.assertEqual(exchanges.lines(convert("ndjson", made).stdout), entries)

    def test_a_request_that_nobody_answered(self):
        made = self.packets(SAMPLES / "rfc10049-request.bin")
        self.assertEqual(sorted(os.listdir(made)), ["000-request.bin", "manifest.ndjson"])
        self.assertIn(b"response: missing", convert("ndjson", made, status=BAD).stderr)

    def test_nothing_is_overwritten(self):
        path = SAMPLES / "rfc10049-report.json"
        made = self.packets(path)
        before = {name: (made / name).read_bytes() for name in os.listdir(made)}
        done = convert("packets", "--output", made, SAMPLES / "google-chain.json", status=IO)
        self.assertIn(b"manifest.ndjson is there already", done.stderr)
        (made / "manifest.ndjson").unlink()
        done = convert("packets", "--output", made, SAMPLES / "google-chain.json", status=IO)
        self.assertIn(b"000-response.bin: File exists", done.stderr)
        for name in before.keys() - {"manifest.ndjson"}:
            self.assertEqual((made / name).read_bytes(), before[name])

    def test_more_than_a_thousand(self):
        made = self.packets(stdin=b'{"response":"AAAA"}\n' * 1100)
        self.assertEqual(len(exchanges.lines(convert("ndjson", made).stdout)), 1100)

    def test_a_directory_that_cannot_be_made(self):
        done = convert("packets", "--output", self.dir / "no" / "such", stdin=b"", status=IO)
        self.assertIn(b"No such file", done.stderr)
        (self.dir / "file").write_bytes(b"")
        convert("packets", "--output", self.dir / "file", stdin=b"", status=IO)


class Inputs(Test):
    def test_usage(self):
        for args in ([], ["--to"], ["--to", "x"], ["--to", "packets"], ["--to", "report", "--output", "x"],
                     ["--to", "report", "--color", "never"], ["--to", "report", "--nonsense"]):
            done = exchanges.run(roughproof, "convert", *args, status=USAGE)
            self.assertEqual(done.stdout, b"")
            self.assertIn(b"roughproof convert --help", done.stderr)
        self.assertIn(b"--to report|ndjson|packets", exchanges.run(roughproof, "convert", "--help").stdout)

    def test_what_has_no_exchanges(self):
        done = convert("ndjson", SAMPLES / "rfc10049-servers.json", status=BAD)
        self.assertIn(b"a server list, which has no exchanges", done.stderr)
        self.assertIn(b"neither hex nor base64", convert("ndjson", stdin=b"nothing at all!", status=BAD).stderr)
        self.assertIn(b"report-form", convert("ndjson", stdin=b"{}", status=BAD).stderr)
        self.assertIn(b"No such file", convert("ndjson", self.dir / "absent", status=IO).stderr)

    def test_full_output(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full")
        for target in (">/dev/full", ">&-"):
            script = f'exec "$0" convert --to ndjson "$1" {target}'
            done = subprocess.run(["sh", "-c", script, roughproof, SAMPLES / "rfc10049-report.json"],
                                  capture_output=True, check=False)
            self.assertEqual(done.returncode, IO, done.stderr)
            self.assertTrue(re.search(rb"convert: output: ", done.stderr))


if __name__ == "__main__":
    roughproof = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
