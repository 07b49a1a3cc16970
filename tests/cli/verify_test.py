#!/usr/bin/env python3
"""roughproof verify from outside: verdicts of every vector, whose keys, texts that can be redone by hand, and what may reach a
terminal.

usage: verify_test.py ROUGHPROOF [TEST ...]
"""
import hashlib
import itertools
import json
import os
import pathlib
import re
import subprocess

import cli
from cli import main, objects
from verifying import (
    APPENDIX_B_KEY, BAD, CHAIN, CHECKS, EMBEDDED, GOOD, IO, LIE, MALFEASANCE, ROOT, SAMPLES, SERVERS, USAGE,
    Exchange, VerifyTest, chain_of, key_word, report_of, unbase64, vectors, verify
)

import ed25519
import signer

SHARED = ROOT.parent / "shared" / "vectors"
ORDER = [IO, MALFEASANCE, BAD, EMBEDDED, GOOD]
CASE_KEYS = ["source", "index", "id", "verdict", "trusted", "standing", "keyId", "publicKey", "version", "checks", "midpoint",
             "radius", "interval", "evidence", "link", "run", "narrowed", "remarks", "error", "diagnosis", "missing", "proves",
             "doesNotProve"]
REPORT_KEYS = ["source", "format", "verdict", "trusted", "links", "violations", "moreViolations", "certain", "suspects",
               "conflicts", "servers", "agreeing", "runs", "document", "proves", "doesNotProve", "remarks"]


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

    def test_words_claim_no_more_than_what_counts(self):
        turns = chain_of(("alpha", signer.NOON), ("beta", signer.NOON + 60), ("alpha", signer.NOON + 120))
        both = ["--key", key_word("alpha"), "--key", key_word("beta")]
        self.assertIn("the first answer was given", self.text(GOOD, *both, stdin=report_of(turns)))
        for key in ("alpha", "beta"):
            self.assertEqual("the first answer that counts was given after" in self.text(
                EMBEDDED, "--key", key_word(key), stdin=report_of(turns)), key == "beta")
        lie = chain_of(("alpha", signer.NOON), ("beta", signer.NOON - 60))
        self.assertIn("wrong time. Each request was", self.text(MALFEASANCE, *both, stdin=report_of(lie)))
        text = self.text(MALFEASANCE, *both, stdin=report_of([Exchange("alpha"), *chain_of(("alpha", signer.NOON + 5)), *lie]))
        self.assertIn("wrong time. Within a run each request was", text)

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
                 ["--treat-version-as", "0x100000000"], ["--color", "maybe"], ["--json=yes"], ["--input", "octal"],
                 ["--request", CHAIN, "--nonce", 64 * "0"],
                 *[["--document", CHAIN, *more] for more in (["--request", CHAIN], ["--lines"], ["--summary"])]]
        for args in wrong:
            done = self.ends(USAGE, *args, CHAIN)
            self.assertEqual(done.stdout, b"")
            self.assertIn(b"roughproof verify", done.stderr)
        for args in (["-", "-"], ["--request", "-"], ["--servers", "-", "-"], ["--document", "-", "--servers", "-", CHAIN]):
            self.assertIn(b"only one of the files", self.ends(USAGE, *args).stderr)
        self.assertIn(b"not backwards", self.ends(USAGE, *SERVERS, "--key-valid", "north.example=2027-01-01..2026-01-01",
                                                  CHAIN).stderr)

    def test_the_gravest_of_several(self):
        kinds = {GOOD: [CHAIN], MALFEASANCE: [LIE], BAD: [SAMPLES / "truncated.bin"], IO: [self.dir / "absent"]}
        stranger = self.file("stranger.json", report_of(chain_of(("omega", signer.NOON), ("omega", signer.NOON))))
        kinds[EMBEDDED] = [stranger]
        for chosen in itertools.permutations(ORDER, 2):
            files = [path for kind in chosen for path in kinds[kind]]
            text = self.text(min(chosen, key=ORDER.index), *SERVERS, *files)
            self.assertEqual([f"{path}: " in text for path in files], [path not in kinds[IO] for path in files])
        text = self.text(IO, *SERVERS, "--summary", self.dir / "absent", CHAIN)
        self.assertIn("summary: 6 exchanges", text)

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
            done = subprocess.run([cli.program, b"verify", *args, path], capture_output=True, env={}, timeout=60, check=False)
            self.assertEqual(done.returncode, EMBEDDED)
            self.assertSafe(done.stdout)

    def test_a_full_disk(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([cli.program, "verify", CHAIN], stdout=full, stderr=subprocess.PIPE, env={}, timeout=60, check=False)
        self.assertEqual(done.returncode, IO)

    def test_several_lists_and_inputs(self):
        text = self.text(MALFEASANCE, *SERVERS, "--servers", SAMPLES / "report-servers.json", "--accept-draft-context",
                         SAMPLES / "rfc10049-report.json", CHAIN)
        self.assertEqual(text.splitlines().count(""), 1)
        self.assertIn('"Appendix B, server A" alone would explain it', text)


if __name__ == "__main__":
    main()
