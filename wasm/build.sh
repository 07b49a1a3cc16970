#!/bin/sh
# Builds the WebAssembly module with Emscripten: roughproof.wasm in OUT, by default wasm/js. The same sources and the
# same Emscripten give the same bytes.
#
# usage: build.sh [-O LEVEL] [-s SANITIZERS] [OUT]
#   -O LEVEL        of all but the field arithmetic, which is always compiled for speed (default z)
#   -s SANITIZERS   traps on what -fsanitize=SANITIZERS finds
# BEARSSL_SOURCE_DIR: BearSSL's sources, if they are there already.
set -eu
level=z sanitize=""
while getopts O:s: option; do
    case $option in
    O) level=$OPTARG ;;
    s) sanitize="-fsanitize=$OPTARG -fsanitize-trap=all" ;;
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

# What the command does in memory (tools/) and the module shares with it.
tools="capture dump_json dump_lines dump_list_json file hex input pairs request_json request_maker servers source
verify_chain verify_judge verify_responses verify_trust"
hashes="hash/sha2big hash/sha2small codec/dec64be codec/enc64be codec/dec32be codec/enc32be"
fast="fe25519 fe25519_25 ge25519 sc25519"

flags="-std=c11 -I. -mbulk-memory -msign-ext $sanitize"
names="-include wasm/arena_names.h -DROUGHPROOF_WITH_BEARSSL -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE"

# compile LEVEL SUFFIX FLAGS FILE...: objects named after the files.
objects=""
compile() {
    of_level=$1 prefix=$2 more=$3
    shift 3
    mkdir "$work/$prefix"
    for file in "$@"; do
        objects="$objects $work/$prefix/$(basename "$file" .c).o"
    done
    # shellcheck disable=SC2086 # flags are words
    (for file in "$@"; do echo "$file"; done) | xargs -P "$(nproc)" -n 8 sh -c '
        flags=$1; into=$2; root=$3; shift 3
        sources=""
        for file in "$@"; do sources="$sources $(realpath "$file")"; done
        for file in $sources; do
            (cd "$root" && emcc $flags -c "${file#"$root"/}" -o "$into/$(basename "$file" .c).o")
        done' sh "-O$of_level $flags $more" "$work/$prefix" "$root"
}

cd "$root"
set --
for name in $fast; do set -- "$@" "verify/$name.c"; done
compile 3 fast "" "$@"
set --
for file in parser/*.c; do set -- "$@" "$file"; done
compile "$level" parser "" "$@"
set --
for file in verify/*.c; do
    case " $fast " in *" $(basename "$file" .c) "*) ;; *) set -- "$@" "$file" ;; esac
done
compile "$level" verify "-I$bearssl/inc" "$@"
set --
for name in $tools; do set -- "$@" "tools/$name.c"; done
compile "$level" tools "$names" "$@"
set --
for file in wasm/*.c; do set -- "$@" "$file"; done
compile "$level" wasm "$names" "$@"
set --
for name in $hashes; do set -- "$@" "$bearssl/src/$name.c"; done
compile 3 bearssl "-I$bearssl/inc -I$bearssl/src" "$@"

# shellcheck disable=SC2086
emcc "-O$level" $flags $objects -sSTANDALONE_WASM --no-entry -sEXPORTED_FUNCTIONS=@wasm/exports.txt \
    -sTOTAL_STACK=262144 -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=524288 -sMAXIMUM_MEMORY=268959744 \
    -o "$work/roughproof.wasm"
mv "$work/roughproof.wasm" "$out/roughproof.wasm"
echo "$out/roughproof.wasm: $(wc -c <"$out/roughproof.wasm") bytes," \
    "$(gzip -9nc "$out/roughproof.wasm" | wc -c) gzipped, SHA-256 $(sha256sum "$out/roughproof.wasm" | cut -c 1-64)"
