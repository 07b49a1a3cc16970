"""For the tests of roughproof dump: messages made to measure, and what it says of them."""
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import unittest

SAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "corpus" / "samples"
GOOD, BAD, USAGE, IO = 0, 1, 2, 3
HOSTILE_NAME = b"a\x1b[31m\x07\xe2\x80\xae\xc2\x9b\xff\n\\x41\"b.bin"
UNSAFE = re.compile(rb"[^\x20-\x7e\n]")

program = None


def sample(name):
    return (SAMPLES / name).read_bytes()


def packet(message):
    return b"ROUGHTIM" + struct.pack("<I", len(message)) + message


def message(*fields):
    """A message of (tag, value) pairs, as they are."""
    offsets, end = [], 0
    for _, value in fields:
        offsets.append(end)
        end += len(value)
    words = [len(fields), *offsets[1:]]
    return struct.pack(f"<{len(words)}I", *words) + b"".join(tag for tag, _ in fields) + b"".join(
        value for _, value in fields)


def dump(*args, stdin=b"", env=None, **kwargs):
    """The finished process. The environment is empty but for `env`, so that no NO_COLOR leaks in."""
    return subprocess.run([program, "dump", *args], input=stdin, capture_output=True, env=env or {},
                          timeout=60, check=False, **kwargs)


def ordered(pairs):
    """A JSON object that knows the order of its keys and that none repeats."""
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), keys
    return dict(pairs)


def accounts(output):
    """The objects of --json output, one a line."""
    assert output.endswith(b"\n"), output
    return [json.loads(line, object_pairs_hook=ordered) for line in output.decode("ascii").splitlines()]


class DumpTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.dir = pathlib.Path(directory.name)

    def ends(self, status, *args, **kwargs):
        done = dump(*args, **kwargs)
        self.assertEqual(done.returncode, status, (args, done.stdout[:200], done.stderr))
        return done

    def account(self, data, *args, status=GOOD):
        found = accounts(self.ends(status, "--json", *args, stdin=data).stdout)
        self.assertEqual(len(found), 1)
        return found[0]

    def assertSafe(self, output):
        unsafe = UNSAFE.search(output)
        self.assertIsNone(unsafe, unsafe and output[max(unsafe.start() - 40, 0):unsafe.end() + 40])


def main():
    global program
    if len(sys.argv) < 2:
        sys.exit(sys.modules["__main__"].__doc__)
    program = os.path.abspath(sys.argv.pop(1))
    unittest.main()
