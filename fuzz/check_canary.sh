#!/bin/bash
# The fuzzers must find both planted bugs, each within a minute, from the seeds and with the mutator that the real
# targets use. A harness that does not is broken, however quiet.
set -u
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sh fuzz/seeds.sh "$work/seeds"
python3 fuzz/dictionary.py >"$work/dictionary" || exit 1

hunt() { # TARGET PATTERN
    mkdir "$work/$1" # new units go here, or the seeds would not stay what they are
    if ! build/fuzz/fuzz/fuzz_"$1" -runs=0 -artifact_prefix="$work/" "$work/$1" "$work/seeds" >"$work/log" 2>&1; then
        tail -n 20 "$work/log"
        echo "$1: a seed alone trips it, so it says nothing of the harness"
        return 1
    fi
    build/fuzz/fuzz/fuzz_"$1" -max_total_time=60 -max_len=2048 -dict="$work/dictionary" \
        -artifact_prefix="$work/" -seed=1 "$work/$1" "$work/seeds" >"$work/log" 2>&1
    if ! grep -q -- "$2" "$work/log"; then
        tail -n 20 "$work/log"
        echo "$1: the planted bug was not found"
        return 1
    fi
    echo "$1: found"
}
hunt canary_bounds 'heap-buffer-overflow' && hunt canary_assert 'broken: request.versions.len'
