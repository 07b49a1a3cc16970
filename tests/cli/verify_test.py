#!/usr/bin/env python3
"""roughproof verify from outside: verdicts of every vector, whose keys, documents, streams, texts that can be redone by
hand, and what may reach a terminal.

usage: verify_test.py ROUGHPROOF [TEST ...]
"""
import base64
import hashlib
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "corpus" / "samples"
VERDICTS = ROOT / "corpus" / "verdicts"
SHARED = ROOT.parent / "shared" / "vectors"
sys.path.insert(0, str(ROOT / "tests" / "oracle"))

import ed25519  # noqa: E402
import signer  # noqa: E402

GOOD, BAD, USAGE, IO, MALFEASANCE, EMBEDDED = range(6)
ORDER = [IO, MALFEASANCE, BAD, EMBEDDED, GOOD]

UNSAFE = re.compile(rb"[^\x20-\x7e\n]")
CHECKS = ["structure", "version", "nonce", "radius", "delegation", "window", "merkle", "signature"]
CASE_KEYS = ["source", "index", "id", "verdict", "trusted", "standing", "keyId", "publicKey", "version", "checks", "midpoint",
             "radius", "interval", "evidence", "link", "run", "narrowed", "remarks", "error", "diagnosis", "missing", "proves",
             "doesNotProve"]
REPORT_KEYS = ["source", "format", "verdict", "trusted", "links", "violations", "moreViolations", "certain", "suspects",
               "conflicts", "servers", "agreeing", "runs", "document", "proves", "doesNotProve", "remarks"]

SERVERS = ["--servers", str(SAMPLES / "servers.json")]
CHAIN, LIE = str(SAMPLES / "chain.json"), str(SAMPLES / "malfeasance.json")
APPENDIX_B_KEY = "FnDyLV/68ephhLdFJbdEGCdkVvpXDaVe5PYvRDdlOOY="

roughproof = None


def verify(*args, stdin=b"", **kwargs):
    return subprocess.run([roughproof, "verify", *map(str, args)], input=stdin, capture_output=True, env={}, timeout=120,
                          check=False, **kwargs)


def ordered(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), keys
    return dict(pairs)


def objects(output):
    assert output == b"" or output.endswith(b"\n"), output
    return [json.loads(line, object_pairs_hook=ordered) for line in output.decode("ascii").splitlines()]


def unbase64(text):
    return base64.b64decode(text, validate=True)


def row_of(name):
    return signer.versions.ROWS[signer.SHORT_NAMES[name]]


class Exchange:
    """A signed exchange of RFC 10049, in its order after the one before."""

    def __init__(self, key="alpha", second=signer.NOON, nonce=None, rand=None, version="rfc"):
        spec = signer.Spec(row_of(version), f"{key} {second}")
        spec.key, spec.second, spec.nonce = key, second, nonce
        self.key, self.rand = signer.public(key), rand
        made = signer.make(spec)
        self.request, self.response = made.request, made.response

    def entry(self):
        fields = {"rand": self.rand, "publicKey": self.key, "request": self.request, "response": self.response}
        return {name: base64.b64encode(value).decode() for name, value in fields.items() if value is not None}


def chain_of(*turns, nonce=None, rand=None):
    """Exchanges of (key, second), each linked to the one before."""
    made = []
    for number, (key, second) in enumerate(turns):
        if made:
            rand = hashlib.sha256(b"rand %d" % number).digest()
            nonce = signer.link_nonce("single", made[-1].response, rand, 32)
        made.append(Exchange(key, second, nonce, rand))
    return made


def report_of(exchanges):
    return json.dumps({"responses": [x.entry() for x in exchanges]}).encode()


def key_word(name):
    return base64.b64encode(signer.public(name)).decode()


class VerifyTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.dir = pathlib.Path(directory.name)

    def ends(self, status, *args, **kwargs):
        done = verify(*args, **kwargs)
        self.assertEqual(done.returncode, status, (args, done.stdout[:600], done.stderr))
        self.assertSafe(done.stdout)
        self.assertSafe(done.stderr)
        return done

    def assertSafe(self, output):
        unsafe = UNSAFE.search(output)
        self.assertIsNone(unsafe, unsafe and output[max(unsafe.start() - 40, 0):unsafe.end() + 40])

    def text(self, status, *args, **kwargs):
        return self.ends(status, *args, **kwargs).stdout.decode()

    def json(self, status, *args, **kwargs):
        found = objects(self.ends(status, "--json", *args, **kwargs).stdout)
        self.assertEqual(len(found), 1)
        return found[0]

    def file(self, name, data):
        path = self.dir / name
        path.write_bytes(data)
        return str(path)


def vectors():
    return sorted(path.parent for path in VERDICTS.glob("*/*/expect.json"))


def slugs(remarks, subject):
    return sorted(remark["slug"] for remark in remarks if remark["subject"] == subject)


class Vectors(VerifyTest):
    """corpus/verdicts, with the options that each names."""

    def arguments(self, options):
        rows = [{"name": row["name"], "version": 1, "publicKeyType": "ed25519", "publicKey": row["publicKey"], "addresses": [],
                 **{key: row[end] for key, end in (("validFrom", "from"), ("validUntil", "until")) if row[end]}}
                for row in options["trusted"]]
        args = ["--servers", self.file("servers.json", json.dumps({"servers": rows}).encode())] if rows else []
        args += ["--key-grace", f"{options['graceSeconds']}s"]
        args += ["--trust-embedded"] if options["trustEmbedded"] else []
        args += ["--accept-draft-context"] if options["acceptDraftContext"] else []
        args += ["--treat-version-as", hex(options["treatVersionAs"])] if options["treatVersionAs"] else []
        limit = options["maxRadiusMicros"]
        return args + (["--max-radius", f"{limit}us"] if limit is not None else [])

    def check_exchange(self, expected, found):
        error = found["error"] and {key: found["error"][key] for key in ("slug", "subject", "tag")}
        self.assertEqual(found["verdict"], expected["verdict"])
        self.assertEqual(error, expected["error"])
        self.assertEqual(found["evidence"], expected["evidence"])
        self.assertEqual(slugs(found["remarks"], "response"), expected["remarks"])
        self.assertEqual(slugs(found["remarks"], "request"), expected["requestRemarks"])

    def names(self, options):
        known = {key_word(name): name for name in ("alpha", "beta", "gamma")}
        return lambda keys: sorted(known.get(key, key) for key in keys)

    def check_report(self, expected, found, names):
        for key in ("verdict", "trusted", "moreViolations"):
            self.assertEqual(found[key], expected[key])
        self.assertEqual([[v["earlier"], v["later"]] for v in found["violations"]], expected["violations"])
        self.assertEqual(names(found["certain"]), expected["certain"])
        suspects = found["suspects"] and sorted(map(names, found["suspects"]))
        self.assertEqual(suspects, expected["suspects"])
        links = [{"verdict": x["verdict"], "error": x["error"] and x["error"]["slug"], "link": x["link"]} for x in found["links"]]
        self.assertEqual(links, expected["exchanges"])

    def check_vector(self, folder):
        expected, options = (json.loads((folder / f"{name}.json").read_text()) for name in ("expect", "options"))
        path, = (f for f in folder.iterdir() if f.stem in ("exchange", "report"))
        found = self.json(expected["exit"], *self.arguments(options), path)
        if "exchanges" in expected:
            self.assertEqual(list(found), REPORT_KEYS)
            self.check_report(expected, found, self.names(options))
        else:
            self.check_exchange(expected, found)
        for case in found.get("links", [found]):
            self.check_case(case)
        self.text(expected["exit"], "--explain", *self.arguments(options), path)

    def check_case(self, case):
        self.assertEqual(list(case), CASE_KEYS)
        self.assertIn(case["standing"], ("unknown", "embedded", "trusted"))
        refused = case["checks"] == []  # an entry that its container's reader did not pass on
        self.assertTrue(not refused or (case["verdict"], case["link"]) == ("malformed", None), case)
        self.assertEqual([check["name"] for check in case["checks"]], [] if refused else CHECKS)
        for check in case["checks"]:
            self.assertEqual(check["ok"], {"passed": True, "failed": False}.get(check["outcome"]))
            self.assertEqual(check["error"] is not None, check["outcome"] in ("failed", "lacking"))
        self.assertEqual(case["error"] is None, case["verdict"] == "valid")
        self.assertEqual(bool(case["missing"]), case["verdict"] == "incomplete" or
                         any(check["outcome"] == "lacking" for check in case["checks"]))

    def test_every_vector(self):
        self.assertGreater(len(vectors()), 200)
        for folder in vectors():
            with self.subTest(folder.name):
                self.check_vector(folder)

    def test_shared_records(self):
        path = SHARED / "normalized.jsonl"
        if not path.exists():
            self.skipTest("no shared vectors")
        records = [json.loads(line) for line in path.read_text().splitlines()]
        found = objects(self.ends(BAD, "--json", path).stdout)
        self.assertEqual([case["id"] for case in found], [record["id"] for record in records])
        for record, case in zip(records, found):
            with self.subTest(record["id"]):
                if record["expect"] == "valid":
                    self.assertEqual(case["verdict"], "valid")
                else:
                    self.assertNotEqual(case["verdict"], "valid")


class Keys(VerifyTest):
    """Whose keys count."""

    def test_trusted_embedded_and_opting_in(self):
        self.assertTrue(self.json(GOOD, *SERVERS, CHAIN)["trusted"])
        self.assertFalse(self.json(EMBEDDED, CHAIN)["trusted"])
        self.assertTrue(self.json(GOOD, "--trust-embedded", CHAIN)["trusted"])
        self.assertEqual(self.json(MALFEASANCE, *SERVERS, LIE)["verdict"], "malfeasance")
        self.assertEqual(self.json(EMBEDDED, LIE)["violations"], [])
        self.assertEqual(len(self.json(MALFEASANCE, "--trust-embedded", LIE)["violations"]), 4)

    def test_servers_agree_by_distinct_trusted_keys(self):
        self.assertEqual(self.json(GOOD, *SERVERS, CHAIN)["agreeing"], 3)
        self.assertIn("valid: 3 servers agree", self.text(GOOD, *SERVERS, CHAIN))
        self.assertEqual(self.json(EMBEDDED, CHAIN)["agreeing"], 0)
        report = report_of(chain_of(("alpha", signer.NOON), ("alpha", signer.NOON + 1), ("beta", signer.NOON + 2)))
        self.assertEqual(self.json(EMBEDDED, "--key", key_word("alpha"), stdin=report)["agreeing"], 1)
        both = ["--key", key_word("alpha"), "--key", key_word("beta")]
        self.assertEqual(self.json(GOOD, *both, stdin=report)["agreeing"], 2)

    def test_a_key_in_any_writing(self):
        request, response = SAMPLES / "rfc10049-request.bin", SAMPLES / "rfc10049-response.bin"
        args = ["--accept-draft-context", "--request", request, response]
        digits = unbase64(APPENDIX_B_KEY).hex()
        for word in (APPENDIX_B_KEY, digits, digits.upper(), "0x" + digits):
            self.assertTrue(self.json(GOOD, "--key", word, *args)["trusted"])
        listed = ["--servers", SAMPLES / "report-servers.json"]
        self.assertEqual(self.json(GOOD, "--key", "Appendix B, server A", *listed, *args)["keyId"], "Appendix B, server A")

    def test_a_name_makes_the_list_a_directory_only(self):
        found = self.json(EMBEDDED, "--key", "north.example", *SERVERS, CHAIN)
        self.assertEqual([link["standing"] for link in found["links"]], ["trusted", "embedded", "embedded"] * 2)

    def test_unknown_names_are_usage(self):
        for args in (["--key", "nobody"], ["--key", "AAAA"], ["--key-valid", f"{APPENDIX_B_KEY}=2026-01-01.."]):
            done = self.ends(USAGE, *args, *SERVERS, CHAIN)
            self.assertEqual(done.stdout, b"")
            self.assertTrue(done.stderr.startswith(b"roughproof verify: --key"), done.stderr)

    def period(self, status, period, *args):
        exchange = Exchange()
        line = json.dumps(exchange.entry()).encode()
        word = key_word("alpha")
        return self.json(status, "--key", word, "--key-valid", f"{word}={period}", *args, stdin=line)["error"]

    def test_periods(self):
        for period in ("..", "2026-10-01..", "..2026-10-01T12:00:00Z", "2026-10-01T12:00:00Z..2026-10-02",
                       f"{signer.NOON}..{signer.NOON}"):
            self.assertIsNone(self.period(GOOD, period))
        self.assertEqual(self.period(BAD, "..2026-10-01")["slug"], "key-expired")
        self.assertEqual(self.period(BAD, f"{signer.NOON + 1}..")["slug"], "key-not-yet-valid")
        self.assertIsNone(self.period(GOOD, "..2026-10-01", "--key-grace", "12h"))
        self.assertEqual(self.period(BAD, "..2026-10-01", "--key-grace", "11h")["slug"], "key-expired")

    def test_periods_that_are_none(self):
        for period in ("", "2026", "yesterday..", "..1x", "2026-10-01.2026-10-02"):
            self.ends(USAGE, "--key", "alpha", "--key-valid", f"alpha={period}", "--servers", self.alpha(), CHAIN)

    def alpha(self):
        row = {"name": "alpha", "version": 1, "publicKeyType": "ed25519", "publicKey": key_word("alpha"), "addresses": []}
        return self.file("alpha.json", json.dumps({"servers": [row]}).encode())

    def test_a_period_by_name(self):
        line = json.dumps(Exchange().entry()).encode()
        found = self.json(BAD, "--servers", self.alpha(), "--key-valid", "alpha=..2020-01-01", stdin=line)
        self.assertEqual((found["keyId"], found["error"]["slug"]), ("alpha", "key-expired"))

    def test_names_of_strangers_are_harmless(self):
        row = {"name": "a\x1b[31m\u202e\"", "version": 1, "publicKeyType": "ed25519", "publicKey": key_word("alpha"),
               "addresses": []}
        servers = self.file("servers.json", json.dumps({"servers": [row]}).encode())
        line = json.dumps(Exchange().entry()).encode()
        self.assertEqual(self.json(GOOD, "--servers", servers, stdin=line)["keyId"], row["name"])
        self.text(GOOD, "--servers", servers, "--explain", stdin=line)


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
        with subprocess.Popen([roughproof, "verify", "--json", "--trust-embedded", "-"], stdin=subprocess.PIPE,
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
        done = subprocess.run([sys.executable, "-c", code, roughproof, "verify", "--json", "--trust-embedded", "--jobs", "1",
                               path], capture_output=True, check=True, timeout=300, env={**os.environ, **kept})
        return int(done.stdout)

    def test_a_line_without_end(self):
        line = self.lines(1)[0].encode()
        text = line + b"\n" + b'{"response":"' + b"A" * (1 << 22) + b'"}\n' + line
        found = objects(self.ends(BAD, "--json", "--trust-embedded", stdin=text).stdout)
        self.assertEqual([case["verdict"] for case in found], ["valid", "malformed", "valid"])
        self.assertEqual(found[1]["error"]["slug"], "json-too-long")

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


HASHES = {"sha512": lambda data: hashlib.sha512(data).digest(), "sha512[:32]": lambda data: hashlib.sha512(data).digest()[:32],
          "sha512/256": lambda data: hashlib.new("sha512_256", data).digest()}


class Steps(VerifyTest):
    """--explain is enough to do everything again."""

    def redo(self, step):
        data = b"".join(bytes.fromhex(part["hex"]) for part in step["parts"])
        if step["operation"] == "ed25519":
            return ed25519.verify(bytes.fromhex(step["signature"]), bytes.fromhex(step["key"]), data) is None
        self.assertEqual(HASHES[step["operation"]](data).hex(), step["result"])
        return step["expected"] is None or step["expected"] == step["result"]

    def check_case(self, case):
        outcomes = {check["name"]: check["ok"] for check in case["checks"]}
        names = {"delegation": "delegation", "response": "signature"}
        tree = [self.redo(step) for step in case["steps"] if step["name"] in ("leaf", "node")]
        for step in case["steps"]:
            if step["name"] in names and step["key"]:
                self.assertEqual(self.redo(step), outcomes[names[step["name"]]])
            if step["name"] == "nonce" and step["expected"]:
                self.assertEqual(self.redo(step), case["link"] == "proved")
        leftover = (case["error"] or {}).get("slug") == "index-leftover"
        if outcomes.get("merkle") is not None and tree and not leftover:
            self.assertEqual(all(tree), outcomes["merkle"])

    def test_every_vector_can_be_redone(self):
        kinds = set()
        for folder in vectors():
            path, = (f for f in folder.iterdir() if f.stem in ("exchange", "report"))
            for found in objects(verify("--json", "--explain", "--trust-embedded", path).stdout):
                for case in found.get("links", [found]):
                    with self.subTest(folder.name):
                        self.check_case(case)
                    kinds |= {(step["name"], step["operation"]) for step in case["steps"]}
        self.assertEqual({name for name, _ in kinds}, {"nonce", "delegation", "response", "leaf", "node"})
        self.assertEqual({operation for _, operation in kinds}, {"ed25519", "sha512", "sha512[:32]", "sha512/256"})

    def test_by_hand(self):
        text = self.text(GOOD, "--explain", *SERVERS, CHAIN)
        first = text[text.index("step 3: leaf"):].splitlines()
        values = [re.fullmatch(r" {4}(\S.{15}) ([0-9a-f]+)", line).groups() for line in first[1:5]]
        self.assertEqual([label.strip() for label, _ in values], ["prefix", "request packet", "gives", "must be"])
        data = bytes.fromhex(values[0][1] + values[1][1])
        self.assertEqual(hashlib.sha512(data).digest()[:32].hex(), values[2][1])
        self.assertEqual(values[2][1], values[3][1])


class Command(VerifyTest):
    def test_help_names_every_option(self):
        for option in ("--help", "-h"):
            text = self.text(GOOD, option)
            for name in ("key", "servers", "trust-embedded", "key-valid", "key-grace", "request", "nonce", "document",
                         "max-radius", "accept-draft-context", "treat-version-as", "explain", "json", "input", "as", "color"):
                self.assertIn(f"  --{name} ", text)

    def test_usage(self):
        wrong = [["--nonsense"], ["--key"], ["--nonce", "00"], ["--nonce", "zz"], ["--max-radius", "fast"], ["--max-radius", ""],
                 ["--max-radius", "99999999999999999999"], ["--key-grace", "7x"], ["--treat-version-as", "0"],
                 ["--treat-version-as", "0x100000000"], ["--color", "maybe"], ["--json=yes"], ["--input", "octal"]]
        for args in wrong:
            done = self.ends(USAGE, *args, CHAIN)
            self.assertEqual(done.stdout, b"")
            self.assertIn(b"roughproof verify", done.stderr)

    def test_the_gravest_of_several(self):
        kinds = {GOOD: [CHAIN], MALFEASANCE: [LIE], BAD: [SAMPLES / "truncated.bin"], IO: [self.dir / "absent"]}
        stranger = self.file("stranger.json", report_of(chain_of(("omega", signer.NOON), ("omega", signer.NOON))))
        kinds[EMBEDDED] = [stranger]
        for chosen in itertools.permutations(ORDER, 2):
            files = [path for kind in chosen for path in kinds[kind]]
            self.ends(min(chosen, key=ORDER.index), *SERVERS, *files)

    def test_colours(self):
        plain = verify(*SERVERS, LIE).stdout
        self.assertNotIn(b"\x1b", plain)
        done = verify("--color", "always", *SERVERS, LIE).stdout
        self.assertIn(b"\x1b[1;31mmalfeasance", done)
        self.assertEqual(re.sub(rb"\x1b\[[0-9;]*m", b"", done), plain)

    def test_what_is_no_evidence(self):
        self.assertIn(b"server list", self.ends(BAD, SAMPLES / "servers.json").stderr)
        self.assertIn(b"neither hex nor base64", self.ends(BAD, stdin=b"hello, world!").stderr)
        self.assertEqual(self.json(BAD, stdin=b'{"responses":')["error"]["slug"], "json-truncated")
        self.assertIn("malformed: offset", self.text(BAD, stdin=b'{"responses":'))
        self.assertEqual(self.json(BAD, stdin=b"")["verdict"], "malformed")

    def test_hostile_file_names(self):
        name = b"a\x1b[31m\xff\n.json"
        path = os.fsencode(str(self.dir)) + b"/" + name
        with open(path, "wb") as out:
            out.write(pathlib.Path(CHAIN).read_bytes())
        for args in ([], ["--json"]):
            done = subprocess.run([roughproof, b"verify", *args, path], capture_output=True, env={}, timeout=60, check=False)
            self.assertEqual(done.returncode, EMBEDDED)
            self.assertSafe(done.stdout)

    def test_a_full_disk(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([roughproof, "verify", CHAIN], stdout=full, stderr=subprocess.PIPE, env={}, timeout=60, check=False)
        self.assertEqual(done.returncode, IO)

    def test_several_lists_and_inputs(self):
        text = self.text(MALFEASANCE, *SERVERS, "--servers", SAMPLES / "report-servers.json", "--accept-draft-context",
                         SAMPLES / "rfc10049-report.json", CHAIN)
        self.assertEqual(text.splitlines().count(""), 1)
        self.assertIn('"Appendix B, server A" alone would explain it', text)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    roughproof = os.path.abspath(sys.argv.pop(1))
    unittest.main()
