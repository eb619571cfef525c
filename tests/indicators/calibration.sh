#!/usr/bin/env bash
# calibration.sh - the generator's cohort of 2014, as large as the nation's, beside the figures
# that IMDi published (fixtures/data/indicators-published.csv). Prints a table; each figure must
# be within the larger of 1.5 points and 3.5 standard errors, for every seed. A number (persons
# who wait) within the larger of 1.5 % and 3.5 standard errors.
# This is calibration, not proof: the chances were chosen so that the table comes out.
#   calibration.sh TILSKUDD SOURCE [FIRST_SEED LAST_SEED]
# Exit status: 0 all within, 1 some not, 2 wrong use.
set -u
export LC_ALL=C

if [ $# -ne 2 ] && [ $# -ne 4 ]; then
    sed -n '2,9p' "$0"
    exit 2
fi
tilskudd=$(realpath "$1") source=$(realpath "$2") first=${3:-1} last=${4:-5}
published=$source/fixtures/data/indicators-published.csv
year=2014
persons=64500 # settled by agreement in 2014 then come near the 7 784 of that year
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failed=0

printf 'seed %-9s %-3s %10s %10s %9s %9s %9s\n' indicator sex numerator denominator \
    published here within
for ((seed = first; seed <= last; seed++)); do
    "$tilskudd" generate --persons "$persons" --year "$year" --seed "$seed" \
        --out "$work/$seed.xml" > /dev/null || exit 2
    "$tilskudd" indicators --register "$work/$seed.xml" --year "$year" \
        --out "$work/$seed.csv" 2> /dev/null || exit 2
    rm "$work/$seed.xml"
    # Quoted sources hold commas: only the columns before them are used.
    awk -F, -v seed="$seed" -v year="$year" '
        FILENAME == ARGV[1] {
            if ($4 == "country") { numerator[$1 "," $6] = $7; denominator[$1 "," $6] = $8 }
            next
        }
        FNR == 1 || $2 != year { next }
        {
            key = $1 "," $3
            n = denominator[key]
            count = numerator[key]
            rows++
            if ($5 != "") {
                here = count
                wanted = $5
                within = 3.5 * sqrt(wanted)
                if (within < 0.015 * wanted) within = 0.015 * wanted
                shape = "%9d %9d %9.0f"
            } else {
                wanted = $4 / 10
                here = n > 0 ? 100 * count / n : 0
                within = n > 0 ? 350 * sqrt($4 / 1000 * (1 - $4 / 1000) / n) : 0
                if (within < 1.5) within = 1.5
                shape = "%9.1f %9.1f %9.1f"
            }
            off = here - wanted
            if (off < 0) off = -off
            bad = off > within
            failed += bad
            printf "%4d %-9s %-3s %10d %10s  " shape "%s\n", seed, $1, $3, count, n, wanted, \
                here, within, bad ? "  OUTSIDE" : ""
        }
        END { exit failed > 0 || rows < 15 }' "$work/$seed.csv" "$published" || failed=1
done
[ $failed -eq 0 ] && echo "seeds $first to $last: every figure is within"
exit $failed
