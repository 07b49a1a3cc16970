#!/bin/sh
# Builds the WebAssembly module with Emscripten: roughproof.wasm in OUT, by default wasm/js. The same sources and the
# same Emscripten give the same bytes.
#
# usage: build.sh [-w] [-O LEVEL] [-s SANITIZERS] [-b] [OUT]
#   -w              the wide module, roughproof-simd.wasm: the same exports and answers, larger, for engines with SIMD128,
#                   where many exchanges are verified in bulk
#   -O LEVEL        of all but the multiplication of field elements, which is compiled for speed (default z)
#   -s SANITIZERS   traps on what -fsanitize=SANITIZERS finds
#   -b              for benchmarks and tests of lanes: exports what wasm/bench/bench.h lists, too
# BEARSSL_SOURCE_DIR: BearSSL's sources, if they are there already.
set -eu
level=z sanitize="" bench="" wide="" name=roughproof
while getopts wO:s:b option; do
    case $option in
    w) wide=wide name=roughproof-simd ;;
    O) level=$OPTARG ;;
    s) sanitize="-fsanitize=$OPTARG -fsanitize-trap=all" ;;
    b) bench=bench ;;
    *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "${1:-$root/wasm/js}"
out=$(cd "${1:-$root/wasm/js}" && pwd)
bearssl=${BEARSSL_SOURCE_DIR:-$root/build/bearssl}
sh "$root/cmake/bearssl_source.sh" "$bearssl"
bearssl=$(cd "$bearssl" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What the command does in memory, and the module shares with it.
tools=$(cat "$root/wasm/parts.txt")
hashes="hash/sha2big hash/sha2small codec/dec64be codec/enc64be codec/dec32be codec/enc32be"
fast="fe25519_25" memory=524288 hash_level=-Oz lanes="" features=""

flags="-std=c11 -I$root -mbulk-memory -msign-ext -flto"
if [ -n "$wide" ]; then
    fast="$fast comb25519 ed25519 engine fe25519 ge25519 hash sc25519 signatures" hash_level=-O3 lanes="lanes_simd128"
    features="--enable-simd" memory=16777216 # of bulk verification, beside the arena
else
    flags="$flags -DRT_SMALL -DRT_GE25519_SMALL -DRT_GE25519_FILLED"
fi
# What is to be small is inlined only where that makes it smaller.
inline="" link=""
if [ "$level" = z ]; then
    inline="-finline-functions -mllvm -inline-threshold=-20"
    link="-Wl,-mllvm,-inline-threshold=-80"
fi
names="-include $root/wasm/arena_names.h -DROUGHPROOF_WITH_BEARSSL -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE"

# compile NAME FLAGS FILE...: objects in a directory of that name.
objects=""
compile() {
    into=$work/$1 more=$2
    shift 2
    mkdir "$into"
    for file in "$@"; do
        objects="$objects $into/$(basename "$file" .c).o"
    done
    # shellcheck disable=SC2086,SC2016 # flags are words; the inner shell expands its own
    printf '%s\n' "$@" | xargs -P "$(nproc)" -n 20 sh -c 'cd "$1" && shift && exec emcc "$@"' sh "$into" \
        $flags $sanitize $more -c
}

# each FOLDER NAME...: the sources of that folder.
each() {
    folder=$1
    shift
    for name in "$@"; do echo "$folder/$name.c"; done
}

# shellcheck disable=SC2086,SC2046 # words
compile fast "-O3 -I$bearssl/inc" $(each "$root/verify" $fast)
if [ -n "$lanes" ]; then
    compile lanes "-O3 -fno-lto -msimd128" $(each "$root/verify" $lanes)
fi
compile parser "-O$level $inline" "$root"/parser/*.c
rest=""
for file in "$root"/verify/*.c; do
    case " $fast $lanes " in *" $(basename "$file" .c) "*) ;; *) rest="$rest $file" ;; esac
done
# shellcheck disable=SC2086,SC2046
{
    compile verify "-O$level $inline -I$bearssl/inc" $rest
    compile tools "-O$level $inline $names" $(each "$root/tools" $tools)
    compile wasm "-O$level $inline $names" "$root"/wasm/*.c
    compile bearssl "$hash_level -I$bearssl/inc -I$bearssl/src" $(each "$bearssl/src" $hashes)
}

cp "$root/wasm/exports.txt" "$work/exports.txt"
if [ -n "$bench" ]; then
    compile bench "-O$level" "$root"/wasm/bench/*.c
    printf '_bench_%s\n' key signature message verify begin room bulk has_lanes keep lane >>"$work/exports.txt"
fi

# Emscripten's own optimisation of what is linked would split the data at every few zeros, of which gzip makes less: so
# the passes are called here.
# shellcheck disable=SC2086
emcc -O0 $flags $objects $link -sSTANDALONE_WASM --no-entry "-sEXPORTED_FUNCTIONS=@$work/exports.txt" \
    -sASSERTIONS=0 -sSUPPORT_ERRNO=0 -sTOTAL_STACK=262144 -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=$memory \
    -sMAXIMUM_MEMORY=$((268435456 + memory)) -o "$work/linked.wasm"
case $level in z) passes=$(cat "$root/wasm/passes.txt") ;; *) passes=-O$level ;; esac
# shellcheck disable=SC2086
wasm-opt --mvp-features --enable-bulk-memory --enable-sign-ext $features --low-memory-unused --zero-filled-memory \
    --optimize-level=2 --shrink-level=2 $passes --strip-debug --strip-producers "$work/linked.wasm" -o "$work/$name.wasm"
mv "$work/$name.wasm" "$out/$name.wasm"
echo "$out/$name.wasm: $(wc -c <"$out/$name.wasm") bytes," \
    "$(gzip -9nc "$out/$name.wasm" | wc -c) gzipped, SHA-256 $(sha256sum "$out/$name.wasm" | cut -c 1-64)"
