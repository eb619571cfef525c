#!/usr/bin/env bash
# pages.sh - what is made from the tables of options, exit statuses and controls is as they are:
# the manual page, the completions of bash, zsh and fish, tables of the books. Why: an option
# that is described in six places by hand is described wrongly in one.
#   pages.sh [--write] [PROGRAM [SOURCE]]
# With --write the files are made anew. What no table says stands in engine/manual.in: after
# "@command NAME" comes its own text, "@more OPTION" goes on after the option's line, "@exit"
# stands for the exit statuses; engine/manual.nb.in is the same in bokmål. In the books the tables
# stand between comments.
set -eu
export LC_ALL=C
write=
if [ "${1:-}" = --write ]; then
    write=yes
    shift
fi
source=${2:-$(cd "$(dirname "$0")/../.." && pwd)}
program=$(realpath "${1:-$source/build/release/tilskudd}")
cd "$source"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# Standard input is what FILE is to be.
made() { # FILE
    cat > "$work/made"
    if [ -n "$write" ]; then
        cmp -s "$work/made" "$1" || cp "$work/made" "$1"
    elif ! diff -u "$1" "$work/made" > "$work/differences" 2>&1; then
        echo "FAILED $1 is not as the tables say; tests/house/pages.sh --write makes it:"
        head -n 20 "$work/differences"
        failures=$((failures + 1))
    fi
}

page() { # WORD
    "$program" pages "$1" > "$work/$1"
}

manual() { # PAGES IN [LENIENT]
    awk -v lenient="${3:-}" '
        function fail(text) { print "manual.in: " text > "/dev/stderr"; bad = 1 }
        function options(   i, name) {
            for (i = 1; command != "" && i <= count[command]; i++) {
                name = order[command, i]
                printf "%s%s", option[command, name], more[name]
                delete more[name]
            }
            for (name in more) fail(command " has no option --" name)
            command = ""
            delete more
        }
        # What has no text of its own yet has at least its tables.
        function others(   i) {
            for (i = 1; i <= commands; i++) {
                if (named[i] in used) continue
                command = named[i]
                printf "%s", option[command, "head"]
                used[command] = 1
                options()
            }
        }
        FILENAME == ARGV[1] && $1 == "@command" {
            command = named[++commands] = $2
            part = "head"
            next
        }
        FILENAME == ARGV[1] && $1 == "@option" {
            part = $2
            order[command, ++count[command]] = part
            next
        }
        FILENAME == ARGV[1] && $1 == "@exit" { part = "exit"; command = ""; next }
        FILENAME == ARGV[1] { option[command, part] = option[command, part] $0 "\n"; next }
        FNR == 1 { command = ""; part = "" }
        $1 == "@command" {
            options()
            command = $2
            part = ""
            if (!((command, "head") in option)) fail("there is no command " command)
            printf "%s", option[command, "head"]
            used[command] = 1
            next
        }
        $1 == "@more" { part = $2; more[part] = ""; next }
        $1 == "@end" { options(); part = ""; if (lenient) others(); next }
        $1 == "@exit" { printf "%s", option["", "exit"]; next }
        part != "" { more[part] = more[part] $0 "\n"; next }
        { print }
        END {
            for (name in count) if (!(name in used)) fail("the command " name " is missing")
            exit bad
        }' "$1" "$2"
}

# A book with the lines of a page between "<!-- pages WORD -->" and "<!-- end -->".
book() { # FILE WORD
    awk -v from="<!-- pages $2 -->" '
        FILENAME == ARGV[1] { text = text $0 "\n"; next }
        $0 == from { print; printf "%s", text; inside = 1; seen = 1; next }
        $0 == "<!-- end -->" { inside = 0 }
        !inside { print }
        END { if (!seen) print "there is no " from }' "$work/$2" "$1"
}

# Tables of controls: each below the name of its family.
controls() { # FILE
    awk -F '[ |]+' '
        FILENAME == ARGV[1] {
            family = $1
            sub(/^[0-9]+ /, "")
            rows[family] = rows[family] $0 "\n"
            next
        }
        /^\*\*Family [0-9]+:/ { split($0, words, /[ :]/); family = words[2] }
        /^\|---\|---\|---\|(---\|---\|)?$/ && family != "" {
            print
            printf "%s", rows[family]
            family = ""
            inside = 1
            next
        }
        inside && /^\| R[0-9]+ / { next }
        { inside = 0; print }' "$work/controls" "$1"
}

for word in man bash zsh fish cli exit controls; do
    page $word
done
# By files, not pipes: what `made` counts would be lost in a pipe's own shell.
manual "$work/man" engine/manual.in > "$work/manual"
made engine/tilskudd.1 < "$work/manual"
if "$program" --language nb help | grep -q '^Bruk:'; then
    "$program" --language nb pages man > "$work/man-nb"
    manual "$work/man-nb" engine/manual.nb.in lenient > "$work/manual"
    made engine/tilskudd.nb.1 < "$work/manual"
else
    echo "the catalogue is not built: the manual in bokmål is not compared"
fi
made engine/completions/tilskudd.bash < "$work/bash"
made engine/completions/_tilskudd < "$work/zsh"
made engine/completions/tilskudd.fish < "$work/fish"
book engine/cli.md exit > "$work/cli.md"
mv "$work/cli" "$work/options"
book "$work/cli.md" options > "$work/book"
made engine/cli.md < "$work/book"
book README.md exit > "$work/book"
made README.md < "$work/book"
for file in rules/control.md rules/accounts.md; do
    controls "$file" > "$work/book"
    made "$file" < "$work/book"
done

warnings=
if command -v mandoc > /dev/null; then
    warnings=$(mandoc -T lint -W style engine/tilskudd.1
        mandoc -K utf-8 -T lint -W warning engine/tilskudd.nb.1) || true
elif command -v groff > /dev/null; then
    warnings=$(groff -man -ww -z -Tutf8 -k engine/tilskudd.1 engine/tilskudd.nb.1 2>&1) || true
else
    echo "neither mandoc nor groff is installed: the manual's layout is not checked"
fi
if [ -n "$warnings" ]; then
    echo "FAILED the manual's layout: $warnings"
    failures=$((failures + 1))
fi

[ $failures -eq 0 ] || exit 1
echo "manual page, completions and books are as the tables say"
