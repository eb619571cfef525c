#!/usr/bin/env bash
# given_keys.sh - a test ledger with persons' own keys: it signs as a live one, with --time as
# its clock. Why: what happens over years can be tried only so.
#   given_keys.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
start_test "$@"
need_programs openssl

must make_persons
must "$tilskudd" generate --persons 300 --year 2017 --seed 3 --out register.xml
given=(--authority authority.pem --signers signers.csv --ca ca/ca.pem --log-key log-key.pem
    --pseudonym-key pseudonym.key)
both=("${kari[@]}" "${ola[@]}")
open=("$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid)

expect 2 'all keys are given, or none' 'these are needed: --signers (who gives one key' -- \
    "${open[@]}" --authority authority.pem
expect 2 'nor one key of two' -- "${open[@]}" "${given[@]}" "${kari[@]}"
check 'nothing was made' test ! -e ledger
must "${open[@]}" "${given[@]}" "${both[@]}" --time 2017-05-02T08:00:00Z
must make_pin ledger pin
check 'no key of a person lies in it' test "$(find ledger/keys -type f | wc -l)" = 2
run=("$tilskudd" run --national --year 2017 --quarter 3 --register register.xml --ledger ledger
    --pin pin "${signed_inputs[@]}" --out run --time 2017-10-02T08:00:00Z --cutoff 2017-09-30)
must sign_inputs ledger 1
expect 2 'a run needs a key' '--key' -- "${run[@]}"
must "${run[@]}" "${kari[@]}"
second_person run
approve_at() { # TIME [OPTION...]
    "$tilskudd" approve run --ledger ledger --pin pin --yes "${second[@]}" --same-inputs \
        --time "$@"
}
expect 2 'so does an approval' '--key' -- approve_at 2017-10-03T08:00:00Z --allow-time
expect 7 'of the other role' -- approve_at 2017-10-03T08:00:00Z --allow-time "${kari[@]}"

# --- the time: two clocks that differ, a proposal that waits, a long silence ---

expect 7 'a clock before the proposal' 'before the proposal' 'one clock is wrong' -- \
    approve_at 2017-10-02T07:49:59Z "${ola[@]}" --allow-time
expect 7 'a clock before the last entry' 'before the last entry' 'one clock is wrong' -- \
    approve_at 2017-05-02T07:00:00Z "${ola[@]}"
expect 7 'a proposal that has waited' '45 days' -- \
    approve_at 2017-11-16T08:00:01Z "${ola[@]}" --allow-time
expect 7 'long after the last entry' '120 days' --allow-time -- \
    approve_at 2017-10-02T07:51:00Z "${ola[@]}"
check 'nothing is committed' test ! -e ledger/000001
must approve_at 2017-10-02T07:51:00Z "${ola[@]}" --allow-time
check 'the entry says the later time, the proposal'"'"'s' \
    grep -q '"time": "2017-10-02T08:00:00Z"' ledger/000001/entry.json
check 'and that somebody allowed it' grep -q '"allow_time": true' ledger/000001/entry.json
expect 7 'a run by a clock that is behind' 'one clock is wrong' -- "$tilskudd" run \
    --year 2017 --quarter 4 --register register.xml --ledger ledger --pin pin \
    --payees payees.csv --config agency.xml --rules rules --out late "${kari[@]}" \
    --time 2017-10-02T07:49:59Z
check 'the entry is signed by the second person alone' \
    test "$(signer_count ledger/000001/entry.json.p7s)" = 1
expect 0 'the ledger is whole' -- "$tilskudd" ledger check ledger --pin pin
expect 0 'and so is the run' verified -- "$tilskudd" verify run --ledger ledger --pin pin
expect 0 'and the entry' verified -- "$tilskudd" verify ledger/000001 --pin pin
for place in run ledger/000001; do
    expect 1 "$place alone is not verified" 'NOT checked: whether this is the ledger' -- \
        "$tilskudd" verify "$place"
    check_not "$place alone is not called so" grep -qw verified .log/stdout
done
cp pin kept && cp pin elsewhere
expect 2 'a pin is of a ledger' 'goes with --ledger' -- "$tilskudd" verify run --pin pin
sed -i '2{s/: f/: e/;t;s/: ./: f/}' elsewhere
for place in "run --ledger ledger" ledger/000001; do
    # shellcheck disable=SC2086 # a place and its option
    expect 5 "$place: of another ledger" 'with another opening' -- \
        "$tilskudd" verify $place --pin elsewhere
done

# --- days that are gone, quarters that are to come ---

next=("$tilskudd" run --national --register register.xml --ledger ledger --pin pin
    "${signed_inputs[@]}" "${kari[@]}" --time 2018-01-05T08:00:00Z)
expect 7 'a quarter that has not begun' '2018-01-01' 'nothing of it can be due yet' -- \
    "${next[@]}" --year 2018 --quarter 1 --out early
must "${next[@]}" --year 2017 --quarter 4 --payment-date 2018-01-09 --out next
second_person next
approve_next() { # TIME
    "$tilskudd" approve next --ledger ledger --pin pin --yes "${second[@]}" --same-inputs \
        "${ola[@]}" --time "$1"
}
expect 7 'a payment date that is gone in Norway' '2018-01-09, is gone' -- \
    approve_next 2018-01-09T23:00:00Z
check 'nothing of it is settled' test ! -e ledger/000002
expect 0 'its own day is not' 'Committed' -- approve_next 2018-01-09T22:59:00Z
cp -a ledger/000000 ledger/000001 .
mkdir other && cp -a 000000 000001 other && cp ledger/000000/ca.pem other/000001/more.pem
expect 5 'an entry beside the ledger' -- "$tilskudd" verify other/000001 --ledger ledger --pin pin
finish_test
