#!/usr/bin/env bash
# control_page_drawn.sh - the page of controls of the whole country as a browser shows it: fewer
# than twelve pages of paper, nothing beyond the edge of a phone, a tablet or a desk; and the
# working list is as long as three persons can do in a week. Why: a page that is not read to its
# end decides nothing. Skipped where there is no Chromium.
#   control_page_drawn.sh TILSKUDD SOURCE
# With KEEP set the pictures stay in the folder that is named at the end.
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=printed.sh
. "$here/printed.sh"
start_test "$@"
need_browser pdfinfo
pages_most=11

expect 0 'the year' -- sh "$source_tree/fixtures/demonstration.sh" \
    --built "$(dirname "$tilskudd")" year || finish_test
must "$tilskudd" report year/quarter-4 --control --out page.html
must "$tilskudd" control year/quarter-4 --csv list.csv
must "$tilskudd" control year/quarter-4 --since year/quarter-3 --csv new.csv
echo "the working list: $(sed 1d list.csv | wc -l) rows, of them new $(sed 1d new.csv | wc -l)"

draw() { # OPTION...: until the page has been drawn
    browse --allow-file-access-from-files --hide-scrollbars "$@"
}
# A browser's own window is never as narrow as a phone's: the page stands in a frame.
frame() { # WIDTH HEIGHT
    cat <<END
<body style="margin:0"><iframe src="page.html" style="border:0;width:$1px;height:$2px" onload="
    var page = this.contentDocument.documentElement;
    document.title = page.scrollWidth + ' of ' + page.clientWidth + ' wide'"></iframe>
END
}
# The measure itself: a word of 2 000 pixels is beyond any of them.
sed 's|</main>|<div style="min-width:2000px">wide</div></main>|' page.html >wide.html
frame 390 3000 | sed 's/page\.html/wide.html/' >frame-wide.html
draw --window-size=1400,3000 --virtual-time-budget=20000 --dump-dom "file://$work/frame-wide.html" \
    >dom.txt
check 'what is too wide is seen' grep -qE '<title>20[0-9]{2} of 390 wide</title>' dom.txt
for width in 390 768 1280; do
    frame $width 3000 >"frame-$width.html"
    draw --window-size=1400,3000 --virtual-time-budget=20000 --dump-dom \
        "file://$work/frame-$width.html" >dom.txt
    check "nothing beyond $width pixels" grep -q "<title>$width of $width wide</title>" dom.txt ||
        grep -o '<title>[^<]*' dom.txt
    draw --window-size=$width,3000 --screenshot="$work/page-$width.png" \
        "file://$work/frame-$width.html"
    check "a picture at $width pixels" [ -s "page-$width.png" ]
done
must print_page page.html page.pdf
pages=$(pages_of page.pdf)
echo "printed: $pages pages"
check "at most $pages_most pages" [ "$pages" -le "$pages_most" ]
finish_test
