#!/usr/bin/env bash
# pairs.sh - two commands at once, for every pair that meets in one place: the first is stopped
# before a call that changes a folder, the second runs to its end, the first goes on. Why: two
# people work on one machine, and a script is started twice. One of two that write works, the
# other ends with 7 (under way) or 3 (already there) and removes nothing; who only reads never
# says that somebody has tampered.
#   pairs.sh TILSKUDD SOURCE TILSKUDD-FAULTS [pairs_all]
# Every third stop is tried, or with "pairs_all" every one.
# shellcheck disable=SC2317 # commands are called by their names
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
faults=$(realpath "$3") || exit 2
step=3
[ "${4:-}" != pairs_all ] || step=1
start_test "$1" "$2"

# The commands, each with its program first. They stand in a folder with ledger and register.
do_open() { "$1" ledger open new --year 2018 --mode test --nothing-paid; }
do_run() { run_into out "$1"; }
run_into() { # OUT PROGRAM
    "$2" run --national --year 2018 --quarter 3 --register "$work/register.xml" \
        --ledger ledger --out "$1" \
        --payees "$payees" --rules "$test_rules" --threads 1 --time 2019-01-02T00:00:00Z
}

must "$tilskudd" generate --persons 60 --year 2018 --seed 7 --out register.xml
mkdir base && cd base || exit 1
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-01-01T00:00:00Z
must do_run "$tilskudd"
mv out ../proposal && cd .. || exit 1

# Stops FIRST before its call N of KIND, runs SECOND, lets FIRST go on. False when FIRST makes no
# such call. Exit statuses in first and second.
first='' second=''
pair() { # KIND N FIRST SECOND
    rm -rf now
    cp -a base now && cd now || exit 1
    prepare_"$3"
    TILSKUDD_FAULT=$1:$2:stop "do_$3" "$faults" >../.log/stdout 2>../.log/stderr </dev/null &
    local shell=$! i state='' stopped=
    for ((i = 0; i < 6000; i++)); do
        # The program is the only child of its shell, unless the shell has become it.
        stopped=$(cat "/proc/$shell/task/$shell/children" 2>/dev/null)
        stopped=${stopped%% *}
        state=$(sed 's/.*) //; s/ .*//' "/proc/${stopped:-$shell}/stat" 2>/dev/null)
        [ "$state" = T ] && break
        [ -z "$stopped" ] && { [ -z "$state" ] || [ "$state" = Z ]; } && break
        sleep 0.01
    done
    second=none
    if [ "$state" = T ]; then
        "do_$4" "$tilskudd" >../.log/second-stdout 2>../.log/second-stderr </dev/null
        second=$?
        kill -CONT "${stopped:-$shell}"
    fi
    wait $shell
    first=$?
    cd .. || exit 1
    [ "$second" != none ]
}
prepare_open() { :; }
prepare_run() { :; }

# One of two that write the same works.
one_works() { # NAME
    case $first-$second in
    0-7 | 7-0 | 3-0) check "$1" true ;;
    *) check "$1: first $first, second $second" false && show_output ;;
    esac
    [ -z "$(find now -name '*.tmp*' -o -name '*.unfinished')" ] || check "$1: left behind" false
}
after_open() { check "$1: a whole ledger" "$tilskudd" ledger check now/new; }
after_run() { check "$1: the same proposal" diff -rq -x timings.json proposal now/out; }

twice() { # COMMAND KIND...
    local command=$1 kind n
    for kind in "${@:2}"; do
        for ((n = 1; ; n += step)); do
            pair "$kind" $n "$command" "$command" || break
            one_works "$command twice, $kind $n"
            "after_$command" "$command twice, $kind $n"
        done
        check "$command makes a call of the kind $kind" [ $n -gt 1 ]
    done
}

twice run mkdir lock rename
twice open mkdir lock rename
finish_test
