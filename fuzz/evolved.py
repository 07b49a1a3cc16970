#!/usr/bin/env python3
"""The evolved corpus: corpus/evolved/TARGET.zip, what the fuzzers found that reaches more than the seeds do.

evolved.py unpack DIRECTORY [TARGET...]    into DIRECTORY/TARGET, which is empty for a target that has none
evolved.py pack DIRECTORY TARGET           the files of DIRECTORY, named for what is in them; the same bytes every time
evolved.py table LOG                       what evolve.sh wrote into its logs, as the table of docs/fuzzing.md
evolved.py archive FILE TARGET DIRECTORY   to FILE what is evolved and the files of DIRECTORY, as OSS-Fuzz has seeds
"""
import hashlib
import pathlib
import re
import sys
import zipfile

EVOLVED = pathlib.Path(__file__).resolve().parent.parent / "corpus" / "evolved"


def unpack(folder, targets):
    for target in targets or sorted(p.stem for p in EVOLVED.glob("*.zip")):
        to = pathlib.Path(folder) / target
        to.mkdir(parents=True, exist_ok=True)
        for data in evolved(target):
            (to / hashlib.sha1(data).hexdigest()[:16]).write_bytes(data)


def write(file, units):
    named = {hashlib.sha1(data).hexdigest()[:16]: data for data in units}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, data in sorted(named.items()):
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, data)
    return len(named), sum(map(len, named.values()))


def units_in(folder):
    return [path.read_bytes() for path in pathlib.Path(folder).iterdir() if path.is_file()]


def evolved(target):
    archive = EVOLVED / f"{target}.zip"
    if not archive.is_file():
        return []
    with zipfile.ZipFile(archive) as packed:
        return [packed.read(name) for name in packed.namelist()]


def pack(folder, target):
    EVOLVED.mkdir(exist_ok=True)
    print(f"{target}: %d inputs, %d bytes" % write(EVOLVED / f"{target}.zip", units_in(folder)))


def archive(file, target, folder):
    write(file, evolved(target) + units_in(folder))


LINE = re.compile(r"(\w+): (\d+) executions in (\d+) s, cov: (\d+) ft: (\d+) corp: (\d+)")


def table(*logs):
    """Times and executions of all runs of a target together, and what the last of them reached."""
    rows = {}
    for line in "".join(pathlib.Path(log).read_text() for log in logs).splitlines():
        match = LINE.match(line)
        if match:
            target, *numbers = match[1], *map(int, match.groups()[1:])
            before = rows.get(target, [0] * 5)
            rows[target] = [before[0] + numbers[0], before[1] + numbers[1], *numbers[2:]]
    print("| target | minutes | executions | edges | features | inputs kept |\n|---|---:|---:|---:|---:|---:|")
    for target, (executions, seconds, edges, features, _) in sorted(rows.items()):
        print(f"| `{target}` | {seconds / 60:g} | {executions} | {edges} | {features} | {len(evolved(target))} |")
    seconds = sum(row[1] for row in rows.values())
    print(f"| all | {seconds / 60:g} | {sum(row[0] for row in rows.values())} | | | |")


if __name__ == "__main__":
    {"pack": pack, "archive": archive, "table": table, "unpack": lambda folder, *targets: unpack(folder, targets)}[sys.argv[1]](*sys.argv[2:])
