#!/usr/bin/env bash
# draw_records.sh - every draw leaves a record beside the chain, and the next approval puts the
# newest one's hash into the entry and the audit log. Why: who draws until a sample suits has
# chosen it, and nobody would know.
#   draw_records.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip awk sha256sum
# shellcheck source=draw_world.sh
. "$here/draw_world.sh"

records() { # LEDGER: how many
    find "$1/samples" -name '??????.json' 2>/dev/null | wc -l
}
list() { # LEDGER
    "$tilskudd" sample list "$1"
}

# --- recorded once, whatever the form is called ---

check 'nothing is recorded yet' [ "$(records ledger)" = 0 ]
expect 0 'and that is said' '0 recorded' -- list ledger
expect 0 'the first draw' 'draw 000001 of the ledger' -- \
    draw one.csv --method stratified --strata county --n 30
expect 0 'the very same draw is no second one' 'draw 000001 of the ledger' -- \
    draw again.csv --method stratified --strata county --n 30
check 'nor another form' cmp one.csv again.csv
check 'one record' [ "$(records ledger)" = 1 ]
expect 0 'another one is' 'draw 000002 of the ledger' -- \
    draw two.csv --method attribute --n 10 --seed lucky
expect 3 'a form over one that is there' one.csv -- draw one.csv --method attribute --n 11
check 'what was refused is not recorded' [ "$(records ledger)" = 2 ]
expect 0 'both are listed' '000001' 'by county, n 30: 30 of' 'seed of checkpoint 000002' \
    '000002' 'seed chosen: lucky' '2 recorded, 0 in the audit log' -- list ledger
check 'the second has the hash of the first' grep -q \
    "\"previous\": \"$(sha256sum <ledger/samples/000001.json | cut -d' ' -f1)\"" \
    ledger/samples/000002.json
sed -n 's/.*<person ident="\([0-9]*\)".*/\1/p' first.xml second.xml | sort -u >idents
check_not 'no ident is in a record' grep -qFf idents ledger/samples/000001.json \
    ledger/samples/000002.json

# --- what the conclusion says of it ---

fill one.csv filled.csv
expect 0 'its number, and that there is another' 'It is draw 000001' 'no approval' \
    'Drawn from the same run, too: 000002 (attribute, n 10)' -- evaluate filled.csv --run run
expect 0 'the same on the page' -- "$tilskudd" report run --control --sample filled.csv \
    --out page.html
check 'the page says it, in its own language' grep -q 'Det er trekning 000001' page.html
check 'with the conclusion as a sentence' grep -qE \
    '<p><b>Konklusjon: .* 95,0 % sikkerhet .* tålegrensen på 5,00 %' page.html
check_not 'and nothing of the sample in English' grep -qE 'Conclusion|drawn|The draw' page.html
expect 0 'in English on request' -- "$tilskudd" report run --control --sample filled.csv \
    --language en --out page-en.html
check 'it is English' grep -q '<p><b>Conclusion: ' page-en.html
check_not 'all of it' grep -qE 'Konklusjon|trukket|Trekningen' page-en.html
sed 's/^# looks,1/# looks,2/' filled.csv >other.csv
seal other.csv
expect 4 'what is refused is said in the language of the terminal' 'not what was drawn' -- \
    "$tilskudd" report run --control --sample other.csv --out none.html

# --- a larger draw by the same seed is a look that nobody counted ---

cp -a ledger looks
looks() { # FILE OPTION...
    "$tilskudd" sample draw run --ledger looks --method attribute --out "$@"
}
must looks small.csv --n 20
must looks large.csv --n 40 --seed "$(head_of small.csv seed)"
must looks fresh.csv --n 41
fill small.csv small-filled.csv
fill fresh.csv fresh-filled.csv
expect 0 'the smaller was the first look' 'It is draw 000003' -- \
    evaluate small-filled.csv --run run --ledger looks
check_not 'and says nothing of the larger' grep -q 'begins with' .log/said
expect 0 'the larger begins with it' 'This list begins with what was drawn as 000003, 000004: ' \
    'less can be said' -- evaluate fresh-filled.csv --run run --ledger looks
must "$tilskudd" sample draw run --ledger looks --extend small-filled.csv --n 50 --out more.csv
fill more.csv more-filled.csv
expect 0 'what was made larger has counted its look, not the one beside it' \
    'Look 2 of 1' 'begins with what was drawn as 000004, 000005: ' -- \
    evaluate more-filled.csv --run run --ledger looks
cp -a ledger without
rm -r without/samples
expect 4 'a ledger that has no record of it' 'no record of this draw' -- \
    evaluate filled.csv --run run --ledger without

# --- what somebody does to the records before an approval ---

spoilt() { # STATUS NAME TEXT COMMAND...: the command, in the folder of the records
    rm -rf broken
    cp -a ledger broken
    (cd broken/samples && "${@:4}")
    expect "$1" "$2: ledger check" "$3" -- "$tilskudd" ledger check broken
    [ "$1" = 0 ] || expect "$1" "$2: no more draws" "$3" -- "$tilskudd" sample draw run \
        --ledger broken --method attribute --n 12 --out "none-$RANDOM.csv"
    [ "$1" = 0 ] || expect "$1" "$2: no conclusion" "$3" -- \
        evaluate filled.csv --run run --ledger broken
}
spoilt 5 'the first is removed' 'it was removed' rm 000001.json
spoilt 5 'the first is changed' 'does not follow' sed -i 's/"n": 30/"n": 31/' 000001.json
spoilt 5 'one is no record' 'not a draw as recorded' sed -i 's/"n": 10/"n":  10/' 000002.json
spoilt 5 'one is renamed' 'it was removed' mv 000002.json 000003.json
spoilt 5 'everybody may write there' 'everybody may write' chmod o+w .
spoilt 5 'a group may, that was not made its own' 'what is drawn there is not the group' chmod g+w .
spoilt 0 'a group may that was' 'Draws of samples recorded: 2' chmod 2775 .
spoilt 5 'others may write to a record' 'others than its owner may write' chmod g+w 000001.json
group_of_the_ledger() {
    chmod 2770 ..
    chgrp "$(stat -c %g ..)" .
    chmod 2775 .
}
spoilt 5 'the group may that writes the ledger' "ledger's own group" group_of_the_ledger
check 'a record is its owner'\''s to write' [ "$(stat -c %a ledger/samples/000001.json)" = 644 ]
check 'the folder, too, until it is made a group'\''s' [ "$(stat -c %a ledger/samples)" = 750 ]
spoilt 0 'what is no record is left aside' 'Draws of samples recorded: 2' touch notes.txt
rm -rf broken
cp -a ledger broken
rm -r broken/samples
ln -s "$PWD/ledger/samples" broken/samples
expect 5 'the folder is a link' 'not a folder of its own' -- "$tilskudd" ledger check broken

# --- the next approval ---

must "$tilskudd" generate --seed 11 --evolve second.xml --date 2019-03-31 --out third.xml
must "$tilskudd" run --national --year 2019 --quarter 1 --register third.xml "${common[@]}" \
    --out next --time 2019-04-02T10:00:00Z
cp -a ledger spoilt
mkdir spoilt/samples/000003.json # worse than a record that is gone: it cannot be read
expect 0 'records that are not in order stop no payment' 'Committed' 'WARNING' \
    'not in order' -- \
    "$tilskudd" approve next --ledger spoilt --yes --time 2019-04-02T11:00:00Z
check 'the entry has nothing of them' [ ! -e spoilt/000003/samples.csv ]
rm -r next/payments
expect 0 'those that are get into the entry' 'Committed' -- \
    "$tilskudd" approve next --ledger ledger --yes --time 2019-04-02T11:00:00Z
newest=$(sha256sum <ledger/samples/000002.json | cut -d' ' -f1)
check 'the newest hash is in the entry' [ "$(tail -n 1 ledger/000003/samples.csv)" = "2,$newest" ]
expect 0 'checked' '2, of them 2 in the audit log' -- "$tilskudd" ledger check ledger
expect 0 'the log too' 'every leaf is what the entries say' -- "$tilskudd" log check ledger
check 'the leaf before the last' [ "$(bash "$source_tree/fixtures/log-leaves.sh" ledger |
    tail -n 2 | head -n 1)" = "sample,2,$newest" ]
for number in 1 2; do
    must "$tilskudd" log prove ledger --sample $number --out proof-$number
    expect 0 "draw $number is proven" "sample,2,$newest" -- \
        "$tilskudd" log verify proof-$number --log-key ledger/000000/log-key.pub
    expect 0 "draw $number: with openssl" "sample,2,$newest" -- \
        bash "$source_tree/fixtures/check-proof.sh" proof-$number ledger/000000/log-key.pub
done
expect 4 'a draw that nobody made' 'no leaf says this' -- "$tilskudd" log prove ledger --sample 3
expect 2 'no number' -- "$tilskudd" log prove ledger --sample x
expect 0 'an export has the leaf' -- "$tilskudd" log export ledger --out tiles
check 'an export has the leaf: the text' grep -rqa "sample,2,$newest" tiles/tile/entries
expect 0 'a rebuilt log has it' 'every checkpoint agrees' -- "$tilskudd" log rebuild ledger
expect 0 'listed as logged' '2 recorded, 2 in the audit log' -- list ledger
expect 0 'the conclusion says so' 'and in the audit log' -- evaluate filled.csv --run run

# --- what somebody does to them afterwards ---

spoilt 5 'the newest is removed' 'samples/000002.json is gone' rm 000002.json
spoilt 5 'all are removed' 'samples/000002.json is gone' rm 000001.json 000002.json
forge_records() { # another seed, and all that follows made to fit
    local before
    sed -i 's/"n": 30/"n": 29/' 000001.json
    before=$(sha256sum <000001.json | cut -d' ' -f1)
    sed -i "s/\"previous\": \"[0-9a-f]*\"/\"previous\": \"$before\"/" 000002.json
}
spoilt 5 'a chain that is forged whole' 'samples/000002.json is another' forge_records
spoilt 5 'the newest is exchanged' 'samples/000002.json is another' \
    sed -i 's/"seed": "lucky"/"seed": "happy"/' 000002.json
rm -rf broken
cp -a ledger broken
sed -i 's/^2,/1,/' broken/000003/samples.csv
expect 5 'the entry is changed' 'samples.csv' -- "$tilskudd" ledger check broken

# --- proofs of decisions: whole texts, and the last word ---

bash "$source_tree/fixtures/log-leaves.sh" ledger >leaves
key=$(sed -n 's/^decision,\([^,]*,[^,]*,[^,]*\),.*/\1/p' leaves | grep -v '^M' | sort | uniq -d |
    head -n 1)
spaced() { # NUMBER: as people read it
    sed -e ':more' -e 's/\B[0-9]\{3\}\>/ &/' -e 't more' <<<"$1"
}
check 'somebody has later lines' [ -n "$key" ]
later=$(($(grep -c "^decision,$key," leaves) - 1))
last=$(($(grep -n "^decision,$key," leaves | tail -n 1 | cut -d: -f1) - 1))
expect 0 'later lines are said' "$later later line" "leaf $(spaced "$last")" -- \
    "$tilskudd" log prove ledger --decision "$key" --out decision
only=$(sed -n 's/^decision,\([^,]*,[^,]*,[^,]*\),.*/\1/p' leaves | grep -v '^M' | sort |
    uniq -u | head -n 1)
must "$tilskudd" log prove ledger --decision "$only" --out alone
check_not 'of one line nothing is said' grep -q 'last word' .log/stderr
expect 2 'a shortened hash' 'whole keyed hash' -- \
    "$tilskudd" log prove ledger --decision "${key:0:40}"
expect 4 'a shortened year' 'no leaf says this' -- \
    "$tilskudd" log prove ledger --decision "${key%?}"
for kind in payment decision finding verdict sample; do
    expect 2 "$kind: an empty text" 'empty text' -- "$tilskudd" log prove ledger --$kind ''
done
finding=$(grep '^finding,' leaves | grep -om 1 '"person":"[0-9a-f]*"' | head -n 1)
must "$tilskudd" log prove ledger --finding "$finding" --out finding
expect 4 'a finding by half a hash' 'no leaf says this' -- \
    "$tilskudd" log prove ledger --finding "$(cut -d'"' -f4 <<<"$finding" | head -c 30)"

# --- a changed line is named ---

rm -rf broken
cp -a ledger broken
gzip -dc ledger/000002/decisions.csv.gz | awk -F, 'BEGIN { OFS = "," } NR == 7 { $9 += 100 }
    { print }' | gzip -1n >broken/000002/decisions.csv.gz
first=$(sed -n 's/.*"log_size_before": \([0-9]*\),.*/\1/p' ledger/000002/entry.json)
leaf=$((first + 5))
grouped=$(sed -E ':a; s/^([0-9]+)([0-9]{3})/\1 \2/; ta' <<<"$leaf")
for command in 'ledger check' 'log check'; do
    read -ra words <<<"$command"
    expect 5 "$command: the line" "line 7 of decisions.csv.gz is not leaf $grouped" -- \
        "$tilskudd" "${words[@]}" broken
done
finish_test
