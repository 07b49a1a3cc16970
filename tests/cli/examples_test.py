#!/usr/bin/env python3
"""Runs the EXAMPLES of a manual page: what follows "$ " is a command, what follows that its exact output.

usage: examples_test.py MANPAGE ROUGHPROOF [--write]

The commands of one display share a shell in the root of the repository, so that "echo $?" tells the exit
status of the command before it; standard error joins standard output. With --write the page gets the output
as it is.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SKIPPED = 77
END = "\x1e"  # between the outputs of two commands: no control character is printed by either


def unroff(line):
    return re.sub(r"\\(.)", lambda m: {"e": "\\", "&": ""}.get(m[1], m[1]), line)


def roff(line):
    line = line.replace("\\", "\\e")
    return "\\&" + line if line[:1] in ".'" else line


def displays(page):
    """(first line, line behind the last) of each literal display in EXAMPLES."""
    start, inside = None, False
    for number, line in enumerate(page):
        if line.startswith(".Sh"):
            inside = line == ".Sh EXAMPLES"
        elif inside and line.startswith(".Bd -literal"):
            start = number + 1
        elif inside and line == ".Ed":
            yield start, number


def commands(lines):
    """[command, [line of output, ...]] of a display."""
    found = []
    for line in map(unroff, lines):
        if line.startswith("$ "):
            found.append([line[2:], []])
        elif not found:
            sys.exit(f"output before the first command: {line}")
        else:
            found[-1][1].append(line)
    return found


def missing_tool(command):
    words = re.findall(r"(?:^|[|;]\s*)([\w-]+)\b(?!=)", command)
    return next((word for word in words if shutil.which(word) is None), None)


def run(script, roughproof):
    """The output of each command, in lines."""
    mark = "status=$?; printf '\\036'; (exit $status)\n"
    path = f"{roughproof.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(["sh", "-c", "".join(f"{command}\n{mark}" for command in script)], cwd=ROOT,
                          env={"PATH": path, "LC_ALL": "C"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=60, check=False)
    outputs = done.stdout.decode("ascii").split(END)[:-1]
    return [output.splitlines() for output in outputs]


def check(examples, roughproof):
    failures = 0
    outputs = run([command for command, _ in examples], roughproof)
    for (command, expected), output in zip(examples, outputs, strict=True):
        if output != expected:
            failures += 1
            print(f"$ {command}", "--- page says", *expected, "--- output is", *output, "---", sep="\n")
    return failures


def rewritten(examples, roughproof):
    lines = []
    outputs = run([command for command, _ in examples], roughproof)
    for (command, _), output in zip(examples, outputs, strict=True):
        lines += map(roff, [f"$ {command}", *output])
    return lines


def main():
    if len(sys.argv) not in (3, 4) or sys.argv[3:] not in ([], ["--write"]):
        sys.exit(__doc__)
    page, roughproof = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    os.environ["PATH"] = f"{roughproof.parent}{os.pathsep}{os.environ['PATH']}"
    lines = page.read_text().splitlines()
    num, failures, skipped = 0, 0, 0
    for start, end in reversed(list(displays(lines))):
        examples = commands(lines[start:end])
        missing = next(filter(None, (missing_tool(command) for command, _ in examples)), None)
        if missing is not None:
            print(f"skipped: {missing} is not installed: {examples[0][0]}")
            skipped += 1
        elif sys.argv[3:]:
            lines[start:end] = rewritten(examples, roughproof)
        else:
            failures += check(examples, roughproof)
        num += len(examples)
    if sys.argv[3:]:
        page.write_text("\n".join(lines) + "\n")
    print(f"{num} commands, {failures} failed, {skipped} displays skipped")
    if num == 0 or failures > 0:
        sys.exit(1)
    sys.exit(SKIPPED if skipped else 0)


if __name__ == "__main__":
    main()
