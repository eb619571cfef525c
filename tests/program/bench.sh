#!/usr/bin/env bash
# bench.sh - the measurements of bench/ on two thousand persons, once. Why: what is run by hand
# before a release has stopped working by then. What is checked: that every figure is there, that
# the JSON is one and the plots are XML, and that the peers that are installed compute the same
# sums. Never a time.
#   bench.sh TILSKUDD SOURCE BUILD
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
build=$(realpath "${3:?BUILD}") || exit 2
start_test "$1" "$2"
need_programs python3 sha256sum
check_equal() { # NAME WANTED FOUND
    check "$1" test "$2" = "$3"
}

must sh "$source_tree/bench/measure.sh" --quick --build "$build" --cohorts "$work/cohorts" \
    --work "$work/work" --out "$work/out"

# --- the table ---

for form in file municipality gzip; do
    check "the cohort as $form" grep -q "^== 2 000 persons, $form, " out/table.txt
done
rows() { # WORDS
    grep -c "^$1 \\+[12]  [0-9]" out/table.txt
}
check_equal 'floors' 6 "$(rows floor)"
check_equal 'runs' 6 "$(rows run)"
check_equal 'packing, once' 1 "$(rows pack)"
check_equal 'a run with packs' 1 "$(rows 'run, packed extracts')"
for work_name in approve verify 'ledger check' reconcile; do
    check_equal "$work_name" 3 "$(rows "$work_name")"
    check "the stages of $work_name" grep -q "^stages of $work_name, 2 threads: " out/table.txt
done
# What a run does, it does by the clock too.
awk '/^stages of run/ { on = 1 } /^stages of approve/ { exit } on { print $1 }' out/table.txt \
    >run-stages
for stage in read hash parse index hold rules controls netting format compress write sign \
    check; do
    check "the stage $stage of a run" grep -qx "$stage" run-stages
done
check 'the log, of approve' grep -q '^log  ' out/table.txt
check_equal 'quarters of a ledger' 4 "$(grep -c '^2016-[1-4] ' out/table.txt)"
check_equal 'targets' 12 "$(sed -n '/^== targets/,$p' out/table.txt |
    grep -cE '^(met|NOT MET|-) +[a-z]')"

# --- peers: the same sums ---

sed -n 's/^\(mawk\|python3\|sqlite3\|duckdb\)[^"]*  \([0-9]* [a-z]*\); \(.*\)$/\2=\3/p' \
    out/table.txt >sums
while IFS='=' read -r theirs ours; do
    check_equal 'a peer'"'"'s sum' "$ours" "$theirs"
done <sums
! command -v mawk >/dev/null || check 'the sum of one field' grep -q hours sums

# --- files ---

check 'the JSON' python3 - out/bench.json <<'PYTHON'
import json, sys
whole = json.load(open(sys.argv[1], encoding="utf-8"))
assert [w["form"] for w in whole["worlds"]] == ["file", "municipality", "gzip"]
for world in whole["worlds"]:
    assert world["people"] >= 2000 and world["disk"]["leaves"] > 0
    for work in world["works"]:
        assert work["wall_s"]["samples"] and work["cpu_s"]["median"] >= 0
        assert work["work"] in ("floor", "pack") or work["stages"]
assert len(whole["targets"]) == 12 and len(whole["quarters_of_a_ledger"]) == 4
PYTHON
for plot in time-persons memory-persons stages time-years; do
    check "$plot.svg is XML" python3 -c \
        'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "out/$plot.svg"
    check "$plot.svg has no number that is none" sh -c "! grep -qwE 'nan|inf' out/$plot.svg"
done
check 'the table for pages' grep -q '^| target | wanted | measured |' out/page.txt
# Interrupted, or ended: no half cohort is left.
check_equal 'half cohorts' '' "$(find cohorts -name '*.part*')"

# --- a workbook ---

if [ -x /usr/bin/time ]; then
    PERSONS=2000 must bash "$source_tree/bench/export.sh" "$work/export" "$tilskudd"
    check 'what a workbook costs' grep -qE '^[0-9]{4} decisions, [0-9]+ findings: [0-9.]+ s ' \
        .log/stdout
else
    echo 'the package time is not installed: a workbook is not measured'
fi
finish_test
