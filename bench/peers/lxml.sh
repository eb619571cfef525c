#!/bin/sh
# lxml.sh - the integration grant's years 2 to 5 in Python (lxml): grant_sum.py says what is left
# out. ours: the same sum of the run's decisions.
#   lxml.sh prepare|measure|ours REGISTER WORK RUN SOURCE BENCH
set -eu
here=$(dirname "$0")
python=$(sh "$here/python.sh") || exit 77
case $1 in
measure)
    "$python" -c 'import lxml; print("python3, lxml " + lxml.__version__)'
    "$python" "$here/grant_sum.py" "$2" "$5/rules/sets/2018.xml"
    ;;
ours) sh "$here/ours.sh" "$4" ;;
esac
