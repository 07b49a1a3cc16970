#!/bin/sh
# The same sources elsewhere, under another name and with other times, give the same modules, bit by bit.
#
# usage: reproducible_test.sh MODULE WIDE_MODULE BEARSSL_SOURCE_DIR
set -eu
module=$(realpath "$1") wide=$(realpath "$2")
root=$(cd "$(dirname "$0")/../.." && pwd)
BEARSSL_SOURCE_DIR=$(realpath "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/another-name/of-the-tree
mkdir -p "$tree"
cp -R "$root/parser" "$root/verify" "$root/tools" "$root/wasm" "$root/cmake" "$tree"
cp -R "$BEARSSL_SOURCE_DIR" "$work/bearssl"
export BEARSSL_SOURCE_DIR="$work/bearssl"
sh "$tree/wasm/build.sh" "$work/out"
sh "$tree/wasm/build.sh" -w "$work/out"
cmp "$work/out/roughproof.wasm" "$module"
cmp "$work/out/roughproof-simd.wasm" "$wide"
