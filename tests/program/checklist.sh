#!/usr/bin/env bash
# checklist.sh - from an empty folder to an approved live payment: every command of the checklist
# that init writes, to the letter, by two user accounts and an administrator. Why: a checklist
# that nobody has followed is a wish. life.md 5.
#   checklist.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
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
checklist_blocks CHECKLIST.md "$work/blocks"

chmod 755 "$work/blocks"
for block in "$work"/blocks/*; do
    who=${block##*.}
    if ! check "${block##*/}: $(head -n 1 "$block")" run_block "$block" "$who"; then
        [ "$who" != ola ] || tail -n 5 "$work/terminal.log"
        break
    fi
done

# --- what came of it ---

check 'all persons had their part' test "$(find "$work/blocks" -name '*.ola' | wc -l)" -ge 5
check 'a live payment is approved' grep -q '"mode": "live"' ledger/000001/entry.json
check 'the first person has signed the proposal' \
    openssl_verify ledger/000001/manifest.json ca.pem
check 'the second the entry' openssl_verify ledger/000001/entry.json ca.pem
check 'a certificate is renewed' grep -q '"kind": "KEYS"' ledger/000002/entry.json
check 'from copies of her own, as another user' test -z \
    "$(grep -E '"same_(inputs|user)": true' ledger/000001/entry.json)"
check 'it is handed out' test -n "$(find /home/kari/to-the-bank -name '*.xml.gz')"
check "the ledger is the group's" test -z \
    "$(find ledger \( ! -group tilskudd -o -perm /007 -o -type d ! -perm 2770 \) -print -quit)"
check_not 'per reads nothing' as per 022 ls ledger
finish_test
