#!/usr/bin/env python3
"""The units of systemd: sound, well confined, and free to ask about the clock.

usage: unit_test.py FOLDER ROUGHPROOF    FOLDER has roughproof.service as it is installed
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
LIMIT = 15  # tenths: 1.5
HERE = pathlib.Path(__file__).resolve().parent


def main(folder, roughproof):
    service = (pathlib.Path(folder) / "roughproof.service").read_text()
    socket = (HERE.parents[1] / "cmake" / "roughproof.socket").read_text()
    assert "@" + "CMAKE" not in service
    assert not re.search(r"^ProtectClock=(?!no)", service, re.M), "the server asks adjtimex"
    assert "Type=notify" in service and re.search(r"^SystemCallFilter=adjtimex clock_adjtime$", service, re.M)
    assert {"ListenDatagram=5319", "ListenStream=5319"} <= set(socket.splitlines())
    command = re.search(r"^ExecStart=(\S+) serve (.*)$", service, re.M)
    known = subprocess.run([roughproof, "serve", "--help"], capture_output=True, text=True, check=True).stdout
    for option in re.findall(r"--[\w-]+", command[2]):
        assert option in known, option
    if shutil.which("systemd-analyze") is None:
        print("skipped: no systemd-analyze on this machine")
        return SKIPPED
    with tempfile.TemporaryDirectory() as place:
        units = [pathlib.Path(place) / name for name in ("roughproof.service", "roughproof.socket")]
        units[0].write_text(service.replace(command[1], roughproof))
        units[1].write_text(socket)
        rated = subprocess.run(["systemd-analyze", "security", "--offline=true", f"--threshold={LIMIT}", units[0]],
                               capture_output=True, text=True, check=False)
        print(rated.stdout.splitlines()[-1])
        assert rated.returncode == 0, rated.stdout + rated.stderr
        checked = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True,
                                 check=False)
        faults = [line for line in (checked.stdout + checked.stderr).splitlines() if "roughproof" in line]
        assert not faults, faults
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
