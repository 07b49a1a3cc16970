#!/usr/bin/env python3
"""tcp_test.py ROUGHPROOF FAKE_ADJTIMEX [TEST ...]: roughproof serve, many requests a connection, and slow or idle peers."""
import os
import pathlib
import resource
import socket
import time

from case import main, ServeTest
from serving import PATIENCE, RFC, is_valid, read_packets, request


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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
                took.append(time.monotonic() - start)
                self.assertIsNotNone(self.ask(server))
            self.assertLess(min(took), 0.2)
            self.assertLess(server.memory() - before, 4 << 20)
            server.metrics_when(lambda counted: counted["timed_out_total"] > 0)  # who takes nothing is closed

    def closed_after(self, connection):
        start = time.monotonic()
        connection.settimeout(PATIENCE)
        try:
            self.assertEqual(connection.recv(1), b"")
        except ConnectionResetError:
            pass
        return time.monotonic() - start

    def test_idle_and_stalled_connections_are_closed(self):
        with self.server("--tcp-idle", "3s") as server, server.tcp() as idle, server.tcp() as stalled:
            packet = request(RFC, 1)
            stalled.sendall(packet + packet[:100])
            self.assertEqual(len(read_packets(stalled, 1)), 1)
            self.assertLess(self.closed_after(idle), 9)  # and not after ten, which is the default
            self.assertLess(self.closed_after(stalled), 9)
            self.assertEqual(server.metrics()["timed_out_total"], 2)

    def test_drops_do_not_keep_a_request_alive(self):
        with self.server("--tcp-idle", "1s") as server, server.tcp() as connection:
            end = time.monotonic() + PATIENCE
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
        with self.server("--tcp-connections", 8, "--tcp-idle", "2m") as server:
            open_ones = [server.tcp() for _ in range(4)]
            # A quarter of all is what one prefix gets.
            self.closed_after(open_ones[-1])
            self.assertGreaterEqual(server.metrics()["refused_total"], 1)
            with socket.socket() as other:
                other.bind(("127.1.2.3", 0))
                other.settimeout(PATIENCE)
                other.connect(("127.0.0.1", server.ports["tcp"]))
                other.sendall(request(RFC, 1))
                self.assertEqual(len(read_packets(other, 1)), 1)
            for connection in open_ones:
                connection.close()

    def test_without_descriptors(self):
        """The server neither stops nor spins, and takes connections again when it can."""
        with self.server("--tcp-idle", "2s", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))) as server:
            waiting = [server.tcp() for _ in range(30)]
            self.assertIsNotNone(self.ask(server))
            spent = cpu_seconds(server.process.pid)
            time.sleep(1)
            self.assertLess(cpu_seconds(server.process.pid) - spent, 0.5)
            waiting[-1].sendall(request(RFC, 1))
            self.assertEqual(len(read_packets(waiting[-1], 1)), 1)
            for connection in waiting:
                connection.close()

    def test_frames_are_limited(self):
        with self.server("--tcp-idle", "2m") as server, server.tcp() as connection:
            connection.sendall(b"ROUGHTIM" + (4096).to_bytes(4, "little"))
            self.closed_after(connection)
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


if __name__ == "__main__":
    main()
