#!/usr/bin/env python3
"""clock_test.py ROUGHPROOF FAKE_ADJTIMEX [TEST ...]: roughproof serve, honest about its clock."""
import subprocess

from case import main, ServeTest
from serving import IO, PATIENCE, wait_until

import wire


class ClockTest(ServeTest):
    def environment(self, state):
        (self.dir / "clock").write_text(state)
        return {"LD_PRELOAD": self.fake_adjtimex, "FAKE_ADJTIMEX": str(self.dir / "clock"),
                "ASAN_OPTIONS": "verify_asan_link_order=0"}

    def test_nobody_keeps_the_clock(self):
        done = subprocess.run([self.program, "serve", "--delegation", self.delegate(), "--listen", "127.0.0.1", "--port", "0"],
                              env=self.environment("lost 16000000"), capture_output=True, text=True, check=False, timeout=PATIENCE)
        self.assertEqual(done.returncode, IO)
        self.assertIn("event=clock state=unsynchronised", done.stderr)

    def test_forbidden_to_ask(self):
        done = subprocess.run([self.program, "serve", "--delegation", self.delegate(), "--listen", "127.0.0.1", "--port", "0"],
                              env=self.environment("forbidden 0"), capture_output=True, text=True, check=False, timeout=PATIENCE)
        self.assertEqual(done.returncode, IO)
        self.assertIn("event=clock state=forbidden", done.stderr)
        self.assertIn("ProtectClock=", done.stderr)

    def radius(self, server):
        top = wire.parse(wire.body_of(self.ask(server), True), 0, "top")
        return wire.parse(top.get("SREP").value, 0, "SREP").get("RADI").u32()

    def tell(self, state):
        (self.dir / "next").write_text(state)
        (self.dir / "next").replace(self.dir / "clock")

    def test_the_radius_and_silence_later(self):
        # The server reads the file that says what its clock is like, so it lies where it may read.
        with self.server(clock=False, env=self.environment("good 1000")) as server:
            self.assertIn(self.radius(server), (3, 4))
            self.tell("good 9000000")
            wait_until(lambda: self.radius(server) in (9, 10), 0.2)
            self.tell("leap 9000000")
            wait_until(lambda: self.radius(server) == 11, 0.2)
            self.tell("lost 9000000")
            server.wait_for("level=error event=clock state=unsynchronised")
            self.assertTrue(self.is_silent(server))
            counted = server.metrics_when(lambda counted: counted["silent_total"] > 0)
            self.assertEqual((counted["clock_synchronised"], counted["silent_total"]), (0, 1))
            self.tell("good 1000")
            server.wait_for("level=info event=clock state=synchronised")
            self.assertIn(self.radius(server), (3, 4))


if __name__ == "__main__":
    main()
