#!/usr/bin/env bash
# ends.sh - certificates end: it is said thirty days before by whatever signs or shows, and what
# was signed before stays valid after. Why: on the day itself nobody could pay. life.md 4.
#   ends.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
start_test "$@"
need_programs openssl

make_signers() {
    {
        echo '# signers NEW serial 0'
        echo fingerprint,person,role
        echo "$(fingerprint kari.pem),Kari Nordmann,disposition"
        echo "$(fingerprint ola.pem),Ola Nordmann,attestation"
    } >signers.csv && sign_by authority signers.csv
}
must make_ca "$work/ca"
must make_person ca authority ec Myndighet 20170101000000Z 20480301000000Z
must make_person ca kari rsa 'Kari Nordmann' 20170101000000Z 20180120000000Z
must make_person ca ola ec 'Ola Nordmann' 20170101000000Z 20490101000000Z
must make_person ca recovery ec Safe
must make_key log-key.pem ed25519
openssl rand 32 >pseudonym.key && chmod 600 pseudonym.key ca/ca-key.pem
must make_signers
must copy_inputs
given=(--authority authority.pem --recovery recovery.pem --signers signers.csv --ca ca/ca.pem
    --log-key log-key.pem --pseudonym-key pseudonym.key "${kari[@]}" "${ola[@]}"
    --nothing-paid --year 2017)
must "$tilskudd" ledger open ledger --mode test "${given[@]}" --time 2017-10-20T08:00:00Z
must sign_inputs ledger 1
must make_pin ledger pin
must "$tilskudd" generate --persons 200 --year 2017 --seed 3 --out register.xml

# --- what is said, and when ---

warnings() {
    grep -c 'WARNING: the certificate of' .log/stderr
}
show_at() { # TIME
    "$tilskudd" ledger show ledger --time "$1"
}
expect 0 'long before' -- show_at 2017-12-20T00:00:00Z
check 'nothing is said' test "$(warnings)" = 0
expect 0 'from thirty days before' 'the certificate of Kari Nordmann' 'ends on 2018-01-20' \
    'ledger renew' -- show_at 2017-12-21T00:00:01Z
check 'of hers alone' test "$(warnings)" = 1
expect 0 'the authority, too' 'of the authority (CN=Myndighet' 'ends on 2048-03-01' -- \
    show_at 2048-02-10T00:00:00Z
check 'and hers has ended' grep -q 'Kari Nordmann.* ended on 2018-01-20' .log/stderr
expect 0 'the CA' 'of the CA (CN=Rot' 'ends on 2050-01-01' -- show_at 2049-12-10T00:00:00Z

# --- in a run and its approval ---

expect 0 'a run says it' 'the certificate of Kari Nordmann' -- "$tilskudd" run --national \
    --year 2017 --quarter 4 --register register.xml --ledger ledger --pin pin \
    "${signed_inputs[@]}" --out run --time 2018-01-05T08:00:00Z "${kari[@]}"
second_person run
expect 0 'so does an approval, of the other person' 'the certificate of Kari Nordmann' -- \
    "$tilskudd" approve run --ledger ledger --pin pin --yes "${second[@]}" --same-inputs \
    --time 2018-01-06T08:00:00Z "${ola[@]}"
check 'of nobody else' test "$(warnings)" = 1
expect 6 'after its end it signs nothing' 'no longer valid' -- "$tilskudd" run --national \
    --year 2017 --quarter 4 --register register.xml --ledger ledger --pin pin \
    "${signed_inputs[@]}" --out late --time 2018-01-21T08:00:00Z "${kari[@]}"

# --- years later, by the clock of this machine ---

expect 0 'the ledger is whole' Checked: -- "$tilskudd" ledger check ledger --pin pin
expect 0 'the run is verified' verified -- "$tilskudd" verify run --ledger ledger --pin pin
check 'openssl says so too, at that time' openssl cms -verify -cades -binary -purpose any \
    -inform DER -in run/manifest.json.p7s -content run/manifest.json -CAfile ca/ca.pem \
    -attime 1515139200 -out /dev/null

# --- a live ledger, by its own clock; a test ledger of throw-away keys has none to renew ---

must certify ca kari-key.pem kari.pem 'Kari Nordmann' 20200101000000Z \
    "$(date -u -d '+20 days' +%Y%m%d%H%M%SZ)"
must certify ca authority-key.pem authority.pem Myndighet
must make_signers
must "$tilskudd" ledger open live --mode live "${given[@]}"
expect 0 'a live ledger' 'the certificate of Kari Nordmann' "ends on $(date -u -d '+20 days' +%F)" \
    -- "$tilskudd" ledger show live
expect 2 'has its own clock' 'a live ledger refuses it' -- \
    "$tilskudd" ledger show live --time 2018-01-01T00:00:00Z
must "$tilskudd" ledger open thrown --year 2017 --mode test --nothing-paid
expect 0 'throw-away keys' -- "$tilskudd" ledger show thrown --time 2099-12-30T00:00:00Z
check 'nothing is said of them' test "$(warnings)" = 0
finish_test
