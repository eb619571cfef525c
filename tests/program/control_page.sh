#!/usr/bin/env bash
# control_page.sh - the page of controls as a screen reader meets it: its outline is printed
# (headings, captions, names of figures), and nothing that is shown lacks its name; every
# municipality with something to do stands on it; both languages have the same parts. Why: what is
# decided by a page must be readable by everybody who decides, and whole.
#   control_page.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip awk

must "$tilskudd" generate --persons 4000 --year 2018 --seed 3 --errors 0.05 --date 2018-07-03 \
    --out register-2.xml
must "$tilskudd" generate --seed 3 --evolve register-2.xml --date 2018-10-02 --errors 0.02 \
    --out register-3.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-06-01T08:00:00Z
quarter() { # NUMBER DAY
    must "$tilskudd" run --national --year 2018 --quarter "$1" --register "register-$1.xml" \
        --payees "$payees" --rules "$test_rules" --ledger ledger --out "run-$1" \
        --time "$2T08:00:00Z"
}
quarter 2 2018-07-04
must "$tilskudd" approve run-2 --ledger ledger --yes --time 2018-07-04T09:00:00Z
quarter 3 2018-10-03
# The small classes of 4 000 persons are compared too.
mkdir limits
cp "$test_rules"/*.xml limits
sed -i -E '/control="R80[1-7]" name="persons-/s/value="[0-9]+"/value="3"/
    /control="R703" name="(persons|group)-minimum"/s/value="[0-9]+"/value="3"/
    /control="R80[1-7]" name="z-/s/value="[0-9]+"/value="150"/' limits/2018.xml
must "$tilskudd" report run-3 --control --out page.html
must "$tilskudd" report run-3 --control --rules limits --out figures.html
must "$tilskudd" report run-3 --control --language en --out english.html

# One line a heading, caption and figure, as deep as it stands.
outline() { # PAGE
    grep -oE '<(h[1-6]|caption|figcaption|nav|svg)[^>]*>[^<]*(<b>[^<]*</b>)?' "$1" | sed -E '
        s/^<h([1-6])[^>]*>/\1 /; s/^<caption>/table: /; s/^<figcaption[^>]*><b>(.*)<\/b>/figure: \1/
        s/^<nav aria-label="([^"]*)">/list of links: \1/
        s/^<svg .*aria-label="([^"]*)".*/picture: \1/; s/<[^>]*>//g'
}
outline figures.html >outline.txt
cat outline.txt
ids() { # PAGE: parts in their order
    grep -oE '<h2 id="[a-z-]*"' "$1"
}
count_of() { # PATTERN PAGE
    grep -oE "$1" "$2" | wc -l
}
no_level_skipped() {
    awk '/^[1-6] / { if ($1 > last + 1) exit 1; last = $1 }' outline.txt
}
links_lead_somewhere() {
    grep -oE 'href="#[^"]*"' "$1" | sed 's/.*#//; s/"//' | sort >links
    grep -oE 'id="[^"]*"' "$1" | sed 's/id="//; s/"//' | sort >places
    [ "$(wc -l <links)" -ge 8 ] && [ -z "$(comm -23 links places)" ] && [ -z "$(uniq -d places)" ]
}
for page in page figures english; do
    check "$page: one title" [ "$(count_of '<h1>' $page.html)" = 1 ]
    check "$page: every table has a caption" \
        [ "$(count_of '<table>' $page.html)" = "$(count_of '<caption>[^<]+' $page.html)" ]
    check "$page: headings of columns say so" [ "$(count_of '<th>' $page.html)" = 0 ]
    check "$page: every figure has a name" [ "$(count_of '<figure ' $page.html)" = \
        "$(count_of '<figcaption id="figure-[0-9]+"><b>[^<]+' $page.html)" ]
    check "$page: every picture has words" [ "$(count_of '<svg ' $page.html)" = \
        "$(count_of '<svg [^>]*role="img"[^>]*aria-label="[^"]+"' $page.html)" ]
    check "$page: the contents lead somewhere" links_lead_somewhere $page.html
done
check 'no level of heading is skipped' no_level_skipped
check 'there are figures' [ "$(count_of '<figure ' figures.html)" -ge 2 ]
check 'the verdict comes first' grep -q 'id="verdict"' <(ids page.html | head -n 1)
check 'both languages have the same parts' [ "$(ids page.html)" = "$(ids english.html)" ]
check 'in Norwegian' grep -q '<html lang="nb">' page.html
check 'in English' grep -q '<html lang="en">' english.html
check 'who, what and when' grep -q '<th scope="col">Frist</th>' page.html
check 'before approval' grep -q 'før godkjenning, senest 2018-10-' page.html
check 'what is new' grep -qE 'funn er nye, [0-9]+ var der også sist' page.html
check 'room for signatures' [ "$(count_of 'class="sign"' page.html)" = 2 ]
check 'limits in words' grep -q 'minst 20 personer' page.html
check 'limits in English words' grep -q 'at least 20 persons' english.html
check_not 'limits without words' grep -qE 'persons-minimum|p-millionths' page.html english.html
check 'why something did not run' grep -q '<b>Vedtatte antall er ikke oppgitt' page.html

# Nothing is cut: every municipality with something to do is there, with its number of findings.
places_missing() {
    gzip -dc run-3/findings.jsonl.gz | grep -E '"severity":"(BLOCK|WARN)"' |
        grep -oE '"municipality":"[0-9]{4}"' | cut -d'"' -f4 | sort | uniq -c >wanted
    [ "$(wc -l <wanted)" -gt 40 ] || return 0
    while read -r findings code; do
        grep -qE "$code [^;<]*: $findings funn|$code [^;<]* $findings \(" page.html ||
            echo "$code $findings"
    done <wanted | grep .
}
check_not 'every municipality with something to do is there' places_missing
controls_missing() {
    gzip -dc run-3/findings.jsonl.gz | grep -E '"severity":"(BLOCK|WARN)"' |
        grep -oE '"control":"R[0-9]+"' | cut -d'"' -f4 | sort -u | while read -r control; do
        grep -q "<td>$control</td>" page.html || echo "$control"
    done | grep .
}
check_not 'every control with something to do is there' controls_missing

# Names in a figure never lie over each other: in each strip, boxes of their letters.
names_collide() {
    grep -oE '<text x="[0-9]+" y="[0-9]+" fill="#b3001b" font-size="9">[^<]*|<svg ' figures.html |
        LC_ALL=C.UTF-8 awk -F'"' '
            /^<svg/ { delete right; next }
            { name = $9; sub(/^>/, "", name); width = length(name) * 5.2
                if ($4 in right && $2 < right[$4]) print name
                right[$4] = $2 + width }' | grep .
}
check 'names are drawn' grep -q 'fill="#b3001b" font-size="9"' figures.html
check_not 'names do not collide' names_collide
finish_test
