"""For the tests of the command line: a case with a directory of its own, JSON as strictly as it is written, and what may
reach a terminal."""
import json
import os
import pathlib
import re
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

UNSAFE = re.compile(rb"[^\x20-\x7e\n]")

program = None


def ordered(pairs):
    """A JSON object that knows the order of its keys and that none repeats."""
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), keys
    return dict(pairs)


def objects(output):
    """The objects of --json output, one a line."""
    assert output.endswith(b"\n"), output
    return [json.loads(line, object_pairs_hook=ordered) for line in output.decode("ascii").splitlines()]


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.dir = pathlib.Path(directory.name)

    def assertSafe(self, output):
        unsafe = UNSAFE.search(output)
        self.assertIsNone(unsafe, unsafe and output[max(unsafe.start() - 40, 0):unsafe.end() + 40])


def main():
    global program
    if len(sys.argv) < 2:
        sys.exit(sys.modules["__main__"].__doc__)
    program = os.path.abspath(sys.argv.pop(1))
    unittest.main()
