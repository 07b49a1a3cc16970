"""The readers of containers in C and those of the oracle, asked the same."""
import json
import pathlib
import subprocess

import dump
import report
import serverlist
import strict_json
from strict_json import Refused
from wire import Refusal

ANY_LENGTH = 2**32 - 1


class Case:
    """A file with a name, who is to read it, and how long JSON may be."""

    def __init__(self, name, reader, data, most=ANY_LENGTH):
        self.name, self.reader, self.data, self.most = name, reader, data, most

    def oracle(self):
        return json.loads(json.dumps(ORACLES[self.reader](self.data, self.most)))


def integer(data, most):
    try:
        value = strict_json.parse(data, 0, most)
        if value.kind != "number":
            raise Refused("json-type", value.at)
        if value.integer() is None:
            raise Refused("json-integer", value.at)
    except Refused as refused:
        return {"error": [refused.slug, refused.offset], "integer": "0?"}
    return {"error": None, "integer": str(value.integer())}


def message(wanted):
    """Readers of packets that expect one kind."""
    class Expecting(dump.Account):
        def judge_kind(self):
            if self.identity.kind != wanted:
                raise Refusal("not-a-" + wanted, self.messages["top"].at)

    def reader(data, _):
        error = Expecting(data).error
        return {"error": error and [error.slug, error.offset]}
    return reader


ORACLES = {"report": report.read, "list": serverlist.read, "integer": integer,
           "request": message("request"), "response": message("response")}


def ask(program, cases, folder):
    """What containers_walk says of each."""
    folder, by_call = pathlib.Path(folder), {}
    for i, case in enumerate(cases):
        (folder / str(i)).write_bytes(case.data)
        by_call.setdefault((case.reader, case.most), []).append(i)
    answers = {}
    for (reader, most), numbers in by_call.items():
        command = [program, reader, str(most), *(str(folder / str(i)) for i in numbers)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        lines = done.stdout.splitlines()
        if done.returncode != 0 or len(lines) != len(numbers):
            raise SystemExit("%s: exit %d: %s" % (command[:3], done.returncode, done.stderr[:2000]))
        answers.update(zip(numbers, map(json.loads, lines)))
    return [answers[i] for i in range(len(cases))]


def difference(theirs, ours, path=""):
    """The first (path, theirs, ours) that differ, or None."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        pairs = [("." + key, theirs.get(key), ours.get(key)) for key in sorted(set(theirs) | set(ours))]
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        pairs = [("[%d]" % i, *pair) for i, pair in enumerate(zip(theirs, ours))]
    else:
        return None if theirs == ours else (path, theirs, ours)
    return next(filter(None, (difference(a, b, path + step) for step, a, b in pairs)), None)


def slugs_of(answer):
    """Every error and remark in an answer."""
    if isinstance(answer, dict):
        for value in answer.values():
            yield from slugs_of(value)
    elif isinstance(answer, list):
        if len(answer) == 2 and isinstance(answer[0], str) and isinstance(answer[1], int):
            yield answer[0]
        for value in answer:
            yield from slugs_of(value)
