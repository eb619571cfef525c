#!/usr/bin/env bash
# export.sh - what a workbook of a million decisions costs: a synthetic register, a run of it, and
# `export --format xlsx` with seconds and memory. Everything in FOLDER is made up.
#   export.sh [FOLDER [PROGRAM]]
# FOLDER (default: export) is made and must not be there. PERSONS: 1000000 (as many decisions).
# shellcheck disable=SC1091,SC2154 # walk.sh says where the tree is
. "$(dirname "$0")/../fixtures/walk.sh" "${1:-export}" "${2:-}"
[ -x /usr/bin/time ] || { echo 'install the package time' >&2 && exit 2; }

quiet generate --persons "${PERSONS:-1000000}" --year 2018 --seed 1 --out register.xml
quiet ledger open ledger --year 2018 --mode test --nothing-paid
quiet run --national --year 2018 --quarter 4 --register register.xml --ledger ledger --out run \
    --payees "$root/fixtures/payees/payees.csv" --rules "$root/fixtures/rule-sets"
/usr/bin/time -o time.txt -f '%e s (of the processor %U + %S), %M KiB of memory' \
    "$program" export run --format xlsx --out run.xlsx > step.log
printf '%d decisions, %d findings: %s, a file of %d MB\n' \
    "$(($(gzip -dc run/decisions.csv.gz | wc -l) - 1))" \
    "$(gzip -dc run/findings.jsonl.gz | wc -l)" "$(cat time.txt)" \
    $(($(stat -c %s run.xlsx) / 1000000))
