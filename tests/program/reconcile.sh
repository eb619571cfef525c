#!/usr/bin/env bash
# reconcile.sh - what the bank answers, in every form and order, and the four buckets. Why: a
# rejected payment that counts as settled is never paid, and one that counts as rejected is paid
# twice; banks answer late, twice, in pieces and wrongly. life.md 2.
#   reconcile.sh TILSKUDD SOURCE BANK_PLAYER
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
player=$(realpath "${3:?BANK_PLAYER}") || exit 2
start_test "$1" "$2"

must "$tilskudd" generate --persons 400 --year 2018 --seed 3 --out register.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid
pay() { # QUARTER
    must "$tilskudd" run --year 2018 --quarter "$1" --register register.xml --payees "$payees" \
        --ledger ledger --national --out "run-$1"
    must "$tilskudd" approve "run-$1" --ledger ledger --yes
}
pay 1
sent=$(ls "$work"/run-1/payments/*.xml.gz)
zcat "$sent" | grep -o '<EndToEndId>[^<]*' | sed 's/.*>//' >ids
total=$(wc -l <ids)
mapfile -t id <ids

play() { # FILE OPTION...: an answer of the bank
    must "$player" "$sent" --id "$1" "${@:2}"
    cp .log/stdout "$1.xml"
}

# The numbers of the last table, of all files: settled accepted rejected missing.
buckets() { # ANSWER...
    "$tilskudd" reconcile "${@/%/.xml}" --ledger ledger >.log/stdout 2>.log/stderr || return
    sed -n '/^All payment files/,$p' .log/stdout |
        awk '$1 ~ /^(settled|accepted|rejected|missing)$/ { printf "%s%s", s, $2; s = " " }'
}

are() { # NAME "SETTLED ACCEPTED REJECTED MISSING" ANSWER...
    local name=$1 expected=$2 got
    shift 2
    got=$(buckets "$@")
    checks=$((checks + 1))
    [ "$got" = "$expected" ] || fail "$name" "buckets $got, expected $expected"
}

says() { # NAME TEXT
    check "$1" grep -qF -- "$2" .log/stdout
}

# --- single answers ---

are 'nothing was answered' "0 0 0 $total"
for form in pain.002.001.03 pain.002.001.10; do
    play group --form $form --group ACTC
    are "$form: the message alone" "0 $total 0 0" group
    play refused --form $form --group RJCT --prefix
    are "$form: all rejected" "0 0 $total 0" refused
    play waits --form $form --group RCVD
    are "$form: received is no answer" "0 0 0 $total" waits
    play unknown --form $form --group XXXX
    are "$form: nor is what nobody knows" "0 0 0 $total" unknown
    play part --form $form --group PART --payments PART --name "${id[0]}=RJCT:AC04" --tallies \
        --plain-amounts
    are "$form: the numbers accept the rest" "0 $((total - 1)) 1 0" part
    says 'with the reason' "${id[0]}"
    says 'and its code' 'AC04'
    check_not 'without words of the bank nothing stands behind it' grep -q ' $' .log/stdout
    play rest --form $form --payments PART --name "${id[0]}=RJCT:AC04"
    are "$form: without them it waits" "0 0 1 $((total - 1))" rest
    play each --form $form --each ACSP --name "${id[1]}=CANC" --name "${id[2]}=PDNG"
    are "$form: each by itself" "0 $((total - 2)) 1 1" each
    play own --form $form --payments RJCT --name "${id[3]}=ACSP"
    are "$form: its own status goes first" "0 1 $((total - 1)) 0" own
done
for form in camt.054.001.02 camt.054.001.08; do
    play booked --form $form
    are "$form: each booked" "$total 0 0 0" booked
    play batch --form $form --batch --plain-amounts
    are "$form: as a sum" "$total 0 0 0" batch
    play detailed --form $form --batch --details --prefix
    are "$form: as a sum with details" "$total 0 0 0" detailed
    play pending --form $form --pending
    are "$form: announced is not booked" "0 0 0 $total" pending
    play less --form $form --batch --without "${id[0]}"
    are "$form: less than was sent settles nothing" "0 0 0 $total" less
    says 'and says so' 'less was booked as a sum'
    play other --form $form --account 12345678903
    are "$form: another account" "0 0 0 $total" other
    says 'is left alone and counted' "entries of other accounts: $total"
    play back --form $form --return "${id[0]}:AC04"
    are "$form: a return" "$((total - 1)) 0 1 0" booked back
    are "$form: alone" "0 0 1 $((total - 1))" back
done

# --- sets of answers: the order never matters ---

play part --form pain.002.001.03 --group PART --payments PART --name "${id[0]}=RJCT:AM04" \
    --tallies
play rest --form camt.054.001.02 --batch --without "${id[0]}"
play single --form camt.054.001.08 --only "${id[0]}" --reference B9
play again --form camt.054.001.02 --only "${id[0]}" --reference B9
play twice --form camt.054.001.02 --only "${id[0]}" --reference B10
play back --form camt.054.001.08 --return "${id[0]}:AC01" --reference B11
play undone --form camt.054.001.02 --only "${id[0]}" --reversal --reference B12
set_is() { # NAME BUCKETS ANSWER ANSWER ANSWER: in all six orders
    are "$1" "$2" "$3" "$4" "$5"
    are "$1 (2)" "$2" "$3" "$5" "$4"
    are "$1 (3)" "$2" "$4" "$3" "$5"
    are "$1 (4)" "$2" "$4" "$5" "$3"
    are "$1 (5)" "$2" "$5" "$3" "$4"
    are "$1 (6)" "$2" "$5" "$4" "$3"
}
set_is 'one rejected, the sum of the others booked, told twice' "$((total - 1)) 0 1 0" \
    part rest rest
set_is 'rejected, and booked all the same' "$total 0 0 0" part rest single
says 'to be looked at' 'booked although it was rejected'
set_is 'an entry is told in both versions' "$total 0 0 0" rest single again
set_is 'booked twice' "$total 0 0 0" rest single twice
says 'to be looked at' 'PAID TWICE'
set_is 'booked and returned' "$((total - 1)) 0 1 0" rest single back
set_is 'returned, and the return taken back' "1 0 0 $((total - 1))" single back undone
are 'booked twice and one of them back' "$total 0 0 0" rest single twice back
play all --form camt.054.001.02 --batch
play told --form camt.054.001.08 --batch --details
play whole --form camt.054.001.02 --batch --reference ''
play day --form camt.054.001.08 --reference ''
set_is 'a sum, told again with its payments' "$total 0 0 0" all told all
set_is 'the same without a reference' "$total 0 0 0" whole day whole
set_is 'a sum, one of it back, and that taken back' "$total 0 0 0" all back undone
set_is 'a sum, and one of it once more' "$total 0 0 0" all single all
says 'is paid twice' 'PAID TWICE'
play late --form pain.002.001.03 --name "${id[0]}=RJCT:AM04" --name "${id[1]}=RJCT:AM04" \
    --name "${id[3]}=RJCT:AM04" --payments ACSP
play some --form camt.054.001.02 --batch --without "${id[3]}"
set_is 'a sum with two of three rejected payments in it' "$((total - 1)) 0 1 0" late some some
says 'to be looked at' 'booked although it was rejected'
play short --form camt.054.001.02 --batch --without "${id[0]}" --without "${id[3]}"
expect 4 'an entry told again with another sum' 'contradicts itself' '.xml, line' -- \
    "$tilskudd" reconcile some.xml short.xml --ledger ledger
expect 4 'in the other order too' 'contradicts itself' '.xml, line' -- \
    "$tilskudd" reconcile short.xml some.xml --ledger ledger
account=$(grep -o '<Id>[0-9]\{11\}<' booked.xml | head -n 1 | tr -dc 0-9)
play dotted --form camt.054.001.08 --account "${account:0:4}.${account:4:2} ${account:6}"
are 'accounts compare as eleven digits' "$total 0 0 0" dotted
play unsure --form pain.002.001.03 --each RCVD
are 'a status that says nothing' "0 0 0 $total" unsure
says 'is said' "$total payments counted as missing"
says 'with its code' 'them: RCVD'
"$tilskudd" --language nb reconcile unsure.xml --ledger ledger >.log/stdout 2>.log/stderr
check 'in bokmål it is unanswered' grep -qE "^  ubesvart +$total betalinger " .log/stdout

# --- two quarters ---

pay 3
new=$(zcat run-3/payments/*.gz | grep -c '<EndToEndId>')
are 'the new file is not answered' "$total 0 0 $new" booked
sent=$(ls "$work"/run-3/payments/*.xml.gz)
play third --form camt.054.001.08 --batch
check 'both are booked' test "$(buckets booked third | cut -d' ' -f2-)" = '0 0 0'
sent=$(ls "$work"/run-1/payments/*.xml.gz)

# --- rows ---

reconcile=("$tilskudd" reconcile --ledger ledger)
expect 0 'rows for a program' -- "$tilskudd" reconcile part.xml --ledger ledger --csv rows.csv
check 'a row a payment' test "$(grep -c . rows.csv)" = "$((total + new + 1))"
check 'the rejected one with reason and source' \
    grep -qE "${id[0]},.*,rejected,AM04,[0-9-]{10},[0-9a-f]{64}$" rows.csv
expect 3 'nothing is written over' -- "${reconcile[@]}" part.xml --csv rows.csv
expect 1 'with --strict: something is open' -- "${reconcile[@]}" part.xml --strict
expect 0 'with --strict: all is settled' -- \
    "$tilskudd" reconcile booked.xml third.xml --ledger ledger --strict
gzip -k booked.xml
expect 0 'packed' 'settled' -- "$tilskudd" reconcile booked.xml.gz --ledger ledger

# --- what cannot be true is refused whole ---

wrong() { # NAME TEXT OPTION...
    play wrong "${@:3}"
    expect 4 "$1" "$2" 'wrong.xml, line' -- "$tilskudd" reconcile wrong.xml --ledger ledger
}
for form in pain.002.001.03 pain.002.001.10; do
    wrong "$form: amount" 'another amount' --form $form --each ACSP --wrong amount
    wrong "$form: number" 'another number' --form $form --group ACSP --wrong count
    wrong "$form: sum" 'another sum' --form $form --group ACSP --wrong sum
    wrong "$form: currency" 'not NOK' --form $form --each ACSP --wrong currency
    wrong "$form: a payment of no file" 'not in the file' --form $form \
        --name "${id[0]}=ACSP" --wrong id
done
for form in camt.054.001.02 camt.054.001.08; do
    wrong "$form: amount" 'another amount' --form $form --wrong amount
    wrong "$form: currency" 'another currency' --form $form --wrong currency
    wrong "$form: currency of the sum" 'another currency' --form $form --batch --wrong currency
    wrong "$form: a payment of nobody" 'never sent' --form $form --wrong id
    play wrong --form $form --batch --wrong sum
    expect 4 "$form: more than was sent" 'more for this file' 'wrong.xml, line' -- \
        "$tilskudd" reconcile wrong.xml --ledger ledger
    play wrong --form $form --batch --wrong count
    are "$form: another number of payments" "0 0 0 $((total + new))" wrong
    says 'is said' 'another number of payments'
done
sed 's/RUN-\|TEST-/TEST-00000000/; s/\(TEST-[0-9a-f]\{24\}\)[0-9a-f]*-/\1-/' group.xml >strange.xml
expect 4 'a file of our form that was never sent' 'never approved' -- \
    "$tilskudd" reconcile strange.xml --ledger ledger
sed 's/TEST-[0-9a-f]*-0001/TEST-SALARY/g' group.xml >strange.xml
expect 4 'also when it only begins so' 'never approved' -- \
    "$tilskudd" reconcile strange.xml --ledger ledger
sed 's/TEST-[0-9a-f]*-0001/SALARY-77/g' group.xml >others.xml
expect 0 'a message of others' 'answers to messages of others' -- \
    "$tilskudd" reconcile others.xml --ledger ledger
expect 4 'no answer at all' 'not an answer of a bank' -- \
    "$tilskudd" reconcile register.xml --ledger ledger
expect 4 'an answer that is not there' 'missing.xml' -- \
    "$tilskudd" reconcile missing.xml --ledger ledger
expect 2 'no ledger' '--ledger' -- "$tilskudd" reconcile group.xml
expect 0 'nothing of it has changed the ledger' -- "$tilskudd" ledger check ledger
finish_test
