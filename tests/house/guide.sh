#!/usr/bin/env bash
# guide.sh - engine/architecture.md says what belongs to a new control, rule parameter, option and
# file. Here each of the places that no compiler sees is forgotten once, in a copy, and the test
# that the guide names must fail; with the tree as it is it must not.
#   guide.sh PROGRAM TREE
set -u
export LC_ALL=C OMP_WAIT_POLICY=passive
program=$1 tree=$2
house=$tree/tests/house
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
    echo "FAILED $*"
    failures=$((failures + 1))
}

# whole NAME COMMAND...: nothing is forgotten, and the test sees nothing.
whole() {
    local name=$1
    shift
    "$@" > "$work/output" 2>&1 || fail "$name: $(tail -n 5 "$work/output")"
}

# forgotten PLACE TEXT COMMAND...: the test fails, and says what is missing.
forgotten() {
    local place=$1 text=$2
    shift 2
    if "$@" > "$work/output" 2>&1; then
        fail "nobody sees that $place is forgotten"
    elif ! grep -qF -- "$text" "$work/output"; then
        fail "$place: not a word of '$text': $(tail -n 5 "$work/output")"
    fi
}

# copy FILE...: anew, for one forgotten place.
copy() {
    local file
    rm -rf "$work/tree"
    for file in "$@"; do
        mkdir -p "$work/tree/$(dirname "$file")"
        cp -a "$tree/$file" "$work/tree/$file"
    done
}

# --- the guide itself: the tests it names are there ---
guide=$tree/engine/architecture.md
# shellcheck disable=SC2016 # backquotes of Markdown
mapfile -t named < <(grep -oE '`(test|house|program)_[a-z0-9_]+`' "$guide" | tr -d '`' | sort -u)
[ ${#named[@]} -ge 6 ] || fail "the guide names only ${#named[@]} tests"
for test in ${named+"${named[@]}"}; do
    case $test in
    test_*) [ "$(find "$tree/tests" -name "$test.c" | wc -l)" = 1 ] ;;
    house_*) [ -f "$house/${test#house_}.sh" ] || grep -rq "^check_${test#house_}()" "$house" ;;
    program_*) [ -f "$tree/tests/program/${test#program_}.sh" ] ;;
    esac || fail "the guide names $test, which is not there"
done

# --- a control, an option: tables and pages are made from one table each ---
copy engine rules formats README.md
whole house_pages bash "$house/pages.sh" "$program" "$work/tree"
sed -i '/^| R301 |/d' "$work/tree/rules/control.md"
forgotten 'the row in rules/control.md' R301 bash "$house/pages.sh" "$program" "$work/tree"
for page in engine/tilskudd.1 engine/completions/tilskudd.fish engine/cli.md; do
    copy engine rules formats README.md
    sed -i '/hold.*-code/d' "$work/tree/$page"
    forgotten "an option in $page" hold bash "$house/pages.sh" "$program" "$work/tree"
done

# A control without a limit does not run, and only a run's summary would say so.
limits_of() { # TREE
    local limit set lacking=0
    while read -r limit; do
        for set in "$1"/rules/sets/*.xml; do
            grep -qF "<threshold $limit " "$set" || { echo "$set has no $limit" && lacking=1; }
        done
    done < <(tr '\n' ' ' < "$1/rules/controls/control_thresholds.def" |
        grep -oE 'THRESHOLD\([A-Z0-9_]+, *[0-9]+, *"[^"]+"' |
        sed -E 's/.*, *([0-9]+), *"(.*)"/control="R\1" name="\2"/')
    return $lacking
}
copy rules/sets rules/controls
whole 'limits of controls' limits_of "$work/tree"
sed -i 's/<threshold control="R111" name="age-years" /<threshold control="R112" /' \
    "$work/tree/rules/sets/2018.xml"
forgotten "a control's limit in a year" 'control="R111" name="age-years"' limits_of "$work/tree"

# --- a rule parameter ---
copy rules/sets
whole 'rules check' "$program" rules check --rules "$work/tree/rules/sets"
perl -0pi -e 's|<parameter name="newborn-months".*?/>||s' "$work/tree/rules/sets/2018.xml"
forgotten 'a parameter of a year' newborn-months "$program" rules check --rules \
    "$work/tree/rules/sets"

# --- a file ---
# Files of a folder that a page does not name: `NAME` in a row of a table, or `.p7s` after its own.
untold() { # FOLDER PAGE
    local name told=0
    while read -r name; do
        case $name in *.p7s) name=${name%.p7s} ;; esac
        case $name in rules-[0-9]*.xml) name=rules-YEAR.xml ;; esac
        grep -qE "^\\| .*\`(000000/)?$name/?\`.* \\|" "$2" || {
            echo "$2 does not speak of $name"
            told=1
        }
    done < <(find "$1" -mindepth 1 -maxdepth 1 -printf '%f\n')
    return $told
}
cd "$work" || exit 2
whole 'ledger open' "$program" ledger open ledger --year 2017 --mode test --nothing-paid
whole run "$program" run --year 2017 --quarter 4 --register "$tree/fixtures/registers/sample.xml" \
    --payees "$tree/fixtures/payees/payees.csv" --rules "$tree/fixtures/rule-sets" \
    --ledger ledger --out run
whole approve "$program" approve run --ledger ledger --yes
page=$tree/formats/payments.md
for folder in run ledger/000000 ledger/000001; do
    whole "files of $folder" untold "$folder" "$page"
done
grep -v '^| .posting.csv.' "$page" > payments.md
forgotten 'a file of the run folder' posting.csv untold run payments.md
grep -v '^| .carried.csv.' "$page" > payments.md
forgotten 'a file of an entry' carried.csv untold ledger/000001 payments.md

[ $failures -eq 0 ] || exit 1
echo "what the guide says belongs together is missed when it is forgotten"
