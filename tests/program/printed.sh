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
