#!/usr/bin/env bash
# wrong_input.sh - whatever is wrong with what the program is given: it ends with the right exit
# status, says what and where, leaves nothing in the output folder, does not touch the ledger,
# and repeats no ident. Why: wrong files arrive every quarter, and half a result is worse than
# none.
#   wrong_input.sh TILSKUDD SOURCE     (SPOKEN=nb: in bokmål)
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip iconv

# --- a run that is right ---

mkdir in
good=in/good.xml
cp "$source_tree/fixtures/registers/sample.xml" $good
sed -i 's/ avgiver="0301"//' $good
idents='01818431895|201612345600|02828037954'
must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid

base_run() { # OPTION...: what is given stands in place of the default
    keep_defaults --year 2017 --quarter 3 --payees "$payees" --rules "$test_rules" \
        --ledger ledger --out out/run -- "$@"
    "$tilskudd" run --national "${kept[@]}" "$@"
}

state_of() { # PATH: every name, size, time and link of a tree
    find "$1" -printf '%P %s %T@ %l\n' | sort
}

# refused STATUS NAME TEXT... -- COMMAND...
mkdir out
state_of ledger >ledger.before
refused() {
    expect "$@"
    check "$2: nothing is left behind" nothing_at out
    check "$2: the ledger is as it was" cmp -s ledger.before <(state_of ledger)
    check_not "$2: no ident is said" grep -qE "$idents" .log/stdout .log/stderr
    rm -rf out
    mkdir out
}
register() { # STATUS NAME TEXT... : the register is in/bad.xml
    refused "$1" "register: $2" "${@:3}" -- base_run --register in/bad.xml
}

expect 0 'the register is good' -- base_run --register $good --dry-run
rm -rf out
mkdir out

# --- files that are not well-formed, or not a register ---

edit() { # SED-SCRIPT: in/bad.xml out of the good one
    sed -E "$1" $good >in/bad.xml
}

: >in/bad.xml
register 4 'empty' in/bad.xml
printf 'no register' >in/bad.xml
register 4 'no XML' 'in/bad.xml, line 1'
edit 's|</person>||'
register 4 'an end is missing' 'in/bad.xml, line' \
    '<person> of line 3 does not end before </introduksjonsregister>'
sed '$ d' $good >in/bad.xml
register 4 'ends early' 'in/bad.xml'
edit 's|kjonn="K"|kjonn=K|'
register 4 'no quotes' 'in/bad.xml, line 3' 'a value does not begin with a quotation mark'
edit 's|kjonn="K"|kjonn="K" kjonn="K"|'
register 4 'an attribute twice' 'in/bad.xml, line 3' 'the attribute kjonn stands twice in a tag'
edit 's|<bosted |<bosted & |'
register 4 'an ampersand' 'in/bad.xml, line'
edit 's|ASYL|\&nbsp;|; s|FAMILIE_FLYKTNING|\&nbsp;|'
register 4 'an unknown entity' 'in/bad.xml'
edit '2i <!DOCTYPE introduksjonsregister>'
register 4 'a DOCTYPE' 'in/bad.xml' 'never read'
edit '2i <!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
register 4 'an outside entity' 'in/bad.xml' 'never read'
{
    echo '<?xml version="1.0"?>'
    echo '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">'
    for pair in ab bc cd de ef fg gh hi ij; do
        echo "<!ENTITY ${pair#?} \"&${pair%?};&${pair%?};&${pair%?};&${pair%?};&${pair%?};\">"
    done
    echo ']><introduksjonsregister xmlns="urn:tilskudd:introduksjonsregister:1">&j;'
    echo '</introduksjonsregister>'
} >in/bad.xml
register 4 'an entity bomb' 'in/bad.xml' 'never read'
edit 's|register:1|register:2|'
register 4 'another namespace' 'in/bad.xml' 'another kind'
edit 's| xmlns="[^"]*"||'
register 4 'no namespace' 'in/bad.xml' 'another kind'
edit 's|introduksjonsregister( \|>)|noeAnnet\1|g'
register 4 'another root' 'in/bad.xml' 'another kind'
cp "$source_tree/rules/sets/2017.xml" in/bad.xml
register 4 'a rule set in its place' 'in/bad.xml' 'another kind'
edit 's| uttrekksdato="[^"]*"||'
register 4 'no extract date' 'in/bad.xml' uttrekksdato
edit 's|uttrekksdato="2017-10-02"|uttrekksdato="2017-02-30"|'
register 4 'an extract date that is no day' 'in/bad.xml' uttrekksdato
edit 's|uttrekksdato=|avgiver="03011" uttrekksdato=|'
register 4 'a sender that is no code' 'in/bad.xml' avgiver
edit 's|uttrekksdato=|antall="1" uttrekksdato=|'
register 4 'an unknown attribute of the root' 'in/bad.xml' antall
edit 's|  <person|  ord <person|'
register 4 'text between records' 'in/bad.xml'
edit 's|register>|register>\n<mer/>|'
register 4 'something after the end' 'in/bad.xml' \
    'something stands behind the end of the document'

# --- encodings ---

edit 's|"ARBEID"|"Sm\xc3\xb8r"|; s|UTF-8|ISO-8859-1|'
register 4 'declared to be Latin-1' 'in/bad.xml' UTF-8
edit 's|arsak="ARBEID"|arsak="Sm\xf8r"|'
register 4 'Latin-1 that says UTF-8' 'in/bad.xml' UTF-8
iconv -f UTF-8 -t UTF-16 $good >in/bad.xml
register 4 'UTF-16' 'in/bad.xml' UTF-8
edit 's|arsak="ARBEID"|arsak="\xed\xa0\x80"|'
register 4 'half a surrogate' 'in/bad.xml'
edit 's|arsak="ARBEID"|arsak="A\x01B"|'
register 4 'a control character' 'in/bad.xml'
{
    cat $good
    printf '\0\0\0\0'
} >in/bad.xml
register 4 'zero bytes at the end' 'in/bad.xml'

# --- limits ---

edit "s|landbakgrunn=\"SYR\"|landbakgrunn=\"$(printf '%0300d' 7)\"|"
register 4 'a long attribute' 'in/bad.xml' limit
edit "s|<asylopplaering|$(for _ in $(seq 20); do printf '<x>'; done)<asylopplaering|"
register 4 'too deep' 'in/bad.xml'

# --- compressed ---

zipped() { # STATUS NAME TEXT...: the register is in/bad.xml.gz
    refused "$1" "register: $2" "${@:3}" -- base_run --register in/bad.xml.gz
}
gzip -c $good | head -c 300 >in/bad.xml.gz
zipped 4 'truncated gzip' 'in/bad.xml.gz' 'ends early'
gzip -c $good >in/bad.xml.gz
flip_bit in/bad.xml.gz $(($(stat -c %s in/bad.xml.gz) - 6))
zipped 4 'gzip with a wrong checksum' 'in/bad.xml.gz'
{
    gzip -c $good
    echo 'more'
} >in/bad.xml.gz
zipped 4 'something after gzip' 'in/bad.xml.gz'
cp $good in/plain.xml
mv in/plain.xml in/bad.xml.gz
expect 0 'a plain file with the name of a compressed one is read' -- \
    base_run --register in/bad.xml.gz --dry-run
rm -rf out
mkdir out
{
    sed '/<person /,$d' $good
    head -c 200000000 /dev/zero | tr '\0' ' '
    sed -n '/<person /,$p' $good
} | gzip -9 >in/bad.xml.gz
zipped 4 'a gzip bomb' 'in/bad.xml.gz' 'size limit'
rm in/bad.xml.gz

# --- which files, and of which day ---

path() { # STATUS NAME TEXT... -- OPTION...
    local before=()
    while [ "$1" != -- ]; do
        before+=("$1")
        shift
    done
    refused "${before[@]}" -- base_run "${@:2}"
}
path 4 'register: not there' in/nothing.xml 'cannot be found' -- --register in/nothing.xml
mkdir in/empty
path 4 'register: an empty folder' in/empty 'no *.xml' -- --register in/empty
mkfifo in/pipe.xml
path 4 'register: a pipe' in/pipe.xml 'not a regular file' -- --register in/pipe.xml
path 4 'register: a device' /dev/zero 'not a regular file' -- --register /dev/zero
sed 's/2017-10-02/2017-10-03/' $good >in/later.xml
path 4 'register: two extract dates' '2017-10-02 to 2017-10-03' --cutoff -- \
    --register $good --register in/later.xml
path 4 'register: cut-off after the extract' --cutoff 2017-10-02 -- \
    --register $good --cutoff 2017-10-03
path 4 'register: cut-off after the earliest extract' --cutoff 2017-10-02 -- \
    --register $good --register in/later.xml --cutoff 2017-10-03
expect 0 'two dates with a cut-off are right' -- base_run --register $good in/later.xml \
    --cutoff 2017-10-01 --dry-run
rm -rf out
mkdir out

# What would steer a terminal or forge a line of its own is no name.
newline=$'in/a\nb\033[31m.xml'
printf 'no register' >"$newline"
path 2 'register: a newline in the name' 'holds a control character' -- --register "$newline"
check 'a name cannot forge a line of its own' [ "$(grep -c '^b' .log/stderr)" = 0 ]
check_not 'a name cannot steer the terminal' grep -q $'\033' .log/stderr
cp $good "$newline"
path 2 'nor when it is a register' 'holds a control character' -- --register "$newline"
rm -f "$newline"

# --- records that cannot be read are set aside, and the run goes on ---

aside() { # NAME SED-SCRIPT FIELD
    edit "$2"
    expect 1 "record: $1" -- base_run --register in/bad.xml --strict
    check_not "record: $1: no ident is said" grep -qE "$idents" .log/stdout .log/stderr
    gzip -dc out/run/findings.jsonl.gz >findings
    check "record: $1: file, record and field are named" grep -qE \
        '"R100".*"file":"bad.xml","record":1,.*"field":"[^"]*'"$3"'"' findings
    check "record: $1: it counts nowhere" grep -q '"read": 0,' out/run/summary.json
    check_not "record: $1: no ident in the findings" grep -qE "$idents" findings
    rm -rf out
    mkdir out
}
aside 'an unknown attribute' 's/kjonn="K"/kjonn="K" alder="33"/' alder
aside 'an unknown element' 's/<asylopplaering/<norskkurs\/><asylopplaering/' \
    'unknown element <norskkurs>'
aside 'a missing attribute' 's/ kjonn="K"//' kjonn
aside 'a day that is none' 's/fodt="1984-01-01"/fodt="1984-02-30"/' fodt
aside 'an ident of ten digits' 's/ident="01818431895"/ident="0181843189"/' ident
aside 'an unknown word' 's/gruppe="VOKSEN"/gruppe="VOKSNE"/' gruppe
aside 'an amount with decimals' 's/belop="850000"/belop="850000.5"/' belop
aside 'elements in another order' \
    's/<bosetting /<bosted kommune="0301" fra="2017-01-01"\/>&/' bosetting

# --- payees ---

payee_file() { # STATUS NAME TEXT... : the payees are in/payees.csv
    refused "$1" "payees: $2" "${@:3}" -- base_run --register $good --payees in/payees.csv
}
head=municipality_code,name,organisation_number,account_number,kid
oslo=0301,Oslo,958935420,99900301118,
lines() { # LINE...
    printf '%s\n' "$@" >in/payees.csv
}
path 4 'payees: not there' in/none.csv -- --register $good --payees in/none.csv
: >in/payees.csv
payee_file 4 'empty' in/payees.csv
lines "${head/account/konto}" "$oslo"
payee_file 4 'another column' 'in/payees.csv, line 1' 'column 4'
lines "$head" "$oslo,more"
payee_file 4 'a field too many' 'in/payees.csv, line 2'
lines "$head" 0301,Oslo,958935420
payee_file 4 'a field too few' 'in/payees.csv, line 2'
lines "$head" "$oslo" "$oslo"
payee_file 4 'a municipality twice' 'in/payees.csv, line 3'
lines "$head" "${oslo/01118/01119}"
payee_file 4 'an account with wrong control digit' 'in/payees.csv, line 2' 'control digits'
lines "$head" "${oslo/935420/935421}"
payee_file 4 'an organisation with wrong control digit' 'in/payees.csv, line 2'
lines "$head" "${oslo}12345"
payee_file 4 'a KID with wrong control digit' 'in/payees.csv, line 2'
lines "$head" "${oslo/0301,/301,}"
payee_file 4 'a code of three digits' 'in/payees.csv, line 2'
lines "$head" "${oslo/Oslo/\"Oslo}"
payee_file 4 'a quote that does not end' in/payees.csv
printf '%s\n' "$head" "${oslo/Oslo/$'Troms\xf8'}" >in/payees.csv
payee_file 4 'Latin-1' in/payees.csv UTF-8
lines "$head" "${oslo/Oslo/}"
payee_file 4 'no name' 'in/payees.csv, line 2'

# --- rule sets, municipalities, configuration ---

rule_set() { # STATUS NAME SED-SCRIPT TEXT...: edits the set of 2017
    rm -rf in/rules
    cp -r "$source_tree/rules/sets" in/rules
    sed -E -i "$3" in/rules/2017.xml
    refused "$1" "rules: $2" "${@:4}" -- base_run --register $good --rules in/rules
}
path 4 'rules: not there' in/none -- --register $good --rules in/none
path 4 'rules: an empty folder' in/empty -- --register $good --rules in/empty
cp -r "$source_tree/rules/sets" in/capitals
mv in/capitals/2016.xml in/capitals/2016.XML
path 4 'rules: a name in capitals' 2016.XML 'rename or remove' -- \
    --register $good --rules in/capitals
rule_set 4 'another year' 's/year="2017"/year="2016"/' in/rules/2017.xml
rule_set 4 'another namespace' 's/ruleset:1/ruleset:2/' in/rules/2017.xml
rule_set 4 'a rate without reference' '0,/reference="State budget 2017, 496.60[^"]*"/s///' \
    in/rules/2017.xml reference
rule_set 4 'a rate twice' 's/(rate code=")AR-1-B"/\1AR-1"/' in/rules/2017.xml AR-1
rule_set 4 'an unknown code' 's/rate code="ELDR"/rate code="ELDRE"/' in/rules/2017.xml ELDRE
rule_set 4 'an amount with decimals' 's/amount="25100"/amount="25100.50"/' in/rules/2017.xml
rule_set 4 'a negative amount' 's/amount="25100"/amount="-25100"/' in/rules/2017.xml
rule_set 4 'another unit' 's/unit="NOK"/unit="EUR"/' in/rules/2017.xml
rule_set 4 'unknown evidence' 's/evidence="verified"/evidence="sure"/' in/rules/2017.xml
rule_set 4 'a rate of another year' 's/validFrom="2017-01-01"/validFrom="2016-01-01"/' \
    in/rules/2017.xml
rule_set 4 'an unknown attribute' 's/<rate code/<rate kode="x" code/' in/rules/2017.xml kode
rule_set 4 'an unknown parameter' 's/"vesting"/"westing"/' in/rules/2017.xml westing
rule_set 4 'a parameter that is missing' '/name="vesting"/,/>/d' in/rules/2017.xml vesting
rule_set 4 'a value that is unknown' 's/value="quarter-eighths"/value="quarters"/' \
    in/rules/2017.xml
rule_set 4 'a ground that is missing' '/<ground code="ASYL"/,/>/d' in/rules/2017.xml ASYL
rule_set 4 'misplaced' 's/<rates>/<postings><rates>/; s/<.rates>/<\/rates><\/postings>/' \
    in/rules/2017.xml
rule_set 4 'a DOCTYPE' '2i <!DOCTYPE ruleset>' in/rules/2017.xml
mkdir in/old
cp "$source_tree/rules/sets/2016.xml" in/old
path 4 'rules: not of this year' '2017.xml' -- --register $good --rules in/old

table=$source_tree/rules/municipalities.csv
municipality_table() { # NAME SED-SCRIPT TEXT...
    sed -E "$2" "$table" >in/municipalities.csv
    refused 4 "municipalities: $1" in/municipalities.csv "${@:3}" -- \
        base_run --register $good --municipalities in/municipalities.csv
}
municipality_table 'empty' d
municipality_table 'no header' 1d
municipality_table 'a code of five digits' '2s/^/1/' 'line 2'
municipality_table 'a line twice' '2p'
municipality_table 'a date that is no day' '2s/-12-31/-13-31/' 'line 2'

configuration() { # NAME SED-SCRIPT TEXT...
    sed -E "$2" "$source_tree/fixtures/made-up-agency.xml" >in/agency.xml
    refused 4 "configuration: $1" in/agency.xml "${@:3}" -- \
        base_run --register $good --config in/agency.xml
}
configuration 'another namespace' 's/configuration:1/configuration:9/'
configuration 'no account' 's/ account="[^"]*"//' account
configuration 'an account with wrong control digit' 's/99900000010/99900000011/'
configuration 'an organisation with wrong control digit' 's/310000000/310000001/'
configuration 'an unknown element' 's/<bank/<banken\/><bank/' banken
path 4 'configuration: not there' in/none.xml -- --register $good --config in/none.xml

# --- wrong use ---

path 2 'no register' --register 'is needed' --
path 2 'an unknown option' --registers -- --registers $good
path 2 'a year that is none' --year -- --register $good --year 20177
path 2 'a fifth quarter' --quarter '1 to 4' -- --register $good --quarter 5
path 2 'a quarter in words' --quarter -- --register $good --quarter Q3
path 2 'an unknown scheme' --schemes -- --register $good --schemes integrering
path 2 'no scheme' --schemes -- --register $good --schemes ''
path 2 'an unknown code to hold' --hold-code -- --register $good --hold-code AR-9
path 2 'a cut-off that is no day' --cutoff -- --register $good --cutoff 2017-02-29
path 2 'a payment date on a Sunday' --payment-date 'bank day' -- \
    --register $good --payment-date 2017-10-08
path 2 'a payment date at Easter' --payment-date 'bank day' -- \
    --register $good --payment-date 2018-03-29
path 2 'a payment date before the cut-off' --payment-date 'cut-off, 2017-10-02' -- \
    --register $good --payment-date 2017-09-29
path 2 'a payment date before the cut-off, dry run' --payment-date 'into the past' -- \
    --register $good --payment-date 2017-09-29 --dry-run
path 2 'no threads' --threads -- --register $good --threads 0
path 2 'a time that is none' --time -- --register $good --time 2017-10-02
path 2 'a time zone that is none' --time -- --register $good --time 2017-10-02T25:00:00Z
path 2 'a value is missing' --quarter -- --register $good --quarter
path 2 'a key without certificate' --key --cert -- --register $good --key in/none
path 4 'an unknown bank' nobank -- --register $good --bank-profile nobank
path 4 'a bank by a path' -- --register $good --bank-profile ../../rules/sets/2017
refused 2 'no command' -- "$tilskudd"
refused 2 'an unknown command' payout -- "$tilskudd" payout
refused 2 'an unknown ledger command' 'open, show, check, pin' -- "$tilskudd" ledger close ledger

# Which of two values was meant cannot be known. Every option of every command; of some values
# one is right for it.
values=(x 1 2017 950 paid 2017-10-02 2017-10-02T01:02:03Z test single binomial attribute county
    integration en fast in/openssl.cnf csv posting)
: >in/openssl.cnf
said_twice() { # COMMAND OPTION
    local value
    for value in "${values[@]}"; do
        "$tilskudd" "$1" "$2" "$value" "$2=$value" >.log/stdout 2>.log/stderr
        [ $? = 2 ] &&
            grep -qE -- "$2.*(is given twice|er oppgitt to ganger)" .log/stderr && return
    done
    return 1
}
single=0
commands=$("$tilskudd" --language en help |
    sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p')
for command in $commands; do
    while read -r option argument rest; do
        [[ $option = --* && $argument =~ ^[A-Z0-9] ]] || continue
        [[ $argument$rest = *repeatable* || $argument = *... ]] && continue
        [[ $rest = *'open: twice'* ]] && continue
        single=$((single + 1))
        check "$command $option twice is refused" said_twice "$command" "$option"
    done < <("$tilskudd" --language en help "$command")
done
check 'most options take one value' [ $single -gt 70 ]
check 'rules --rules twice is refused' said_twice rules --rules
path 2 'an option twice, in two forms' --quarter 'is given twice' -- \
    --register $good --quarter 3 --quarter=3
expect 0 'repeatable options stay so' -- base_run --register $good --hold-code FHT1 \
    --hold-code FHT2 --accept-rate AR-1 --accept-rate AR-2 --dry-run
rm -rf out
mkdir out
for confidence in 95 499 0.95 95%; do
    refused 2 "a confidence of $confidence" --confidence '950 is 95 %' -- \
        "$tilskudd" sample size --distribution binomial --tolerable 500 \
        --confidence $confidence
done
refused 2 'a confidence of a report' '950 is 95 %' -- \
    "$tilskudd" report out --control --confidence 95
expect 0 'the least confidence' -- "$tilskudd" sample size --distribution binomial \
    --tolerable 500 --confidence 500

# --- ledgers ---

path 4 'ledger: not there' none -- --register $good --ledger none
path 4 'ledger: no ledger' in -- --register $good --ledger in
path 7 'ledger: opened for a later year' 2017 -- --register $good --year 2016 --quarter 4
open() { # STATUS NAME TEXT... -- OPTION...
    local before=()
    while [ "$1" != -- ]; do
        before+=("$1")
        shift
    done
    refused "${before[@]}" -- "$tilskudd" ledger open out/new --year 2017 --mode test "${@:2}"
}
open 2 'open: neither paid nor nothing paid' --paid --
open 2 'open: both' --paid -- --nothing-paid --paid in/paid.csv
open 2 'open: an unknown mode' --mode -- --nothing-paid --mode prod
open 4 'open: paid file not there' in/paid.csv -- --paid in/paid.csv
paid_header=ident,code,budget_year,municipality,settled_ore
printf '%s\n' $paid_header 01818431895,AR-1,2017,0301,18500000x >in/paid.csv
open 4 'open: an amount that is none' 'in/paid.csv, line 2' -- --paid in/paid.csv
printf '%s\n' $paid_header 01818431895,AR-2,2016,0301,18500000 >in/paid.csv
open 4 'open: a year before the opening' in/paid.csv 2016 -- --paid in/paid.csv
paid_line() { # STATUS NAME TEXT LINE: the second of three lines is wrong
    printf '%s\n' $paid_header 01818431895,AR-1,2017,0301,100 "$4" \
        M0301,GRUNN-4-150,2017,0301,100 >in/paid.csv
    open "$1" "open: $2" 'in/paid.csv, line 3' "$3" -- --paid in/paid.csv
}
paid_line 4 'a municipality that never was' 'column municipality' 01818431895,AR-2,2017,9999,100
paid_line 4 'a basic grant of none' 'column ident' M9999,GRUNN-4-150,2017,0301,100
paid_line 4 'a later year' 2018 01818431895,AR-2,2018,0301,100
paid_line 4 'a year 1 of later' 2018 01818431895,AR-1,2018,0301,100
paid_line 4 'a year no run looks back to' 2005 01818431895,AR-1,2005,0301,100
paid_line 4 'an earlier year 2' 2016 01818431895,AR-2,2016,0301,100
paid_line 4 'less than nothing' 'column settled_ore' 01818431895,AR-2,2017,0301,-1
open 4 'open: no municipalities' none.csv -- --paid in/paid.csv --municipalities none.csv
printf '%s\n' $paid_header 01818431895,AR-7,2017,0301,18500000 >in/paid.csv
open 4 'open: an unknown code' 'in/paid.csv, line 2' -- --paid in/paid.csv
printf '%s\n' $paid_header 0181843189,AR-1,2017,0301,18500000 >in/paid.csv
open 4 'open: an ident of ten digits' 'in/paid.csv, line 2' -- --paid in/paid.csv
printf '%s\n' $paid_header 01818431895,AR-1,2017,0301,1 01818431895,AR-1,2017,0301,2 \
    >in/paid.csv
open 4 'open: a line twice' 'in/paid.csv' -- --paid in/paid.csv
refused 3 'open: there already' 'already there' -- \
    "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid
refused 4 'open: a folder with other files' in 'other files' -- \
    "$tilskudd" ledger open in --year 2017 --mode test --nothing-paid
refused 4 'open: no folder to put it in' out/a/b 'does not exist' -- \
    "$tilskudd" ledger open out/a/b --year 2017 --mode test --nothing-paid

# A ledger with three entries, broken in a copy.
must base_run --register $good --out first
must base_run --register $good --out committed --payment-date 2017-10-16
cp -a ledger broken-base
must "$tilskudd" approve committed --ledger broken-base --yes
must base_run --register $good --ledger broken-base --quarter 4 --out second
must "$tilskudd" approve second --ledger broken-base --yes
state_of ledger >ledger.before
broken() { # STATUS NAME TEXT COMMAND...: in a copy named broken
    rm -rf broken
    cp -a broken-base broken
    "${@:4}"
    refused "$1" "ledger: $2" "$3" -- base_run --register $good --ledger broken --quarter 4
    expect "$1" "ledger check: $2" "$3" -- "$tilskudd" ledger check broken
}
flip_middle() { # FILE
    flip_bit "$1" $(($(stat -c %s "$1") / 2))
}
expect 0 'ledger: whole' -- "$tilskudd" ledger check broken-base
broken 5 'a flipped bit in entry.json' 000001 flip_middle broken/000001/entry.json
broken 5 'a flipped bit in a signature' 000001 flip_middle broken/000001/entry.json.p7s
broken 5 'a flipped bit in the lines' lines.csv.gz flip_middle broken/000001/lines.csv.gz
broken 5 'a flipped bit in a checkpoint' 000001 flip_middle broken/000001/checkpoint
broken 5 'a flipped bit in the claims' carried.csv flip_bit broken/000002/carried.csv 0
broken 5 'a flipped bit in the counts' basic.csv flip_bit broken/000002/basic.csv 0
broken 5 'a missing count' basic.csv rm broken/000002/basic.csv
broken 5 'a flipped bit in the signers' signers.csv flip_middle broken/000000/signers.csv
broken 5 'a missing file' lines.csv.gz rm broken/000001/lines.csv.gz
broken 5 'a missing signature' entry.json.p7s rm broken/000002/entry.json.p7s
broken 5 'an entry too few' 000001 rm -r broken/000001
broken 5 'entries in another order' 00000 \
    sh -c 'mv broken/000001 x && mv broken/000002 broken/000001 && mv x broken/000002'
broken 5 'no opening' 000000 rm -r broken/000000
broken 5 'a foreign file in an entry' more.csv cp in/payees.csv broken/000001/more.csv
broken 5 'another mode' 000000 \
    sed -i 's/"mode": "test"/"mode": "live"/' broken/000000/entry.json
rm -rf broken
cp -a broken-base broken
rm -r broken/000002
expect 0 'a pin is made' -- make_pin broken-base head
expect 5 'a ledger older than the pin' -- "$tilskudd" ledger check broken --witness head
expect 7 'a proposal from another head' 'moved on' -- \
    "$tilskudd" approve first --ledger broken-base --yes
check 'that proposal is not published' [ ! -e first/payments ]

# --- run folders ---

cp -a first proposal
approve_broken() { # STATUS NAME TEXT COMMAND...
    rm -rf proposal
    cp -a first proposal
    "${@:4}"
    rm -rf fresh
    cp -a ledger fresh
    expect "$1" "approve: $2" "$3" -- "$tilskudd" approve proposal --ledger fresh --yes
    check "approve: $2: nothing is committed" [ ! -e fresh/000001 ]
    check "approve: $2: nothing is published" [ ! -e proposal/payments ]
}
payment=$(basename first/proposal/*.xml.gz)
approve_broken 4 'no manifest' 'no complete proposal' rm proposal/manifest.json
approve_broken 5 'no signature' manifest.json.p7s rm proposal/manifest.json.p7s
approve_broken 5 'no decisions' decisions.csv.gz rm proposal/decisions.csv.gz
approve_broken 5 'no payment file' "$payment" rm "proposal/proposal/$payment"
approve_broken 5 'no payment signature' p7s rm "proposal/proposal/$payment.p7s"
approve_broken 5 'decisions of another run' decisions.csv.gz \
    cp second/decisions.csv.gz proposal/decisions.csv.gz
approve_broken 4 'a file is a link' municipalities.csv \
    sh -c 'mv proposal/municipalities.csv m && ln -s ../m proposal/municipalities.csv'
expect 4 'approve: no run folder' nowhere -- "$tilskudd" approve nowhere --ledger fresh --yes
expect 4 'approve: no ledger' nowhere -- "$tilskudd" approve first --ledger nowhere --yes
expect 7 'approve: nobody says yes' 'nobody can be asked' -- \
    "$tilskudd" approve first --ledger ledger
must base_run --register $good --out dry --dry-run
expect 7 'approve: a dry run' 'dry run' -- "$tilskudd" approve dry --ledger fresh --yes
state_of ledger >ledger.before

# --- where it is to be written ---

mkdir elsewhere
ln -s ../elsewhere out/run
expect 4 'out: a symbolic link' out/run -- base_run --register $good
check 'out: nothing is written through a link' nothing_at elsewhere
rm out/run
path 4 'out: no parent' out/none/run -- --register $good --out out/none/run
echo text >out/run
expect 4 'out: a file' out/run -- base_run --register $good
check 'out: the file is as it was' [ "$(cat out/run)" = text ]
rm out/run
mkdir out/run
echo text >out/run/notes.txt
echo mine >out/run/signers.csv
refused_in_folder() { # STATUS NAME TEXT... -- OPTION...
    expect "$1" "out: $2" "${@:3}"
    check "out: $2: other people's files are as they were" \
        [ "$(ls -A out/run),$(cat out/run/*)" = $'notes.txt\nsigners.csv,text\nmine' ]
}
refused_in_folder 4 'a folder with other files, no register' in/nothing.xml -- \
    base_run --register in/nothing.xml
refused_in_folder 2 'a folder with other files, late refusal' bank -- \
    base_run --register $good --payment-date 2017-10-08
rm out/run/signers.csv
expect 0 'out: a folder with other files' 'Proposal written' -- base_run --register $good
check 'out: they are as they were' [ "$(cat out/run/notes.txt)" = text ]
cp -a out/run complete
expect 3 'out: the same again' 'already complete' -- base_run --register $good
check 'out: the same again changes nothing' diff -r out/run complete
expect 3 'out: complete, and another run' 'was not made' -- \
    base_run --register $good --payment-date 2017-10-13
expect 3 'out: complete, and another quarter' 'quarter 4, was not made' -- \
    base_run --register $good --quarter 4
check 'out: another run changes nothing' diff -r out/run complete
echo no >out/run/manifest.json
expect 3 'out: a manifest that is none' 'no manifest of this program' -- \
    base_run --register $good
rm out/run/manifest.json
ln -s ../../complete/manifest.json out/run/manifest.json
expect 4 'out: a manifest that is a link' 'symbolic link' -- base_run --register $good
rm -r out/run

# --- no room, no permission ---

must "$tilskudd" generate --persons 1500 --year 2017 --seed 5 --date 2017-10-02 \
    --out in/many.xml
# No file may grow beyond: the write fails, the program goes on.
small() { # KILOBYTES COMMAND...
    (
        trap '' XFSZ
        ulimit -f "$1"
        "${@:2}"
    )
}
to_full_disk() { # ARGUMENT...
    "$tilskudd" "$@" >/dev/full
}
for kilobytes in 1 2 4 8 16; do
    refused 6 "disk: files of $kilobytes KiB" 'writing failed' -- \
        small $kilobytes base_run --register in/many.xml
done
expect 6 'disk: no ledger' 'writing failed' -- small 1 \
    "$tilskudd" ledger open out/new --year 2017 --mode test --nothing-paid
check 'disk: no half ledger' nothing_at out
expect 6 'disk: no cohort' 'writing failed' -- small 16 \
    "$tilskudd" generate --persons 500 --year 2017 --seed 1 --out out/cohort.xml
check 'disk: no half cohort' nothing_at out
must base_run --register in/many.xml --out many
for kilobytes in 1 2 8; do
    rm -rf fresh
    cp -a ledger fresh
    expect 6 "disk: approve with files of $kilobytes KiB" -- \
        small $kilobytes "$tilskudd" approve many --ledger fresh --yes
    check "disk: approve with files of $kilobytes KiB: nothing is committed" \
        [ "$(find fresh -maxdepth 1 -name '0*')" = fresh/000000 ]
    check "disk: approve with files of $kilobytes KiB: nothing is published" \
        [ ! -e many/payments ]
done
expect 0 'disk: room again' 'entry 000001' -- "$tilskudd" approve many --ledger fresh --yes
expect 0 'disk: the ledger is sound' -- "$tilskudd" ledger check fresh
expect 6 'disk: nowhere to show results' 'standard output' -- \
    to_full_disk rules show 2017

nobody=()
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
fi
if [ "$(id -u)" = 0 ] && ! "${nobody[@]}" "$tilskudd" --version >/dev/null 2>&1; then
    echo "SKIPPED: permissions (root, and nobody else may run the program)"
else
    chmod 755 in out ledger
    chmod 000 in/many.xml
    refused 6 'permission: a register' in/many.xml 'reading failed' -- \
        "${nobody[@]}" "$tilskudd" run --year 2017 --quarter 3 --dry-run \
        --rules "$test_rules" --register in/many.xml
    chmod 644 in/many.xml
    chmod 555 out
    refused 6 'permission: the output' out/run 'writing failed' -- \
        "${nobody[@]}" "$tilskudd" run --year 2017 --quarter 3 --dry-run \
        --rules "$test_rules" --register in/many.xml --out out/run
    chmod 700 ledger/000000
    expect 6 'permission: a ledger' ledger/000000 -- \
        "${nobody[@]}" "$tilskudd" ledger check ledger
    chmod 755 ledger/000000
fi
# --- a reader that has seen enough ---

# The pipe is closed before anything is written to it.
closed_pipe() { # COMMAND...: the program's exit status; what it says on standard error stays
    rm -f pipe-ended
    {
        until [ -e pipe-ended ]; do sleep 0.05; done
        "$@" 2>.log/pipe-stderr
        echo $? >pipe-status
    } | { exec <&-; touch pipe-ended; }
    [ "$(cat pipe-status)" = 0 ] && [ ! -s .log/pipe-stderr ]
}
check 'a closed pipe: the catalogue ends quietly' closed_pipe "$tilskudd" rules show controls
check 'a closed pipe: --help ends quietly' closed_pipe "$tilskudd" --help
# shellcheck disable=SC2016 # the inner shell expands it
expect 6 'a full disk is told' 'standard output' -- sh -c '"$1" --help >/dev/full' - "$tilskudd"

finish_test
