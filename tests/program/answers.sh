#!/usr/bin/env bash
# answers.sh - what the bank answers becomes entries of the ledger, under four eyes, and what it
# did not pay is paid again, once. Why: a rejection that one person leaves out or makes up moves
# money, and so does an answer that is told twice or late. life.md 2.
#   answers.sh TILSKUDD SOURCE BANK_PLAYER
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
player=$(realpath "${3:?BANK_PLAYER}") || exit 2
start_test "$1" "$2"
need_programs openssl

must make_persons
must "$tilskudd" generate --persons 300 --year 2017 --seed 3 --out register.xml
must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid \
    --authority authority.pem --signers signers.csv --ca ca/ca.pem --log-key log-key.pem \
    --pseudonym-key pseudonym.key "${kari[@]}" "${ola[@]}" --time 2017-12-20T08:00:00Z
must sign_inputs ledger 1
must make_pinned ledger
own=(--register register.xml --payees payees.csv --config agency.xml --rules rules
    --municipalities municipalities.csv --same-inputs)

step=0
at() { # the time of the next step
    date -u -d "@$((1514880000 + step * 10800))" +%Y-%m-%dT%H:%M:%SZ # 2 January 2018, 8
}
next() { step=$((step + 1)); }
run() { # QUARTER RUN [OPTION...]
    ./pinned "$tilskudd" run --register register.xml --payees payees.csv --config agency.xml \
        --rules rules --municipalities municipalities.csv --bank-profile ./dnb.xml \
        --ledger ledger --year 2017 --quarter "$1" --national --out "$2" --time "$(at)" \
        "${kari[@]}" "${@:3}"
}
pay() { # QUARTER RUN [OPTION...]
    must run "$@"
    next
    second_person "$2"
    must ./pinned "$tilskudd" approve "$2" --ledger ledger --yes "${ola[@]}" --time "$(at)" \
        "${own[@]}" "${second[@]}"
    next
    sent=$(ls "$work/$2"/payments/*.xml.gz)
}
play() { # FILE OPTION...: an answer of the bank to the file in $sent
    must "$player" "$sent" --id "$1" "${@:2}"
    cp .log/stdout "$1.xml"
}
propose() { # OUT FILE...: the first person
    ./pinned "$tilskudd" reconcile "${@:2}" --ledger ledger --out "$1" --time "$(at)" \
        "${kari[@]}"
}
decide() { # OUT FILE...: the second person, with her own files
    local given=()
    [ $# -lt 2 ] || given=(--answers "${@:2}")
    ./pinned "$tilskudd" approve "$1" --ledger ledger --yes "${ola[@]}" --time "$(at)" \
        --same-user "${given[@]}"
}
enter() { # OUT FILE...
    must propose "$@"
    next
    must decide "$@"
    next
}
entries() {
    find ledger -maxdepth 1 -name '0*' | wc -l
}
refused() { # STATUS NAME TEXT... -- COMMAND...
    local before
    before=$(entries)
    expect "$@"
    check "$2: nothing is entered" [ "$(entries)" = "$before" ]
}
last() { # FILE of the newest entry
    echo "ledger/$(printf '%06d' "$(($(entries) - 1))")/$1"
}
is_open() { # NAME LINE...: open.csv of the newest entry is these lines, less the entry's number
    checks=$((checks + 1))
    printf '%s\n' "${@:2}" | sed '/^$/d' | sort >.log/expected
    tail -n +2 "$(last open.csv)" | sed 's/,[0-9]*$//' | sort >.log/got
    diff .log/expected .log/got >.log/check-stdout 2>&1 || {
        fail "$1" 'other items are open'
        show_output check-
    }
}
item() { # ID KIND SIGN
    local row
    row=$(grep "^[^,]*,$1," all.csv | head -n 1)
    echo "$1,$2,$(cut -d, -f3,4 <<<"$row"),$3$(cut -d, -f5 <<<"$row")"
}

pay 3 run-3
expect 0 'nothing is answered for years' 'WARN' 'neither settled nor rejected' -- \
    ./pinned "$tilskudd" ledger show ledger
grep -o '[0-9]* payments, [0-9 ,]* kr, neither' .log/stdout >overdue
expect 0 'a run says so too' "$(sed 's/ kr, neither$/,00 kr, are neither/' overdue)" -- \
    "$tilskudd" run --register register.xml --payees payees.csv --config agency.xml \
    --rules rules --municipalities municipalities.csv --bank-profile ./dnb.xml --ledger ledger \
    --year 2017 --quarter 4 --national --dry-run --time 2018-03-01T08:00:00Z
check 'and the number is one' [ "$(wc -l <overdue)" = 1 ]
zcat "$sent" | grep -o '<EndToEndId>[^<]*' | sed 's/.*>//' >ids
mapfile -t id < <(awk -F- '!seen[$1]++' ids) # of as many municipalities
total=$(wc -l <ids)
check 'there are payments enough' [ "$total" -ge 6 ]
first=$sent
# It is handed out to the bank. Once a payment of it is rejected, never: neither again, nor the
# first time, which is tried with the record set aside.
mkdir bank
hand_out() { # [OPTION...]
    ./pinned "$tilskudd" release "$first" --ledger ledger --to bank --time "$(at)" "$@"
}
no_hand_out() { # NAME TEXT...
    local there
    there=$(find bank ledger/releases -type f)
    expect 7 "$1, again" "${@:2}" -- hand_out --again 'lost on the way'
    mv ledger/releases aside
    expect 7 "$1, the first time" "${@:2}" -- hand_out
    check "$1: nothing is recorded" nothing_at ledger/releases
    rm -rf ledger/releases
    mv aside ledger/releases
    check "$1: nothing is handed out" [ "$(find bank ledger/releases -type f)" = "$there" ]
}
must hand_out

# --- rejected, settled, returned: proposed by one, entered by the other ---

play status --form pain.002.001.03 --group PART --payments PART --tallies \
    --name "${id[0]}=RJCT:AC04" --name "${id[1]}=RJCT:AM04" --name "${id[2]}=RJCT:AM05"
play silent --form pain.002.001.03 --group PART --payments PART --tallies \
    --name "${id[0]}=RJCT:AC04" --name "${id[1]}=RJCT:AM04"
play invented --form pain.002.001.03 --group PART --payments PART --tallies \
    --name "${id[0]}=RJCT:AC04" --name "${id[1]}=RJCT:AM04" --name "${id[2]}=RJCT:AM05" \
    --name "${id[3]}=RJCT:AC04"
must "$tilskudd" reconcile status.xml --ledger ledger --csv all.csv

refused 7 'without a pin' 'pin' -- "$tilskudd" reconcile status.xml --ledger ledger \
    --out answer --time 2018-01-05T08:00:00Z "${kari[@]}"
refused 4 'a wrong file is refused whole' 'register.xml' -- \
    propose answer status.xml register.xml
check 'and nothing is written' [ ! -e answer ]
for what in amount currency id count sum; do
    play wrong --form pain.002.001.10 --each ACSP --wrong "$what"
    refused 4 "wrong $what" 'wrong.xml, line' -- propose answer status.xml wrong.xml
    check 'leaves nothing behind' [ -z "$(find . -maxdepth 1 -name 'answer*')" ]
done
expect 0 'the first person proposes' 'Proposal written' 'AM05' -- propose answer status.xml
next
expect 3 'once' -- propose answer status.xml
for name in answers.csv facts.csv open.csv findings.jsonl.gz bank-entries.xml.gz manifest.json; do
    check "the proposal has $name" [ -f "answer/$name" ]
done
check 'what the bank wrote is restricted' [ "$(stat -c %a answer/bank-entries.xml.gz)" = 640 ]
check 'and is the bank'"'"'s own bytes' \
    grep -qF "$(grep -o '<TxInfAndSts>.*' status.xml | head -n 1)" \
    <(zcat answer/bank-entries.xml.gz)
check 'the manifest has the sum of the whole file' \
    grep -q "$(sha256sum status.xml | cut -d' ' -f1)" answer/manifest.json
check 'a finding for each rejection' \
    [ "$(zcat answer/findings.jsonl.gz | grep -c '"R1201","severity":"WARN"')" = 3 ]
check 'a row for each payment that is answered' [ "$(wc -l <answer/answers.csv)" = $((total + 1)) ]

refused 7 'approve wants the second person'"'"'s own files' '--answers' -- decide answer
refused 5 'a rejection was left out' -- decide answer silent.xml
refused 5 'or made up' -- decide answer invented.xml
must propose less silent.xml
refused 5 'the other way about' -- decide less status.xml
refused 4 'her own files are read as strictly' -- decide answer status.xml register.xml
cp -r answer changed
sed -i '2s/,rejected,/,returned,/' changed/open.csv
refused 5 'a changed open.csv' 'open.csv' -- decide changed status.xml
old=$(sha256sum answer/open.csv | cut -d' ' -f1)
new=$(sha256sum changed/open.csv | cut -d' ' -f1)
sed -i "s/$old/$new/g" changed/manifest.json
must sign_by kari changed/manifest.json
refused 5 'also when it is signed' -- decide changed status.xml
rm -r changed less
mkdir fetched
gzip -c status.xml >fetched/first.xml.gz
expect 0 'entered, of a packed copy too' 'before' 'after' "${id[0]}" 'AC04' 'paid again' \
    'Committed as entry 000002' -- decide answer fetched
next
sed -n '/^Payments  /,/^Bank/p' .log/stdout >shown
for folder in answer ledger/000002; do
    expect 0 "report repeats $folder" -- "$tilskudd" report "$folder" --ledger ledger
    check 'word for word' cmp shown .log/stdout
done
expect 0 'the entry knows its ledger' 'AM05' -- "$tilskudd" report ledger/000002
is_open 'three sums wait' "$(item "${id[0]}" rejected '')" "$(item "${id[1]}" rejected '')" \
    "$(item "${id[2]}" rejected '')"
no_hand_out 'of which a payment is rejected' 'is rejected' 'a run pays it again' 'UNSENT'
expect 0 'the same again is nothing new' 'Nothing new' -- propose again status.xml
check 'and no proposal' [ ! -e again ]
expect 0 'the command again' 'already committed' -- decide answer status.xml

play batch --form camt.054.001.02 --batch --without "${id[0]}" --without "${id[1]}" \
    --without "${id[2]}"
play single --form camt.054.001.08 --only "${id[4]}" --reference ''
play back --form camt.054.001.08 --return "${id[3]}:AC04"
sed -i 's|</Ntfctn>|<Ntry><Amt Ccy="NOK">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>\
<BookgDt><Dt>2018-01-09</Dt></BookgDt><AddtlNtryInf>OF OTHERS</AddtlNtryInf></Ntry>&|' batch.xml
expect 0 'what is about others is left alone' 'entries that name nothing of this ledger: 1' -- \
    "$tilskudd" reconcile batch.xml --ledger ledger
enter settled batch.xml
check_not 'and not kept' grep -q OTHERS <(zcat "$(last bank-entries.xml.gz)")
check 'what is ours is' grep -q '<PmtInfId>' <(zcat "$(last bank-entries.xml.gz)")
is_open 'what is settled is not open' "$(item "${id[0]}" rejected '')" \
    "$(item "${id[1]}" rejected '')" "$(item "${id[2]}" rejected '')"
enter returned back.xml
check 'the newest entry has it' grep -q ",returned,AC04," "$(last answers.csv)"
is_open 'a fourth has come back' "$(item "${id[0]}" rejected '')" \
    "$(item "${id[1]}" rejected '')" "$(item "${id[2]}" rejected '')" \
    "$(item "${id[3]}" returned '')"
check 'with a finding' grep -q R1202 <(zcat "$(last findings.jsonl.gz)")

# --- booked twice, and one of it back ---

enter twice single.xml
is_open 'booked with the sum and alone' "$(item "${id[0]}" rejected '')" \
    "$(item "${id[1]}" rejected '')" "$(item "${id[2]}" rejected '')" \
    "$(item "${id[3]}" returned '')" "$(item "${id[4]}" twice -)"
check 'is a FATAL finding' grep -q '"R1204","severity":"FATAL"' <(zcat "$(last findings.jsonl.gz)")
play excess --form camt.054.001.08 --return "${id[4]}" --reference E1
enter excess excess.xml
is_open 'the credit closes it' "$(item "${id[0]}" rejected '')" \
    "$(item "${id[1]}" rejected '')" "$(item "${id[2]}" rejected '')" \
    "$(item "${id[3]}" returned '')"

# --- what the ledger shows ---

expect 0 'the run, who and what' 'by Kari Nordmann and Ola Nordmann' "$total payments" \
    "$((total - 4)) settled" '0 accepted' '4 rejected or returned' '0 missing' -- \
    ./pinned "$tilskudd" ledger show ledger
check_not 'all is answered' grep -q 'neither settled nor rejected' .log/stdout
expect 0 'report says it of the run too' 'What has become of the payments' \
    'Proposed by Kari Nordmann' 'Approved by Ola Nordmann' \
    'Rejected or returned</td><td class="n" data-label="Payments">4<' -- \
    "$tilskudd" report ledger/000001 --ledger ledger --language en

# --- what an entry says is computed again ---

expect 0 'the ledger holds' 'Checked' -- ./pinned "$tilskudd" ledger check ledger
for name in open.csv answers.csv facts.csv; do
    rm -rf copy
    cp -a ledger copy
    sed -i '$s/[0-9a-f]\(.\)$/0\1/; $s/,$/,1/' "copy/000004/$name"
    cmp -s "ledger/000004/$name" "copy/000004/$name" && sed -i '$s/^./x/' "copy/000004/$name"
    expect 5 "a changed $name" "$name" -- ./pinned "$tilskudd" ledger check copy
done
rm -rf copy

# --- a proposal of before is dead ---

play other --form pain.002.001.10 --each ACSC
must propose dead other.xml
next
play more --form camt.054.001.08 --only "${id[5]}" --reference M1 --reversal
enter more more.xml
refused 7 'after another entry' 'ANSWER' -- decide dead other.xml
must "$tilskudd" log export ledger --out log
check 'the log has the answers' grep -rqa "answer,TEST-.*,${id[0]},.*rejected" log
check 'and what is open' grep -rqa "open,${id[0]},rejected" log

# --- paid again, once ---

before=$(last open.csv)
pay 4 run-4
check 'AM04 is paid again as it is' grep -q "^${id[1]},rejected," "$(last taken.csv)"
for waits in 0 2 3; do
    check_not "${id[waits]} waits" grep -q "^${id[waits]}," "$(last taken.csv)"
    check 'and stays open' grep -qF "$(grep "^${id[waits]}," "$before")" "$(last open.csv)"
done
again=$(grep "^${id[1]}," "$(last taken.csv)")
no_hand_out 'of which a payment was paid again' "${id[1]} of it was rejected" \
    "entry $(printf '%06d' "$(($(entries) - 1))") has paid it again as ${again##*,}"
sent=$first
play late --form camt.054.001.08 --only "${id[1]}" --reference L1
enter late late.xml
check 'booked after it was paid again' grep -q "^${id[1]},again,.*,-" "$(last open.csv)"
check 'is FATAL and names both payments' \
    grep -qE "R1205\",\"severity\":\"FATAL.*${id[1]}.*[0-9]{4}-" \
    <(zcat "$(last findings.jsonl.gz)")
play undone --form camt.054.001.02 --return "${id[1]}" --reference L2
enter undone undone.xml
check_not 'the credit closes it' grep -q "^${id[1]}," "$(last open.csv)"

# --- come back by hand first, then in an answer: once ---

step=$((step + 80)) # after the payment date
cat >hand.csv <<END
kind,municipality,payment_group,ident,code,budget_year,amount_ore,date,reference,reason
RETURNED,,,,,,,2018-01-12,${id[6]},came back by giro
END
must ./pinned "$tilskudd" ledger manual hand.csv --ledger ledger --out hand --time "$(at)" \
    --rules rules --municipalities municipalities.csv "${kari[@]}"
next
must ./pinned "$tilskudd" approve hand --ledger ledger --yes --time "$(at)" --same-user \
    --rules rules --municipalities municipalities.csv "${ola[@]}"
next
row=$(grep "^${id[6]},returned," "$(last open.csv)")
check 'it is open' [ -n "$row" ]
play giro --form camt.054.001.08 --return "${id[6]}"
enter giro giro.xml
check 'and once' [ "$(grep "^${id[6]}," "$(last open.csv)")" = "$row" ]
check 'what the bank says of it is entered' grep -q ",${id[6]},.*,returned," "$(last answers.csv)"
cat >more.csv <<END
kind,municipality,payment_group,ident,code,budget_year,amount_ore,date,reference,reason
RETURNED,,,,,,,2018-01-12,${id[4]},a second giro
END
refused 4 'what the bank has told of' 'line 2' 'RECEIVED' -- ./pinned "$tilskudd" ledger manual \
    more.csv --ledger ledger --out more-hand --time "$(at)" --rules rules \
    --municipalities municipalities.csv "${kari[@]}"

# --- paid again because somebody says so, or because the payee is another ---

code_of() { echo "${1%%-*}"; }
pay 4 run-5 --repay "$(code_of "${id[2]}")"
check 'AM05 is paid again with --repay' grep -q "^${id[2]},rejected," "$(last taken.csv)"
check_not 'and nothing else' grep -qE "^(${id[0]}|${id[3]})," "$(last taken.csv)"
sed -i "s/^\($(code_of "${id[0]}"),[^,]*\)/\1 ny/" payees.csv
must sign_inputs ledger 2 payees.csv:payees
pay 4 run-6
check 'AC04 is paid again to another payee' grep -q "^${id[0]},rejected," "$(last taken.csv)"
check_not 'and to no other' grep -q "^${id[3]}," "$(last taken.csv)"
check 'two sums are left' [ "$(wc -l <"$(last open.csv)")" = 3 ]
expect 0 'so does reconcile' "${id[0]}" 'paid again by' -- \
    "$tilskudd" reconcile status.xml --ledger ledger
expect 0 'the ledger shows which paid it again' "${id[0]} paid again by " -- \
    ./pinned "$tilskudd" ledger show ledger
expect 0 'the next run says what the bank owes' 'neither settled nor rejected' -- \
    "$tilskudd" run --register register.xml --payees payees.csv --config agency.xml \
    --rules rules --municipalities municipalities.csv --bank-profile ./dnb.xml --ledger ledger \
    --year 2017 --quarter 4 --national --dry-run --time 2018-03-01T08:00:00Z

# --- what all entries book is what reached the municipalities ---

must "$tilskudd" reconcile --ledger ledger --csv reached.csv
awk -F, 'FNR == 1 { next } { sum[$4 "," $5] += $6 }
    END { for (place in sum) if (sum[place]) print place "," sum[place] }' \
    ledger/0*/posting.csv | sort >booked.sums
awk -F, 'FNR == 1 { next } $6 ~ /^(rejected|returned)$/ { next }
    { sum[$3 "," $4] += $6 == "settled-twice" ? 2 * $5 : $5 }
    END { for (place in sum) if (sum[place]) print place "," sum[place] }' \
    reached.csv | sort >reached.sums
check 'the postings of all entries add up to it' diff reached.sums booked.sums
check 'there is something' [ -s booked.sums ]
for kind in REJECTED RETURNED BOOKED; do
    check "there is a posting $kind" grep -q ",$kind,20" ledger/0*/posting.csv
done
expect 0 'the whole ledger holds' 'Checked' -- ./pinned "$tilskudd" ledger check ledger
finish_test
