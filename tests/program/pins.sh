#!/usr/bin/env bash
# pins.sh - what a person keeps of a ledger catches one that was restored, made anew or forked;
# and a payment file goes to the bank once, checked. Why: who writes the ledger's folder can put
# anything there that two certificates of the CA can sign, and no file in it would tell.
#   pins.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
start_test "$@"
need_programs openssl flock gzip

# --- a test ledger with persons' own keys ---

must make_persons
must "$tilskudd" generate --persons 300 --year 2017 --seed 3 --out register.xml
open_ledger() { # FOLDER [AUTHORITY]
    "$tilskudd" ledger open "$1" --year 2017 --mode test --nothing-paid \
        --authority "${2:-authority}.pem" --signers "${3:-signers.csv}" --ca ca/ca.pem \
        --log-key log-key.pem --pseudonym-key pseudonym.key "${kari[@]}" "${ola[@]}" \
        --time 2017-07-03T08:00:00Z
}
propose() { # OUT QUARTER TIME [OPTION...]: by what was known as the quarter ended
    keep_defaults --ledger ledger --pin pin-kari --cutoff "$(end_of_quarter 2017 "$2")" -- "${@:4}"
    "$tilskudd" run --national --year 2017 --quarter "$2" --register register.xml \
        "${signed_inputs[@]}" --out "$1" --time "$3" "${kari[@]}" "${kept[@]}" "${@:4}"
}
approve() { # RUN TIME [OPTION...]
    keep_defaults --ledger ledger --pin pin-ola -- "${@:3}"
    second_person "$1"
    "$tilskudd" approve "$1" --yes --same-inputs --time "$2" "${second[@]}" "${ola[@]}" \
        "${kept[@]}" "${@:3}"
}
must open_ledger ledger
must sign_inputs ledger 1
cp -a ledger opened

# --- a pin is made once, by what another person reads out ---

head=$(newest_head ledger)
expect 7 'no head was read out' 'ask another person' -- "$tilskudd" ledger pin ledger pin-kari
for said in "$head" Myndighet 'entry 0 of 2017-07-03'; do
    check "it is shown what for: $said" grep -qF "$said" .log/stdout
done
other=${head:0:15}$([ "${head:15}" = 0 ] && echo 1 || echo 0)
expect 5 'another head was read out' 'not the first 16 digits' -- \
    "$tilskudd" ledger pin ledger pin-kari --head "$other"
expect 5 'half a head was read out' 'not the first 16' -- \
    "$tilskudd" ledger pin ledger pin-kari --head "${head:0:8}"
expect 2 'two names for a check' 'unexpected word' -- "$tilskudd" ledger check ledger pin-kari
expect 6 'a pin in the ledger' 'lies in the ledger' -- make_pin ledger ledger/pin
mkdir mine open
chmod 775 open
expect 6 'a pin where others write' 'others can write' -- make_pin ledger open/pin
expect 6 'a pin in no folder' nowhere -- make_pin ledger nowhere/pin
check 'no pin was made' test -z "$(find . -name 'pin*')"
for person in kari ola; do
    must make_pin ledger pin-$person
done
must make_pin ledger mine/pin-clerk
expect 3 'a pin is not made over another' 'nothing is written over it' -- make_pin ledger pin-kari
check 'a pin is its owner'\''s' test "$(stat -c %a pin-kari)" = 600
check 'a pin leaves nothing beside it' test "$(find mine | wc -l)" = 2
cp pin-kari pin-opening

# --- it is needed, and looked at before it is believed ---

noon=2017-10-02T08:00:00Z
run=("$tilskudd" run --national --year 2017 --quarter 3 --register register.xml
    "${signed_inputs[@]}" --ledger ledger --out run --time "$noon" --cutoff 2017-09-30 "${kari[@]}")
expect 7 'run wants a pin' "'tilskudd ledger pin' makes one" -- "${run[@]}"
expect 7 'ledger check wants a pin' 'kept where' -- "$tilskudd" ledger check ledger
expect 0 'ledger show does not' -- "$tilskudd" ledger show ledger
bad_pin() { # STATUS NAME TEXT -- PIN
    expect "$1" "run: $2" "$3" -- propose run 3 $noon --pin "$5"
    expect "$1" "ledger check: $2" "$3" -- "$tilskudd" ledger check ledger --pin "$5"
    expect "$1" "a witness: $2" "$3" -- "$tilskudd" ledger show ledger --witness "$5"
    check "$2: nothing is left" nothing_at run
}
bad_pin 4 'no pin is there' 'there is no pin' -- nothing
ln -s pin-kari link
bad_pin 6 'the pin is a link' 'no plain file' -- link
bad_pin 4 'the pin is a folder' 'a folder, and a pin is asked for' -- mine
cp pin-kari group && chmod 620 group
bad_pin 6 'the group can write the pin' 'others can write it' -- group
cp pin-kari everybody && chmod 602 everybody
bad_pin 6 'everybody can write the pin' 'others can write it' -- everybody
cp -p pin-kari open/pin
bad_pin 6 'everybody can exchange the pin' "others can write in the pin's folder" -- open/pin
mkdir ledger/mine && cp -p pin-kari ledger/mine/pin
bad_pin 6 'the pin lies in the ledger' 'lies in the ledger' -- ledger/mine/pin
ln -s ledger/mine outside
bad_pin 6 'the pin lies in the ledger by another name' 'lies in the ledger' -- outside/pin
rm -r ledger/mine outside
: >empty && chmod 600 empty
bad_pin 5 'an empty pin' 'not a pin' -- empty
# shellcheck disable=SC2016 # lines of sed
for change in '1s/1/2/' '2s/: ./: g/' '6d' '7s/000000/0/' '8s/Z/+00:00/' '$s/$/ /' '$a more: 1' \
    '3{h;d};4{G}'; do
    sed "$change" pin-kari >damaged
    chmod 600 damaged
    bad_pin 5 "a pin changed by $change" 'not a pin' -- damaged
done
tr a-f A-F <pin-kari >damaged
bad_pin 5 'a pin in capitals' 'not a pin' -- damaged
head -c -1 pin-kari >damaged
bad_pin 5 'a pin without its end' 'not a pin' -- damaged
if [ "$(id -u)" = 0 ]; then
    cp pin-kari theirs && chown 12345 theirs && chmod 600 theirs
    bad_pin 6 'the pin is somebody else'\''s' 'belongs to somebody else' -- theirs
fi
mkdir -m 755 out && cp -p pin-kari out/pin
expect 6 'the pin lies in the run folder' 'lies in the run folder' -- \
    propose out 3 $noon --pin out/pin
rm -r out

# --- a quarter ---

expect 0 'run' 'your pin: entry 0 of 2017-07-03; ledger: entry 0 of 2017-07-03' -- \
    propose run 3 $noon
check 'it is the first line' grep -q '^your pin: ' <(head -n 1 .log/stdout)
expect 7 'approve wants a pin' "'tilskudd ledger pin' makes one" -- \
    "$tilskudd" approve run --ledger ledger --yes "${ola[@]}"
cp -p pin-ola run/pin
expect 6 'the pin lies in the proposal' 'lies in the run folder' -- \
    approve run 2017-10-03T08:00:00Z --pin run/pin
rm run/pin
expect 0 'approve' 'Committed as entry 000001' -- approve run 2017-10-03T08:00:00Z
check 'the first line of an approval' grep -q '^your pin: entry 0 of ' <(head -n 1 .log/stdout)
check 'the approver'\''s pin is at the entry' grep -q '^entry: 000001$' pin-ola
check 'it has its head' grep -q "^head: $(newest_head ledger)" pin-ola
check 'the other person'\''s is not' grep -q '^entry: 000000$' pin-kari
cp -p pin-ola pin-1
cp pin-opening pin-ola
chmod 600 pin-ola
expect 0 'the same approval again moves the pin too' 'already committed' -- \
    approve run 2017-10-03T08:00:00Z
check 'to the same entry' cmp pin-ola pin-1
expect 0 'ledger check moves a pin' \
    'your pin: entry 0 of 2017-07-03; ledger: entry 1 of 2017-10-03' -- \
    "$tilskudd" ledger check ledger --pin mine/pin-clerk
check 'to the newest entry' cmp mine/pin-clerk pin-1
cp -a ledger quarter-3

# --- other ledgers in its place ---

in_place() { # FOLDER: becomes the ledger
    rm -rf ledger
    cp -a "$1" ledger
}
expect 0 'log check' 'your pin: entry 0' -- "$tilskudd" log check ledger --pin pin-kari
must propose run-4 4 2018-01-03T08:00:00Z
expect 0 'the next quarter' 'entry 000002' -- approve run-4 2018-01-03T09:00:00Z
cp -a ledger quarter-4
"$tilskudd" ledger check ledger --pin pin-kari >/dev/null
old() { # NAME TEXT COMMAND...: refused, whatever the pin is, and the pin stays
    cp -p pin-kari before
    expect 5 "$1" "$2" -- "${@:3}"
    check "$1: the pin stays" cmp pin-kari before
}
every_command() { # NAME TEXT
    old "run: $1" "$2" propose again 4 2018-01-04T08:00:00Z
    old "ledger check: $1" "$2" "$tilskudd" ledger check ledger --pin pin-kari
    old "ledger show: $1" "$2" "$tilskudd" ledger show ledger --pin pin-kari
    old "a witness: $1" "$2" "$tilskudd" ledger check ledger --witness pin-kari
    old "log check: $1" "$2" "$tilskudd" log check ledger --pin pin-kari
    old "approve: $1" "$2" approve run-4 2018-01-04T08:00:00Z --pin pin-kari
    mkdir -p bank
    old "release: $1" "$2" "$tilskudd" release "$(find run/proposal -name '*.gz' | head -n 1)" \
        --ledger ledger --pin pin-kari --to bank --time 2017-10-03T08:00:00Z
    check "$1: nothing is left" nothing_at again
    check "$1: nothing is released" nothing_at bank
}
# The quarter that is paid already is computed again from a ledger that does not know it.
in_place quarter-3
every_command 'a restored copy' 'it is older, and ends with entry 1; your pin has seen entry 2'
in_place opened
every_command 'a copy from before' 'it is older'
check_not 'nothing in the copy tells' "$tilskudd" ledger check ledger --pin nothing
expect 0 'nothing in the copy tells, without a pin' -- "$tilskudd" ledger show ledger

# The administrator opens another ledger with the same persons, himself its authority.
must make_person ca administrator ec Administrator 20120101000000Z 20490101000000Z
cp signers.csv signers-2.csv
must sign_by administrator signers-2.csv
must open_ledger another administrator signers-2.csv
in_place another
every_command 'a new ledger, another authority' 'with another opening'
must open_ledger same-authority
in_place same-authority
every_command 'a new ledger, the same authority' 'with another opening'

# A fork: the same opening, other entries of the same number.
in_place opened
rm -rf run/payments
cp pin-opening pin-fork && chmod 600 pin-fork
must propose fork-3 3 2017-10-02T09:00:00Z --pin pin-fork
must approve fork-3 2017-10-03T09:00:00Z --pin pin-fork
must propose fork-4 4 2018-01-03T08:00:00Z --pin pin-fork
must approve fork-4 2018-01-03T09:00:00Z --pin pin-fork
every_command 'a fork' 'its entry 2 is not the one your pin has seen'
in_place quarter-4

# --- a pin moves forward only ---

cp -p pin-kari at-2
cp -p pin-1 at-1
cp -a ledger damaged-past
printf x >>damaged-past/000001/decisions.csv.gz
cp -p pin-opening at-0 && chmod 600 at-0
expect 5 'a show moves no pin past what it has not computed' 'decisions.csv.gz' -- \
    "$tilskudd" ledger show damaged-past --pin at-0
check 'it stays' cmp at-0 pin-opening
expect 0 'a show moves it' -- "$tilskudd" ledger show ledger --pin at-1
check 'forward' cmp at-1 pin-kari
check 'a pin that was moved is its owner'\''s' test "$(stat -c %a at-1)" = 600
check 'and nothing is beside it' test ! -e at-1.tmp
# Two move it at once: the folder is locked until both wait; whoever is last, it is the newest.
for try in 1 2 3; do
    cp -p pin-1 both
    exec 8<.
    flock 8
    "$tilskudd" ledger show ledger --pin both >out-1 2>&1 &
    one=$!
    "$tilskudd" ledger show quarter-3 --pin both >out-2 2>&1 &
    two=$!
    flock -u 8
    exec 8<&-
    wait $one
    check "two at once, $try: the first" test $? = 0
    wait $two
    # Which of them read the pin first nobody knows: the older ledger may be refused, never win.
    check "two at once, $try: the pin is the newest" cmp both pin-kari
done

# --- who vouches for the entries has changed ---

for line in 3 4 5 6; do
    sed "${line}s/: .*/: $(printf '%064d' 7)/" pin-1 >changed
    chmod 600 changed
    expect 7 "changed since: line $line" 'changed since your pin' '--accept-keys 2' -- \
        propose changed-keys 4 2018-01-04T08:00:00Z --pin changed
    check "changed since: line $line: nothing is left" nothing_at changed-keys
    expect 7 "changed since: line $line: another entry accepted" 'changed since' -- \
        "$tilskudd" ledger check ledger --pin changed --accept-keys 1
    expect 0 "changed since: line $line: accepted" -- \
        "$tilskudd" ledger check ledger --pin changed --accept-keys 2
    check "changed since: line $line: the pin has it" cmp changed pin-kari
done

# --- release ---

file=$(find run-4/payments -name '*.gz' | head -n 1)
name=${file##*/}
rm -rf bank && mkdir bank
release() { # FILE [OPTION...]
    keep_defaults --ledger ledger --pin mine/pin-clerk --to bank --time 2018-01-03T10:00:00Z \
        -- "${@:2}"
    "$tilskudd" release "$1" "${kept[@]}" "${@:2}"
}
no_release() { # STATUS NAME TEXT -- COMMAND...
    expect "$1" "release: $2" "$3" -- "${@:5}"
    check "release: $2: nothing is released" nothing_at bank
    check "release: $2: nothing is recorded" nothing_at ledger/releases
}
no_release 7 'no pin' "'tilskudd ledger pin' makes one" -- "$tilskudd" release "$file" \
    --ledger ledger --to bank --time 2018-01-03T10:00:00Z
no_release 2 'no folder' '--to' -- "$tilskudd" release "$file" --ledger ledger \
    --pin mine/pin-clerk
no_release 4 'a folder that is not there' 'is not there' -- release "$file" --to nowhere
mkdir ledger/bank
no_release 2 'a folder in the ledger' 'ledger' -- release "$file" --to ledger/bank
rmdir ledger/bank
ln -s bank linked
no_release 4 'a folder by a link' 'link' -- release "$file" --to linked
no_release 4 'no file' nothing.xml.gz -- release nothing.xml.gz
cp "$file" changed.xml.gz
flip_bit changed.xml.gz 40
no_release 5 'one bit changed' 'no entry of the ledger has' -- release changed.xml.gz
gzip -dc "$file" | gzip -9 >repacked.xml.gz
no_release 5 'packed anew' 'no entry of the ledger has' -- release repacked.xml.gz
no_release 5 'of no entry of this ledger' 'no entry of the ledger has' -- \
    release "$(find fork-4/proposal -name '*.gz' | head -n 1)"
no_release 7 'a day that is gone' 'that day is gone' -- release "$file" \
    --time 2018-03-01T08:00:00Z
no_release 7 'again, but never before' 'never released' -- release "$file" --again lost
no_release 2 'again without a reason' 'say why' -- release "$file" --again ''

# What the entry itself has: a changed payment file, one signature.
in_entry() { # NAME TEXT COMMAND...
    in_place quarter-4
    "${@:3}"
    no_release 5 "$1" "$2" -- release "$file"
    in_place quarter-4
}
in_entry 'one bit changed in the entry' 000002 flip_bit "ledger/000002/payments/$name" 40
in_entry 'one signature only' 000002 \
    cp "run-4/proposal/$name.p7s" "ledger/000002/payments/$name.p7s"

expect 0 'release' "your pin: entry 1 of 2017-10-03; ledger: entry 2 of 2018-01-03" \
    'signed by both persons' "$(sha256sum <"$file" | cut -d' ' -f1)" -- release "$file"
check 'the same bytes' cmp "$file" "bank/$name"
check 'and the signature of both' cmp "$file.p7s" "bank/$name.p7s"
check 'the clerk'\''s pin has moved' cmp mine/pin-clerk pin-kari
check 'one record' test "$(find ledger/releases -type f | wc -l)" = 1
check 'it says who' grep -qF "\"who\": \"$(id -un)\"" ledger/releases/*
expect 3 'release: a second time' "2018-01-03T10:00:00Z by $(id -un)" -- release "$file"
mkdir other
expect 3 'release: a second time, elsewhere' "by $(id -un)" -- release "$file" --to other
expect 3 'release: a second time, from the entry' "by $(id -un)" -- \
    release "ledger/000002/payments/$name"
check 'nothing is released a second time' nothing_at other
expect 2 'release: a reason of two lines' 'control character' -- \
    release "$file" --again $'lost\nfound'
expect 0 'release: again' 'Released by' -- release "$file" --again 'the bank has lost it' \
    --time 2018-01-04T10:00:00Z
check 'again the same bytes' cmp "$file" "bank/${name%.xml.gz}.again-2.xml.gz"
expect 3 'release: a third time' 'because: the bank has lost it' -- release "$file"
expect 0 'ledger check lists them' 'Released to the bank: 1 payment file, 1 time again' \
    "again: 2, because: the bank has lost it" -- "$tilskudd" ledger check ledger --pin pin-kari
expect 0 'ledger show lists them' "$name of entry 000002, 2018-01-03T10:00:00Z" -- \
    "$tilskudd" ledger show ledger
expect 0 'an approval does not mind them' 'already committed' -- \
    approve run-4 2018-01-04T08:00:00Z

# Stopped after the record and before the file: said to be released, cured with a reason.
in_place quarter-4
mkdir full
must release "$file" --to full
rm -r full
expect 3 'a file that was recorded and not written' "by $(id -un)" -- release "$file" --to other
expect 0 'is released with a reason' 'Released by' -- release "$file" --to other \
    --again 'the disk was full'
# Two at once: one releases, the other is told.
in_place quarter-4
mkdir a b
release "$file" --to a >out-1 2>&1 &
one=$!
release "$file" --to b >out-2 2>&1 &
wait $one
first=$?
wait $!
check 'two at once: one of them' test "$((first + $?))" = 3
check 'two at once: one file' test "$(find a b -name '*.gz' | wc -l)" = 1
check 'two at once: one record' test "$(find ledger/releases -type f | wc -l)" = 1

# Records that nobody made.
record=$(find ledger/releases -type f)
forged() { # NAME COMMAND...
    cp "$record" kept-record
    "${@:2}"
    expect 5 "a record: $1" release -- "$tilskudd" ledger check ledger --pin pin-kari
    expect 5 "a record: $1: no release" release -- release "$file"
    rm -r ledger/releases && mkdir ledger/releases && cp kept-record "$record"
}
forged 'of another time' sed -i 's/Z"/z"/' "$record"
forged 'under another name' mv "$record" ledger/releases/000002-X-01.json
forged 'cut off' truncate -s 20 "$record"
sed "s/$name/OTHER.xml.gz/" "$record" >ledger/releases/000002-OTHER-01.json
expect 5 'a record of a file that is not there' 'does not have' -- \
    "$tilskudd" ledger check ledger --pin pin-kari
finish_test
