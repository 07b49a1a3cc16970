#!/usr/bin/env python3
"""The sessions in the README are what the command prints; one whose verb this build lacks is skipped, by name. usage:
readme_test.py ROUGHPROOF"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main(program):
    sessions = re.findall(r"```\n\$ roughproof ([^\n]*)\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    assert sessions, "no session in the README"
    features = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    shown = 0
    for arguments, expected in sessions:
        if arguments.startswith("verify ") and "BearSSL" not in features:
            print(f"skipped, for want of BearSSL: roughproof {arguments}")
            continue
        shown += 1
        done = subprocess.run([program, *arguments.split()], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.stdout != expected:
            sys.exit(f"roughproof {arguments} prints:\n{done.stdout}\nbut the README says:\n{expected}")
    assert shown, "every session was skipped"
    print(f"{shown} sessions")


if __name__ == "__main__":
    main(sys.argv[1])
