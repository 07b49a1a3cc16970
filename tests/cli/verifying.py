"""For the tests of roughproof verify: exchanges and reports made to measure, and what it says of them."""
import base64
import hashlib
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "oracle"))

import cli  # noqa: E402
import signer  # noqa: E402
from cli import Case, objects  # noqa: E402

SAMPLES = ROOT / "corpus" / "samples"
VERDICTS = ROOT / "corpus" / "verdicts"
GOOD, BAD, USAGE, IO, MALFEASANCE, EMBEDDED = range(6)
CHECKS = ["structure", "version", "nonce", "radius", "delegation", "window", "merkle", "signature"]
SERVERS = ["--servers", str(SAMPLES / "servers.json")]
CHAIN, LIE = str(SAMPLES / "chain.json"), str(SAMPLES / "malfeasance.json")
APPENDIX_B_KEY = "FnDyLV/68ephhLdFJbdEGCdkVvpXDaVe5PYvRDdlOOY="


def verify(*args, stdin=b"", **kwargs):
    return subprocess.run([cli.program, "verify", *map(str, args)], input=stdin, capture_output=True, env={}, timeout=120,
                          check=False, **kwargs)


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


class VerifyTest(Case):
    def ends(self, status, *args, **kwargs):
        done = verify(*args, **kwargs)
        self.assertEqual(done.returncode, status, (args, done.stdout[:600], done.stderr))
        self.assertSafe(done.stdout)
        self.assertSafe(done.stderr)
        return done

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
