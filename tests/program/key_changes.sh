#!/usr/bin/env bash
# key_changes.sh - people and keys that change: who signs what from when on, what stays as it was
# signed, and who may not change them. Why: a ledger lives ten years and nobody's certificate
# does; whoever could change the keys alone could do everything else after. life.md 4.
#   key_changes.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
start_test "$@"
need_programs openssl gzip

# --- persons, and a ledger with one run ---

valid=(20120101000000Z 20490101000000Z)
must make_persons
must make_person ca nora ec 'Nora Ny' "${valid[@]}"
must make_person ca liv ec 'Liv Ny' "${valid[@]}"
must make_person ca kari-2 ec 'Kari Nordmann' "${valid[@]}"
must certify "$PWD/ca" ola-key.pem ola-2.pem 'Ola Nordmann' "${valid[@]}"
must make_person ca authority-2 ec 'Ny myndighet' "${valid[@]}"
must make_person ca ended ec 'Nora Ny' 20120101000000Z 20170901000000Z
cp ola-key.pem ola-2-key.pem
must "$tilskudd" generate --persons 300 --year 2017 --seed 3 --out register.xml
must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid \
    --authority authority.pem --recovery recovery.pem --signers signers.csv --ca ca/ca.pem \
    --log-key log-key.pem --pseudonym-key pseudonym.key "${kari[@]}" "${ola[@]}" \
    --time 2017-07-03T08:00:00Z
must sign_inputs ledger 1
must make_pinned ledger
digits=$(ledger_digits ledger)

by() { # NAME: in `person`
    person=(--key "$1-key.pem" --cert "$1.pem")
}
run() { # OUT QUARTER TIME WHO
    by "$4"
    ./pinned "$tilskudd" run --national --year 2017 --quarter "$2" --register register.xml \
        --ledger ledger "${signed_inputs[@]}" --out "$1" --time "$3" "${person[@]}" \
        "${accept[@]}"
}
approve_run() { # RUN TIME WHO
    by "$3"
    second_person "$1"
    ./pinned "$tilskudd" approve "$1" --ledger ledger --yes --same-inputs --time "$2" \
        "${second[@]}" "${person[@]}" "${accept[@]}"
}
renew() { # OUT TIME WHO [OPTION...]
    by "$3"
    ./pinned "$tilskudd" ledger renew ledger --out "$1" --time "$2" "${person[@]}" \
        "${accept[@]}" "${@:4}"
}
approve() { # OUT TIME WHO [OPTION...]
    by "$3"
    ./pinned "$tilskudd" approve "$1" --ledger ledger --yes --same-user --time "$2" \
        "${person[@]}" "${accept[@]}" "${@:4}"
}
accept=()
# What the authority signs: FILE WORD SERIAL [WHO].
by_authority() {
    number_file "$1" "$2" "$digits" "$3" && sign_by "${4:-authority}" "$1"
}
signers() { # FILE SERIAL WHO NAME:ROLE:CERTIFICATE...
    local file=$1 serial=$2 who=$3 row
    {
        echo fingerprint,person,role
        for row in "${@:4}"; do
            echo "$(fingerprint "${row##*:}.pem"),${row%:*}" | sed 's/:\([a-z]*\)$/,\1/'
        done
    } >"$file"
    by_authority "$file" signers "$serial" "$who"
}
entries() {
    find ledger -maxdepth 1 -name '0*' | wc -l
}
# Refused, and nothing is committed or left.
refused() { # STATUS NAME TEXT... -- COMMAND OUT ...
    local before
    before=$(entries)
    expect "$@"
    check "$2: nothing is committed" [ "$(entries)" = "$before" ]
}
# Everything before a change still holds: the chain, the log, runs and their replay, a payment.
holds() { # NAME
    expect 0 "$1: ledger check" 'Checked' -- ./pinned "$tilskudd" ledger check ledger \
        "${accept[@]}"
    expect 0 "$1: log check" 'every leaf is what the entries say' -- \
        "$tilskudd" log check ledger --checkpoint ledger/000001/checkpoint
    expect 0 "$1: verify the run" verified -- ./pinned "$tilskudd" verify run-3 --ledger ledger \
        "${accept[@]}"
    expect 0 "$1: its replay" verified -- ./pinned "$tilskudd" verify run-3 --ledger ledger \
        --replay "${accept[@]}"
    expect 0 "$1: its entry" verified -- ./pinned "$tilskudd" verify ledger/000001 "${accept[@]}"
    check "$1: openssl on a payment" openssl_verify "$payment" ledger/000000/ca.pem
}

must run run-3 3 2017-10-02T08:00:00Z kari
must approve_run run-3 2017-10-03T08:00:00Z ola
payment=$(find ledger/000001/payments -name '*.xml.gz' | head -n 1)
cp ledger/000001/checkpoint kept-checkpoint
must "$tilskudd" log prove ledger --payment "$(gzip -dc "$payment" |
    sed -n 's/.*<EndToEndId>\(.*\)<\/EndToEndId>.*/\1/p' | head -n 1)" --out old.tlog-proof
cp -p pin-opening pin-old && chmod 600 pin-old
must "$tilskudd" ledger show ledger --pin pin-old
cp -a ledger before
back() { # LEDGER
    rm -rf ledger
    cp -a "$1" ledger
    accept=()
    rm -rf change
}

# --- a signer leaves, another comes ---

must signers signers-1.csv 1 authority 'Nora Ny:disposition:nora' 'Ola Nordmann:attestation:ola'
refused 7 'nothing to change' 'nothing is to be changed' -- renew change 2017-10-10T08:00:00Z kari
cp signers-1.csv unsigned.csv
refused 7 'nobody has signed it' 'openssl cms -sign' -- \
    renew change 2017-10-10T08:00:00Z kari --signers unsigned.csv
must sign_by nora unsigned.csv
refused 5 'signed by another' 'not signed by the ledger'"'"'s authority' -- \
    renew change 2017-10-10T08:00:00Z kari --signers unsigned.csv
for serial in 0 2; do
    must signers other.csv $serial authority 'Nora Ny:disposition:nora' \
        'Ola Nordmann:attestation:ola'
    refused 7 "number $serial" "# signers $digits serial 1" -- \
        renew change 2017-10-10T08:00:00Z kari --signers other.csv
done
sed -i "1s/.*/# signers 0123456789abcdef serial 1/" other.csv
must sign_by authority other.csv
refused 7 'of another ledger' "# signers $digits serial 1" -- \
    renew change 2017-10-10T08:00:00Z kari --signers other.csv
must signers other.csv 1 authority 'Nora Ny:disposition:nora' 'Nora Ny:attestation:liv'
refused 7 'nobody could approve after it' 'no two different persons' -- \
    renew change 2017-10-10T08:00:00Z kari --signers other.csv
refused 7 'the other role' 'the role disposition' -- \
    renew change 2017-10-10T08:00:00Z ola --signers signers-1.csv
refused 7 'somebody of the same CA' 'the role disposition' -- \
    renew change 2017-10-10T08:00:00Z liv --signers signers-1.csv
check 'no proposal is left' test ! -e change
must signers both-new.csv 1 authority 'Nora Ny:disposition:nora' 'Liv Ny:attestation:liv'
must renew both-new 2017-10-10T08:00:00Z nora --signers both-new.csv
refused 7 'both signers are new' 'both signers are new' -- \
    approve both-new 2017-10-10T09:00:00Z liv
expect 0 'a signer leaves' 'Proposed in change' -- \
    renew change 2017-10-10T08:00:00Z kari --signers signers-1.csv --certificates nora.pem
refused 7 'one signer alone' 'the role attestation' -- approve change 2017-10-10T09:00:00Z kari
refused 7 'one with a second certificate' 'the role attestation' -- \
    approve change 2017-10-10T09:00:00Z kari-2
cp -a change changed
sed -i 's/Nora Ny/Nora Na/' changed/signers.csv
refused 5 'changed after it was proposed' -- approve changed 2017-10-10T09:00:00Z ola
expect 0 'and another comes' 'signer GOES: Kari Nordmann, disposition' \
    'signer comes: Nora Ny, disposition' 'valid 2012-01-01 to 2049-01-01' \
    "$(fingerprint nora.pem | tr -d : | tr A-F a-f)" 'Committed as entry 000002' -- \
    approve change 2017-10-10T09:00:00Z ola
expect 7 'a pin says who changed' 'signers' 'Kari Nordmann' 'Ola Nordmann' '--accept-keys 2' -- \
    "$tilskudd" ledger check ledger --pin pin-old
expect 7 'another entry accepted' 'changed since' -- \
    "$tilskudd" ledger check ledger --pin pin-old --accept-keys 1
accept=(--accept-keys 2)
expect 0 'approved again' 'already committed' -- approve change 2017-10-10T10:00:00Z ola
holds 'after a signer left'
mkdir bank
expect 0 'a payment that she signed goes out' 'signed by both persons' -- ./pinned "$tilskudd" \
    release "$payment" --ledger ledger --to bank --time 2018-01-02T07:00:00Z "${accept[@]}"
refused 7 'who has left proposes nothing' 'the role disposition' -- \
    run late 4 2018-01-02T08:00:00Z kari
check 'nothing is left of it' nothing_at late
must run run-4 4 2018-01-02T08:00:00Z nora
must approve_run run-4 2018-01-03T08:00:00Z ola
expect 0 'the new run is checked by its own copies' -- ./pinned "$tilskudd" verify run-4 \
    --ledger ledger --ca ledger/000000/ca.pem "${accept[@]}"
cp -a ledger left

# --- certificates that are renewed: a new key, the same key ---

must signers signers-2.csv 2 authority 'Nora Ny:disposition:nora' \
    'Ola Nordmann:attestation:ola-2'
must renew renewed 2018-02-01T08:00:00Z nora --signers signers-2.csv
expect 0 'the same person and key, another certificate' 'signer changes: Ola Nordmann' -- \
    approve renewed 2018-02-01T09:00:00Z ola-2
accept=(--accept-keys 4)
must signers signers-3.csv 3 authority 'Kari Nordmann:disposition:kari' \
    'Ola Nordmann:attestation:ola-2'
must renew again 2018-02-02T08:00:00Z nora --signers signers-3.csv
refused 7 'the old certificate signs nothing' 'the role attestation' -- \
    approve again 2018-02-02T09:00:00Z ola
holds 'after a certificate was renewed'
back before
must signers signers-k.csv 1 authority 'Kari Nordmann:disposition:kari-2' \
    'Ola Nordmann:attestation:ola'
must renew change 2017-10-10T08:00:00Z kari-2 --signers signers-k.csv
expect 0 'the same person, another key' 'signer changes: Kari Nordmann' -- \
    approve change 2017-10-10T09:00:00Z ola
accept=(--accept-keys 2)
holds 'after a key was renewed'
finish_test
