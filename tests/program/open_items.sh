#!/usr/bin/env bash
# open_items.sh - what the bank rejected is paid again once, by the first run that may, and what
# was paid twice is taken off. Why: between two runs money that is out and not gone has no other
# place than open.csv; what falls out of it is lost, what stays in it is paid twice. life.md 2.
#   open_items.sh TILSKUDD SOURCE BANK_PLAYER
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
# shellcheck source=common.sh
. "$here/common.sh"
player=$(realpath "${3:?BANK_PLAYER}") || exit 2
start_test "$1" "$2"

must "$tilskudd" generate --persons 200 --year 2017 --seed 3 --out register.xml
must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid \
    --time 2017-12-20T08:00:00Z
cp "$payees" payees.csv

day=20
at() { date -u -d "2018-01-01 + $((day - 1)) days" +%FT08:00:00Z; }
run() { # QUARTER RUN [OPTION...]
    "$tilskudd" run --register register.xml --payees payees.csv --ledger ledger --year 2017 \
        --quarter "$1" --national --out "$2" --time "$(at)" "${@:3}"
}
approve() { # PROPOSAL [OPTION...]
    "$tilskudd" approve "$1" --ledger ledger --yes --time "$(at)" "${@:2}"
}
pay() { # QUARTER RUN [OPTION...]
    must run "$@"
    must approve "$2"
    day=$((day + 1))
}
enter() { # NAME OPTION...: an answer of the bank to $sent, entered
    must "$player" "$sent" --id "$1" "${@:2}"
    cp .log/stdout "$1.xml"
    must "$tilskudd" reconcile "$1.xml" --ledger ledger --out "answer-$1" --time "$(at)"
    must approve "answer-$1" --answers "$1.xml"
    day=$((day + 1))
}
last() { # FILE of the newest entry
    local entry
    entry=$(find ledger -maxdepth 1 -name '0*' | sort | tail -n 1)
    echo "$entry/$1"
}
cell() { # FILE COLUMN MUNICIPALITY GROUP
    awk -F, -v column="$2" -v code="$3" -v group="$4" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["municipality"] == code && $at["payment_group"] == group { print $at[column] }' "$1"
}
is() { # NAME GOT EXPECTED
    checks=$((checks + 1))
    [ "$2" = "$3" ] || fail "$1" "is '$2', not '$3'"
}

# A second way to the same numbers: of every run's entry what was open before is taken or open
# after, whole, and lines + brought forward + returned + manual are paid and carried forward.
every_entry_adds_up() {
    local entry before=''
    for entry in ledger/0*; do
        [ -f "$entry/open.csv" ] || continue
        if [ -f "$entry/taken.csv" ]; then
            awk -F, '
                FNR == 1 { file++; delete at; for (i = 1; i <= NF; i++) at[$i] = i; next }
                file == 1 { left[$1] += $5 }
                file == 2 { left[$1] -= $5
                    place = $3 "," $4
                    if ($2 ~ /^(paid|received|waived)$/) manual[place] += $5
                    else returned[place] += $5 }
                file == 3 { left[$1] -= $5 }
                file == 4 { place = $1 "," $2
                    manual[place] -= $at["manual_ore"]; returned[place] -= $at["returned_ore"]
                    if ($at["lines_ore"] + $at["brought_forward_ore"] + $at["returned_ore"] + \
                        $at["manual_ore"] != $at["paid_ore"] + $at["carried_forward_ore"])
                        print place " does not add up"
                    if ($at["carried_forward_ore"] > 0 || $at["paid_ore"] < 0) print place }
                END { for (item in left) if (left[item]) print item " " left[item]
                    for (place in manual) if (manual[place]) print place " by hand"
                    for (place in returned) if (returned[place]) print place " returned" }
            ' "$before" "$entry/taken.csv" "$entry/open.csv" "$entry/municipalities.csv"
        fi
        before=$entry/open.csv
    done >.log/check-stdout
    [ ! -s .log/check-stdout ]
}

pay 3 run-3
sent=$(echo run-3/payments/*.xml.gz)
zcat "$sent" | grep -o '<EndToEndId>[^<]*' | sed 's/.*>//' >ids
mapfile -t id <ids
check 'there are payments enough' [ "${#id[@]}" -ge 6 ]
code() { cut -c 1-4 <<<"${id[$1]}"; }
group() { sed 's/^[0-9]*-//; s/-[0-9a-f]*$//' <<<"${id[$1]}"; }
paid() { cell run-3/municipalities.csv paid_ore "$(code "$1")" "$(group "$1")"; }
of() { # RUN COLUMN NUMBER
    cell "$1/municipalities.csv" "$2" "$(code "$3")" "$(group "$3")"
}

# --- rejected: nobody has looked at the account yet ---

enter status --form pain.002.001.03 --group PART --payments PART --tallies \
    --name "${id[0]}=RJCT:AM04" --name "${id[1]}=RJCT:AC04" --name "${id[2]}=RJCT:AM05"
expect 0 'the next run says what waits' '3 open items' 'neither settled nor rejected' -- \
    run 3 looked-at --dry-run
is 'nothing is taken up before the account was looked at' "$(wc -l <looked-at/taken.csv)" 1
expect 4 'nothing waits there' 'no rejected or returned payment of 9999' -- \
    run 3 nobody --dry-run --repay 9999

# --- the account was looked at: what is no fault of the payee is paid again, at once ---

enter settled --form camt.054.001.08 --batch --without "${id[0]}" --without "${id[1]}" \
    --without "${id[2]}"
pay 3 again-3
is 'one item is taken up' "$(tail -n +2 again-3/taken.csv | cut -d, -f1)" "${id[0]}"
is 'one payment' "$(tail -n +2 again-3/municipalities.csv | awk -F, '$8 > 0' | wc -l)" 1
is 'of the sum that was rejected' "$(of again-3 paid_ore 0)" "$(paid 0)"
is 'as returned' "$(of again-3 returned_ore 0)" "$(paid 0)"
is 'persons'"'"' lines stay settled' "$(zcat "$(last lines.csv.gz)" | wc -l)" 1
new=$(tail -n +2 again-3/taken.csv | cut -d, -f7)
check_not 'with a new id' [ "$new" = "${id[0]}" ]
check 'that is in the payment file' grep -q "<EndToEndId>$new<" <(zcat again-3/payments/*.gz)
is 'two items wait' "$(tail -n +2 "$(last open.csv)" | cut -d, -f1)" \
    "$(printf '%s\n' "${id[1]}" "${id[2]}" | sort)"
is 'booked apart' "$(awk -F, '$7 == "returned" { print $6 }' again-3/posting.csv)" "$(paid 0)"
expect 0 'verified and computed again' 'verified' -- "$tilskudd" verify again-3 --replay
expect 0 'why a payment' "open item ${id[0]}, rejected" -- \
    "$tilskudd" explain again-3 --payment "$new"

# --- the payee has another account; the second person is told of --repay ---

other=$(code 2)
awk -F, -v OFS=, -v code="$(code 1)" '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print; next }
    $at["municipality_code"] == code { $at["account_number"] = "12345678903" } { print }
' payees.csv >moved.csv
mv moved.csv payees.csv
must run 4 run-4 --repay "$other"
must approve run-4 --confirm-account "$(code 1)"
day=$((day + 1))
is 'both are taken up' "$(tail -n +2 run-4/taken.csv | cut -d, -f1)" \
    "$(printf '%s\n' "${id[1]}" "${id[2]}" | sort)"
is 'beside what is due' "$(of run-4 returned_ore 1)" "$(paid 1)"
is 'nothing waits' "$(wc -l <"$(last open.csv)")" 1
expect 0 'the second person sees each by its id' 'paid again or taken off: 2' \
    "--repay $other" "${id[1]} " "${id[2]} " 'in its payment' -- "$tilskudd" report run-4 --text
check 'recorded' grep -q "\"repay\": \[\"$other\"\]" run-4/manifest.json
expect 0 'and computed again' 'verified' -- "$tilskudd" verify run-4 --replay

# --- booked after it was paid again: the next payment is that much less ---

enter late --form camt.054.001.08 --only "${id[0]}" --reference L1
is 'minus the sum' "$(tail -n +2 "$(last open.csv)" | cut -d, -f2,5)" "again,-$(paid 0)"
pay 4 again-4
is 'is taken off, and carried forward' "$(of again-4 carried_forward_ore 0)" "-$(paid 0)"
is 'no payment has it' "$(tail -n +2 again-4/taken.csv | cut -d, -f7)" ''

# --- booked twice, taken off, and then credited: paid out as it is ---

enter twice --form camt.054.001.08 --only "${id[3]}" --reference T1
is 'an excess' "$(tail -n +2 "$(last open.csv)" | cut -d, -f1,2,5)" "${id[3]},twice,-$(paid 3)"
pay 4 off-4
is 'is taken off' "$(of off-4 returned_ore 3)" "-$(paid 3)"
must "$player" "$sent" --id excess --form camt.054.001.08 --return "${id[3]}" --reference T2
cp .log/stdout excess.xml
must "$tilskudd" reconcile excess.xml --ledger ledger --out answer-excess --time "$(at)"
expect 0 'the screen has what is open now' "${id[3]}" 'paid out by the next run' 'open: 0 kr -> ' \
    -- approve answer-excess --answers excess.xml
day=$((day + 1))
is 'and credited' "$(tail -n +2 "$(last open.csv)" | cut -d, -f1,2,5)" \
    "${id[3]},returned,$(paid 3)"
pay 4 out-4
is 'the next run takes it up as it is' "$(of out-4 returned_ore 3)" "$(paid 3)"
is 'with what was carried forward' "$(of out-4 carried_forward_ore 3)" 0
is 'and nothing is paid' "$(of out-4 paid_ore 3)" 0
is 'or open' "$(wc -l <"$(last open.csv)")" 1

# --- called unsent by hand, and booked with the sum of the file all the same ---

sent=$(echo run-4/payments/*.xml.gz)
mapfile -t unsent < <(zcat "$sent" | grep -o '<EndToEndId>[^<]*' | sed 's/.*>//' | head -n 2)
{
    "$tilskudd" ledger manual --template | head -n 1
    for i in 0 1; do
        echo "UNSENT,,,,,,,2018-01-25,${unsent[i]},BANK: has no such payment"
    done
} >unsent.csv
must "$tilskudd" ledger manual unsent.csv --ledger ledger --out hand --time "$(at)"
must approve hand
day=$((day + 1))
must "$player" "$sent" --id unclear --form camt.054.001.08 --batch --reference U1 \
    --without "${unsent[0]}" --without "${unsent[1]}"
less=$(grep -o '<Amt Ccy="NOK">[0-9.]*' .log/stdout | head -n 1 | sed 's/.*>//')
awk -v less="$less" '{ gsub(">" less "<", sprintf(">%.2f<", less + 0.01)); print }' \
    .log/stdout | sed 's|<NbOfTxs>[0-9]*</NbOfTxs>||' >unclear.xml
cp -a ledger other-ledger
must "$tilskudd" reconcile unclear.xml --ledger other-ledger --out answer-unclear --time "$(at)"
must "$tilskudd" approve answer-unclear --ledger other-ledger --yes --time "$(at)" \
    --answers unclear.xml
check 'a sum of which it is not seen whom it is about' grep -q '"R1206","severity":"WARN"' \
    <(zcat other-ledger/*/findings.jsonl.gz)
enter sum --form camt.054.001.08 --batch --without "${unsent[1]}"
check 'the one that was booked is said' grep -q "R1203.*${unsent[0]}" \
    <(zcat "$(last findings.jsonl.gz)")
is 'the other one waits' "$(tail -n +2 "$(last open.csv)" | cut -d, -f1,2)" \
    "${unsent[1]},rejected"

check 'every entry adds up' every_entry_adds_up
expect 0 'the whole ledger holds' 'Checked' -- "$tilskudd" ledger check ledger
finish_test
