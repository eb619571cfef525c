#!/usr/bin/env bash
# manual.sh - the manual page names every command and option that the program's help names, and
# formats without a warning. Why: an option nobody can look up is half an option.
#   manual.sh PROGRAM PAGE
set -u
export LC_ALL=C
program=$1 page=$2
failures=0

fail() {
    echo "FAILED $*"
    failures=$((failures + 1))
}

# Plain text of the page: hyphens as they are typed.
text=$(sed 's/\\-/-/g' "$page") || exit 2

commands=$("$program" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p')
[ -n "$commands" ] || fail "$program --help lists no commands"

# Options as words: --key must not be found in --key-file.
options=0
for command in $commands; do
    grep -qE "^\.SS .*(^|[^a-z-])$command([^a-z-]|\$)" <<< "$text" ||
        fail "no section for the command $command"
    help=$("$program" "$command" --help) || fail "$command --help ends with $?"
    while read -r option; do
        options=$((options + 1))
        grep -qE -- "(^|[^a-z-])$option([^a-z-]|\$)" <<< "$text" ||
            fail "$command $option is not in the manual"
    done < <(grep -oE -- '--[a-z][a-z-]*' <<< "$help" | sort -u)
done
# And the other way: no section for a command that is not there.
while read -r command; do
    grep -qxF "$command" <<< "$commands" || fail "the manual has a command '$command'"
done < <(sed -n '/^\.SH COMMANDS/,/^\.SS Everywhere/s/^\.SS "\([a-z-]*\).*/\1/p' <<< "$text")

[ $options -gt 20 ] || fail "only $options options found"

for status in 0 1 2 3 4 5 6 7; do
    grep -qE "^\.B $status\$" <<< "$text" || fail "exit status $status is not explained"
done

if command -v mandoc > /dev/null; then
    warnings=$(mandoc -T lint -W style "$page") || true
elif command -v groff > /dev/null; then
    warnings=$(groff -man -ww -z -Tutf8 "$page" 2>&1) || true
else
    warnings=
    echo "neither mandoc nor groff is installed: the page's layout is not checked"
fi
[ -z "$warnings" ] || fail "layout: $warnings"

[ $failures -eq 0 ] || exit 1
echo "$options options of $(wc -w <<< "$commands") commands are in the manual"
