#!/usr/bin/env python3
"""roughproof verify from outside: what it reads: sets of exchanges, documents with their stamps, chains, streams.

usage: verify_inputs_test.py ROUGHPROOF [TEST ...]
"""
import hashlib
import itertools
import json
import os
import subprocess
import sys
import time

import cli
from cli import main, objects
from verifying import (
    APPENDIX_B_KEY, BAD, CHAIN, CHECKS, EMBEDDED, GOOD, IO, LIE, MALFEASANCE, SAMPLES, SERVERS, Exchange,
    VerifyTest, chain_of, key_word, report_of
)

import signer


class Exchanges(VerifyTest):
    def setUp(self):
        super().setUp()
        self.x = Exchange()
        self.request, self.response = self.file("request.bin", self.x.request), self.file("response.bin", self.x.response)
        self.key = ["--key", key_word("alpha")]

    def test_one_exchange(self):
        text = self.text(GOOD, *self.key, "--request", self.request, self.response)
        first, *rest = text.splitlines()
        self.assertTrue(first.startswith(f"{self.response}: valid: "), first)
        self.assertEqual([line.split()[1] for line in rest[:8]], CHECKS)
        self.assertIn("interval    after 2026-10-01T11:59:57Z and before 2026-10-01T12:00:03Z", text)
        self.assertIn("the request existed before 2026-10-01T12:00:03Z", text)

    def test_what_is_missing(self):
        for args, missing in ((self.key, ["request"]), (["--request", self.request], ["key"]), ([], ["request", "key"])):
            found = self.json(BAD, *args, self.response)
            self.assertEqual((found["verdict"], found["missing"]), ("incomplete", missing))

    def test_a_nonce_where_it_is_the_leaf(self):
        x = Exchange(version="draft-08")
        nonce = signer.seeded("nonce", 32)
        x = Exchange(version="draft-08", nonce=nonce)
        response = self.file("draft08.bin", x.response)
        self.assertEqual(self.json(GOOD, *self.key, "--nonce", nonce.hex(), response)["verdict"], "valid")
        self.assertEqual(self.json(BAD, *self.key, "--nonce", bytes(32).hex(), response)["verdict"], "invalid")
        self.assertEqual(self.json(BAD, *self.key, "--nonce", nonce.hex(), self.response)["missing"], ["request"])

    def test_a_flipped_bit_anywhere_in_what_is_signed(self):
        for offset in (len(self.x.response) - 8, self.x.response.find(b"MIDP") + 8, self.x.response.find(b"MINT") + 12):
            damaged = bytearray(self.x.response)
            damaged[offset] ^= 1
            self.ends(BAD, *self.key, "--request", self.request, self.file("damaged.bin", bytes(damaged)))

    def test_sets_are_matched_by_nonce(self):
        others = [Exchange("beta", signer.NOON + i, signer.seeded(f"nonce {i}", 32)) for i in range(3)]
        requests = self.file("requests.bin", b"".join(x.request for x in others))
        responses = self.file("responses.bin", b"".join(x.response for x in reversed(others)))
        found = objects(self.ends(GOOD, "--json", "--key", key_word("beta"), "--request", requests, responses).stdout)
        self.assertEqual([case["verdict"] for case in found], ["valid"] * 3)
        self.assertEqual([case["link"] for case in found], ["first"] * 3)
        both = self.file("both.bin", b"".join(x.request for x in others) + b"".join(x.response for x in others))
        found = objects(self.ends(GOOD, "--json", "--key", key_word("beta"), both).stdout)
        self.assertEqual([case["verdict"] for case in found], ["valid"] * 3)

    def test_a_directory(self):
        folder = self.dir / "packets"
        folder.mkdir()
        for i in range(3):
            x = Exchange("alpha", signer.NOON + i, signer.seeded(f"nonce {i}", 32))
            (folder / f"{i}-request.bin").write_bytes(x.request)
            (folder / f"{i}-response.bin").write_bytes(x.response)
        found = objects(self.ends(GOOD, "--json", *self.key, folder).stdout)
        self.assertEqual([case["verdict"] for case in found], ["valid"] * 3)
        (folder / "9-request.bin").write_bytes(self.x.request)
        self.assertIn(b"nobody answered", self.ends(GOOD, *self.key, folder).stderr)

    def test_a_directory_with_a_pipe(self):
        folder = self.dir / "packets"
        folder.mkdir()
        (folder / "0-request.bin").write_bytes(self.x.request)
        (folder / "0-response.bin").write_bytes(self.x.response)
        os.mkfifo(folder / "pipe")
        done = self.ends(IO, *self.key, folder)
        self.assertIn(b"valid: ", done.stdout)
        self.assertIn(b"pipe: No such device or address", done.stderr)

    def test_only_requests_are_no_evidence(self):
        self.assertIn(b"no response", self.ends(BAD, *self.key, self.request).stderr)

    def test_policy(self):
        args = [*self.key, "--request", self.request, self.response]
        self.ends(GOOD, "--max-radius", "3s", *args)
        for limit in ("2", "2999ms", "2999999us"):
            self.assertEqual(self.json(BAD, "--max-radius", limit, *args)["error"]["slug"], "radius-too-large")
        b = ["--key", APPENDIX_B_KEY, SAMPLES / "rfc10049-exchange.bin"]
        self.ends(BAD, *b)
        found = self.json(GOOD, "--accept-draft-context", *b)
        self.assertIn("context-draft", [remark["slug"] for remark in found["remarks"]])


class Documents(VerifyTest):
    CONTENT = b"the file that was stamped\n"
    TURNS = (("alpha", signer.NOON), ("beta", signer.NOON - 1), ("gamma", signer.NOON + 100), ("alpha", signer.NOON + 200))

    def setUp(self):
        super().setUp()
        self.document = self.file("document.txt", self.CONTENT)
        self.hash = hashlib.sha256(self.CONTENT).digest()
        self.trust = list(itertools.chain(*(("--key", key_word(name)) for name in ("alpha", "beta", "gamma"))))

    def prove(self, status, **kwargs):
        proof = self.file("proof.json", report_of(chain_of(*self.TURNS, **kwargs)))
        return self.json(status, "--document", self.document, *self.trust, proof)

    def test_a_stamp(self):
        found = self.prove(GOOD, nonce=self.hash)
        stamp = found["document"]
        self.assertEqual((stamp["sha256"], stamp["salted"], stamp["error"]), (self.hash.hex(), False, None))
        bounds = [server["documentBefore"] for server in found["servers"]]
        self.assertEqual(bounds, ["2026-10-01T12:00:03Z", "2026-10-01T12:00:02Z", "2026-10-01T12:01:43Z"])
        self.assertEqual(stamp["before"], max(bounds))
        self.assertIn("this file existed before 2026-10-01T12:01:43Z, if at least one of these servers was honest",
                      found["proves"])
        self.assertIn("it does not prove that the file did not exist earlier", found["doesNotProve"])

    def test_a_salted_stamp(self):
        salt = hashlib.sha256(b"salt").digest()
        nonce = hashlib.sha256(salt + self.hash).digest()
        self.assertTrue(self.prove(GOOD, nonce=nonce, rand=salt)["document"]["salted"])
        self.assertEqual(self.prove(BAD, nonce=nonce)["document"]["error"]["slug"], "document-mismatch")

    def test_another_document(self):
        found = self.prove(BAD, nonce=bytes(32))
        self.assertEqual((found["verdict"], found["document"]["error"]["slug"]), ("invalid", "document-mismatch"))
        self.assertIsNone(found["document"]["before"])
        self.assertNotIn("existed before", found["proves"])

    def test_nonces_of_64_bytes_hold_no_such_hash(self):
        found = self.json(BAD, "--document", self.document, "--trust-embedded", SAMPLES / "google-chain.json")
        self.assertEqual(found["document"]["error"]["slug"], "document-nonce")

    def test_nothing_follows_from_untrusted_servers(self):
        proof = self.file("proof.json", report_of(chain_of(*self.TURNS, nonce=self.hash)))
        found = self.json(EMBEDDED, "--document", self.document, proof)
        self.assertIsNone(found["document"]["before"])
        self.assertNotIn("existed before", found["proves"])
        only = self.json(EMBEDDED, "--document", self.document, "--key", key_word("gamma"), proof)
        self.assertEqual(only["document"]["before"], "2026-10-01T12:01:43Z")

    def test_what_does_not_follow_from_the_stamp_dates_nothing(self):
        first, *_ = chain_of(*self.TURNS, nonce=self.hash)
        loose = Exchange("gamma", signer.NOON - 500, signer.seeded("loose", 32))
        found = self.json(GOOD, "--document", self.document, *self.trust, stdin=report_of([first, loose]))
        self.assertEqual(found["document"]["before"], "2026-10-01T12:00:03Z")

    def test_a_document_that_cannot_be_read(self):
        self.ends(IO, "--document", self.dir / "absent", CHAIN)
        self.ends(IO, "--document", self.dir, CHAIN)


class Chains(VerifyTest):
    def test_text_of_a_lie(self):
        lines = self.text(MALFEASANCE, *SERVERS, LIE).splitlines()
        self.assertEqual(lines[0], f'{LIE}: malfeasance: at least one server lied; "east.example" alone would explain it')
        self.assertEqual(sum("contradicts exchange" in line for line in lines), 4)
        self.assertIn('        suspects    without "east.example" nothing contradicts', lines)
        self.assertEqual([line.split(":")[0] for line in lines if line.startswith("exchange ")],
                         [f"exchange {i}" for i in range(1, 7)])

    def test_a_server_that_contradicts_itself(self):
        report = report_of(chain_of(("alpha", signer.NOON), ("alpha", signer.NOON - 100)))
        found = self.json(MALFEASANCE, "--trust-embedded", stdin=report)
        self.assertEqual((found["certain"], found["suspects"]), ([key_word("alpha")], [[key_word("alpha")]]))
        self.assertEqual(found["violations"][0]["by"], 94)
        self.assertIn("lied: it contradicts itself", self.text(MALFEASANCE, "--trust-embedded", stdin=report))

    def test_narrowed_intervals(self):
        report = report_of(chain_of(("alpha", signer.NOON + 4), ("beta", signer.NOON), ("gamma", signer.NOON + 2)))
        found = self.json(GOOD, "--trust-embedded", stdin=report)
        self.assertEqual([link["narrowed"] for link in found["links"]],
                         [["2026-10-01T12:00:01Z", "2026-10-01T12:00:03Z"]] * 2 + [["2026-10-01T12:00:01Z", "2026-10-01T12:00:05Z"]])

    def test_an_entry_that_is_refused(self):
        entries = [x.entry() for x in chain_of(("alpha", signer.NOON), ("beta", signer.NOON), ("gamma", signer.NOON))]
        entries[1]["response"] = "!"
        found = self.json(BAD, "--trust-embedded", stdin=json.dumps({"responses": entries}).encode())
        self.assertEqual([link["verdict"] for link in found["links"]], ["valid", "malformed", "valid"])
        self.assertEqual(found["links"][1]["error"]["subject"], "entry")
        self.assertEqual(found["verdict"], "malformed")

    def test_violations_are_numbered_as_the_exchanges_are(self):
        made = chain_of(("alpha", signer.NOON), ("beta", signer.NOON + 100), ("gamma", signer.NOON))
        entries = [{"response": "!"}, *(x.entry() for x in made)]
        found = self.json(MALFEASANCE, "--trust-embedded", stdin=json.dumps({"responses": entries}).encode())
        self.assertEqual([(v["earlier"], v["later"]) for v in found["violations"]], [(2, 3)])
        self.assertEqual(found["violations"][0]["earlierKeyId"], key_word("beta"))

    def test_many_conflicting_servers(self):
        turns = [(f"server {i}", signer.NOON - 100 * i) for i in range(17)]
        found = self.json(MALFEASANCE, "--trust-embedded", stdin=report_of(chain_of(*turns)))
        self.assertIsNone(found["suspects"])
        self.assertTrue(found["moreViolations"])
        self.assertEqual(len(found["conflicts"]), 64)

    def test_an_empty_report_proves_nothing(self):
        self.assertEqual(self.json(BAD, stdin=b'{"responses":[]}')["verdict"], "none")


class Streams(VerifyTest):
    def lines(self, num):
        return [json.dumps({"id": i, **Exchange("alpha", signer.NOON + i % 3).entry()}) for i in range(num)]

    def test_a_verdict_a_line(self):
        lines = self.lines(3)
        text = "\n".join([lines[0], "{", lines[1], '{"response":"AA=="}', "", lines[2]]).encode()
        found = objects(self.ends(BAD, "--json", "--trust-embedded", stdin=text).stdout)
        self.assertEqual([case["verdict"] for case in found], ["valid", "malformed", "valid", "malformed", "valid"])
        self.assertEqual([case["index"] for case in found], list(range(5)))
        self.assertEqual([case["id"] for case in found], [0, None, 1, None, 2])
        plain = self.text(BAD, "--trust-embedded", stdin=text).splitlines()
        self.assertEqual([line.split(": ")[1] for line in plain], [case["verdict"] for case in found])

    def test_identifiers_of_any_kind(self):
        for id in ("a\u00e9\n", 1.5, None, True, {"a": [1, "b c\"\\"]}, [[]]):
            line = json.dumps({"id": id, **Exchange().entry()}).encode()
            self.assertEqual(self.json(EMBEDDED, stdin=line)["id"], id)

    def test_the_verdict_comes_before_the_next_line(self):
        line = self.lines(1)[0].encode() + b"\n"
        with subprocess.Popen([cli.program, "verify", "--json", "--trust-embedded", "-"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, env={}) as process:
            for _ in range(3):
                process.stdin.write(line)
                process.stdin.flush()
                self.assertEqual(json.loads(process.stdout.readline())["verdict"], "valid")
            process.stdin.close()
            self.assertEqual(process.wait(timeout=30), GOOD)

    def test_constant_memory(self):
        line = (self.lines(1)[0] + "\n").encode()
        small, large = (self.peak(line * num) for num in (2000, 20000))
        self.assertLess(large, small + 4096)

    def peak(self, text):
        """Of resident memory, in KiB."""
        path = self.file("lines.ndjson", text)
        code = ("import resource, subprocess, sys\n"
                "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
                "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
        # What is freed is to be free at once, also where a sanitizer would keep it for a while.
        kept = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=0"}
        done = subprocess.run([sys.executable, "-c", code, cli.program, "verify", "--json", "--trust-embedded", "--jobs", "1",
                               path], capture_output=True, check=True, timeout=300, env={**os.environ, **kept})
        return int(done.stdout)

    def test_a_line_without_end(self):
        line = self.lines(1)[0].encode()
        text = line + b"\n" + b'{"response":"' + b"A" * (1 << 22) + b'"}\n' + line
        found = objects(self.ends(BAD, "--json", "--trust-embedded", stdin=text).stdout)
        self.assertEqual([case["verdict"] for case in found], ["valid", "malformed", "valid"])
        self.assertEqual(found[1]["error"]["slug"], "json-too-long")

    def test_however_a_long_line_comes(self):
        """What a pipe brings at once changes neither the verdict nor the place of the error."""
        line = self.lines(1)[0].encode()
        for before, excess, status in ((line + b"\n", 0, GOOD), (line + b"\n", 1, BAD), (b"", 0, GOOD), (b"", 1, GOOD)):
            data = before + line.ljust((1 << 20) + excess) + b"\r\n"[excess == 0:] + line
            cut = len(before) + (1 << 20)
            said = {self.said_of(data), self.said_of(data[:cut], data[cut:]), self.said_of(data[:cut + 1], data[cut + 1:])}
            self.assertEqual([code for code, _ in said], [status])

    def said_of(self, *pieces):
        with subprocess.Popen([cli.program, "verify", "--json", "--trust-embedded", "-"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, env={}) as process:
            for piece in pieces:
                process.stdin.write(piece)
                process.stdin.flush()
                time.sleep(0.3)
            process.stdin.close()
            return process.wait(), process.stdout.read()

    def test_a_large_report_on_one_line_is_a_report(self):
        report = report_of(chain_of(*(("alpha", signer.NOON) for _ in range(800))))
        self.assertGreater(len(report), 1 << 20)
        self.assertEqual(len(self.json(GOOD, "--trust-embedded", stdin=report)["links"]), 800)

    def test_one_line_says_the_same_alone(self):
        lines = self.lines(4)
        together = objects(self.ends(EMBEDDED, "--json", stdin="\n".join(lines).encode()).stdout)
        for line, case in zip(lines, together):
            alone = self.json(EMBEDDED, stdin=line.encode())
            for found in (alone, case):
                found["index"] = 0
                for remark in found["remarks"]:
                    remark["offset"] = 0
            self.assertEqual(alone, case)


if __name__ == "__main__":
    main()
