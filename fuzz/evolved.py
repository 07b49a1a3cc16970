#!/usr/bin/env python3
"""The evolved corpus: corpus/evolved/TARGET.zip, what the fuzzers found that reaches more than the seeds do.

evolved.py unpack DIRECTORY [TARGET...]    into DIRECTORY/TARGET, which is empty for a target that has none
evolved.py pack DIRECTORY TARGET           the files of DIRECTORY, named for what is in them; the same bytes every time
evolved.py archive FILE TARGET DIRECTORY   to FILE what is evolved and the files of DIRECTORY, as OSS-Fuzz has seeds
"""
import hashlib
import pathlib
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


if __name__ == "__main__":
    {"pack": pack, "archive": archive, "unpack": lambda folder, *targets: unpack(folder, targets)}[sys.argv[1]](*sys.argv[2:])
