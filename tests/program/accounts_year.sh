#!/usr/bin/env bash
# accounts_year.sh - the made-up year of reported accounts (fixtures/accounts-year.sh), as a person
# would follow it. Why: the README shows this year, and a control that misses a planted fault, or
# finds more than was planted, would ask recipients for the wrong papers.
#   accounts_year.sh TILSKUDD SOURCE
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs awk openssl

expect 0 'the year' -- bash "$source_tree/fixtures/accounts-year.sh" year "$tilskudd"
cp .log/stdout said
said() { # NAME TEXT: on a line of its own, or as its beginning
    check "$1" grep -q "^$2" said
}
said 'it is large enough' '150 awards, 25 planted faults'
said 'all are found' 'All 25 planted faults are found, and nothing else.'
check 'every control has one' [ "$(sed 1d year/planted.csv | cut -d, -f3 | sort -u | wc -l)" = 23 ]
said 'risk and chance' 'Selected: for what blocks 6, of the top tenth 9, drawn 12 of 135 others'
said 'what the drawn say of the others' 'Of the others (135 awards): paid too much'
said 'verified' verified
check 'approved twice' [ "$(grep -c '^Committed as entry .* No money moves' said)" = 2 ]
said 'a verdict is proven' 'verdict,T-2014-017,'
said 'by openssl too' 'Proven with openssl: leaf'
check 'a letter for each' [ "$(find year/accounts-2014/letters -name '*.html' | wc -l)" = 150 ]
check 'each is whole' [ "$(grep -l '</html>' year/accounts-2014/letters/*.html | wc -l)" = 150 ]
check 'all in bokmål' [ "$(grep -l '<html lang="nb">' year/accounts-2014/letters/*.html \
    year/accounts-2014/report.html | wc -l)" = 151 ]
check_not 'no ident is written by day and number' grep -rqE \
    '(^|[^0-9])[0-9]{6} [0-9]{5}([^0-9]|$)' year/accounts-2014/letters

# The same files from any awk there is, and the same result again.
mkdir again
(cd again && must awk -f "$source_tree/fixtures/accounts/year.awk")
for file in again/*.csv; do
    check "the same ${file#again/}" cmp -s "$file" "year/${file#again/}"
done
for other in mawk gawk busybox; do
    command -v $other >/dev/null || continue
    words=("$other")
    [ $other != busybox ] || words+=(awk)
    mkdir by-$other
    (cd by-$other && "${words[@]}" -f "$source_tree/fixtures/accounts/year.awk")
    check "the same by $other" diff -r again by-$other
done
finish_test
