#!/usr/bin/env bash
# second_person.sh - what the first person's machine made is computed again from the second
# person's own files, and whatever comes out otherwise is refused, signed as it may be. Why: the
# first person alone could have a quarter paid twice, or to whom she likes. trust.md 2.
#   second_person.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
start_test "$@"
need_programs openssl

must make_persons
must "$tilskudd" generate --persons 300 --year 2017 --seed 3 --out register.xml
must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid \
    --authority authority.pem --signers signers.csv --ca ca/ca.pem --log-key log-key.pem \
    --pseudonym-key pseudonym.key "${kari[@]}" "${ola[@]}" --time 2017-12-20T08:00:00Z
must sign_inputs ledger 1
must make_pinned ledger
cp -a ledger ledger-before
mkdir own
cp -r register.xml payees.csv* agency.xml* municipalities.csv* rules own
own=(--register own/register.xml --payees own/payees.csv --config own/agency.xml
    --rules own/rules --municipalities own/municipalities.csv)

propose() { # RUN [OPTION...]: what is given stands in place of the default
    keep_defaults --register register.xml --payees payees.csv --config agency.xml --rules rules \
        --municipalities municipalities.csv --bank-profile ./dnb.xml --ledger ledger \
        --quarter 3 \
        --time 2018-01-02T08:00:00Z "${kari[@]}" -- "${@:2}"
    ./pinned "$tilskudd" run --national --year 2017 --out "$1" "${kept[@]}" "${@:2}"
}
approve() { # RUN [OPTION...]
    keep_defaults --time 2018-01-03T08:00:00Z -- "${@:2}"
    ./pinned "$tilskudd" approve "$1" --ledger ledger --yes "${ola[@]}" "${kept[@]}" "${@:2}"
}
own_approve() { # RUN [OPTION...]: with everything that an honest proposal needs
    second_person "$1"
    approve "$1" "${own[@]}" "${second[@]}" "${@:2}"
}
# Refused, and nothing is committed or published.
refused() { # STATUS NAME TEXT... -- COMMAND RUN [OPTION...]
    local entries run
    entries=$(find ledger -maxdepth 1 -name '0*' | wc -l)
    expect "$@"
    while [ "$1" != -- ]; do shift; done
    run=$3
    check "$run: nothing is committed" \
        [ "$(find ledger -maxdepth 1 -name '0*' | wc -l)" = "$entries" ]
    check "$run: nothing is published" [ ! -e "$run/payments" ]
}
member() { # RUN NAME: a member of its manifest as it is written
    sed -n "s/^  \"$2\": \\(.*\\),\$/\\1/p" "$1/manifest.json"
}
# Writes another member into a manifest, which the first person signs.
forge() { # RUN NAME VALUE
    sed -i "s|^  \"$2\": .*,\$|  \"$2\": $3,|" "$1/manifest.json"
    must sign_by kari "$1/manifest.json"
}

# --- another program, an earlier one ---

must propose run
build=$(member run build)
cp -r run other
forge other build '"0123456789abcdef"'
refused 7 'a proposal of another build' "build 0123456789abcdef" "build ${build//\"/}" -- \
    own_approve other
expect 0 'verify --replay shows the build and does not compare it' \
    'build 0123456789abcdef' -- ./pinned "$tilskudd" verify other --replay --ledger ledger
cp -r run earlier
sed -i 's/"tilskudd-manifest-3"/"tilskudd-manifest-1"/' earlier/manifest.json
must sign_by kari earlier/manifest.json
refused 7 'a manifest of an earlier format' 'tilskudd-manifest-1' 'make the run again' -- \
    own_approve earlier

# --- whose files, which user, how much ---

second_person run
refused 7 'no files of her own' 'give --register --payees --config --rules --municipalities' \
    '--same-inputs' -- approve run "${second[@]}"
refused 7 'not all files her own' 'give --rules --municipalities, or' -- \
    approve run "${second[@]}" "${own[@]:0:6}"
refused 7 'the files of the proposal are her own' '--same-user' -- \
    approve run "${own[@]}" "${second[@]:1}"
refused 7 'no total' '--total KRONER' -- approve run "${own[@]}" --same-user "${second[@]:3}"
refused 7 'another total' 'kr are to be paid' -- \
    approve run "${own[@]}" --same-user --total 1 "${second[@]:3}"
refused 2 'no amount' 'not an amount' -- \
    approve run "${own[@]}" --same-user --total "1,5" "${second[@]:3}"
refused 7 'new accounts' "--confirm-new-accounts ${second[4]}" -- \
    approve run "${own[@]}" "${second[@]:0:3}"

# --- what the first person reads otherwise ---

mkdir doctored
cp -r rules doctored/rules
awk '/<rate code="AR-[12]/ { match($0, /amount="[0-9]+"/)
    amount = substr($0, RSTART + 8, RLENGTH - 9)
    sub(/amount="[0-9]+"/, "amount=\"" 2 * amount "\"") } 1' rules/2017.xml >doctored/rules/2017.xml
must sign_by authority doctored/rules/2017.xml
check_not 'the rates are doubled' cmp -s rules/2017.xml doctored/rules/2017.xml
must propose doubled --rules doctored/rules
refused 5 'doubled rates' 'own/rules/2017.xml' 'not the input that the run read' -- \
    own_approve doubled
# The hashes say that the true rules were read, and the copies are the true ones.
sums_of() { # FILE
    sha256sum "$1" | cut -d' ' -f1
}
for file in 2017.xml 2017.xml.p7s; do
    sed -i -e "s/$(sums_of doctored/rules/$file)/$(sums_of rules/$file)/g" \
        -e "/rules-$file\"/s/\(size\": \)[0-9]*/\1$(stat -c %s rules/$file)/g" \
        doubled/manifest.json
    cp rules/$file doubled/rules-$file
done
must sign_by kari doubled/manifest.json
refused 5 'doubled rates under true hashes' 'decisions.csv.gz' \
    'not what the same computation gives' -- own_approve doubled

awk -F, -v OFS=, '$1 == "0219" { $4 = "2017-09-30"; $5 = "0301" } 1' municipalities.csv \
    >doctored/municipalities.csv
must sign_by authority doctored/municipalities.csv
must propose mapped --municipalities doctored/municipalities.csv
refused 5 'one municipality for another' own/municipalities.csv -- own_approve mapped

must "$tilskudd" generate --persons 301 --year 2017 --seed 3 --out doctored/register.xml
must propose more --register doctored/register.xml
refused 5 'a person who is not in the register' own/register.xml -- own_approve more

# --- what the first person writes otherwise ---

for forgery in 'paid_ore 1' 'held_ore 1' 'persons_held 7' 'log_size 7' \
    'payments_created "2018-01-02T08:00:01Z"'; do
    rm -rf forged
    cp -r run forged
    forge forged "${forgery% *}" "${forgery#* }"
    refused 5 "another ${forgery% *}" -- own_approve forged
done

# --- an honest proposal ---

expect 0 'an honest proposal' 'the second person'"'"'s own files' \
    'paid for the first time' 'Committed as entry 000001' -- own_approve run
check 'what was let pass is recorded' grep -q '"same_user": true' ledger/000001/entry.json
expect 0 'and stands in the report' 'as entry 000001' '--same-user' -- \
    "$tilskudd" report run --language en
check 'and what was not' grep -q '"same_inputs": false' ledger/000001/entry.json
check 'new accounts are evidence' cmp -s run/new-accounts.csv ledger/000001/new-accounts.csv

# The same run under another manifest.
cp -r run twin
rm -r twin/payments
sed -i 's/^  "warnings": \[.*\],$/  "warnings": ["nothing"],/' twin/manifest.json
must sign_by kari twin/manifest.json
refused 7 'a run is committed once' 'entry 000001 has committed this very run' -- own_approve twin

# --- quarter 3 again, from an old copy of the ledger ---

later=(--time 2018-01-04T08:00:00Z)
must propose now --quarter 4 "${later[@]}"
must propose again --ledger ledger-before --quarter 4 "${later[@]}"
for name in ledger_entry ledger_head log_size log_root; do
    forge again $name "$(member now $name)"
done
refused 5 'a quarter again' 'decisions.csv.gz' 'not what the same computation gives' -- \
    own_approve again "${later[@]}"
refused 5 'a quarter again, from her own files' 'decisions.csv.gz' -- \
    approve again --same-inputs "${second[@]}" "${later[@]}"
finish_test
