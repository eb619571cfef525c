#!/usr/bin/env bash
# splits.sh - a municipality is split, a person moves on, another is placed by the configuration, a
# claim is shared: what is paid, and what `explain` tells of it, to the person who must answer.
# Functions are called by name, through check and must.
# shellcheck disable=SC2317
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
cp -r "$here/inputs/split" in
must "$tilskudd" ledger open ledger --year 2023 --mode test --nothing-paid

quarter() { # YEAR QUARTER REGISTER OUT LEDGER [OPTION...]
    "$tilskudd" run --national --year "$1" --quarter "$2" --register "$3" --payees "$payees" \
        --rules "$test_rules" --out "$4" --ledger "$5" "${@:6}"
}
approve() { # RUN
    must "$tilskudd" approve "$1" --ledger ledger --yes
}
explain() { # RUN [WORD...]
    "$tilskudd" explain "$1" --rules "$test_rules" "${@:2}" > told
}
lines_of() { # RUN CODE YEAR
    gzip -dc "$1/decisions.csv.gz" | grep -c ",$2,$3,"
}
says() { # TEXT: explain broke its lines at spaces
    tr -s ' \n' ' ' < told | grep -qF -- "$1"
}

# --- three quarters: the successor is where the person lived on the first day after the split ---
moved=$(sed -n '9s/.*ident="\([0-9]*\)".*/\1/p' in/2024q3.xml)
must quarter 2023 4 in/2023q4.xml q4 ledger
approve q4
must quarter 2024 2 in/2024q2.xml q2 ledger
approve q2
must quarter 2024 3 in/2024q3.xml q3 ledger
check 'nothing of 2023 changes with the move' [ "$(lines_of q3 AR-2 2023)" = 0 ]
check 'both successors have their part of 2024' [ "$(lines_of q3 AR-3 2024)" = 3 ]
printf '%s\n' "$moved" > ident
explain q3 --person - < ident 2> .log/stderr || fail "explain" "$(cat .log/stderr)"
check 'it is told why' says \
    '1507 was split on 2024-01-01; all its lines are those of 1580 Haram, where the person lived'
check 'no ident is told' [ "$(grep -c "$moved" told)" = 0 ]
approve q3

# --- a claim of the split municipality, and a person whom that day places nowhere ---
must "$tilskudd" ledger open claims --year 2023 --mode test --nothing-paid
sed -e 's/til="2023-12-31"\/>.*/\/>/' -e 's/uttrekksdato="[^"]*"/uttrekksdato="2023-12-31"/' \
    in/2024q3.xml > alive.xml
sed "s/ident=\"$moved\" /&dod=\"2022-12-24\" /" alive.xml |
    sed -E 's/(ident="[0-9]+") (dod="[^"]*") (.*landbakgrunn="[A-Z]+")/\1 \3 \2/' > dead.xml
must quarter 2023 4 alive.xml c1 claims
must "$tilskudd" approve c1 --ledger claims --yes
must quarter 2023 4 dead.xml c2 claims
must "$tilskudd" approve c2 --ledger claims --yes
sed 's/2023-12-31/2024-04-02/' dead.xml > later.xml
expect 4 'a claim asks for shares' '<claimShare municipality="1507" successor="1580"' -- \
    quarter 2024 1 later.xml c3 claims
advice=$(grep -o '<claimShare [^>]*/>' .log/stderr | tr -d '\n')
sed "s#</configuration>#$advice</configuration>#" "$source_tree/fixtures/made-up-agency.xml" \
    > shares.xml
expect 0 'the advice, obeyed, works' 'Proposal written' -- \
    quarter 2024 1 later.xml c3 claims --config shares.xml
must explain c3 --municipality 1508 --config shares.xml
check 'the share is told' says 'on 1507, which was split: -236 083,00 kr, of it 1/2 (claimShare'
must explain c3 --municipality 1507 --config shares.xml
check 'the split municipality can be asked for' says 1507
sed 's#<claimShare#<lineSuccessor code="1507" to="1508"/>&#' shares.xml |
    sed 's#\(<lineSuccessor[^>]*/>\)\(<claimShare[^>]*/>\)<lineSuccessor[^>]*/>#\1\2#' > named.xml
expect 0 'the named heir is told' 'serves the persons of the split municipality 1507' -- \
    quarter 2024 1 later.xml c4 claims --config named.xml
check 'and recorded' grep -q '"line_successors": \["1507:1508"\]' c4/manifest.json
must "$tilskudd" approve c4 --ledger claims --yes
check 'in the entry too' grep -q '"line_successors": \["1507:1508"\]' claims/000003/entry.json
expect 7 'a later run without it' 'was computed with 1508 as the heir of 1507' -- \
    quarter 2024 2 later.xml c5 claims --config shares.xml
expect 0 'the ledger is whole' '' -- "$tilskudd" ledger check claims
expect 0 'the year of the split is closed' 'by cash' -- "$tilskudd" year --ledger claims \
    --year 2024 --out closed
finish_test
