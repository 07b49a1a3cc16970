#!/usr/bin/env python3
"""signal_test.py ROUGHPROOF FAKE_ADJTIMEX [TEST ...]: roughproof serve, reloads, ends and hands over without losing a request."""
import signal
import socket
import subprocess
import time

import serving
from case import Asker, main, online_key, ServeTest
from serving import PATIENCE, RFC, Server, is_valid, read_packets, request, wait_until


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
            wait_until(lambda: min(udp.num, tcp.num) > 20)
        self.assertEqual((udp.faults, tcp.faults), ([], []))

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
                successor = Server(self.program, self.dir, "--delegation", self.delegate(f"d{number}"), "--port", port)
                self.assertEqual(successor.ports["udp"], port)
                server.stop()
                server = successor
                time.sleep(0.2)
            wait_until(lambda: one.num + two.num > 20)
        self.assertEqual((one.faults, two.faults), ([], []))
        server.stop()

    def test_what_has_arrived_is_answered_before_the_end(self):
        with self.server("--batch", 1, "--threads", 1) as server, server.udp() as udp, server.tcp() as tcp:
            packets = [request(RFC, number) for number in range(150)]  # for which any kernel has room
            udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
            server.pause()
            for packet in packets:
                udp.send(packet)
            tcp.sendall(b"".join(packets[:15]))
            server.process.send_signal(signal.SIGTERM)
            server.process.send_signal(signal.SIGCONT)
            replies = [udp.recv(65536) for _ in packets]
            self.assertIsNone(is_valid(replies[-1], packets[-1], self.public))
            self.assertEqual(len(read_packets(tcp, 15)), 15)
            self.assertEqual(server.process.wait(PATIENCE), 0)

    def activated(self, *sockets, options=()):
        """A server that got these sockets from systemd."""
        fds = [s.fileno() for s in sockets]
        redirections = " ".join(f"{3 + i}<&{fd}" for i, fd in enumerate(fds))
        command = f'exec {redirections}; LISTEN_PID=$$ LISTEN_FDS={len(fds)} exec "$0" "$@"'
        metrics = self.dir / "metrics.prom"
        process = subprocess.Popen(
            ["sh", "-c", command, self.program, "serve", "--delegation", self.dir / "delegation", "--metrics", metrics,
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
                    socket.create_connection(tcp.getsockname(), timeout=PATIENCE) as two:
                packet = request(RFC, 7)
                one.send(packet)
                two.sendall(packet)
                with self.activated(udp, tcp, options=("--threads", "2")) as server:
                    self.assertIsNone(is_valid(one.recv(65536), packet, self.public))
                    self.assertIsNone(is_valid(read_packets(two, 1)[0], packet, self.public))
                    with server.tcp() as connection:
                        connection.sendall(packet)
                        self.assertEqual(len(read_packets(connection, 1)), 1)

    def test_one_socket_for_both_families(self):
        """As systemd makes one: replies come from where the request went, of either family."""
        if not serving.has_ipv6():
            self.skipTest("no IPv6 on this machine")
        self.delegate()
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as both:
            both.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            both.bind(("::", 0))
            with self.activated(both):
                for family, host in ((socket.AF_INET, "127.0.0.77"), (socket.AF_INET6, "::1")):
                    with socket.socket(family, socket.SOCK_DGRAM) as connection:
                        connection.settimeout(PATIENCE)
                        connection.connect((host, both.getsockname()[1]))
                        packet = request(RFC, 1)
                        connection.send(packet)
                        self.assertIsNone(is_valid(connection.recv(65536), packet, self.public))

    def test_systemd_is_told(self):
        path = self.dir / "notify"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.bind(str(path))
            notify.settimeout(PATIENCE)
            with self.server(env={"NOTIFY_SOCKET": str(path)}) as server:
                said = [notify.recv(4096)]
                server.process.send_signal(signal.SIGHUP)
                said += [notify.recv(4096), notify.recv(4096)]
                server.stop()
                said.append(notify.recv(4096))
        self.assertEqual([text.split(b"\n")[0] for text in said], [b"READY=1", b"RELOADING=1", b"READY=1", b"STOPPING=1"])
        self.assertRegex(said[1], rb"\nMONOTONIC_USEC=\d+")

    def test_nobody_reads_the_log(self):
        with self.server() as server:
            server.process.stderr.close()
            first = online_key(self.ask(server)).get("PUBK").value
            self.delegate("fresh").replace(self.dir / "delegation")
            server.process.send_signal(signal.SIGHUP)
            wait_until(lambda: online_key(self.ask(server)).get("PUBK").value != first, 0.05)
            server.process.terminate()
            self.assertEqual(server.process.wait(PATIENCE), 0)

    def test_stops_at_once(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.server("--tcp-idle", "2m") as server:
                connection = server.tcp()
                server.stop(number)
                self.assertIn("event=stopped", server.log)
                connection.close()
            (self.dir / "delegation").unlink()


if __name__ == "__main__":
    main()
