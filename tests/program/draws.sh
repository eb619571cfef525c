#!/usr/bin/env bash
# draws.sh - a drawn item cannot be exchanged: forms that come back are drawn again from the
# recorded seed and held against the run, by whoever knows how a form is sealed. Why: the digest
# in a form is no signature, and a sample that somebody could have chosen says nothing.
#   draws.sh TILSKUDD SOURCE
# shellcheck disable=SC2317,SC2016 # functions are called by check; awk expands them
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip awk sha256sum

# shellcheck source=draw_world.sh
. "$here/draw_world.sh"

# --- the form ---

must draw drawn.csv --method stratified --strata county --n 30
check 'the form is of version 2' grep -qx '# tilskudd-sample-2' drawn.csv
columns=number,part,stratum,person,item,municipality,municipality_name,code,budget_year
columns+=,decision_line,amount_ore,audited_ore,audited_kr,deviation,comment
check 'its columns' [ "$(grep -v '^#' drawn.csv | head -n 1)" = $columns ]
check 'names are those of the table' [ "$(rows drawn.csv | awk -F, '$6 == "0301" { print $7 }' |
    sort -u)" = Oslo ]
# Codes and years of the first person that has more than one line paid now: of everybody, for
# who is drawn hangs on keys that are new in every test.
cp -a ledger apart
must draw everybody.csv --ledger apart --method attribute --n 100000
read -r line codes years < <(rows everybody.csv | awk -F, '$8 ~ /[+]/ { print $10, $8, $9; exit }')
check 'somebody has more than one code' [ -n "${line:-}" ]
check 'codes and years are those of the decisions' [ "$codes $years" = "$(
    awk -F, -v line="${line:-0}" 'NR == line { who = $1 }
        who != "" && $1 == who && $12 == "PAY" && $11 != "" && $11 != 0 { print $2, $3 }' \
        decisions.csv | awk '{ if (!($1 in code)) codes = codes (codes == "" ? "" : "+") $1
            if (!($2 in year)) years = years (years == "" ? "" : "+") $2
            code[$1]; year[$2] } END { print codes, years }')" ]

# --- the seed ---

checkpoint=$(sha256sum <ledger/000002/checkpoint | cut -d' ' -f1)
check 'without --seed it is the newest checkpoint' [ "$(head_of drawn.csv seed)" = "$checkpoint" ]
check 'and the form says of which entry' [ "$(head_of drawn.csv seed_from)" = 'checkpoint 2' ]
must draw chosen.csv --method attribute --n 10 --seed 'minutes of 4 February, item 2'
check 'a chosen seed is said in the form' [ "$(head_of chosen.csv seed_from)" = chosen ]
for seed in 2018-02-01 007 1e5 '=1+1' '@x' ' x' 'x ' 'a"b' '12,5'; do
    expect 2 "a seed that a spreadsheet program would change: $seed" -- \
        draw none.csv --method attribute --n 10 --seed "$seed"
done

# --- without a run, and with it ---

fill drawn.csv filled.csv
row=$(($(grep -n '^number,' filled.csv | cut -d: -f1) + 3)) # the line of the third one
expect 0 'without a run it is said' 'Conclusion' 'The draw was not checked' -- evaluate filled.csv
expect 0 'with it, the draw is checked' 'gives this very list again' -- \
    evaluate filled.csv --run run
check_not 'no seed was chosen' grep -q 'seed was chosen' .log/stdout
fill chosen.csv chosen-filled.csv
expect 0 'a chosen seed is said' 'The seed was chosen' 'gives this very list again' -- \
    evaluate chosen-filled.csv --run run
expect 4 'another run' 'another run' -- evaluate filled.csv --run before
expect 2 'a ledger without a run' 'goes with --run' -- evaluate filled.csv --ledger ledger
must draw mus.csv --method mus --n 40
fill mus.csv mus-filled.csv
expect 0 'monetary units' 'gives this very list again' -- evaluate mus-filled.csv --run run

# --- forms that a spreadsheet program or a clerk has spoilt: nobody seals them ---

spoilt() { # NAME REASON COMMAND...: the command makes spoilt.csv of filled.csv
    "${@:3}" <filled.csv >spoilt.csv
    expect 4 "$1: the file does not say where" 'a row was changed' -- evaluate spoilt.csv
    expect 4 "$1: the run does" "$2" -- evaluate spoilt.csv --run run
    expect 4 "$1: the page too" "$2" -- "$tilskudd" report run --control --sample spoilt.csv \
        --out page.html
    check "$1: no page" [ ! -e page.html ]
}
spoilt 'an amount' "spoilt.csv, line $row: not what was drawn: this row has another amount_ore" \
    awk -F, -v OFS=, -v row="$row" 'NR == row { $11 += 100 } { print }'
spoilt 'a day made of a year' \
    "spoilt.csv, line $row: not what was drawn: this row has another budget_year" \
    awk -F, -v OFS=, -v row="$row" 'NR == row { $9 = "jan.17" } { print }'
spoilt 'a row twice' "spoilt.csv, line $((row + 1)): not what was drawn" sed "${row}p"
spoilt 'sorted' ': not what was drawn: ' \
    awk '/^[0-9]/ { print | "sort -r -t, -k4,4"; next } { print }'
spoilt 'the heading' ', the draw gives ' sed 's/^# n,.*/# n,31/'
spoilt 'what nobody compares' 'not a sample file as it was drawn' sed 's/^# program,.*/# program,x/'

# --- forms that were changed by somebody who can seal ---

forged() { # NAME REASON COMMAND...: the command makes forged.csv of filled.csv
    "${@:3}" <filled.csv >forged.csv
    seal forged.csv
    check_not "$1: it is another form" cmp -s filled.csv forged.csv
    expect 0 "$1: the seal alone lets it pass" 'was not checked' -- evaluate forged.csv
    expect 4 "$1: drawn again it is refused" forged.csv 'not what was drawn' "$2" -- \
        evaluate forged.csv --run run
    expect 4 "$1: on no page" forged.csv 'not what was drawn' "$2" -- "$tilskudd" report run \
        --control --sample forged.csv --out page.html
    check "$1: no page" [ ! -e page.html ]
}
# The fifth row becomes a person of the same county that was not drawn.
exchange() {
    local county person other line
    IFS=, read -r _ _ county person _ < <(rows filled.csv | sed -n 5p)
    while IFS=, read -r _ _ _ other _ _ _ _ _ line _; do
        grep -q "$other" filled.csv || break
    done < <(must draw all.csv --method stratified --strata county --n 400 --seed x >/dev/null
        rows all.csv | awk -F, -v county="$county" '$3 == county')
    rm -f all.csv
    awk -F, -v person="$person" -v other="$other" -v line="$line" 'BEGIN { OFS = "," }
        $4 == person { $4 = $5 = other; $10 = line } { print }'
}
last_row='$'
forged 'a row is exchanged for another person' 'exchanged or added' exchange
forged 'a row is left out' 'missing before this one' sed "${row}d"
forged 'the last row is left out' 'rows at its end are missing' sed "${last_row}d"
forged 'two rows change places' 'another order' awk -v row="$row" 'NR == row { kept = $0; next }
    { print } NR == row + 1 { print kept }'
other_cell() { # AWK-STATEMENT: of the row
    awk -F, -v OFS=, -v row="$row" "NR == row { $1 } { print }"
}
forged 'another amount' 'amount_ore' other_cell '$11++; $12++'
forged 'another municipality' 'another municipality than the run' \
    other_cell '$6 = $6 == "1102" ? "0219" : "1102"'
forged 'another code' 'another code than the run' \
    other_cell '$8 = $8 == "FHT1" ? "FHT2" : "FHT1"'
forged 'another year' 'another budget_year' \
    other_cell '$9 = $9 == "2017" ? "2016" : "2017"'
forged 'another line' 'another decision_line' \
    other_cell '$10++'
forged 'another seed' 'the seed is not the checkpoint' sed 's/^# seed,.*/# seed,lucky/'
# Which of its rows is named first, and how, hangs on what the two draws share: keys are new in
# every test.
forged 'another seed that is called chosen' 'forged.csv, line' \
    sed 's/^# seed,.*/# seed,lucky/; s/^# seed_from,.*/# seed_from,chosen/'
forged 'a checkpoint of before the run' 'the seed is not the checkpoint' \
    sed "s/^# seed,.*/# seed,$(sha256sum <ledger/000001/checkpoint | cut -d' ' -f1)/
        s/^# seed_from,.*/# seed_from,checkpoint 1/"
forged 'another n' 'draw gives' sed 's/^# n,.*/# n,29/'
forged 'a larger population' 'population' \
    awk -F, 'BEGIN { OFS = "," } /^# population,/ { $2++ } /^# stratum,03,/ { $3++ } { print }'
forged 'another sum' 'population_ore' sed 's/^# population_ore,/&1/'
forged 'another sum of a stratum' 'stratum 03' sed 's/^# stratum,03,[0-9]*,/&1/'
forged 'another log root' 'log_root' sed '/^# log_root,/s/,./,0/; /^# log_root,/s/.$/0/'
forged 'another log' 'another log' sed 's/^# log,.*/# log,mine/'

# --- forms of version 1 are drawn again as they were drawn then ---

first_version() { # FILE
    sed -e '1s/2$/1/' -e '/^# from,/d' -e '/^# seed_from,/d' "$1" | awk -F, 'BEGIN { OFS = "," }
        /^#/ { print; next }
        { print $1, $2, $3, $4, $5, $6, $10, $11, $12, $15 }' >first.csv
    seal first.csv
}
for file in filled.csv chosen-filled.csv; do
    first_version $file
    check "$file: ten columns" [ "$(rows first.csv | head -n 1 | awk -F, '{ print NF }')" = 10 ]
    expect 0 "$file: version 1" 'gives this very list again' 'The seed was chosen' -- \
        evaluate first.csv --run run
    sed -i '$d' first.csv
    seal first.csv
    expect 4 "$file: version 1, a row less" 'not what was drawn' -- evaluate first.csv --run run
done

# --- what is filled in ---

cell() { # NAME CELLS: audited_ore,audited_kr,deviation of the last row
    sed "\$s/,[0-9]*,,,looked at\$/,$2,looked at/" filled.csv >cell.csv
}
cell kroner ',"1 234,50",no'
expect 0 'kroner with comma and spaces' 'Conclusion' '1 with errors' -- evaluate cell.csv --run run
cell both '5,5,'
expect 4 'both amounts' 'column audited_kr' 'leave one empty' -- evaluate cell.csv
cell point ',1.234,'
expect 4 'a point that may mean thousands' 'column audited_kr' 'one or two decimals' -- \
    evaluate cell.csv
cell answer '5,,perhaps'
expect 4 'neither yes nor no' 'column deviation' 'neither yes nor no' -- evaluate cell.csv
finish_test
