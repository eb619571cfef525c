# common.sh - what the house tests share. Sourced by check.sh.
# A check prints one line for each breach, "file:line: what", and the caller counts them.
# shellcheck shell=bash

# Files of the tree by find(1) patterns: works in a clone, an archive and a sample.
tree_files() { # PATTERN...
    local pattern words=()
    for pattern in "$@"; do
        words+=(-o -name "$pattern")
    done
    find . \( -name .git -o -path './build*' -o -path './install*' -o -path './demonstration*' \) \
        -prune -o -type f \( "${words[@]:1}" \) -print | sed 's|^\./||' | sort
}

c_files() {
    tree_files '*.c' '*.h' '*.def'
}

# C text as "file:line:code", comments and the content of literals blanked: what is left is
# code. Names of included files stay.
code_of() { # FILE...
    [ $# -gt 0 ] || return 0
    awk '
        FNR == 1 { comment = 0 }
        # Most lines need no look at each character.
        !comment && (/^[ \t]*#[ \t]*include/ || !/["\047\/]/) {
            print FILENAME ":" FNR ":" $0
            next
        }
        comment && !/\*\// { print FILENAME ":" FNR ":"; next }
        {
            out = ""
            quote = ""
            n = length($0)
            for (i = 1; i <= n; i++) {
                c = substr($0, i, 1)
                two = substr($0, i, 2)
                if (comment) {
                    if (two == "*/") { comment = 0; i++ }
                } else if (quote != "") {
                    if (c == "\\") i++
                    else if (c == quote) { quote = ""; out = out c }
                } else if (two == "/*") { comment = 1; i++; out = out " "
                } else if (two == "//") { break
                } else {
                    if (c == "\"" || c == "\047") quote = c
                    out = out c
                }
            }
            print FILENAME ":" FNR ":" out
        }' "$@"
}

# Lines of code in which an extended regular expression is found, as breaches. The expression
# must not span the name and number before the code.
code_breaches() { # WHAT PATTERN FILE...
    local what=$1 pattern=$2
    shift 2
    code_of "$@" | awk -v what="$what" -v pattern="$pattern" '
        {
            code = $0
            sub(/^[^:]*:[0-9]+:/, "", code)
            if (code !~ pattern) next
            match($0, /^[^:]*:[0-9]+:/)
            sub(/^[ \t]+/, "", code)
            print substr($0, 1, RLENGTH) " " what ": " code
        }'
}

# A word that is called: not a member, not a part of a longer name.
called() { # NAME|NAME...
    printf '(^|[^A-Za-z0-9_.>])(%s)[ \t]*[(]' "$1"
}
