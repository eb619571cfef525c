#!/usr/bin/env bash
# live.sh - a live ledger from its opening to a payment, with keys and signatures made by the
# openssl program, and every way in which a live run must be refused. Why: nothing else in the
# tests works with other people's certificates, and this is where the money leaves.
#   live.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
start_test "$@"
need_programs openssl

# --- keys and certificates ---

must make_ca "$work/ca"
must make_ca "$work/other-ca"
must make_person ca authority ec Myndighet
must make_person ca recovery ec Safe
must make_person ca kari rsa 'Kari Nordmann'
must make_person ca ola ec 'Ola Nordmann'
must make_person ca kari2 ec 'Kari Nordmann II'
must make_person ca stranger ec 'Per Fremmed'
must make_person ca expired ec 'Ola Utgaatt' 20200101000000Z 20210101000000Z
must make_person ca early ec 'Ola Fremtid' 20480101000000Z 20490101000000Z
must make_person ca server ec 'Ola Server' 20200101000000Z 20490101000000Z server
must make_person ca web ec 'Ola Nettsted' 20200101000000Z 20490101000000Z web
must make_person ca unsaid ec 'Ola Usagt' 20200101000000Z 20490101000000Z unsaid
must make_old_person ca old 'Ola Gammel'
must make_person ca short rsa-short 'Ola Kort'
must make_person ca edward ed25519 'Edvard Ed25519'
must make_person other-ca outsider ec 'Ola Utenfor'
must certify ca kari-key.pem kari-again.pem 'Kari som Ola'
cp kari-key.pem kari-again-key.pem
must certify ca authority-key.pem authority-again.pem 'Myndighet som Ola'
must make_key log-key.pem ed25519
openssl rand 32 >pseudonym.key
chmod 600 pseudonym.key ca/ca-key.pem

# --- what the authority signs ---

row() { # CERTIFICATE PERSON ROLE
    echo "$(fingerprint "$1.pem"),$2,$3"
}
{
    echo '# signers NEW serial 0'
    echo fingerprint,person,role
    row kari 'Kari Nordmann' disposition
    row kari2 'KARI NORDMÁNN' attestation
    row kari-again 'Ola Nordmann' attestation
    row ola 'Ola Nordmann' attestation
    row authority-again 'Ola Nordmann' attestation
    for name in expired early server web unsaid old short edward outsider; do
        row $name 'Ola Nordmann' attestation
    done
} >signers.csv
must sign_by authority signers.csv
must copy_inputs
rm rules/*
cp "$source_tree"/rules/sets/201[78].xml rules
must "$tilskudd" generate --persons 600 --year 2017 --seed 7 --out register.xml

# --- opening ---

open_ledger() { # FOLDER [OPTION...]: what is given stands in place of the default
    keep_defaults --year 2017 --mode live --authority authority.pem --signers signers.csv \
        --recovery recovery.pem --ca ca/ca.pem --log-key log-key.pem \
        --pseudonym-key pseudonym.key -- "${@:2}"
    "$tilskudd" ledger open "$1" --nothing-paid "${kept[@]}" "${@:2}"
}

# Refused, and the folder is not made.
no_opening() { # STATUS NAME TEXT... -- OPTION...
    local status=$1 name=$2 texts=()
    shift 2
    while [ "$1" != -- ]; do
        texts+=("$1")
        shift
    done
    shift
    expect "$status" "open: $name" "${texts[@]}" -- open_ledger refused "$@"
    check "open: $name: nothing is left" [ ! -e refused ]
    rm -rf refused
}

copy_signed() { # FILE NAME: FILE and its signature under another name
    cp "$1" "$2"
    cp "$1.p7s" "$2.p7s"
}

no_opening 2 'one person only' '--key' 'both persons' -- "${kari[@]}"
no_opening 2 'three persons' 'two persons' -- "${kari[@]}" "${ola[@]}" "${kari[@]}"
no_opening 2 'a time' '--time' 'a live ledger refuses it' -- \
    "${kari[@]}" "${ola[@]}" --time 2018-01-02T03:04:05Z
no_opening 7 'the same person twice' 'two different persons' -- "${kari[@]}" "${kari[@]}"
no_opening 7 'one person with two keys' 'two different persons' -- \
    "${kari[@]}" --key kari2-key.pem --cert kari2.pem
no_opening 7 'one key with two certificates' 'different keys' -- \
    "${kari[@]}" --key kari-again-key.pem --cert kari-again.pem
no_opening 7 'two in the same role' 'one in the role disposition' -- \
    "${ola[@]}" --key kari2-key.pem --cert kari2.pem
no_opening 6 'a person not in the signers file' stranger.pem 'not in the signers file' -- \
    "${kari[@]}" --key stranger-key.pem --cert stranger.pem
no_opening 6 'key of another certificate' ola-key.pem 'does not belong' -- \
    "${kari[@]}" --key ola-key.pem --cert kari2.pem
no_opening 6 'a certificate of another CA' 'Ola Utenfor' -- \
    "${kari[@]}" --key outsider-key.pem --cert outsider.pem
no_opening 4 'a log key that is not there' nothing.pem 'cannot be found' -- \
    "${kari[@]}" "${ola[@]}" --log-key nothing.pem
no_opening 6 'a log key that is no Ed25519 key' 'Ed25519' -- \
    "${kari[@]}" "${ola[@]}" --log-key kari2-key.pem
head -c 31 pseudonym.key >short.key
cp pseudonym.key open.key
cp log-key.pem open-log-key.pem
chmod 600 short.key
chmod 644 open.key
chmod 604 open-log-key.pem
no_opening 6 'a pseudonym key that is too short' short.key 'at least 32 bytes' -- \
    "${kari[@]}" "${ola[@]}" --pseudonym-key short.key
head -c 32 /dev/zero >zeros.key
chmod 600 zeros.key
no_opening 6 'a pseudonym key of zeros' zeros.key 'all its bytes are the same' -- \
    "${kari[@]}" "${ola[@]}" --pseudonym-key zeros.key
no_opening 6 'a pseudonym key readable by others' open.key 'others may read' -- \
    "${kari[@]}" "${ola[@]}" --pseudonym-key open.key
no_opening 6 'a log key readable by others' open-log-key.pem 'others may read' -- \
    "${kari[@]}" "${ola[@]}" --log-key open-log-key.pem
cp signers.csv unsigned.csv
no_opening 7 'signers without signature' unsigned.csv 'openssl cms -sign' -- \
    "${kari[@]}" "${ola[@]}" --signers unsigned.csv
must sign_by kari unsigned.csv
no_opening 5 'signers not signed by the authority' unsigned.csv \
    "not signed by the ledger's authority" -- "${kari[@]}" "${ola[@]}" --signers unsigned.csv
copy_signed signers.csv touched.csv
row stranger 'Ola Nordmann' attestation >>touched.csv
no_opening 5 'signers changed after signing' touched.csv -- \
    "${kari[@]}" "${ola[@]}" --signers touched.csv
no_opening 6 'the authority as a person' authority-again.pem "has the authority's key" -- \
    "${kari[@]}" --key authority-key.pem --cert authority-again.pem
cp signers.csv self.csv
row authority Myndighet attestation >>self.csv
must sign_by authority self.csv
no_opening 5 'the authority among the signers' self.csv 'signs nothing else' -- \
    "${kari[@]}" "${ola[@]}" --signers self.csv
sed 's/Ola/0la/' signers.csv >odd.csv
must sign_by authority odd.csv
no_opening 4 'a name that only looks like one' 'odd.csv, line 5, column person' 'Latin letters' \
    -- "${kari[@]}" "${ola[@]}" --signers odd.csv
no_opening 5 'an authority of another CA' Myndighet -- \
    "${kari[@]}" "${ola[@]}" --ca other-ca/ca.pem

# A test ledger's certificates do not become live ones.
must "$tilskudd" ledger open throw-away --year 2017 --mode test --nothing-paid
no_opening 6 'a test ledger its CA' 'throw-away test certificates' -- "${kari[@]}" "${ola[@]}" \
    --ca throw-away/keys/ca.pem --authority throw-away/keys/authority.pem \
    --signers throw-away/000000/signers.csv
no_opening 6 'a test certificate' 'test' -- "${kari[@]}" \
    --key throw-away/keys/attestation-key.pem --cert throw-away/keys/attestation.pem

expect 0 'a live ledger opens' 'Live ledger opened for 2017' -- \
    open_ledger ledger "${kari[@]}" "${ola[@]}"
expect 3 'a ledger is opened once' 'the ledger is already there' -- \
    open_ledger ledger "${kari[@]}" "${ola[@]}"
for person in kari ola; do
    must make_pin ledger pin-$person
done
ledger_check() {
    "$tilskudd" ledger check ledger --pin pin-kari
}
expect 0 'the live ledger is sound' 'Checked:' -- ledger_check
check 'openssl verifies the opening' openssl_verify ledger/000000/entry.json ca/ca.pem
check 'two have signed the opening' [ "$(signer_count ledger/000000/entry.json.p7s)" = 2 ]
check 'keys of the ledger are private' \
    [ -z "$(find ledger/keys -type f -perm /077)" ]

must sign_inputs ledger 1
mkdir rules-doubtful
cp rules/2018.xml rules/2018.xml.p7s rules-doubtful
sed '/code="AR-[24]"/s/evidence="verified"/evidence="inferred"/' rules/2017.xml \
    >rules-doubtful/2017.xml
must sign_inputs ledger 1 rules-doubtful/2017.xml:rules

# --- runs that are refused ---

hold=(--hold-code EMINB --hold-code EMINU --hold-code FHT1 --hold-code FHT2)
agency=(--config agency.xml --allow-synthetic)

bare_run() { # OUT [OPTION...]: nothing is given but what every run needs
    keep_defaults --year 2017 --quarter 3 --schemes integration --register register.xml \
        --payees payees.csv --rules rules --municipalities municipalities.csv \
        --bank-profile ./dnb.xml --ledger ledger --pin pin-kari -- "${@:2}"
    "$tilskudd" run --national "${kept[@]}" --out "$@"
}
live_run() { # OUT [OPTION...]: what is given stands in place of the default
    keep_defaults --config agency.xml "${kari[@]}" -- "${@:2}"
    bare_run "$1" --allow-synthetic "${kept[@]}" "${hold[@]}" "${@:2}"
}

no_run() { # STATUS NAME TEXT... -- COMMAND...: refused, and the folder is not made
    expect "$1" "run: $2" "${@:3}"
    check "run: $2: nothing is left" nothing_at refused
    rm -rf refused
}

no_run 2 'no key' '--key' 'this ledger needs' -- bare_run refused "${agency[@]}" "${hold[@]}"
no_run 2 'a key without certificate' 'goes with --cert' -- \
    bare_run refused "${agency[@]}" --key kari-key.pem
no_run 2 'no configuration' '--config' -- \
    bare_run refused --allow-synthetic "${kari[@]}" "${hold[@]}"
no_run 4 'synthetic idents' '--allow-synthetic' -- \
    bare_run refused --config agency.xml "${kari[@]}" "${hold[@]}"
no_run 2 'a time' '--time' 'a live ledger refuses it' -- \
    live_run refused --time 2018-01-02T03:04:05Z
no_run 7 'a payment date that is gone' '--payment-date' '2017-10-09, is gone' -- \
    live_run refused --payment-date 2017-10-09
no_run 7 'the role of the other' 'role disposition' -- live_run refused "${ola[@]}"
no_run 7 'a stranger' 'role disposition' -- \
    live_run refused --key stranger-key.pem --cert stranger.pem
no_run 6 'key of another certificate' ola-key.pem 'does not belong' -- \
    live_run refused --key ola-key.pem
no_run 6 'a test certificate' 'throw-away test certificate' -- live_run refused \
    --key throw-away/keys/disposition-key.pem --cert throw-away/keys/disposition.pem
copy_signed payees.csv payees-touched.csv
sed -i '3s/99900101100/99900101119/' payees-touched.csv
no_run 5 'payees changed after signing' payees-touched.csv -- \
    live_run refused --payees payees-touched.csv
cp payees.csv payees-unsigned.csv
no_run 7 'payees without signature' payees-unsigned.csv 'openssl cms -sign' -- \
    live_run refused --payees payees-unsigned.csv
must sign_by kari payees-unsigned.csv
no_run 5 'payees signed by another' payees-unsigned.csv "not signed by the ledger's authority" \
    -- live_run refused --payees payees-unsigned.csv
copy_signed agency.xml agency-touched.xml
printf '\n' >>agency-touched.xml
no_run 5 'configuration changed after signing' agency-touched.xml -- \
    live_run refused --config agency-touched.xml
cp agency.xml agency-unsigned.xml
no_run 7 'configuration without signature' agency-unsigned.xml 'openssl cms -sign' -- \
    live_run refused --config agency-unsigned.xml

# Another pseudonym key, for one run: the log could never be compared with its entry again.
cp ledger/keys/pseudonym.key kept.key
openssl rand 32 >ledger/keys/pseudonym.key
no_run 6 'another pseudonym key' keys/pseudonym.key 'opened with' -- live_run refused
expect 6 'another pseudonym key, at a check' keys/pseudonym.key -- \
    ledger_check
cp kept.key ledger/keys/pseudonym.key

# Rates: what is not verified, and what is missing, each with the number of persons.
no_run 7 'rates that are not verified' '2017 AR-2' '2017 AR-4' 'rate not verified' persons \
    '--accept-rate' -- live_run refused --rules rules-doubtful
no_run 7 'one of two rates is accepted' 'rate not verified' -- \
    live_run refused --rules rules-doubtful \
    --accept-rate AR-2
no_run 7 'missing rates' '2017 EMINU' 'no rate: lines held' '--hold-code' -- \
    bare_run refused "${agency[@]}" "${kari[@]}"
expect 0 'run: doubtful rates, accepted' 'Proposal written' -- live_run accepted \
    --rules rules-doubtful --accept-rate AR-2 --accept-rate AR-4
check 'accepted rates stand in the manifest' \
    grep -q '"accept_rate": \["AR-2", "AR-4"\]' accepted/manifest.json
check 'held codes stand in the manifest' \
    grep -q '"hold_code": \["EMINB", "EMINU", "FHT1", "FHT2"\]' accepted/manifest.json
check 'synthetic idents stand in the manifest' \
    grep -q '"allow_synthetic": true' accepted/manifest.json

# --- pass phrases ---

openssl pkcs8 -topk8 -in kari-key.pem -passout pass:hemmelig -out locked-key.pem 2>/dev/null
chmod 600 locked-key.pem
pass_run() { # PHRASE OUT
    live_run "$2" --key locked-key.pem --pass-fd 7 7<<<"$1"
}
expect 6 'a wrong pass phrase' locked-key.pem 'wrong pass phrase' -- pass_run galt refused
check_not 'a pass phrase is not repeated' grep -q galt .log/stderr
check 'a wrong pass phrase: nothing is left' nothing_at refused
expect 6 'an empty pass phrase' locked-key.pem '--pass-fd' -- pass_run '' refused
expect 0 'the right pass phrase' 'Proposal written' -- pass_run hemmelig with-phrase

chmod 604 kari-key.pem
no_run 6 'a key readable by others' kari-key.pem 'others may read' 0600 -- live_run refused
chmod 600 kari-key.pem

# --- a proposal, and approvals that are refused ---

expect 0 'run' 'Proposal written to run' -- live_run run
check 'a live manifest says so' grep -q '"mode": "live"' run/manifest.json
check_not 'a live message id does not begin with TEST' ls run/proposal/TEST*
payment_date=$(sed -n 's/.*"payment_date": "\(.*\)".*/\1/p' run/manifest.json)
check 'a live run pays on a day to come' [ "$payment_date" \> "$(date -u +%F)" ]
for file in run/proposal/*.xml.gz; do
    expect 0 "check-payment: $file" -- "$tilskudd" check-payment "$file" --bank-profile dnb
done
check 'openssl verifies the manifest' openssl_verify run/manifest.json ca/ca.pem
check 'openssl verifies the manifest by the copied CA' \
    openssl_verify run/manifest.json run/ca.pem
check_not 'openssl refuses another CA' openssl_verify run/manifest.json other-ca/ca.pem
for file in run/proposal/*.xml.gz; do
    check "openssl verifies $file" openssl_verify "$file" ca/ca.pem
    check "one has signed $file" [ "$(signer_count "$file.p7s")" = 1 ]
done
expect 3 'the same run again' 'already' -- live_run run

# The second person reads files of her own, under names of her own.
mkdir own
must cp register.xml own/uttrekk.xml
for file in payees.csv agency.xml; do
    copy_signed $file own/$file
done
cp -r rules own/rules
cp municipalities.csv own/kommuner.csv
own=(--register own/uttrekk.xml --payees own/payees.csv --config own/agency.xml
    --rules own/rules --municipalities own/kommuner.csv)

approve_as() { # RUN [OPTION...]: what is given stands in place of the default
    local run=$1
    shift
    second_person "$run"
    keep_defaults "${own[@]}" "${second[@]:1}" -- "$@"
    "$tilskudd" approve "$run" --ledger ledger --pin pin-ola --yes --same-user "${kept[@]}" "$@"
}
approve() { # OPTION...
    approve_as run "$@"
}
no_approval() { # STATUS NAME TEXT... -- OPTION...
    local status=$1 name=$2 texts=()
    shift 2
    while [ "$1" != -- ]; do
        texts+=("$1")
        shift
    done
    shift
    expect "$status" "approve: $name" "${texts[@]}" -- approve "$@"
    check "approve: $name: nothing is committed" \
        [ "$(find ledger -maxdepth 1 -name '0*' | wc -l)" = 1 ]
    check "approve: $name: nothing is published" [ ! -e run/payments ]
}
no_approval 2 'no key' '--key' --
no_approval 2 'a time' '--time' -- "${ola[@]}" --time 2018-01-02T03:04:05Z
no_approval 7 'by who made the proposal' 'role attestation' -- "${kari[@]}"
no_approval 7 'by the same person with another key' 'two different persons decide' -- \
    --key kari2-key.pem --cert kari2.pem
no_approval 7 'with the same key under another certificate' 'this very key' -- \
    --key kari-again-key.pem --cert kari-again.pem
no_approval 7 'by a stranger' 'role attestation' -- --key stranger-key.pem --cert stranger.pem
no_approval 6 'an expired certificate' 'Ola Utgaatt' -- --key expired-key.pem --cert expired.pem
no_approval 6 'a certificate not yet valid' 'Ola Fremtid' -- \
    --key early-key.pem --cert early.pem
no_approval 6 'a certificate that may not sign' server.pem 'key usage' -- \
    --key server-key.pem --cert server.pem
no_approval 6 'a certificate of a web server' web.pem 'only serverAuth' -- \
    --key web-key.pem --cert web.pem
no_approval 6 'a certificate that does not say what it is for' unsaid.pem 'digitalSignature' \
    -- --key unsaid-key.pem --cert unsaid.pem
no_approval 6 'a certificate of version 1' old.pem 'version 3' -- \
    --key old-key.pem --cert old.pem
no_approval 6 'a key that is too short' short.pem '2048 to 8192 bits' -- \
    --key short-key.pem --cert short.pem
no_approval 6 'an Ed25519 certificate' edward.pem 'Ed25519 key cannot sign' -- \
    --key edward-key.pem --cert edward.pem
no_approval 6 'a certificate of another CA' 'Ola Utenfor' -- \
    --key outsider-key.pem --cert outsider.pem
no_approval 6 'key of another certificate' kari2-key.pem 'does not belong' -- \
    --key kari2-key.pem --cert ola.pem
no_approval 6 'a test certificate' 'throw-away' -- \
    --key throw-away/keys/attestation-key.pem --cert throw-away/keys/attestation.pem
sed '3s/^..../AAAA/' ola-key.pem >broken-key.pem
chmod 600 broken-key.pem
no_approval 6 'a damaged key' broken-key.pem 'does not belong' -- \
    --key broken-key.pem --cert ola.pem
no_approval 5 'another CA is expected' other-ca/ca.pem -- "${ola[@]}" --ca other-ca/ca.pem
expect 5 'approve: in a ledger of other persons' run/manifest.json -- \
    "$tilskudd" approve run --ledger throw-away --yes
expect 7 'approve: nobody can be asked' 'nobody can be asked' -- \
    "$tilskudd" approve run --ledger ledger --pin pin-ola "${ola[@]}" "${own[@]}" \
    "${second[@]}"

# --- the payment ---

expect 0 'approve' 'Committed as entry 000001' -- approve "${ola[@]}" --ca ca/ca.pem
for file in run/payments/*.xml.gz ledger/000001/payments/*.xml.gz; do
    check "openssl verifies $file" openssl_verify "$file" ca/ca.pem
    check "two have signed $file" [ "$(signer_count "$file.p7s")" = 2 ]
done
check 'openssl verifies the entry' openssl_verify ledger/000001/entry.json ca/ca.pem
expect 0 'the live ledger is still sound' 'Checked:' -- ledger_check
expect 0 'the run verifies' verified -- "$tilskudd" verify run --ca ca/ca.pem --ledger ledger \
    --pin pin-kari
expect 1 'alone it does not' 'NOT checked' -- "$tilskudd" verify run --ca ca/ca.pem
expect 5 'the run is not of another CA' -- "$tilskudd" verify run --ca other-ca/ca.pem
expect 0 'the same approval again' 'already committed' -- approve "${ola[@]}"
expect 7 'a proposal from an old head' 'moved on' -- \
    "$tilskudd" approve accepted --ledger ledger --pin pin-ola --yes "${ola[@]}"
expect 7 'an earlier quarter' 'already committed' -- live_run refused --quarter 2
check 'an earlier quarter: nothing is left' nothing_at refused

# The same quarter again has no lines: nothing is paid twice. It takes two persons all the same.
expect 0 'the same quarter again' 'Proposal written' -- live_run again
check 'the same quarter again pays nothing' grep -q '"paid_ore": 0,' again/manifest.json
check 'no payment file where nothing is paid' [ ! -e again/proposal ]
expect 7 'nothing to pay: by the same person' 'two different persons decide' -- \
    "$tilskudd" approve again --ledger ledger --pin pin-ola --yes \
    --key kari2-key.pem --cert kari2.pem
expect 7 'nothing to pay: with the same key' 'this very key' -- "$tilskudd" approve again \
    --ledger ledger --pin pin-ola --yes --key kari-again-key.pem --cert kari-again.pem
expect 0 'nothing to pay: an entry without payments' 'entry 000002' -- \
    approve_as again "${ola[@]}"
check 'nothing to pay: no payments' [ ! -e again/payments ]

# An account that changed is paid only when it is named.
awk -F, -v OFS=, '$1 == "0301" { $4 = "99900301126" } 1' payees.csv >payees-new.csv
must sign_inputs ledger 2 payees-new.csv:payees
expect 0 'a changed account is proposed' 'Proposal written' -- \
    live_run changed --quarter 4 --payees payees-new.csv
check 'the changed account is named' \
    grep -q '"accounts_changed": \["0301"\]' changed/manifest.json
# Municipalities that were never paid before are named too, from the second run on.
new=()
while IFS=, read -r code _; do
    [ "$code" = municipality ] || new+=(--confirm-account "$code")
done <changed/new-accounts.csv
expect 7 'new accounts are not approved' "${new[1]}" -- \
    approve_as changed "${ola[@]}" --payees payees-new.csv --confirm-account 0301
approve_changed() {
    approve_as changed "${ola[@]}" --payees payees-new.csv "${new[@]}" "$@"
}
expect 7 'a changed account is not approved' '--confirm-account' ' 0301' -- approve_changed
expect 7 'another account is confirmed' ' 0301' '1103: its account has not changed' -- \
    approve_changed --confirm-account 1103
expect 2 'an account is confirmed by no code' 'four digits' -- approve_changed \
    --confirm-account 301
expect 0 'the changed account is confirmed' 'entry 000003' -- approve_changed \
    --confirm-account 0301
expect 0 'the live ledger is sound to the end' 'Checked:' -- ledger_check
expect 0 'the last run verifies' -- "$tilskudd" verify changed --ca ca/ca.pem --ledger ledger \
    --pin pin-kari

# No file names the hash of the newest signature: only looking at it finds out whose it is.
cp ledger/000003/entry.json.p7s kept.p7s
must sign_by kari ledger/000003/entry.json
expect 5 'an entry that the first person signed again' 000003/entry.json -- \
    "$tilskudd" ledger show ledger
cp kept.p7s ledger/000003/entry.json.p7s
expect 0 'as it was' -- "$tilskudd" ledger show ledger
finish_test
