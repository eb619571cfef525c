#!/usr/bin/env bash
# same_bytes.sh - one run, made with other threads, other files in another order, compressed or
# not: the same decisions, payments and ledger lines, byte for byte. Why: an auditor who cannot
# repeat a run cannot trust it, and a bank refuses a file twice only by its id.
#   same_bytes.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip

# Two registers three months apart: the second run has corrections, moves and claims to net.
must "$tilskudd" generate --persons 5000 --year 2018 --seed 3 --errors 0.02 --date 2018-10-02 \
    --out first.xml
must "$tilskudd" generate --seed 3 --evolve first.xml --date 2018-12-31 --errors 0.02 \
    --out second.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-09-01T08:00:00Z
common=(--payees "$payees" --rules "$test_rules")
must "$tilskudd" run --national --year 2018 --quarter 3 --register first.xml "${common[@]}" \
    --ledger ledger --out before --time 2018-10-03T08:00:00Z
must "$tilskudd" approve before --ledger ledger --yes --time 2018-10-03T09:00:00Z

# --- the same persons in other files ---

# Cut by whether the record's number is odd, so that neither file is in any order of idents.
cut_register() { # REMAINDER OF INTO
    awk -v remainder="$1" -v of="$2" '
        /<person / { number++; inside = 1 }
        !inside || number % of == remainder { print }
        /<\/person>/ { inside = 0 }' second.xml >"$3"
}

mkdir many
for i in 0 1 2 3 4; do
    cut_register $i 5 "many/part-$i.xml"
done
mkdir many-gzip
for i in 0 1 2 3 4; do
    gzip -c -$((i + 4)) "many/part-$i.xml" >"many-gzip/$((9 - i)).xml.gz"
done
gzip -c second.xml >second.xml.gz
# One file for each municipality that a record names, as the municipalities would send: whoever
# moved stands in several.
mkdir by-sender
awk '
    /<introduksjonsregister/ { root = $0; next }
    /<person / { record = ""; split("", named) }
    { record = record $0 "\n" }
    /<(bosetting|bosted|mottak) / && match($0, /kommune="[0-9]+"/) {
        named[substr($0, RSTART + 9, 4)]
    }
    /<\/person>/ {
        if (length(named) == 0) named["none"]
        for (place in named) of[place] = of[place] record
    }
    END {
        for (place in of) {
            file = "by-sender/" place ".xml"
            own = root
            if (place != "none") sub(/>$/, " avgiver=\"" place "\">", own)
            printf "%s\n%s\n%s</introduksjonsregister>\n",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", own, of[place] >file
            close(file)
        }
    }' second.xml

# --- runs ---

# In a folder of its own with a copy of the ledger, so that all paths are written alike.
one_run() { # NAME OPTION...: run and approve
    local name=$1
    shift
    mkdir "$name"
    cp -a ledger "$name/ledger"
    cd "$name" || exit 2
    expect 0 "$name: run" -- "$tilskudd" run --national --year 2018 --quarter 4 "${common[@]}" \
        --ledger ledger --out run --time 2019-01-02T10:00:00Z "$@"
    expect 0 "$name: approve" -- "$tilskudd" approve run --ledger ledger \
        --yes --time 2019-01-02T11:00:00Z
    cd "$work" || exit 2
}

same_content() { # FILE FILE
    cmp <(gzip -dcf "$1") <(gzip -dcf "$2")
}

# What does not depend on files, order or threads. Findings name files and records, and the
# manifest names the inputs, so these are compared only where the files are the same.
compare() { # NAME
    local name=$1 file relative
    for file in decisions.csv.gz persons-without-grant.csv.gz settled-persons.csv.gz \
        municipalities.csv posting.csv basic.csv; do
        check "$name: content of $file" same_content "one/run/$file" "$name/run/$file"
        check "$name: bytes of $file" cmp "one/run/$file" "$name/run/$file"
    done
    check "$name: names of the payment files" \
        [ "$(ls "$name/run/payments")" = "$(ls one/run/payments)" ]
    for file in one/run/payments/*.xml.gz; do
        relative=${file#one/}
        check "$name: content of ${file##*/}" same_content "$file" "$name/$relative"
        check "$name: bytes of ${file##*/}" cmp "$file" "$name/$relative"
        check "$name: signatures of ${file##*/}" cmp "$file.p7s" "$name/$relative.p7s"
    done
    for file in lines.csv.gz carried.csv accounts.csv basic.csv persons.csv.gz; do
        check "$name: ledger $file" \
            cmp "one/ledger/000002/$file" "$name/ledger/000002/$file"
    done
    check "$name: run identity" [ "$(identity "$name")" = "$(identity one)" ]
}

identity() {
    sed -n 's/.*"run_identity": "\([0-9a-f]*\)".*/\1/p' "$1/run/manifest.json"
}

one_run one --register ../second.xml --threads 1
check 'there is something to compare' \
    [ "$(gzip -dc one/run/decisions.csv.gz | grep -c ,PAY,)" -gt 1000 ]
check 'there are persons held' \
    [ "$(gzip -dc one/run/decisions.csv.gz | grep -c ,HELD,)" -gt 20 ]
check 'there are negative lines' grep -qE ',-[0-9]+,(PAY|HELD),' \
    <(gzip -dc one/run/decisions.csv.gz)

# The same inputs: every byte but the timings, signatures and audit log too.
for threads in 1 2 3 7; do
    name=threads-$threads
    one_run "$name" --register ../second.xml --threads $threads
    compare "$name"
    check "$name: every byte" diff -r --exclude timings.json one "$name"
done

# Whoever reads: libxml2 alone, and for the second person too.
one_run libxml2 --register ../second.xml --threads 2 --reader libxml2
compare libxml2
check 'libxml2: every byte' diff -r --exclude timings.json one libxml2
expect 2 'no such reader' 'knows fast and libxml2' -- \
    "$tilskudd" verify one/run --replay --reader expat
expect 0 'libxml2 computes again what was read fast' -- \
    "$tilskudd" verify one/run --replay --reader libxml2 --register second.xml --ledger one/ledger

# The same records as another sender writes them.
sed "s/\"/'/g; s/ \(til\|fra\)=/  \1=/; s|/>| />|; s/\$/\r/" second.xml >written-otherwise.xml
one_run written-otherwise --register ../written-otherwise.xml --threads 2
compare written-otherwise

one_run gzip --register ../second.xml.gz --threads 2
compare gzip
one_run folder --register ../many --threads 3
compare folder
one_run backwards --threads 2 --register ../many/part-4.xml ../many/part-2.xml \
    --register ../many/part-0.xml ../many/part-3.xml ../many/part-1.xml
compare backwards
one_run shuffled-gzip --threads 7 --register ../many-gzip
compare shuffled-gzip
one_run mixed --threads 1 --register ../many/part-3.xml --register ../many-gzip/9.xml.gz \
    --register ../many/part-1.xml --register ../many-gzip/7.xml.gz ../many/part-4.xml
compare mixed
one_run senders --threads 2 --register ../by-sender
compare senders

# The comparison must be able to fail: another payment date is another run.
one_run later --register ../second.xml --payment-date 2019-01-14
check_not 'another payment date gives other payments' \
    [ "$(ls later/run/payments)" = "$(ls one/run/payments)" ]
check 'another payment date gives the same decisions' \
    cmp one/run/decisions.csv.gz later/run/decisions.csv.gz
finish_test
