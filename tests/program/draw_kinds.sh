#!/usr/bin/env bash
# draw_kinds.sh - what else is drawn: who got nothing, who waits, of whom a control found
# something; more of a draw, with its answers; and the idents for those who visit. Why: errors
# that cost somebody else are where nothing was paid, and a sample that is made larger by drawing
# anew is a chosen one.
#   draw_kinds.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip awk sha256sum
# shellcheck source=draw_world.sh
. "$here/draw_world.sh"
gzip -dc run/persons-without-grant.csv.gz | sed 1d >without
sed -n 's/.*<person ident="\([0-9]*\)".*/\1/p' first.xml second.xml | sort -u >idents

answers() { # FILE INTO ANSWER: no amount, and an answer in each row
    sed -E "/^[0-9]/s/,,,,\$/,,,$3,seen/" "$1" >"$2"
}

# --- what is not paid ---

must draw without.csv --from without --method attribute --n 20
check 'nobody twice: the population are those without a line, not held' \
    [ "$(head_of without.csv population)" = "$(grep -vc ,held- without)" ]
check 'the form says what it was drawn from' [ "$(head_of without.csv from)" = without ]
check 'nothing was paid to them' [ "$(rows without.csv | cut -d, -f11 | sort -u)" = 0 ]
check 'the line is where it says, with the municipality' cmp \
    <(rows without.csv | awk -F, '{ print $10 - 1 "p" }' | sed -nf - without | cut -d, -f3) \
    <(rows without.csv | cut -d, -f6)
held=$({ grep ,held- without | cut -d, -f1
    awk -F, '$12 == "HELD" && $1 !~ /^M/ { print $1 }' decisions.csv; } | sort -u | wc -l)
must draw held.csv --from held --method attribute --n 500
check 'who waits: with lines that wait, and those without any' \
    [ "$(head_of held.csv population) $held" = "$held $held" ]
must draw places.csv --from without --method stratified --strata municipality --n 200
check 'by residence: the strata are the municipalities of the file' cmp \
    <(head_of places.csv stratum | awk -F, '{ print $1, $2 }') \
    <(grep -v ,held- without | cut -d, -f3 | sort | uniq -c | awk '{ print $2, $1 }')
# Residence on the cut-off, else settlement, else none: read from the register by their elements.
awk -F'"' '/<person / { if (who != "") print who "," place; who = $2; place = "0000"; open = 0 }
    /<bosetting / && !open { for (i = 1; i < NF; i++) if ($i ~ / kommune=$/) place = $(i + 1) }
    /<bosted / && !/ til=/ { for (i = 1; i < NF; i++) if ($i ~ / kommune=$/) place = $(i + 1)
        open = 1 }
    END { print who "," place }' second.xml | sort >lives
check 'the municipality is where they live' [ -z "$(grep -v ,held- without | cut -d, -f1,3 |
    sort | comm -23 - lives)" ]
check 'some live nowhere' grep -q ',0000$' <(grep -v ,held- without)
control=$(gzip -dc run/findings.jsonl.gz | grep '"person":"' |
    grep -o '"control":"R[0-9]*"' | cut -d'"' -f4 | sort | uniq -c | sort -n | tail -n 1 |
    awk '{ print $2 }')
must draw found.csv --from "findings:$control" --method attribute --n 500
check 'of whom a control found something: all of them' cmp \
    <(gzip -dc run/findings.jsonl.gz | grep "\"control\":\"$control\"" |
        grep -o '"person":"[0-9a-f]*"' | cut -d'"' -f4 | sort -u) \
    <(rows found.csv | cut -d, -f4 | sort)
check 'the form says which control' [ "$(head_of found.csv from)" = "findings:$control" ]
expect 7 'a control that found nothing' 'nobody to draw' -- \
    draw none.csv --from findings:R9999 --method attribute --n 5
expect 2 'monetary units of what is not paid' 'drawn from what was paid' -- \
    draw none.csv --from held --method mus --n 5
for word in nothing findings findings:208 findings:R R208; do
    expect 2 "drawn from $word" -- draw none.csv --from $word --method attribute --n 5
done
for file in without held found; do
    answers $file.csv filled.csv no
    expect 0 "$file: answers alone will do" 'Conclusion' 'gives this very list again' \
        'Deviations without an amount: 0 of' -- evaluate filled.csv --run run
    sed -i -E '0,/^2,.*,no,seen$/s/^(2,.*),no,seen$/\1,yes,seen/' filled.csv
    expect 0 "$file: one deviation" 'Deviations without an amount: 1 of' -- \
        evaluate filled.csv --run run
    check "$file: with its limit" grep -q 'upper limit of their rate [1-9]' .log/stdout
done
sed 's/^# from,.*/# from,held/' without.csv >forged.csv
answers forged.csv filled.csv no
seal filled.csv
expect 4 'another population' 'not what was drawn' -- evaluate filled.csv --run run
must draw paid.csv --method attribute --n 20
answers paid.csv filled.csv no
expect 4 'what was paid wants an amount' 'not filled in yet' -- evaluate filled.csv

# --- deviations beside amounts ---

fill paid.csv filled.csv
sed -i -E '0,/^3,.*,,looked at$/s/^(3,.*,),looked at$/\1yes,looked at/' filled.csv
sed -i 's/^\(3,.*\),,yes,looked at$/\1,,yes,looked at/' filled.csv
expect 0 'some are not answered' '1 of 20 rows; without an answer: 19 rows' -- evaluate filled.csv
sed -i -E 's/,,,looked at$/,,no,looked at/' filled.csv
expect 0 'all are' 'Deviations without an amount: 1 of 20 rows; upper limit of their rate' \
    '0 with errors' -- evaluate filled.csv
must draw units.csv --method mus --n 20 --negative 2 --tolerable-ore 100000000 \
    --expected-ore 5000000
check 'what it was planned by' [ "$(head_of units.csv planned_tolerable_ore)" = 100000000 ]
check 'and expected' [ "$(head_of units.csv planned_expected_ore)" = 5000000 ]
fill units.csv filled.csv
sed -i -E 's/,,,looked at$/,,no,looked at/; 0,/^1,/s/^(1,.*),no,looked/\1,yes,looked/' filled.csv
expect 0 'monetary units: kroner with one' 'of the kroner of items with one' 'Overstated: 0' \
    'Negative items' 'gives this very list again' -- evaluate filled.csv --run run

# --- more of a draw ---

newest() { # the newest record
    find ledger/samples -name '*.json' | sort | tail -n 1
}
extend() { # OPTION...
    "$tilskudd" sample draw run "$@"
}
must draw first.csv --method stratified --strata county --n 30 --looks 2
fill first.csv first-filled.csv
sed -i -E '0,/^2,.*looked at$/s/^(2,.*),,,looked at$/\1,,yes,"""dyrt"", sa de"/' first-filled.csv
expect 0 'twenty more' '50 drawn' -- extend --extend first-filled.csv --n 50 --out more.csv
check 'all that were drawn are' [ -z "$(comm -23 <(rows first.csv | cut -d, -f4 | sort) \
    <(rows more.csv | cut -d, -f4 | sort))" ]
check 'with their answers' cmp <(rows first-filled.csv | cut -d, -f4,12- | sort) \
    <(rows more.csv | grep -v ',,,,$' | cut -d, -f4,12- | sort)
check 'it is the second look of two' [ "$(head_of more.csv look)/$(head_of more.csv looks)" = 2/2 ]
check 'the record says what it extends' grep -q '"extends": [1-9]' \
    "$(newest)"
expect 0 'and the list does' 'extends 00' -- "$tilskudd" sample list ledger
complete() { # FILE INTO: the rows that are still empty too
    awk '/,,,,$/ && /^[0-9]/ { match($0, /,-?[0-9]+,,,,$/)
            sub(/,,,,$/, "," substr($0, RSTART + 1, RLENGTH - 5) ",,,looked at") }
        { print }' "$1" >"$2"
}
complete more.csv more-filled.csv
expect 0 'judged as the second look' 'Look 2 of 2 planned' 'gives this very list again' -- \
    evaluate more-filled.csv --run run
expect 0 'a third look' '60 drawn' -- extend --extend more-filled.csv --n 60 --out third.csv
complete third.csv third-filled.csv
expect 0 'a third look says less' 'Look 3 of 2 planned' 'with at least 85.0 %' -- \
    evaluate third-filled.csv --run run
sed 's/^# look,3/# look,1/' third-filled.csv >forged.csv
seal_quoted() { # FILE: a comment with quotes is no matter of the seal
    sed -i -E 's/,"""dyrt"", sa de"$/,dyrt/' "$1"
    seal "$1"
}
seal_quoted forged.csv
expect 4 'a third look that is called the first' 'no record of this draw' -- \
    evaluate forged.csv --run run
expect 2 'no more than there are' 'no larger' -- \
    extend --extend first-filled.csv --n 30 --out none.csv
expect 2 'another method' 'as the form says' -- \
    extend --extend first-filled.csv --method attribute --n 60 --out none.csv
expect 2 'another seed' 'as the form says' -- \
    extend --extend first-filled.csv --seed other --n 60 --out none.csv
sed -i "$(($(grep -n '^number,' first-filled.csv | cut -d: -f1) + 1))d" first-filled.csv
seal_quoted first-filled.csv
expect 4 'more of a form that is no draw' 'not what was drawn' -- \
    extend --extend first-filled.csv --n 60 --out none.csv
# Monetary units: whole multiples of the first n.
must draw units-2.csv --method mus --n 25
fill units-2.csv units-filled.csv
expect 2 'no whole multiple' '50 or 75' -- extend --extend units-filled.csv --n 60 --out none.csv
expect 0 'twice as many' 'drawn of' -- extend --extend units-filled.csv --n 50 --out units-4.csv
check 'all items of the first are in it' [ -z "$(comm -23 \
    <(rows units-2.csv | cut -d'"' -f2 | sort) <(rows units-4.csv | cut -d'"' -f2 | sort))" ]
complete units-4.csv units-filled.csv
expect 0 'twice as many: judged' 'gives this very list again' 'Look 2 of 1' -- \
    evaluate units-filled.csv --run run

# --- for those who visit ---

must draw known.csv --method attribute --n 58
before=$(find ledger/samples -name '*.json' | wc -l)
expect 0 'the idents' 'recorded as' -- "$tilskudd" sample idents known.csv --run run \
    --ledger ledger --out persons.csv
check 'for its owner alone' [ "$(stat -c %a persons.csv)" = 600 ]
check 'as many as rows' [ "$(sed 1d persons.csv | wc -l)" = 58 ]
check 'idents of the register' [ -z "$(sed 1d persons.csv | cut -d, -f2 | sort |
    comm -23 - idents)" ]
check 'those of the lines' cmp <(sed 1d persons.csv | cut -d, -f2) \
    <(rows known.csv | awk -F, '{ print $10 "p" }' | sed -nf - decisions.csv | cut -d, -f1)
check_not 'no ident is said' grep -qFf idents .log/stdout .log/stderr
check 'it is recorded' [ "$(find ledger/samples -name '*.json' | wc -l)" = $((before + 1)) ]
check 'as what it is' grep -q '"kind": "idents"' "$(newest)"
check_not 'without an ident' grep -rqFf idents ledger/samples
expect 0 'again: recorded again' 'recorded as' -- "$tilskudd" sample idents known.csv --run run \
    --out persons-2.csv
check 'each time' [ "$(find ledger/samples -name '*.json' | wc -l)" = $((before + 2)) ]
expect 4 'of a form that is no draw' 'not what was drawn' -- \
    "$tilskudd" sample idents forged.csv --run run --out persons-3.csv
expect 2 'without a run' '--run' -- "$tilskudd" sample idents known.csv --out persons-3.csv
expect 3 'over a file that is there' persons.csv -- \
    "$tilskudd" sample idents known.csv --run run --out persons.csv
check 'what was refused is not recorded' \
    [ "$(find ledger/samples -name '*.json' | wc -l)" = $((before + 2)) ]
finish_test
