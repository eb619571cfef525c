#!/usr/bin/env bash
# json.sh - what commands say with --json is JSON, in the forms of cli.md, has the numbers that
# they say in words, and no ident. Why: who reads it by a program sees no table that looks odd.
#   json.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs python3 gzip awk

must "$tilskudd" generate --persons 400 --year 2018 --seed 11 --errors 0.03 --date 2018-06-30 \
    --out register-2.xml
must "$tilskudd" generate --seed 12 --evolve register-2.xml --date 2018-09-30 --out register-3.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-05-01T08:00:00Z
quarter() { # NUMBER DAY
    must "$tilskudd" run --national --year 2018 --quarter "$1" --register "register-$1.xml" \
        --payees "$payees" --rules "$test_rules" --ledger ledger --out "run-$1" \
        --time "$2T10:00:00Z"
    must "$tilskudd" approve "run-$1" --ledger ledger --yes --time "$2T11:00:00Z"
}
quarter 2 2018-07-03
quarter 3 2018-10-02
must "$tilskudd" sample draw run-3 --method attribute --n 20 --seed 'møte 4. februar' \
    --out drawn.csv
# All as it was paid, but for the first: a krone and a half too much.
awk '/^[0-9]/ { match($0, /,-?[0-9]+,,,,$/)
        ore = substr($0, RSTART + 1, RLENGTH - 5)
        if (first++ == 0) ore -= 150
        sub(/,,,,$/, "," ore ",,no,") }
    { print }' drawn.csv >filled.csv
gzip -dc run-3/decisions.csv.gz | awk -F, 'NR > 1 { print $1 }' | grep '^[0-9]' | sort -u >idents
head -n 1 idents >ident
payment=$(gzip -dc run-3/payments/*.xml.gz | grep -o '<EndToEndId>[^<]*' | head -n 1 |
    cut -d'>' -f2)
place=${payment%%-*}

said() { # NAME COMMAND...: its words, and its JSON
    local name=$1
    shift
    check "$name: in words" "$tilskudd" "$@"
    cp .log/check-stdout "$name.txt"
    check "$name: as JSON" "$tilskudd" "$@" --json
    cp .log/check-stdout "$name.json"
    check_not "$name: no ident" grep -qFf idents "$name.json"
}
said ledger ledger show ledger
said diff diff run-2 run-3
said reconcile reconcile --ledger ledger
said sample sample evaluate filled.csv --confidence 950 --tolerable 500 --run run-3
must "$tilskudd" sample draw run-3 --extend filled.csv --n 60 --out more.csv
awk '/^[0-9]/ { match($0, /,-?[0-9]+,,,,$/)
        if (RSTART) sub(/,,,,$/, "," substr($0, RSTART + 1, RLENGTH - 5) ",,,") }
    { print }' more.csv >twice.csv
said twice sample evaluate twice.csv --confidence 950 --tolerable 500
said control control run-3
said rules rules show 2018 --rules "$test_rules"
said controls rules show 2018 controls --rules "$test_rules"
said municipality explain run-3 --municipality "$place"
said payment explain run-3 --payment "$payment"
person() { # FILE OPTION...
    "$tilskudd" explain run-3 --person - "${@:2}" <ident >"$1"
}
check 'person: in words' person person.txt
check 'person: as JSON' person person.json --json
check_not 'person: no ident' grep -qFf idents person.json

cat >numbers.py <<'END'
import csv, json, re, sys

checked = 0
def expect(what, got, wanted):
    global checked
    checked += 1
    if got != wanted:
        sys.exit(f"{what}: {got}, expected {wanted}")

def ore(text):
    kroner, _, cents = text.replace(" ", "").replace("\u00a0", "").replace(".", ",").partition(",")
    size = abs(int(kroner)) * 100 + int(cents or 0)
    return -size if kroner.startswith("-") else size

def words(name):
    return open(name + ".txt", encoding="utf-8").read()

def form(name, wanted):
    value = json.load(open(name + ".json", encoding="utf-8"))
    expect(name, value["format"], wanted)
    return value

value = form("ledger", "tilskudd-ledger-1")
rows = re.findall(r"^(\d{6})  .* paid +(-?[\d ,]+?)  log +(\d+)  head (\w{16})$",
                  words("ledger"), re.M)
expect("entries", [(f"{e['number']:06}", e["paid_ore"], e["log_size"], e["head"][:16])
                   for e in value["entries"]],
       [(n, ore(paid), int(log), head) for n, paid, log, head in rows])
expect("runs", [run["entry"] for run in value["runs"]], [1, 2])
expect("signers", [f"{run['proposed_by']} and {run['approved_by']}" for run in value["runs"]],
       re.findall(r"entered \S+ by (.*)$", words("ledger"), re.M))
claims = re.search(r"forward: (\d+), together (.*) kr", words("ledger"))
expect("claims", [value["claims"]["count"], value["claims"]["sum_ore"]],
       [int(claims[1]), ore(claims[2])])
# Both are from one sum: what the newest run's own file says decides.
with open("ledger/000002/carried.csv") as carried:
    owed = [int(row["carried_forward_ore"]) for row in csv.DictReader(carried)]
expect("claims of the file", [value["claims"]["count"], value["claims"]["sum_ore"]],
       [len(owed), sum(owed)])
expect("somebody owes", sum(owed) < 0, True)

value = form("reconcile", "tilskudd-reconcile-1")
total = re.findall(r"^  (settled|accepted|rejected|missing) +(\d+) payments? +(\S.*) kr$",
                   words("reconcile").split("All payment files")[1], re.M)
expect("buckets", [(b, value["all"][b]["payments"], value["all"][b]["sum_ore"])
                   for b in ("settled", "accepted", "rejected", "missing")],
       [(b, int(n), ore(sum_)) for b, n, sum_ in total])
expect("payments that wait", len(value["payments"]), value["all"]["missing"]["payments"])
expect("their sum", sum(p["amount_ore"] for p in value["payments"]),
       value["all"]["missing"]["sum_ore"])

value = form("diff", "tilskudd-diff-1")
expect("places", value["differences"], int(re.search(r"differ in (\d+) places", words("diff"))[1]))
for side, run in (("a", "run-2"), ("b", "run-3")):
    sums = {}
    for row in csv.DictReader(open(run + "/municipalities.csv")):
        for name in ("lines", "held", "brought_forward", "paid", "carried_forward"):
            key = (row["payment_group"], name)
            sums[key] = sums.get(key, 0) + int(row[name + "_ore"])
    expect("groups of " + run, {(g["payment_group"], name): g[side][name + "_ore"]
                                for g in value["payment_groups"]
                                for name in ("lines", "held", "brought_forward", "paid",
                                             "carried_forward") if g[side][name + "_ore"]},
           {key: ore_ for key, ore_ in sums.items() if ore_})
    expect("paid by " + run, value[side]["paid_ore"],
           sum(o for (_, name), o in sums.items() if name == "paid"))
expect("municipalities that differ", len(value["municipalities"]) > 10, True)

value = form("sample", "tilskudd-sample-1")
found = re.search(r"All: (\d+) drawn of (\d+) persons, (\d+) with errors", words("sample"))
expect("sample", [value["persons"]["drawn"], value["population_items"], value["persons"]["errors"]],
       [int(n) for n in found.groups()])
expect("one error", value["persons"]["errors"], 1)
expect("looks", [value["looks_planned"], value["look"], value["concluded_with_thousandths"]],
       [1, 1, 950])
expect("drawn again", [value["draw_checked"], value["draw_number"], value["seed_chosen"]],
       [True, int(re.search(r"It is draw (\d+)", words("sample"))[1]),
        "seed was chosen" in words("sample")])
value = form("twice", "tilskudd-sample-1")
expect("a look too many", [value["looks_planned"], value["look"],
                           value["concluded_with_thousandths"], value["draw_checked"]],
       [1, 2, 900, False])
value = form("sample", "tilskudd-sample-1")
limit = re.search(r"exact hypergeometric ([\d.,]+) %", words("sample"))[1].replace(",", ".")
expect("limit", value["persons"]["limit_millionths"], round(float(limit) * 10000))

value = form("control", "tilskudd-control-1")
rows = re.findall(r"^  (R\d+) +(?:FATAL|BLOCK|WARN|INFO) +(\d+) +(\d+) +(\d+) +[+-]\d+$",
                  words("control"), re.M)
got = {c["control"]: (c["ran_on"], c["findings"], c["findings_in_run"]) for c in value["controls"]}
expect("some controls found", len(rows) > 3, True)
for control, *numbers in rows:
    expect(control, got[control], tuple(int(n) for n in numbers))
expect("by severity", sum(s["findings"] for s in value["severities"]),
       sum(c["findings"] for c in value["controls"]))

value = form("rules", "tilskudd-rules-1")["rule_sets"][0]
rows = re.findall(r"^  (\S+) +(\d+) kr  from (\S+)  (\w+)", words("rules"), re.M)
expect("rates", [(r["code"], r["amount_ore"], r["valid_from"], r["evidence"])
                 for r in value["rates"]],
       [(code, int(kroner) * 100, day, evidence) for code, kroner, day, evidence in rows])
expect("some rates", len(rows) > 10, True)
value = form("controls", "tilskudd-rules-1")["rule_sets"][0]
expect("controls", [c["control"] for c in value["controls"]],
       re.findall(r"^(R(?!11\d\d)\d{3,4})  ", words("controls"), re.M))

value = form("municipality", "tilskudd-explain-1")
place = value["municipality"]
wanted = {}
for row in csv.DictReader(open("run-3/municipalities.csv")):
    if row["municipality"] == place:
        wanted[row["payment_group"]] = [int(row[name + "_ore"]) for name in (
            "lines", "held", "brought_forward", "paid", "carried_forward")]
got = {g["payment_group"]: [g[name + "_ore"] for name in (
    "lines", "held", "brought_forward", "paid", "carried_forward")] for g in value["groups"]}
# A group in which nothing moves has no row in the file.
expect("groups", {g: sums for g, sums in got.items() if any(sums)},
       {g: sums for g, sums in wanted.items() if any(sums)})
expect("a group with money", any(any(sums) for sums in got.values()), True)
for group in value["groups"]:
    expect("codes of " + group["payment_group"], sum(c["paid_ore"] for c in group["codes"]),
           group["lines_ore"])
value = form("payment", "tilskudd-explain-1")
expect("payment", value["payment"]["amount_ore"],
       ore(re.search(r"^Payment \S+: (.*) kr to account", words("payment"), re.M)[1]))
value = form("person", "tilskudd-explain-1")
ident = open("ident").read().strip()
lines = [row for row in csv.DictReader(open("lines.csv")) if row["ident"] == ident]
expect("lines", [(l["code"], l["budget_year"], l["earned_ore"], l.get("due_ore"), l["status"],
                  l["municipality"]) for l in value["lines"]],
       [(l["code"], int(l["budget_year"]), int(l["earned_ore"]),
         int(l["due_ore"]) if l["due_ore"] else None, l["status"], l["municipality"])
        for l in lines])
expect("some lines", len(lines) > 0, True)
print(checked)
END
gzip -dc run-3/decisions.csv.gz >lines.csv
check 'numbers are those of the words' python3 numbers.py
finish_test
