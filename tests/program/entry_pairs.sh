#!/usr/bin/env bash
# entry_pairs.sh - two commands at once, one of which enters what the bank answered, money by hand
# or other keys. Why: the persons work at the same time, and of two proposals for one place only
# one becomes its entry; whoever proposes, reads or releases meanwhile does it, or is told to
# come again, and is never told that somebody has tampered; whoever comes after an approval that
# was killed ends what it began.
#   entry_pairs.sh TILSKUDD SOURCE TILSKUDD-FAULTS BANK_PLAYER
# shellcheck disable=SC2317,SC2154 # commands are called by their names; of the sourced files
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
# shellcheck source=entry_world.sh
. "$here/entry_world.sh"
# shellcheck source=stopped_pair.sh
. "$here/stopped_pair.sh"
# shellcheck disable=SC2034 # entry_world.sh, stopped_pair.sh
faults=$(realpath "$3") && player=$(realpath "$4") || exit 2
start_test "$1" "$2"
need_programs openssl

make_entry_world
sent=$(basename "$sent")
kinds=(answer manual keys)
beside=(propose_answer propose_manual propose_keys check show log_check release)
mkdir base && cp -a ledger pin base && cd base || exit 1
for kind in "${kinds[@]}"; do
    must "propose_$kind" "$tilskudd" "ready-$kind"
done
# Whoever comes meanwhile has a place to write to, and a pin in a folder of its own: who writes a
# pin has its folder alone, and others wait for that, however long.
for name in "${beside[@]}"; do
    mkdir "to-$name" "own-$name" && cp -p pin "own-$name/pin"
done
cd .. || exit 1

do_approve_answer() { approve_answer "$1" ready-answer; }
do_approve_manual() { approve_manual "$1" ready-manual; }
do_approve_keys() { approve_keys "$1" ready-keys; }
own_pin() { # NAME COMMAND...
    proposer_pin=own-$1/pin "${@:2}"
}
do_propose_answer() { own_pin propose_answer propose_answer "$1" to-propose_answer/out; }
do_propose_manual() { own_pin propose_manual propose_manual "$1" to-propose_manual/out; }
do_propose_keys() { own_pin propose_keys propose_keys "$1" to-propose_keys/out; }
do_check() { "$1" ledger check ledger --pin own-check/pin; }
do_show() { "$1" ledger show ledger --pin own-show/pin; }
do_log_check() { "$1" log check ledger; }
do_release() {
    "$1" release "ledger/000001/payments/$sent" --ledger ledger --to to-release \
        --pin own-release/pin --time 2017-10-04T08:00:00Z
}

# What each kind leaves when nothing happens, and the last renames of its commit: the signature
# (unsigned before it), the checkpoint (the log has grown), the entry, and the pin.
declare -A files
for kind in "${kinds[@]}"; do
    cp -a base now && cd now || exit 1
    must "do_approve_$kind" "$tilskudd"
    cd .. && mv now "approved-$kind" || exit 1
    files[$kind]=$(find "approved-$kind/ledger/000002" -type f | wc -l)
done
points=(unsigned signed whole committed)
rename_of() { # KIND POINT
    local i
    for i in "${!points[@]}"; do
        [ "${points[i]}" != "$2" ] || echo $((files[$1] - 1 + i))
    done
}
is_at() { # POINT: the folder looks as the point says
    case $1 in
    unsigned) [ ! -e ledger/000002.tmp/entry.json.p7s ] && [ -e ledger/000002.tmp/entry.json ] ;;
    signed) [ -e ledger/000002.tmp/checkpoint.tmp ] ;;
    whole) [ -e ledger/000002.tmp/checkpoint ] ;;
    committed) [ -e ledger/000002 ] ;;
    esac
}
# Nothing unfinished lies about, and the entry is that of the kind, whole.
ends_whole() { # FOLDER NAME KIND
    local left
    left=$(find "$1" -name '*.tmp*' -o -name '*.unfinished')
    check "$2: nothing is left behind" [ -z "$left" ]
    check "$2: the entry is whole" diff -rq "approved-$3/ledger/000002" "$1/ledger/000002"
    cp -p "approved-$3/pin" seen
    check "$2: a whole ledger" "$tilskudd" ledger check "$1/ledger" --pin seen
}

# --- two approvals of two proposals from one head ---

both() { # KIND KIND CALL N
    local name="approve of $1 and of $2, $3 $4" winner loser text
    pair "$3" "$4" "approve_$1" "approve_$2"
    case $first-${second[0]} in
    0-7) winner=$1 loser=$2 text=second-stderr ;;
    7-0) winner=$2 loser=$1 text=stderr ;;
    *)
        wrong "$name" 'not one works'
        return
        ;;
    esac
    ends_whole now "$name" "$winner"
    # Who came to a lock that was taken does not know yet what is being approved.
    check "$name: why" grep -qE "${winner^^}|another approval" ".log/$text"
    [ "$3" != lock ] || check "$name: by what" grep -q "${winner^^}" ".log/$text"
    cd now || exit 1
    expect 7 "$name: the other is told" "${winner^^}" -- "do_approve_$loser" "$tilskudd"
    cd .. || exit 1
}
both answer manual lock 1
both answer manual lock 2
both manual keys lock 2
both manual keys rename 1
both keys answer lock 2
both keys answer rename "$(rename_of keys signed)"

# --- others beside an approval that is stopped in its commit ---

# They come on the day after. All at once: whoever waits for the lock waits 5 seconds.
propose_time=2017-11-04T08:00:00Z
declare -A shells programs others ends
for kind in "${kinds[@]}"; do
    for point in unsigned signed committed; do
        at=$kind-$point
        cp -a base "at-$at" && cd "at-$at" || exit 1
        begin_stopped rename "$(rename_of "$kind" "$point")" "approve_$kind" "$at-"
        shells[$at]=$shell programs[$at]=$stopped
        check "$at: it is there that the approval is stopped" is_at "$point"
        for name in "${beside[@]}"; do
            "do_$name" "$tilskudd" >"$work/.log/$at-$name-stdout" \
                2>"$work/.log/$at-$name-stderr" </dev/null &
            others[$at-$name]=$!
        done
        cd .. || exit 1
    done
done
beside_ended() { # AT NAME
    wait "${others[$1-$2]}"
    ends[$1-$2]=$?
    checks=$((checks + 1))
    case ${ends[$1-$2]} in 0 | 7) return ;; esac
    # The same vouchers as in the entry that is there now: a file that has to be corrected.
    [ "$1-$2-${ends[$1-$2]}" != manual-committed-propose_manual-4 ] ||
        ! grep -q 'stands in entry 000002 already' ".log/$1-$2-stderr" || return
    fail "$2 beside approve of $1" "ends with ${ends[$1-$2]}"
    show_output "$1-$2-"
}
for at in "${!shells[@]}"; do
    for name in "${beside[@]}"; do
        beside_ended "$at" "$name"
    done
done

# Who was told to come again does it when the entry is there and the pin has seen it. What the
# entry says already is no new proposal, and a day before its own is no day to release on.
told=0
again() { # AT NAME KIND
    if [ "${ends[$1-$2]}" = 0 ]; then
        [[ $2 != propose_* ]] || [ "$2" = "propose_$3" ] ||
            check "$2 beside approve of $1: proposed" [ -e "to-$2/out/manifest.json" ]
        return
    fi
    check "$2 beside approve of $1: no half proposal" [ ! -e "to-$2/out" ]
    [ "$2" != "propose_$3" ] && [ "$2" != release ] || return
    told=$((told + 1))
    cp -p pin "own-$2/pin"
    expect 0 "$2 again, after approve of $1" -- "do_$2" "$tilskudd"
}
for at in "${!shells[@]}"; do
    kill -CONT "${programs[$at]}"
    wait "${shells[$at]}"
    ended=$?
    check "approve of $at goes on to its end" [ $ended = 0 ] || show_output "$at-"
    ends_whole "at-$at" "approve of $at" "${at%-*}"
    cd "at-$at" || exit 1
    for name in "${beside[@]}"; do
        again "$at" "$name" "${at%-*}"
    done
    cd .. && rm -rf "at-$at" || exit 1
done
check 'some were told to come again' [ $told -gt 0 ]

# --- an approval that is killed, and the next of anything ---

# Signed by both, it is ended, and the other's proposal is dead; else it is cleared away.
killed() { # KIND POINT OTHER
    local name="approve of $1 killed, $2, then of $3" status=7 text=()
    rm -rf now && cp -a base now && cd now || exit 1
    begin_stopped rename "$(rename_of "$1" "$2")" "approve_$1" killed-
    check "$name: it is there" is_at "$2"
    kill -KILL "$stopped"
    wait "$shell" 2>/dev/null
    [ "$2" != unsigned ] || status=0
    [ $status = 0 ] || text=("${1^^}")
    # Changed keys are asked about first.
    local kept=("${attests[@]}")
    [ "$1-$status" != keys-7 ] || attests+=(--accept-keys 2)
    expect $status "$name" "${text[@]}" -- "do_approve_$3" "$tilskudd"
    attests=("${kept[@]}")
    # Half a pin goes with the next that is written.
    [ "$2" != committed ] || expect 0 "$name: the pin" -- \
        "$tilskudd" ledger show ledger --pin pin --accept-keys 2
    cd .. || exit 1
    if [ $status = 0 ]; then ends_whole now "$name" "$3"; else ends_whole now "$name" "$1"; fi
}
killed answer unsigned keys
killed answer signed manual
killed manual signed answer
killed manual whole keys
killed keys unsigned answer
killed keys whole manual
killed keys committed answer
finish_test
