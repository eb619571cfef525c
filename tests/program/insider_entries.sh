#!/usr/bin/env bash
# insider_entries.sh - entries that are no run, made by somebody who lies: by one person's key
# alone, or with tables that do not follow from each other, signed by both. Why: an answer that
# is made up, or a line by hand, moves money as a run does, and keys decide who may. life.md 2 to
# 4, trust.md 3.
#   insider_entries.sh TILSKUDD SOURCE BANK_PLAYER     (forge: in tests/ beside TILSKUDD)
# shellcheck disable=SC2016,SC2317 # programs of awk; functions are called by their names
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
forge=${tilskudd%/*}/tests/forge

make_entry_world
must make_person ca stranger ec 'Per Fremmed' 20120101000000Z 20490101000000Z
must make_pinned ledger
cp -a ledger before
both=(kari-key.pem kari.pem)
second=(ola-key.pem ola.pem)

# Who of the two signs what: the manifest, and the entry. All else is as it should be.
forged() { # FIRST SECOND: names of persons
    "$forge" again next "$1-key.pem" "$1.pem" &&
        "$forge" entry ledger next "$log_key" "$2-key.pem" "$2.pem"
}
refused() { # ATTACK [TEXT...]: of the entry that was forged
    expect 5 "$kind: $1" "${@:2}" -- ./pinned "$tilskudd" ledger check ledger "${accept[@]}"
    check_not "$kind: $1: verify" ./pinned "$tilskudd" verify ledger/000002 "${accept[@]}"
    check_not "$kind: $1: nothing is built on it" run_pinned
}
run_pinned() {
    cp -p pin-opening pin
    run_entry next-run 4 2018-01-10T08:00:00Z
}
begin() { # the ledger of before, and the honest entry as it could be forged
    rm -rf ledger next
    cp -a before ledger
    cp -a "whole-$kind/000002" next
    rm next/checkpoint
}
edit() { # FILE COMMAND...: over the content of a file of it
    if [[ $1 = *.gz ]]; then
        gzip -dc "next/$1" >edited && "${@:2}" <edited | gzip -n >"next/$1"
    else
        cp "next/$1" edited && "${@:2}" <edited >"next/$1"
    fi
}
contradicts() { # ATTACK FILE COMMAND...: signed by both, each in the right place
    begin
    edit "${@:2}"
    check_not "$kind: $1: changes something" cmp -s "whole-$kind/000002/$2" "next/$2"
    must forged kari ola
    refused "$1"
}

for kind in answer manual keys; do
    rm -rf ledger
    cp -a before ledger
    cp -p pin-opening pin
    must "propose_$kind" "$tilskudd" "proposal-$kind"
    must "approve_$kind" "$tilskudd" "proposal-$kind"
    mv ledger "whole-$kind"
    accept=()
    log_key=log-key.pem
    [ $kind != keys ] || accept=(--accept-keys 2)

    # The forger can do what an honest approval does; a new log key is in its own way.
    if [ $kind != keys ]; then
        begin
        must forged kari ola
        expect 0 "$kind: forged without a lie" 'Checked' -- \
            ./pinned "$tilskudd" ledger check ledger
    fi
    for signers in 'kari kari' 'ola ola' 'ola kari' 'stranger ola' 'kari stranger'; do
        begin
        # shellcheck disable=SC2086 # two words
        must forged $signers
        refused "signed by $signers"
    done
    # With nothing of the first person's, and with both on the entry.
    begin
    rm next/manifest.json.p7s
    must "$forge" entry ledger next $log_key "${second[@]}"
    refused 'no first signature'
    begin
    must "$forge" entry ledger next $log_key "${both[@]}" "${second[@]}"
    refused 'two signatures on the entry'
done

kind=answer
contradicts 'a payment is open that was not rejected' open.csv \
    awk -F, -v OFS=, -v id="${ids[3]}" 'NR == 2 { $1 = id } 1'
contradicts 'a rejected payment is not open' open.csv sed '2d'
contradicts 'another sum is open' open.csv awk -F, -v OFS=, 'NR == 2 { $5 += 100 } 1'
contradicts 'another status' answers.csv sed 's/,rejected,/,settled,/'
contradicts 'a fact of another payment' facts.csv sed "s/${ids[0]}/${ids[3]}/"
contradicts 'no finding' findings.jsonl.gz sed d
# What the bank wrote is kept as both signed it: nothing else tells what it was, and the second
# person has compared it with her own (answers.sh).
kind=manual
contradicts 'another amount by hand' manual.csv sed 's/,100000,/,200000,/'
contradicts 'a line less' manual.csv sed 2d
contradicts 'another line in the open items' open.csv awk -F, -v OFS=, 'NR == 2 { $5 += 100 } 1'
contradicts 'somebody else was settled' lines.csv.gz sed '$d'
contradicts 'booked elsewhere' posting.csv awk -F, -v OFS=, 'NR == 2 { $1 = $1 "1" } 1'
contradicts 'no finding' findings.jsonl.gz sed d
kind=keys
accept=(--accept-keys 2)
log_key=log-key.pem
contradicts 'another key than what is shown' log-key.pub sed 's/.$/A/'
contradicts 'a change that is not said' changes.csv sed 2d
finish_test
