#!/bin/sh
# From a fresh Debian 12 to a message on the screen: installs compiler and CMake, builds, and shows a saved
# exchange. Run it from anywhere; it changes nothing outside build/ but the packages it installs.
set -eu
cd "$(dirname "$0")/.."
sh cmake/packages.sh build
cmake --preset release >/dev/null
cmake --build --preset release --target roughproof -j "$(nproc)" >/dev/null
echo "\$ build/release/roughproof dump corpus/samples/rfc10049-exchange.bin"
build/release/roughproof dump corpus/samples/rfc10049-exchange.bin
