#!/usr/bin/env bash
# tokens.sh - a quarter with both persons' keys on tokens (SoftHSM), RSA-3072 and EC P-256, by
# OpenSSL's PKCS#11 engine; and tokens that say no. Why: real persons' keys are on tokens, and one
# that is pulled out between two signatures must leave nothing half signed.
#   tokens.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
# shellcheck source=insider_world.sh
. "$here/insider_world.sh"
start_test "$@"
need_programs openssl softhsm2-util
shim=${tilskudd%/*}/tests/token_shim.so
engines=$(openssl version -e | sed 's/.*"\(.*\)"/\1/')
[ -f "$engines/pkcs11.so" ] || skip_test "OpenSSL's PKCS#11 engine (libengine-pkcs11-openssl)"

# --- two persons, each with a token ---

export SOFTHSM2_CONF=$work/softhsm2.conf
mkdir tokens
echo "directories.tokendir = $work/tokens" >softhsm2.conf

make_inputs 300
kari_pin=271828
ola_pin=314159
put_on_token() { # PERSON PIN: the key is nowhere else then
    softhsm2-util --init-token --free --label "$1" --pin "$2" --so-pin 0987654321 &&
        softhsm2-util --import "$1-key.pem" --token "$1" --label "$1-key" --id 01 --pin "$2" &&
        rm "$1-key.pem"
}
must put_on_token kari $kari_pin
must put_on_token ola $ola_pin
kari=(--key 'pkcs11:token=kari;object=kari-key' --cert kari.pem --pass-fd 7)
ola=(--key 'pkcs11:token=ola;object=ola-key' --cert ola.pem --pass-fd 7)

open_by_both() { # LEDGER: --pass-fd stands once
    open_ledger "$1" "${kari[@]:0:4}" "${ola[@]}" 7<<<"$kari_pin"$'\n'"$ola_pin"
}
propose_with() { # PIN [OPTION...]
    propose 3 run "${@:2}" 7<<<"$1"
}
approve_with() { # PIN [OPTION...]
    approve 3 run "${@:2}" 7<<<"$1"
}
on_shim() { # PERSON: the options, with the key on the token that may be pulled out
    echo --key "pkcs11:token=$1;object=$1-key?module-path=$shim" --cert "$1.pem" --pass-fd 7
}
nothing_said() { # PIN: nor anybody's URI
    ! grep -qF "$1" .log/stdout .log/stderr
}

expect 0 'two tokens open a ledger' 'ledger opened' -- open_by_both ledger
must sign_inputs ledger 1
must make_pinned ledger
check 'openssl verifies the opening' openssl_verify ledger/000000/entry.json ca/ca.pem

# --- a first token that says no: no proposal ---

no_proposal() { # STATUS NAME TEXT... -- COMMAND...
    expect "$1" "run: $2" "${@:3}"
    check "run: $2: nothing is left" nothing_at run
    check "run: $2: no PIN is repeated" nothing_said $kari_pin
    rm -rf run
}
first=("${kari[@]}") plain=("${kari[@]}")
no_proposal 6 'a wrong PIN' 'PIN incorrect' -- propose_with 999999
no_proposal 6 'no PIN' '--pass-fd' -- propose_with ''
kari=(--key "pkcs11:token=kari;object=kari-key?pin-value=$kari_pin" --cert kari.pem)
no_proposal 2 'a PIN in the URI' '--key' 'pin-value' -- propose_with $kari_pin
kari=(--key 'pkcs11:token=kari;object=kari-key?pin-source=/tmp/pin' --cert kari.pem)
no_proposal 2 'where the PIN is in the URI' '--key' 'pin-source' -- propose_with $kari_pin
kari=(--key 'pkcs11:token=nobody;object=kari-key' --cert kari.pem --pass-fd 7)
no_proposal 6 'no such token' token=nobody 'is it put in' -- propose_with $kari_pin
kari=(--key 'pkcs11:token=ola;object=ola-key' --cert kari.pem --pass-fd 7)
no_proposal 6 'the key of another person' 'does not belong' -- propose_with $ola_pin
kari=(--key 'pkcs11:token=kari;object=kari-key?module-path=/nothing.so' --cert kari.pem
    --pass-fd 7)
no_proposal 6 'no such PKCS#11 library' 'nable to load' -- propose_with $kari_pin
mv tokens tokens.away
kari=("${plain[@]}")
no_proposal 6 'the token is not there' 'is it put in' -- propose_with $kari_pin
mv tokens.away tokens
# shellcheck disable=SC2207 # no blanks within
kari=($(on_shim kari))
export TOKEN_SHIM=locked
no_proposal 6 'a locked PIN' 'PIN locked' -- propose_with $kari_pin

export TOKEN_SHIM=bad
no_proposal 6 'a token that signs wrongly' 'does not verify' -- propose_with $kari_pin

# One signature is the trial at the beginning, the others are the proposal's.
pulled_out() { # WORD COMMAND...: after each number of signatures; how many it takes
    local name=$1 signatures=0
    shift
    for ((signatures = 0; signatures < 50; signatures++)); do
        export TOKEN_SHIM=$signatures
        "$@" >.log/stdout 2>.log/stderr </dev/null && break
        checks=$((checks + 1))
        grep -qF 'evice removed' .log/stderr || fail "$name" "does not say why: $signatures"
        nothing_half_done || fail "$name" "leaves something after $signatures signatures"
    done
    unset TOKEN_SHIM
    check "$name: by signature" [ $signatures -ge 2 ] && check "$name" [ $signatures -lt 50 ]
}
nothing_half_done() {
    nothing_at run && rm -rf run
}
pulled_out 'run: the token is pulled out' propose_with $kari_pin
check 'the proposal is signed' openssl_verify run/manifest.json ca/ca.pem

# --- the second token ---

check 'a proposal that the token signs in one go' rm -r run
kari=("${plain[@]}")
must propose_with $kari_pin
cp -a ledger opened
no_approval() { # STATUS NAME TEXT... -- COMMAND...
    expect "$1" "approve: $2" "${@:3}"
    check "approve: $2: nothing is committed" diff -r opened ledger
    check "approve: $2: nothing is published" [ ! -e run/payments ]
    check "approve: $2: no PIN is repeated" nothing_said $ola_pin
}
plain=("${ola[@]}")
no_approval 6 'a wrong PIN' 'PIN incorrect' -- approve_with 999999
mv tokens tokens.away
no_approval 6 'the token is not there' 'is it put in' -- approve_with $ola_pin
mv tokens.away tokens
# shellcheck disable=SC2207
ola=($(on_shim ola))
export TOKEN_SHIM=locked
no_approval 6 'a locked PIN' 'PIN locked' -- approve_with $ola_pin
export TOKEN_SHIM=bad
no_approval 6 'a token that signs wrongly' 'does not verify' -- approve_with $ola_pin
nothing_half_done() {
    [ ! -e ledger/000001 ] && [ ! -e run/payments ] && ledger_check ledger >/dev/null
}
pulled_out 'approve: the token is pulled out' approve_with $ola_pin

# --- what came of it ---

paid_and_signed() { # RUN
    local files=("$1"/payments/*.xml.gz) file
    check "$1: something is paid" [ -e "${files[0]}" ]
    for file in "${files[@]}"; do
        check "openssl verifies $file" openssl_verify "$file" ca/ca.pem
        check "two have signed $file" [ "$(signer_count "$file.p7s")" = 2 ]
    done
}
paid_and_signed run
check 'openssl verifies the entry' openssl_verify ledger/000001/entry.json ca/ca.pem
expect 0 'the ledger is whole' 'Checked:' -- ledger_check
expect 0 'the run verifies' -- ./pinned "$tilskudd" verify run --ca ca/ca.pem --ledger ledger
check_not 'no URI of a token is kept' grep -rq pkcs11: run ledger

# --- a live quarter, by the clock ---

kari=("${first[@]}")
ola=("${plain[@]}")
rm -r rules
mkdir rules
cp "$source_tree"/rules/sets/201[78].xml rules
inputs=(--register register-3.xml --payees payees.csv --config agency.xml --rules rules
    --municipalities municipalities.csv)
open_live() {
    "$tilskudd" ledger open live --year 2017 --mode live --nothing-paid \
        --authority authority.pem --recovery recovery.pem --signers signers.csv --ca ca/ca.pem \
        --log-key log-key.pem --pseudonym-key pseudonym.key "${kari[@]:0:4}" "${ola[@]}" \
        7<<<"$kari_pin"$'\n'"$ola_pin"
}
live_run() {
    "$tilskudd" run --national --year 2017 --quarter 3 --schemes integration "${inputs[@]}" \
        --allow-synthetic --hold-code EMINB --hold-code EMINU --hold-code FHT1 \
        --hold-code FHT2 --ledger live --bank-profile ./dnb.xml --out live-run "${seen[@]}" \
        "${kari[@]}" \
        7<<<"$kari_pin"
}
live_approve() {
    second_person live-run
    "$tilskudd" approve live-run --ledger live --yes "${second[@]}" "${inputs[@]}" \
        "${seen[@]}" "${ola[@]}" 7<<<"$ola_pin"
}
expect 0 'live: the ledger opens' 'Live ledger opened' -- open_live
seen=()
if knows run pin; then
    must make_pin live live-pin
    seen=(--pin live-pin)
fi
must sign_inputs live 1
expect 0 'live: the run' 'Proposal written' -- live_run
expect 0 'live: the approval' 'Committed as entry 000001' -- live_approve
paid_and_signed live-run
check 'openssl verifies the live entry' openssl_verify live/000001/entry.json ca/ca.pem
expect 0 'the live ledger is whole' 'Checked:' -- \
    "$tilskudd" ledger check live "${seen[@]}"
check_not 'no URI of a token is kept there' grep -rq pkcs11: live-run live
finish_test
