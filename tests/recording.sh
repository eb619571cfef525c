#!/usr/bin/env bash
# recording.sh - what the program does in a fixed set of runs, to compare before and after a change
# that must change nothing.
#   recording.sh PROGRAM TEST_CASES OUT [LEDGERS]
# Runs all of tests/cases (by TEST_CASES) and a year of 3 000 generated persons with everything
# that reads it, and writes into OUT, for each command in its order: the words, exit status,
# output, and the SHA-256 of each file that is there afterwards, as stored and uncompressed. Two
# recordings are compared by `diff -r`. LEDGERS (build/recording-ledgers) keeps the opened ledgers:
# their keys are random, so both recordings must use the same. Works in /tmp/tilskudd-recording.
# Not recorded: timings.json, and words for people that are generated (help, manual, completions).
set -eu
export LC_ALL=C.UTF-8 TZ=UTC NO_COLOR=1

work=/tmp/tilskudd-recording
stamp=2014-01-05T09:30:00Z

# One command of the recorded program: RECORD_PROGRAM WORDS...
if [ "${RECORD_OUT:-}" ]; then
    number=$(($(cat "$RECORD_OUT/.number") + 1))
    echo "$number" > "$RECORD_OUT/.number"
    here=$RECORD_OUT/$RECORD_NAME-$(printf %04d "$number")
    printf '%s\n' "$@" > "$here.words"
    words=("$@") folders=()
    case ${1:-} in run | approve)
        case " $* " in
        *" --time "* | *" --dry-run "*) ;;
        *) words+=(--time "$stamp") ;;
        esac
        ;;
    esac
    if [ "${1:-} ${2:-}" = "ledger open" ]; then
        key=$(printf '%s ' "${@:4}" | sed "s#$work/[^ ]*##g" | sha256sum | cut -c 1-16)
        paid=$(printf '%s\n' "$@" | sed -n '/^--paid$/{n;p;}')
        if [ "$paid" ]; then key=$key-$(sha256sum < "$paid" | cut -c 1-16); fi
        if [ -d "$RECORD_LEDGERS/$key" ] && [ ! -e "$3" ]; then
            cp -a "$RECORD_LEDGERS/$key" "$3"
            exit 0
        fi
        status=0
        "$RECORD_PROGRAM" "$@" || status=$?
        if [ $status = 0 ]; then cp -a "$3" "$RECORD_LEDGERS/$key"; fi
        exit $status
    fi
    status=0
    "$RECORD_PROGRAM" "${words[@]}" > "$here.out" 2> "$here.err" || status=$?
    cat "$here.out"
    cat "$here.err" >&2
    echo $status > "$here.status"
    previous=
    for word in "$@"; do
        case $previous in --out | --ledger | --html | --findings) folders+=("$word") ;; esac
        case $previous in approve) folders+=("$word") ;; esac
        previous=$word
    done
    for folder in ${folders+"${folders[@]}"}; do
        [ -e "$folder" ] || continue
        find "$folder" -type f ! -name timings.json ! -path '*/keys/*' | LC_ALL=C sort |
            while read -r file; do
                stored=$(sha256sum < "$file")
                content=
                case $file in *.gz) content=$(gzip -dc "$file" | sha256sum) ;; esac
                echo "$file $(stat -c %a "$file") ${stored%% *} ${content%% *}"
            done
    done > "$here.files"
    exit $status
fi

if [ $# -lt 3 ]; then
    sed -n '2,11p' "$0"
    exit 2
fi
root=$(cd "$(dirname "$0")/.." && pwd)
RECORD_PROGRAM=$(realpath "$1") test_cases=$(realpath "$2")
mkdir -p "$3" "${4:-$root/build/recording-ledgers}"
RECORD_OUT=$(realpath "$3") RECORD_LEDGERS=$(realpath "${4:-$root/build/recording-ledgers}")
RECORD_NAME=none
export RECORD_PROGRAM RECORD_LEDGERS RECORD_NAME
rm -rf "$work"
mkdir -p "$work"
printf '#!/bin/sh\nRECORD_OUT=%s exec bash %s "$@"\n' "$RECORD_OUT" \
    "$root/tests/recording.sh" > "$work/tilskudd"
chmod +x "$work/tilskudd"
recorded=$work/tilskudd

for case in "$root"/tests/cases/*.case; do
    RECORD_NAME=$(basename "$case" .case)
    echo 0 > "$RECORD_OUT/.number"
    mkdir -p "$work/$RECORD_NAME"
    "$test_cases" --folder "$work/$RECORD_NAME" "$recorded" "$root" "$case" \
        > "$RECORD_OUT/$RECORD_NAME.result" || true
    rm -rf "${work:?}/$RECORD_NAME"
done

RECORD_NAME=year
echo 0 > "$RECORD_OUT/.number"
mkdir "$work/year"
cd "$work/year"
payees=$root/fixtures/payees/payees.csv
# The program is told apart from a file by its place in the words: what is recorded is `t`.
t() { "$recorded" "$@" > /dev/null 2>&1 || true; }
t ledger open ledger --year 2018 --mode test --nothing-paid --time 2018-01-02T08:00:00Z
t generate --persons 3000 --year 2017 --seed 7 --date 2017-12-31 --errors 0.01 \
    --out register-0.xml
dates=(x 2018-04-03 2018-07-03 2018-10-02 2018-12-31)
for q in 1 2 3 4; do
    t generate --seed 7 --date "${dates[q]}" --evolve "register-$((q - 1)).xml" \
        --out "register-$q.xml"
    t run --national --year 2018 --quarter $q --register "register-$q.xml" --payees "$payees" \
        --ledger ledger --out "quarter-$q"
    t approve "quarter-$q" --ledger ledger --yes
done
first() { # COLUMN PATTERN: the first field of the decisions of quarter 4 in a line
    gzip -dc quarter-4/decisions.csv.gz |
        awk -F, -v c="$1" -v p="$2" 'NR > 1 && $0 ~ p { print $c; exit }'
}
ident=$(first 1 ',PAY,')
hash=$(gzip -dc quarter-4/findings.jsonl.gz |
    sed -n '0,/"person":"/s/.*"person":"\([0-9a-f]*\)".*/\1/p')
payment=$(gzip -dc quarter-4/payments/*.xml.gz |
    sed -n '0,/<EndToEndId>/s/.*<EndToEndId>\(.*\)<.*/\1/p')
printf '%s\n' "$ident" > ident
"$recorded" explain quarter-4 --person - < ident > /dev/null 2>&1 || true
t explain quarter-4 --hash "$hash"
t explain quarter-4 --municipality 0301
t explain quarter-4 --payment "$payment"
t verify quarter-4
t verify quarter-4 --replay
for e in 0 1 2 3 4; do t verify "ledger/00000$e"; done
t diff quarter-3 quarter-4
t report quarter-4 --out report.html
t report quarter-4 --control --out control.html
t control quarter-4
t control quarter-4 --findings found.jsonl
t ledger show ledger
t ledger check ledger
t log root ledger
t log check ledger
t log prove ledger --payment "$payment" --out payment.tlog-proof
t log verify payment.tlog-proof --log-key ledger/000000/log-key.pub
t log export ledger --out tiles
for distribution in binomial poisson hypergeometric; do
    t sample size --distribution $distribution --confidence 950 --tolerable 500 --errors 1 \
        --population 4000
    t sample limit --distribution $distribution --confidence 950 --n 145 --errors 2 \
        --population 4000
done
t sample draw quarter-4 --method attribute --n 30 --seed one --out attribute.csv
t sample draw quarter-4 --method mus --n 30 --seed two --out mus.csv
for strata in municipality county group severity; do
    t sample draw quarter-4 --method stratified --strata $strata --n 400 --seed three \
        --out $strata.csv
done
for form in attribute mus county; do
    awk -F, 'BEGIN { OFS = "," }
        /^number,/ { body = 1; print; next }
        body { $9 = $8 }
        { print }' $form.csv > $form-filled.csv
    t sample evaluate $form-filled.csv --confidence 950 --tolerable 500
done
for year in 2017 2018; do t rules check $year; t rules show $year; done
t rules diff 2017 2018
t rules show 2018 controls
t check-payment quarter-4/payments/*.xml.gz
t check-payment quarter-4/payments/*.xml.gz --bank-profile dnb
for threads in 1 2; do
    t run --year 2018 --quarter 4 --register register-4.xml --payees "$payees" --dry-run \
        --threads $threads --out dry-$threads
done
# Refusals, each by its words.
here() { # QUARTER REGISTER PAYEES OUT
    t run --national --year 2018 --quarter "$1" --register "$2" --payees "$3" --ledger ledger \
        --out "$4"
}
here 4 register-3.xml "$payees" early
here 5 register-4.xml "$payees" five
here 4 nowhere.xml "$payees" nowhere
here 4 register-4.xml register-4.xml payees
t approve quarter-4 --ledger ledger --yes
t approve nowhere --ledger ledger --yes
t verify nowhere
t explain quarter-4 --person 123
t sample draw quarter-4 --method attribute --n 0 --seed one --out zero.csv
t log verify attribute.csv --log-key ledger/000000/log-key.pub
t check-payment register-4.xml
t nonsense
for file in summary.json municipalities.csv posting.csv manifest.json; do
    cp -a quarter-4 damaged
    printf 'x' >> damaged/$file
    t verify damaged
    rm -rf damaged
done
for file in entry.json lines.csv.gz decisions.csv.gz carried.csv accounts.csv checkpoint; do
    cp -a ledger damaged
    printf 'x' >> damaged/000003/$file
    t ledger check damaged
    rm -rf damaged
done
cd /
rm -rf "$work" "$RECORD_OUT/.number"
echo "$(find "$RECORD_OUT" -name '*.status' | wc -l) commands recorded in $RECORD_OUT"
