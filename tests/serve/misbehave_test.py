#!/usr/bin/env python3
"""A server that misbehaves or greases, with the oracle as the client: the error is the one that the list names.

usage: misbehave_test.py ROUGHPROOF [TEST ...]
"""
import pathlib
import select
import sys
import tempfile
import time
import unittest

import serving
from serving import IO, KINDS, PATIENCE, RFC, USAGE, Server, read_packets, request

import verdict

roughproof = None
SOME = [KINDS[name] for name in ("google", "draft-00", "draft-05", "draft-11", "draft-12", "draft-19", "rfc10049")]


def listed():
    """Name to what a good client says, from --list-misbehaviours."""
    lines = serving.run(roughproof, "serve", "--list-misbehaviours").stdout.splitlines()
    start = lines[0].index("A GOOD CLIENT SAYS"), lines[0].index("WHAT")
    return {line.split()[0]: line[start[0]:start[1]].strip().split(", ") for line in lines[1:]}


def slug(reply, packet, key):
    v = verdict.Verdict(reply, packet, key=key)
    return "none" if v.kind == "valid" else v.error().refusal.slug


def covers(reply, packet, key, now):
    low, high = (day * 86400 + micros / 10**6 for day, micros in verdict.Verdict(reply, packet, key=key).interval)
    return low <= now <= high


def receive(connection, wait, num=1):
    """All datagrams, with their times of arrival: so many at least, and then until there are none for `wait` seconds."""
    found = []
    while select.select([connection], [], [], wait if len(found) >= num else PATIENCE)[0]:
        found.append((connection.recv(65536), time.monotonic()))
    return found


class MisbehaveTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.key, cls.public = serving.make_key(roughproof, cls.folder)
        cls.delegation = serving.delegate(roughproof, cls.key, cls.folder / "delegation")
        cls.modes = listed()

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def server(self, *options, key=False):
        keys = ["--key", self.key] if key else ["--delegation", self.delegation]
        return Server(roughproof, self.folder, *keys, *options)

    def ask(self, server, kind, wait=0.3, number=1, num=1):
        packet = request(kind, number)
        with server.udp() as connection:
            begun = time.monotonic()
            connection.send(packet)
            return packet, [(reply, at - begun) for reply, at in receive(connection, wait, num)]

    def say(self, mode, kind, replies, packet):
        """What is said of the last reply, which must be one of the verdicts; those that a version cannot have
        are honest."""
        self.assertTrue(replies, (mode, kind.name))
        said = slug(replies[-1][0], packet, self.public)
        cannot = kind.code is None and mode in ("version-not-offered", "length-huge")
        self.assertIn(said, ["none"] if cannot else self.modes[mode], kind.name)

    def test_every_mode(self):
        for mode, verdicts in self.modes.items():
            timed = mode in ("slow", "silent", "delayed", "reordered", "duplicated", "junk")
            with self.server("--misbehave", mode, key="delegation" in mode) as server:
                self.assertIn(f"event=misbehaving mode={mode}", server.log)
                for kind in [] if timed else SOME:
                    with self.subTest(mode=mode, version=kind.name):
                        self.say(mode, kind, *reversed(self.ask(server, kind, 0.05)))
        self.assertEqual(len(self.modes), 25)

    def test_delivery(self):
        for mode, wait, num, late in (("silent", 1, 0, 0), ("slow", 1, 0, 0), ("delayed", 1.5, 1, 0.9),
                                      ("reordered", 0.6, 1, 0), ("duplicated", 0.5, 3, 0), ("junk", 0.5, 3, 0)):
            with self.subTest(mode=mode), self.server("--misbehave", mode) as server:
                packet, replies = self.ask(server, RFC, wait, num=num)
                self.assertEqual(len(replies), num)
                for reply, after in replies if mode != "junk" else replies[2:]:
                    self.assertGreaterEqual(after, late)
                    self.assertEqual(slug(reply, packet, self.public), "none")
                if mode == "junk":
                    self.assertEqual(slug(replies[1][0], packet, self.public), "nonce-mismatch")

    def test_reordered_replies_overtake(self):
        with self.server("--misbehave", "reordered") as server, server.udp() as connection:
            packets = [request(RFC, number) for number in range(20)]
            for packet in packets:
                connection.send(packet)
            replies = [reply for reply, _ in receive(connection, 0.6, num=20)]
            order = [next(i for i in range(20) if i.to_bytes(8, "little") * 4 in reply) for reply in replies]
            self.assertEqual(sorted(order), list(range(20)))
            self.assertNotEqual(order, list(range(20)))

    def ask_tcp(self, server, mode):
        """How long the replies took."""
        with server.tcp() as connection:
            packet = request(RFC, 3)
            begun = time.monotonic()
            connection.sendall(packet)
            if mode == "truncated":
                self.assertEqual(slug(connection.recv(65536), packet, self.public), "packet-truncated")
            else:
                replies = read_packets(connection, {"duplicated": 3, "junk": 2}.get(mode, 1))
                self.assertIn(slug(replies[-1], packet, self.public), self.modes[mode])
            return time.monotonic() - begun

    def test_tcp(self):
        for mode in ("wrong-time", "wrong-nonce", "oversized", "duplicated", "truncated", "delayed", "junk"):
            with self.subTest(mode=mode), self.server("--misbehave", mode) as server:
                took = self.ask_tcp(server, mode)
                for _ in range(10 if mode != "delayed" else 0):  # something else may have kept the processor
                    took = min(took, self.ask_tcp(server, mode) if took > 0.9 else took)
                self.assertEqual(mode == "delayed", took > 0.9)

    def test_slow_tcp(self):
        """A piece a second."""
        with self.server("--misbehave", "slow") as server, server.tcp() as connection:
            begun, stream = time.monotonic(), b""
            connection.sendall(request(RFC, 3))
            while len(stream) < 12 or time.monotonic() - begun < 3.5:
                if select.select([connection], [], [], 0.1)[0]:
                    piece = connection.recv(4096)
                    self.assertNotEqual(piece, b"")
                    stream += piece
            self.assertTrue(stream.startswith(b"ROUGHTIM"), stream)
            self.assertLess(len(stream), 60 * (time.monotonic() - begun))

    def test_wrong_time_is_wrong(self):
        with self.server("--misbehave", "wrong-time") as server:
            for kind in SOME:
                asked = time.time()
                packet, ((reply, _),) = self.ask(server, kind, 0.05)
                self.assertFalse(covers(reply, packet, self.public, asked), kind.name)
                self.assertTrue(covers(reply, packet, self.public, asked + 3600), kind.name)

    def test_rate(self):
        """A thread answers in order, so that a hundred are decided once a later one is answered."""
        with self.server("--misbehave", "silent,30%", "--threads", 1) as server, server.udp() as connection:
            answered, number, last = 0, 0, 0
            while last < 100:
                connection.send(request(RFC, number))
                number += 1
                for reply, _ in receive(connection, 0.01 if number < 100 else 0.3, num=0):
                    last = next(i for i in range(number) if i.to_bytes(8, "little") * 4 in reply)
                    answered += last < 100
        self.assertTrue(40 < answered < 90, answered)

    def test_grease(self):
        """Of a key that is none for tests, and never with a wrong time."""
        key, public = serving.make_key(roughproof, self.folder, "production", test=False)
        said = {}
        with Server(roughproof, self.folder, "--key", key, "--grease", "0.5") as server:
            for number in range(60):
                for kind in SOME:
                    asked = time.time()
                    packet, ((reply, _),) = self.ask(server, kind, 0.005, number)
                    what = slug(reply, packet, public)
                    said[what] = said.get(what, 0) + 1
                    self.assertLessEqual(len(reply), len(packet))
                    if what == "none":
                        self.assertTrue(covers(reply, packet, public, asked), kind.name)
            greased = server.metrics()["greased_total"]
        wrong = sum(said.values()) - said["none"]  # unknown tags are grease too, and a client takes no offence
        self.assertTrue(wrong <= greased < sum(said.values()), (wrong, greased))
        self.assertEqual(set(said), {"none", "tag-missing", "version-not-offered", "version-unknown",
                                     "signature-mismatch"})
        self.assertTrue(said["none"] > 150 and said["signature-mismatch"] > 40, said)

    def test_refusals(self):
        key, _ = serving.make_key(roughproof, self.folder, "real", test=False)
        for options in (["--key", key, "--misbehave", "delayed"], ["--key", key, "--misbehave", "wrong-time,0.1"]):
            done = serving.run(roughproof, "serve", *options, "--port", 0, "--trust-system-clock", status=IO)
            self.assertIn("--test", done.stderr)
        delegation = ["--delegation", self.delegation, "--port", 0, "--trust-system-clock"]
        done = serving.run(roughproof, "serve", *delegation, "--misbehave", "expired-delegation", status=IO)
        self.assertIn("--key", done.stderr)
        for word in ("nonsense", "wrong-time,", "wrong-time,2", "wrong-time,x", "", ",1", "silent,1,1"):
            serving.run(roughproof, "serve", *delegation, "--misbehave", word, status=USAGE)
        for word in ("2", "-1", "", "x", "101%"):
            serving.run(roughproof, "serve", *delegation, "--grease", word, status=USAGE)

    def test_stops_with_replies_to_come(self):
        with self.server("--misbehave", "delayed") as server, server.udp() as connection:
            for number in range(50):
                connection.send(request(RFC, number))
            with server.tcp() as stream:
                stream.sendall(request(RFC, 1))
                time.sleep(0.3)


if __name__ == "__main__":
    roughproof = sys.argv.pop(1)
    serving.main()
