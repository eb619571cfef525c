#!/usr/bin/env bash
# test_accounts_crash.sh - power cuts and full disks at the steps of a control of accounts. Why: a
# step writes the folder of the step before it anew; whatever happens on the way, the folder is
# the old one or the new one, and the same command again ends with the same bytes.
#   test_accounts_crash.sh PROGRAM PROGRAM-WITH-FAULTS SOURCE-TREE
# Calls that come by the dozen are sampled. Prints one line a failure. Exit status: 0, 1 failures,
# 2 wrong use.
set -u
export LC_ALL=C

if [ $# -ne 3 ]; then
    sed -n '5p' "$0"
    exit 2
fi
program=$(realpath "$1") && faulty=$(realpath "$2") && tree=$(realpath "$3") || exit 2
work=$(mktemp -d /tmp/tilskudd-accounts-XXXXXX) || exit 2
trap 'rm -rf "$work"' EXIT
mkdir "$work/files" && cd "$work/files" && awk -f "$tree/fixtures/accounts/year.awk" || exit 1
# A few awards are enough, and quick.
for file in awards accounts statements; do
    grep -E '^(award|T-2014-00[1-6])' $file.csv >few && mv few $file.csv
done

do_check() {
    "$1" accounts check --awards "$work/files/awards.csv" --accounts "$work/files/accounts.csv" \
        --statements "$work/files/statements.csv" --date 2015-04-20 --out out --ledger ledger \
        --time 2015-04-20T08:00:00Z
}
do_select() {
    "$1" accounts select out --n 2 --seed x --time 2015-05-04T08:00:00Z
}
do_approve() {
    "$1" approve out --ledger ledger --yes --time 2015-05-05T08:00:00Z
}

failures=0
strikes=0
fault() { # COMMAND FAULT TEXT
    echo "$1 $2: $3"
    failures=$((failures + 1))
}
die() { # TEXT
    echo "test_accounts_crash.sh: $1"
    exit 1
}

# What the commands begin with and leave when nothing happens.
make_reference() {
    mkdir -p "$work/base/check" && cd "$work/base/check" || exit 1
    "$program" ledger open ledger --year 2014 --mode test --nothing-paid \
        --time 2014-01-02T08:00:00Z >/dev/null || die 'no ledger'
    mkdir "$work/after"
    local command next=(check select approve end)
    for command in check select approve; do
        next=("${next[@]:1}")
        cd "$work" && cp -a base/$command after/$command && cd after/$command || exit 1
        "do_$command" "$program" >/dev/null || die "no $command"
        cp -a . "$work/base/${next[0]}"
    done
}

# Between the fault and the next try: a folder is one of the two, whole, or not there; the ledger
# is sound.
between() { # COMMAND FAULT
    local before=$work/base/$1/out after=$work/after/$1/out
    "$program" ledger check ledger >/dev/null 2>&1 || fault "$1" "$2" 'the ledger is not sound'
    [ -e out ] || [ "$1" != approve ] || fault "$1" "$2" 'the folder has gone'
    [ -e out ] || return 0
    diff -rq out "$after" >/dev/null 2>&1 || diff -rq out "$before" >/dev/null 2>&1 ||
        fault "$1" "$2" 'the folder is neither the old nor the new one'
}

# One fault; false when there are not so many calls.
strike() { # COMMAND KIND N ACTION
    local status=0 name="$2:$3:$4" left
    cd "$work" && rm -rf now && cp -a "base/$1" now && cd now || exit 1
    TILSKUDD_FAULT=$name "do_$1" "$faulty" >../output 2>../told || status=$?
    grep -q '^fault struck' ../told || return 1
    strikes=$((strikes + 1))
    case $4-$status in
    kill-*-137 | fail-6) ;;
    fail-[0457]) [ "$2" = open ] || [ "$2" = close ] || [ "$2" = unlink ] || [ "$2" = read ] ||
        fault "$1" "$name" "ends with $status" ;;
    *) fault "$1" "$name" "ends with $status" ;;
    esac
    between "$1" "$name"
    status=0
    "do_$1" "$program" >../output 2>../told || status=$?
    [ $status = 0 ] || { [ $status = 3 ] && [ "$1" = check ]; } ||
        fault "$1" "$name" "then ends with $status: $(tail -n 2 ../told)"
    left=$(find . -name '*.tmp*' -o -name '*.unfinished' -o -name '*.replaced')
    [ -z "$left" ] || fault "$1" "$name" "left behind: $left"
    left=$(diff -rq "$work/after/$1" . 2>&1) || fault "$1" "$name" "not the same bytes: $left"
}

strike_all() { # COMMAND KIND ACTION STEP
    local n=1
    while strike "$1" "$2" "$n" "$3"; do
        n=$((n + $4))
    done
}

make_reference
for command in check select approve; do
    before=$strikes
    for action in kill-before kill-after fail; do
        strike_all $command rename $action 2
        strike_all $command mkdir $action 1
        strike_all $command unlink $action 5
    done
    strike_all $command create kill-after 5
    strike_all $command fsync kill-before 7
    for kind in create write fsync; do
        strike_all $command $kind fail 7
    done
    for kind in open read close; do
        strike_all $command $kind fail 19
    done
    strike_all $command allocate fail 61
    echo "$command: $((strikes - before)) faults"
    [ $((strikes - before)) -gt 20 ] || fault $command all 'too few faults struck'
done
[ $failures = 0 ]
