#!/usr/bin/env python3
"""roughproof serve in operation: keys, clock, signals, limits, floods, metrics, confinement.

usage: serve_test.py ROUGHPROOF FAKE_ADJTIMEX [TEST ...]
"""
import base64
import os
import pathlib
import random
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import serving
from serving import GOOGLE, IO, KINDS, RFC, USAGE, Server, is_valid, read_packets, request

import wire

roughproof = fake_adjtimex = None


def online_key(reply):
    top = wire.parse(wire.body_of(reply, True), 0, "top")
    cert = wire.parse(top.get("CERT").value, 0, "CERT")
    return wire.parse(cert.get("DELE").value, 0, "DELE")


class ServeTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.dir = pathlib.Path(directory.name)
        self.key, self.public = serving.make_key(roughproof, self.dir)

    def delegate(self, name="delegation", *options):
        return serving.delegate(roughproof, self.key, self.dir / name, *options)

    def server(self, *options, **kwargs):
        return Server(roughproof, self.dir, "--delegation", self.delegate(), *options, **kwargs)

    def ask(self, server, kind=RFC, number=1, timeout=10.0):
        """The valid reply, or None for silence."""
        with server.udp(timeout) as connection:
            packet = request(kind, number)
            connection.send(packet)
            try:
                reply = connection.recv(65536)
            except TimeoutError:
                return None
            self.assertIsNone(is_valid(reply, packet, self.public))
            return reply

    def is_silent(self, server):
        return self.ask(server, timeout=0.3) is None

    def refused(self, *options, status=IO, clock=True, **kwargs):
        """What a server that does not start says."""
        args = [*options, *(["--trust-system-clock"] if clock else []), "--listen", "127.0.0.1", "--port", "0"]
        return serving.run(roughproof, "serve", *args, status=status, **kwargs).stderr


class Asker:
    """Asks all the time from a thread, each time from a new port, and counts what was lost."""

    def __init__(self, port, public, tcp=False):
        self.port, self.public, self.tcp = port, public, tcp
        self.num, self.faults, self.going = 0, [], True
        self.thread = threading.Thread(target=self.work)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.going = False
        self.thread.join()

    def ask(self, packet):
        if self.tcp:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall(packet)
                return read_packets(connection, 1)[0]
        with serving.udp_socket(self.port, 5) as connection:
            connection.send(packet)
            return connection.recv(65536)

    def work(self):
        while self.going:
            self.num += 1
            packet = request(RFC, self.num)
            try:
                fault = is_valid(self.ask(packet), packet, self.public) if self.num % 50 == 0 else self.ask(packet) and None
            except (OSError, IndexError) as error:
                fault = repr(error)
            if fault:
                self.faults.append((self.num, fault))


class SignalTest(ServeTest):
    def test_reload_loses_nothing(self):
        with self.server() as server, Asker(server.ports["udp"], self.public) as udp, \
                Asker(server.ports["tcp"], self.public, tcp=True) as tcp:
            seen = set()
            for number in range(10):
                fresh = self.delegate(f"fresh-{number}")
                fresh.replace(self.dir / "delegation")
                since = len(server.log)
                server.process.send_signal(signal.SIGHUP)
                server.wait_for("event=reloaded complete=yes", since=since)
                seen.add(online_key(self.ask(server)).get("PUBK").value)
            self.assertEqual(len(seen), 10, "every reload takes the new key")
            num = udp.num, tcp.num
        self.assertEqual((udp.faults, tcp.faults), ([], []))
        self.assertGreater(min(num), 20)

    def test_a_bad_reload_keeps_what_there_is(self):
        with self.server() as server:
            (self.dir / "delegation").write_text("nonsense\n")
            server.process.send_signal(signal.SIGHUP)
            server.wait_for("event=reloaded complete=no")
            self.assertIsNotNone(self.ask(server))

    def test_restart_beside_the_old_one_loses_nothing(self):
        """The next server takes the port before the last one leaves it, which answers to the last what it got."""
        server = self.server()
        port = server.ports["udp"]
        with Asker(port, self.public) as one, Asker(port, self.public) as two:
            for number in range(4):
                successor = Server(roughproof, self.dir, "--delegation", self.delegate(f"d{number}"), "--port", port)
                self.assertEqual(successor.ports["udp"], port)
                server.stop()
                server = successor
                time.sleep(0.2)
        self.assertEqual((one.faults, two.faults), ([], []))
        self.assertGreater(one.num + two.num, 20)
        server.stop()

    def activated(self, *sockets, options=()):
        """A server that got these sockets from systemd."""
        fds = [s.fileno() for s in sockets]
        redirections = " ".join(f"{3 + i}<&{fd}" for i, fd in enumerate(fds))
        command = f'exec {redirections}; LISTEN_PID=$$ LISTEN_FDS={len(fds)} exec "$0" "$@"'
        metrics = self.dir / "metrics.prom"
        process = subprocess.Popen(
            ["sh", "-c", command, roughproof, "serve", "--delegation", self.dir / "delegation", "--metrics", metrics,
             "--trust-system-clock", *options], pass_fds=fds, stderr=subprocess.PIPE)
        server = Server.__new__(Server)
        server.process, server.log, server.metrics_path = process, "", metrics
        server.wait_for("event=ready")
        server.ports = {"udp": sockets[0].getsockname()[1], "tcp": sockets[-1].getsockname()[1]}
        return server

    def test_sockets_of_systemd_survive_a_restart(self):
        self.delegate()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind(("127.0.0.1", 0))
            tcp.bind(("127.0.0.1", 0))
            tcp.listen(16)
            with self.activated(udp, tcp) as server:
                self.assertIsNotNone(self.ask(server))
            with serving.udp_socket(udp.getsockname()[1]) as one, \
                    socket.create_connection(tcp.getsockname(), timeout=10) as two:
                packet = request(RFC, 7)
                one.send(packet)
                two.sendall(packet)
                with self.activated(udp, tcp, options=("--threads", "2")) as server:
                    self.assertIsNone(is_valid(one.recv(65536), packet, self.public))
                    self.assertIsNone(is_valid(read_packets(two, 1)[0], packet, self.public))
                    with server.tcp() as connection:
                        connection.sendall(packet)
                        self.assertEqual(len(read_packets(connection, 1)), 1)

    def test_systemd_is_told(self):
        path = self.dir / "notify"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.bind(str(path))
            notify.settimeout(10)
            with self.server(env={"NOTIFY_SOCKET": str(path)}) as server:
                said = [notify.recv(4096)]
                server.process.send_signal(signal.SIGHUP)
                said += [notify.recv(4096), notify.recv(4096)]
                server.stop()
                said.append(notify.recv(4096))
        self.assertEqual([text.split(b"\n")[0] for text in said], [b"READY=1", b"RELOADING=1", b"READY=1", b"STOPPING=1"])
        self.assertRegex(said[1], rb"\nMONOTONIC_USEC=\d+")

    def test_stops_at_once(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.server() as server:
                connection = server.tcp()
                start = time.monotonic()
                server.stop(number, timeout=10)
                self.assertLess(time.monotonic() - start, 5)
                self.assertIn("event=stopped", server.log)
                connection.close()
            (self.dir / "delegation").unlink()


class KeyTest(ServeTest):
    def test_the_signer_alone_has_the_key(self):
        with Server(roughproof, self.dir, "--key", self.key) as server:
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
            for _ in range(100):
                if not pathlib.Path(f"/proc/{children[0]}").exists() or state_of(children[0]) == "Z":
                    break
                time.sleep(0.05)
            else:
                self.fail("the signer outlives its server")
            server.process.stderr.close()
            server.process.poll()

    def test_renewal_before_the_end(self):
        with Server(roughproof, self.dir, "--key", self.key, "--delegation-lifetime", "10s") as server, \
                Asker(server.ports["udp"], self.public) as asker:
            first = online_key(self.ask(server))
            server.wait_for(r"event=delegation(.|\n)*event=delegation", timeout=15)
            second = online_key(self.ask(server))
        self.assertNotEqual(first.get("PUBK").value, second.get("PUBK").value)
        self.assertLess(time.time(), first.get("MAXT").u64() + 1, "renewed before it had expired")
        self.assertLess(second.get("MINT").u64(), first.get("MAXT").u64(), "they overlap")
        self.assertEqual(asker.faults, [])

    def test_a_delegation_that_ends(self):
        expired = self.delegate("delegation", "--until", "+3s")
        with Server(roughproof, self.dir, "--delegation", expired) as server:
            self.assertIsNotNone(self.ask(server))
            time.sleep(3.5)
            self.assertTrue(self.is_silent(server))
            self.assertEqual(server.metrics()['requests_total{transport="udp",outcome="undelegated"}'], 1)
            server.wait_for("event=expired")
            expired.unlink()
            self.delegate()
            server.process.send_signal(signal.SIGHUP)
            server.wait_for("event=reloaded complete=yes")
            self.assertIsNotNone(self.ask(server))

    def test_of_two_delegations_the_valid_one(self):
        old = self.delegate("old", "--until", "+2s")
        new = self.delegate("new", "--from", "+1s", "--until", "+1h")
        with Server(roughproof, self.dir, "--delegation", old, "--delegation", new) as server:
            first = online_key(self.ask(server)).get("PUBK").value
            time.sleep(3)
            self.assertNotEqual(online_key(self.ask(server)).get("PUBK").value, first)

    def test_lies_need_a_key_for_tests(self):
        real, _ = serving.make_key(roughproof, self.dir, "real", test=False)
        delegation = serving.delegate(roughproof, real, self.dir / "real-delegation")
        for lie in (["--fixed-time", "2026-10-01T12:00:00Z"], ["--time-offset", "1h"], ["--time-offset", "-1h"]):
            for keys in (["--key", real], ["--delegation", delegation], ["--key", self.key, "--key", real]):
                with self.subTest(lie=lie, keys=keys):
                    self.assertIn("keys made by --test", self.refused(*keys, *lie))

    def test_wrong_times_of_test_keys(self):
        noon = 1790856000
        with Server(roughproof, self.dir, "--key", self.key, "--fixed-time", "2026-10-01T12:00:00Z") as server:
            for kind in (RFC, GOOGLE, KINDS["draft-05"], KINDS["draft-07"], KINDS["draft-11"]):
                with server.udp() as connection:
                    packet = request(kind, 1)
                    connection.send(packet)
                    self.assertIsNone(is_valid(connection.recv(65536), packet, self.public, at=noon, slack=0), kind)
        with Server(roughproof, self.dir, "--key", self.key, "--time-offset", "-1d") as server, server.udp() as connection:
            packet = request(RFC, 1)
            connection.send(packet)
            self.assertIsNone(is_valid(connection.recv(65536), packet, self.public, at=time.time() - 86400))


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


def state_of(pid):
    return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


class ClockTest(ServeTest):
    def environment(self, state):
        (self.dir / "clock").write_text(state)
        return {"LD_PRELOAD": fake_adjtimex, "FAKE_ADJTIMEX": str(self.dir / "clock"),
                "ASAN_OPTIONS": "verify_asan_link_order=0"}

    def test_nobody_keeps_the_clock(self):
        done = subprocess.run([roughproof, "serve", "--delegation", self.delegate(), "--listen", "127.0.0.1", "--port", "0"],
                              env=self.environment("lost 16000000"), capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, IO)
        self.assertIn("event=clock state=unsynchronised", done.stderr)

    def test_forbidden_to_ask(self):
        done = subprocess.run([roughproof, "serve", "--delegation", self.delegate(), "--listen", "127.0.0.1", "--port", "0"],
                              env=self.environment("forbidden 0"), capture_output=True, text=True, check=False, timeout=60)
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
            time.sleep(1.6)
            self.assertIn(self.radius(server), (9, 10))
            self.tell("leap 9000000")
            time.sleep(1.6)
            self.assertIn(self.radius(server), (10, 11))
            self.tell("lost 9000000")
            server.wait_for("level=error event=clock state=unsynchronised")
            self.assertTrue(self.is_silent(server))
            counted = server.metrics()
            self.assertEqual((counted["clock_synchronised"], counted["silent_total"]), (0, 1))
            self.tell("good 1000")
            server.wait_for("level=info event=clock state=synchronised")
            self.assertIn(self.radius(server), (3, 4))


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
            counted = server.metrics()
            by_outcome = {name: counted[f'requests_total{{transport="udp",outcome="{name}"}}']
                          for name in ("answered", "short", "malformed", "invalid", "version", "larger")}
            self.assertEqual(by_outcome["answered"], sent // 64)
            self.assertEqual(sum(by_outcome.values()), sent + sent // 64)
            self.assertGreater(by_outcome["short"], 1000)
            self.assertGreater(by_outcome["malformed"], 1000)
            self.assertLess(server.memory() - before, 4 << 20)

    def test_rate_limit(self):
        with self.server("--rate-limit", 10) as server, server.udp(0.5) as connection:
            for number in range(100):
                connection.send(request(RFC, number))
            got = 0
            while True:
                try:
                    connection.recv(65536)
                    got += 1
                except TimeoutError:
                    break
            self.assertIn(got, range(9, 26), "a burst of ten, and ten a second")
            counted = server.metrics()
            self.assertEqual(counted["limited_total"] + got, 100)
            with server.tcp() as stream:
                stream.sendall(b"".join(request(RFC, number) for number in range(100)))
                time.sleep(0.3)
                self.assertGreater(server.metrics()["limited_total"], counted["limited_total"] + 70)

    def test_another_prefix_has_its_own_limit(self):
        with self.server("--rate-limit", 2) as server:
            for host in ("127.0.0.1", "127.1.2.3"):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
                    connection.bind((host, 0))
                    connection.settimeout(5)
                    for number in range(2):
                        connection.sendto(request(RFC, number), ("127.0.0.1", server.ports["udp"]))
                        connection.recv(65536)

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


class TcpTest(ServeTest):
    def test_a_slow_reader_costs_others_nothing(self):
        with self.server("--tcp-idle", "3s") as server, server.tcp() as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            before = server.memory()
            slow.settimeout(0.5)
            sent, packets = 0, b"".join(request(RFC, number) for number in range(64))
            try:
                for _ in range(400):
                    sent += slow.send(packets)
            except TimeoutError:
                pass
            self.assertLess(sent, 400 * len(packets), "the server stops reading from who does not read")
            took = []
            for number in range(50):
                start = time.monotonic()
                with server.tcp() as other:
                    other.sendall(request(RFC, number))
                    self.assertEqual(len(read_packets(other, 1)), 1)
                self.assertIsNotNone(self.ask(server))
                took.append(time.monotonic() - start)
            self.assertLess(sorted(took)[25], 0.2)
            self.assertLess(server.memory() - before, 4 << 20)
            for _ in range(40):
                if server.metrics()["timed_out_total"] == 1:
                    break
                time.sleep(0.2)
            else:
                self.fail("who takes nothing is closed")

    def closed_after(self, connection):
        start = time.monotonic()
        connection.settimeout(20)
        try:
            self.assertEqual(connection.recv(1), b"")
        except ConnectionResetError:
            pass
        return time.monotonic() - start

    def test_idle_and_stalled_connections_are_closed(self):
        with self.server("--tcp-idle", "1s") as server, server.tcp() as idle, server.tcp() as stalled:
            packet = request(RFC, 1)
            stalled.sendall(packet + packet[:100])
            self.assertEqual(len(read_packets(stalled, 1)), 1)
            self.assertLess(self.closed_after(idle), 5)
            self.assertLess(self.closed_after(stalled), 5)
            self.assertEqual(server.metrics()["timed_out_total"], 2)

    def test_drops_do_not_keep_a_request_alive(self):
        with self.server("--tcp-idle", "1s") as server, server.tcp() as connection:
            end = time.monotonic() + 5
            with self.assertRaises(OSError):
                for byte in request(RFC, 1):
                    connection.sendall(bytes([byte]))
                    time.sleep(0.1)
                    self.assertLess(time.monotonic(), end)
                    connection.setblocking(False)
                    try:
                        if connection.recv(1) == b"":
                            raise ConnectionResetError
                    except BlockingIOError:
                        connection.setblocking(True)

    def test_connections_are_limited(self):
        with self.server("--tcp-connections", 8) as server:
            open_ones = []
            for _ in range(4):
                open_ones.append(server.tcp())
                time.sleep(0.05)
            # A quarter of all is what one prefix gets.
            self.assertLess(self.closed_after(open_ones[-1]), 5)
            self.assertGreaterEqual(server.metrics()["refused_total"], 1)
            with socket.socket() as other:
                other.bind(("127.1.2.3", 0))
                other.settimeout(10)
                other.connect(("127.0.0.1", server.ports["tcp"]))
                other.sendall(request(RFC, 1))
                self.assertEqual(len(read_packets(other, 1)), 1)
            for connection in open_ones:
                connection.close()

    def test_frames_are_limited(self):
        with self.server() as server, server.tcp() as connection:
            connection.sendall(b"ROUGHTIM" + (4096).to_bytes(4, "little"))
            self.assertLess(self.closed_after(connection), 5)
            self.assertEqual(server.metrics()["violations_total"], 1)

    def test_requests_in_pieces(self):
        with self.server() as server, server.tcp() as connection:
            packets = [request(RFC, number) for number in range(3)]
            stream = b"".join(packets)
            for at in range(0, len(stream), 100):
                connection.sendall(stream[at:at + 100])
            for reply, packet in zip(read_packets(connection, 3), packets, strict=True):
                self.assertIsNone(is_valid(reply, packet, self.public))

    def test_half_closed(self):
        with self.server() as server, server.tcp() as connection:
            connection.sendall(request(RFC, 1) * 20)
            connection.shutdown(socket.SHUT_WR)
            self.assertEqual(len(read_packets(connection, 21)), 20)


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
                done = serving.run(roughproof, "serve", *args, status=USAGE)
                self.assertIn("roughproof serve: ", done.stderr)
        self.assertIn("usage: roughproof serve", serving.run(roughproof, "serve", "--help").stdout)
        done = serving.run(roughproof, "serve", "--\x1b[31m", status=USAGE)
        self.assertNotIn("\x1b", done.stderr)

    def test_what_is_not_there(self):
        self.assertIn("No such file", self.refused("--delegation", self.dir / "absent"))
        self.assertIn("No such file", self.refused("--key", self.dir / "absent"))
        self.assertIn("event=no-user", self.refused("--delegation", self.delegate(), "--user", "no such user"))
        self.assertIn("event=no-socket", self.refused("--delegation", self.dir / "delegation", "--listen", "192.0.2.1"))
        self.assertIn("event=no-socket", self.refused("--delegation", self.dir / "delegation", "--listen", "[::1"))
        self.assertIn("No such file", self.refused("--config", self.dir / "absent"))

    def test_a_port_that_is_taken(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(("127.0.0.1", 0))
            address = "127.0.0.1:%d" % taken.getsockname()[1]
            self.assertIn("in use", self.refused("--delegation", self.delegate(), "--listen", address))

    def test_a_file_of_options(self):
        config = self.dir / "config"
        config.write_text(f"# a server\n\ndelegation = {self.delegate()}\n  batch 7  \nno-tcp\r\nthreads=1\n"
                          "trust-system-clock\n")
        with Server(roughproof, self.dir, "--config", config, clock=False) as server:
            self.assertIsNotNone(self.ask(server))
            self.assertEqual(list(server.ports), ["udp"])
        for line in ("batch", "no-tcp yes", "nonsense 1", "help", f"config {config}", "batch 9999"):
            with self.subTest(line=line):
                config.write_text(f"trust-system-clock\n{line}\n")
                done = serving.run(roughproof, "serve", "--config", config, status=USAGE)
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


class ConfinementTest(ServeTest):
    def status(self, pid):
        text = pathlib.Path(f"/proc/{pid}/status").read_text()
        return dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)

    def test_seccomp(self):
        if "libseccomp" not in serving.run(roughproof, "--version").stdout:
            self.skipTest("this build has no sandbox")
        with Server(roughproof, self.dir, "--key", self.key, "--threads", 2) as server:
            pid = server.process.pid
            tasks = [path.name for path in pathlib.Path(f"/proc/{pid}/task").iterdir()]
            signer = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            self.assertEqual((len(tasks), len(signer)), (4, 1))
            for task in [*tasks, *signer]:
                status = self.status(task)
                self.assertEqual((status["Seccomp"], status["NoNewPrivs"]), ("2", "1"))

    def test_another_user(self):
        if os.getuid() != 0:
            self.skipTest("only root can become another user")
        self.dir.chmod(0o777)
        with Server(roughproof, self.dir, "--key", self.key, "--user", "nobody") as server:
            self.assertIsNotNone(self.ask(server))
            pid = server.process.pid
            signer = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            for process in [pid, *signer]:
                status = self.status(process)
                uids = set(status["Uid"].split() + status["Gid"].split())
                self.assertNotIn("0", uids)
                self.assertEqual((status["Groups"].strip(), status["CapEff"]), ("", "0" * 16))
            self.assertGreater(server.metrics()["batch_size_sum"], 0)


if __name__ == "__main__":
    roughproof, fake_adjtimex = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
    serving.main()
