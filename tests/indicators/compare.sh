#!/usr/bin/env bash
# compare.sh - the program's indicators against those of the second implementation (second.py),
# byte for byte, on random registers with errors and with municipalities that merge and split.
#   compare.sh TILSKUDD SOURCE FIRST_SEED LAST_SEED
# Exit status: 0 all the same, 1 some differ, 2 wrong use.
set -u
export LC_ALL=C

if [ $# -ne 4 ]; then
    sed -n '2,5p' "$0"
    exit 2
fi
tilskudd=$(realpath "$1") source=$(realpath "$2") first=$3 last=$4
here=$source/tests/indicators
years=(2014 2014 2016 2017 2018 2019 2020 2020)
levels=(county country county)
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
compared=0
differ=0

for ((seed = first; seed <= last; seed++)); do
    year=${years[seed % ${#years[@]}]}
    rm -rf "$work/seed"
    mkdir "$work/seed" || exit 2
    python3 "$here/random_register.py" "$seed" "$year" "$work/seed" || exit 2
    options=()
    for table in decided requested targets; do
        [ ! -f "$work/seed/$table.csv" ] || options+=("--$table" "$work/seed/$table.csv")
    done
    # What was known on the last day of the year, though the extract is later.
    [ $((seed % 5)) -ne 0 ] || options+=(--cutoff "$year-12-31")
    for level in "${levels[$((seed % 3))]}" municipality; do
        "$tilskudd" indicators --register "$work/seed/register-1.xml" \
            --register "$work/seed/register-2.xml" --year "$year" --by "$level" \
            --threads $((seed % 3 + 1)) "${options[@]}" > "$work/ours" 2> "$work/said"
        python3 "$here/second.py" --year "$year" --by "$level" "${options[@]}" \
            --municipalities "$source/rules/municipalities.csv" \
            "$work/seed/register-1.xml" "$work/seed/register-2.xml" > "$work/theirs"
        compared=$((compared + 1))
        if ! cmp -s "$work/ours" "$work/theirs" || [ ! -s "$work/theirs" ]; then
            differ=$((differ + 1))
            echo "seed $seed, $year by $level: the two differ (<: the program)"
            diff "$work/ours" "$work/theirs" | head -n 10
            head -n 3 "$work/said"
        fi
    done
done

echo "$compared comparisons of $((last - first + 1)) registers, $differ differ"
[ "$compared" -gt 0 ] && [ "$differ" -eq 0 ]
