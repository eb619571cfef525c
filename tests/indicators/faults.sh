#!/usr/bin/env bash
# faults.sh - every call of the operating system that `indicators` makes fails once: it says so,
# ends with 6 and leaves no half file. Why: half a table looks like a table.
#   faults.sh TILSKUDD TILSKUDD-WITH-FAULTS SOURCE
# Exit status: 0, 1 failures, 2 wrong use.
set -u
export LC_ALL=C

if [ $# -ne 3 ]; then
    sed -n '2,5p' "$0"
    exit 2
fi
tilskudd=$(realpath "$1") faulty=$(realpath "$2")
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
struck=0
failures=0

fail() { # FAULT WHAT
    failures=$((failures + 1))
    echo "FAILED $1: $2"
    sed 's/^/    /' said | tail -n 3
}

indicators() { # PROGRAM FOLDER
    "$1" indicators --register r.xml --year 2014 --by municipality --threads 1 \
        --decided decided.csv --targets targets.csv --out "$2/o.csv" --html "$2/o.html"
}

"$tilskudd" generate --persons 40 --year 2014 --seed 3 --out r.xml > said || exit 2
printf 'municipality,year,persons\n0301,2014,9\n' > decided.csv
printf 'indicator,year,target_permille\nS2.1,2014,900\n' > targets.csv
mkdir right
indicators "$tilskudd" right 2> said || fail right 'it does not run'

# One fault: true while the call is reached.
strike() { # FAULT
    local status
    rm -rf out
    mkdir out
    TILSKUDD_FAULT=$1 indicators "$faulty" out > /dev/null 2> said
    status=$?
    grep -q '^fault struck' said || return 1
    struck=$((struck + 1))
    # A call may be one that nothing depends on: then all is there. Else it is told.
    [ $status -eq 6 ] || { [ $status -eq 0 ] && diff -r right out > /dev/null; } ||
        fail "$1" "exit status $status"
    for file in out/* out/.[!.]*; do
        [ ! -e "$file" ] || cmp -s "$file" "right/${file#out/}" || fail "$1" "left: $file"
    done
}

for kind in allocate open create read write fsync close rename; do
    for ((n = 1; n < 400; n++)); do
        strike "$kind:$n:fail" || break
    done
done

echo "$struck faults, $failures failures"
[ $struck -gt 60 ] && [ $failures -eq 0 ]
