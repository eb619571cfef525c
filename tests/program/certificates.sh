# certificates.sh - a certificate authority of the openssl program, for live ledgers. Sourced.
# The certificates are like those of Norwegian enterprises (SEID 2.0): RSA of 3072 bits or EC
# P-256, critical key usage digital signature and non-repudiation.
# shellcheck shell=bash

make_ca() { # FOLDER
    mkdir -p "$1/issued"
    : >"$1/index.txt"
    echo 1000 >"$1/serial"
    cat >"$1/ca.cnf" <<END
[ca]
default_ca = this
[this]
dir = $1
new_certs_dir = $1/issued
database = $1/index.txt
serial = $1/serial
certificate = $1/ca.pem
private_key = $1/ca-key.pem
default_md = sha256
policy = any
unique_subject = no
copy_extensions = none
[any]
countryName = optional
organizationName = optional
commonName = supplied
[req]
distinguished_name = name
[name]
[ca_extensions]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[server]
basicConstraints = critical,CA:FALSE
keyUsage = critical,keyEncipherment
subjectKeyIdentifier = hash
[web]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth
[unsaid]
basicConstraints = critical,CA:FALSE
END
    openssl ecparam -name prime256v1 -genkey -noout -out "$1/ca-key.pem" &&
        openssl req -new -config "$1/ca.cnf" -key "$1/ca-key.pem" \
            -subj "/C=NO/O=Prøveutsteder/CN=Rot" -utf8 -out "$1/ca.csr" &&
        openssl ca -batch -notext -selfsign -config "$1/ca.cnf" -extensions ca_extensions \
            -startdate 20100101000000Z -enddate 20500101000000Z -keyfile "$1/ca-key.pem" \
            -in "$1/ca.csr" -out "$1/ca.pem"
}

make_key() { # FILE rsa|rsa-short|ec|ed25519
    case $2 in
    rsa) openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out "$1" ;;
    rsa-short) openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out "$1" ;;
    ec) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" ;;
    ed25519) openssl genpkey -algorithm ED25519 -out "$1" ;;
    esac && chmod 600 "$1"
}

# Certificate CERTIFICATE of KEY. Valid 2020 to 2049 unless other times are given.
certify() { # CA-FOLDER KEY CERTIFICATE COMMON-NAME [FROM TO [EXTENSIONS]]
    openssl req -new -config "$1/ca.cnf" -key "$2" -subj "/C=NO/O=Etaten/CN=$4" \
        -out "$3.csr" &&
        openssl ca -batch -notext -config "$1/ca.cnf" -extensions "${7:-signer}" \
            -startdate "${5:-20200101000000Z}" -enddate "${6:-20490101000000Z}" \
            -in "$3.csr" -out "$3"
}

# Key NAME-key.pem and certificate NAME.pem in one.
make_person() { # CA-FOLDER NAME rsa|ec|... COMMON-NAME [FROM TO [EXTENSIONS]]
    make_key "$2-key.pem" "$3" && certify "$1" "$2-key.pem" "$2.pem" "${@:4}"
}

fingerprint() { # CERTIFICATE
    openssl x509 -in "$1" -noout -fingerprint -sha256 | sed 's/.*=//'
}

# A certificate as they were before version 3: it cannot say what its key is for.
make_old_person() { # CA-FOLDER NAME COMMON-NAME
    make_key "$2-key.pem" ec &&
        openssl req -new -config "$1/ca.cnf" -key "$2-key.pem" \
            -subj "/C=NO/O=Etaten/CN=$3" -out "$2.csr" &&
        openssl x509 -req -in "$2.csr" -CA "$1/ca.pem" -CAkey "$1/ca-key.pem" \
            -set_serial 7 -days 9000 -out "$2.pem"
}

# FILE.p7s as an authority would make it, without this program.
sign_by() { # NAME FILE
    openssl cms -sign -cades -binary -md sha256 -nosmimecap -outform DER -signer "$1.pem" \
        -inkey "$1-key.pem" -in "$2" -out "$2.p7s"
}

# --- files that begin with a serial line (trust.md 2) ---

# The digits of a ledger in serial lines: of its opening's head.
ledger_digits() { # LEDGER
    local file
    for file in entry.json entry.json.p7s checkpoint; do
        openssl dgst -sha256 -binary "$1/000000/$file"
    done | openssl dgst -sha256 -r | cut -c1-16
}

# Puts the serial line in front, in place of one that is there; in XML below the declaration.
number_file() { # FILE WORD LEDGER-DIGITS SERIAL
    case $1 in
    *.xml) sed -i -e '/^<!-- # .* serial [0-9]* -->$/d' -e "1a <!-- # $2 $3 serial $4 -->" "$1" ;;
    *) sed -i -e '1{/^# /d}' "$1" && sed -i -e "1i # $2 $3 serial $4" "$1" ;;
    esac
}

# Numbered and signed by the authority: FILE:WORD of one, or, where none is named, all that
# copy_inputs has made.
sign_inputs() { # LEDGER SERIAL [FILE:WORD...]
    local digits serial=$2 pair file
    digits=$(ledger_digits "$1") || return
    shift 2
    if [ $# = 0 ]; then
        set -- payees.csv:payees agency.xml:configuration municipalities.csv:municipalities \
            dnb.xml:bank-profile
        for file in rules/*.xml; do
            set -- "$@" "$file:rules"
        done
    fi
    for pair in "$@"; do
        file=${pair%:*}
        number_file "$file" "${pair##*:}" "$digits" "$serial" && sign_by authority "$file" ||
            return
    done
}

# The five kinds of inputs that the authority signs, as they are shipped.
copy_inputs() {
    # shellcheck disable=SC2154 # common.sh
    cp "$payees" payees.csv && cp "$source_tree/fixtures/made-up-agency.xml" agency.xml &&
        cp "$source_tree/rules/municipalities.csv" municipalities.csv &&
        cp "$source_tree/formats/bank-profiles/dnb.xml" dnb.xml &&
        cp -r "$source_tree/rules/sets" rules
}
# shellcheck disable=SC2034 # used by the tests
signed_inputs=(--payees payees.csv --config agency.xml --municipalities municipalities.csv
    --bank-profile ./dnb.xml --rules rules)

# A ledger's life in the working folder: CA, authority, the first person kari (RSA) and the second
# ola (EC), valid 2012 to 2049, the log key, the pseudonym key, the signers file, and the inputs,
# which are signed when the ledger is there (sign_inputs).
make_persons() {
    local valid=(20120101000000Z 20490101000000Z)
    make_ca "$PWD/ca" &&
        make_person ca authority ec Myndighet "${valid[@]}" &&
        make_person ca recovery ec Safe "${valid[@]}" &&
        make_person ca kari rsa 'Kari Nordmann' "${valid[@]}" &&
        make_person ca ola ec 'Ola Nordmann' "${valid[@]}" &&
        make_key log-key.pem ed25519 && openssl rand 32 >pseudonym.key || return
    chmod 600 pseudonym.key ca/ca-key.pem
    {
        echo '# signers NEW serial 0'
        echo fingerprint,person,role
        echo "$(fingerprint kari.pem),Kari Nordmann,disposition"
        echo "$(fingerprint ola.pem),Ola Nordmann,attestation"
    } >signers.csv
    sign_by authority signers.csv && copy_inputs
}

# The last day of a quarter.
end_of_quarter() { # YEAR QUARTER
    local days=('' 03-31 06-30 09-30 12-31)
    echo "$1-${days[$2]}"
}

# In `second`: what an approval of RUN says when the second person has looked at all of it, a
# test's persons being one user.
second_person() { # RUN
    local kroner code
    kroner=$(awk -F'[:,]' '/^  "paid_ore"/ { printf "%.0f,%02d", int($2 / 100), $2 % 100 }' \
        "$1/manifest.json")
    # shellcheck disable=SC2034 # used by the tests
    second=(--same-user --total "$kroner"
        --confirm-new-accounts "$(($(wc -l <"$1/new-accounts.csv") - 1))")
    while IFS=, read -r code _; do
        [ "$code" = municipality ] || second+=(--confirm-account "$code")
    done <"$1/new-accounts.csv"
}
# shellcheck disable=SC2034 # used by the tests
kari=(--key kari-key.pem --cert kari.pem)
# shellcheck disable=SC2034
ola=(--key ola-key.pem --cert ola.pem)
