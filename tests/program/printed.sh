# printed.sh - pages as a browser shows and prints them: what tests of pages share. Sourced after
# common.sh, used after start_test. Skips the test where there is no Chromium.
# shellcheck shell=bash

need_browser() { # PROGRAM...: and others
    browser=$(command -v chromium || command -v chromium-browser) ||
        skip_test 'chromium is not installed'
    need_programs "$@"
}

# A profile of the test's own, anew each time: a browser that was ended leaves a lock in it.
browse() { # OPTION...
    # shellcheck disable=SC2154 # of start_test
    rm -rf "$work/profile"
    timeout 300 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync \
        --user-data-dir="$work/profile" "$@" 2>"$work/.log/browser"
}
print_page() { # PAGE PDF: paths below the test's folder
    browse --no-pdf-header-footer --print-to-pdf="$work/$2" "file://$work/$1"
}
pages_of() { # PDF
    pdfinfo "$1" | sed -n 's/^Pages: *//p'
}

# The text of a page: a line a row or paragraph, cells with " | " between them.
text_of() { # PAGE
    sed -e 's/<style>/\n&/' "$1" | sed -e '/<style>/,/<\/style>/d' -e 's/<\/t[dh]>/ | /g' \
        -e 's/<\/tr>/\n/g' -e 's/<[^>]*>//g' -e 's/\xc2\xa0/ /g' -e 's/\xe2\x80\xaf/ /g' \
        -e 's/&#39;/'"'"'/g'
}

# A table that is a list of its rows where the page is narrow: each cell but a row's first says of
# which column it is, or is of the row's heading.
is_stacked() { # PAGE
    [ "$(grep -o '<table' "$1" | wc -l)" = "$(grep -c '<div class="[a-z ]*stack"' "$1")" ] &&
        awk '/<td/ { cells += gsub(/<td/, "<td"); rows += gsub(/<tr/, "<tr")
            named += gsub(/ data-(label="[^"]|head>)/, "&") }
            END { exit !(rows > 0 && named == cells - rows) }' "$1"
}

# In a frame as wide as a phone nothing of the page is wider: it tells so by a script of the test's
# own around it. A browser's own window is never as narrow.
fits_phone() { # PAGE
    sed 's|<meta http-equiv="Content-Security-Policy"[^>]*>||' "$1" >in-frame.html
    cat >phone-frame.html <<'END'
<!DOCTYPE html><title>none</title>
<iframe id="f" src="in-frame.html" style="border:0;width:400px;height:900px"></iframe>
<pre id="out"></pre><script>
document.getElementById("f").onload = function () {
    var page = this.contentDocument, outside = 0
    for (var cell of page.querySelectorAll("td")) {
        if (cell.textContent == "") continue
        if (cell.getBoundingClientRect().right > 400 || cell.offsetWidth == 0) outside++
    }
    document.getElementById("out").textContent = "width " + page.documentElement.scrollWidth +
        " cells outside " + outside + " of " + page.querySelectorAll("td").length + "."
}
</script>
END
    browse --allow-file-access-from-files --virtual-time-budget=60000 --dump-dom \
        "file://$work/phone-frame.html" |
        grep -qE 'width (3[0-9][0-9]|400) cells outside 0 of [0-9]{2,}\.'
}

# Wherever a page breaks, what is said over a table stands with it, and whole: tried with so much
# more above.
breaks_well() { # PAGE LINES-MORE...
    local page=$1 more
    tr -d '\n' <"$page" | grep -oE '<(caption|h2[^>]*)>[^<]*' | sed 's/^<[^>]*>//' |
        sed 's/&#39;/'"'"'/g' >.log/over
    [ -s .log/over ] || return 1
    for more in "${@:2}"; do
        sed "s|</h1>|</h1>$(printf '<p>more</p>%.0s' $(seq "$more"))|" "$page" >moved.html
        print_page moved.html moved.pdf || return 1
        pdftotext -raw moved.pdf - | sed 's/\xc2\xa0/ /g' |
            awk 'BEGIN { RS = "\f" } { sub(/[ \n]+$/, ""); gsub(/\n/, " ") }
                $0 != "" { if (before != "") print before; before = $0 }' >.log/pages
        awk 'NR == FNR { over[$0]; next }
            { for (text in over)
                for (size = length(text); size >= 12; size--)
                    if (substr($0, length($0) - size + 1) == substr(text, 1, size)) {
                        print text
                        bad = 1
                    }
            }
            END { exit bad }' .log/over .log/pages || return 1
    done
}
