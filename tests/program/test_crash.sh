#!/usr/bin/env bash
# test_crash.sh - power cuts and full disks at every step of opening, running and approving. Why:
# money is decided by one rename; whatever happens around it, the same command again must end
# with the same bytes as if nothing had happened, pay nothing twice and lose nothing.
#   test_crash.sh PROGRAM PROGRAM-WITH-FAULTS SOURCE-TREE [all]
# Killed before and after every rename, and before or after every other call that changes a
# folder; every kind of call made to fail. Calls that come by the hundred are sampled unless the
# last word is "all". Prints one line a failure. Exit status: 0, 1 failures, 2 wrong use.
set -u
export LC_ALL=C

if [ $# -lt 3 ]; then
    sed -n '5p' "$0"
    exit 2
fi
program=$(realpath "$1") && faulty=$(realpath "$2") && tree=$(realpath "$3") || exit 2
thorough=${4:-sampled}
work=$(mktemp -d /tmp/tilskudd-crash-XXXXXX) || exit 2
trap 'rm -rf "$work"' EXIT
opened=2018-01-01T00:00:00Z
run_at=2019-01-02T00:00:00Z
approved=2019-01-03T00:00:00Z

# Commands by name; the folder they stand in holds register.xml, ledger and out. $1: the program.
do_open() {
    "$1" ledger open ledger --year 2018 --mode test --nothing-paid --time "$opened"
}
do_run() {
    "$1" run --national --year 2018 --quarter 3 --register register.xml --ledger ledger --out out \
        --payees "$tree/fixtures/payees/payees.csv" --rules "$tree/fixtures/rule-sets" \
        --threads 2 --time "$run_at"
}
do_approve() {
    "$1" approve out --ledger ledger --yes --time "$approved"
}

die() { # TEXT
    echo "test_crash.sh: $1"
    exit 1
}

# What the commands leave when nothing happens: base/open, base/run, base/approve. A committed
# quarter 1 stands in the ledger, so that there is something to pay twice.
make_reference() {
    mkdir -p "$work/base/open" "$work/base/run" && cd "$work/base/open" || exit 1
    "$program" generate --persons 60 --year 2018 --seed 7 --out register.xml > log.txt ||
        die 'no register'
    do_open "$program" > log.txt || die 'no ledger'
    "$program" run --national --year 2018 --quarter 1 --register register.xml --ledger ledger \
        --out first --payees "$tree/fixtures/payees/payees.csv" --rules "$tree/fixtures/rule-sets" \
        --time "$opened" > log.txt || die 'no first run'
    "$program" approve first --ledger ledger --yes --time "$opened" > log.txt ||
        die 'no first approval'
    rm -rf first log.txt
    cp -a register.xml ledger ../run/ && cd ../run || exit 1
    do_run "$program" > ../log.txt || die 'no run'
    cp -a ../run ../approve && cd ../approve || exit 1
    do_approve "$program" > ../log.txt || die 'no approval'
    [ "$(ls out/payments)" != '' ] || die 'the reference pays nothing'
}

# The state a command begins with: that of the command before it.
reset() { # COMMAND
    cd "$work" || exit 1
    rm -rf "now-$1"
    case $1 in
    open) mkdir "now-$1" ;;
    run) cp -a base/open "now-$1" ;;
    approve) cp -a base/run "now-$1" ;;
    esac
    cd "now-$1" || exit 1
}

# Leaves its exit status, and its standard error in told.txt; output in output.txt.
start() { # COMMAND PROGRAM FAULT
    TILSKUDD_FAULT=$3 "do_$1" "$2" > output.txt 2> told.txt
}

again() { # COMMAND
    "do_$1" "$program" > output.txt 2> told.txt
}

fault() { # COMMAND FAULT TEXT
    echo "$1 $2: $3" | tee -a "$work/failures-$1"
}

# After the command has been given again: as if nothing had happened.
compare() { # COMMAND FAULT
    local left
    rm -f output.txt told.txt
    left=$(find . -name '*.tmp*')
    [ -z "$left" ] || fault "$1" "$2" "left behind: $left"
    if [ "$1" = open ]; then
        # Keys are new every time: the ledger must be whole, not the same.
        "$program" ledger check ledger > check.txt 2>&1 || fault "$1" "$2" "$(tail -n 1 check.txt)"
        return
    fi
    left=$(diff -rq -x timings.json "$work/base/$1" . 2>&1) ||
        fault "$1" "$2" "not the same bytes: ${left//$'\n'/; }"
}

# Between the fault and the next try: no result that looks whole, and a ledger that is.
check_between() { # COMMAND FAULT
    local status=0
    if [ "$1" = run ]; then
        diff -rq "$work/base/open/ledger" ledger > diff.txt || fault "$1" "$2" 'ledger changed'
        rm -f diff.txt
        return
    fi
    [ "$1" = approve ] || return 0
    "$program" ledger check ledger > check.txt 2>&1 || status=$?
    [ $status = 0 ] || fault "$1" "$2" "ledger check ends with $status: $(tail -n 2 check.txt)"
    if [ -e out/payments ] && [ ! -e ledger/000002 ]; then
        fault "$1" "$2" 'payment files of what is not committed'
    fi
    rm -f check.txt
}

finish() { # COMMAND FAULT
    local status=0
    check_between "$1" "$2"
    again "$1" || status=$?
    case $1-$status in
    *-0 | run-3 | open-3) ;;
    *) fault "$1" "$2" "then ends with $status: $(tail -n 2 told.txt)" ;;
    esac
    compare "$1" "$2"
}

# One fault; false when there are not so many calls.
strike() { # COMMAND KIND N ACTION
    local status=0 name="$2:$3:$4"
    reset "$1"
    start "$1" "$faulty" "$name" || status=$?
    grep -q '^fault struck' told.txt || {
        [ $status = 0 ] || fault "$1" "$name" "did not strike, yet ends with $status"
        return 1
    }
    case $4-$status in
    kill-*-137 | fail-6 | fail-on-6) ;;
    fail-*) check_failed "$1" "$name" "$2" "$status" ;;
    *) fault "$1" "$name" "ends with $status" ;;
    esac
    [[ "$4" != fail* ]] || [ "$(wc -l < told.txt)" -gt 1 ] || [ $status = 0 ] ||
        fault "$1" "$name" 'says nothing'
    echo >> "$work/strikes-$1"
    finish "$1" "$name"
}

# A call that fails ends the command with 6, but for what is only looking for leftovers or closing
# what was read: then all must be there at once.
check_failed() { # COMMAND FAULT KIND STATUS
    case $3-$4 in
    # What may be the work of another is looked at again before it is said to be wrong.
    open-0 | close-0 | unlink-0 | library-0 | listing-0 | read-0) compare_now "$1" "$2" ;;
    open-4) ;; # an input that cannot be opened is an input that is refused
    open-5 | read-5) # a proposal that cannot be read cannot be verified: nothing is approved
        [ "$1" = approve ] || fault "$1" "$2" "ends with $4: $(tail -n 1 told.txt)"
        ;;
    *) fault "$1" "$2" "ends with $4: $(tail -n 1 told.txt)" ;;
    esac
}

compare_now() { # COMMAND FAULT
    [ "$1" != open ] || [ -e ledger/000000 ] || fault "$1" "$2" 'ends with 0 without a ledger'
    [ "$1" != run ] || [ -e out/manifest.json ] || fault "$1" "$2" 'ends with 0 without a run'
    [ "$1" != approve ] || [ -e out/payments ] || fault "$1" "$2" 'ends with 0 without payments'
}

# Every STEP-th call; all of them when that is asked for.
strike_all() { # COMMAND KIND ACTION STEP
    local n=1 step=$4
    [ "$thorough" != all ] || step=1
    while strike "$1" "$2" "$n" "$3"; do
        n=$((n + step))
    done
}

table_of() { # COMMAND
    local kind
    strike_all "$1" rename kill-before 1
    strike_all "$1" rename kill-after 1
    strike_all "$1" mkdir kill-before 1
    strike_all "$1" mkdir kill-after 1
    strike_all "$1" create kill-before 3
    strike_all "$1" create kill-after 5
    strike_all "$1" fsync kill-before 5
    strike_all "$1" fsync kill-after 3
    for kind in rename mkdir create fsync write; do
        strike_all "$1" "$kind" fail 3
    done
    strike_all "$1" lock fail 1
    strike_all "$1" listing fail 5
    for kind in open read close; do
        strike_all "$1" "$kind" fail 17
    done
    strike_all "$1" allocate fail 59
    # Inside OpenSSL and libxml2: the library goes on, the command ends with 6 and has done nothing.
    strike_all "$1" library fail 1999
    strike_all "$1" library fail-on 4999
}

# Making keys takes a second: fewer.
table_of_open() {
    strike_all open rename kill-after 2
    strike_all open mkdir kill-before 1
    strike_all open create kill-after 11
    strike_all open fsync kill-before 13
    strike_all open rename fail 9
    strike_all open mkdir fail 3
    strike_all open write fail 19
    strike_all open fsync fail 19
    strike_all open lock fail 1
    strike_all open open fail 29
    strike_all open allocate fail 400
    strike_all open library fail 9973
}

# A second power cut while the leftovers of the first are cleared away.
twice() { # COMMAND FIRST-FAULT
    local n=1 action status name
    for action in kill-before kill-after fail; do
        while :; do
            name="$2 then unlink:$n:$action"
            status=0
            reset "$1"
            start "$1" "$faulty" "$2" && fault "$1" "$2" 'was not killed'
            start "$1" "$faulty" "unlink:$n:$action" || status=$?
            grep -q '^fault struck' told.txt || break
            [ $status != 0 ] || [ $action = fail ] || fault "$1" "$name" 'was not killed'
            echo >> "$work/strikes-$1"
            finish "$1" "$name"
            n=$((n + 1))
        done
        [ $n -gt 1 ] || fault "$1" "$2" 'nothing was cleared away: no unlink'
        n=1
    done
}

# The payment files are in the ledger: lost from the run folder, approve brings them back. Some
# lost, or another file among them: that is not for the bank, and approve says so.
lost_payments() {
    local file status=0
    cd "$work" && rm -rf now-approve && cp -a base/approve now-approve && cd now-approve || exit 1
    rm -rf out/payments
    again approve || status=$?
    [ $status = 0 ] || fault approve 'payments lost' "ends with $status"
    compare approve 'payments lost'
    for file in out/payments/*; do
        mv "$file" kept
        status=0
        again approve || status=$?
        [ $status = 5 ] || fault approve 'one payment file lost' "ends with $status"
        mv kept "$file"
        again approve || fault approve 'payment file back' "ends with $?"
        compare approve 'payment file back'
    done
}

# Ctrl-C at several moments of a longer run: at least one must meet it at work.
interrupted() {
    local moment status met=0
    reset run
    rm -f register.xml
    "$program" generate --persons 30000 --year 2018 --seed 7 --out register.xml > log.txt
    rm -f log.txt
    again run || fault run interrupt 'the undisturbed run fails'
    rm -rf "$work/calm" && mv out "$work/calm"
    for moment in 0.03 0.1 0.2 0.3 0.5; do
        status=0
        export -f do_run
        export tree run_at
        timeout --preserve-status -s INT "$moment" bash -c "do_run '$program'" \
            > output.txt 2> told.txt || status=$?
        case $status in
        0 | 3) ;;
        130) met=1 ;;
        *) fault run "interrupt after $moment" "ends with $status" ;;
        esac
        diff -rq "$work/base/open/ledger" ledger > diff.txt ||
            fault run "interrupt after $moment" 'ledger changed'
        status=0
        again run || status=$?
        [ $status = 0 ] || [ $status = 3 ] ||
            fault run "interrupt after $moment" "then ends with $status"
        [ -z "$(find . -name '*.tmp*')" ] || fault run "interrupt after $moment" 'left behind'
        diff -rq -x timings.json "$work/calm" out > diff.txt ||
            fault run "interrupt after $moment" "not the same bytes: $(cat diff.txt)"
        rm -rf out
    done
    [ $met = 1 ] || fault run interrupt 'no moment met the run at work'
}

make_reference
(
    table_of approve
    twice approve create:9:kill-after
    lost_payments
) &
(
    table_of run
    twice run create:6:kill-after
    interrupted
) &
(
    table_of_open
    twice open create:6:kill-after
) &
wait

for command in open run approve; do
    strikes=$(wc -l 2> "$work/log" < "$work/strikes-$command") || strikes=0
    echo "$command: $strikes faults"
    [ "$strikes" -gt 20 ] || fault "$command" all 'too few faults struck'
done
[ -z "$(find "$work" -maxdepth 1 -name 'failures-*')" ]
