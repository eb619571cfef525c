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
    --out drawn.csv --json
cp .log/stdout drawn.json
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
said work control run-3 --since run-2 --rules "$test_rules"
check 'work: as CSV beside JSON' "$tilskudd" control run-3 --since run-2 --rules "$test_rules" \
    --csv work.csv --json
said persons control run-3 --persons R204,R504
said list sample list ledger
said size sample size --distribution poisson --confidence 950 --tolerable 500
said limit sample limit --distribution poisson --confidence 950 --n 145 --errors 2
said belief sample evaluate filled.csv --confidence 950 --tolerable 500 --distribution beta \
    --prior-errors 1 --prior-n 20
said few diff run-2 run-3 --municipality "$place" --min 1000
said year explain --municipality "$place" --ledger ledger --year 2018
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
rows = re.findall(r"^(\d{6})  .* paid +(-?[\d ,]+?)  log +([\d ]+)  head (\w{16})$",
                  words("ledger"), re.M)
expect("entries", [(f"{e['number']:06}", e["paid_ore"], e["log_size"], e["head"][:16])
                   for e in value["entries"]],
       [(n, ore(paid), int(log.replace(" ", "")), head) for n, paid, log, head in rows])
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

# Every line that is another, against the two files themselves.
KEY = ("code", "budget_year", "municipality", "share_from", "share_to", "rate_ore")
SAYS = ("grant_year", "earned_ore", "settled_before_ore", "due_ore", "status", "reason",
        "rule_version")
files = {side: [None] + list(csv.DictReader(open(name))) for side, name in
         (("a", "lines-2.csv"), ("b", "lines.csv"))}
both = {side: {(row["ident"],) + tuple(row[k] for k in KEY): tuple(row[k] for k in SAYS)
               for row in rows[1:]} for side, rows in files.items()}
differ = {key for key in both["a"].keys() | both["b"].keys()
          if both["a"].get(key) != both["b"].get(key)}
def whose(line):
    side = "a" if "a" in line else "b"
    return (files[side][line[side]["line"] - 1]["ident"],) + tuple(str(line[k]) for k in KEY)
expect("lines that differ", sorted(whose(line) for line in value["lines"]), sorted(differ))
expect("some lines differ", len(differ) > 100, True)
for line in value["lines"]:
    for side in "ab":
        wanted = both[side].get(whose(line))
        said = line.get(side)
        expect("line of " + side, said and (str(said["grant_year"]), str(said["earned_ore"]),
               str(said.get("settled_before_ore", "")), str(said.get("due_ore", "")),
               said["status"], said["reason"], said["rules"]), wanted)
due = {}
for line in value["lines"]:
    for side in "ab":
        if line.get(side, {}).get("status") == "PAY":
            due[line["code"], side] = due.get((line["code"], side), 0) + line[side]["due_ore"]
expect("due by code", {(c["code"], side): c[f"due_{side}_ore"] for c in value["codes"]
                       for side in "ab" if c[f"due_{side}_ore"]},
       {key: ore_ for key, ore_ in due.items() if ore_})
manifests = [json.load(open(f"run-{n}/manifest.json")) for n in (2, 3)]
options = {o["name"]: (o["a"], o["b"]) for o in value["options"]}
expect("options", [options["quarter"], options["cut-off"]],
       [(2, 3), tuple(m["cutoff"] for m in manifests)])
counts = {o["name"]: (o["a"], o["b"]) for o in value["counts"]}
expect("counts", counts["lines"], tuple(len(rows) - 1 for rows in files.values()))
expect("inputs", [(i["only_in"], i["kind"], i["path"]) for i in value["inputs"]],
       [("a", "register", "register-2.xml"), ("b", "register", "register-3.xml")])
few = form("few", "tilskudd-diff-1")
expect("filtered", [l for l in few["lines"]], [l for l in value["lines"]
       if l["municipality"] == few["lines"][0]["municipality"] and any(
           abs(l.get("b", {}).get(n, 0) - l.get("a", {}).get(n, 0)) >= 100000
           for n in ("earned_ore", "settled_before_ore", "due_ore"))])
expect("all is shown or left out", few["differences"] + few["left_out"] > few["differences"], True)

value = form("drawn", "tilskudd-sample-1")
rows = sum(re.match(r"\d", line) is not None for line in open("drawn.csv"))
expect("drawn", [value["drawn"], value["population_items"], value["file"], value["draw_number"]],
       [rows, len({key[0] for key, said in both["b"].items() if said[4] == "PAY"}), "drawn.csv", 1])
record = json.load(open("ledger/samples/000001.json"))
value = form("list", "tilskudd-sample-1")
expect("draws", [value["recorded"], len(value["draws"])], [2, 2])
expect("the first", {k: value["draws"][0][k] for k in ("number", "time", "n", "rows", "seed")},
       {k: record[k] for k in ("number", "time", "n", "rows", "seed")})
expect("the second extends it", value["draws"][1]["extends"], 1)
expect("size", form("size", "tilskudd-sample-1")["size"], int(words("size")))
expect("limit alone", form("limit", "tilskudd-sample-1")["limit_millionths"],
       round(float(words("limit")) * 1000000))
value = form("belief", "tilskudd-sample-1")["bayesian"]
said = re.search(r"found before: (\d+) errors? of (\d+)\): at most (\d+) of", words("belief"))
expect("belief", [value["prior_errors"], value["prior_n"], value["persons_limit"]],
       [int(n) for n in said.groups()])

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

# The working list is that of --csv; its counts are those of the findings' file.
value = form("work", "tilskudd-control-1")["work"]
expect("rows of the list", [(f["control"], f.get("municipality", ""), f.get("person", ""),
        f["key"], f["message"], f["action"], f.get("state", "")) for f in value["findings"]],
       [(r["control"], r["municipality"], r["person"], r["key"], r["message"], r["action"],
         r["state"]) for r in csv.DictReader(open("work.csv", encoding="utf-8"))])
expect("kroner of the list", [f["amount_ore"] // 100 for f in value["findings"]
                              if "amount_ore" in f],
       [int(r["kroner"]) for r in csv.DictReader(open("work.csv")) if r["kroner"]])
findings = [json.loads(line) for line in open("findings.jsonl", encoding="utf-8")]
expect("inform", value["inform"], sum(f["severity"] == "INFO" for f in findings))
expect("new and remaining", sum(c["new"] + c["remaining"] for c in value["since"]),
       len(findings))
whole = form("control", "tilskudd-control-1")["work"]
expect("holds or warns", whole["rows"], sum(f["severity"] != "INFO" for f in findings))
persons = form("persons", "tilskudd-control-1")["persons"]
expect("persons", [len(persons), len(persons) > 10], [words("persons").count(" record "), True])
expect("their hashes", all(re.fullmatch("[0-9a-f]{64}", p["person"]) for p in persons), True)

value = form("year", "tilskudd-explain-1")
place = value["municipality"]
NAMES = ("lines", "held", "brought_forward", "paid", "carried_forward")
expect("quarters", [q["quarter"] for q in value["quarters"]], [2, 3])
for quarter in value["quarters"]:
    rows = {row["payment_group"]: [int(row[n + "_ore"]) for n in NAMES] for row in
            csv.DictReader(open(f"ledger/{quarter['entry']:06}/municipalities.csv"))
            if row["municipality"] == place}
    expect("groups of the quarter", {g["payment_group"]: [g[n + "_ore"] for n in NAMES]
                                     for g in quarter["groups"]}, rows)
    for group in quarter["groups"]:
        expect("payments", sum(p["amount_ore"] for p in group["payments"]), group["paid_ore"])
    expect("codes", sum(c["to_be_paid_ore"] + c["taken_back_ore"] for c in quarter["codes"]),
           sum(g["lines_ore"] for g in quarter["groups"]))
for payment in [p for g in value["quarters"][1]["groups"] for p in g["payments"]]:
    expect("in the payment file", payment["id"] in open("payments-3.xml").read(), True)
expect("the year", value["sums"]["paid_ore"],
       sum(g["paid_ore"] for q in value["quarters"] for g in q["groups"]))
expect("its words", value["text"], words("year"))

value = form("rules", "tilskudd-rules-1")["rule_sets"][0]
rows = re.findall(r"^  (\S+) +([\d ]+) kr  from (\S+)  (\w+)", words("rules"), re.M)
expect("rates", [(r["code"], r["amount_ore"], r["valid_from"], r["evidence"])
                 for r in value["rates"]],
       [(code, ore(kroner), day, evidence) for code, kroner, day, evidence in rows])
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
gzip -dc run-2/decisions.csv.gz >lines-2.csv
gzip -dc run-3/findings.jsonl.gz >findings.jsonl
gzip -dc run-3/payments/*.xml.gz >payments-3.xml
check 'numbers are those of the words' python3 numbers.py
finish_test
