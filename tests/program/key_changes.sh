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
run() { # OUT QUARTER TIME WHO: quarter 3 is paid late, so that what comes between is before it
    local days=('' '' '' 2017-11-15 2018-01-09)
    by "$4"
    ./pinned "$tilskudd" run --national --year 2017 --quarter "$2" --register register.xml \
        --ledger ledger "${signed_inputs[@]}" --out "$1" --time "$3" "${person[@]}" \
        --cutoff "$(end_of_quarter 2017 "$2")" --payment-date "${days[$2]}" "${accept[@]}"
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
# The control team's line about a change, and its leaf in the log.
finds() { # NAME ENTRY CONTROL SEVERITY TEXT...
    local line text
    line=$(gzip -dc "ledger/$2/findings.jsonl.gz" | grep -F "\"control\":\"$3\"")
    for text in "\"severity\":\"$4\"" "${@:5}"; do
        check "$1: $3 has $text" grep -qF -- "$text" <<<"$line"
    done
}
digits_of() { # NAME: the first digits of a certificate, as findings show them
    fingerprint "$1.pem" | tr -d : | tr A-F a-f | head -c 16
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
    expect 0 "$1: who signed the run" 'Kari Nordmann and Ola Nordmann' -- ./pinned "$tilskudd" \
        ledger show ledger "${accept[@]}"
    expect 0 "$1: what was decided on" 'Kari Nordmann' -- "$tilskudd" report ledger/000001 --text
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
    rm -rf change run-4
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
must run gone 3 2017-10-10T08:30:00Z kari
expect 0 'and another comes' 'signer GOES: Kari Nordmann, disposition' \
    'signer comes: Nora Ny, disposition' 'valid 2012-01-01 to 2049-01-01' \
    "$(fingerprint nora.pem | tr -d : | tr A-F a-f)" 'Committed as entry 000002' -- \
    approve change 2017-10-10T09:00:00Z ola
finds 'who left and who came' 000002 R1221 WARN 'Kari Nordmann, disposition' \
    "$(digits_of kari) -> -." 'Nora Ny, disposition' "- -> $(digits_of nora)." '"person":null'
check 'one finding for each change' test "$(gzip -dc ledger/000002/findings.jsonl.gz | wc -l)" = 2
expect 7 'a pin says who changed' 'signers' 'Kari Nordmann' 'Ola Nordmann' '--accept-keys 2' -- \
    "$tilskudd" ledger check ledger --pin pin-old
expect 7 'another entry accepted' 'changed since' -- \
    "$tilskudd" ledger check ledger --pin pin-old --accept-keys 1
accept=(--accept-keys 2)
expect 0 'approved again' 'already committed' -- approve change 2017-10-10T10:00:00Z ola
holds 'after a signer left'
expect 0 'what she proposed and nobody approved' -- ./pinned "$tilskudd" verify gone \
    --ledger ledger "${accept[@]}"
mkdir bank
expect 0 'a payment that she signed goes out' 'signed by both persons' -- ./pinned "$tilskudd" \
    release "$payment" --ledger ledger --to bank --time 2017-10-11T07:00:00Z "${accept[@]}"
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
finds 'a renewed certificate' 000004 R1221 WARN "$(digits_of ola) -> $(digits_of ola-2)"
accept=(--accept-keys 4)
unseen() { # NAME FILE: whoever has not seen two changes is told of both
    local text
    for text in 'entry 2 of 2017-10-10: signers; signed by .*Kari.* and .*Ola' \
        'entry 4 of 2018-02-01: signers; signed by .*Nora.* and .*Ola'; do
        check "$1: $text" grep -qE "$text" "$2"
    done
}
expect 7 'a pin that has not seen two changes' 'by the entries listed: 2, 4' \
    '--accept-keys 4' 'all those before it' -- "$tilskudd" ledger check ledger --pin pin-old
unseen 'refused' .log/stderr
for number in 2 3 5; do
    expect 7 "an entry that is not the newest change: $number" '--accept-keys 4' -- \
        "$tilskudd" ledger show ledger --pin pin-old --accept-keys $number
done
check 'the pin has seen neither' grep -q '^entry: 000001$' pin-old
cp -p pin-old pin-two
expect 0 'the newest is accepted' 'Accepted: changes of people and keys' -- \
    "$tilskudd" ledger show ledger --pin pin-two --accept-keys 4
unseen 'accepted' .log/stdout
expect 0 'and asked for no more' -- "$tilskudd" ledger check ledger --pin pin-two
check_not 'nor told again' grep -q Accepted .log/stdout
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

# --- a certificate that has ended: 400 days, for keys alone ---

back before
must signers ended.csv 1 authority 'Nora Ny:disposition:ended' 'Ola Nordmann:attestation:ola'
must renew change 2017-10-10T08:00:00Z kari --signers ended.csv
must approve change 2017-10-10T09:00:00Z ola
accept=(--accept-keys 2)
expect 6 'a certificate that has ended proposes no run' 'no longer valid' -- \
    run late 4 2018-01-02T08:00:00Z ended
must signers renewed.csv 2 authority 'Nora Ny:disposition:nora' 'Ola Nordmann:attestation:ola'
refused 6 'nor keys after 400 days' 'no longer valid' -- \
    renew late 2018-10-08T08:00:00Z ended --signers renewed.csv
must renew on-time 2018-10-04T08:00:00Z ended --signers renewed.csv
expect 0 'within 400 days it does' 'signer changes: Nora Ny' -- \
    approve on-time 2018-10-04T09:00:00Z ola --allow-time
accept=(--accept-keys 3)
holds 'after an ended certificate was renewed'

# --- CA and authority ---

back before
must make_ca "$PWD/ca-2"
must certify "$PWD/ca-2" ola-key.pem ola-3.pem 'Ola Nordmann' "${valid[@]}"
must certify "$PWD/ca-2" authority-2-key.pem authority-3.pem 'Ny myndighet' "${valid[@]}"
cp ola-key.pem ola-3-key.pem && cp authority-2-key.pem authority-3-key.pem
cp ca-2/ca.pem only-new.pem
cat ca/ca.pem ca-2/ca.pem >both.pem
must by_authority only-new.pem ca 1
must by_authority both.pem ca 1
refused 5 'a CA by which nothing is signed' 'let it sign the file anew' -- \
    renew change 2017-10-10T08:00:00Z kari --ca only-new.pem
must renew change 2017-10-10T08:00:00Z kari --ca both.pem
expect 0 'another CA beside the old one' 'ca comes' 'CN=Rot' -- \
    approve change 2017-10-10T09:00:00Z ola
accept=(--accept-keys 2)
holds 'after a CA came'
must signers signers-3.csv 1 authority-3 'Kari Nordmann:disposition:kari' \
    'Ola Nordmann:attestation:ola-3'
cp authority-3.pem new-authority.pem
must by_authority new-authority.pem authority 1 kari
refused 5 'an authority that a signer has made' 'not signed by the ledger' -- \
    renew change-2 2017-11-10T08:00:00Z kari --authority new-authority.pem --signers signers-3.csv
must by_authority new-authority.pem authority 1
refused 7 'a new authority signs the signers file' 'give --signers' -- \
    renew change-2 2017-11-10T08:00:00Z kari --authority new-authority.pem
must signers by-old.csv 1 authority 'Kari Nordmann:disposition:kari' 'Ola Nordmann:attestation:ola'
refused 5 'not the old one' 'not signed by the ledger' -- \
    renew change-2 2017-11-10T08:00:00Z kari --authority new-authority.pem --signers by-old.csv
must renew change-2 2017-11-10T08:00:00Z kari --authority new-authority.pem \
    --signers signers-3.csv
expect 0 'a new authority by the old one' 'authority changes: CN=Ny myndighet' -- \
    approve change-2 2017-11-10T09:00:00Z ola-3
finds 'a new authority' 000003 R1222 WARN 'authority CN=Ny myndighet' \
    "$(digits_of authority) -> $(digits_of authority-3)"
accept=(--accept-keys 3)
holds 'after the authority changed'
check 'openssl on the entry'"'"'s own copies' openssl_verify ledger/000003/signers.csv \
    ledger/000002/ca.pem
refused 5 'inputs that the old one signed' 'not signed by the ledger' -- \
    run late 4 2018-01-02T08:00:00Z kari

back before
cp authority-2.pem rescued.pem
must by_authority rescued.pem authority 1 recovery
must signers rescued.csv 1 authority-2 'Nora Ny:disposition:nora' 'Ola Nordmann:attestation:ola'
must renew by-new 2017-10-10T08:00:00Z nora --authority rescued.pem --signers rescued.csv
refused 7 'the recovery key wants both old signers' 'both signers stand' -- \
    approve by-new 2017-10-10T09:00:00Z ola
must renew change 2017-10-10T08:00:00Z kari --authority rescued.pem --signers rescued.csv
expect 0 'a new authority by the recovery key' 'the recovery key, not the authority' -- \
    approve change 2017-10-10T09:00:00Z ola
finds 'by the recovery key' 000002 R1224 FATAL 'recovery key' \
    "$(digits_of authority) -> $(digits_of authority-2)"
accept=(--accept-keys 2)
holds 'after the recovery key was used'

# --- the log's key ---

back before
must make_key log-key-2.pem ed25519
must renew change 2017-10-10T08:00:00Z kari --log-key log-key-2.pem
refused 7 'the key in force already' 'not another key' -- \
    renew same 2017-10-10T08:00:00Z kari --log-key log-key.pem
cp -a ledger half
expect 0 'a new log key' 'log-key changes' -- approve change 2017-10-10T09:00:00Z ola
accept=(--accept-keys 2)
check 'both keys have signed' test "$(grep -c '^— ' ledger/000002/checkpoint)" = 2
for key in 000000 000002; do
    rm -f new.tlog-proof
    must "$tilskudd" log prove ledger --payment "$(gzip -dc "$payment" |
        sed -n 's/.*<EndToEndId>\(.*\)<\/EndToEndId>.*/\1/p' | head -n 1)" --out new.tlog-proof
    expect 0 "a proof of now by the key of $key" Proven -- "$tilskudd" log verify new.tlog-proof \
        --log-key ledger/$key/log-key.pub
done
expect 0 'an old proof by the old key' Proven -- "$tilskudd" log verify old.tlog-proof \
    --log-key ledger/000000/log-key.pub
holds 'after the log key changed'
must run run-4 4 2018-01-02T08:00:00Z kari
must approve_run run-4 2018-01-03T08:00:00Z ola
check 'the new key alone has signed the next' \
    test "$(grep -c '^— ' ledger/000003/checkpoint)" = 1
rm new.tlog-proof
must "$tilskudd" log prove ledger --payment "$(gzip -dc "$payment" |
    sed -n 's/.*<EndToEndId>\(.*\)<\/EndToEndId>.*/\1/p' | head -n 1)" --out new.tlog-proof
expect 5 'by the old key: where the newer one is' 'may have changed since' \
    "newest entry that 'tilskudd ledger show' calls keys" -- "$tilskudd" log verify new.tlog-proof \
    --log-key ledger/000000/log-key.pub
expect 1 'openssl: the same' 'may have changed since' 'newest KEYS entry' -- \
    bash "$source_tree/fixtures/check-proof.sh" new.tlog-proof ledger/000000/log-key.pub
expect 0 'and it is there' Proven -- "$tilskudd" log verify new.tlog-proof \
    --log-key ledger/000002/log-key.pub
expect 0 'log check says which entry it was' 'Log key changed with entry 000002' -- \
    "$tilskudd" log check ledger --checkpoint ledger/000002/checkpoint
must rm -r ledger/log
must "$tilskudd" log rebuild ledger
holds 'after the log was made anew'
# Interrupted after both signed, and before the checkpoint was written.
cp -a ledger whole && rm -rf ledger whole/000003 && cp -a half ledger
cp -a whole/000002 ledger/000002.tmp && rm ledger/000002.tmp/checkpoint
expect 0 'an interrupted change is completed' 'was signed by both persons' -- \
    approve change 2017-10-10T09:00:00Z ola
check 'as it would have been' cmp ledger/000002/checkpoint whole/000002/checkpoint
back before
rm ledger/keys/log-key.pem
refused 7 'a lost log key wants the authority' 'the authority signs the new one' -- \
    renew change 2017-10-10T08:00:00Z kari --log-key log-key-2.pem
must sign_by kari log-key-2.pem.pub
refused 5 'not a signer' 'not signed by the ledger' -- \
    renew change 2017-10-10T08:00:00Z kari --log-key log-key-2.pem
must sign_by authority log-key-2.pem.pub
must renew change 2017-10-10T08:00:00Z kari --log-key log-key-2.pem
expect 0 'a lost log key' 'is lost' -- approve change 2017-10-10T09:00:00Z ola
finds 'a lost log key' 000002 R1225 FATAL 'The log key is lost'
accept=(--accept-keys 2)
expect 0 'log check says that it was lost' LOST -- "$tilskudd" log check ledger
check 'the new key alone has signed' test "$(grep -c '^— ' ledger/000002/checkpoint)" = 1
holds 'after the log key was lost'

# --- the pseudonym key, and the bank ---

back before
must openssl rand -out pseudonym-2.key 32
chmod 600 pseudonym-2.key
must renew change 2017-10-10T08:00:00Z kari --pseudonym-key pseudonym-2.key --bank liv.pem
expect 0 'a new pseudonym key' 'pseudonym-key changes' 'bank comes: CN=Liv Ny' -- \
    approve change 2017-10-10T09:00:00Z ola
finds 'keys of the ledger' 000002 R1222 WARN 'pseudonym-key' 'bank CN=Liv Ny'
expect 7 'a pin tells of the bank too' 'entry 2 of 2017-10-10: bank, pseudonym key' -- \
    ./pinned "$tilskudd" ledger show ledger
accept=(--accept-keys 2)
holds 'after the pseudonym key changed'
must run run-4 4 2018-01-02T08:00:00Z kari
must approve_run run-4 2018-01-03T08:00:00Z ola
check_not 'two keys, two hashes' grep -q "$(grep -o '"pseudonym_key_id": "[0-9a-f]*"' \
    run-3/manifest.json)" run-4/manifest.json
must rm -r ledger/log
expect 0 'the log is made anew by both keys' 'every checkpoint agrees' -- \
    "$tilskudd" log rebuild ledger
holds 'with both keys in the log'

# --- stops ---

back before
{
    echo fingerprint,from,reason
    echo "$(fingerprint kari.pem),2017-10-01,Key stolen"
} >stop.csv
must by_authority stop.csv stop 1
must signers stopping.csv 1 authority 'Nora Ny:disposition:nora' 'Ola Nordmann:attestation:ola'
ident=$(gzip -dc ledger/000001/lines.csv.gz | grep -oE '^[0-9]{11}' | head -n 1)
sed "s/Key stolen/Key of $ident stolen/" stop.csv >shown.csv
must sign_by authority shown.csv
refused 4 'a reason with an ident' 'identity number' -- \
    renew change 2017-10-10T08:00:00Z nora --signers stopping.csv --stop shown.csv
check_not 'which is not said' grep -q "$ident" .log/stderr
refused 7 'who is stopped does not sign it' 'stopped' -- \
    renew change 2017-10-10T08:00:00Z kari --signers stopping.csv --stop stop.csv
must renew change 2017-10-10T08:00:00Z nora --signers stopping.csv --stop stop.csv
expect 0 'a certificate is stopped' 'stop STOPPED: Kari Nordmann' 'from 2017-10-01: Key stolen' -- \
    approve change 2017-10-10T09:00:00Z ola
finds 'a stop' 000002 R1223 WARN "$(digits_of kari) (Kari Nordmann)" 'from 2017-10-01: Key stolen'
accept=(--accept-keys 2)
holds 'after a stop'
expect 0 'what it signed since is named' 'WARN' 'Kari Nordmann' 'entry 000001' -- \
    ./pinned "$tilskudd" ledger check ledger "${accept[@]}"
expect 0 'and by a report of the run' 'WARN: entry 000001 was signed on 2017-10-02' \
    'stopped from 2017-10-01: Key stolen' -- "$tilskudd" report run-3 --text
expect 0 'as a page too' 'WARN: entry 000001 was signed' -- "$tilskudd" report run-3
expect 0 'and of the entry' 'WARN: entry 000001 was signed' -- \
    "$tilskudd" report ledger/000001 --text
expect 0 'an entry that others signed' 'stop STOPPED' -- "$tilskudd" report ledger/000002
check_not 'has no warning' grep -q '^WARN' .log/stdout
expect 7 'a payment that it signed is not released' 'stopped since' -- ./pinned "$tilskudd" \
    release "$payment" --ledger ledger --to bank --time 2017-10-11T07:00:00Z "${accept[@]}"
must signers again.csv 2 authority 'Kari Nordmann:disposition:kari' 'Ola Nordmann:attestation:ola'
refused 7 'nobody signs by it, whatever a file says' 'no two different persons' -- \
    renew late 2017-11-10T08:00:00Z kari --signers again.csv
# Who signed a change is stopped by the next.
{
    echo fingerprint,from,reason
    echo "$(fingerprint nora.pem),2017-10-10,Card lost"
} >stop-2.csv
must by_authority stop-2.csv stop 2
must signers signers-l.csv 2 authority 'Liv Ny:disposition:liv' 'Ola Nordmann:attestation:ola'
must renew next 2017-11-10T08:00:00Z liv --signers signers-l.csv --stop stop-2.csv
must approve next 2017-11-10T09:00:00Z ola
expect 0 'a change that somebody stopped has signed' 'WARN: entry 000002 was signed on' \
    'Nora Ny' 'Card lost' -- "$tilskudd" report ledger/000002
expect 0 'its proposal too' 'WARN: entry 000002' -- "$tilskudd" report change --ledger ledger

# --- a CA's list of revoked certificates: a file of such an entry, or nothing ---

revoke() { # CA-FOLDER LIST NAME...: revoked on 1 October 2017
    local name serial
    cp "$1/ca.cnf" crl.cnf && cp "$1/index.txt" crl-index.txt && : >crl-index.txt.attr
    sed -i "s|^database = .*|database = $PWD/crl-index.txt|" crl.cnf
    for name in "${@:3}"; do
        serial=$(openssl x509 -in "$name.pem" -noout -serial)
        sed -i "s|^V\t\([^\t]*\)\t\t\(${serial#*=}\t\)|R\t\1\t171001100000Z\t\2|" \
            crl-index.txt
    done
    openssl ca -gencrl -config crl.cnf -crldays 30 -out "$2"
}
back before
must revoke "$PWD/ca" kari.crl kari nora
must revoke "$PWD/ca-2" other.crl ola-3
must revoke "$PWD/ca" nobody.crl liv
must openssl crl -in kari.crl -outform DER -out kari-der.crl
must signers stopping.csv 1 authority 'Nora Ny:disposition:kari-2' 'Ola Nordmann:attestation:ola'
list_of() { # LIST [OPTION...]
    renew change 2017-10-10T08:00:00Z kari-2 --signers stopping.csv --stop "$@"
}
refused 5 'a list of another CA' 'CA has not signed' -- list_of other.crl
refused 7 'a list of nobody here' '--certificates' -- list_of nobody.crl
head -c 200 kari-der.crl >cut.crl
refused 4 'a list that ends early' cut.crl -- list_of cut.crl
cp kari-der.crl changed.crl
printf '\0' | dd of=changed.crl bs=1 seek=$(($(stat -c %s changed.crl) - 3)) conv=notrunc
refused 5 'a list that was changed' 'CA has not signed' -- list_of changed.crl
must renew both 2017-10-10T08:00:00Z kari-2 --signers stopping.csv --stop kari.crl \
    --certificates nora.pem
check 'one that has signed nothing yet is known when it is given' \
    grep -qi "^$(fingerprint nora.pem | tr -d :),2017-10-01,revoked by the CA" both/revoked.csv
must list_of kari-der.crl
check 'the list is kept as it was given' cmp change/revocations.crl kari-der.crl
check 'one that the ledger knows is stopped' test "$(wc -l <change/revoked.csv)" = 2
cp -a change forged
sed -i "s/2017-10-01/2017-12-01/" forged/revoked.csv
refused 5 'other stops than the list makes' -- approve forged 2017-10-10T09:00:00Z ola
expect 0 'what the CA revoked is stopped' 'stop STOPPED: Kari Nordmann' \
    'from 2017-10-01: revoked by the CA' -- approve change 2017-10-10T09:00:00Z ola
expect 7 'a pin tells of it' 'revocations by the CA' -- ./pinned "$tilskudd" ledger show ledger
finds 'a list of the CA' 000002 R1223 WARN "$(digits_of kari) (Kari Nordmann)"
accept=(--accept-keys 2)
holds 'after the CA revoked'
expect 0 'what it signed since is named' 'WARN: entry 000001' -- \
    ./pinned "$tilskudd" ledger check ledger "${accept[@]}"
refused 7 'the same list again' 'not stopped already' -- \
    renew late 2017-11-10T08:00:00Z kari-2 --stop kari.crl
finish_test
