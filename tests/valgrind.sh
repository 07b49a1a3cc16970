#!/bin/bash
# valgrind.sh BUILD: replays the corpus, and what evolved from it, through every target of a build without sanitizers, under
# valgrind, as many at a time as there are processors.
set -u
cd "$(dirname "$0")/.." || exit 1
units=$(mktemp -d)
trap 'rm -rf "$units"' EXIT
targets=$(cd "$1/fuzz" && ls | sed -n 's/^replay_//p')
[ -n "$targets" ] || exit 1
# shellcheck disable=SC2086 # one word a target
python3 fuzz/evolved.py unpack "$units" $targets || exit 1

replay() { # TARGET, its program and the directory of what evolved
    valgrind -q --error-exitcode=9 --leak-check=full "$2" corpus/vectors corpus/containers corpus/regressions corpus/samples \
        "$3" >"$3.log" 2>&1 || { echo "$1:"; cat "$3.log"; exit 1; }
}
export -f replay
# The long ones first.
for target in bulk measure respond misbehave $targets; do
    [ -x "$1/fuzz/replay_$target" ] && echo "$target"
done | awk '!seen[$0]++' | xargs -P "$(nproc)" -I TARGET bash -c 'replay "$@"' - TARGET "$1/fuzz/replay_TARGET" "$units/TARGET"
