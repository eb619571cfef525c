#!/usr/bin/env bash
# group.sh - one ledger for two user accounts of one group, whatever their umasks, and for nobody
# else. Why: two persons who work as one user can sign for each other, and a folder that is open
# to all has idents in it. life.md 4.
#   group.sh TILSKUDD SOURCE
# shellcheck disable=SC2317 # functions are called by expect
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=certificates.sh
. "$here/certificates.sh"
# shellcheck source=users.sh
. "$here/users.sh"
own_users "$@"
start_test "$@"
need_programs openssl
must make_users
must make_group
must install_program

# --- what each has: keys and a pin of her own at home, inputs that all may read ---

must make_persons
must "$tilskudd" generate --persons 300 --year 2017 --seed 3 --out register.xml
chmod -R a+rX .
chmod 600 ca/ca-key.pem authority-key.pem log-key.pem pseudonym.key
at_home() { # USER FILE...
    cp "${@:2}" "/home/$1" && chown -R "$1" "/home/$1" && chmod 600 "/home/$1"/*-key.pem
}
must at_home kari kari-key.pem ola-key.pem
must at_home ola ola-key.pem
cp log-key.pem pseudonym.key /home/kari && chown kari /home/kari/*
rm kari-key.pem ola-key.pem
mkdir quarters && chown root:tilskudd quarters && chmod 2770 quarters
mkdir place && chown kari place
kari=(--key /home/kari/kari-key.pem --cert kari.pem)
ola=(--key /home/ola/ola-key.pem --cert ola.pem)

# All of it is the group's: folders 2770; files that others may not touch, and the group may read.
is_the_groups() { # FOLDER
    [ -z "$(find "$1" \( ! -group tilskudd -o -perm /007 -o -type d ! -perm 2770 \
        -o -type f \( -perm /117 -o ! -perm -440 \) \) -print -quit)" ]
}

open_ledger() { # UMASK FOLDER [OPTION...]
    as kari "$1" "$tilskudd" ledger open "$2" --year 2017 --mode test --nothing-paid \
        --authority authority.pem --signers signers.csv --ca ca/ca.pem \
        --log-key /home/kari/log-key.pem --pseudonym-key /home/kari/pseudonym.key "${kari[@]}" \
        --key /home/kari/ola-key.pem --cert ola.pem --time 2017-09-20T08:00:00Z "${@:3}"
}
expect 4 'a group that there is not' 'no group of users' -- \
    open_ledger 022 place/ledger --group nobodys
expect 6 'a group of others' 'is in the group' -- open_ledger 022 place/ledger --group root
check 'nothing is left' nothing_at place
expect 0 'kari opens it, her umask 077' 'ledger opened' -- \
    open_ledger 077 place/ledger --group tilskudd
ledger=place/ledger
check "the ledger is the group's" is_the_groups "$ledger"
check 'the group reads the two keys that both need' \
    [ "$(find "$ledger/keys" -type f -perm 640 | wc -l)" = 2 ]
must open_ledger 022 place/alone
rm /home/kari/ola-key.pem
must sign_inputs "$ledger" 1
chmod a+r ./*.p7s rules/*

pin_of() { # USER
    as "$1" 022 "$tilskudd" ledger pin "$ledger" "/home/$1/pin" --head "$(newest_head "$ledger")"
}
must pin_of kari
must pin_of ola

# --- a quarter, and another with the umasks exchanged ---

propose() { # UMASK QUARTER TIME [FOLDER]
    as kari "$1" "$tilskudd" run --national --year 2017 --quarter "$2" --register register.xml \
        --ledger "$ledger" --pin /home/kari/pin "${signed_inputs[@]}" "${kari[@]}" \
        --out "${4:-quarters}/$2" --time "$3" --cutoff "$(end_of_quarter 2017 "$2")"
}
approve() { # UMASK QUARTER TIME [FOLDER]
    second_person "${4:-quarters}/$2"
    as ola "$1" "$tilskudd" approve "${4:-quarters}/$2" --ledger "$ledger" \
        --pin /home/ola/pin --yes "${second[@]}" --same-inputs "${ola[@]}" --time "$3"
}
quarter() { # QUARTER TIME UMASK-OF-KARI UMASK-OF-OLA
    expect 0 "quarter $1: kari proposes, umask $3" 'Proposal written' -- propose "$3" "$1" "$2"
    expect 0 "quarter $1: ola approves, umask $4" 'Committed' -- approve "$4" "$1" "$2"
    check "quarter $1: the ledger is the group's" is_the_groups "$ledger"
    check "quarter $1: so is the run folder, with what ola published" \
        is_the_groups "quarters/$1"
    check "quarter $1: the payments are there" test -e "quarters/$1/payments"
    for user in kari ola; do
        expect 0 "quarter $1: $user checks all of it" Checked: -- as $user 077 "$tilskudd" \
            ledger check "$ledger" --pin /home/$user/pin
        check_not "quarter $1: with the keys, $user" grep -q 'pseudonym key' .log/stdout
    done
}
quarter 3 2017-10-02T08:00:00Z 077 000

# Where ola can read and not write, nothing is committed that could not be published.
mkdir readable && chown kari:tilskudd readable && chmod 2750 readable
must propose 022 4 2018-01-02T08:00:00Z readable
expect 6 'ola could not publish' 'be able to write in it' -- \
    approve 022 4 2018-01-02T08:00:00Z readable
check 'nothing is committed' test ! -e "$ledger/000002"
quarter 4 2018-01-02T08:00:00Z 000 077

# --- what else writes in the ledger ---

expect 0 'ola makes the log anew' -- as ola 077 "$tilskudd" log rebuild "$ledger"
expect 0 'and kari, after her' -- as kari 000 "$tilskudd" log rebuild "$ledger"
expect 0 'the log is whole' -- as ola 022 "$tilskudd" log check "$ledger"
release() { # USER UMASK [OPTION...]
    as "$1" "$2" "$tilskudd" release quarters/4/payments/*0001.xml.gz --ledger "$ledger" \
        --pin "/home/$1/pin" --to "/home/$1" --time 2018-01-02T09:00:00Z "${@:3}"
}
expect 0 'kari releases a file' 'Released by kari' -- release kari 077
expect 3 'ola does not release it too' 'by kari' -- release ola 000
expect 0 'but again, with a reason' 'Released by ola' -- release ola 000 --again 'lost on the way'
check "all of it is the group's" is_the_groups "$ledger"
check 'what kari released is hers' \
    [ -z "$(find /home/kari -name '*.xml.gz' -perm /020)" ]

# --- a third user ---

per_reads_nothing() { # WHERE
    ! as per 022 find "$1" -mindepth 1 -print -quit 2>/dev/null | grep -q .
}
for place in "$ledger" quarters; do
    check_not "per cannot list $place" as per 022 ls "$place"
    check "per finds nothing in $place" per_reads_nothing "$place"
done
check_not 'per cannot read an entry' as per 022 cat "$ledger/000001/entry.json"
check_not 'per cannot read a key' as per 022 cat "$ledger/keys/pseudonym.key"
check_not 'per cannot write' as per 022 touch "$ledger/x"
expect 6 'nor does the program read for per' 'ermission denied' -- \
    as per 022 "$tilskudd" ledger show "$ledger"

# --- keys that are not this user's to read ---

check 'without a group the folder of the keys is kari'"'"'s alone' \
    [ "$(stat -c %a place/alone/keys)" = 700 ]
chgrp -R tilskudd place/alone && chgrp kari place/alone/keys
must as ola 022 "$tilskudd" ledger pin place/alone /home/ola/pin-alone \
    --head "$(newest_head place/alone)"
expect 0 'ola checks what can be checked without them' 'not yours to read' Checked: -- \
    as ola 022 "$tilskudd" ledger check place/alone --pin /home/ola/pin-alone
expect 0 'and the log' 'not yours to read' -- as ola 022 "$tilskudd" log check place/alone
expect 6 'a ledger of kari alone is not written in' 'ermission denied' -- \
    as ola 022 "$tilskudd" log rebuild place/alone
finish_test
