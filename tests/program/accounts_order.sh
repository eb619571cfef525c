#!/usr/bin/env bash
# accounts_order.sh - a control of accounts is read by its own commands, its steps go forward in
# time on what was signed, and one draw is made of one population. Why: who may draw until the
# sample suits, date a control as it suits or step on from changed files controls nothing.
#   accounts_order.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs awk openssl

must awk -f "$source_tree/fixtures/accounts/year.awk"
must "$tilskudd" ledger open ledger --year 2014 --mode test --nothing-paid \
    --time 2014-01-02T08:00:00Z
control() { # FOLDER DATE TIME
    "$tilskudd" accounts check --awards awards.csv --accounts accounts.csv \
        --statements statements.csv --date "$2" --out "$1" --ledger ledger --time "$3"
}
commit() { # FOLDER TIME
    "$tilskudd" approve "$1" --ledger ledger --yes --time "$2"
}
must control year 2015-04-20 2015-04-20T08:00:00Z
must commit year 2015-04-21T08:00:00Z

# --- read by the commands of runs ---

echo 01818431895 >person
for place in year ledger/000001; do
    not_a_run() { # NAME -- COMMAND...
        local name=$1
        shift 2
        expect 2 "$name $place" "$place" 'a control of reported accounts' 'tilskudd verify' -- "$@"
    }
    not_a_run report -- "$tilskudd" report "$place" --control --out report.html
    not_a_run diff -- "$tilskudd" diff "$place" "$place"
    not_a_run control -- "$tilskudd" control "$place"
    not_a_run 'sample draw' -- "$tilskudd" sample draw "$place" --method attribute --n 2 --seed x \
        --out sample.json
    input=person not_a_run explain -- "$tilskudd" explain "$place" --person -
    check "$place: no page" [ ! -e report.html ]
    check "$place: no sample" [ ! -e sample.json ]
    expect 0 "verify $place" verified -- "$tilskudd" verify "$place"
done

# --- one draw of one population ---

draw() { # FOLDER N SEED
    "$tilskudd" accounts select "$1" --n "$2" --seed "$3" --time 2015-05-04T08:00:00Z
}
must draw year 3 first
must commit year 2015-05-05T08:00:00Z
must control again 2015-04-20 2015-05-06T08:00:00Z
cp -r again undrawn
must draw again 3 second
expect 7 'another seed is another draw' 'entry 000002 has drawn' 'a draw stands' -- \
    commit again 2015-05-07T08:00:00Z
check 'it is not committed' [ ! -e ledger/000003 ]
rm -rf again
cp -r undrawn again
must draw again 4 first
expect 7 'another number too' 'entry 000002 has drawn' -- commit again 2015-05-07T08:00:00Z
must control later 2015-04-21 2015-05-06T08:00:00Z
must draw later 3 second
expect 7 'and on another day of control' 'entry 000002' -- commit later 2015-05-07T08:00:00Z
rm -rf again
cp -r undrawn again
must "$tilskudd" accounts select again --n 3 --seed first --vouchers vouchers.csv \
    --time 2015-05-06T09:00:00Z
expect 0 'the same draw, now with vouchers' 'entry 000003' -- commit again 2015-05-07T08:00:00Z
cp awards.csv kept
sed -i '2s/[^,]*$/"Noe annet"/' awards.csv
must control other 2015-04-20 2015-05-06T08:00:00Z
mv kept awards.csv
must draw other 3 second
expect 0 'other awards are another population' 'entry 000004' -- \
    commit other 2015-05-07T08:00:00Z

# --- no step goes on from what was changed ---

changed() { # NAME FILE EXIT COMMAND...: changes a copy of `undrawn`
    local name=$1 file=$2 status=$3
    shift 3
    rm -rf hurt
    cp -r undrawn hurt
    must "$@"
    cp -r hurt before
    expect "$status" "select: $name" "hurt/$file" -- draw hurt 3 first
    expect "$status" "judge: $name" "hurt/$file" -- "$tilskudd" accounts judge hurt \
        --decisions decisions.csv --time 2015-05-04T08:00:00Z
    check "$name: nothing is written" diff -r before hurt
    rm -rf before
}
letter=letters/T-2014-001.html
changed 'a changed letter' "$letter" 5 sed -i 's/Kontrollert/Godkjent/' "hurt/$letter"
changed 'a longer list' accounts.csv 5 sed -i 2p hurt/accounts.csv
changed 'a letter that is gone' "$letter" 5 rm "hurt/$letter"

# --- no control of a day to come: the day in Norway ---

# In a new ledger: nothing is signed before the last entry, whatever --time says.
mv ledger ledger-before
must "$tilskudd" ledger open ledger --year 2014 --mode test --nothing-paid \
    --time 2014-01-02T08:00:00Z

expect 2 'signed the day before' --date 'it would be signed before' -- \
    control early 2015-04-20 2015-04-19T21:59:59Z
check 'nothing of it is there' [ ! -e early ]
expect 2 'signed now, for a day in a hundred years' --date -- "$tilskudd" accounts check \
    --awards awards.csv --accounts accounts.csv --date 2126-01-01 --out early --ledger ledger
expect 0 'signed on its day' -- control early 2015-04-20 2015-04-19T22:00:00Z
expect 2 'a step of the day before' --date -- "$tilskudd" accounts select early --n 3 \
    --seed first --time 2015-04-19T21:59:59Z
expect 7 'approved the day before' early 'it would be approved before' -- \
    commit early 2015-04-19T21:59:59Z
expect 0 'approved on its day' 'No money moves' -- commit early 2015-04-19T22:00:01Z
expect 0 'not signed, so of any day' 'not signed' -- "$tilskudd" accounts check \
    --awards awards.csv --accounts accounts.csv --date 2126-01-01 --out unsigned

finish_test
