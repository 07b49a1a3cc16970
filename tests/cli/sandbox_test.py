#!/usr/bin/env python3
"""The sandbox: on while hostile bytes are read, and what it forbids.

usage: sandbox_test.py ROUGHPROOF PROBE    exit 77: this build has no sandbox
"""
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

import exchanges
from cli import Case
from exchanges import SAMPLES

roughproof = probe = None

ALLOWED = {"nothing": 0, "memory": 0, "write": 0, "create": 0, "create-there": 1}
FORBIDDEN = ["overwrite", "read-there", "create-elsewhere", "open", "socket", "exec", "fork", "executable-memory",
             "kill"]


def status_of(process):
    """What the kernel tells of a process, by name."""
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)


class Test(Case):
    def while_reading(self, *args):
        """The state of the process while it waits for the bytes of a file; then it gets them, and must end well."""
        fifo = self.dir / "fifo"
        os.mkfifo(fifo)
        with subprocess.Popen([roughproof, *args, fifo], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            with open(fifo, "wb") as writer:  # returns when the other side has opened it
                for _ in range(6000):  # a minute
                    state = status_of(process)
                    if state["Seccomp"] == "2":
                        break
                    time.sleep(0.01)
                writer.write((SAMPLES / "rfc10049-report.json").read_bytes())
            output, errors = process.communicate(timeout=60)
        self.assertEqual((process.returncode, errors), (0, b""))
        self.assertNotEqual(output + b"".join(path.read_bytes() for path in self.dir.glob("p/*")), b"")
        return state

    def test_dump_reads_inside(self):
        state = self.while_reading("dump", "--servers", SAMPLES / "report-servers.json")
        self.assertEqual((state["Seccomp"], state["NoNewPrivs"]), ("2", "1"))

    def test_convert_reads_inside(self):
        state = self.while_reading("convert", "--to", "ndjson")
        self.assertEqual((state["Seccomp"], state["NoNewPrivs"]), ("2", "1"))

    def test_convert_writes_packets_inside(self):
        state = self.while_reading("convert", "--to", "packets", "--output", self.dir / "p")
        self.assertEqual(state["Seccomp"], "2")
        self.assertEqual(len(list((self.dir / "p").iterdir())), 7)

    def run_probe(self, act):
        (self.dir / "there").write_bytes(b"x")
        return subprocess.run([probe, act, self.dir], cwd=self.dir, capture_output=True, check=False).returncode

    def test_what_is_allowed(self):
        for act, status in ALLOWED.items():
            self.assertEqual(self.run_probe(act), status, act)

    def test_what_is_forbidden(self):
        for act in FORBIDDEN:
            self.assertEqual(self.run_probe(act), -signal.SIGSYS, act)
        self.assertEqual(sorted(os.listdir(self.dir)), ["there"])


if __name__ == "__main__":
    roughproof, probe = (str(pathlib.Path(sys.argv.pop(1)).resolve()) for _ in range(2))
    if "libseccomp" not in exchanges.features(roughproof):
        print("skipped: this build has no libseccomp, or is instrumented")
        sys.exit(77)
    unittest.main()
