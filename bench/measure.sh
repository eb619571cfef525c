#!/bin/sh
# measure.sh - the figures of the README, measured again: cohorts, ledgers, all works, plots.
#   sh bench/measure.sh [OPTION...]
#
#   --persons N[,N...]   cohorts (default 1000,100000,1000000; the README adds 10000000)
#   --form FORM          file (default), municipality, gzip, or all
#   --repeat N           repetitions (default 3); of four million persons and more one, or
#   --repeat-slow N      so many
#   --years N            a ledger that grows for so many years too (at most 10)
#   --instructions N     count instructions on a cohort of N persons (perf, else callgrind)
#   --peers N            the other tools of bench/peers on a cohort of N persons
#   --log yes            the log and findings of ten million lines too
#   --all                --persons 1000,100000,1000000,10000000 --years 10 --instructions 20000
#                        --peers 1000000, and the other forms of a million persons
#   --quick              two thousand persons, once: does it all still work?
#   --build DIR          where tilskudd is built (default build/release)
#   --cohorts DIR        where cohorts are kept (default BUILD/bench/cohorts)
#   --work DIR           where ledgers are kept (default BUILD/bench/work)
#   --out DIR            bench.json, page.txt, plots (default BUILD/bench/results)
#   --new-pins           write the cohorts' sums into bench/cohorts.sha256
#   --readme             put table and plots into README.md, bench/README.md, bench/results
#
# bench/README.md says how the figures are read. Ends with 0 also when a target is not met.
set -eu
bench=$(cd "$(dirname "$0")" && pwd)
source_tree=$(dirname "$bench")
persons='' form=file repeat=3 repeat_slow=1 years=0 counted='' peers='' log=no forms_of=''
build='' cohorts='' work='' out='' pins=no readme=no quick=no

stop() {
    echo "measure.sh: $*" >&2
    exit 1
}

usage() {
    sed -n '2,25s/^# \{0,1\}//p' "$0"
}

while [ $# -gt 0 ]; do
    case $1 in
    --quick) quick=yes ;;
    --all)
        persons=1000,100000,1000000,10000000 years=10 counted=20000 peers=1000000
        forms_of=1000000
        ;;
    --new-pins) pins=yes ;;
    --readme) readme=yes ;;
    --help)
        usage
        exit 0
        ;;
    --*)
        [ $# -ge 2 ] || stop "$1 needs a value"
        case $1 in
        --persons) persons=$2 ;;
        --form) form=$2 ;;
        --repeat) repeat=$2 ;;
        --repeat-slow) repeat_slow=$2 ;;
        --years) years=$2 ;;
        --instructions) counted=$2 ;;
        --peers) peers=$2 ;;
        --log) log=$2 ;;
        --build) build=$2 ;;
        --cohorts) cohorts=$2 ;;
        --work) work=$2 ;;
        --out) out=$2 ;;
        *) stop "there is no option $1; see --help" ;;
        esac
        shift
        ;;
    *) stop "there is no option $1; see --help" ;;
    esac
    shift
done

case $form in
file | municipality | gzip) forms=$form ;;
all) forms='file municipality gzip' ;;
*) stop "--form $form: file, municipality, gzip or all" ;;
esac
year_persons=2000
if [ $quick = yes ]; then
    persons=${persons:-2000} repeat=1 forms='file municipality gzip' year_persons=200
    peers=${peers:-2000}
    [ "$years" -gt 0 ] || years=1
fi
persons=${persons:-1000,100000,1000000}
build=${build:-$source_tree/build/release}
cohorts=${cohorts:-$build/bench/cohorts}
work=${work:-$build/bench/work}
out=${out:-$build/bench/results}
[ -x "$build/tilskudd-bench" ] ||
    stop 'build it first: cmake --build --preset release --target tilskudd-bench'
build=$(cd "$build" && pwd)
tilskudd=$build/tilskudd
mkdir -p "$cohorts" "$work" "$out"
cohorts=$(cd "$cohorts" && pwd)
work=$(cd "$work" && pwd)

# --- room ---

# Of a cohort of N persons: four quarters and the one before at a kilobyte a person, a ledger of
# four entries and a copy of its log, run folders.
kib_of() { # PERSONS
    echo $(($1 * 7))
}

check_room() {
    needed=0 largest=0
    for n in $all; do
        [ -f "$cohorts/c$n/q4.xml" ] || needed=$((needed + $(kib_of "$n")))
        [ "$n" -le "$largest" ] || largest=$n
    done
    needed=$((needed + largest * 3))
    free=$(df -Pk "$work" | awk 'NR == 2 { print $4 }')
    echo "needs about $((needed / 1024)) MiB of disk, $((free / 1024)) MiB are free;" \
        "memory to keep a register of quarter 4 in the page cache: about $((largest / 900)) MiB"
    [ "$free" -gt $needed ] || stop "there is too little room in $work"
}

# --- cohorts ---

# A file under its own name only when it is whole.
generate() { # OUT OPTION...
    target=$1
    shift
    [ ! -e "$target" ] || return 0
    rm -rf "$target.part" "${target%.gz}.part.gz"
    case $target in
    *.gz) part=${target%.xml.gz}.part.xml.gz ;;
    *.xml) part=${target%.xml}.part.xml ;;
    *) part=$target.part ;;
    esac
    rm -rf "$part"
    "$tilskudd" generate --seed 2018 "$@" --out "$part" >/dev/null
    mv "$part" "$target"
}

quarter_day() { # QUARTER
    echo 2018-04-03 2018-07-03 2018-10-02 2018-12-31 | cut -d' ' -f"$1"
}

# The cohort of N persons: 2018, quarter by quarter.
make_cohort() { # PERSONS
    folder=$cohorts/c$1
    mkdir -p "$folder"
    [ -f "$folder/q4.xml" ] || echo "making the cohort of $1 persons"
    [ -f "$folder/q4.xml" ] || generate "$folder/q0.xml" --persons "$1" --year 2017
    quarter=1
    while [ $quarter -le 4 ]; do
        [ -f "$folder/q$quarter.xml" ] ||
            generate "$folder/q$quarter.xml" --date "$(quarter_day $quarter)" \
                --evolve "$folder/q$((quarter - 1)).xml"
        quarter=$((quarter + 1))
    done
    check_pin "$1"
}

make_form() { # PERSONS FORM
    folder=$cohorts/c$1
    case $2 in
    gzip)
        generate "$folder/q4.xml.gz" --date "$(quarter_day 4)" --evolve "$folder/q3.xml" --gzip
        ;;
    municipality)
        generate "$folder/q4-municipality" --date "$(quarter_day 4)" \
            --evolve "$folder/q3.xml" --split municipality
        ;;
    esac
}

# The same bytes as when the README was written, or the figures are others'.
check_pin() { # PERSONS
    sum=$(sha256sum <"$cohorts/c$1/q4.xml" | cut -d' ' -f1)
    pin=$(awk -v persons="$1" '$1 == persons { print $2 }' "$bench/cohorts.sha256")
    if [ $pins = yes ] && [ "$sum" != "$pin" ]; then
        { grep -v "^$1 " "$bench/cohorts.sha256" || :; echo "$1 $sum"; } |
            sort -n >"$bench/cohorts.sha256.new"
        mv "$bench/cohorts.sha256.new" "$bench/cohorts.sha256"
    elif [ "$pin" = '' ]; then
        echo "the cohort of $1 persons has no pin in bench/cohorts.sha256"
    elif [ "$sum" != "$pin" ]; then
        echo "WARNING: the cohort of $1 persons is not the pinned one: its figures are not" \
            "comparable with earlier ones"
    fi
}

# --- years ---

# The rates that are not known are made up; municipalities that were split have heirs.
make_years() {
    rm -rf "$work/years"
    mkdir -p "$work/years/rules"
    awk -v out="$work/years/rules" -f "$source_tree/fixtures/made-up-rates.awk" \
        kind=shipped "$source_tree"/rules/sets/*.xml \
        kind=invented "$source_tree"/fixtures/rule-sets/*.xml
    heirs='<lineSuccessor code="1507" to="1508"/><lineSuccessor code="1850" to="1806"/>'
    heirs=$heirs'<lineSuccessor code="5012" to="5055"/>'
    for share in 1507:1508:6 1507:1580:1 1850:1806:5 1850:1875:2 5012:5055:4 5012:5056:2 \
        5012:5059:1; do
        code=${share%%:*} rest=${share#*:}
        heirs=$heirs"<claimShare municipality=\"$code\" successor=\"${rest%:*}\""
        heirs=$heirs" numerator=\"${rest#*:}\" denominator=\"7\"/>"
    done
    sed "s|</configuration>|$heirs</configuration>|" \
        "$source_tree/fixtures/made-up-agency.xml" >"$work/years/configuration.xml"
}

# --- all of it ---

sizes=$(echo "$persons" | tr , ' ')
all=$(echo "$sizes $counted $peers $forms_of" | tr ' ' '\n' | grep . | sort -nu)
check_room
for n in $all; do
    make_cohort "$n"
done
set -- measure --program "$tilskudd" --player "$build/fixtures/bank_player" \
    --source "$source_tree" --work "$work" --out "$out" --repeat "$repeat" \
    --repeat-slow "$repeat_slow" --log "$log" \
    --commit "$(git -C "$source_tree" rev-parse --short HEAD 2>/dev/null || echo unknown)"
for n in $sizes; do
    for one in $forms; do
        make_form "$n" "$one"
        set -- "$@" --cohort "$n:$one:$cohorts/c$n"
    done
done
if [ -n "$forms_of" ]; then
    for one in municipality gzip; do
        make_form "$forms_of" $one
        set -- "$@" --cohort "$forms_of:$one:$cohorts/c$forms_of"
    done
fi
[ -z "$counted" ] || set -- "$@" --instructions "$counted:file:$cohorts/c$counted"
[ -z "$peers" ] || set -- "$@" --peers "$peers:file:$cohorts/c$peers"
if [ "$years" -gt 0 ]; then
    make_years
    set -- "$@" --years "$years" --year-persons $year_persons \
        --configuration "$work/years/configuration.xml"
fi
"$build/tilskudd-bench" "$@" >"$out/table.txt.part"
mv "$out/table.txt.part" "$out/table.txt"
cat "$out/table.txt"
echo "written: $out/table.txt, page.txt, bench.json and plots"

# What stands between the two marks of a page.
put_table() { # PAGE
    awk -v table="$out/page.txt" '
        /<!-- bench:end -->/ { skip = 0 }
        !skip { print }
        /<!-- bench:begin -->/ {
            skip = 1
            while ((getline line < table) > 0) print line
        }' "$1" >"$1.part"
    mv "$1.part" "$1"
}

if [ $readme = yes ]; then
    mkdir -p "$bench/results"
    cp "$out"/*.svg "$out/bench.json" "$bench/results/"
    put_table "$bench/README.md"
    put_table "$source_tree/README.md"
fi
