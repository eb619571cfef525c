#!/usr/bin/env bash
# payments.sh - payment files of whole runs, judged by others: xmllint with ISO's schemas, the
# openssl program, and plain sums over the tables. Why: a bank judges the file, not this
# program.
#   payments.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by check
# ISO's schemas are not part of the project: without ../shared/xsd beside the source tree that
# part is left out, with a word.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs openssl xmllint gzip

schemas=$source_tree/../shared/xsd
[ -d "$schemas" ] || echo "SKIPPED: ISO's schemas are not in $schemas"

must "$tilskudd" generate --persons 3000 --year 2018 --seed 11 --errors 0.01 --out register.xml

# Øre as a whole number out of kroner with two decimals: sums without rounding.
ore_of() { # ELEMENT FILE
    gzip -dc "$2" | grep -oE "<$1( [^>]*)?>[0-9]+\.[0-9]{2}<" |
        sed -E 's/.*>([0-9]+)\.([0-9]{2})</\1\2/'
}

column_sum() { # COLUMN FILE
    awk -F, -v name="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next }
        { sum += $at }
        END { printf "%.0f\n", sum }' "$2"
}

amounts() { # RUN
    local file
    for file in "$1"/payments/*.xml.gz; do
        ore_of InstdAmt "$file"
    done
}

add() {
    awk '{ sum += $1 } END { printf "%.0f\n", sum }'
}

header_is_plain() { # FILE: no name, comment or extra field, time 0
    [ "$(od -An -tx1 -N 8 "$1" | tr -d ' ')" = 1f8b080000000000 ]
}

check_file() { # FILE PROFILE SIGNERS CA
    local file=$1 profile=$2 xml schema id
    xml=$work/payment.xml
    gzip -dc "$file" >"$xml"
    schema=$(grep -o 'tech:xsd:[a-z0-9.]*' "$xml" | head -n 1 | sed 's/.*://')
    if [ -d "$schemas" ]; then
        check "$file: ISO's schema $schema" \
            xmllint --nonet --noout --schema "$schemas/$schema.xsd" "$xml"
    fi
    expect 0 "$file: rules of all banks" "$file: no broken rule" -- \
        "$tilskudd" check-payment "$file"
    input=$file expect 0 "$file: from standard input" -- "$tilskudd" check-payment -
    check "$file: no rule is broken" [ ! -s .log/stdout ]
    expect 0 "$file: rules of $profile" -- \
        "$tilskudd" check-payment "$file" --bank-profile "$profile"
    expect 0 "$file: the same, not compressed" -- "$tilskudd" check-payment "$xml"
    check "$file: openssl" openssl_verify "$file" "$4"
    check "$file: signers" [ "$(signer_count "$file.p7s")" = "$3" ]
    check "$file: plain gzip header" header_is_plain "$file"
    id=$(grep -o '<MsgId>[^<]*' "$xml" | sed 's/.*>//')
    check "$file: the name is the message's" [ "$(basename "$file")" = "$id.xml.gz" ]
    check "$file: a test says so" grep -q '<MsgId>TEST' "$xml"
    check "$file: own control sum" \
        [ "$(ore_of CtrlSum "$file" | head -n 1)" = "$(ore_of InstdAmt "$file" | add)" ]
    check "$file: own count" [ "$(grep -o '<NbOfTxs>[0-9]*' "$xml" | head -n 1)" = \
        "<NbOfTxs>$(grep -o '<CdtTrfTxInf>' "$xml" | wc -l)" ]
}

for profile in dnb nordea; do
    must "$tilskudd" ledger open "ledger-$profile" --year 2018 --mode test --nothing-paid
    must "$tilskudd" run --national --year 2018 --quarter 4 --register register.xml \
        --payees "$payees" --rules "$test_rules" --ledger "ledger-$profile" --out "$profile" \
        --bank-profile "$profile" --time 2019-01-02T10:00:00Z
    for file in "$profile"/proposal/*.xml.gz; do
        check_file "$file" "$profile" 1 "$profile/ca.pem"
    done
    must "$tilskudd" approve "$profile" --ledger "ledger-$profile" --yes \
        --time 2019-01-02T11:00:00Z
    for file in "$profile"/payments/*.xml.gz; do
        check_file "$file" "$profile" 2 "$profile/ca.pem"
        check "$file: as proposed" cmp "$file" "$profile/proposal/${file##*/}"
        check "$file: as in the entry" \
            cmp "$file" "ledger-$profile/000001/payments/${file##*/}"
    done
    paid=$(column_sum paid_ore "$profile/municipalities.csv")
    check "$profile: something is paid" [ "$paid" -gt 100000000 ]
    check "$profile: all files together are what the municipalities get" \
        [ "$(amounts "$profile" | add)" = "$paid" ]
    # Every municipality and group with a positive sum, with its amount, and no other.
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["paid_ore"] > 0 {
            print $at["municipality"] "-" $at["payment_group"], $at["paid_ore"]
        }' "$profile/municipalities.csv" | sort >expected
    for file in "$profile"/payments/*.xml.gz; do
        gzip -dc "$file" | xmllint --format - | sed -nE '
            s/.*<EndToEndId>([0-9]{4}-[A-Z0-9-]+)-[0-9a-f]+<.*/\1/p
            s/.*<InstdAmt[^>]*>([0-9]+)\.([0-9]{2})<.*/\1\2/p'
    done | paste -d ' ' - - | sort >written
    check "$profile: one payment for each municipality and group" cmp expected written
    for file in "$profile"/*.gz; do
        check "$file: plain gzip header" header_is_plain "$file"
    done
done
check 'the profiles use different versions of the message or other elements' \
    [ "$(gzip -dc dnb/payments/*.xml.gz | tr '>' '\n' | grep -c '<' | tr -d ' ')" != \
    "$(gzip -dc nordea/payments/*.xml.gz | tr '>' '\n' | grep -c '<' | tr -d ' ')" ]
unmarked() { # FILE: without the columns that name the run, which is another by another bank
    sed 's/\(,[^,]*\)\{4\}$//' "$1"
}
check 'money does not depend on the bank' \
    cmp <(unmarked dnb/municipalities.csv) <(unmarked nordea/municipalities.csv)
run_digits=$(sed -n 's/.*"run_identity": "\(.\{16\}\).*/\1/p' dnb/manifest.json)
check 'every table says of which run it is' test "$(sed -sn '2,$s/.*,\(.*,.*,.*,.*\)$/\1/p' \
    dnb/municipalities.csv dnb/posting.csv | sort -u)" = "2018,4,$run_digits,test"
check 'every decision says of which quarter it is' test "$(gzip -dc dnb/decisions.csv.gz |
    sed -n '2,$s/.*,\(.*,.*,.*\)$/\1/p' | sort -u)" = 2018,4,test

# Posting adds up to the lines, whatever is netted.
check 'posting adds up' [ "$(column_sum amount_ore dnb/posting.csv)" = \
    "$(column_sum lines_ore dnb/municipalities.csv)" ]

# Held money has its reasons, on the screens of both who decide, and they add up.
grep -v '^0301,' "$payees" >without-oslo.csv
must "$tilskudd" ledger open ledger-held --year 2018 --mode test --nothing-paid
expect 0 'a run without an account for Oslo' -- "$tilskudd" run --national --year 2018 \
    --quarter 4 --register register.xml --payees without-oslo.csv --rules "$test_rules" \
    --ledger ledger-held --out held
cp .log/stdout held.run
expect 0 'its approval' -- "$tilskudd" approve held --ledger ledger-held --yes
cp .log/stdout held.approve
for screen in run approve; do
    check "$screen: why money is held" \
        grep -qE '^  R903 +[0-9 ]+  We have no confirmed account of the municip' held.$screen
    check "$screen: of whom" grep -qE '^ +1 municipality$' held.$screen
    check "$screen: persons held" grep -qE '^  R103 +[0-9]+ +[0-9]+ +[0-9 ]+  ' held.$screen
    check "$screen: what is held has a reason" [ "$(sed -nE 's/^  R[0-9]{3}  (.{37})  .*/\1/p' \
        held.$screen | cut -c 20- | awk '
            { gsub(/ /, ""); sum += $0 }
            END { printf "%.0f00\n", sum }')" = "$(column_sum held_ore held/municipalities.csv)" ]
done

# What the manual shows of --config is a configuration.
sed -n '/^<?xml/,/^<\/configuration>/{s/\\-/-/g;p}' "$source_tree/engine/tilskudd.1" >agency.xml
expect 0 "the manual's configuration, an earlier cut-off" \
    'register of 2018-12-31, cut-off 2018-10-10' -- \
    "$tilskudd" run --year 2018 --quarter 3 --register register.xml --rules "$test_rules" \
    --dry-run --config agency.xml --cutoff 2018-10-10
expect 4 'no folder to put the run in' no/such/run 'does not exist' -- "$tilskudd" run \
    --year 2018 --quarter 3 --register register.xml --rules "$test_rules" --dry-run \
    --out no/such/run
explain_nobody() {
    echo 01010112345 | "$tilskudd" explain held --person -
}
expect 4 'an explanation of nobody' 'no such person' 'what was asked for is not there' -- \
    explain_nobody

# A bank refuses a message id that it has seen: the same profile corrected gives another run, and
# with it other ids; the same profile twice gives the same.
identity_of() { # NAME PROFILE: of a dry run
    must "$tilskudd" run --year 2018 --quarter 4 --register register.xml --payees "$payees" \
        --rules "$test_rules" --dry-run --out "identity-$1" --bank-profile "$2"
    grep -o '"run_identity": "[0-9a-f]*"' "identity-$1/manifest.json"
}
mkdir bank
sed -E '/name="max-transactions"/s/value="10000"/value="9999"/' \
    "$source_tree/formats/bank-profiles/dnb.xml" >bank/dnb.xml
check_not 'the profile is another' cmp -s bank/dnb.xml \
    "$source_tree/formats/bank-profiles/dnb.xml"
check 'the same profile from elsewhere: the same run' [ "$(identity_of one dnb)" = \
    "$(identity_of two "$source_tree/formats/bank-profiles/dnb.xml")" ]
check 'a profile with another limit: another run' [ "$(identity_of three dnb)" != \
    "$(identity_of four bank/dnb.xml)" ]

# The checks above must be able to fail.
file=$(echo dnb/payments/*.xml.gz)
file=${file%% *}
cp "$file" changed.xml.gz
cp "$file.p7s" changed.xml.gz.p7s
flip_bit changed.xml.gz 100
check_not 'openssl notices a changed file' openssl_verify changed.xml.gz dnb/ca.pem
gzip -dc "$file" | sed '0,/<InstdAmt Ccy="NOK">/s//&1/' >changed.xml
expect 4 'check-payment notices another amount' -- "$tilskudd" check-payment changed.xml
cp .log/stdout rules.txt
check 'the broken rule is named, with its line' grep -qP '^[A-Za-z0-9_-]+\t[0-9]+\t.' rules.txt
finish_test
