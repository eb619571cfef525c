#!/usr/bin/env bash
# other_build.sh - a ledger that another build of the program has made: what findings are called
# may have been put better since, what was found may not. Why: a ledger is kept for ten years, and
# no wording is.
#   other_build.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by must and expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
insider=$(dirname "$tilskudd")/tests/tilskudd-insider
must test -x "$insider"
must "$tilskudd" generate --persons 400 --year 2017 --seed 3 --errors 10% --out register.xml

# A ledger with a quarter and an amount by hand, both with findings, all of it by one program.
world() { # NAME LIES
    "$insider" "$2" ledger open "$1" --year 2017 --mode test --nothing-paid \
        --time 2017-01-20T08:00:00Z &&
        "$insider" "$2" run --national --year 2017 --quarter 4 --register register.xml \
            --payees "$payees" --rules "$test_rules" --ledger "$1" --out "$1-run" \
            --time 2018-01-08T10:00:00Z &&
        "$insider" "$2" approve "$1-run" --ledger "$1" --yes --time 2018-01-09T10:00:00Z &&
        "$insider" "$2" ledger manual hand.csv --ledger "$1" --out "$1-hand" \
            --rules "$test_rules" --time 2018-02-08T10:00:00Z &&
        "$insider" "$2" approve "$1-hand" --ledger "$1" --yes --time 2018-02-09T10:00:00Z
}
header=kind,municipality,payment_group,ident,code,budget_year,amount_ore,date,reference,reason
printf '%s\n' "$header" \
    'PAID,0301,INT-2-5,,,,500000,2018-02-01,bank 1,paid by giro' >hand.csv
replay() { # NAME
    "$tilskudd" verify "$1-run" --replay --ledger "$1"
}
findings_of() { # ENTRY-FOLDER
    gzip -dc "$1/findings.jsonl.gz"
}

# The lies do what they say: otherwise all that follows is about nothing.
must world honest none
must world reworded build,words
check 'the run has findings' [ "$(findings_of honest/000001 | wc -l)" -gt 20 ]
check 'the amount by hand has one' [ "$(findings_of honest/000002 | wc -l)" = 1 ]
for entry in 000001 000002; do
    findings_of honest/$entry >honest.jsonl
    findings_of reworded/$entry >reworded.jsonl
    check_not "$entry: other words" cmp -s honest.jsonl reworded.jsonl
    check "$entry: in every line" [ "$(grep -c '"message_nb":"_.*"message_en":"_' \
        reworded.jsonl)" = "$(wc -l <honest.jsonl)" ]
done

# --- another build, other words: the same findings ---

expect 0 'the ledger is sound' -- "$tilskudd" ledger check reworded
expect 0 'the run computed again' 'made by build 0123456789abcdef' 'not compared' -- \
    replay reworded
expect 0 'the amount by hand made again' -- "$tilskudd" report reworded/000002 --ledger reworded
expect 0 'the same build says no such thing' -- replay honest
check_not 'nor has it anything to leave out' grep -q 'made by build' .log/stdout

# --- the same build has the same words, and no build other values ---

caught() { # NAME LIES
    must world "$1" "$2"
    expect 5 "$2: the entry" "$1/000002/findings.jsonl.gz" -- "$tilskudd" ledger check "$1"
    expect 5 "$2: the run" -- replay "$1"
    check "$2: where the run differs" grep -q "$1-run/findings.jsonl.gz: line 1 is not what" \
        .log/stdout
}
caught misworded words
caught revalued build,values
caught both build,words,values

finish_test
