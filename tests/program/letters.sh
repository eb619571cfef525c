#!/usr/bin/env bash
# letters.sh - letters to the municipalities: each kind worked out by hand; all of them together
# are the run; each payment in one; nobody sees another municipality's persons, nor where a person
# moved to or from. Why: a municipality believes its letter, and addresses may be protected.
# letters.md 1.
#   letters.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=printed.sh
. "$here/printed.sh"
start_test "$@"
rules=$source_tree/rules/sets

page_says() { # FILE TEXT
    text_of "$1" | grep -qF -- "$2"
}
says() { # NAME FILE TEXT...
    local text
    for text in "${@:3}"; do
        check "$1: $text" page_says "$2" "$text"
    done
}

# --- a world of five persons, worked out by hand ---
#
# Year 2 of 2017 is 230 000 kr, year 3 of 2018 is 167 000 kr.
# anna   settled 2016 in 0301; moved to 0219 on 2017-05-10, quarter 2: cut at 3/8.
# berit  settled 2016 in 0301; in 2018 the register says that she moved to 0219 on 2017-11-10,
#        quarter 4: cut at 7/8, C(7/8) = 201 250.
# cecil  settled 2016 in 0301 as a child, being none: held (R201), 230 000.
# dina   dead before she was settled: held (R104), and no amount.
# erik   settled 2016 in 0301, went abroad in December 2016: no grant of 2017.
must "$tilskudd" generate --persons 40 --year 2017 --seed 3 --out some.xml
mapfile -t heads < <(grep -o '<person ident="[^>]*fodt="19[67][^>]*' some.xml | head -n 5)
check 'five grown-ups' [ "${#heads[@]}" = 5 ]
ident_of() { # NUMBER
    local rest=${heads[$1]#*ident=\"}
    echo "${rest%%\"*}"
}
anna=$(ident_of 0) berit=$(ident_of 1) cecil=$(ident_of 2) dina=$(ident_of 3)

person() { # NUMBER ATTRIBUTES GROUP STAYS
    printf '  %s%s>\n' "${heads[$1]}" "$2"
    printf '    <opphold grunnlag="ASYL" vedtatt="2016-01-05" varig="true"/>\n'
    printf '    <bosetting dato="2016-02-15" kommune="0301" avtale="true" gruppe="%s" %s\n' \
        "$3" 'krav="2016-03-01"/>'
    printf '    %s\n' "${@:4}"
    printf '  </person>\n'
}
register() { # DATE STAYS-OF-BERIT...
    printf '<?xml version="1.0" encoding="UTF-8"?>\n'
    printf '<introduksjonsregister xmlns="urn:tilskudd:introduksjonsregister:1" %s>\n' \
        "uttrekksdato=\"$1\""
    person 0 '' VOKSEN '<bosted kommune="0301" fra="2016-02-15" til="2017-05-09"/>' \
        '<bosted kommune="0219" fra="2017-05-10"/>'
    person 1 '' VOKSEN "${@:2}"
    person 2 '' BARN '<bosted kommune="0301" fra="2016-02-15"/>'
    person 3 ' dod="2016-01-20"' VOKSEN '<bosted kommune="0301" fra="2016-02-15"/>'
    person 4 '' VOKSEN '<bosted kommune="0301" fra="2016-02-15" til="2016-12-10"/>'
    printf '</introduksjonsregister>\n'
}
register 2017-12-31 '<bosted kommune="0301" fra="2016-02-15"/>' >2017.xml
register 2018-03-31 '<bosted kommune="0301" fra="2016-02-15" til="2017-11-09"/>' \
    '<bosted kommune="0219" fra="2017-11-10"/>' >2018.xml

must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid \
    --time 2017-01-20T08:00:00Z
objection='<objection language="nb" text="Klag innen \&lt;fire\&gt; uker til Kari \&amp; Co."/>'
sed "s#</configuration>#$objection&#" \
    "$source_tree/fixtures/made-up-agency.xml" >agency.xml
run() { # YEAR QUARTER OUT TIME [OPTION...]
    "$tilskudd" run --national --year "$1" --quarter "$2" --register "$1.xml" \
        --payees "$payees" --config agency.xml --rules "$rules" --ledger ledger --out "$3" \
        --time "$4" "${@:5}"
}
must run 2017 4 q4 2018-01-02T09:00:00Z

# A proposal says so.
expect 0 'letters of a proposal' \
    'Letters in proposed: 2; payments: 2, 460 000 kr in all; lines: 4' -- \
    "$tilskudd" letters q4 --out proposed
says 'a proposal, of a test' proposed/0301.html 'TEST: laget ' \
    'FORSLAG: ikke godkjent og ikke betalt' \
    'Det er foreslått å betale ut 316 250 kr til kommunen'
check_not 'and not that it is paid' page_says proposed/0301.html 'Kommunen får utbetalt'
cp -a ledger opened
must "$tilskudd" approve q4 --ledger ledger --yes --time 2018-01-02T10:00:00Z

# Whether it is paid only the run's own ledger knows: nothing else is taken for its word.
for command in letters report; do
    expect 4 "$command: a ledger that is not there" nowhere -- \
        "$tilskudd" $command q4 --ledger nowhere --out none
    must "$tilskudd" ledger open other --year 2017 --mode test --nothing-paid \
        --time 2017-01-20T08:00:00Z
    expect 5 "$command: another ledger" 'is not the ledger that the run was made from' \
        'name the ledger that it was made for' -- \
        "$tilskudd" $command q4 --ledger other --out none
    [ $command = report ] ||
        expect 5 'explain: another ledger' 'it is of another ledger: other' -- \
            "$tilskudd" explain q4 --municipality 0301 --ledger other
    rm -r other
    check "$command: nothing is written" nothing_at none
    mv ledger away
    expect 0 "$command: no ledger at hand" 'not looked up whether it is paid' -- \
        "$tilskudd" $command q4 --out unknown
    mv away ledger
    page=unknown
    [ ! -d unknown ] || page=unknown/0301.html
    check "$command: the page says so" grep -q 'om dette er betalt: hovedboken var ikke' $page
    check_not "$command: nor that it is not paid" grep -qiE 'ikke betalt|ingenting er betalt' $page
    rm -r unknown
done
expect 0 'a ledger from before it was paid' -- "$tilskudd" letters q4 --ledger opened --out unpaid
says 'what that one knows' unpaid/0301.html 'FORSLAG: ikke godkjent og ikke betalt'

# --- a move, and who is held ---
must "$tilskudd" letters q4 --out letters
check 'one letter a municipality' [ "$(find letters -type f | wc -l)" = 6 ]
check 'the persons have one reader' [ "$(stat -c %a letters/0301.csv)" = 600 ]
check 'the page of persons too' [ "$(stat -c %a letters/0301-specification.html)" = 600 ]
check 'the letter has no script' [ "$(grep -ci '<script' letters/*.html | grep -vc ':0$')" = 0 ]
check 'it is A4' grep -q 'size:A4' letters/0301.html
check_not 'no ident in a covering letter' grep -qE "$anna|$berit|$cecil|$dina" letters/0301.html \
    letters/0219.html
# 0301: anna C(3/8) = 86 250, berit 230 000; 0219: anna 230 000 - 86 250 = 143 750.
account=$(awk -F, '$1 == "0301" { print substr($4, 1, 4) "." substr($4, 5, 2) "." substr($4, 7) }' \
    "$payees" | head -n 1)
says 'who moved out' letters/0301.html 'TEST: laget fra en testhovedbok' 'Til 0301 Oslo' \
    'Tilskudd til integrering av flyktninger, 4. kvartal 2017' 'Dato 2018-01-02.' \
    'Kommunen får utbetalt 316 250 kr med betalingsdato 2018-01-08' \
    "Integreringstilskudd, år 2–5 | $account |  | 0301-INT-2-5-" \
    '2017 | år 2 | AR-2 | 230 000 kr | 2 | 316 250 kr | 0 kr' \
    'Det er ingen rettelser for tidligere år.' \
    'R201: Gruppen passer ikke med alderen i bosettingsåret. | 1 | 230 000 kr | Kommunen retter' \
    'R104: Dødsdatoen er før fødselen eller bosettingen. | 1 | ikke kjent | Kommunen ber om' \
    'Klag innen &lt;fire&gt; uker til Kari &amp; Co.'
check_not 'and not the law, which it says itself' page_says letters/0301.html 'forvaltningsloven'
says 'who moved in' letters/0219.html \
    'Kommunen får utbetalt 143 750 kr' '2017 | år 2 | AR-2 | 230 000 kr | 1 | 143 750 kr' \
    'Ingen personer eller beløp er holdt tilbake.'
row() { # FOLDER MUNICIPALITY IDENT CODE YEAR: its line of the CSV file
    grep "^$3,$4,$5," "$1/$2.csv"
}
check 'moved out: 3/8' [ "$(row letters 0301 "$anna" AR-2 2017 | cut -d, -f6-13,18-)" = \
    '0,3/8,23000000,8625000,0,8625000,PAY,due,flyttet ut 2017-05-10: 3/8 av året; betales' ]
check 'moved in: 5/8' [ "$(row letters 0219 "$anna" AR-2 2017 | cut -d, -f6-13,18-)" = \
    '3/8,1,23000000,14375000,0,14375000,PAY,due,flyttet inn 2017-05-10: 5/8 av året; betales' ]
check 'stayed' [ "$(row letters 0301 "$berit" AR-2 2017 | cut -d, -f11-13,18-)" = \
    '23000000,PAY,due,betales' ]
row letters 0301 "$cecil" AR-2 2017 >held
check 'held' grep -qF ',23000000,HELD,R201,' held
check 'why' grep -qF 'holdt tilbake av R201: Gruppen passer ikke med alderen' held
check 'what to do' grep -qF ' Gjør: Kommunen retter gruppen' held
says 'held without an amount' letters/0301-specification.html "$dina | R104: Dødsdatoen er før"
says 'the page has the persons' letters/0301-specification.html \
    "$anna | AR-2 | 2017 | 0–3/8 | 230 000 kr | 86 250 kr | 0 kr | 86 250 kr | flyttet ut"
check_not 'not those of others' grep -q "$berit" letters/0219.csv letters/0219-specification.html
check_not 'nor where to' grep -q '0219' letters/0301.csv
check_not 'nor where from' grep -q '0301' letters/0219.csv letters/0219-specification.html
check_not 'nor by name' grep -q 'Oslo' letters/0219.csv letters/0219-specification.html

# In English, one municipality, by the entry that the run became: the same persons.
expect 0 'an entry has no list of whom it held' 'make them of the run folder' \
    -- "$tilskudd" letters ledger/000001 --out english --municipality 0219 --language en
says 'and the letter says so' english/0219.html 'No amount is held back.' \
    'Persons who are held before an amount could be computed are not listed here' \
    "Ask $(sed -n 's/.*<agency name="\([^"]*\)".*/\1/p' agency.xml), organisation number "
says 'the specification too' english/0219-specification.html \
    'Persons who are held before an amount could be computed are not listed here'
must "$tilskudd" letters ledger/000001 --out of-entry --municipality 0301
says 'beside what it knows is held' of-entry/0301.html 'R201: Gruppen passer ikke' \
    'Personer som er holdt tilbake før beløpet kunne regnes ut, står ikke her'
check_not 'not where they are listed' page_says letters/0301.html 'står ikke her'
check 'one letter' [ "$(find english -type f | wc -l)" = 3 ]
says 'in English' english/0219.html 'The municipality is paid 143 750 kr on 2018-01-08' \
    'Klag innen &lt;fire&gt; uker til Kari &amp; Co.'
check_not 'and no other rule of how to object' page_says english/0219.html 'three weeks'
check 'the reason too' grep -q 'moved in on 2017-05-10: 5/8 of the year; to be paid$' \
    english/0219.csv
check 'the same amounts' [ "$(cut -d, -f1-17 english/0219.csv)" = \
    "$(cut -d, -f1-17 letters/0219.csv)" ]

# --- returned, by hand, and a correction of an earlier year ---
id=$(grep -o '0301-INT-2-5-[0-9a-f]*' letters/0301.html | head -n 1)
cat >hand.csv <<END
kind,municipality,payment_group,ident,code,budget_year,amount_ore,date,reference,reason
RETURNED,,,,,,,2018-02-01,$id,BANK: came back
PAID,0219,INT-2-5,,,,1000000,2018-02-02,giro 7,sent by hand
END
must "$tilskudd" ledger manual hand.csv --ledger ledger --out hand --rules "$rules" \
    --time 2018-03-01T08:00:00Z
must "$tilskudd" approve hand --ledger ledger --yes --time 2018-03-01T09:00:00Z
must run 2018 1 q1 2018-04-03T09:00:00Z --repay 0301
must "$tilskudd" approve q1 --ledger ledger --yes --time 2018-04-03T10:00:00Z
must "$tilskudd" letters q1 --out second
# 0301: berit's 2017 is C(7/8) = 201 250, less 230 000 settled: -28 750; the returned 316 250 is
# paid again: 287 500. Nobody is in 0301 in 2018.
says 'returned' second/0301.html 'Kommunen får utbetalt 287 500 kr' \
    'Integreringstilskudd, år 2–5 | -28 750 kr | 0 kr | 316 250 kr | 0 kr | 287 500 kr | 0 kr' \
    "betaling som ble returnert; betales nå | $id | 316 250 kr" \
    'Ingenting forfaller for 2018 i dette kvartalet.' \
    '2017 | år 2 | AR-2 | 230 000 kr | 1 | 0 kr | -28 750 kr'
check 'the correction in words' [ "$(row second 0301 "$berit" AR-2 2017 | cut -d, -f6-13,18-)" = \
    "0,7/8,23000000,20125000,23000000,-2875000,PAY,correction,flyttet ut 2017-11-10: 7/8 av året; \
trekkes tilbake eller motregnes; rettelse for budsjettåret 2017" ]
# 0219: berit's last eighth of 2017, 28 750; year 3, first quarter, for both: 2 x 41 750; less the
# 10 000 by hand: 102 250.
says 'by hand' second/0219.html 'Kommunen får utbetalt 102 250 kr' \
    'Integreringstilskudd, år 2–5 | 112 250 kr | 0 kr | 0 kr | -10 000 kr | 102 250 kr | 0 kr' \
    'betalt manuelt utenom kvartalet; trekkes fra | 2018-02-02, giro 7 | -10 000 kr' \
    '2018 | år 3 | AR-3 | 167 000 kr | 2 | 83 500 kr | 0 kr' \
    '2017 | år 2 | AR-2 | 230 000 kr | 1 | 28 750 kr | 0 kr'

# --- a claim that is carried forward ---
expect 0 'a quarter again' 'quarter 1 of 2018 is committed as entry 000003: this is another run' \
    -- run 2018 1 alone 2018-04-03T11:00:00Z --dry-run
expect 2 'nobody is told of a dry run' 'a dry run, by which nobody is paid' -- \
    "$tilskudd" letters alone --out none
cp -a 2018.xml 2018-before.xml
register 2018-06-30 '<bosted kommune="0301" fra="2016-02-15" til="2017-08-09"/>' \
    '<bosted kommune="0219" fra="2017-08-10"/>' >2018.xml
must run 2018 2 q2 2018-07-02T09:00:00Z
must "$tilskudd" approve q2 --ledger ledger --yes --time 2018-07-02T10:00:00Z
must "$tilskudd" letters q2 --out third
# 2017-08-10 is quarter 3: C(5/8) = 143 750, less 201 250: -57 500, and nothing to net it with.
says 'carried forward' third/0301.html 'Kommunen får ingen utbetaling for dette kvartalet.' \
    'Integreringstilskudd, år 2–5 | -57 500 kr | 0 kr | 0 kr | 0 kr | 0 kr | -57 500 kr' \
    'Trekk på 57 500 kr kunne ikke motregnes i det som forfaller nå.'

# --- explain over the quarters of a year ---
expect 0 'explain of a year' 'Municipality 0301 Oslo in 2018' \
    'INT-2-5: lines -28 750 kr + brought forward 0 kr + returned 316 250 kr' \
    'AR-2 of 2017, rate 230 000 kr, persons: 1, to be paid 0 kr, taken back -28 750 kr' \
    'Quarter 2 of 2018: ledger entry 000004' 'not in it: who was held before' \
    'all groups: lines -86 250 kr + brought forward 0 kr + returned 316 250 kr' \
    '= paid 287 500 kr + carried forward -57 500 kr' -- \
    "$tilskudd" explain --municipality 0301 --ledger ledger
expect 0 'of another year' 'Quarter 4 of 2017: ledger entry 000001' \
    ', returned, paid again by 0301-INT-2-5-' -- \
    "$tilskudd" explain --municipality 0301 --ledger ledger --year 2017
"$tilskudd" explain --municipality 0301 --ledger ledger --year 2017 --json >year.json 2>/dev/null
check 'what came back, for programs' \
    grep -q '"bucket": *"rejected", *"remark": *"returned"' year.json
expect 2 'without a ledger' 'name a run folder, or' -- "$tilskudd" explain --municipality 0301
expect 4 'of nobody' 'no committed run of 2018 has a line' -- \
    "$tilskudd" explain --municipality 1103 --ledger ledger
expect 4 'a year of which nothing is committed' 'name one of these with --year: 2017, 2018' -- \
    "$tilskudd" explain --municipality 0301 --ledger ledger --year 2016
expect 4 'letters of a ledger' 'it is a ledger; its entries that are runs' '000004' -- \
    "$tilskudd" letters ledger --out none
expect 2 'letters of what the bank answered' "not a run, and this is asked of runs; 'tilskudd rep" \
    'Runs of this ledger, the newest first: 0' -- "$tilskudd" letters ledger/000002 --out none
check_not 'no ident is told' grep -qE "$anna|$berit|$cecil|$dina" .log/stdout .log/stderr

# --- what is refused, and leaves nothing ---
expect 3 'never over what is there' 'letters' -- "$tilskudd" letters q4 --out letters
expect 2 'a folder is needed' 'folder to write the letters to' -- "$tilskudd" letters q4
expect 4 'a municipality without a letter' '1103 has no line' -- \
    "$tilskudd" letters q4 --out none --municipality 1103
expect 4 'the register is gone' 'name it by its option' -- \
    env -C / "$tilskudd" letters "$work/q1" --out "$work/none" --register "$work/gone.xml" \
    --ledger "$work/ledger"
expect 5 'another register' 'not the input that the run read' -- \
    "$tilskudd" letters q1 --out none --register 2017.xml
cp 2018-before.xml 2018.xml
for file in municipalities.csv decisions.csv.gz taken.csv persons-without-grant.csv.gz \
    configuration.xml rules-2017.xml; do
    cp -a q1 changed
    flip_bit changed/$file 40
    expect 5 "$file was changed" 'manifest.json lists' -- \
        "$tilskudd" letters changed --out none
    rm -r changed
done
cp -a q1 changed
flip_bit "$(ls changed/proposal/*.xml.gz)" 60
expect 5 'a payment file was changed' 'manifest.json lists' -- \
    "$tilskudd" letters changed --out none
check 'nothing is left of it' [ ! -e none ] && check 'nor unfinished' [ ! -e none.unfinished ]

# --- a generated cohort: all letters together are the run ---
must "$tilskudd" generate --persons 1500 --year 2017 --seed 13 --out 2019.xml
must "$tilskudd" ledger open many --year 2017 --mode test --nothing-paid \
    --time 2017-01-20T08:00:00Z
must "$tilskudd" run --national --year 2017 --quarter 4 --register 2019.xml --payees "$payees" \
    --rules "$test_rules" --ledger many --out all --time 2018-01-02T09:00:00Z
must "$tilskudd" letters all --out everybody
gzip -dc all/decisions.csv.gz | tail -n +2 >decided
check 'every line stands in one specification' [ "$(tail -qn +2 everybody/*.csv | cut -d, -f1-17 |
    sort)" = "$(sort decided)" ]
for csv in everybody/*.csv; do
    awk -F, -v code="$(basename "$csv" .csv)" 'NR > 1 && $5 != code { bad = 1 } END { exit bad }' \
        "$csv" || fail 'another municipality' "$csv"
done
checks=$((checks + 1))
sum_of() { # FILE STATUS: øre due
    awk -F, -v status="$2" '$12 == status { sum += $11 } END { printf "%.0f\n", sum }' "$1"
}
cat everybody/*.csv >all-lines
for status in PAY HELD; do
    check "$status lines add up" [ "$(sum_of all-lines $status)" = "$(sum_of decided $status)" ]
done
gzip -dc all/proposal/*.xml.gz | grep -o '<EndToEndId>[^<]*' | sed 's/.*>//' | sort >sent
find everybody -name '????.html' -exec grep -oh '>[0-9]\{4\}-[A-Z0-9-]*-[0-9a-f]\{20\}' {} + |
    tr -d '>' | sort >told
check 'each payment stands in one letter' cmp sent told
# Tables by code and rate end with their sums: those of the letter's lines of the year.
kroner() { # ØRE
    local size=${1#-} whole rest
    whole=$((size / 100)) rest=$((size % 100))
    [ $rest = 0 ] && rest='' || rest=$(printf ',%02d' $rest)
    echo "${1%%[0-9]*}$whole" | sed -e :a -e 's/\([0-9]\)\([0-9]\{3\}\)\($\| \)/\1 \2\3/;ta' \
        -e "s/\$/$rest kr/"
}
year_sums() { # LETTER: its row of sums of 2017
    text_of "$1" | awk '/^Budsjettår \| / { table = 1 } table && /^Sum \| / { print; exit }
        /Rettelser for tidligere/ { exit }'
}
with_sums=0
for letter in everybody/????.html; do
    csv=${letter%.html}.csv
    awk -F, '$3 == 2017 && $12 == "PAY" { s[$11 > 0] += $11 }
        END { printf "%.0f %.0f\n", s[1], s[0] }' "$csv" >due
    read -r paid taken <due
    [ "$paid" != 0 ] || [ "$taken" != 0 ] || continue
    with_sums=$((with_sums + 1))
    [ "$(year_sums "$letter")" = "Sum |  |  |  |  | $(kroner "$paid") | $(kroner "$taken") | " ] ||
        fail 'the sums of a letter' "$letter: $(year_sums "$letter"), not $paid and $taken"
done
check 'letters have sums' [ "$with_sums" -gt 100 ]
check 'each table is a list on a phone' is_stacked everybody/0301.html
check 'the specification too' is_stacked everybody/0301-specification.html
# Of FHT2 each decision says its amount: no rate, one row.
awk -F, '$2 == "FHT2" && $12 == "PAY" && $11 > 0 { n[$5]++; s[$5] += $11 }
    END { for (code in n) if (n[code] > most) { most = n[code]; at = code }
        printf "%s %d %.0f\n", at, most, s[at] }' all-lines >fht2
read -r code count due <fht2
check "several of FHT2 in a municipality" [ "$count" -gt 1 ]
check 'FHT2 is by decision' page_says "everybody/$code.html" \
    "| FHT2 | etter vedtak | $count | $(kroner "$due") | "
check 'in one row' [ "$(text_of "everybody/$code.html" | grep -c '| FHT2 |')" = 1 ]
# A basic grant is the municipality's: there is no number of persons beside it.
find everybody -name '????.html' -exec cat {} + >all.html
check 'a basic grant is for nobody' \
    [ "$(text_of all.html | grep '| GRUNN-' |
        awk -F' [|] ' '$5 != "" { n++ } END { print (NR > 0 && !n) }')" = 1 ]
# No covering letter has an ident; no specification another municipality of its persons.
cut -d, -f1 decided | grep -v '^M' | sort -u >idents
check_not 'no ident in covering letters' \
    sh -c 'cat everybody/????.html | grep -qFf idents'
awk -F, '!(($1, $5) in seen) { seen[$1, $5] = 1; places[$1] = places[$1] " " $5; count[$1]++ }
    END { for (p in count) if (count[p] > 1) print p places[p] }' decided >movers
check 'some have moved' [ "$(wc -l <movers)" -gt 10 ]
while read -r ident places; do
    for here_code in $places; do
        for other in $places; do
            [ "$other" != "$here_code" ] || continue
            name=$(awk -F, -v code="$other" '$1 == code { print $2; exit }' \
                "$source_tree/rules/municipalities.csv")
            grep "^$ident," "everybody/$here_code.csv" | grep -qE ",$other,|$name| $other" &&
                fail 'where somebody moved' "$here_code.csv tells of $other"
            grep -F ">$ident<" "everybody/$here_code-specification.html" |
                grep -qE ">$other<|$name| $other" &&
                fail 'where somebody moved' "$here_code-specification.html tells of $other"
        done
    done
done <movers
checks=$((checks + 1))
check 'the days of moves are told' grep -qE 'flyttet (inn|ut) 2017-' all-lines
check 'the same letters for any threads' sh -c "'$tilskudd' letters all --out again --threads 1 \
    >/dev/null && diff -r everybody again"

finish_test
