#!/usr/bin/env bash
# leftovers.sh - every command that writes a file somebody named: when a call fails, however late,
# no part of it stays, and given again the command works; what it has written is on the disk with
# its name when it says so. Why: half a list of findings looks like all of them.
#   leftovers.sh TILSKUDD SOURCE TILSKUDD-FAULTS
# shellcheck disable=SC2317 # commands are called by their names
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
faults=$(realpath "$3") || exit 2
start_test "$1" "$2"

must "$tilskudd" generate --persons 60 --year 2018 --seed 7 --date 2018-10-02 \
    --out register.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-01-01T00:00:00Z
must "$tilskudd" run --national --year 2018 --quarter 3 --register register.xml \
    --ledger ledger --out paid --payees "$payees" --rules "$test_rules" \
    --time 2019-01-02T00:00:00Z
must "$tilskudd" approve paid --ledger ledger --yes --time 2019-01-02T00:00:00Z

payment=$(gzip -dc paid/payments/*.xml.gz | grep -om 1 '<EndToEndId>[^<]*' | cut -d'>' -f2)

# What they write: new/, and of a draw its record.
do_control() { "$1" control paid --findings new/findings; }
do_export() { "$1" log export ledger --out new/tiles; }
do_prove() { "$1" log prove ledger --payment "$payment" --out new/proof; }
do_report() { "$1" report paid --out new/page.html; }
do_sample() {
    "$1" sample draw paid --ledger ledger --method attribute --n 3 --seed x --out new/sample
}
do_letters() { "$1" letters paid --out new/letters; }
do_year() { "$1" year --ledger ledger --year 2018 --out new/year; }
do_forecast() {
    "$1" forecast --register register.xml --year 2018 --rules "$test_rules" --csv new/sums.csv \
        --html new/page.html
}
do_workbook() { "$1" export paid --format xlsx --with-idents --out new/paid.xlsx; }
do_table() {
    "$1" export paid --format csv --table decisions --with-idents --out new/decisions.csv
}
do_rebuild() { "$1" log rebuild ledger; }
# --- a call that fails ---

one_fault() { # COMMAND KIND N
    rm -rf new ledger/samples
    mkdir new
    checks=$((checks + 1))
    TILSKUDD_FAULT=$2:$3:fail "do_$1" "$faults" >.log/stdout 2>.log/stderr </dev/null
    local status=$?
    grep -q '^fault struck' .log/stderr || return 1
    case $status in
    0) return 0 ;;
    6) ;;
    4 | 5) [ "$2" = listing ] || fail "$1, $2 $3" "ends with $status" ;;
    *) fail "$1, $2 $3" "ends with $status" && show_output ;;
    esac
    grep -q 'Done all the same' .log/stderr && return 0
    [ -z "$(find new -mindepth 1)$(find ledger -name '*.tmp*')" ] || {
        fail "$1, $2 $3" "left behind: $(find new -mindepth 1 | head -n 3)"
        show_output
    }
    "do_$1" "$tilskudd" >.log/stdout 2>.log/stderr </dev/null ||
        { fail "$1, $2 $3" "then ends with $?" && show_output; }
}
step_of() { # COMMAND: letters are three files a municipality
    [ "$1" = letters ] && echo 23 || echo 2
}
# Opening and running are swept by test_crash.sh.
for command in control export prove report sample rebuild letters year forecast workbook table; do
    for kind in create write fsync rename mkdir; do
        for ((n = 1; ; n += $(step_of $command))); do
            one_fault $command $kind $n || break
        done
    done
done

# --- a command that is killed ---

# What it leaves has a name that says so, and nobody else reads a person's number in it, whatever
# the user's mask lets through.
grep -o '<person ident="[0-9]*' register.xml | grep -o '[0-9]*$' >idents
shown_to_others() { # files of persons that others may read
    find new -type f -perm /077 -exec grep -lFf idents {} +
}
one_kill() { # COMMAND KIND N ACTION
    local left
    rm -rf new
    mkdir new
    checks=$((checks + 1))
    (umask 0 && TILSKUDD_FAULT=$2:$3:$4 "do_$1" "$faults") >.log/stdout 2>.log/stderr </dev/null
    local status=$?
    grep -q '^fault struck' .log/stderr || return 1
    [ $status = 137 ] || fail "$1, $2 $3 $4" "ends with $status"
    left=$(find new -mindepth 1 -maxdepth 1 ! -name '*.unfinished' ! -name '.tilskudd-*.tmp')
    [ -z "$left" ] || diff -r "whole-$1" new >.log/differs ||
        fail "$1, $2 $3 $4" "half of it: $left"
    left=$(shown_to_others)
    [ -z "$left" ] || fail "$1, $2 $3 $4" "others can read $left"
    rm -rf new/.tilskudd-*.tmp
    "do_$1" "$tilskudd" >.log/stdout 2>.log/stderr </dev/null
    case $? in 0 | 3) ;; *) fail "$1, $2 $3 $4" "then ends with $?" && show_output ;; esac
    diff -r "whole-$1" new >.log/differs || fail "$1, $2 $3 $4" "not the same files"
}
for command in letters year workbook table; do
    rm -rf new
    mkdir new
    must "do_$command" "$tilskudd"
    mv new whole-$command
    for fault in create:kill-after write:kill-before write:kill-after fsync:kill-before \
        rename:kill-before rename:kill-after mkdir:kill-after; do
        for ((n = 1; ; n += $(step_of $command))); do
            one_kill $command "${fault%:*}" $n "${fault#*:}" || break
        done
    done
done
cp -a whole-letters new/open
chmod 644 new/open/letters/*.csv
check 'a file of persons that others can read would be seen' [ -n "$(shown_to_others)" ]

# --- a command that is interrupted ---

# Ctrl-C, or a signal to end: it ends by the signal, and what is left is named with what to do.
one_signal() { # COMMAND SIGNAL SAID KIND N: stopped at the n-th call of the kind
    local process state
    rm -rf new
    mkdir new
    checks=$((checks + 1))
    (TILSKUDD_FAULT=$4:$5:stop "do_$1" "$faults") >.log/stdout 2>.log/stderr </dev/null &
    process=$!
    for _ in {1..300}; do
        state=$(pgrep -P $process)
        [ -n "$state" ] && [[ $(cut -d' ' -f3 "/proc/$state/stat") == [Tt] ]] && break
        sleep 0.02
    done
    kill "-$2" "$state" && kill -CONT "$state"
    wait $process
    local status=$?
    [ $status = $((128 + $(kill -l "$2"))) ] || fail "$1, $2" "ends with $status"
    if [ -n "$3" ]; then
        grep -q "interrupted: $3 is left unfinished; the same command again" .log/stderr ||
            { fail "$1, $2" 'does not say what is left' && show_output; }
        check "$1, $2: it is there" [ -d "$3" ]
    else
        check "$1, $2: nothing is left" [ -z "$(find new -mindepth 1)" ]
        check_not "$1, $2: nothing is said to be left" grep -q interrupted .log/stderr
    fi
    check "$1, $2: the same command again" "do_$1" "$tilskudd"
    check "$1, $2: takes it over" [ -z "$(find new -name '*.unfinished')" ]
}
do_run() {
    "$1" run --dry-run --national --year 2018 --quarter 3 --register register.xml \
        --ledger ledger --out new/run --payees "$payees" --rules "$test_rules"
}
for signal in INT TERM HUP; do
    one_signal letters $signal new/letters.unfinished create 5
    one_signal year $signal new/year.unfinished create 2
    one_signal run $signal new/run create 3
    one_signal report $signal '' write 1
    one_signal workbook $signal '' write 1
done

# --- a path that is mistaken ---

: >file
for command in letters year forecast workbook table report control; do
    for place in nowhere file; do
        rm -rf new
        [ $place = nowhere ] || : >new
        expect 4 "$command into $place" 'the folder to make it in does not exist: new/' \
            'make that folder, or correct the path' -- "do_$command" "$tilskudd"
        check_not "$command: the name that was given" grep -q unfinished .log/stderr
    done
done
rm -f new

# --- the order of fsync ---

cat >named.py <<'CHECK'
import os, re
wanted, here = {}, os.getcwd()
for line in open('trace'):
    call = re.match(r'\d+ +(\w+)\((.*)\) += 0$', line.rstrip())
    if not call:
        continue
    name, arguments = call.groups()
    base = re.findall(r'(?:AT_FDCWD|\d+)<([^>]*)>', arguments)
    texts = re.findall(r'"([^"]*)"', arguments)
    if name == 'fsync':
        wanted = {path: why for path, why in wanted.items()
                  if os.path.dirname(path) != base[0]}
    elif texts:
        folder = base[-1] if base else here
        path = os.path.normpath(os.path.join(folder, texts[-1]))
        wanted[path] = line
        if name.startswith('rename'):
            wanted.pop(os.path.normpath(os.path.join(folder, texts[0])), None)
left = [path for path in wanted if os.path.exists(path)]
assert not left, left
CHECK

# Every name that is new when a command ends was followed by an fsync of the folder that lists it.
synced() { # NAME ARGUMENT...
    [ "$1" = approve ] || rm -rf new
    mkdir -p new
    must strace -f -y -o trace -e trace=mkdirat,mkdir,rename,renameat,renameat2,fsync \
        "$tilskudd" "${@:2}"
    check "$1: every new name is on the disk" python3 named.py
}
if command -v strace python3 >/dev/null; then
    synced control control paid --findings new/findings
    synced 'log export' log export ledger --out new/tiles
    synced 'log prove' log prove ledger --payment "$payment" --out new/proof
    synced report report paid --out new/page.html
    synced sample sample draw paid --ledger ledger --method attribute --n 3 --seed x \
        --out new/sample
    synced 'log rebuild' log rebuild ledger
    synced 'ledger open' ledger open new/ledger --year 2018 --mode test --nothing-paid
    synced run run --national --year 2018 --quarter 4 --register register.xml --ledger ledger \
        --out new/run --payees "$payees" --rules "$test_rules" --time 2019-01-02T00:00:00Z
    synced approve approve new/run --ledger ledger --yes --time 2019-01-03T00:00:00Z
    sed -i /fsync/d trace
    check_not 'one without fsync would be seen' python3 named.py
fi
finish_test
