#!/usr/bin/env bash
# no_idents.sh - identity numbers stand only in the files that are meant to hold them, which
# others cannot read; never in the rest of a run folder or ledger, nor on the terminal. Why: a
# payment file goes to a bank, findings go to the control team, and logs are kept for years.
#   no_idents.sh TILSKUDD SOURCE
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip

must "$tilskudd" generate --persons 2500 --year 2018 --seed 21 --errors 0.05 --date 2018-10-02 \
    --out first.xml
must "$tilskudd" generate --seed 22 --evolve first.xml --date 2018-12-31 --errors 0.05 \
    --out second.xml

# Every number that is or was a person's: own, former, mother's, reference's; right or wrong.
idents_of() { # FILE...
    grep -ohE '(ident|mor|referanse)="[^"]*"' "$@" | sed 's/.*="//; s/"//' |
        grep -E '^[0-9A-Za-z]{6,}$'
}
idents_of first.xml second.xml | sort -u >idents
check 'there are idents to look for' [ "$(wc -l <idents)" -gt 2500 ]
check 'former idents are among them' grep -qE '^[0-9]{12}$' idents

# Prints the files in which an ident stands as a word of its own, compressed or not. (Inside
# longer numbers, of signatures and sums, twelve digits in a row mean nothing.)
files_with_idents() { # FOLDER...
    find "$@" -type f | while IFS= read -r file; do
        if gzip -dcf "$file" | tr -c '0-9A-Za-z' '\n' | grep -qxFf idents; then
            echo "$file"
        fi
    done
}

# All that the program says, as it says it.
said=$work/said
: >"$said"
run_and_keep() { # STATUS NAME COMMAND...
    expect "$1" "$2" -- "${@:3}"
    cat .log/stdout .log/stderr >>"$said"
}

common=(--payees "$payees" --rules "$test_rules" --ledger ledger)
run_and_keep 0 'ledger open' \
    "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid
run_and_keep 0 'run' "$tilskudd" run --national --year 2018 --quarter 3 --register first.xml \
    "${common[@]}" --out first
run_and_keep 0 'approve' "$tilskudd" approve first --ledger ledger --yes
run_and_keep 1 'strict run' "$tilskudd" run --national --year 2018 --quarter 4 \
    --register second.xml "${common[@]}" --out second --strict
run_and_keep 0 'approve again' "$tilskudd" approve second --ledger ledger --yes
run_and_keep 0 'dry run' "$tilskudd" run --year 2018 --quarter 4 --register second.xml \
    --rules "$test_rules" --payees "$payees" --dry-run --out dry
run_and_keep 0 'ledger show' "$tilskudd" ledger show ledger
run_and_keep 0 'ledger pin' make_pin ledger witness
run_and_keep 0 'ledger check' "$tilskudd" ledger check ledger --witness witness
run_and_keep 0 'verify' "$tilskudd" verify first
run_and_keep 0 'verify with replay' "$tilskudd" verify second --replay
run_and_keep 0 'verify an entry' "$tilskudd" verify ledger/000002
run_and_keep 0 'diff' "$tilskudd" diff first second

# explain with an ident on standard input, from a paid, a held and an unknown person.
explain() { # STATUS NAME IDENT
    printf '%s\n' "$3" >ident.txt
    input=ident.txt run_and_keep "$1" "explain $2" "$tilskudd" explain second --person -
}
person_with() { # STATUS
    gzip -dc second/decisions.csv.gz | grep ",$1," | cut -d, -f1 | grep -v '^M' | head -n 1
}
explain 0 'a paid person' "$(person_with PAY)"
explain 0 'a held person' "$(person_with HELD)"
explain 0 'a person without lines' "$(gzip -dc second/persons-without-grant.csv.gz |
    sed -n 2p | cut -d, -f1)"
cp .log/stdout explained
check 'explain says something' grep -q . explained
former=$(grep -B1 '<tidligereIdent' second.xml | grep -o '<tidligereIdent ident="[0-9]*"' |
    head -n 1 | tr -dc 0-9)
explain 0 'by a former ident' "$former"
explain 4 'of nobody' 01818412345
hash=$(gzip -dc second/findings.jsonl.gz | grep -o '"person":"[0-9a-f]*"' | head -n 1 |
    cut -d '"' -f 4)
[ -n "$hash" ] || hash=$(gzip -dc second/findings.jsonl.gz |
    grep -o '"person": "[0-9a-f]*"' | head -n 1 | cut -d '"' -f 4)
check 'findings name persons by a hash' [ ${#hash} = 64 ]
run_and_keep 0 'explain by hash' "$tilskudd" explain second --hash "$hash"

# Wrong use with an ident in the wrong place must not repeat it either.
wrong=$(head -n 1 idents)
run_and_keep 2 'an ident as a word to explain' "$tilskudd" explain second "$wrong"
run_and_keep 2 'an ident as a hash' "$tilskudd" explain second --hash "$wrong"


# Names of files are shown and kept: one that is an ident is refused, and not repeated.
right=$(grep -oh '<person ident="[0-9]\{11\}"' second.xml | grep -o '[0-9]*' | sed -n 7p)
check 'there are idents to name files by' [ -n "$right" ]
mkdir in
cp second.xml "in/$right.xml"
cp "$payees" "in/payees-$right.csv"
last=(run --year 2018 --quarter 4 --rules "$test_rules" --dry-run)
run_and_keep 4 'an ident as a file name' "$tilskudd" "${last[@]}" --register "in/$right.xml"
run_and_keep 4 'an ident as a name in a folder' "$tilskudd" "${last[@]}" --register in
run_and_keep 4 'an ident as a payee file' "$tilskudd" "${last[@]}" --register second.xml \
    --payees "in/payees-$right.csv"
run_and_keep 4 'an ident as a run folder' "$tilskudd" "${last[@]}" --register second.xml \
    --out "run-$right"
run_and_keep 4 'an ident as a ledger' \
    "$tilskudd" ledger open "$right" --year 2018 --mode test --nothing-paid
check 'it says what to do' grep -q 'rename the file' "$said"

check_not 'no ident is ever said' grep -qFf idents "$said"
check 'something is said' [ "$(wc -l <"$said")" -gt 50 ]

# --- files ---

allowed='/(decisions|persons-without-grant|settled-persons|lines|persons)\.csv\.gz$'
files_with_idents first second dry ledger >with
check_not 'no ident in any other file' grep -vE "$allowed" with
check 'idents are where they must be' grep -q second/decisions.csv.gz with
check_not 'no ident in the witness' grep -qFf idents witness
check_not 'no ident in a name' grep -qFf idents <(find first second dry ledger)
while IFS= read -r file; do
    check "$file: others cannot read it" [ -z "$(find "$file" -perm /007)" ]
done <with
# Whatever may hold idents is closed to others, also where this run put none into it.
while IFS= read -r file; do
    check "$file: closed to others" [ -z "$(find "$file" -perm /007)" ]
done < <(find first second dry ledger -type f | grep -E "$allowed|/keys/.*-key.pem|\.key$")
# The audit log is what others check: a keyed hash stands for each person.
bash "$source_tree/fixtures/log-leaves.sh" ledger >leaves
check 'the audit log has hashes' grep -q "$hash" leaves
check_not 'and no ident' grep -qFf idents leaves

# The search must be able to find.
gzip -c idents >planted.gz
mkdir planted
mv planted.gz planted/
check 'a planted ident is found' [ "$(files_with_idents planted)" = planted/planted.gz ]
finish_test
