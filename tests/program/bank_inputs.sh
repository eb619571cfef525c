#!/usr/bin/env bash
# bank_inputs.sh - files on their way to and from banks, spreadsheet programs and auditors that
# went wrong once: each is read as it was meant, or refused by name before anything is computed.
#   bank_inputs.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs openssl
cp -r "$here/inputs" in
must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid

# The usual options, each unless the words name it: an option is given once.
usual() { # OPTION VALUE [OPTION VALUE...] -- WORDS
    local options=() pairs=()
    while [ "$1" != -- ]; do
        pairs+=("$1" "$2")
        shift 2
    done
    shift
    for ((i = 0; i < ${#pairs[@]}; i += 2)); do
        case " $* " in *" ${pairs[i]} "*) continue ;; esac
        options+=("${pairs[i]}" "${pairs[i + 1]}")
    done
    "$tilskudd" run --national "${options[@]}" "$@"
}
quarter() { # OUT [OPTION...]
    usual --year 2017 --quarter 3 --register in/payees/register.xml --payees "$payees" \
        --ledger ledger -- --out "$@"
}
dry_quarter() { # [OPTION...]: no ledger, nothing written
    usual --year 2017 --quarter 3 --register in/payees/register.xml -- --dry-run "$@"
}

# --- payees and configuration: refused when they are read, also in a dry run ---

refused() { # STATUS NAME TEXT... -- OPTION...
    local texts=() status=$1 name=$2
    shift 2
    while [ "$1" != -- ]; do
        texts+=("$1")
        shift
    done
    shift
    expect "$status" "$name" "${texts[@]}" -- quarter refused "$@"
    check "$name: nothing is left" nothing_at refused
    expect "$status" "$name, dry run" "${texts[@]}" -- dry_quarter "$@"
}
refused 4 'payees of zeros' 'payees-zero.csv, line 2, column organisation_number' \
    'municipality 0301' 'not all zeros' -- --payees in/payees/payees-zero.csv
sed '2s/,000000000,/,958935420,/' in/payees/payees-zero.csv >zero-account.csv
refused 4 'an account of zeros' 'zero-account.csv, line 2, column account_number' \
    'municipality 0301' -- --payees zero-account.csv
sed '2s/,00000000000,/,99900301118,/' zero-account.csv >zero-kid.csv
refused 4 'a KID of zeros' 'zero-kid.csv, line 2, column kid' 'municipality 0301' -- \
    --payees zero-kid.csv
refused 4 'a sign that no bank takes' 'payees-hash.csv, line 2, column name' \
    'municipality 0301' 'U+0023 (#)' -- --payees in/payees/payees-hash.csv
refused 4 'such a sign in the agency' 'agency.xml, line 3' 'U+0040 (@)' 'name=' -- \
    --payees "$payees" --config in/payees/agency.xml

# --- semicolons, and letters in two parts ---

nothing_but_oslo() { # NAME PAYEES: the run's only payment is to 0301, whose payee's name is NAME
    gzip -dc "$1"/proposal/*.xml.gz | grep -c "<Nm>$2</Nm>" | grep -qx 1
}
expect 0 'payees with semicolons' 'Proposal written' -- \
    quarter semi --payees in/payees/payees-semi.csv
check 'payees with semicolons: paid' nothing_but_oslo semi Oslo
expect 0 'a decomposed letter' 'Proposal written' -- quarter nfd --payees in/payees/payees-nfd.csv
check 'a decomposed letter: composed' nothing_but_oslo nfd 'Ålesund kommune'
sed 's/A\xCC\x8A/Å/' in/payees/payees-nfd.csv >nfc.csv
check_not 'the letter is another one' cmp -s in/payees/payees-nfd.csv nfc.csv
expect 0 'a composed letter' 'Proposal written' -- quarter nfc --payees nfc.csv
check 'a composed letter: the same name' nothing_but_oslo nfc 'Ålesund kommune'
identity() { # RUN
    grep '"run_identity"' "$1/manifest.json"
}
check 'the bytes of the payee file are in the identity' \
    [ "$(identity nfd)" != "$(identity nfc)" ]

# The other inputs, as a Norwegian spreadsheet program saves them: byte order mark, CRLF,
# semicolons, an empty cell after each row and an empty row at the end; days and codes its way.
spreadsheet() { # FILE: CSV without quotes
    printf '\xEF\xBB\xBF'
    sed -E 's/,/;/g; s/$/;\r/; s/(^|;)0([0-9]{3})(;|$)/\1\2\3/
        s/([0-9]{4})-([0-9]{2})-([0-9]{2})/\3.\2.\1/g' "$1"
    printf ';;;;;;;\r\n'
}
grep -v '"' "$source_tree/rules/municipalities.csv" >plain-places.csv
spreadsheet plain-places.csv >places.csv
printf 'municipality,year,persons\n0301,2017,220\n' >plain-decided.csv
spreadsheet plain-decided.csv >decided.csv
printf 'ident,code,budget_year,municipality,settled_ore\n01818431895,AR-1,2017,0301,100\n' \
    >plain-paid.csv
spreadsheet plain-paid.csv >paid.csv
check_not 'days are written another way' grep -q '2019-12-31' places.csv
expect 0 'municipalities and decided numbers of a spreadsheet program' 'Proposal written' -- \
    quarter tables --municipalities places.csv --decided decided.csv
expect 0 'the same, plain' 'Proposal written' -- \
    quarter plain-tables --municipalities plain-places.csv --decided plain-decided.csv
check 'the same decisions' cmp \
    <(gzip -dc tables/decisions.csv.gz) <(gzip -dc plain-tables/decisions.csv.gz)
for paid in plain-paid paid; do
    must "$tilskudd" ledger open "$paid" --year 2017 --mode test --paid "$paid.csv"
done
check 'earlier payments of a spreadsheet program' cmp \
    <(gzip -dc plain-paid/000000/lines.csv.gz) <(gzip -dc paid/000000/lines.csv.gz)
check 'earlier payments: they are there' grep -q ',0301,100$' \
    <(gzip -dc paid/000000/lines.csv.gz)
sed '2s/;;/;/; 2s/^/;\r\n/' decided.csv >gap.csv
expect 4 'an empty row before others' 'gap.csv, line 2' 'an empty row' -- \
    quarter refused --decided gap.csv

# --- when a payment file was made ---

created() { # RUN
    gzip -dc "$1"/proposal/*.xml.gz | sed -n 's/.*<CreDtTm>\(.*\)<.*/\1/p'
}
check 'made at noon of the payment date at the latest' \
    [ "$(created semi)" = 2017-10-09T12:00:00Z ]
check_not 'the run itself was made now' grep -q '"time": "2017' semi/manifest.json
expect 0 'the file is in order' -- "$tilskudd" check-payment semi/proposal/*.xml.gz
expect 0 'computed again, the same file' -- "$tilskudd" verify semi --replay
expect 0 'made at the time that is given' 'Proposal written' -- \
    quarter early --time 2017-10-03T08:00:00Z
check 'made at that time' [ "$(created early)" = 2017-10-03T08:00:00Z ]
expect 0 'made after the payment date' 'Proposal written' -- \
    quarter late --time 2017-10-10T00:00:00Z
check 'made at that time too' [ "$(created late)" = 2017-10-10T00:00:00Z ]
codes() { # FILE: what check-payment finds, with the lines
    "$tilskudd" check-payment "$@" | cut -f 1,2 | tr '\t\n' ' ,'
}
check 'check-payment notices' [ "$(codes late/proposal/*.xml.gz)" = 'PAY-CREATED 38,' ]
expect 0 "a test's time is nobody's fault" -- "$tilskudd" verify late --replay
expect 0 'nor for the second person' 'entry 000001' -- \
    "$tilskudd" approve late --ledger ledger --yes

# --- check-payment ---

finds() { # FILE CODES
    check "$1: $2" [ "$(codes "in/check-payment/$1")" = "$2" ]
    expect 4 "$1: refused" -- "$tilskudd" check-payment "in/check-payment/$1"
}
finds pay-24dec.xml 'PAY-BANKDAY 38,PAY-CREATED 38,'
finds pay-in-the-past.xml 'PAY-CREATED 38,'
finds cp_latin1.xml 'PAY-ENCODING 1,PAY-CREATED 38,'
finds cp_nm_sp.xml 'PAY-CREATED 38,PAY-BLANK 65,'
finds cp_rmt_empty.xml 'PAY-CREATED 38,PAY-EMPTY 77,'
sed 's/<CreDtTm>2026/<CreDtTm>2017/; s/-11-28T/-10-02T/' in/check-payment/pay-in-the-past.xml \
    >in/check-payment/in-time.xml
expect 0 'in time' -- "$tilskudd" check-payment in/check-payment/in-time.xml

# The default payment date: the fifth bank day, and Christmas Eve is none.
sed 's/2017-10-02/2018-12-17/' in/payees/register.xml >december.xml
expect 0 'five bank days over Christmas' -- "$tilskudd" run --year 2018 --quarter 4 \
    --register december.xml --dry-run --out december
check 'it is 27 December' grep -q '"payment_date": "2018-12-27"' december/manifest.json
refused 2 'Christmas Eve' 'bank day' -- --payees "$payees" --payment-date 2018-12-24

# --- forms and proofs ---

for form in in/sample/*.csv; do
    expect 0 "$form" '15 drawn of 431' -- \
        "$tilskudd" sample evaluate "$form" --confidence 950 --tolerable 500
done
sed '5s/15/1x/' in/sample/g_semi_trail.csv >changed.csv
expect 4 'a changed heading' 'changed.csv, line 5' -- \
    "$tilskudd" sample evaluate changed.csv --confidence 950 --tolerable 500
sed '24s/,4175000,4175000,/,4175000,4.1,/' in/sample/g_comma_pad.csv >changed.csv
expect 4 'a changed row' 'changed.csv, line 24, column audited_ore' -- \
    "$tilskudd" sample evaluate changed.csv --confidence 950 --tolerable 500
for proof in in/log/*.tlog-proof; do
    expect 0 "$proof" 'payment,0101-INT-2-5' -- \
        "$tilskudd" log verify "$proof" --log-key in/log/log-key.pub
    expect 0 "$proof with openssl" 'payment,0101-INT-2-5' -- \
        bash "$source_tree/fixtures/check-proof.sh" "$proof" in/log/log-key.pub
done
finish_test
