"""A server of every version by the second implementation, over UDP and TCP, that can be told to misbehave: what the
client is tried on. It serves on a free port of a loopback address until it is closed."""
import pathlib
import random
import socket
import struct
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "oracle"))

import ed25519  # noqa: E402
import signer  # noqa: E402
import versions  # noqa: E402
import wire  # noqa: E402
from wire import tag  # noqa: E402

SO_TIMESTAMPNS = 35  # of <asm-generic/socket.h>

FRAMED_ROWS = [row for row in versions.ROWS if row.framed and not row.squatted]
ALL = [versions.NEWEST] + sorted({row.first for row in FRAMED_ROWS if row.first != versions.NEWEST}, reverse=True)


class Request:
    """What a server reads of one; `code` None for Google's protocol."""

    def __init__(self, packet):
        self.packet, self.framed = packet, packet[:8] == b"ROUGHTIM"
        message = wire.parse(packet[wire.FRAME_LEN:] if self.framed else packet, 0, wire.TOP)
        field = message.get
        self.codes = field("VER").list() if field("VER") else []
        self.nonce = field("NONC").value
        self.srv = field("SRV").value if field("SRV") else None
        self.has_type = field("TYPE") is not None

    def choose(self, spoken):
        """The row and number to answer with, or None."""
        if not self.framed:
            return (versions.GOOGLE, None) if None in spoken else None
        for code in ALL:
            if code in self.codes and code in spoken:
                return versions.find(code, True, self.has_type, None), code
        return None


def time_of(notes):
    """When the kernel got a datagram, in seconds: this process may have been busy then."""
    for level, kind, data in notes:
        if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
            seconds, nanoseconds = struct.unpack("@ll", data)
            return seconds + nanoseconds / 1e9
    return time.time()


class Server:
    """`name` makes the key. `twist(server, number, request, spec)` may change the spec of reply `number` (from 0), or
    return bytes, or a list of bytes and numbers (seconds to wait), in place of it."""

    def __init__(self, name, offset=0, codes=None, twist=None, udp=True, tcp=True, address="127.0.0.1", leaves=1,
                 radius=3):
        self.name, self.offset, self.twist, self.leaves, self.radius = name, offset, twist, leaves, radius
        self.codes = set(ALL + [None]) if codes is None else set(codes)
        self.key, self.srv = signer.public(name), signer.srv_of(signer.public(name))
        self.requests, self.arrivals, self.protocols, self.lock = [], [], [], threading.Lock()
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.udp = self.tcp = None
        while True:  # one port that both transports have free
            self.udp = socket.socket(family, socket.SOCK_DGRAM)
            self.udp.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
            self.udp.bind((address, 0))
            self.address, self.port = address, self.udp.getsockname()[1]
            self.tcp = socket.socket(family, socket.SOCK_STREAM)
            self.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                self.tcp.bind((address, self.port))
                break
            except OSError:
                self.udp.close()
                self.tcp.close()
        if udp:
            threading.Thread(target=self.serve_udp, daemon=True).start()
        if tcp:
            self.tcp.listen(16)
            threading.Thread(target=self.serve_tcp, daemon=True).start()
        else:
            self.tcp.close()

    def close(self):
        for one in (self.udp, self.tcp):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def where(self):
        return f"[{self.address}]:{self.port}" if ":" in self.address else f"{self.address}:{self.port}"

    def entry(self, **more):
        """Of a server list."""
        import base64
        return {"name": self.name, "version": 1, "publicKeyType": "ed25519",
                "publicKey": base64.b64encode(self.key).decode(),
                "addresses": [{"protocol": p, "address": self.where()} for p in ("udp", "tcp")], **more}

    def spec(self, row, code, request):
        now = time.time() + self.offset
        return signer.Spec(row, f"{self.name} {random.random()}").but(
            code=code, key=self.name, second=now, first=int(now) - 86400, last=int(now) + 86400,
            nonce=request.nonce, leaves=self.leaves, index=random.randrange(self.leaves), radius=self.radius)

    def replies(self, packet, protocol, at):
        """Bytes to send and seconds to wait, in order."""
        try:
            request = Request(packet)
        except (wire.Refusal, AttributeError, struct.error):
            return []
        with self.lock:
            number = len(self.requests)
            self.requests.append(packet)
            self.arrivals.append(at)
            self.protocols.append(protocol)
        chosen = request.choose(self.codes)
        if chosen is None or request.srv not in (None, self.srv) or (protocol == "udp" and len(packet) < 1024):
            return []
        spec = self.spec(*chosen, request)
        twisted = self.twist(self, number, request, spec) if self.twist else None
        if twisted is None:
            return [signer.make_response(spec, packet, request.nonce)]
        return [twisted] if isinstance(twisted, bytes) else twisted

    def serve_udp(self):
        while True:
            try:
                packet, notes, _, sender = self.udp.recvmsg(65536, 64)
            except OSError:
                return
            threading.Thread(target=self.answer, args=(packet, sender, time_of(notes)), daemon=True).start()

    def answer(self, packet, sender, at):
        for reply in self.replies(packet, "udp", at):
            if isinstance(reply, bytes):
                self.udp.sendto(reply, sender)
            else:
                time.sleep(reply)

    def serve_tcp(self):
        while True:
            try:
                stream, _ = self.tcp.accept()
            except OSError:
                return
            threading.Thread(target=self.converse, args=(stream,), daemon=True).start()

    def converse(self, stream):
        data = b""
        with stream:
            while True:
                try:
                    more = stream.recv(65536)
                except OSError:
                    return
                data += more
                while len(data) >= 12 and len(data) >= 12 + int.from_bytes(data[8:12], "little"):
                    end = 12 + int.from_bytes(data[8:12], "little")
                    packet, data = data[:end], data[end:]
                    for reply in self.replies(packet, "tcp", time.time()):
                        if isinstance(reply, bytes):
                            stream.sendall(reply)
                        else:
                            time.sleep(reply)
                if not more:
                    return


# Twists.

def reply_to(spec, packet, nonce):
    return signer.make_response(spec, packet, nonce)


def bad_signature(server, number, request, spec):
    good = bytearray(reply_to(spec, request.packet, request.nonce))
    at = good.index(b"SIG\0") and 12 + 8 * 7 + 5  # a byte of the top SIG
    good[at] ^= 1
    return bytes(good)


def expired(server, number, request, spec):
    return reply_to(spec.but(first=int(spec.second) - 200, last=int(spec.second) - 100), request.packet, request.nonce)


def wrong_key(server, number, request, spec):
    return reply_to(spec.but(key="somebody else"), request.packet, request.nonce)


def wrong_nonce(server, number, request, spec):
    return reply_to(spec, request.packet, bytes(len(request.nonce)))


def truncated(server, number, request, spec):
    return reply_to(spec, request.packet, request.nonce)[:-8]


def junk_first(server, number, request, spec):
    """Random bytes, the reply to somebody else's request, an empty datagram, and then the reply."""
    other = bytes([request.packet[0]]) + request.packet[1:]
    stranger = spec.but(nonce=bytes(range(len(request.nonce))))
    return [random.randbytes(300), reply_to(stranger, other, stranger.nonce), b"\0", b"ROUGHTIM",
            reply_to(spec, request.packet, request.nonce)]


def first_lost(server, number, request, spec):
    return [] if number == 0 else None


def silent(server, number, request, spec):
    return []


def late(server, number, request, spec):
    return [1.0, reply_to(spec, request.packet, request.nonce)]


def twice(server, number, request, spec):
    return 2 * [reply_to(spec, request.packet, request.nonce)]


def first_bad(server, number, request, spec):
    return bad_signature(server, number, request, spec) if number == 0 else None


def wide(server, number, request, spec):
    return reply_to(spec.but(raw_radius=2**32 - 1), request.packet, request.nonce)


TWISTS = {name: value for name, value in globals().items()
          if callable(value) and getattr(value, "__code__", None)
          and value.__code__.co_varnames[:4] == ("server", "number", "request", "spec")
          and value.__code__.co_argcount == 4}
