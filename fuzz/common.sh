# What run.sh, evolve.sh and check_canary.sh share: sourced, from the root of the tree.
bin=build/fuzz/fuzz

all_targets() { (cd $bin && ls fuzz_* | grep -v -e canary -e '\.' | sed 's/^fuzz_//'); }

# The maximum length that a target's first comment states.
max_len() {
    sed -n '/^\/\*/,/\*\//p' "fuzz/$1.c" | tr '\n' ' ' | grep -o 'Maximum[ *]*length[ *]*[0-9]*' | grep -o '[0-9]*$'
}

# prepare DIRECTORY: seeds and dictionaries.
prepare() {
    mkdir -p "$1/seeds" && sh fuzz/seeds.sh "$1/seeds" && python3 fuzz/dictionary.py >"$1/dictionary" &&
        python3 fuzz/dictionary.py json >"$1/dictionary-json" && python3 fuzz/dictionary.py words >"$1/dictionary-words"
}

dictionary_of() { # TARGET
    case $1 in
    json | report | serverlist | source | manifest | chain | explain | servers) echo dictionary-json ;;
    values | verbs) echo dictionary-words ;;
    *) echo dictionary ;;
    esac
}

# hunt TARGET SECONDS PREPARED WORK FOUND [SEEDS...]: new units go to WORK, what it finds to FOUND/TARGET-*.
hunt() {
    local target=$1 seconds=$2 prepared=$3 work=$4 found=$5 len=2048
    shift 5
    [ -f "fuzz/$target.c" ] && [ -z "${target##canary*}" ] || len=$(max_len "$target")
    mkdir -p "$work" "$found"
    $bin/fuzz_"$target" -max_total_time="$seconds" -max_len="$len" -dict="$prepared/$(dictionary_of "$target")" \
        -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$found/$target-" "$work" \
        "$prepared/seeds" "$@"
}

# why LOG: what went wrong, as part of a file's name.
why() {
    local found
    found=$(sed -n -e 's/^.*\/\([a-z0-9_]*\.[ch]\):\([0-9]*\): broken: .*/broken-\1-\2/p' \
        -e 's/^SUMMARY: [A-Za-z]*Sanitizer: \([a-zA-Z-]*\)[^ ]* .* in \([A-Za-z0-9_]*\).*/\1-in-\2/p' \
        -e 's/^.*\/\([a-z0-9_]*\.[ch]\):\([0-9]*\):[0-9]*: runtime error: .*/undefined-\1-\2/p' \
        -e 's/^==[0-9]*== *ERROR: libFuzzer: \([a-z-]*\).*/\1/p' "$1" | head -n 1)
    echo "${found:-unknown}"
}

# keep TARGET FILE: minimises what was found, and leaves it under a name that says why, the report beside it.
keep() {
    local target=$1 file=$2 folder log name
    folder=$(dirname "$file") log=$file.log
    $bin/fuzz_"$target" -minimize_crash=1 -max_total_time=20 -exact_artifact_path="$file.min" "$file" \
        >/dev/null 2>&1
    [ -s "$file.min" ] || cp "$file" "$file.min"
    $bin/fuzz_"$target" -timeout=10 -rss_limit_mb=2048 "$file.min" >"$log" 2>&1
    name=$folder/$target-$(why "$log")-$(sha1sum <"$file.min" | cut -c 1-8)
    mv "$file.min" "$name" && mv "$log" "$name.log" && rm -f "$file"
    echo "found: $name ($(stat -c %s "$name") bytes)"
}

# keep_all TARGET FOUND
keep_all() {
    local file
    for file in "$2/$1"-{crash,leak,timeout,oom}-*; do
        [ -f "$file" ] && keep "$1" "$file"
    done
    return 0
}
