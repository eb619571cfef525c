#!/usr/bin/env bash
# snapshot.sh - runs that keep what the ledger has settled from one to the next (--snapshot). Why:
# a snapshot says what was paid, so that one which is stale, damaged or somebody else's would pay
# twice or take back; and it must not hide that a file of the ledger was changed.
#   snapshot.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip

must "$tilskudd" generate --persons 2000 --year 2018 --seed 5 --errors 0.02 --date 2018-04-03 \
    --out q1.xml
must "$tilskudd" generate --seed 5 --evolve q1.xml --date 2018-07-03 --errors 0.02 --out q2.xml
must "$tilskudd" generate --seed 5 --evolve q2.xml --date 2018-10-02 --errors 0.02 --out q3.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-03-01T08:00:00Z
must cp -r ledger empty
days=('' 2018-04-04 2018-07-04 2018-10-03)

run_quarter() { # QUARTER OUT OPTION...
    local quarter=$1 out=$2
    shift 2
    "$tilskudd" run --national --year 2018 --quarter "$quarter" --register "q$quarter.xml" \
        --payees "$payees" --rules "$test_rules" --ledger ledger --out "$out" \
        --time "${days[quarter]}T08:00:00Z" "$@"
}

same_run() { # LEFT RIGHT
    local left right
    left=$(grep -o '"run_identity": "[0-9a-f]*"' "$1/manifest.json")
    right=$(grep -o '"run_identity": "[0-9a-f]*"' "$2/manifest.json")
    [ -n "$left" ] && [ "$left" = "$right" ] &&
        cmp -s <(zcat "$1/decisions.csv.gz") <(zcat "$2/decisions.csv.gz") &&
        cmp -s <(zcat "$1/findings.jsonl.gz") <(zcat "$2/findings.jsonl.gz") &&
        cmp -s <(zcat "$1/settled-persons.csv.gz") <(zcat "$2/settled-persons.csv.gz")
}

mode_of() { # FILE
    stat -c %a "$1"
}

for quarter in 1 2; do
    expect 0 "quarter $quarter" 'Snapshot written: kept, to entry' -- \
        run_quarter $quarter "q$quarter" --snapshot kept
    must "$tilskudd" approve "q$quarter" --ledger ledger --yes \
        --time "${days[quarter]}T09:00:00Z" \
        --confirm-new-accounts $(($(wc -l <"q$quarter/new-accounts.csv") - 1))
done
check 'for its user alone' [ "$(mode_of kept)" = 600 ]
must cp kept of-entry-1
must run_quarter 3 plain

# --- taken: one that lacks an entry, and one that has all ---

expect 0 'an entry behind' 'to entry 000001 are of your snapshot kept' \
    'Snapshot written: kept, to entry 000002' -- run_quarter 3 behind --snapshot kept
check 'the same run' same_run plain behind
expect 0 'up to date' 'to entry 000002 are of your snapshot kept' -- \
    run_quarter 3 whole --snapshot kept --threads 1
check 'the same run again' same_run plain whole
check_not 'nothing new is written' grep -q 'Snapshot written' .log/stdout
check 'in nobody else'"'"'s words' same_run plain whole

# --- not taken ---

must cp kept good
must chmod g+w kept
expect 0 'others can write it' 'Snapshot kept not taken: not a snapshot, not made by you' -- \
    run_quarter 3 writable --snapshot kept
check 'the same run without it' same_run plain writable
check 'what others can write stays' [ "$(mode_of kept)" = 620 ]

must ln -s good link
expect 0 'a link' 'Snapshot link not taken' -- run_quarter 3 linked --snapshot link
check 'the same run without a link' same_run plain linked
echo 'Dear Kari' >letter
expect 0 'another file' 'Snapshot letter not taken' -- run_quarter 3 letter-run --snapshot letter
check 'another file stays' grep -qx 'Dear Kari' letter

damage() { # FILE PLACE
    printf '\377' | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}
# A byte of an amount; one of the hash that is to tell of it, and of the code that is to tell who
# made both.
must cp --remove-destination good kept
damage kept 300
expect 0 'damaged' 'Snapshot kept not taken: damaged' 'Snapshot written: kept' -- \
    run_quarter 3 damaged-300 --snapshot kept
check 'the same run, damaged' same_run plain damaged-300
check 'a sound one is there again' cmp -s kept good
for at in 100 150; do
    must cp --remove-destination good kept
    damage kept $at
    must cp kept before
    expect 0 "not hers at $at" 'Snapshot kept not taken: not a snapshot, not made by you' -- \
        run_quarter 3 "damaged-$at" --snapshot kept
    check "the same run, damaged at $at" same_run plain "damaged-$at"
    check "what is not hers stays, $at" cmp -s kept before
done

# --- of another ledger, and of this one as it never was ---

must cp --remove-destination good other
must mv ledger full
must cp -r empty ledger
expect 0 'of more entries' 'Snapshot other not taken: of another state of the ledger' \
    'Snapshot written: other, to entry 000000' -- run_quarter 1 fresh --snapshot other
must rm -r ledger
must mv full ledger

# --- it hides nothing: all files of the ledger are what the entries list ---

for name in lines persons; do
    file=ledger/000001/$name.csv.gz
    must cp "$file" "$name.kept"
    zcat "$name.kept" | sed '2s/2018/2017/' | gzip -n >"$file"
    expect 5 "changed $name" 'the file was changed' -- \
        run_quarter 3 "changed-$name" --snapshot kept
    must rm "$file"
    expect 5 "no $name" 'the file is missing' -- run_quarter 3 "no-$name" --snapshot kept
    must cp "$name.kept" "$file"
done

# --- where it must not be ---

expect 2 'in the ledger' -- run_quarter 3 inside --snapshot ledger/kept
finish_test
