#!/usr/bin/env python3
"""query_test.py ROUGHPROOF: `roughproof query` against servers of the second implementation, honest ones and others."""
import json
import os
import pty
import re
import subprocess

import oracle_server
from asking import BAD, IO, MALFEASANCE, PATIENCE, USAGE, Case, key_of, main
from oracle_server import TWISTS

import terminal

FAST = ["--timeout", "1s", "--max-rtt", "30s", "--retries", "1"]  # beside servers that say nothing


class Measuring(Case):
    def three(self, **options):
        return [self.server(name, **options) for name in ("north", "east", "south")]

    def test_three_twice_over_in_the_same_order(self):
        servers = self.three()
        told = self.query_json("--servers", self.list_of(*servers))
        self.assertEqual(told["conclusion"], "good")
        order = [x["server"] for x in told["exchanges"]]
        self.assertEqual(order[:3], order[3:])
        self.assertEqual(sorted(order[:3]), ["east", "north", "south"])
        low, high = told["offset_us"]
        most = 4_000_000 + max(x["rtt_us"] for x in told["exchanges"])
        self.assertTrue(-most < low < 0 < high < most, told["offset_us"])
        for server in servers:
            first, second = server.arrivals
            self.assertGreaterEqual(second - first, 0.8, "more than one request a second")

    def test_random_choice_of_three(self):
        servers = [self.server(f"server {i}") for i in range(5)]
        chosen = set()
        path = self.list_of(*servers)
        for seed in range(6):
            told = self.query_json("--servers", path, "--seed", f"{seed:02x}")
            self.assertEqual(len(told["exchanges"]), 6)
            chosen.add(tuple(x["server"] for x in told["exchanges"][:3]))
        self.assertGreater(len(chosen), 1)

    def test_all_and_by_name(self):
        servers = [self.server(f"server {i}") for i in range(4)]
        path = self.list_of(*servers)
        self.assertEqual(len(self.query_json("--servers", path, "--all")["exchanges"]), 8)
        told = self.query_json("--servers", path, "--name", "server 2", "--name", "server 0")
        self.assertEqual({x["server"] for x in told["exchanges"]}, {"server 0", "server 2"})
        self.query("--servers", path, "--name", "nobody", status=USAGE)

    def test_names_of_one_key_are_one_server(self):
        warning = "fewer than three servers"
        self.assertNotIn(warning, self.query("--servers", self.list_of(*self.three())).stdout)
        entry = self.server("north").entry()
        path = self.folder / "names.json"
        path.write_text(json.dumps({"servers": [{**entry, "name": f"name {i}"} for i in range(3)]}))
        self.assertIn(warning, self.query("--servers", path).stdout)

    def test_seed_makes_the_same_requests(self):
        packets = []
        for _ in range(2):
            servers = [self.server(f"server {i}") for i in range(4)]
            self.query("--servers", self.list_of(*servers), "--seed", "0102")
            packets.append([s.requests[:1] for s in servers])
        first, again = ({p[0] for p in one if p} for one in packets)
        self.assertEqual(len(first), 3)
        self.assertEqual(len(first & again), 1, "the first request alone depends on no reply")

    def test_one_server(self):
        server = self.server("alone")
        done = self.query(server.where(), "--key", key_of(server))
        self.assertIn("measured", done.stdout)
        self.assertIn("fewer than three", done.stdout)
        self.query(server.where(), "--key", server.key.hex())
        self.query(server.where(), "--key", "alone", "--servers", self.list_of(server))
        self.query(server.where(), status=USAGE)

    def test_every_version_and_transport(self):
        for code in oracle_server.ALL + [None]:
            server = self.server("only", codes=[code])
            name = "google" if code is None else str(code)
            transports = ["udp"] if code is None else ["udp", "tcp"]
            for transport in transports:
                told = self.query_json(server.where(), "--key", key_of(server), "--version", name,
                                       "--transport", transport)
                one, = told["exchanges"]
                self.assertEqual((one["version"], one["transport"]), (code or 0, transport))

    def test_versions_are_found(self):
        """Without --version every one is offered until the server answers."""
        for code in oracle_server.ALL + [None]:
            server = self.server("only", codes=[code])
            told = self.query_json(server.where(), "--key", key_of(server), "--timeout", "1s", "--max-rtt", "30s")
            self.assertEqual(told["exchanges"][0]["version"], code or 0)

    def test_batches(self):
        for leaves in (2, 3, 64):
            server = self.server("batching", leaves=leaves)
            self.query(server.where(), "--key", key_of(server))

    def test_tcp_where_udp_fails(self):
        server = self.server("stream", udp=False)
        told = self.query_json("--servers", self.list_of(server), *FAST)
        self.assertEqual({x["transport"] for x in told["exchanges"]}, {"tcp"})

    def test_ipv6(self):
        try:
            server = self.server("six", address="::1")
        except OSError:
            self.skipTest("no IPv6 on this machine")
        told = self.query_json("--servers", self.list_of(server))
        self.assertEqual(told["exchanges"][0]["address"], server.where())

    def test_the_next_address_where_one_is_dead(self):
        server, dead = self.server("moved"), self.server("dead", udp=False, tcp=False)
        entry = server.entry()
        entry["addresses"].insert(0, {"protocol": "udp", "address": dead.where()})
        path = self.folder / "list.json"
        path.write_text(json.dumps({"servers": [entry]}))
        told = self.query_json("--servers", path, *FAST)
        self.assertEqual({x["address"] for x in told["exchanges"]}, {server.where()})

    def test_google_in_a_list(self):
        server = self.server("old", codes=[None])
        told = self.query_json("--servers", self.list_of(server, version="Google-Roughtime"))
        self.assertEqual([x["version"] for x in told["exchanges"]], [0, 0])


class Refusing(Case):
    def refused(self, twist, *options, status=BAD):
        server = self.server("odd", twist=twist)
        told = self.query_json(server.where(), "--key", key_of(server), "--version", "rfc10049", *FAST, *options,
                               status=status)
        self.assertNotEqual(told["conclusion"], "malfeasance")
        return told

    def test_each_refusal_is_named(self):
        expected = {"bad_signature": ("refused", "signature", "signature-mismatch"),
                    "expired": ("denied", "window", "midpoint-late"),
                    "wrong_key": ("refused", "delegation", "signature-mismatch"),
                    "wrong_nonce": ("other", "nonce", "nonce-mismatch"),
                    "truncated": ("junk", "structure", "packet-truncated"),
                    "wide": ("denied", "radius", "radius-too-large")}
        for name, (heard, check, slug) in expected.items():
            with self.subTest(name):
                server = self.server("odd", twist=TWISTS[name])
                told = self.query_refused(server.where(), "--key", key_of(server), "--version", "rfc10049", "--transport", "udp")
                self.assertEqual(told["conclusion"], "none")
                refusal = told["servers"][0]["refusal"]
                self.assertEqual((refusal["heard"], refusal["check"]), (heard, check))
                self.assertEqual(refusal["error"]["slug"], slug)
                self.assertTrue(refusal["error"]["clause"])

    def test_bad_signature_in_words(self):
        server = self.server("greasy", twist=TWISTS["bad_signature"])
        done = self.query("--servers", self.list_of(server), *FAST, status=BAD)
        self.assertIn("signature-mismatch", done.stdout)
        self.assertIn("RFC 8032", done.stdout)
        self.assertIn("a wrong signature proves no lie", done.stdout)
        self.assertNotIn("malfeasance", done.stdout)

    def test_asks_again_after_a_bad_reply_and_a_lost_one(self):
        for name in ("first_bad", "first_lost"):
            told = self.refused(TWISTS[name], status=0)
            self.assertEqual(told["conclusion"], "good")
            self.assertGreater(told["servers"][0]["requests"], 1)

    def test_junk_and_other_replies_are_passed_over(self):
        for name in ("junk_first", "twice"):
            told = self.refused(TWISTS[name], status=0)
            self.assertEqual(told["servers"][0]["requests"], 1)

    def test_silence(self):
        told = self.refused(TWISTS["silent"])
        self.assertEqual((told["conclusion"], told["servers"][0]["failure"]), ("none", "silent"))
        self.assertEqual(told["exchanges"], [])
        self.assertEqual(self.kept(), [])

    def test_timeout_and_delay(self):
        self.refused(TWISTS["late"], "--timeout", "300ms", "--retries", "0", "--transport", "udp")
        told = self.refused(TWISTS["late"], "--timeout", "30s", "--max-rtt", "500ms")
        self.assertEqual(told["conclusion"], "slow")
        self.refused(TWISTS["late"], "--timeout", "30s", "--max-rtt", "30s", status=0)

    def test_backoff(self):
        server = self.server("mute", twist=TWISTS["silent"])
        self.query(server.where(), "--key", key_of(server), "--timeout", "100ms", "--retries", "3", "--transport", "udp",
                   "--version", "rfc10049", status=BAD)
        waits = [b - a for a, b in zip(server.arrivals, server.arrivals[1:])]
        self.assertEqual(len(waits), 3)
        for wait, least in zip(waits, (1, 1.5, 2.25)):
            self.assertGreaterEqual(wait, least - 0.2)

    def test_backoff_of_another_base(self):
        server = self.server("mute", twist=TWISTS["silent"])
        self.query(server.where(), "--key", key_of(server), "--timeout", "100ms", "--retries", "2", "--transport", "udp",
                   "--version", "rfc10049", "--backoff", "3", status=BAD)
        waits = [b - a for a, b in zip(server.arrivals, server.arrivals[1:])]
        for wait, least in zip(waits, (1, 3)):
            self.assertGreaterEqual(wait, least - 0.2)

    def test_key_validity_and_grace(self):
        server = self.server("keyed")
        path = self.list_of(server, validUntil="2020-01-01T00:00:00Z")
        told = self.query_json("--servers", path, *FAST, status=BAD)
        self.assertEqual(told["servers"][0]["refusal"]["error"]["slug"], "key-expired")
        self.query("--servers", path, "--key-grace", "1000w", *FAST)
        self.query("--servers", path, "--key-valid", "keyed=..2100-01-01", *FAST)
        told = self.query_json("--servers", self.list_of(server), "--key-valid", "keyed=2100-01-01..", *FAST, status=BAD)
        self.assertEqual(told["servers"][0]["refusal"]["error"]["slug"], "key-not-yet-valid")

    def test_others_take_the_place_of_silent_servers(self):
        servers = [self.server(f"server {i}") for i in range(3)]
        mute = [self.server(f"mute {i}", twist=TWISTS["silent"]) for i in range(2)]
        told = self.query_json("--servers", self.list_of(*mute, *servers), *FAST)
        self.assertEqual(len(told["exchanges"]), 6)

    def test_nobody_there(self):
        done = self.query("localhost:9", "--key", "00" * 32, *FAST, "--version", "1", status=BAD)
        self.assertIn("not measured", done.stdout)
        self.query("nowhere.invalid", "--key", "00" * 32, *FAST, status=BAD)


class Lying(Case):
    def lied(self, offset, *options):
        servers = [self.server("north"), self.server("east", offset=offset), self.server("south")]
        path = self.list_of(*servers)
        return path, self.query("--servers", path, *options, status=MALFEASANCE)

    def test_a_liar_is_caught_whichever_way(self):
        for offset in (-3600, 86400):
            with self.subTest(offset):
                for old in self.kept("malfeasance"):
                    old.unlink()
                path, done = self.lied(offset)
                report, = self.kept("malfeasance")
                self.assertIn(f"the report is {report}", done.stdout)
                self.assertIn('without "east" nothing contradicts', done.stdout)
                self.assertEqual(self.kept(), [])
                told = self.verify(path, report, status=MALFEASANCE)
                self.assertEqual(told["suspects"], [["east"]])

    def test_query_tells_what_verify_tells(self):
        path, done = self.lied(86400)
        report, = self.kept("malfeasance")
        later = self.run_program("verify", "--servers", path, report, status=MALFEASANCE).stdout
        block = later[:later.index("exchange 1: ")]
        self.assertIn(block, done.stdout)

    def test_json(self):
        servers = [self.server("north"), self.server("east", offset=600), self.server("south")]
        told = self.query_json("--servers", self.list_of(*servers), status=MALFEASANCE)
        self.assertEqual((told["conclusion"], told["suspects"], told["offset_us"]), ("malfeasance", [["east"]], None))
        self.assertEqual(told["saved"], str(self.kept("malfeasance")[0]))

    def test_a_lie_is_kept_even_with_no_save(self):
        self.lied(86400, "--no-save")
        self.assertEqual(len(self.kept("malfeasance")), 1)

    def test_a_lie_is_not_lost_where_nothing_can_be_kept(self):
        (self.folder / "state").write_text("no directory")
        servers = [self.server("north"), self.server("east", offset=86400), self.server("south")]
        path = self.list_of(*servers)
        done = self.query("--servers", path, "--no-save", status=IO)
        self.assertIn("malfeasance", done.stdout)
        report = self.folder / "rescued.json"
        report.write_text(done.stderr[done.stderr.index('{"responses"'):])
        self.verify(path, report, status=MALFEASANCE)

    def test_wrong_time_under_a_bad_signature_is_no_lie(self):
        servers = [self.server("north"), self.server("east", offset=86400, twist=TWISTS["bad_signature"]),
                   self.server("south")]
        told = self.query_json("--servers", self.list_of(*servers), *FAST, status=BAD)
        self.assertEqual(told["conclusion"], "incomplete")
        self.assertEqual(self.kept("malfeasance"), [])

    def test_this_clock_is_told_to_be_wrong(self):
        servers = [self.server(name, offset=7200) for name in ("north", "east", "south")]
        path = self.list_of(*servers)
        done = self.query("--servers", path)
        self.assertIn("this clock is slow: to be right it must change by +719", done.stdout)
        low, high = self.query_json("--servers", path)["offset_us"]
        self.assertTrue(7_190_000_000 < low < 7_200_000_000 < high < 7_210_000_000)


class Probing(Case):
    def test_probe(self):
        server = self.server("probed", codes=[1, 0x8000000B, None])
        expected = {("RFC 10049", "UDP"), ("RFC 10049", "TCP"), ("draft 11", "UDP"), ("draft 11", "TCP"),
                    ("Google", "UDP"), ("draft 00", "UDP")}
        for timeout in ("1s", "5s"):  # should a machine be slow
            done = self.query("--probe", server.where(), "--key", key_of(server), "--timeout", timeout)
            answered = {(m[1].strip(), m[2]) for m in re.finditer(r"^  (.{14})  (UDP|TCP) \S+  valid", done.stdout, re.M)}
            if answered == expected:
                break
        self.assertEqual(answered, expected)
        self.assertEqual(len(re.findall("no reply", done.stdout)), 18)
        took = server.arrivals[-1] - server.arrivals[0]
        self.assertGreaterEqual(took, len(server.arrivals) - 1.5, "more than one request a second")

    def test_refusals_are_explained(self):
        server = self.server("odd", twist=TWISTS["wrong_key"])
        done = self.query("--probe", server.where(), "--key", key_of(server), "--version", "rfc10049", status=BAD)
        self.assertIn("invalid: ", done.stdout)
        self.assertIn("RFC 8032 5.1.7", done.stdout)
        told = self.query_json("--probe", server.where(), "--key", key_of(server), "--version", "1", status=BAD)
        self.assertEqual([p["verdict"]["verdict"] for p in told["probes"]], ["invalid", "invalid"])

    def test_without_a_key_nothing_is_valid(self):
        server = self.server("unknown")
        done = self.query("--probe", server.where(), "--version", "rfc10049", status=BAD)
        self.assertIn("missing: the long-term key of the server", done.stdout)

    def test_no_packets_over_tcp(self):
        server = self.server("http", twist=lambda *_: b"HTTP/1.0 400 Bad Request\r\n\r\n")
        done = self.query("--probe", server.where(), "--version", "rfc10049", "--transport", "tcp", status=BAD)
        self.assertIn("malformed", done.stdout)

    def test_nobody_there(self):
        done = self.query("--probe", "127.0.0.1:9", "--version", "rfc10049", status=BAD)
        self.assertIn("no reply of any kind", done.stdout)


class Options(Case):
    def test_usage(self):
        path = self.list_of(self.server("any"))
        key = ["--key", "00" * 32]
        for args in ([], ["a", "b", *key], ["--servers", path, *key], ["a:1", *key, "--all"], ["a:1"],
                     ["--servers", path, "--all", "--name", "any"], ["--servers", path, "--save", "f", "--no-save"],
                     ["--servers", path, "--proof", "f"], ["--servers", path, "--blind"], ["a:x", *key],
                     ["a:0", *key], ["a:70000", *key], ["-x"], ["--servers", path, "--backoff", "1"],
                     ["--servers", path, "--backoff", "x"], ["--servers", path, "--timeout", "0"],
                     ["--servers", path, "--retries", "-1"], ["--servers", path, "--version", "draft-99"],
                     ["--servers", path, "--version", "google", "--version", "1"], ["--servers", path, "--seed", "g"],
                     ["--servers", path, "--transport", "sctp"], ["--servers", path, "--max-radius", "x"],
                     ["--servers", path, "--probe", "--save", "f"], ["--bad\x1b[31m"]):
            done = self.query(*args, status=USAGE)
            self.assertEqual(done.stdout, "")
            self.assertTrue(done.stderr.isprintable() or "\x1b" not in done.stderr)

    def test_progress_is_for_terminals(self):
        server = self.server("slow", twist=TWISTS["late"])
        args = [self.program, "query", "--no-save", *PATIENCE, server.where(), "--key", key_of(server)]
        master, slave = pty.openpty()
        done = subprocess.run(args, stdout=subprocess.PIPE, stderr=slave, check=True, timeout=60)
        os.close(slave)
        seen = terminal.read_all(master).decode()
        self.assertIn('asking "127.0.0.1:', seen)
        self.assertTrue(seen.endswith("\r\x1b[K"), "the line is not cleared")
        self.assertNotIn(b"\x1b", done.stdout)
        done = subprocess.run(args, capture_output=True, check=True, timeout=60)
        self.assertEqual(done.stderr, b"")
        done = subprocess.run([*args, "--color", "always"], capture_output=True, check=True, timeout=60)
        self.assertIn(b"\x1b[1;32m", done.stdout)

    def test_no_list(self):
        self.query("--servers", "no-such-file", status=IO)

    def test_hostile_names_are_escaped(self):
        server = self.server("evil")
        done = self.query("--servers", self.list_of(server, name="\x1b[31mred\u202e" + "long" * 20))
        self.assertTrue(all(c == "\n" or 32 <= ord(c) < 127 for c in done.stdout), done.stdout)


if __name__ == "__main__":
    main()
