#!/bin/sh
# duckdb.sh - as sqlite.sh, by DuckDB's program.
#   duckdb.sh prepare|measure|ours REGISTER WORK RUN SOURCE BENCH
set -eu
here=$(dirname "$0")
python=$(sh "$here/python.sh") || exit 77
command -v duckdb >/dev/null || exit 77
rates() { # RULE-SET: code and amount
    sed -n 's/.*<rate code="AR-\([2-5]\)" amount="\([0-9]*\)".*/(\1, \2)/p' "$1" | paste -sd,
}
case $1 in
prepare) "$python" "$here/grant_sum.py" "$2" "$5/rules/sets/2018.xml" "$3/persons.csv" ;;
measure)
    echo "duckdb $(duckdb --version | cut -d' ' -f1), CSV"
    duckdb -csv -noheader :memory: "
        select printf('%d kroner', sum(amount)) from read_csv('$3/persons.csv', header = false,
            columns = {'settled': 'VARCHAR', 'years': 'INTEGER', 'resident': 'INTEGER'}) as person
        join (values $(rates "$5/rules/sets/2018.xml")) as rate(year, amount)
            on year = 2018 - cast(substr(settled, 1, 4) as integer) + 1
        where resident = 1 and year <= years and settled <= '2018-12-31'"
    ;;
ours) sh "$here/ours.sh" "$4" ;;
esac
