#!/usr/bin/env python3
"""usage: captures_test.py ROUGHPROOF [--write]: what the command makes of captures that are built here."""
import base64
import json
import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "oracle")]

import make
import signer
import versions

PROGRAM = sys.argv.pop(1)
SAMPLE = HERE.parent.parent / "corpus" / "samples" / "four-versions.pcapng"
ROWS = {row.name: row for row in versions.ROWS}


def exchange(name, label="a"):
    return signer.make(signer.Spec(ROWS[name], label))


GOOGLE, DRAFT07, DRAFT11, RFC = (exchange(name) for name in ("Google", "draft 07", "draft 11", "RFC 10049"))
ALL = [GOOGLE, DRAFT07, DRAFT11, RFC]


def run(data, *options, verb="dump"):
    return subprocess.run([PROGRAM, verb, *options], input=data, capture_output=True, timeout=60)


def dumped(data):
    """(exit status, objects)"""
    done = run(data, "--json")
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def roles(objects):
    return [(row["exchange"]["index"], row["exchange"]["role"]) for row in objects if "version" in row]


def slugs(objects):
    """Of what was refused: errors of entries without messages."""
    return [row["exchange"]["error"]["slug"] for row in objects if "version" not in row]


def conversation(talk, some):
    return [packet for made in some for packet in (talk.ask(made.request), talk.answer(made.response))]


def stream(talk, some):
    packets = talk.greet()
    for made in some:
        packets += [talk.segment(True, made.request), talk.segment(False, made.response)]
    return packets + [talk.segment(True, flags="FA"), talk.segment(False, flags="FA")]


def sample():
    """Two versions over UDP and two over TCP, as the corpus has them."""
    frames = conversation(make.Talk(), [GOOGLE, DRAFT07]) + stream(make.Talk(make.CLIENT6, make.SERVER6, 5319), [DRAFT11, RFC])
    return make.pcapng([make.ethernet(packet) for packet in frames])


class Sample(unittest.TestCase):
    def test_sample_is_as_made_here(self):
        self.assertEqual(SAMPLE.read_bytes(), sample())

    def test_what_it_tells(self):
        done = run(b"", str(SAMPLE))
        text = done.stdout.decode()
        self.assertEqual(done.returncode, 0)
        for words in ("capture, 4 exchanges", "of Google", "of draft 07", "of draft 11", "of RFC 10049",
                      "tcp [2001:db8::7]:5319 > [2001:db8::1]:40000", "udp 198.51.100.7:2002 > 192.0.2.1:40000"):
            self.assertIn(words, text)


class Links(unittest.TestCase):
    def test_every_link_and_form(self):
        wanted = [(i, role) for i in range(4) for role in ("request", "response")]
        for number in (make.ETHERNET, make.RAW, make.NULL, make.LOOP, make.SLL, make.SLL2):
            for addresses in ((make.CLIENT4, make.SERVER4), (make.CLIENT6, make.SERVER6)):
                frames = [make.link(number, packet) for packet in conversation(make.Talk(*addresses), ALL)]
                forms = [make.pcap(frames, number, order, nano) for order in "<>" for nano in (False, True)]
                for data in forms + [make.pcapng(frames, number, order) for order in "<>"]:
                    with self.subTest(link=number, client=addresses[0], form=data[:4]):
                        status, objects = dumped(data)
                        self.assertEqual((status, roles(objects)), (0, wanted))

    def test_vlan_options_and_extensions(self):
        body = make.udp(40000, 2002, RFC.request)
        hop = (0, bytes([0]) + bytes(6))
        routing = (43, bytes([0]) + bytes(6))
        options = (60, bytes([1]) + bytes(14))
        atomic = (44, bytes(7))
        for packet in (make.ethernet(make.ip4(make.CLIENT4, make.SERVER4, 17, body), (0x8100,)),
                       make.ethernet(make.ip4(make.CLIENT4, make.SERVER4, 17, body), (0x88a8, 0x8100)),
                       make.ethernet(make.ip4(make.CLIENT4, make.SERVER4, 17, body, bytes([1] * 12))),
                       make.ethernet(make.ip6(make.CLIENT6, make.SERVER6, 17, body, (hop, routing, options))),
                       make.ethernet(make.ip6(make.CLIENT6, make.SERVER6, 17, body, (atomic,))),
                       make.ethernet(make.ip4(make.CLIENT4, make.SERVER4, 17, body)) + bytes(6)):
            status, objects = dumped(make.pcap([packet]))
            self.assertEqual((status, roles(objects)), (0, [(0, "request")]))
            self.assertEqual(objects[0]["size"], len(RFC.request))

    def test_ports(self):
        talk = make.Talk(port=9999)
        status, objects = dumped(make.pcap([make.ethernet(p) for p in conversation(talk, [GOOGLE, RFC])]))
        self.assertEqual((status, len(roles(objects))), (0, 4))
        noise = [make.ethernet(talk.ask(b"hello")), make.ethernet(talk.segment(True, b"GET / HTTP/1.1\r\n")), bytes(60)]
        self.assertEqual(dumped(make.pcap(noise)), (0, []))
        known = make.Talk(port=5319)
        self.assertEqual(dumped(make.pcap([make.ethernet(known.answer(b"hello"))]))[0], 1)

    def test_times_and_label(self):
        frames = [(make.START + 123456789, make.ethernet(make.Talk().ask(RFC.request))),
                  (make.START + 135456789, make.ethernet(make.Talk().answer(RFC.response)))]
        for data in (make.pcap(frames, nano=True), make.pcap(frames), make.pcapng(frames)):
            row = dumped(data)[1][0]["exchange"]
            self.assertEqual((row["sent"], row["received"]),
                             ("2026-03-16T19:12:51.123456Z", "2026-03-16T19:12:51.135456Z"))
        text = run(make.pcap(frames)).stdout.decode()
        self.assertIn("frame 2, udp 198.51.100.7:2002 > 192.0.2.1:40000", text)


class Pairs(unittest.TestCase):
    def test_interleaved(self):
        a, b = make.Talk(own=1111), make.Talk(own=2222)
        one, two = exchange("Google", "one"), exchange("Google", "two")
        frames = [a.ask(one.request), b.ask(two.request), b.answer(two.response), a.answer(one.response)]
        done = run(make.pcap([make.ethernet(p) for p in frames]), "--to", "ndjson", verb="convert")
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual({(row["request"], row["response"]) for row in rows},
                         {tuple(base64.b64encode(x).decode() for x in (m.request, m.response)) for m in (one, two)})

    def test_unanswered(self):
        status, objects = dumped(make.pcap([make.ethernet(make.Talk().ask(RFC.request))]))
        self.assertEqual((status, roles(objects)), (0, [(0, "request")]))
        status, objects = dumped(make.pcap([make.ethernet(make.Talk().answer(RFC.response))]))
        self.assertEqual((status, roles(objects)), (0, [(0, "response")]))

    def test_verified(self):
        keys = {made.key for made in ALL}
        options = [word for key in keys for word in ("--key", base64.b64encode(key).decode())]
        frames = conversation(make.Talk(), [GOOGLE, DRAFT07]) + stream(make.Talk(own=5), [DRAFT11, RFC])
        done = run(make.pcapng([make.ethernet(p) for p in frames]), "--json", *options, verb="verify")
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(done.stdout.count(b'"verdict":"valid"'), 4, done.stdout)


class Streams(unittest.TestCase):
    def check(self, packets, wanted, status=0, refused=()):
        data = make.pcap([make.ethernet(packet) for packet in packets])
        got, objects = dumped(data)
        self.assertEqual((got, len(roles(objects)), slugs(objects)), (status, wanted, list(refused)))
        return objects

    def pieces(self, some, sizes, start=0):
        """Segments of a client that sends these requests; the sizes are used in turn."""
        talk = make.Talk()
        talk.sequence[True] = start
        data, out = b"".join(made.request for made in some), talk.greet()[:1]
        while data:
            size = sizes[len(out) % len(sizes)]
            out.append(talk.segment(True, data[:size]))
            data = data[size:]
        return out

    def test_one_and_many_a_segment(self):
        some = [DRAFT07, DRAFT11, RFC]
        self.check(stream(make.Talk(), some), 6)
        for sizes in ([1460], [5000], [7, 1, 300], [100]):
            self.check(self.pieces(some, sizes), 3)

    def test_sequence_wraps(self):
        self.check(self.pieces([RFC] * 3, [333], start=2**32 - 700), 3)

    def test_order_repeats_and_overlaps(self):
        parts = self.pieces([RFC, DRAFT11], [200])
        self.check(parts[:1] + parts[:0:-1], 2)
        self.check(parts[:1] + [p for part in parts[1:] for p in (part, part)], 2)
        data = RFC.request + DRAFT11.request
        talk = make.Talk()
        first = talk.greet()[:1]
        overlapping = [talk.segment(True, data[i:i + 300], sequence=1001 + i) for i in range(0, len(data), 100)]
        self.check(first + overlapping, 2)
        self.check(first + overlapping[::2] + overlapping[1::2], 2)

    def test_first_copy_counts(self):
        talk = make.Talk()
        packets = talk.greet()[:1] + [talk.segment(True, RFC.request, sequence=1001),
                                      talk.segment(True, bytes(len(RFC.request)), sequence=1001)]
        self.check(packets, 1)

    def test_picked_up_in_the_middle(self):
        self.check(self.pieces([RFC, DRAFT11], [len(RFC.request), len(DRAFT11.request)])[1:], 2)
        talk = make.Talk()
        late = [talk.segment(True, RFC.request[100:]), talk.segment(True, DRAFT11.request)]
        self.check(late, 1)

    def test_gap(self):
        parts = self.pieces([RFC] * 3, [len(RFC.request)])
        self.check(parts[:2] + parts[3:], 2, 1, ["capture-gap"])

    def test_unfinished(self):
        talk = make.Talk()
        start = talk.greet()[:1] + [talk.segment(True, RFC.request[:100])]
        self.check(start, 0, 1, ["truncated-capture"])
        self.assertEqual(dumped(make.pcap([make.ethernet(p) for p in start + [talk.segment(True, flags="FA")]]))[0], 1)

    def test_no_packets_in_it(self):
        talk = make.Talk()
        self.assertEqual(dumped(make.pcap([make.ethernet(p) for p in talk.greet() + [talk.segment(True, b"hello, server")]]))[0], 1)


class Flaws(unittest.TestCase):
    def test_snap_length(self):
        packets = [make.ethernet(p) for p in conversation(make.Talk(), [RFC])]
        for form in (make.pcap, make.pcapng):
            status, objects = dumped(form(packets, snap=200))
            self.assertEqual((status, slugs(objects)), (1, ["truncated-capture"] * 2))
        text = run(make.pcap(packets, snap=200)).stdout.decode()
        self.assertNotIn("packet-truncated", text)

    def test_snap_length_in_a_stream(self):
        talk = make.Talk()
        packets = talk.greet()[:1] + [talk.segment(True, RFC.request) for _ in range(2)] + [talk.segment(True, DRAFT11.request[:150])]
        status, objects = dumped(make.pcap([make.ethernet(p) for p in packets], snap=300))
        self.assertEqual((status, set(slugs(objects))), (1, {"truncated-capture"}))

    def test_fragments(self):
        body = make.udp(40000, 2002, RFC.request)
        first = make.ip4(make.CLIENT4, make.SERVER4, 17, body[:512], fragment=0x2000)
        second = make.ip4(make.CLIENT4, make.SERVER4, 17, body[512:], fragment=64)
        six = make.ip6(make.CLIENT6, make.SERVER6, 17, body[:512], ((44, bytes([0, 0, 1, 0, 0, 0, 9])),))
        status, objects = dumped(make.pcap([make.ethernet(p) for p in (first, second, six)]))
        self.assertEqual((status, slugs(objects)), (1, ["capture-fragment"] * 3))

    def test_cut_file(self):
        data = make.pcap([make.ethernet(p) for p in conversation(make.Talk(), [RFC])])
        status, objects = dumped(data[:-10])
        self.assertEqual((status, len(roles(objects)), slugs(objects)), (1, 1, ["capture-end"]))

    def test_other_links_and_files(self):
        done = run(make.pcap([], link_type=105))
        self.assertEqual((done.returncode, b"capture-link" in done.stderr), (1, True))
        done = run(b"\xd4\xc3\xb2\xa1" + bytes(40))
        self.assertEqual((done.returncode, b"capture-form" in done.stderr), (1, True))

    def test_headers_that_lie(self):
        good = make.ethernet(make.Talk().ask(RFC.request))
        for i in range(12, 42):
            for flip in (0xff, 0x01, 0x80):
                bad = good[:i] + bytes([good[i] ^ flip]) + good[i + 1:]
                self.assertIn(dumped(make.pcap([bad]))[0], (0, 1))
        for size in range(0, 60):
            self.assertIn(dumped(make.pcap([good[:size]]))[0], (0, 1))


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        sys.exit(not SAMPLE.write_bytes(sample()))
    unittest.main()
