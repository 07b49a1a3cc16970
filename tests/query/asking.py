"""For the tests of query: runs it beside servers, in a state directory of its own. Exit status 77 if nothing failed
but something was skipped."""
import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "serve"), str(ROOT / "tests")]

import oracle_server  # noqa: E402
import serving  # noqa: E402

GOOD, BAD, USAGE, IO, MALFEASANCE, SKIPPED = 0, 1, 2, 3, 4, 77
PATIENCE = ["--timeout", "30s"]


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
        """It waits for as long as a slow machine may take, unless told otherwise."""
        patience = PATIENCE if status != USAGE and "--timeout" not in args else []
        return self.run_program("query", *patience, *args, status=status, **kwargs)

    def query_refused(self, *args):
        """What was heard of the only server; short timeouts, for no refusal ends the waiting, until one was long enough."""
        for timeout in ("300ms", "3s", "30s"):
            told = self.query_json(*args, "--retries", "0", "--timeout", timeout, status=BAD)
            if told["servers"][0]["refusal"] is not None:
                break
        return told

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


class Served(Case):
    """Beside `roughproof serve`."""

    def start(self, name, *options):
        """An entry of a server list, of a server that runs until the test ends."""
        key, public = serving.make_key(self.program, self.folder, name)
        server = serving.Server(self.program, self.folder, "--key", key, *options, listen="127.0.0.1:0")
        self.addCleanup(server.stop)
        return {"name": name, "version": 1, "publicKeyType": "ed25519", "publicKey": base64.b64encode(public).decode(),
                "addresses": [{"protocol": p, "address": f"127.0.0.1:{port}"} for p, port in server.ports.items()]}

    def listed(self, *entries):
        path = self.folder / "servers.json"
        path.write_text(json.dumps({"servers": entries}))
        return path


def key_of(server):
    return base64.b64encode(server.key).decode()


def main():
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} ROUGHPROOF [TEST ...]")
    Case.program = pathlib.Path(sys.argv.pop(1)).resolve()
    done = unittest.main(exit=False)
    for test, why in done.result.skipped:
        print(f"skipped: {test}: {why}")
    sys.exit(not done.result.wasSuccessful() or (SKIPPED if done.result.skipped else 0))
