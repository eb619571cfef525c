#!/usr/bin/env bash
# completions.sh - the shells offer commands, actions, options and words where they fit. Why: a
# completion that is wrong is worse than none, and nobody reads a file of a thousand rules.
#   completions.sh SOURCE PROGRAM
set -u
export LC_ALL=C
cd "$1" || exit 2
program=$(realpath "$2") || exit 2
folder=$PWD/engine/completions
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failures=0
skipped=

# offers SHELL WORD... -- OFFER...: with these words typed, the last one unfinished, all of these
# are offered, and nothing that begins with "!".
offers() {
    local shell=$1 words=() offer got
    shift
    while [ "$1" != -- ]; do
        words+=("$1")
        shift
    done
    shift
    got=$("of_$shell" "${words[@]}") || got="$got (status $?)"
    for offer; do
        case $offer in
        !*) ! grep -qxF -- "${offer#!}" <<< "$got" ;;
        *) grep -qxF -- "$offer" <<< "$got" ;;
        esac || {
            echo "FAILED $shell: 'tilskudd ${words[*]}': $offer, got: ${got//$'\n'/ }"
            failures=$((failures + 1))
        }
    done
}

of_bash() { # WORD...
    (
        # shellcheck source=/dev/null
        . "$folder/tilskudd.bash"
        COMP_WORDS=(tilskudd "$@")
        COMP_CWORD=$#
        _tilskudd
        printf '%s\n' "${COMPREPLY[@]}"
    )
}

of_fish() { # WORD...
    fish --no-config -c "source $folder/tilskudd.fish; complete -C 'tilskudd $*'" | cut -f 1
}

# A shell of its own on a terminal of its own; what the completion hands to compadd is written
# to a file.
of_zsh() { # WORD...
    rm -f "$work/offers"
    # shellcheck disable=SC2016 # it is zsh that expands it
    zsh -f -c '
        zmodload zsh/zpty
        zpty inner zsh -f -i
        zpty -w inner "source $1/inner.zsh"
        while zpty -r inner line && [[ $line != *READY* ]]; do :; done
        zpty -w -n inner "tilskudd ${*[2,-1]}"$'"'\\x14'"'
        while zpty -r inner line && [[ $line != *ENDED* ]]; do :; done
        zpty -d inner' zsh "$work" "$@"
    cat "$work/offers"
}
zsh_set_up() {
    # shellcheck disable=SC2016
    printf '%s\n' "out=$work/offers folder=$folder" '
        PS1= LISTMAX=1000
        fpath=($folder $fpath)
        autoload -U compinit _tilskudd
        compinit -u -D
        compdef _tilskudd tilskudd
        caught() {
            compadd() {
                local -a all
                builtin compadd -O all "$@"
                print -rl -- $all >> $out
                builtin compadd "$@"
            }
            _main_complete
            unfunction compadd
            print ENDED > /dev/tty
        }
        zle -C caught complete-word caught
        bindkey "^T" caught
        print READY' > "$work/inner.zsh"
}

zsh_set_up
for shell in bash fish zsh; do
    if ! command -v $shell > /dev/null; then
        skipped="$skipped $shell"
        continue
    fi
    offers $shell '' -- ledger run check-payment rules
    offers $shell 'led' -- ledger !run
    offers $shell ledger '' -- open show check pin
    offers $shell ledger open --y -- --year !--witness
    offers $shell run --pay -- --payees --payment-date
    offers $shell explain --mun -- --municipality --municipalities
    offers $shell ledger open --mode '' -- test live !open
    offers $shell sample draw --strata c -- county !severity
    offers $shell run --bank-profile n -- nordea !dnb
    offers $shell run --accept-rate AR-1 -- AR-1 AR-1-EM !AR-2
    offers $shell approve --confirm-account '' -- !AR-1
    offers $shell he -- help
    offers $shell help appr -- approve !run
done
offers bash run --bank-profile = n -- nordea !dnb
offers bash run --ledger '' -- engine !README.md

# Who reads Norwegian is not told in English what an option does. The program is the one that the
# shell finds.
reads() { # SHELL TEXT
    local got
    got=$("$1_in_norwegian" env "PATH=$(dirname "$program"):$PATH" LC_ALL=nb_NO.UTF-8 2>&1)
    grep -qF -- "$2" <<< "$got" && return
    echo "FAILED $1 in bokmål: $2, got: $(head -n 5 <<< "$got")"
    failures=$((failures + 1))
}
fish_in_norwegian() { # WORD...: what runs it
    "$@" fish --no-config -c "source $folder/tilskudd.fish; complete -C 'tilskudd ledger --y'"
    "$@" fish --no-config -c "source $folder/tilskudd.fish; complete -C 'tilskudd he'"
}
zsh_in_norwegian() { # WORD...
    # shellcheck disable=SC2016 # it is zsh that expands it
    "$@" zsh -f -c '
        fpath=($1 $fpath)
        autoload -U _tilskudd
        _describe() { print -rl -- $commands }
        _arguments() { print -rl -- "$@" }
        words=(tilskudd "") CURRENT=2
        _tilskudd
        words=(tilskudd ledger "") CURRENT=3
        _tilskudd' zsh "$folder"
}
if "$program" --language nb help | grep -q '^Bruk:'; then
    for shell in fish zsh; do
        command -v $shell > /dev/null || continue
        reads $shell 'forklar en kommando'
        reads $shell 'det første budsjettåret hovedboken svarer for'
    done
else
    skipped="$skipped bokmål"
fi

[ $failures -eq 0 ] || exit 1
[ -z "$skipped" ] || echo "not installed, so not tried:$skipped"
echo "completions offer what they should"
