#!/bin/bash
# What bash would complete: completion_test.sh COMPLETION [ROUGHPROOF]
# With ROUGHPROOF, the options of dump are compared with those of its help.
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

options="--hex --json --input --as --color --help"
expect "dump help --help --version" roughproof ""
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

# Bash itself knows whom to ask, and offers files where nothing else fits.
[[ $(complete -p roughproof) == *"-o default -F _roughproof roughproof" ]] || failures=$((failures + 1))

if [[ -n $roughproof ]]; then
    in_help=$("$roughproof" dump --help | sed -n 's/^  \(--[a-z0-9]*\) .*/\1/p')
    if [[ "$(echo $in_help)" != "$options" ]]; then
        echo "dump --help lists $in_help"
        failures=$((failures + 1))
    fi
fi

echo "$failures failed"
((failures == 0))
