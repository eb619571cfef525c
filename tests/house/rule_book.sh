#!/usr/bin/env bash
# rule_book.sh - the rule book speaks of every code, ground and indicator that the rule sets have.
# Its tables of controls are made from the catalogues (pages.sh).
#   rule_book.sh RULES
set -u
export LC_ALL=C
rules=$1
failures=0

fail() {
    echo "FAILED $*"
    failures=$((failures + 1))
}

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
echo "grants.md has all $(wc -w <<< "$words") words, indicators.md all indicators"
