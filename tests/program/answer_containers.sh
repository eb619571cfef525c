#!/usr/bin/env bash
# answer_containers.sh - answers in the bank's signed containers: what was changed on the way or
# signed by another is refused, and from the day the ledger knows the bank's certificate only
# signed answers are taken. Why: who could send an answer in the bank's name could have money
# paid twice. life.md 2.
#   answer_containers.sh TILSKUDD SOURCE BANK_PLAYER
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
player=$(realpath "${3:?BANK_PLAYER}") || exit 2
start_test "$1" "$2"
need_programs openssl python3

must make_persons
must make_person ca bank ec 'Banken' 20120101000000Z 20490101000000Z
must make_person ca stranger ec 'En annen' 20120101000000Z 20490101000000Z
must "$tilskudd" generate --persons 200 --year 2017 --seed 3 --out register.xml
must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid \
    --authority authority.pem --recovery recovery.pem --signers signers.csv --ca ca/ca.pem \
    --log-key log-key.pem --pseudonym-key pseudonym.key "${kari[@]}" "${ola[@]}" \
    --time 2017-12-20T08:00:00Z
must sign_inputs ledger 1
must make_pinned ledger
must ./pinned "$tilskudd" run --register register.xml "${signed_inputs[@]}" --ledger ledger \
    --year 2017 --quarter 3 --national --out run --time 2018-01-02T08:00:00Z "${kari[@]}"
second_person run
must ./pinned "$tilskudd" approve run --ledger ledger --yes --same-inputs "${ola[@]}" \
    --time 2018-01-02T14:00:00Z "${second[@]}"
sent=$(echo run/payments/*.xml.gz)
id=$(zcat "$sent" | grep -o '<EndToEndId>[^<]*' | sed 's/.*>//' | head -n 1)

# A container as a bank's program makes it: CONTAINER ANSWER SIGNER [SIGNED].
contain() {
    local name digest
    name=$(basename "$2")
    digest=$(openssl dgst -sha256 -binary "${4:-$2}" | base64 -w 0)
    cat >manifest.xml <<END
<?xml version="1.0" encoding="UTF-8"?>
<ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#">
  <SigReference URI="META-INF/signature.p7s" MimeType="application/x-pkcs7-signature"/>
  <DataObjectReference URI="$name" MimeType="text/xml">
    <DigestMethod xmlns="http://www.w3.org/2000/09/xmldsig#"
      Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
    <DigestValue xmlns="http://www.w3.org/2000/09/xmldsig#">$digest</DigestValue>
  </DataObjectReference>
</ASiCManifest>
END
    sign_by "$3" manifest.xml && python3 - "$1" "$2" "$name" <<'END'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as out:
    out.writestr('mimetype', 'application/vnd.etsi.asic-e+zip')
    out.write(sys.argv[2], sys.argv[3], zipfile.ZIP_DEFLATED)
    out.write('manifest.xml', 'META-INF/ASiCManifest.xml', zipfile.ZIP_DEFLATED)
    out.write('manifest.xml.p7s', 'META-INF/signature.p7s')
END
}
accepted=()
propose() { # OUT FILE
    ./pinned "$tilskudd" reconcile "$2" --ledger ledger --out "$1" --time "$time" "${kari[@]}" \
        "${accepted[@]}"
}
decide() { # OUT FILE
    ./pinned "$tilskudd" approve "$1" --ledger ledger --answers "$2" --yes --same-user \
        --time "$time" "${ola[@]}" "${accepted[@]}"
}
player_says() { # NAME OPTION...
    must "$player" "$sent" --id "$1" "${@:2}"
    cp .log/stdout "$1.xml"
}

player_says status --form pain.002.001.03 --group PART --payments PART --tallies \
    --name "$id=RJCT:AM04"
player_says other --form pain.002.001.03 --group PART --payments PART --tallies \
    --name "$id=RJCT:AC04"
must contain signed.asice status.xml bank
must contain stranger.asice status.xml stranger
must contain changed.asice other.xml bank status.xml

# --- a ledger that does not know the bank's certificate: nothing was changed since it was signed

expect 0 'an answer in a container is read' rejected -- \
    "$tilskudd" reconcile signed.asice --ledger ledger --csv signed.csv
expect 0 'as it is without' rejected -- \
    "$tilskudd" reconcile status.xml --ledger ledger --csv plain.csv
check 'with the same rows' cmp signed.csv plain.csv
expect 0 'both together count once' 'given before' -- \
    "$tilskudd" reconcile signed.asice status.xml --ledger ledger
expect 5 'what was changed in it' 'changed.asice' 'not the one that was signed' -- \
    "$tilskudd" reconcile changed.asice --ledger ledger
head -c 900 signed.asice >cut.asice
expect 4 'a container that ends early' cut.asice 'no end' -- \
    "$tilskudd" reconcile cut.asice --ledger ledger
python3 -c "import zipfile; zipfile.ZipFile('plain.zip','w').write('status.xml')"
expect 4 'an archive that is none' plain.zip ASiC-E -- \
    "$tilskudd" reconcile plain.zip --ledger ledger

# --- the ledger gets the bank's certificate

time=2018-01-03T08:00:00Z
must ./pinned "$tilskudd" ledger renew ledger --bank bank.pem --out keys --time "$time" \
    "${kari[@]}"
must ./pinned "$tilskudd" approve keys --ledger ledger --yes --same-user --time "$time" \
    "${ola[@]}"
accepted=(--accept-keys 2)
time=2018-01-03T14:00:00Z
expect 5 'an answer that nobody signed' status.xml 'container' -- propose answer status.xml
expect 5 'one that another signed' stranger.asice 'another than the bank' -- \
    propose answer stranger.asice
expect 0 'the bank'"'"'s own' 'Proposal written' -- propose answer signed.asice
expect 5 'the second person'"'"'s must be signed too' container -- decide answer status.xml
expect 0 'her signed copy is the same answer' 'Committed as entry 000003' -- \
    decide answer signed.asice
check 'the payment waits to be paid again' grep -q "^$id,rejected," ledger/000003/open.csv
expect 0 'the ledger holds' Checked -- ./pinned "$tilskudd" ledger check ledger \
    "${accepted[@]}"

# --- a bank's certificate in the opening: signed answers from the first day

opening=("$tilskudd" ledger open first --year 2017 --mode test --nothing-paid
    --authority authority.pem --recovery recovery.pem --signers signers.csv --ca ca/ca.pem
    --log-key log-key.pem --pseudonym-key pseudonym.key "${kari[@]}" "${ola[@]}"
    --time 2017-12-20T08:00:00Z)
for whose in authority recovery kari ola; do
    expect 6 "a bank with the key of $whose" 'give the certificate that the bank' -- \
        "${opening[@]}" --bank $whose.pem
    check "none is opened with the key of $whose" nothing_at first
done
expect 6 'a bank that is no certificate' status.xml -- "${opening[@]}" --bank status.xml
expect 0 'a ledger opened with the bank' 'opened for 2017' -- "${opening[@]}" --bank bank.pem
check 'the opening has it' cmp bank.pem first/000000/bank.pem
expect 5 'from the first day only what it signed' status.xml container -- \
    "$tilskudd" reconcile status.xml --ledger first
expect 5 'nothing that another signed' stranger.asice 'another than the bank' -- \
    "$tilskudd" reconcile stranger.asice --ledger first
must "$tilskudd" ledger open throw-away --year 2017 --mode test --nothing-paid --bank bank.pem
expect 5 'of throw-away keys too' status.xml container -- \
    "$tilskudd" reconcile status.xml --ledger throw-away
expect 7 'nor does a signer become the bank later' 'give the certificate that the bank' -- \
    ./pinned "$tilskudd" ledger renew ledger --bank ola.pem --out ours --time "$time" \
    "${kari[@]}" "${accepted[@]}"

finish_test
