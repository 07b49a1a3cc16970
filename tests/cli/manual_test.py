#!/usr/bin/env python3
"""The manual pages: clean under mandoc, their lists current, their references to each other good.

usage: manual_test.py
"""

import pathlib
import re
import shutil
import subprocess
import sys

DOCS = pathlib.Path(__file__).resolve().parent.parent.parent / "docs"
SKIPPED = 77

# Says what is installed on this machine, not what is in the page.
MACHINE = re.compile(r"STYLE: referenced manual not found|outdated mandoc.db")


def stale_lists():
    command = [sys.executable, DOCS / "lists.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [done.stderr.strip() or "docs/lists.py --check fails"] if done.returncode != 0 else []


def broken_references(pages):
    return [f"{page.name}: there is no {name}.{section}"
            for page in pages
            for name, section in re.findall(r"^\.Xr (roughproof\S*) (\d)", page.read_text(), re.M)
            if not (DOCS / f"{name}.{section}").exists()]


def lint(pages):
    done = subprocess.run(["mandoc", "-Tlint", "-Wall", *pages], capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    return [line for line in lines if not MACHINE.search(line)]


def main():
    pages = sorted(DOCS.glob("*.[1-8]"))
    faults = stale_lists() + broken_references(pages)
    has_mandoc = shutil.which("mandoc") is not None
    faults += lint(pages) if has_mandoc else []
    print(*faults, sep="\n")
    if faults or len(pages) < 2:
        sys.exit(1)
    if not has_mandoc:
        print("skipped: mandoc is not installed")
        sys.exit(SKIPPED)


if __name__ == "__main__":
    main()
