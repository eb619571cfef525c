#!/usr/bin/env bash
# finding_money.sh - what findings say of their person's or municipality's money is what the
# decision lines say, added up here by awk: in a ledger's first quarter and in the next, with
# persons held, for any number of threads. Why: the list of findings is worked from the top.
#   finding_money.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip awk

common=(--national --year 2018 --payees "$payees" --rules "$test_rules" --ledger ledger)
must "$tilskudd" generate --persons 3000 --year 2018 --seed 5 --errors 0.05 --date 2018-07-03 \
    --out register-2.xml
must "$tilskudd" generate --seed 5 --evolve register-2.xml --date 2018-10-02 --errors 0.05 \
    --out register-3.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-06-01T08:00:00Z

# "file record ident" of all persons of a register, then lines, then findings.
wrong_sums() { # QUARTER
    {
        grep -o '<person [^>]*' "register-$1.xml" |
            sed 's/.*[ ]ident="\([^"]*\)".*/\1/' | awk '{ print "person " NR " " $1 }'
        gzip -dc "run-$1/decisions.csv.gz" | sed '1d; s/^/line,/'
        gzip -dc "run-$1/findings.jsonl.gz"
    } | awk '
        function value(name,    at, text) {
            at = index($0, "\"" name "\":")
            text = substr($0, at + length(name) + 3)
            sub(/[,}].*/, "", text)
            gsub(/"/, "", text)
            return text
        }
        function add(key, year, before, due, status) {
            if (due == "") return
            if (status == "PAY") run_paid[key] += due
            if (status == "HELD") run_held[key] += due
            if (year != 2018) return
            year_paid[key] += before + (status == "PAY" ? due : 0)
            if (status == "HELD") year_held[key] += due
        }
        $1 == "person" { ident[$2] = $3; next }
        /^line,/ {
            split($0, f, ",")
            add(f[2], f[4], f[11], f[12], f[13])
            add("code " f[6], f[4], f[11], f[12], f[13])
            next
        }
        {
            control = value("control")
            if (value("record") != "null") key = ident[value("record")]
            else key = "code " value("municipality")
            if (control == "R404" || control == "R412") next
            if (control == "R100" || key == "code null") {
                if (value("run_paid_ore") != "null") print "known: " $0
                next
            }
            count++
            some += (value("year_paid_ore") > 0) + (value("run_held_ore") > 0)
            if (value("run_paid_ore") != run_paid[key] + 0 ||
                value("run_held_ore") != run_held[key] + 0 ||
                value("year_paid_ore") != year_paid[key] + 0 ||
                value("year_held_ore") != year_held[key] + 0)
                print "wrong: " $0
        }
        END { if (count < 100 || some < 50) print "only " count " and " some }'
}
all_right() { # QUARTER
    wrong_sums "$1" >wrong
    head -n 3 wrong >&2
    [ ! -s wrong ]
}

for quarter in 2 3; do
    day=$(printf '2018-%02d-03' $((quarter * 3 + 1)))
    must "$tilskudd" run "${common[@]}" --quarter $quarter --register register-$quarter.xml \
        --out run-$quarter --threads $quarter --time "${day}T08:00:00Z"
    check "quarter $quarter: every finding's sums are those of the lines" all_right $quarter
    must "$tilskudd" approve run-$quarter --ledger ledger --yes --time "${day}T09:00:00Z"
done
check 'some are held' grep -q '"run_held_ore":[1-9]' <(gzip -dc run-3/findings.jsonl.gz)
check 'the year is more than the run' grep -qE '"run_paid_ore":0,.*"year_paid_ore":[1-9]' \
    <(gzip -dc run-3/findings.jsonl.gz)
expect 0 'computed again they are the same' -- "$tilskudd" verify run-3 --ledger ledger \
    --replay --threads 1
finish_test
