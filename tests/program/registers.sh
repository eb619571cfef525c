#!/usr/bin/env bash
# registers.sh - what is given as registers is read, or it is said that it is not: folders with
# files of all kinds of names, copies of a file, types of idents that are not the numbers'. Why:
# an extract that is passed over in silence is a municipality without money, and a person under
# two idents is one with too much.
#   registers.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip
given=$source_tree/tests/program/registers

dry_run() { # PATH...: into the folder run
    rm -rf run
    "$tilskudd" run --year 2017 --quarter 3 --rules "$test_rules" --dry-run --out run \
        --register "$@"
}
warnings() { # of the manifest, one a line
    sed -n '/"warnings": \[/,/\]/s/^    "\(.*\)",\{0,1\}$/\1/p' run/manifest.json
}
findings() { # CONTROL: how many
    gzip -dc run/findings.jsonl.gz | grep -c "\"$1\""
}

# --- folders ---

cp -r "$given/extracts" extracts
expect 0 'a folder: any case of letters' '3 persons read' -- dry_run extracts
check 'a folder: nothing to warn of' [ -z "$(warnings)" ]
check 'a folder: nothing on standard error' [ ! -s .log/stderr ]

mkdir extracts/2016 extracts/old.xml
for name in README.txt 0302.xml.bak 0302.zip .0302.xml 06879700262.txt $'two\nlines' $'\xf8.txt'; do
    echo other >extracts/"$name"
done
expect 0 'a folder with others' '3 persons read' \
    'WARNING: extracts/README.txt is not read: its name ends neither' \
    'WARNING: extracts/0302.xml.bak is not read' 'WARNING: extracts/0302.zip is not read' \
    'WARNING: extracts/.0302.xml is not read: its name begins with a dot' \
    'WARNING: extracts/2016/ is not read: folders in a folder are not searched' \
    'WARNING: extracts/old.xml/ is not read: folders' \
    'WARNING: extracts/***********.txt is not read' \
    'WARNING: extracts/two?lines is not read' 'WARNING: extracts/?.txt is not read' -- \
    dry_run extracts
check 'a folder with others: as many in the manifest' [ "$(warnings | wc -l)" = 9 ]
check 'a folder with others: named in the manifest' grep -qF 'extracts/0302.zip' run/manifest.json
check_not 'a folder with others: no ident' grep -rq 06879700262 run .log/stderr
expect 1 'a folder with others: computed again' 'computed again: the run identity' -- \
    "$tilskudd" verify run --replay --register extracts

for ((i = 100; i < 150; i++)); do echo other >"extracts/$i.dat"; done
expect 0 'many others' 'WARNING: 39 more of these: see warnings in manifest.json' -- \
    dry_run extracts
check 'many others: all in the manifest' [ "$(warnings | wc -l)" = 59 ]

mkdir deep
cp -r "$given/extracts" deep/2017
expect 4 'a folder of folders' deep 'no *.xml' 'but others, as deep/2017/' -- dry_run deep

# The second person sees what the first was warned of.
must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid
must "$tilskudd" run --national --year 2017 --quarter 3 --rules "$test_rules" --payees "$payees" \
    --ledger ledger --out proposal --register extracts --only-own 0219
check 'the manifest records it' grep -q '"only_own": \["0219"\]' proposal/manifest.json
expect 0 'approve shows the warnings' 'WARNING: extracts/0302.zip is not read' \
    '  --national                      ' '  --only-own 0219 ' -- \
    "$tilskudd" approve proposal --ledger ledger --yes

# --- the same register more than once ---

copies='the same register is given more than once, and each of its records counts once'
twice() { # NAME PATHS -- PATH...: one line, and a finding for each person
    expect 0 "twice: $1" '1 person read' "WARNING: $copies: $2." -- dry_run "${@:4}"
    check "twice: $1: one line" [ "$(grep -c "$copies" .log/stderr)" = 1 ]
    check "twice: $1: in the manifest" grep -qF "$copies: $2" <<<"$(warnings)"
    check "twice: $1: the person's finding stays" [ "$(findings R407)" = 1 ]
    expect 1 "twice: $1: computed again" 'computed again: the run identity' -- \
        "$tilskudd" verify run --replay
}
mkdir copies
cp "$given/extracts/0301.xml" copies/a.xml
twice 'one name' 'copies/a.xml, copies/a.xml' -- copies/a.xml copies/a.xml
twice 'a folder and its file' 'copies/a.xml, copies/a.xml' -- copies copies/a.xml
cp copies/a.xml copies/b.xml
gzip -c copies/a.xml >copies/c.xml.gz
twice 'copies, one of them compressed' 'copies/a.xml, copies/b.xml, copies/c.xml.gz' -- copies
rm copies/b.xml copies/c.xml.gz
ln -s a.xml copies/link.xml
twice 'a link' 'copies/a.xml, copies/link.xml' -- copies
expect 0 'other registers are no copies' '3 persons read' -- dry_run "$given/extracts"
check_not 'other registers are no copies: nothing is said' grep -q "$copies" .log/stderr

# --- idents whose type is not the number's ---

expect 0 'the right type' '2 persons read' -- dry_run "$given/right-type.xml"
check 'the right type: one person, held until linked' [ "$(findings R414)" = 1 ]
check 'the right type: no warning of it' [ "$(findings R121)" = 0 ]
gzip -dc run/decisions.csv.gz >right
expect 0 'a D-number called a birth number' '2 persons read' -- dry_run "$given/wrong-type.xml"
check 'a D-number called a birth number: one person, held until linked' [ "$(findings R414)" = 1 ]
check 'a D-number called a birth number: a warning' [ "$(findings R121)" = 1 ]
check 'a D-number called a birth number: the same money' cmp right <(gzip -dc run/decisions.csv.gz)
sed 's/46879700094/201612345600/' "$given/wrong-type.xml" >duf.xml
expect 0 'a DUF number called a birth number' '2 persons read' '0 records set aside' -- \
    dry_run duf.xml
check 'a DUF number called a birth number: one person, held until linked' [ "$(findings R414)" = 1 ]
check 'a DUF number called a birth number: a warning' [ "$(findings R121)" = 1 ]

# --- one person with more than anybody has ---

# More than 1 000 entries of a kind: the record is set aside, and the run goes on with the others.
many() { # COUNT: residences of the second person of two
    sed '/46879700094/,/<\/person>/{/<bosted/d}' "$given/right-type.xml" |
        awk -v count="$1" '/46879700094/ { second = 1 }
            second && /<bosetting/ { print; for (i = 0; i < count; i++)
                printf "<bosted kommune=\"%s\" fra=\"%04d-%02d-%02d\"/>\n", i % 2 ? "0301" : "1103",
                    1950 + i / 336, i / 28 % 12 + 1, i % 28 + 1; next } { print }'
}
many 1001 >many.xml
expect 0 'a thousand and one residences' '1 person read' '1 record set aside' -- \
    dry_run many.xml
check 'a thousand and one residences: named' grep -q \
    '"R100".*"file":"many.xml","record":2,.*"field":"bosted","problem":"too many"' \
    <(gzip -dc run/findings.jsonl.gz)
many 1000 >many.xml
expect 0 'a thousand residences' '2 persons read' '1 held' -- dry_run many.xml

# And settled lines of one person in every municipality.
{
    echo ident,code,budget_year,municipality,settled_ore
    for code in AR-2 AR-3 AR-4; do
        sed -n "s/^\(1[0-9]*\|0[0-9]*\),[^,]*,,.*/06879700262,$code,2017,\1,100/p" \
            "$source_tree/rules/municipalities.csv"
    done
} >paid.csv
check 'lines for many municipalities' [ "$(wc -l <paid.csv)" -gt 1025 ]
must "$tilskudd" ledger open many-lines --year 2017 --mode test --paid paid.csv
expect 0 'a person with more than 1 024 lines' '2 persons read' '1 held' -- \
    "$tilskudd" run --national --year 2017 --quarter 3 --rules "$test_rules" --payees "$payees" \
    --ledger many-lines --out lines --register "$given/right-type.xml"
check 'a person with more than 1 024 lines: all of them' \
    [ "$(gzip -dc lines/decisions.csv.gz | grep -c ^06879700262)" -gt 1024 ]

finish_test
