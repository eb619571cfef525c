#!/usr/bin/env bash
# accounts_order.sh - a control of accounts is read by its own commands, its steps go forward in
# time on what was signed, and one draw is made of one population. Why: who may draw until the
# sample suits, date a control as it suits or step on from changed files controls nothing.
#   accounts_order.sh TILSKUDD SOURCE
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

finish_test
