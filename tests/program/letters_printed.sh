#!/usr/bin/env bash
# letters_printed.sh - the letters of a year of the whole country on paper: what each kind says is
# there, A4, few pages, every sum whole, nothing beyond the margins and nothing made small to fit.
# Why: a municipality files the paper, and objects to what stands on it.
#   letters_printed.sh TILSKUDD SOURCE
# With KEEP set the pages stay in the folder that is named at the end.
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=printed.sh
. "$here/printed.sh"
start_test "$@"
need_browser pdftotext pdfinfo

expect 0 'the year' -- sh "$source_tree/fixtures/demonstration.sh" \
    --built "$(dirname "$tilskudd")" year || finish_test
for quarter in 1 2 3; do
    must "$tilskudd" letters year/quarter-$quarter --ledger year/ledger --out $quarter
done

# --- what stands on a printed page ---

# Words with a digit, sorted: amounts, idents, codes and days. Headings of tables, which are
# printed again on each page, have none.
words_with_digits() {
    grep -o '[^[:space:]|]*[0-9][^[:space:]|]*' | LC_ALL=C sort
}
words_of_page() { # PAGE
    sed 's/<title>.*<\/title>//' "$1" >.log/body
    text_of .log/body | words_with_digits
}
on_paper() { # PDF: its text, without the pages' ends; a line may end behind the dash of "2–5"
    pdftotext -raw "$1" - | tr -d '\f' | sed -e ':again' -e '/[0-9]–$/{N;s/–\n/–/;b again' -e '}'
}
all_words() { # PAGE PDF
    cmp <(words_of_page "$1") <(on_paper "$2" | words_with_digits)
}
# Amounts in one piece: "57 500 kr" stands in a line, whatever stands beside it.
sums_whole() { # PAGE PDF
    local amount
    on_paper "$2" | tr -d ' ' | sed 's/\xc2\xa0//g' >.log/lines
    text_of "$1" | grep -oE -- '(^|\| |[a-zåøæ] )-?[0-9]{1,3}( [0-9]{3})*(,[0-9]{2})? kr' |
        sed -E 's/^(\| |[a-zåøæ] )//' | tr -d ' ' | sort -u >.log/amounts
    [ -s .log/amounts ] || return 1
    while read -r amount; do
        grep -qF -- "$amount" .log/lines || { echo "not whole: $amount" >&2 && return 1; }
    done <.log/amounts
}
# Margins are 15 mm, 42.5 points; letters of 8 points are more than 8 points high, with their line.
in_its_place() { # PDF
    pdftotext -bbox "$1" - | awk -F'"' '/<page/ { width = $2 }
        /<word/ { words++
            if ($2 < 42 || $6 > width - 42 || $8 - $4 < 8.5) { print; bad = 1 } }
        END { exit !words || bad }'
}
is_a4() { # PDF
    pdfinfo "$1" | grep -q '^Page size:.*(A4)$'
}

print_and_look() { # NAME QUARTER/PAGE MOST-PAGES
    local pdf=${2//\//-}.pdf
    must print_page "$2.html" "$pdf"
    echo "$1: $(pages_of "$pdf") pages"
    check "$1: A4" is_a4 "$pdf"
    check "$1: at most $3 pages" [ "$(pages_of "$pdf")" -le "$3" ]
    check "$1: every word" all_words "$2.html" "$pdf"
    check "$1: sums whole" sums_whole "$2.html" "$pdf"
    check "$1: in its place" in_its_place "$pdf"
    printed=$pdf
}
says() { # TEXT...: the page that was printed last, however its lines are broken
    local text
    on_paper "$printed" | tr '\n' ' ' | sed 's/\xc2\xa0/ /g; s/  */ /g' >.log/text
    for text in "$@"; do
        check "$printed: $text" grep -qF -- "$text" .log/text
    done
}

# --- one of each kind ---

# Where somebody moved, and what is corrected of the year before.
print_and_look 'moves and corrections' 2/5001 3
says 'Rettelser for tidligere år' 'Kommunen får utbetalt' 'Trekkes'
print_and_look 'moves, by person' 2/5001-specification 90
says 'flyttet ut 2018-' 'flyttet inn 2018-' 'Unntatt offentlighet'
print_and_look 'rejected' 2/1103 3
says 'betaling som banken avviste; betales nå' '38 080 000 kr'
print_and_look 'returned' 2/1201 3
says 'betaling som ble returnert; betales nå' '27 935 400 kr'
print_and_look 'paid by hand' 3/0301 3
says 'betalt manuelt utenom kvartalet; trekkes fra' '-1 000 000 kr'
print_and_look 'paid back' 3/0119 2
says 'betalt tilbake av kommunen; kravet er redusert' '36 125 kr'
print_and_look 'held' 1/0301 3
says 'Holdt tilbake' 'R901: Satsen for tilskuddet er ikke fastsatt for budsjettåret.' \
    'Kommunen trenger ikke å gjøre noe.' 'Klage' 'Fristen er tre uker'

# The municipality with the most lines, with its persons.
largest=$(wc -l 2/????.csv | sort -n | awk '$2 != "total" { name = $2 } END { print name }')
largest=${largest%.csv}
print_and_look 'the largest' "$largest" 3
lines=$(wc -l <"$largest.csv")
print_and_look 'the persons of the largest' "$largest-specification" $((lines / 30))

# --- on a phone, and where a page ends ---

printf '%s\n' chapter,item,name,carried_in,allocated,may_be_carried \
    '291,60,Integreringstilskudd,16922000,8345935000,100000' \
    '291,61,Særskilt tilskudd ved bosetting av enslige mindreårige,0,1000000,0' \
    '292,60,Norskopplæring,0,1400000000,30000' >given.csv
must "$tilskudd" year --ledger year/ledger --year 2018 --pin year/second.pin \
    --appropriation given.csv --out accounts
must "$tilskudd" forecast --register year/register-4.xml --year 2018 --rate AR-2=+3% \
    --html forecast.html
for page in 2/1103.html 2/0105-specification.html accounts/appropriation.html forecast.html; do
    check "$page: on a phone every cell is in sight" fits_phone $page
    check "$page: each cell is named there" is_stacked $page
    sed 's/ stack"/"/' $page >spoiled.html
    check_not "$page: else it is seen" fits_phone spoiled.html
done
# With so many lines more above, a page ends between a table and what is said over it, unless the
# page is told not to.
sed 's/caption,figure{break-inside:avoid}/figure{break-inside:avoid}/' \
    accounts/appropriation.html >spoiled.html
more=0
while [ $more -lt 60 ] && breaks_well spoiled.html $more; do more=$((more + 1)); done
check 'a table without what is said over it is seen' [ $more -lt 60 ]
check 'what is said over a table stands with it' \
    breaks_well accounts/appropriation.html $more $((more + 1)) $((more + 2))

# --- that it would be seen ---

spoil() { # PAGE SED-SCRIPT
    sed "$2" "$1.html" >spoiled.html
    must print_page spoiled.html spoiled.pdf
}
spoil 2/1201 's/size:A4/size:A5/'
check_not 'another paper' is_a4 spoiled.pdf
spoil 2/1201 's/table{border/table{min-width:200%!important;border/'
check_not 'too wide a table' in_its_place spoiled.pdf
spoil 2/1201 's/\.wide{overflow:visible}/.wide{overflow:hidden;width:9cm}/'
check_not 'a column cut off' all_words 2/1201.html spoiled.pdf
spoil 2/1201 's/\xc2\xa0/ /g; s/white-space:nowrap/max-width:3em/g'
check_not 'a sum in two lines' sums_whole 2/1201.html spoiled.pdf
finish_test
