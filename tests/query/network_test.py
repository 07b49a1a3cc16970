#!/usr/bin/env python3
"""network_test.py ROUGHPROOF: a measurement through a network that loses, repeats, reorders, delays and alters datagrams
succeeds or fails for the right reason."""
import socket
import threading

from asking import BAD, Case, key_of, main


class Proxy:
    """Between a client and a server, over UDP. `rule(number, packet, back)` says what becomes of the packet that came
    as that number in its direction: a list of (seconds to wait, packet)."""

    def __init__(self, server, rule):
        self.server, self.rule, self.client = (server.address, server.port), rule, None
        self.sides = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
        for side in self.sides:
            side.bind(("127.0.0.1", 0))
        self.where = "127.0.0.1:%d" % self.sides[0].getsockname()[1]
        for back in (False, True):
            threading.Thread(target=self.forward, args=(back,), daemon=True).start()

    def forward(self, back):
        number = 0
        while True:
            try:
                packet, sender = self.sides[back].recvfrom(65536)
            except OSError:
                return
            if not back:
                self.client = sender
            for wait, changed in self.rule(number, packet, back):
                threading.Timer(wait, self.send, (changed, back)).start()
            number += 1

    def send(self, packet, back):
        try:
            self.sides[not back].sendto(packet, self.client if back else self.server)
        except OSError:
            pass

    def close(self):
        for side in self.sides:
            side.close()


def straight(packet):
    return [(0, packet)]


class Network(Case):
    def behind(self, rule):
        """What asks a server behind such a network."""
        server = self.server("behind")
        proxy = Proxy(server, rule)
        self.addCleanup(proxy.close)
        return [proxy.where, "--key", key_of(server), "--transport", "udp", "--version", "rfc10049"]

    def measure(self, rule, *options, status=0):
        return self.query_json(*self.behind(rule), "--timeout", "1s", "--max-rtt", "30s", "--retries", "3", *options,
                               status=status)

    def test_nothing(self):
        self.assertEqual(self.measure(lambda n, p, back: straight(p))["conclusion"], "good")

    def test_loss_in_either_direction(self):
        for lost in (False, True):
            told = self.measure(lambda n, p, back, lost=lost: [] if back == lost and n < 2 else straight(p))
            self.assertEqual((told["conclusion"], told["servers"][0]["requests"]), ("good", 3))

    def test_loss_of_everything(self):
        told = self.measure(lambda n, p, back: [], "--retries", "1", status=BAD)
        self.assertEqual((told["conclusion"], told["servers"][0]["failure"]), ("none", "silent"))
        self.assertIsNone(told["servers"][0]["refusal"])

    def test_duplication(self):
        told = self.measure(lambda n, p, back: 3 * straight(p))
        self.assertEqual((told["conclusion"], len(told["exchanges"])), ("good", 1))

    def test_late_replies_come_behind_newer_ones(self):
        """The first reply takes longer than the client waits: it answers another request by then."""
        told = self.measure(lambda n, p, back: [(1.3 if back and n == 0 else 0, p)])
        self.assertEqual((told["conclusion"], len(told["exchanges"])), ("good", 1))

    def test_delay(self):
        told = self.measure(lambda n, p, back: [(0.1, p)])
        self.assertGreaterEqual(told["exchanges"][0]["rtt_us"], 200_000)
        low, high = told["offset_us"]
        self.assertGreaterEqual(high - low, 6_200_000, "the delay makes the time less certain")
        told = self.measure(lambda n, p, back: [(0.1, p)], "--max-rtt", "150ms", status=BAD)
        self.assertEqual(told["conclusion"], "slow")

    def test_alteration(self):
        def flip(n, packet, back):
            at = 60 + 37 * n
            changed = packet[:at] + bytes([packet[at] ^ 1]) + packet[at + 1:] if back else packet
            return straight(changed)
        told = self.measure(flip, status=BAD)
        server, = told["servers"]
        self.assertEqual((told["conclusion"], told["exchanges"]), ("none", []))
        self.assertEqual(server["requests"], server["junk"] + server["other"] + server["refused"])

    def test_cut(self):
        told = self.query_refused(*self.behind(lambda n, p, back: straight(p[:200] if back else p)))
        self.assertEqual(told["servers"][0]["refusal"]["error"]["slug"], "packet-truncated")

    def test_cut_requests_are_not_answered(self):
        told = self.measure(lambda n, p, back: straight(p if back else p[:200]), "--retries", "0", status=BAD)
        self.assertEqual(told["servers"][0]["failure"], "silent")


if __name__ == "__main__":
    main()
