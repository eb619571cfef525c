#!/usr/bin/env bash
# pack-slurm.sh TILSKUDD EXTRACTS PACKS TASKS [SBATCH-OPTION...] - packs a folder of extracts by a
# Slurm job array of TASKS tasks, waits for all of them, and says what to give to the run. The
# paths must be the same on all nodes. Ends with 1 when a task has failed; PACKS/log has why.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tilskudd=$(realpath "${1:?the program}") extracts=$(realpath "${2:?the folder of extracts}")
packs=$(mkdir -p "${3:?the folder of packs}/log" && cd "$3" && pwd) tasks=${4:?how many tasks}
shift 4
chmod go-w "$packs"
sbatch --wait --job-name=tilskudd-pack --array="0-$((tasks - 1))" --output="$packs/log/%a" \
    "$@" "$here/pack-task.sh" "$tilskudd" "$extracts" "$packs" "$tasks" >&2 || {
    echo "a task has failed: see $packs/log" >&2
    exit 1
}
echo "--register $extracts --pack $packs/*.cols"
