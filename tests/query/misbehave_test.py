#!/usr/bin/env python3
"""misbehave_test.py ROUGHPROOF: `roughproof query` says of each misbehaviour of `roughproof serve` what its list says that
a good client says."""
import json
import subprocess

from asking import BAD, MALFEASANCE, Served, main

GOOD_REPLY = "none"

# A stream has no end that would tell a cut packet from one that is still coming, and what follows a packet in it is the
# beginning of the next.
IN_STREAMS = {"truncated": ["timeout"], "trailing": [GOOD_REPLY]}


class Misbehaving(Served):
    def modes(self):
        """Name to what a good client says."""
        lines = self.run_program("serve", "--list-misbehaviours").stdout.splitlines()
        start, end = (lines[0].index(column) for column in ("A GOOD CLIENT SAYS", "WHAT"))
        return {line.split()[0]: line[start:end].strip().split(", ") for line in lines[1:]}

    def ask(self, entry, transport, expected):
        where = {a["protocol"]: a["address"] for a in entry["addresses"]}
        args = [where[transport], "--key", entry["publicKey"], "--version", "rfc10049", "--transport", transport,
                "--max-radius", "10000w"]
        if expected == [GOOD_REPLY]:
            return self.query_json(*args, "--retries", "0")
        if expected == ["timeout"]:
            return self.query_json(*args, "--retries", "0", "--timeout", "3s", status=BAD)
        return self.query_refused(*args)

    def said(self, told):
        """The slug of what was refused, in the words of the list."""
        server, = told["servers"]
        if told["exchanges"]:
            return GOOD_REPLY
        return server["refusal"]["error"]["slug"] if server["refusal"] else "timeout"

    def test_each_mode(self):
        for mode, expected in self.modes().items():
            entry = self.start(mode, "--misbehave", mode)
            for transport in ("udp", "tcp"):
                if transport == "tcp":
                    expected = IN_STREAMS.get(mode, expected)
                with self.subTest(mode, transport=transport):
                    told = self.ask(entry, transport, expected)
                    self.assertIn(self.said(told), expected)

    def test_grease_never_passes_with_a_wrong_time(self):
        """Half of the replies are spoiled: those that remain are of this time, and nobody is accused."""
        path = self.listed(*(self.start(name, "--grease", "0.5") for name in ("north", "east", "south")))
        crowd = [subprocess.Popen([self.program, "query", "--json", "--servers", path, "--retries", "6", "--backoff",
                                   "1.01", "--max-rtt", "30s"], stdout=subprocess.PIPE, env={"XDG_STATE_HOME": str(self.state.parent)})
                 for _ in range(12)]
        conclusions = []
        for one in crowd:
            out, _ = one.communicate(timeout=120)
            told = json.loads(out)
            conclusions.append(told["conclusion"])
            for exchange in told["exchanges"]:
                low, high = exchange["offset_us"]
                self.assertTrue(low < 0 < high and high - low < 60_000_000, exchange)
        self.assertEqual(self.kept("malfeasance"), [])
        self.assertIn("good", conclusions)
        self.assertLessEqual(set(conclusions), {"good", "incomplete"})

    def test_the_one_that_lies_is_caught(self):
        path = self.listed(self.start("north"), self.start("east", "--misbehave", "wrong-time"), self.start("south"))
        self.assertEqual(self.query_json("--servers", path, status=MALFEASANCE)["suspects"], [["east"]])


if __name__ == "__main__":
    main()
