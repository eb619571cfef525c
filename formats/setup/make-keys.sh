#!/bin/sh
# make-keys.sh - keys and certificates FOR A TRIAL: CA, authority, two signers (RSA-3072), the
# recovery key, the audit log's key and the pseudonym key. For real use the persons have
# certificates of their own, on tokens, and nobody makes another's key.
#   sh make-keys.sh FOLDER FIRST SECOND [DAYS]
# FOLDER must not be there. FIRST and SECOND are the two persons' names; certificates end after
# DAYS (730), the CA's after ten years. Whoever has FOLDER has all keys: give each to its owner
# and remove it here. One more, or one anew, by the CA in FOLDER (ca.pem, ca-key.pem):
#   sh make-keys.sh --more FOLDER FILE PERSON [DAYS]
# makes FILE-key.pem and FILE.pem there.
set -eu
more=
if [ "${1:-}" = --more ]; then
    more=yes
    shift
fi
if [ $# -lt 3 ]; then
    echo "usage: sh make-keys.sh FOLDER FIRST SECOND [DAYS]" >&2
    echo "       sh make-keys.sh --more FOLDER FILE PERSON [DAYS]" >&2
    exit 2
fi
umask 077
[ -n "$more" ] || mkdir "$1"
folder=$1 first=$2 second=$3 days=${4:-730}
if [ -n "$more" ] && [ -e "$folder/$first-key.pem" ]; then
    echo "make-keys.sh: $folder/$first-key.pem: already there" >&2
    exit 3
fi
cat > "$folder/openssl.cnf" << 'END'
[req]
distinguished_name = name
string_mask = utf8only
[name]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
END

make_key() { # NAME
    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:3072 \
        -out "$folder/$1-key.pem"
}

make_ca() {
    make_key ca
    openssl req -new -x509 -config "$folder/openssl.cnf" -extensions ca -sha256 -days 3650 \
        -utf8 -key "$folder/ca-key.pem" -subj "/C=NO/O=Trial/CN=Trial CA" \
        -out "$folder/ca.pem"
}

make_certificate() { # NAME COMMON-NAME
    make_key "$1"
    openssl req -new -config "$folder/openssl.cnf" -utf8 -key "$folder/$1-key.pem" \
        -subj "/C=NO/O=Trial/CN=$2" -out "$folder/$1.csr"
    openssl x509 -req -in "$folder/$1.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca-key.pem" \
        -set_serial "0x$(openssl rand -hex 15)" -sha256 -days "$days" \
        -extfile "$folder/openssl.cnf" -extensions signer -out "$folder/$1.pem" 2> /dev/null
    rm "$folder/$1.csr"
}

if [ -n "$more" ]; then
    make_certificate "$first" "$second"
    rm "$folder/openssl.cnf"
    echo "A key and its certificate for a trial: $folder/$first.pem"
    exit 0
fi
make_ca
make_certificate authority "Authority"
make_certificate first "$first"
make_certificate second "$second"
make_certificate recovery "Recovery"
openssl genpkey -algorithm ED25519 -out "$folder/log-key.pem"
openssl rand 32 > "$folder/pseudonym.key"
rm "$folder/openssl.cnf"
echo "Keys and certificates for a trial: $folder"
