#!/usr/bin/env bash
# accounts.sh - the control of reported accounts as its users meet it: whatever is wrong with a
# file is refused with file, line and column and leaves nothing behind; a folder is there whole or
# not at all and is the same for the same inputs; what was changed is found; a live ledger wants
# its authority and two persons. Why: what recipients send is wrong in every way there is, and a
# demand for repayment must rest on what they sent.
#   accounts.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
start_test "$@"
need_programs openssl iconv gzip

# --- three awards with which little is wrong ---

ident=01818431895
mkdir good
cat >good/awards.csv <<END
award,item,scheme,recipient_org,recipient,municipality,year,applied_ore,awarded_ore,\
paid_ore,from,to,report_due,auditor_required,own_share_bp,overhead_max_bp,equipment_max_ore,\
wages_max_bp,participants_planned,unused_may_be_carried,purpose
A1,71,Jobbsjansen,010000017,Forening En,0301,2014,12000000,10000000,10000000,2014-01-01,\
2014-12-31,2015-04-01,JA,0,1500,,,20,NEI,Arbeid
A2,71,Jobbsjansen,010000025,"Forening To, avd. Øst",1103,2014,6000000,5000000,5000000,\
2014-01-01,2014-12-31,2015-04-01,NEI,1000,,500000,8000,,JA,Språk
A3,62,Frivillige,010000033,Forening Tre,1201,2014,900000,800000,800000,2014-01-01,\
2014-12-31,2015-04-01,false,,,,,,0,Møteplass
END
cat >good/accounts.csv <<'END'
award,received,side,line,budget_ore,actual_ore
A1,2015-03-20,INN,TILSKUDD_IMDI,10000000,10000000
A1,2015-03-20,INN,SUM,10000000,10000000
A1,2015-03-20,UT,LONN,8000000,8111100
A1,2015-03-20,UT,ADMIN,1000000,988900
A1,2015-03-20,UT,KJOP,1000000,900000
A1,2015-03-20,UT,SUM,10000000,10000000
A2,2015-03-21,INN,TILSKUDD_IMDI,5000000,5000000
A2,2015-03-21,INN,EGENANDEL,600000,611100
A2,2015-03-21,INN,SUM,5600000,5611100
A2,2015-03-21,UT,LONN,4000000,4011100
A2,2015-03-21,UT,REISE,1600000,1500000
A2,2015-03-21,UT,SUM,5600000,5511100
END
cat >good/statements.csv <<END
award,from,to,signed_by,signed_on,auditor_org,auditor_opinion,participants,to_work,\
to_education,unused_ore,repaid_ore,repaid_on,other_public_ore,recipient_org,account,\
new_recipient,last_visit
A1,2014-01-01,2014-12-31,Leder En,2015-03-10,010000041,UTEN,18,5,2,0,0,,0,010000017,\
99900000010,NEI,2013-05-01
A2,2014-01-01,2014-12-31,Leder To,2015-03-11,,INGEN,,,,100000,0,,0,010000025,,JA,
END
cat >good/vouchers.csv <<'END'
award,voucher,date,line,supplier_org,amount_ore,text
A1,B1,2014-03-03,LONN,,4111100,Lønn vår
A1,B2,2014-09-03,LONN,,4000000,Lønn høst
A1,B3,2014-05-05,ADMIN,010000041,988900,Regnskap
A1,B4,2014-06-06,KJOP,010000041,900000,"Kurs, to dager"
END
cat >good/appropriation.csv <<'END'
chapter,item,name,carried_in,allocated
0821,62,Frivillige,0,10000
0821,71,Jobbsjansen,10000,150000
END
cat >good/decisions.csv <<'END'
award,ineligible_ore,reason,sanction
A1,1000000,Lønn uten timelister,TILBAKEBETALING
A2,0,,GODKJENT
A3,0,Regnskapet mangler,STANS
END
cp "$source_tree/rules/accounts/limits.xml" good/limits.xml
must "$tilskudd" ledger open ledger --year 2014 --mode test --nothing-paid \
    --time 2014-01-02T08:00:00Z

# The program takes an option once: here the last value of one named twice counts.
last_of_each() { # WORDS...
    local words=("$@") kept=() i
    for ((i = 0; i < ${#words[@]}; i++)); do
        if [[ ${words[i]} == --* && ${words[i + 1]-} != --* && -n ${words[i + 1]+x} ]]; then
            case " ${words[*]:i+1} " in
            *" ${words[i]} "*) i=$((i + 1)) ;;
            *)
                kept+=("${words[i]}" "${words[i + 1]}")
                i=$((i + 1))
                ;;
            esac
        else
            kept+=("${words[i]}")
        fi
    done
    "$tilskudd" "${kept[@]}"
}
check_in() { # FOLDER [OPTION...]: later options win
    last_of_each accounts check --awards "$1/awards.csv" --accounts "$1/accounts.csv" \
        --statements "$1/statements.csv" --appropriation "$1/appropriation.csv" \
        --limits "$1/limits.xml" --date 2015-04-20 --out out/year "${@:2}"
}
mkdir out
expect 0 'the good files' '3 awards, accounts of 2' 'Written, not signed' -- check_in good
check 'one block: accounts that are missing' \
    [ "$(grep -c '"severity":"BLOCK"' out/year/findings.jsonl)" = 1 ]
check 'it is the missing one' grep -q '"R1101".*"award":"A3"' out/year/findings.jsonl
check 'accounts.csv' cmp -s out/year/accounts.csv - <<'END'
award,unused,eligible,repay,score,verdict
A1,0,,,0,
A2,100000,,,4,
A3,0,,,3,
END
check 'a letter for each' [ "$(find out/year/letters -name 'A*.html' | wc -l)" = 3 ]
rm -rf out
mkdir out

# --- wrong files: the good ones, edited, in the folder `in` ---

# refused NAME FILE LINE COLUMN TEXT -- COMMAND...: COLUMN may be empty
refused() {
    local name=$1 where="$2" column=$4 text=$5
    [ -z "$3" ] || where+=", line $3"
    shift 6
    [ -z "$column" ] || where+=", column $column"
    expect 4 "$name" "$where" "$text" -- "$@"
    check "$name: nothing is left behind" nothing_at out
    check_not "$name: no ident is shown" grep -qE "$ident|018184 31895" .log/stdout .log/stderr
    rm -rf out in
    mkdir out
}
wrong() { # FILE LINE COLUMN NAME SED-SCRIPT TEXT
    cp -r good in
    sed -E "$5" "good/$1" >"in/$1"
    checks=$((checks + 1))
    ! cmp -s "good/$1" "in/$1" || fail "$4" "the edit changes nothing: $5"
    refused "$1: $4" "in/$1" "$2" "$3" "$6" -- check_in in
}

# awards
wrong awards.csv 2 award 'no number' '2s/^A1,/,/' 'not a number of 1 to 32'
wrong awards.csv 2 award 'a number with a slash' '2s|^A1,|A/1,|' 'not a number of 1 to 32'
wrong awards.csv 2 award 'a number that climbs' '2s|^A1,|..,|' 'not a number of 1 to 32'
wrong awards.csv 3 award 'an award twice' '3s/^A2,/A1,/' 'stands on line 2 already'
wrong awards.csv 2 recipient_org 'eight digits' '2s/010000017/01000001/' 'not 9 digits'
wrong awards.csv 2 recipient_org 'letters' '2s/010000017/01000001X/' 'not 9 digits'
wrong awards.csv 2 recipient 'no recipient' '2s/Forening En//' 'empty'
wrong awards.csv 2 municipality 'three digits' '2s/,0301,/,301,/' 'four digits'
wrong awards.csv 2 year 'a year of two digits' '2s/,2014,/,14,/' 'not a whole number'
wrong awards.csv 2 applied_ore 'an amount in kroner and øre' '2s/,12000000,/,120000.00,/' \
    'not an amount'
wrong awards.csv 2 paid_ore 'below nothing' '2s/10000000,2014/-1,2014/' 'not an amount'
wrong awards.csv 2 awarded_ore 'more than any amount is' '2s/,10000000,/,99999999999999,/' \
    'not an amount'
wrong awards.csv 2 from 'a day that is none' '2s/2014-01-01/2014-02-30/' 'write YYYY-MM-DD'
wrong awards.csv 2 to 'an end before the beginning' '2s/2014-12-31/2013-12-31/' \
    'before its beginning'
wrong awards.csv 2 report_due 'due before the beginning' '2s/2015-04-01/2013-04-01/' before
wrong awards.csv 2 auditor_required 'perhaps' '2s/,JA,/,kanskje,/' 'neither JA nor NEI'
wrong awards.csv 3 own_share_bp 'more than all' '3s/,1000,/,10001,/' 'not a whole number'
wrong awards.csv 2 overhead_max_bp 'a percent sign' '2s/,1500,/,15%,/' 'not a whole number'
wrong awards.csv 2 participants_planned 'half a participant' '2s/,20,/,20.5,/' 'whole number'
wrong awards.csv 2 purpose 'no purpose' '2s/Arbeid$//' 'empty'
wrong awards.csv 2 purpose 'a control character' '2s/Arbeid$/Arb\x01eid/' 'control characters'
wrong awards.csv 1 purpose 'a column is missing' 's/,[^,]*$//' 'column is missing'
wrong awards.csv 1 '' 'an unknown column' '1s/purpose/formal/' \
    "is called 'formal'; wanted: award, item"
wrong awards.csv 1 award 'a column twice' '1s/item/award/' 'named twice'
wrong awards.csv 3 '' 'a field too few' '3s/,JA,Spr/,Spr/' 'fields'
wrong awards.csv 3 '' 'a quote that is not closed' '3s/Øst"/Øst/' 'quote'
wrong awards.csv '' '' 'no award at all' '2d;3d;4d' 'no award at all'
wrong awards.csv 2 recipient 'an ident in a name' "2s/Forening En/Ola $ident/" 'not shown'
wrong awards.csv 2 purpose 'an ident written 6 + 5' '2s/Arbeid$/sak 018184 31895/' 'not shown'
for gap in '-' $'\xC2\xA0' $'\xE2\x80\x89' $'\xE2\x80\xAF' $'\xE2\x80\x93'; do
    wrong awards.csv 2 purpose "an ident written 6${gap}5" "2s/Arbeid\$/sak 018184${gap}31895/" \
        'not shown'
done
full=$'\xEF\xBC'
wide=$full$'\x90'$full$'\x91'$full$'\x98'$full$'\x91'$full$'\x98'$full$'\x94'
wide+=$full$'\x93'$full$'\x91'$full$'\x98'$full$'\x99'$full$'\x95'
wrong awards.csv 2 purpose 'an ident in full width' "2s/Arbeid\$/sak $wide/" 'not shown'
wrong awards.csv 2 award 'an ident as a number' "2s/^A1,/$ident,/" 'not shown'
wrong awards.csv 2 paid_ore 'an ident as an amount' "2s/10000000,2014/$ident,2014/" 'not shown'

# accounts
wrong accounts.csv 2 award 'no award' '2s/^A1//' 'not a number of 1 to 32'
wrong accounts.csv 2 received 'received after the control' '2s/2015-03-20/2015-04-21/' \
    'after the day of the control'
wrong accounts.csv 2 received 'a Norwegian day' '2s/2015-03-20/20.03.2015/' 'write YYYY-MM-DD'
wrong accounts.csv 2 side 'no side' '2s/,INN,/,IN,/' 'INN and UT'
wrong accounts.csv 2 line 'a line of the other side' '2s/TILSKUDD_IMDI/LONN/' \
    'not a line of this side'
wrong accounts.csv 4 line 'an unknown line' '4s/LONN/LØNN/' 'not a line of this side'
wrong accounts.csv 4 budget_ore 'a budget below nothing' '4s/,8000000,/,-1,/' 'not an amount'
wrong accounts.csv 4 actual_ore 'no amount' '4s/,[0-9]*$/,/' 'not an amount'
wrong accounts.csv 4 actual_ore 'a space in an amount' '4s/8111100/8 111 100/' 'not an amount'
wrong accounts.csv 4 '' 'a field too many' '4s/$/,1/' 'fields'
wrong accounts.csv 4 '' 'an empty line' '4s/^/\n/' 'empty line'

# statements
wrong statements.csv 2 to 'an end before the beginning' '2s/2014-12-31/2013-12-31/' before
wrong statements.csv 2 signed_by 'nobody has signed' '2s/Leder En//' empty
wrong statements.csv 2 signed_on 'signed after the control' '2s/2015-03-10/2015-05-10/' \
    'after the day of the control'
wrong statements.csv 2 auditor_org 'an opinion of nobody' '2s/,010000041,/,,/' \
    'an opinion without its auditor'
wrong statements.csv 2 auditor_opinion 'an unknown opinion' '2s/UTEN/REN/' 'UTEN, FORBEHOLD'
wrong statements.csv 2 participants 'more than there are people' '2s/,18,/,18000000,/' \
    'whole number'
wrong statements.csv 2 to_work 'fewer than none' '2s/,5,2,/,-5,2,/' 'whole number'
wrong statements.csv 3 unused_ore 'below nothing' '3s/,100000,/,-100000,/' 'not an amount'
wrong statements.csv 2 repaid_on 'an amount without its day' '2s/,0,0,,0,/,0,100,,0,/' \
    'goes with its amount'
wrong statements.csv 2 repaid_on 'a day without its amount' '2s/,0,0,,0,/,0,0,2015-01-01,0,/' \
    'goes with its amount'
wrong statements.csv 2 account 'ten digits' '2s/99900000010/9990000001/' 'not 11 digits'
wrong statements.csv 2 new_recipient 'neither' '2s/,NEI,/,,/' 'neither JA nor NEI'
wrong statements.csv 2 last_visit 'a visit to come' '2s/2013-05-01/2016-05-01/' \
    'after the day of the control'
wrong statements.csv 3 award 'two statements of one award' '3s/^A2/A1/' 'stands on line 2'
wrong statements.csv 2 signed_by 'an ident of who signed' "2s/Leder En/$ident/" 'not shown'
cp -r good in
sed -E "2s/99900000010/$ident/" good/statements.csv >in/statements.csv
expect 0 'an account number that passes as an ident is an account number' -- check_in in
rm -rf out in
mkdir out

# appropriation and limits
wrong appropriation.csv 3 item 'an item twice' '3s/71/62/' 'stands on line 2'
wrong appropriation.csv 3 allocated 'øre' '3s/150000/150000.00/' 'whole number'
wrong appropriation.csv 3 chapter 'no chapter' '3s/^0821//' 'not a number of 1 to'
wrong limits.xml 12 '' 'a limit that is not known' '12s/"days"/"weeks"/' 'no such limit'
wrong limits.xml 12 '' 'a limit below nothing' '12s/"14"/"-1"/' 'not a whole number from 0'
wrong limits.xml 44 '' 'a division by nothing' '44s/100000000/0/' 'not a whole number from 1'
wrong limits.xml '' '' 'a limit too few' '12,13d' 'is missing'
wrong limits.xml '' '' 'no XML' '1s/.*/limits/' 'well-formed'

# encodings and kinds of files
cp -r good in
iconv -f UTF-8 -t ISO-8859-1 good/awards.csv >in/awards.csv
refused 'Latin-1' in/awards.csv 3 '' UTF-8 -- check_in in
cp -r good in
: >in/accounts.csv
refused 'an empty file' in/accounts.csv 1 '' 'no header' -- check_in in
cp -r good in
rm in/statements.csv
refused 'a file that is not there' in/statements.csv '' '' 'cannot be found' -- check_in in
cp -r good in
ln -sf /dev/zero in/accounts.csv
refused 'a device' in/accounts.csv '' '' 'not a regular file' -- check_in in
if grep -q 'char separator' "$source_tree/formats/csv/csv.h"; then # the shared reader knows them
    mkdir in
    for file in awards accounts statements appropriation; do
        { printf '\xEF\xBB\xBF'; sed 's/,/;/g; s/To; avd/To, avd/' good/$file.csv; } >in/$file.csv
    done
    cp good/limits.xml in
    expect 0 'semicolons and a byte order mark' '3 awards, accounts of 2' -- check_in in
    rm -rf out in
    mkdir out
fi

# --- wrong use ---

wrong_use() { # NAME TEXT -- COMMAND...
    local name=$1 text=$2
    shift 3
    expect 2 "use: $name" "$text" -- "$@"
    check "use: $name: nothing is left behind" nothing_at out
}
wrong_use 'no action' 'say what: check, select, judge' -- "$tilskudd" accounts
wrong_use 'another action' 'say one of: check, select, judge' -- "$tilskudd" accounts pay
wrong_use 'no awards' --awards -- "$tilskudd" accounts check --accounts good/accounts.csv
wrong_use 'no day' --date -- "$tilskudd" accounts check --awards good/awards.csv \
    --accounts good/accounts.csv --out out/year
wrong_use 'a day that is none' --date -- check_in good --date 2015-02-29
wrong_use 'an option of another step' --seed -- check_in good --seed x
wrong_use 'a key without a certificate' --cert -- check_in good --key x
wrong_use 'a time without a ledger' --ledger -- check_in good --time 2015-04-20T08:00:00Z
wrong_use 'a folder of no name' 'name the folder' -- "$tilskudd" accounts select --n 1 --seed x
must check_in good
expect 2 'use: no number' --n -- "$tilskudd" accounts select out/year --seed x
expect 2 'use: none to draw' --n -- "$tilskudd" accounts select out/year --n 0 --seed x
expect 2 'use: a seed of nothing' --seed -- "$tilskudd" accounts select out/year --n 1 --seed ''
expect 2 'use: an ident as a seed' 'holds an identity number' -- \
    "$tilskudd" accounts select out/year --n 1 --seed "sak $ident"
check_not 'use: it is not shown' grep -q "$ident" .log/stdout .log/stderr
expect 4 'use: an ident in a name' 'asterisks' -- check_in good --out "out/$ident"
expect 2 'use: no decisions' --decisions -- "$tilskudd" accounts judge out/year
expect 4 'no folder of a control' 'not a control of accounts' -- \
    "$tilskudd" accounts select good --n 1 --seed x
expect 3 'already there' out/year -- check_in good
rm -rf out
mkdir out
expect 1 'strict: something blocks' -- check_in good --strict
rm -rf out
mkdir out

# --- steps: refused ones change nothing ---

must check_in good
cp -a out/year before
step() { # NAME STATUS TEXT -- WORD...: refused, and the folder is as it was
    local name=$1 status=$2 text=$3
    shift 4
    expect "$status" "$name" "$text" -- "$tilskudd" accounts "$@"
    check "$name: the folder is as it was" diff -r before out/year
    check "$name: nothing beside it" [ "$(ls out)" = year ]
}
bad() { # FILE SED-SCRIPT
    sed -E "$2" "good/$1" >"bad-$1"
}
select_bad() { # NAME LINE COLUMN SED-SCRIPT TEXT
    bad vouchers.csv "$4"
    step "vouchers: $1" 4 "bad-vouchers.csv, line $2, column $3" -- \
        select out/year --n 2 --seed x --vouchers bad-vouchers.csv
    check "vouchers: $1: says why" grep -q "$5" .log/stderr
}
select_bad 'a line of the income' 2 line '2s/LONN/SALG/' 'not a line of the costs'
select_bad 'a sum' 2 line '2s/LONN/SUM/' 'not a line of the costs'
select_bad 'a voucher twice' 3 voucher '3s/B2/B1/' 'stands on line 2'
select_bad 'a day to come' 2 date '2s/2014-03-03/2016-03-03/' 'after the day'
select_bad 'an amount with a comma' 2 amount_ore '2s/4111100/"41111,00"/' 'not an amount'
select_bad 'an ident in its text' 2 text "2s/Lønn vår/$ident/" 'not shown'
select_bad 'a supplier of eight digits' 4 supplier_org '4s/010000041/01000004/' 'not 9 digits'
judge_bad() { # NAME LINE COLUMN SED-SCRIPT TEXT
    bad decisions.csv "$4"
    step "decisions: $1" 4 "bad-decisions.csv, line $2, column $3" -- \
        judge out/year --decisions bad-decisions.csv
    check "decisions: $1: says why" grep -q "$5" .log/stderr
}
judge_bad 'an unknown award' 3 award '3s/A2/A9/' 'no award of this control'
judge_bad 'an award twice' 3 award '3s/A2/A1/' 'stands on line 2'
judge_bad 'more than the costs' 2 ineligible_ore '2s/1000000/10000001/' 'more than the costs'
judge_bad 'an unknown sanction' 2 sanction '2s/TILBAKEBETALING/BOT/' 'GODKJENT, PRESISERING'
judge_bad 'no reason' 2 reason '2s/Lønn uten timelister//' 'gives its reason'
judge_bad 'an ident in the reason' 2 reason "2s/Lønn uten timelister/$ident/" 'not shown'

# --- steps: the right ones ---

expect 0 'select' 'of the top tenth' -- "$tilskudd" accounts select out/year --n 2 --seed x
check 'A3 is taken because it blocks' grep -q '^BLOCK,A3,3,800000,,$' out/year/selection.csv
expect 7 'another seed' 'a draw stands' -- "$tilskudd" accounts select out/year --n 2 --seed y
expect 7 'another number' 'a draw stands' -- "$tilskudd" accounts select out/year --n 3 --seed x
cp out/year/selection.csv first
expect 0 'the same, with vouchers' vouchers -- \
    "$tilskudd" accounts select out/year --n 2 --seed x --vouchers good/vouchers.csv
check 'the same awards' cmp -s first <(grep -v ',,,B' out/year/selection.csv)
check 'all of few vouchers' [ "$(grep -c '^[A-Z]*,A1,,,B' out/year/selection.csv)" = 4 ]
check 'who is to be visited is told' grep -q 'avtaler tid' out/year/letters/A1.html
expect 0 'judge' 'Judged: 3 awards, to be repaid 18 000 kr' -- \
    "$tilskudd" accounts judge out/year --decisions good/decisions.csv
# A1: 100 000 - 10 000 of 100 000; A2: 50 000 of 55 111 less own money of 6 111, and 1 000 kr
# unused that may be carried; A3: nothing reported, all of 8 000.
check 'to the øre' cmp -s out/year/accounts.csv - <<'END'
award,unused,eligible,repay,score,verdict
A1,0,9000000,1000000,0,TILBAKEBETALING
A2,100000,5511100,0,4,GODKJENT
A3,0,0,800000,3,STANS
END
check 'the letter asks for it back' grep -q 'Skal betales tilbake</td><td class="n">10 000 kr' \
    out/year/letters/A1.html
check_not 'no visit is announced once it is decided' grep -rqE 'avtaler tid|tatt ut' \
    out/year/letters
check_not 'no letter says why it was selected' grep -rqE '[Pp]oeng|[Rr]isiko|BLOCK' \
    out/year/letters
expect 1 'verify' 'the same, byte for byte' 'NOT checked: the signature' -- \
    "$tilskudd" verify out/year
expect 7 'nobody has signed it' 'nobody has signed' -- \
    "$tilskudd" approve out/year --ledger ledger --yes

# A police report is not told of in the letter.
bad decisions.csv '2s/TILBAKEBETALING/POLITIANMELDELSE/; 2s/Lønn uten timelister/Falske fakturaer/'
must "$tilskudd" accounts judge out/year --decisions bad-decisions.csv
check 'the verdict stands in accounts.csv' grep -q 'POLITIANMELDELSE' out/year/accounts.csv
check_not 'and in no letter' grep -rqiE 'politi|anmeld|falske' out/year/letters

# What somebody has put into the folder does not vanish with a step.
echo note >out/year/note.txt
expect 7 'a file of others' 'move it elsewhere' -- \
    "$tilskudd" accounts judge out/year --decisions good/decisions.csv
check 'it is still there' grep -q note out/year/note.txt
verify_finds() { # NAME TEXT FOLDER: the lines that begin FAILED are on standard output
    expect 5 "$1" 'see the lines that begin FAILED' -- "$tilskudd" verify "$3"
    check "$1: says where" grep -q "^FAILED.*$2" .log/stdout
}
verify_finds 'verify: a file of others' note.txt out/year
rm out/year/note.txt

# Interrupted between the two renames, or while writing: the next step goes on.
mv out/year out/year.replaced
mkdir out/year.unfinished
expect 0 'an interrupted step' Judged -- \
    "$tilskudd" accounts judge out/year --decisions good/decisions.csv
check 'nothing is left of it' [ "$(ls out)" = year ]

# A changed limit finds more.
sed '/of="R1111" name="deviation-ore"/s/5000000/0/; /of="R1111" name="deviation-bp"/s/2000/0/' \
    good/limits.xml >strict.xml
rm -rf out
mkdir out
expect 0 'stricter limits' -- check_in good --limits strict.xml
check 'find more' grep -q '"R1111"' out/year/findings.jsonl
rm -rf out before
mkdir out

# --- the same bytes; signed; approved; proven ---

signed=(--ledger ledger --time 2015-04-20T08:00:00Z)
must check_in good "${signed[@]}"
mv out/year first-year
must check_in good "${signed[@]}"
check 'the same bytes for the same input' diff -r first-year out/year
expect 0 'verify a signed one' verified -- "$tilskudd" verify out/year --ca ledger/000000/ca.pem
mv ledger away
expect 1 'verify it without the ledger' 'NOT checked: who may sign' -- \
    "$tilskudd" verify out/year --ca away/000000/ca.pem
mv away ledger
must "$tilskudd" ledger open other --year 2014 --mode test --nothing-paid \
    --time 2014-01-02T08:00:00Z
expect 5 'verify it with another ledger' -- \
    "$tilskudd" verify out/year --ledger other
check 'by openssl' openssl cms -verify -cades -binary -purpose any -inform DER \
    -in out/year/manifest.json.p7s -content out/year/manifest.json \
    -CAfile ledger/000000/ca.pem -out /dev/null
must "$tilskudd" accounts select out/year --n 2 --seed x --time 2015-05-01T08:00:00Z
must "$tilskudd" accounts judge out/year --decisions good/decisions.csv \
    --time 2015-06-01T08:00:00Z
expect 0 'approve' 'No money moves' 'TILBAKEBETALING' -- "$tilskudd" approve out/year \
    --ledger ledger --yes --time 2015-06-02T08:00:00Z
expect 0 'approve again' 'already committed' -- "$tilskudd" approve out/year --ledger ledger \
    --yes --time 2015-06-02T09:00:00Z
expect 0 'ledger check' '2015 accounts' 'and the audit log' -- "$tilskudd" ledger check ledger
expect 0 'log check' '2 entries' -- "$tilskudd" log check ledger
expect 0 'log rebuild' 'every checkpoint agrees' -- "$tilskudd" log rebuild ledger
expect 0 'verify the entry' 'no money' -- "$tilskudd" verify ledger/000001
check 'no money in it' grep -q '"paid_ore": 0' ledger/000001/entry.json
expect 0 'prove a verdict' -- "$tilskudd" log prove ledger --verdict A1 --out verdict
expect 0 'it is proven' 'verdict,A1,0,9000000,1000000,0,TILBAKEBETALING' -- \
    "$tilskudd" log verify verdict --log-key ledger/000000/log-key.pub
check 'by openssl and the shell' bash "$source_tree/fixtures/check-proof.sh" verdict \
    ledger/000000/log-key.pub
expect 0 'prove a finding' -- "$tilskudd" log prove ledger --finding '"R1101"' --out finding
check 'by the shell too' bash "$source_tree/fixtures/check-proof.sh" finding \
    ledger/000000/log-key.pub
expect 4 'no such verdict' 'no leaf says this' -- "$tilskudd" log prove ledger --verdict A
expect 2 'two at once' --verdict -- "$tilskudd" log prove ledger --verdict A1 --finding x

# Runs go on as if nothing had been between them.
must "$tilskudd" generate --persons 60 --year 2014 --seed 3 --out register.xml
quarter() { # N
    must "$tilskudd" run --national --year 2014 --quarter "$1" --register register.xml \
        --payees "$payees" --rules "$test_rules" --ledger ledger --out "quarter-$1" \
        --time 2015-06-03T08:00:00Z
    must "$tilskudd" approve "quarter-$1" --ledger ledger --yes --time 2015-06-03T09:00:00Z
}
quarter 3
must check_in good --out out/again "${signed[@]}" --time 2015-06-04T08:00:00Z
must "$tilskudd" approve out/again --ledger ledger --yes --time 2015-06-04T09:00:00Z
expect 7 'the same quarter is still committed' 'earlier quarter' -- "$tilskudd" run --national \
    --year 2014 --quarter 2 --register register.xml --payees "$payees" --rules "$test_rules" \
    --ledger ledger --out quarter-2
quarter 4
person=$(gzip -dc quarter-4/decisions.csv.gz | sed -n 2p | cut -d, -f1)
printf '%s\n' "$person" >person
input=person expect 0 'explain a run after it' 'Compared with decisions.csv: the same' -- \
    "$tilskudd" explain quarter-4 --person -
expect 0 'verify a run after it' 'the same, byte for byte' -- "$tilskudd" verify quarter-4 --replay
expect 0 'diff over it' -- "$tilskudd" diff quarter-3 quarter-4
expect 0 'control a run after it' -- "$tilskudd" control quarter-4
expect 0 'report a run after it' -- "$tilskudd" report quarter-4 --control --out control.html
expect 0 'five entries' '5 entries' 'and the audit log' -- "$tilskudd" ledger check ledger

# --- what was changed is found ---

tamper() { # NAME TEXT COMMAND...: changes a copy in `hurt`; verify and approve find it
    local name=$1 text=$2
    shift 2
    rm -rf hurt
    cp -a out/again hurt
    must "$@"
    verify_finds "changed $name: verify" "$text" hurt
    cp -a ledger other
    expect 5 "changed $name: approve" -- "$tilskudd" approve hurt --ledger other --yes
    check "changed $name: nothing is committed" [ ! -e other/000005 ]
    rm -rf other
}
must check_in good --out out/third "${signed[@]}" --time 2015-06-05T08:00:00Z
rm -rf out/again
mv out/third out/again
tamper 'an input' 'inputs/accounts.csv' sed -i 's/8111100/8111101/' hurt/inputs/accounts.csv
tamper 'the manifest' 'manifest' sed -i 's/2015-04-20/2015-04-19/' hurt/manifest.json
tamper 'the signature' 'manifest.json.p7s' flip_bit hurt/manifest.json.p7s 700
rm -rf hurt
cp -a out/again hurt
sed -i 's/A1,0/A1,9/' hurt/accounts.csv
verify_finds 'changed an output: verify' hurt/accounts.csv hurt
cp -a ledger other
expect 0 'what is approved is computed, not copied' 'No money moves' -- \
    "$tilskudd" approve hurt --ledger other --yes --time 2015-06-06T08:00:00Z
check 'the entry has the true ones' grep -q '^A1,0,' other/000005/reported-accounts.csv
must "$tilskudd" ledger open stranger --year 2014 --mode test --nothing-paid
expect 7 'another ledger' 'for another ledger' -- \
    "$tilskudd" approve out/again --ledger stranger --yes
sed -i 's/"paid_ore": 0/"paid_ore": 5/' other/000001/entry.json
expect 5 'money in an entry of accounts' 'does not follow' -- "$tilskudd" ledger show other

# --- a live ledger: the authority signs what was sent, two persons the control ---

must make_ca "$work/ca"
must make_person ca authority ec Myndighet
must make_person ca recovery ec Safe
must make_person ca kari ec 'Kari Nordmann'
must make_person ca ola ec 'Ola Nordmann'
must certify ca kari-key.pem kari-too.pem 'Kari igjen'
cp kari-key.pem kari-too-key.pem
must make_key log-key.pem ed25519
openssl rand 32 >pseudonym.key
chmod 600 pseudonym.key
{
    echo '# signers NEW serial 0'
    echo fingerprint,person,role
    echo "$(fingerprint kari.pem),Kari Nordmann,disposition"
    echo "$(fingerprint kari-too.pem),Kari Nordmann,attestation"
    echo "$(fingerprint ola.pem),Ola Nordmann,attestation"
} >signers.csv
must sign_by authority signers.csv
must "$tilskudd" ledger open live --year 2014 --mode live --nothing-paid \
    --authority authority.pem --recovery recovery.pem --signers signers.csv --ca ca/ca.pem \
    --log-key log-key.pem --pseudonym-key pseudonym.key --key kari-key.pem --cert kari.pem \
    --key ola-key.pem --cert ola.pem
kari=(--key kari-key.pem --cert kari.pem)
ola=(--key ola-key.pem --cert ola.pem)
rm -rf out
mkdir out
must make_pin live pin
live() { # OPTION...
    check_in good --ledger live --pin pin "$@"
}
expect 2 'live: no key' 'needs --key' -- live
expect 2 'live: a time' 'refuses it' -- live "${kari[@]}" --time 2015-04-20T08:00:00Z
expect 7 'live: another role' 'the role' -- live "${ola[@]}"
expect 4 'live: nobody has signed the awards' 'awards.csv.p7s' -- live "${kari[@]}"
for file in awards accounts statements appropriation vouchers; do
    must sign_by authority good/$file.csv
done
must sign_by kari good/accounts.csv
expect 5 'live: not the authority' 'accounts.csv' -- live "${kari[@]}"
must sign_by authority good/accounts.csv
cp good/statements.csv kept
sed -i '2s/,18,/,19,/' good/statements.csv
expect 5 'live: changed since it was signed' 'statements.csv' -- live "${kari[@]}"
mv kept good/statements.csv
check 'live: nothing is left behind' nothing_at out
expect 0 'live: check' 'Written and signed' -- live "${kari[@]}"
check_not 'live: no mark of a test' grep -rq 'TEST:' out/year/letters out/year/report.html
bad vouchers.csv '2s/vår/høst/'
expect 4 'live: vouchers without a signature' 'bad-vouchers.csv.p7s' -- "$tilskudd" accounts \
    select out/year --n 2 --seed x --vouchers bad-vouchers.csv --pin pin "${kari[@]}"
expect 0 'live: select' -- "$tilskudd" accounts select out/year --n 2 --seed x \
    --vouchers good/vouchers.csv --pin pin "${kari[@]}"
expect 0 'live: judge' -- "$tilskudd" accounts judge out/year --decisions good/decisions.csv \
    --pin pin "${kari[@]}"
expect 0 'live: verify' verified -- "$tilskudd" verify out/year --ca ca/ca.pem --ledger live \
    --pin pin
expect 1 'live: verify alone' 'NOT checked' -- "$tilskudd" verify out/year --ca ca/ca.pem
expect 7 'live: the same person' -- "$tilskudd" approve out/year --ledger live --pin pin --yes \
    --key kari-too-key.pem --cert kari-too.pem
expect 7 'live: nobody is asked' 'nobody can be asked' -- "$tilskudd" approve out/year \
    --ledger live --pin pin "${ola[@]}"
expect 0 'live: approve' 'No money moves' -- "$tilskudd" approve out/year --ledger live \
    --pin pin --yes "${ola[@]}"
expect 0 'live: ledger check' 'and the audit log' -- "$tilskudd" ledger check live --pin pin
expect 0 'live: verify the entry' 'signed by two persons' -- "$tilskudd" verify live/000001 \
    --pin pin

# --- last year's folder ---

rm -rf next
cp -r good next
sed -i 's/2014/2015/g; s/,2015-04-01/,2016-04-01/' next/awards.csv
sed -i 's/2015-03/2016-03/' next/accounts.csv
sed -E -i 's/2015-03/2016-03/; s/2014-(01-01|12-31)/2015-\1/g' next/statements.csv
next_year() { # OPTION...
    check_in next --date 2016-04-20 --out out/next "$@"
}
expect 4 'last year: no folder' 'not a control of accounts' -- next_year --last-year good
expect 4 'last year: a later one' 'not earlier' -- next_year --date 2015-04-20 \
    --last-year out/year
expect 0 'last year: what was left is not carried' -- next_year --last-year out/year
check 'R1118' grep -q '"R1118".*"award":"A2".*"expected":100000' out/next/findings.jsonl
check 'R1117' grep -q '"R1117".*"award":"A1"' out/next/findings.jsonl
expect 1 'last year: verify' 'NOT checked' -- "$tilskudd" verify out/next
sed -i 's/4011100/4011101/' out/next/inputs/last-accounts.csv
verify_finds 'last year: a changed copy' last-accounts.csv out/next
rm -rf out/next
sed -i 's/4011100/4011101/' out/year/inputs/accounts.csv
expect 5 'last year: a changed folder' inputs/accounts.csv -- next_year --last-year out/year

finish_test
