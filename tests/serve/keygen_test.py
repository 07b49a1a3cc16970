#!/usr/bin/env python3
"""roughproof keygen from outside: formats, OpenSSL in both directions, what is printed and what never, delegations.

usage: keygen_test.py ROUGHPROOF [TEST ...]
"""
import base64
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

import serving
from serving import IO, USAGE

import ed25519
import signer
import wire

roughproof = None
MARK = "# roughproof test key: never use it for a server that tells the time\n"


def run(*args, status=0, program=None, **kwargs):
    return serving.run(program or roughproof, *([] if program else ["keygen"]), *args, status=status, **kwargs)


class KeygenTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.dir = pathlib.Path(directory.name)

    def make(self, name, *options):
        done = run("--output", self.dir / name, *options)
        return self.dir / name, base64.b64decode(re.search(r"public key +(\S+)", done.stdout)[1]), done.stdout

    def seed_of(self, path):
        pem = re.search(r"-----BEGIN PRIVATE KEY-----\n(.*)\n-----END", path.read_text())[1]
        return base64.b64decode(pem)[-32:]

    def test_the_file_is_private_and_whole(self):
        old = os.umask(0)
        self.addCleanup(os.umask, old)
        path, public, output = self.make("key")
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertEqual(ed25519.public_key(self.seed_of(path)), public)
        self.assertEqual([p.name for p in self.dir.iterdir()], ["key"])
        seed = self.seed_of(path)
        for text in (base64.b64encode(seed).decode(), seed.hex(), str(path.read_text().splitlines()[1])):
            self.assertNotIn(text, output)

    def test_what_exists_is_refused(self):
        path, _, _ = self.make("key")
        before = path.read_bytes()
        done = run("--output", path, status=IO)
        self.assertIn("File exists", done.stderr)
        self.assertEqual((path.read_bytes(), [p.name for p in self.dir.iterdir()]), (before, ["key"]))
        link = self.dir / "link"
        link.symlink_to(self.dir / "elsewhere")
        run("--output", link, status=IO)
        self.assertFalse((self.dir / "elsewhere").exists())

    def test_keys_differ(self):
        self.assertNotEqual(self.make("a")[1], self.make("b")[1])

    def test_every_format_is_read_as_it_was_written(self):
        pem, public, printed = self.make("pem")
        seed = self.seed_of(pem)
        written = {"raw": seed, "hex": seed.hex().encode() + b"\n", "base64": base64.b64encode(seed) + b"\n",
                   "pem": pem.read_bytes()}
        for name, content in written.items():
            path = self.dir / f"as-{name}"
            done = run("--key", pem, "--output", path, "--format", name)
            self.assertEqual((path.read_bytes(), done.stdout), (content, printed))
            self.assertEqual(run("--key", path).stdout, printed)
        self.assertEqual(ed25519.public_key(seed), public)

    def test_line_ends_of_other_systems(self):
        pem, _, printed = self.make("pem")
        other = self.dir / "other"
        other.write_bytes(pem.read_bytes().replace(b"\n", b"\r\n"))
        other.chmod(0o600)
        self.assertEqual(run("--key", other).stdout, printed)

    @unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
    def test_openssl_reads_it(self):
        path, public, _ = self.make("key")
        der = self.dir / "public.der"
        run("pkey", "-in", path, "-pubout", "-outform", "DER", "-out", der, program=shutil.which("openssl"))
        self.assertEqual(der.read_bytes()[-32:], public)
        marked, public, _ = self.make("marked", "--test")
        run("pkey", "-in", marked, "-pubout", "-outform", "DER", "-out", der, program=shutil.which("openssl"))
        self.assertEqual(der.read_bytes()[-32:], public)

    @unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
    def test_it_reads_openssl(self):
        path, der = self.dir / "key", self.dir / "public.der"
        run("genpkey", "-algorithm", "ed25519", "-out", path, program=shutil.which("openssl"))
        run("pkey", "-in", path, "-pubout", "-outform", "DER", "-out", der, program=shutil.which("openssl"))
        public = der.read_bytes()[-32:]
        self.assertIn(base64.b64encode(public).decode(), run("--key", path).stdout)
        again = self.dir / "again"
        run("--key", path, "--output", again)
        self.assertEqual(again.read_bytes(), path.read_bytes())

    def test_what_is_printed(self):
        _, public, output = self.make("key", "--address", "time.example.org:5319", "--name", "Example \"1\"")
        b64 = base64.b64encode(public).decode()
        self.assertIn(f"SRV          {signer.srv_of(public).hex()}\n", output)
        self.assertIn(f'DNS TXT      time.example.org. IN TXT "{b64}"\n', output)
        entry = json.loads(re.search(r"server list +(.*)", output)[1])
        self.assertEqual(entry, {"name": 'Example "1"', "version": 1, "publicKeyType": "ed25519", "publicKey": b64,
                                 "addresses": [{"protocol": name, "address": "time.example.org:5319"}
                                               for name in ("udp", "tcp")]})
        path = self.dir / "list.json"
        path.write_text(json.dumps({"servers": [entry]}))
        self.assertIn("time.example.org", serving.run(roughproof, "dump", path).stdout)

    def test_addresses_of_ipv6(self):
        _, _, output = self.make("key", "--address", "[2001:db8::1]:5319")
        self.assertIn('"address":"[2001:db8::1]:5319"', output)

    def test_a_key_for_tests_says_so(self):
        path, _, output = self.make("key", "--test")
        self.assertTrue(path.read_text().startswith(MARK))
        self.assertIn("(for tests)", output)
        for name in ("hex", "base64"):
            copy = self.dir / name
            self.assertIn("(for tests)", run("--key", path, "--output", copy, "--format", name).stdout)
            self.assertIn("(for tests)", run("--key", copy).stdout)
        done = run("--key", path, "--output", self.dir / "raw", "--format", "raw", status=IO)
        self.assertIn("test key", done.stderr)
        delegation = serving.delegate(roughproof, path, self.dir / "delegation")
        self.assertIn(MARK, delegation.read_text())

    def test_a_readable_key_is_warned_of(self):
        path, _, _ = self.make("key")
        path.chmod(0o644)
        self.assertIn("chmod 600", run("--key", path).stderr)

    def test_long_names_and_a_full_disk(self):
        host = ".".join(4 * [60 * "a"])
        _, _, output = self.make("key", "--address", f"{host}:65535", "--name", 255 * "\x01")
        self.assertEqual(json.loads(re.search(r"server list +(.*)", output)[1])["name"], 255 * "\x01")
        self.assertIn(f"DNS TXT      {host}. IN TXT", output)
        with open("/dev/full", "wb") as full:
            done = subprocess.run([roughproof, "keygen", "--key", self.dir / "key"], stdout=full, stderr=subprocess.PIPE, env={},
                                  check=False)
        self.assertEqual((done.returncode, done.stderr),
                         (IO, b"roughproof keygen: standard output: No space left on device\n"))

    def test_no_key(self):
        for number, content in enumerate((b"", b"x", bytes(31), bytes(33), b"0" * 63, b"0" * 65, b"!" * 44,
                                          b"-----BEGIN PRIVATE KEY-----\n", bytes(20000),
                                          b"-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n",
                                          b"0" * 64 + b"\n" + b"0" * 64 + b"\n")):
            path = self.dir / f"{number}"
            path.write_bytes(content)
            path.chmod(0o600)
            with self.subTest(content=content[:40]):
                run("--key", path, status=IO)
        run("--key", self.dir / "absent", status=IO)
        run("--key", self.dir, status=IO)

    def test_usage(self):
        key, _, _ = self.make("key")
        for args in ([], ["--output"], ["--format", "der", "--output", "x"], ["--delegate"], ["--unknown"],
                     ["--delegate", "--key", key], ["--from", "+1d", "--output", "x"], ["--key", key, "--test"],
                     ["--delegate", "--key", key, "--output", "x", "--until", "yesterday"], ["--key", key, "file"],
                     ["--delegate", "--key", key, "--output", "x", "--from", "+2d", "--until", "+1d"],
                     ["--delegate", "--key", key, "--output", "x", "--until", "2518-01-01"],
                     *[["--output", "x", "--address", word] for word in ("", "a", "a:", "a:70000", "::1", "::1:53", "a b:53")],
                     ["--output", "x", "--address", "a:53", "--name", 256 * "n"]):
            with self.subTest(args=args):
                done = run(*args, status=USAGE)
                self.assertIn("roughproof keygen: ", done.stderr)
        self.assertFalse((self.dir / "x").exists())
        self.assertIn("usage: roughproof keygen", run("--help").stdout)

    def certs(self, path):
        """Family to (seed, certificate) of a delegation."""
        lines = [line.split() for line in path.read_text().splitlines() if not line.startswith("#")]
        return {name: list(map(base64.b64decode, values)) for name, *values in lines}

    def test_a_delegation(self):
        key, public, _ = self.make("key")
        path = serving.delegate(roughproof, key, self.dir / "delegation", "--from", "2026-10-01", "--until",
                                "2026-10-08T12:00:00Z")
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertNotIn(base64.b64encode(self.seed_of(key)).decode(), path.read_text())
        certs = self.certs(path)
        self.assertEqual(certs.pop("long-term"), [public])
        spelling = {"rfc10049": b"Roughtime v1 delegation signature\0"}
        dashed = {name: b"RoughTime v1 delegation signature--\0" for name in ("google", "mjd-dashed", "unix-dashed")}
        seeds = set()
        for name, (seed, cert) in certs.items():
            fields = wire.parse(cert, 0, "CERT")
            dele = fields.get("DELE").value
            context = {**spelling, **dashed}.get(name, b"RoughTime v1 delegation signature\0")
            self.assertIsNone(ed25519.verify(fields.get("SIG").value, public, context + dele), name)
            inner = wire.parse(dele, 0, "DELE")
            self.assertEqual(inner.get("PUBK").value, ed25519.public_key(seed))
            if name in ("unix-dashed", "unix-plain", "rfc10049"):
                self.assertEqual((inner.get("MINT").u64(), inner.get("MAXT").u64()), (1790812800, 1791460800))
            seeds.add(seed)
        self.assertEqual(len(seeds), 6, "an online key for each family of unit and context")

    def test_a_delegation_that_was_changed_is_refused(self):
        key, _, _ = self.make("key", "--test")
        path = serving.delegate(roughproof, key, self.dir / "delegation")
        text = path.read_text()
        family = next(line for line in text.splitlines() if line.startswith("rfc10049"))
        for changed in (text.replace(family, ""), text.replace(family, family[:-8] + "AAAAAAA="),
                        text.replace("unix-plain", "unix-dashed"), text + "more\n", text.replace("rfc10049 ", "rfc ")):
            other = self.dir / "changed"
            other.write_text(changed)
            other.chmod(0o600)
            done = serving.run(roughproof, "serve", "--delegation", other, "--trust-system-clock", status=IO)
            self.assertIn("no delegation that holds", done.stderr)


if __name__ == "__main__":
    roughproof = os.path.abspath(sys.argv.pop(1))
    serving.main()
