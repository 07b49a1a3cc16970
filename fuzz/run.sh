#!/bin/bash
# run.sh SECONDS [TARGET...]: fuzzes the targets of build/fuzz, SECONDS in all, two at a time where there are two
# processors, from the seeds and the evolved corpus, and tells executions, features and coverage of each. What was found
# is minimised and left in build/fuzz/found under a name that says why; exit status 1 if there is anything.
set -u
cd "$(dirname "$0")/.." || exit 1
. fuzz/common.sh
seconds=$1
shift
[ $# -gt 0 ] || set -- $(all_targets)
work=build/fuzz/work found=build/fuzz/found jobs=$(nproc)
share=$((seconds * jobs / $#))
[ "$share" -gt 0 ] || share=1
rm -rf $work $found
prepare $work || exit 1
python3 fuzz/evolved.py unpack $work/evolved "$@" || exit 1

for target in "$@"; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
    hunt "$target" "$share" $work "$work/$target" $found "$work/evolved/$target" >"$work/$target.log" 2>&1 &
done
wait

for target in "$@"; do
    log=$work/$target.log
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    state=$(grep -o 'cov: [0-9]* ft: [0-9]* corp: [0-9]*' "$log" | tail -n 1)
    echo "$target: ${executions:-0} executions in $share s, $state"
    if [ -z "$executions" ] || [ "$executions" = 0 ] || ! grep -q '^Done ' "$log"; then
        tail -n 40 "$log"
        keep_all "$target" $found
        failed=1
    fi
done
exit "${failed:-0}"
