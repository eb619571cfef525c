#!/usr/bin/env bash
# flipped_bits.sh - one bit turned over, anywhere in a run folder or a ledger, is found. Why:
# that is what all the hashes and signatures are for.
#   flipped_bits.sh TILSKUDD SOURCE
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"

must "$tilskudd" generate --persons 250 --year 2018 --seed 31 --errors 0.03 --date 2018-10-02 \
    --out first.xml
must "$tilskudd" generate --seed 32 --evolve first.xml --date 2018-12-31 --out second.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid
for quarter in 3 4; do
    register=first.xml
    [ $quarter = 3 ] || register=second.xml
    must "$tilskudd" run --national --year 2018 --quarter $quarter --register $register \
        --payees "$payees" --rules "$test_rules" --ledger ledger --out run-$quarter
    must "$tilskudd" approve run-$quarter --ledger ledger --yes
done
must "$tilskudd" run --national --year 2018 --quarter 4 --register second.xml --payees "$payees" \
    --rules "$test_rules" --ledger ledger --out proposal --payment-date 2019-01-14
expect 0 'an untouched run' -- "$tilskudd" verify run-4
expect 0 'an untouched ledger' -- "$tilskudd" ledger check ledger
expect 0 'an untouched entry' -- "$tilskudd" verify ledger/000001

# First and last byte, and some between; each file another bit pattern, always the same.
positions() { # SIZE
    local size=$1
    printf '%s\n' 0 $((size / 5)) $((size / 2)) $((size * 4 / 5)) $((size - 1)) | sort -nu
}

# Turns over one bit at a time, asks, and puts the file back.
every_bit() { # NAME COMMAND... <LIST of files
    local name=$1 file position
    shift
    while IFS= read -r file; do
        [ -s "$file" ] || continue
        cp -p "$file" kept
        while IFS= read -r position; do
            flip_bit "$file" "$position"
            expect 5 "$name: $file, byte $position" 'verification failed' -- "$@"
            cp -p kept "$file"
        done < <(positions "$(stat -c %s "$file")")
    done
}

# Timings are measured, not signed. What is in keys/ is secret, not evidence.
every_bit 'verify a run' "$tilskudd" verify run-4 \
    < <(find run-4 -type f ! -name timings.json | sort)
every_bit 'ledger check' "$tilskudd" ledger check ledger \
    < <(find ledger -type f ! -path '*/keys/*' ! -name lock | sort)
every_bit 'verify an entry' "$tilskudd" verify ledger/000001 \
    < <(find ledger/000001 -type f | sort)
# A proposal is verified before it is approved; nothing is committed meanwhile.
every_bit 'approve' "$tilskudd" approve proposal --ledger ledger --yes \
    < <(find proposal -type f ! -name timings.json | sort)
check 'nothing was committed' [ "$(find ledger -maxdepth 1 -name '0*' | wc -l)" = 3 ]

# Bytes taken away or added are found as well as bits.
every_length() { # NAME COMMAND... <LIST of files
    local name=$1 file
    shift
    while IFS= read -r file; do
        [ -s "$file" ] || continue
        cp -p "$file" kept
        truncate -s -1 "$file"
        expect 5 "$name: $file, cut" 'verification failed' -- "$@"
        cp -p kept "$file"
        printf '\n' >>"$file"
        expect 5 "$name: $file, longer" 'verification failed' -- "$@"
        cp -p kept "$file"
    done
}
every_length 'verify a run' "$tilskudd" verify run-4 \
    < <(find run-4 -type f ! -name timings.json | sort)
every_length 'ledger check' "$tilskudd" ledger check ledger \
    < <(find ledger/0* -type f | sort)

# Files that are missing.
every_absence() { # NAME COMMAND... <LIST of files
    local name=$1 file
    shift
    while IFS= read -r file; do
        mv "$file" kept
        checks=$((checks + 1))
        "$@" >.log/stdout 2>.log/stderr </dev/null
        case $? in
        4 | 5) ;;
        *)
            fail "$name: without $file" 'not refused'
            show_output
            ;;
        esac
        mv kept "$file"
    done
}
every_absence 'verify a run' "$tilskudd" verify run-4 \
    < <(find run-4 -type f ! -name timings.json | sort)
every_absence 'ledger check' "$tilskudd" ledger check ledger \
    < <(find ledger/0* -type f | sort)

# Untouched again: the test put everything back, so it was the bits.
expect 0 'the run at the end' -- "$tilskudd" verify run-4
expect 0 'the ledger at the end' -- "$tilskudd" ledger check ledger
finish_test
