"""For the tests of the server: starts one, asks it, and reads what it logs and counts. Every port is one that the
system chose."""
import atexit
import pathlib
import re
import select
import signal
import socket
import subprocess
import sys
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "oracle"))

import ed25519
import functools
import mkreq
import verdict

GOOD, USAGE, IO, SKIPPED = 0, 2, 3, 77
PATIENCE = 60  # seconds, for what is bound to happen: a machine may be slow, or busy with something else
KINDS = {kind.name: kind for kind in mkreq.KINDS}
RFC, GOOGLE = KINDS["rfc10049"], KINDS["google"]

# Replies of a batch share two signatures.
ed25519.verify = functools.lru_cache(maxsize=4096)(ed25519.verify)


def run(program, *args, status=GOOD, env=None, **kwargs):
    """The finished process; its output is text."""
    done = subprocess.run([program, *map(str, args)], capture_output=True, text=True, env=env or {},
                          timeout=PATIENCE, check=False, **kwargs)
    assert status is None or done.returncode == status, (args, done.returncode, done.stdout, done.stderr)
    return done


def make_key(program, folder, name="key", test=True):
    """A long-term key in a file, and its public half."""
    path = pathlib.Path(folder) / name
    done = run(program, "keygen", "--output", path, *(["--test"] if test else []))
    return path, bytes.fromhex(re.search(r"in hex +(\w{64})", done.stdout)[1])


def delegate(program, key, path, *options):
    run(program, "keygen", "--delegate", "--key", key, "--output", path, *options)
    return path


class Server:
    """A running server; a context manager, at whose end it must stop in good order."""

    def __init__(self, program, folder, *options, clock=True, env=None, listen="127.0.0.1", **kwargs):
        self.metrics_path = pathlib.Path(folder) / f"metrics-{time.monotonic_ns()}.prom"
        args = ["--port", "0", "--metrics", self.metrics_path, "--metrics-interval", "1s", *options]
        args += ["--trust-system-clock"] if clock else []
        args += ["--listen", listen] if listen else []
        self.process = subprocess.Popen([program, "serve", *map(str, args)], stderr=subprocess.PIPE, env=env or {},
                                        **kwargs)
        atexit.register(self.process.kill)  # should a test fail before it is stopped
        self.log = ""
        self.wait_for(r"event=(ready|stopped)")
        self.ports = {}
        for transport, port in re.findall(r"transport=(\w+) address=\S+:(\d+)", self.log):
            self.ports.setdefault(transport, int(port))

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is not None:
            self.process.kill()
            self.process.wait()
        elif self.process.poll() is None:
            self.stop()

    def read_log(self, timeout=0.0):
        """False at its end."""
        if select.select([self.process.stderr], [], [], timeout)[0]:
            piece = self.process.stderr.read1(65536)
            self.log += piece.decode("ascii")
            return piece != b""
        return True

    def wait_for(self, pattern, since=0):
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, self.log[since:]):
            assert time.monotonic() < end and self.read_log(0.2), (pattern, self.log)

    def pause(self):
        """Until SIGCONT; what is sent to it meanwhile gathers."""
        self.process.send_signal(signal.SIGSTOP)
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task")
        wait_until(lambda: all(state_of(task) == "T" for task in tasks.iterdir()))

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        while self.read_log(1) and select.select([self.process.stderr], [], [], 0)[0]:
            pass
        self.process.stderr.close()
        assert status == GOOD, (status, self.log)

    def udp(self, timeout=PATIENCE):
        """A socket that is connected to it."""
        return udp_socket(self.ports["udp"], timeout)

    def tcp(self, timeout=PATIENCE):
        return socket.create_connection(("127.0.0.1", self.ports["tcp"]), timeout=timeout)

    def memory(self):
        """Resident, in bytes."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024

    def metrics(self):
        """Name with labels to value, as counted after this call began: the first file that is new may have been counted
        before."""
        for _ in range(2):
            self.wait_for_metrics()
        return read_metrics(self.metrics_path)

    def metrics_when(self, condition):
        """The first that are so, of what happens in a thread of the server that nothing else tells of."""
        end = time.monotonic() + PATIENCE
        while not condition(counted := self.metrics()):
            assert time.monotonic() < end, counted
        return counted

    def wait_for_metrics(self):
        before = self.metrics_path.stat().st_mtime_ns if self.metrics_path.exists() else 0
        wait_until(lambda: self.metrics_path.exists() and self.metrics_path.stat().st_mtime_ns > before, 0.05)


def wait_until(condition, step=0.001):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(step)


def state_of(process):
    """Of a process or a thread, by its directory in /proc: "T" if it is stopped."""
    return (process / "stat").read_text().rpartition(")")[2].split()[0]


def read_metrics(path):
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0].removeprefix("roughproof_"): float(line.rpartition(" ")[2]) for line in lines}


def udp_socket(port, timeout=PATIENCE):
    connection = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    connection.settimeout(timeout)
    connection.connect(("127.0.0.1", port))
    return connection


def has_ipv6():
    """Containers often know the family, and have no address of it."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


def request(kind, number, key=None, size=None):
    """One whose nonce tells its number."""
    nonce = number.to_bytes(8, "little") * (kind.nonce // 8)
    return mkreq.request([kind], nonce, key, size or (1012 if kind.code else 1024))


def read_packets(connection, num):
    """So many framed packets of a stream."""
    stream, packets = b"", []
    while len(packets) < num:
        piece = connection.recv(65536)
        if not piece:
            break
        stream += piece
        while len(stream) >= 12 and len(stream) >= (end := 12 + int.from_bytes(stream[8:12], "little")):
            packets.append(stream[:end])
            stream = stream[end:]
    return packets


def is_valid(response, packet, key, at=None, slack=10):
    """As the oracle judges it; it must be of this time too. A reason, or None."""
    v = verdict.Verdict(response, packet, key=key)
    if v.kind != "valid" or not v.evidence:
        return f"{v.kind}, {v.error() and v.error().refusal.slug}"
    now = int((time.time() if at is None else at) * 10**6)
    low, high = (day * 86400 * 10**6 + micros for day, micros in v.interval)
    return None if low - slack * 10**6 < now < high + slack * 10**6 else f"states {v.interval}"


def main():
    """Runs the tests of the calling script; exit status 77 if nothing failed but something was skipped."""
    program = unittest.main(exit=False)
    for test, why in program.result.skipped:
        print(f"skipped: {test}: {why}")
    sys.exit(not program.result.wasSuccessful() or (SKIPPED if program.result.skipped else 0))
