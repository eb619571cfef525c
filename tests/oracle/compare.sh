#!/usr/bin/env bash
# Runs the engine and the oracle on the same random registers, quarter by quarter, and
# compares decisions and municipal sums to the øre.
#   compare.sh ENGINE ORACLE RANDOM_COHORT SOURCE WORK FIRST_SEED LAST_SEED [PERSONS]
# ENGINE: the program tilskudd; ORACLE, RANDOM_COHORT: those of tests/oracle; SOURCE: the source
# tree (fixtures, table of municipalities); WORK: a folder for everything that is written.
# Each seed: a start year of 2014 to 2024 and eight quarters, the register evolving from one
# to the next. A seed ends at its first difference. Exit status: 0 none, 1 some, 2 wrong use.
set -u
export LC_ALL=C

if [ $# -lt 7 ]; then
    sed -n '2,10p' "$0"
    exit 2
fi
engine=$1 oracle=$2 random_cohort=$3 source=$4 work=$5 first=$6 last=$7 persons=${8:-2000}
rules=$source/fixtures/rule-sets
municipalities=$source/rules/municipalities.csv
failures=0

# Lines on standard input added over intervals, by the names of their columns. Two labels say
# nothing about money and are made equal unless STRICT is set: a held line with nothing due
# (HELD, ZERO, or in an earlier year left out), and a held line of a split municipality under
# a code from before it.
added() {
    awk -F, -v strict="${STRICT:-}" -v year="$year" '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        {
            place = $column["municipality"]
            if (!strict && $column["status"] == "HELD") {
                if (place == "1613") place = "5012"
                if (place == "1504") place = "1507"
            }
            key = $column["ident"] "," $column["code"] "," $column["budget_year"] "," place
            earned[key] += $column["earned_ore"]
            settled[key] += $column["settled_before_ore"]
            due[key] += $column["due_ore"]
            if (!(key in status) || $column["status"] == "HELD")
                status[key] = $column["status"]
        }
        END {
            for (key in earned) {
                split(key, part, ",")
                if (!strict && due[key] == 0) {
                    if (part[3] != year) continue
                    status[key] = "ZERO"
                }
                printf "%s,%.0f,%.0f,%.0f,%s\n", key, earned[key], settled[key], due[key], \
                    status[key]
            }
        }' | sort
}

# Of an ident that stands twice with different content either record may be listed, and where
# residence overlaps no place is right: only that the lines are held is compared.
# The same for their newborns, and for those of held mothers: where they are depends on which of
# the mother's records counts. $1: lines, $2: the oracle's held persons, $3: the register.
without_twins() {
    awk -F, '
        FILENAME == ARGV[1] { if ($2 ~ /twice|overlaps|mother is held/) twin[$1] = 1; next }
        FILENAME == ARGV[2] {
            if (match($0, / mor="[0-9]+"/) && (substr($0, RSTART + 6, RLENGTH - 7) in twin) &&
                match($0, /<person ident="[0-9]+"/))
                child[substr($0, RSTART + 15, RLENGTH - 16)] = 1
            next
        }
        !($1 in twin) && !($1 in child) { print; next }
        $NF == "PAY" { print $0 ",NOT HELD" }' "$2" "$3" "$1"
}

# Municipal sums by column name; a row in which nothing happens says nothing.
sums() {
    awk -F, '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        {
            amounts = $column["lines_ore"] "," $column["brought_forward_ore"] "," \
                      $column["paid_ore"] "," $column["carried_forward_ore"]
            if (amounts != "0,0,0,0")
                print $column["municipality"] "," $column["payment_group"] "," amounts
        }' "$1" | sort
}

# What is held in all: $1 the sums, compared with $2, the program's own lines.
held_fits() {
    awk -F, '
        FNR == NR {
            if (FNR == 1) for (i = 1; i <= NF; i++) column[$i] = i
            else held += $column["held_ore"]
            next
        }
        $NF == "HELD" { held -= $(NF - 1) }
        END { if (held) { print "held_ore is off by " held; exit 1 } }' "$1" "$2"
}

record_of() {
    awk -v ident="ident=\"$1\"" '
        /<person / { inside = index($0, ident) > 0 }
        inside { print }
        /<\/person>/ { inside = 0 }' "$2"
}

# $1 engine's file, $2 oracle's file, $3 what, $4 register
differ() {
    cmp -s "$1" "$2" && return 1
    echo "DIFFERENT $3: $(diff "$1" "$2" | grep -c '^[<>]') lines; < engine, > oracle"
    diff "$1" "$2" | grep '^[<>]' | sort -k 1.3 | head -n "${SHOW:-8}"
    local ident
    ident=$(diff "$1" "$2" | grep '^[<>]' | cut -c3- | sort | head -1 | cut -d, -f1)
    record_of "$ident" "$4"
    return 0
}

# $1 year, $2 quarter: the extract's date; quarter 4 sometimes in the next year.
extract_date() {
    case $2 in
        1) echo "$1-04-10" ;;
        2) echo "$1-07-05" ;;
        3) echo "$1-10-02" ;;
        4) if [ $((seed % 3)) = 0 ]; then echo "$(($1 + 1))-01-20"; else echo "$1-12-31"; fi ;;
    esac
}

one_quarter() {
    local year=$1 quarter=$2 name=$1-$2 date previous=() cutoff=() status oracle_status
    date=$(extract_date "$year" "$quarter")
    [ -n "$register" ] && previous=(--previous "$register")
    "$random_cohort" --seed "$seed" --persons "$persons" --date "$date" \
        --out "$dir/register-$name.xml" "${previous[@]}" "${unsplit[@]}" || return 1
    register=$dir/register-$name.xml
    # every fifth seed has a cut-off before the extract's date
    [ $((seed % 5)) = 0 ] && cutoff=(--cutoff "$(date -u -d "$date - 9 days" +%F)")
    "$engine" run --year "$year" --quarter "$quarter" --register "$register" \
        --payees "$dir/payees.csv" --ledger "$dir/ledger" --out "$dir/run-$name" \
        --rules "$rules" --municipalities "$municipalities" "${cutoff[@]}" \
        >"$dir/run-$name.log" 2>&1
    status=$?
    "$oracle" --year "$year" --quarter "$quarter" --register "$register" \
        --payees "$dir/payees.csv" --state "$dir/state" --out "$dir/oracle-$name.csv" \
        --rules "$rules" --municipalities "$municipalities" "${cutoff[@]}" \
        --opening "$start" --commit >"$dir/oracle-$name.log" 2>&1
    oracle_status=$?
    if [ $status != 0 ] || [ $oracle_status != 0 ]; then
        # input refused by both: a claim on a split municipality without a share table
        [ $status = 4 ] && [ $oracle_status = 4 ] && ended=both && return 0
        echo "engine ended with $status, oracle with $oracle_status"
        tail -n 4 "$dir/run-$name.log" "$dir/oracle-$name.log"
        return 1
    fi
    gzip -dc "$dir/run-$name/decisions.csv.gz" | added >"$dir/engine-$name.all"
    added <"$dir/oracle-$name.csv" >"$dir/oracle-$name.all"
    held_fits "$dir/run-$name/municipalities.csv" "$dir/engine-$name.all" || return 1
    held_fits "$dir/oracle-$name.csv.municipalities.csv" "$dir/oracle-$name.all" || return 1
    for side in engine oracle; do
        without_twins "$dir/$side-$name.all" "$dir/oracle-$name.csv.held.csv" "$register" \
            >"$dir/$side-$name.lines"
    done
    sums "$dir/run-$name/municipalities.csv" >"$dir/engine-$name.sums"
    sums "$dir/oracle-$name.csv.municipalities.csv" >"$dir/oracle-$name.sums"
    differ "$dir/engine-$name.lines" "$dir/oracle-$name.lines" decisions "$register" && return 1
    differ "$dir/engine-$name.sums" "$dir/oracle-$name.sums" municipalities "$register" &&
        return 1
    "$engine" approve "$dir/run-$name" --ledger "$dir/ledger" --yes \
        >"$dir/approve-$name.log" 2>&1
    status=$?
    [ $status = 0 ] && return 0
    echo "approve ended with $status"
    tail -n 4 "$dir/approve-$name.log"
    return 1
}

one_seed() {
    start=$((2014 + seed % 11))
    dir=$work/seed-$seed
    register=
    ended=
    unsplit=()
    # a claim on a split municipality stops a run; every second seed goes on beyond the split
    case $start in
        2018 | 2019 | 2022 | 2023) [ $((seed % 2)) = 0 ] && unsplit=(--unsplit) ;;
    esac
    rm -rf "$dir"
    mkdir -p "$dir" || exit 2
    # every fourth seed lacks a payee: that municipality is held
    if [ $((seed % 4)) = 0 ]; then
        grep -v '^1804,' "$source/fixtures/payees/payees.csv" >"$dir/payees.csv"
    else
        cp "$source/fixtures/payees/payees.csv" "$dir/payees.csv"
    fi
    "$engine" ledger open "$dir/ledger" --year "$start" --mode test --nothing-paid \
        >"$dir/open.log" 2>&1 || {
        echo "seed $seed: ledger open failed"
        cat "$dir/open.log"
        return 1
    }
    for year in "$start" $((start + 1)); do
        for quarter in 1 2 3 4; do
            if ! one_quarter "$year" "$quarter"; then
                echo "seed $seed: $year quarter $quarter differs; everything is in $dir"
                return 1
            fi
            if [ -n "$ended" ]; then
                echo "seed $seed: both refuse $year quarter $quarter:" \
                    "$(tail -n 1 "$dir/oracle-$year-$quarter.log")"
                return 0
            fi
        done
    done
    echo "seed $seed: $start to $((start + 1)): $(cat "$dir"/oracle-*.lines | wc -l) lines agree"
    [ -n "${KEEP:-}" ] || rm -rf "$dir"
}

for ((seed = first; seed <= last; seed++)); do
    one_seed || failures=$((failures + 1))
done
echo "$((last - first + 1)) seeds, $failures with differences"
[ "$failures" = 0 ]
