#!/bin/sh
# sqlite.sh - the same sum as lxml.sh by SQL over the same data as CSV, which is made before and
# not measured: what the parsing of XML alone costs, stands beside it. Import and query.
#   sqlite.sh prepare|measure|ours REGISTER WORK RUN SOURCE BENCH
set -eu
here=$(dirname "$0")
python=$(sh "$here/python.sh") || exit 77
command -v sqlite3 >/dev/null || exit 77
rates() { # RULE-SET: code and amount
    sed -n 's/.*<rate code="AR-\([2-5]\)" amount="\([0-9]*\)".*/(\1, \2)/p' "$1" | paste -sd,
}
case $1 in
prepare) "$python" "$here/grant_sum.py" "$2" "$5/rules/sets/2018.xml" "$3/persons.csv" ;;
measure)
    echo "sqlite3 $(sqlite3 --version | cut -d' ' -f1), CSV"
    sqlite3 -batch :memory: <<SQL
create table person(settled text, years integer, resident integer);
.mode csv
.import $3/persons.csv person
create table rate(year integer, amount integer);
insert into rate values $(rates "$5/rules/sets/2018.xml");
.mode list
select printf('%d kroner', sum(amount)) from person
    join rate on year = 2018 - cast(substr(settled, 1, 4) as integer) + 1
    where resident and year <= years and settled <= '2018-12-31';
SQL
    ;;
ours) sh "$here/ours.sh" "$4" ;;
esac
