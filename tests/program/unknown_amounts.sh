#!/usr/bin/env bash
# unknown_amounts.sh - what is held at an amount that nobody knows is nowhere shown as 0 kr: not by
# explain of a municipality or a person, not on the page and the list of controls, not in a
# forecast. Why: 0 kr reads as "nothing is at stake". The numbers for programs stay what they were.
#   unknown_amounts.sh TILSKUDD SOURCE
# shellcheck disable=SC2317,SC2016 # functions are called by check; awk is called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip awk
rules=$source_tree/rules/sets # without some rates, as they were published

must "$tilskudd" generate --persons 1500 --year 2018 --seed 3 --errors 0.05 --date 2018-07-03 \
    --out register.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-06-01T08:00:00Z
must "$tilskudd" run --national --year 2018 --quarter 2 --register register.xml \
    --payees "$payees" --rules "$rules" --ledger ledger --out run --time 2018-07-04T08:00:00Z
decision() { # COLUMN: of a line that is held for want of a rate
    zcat run/decisions.csv.gz | awk -F, -v column="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["status"] == "HELD" && $at["reason"] == "R901" && $at["due_ore"] == 0 {
            print $at[column]; exit }'
}
place=$(decision municipality)
code=$(decision code)
year=$(decision budget_year)
check 'a line is held for want of a rate' [ -n "$code" ]
of_code() { awk -v code="$code" -v year="$year:" '$1 == code && $2 == year' .log/stdout; }

# --- explain ---

must "$tilskudd" explain run --municipality "$place"
check 'explain of the municipality' grep -qE '[1-9][0-9]* held: amount not known' <(of_code)
check 'by control' grep -qE 'lines?, amount not known, by R901' .log/stdout
check_not 'never 0 kr' grep -qE '[1-9][0-9]* held: 0,00 kr|0,00 kr, by R901' .log/stdout
must "$tilskudd" explain run --municipality "$place" --json
check 'for programs it is the number that it was' grep -q '"held_ore": 0' .log/stdout
decision ident | "$tilskudd" explain run --person - >person 2>.log/stderr
section() { awk -v code="  $code, budget year $year" 'index($0, code) == 1 { on = 1 }
    on && /^$/ { exit } on' person; }
check 'explain of the person' grep -q 'due: amount not known' <(section)
check 'nothing is taken for earned' grep -q 'earned (not known)' <(section)
check_not 'never due 0 kr' grep -q 'due 0,00 kr' <(section)
check 'what is due of other lines stays' grep -qE ' = due -?[0-9 ]+,[0-9]{2} kr$' person
check 'compared all the same' grep -q 'Compared with decisions.csv: the same' person

# --- controls ---

# Persons who are held and of whom the findings know no krone.
unknown() { # how many they are
    gzip -dc run/findings.jsonl.gz | awk '
        function value(name) {
            match($0, "\"" name "\":[^,}]*")
            return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) }
        value("person") ~ /^"/ {
            person = value("person")
            if (value("severity") ~ /BLOCK|FATAL/) held[person]
            sum = 0
            for (i = split("run_paid run_held year_paid year_held", name, " "); i > 0; i--) {
                amount = value(name[i] "_ore")
                sum += amount < 0 ? -amount : amount
            }
            money[person] += sum }
        END { for (person in held) count += money[person] == 0; print count + 0 }'
}
count=$(unknown)
check 'somebody is held before an amount is known' [ "$count" -gt 0 ]
must "$tilskudd" report run --control --language en --out control.html
must "$tilskudd" report run --control --out kontroll.html
plain() { sed 's/<\/td>/|/g; s/<\/li>/\n/g; s/<[^>]*>//g; s/\xc2\xa0/ /g; s/&nbsp;/ /g' "$1"; }
check 'the page says how many' grep -q "no amount is known, and who are in no sum: $count\." \
    <(plain control.html)
check 'the page in Norwegian' grep -q "uten at noe beløp er kjent.*: $count\." \
    <(plain kontroll.html)
check 'a control of a municipality' grep -qE 'holds, [0-9]+ \(not known\)' <(plain control.html)
check_not 'that holds, 0 kr' grep -qE 'holds, [0-9]+ \(0 kr\)' <(plain control.html)
check 'in Norwegian' grep -qE 'holder tilbake, [0-9]+ \(ikke kjent\)' <(plain kontroll.html)
check_not 'in Norwegian, 0 kr' grep -qE 'holder tilbake, [0-9]+ \(0 kr\)' <(plain kontroll.html)
must "$tilskudd" control run --csv list.csv
check 'the CSV has the numbers that it had' grep -qE '^R[0-9]+,BLOCK,[^,]*,[^,]*,[^,]*,[^,]+,0,' \
    list.csv

# --- forecast ---

must "$tilskudd" forecast --register register.xml --rules "$rules" --year 2018 \
    --cutoff 2018-07-03 --html forecast.html --csv forecast.csv
check 'a forecast' grep -qE '^R901( +not known){4}  ' .log/stdout
check 'how many lines' grep -qE '^Lines of them whose amount is not known, in no sum: [1-9]' \
    .log/stdout
check 'its page' grep -qE '^R901(\|ikke kjent){4}\|' <(plain forecast.html | sed 's/^.*>R901/R901/')
check 'how many lines, on the page' grep -qE 'uten at beløpet er kjent, .*: [1-9]' \
    <(plain forecast.html)
check 'amounts that are known stay' grep -qE '^R[0-9]+( +[1-9][0-9 ]*){4}  ' .log/stdout
finish_test
