#!/usr/bin/env python3
"""walk_containers.py CONTAINERS_WALK: of each vector of corpus/containers its expect.json, the oracle and the reader that
its recipe names say the same, the latter two in every detail; and each error and remark of those readers is that of at
least one vector."""
import json
import pathlib
import sys
import tempfile

import container_recipe
import containers
import lists

CONTAINERS = pathlib.Path(__file__).resolve().parents[2] / "corpus" / "containers"
STAGES = ("text", "report", "list")
# Callers that expect one kind of message get these; dump takes any.
OF_CALLERS = {"not-a-request", "not-a-response"}
OCTETS = ("response", "request", "publicKey", "rand", "nonce")
ERRORS = lists.errors()


def wanted():
    """What some vector must produce."""
    errors = {slug for slug, row in ERRORS.items() if row[1] in STAGES}
    return errors | OF_CALLERS | {slug for slug in lists.remarks() if slug.startswith(("report-", "list-"))}


def case_of(name, text):
    built = container_recipe.Built(text)
    return containers.Case(name, built.reader, built.data, containers.ANY_LENGTH if built.most is None else built.most)


# What expect.json holds of an account: no more than can be thought out beforehand.

def summary(account):
    out = {"error": error(account["error"])}
    for key in ("format", "lines", "created", "expires", "integer"):
        if account.get(key) is not None:
            out[key] = account[key]
    if "remarks" in account:
        out["remarks"] = account["remarks"]
    if "entries" in account:
        out["entries"] = [entry(row, exchange) for row in account["entries"]]
    if "servers" in account:
        out["servers"] = [entry(row, server) for row in account["servers"]]
    return out


def error(pair):
    if pair is None:
        return None
    _, stage, clause, _ = ERRORS[pair[0]]
    return {"slug": pair[0], "stage": stage, "offset": pair[1], "clause": clause}


def entry(row, members):
    out = {"error": error(row["error"])} if row["error"] else members(row)
    return {**out, "remarks": row["remarks"]} if row["remarks"] else out


def exchange(row):
    out = {name: as_value(row[name]) for name in OCTETS if row[name]}
    return {**out, "id": row["id"]} if row["id"] else out


def server(row):
    keys = [key if isinstance(key, list) else {**key, "key": as_value(key["key"])} for key in row["keys"]]
    return {"name": bytes.fromhex(row["name"] or "").decode(errors="backslashreplace"), "version": row["version"],
            "keys": [error(key) if isinstance(key, list) else {name: v for name, v in key.items() if v} for key in keys],
            "addresses": [error(address) if isinstance(address, list) else address for address in row["addresses"]]}


def as_value(digits):
    """As recipes write octets."""
    octets = bytes.fromhex(digits)
    return "repeat %d %02x" % (len(octets), octets[0]) if len(set(octets)) == 1 else "hex " + digits


def is_refused(expected):
    """Anything in it is."""
    if isinstance(expected, dict):
        return bool(expected.get("slug")) or any(map(is_refused, expected.values()))
    return isinstance(expected, list) and any(map(is_refused, expected))


class Vector:
    def __init__(self, folder):
        self.name, self.kind = folder.name, folder.parent.name
        self.expected = json.loads((folder / "expect.json").read_text())
        self.case = case_of(self.name, (folder / "recipe.txt").read_text(encoding="utf-8"))

    def failures(self, theirs):
        ours = self.case.oracle()
        found = containers.difference(theirs, ours)
        if found:
            yield "%s is %s, the oracle has %s" % found
        found = containers.difference(summary(theirs), self.expected)
        if found:
            yield "%s is %s, expected %s" % found
        if (self.kind == "reject") != is_refused(self.expected):
            yield "in the wrong folder"


def main(program):
    vectors = [Vector(folder) for folder in sorted(CONTAINERS.glob("*/*"))]
    with tempfile.TemporaryDirectory() as folder:
        answers = containers.ask(program, [vector.case for vector in vectors], folder)
    failures = ["%s/%s: %s" % (vector.kind, vector.name, failure)
                for vector, theirs in zip(vectors, answers) for failure in vector.failures(theirs)]
    seen = {slug for theirs in answers for slug in containers.slugs_of(theirs)}
    failures += ["%s: no vector has it" % slug for slug in sorted(wanted() - seen)]
    for failure in failures:
        print(failure)
    print("%d vectors" % len(vectors))
    return 1 if failures or not vectors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
