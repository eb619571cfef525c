#!/usr/bin/env bash
# check_register.sh - a municipality finds its mistakes before it sends its extract: each of a list
# of them is told with record, line, field, what is wrong and what to do, in Norwegian; an extract
# without mistakes is said to be one. Why: a record that is set aside, or a person who is held,
# costs the municipality its money, and it hears of it a quarter later.
#   check_register.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
inputs=$here/inputs/check-register
kinds_least=40

# --- an extract that is right ---

cp "$inputs/clean.xml" clean.xml
expect 0 'the clean extract' 'Ingen feil funnet: uttrekket kan sendes.' '14 poster' -- \
    "$tilskudd" check-register clean.xml
check_not 'the clean extract: nothing is found' grep -qE 'Må rettes|Varsler' .log/stdout
expect 0 'in English' 'No mistake found: the extract can be sent.' -- \
    "$tilskudd" check-register --language en clean.xml

# --- every mistake of the list ---

trimmed() {
    local text=$1
    text=${text#"${text%%[![:space:]]*}"}
    printf '%s' "${text%"${text##*[![:space:]]}"}"
}

# A row of the CSV begins with the place and has both texts.
row_says() { # PLACE WHAT REMEDY
    awk -v place="$1" -v what="$2" -v remedy="$3" '
        index($0, place) == 1 && index($0, what) && index($0, remedy) { found = 1 }
        END { exit !found }' rows.csv
}

quoted() { # TEXT: as the CSV has it
    printf '%s' "${1//\"/\"\"}"
}

one_mistake() { # KIND EXIT SCRIPT RECORD LINE FIELD WHAT REMEDY
    local place="bad.xml,$4,$5,$6,"
    rm -f rows.csv page.html
    sed "$3" clean.xml >bad.xml
    expect "$2" "$1" -- "$tilskudd" check-register --csv rows.csv --html page.html bad.xml
    check "$1: $place $7; $8" row_says "$place" "$(quoted "$7")" "$(quoted "$8")"
    check "$1: on the terminal" grep -qF -- "$7" .log/stdout
    [ -z "$5" ] || check "$1: its line on the terminal" grep -qE "linje $5\b" .log/stdout
    check_not "$1: no ident is said" grep -qE '[0-9]{11}' .log/stdout rows.csv page.html
}

kinds=0
while IFS='|' read -r kind status script record line field what remedy; do
    case $kind in '#'* | '') continue ;; esac
    kinds=$((kinds + 1))
    one_mistake "$(trimmed "$kind")" "$(trimmed "$status")" "$(trimmed "$script")" \
        "$(trimmed "$record")" "$(trimmed "$line")" "$(trimmed "$field")" "$(trimmed "$what")" \
        "$(trimmed "$remedy")"
done <"$inputs/mistakes.txt"
check "the list has at least $kinds_least kinds" [ "$kinds" -ge "$kinds_least" ]

# --- several at once ---

sed -e '3s/kjonn="K"/kjonn="F"/;6s/2016-02-11/11.2.16/;6s/true/ja/;21s/37.5/37,5/' \
    -e '50,$s/landbakgrunn="SYR"/landbakgrunn="syr"/' clean.xml >many.xml
expect 4 'all of a record' -- "$tilskudd" check-register --csv many.csv many.xml
check 'all of a record are told' \
    [ "$(grep -cE '^many.xml,1,(3|6|6|21),' many.csv)" = 4 ]
check 'and those of others' grep -qE '^many.xml,3,50,person/@landbakgrunn,' many.csv

# --- several files: one that is refused hides nothing of the others ---

mkdir several
sed '6s/VOKSEN/BARN/' clean.xml >several/b.xml
sed '100q' clean.xml >several/a.xml
expect 4 'several files' -- "$tilskudd" check-register several missing.xml --csv several.csv
check 'several: the refused one' grep -qE '^a.xml,,101,.*,refused,' several.csv
check 'several: the missing one' grep -qE '^missing.xml,,,.*,refused,.*finnes ikke' several.csv
check 'several: the other one is controlled' grep -qE '^b.xml,1,6,.*,held,R201,' several.csv
gzip -k several/b.xml && rm several/a.xml several/b.xml
expect 4 'a packed extract' -- "$tilskudd" check-register several/b.xml.gz
check 'a packed extract: the same' grep -q 'R201' .log/stdout

mkdir days
sed '50,199d' clean.xml >days/a.xml
sed '3,49d;2s/2017-12-31/2017-12-30/' clean.xml >days/b.xml
expect 4 'extracts of two days' -- "$tilskudd" check-register days --csv days.csv
check 'two days: the older file is named' \
    grep -qE '^b.xml,,2,introduksjonsregister/@uttrekksdato,.*refused.*samme dag' days.csv
sed '2s/ avgiver="1124"//' clean.xml >nobody.xml
expect 0 'nobody says who sends it' 'skriv kommunenummeret i avgiver' -- \
    "$tilskudd" check-register nobody.xml

# --- the page ---

expect 4 'the page' -- "$tilskudd" check-register --html many.html many.xml
check 'the page is Norwegian' grep -q '<html lang="nb">' many.html
check 'the page has the verdict' grep -q 'Må rettes før uttrekket sendes' many.html
check 'the page has the remedy' grep -q 'Skriv ett av: K, M.' many.html
check 'the page is not executable' [ "$(stat -c %a many.html)" = 640 ]
expect 3 'the page is there already' many.html -- \
    "$tilskudd" check-register --html many.html many.xml
if command -v xmllint >/dev/null; then
    check 'the page is well-formed' xmllint --html --noout many.html
fi

# --- since the extract before ---

sed -e '8s/2016-02-11/2016-02-12/' -e '6s/VOKSEN/ENSLIG_VOKSEN/' -e '50,56d' clean.xml >now.xml
sed '57,64d' clean.xml >before.xml
expect 0 'the extract before' 'Nye personer: 1' 'Borte: 1' 'Endret: 1' \
    'gruppe ved bosettingen: VOKSEN, nå ENSLIG_VOKSEN' 'bosted: ny 1124 2016-02-12' -- \
    "$tilskudd" check-register --last before.xml --csv changes.csv now.xml
check 'changes in the rows' [ "$(grep -cE ',(new|gone|changed),' changes.csv)" = 3 ]
check_not 'changes: no ident is said' grep -qE '[0-9]{11}' .log/stdout changes.csv
expect 0 'nothing new' 'Nye personer: 0' 'Borte: 0' 'Endret: 0' -- \
    "$tilskudd" check-register --last clean.xml clean.xml
expect 4 'the extract before is not there' -- "$tilskudd" check-register --last many.txt clean.xml

# --- the whole country, and any number of threads ---

must "$tilskudd" generate --persons 3000 --year 2017 --seed 4 --errors 0.1 --split single \
    --out nation.xml
for threads in 1 4; do
    "$tilskudd" check-register nation.xml --threads $threads --csv nation.$threads.csv \
        >nation.$threads.txt 2>/dev/null
done
check 'the same at every thread count' cmp nation.1.csv nation.4.csv
check 'the same text too' cmp nation.1.txt nation.4.txt
check_not 'the whole country: no ident' grep -qE '[0-9]{11}' nation.1.csv nation.1.txt
# shellcheck disable=SC2016 # fields of awk
check 'every row of a record has its line' awk -F, '
    NR > 1 && $2 != "" && $3 == "" { exit 1 }' nation.1.csv

# --- wrong use ---

expect 2 'no file' 'name the extract' -- "$tilskudd" check-register
expect 2 'another language' 'knows nb and en' -- "$tilskudd" check-register --language nn clean.xml

finish_test
