#!/usr/bin/env bash
# forecast.sh - a forecast is what four runs with the same cut-off on the same files decide, to the
# øre, by municipality, group and quarter; what changes with other rates, with newcomers and with a
# ledger is only what it says. cli.md.
# Functions are called by name, through check and must.
# shellcheck disable=SC2317
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"

must "$tilskudd" generate --persons 1500 --year 2018 --seed 5 --errors 2% --plant all \
    --out nir.xml
cp -r "$test_rules" rules

forecast() { # YEAR CUTOFF [OPTION...]
    "$tilskudd" forecast --register nir.xml --rules rules --year "$1" --cutoff "$2" "${@:3}"
}
quarter() { # LEDGER YEAR CUTOFF QUARTER RULES: run and approved, in LEDGER-QUARTER
    must "$tilskudd" run --national --year "$2" --quarter "$4" --register nir.xml \
        --payees "$payees" --rules "$5" --cutoff "$3" --ledger "$1" --out "$1-$4"
    must "$tilskudd" approve "$1-$4" --ledger "$1" --yes
}

# --- frozen: the four runs, by the lines of municipalities.csv ---

# municipality,group,lines,held of a quarter; of the column 7 (base) or 8 (changed).
of_forecast() { # FILE QUARTER COLUMN
    awk -F, -v quarter="$2" -v column="$3" '
        NR > 1 && $2 == quarter { lines[$3 "," $4] += $column; held[$3 "," $4] += $9 }
        END { for (k in lines)
            if (lines[k] != 0 || held[k] != 0) printf "%s,%d,%d\n", k, lines[k], held[k] }' \
        "$1" | sort
}
of_run() { # RUN
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["lines_ore"] != 0 || $at["held_ore"] != 0 {
            printf "%s,%s,%d,%d\n", $1, $2, $at["lines_ore"], $at["held_ore"] }' \
        "$1/municipalities.csv" | sort
}
# What is paid when a claim of a quarter is taken from the next: municipality,group,paid.
paid_of_forecast() { # FILE QUARTER
    awk -F, -v until="$2" '
        NR > 1 { lines[$2 "," $3 "," $4] += $7; seen[$3 "," $4] }
        END {
            for (k in seen) {
                paid = carried = 0
                for (q = 1; q <= until; q++) {
                    carried += lines[q "," k]
                    paid = carried > 0 ? carried : 0
                    carried -= paid
                }
                if (paid != 0) printf "%s,%d\n", k, paid
            }
        }' "$1" | sort
}
paid_of_run() { # RUN
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["paid_ore"] != 0 { printf "%s,%s,%d\n", $1, $2, $at["paid_ore"] }' \
        "$1/municipalities.csv" | sort
}
# Kroner and øre held by control in quarter 4, by what is shown and by the run's summary.
held_shown() { # TEXT: the fourth column of amounts
    awk '/^held / { on = 1; next } on && /^R[0-9]+/ {
        amount = substr($0, 52, 15)
        gsub(/ /, "", amount)
        split(amount, part, ",")
        printf "%s %d\n", $1, part[1] * 100 + part[2] }' "$1" | sort
}
held_in_summary() { # RUN
    tr -d ' \n' < "$1/summary.json" | grep -o '"held_by_reason":{[^]]*' |
        grep -o '"R[0-9]*":{[^}]*"ore":-\?[0-9]*' |
        sed 's/"\(R[0-9]*\)":.*"ore":\(-\{0,1\}[0-9]*\)/\1 \2/' | sort
}
frozen() { # LEDGER YEAR CUTOFF
    local q
    must "$tilskudd" ledger open "$1" --year "$2" --mode test --nothing-paid
    must forecast "$2" "$3" --csv "$1.csv"
    cp .log/stdout "$1.txt"
    for q in 1 2 3 4; do
        quarter "$1" "$2" "$3" "$q" rules
        check "quarter $q of $2 on $3 has lines" [ "$(of_run "$1-$q" | wc -l)" -gt 50 ]
        check "quarter $q of $2 on $3" cmp <(of_forecast "$1.csv" "$q" 7) <(of_run "$1-$q")
        check "quarter $q of $2 on $3 is paid so" cmp <(paid_of_forecast "$1.csv" "$q") \
            <(paid_of_run "$1-$q")
    done
    check "held of $2 on $3 by reason" cmp <(held_shown "$1.txt") <(held_in_summary "$1-4")
    check "something is held" [ "$(held_in_summary "$1-4" | wc -l)" -gt 1 ]
}
frozen middle 2018 2018-05-31 # as it was known in the middle of it
check 'threads change nothing' forecast 2018 2018-05-31 --csv one.csv --threads 1
check 'the same rows with one thread' cmp one.csv middle.csv

# The year to come: a run before 15 January counts nobody for the basic grant, a forecast does.
must "$tilskudd" ledger open coming --year 2019 --mode test --nothing-paid
must forecast 2019 2018-12-31 --csv coming.csv
for q in 1 2; do
    quarter coming 2019 2018-12-31 "$q" rules
    check "quarter $q of the year to come" \
        cmp <(of_forecast coming.csv "$q" 7) <(of_run "coming-$q")
done
check 'the basic grant is there' grep -q '^2019,4,.*,GRUNN,' coming.csv

# --- with a ledger: committed quarters as they are, the rest after them ---
check 'the ledger halfway' forecast 2019 2018-12-31 --ledger coming --csv halfway.csv
check 'is the same year' cmp halfway.csv coming.csv
expect 0 'and says so' 'quarter 2 of 2019 is the last that is committed' 'committed' -- \
    forecast 2019 2018-12-31 --ledger coming
expect 7 'a cut-off before the last run' 'knew the register of' -- \
    forecast 2019 2018-12-30 --ledger coming
# Lines that a committed quarter holds for want of a rate are told apart, though the rate is there
# by now: decisions.csv does not say that it was missing, and a sum of 0 kr would say nothing.
must "$tilskudd" ledger open lack --year 2018 --mode test --nothing-paid
quarter lack 2018 2018-05-31 1 "$source_tree/rules/sets"
must forecast 2018 2018-05-31 --ledger lack
cp .log/stdout lack.txt
check 'rates that a committed quarter lacked' grep -q '^NO RATE in the rules: .*EMINU' lack.txt
check 'with the control that holds them' grep -q '^R901 ' lack.txt
# The year after a year that is committed: corrections come apart, in the first quarter.
check 'after a year as it was known in its middle' \
    forecast 2019 2018-12-31 --ledger middle --csv after.csv
check 'corrections of the year before are there' grep -q '^2018,1,' after.csv
check_not 'in the next quarter only' grep -qE '^201[0-8],[2-4],([^,]*,){4}-?[1-9]' after.csv
check 'the rest is the same year' cmp <(grep ^2019 after.csv) <(grep ^2019 coming.csv)

# --- other rates: the same run with that rule set ---
cp -r rules changed-rules
awk '/<rate code="AR-2"/ { match($0, /amount="[0-9]+"/)
        old = substr($0, RSTART + 8, RLENGTH - 9)
        sub(/amount="[0-9]+"/, "amount=\"" int((old * 1030 + 500) / 1000) "\"") }
    { print }' rules/2018.xml > changed-rules/2018.xml
check_not 'the rule set is another' cmp -s rules/2018.xml changed-rules/2018.xml
must forecast 2018 2018-05-31 --rate AR-2=+3% --csv changed.csv --html changed.html
cp .log/stdout changed.txt
# Quarters and year of what is changed in a group, from the CSV and as it is shown, in øre: of the
# budget year, as the table above has it; corrections of earlier years have rows of their own.
change_in_csv() { # GROUP COLUMN [LESS-COLUMN]
    awk -F, -v group="$1" -v column="$2" -v less="${3:-0}" '
        NR > 1 && $1 == 2018 && $4 == group { sum[$2] += $column - (less ? $less : 0) }
        END { for (q = 1; q <= 4; q++) { printf "%d ", sum[q]; all += sum[q] }
            printf "%d\n", all }' changed.csv
}
change_shown() { # GROUP WORD
    awk -v group="($1)" -v word="  $2" '
        substr($0, length - length(group) + 1) == group { on = 1; next }
        on && index($0, word) == 1 {
            for (q = 0; q < 5; q++) {
                amount = substr($0, 21 + 16 * q, 16)
                gsub(/ /, "", amount)
                split(amount, part, ",")
                printf "%d%s", part[1] * 100 + part[2], q < 4 ? " " : "\n"
            }
            exit
        }' changed.txt
}
check 'as it is, by quarter' [ "$(change_shown INT-2-5 'as it is')" = "$(change_in_csv INT-2-5 7)" ]
check 'changed, by quarter' [ "$(change_shown INT-2-5 changed)" = "$(change_in_csv INT-2-5 8)" ]
check 'the difference, by quarter' [ "$(change_shown INT-2-5 difference)" = \
    "$(change_in_csv INT-2-5 8 7)" ]
# The first table and what other rates make of it are of the same amounts, row by row.
base_of() { # LABEL: in the first table
    awk -v label="$1" '/^With other rates/ { exit } index($0, label " ") == 1 {
        print substr($0, 21); exit }' changed.txt
}
base_again() { # LABEL: what it is as it is, in the table of other rates
    awk -v label="$1" '/^With other rates/ { after = 1 } after && $0 == label { on = 1; next }
        on { print substr($0, 21); exit }' changed.txt
}
for row in 'budget year 2018' 'earlier years' 'in all'; do
    check "the same in both tables: $row" [ -n "$(base_of "$row")" ]
    check "to the krone: $row" [ "$(base_of "$row")" = "$(base_again "$row")" ]
done
plain() { # PAGE: a line a row, cells by |
    sed 's/<\/td>/|/g; s/<[^>]*>//g; s/\xc2\xa0//g' "$1"
}
for row in 'Budsjettåret 2018' 'Rettelser for tidligere år' 'I alt'; do
    check "the same on the page: $row" [ "$(plain changed.html | grep "^$row||" |
        cut -d'|' -f3-7)" = "$(plain changed.html | grep "^$row|Som nå|" | cut -d'|' -f3-7)" ]
done
check 'there is one' [ "$(change_in_csv INT-2-5 8 7 | cut -d' ' -f1)" -gt 0 ]
check 'codes have names' grep -q '^INT-2-5   Integration grant, years 2 to 5$' changed.txt
# shellcheck disable=SC2016 # awk's own
check 'the page has each of these amounts' awk '
    NR == FNR { if (on && /^  difference/) for (q = 0; q < 5; q++) {
            amount = substr($0, 21 + 16 * q, 16)
            gsub(/^ +/, "", amount)
            gsub(/ /, "\302\240", amount)
            wanted[amount]
            on = 0
        }
        if (/INT-2-5\)$/) on = 1
        next }
    /Med andre satser/ { after = 1 }
    after { for (amount in wanted) if (index($0, ">" amount "<")) found[amount] }
    END { for (amount in wanted) if (!(amount in found)) exit 1
        exit length(wanted) < 2 }' changed.txt changed.html
check 'and names, also of items' [ "$(grep -c 'Integreringstilskudd, år 2–5 (INT-2-5)' \
    changed.html)" -ge 2 ]
must "$tilskudd" ledger open changed --year 2018 --mode test --nothing-paid
for q in 1 2; do
    quarter changed 2018 2018-05-31 "$q" changed-rules
    check "3 % more in quarter $q" \
        cmp <(of_forecast changed.csv "$q" 8 | cut -d, -f1-3 | grep -v ',0$') \
        <(of_run "changed-$q" | cut -d, -f1-3 | grep -v ',0$')
done
must "$tilskudd" forecast --register nir.xml --rules changed-rules --year 2018 \
    --cutoff 2018-05-31 --csv by-rules.csv
check '3 % more, all year' cmp <(cut -d, -f1-6,8 changed.csv | sed 1d) \
    <(cut -d, -f1-7 by-rules.csv | sed 1d)
check 'as it is, it stays' cmp <(cut -d, -f1-7 changed.csv) <(cut -d, -f1-7 middle.csv)
check_not 'it makes a difference' cmp -s <(cut -d, -f8 changed.csv) <(cut -d, -f7 changed.csv)

# --- newcomers ---
rate() { # CODE
    sed -n "s/.*<rate code=\"$1\".*amount=\"\([0-9]*\)\".*/\1/p" rules/2019.xml | head -n 1
}
printf 'municipality,quarter,group,persons\n0301,2,ENSLIG_VOKSEN,3\n1103,4,BARN,2\n' > come.csv
must forecast 2019 2018-12-31 --settle come.csv --csv with.csv
check 'they give their year 1 where and when they come' cmp \
    <(awk -F, 'NR == FNR { was[$1 $2 $3 $4] = $7; next }
        $7 - was[$1 $2 $3 $4] != 0 { print $1, $2, $3, $4, $7 - was[$1 $2 $3 $4] }' \
        coming.csv with.csv) \
    <(echo "2019 2 0301 INT-1 $((3 * $(rate AR-1-EV) * 100))"
      echo "2019 4 1103 INT-1 $((2 * $(rate AR-1-B) * 100))")
cp -r rules poor-rules
sed -i '/<rate code="AR-1-EV"/,/\/>/d' poor-rules/2019.xml
expect 0 'a rate that newcomers lack is named' 'NO RATE in the rules: AR-1-EV' -- \
    "$tilskudd" forecast --register nir.xml --rules poor-rules --year 2019 --settle come.csv
must forecast 2019 2018-12-31 --settle-like 2018 --csv like.csv
cp .log/stdout like.txt
check 'those of a year bring what came with them' grep -q '^EMINU\|^BHT' like.txt
settled=$(awk -F, '$1 == 2019 && $4 == "INT-1" { n += $7 } END { print (n > 0) }' like.csv)
check 'and their year 1' [ "$settled" = 1 ]
must forecast 2019 2018-12-31 --settle-like 2018 --rate AR-1-EV=+50%
check 'what becomes of them has headings' grep -qE '^kroner +as it is +changed +difference$' \
    .log/stdout
# Committed quarters: no rate changes them, and what it changes for them comes after them.
must forecast 2019 2018-12-31 --ledger coming --rate AR-2=+3% --csv after-two.csv \
    --html after-two.html
check 'what is committed is said' grep -q 'What comes before quarter 3 is committed' .log/stdout
check 'on the page, too' grep -q 'før 3. kvartal, er bokført i hovedboken: Ingen' \
    after-two.html
check 'a forecast is called one' grep -q 'class="note">Prognose' after-two.html
# shellcheck disable=SC2016 # awk's own
check 'it comes in the next quarter' awk -F, '
    NR > 1 { sum[$2] += $8 - $7 }
    END { exit !(sum[1] == 0 && sum[2] == 0 && sum[4] > 0 && sum[3] > 2 * sum[4]) }' after-two.csv
must forecast 2018 2018-05-31 --ledger middle --rate AR-2=+3% --csv booked.csv \
    --html booked.html
check 'that all is committed is said' grep -q \
    'Every quarter of 2018 is committed in the ledger: no rate changes them' .log/stdout
check 'and changes nothing' cmp <(cut -d, -f7 booked.csv | sed 1d) \
    <(cut -d, -f8 booked.csv | sed 1d)
check 'on the page of it, too' grep -q 'bokført i hovedboken: Ingen sats endrer dem' booked.html
check_not 'it is not called a forecast' grep -qE 'class="note">Prognose|<h1>Prognose|koster hvis' \
    booked.html
check 'but what it is' grep -q 'bokført: Dette er ikke en prognose' booked.html
check_not 'on the terminal neither' grep -q '^Forecast of' .log/stdout
expect 0 'what nobody knows is said' 'claims' 'Newcomers: none' -- forecast 2019 2018-12-31
expect 2 'a year that was not over' '2018 was not over' -- forecast 2019 2018-11-30 \
    --settle-like 2018
printf 'municipality,quarter,group,persons\n9998,2,BARN,3\n' > nowhere.csv
expect 4 'a municipality that is none' 'nowhere.csv, line 2' '9998 is no municipality' -- \
    forecast 2019 2018-12-31 \
    --settle nowhere.csv
printf 'municipality,quarter,group,persons\n0301,1,BARN,3\n' > early.csv
expect 4 'a quarter that is committed' 'early.csv, line 2' 'quarter 1 of 2019 is committed' -- \
    forecast 2019 2018-12-31 --settle early.csv --ledger coming

# --- rules that are not there yet, rates that are wrong, files that are there ---
rm rules/2020.xml rules/202[1-6].xml
expect 0 'a year that is past' 'The year 2018 is past on 2018-12-31: this is no forecast' -- \
    forecast 2018 2018-12-31 --html past.html
check 'the page says it' grep -q 'dette er ikke en prognose' past.html
check_not 'and not the opposite above it' grep -qE 'class="note">Prognose|<h1>Prognose' past.html
printf 'municipality,quarter,group,persons\n0301,2,ENSLIG_VOKSEN,1\n' > single.csv
must forecast 2019 2018-12-31 --settle single.csv --html single.html
check 'one newcomer is one' grep -q 'Nye bosatte: 1 person, etter filen' single.html
check_not 'a year to come is none' grep -q 'is past' <(forecast 2019 2018-12-31)
expect 0 'rules are carried forward' 'CARRIED FORWARD' 'Those of 2019' -- forecast 2020 2018-12-31
must forecast 2020 2018-12-31 --html carried.html
check 'the page says it in Norwegian' grep -q 'Videreført: Det finnes ikke noe regelsett for 2020' \
    carried.html
check_not 'no script' grep -qi '<script' carried.html
expect 2 'a share without a sign' 'a share has a sign' -- forecast 2019 2018-12-31 --rate AR-2=3%
expect 2 'a rate that nothing costs' 'an amount is at most 100 000 000 kroner' -- \
    forecast 2019 2018-12-31 --rate AR-2=999999999999
printf 'municipality,quarter,group,persons\n0301;1;BARN;3\n' > mixed.csv
expect 4 'two kinds of separators' 'mixed.csv, line 2: semicolons, and the header has commas' -- \
    forecast 2019 2018-12-31 --settle mixed.csv
expect 2 'a code that is none' 'no such code' -- forecast 2019 2018-12-31 --rate AR-9=+3%
expect 4 'both files or none' 'nowhere/page.html' -- forecast 2019 2018-12-31 --csv alone.csv \
    --html nowhere/page.html
check 'so that the same command can be given again' [ ! -e alone.csv ]
expect 3 'nothing is written over' -- forecast 2019 2018-12-31 --csv like.csv
check_not 'no ident anywhere' grep -qE '(^|[^0-9a-f])[0-9]{11}([^0-9a-f]|$)' like.txt carried.html
finish_test
