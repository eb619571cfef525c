#!/usr/bin/env bash
# forecast_error.sh - the forecast of a register that lives on is set beside what its quarters paid,
# and every krone of the difference has a cause (fixtures/forecast-error.sh).
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"

check 'forecast and outcome, cause by cause' env PERSONS=1500 SEED=3 \
    bash "$source_tree/fixtures/forecast-error.sh" lived "$tilskudd"
cp .log/check-stdout told
all() { # ROW-OF-THE-SECOND-TABLE: forecast and paid
    grep '^all ' told | sed -n "$1p" | cut -c"$2"
}
check 'both tables have the same sums' \
    [ "$(all 1 15-44 | tr -d ' ')" = "$(all 2 45-74 | tr -d ' ')" ]
known=$(grep '^known persons' told | grep -o '[+-][0-9.]* %$' | tr -d '+% -')
check 'who is known is forecast within 5 per cent' awk -v off="$known" \
    'BEGIN { exit !(off != "" && off < 5) }'
check 'no ident is told' [ "$(grep -cE '(^|[^0-9a-f])[0-9]{11}([^0-9a-f]|$)' told)" = 0 ]
finish_test
