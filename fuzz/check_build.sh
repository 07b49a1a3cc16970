#!/bin/bash
# build.sh does what OSS-Fuzz asks for: with its variables, and no library of the system, it leaves every target with seeds,
# dictionary and options in $OUT, and what it leaves fuzzes. Argument: the sources of BearSSL.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CC=clang CXX=clang++ LIB_FUZZING_ENGINE=-fsanitize=fuzzer OUT=$work/out WORK=$work/work
export CFLAGS="-g -O1 -fsanitize=fuzzer-no-link,address" CXXFLAGS="-g -O1 -fsanitize=fuzzer-no-link,address"
BEARSSL_SOURCE_DIR=$(cd "$1" && pwd) bash fuzz/build.sh

num=0
for options in "$OUT"/*.options; do
    target=${options%.options}
    name=$(basename "$target")
    mkdir "$work/$name"
    python3 -m zipfile -e "${target}_seed_corpus.zip" "$work/$name"
    len=$(sed -n 's/^max_len = //p' "$options")
    "$target" -runs=0 -max_len="$len" -dict="$target.dict" "$work/$name" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    num=$((num + 1))
done
"$OUT/response" -max_total_time=1 -dict="$OUT/response.dict" "$work/response" >"$work/log" 2>&1
grep '^Done' "$work/log"
echo "$num targets"
[ "$num" -gt 15 ]
