#!/usr/bin/env bash
# forty_quarters.sh - ten years of a ledger over a living population: by rates that are made up
# where none is known, through the mergers of 2017, 2018, 2020 and 2024, with accounts, people and
# keys that change, money by hand, and a bank that rejects, returns, is late and says it twice.
# Each quarter is computed again by the second implementation, to the øre, for every person and
# municipality; at the end every krone stands where the papers of others say. Why: what goes wrong
# after years is seen by nobody in a test of one quarter, and a ledger that grows faster than what
# it holds ends before its time.
#   forty_quarters.sh TILSKUDD SOURCE BANK_PLAYER ORACLE COUNT_PARSES QUARTERS PERSONS
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
# shellcheck source=years.sh
. "$here/years.sh"
player=$(realpath "${3:?BANK_PLAYER}") || exit 2
# shellcheck disable=SC2034 # years.sh
oracle=$(realpath "${4:?ORACLE}") || exit 2
counter=$(realpath "${5:?COUNT_PARSES}") || exit 2
quarters=${6:?QUARTERS} persons=${7:?PERSONS}
# Every third year; more often in fewer years.
key_period=$((quarters < 36 ? 3 : 12))
start_test "$1" "$2"
need_programs openssl python3

first_year=2016
must "$tilskudd" generate --persons "$persons" --year $((first_year - 1)) --seed 40 \
    --errors 0.003 --out register.xml
open_years
header=quarter,persons,ledger_kib
for name in run approve reconcile check; do
    header+=,${name}_s,${name}_kib
done
echo "$header" >quarters.csv

# --- the bank ---

# The payment of a file at a place that differs from quarter to quarter.
pick() { # NUMBER
    local at=$(((n * 7 + $1 * 29) % ${#id[@]}))
    echo "${id[at]}"
}

# What it says of quarter n's file: two rejected, the rest booked as a sum or, but for one that
# is late, with details or one by one; told again in the other version. Of the quarter before:
# one comes back, the late one is booked; in one quarter of ten a payment is debited twice, and
# every second of these is put right; in one of twenty what was rejected, and paid again since, is
# debited all the same.
answer_quarter() { # PAYMENT-FILE
    local statuses=(pain.002.001.03 pain.002.001.10) notices=(camt.054.001.02 camt.054.001.08)
    local how=(--batch) rejected late booked
    mapfile -t id < <(ids_of "$1")
    rejected=("$(pick 0)" "$(pick 1)")
    late=$(pick 2)
    [[ " ${rejected[*]} " != *" $late "* ]] || late=''
    case $((n % 3)) in
    0) late='' ;; # who books a sum without details books all of it
    1) how=(--batch --details) ;;
    2) how=() ;;
    esac
    booked=("${how[@]}" --without "${rejected[0]}" --without "${rejected[1]}"
        ${late:+--without "$late"})
    closed=("${rejected[0]%%-*}")
    bank_says "$n-status" "$1" --form "${statuses[n % 2]}" --group PART --payments PART --tallies \
        --name "${rejected[0]}=RJCT:AC04" --name "${rejected[1]}=RJCT:AM04"
    bank_says "$n-booked" "$1" --form "${notices[n % 2]}" "${booked[@]}"
    bank_says "$n-again" "$1" --form "${notices[1 - n % 2]}" --prefix "${booked[@]}"
    [ -z "$last_sent" ] || answer_late
    last_sent=$1 last_late=$late last_settled=$(pick 3) last_refused=${rejected[1]}
}

answer_late() {
    [ -z "$last_late" ] ||
        bank_says "$n-late" "$last_sent" --only "$last_late" --date "$later"
    if [ $((n % 10)) = 5 ]; then
        twice=$last_settled twice_sent=$last_sent
        bank_says "$n-twice" "$twice_sent" --only "$twice" --reference "TWICE-$n" --date "$later"
        return
    fi
    [ $((n % 20)) != 6 ] ||
        bank_says "$n-back" "$twice_sent" --return "$twice" --reference "BACK-$n" --date "$later"
    [ $((n % 20)) != 8 ] ||
        bank_says "$n-all-the-same" "$last_sent" --only "$last_refused" --date "$later"
    ! grep -q ",$last_settled,-" book.csv ||
        { bank_says "$n-return" "$last_sent" --return "$last_settled:AC04" --date "$later" &&
            closed+=("${last_settled%%-*}"); }
}
last_sent=''

# --- money by hand ---

# A row of the last run of a municipality and group that owes: the NUMBERth.
claim() { # NUMBER
    awk -F, -v number="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["carried_forward_ore"] < 0 && ++found == number {
            print $at["municipality"], $at["payment_group"], -$at["carried_forward_ore"]
        }' "$run/municipalities.csv"
}
# A person's line of this year, paid now: ident, municipality.
paid_line() { # NUMBER
    gzip -dc "$run/decisions.csv.gz" | awk -F, -v year="$year" -v number="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["code"] == "AR-3" && $at["budget_year"] == year && $at["status"] == "PAY" &&
            $at["due_ore"] > 1000000 && ++found == number {
            print $at["ident"], $at["municipality"]
        }'
}

# In one quarter of each year: a payment outside the program, a part of a claim that was paid
# back and one that was given up, a person's amount that was settled otherwise, and one that was
# not. What goes over the bank's account stands in its book.
by_hand() {
    local place group amount ident there
    read -r place group <<<"$(echo "${id[0]}" | sed -E 's/^([0-9]{4})-(.*)-[0-9a-f]+$/\1 \2/')"
    {
        echo kind,municipality,payment_group,ident,code,budget_year,amount_ore,date,reference,reason
        echo "PAID,$place,$group,,,,1234500,$later,giro $n,made up"
        echo "$later,,,-1234500,by hand,giro $n" >>book.csv
        if read -r place group amount < <(claim 1); then
            echo "RECEIVED,$place,$group,,,,$((amount / 2 + 1)),$later,back $n,made up"
            echo "$later,,,$((amount / 2 + 1)),by hand,back $n" >>book.csv
        fi
        if read -r place group amount < <(claim 2); then
            echo "WAIVED,$place,$group,,,,$amount,$later,waived $n,made up"
        fi
        if read -r ident there < <(paid_line 1); then
            echo "SETTLED,$there,,$ident,AR-3,$year,100000,$later,settled $n,made up"
        fi
        if read -r ident there < <(paid_line 2); then
            echo "UNSETTLED,$there,,$ident,AR-3,$year,70000,$later,unsettled $n,made up"
        fi
    } >"hand-$n.csv"
    enter_by_hand "by-hand-$n" "$later" "hand-$n.csv"
}

# --- people and keys ---

# By turns: the first person leaves and another comes, and the log has another
# key; the second person's certificate is renewed, and the pseudonym key; the CA and the authority
# are others, and so both persons' certificates.
proposer=kari:'Kari Nordmann' approver=ola:'Ola Nordmann' key_turn=0
change_keys() {
    local change=(--signers "signers-$n.csv") valid=(20120101000000Z 20490101000000Z)
    key_turn=$((key_turn % 3 + 1))
    case $key_turn in
    1)
        proposer="person-$n:Siv Ny"
        must make_person ca "${proposer%%:*}" ec "${proposer#*:}" "${valid[@]}"
        must write_signers "signers-$n.csv" authority "$proposer" "$approver"
        must make_key "log-key-$n.pem" ed25519
        change+=(--log-key "log-key-$n.pem")
        ;;
    2)
        approver="again-$n:${approver#*:}"
        must make_person ca "${approver%%:*}" ec "${approver#*:}" "${valid[@]}"
        must write_signers "signers-$n.csv" authority "$proposer" "$approver"
        must openssl rand -out "pseudonym-$n.key" 32
        chmod 600 "pseudonym-$n.key"
        change+=(--pseudonym-key "pseudonym-$n.key")
        ;;
    3)
        must make_ca "$PWD/ca-$n"
        proposer="first-$n:${proposer#*:}" approver="second-$n:${approver#*:}"
        must make_person "ca-$n" "${proposer%%:*}" ec "${proposer#*:}" "${valid[@]}"
        must make_person "ca-$n" "${approver%%:*}" ec "${approver#*:}" "${valid[@]}"
        must make_person "ca-$n" "authority-$n" ec "Myndighet $n" "${valid[@]}"
        cat ca/ca.pem "ca-$n/ca.pem" >both-ca.pem
        must number_keys both-ca.pem ca authority
        must number_keys "authority-$n.pem" authority authority
        must write_signers "signers-$n.csv" "authority-$n" "$proposer" "$approver"
        change+=(--ca both-ca.pem --authority "authority-$n.pem")
        ;;
    esac
    enter_keys "keys-$n" "$later" "${change[@]}"
    kari=(--key "${proposer%%:*}-key.pem" --cert "${proposer%%:*}.pem")
    ola=(--key "${approver%%:*}-key.pem" --cert "${approver%%:*}.pem")
    [ $key_turn != 3 ] || new_authority
}
new_authority() {
    cp "authority-$n.pem" authority.pem
    cp "authority-$n-key.pem" authority-key.pem
    serial=$((serial + 1))
    must sign_inputs ledger $serial
}

# --- the quarters ---

# The code that a municipality has by the day; nothing when it was split.
code_now() { # CODE
    awk -F, -v day="$day" -v code="$1" '
        $4 != "" && $4 < day { heir[$1] = $5 }
        END {
            while (code in heir) code = heir[code]
            if (code !~ / /) print code
        }' "$table"
}

# Of the payments that came back by their account being closed: by turns the municipality has
# another account, or whoever looked at the account says that they are to be paid.
put_right() {
    local code turn=$n
    for code in "${closed[@]}"; do
        code=$(code_now "$code")
        turn=$((turn + 1))
        [[ -n $code && " ${put[*]} " != *" $code "* ]] || continue
        put+=("$code")
        if [ $((turn % 2)) = 0 ]; then
            change_accounts "$code"
            confirmed+=(--confirm-account "$code")
        else
            repaid+=(--repay "$code")
        fi
    done
    closed=()
}
closed=()

one_quarter() {
    local run=run-$year-$quarter new=register-next.xml confirmed=() repaid=() put=()
    must "$tilskudd" generate --seed 40 --evolve register.xml --date "$day" --errors 0.001 \
        --out $new
    mv $new register.xml
    rm -f $new.errors.csv
    put_right
    propose "$run" "$day" --year "$year" --quarter "$quarter" --register register.xml \
        "${repaid[@]}"
    commit "$run" "$day" "${confirmed[@]}"
    compute_again "$run" "$year" "$quarter" register.xml || return
    # The bank's part of it, and what is done by hand, two weeks after.
    later=$(date -u -d "$day + 14 days" +%F)
    answer_quarter "$(sent_by "$run")"
    enter_answers "answers-$n" "$later" answers/$n-*.xml
    [ $((n % 4)) != 1 ] || by_hand
    [ $(((n + 1) % key_period)) != 0 ] || change_keys
    measured check "$tilskudd" ledger check ledger --pin pin-kari
    echo "$year-$quarter,$(grep -c '<person ' register.xml),$(du -sk ledger | cut -f1),$(
        cost_of run),$(cost_of approve),$(cost_of reconcile),$(cost_of check)" >>quarters.csv
}

days=(04-03 07-03 10-02)
for ((n = 0; n < quarters; n++)); do
    year=$((first_year + n / 4)) quarter=$((n % 4 + 1))
    # Quarter 4 is told in its own year and in the next by turns.
    if [ $quarter -lt 4 ]; then
        day=$year-${days[quarter - 1]}
    elif [ $((year % 2)) = 0 ]; then
        day=$year-12-31
    else
        day=$((year + 1))-01-10
    fi
    one_quarter || break
done

check 'every quarter was run' [ "$(wc -l <quarters.csv)" = $((quarters + 1)) ]
check 'it grows no faster than it may' python3 "$here/growth.py" quarters.csv
cat .log/check-stdout
check 'no entry is read for each entry' "$counter" ledger
cat .log/check-stdout
# The newest answer may have been of the last year: told again, they change nothing.
expect 0 'the buckets of all payments' 'settled' -- "$tilskudd" reconcile answers/*.xml \
    --ledger ledger --csv answers.csv
every_krone --answers answers.csv --open "$(newest_with open.csv)" --by-hand hand-*.csv
# Each year by cash is what the bank's book has in it, through all mergers, and what was settled by
# hand for persons, which is posted as paid and went over no account of this bank; who closes a
# year finds out whether budget, bridge and postings agree.
for ((closed = first_year; closed <= year + 1; closed++)); do
    by_bank=$(awk -F, -v year=$closed '
        substr($1, 1, 4) == year { sum -= $4 }
        substr($8, 1, 4) == year && $1 == "SETTLED" { sum += $7 }
        substr($8, 1, 4) == year && $1 == "UNSETTLED" { sum -= $7 }
        END { printf "%.0f", sum }' book.csv hand-*.csv)
    [ "$by_bank" != 0 ] || continue
    expect 0 "$closed is closed" 'by cash' -- "$tilskudd" year --ledger ledger --year $closed \
        --pin pin-kari --out closed-$closed
    check "$closed by cash is what the bank's book has" [ "$by_bank" = "$(awk -F, '
        NR > 1 { sum += $6 } END { printf "%.0f", sum }' closed-$closed/cash.csv)" ]
done
expect 0 'the ledger' "Checked:" -- "$tilskudd" ledger check ledger --pin pin-kari
expect 0 'who signed each run, by the keys of then' 'by Kari Nordmann and' 'by Siv Ny and' -- \
    "$tilskudd" ledger show ledger --pin pin-kari
expect 0 'the log' -- "$tilskudd" log check ledger --pin pin-ola
finish_test
