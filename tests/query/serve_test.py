#!/usr/bin/env python3
"""serve_test.py ROUGHPROOF: `roughproof query` asks `roughproof serve`: every version and transport, crowds, liars."""
import json
import pathlib
import subprocess

from asking import MALFEASANCE, PATIENCE, Served, main


class Serving(Served):
    def test_every_version_and_transport(self):
        entry = self.start("all")
        where = {a["protocol"]: a["address"] for a in entry["addresses"]}
        for name in ["google", "rfc10049", "0x8000000c", *(f"draft-{n:02d}" for n in range(1, 20))]:
            for transport in ["udp"] + ["tcp"] * (name != "google"):
                with self.subTest(name, transport=transport):
                    told = self.query_json(where[transport], "--key", entry["publicKey"], "--version", name,
                                           "--transport", transport)
                    self.assertEqual((told["conclusion"], told["exchanges"][0]["transport"]), ("good", transport))

    def test_a_crowd(self):
        """Many at once share signatures and a state directory; every chain is there and verifies by itself."""
        path = self.listed(self.start("north"), self.start("south"), self.start("east"))
        crowd = [subprocess.Popen([self.program, "query", "--json", *PATIENCE, "--servers", path], stdout=subprocess.PIPE,
                                  env={"XDG_STATE_HOME": str(self.state.parent)}) for _ in range(20)]
        for one in crowd:
            out, _ = one.communicate(timeout=120)
            self.assertEqual(json.loads(out)["conclusion"], "good")
        self.assertEqual(len(self.kept()), len(crowd))
        for chain in self.kept():
            self.assertEqual(self.verify(path, chain)["verdict"], "valid")

    def test_liars_ahead_and_behind(self):
        for offset in ("1h", "-1h"):
            path = self.listed(self.start("north" + offset), self.start("east" + offset, "--time-offset=" + offset),
                               self.start("south" + offset))
            told = self.query_json("--servers", path, status=MALFEASANCE)
            self.assertEqual(told["suspects"], [["east" + offset]])
            self.verify(path, pathlib.Path(told["saved"]), status=MALFEASANCE)


if __name__ == "__main__":
    main()
