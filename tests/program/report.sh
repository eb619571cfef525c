#!/usr/bin/env bash
# report.sh - the HTML pages of a whole run: well-formed, alone, in their languages, without an
# ident, the same for any number of threads; and the controls again with other limits. Why: a
# page is sent on to others, and must not carry what they may not see.
#   report.sh PROGRAM SOURCE-TREE WORK-FOLDER
set -u
export LC_ALL=C
program=$1 source=$2 work=$3
failures=0
rm -rf "$work"
mkdir -p "$work" && cd "$work" || exit 2

fail() {
    echo "FAILED $*"
    failures=$((failures + 1))
}
step() { "$@" > step.log 2>&1 || { cat step.log; fail "$* ended with $?"; exit 1; }; }

step "$program" ledger open ledger --year 2017 --mode test --nothing-paid
step "$program" generate --persons 3000 --year 2017 --seed 9 --errors 0.02 --out register.xml
step "$program" run --national --year 2017 --quarter 4 --register register.xml --ledger ledger \
    --out run --payees "$source/fixtures/payees/payees.csv" \
    --rules "$source/fixtures/rule-sets"
step "$program" approve run --ledger ledger --yes
step "$program" sample draw run --method stratified --strata municipality --n 500 --seed day \
    --out sample.csv
step "$program" report run --language en --out run.html
step "$program" report run --control --sample sample.csv --threads 1 --out control.html
step "$program" report run --control --sample sample.csv --threads 3 --out again.html
"$program" report run --language en > stdout.html || fail "report to standard output"
cmp -s run.html stdout.html || fail "--out and standard output differ"
cmp -s control.html again.html || fail "the page depends on the threads"

# Elements open and close in order; the void ones have no end.
well_formed() {
    grep -oE '<[^>]*>' "$1" | awk '
        /^<!|^<meta|\/>$/ { next }
        /^<\// { name = substr($0, 3, length($0) - 3)
            if (stack[depth] != name) { print name " closes " stack[depth]; exit 1 }
            depth--; next }
        { name = substr($0, 2); sub(/[ >].*/, "", name); stack[++depth] = name }
        END { if (depth != 0) { print depth " elements stay open"; exit 1 } }'
}

for page in run.html control.html; do
    well_formed $page || fail "$page is not well-formed"
    language=en
    [ $page = run.html ] || language=nb
    head -n 2 $page | grep -q "<html lang=\"$language\">" || fail "$page has no language"
    grep -q 'TEST:' $page || fail "$page is not marked as a test"
    grep -qiE '<script|<link|<iframe|<img|@import|url\(|(src|href)="[^#]|https?:' $page &&
        fail "$page refers to something outside"
    # Idents, and the keyed hashes of persons, of the register this was made from.
    grep -oE '[0-9]{11,12}' $page | sort -u > digits.txt
    grep -oE 'ident="[0-9]+"' register.xml | tr -dc '0-9\n' | sort -u > idents.txt
    [ -z "$(comm -12 digits.txt idents.txt)" ] || fail "$page has an ident"
    # Files have hashes too, and these are said to be some.
    grep -oE '(SHA-256 )?[0-9a-f]{64}' $page | grep -v SHA-256 > hashes.txt
    sha256sum run/new-accounts.csv | cut -d' ' -f1 | diff - hashes.txt | grep -q '^>' &&
        fail "$page has a keyed hash"
done
# Every number of the tables stands under its own heading: the tables, read by their headings,
# are municipalities.csv. In the file amounts are ore, on the page kroner.
table_rows() { # CAPTION: "first cell,column,ore" for each cell of the table
    awk -v caption="<caption>$1</caption>" '
        $0 == caption { inside = 1; next }
        inside && /<\/table>/ { exit }
        !inside { next }
        /<thead>/ { gsub(/<\/th>/, "\n"); gsub(/<[^>]*>/, ""); split($0, heading, "\n") }
        /^<tr><td>/ { gsub(/<\/td>/, "\n"); gsub(/<[^>]*>/, ""); split($0, cell, "\n")
            for (i = 2; i <= 8; i++) { amount = cell[i]
                if (amount !~ /,/) amount = amount "00"
                gsub(/[^0-9-]/, "", amount); sub(/^0+/, "", amount)
                print cell[1] "," heading[i] "," (amount == "" ? 0 : amount) } }
    ' run.html | sort
}
file_rows() { # COLUMN: the same from the file, summed by its column; of places the code only
    awk -F, -v by="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { for (i in at) if (i ~ /_ore$/) sum[$at[by], i] += $at[i] }
        END { named["Paid"] = "paid_ore"; named["Lines"] = "lines_ore"
            named["Brought forward"] = "brought_forward_ore"
            named["Returned"] = "returned_ore"; named["By hand"] = "manual_ore"
            named["Carried forward"] = "carried_forward_ore"; named["Held"] = "held_ore"
            for (key in sum) { split(key, part, SUBSEP)
                for (name in named) if (named[name] == part[2])
                    printf "%s,%s,%.0f\n", part[1], name, sum[key] } }
    ' run/municipalities.csv | sort
}
table_rows 'Kroner, all payment groups together' | sed 's/^\([0-9]\{4\}\)[^,]*/\1/' |
    sort > page.txt
file_rows municipality > file.txt
[ "$(wc -l < file.txt)" -gt 500 ] || fail "too few municipalities to compare"
diff page.txt file.txt > differs.txt || fail "municipalities: $(head -n 4 differs.txt)"
# By payment group what is paid and held stand there.
table_rows 'Kroner, by payment group' | sed -nE 's/^.*\(([A-Z0-9-]+)\),(Paid|Held),/\1,\2,/p' |
    sort > page.txt
file_rows payment_group | grep -E ',(Paid|Held),' > file.txt
# Groups that nobody got anything of are on the page, not in the file.
grep -v ',0$' page.txt > page-paid.txt
grep -v ',0$' file.txt > file-paid.txt
diff page-paid.txt file-paid.txt > differs.txt || fail "groups: $(head -n 4 differs.txt)"
grep -q 'Hva som må gjøres, av hvem og når' control.html || fail "nobody is told what to do"
grep -q '<svg ' control.html || fail "no plot"
grep -q 'er ikke fylt ut ennå' control.html || fail "the empty sample is not told"
if command -v xmllint > /dev/null; then
    for page in run.html control.html; do
        # xmllint knows HTML 4 only: what it does not know by name is no error here.
        xmllint --html --noout $page 2>&1 | grep -a 'error' | grep -av 'invalid$' &&
            fail "xmllint finds errors in $page"
    done
fi

# What was changed since the run is not shown: one krone more, one finding less.
for file in municipalities.csv findings.jsonl.gz decisions.csv.gz; do
    rm -rf changed
    cp -a run changed
    case $file in
    municipalities.csv)
        awk -F, -v OFS=, 'NR == 2 { $6 += 100 } { print }' run/$file > changed/$file
        ;;
    *) gzip -dc run/$file | sed 3d | gzip -1 -n > changed/$file ;;
    esac
    rm -f refused.html
    if [ $file != decisions.csv.gz ]; then
        "$program" report changed --out refused.html > refused.txt 2>&1
        [ $? -eq 5 ] || fail "a page is made of a changed $file"
        grep -q "$file" refused.txt || fail "a changed $file is not named"
        [ ! -e refused.html ] || fail "a page of a changed $file is there"
    fi
    if [ $file != findings.jsonl.gz ]; then
        for pair in 'run changed' 'changed run'; do
            read -ra folders <<< "$pair"
            "$program" diff "${folders[@]}" > refused.txt 2>&1
            [ $? -eq 5 ] || fail "diff $pair takes a changed $file"
            grep -q "changed/$file" refused.txt || fail "diff does not name changed/$file"
        done
    fi
done

# The same limits give the same findings; a limit that nobody reaches, none of that control.
"$program" control run > same.txt || fail "control ended with $?"
awk '/^  (FATAL|BLOCK|WARN|INFO|R[0-9])/ && $NF != "+0" { bad = 1 } END { exit bad }' same.txt ||
    fail "the same limits give other findings"
cp -r "$source/fixtures/rule-sets" limits
sed -i '/control="R613"/s/value="[0-9]*"/value="1000000"/' limits/2017.xml
"$program" control run --rules limits > other.txt || fail "control --rules ended with $?"
grep -qE '^  R613 .* 0 +[1-9][0-9]* +-[1-9][0-9]*$' other.txt ||
    fail "the limits of --rules are not used"
# They are listed: by control and municipality, and one by one; the page says that they are others.
sed -n '/^Other findings/,$p' other.txt | grep -qE '^  R613  +[0-9]{4} .* 0 +[1-9] +-[1-9]$' ||
    fail "the finding that is gone is not listed"
"$program" control run --findings same.jsonl > log.txt || fail "control --findings ended with $?"
gzip -dc run/findings.jsonl.gz | cmp -s - same.jsonl || fail "--findings has other findings"
"$program" control run --rules limits --findings other.jsonl > log.txt ||
    fail "control --rules --findings ended with $?"
grep -v '"control":"R613"' same.jsonl > expected.jsonl
grep -v '"control":"R613"' other.jsonl | cmp -s - expected.jsonl || fail "other findings changed"
grep -q '"control":"R613"' same.jsonl || fail "R613 found nothing"
grep -q '"control":"R613"' other.jsonl && fail "R613 found something with a limit out of reach"
# The persons of a share are listed when they are asked for, by hash; of a control that is only
# counted too.
"$program" control run --persons R615,R204 > persons.txt || fail "control --persons: $?"
grep -qE '^  R615 +[0-9]{4}  register.xml record [0-9]+  [0-9a-f]{64}$' persons.txt ||
    fail "no person without training in the programme is listed"
grep -qE '^ +No hours of training in the programme from ' persons.txt ||
    fail "the person of a share has no words of its own"
listed=$(grep -c '^  R204 ' persons.txt)
[ "$listed" = "$(grep -c '"control":"R204"' same.jsonl)" ] || fail "not all of R204 are listed"
place=$(sed -nE 's/^  R615 +([0-9]{4}) .*/\1/p' persons.txt | head -n 1)
"$program" control run --persons R615 --municipality "$place" > one.txt || fail "one place: $?"
[ "$(grep -c '^  R615 ' one.txt)" = "$(grep -cE "^  R615 +$place " persons.txt)" ] ||
    fail "--municipality lists others"
for wrong in '--persons R9' '--persons 509' '--municipality 0301'; do
    # shellcheck disable=SC2086
    "$program" control run $wrong > wrong.txt 2>&1
    [ $? -eq 2 ] || fail "control $wrong is taken"
done
echo mine > mine.jsonl
"$program" control run --findings mine.jsonl > log.txt 2>&1
[ $? -eq 3 ] || fail "control writes over a file"
[ "$(cat mine.jsonl)" = mine ] || fail "control wrote over a file"
"$program" report run --control --rules limits --out limits.html || fail "report --rules: $?"
grep -q "Andre grenser enn kjøringens: .*limits" limits.html ||
    fail "the page does not say that its limits are others"
grep -q 'ingenting som er betalt eller holdt tilbake, blir endret' limits.html ||
    fail "nothing is said of payments"
grep -q 'Andre grenser' control.html && fail "the run's own limits are called others"
grep -q '<td>R613</td>' control.html || fail "the run's own page has no R613"
grep -q '<td>R613</td>' limits.html && fail "the page has findings of the run's own limits"
"$program" report run --rules limits > log.txt 2>&1
[ $? -eq 2 ] || fail "report --rules without --control"
sed -i 's/<person /<person  /' register.xml
"$program" control run > changed.txt 2>&1
[ $? -eq 5 ] || fail "a changed register is not refused"

# Both pages as a phone and a desk show them, when there is a browser.
browser=$(command -v chromium || command -v chromium-browser || true)
if [ -n "$browser" ]; then
    for width in 375 1280; do
        profile=$(mktemp -d)
        timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
            --disable-background-networking --disable-component-update --disable-sync \
            --user-data-dir="$profile" --window-size=$width,2000 \
            --screenshot="$work/control-$width.png" "file://$work/control.html" > /dev/null 2>&1
        rm -rf "$profile"
        [ -s "control-$width.png" ] || fail "no picture at $width pixels"
    done
else
    echo "no chromium: the pages are not drawn"
fi
[ $failures -eq 0 ] && echo "report: all good"
exit $((failures > 0))
