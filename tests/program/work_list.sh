#!/usr/bin/env bash
# work_list.sh - the working list of two quarters: what is new, remains and is gone, what was
# handled and comes back when its facts change, what a wrong row of the file does. Why: the
# control team works from this list, and from nothing else.
#   work_list.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip awk sha256sum

must "$tilskudd" generate --persons 2000 --year 2018 --seed 9 --errors 0.05 --date 2018-07-03 \
    --out register-2.xml
must "$tilskudd" generate --seed 9 --evolve register-2.xml --date 2018-10-02 --errors 0.02 \
    --out register-3.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-06-01T08:00:00Z
quarter() { # NUMBER DAY
    must "$tilskudd" run --national --year 2018 --quarter "$1" --register "register-$1.xml" \
        --payees "$payees" --rules "$test_rules" --ledger ledger --out "run-$1" \
        --time "$2T08:00:00Z"
    must "$tilskudd" approve "run-$1" --ledger ledger --yes --time "$2T09:00:00Z"
}
quarter 2 2018-07-04
quarter 3 2018-10-03
findings() { # NUMBER SEVERITY
    gzip -dc "run-$1/findings.jsonl.gz" | grep -c "\"severity\":\"$2\""
}
rows() { # FILE
    sed 1d "$1" | wc -l
}
open=$(($(findings 3 BLOCK) + $(findings 3 WARN)))
counted=$(gzip -dc run-3/findings.jsonl.gz | grep -cE '"control":"R(204|206|211|312|519)"')
all=$((open + $(findings 3 INFO) - counted))

expect 0 'the list' "Working list: $open rows" -- "$tilskudd" control run-3 --csv list.csv
check 'every row that holds or warns is written' [ "$(rows list.csv)" = "$open" ]
check_not 'what informs is not' grep -q ',INFO,' list.csv
# shellcheck disable=SC2016 # fields of awk
check 'most kroner first' awk -F, 'NR > 2 && $7 + 0 > before { exit 1 } { before = $7 + 0 }' \
    list.csv
check 'each says what to do' awk 'NR > 1 && !/IMDi|unicipalit|UDI|Nothing/ { exit 1 }' list.csv
expect 3 'nothing is written over it' -- "$tilskudd" control run-3 --csv list.csv
expect 0 'all of it' "Working list: $all rows" -- "$tilskudd" control run-3 --all \
    --csv all.csv --language en
check 'some are counted' \
    grep -q "counted, not listed: of R204, R206, R211, R312, R519, $counted " .log/stdout
check_not 'and not listed' grep -qE '^R(204|206|211|312|519),' all.csv
expect 0 'but on request' "  R204 " -- "$tilskudd" control run-3 --persons R204,R206,R211,R312,R519
check 'all of them' [ "$(grep -cE '^  R(204|206|211|312|519) ' .log/stdout)" = "$counted" ]
check 'in English' grep -q 'The municipality corrects' all.csv
check_not 'a person who was paid for belongs to a municipality, in a reception centre too' \
    grep -qE '^R94[01],[A-Z]+,[a-z]+,,' all.csv
check 'there are such persons' grep -qE '^R94[01],' all.csv
gzip -dc run-2/findings.jsonl.gz run-3/findings.jsonl.gz >both.jsonl
check_not 'a sentence begins with a large letter' grep -qE '"message_(nb|en)":"[a-zæøå]' both.jsonl
check_not 'no ident' grep -qE '(^|[^0-9a-f])[0-9]{11,12}([^0-9a-f]|$)' all.csv

# One key, by another program.
one=$(gzip -dc run-3/findings.jsonl.gz | grep -m 1 '"R101"')
part() { # SED
    sed "$1" <one.json
}
printf '%s\n' "$one" >one.json
key=$(printf 'R101\n%s\n%s\n-\n-\ntype=%s\n' "$(part 's/.*"person":"\([0-9a-f]*\)".*/\1/')" \
    "$(part 's/.*"municipality":"\{0,1\}\([0-9a-z]*\).*/\1/; s/null/0000/')" \
    "$(part 's/.*"type":"\([A-Z]*\)".*/\1/')" | sha256sum | cut -c 1-16)
check 'the key is what the book says' grep -q "^R101,.*,$key," list.csv

# --- since ---
expect 0 'since quarter 2' 'Since run-2' -- "$tilskudd" control run-3 --since run-2 --all \
    --csv since.csv
count_state() { # STATE
    awk -F, -v state="$1" '$(NF - 1) == state' since.csv | wc -l
}
check 'something is new' [ "$(count_state new)" -gt 0 ]
check 'something remains' [ "$(count_state remaining)" -gt 0 ]
check 'every row is one of them' [ $(($(count_state new) + $(count_state remaining))) = "$all" ]
gone=$(sed -nE 's/^  all +[0-9]+ +([0-9]+) +([0-9]+)$/\1 \2/p' .log/stdout)
before=$(gzip -dc run-2/findings.jsonl.gz | wc -l)
check 'what remains and what is gone is what was' [ $((${gone% *} + ${gone#* })) = "$before" ]
expect 0 'the entry will do for the run' 'Since ledger/000001' -- "$tilskudd" control run-3 \
    --since ledger/000001
expect 0 'only what is new' 'hold or warn as they did last time' -- \
    "$tilskudd" control run-3 --since run-2 --csv new.csv
check 'every row is new' [ "$(grep -c ',new,' new.csv)" = "$(rows new.csv)" ]
check 'and none is left out' [ "$(rows new.csv)" = \
    "$(grep ',new,' since.csv | grep -cE '^R[0-9]+,(BLOCK|WARN),')" ]
fresh=$(rows new.csv)
check 'some, and not all' [ "$fresh" -gt 0 ] && check 'of them' [ "$fresh" -lt "$open" ]
expect 0 'nothing is new since itself' 'Working list: 0 rows' -- \
    "$tilskudd" control run-3 --since run-3
check 'nothing new, nothing gone' grep -qE '^  all +0 +[0-9]+ +0$' .log/stdout

# --- handled ---
heading=control,person,municipality,key,status,by,date,note
row_of() { # CONTROL: of the list as "control,person,municipality,key"
    grep -m 1 "^$1," list.csv | awk -F, '{ print $1 "," $6 "," $4 "," $(NF - 2) }'
}
warning=$(row_of "$(sed 1d list.csv | grep -m 1 ',WARN,.*[0-9a-f]\{64\}' | cut -d, -f1)")
holds=$(row_of R101)
printf '%s\n' "$heading" "$warning,accepted,Kari Nordmann,2018-10-20,er riktig" \
    "$holds,case,Kari Nordmann,2018-10-20,\"sak 18/55, brev sendt\"" >handled.csv
expect 0 'one accepted, one a case' "Working list: $((open - 1)) rows" -- "$tilskudd" control \
    run-3 --handled handled.csv --csv left.csv
check 'it is counted' grep -q 'handled: 1 accepted, 0 corrected (and still found), 1 a case' \
    .log/stdout
check_not 'what is accepted is not listed' grep -q "${warning##*,}" left.csv
check 'what holds stays listed, as a case' grep -q "${holds##*,},,case\$" left.csv
printf '%s\r\n' "${heading//,/;}" "${warning//,/;};accepted;K~re Berg;20.10.2018;r~dgitt" |
    sed 's/~/\xe5/g' >excel.csv
expect 0 'as a spreadsheet program saves it' 'handled: 1 accepted' -- "$tilskudd" control run-3 \
    --handled excel.csv
refused() { # NAME ROW
    printf '%s\n' "$heading" "$warning,accepted,Kari,2018-10-20,-" "$2" >wrong.csv
    expect 4 "$1" -- "$tilskudd" control run-3 --handled wrong.csv
    check "$1: file and line" grep -q 'wrong.csv.*line 3' .log/stderr
}
refused 'what holds is not accepted' "$holds,accepted,Kari,2018-10-20,-"
refused 'what holds is not corrected' "$holds,corrected,Kari,2018-10-20,-"
refused "another finding's key" "${holds%,*},${warning##*,},case,Kari,2018-10-20,-"
refused 'no such status' "$warning,done,Kari,2018-10-20,-"
refused 'nobody' "$warning,accepted,,2018-10-20,-"
refused 'no day' "$warning,accepted,Kari,20.10,-"
ident=$(zcat run-3/decisions.csv.gz | sed 1d | grep -m 1 -oE '^[0-9]{11},' | tr -d ,)
refused 'an ident' "$warning,accepted,Kari,2018-10-20,gjelder $ident"
check_not 'which is not repeated' grep -q "$ident" .log/stderr .log/stdout

# --- from anywhere, and of one municipality ---
mkdir elsewhere
cd elsewhere || exit 2
expect 0 'the inputs are found from the run folder' "Working list: $fresh rows" -- \
    "$tilskudd" control ../run-3 --since ../run-2
expect 0 'and from the entry that it became' "Working list: $open rows" -- \
    "$tilskudd" control ../ledger/000002
expect 0 'by verify too' -- "$tilskudd" verify ../run-3 --replay
cd .. || exit 2
of_place() { # MUNICIPALITY: findings that hold or warn
    gzip -dc run-3/findings.jsonl.gz | grep "\"municipality\":\"$1\"" |
        grep -cE '"severity":"(BLOCK|WARN)"'
}
expect 0 'explain lists them' 'Findings' -- "$tilskudd" explain run-3 --municipality 0301
check 'all that hold or warn' [ "$(grep -cE '^  R[0-9]+ (BLOCK|WARN), ' .log/stdout)" = \
    "$(of_place 0301)" ]
check 'and what to do' grep -q '^    do: ' .log/stdout
mv register-3.xml elsewhere/other.xml
expect 4 'what is nowhere is said' 'register-3.xml' -- "$tilskudd" control run-3
mv elsewhere/other.xml register-3.xml

# Other limits ask other questions: the list is that of the findings shown.
mkdir limits
cp "$test_rules"/*.xml limits
sed -i '/control="R111" name="age-years"/s/value="[0-9]*"/value="50"/' limits/2018.xml
expect 0 'with other limits' 'limits of limits' -- "$tilskudd" control run-3 --rules limits \
    --csv limits.csv
check 'there is more to do' [ "$(rows limits.csv)" -gt "$open" ]
finish_test
