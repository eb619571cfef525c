#!/usr/bin/env bash
# spreadsheet.sh - a sample's form goes through LibreOffice and comes back as CSV in four ways:
# commas, semicolons, semicolons in Windows-1252, and every cell in quotes. Each is read, and says
# the same. Why: the form is filled in by people with a spreadsheet program, not by this one.
#   spreadsheet.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs soffice awk iconv

must "$tilskudd" generate --persons 300 --year 2018 --seed 11 --date 2018-12-31 --out register.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-09-01T08:00:00Z
must "$tilskudd" run --national --year 2018 --quarter 4 --register register.xml \
    --payees "$payees" --rules "$test_rules" --ledger ledger --out run \
    --time 2019-01-02T10:00:00Z
must "$tilskudd" approve run --ledger ledger --yes --time 2019-01-02T11:00:00Z
must "$tilskudd" sample draw run --method stratified --strata county --n 40 \
    --seed 'møte 4. februar, sak 2' --out drawn.csv
# Filled in: kroner with spaces and a comma, the first person a krone and a half too much.
awk '/^[0-9]/ {
        match($0, /,-?[0-9]+,,,,$/)
        ore = substr($0, RSTART + 1, RLENGTH - 5)
        if (first++ == 0) ore -= 150
        kroner = int(ore / 100)
        cents = ore - kroner * 100
        text = sprintf("%d", kroner)
        for (at = length(text) - 3; at > 0; at -= 3)
            text = substr(text, 1, at) " " substr(text, at + 1)
        sub(/,,,,$/, sprintf(",,\"%s,%02d\",nei,\"sjekket på stedet; bra, så langt\"", text, cents))
    }
    { print }' drawn.csv >filled.csv
evaluate() { # FILE
    "$tilskudd" sample evaluate "$1" --confidence 950 --tolerable 500 --run run
}
evaluate filled.csv >expected
check 'one error was entered' grep -q '1 with errors' expected

# LibreOffice of its own, which no session of a user disturbs.
office() { # FROM INTO-FOLDER FORMAT [INPUT-FILTER]
    timeout 300 soffice "-env:UserInstallation=file://$work/profile" --headless \
        ${4:+"--infilter=$4"} --convert-to "$3" --outdir "$2" "$1" >office.log 2>&1 &&
        [ -s "$2/$(basename "${1%.*}").${3%%:*}" ]
}
must office filled.csv . ods CSV:44,34,76,1
ways=('44,34,76,1' '59,34,76,1' '59,34,1252,1' '44,34,76,1,,0,true,true')
for way in "${ways[@]}"; do
    rm -rf saved && mkdir saved
    check "$way: it is saved" office filled.ods saved "csv:Text - txt - csv (StarCalc):$way" ||
        continue
    check_not "$way: not as it was written" cmp -s filled.csv saved/filled.csv
    check "$way: it is read and says the same" cmp <(evaluate saved/filled.csv) expected
    # Somebody exchanges a figure of what was drawn: by whatever way, it is noticed.
    sed -E '/^"?7"?[;,]/s/([;,]"?)([0-9]+"?[;,]{2}"[0-9 ]+,)/\19\2/' saved/filled.csv >changed.csv
    check_not "$way: another amount" cmp -s changed.csv saved/filled.csv
    expect 4 "$way: another amount is noticed" changed.csv -- evaluate changed.csv
done
check 'leading zeros were lost on the way' grep -qE '^"# stratum"[,;]1[,;]' saved/filled.csv
finish_test
