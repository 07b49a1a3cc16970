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
            _roughproof_words "--hex --json --input --as --color --help" "$word"
        fi # else files, as -o default says
        ;;
    esac
}

_roughproof()
{
    local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]}
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        _roughproof_words "dump help --help --version" "$word"
        return
    fi
    # "=" breaks words: --input=h arrives as --input, = and h.
    if [[ $word == = ]]; then
        word=
    elif [[ $option == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if [[ $verb == dump ]]; then
        _roughproof_dump "$word" "$option"
    fi
}

complete -o default -F _roughproof roughproof
