#!/usr/bin/env python3
"""The evolved corpus: corpus/evolved/TARGET.zip, what the fuzzers found that reaches more than the seeds do.

evolved.py unpack DIRECTORY [TARGET...]    into DIRECTORY/TARGET, which is empty for a target that has none
evolved.py pack DIRECTORY TARGET           the files of DIRECTORY, named for what is in them; the same bytes every time
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
        archive = EVOLVED / f"{target}.zip"
        if archive.is_file():
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(to)


def pack(folder, target):
    units = {hashlib.sha1(data).hexdigest()[:16]: data for data in
             (path.read_bytes() for path in pathlib.Path(folder).iterdir())}
    EVOLVED.mkdir(exist_ok=True)
    with zipfile.ZipFile(EVOLVED / f"{target}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, data in sorted(units.items()):
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, data)
    print(f"{target}: {len(units)} inputs, {sum(map(len, units.values()))} bytes")


if __name__ == "__main__":
    if sys.argv[1] == "unpack":
        unpack(sys.argv[2], sys.argv[3:])
    else:
        pack(sys.argv[2], sys.argv[3])
