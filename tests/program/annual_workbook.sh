#!/usr/bin/env bash
# annual_workbook.sh - the year's workbook is opened by LibreOffice and read back cell by cell: each
# table is the CSV file beside it, codes are text that keeps its zeros, amounts are numbers. Why:
# the finance office goes on from there, and a cell that is text is left out of every sum.
# life.md 6.
#   annual_workbook.sh TILSKUDD SOURCE
# shellcheck disable=SC2317,SC2016 # functions and awk are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs soffice awk

must "$tilskudd" generate --persons 300 --year 2018 --seed 5 --date 2018-10-02 --out register.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-01-02T08:00:00Z
must "$tilskudd" run --national --year 2018 --quarter 3 --register register.xml --ledger ledger \
    --payees "$payees" --out run --time 2018-10-02T10:00:00Z
must "$tilskudd" approve run --ledger ledger --yes --time 2018-10-02T11:00:00Z
# Paid by hand, with øre: something by cash without a bank that answers.
sed 1d run/municipalities.csv | awk -F, '
    BEGIN { print "kind,municipality,payment_group,ident,code,budget_year,amount_ore,date," \
        "reference,reason" }
    NR <= 3 {
        print "PAID," $1 "," $2 ",,,," 100050 * NR ",2018-10-03,giro " NR ",by hand"
    }' >hand.csv
must "$tilskudd" ledger manual hand.csv --ledger ledger --out hand --rules \
    "$source_tree/rules/sets" --time 2018-10-04T10:00:00Z --allow-over
must "$tilskudd" approve hand --ledger ledger --yes --time 2018-10-04T11:00:00Z
printf '%s\n' chapter,item,name,carried_in,allocated,may_be_carried \
    '291,60,Integreringstilskudd,1000,200000000,' '0820,01,=1+1,0,5,3' >appropriation.csv
must "$tilskudd" year --ledger ledger --year 2018 --appropriation appropriation.csv --out year \
    --language en
# The bytes follow from the content alone.
must "$tilskudd" year --ledger ledger --year 2018 --appropriation appropriation.csv --out again \
    --language en
check 'the same bytes again' cmp year/appropriation.xlsx again/appropriation.xlsx

# Every sheet as CSV, cells as they are: numbers are in quotes then, and text is not.
must timeout 300 soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to \
    'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1' \
    --outdir sheets year/appropriation.xlsx

# What a table's sheet must be: codes as they are, amounts in kroner and in quotes. COLUMNS are
# those of the CSV, "#" before a whole number and "~" before an amount.
sheet_of() { # CSV COLUMN...
    local csv=$1
    shift
    awk -F, -v columns="$*" '
        function kroner(ore,    size, text) {
            size = ore < 0 ? -ore : ore
            text = sprintf("%d", int(size / 100))
            if (size % 100) text = text sprintf(".%02d", size % 100)
            sub(/(\.[0-9])0$/, "&", text)
            if (text ~ /\.[0-9]0$/) text = substr(text, 1, length(text) - 1)
            return (ore < 0 ? "-" : "") text
        }
        BEGIN { n = split(columns, wanted, " ") }
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { for (i = 1; i <= n; i++) {
                name = wanted[i]
                mark = substr(name, 1, 1)
                if (mark ~ /[#~]/) name = substr(name, 2)
                cell = $at[name]
                if (mark == "#") cell = "\"" cell "\""
                if (mark == "~") cell = "\"" kroner(cell) "\""
                printf "%s%s", cell, i < n ? "," : "\n" } }' "$csv"
}
same() { # SHEET CSV COLUMN...
    local sheet=$1
    shift
    sheet_of "$@" >expected
    check "$sheet: there are rows" [ "$(wc -l <expected)" -gt 1 ]
    check "$sheet, cell by cell" cmp <(sed 1d "sheets/appropriation-$sheet.csv") expected
}
place=(chapter item payment_group municipality)
same Cash year/cash.csv '#quarter' "${place[@]}" '~paid_ore' '~returned_ore'
mapfile -t amounts < <(head -n 1 year/budget.csv | tr , '\n' | grep _ore | sed 's/^/~/')
same 'Budget year' year/budget.csv '#quarter' "${place[@]}" "${amounts[@]}"
is_balance() { grep -q "$1.*: a balance, not added over quarters" heading; }
head -n 1 'sheets/appropriation-Budget year.csv' | sed 's/","/\n/g' >heading
for what in 'Held at the end of the quarter' 'Owed to municipalities'; do
    check "a balance, by its heading: $what" is_balance "$what"
done
mapfile -t amounts < <(head -n 1 year/bridge.csv | tr , '\n' | grep _ore | sed 's/^/~/')
same Bridge year/bridge.csv "${place[@]}" "${amounts[@]}"
check 'codes keep their zeros' grep -q ',0[0-9][0-9][0-9],' sheets/appropriation-Bridge.csv
check 'øre are there' grep -q '"1000.5"' sheets/appropriation-Cash.csv

# The report: an item of one digit, a name that is no formula, notes, sums.
report=sheets/appropriation-Appropriation\ report.csv
check 'item 01 is text' grep -qx "820,01,'=1+1,\"A, B\",\"5\",\"0\",\"5\"" "$report"
account=$(awk -F, '$1 == 291 && $2 == 60 { sum += $6 }
    END { printf "%.2f", sum / 100 }' year/cash.csv)
check 'the account is the cash' awk -F'","|,"|"' -v account="$account" '
    /^291,60,/ && $3 - account < 0.005 && account - $3 < 0.005 { found++ }
    END { exit !found }' \
    "$report"
check 'a name that is no formula in the CSV either' grep -q "^820,1,'=1+1,\"A, B\"," \
    year/appropriation.csv
check 'the workbook says that it is of a test' grep -q 'TEST: made by a test ledger' \
    sheets/appropriation-TEST.csv
check 'note A' grep -qx '291,60,"1000","200000000","200001000"' \
    'sheets/appropriation-Note A.csv'
check 'note B has one item' [ "$(sed 1d 'sheets/appropriation-Note B.csv' |
    cut -d, -f1-2)" = 820,01 ]
check 'the bank' grep -q '^"3",Unanswered,"[1-9]' 'sheets/appropriation-The bank.csv'
finish_test
