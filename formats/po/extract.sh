#!/bin/sh
# extract.sh - every English text for people in the sources, as a template (.pot) on standard
# output: what _() and N_() mark, what the functions and tables of `keywords` are given, what rule
# sets, limits and published.csv say of their values, and what the system itself says
# (system.pot). update.sh brings it into nb.po; tests/house/language.sh
# compares.
#   extract.sh SOURCE
# One pass for each argument: functions of one name take their text in different places, and
# xgettext knows one place a pass.
set -eu
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Sorted, so that the same sources give the same template everywhere.
find rules formats engine fixtures -name '*.[ch]' -o -name '*.def' | LC_ALL=C sort |
    grep -v '^fixtures/bank_player' > "$work/files"
# A command's own name for OPTION lacks the argument of the struct.
own=$(sed -nE 's/^#define ([A-Z_]+)\(option, value, what, member, \.\.\.\).*/\1/p' \
    engine/commands/*.c | sort -u)
for name in $own; do
    for argument in 5 6 7 8 9; do echo "$name:$argument"; done
done > "$work/keywords"
cat formats/po/keywords >> "$work/keywords"
for argument in '' 1 2 3 4 5 6 7 8 9 10 11; do
    if [ -z "$argument" ]; then
        keywords='_ N_ translate_count:1,2 count_words:2,3'
    else
        keywords=$(grep ":$argument\$" "$work/keywords" || true)
    fi
    [ -n "$keywords" ] || continue
    # shellcheck disable=SC2046,SC2086 # many words
    xgettext --language=C --from-code=UTF-8 --no-wrap --package-name=tilskudd --keyword \
        $(printf -- '--keyword=%s ' $keywords) --files-from="$work/files" --force-po \
        --output="$work/texts$argument.pot"
done
{
    sed '/^$/,$d' formats/po/system.pot
    {
        grep -ohE ' (source|note|reference|reason)="[^"]*"' rules/sets/*.xml \
            rules/accounts/limits.xml | sed -E 's/^[^"]*"(.*)"/\1/; s/&amp;/\&/g'
        sed -nE '1d; s/^[^,]*,[^,]*,("[^"]*"|[^,]*),"?([^"]*)"?$/\2/p' rules/published.csv
    } | LC_ALL=C sort -u | grep ' [^ 0-9]' | sed 's/.*/\nmsgid "&"\nmsgstr ""/'
} > "$work/rule-sets.pot"
msgcat --use-first --no-wrap "$work"/*.pot formats/po/system.pot
