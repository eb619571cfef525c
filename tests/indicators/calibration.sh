#!/usr/bin/env bash
# calibration.sh - the generator's national register beside the figures that IMDi published for 2014
# (fixtures/data/indicators-published.csv) and beside shares that were chosen where nothing is
# published (national-shares.csv): as a new cohort, and as the cohort of the year before that four
# quarters have taken on. Prints a table of targets and what was measured. Each published share must
# be within the larger of 1.5 points and 3.5 standard errors of a sample of that size, for every
# seed; a chosen one within its spread and as many standard errors; those who wait, counted by
# those settled, within the larger of 1.5 % and 3.5 standard errors of families of three.
# Why: controls are judged by how quiet they are on this register; if it is not like the nation,
# their quiet says nothing. This is calibration, not proof: chances were chosen so that it fits.
#   calibration.sh TILSKUDD SOURCE [FIRST_SEED LAST_SEED [PERSONS]]
# Exit status: 0 all within, 1 some not, 2 wrong use.
set -u
export LC_ALL=C

case $# in
    2 | 4 | 5) ;;
    *)
        sed -n '2,12p' "$0"
        exit 2
        ;;
esac
here=$(cd "$(dirname "$0")" && pwd) || exit 2
tilskudd=$(realpath "$1") source=$(realpath "$2") first=${3:-1} last=${4:-5}
persons=${5:-64500} # settled by agreement in 2014 then come near the 7 784 of that year
data=$source/fixtures/data
year=2014
quarters='03-31 06-30 09-30 12-31'
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failed=0

make() { # COHORT SEED
    local day
    if [ "$1" = new ]; then
        "$tilskudd" generate --persons "$persons" --year "$year" --seed "$2" \
            --out "$work/new.xml" || return
        return
    fi
    "$tilskudd" generate --persons "$persons" --year $((year - 1)) --seed "$2" \
        --out "$work/before.xml" || return
    for day in $quarters; do
        "$tilskudd" generate --evolve "$work/before.xml" --date "$year-$day" --seed "$2" \
            --out "$work/evolved.xml" || return
        mv "$work/evolved.xml" "$work/before.xml"
    done
    mv "$work/before.xml" "$work/evolved.xml"
}

judge() { # COHORT SEED
    # Quoted sources hold commas: only the columns before them are used.
    awk -v cohort="$1" -v seed="$2" -v year="$year" '
        function row(name, sex, count, n, wanted, here, within, digits) {
            off = here - wanted
            bad = off > within || off < -within
            failed += bad
            rows++
            printf "%4d %-7s %-17s %-3s %9d %9s %9.*f %9.*f %9.*f%s\n", seed, cohort, name, sex,
                count, n, digits, wanted, digits, here, digits, within, bad ? "  OUTSIDE" : ""
        }
        function share(name, sex, permille, least, spread, n, count, error) {
            count = numerator[name "," sex]
            n = denominator[name "," sex]
            error = n > 0 ? 350 * sqrt(permille / 1000 * (1 - permille / 1000) / n) : 0
            error += spread / 10
            row(name, sex, count, n, permille / 10, n > 0 ? 100 * count / n : 0,
                error > least ? error : least, 1)
        }
        # Persons who wait come in families: the errors are those of fewer.
        function waiting(name, number, wanted, error) {
            settled = denominator["S1.1-6,"]
            wanted = number * settled / settled_published
            error = 3.5 * sqrt(3 * wanted)
            if (error < 0.015 * wanted) error = 0.015 * wanted
            row(name, "", numerator[name ","], settled, wanted, numerator[name ","], error, 0)
        }
        FILENAME == ARGV[1] && FS == " " {
            numerator[$1 ","] = $2
            denominator[$1 ","] = $3
            next
        }
        FILENAME == ARGV[3] {
            if ($4 == "country") {
                numerator[$1 "," $6] = $7
                denominator[$1 "," $6] = $8
            }
            next
        }
        FNR == 1 { next }
        FILENAME == ARGV[4] && $2 == year && $1 == "settled" { settled_published = $5 }
        FILENAME == ARGV[4] && $2 == year && $1 != "settled" {
            if ($5 != "") waiting($1, $5)
            else share($1, $3, $4, 1.5, 0)
        }
        FILENAME == ARGV[5] { share($1, "", $2, 0, $3) }
        END { exit failed > 0 || rows != 32 }' \
        "$work/facts" FS=, "$work/indicators.csv" "$data/indicators-published.csv" \
        "$data/national-shares.csv"
}

printf 'seed %-7s %-17s %-3s %9s %9s %9s %9s %9s\n' cohort share sex numerator denominator \
    target here within
for ((seed = first; seed <= last; seed++)); do
    for cohort in new evolved; do
        make $cohort "$seed" >/dev/null || exit 2
        "$tilskudd" indicators --register "$work/$cohort.xml" --year "$year" \
            --out "$work/indicators.csv" 2>/dev/null || exit 2
        awk -f "$here/register_facts.awk" "$work/$cohort.xml" >"$work/facts" || exit 2
        rm "$work/$cohort.xml"
        judge $cohort "$seed" || failed=1
        rm "$work/indicators.csv"
    done
done
[ $failed -eq 0 ] && echo "seeds $first to $last: every figure is within"
exit $failed
