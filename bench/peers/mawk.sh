#!/bin/sh
# mawk.sh - a one-liner that adds one field: hours of Norwegian lessons (norsk="N" of gjennomfort).
# What the least that reads every byte costs. ours: the same sum, read by libxml2.
#   mawk.sh prepare|measure|ours REGISTER WORK RUN SOURCE BENCH
set -eu
command -v mawk >/dev/null || exit 77
case $1 in
measure)
    echo 'mawk, sum of one field'
    mawk -F'"' '/<gjennomfort/ { for (i = 1; i < NF; i += 2) if ($i == " norsk=") sum += $(i + 1) }
        END { printf "%.0f hours\n", sum }' "$2"
    ;;
ours) "$6" hours "$2" ;;
esac
