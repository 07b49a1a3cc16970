#!/bin/bash
# valgrind.sh BUILD: replays the corpus through every target of a build without sanitizers, under valgrind, as many at a time
# as there are processors. What evolved from it is for the sanitizers, which are ten times as fast.
set -u
cd "$(dirname "$0")/.." || exit 1
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
targets=$(cd "$1/fuzz" && ls | sed -n 's/^replay_//p')
[ -n "$targets" ] || exit 1

replay() { # TARGET, its program and its log
    valgrind -q --error-exitcode=9 --leak-check=full "$2" corpus/vectors corpus/containers corpus/regressions corpus/samples \
        >"$3" 2>&1 || { echo "$1:"; cat "$3"; exit 1; }
}
export -f replay
# The long ones first.
for target in chain explain measure bulk respond $targets; do
    [ -x "$1/fuzz/replay_$target" ] && echo "$target"
done | awk '!seen[$0]++' | xargs -P "$(nproc)" -I TARGET bash -c 'replay "$@"' - TARGET "$1/fuzz/replay_TARGET" "$logs/TARGET"
