#!/usr/bin/env bash
# rule_book.sh - the rule book says what the program does: its tables of controls are the
# catalogues, and it speaks of every code and ground that the rule sets have.
#   rule_book.sh PROGRAM RULES
set -u
export LC_ALL=C
program=$1 rules=$2
failures=0

fail() {
    echo "FAILED $*"
    failures=$((failures + 1))
}

# "| R101 | BLOCK | Given ... |", in the order of the catalogue by family.
catalogue=$("$program" rules show controls | awk '
    /^R[0-9]+ / { id = $1; severity = $2 }
    /^  en / { sub(/^  en +/, ""); print "| " id " | " severity " | " $0 " |" }' | sort)
book=$(grep -hE '^\| R[0-9]+ \|' "$rules"/*.md | sort)
[ "$(wc -l <<< "$catalogue")" -gt 100 ] || fail "the program lists too few controls"
differences=$(diff <(printf '%s\n' "$catalogue") <(printf '%s\n' "$book")) ||
    fail "control.md and accounts.md are not the catalogue: $differences"

words=$(grep -ohE '<(rate|ground) code="[^"]*"' "$rules"/sets/*.xml | sed 's/.*"\(.*\)"/\1/' |
    sort -u | grep -vE '^(AR-[34]|P-AR2-[HL])$')
[ "$(wc -l <<< "$words")" -gt 25 ] || fail "the rule sets have too few codes"
for word in $words; do
    grep -qE "(^|[^A-Z0-9_-])$word([^A-Z0-9_-]|\$)" "$rules/grants.md" ||
        fail "grants.md does not speak of $word"
done

# Every indicator that is measured is explained: by its id, or by its first and a "-6" beside it.
ids=$(grep -ohE ' id="[^"]*"' "$rules"/indicators/*.xml | sed 's/.*"\(.*\)"/\1/' | sort -u)
[ "$(wc -l <<< "$ids")" -gt 40 ] || fail "too few indicators are defined"
for id in $ids; do
    case $id in
    S2.4-*) word=${id#S2.4-} word=${word%%+*} ;; # a cause: register.md has them all
    V.*-* | S1.[123]-*) word=${id%-*} ;;
    *) word=$id ;;
    esac
    case $id in
    S2.4-*) grep -qwF -- "$word" "$rules/../formats/register.md" "$rules/indicators.md" ;;
    *) grep -qF -- "\`$word" "$rules/indicators.md" ;;
    esac || fail "indicators.md does not speak of $id"
done

[ $failures -eq 0 ] || exit 1
echo "control.md and accounts.md have all $(wc -l <<< "$book") controls, grants.md" \
    "all $(wc -w <<< "$words") words"
