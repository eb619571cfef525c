#!/usr/bin/env bash
# sample.sh - samples as the control team takes them: sizes and limits from the command line,
# draws from committed runs that anyone repeats byte for byte, and a judgement that is plain
# both ways. Why: a sample is only worth something if nobody could have chosen it.
#   sample.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip awk sha256sum

# --- sizes and limits ---

size() { # EXPECTED OPTION...
    local expected=$1
    shift
    expect 0 "size $*" -- "$tilskudd" sample size --distribution "$@"
    check "size $*: $expected alone on a line" cmp .log/stdout <(echo "$expected")
}
k=0
for n in 59 93 124 153; do
    size $n binomial --confidence 950 --tolerable 500 --errors $k
    k=$((k + 1))
done
k=0
for n in 299 473 628 773; do
    size $n binomial --confidence 950 --tolerable 100 --errors $k
    k=$((k + 1))
done
k=0
for n in 60 95 126 156; do
    size $n poisson --confidence 950 --tolerable 500 --errors $k
    k=$((k + 1))
done
size 59 binomial --confidence 950 --tolerable 500
size 59 binomial --confidence 950 --tolerable 500 --expected 0
size 231 poisson --confidence 950 --tolerable 500 --expected 250
size 400 binomial --confidence 900 --tolerable 500 --expected 350
size 61 hypergeometric --confidence 900 --tolerable 600 --expected 100 --population 500
size 2 binomial --confidence 500 --tolerable 5000
size 3 binomial --confidence 750 --tolerable 5000
size 4 binomial --confidence 875 --tolerable 5000
size 1 hypergeometric --confidence 950 --tolerable 500 --population 1

limit() { # EXPECTED, rounded as it is published; OPTION...
    local expected=$1
    shift
    expect 0 "limit $*" -- "$tilskudd" sample limit --distribution "$@"
    check "limit $*: a fraction with eight decimals or more" \
        grep -qE '^[01]\.[0-9]{8,}$' .log/stdout
    check "limit $*: $expected %" [ "$(awk '{ printf "%.4f", $1 * 100 }' .log/stdout)" = \
        "$expected" ]
}
k=0
for percent in 2.0448 3.2297 4.2781 5.2603; do
    limit $percent binomial --confidence 950 --n 145 --errors $k
    k=$((k + 1))
done
limit 4.9929 poisson --confidence 950 --n 60 --errors 0
limit 100.0000 binomial --confidence 950 --n 3 --errors 3
limit 10.0000 hypergeometric --confidence 900 --n 9 --errors 0 --population 10
limit 0.0000 hypergeometric --confidence 899 --n 9 --errors 0 --population 10

# Monetary units are planned by amounts; looks share the risk.
by_amounts() { # EXPECTED OPTION...
    local expected=$1
    shift
    expect 0 "by amounts $*" -- "$tilskudd" sample size --method mus --confidence 950 "$@"
    check "by amounts $*: $expected" cmp .log/stdout <(echo "$expected")
}
for planned in 0:60 500000:74 1000000:93 1500000:120 2500000:231; do
    by_amounts "${planned#*:}" --book-ore 100000000 --tolerable-ore 5000000 \
        --expected-ore "${planned%:*}"
done
by_amounts 60 --book-ore 100000000 --tolerable-ore 5000000
expect 2 'by amounts: expected is not below tolerable' -- "$tilskudd" sample size --method mus \
    --confidence 950 --book-ore 100 --tolerable-ore 5 --expected-ore 5
expect 2 'by amounts: rates do not go with them' -- "$tilskudd" sample size --method mus \
    --confidence 950 --book-ore 100 --tolerable-ore 5 --tolerable 500
size 86 binomial --confidence 950 --tolerable 500 --looks 4

# Strata: none of 29 in fourteen of one, five of 16, six of 17 and four of 18, one of each.
strata() { # EXPECTED, rounded; STRATUM...
    local expected=$1
    shift
    expect 0 "strata $*" -- "$tilskudd" sample limit --confidence 950 "${@/#/--stratum=}"
    check "strata $*: $expected %" [ "$(awk '{ printf "%.4f", $1 * 100 }' .log/stdout)" = \
        "$expected" ]
}
# shellcheck disable=SC2046 # one word each
strata 17.1642 $(printf '1/1 %.0s' {1..14}) $(printf '16/1 %.0s' {1..5}) \
    $(printf '17/1/0 %.0s' {1..6}) $(printf '18/1 %.0s' {1..4})
strata 50.0000 2/1 2/1
strata 9.0000 100/15 100/100/2
for wrong in 5/6 5/4/5 5 0/0 5/-1 5/1/ 5/1/1/1 x/1; do
    expect 2 "a stratum of $wrong" stratum -- "$tilskudd" sample limit --confidence 950 \
        --stratum "$wrong"
done
expect 2 'strata and a distribution' -- "$tilskudd" sample limit --confidence 950 \
    --stratum 5/1 --distribution binomial
expect 2 'a limit of nothing' distribution -- "$tilskudd" sample limit --confidence 950

# Beta: the uniform prior, last year's sample, and a whole population.
k=0
for n in 58 92 123 152; do
    size $n beta --confidence 950 --tolerable 500 --errors $k
    k=$((k + 1))
done
limit 4.9508 beta --confidence 950 --n 58 --errors 0
limit 4.2492 beta --confidence 950 --n 145 --errors 2
limit 3.1178 beta --confidence 950 --n 145 --errors 2 --prior-errors 2 --prior-n 145
limit 4.4000 beta --confidence 950 --n 60 --errors 0 --population 500
limit 7.0000 beta --confidence 950 --n 60 --errors 1 --population 500
# Discovery: one error at least is found when there are 0.5 % of 60 342.
size 595 hypergeometric --confidence 950 --tolerable 50 --errors 0 --population 60342
# Monetary units: book / tolerable 20, expected / tolerable 0 to a half (AICPA).
for pair in 0:60 50:74 100:93 150:120 250:231; do
    size "${pair#*:}" poisson --confidence 950 --tolerable 500 --expected "${pair%:*}"
done

wrong() { # NAME WORD...
    expect 2 "wrong use: $*" -- "$tilskudd" sample "$@"
    check "wrong use: $*: no result" [ ! -s .log/stdout ]
}
b=(--distribution binomial)
h=(--distribution hypergeometric)
wrong
wrong frobnicate
wrong size
wrong size "${b[@]}" --tolerable 500
wrong size "${b[@]}" --confidence 950
wrong size --confidence 950 --tolerable 500
wrong size --distribution normal --confidence 950 --tolerable 500
wrong size "${b[@]}" --confidence 0 --tolerable 500
wrong size "${b[@]}" --confidence 1000 --tolerable 500
wrong size "${b[@]}" --confidence 0.95 --tolerable 500
wrong size "${b[@]}" --confidence 950 --tolerable 0
wrong size "${b[@]}" --confidence 950 --tolerable 10000
wrong size "${b[@]}" --confidence 950 --tolerable 5%
wrong size "${b[@]}" --confidence 950 --tolerable 500 --expected 500
wrong size "${b[@]}" --confidence 950 --tolerable 500 --expected 600
wrong size "${b[@]}" --confidence 950 --tolerable 500 --expected -1
wrong size "${b[@]}" --confidence 950 --tolerable 500 --expected 100 --errors 1
wrong size "${b[@]}" --confidence 950 --tolerable 500 --errors -1
wrong size "${b[@]}" --confidence 950 --tolerable 500 --errors 1000001
wrong size "${b[@]}" --confidence 950 --tolerable 1 --errors 1000000
wrong size "${h[@]}" --confidence 950 --tolerable 500
wrong size "${b[@]}" --confidence 950 --tolerable 500 --population 100
wrong size --distribution poisson --confidence 950 --tolerable 500 --population 100
wrong limit "${b[@]}" --confidence 950 --n 5 --errors 1 --population 100
wrong size "${h[@]}" --confidence 950 --tolerable 500 --population 0
wrong size "${h[@]}" --confidence 950 --tolerable 500 --population 10000001
wrong size "${h[@]}" --confidence 950 --tolerable 500 --population 100 --errors 5
wrong limit "${b[@]}" --confidence 950 --n 145
wrong limit "${b[@]}" --confidence 950 --errors 1
wrong limit "${b[@]}" --confidence 950 --n 0 --errors 0
wrong limit "${b[@]}" --confidence 950 --n 5 --errors 6
wrong limit "${h[@]}" --confidence 950 --n 5 --errors 1
wrong limit "${h[@]}" --confidence 950 --n 5 --errors 1 --population 4
wrong limit "${b[@]}" --confidence 950 --n 5 --errors 1 --prior-n 3
wrong limit --distribution beta --confidence 950 --n 5 --errors 1 --prior-n 6
wrong limit --distribution beta --confidence 950 --n 5 --errors 1 --prior-n 3 --prior-errors 4
wrong size --distribution beta --confidence 950 --tolerable 500 --expected 10
wrong size --distribution beta --confidence 950 --tolerable 500 --population 100
size 9501 hypergeometric --confidence 950 --tolerable 1 --errors 0 --population 10000

# --- one run, made in several ways ---

must "$tilskudd" generate --persons 700 --year 2018 --seed 11 --errors 0.02 --date 2018-10-02 \
    --out first.xml
must "$tilskudd" generate --seed 11 --evolve first.xml --date 2018-12-31 --errors 0.02 \
    --out second.xml
common=(--payees "$payees" --rules "$test_rules")
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-09-01T08:00:00Z
must "$tilskudd" run --national --year 2018 --quarter 3 --register first.xml "${common[@]}" \
    --ledger ledger --out before --time 2018-10-03T08:00:00Z
must "$tilskudd" approve before --ledger ledger --yes --time 2018-10-03T09:00:00Z

one_run() { # NAME OPTION...: in a folder of its own with a copy of the ledger
    mkdir "$1"
    cp -a ledger "$1/ledger"
    cd "$1" || exit 2
    must "$tilskudd" run --national --year 2018 --quarter 4 "${common[@]}" --ledger ledger \
        --out run --time 2019-01-02T10:00:00Z "${@:2}"
    must "$tilskudd" approve run --ledger ledger --yes --time 2019-01-02T11:00:00Z
    cd "$work" || exit 2
}
mkdir many
for i in 0 1 2; do
    awk -v remainder=$i '
        /<person / { number++; inside = 1 }
        !inside || number % 3 == remainder { print }
        /<\/person>/ { inside = 0 }' second.xml >many/part-$i.xml
done
for threads in 1 2 3 7; do
    one_run "threads-$threads" --register ../second.xml --threads "$threads"
done
one_run files --register ../many --threads 2

draws=('attribute --n 40' 'mus --n 150' 'stratified --n 60 --strata county'
    'stratified --n 50 --strata group' 'stratified --n 30 --strata severity'
    'stratified --n 350 --strata municipality')
draw() { # RUN-FOLDER FILE SEED METHOD...: "NAME --n N ..."
    local words
    read -ra words <<<"$4"
    case $2 in again.csv | fewer.csv) rm -f "$2" ;; esac
    "$tilskudd" sample draw "$1/run" --ledger "$1/ledger" --seed "$3" --out "$2" \
        --method "${words[@]}"
}
rows() { # FILE: the drawn rows
    sed '/^#/d' "$1" | tail -n +2
}
head_of() { # FILE KEY
    sed -n "s/^# $2,//p" "$1"
}
end_to_end_id() { # RUN-FOLDER: of its first payment
    gzip -dc "$1"/payments/*.xml.gz | grep -oE '<EndToEndId>[^<]+' | head -n 1 | cut -d'>' -f2
}
number=0
for method in "${draws[@]}"; do
    number=$((number + 1))
    one=sample-$number.csv
    expect 0 "draw $method" 'fill in audited_ore' -- draw threads-1 $one "seed one" "$method"
    for other in threads-2 threads-3 threads-7; do
        must draw $other again.csv 'seed one' "$method"
        check "$method: $other: every byte" cmp $one again.csv
    done
    # Findings name the files, and the log holds the findings; nothing else differs.
    must draw files again.csv 'seed one' "$method"
    check "$method: several files: the same drawn" cmp <(rows $one) <(rows again.csv)
    check "$method: several files: the same population" \
        diff <(grep '^#' $one | grep -vE '^# (log|list)_') \
        <(grep '^#' again.csv | grep -vE '^# (log|list)_')
    must draw threads-1 again.csv 'seed two' "$method"
    check_not "$method: another seed" cmp -s <(rows $one) <(rows again.csv)
    check "$method: seed, root and program stand in it" \
        [ "$(head_of $one seed),$(head_of $one log_root)" = \
        "seed one,$("$tilskudd" log root threads-1/ledger | tail -n 1)" ]
done

# Nothing is written over what is there: a form that somebody filled in, the same draw, a page, a
# proof, a register. A kept head is another thing: it is replaced by a later one, and only that.
echo 'filled in' >form.csv
cp second.xml kept.xml
for there in form.csv kept.xml sample-1.csv; do
    cp $there before.copy
    for command in 'sample draw threads-1/run --ledger threads-1/ledger --method attribute --n 40' \
        'report threads-1/run' 'log prove threads-1/ledger' 'generate --persons 20'; do
        read -ra words <<<"$command"
        [ "${words[0]}" != sample ] || words+=(--seed 'seed one')
        [ "${words[0]}" != log ] || words+=(--payment "$(end_to_end_id threads-1/run)")
        expect 3 "$command over $there" $there 'already there' -- \
            "$tilskudd" "${words[@]}" --out $there
        check "$command over $there: unchanged" cmp $there before.copy
    done
    expect 4 "witness over $there" $there -- \
        "$tilskudd" ledger check threads-1/ledger --witness $there
    check "witness over $there: unchanged" cmp $there before.copy
done

# --- what is drawn ---

sed -n 's/.*<person ident="\([0-9]*\)".*/\1/p' first.xml second.xml | sort -u >idents
check 'there are idents to look for' [ "$(wc -l <idents)" -gt 500 ]
check_not 'no ident is in a sample' grep -qFf idents sample-*.csv again.csv
check_not 'a search for idents finds them where they are' \
    [ "$(gzip -dc threads-1/run/decisions.csv.gz | grep -cFf idents)" = 0 ]

gzip -dc threads-1/run/decisions.csv.gz >decisions.csv
check 'attribute: forty rows' [ "$(rows sample-1.csv | wc -l)" = 40 ]
# Persons with something to be paid now, counted from the decisions.
paid_persons=$(awk -F, '$12 == "PAY" && $11 != "" && $11 != 0 && $1 !~ /^M/ { print $1 }' \
    decisions.csv | sort -u | wc -l)
check 'attribute: the population' [ "$(head_of sample-1.csv population)" = "$paid_persons" ]
check 'attribute: the line is where it says' [ "$(rows sample-1.csv | head -n 1 |
    awk -F, '{ print $10 }' | xargs -I{} sed -n '{}p' decisions.csv | cut -d, -f12)" = PAY ]

interval=$(head_of sample-2.csv interval_ore)
check 'mus: there is an interval' [ "$interval" -gt 1 ]
# Amounts in the order of the decisions: hit by the definition, with start and interval.
awk -F, -v interval="$interval" -v start="$(head_of sample-2.csv start_ore)" '
    NR > 1 && $12 == "PAY" && $11 != "" && $11 != 0 {
        if ($11 < 0) next
        sum += $11
        hit = 0
        while (start <= sum) { hit = 1; start += interval }
        if (hit) print NR
    }' decisions.csv >expected
rows sample-2.csv | grep -v ',negative,' | sed 's/"[^"]*"/item/' | cut -d, -f10 >got
check 'mus: the lines that are hit, by definition' cmp expected got
check 'mus: items of at least the interval are listed apart, and no others' \
    [ "$(rows sample-2.csv | grep -c ,all-taken,)" = \
    "$(awk -F, -v interval="$interval" '$12 == "PAY" && $11 >= interval' decisions.csv |
        tail -n +1 | grep -vc ^ident)" ]
check 'mus: some are' grep -q ,all-taken, sample-2.csv

sums=(x x 60 50 30 350)
for number in 3 4 5 6; do
    file=sample-$number.csv
    check "stratified $number: the strata sum to n" \
        [ "$(head_of $file stratum | awk -F, '{ sum += $4 } END { print sum }')" = \
        "${sums[number - 1]}" ]
    check "stratified $number: as many rows" \
        [ "$(rows $file | wc -l)" = "${sums[number - 1]}" ]
    check "stratified $number: rows of each stratum" cmp \
        <(head_of $file stratum | awk -F, '$4 > 0 { print $4, $1 }' | sort) \
        <(rows $file | cut -d, -f3 | sort | uniq -c | awk '{ print $1, $2 }' | sort)
    check "stratified $number: population and sum" [ "$(head_of $file stratum |
        awk -F, '{ n += $2; s += $3 } END { printf "%.0f,%.0f", n, s }')" = \
        "$(head_of $file population),$(head_of $file population_ore)" ]
done

# One person more in the register: at most one place of forty is another's.
person_lines() { # NUMBER FILE: the register without that person
    awk -v drop="$1" '
        /<person / { number++ }
        /<person /, /<\/person>/ { if (number == drop) next }
        { print }' "$2"
}
for drop in 50 120 300; do
    person_lines $drop second.xml >fewer.xml
    rm -rf fewer
    one_run fewer --register ../fewer.xml
    must draw fewer fewer.csv 'seed one' 'attribute --n 40'
    rows sample-1.csv | cut -d, -f4 | sort >with
    rows fewer.csv | cut -d, -f4 | sort >without
    check "one person more ($drop): at most one place changes" \
        [ "$(comm -13 with without | wc -l)" -le 1 ]
done

# Of some municipalities only: their lines, whatever the order they are named in.
read -ra two < <(awk -F, '$12 == "PAY" && $11 != "" && $11 != 0 && $1 !~ /^M/ { n[$5]++ }
    END { for (code in n) print n[code], code }' decisions.csv | sort -k1,1nr -k2,2 |
    sed -n '1,2p' | cut -d' ' -f2 | paste -sd' ')
check 'two municipalities' [ ${#two[@]} = 2 ]
only="stratified --n 12 --strata municipality --municipality ${two[1]} --municipality ${two[0]}"
must draw threads-1 only.csv 'seed one' "$only"
must draw threads-2 again.csv 'seed one' \
    "attribute --n 12 --municipality ${two[0]} --municipality ${two[1]}"
check 'some municipalities: they stand in the heading' [ "$(head_of only.csv municipalities)" = \
    "$(printf '%s\n' "${two[@]}" | sort | paste -sd' ')" ]
check 'some municipalities: the same heading' \
    [ "$(head_of only.csv municipalities)" = "$(head_of again.csv municipalities)" ]
check 'some municipalities: their persons are the population' \
    [ "$(head_of again.csv population)" = "$(awk -F, -v a="${two[0]}" -v b="${two[1]}" '
        ($5 == a || $5 == b) && $12 == "PAY" && $11 != "" && $11 != 0 && $1 !~ /^M/ { print $1 }
        ' decisions.csv | sort -u | wc -l)" ]
check 'some municipalities: a stratum each' \
    [ "$(head_of only.csv stratum | cut -d, -f1 | paste -sd' ')" = \
    "$(head_of only.csv municipalities)" ]
check 'some municipalities: twelve rows' [ "$(rows only.csv | wc -l)" = 12 ]
expect 2 'a municipality where nothing was paid' 9998 -- \
    draw threads-1 none.csv x 'attribute --n 5 --municipality 9998'
expect 2 'a municipality twice' twice -- draw threads-1 none.csv x \
    "attribute --n 5 --municipality ${two[0]} --municipality ${two[0]}"
sed "s/^# municipalities,.*/# municipalities,${two[0]}/" only.csv >changed.csv
expect 4 'another municipality in the heading' -- \
    "$tilskudd" sample evaluate changed.csv --confidence 950 --tolerable 500

# --- judging ---

fill() { # FILE INTO ERRORS: audited as paid, but for the first ERRORS, which are a krone less
    awk -v errors="$3" '
        /^[0-9]/ {
            match($0, /,-?[0-9]+,,,,$/)
            amount = substr($0, RSTART + 1, RLENGTH - 5)
            if (errors-- > 0) amount -= 100
            sub(/,,,,$/, "," sprintf("%d", amount) ",,,looked at")
        }
        { print }' "$1" >"$2"
}
evaluate() { # FILE TOLERABLE OPTION...
    "$tilskudd" sample evaluate "$1" --confidence 950 --tolerable "$2" "${@:3}"
}
yes='Conclusion: with 95.0 % confidence the error is below the tolerable'
no='Conclusion: it cannot be said with 95.0 % confidence'
for number in 1 2 3 4 5 6; do
    file=sample-$number.csv
    fill $file filled.csv 0
    expect 0 "evaluate $number: good" "$yes 99.99 %" -- evaluate filled.csv 9999
    expect 0 "evaluate $number: not shown" "$no that" 'Draw more' -- evaluate filled.csv 1
    fill $file filled.csv 30
    expect 0 "evaluate $number: errors" "$no" -- evaluate filled.csv 20
    expect 4 "evaluate $number: not filled in" 'not filled in yet' -- evaluate $file 500
    sed 's/$/\r/' filled.csv >windows.csv
    expect 0 "evaluate $number: other line ends" "$no" -- evaluate windows.csv 20
done
fill sample-1.csv filled.csv 3
expect 0 'evaluate: what was found' '3 with errors' 'Clopper-Pearson' 'hypergeometric' \
    'projected error' -- evaluate filled.csv 500
fill sample-2.csv filled.csv 3
expect 0 'evaluate: monetary units' Stringer -- evaluate filled.csv 500
fill sample-1.csv filled.csv 0
sed -i '$s/,[0-9]*,,,looked at$/,,,,/' filled.csv
expect 4 'evaluate: one is not filled in' '1 of 40' -- evaluate filled.csv 500
fill sample-1.csv filled.csv 0
changed() { # NAME SED-SCRIPT
    sed "$2" filled.csv >changed.csv
    check_not "changed: $1 changes it" cmp -s filled.csv changed.csv
    expect 4 "changed: $1" changed.csv -- evaluate changed.csv 9999
}
changed 'the first line' '1s/2/1/'
changed 'the seed' 's/^# seed,.*/# seed,better/'
changed 'the method' 's/^# method,.*/# method,mus/'
changed 'the population' 's/^# population,.*/# population,41/'
changed 'the log root' '/^# log_root,/s/.$/x/'
changed 'a heading left out' '/^# population_ore,/d'
changed 'the digest left out' '/^# list_sha256,/d'
changed 'a stratum' 's/^# stratum,all,[0-9]*/# stratum,all,41/'
changed 'the columns' 's/audited_ore/audited/'
changed_row() { # the last one
    changed "$1" "\$$2"
}
changed_row 'a row left out' d
changed_row 'a row twice' p
changed_row 'an amount' 's/,\([0-9]*\),\([0-9]*\),,,looked at$/,1\1,\2,,,looked at/'
changed_row 'no number' 's/,[0-9]*,,,looked at$/,much,,,looked at/'
changed_row 'kroner' 's/,[0-9]*,,,looked at$/,1.25,,,looked at/'
expect 2 'evaluate: no confidence' -- "$tilskudd" sample evaluate filled.csv --tolerable 500
expect 2 'evaluate: no tolerable' -- "$tilskudd" sample evaluate filled.csv --confidence 950
expect 4 'evaluate: no file' nowhere -- evaluate nowhere 500
expect 4 'evaluate: something else' payees -- evaluate "$payees" 500

# --- Bayesian ---

# Beta-binomial of 40 drawn, by Polya's urn: P(no more than x of the others).
believed() { # ERRORS TRIALS-BEFORE ERRORS-BEFORE
    awk -v k="$1" -v n=40 -v all="$(head_of sample-1.csv population)" -v before="$2" -v bad="$3" '
        BEGIN {
            a = 1 + k + bad; b = 1 + n - k + before - bad; chance[0] = 1
            for (drawn = 0; drawn < all - n; drawn++)
                for (x = drawn + 1; x >= 0; x--) {
                    stays = x <= drawn ? chance[x] * (b + drawn - x) / (a + b + drawn) : 0
                    grows = x > 0 ? chance[x - 1] * (a + x - 1) / (a + b + drawn) : 0
                    chance[x] = stays + grows
                }
            for (x = 0; (sum += chance[x]) < 0.95;) x++
            print k + x
        }'
}
fill sample-1.csv filled.csv 2
expect 0 'Bayesian: uniform' "at most $(believed 2 0 0) of" 'the uniform distribution' \
    "$no" 'Conclusion, Bayesian (nothing known before' -- \
    evaluate filled.csv 9 --distribution beta
expect 0 'Bayesian: with what was known' "at most $(believed 2 30 1) of" \
    'Conclusion, Bayesian (found before: 1 error of 30): with 95.0 % probability the error' -- \
    evaluate filled.csv 9000 --distribution beta --prior-errors 1 --prior-n 30
check 'Bayesian: known before makes another limit' [ "$(believed 2 0 0)" != "$(believed 2 30 1)" ]
expect 0 'Bayesian: only when asked' "$yes" -- evaluate filled.csv 9999
check_not 'Bayesian: only when asked' grep -q Bayesian .log/stdout
expect 2 'Bayesian: more before than now' prior-n -- evaluate filled.csv 500 --distribution beta \
    --prior-errors 1 --prior-n 41
expect 2 'Bayesian: a prior alone' beta -- evaluate filled.csv 500 --prior-n 10
expect 2 'another distribution' beta -- evaluate filled.csv 500 --distribution poisson
fill sample-3.csv filled.csv 0
expect 2 'Bayesian: strata' attribute -- evaluate filled.csv 500 --distribution beta

# --- two stages ---

stages='two-stage --hits 12 --n 4'
must draw threads-1 stages.csv 'seed one' "$stages"
must draw threads-7 again.csv 'seed one' "$stages"
check 'two stages: every byte' cmp stages.csv again.csv
check 'two stages: hits stand in the heading' [ "$(head_of stages.csv hits)" = 12 ]
check 'two stages: no more than twelve places, no more than four for each hit' \
    [ "$(rows stages.csv | cut -d, -f3 | sort | uniq -c | awk '$1 > 48 { big = 1 }
        { places++; all += $1 } END { print big + 0, places <= 12, all <= 48 }')" = '0 1 1' ]
check 'two stages: rows of each place' cmp \
    <(head_of stages.csv stratum | awk -F, '$4 > 0 { print $4, $1 }' | sort) \
    <(rows stages.csv | cut -d, -f3 | sort | uniq -c | awk '{ print $1, $2 }' | sort)
fill stages.csv filled.csv 0
expect 0 'two stages: nothing found' 'no error found: no interval' "$no" -- \
    evaluate filled.csv 9999
fill stages.csv filled.csv 9
expect 0 'two stages: an interval' 'Two stages: 12 hits on' '9 with errors' '+-' \
    'too few errors for a conclusion' "$no" -- evaluate filled.csv 9999
fill stages.csv filled.csv 20
expect 0 'two stages: a conclusion' '20 with errors' '+-' "$yes 99.99 %" -- \
    evaluate filled.csv 9999
expect 0 'two stages: drawn again' 'gives this very list again' -- "$tilskudd" sample evaluate \
    filled.csv --confidence 950 --tolerable 500 --run threads-1/run --ledger threads-1/ledger
changed 'hits' 's/^# hits,12/# hits,13/'
changed 'another method' 's/^# method,two-stage/# method,stratified/'
for options in 'two-stage --n 4' 'two-stage --n 4 --hits 7' 'attribute --n 4 --hits 12' \
    'two-stage --n 4 --hits 12 --strata county'; do
    expect 2 "two stages: $options" -- draw threads-1 none.csv x "$options"
done

# --- only what was paid is drawn from ---

mkdir early
cp -a ledger early/ledger
cd early || exit 2
must "$tilskudd" run --national --year 2018 --quarter 4 "${common[@]}" --ledger ledger --out run \
    --register ../second.xml --time 2019-01-02T10:00:00Z
must "$tilskudd" run --year 2018 --quarter 4 "${common[@]}" --dry-run --out dry \
    --register ../second.xml
cd "$work" || exit 2
expect 7 'draw: not approved' 'not committed' -- draw early none.csv x 'attribute --n 5'
expect 7 'draw: a dry run' -- "$tilskudd" sample draw early/dry --seed x --n 5 \
    --method attribute --out none.csv
expect 7 'draw: a ledger that it is not in' 'not committed' -- "$tilskudd" sample draw \
    threads-1/run --ledger ledger --seed x --n 5 --method attribute --out none.csv
expect 4 'draw: no run' nowhere -- "$tilskudd" sample draw nowhere --seed x --n 5 \
    --method attribute --out none.csv
one=(sample draw threads-1/run --ledger threads-1/ledger)
for options in '--seed x --method attribute --out none.csv' \
    '--seed x --n 5 --out none.csv' '--seed x --n 5 --method attribute' \
    '--seed x --n 0 --method attribute --out none.csv' \
    '--seed x --n 5 --method lottery --out none.csv' \
    '--seed x --n 5 --method stratified --out none.csv' \
    '--seed x --n 5 --method attribute --strata county --out none.csv' \
    '--seed x --n 5 --method stratified --strata colour --out none.csv'; do
    read -ra words <<<"$options"
    expect 2 "draw: $options" -- "$tilskudd" "${one[@]}" "${words[@]}"
done
check 'draw: nothing was written' [ ! -e none.csv ]
for file in decisions.csv.gz findings.jsonl.gz; do
    rm -rf broken
    cp -a threads-1 broken
    gzip -dc "threads-1/run/$file" | sed 5d | gzip -1 -n >"broken/run/$file"
    expect 5 "draw: $file was changed" "$file" -- draw broken none.csv x 'attribute --n 5'
    check "draw: $file was changed: nothing was written" [ ! -e none.csv ]
done
cp -a threads-1 other-manifest
sed -i 's/"quarter": 4/"quarter": 3/' other-manifest/run/manifest.json
expect 7 'draw: another manifest' 'not committed' -- \
    draw other-manifest none.csv x 'attribute --n 5'
finish_test
