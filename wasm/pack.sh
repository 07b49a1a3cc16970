#!/bin/sh
# Puts the npm package together in OUT, of which nothing is left that was there: the files of wasm/js, the module MODULE,
# the licence, and build.json, which says what the module was made with.
#
# usage: pack.sh MODULE OUT
set -eu
module=$(realpath "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
rm -rf "$2"
mkdir -p "$2"
out=$(cd "$2" && pwd)
for file in "$root"/wasm/js/*; do
    case $file in
    *.wasm | */node_modules) ;;
    *) cp "$file" "$out" ;;
    esac
done
cp "$module" "$out/roughproof.wasm"
cp "$root/LICENSE" "$out"
cat >"$out/build.json" <<JSON
{
  "emscripten": "$(emcc --version | sed -n '1s/.* \([0-9][0-9.]*\) .*/\1/p')",
  "bearssl": "0.6",
  "sha256": "$(sha256sum "$out/roughproof.wasm" | cut -d ' ' -f 1)"
}
JSON
