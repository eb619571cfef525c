# draw_world.sh - a committed run to draw from, and forms filled in and sealed as anyone can.
# Sourced by the tests of draws, after common.sh.
# shellcheck shell=bash disable=SC2154 # what common.sh sets
must "$tilskudd" generate --persons 600 --year 2018 --seed 11 --errors 0.02 --date 2018-10-02 \
    --out first.xml
must "$tilskudd" generate --seed 11 --evolve first.xml --date 2018-12-31 --errors 0.02 \
    --out second.xml
common=(--payees "$payees" --rules "$test_rules" --ledger ledger)
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-09-01T08:00:00Z
must "$tilskudd" run --national --year 2018 --quarter 3 --register first.xml "${common[@]}" \
    --out before --time 2018-10-03T08:00:00Z
must "$tilskudd" approve before --ledger ledger --yes --time 2018-10-03T09:00:00Z
must "$tilskudd" run --national --year 2018 --quarter 4 --register second.xml "${common[@]}" \
    --out run --time 2019-01-02T10:00:00Z
must "$tilskudd" approve run --ledger ledger --yes --time 2019-01-02T11:00:00Z
gzip -dc run/decisions.csv.gz >decisions.csv

draw() { # FILE OPTION...
    "$tilskudd" sample draw run --out "$@"
}
rows() { # FILE: the drawn rows
    sed '/^#/d' "$1" | tail -n +2
}
head_of() { # FILE KEY
    sed -n "s/^# $2,//p" "$1"
}
fill() { # FILE INTO: audited as paid, to the ore
    awk '/^[0-9]/ { match($0, /,-?[0-9]+,,,,$/)
            sub(/,,,,$/, "," substr($0, RSTART + 1, RLENGTH - 5) ",,,looked at") }
        { print }' "$1" >"$2"
}
evaluate() { # FILE OPTION...
    "$tilskudd" sample evaluate "$1" --confidence 950 --tolerable 500 "${@:2}"
}
# The digest that belongs to a form, as anyone computes it: the heading without it, and of each
# row what was drawn. Rows without quotes.
seal() { # FILE
    local columns=2,3,4,5,6,8,9,10,11
    [ "$(head -n 1 "$1")" != '# tilskudd-sample-1' ] || columns=2,3,4,5,6,7,8
    local digest
    digest=$({ grep '^#' "$1" | grep -v '^# list_sha256'; rows "$1" | cut -d, -f$columns; } |
        sha256sum | cut -d' ' -f1)
    sed -i "s/^# list_sha256,.*/# list_sha256,$digest/" "$1"
}
