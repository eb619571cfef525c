#!/usr/bin/env bash
# untranslated.sh - every text for people goes through the catalogue. The tests of this folder and
# the walks of fixtures/ are run with a catalogue that gives each English text back between marks:
# words that come without marks were never looked up. Why: house_language knows the texts that are
# marked in the sources; a text that nobody marked is English on a Norwegian screen, and only
# somebody who reads that screen would see it.
#   untranslated.sh TILSKUDD SOURCE [SCRIPT...]
# SCRIPT: names of tests in this folder, or fixtures; without them, those of `walks` below.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
program=$1 source=$2
shift 2
start_test "$program" "$source"
need_programs python3
built=$(dirname "$tilskudd")
catalogue=$built/locale/nb/LC_MESSAGES/tilskudd.mo
[ -f "$catalogue" ] || skip_test "the catalogue is not built"

# --- a program that answers between marks, and seems to answer in English ---

mkdir -p marked/locale/nb/LC_MESSAGES stand said logs
chmod 1777 said # some tests are of several user accounts
cp "$tilskudd" marked/tilskudd
python3 "$here/untranslated.py" catalogue "$catalogue" \
    marked/locale/nb/LC_MESSAGES/tilskudd.mo || exit 2
# What stands beside the program is found beside the one that seems to be it.
for beside in "$built"/*; do
    [ "$beside" = "$tilskudd" ] || ln -s "$beside" stand/
done
cat >stand/tilskudd <<END && chmod 755 stand/tilskudd
#!/bin/bash
# The words that were said with their marks, for the test; without them, for whoever asked.
case " \$* " in *" --language "* | *" --language="*) exec "$tilskudd" "\$@" ;; esac
[ ! -t 1 ] || exec "$tilskudd" "\$@"
kept=\$(mktemp "$work/said/XXXXXXXX") || exit 99
LC_ALL=nb_NO.UTF-8 "$work/marked/tilskudd" "\$@" >"\$kept.out" 2>"\$kept.err"
status=\$?
{ echo "\$*" | tr '\n' ' ' && echo && cat "\$kept.out" "\$kept.err"; } >"\$kept.said"
plain() { LC_ALL=C sed 's/⟦\|⟧\|⟪\|⟫//g' "\$1"; }
plain "\$kept.out"
plain "\$kept.err" >&2
rm -f "\$kept" "\$kept.out" "\$kept.err"
exit \$status
END

# --- everything that is said ---

# Not here: tests that measure, that need hours, that ask for a language themselves, or that say
# what the others say.
walks=${*:-accounts accounts_year annual answers answer_containers bank_inputs check_register
    checklist control_day control_page demonstration pages draw_kinds draw_records first_mistakes
    json key_changes letters log manual open_items reconcile wrong_input}
walk() { # SCRIPT
    local stand=$work/stand player=()
    case $1 in
    demonstration)
        LC_ALL=C sh "$source_tree/fixtures/demonstration.sh" --persons 3000 --built "$stand" \
            "$work/year"
        return
        ;;
    pages)
        (cd year && pages)
        return
        ;;
    annual | answers | answer_containers | entry_views | insider_entries | open_items | reconcile)
        player=("$stand/fixtures/bank_player")
        ;;
    esac
    timeout 1200 bash "$here/$1.sh" "$stand/tilskudd" "$source_tree" "${player[@]}"
}
# What the demonstration's year comes to, as pages.
pages() {
    local told=$work/said tilskudd="env LC_ALL=nb_NO.UTF-8 $work/marked/tilskudd"
    $tilskudd report quarter-4 --ledger ledger --pin second.pin --out "$told/report.html"
    $tilskudd report quarter-4 --control --out "$told/control.html"
    $tilskudd check-register register-4.xml --html "$told/check-register.html"
    $tilskudd indicators --register register-4.xml --year 2018 --html "$told/indicators.html" \
        --out /dev/null
    $tilskudd forecast --register register-4.xml --year 2019 --settle-like 2018 \
        --ledger ledger --html "$told/forecast.html"
    $tilskudd year --ledger ledger --year 2018 --pin second.pin --out accounts &&
        cp accounts/*.html "$told/"
    $tilskudd letters quarter-2 --ledger ledger --pin second.pin --out letters &&
        cat letters/*.html >"$told/letters.html"
}
for walk in $walks; do
    KEEP='' walk "$walk" >"logs/$walk" 2>&1 || echo "$walk: $(tail -n 1 "logs/$walk")"
done
check 'the walks were walked' [ "$(find said -name '*.said' | wc -l)" -gt 20 ]
python3 "$here/untranslated.py" left "$catalogue" "$here/untranslated_allowed.txt" said >left.txt
check 'no text is left outside the catalogue' [ $? = 0 ]
cat left.txt
finish_test
