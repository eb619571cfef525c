#!/bin/sh
# ours.sh - the sum that peers compute, of a run's decisions: earned of years 2 to 5, kroner.
#   ours.sh RUN
set -eu
gzip -dc "$1/decisions.csv.gz" | awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["code"] ~ /^AR-[2-5]$/ && $at["budget_year"] == 2018 { sum += $at["earned_ore"] }
    END { printf "%.0f kroner\n", sum / 100 }'
