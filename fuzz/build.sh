#!/bin/bash
# build.sh: builds every target as OSS-Fuzz and ClusterFuzzLite ask for it, into $OUT, each with its seeds (the corpus, and
# what was evolved), its dictionary and its maximum length. Honours CC, CXX, CFLAGS, CXXFLAGS and LIB_FUZZING_ENGINE; by
# hand, for libFuzzer:
#
#   CC=clang CXX=clang++ CFLAGS="-g -O1 -fsanitize=fuzzer-no-link,address" CXXFLAGS="$CFLAGS" \
#       LIB_FUZZING_ENGINE=-fsanitize=fuzzer OUT=/tmp/out bash fuzz/build.sh
#
# For AFL++: CC=afl-clang-fast LIB_FUZZING_ENGINE=/usr/lib/afl/libAFLDriver.a. Where there is no BearSSL for the sanitizer,
# it is built from its sources: BEARSSL_SOURCE_DIR, or the distribution's source package.
set -eu
cd "$(dirname "$0")/.."
: "${CC:?}" "${CXX:=$CC++}" "${CFLAGS:=}" "${CXXFLAGS:=$CFLAGS}" "${LIB_FUZZING_ENGINE:?}" "${OUT:?}"
work=${WORK:-$(mktemp -d)}/roughproof-fuzz
mkdir -p "$work" "$OUT"
bearssl=${BEARSSL_SOURCE_DIR:-$work/bearssl}
sh cmake/bearssl_source.sh "$bearssl"

export CC CXX CFLAGS CXXFLAGS LIB_FUZZING_ENGINE
cmake -S . -B "$work/build" -DCMAKE_BUILD_TYPE=None -DROUGHPROOF_FUZZ_ENGINE="$LIB_FUZZING_ENGINE" \
    -DROUGHPROOF_BEARSSL_SOURCE="$bearssl" -DROUGHPROOF_PCAP=OFF -DROUGHPROOF_SANDBOX=OFF \
    -DROUGHPROOF_HOST_TESTS=OFF -DSODIUM_LIBRARY= -DJANSSON_LIBRARY= >"$work/log"
cmake --build "$work/build" --target fuzzers -j "$(nproc)" >>"$work/log" || { tail -n 40 "$work/log"; exit 1; }

. fuzz/common.sh
bin=$work/build/fuzz
prepare "$work/prepared"
for target in $(all_targets); do
    cp "$bin/fuzz_$target" "$OUT/$target"
    cp "$work/prepared/$(dictionary_of "$target")" "$OUT/$target.dict"
    printf '[libfuzzer]\nmax_len = %s\n' "$(max_len "$target")" >"$OUT/$target.options"
    python3 fuzz/evolved.py archive "$OUT/${target}_seed_corpus.zip" "$target" "$work/prepared/seeds"
done
