#!/bin/bash
# The fuzzers must find both planted bugs, which takes seconds, or minutes on a slow machine, from the seeds and with the
# mutator that the real targets use, and leave a minimised input whose name says why. A harness that does not is broken,
# however quiet.
set -u
cd "$(dirname "$0")/.." || exit 1
. fuzz/common.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prepare "$work" || exit 1

search() { # TARGET PATTERN: of the name
    mkdir "$work/$1"
    if ! $bin/fuzz_"$1" -runs=0 -artifact_prefix="$work/" "$work/$1" "$work/seeds" >"$work/log" 2>&1; then
        tail -n 20 "$work/log"
        echo "$1: a seed alone trips it, so it says nothing of the harness"
        return 1
    fi
    hunt "$1" 300 "$work" "$work/$1" "$work/found" -seed=1 >"$work/log" 2>&1
    keep_all "$1" "$work/found" >"$work/kept"
    if ! grep -q "/$1-$2-[0-9a-f]* " "$work/kept"; then
        tail -n 20 "$work/log" "$work/kept"
        echo "$1: the planted bug was not found, or not named for what it is"
        return 1
    fi
    echo "$1: $(sed "s,$work/found/,," "$work/kept")"
}
search canary_bounds heap-buffer-overflow-in-LLVMFuzzerTestOneInput && search canary_assert broken-canary_assert.c-11
