#!/usr/bin/env python3
"""The oracle as a client: every version over UDP and TCP, in batches of 1 to 64; several keys; who is not answered.

usage: interop_test.py ROUGHPROOF [TEST ...]
"""
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import serving
from serving import GOOGLE, KINDS, PATIENCE, RFC, Server, is_valid, read_packets, request

import verdict
import wire

roughproof = None
SERVED = list(KINDS.values())
BATCHES = (1, 2, 3, 7, 33, 64)


class InteropTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.folder.name)
        key, cls.public = serving.make_key(roughproof, folder)
        delegation = serving.delegate(roughproof, key, folder / "delegation")
        cls.server = Server(roughproof, folder, "--delegation", delegation, "--threads", 1)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.folder.cleanup()

    def check(self, replies, requests, key=None):
        now = time.time()  # a slow machine takes a while for all of them
        self.assertEqual(len(replies), len(requests))
        for reply, packet in zip(replies, requests, strict=True):
            self.assertIsNone(is_valid(reply, packet, key or self.public, at=now))

    def ask_udp(self, requests):
        """The replies, in the order of the requests; one signature for all of them."""
        sockets = [self.server.udp() for _ in requests]
        self.server.pause()  # requests gather, and so become one batch
        for connection, packet in zip(sockets, requests, strict=True):
            connection.send(packet)
        self.server.process.send_signal(signal.SIGCONT)
        replies = [connection.recv(65536) for connection in sockets]
        for connection in sockets:
            connection.close()
        return replies

    def test_every_version_over_udp(self):
        for kind in SERVED:
            for num in BATCHES:
                with self.subTest(version=kind.name, batch=num):
                    requests = [request(kind, number) for number in range(num)]
                    replies = self.ask_udp(requests)
                    self.check(replies, requests)
                    for reply, packet in zip(replies, requests, strict=True):
                        self.assertLessEqual(len(reply), len(packet))
                    if kind.name not in ("draft-01", "draft-02"):
                        signatures = {wire.parse(wire.body_of(r, kind.code is not None), 0, "top").get("SIG").value
                                      for r in replies}
                        self.assertEqual(len(signatures), 1, "a batch shares its signature")

    def test_every_version_over_tcp(self):
        for kind in SERVED:
            if kind.code:
                for num in BATCHES:
                    with self.subTest(version=kind.name, pipelined=num), self.server.tcp() as connection:
                        requests = [request(kind, number) for number in range(num)]
                        connection.sendall(b"".join(requests))
                        self.check(read_packets(connection, num), requests)

    def test_all_versions_in_one_batch(self):
        requests = [request(kind, number) for number in range(3) for kind in SERVED]
        self.check(self.ask_udp(requests), requests)

    def test_small_requests_over_tcp(self):
        with self.server.tcp() as connection:
            requests = [request(RFC, number, size=12 * 8) for number in range(5)]
            connection.sendall(b"".join(requests))
            self.check(read_packets(connection, 5), requests)

    def test_the_newest_common_version(self):
        """1 first, then downwards; unknown ones are passed over."""
        for offered, code in (([0x80000008, 0x8000000B, 0x8000000C], 0x8000000C), ([1, 0x8000000C], 1),
                              ([1, 2, 0x90000001], 1), ([0x80000008, 0x8000000D], 0x80000008)):
            pairs = [(wire.tag("VER"), b"".join(c.to_bytes(4, "little") for c in offered)),
                     (wire.tag("NONC"), bytes(range(32))), (wire.tag("TYPE"), bytes(4)),
                     (wire.tag("XXXX"), b"unknown.")]
            missing = 1012 - len(wire.encode(pairs)) - 8
            packet = wire.frame(wire.encode(sorted([*pairs, (wire.tag("ZZZZ"), bytes(missing))])))
            with self.subTest(offered=offered), self.server.udp() as connection:
                connection.send(packet)
                reply = connection.recv(65536)
                self.assertIsNone(is_valid(reply, packet, self.public))
                top = wire.parse(wire.body_of(reply, True), 0, "top")
                inner = wire.parse(top.get("SREP").value, 0, "SREP")
                self.assertEqual((inner.get("VER") or top.get("VER")).u32(), code)

    def test_lone_requests_do_not_wait(self):
        with self.server.udp() as connection:
            took = []
            for number in range(200):
                start = time.monotonic()
                connection.send(request(RFC, number))
                connection.recv(65536)
                took.append(time.monotonic() - start)
        self.assertLess(min(took), 0.05, "others may have kept the processor busy, but not all the time")

    def silent(self, *packets):
        """None of these is answered, and what comes behind them is."""
        with self.server.udp() as connection:
            for packet in packets:
                connection.send(packet)
            last = request(RFC, 99)
            connection.send(last)
            self.assertIsNone(is_valid(connection.recv(65536), last, self.public))
            connection.settimeout(0.3)
            with self.assertRaises(TimeoutError):
                connection.recv(65536)

    def test_silence(self):
        good = request(RFC, 1)
        with self.server.udp() as connection:
            connection.send(good)
            reply = connection.recv(65536)
        self.silent(good[:1023], good + b"more", good[12:], b"", b"x" * 1024, bytes(1024), reply,
                    good.replace(b"\1\0\0\0", b"\2\0\0\0", 1), request(RFC, 1, size=1008 - 4),
                    request(RFC, 2, key=bytes(32)), b"ROUGHTIM" + bytes(1016), bytes(65507))
        mistaken = list(mistaken_requests())
        self.assertGreater(len(mistaken), 20)
        self.silent(*mistaken)

    def test_what_is_no_packet_closes_a_connection(self):
        for rubbish in (b"GET / HTTP/1.1\r\n\r\n", bytes(100), b"ROUGHTIM\xff\xff\xff\x7f", b"ROUGHTIN"):
            with self.subTest(rubbish=rubbish[:12]), self.server.tcp() as connection:
                good = request(RFC, 5)
                connection.sendall(good + rubbish)
                self.assertIsNone(is_valid(read_packets(connection, 1)[0], good, self.public))
                try:
                    self.assertEqual(connection.recv(1), b"")
                except ConnectionResetError:
                    pass


def mistaken_requests():
    """Of mkreq's list of mistakes, the packets that the oracle says are no request."""
    listed = serving.run(roughproof, "mkreq", "--list-mistakes").stdout
    for line in listed.splitlines():
        done = subprocess.run([roughproof, "mkreq", "--version", "rfc10049", "--mistake", line.split()[0], "--format",
                               "raw"], capture_output=True, check=False)
        if done.returncode == 0 and verdict.Reading(done.stdout, verdict.REQUEST, verdict.STRICT).error:
            yield done.stdout


class SeveralTest(unittest.TestCase):
    """More than one long-term key, more than one address."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.dir = pathlib.Path(folder.name)

    def test_keys_are_chosen_by_srv(self):
        keys = [serving.make_key(roughproof, self.dir, f"key{i}") for i in range(3)]
        first = serving.delegate(roughproof, keys[0][0], self.dir / "delegation")
        with Server(roughproof, self.dir, "--delegation", first, "--key", keys[1][0], "--key", keys[2][0]) as server:
            for kind in (RFC, KINDS["draft-14"], KINDS["draft-11"]):
                for _, public in keys:
                    with server.udp() as connection:
                        packet = request(kind, 1, key=public)
                        connection.send(packet)
                        self.assertIsNone(is_valid(connection.recv(65536), packet, public))
            with server.udp(0.5) as connection:
                for packet in (request(RFC, 1), request(GOOGLE, 1), request(RFC, 1, key=bytes(32))):
                    connection.send(packet)
                with self.assertRaises(TimeoutError):
                    connection.recv(65536)
            counted = server.metrics()
            self.assertEqual((counted['requests_total{transport="udp",outcome="srv-missing"}'],
                              counted['requests_total{transport="udp",outcome="srv-unknown"}']), (2, 1))

    def test_both_families_and_several_addresses(self):
        if not serving.has_ipv6():
            self.skipTest("no IPv6 on this machine")
        key, public = serving.make_key(roughproof, self.dir)
        with Server(roughproof, self.dir, "--key", key, "--listen", "127.0.0.2", "--listen", "[::1]") as server:
            addresses = [("127.0.0.2", 0), ("::1", 0), ("127.0.0.1", 0)]
            listening = serving.re.findall(r"transport=(\w+) address=(\S+):(\d+)", server.log)
            self.assertEqual(len(listening), 2 * len(addresses))
            for transport, host, port in listening:
                host = host.strip("[]")
                family = socket.AF_INET6 if ":" in host else socket.AF_INET
                kind = socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM
                with socket.socket(family, kind) as connection:
                    connection.settimeout(PATIENCE)
                    connection.connect((host, int(port)))
                    packet = request(RFC, 1)
                    connection.send(packet)
                    self.assertIsNone(is_valid(connection.recv(65536), packet, public))

    def test_all_addresses_answer_from_where_they_were_asked(self):
        key, public = serving.make_key(roughproof, self.dir)
        with Server(roughproof, self.dir, "--key", key, listen=None) as server:
            for host in ("127.0.0.1", "127.0.0.77"):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
                    connection.settimeout(PATIENCE)
                    connection.connect((host, server.ports["udp"]))
                    packet = request(RFC, 1)
                    connection.send(packet)
                    self.assertIsNone(is_valid(connection.recv(65536), packet, public))


if __name__ == "__main__":
    roughproof = os.path.abspath(sys.argv.pop(1))
    serving.main()
