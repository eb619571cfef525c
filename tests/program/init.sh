#!/usr/bin/env bash
# init.sh - a folder that can be filled in: all of it is written or nothing, nothing is written
# over, and the checklist of a test ledger holds to the letter. life.md 5.
#   init.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=checklist_blocks.sh
. "$here/checklist_blocks.sh"
start_test "$@"
need_programs openssl

expect 2 'where to' 'name the folder' -- "$tilskudd" init
expect 4 'below a folder that is not there' -- "$tilskudd" init nowhere/office
expect 0 'a folder that is not there' 'CHECKLIST.md' -- "$tilskudd" init office
for file in configuration.xml payees.csv signers.csv decided.csv make-keys.sh sign.sh \
    municipalities.csv bank-profile.xml rules/2017.xml CHECKLIST.md; do
    check "$file is there" test -s "office/$file"
done
check 'every year is' test "$(find office/rules -name '*.xml' | wc -l)" = \
    "$(find "$source_tree/rules/sets" -name '*.xml' | wc -l)"
check 'the checklist is that of a live ledger' grep -q -- '--mode live' office/CHECKLIST.md
find office -type f -exec sha256sum {} + >before
expect 3 'nothing is written over' configuration.xml -- "$tilskudd" init office
check 'nor changed' sha256sum --quiet -c before

mkdir other && echo mine >other/payees.csv
expect 3 'one file is there' other/payees.csv -- "$tilskudd" init other
check 'then nothing is written' test "$(find other | wc -l)" = 2
check 'and what was there stays' grep -qx mine other/payees.csv
mkdir empty
expect 0 'an empty folder' -- "$tilskudd" init --mode live empty
must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid
expect 2 'not into a ledger' 'ledger' -- "$tilskudd" init ledger/office

# --- what the scripts make ---

expect 0 'keys for a trial' -- sh office/make-keys.sh keys 'Kari Nordmann' 'Ola Nordmann' 20
for name in authority first second recovery; do
    check "$name has a certificate of the CA" openssl verify -CAfile keys/ca.pem "keys/$name.pem"
    check "$name has RSA of 3072 bits" grep -q '3072 bit' \
        <(openssl x509 -in "keys/$name.pem" -noout -text)
done
expect 0 'one anew' -- sh office/make-keys.sh --more keys first-2 'Kari Nordmann'
check 'by the same CA' openssl verify -CAfile keys/ca.pem keys/first-2.pem
expect 3 'once' 'already there' -- sh office/make-keys.sh --more keys first-2 'Kari Nordmann'
check 'nobody else reads them' test -z "$(find keys -perm /077 -print -quit)"
expect 1 'keys are never written over' 'keys' -- sh office/make-keys.sh keys A B
expect 2 'what a file is, its name says' 'does not say' -- env PATH="${tilskudd%/*}:$PATH" \
    sh office/sign.sh keys/authority-key.pem keys/authority.pem ledger 1 office/decided.csv

# --- the checklist of a test ledger, to the letter ---

must "$tilskudd" init --mode test trial
cd trial || exit 2
checklist_blocks CHECKLIST.md "$work/blocks"
check 'the checklist has its steps' test "$(find "$work/blocks" -type f | wc -l)" -ge 5
for block in "$work"/blocks/*; do
    check "$(head -n 1 "$block")" env PATH="${tilskudd%/*}:$PATH" bash -e "$block"
done
check 'a payment is approved' test -e ledger/000001/payments
finish_test
