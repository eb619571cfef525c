#!/usr/bin/env bash
# checklist.sh - from an empty folder to an approved live payment: every command of the checklist
# that init writes, to the letter, by two user accounts and an administrator. Why: a checklist
# that nobody has followed is a wish. life.md 5.
#   checklist.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
# shellcheck source=users.sh
. "$here/users.sh"
# shellcheck source=checklist_blocks.sh
. "$here/checklist_blocks.sh"
own_users "$@"
start_test "$@"
need_programs openssl script tar
must make_users
must install_program
PATH=${tilskudd%/*}:$PATH

must tilskudd init office
cd office || exit 2
checklist_blocks CHECKLIST.md "$work/blocks"

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

chmod 755 "$work/blocks"
for block in "$work"/blocks/*; do
    who=${block##*.}
    if ! check "${block##*/}: $(head -n 1 "$block")" run_block "$block" "$who"; then
        [ "$who" != ola ] || tail -n 5 "$work/terminal.log"
        break
    fi
done

# --- what came of it ---

check 'all persons had their part' test "$(find "$work/blocks" -name '*.ola' | wc -l)" -ge 5
check 'a live payment is approved' grep -q '"mode": "live"' ledger/000001/entry.json
check 'the first person has signed the proposal' \
    openssl_verify ledger/000001/manifest.json ca.pem
check 'the second the entry' openssl_verify ledger/000001/entry.json ca.pem
check 'a certificate is renewed' grep -q '"kind": "KEYS"' ledger/000002/entry.json
check 'from copies of her own, as another user' test -z \
    "$(grep -E '"same_(inputs|user)": true' ledger/000001/entry.json)"
check 'it is handed out' test -n "$(find /home/kari/to-the-bank -name '*.xml.gz')"
check "the ledger is the group's" test -z \
    "$(find ledger \( ! -group tilskudd -o -perm /007 -o -type d ! -perm 2770 \) -print -quit)"
check_not 'per reads nothing' as per 022 ls ledger
finish_test
