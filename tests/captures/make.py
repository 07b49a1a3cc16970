"""Builds captures: frames of every kind of link, IP, UDP and TCP, in pcap and pcapng. Standard library only."""
import socket
import struct

ETHERNET, RAW, NULL, LOOP, SLL, SLL2, IPV4, IPV6 = 1, 101, 0, 108, 113, 276, 228, 229
CLIENT4, SERVER4 = "192.0.2.1", "198.51.100.7"
CLIENT6, SERVER6 = "2001:db8::1", "2001:db8::7"
START = 1773688371_000000000


def is_v6(address):
    return ":" in address


def packed(address):
    return socket.inet_pton(socket.AF_INET6 if is_v6(address) else socket.AF_INET, address)


def udp(source, target, payload, length=None):
    return struct.pack(">HHHH", source, target, len(payload) + 8 if length is None else length, 0) + payload


def tcp(source, target, sequence, payload=b"", flags="A", options=b""):
    bits = sum({"F": 1, "S": 2, "R": 4, "P": 8, "A": 16}[flag] for flag in flags)
    return struct.pack(">HHIIBBHHH", source, target, sequence & 0xffffffff, 0, (5 + len(options) // 4) << 4, bits, 65535, 0, 0) + options + payload


def ip4(source, target, protocol, body, options=b"", fragment=0, total=None):
    length = 20 + len(options) + len(body) if total is None else total
    return struct.pack(">BBHHHBBH4s4s", 0x45 + len(options) // 4, 0, length, 1, fragment, 64, protocol, 0,
                       packed(source), packed(target)) + options + body


def ip6(source, target, protocol, body, extensions=()):
    """`extensions` are (number, bytes without their first octet): each says what follows it."""
    numbers = [number for number, _ in extensions] + [protocol]
    chain = b"".join(bytes([following]) + rest for (_, rest), following in zip(extensions, numbers[1:]))
    return struct.pack(">IHBB16s16s", 6 << 28, len(chain) + len(body), numbers[0], 64, packed(source), packed(target)) + chain + body


def ip(source, target, protocol, body):
    return (ip6 if is_v6(source) else ip4)(source, target, protocol, body)


def ethernet(packet, tags=()):
    kind = 0x86dd if packet[0] >> 4 == 6 else 0x0800
    vlan = b"".join(struct.pack(">HH", tag, 7) for tag in tags)
    return bytes(12) + vlan + struct.pack(">H", kind) + packet


def link(number, packet):
    kind = 0x86dd if packet[0] >> 4 == 6 else 0x0800
    return {ETHERNET: lambda: ethernet(packet), RAW: lambda: packet, IPV4: lambda: packet, IPV6: lambda: packet,
            NULL: lambda: struct.pack("<I", 2) + packet, LOOP: lambda: struct.pack(">I", 2) + packet,
            SLL: lambda: bytes(14) + struct.pack(">H", kind) + packet,
            SLL2: lambda: struct.pack(">H", kind) + bytes(18) + packet}[number]()


def pcap(frames, link_type=ETHERNET, order="<", nano=False, snap=65535):
    """`frames` are bytes, a millisecond apart, or (nanoseconds, bytes)."""
    out = struct.pack(order + "IHHiIII", 0xa1b23c4d if nano else 0xa1b2c3d4, 2, 4, 0, 0, snap, link_type)
    for when, frame in timed(frames):
        seconds, rest = divmod(when, 10**9)
        kept = frame[:snap]
        out += struct.pack(order + "IIII", seconds, rest if nano else rest // 1000, len(kept), len(frame)) + kept
    return out


def timed(frames):
    return [frame if isinstance(frame, tuple) else (START + i * 10**6, frame) for i, frame in enumerate(frames)]


def block(kind, body, order="<"):
    body += bytes(-len(body) % 4)
    length = len(body) + 12
    return struct.pack(order + "II", kind, length) + body + struct.pack(order + "I", length)


def pcapng(frames, link_type=ETHERNET, order="<", snap=65535):
    out = block(0x0a0d0d0a, struct.pack(order + "IHHq", 0x1a2b3c4d, 1, 0, -1), order)
    out += block(1, struct.pack(order + "HHI", link_type, 0, snap), order)
    for when, frame in timed(frames):
        micros, kept = when // 1000, frame[:snap]
        out += block(6, struct.pack(order + "IIIII", 0, micros >> 32, micros & 0xffffffff, len(kept), len(frame)) + kept, order)
    return out


class Talk:
    """A client and a server; everything they say becomes an IP packet."""

    def __init__(self, client=CLIENT4, server=SERVER4, port=2002, own=40000):
        self.client, self.server, self.port, self.own = client, server, port, own
        self.sequence = {True: 1000, False: 2000}

    def ask(self, payload):
        return ip(self.client, self.server, 17, udp(self.own, self.port, payload))

    def answer(self, payload):
        return ip(self.server, self.client, 17, udp(self.port, self.own, payload))

    def segment(self, asks, payload=b"", flags="A", sequence=None):
        """The next bytes of a direction, or those from `sequence` on."""
        if sequence is None:
            sequence = self.sequence[asks]
            self.sequence[asks] += len(payload) + ("S" in flags) + ("F" in flags)
        ends = (self.client, self.server) if asks else (self.server, self.client)
        ports = (self.own, self.port) if asks else (self.port, self.own)
        return ip(*ends, 6, tcp(*ports, sequence, payload, flags))

    def greet(self):
        return [self.segment(True, flags="S"), self.segment(False, flags="SA")]
