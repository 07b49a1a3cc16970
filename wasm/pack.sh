#!/bin/sh
# Puts the npm package together in OUT, of which nothing is left that was there: the files of wasm/js, the module MODULE
# and the wide one, the licence, and build.json, which says what they were made with.
#
# usage: pack.sh MODULE WIDE_MODULE OUT
set -eu
module=$(realpath "$1") wide=$(realpath "$2")
root=$(cd "$(dirname "$0")/.." && pwd)
rm -rf "$3"
mkdir -p "$3"
out=$(cd "$3" && pwd)
for file in "$root"/wasm/js/*; do
    case $file in
    *.wasm | */node_modules) ;;
    *) cp "$file" "$out" ;;
    esac
done
cp "$module" "$out/roughproof.wasm"
cp "$wide" "$out/roughproof-simd.wasm"
cp "$root/LICENSE" "$out"
cat >"$out/build.json" <<JSON
{
  "emscripten": "$(emcc --version | sed -n '1s/.* \([0-9][0-9.]*\) .*/\1/p')",
  "bearssl": "0.6",
  "sha256": "$(sha256sum "$out/roughproof.wasm" | cut -d ' ' -f 1)",
  "sha256-simd": "$(sha256sum "$out/roughproof-simd.wasm" | cut -d ' ' -f 1)"
}
JSON
