#!/usr/bin/env bash
# signed_inputs.sh - what a run is made from is signed by the authority, numbered, copied and
# checked again by everybody. Why: the first signer writes the payee file that she pays by.
#   signed_inputs.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
start_test "$@"
need_programs openssl gzip

must make_persons
must make_person ca stranger ec 'Per Fremmed' 20120101000000Z 20490101000000Z
must "$tilskudd" generate --persons 300 --year 2017 --seed 3 --out register.xml
open_ledger() { # FOLDER [OPTION...]
    keep_defaults --signers signers.csv -- "${@:2}"
    "$tilskudd" ledger open "$1" --year 2017 --mode test --authority authority.pem \
        --ca ca/ca.pem --log-key log-key.pem --pseudonym-key pseudonym.key "${kari[@]}" \
        "${ola[@]}" --time 2017-09-20T08:00:00Z "${kept[@]}" "${@:2}"
}

# --- the opening ---

sed 1d signers.csv >no-line.csv
sed '1s/serial 0/serial 1/' signers.csv >number-1.csv
sed '1s/NEW/0123456789abcdef/' signers.csv >other-ledger.csv
for file in no-line number-1 other-ledger; do
    must sign_by authority $file.csv
    expect 7 "open: signers $file" '# signers NEW serial 0' -- \
        open_ledger refused --nothing-paid --signers $file.csv
    check "open: signers $file: nothing is made" [ ! -e refused ]
done
printf '%s\n' '# paid NEW serial 0' ident,code,budget_year,municipality,settled_ore \
    M0301,GRUNN-4-150,2017,0301,12345600 >paid.csv
expect 7 'open: --paid without signature' paid.csv 'openssl cms -sign' -- \
    open_ledger refused --paid paid.csv --yes
must sign_by kari paid.csv
expect 5 'open: --paid signed by another' paid.csv "not signed by the ledger's authority" -- \
    open_ledger refused --paid paid.csv --yes
must sign_by authority paid.csv
expect 7 'open: nobody can be asked about the sums' 'nobody can be asked' -- \
    open_ledger refused --paid paid.csv
check 'open: the sums are shown first' grep -q '0301 Oslo .* 123 456 kr' .log/stdout
sed 1d paid.csv >paid-no-line.csv
must sign_by authority paid-no-line.csv
expect 7 'open: --paid without a serial line' '# paid NEW serial 0' -- \
    open_ledger refused --paid paid-no-line.csv --yes
check 'open: nothing is made' [ ! -e refused ]
expect 0 'open: --paid' 'GRUNN ' '123 456 kr' -- open_ledger paid --paid paid.csv --yes
must make_pin paid pin-paid
expect 0 'a ledger with --paid is whole' -- "$tilskudd" ledger check paid --pin pin-paid
must open_ledger ledger --nothing-paid
must make_pinned ledger
must open_ledger second --nothing-paid
check 'ledger show gives the digits' \
    grep -q "$(ledger_digits ledger)" <("$tilskudd" ledger show ledger)

# --- inputs that a run refuses ---

run_with() { # OUT [OPTION...]: with all inputs of the authority
    keep_defaults "${signed_inputs[@]}" --quarter 3 --time 2017-10-02T08:00:00Z \
        --cutoff 2017-09-30 -- "${@:2}"
    ./pinned "$tilskudd" run --national --year 2017 --register register.xml --ledger ledger \
        "${kari[@]}" \
        --schemes integration "${kept[@]}" --out "$@"
}
no_run() { # STATUS NAME TEXT... -- COMMAND...: refused, and nothing is left
    expect "$1" "run: $2" "${@:3}"
    check "run: $2: nothing is left" nothing_at refused
    rm -rf refused
}

touch_file() { # FILE: a change that its reader takes
    case $1 in
    *.xml) echo >>"$1" ;;
    *) sed -i 's/,Oslo/,Olso/' "$1" ;;
    esac
}
# Each kind: FILE, its word, the option.
kinds=(payees.csv:payees:--payees agency.xml:configuration:--config
    rules/2017.xml:rules:--rules municipalities.csv:municipalities:--municipalities
    dnb.xml:bank-profile:--bank-profile)
must sign_inputs ledger 2
rm -rf changed
for kind in "${kinds[@]}"; do
    IFS=: read -r file word option <<<"$kind"
    mkdir changed
    if [ "$option" = --rules ]; then
        cp rules/* changed
        here_file=changed/2017.xml given=changed
    else
        here_file=changed/$file given=$PWD/changed/$file
        cp "$file" "$file.p7s" changed
    fi
    touch_file "$here_file"
    no_run 5 "$word changed after signing" "$here_file" -- run_with refused "$option" "$given"
    rm "$here_file.p7s"
    no_run 7 "$word without signature" "$here_file" 'openssl cms -sign' -- \
        run_with refused "$option" "$given"
    for person in kari stranger; do
        must sign_by "$person" "$here_file"
        no_run 5 "$word signed by $person" "$here_file" "not signed by the ledger's authority" \
            -- run_with refused "$option" "$given"
    done
    must sign_inputs second 2 "$here_file:$word"
    no_run 7 "$word of another ledger" "$here_file" "$(ledger_digits second)" -- \
        run_with refused "$option" "$given"
    must sign_inputs ledger 2 "$here_file:stop"
    no_run 4 "$word under another word" "$here_file" 'another kind of file' -- \
        run_with refused "$option" "$given"
    sed -i '/^\(<!-- \)\?# .* serial [0-9]*/d' "$here_file"
    must sign_by authority "$here_file"
    no_run 7 "$word without a serial line" "$here_file" "# $word $(ledger_digits ledger) serial" \
        -- run_with refused "$option" "$given"
    rm -r changed
done

# --- what was used is copied, and checked by everybody ---

must run_with run
check 'payees are not for everybody' [ "$(stat -c %a run/payees.csv)" = 640 ]
check 'the manifest has the numbers' grep -q '"payees.csv 2"' run/manifest.json
check 'a copy is signed as its original' openssl_verify run/payees.csv ca/ca.pem
check 'the file in force is the one that was used' cmp payees.csv run/payees.csv
second_person run
must ./pinned "$tilskudd" approve run --ledger ledger --yes "${ola[@]}" \
    --time 2017-10-03T08:00:00Z --same-inputs "${second[@]}"
for name in payees.csv configuration.xml municipality-table.csv bank-profile.xml \
    rules-2017.xml; do
    check "$name stands in the entry" cmp run/$name ledger/000001/$name
    check "$name's signature stands in the entry" cmp run/$name.p7s ledger/000001/$name.p7s
done
expect 0 'the ledger is whole' -- ./pinned "$tilskudd" ledger check ledger
expect 0 'the run verifies' -- ./pinned "$tilskudd" verify run --ledger ledger
expect 0 'so does the entry' -- ./pinned "$tilskudd" verify ledger/000001
# Whoever computes again has the copies: at the old places there may stand those of a later
# quarter by now, or nothing.
again() { # NAME: the run, whatever stands there
    expect 0 "computed again, $1" -- ./pinned "$tilskudd" verify run --replay --ledger ledger
    expect 0 "explained, $1" 'The whole run was computed again' -- \
        "$tilskudd" explain run --municipality 0301 --ledger ledger
}
mkdir "then" then/rules
for kind in "${kinds[@]}"; do
    IFS=: read -r file word option <<<"$kind"
    cp -p "$file" "then/$file"
    touch_file "$file"
done
again 'newer inputs'
# What an option names must be the run's own, and nobody is accused of it.
for kind in "${kinds[@]:0:4}"; do
    IFS=: read -r file word option <<<"$kind"
    [ "$option" != --rules ] || file=rules
    expect 5 "another $word" 'not the input that the run read' \
        'what to do: name the file that the run read by its option' -- \
        "$tilskudd" explain run --municipality 0301 --ledger ledger "$option" "$file"
done
# A copy that was changed is none; with the input at its old place the run is the same.
cp -a run forged
touch_file forged/payees.csv
expect 5 'the copy was changed, and the input too' 'payees.csv: this is not the input' -- \
    "$tilskudd" explain forged --municipality 0301 --ledger ledger
expect 0 'the copy was changed' 'The whole run was computed again' -- \
    "$tilskudd" explain forged --municipality 0301 --ledger ledger --payees then/payees.csv
expect 5 'verify tells' -- "$tilskudd" verify forged --replay --ledger ledger \
    --payees then/payees.csv
rm -r forged
mkdir away
mv payees.csv agency.xml rules municipalities.csv dnb.xml away
again 'no inputs'
mv away/* .
for kind in "${kinds[@]}"; do
    IFS=: read -r file word option <<<"$kind"
    cp -p "then/$file" "$file"
done
again 'its own'

expect 0 'rules check says what is signed' \
    "signed, number 2 for the ledger $(ledger_digits ledger)" -- \
    "$tilskudd" rules check --rules rules 2017
cp -r rules unsigned-rules
rm unsigned-rules/2017.xml.p7s
expect 0 'rules check says what is not signed' '      not signed, number 2' -- \
    "$tilskudd" rules check --rules unsigned-rules 2017

# --- numbers only grow ---

next=(--quarter 4 --time 2018-01-03T08:00:00Z --cutoff 2017-12-31)
for kind in "${kinds[@]}"; do
    IFS=: read -r file word option <<<"$kind"
    cp "$file" kept
    cp "$file.p7s" kept.p7s
    must sign_inputs ledger 1 "$file:$word"
    no_run 7 "$word with a lower number" 'number 1' 'has 2' -- run_with refused "${next[@]}"
    must sign_inputs ledger 2 "$file:$word"
    touch_file "$file"
    must sign_by authority "$file"
    no_run 7 "$word with the same number, another content" 'another content' -- \
        run_with refused "${next[@]}"
    mv kept "$file"
    mv kept.p7s "$file.p7s"
done
must sign_inputs ledger 3 payees.csv:payees
expect 0 'a higher number' 'Proposal written' -- run_with next "${next[@]}"

# --- a forged proposal, signed by the first person ---

# kari writes what she likes and signs it anew; the hashes that she lists are right.
sums_of() { # FILE: as manifest.json has them
    printf '"sha256": "%s", "size": %s, "content_sha256": "%s", "content_size": %s' \
        "$(sha256sum <"$1" | cut -d' ' -f1)" "$(stat -c %s "$1")" \
        "$(gzip -cdf "$1" | sha256sum | cut -d' ' -f1)" "$(gzip -cdf "$1" | wc -c)"
}
relist() { # RUN FILE...: the sums of files in manifest.json, and its signature
    local run=$1 name
    shift
    for name in "$@"; do
        sed -i "s|\(\"path\": \"$name\", \)\"sha256\".*\"content_size\": [0-9]*|\1$(sums_of \
            "$run/$name")|" "$run/manifest.json"
    done
    sign_by kari "$run/manifest.json"
}
second_person next
forged() { # NAME TEXT...: approve, and verify, say so
    expect 5 "approve: $1" "${@:2}" -- \
        ./pinned "$tilskudd" approve forged --ledger ledger --yes \
        "${ola[@]}" --time 2018-01-04T08:00:00Z --same-inputs "${second[@]}"
    check "approve: $1: nothing is committed" [ ! -e ledger/000002 ]
    expect 5 "verify: $1" -- ./pinned "$tilskudd" verify forged --ledger ledger
    for text in "${@:2}"; do
        check "verify: $1: it says $text" grep -qF "$text" .log/stdout
    done
}
payment=$(cd next && echo proposal/*.xml.gz)
forge_payment() { # SED-SCRIPT
    rm -rf forged
    cp -r next forged
    gzip -cd "next/$payment" | sed "$1" | gzip -n >"forged/$payment"
    check_not 'the payment file is another' cmp -s "next/$payment" "forged/$payment"
    sign_by kari "forged/$payment" && relist forged "$payment" "$payment.p7s"
}
creditor=$(gzip -cd "next/$payment" | grep -A4 '<CdtrAcct>' |
    sed -n 's|.*<Id>\([0-9]*\)</Id>.*|\1|p' | head -1)
debtor=$(sed -n 's/.*account="\([0-9]*\)".*/\1/p' agency.xml)
must forge_payment "s/$creditor/99900301126/"
forged 'the account of a creditor' "$payment" 'an account'
must forge_payment "/<Cdtr>/{n;s/<Nm>[^<]*/<Nm>Kari Nordmann/}"
forged 'the name of a creditor' "$payment" 'a name'
must forge_payment "s/$debtor/99900301126/"
forged 'the account of the debtor' "$payment" 'the debtor'
must forge_payment 's/<BIC>[A-Z0-9]*/<BIC>NDEANOKK/'
forged 'the bank of the debtor' "$payment" 'the debtor'

# The copies too, so that all of the folder agrees with itself; only the signature does not.
forge_payees() { # SIGNER
    must forge_payment "s/$creditor/99900301126/"
    sed -i "s/$creditor/99900301126/" forged/payees.csv
    sign_by "$1" forged/payees.csv
    old=$(sha256sum <next/payees.csv | cut -d' ' -f1)
    sed -i "s/$old/$(sha256sum <forged/payees.csv | cut -d' ' -f1)/g" forged/manifest.json
    relist forged payees.csv payees.csv.p7s
}
for person in kari stranger; do
    must forge_payees "$person"
    forged "payees signed by $person" payees.csv "not signed by the ledger's authority"
done
must forge_payees kari
sed -i '/"path": "payees.csv.p7s"/d' forged/manifest.json
rm forged/payees.csv.p7s
relist forged payees.csv
forged 'payees without signature' payees.csv
# An older file of the authority, which everybody can find in the ledger.
rm -rf forged
cp -r next forged
cp run/payees.csv run/payees.csv.p7s forged
old=$(sha256sum <next/payees.csv | cut -d' ' -f1)
sed -i "s/$old/$(sha256sum <run/payees.csv | cut -d' ' -f1)/g" forged/manifest.json
relist forged payees.csv payees.csv.p7s
forged 'payees with another number than the manifest says' payees.csv

# A copy of what was not used: the number in it would hold against the authority's next file.
rm -rf forged
cp -r next forged
cp next/rules-2017.xml forged/rules-2013.xml
sed -i '/"path": "rules-2017.xml"/{p;s/rules-2017/rules-2013/}' forged/manifest.json
relist forged rules-2013.xml
forged 'a copy that nobody used' 'copies of'

expect 0 'the proposal as it was made is approved' 'entry 000002' -- \
    ./pinned "$tilskudd" approve next --ledger ledger --yes "${ola[@]}" \
    --time 2018-01-04T08:00:00Z --same-inputs "${second[@]}"

# --- the ledger's own copies ---

cp -r ledger kept-ledger
cp payees.csv ledger/000001/payees.csv
expect 5 'a copy in an entry is another' 000001/payees.csv -- \
    ./pinned "$tilskudd" ledger check ledger
expect 5 'verify tells too' -- ./pinned "$tilskudd" verify ledger/000001
check 'verify names the copy' grep -q 'FAILED.*payees.csv: not the input' .log/stdout
rm -r ledger
mv kept-ledger ledger
expect 0 'the ledger is whole again' -- ./pinned "$tilskudd" ledger check ledger

# --- throw-away keys: a line is checked where there is one, nobody asks for signatures ---

must "$tilskudd" ledger open trial --year 2017 --mode test --nothing-paid \
    --time 2017-09-20T08:00:00Z
trial_run() { # OUT [OPTION...]
    "$tilskudd" run --national --year 2017 --quarter 3 --register register.xml --ledger trial \
        --schemes integration --time 2017-10-02T08:00:00Z --out "$@"
}
no_run 7 'throw-away keys: a line of another ledger' "$(ledger_digits ledger)" -- \
    trial_run refused --payees payees.csv
number_file payees.csv payees "$(ledger_digits trial)" 5
expect 0 'throw-away keys: a line of its own' 'Proposal written' -- \
    trial_run trial-run --payees payees.csv
must "$tilskudd" approve trial-run --ledger trial --yes --time 2017-10-03T08:00:00Z
number_file payees.csv payees "$(ledger_digits trial)" 4
no_run 7 'throw-away keys: a lower number' 'number 4' 'has 5' -- \
    trial_run refused --payees payees.csv
expect 0 'throw-away keys: no line' 'Proposal written' -- \
    trial_run no-line --payees "$payees"
finish_test
