#!/usr/bin/env bash
# language.sh - every text for people has its translation, and says the same values: the catalogue
# formats/po/nb.po against the sources. Why: a text that somebody forgot is English in the middle
# of a Norwegian screen, and a placeholder that differs prints another number, or crashes.
#   language.sh SOURCE
set -u
export LC_ALL=C
for program in xgettext msgfmt msgcmp msgattrib msgcat; do
    command -v $program > /dev/null && continue
    echo "SKIPPED: $program is not installed (Debian: gettext)"
    exit 77
done
cd "$1" || exit 2
po=formats/po/nb.po
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failures=0

fail() { # TEXT FILE
    failures=$((failures + 1))
    echo "FAILED $1"
    head -n 30 "$2"
}

msgfmt --check-format --check-domain -o /dev/null $po > "$work/format" 2>&1 ||
    fail "a translation does not say the values of its text" "$work/format"

msgattrib --untranslated --no-obsolete $po > "$work/untranslated" 2>&1
[ ! -s "$work/untranslated" ] || fail "texts without a translation" "$work/untranslated"
msgattrib --only-fuzzy $po > "$work/fuzzy" 2>&1
[ ! -s "$work/fuzzy" ] || fail "translations that nobody has looked at" "$work/fuzzy"

sh formats/po/extract.sh . > "$work/texts.pot" 2> "$work/extract" || fail "xgettext" "$work/extract"
[ "$(grep -c '^msgid' "$work/texts.pot")" -gt 1000 ] ||
    fail "hardly a text is found in the sources" "$work/extract"
msgcmp $po "$work/texts.pot" > "$work/missing" 2>&1 ||
    fail "texts that the catalogue lacks; sh formats/po/update.sh . brings them" "$work/missing"

# What nobody says any more only makes the catalogue longer.
said=$(grep -c '^msgid "' "$work/texts.pot")
kept=$(grep -c '^msgid "' $po)
echo "$kept in the catalogue, $said in the sources" > "$work/counts"
[ "$kept" -le "$said" ] ||
    fail "translations that nobody says; sh formats/po/update.sh . drops them" "$work/counts"

# A second word for one thing makes a reader look for the difference: those that the glossary has
# put away stand nowhere in what people read.
words=$(sed -n 's/^#   not \([^:]*\):.*/\1/p' $po | paste -sd '|')
[ -n "$words" ] || fail "the glossary puts no word away" $po
# Without what stands for values, which would be a part of the word behind it.
grep -v '^#' $po | sed 's/%[-+0-9.*]*[lz]*[a-z]/ /g' | grep -nwiE "$words" > "$work/put-away"
find formats engine rules fixtures \( -name '*.def' -o -name 'manual.nb.in' -o \
    -name 'demonstration.sh' \) -exec grep -HnwiE "$words" {} + >> "$work/put-away"
[ ! -s "$work/put-away" ] || fail "words that the glossary at the head of $po has put away" \
    "$work/put-away"

# What stands for something of the user's own is said as in the usage lines.
words=$(sed -n 's/^USAGE_WORD("\([A-Z-][A-Z-]*\)".*/\1/p' formats/text/usage_text.def |
    paste -sd '|')
awk '/^msgstr/ { on = 1 } /^(msgid|#|$)/ { on = 0 } on { print FNR ": " $0 }' $po |
    grep -E "(^|[^A-Z-])($words)([^A-Za-z-]|\$)" > "$work/usage"
[ ! -s "$work/usage" ] || fail "words of usage lines that formats/text/usage_text.def translates" \
    "$work/usage"

[ $failures -eq 0 ] || exit 1
echo "$((kept - 1)) texts, each with its translation"
