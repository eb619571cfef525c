#!/usr/bin/env bash
# report_printed.sh - the director's page on paper: the report itself is under six pages, the
# municipalities follow as an appendix; and on a phone nothing is wider than the screen.
#   report_printed.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=printed.sh
. "$here/printed.sh"
start_test "$@"
need_browser pdftotext pdfinfo

must "$tilskudd" generate --persons 20000 --year 2018 --seed 3 --errors 0.01 --date 2018-06-30 \
    --out register-2.xml
must "$tilskudd" generate --seed 5 --evolve register-2.xml --date 2018-09-30 --out register-3.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-06-01T08:00:00Z
day=2018-07-04
for q in 2 3; do
    must "$tilskudd" run --national --year 2018 --quarter $q --register register-$q.xml \
        --payees "$payees" --rules "$test_rules" --ledger ledger --out run-$q \
        --time ${day}T08:00:00Z
    must "$tilskudd" approve run-$q --ledger ledger --yes --time ${day}T09:00:00Z
    day=2018-10-04
done
must "$tilskudd" report run-3 --out page.html

must print_page page.html page.pdf
page_of() { # WORDS: the first page that has them
    local page
    for ((page = 1; page <= $(pages_of page.pdf); page++)); do
        pdftotext -f $page -l $page page.pdf - | grep -q "$1" && echo $page && return
    done
    return 1
}
appendix=$(page_of 'Vedlegg 1')
check 'there is an appendix' [ "${appendix:-0}" -gt 1 ]
check 'the report is under six pages' [ "${appendix:-9}" -le 6 ]
check 'who signed stands on the first page' [ "$(page_of 'Hvem som har signert')" = 1 ]
check 'what is paid too' [ "$(page_of 'Hva som er utbetalt, etter tilskudd')" = 1 ]
check 'the sum of the municipalities is on paper' [ "$(page_of 'I alt')" -ge 1 ]

check 'on a phone every cell is in sight' fits_phone page.html
sed 's/class="stack"//' page.html >spoiled.html
check_not 'else it is seen' fits_phone spoiled.html
finish_test
