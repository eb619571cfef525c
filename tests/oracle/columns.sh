# columns.sh - what the engine and the oracle wrote of one run, brought to one form and compared.
# Sourced by compare.sh and by the tests of whole years. SHOW=N lists N lines of a difference.
# shellcheck shell=bash

# Lines on standard input added over intervals, by the names of their columns.
added() {
    awk -F, '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        {
            key = $column["ident"] "," $column["code"] "," $column["budget_year"] "," \
                $column["municipality"]
            earned[key] += $column["earned_ore"]
            settled[key] += $column["settled_before_ore"]
            due[key] += $column["due_ore"]
            if (!(key in status) || $column["status"] == "HELD") {
                status[key] = $column["status"]
                why = status[key] == "HELD" ? $column["reason"] : ""
                if (!reason[key] || why < reason[key]) reason[key] = why
            }
        }
        END {
            for (key in earned)
                printf "%s,%.0f,%.0f,%s,%.0f,%s\n", key, earned[key], settled[key], \
                    reason[key], due[key], status[key]
        }' | sort
}

# Of an ident that stands twice with different content either record may be listed, and where
# residence overlaps no place is right: only that the lines are held is compared. The same for
# their newborns. $1: lines, $2: the oracle's held persons.
without_unplaced() {
    awk -F, '
        FILENAME == ARGV[1] { if ($2 == "unplaced") unplaced[$1] = 1; next }
        !($1 in unplaced) { print; next }
        $NF == "PAY" { print $0 ",NOT HELD" }' "$2" "$1"
}

# Municipal sums by column name; a row in which nothing happens says nothing.
sums() {
    awk -F, '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        {
            amounts = $column["lines_ore"] "," $column["brought_forward_ore"] "," \
                      $column["paid_ore"] "," $column["carried_forward_ore"]
            if (amounts != "0,0,0,0")
                print $column["municipality"] "," $column["payment_group"] "," amounts
        }' "$1" | sort
}

# Persons counted on 15 January of year $2 and whether the municipality is held: $1.
counts() {
    awk -F, -v year="$2" '
        $2 == year && $3 > 0 {
            print $1 "," $3 "," ($4 ~ /^(held|1|true|yes)$/ ? "held" : "")
        }' "$1" | sort
}

# What is held in all: $1 the sums, compared with $2, the program's own lines.
held_fits() {
    awk -F, '
        FNR == NR {
            if (FNR == 1) for (i = 1; i <= NF; i++) column[$i] = i
            else held += $column["held_ore"]
            next
        }
        $NF == "HELD" { held -= $(NF - 1) }
        END { if (held) { print "held_ore is off by " held; exit 1 } }' "$1" "$2"
}

record_of() {
    awk -v ident="ident=\"$1\"" '
        /<person / { inside = index($0, ident) > 0 }
        inside { print }
        /<\/person>/ { inside = 0 }' "$2"
}

# The years, quarters and modes that the lines of a file say they are of.
marks() {
    awk -F, '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        { print $column["year"] "," $column["quarter"] "," $column["mode"] }' | sort -u
}

# $1 engine's file, $2 oracle's file, $3 what, $4 register
differ() {
    cmp -s "$1" "$2" && return 1
    echo "DIFFERENT $3: $(diff "$1" "$2" | grep -c '^[<>]') lines; < engine, > oracle"
    diff "$1" "$2" | grep '^[<>]' | sort -k 1.3 | head -n "${SHOW:-8}"
    local ident
    ident=$(diff "$1" "$2" | grep '^[<>]' | cut -c3- | sort | head -1 | cut -d, -f1)
    record_of "$ident" "$4"
    return 0
}
