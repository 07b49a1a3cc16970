"""For the tests of query: runs it beside servers, in a state directory of its own."""
import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import oracle_server

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOOD, BAD, USAGE, IO, MALFEASANCE = 0, 1, 2, 3, 4


class Case(unittest.TestCase):
    program = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.state = self.folder / "state" / "roughproof"

    def run_program(self, *args, status=GOOD, **kwargs):
        """The finished process, whose exit status must be this one."""
        env = {"XDG_STATE_HOME": str(self.folder / "state"), "PATH": os.environ["PATH"], "LC_ALL": "C"}
        done = subprocess.run([self.program, *map(str, args)], capture_output=True, text=True, timeout=120,
                              env={**env, **kwargs.pop("env", {})}, check=False, cwd=self.folder, **kwargs)
        self.assertEqual(done.returncode, status, (args, done.stdout, done.stderr))
        return done

    def query(self, *args, status=GOOD, **kwargs):
        return self.run_program("query", *args, status=status, **kwargs)

    def query_json(self, *args, status=GOOD):
        return json.loads(self.query(*args, "--json", status=status).stdout)

    def server(self, name, **options):
        one = oracle_server.Server(name, **options)
        self.addCleanup(one.close)
        return one

    def list_of(self, *servers, **more):
        path = self.folder / "servers.json"
        path.write_text(json.dumps({"servers": [s.entry(**more) for s in servers]}))
        return path

    def kept(self, kind="measurement"):
        return sorted(self.state.glob(f"{kind}-*.json")) if self.state.exists() else []

    def verify(self, servers, path, *options, status=GOOD):
        return json.loads(self.run_program("verify", "--json", "--servers", servers, *options, path,
                                           status=status).stdout)


def key_of(server):
    return base64.b64encode(server.key).decode()


def main():
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} ROUGHPROOF [TEST ...]")
    Case.program = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
