#!/usr/bin/env bash
# entry_faults.sh - power cuts, full disks and memory that runs out, while an entry that is no run
# is proposed and approved: what the bank answered, money by hand, the ledger's own keys. Why:
# such an entry decides what the next run pays, or who may decide; it is there whole or not at
# all, and the same command again ends with the same bytes as if nothing had happened.
#   entry_faults.sh TILSKUDD SOURCE TILSKUDD-FAULTS BANK_PLAYER answer|manual|keys
# A sample of the calls; with WHOLE=1 nearly all of them.
# shellcheck disable=SC2317 # functions are called by their names
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
# shellcheck source=entry_world.sh
. "$here/entry_world.sh"
faults=$(realpath "$3") && player=$(realpath "$4") || exit 2
kind=${5:?answer, manual or keys}
start_test "$1" "$2"
need_programs openssl

# What the commands begin with and leave when nothing happens: base/propose, base/approve and
# base/end, each with ledger, pin, and out once it is proposed.
make_entry_world
mkdir base
mkdir base/propose
cp -a ledger pin base/propose
begin_at() { # STATE
    cd "$work" && rm -rf now && cp -a "base/$1" now && cd now || exit 1
}
begin_at propose
must "propose_$kind" "$tilskudd" out
cp -a . ../base/approve
must "approve_$kind" "$tilskudd" out
cp -a . ../base/end
do_propose() { "propose_$kind" "$1" out; }
do_approve() { "approve_$kind" "$1" out; }
after() { # COMMAND: the state that it leaves
    case $1 in propose) echo approve ;; approve) echo end ;; esac
}

strikes=0
wrong() { # FAULT TEXT
    fail "$kind, $1" "$2"
    show_output
}
# The ledger is the one of before or the one with the entry, whole; the folder is whole, or is
# not there.
between() { # COMMAND FAULT
    if [ "$1" = approve ]; then
        diff -rq out ../base/approve/out >/dev/null 2>&1 || wrong "$2" 'the proposal has changed'
    elif [ -e out ]; then
        diff -rq out ../base/approve/out >/dev/null 2>&1 || wrong "$2" 'half a proposal'
    fi
    if [ "$1" = propose ] || [ ! -e ledger/000002 ]; then
        check "$2: the entries of before" unchanged
    else
        check "$2: the entry is whole" diff -rq ledger/000002 ../base/end/ledger/000002
    fi
    [ "$1" = propose ] && return
    local accept=()
    [ "$kind" != keys ] || [ ! -e ledger/000002 ] || accept=(--accept-keys 2)
    cp -p pin ../seen
    check "$2: the ledger is sound" "$tilskudd" ledger check ledger --pin ../seen "${accept[@]}"
}
unchanged() {
    local entry
    for entry in ../base/propose/ledger/0*; do
        diff -rq "$entry" "ledger/${entry##*/}" || return
    done
    [ ! -e ledger/000002 ]
}

# What may go wrong, and with which status.
ended_well() { # KIND ACTION STATUS
    case $2-$3 in
    kill-*-137 | fail*-6) ;;
    fail*-0) # only looked at again, or for what is left
        [[ $1 = @(open|close|unlink|listing|read|library) ]] ;;
    fail-4 | fail-5) [[ $1 = @(open|read|listing) ]] ;;
    *) false ;;
    esac
}

# One fault; false when there are not so many calls.
strike() { # COMMAND KIND N ACTION
    local status name="$1 $2:$3:$4" left
    begin_at "$1"
    TILSKUDD_FAULT=$2:$3:$4 "do_$1" "$faults" >../.log/stdout 2>../.log/stderr </dev/null
    status=$?
    grep -q '^fault struck' ../.log/stderr || {
        [ $status = 0 ] || wrong "$name" "did not strike, yet ends with $status"
        return 1
    }
    strikes=$((strikes + 1))
    checks=$((checks + 1))
    ended_well "$2" "$4" $status || wrong "$name" "ends with $status"
    [[ $4 = kill* ]] || [ $status = 0 ] || [ "$(wc -l <../.log/stderr)" -gt 1 ] ||
        wrong "$name" 'says nothing'
    [[ $4 = kill* ]] || grep -q 'COMMITTED' ../.log/stderr || [ $status = 0 ] ||
        [ ! -e ledger/000002 ] || wrong "$name" 'does not say that it is committed'
    between "$1" "$name"
    "do_$1" "$tilskudd" >../.log/stdout 2>../.log/stderr </dev/null
    status=$?
    [ $status = 0 ] || { [ $status = 3 ] && [ "$1" = propose ] && see; } ||
        wrong "$name" "then ends with $status"
    left=$(find . -name '*.tmp*' -o -name '*.unfinished')
    [ -z "$left" ] || wrong "$name" "left behind: $left"
    left=$(diff -rq "../base/$(after "$1")" . 2>&1) || wrong "$name" "not the same bytes: $left"
}

# The proposal was there already, and the command ended there: the next that looks at the ledger
# writes the pin.
see() {
    "$tilskudd" ledger show ledger --pin pin >../.log/stdout 2>../.log/stderr
}

strike_all() { # COMMAND KIND ACTION STEP STEP-OF-WHOLE [FIRST]
    local n=${6:-1} step=$4
    [ -z "${WHOLE:-}" ] || step=$5
    while strike "$1" "$2" "$n" "$3"; do
        n=$((n + step))
    done
}

sweep() { # COMMAND
    local command=$1 each before=$strikes
    strike_all "$command" rename kill-before 5 1
    strike_all "$command" rename kill-after 5 1 3
    strike_all "$command" mkdir kill-after 1 1
    strike_all "$command" mkdir kill-before 2 1
    strike_all "$command" create kill-after 11 1 3
    strike_all "$command" fsync kill-before 17 2 2
    strike_all "$command" write kill-before 17 2 4
    strike_all "$command" unlink kill-before 9 1
    for each in rename mkdir create write fsync; do
        strike_all "$command" "$each" fail 17 1 2
    done
    strike_all "$command" lock fail 1 1
    strike_all "$command" unlink fail 9 1
    for each in open read close listing; do
        strike_all "$command" "$each" fail 97 7
    done
    strike_all "$command" allocate fail 997 13 7
    strike_all "$command" library fail 19949 199 11
    strike_all "$command" library fail-on 49999 997 5
    echo "$kind, $command: $((strikes - before)) faults"
    check "$command: faults enough" [ $((strikes - before)) -gt 15 ]
}
sweep propose
sweep approve
cd "$work" || exit 1
finish_test
