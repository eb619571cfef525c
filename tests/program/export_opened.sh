#!/usr/bin/env bash
# export_opened.sh - LibreOffice opens a workbook, and every cell of it is what the CSV file of
# the same table says: codes are text with their zeros, amounts numbers, days days.
#   export_opened.sh TILSKUDD SOURCE
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs soffice python3

must "$tilskudd" generate --persons 1500 --year 2018 --seed 11 --errors 0.02 --date 2018-12-31 \
    --out register.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-09-01T08:00:00Z
must "$tilskudd" run --national --year 2018 --quarter 4 --register register.xml \
    --payees "$payees" --rules "$test_rules" --ledger ledger --out run --time 2019-01-02T10:00:00Z
must "$tilskudd" export run --format xlsx --with-idents --out run.xlsx

# shellcheck disable=SC2317 # called by must
# Of all sheets; texts in quotes, numbers and days without: so a cell's kind is seen.
office() {
    timeout 300 soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to \
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1" \
        --outdir opened run.xlsx >office.log 2>&1
}
must office

cat >compare.py <<'END'
"""compare.py OPENED WRITTEN: cell by cell; the first difference is told."""
import csv, re, sys

def opened(path):
    """Cells as (is text, value): csv.reader forgets the quotes, so lines are cut by hand."""
    rows, row, at, text = [], [], 0, open(path, encoding="utf-8").read()
    cell = re.compile(r'"((?:[^"]|"")*)"|([^,\n]*)')
    while at < len(text):
        found = cell.match(text, at)
        quoted = found.group(1) is not None
        row.append((quoted, found.group(1).replace('""', '"') if quoted else found.group(2)))
        at = found.end()
        if at >= len(text) or text[at] == "\n":
            rows.append(row)
            row = []
        at += 1
    return rows

AMOUNT, DAY = r"_kroner$", r"^payment_date$"
WHOLE = r"^(year|quarter|line|budget_year|grant_year|chapter|item|account_class|record)$"

def wanted(heading, value):
    if value == "":
        return (False, "")
    if re.search(AMOUNT, heading):
        value = value.rstrip("0").rstrip(".")
        return (False, "0" if value in ("-0", "") else value)
    if re.match(DAY, heading) or re.match(WHOLE, heading):
        return (False, value)
    return (True, value)

got = opened(sys.argv[1])
want = list(csv.reader(open(sys.argv[2], encoding="utf-8", newline="")))
heads = want[0]
if [value for _, value in got[0]] != heads or len(got) != len(want):
    sys.exit(f"{len(got)} rows, expected {len(want)}; {got[0]}")
cells = 0
for number, (row, line) in enumerate(zip(got[1:], want[1:]), 2):
    for heading, cell, value in zip(heads, row, line, strict=True):
        if cell != wanted(heading, value):
            sys.exit(f"row {number}, {heading}: {cell}, expected {wanted(heading, value)}")
        cells += 1
print(cells, "cells")
sys.exit(cells < 100)
END
for table in municipalities decisions posting findings; do
    idents=
    [ $table != decisions ] || idents=--with-idents
    must "$tilskudd" export run --format csv --table $table --out $table.csv $idents
    check "$table: cell by cell" python3 compare.py opened/run-$table.csv $table.csv
    # The comparison can fail: an amount, a zero.
    sed -E 's/([0-9])\.00/\1.50/; 4s/,0/,/' $table.csv >changed.csv
    check_not "$table: a change is seen" python3 compare.py opened/run-$table.csv changed.csv
done
finish_test
