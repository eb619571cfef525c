#!/usr/bin/env bash
# planted.sh - two quarters over registers with wrong claims planted (fixtures/data/planted.csv),
# and what the catalogue of controls finds of them: by kind, what is planted and found, by which
# controls, and false alarms on what is near the border. Why: the catalogue is judged by this
# table. It only reports, as the controls for most kinds are still to come; it fails when a planted
# record is set aside or a run refuses.
#   planted.sh TILSKUDD SOURCE
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip

persons=${PLANTED_PERSONS:-12000}
table=$source_tree/fixtures/data/planted.csv

quarter() { # RUN YEAR QUARTER REGISTER DAY
    must "$tilskudd" run --national --year "$2" --quarter "$3" --register "$4" --ledger ledger \
        --out "$1" --payees "$payees" --rules "$test_rules" --time "$5T08:00:00Z"
    must "$tilskudd" approve "$1" --ledger ledger --yes --time "$5T12:00:00Z"
}

must "$tilskudd" ledger open ledger --year 2017 --mode test --nothing-paid
must "$tilskudd" generate --persons "$persons" --year 2017 --seed 12 --plant all --out first.xml
quarter run-first 2017 4 first.xml 2018-01-03
must "$tilskudd" generate --seed 12 --evolve first.xml --date 2018-04-03 --plant all --out next.xml
quarter run-next 2018 1 next.xml 2018-04-04

# control severity record municipality of every finding; - for none.
findings() { # RUN
    gzip -dc "$1/findings.jsonl.gz" | awk '
        function value(name, at, text) { # a member before the message; - for null
            at = index(head, "\"" name "\":")
            if (at == 0) exit 1
            text = substr(head, at + length(name) + 3)
            sub(/[,}].*/, "", text)
            gsub(/"/, "", text)
            return text == "null" ? "-" : text
        }
        {
            head = substr($0, 1, index($0, "\"message_nb\":"))
            print value("control"), value("severity"), value("record"), value("municipality")
        }'
}
findings run-first >first.findings
findings run-next >next.findings
check 'findings can be read' [ -s first.findings ]
for run in first next; do
    check "every finding of $run is read" \
        [ "$(wc -l <$run.findings)" = "$(gzip -dc run-$run/findings.jsonl.gz | wc -l)" ]
    check "$run says what was planted" [ "$(wc -l <$run.xml.planted.csv)" -gt 1000 ]
    sed 1d $run.xml.planted.csv | cut -d, -f2 | sort >$run.planted
    awk '$1 == "R100" { print $3 }' $run.findings | sort >$run.aside
    check_not "no planted record of $run is set aside" \
        [ -n "$(comm -12 $run.planted $run.aside)" ]
done
check 'what takes two quarters is done in the second' \
    [ "$(grep -c ',done,' next.xml.planted.csv)" -gt 50 ]

# Every variant by the run in which it is done: persons' findings by record, those of a
# municipality where nobody else lives by municipality.
judge() { # TABLE LIST FINDINGS: kind variant severity effect control...
    awk -v FS=, '
        FILENAME == ARGV[1] { own[$1 "," $2] = $3 == "own"; next }
        FILENAME == ARGV[2] {
            if ($7 != "done") next
            key = $1 = $3 "," $4
            if (!(key in severity)) { order[++count] = key; effect[key] = $9 }
            severity[key] = $8
            variant[$2] = key
            if (own[key]) place[$6] = key
            next
        }
        {
            split($0, f, " ")
            key = f[3] != "-" ? variant[f[3]] : place[f[4]]
            if (key == "" || (key "," f[1]) in seen) next
            seen[key "," f[1]] = 1
            controls[key] = controls[key] " " f[1] ":" f[2]
        }
        END {
            for (i = 1; i <= count; i++) {
                split(order[i], n, ",")
                print n[1], n[2], severity[order[i]], effect[order[i]] controls[order[i]]
            }
        }' "$1" "$2" "$3"
}
judge "$table" first.xml.planted.csv first.findings >judged
judge "$table" next.xml.planted.csv next.findings >>judged
check 'every variant is judged once' \
    [ "$(cut -d' ' -f1,2 judged | sort -u | wc -l)" = "$(sed 1d "$table" | wc -l)" ]

# Found: an error by a finding at least as severe as it should be. Whether it names the fact is
# for those who read the list of variants. False alarm: a WARN or BLOCK on what is no error.
echo
awk '
    BEGIN { rank["INFO"] = 1; rank["WARN"] = 2; rank["BLOCK"] = 3 }
    !($1 in known) { known[$1] = 1; order[++count] = $1 }
    {
        best = 0
        for (i = 5; i <= NF; i++) {
            split($i, f, ":")
            if (rank[f[2]] > best) best = rank[f[2]]
        }
        if ($3 == "none") {
            near[$1]++
            alarm[$1] += best >= 2
        } else {
            planted[$1]++
            money[$1] += $4 == "money"
            found[$1] += best >= rank[$3]
            money_found[$1] += $4 == "money" && best >= rank[$3]
            for (i = 5; i <= NF; i++)
                if (best >= rank[$3] && index(by[$1] " ", " " $i " ") == 0) by[$1] = by[$1] " " $i
        }
    }
    function row(kind, p, f, m, mf, n, a, b) {
        printf "%-22s %7s %6s %6s %6s %6s %6s %s\n", kind, p, f, m, mf, n, a, b
    }
    END {
        row("kind", "planted", "found", "money", "found", "near", "alarms", " by")
        for (i = 1; i <= count; i++) {
            k = order[i]
            row(k, planted[k] + 0, found[k] + 0, money[k] + 0, money_found[k] + 0, near[k] + 0,
                alarm[k] + 0, by[k])
            p += planted[k]; fo += found[k]; m += money[k]; mf += money_found[k]
            n += near[k]; a += alarm[k]
        }
        row("all", p, fo, m, mf, n, a, "")
    }' judged | tee table
check 'the table has every kind' \
    [ "$(wc -l <table)" = "$(($(sed 1d "$table" | cut -d, -f1 | sort -u | wc -l) + 2))" ]
[ -z "${PLANTED_VARIANTS:-}" ] || column -t judged 2>/dev/null || cat judged

# Warnings on those who were not planted, for the 1 % that a clean register may have.
for run in first next; do
    sed 1d $run.xml.planted.csv | cut -d, -f2 >$run.planted
    awk -v run=$run -v persons="$(grep -c '<person ' $run.xml)" '
        FILENAME == ARGV[1] { planted[$1] = 1; count++; next }
        $2 != "INFO" && $3 != "-" && !($3 in planted) && !($3 in seen) { seen[$3] = 1; warned++ }
        END {
            sound = persons - count
            printf "%s: %d of %d sound persons warned of (%.2f %%)\n", run, warned, sound,
                100 * warned / sound
        }' $run.planted $run.findings
done
finish_test
