#!/bin/bash
# run.sh SECONDS [TARGET...]: fuzzes the targets of build/fuzz, SECONDS in all, two at a time where there are two
# processors, and tells executions, features and coverage of each. What was found is minimised and left in
# build/fuzz/found; exit status 1 if there is anything.
set -u
cd "$(dirname "$0")/.." || exit 1
seconds=$1
shift
bin=build/fuzz/fuzz
[ $# -gt 0 ] || set -- $(cd $bin && ls fuzz_* | grep -v -e canary -e '\.' | sed 's/^fuzz_//')
work=build/fuzz/work found=build/fuzz/found jobs=$(nproc)
share=$((seconds * jobs / $#))
[ "$share" -gt 0 ] || share=1
rm -rf $work $found
mkdir -p $work/seeds $found
sh fuzz/seeds.sh $work/seeds
python3 fuzz/dictionary.py >$work/dictionary || exit 1

# The maximum length that a target's first comment states.
max_len() {
    sed -n '/^\/\*/,/\*\//p' "fuzz/$1.c" | tr '\n' ' ' | grep -o 'Maximum[ *]*length[ *]*[0-9]*' | grep -o '[0-9]*$'
}

fuzz() {
    mkdir -p "$work/$1"
    $bin/fuzz_"$1" -max_total_time="$share" -max_len="$(max_len "$1")" -dict=$work/dictionary -timeout=10 \
        -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$found/$1-" "$work/$1" $work/seeds \
        >"$work/$1.log" 2>&1
}

for target in "$@"; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
    fuzz "$target" &
done
wait

for target in "$@"; do
    log=$work/$target.log
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    state=$(grep -o 'cov: [0-9]* ft: [0-9]* corp: [0-9]*' "$log" | tail -n 1)
    echo "$target: ${executions:-0} executions in $share s, $state"
    if [ -z "$executions" ] || [ "$executions" = 0 ] || ! grep -q '^Done ' "$log"; then
        tail -n 40 "$log"
        for crash in "$found/$target-"*; do
            [ -f "$crash" ] || continue
            $bin/fuzz_"$target" -minimize_crash=1 -runs=20000 -exact_artifact_path="$crash.min" "$crash" >/dev/null 2>&1
            echo "found: $crash"
        done
        failed=1
    fi
done
exit "${failed:-0}"
