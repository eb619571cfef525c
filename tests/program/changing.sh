#!/usr/bin/env bash
# changing.sh - a register that somebody makes shorter, longer or other while a run reads it: the
# run ends with the status of READ and leaves nothing, at whatever point of the reading. Why:
# senders copy their files when it suits them, and a run that dies of it leaves half a proposal;
# one that does not notice pays by content that nobody has sent.
#   changing.sh TILSKUDD SOURCE TILSKUDD-FAULTS
# shellcheck disable=SC2317 # functions are called by stopped_run
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
faults=$(realpath "$3") || exit 2
start_test "$1" "$2"
need_programs gzip

must "$tilskudd" generate --persons 900 --year 2017 --seed 3 --date 2017-10-02 --out whole.xml
gzip -1 <whole.xml >whole.xml.gz

# The run stops before its N-th read, the register is changed, and the run goes on.
run_status=
stopped_run() { # N REGISTER CHANGE...
    rm -rf out
    mkdir out
    cp "whole.${2#*.}" "$2"
    TILSKUDD_FAULT=read:$1:stop "$faults" run --year 2017 --quarter 3 --threads 2 \
        --rules "$test_rules" --dry-run --out out/run --register "$2" >.log/stdout 2>.log/stderr &
    local run=$! i state=
    for ((i = 0; i < 3000; i++)); do
        state=$(sed 's/.*) //; s/ .*//' "/proc/$run/stat" 2>/dev/null)
        [ "$state" = T ] && break
        [ -z "$state" ] || [ "$state" = Z ] && break
        sleep 0.01
    done
    [ "$state" != T ] || "${@:3}" "$2"
    kill -CONT $run 2>/dev/null
    wait $run
    run_status=$?
    [ "$state" = T ]
}
shorter() { truncate -s 5000 "$1"; }
longer() { echo >>"$1"; }
emptied() { : >"$1"; }
other() { printf '<' | dd of="$1" bs=1 seek=3000 conv=notrunc status=none; }
replaced() {
    cp "$1" "$1.new"
    mv "$1.new" "$1"
}
gone() { rm "$1"; }

# At one read: refused while the register is read; before that it is another register, and after
# that no change matters. The kinds of ends are remembered in `began` and `ended`.
one_read() { # N REGISTER CHANGE
    stopped_run "$@" || return
    if [ $run_status = 6 ]; then
        began=${began:-$1} ended=$1
        check "$2 $3 at $1: says so" grep -q "$2: the file changed while it was read" \
            .log/stderr
    else
        check "$2 $3 at $1: the exit status $run_status is of a change before or after" \
            [ "$run_status" = "$([ -n "$began" ] && echo 0 || echo 4)" ]
    fi
    [ $run_status = 0 ] || check "$2 $3 at $1: nothing is left behind" nothing_at out
}

for register in in.xml in.xml.gz; do
    began='' ended=''
    for ((n = 1; n < 200; n++)); do
        one_read $n $register gone || break
        [ -z "$began" ] || [ $n -lt $((ended + 3)) ] || break
    done
    check "$register: its reads were found" [ $((ended - began)) -ge 1 ]
    first=$began last=$ended
    for change in shorter longer emptied other replaced; do
        for n in "$first" $(((first + last) / 2)) "$last"; do
            began=$first
            one_read "$n" $register $change
            check "$register $change at $n: is refused" [ $run_status = 6 ]
        done
    done
done

finish_test
