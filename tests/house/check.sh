#!/usr/bin/env bash
# check.sh - one of the house tests on a source tree. Why: style that is only written down is
# soon another style; here it is a failing test.
#   check.sh CHECK TREE
# CHECK: floors, calls, sizes, headers, unfinished, idents, floating_point, format, shell,
# references, rooms, parsing, names, law, trust.
# Exit status: 0 clean, 1 breaches (listed), 2 wrong use, 77 skipped (says why).
set -u
export LC_ALL=C

house=$(cd "$(dirname "$0")" && pwd) || exit 2
if [ $# -ne 2 ]; then
    sed -n '4,7p' "$0"
    exit 2
fi
for part in common floors calls sizes headers words tools references rooms parsing names law \
    trust; do
    # shellcheck source=/dev/null
    . "$house/$part.sh"
done
check=check_$1
cd "$2" || exit 2
declare -F "$check" > /dev/null || {
    echo "check.sh: there is no check '$1'"
    exit 2
}

# In a subshell (the checks run in one), so that 77 passes through.
skip() {
    echo "SKIPPED: $1" >&2
    exit 77
}

breaches=$("$check")
status=$?
if [ $status -ne 0 ]; then
    exit $status
fi
if [ -n "$breaches" ]; then
    printf '%s\n%d breaches of %s\n' "$breaches" "$(printf '%s\n' "$breaches" | wc -l)" "$1"
    exit 1
fi
echo "$1: clean"
