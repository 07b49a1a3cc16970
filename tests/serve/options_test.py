#!/usr/bin/env python3
"""options_test.py ROUGHPROOF FAKE_ADJTIMEX [TEST ...]: roughproof serve, its options and its configuration file."""
import os
import shlex
import shutil
import socket
import subprocess
import unittest

import serving
from case import main, ServeTest
from serving import IO, PATIENCE, USAGE, Server


# Runs a server, and then another in the same way, of which it tells the end.
ONE_PORT = """
echo 40000 40000 >/proc/sys/net/ipv4/ip_local_port_range || exit 77
"$0" "$@" 2>first &
until grep -q event=ready first; do kill -0 $! || exit 9; sleep 0.1; done
timeout 5 "$0" "$@"
status=$?
kill $!
exit $status
"""


class OptionsTest(ServeTest):
    def test_usage(self):
        delegation = self.delegate()
        for args in ([], ["--delegation"], ["--unknown"], ["--delegation", delegation, "file"],
                     ["--delegation", delegation, "--batch", "0"], ["--delegation", delegation, "--batch", "1025"],
                     ["--delegation", delegation, "--threads", "x"], ["--delegation", delegation, "--min-radius", "0"],
                     ["--delegation", delegation, "--no-udp", "--no-tcp"], ["--delegation", delegation, "--fixed-time", ""],
                     ["--delegation", delegation, "--time-offset", "1y"], ["--delegation", delegation, "--tcp-idle", "0s"],
                     *[["--delegation", delegation, "--delegation-lifetime", word] for word in ("1s", "400d", "x")]):
            with self.subTest(args=args):
                done = serving.run(self.program, "serve", *args, status=USAGE)
                self.assertIn("roughproof serve: ", done.stderr)
        self.assertIn("usage: roughproof serve", serving.run(self.program, "serve", "--help").stdout)
        done = serving.run(self.program, "serve", "--\x1b[31m", status=USAGE)
        self.assertNotIn("\x1b", done.stderr)

    def test_what_is_not_there(self):
        self.assertIn("No such file", self.refused("--delegation", self.dir / "absent"))
        self.assertIn("No such file", self.refused("--key", self.dir / "absent"))
        self.assertIn("event=no-user", self.refused("--delegation", self.delegate(), "--user", "no such user"))
        self.assertIn("event=no-socket", self.refused("--delegation", self.dir / "delegation", "--listen", "192.0.2.1"))
        self.assertIn("event=no-socket", self.refused("--delegation", self.dir / "delegation", "--listen", "[::1"))
        self.assertIn("No such file", self.refused("--config", self.dir / "absent"))

    def test_metrics_that_cannot_be(self):
        delegation, pipe = self.delegate(), self.dir / "pipe"
        os.mkfifo(pipe)
        for path, why in (("absent/metrics", "No such file"), ("", "Is a directory"), ("pipe", "File exists")):
            log = self.refused("--delegation", delegation, "--metrics", f"{self.dir}/{path}")
            self.assertRegex(log, f"event=no-metrics reason=\"{why}")
            self.assertNotIn("event=ready", log)
        self.assertTrue(pipe.is_fifo())
        self.assertEqual(list(self.dir.glob("*.tmp")), [])

    def test_a_port_that_is_taken(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(("127.0.0.1", 0))
            address = "127.0.0.1:%d" % taken.getsockname()[1]
            self.assertIn("in use", self.refused("--delegation", self.delegate(), "--listen", address))

    @unittest.skipUnless(shutil.which("unshare"), "unshare is not installed")
    def test_a_port_of_the_system_is_nobody_elses(self):
        """Though servers may share one that is named: where there is but one port, a second server gets none."""
        done = subprocess.run(["unshare", "-rn", "sh", "-c", ONE_PORT, self.program, "serve", "--key", self.key, "--port",
                               "0", "--listen", "0.0.0.0", "--trust-system-clock"],
                              cwd=self.dir, capture_output=True, text=True, timeout=PATIENCE, check=False)
        if done.returncode in (1, 77):
            self.skipTest(f"no network of one's own: {done.stderr}")
        self.assertEqual((done.returncode, "in use" in done.stderr), (IO, True), done.stderr)

    def test_a_file_of_options(self):
        config = self.dir / "config"
        config.write_text(f"# a server\n\ndelegation = {self.delegate()}\n  batch 7  \nno-tcp\r\nthreads=1\n"
                          "trust-system-clock\n")
        with Server(self.program, self.dir, "--config", config, clock=False) as server:
            self.assertIsNotNone(self.ask(server))
            self.assertEqual(list(server.ports), ["udp"])
        for line in ("batch", "no-tcp yes", "nonsense 1", "help", f"config {config}", "batch 9999"):
            with self.subTest(line=line):
                config.write_text(f"trust-system-clock\n{line}\n")
                done = serving.run(self.program, "serve", "--config", config, status=USAGE)
                self.assertIn("line 2 of the configuration", done.stderr)

    def test_the_log_is_lines_of_values(self):
        with self.server() as server:
            self.assertIsNotNone(self.ask(server))
        for line in server.log.splitlines():
            words = [word.split("=", 1) for word in shlex.split(line)]
            self.assertTrue(all(len(word) == 2 for word in words), line)
            self.assertEqual([name for name, _ in words[:3]], ["time", "level", "event"])
        (self.dir / "delegation").unlink()
        with self.server(env={"JOURNAL_STREAM": "8:1"}) as server:
            pass
        self.assertRegex(server.log.splitlines()[0], r"^<6>level=info event=")


if __name__ == "__main__":
    main()
