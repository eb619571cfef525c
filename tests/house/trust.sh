# trust.sh - the threat model and its tests name each other: every attack of the insiders' tests
# stands in formats/trust.md, and every test that stands there exists. Why: a threat model is
# believed for as long as somebody tries it.
# shellcheck shell=bash

attack_words='(first|second|admin|holder|time|anyone)-[a-z0-9-]+'

# Names of attacks, as the tests ask for them.
attacks_tried() {
    local -a tests=(tests/program/insider_*.sh)
    [ -f "${tests[0]}" ] || return 0
    grep -ohE "(^|[ (])$attack_words( |\$)" "${tests[@]}" | tr -d ' (' | sort -u
}

check_trust() {
    local page=formats/trust.md name
    [ -f "$page" ] || return 0
    while IFS= read -r name; do
        grep -qF "\`$name\`" "$page" || echo "$page:1: does not say what stops $name"
    done < <(attacks_tried)
    # shellcheck disable=SC2016 # backquotes of Markdown
    grep -HnoE "\`$attack_words\`" "$page" | tr -d '`' | while IFS=: read -r file line name; do
        attacks_tried | grep -qxF "$name" || echo "$file:$line: nobody tries $name"
    done
    # shellcheck disable=SC2016
    grep -HnoE '`(test_[a-z0-9_]+|[a-z0-9_]+\.sh|[a-z0-9-]+\.case)`' "$page" | tr -d '`' |
        while IFS=: read -r file line name; do
            [[ $name = *.* ]] || name+=.c
            tree_files "$name" | grep -q '^tests/' || echo "$file:$line: there is no test $name"
        done
    [ ! -f tests/trust/open.txt ] || grep -vE '^(#|$)' tests/trust/open.txt |
        while read -r name _; do
            [ "$name" = mutators ] || attacks_tried | grep -qxF "$name" ||
                echo "tests/trust/open.txt:1: nobody tries $name"
        done
}
