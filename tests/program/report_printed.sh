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

# In a frame as wide as a phone the page is no wider than the frame: the page tells its width in
# its title, by a script of the test's own around it.
sed 's|<meta http-equiv="Content-Security-Policy"[^>]*>||' page.html >open.html
cat >phone.html <<'END'
<!DOCTYPE html><title>none</title>
<iframe id="f" src="open.html" style="width:390px;height:900px"></iframe>
<pre id="out"></pre><script>
document.getElementById("f").onload = function () {
    var page = this.contentDocument, wide = 0
    for (var cell of page.querySelectorAll("td"))
        if (cell.getBoundingClientRect().right > 390 || cell.offsetWidth == 0) wide++
    document.getElementById("out").textContent = "width " + page.documentElement.scrollWidth +
        " cells outside " + wide + " of " + page.querySelectorAll("td").length + "."
}
</script>
END
cells_in_sight() {
    browse --allow-file-access-from-files --dump-dom "file://$work/phone.html" |
        grep -qE 'width 3[0-9][0-9] cells outside 0 of [0-9]{3,}\.'
}
check 'on a phone every cell is in sight' cells_in_sight
sed -i 's/class="stack"//' open.html
check_not 'else it is seen' cells_in_sight
finish_test
