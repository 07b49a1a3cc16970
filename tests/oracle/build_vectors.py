#!/usr/bin/env python3
"""build_vectors.py [--check]: writes the packets, signed evidence and samples of corpus/ as their recipes say, and
corpus/MANIFEST. With --check it writes nothing, and fails if a file is not what it would have written."""
import json
import pathlib
import sys

import evidence
import recipe

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
MADE_HERE = "made here"


def outputs():
    """(file, bytes) of all that is generated."""
    manifest = ["# path\torigin\tpurpose"]
    for file in sorted((CORPUS / "vectors").glob("*/*/recipe.txt")):
        text = file.read_text(encoding="utf-8")
        packet = file.with_name("packet.bin")
        yield packet, recipe.build(text)
        manifest.append("%s\t%s\t%s" % (packet.relative_to(CORPUS), origin(text), purpose(text)))
    for file in sorted((CORPUS / "verdicts").glob("*/*/recipe.txt")):
        text = file.read_text(encoding="utf-8")
        built = evidence.build(text)
        yield file.with_name(built.file_name()), built.text().encode()
        yield file.with_name("options.json"), (json.dumps(built.options(), indent=1) + "\n").encode()
        manifest.append("%s\t%s\t%s" % (file.with_name(built.file_name()).relative_to(CORPUS), origin(text), purpose(text)))
    for file in sorted((CORPUS / "samples" / "recipes").glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        sample = CORPUS / "samples" / (file.stem + ".json")
        yield sample, evidence.build(text).text().encode()
        manifest.append("%s\t%s\t%s" % (sample.relative_to(CORPUS), origin(text), purpose(text)))
    yield CORPUS / "MANIFEST", ("\n".join(manifest) + "\n").encode()


def comments(text):
    return [line[1:].strip() for line in text.splitlines() if line.startswith("#")]


def origin(text):
    said = [line[len("origin: "):] for line in comments(text) if line.startswith("origin: ")]
    return said[0] if said else MADE_HERE


def purpose(text):
    """The comment that a recipe begins with."""
    if not text.startswith("# "):
        raise recipe.RecipeError("a recipe begins with a comment that says what it is for: " + text[:40])
    return comments(text)[0]


def strays():
    """Folders of vectors that lack one of their three files."""
    for folder in sorted((CORPUS / "vectors").glob("*/*")):
        for name in ("recipe.txt", "packet.bin", "expect.json"):
            if not (folder / name).is_file():
                yield "%s has no %s" % (folder.relative_to(CORPUS), name)


def check():
    failures = list(strays())
    for file, data in outputs():
        if not file.is_file() or file.read_bytes() != data:
            failures.append("%s is not what its recipe builds" % file.relative_to(CORPUS))
    for failure in failures:
        print(failure)
    return 1 if failures else 0


def write():
    for file, data in outputs():
        file.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(check() if sys.argv[1:] == ["--check"] else write())
