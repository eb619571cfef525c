#!/usr/bin/env bash
# screen.sh - what the second person sees before she decides, and what report says of it later:
# every option that lets something through with what it touches, what differs from the last run
# (sums, rates, accounts), what is held. Why: she answers for what she was shown. life.md 1.
#   screen.sh TILSKUDD SOURCE
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
must "$tilskudd" generate --persons 300 --year 2017 --seed 3 --out 2017.xml
must "$tilskudd" generate --seed 3 --evolve 2017.xml --date 2018-12-31 --out 2018.xml
must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid \
    --authority authority.pem --signers signers.csv --ca ca/ca.pem --log-key log-key.pem \
    --pseudonym-key pseudonym.key "${kari[@]}" "${ola[@]}" --time 2017-12-20T08:00:00Z
must sign_inputs ledger 1

propose() { # RUN YEAR QUARTER TIME [OPTION...]
    rm -f pin && make_pin ledger pin &&
        "$tilskudd" run --national --year "$2" --quarter "$3" --register "$2.xml" \
            "${signed_inputs[@]}" --ledger ledger --pin pin --time "$4" --out "$1" \
            "${kari[@]}" "${@:5}"
}
approve() { # RUN TIME [OPTION...]
    "$tilskudd" approve "$1" --ledger ledger --pin pin --same-inputs --yes --time "$2" \
        "${ola[@]}" "${@:3}"
}
# The shown text alone: from its title to what is said after the question.
shown() { # FILE
    sed -n '/^TEST proposal for/,/^Committed as\|^Of your own/{/^Committed as\|^Of your own/d;p}' \
        "$1"
}
says() { # FILE TEXT
    grep -qF -- "$2" "$1"
}
member() { # RUN NAME
    sed -n "s/^  \"$2\": \\(.*\\),\$/\\1/p" "$1/manifest.json"
}

# --- the first run: nothing to compare with, and it is said ---

must propose first 2017 4 2018-01-02T08:00:00Z
second_person first
expect 7 'the first run, not confirmed' "--confirm-new-accounts ${second[4]}" -- \
    approve first 2018-01-03T08:00:00Z "${second[@]:0:3}"
shown .log/stdout >first.wants
for text in 'by Kari Nordmann' 'ledger      entry 000000 of 2017-12-20, head ' \
    'account 99900000010' 'no earlier run' 'none a year ago' 'no committed run has used it' \
    "still wants: --confirm-new-accounts ${second[4]}" '  --national' '  --same-inputs' \
    '  --same-user'; do
    check "the first run says: $text" says first.wants "$text"
done
for year in 2014 2015 2016 2017 2018; do
    check "rule set $year with its hash" says first.wants \
        "  $year  version 1.1   SHA-256 $(sha256sum rules/$year.xml | cut -d' ' -f1)"
done
check 'every rate of a set that nobody has used is listed' [ "$(sed -n \
    '/^  2017  version/,/^  2018/s/ kr \(verified\|inferred\|unverified\)/\n/gp' first.wants |
    grep -c ' [0-9 ]*$')" -ge "$(grep -c '<rate ' rules/2017.xml)" ]
check 'lines without a rate are not held at 0' says first.wants 'amount not known: '
check_not 'never' grep -qE '^  R901 .* 0  ' first.wants
check 'no line is too long' [ -z "$(LC_ALL=C.UTF-8 grep -E '^.{100}' first.wants)" ]
check 'the last run that failed to be approved left nothing' test ! -e ledger/000001
must approve first 2018-01-03T08:00:00Z "${second[@]}"
shown .log/stdout >first.shown
check 'confirmed' says first.shown "confirmed: --confirm-new-accounts ${second[4]}"
check 'all else is the same' cmp <(grep -v 'still wants:' first.wants) \
    <(grep -v 'confirmed:' first.shown)

# --- a year later: other rates, another threshold, another account, options ---

must cp -r rules rules-before
awk '/<rate code="AR-2"/ { match($0, /amount="[0-9]+"/)
    sub(/amount="[0-9]+"/, "amount=\"" substr($0, RSTART + 8, RLENGTH - 9) + 1000 "\"") }
    /<threshold control="R702"/ { sub(/value="[0-9]+"/, "value=\"77\"") } 1' \
    rules-before/2018.xml >rules/2018.xml
check_not 'the rules differ' cmp -s rules/2018.xml rules-before/2018.xml
old=$(awk -F, '$1 == "0301" { print $4 }' payees.csv)
new=$(awk -F, '$1 == "1103" { print $4 }' payees.csv)
sed -i "/^0301,/s/$old/$new/" payees.csv
must sign_inputs ledger 2
options=(--accept-rate AR-2 --hold-code BHT --hold-code 2018:AR-5 --allow-synthetic
    --only-own 0301)
must propose next 2018 4 2019-01-02T08:00:00Z --allow-gap "${options[@]}"
second_person next
later=("${second[@]:0:3}" --allow-time)
expect 7 'the second run, not confirmed' 'another than was paid last' ' 0301' -- \
    approve next 2019-01-03T08:00:00Z "${later[@]}"
shown .log/stdout >next.wants
read -ra confirm <<<"$(sed -n '/still wants:/,$p' next.wants | sed 's/ *still wants://' |
    tr '\n' ' ')"
must approve next 2019-01-03T08:00:00Z "${later[@]}" "${confirm[@]}"
shown .log/stdout >next.shown

# --- every option: on the screen, in the report, in the manifest, as many as it touches ---

row() { # OPTION PERSONS LINES ORE: its row, as the screen writes numbers
    grep -qE "^  $1 +$(group "$2") +$(group "$3") +$(group $(($4 / 100)))  " next.shown
}
group() { # NUMBER
    sed -E ':a;s/([0-9])([0-9]{3})($| )/\1 \2\3/;ta' <<<"$1"
}
# "persons lines ore" of the decisions that an awk condition names; what is due stands on the
# first line of its code, year and municipality.
touched() { # CONDITION
    gzip -dc next/decisions.csv.gz | awk -F, "
        NR == 1 { for (i = 1; i <= NF; i++) at[\$i] = i; next }
        { code = \$at[\"code\"]; status = \$at[\"status\"]; year = \$at[\"budget_year\"]
          reason = \$at[\"reason\"]; person = \$at[\"ident\"] !~ /^M/ }
        $1 { lines++; ore += \$at[\"due_ore\"]
             if (person) persons[\$at[\"ident\"]] }
        END { for (p in persons) n++; printf \"%d %d %.0f\\n\", n, lines, ore }"
}
check_row() { # OPTION CONDITION
    local numbers
    read -ra numbers <<<"$(touched "$2")"
    check "$1: ${numbers[*]}" row "$1" "${numbers[@]}"
}
check_row '--accept-rate AR-2' 'status == "PAY" && code == "AR-2" && year == 2018'
check_row '--hold-code BHT' 'status == "HELD" && code == "BHT"'
check_row '--hold-code 2018:AR-5' 'status == "HELD" && code == "AR-5" && year == 2018'
for option in --same-inputs --same-user --allow-time; do
    check_row $option 'status == "PAY"'
done
check_row --national 'status == "PAY" && person'
check 'made-up idents' grep -qE '^  --allow-synthetic +[0-9]+ ' next.shown
check 'senders' says next.shown '  --only-own 0301 '
check 'the manifest: rates' [ "$(member next accept_rate)" = '["AR-2"]' ]
check 'the manifest: codes' [ "$(member next hold_code)" = '["BHT"]' ]
check 'the manifest: codes of a year' [ "$(member next hold_code_of_year)" = '["2018:AR-5"]' ]
check 'the manifest: made-up idents' [ "$(member next allow_synthetic)" = true ]
check 'the manifest: senders' [ "$(member next only_own)" = '["0301"]' ]
check 'the manifest: the country' [ "$(member next national)" = true ]

# What another command's option lets through has its words too.
for option in $(for command in run approve; do "$tilskudd" $command --help; done |
    grep -oE '^  --(accept-rate|allow|hold|national|only|repay|same)[a-z-]*' | sort -u); do
    check "$option has its words" \
        grep -qF "{\"$option\", N_(\"" "$source_tree/formats/run/let_through.c"
done

# --- what differs ---

new_accounts=$(($(wc -l <next/new-accounts.csv) - 1))
check 'some accounts are new' [ "$new_accounts" -gt 5 ]
for text in "0301 Oslo                   $old -> $new" '~ AR-2 ' ' 230 000 -> 231 000 kr' \
    ' -> 77' 'DIFFERS from entry 000001, version 1.1' 'the same as in entry 000001' \
    'payees.csv              DIFFERS from entry 000001' '2017 quarter 4       change' \
    'largest payments' 'largest changes' \
    "accounts that are paid for the first time: $new_accounts" \
    'amount not known: ' 'confirmed: --confirm-new-accounts'; do
    check "the second run says: $text" says next.shown "$text"
done
rates=$(sed -n '/^  2018  version/,/^  2019/p' next.shown | grep -c '~ AR-')
check 'no other rate has changed' [ "$rates" = 1 ]
paid() { # FOLDER GROUP
    awk -F, -v group="$2" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["payment_group"] == group { sum += $at["paid_ore"] }
        END { printf "%.0f\n", sum / 100 }' "$1/municipalities.csv"
}
check 'sums stand beside those of the last run and of a year ago' grep -qE \
    "^  INT-1 +$(group "$(paid next INT-1)") +$(group "$(paid first INT-1)") +[+-][0-9]+,[0-9] % \
+$(group "$(paid first INT-1)") +" next.shown
check 'findings are counted' says next.shown "WARN $(gzip -dc next/findings.jsonl.gz |
    grep -c '"severity":"WARN"')"
check 'no line is too long' [ -z "$(LC_ALL=C.UTF-8 grep -E '^.{100}' next.shown)" ]
grep -ohE 'ident="[0-9]+"' 2017.xml 2018.xml | tr -dc '0-9\n' | sort -u >idents
check_not 'nor has an ident' grep -qFf idents next.shown

# --- the report says the same, of the folder and of the entry, and later ---

for place in next ledger/000002; do
    expect 0 "report --text of $place" -- "$tilskudd" report $place --text --ledger ledger
    check "$place: the same words" cmp .log/stdout next.shown
done
must "$tilskudd" report ledger/000001 --text
check 'an earlier entry, beside what was before it' cmp .log/stdout first.shown
must "$tilskudd" report next --out next.html --language en --pin pin --ledger ledger
sed -n '/<pre>/,/<\/pre>/{p;/<\/pre>/q}' next.html |
    sed -e 's/^<pre>//' -e '/^<\/pre>/d' -e 's/&gt;/>/g' -e "s/&#39;/'/g" >page
check 'the page has the same words' cmp page next.shown
must "$tilskudd" report next --out norsk.html --pin pin --ledger ledger
check 'and else is in bokmål whatever the terminal speaks' \
    grep -q '<pre>TEST: forslag for ' norsk.html
rm -rf elsewhere && cp -r next elsewhere && mv ledger away
must "$tilskudd" report elsewhere --text
check 'without the ledger nothing is compared, and it is said' \
    says .log/stdout 'not at hand: nothing to compare with'
mv away ledger
expect 2 'two kinds of report' 'goes without --control' -- \
    "$tilskudd" report next --text --control
expect 2 'a pin without a place for its words' 'goes with --out or --text' -- \
    "$tilskudd" report next --pin pin
sed -i 's/^0301,INT-2-5,/0301,INT-1,/' elsewhere/municipalities.csv
expect 5 'what was changed is not shown' municipalities.csv -- \
    "$tilskudd" report elsewhere --text --ledger ledger

# --- rule sets say whether a signature stands beside them ---

expect 0 'rules check' '      signed, number 2' -- "$tilskudd" rules check 2018 --rules rules
expect 0 'rules check of what is shipped' 'unverified; not signed' -- "$tilskudd" rules check 2018
finish_test
