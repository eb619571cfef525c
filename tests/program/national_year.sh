#!/usr/bin/env bash
# national_year.sh - the README's first command: a year of the whole country, with a bank that
# rejects, returns, is late and wrong. Why: it is what a new user sees first, and the life of the
# money from a register to the bank's books must close to the krone there.
#   national_year.sh TILSKUDD SOURCE [PERSONS [2024]]
# PERSONS: fewer than the nation's; 2024: the other year, by made-up rates. The program and the
# bank's player are those beside TILSKUDD.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
persons=${3:-} other=${4:-}
start_test "$1" "$2"
need_programs openssl python3 gzip

expect 0 'the year' -- sh "$source_tree/fixtures/demonstration.sh" \
    ${persons:+--persons "$persons"} ${other:+--year "$other" --made-up-rates} \
    --built "$(dirname "$tilskudd")" year || finish_test
cat .log/stdout
cp .log/stdout said
said() { # NAME TEXT
    check "$1" grep -qE -- "$2" said
}
for quarter in 1 2 3 4; do
    said "quarter $quarter" "Quarter $quarter: .* payments, .* kr, signed by two"
done
check_not 'counts are written in groups of three' \
    grep -qE "(^|[^0-9-])[0-9]{4,} (persons|payments|to know)([^']|\$)" said
said 'a wrong amount is refused' 'an answer with a wrong amount is refused'
said 'a file that was changed is refused' 'one byte added to a copy: refused, as it must be'
cd year || exit 2

# --- every krone, by the bank's book ---

for quarter in 1 2 3 4; do
    gzip -dc quarter-$quarter/decisions.csv.gz >lines-$quarter.csv
done
awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["carried_forward_ore"] {
        print $at["municipality"] "," $at["payment_group"] "," $at["carried_forward_ore"]
    }' quarter-4/municipalities.csv >claims.csv
# In the other year's few persons all that is owed is paid back or given up.
[ -n "$other" ] || check 'somebody owes something' [ -s claims.csv ]
must "$tilskudd" reconcile answers/*.xml --ledger ledger --csv answers.csv
check 'three payments came back, and were paid again once' \
    [ "$(sed 1d quarter-2/taken.csv | wc -l)" = 3 ]
open=$(find ledger -path 'ledger/0*/open.csv' | sort | tail -n 1)
check 'every krone stands in one bucket, and in the bank'"'"'s book' \
    python3 "$here/every_krone.py" --municipalities "$source_tree/rules/municipalities.csv" \
    --book bank-book.csv --sent quarter-*/payments/*.xml.gz --lines lines-*.csv \
    --claims claims.csv --answers answers.csv --open "$open" \
    --by-hand by-hand.csv --taken quarter-*/taken.csv
cat "$work/.log/check-stdout"

# --- by cash: the bank's book has quarter 4 in the next year ---

first=${other:-2018}
for closed in "$first" $((first + 1)); do
    must "$tilskudd" year --ledger ledger --year "$closed" --pin second.pin --out "year-$closed"
    check "$closed by cash is what the bank's book has" [ "$(awk -F, '
        NR > 1 { sum += $6 } END { printf "%.0f", sum }' "year-$closed/cash.csv")" = "$(awk -F, \
        -v year="$closed" '
        substr($1, 1, 4) == year { sum -= $4 } END { printf "%.0f", sum }' bank-book.csv)" ]
done

# --- by other programs ---

check 'every payment file is there' \
    [ "$(find . -path './quarter-*/payments/*.xml.gz' | wc -l)" = 4 ]
for file in quarter-*/payments/*.xml.gz; do
    check "$file, by openssl" openssl_verify "$file" ca-both.pem
done
# By the key of the log when they were made, and by the one of today.
newest=$(find ledger -path 'ledger/0*/log-key.pub' | sort | tail -n 1)
check_not 'the log has another key' cmp -s "$newest" ledger/000000/log-key.pub
check 'a proof of April, by openssl' bash "$source_tree/fixtures/check-proof.sh" \
    quarter-1.tlog-proof ledger/000000/log-key.pub
must "$tilskudd" log check ledger --pin second.pin
expect 0 'the ledger' 'Checked:' -- "$tilskudd" ledger check ledger --pin second.pin
for quarter in 1 2 3 4; do
    payment=$(gzip -dc quarter-$quarter/payments/*.xml.gz |
        sed -n 's/.*<EndToEndId>\([^<]*\)<.*/\1/p' | sed -n 1p)
    must "$tilskudd" log prove ledger --payment "$payment" --out proof-$quarter
    check "a proof of quarter $quarter, by openssl" bash "$source_tree/fixtures/check-proof.sh" \
        proof-$quarter "$newest"
done
finish_test
