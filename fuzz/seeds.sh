#!/bin/sh
# seeds.sh DIRECTORY: the seeds of all targets, which are the packets of the vectors, the samples, and the exchanges
# and reports of the verdicts, each under a name of its own.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
for packet in "$root"/corpus/vectors/*/*/packet.bin; do
    cp "$packet" "$1/$(basename "$(dirname "$packet")")"
done
cp "$root"/corpus/samples/*.bin "$root"/corpus/samples/*.hex "$root"/corpus/samples/*.b64 \
    "$root"/corpus/samples/*.json "$1/"
for report in "$root"/corpus/verdicts/*/*/report.*; do
    cp "$report" "$1/$(basename "$(dirname "$report")").report"
done
python3 "$root/fuzz/exchanges.py" "$1"
