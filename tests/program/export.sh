#!/usr/bin/env bash
# export.sh - runs as tables for a spreadsheet program: the same sums as the run's own files, no
# ident that nobody asked for, and a file that is there whole or not at all.
#   export.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs awk gzip python3

must "$tilskudd" generate --persons 300 --year 2018 --seed 11 --date 2018-06-30 --out register-2.xml
must "$tilskudd" generate --seed 12 --evolve register-2.xml --date 2018-12-31 --out register-4.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-05-01T08:00:00Z
quarter() { # NUMBER DAY OPTION...
    must "$tilskudd" run --national --year 2018 --quarter "$1" --register "register-$1.xml" \
        --payees "$payees" --rules "$test_rules" --ledger ledger --out "run-$1" \
        --time "$2T10:00:00Z" "${@:3}"
    must "$tilskudd" approve "run-$1" --ledger ledger --yes --time "$2T11:00:00Z"
}
quarter 2 2018-07-02
quarter 4 2019-01-02 --allow-gap
export_table() { # FROM TABLE FILE OPTION...
    "$tilskudd" export "$1" --format csv --table "$2" --out "$3" "${@:4}"
}

# Sum of a column of a CSV file, in whole øre: "1234.50" is 123450.
sum_of() { # COLUMN FILE
    awk -F, -v column="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { value = $at[column]; sub(/\./, "", value); sum += value }
        END { printf "%.0f\n", sum }' "$2"
}
for table in municipalities decisions posting findings; do
    check "$table of a run" export_table run-4 $table $table.csv
    check "$table of its entry are the same" export_table ledger/000002 $table entry.csv
    check "$table of run and entry" cmp $table.csv entry.csv
    check "$table of the quarter before" export_table run-2 $table before.csv
    check "$table of the ledger" export_table ledger $table ledger-$table.csv
    check "$table of the ledger are those of its runs" \
        cmp ledger-$table.csv <(cat before.csv && sed 1d $table.csv)
    rm entry.csv before.csv
done
for column in paid held lines carried_forward; do
    check "sum of $column" [ "$(sum_of ${column}_kroner municipalities.csv)" = \
        "$(sum_of ${column}_ore run-4/municipalities.csv)" ]
done
check 'something is paid' [ "$(sum_of paid_kroner municipalities.csv)" -gt 0 ]
check 'posting is what is paid' [ "$(sum_of amount_kroner posting.csv)" = \
    "$(sum_of paid_ore run-4/municipalities.csv)" ]
gzip -dc run-4/decisions.csv.gz >lines.csv
check 'every decision' [ "$(wc -l <decisions.csv)" = "$(wc -l <lines.csv)" ]
check 'what is due' [ "$(sum_of due_kroner decisions.csv)" = "$(sum_of due_ore lines.csv)" ]
check 'every finding' [ "$(wc -l <findings.csv)" = \
    "$(($(gzip -dc run-4/findings.jsonl.gz | wc -l) + 1))" ]
check 'messages follow the language, as all that is said' grep -q '600 hours, over' findings.csv
check 'or in bokmål' export_table run-4 findings norwegian.csv --language nb
check 'they are Norwegian' grep -q 'timer, over retten på' norwegian.csv
check 'so by the environment' env LC_ALL=nb_NO.UTF-8 "$tilskudd" export run-4 --format csv \
    --table findings --out environment.csv
check 'the same file' cmp norwegian.csv environment.csv
check 'codes keep their zero' grep -q '^2018,4,0301,Oslo,' municipalities.csv

# No ident that was not asked for; then for its owner alone.
check 'a workbook' "$tilskudd" export run-4 --format xlsx --out run-4.xlsx
check 'a workbook with idents' \
    "$tilskudd" export run-4 --format xlsx --out idents.xlsx --with-idents
cat >idents.py <<'END'
import sys, zipfile
book = zipfile.ZipFile(sys.argv[1])
text = "".join(book.read(name).decode() for name in book.namelist())
idents = {line.split(",")[0] for line in open("lines.csv")} - {"ident"}
idents = {ident for ident in idents if ident.isdigit()}
found = sum(ident in text for ident in idents)
print(len(idents), found)
sys.exit(not (len(idents) > 100 and found == (len(idents) if sys.argv[2] == "all" else 0)))
END
cat >marked.py <<'END'
import sys, zipfile
book = zipfile.ZipFile(sys.argv[1])
sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
header = "<oddHeader>&amp;C&amp;BTEST: made by a test ledger. Nothing here is a payment.<"
print(len(sheets), book.read("xl/workbook.xml").decode())
sys.exit(not ('<sheet name="TEST" sheetId="1"' in book.read("xl/workbook.xml").decode() and
              len(sheets) == 5 and all(header in book.read(name).decode() for name in sheets)))
END
check 'a workbook says that it is of a test' python3 marked.py run-4.xlsx
check 'one of the whole ledger' "$tilskudd" export ledger --format xlsx --out ledger.xlsx
check 'says so too' python3 marked.py ledger.xlsx
for table in municipalities decisions posting findings; do
    check "so does every row of $table" [ "$(sed 1d $table.csv | grep -c ',test$')" = \
        "$(sed 1d $table.csv | wc -l)" ]
done
check 'no ident in a workbook' python3 idents.py run-4.xlsx none
check 'all idents where they are asked for' python3 idents.py idents.xlsx all
check 'with idents for the owner alone' [ "$(stat -c %a idents.xlsx)" = 600 ]
check 'else as decisions.csv.gz' [ "$(stat -c %a run-4.xlsx)" = 640 ]
check 'decisions with idents' export_table run-4 decisions with.csv --with-idents
check 'they are the same lines' cmp decisions.csv <(cut -d, -f2- with.csv)
check 'of the same persons' cmp <(cut -d, -f1 with.csv) <(cut -d, -f1 lines.csv)
check 'for the owner alone' [ "$(stat -c %a with.csv)" = 600 ]
# Names are those that the run had; what nobody has signed says so in every row.
sed 's/^0301,Oslo,/0301,Christiania,/' "$source_tree/rules/municipalities.csv" >renamed.csv
must "$tilskudd" run --national --year 2019 --quarter 1 --register register-4.xml --allow-gap \
    --municipalities renamed.csv --payees "$payees" --rules "$test_rules" --ledger ledger \
    --out renamed --time 2019-04-02T10:00:00Z
check 'of a run with other names' export_table renamed municipalities named.csv
check 'they are its own' grep -q '^2019,1,0301,Christiania,' named.csv
must "$tilskudd" run --national --year 2019 --quarter 1 --register register-4.xml --allow-gap \
    --payees "$payees" --rules "$test_rules" --out dry --dry-run --time 2019-04-02T10:00:00Z
for table in municipalities decisions posting; do
    expect 0 "$table of a dry run" 'is a dry run: nobody has signed it' -- \
        export_table dry $table dry-$table.csv
    check "$table: each row says so" [ "$(grep -c ',dry-run$' dry-$table.csv)" = \
        "$(sed 1d dry-$table.csv | wc -l)" ]
done
expect 2 'a ledger of no run' 'leave the option out' -- \
    export_table dry posting none.csv --ledger ledger

check 'the same bytes again' "$tilskudd" export run-4 --format xlsx --out again.xlsx
check 'of the workbook' cmp run-4.xlsx again.xlsx

check 'for Norwegian spreadsheet programs' export_table run-4 municipalities excel.csv --excel
check 'semicolons, commas and a mark' cmp excel.csv <(printf '\357\273\277' &&
    sed -E 's/,/;/g; s/([0-9])\.([0-9][0-9])(;|$)/\1,\2\3/g; s/$/\r/
        2,$s/^([0-9]+;[0-9]+;)([0-9]{4});/\1"=""\2""";/' municipalities.csv)

expect 3 'nothing is written over' 'is already there' -- \
    "$tilskudd" export run-4 --format xlsx --out run-4.xlsx
expect 2 'a CSV file has one table' 'name municipalities, decisions' -- \
    "$tilskudd" export run-4 --format csv --out new
expect 2 'a workbook is no Excel CSV' 'goes with --format csv' -- \
    "$tilskudd" export run-4 --format xlsx --excel --out new
expect 2 'municipalities have no idents' 'only the decisions' -- \
    export_table run-4 municipalities new --with-idents
expect 2 'not into a ledger' -- "$tilskudd" export run-4 --format xlsx --out ledger/new.xlsx
expect 4 'a file in place of a run' 'this is not a run folder' 'it is a file, not a folder' -- \
    "$tilskudd" export run-4/manifest.json --format xlsx --out new
expect 4 'a folder that is neither' -- "$tilskudd" export .log --format xlsx --out new

# A file that grows no further is a full disk: libxlsxwriter does not say so, but is read back.
limited() { # KIB COMMAND...
    (ulimit -f "$1" && "${@:2}")
}
size=$(($(stat -c %s run-4.xlsx) / 1024))
for kib in 0 1 4 12 $((size / 2)) $((size - 1)); do
    mkdir full
    expect 6 "a disk that is full after $kib KiB" -- \
        limited "$kib" "$tilskudd" export run-4 --format xlsx --out full/new.xlsx
    check 'nothing half-written is kept' nothing_at full
    check_not 'nobody but the program says so' grep -q '\[ERROR\]' .log/stderr
    rm -rf full
done
check 'with room enough' limited 20000 "$tilskudd" export run-4 --format xlsx --out new.xlsx

cp -r run-4 changed
sed -i '2s/,0,/,1,/' changed/municipalities.csv
expect 5 'a changed file' 'not the file that manifest.json lists' -- \
    export_table changed municipalities other.csv
check 'nothing came of it' nothing_at other.csv
finish_test
