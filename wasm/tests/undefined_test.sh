#!/bin/sh
# A module that traps on undefined behaviour: the corpus and hostile sequences once more.
#
# usage: undefined_test.sh BEARSSL_SOURCE_DIR NODE PROGRAM PACKAGE
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
BEARSSL_SOURCE_DIR=$1 sh "$here/../build.sh" -O 1 -s undefined "$work"
"$2" "$here/hostile_test.mjs" "$work/roughproof.wasm" 1000 7
"$2" "$here/corpus_test.mjs" "$3" "$4" "$work/roughproof.wasm"
