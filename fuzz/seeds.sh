#!/bin/sh
# seeds.sh DIRECTORY: the seeds of all targets, which are the packets and containers of the vectors, signed evidence (as
# JSON, and as a request with its response behind it) and the samples, each under a name of its own.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
for packet in "$root"/corpus/vectors/*/*/packet.bin; do
    cp "$packet" "$1/$(basename "$(dirname "$packet")")"
done
for evidence in "$root"/corpus/verdicts/*/*/exchange.json "$root"/corpus/verdicts/*/*/report.json; do
    cp "$evidence" "$1/verdict-$(basename "$(dirname "$evidence")")"
done
for container in "$root"/corpus/containers/*/*/*.txt "$root"/corpus/containers/*/*/*.bin; do
    [ "$(basename "$container")" = recipe.txt ] || cp "$container" "$1/container-$(basename "$(dirname "$container")")"
done
cp "$root"/corpus/regressions/* "$1/"
cp "$root"/corpus/samples/*.bin "$root"/corpus/samples/*.hex "$root"/corpus/samples/*.b64 \
    "$root"/corpus/samples/*.json "$root"/corpus/samples/*.pcapng "$1/"
gzip -n -c "$root/corpus/samples/chain.json" > "$1/chain.json.gz"
python3 "$root/fuzz/exchanges.py" "$1"
python3 "$root/fuzz/tapes.py" "$1"
