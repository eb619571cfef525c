# packs.sh - extracts that are taken from packs give the same proposal, byte for byte, and no
# pack is believed that is wrong, stale, broken or not the user's own. formats/register.md.
# shellcheck shell=bash
# shellcheck source=tests/program/common.sh
. "${0%/*}/common.sh"
start_test "$@"

day=2018-04-03
# shellcheck disable=SC2317 # called by expect
run() { # OUT [OPTION...]
    local out=$1
    shift
    "$tilskudd" run --year 2018 --quarter 1 --register registers --payees "$payees" \
        --ledger ledger --out "$out" --rules "$test_rules" --time "${day}T10:00:00Z" "$@"
}

must "$tilskudd" generate --persons 600 --year 2018 --seed packs --date $day \
    --split municipality --errors 0.02 --out generated
mkdir registers packs
find generated -name '*.xml' -exec mv {} registers/ \;
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-01-02T10:00:00Z
mapfile -t extracts < <(ls registers)
first=registers/${extracts[0]}

# --- made ---

expect 0 'a pack of a folder' "Packed ${#extracts[@]} extracts" -- \
    "$tilskudd" pack registers --out packs/all.cols
check 'it is the owner'"'"'s alone' [ "$(stat -c %a packs/all.cols)" = 600 ]
expect 3 'nothing is written over' 'nothing is written over it' -- \
    "$tilskudd" pack registers --out packs/all.cols
expect 2 'extracts are needed' 'name the extracts' -- "$tilskudd" pack --out packs/none.cols
expect 2 'and a place' '--out' -- "$tilskudd" pack registers
expect 2 'outside the ledger' 'ledger' -- "$tilskudd" pack registers --out ledger/all.cols
expect 4 'no pack of what cannot be read' 'cannot be found' -- \
    "$tilskudd" pack nowhere --out packs/none.cols
check 'and nothing is left of it' [ "$(ls -A packs)" = all.cols ]

# --- the same ---

# All but how it was read, how long it took, and the signature over that.
content_of() { # RUN
    (cd "$1" && find . -type f ! -name timings.json ! -name manifest.json.p7s \
        ! -name manifest.json ! -name '*.xml.gz.p7s' -exec sha256sum {} + | sort -k 2
        grep -v '"packs"\|taken from packs\|"input-signature"\|xml.gz.p7s' manifest.json |
            grep -v 'is not used, for' | grep -vx '  \],')
}
same_run() { # NAME OUT [OPTION...]
    local name=$1 out=$2
    shift 2
    rm -rf "$out"
    expect 0 "$name" "$taken" -- run "$out" "$@" || return
    content_of "$out" >.log/with
    check "$name: the same content" cmp .log/without .log/with
    check "$name: the manifest says so" grep -qF "$taken" "$out/manifest.json"
}

must run plain
content_of plain >.log/without
all=${#extracts[@]}
taken="extracts taken from packs: $all of $all, not hashed again: $all"
for threads in 1 2 5; do
    same_run "a run with a pack, $threads threads" packed --pack packs/all.cols \
        --threads "$threads"
done
mkdir single
for name in "${extracts[@]}"; do
    must "$tilskudd" pack "registers/$name" --out "single/$name.cols" --threads 1
done
same_run 'a pack for each extract' packed --pack single/*.cols
taken="extracts taken from packs: 1 of $all, not hashed again: 1"
same_run 'one extract packed, the others read' packed --pack "single/${extracts[0]}.cols"
taken="extracts taken from packs: $all of $all, not hashed again: $((all - 1)), unchanged"
cp "$first" copy && mv copy "$first"
same_run 'an extract that was copied is hashed' packed --pack packs/all.cols
must "$tilskudd" pack registers --out packs/new.cols
taken="extracts taken from packs: $all of $all, not hashed again: $all"
same_run 'packed again' packed --pack packs/new.cols

hashed="extracts taken from packs: $all of $all; their hashes agree; what stands in them was"
hashed+=" taken from the user's own packs, not read"
expect 0 'the replay hashes' "$hashed" 'verified' -- \
    "$tilskudd" verify packed --replay --ledger ledger --rules "$test_rules" \
    --pack packs/new.cols
expect 0 'the replay of a run without packs' "$hashed" 'verified' -- \
    "$tilskudd" verify plain --replay --ledger ledger --rules "$test_rules" \
    --pack packs/new.cols
"$tilskudd" explain plain --municipality 0301 --rules "$test_rules" >.log/explained 2>&1
expect 0 'explain takes them' "$taken" -- \
    "$tilskudd" explain plain --municipality 0301 --rules "$test_rules" --pack packs/new.cols
check 'and explains the same' cmp .log/explained .log/stdout
expect 0 'the report says it' "the first person's packs: $taken" -- \
    "$tilskudd" report packed --text --ledger ledger
expect 0 'approve hashes, and shows both' "the first person's packs: $taken" \
    "Of your own files: $hashed" 'Committed as entry 000001' -- \
    "$tilskudd" approve packed --ledger ledger --rules "$test_rules" --yes --same-inputs \
    --confirm-new-accounts "$(($(wc -l <packed/new-accounts.csv) - 1))" \
    --pack packs/new.cols --time ${day}T11:00:00Z

# --- wrong ones ---

refuse() { # NAME TEXT PACK [COMMAND...]: 4, nothing written; by a run and by a dry one
    rm -rf refused
    expect 4 "$1" "$2" 'the pack cannot be used' -- run refused --dry-run --pack "$3"
    check "$1: nothing is written" nothing_at refused
}
mkdir others
must "$tilskudd" generate --persons 50 --year 2018 --seed other --date $day --out others/o.xml
must "$tilskudd" pack others/o.xml --out packs/other.cols
refuse 'a pack of another register' 'none of the extracts named' packs/other.cols
refuse 'an extract as a pack' 'no pack of a register' "$first"
expect 4 'a pack that is not there' 'cannot be found' -- \
    run refused --dry-run --pack packs/nowhere.cols
expect 4 'a folder as a pack' 'a folder, and a file is' -- run refused --dry-run --pack packs
cp packs/new.cols broken.cols
printf '\377' | dd of=broken.cols bs=1 seek=50 conv=notrunc status=none
refuse 'a pack of another build' 'made by tilskudd' broken.cols
cp packs/new.cols broken.cols
printf '\001' | dd of=broken.cols bs=1 seek=8 conv=notrunc status=none
refuse 'a pack of another format' 'it has format' broken.cols

size=$(stat -c %s packs/new.cols)
for ((cut = 0; cut < size; cut += 1000)); do
    head -c "$cut" packs/new.cols >broken.cols
    refuse "cut to $cut bytes" 'ends early' broken.cols
done
for ((at = 0; at < size; at += size / 60)); do
    cp packs/new.cols broken.cols
    [ "$at" -lt $((size - 40)) ] || continue # of the code: somebody else's, below
    flip_bit broken.cols "$at"
    refuse "a bit of byte $at" '' broken.cols
done

# --- stale ones ---

# Another content of the same size, with the time that it had before.
change() { # FILE
    cp -p "$1" .log/before
    sed -i '0,/fodt="19/s//fodt="20/' "$1"
    touch -r .log/before "$1"
}
cp -p "$first" .log/kept
change "$first"
check_not 'it has another content' cmp -s "$first" .log/kept
state_of() { # FILE
    stat -c '%s %y' "$1"
}
check 'and the same size and time' [ "$(state_of "$first")" = "$(state_of .log/kept)" ]
refuse 'an extract that was changed' 'has another content than when it was packed' packs/new.cols
echo >>"$first"
refuse 'an extract that has grown' 'has another content than when it was packed' packs/new.cols
expect 5 'the replay finds the changed extract first' -- \
    "$tilskudd" verify plain --replay --ledger ledger --rules "$test_rules" \
    --pack packs/new.cols
check 'and names it' grep -qF "$first: this is not the input that the run read" .log/stdout
cp -p .log/kept "$first"

# A pack that names the state of one extract and holds another: who must not believe it hashes.
"$tilskudd" pack registers --out packs/last.cols >/dev/null || exit 1
python3 - packs/last.cols "$first" <<'PYTHON' || skip_test 'python3 is not installed'
import hashlib, hmac, os, pwd, struct, sys
pack, extract = sys.argv[1:]
data = bytearray(open(pack, 'rb').read())
at, size = struct.unpack_from('<QQ', data, len(data) - 88)
stored = hashlib.sha256(open(extract, 'rb').read()).digest()
place = data.index(stored, at)
data[place] ^= 1
data[-72:-40] = hashlib.sha256(data[:88] + data[at:at + size]).digest()
key = open(os.path.join(pwd.getpwuid(os.geteuid()).pw_dir, '.local/state/tilskudd/own-key'), 'rb')
data[-40:-8] = hmac.new(key.read(), data[-88:-40], 'sha256').digest()
open(pack, 'wb').write(data)
PYTHON
expect 4 'the replay hashes the extract' 'has another content than when it was packed' -- \
    "$tilskudd" verify plain --replay --ledger ledger --rules "$test_rules" \
    --pack packs/last.cols

# --- those of others ---

not_used() { # NAME WHY PACK
    rm -rf other
    expect 0 "$1" "$3 is not used, for $2" -- run other --dry-run --pack "$3"
    check_not "$1: nothing was taken from it" grep -qF 'taken from packs' .log/said
    expect 0 "$1: nor by the replay" "$3 is not used, for $2" 'verified' -- \
        "$tilskudd" verify plain --replay --ledger ledger --rules "$test_rules" --pack "$3"
}
ln -s packs/new.cols link.cols
not_used 'a link' 'it is a link' link.cols
cp packs/new.cols theirs.cols
chmod 660 theirs.cols
not_used 'a pack that the group can write' 'others can write it' theirs.cols
chmod 602 theirs.cols
not_used 'a pack that all can write' 'others can write it' theirs.cols
chmod 600 theirs.cols

# The first person's forged pack in a file of the second person's own: an extract with somebody
# more in it, under size, times, inode and SHA-256 of the one that both have, all sums right.
mkdir forged
sed '0,/fodt="19/s//fodt="20/' "$first" >"forged/${extracts[0]}"
check_not 'the forged extract is another' cmp -s "$first" "forged/${extracts[0]}"
must "$tilskudd" pack "$first" --out packs/true.cols
must "$tilskudd" pack "forged/${extracts[0]}" --out packs/forged.cols
python3 - packs/true.cols packs/forged.cols <<'PYTHON'
import hashlib, os, struct, sys
def load(path):
    data = bytearray(open(path, 'rb').read())
    return data, struct.unpack_from('<QQ', data, len(data) - 88)
(true, (there, _)), (forged, (at, size)) = load(sys.argv[1]), load(sys.argv[2])
forged[at + 24:at + 168] = true[there + 24:there + 168]
forged[-72:-40] = hashlib.sha256(forged[:88] + forged[at:at + size]).digest()
forged[-40:-8] = os.urandom(32)  # not by this user's key
open(sys.argv[2], 'wb').write(forged)
PYTHON
cp packs/forged.cols hers.cols
check 'it is her own file' [ "$(stat -c '%u %a' hers.cols)" = "$(id -u) 600" ]
not_used 'a copied pack of somebody else' 'it was not made with your key of own files' hers.cols
must run read
must run two --pack hers.cols
content_of read >.log/without
content_of two >.log/with
check 'the extract was read' cmp .log/without .log/with

# --- what does not go together ---

for command in "run other --dry-run" "$tilskudd verify plain --replay --ledger ledger"; do
    # shellcheck disable=SC2086 # words
    expect 2 'libxml2 reads everything itself' '--pack: not with --reader libxml2' -- \
        $command --reader libxml2 --pack packs/new.cols
done
expect 2 'an empty path is named' '--pack: a path among them is empty' -- \
    run other --dry-run --pack ''
expect 0 'one extract is one' 'Packed 1 extract, ' -- \
    "$tilskudd" pack "$first" --out packs/one.cols
if [ "$(id -u)" = 0 ]; then
    chown nobody theirs.cols
    not_used 'a pack of another user' 'it belongs to somebody else' theirs.cols
fi
finish_test
