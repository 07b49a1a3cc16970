#!/usr/bin/env python3
"""readme_story_test.py ROUGHPROOF: a newcomer types the commands of the README in order, and sees what it says. Nothing
is changed but the port, which must be free, and the pause after the start of the servers, which may be too short for a
slow machine."""
import json
import os
import pathlib
import random
import re
import socket
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECTIONS = ("Measure the time from several servers", "Stamp a document")
ADDRESSES = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
MARK = "\x1e"
SKIPPED = 77


def commands():
    """The lines of the fenced blocks of both sections."""
    found = []
    for title in SECTIONS:
        section = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", (ROOT / "README.md").read_text(), re.S | re.M)[1]
        blocks = re.findall(r"^```sh\n(.*?)^```$", section, re.S | re.M)
        assert blocks, f"no commands under {title}"
        found += [line for block in blocks for line in block.splitlines()]
    return found


READY = "until [ $(cat north.log east.log south.log | grep -c event=ready) = 3 ]; do sleep 0.1; done"


def free_port():
    """One that both transports have free at all addresses, and that the system does not choose for others meanwhile."""
    first = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    for _ in range(100):
        port = random.randrange(first // 2, first)
        try:
            for address in ADDRESSES:
                for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                    with socket.socket(socket.AF_INET, kind) as one:
                        one.bind((address, port))
            return port
        except OSError:
            continue
    sys.exit("no port is free")


def play(script, roughproof, folder):
    """(command, output, exit status) of each, typed into one shell."""
    env = {"PATH": f"{roughproof.parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder), "LC_ALL": "C"}
    text = "".join(f"{line}\nprintf '{MARK}%d{MARK}' $?\n" for line in script)
    done = subprocess.run(["bash", "-c", text], cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=120, check=False)
    parts = done.stdout.decode().split(MARK)
    return [(line, parts[2 * i], int(parts[2 * i + 1])) for i, line in enumerate(script)]


def only(told, *words):
    match = [entry for entry in told if all(word in entry[0] for word in words)]
    assert len(match) == 1, (words, match)
    return match[0]


def check(told, folder):
    for command, output, status in told:
        print(f"$ {command}\n{output}", end="")
        expected = 4 if " report.json" in command else 0
        assert status == expected, f"exit status {status}, expected {expected}: {command}"
    _, measured, _ = only(told, "query", "--save")
    _, verified, _ = only(told, "verify", "report.json")
    story = verified[:verified.index("exchange 1: ")]
    assert 'without "east" nothing contradicts' in story
    assert story in measured, "query and verify tell different stories"
    assert len(json.loads((folder / "report.json").read_text())["responses"]) == 6
    _, stamped, _ = only(told, "verify", "--document")
    assert "the document existed before" in stamped, stamped
    assert not (folder / ".local").exists()


def main():
    roughproof = pathlib.Path(sys.argv[1]).resolve()
    features = subprocess.run([roughproof, "--version"], capture_output=True, text=True, check=True).stdout
    missing = [name for name in ("BearSSL", "libsodium", "zlib") if name not in features]
    if missing:
        print(f"skipped: this build has no {', '.join(missing)}")
        sys.exit(SKIPPED)
    port = free_port()
    script = [READY if line == "sleep 2" else line.replace(":5319", f":{port}") for line in commands()]
    assert READY in script
    with tempfile.TemporaryDirectory() as folder:
        check(play(script, roughproof, pathlib.Path(folder)), pathlib.Path(folder))


if __name__ == "__main__":
    main()
