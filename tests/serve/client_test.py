#!/usr/bin/env python3
"""Our client against our server: every misbehaviour, and through a bad network.

usage: client_test.py ROUGHPROOF [TEST ...]
"""
import base64
import contextlib
import json
import pathlib
import sys
import tempfile
import unittest

import proxy
import serving
from proxy import TO_CLIENT, TO_SERVER, Proxy
from serving import GOOD, Server

BAD, MALFEASANCE = 1, 4
roughproof = None


class Case(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def query(self, *args, status=GOOD):
        """What it printed, as JSON."""
        done = serving.run(roughproof, "query", "--no-save", "--json", *args, status=status, cwd=self.folder,
                           env={"HOME": str(self.folder)})
        return json.loads(done.stdout)


def listed():
    """Mode to what a good client says, from --list-misbehaviours."""
    lines = serving.run(roughproof, "serve", "--list-misbehaviours").stdout.splitlines()
    start = lines[0].index("A GOOD CLIENT SAYS"), lines[0].index("WHAT")
    return {line.split()[0]: line[start[0]:start[1]].strip().split(", ") for line in lines[1:]}


class Misbehaving(Case):
    """One request of one version; the refusal is told, and what cannot be ours is passed over in silence."""

    # How what is refused is counted, if not as refused: a reply that is well signed and yet wrong ends the waiting;
    # what anybody could have sent does not, and what does not even repeat the nonce is another's, or junk.
    HEARD = {"denied": ("expired-delegation", "future-delegation", "radius-huge", "version-not-offered"),
             "other": ("wrong-nonce", "wrong-path", "wrong-index"),
             "junk": ("truncated", "trailing", "length-huge", "tag-missing", "unsorted", "duplicate-tag")}

    def ask(self, server, mode, verdicts, version, transport):
        port = server.ports[transport]
        args = [f"127.0.0.1:{port}", "--key", base64.b64encode(self.public).decode(), "--version", version,
                "--transport", transport, "--retries", 0]
        good = verdicts == ["none"] or (mode == "trailing" and transport == "tcp") or (
            version == "google" and mode in ("version-not-offered", "length-huge"))
        silent = verdicts == ["timeout"] or (mode == "truncated" and transport == "tcp")
        for timeout in ["30s"] if good else ["300ms"] if silent else ["300ms", "3s", "30s"]:  # machines may be slow
            result = self.query(*args, "--timeout", timeout, status=GOOD if good else BAD)
            one = result["servers"][0]
            if one["refusal"] is not None:
                break
        self.assertEqual(result["conclusion"], "good" if good else "none")
        self.assertEqual(one["requests"], 1)
        if good:
            self.assertEqual((one["failure"], one["replies"]), ("none", 1))
        elif silent:
            self.assertEqual((one["failure"], one["refusal"]), ("silent", None))
        else:
            self.assertIn(one["refusal"]["error"]["slug"], verdicts)
            heard = one["refusal"]["heard"]
            self.assertTrue(heard == "refused" or mode in self.HEARD[heard], heard)
        return result

    def every(self, versions, transport):
        key, self.public = serving.make_key(roughproof, self.folder)
        modes = listed()
        self.assertEqual(len(modes), 25)
        for mode, verdicts in modes.items():
            verdicts = ["radius-too-large"] if mode == "radius-huge" else verdicts
            with Server(roughproof, self.folder, "--key", key, "--misbehave", mode) as server:
                for version in versions:
                    with self.subTest(mode=mode, version=version, transport=transport):
                        self.ask(server, mode, verdicts, version, transport)

    def test_udp(self):
        self.every(["rfc10049", "draft-11", "google"], "udp")

    def test_tcp(self):
        self.every(["rfc10049"], "tcp")

    def test_late_is_slow(self):
        """A valid reply that took too long is of no use, and is said to be slow, not wrong."""
        key, public = serving.make_key(roughproof, self.folder)
        with Server(roughproof, self.folder, "--key", key, "--misbehave", "delayed") as server:
            result = self.query(f"127.0.0.1:{server.ports['udp']}", "--key", base64.b64encode(public).decode(),
                                "--max-rtt", "500ms", "--timeout", "30s", "--transport", "udp", status=BAD)
            self.assertEqual(result["conclusion"], "slow")


class Network(Case):
    """Three servers, each behind a proxy."""

    def setUp(self):
        super().setUp()
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.names = ("north", "east", "south")
        self.keys = {name: serving.make_key(roughproof, self.folder, name) for name in self.names}

    def serve(self, options=()):
        """`options` are those of the east."""
        self.servers = {name: self.stack.enter_context(
            Server(roughproof, self.folder, "--key", self.keys[name][0], *(options if name == "east" else ())))
            for name in self.names}

    def connect(self, fates, tcp=False):
        """A list of the proxies' addresses, and for TCP of the servers' own."""
        entries = []
        self.proxies = {}
        for name, fate in zip(self.names, fates, strict=True):
            self.proxies[name] = self.stack.enter_context(Proxy(self.servers[name].ports["udp"], fate))
            addresses = [{"protocol": "udp", "address": f"127.0.0.1:{self.proxies[name].port}"}]
            if tcp:
                addresses.append({"protocol": "tcp", "address": f"127.0.0.1:{self.servers[name].ports['tcp']}"})
            key = base64.b64encode(self.keys[name][1]).decode()
            entries.append({"name": name, "version": 1, "publicKeyType": "ed25519", "publicKey": key,
                            "addresses": addresses})
        path = self.folder / "servers.json"
        path.write_text(json.dumps({"servers": entries}))
        return path

    def measure(self, servers, *options, status=GOOD, conclusion="good"):
        """By default it waits for as long as a slow machine may take."""
        defaults = ["--max-rtt", "20s", "--timeout", "20s", "--transport", "udp"]
        result = self.query("--servers", servers, *defaults, *options, status=status)
        self.assertEqual(result["conclusion"], conclusion, result)
        return result

    def counts(self, result, what):
        return [one[what] for one in result["servers"]]

    def test_good_network(self):
        self.serve()
        result = self.measure(self.connect(3 * [proxy.straight]))
        self.assertEqual(self.counts(result, "requests"), [2, 2, 2])
        self.assertEqual([p.seen[TO_CLIENT] for p in self.proxies.values()], [2, 2, 2])

    def test_lost_requests_and_replies(self):
        """The first request to one, the first reply of another: they are asked again, and the measurement succeeds."""
        self.serve()

        def loses(where):
            return lambda direction, number: [] if (direction, number) == (where, 0) else [0]
        result = self.measure(self.connect([loses(TO_SERVER), proxy.straight, loses(TO_CLIENT)]), "--timeout", "3s")
        requests = {one["name"]: one["requests"] for one in result["servers"]}
        self.assertEqual(requests, {"north": 3, "east": 2, "south": 3})
        self.assertEqual(len(result["exchanges"]), 6)

    def test_all_is_lost(self):
        """Of one server: no measurement; over TCP there is one."""
        self.serve()
        fates = [proxy.straight, lambda *_: [], proxy.straight]
        result = self.measure(self.connect(fates), "--timeout", "1s", "--retries", 1, status=BAD,
                              conclusion="incomplete")
        east = next(one for one in result["servers"] if one["name"] == "east")
        self.assertEqual((east["failure"], east["replies"], east["refusal"]), ("silent", 0, None))
        result = self.measure(self.connect(fates, tcp=True), "--timeout", "1s", "--transport", "both")
        used = {(one["server"], one["transport"]) for one in result["exchanges"]}
        self.assertEqual(used, {("north", "udp"), ("east", "tcp"), ("south", "udp")})

    def test_repeated(self):
        """Copies are no new answers, whenever they come."""
        self.serve()
        fate = lambda direction, number: [0, 0, 0.4, 1.2] if direction == TO_CLIENT else [0, 0.1]
        result = self.measure(self.connect(3 * [fate]))
        self.assertEqual(self.counts(result, "requests"), [2, 2, 2])
        self.assertEqual(self.counts(result, "replies"), [2, 2, 2])
        self.assertEqual(self.counts(result, "refused"), [0, 0, 0])

    def test_overtaken(self):
        """The reply to the first request comes after the second request was made."""
        self.serve()
        fate = lambda direction, number: [1.3] if (direction, number) == (TO_CLIENT, 0) else [0]
        result = self.measure(self.connect(3 * [fate]), "--timeout", "500ms")
        self.assertEqual(len(result["exchanges"]), 6)
        self.assertEqual(self.counts(result, "refused"), [0, 0, 0])

    def test_delay(self):
        """Below the limit it widens the offset; above it the measurement fails for being slow, and beyond the
        timeout for silence."""
        self.serve()
        result = self.measure(self.connect(3 * [proxy.late(0.4)]))
        self.assertTrue(400000 <= min(one["rtt_us"] for one in result["exchanges"]) < 2000000)
        result = self.measure(self.connect(3 * [proxy.late(0.4)]), "--max-rtt", "300ms", status=BAD, conclusion="slow")
        self.assertTrue(all(one["slow"] for one in result["exchanges"]))
        result = self.measure(self.connect(3 * [proxy.late(60)]), "--timeout", "200ms", "--retries", 0, status=BAD,
                              conclusion="none")
        self.assertEqual(set(self.counts(result, "failure")), {"silent"})

    def test_bad_weather(self):
        """Loss, copies and disorder at once, in three draws: a measurement, and nobody is called a liar."""
        self.serve()
        for seed in range(3):
            fates = [proxy.random_fate(3 * seed + i, loss=0.15, again=0.3, delay=0.25) for i in range(3)]
            with self.subTest(seed=seed):
                result = self.measure(self.connect(fates), "--timeout", "600ms", "--retries", 8)
                self.assertEqual(self.counts(result, "replies"), [2, 2, 2])

    def test_a_liar_in_bad_weather(self):
        """The lie is found all the same, and the liar among the suspects; the network is not called one."""
        self.serve(["--misbehave", "wrong-time"])
        fates = [proxy.random_fate(100 + i, again=0.5, delay=0.3) for i in range(3)]
        result = self.measure(self.connect(fates), "--retries", 4, status=MALFEASANCE,
                              conclusion="malfeasance")
        self.assertIn("east", json.dumps(result["suspects"]))

    def test_grease_is_no_lie(self):
        """Half of one server's replies are greased: it is asked until a reply is good."""
        self.serve(["--grease", "0.5"])
        result = self.measure(self.connect(3 * [proxy.straight]), "--timeout", "300ms", "--retries", 20)
        self.assertEqual(self.counts(result, "replies"), [2, 2, 2])


if __name__ == "__main__":
    roughproof = pathlib.Path(sys.argv.pop(1)).resolve()
    serving.main()
