#!/usr/bin/env bash
# seconds.sh BUILD [LABEL] - processor seconds, user and system, of each test of a label (fast),
# one at a time, the most expensive last and then their sum. What ctest itself needs to start is
# taken off. Time on the clock says nothing on a machine that others use too; this does.
set -eu
export LC_ALL=C.UTF-8
TIMEFORMAT='%U %S'

build=$1 label=${2:-fast}

# The processor seconds of one call of ctest for the tests whose name is $1.
seconds() {
    { time ctest --test-dir "$build" -R "^$1\$" > /dev/null 2>&1 || true; } 2>&1 |
        awk '{ printf "%.2f\n", $1 + $2 }'
}

start=$(seconds none)
ctest --test-dir "$build" -N -L "^$label\$" | sed -n 's/^ *Test *#[0-9]*: //p' |
    while read -r test; do
        echo "$(seconds "$test") $test"
    done | awk -v start="$start" '{ own = $1 > start ? $1 - start : 0; sum += own
        printf "%7.2f %s\n", own, $2 } END { printf "%7.2f in all, %d tests\n", sum, NR }' |
    sort -n
