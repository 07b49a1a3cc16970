#!/bin/sh
# From a fresh Debian 12 to two verdicts: installs what the build takes, builds, and verifies a saved chain and a
# malfeasance report. Run it from anywhere; it changes nothing outside build/ but the packages it installs.
set -eu
cd "$(dirname "$0")/.."
sh cmake/packages.sh build
cmake --preset release >/dev/null
cmake --build --preset release --target roughproof -j "$(nproc)" >/dev/null

# verify STATUS FILE: shows the command and its output; the status must be the one that roughproof-verify(1) gives.
verify()
{
    echo "\$ build/release/roughproof verify --servers corpus/samples/servers.json $2"
    status=0
    build/release/roughproof verify --servers corpus/samples/servers.json "$2" || status=$?
    echo "exit status $status"
    [ "$status" = "$1" ]
}
verify 0 corpus/samples/chain.json
echo
verify 4 corpus/samples/malfeasance.json # good, and it proves that somebody lied
