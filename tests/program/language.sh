#!/usr/bin/env bash
# language.sh - the program answers in bokmål where it is asked to, on a machine that has no
# Norwegian locale: every help page, a quarter from run to approval with what looks at it, and
# errors, without an English sentence left; in English where it is not. And no byte that is
# hashed depends on it. Why: a case officer who meets half a sentence of English guesses the rest.
#   language.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
[ -f "$(dirname "$tilskudd")/locale/nb/LC_MESSAGES/tilskudd.mo" ] ||
    skip_test "the catalogue is not built"

# With nothing of this machine's environment but the language.
with() { # NAME=VALUE... -- ARGUMENT...
    local words=()
    while [ "$1" != -- ]; do
        words+=("$1")
        shift
    done
    shift
    env -i TZ=UTC HOME="$work" "${words[@]}" "$tilskudd" "$@" </dev/null
}
nb() { with LC_ALL=nb_NO.UTF-8 -- "$@"; }
en() { with LC_ALL=C -- "$@"; }

# --- which language ---

says() { # NAME LANGUAGE COMMAND...: the first line of help
    local want='^Usage: '
    [ "$2" = en ] || want='^Bruk: '
    "${@:3}" >said.txt 2>&1
    check "$1" grep -q "$want" said.txt
}
says 'nothing said' en with -- help
says 'LC_ALL nb_NO.UTF-8' nb with LC_ALL=nb_NO.UTF-8 -- help
says 'LC_ALL nn' nb with LC_ALL=nn -- help
says 'LC_ALL no_NO' nb with LC_ALL=no_NO -- help
says 'LC_MESSAGES' nb with LC_MESSAGES=nb_NO LANG=en_US.UTF-8 -- help
says 'LANG' nb with LANG=nb_NO.UTF-8 -- help
says 'LC_ALL goes before LANG' en with LC_ALL=C LANG=nb_NO.UTF-8 -- help
says 'an empty LC_ALL says nothing' nb with LC_ALL= LANG=nb_NO.UTF-8 -- help
says 'another language' en with LANG=de_DE.UTF-8 -- help
says 'a word that begins so' en with LANG=nobody -- help
says '--language before the command' nb with -- --language nb help
says '--language=nb' nb with -- --language=nb help run
says '--language behind the command' nb with LC_ALL=C -- run --help --language nb
says '--language goes before LC_ALL' en with LC_ALL=nb_NO.UTF-8 -- --language en help
expect 2 'no such language' 'knows nb and en' -- en run --language sv
nb help approve >said.txt
check 'letters are whole' grep -q 'bokfører' said.txt

# --- a quarter, in both languages ---

must en generate --persons 1500 --year 2018 --seed 5 --errors 0.02 --date 2018-10-02 --out r.xml
must en ledger open ledger --year 2018 --mode test --nothing-paid --time 2018-09-01T08:00:00Z
cp -r ledger ledger-en
cp -r ledger ledger-nb
quarter() { # LANGUAGE
    local in=$1
    mkdir "in-$in"
    (
        cd "in-$in" || exit
        mkdir in
        cp ../r.xml .
        cp ../r.xml in
        touch in/notes.txt
        mv "../ledger-$in" ledger
        "$in" run --year 2018 --quarter 3 --national --register in --payees "$payees" \
            --rules "$test_rules" --ledger ledger --out run --time 2018-10-03T08:00:00Z
        "$in" approve run --ledger ledger --yes --same-inputs --same-user \
            --time 2018-10-03T09:00:00Z
        "$in" ledger show ledger
        "$in" ledger check ledger
        "$in" verify run --ledger ledger
        "$in" verify ledger/000001
        "$in" report run --text --ledger ledger
        "$in" explain run --municipality 0301 --ledger ledger
        hash=$(zcat run/decisions.csv.gz | awk -F, 'NR == 2 { print $1 }')
        "$in" explain run --hash "$hash" --ledger ledger
        "$in" control run
        "$in" diff run run
        # Another run does not go into the folder of the first.
        "$in" run --year 2018 --quarter 3 --national --register r.xml --payees "$payees" \
            --rules "$test_rules" --ledger ledger --out run --hold-code BHT \
            --payment-date 2018-10-12 --time 2018-10-03T08:00:00Z
        sed '$d' "$payees" >fewer.csv
        "$in" run --year 2018 --quarter 4 --national --register r.xml --payees fewer.csv \
            --rules "$test_rules" --dry-run --out dry --time 2018-10-03T08:00:00Z --allow-cutoff
        "$in" diff run dry | head -n 60
        "$in" diff run dry | tail -n 60
        "$in" rules show 2018 controls | head -n 40
        "$in" rules check
        "$in" rules show 2018 | grep -v '^  ' # references and sources are the rule set's
        "$in" sample size --distribution hypergeometric --population 5000 --tolerable 500
        "$in" log root ledger
        "$in" log check ledger
        "$in" pack r.xml --out r.cols
        "$in" indicators --register r.xml --year 2018 --out /dev/null
    ) >"$in.txt" 2>&1
}
quarter nb
quarter en

# --- columns and words of the Norwegian screens ---

check 'columns do not touch where the words are longer' \
    grep -qE '^  betalt +nå  ingen tidligere kjøring  +ingen i fjor$' nb.txt
check 'how severe in words' grep -qE '^  R[0-9]+ +(holder tilbake|varsel) +' nb.txt
check_not 'and not by the codes' grep -qE '^( +[0-9 ]+)?  R[0-9]+ +(FATAL|BLOCK|WARN|INFO) ' nb.txt
check 'in English by the codes' grep -qE '^  R[0-9]+ +BLOCK +' en.txt
check 'one of it is one' grep -qE '^2015 +versjon [0-9.]+ +1 sats: ' nb.txt

# Signatures and keys have chance in them; so has what quotes them.
same_files() { # A B FILE...
    local a=$1 b=$2 file
    shift 2
    for file in "$@"; do
        cmp -s "$a/$file" "$b/$file" || { echo "$file differs"; return 1; }
    done
}
check 'the run folder is the same, byte for byte' same_files in-nb/run in-en/run \
    manifest.json decisions.csv.gz findings.jsonl.gz municipalities.csv posting.csv summary.json \
    basic.csv taken.csv new-accounts.csv settled-persons.csv.gz persons-without-grant.csv.gz
check 'so is the ledger' same_files in-nb/ledger/000001 in-en/ledger/000001 lines.csv.gz \
    carried.csv open.csv findings.jsonl.gz decisions.csv.gz accounts.csv

# --- help and errors ---

for command in $(en help | awk '/^  [a-z]/ { print $1 }'); do
    nb help "$command"
done >help.txt 2>&1
check 'every command has its help' test "$(grep -c '^Bruk:' help.txt)" -gt 20
# "oppgi FIL" below a usage line with FILE is a riddle.
usage_words=$(sed -n 's/^USAGE_WORD("\([A-Z-]*\)".*/\1/p' \
    "$source_tree/formats/text/usage_text.def" | paste -sd '|')
check 'usage lines say KJØRING and FIL' grep -q '^Bruk: tilskudd report KJØRING.*--out FIL' help.txt
check 'how many looks is a number' grep -q -- '^  --looks N ' help.txt
check_not 'and no line another word for it' grep -qwE "$usage_words" help.txt
{
    nb nothing
    nb run
    nb run --quarter 9
    nb run --nonsense
    nb approve
    nb approve r.xml --ledger ledger --yes
    nb ledger open ledger --year 2018 --mode test --nothing-paid
    nb ledger show r.xml
    nb verify .
    nb check-payment r.xml
    nb explain in-nb/run --payment nothing --ledger in-nb/ledger
    nb control nowhere
    nb release r.xml --ledger in-nb/ledger --to .
    nb sample draw
    nb log prove in-nb/ledger
    nb rules show 1999
    echo '<x/>' >x.xml
    nb check-register x.xml
    nb run --year 2018 --quarter 3 --register x.xml --payees "$payees" --dry-run
    printf 'a;b\n1;2\n' >x.csv
    nb run --year 2018 --quarter 3 --national --register r.xml --payees x.csv --dry-run
} >errors.txt 2>&1

no_english() { # FILE
    ! left_english "$1"
}
check 'what is written down in English is said in bokmål' \
    grep -q 'ADVARSEL: in/notes.txt blir ikke lest: navnet ender verken' nb.txt
for file in nb help errors; do
    check "no English is left: $file" no_english $file.txt
done
check 'English is English' test "$(left_english en.txt | grep -c .)" -gt 50
check 'what an input is' grep -q '^  bare i B: mottakere ' nb.txt
check_not 'nor a word of the files' \
    grep -qwE 'proposal|unverified|retroactive|PAY|rule-set|Given' nb.txt
check_not 'and nothing else' grep -qE 'kommune|hovedbok|betaling' en.txt

finish_test
