#!/usr/bin/env python3
"""roughproof verify on many exchanges: the same bytes whatever --jobs is, bounded memory, diagnoses of the first failures,
summaries, progress, and lines that stand each for itself.

usage: bulk_test.py ROUGHPROOF [TEST ...]
"""
import base64
import fcntl
import functools
import json
import os
import pty
import random
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
import unittest

from cli import Case
from verifying import BAD, EMBEDDED, IO, MALFEASANCE, ROOT, SAMPLES, SERVERS, USAGE, Exchange, chain_of, key_word, report_of

import signer
import terminal

JOBS = (1, 2, 7)

roughproof = None


def verify(*args, stdin=b"", **kwargs):
    return subprocess.run([roughproof, "verify", *map(str, args)], input=stdin, capture_output=True, env={}, timeout=300,
                          check=False, **kwargs)


def broken(entry, at):
    """The same entry with one bit of its response flipped."""
    response = bytearray(base64.b64decode(entry["response"]))
    response[at] ^= 1
    return {**entry, "response": base64.b64encode(response).decode()}


@functools.cache
def exchanges_made():
    return [Exchange(key, signer.NOON + i, version=version).entry()
            for i in range(4) for key in ("alpha", "beta", "gamma") for version in ("rfc", "draft-11", "google")]


def entries(num):
    """Valid exchanges of three servers and three versions, again and again."""
    made = exchanges_made()
    return [{"id": i, **made[i * 7 % len(made)]} for i in range(num)]


def hostile():
    """Lines of every kind of wrong."""
    valid = entries(1)[0]
    return ["{", "", "   \t", "[]", "null", '{"response":"AA=="}', '{"response":"' + "A" * 3000 + '"}', '{"response":1}',
            json.dumps({**valid, "publicKey": "AA=="}), json.dumps({"response": valid["response"]}),
            json.dumps({**valid, "request": None}), json.dumps({**valid, "nonce": "A" * 43 + "="}), "\u00e9" * 900,
            '{"id":' + "[" * 40 + "]" * 40 + "}", '{"response":"' + "B" * (1 << 21) + '"}', json.dumps(valid) + "x" * (1 << 20)]


def mixture(num, seed):
    """Valid, invalid and hostile lines, shuffled."""
    chance = random.Random(seed)
    valid = entries(num)
    lines = [json.dumps(entry) for entry in valid]
    lines += [json.dumps(broken(entry, chance.randrange(20, 300))) for entry in valid]
    lines += [json.dumps({k: v for k, v in entry.items() if k != "publicKey"}) for entry in valid[::3]]
    lines += hostile()
    chance.shuffle(lines)
    return "\n".join(lines).encode()


class BulkTest(Case):
    def file(self, name, data):
        path = self.dir / name
        path.write_bytes(data)
        return path

    def same(self, *args, **kwargs):
        """What all numbers of threads say."""
        done = [verify("--jobs", jobs, *args, **kwargs) for jobs in JOBS]
        for other in done[1:]:
            self.assertEqual(other.returncode, done[0].returncode, args)
            self.assertEqual(other.stderr, done[0].stderr, args)
            self.assertTrue(other.stdout == done[0].stdout, (args, len(done[0].stdout), len(other.stdout)))
        return done[0]


class Jobs(BulkTest):
    def test_the_corpus(self):
        files = [path for path in sorted((ROOT / "corpus").rglob("*")) if path.is_file()]
        self.assertGreater(len(files), 100)
        for form in ([], ["--json"]):
            for first in range(0, len(files), 64):
                for inputs in (files[first:first + 64],):
                    self.same(*form, *SERVERS, *inputs)

    def test_directories_and_captures(self):
        for form in ([], ["--json"], ["--explain"], ["--summary"]):
            for path in (SAMPLES, ROOT / "corpus" / "vectors" / "accept"):
                self.same(*form, "--trust-embedded", path)
            self.assertIn(self.same(*form, SAMPLES / "four-versions.pcapng").returncode, (BAD, IO))
            self.assertNotEqual(self.same(*form, SAMPLES).stdout, b"")

    def test_mixtures(self):
        path = self.file("mixture.ndjson", mixture(700, 1))
        for form in ([], ["--json"], ["--explain"], ["--json", "--explain"], ["--summary"], ["--summary", "--json"],
                     ["--json", "--diagnose=all"], ["--json", *SERVERS], ["--json", "--key", key_word("beta")]):
            self.assertEqual(self.same("--trust-embedded", *form, path).returncode, BAD)

    def test_mixtures_through_a_pipe(self):
        text = mixture(300, 2)
        self.assertEqual(self.same("--json", "--lines", stdin=text).stdout,
                         verify("--json", "--lines", "lines", cwd=self.file("lines", text).parent).stdout
                         .replace(b'{"source":"lines"', b'{"source":"-"'))

    def test_one_by_one_as_together(self):
        lines = [line for line in mixture(60, 3).splitlines() if line.strip()]
        together = verify("--json", "--diagnose=all", "--lines", stdin=b"\n".join(lines)).stdout.splitlines()
        for line, case in zip(lines, together, strict=True):
            alone = verify("--json", "--lines", stdin=line).stdout
            self.assertEqual(without_place(json.loads(alone)), without_place(json.loads(case)))

    def test_lines_whatever_they_begin_with(self):
        text = b"{\n{\n" + json.dumps(entries(1)[0]).encode()
        self.assertEqual(len(self.same("--lines", stdin=text).stdout.splitlines()), 3)
        self.assertEqual(len(self.same(stdin=text).stdout.splitlines()), 1)
        self.assertEqual(self.same("--lines", stdin=b"").stdout, b"")

    def test_reports(self):
        turns = [("alpha" if i % 3 else "beta", signer.NOON + i) for i in range(700)]
        made = chain_of(*turns)
        report = self.file("report.json", report_of(made))
        for form in ([], ["--json"], ["--summary"]):
            self.assertEqual(self.same(*form, report).returncode, EMBEDDED)
        made[5], made[300] = made[300], made[5]
        swapped = self.file("swapped.json", report_of(made))
        for form in ([], ["--json"], ["--summary"], ["--diagnose=all"]):
            self.assertEqual(self.same(*form, swapped).returncode, BAD)
        self.assertEqual(self.same("--trust-embedded", SAMPLES / "malfeasance.json").returncode, MALFEASANCE)

    def test_numbers_of_jobs(self):
        for jobs in ("0", "-1", "", "x", "1x", "257", "+2", " 2"):
            self.assertEqual(verify("--jobs", jobs, stdin=b"").returncode, USAGE, jobs)
        self.assertEqual(verify("--jobs", "256", stdin=json.dumps(entries(1)[0]).encode()).returncode, EMBEDDED)


def without_place(case):
    """What a line says wherever it stands: its number and its offsets in the file aside."""
    entry = [remark for remark in case["remarks"] if remark.get("subject") == "entry"]
    for remark in entry:
        remark["offset"] = 0
    if case["error"] is not None and case["error"].get("subject") == "entry":
        case["error"]["offset"] = 0
    return {**case, "index": 0}


class Diagnoses(BulkTest):
    def setUp(self):
        super().setUp()
        self.failures = [broken(entry, -5) for entry in entries(900)]

    def cases(self, *args, num=900):
        text = "\n".join(map(json.dumps, self.failures[:num])).encode()
        return [json.loads(line) for line in self.same("--json", *args, stdin=text).stdout.splitlines()]

    def test_the_first_ten_of_a_key_and_error(self):
        seen = {}
        for case in self.cases():
            self.assertNotEqual(case["error"], None)
            of = case["keyId"], case["error"]["slug"]
            seen[of] = seen.get(of, 0) + 1
            self.assertEqual(case.get("undiagnosed", False), seen[of] > 10, case)
            if seen[of] > 10:
                self.assertEqual(case["diagnosis"], [])
        self.assertGreaterEqual(len(seen), 3)

    def test_all_and_none(self):
        for case, other, first in zip(self.cases("--diagnose=all"), self.cases("--diagnose", "none"), self.cases()):
            self.assertNotIn("undiagnosed", case)
            self.assertNotIn("undiagnosed", other)
            self.assertEqual(other["diagnosis"], [])
            self.assertEqual(first, {**case, "diagnosis": [], "undiagnosed": True} if "undiagnosed" in first else case)

    def test_text_says_what_it_omits(self):
        text = "\n".join(map(json.dumps, self.failures)).encode()
        said = b"not tried: enough failures of this key and error have theirs"
        self.assertIn(said, self.same("--explain", stdin=text).stdout)
        self.assertNotIn(said, self.same("--explain", "--diagnose=all", stdin=text).stdout)
        self.assertNotIn(said, self.same(stdin=text).stdout)

    def test_keys_without_end_share_a_count(self):
        lines = []
        for i in range(600):
            entry = dict(self.failures[0])
            entry["publicKey"] = base64.b64encode(struct.pack("<Q", i * 0x9e3779b97f4a7c15 % 2**64) * 4).decode()
            lines += [json.dumps(entry)] * 2
        found = [json.loads(line) for line in self.same("--json", stdin="\n".join(lines).encode()).stdout.splitlines()]
        self.assertTrue(all("undiagnosed" not in case for case in found[:1000]))
        self.assertTrue(all("undiagnosed" in case for case in found[-100:]))

    def test_words(self):
        self.assertEqual(verify("--diagnose=some", stdin=b"").returncode, USAGE)


class Summaries(BulkTest):
    def summary(self, *args, **kwargs):
        return json.loads(self.same("--summary", "--json", *args, **kwargs).stdout)

    def test_counts_are_those_of_the_lines(self):
        path = self.file("mixture.ndjson", mixture(700, 4))
        cases = [json.loads(line) for line in verify("--json", path).stdout.splitlines()]
        found = self.summary(path)
        self.assertEqual(found["exchanges"], len(cases))
        for verdict, num in found["verdicts"].items():
            self.assertEqual(num, sum(case["verdict"] == verdict for case in cases))
        for row in found["servers"]:
            mine = [case for case in cases if case["publicKey"] == row["publicKey"]]
            valid = [case for case in mine if case["verdict"] == "valid"]
            self.assertEqual((row["exchanges"], row["valid"]), (len(mine), len(valid)))
            self.assertEqual(row["earliest"], min((case["midpoint"] for case in valid), default=None))
            self.assertEqual(row["latest"], max((case["midpoint"] for case in valid), default=None))
        self.assertEqual(found["withoutKey"], sum(case["publicKey"] is None for case in cases))
        self.assertEqual(found["otherServers"], 0)
        for row in found["versions"]:
            self.assertEqual(row["exchanges"], sum((case["version"] or {}).get("name") == row["name"] for case in cases))
        self.assertEqual({row["slug"]: row["exchanges"] for row in found["errors"]}, slugs(cases))

    def test_who_is_suspected(self):
        lie = SAMPLES / "malfeasance.json"
        done = self.same("--summary", *SERVERS, lie, lie)
        self.assertEqual(done.returncode, MALFEASANCE)
        self.assertIn(b"  lies      proved by 2 reports\n", done.stdout)
        self.assertIn(b'  suspect   "east.example": by 2 reports\n', done.stdout)
        found = self.summary(*SERVERS, lie)
        self.assertEqual([row["keyId"] for row in found["servers"] if row["suspected"] > 0], ["east.example"])

    def test_text(self):
        lines = "\n".join(map(json.dumps, entries(9))).encode()
        text = self.same("--summary", stdin=lines + b"\n{").stdout.decode().splitlines()
        self.assertEqual(text[:2], ["summary: 10 exchanges", "  verdict   9 valid, 1 malformed"])
        self.assertRegex(text[2], r"^  time      \S+Z to \S+Z$")
        self.assertEqual(text[-1], "  error     json-truncated: 1 exchange")

    def test_nothing(self):
        self.assertEqual(self.same("--summary", stdin=b'{"responses":[]}').stdout, b"summary: 0 exchanges\n")

    def test_more_servers_than_rows(self):
        lines = [json.dumps({**entries(1)[0], "publicKey": base64.b64encode(struct.pack("<Q", i) * 4).decode()})
                 for i in range(4200)]
        found = self.summary("--diagnose=none", stdin="\n".join(lines).encode())
        self.assertEqual((len(found["servers"]), found["otherServers"]), (4096, 104))


def slugs(cases):
    found = {}
    for case in cases:
        if case["error"] is not None:
            found[case["error"]["slug"]] = found.get(case["error"]["slug"], 0) + 1
    return found


class Memory(BulkTest):
    """The peak does not depend on the length of the archive."""

    def peak(self, text, *args, slow=False):
        path = self.file("lines.ndjson", text)
        code = ("import resource, subprocess, sys, time\n"
                "process = subprocess.Popen(sys.argv[2:], stdout=subprocess.PIPE)\n"
                "while process.stdout.read(1 << 16):\n"
                "    time.sleep(float(sys.argv[1]))\n"
                "process.wait()\n"
                "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
        done = subprocess.run([sys.executable, "-c", code, "0.002" if slow else "0", roughproof, "verify", "--trust-embedded",
                               "--jobs", "2", *args, path], capture_output=True, check=True, timeout=300)
        return int(done.stdout)

    def flat(self, line, num, *args, **kwargs):
        small, large = (self.peak(line * count, *args, **kwargs) for count in (num, 10 * num))
        self.assertLess(large, small + 4096)
        self.assertLess(large, 300_000)

    def test_a_longer_archive(self):
        self.flat((json.dumps(entries(1)[0]) + "\n").encode(), 8000)

    def test_a_slow_reader_of_the_output(self):
        self.flat((json.dumps(entries(1)[0]) + "\n").encode(), 8000, "--json", slow=True)

    def test_hostile_lines(self):
        self.flat(b'{"response":"' + b"A" * ((1 << 20) - 20) + b'"}\n' + b"x" * (1 << 21) + b"\n", 12)

    def test_blank_lines(self):
        valid = json.dumps(entries(1)[0]).encode()
        text = valid + b"\n" * (1 << 25) + valid
        self.assertLess(self.peak(text), 300_000)


class Ends(BulkTest):
    def archive(self, num=60000):
        return self.file("lines.ndjson", (json.dumps(entries(1)[0]) + "\n").encode() * num)

    def test_a_full_disk(self):
        for jobs in JOBS:
            with open("/dev/full", "wb") as full:
                done = subprocess.run([roughproof, "verify", "--jobs", str(jobs), self.archive(5000)], stdout=full,
                                      stderr=subprocess.PIPE, env={}, timeout=60, check=False)
            self.assertEqual(done.returncode, IO)
            self.assertEqual(done.stderr, b"roughproof verify: standard output: No space left on device\n")

    def test_a_reader_that_leaves(self):
        for jobs in JOBS:
            command = [roughproof, "verify", "--jobs", str(jobs), str(self.archive())]
            with subprocess.Popen(command, stdout=subprocess.PIPE, env={}) as process:
                self.assertIn(b"exchange 1: valid", process.stdout.readline())
                process.stdout.close()
                self.assertEqual(process.wait(timeout=60), -signal.SIGPIPE)
            ignoring = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={}, restore_signals=False,
                                        preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_IGN))
            with ignoring as process:
                process.stdout.readline()
                process.stdout.close()
                self.assertEqual(process.stderr.read(), b"roughproof verify: standard output: Broken pipe\n")
                self.assertEqual(process.wait(timeout=60), IO)

    def test_interrupted(self):
        for jobs in JOBS:
            with subprocess.Popen([roughproof, "verify", "--jobs", str(jobs), "-"], stdin=subprocess.PIPE, env={},
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)) as process:
                process.stdin.write(json.dumps(entries(1)[0]).encode() + b"\n")
                process.stdin.flush()
                self.assertIn(b"exchange 1", process.stdout.readline())
                process.send_signal(signal.SIGINT)
                self.assertEqual(process.wait(timeout=60), -signal.SIGINT)
                self.assertEqual(process.stderr.read(), b"")

    def test_a_file_that_is_missing_fails_alone(self):
        done = self.same(self.archive(300), self.dir / "missing", self.archive(300))
        self.assertEqual(done.returncode, IO)
        self.assertEqual(len(done.stdout.splitlines()), 600)


class Progress(BulkTest):
    def on_terminal(self, *args):
        """What reaches a terminal on standard error, while lines come slowly after the first verdict."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
        line = json.dumps(entries(1)[0]).encode() + b"\n"
        with subprocess.Popen([roughproof, "verify", "--json", *args, "-"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=slave, env={}) as process:
            for _ in range(8):
                process.stdin.write(line)
                process.stdin.flush()
                self.assertIn(b"valid", process.stdout.readline())
                time.sleep(0.12)
            process.stdin.close()
            self.assertEqual(process.wait(timeout=60), EMBEDDED)
        os.close(slave)
        return terminal.read_all(master)

    def test_on_a_terminal(self):
        said = self.on_terminal()
        self.assertRegex(said, rb"\r\x1b\[K\d exchanges, \d+/s")
        self.assertTrue(said.endswith(b"\r\x1b[K"))

    def test_not_wanted(self):
        self.assertEqual(self.on_terminal("--no-progress"), b"")

    def test_nowhere_else(self):
        self.assertEqual(verify(self.file("lines", mixture(300, 5))).stderr, b"")


class Lines(BulkTest):
    def test_gnu_parallel(self):
        """A line in, a line out, no state between lines: any cut of the archive gives the same, but for the numbers."""
        text = b"".join(line for line in mixture(600, 6).splitlines(keepends=True) if len(line) < 10000) + b"\n"
        path = self.file("lines.ndjson", text)
        options = ["--lines", "--json", "--diagnose=all", "--trust-embedded", "--jobs", "1"]
        env = {"PATH": os.environ["PATH"], "HOME": str(self.dir), "LC_ALL": "C"}  # where it has nothing to warn of
        with open(path, "rb") as stdin:
            cut = subprocess.run(["parallel", "--no-notice", "--pipe", "--keep-order", "--block", "200k", "-j2", roughproof,
                                  "verify", *options], stdin=stdin, capture_output=True, timeout=300, check=False, env=env)
        whole = verify(*options, stdin=text)
        self.assertEqual(cut.stderr, b"")
        self.assertGreater(len(whole.stdout.splitlines()), 1000)
        self.assertEqual([without_place(json.loads(line)) for line in cut.stdout.splitlines()],
                         [without_place(json.loads(line)) for line in whole.stdout.splitlines()])


def has_parallel():
    return shutil.which("parallel") is not None and b"GNU" in subprocess.run(["parallel", "--version"], capture_output=True,
                                                                             check=False).stdout


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if sys.argv[2:] == ["Lines"] and not has_parallel():
        print("skipped: GNU parallel is not installed")
        sys.exit(77)
    roughproof = os.path.abspath(sys.argv.pop(1))
    unittest.main()
