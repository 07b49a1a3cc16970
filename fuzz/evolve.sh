#!/bin/bash
# evolve.sh SECONDS [TARGET...]: fuzzes each target for SECONDS, one after the other, going on from corpus/evolved and
# from where an earlier run stopped (build/fuzz/evolve); then writes to corpus/evolved what reaches more than the seeds
# do, minimised, and adds a line to build/fuzz/evolve/log. Exit status 1 if anything was found: it is in
# build/fuzz/evolve/found, as run.sh leaves it.
set -u
cd "$(dirname "$0")/.." || exit 1
. fuzz/common.sh
seconds=$1
shift
[ $# -gt 0 ] || set -- $(all_targets)
work=build/fuzz/evolve
rm -rf "$work/seeds"
prepare $work || exit 1
python3 fuzz/evolved.py unpack $work/units "$@" || exit 1

# minimise TARGET: the seeds are part of what is merged, and then left out.
minimise() {
    local merged=$work/merged/$1
    rm -rf "$merged" && mkdir -p "$merged" &&
        $bin/fuzz_"$1" -merge=1 -max_len="$(max_len "$1")" -rss_limit_mb=2048 "$merged" $work/seeds "$work/units/$1" \
            >"$work/$1.merge.log" 2>&1 || return 1
    (cd $work/seeds && sha1sum -- *) | cut -c 1-40 | while read -r seed; do rm -f "$merged/$seed"; done
    python3 fuzz/evolved.py pack "$merged" "$1"
}

for target in "$@"; do
    log=$work/$target.log
    hunt "$target" "$seconds" $work "$work/units/$target" $work/found >"$log" 2>&1
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    state=$(grep -o 'cov: [0-9]* ft: [0-9]* corp: [0-9]*' "$log" | tail -n 1)
    echo "$target: ${executions:-0} executions in $seconds s, $state" | tee -a $work/log
    if ! grep -q '^Done ' "$log"; then
        keep_all "$target" $work/found | tee -a $work/log
        failed=1
    fi
    minimise "$target" || failed=1
done
exit "${failed:-0}"
