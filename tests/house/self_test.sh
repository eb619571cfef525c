#!/usr/bin/env bash
# self_test.sh - do the house tests fail when they should? A small tree that breaks every rule
# once, and one that breaks none. Bad words are put together here, so that this file is clean.
set -u
export LC_ALL=C
house=$(cd "$(dirname "$0")" && pwd) || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failures=0

# expect CHECK TREE STATUS TEXT...: the check ends so, and names each breach exactly once.
expect() {
    local check=$1 tree=$2 status=$3 output text
    shift 3
    output=$(bash "$house/check.sh" "$check" "$work/$tree" 2>&1)
    local got=$?
    if [ $got -eq 77 ]; then
        echo "SKIPPED $check: $output"
        return
    fi
    if [ $got -ne "$status" ]; then
        echo "FAILED $check on $tree: status $got, expected $status"
        printf '%s\n' "$output"
        failures=$((failures + 1))
    fi
    for text in "$@"; do
        if [ "$(printf '%s\n' "$output" | grep -cF -- "$text")" -ne 1 ]; then
            echo "FAILED $check on $tree: not exactly once: $text"
            printf '%s\n' "$output"
            failures=$((failures + 1))
        fi
    done
}

# A valid number of birth date, month without the mark of the synthetic ones.
real_looking_ident() {
    awk 'function value(w, n,   s, i) {
            for (i = 1; i <= n; i++) s += substr(d, i, 1) * substr(w, i, 1)
            return (11 - s % 11) % 11
        }
        BEGIN {
            for (serial = 100; serial < 999; serial++) {
                d = "150684" serial
                k = value("376189452", 9)
                if (k == 10) continue
                d = d k
                l = value("5432765432", 10)
                if (l != 10) { print d l; exit }
            }
        }'
}

# shellcheck disable=SC2016 # backquotes of Markdown
make_good() {
    mkdir -p "$work/good/rules/room" "$work/good/formats/room" "$work/good/engine/room"
    cp "$house/../../.clang-format" "$work/good/"
    cat > "$work/good/rules/room/a.h" << 'END'
/* a.h - says what it is: strcpy( and double in a comment are words. */
#include <stdint.h>

/* One, always. */
int one(void);
END
    cat > "$work/good/rules/room/a.c" << 'END'
#include "rules/room/a.h"

int one(void)
{
    return 1;
}
END
    cat > "$work/good/engine/room/b.c" << 'END'
/* b.c - uses floors below; a string may hold any word. */
#include "formats/room/c.h"
#include "rules/room/a.h"

const char *text = "strcpy( double /* float";
int two(void)
{
    return one() + 1;
}

int handed_over(int (*write)(int))
{
    return write(1);
}
END
    printf '/* c.h - empty but for this. */\n' > "$work/good/formats/room/c.h"
    printf '# rules/room\n\nBegin with `a.h`.\n' > "$work/good/rules/room/README.md"
    printf '# engine/room\n\nOf `c.h`: `b.c`.\n' > "$work/good/engine/room/README.md"
    printf '<p ident="01818431895"/>\n' > "$work/good/rules/person.xml"
    printf '#!/bin/sh\necho "%s"\n' good > "$work/good/rules/room/a.sh"
    printf '# Law\n\n### 2.1 Who\n\n**Moves.** A move is one.\n' > "$work/good/rules/law.md"
    printf '/* law.md 2.1. */\n"law.md 2.1, moves (choice); law.md"\n' \
        > "$work/good/rules/room/b.def"
}

make_bad() {
    local n
    mkdir -p "$work/bad/rules/room" "$work/bad/formats/room" "$work/bad/engine"
    cp "$house/../../.clang-format" "$work/bad/"
    cat > "$work/bad/rules/up.c" << 'END'
#include "engine/b.h"
#include <openssl/evp.h>
static double share;
int up(char *to, const char *from)
{
    strcpy(to, from);
    return printf("%f", share);
}
END
    printf '#include "engine/b.h"\nint x;\n' > "$work/bad/formats/up.c"
    # In a sub-folder the floors are the same.
    printf '#include "formats/room/c.h"\nstatic float part;\n' > "$work/bad/rules/room/up.c"
    printf '/* c.h - nothing. */\n\nint unsaid(void);\n' > "$work/bad/formats/room/c.h"
    printf '#include "tests/t.h"\nvoid* p(void)\n{\n    return malloc(1);\n}\n' \
        > "$work/bad/engine/up.c"
    printf 'void q(void)\n{\n    munmap(0, 1);\n}\n' >> "$work/bad/engine/up.c"
    printf 'int nothing_said(void);\n' > "$work/bad/formats/silent.h"
    {
        printf '/* long.c - too long. */\nint long_one(int a)\n{\n'
        for ((n = 0; n < 58; n++)); do printf '    a++;\n'; done
        printf '    return a;\n}\n\nint just(int a)\n{\n'
        for ((n = 0; n < 57; n++)); do printf '    a++;\n'; done
        printf '    return a;\n}\n'
        for ((n = 0; n < 500; n++)); do printf '\n'; done
        printf '/* %s */\n' "$(printf '%0100d' 0)"
        printf '/* %s */\n' "$(printf '%094d' 0)"
    } > "$work/bad/engine/long.c"
    printf '# %s: later\n' "TO""DO" > "$work/bad/rules/notes.md"
    printf '%s\n%s\n' "$(real_looking_ident)" 01818431895 > "$work/bad/rules/people.csv"
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nrm $1\n' > "$work/bad/rules/a.sh"
    printf '# Law\n\n## 2. Who\n' > "$work/bad/rules/law.md"
    printf '/* law.md 2.1 and lore.md. */\n"law.md 2, Moves"\n' > "$work/bad/rules/b.def"
}

# Rooms, parsers in engine, names that are nowhere.
# shellcheck disable=SC2016 # backquotes of Markdown
make_untidy() {
    local n
    mkdir -p "$work/untidy/rules/room" "$work/untidy/formats/room" "$work/untidy/engine/room"
    printf '/* loose.c - in no room. */\n' | tee "$work/untidy/rules/loose.c" \
        > "$work/untidy/engine/loose.c"
    printf '/* bare.c - in a room without a page; its name is there twice. */\n' |
        tee "$work/untidy/rules/room/bare.c" > "$work/untidy/formats/room/bare.c"
    mkdir -p "$work/untidy/tests/program"
    printf '# Trust\n\n`first-nowhere`, `test_nowhere`, `first-there`\n' \
        > "$work/untidy/formats/trust.md"
    printf 'refused 5 %s approve -- true\n' first-there first-untold \
        > "$work/untidy/tests/program/insider_some.sh"
    printf '# formats/room\n\nNot there: `lost.c`.\n' > "$work/untidy/formats/room/README.md"
    for ((n = 0; n < 30; n++)); do echo; done >> "$work/untidy/formats/room/README.md"
    for ((n = 0; n < 200; n++)); do
        printf '/* many%d.h - one of many. */\n%0.s\n' $n {1..200} \
            > "$work/untidy/engine/room/many$n.h"
    done
    cat > "$work/untidy/engine/room/parse.c" << 'END'
/* parse.c - json_read() in a comment; many1.h is there, room/gone.h, gone_by() and
 * rules/gone are not; parse_it() is, and so is engine/room/parse. */
void parse_it(void)
{
    say("csv_open( is a word, lost.h too");
    csv_open(1);
    say("{\"name\": %d}", 1);
    reader.json_read();
    pay(GRANT_AR_1, RULE_SETS_MAX);
    rule_value(rules, 3);
}
END
    printf '# engine/room\n\nOf `many1.h`: `parse.c`.\n' > "$work/untidy/engine/room/README.md"
}

make_good
make_bad
make_untidy
for check in floors calls sizes headers unfinished idents floating_point format shell \
    references rooms parsing names law trust; do
    expect $check good 0
done
expect floors bad 1 'rules/up.c:1: "engine/b.h"' 'rules/up.c:2: <openssl/evp.h>' \
    'rules/room/up.c:1: "formats/room/c.h"' \
    'formats/up.c:1: "engine/b.h"' 'engine/up.c:1: "tests/t.h"' 'rules/up.c:7: not pure'
expect calls bad 1 'rules/up.c:6: banned function' 'engine/up.c:4: use the wrapper' \
    'engine/up.c:8: no file is mapped'
expect sizes bad 1 'engine/long.c:2: function of 61 lines' 'engine/long.c:1: file of' \
    'line over 100 columns' '3 breaches'
expect headers bad 1 'formats/silent.h:1: does not begin with a comment' \
    'formats/silent.h:1: prototype without a comment' \
    'formats/room/c.h:3: prototype without a comment' '3 breaches'
expect unfinished bad 1 'rules/notes.md:1:' '1 breaches'
expect idents bad 1 'rules/people.csv:1: an identity number' '1 breaches'
expect floating_point bad 1 'rules/up.c:3: floating point' \
    'rules/room/up.c:2: floating point' '2 breaches'
expect format bad 1 'engine/up.c:2:5:'
expect shell bad 1 'rules/a.sh:2' '1 breaches'
expect references bad 1 'rules/b.def:1: law.md has no 2.1' 'rules/b.def:1: there is no lore.md' \
    'rules/b.def:2: law.md does not speak of "Moves"' '3 breaches'
expect rooms untidy 1 'rules/loose.c:1: stands in no room' 'engine/loose.c:1: stands in no room' \
    'rules/room/bare.c:1: has the name of' 'rules/loose.c:1: has the name of' \
    'rules/room:1: a room without' 'formats/room/README.md:1: over' \
    'README.md:1: does not say of which header bare.c' \
    'engine:1: 202 files' 'engine:1: 40' '9 breaches'
expect parsing untidy 1 'parse.c:6: parses or writes' 'parse.c:7: JSON written by hand' \
    '2 breaches'
expect law untidy 1 'parse.c:9: decided in engine' 'parse.c:10: decided in engine' '2 breaches'
expect names untidy 1 'parse.c:1: there is no room/gone.h' 'parse.c:1: there is no gone_by()' \
    'parse.c:2: there is no rules/gone' 'README.md:3: there is no lost.c' '4 breaches'
expect trust untidy 1 'trust.md:1: does not say what stops first-untold' \
    'trust.md:3: nobody tries first-nowhere' 'trust.md:3: there is no test test_nowhere.c' \
    '3 breaches'
expect nonsense good 2

if [ $failures -ne 0 ]; then
    echo "$failures failures"
    exit 1
fi
echo "the house tests fail when they should"
