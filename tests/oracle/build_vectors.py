#!/usr/bin/env python3
"""build_vectors.py [--check]: writes the packets, containers, signed evidence and samples of corpus/ as their recipes say, and
corpus/MANIFEST. With --check it writes nothing, and fails if a file is not what it would have written."""
import json
import pathlib
import sys

import container_recipe
import evidence
import recipe

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
MADE_HERE = "made here"
MAX_BYTES = 10 << 20


def outputs():
    """(file, bytes) of all that is generated."""
    manifest = ["# path\torigin\tpurpose"]
    for make in (packets, containers, verdicts, samples):
        for text, files in make():
            yield from files
            file = files[0][0]
            manifest.append("%s\t%s\t%s" % (file.relative_to(CORPUS), origin(text), purpose(text)))
    for name, finder, story in stories():
        manifest.append("regressions/%s\t%s\t%s" % (name, finder, story))
    for file in sorted((CORPUS / "evolved").iterdir()):
        manifest.append("%s\tfuzz_%s\tWhat reaches more of that target than the seeds do, minimised." %
                        (file.relative_to(CORPUS), file.stem))
    yield CORPUS / "MANIFEST", ("\n".join(manifest) + "\n").encode()


def stories():
    """Of what fuzzers found: file, finder, what it was."""
    for line in (CORPUS / "regressions" / "stories.tsv").read_text().splitlines():
        yield line.split("\t")


def recipes(pattern):
    for file in sorted(CORPUS.glob(pattern)):
        yield file, file.read_text(encoding="utf-8")


def packets():
    """(recipe, [(file, bytes)]), likewise the next three."""
    for file, text in recipes("vectors/*/*/recipe.txt"):
        yield text, [(file.with_name("packet.bin"), recipe.build(text))]


def containers():
    for file, text in recipes("containers/*/*/recipe.txt"):
        built = container_recipe.Built(text)
        yield text, [(file.with_name(built.file_name()), built.data)]


def verdicts():
    for file, text in recipes("verdicts/*/*/recipe.txt"):
        built = evidence.build(text)
        options = json.dumps(built.options(), indent=1) + "\n"
        yield text, [(file.with_name(built.file_name()), built.text().encode()),
                     (file.with_name("options.json"), options.encode())]


def samples():
    for file, text in recipes("samples/recipes/*.txt"):
        yield text, [(CORPUS / "samples" / (file.stem + ".json"), evidence.build(text).text().encode())]


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
    """Folders of vectors that lack one of their files, or have others; evolved ones of no target; and too much."""
    for kind, built in (("vectors", {"packet.bin"}), ("containers", set(container_recipe.READERS.values())),
                        ("verdicts", {"exchange.json", "report.json", "report.txt"})):
        expected = {"recipe.txt", "expect.json"} | ({"options.json"} if kind == "verdicts" else set())
        for folder in sorted((CORPUS / kind).glob("*/*")):
            names = {file.name for file in folder.iterdir()}
            if names - built != expected or len(names & built) != 1:
                yield "%s has %s" % (folder.relative_to(CORPUS), ", ".join(sorted(names)))
    told = {name for name, _, _ in stories()} | {"stories.tsv"}
    there = {file.name for file in (CORPUS / "regressions").iterdir()}
    for name in sorted(told ^ there):
        yield "regressions/%s has no %s" % (name, "story" if name in there else "file")
    for file in sorted((CORPUS / "evolved").iterdir()):
        if file.suffix != ".zip" or not (ROOT / "fuzz" / (file.stem + ".c")).is_file():
            yield "%s is of no fuzz target" % file.relative_to(CORPUS)
    size = sum(file.stat().st_size for file in CORPUS.rglob("*") if file.is_file())
    if size > MAX_BYTES:
        yield "the corpus has %d bytes, over %d" % (size, MAX_BYTES)


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
