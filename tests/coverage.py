#!/usr/bin/env python3
"""coverage.py BUILD: runs the tests of a build of the preset "coverage", and fails if they and the corpus leave a line or
branch of parser/ or verify/ out that tests/coverage.txt does not list with its reason, or if that lists one that is
reached after all.

With --show it tells what is left out, as lines of that list without reasons; with --kept it takes what an earlier call
measured, and runs no tests.

A line of the list is FILE <tab> FUNCTION <tab> CODE <tab> SIDE <tab> REASON: CODE is that of the branch, or of the whole
line, with single blanks; SIDE is "true" or "false", the side that is never taken, or "line" for a line that is never
reached. One entry stands for every place in the function that reads the same. A reason that begins with "by machine:" is
that of what some machines reach and others not.
"""
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "coverage.txt"
FOLDERS = ("parser", "verify")
# What is about something else, what tries random inputs, and what takes long for reaching nothing more: programs in C, the
# corpus, what evolved from it and the command line count. Vectors that are not part of this tree count nothing.
LEFT_OUT = ("ed25519_differential|json_differential|install|layer_|repo_|bench|oracle|-compared|mutation-map|relabelled|proof|"
            "serve-|keygen|ed25519_vectors|arith25519-small|ge25519_table|evidence_test|records|shared_vectors")
BY_MACHINE = "by machine:"


def run(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, **options)


def measure(build, raw):
    shutil.rmtree(raw, ignore_errors=True)
    raw.mkdir()
    run("ctest", "--test-dir", build, "-j2", "-E", LEFT_OUT, "--output-on-failure", stdout=subprocess.DEVNULL,
        env={**os.environ, "LLVM_PROFILE_FILE": f"{raw}/%8m.profraw"})


def programs(build):
    """The executables of the build, those with the usual field first: of functions that have two bodies it counts."""
    found = [p for p in pathlib.Path(build).rglob("*") if p.is_file() and p.stat().st_mode & 0o111
             and p.suffix == "" and "CMakeFiles" not in p.parts and p.read_bytes()[:4] == b"\x7fELF"]
    return sorted(found, key=lambda p: ("small" in p.name, p.name))


def export(build, raw, form):
    objects = programs(build)
    others = [word for p in objects[1:] for word in ("-object", p)]
    return run("llvm-cov", "export", f"-format={form}", "-skip-functions", objects[0], *others,
               f"-instr-profile={raw / 'all.profdata'}", *(ROOT / folder for folder in FOLDERS),
               capture_output=True, text=True).stdout


def exported(build, raw):
    """The files with their branches, and {file: lines that never ran}."""
    run("llvm-profdata", "merge", "-sparse", *raw.glob("*.profraw"), "-o", raw / "all.profdata")
    never = collections.defaultdict(list)
    for line in export(build, raw, "lcov").splitlines():
        if line.startswith("SF:"):
            file = line[3:]
        elif line.startswith("DA:") and line.endswith(",0"):
            never[file].append(int(line[3:].split(",")[0]))
    return json.loads(export(build, raw, "text"))["data"][0]["files"], never


def words(text):
    return re.sub(r"\s+", " ", text).strip()


def code_at(lines, where):
    """The text from one place to another; of what goes over several lines, all of it."""
    first, from_column, last, to_column = where
    if first == last:
        return words(lines[first - 1][from_column - 1:to_column - 1])
    return words(" ".join([lines[first - 1][from_column - 1:], *lines[first:last - 1], lines[last - 1][:to_column - 1]]))


def function_at(lines, number):
    """The name before the first parenthesis of the last line that begins at the margin and is no brace."""
    for line in reversed(lines[:number]):
        name = re.match(r"[A-Za-z][^(=;]*?(\w+)\(", line)
        if name:
            return name[1]
    return "-"


def branches_left(file, lines):
    counts = collections.defaultdict(lambda: [0, 0])
    for branch in file.get("branches", []):
        for side in (0, 1):
            counts[tuple(branch[:4])][side] += branch[4 + side]
    for where, (true, false) in counts.items():
        for side, count in (("true", true), ("false", false)):
            if count == 0:
                yield where[0], code_at(lines, where), side


def lines_left(numbers, lines):
    for number in numbers:
        text = words(lines[number - 1])
        if re.search(r"\w", text):
            yield number, text, "line"


def left(files, never):
    """{(file, function, code, side): numbers of lines}"""
    found = collections.defaultdict(set)
    for file in files:
        path = pathlib.Path(file["filename"])
        lines = path.read_text().split("\n")
        for number, code, side in [*branches_left(file, lines), *lines_left(never[file["filename"]], lines)]:
            found[str(path.relative_to(ROOT)), function_at(lines, number), code, side].add(number)
    return found


def listed():
    entries = {}
    for line in LIST.read_text().splitlines():
        if line and not line.startswith("#"):
            *entry, reason = line.split("\t")
            assert len(entry) == 4 and len(reason) > 20, f"no reason: {line}"
            assert tuple(entry) not in entries, f"twice: {line}"
            entries[tuple(entry)] = reason
    return entries


def judge(found, entries):
    faults = ["%s:%d: in %s, never %s: %s" % (entry[0], min(found[entry]), entry[1], entry[3], entry[2])
              for entry in sorted(found) if entry not in entries]
    return faults + ["%s: in tests/coverage.txt, but reached or gone: in %s, %s: %s" % (entry[0], entry[1], entry[3], entry[2])
                     for entry, reason in sorted(entries.items())
                     if entry not in found and not reason.startswith(BY_MACHINE)]


def main(build, *options):
    build = pathlib.Path(build).resolve()
    raw = build / "profiles"
    if "--kept" not in options:
        measure(build, raw)
    files, never = exported(build, raw)
    found = left(files, never)
    if "--show" in options:
        for entry in sorted(found):
            print("\t".join(entry) + "\t")
        return 0
    faults = judge(found, listed())
    for fault in faults:
        print(fault)
    totals = {kind: [sum(file["summary"][kind][key] for file in files) for key in ("covered", "count")]
              for kind in ("lines", "branches")}
    print("lines %d of %d, branches %d of %d, " % (*totals["lines"], *totals["branches"]) +
          f"{len(found)} places left out, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
