#!/bin/sh
# sign.sh - the authority numbers and signs files that money is paid by. Each begins with a line
# that names the ledger and a number, which grows with every change; FILE.p7s is the signature.
#   sh sign.sh KEY CERTIFICATE LEDGER NUMBER FILE...
# What a file is, its name says: payees*.csv, municipalities*.csv, configuration*.xml,
# bank-profile*.xml, signers*.csv; any other .xml is a rule set. What a ledger is opened with has
# the number 0, and is signed as it is.
set -eu
if [ $# -lt 5 ]; then
    echo "usage: sh sign.sh KEY CERTIFICATE LEDGER NUMBER FILE..." >&2
    exit 2
fi
key=$1 certificate=$2 ledger=$3 number=$4
shift 4

ledger_digits() { # of the opening's head
    tilskudd ledger show "$ledger" | sed -n 's/^000000 .* head \([0-9a-f]\{16\}\)$/\1/p' |
        grep . || { echo "sign.sh: $ledger: not a ledger" >&2 && exit 1; }
}

word_of() { # FILE
    case ${1##*/} in
    payees*.csv) echo payees ;;
    signers*.csv) echo signers ;;
    municipalities*.csv) echo municipalities ;;
    configuration*.xml) echo configuration ;;
    bank-profile*.xml) echo bank-profile ;;
    *.xml) echo rules ;;
    *) echo "sign.sh: $1: its name does not say what it is" >&2 && return 2 ;;
    esac
}

number_file() { # FILE
    word=$(word_of "$1")
    line="# $word $digits serial $number"
    case $1 in
    *.xml)
        sed -e '/^<!-- # .* serial [0-9]* -->$/d' -e "1a <!-- $line -->" "$1" > "$1.new"
        ;;
    *)
        { echo "$line" && sed -e '1{/^# /d;}' "$1"; } > "$1.new"
        ;;
    esac
    mv "$1.new" "$1"
}

sign() { # FILE
    openssl cms -sign -cades -binary -md sha256 -nosmimecap -outform DER \
        -signer "$certificate" -inkey "$key" -in "$1" -out "$1.p7s"
}

digits=
[ "$number" = 0 ] || digits=$(ledger_digits)
for file in "$@"; do
    word_of "$file" > /dev/null
    [ "$number" = 0 ] || number_file "$file"
    sign "$file"
done
echo "Signed: $#"
