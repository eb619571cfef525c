#!/usr/bin/env bash
# entry_mutators.sh - every file of a proposal that is no run, and of its entry, changed in every
# way that tests/trust/mutate.c knows, and signed again by every party that could: refused, or
# the change stands in tests/trust/harmless.txt with its reason. What is printed is the table.
#   entry_mutators.sh TILSKUDD SOURCE BANK_PLAYER     a sample; with WHOLE=1 all changes
# shellcheck disable=SC2317 # functions are called by their names
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
must make_person ca stranger ec 'Per Fremmed' 20120101000000Z 20490101000000Z
must make_pinned ledger
every=200
[ -z "${WHOLE:-}" ] || every=1
harmless=$source_tree/tests/trust/harmless.txt
parties=(nobody 'first=kari-key.pem,kari.pem' 'second=ola-key.pem,ola.pem'
    'holder=stranger-key.pem,stranger.pem')

# New signers, and their certificates: the log's key stays, so that whoever has it signs on.
digits=$(ledger_digits ledger)
signers() { # FILE NAME:ROLE:CERTIFICATE
    {
        sed 1d signers.csv
        echo "$(fingerprint "${2##*:}.pem"),${2%:*}" | sed 's/:\([a-z]*\)$/,\1/'
    } >"$1"
    number_file "$1" signers "$digits" 1 && sign_by authority "$1"
}
propose_keys() {
    "$1" ledger renew ledger --signers "$work/signers-2.csv" --certificates "$work/stranger.pem" \
        --pin pin --out "$2" --time 2017-11-02T08:00:00Z "${first[@]}"
}
must signers signers-2.csv 'Nora Ny:disposition:stranger'

# The same of other files: what is exchanged.
other_inputs() {
    play "${ids[2]}"
    sed -i 's/bank 1/bank 2/; s/,100000,/,200000,/' hand.csv
    must signers signers-2.csv 'Nora Ny:attestation:stranger'
}

mutators() { # NAME ARGUMENT-OF-MUTATE...
    echo "--- $1"
    checks=$((checks + 1))
    if "${tilskudd%/*}/tests/mutate" "${@:2}" >table 2>.log/stderr </dev/null; then
        [ -z "${WHOLE:-}" ] || cat table
        tail -n 1 table
    else
        grep -E 'ACCEPTED|WRONG|^no change|changes:' table
        fail "$1" 'a change was accepted that is no exception'
        cat .log/stderr
    fi
}
made() { # TO: what each kind proposes, and the ledger that it becomes an entry of
    local kind
    mkdir "$1"
    for kind in answer manual keys; do
        must "propose_$kind" "$tilskudd" "$1/$kind"
        cp -a ledger kept && cp -p pin kept-pin
        must "approve_$kind" "$tilskudd" "$1/$kind"
        mv ledger "$1/ledger-$kind" && mv kept ledger && mv kept-pin pin
    done
}
made own
cp status.xml own/status.xml
other_inputs
made other
cp own/status.xml status.xml

for kind in answer manual keys; do
    rm -rf trial && mkdir trial
    cp -a ledger trial/ledger
    cp -a "own/$kind" trial/run
    given=()
    [ $kind != answer ] || given=(--answers status.xml)
    mutators "proposal-$kind" proposal trial trial/run "other/$kind" "$harmless" "$every" \
        log-key.pem "${parties[@]}" \
        -- approve ./pinned "$tilskudd" approve trial/run --ledger trial/ledger --yes \
        --same-user "${ola[@]}" --time 2017-11-03T08:00:00Z "${given[@]}" \
        -- views ./pinned "$tilskudd" verify trial/run --ledger trial/ledger

    accept=()
    [ $kind != keys ] || accept=(--accept-keys 2)
    rm -rf trial
    mv "own/ledger-$kind" trial
    mutators "entry-$kind" entry trial trial/000002 "other/ledger-$kind/000002" "$harmless" \
        "$every" log-key.pem "${parties[@]}" log-key \
        -- check ./pinned "$tilskudd" ledger check trial "${accept[@]}" \
        -- verify ./pinned "$tilskudd" verify trial/000002 "${accept[@]}"
done
finish_test
