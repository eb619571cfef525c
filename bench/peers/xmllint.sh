#!/bin/sh
# xmllint.sh - a reader that only looks whether the file is well-formed. It gives no answer.
#   xmllint.sh prepare|measure|ours REGISTER WORK RUN SOURCE BENCH
set -eu
command -v xmllint >/dev/null || exit 77
case $1 in
measure)
    echo 'xmllint --stream'
    xmllint --stream --noout "$2"
    echo well-formed
    ;;
ours) echo read ;;
esac
