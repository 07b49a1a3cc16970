#!/usr/bin/env python3
"""Holds the source to its conventions.

usage: repo_test.py CHECK    exit 77: the tool that the check needs is missing

  format    clang-format would change nothing
  text      no tabs, trailing blanks, missing line ends, notes to self
  headers   each begins with a comment and has the guard of its path
  size      functions of parser/ and tools/ have 12 lines or fewer in the median; no file has over 500
  c         each public header compiles alone as C11
  c++       each public header compiles alone as C++
"""
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKIPPED = 77

SOURCES = {".c", ".h"}
TEXTS = SOURCES | {".py", ".sh", ".cmake", ".md", ".mjs", ".js", ".in"}
PUBLIC = ("parser", "verify")
NOTES = re.compile(r"\b(TO" + "DO|FIX" + r"ME)\b")
MEDIAN_LINES, FILE_LINES = 12, 500


def files(suffixes, folder="."):
    """The files of the tree, without those that are built."""
    found = []
    for where, folders, names in os.walk(ROOT / folder):
        if pathlib.Path(where) == ROOT:
            folders[:] = [f for f in folders if f != "build"]
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in ("node_modules", "__pycache__"))
        found += [pathlib.Path(where) / n for n in sorted(names) if pathlib.Path(n).suffix in suffixes]
    return found


def name_of(path):
    return str(path.relative_to(ROOT))


def needs(*tools):
    for tool in tools:
        if shutil.which(tool) is None:
            print(f"skipped: no {tool} on this machine")
            sys.exit(SKIPPED)


def check_format():
    needs("clang-format")
    sources = files(SOURCES)
    done = subprocess.run(["clang-format", "--dry-run", "--Werror", *map(str, sources)], capture_output=True, text=True)
    faults = [line.replace(f"{ROOT}/", "") for line in done.stderr.splitlines() if " error: " in line]
    if done.returncode != 0 and not faults:
        faults.append(done.stderr)
    return faults, f"{len(sources)} files"


def line_fault(line):
    if "\t" in line:
        return "tab"
    if line != line.rstrip():
        return "trailing blank"
    return "note to self" if NOTES.search(line) else None


def check_text():
    faults, texts = [], files(TEXTS) + [p for p in files({".txt"}) if p.name == "CMakeLists.txt"]
    for path in texts:
        text = path.read_text()
        for number, line in enumerate(text.split("\n"), 1):
            fault = line_fault(line)
            if fault is not None:
                faults.append(f"{name_of(path)}:{number}: {fault}")
        if text and not text.endswith("\n"):
            faults.append(f"{name_of(path)}: no line end at the end")
    return faults, f"{len(texts)} files"


def check_headers():
    faults, headers = [], files({".h"})
    for path in headers:
        text = path.read_text()
        if not text.startswith("/* "):
            faults.append(f"{name_of(path)}: does not begin with a comment that says what it is for")
        guard = "ROUGHPROOF_" + re.sub(r"\W", "_", name_of(path)).upper()
        if f"#ifndef {guard}\n#define {guard}\n" not in text:
            faults.append(f"{name_of(path)}: no guard {guard}")
    return faults, f"{len(headers)} headers"


def function_lengths(path):
    """Lines between the braces of each function: with our format, those that stand alone in column 1."""
    lengths, start = [], None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            lengths.append((number - start - 1, f"{name_of(path)}:{start - 1}"))
            start = None
    return lengths


def check_size():
    faults, report = [], []
    for folder in ("parser", "tools"):
        lengths = [n for path in files(SOURCES, folder) for n in function_lengths(path)]
        median = statistics.median(n for n, _ in lengths)
        longest = max(lengths)
        report.append(f"{folder}: {len(lengths)} functions, median {median:g} lines, longest {longest[0]} ({longest[1]})")
        if median > MEDIAN_LINES:
            faults.append(f"{folder}: the median function has {median:g} lines, over {MEDIAN_LINES}")
    for path in files(SOURCES):
        num = path.read_text().count("\n")
        if num > FILE_LINES and path.parts[len(ROOT.parts)] in PUBLIC + ("tools",):
            faults.append(f"{name_of(path)}: {num} lines, over {FILE_LINES}")
    return faults, "; ".join(report)


def check_compiles(command, suffix):
    needs(command[0])
    faults, headers = [], [h for folder in PUBLIC for h in public_headers(folder)]
    with tempfile.TemporaryDirectory() as folder:
        for path in headers:
            alone = pathlib.Path(folder) / f"alone{suffix}"
            # Twice, so that the guard is tried as well.
            alone.write_text(f'#include "{name_of(path)}"\n' * 2 + "int alone;\n")
            done = subprocess.run([*command, "-fsyntax-only", "-Wall", "-Wextra", "-Werror", f"-I{ROOT}", str(alone)],
                                  capture_output=True, text=True)
            if done.returncode != 0:
                faults.append(f"{name_of(path)}: {(done.stderr.splitlines() or ['refused'])[-1]}")
                faults += ["  " + line for line in done.stderr.splitlines() if "error:" in line][:3]
    return faults, f"{len(headers)} headers"


def public_headers(folder):
    """Those that the folder's CMakeLists.txt installs."""
    listed = re.search(r"\bHEADERS\b(.*?)(\bNEEDS\b|\))", (ROOT / folder / "CMakeLists.txt").read_text(), re.S)
    return [ROOT / folder / name for name in listed.group(1).split()]


CHECKS = {
    "format": check_format,
    "text": check_text,
    "headers": check_headers,
    "size": check_size,
    "c": lambda: check_compiles(["cc", "-std=c11", "-Wpedantic", "-Wstrict-prototypes"], ".c"),
    "c++": lambda: check_compiles(["g++", "-std=c++17"], ".cc"),
}


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in CHECKS:
        print(__doc__, file=sys.stderr)
        return 2
    faults, what = CHECKS[sys.argv[1]]()
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{sys.argv[1]}: {what}, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
