#!/usr/bin/env python3
"""confinement_test.py ROUGHPROOF FAKE_ADJTIMEX [TEST ...]: roughproof serve, what it may still do once it runs."""
import os
import pathlib

import serving
from case import main, ServeTest
from serving import Server


class ConfinementTest(ServeTest):
    def status(self, pid):
        text = pathlib.Path(f"/proc/{pid}/status").read_text()
        return dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)

    def test_seccomp(self):
        if "libseccomp" not in serving.run(self.program, "--version").stdout:
            self.skipTest("this build has no sandbox")
        with Server(self.program, self.dir, "--key", self.key, "--threads", 2) as server:
            pid = server.process.pid
            tasks = [path.name for path in pathlib.Path(f"/proc/{pid}/task").iterdir()]
            signer = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            self.assertEqual((len(tasks), len(signer)), (4, 1))
            for task in [*tasks, *signer]:
                status = self.status(task)
                self.assertEqual((status["Seccomp"], status["NoNewPrivs"]), ("2", "1"))

    def test_another_user(self):
        if os.getuid() != 0:
            self.skipTest("only root can become another user")
        self.dir.chmod(0o777)
        with Server(self.program, self.dir, "--key", self.key, "--user", "nobody") as server:
            self.assertIsNotNone(self.ask(server))
            pid = server.process.pid
            signer = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            for process in [pid, *signer]:
                status = self.status(process)
                uids = set(status["Uid"].split() + status["Gid"].split())
                self.assertNotIn("0", uids)
                self.assertEqual((status["Groups"].strip(), status["CapEff"]), ("", "0" * 16))
            self.assertGreater(server.metrics()["batch_size_sum"], 0)


if __name__ == "__main__":
    main()
