#!/usr/bin/env bash
# log.sh - the audit log of a ledger: proofs that hold without the ledger, forks that two kept
# heads give away, and damage of any kind that is found and, where it can be, repaired. Why: a
# log that its owner could rewrite unseen would prove nothing to the control team.
#   log.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by check
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
start_test "$@"
need_programs gzip sha256sum flock openssl

# --- a ledger of three entries, and another second one from the same first ---

common=(--payees "$payees" --rules "$test_rules")
must "$tilskudd" generate --persons 400 --year 2018 --seed 5 --errors 0.03 --date 2018-10-02 \
    --out first.xml
must "$tilskudd" generate --seed 5 --evolve first.xml --date 2018-12-31 --errors 0.03 \
    --out second.xml
must "$tilskudd" generate --seed 6 --evolve first.xml --date 2018-12-31 --out other.xml
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-09-01T08:00:00Z
must "$tilskudd" run --national --year 2018 --quarter 3 --register first.xml "${common[@]}" \
    --ledger ledger --out run-3 --time 2018-10-03T08:00:00Z
must "$tilskudd" approve run-3 --ledger ledger --yes --time 2018-10-03T09:00:00Z
cp ledger/000001/checkpoint kept-1
must make_pin ledger witness-1
cp -a ledger one-entry

# In a folder of its own, so that every manifest names the same paths.
second_run() { # NAME REGISTER [OPTION...]
    mkdir "in-$1"
    cp -a one-entry "in-$1/ledger"
    cd "in-$1" || exit 2
    must "$tilskudd" run --national --year 2018 --quarter 4 --register "../$2" "${common[@]}" \
        --ledger ledger --out run --time 2019-01-02T10:00:00Z "${@:3}"
    cd "$work" || exit 2
}
second_entry() { # NAME REGISTER [OPTION...]: a ledger NAME
    second_run "$@"
    must "$tilskudd" approve "in-$1/run" --ledger "in-$1/ledger" --yes --register "$2" \
        --time 2019-01-02T11:00:00Z
    rm -rf "$1"
    mv "in-$1/ledger" "$1"
}
second_entry ledger second.xml
second_entry fork other.xml
root_of() { # LEDGER: name, size and root
    "$tilskudd" log root "$1"
}

# --- root and check ---

# The leaves as text, with zcat, awk and od alone; each hashes to what the log keeps of it.
log_leaves=$source_tree/fixtures/log-leaves.sh
bash "$log_leaves" ledger >leaves
size=$(wc -l <leaves)
check 'zcat, awk and od make the leaves that the log has the hashes of' leaves_fit ledger
check 'a leaf has at most 64 bytes of hashes' \
    [ "$(cat ledger/log/level-* | wc -c)" -le $((size * 64)) ]
# What the ledger says already of how persons look is not said again.
check 'the second entry tells of a few persons' \
    [ "$(($(gzip -dc ledger/000002/persons.csv.gz | wc -l) * 2))" -lt \
    "$(gzip -dc ledger/000001/persons.csv.gz | wc -l)" ]
check 'the log holds no text' \
    [ -z "$(find ledger/log -type f ! -name 'level-*' ! -name 'pseudonyms-*')" ]
expect 0 'root' "$size" -- "$tilskudd" log root ledger
check 'root: name, size and root' [ "$(wc -l <.log/stdout)" = 3 ]
expect 0 'check' "3 entries, $(thousands "$size") leaves" -- "$tilskudd" log check ledger
expect 0 'ledger check' 'and the audit log' -- "$tilskudd" ledger check ledger
last_leaf="entry,000002,$(sha256sum <ledger/000002/entry.json | cut -d' ' -f1)"
check 'the last leaf is the hash of the entry' \
    [ "$(tail -n 1 leaves)" = "$last_leaf" ]
sed -n 's/.*<person ident="\([0-9]*\)".*/\1/p' first.xml second.xml | sort -u >idents
check 'there are idents to look for' [ "$(wc -l <idents)" -gt 300 ]
check_not 'no ident is in the log' grep -qFf idents leaves

for threads in 1 2 3 7; do
    OMP_NUM_THREADS=$threads second_entry "threads-$threads" second.xml --threads "$threads"
    check "root: $threads threads" [ "$(root_of "threads-$threads")" = "$(root_of ledger)" ]
done

# --- proofs, checked far from the ledger ---

payment=$(grep -m 1 -o '^payment,[^,]*' leaves | cut -d, -f2)
decision=$(grep -m 1 '^decision,' leaves | cut -d, -f2-4)
finding=$(grep -m 1 -o '"control":"[A-Z0-9]*","severity":"WARN"' leaves)
mkdir auditor
cp ledger/000000/log-key.pub auditor/key
cp fork/000000/log-key.pub auditor/same-key
must "$tilskudd" ledger open stranger --year 2018 --mode test --nothing-paid
cp stranger/000000/log-key.pub auditor/other-key
expect 0 'prove a payment' -- "$tilskudd" log prove ledger --payment "$payment" \
    --out auditor/payment
expect 0 'prove a decision' -- "$tilskudd" log prove ledger --decision "$decision" \
    --out auditor/decision
expect 0 'prove a finding' -- "$tilskudd" log prove ledger --finding "$finding" \
    --out auditor/finding
mv ledger away
expect 0 'verify a payment' "says" "payment,$payment," -- \
    "$tilskudd" log verify auditor/payment --log-key auditor/key
expect 0 'verify a decision' "decision,$decision," -- \
    "$tilskudd" log verify auditor/decision --log-key auditor/key
expect 0 'verify a finding' "finding,{" "$finding" -- \
    "$tilskudd" log verify auditor/finding --log-key auditor/key
# The same without the program: openssl and a page of shell.
with_openssl=$source_tree/fixtures/check-proof.sh
for kind in payment decision finding; do
    expect 0 "openssl: a $kind" "$kind," -- bash "$with_openssl" auditor/$kind auditor/key
done
expect 1 'openssl: the key of another log' 'another log' -- \
    bash "$with_openssl" auditor/payment auditor/other-key
sed "1s/^[^+]*+[^+]*/$(cut -d+ -f1,2 auditor/key)/" auditor/other-key >auditor/renamed
expect 1 'openssl: a key of the same name and number' 'did not sign' -- \
    bash "$with_openssl" auditor/payment auditor/renamed
sed '1s/+[^+]*+/+00000000+/' auditor/key >auditor/renumbered
expect 1 'openssl: a key of another number' 'no signature by this key' -- \
    bash "$with_openssl" auditor/payment auditor/renumbered

# A checkpoint that witnesses have signed too, before the log and after it. A witness may have
# the log's name (another key of it), and is not looked into.
witness='— witness.example AAAAAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v'
own=$(grep "^— " auditor/payment)
cosign() { # NAME LINE...: the proof with these signature lines
    grep -v "^— " auditor/payment >auditor/"$1"
    printf '%s\n' "${@:2}" >>auditor/"$1"
}
cosign after "$own" "$witness"
cosign before "$witness" "$own"
log_name=$(cut -d+ -f1 auditor/key)
cosign many "$witness" "$witness" "$own" "${witness/witness.example/$log_name}"
for order in after before many; do
    expect 0 "verify: cosigned, $order" "payment,$payment," -- \
        "$tilskudd" log verify auditor/$order --log-key auditor/key
    expect 0 "openssl: cosigned, $order" "payment,$payment," -- \
        bash "$with_openssl" auditor/$order auditor/key
done
forged=${own%?????}AAAA=
cosign only-others "$witness"
cosign none
cosign no-line "$own" 'witness.example AAAA'
cosign own-and-forged "$own" "$forged"
cosign forged "$witness" "$forged"
cosign seventeen "$own" "$witness"{,,,}{,,,}
for order in only-others none no-line own-and-forged forged seventeen; do
    expect 5 "verify: signatures, $order" -- \
        "$tilskudd" log verify auditor/$order --log-key auditor/key
    expect 1 "openssl: signatures, $order" 'NOT PROVEN' -- \
        bash "$with_openssl" auditor/$order auditor/key
done
mv away ledger
for leaf in $(seq 0 $((size / 9)) $((size - 1))); do
    line=$(sed -n "$((leaf + 1))p" leaves)
    case $line in
    payment,*) how=(--payment "$(cut -d, -f2 <<<"$line")") ;;
    decision,*) how=(--decision "${line#*,}") ;;
    finding,*) how=(--finding "${line#*,}") ;;
    *) continue ;;
    esac
    rm -f auditor/one
    must "$tilskudd" log prove ledger "${how[@]}" --out auditor/one
    expect 0 "openssl: leaf $leaf" "$line" -- bash "$with_openssl" auditor/one auditor/key
done
expect 5 'verify with the key of another log' 'another log' -- \
    "$tilskudd" log verify auditor/payment --log-key auditor/other-key
for byte in 5 60 120 300 600; do
    cp auditor/payment auditor/changed
    flip_bit auditor/changed $byte
    expect 5 "verify: byte $byte turned" -- \
        "$tilskudd" log verify auditor/changed --log-key auditor/key
    expect 1 "openssl: byte $byte turned" 'NOT PROVEN' -- \
        bash "$with_openssl" auditor/changed auditor/key
done
head -c 500 auditor/payment >auditor/changed
expect 5 'verify: half a proof' -- \
    "$tilskudd" log verify auditor/changed --log-key auditor/key
expect 4 'prove: no such payment' 'no leaf says this' -- \
    "$tilskudd" log prove ledger --payment 9999-AR-x
expect 4 'prove: part of an id' -- "$tilskudd" log prove ledger --payment "${payment%?}"
expect 4 'prove: a decision is no finding' -- \
    "$tilskudd" log prove ledger --finding "$decision"
expect 2 'prove: a finding is no decision' -- \
    "$tilskudd" log prove ledger --decision '{"control"'
expect 2 'prove: nothing' -- "$tilskudd" log prove ledger
expect 2 'prove: two at once' -- "$tilskudd" log prove ledger --payment x --decision y
expect 2 'verify: no key' -- "$tilskudd" log verify auditor/payment
expect 2 'log: no such word' rebuild -- "$tilskudd" log repair ledger
expect 2 'log: no ledger named' -- "$tilskudd" log root
expect 4 'log: no ledger there' nowhere -- "$tilskudd" log root nowhere
expect 4 'rebuild: no ledger there' nowhere -- "$tilskudd" log rebuild nowhere
check 'rebuild: makes no folder' [ ! -e nowhere ]

# --- what was kept, and forks ---

expect 0 'a kept checkpoint' 'belongs to this log' -- \
    "$tilskudd" log check ledger --checkpoint kept-1
expect 0 'a kept checkpoint of the fork' 'belongs to this log' -- \
    "$tilskudd" log check fork --checkpoint kept-1
expect 0 'the newest checkpoint' 'belongs to this log' -- \
    "$tilskudd" log check ledger --checkpoint ledger/000002/checkpoint
expect 5 'a checkpoint of the fork' -- \
    "$tilskudd" log check ledger --checkpoint fork/000002/checkpoint
expect 5 'the fork against a checkpoint' -- \
    "$tilskudd" log check fork --checkpoint ledger/000002/checkpoint
expect 5 'a checkpoint of a longer log' -- \
    "$tilskudd" log check one-entry --checkpoint ledger/000002/checkpoint
expect 5 'a checkpoint of a stranger' -- \
    "$tilskudd" log check ledger --checkpoint stranger/000000/checkpoint
cp kept-1 changed
sed -i '2s/.*/7/' changed
expect 5 'a checkpoint with another size' -- "$tilskudd" log check ledger --checkpoint changed
cp witness-1 head
expect 0 'a witness' -- "$tilskudd" ledger show ledger --witness head
check_not 'the witness moves on' cmp -s witness-1 head
expect 5 'the fork against a witness' 'does not contain the head' -- \
    "$tilskudd" ledger show fork --witness head
expect 5 'an older ledger against a witness' -- \
    "$tilskudd" ledger show one-entry --witness head
expect 0 'the fork against the witness before it' -- \
    "$tilskudd" ledger show fork --witness witness-1

# --- damage in the entries ---

damaged() { # NAME: the copy named broken is found to be damaged, and not rebuilt from
    expect 5 "ledger check: $1" -- "$tilskudd" ledger check broken
    expect 5 "log check: $1" -- "$tilskudd" log check broken
}
line_edits=(
    '3s/\([0-9]\)\([^0-9]*\)$/\1\1\2/' # a digit more
    '3d'                               # dropped
    '3{h;d};4{G}'                      # in another order
    '3p'                               # inserted
)
for file in 000001/decisions.csv.gz 000002/decisions.csv.gz 000002/findings.jsonl.gz \
    000001/lines.csv.gz 000002/lines.csv.gz; do
    check "$file has lines" [ "$(gzip -dc "ledger/$file" | wc -l)" -gt 3 ]
    for edit in "${line_edits[@]}"; do
        rm -rf broken
        cp -a ledger broken
        gzip -dc "ledger/$file" | sed "$edit" >plain
        check_not "$file: $edit edits" cmp -s plain <(gzip -dc "ledger/$file")
        gzip -1 -n <plain >"broken/$file"
        damaged "$file: $edit"
        expect 5 "rebuild: $file: $edit" "$file" -- "$tilskudd" log rebuild broken
        check "rebuild: $file: $edit: the log stays" diff -r ledger/log broken/log
    done
done
for file in ledger/000002/payments/*.xml.gz; do
    file=${file#ledger/}
    for edit in '0,/<InstdAmt/s/\(<InstdAmt[^>]*>\)/\11/' \
        '0,/<\/CdtTrfTxInf>/{/<CdtTrfTxInf>/,/<\/CdtTrfTxInf>/d}'; do
        rm -rf broken
        cp -a ledger broken
        gzip -dc "ledger/$file" | sed "$edit" >plain
        check_not "$file: $edit edits" cmp -s plain <(gzip -dc "ledger/$file")
        gzip -1 -n <plain >"broken/$file"
        damaged "$file: $edit"
    done
done

# --- damage in the flat files ---

broken_log() { # NAME COMMAND...: done in a copy; found by both; a rebuild makes it good again
    rm -rf broken
    cp -a ledger broken
    "${@:2}"
    check_not "$1: is damage" diff -rq ledger/log broken/log
    damaged "$1"
    expect 0 "rebuild: $1" 'every checkpoint agrees' -- "$tilskudd" log rebuild broken
    check "rebuild: $1: every byte" diff -r ledger/log broken/log
    expect 0 "ledger check after rebuild: $1" -- "$tilskudd" ledger check broken
}
flip_middle() { # FILE
    flip_bit "$1" $(($(stat -c %s "$1") / 2))
}
one_more() { # FILE: the last hash twice
    tail -c 32 "$1" >one
    cat one >>"$1"
}
for file in ledger/log/pseudonyms-*; do
    broken_log "${file##*/}: one more" one_more "broken/log/${file##*/}"
    # shellcheck disable=SC2016 # the inner shell has its own $1
    broken_log "${file##*/}: the first gone" sh -c 'tail -c +33 "$1" >part && mv part "$1"' - \
        "broken/log/${file##*/}"
done
for file in ledger/log/*; do
    broken_log "${file##*/}: a bit" flip_middle "broken/log/${file##*/}"
    broken_log "${file##*/}: cut" truncate -s -1 "broken/log/${file##*/}"
    broken_log "${file##*/}: empty" truncate -s 0 "broken/log/${file##*/}"
    broken_log "${file##*/}: gone" rm "broken/log/${file##*/}"
done
broken_log 'the log of a fork' sh -c 'rm -r broken/log && cp -a fork/log broken/log'
broken_log 'the log of an earlier day' \
    sh -c 'rm -r broken/log && cp -a one-entry/log broken/log'

# Too short a log gives no root, no proof and no export, and says what helps.
rm -rf broken
cp -a ledger broken
truncate -s -32 broken/log/level-00
short_log() { # NAME WORD...
    for line in "root" "${@:2}" "prove --payment $payment" "export --out tiles"; do
        read -ra words <<<"$line"
        expect 5 "$1: $line" 'tilskudd log rebuild' -- \
            "$tilskudd" log "${words[0]}" broken "${words[@]:1}"
    done
    check "$1: no tiles are left" [ ! -e tiles ]
}
short_log 'a log cut by one leaf'
rm -r broken/log
short_log 'no log' check
expect 5 'no log: ledger check' 'tilskudd log rebuild' -- "$tilskudd" ledger check broken
expect 0 'no log: rebuild' "$(thousands "$size") leaves" -- "$tilskudd" log rebuild broken
check 'no log: every byte is there again' diff -r ledger/log broken/log
check 'no log: nothing else is' diff -r --exclude lock ledger broken

# --- nothing is written from a damaged log ---

# Proofs and tiles are checked against the signed checkpoint before they are written.
no_evidence() { # NAME: neither a proof nor tiles, whatever was asked for
    expect 5 "prove: $1" 'tilskudd log rebuild' -- \
        "$tilskudd" log prove broken --decision "$decision" --out evidence
    expect 5 "prove to standard output: $1" -- \
        "$tilskudd" log prove broken --decision "$decision"
    check "prove: $1: nothing on standard output" [ ! -s .log/stdout ]
    expect 5 "export: $1" -- "$tilskudd" log export broken --out evidence
    check "$1: nothing is written" [ ! -e evidence ]
}
damage() { # a fresh copy
    rm -rf broken
    cp -a ledger broken
}
# The pseudonym in the first decision's leaf is the entry's first; a file of the entry says the
# rest. All of the line is asked for: another entry may say as much of the person as before.
leaf=$(grep -n -m 1 "^decision,$decision" leaves | cut -d: -f1)
decision=$(sed -n "${leaf}p" leaves | cut -d, -f2-)
damage
flip_bit broken/log/pseudonyms-000001 3
no_evidence 'a changed pseudonym'
damage
gzip -dc ledger/000001/decisions.csv.gz | sed '2s/.$/x/' | gzip -1 -n >changed.gz
cp changed.gz broken/000001/decisions.csv.gz
no_evidence 'a changed decision'
for level in 00 01 03; do
    damage
    for byte in 5 40 70 $((leaf * 32 + 5)); do
        [ "$byte" -lt "$(stat -c %s "broken/log/level-$level")" ] &&
            flip_bit "broken/log/level-$level" "$byte"
    done
    no_evidence "level-$level turned"
done
damage
paying=$(cd ledger && for file in */payments/*.xml.gz; do
    gzip -dc "$file" | grep -q "$payment" && echo "$file"
done)
gzip -dc "ledger/$paying" | sed "s/$payment/x$payment/" | gzip -1 -n >changed.gz
cp changed.gz "broken/$paying"
expect 5 'prove: damage hides the leaf' -- \
    "$tilskudd" log prove broken --payment "$payment" --out evidence
check 'damage hides the leaf: nothing is written' [ ! -e evidence ]

# A file of an entry that cannot even be unpacked is damage of the ledger, not of an input.
for file in decisions.csv.gz findings.jsonl.gz lines.csv.gz; do
    damage
    flip_bit "broken/000001/$file" $(($(stat -c %s "broken/000001/$file") - 30))
    damaged "000001/$file turned"
    damage
    truncate -s -9 "broken/000001/$file"
    damaged "000001/$file cut"
done

# --- leaves beyond the last entry ---

# An interrupted approval leaves them together with the entry that both have signed: said, no
# damage, and nothing is forgotten (below: the next approval commits it).
damage
mv broken/000002 broken/000002.tmp
expect 0 'leaves of an interrupted approval' 'Entry 000002 is signed' 'not yet committed' -- \
    "$tilskudd" log check broken
expect 0 'ledger check says it too' 'not yet committed' -- "$tilskudd" ledger check broken
expect 5 'a witness tells that the entry was there' 'does not contain the head' -- \
    "$tilskudd" ledger check broken --witness head
expect 5 'a checkpoint tells it' 'longer log' -- \
    "$tilskudd" log check broken --checkpoint ledger/000002/checkpoint
expect 0 'they are not in the root' "$(sed -n 2p kept-1)" -- "$tilskudd" log root broken
cp -a broken half
rm half/000002.tmp/checkpoint
truncate -s -100 half/log/level-00
truncate -s -100 half/log/pseudonyms-000002
expect 0 'half of the leaves' 'not yet committed' -- "$tilskudd" log check half
expect 0 'rebuild leaves them out' -- "$tilskudd" log rebuild broken
check 'rebuild leaves them out: every byte' diff -r one-entry/log broken/log

# Without the folder, with another one, or with two entries' leaves: an entry was removed.
damage
rm -r broken/000002
damaged 'the last entry removed'
check 'the last entry removed: it says so' grep -q 'has been removed' .log/stderr
expect 5 'rebuild does not forget it' 'has been removed' -- "$tilskudd" log rebuild broken
check 'rebuild does not forget it: the log stays' diff -r ledger/log broken/log
mkdir broken/000002.tmp
damaged 'the last entry removed, an empty folder in its place'
expect 5 'rebuild with an empty folder' 'has been removed' -- "$tilskudd" log rebuild broken
cp one-entry/000001/entry.json broken/000002.tmp/
damaged 'the last entry removed, another one in its place'
damage
mv broken/000002 broken/000002.tmp
mv broken/000001 broken/000001.tmp
damaged 'two entries made unfinished'

# --- rebuilding is refused where it would lie ---

rm -rf broken
cp -a ledger broken
rm broken/keys/pseudonym.key
expect 0 'without the pseudonym key a ledger is checked' 'pseudonym key is not there' -- \
    "$tilskudd" ledger check broken
expect 0 'and its log' 'pseudonym key is not there' 'every leaf is what' -- \
    "$tilskudd" log check broken
expect 6 'but no log is made anew' pseudonym.key 'is missing' -- "$tilskudd" log rebuild broken
flip_bit broken/log/pseudonyms-000001 70
expect 5 'a changed pseudonym is found without the key' -- "$tilskudd" log check broken
flip_bit broken/log/pseudonyms-000001 70
flip_bit broken/log/level-00 70
expect 5 'a changed leaf is found without the key' -- "$tilskudd" log check broken
rm -rf broken
cp -a ledger broken
cp stranger/keys/pseudonym.key broken/keys/pseudonym.key
expect 6 'rebuild with another pseudonym key' 'opened with' -- \
    "$tilskudd" log rebuild broken
check 'rebuild with another pseudonym key: the log stays' diff -r ledger/log broken/log
check 'rebuild with another pseudonym key: nothing is left' [ ! -e broken/log.tmp ]
rm -rf broken
cp -a ledger broken
cp fork/000002/checkpoint broken/000002/checkpoint
expect 5 'rebuild with the checkpoint of a fork' 000002 -- "$tilskudd" log rebuild broken
rm -rf broken
cp -a ledger broken
exec 9>>broken/lock
flock 9
expect 7 'rebuild during an approval' 'under way' -- "$tilskudd" log rebuild broken
exec 9>&-
expect 0 'rebuild after it' -- "$tilskudd" log rebuild broken

# --- nothing is signed on top of a damaged log ---

second_run next second.xml
approve_next() { # LEDGER
    "$tilskudd" approve in-next/run --ledger "$1" --yes --register second.xml \
        --time 2019-01-02T11:00:00Z
}
approve_on() { # STATUS NAME COMMAND...
    rm -rf broken
    cp -a one-entry broken
    "${@:3}"
    expect "$1" "approve: $2" 'tilskudd log rebuild' -- approve_next broken
    check "approve: $2: nothing is committed" [ ! -e broken/000002 ]
    expect 0 "approve: $2: rebuild" -- "$tilskudd" log rebuild broken
    expect 0 "approve: $2: then it goes" 'entry 000002' -- approve_next broken
    check "approve: $2: as if nothing had been" [ "$(root_of broken)" = "$(root_of ledger)" ]
    rm -rf in-next/run/payments
}
top=$(find one-entry/log -name 'level-*' -size +0 | sort | tail -n 1)
approve_on 5 'a changed node' flip_bit "broken/log/${top##*/}" 5
approve_on 5 'a log too short' truncate -s -32 broken/log/level-00
approve_on 5 'no log' rm -r broken/log

# An entry that is missing is never cured by cutting the log, whatever stands in its place.
not_forgotten() { # NAME COMMAND...
    damage
    rm -r broken/000002
    "${@:2}"
    expect 5 "approve: $1" 'entry 000002 is missing' -- approve_next broken
    check "approve: $1: nothing is committed" [ ! -e broken/000002 ]
    check "approve: $1: the log stays" diff -r ledger/log broken/log
}
not_forgotten 'an entry removed' true
not_forgotten 'an empty folder in its place' mkdir broken/000002.tmp
not_forgotten 'half of it in its place' sh -c \
    'cp -a ledger/000002 broken/000002.tmp && rm broken/000002.tmp/lines.csv.gz'
not_forgotten 'without its signature' sh -c \
    'cp -a ledger/000002 broken/000002.tmp && rm broken/000002.tmp/entry.json.p7s'

# What both have signed is committed by the next approval, of anything, and never cleared away.
completed() { # NAME COMMAND...
    damage
    mv broken/000002 broken/000002.tmp
    "${@:2}"
    rm -rf in-next/run/payments
    expect 0 "approve: $1" 'Entry 000002 was signed by both' 'already committed' -- \
        approve_next broken
    check "approve: $1: as it was" diff -r ledger/000002 broken/000002
    check "approve: $1: the log too" diff -r ledger/log broken/log
    expect 0 "ledger check: $1" -- "$tilskudd" ledger check broken
}
completed 'renamed back' true
completed 'renamed back, the log cut' sh -c 'rm -r broken/log && cp -a one-entry/log broken/log'
completed 'half of the leaves, no checkpoint' sh -c \
    'cd broken && rm 000002.tmp/checkpoint && truncate -s -100 log/level-00 log/pseudonyms-000002'
completed 'half of the leaves, no pseudonyms' rm broken/log/pseudonyms-000002
completed 'a checkpoint half written' sh -c \
    'cd broken/000002.tmp && head -c 20 checkpoint >checkpoint.tmp && rm checkpoint'
lost() { # FILE: a power cut has lost the end of it
    truncate -s -64 "$1"
    head -c 64 /dev/zero >>"$1"
}
completed 'the end of its leaves lost' lost broken/log/level-00
completed 'the nodes above its leaves lost' lost broken/log/level-01
damage
mv broken/000002 broken/000002.tmp
second_run beside other.xml
expect 7 'approve: another proposal meets it' 'moved on' -- \
    "$tilskudd" approve in-beside/run --ledger broken --yes --register other.xml \
    --time 2019-01-02T11:00:00Z
check 'approve: another proposal: it is committed' diff -r ledger/000002 broken/000002
damage
rm -r broken/000002 broken/log
cp -a one-entry/log broken/log
cp -a fork/000002 broken/000002.tmp
cp ledger/000002/municipalities.csv broken/000002.tmp
rm -rf in-next/run/payments
expect 0 'approve: leftovers that are not whole are cleared' 'Committed as entry 000002' -- \
    approve_next broken
finish_test
