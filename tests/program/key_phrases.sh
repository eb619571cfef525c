#!/usr/bin/env bash
# key_phrases.sh - every key of a ledger with a pass phrase: both persons', the log's and the
# pseudonyms'. Why: whoever copies the ledger's folder then has no key, and a command that asks
# in another order would give one key the phrase of another.
#   key_phrases.sh TILSKUDD SOURCE
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
need_programs openssl

make_inputs 200
lock_key() { # NAME PHRASE
    openssl pkcs8 -topk8 -v2 aes-256-cbc -in "$1.pem" -passout "pass:$2" -out locked.pem &&
        mv locked.pem "$1.pem" && chmod 600 "$1.pem"
}
must lock_key kari-key kari
must lock_key ola-key ola
must lock_key log-key logg
must openssl genpkey -algorithm X25519 -out pseudonym.pem
must lock_key pseudonym navn
phrases() { # WORD...: one a line
    printf '%s\n' "$@"
}
open_with() { # LEDGER WORD...
    open_ledger "$1" --pseudonym-key pseudonym.pem "${kari[@]}" "${ola[@]}" --pass-fd 7 \
        7< <(phrases "${@:2}")
}
propose_with() { # WORD...
    propose 3 run --pass-fd 7 7< <(phrases "$@")
}
approve_with() { # WORD...
    approve 3 run --pass-fd 7 7< <(phrases "$@")
}

expect 6 'open: a wrong phrase of the pseudonym key' pseudonym.pem 'wrong pass phrase' -- \
    open_with ledger kari ola logg navn
check 'open: a wrong phrase: nothing is left' nothing_at ledger
expect 6 'open: no phrase of the log key' log-key.pem 'pass phrase' -- \
    open_with ledger kari ola navn
expect 0 'open: persons, pseudonyms, log' 'ledger opened' -- \
    open_with ledger kari ola navn logg
must sign_inputs ledger 1
# Nobody is asked for a phrase where the key is not.
mv ledger/keys/pseudonym.key kept.key
must make_pinned ledger
mv kept.key ledger/keys/pseudonym.key
check 'keys lie in the ledger as they were given' cmp log-key.pem ledger/keys/log-key.pem
check 'and so does the pseudonym key' cmp pseudonym.pem ledger/keys/pseudonym.key
expect 6 'run: no phrase of the pseudonym key' keys/pseudonym.key 'pass phrase' -- \
    propose_with kari
rm -rf run
expect 0 'run: person, pseudonyms' 'Proposal written' -- propose_with kari navn
cp -a ledger opened
expect 6 'approve: a wrong phrase of the log key' keys/log-key.pem 'wrong pass phrase' -- \
    approve_with ola navn ola
check 'approve: nothing is committed' diff -r opened ledger
expect 0 'approve: person, pseudonyms, log' 'Committed as entry 000001' -- \
    approve_with ola navn logg
expect 6 'a ledger whose pseudonym key is locked asks' keys/pseudonym.key 'pass phrase' -- \
    ledger_check
rm ledger/keys/pseudonym.key
expect 0 'and is checked without it' 'pseudonym key is not there' 'Checked:' -- ledger_check

# --- what else could reach the keys ---

# A configuration without any provider: whoever reads it can do nothing.
cat >nothing.cnf <<END
openssl_conf = all
[all]
providers = those
[those]
null = none
[none]
activate = 1
END
check_not 'OpenSSL reads that' env OPENSSL_CONF=nothing.cnf openssl dgst -sha256 register-3.xml
expect 0 'the program does not' 'Checked:' -- \
    env OPENSSL_CONF=nothing.cnf OPENSSL_MODULES=/nothing ./pinned "$tilskudd" ledger check ledger
echo '[broken' >broken.cnf
expect 6 'unless it is named' broken.cnf 'not an OpenSSL configuration' -- \
    ./pinned "$tilskudd" ledger check ledger --openssl-conf broken.cnf
expect 6 'and it must be there' absent.cnf -- \
    ./pinned "$tilskudd" ledger check ledger --openssl-conf absent.cnf
expect 0 'one that is good is taken' 'Checked:' -- \
    ./pinned "$tilskudd" ledger check ledger --openssl-conf nothing.cnf

# Stopped where it waits for a phrase: what of it could be written to a disk.
core_limit() { # PROCESS
    awk '/^Max core file size/ { print $5, $6 }' "/proc/$1/limits" 2>/dev/null
}
mkfifo phrase
(
    ulimit -Sc 1000000 2>/dev/null
    exec "$tilskudd" ledger open waiting --year 2017 --mode test --nothing-paid \
        --authority authority.pem --signers signers.csv --ca ca/ca.pem --log-key log-key.pem \
        --pseudonym-key pseudonym.pem "${kari[@]}" "${ola[@]}" \
        --time 2017-09-01T08:00:00Z --pass-fd 7 7<>phrase
) >/dev/null 2>&1 &
waiting=$!
for _ in {1..100}; do
    [ "$(core_limit $waiting)" = '0 0' ] && break
    sleep 0.05
done
check 'no core dump is written of the keys' [ "$(core_limit $waiting)" = '0 0' ]
kill $waiting
wait $waiting 2>/dev/null
finish_test
