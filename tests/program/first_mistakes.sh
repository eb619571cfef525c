#!/usr/bin/env bash
# first_mistakes.sh - what goes wrong in somebody's first week, and what is answered: which file
# or word it is about, what is wrong with it, and what to do, as a colleague would say it. Why:
# whoever gets "wrong use" and a page of help gives up, or asks, or tries until something happens.
#   first_mistakes.sh TILSKUDD SOURCE     (SPOKEN=nb: in bokmål)
# shellcheck disable=SC2154,SC2317 # of the sourced files; functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
# shellcheck source=insider_world.sh
. "$here/insider_world.sh"
start_test "$@"
need_programs openssl script

if [ "${SPOKEN:-}" = nb ]; then remedy='  hva du kan gjøre: '; else remedy='  what to do: '; fi

# What is said, and what to do about it, word for word; nothing is left behind.
answer() { # STATUS WHAT-TO-DO SAID -- COMMAND...
    local status=$1 advice=$2 said=$3
    shift 4
    expect "$status" "$said" "$said" "$remedy$advice" -- "$@"
    check "$said: nothing is left" nothing_at out
    check_not "$said: no placeholder word in the advice" \
        grep -E "$remedy.*(COMMAND|see the detail|\(s\))" .log/stderr
}
help_of() { # COMMAND
    echo "'tilskudd help $1' explains it [USAGE]"
}

must "$tilskudd" generate --persons 60 --year 2018 --seed 7 --date 2018-10-02 --out nir.xml
cp "$payees" payees.csv
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid
must "$tilskudd" ledger open other --year 2018 --mode test --nothing-paid
with=(--ledger ledger --rules "$test_rules" --threads 1)
run=("$tilskudd" run --national --year 2018 --quarter 3)
mkdir runs
must "${run[@]}" --register nir.xml --payees payees.csv "${with[@]}" --out runs/q3
payment=$(echo runs/q3/proposal/*.xml.gz)
approve=("$tilskudd" approve --same-inputs --same-user --yes)

# --- slips of the keyboard ---

answer 2 "'tilskudd help' lists the commands" \
    "tilskudd: there is no command 'aprove'; did you mean approve?" -- "$tilskudd" aprove runs/q3
answer 2 "$(help_of run)" '--yaer: unknown option; did you mean --year?' -- \
    "$tilskudd" run --yaer 2018 --quarter 3
answer 2 "$(help_of run)" 'year: unexpected word; did you mean --year?' -- \
    "$tilskudd" run year 2018
answer 2 "$(help_of ledger)" "ledger: there is no 'opne'; did you mean open?" -- \
    "$tilskudd" ledger opne ledger
answer 2 "$(help_of ledger)" '--mode: test or live' -- \
    "$tilskudd" ledger open out --year 2018 --mode tset --nothing-paid
answer 2 "$(help_of run)" '--quarter: not a whole number from 1 to 4' -- \
    "$tilskudd" run --year 2018 --quarter 3.kvartal
answer 2 "$(help_of run)" '--payment-date: not a day: write it as 2018-10-02' -- \
    "${run[@]}" --payment-date 05.10.2018
answer 2 "$(help_of explain)" '--municipality: not a municipality code of four digits' -- \
    "$tilskudd" explain runs/q3 --municipality Oslo

answer 2 "'tilskudd help' lists the commands" \
    "there is no option '--verison' before a command; did you mean --version?" -- \
    "$tilskudd" --verison
answer 2 "'tilskudd help' lists the commands" "'-V' before a command; did you mean --v" -- \
    "$tilskudd" -V
answer 2 "'tilskudd help' lists the commands" \
    "there is no command 'version'; did you mean --version?" -- "$tilskudd" version
answer 2 "$(help_of year)" '--languge: unknown option; did you mean --language?' -- \
    "$tilskudd" year --help --languge nb
answer 2 "$(help_of letters)" '--ot: unknown option; did you mean --out?' -- \
    "$tilskudd" letters runs/q3 --ot out
answer 2 "$(help_of help)" "extra: unexpected word: the help of 'letters' is one page" -- \
    "$tilskudd" help letters extra
answer 2 "$(help_of help)" "ledger: there is no 'opne'; did you mean open?" -- \
    "$tilskudd" help ledger opne
for asked in letters ledger 'ledger open'; do
    # shellcheck disable=SC2086 # words
    expect 0 "$asked help" "Usage: tilskudd ${asked% *}" -- "$tilskudd" $asked help
done
for asked in --language --language=de '--language de help'; do
    # shellcheck disable=SC2086 # words
    answer 2 "'tilskudd help' lists the commands" '--language: knows nb and en' -- \
        "$tilskudd" $asked
done
last_language() {
    "$tilskudd" --language nb --language en help | grep -q '^Usage: tilskudd COMMAND'
}
check 'the last --language holds' last_language
answer 2 "$(help_of report)" '--out: names what is to be written, and - is no name' -- \
    "$tilskudd" report runs/q3 --out -
check 'no file is called -' [ ! -e ./- ]
answer 2 "$(help_of explain)" '--municipality: not a municipality code of four digits, such as' -- \
    "$tilskudd" explain runs/q3 --municipality 301
answer 2 "$(help_of explain)" '--year: a run is of one quarter: leave --year out; or leave the' -- \
    "$tilskudd" explain runs/q3 --municipality 0301 --year 2018
answer 4 'check the number, and that this is the run or ledger you meant' \
    'what was asked for is not there: ledger: no run is committed yet' -- \
    "$tilskudd" explain --municipality 0301 --ledger ledger --year 2017

# --- something is missing: all of it is named at once ---

answer 2 "$(help_of run)" \
    'run: these are needed: --year, --quarter, --register, --payees, --ledger, --out' -- \
    "$tilskudd" run
answer 2 "$(help_of approve)" \
    'approve: these are needed: RUN (name the run folder), --ledger' -- "$tilskudd" approve
answer 2 "$(help_of ledger)" '--nothing-paid or --paid FILE: say what was paid earlier' -- \
    "$tilskudd" ledger open out --year 2018 --mode test

answer 2 "$(help_of sample)" \
    'sample size: these are needed: --confidence, --distribution (name it' -- \
    "$tilskudd" sample size
answer 2 "$(help_of explain)" \
    'explain: these are needed: RUN (name a run folder, or --municipality NNNN and --ledger' -- \
    "$tilskudd" explain

# --- files and folders that were swapped ---

swapped='check that this is the file you meant, and that no two files were swapped'
answer 4 "$swapped" 'nir.xml, line 1: this is XML, and a CSV file is asked for here' -- \
    "${run[@]}" --register payees.csv --payees nir.xml "${with[@]}" --out out
answer 4 'look whether it is the file you meant' \
    "payees.csv, line 1: this is no XML: it does not begin with '<'" -- \
    "${run[@]}" --register payees.csv --payees payees.csv "${with[@]}" --out out
answer 4 "$swapped" 'not an answer of a bank that is known here' -- \
    "$tilskudd" reconcile "$payment" --ledger ledger
answer 4 "name the ledger's folder; 'tilskudd ledger open' makes a new one" \
    'this is not a ledger: runs/q3' -- "$tilskudd" ledger show runs/q3
answer 4 "name the folder that 'tilskudd run --out' has written" \
    'this is not a run folder: ledger' -- "${approve[@]}" ledger --ledger ledger
answer 4 "name the folder that 'tilskudd run --out' has written" \
    'this is not a run folder: runs' -- "${approve[@]}" runs --ledger ledger
answer 4 'name the file or folder itself' 'runs/q3: a folder, and a file is asked for' -- \
    "$tilskudd" check-payment runs/q3
answer 4 'check the path, and from which folder the command is given' \
    'cannot be found: leger' -- "${approve[@]}" runs/q3 --ledger leger
answer 4 'check the path, and from which folder the command is given' \
    'cannot be found: nri.xml' -- \
    "${run[@]}" --register nri.xml --payees payees.csv "${with[@]}" --out out
answer 5 'name the ledger that it was made for; if it should be this one, do not pay from it' \
    'it was made for another ledger than this one' -- \
    "${approve[@]}" runs/q3 --ledger other
answer 4 'if it is the register of the whole country, say so with --national' \
    'an extract without a sender: nir.xml' -- \
    "$tilskudd" run --year 2018 --quarter 3 --register nir.xml --payees payees.csv "${with[@]}" \
    --out out

# --- a file in place of a pin, of a proof, of a run ---

another="$swapped [INPUT_WRONG_NAMESPACE]"
for command in "letters runs/q3 --out out" "ledger check ledger" "log check ledger"; do
    for file in nir.xml payees.csv; do
        # shellcheck disable=SC2086 # words
        answer 4 "$another" "$file: this is no pin; 'tilskudd ledger pin' makes one" -- \
            "$tilskudd" $command --pin $file
    done
    # shellcheck disable=SC2086 # words
    answer 4 'name the file or folder itself' 'runs: a folder, and a pin is asked for' -- \
        "$tilskudd" $command --pin runs
done
"$tilskudd" generate --persons 2 --year 2018 --seed 7 --date 2018-10-02 --out small.xml >.log/made
head -c 3000 small.xml >small && mv small small.xml
answer 4 "$another" 'small.xml: this is no pin' -- "$tilskudd" ledger check ledger --pin small.xml
where='check the path, and from which folder the command is given [INPUT_MISSING]'
cp -a runs/q3 runs/quarter-3
for command in 'letters RUN --out out' 'report RUN' 'control RUN' 'verify RUN' \
    'explain RUN --municipality 0301' 'export RUN --format xlsx --out out' \
    'diff runs/q3 RUN' 'approve RUN --ledger ledger'; do
    words=${command//RUN/runs/quarter-9}
    # shellcheck disable=SC2086 # words
    answer 4 "$where" 'cannot be found: runs/quarter-9: there is no such folder; did you mean '`
        `'quarter-3? Run folders there: q3, quarter-3' -- "$tilskudd" $words
    words=${command//RUN/nir.xml}
    # shellcheck disable=SC2086 # words
    [ "${command%% *}" = approve ] ||
        answer 4 "name the folder that 'tilskudd run --out' has written" \
            'this is not a run folder: nir.xml: it is a file, not a folder' -- "$tilskudd" $words
done
answer 4 "$where" 'xyz: there is no such folder' -- "$tilskudd" report xyz
check_not 'no run there, none told' grep -qE 'did you mean|mente du|there:|der:' .log/stderr
answer 4 "$where" 'runs/other: there is no such folder; run folders there: q3, quarter-3' -- \
    "$tilskudd" report runs/other
answer 4 "$another" \
    'runs/q3: a run folder, and the register is asked for: this run has read nir.xml' -- \
    "$tilskudd" forecast --register runs/q3 --year 2018

# --- a path that is empty, as of a variable that is not set; a folder that is not there ---

for words in 'letters runs/q3 --out=' 'letters runs/q3 --out out --pin=' 'report runs/q3 --out=' \
    'forecast --year 2018 --register nir.xml --csv=' 'year --ledger= --year 2018 --out out' \
    'run --config=' 'run --ledger=' 'run --key=' 'run --cert=' 'ledger open out --key=' \
    'ledger open out --authority=' 'log verify x --log-key=' 'control runs/q3 --rules='; do
    option=${words##* }
    # shellcheck disable=SC2086 # words
    [ "${option#--}" != "$option" ] || option=--ledger=
    # shellcheck disable=SC2086 # words
    answer 2 "$(help_of "${words%% *}")" "${option%=}: is empty: name a file or folder" -- \
        "$tilskudd" $words
done
answer 2 "$(help_of letters)" 'RUN: is empty: name it' -- "$tilskudd" letters '' --out out
parent='make that folder, or correct the path; nothing was written [NO_PARENT]'
for command in 'letters runs/q3 --out nowhere/out' 'report runs/q3 --out nowhere/out'; do
    # shellcheck disable=SC2086 # words
    answer 4 "$parent" 'the folder to make it in does not exist: nowhere/out' -- \
        "$tilskudd" $command
done

# --- what is typed in a wrong way is said the right way ---

ident=$(grep -o '<person ident="[0-9]*' nir.xml | head -n 1 | grep -o '[0-9]*$')
answer 2 "$(help_of explain)" \
    '--person: an identity number on a command line is seen by others and kept' -- \
    "$tilskudd" explain runs/q3 --person "$ident"
check 'how it is given' grep -qE -- '--person - < FILE?' .log/stderr
check_not 'the ident is not repeated' grep -q "$ident" .log/stderr
answer 4 "$where" "--bank-profile: there is no profile 'sparebank' here; there are: dnb, nordea" \
    -- "$tilskudd" check-payment "$payment" --bank-profile sparebank
check_not 'no path of the program' grep -q '/bank-profiles' .log/stderr
answer 4 "$where" "there is no profile 'sparebank' here; there are: dnb, nordea" \
    -- "${run[@]}" --register nir.xml --payees payees.csv "${with[@]}" --out out \
    --bank-profile sparebank
sed '1s/organisation_number/orgnr/' payees.csv >heading.csv
heading() { # SAID
    answer 4 'look whether it is the file you meant' "$1" -- \
        "${run[@]}" --register nir.xml --payees heading.csv "${with[@]}" --out out
}
heading "is called 'orgnr'; wanted: municipality_code, "
sed "1s/organisation_number/$ident/" payees.csv >heading.csv
heading 'has a name that is not known; wanted: municipality_code, '
check_not 'what could be an ident is not repeated' grep -q "$ident" .log/stderr
sed "1s/organisation_number/Kari ${ident:0:6}/" payees.csv >heading.csv
heading 'has a name that is not known; wanted: municipality_code, '
printf '\x30\x82\x0a\x00\x06' >payment.xml.p7s
refused_signature() {
    "$tilskudd" check-payment payment.xml.p7s >.log/stdout 2>.log/stderr
    [ $? = 4 ] && grep -qE 'SCHEMA-ROOT.1.(this is a signature, not|dette er en signatur, ikke)' \
        .log/stdout
}
check 'a signature in place of a payment file' refused_signature
for year in 2018 2026; do
    answer 2 "$(help_of forecast)" '--rate: AR-2: 24 000 000 kr is at least ten times' -- \
        "$tilskudd" forecast --register nir.xml --year $year --rate AR-2=24000000
    check 'what was meant' grep -qE '(did you mean|mente du) 240 000 kr\?' .log/stderr
done
check 'less than ten times is nobody'\''s mistake' "$tilskudd" forecast --register nir.xml \
    --year 2018 --rate AR-2=1000000

# --- a year without rules, a day without a bank, a folder that is taken ---

answer 4 "'tilskudd rules check' lists the years that came with the program" \
    'there is no rule set 2031.xml' -- "$tilskudd" run --national --year 2031 --quarter 1 \
    --register nir.xml --payees payees.csv "${with[@]}" --out out
answer 2 "$(help_of run)" '2018-10-06 is not a Norwegian bank day; the nearest are 2018-10-05'` \
    `' and 2018-10-08' -- "${run[@]}" --register nir.xml --payees payees.csv "${with[@]}" \
    --out out --payment-date 2018-10-06
answer 3 'nothing to do; choose another --out to make a different proposal' \
    'the run folder is already complete: runs/q3' -- \
    "${run[@]}" --register nir.xml --payees payees.csv "${with[@]}" --out runs/q3
answer 3 'name a new or empty place' 'runs: it holds another folder, q3' -- \
    "${run[@]}" --register nir.xml --payees payees.csv "${with[@]}" --out runs
answer 3 'use it as it is, or name another folder' 'the ledger is already there: ledger' -- \
    "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid
answer 4 'correct what is given with the option' 'there never was a municipality 9999' -- \
    "$tilskudd" explain runs/q3 --municipality 9999

answer 4 'check the number, and that this is the run or ledger you meant' \
    'the run has no payment with this EndToEndId' -- \
    "$tilskudd" explain runs/q3 --payment 0301-INT-1
missing_rules="'tilskudd rules check' lists the years that came with the program; --rules names"
answer 4 "$missing_rules" \
    'there is no rule set of 1999; the first is of 2014, the last of 2026' -- \
    "$tilskudd" rules show 1999 --rules "$source_tree/rules/sets"
answer 4 "$missing_rules" \
    'there is no rule set of 2010, and none of an earlier year to carry forward: the first is' -- \
    "$tilskudd" forecast --register nir.xml --year 2010
answer 2 "$(help_of forecast)" \
    '--rate: AR-2=+3%x: a share is +3% or -3%, and ends with the percent sign' -- \
    "$tilskudd" forecast --register nir.xml --year 2019 --rate AR-2=+3%x
answer 4 'check the number, and that this is the run or ledger you meant [UNKNOWN]' \
    'what was asked for is not there: audit log: no leaf says this' -- \
    "$tilskudd" log prove ledger --payment nosuch
answer 2 "$(help_of run)" '--accept-rate: there is no code AR_2; did you mean AR-2?' -- \
    "${run[@]}" --accept-rate AR_2
answer 2 "$(help_of run)" "--payees: is read by its name, and '-', standard input, has none" -- \
    "${run[@]}" --payees -
answer 2 "$(help_of diff)" '--min: not an amount in kroner above 0: 1000, or 1234567,50' -- \
    "$tilskudd" diff runs/q3 runs/q3 --min mye
answer 2 "$(help_of export)" '--format: xlsx or csv' -- \
    "$tilskudd" export runs/q3 --format excel --out out

# --- what can never be done is not tried again; what was declined can be ---

answer 7 'go on as is said above: the same command would be refused again' \
    '--year: the ledger was opened for 2018' -- \
    "$tilskudd" run --national --year 2017 --quarter 4 --register nir.xml --payees payees.csv \
    "${with[@]}" --out out
# What is typed before the question is thrown away.
declines() { # LOG
    for _ in {1..600}; do
        grep -qE 'Type yes|Skriv ja' "$1" && break
        sleep 0.1
    done
    echo no
}
printf '%q ' "${approve[@]}" runs/q3 --ledger ledger >ask
sed -i 's/--yes //' ask
: >asked
# shellcheck disable=SC2094 # who answers reads what was asked
declines asked | script -qefc "$(cat ask)" /dev/null >asked 2>&1
check 'declined: exit 7' [ $? = 7 ]
check 'declined: what to do' grep -qE ': (give the same command again when it is to be done|'`
    `'gi samme kommando igjen når det skal gjøres)' asked
check_not 'declined: nothing is said to come first' \
    grep -qE 'said above comes first|det som står over' asked

# --- keys, and persons ---

mkdir strict
cd strict || exit 2
mkdir .log
work=$work/strict
make_inputs 60
must open_ledger ledger "${kari[@]}" "${ola[@]}"
must make_pinned ledger
must sign_inputs ledger 1
must propose 3 run
signing_with() { # "KEY CERTIFICATE" COMMAND...
    local kari ola
    read -ra kari <<<"--key ${1% *} --cert ${1#* }"
    ola=("${kari[@]}")
    shift
    "$@"
}
answer 6 'correct what is named above; nothing was signed' 'payees.csv' -- \
    signing_with 'payees.csv kari.pem' propose 4 out
chmod 644 kari-key.pem
answer 6 'correct what is named above; nothing was signed' 'kari-key.pem' -- propose 4 out
chmod 600 kari-key.pem
answer 6 'correct what is named above; nothing was signed' \
    'the private key does not belong to the certificate of CN=Ola Nordmann' -- \
    signing_with 'kari-key.pem ola.pem' propose 4 out
head -c 100000000 /dev/zero >large
for file in register-4.xml payees.csv large; do
    answer 4 "$another" "$file: this is no proof; 'tilskudd log prove' makes one" -- \
        "$tilskudd" log verify $file --log-key ledger/000000/log-key.pub
done
rm large
answer 7 'what is said above comes first' \
    "the ledger's signers file does not give this certificate the role attestation" -- \
    signing_with 'kari-key.pem kari.pem' approve 3 run
answer 7 'what is said above comes first' '--pin: is needed with this ledger: what you have' -- \
    "${approve[@]}" run --ledger ledger "${ola[@]}"

# Whoever is asked for a pass phrase is told whose.
openssl pkcs8 -topk8 -v2 aes-256-cbc -in kari-key.pem -passout pass:riktig -out locked.pem
chmod 600 locked.pem
answer 6 'correct what is named above; nothing was signed' \
    'locked.pem: the key has a pass phrase or PIN, and no terminal can be asked: use --pass-fd' -- \
    setsid -w ./pinned "$tilskudd" run --year 2017 --quarter 4 --national --out out \
    --register register-4.xml --payees payees.csv --config agency.xml --rules rules \
    --municipalities municipalities.csv --bank-profile ./dnb.xml --ledger ledger \
    --time "${day[4]}2T08:00:00Z" --key locked.pem --cert kari.pem
printf '%q ' ./pinned "$tilskudd" run --year 2017 --quarter 4 --national --out out \
    --register register-4.xml --payees payees.csv --config agency.xml --rules rules \
    --municipalities municipalities.csv --bank-profile ./dnb.xml --ledger ledger \
    --time "${day[4]}2T08:00:00Z" --key locked.pem --cert kari.pem >ask
echo gal | script -qefc "$(cat ask)" /dev/null >asked 2>&1
check 'a wrong pass phrase: exit 6' [ $? = 6 ]
check 'the prompt says whose key it is' \
    grep -qE '(Pass phrase of|Passord for) Kari Nordmann \(locked.pem\): ' asked
check 'a wrong pass phrase is called so' \
    grep -qE 'locked.pem: (wrong pass phrase|feil passord)' asked
check 'a wrong pass phrase: nothing is left' nothing_at out

finish_test
