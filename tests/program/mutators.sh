#!/usr/bin/env bash
# mutators.sh - every file of a proposal and of an entry changed in every way that
# tests/trust/mutate.c knows, and signed again by every party that could: refused, or the change
# stands in tests/trust/harmless.txt with its reason. What is printed is the table.
#   mutators.sh TILSKUDD SOURCE      a sample; with WHOLE=1 all changes
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
# shellcheck source=insider_world.sh
. "$here/insider_world.sh"
start_test "$@"
need_programs openssl

make_world 60
every=60
[ -z "${WHOLE:-}" ] || every=1
harmless=$source_tree/tests/trust/harmless.txt
parties=(nobody 'first=kari-key.pem,kari.pem' 'second=ola-key.pem,ola.pem'
    'holder=stranger-key.pem,stranger.pem')

mutators() { # NAME ARGUMENT-OF-MUTATE...
    echo "--- $1"
    checks=$((checks + 1))
    if grep -qxF "mutators $1" "$open_rows"; then
        if "${tilskudd%/*}/tests/mutate" "${@:2}" >table 2>.log/stderr </dev/null; then
            fail "$1" 'all changes are refused now: take it off tests/trust/open.txt'
        else
            echo "OPEN: $(tail -n 1 table)"
        fi
        return
    fi
    if "${tilskudd%/*}/tests/mutate" "${@:2}" >table 2>.log/stderr </dev/null; then
        [ -z "${WHOLE:-}" ] || cat table
        tail -n 1 table
    else
        grep -E 'ACCEPTED|WRONG|^no change|changes:' table
        fail "$1" 'a change was accepted that is no exception'
        cat .log/stderr
    fi
}

# A proposal, before the second person with her own copies of the inputs.
mkdir trial
cp -rp before trial/ledger
cp -rp proposal-4 trial/run
own_inputs 4
second_person proposal-4
mutators proposal proposal trial trial/run run-3 "$harmless" "$every" log-key.pem \
    "${parties[@]}" \
    -- approve ./pinned "$tilskudd" approve trial/run --ledger trial/ledger --yes "${ola[@]}" \
    --time 2018-01-03T08:00:00Z "${inputs[@]}" "${second[@]}" \
    -- replay ./pinned "$tilskudd" verify trial/run --replay --ledger trial/ledger "${inputs[@]}"

# Entries: the newest, and the one before.
parties+=(log-key)
for number in 2 1; do
    copy whole ledger
    mutators "entry-$number" entry ledger "ledger/00000$number" "ledger/00000$((3 - number))" \
        "$harmless" "$every" log-key.pem "${parties[@]}" \
        -- check ./pinned "$tilskudd" ledger check ledger \
        -- verify ./pinned "$tilskudd" verify "ledger/00000$number"
done
finish_test
