#!/usr/bin/env bash
# memory.sh - allocations inside OpenSSL and libxml2 fail while a quarter is proposed and
# approved. Why: one that failed while an entry was signed committed an entry that nobody could
# read again. Each must end with 6, commit and publish nothing (or, once it is committed, say
# that), and the same command must then work. Sampled; every call kind, and all calls:
# test_crash.sh.
#   memory.sh TILSKUDD SOURCE TILSKUDD-WITH-FAULTS
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
faulty=$(realpath "$3") || exit 2
start_test "${@:1:2}"

must "$tilskudd" generate --persons 60 --year 2018 --seed 7 --out register.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-10-01T00:00:00Z
propose() { # PROGRAM
    "$1" run --national --year 2018 --quarter 3 --register register.xml --ledger ledger \
        --payees "$payees" --rules "$test_rules" --threads 2 --out run \
        --time 2018-10-02T00:00:00Z
}
approve() { # PROGRAM
    "$1" approve run --ledger ledger --yes --time 2018-10-03T00:00:00Z
}
nothing_proposed() {
    nothing_at run && diff -r ledger opened
}
nothing_committed() {
    "$tilskudd" ledger check ledger || return
    if grep -qF '[COMMITTED]' .log/stderr; then
        [ -e ledger/000001 ] && approve "$tilskudd" && [ -e run/payments ] &&
            rm -rf ledger run/payments && cp -a opened ledger
    else
        [ ! -e ledger/000001 ] && [ ! -e run/payments ]
    fi
}

# Every STEP-th allocation; how many there were is said.
sweep() { # COMMAND ACTION STEP CHECK
    local n=1
    while :; do
        export TILSKUDD_FAULT=library:$n:$2
        "$1" "$faulty" >.log/stdout 2>.log/stderr </dev/null
        status=$?
        unset TILSKUDD_FAULT
        grep -qx 'fault struck' .log/stderr || break
        checks=$((checks + 1))
        if [ "$status" != 6 ] || ! grep -qE '\[(MEMORY|COMMITTED)\]' .log/stderr; then
            fail "$1, library:$n:$2" "ends with $status: $(tail -n 2 .log/stderr)"
        fi
        check "$1, library:$n:$2: nothing is done" "$4"
        n=$((n + $3))
    done
    check "$1, $2: there are many allocations" [ "$n" -gt 20000 ]
    check "$1, $2: without a fault it works" [ "$status" = 0 ]
}

cp -a ledger opened
sweep propose fail 2999 nothing_proposed
rm -rf run
sweep propose fail-on 9001 nothing_proposed
sweep approve fail 3989 nothing_committed
rm -rf ledger run/payments
cp -a opened ledger
sweep approve fail-on 14009 nothing_committed
check 'and what it pays is published' [ -d run/payments ]
expect 0 'the ledger is whole' 'Checked:' -- "$tilskudd" ledger check ledger
finish_test
