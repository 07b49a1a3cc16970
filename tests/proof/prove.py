#!/usr/bin/env python3
"""Proves the contracts of the parser with Frama-C's WP and RTE: docs/proof.md says what that means.

usage: prove.py [FILE...]      the named files of the table below, else all
       prove.py --planted      plants a bug for each proved file in a copy: each has to be noticed
       prove.py --planted all  plants all that the table has

exit 0: all goals proved; 1: some are not, or there are fewer than there were; 77: a tool is missing
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SKIPPED = 77
TOOLS = ("frama-c", "why3", "cvc4")

# File, the headers whose inline functions are proved along with it, and how many goals there are at least:
# fewer mean that something is no longer looked at. After a change of the code the run says the new number.
UNITS = (
    ("parser/slots.c", ("parser/slots.h", "parser/tag.h"), 339),
    ("parser/message.c", ("parser/message.h",), 357),
    ("parser/frame.c", ("parser/error.h",), 216),
    ("parser/bytes.c", ("parser/bytes.h",), 161),
    ("parser/base64.c", (), 172),
    ("verify/merkle.c", ("verify/hash.h",), 100),
    ("parser/schema.c", ("parser/schema.h",), 320),
    ("parser/identify.c", (), 200),
    ("tests/proof/tag_rows.c", ("parser/tag.c",), 68),
    ("parser/time.c", (), 96),
)

# Functions of these files without a proof: docs/proof.md says why.
UNPROVED = {
    "parser/bytes.h": ("rt_bytes_from", "rt_bytes_starts"),
    "parser/schema.c": ("lowest_id", "rt_schema_check_closely"),
    "parser/identify.c": ("rt_kind_name",),
    "parser/time.c": ("civil_from_days", "text_date", "text_time_of_day", "rt_time_format", "rt_time_format_date"),
    "verify/merkle.c": ("build_level", "rt_merkle_build", "rt_merkle_tree_root", "rt_merkle_tree_path"),
}

# File, function, what it says and what a careless hand would make of it; the first of a file is planted in every run.
PLANTED = (
    ("parser/bytes.h", "rt_bytes_sub", "len > in.len - skip", "len > in.len"),
    ("parser/bytes.h", "rt_words_get", "index < words.num;", "index <= words.num;"),
    ("parser/bytes.c", "rt_bytes_first_nonzero", "i < in.len && ", ""),
    ("parser/frame.c", "check_length", "len > left) {", "len > left + 4) {"),
    ("parser/message.c", "check_offsets", "offset > values_len", "offset > in.len"),
    ("parser/message.c", "rt_message_at", "index >= m.num_tags", "index > m.num_tags"),
    ("parser/message.c", "first_disorder", "tag_at(*message, i) > ", "tag_at(*message, i) >= "),
    ("parser/base64.c", "rt_base64_decode", "- padding > cap", "- padding > cap + 1"),
    ("parser/base64.c", "rt_base64_decode", "text.len == 0 ? 0 : padding_of(text)", "padding_of(text)"),
    ("parser/slots.c", "walk", "out->span[row->id]", "out->span[row->bit]"),
    ("parser/slots.c", "fill_any", "message.bytes.len > UINT32_MAX", "message.num_tags > UINT32_MAX"),
    ("parser/slots.c", "walk", "row->bit <= seen", "row->bit == seen"),
    ("parser/slots.c", "walk", "end < start || ", ""),
    ("parser/slots.c", "parse_usual", "num > words.num / 2", "num > words.num"),
    ("parser/schema.h", "rt_schema_tags", "slots->regular", "slots->misfit == 0"),
    ("parser/schema.c", "check_list", "v.bytes.len == 0 ||", ""),
    ("parser/identify.c", "outer_id", ": RT_ID_VERX", ": RT_NUM_IDS"),
    ("parser/tag.c", "rows", "RT_BIT(name)", "~RT_BIT(name)"),
    ("parser/tag.c", "rows", "RT_ID_##name", "RT_NUM_IDS"),
    ("parser/tag.c", "rt_tag_name", "octet / 16", "octet"),
    ("parser/time.c", "rt_time_sub", "micros <= t.micros", "micros <= t.micros + 1"),
    ("parser/time.c", "rt_time_compare", "a.day != b.day", "a.day > b.day"),
    ("verify/merkle.c", "rt_merkle_root", "len == 0 || ", ""),
    ("verify/merkle.c", "rt_merkle_root", "path.len > RT_MERKLE_MAX_PATH * len", "path.len > (RT_MERKLE_MAX_PATH + 1) * len"),
    ("parser/frame.c", "check_magic", "in.len >= RT_FRAME_LEN && ", ""),
)

OPTIONS = ("-machdep", "gcc_x86_64", "-c11", "-cpp-extra-args=-include tests/proof/libc.h",
           "-wp", "-wp-rte", "-wp-model", "Typed", "-wp-no-filter", "-wp-prover", "cvc4", "-wp-par", "2",
           "-wp-steps", "500000", "-wp-timeout", "120")  # steps, so that no proof depends on what else is running
FUNCTION = re.compile(r"\b(\w+)\([^{}();]*\)\n\{\n(.*?)^\}\n", re.S | re.M)
UNKNOWN = re.compile(r"Neither code nor specification for function (\w+)")


def functions_of(tree, name):
    """The functions that a file defines, with their bodies: our format has their braces alone in column 1."""
    found = dict(FUNCTION.findall((tree / name).read_text()))
    unproved = UNPROVED.get(name, ())
    if not found or not set(unproved) <= set(found):
        raise SystemExit(f"{name}: lacks functions that the table names")
    return {f: body for f, body in found.items() if f not in unproved}


def run(tree, source, functions):
    command = ["frama-c", *OPTIONS, "-wp-fct", ",".join(functions), source]
    there = {**os.environ, "PWD": str(tree)}  # which Frama-C believes rather than the kernel
    done = subprocess.run(command, cwd=tree, env=there, capture_output=True, text=True)
    count = re.search(r"Proved goals:\s*(\d+) / (\d+)", done.stdout)
    return done, (int(count[1]), int(count[2])) if count else (0, 0)


def failures(text):
    """The unproved goals, and what else Frama-C finds wrong."""
    return re.findall(r"^\[wp\] \[(?:Failed|Timeout|Unknown|Stepout)\] .*|^\[.*Error.*", text, re.M)


def prove(unit):
    source, headers, least = unit
    functions = {f: body for name in (source, *headers) for f, body in functions_of(ROOT, name).items()}
    start = time.monotonic()
    done, (proved, goals) = run(ROOT, source, functions)
    took = time.monotonic() - start
    faults = failures(done.stdout)
    if done.returncode != 0 and not faults:
        faults.append(done.stdout + done.stderr)
    faults += [f"{name} is called, but has neither code nor contract" for name in UNKNOWN.findall(done.stdout)
               if any(re.search(rf"\b{name}\(", body) for body in functions.values())]
    if goals < least:
        faults.append(f"{goals} goals, where there were {least}: is something no longer seen?")
    if proved != goals and not faults:
        faults.append(done.stdout)
    said = [f"{source}: {proved} of {goals} goals proved for {len(functions)} functions ({took:.0f} s)", *faults]
    print("\n  ".join(said), flush=True)
    return not faults


def unit_of(name):
    return next(u for u in UNITS if name == u[0] or name in u[1])


def notices(plant):
    """Whether the proof of one function fails, and only as proofs do, with the bug in it."""
    name, function, before, after = plant
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder)
        for part in ("parser", "verify", "tests/proof"):
            shutil.copytree(ROOT / part, tree / part)
        text = (tree / name).read_text()
        found = re.search(rf"\b{function}\([^{{}}();]*\)\n{{\n", text)  # else it is about what stands above it all
        at = text.index(before, found.start() if found else 0)
        (tree / name).write_text(text[:at] + after + text[at + len(before):])
        done, (proved, goals) = run(tree, unit_of(name)[0], [function])
    seen = 0 < goals and proved < goals
    print(f"{name}: {function}: {'noticed' if seen else 'NOT NOTICED'} ({goals - proved} of {goals} goals fail)", flush=True)
    if not seen:
        print(done.stdout, done.stderr)
    return seen


def jobs_of(args):
    if args[:1] != ["--planted"]:
        return prove, [unit_of(name) for name in args] or UNITS
    return notices, PLANTED if args[1:] == ["all"] else {plant[0]: plant for plant in reversed(PLANTED)}.values()


def work(args):
    check, jobs = jobs_of(args)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return 0 if all(list(pool.map(check, jobs))) else 1


def main():
    for tool in TOOLS:
        if shutil.which(tool) is None:
            print(f"skipped: no {tool} on this machine")
            return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WHY3CONFIG"] = f"{folder}/why3.conf"  # not the user's own
        subprocess.run(["why3", "config", "detect"], capture_output=True, check=True)
        return work(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
