#!/usr/bin/env python3
"""A minute of valid and hostile load at once, or ten: the server answers throughout, its memory stays as it is, and
nothing is lost but what the kernel had no room for.

usage: soak_test.py ROUGHPROOF [--long]
"""
import pathlib
import random
import signal
import sys
import tempfile
import threading
import time

import serving
from serving import KINDS, RFC, Server, is_valid, read_packets, request

MEGABYTE = 1 << 20
PATIENCE = serving.PATIENCE


class Load:
    """What one thread does over and over, until told to stop."""

    def __init__(self, work):
        self.work, self.num, self.fault, self.going = work, 0, None, True
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        try:
            while self.going:
                self.work(self)
        except Exception as error:
            self.fault = error

    def stop(self):
        self.going = False
        self.thread.join()
        if self.fault:
            raise self.fault


def num_dropped(port):
    """How many datagrams the kernel had no room for at a port."""
    lines = [line.split() for line in pathlib.Path("/proc/net/udp").read_text().splitlines()[1:]]
    return sum(int(line[-1]) for line in lines if int(line[1].partition(":")[2], 16) == port)


class Soak:
    def __init__(self, server, public):
        self.server, self.public, self.num_missing = server, public, 0

    def valid(self, load):
        """Bursts of all versions; every reply comes, and one in a burst is looked at closely."""
        kinds = list(KINDS.values())
        with self.server.udp(1) as connection:
            packets = [request(kinds[(load.num + i) % len(kinds)], load.num + i) for i in range(32)]
            for packet in packets:
                connection.send(packet)
            replies = self.receive(connection, len(packets))
        if replies:
            self.count_valid(replies, packets)
        load.num += len(replies)

    def receive(self, connection, num):
        """So many replies, less what the kernel dropped."""
        replies, end = [], time.monotonic() + PATIENCE
        while len(replies) < num:
            try:
                replies.append(connection.recv(65536))
            except TimeoutError:
                missing = num - len(replies)
                if self.num_missing + missing <= num_dropped(self.server.ports["udp"]):
                    self.num_missing += missing
                    break
                assert time.monotonic() < end, f"{missing} replies are lost"
        return replies

    def count_valid(self, replies, packets):
        chosen = random.choice(replies)
        faults = [is_valid(chosen, packet, self.public) for packet in packets]
        assert any(fault is None for fault in faults), faults

    def stream(self, load):
        with self.server.tcp() as connection:
            for _ in range(20):
                packets = [request(RFC, load.num + i) for i in range(10)]
                connection.sendall(b"".join(packets))
                replies = read_packets(connection, 10)
                fault = is_valid(replies[3], packets[3], self.public)
                assert fault is None, fault
                load.num += 10

    def rubbish(self, load):
        """At a pace that leaves the others room in the kernel's queue."""
        good = request(RFC, load.num)
        with self.server.udp() as connection:
            for _ in range(20):
                packet = bytearray(good if load.num % 2 else random.randbytes(random.randrange(1500)))
                for _ in range(random.randrange(4) if packet else 0):
                    packet[random.randrange(min(len(packet), 80))] = random.randrange(256)
                connection.send(packet[:random.randrange(len(packet) + 1)])
                load.num += 1
        time.sleep(0.01)

    def bad_streams(self, load):
        with self.server.tcp() as connection:
            connection.settimeout(0.05)
            try:
                connection.sendall(random.choice((b"GET / HTTP/1.0\r\n\r\n", request(RFC, 1)[:500], random.randbytes(64),
                                                  request(RFC, 1) * 40)))
                connection.recv(10)
            except OSError:
                pass
        load.num += 1

    def reload(self, load):
        self.server.process.send_signal(signal.SIGHUP)
        self.server.read_log()
        load.num += 1
        time.sleep(0.25)


def main(program, seconds):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        key, public = serving.make_key(program, folder)
        with Server(program, folder, "--key", key, "--threads", 2, "--tcp-idle", "2s") as server:
            soak = Soak(server, public)
            loads = {work.__name__: Load(work) for work in (soak.valid, soak.stream, soak.rubbish, soak.bad_streams,
                                                            soak.reload)}
            time.sleep(seconds / 6)
            early = server.memory()
            time.sleep(seconds * 5 / 6)
            late = server.memory()
            for load in loads.values():
                load.stop()
            counted = server.metrics()
            print(", ".join(f"{what} {load.num}" for what, load in loads.items()))
            print(f"{soak.num_missing} of the valid requests dropped by the kernel")
            print(f"memory {early / MEGABYTE:.1f} MiB, then {late / MEGABYTE:.1f} MiB")
            answered = sum(value for what, value in counted.items() if 'outcome="answered"' in what)
            assert all(load.num > 0 for load in loads.values())
            assert late - early < MEGABYTE, "memory grows"
            assert answered >= loads["valid"].num + loads["stream"].num and counted["unsent_total"] == 0
            assert counted['requests_total{transport="udp",outcome="malformed"}'] > 0
            assert counted["violations_total"] > 0


if __name__ == "__main__":
    main(sys.argv[1], 600 if "--long" in sys.argv else 60)
