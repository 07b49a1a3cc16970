#!/bin/bash
# valgrind.sh BUILD: replays the corpus through every target of a build without sanitizers, under valgrind.
set -u
cd "$(dirname "$0")/.." || exit 1
failed=0 ran=0
for target in "$1"/fuzz/replay_*; do
    [ -x "$target" ] || continue
    ran=$((ran + 1))
    valgrind -q --error-exitcode=9 --leak-check=full "$target" corpus/vectors corpus/samples || failed=1
done
[ "$ran" -gt 0 ] && [ "$failed" = 0 ]
