#!/usr/bin/env bash
# manual.sh - money by hand, each kind to its end: what the next run pays, what is refused, what
# the second person sees. Why: a line by hand moves money that no rule has computed. life.md 3.
#   manual.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
header=kind,municipality,payment_group,ident,code,budget_year,amount_ore,date,reference,reason

must "$tilskudd" generate --persons 120 --year 2017 --seed 3 --out register.xml
# The first quarter of 2017: fewer people have come, and 2014 is far away.
must "$tilskudd" ledger open start --year 2017 --mode test --nothing-paid \
    --time 2017-01-20T08:00:00Z

# A run and its approval; day and hour go on by themselves, so that entries follow each other.
hour=10
next_time() {
    hour=$((hour + 1))
    now=2018-02-$(printf '%02d' $((hour / 20 + 1)))T$(printf '%02d' $((hour % 20))):00:00Z
}
run() { # LEDGER OUT [OPTION...]
    next_time
    "$tilskudd" run --national --year 2017 --quarter 4 --register "${register:-register.xml}" \
        --payees "$payees" --rules "$test_rules" --ledger "$1" --out "$2" --time "$now" "${@:3}"
}
approve() { # LEDGER PROPOSAL
    next_time
    "$tilskudd" approve "$2" --ledger "$1" --yes --time "$now"
}
must run start first
must approve start first

# hand NAME LINE...: a file of lines
hand() {
    printf '%s\n' "$header" "${@:2}" >"$1.csv"
}
propose() { # LEDGER NAME [OPTION...]: proposes NAME.csv as the folder NAME
    next_time
    "$tilskudd" ledger manual "$2.csv" --ledger "$1" --out "$2" --rules "$test_rules" \
        --time "$now" "${@:3}"
}
# A copy of the ledger with these lines in it.
enter() { # LEDGER NAME LINE... : options in `extra`
    hand "$2" "${@:3}"
    must propose "$1" "$2" "${extra[@]}"
    must approve "$1" "$2"
}
extra=()
copy() { # NAME
    cp -a start "$1"
}
# A column of a municipality and group in RUN/municipalities.csv; 0 when there is no row.
sum_of() { # RUN MUNICIPALITY GROUP COLUMN
    awk -F, -v code="$2" -v group="$3" -v name="$4" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) column = i }
        $1 == code && $2 == group { found = $column }
        END { print found + 0 }' "$1/municipalities.csv"
}
# What the next run of the same quarter comes to: everything else is settled.
next_run() { # LEDGER NAME MUNICIPALITY GROUP PAID CARRIED
    must run "$1" "$2"
    check "$2: paid" [ "$(sum_of "$2" "$3" "$4" paid_ore)" = "$5" ]
    check "$2: carried" [ "$(sum_of "$2" "$3" "$4" carried_forward_ore)" = "$6" ]
}
# A settled line of an entry: ident of the first with this code, municipality and amount.
lines_of() { # ENTRY-FOLDER
    gzip -dc "$1/lines.csv.gz"
}

with_ident() { # COMMAND...: with the person's ident on standard input
    echo "$ident" | "$tilskudd" "$@"
}

# --- the template is a file ---

expect 0 'the template' "$header" 'UNSENT,' 'RETURNED,' -- "$tilskudd" ledger manual --template
expect 2 'without a file' 'FILE' -- "$tilskudd" ledger manual --ledger start --out p
expect 2 'without --out' '--out' -- "$tilskudd" ledger manual x.csv --ledger start

# --- persons ---

person=$(lines_of start/000001 | awk -F, '$2 == "AR-2" && $3 == 2017 { print; exit }')
IFS=, read -r ident _ _ place settled <<<"$person"
check 'somebody has year 2' [ "$settled" -gt 300000 ]

copy unsettled
enter unsettled unsettle "UNSETTLED,$place,,$ident,AR-2,2017,300000,2018-02-01,case 1,by mistake"
check 'what was shown' grep -q "settled .* kr: the next run's difference in INT-2-5 to $place" \
    .log/stdout
check_not 'no ident on the screen' grep -q "$ident" .log/stdout .log/stderr
check_not 'no ident in what others read' grep -rqF "$ident" unsettle/open.csv \
    unsettle/posting.csv unsettle/manifest.json
check 'the lines have no other reader' [ "$(stat -c %a unsettle/manual.csv)" = 640 ]
check 'nor in the entry' [ "$(stat -c %a unsettled/000002/manual.csv)" = 640 ]
check 'booked by the chapter of 2018' grep -q ",8,$place,INT-2-5,-300000,UNSETTLED,2018,test\$" \
    unsettled/000002/posting.csv
check 'the settled amount shrank' [ "$(lines_of unsettled/000002 | tail -n 1)" = \
    "$ident,AR-2,2017,$place,-300000" ]
next_run unsettled unsettled-next "$place" INT-2-5 300000 0
must approve unsettled unsettled-next
expect 0 'explain tells of the line' "MANUAL-000002-0001 of 2018-02-01: UNSETTLED 3 000,00 kr" \
    'case 1: by mistake' -- \
    with_ident explain unsettled-next --person - --ledger unsettled
expect 0 'explain of the municipality too' 'Money by hand' 'case 1: by mistake' -- \
    "$tilskudd" explain unsettled-next --municipality "$place" --ledger unsettled

copy settled
enter settled settle "SETTLED,$place,,$ident,AR-2,2017,300000,2018-02-01,case 1,paid in advance"
next_run settled settled-next "$place" INT-2-5 0 -300000

# By an ident that the person had before: the register names it, the ledger remembers it.
former=$(sed -n 's/.*<tidligereIdent ident="\([0-9]*\)".*/\1/p' register.xml | while read -r one; do
    gzip -dc start/000001/persons.csv.gz | grep -q ",.*$one" && echo "$one"
done | head -n 1)
present=$(gzip -dc start/000001/persons.csv.gz | grep ",.*$former" | cut -d, -f1)
IFS=, read -r _ code year there _ < <(lines_of start/000001 | grep "^$present,[A-Z0-9-]*,2017" |
    grep -v NORSK | head -n 1)
group=$(case $code in AR-1*) echo INT-1 ;; AR-*) echo INT-2-5 ;; P-*) echo NORSK ;; *) echo EM ;; esac)
copy former
enter former by-former "UNSETTLED,$there,,$former,$code,$year,100,2018-02-01,case 2,of the former"
check 'taken from the ident that has it' grep -q "^$present,$code,$year,$there,-100\$" \
    <(lines_of former/000002)
next_run former former-next "$there" "$group" 100 0

# The basic grant: M and the code of 15 January.
IFS=, read -r subject code year there amount < <(lines_of start/000001 | grep '^M' | head -n 1)
copy basic
enter basic by-count "UNSETTLED,$there,,$subject,$code,$year,$amount,2018-02-01,case 3,not paid"
next_run basic basic-next "$there" GRUNN "$amount" 0

# --- groups: paid, received, waived ---

copy group
enter group paid "PAID,$place,INT-2-5,,,,1000000,2018-02-01,bank 1,paid by giro"
check 'an open item' grep -q "^MANUAL-000002-0001,paid,$place,INT-2-5,-1000000,2\$" \
    group/000002/open.csv
next_run group paid-next "$place" INT-2-5 0 -1000000
must approve group paid-next
check 'taken up once' [ "$(wc -l <group/000003/open.csv)" = 1 ]

enter group received "RECEIVED,$place,INT-2-5,,,,400000,2018-02-02,bank 2,paid back"
check 'the claim is shown' grep -q "the claim in INT-2-5 on $place" .log/stdout
hand over "RECEIVED,$place,INT-2-5,,,,600001,2018-02-02,bank 3,paid back"
expect 7 'more than is left of the claim' 'line 2' '0,01 kr more' '--allow-over' -- \
    propose group over
check 'nothing is made' nothing_at over
hand twice "RECEIVED,$place,INT-2-5,,,,500000,2018-02-02,bank 3,paid back" \
    "WAIVED,$place,INT-2-5,,,,100001,2018-02-02,bank 4,given up"
expect 7 'two lines together' 'line 3' '0,01 kr more' -- propose group twice
enter group waived "WAIVED,$place,INT-2-5,,,,350000,2018-02-02,case 4,given up"
check 'a loss has a class of its own' grep -q ",78,$place,INT-2-5,350000,WAIVED,2018,test\$" \
    group/000005/posting.csv
next_run group waived-next "$place" INT-2-5 0 -250000
must approve group waived-next
extra=(--allow-over)
enter group over-allowed "RECEIVED,$place,INT-2-5,,,,250100,2018-02-03,bank 5,paid back"
extra=()
check 'what was let through is shown' grep -qF -- '--allow-over: 1 line, 1,00 kr' .log/stdout
next_run group over-next "$place" INT-2-5 100 0
expect 0 'explain of the municipality' 'MANUAL-000002-0001' 'PAID 10 000,00 kr, INT-2-5' 'WAIVED' \
    -- "$tilskudd" explain over-next --municipality "$place" --ledger group

# --- payments: unsent and returned ---

message=$(basename start/000001/payments/*.xml.gz .xml.gz)
payment=$(gzip -dc "start/000001/payments/$message.xml.gz" |
    sed -n 's/.*<EndToEndId>\(.*\)<.EndToEndId>.*/\1/p' | head -n 1)
IFS=- read -r there one two _ <<<"$payment"
case $one in INT | EM | GRUNN | NORSK | ASYLNORSK | FHT) ;; esac
group=$(echo "$payment" | sed 's/^[0-9]*-\(.*\)-[0-9a-f]*$/\1/')
amount=$(sum_of first "$there" "$group" paid_ore)
release() { # LEDGER TO
    mkdir -p "$2"
    "$tilskudd" release "$1/000001/payments/$message.xml.gz" --ledger "$1" --to "$2" \
        --time 2018-01-12T08:00:00Z
}

copy unsent
enter unsent never "UNSENT,,,,,,,2018-02-01,$message,the file was never sent"
check 'every payment waits' [ "$(grep -c ',rejected,' unsent/000002/open.csv)" = \
    "$(gzip -dc "start/000001/payments/$message.xml.gz" | grep -c '<EndToEndId>')" ]
check 'what was never sent is taken back' grep -q ",$there,$group,-$amount,UNSENT,2018,test\$" \
    unsent/000002/posting.csv
next_run unsent unsent-next "$there" "$group" "$amount" 0
