#!/usr/bin/env python3
"""Holds the layers apart: what parser/ and verify/ include, and what their archives need and contain.

usage: layer_test.py includes
       layer_test.py symbols BUILD_DIR [NM]    exit 77: this build's compiler adds symbols of its own
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKIPPED = 77

FREESTANDING = {"stdint.h", "stddef.h", "stdbool.h", "string.h"}
# By layer: the system headers it may include, and the folders whose headers it may.
LAYERS = {
    "parser": (FREESTANDING, {"parser"}),
    "verify": (FREESTANDING, {"parser", "verify"}),
}
# Headers of a library or a compiler that one file alone may include.
EXCEPTIONS = {("verify", "hash.c"): re.compile(r"bearssl(_hash)?\.h"),
              ("verify", "cpu.c"): re.compile(r"cpuid\.h"),
              ("verify", "lanes.h"): re.compile(r"(immintrin|wasm_simd128)\.h")}

INCLUDE = re.compile(r'^\s*#\s*include\s*(.*)$')
QUOTED = re.compile(r'"([^"]+)"')
ANGLED = re.compile(r"<([^>]+)>")

MEMORY = {"memcpy", "memmove", "memset", "memcmp"}
# bcmp: what clang makes of memcmp() == 0 where the C library has it.
COMPILER = {"bcmp", "__stack_chk_fail", "__udivdi3", "__umoddi3", "__divdi3", "__moddi3", "__udivmoddi4",
            "_GLOBAL_OFFSET_TABLE_", "__x86.get_pc_thunk.ax"}
PC_THUNK = re.compile(r"__x86\.get_pc_thunk\.\w+")


def include_fault(layer, path, spec):
    """Why `path` must not include `spec`, or None."""
    system, folders = LAYERS[layer]
    exception = EXCEPTIONS.get((layer, path.name))
    name = (QUOTED.match(spec) or ANGLED.match(spec))
    if name is None:
        return "is no plain include"
    name = name.group(1)
    if exception is not None and exception.fullmatch(name):
        return None
    if ANGLED.match(spec):
        return None if name in system else "is not among the headers of this layer"
    beside = (path.parent / name).resolve()
    target = beside if beside.exists() else (ROOT / name).resolve()
    if not target.exists():
        return "is not in the tree"
    folder = target.relative_to(ROOT).parts[0] if target.is_relative_to(ROOT) else None
    return None if folder in folders else f"is of another layer ({folder})"


def check_includes():
    faults, num = [], 0
    for layer in LAYERS:
        for path in sorted((ROOT / layer).glob("**/*.[ch]")):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                match = INCLUDE.match(line)
                if match is None:
                    continue
                num += 1
                fault = include_fault(layer, path, match.group(1))
                if fault is not None:
                    faults.append(f"{path.relative_to(ROOT)}:{number}: {match.group(1)} {fault}")
    if num < 20:
        faults.append(f"only {num} includes seen: the test looks at nothing")
    return faults, f"{num} includes"


def added_symbols(build):
    """The build's flags that put symbols of the compiler's own into objects."""
    cache = (build / "CMakeCache.txt").read_text()
    if re.search(r"^ROUGHPROOF_SANITIZE:[A-Z]+=.+$", cache, re.M):
        return "sanitizers"
    if re.search(r"^ROUGHPROOF_FUZZ_ENGINE:[A-Z]+=.+$", cache, re.M):
        return "a fuzzing engine"
    if re.search(r"^CMAKE_C_FLAGS:[A-Z]+=.*(--coverage|-fprofile|-fsanitize)", cache, re.M):
        return "coverage"
    return None


def symbols_of(nm, archive):
    """Pairs of type and name, of all members. Tables of pointers, which are written to when a program is loaded and never
    after, have the type of constants."""
    out = subprocess.run([nm, "--format=sysv", str(archive)], check=True, capture_output=True, text=True).stdout
    pairs = []
    for line in out.splitlines():
        fields = [field.strip() for field in line.split("|")]
        if len(fields) == 7 and len(fields[2]) == 1:
            constant = fields[2] in "dD" and fields[6].startswith(".data.rel.ro")
            pairs.append(("r" if constant else fields[2], fields[0]))
    return pairs


def is_allowed(layer, name):
    if name in MEMORY or name in COMPILER or PC_THUNK.fullmatch(name) or name.startswith("rt_"):
        return True
    return layer == "verify" and name.startswith("br_")


def check_symbols(build, nm):
    faults, num = [], 0
    for layer in LAYERS:
        archive = build / layer / f"libroughproof-{layer}.a"
        if not archive.exists():
            if layer == "parser":
                faults.append(f"{archive} is not there")
            continue
        pairs = symbols_of(nm, archive)
        num += len(pairs)
        defined = {name for kind, name in pairs if kind not in "Uwv"}
        for kind, name in sorted(set(pairs)):
            if kind in "Uwv" and not is_allowed(layer, name):
                faults.append(f"{archive.name} needs {name}")
            if kind in "DdBbCGgSs":
                faults.append(f"{archive.name} has writable data: {name} ({kind})")
            if kind in "TRW" and not (name.startswith("rt_") or PC_THUNK.fullmatch(name)):
                faults.append(f"{archive.name} exports {name}, which has no rt_ before it")
            if layer == "parser" and kind == "U" and name.startswith("rt_") and name not in defined:
                faults.append(f"{archive.name} needs {name}, which nothing in it defines")
        if not any(kind == "T" for kind, _ in pairs):
            faults.append(f"{archive.name} defines no function: the test looks at nothing")
    return faults, f"{num} symbols"


def main():
    if sys.argv[1:] == ["includes"]:
        faults, what = check_includes()
    elif len(sys.argv) in (3, 4) and sys.argv[1] == "symbols":
        build = pathlib.Path(sys.argv[2])
        reason = added_symbols(build)
        if reason is not None:
            print(f"layer_symbols: skipped: built with {reason}, which adds symbols")
            return SKIPPED
        faults, what = check_symbols(build, sys.argv[3] if len(sys.argv) == 4 else "nm")
    else:
        print(__doc__, file=sys.stderr)
        return 2
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"layer: {what}, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
