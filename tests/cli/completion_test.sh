#!/bin/bash
# What bash would complete: completion_test.sh COMPLETION [ROUGHPROOF]
# With ROUGHPROOF, the options of verbs are compared with those of their help.
completion=$1 roughproof=$2 failures=0

bash -n "$completion" || exit 1
source "$completion" || exit 1

# expect "words offered" words of the command line, the last being completed
expect()
{
    local expected=$1
    shift
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    _roughproof
    if [[ "${COMPREPLY[*]}" != "$expected" ]]; then
        echo "$*: expected '$expected', got '${COMPREPLY[*]}'"
        failures=$((failures + 1))
    fi
}

options="--hex --json --servers --input --as --color --help"
expect "convert dump keygen mkreq query serve verify help --help --version" roughproof ""
expect "dump" roughproof d
expect "--help --version" roughproof --
expect "" roughproof x
expect "$options" roughproof dump -
expect "--hex --help" roughproof dump --he
expect "--json" roughproof dump --hex --j
expect "" roughproof dump ""
expect "" roughproof dump some-file
expect "auto raw hex base64" roughproof dump --input ""
expect "base64" roughproof dump --input b
expect "auto raw hex base64" roughproof dump --input =
expect "hex" roughproof dump --input = h
expect "auto packet message" roughproof dump --as ""
expect "auto packet message" roughproof dump --as =
expect "message" roughproof dump --as = m
expect "auto always never" roughproof dump x.bin --color ""
expect "auto always" roughproof dump --color a
expect "" roughproof nonsense --
convert_options="--to --output --input --as --help"
expect "$convert_options" roughproof convert -
expect "report ndjson packets" roughproof convert --to ""
expect "packets" roughproof convert --to = p
expect "auto raw hex base64" roughproof convert --input ""
expect "auto packet message" roughproof convert --as ""
expect "" roughproof convert --output ""
verify_options="--key --servers --trust-embedded --key-valid --key-grace --request --nonce --document --max-radius"
verify_options+=" --accept-draft-context --treat-version-as --explain --json --summary --diagnose --lines --jobs --no-progress --input --as --color --help"
expect "$verify_options" roughproof verify -
expect "--key --key-valid --key-grace" roughproof verify --k
expect "" roughproof verify --key ""
expect "" roughproof verify --request ""
expect "auto raw hex base64" roughproof verify --input ""
expect "always" roughproof verify --color = al

keygen_options="--output --key --format --test --delegate --from --until --name --address --help"
expect "$keygen_options" roughproof keygen -
expect "pem" roughproof keygen --format p
expect "" roughproof keygen --until ""
serve_options="--delegation --key --delegation-lifetime --listen --port --no-udp --no-tcp --trust-system-clock --min-radius"
serve_options+=" --fixed-time --time-offset --misbehave --list-misbehaviours --grease"
serve_options+=" --threads --batch --rate-limit --tcp-connections --tcp-idle --config --metrics"
serve_options+=" --metrics-interval --user --help"
expect "$serve_options" roughproof serve -
expect "root" roughproof serve --user roo
expect "" roughproof serve --listen ""

mkreq_options="--version --key --nonce --seed --after --rand --size --mistake --list-mistakes --format --count --help"
expect "$mkreq_options" roughproof mkreq -
expect "--nonce" roughproof mkreq --n
expect "google" roughproof mkreq --version g
expect "draft-00 draft-01 draft-02 draft-03 draft-04 draft-05 draft-06 draft-07 draft-08 draft-09" \
    roughproof mkreq --version draft-0
expect "draft-19" roughproof mkreq --version = draft-19
expect "raw hex base64 json" roughproof mkreq --format =
expect "" roughproof mkreq --after some-file

query_options="--servers --all --name --key --key-valid --key-grace --version --transport --timeout --retries --backoff"
query_options+=" --max-rtt --max-radius --accept-draft-context --save --no-save --document --proof --blind --probe --seed"
query_options+=" --json --color --help"
expect "$query_options" roughproof query -
expect "draft-19" roughproof query --version = draft-19
expect "both" roughproof query --transport b
expect "" roughproof query --timeout ""

# Bash itself knows whom to ask, and offers files where nothing else fits.
[[ $(complete -p roughproof) == *"-o default -F _roughproof roughproof" ]] || failures=$((failures + 1))

# in_help VERB OPTIONS: unless the verb is not in this build
in_help()
{
    local listed
    listed=$("$roughproof" "$1" --help | sed -n 's/^  \(--[a-z0-9-]*\) .*/\1/p')
    if [[ "$(echo $listed)" != "$2" ]]; then
        echo "$1 --help lists $listed"
        failures=$((failures + 1))
    fi
}

if [[ -n $roughproof ]]; then
    in_help dump "$options"
    in_help convert "$convert_options"
    if "$roughproof" mkreq --help 2>&1 | grep -q "this build has no verb mkreq"; then
        echo "mkreq, query and verify are not in this build"
    else
        in_help mkreq "$mkreq_options"
        in_help query "$query_options"
        in_help verify "$verify_options"
    fi
    if "$roughproof" serve --help 2>&1 | grep -q "this build has no verb serve"; then
        echo "keygen and serve are not in this build"
    else
        in_help keygen "$keygen_options"
        in_help serve "$serve_options"
    fi
    if "$roughproof" mkreq --help >/dev/null 2>&1; then
        PATH=$(dirname "$roughproof"):$PATH
        expect "versions-empty versions-unknown versions-unsorted versions-twice versions-33" \
            roughproof mkreq --mistake versions
    fi
fi

echo "$failures failed"
((failures == 0))
