#!/usr/bin/env bash
# manual_persons.sh - money by hand where persons sign with keys of their own: one alone moves
# nothing, and what the first has changed in a proposal the second finds. life.md 3, trust.md 2.
#   manual_persons.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
start_test "$@"
need_programs openssl
header=kind,municipality,payment_group,ident,code,budget_year,amount_ore,date,reference,reason

must make_persons
must "$tilskudd" generate --persons 120 --year 2017 --seed 3 --out register.xml
must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid \
    --authority authority.pem --signers signers.csv --ca ca/ca.pem --log-key log-key.pem \
    --pseudonym-key pseudonym.key "${kari[@]}" "${ola[@]}" --time 2017-12-20T08:00:00Z
must sign_inputs ledger 1
must make_pinned ledger
must ./pinned "$tilskudd" run --national --year 2017 --quarter 3 --register register.xml \
    "${signed_inputs[@]}" --ledger ledger --out run --time 2018-01-02T08:00:00Z "${kari[@]}"
second_person run
must ./pinned "$tilskudd" approve run --ledger ledger --same-inputs --yes "${ola[@]}" \
    "${second[@]}" --time 2018-01-03T08:00:00Z
cp -a ledger before

ident=$(gzip -dc ledger/000001/lines.csv.gz | awk -F, '$2 == "AR-2" && $5 > 300000 { print; exit }')
IFS=, read -r ident _ year place _ <<<"$ident"
printf '%s\n' "$header" "PAID,$place,INT-1,,,,10000000,2018-01-04,bank 1,paid by giro" \
    "UNSETTLED,$place,,$ident,AR-2,$year,300000,2018-01-04,case 1,by mistake" >hand.csv

propose() { # OUT [OPTION...]
    keep_defaults --rules rules --municipalities municipalities.csv \
        --time 2018-01-05T08:00:00Z -- "${@:2}"
    ./pinned "$tilskudd" ledger manual hand.csv --ledger ledger --out "$1" "${kept[@]}" "${@:2}"
}
approve() { # FOLDER [OPTION...]
    ./pinned "$tilskudd" approve "$1" --ledger ledger --yes --same-user \
        --time 2018-01-06T08:00:00Z "${@:2}"
}
# Refused, and nothing is committed.
refused() { # STATUS NAME TEXT... -- COMMAND...
    expect "$@"
    check "$2: the ledger is what it was" diff -r ledger before
}

# --- one person, no pin, nobody's inputs ---

refused 7 'nobody has seen the ledger' pin -- "$tilskudd" ledger manual hand.csv --ledger ledger \
    --out p --rules rules --municipalities municipalities.csv "${kari[@]}" \
    --time 2018-01-05T08:00:00Z
refused 7 'rules that the authority has not signed' 2018 -- \
    propose p --rules "$source_tree/rules/sets" "${kari[@]}"
refused 7 'the second person proposes nothing' '' -- propose p "${ola[@]}"
refused 2 'a key without a certificate' -- propose p --key kari-key.pem
check 'nothing is made' [ ! -e p ]
must propose proposal "${kari[@]}"
refused 3 'the same again' -- propose proposal "${kari[@]}"
refused 7 'one person alone' '' -- approve proposal "${kari[@]}"
cp -r proposal unsigned
rm unsigned/manifest.json.p7s
refused 5 'a proposal that nobody has signed' signature -- approve unsigned "${ola[@]}"

# --- what the first person has changed ---

# An edit of a file of a proposal, that only the second person's own computation can find: the
# manifest lists the new content, and the first person has signed it.
forge() { # PROPOSAL FILE COMMAND...
    local sum size
    "${@:3}" <"$1/$2" >edited && mv edited "$1/$2"
    sum=$(sha256sum <"$1/$2" | cut -d' ' -f1)
    size=$(stat -c %s "$1/$2")
    sed -i "s|\\(\"path\": \"$2\", \"sha256\": \\)[^}]*|\\1\"$sum\", \"size\": $size, \
\"content_sha256\": \"$sum\", \"content_size\": $size|" "$1/manifest.json"
    sum=$(identity "$1/manifest.json")
    sed -i "s|\"identity\": \"[0-9a-f]*\"|\"identity\": \"$sum\"|" "$1/manifest.json"
    sign_by kari "$1/manifest.json"
}
identity() { # MANIFEST: as the first person's program would make it
    {
        sed -n 's/^  "ledger_head": "\(.*\)",$/tilskudd-proposal-1,MANUAL,\1/p' "$1"
        awk -F'"' '/"path"/ { print "output," $4 "," $8 "," $18 }' "$1"
    } | sha256sum | cut -d' ' -f1
}
check 'the identity is known' [ "$(identity proposal/manifest.json)" = \
    "$(sed -n 's/^  "identity": "\(.*\)",$/\1/p' proposal/manifest.json)" ]
changed() { # NAME FILE COMMAND...
    rm -rf forged
    cp -r proposal forged
    must forge forged "${@:2}"
    check_not "$1: it is another proposal" cmp -s "proposal/$2" "forged/$2"
    refused 5 "$1" "$2" -- approve forged "${ola[@]}"
}
changed 'a smaller open item' open.csv sed 's/,-10000000,/,-1000000,/'
changed 'no open item' open.csv sed 2d
changed 'another municipality of the item' open.csv sed "s/,$place,INT-1/,1103,INT-1/"
changed 'booked otherwise' posting.csv sed 's/,PAID,/,RECEIVED,/'
changed 'another chapter' rules-2018.xml sed 's/chapter="[0-9]*"/chapter="999"/'
changed 'other municipalities' municipality-table.csv sed 's/Oslo/Olso/'
changed 'lines that are not written as they were read' manual.csv sed 's/$/\r/'
refused 5 'without a new manifest' manual.csv -- sh -c '
    cp -r proposal quiet && sed -i s/10000000/20000000/ quiet/manual.csv &&
    exec ./pinned "$@"' sh "$tilskudd" approve quiet --ledger ledger --yes --same-user \
    --time 2018-01-06T08:00:00Z "${ola[@]}"
# Another amount in the lines themselves goes on to the tables, which then differ.
rm -rf forged
cp -r proposal forged
must forge forged manual.csv sed 's/10000000/20000000/'
refused 5 'another amount' open.csv -- approve forged "${ola[@]}"

# --- both ---

expect 0 'two persons' 'UNSETTLED), MANUAL-000002-0002' 'PAID), MANUAL-000002-0001' 'entry 000002' \
    -- approve proposal "${ola[@]}"
check 'what gives money away is shown first' \
    [ "$(grep -n 'UNSETTLED),' .log/stdout | cut -d: -f1)" \
    -lt "$(grep -n 'PAID),' .log/stdout | tail -n 1 | cut -d: -f1)" ]
check_not 'no ident is shown' grep -q "$ident" .log/stdout .log/stderr
expect 0 'again: it is there' 'already committed' -- approve proposal "${ola[@]}"
expect 0 'all is checked' -- ./pinned "$tilskudd" ledger check ledger
expect 0 'the log too, with the key' -- ./pinned "$tilskudd" log check ledger
cp -a ledger keyless
rm keyless/keys/pseudonym.key
expect 0 'and without' -- ./pinned "$tilskudd" ledger check keyless
must "$tilskudd" log export ledger --out tiles
check_not 'no ident in the log' grep -rqaF "$ident" tiles
check 'the lines are in the log' grep -rqaF 'manual,PAID' tiles
expect 0 'ledger show lists it' '000002  2018 by hand' -- ./pinned "$tilskudd" ledger show ledger
finish_test
