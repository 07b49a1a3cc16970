"""A bad network between a client and a server: a proxy for UDP that loses, repeats, delays, and so reorders."""
import heapq
import random
import select
import socket
import threading
import time

TO_SERVER, TO_CLIENT = "to server", "to client"


def straight(direction, number):
    return [0]


def late(seconds, direction=TO_CLIENT):
    """Every packet of one direction comes so late."""
    return lambda where, number: [seconds] if where == direction else [0]


def random_fate(seed, loss=0.0, again=0.0, delay=0.0):
    """Each packet is lost with one probability and repeated with another; each copy takes up to `delay` seconds."""
    dice = random.Random(seed)

    def fate(direction, number):
        copies = 0 if dice.random() < loss else 2 if dice.random() < again else 1
        return [dice.random() * delay for _ in range(copies)]
    return fate


class Proxy:
    """`fate(direction, number)` says of packet `number` (from 0, each direction counts for itself) after how many
    seconds its copies arrive; an empty list loses it. A context manager; `port` is where clients ask."""

    def __init__(self, server_port, fate=straight):
        self.server, self.fate = ("127.0.0.1", server_port), fate
        self.front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.front.bind(("127.0.0.1", 0))
        self.port = self.front.getsockname()[1]
        self.behind = {}  # for each client a socket of its own, as the server sees it
        self.seen = {TO_SERVER: 0, TO_CLIENT: 0}
        self.waiting, self.serial = [], 0
        self.stop_reader, self.stop_writer = socket.socketpair()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop_writer.send(b"x")
        self.thread.join()
        for one in (self.front, self.stop_reader, self.stop_writer, *self.behind.values()):
            one.close()

    def client_of(self, connection):
        return next(client for client, one in self.behind.items() if one is connection)

    def accept(self, connection):
        """One packet, from either side."""
        try:
            packet, sender = connection.recvfrom(65536)
        except OSError:  # nobody listens at the server's port
            return
        if connection is self.front:
            if sender not in self.behind:
                self.behind[sender] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                self.behind[sender].connect(self.server)
            self.post(TO_SERVER, self.behind[sender].send, packet)
        else:
            client = self.client_of(connection)
            self.post(TO_CLIENT, lambda data: self.front.sendto(data, client), packet)

    def post(self, direction, send, packet):
        number, self.seen[direction] = self.seen[direction], self.seen[direction] + 1
        for delay in self.fate(direction, number):
            self.serial += 1
            heapq.heappush(self.waiting, (time.monotonic() + delay, self.serial, send, packet))

    def deliver(self):
        while self.waiting and self.waiting[0][0] <= time.monotonic():
            _, _, send, packet = heapq.heappop(self.waiting)
            try:
                send(packet)
            except OSError:  # the client is gone
                pass

    def run(self):
        while True:
            self.deliver()
            patience = max(0, self.waiting[0][0] - time.monotonic()) if self.waiting else None
            sources = [self.stop_reader, self.front, *self.behind.values()]
            ready = select.select(sources, [], [], patience)[0]
            if self.stop_reader in ready:
                return
            for connection in ready:
                self.accept(connection)
