#!/usr/bin/env python3
"""load_test.py ROUGHPROOF FAKE_ADJTIMEX [TEST ...]: roughproof serve, floods, limits and what is counted."""
import random
import re
import shutil
import socket
import subprocess
import time

import serving
from case import main, ServeTest
from serving import GOOGLE, KINDS, PATIENCE, RFC, read_packets, request


def requests(counted, *outcomes, transport="udp"):
    return [counted[f'requests_total{{transport="{transport}",outcome="{name}"}}'] for name in outcomes]


class LoadTest(ServeTest):
    def test_floods(self):
        """Nothing that is no request is answered, all of it is counted, and requests in between are answered."""
        generator = random.Random(10049)
        good = request(RFC, 1)
        with self.server("--threads", 1) as server, server.udp() as flood:
            before = server.memory()
            flood.settimeout(0)
            sent = 0
            for number in range(20000):
                size = generator.choice((0, 1, 11, 12, 100, 1023, 1024, 1036, 2048, 9000))
                packet = bytearray(generator.randbytes(size))
                if number % 3 == 1:
                    packet[:12] = good[:12]
                elif number % 3 == 2:
                    packet = bytearray(good)
                    packet[generator.randrange(12, 40)] ^= 1 << generator.randrange(8)
                    packet = packet[:generator.randrange(len(packet))]
                flood.send(packet)
                sent += 1
                if number % 64 == 63:
                    self.assertIsNotNone(self.ask(server))  # so that the socket does not overflow
            with self.assertRaises(BlockingIOError):
                flood.recv(65536)
            names = ("answered", "short", "malformed", "invalid", "version", "larger")
            counted = server.metrics_when(lambda counted: sum(requests(counted, *names)) == sent + sent // 64)
            by_outcome = dict(zip(names, requests(counted, *names), strict=True))
            self.assertEqual(by_outcome["answered"], sent // 64)
            self.assertGreater(by_outcome["short"], 1000)
            self.assertGreater(by_outcome["malformed"], 1000)
            self.assertLess(server.memory() - before, 4 << 20)

    def test_rate_limit(self):
        with self.server("--rate-limit", 10) as server, server.udp() as udp, server.tcp() as tcp:
            packets = [request(RFC, number) for number in range(100)]
            begun = time.monotonic()
            for packet in packets:
                udp.send(packet)
            got = self.check_rate(server, begun, "udp")
            begun = time.monotonic()
            tcp.sendall(b"".join(packets))
            self.check_rate(server, begun, "tcp", limited=100 - got)
            udp.settimeout(0)
            for _ in range(got):
                udp.recv(65536)
            with self.assertRaises(BlockingIOError):
                udp.recv(65536)

    def check_rate(self, server, begun, transport, limited=0):
        """How many of a hundred were answered: a burst of ten, and ten a second; before, so many were not."""
        def answered(counted):
            return requests(counted, "answered", transport=transport)[0]
        counted = server.metrics_when(lambda counted: answered(counted) + counted["limited_total"] == 100 + limited)
        self.assertGreaterEqual(answered(counted), 9)
        self.assertLessEqual(answered(counted), 11 + 10 * (time.monotonic() - begun))
        return int(answered(counted))

    def test_another_prefix_has_its_own_limit(self):
        """But for two that share a bucket by chance, one time in thousands."""
        with self.server("--rate-limit", 2) as server:
            for prefix in range(8):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
                    connection.bind((f"127.{prefix}.2.3", 0))
                    for number in range(2):
                        connection.sendto(request(RFC, number), ("127.0.0.1", server.ports["udp"]))
            counted = server.metrics_when(lambda counted: requests(counted, "answered")[0] + counted["limited_total"] == 16)
            self.assertLessEqual(counted["limited_total"], 2)

    def test_metrics(self):
        with self.server("--threads", 2) as server:
            for kind in (RFC, RFC, GOOGLE, KINDS["draft-08"]):
                self.assertIsNotNone(self.ask(server, kind))
            with server.tcp() as connection:
                connection.sendall(request(RFC, 1) * 3)
                self.assertEqual(len(read_packets(connection, 3)), 3)
            counted = server.metrics()
            for name, value in (('replies_total{transport="udp",version="RFC 10049"}', 2),
                                ('replies_total{transport="udp",version="Google"}', 1),
                                ('replies_total{transport="tcp",version="RFC 10049"}', 3),
                                ('requests_total{transport="tcp",outcome="answered"}', 3),
                                ("connections_total", 1), ("clock_synchronised", 1), ("clock_radius_seconds", 3),
                                ("batch_size_sum", 7), ("unsent_total", 0)):
                self.assertEqual(counted[name], value, name)
            self.assertEqual(counted['batch_size_bucket{le="+Inf"}'], counted["batch_size_count"])
            self.assertAlmostEqual(counted["delegation_expiry_seconds"], time.time() + 30 * 86400, delta=100)
            text = server.metrics_path.read_text()
            server.stop()
            self.assertEqual(serving.read_metrics(server.metrics_path)["batch_size_sum"], 7, "written at the end too")
        families = re.findall(r"^# TYPE (\w+) (\w+)$", text, re.M)
        self.assertEqual(len(families), len(set(families)))
        self.assertEqual(text.count("# HELP "), len(families))
        for line in text.splitlines():
            if not line.startswith("#"):
                name = re.fullmatch(r'(\w+)(\{\w+="[^"]*"(,\w+="[^"]*")*\})? \d+(\.\d+)?', line)[1]
                self.assertTrue(any(name.startswith(family) for family, _ in families), line)
        if shutil.which("promtool"):
            subprocess.run(["promtool", "check", "metrics"], input=text.encode(), check=True)

    def test_one_core_each(self):
        with self.server("--threads", 4) as server:
            for number in range(64):  # from a port each, so that all threads get some
                self.assertIsNotNone(self.ask(server, number=number))


if __name__ == "__main__":
    main()
