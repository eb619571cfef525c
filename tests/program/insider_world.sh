# insider_world.sh - a strict ledger with two committed quarters, what its insiders have, and how
# an attack is judged. Sourced by insider_proposal.sh, insider_ledger.sh and mutators.sh, after
# common.sh and certificates.sh.
#
#   ledger        opened 2017-09-01; quarter 3 (000001), quarter 4 (000002); whole is a copy
#   old           a copy of it as it was before quarter 3
#   before        a copy of it as it was before quarter 4
#   pinned        has seen the opening: no attack is caught by what somebody has seen of more
#   proposal-4    of quarter 4, not approved; run-3 and run-4 are approved
#   register-3.xml, register-4.xml, payees.csv, agency.xml, rules, municipalities.csv
#   kari, ola     who may sign, first and second; gone: the second person's certificate that
#                 expired on 2017-10-01; log-key.pem, the log's
#   stranger, per, boss: certificates of the same CA that may sign nothing
# shellcheck shell=bash disable=SC2154,SC2034 # of common.sh and certificates.sh; used by tests

# When a quarter is proposed and, a day later, approved.
day=([3]=2017-10-0 [4]=2018-01-0)

# --- what each person does ---

keys_of() { # PERSON...: in `signing`, as forge takes them
    local person
    signing=()
    for person in "$@"; do
        signing+=("$person-key.pem" "$person.pem")
    done
}

knows() { # COMMAND OPTION: whether the program has it
    "$tilskudd" "$1" --help | grep -q -- "  --$2 "
}

open_ledger() { # LEDGER [OPTION...]
    keep_defaults --authority authority.pem --signers signers.csv --ca ca/ca.pem \
        --log-key log-key.pem --pseudonym-key pseudonym.key --time 2017-09-01T08:00:00Z \
        -- "${@:2}"
    "$tilskudd" ledger open "$1" --year 2017 --mode test --nothing-paid "${kept[@]}" "${@:2}"
}

# The first person's proposal. PROGRAM: tilskudd, or "tilskudd-insider LIE".
propose_by() { # "PROGRAM" QUARTER OUT [OPTION...]
    local program=$1 quarter=$2 out=$3
    shift 3
    keep_defaults --register "register-$quarter.xml" --payees payees.csv --config agency.xml \
        --rules rules --municipalities municipalities.csv --bank-profile ./dnb.xml \
        --ledger ledger --time "${day[quarter]}2T08:00:00Z" -- "$@"
    # shellcheck disable=SC2086 # a program and its lie
    ./pinned $program run --year 2017 --quarter "$quarter" --national --out "$out" "${kari[@]}" \
        "${kept[@]}" "$@"
}
propose() { # QUARTER OUT [OPTION...]
    propose_by "$tilskudd" "$@"
}

# The second person's own copies of what a run reads.
own_inputs() { # QUARTER
    inputs=(--register "register-$1.xml" --payees payees.csv --config agency.xml
        --rules rules --municipalities municipalities.csv)
}

approving() { # QUARTER RUN [OPTION...]: in `words`, what the second person types
    local quarter=$1 run=$2 inputs=()
    shift 2
    own_inputs "$quarter"
    second_person "$run"
    keep_defaults --ledger ledger --time "${day[quarter]}3T08:00:00Z" -- "$@"
    words=(./pinned "$tilskudd" approve "$run" "${kept[@]}" "${inputs[@]}" "${second[@]}"
        "${ola[@]}" "$@")
}
approve() { # QUARTER RUN [OPTION...]
    local words
    approving "$@"
    "${words[@]}" --yes
}

replay() { # QUARTER RUN
    local inputs
    own_inputs "$1"
    ./pinned "$tilskudd" verify "$2" --replay --ledger ledger "${inputs[@]}"
}

verify_entry() { # ENTRY
    ./pinned "$tilskudd" verify "$1"
}

ledger_check() { # [LEDGER]
    ./pinned "$tilskudd" ledger check "${1:-ledger}"
}

# --- the world ---

copy() { # FROM TO: in place of what is there
    rm -rf "$2"
    cp -rp "$1" "$2"
}

# A filter over the content of a file, packed again when it was.
edit() { # FILE COMMAND...
    local file=$1
    shift
    if [[ $file = *.gz ]]; then
        gzip -dc "$file" >edited && "$@" <edited | gzip -n >edited.gz && cat edited.gz >"$file"
    else
        cp "$file" edited && "$@" <edited >"$file"
    fi
}

make_inputs() { # PERSONS
    must make_persons
    must make_person ca stranger ec 'Per Fremmed' 20120101000000Z 20490101000000Z
    must make_person ca per ec 'Kari Nordmann' 20120101000000Z 20490101000000Z
    must make_person ca boss ec 'Sjef Fremmed' 20120101000000Z 20490101000000Z
    must make_person ca gone ec 'Ola Nordmann' 20120101000000Z 20171001000000Z
    echo "$(fingerprint gone.pem),Ola Nordmann,attestation" >>signers.csv
    must sign_by authority signers.csv
    must "$tilskudd" generate --persons "$1" --year 2017 --seed 31 --errors 0.03 \
        --date 2017-09-30 --out register-3.xml
    must "$tilskudd" generate --seed 32 --evolve register-3.xml --date 2017-12-31 \
        --out register-4.xml
}

make_world() { # PERSONS
    forge=${tilskudd%/*}/tests/forge
    insider=${tilskudd%/*}/tests/tilskudd-insider
    open_rows=$source_tree/tests/trust/open.txt
    make_inputs "$1"
    must open_ledger ledger "${kari[@]}" "${ola[@]}"
    must make_pinned ledger
    must sign_inputs ledger 1
    copy ledger old
    must propose 3 run-3
    must approve 3 run-3
    copy ledger before
    must propose 4 run-4
    copy run-4 proposal-4
    must approve 4 run-4
    copy ledger whole
    must ledger_check
    must replay 3 run-3
    must replay 4 run-4
}

# --- judging ---

# One row: an attack, and the command that it is put before. Refused with the status and the
# texts; an attack that stands in tests/trust/open.txt must succeed, so that the list cannot go
# stale. What else must be true of a row that is refused is told by `held`.
refused() { # STATUS ATTACK COMMAND-WORD [TEXT...] -- COMMAND...
    local status=$1 row="$2 $3" texts=()
    shift 3
    while [ "$1" != -- ]; do
        texts+=("$1")
        shift
    done
    shift
    held=true
    if ! grep -qxF "$row" "$open_rows"; then
        expect "$status" "$row" "${texts[@]}" -- "$@"
        return
    fi
    held=false
    checks=$((checks + 1))
    if "$@" >.log/stdout 2>.log/stderr </dev/null; then
        echo "OPEN: $row"
        return
    fi
    fail "$row" 'is refused now: take it off tests/trust/open.txt'
    show_output
}

must_forge() { # COMMAND...
    must "$forge" "$@"
}
