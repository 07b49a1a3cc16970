"""For the tests of roughproof serve in operation: a key, servers that have it, and who asks them."""
import os
import pathlib
import socket
import sys
import tempfile
import threading
import unittest

import serving
from serving import IO, PATIENCE, RFC, Server, is_valid, read_packets, request

import wire


class ServeTest(unittest.TestCase):
    program = fake_adjtimex = None

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.dir = pathlib.Path(directory.name)
        self.key, self.public = serving.make_key(self.program, self.dir)

    def delegate(self, name="delegation", *options):
        return serving.delegate(self.program, self.key, self.dir / name, *options)

    def server(self, *options, **kwargs):
        return Server(self.program, self.dir, "--delegation", self.delegate(), *options, **kwargs)

    def ask(self, server, kind=RFC, number=1, timeout=PATIENCE):
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
        return serving.run(self.program, "serve", *args, status=status, **kwargs).stderr


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
            with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
                connection.sendall(packet)
                return read_packets(connection, 1)[0]
        with serving.udp_socket(self.port) as connection:
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


def online_key(reply):
    top = wire.parse(wire.body_of(reply, True), 0, "top")
    cert = wire.parse(top.get("CERT").value, 0, "CERT")
    return wire.parse(cert.get("DELE").value, 0, "DELE")


def main():
    ServeTest.program, ServeTest.fake_adjtimex = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
    serving.main()
