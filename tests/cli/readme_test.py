#!/usr/bin/env python3
"""The session in the README is what the command prints. usage: readme_test.py ROUGHPROOF"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main(program):
    sessions = re.findall(r"```\n\$ roughproof ([^\n]*)\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    assert sessions, "no session in the README"
    for arguments, expected in sessions:
        done = subprocess.run([program, *arguments.split()], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.stdout != expected:
            sys.exit(f"roughproof {arguments} prints:\n{done.stdout}\nbut the README says:\n{expected}")
    print(f"{len(sessions)} sessions")


if __name__ == "__main__":
    main(sys.argv[1])
