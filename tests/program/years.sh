# years.sh - what the tests of whole years share: a ledger with given keys, quarters that are run,
# approved and computed by the second implementation, and a bank that answers and keeps its own
# account book. Sourced after common.sh and certificates.sh; the test has start_test called.
#   player, oracle: the programs; first_year: of the ledger. All files are in the working folder.
# shellcheck shell=bash
# shellcheck disable=SC2154 # common.sh and the tests
# shellcheck source=../oracle/columns.sh
. "$here/../oracle/columns.sh"

# In `now`: the time of a step of the day, a minute after the step before.
minute=0
at_day() { # DAY
    minute=$((minute + 1))
    now=$1T$(printf '%02d:%02d' $((10 + minute % 600 / 60)) $((minute % 60))):00Z
}

# A test ledger with given keys, the rule sets with made-up rates, and the second one's state.
open_years() {
    table=$source_tree/rules/municipalities.csv
    must make_persons
    rm rules/*
    must awk -v out=rules -f "$source_tree/fixtures/made-up-rates.awk" \
        kind=shipped "$source_tree"/rules/sets/*.xml kind=invented "$test_rules"/*.xml
    sed -i "s|</configuration>|$split_rows</configuration>|" agency.xml
    mapfile -t made_up < <(grep -h -B2 'source="MADE UP"' rules/*.xml |
        sed -n 's/.*<rate code="\([^"]*\)".*/\1/p' | sort -u)
    must "$tilskudd" ledger open ledger --year "$first_year" --mode test --nothing-paid \
        --authority authority.pem --signers signers.csv --ca ca/ca.pem --log-key log-key.pem \
        --pseudonym-key pseudonym.key "${kari[@]}" "${ola[@]}" \
        --time "$((first_year - 1))-12-20T08:00:00Z"
    must sign_inputs ledger 1
    must make_pin ledger pin-kari
    must make_pin ledger pin-ola
    serial=1
    mkdir state answers
    echo 'name,seconds,kib' >measured.csv
}

# Who takes the lines of a split municipality, and who its claims, in the configuration.
split_rows='<lineSuccessor code="1507" to="1508"/><lineSuccessor code="1850" to="1806"/>'
split_rows+='<lineSuccessor code="5012" to="5055"/>'
share() { # CODE SUCCESSOR OF-SEVEN
    split_rows+="<claimShare municipality=\"$1\" successor=\"$2\" numerator=\"$3\""
    split_rows+=' denominator="7"/>'
}
share 1507 1508 6
share 1507 1580 1
share 1850 1806 5
share 1850 1875 2
share 5012 5055 4
share 5012 5056 2
share 5012 5059 1

measured() { # NAME COMMAND...: must work; its seconds and memory in measured.csv
    must python3 "$here/measured.py" measured.csv "$@"
}
# The seconds and KiB of what was measured last under a name: "SECONDS,KIB".
cost_of() { # NAME
    sed -n "s/^$1,//p" measured.csv | tail -n 1
}

# Another account, whose control digit fits, in the payees; the file is signed anew.
change_accounts() { # CODE...
    local code
    serial=$((serial + 1))
    for code; do
        awk -F, -v OFS=, -v code="$code" -v turn="$serial" '
            function with_control(ten,    weights, sum, i) {
                split("5 4 3 2 7 6 5 4 3 2", weights, " ")
                for (i = 1; i <= 10; i++) sum += substr(ten, i, 1) * weights[i]
                return ten (11 - sum % 11) % 11
            }
            $1 == code {
                for (k = 0; length(account) != 11; k++)
                    account = with_control(sprintf("9990%s%02d", code, (10 + turn + k) % 100))
                $4 = account
            }
            { print }' payees.csv >payees.new || return
        check_not "$code has another account" cmp -s payees.new payees.csv
        mv payees.new payees.csv
    done
    must sign_inputs ledger $serial payees.csv:payees
}

# Another entry than a run's: proposed by one, approved by the other.
commit_entry() { # PROPOSAL DAY OPTION...
    at_day "$2"
    measured approve_entry "$tilskudd" approve "$1" --ledger ledger --pin pin-ola --yes \
        --same-user --time "$now" "${ola[@]}" "${@:3}"
}
# What the bank has said, as an entry; read by each person.
enter_answers() { # PROPOSAL DAY ANSWER...
    at_day "$2"
    measured reconcile "$tilskudd" reconcile "${@:3}" --ledger ledger --pin pin-kari \
        --out "$1" --time "$now" "${kari[@]}"
    local own=("${@:3}")
    commit_entry "$1" "$2" "${own[@]/#/--answers=}"
}
# What was done by hand, as an entry: the lines of FILE. The second implementation is told of
# those about persons.
enter_by_hand() { # PROPOSAL DAY FILE
    at_day "$2"
    measured by_hand "$tilskudd" ledger manual "$3" --ledger ledger --pin pin-kari --rules rules \
        --municipalities municipalities.csv --out "$1" --time "$now" "${kari[@]}"
    commit_entry "$1" "$2"
    awk -F, -v OFS=, '
        $1 == "SETTLED" { print $4, $5, $6, $2, $7 }
        $1 == "UNSETTLED" { print $4, $5, $6, $2, -$7 }' "$3" >>state/settled.csv
}

# People and keys that change, as an entry; then both have read which.
enter_keys() { # PROPOSAL DAY OPTION...
    at_day "$2"
    measured keys "$tilskudd" ledger renew ledger --pin pin-kari --out "$1" \
        --time "$now" "${kari[@]}" "${@:3}"
    commit_entry "$1" "$2"
    local entry pin
    entry=$(find ledger -maxdepth 1 -name '0*' | sort | tail -n 1)
    for pin in pin-kari pin-ola; do
        must "$tilskudd" ledger check ledger --pin $pin --accept-keys "$((10#${entry##*/}))"
    done
}
# What an authority signs of keys: numbered, each kind by itself.
declare -A key_serials=()
number_keys() { # FILE WORD AUTHORITY
    key_serials[$2]=$((${key_serials[$2]:-0} + 1))
    must number_file "$1" "$2" "$(ledger_digits ledger)" "${key_serials[$2]}"
    must sign_by "$3" "$1"
}
write_signers() { # FILE AUTHORITY KARI-S-CERTIFICATE:PERSON OLA-S-CERTIFICATE:PERSON
    {
        echo fingerprint,person,role
        echo "$(fingerprint "${3%%:*}.pem"),${3#*:},disposition"
        echo "$(fingerprint "${4%%:*}.pem"),${4#*:},attestation"
    } >"$1"
    number_keys "$1" signers "$2"
}

# RUN.open: what waits before the run.
propose() { # RUN DAY OPTION...
    at_day "$2"
    cp "$(newest_with open.csv)" "$1.open"
    measured run "$tilskudd" run --out "$1" --time "$now" --ledger ledger \
        --pin pin-kari --national "${signed_inputs[@]}" "${made_up[@]/#/--accept-rate=}" \
        "${kari[@]}" "${@:3}"
}

newest_with() { # FILE: of the ledger's entries that have it
    find ledger -path "ledger/0*/$1" | sort | tail -n 1
}

# New accounts of municipalities that another one, which was paid, has become by the day.
last_run=''
merged_accounts() { # RUN DAY
    awk -F, -v day="$2" '
        FILENAME == ARGV[1] { paid[$1]; next }
        FILENAME == ARGV[2] { if ($4 != "" && $4 < day && $5 !~ / /) heir[$1] = $5; next }
        FNR == 1 {
            for (code in paid) {
                while (code in heir) code = heir[code]
                merged[code]
            }
        }
        $1 in merged' paid-codes "$table" "$1/new-accounts.csv"
}

# What the second person confirms: at first the number of accounts; later only those that merged
# municipalities have are a number, each other one is named, as each changed one is.
commit() { # RUN DAY OPTION...
    at_day "$2"
    second_person "$1"
    [ -z "$last_run" ] || second[4]=$(merged_accounts "$1" "$2" | wc -l)
    measured approve "$tilskudd" approve "$1" --ledger ledger --pin pin-ola --same-inputs \
        --time "$now" --yes "${ola[@]}" "${second[@]}" "${@:3}"
    last_run=$1
    tail -n +2 -q run-*/new-accounts.csv | cut -d, -f1 >paid-codes
}

# The same quarter by the second implementation, and every person, municipality and count beside
# the program's. Which open items a run takes up is in RUN/taken.csv, what each is in RUN.open.
compute_again() { # RUN YEAR QUARTER REGISTER
    local side files=() same=0
    : >"$1.items"
    [ ! -f "$1/taken.csv" ] || awk -F, '
        FILENAME == ARGV[1] { taken[$1]; next }
        FNR > 1 && $1 in taken { print $3 "," $4 "," $5 }' "$1/taken.csv" "$1.open" >"$1.items"
    sed 1d payees.csv >payees.plain
    must "$oracle" --year "$2" --quarter "$3" --register "$4" --payees payees.plain \
        --state state --out "$1.oracle" --rules rules --municipalities "$table" \
        --config agency.xml --opening "$first_year" --national --items "$1.items" --commit
    gzip -dc "$1/decisions.csv.gz" | added >"$1.engine.all"
    added <"$1.oracle" >"$1.oracle.all"
    for side in engine oracle; do
        without_unplaced "$1.$side.all" "$1.oracle.held.csv" >"$1.$side.lines"
    done
    sums "$1/municipalities.csv" >"$1.engine.sums"
    sums "$1.oracle.municipalities.csv" >"$1.oracle.sums"
    files=(lines sums)
    if [ -f "$1.oracle.basic.csv" ]; then
        counts "$1/basic.csv" "$2" >"$1.engine.counts"
        counts "$1.oracle.basic.csv" "$2" >"$1.oracle.counts"
        files+=(counts)
    fi
    for side in "${files[@]}"; do
        checks=$((checks + 1))
        ! differ "$1.engine.$side" "$1.oracle.$side" "$side of $1" "$4" || same=1
    done
    [ "$same" = 0 ] || fail "$1" 'the second implementation gives something else'
    rm -f "$1".engine.* "$1".oracle.{all,lines,sums,counts}
    return "$same"
}

# The one payment file of a run.
sent_by() { # RUN
    echo "$1"/payments/*.xml.gz
}
ids_of() { # PAYMENT-FILE
    gzip -dc "$1" | sed -n 's/.*<EndToEndId>\([^<]*\)<.*/\1/p'
}

# An answer of the bank to a payment file, entered in its book.
bank_says() { # ANSWER PAYMENT-FILE OPTION...
    must "$player" "$2" --id "$1" --book book.csv "${@:3}"
    cp .log/stdout "answers/$1.xml"
}

# Where every krone is, from papers of others: every_krone.py.
every_krone() { # OPTION...
    checks=$((checks + 1))
    python3 "$here/every_krone.py" --municipalities "$table" --book book.csv \
        --sent run-*/payments/*.xml.gz --lines run-*.oracle --claims state/carried.csv \
        --taken run-*/taken.csv \
        "$@" || fail 'every krone' 'is not where the papers of others say'
}
