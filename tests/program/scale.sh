# scale.sh - extracts packed by a Slurm job array, and by GNU parallel, give the run that one
# machine gives which reads them all, byte for byte. bench/scale/README.md.
# Where Slurm and GNU parallel are not there they are installed, by root on a Debian; else the
# test is skipped.
# shellcheck shell=bash
# shellcheck source=tests/program/common.sh
. "${0%/*}/common.sh"
start_test "$@"
scale=$source_tree/bench/scale

needed=(slurmctld slurmd sbatch munged parallel)
missing() {
    local name
    for name in "${needed[@]}"; do
        command -v "$name" >/dev/null || return 0
    done
    return 1
}
[ "$(id -u)" = 0 ] || skip_test 'only root can begin a Slurm of its own'
if missing && command -v apt-get >/dev/null; then
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q slurmctld \
        slurmd slurm-client munge parallel; } >.log/apt 2>&1
fi
need_programs "${needed[@]}"

must "$tilskudd" generate --persons 4000 --year 2018 --seed scale --date 2018-04-03 \
    --split municipality --out generated
mkdir extracts
find generated -name '*.xml' -exec mv {} extracts/ \;
must gzip "extracts/$(find extracts -printf '%f\n' | sort | sed -n 3p)"
must "$tilskudd" ledger open ledger --year 2018 --mode test --nothing-paid \
    --time 2018-01-02T10:00:00Z
extracts=$(find extracts -type f | wc -l)

# shellcheck disable=SC2317 # called by expect
run() { # OUT [OPTION...]
    local out=$1
    shift
    "$tilskudd" run --year 2018 --quarter 1 --register extracts --payees "$payees" \
        --ledger ledger --out "$out" --rules "$test_rules" --time 2018-04-03T10:00:00Z "$@"
}
compare() { # NAME PACKS
    rm -rf run
    expect 0 "$1" "extracts taken from packs: $extracts of $extracts, not hashed again" -- \
        run run --pack "$2"/*.cols
    diff -r -x timings.json -x manifest.json -x '*.p7s' one run >.log/differences
    check "$1: the same bytes" [ ! -s .log/differences ]
}
must run one

seq 0 6 | parallel --halt now,fail=1 mkdir -p parallel ';' \
    "$scale/pack-task.sh" "$tilskudd" extracts parallel 7 {} >.log/parallel 2>&1
check 'seven packs by GNU parallel' [ "$(find parallel -name '*.cols' | wc -l)" = 7 ]
compare 'by GNU parallel' parallel

trap 'bash "$scale/slurm-local.sh" stop "$work/slurm"; rm -rf "$work"' EXIT
setting=$(bash "$scale/slurm-local.sh" start "$work/slurm" 2>.log/slurm) ||
    skip_test "no Slurm could be begun here: $(tail -n 1 .log/slurm)"
export "${setting?}"
expect 0 'a job array of five' "--pack $work/packs/" -- \
    bash "$scale/pack-slurm.sh" "$tilskudd" extracts packs 5
check 'five packs by Slurm' [ "$(find packs -name '*.cols' | wc -l)" = 5 ]
compare 'by Slurm' packs

rm packs/3.cols
expect 0 'what is missing is done again' -- \
    bash "$scale/pack-slurm.sh" "$tilskudd" extracts packs 5
compare 'by Slurm again' packs

printf 'no extract' >extracts/x.xml
expect 1 'a task that fails is told' 'a task has failed' -- \
    bash "$scale/pack-slurm.sh" "$tilskudd" extracts others 5
expect 0 'and why' -- grep -rqF 'not well-formed' others/log
finish_test
