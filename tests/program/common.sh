# common.sh - what the program tests share. Sourced by each.
# A test is called NAME.sh TILSKUDD SOURCE: the program, and the source tree. It works in a
# folder of its own, which is removed unless KEEP is set. It fails when a check fails or when
# nothing was checked; 77 means skipped. With SPOKEN=nb the program is asked in bokmål, and what
# `expect` wants said is looked for by its values: no sentence may be English.
# shellcheck shell=bash
export LC_ALL=C NO_COLOR=1 TZ=UTC
umask 022
checks=0
failures=0

start_test() { # TILSKUDD SOURCE
    if [ $# -ne 2 ]; then
        echo "usage: ${0##*/} TILSKUDD SOURCE" >&2
        exit 2
    fi
    # shellcheck disable=SC2034 # used by the tests
    tilskudd=$(realpath "$1") || exit 2
    source_tree=$(realpath "$2") || exit 2
    # shellcheck disable=SC2034
    payees=$source_tree/fixtures/payees/payees.csv
    # shellcheck disable=SC2034
    test_rules=$source_tree/fixtures/rule-sets
    work=$(mktemp -d) || exit 2
    chmod 755 "$work"
    [ -n "${KEEP:-}" ] || trap 'chmod -R u+rwX "$work"; rm -rf "$work"' EXIT
    cd "$work" || exit 2
    mkdir .log
    [ "${SPOKEN:-}" != nb ] || speak_norwegian
}

# $tilskudd is a program beside the others that answers in bokmål.
speak_norwegian() {
    [ -f "$(dirname "$tilskudd")/locale/nb/LC_MESSAGES/tilskudd.mo" ] ||
        skip_test "the catalogue is not built"
    printf '#!/bin/sh\nLC_ALL=nb_NO.UTF-8 exec "%s" "$@"\n' "$tilskudd" >.log/tilskudd
    chmod 755 .log/tilskudd
    tilskudd=$work/.log/tilskudd
}

# Words that no Norwegian sentence has. What is between quotes, options and names are left out.
foreign='the|of|is|are|was|were|been|not|cannot|and|has|have|does|did|this|that|these|those|it'
foreign+='|its|which|what|who|whose|when|where|why|how|should|would|must|than|then|there|their'
foreign+='|nothing|nobody|somebody|another|each|every|because|already|earlier|later|between'
foreign+='|with|without|within|other|others|only|municipalities|payment|payments'
foreign+='|[0-9] persons|line|lines|record|records|quarter|entry|entries|missing|wrong|before|found'
no_sentence='findings:R208|CSV [a-z]+,|carried_in,allocated|decisions, posting|to-the-bank'
left_english() { # FILE
    sed -E "s/'[^']*'//g; s/--[a-z-]+( [A-Z][A-Za-z|.]*)?//g; s/\"[^\"]*\"//g
        s/[A-Za-z0-9_-]*[._\/=*][A-Za-z0-9_.\/=*,-]*//g; s/\([a-z, ]*[a-z]+_[a-z_, ]*\)//g" "$1" |
        grep -vE '^ *(tilskudd|Bruk:)' | grep -vE "$no_sentence" | grep -nwE "$foreign"
}

# Whether what was said last has TEXT; in bokmål: its values (what is quoted, options, names and
# numbers), among no English.
was_said() { # TEXT
    local value
    if [ "${SPOKEN:-}" != nb ]; then
        grep -qF -- "$1" "$work/.log/said"
        return
    fi
    left_english "$work/.log/said" >"$work/.log/english" && return 1
    grep -oE -- "'[^']*'|--[a-z-]+|[A-Za-z0-9_./-]*[0-9_/][A-Za-z0-9_./-]*|[a-z-]+\.[a-z]{2,}" \
        <<<"${1//\'s /s }" | while read -r value; do
        grep -qF -- "$value" "$work/.log/said" || return 1
    done
}

finish_test() {
    echo "${0##*/}: $checks checks, $failures failed"
    [ "$checks" -gt 0 ] && [ "$failures" = 0 ]
    exit
}

skip_test() { # WHY
    echo "SKIPPED: $1"
    exit 77
}

need_programs() { # PROGRAM...
    local name
    for name in "$@"; do
        command -v "$name" >/dev/null || skip_test "$name is not installed"
    done
}

# What was said last, for the reader of a failure. Never more than a screen. The program's own
# words stay in .log/stdout and .log/stderr until it is called again.
show_output() { # [PREFIX]
    sed 's/^/    stdout: /' "$work/.log/${1:-}stdout" | tail -n 5
    sed 's/^/    stderr: /' "$work/.log/${1:-}stderr" | tail -n 12
}

fail() { # NAME WHAT
    failures=$((failures + 1))
    echo "FAILED $1: $2"
}

# A statement that must hold.
check() { # NAME COMMAND...
    local name=$1
    shift
    checks=$((checks + 1))
    if ! "$@" >"$work/.log/check-stdout" 2>"$work/.log/check-stderr"; then
        fail "$name" "$*"
        show_output check-
        return 1
    fi
}

check_not() { # NAME COMMAND...
    local name=$1
    shift
    checks=$((checks + 1))
    if "$@" >"$work/.log/check-stdout" 2>"$work/.log/check-stderr"; then
        fail "$name" "should fail: $*"
        show_output check-
        return 1
    fi
}

# The program's exit status, and fragments of what it says: on standard error when it refuses,
# on either when it is done. Standard input is empty unless `input` names a file.
expect() { # STATUS NAME [TEXT...] -- COMMAND...
    local status=$1 name=$2 texts=() text got
    shift 2
    while [ "$1" != -- ]; do
        texts+=("$1")
        shift
    done
    shift
    checks=$((checks + 1))
    "$@" >"$work/.log/stdout" 2>"$work/.log/stderr" <"${input:-/dev/null}"
    got=$?
    cp "$work/.log/stderr" "$work/.log/said"
    [ "$status" -ge 2 ] || cat "$work/.log/stdout" >>"$work/.log/said"
    if [ "$got" != "$status" ]; then
        fail "$name" "exit status $got, expected $status"
        show_output
        return 1
    fi
    for text in "${texts[@]}"; do
        if ! was_said "$text"; then
            fail "$name" "does not say: $text"
            show_output
            return 1
        fi
    done
}

# Defaults (each a name and a value) that are not among the options: in `kept`. The program takes
# an option with one value once.
keep_defaults() { # DEFAULT... -- OPTION...
    local defaults=() i
    while [ "$1" != -- ]; do
        defaults+=("$1" "$2")
        shift 2
    done
    shift
    kept=()
    for ((i = 0; i < ${#defaults[@]}; i += 2)); do
        [[ " $* " = *" ${defaults[i]} "* ]] || kept+=("${defaults[@]:i:2}")
    done
}

# Something that has to work for the test to mean anything.
must() { # COMMAND...
    if ! "$@" >"$work/.log/stdout" 2>"$work/.log/stderr" </dev/null; then
        echo "FAILED, cannot go on: $*"
        show_output
        exit 1
    fi
}

# A count as people read it: 1 519.
thousands() { # NUMBER
    sed -E ':a; s/([0-9])([0-9]{3})($| )/\1 \2\3/; ta' <<<"$1"
}

# The exact check that payments.md gives to auditors.
openssl_verify() { # FILE CA
    openssl cms -verify -cades -binary -purpose any -inform DER -in "$1.p7s" -content "$1" \
        -CAfile "$2" -out /dev/null
}

signer_count() { # SIGNATURE
    openssl cms -cmsout -print -inform DER -in "$1" |
        grep -c 'issuerAndSerialNumber'
}

# Turns over one bit: of byte POSITION (from 0), its lowest.
flip_bit() { # FILE POSITION
    local byte
    byte=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
    # shellcheck disable=SC2059 # the format is the byte
    printf "\\x$(printf %02x $((byte ^ 1)))" |
        dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# The leaves that zcat, awk and od make of a ledger are those that its log has the hashes of: as
# many, and forty of them hashed.
leaves_fit() { # LEDGER
    local count leaf made kept
    bash "$source_tree/fixtures/log-leaves.sh" "$1" >.leaves || return 1
    count=$(wc -l <.leaves)
    [ "$(stat -c %s "$1/log/level-00")" = $((count * 32)) ] || return 1
    for leaf in $(seq 0 $((count / 40 + 1)) $((count - 1))) $((count - 1)); do
        made=$({ printf '\0' && sed -n "$((leaf + 1))p" .leaves | tr -d '\n'; } | sha256sum)
        kept=$(tail -c +$((leaf * 32 + 1)) "$1/log/level-00" | head -c 32 |
            od -A n -v -t x1 -w32 | tr -d ' ')
        [ "${made%% *}" = "$kept" ] || return 1
    done
}

# No file, unfinished or not, is in or at a place that nothing was to be written to.
nothing_at() { # PATH
    [ ! -e "$1" ] || [ -z "$(find "$1" -mindepth 1 -print -quit)" ]
}

# The first 16 digits of a ledger's newest head, as somebody who sees it reads them out.
newest_head() { # LEDGER
    "$tilskudd" ledger show "$1" |
        sed -nE 's/^[0-9]{6} .* ([0-9a-f]{16})$/\1/p' | tail -n 1
}

make_pin() { # LEDGER FILE
    "$tilskudd" ledger pin "$1" "$2" --head "$(newest_head "$1")"
}

# ./pinned COMMAND...: the command with a pin that has seen the ledger as it is now, each time
# anew, whatever came later: for tests of other things than pins.
make_pinned() { # LEDGER
    make_pin "$1" pin-opening && cat >pinned <<'END' && chmod 755 pinned
#!/bin/sh
rm -f pin && cp -p pin-opening pin && exec "$@" --pin pin
END
}
