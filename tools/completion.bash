# Completion of the roughproof command for bash. Needs nothing but bash.

_roughproof_words()
{
    local IFS=$' \n'
    COMPREPLY=($(compgen -W "$1" -- "$2"))
}

_roughproof_dump()
{
    local word=$1 option=$2
    case $option in
    --input) _roughproof_words "auto raw hex base64" "$word" ;;
    --as) _roughproof_words "auto packet message" "$word" ;;
    --color) _roughproof_words "auto always never" "$word" ;;
    *)
        if [[ $word == -* ]]; then
            _roughproof_words "--hex --json --servers --input --as --color --help" "$word"
        fi # else files, as -o default says
        ;;
    esac
}

_roughproof_convert()
{
    local word=$1 option=$2
    case $option in
    --to) _roughproof_words "report ndjson packets" "$word" ;;
    --input) _roughproof_words "auto raw hex base64" "$word" ;;
    --as) _roughproof_words "auto packet message" "$word" ;;
    *)
        if [[ $word == -* ]]; then
            _roughproof_words "--to --output --input --as --help" "$word"
        fi
        ;;
    esac
}

_roughproof_verify()
{
    local word=$1 option=$2
    case $option in
    --input) _roughproof_words "auto raw hex base64" "$word" ;;
    --as) _roughproof_words "auto packet message" "$word" ;;
    --diagnose) _roughproof_words "first all none" "$word" ;;
    --color) _roughproof_words "auto always never" "$word" ;;
    --key | --key-valid | --key-grace | --jobs | --nonce | --max-radius | --treat-version-as) ;;
    *)
        if [[ $word == -* ]]; then
            _roughproof_words "--key --servers --trust-embedded --key-valid --key-grace --request --nonce --document
                --max-radius --accept-draft-context --treat-version-as --explain --json --summary --diagnose
                --lines --jobs --no-progress --input --as --color --help" "$word"
        fi
        ;;
    esac
}

_roughproof_query()
{
    local word=$1 option=$2
    case $option in
    --version) _roughproof_words "google rfc10049 $(printf 'draft-%02d ' {0..19})" "$word" ;;
    --transport) _roughproof_words "both udp tcp" "$word" ;;
    --color) _roughproof_words "auto always never" "$word" ;;
    --name | --key | --key-valid | --key-grace | --timeout | --retries | --backoff | --max-rtt | --max-radius | --seed) ;;
    *)
        if [[ $word == -* ]]; then
            _roughproof_words "--servers --all --name --key --key-valid --key-grace --version --transport --timeout --retries
                --backoff --max-rtt --max-radius --accept-draft-context --save --no-save --document --proof --blind --probe
                --seed --json --color --help" "$word"
        fi
        ;;
    esac
}

_roughproof_mkreq()
{
    local word=$1 option=$2 name rest mistakes=
    case $option in
    --version) _roughproof_words "google rfc10049 $(printf 'draft-%02d ' {0..19})" "$word" ;;
    --format) _roughproof_words "raw hex base64 json" "$word" ;;
    --mistake)
        while read -r name rest; do
            mistakes+=" $name"
        done < <(roughproof mkreq --list-mistakes 2>/dev/null)
        _roughproof_words "$mistakes" "$word"
        ;;
    *)
        if [[ $word == -* ]]; then
            _roughproof_words "--version --key --nonce --seed --after --rand --size --mistake --list-mistakes --format \
--count --help" "$word"
        fi # else files, for --after
        ;;
    esac
}

_roughproof_keygen()
{
    local word=$1 option=$2
    case $option in
    --format) _roughproof_words "pem base64 hex raw" "$word" ;;
    --name | --address | --from | --until) ;;
    *)
        if [[ $word == -* ]]; then
            _roughproof_words "--output --key --format --test --delegate --from --until --name --address --help" "$word"
        fi
        ;;
    esac
}

_roughproof_serve()
{
    local word=$1 option=$2 name rest modes=
    case $option in
    --misbehave)
        while read -r name rest; do
            modes+=" $name"
        done < <(roughproof serve --list-misbehaviours 2>/dev/null | tail -n +2)
        _roughproof_words "$modes" "$word"
        ;;
    --user) COMPREPLY=($(compgen -u -- "$word")) ;;
    --listen | --port | --delegation-lifetime | --min-radius | --fixed-time | --time-offset | --grease | --threads | \
        --batch | --rate-limit | --tcp-connections | --tcp-idle | --metrics-interval) ;;
    *)
        if [[ $word == -* ]]; then
            _roughproof_words "--delegation --key --delegation-lifetime --listen --port --no-udp --no-tcp
                --trust-system-clock --min-radius --fixed-time --time-offset --misbehave
                --list-misbehaviours --grease --threads --batch --rate-limit --tcp-connections --tcp-idle
                --config --metrics --metrics-interval --user --help" "$word"
        fi # else files
        ;;
    esac
}

_roughproof()
{
    local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]}
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        _roughproof_words "convert dump keygen mkreq query serve verify help --help --version" "$word"
        return
    fi
    # "=" breaks words: --input=h arrives as --input, = and h.
    if [[ $word == = ]]; then
        word=
    elif [[ $option == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $verb in
    convert) _roughproof_convert "$word" "$option" ;;
    dump) _roughproof_dump "$word" "$option" ;;
    keygen) _roughproof_keygen "$word" "$option" ;;
    mkreq) _roughproof_mkreq "$word" "$option" ;;
    query) _roughproof_query "$word" "$option" ;;
    serve) _roughproof_serve "$word" "$option" ;;
    verify) _roughproof_verify "$word" "$option" ;;
    esac
}

complete -o default -F _roughproof roughproof
