#!/usr/bin/env bash
# indicators.sh - the command `indicators` as its users meet it: places and targets from files,
# the same bytes for any number of threads and any split of the register, no ident anywhere,
# nothing written over, and whatever is wrong told with file, line and column. Why: its numbers
# go to the ministry, and nobody there sees how they were made.
#   indicators.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect and check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"

must "$tilskudd" generate --persons 6000 --year 2014 --seed 8 --errors 0.02 --out r.xml
must "$tilskudd" generate --persons 6000 --year 2014 --seed 8 --errors 0.02 --gzip \
    --split municipality --out split

# Later options win; --register adds.
indicators() { # OPTION...
    "$tilskudd" indicators --register r.xml --year 2014 "$@"
}

# --- the same bytes ---

expect 0 'one thread' 'records read' -- indicators --by municipality --threads 1 --out 1.csv \
    --html 1.html
expect 0 'three threads' -- indicators --by municipality --threads 3 --out 3.csv --html 3.html
check 'threads change nothing in the CSV' cmp 1.csv 3.csv
check 'threads change nothing on the page' cmp 1.html 3.html
expect 0 'a folder of municipalities' -- "$tilskudd" indicators --register split --year 2014 \
    --by municipality --out s.csv
check 'the split changes nothing' cmp 1.csv s.csv
expect 0 'standard output' -- indicators --by municipality
check 'standard output is the file' cmp 1.csv .log/stdout

# --- what the output says ---

check 'left out is told' grep -qE '^Left out: [1-9][0-9]* set aside' .log/stderr
check 'flags are told of' grep -q "are the extract's" .log/stderr
check 'flags are told of on the page' grep -q 'Rett og plikt er slik de står i uttrekket' 1.html
check 'thirteen columns' [ "$(awk -F, 'NF != 13' 1.csv | wc -l)" = 0 ]
levels() { # FILE
    cut -d, -f4 "$1" | sort -u | tr '\n' ' '
}
check 'the country is there too' [ "$(levels 1.csv)" = 'country level municipality ' ]
expect 0 'by county' -- indicators --by county --out county.csv
check 'county is two digits' [ "$(levels county.csv)" = 'country county level ' ]
# shellcheck disable=SC2016 # awk's own fields
check 'sums of counties are the country' awk -F, '
    $6 != "" || $1 == "indicator" { next }
    $4 == "country" { all[$1] = $7 } $4 == "county" { sum[$1] += $7 }
    END { for (i in sum) { n++; if (sum[i] != all[i]) exit 1 } exit n < 30 }' county.csv
expect 0 'English' -- indicators --language en --html en.html
check 'an English page' grep -q '<html lang="en">' en.html
check_not 'nothing on standard output beside a page' [ -s .log/stdout ]
expect 0 'help' 'Usage: tilskudd indicators' -- "$tilskudd" indicators --help

# --- places and targets ---

# shellcheck disable=SC2016 # awk's own fields
all=$(awk -F, '$1 == "S1.1-6" && $4 == "country" && $6 == "" { print $8 }' 1.csv)
check 'some were settled' [ "$all" -gt 100 ]
printf 'municipality,year,persons\n0301,2014,%d\n1601,2014,%d\n0301,2013,7\n' \
    "$all" "$all" >decided.csv
printf 'municipality,year,persons\n0301,2014,%d\n' $((4 * all)) >requested.csv
printf 'indicator,year,target_permille\nS1.5,2014,500\nS1.4,2014,501\nS2.1,2013,1\n' >targets.csv
expect 0 'places' -- indicators --decided decided.csv --requested requested.csv \
    --targets targets.csv --out places.csv
check 'S1.4 is half, below its target' \
    grep -qE "^S1\.4,2014,2014,country,,,$((2 * all)),$((4 * all)),500,,501,false,1\.0$" \
    places.csv
check 'S1.5 is half, at its target' \
    grep -qE "^S1\.5,2014,2014,country,,,$all,$((2 * all)),500,,500,true,1\.0$" places.csv
check 'targets of other years are not used' \
    grep -qE '^S2\.1,2014,2013,country,,,[0-9]+,[0-9]+,[0-9]+,,,,1\.0$' places.csv
check 'without files there is no S1.4' grep -q '^S1.4,2014,2014,country,,,,,,not given,' 1.csv
check 'what the register does not have' \
    grep -q '^S2.3,2014,2014,country,,,,,,not from this register,' 1.csv
# 0706, 0719 and 0720 became 0710 in 2017: a file of old codes is of the new one.
must "$tilskudd" generate --persons 500 --year 2017 --seed 8 --out r17.xml
printf 'municipality,year,persons\n0719,2017,10\n0720,2017,20\n' >decided17.csv
expect 0 'old codes' -- "$tilskudd" indicators --register r17.xml --year 2017 \
    --by municipality --decided decided17.csv --out 17.csv
check 'old codes are mapped' grep -qE '^S1\.5,2017,2017,municipality,0710,,(0|<5),(30|<5),' 17.csv

# --- no ident ---

grep -ohE '(ident|mor|referanse)="[^"]*"' r.xml | sed 's/.*="//; s/"//' |
    grep -E '^[0-9A-Za-z]{6,}$' | sort -u >idents
check 'there are idents to look for' [ "$(wc -l <idents)" -gt 5000 ]
no_idents() { # FILE...
    ! cat "$@" | tr -c '0-9A-Za-z' '\n' | grep -qxFf idents
}
check 'no ident in the outputs' no_idents 1.csv 1.html places.csv .log/stdout .log/stderr

# --- what is wrong ---

mkdir out
refused() { # STATUS NAME TEXT... -- OPTION...
    local status=$1 name=$2 texts=()
    shift 2
    while [ "$1" != -- ]; do
        texts+=("$1")
        shift
    done
    shift
    # What the case names takes the place of the usual.
    local word usual=()
    case " $* " in *" --year "*) ;; *) usual+=(--year 2014) ;; esac
    case " $* " in *" --html "*) ;; *) usual+=(--html out/o.html) ;; esac
    for word in --register r.xml --out out/o.csv; do usual+=("$word"); done
    expect "$status" "$name" "${texts[@]}" -- "$tilskudd" indicators "${usual[@]}" "$@"
    check "$name: nothing is left behind" [ -z "$(ls -A out)" ]
    check "$name: no ident is said" no_idents .log/stdout .log/stderr
    rm -rf out
    mkdir out
}
table() { # NAME LINE...
    printf '%s\n' "${@:2}" >"$1.csv"
}

expect 2 'no year' '--year' -- "$tilskudd" indicators --register r.xml
expect 2 'no register' '--register' -- "$tilskudd" indicators --year 2014
refused 2 'another word' 'unexpected word' -- extra
refused 2 'level' '--by: country, county or municipality' -- --by region
refused 2 'language' '--language: nb or en' -- --language nn
refused 2 'year' '--year' -- --year 20x4
refused 2 'cut-off' '--cutoff' -- --cutoff 2014-12-32
refused 2 'threads' '--threads' -- --threads 0
refused 2 'one file for both' 'the same file as --out' -- --html out/o.csv
refused 4 'no definitions' 'no definitions of the indicators of 1999' -- --year 1999
refused 4 'definitions elsewhere' 'no definitions' -- --definitions .
refused 4 'cut-off too early' '2014-12-30' 'is before 2014-12-31' -- --cutoff 2014-12-30
refused 4 'year not over' 'is before 2015-12-31' -- --year 2015
refused 4 'cut-off after the extract' '--cutoff' 'after the earliest extract' -- \
    --cutoff 2015-01-01
refused 4 'register not there' 'gone.xml' -- --register gone.xml
expect 3 'CSV is there' 'already there' -- indicators --out 1.csv
expect 3 'page is there' 'already there' -- indicators --html 1.html
check 'nothing was written over' cmp 1.csv 3.csv
mkdir other
printf '<?xml version="1.0" encoding="UTF-8"?>\n<introduksjonsregister xmlns="%s" %s/>\n' \
    urn:tilskudd:introduksjonsregister:1 'uttrekksdato="2015-01-31"' >other/r2.xml
refused 4 'dates differ' 'their dates differ' -- --register other/r2.xml

for option in decided requested; do
    table bad 'municipality,year,people' '0301,2014,5'
    refused 4 "$option: header" 'bad.csv, line 1' -- --$option bad.csv
    table bad 'municipality,year' '0301,2014'
    refused 4 "$option: column" 'column persons' 'the column is missing' -- --$option bad.csv
    table bad 'municipality,year,persons' '301,2014,5'
    refused 4 "$option: three digits" 'bad.csv, line 2, column municipality' -- --$option bad.csv
    table bad 'municipality,year,persons' '0219,2014,5' '9999,2014,5'
    refused 4 "$option: no such place" 'bad.csv, line 3, column municipality' \
        'never existed' -- --$option bad.csv
    table bad 'municipality,year,persons' '0301,14,5'
    refused 4 "$option: year" 'bad.csv, line 2, column year' -- --$option bad.csv
    table bad 'municipality,year,persons' '0301,2014,-5'
    refused 4 "$option: negative" 'bad.csv, line 2, column persons' -- --$option bad.csv
    table bad 'municipality,year,persons' '0301,2014,5,6'
    refused 4 "$option: a field too many" 'bad.csv, line 2' -- --$option bad.csv
    table bad 'municipality,year,persons' '0301,2014,5' '0301,2014,6'
    refused 4 "$option: twice" 'bad.csv, line 3' 'already' -- --$option bad.csv
    table bad 'municipality,year,persons' '0301,2013,5'
    refused 4 "$option: of another year" 'bad.csv' 'no line is of 2014' -- --$option bad.csv
    refused 4 "$option: not there" 'gone.csv' -- --$option gone.csv
    table bad 'municipality,year,persons' '0301,2014,'"$(head -n 1 idents)"
    refused 4 "$option: an ident" 'bad.csv, line 2, column persons' -- --$option bad.csv
done

table bad 'indicator,year,target' 'S2.1,2014,900'
refused 4 'targets: header' 'bad.csv, line 1' -- --targets bad.csv
table bad 'indicator,year,target_permille' 'S9.9,2014,900'
refused 4 'targets: unknown' 'bad.csv, line 2, column indicator' -- --targets bad.csv
table bad 'indicator,year,target_permille' 'V.all,2014,900'
refused 4 'targets: of a count' 'bad.csv, line 2, column indicator' -- --targets bad.csv
table bad 'indicator,year,target_permille' 'S2.1,2014,1001'
refused 4 'targets: over 1000' 'bad.csv, line 2, column target_permille' -- --targets bad.csv
table bad 'indicator,year,target_permille' 'S2.1,2014,90 %'
refused 4 'targets: percent' 'bad.csv, line 2, column target_permille' -- --targets bad.csv
table bad 'indicator,year,target_permille' 'S2.1,2014,900' 'S2.1,2014,800'
refused 4 'targets: twice' 'bad.csv, line 3' 'already' -- --targets bad.csv
table bad 'indicator,year,target_permille' 'S2.1,2013,900'
refused 4 'targets: of another year' 'no line is of 2014' -- --targets bad.csv
printf 'indicator,year,target_permille\nS2.1,2014,9\xe9\n' >bad.csv
refused 4 'targets: not UTF-8' 'bad.csv' -- --targets bad.csv

mkdir definitions
sed 's/ageTo="17"/ageTo="1x"/' "$source_tree/rules/indicators/2014.xml" >definitions/2014.xml
refused 4 'definitions: a slip' 'definitions/2014.xml, line ' 'ageTo' -- \
    --definitions definitions
printf '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "x">]><x/>\n' >definitions/2014.xml
refused 4 'definitions: an entity' 'definitions/2014.xml' -- --definitions definitions

finish_test
