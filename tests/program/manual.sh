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
must "$tilskudd" ledger open start --year 2017 --mode test --nothing-paid \
    --time 2017-01-20T08:00:00Z

# A run and its approval; day and hour go on by themselves, so that entries follow each other.
hour=10
next_time() {
    hour=$((hour + 1))
    now=2018-03-$(printf '%02d' $((hour / 20 + 1)))T$(printf '%02d' $((hour % 20))):00:00Z
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
next_run() { # LEDGER NAME MUNICIPALITY GROUP PAID CARRIED [OPTION...]
    must run "$1" "$2" "${@:7}"
    check "$2: paid" [ "$(sum_of "$2" "$3" "$4" paid_ore)" = "$5" ]
    check "$2: carried" [ "$(sum_of "$2" "$3" "$4" carried_forward_ore)" = "$6" ]
}
# The settled lines of an entry.
lines_of() { # ENTRY-FOLDER
    gzip -dc "$1/lines.csv.gz"
}

with_ident() { # COMMAND...: with the person's ident on standard input
    echo "$ident" | "$tilskudd" "$@"
}

# --- the template is a file ---

expect 0 'the template' "$header" 'UNSENT,' 'RETURNED,' -- "$tilskudd" ledger manual --template
expect 2 'without a file' 'name the file of the lines' -- \
    "$tilskudd" ledger manual --ledger start --out p
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
# Who takes such a folder for a run is told what it is: nobody has changed anything.
for command in 'explain unsettle --municipality 0301' 'diff unsettle unsettle' \
    'export unsettle --format xlsx --out new' 'letters unsettle --out new' 'control unsettle'; do
    # shellcheck disable=SC2086 # words of a command
    expect 2 "no run: $command" 'lines by hand' 'not a run' -- "$tilskudd" $command
done
expect 2 'what it is shown with' '--ledger: name the ledger' -- "$tilskudd" report unsettle
check 'the lines have no other reader' [ "$(stat -c %a unsettle/manual.csv)" = 640 ]
check 'nor in the entry' [ "$(stat -c %a unsettled/000002/manual.csv)" = 640 ]
check 'booked by the chapter of 2018' grep -q ",8,$place,INT-2-5,-300000,UNSETTLED,2018,test\$" \
    unsettled/000002/posting.csv
check 'the settled amount shrank' [ "$(lines_of unsettled/000002 | tail -n 1)" = \
    "$ident,AR-2,2017,$place,-300000" ]
next_run unsettled unsettled-next "$place" INT-2-5 300000 0
must approve unsettled unsettled-next
expect 0 'explain tells of the line' \
    "MANUAL-000002-0001 of 2018-02-01: counts as not settled (UNSETTLED) 3 000,00 kr" \
    'case 1: by mistake' -- \
    with_ident explain unsettled-next --person - --ledger unsettled
expect 0 'explain of the municipality too' 'Money by hand' 'case 1: by mistake' -- \
    "$tilskudd" explain unsettled-next --municipality "$place" --ledger unsettled

copy settled
enter settled settle "SETTLED,$place,,$ident,AR-2,2017,300000,2018-02-01,case 1,paid in advance"
next_run settled settled-next "$place" INT-2-5 0 -300000

# Where nothing is settled, or more than any rate: somebody has to say that it is so.
copy doubtful
extra=(--allow-over)
enter doubtful doubt "SETTLED,1103,,$ident,AR-2,2017,300000,2018-02-01,case 1,paid in advance"
extra=()
check 'it is recorded' grep -qF -- '--allow-over: 1 line, 3 000,00 kr settled where nothing' \
    .log/stdout
check 'and shown with the line' grep -q 'WARNING: the ledger has nothing settled' .log/stdout
hand high "SETTLED,$place,,$ident,AR-2,2017,99900000,2017-12-01,case 2,paid in advance"
expect 7 'a slip of two digits' 'line 2' 'above the highest rate of AR-2 in 2017' '--allow-over' \
    -- propose doubtful high

# By an ident that the person had before: the register names it, the ledger remembers it.
former=$(sed -n 's/.*<tidligereIdent ident="\([0-9]*\)".*/\1/p' register.xml | while read -r one; do
    gzip -dc start/000001/persons.csv.gz | grep -q ",.*$one" && echo "$one"
done | head -n 1)
present=$(gzip -dc start/000001/persons.csv.gz | grep ",.*$former" | cut -d, -f1)
IFS=, read -r _ code year there _ < <(lines_of start/000001 | grep "^$present,[A-Z0-9-]*,2017" |
    grep -v NORSK | head -n 1)
case $code in
AR-1*) group=INT-1 ;;
AR-*) group=INT-2-5 ;;
*) group=EM ;;
esac
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
check 'and leaves the grants' grep -q ",8,$place,INT-2-5,-350000,WAIVED,2018,test\$" \
    group/000005/posting.csv
next_run group waived-next "$place" INT-2-5 0 -250000
must approve group waived-next
extra=(--allow-over)
enter group over-allowed "RECEIVED,$place,INT-2-5,,,,250100,2018-02-03,bank 5,paid back"
extra=()
check 'what was let through is shown' grep -qF -- '--allow-over: 1 line, 1,00 kr' .log/stdout
next_run group over-next "$place" INT-2-5 100 0
expect 0 'explain of the municipality' 'MANUAL-000002-0001' \
    'paid by hand (PAID) 10 000,00 kr, INT-2-5' 'waived (WAIVED)' \
    -- "$tilskudd" explain over-next --municipality "$place" --ledger group

# --- payments: unsent and returned ---

message=$(basename start/000001/payments/*.xml.gz .xml.gz)
payment=$(gzip -dc "start/000001/payments/$message.xml.gz" |
    sed -n 's/.*<EndToEndId>\(.*\)<.EndToEndId>.*/\1/p' | head -n 1)
there=${payment%%-*}
group=${payment#*-}
group=${group%-*}
amount=$(sum_of first "$there" "$group" paid_ore)
release() { # LEDGER TO
    mkdir -p "$2"
    "$tilskudd" release "$1/000001/payments/$message.xml.gz" --ledger "$1" --to "$2" \
        --time 2018-01-08T08:00:00Z
}

copy unsent
enter unsent never "UNSENT,,,,,,,2018-02-01,$message,the file was never sent"
check 'every payment waits' [ "$(grep -c ',rejected,' unsent/000002/open.csv)" = \
    "$(gzip -dc "start/000001/payments/$message.xml.gz" | grep -c '<EndToEndId>')" ]
check 'what was never sent is taken back' grep -q ",$there,$group,-$amount,UNSENT,2018,test\$" \
    unsent/000002/posting.csv
next_run unsent unseen "$there" "$group" 0 0 # nobody has looked at the account yet
next_run unsent unsent-next "$there" "$group" "$amount" 0 --repay "$there"
must approve unsent unsent-next
expect 7 'a file that was never sent is never released' 'entry 000002' 'never sent' -- \
    release unsent out-unsent
check 'nothing was handed out' nothing_at out-unsent

copy released
must release released out-released
hand too-late "UNSENT,,,,,,,2018-02-01,$message,the file was never sent"
expect 7 'unsent after its release' 'line 2' 'was released to the bank' 'BANK:' -- \
    propose released too-late
check 'nothing is made' nothing_at too-late
enter released bank-says "UNSENT,,,,,,,2018-02-01,$payment,BANK: letter of 1 February"
check 'one payment waits' [ "$(grep -c ',rejected,' released/000002/open.csv)" = 1 ]
check 'the others of the file are spoken of' grep -q 'WARNING: it has [0-9]* other payments' \
    .log/stdout
next_run released released-next "$there" "$group" "$amount" 0 --repay "$there"
expect 7 'and never again' 'never sent' -- "$tilskudd" release \
    "released/000001/payments/$message.xml.gz" --ledger released --to out-released \
    --again 'once more' --time 2018-01-08T08:00:00Z

# Released while the second person thinks: seen under the lock.
copy raced
hand raced-lines "UNSENT,,,,,,,2018-02-01,$message,the file was never sent"
must propose raced raced-lines
must release raced out-raced
expect 7 'released after the proposal' 'was released to the bank' -- approve raced raced-lines
check 'nothing is committed' [ ! -e raced/000002 ]

# Records of a release that are put back later: whoever checks the ledger is told.
cp -a unsent restored
cp -a released/releases restored/
expect 0 'called unsent, and released' 'WARNING: entry 000002, line 1' 'may be paid twice' -- \
    "$tilskudd" ledger check restored
expect 0 'the bank said so afterwards' -- "$tilskudd" ledger check released
check_not 'no warning' grep -q 'paid twice' .log/stderr

copy returned
hand unbooked "RETURNED,,,,,,,2018-02-01,$payment,came back by giro"
expect 7 'what no notification has booked' 'line 2' 'no notification' UNSENT BANK: -- \
    propose returned unbooked
hand early "RETURNED,,,,,,,2017-12-01,$payment,BANK: came back by giro"
expect 4 'before it was paid' 'line 2' 'before the payment date' -- propose returned early
enter returned came-back "RETURNED,,,,,,,2018-02-01,$payment,BANK: came back by giro"
check 'it is open' grep -q "^$payment,returned,$there,$group,$amount,2\$" returned/000002/open.csv
expect 0 'reconcile says so' -- "$tilskudd" reconcile --ledger returned --csv returned.csv
check 'in its table' grep -q "^$message,$payment,$there,$group,$amount,returned" returned.csv
hand again "UNSENT,,,,,,,2018-02-01,$message,the whole file"
expect 4 'what came back was sent' 'line 2' 'is returned already' -- propose returned again
hand again "RETURNED,,,,,,,2018-02-02,$payment,once more"
expect 4 'one event, one line' 'line 2' 'entry 000002' -- propose returned again
check_not 'it must be the id' grep -q 'add what tells' .log/stderr

# --- one voucher, one line; what cannot be is refused whole ---

copy wrong
enter wrong first-lines "PAID,$place,INT-2-5,,,,100,2018-02-01,bank 1,paid by giro"
cp -a wrong wrong-before
wrong() { # STATUS NAME LINE TEXT...
    hand wrong-lines "PAID,$place,EM,,,,5,2018-02-01,fine,a line that is fine" "$3"
    expect "$1" "$2" 'wrong-lines.csv, line 3' "${@:4}" -- propose wrong wrong-lines
    check "$2: nothing is made" nothing_at wrong-lines
    check_not "$2: no ident is said" grep -q "$ident" .log/stdout .log/stderr
}
end=,2018-02-01,r,why
person_line=SETTLED,$place,,$ident,AR-2
wrong 4 'the reference of an entry before' "$person_line,2017,7,2018-02-01,bank 1,x" \
    reference 'entry 000002'
wrong 4 'twice in the file' "SETTLED,$place,,$ident,AR-2,2017,7,2018-02-01,fine,x" 'line 2'
wrong 4 'with other case and white space' "PAID,$place,EM,,,,7,2018-02-01,Bank  1 ,x" \
    reference 'entry 000002' 'case or white space'
wrong 4 'a municipality that was not yet there' "PAID,1507,EM,,,,1$end" municipality 1507 2018-02-01
wrong 4 'of a person neither' "SETTLED,1507,,$ident,AR-2,2017,1$end" municipality 1507 2018-02-01
wrong 7 'a slip of the municipality' "SETTLED,1103,,$ident,AR-2,2017,7$end" \
    'nothing settled of AR-2 2017 in 1103' '--allow-over'
wrong 7 'a slip of the code' "SETTLED,$place,,$ident,AR-5,2017,7$end" \
    'nothing settled of AR-5 2017' '--allow-over'
wrong 4 'more than amounts may be' "SETTLED,$place,,$ident,AR-2,2017,1000000000000$end" \
    'more than amounts may come to'
wrong 4 'another kind' "paid,$place,EM,,,,1$end" kind
wrong 4 'no kind' ",$place,EM,,,,1$end" kind
wrong 4 'no municipality' "PAID,,EM,,,,1$end" municipality
wrong 4 'no such municipality' "PAID,9998,EM,,,,1$end" municipality 'never was'
wrong 4 'no such group' "PAID,$place,AR-2,,,,1$end" payment_group
wrong 4 'no group' "RECEIVED,$place,,,,,1$end" payment_group
wrong 4 'an ident beside a group' "PAID,$place,EM,$ident,,,1$end" ident
wrong 4 'an amount of nothing' "PAID,$place,EM,,,,0$end" amount_ore
wrong 4 'an amount below nothing' "WAIVED,$place,EM,,,,-5$end" amount_ore
wrong 4 'an amount in kroner' "PAID,$place,EM,,,,1.50$end" amount_ore
wrong 4 'no amount' "PAID,$place,EM,,,,$end" amount_ore
wrong 4 'no date' "PAID,$place,EM,,,,1,,r,why" date
wrong 4 'a day to come' "PAID,$place,EM,,,,1,2019-01-01,r,why" date
wrong 4 'a day before the ledger' "PAID,$place,EM,,,,1,2016-12-31,r,why" date 2017
wrong 4 'no reference' "PAID,$place,EM,,,,1,2018-02-01,,why" reference
wrong 4 'no reason' "PAID,$place,EM,,,,1,2018-02-01,r," reason
wrong 4 'an ident in the reason' "PAID,$place,EM,,,,1,2018-02-01,r,for $ident" reason
wrong 4 'no such ident' "SETTLED,$place,,1234,AR-2,2017,1$end" ident
wrong 4 'nobody of the ledger' "SETTLED,$place,,01810050361,AR-2,2017,1$end" ident 'no such person'
wrong 4 'a code that is none' "SETTLED,$place,,$ident,AR-9,2017,1$end" code
wrong 4 'a count on a person' "SETTLED,$place,,$ident,GRUNN-1-3,2017,1$end" code
wrong 4 'a person grant on a municipality' "SETTLED,$place,,M$place,AR-2,2017,1$end" code
wrong 4 'a count that goes to another' "SETTLED,1103,,M0301,GRUNN-1-3,2017,1$end" municipality
wrong 4 'a year that no run compares' "SETTLED,$place,,$ident,AR-2,2016,1$end" budget_year 2016
wrong 4 'a year to come' "SETTLED,$place,,$ident,AR-2,2019,1$end" budget_year 2019
wrong 4 'more than is settled' "UNSETTLED,$place,,$ident,AR-2,2017,$((settled + 1))$end" \
    amount_ore settled
wrong 4 'settled elsewhere' "UNSETTLED,2030,,$ident,AR-2,2017,1$end" amount_ore
wrong 4 'a payment that is none' "UNSENT,,,,,,,2018-02-01,RUN-0,why" reference
wrong 4 'a file that came back' "RETURNED,,,,,,,2018-02-01,$message,why" reference 'payment file'
wrong 4 'a payment with an amount' "UNSENT,,,,,,5,2018-02-01,$payment,why" amount_ore
wrong 4 'a column too few' "PAID,$place,EM,,,,1,2018-02-01,r"
wrong 7 'more than is claimed' "RECEIVED,$place,EM,,,,1$end" '--allow-over'
check 'the ledger is what it was' diff -r wrong wrong-before
hand wrong-lines "UNSENT,,,,,,,2018-02-01,$message,the whole file" \
    "RETURNED,,,,,,,2018-02-01,$payment,and one of it"
expect 4 'one payment twice' 'line 3' 'the same payment' -- propose wrong wrong-lines
echo "$header" >none.csv
expect 4 'a file without lines' 'has no lines' -- \
    propose wrong none
finish_test
