#!/usr/bin/env python3
"""key_test.py ROUGHPROOF FAKE_ADJTIMEX [TEST ...]: roughproof serve, who holds the keys, and until when."""
import base64
import os
import pathlib
import signal
import time

import serving
from case import Asker, main, online_key, ServeTest
from serving import GOOGLE, IO, KINDS, RFC, Server, is_valid, request, state_of, wait_until


def memory_of(pid):
    """All that it can write to."""
    content = b""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines():
            bounds, rights = line.split()[:2]
            if rights.startswith("rw") and not line.endswith("[vvar]"):
                begin, end = (int(bound, 16) for bound in bounds.split("-"))
                if end - begin < 1 << 28:
                    memory.seek(begin)
                    content += memory.read(end - begin)
    return content


def is_gone(process):
    try:
        return state_of(process) == "Z"
    except OSError:
        return True


class KeyTest(ServeTest):
    def test_the_signer_alone_has_the_key(self):
        with Server(self.program, self.dir, "--key", self.key) as server:
            self.assertIsNotNone(self.ask(server))
            children = pathlib.Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
            self.assertEqual(len(children), 1)
            self.assertEqual(pathlib.Path(f"/proc/{children[0]}/comm").read_text().strip(), "roughproof-sign")
            seed = base64.b64decode(self.key.read_text().splitlines()[2])[-32:]
            try:
                self.assertEqual((seed in memory_of(server.process.pid), seed in memory_of(children[0])), (False, True))
            except PermissionError as error:
                print(f"not looked at: the memory of another process: {error}")
            server.process.kill()
            server.process.wait()
            wait_until(lambda: is_gone(pathlib.Path("/proc") / children[0]), 0.05)  # the signer does not outlive its server
            server.process.stderr.close()
            server.process.poll()

    def test_renewal_before_the_end(self):
        with Server(self.program, self.dir, "--key", self.key, "--delegation-lifetime", "10s") as server, \
                Asker(server.ports["udp"], self.public) as asker:
            first = online_key(self.ask(server))
            server.wait_for(r"event=delegation(.|\n)*event=delegation")
            second = online_key(self.ask(server))
        self.assertNotEqual(first.get("PUBK").value, second.get("PUBK").value)
        self.assertLess(second.get("MAXT").u64(), first.get("MAXT").u64() + 10, "renewed before it had expired")
        self.assertLess(second.get("MINT").u64(), first.get("MAXT").u64(), "they overlap")
        self.assertEqual(asker.faults, [])

    def test_a_signer_that_is_lost(self):
        with Server(self.program, self.dir, "--key", self.key, "--delegation-lifetime", "20s") as server:
            child = pathlib.Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().strip()
            os.kill(int(child), signal.SIGKILL)
            server.wait_for("level=error event=lost-signer")
            self.assertIsNotNone(self.ask(server), "what was certified holds")
            server.wait_for("event=expired(.|\n)*event=stopped")
            self.assertEqual(server.log.count("lost-signer"), 1)
            self.assertEqual(server.process.wait(30), IO)
            server.process.stderr.close()

    def test_a_delegation_that_ends(self):
        expired = self.delegate("delegation", "--until", "+8s")
        with Server(self.program, self.dir, "--delegation", expired) as server:
            self.assertIsNotNone(self.ask(server))
            server.wait_for("event=expired")
            self.assertTrue(self.is_silent(server))
            undelegated = 'requests_total{transport="udp",outcome="undelegated"}'
            self.assertEqual(server.metrics_when(lambda counted: counted[undelegated] > 0)[undelegated], 1)
            expired.unlink()
            self.delegate()
            server.process.send_signal(signal.SIGHUP)
            server.wait_for("event=reloaded complete=yes")
            self.assertIsNotNone(self.ask(server))

    def test_of_two_delegations_the_valid_one(self):
        old = self.delegate("old", "--until", "+8s")
        new = self.delegate("new", "--from", "+6s", "--until", "+1h")
        with Server(self.program, self.dir, "--delegation", old, "--delegation", new) as server:
            first = online_key(self.ask(server)).get("PUBK").value
            wait_until(lambda: online_key(self.ask(server)).get("PUBK").value != first, 0.2)

    def test_lies_need_a_key_for_tests(self):
        real, _ = serving.make_key(self.program, self.dir, "real", test=False)
        delegation = serving.delegate(self.program, real, self.dir / "real-delegation")
        for lie in (["--fixed-time", "2026-10-01T12:00:00Z"], ["--time-offset", "1h"], ["--time-offset", "-1h"]):
            for keys in (["--key", real], ["--delegation", delegation], ["--key", self.key, "--key", real]):
                with self.subTest(lie=lie, keys=keys):
                    self.assertIn("keys made by --test", self.refused(*keys, *lie))

    def test_wrong_times_of_test_keys(self):
        noon = 1790856000
        with Server(self.program, self.dir, "--key", self.key, "--fixed-time", "2026-10-01T12:00:00Z") as server:
            for kind in (RFC, GOOGLE, KINDS["draft-05"], KINDS["draft-07"], KINDS["draft-11"]):
                with server.udp() as connection:
                    packet = request(kind, 1)
                    connection.send(packet)
                    self.assertIsNone(is_valid(connection.recv(65536), packet, self.public, at=noon, slack=0), kind)
        with Server(self.program, self.dir, "--key", self.key, "--time-offset", "-1d") as server, server.udp() as connection:
            packet = request(RFC, 1)
            connection.send(packet)
            self.assertIsNone(is_valid(connection.recv(65536), packet, self.public, at=time.time() - 86400))


if __name__ == "__main__":
    main()
