# checklist_blocks.sh - the commands of a checklist, or of a book, as they stand in it, each given
# by the one whose they are. Sourced, after common.sh and users.sh.
# shellcheck shell=bash disable=SC2154 # work: common.sh

# FOLDER/NN.WHO for each block of commands: WHO stands after the word sh.
checklist_blocks() { # CHECKLIST FOLDER
    mkdir "$2" && awk -v folder="$2" '
        /^```sh / { name = sprintf("%s/%02d.%s", folder, ++count, $2); inside = 1; next }
        /^```$/ { inside = 0; close(name) }
        inside { print > name }' "$1"
}

# What the other person sees and reads out, on a pipe; who is asked answers on a terminal.
digits_of_the_other() { # WHO
    local other=kari
    [ "$1" = kari ] && other=ola
    as "$other" 022 tilskudd ledger show ledger |
        sed -n 's/^[0-9]\{6\} .* head \([0-9a-f]\{16\}\)$/\1/p' | tail -n 1
}
answers() { # LOG: the number of accounts, and yes when it is asked for
    echo "$(($(wc -l <runs/2017-3/new-accounts.csv) - 1))"
    for _ in {1..600}; do
        grep -q 'Type yes' "$1" && break
        sleep 0.1
    done
    echo yes
}
on_a_terminal() { # COMMAND...
    local log=$work/terminal.log
    : >"$log"
    # shellcheck disable=SC2094 # who answers reads what was asked
    answers "$log" | script -qefc "$(printf '%q ' "$@")" /dev/null >"$log"
}
run_block() { # BLOCK WHO
    if [ "$2" = admin ]; then
        bash -e "$1"
    elif grep -q 'read .*digits' "$1"; then
        digits_of_the_other "$2" | as "$2" 022 bash -e "$1"
    elif grep -q 'tilskudd approve' "$1"; then
        on_a_terminal runuser -u "$2" -- env HOME="/home/$2" bash -e "$1"
    else
        as "$2" 022 bash -e "$1"
    fi
}
