#!/usr/bin/env bash
# time_stamps.sh - a ledger's entries with time stamps of an authority outside (RFC 3161; here the
# openssl program): what is taken, and every wrong answer that must not be. life.md 4.
#   time_stamps.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
start_test "$@"
need_programs openssl

# --- two authorities: a root each, and a certificate for time stamps alone ---

make_authority() { # NAME
    cat >"$1.cnf" <<END
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[stamps]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = this
[this]
serial = $1.serial
signer_cert = $1-tsa.pem
signer_key = $1-tsa-key.pem
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256,sha512
ess_cert_id_alg = sha256
END
    echo 01 >"$1.serial"
    openssl req -x509 -newkey rsa:2048 -nodes -config "$1.cnf" -extensions root -days 3000 \
        -subj "/CN=Root $1" -keyout "$1-key.pem" -out "$1.pem" &&
        certify_stamps "$1" "$1-tsa"
}
certify_stamps() { # AUTHORITY NAME
    openssl req -newkey rsa:2048 -nodes -config "$1.cnf" -subj "/CN=Tid $2" \
        -keyout "$2-key.pem" -out "$2.csr" &&
        openssl x509 -req -in "$2.csr" -CA "$1.pem" -CAkey "$1-key.pem" -set_serial 7 \
            -days 2000 -extfile "$1.cnf" -extensions stamps -out "$2.pem"
}
stamp() { # AUTHORITY QUERY ANSWER [OPTION...]
    openssl ts -reply -config "$1.cnf" -queryfile "$2" -out "$3" "${@:4}"
}
must make_authority good
must make_authority other

must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid
must "$tilskudd" ledger open elsewhere --year 2017 --mode test --nothing-paid
query() { # LEDGER FILE
    "$tilskudd" ledger timestamp "$1" --query "$2"
}
answer() { # FILE [CA [LEDGER]]
    "$tilskudd" ledger timestamp "${3:-ledger}" --response "$1" --tsa-ca "${2:-good.pem}"
}
kept() {
    find ledger/timestamps -name '*.tsr' | wc -l
}
check_ledger() {
    "$tilskudd" ledger check ledger "$@"
}

expect 2 'one of the two' '--query' -- "$tilskudd" ledger timestamp ledger
expect 2 'an answer is checked by somebody' '--tsa-ca' -- \
    "$tilskudd" ledger timestamp ledger --response x
expect 2 'nothing is written into the ledger' -- query ledger ledger/x.tsq
expect 0 'a request' 'entry 000000' -- query ledger one.tsq
check 'openssl reads it' openssl ts -query -in one.tsq -text
openssl ts -query -in one.tsq -text >one.txt 2>/dev/null
check 'it asks for the certificate, with a nonce' test \
    "$(grep -cE 'Certificate required: yes|Nonce: 0x' one.txt)" = 2
expect 3 'nothing is written over' -- query ledger one.tsq
must query ledger two.tsq
check_not 'no two have one nonce' cmp -s one.tsq two.tsq
must query elsewhere elsewhere.tsq

# --- what must not be taken ---

must stamp good one.tsq one.tsr
must stamp good elsewhere.tsq elsewhere.tsr
must stamp other one.tsq other.tsr
expect 5 'an authority that is not trusted' 'does not hold' -- answer other.tsr
expect 5 'nor by its own root for another' 'does not hold' -- answer one.tsr other.pem
expect 5 'the nonce of no request' 'no request of this ledger' -- answer elsewhere.tsr
# The nonce of ours over the checkpoint of another.
must openssl ts -query -sha256 -data elsewhere/000000/checkpoint -cert -no_nonce -out digest.tsq
must stamp good digest.tsq digest.tsr
expect 5 'an answer without a nonce' 'nonce' -- answer digest.tsr
nonce() { # QUERY
    basename "$(find ledger/timestamps elsewhere/timestamps -name '*.tsq' -exec cmp -s {} "$1" \; \
        -print)" .tsq | cut -d- -f2
}
cp "elsewhere/timestamps/000000-$(nonce elsewhere.tsq).tsq" ledger/timestamps/
expect 5 'our nonce, another digest' 'does not hold' -- answer elsewhere.tsr
rm "ledger/timestamps/000000-$(nonce elsewhere.tsq).tsq"
for at in 40 300 600 -30 -5; do
    cp one.tsr flipped.tsr
    size=$(stat -c %s one.tsr)
    flip_bit flipped.tsr $((at < 0 ? size + at : at))
    check_not "one bit changed at $at" answer flipped.tsr
done
head -c 100 one.tsr >short.tsr
expect 4 'half an answer' 'not an answer' -- answer short.tsr
cp one.tsr long.tsr && echo >>long.tsr
expect 4 'and one with something after it' 'not an answer' -- answer long.tsr
expect 4 'a request is no answer' -- answer one.tsq
openssl ts -query -md5 -data ledger/000000/checkpoint -cert -out refused.tsq 2>/dev/null
openssl ts -reply -config good.cnf -queryfile refused.tsq -out refused.tsr 2>/dev/null
expect 5 'the authority refused' 'gave no time stamp' -- answer refused.tsr
# Of a third authority, whose certificates end.
must make_ca "$work/third"
cat >>third/ca.cnf <<'END'
[stamps]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
END
must make_person third third-tsa rsa 'Tid som er ute' 20200101000000Z 20210101000000Z stamps
sed 's/good/third/' good.cnf >third.cnf
echo 01 >third.serial
must stamp third one.tsq ended.tsr
expect 5 'a certificate that had ended' 'does not hold' -- answer ended.tsr third/ca.pem
check 'nothing was kept' test "$(kept)" = 0
expect 0 'a ledger without stamps' 'Time stamps: 0' -- check_ledger --tsa-ca good.pem

# --- what is ---

expect 0 'the answer' 'entry 000000 was there at 20' 'CN=Tid good-tsa' -- answer one.tsr
expect 3 'once' -- answer one.tsr
check 'openssl says the same, of the file itself' openssl ts -verify -CAfile good.pem \
    -data ledger/000000/checkpoint -in "$(find ledger/timestamps -name '*.tsr')"
expect 0 'a check says that it did not look' 'Time stamps: 1, not checked' -- check_ledger
expect 0 'and one that did' 'Time stamps: 1' 'entry 000000 was there at' -- \
    check_ledger --tsa-ca good.pem
expect 5 'by another root' 'time stamp of entry 000000' -- check_ledger --tsa-ca other.pem

# A certificate that ends after it has signed spoils nothing.
must query ledger soon.tsq
must certify third third-tsa-key.pem third-tsa.pem 'Tid som gaar ut' 20200101000000Z \
    "$(date -u -d '+3 seconds' +%Y%m%d%H%M%SZ)" stamps
must stamp third soon.tsq soon.tsr
sleep 4
check_not 'it has ended' openssl verify -CAfile third/ca.pem third-tsa.pem
expect 0 'and its stamp holds' 'entry 000000 was there' 'Tid som gaar ut' -- \
    answer soon.tsr third/ca.pem
cat good.pem third/ca.pem >both.pem

# The entry after it, by a test run; the stamp is of the newest again.
must "$tilskudd" generate --persons 200 --year 2017 --seed 3 --out register.xml
must "$tilskudd" run --national --year 2017 --quarter 3 --register register.xml \
    --payees "$payees" --rules "$test_rules" --ledger ledger --out run \
    --time 2017-10-02T08:00:00Z
must "$tilskudd" approve run --ledger ledger --yes --time 2017-10-03T08:00:00Z
must query ledger three.tsq
must stamp good three.tsq three.tsr
expect 0 'the next entry' 'entry 000001' -- answer three.tsr
must stamp good two.tsq two.tsr
expect 0 'a late answer, to the entry it was asked for' 'entry 000000' -- answer two.tsr
expect 0 'all of them' 'Time stamps: 4' 'entry 000001 was there' -- \
    check_ledger --tsa-ca both.pem
mv ledger/000001 away && cp -a ledger/log kept-log
expect 5 'a stamp of an entry that is gone' -- "$tilskudd" ledger check ledger --tsa-ca both.pem
mv away ledger/000001
stored=$(find ledger/timestamps -name '000001-*.tsr')
flip_bit "$stored" 700
expect 5 'a kept answer that was changed' -- check_ledger --tsa-ca both.pem
finish_test
