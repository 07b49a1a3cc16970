#!/bin/sh
# From a fresh Debian 12 to a verdict on the screen: installs compiler, CMake and two libraries, builds, and verifies
# a saved chain and a report of malfeasance. Run it from anywhere; it changes nothing outside build/ but the packages
# it installs.
set -eu
cd "$(dirname "$0")/.."
sh cmake/packages.sh build
cmake --preset release >/dev/null
cmake --build --preset release --target roughproof -j "$(nproc)" >/dev/null

# show STATUS FILE: verifies it, which must end so.
show() {
    set -- "$1" verify --servers corpus/samples/servers.json "$2"
    wanted=$1
    shift
    echo "\$ build/release/roughproof $*"
    status=0
    build/release/roughproof "$@" || status=$?
    echo "\$ echo \$?"
    echo "$status"
    [ "$status" = "$wanted" ]
}

show 0 corpus/samples/chain.json
show 4 corpus/samples/malfeasance.json
