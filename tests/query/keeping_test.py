#!/usr/bin/env python3
"""keeping_test.py ROUGHPROOF: what `roughproof query` keeps: evidence of each measurement, and stamps of documents."""
import base64
import gzip
import hashlib
import json
import os
import resource
import signal
import stat
import subprocess
import time

from asking import BAD, IO, PATIENCE, USAGE, Case, main
from oracle_server import TWISTS
from serving import wait_until


class Keeping(Case):
    def one(self):
        server = self.server("keeper")
        return server, self.list_of(server)

    def test_kept_by_default_as_a_report(self):
        _, path = self.one()
        self.query("--servers", path)
        kept, = self.kept()
        self.assertEqual(stat.S_IMODE(kept.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.state.stat().st_mode), 0o700)
        self.assertEqual(self.verify(path, kept)["verdict"], "valid")
        self.assertEqual(len(json.loads(kept.read_text())["responses"]), 2)
        self.assertEqual([p.name for p in self.state.iterdir()], [kept.name])
        self.query("--servers", path)
        self.assertEqual(len(self.kept()), 2)

    def test_home_is_the_default(self):
        _, path = self.one()
        self.query("--servers", path, env={"XDG_STATE_HOME": "", "HOME": str(self.folder)})
        self.assertEqual(len(list((self.folder / ".local/state/roughproof").iterdir())), 1)

    def test_no_save(self):
        _, path = self.one()
        self.query("--servers", path, "--no-save")
        self.assertFalse(self.state.exists())

    def test_save(self):
        _, path = self.one()
        file = self.folder / "chain.json"
        os.umask(0)
        self.query("--servers", path, "--save", file)
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        self.assertEqual(self.verify(path, file)["verdict"], "valid")
        self.assertFalse(self.state.exists())

    def test_never_over_a_file(self):
        server, path = self.one()
        file = self.folder / "chain.json"
        file.write_text("precious")
        self.query("--servers", path, "--save", file, status=IO)
        self.assertEqual(file.read_text(), "precious")
        self.assertEqual(server.requests, [], "asked although nothing can be kept")

    def test_nobody_is_asked_if_nothing_can_be_kept(self):
        server, path = self.one()
        (self.folder / "state").write_text("no directory")
        done = self.query("--servers", path, status=IO)
        self.assertIn("state", done.stderr)
        self.assertEqual(server.requests, [])
        self.query("--servers", path, "--save", self.folder / "no" / "such" / "file", status=IO)

    def test_the_oldest_go_and_lies_stay(self):
        _, path = self.one()
        self.state.mkdir(parents=True)
        for year in range(2000, 2020):
            (self.state / f"measurement-{year}0101T000000Z-00.json").write_bytes(bytes(1 << 20))
        lie = self.state / "malfeasance-19990101T000000Z-00.json"
        lie.write_bytes(bytes(1 << 20))
        other = self.state / "notes.txt"
        other.write_bytes(bytes(1 << 20))
        stale = self.state / ".roughproof-0011"
        stale.write_text("half")
        os.utime(stale, (0, 0))
        self.query("--servers", path)
        left = sorted(p.name[12:16] for p in self.kept())
        self.assertEqual(left, [str(y) for y in range(2005, 2020)] + [time.strftime("%Y", time.gmtime())])
        self.assertTrue(lie.exists() and other.exists())
        self.assertFalse(stale.exists())

    def test_what_there_is_survives_an_interrupt(self):
        good, mute = self.server("good"), self.server("mute", twist=TWISTS["silent"])
        path = self.list_of(good, mute)
        for number in (signal.SIGINT, signal.SIGTERM):
            before = len(self.kept())
            seen = len(mute.requests)
            process = subprocess.Popen(
                [self.program, "query", "--servers", path, "--all", *PATIENCE], stdout=subprocess.PIPE,
                text=True, env={"XDG_STATE_HOME": str(self.folder / "state")})
            wait_until(lambda: len(mute.requests) > seen)
            process.send_signal(number)
            out, _ = process.communicate(timeout=60)
            self.assertEqual(process.returncode, BAD, out)
            self.assertIn("interrupted", out)
            self.assertEqual(len(self.kept()), before + 1)
            self.verify(path, self.kept()[-1])
        self.assertEqual([p for p in self.state.iterdir() if p.name.startswith(".")], [])

    def test_a_full_disk_loses_nothing(self):
        _, path = self.one()
        done = self.query("--servers", path, status=IO, preexec_fn=limit_file_size)
        self.assertIn("File too large", done.stderr)
        report = self.folder / "rescued.json"
        report.write_text(done.stderr[done.stderr.index('{"responses"'):])
        self.assertEqual(self.verify(path, report)["verdict"], "valid")
        self.assertEqual(list(self.state.iterdir()), [])


def limit_file_size():
    import resource
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


class Stamping(Case):
    def setUp(self):
        super().setUp()
        self.servers = [self.server(name) for name in ("north", "east", "south")]
        self.list = self.list_of(*self.servers)
        self.document = self.folder / "document.txt"
        self.document.write_bytes(b"a will")

    def stamp(self, proof, *options, status=0):
        return self.query("--document", self.document, "--proof", proof, "--servers", self.list, *options,
                          status=status)

    def test_stamp(self):
        proof = self.folder / "proof.json"
        done = self.stamp(proof)
        self.assertNotIn("this clock", done.stdout)
        self.assertIn("the document existed", done.stdout)
        told = self.verify(self.list, proof, "--document", self.document)
        self.assertTrue(told["document"]["matches"] if "matches" in told["document"] else told["document"])
        first = json.loads(proof.read_text())["responses"][0]
        self.assertNotIn("rand", first)
        self.assertIn(hashlib.sha256(b"a will").digest(), base64.b64decode(first["request"]))
        self.assertFalse(self.state.exists())
        self.document.write_bytes(b"another will")
        self.verify(self.list, proof, "--document", self.document, status=BAD)

    def test_blind(self):
        proof = self.folder / "proof.json"
        self.stamp(proof, "--blind")
        first = json.loads(proof.read_text())["responses"][0]
        salt = base64.b64decode(first["rand"])
        nonce = hashlib.sha256(salt + hashlib.sha256(b"a will").digest()).digest()
        self.assertIn(nonce, base64.b64decode(first["request"]))
        self.verify(self.list, proof, "--document", self.document)

    def test_packed(self):
        proof = self.folder / "proof.json.gz"
        if "zlib" not in self.run_program("--version").stdout:
            self.stamp(proof, status=IO)
            self.skipTest("this build has no zlib")
        self.stamp(proof)
        self.assertIn("responses", json.loads(gzip.decompress(proof.read_bytes())))
        self.verify(self.list, proof, "--document", self.document)
        damaged = self.folder / "damaged.gz"
        damaged.write_bytes(proof.read_bytes()[:-20])
        self.run_program("verify", "--servers", self.list, "--document", self.document, damaged, status=BAD)
        bomb = self.folder / "bomb.gz"
        bomb.write_bytes(gzip.compress(bytes(70 << 20)))
        done = self.run_program("verify", "--servers", self.list, bomb, status=BAD)
        self.assertIn("64 MiB", done.stderr)

    def test_versions_of_long_nonces_cannot(self):
        self.stamp(self.folder / "proof.json", "--version", "google", status=USAGE)
        self.stamp(self.folder / "proof.json", "--version", "draft-07")

    def test_not_over_a_file_and_not_without_a_document(self):
        proof = self.folder / "proof.json"
        proof.write_text("precious")
        self.stamp(proof, status=IO)
        self.assertEqual(proof.read_text(), "precious")
        self.query("--document", self.folder / "none", "--proof", self.folder / "p", "--servers", self.list, status=IO)
        self.query("--document", self.document, "--servers", self.list, status=USAGE)

    def test_json_says_nothing_of_the_clock(self):
        told = json.loads(self.stamp(self.folder / "p", "--json").stdout)
        self.assertIsNone(told["offset_us"])
        self.assertEqual({x["offset_us"] for x in told["exchanges"]}, {None})


if __name__ == "__main__":
    main()
