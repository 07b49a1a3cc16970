#!/bin/bash
# valgrind.sh BUILD: replays the corpus, and what evolved from it, through every target of a build without sanitizers, under
# valgrind.
set -u
cd "$(dirname "$0")/.." || exit 1
failed=0 ran=0
units=$(mktemp -d)
trap 'rm -rf "$units"' EXIT
python3 fuzz/evolved.py unpack "$units" $(cd "$1/fuzz" && ls | sed -n 's/^replay_//p') || exit 1
for target in "$1"/fuzz/replay_*; do
    [ -x "$target" ] || continue
    case ${target##*/replay_} in measure | misbehave | bulk | respond) continue ;; esac # they sign: hours; sanitizers see them
    ran=$((ran + 1))
    valgrind -q --error-exitcode=9 --leak-check=full "$target" corpus/vectors corpus/containers corpus/regressions \
        corpus/samples "$units/${target##*/replay_}" || failed=1
done
[ "$ran" -gt 0 ] && [ "$failed" = 0 ]
