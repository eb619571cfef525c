#!/usr/bin/env bash
# findings.sh - the same run with a buffer for findings that is full after some fifty, so that
# they go through the disk, run by run: the same bytes, whatever the number of threads, also for
# those who compute the run again. Why: the findings of a country do not fit into memory, and
# where they are kept must not show.
#   findings.sh TILSKUDD SOURCE      (tilskudd-tiny and -one-finding stand beside TILSKUDD)
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip
tiny=${tilskudd%/*}/tilskudd-tiny
one_finding=${tilskudd%/*}/tilskudd-one-finding
for program in "$tiny" "$one_finding"; do
    [ -x "$program" ] || skip_test "${program##*/} is not built"
done

must "$tilskudd" generate --persons 4000 --year 2018 --seed 5 --errors 0.05 --date 2018-10-02 \
    --out register.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-09-01T08:00:00Z
common=(--payees "$payees" --rules "$test_rules")

# In a folder of its own with a copy of the ledger, so that all paths are written alike.
one_run() { # PROGRAM NAME THREADS: run and approve
    local program=$1 name=$2 threads=$3
    mkdir "$name"
    cp -a ledger "$name/ledger"
    cd "$name" || exit 2
    expect 0 "$name: run" -- "$program" run --national --year 2018 --quarter 3 \
        --register ../register.xml "${common[@]}" --ledger ledger --out run \
        --time 2018-10-03T08:00:00Z --threads "$threads"
    expect 0 "$name: approve" -- "$program" approve run --ledger ledger --yes \
        --time 2018-10-03T09:00:00Z
    cd "$work" || exit 2
}

one_run "$tilskudd" one 1
found=$(gzip -dc one/run/findings.jsonl.gz | wc -l)
check 'there are findings for many buffers' [ "$found" -gt 500 ]
for threads in 1 2 3 7; do
    one_run "$tiny" "tiny-$threads" $threads
    check "tiny-$threads: every byte" diff -r --exclude timings.json one "tiny-$threads"
done

# What reads findings of a run that is computed again.
for program in "$tilskudd" "$tiny"; do
    name=again-${program##*/}
    cp -a one "$name"
    cd "$name" || exit 2
    expect 0 "$name: verify --replay" -- "$program" verify run --ledger ledger --replay \
        --threads 3
    cp "$work/.log/said" verify.txt
    expect 0 "$name: control" -- "$program" control run --threads 3
    cp "$work/.log/said" control.txt
    expect 0 "$name: report" -- "$program" report run --control --out report.html
    cd "$work" || exit 2
done
check 'control says the same' cmp again-tilskudd/control.txt again-tilskudd-tiny/control.txt
check 'verify says the same' cmp again-tilskudd/verify.txt again-tilskudd-tiny/verify.txt
check 'the report is the same' cmp again-tilskudd/report.html again-tilskudd-tiny/report.html

# Whoever looks like a vanished person is held, and the finding names that person as R404 does.
must "$tilskudd" generate --evolve register.xml --date 2018-12-31 --seed 5 --out linked.xml
sed '/<tidligereIdent/d' linked.xml >unlinked.xml
expect 0 'idents changed without a link' -- "$tilskudd" run --national --year 2018 --quarter 4 \
    --register unlinked.xml "${common[@]}" --ledger one/ledger --out unlinked \
    --time 2019-01-03T08:00:00Z
gzip -dc unlinked/findings.jsonl.gz >unlinked.jsonl
grep '"control":"R404"' unlinked.jsonl | grep -o '"person":"[0-9a-f]\{64\}"' |
    cut -d '"' -f 4 | sort >vanished.txt
grep '"control":"R405"' unlinked.jsonl | grep -o '"vanished":"[0-9a-f]\{64\}"' |
    cut -d '"' -f 4 | sort -u >named.txt
check 'lookalikes are found' [ -s named.txt ]
check 'each lookalike names somebody who has vanished' \
    [ -z "$(comm -13 vanished.txt named.txt)" ]
check 'none is without a name' \
    [ "$(grep -c '"control":"R405"' unlinked.jsonl)" = "$(grep -c '"vanished":"' unlinked.jsonl)" ]

# A step that stops inside the program ends as that, whatever it is and however deep.
stopped_run() { # PROGRAM
    rm -rf stopped
    mkdir stopped
    "$1" run --national --year 2018 --quarter 3 --register register.xml "${common[@]}" \
        --ledger ledger --out stopped/run
}
expect 0 'a record has room for its findings' -- stopped_run "$tilskudd"
expect 6 'a record has no room for its findings' \
    'an internal buffer is full: register.xml, record' ': its controls' -- \
    stopped_run "$one_finding"
check 'a record has no room for its findings: nothing is left' nothing_at stopped

# The comparison must be able to fail.
gzip -dc one/run/findings.jsonl.gz | sed '3d' | gzip -c >again-tilskudd/run/findings.jsonl.gz
cd again-tilskudd || exit 2
expect 5 'a finding that was taken out is missed' -- "$tiny" verify run --ledger ledger --replay
cd "$work" || exit 2
finish_test
