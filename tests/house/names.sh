# names.sh - what a comment names is there: "word.h", "word.c", "word()" and "rules/word"; and so
# are the `word.h` and `rules/word` of a page. Why: a comment that names what was renamed years ago
# sends its reader looking for it.
# shellcheck shell=bash

# Names of the C library, of libraries and of the system that comments speak of.
foreign_names='main|ceil|fork|exec|read|write|open|close|mmap|fsync|rename|openat|free|malloc|qsort'

# A path of the tree, without an ending: engine/ledger, formats/base/system.
paths='(^|[^A-Za-z0-9_/.-])(rules|formats|engine|tests)/[a-z_/-]*[a-z]'

# In a page, between backquotes; words in capitals stand for others.
page_names='((rules|formats|engine|tests|fixtures)/[a-z0-9_./-]*|[a-z0-9_]+\.(c|h|def))'

# C text as "file:line:comment".
comments_of() { # FILE...
    [ $# -gt 0 ] || return 0
    awk '
        FNR == 1 { comment = 0 }
        !comment && !/\/[*\/]/ { next }
        comment && !/\*\// { print FILENAME ":" FNR ":" $0; next }
        {
            out = ""
            quote = ""
            n = length($0)
            for (i = 1; i <= n; i++) {
                c = substr($0, i, 1)
                two = substr($0, i, 2)
                if (comment) {
                    if (two == "*/") { comment = 0; i++; out = out " " } else out = out c
                } else if (quote != "") {
                    if (c == "\\") i++
                    else if (c == quote) quote = ""
                } else if (two == "/*") { comment = 1; i++
                } else if (two == "//") { out = out substr($0, i + 2); break
                } else if (c == "\"" || c == "\047") quote = c
            }
            if (out ~ /[^ \t*]/) print FILENAME ":" FNR ":" out
        }' "$@"
}

check_names() {
    local files
    mapfile -t files < <(c_files)
    [ ${#files[@]} -gt 0 ] || return 0
    {
        tree_files '*' | sed 's|^|F |'
        code_of "${files[@]}" | sed 's|^[^:]*:[0-9]*:|C |'
        comments_of "${files[@]}" | sed 's|^|T |'
        # shellcheck disable=SC2016 # backquotes of Markdown
        tree_files '*.md' | xargs -r grep -HnoE "\`$page_names\`" | tr -d '`' | sed 's|^|M |'
    } | awk -v foreign="^($foreign_names)$" -v path_="$paths" '
        # C before T: all code is known when the first comment is looked at.
        /^F / {
            path = substr($0, 3)
            there[path] = 1
            for (up = path; sub(/\/[^\/]*$/, "", up);) folder[up] = 1
            while (sub(/^[^\/]*\//, "", path)) there[path] = 1
            next
        }
        /^C / {
            rest = substr($0, 3)
            if (match(rest, /#[ \t]*include[ \t]*</)) {
                sub(/^[^<]*</, "", rest)
                sub(/>.*/, "", rest)
                there[rest] = 1
                next
            }
            while (match(rest, /[A-Za-z_][A-Za-z0-9_]*/)) {
                code[substr(rest, RSTART, RLENGTH)] = 1
                rest = substr(rest, RSTART + RLENGTH)
            }
            next
        }
        /^M / {
            name = $0
            sub(/^[^:]*:[0-9]+:/, "", name)
            sub(/\/$/, "", name)
            match($0, /^M [^:]*:[0-9]+:/)
            if (!(name in there || (name ".h") in there || name in folder))
                print substr($0, 3, RLENGTH - 2) " there is no " name
            next
        }
        {
            match($0, /^T [^:]*:[0-9]+:/)
            where = substr($0, 3, RLENGTH - 2)
            text = rest = substr($0, RLENGTH + 1)
            while (match(rest, /[A-Za-z0-9_\/.-]*[A-Za-z0-9_]\.[ch]([^A-Za-z0-9_]|$)/)) {
                name = substr(rest, RSTART, RLENGTH)
                rest = substr(rest, RSTART + RLENGTH)
                sub(/[^A-Za-z0-9_]$/, "", name)
                sub(/^(\.\.?\/)+/, "", name)
                if (!(name in there)) print where " there is no " name
            }
            rest = text
            while (match(rest, path_)) {
                name = substr(rest, RSTART, RLENGTH)
                rest = substr(rest, RSTART + RLENGTH)
                sub(/^[^a-z]/, "", name)
                if (rest ~ /^[.<0-9]/ || name in there || (name ".h") in there || name in folder)
                    continue
                print where " there is no " name
            }
            while (match(text, /[A-Za-z_][A-Za-z0-9_]*\(\)/)) {
                name = substr(text, RSTART, RLENGTH - 2)
                text = substr(text, RSTART + RLENGTH)
                if (!(name in code) && name !~ foreign) print where " there is no " name "()"
            }
        }'
}
