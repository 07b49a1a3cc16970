"""For the tests of roughproof dump: messages made to measure, and what it says of them."""
import subprocess

import cli
from cli import Case, objects
from exchanges import GOOD, SAMPLES

HOSTILE_NAME = b"a\x1b[31m\x07\xe2\x80\xae\xc2\x9b\xff\n\\x41\"b.bin"


def sample(name):
    return (SAMPLES / name).read_bytes()


def dump(*args, stdin=b"", env=None, **kwargs):
    """The finished process. The environment is empty but for `env`, so that no NO_COLOR leaks in."""
    return subprocess.run([cli.program, "dump", *args], input=stdin, capture_output=True, env=env or {},
                          timeout=60, check=False, **kwargs)


class DumpTest(Case):
    def ends(self, status, *args, **kwargs):
        done = dump(*args, **kwargs)
        self.assertEqual(done.returncode, status, (args, done.stdout[:200], done.stderr))
        return done

    def account(self, data, *args, status=GOOD):
        found = objects(self.ends(status, "--json", *args, stdin=data).stdout)
        self.assertEqual(len(found), 1)
        return found[0]
