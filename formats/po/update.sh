#!/bin/sh
# update.sh - brings new texts of the sources into nb.po, where they wait for their translation,
# and drops those that nobody says any more.
#   update.sh SOURCE
set -eu
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sh formats/po/extract.sh . > "$work/texts.pot"
msgmerge --quiet --no-fuzzy-matching --no-wrap --no-location --sort-output formats/po/nb.po \
    "$work/texts.pot" > "$work/all.po"
msgattrib --no-obsolete --no-wrap "$work/all.po" > "$work/nb.po"
cp "$work/nb.po" formats/po/nb.po
