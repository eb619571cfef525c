#!/usr/bin/env bash
# entry_views.sh - proposals that are no run, and their entries, as verify and report see them:
# alone, beside their ledger, in it; changed; and what stands in the way of writing one. Why: who
# reads such a folder must be told what of it has been checked. life.md 2 to 4.
#   entry_views.sh TILSKUDD SOURCE BANK_PLAYER
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
# shellcheck source=entry_world.sh
. "$here/entry_world.sh"
# shellcheck disable=SC2034 # entry_world.sh
player=$(realpath "$3") || exit 2
start_test "$1" "$2"
need_programs openssl

make_entry_world
cp -a ledger start
cp -p pin start-pin
again() { # the ledger and pin of before
    rm -rf ledger proposal
    cp -a start ledger
    cp -p start-pin pin
    accept=()
}
verify() { # FOLDER [OPTION...]
    "$tilskudd" verify "$@"
}
known=(--ledger ledger --pin pin)

for kind in answer manual keys; do
    again
    must "propose_$kind" "$tilskudd" proposal

    # --- alone, and beside its ledger ---
    expect 1 "$kind: alone" 'ok      files' 'NOT checked: signature and tables' -- \
        verify proposal
    if [ $kind = keys ]; then
        expect 1 "$kind: beside its ledger" 'made again' 'who signed the change' -- \
            verify proposal "${known[@]}"
    else
        expect 0 "$kind: beside its ledger" 'signed by the first person' 'made again' \
            'verified' -- verify proposal "${known[@]}"
        expect 1 "$kind: a ledger that nobody knows" 'whether this is the ledger' -- \
            verify proposal --ledger ledger
    fi
    expect 2 "$kind: nothing to replay" 'always made again' -- verify proposal --replay
    expect 0 "$kind: report" -- "$tilskudd" report proposal --ledger ledger
    cp .log/stdout reported
    for file in proposal/*; do
        case $file in *.json | *.p7s) continue ;; esac
        rm -rf changed
        cp -a proposal changed
        if [[ $file = *.gz ]]; then
            { gzip -dc "$file" && echo x; } | gzip -n >"changed/${file##*/}"
        else
            echo x >>"changed/${file##*/}"
        fi
        expect 5 "$kind: a changed ${file##*/}" -- verify changed "${known[@]}"
        check "$kind: ${file##*/} is named" grep -q "^FAILED  changed/${file##*/}" .log/stdout
    done
    rm changed/manifest.json.p7s
    expect 5 "$kind: not signed" -- verify changed "${known[@]}"

    # --- what a killed proposer left is cleared by the next; what cannot be written is not ---
    mv proposal whole
    cp -a whole proposal.tmp
    rm proposal.tmp/manifest.json
    expect 3 "$kind: what nobody's command has left" 'move it away' -- \
        "propose_$kind" "$tilskudd" proposal
    check "$kind: is still there" [ -e proposal.tmp/manifest.json.p7s ]
    chmod +t proposal.tmp # the mark of what is being filled
    must "propose_$kind" "$tilskudd" proposal
    check "$kind: after a killed proposer the same" diff -r whole proposal
    check "$kind: and nothing is left" [ ! -e proposal.tmp ]
    expect 3 "$kind: there already" -- "propose_$kind" "$tilskudd" proposal
    expect 4 "$kind: no folder to write in" -- "propose_$kind" "$tilskudd" nowhere/proposal
    mkdir small
    if [ "$(id -u)" != 0 ]; then
        chmod 500 small
        expect 6 "$kind: not allowed" -- "propose_$kind" "$tilskudd" small/proposal
    elif mount -t tmpfs -o size=8k tmpfs small 2>.log/mount; then
        expect 6 "$kind: the disk is full" 'No space left' -- \
            "propose_$kind" "$tilskudd" small/proposal
        check "$kind: nothing is left on the full disk" nothing_at small
        mount -o remount,ro small
        expect 6 "$kind: not to be written on" 'Read-only' -- \
            "propose_$kind" "$tilskudd" small/proposal
        umount small
    fi
    rmdir small

    # --- the entry of it ---
    must "approve_$kind" "$tilskudd" proposal
    [ $kind != keys ] || accept=(--accept-keys 2)
    expect 0 "$kind: the entry in its ledger" 'made again from what the entry keeps' \
        'verified' -- verify ledger/000002 --pin pin
    expect 0 "$kind: its report" -- "$tilskudd" report ledger/000002
    check "$kind: the same words" cmp reported .log/stdout
    rm -rf alone
    cp -a ledger/000002 alone
    expect 1 "$kind: the entry alone" 'signatures and chain' -- verify alone
    expect 0 "$kind: and in the ledger that is named" -- \
        "$tilskudd" report alone --ledger ledger
    cp -p start-pin old-pin
    expect 0 "$kind: ledger check" 'Checked' -- \
        "$tilskudd" ledger check ledger --pin old-pin "${accept[@]}"
    check "$kind: its leaves by zcat and awk" leaves_fit ledger
    rm -rf whole
done
finish_test
