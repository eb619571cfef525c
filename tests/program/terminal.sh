#!/usr/bin/env bash
# terminal.sh - what reaches a terminal: nothing that somebody has written into a file steers it,
# no output lands in a ledger, and what cannot be shown is told with what was done. Why: whoever
# approves reads a screen, and a script reads an exit status.
#   terminal.sh TILSKUDD SOURCE
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"

# No byte that a terminal obeys, in whatever was said last; the colours of the program are off.
plain() {
    check "$1: nothing steers the terminal" [ -z "$(cat .log/stdout .log/stderr |
        LC_ALL=C tr -d '\n\t -~\200-\377')" ]
    check "$1: nothing turns its words" [ -z "$(cat .log/stdout .log/stderr |
        grep -P '\xE2\x80\xAE|\xC2\x9B')" ]
}
evil=$'\e[2K\e[1A\u202eevil\u009b31m'

# --- names of files and what stands in them ---

must "$tilskudd" generate --persons 60 --year 2018 --seed 7 --date 2018-10-02 \
    --out register.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid
run=(run --national --year 2018 --quarter 3 --ledger ledger --rules "$test_rules" --threads 1)
mkdir in
cp register.xml in/
echo x >"in/notes$evil.txt"
expect 0 'a name in a folder of extracts' -- "$tilskudd" "${run[@]}" --register in \
    --payees "$payees" --out out
plain 'a name in a folder of extracts'
expect 2 'a name on the command line' 'control character' -- "$tilskudd" "${run[@]}" \
    --register "register$evil.xml" --payees "$payees" --out out2
plain 'a name on the command line'
expect 2 'a command' -- "$tilskudd" "frob$evil"
plain 'a command'
expect 4 'a positional word' -- "$tilskudd" verify "no$evil"
plain 'a positional word'
sed "2s/;[^;]*/;Oslo$evil/;2s/,[^,]*/,Oslo$evil/" "$payees" >payees.csv
expect 4 'a payee' -- "$tilskudd" "${run[@]}" --register register.xml --payees payees.csv \
    --out out2
plain 'a payee'

# --- colour: on a terminal that knows it, unless it is refused ---

# shellcheck disable=SC2317 # check calls it
coloured() { # VARIABLE...: whether a failure on a terminal has colour
    script -qec "$(printf '%q ' env -u NO_COLOR "$@" "$tilskudd" verify nothing)" /dev/null \
        </dev/null | grep -q $'\033'
}
if command -v script >/dev/null; then
    check 'a terminal: coloured' coloured TERM=xterm
    check_not 'NO_COLOR: not coloured' coloured TERM=xterm NO_COLOR=1
    check_not 'TERM=dumb: not coloured' coloured TERM=dumb
fi

# --- what the first person's program could write ---

cp -a out forged
sed -i 's|"notes": \[|"notes": ["x\\u001b[2J\\nTo be paid 0",|' forged/summary.json
expect 5 'a note in the summary' -- "$tilskudd" approve forged --ledger ledger --yes
plain 'a note in the summary'
for command in 'verify forged' 'diff out forged' 'report forged'; do
    # shellcheck disable=SC2086
    "$tilskudd" $command >.log/stdout 2>.log/stderr </dev/null
    plain "$command"
done
cp -a out named
sed -i 's|register\.xml"|r\\u001b[2J.xml"|' named/manifest.json
check_not 'the manifest is another' cmp out/manifest.json named/manifest.json
"$tilskudd" verify named >.log/stdout 2>.log/stderr </dev/null
check 'a name in the manifest' [ $? = 5 ]
plain 'a name in the manifest'

# --- "-": standard input where one file is read ---

# The same is said of a file and of the same bytes on standard input, but for the name.
both_ways() { # NAME FILE STATUS COMMAND...: FILE stands in it as @
    local name=$1 file=$2 status=$3 way given
    shift 3
    for way in "$file" -; do
        given=("${@/#@/$way}")
        if [ "$way" = - ]; then
            "$tilskudd" "${given[@]}" <"$file" >"$way.said" 2>&1
        else
            "$tilskudd" "${given[@]}" </dev/null >by-name.said 2>&1
        fi
        check "$name: exit status $status ($way)" [ $? = "$status" ]
    done
    check "$name: the same is said" diff <(sed "s|$(basename "$file")|-|g" by-name.said) \
        <(sed 's/standard input/-/g' ./-.said)
}
payment=$(echo out/proposal/*.xml.gz)
gzip -dc "$payment" >payment.xml
"$tilskudd" ledger manual --template >lines.csv
must "$tilskudd" ledger open asked --year 2018 --mode test --nothing-paid
echo '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"/>' >answer.xml
echo 'control,person,municipality,key,status,by,date,note' >handled.csv
both_ways 'a payment file' payment.xml 0 check-payment @
both_ways 'an extract' register.xml 0 check-register @
both_ways 'lines by hand' lines.csv 7 ledger manual @ --ledger asked --out by-hand
both_ways "the bank's answer" answer.xml 4 reconcile @ --ledger asked
both_ways 'what is handled' handled.csv 0 control out --handled @
both_ways 'an extract to measure' register.xml 0 indicators --register @ --year 2017
# shellcheck disable=SC2317,SC2002 # called by check; a pipe is what is tried
piped() { cat "$payment" | "$tilskudd" check-payment -; }
check 'a pipe, and gzip' piped
expect 2 'twice' 'is given twice' -- "$tilskudd" forecast --year 2019 --register - --settle -
expect 2 'what is looked up by its name later' 'is read by its name' -- \
    "$tilskudd" "${run[@]}" --register register.xml --payees - --out out2
cp payment.xml ./-
expect 0 'a file of that name' 'no broken rule' -- "$tilskudd" check-payment ./-
rm ./-
expect 4 'after --, too' -- "$tilskudd" check-payment -- -
check 'nothing is read' grep -q 'the file is empty' .log/stdout

# --- outputs stay out of ledgers ---

mkdir -p ledger/log/deep
ln -s ledger/log behind
for place in ledger ledger/x ledger/log/deep/x behind/x ledger/../ledger/x; do
    expect 2 "a run into $place" 'lies in a ledger' -- "$tilskudd" "${run[@]}" \
        --register register.xml --payees "$payees" --out "$place"
    expect 2 "findings into $place" 'lies in a ledger' -- "$tilskudd" control out \
        --findings "$place"
    expect 2 "a report into $place" 'lies in a ledger' -- "$tilskudd" report out --out "$place"
    expect 2 "a proof into $place" 'lies in a ledger' -- "$tilskudd" log prove ledger \
        --finding x --out "$place"
done
expect 2 'a ledger in a ledger' 'lies in a ledger' -- "$tilskudd" ledger open ledger/inner \
    --year 2018 --mode test --nothing-paid
expect 0 'a report beside it' -- "$tilskudd" report out --out page.html
rmdir ledger/log/deep

# --- who may read what ---

must "$tilskudd" control out --findings findings.jsonl
check 'findings are closed to others' [ "$(stat -c %a findings.jsonl)" = 640 ]
check 'those of the run too' [ "$(stat -c %a out/findings.jsonl.gz)" = 640 ]

# --- a standard output that takes nothing, and closed descriptors ---

full() { # NAME COMMAND...
    checks=$((checks + 1))
    "${@:2}" >/dev/full 2>.log/stderr </dev/null
    local status=$?
    : >.log/stdout
    [ $status = 6 ] || { fail "$1" "exit status $status" && show_output; }
    grep -q 'not all of the result could be shown: standard output: No space left' .log/stderr ||
        { fail "$1" 'does not say so' && show_output; }
}
full 'a ledger' "$tilskudd" ledger open second --year 2018 --mode test --nothing-paid
check 'says what it has done' grep -q 'Done all the same: TEST ledger opened' .log/stderr
full 'a table' "$tilskudd" ledger show ledger
full 'an approval' "$tilskudd" approve out --ledger ledger --yes
check 'says that it is committed' grep -q 'Done all the same: Committed as entry 000001' \
    .log/stderr
check_not 'nobody is told to start again' grep -qE 'start again|nothing was paid' .log/stderr
expect 0 'the same command again' 'already committed' -- "$tilskudd" approve out --ledger ledger \
    --yes
"$tilskudd" ledger open third --year 2018 --mode test --nothing-paid <&- >&- 2>&-
check 'without descriptors: done, and not shown' [ $? = 6 ]
check 'the ledger is whole' "$tilskudd" ledger check third
check 'no word of the program is in it' [ -z "$(grep -rlE 'Done all the same|^tilskudd:|TEST led' \
    third)" ]
# The same where it is the commit: the payment files cannot be put beside the run.
must "$tilskudd" generate --seed 8 --evolve register.xml --date 2018-12-31 --out later.xml
must "$tilskudd" run --national --year 2018 --quarter 4 --ledger ledger --rules "$test_rules" \
    --register later.xml --payees "$payees" --out late
ln -s nowhere late/payments.tmp
"$tilskudd" approve late --ledger ledger --yes >.log/stdout 2>.log/stderr </dev/null
check 'payment files that cannot be put out: 6' [ $? = 6 ]
check 'the entry is there' [ -e ledger/000002 ]
check 'it says so' grep -q 'committed as entry 000002; give the same command again' .log/stderr
check_not 'and nothing else' grep -qE 'start again|nothing was paid' .log/stderr
rm late/payments.tmp
expect 0 'given again' 'already committed' -- "$tilskudd" approve late --ledger ledger --yes
check 'the payment files are there' [ -e late/payments ]

# A file that may not grow ends a write, not the program.
(
    ulimit -f 1
    "$tilskudd" report out --out large.html >.log/stdout 2>.log/stderr </dev/null
)
check 'a limit of size is a failure of writing' [ $? = 6 ]
check 'nothing is left' [ -z "$(find . -maxdepth 1 -name 'large.html' -o -name '.tilskudd*')" ]
finish_test
