#!/usr/bin/env bash
# control_day.sh - the control team's day (fixtures/control-day.sh), as a person would follow it:
# every step has its result, and no step shows an ident. Why: the README shows this day.
#   control_day.sh TILSKUDD SOURCE
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip openssl

expect 0 'the day' -- bash "$source_tree/fixtures/control-day.sh" day "$tilskudd"
cp .log/stdout said
said() { # NAME TEXT: on a line of its own, or as its beginning
    check "$1" grep -q "^$2" said
}
said 'the limits are others' 'Controls of run-2017-4 (2017, quarter 4) with the limits of limits'
check 'other limits, other findings' grep -qE '^  WARN .*\+[1-9]' said
said 'findings by municipality' 'Municipalities with most findings'
said 'a sample of 93' '93 drawn of'
said 'a sample of the municipalities' '30 drawn of'
check 'five strata' [ "$(grep -c '^# stratum,' day/visited.csv)" = 5 ]
check 'the municipalities stand in the form' grep -qE '^# municipalities,([0-9]{4} ){4}[0-9]{4}$' \
    day/visited.csv
said 'the whole is good' 'Conclusion: with 95.0 % confidence the error is below'
said 'a small sample says little' 'Conclusion: it cannot be said with 95.0 % confidence'
said 'an explanation for each' '30 explanations'
check 'each says the same as the run' \
    [ "$(cat day/explained-*.txt | grep -c '^Compared with decisions.csv: the same')" = 30 ]
check 'what was proven' [ "$(grep -cE '^(decision|payment),' said)" = 2 ]
said 'by openssl too' 'Proven with openssl: leaf'
said 'the payment file too' 'CAdES Verification successful'
check 'the page is there' grep -q '</html>' day/control.html
sed -n 's/.*<person ident="\([0-9]*\)".*/\1/p' day/register.xml >idents
check 'there are idents to look for' [ "$(wc -l <idents)" -gt 4900 ]
check_not 'none is shown' grep -qFf idents said day/*.csv day/*.html day/explained-*.txt \
    day/*.tlog-proof
finish_test
