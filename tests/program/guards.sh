#!/usr/bin/env bash
# guards.sh - a slip of the hand in a date, a quarter or an extract that is missing, in a ledger
# with persons' own keys. Why: it would pay real money to whom it is not due, or a year late; and
# one municipality that is late must not keep the money from all others. life.md 1.
#   guards.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
start_test "$@"
need_programs openssl gzip

must make_persons
must "$tilskudd" generate --persons 300 --year 2018 --seed 3 --date 2018-03-31 --out register-1.xml
must "$tilskudd" generate --seed 4 --evolve register-1.xml --date 2018-09-30 --out register-3.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --authority authority.pem --signers signers.csv --ca ca/ca.pem --log-key log-key.pem \
    --pseudonym-key pseudonym.key "${kari[@]}" "${ola[@]}" --time 2018-03-20T08:00:00Z
must make_pin ledger pin
must sign_inputs ledger 1

spring=(--year 2018 --quarter 1 --register register-1.xml --time 2018-04-03T08:00:00Z)
autumn=(--year 2018 --quarter 3 --register register-3.xml --time 2018-10-02T08:00:00Z)
propose() { # OUT [OPTION...]: the first quarter on 3 April, unless told otherwise
    keep_defaults "${spring[@]}" -- "${@:2}"
    "$tilskudd" run --national --ledger ledger --pin pin "${signed_inputs[@]}" "${kari[@]}" \
        --out "$1" "${kept[@]}" "${@:2}"
}
approve() { # RUN TIME [OPTION...]
    second_person "$1"
    "$tilskudd" approve "$1" --ledger ledger --pin pin --yes "${second[@]}" --same-inputs \
        "${ola[@]}" --time "$2" "${@:3}"
}
no_run() { # NAME TEXT... -- COMMAND...: refused with 7, and nothing is left
    expect 7 "$@"
    check "$1: nothing is left" test ! -e refused
}
said() { # RUN MEMBER TEXT: recorded, and shown to the second person
    check "$1: the manifest says $2" grep -q "\"$2\": true" "$1/manifest.json"
    check "$1: the second person is told" grep -qF -- "$3" .log/stdout
    expect 0 "$1: the report repeats it" "$3" -- "$tilskudd" report "$1" --text
}
lie() { # RUN TEXT OTHER: the first person says something else afterwards, and signs that
    rm -rf lie
    cp -r "$1" lie
    sed -i "s/\"$2/\"$3/" lie/manifest.json
    check_not "$1: it says something else" cmp -s "$1/manifest.json" lie/manifest.json
    must sign_by kari lie/manifest.json
}

# --- the payment date ---

no_run 'a payment date that is gone' '2018-03-28, is gone' -- \
    propose refused --payment-date 2018-03-28 --cutoff 2018-03-27
no_run 'a payment date far ahead' '2018-05-22' '45 days' -- \
    propose refused --payment-date 2018-05-22
expect 0 'the 45th day' 'Proposal written' -- propose day-45 --payment-date 2018-05-18
lie day-45 'payment_date": "2018-05-18' 'payment_date": "2018-05-22'
expect 7 'approve looks at the day too' '2018-05-22' '45 days' -- \
    approve lie 2018-04-04T08:00:00Z
must propose late --time 2018-04-25T08:00:00Z
check 'the default is the third bank day after today' \
    grep -q '"payment_date": "2018-04-30"' late/manifest.json
expect 7 'which is gone the day after it' '2018-04-30, is gone' -- \
    approve late 2018-04-30T22:00:00Z

# --- the cut-off ---

no_run 'a cut-off before the last month' '2018-02-28' 'quarter 1 of 2018' --allow-cutoff -- \
    propose refused --cutoff 2018-02-28
must propose first-day --cutoff 2018-03-01
must propose early --cutoff 2018-02-28 --allow-cutoff
lie early 'allow_cutoff": true' 'allow_cutoff": false'
expect 7 'approve asks for the option too' '2018-02-28' --allow-cutoff -- \
    approve lie 2018-04-04T08:00:00Z
expect 0 'and takes it' Committed -- approve early 2018-04-04T08:00:00Z
said early allow_cutoff --allow-cutoff
no_run 'a cut-off long after the quarter' '2018-09-30' '92 days' --allow-cutoff -- \
    propose refused --register register-3.xml --time 2018-10-02T08:00:00Z

# --- a quarter that is skipped ---

no_run 'a quarter that is skipped' 'quarter 1 of 2018' 'quarter 3 of 2018' --allow-gap -- \
    propose refused "${autumn[@]}"
expect 0 'a dry run pays nobody' -- "$tilskudd" run --national --ledger ledger --pin pin \
    "${signed_inputs[@]}" "${autumn[@]}" --cutoff 2018-08-31 --dry-run
must propose skips "${autumn[@]}" --allow-gap
lie skips 'allow_gap": true' 'allow_gap": false'
expect 7 'approve asks for that option too' 'quarter 3 of 2018' --allow-gap -- \
    approve lie 2018-10-03T08:00:00Z --allow-time
expect 0 'and takes it as well' Committed -- approve skips 2018-10-03T08:00:00Z --allow-time
said skips allow_gap --allow-gap

# --- an extract that is missing ---

must "$tilskudd" generate --seed 5 --evolve register-3.xml --date 2018-12-31 \
    --split municipality --out parts
mv parts/*0301* . # Oslo's
winter=(--year 2018 --quarter 4 --register parts --time 2019-01-03T08:00:00Z)
expect 4 'one extract is missing' 0301 '--hold-municipality 0301' -- \
    propose refused "${winter[@]}"
expect 2 'no municipality' 'four digits' -- \
    propose refused "${winter[@]}" --hold-municipality Oslo
expect 2 'not of that day' '9999 is no municipality' 2018-12-31 -- \
    propose refused "${winter[@]}" --hold-municipality 9999
must propose held "${winter[@]}" --hold-municipality 0301
check 'the manifest says it' grep -q '"hold_municipality": \["0301"\]' held/manifest.json
expect 0 'the report says it' '--hold-municipality 0301' -- "$tilskudd" report held --text
check 'nothing of it is paid' test "$(grep -c ,8,0301, held/posting.csv)" = 0
check_not 'nor is it in a payment' grep -q EndToEndId.0301 <(gzip -dc held/proposal/*.xml.gz)
check 'others are paid' test "$(wc -l <held/posting.csv)" -gt 10
check 'its claims stay what they were' cmp <(grep ^0301 ledger/000002/carried.csv) <(
    awk -F, '$1 == "0301" && $9 != 0 { print $1 "," $2 "," $9 }' held/municipalities.csv)
lie held 'hold_municipality": \["0301"\]' 'hold_municipality": []'
expect 4 'approve computes by what the manifest says' 0301 -- \
    approve lie 2019-01-04T08:00:00Z
expect 0 'and takes it from there' Committed '--hold-municipality 0301' -- \
    approve held 2019-01-04T08:00:00Z
expect 0 'the held run is the same again' verified -- "$tilskudd" verify held --ledger ledger \
    --pin pin --replay
mv ./*0301* parts
expect 0 'with its extract, the same quarter again' 'Proposal written' -- \
    propose complete "${winter[@]/01-03T/01-07T}"
check 'it gets what waited' grep -q '^[0-9,]*,8,0301,' complete/posting.csv
expect 0 'the ledger is whole' -- "$tilskudd" ledger check ledger --pin pin
expect 0 'the run is the same again' verified -- "$tilskudd" verify skips --ledger ledger \
    --pin pin --replay
finish_test
