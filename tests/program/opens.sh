#!/usr/bin/env bash
# opens.sh - how often a stored file is opened. Why: what is checked in one reading and used in
# another can be changed in between; approval, replay and run read each file once.
#   opens.sh PROGRAM-WITH-FAULTS SOURCE-TREE
# Prints one line a file that was opened too often; the extract as often as a run does.
# Exit status: 0, 1 failures, 2 wrong use.
set -u
export LC_ALL=C

if [ $# -lt 2 ]; then
    sed -n '4p' "$0"
    exit 2
fi
program=$(realpath "$1") && tree=$(realpath "$2") || exit 2
work=$(mktemp -d /tmp/tilskudd-opens-XXXXXX) || exit 2
trap 'rm -rf "$work"' EXIT
failures=0

die() { # TEXT
    echo "opens.sh: $1"
    exit 1
}

# WORDS...: runs the program and keeps what it opened, PATHS relative to the work folder.
opened() {
    TILSKUDD_FAULT=open:1:list "$program" "$@" > "$work/printed" 2> "$work/told" ||
        die "$1 failed: $(grep -v '^opened ' "$work/told")"
    sed -n "s#^opened $work/##p" "$work/told" | sort | uniq -c > "$work/opened"
}

# WHAT PATTERN: every file that fits was opened once, and there is one.
once() {
    awk -v what="$1" -v pattern="$2" '
        $2 ~ pattern { found = 1 }
        $2 ~ pattern && $1 > 1 { print what ": " $2 " is opened " $1 " times"; bad = 1 }
        END { if (!found) { print what ": nothing fits " pattern; bad = 1 } exit bad }' \
        "$work/opened" || failures=$((failures + 1))
}

# FILE: how often it was opened. A reader of the register opens it for each of its threads.
times() {
    awk -v name="$1" '$2 == name { print $1 }' "$work/opened"
}

cd "$work" || exit 2
"$program" generate --persons 60 --year 2018 --seed 7 --out register.xml > /dev/null ||
    die "no register"
"$program" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-01-01T00:00:00Z > /dev/null || die "no ledger"
opened run --national --year 2018 --quarter 3 --register register.xml --ledger ledger --out out \
    --payees "$tree/fixtures/payees/payees.csv" --rules "$tree/fixtures/rule-sets" \
    --time 2019-01-02T00:00:00Z --threads 2
once 'run' '^ledger/000000/'
of_run=$(times register.xml)
opened approve out --ledger ledger --yes --time 2019-01-03T00:00:00Z
once 'approve' '^out/proposal/.*[.]gz'
once 'approve' '^out/[a-z-]*[.](csv|json|pem|xml)[a-z.]*$'
once 'approve' '^ledger/000001[.]tmp/payments/.*[.]gz'
once 'approve' '^ledger/000001[.]tmp/[a-z-]*[.][a-z.]*$'
opened verify out --replay
# Once more than a run: whether it is there is asked first, by its name, without reading it.
if [ "$(times register.xml)" -gt $((of_run + 1)) ]; then
    echo "verify --replay: $(times register.xml) openings of the extract, a run has $of_run"
    failures=$((failures + 1))
fi
[ $failures = 0 ]
