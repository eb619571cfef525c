#!/usr/bin/env bash
# operations.sh - every command of the chapter on operations, to the letter, by the two user
# accounts and the administrator, in the world that the checklist leaves. Why: how a ledger is put
# back is read on the day when it is lost, and by then it must have been tried.
#   operations.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=users.sh
. "$here/users.sh"
# shellcheck source=checklist_blocks.sh
. "$here/checklist_blocks.sh"
own_users "$@"
start_test "$@"
need_programs openssl script tar
must make_users
must install_program
PATH=${tilskudd%/*}:$PATH

must tilskudd init office
cd office || exit 2
checklist_blocks CHECKLIST.md "$work/checklist"
chmod 755 "$work/checklist"
for block in "$work"/checklist/*; do
    must run_block "$block" "${block##*.}"
done

checklist_blocks "$source_tree/engine/operations.md" "$work/blocks"
chmod 755 "$work/blocks"
check 'the chapter has commands of all three' test \
    "$(find "$work/blocks" -type f | sed 's/.*\.//' | sort -u | tr '\n' ' ')" = 'admin kari ola '
for block in "$work"/blocks/*; do
    check "${block##*/}: $(head -n 1 "$block")" run_block "$block" "${block##*.}" || break
done

# --- what came of it ---

check 'the ledger was lost, and is back' test -d lost -a -d ledger/000002
check 'it is as it was' diff -r ledger lost
check "it is the group's" test -z \
    "$(find ledger \( ! -group tilskudd -o -perm /007 -o -type d ! -perm 2770 \) -print -quit)"
check_not 'per reads nothing' as per 022 ls ledger
check 'the archive is whole' test -s /home/ola/archive/2017.tar -a -d /home/ola/archive/log

# Nobody is promised what was never measured: the chapter's seconds are not below the README's.
measured() { # PERSONS WORK
    sed -n "s/^| $1 | $2 | 2 | \([0-9.]*\) .*/\1/p" "$source_tree/README.md"
}
is_promised() { # PERSONS WORK COLUMN
    awk -F ' *[|] *' -v of="$1" -v column="$3" -v seconds="$(measured "$1" "$2")" '
        $2 == of || index($2, of " (") == 1 { written = $column }
        END { exit !(seconds != "" && written != "" && seconds <= written * 1.5 + 0.6) }' \
        "$source_tree/engine/operations.md"
}
for persons in '1 000' '100 000' '1 000 000' '4 000 000'; do
    check "$persons persons: run" is_promised "$persons" run 4
    check "$persons persons: approve" is_promised "$persons" approve 5
    check "$persons persons: verify" is_promised "$persons" verify 6
    check "$persons persons: ledger check" is_promised "$persons" 'ledger check' 7
done
finish_test
