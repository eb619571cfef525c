# entry_world.sh - a strict ledger with one committed run, and proposals for it that are no run:
# what the bank answered, money by hand, keys that change. Sourced by entry_faults.sh and
# others, after common.sh and certificates.sh; `player` is the program that answers as a bank.
# Both persons have RSA keys: the same words are signed with the same bytes.
#
#   ledger, pin       with the run of quarter 3 as entry 000001, in the working folder
#   status.xml        the bank rejects one payment of it
#   hand.csv          lines by hand
#   log-key-2.pem, pseudonym-2.key    the ledger's next keys
# The functions work on `ledger` and `pin` in the folder that they are called in.
# shellcheck shell=bash disable=SC2154,SC2034 # of common.sh and certificates.sh; used by tests

make_entry_world() {
    must make_persons
    must make_person ca ola rsa 'Ola Nordmann' 20120101000000Z 20490101000000Z
    sed -i '$d' signers.csv
    echo "$(fingerprint ola.pem),Ola Nordmann,attestation" >>signers.csv
    must sign_by authority signers.csv
    must "$tilskudd" generate --persons 60 --year 2017 --seed 3 --date 2017-09-30 \
        --out register.xml
    must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid \
        --authority authority.pem --signers signers.csv --ca ca/ca.pem \
        --log-key log-key.pem --pseudonym-key pseudonym.key "${kari[@]}" "${ola[@]}" \
        --time 2017-09-20T08:00:00Z
    must sign_inputs ledger 1
    must make_pin ledger pin
    own=(--register "$work/register.xml" --payees "$work/payees.csv" --config "$work/agency.xml"
        --rules "$work/rules" --municipalities "$work/municipalities.csv" --same-inputs)
    proposes=(--key "$work/kari-key.pem" --cert "$work/kari.pem")
    attests=(--ledger ledger --pin pin --key "$work/ola-key.pem" --cert "$work/ola.pem" --yes
        --same-user)
    must run_entry run-3 3 2017-10-02T08:00:00Z
    second_person run-3
    must "$tilskudd" approve run-3 "${attests[@]}" --time 2017-10-03T08:00:00Z "${own[@]}" \
        "${second[@]:1}"
    make_entry_inputs
}
run_entry() { # OUT QUARTER TIME [PROGRAM]
    "${4:-$tilskudd}" run --national --year 2017 --quarter "$2" "${own[@]::10}" \
        --bank-profile "$work/dnb.xml" --ledger ledger --pin pin --out "$1" --time "$3" \
        --payment-date "$(date -u -d "${3%T*} + 18 days" +%F)" "${proposes[@]}"
}
play() { # ID: the bank rejects that payment: status.xml
    must "$player" "$sent" --id status --form pain.002.001.03 --group PART --payments PART \
        --tallies --name "$1=RJCT:AC04"
    cp .log/stdout status.xml
}
make_entry_inputs() {
    local person ident place amount year
    sent=$(ls "$work"/ledger/000001/payments/*.xml.gz)
    mapfile -t ids < <(gzip -dc "$sent" | grep -o '<EndToEndId>[^<]*' | sed 's/.*>//')
    play "${ids[0]}"
    person=$(gzip -dc ledger/000001/lines.csv.gz | awk -F, '$2 == "AR-2"' | head -n 1)
    IFS=, read -r ident _ year place amount <<<"$person"
    {
        "$tilskudd" ledger manual --template | head -n 1
        echo "PAID,$place,INT-2-5,,,,100000,2017-11-01,bank 1,paid by giro"
        echo "UNSETTLED,$place,,$ident,AR-2,$year,30000,2017-11-01,case 1,by mistake"
        echo "RETURNED,,,,,,,2017-11-01,${ids[1]},BANK: came back by giro"
    } >hand.csv
    must make_key log-key-2.pem ed25519
    openssl rand 32 >pseudonym-2.key && chmod 600 pseudonym-2.key
}

# --- proposals of each kind, and their approval: PROGRAM OUT ---
# `proposer_pin` is the first person's pin, where it is another than the second's, and
# `propose_time` when that person proposes, where it is another day than the usual.

propose_answer() {
    "$1" reconcile "$work/status.xml" --ledger ledger --pin "${proposer_pin:-pin}" --out "$2" \
        --time "${propose_time:-2017-11-02T08:00:00Z}" "${proposes[@]}"
}
approve_answer() {
    "$1" approve "$2" "${attests[@]}" --answers "$work/status.xml" --time 2017-11-03T08:00:00Z
}
propose_manual() {
    "$1" ledger manual "$work/hand.csv" --ledger ledger --pin "${proposer_pin:-pin}" \
        --rules "$work/rules" --municipalities "$work/municipalities.csv" \
        --out "$2" --time "${propose_time:-2017-11-02T08:00:00Z}" "${proposes[@]}"
}
approve_manual() {
    "$1" approve "$2" "${attests[@]}" --time 2017-11-03T08:00:00Z
}
propose_keys() {
    "$1" ledger renew ledger --log-key "$work/log-key-2.pem" \
        --pseudonym-key "$work/pseudonym-2.key" --pin "${proposer_pin:-pin}" --out "$2" \
        --time "${propose_time:-2017-11-02T08:00:00Z}" "${proposes[@]}"
}
approve_keys() {
    "$1" approve "$2" "${attests[@]}" --time 2017-11-03T08:00:00Z
}
