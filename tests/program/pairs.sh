#!/usr/bin/env bash
# pairs.sh - two commands at once, for every pair that meets in one place: the first is stopped
# before a call that changes a folder, the second runs to its end, the first goes on. Why: two
# people work on one machine, and a script is started twice. One of two that write works, the
# other ends with 7 (under way) or 3 (already there) and removes nothing; who only reads never
# says that somebody has tampered.
#   pairs.sh TILSKUDD SOURCE TILSKUDD-FAULTS [pairs_all]
# Every third stop is tried, or with "pairs_all" every one.
# shellcheck disable=SC2317 # commands are called by their names
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=stopped_pair.sh
. "$here/stopped_pair.sh"
faults=$(realpath "$3") || exit 2
step=3
[ "${4:-}" != pairs_all ] || step=1
start_test "$1" "$2"

# The commands, each with its program first. They stand in a folder with a ledger, in which a
# proposal `ready` waits to be approved, and a committed run `paid`.
do_open() { "$1" ledger open new --year 2018 --mode test --nothing-paid; }
run_into() { # OUT QUARTER PROGRAM
    "$3" run --national --year 2018 --quarter "$2" --register "$work/register.xml" \
        --ledger ledger --out "$1" --payees "$payees" --rules "$test_rules" --threads 1 \
        --time 2019-01-02T00:00:00Z
}
do_run() { run_into out 3 "$1"; }
do_approve() { "$1" approve ready --ledger ledger --yes --time 2019-01-03T00:00:00Z; }
do_rebuild() { "$1" log rebuild ledger; }
do_check() { "$1" ledger check ledger; }
do_show() { "$1" ledger show ledger; }
do_log_check() { "$1" log check ledger; }
do_log_root() { "$1" log root ledger; }
do_prove() { "$1" log prove ledger --payment "$payment" --out proof; }
do_export() { "$1" log export ledger --out tiles; }
do_verify() { "$1" verify paid --ledger ledger; }
do_verify_ready() { "$1" verify ready --ledger ledger; }
do_entry() { "$1" verify ledger/000001; }
do_explain() { "$1" explain paid --municipality 0301 --ledger ledger; }
do_control() { "$1" control paid --ledger ledger --findings findings; }
do_report() { "$1" report paid --out page.html; }
do_sample() { # of the committed run
    "$1" sample draw paid --ledger ledger --method attribute --n 3 --seed x --out sample.csv
}
readers=(check log_check show log_root prove export verify verify_ready entry explain control
    report sample)

must "$tilskudd" generate --persons 60 --year 2018 --seed 7 --out register.xml
mkdir base && cd base || exit 1
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-01-01T00:00:00Z
must run_into paid 2 "$tilskudd"
must "$tilskudd" approve paid --ledger ledger --yes --time 2019-01-02T00:00:00Z
must run_into ready 3 "$tilskudd"
must do_run "$tilskudd"
mv out ../proposal
payment=$(gzip -dc paid/payments/*.xml.gz | grep -om 1 '<EndToEndId>[^<]*' | cut -d'>' -f2)
# The draw is recorded by now: the same one again leaves nothing new in the ledger.
for reader in "${readers[@]}"; do
    must "do_$reader" "$tilskudd"
done
rm -rf proof tiles findings page.html sample.csv
cd .. || exit 1
cp -a base approved && cd approved || exit 1
must do_approve "$tilskudd"
cd .. || exit 1

# What is there in the end is whole, and nothing unfinished lies about.
after() { # NAME COMMAND
    [ -z "$(find now -name '*.tmp*' -o -name '*.unfinished')" ] || wrong "$1" 'left behind'
    case $2 in
    open) check "$1: a whole ledger" "$tilskudd" ledger check now/new ;;
    run) check "$1: the same proposal" diff -rq -x timings.json proposal now/out ;;
    approve)
        check "$1: the same entry" diff -rq -x lock approved/ledger now/ledger
        check "$1: the same payments" diff -rq approved/ready now/ready
        ;;
    rebuild) check "$1: a whole log" "$tilskudd" log check now/ledger ;;
    esac
}

# Two that write in one place: one works, and the other has come too early or too late.
twice() { # COMMAND KIND...
    local command=$1 kind n
    for kind in "${@:2}"; do
        for ((n = 1; ; n += step)); do
            pair "$kind" $n "$command" "$command" || break
            case $first-$second in
            0-7 | 7-0 | 3-0) ;;
            0-0) # the same command again has nothing to do
                [ "$command" = approve ] || [ "$command" = rebuild ] ||
                    wrong "$command twice, $kind $n" 'both work'
                ;;
            *) wrong "$command twice, $kind $n" 'not one works' ;;
            esac
            after "$command twice, $kind $n" "$command"
        done
        check "$command makes a call of the kind $kind" [ $n -gt 1 ]
    done
}

# Who reads beside one that writes, whichever is stopped: done, or under way.
beside() { # READER WRITER KIND-OF-WRITER STEP
    local n
    for ((n = 1; ; n += $4)); do
        pair "$3" $n "$2" "$1" || break
        case $first-$second in 0-0 | 0-7) ;; *) wrong "$1 within $2, $3 $n" 'a reader' ;; esac
        after "$1 within $2, $3 $n" "$2"
    done
    check "$1 within $2: $3 was met" [ $n -gt 1 ]
    for ((n = 1; ; n += 2 * $4)); do
        pair open $n "$1" "$2" || break
        case $first-$second in
        0-0 | 7-0 | 0-7) ;;
        *) wrong "$2 within $1, open $n" 'a reader' ;;
        esac
    done
    check "$2 within $1: the reader was met" [ $n -gt 1 ]
}

twice run mkdir lock rename
twice open mkdir lock rename
twice approve mkdir lock rename
twice rebuild lock mkdir rename
for reader in "${readers[@]}"; do
    beside "$reader" approve rename $((5 * step))
done
beside run approve rename $((5 * step))
beside check rebuild unlink $((5 * step))
beside log_check rebuild unlink $((5 * step))
finish_test
