#!/usr/bin/env bash
# insider_proposal.sh - what the first signer can do alone: an own build, her key, her inputs. Each
# attack of the threat model (formats/trust.md 1) is made by a program that lies for her and put
# before the honest program of the second person. Why: the two-person rule is only what it
# refuses.
#   insider_proposal.sh TILSKUDD SOURCE   (forge and tilskudd-insider: in tests/ beside TILSKUDD)
# shellcheck disable=SC2016,SC2317 # programs of awk; functions are called by refused
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

make_world 300

# --- proposals that are right in every sum ---

# What was proposed by a build that lies, before the second person, who has files of her own.
put_before() { # ATTACK [OPTION of approve...]
    local attack=$1
    shift
    copy before ledger
    refused 5 "$attack" replay -- replay 4 lie
    refused 5 "$attack" approve -- approve 4 lie "$@"
    if $held; then
        check_not "$attack: nothing was committed" [ -e ledger/000002 ]
        check_not "$attack: nothing was published" [ -e lie/payments ]
    fi
}
lie() { # LIE [OPTION...]: the proposal
    rm -rf lie
    copy before ledger
    must propose_by "$insider $1" 4 lie "${@:2}"
    # It says that it is the program that everybody has.
    must_forge set lie/manifest.json "build=\"$("$forge" get proposal-4/manifest.json build)\""
    must_forge proposal lie kari-key.pem kari.pem
}
# An attack that changes nothing proves nothing.
differs() { # FILE OTHER
    check_not "$1 and $2 differ" cmp -s "$1" "$2"
}
pays_other() { # ATTACK
    check_not "$1: another sum is paid" [ "$("$forge" get lie/manifest.json paid_ore)" = \
        "$("$forge" get proposal-4/manifest.json paid_ore)" ]
}

# Quarter 3 again: computed from an old copy of the ledger, with the head of today.
lie authority,head=before --ledger old
must_forge set lie/manifest.json ledger_entry=1
must_forge proposal lie kari-key.pem kari.pem
pays_other first-old-ledger
put_before first-old-ledger

# An own account, which the authority has not signed, or has not signed like this.
own_account() { # FILE
    awk -F, -v OFS=, '$1 == "0301" { $4 = "99900301126" } 1' payees.csv >"$1"
    differs payees.csv "$1"
}
own_account payees-own.csv
lie authority --payees payees-own.csv
put_before first-own-account --confirm-account 0301
must sign_by kari payees-own.csv
lie authority --payees payees-own.csv
put_before first-own-account-signed --confirm-account 0301
cp payees.csv.p7s payees-own.csv.p7s
lie authority --payees payees-own.csv
put_before first-own-account-old-signature --confirm-account 0301
awk -F, -v OFS=, '{ sub(/99900000010/, "99900301126") } 1' agency.xml >agency-own.xml
differs agency.xml agency-own.xml
lie authority --config agency-own.xml
put_before first-own-debtor

# Rates, municipalities, persons of her own.
mkdir rules-own
for set_ in rules/*; do
    sed 's/<rate code="AR-2" amount="/&1/' "$set_" >"rules-own/${set_##*/}"
done
lie authority --rules rules-own
pays_other first-own-rates
put_before first-own-rates

sed 's/^0106,Fredrikstad,,2019-12-31,3004,/0106,Fredrikstad,,2017-06-30,0301,/' \
    municipalities.csv >mapped.csv
differs municipalities.csv mapped.csv
lie authority --municipalities mapped.csv
check_not 'the mapped municipality is not paid' grep -q '^0106' lie/municipalities.csv
put_before first-municipality-mapped

more_persons() { # MUNICIPALITY-FROM TO: register-4.xml and others, as register-more.xml
    {
        sed '$d' register-4.xml
        sed -n '/<person/,/<\/person>/p' others.xml | sed "s/kommune=\"$1\"/kommune=\"$2\"/"
        tail -n 1 register-4.xml
    } >register-more.xml
}
must "$tilskudd" generate --persons 30 --year 2017 --seed 99 --date 2017-12-31 --out others.xml
more_persons none none
lie authority --register register-more.xml
pays_other first-unknown-persons
put_before first-unknown-persons

{
    cat municipalities.csv
    echo '9999,Egenby,,,,'
} >municipalities-own.csv
{
    cat payees.csv
    echo '9999,Egenby,958935420,99900301126,'
} >payees-9999.csv
more_persons '[0-9]*' 9999
lie authority --register register-more.xml --municipalities municipalities-own.csv \
    --payees payees-9999.csv
check 'the municipality of her own is paid' grep -q '^9999.*,[1-9][0-9]*,0,2' \
    lie/municipalities.csv
put_before first-unknown-municipality

# --- proposals that were changed after they were made, listed and signed again ---

forged() { # ATTACK EDIT...: proposal-4 with an edit, listed and signed by the first person
    local attack=$1
    shift
    copy proposal-4 lie
    "$@" || fail "$attack" 'the edit failed'
    must_forge proposal lie kari-key.pem kari.pem
    differs lie/manifest.json proposal-4/manifest.json
    put_before "$attack" "${confirmed[@]}"
}
confirmed=()
payment_files() {
    echo lie/proposal/*.xml.gz
}
new_payee_account() { # the account of a municipality that was never paid before
    local file account
    file=$(payment_files)
    account=$(gzip -dc "$file" | grep -oE '99900[0-9]{6}' | grep -v 99900000010 |
        grep -vFf before/000001/accounts.csv -m 1)
    edit "$file" sed "s/$account/99900301126/"
}
note() {
    # shellcheck disable=SC2016 # an escape sequence of a terminal
    "$forge" set lie/summary.json 'notes=["\u001b[2J\u001b[1;1HAll is well\r"]'
}
forged first-payment-account new_payee_account
forged first-payment-name edit "$(payment_files)" sed '/<Cdtr>/{n;s/<Nm>./<Nm>Q/}'
forged first-amounts-swapped edit "$(payment_files)" awk '
    /<InstdAmt/ && n++ == 0 { first = $0; next }
    /<InstdAmt/ && n == 2 { print first; n++ }
    { print }'
forged first-persons-left-out edit lie/settled-persons.csv.gz sed 2d
forged first-findings-left-out edit lie/findings.jsonl.gz sed 1,5d
forged first-reason edit lie/persons-without-grant.csv.gz sed '2s/,.*/,newborn-outside/'
forged first-identity "$forge" set lie/manifest.json \
    "run_identity=\"$("$forge" get run-3/manifest.json run_identity)\""
forged first-rule-version "$forge" set lie/manifest.json rule_sets=[]
forged first-inputs-left-out "$forge" set lie/manifest.json inputs=[]
more_files() { # SUFFIX: a payment file, or its signature, once more
    local file
    file=$(payment_files)
    cp "$file$1" "lie/proposal/A${file##*/}$1"
}
forged first-payment-added more_files ''
forged first-signature-added more_files .p7s
forged first-file-added cp payees.csv lie/other.csv
forged first-signers edit lie/signers.csv sed '$s/,.*/,Per Fremmed,attestation/'
forged first-ca edit lie/ca.pem cat - stranger.pem
confirmed=(--confirm-account 0301)
forged first-accounts-changed "$forge" set lie/manifest.json 'accounts_changed=["0301"]'
confirmed=()
forged first-claims "$forge" set lie/manifest.json brought_forward_ore=-100

# What steers a terminal stands in a note that the second person is shown.
forged first-escape-sequences note
$held && check_not 'nothing that steers a terminal reaches it' \
    grep -qP '[\x00-\x08\x0b-\x1f\x7f]' .log/stdout .log/stderr

# --- what is refused before anything is computed ---

# A proposal with one member of its manifest changed.
claims() { # STATUS ATTACK MEMBER=JSON...
    copy proposal-4 lie
    copy before ledger
    must_forge set lie/manifest.json "${@:3}"
    must_forge proposal lie kari-key.pem kari.pem
    refused "$1" "$2" approve -- approve 4 lie
}
claims 7 first-other-program 'program="tilskudd 9.9.9"'
claims 7 first-old-head "ledger_head=\"$("$forge" get run-3/manifest.json ledger_head)\"" \
    ledger_entry=0
claims 7 first-test-as-live 'mode="live"'
claims 5 first-live-word 'mode="LIVE"'

# One person in both roles, or the wrong one.
signed_by() { # STATUS ATTACK PERSON...
    keys_of "${@:3}"
    copy proposal-4 lie
    copy before ledger
    must_forge proposal lie "${signing[@]}"
    refused "$1" "$2" approve -- approve 4 lie
}
signed_by 5 holder-proposal stranger
signed_by 5 holder-second-signature kari stranger
signed_by 5 second-proposal ola
signed_by 5 second-beside-first kari ola

# --- time ---

late_or_early() { # STATUS ATTACK [OPTION of approve...]
    copy proposal-4 lie
    copy before ledger
    refused "$1" "$2" approve -- approve 4 lie "${@:3}"
}
late_or_early 7 time-old-proposal --time 2018-02-20T08:00:00Z
late_or_early 7 time-clock-set-back --time 2018-01-01T08:00:00Z
ola_now=("${ola[@]}")
ola=(--key gone-key.pem --cert gone.pem)
late_or_early 6 time-expired-certificate
late_or_early 7 time-expired-clock-set-back --time 2017-09-20T08:00:00Z
ola=("${ola_now[@]}")
copy before ledger
refused 7 time-reader-behind run -- propose 4 early --time 2017-09-20T08:00:00Z
must propose 4 late --time 2018-03-01T08:00:00Z
copy before ledger
refused 7 time-long-silence approve -- approve 4 late --time 2018-03-02T08:00:00Z

finish_test
