# references.sh - every reference to the rule book leads somewhere: "grants.md 2.3" to a heading
# of a file grants.md in the tree; in rule sets and catalogues "register.md, Strict reading" to
# that name too, in bold or in a table. Why: a finding cites it, and somebody will look it up.
# shellcheck shell=bash

check_references() {
    local books reference
    books=$(tree_files '*.md')
    reference='[a-z]+\.md( [0-9]+(\.[0-9]+)*)?(, [A-Za-z][A-Za-z0-9 ]*)?'
    tree_files '*.c' '*.h' '*.def' '*.xml' '*.md' '*.1' '*.sh' | grep -v '^tests/house/' |
        xargs -r grep -HnoE "(^|[^A-Za-z0-9_.-])$reference" | awk -v books="$books" '
            function base(path) { sub(/^.*\//, "", path); return path }
            function load(path,    line, number, name) {
                there[base(path)] = path
                while ((getline line < path) > 0) {
                    if (match(line, /^#+ [0-9]+(\.[0-9]+)*/)) {
                        number = substr(line, 1, RLENGTH)
                        sub(/^#+ /, "", number)
                        heading[base(path) " " number] = 1
                    }
                    text[base(path)] = text[base(path)] "\n" tolower(line)
                }
                close(path)
            }
            function named(book, name) {
                name = tolower(name)
                sub(/ +$/, "", name)
                return index(text[book], "**" name) || index(text[book], "`" name "`")
            }
            function breach(what) { print where " " what; bad++ }
            BEGIN { n = split(books, path, "\n"); for (i = 1; i <= n; i++) load(path[i]) }
            {
                match($0, /^[^:]*:[0-9]+:/)
                where = substr($0, 1, RLENGTH)
                data = where ~ /\.(def|xml):/
                rest = substr($0, RLENGTH + 1)
                match(rest, /[a-z]+\.md/)
                book = substr(rest, RSTART, RLENGTH)
                rest = substr(rest, RSTART + RLENGTH)
                if (!(book in there)) { breach("there is no " book); next }
                if (match(rest, /^ [0-9]+(\.[0-9]+)*/)) {
                    number = substr(rest, 2, RLENGTH - 1)
                    rest = substr(rest, RLENGTH + 1)
                    if (!((book " " number) in heading)) breach(book " has no " number)
                }
                if (data && sub(/^, /, "", rest) && !named(book, rest))
                    breach(book " does not speak of \"" rest "\"")
            }'
}
