#!/usr/bin/env bash
# annual.sh - two years of a small ledger closed: what was paid by cash is what the bank's own book
# has in the year, the bridge and posting.csv lead to the same, and what does not fit is refused.
# Why: the finance office signs these numbers. life.md 6.
#   annual.sh TILSKUDD SOURCE BANK_PLAYER
# shellcheck disable=SC2317,SC2016 # functions are called by expect; awk is called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
player=$(realpath "${3:?BANK_PLAYER}") || exit 2
start_test "$1" "$2"
header=kind,municipality,payment_group,ident,code,budget_year,amount_ore,date,reference,reason
is() { # NAME GOT EXPECTED
    checks=$((checks + 1))
    [ "$2" = "$3" ] || fail "$1" "is '$2', not '$3'"
}

# --- a ledger that has seen everything ---

must "$tilskudd" generate --persons 200 --year 2017 --seed 3 --date 2017-12-31 --out register.xml
must "$tilskudd" generate --evolve register.xml --date 2018-04-03 --seed 3 --out spring.xml
must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid \
    --time 2017-12-20T08:00:00Z
approve() { # PROPOSAL TIME [OPTION...]
    must "$tilskudd" approve "$1" --ledger ledger --yes --time "$2" "${@:3}"
}
pay() { # YEAR QUARTER REGISTER PAYMENT-DATE TIME
    run=run-$1-$2
    must "$tilskudd" run --register "$3" --payees "$payees" --ledger ledger --year "$1" \
        --quarter "$2" --national --out "$run" --payment-date "$4" --time "$5" "${@:6}"
    approve "$run" "$5"
    sent=$(echo "$run"/payments/*.xml.gz)
    mapfile -t id < <(zcat "$sent" | grep -o '<EndToEndId>[^<]*' | sed 's/.*>//')
}
bank() { # NAME OPTION...
    must "$player" "$sent" --id "$1" --book bank-book.csv "${@:2}"
    cp .log/stdout "$1.xml"
}
enter() { # TIME NAME...: what the bank said
    local time=$1 given=()
    shift
    must "$tilskudd" reconcile "${@/%/.xml}" --ledger ledger --out "answer-$1" --time "$time"
    for name; do given+=(--answers "$name.xml"); done
    approve "answer-$1" "$time" "${given[@]}"
}
hand() { # NAME TIME LINE...
    printf '%s\n' "$header" "${@:3}" >"$1.csv"
    must "$tilskudd" ledger manual "$1.csv" --ledger ledger --out "$1" --rules \
        "$source_tree/rules/sets" --time "$2" --allow-over
    approve "$1" "$2"
}
place() { cut -c 1-4 <<<"$1"; }
group() { sed 's/^[0-9]*-//; s/-[0-9a-f]*$//' <<<"$1"; }

# Quarter 3: one is booked before the year's end and comes back after it, one is booked in the
# new year only, one is rejected, one is booked twice. One grant is held in both quarters.
pay 2017 3 register.xml 2018-01-09 2018-01-02T08:00:00Z --hold-code AR-3
third=("${id[@]}")
check 'there are payments enough' [ "${#id[@]}" -ge 8 ]
bank q3 --form camt.054.001.08 --date 2017-12-29 --without "${id[1]}" --without "${id[2]}"
bank q3-late --form camt.054.001.08 --date 2018-01-03 --only "${id[1]}" --reference L1
bank q3-rejected --form pain.002.001.03 --payments PART --name "${id[2]}=RJCT:AM04"
bank q3-twice --form camt.054.001.08 --date 2018-01-04 --only "${id[3]}" --reference T1
bank q3-back --form camt.054.001.08 --date 2018-01-05 --return "${id[0]}:AC04" --reference R1
enter 2018-01-08T08:00:00Z q3 q3-late q3-rejected q3-twice q3-back

# By hand: paid, received, settled for a person; and come back without an answer.
person=$(zcat run-2017-3/decisions.csv.gz | awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["status"] == "PAY" && $at["due_ore"] > 0 && $at["code"] == "AR-2" {
        print $at["municipality"] ",," $at["ident"] "," $at["code"] "," $at["budget_year"]; exit }')
hand hand-1 2018-01-11T08:00:00Z \
    "PAID,$(place "${id[4]}"),$(group "${id[4]}"),,,,5000000,2018-01-10,giro 1,bank closed" \
    "RECEIVED,$(place "${id[5]}"),$(group "${id[5]}"),,,,1230045,2018-01-10,giro 2,paid back" \
    "SETTLED,$person,700000,2018-01-10,giro 3,paid in advance" \
    "RETURNED,,,,,,,2018-01-10,${id[6]},came back by giro"
back=$(awk -F, -v id="${id[6]}" '$3 == id { print -$4 }' bank-book.csv)
# Each with the place of it, as a payment's id has it.
{
    echo "2018-01-10,,${id[4]},-5000000,by hand,giro 1"
    echo "2018-01-10,,${id[5]},1230045,by hand,giro 2"
    echo "2018-01-10,,${person%%,*}-INT-2-5-0,-700000,by hand,giro 3"
    echo "2018-01-10,,${id[6]},$back,by hand,returned"
} >>bank-book.csv

# Quarter 4 is paid in the new year; one payment is accepted and one has no answer.
pay 2017 4 register.xml 2018-01-17 2018-01-12T08:00:00Z --repay "$(place "${third[0]}")" \
    --hold-code AR-3
accepted=${id[0]} missing=${id[1]}
bank q4 --form camt.054.001.02 --without "$accepted" --without "$missing"
bank q4-status --form pain.002.001.10 --name "$accepted=ACSP"
enter 2018-01-20T08:00:00Z q4 q4-status

# The next year: corrections of the one before; one payment was never sent; a claim is given up.
pay 2018 1 spring.xml 2018-04-10 2018-04-05T08:00:00Z
unsent=${id[2]}
bank q5 --form camt.054.001.08 --without "$unsent"
enter 2018-04-12T08:00:00Z q5
claim=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["carried_forward_ore"] < 0 { print $1 "," $2 ",,,," (-$at["carried_forward_ore"]); exit }' \
    run-2018-1/municipalities.csv)
check 'somebody owes something' [ -n "$claim" ]
hand hand-2 2018-05-06T08:00:00Z "UNSENT,,,,,,,2018-05-05,$unsent,the bank has no such payment" \
    "WAIVED,$claim,2018-05-05,letter 4,given up"
must "$tilskudd" ledger check ledger

# --- the two years ---

printf '%s\n' chapter,item,name,carried_in,allocated,may_be_carried \
    '821,60,Integreringstilskudd,16922000,5745935000,' \
    '291,60,Integreringstilskudd 2018,0,40000000,1000' >appropriation.csv
for year in 2017 2018 2019; do
    status=0
    [ $year != 2019 ] || status=4
    expect $status "the year $year" -- "$tilskudd" year --ledger ledger --year $year \
        --appropriation appropriation.csv --out year-$year
    cp .log/stdout said-$year
done
check 'a year without money leaves nothing' [ ! -e year-2019 ]
check 'its end is said' grep -q 'paid in the year, by cash' said-2018
sum() { # FILE COLUMN [CONDITION]
    awk -F, -v column="$2" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { sum += $at[column] } END { printf "%.0f", sum }' "$1"
}
for year in 2017 2018; do
    # By the bank's own book: in all, and by municipality, group and quarter.
    awk -F, -v year=$year 'NR > 1 && substr($1, 1, 4) == year { sum -= $4 }
        END { printf "%.0f\n", sum }' bank-book.csv >book
    awk -F, -v year=$year 'NR > 1 && substr($1, 1, 4) == year {
            group = $3
            gsub(/^[0-9]*-|-[0-9a-f]*$/, "", group)
            sum[substr($3, 1, 4) "," group "," int((substr($1, 6, 2) + 2) / 3)] -= $4 }
        END { for (place in sum) if (sum[place]) printf "%s,%.0f\n", place, sum[place] }' \
        bank-book.csv | sort >places
    check "$year: cash in its places" cmp places <(awk -F, 'NR > 1 && $6 != 0 {
        print $4 "," $3 "," $5 "," $6 }' year-$year/cash.csv | sort)
    check "$year: there are places" [ "$(wc -l <places)" -gt 5 ]
    is "$year: the bank's book" "$(sum year-$year/cash.csv paid_ore)" "$(cat book)"
    is "$year: the bridge ends there" "$(sum year-$year/bridge.csv cash_ore)" "$(cat book)"
    is "$year: what was sent" "$(sum year-$year/budget.csv sent_ore)" \
        "$(cat "run-$year-"*/municipalities.csv | awk -F, '
            $1 == "municipality" { for (i = 1; i <= NF; i++) at[$i] = i; next }
            { sum += $at["paid_ore"] } END { printf "%.0f", sum }')"
    is "$year: what was decided" "$(sum year-$year/budget.csv decided_ore)" \
        "$(for run in "run-$year-"*; do zcat "$run"/decisions.csv.gz; done | awk -F, '
            $1 == "ident" { for (i = 1; i <= NF; i++) at[$i] = i; next }
            $at["status"] == "PAY" { sum += $at["due_ore"] } END { printf "%.0f", sum }')"
    is "$year: of it of earlier years" "$(sum year-$year/budget.csv earlier_years_ore)" \
        "$(for run in "run-$year-"*; do zcat "$run"/decisions.csv.gz; done | awk -F, -v year=$year '
            $1 == "ident" { for (i = 1; i <= NF; i++) at[$i] = i; next }
            $at["status"] == "PAY" && $at["budget_year"] < year { sum += $at["due_ore"] }
            END { printf "%.0f", sum }')"
    for step in 'claims brought_forward-carried_forward' 'paid_again returned' \
        'taken_by_hand manual'; do
        is "$year: ${step% *} in the bridge" "$(sum year-$year/bridge.csv "${step% *}_ore")" \
            "$(cat "run-$year-"*/municipalities.csv | awk -F, -v step="${step#* }" '
                BEGIN { n = split(step, name, "-") }
                $1 == "municipality" { for (i = 1; i <= NF; i++) at[$i] = i; next }
                { sum += $at[name[1] "_ore"] - (n > 1 ? $at[name[2] "_ore"] : 0) }
                END { printf "%.0f", sum }')"
    done
    # From the end: names and notes may have commas.
    is "$year: the statement" "$(awk -F, 'NR > 1 { sum += $(NF - 4) } END { printf "%.0f", sum }' \
        year-$year/appropriation.csv)" "$(cat book)"
    check "$year: every row of the bridge adds up" awk -F, '
        NR > 1 { sent = $5 + $6 + $7 + $8; cash = sent
            for (i = 10; i <= 16; i++) cash += $i
            if (sent != $9 || cash != $17) exit 1 }' year-$year/bridge.csv
    check "$year: every row has four buckets" awk -F, '
        NR > 1 && $10 != $11 + $12 + $13 + $14 { exit 1 }' year-$year/budget.csv
done

# posting.csv of every entry, by place: what was paid in all years, and what is on its way.
must "$tilskudd" reconcile "$work"/q4.xml --ledger ledger --csv answers.csv
cat ledger/0*/posting.csv | awk -F, '$1 != "chapter" { posted[$4 "," $5] += $6 }
    END { for (place in posted) if (posted[place]) printf "%s,%.0f\n", place, posted[place] }' |
    sort >posted
{
    cat year-2017/cash.csv year-2018/cash.csv | awk -F, '$1 != "chapter" { print $4 "," $3 "," $6 }'
    awk -F, 'NR > 1 && $6 ~ /^(accepted|missing)$/ { print $3 "," $4 "," $5 }' answers.csv
} | awk -F, '{ paid[$1 "," $2] += $3 }
    END { for (place in paid) if (paid[place]) printf "%s,%.0f\n", place, paid[place] }' |
    sort >paid
check 'there are places' [ -s posted ]
check 'posting.csv of all entries books what was paid' cmp posted paid

# What is owed at the end, by payment group: the last claims, what is open and what is on its way,
# by the files of the newest entries alone.
by_group() { # lines GROUP,AMOUNT
    awk -F, '{ sum[$1] += $2 }
        END { for (group in sum) if (sum[group]) printf "%s,%.0f\n", group, sum[group] }' | sort
}
columns() { # FILE AMOUNT-COLUMN [CONDITION-COLUMN VALUES]: payment group and amount
    awk -F, -v amount="$2" -v only="${3:-}" -v values=" ${4:-} " '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        only == "" || index(values, " " $at[only] " ") {
            print $at["payment_group"] "," $at[amount] }' "$1"
}
newest=$(printf '%s\n' ledger/0* | tail -n 1)
last=$(awk -F, '$2 > last { last = $2 } END { print last }' <(sed 1d year-2018/budget.csv))
{
    columns run-2018-1/municipalities.csv carried_forward_ore
    columns "$newest/open.csv" amount_ore
    columns answers.csv amount_ore status 'accepted missing'
} | by_group >open
check 'something is owed' [ -s open ]
check 'what is owed is what is open' cmp open \
    <(columns year-2018/budget.csv owed_ore quarter "$last" | by_group)

# A balance is not added over quarters: the year's is the last one's, and page and heading say so.
page="year-2018/appropriation.html"
sed 's/<\/td>/|/g; s/<[^>]*>//g; s/\xc2\xa0//g' $page | grep '^Skyldig kommunene' >balance
check "the year's balance is the last quarter's" \
    awk -F'|' -v last="$last" '{ exit !($6 == $(last + 1) && $6 != 0) }' balance
check 'the page says so' grep -q 'legges ikke sammen over kvartaler' $page

# What is held is one too: quarter 3 of 2017 holds what quarter 4 holds again. Of the year it is
# what the last run holds, in both tables and on the screen, and never the sum. Lines without a
# known amount are counted from the last run's own decisions.
held_in() { # RUN: øre held
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { sum += $at["held_ore"] } END { printf "%.0f", sum }' "$1/municipalities.csv"
}
unknown_in() { # RUN: lines held for want of a rate
    zcat "$1/decisions.csv.gz" | awk -F, '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["status"] == "HELD" && $at["reason"] == "R901" { count++ } END { print count + 0 }'
}
plain() { # PAGE: cells by |, amounts in øre
    sed 's/<\/td>/|/g; s/<[^>]*>//g; s/\xc2\xa0//g' "$1"
}
check 'both quarters hold something' [ "$(held_in run-2017-3)" -gt 0 ]
check 'the last one holds it again and more' \
    [ "$(held_in run-2017-4)" -gt "$(held_in run-2017-3)" ]
kroner=$(($(held_in run-2017-4) / 100))
plain year-2017/appropriation.html >cells
is 'held of the year is that of the last quarter' \
    "$(grep '^Holdt tilbake|' cells | cut -d'|' -f4-6)" \
    "$(($(held_in run-2017-3) / 100))|$kroner|$kroner"
is 'by grant, too' "$(grep '^Sum|' cells | grep -c "|$kroner|")" 1
said() { sed 's/ //g' "$1"; }
check 'the screen says what is held' grep -q "Heldattheendofquarter4,.*:${kroner}kr" \
    <(said said-2017)
check 'something is held at no known amount' [ "$(unknown_in run-2017-4)" -gt 1 ]
check 'the screen says how many' grep -q \
    "notknown,andinnosum:$(unknown_in run-2017-4)lines\\." <(said said-2017)
check 'the page, too' grep -q "uten at beløpet er kjent.*: $(unknown_in run-2017-4) linjer" cells
check 'who has no line stands nowhere' grep -q 'står ikke i hovedboken' cells

# --- what must stand where ---

of() { # YEAR FILE COLUMN ID [QUARTER]: at a payment's place
    awk -F, -v column="$3" -v code="$(place "$4")" -v group="$(group "$4")" -v quarter="${5:-}" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["municipality"] == code && $at["payment_group"] == group &&
            (quarter == "" || $at["quarter"] == quarter) { sum += $at[column] }
        END { printf "%.0f", sum }' "year-$1/$2.csv"
}
amount() { # ID
    zcat run-*/payments/*.xml.gz | tr -d '\n' | sed 's/<CdtTrfTxInf>/\n/g' |
        sed -n "s/.*<EndToEndId>$1<.*<InstdAmt[^>]*>\([0-9]*\)\.\([0-9]*\)<.*/\1\2/p"
}
is 'cash of the old year: it went out' "$(of 2017 cash paid_ore "${third[0]}")" \
    "$(amount "${third[0]}")"
is 'and came back in the new one' "$(of 2018 cash returned_ore "${third[0]}" 1)" \
    "$(amount "${third[0]}")"
is 'of the old budget it is returned' "$(of 2017 budget returned_ore "${third[0]}" 3)" \
    "$(amount "${third[0]}")"
is 'paid twice' "$(of 2017 budget paid_twice_ore "${third[3]}")" "$(amount "${third[3]}")"
is 'accepted' "$(of 2017 budget accepted_ore "$accepted" 4)" "$(amount "$accepted")"
is 'no answer' "$(of 2017 budget missing_ore "$missing" 4)" "$(amount "$missing")"
is 'never sent' "$(of 2018 budget returned_ore "$unsent" 1)" "$(amount "$unsent")"
is 'by hand' "$(sum year-2018/budget.csv by_hand_ore)" $((5000000 - 1230045 + 700000))
is 'given up is no cash' "$(sum year-2018/budget.csv waived_ore)" "$(cut -d, -f6 <<<"$claim")"
check 'corrections of the year before' [ "$(sum year-2018/budget.csv earlier_years_ore)" != 0 ]
check 'an item that the file does not have' grep -q '^[0-9]*,[0-9]*,,,0,[0-9-]*,[0-9-]*,,,$' \
    year-2018/appropriation.csv
check 'note A of 2014' grep -q \
    '^821,60,Integreringstilskudd,A,576285700000,.*,1692200000,574593500000,$' \
    year-2017/appropriation.csv

# --- the same whoever asks; no ident; in two languages ---

must "$tilskudd" year --ledger ledger --year 2018 --appropriation appropriation.csv \
    --out again --language en
for file in cash budget bridge appropriation; do
    check "$file.csv is the same in every language" cmp year-2018/$file.csv again/$file.csv
done
check 'bokmål' grep -q '<html lang="nb">.*' year-2018/appropriation.html
check 'English' grep -q 'Appropriation report' again/appropriation.html
check 'TEST' grep -q 'class="note">TEST' year-2018/appropriation.html
check_not 'no ident' grep -rqE '(^|[^0-9a-f])[0-9]{11}([^0-9a-f]|$)' --include='*.csv' \
    --include='*.html' year-2018 year-2017
printf '%s\n' chapter,item,name,carried_in,allocated,may_be_carried \
    '291,60,Integreringstilskudd,0,15,99999' '999,99,Ingenting,0,1,' >misfits.csv
expect 0 'what does not fit with the appropriation is named' \
    'WARNING  291.60: note B carries 99 999 kr on, and of the item only 0 kr is left.' \
    'WARNING  999.99: the appropriation file has it, and no money has moved on it' \
    'was paid, and the appropriation file has no such item' -- "$tilskudd" year --ledger ledger \
    --year 2018 --appropriation misfits.csv --out misfits
check 'on the page, too' [ "$(grep -cE 'står det bare igjen|er ført på den i året|ikke posten' \
    misfits/appropriation.html)" -ge 3 ]
check 'without an appropriation the totals are empty' awk -F, '
    NR > 1 && ($5 != "" || $7 != "" || $6 == "") { exit 1 }' <(
    "$tilskudd" year --ledger ledger --year 2018 --out plain >.log/stdout 2>.log/stderr
    cat plain/appropriation.csv)

# --- refused ---

expect 4 'a year without money' '--year: the ledger has no money of 2001' \
    'correct what is given with the option' -- \
    "$tilskudd" year --ledger ledger --year 2001 --out year-2001
expect 3 'a folder that is there' 'year-2018' -- \
    "$tilskudd" year --ledger ledger --year 2018 --out year-2018
refuse() { # NAME TEXT LINE...: an appropriation
    printf '%s\n' chapter,item,name,carried_in,allocated "${@:3}" >wrong.csv
    expect 4 "$1" "$2" -- "$tilskudd" year --ledger ledger --year 2018 --appropriation wrong.csv \
        --out refused
    check "$1: nothing is written" [ ! -e refused ] && [ ! -e refused.unfinished ]
}
refuse 'an item twice' 'each pair once' '821,60,A,0,1' '0821,60,B,0,1'
refuse 'an item that is none' 'must be numbers' '821,6O,A,0,1'
refuse 'an ident in a name' 'eleven digits' "821,60,for $(cut -d, -f3 <<<"$person"),0,1"
refuse 'an amount with decimals' 'allocated' '821,60,A,0,1.5'
cp -a ledger changed
sed -i 's/PAID,2018/PAID,2017/' "$(grep -l '^.*,PAID,2018' changed/0*/posting.csv | head -n 1)"
expect 5 'a ledger that was changed' 'posting.csv' -- \
    "$tilskudd" year --ledger changed --year 2018 --out refused
check 'nothing is written' [ ! -e refused ]
finish_test
