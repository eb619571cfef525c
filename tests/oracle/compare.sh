#!/usr/bin/env bash
# Runs the engine and the oracle on the same random registers, quarter by quarter, and
# compares decisions, basic-grant counts and municipal sums to the øre.
#   compare.sh ENGINE TOOLS SOURCE WORK FIRST_SEED LAST_SEED [PERSONS]
# ENGINE: the program tilskudd; TOOLS: the folder of oracle, random_cohort and random_rules;
# SOURCE: the source tree (fixtures, table of municipalities); WORK: a folder for everything
# that is written. Each seed is twelve quarters, the register evolving from one to the next:
# 2016 to 2018, 2022 to 2024 (1507 is split) or 2018 to 2020 or 2019 to 2021 (1850 and 5012 are
# split), with rule sets, configuration, schemes and missing payees and rates of its own. A seed
# ends early at its first difference only. Exit status: 0 none, 1 some, 2 wrong use.
# SHOW=N lists N lines of a difference, KEEP=1 keeps what was written.
set -u
export LC_ALL=C

if [ $# -lt 6 ]; then
    sed -n '2,12p' "$0"
    exit 2
fi
engine=$1 tools=$2 source=$3 work=$4 first=$5 last=$6 persons=${7:-2000}
municipalities=$source/rules/municipalities.csv
failures=0
# shellcheck source=columns.sh
. "$(dirname "$0")/columns.sh"
threads=$((persons < 500 ? 1 : 2)) # a small register is not worth two

# A number below $2 that depends on the seed and on $1, into $dice.
roll() {
    dice=$(((seed * 1103515245 + $1 * 12345 + 99991) & 0x7fffffff))
    dice=$((((dice ^ (dice >> 11)) * 22695477 + 1) & 0x7fffffff))
    dice=$((((dice ^ (dice >> 13)) >> 5) % $2))
}

# ---- what a seed is made of ----

# $1 year, $2 quarter: the extract's date into $date. Quarter 4 may be told in the next year, on
# both sides of a split with --cutoff; quarter 1 so early that 15 January is not reached.
extract_date() {
    roll $((1000 + $1)) 3
    case $2 in
        1)
            date=$1-04-10
            if [ "${last_date//-/}" -lt "${1}0101" ] && [ "$dice" = 0 ]; then
                roll $((2000 + $1)) 4
                date=$1-01-$((13 + dice))
            fi
            ;;
        2) date=$1-07-05 ;;
        3) date=$1-10-02 ;;
        4) case $dice in
            0) date=$(($1 + 1))-01-20 ;;
            1) date=$(($1 + 1))-01-05 ;;
            2) date=$1-12-31 ;;
        esac ;;
    esac
}

# The codes that are split in the window, each with its successors.
splits_of() {
    case $start in
        2022) echo "1507:1508,1580" ;;
        2018 | 2019) echo "1850:1806,1875 5012:5055,5056,5059" ;;
    esac
}

# A third of the seeds keep the parameters of the made-up sets. In some a year's rates come late.
write_rules() {
    local wild=() late=() code
    [ $((seed / 3 % 3)) = 0 ] || wild=(--wild)
    roll 1 2
    if [ "$dice" = 0 ]; then
        for code in GRUNN-1-3 GRUNN-4-150 P-AR2-H BHT EMINB; do
            roll $((10 + ${#code})) 2
            [ "$dice" = 0 ] && late+=(--without "$start:$code")
        done
    fi
    mkdir "$dir/rules" "$dir/early" &&
        "$tools/random_rules" --seed "$seed" --in "$source/fixtures/rule-sets" \
            --out "$dir/rules" "${wild[@]}" &&
        "$tools/random_rules" --seed "$seed" --in "$source/fixtures/rule-sets" \
            --out "$dir/early" "${wild[@]}" "${late[@]}"
    roll 2 7
    late_until=$dice # quarters
}

# Payees that are missing, for the first quarters or for ever.
write_payees() {
    local missing='^(none),'
    case $((seed / 2 % 4)) in
        0) missing='^(1804),' ;;
        1) missing='^(1507|1850|5012|0301),' ;;
        2) missing='^(1508|1806|5056),' ;;
    esac
    grep -Ev "$missing" "$source/fixtures/payees/payees.csv" >"$dir/payees-early.csv"
    cp "$source/fixtures/payees/payees.csv" "$dir/payees-late.csv"
    roll 3 14
    payee_until=$dice
}

# What is configured of the splits: shares, and who serves those without an heir.
shares=
successors=
write_config() {
    sed "s|</configuration>|$shares$successors</configuration>|" \
        "$source/fixtures/made-up-agency.xml" >"$dir/config.xml"
}

# Some seeds have shares from the beginning; the others are told what to write.
first_shares() {
    local split code heirs k
    shares=
    successors=
    roll 4 3
    [ "$dice" = 0 ] || return 0
    for split in $(splits_of); do
        code=${split%:*}
        IFS=, read -ra heirs <<<"${split#*:}"
        for ((k = 0; k < ${#heirs[@]}; k++)); do
            shares+="<claimShare municipality=\"$code\" successor=\"${heirs[k]}\""
            if [ "$k" = 0 ]; then
                shares+=" numerator=\"$((8 - ${#heirs[@]}))\" denominator=\"7\"/>"
            else
                shares+=" numerator=\"1\" denominator=\"7\"/>"
            fi
        done
    done
}

# The lineSuccessor of every split code from the quarter on that the seed has drawn: never, from
# the beginning, or late. In one quarter after that a seed may be wrong first. Into $successors
# and, what must be refused, $wrong (empty: nothing).
draw_successors() {
    local index=$1 split code heirs k=0 from element
    successors=
    wrong=
    for split in $(splits_of); do
        code=${split%:*}
        IFS=, read -ra heirs <<<"${split#*:}"
        k=$((k + 1))
        roll $((20 + k)) 4
        case $dice in
            0) continue ;;
            1) from=0 ;;
            *)
                roll $((30 + k)) 3
                from=$((first_split + dice))
                ;;
        esac
        [ "$index" -ge "$from" ] || continue
        roll $((40 + k)) ${#heirs[@]}
        element="<lineSuccessor code=\"$code\" to=\"${heirs[dice]}\"/>"
        roll $((50 + k)) 2
        if [ "$index" = $((first_split + 3)) ] && [ "$from" -lt "$index" ]; then
            wrong=$successors # with none
            roll $((60 + k)) 2
            [ "$dice" = 0 ] && wrong+=$(other_heir "$code" "$element" "${heirs[@]}")
            wrong=${wrong:- }
        fi
        successors+=$element
    done
}

# $1: a split code, $2: its element, then its successors: an element with another successor.
other_heir() {
    local code=$1 element=$2 heir
    shift 2
    for heir; do
        [[ $element == *"to=\"$heir\""* ]] || break
    done
    echo "<lineSuccessor code=\"$code\" to=\"$heir\"/>"
}

# ---- a quarter ----

# Both programs on one quarter; the statuses into $status and $oracle_status.
both() {
    rm -rf "$dir/run-$name"
    "$engine" run --year "$year" --quarter "$quarter" --register "${registers[@]}" \
        --payees "$payees" --ledger "$dir/ledger" --out "$dir/run-$name" --rules "$rules" \
        --municipalities "$municipalities" --config "$dir/config.xml" "${options[@]}" \
        --threads "$threads" >"$dir/run-$name.log" 2>&1
    status=$?
    rm -rf "$dir/state-next"
    cp -r "$dir/state" "$dir/state-next"
    "$tools/oracle" --year "$year" --quarter "$quarter" --register "${registers[@]}" \
        --payees "$payees" --state "$dir/state-next" --out "$dir/oracle-$name.csv" \
        --rules "$rules" --municipalities "$municipalities" --config "$dir/config.xml" \
        --opening "$start" "${options[@]}" --commit >"$dir/oracle-$name.log" 2>&1
    oracle_status=$?
}

statuses_differ() {
    [ $status = "$1" ] && [ $oracle_status = "$1" ] && return 1
    echo "engine ended with $status, oracle with $oracle_status, expected: $1"
    tail -n 4 "$dir/run-$name.log" "$dir/oracle-$name.log"
    return 0
}

# Another successor than a committed run used, or none, is refused by both. Then a claim on a
# split municipality asks for a share table, which is obeyed as the engine words it.
run_both() {
    local right=$successors advice
    if [ -n "$wrong" ]; then
        successors=$wrong
        write_config
        both
        successors=$right
        statuses_differ 7 && return 1
        refused=$((refused + 1))
    fi
    write_config
    both
    while [ $oracle_status = 4 ] && [ $status = 4 ]; do
        advice=$(grep -o '<claimShare [^>]*/>' "$dir/run-$name.log" | tr -d '\n')
        if [ -z "$advice" ] || [[ $shares == *"$advice"* ]]; then
            echo "the advice for claim shares does not help: $advice"
            break
        fi
        shares+=$advice
        asked=$((asked + 1))
        write_config
        both
    done
    statuses_differ 0 && return 1
    return 0
}

compare_run() {
    local side
    gzip -dc "$dir/run-$name/decisions.csv.gz" | added >"$dir/engine-$name.all"
    added <"$dir/oracle-$name.csv" >"$dir/oracle-$name.all"
    held_fits "$dir/run-$name/municipalities.csv" "$dir/engine-$name.all" || return 1
    held_fits "$dir/oracle-$name.csv.municipalities.csv" "$dir/oracle-$name.all" || return 1
    for side in engine oracle; do
        without_unplaced "$dir/$side-$name.all" "$dir/oracle-$name.csv.held.csv" \
            >"$dir/$side-$name.lines"
    done
    differ "$dir/engine-$name.lines" "$dir/oracle-$name.lines" decisions "$register" && return 1
    gzip -dc "$dir/run-$name/decisions.csv.gz" | marks >"$dir/engine-$name.marks"
    marks <"$dir/oracle-$name.csv" >"$dir/oracle-$name.marks"
    differ "$dir/engine-$name.marks" "$dir/oracle-$name.marks" marks "$register" && return 1
    sums "$dir/run-$name/municipalities.csv" >"$dir/engine-$name.sums"
    sums "$dir/oracle-$name.csv.municipalities.csv" >"$dir/oracle-$name.sums"
    differ "$dir/engine-$name.sums" "$dir/oracle-$name.sums" municipalities "$register" &&
        return 1
    [ -f "$dir/oracle-$name.csv.basic.csv" ] || return 0
    counts "$dir/run-$name/basic.csv" "$year" >"$dir/engine-$name.counts"
    counts "$dir/oracle-$name.csv.basic.csv" "$year" >"$dir/oracle-$name.counts"
    differ "$dir/engine-$name.counts" "$dir/oracle-$name.counts" counts "$register" && return 1
    return 0
}

# Of three quarters one has the register of the whole country alone, one has files of
# municipalities beside it, and one has those only. Sometimes some are told to send only their own.
# $1: salt. Into $senders, $registers and $options.
draw_senders() {
    local code
    senders=()
    roll $(($1 + 7)) 3
    [ "$dice" = 2 ] || options+=(--national)
    [ "$dice" != 0 ] || return 0
    mkdir -p "$dir/senders-$name" || exit 2
    senders=(--senders "$dir/senders-$name")
    registers+=("$dir/senders-$name")
    [ "$dice" = 1 ] || senders+=(--alone) registers=("$dir/senders-$name")
    for code in 0301 1103 1508; do
        roll $(($1 + 10#$code)) 6
        [ "$dice" != 0 ] || options+=(--only-own "$code")
    done
}

# One run on a register of $date: $year, $quarter, $name.
one_run() {
    local previous=() index=$(((year - start) * 4 + quarter - 1)) salt
    salt=$((${date//-/} % 100000))
    [ -n "$register" ] && previous=(--previous "$register")
    options=()
    registers=("$dir/register-$name.xml")
    draw_senders $salt
    "$tools/random_cohort" --seed "$seed" --persons "$persons" --date "$date" \
        --out "$dir/register-$name.xml" "${previous[@]}" "${senders[@]}" || return 1
    register=$dir/register-$name.xml
    last_date=$date
    # every fifth seed has a cut-off before the extract's date
    [ $((seed % 5)) = 0 ] && options+=(--cutoff "$(date -u -d "$date - 9 days" +%F)")
    roll $salt 12
    [ "$dice" = 0 ] && options+=(--schemes integration)
    [ "$dice" = 1 ] && options+=(--schemes norwegian)
    rules=$dir/rules payees=$dir/payees-late.csv
    [ "$index" -lt "$late_until" ] && rules=$dir/early
    [ "$index" -lt "$payee_until" ] && payees=$dir/payees-early.csv
    draw_successors "$index"
    run_both && compare_run || return 1
    "$engine" approve "$dir/run-$name" --ledger "$dir/ledger" --yes \
        >"$dir/approve-$name.log" 2>&1
    status=$?
    rm -rf "$dir/state"
    mv "$dir/state-next" "$dir/state"
    [ $status = 0 ] && return 0
    echo "approve ended with $status"
    tail -n 4 "$dir/approve-$name.log"
    return 1
}

# A quarter, and sometimes the same quarter again some days later.
one_quarter() {
    name=$year-$quarter
    extract_date "$year" "$quarter"
    one_run || return 1
    roll $((3000 + year * 4 + quarter)) 12
    [ "$dice" = 0 ] || return 0
    name=$year-$quarter-again
    date=$(date -u -d "$date + 3 days" +%F)
    one_run
}

# The window, the quarter from which on its splits count, and a ledger: opened once for each
# year, as its keys take long to make.
begin_seed() {
    case $((seed % 3)) in
        0) start=2016 first_split=99 ;;
        1) start=2022 first_split=8 ;;
        2)
            start=$((2018 + seed / 3 % 2))
            first_split=$(((2020 - start) * 4))
            ;;
    esac
    dir=$work/seed-$seed
    register='' last_date=0 refused=0 asked=0
    rm -rf "$dir"
    mkdir -p "$dir/state" || exit 2
    write_rules && write_payees && first_shares || exit 2
    if [ ! -d "$work/ledger-$start" ]; then
        "$engine" ledger open "$work/ledger-$start" --year "$start" --mode test \
            --nothing-paid >"$dir/open.log" 2>&1 || {
            cat "$dir/open.log"
            return 1
        }
    fi
    cp -r "$work/ledger-$start" "$dir/ledger"
}

one_seed() {
    if ! begin_seed; then
        echo "seed $seed: ledger open failed"
        return 1
    fi
    for ((year = start; year < start + 3; year++)); do
        for quarter in 1 2 3 4; do
            if ! one_quarter; then
                echo "seed $seed: $name differs; everything is in $dir"
                return 1
            fi
        done
    done
    echo "seed $seed: $start to $((start + 2)): $(cat "$dir"/oracle-*.lines | wc -l) lines" \
        "agree, $refused refused, $asked shares asked for"
    [ -n "${KEEP:-}" ] || rm -rf "$dir"
}

rm -rf "$work"/ledger-*
for ((seed = first; seed <= last; seed++)); do
    one_seed || failures=$((failures + 1))
done
echo "$((last - first + 1)) seeds, $failures with differences"
[ "$failures" = 0 ]
