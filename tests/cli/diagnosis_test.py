#!/usr/bin/env python3
"""What roughproof verify says would explain a failure, from outside: of every vector in corpus/verdicts, and of a report
whose requests were mixed up.

usage: diagnosis_test.py ROUGHPROOF [TEST ...]
"""
import json

import verify_test
from cli import main
from verifying import BAD, MALFEASANCE, Exchange, VerifyTest, chain_of, key_word, report_of, vectors

import signer

SIGNATURE, DELEGATION, MERKLE, LINK = "signature", "delegation", "merkle", "link"


def both(*slugs):
    return {SIGNATURE: slugs, DELEGATION: slugs}


# What each vector's recipe did, by check. Those that are not here did nothing that is known of anyone.
EXPECTED = {
    "both-signatures-swapped": {SIGNATURE: ("signed-by-long-term",)},
    "chain-draft-00-format-broken": {MERKLE: ("answers-other",)},
    "chain-google-formula": {LINK: ("link-double",)},
    "chain-order-lost": {MERKLE: ("leaf-other",)},
    "chain-rfc-formula-google": {LINK: ("link-single",)},
    "chain-with-bad-signature": {SIGNATURE: ("grease",)},
    "context-without-nul": both("context-no-nul"),
    "context-without-nul-draft-11": both("context-no-nul"),
    "dashes-draft-07": {DELEGATION: ("context-dashes",)},
    "dashes-lacking-draft-08": {DELEGATION: ("context-no-dashes",)},
    "delegation-by-other-key": {DELEGATION: ("key-wrong",)},
    "draft-context": both("context-draft"),
    "draft-context-allowed-but-wrong": {DELEGATION: ("context-draft", "context-dashes")},
    "draft-context-allowed-in-draft-11": {DELEGATION: ("context-no-dashes",)},
    "draft-context-allowed-squatted": {DELEGATION: ("context-no-dashes",)},
    "hash-first-32-draft-02": {MERKLE: ("hash-other",)},
    "hash-first-32-draft-07": {MERKLE: ("hash-other",)},
    "hash-sha512-256": {MERKLE: ("hash-other",)},
    "index-leftover": {MERKLE: ("index-ignored",)},
    "index-leftover-node-first": {MERKLE: ("order-node-first", "index-ignored")},
    "index-leftover-path": {MERKLE: ("index-ignored",)},
    "leaf-is-nonce": {MERKLE: ("leaf-other",)},
    "leaf-is-packet-draft-11": {MERKLE: ("leaf-other",)},
    "leaf-without-header": {MERKLE: ("leaf-other",)},
    "long-term-key-of-another": {DELEGATION: ("key-asked", "key-other")},
    "long-term-key-small-order": {DELEGATION: ("key-asked", "key-other")},
    "node-first-draft-01": {MERKLE: ("order-node-first",)},
    "node-first-draft-03": {MERKLE: ("order-node-first",)},
    "node-first-google": {MERKLE: ("order-node-first",)},
    "node-first-rfc": {MERKLE: ("order-node-first",)},
    "nonce-mismatch": {"nonce": ("nonce-changed",)},
    "nonce-mismatch-signed": {"nonce": ("nonce-changed",)},
    "only-trusted-key-is-another": {DELEGATION: ("key-wrong",)},
    "relabelled-draft-07-to-08": {DELEGATION: ("context-no-dashes",), MERKLE: ("hash-other",), "window": ("unit-like",)},
    "relabelled-draft-08-to-14": {"structure": ("tag-elsewhere",)},
    "request-of-another": {"version": ("version-fallback",)},
    "response-by-other-key": {SIGNATURE: ("grease",)},
    "response-trailing": {"structure": ("padding-outside", "tail-ignored")},
    "rfc-context-in-draft-14": both("context-rfc"),
    "signature-range": {SIGNATURE: ("signature-long-s",)},
    "signature-range-delegation": {DELEGATION: ("signature-long-s",)},
    "signature-small-order": {SIGNATURE: ("signature-plain",)},
    "signature-small-order-delegation": {DELEGATION: ("signature-plain",)},
    "tag-missing": {"structure": ("grease",)},
    "through-a-bad-signature": {DELEGATION: ("key-other",)},
    **{f"version-{code}-unknown": {"structure": ("version-as",)} for code in ("0d", "0e", "0f", "10")},
    "version-not-offered": {"version": ("version-fallback",)},
    "version-not-offered-draft-11": {"version": ("grease",)},
    "version-treated-wrongly": both("context-draft"),
}


def by_check(cases):
    found = {}
    for diagnosis in (d for case in cases for d in case["diagnosis"]):
        found[diagnosis["check"]] = found.get(diagnosis["check"], ()) + (diagnosis["slug"],)
    return found


class Vectors(verify_test.Vectors):
    test_shared_records = None  # verify_test's own

    def check_vector(self, folder):
        expected, options = (json.loads((folder / f"{name}.json").read_text()) for name in ("expect", "options"))
        path, = (f for f in folder.iterdir() if f.stem in ("exchange", "report"))
        found = self.json(expected["exit"], *self.arguments(options), path)
        cases = found.get("links", [found])
        self.assertEqual(by_check(cases), EXPECTED.get(folder.name, {}))
        for case in cases:
            self.assertFalse(case["verdict"] in ("valid", "incomplete") and case["diagnosis"])
        # Without --explain, a line of JSON gets a line of text.
        text = self.text(expected["exit"], "--explain", *self.arguments(options), path)
        for diagnosis in (d for case in cases for d in case["diagnosis"]):
            self.assertIn(f": {diagnosis['text']} ({diagnosis['source']})\n", text)

    def test_names(self):
        self.assertEqual(set(EXPECTED) - {folder.name for folder in vectors()}, set())


class Reports(VerifyTest):
    def verify(self, status, exchanges):
        trusted = self.file("servers.json", json.dumps({"servers": [
            {"name": "a", "version": 1, "publicKeyType": "ed25519", "publicKey": key_word("alpha"), "addresses": []}]}).encode())
        return self.json(status, "--servers", trusted, self.file("report.json", report_of(exchanges)))["links"]

    def test_requests_mixed_up(self):
        """Responses over TCP may come in another order than the requests went."""
        mixed = [Exchange(second=signer.NOON + n, nonce=bytes([n]) * 32) for n in range(3)]
        mixed[0].request, mixed[2].request = mixed[2].request, mixed[0].request
        texts = [[d["text"] for d in link["diagnosis"] if d["slug"] == "request-other"] for link in self.verify(BAD, mixed)]
        sentence = "answers request number {} of the set, from 0"
        self.assertEqual(texts, [[sentence.format(2)], [], [sentence.format(0)]])

    def test_beyond_what_is_kept(self):
        far = [Exchange(nonce=bytes([n]) * 32) for n in range(66)]
        far[0].request, far[65].request = far[65].request, far[0].request
        links = self.verify(BAD, far)
        self.assertEqual([d["slug"] for d in links[0]["diagnosis"] if d["slug"] == "request-other"], [])
        self.assertEqual([d["slug"] for d in links[65]["diagnosis"] if d["slug"] == "request-other"], ["request-other"])

    def test_a_valid_chain(self):
        noon = signer.NOON
        for link in self.verify(MALFEASANCE, chain_of(("alpha", noon + 100), ("alpha", noon))):
            self.assertEqual(link["diagnosis"], [])


if __name__ == "__main__":
    main()
