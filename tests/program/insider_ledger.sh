#!/usr/bin/env bash
# insider_ledger.sh - what the second signer, the administrator and whoever has a certificate of
# the same CA can do to a ledger: each attack of the threat model (formats/trust.md 1), made by a
# program that lies, and put before the honest one. Why: what is settled must stay settled, also
# against those who wrote it down.
#   insider_ledger.sh TILSKUDD SOURCE     (forge and tilskudd-insider: in tests/ beside TILSKUDD)
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
need_programs openssl script

make_world 300

# --- the second signer: the log's key is there when she approves ---

differs() { # FOLDER OTHER
    check_not "$1 and $2 differ" diff -rq "$1" "$2"
}

# The newest entry with other content, listed, linked, in the log and signed by her.
rewritten() { # ATTACK EDIT...
    local attack=$1
    shift
    copy whole ledger
    "$@" || fail "$attack" 'the edit failed'
    must_forge relink ledger 2 log-key.pem ola-key.pem ola.pem
    differs ledger/000002 whole/000002
    refused 5 "$attack" check -- ledger_check
    refused 5 "$attack" verify -- verify_entry ledger/000002
}
in_entry() { # FILE COMMAND...: an edit of a file of the newest entry
    edit "ledger/000002/$1" "${@:2}"
}
rewritten second-moved-lines in_entry lines.csv.gz \
    awk -F, -v OFS=, 'NR == 2 { $4 = $4 == "0301" ? "1103" : "0301" } 1'
rewritten second-other-code in_entry lines.csv.gz \
    awk -F, -v OFS=, 'NR == 2 { $2 = $2 == "AR-5" ? "AR-4" : "AR-5" } 1'
rewritten second-exchanged-amounts in_entry lines.csv.gz awk -F, -v OFS=, '
    NR == 2 { $5 += 100 } NR == 3 { $5 -= 100 } 1'
rewritten second-findings-left-out in_entry findings.jsonl.gz sed 1,5d
rewritten second-decisions in_entry decisions.csv.gz \
    awk -F, -v OFS=, 'NR == 2 { $5 = $5 == "0301" ? "1103" : "0301" } 1'
rewritten second-claims in_entry carried.csv sed '$a0301,INT-2-5,-100000'
rewritten second-open in_entry open.csv \
    sed '$a0301-INT-2-5-0123456789abcdef0123,rejected,0301,INT-2-5,100000,1'
rewritten second-taken in_entry taken.csv \
    sed '$a0301-INT-2-5-0123456789abcdef0123,rejected,0301,INT-2-5,100000,1,'
rewritten second-accounts in_entry accounts.csv sed '2s/,.*/,99900301126/'
rewritten second-persons-left-out in_entry persons.csv.gz sed 2d
rewritten second-municipalities in_entry municipalities.csv sed 2d
rewritten second-summary in_entry summary.json sed 's/"read": [0-9]*/"read": 1/'
rewritten second-posting in_entry posting.csv sed 2d
rewritten second-payment-account in_entry "payments/$(basename whole/000002/payments/*.gz)" \
    sed 's/99900105106/99900301126/'
rewritten second-quarter "$forge" set ledger/000002/entry.json quarter=3
rewritten second-paid "$forge" set ledger/000002/entry.json paid_ore=0
rewritten second-file-added cp agency.xml ledger/000002/agency.xml
rewritten second-manifest-of-another cp whole/000001/manifest.json{,.p7s} ledger/000002/

# An entry of her own: the manifest of quarter 3 once more, and everybody owes it back.
copy whole ledger
cp -rp whole/000001 next
rm -rf next/payments
edit next/lines.csv.gz awk -F, -v OFS=, 'NR > 1 { $5 = -$5 } 1'
edit next/decisions.csv.gz awk -F, -v OFS=, 'NR > 1 && $12 == "PAY" { $11 = -$11 } 1'
must_forge set next/entry.json paid_ore=0 "lines_ore=-$("$forge" get next/entry.json lines_ore)"
must_forge entry ledger next log-key.pem ola-key.pem ola.pem
refused 5 second-used-manifest check -- ledger_check
refused 5 second-used-manifest verify -- verify_entry ledger/000003
refused 5 second-used-manifest run -- propose 4 again --time 2018-01-04T08:00:00Z
rm -rf again

# An earlier entry, and all that follows.
copy whole ledger
edit ledger/000001/lines.csv.gz \
    awk -F, -v OFS=, 'NR == 2 { $4 = $4 == "0301" ? "1103" : "0301" } 1'
must_forge relink ledger 1 log-key.pem ola-key.pem ola.pem
refused 5 second-old-entry check -- ledger_check

# Both roles herself; the first person's name by another certificate.
signs_as() { # STATUS ATTACK PERSON...: who signs the newest entry
    copy whole ledger
    keys_of "${@:3}"
    must_forge relink ledger 2 log-key.pem "${signing[@]}"
    refused "$1" "$2" check -- ledger_check
}
signs_as 5 first-signs-entry kari
signs_as 5 second-with-first kari ola
signs_as 5 holder-signs-entry per
signs_as 5 holder-beside-second ola stranger

# --- time ---

dated() { # ATTACK TIME PERSON: of the newest entry
    copy whole ledger
    keys_of "$3"
    must_forge set ledger/000002/entry.json "time=\"$2\""
    must_forge relink ledger 2 log-key.pem "${signing[@]}"
    refused 5 "$1" check -- ledger_check
}
dated time-before-the-last-entry 2017-09-20T08:00:00Z ola
dated time-before-the-proposal 2017-12-20T08:00:00Z ola
dated time-expired-entry 2018-01-03T08:00:00Z gone
dated time-expired-entry-dated-back 2017-09-20T08:00:00Z gone
copy whole ledger
must_forge relink ledger 2 log-key.pem --time 2017-09-20T08:00:00Z gone-key.pem gone.pem
refused 5 time-signature-dated-back check -- ledger_check
copy whole ledger
must_forge sign ledger/000002/manifest.json --time 2017-09-20T08:00:00Z kari-key.pem kari.pem
must_forge relink ledger 2 log-key.pem ola-key.pem ola.pem
refused 5 time-proposal-dated-back check 'another time' -- ledger_check

# --- the administrator: all files, no key of a person ---

# The newest entry removed, and what is left looks like an interrupted approval.
copy whole ledger
rm -rf ledger/000002
mkdir ledger/000002.tmp
copy proposal-4 again
refused 5 admin-removed-entry approve -- approve 4 again
copy whole ledger
rm -rf ledger/000002
copy proposal-4 again
refused 5 admin-removed-entry-without-trace approve -- approve 4 again

# Made unfinished again: nothing may change by it.
renamed_back() {
    copy whole ledger
    mv ledger/000002 ledger/000002.tmp
    copy proposal-4 again
    approve 4 again
    [ ! -e ledger/000002 ] || ! diff -rq ledger/000002 whole/000002
}
refused 1 admin-renamed-back approve -- renamed_back

# What approve publishes once more.
copy whole ledger
copy run-4 again
rm -rf again/payments
chmod u+w -R ledger/000002
edit "$(echo ledger/000002/payments/*.gz)" sed 's/99900105106/99900301126/'
refused 5 admin-published-again approve -- approve 4 again
rm -rf again

# A log without its end, or of other leaves.
copy whole ledger
must "$tilskudd" log root ledger
truncate -s -1 ledger/log/level-00
refused 5 admin-log-cut check -- ledger_check
log_alone() {
    copy whole ledger
    edit ledger/000002/findings.jsonl.gz sed 1,5d
    cp -p ledger/000002/entry.json{,.p7s} .
    must_forge relink ledger 2 log-key.pem per-key.pem per.pem
    cp -p entry.json{,.p7s} ledger/000002/
    cp -p whole/000002/findings.jsonl.gz ledger/000002/
    ledger_check ledger
}
refused 5 admin-log-key-alone check -- log_alone

# --- whoever has a certificate of the same CA ---

# A run folder that stands by itself: own signers file, both names, signed by the two of them.
{
    echo fingerprint,person,role
    echo "$(fingerprint per.pem),Kari Nordmann,disposition"
    echo "$(fingerprint stranger.pem),Ola Nordmann,attestation"
} >own-signers.csv
copy run-4 own-run
cp own-signers.csv own-run/signers.csv
must_forge sign own-run/signers.csv stranger-key.pem stranger.pem
must_forge set own-run/manifest.json 'ledger="nowhere"'
must_forge proposal own-run per-key.pem per.pem
rm -rf own-run/payments
cp -rp own-run/proposal own-run/payments
must_forge payments own-run/payments per-key.pem per.pem stranger-key.pem stranger.pem
refused 1 holder-run-folder verify -- "$tilskudd" verify own-run --ca ca/ca.pem

# A ledger: themselves the authority and both persons.
{
    echo '# signers NEW serial 0'
    cat own-signers.csv
} >own.csv
must sign_by boss own.csv
must open_ledger own --authority boss.pem --signers own.csv \
    --key per-key.pem --cert per.pem --key stranger-key.pem --cert stranger.pem
refused 5 holder-own-ledger approve -- approve 3 run-3 --ledger own

# --- anyone ---

copy whole ledger
head -c 32 /dev/urandom >ledger/keys/pseudonym.key
refused 6 anyone-pseudonym-key run -- propose 4 again --time 2018-01-04T08:00:00Z
rm -rf again
must_forge add-line whole/000002/checkpoint somebody
copy whole ledger
refused 5 anyone-checkpoint-line check 'remove it' -- ledger_check
sed -i '$d' whole/000002/checkpoint
copy whole ledger
must ledger_check
must_forge add-certificate ledger/000002/entry.json stranger.pem
refused 5 anyone-certificate-in-signature check -- ledger_check
copy whole ledger
must_forge add-signer ledger/000002/entry.json stranger-key.pem stranger.pem
refused 5 anyone-signer-in-signature check -- ledger_check

# While the second person is asked, a file of the proposal is exchanged: what she has read is what
# she signs. Done is 0 when the exchanged file, or an entry that nobody can read, is committed.
asked_meanwhile() { # FILE COMMAND...: which file, and what exchanges it
    local screen='' c words
    copy before ledger
    copy proposal-4 again
    approving 4 again
    coproc PERSON { script -qefc "$(printf '%q ' "${words[@]}")" /dev/null 2>&1; }
    while IFS= read -r -n 1 -d '' -u "${PERSON[0]}" c; do
        screen+=$c
        [[ $screen != *'Type yes to approve: ' ]] || break
    done
    "${@:2}"
    echo yes >&"${PERSON[1]}"
    cat <&"${PERSON[0]}"
    wait
    ledger_check ledger || return 0
    cmp "again/$1" "ledger/000002/${1/proposal/payments}"
}
exchanged_signature() {
    "$forge" sign again/manifest.json per-key.pem per.pem
}
payment=$(cd proposal-4 && echo proposal/*.gz)
exchanged_payment() {
    edit "again/$payment" sed 's/99900105106/99900301126/'
    "$forge" sign "again/$payment" kari-key.pem kari.pem
}
refused 1 anyone-signature-exchanged approve -- \
    asked_meanwhile manifest.json.p7s exchanged_signature
refused 1 anyone-payment-exchanged approve -- asked_meanwhile "$payment" exchanged_payment
check 'the person was asked and has approved' [ -e ledger/000002 ]

# --- the office: who only reads believes no less ---

copy whole ledger
must make_pin ledger pin-office
office() { # COMMAND [OPTION...]: by whoever has seen all of it
    "$tilskudd" "$@" --pin pin-office
}
not_told='nobody has told which entries the ledger must have'
year=(year --ledger ledger --year 2017 --out year-2017)
refused 7 admin-removed-entry year 'is needed with this ledger' -- "$tilskudd" "${year[@]}"
expect 0 'the year of a whole ledger' 'paid in the year, by cash' 'quarter 1, 2.' \
    'Not answered by the bank: ' -- office "${year[@]}"
check 'the page says it too' grep -q 'Ikke besvart av banken: [0-9]* betalinger' \
    year-2017/appropriation.html
check 'and which quarters are not in it' grep -q '2017, kvartal 1, 2[.]' \
    year-2017/appropriation.html
rm -r year-2017 ledger/000002
refused 5 admin-removed-entry year-with-pin 'ends with entry 1' -- office "${year[@]}"
copy whole ledger
rm -r ledger/log
refused 5 admin-removed-log year -- office "${year[@]}"
check 'nothing is written of it' nothing_at year-2017
copy whole ledger

# Without a pin each says the same line, once; with one it is compared.
reads() { # COMMAND...
    expect 0 "$1 without a pin" "$not_told" 'entry 2 of 2018-01-03' -- "$tilskudd" "$@"
    check "$1 says it once" [ "$(grep -cF "$not_told" .log/stderr)" = 1 ]
    rm -rf out
    expect 0 "$1 with one" 'your pin: entry 2 of ' -- office "$@"
    check_not "$1 has been told then" grep -qF "$not_told" .log/stderr
    rm -rf out
}
export_posting=(--format csv --table posting --out out)
reads letters run-4 --out out
reads report run-4 --out out
reads export run-4 "${export_posting[@]}"
reads export ledger/000002 "${export_posting[@]}"
reads export ledger "${export_posting[@]}"
reads explain --municipality 0301 --ledger ledger
reads forecast --register register-4.xml --year 2018 --ledger ledger --rules "$test_rules"
reads diff run-3 run-4

# Figures written anew with hashes that fit: the manifest's signature is another's, or is gone.
without_signature() {
    copy run-4 forged
    rm forged/manifest.json.p7s
}
other_figures() {
    copy run-4 forged
    edit forged/posting.csv sed '2s/,[0-9-]*,2017,/,1,2017,/'
    must_forge proposal forged per-key.pem per.pem
    cp -p run-4/manifest.json.p7s forged/
    differs forged run-4
}
other_hand() {
    other_figures
    must_forge proposal forged per-key.pem per.pem
}
as_dry_run() {
    copy run-4 forged
    must_forge set forged/manifest.json dry_run=true
}
run_forged() { # ATTACK FORGERY: with the ledger at hand, and without
    local place
    $2
    for place in ledger ledger.away; do
        [ $place = ledger ] || mv ledger $place
        refused 5 "$1" export -- "$tilskudd" export forged "${export_posting[@]}"
        refused 5 "$1" diff -- "$tilskudd" diff run-3 forged
        refused 5 "$1" diff-from -- "$tilskudd" diff forged run-3
        refused 5 "$1" letters -- "$tilskudd" letters forged --out out
        refused 5 "$1" report -- "$tilskudd" report forged --out out
        check "$1: nothing is written of it" nothing_at out
        [ $place = ledger ] || continue # these compute from the ledger
        refused 5 "$1" explain -- "$tilskudd" explain forged --municipality 0301
        refused 5 "$1" control -- "$tilskudd" control forged
    done
    mv ledger.away ledger
}
run_forged anyone-run-unsigned without_signature
run_forged anyone-run-other-figures other_figures
run_forged anyone-run-other-signer other_hand
run_forged anyone-run-as-dry-run as_dry_run
rm ledger/000002/manifest.json.p7s
refused 5 admin-entry-without-signature export -- \
    "$tilskudd" export ledger/000002 "${export_posting[@]}"
copy whole ledger
finish_test
