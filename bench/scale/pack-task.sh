#!/usr/bin/env bash
# pack-task.sh TILSKUDD EXTRACTS PACKS TASKS [TASK] - one of TASKS tasks that pack the extracts of
# a folder: every TASKS-th of them, from the TASK-th on (from 0), into PACKS/TASK.cols.
# TASK is given, or is that of a Slurm job array. A pack that is there is whole, and is kept.
# THREADS: of each task (default: the processors that Slurm has given it, else one).
set -euo pipefail
export LC_ALL=C
tilskudd=${1:?the program} extracts=${2:?the folder of extracts} packs=${3:?the folder of packs}
tasks=${4:?how many tasks} task=${5:-${SLURM_ARRAY_TASK_ID:?which task}}
threads=${THREADS:-${SLURM_CPUS_PER_TASK:-1}}

shopt -s nullglob nocaseglob
all=("$extracts"/*.xml "$extracts"/*.xml.gz)
mine=()
for ((i = task; i < ${#all[@]}; i += tasks)); do mine+=("${all[i]}"); done
[ ${#mine[@]} -gt 0 ] || exit 0
[ ! -e "$packs/$task.cols" ] || exit 0
exec "$tilskudd" pack "${mine[@]}" --out "$packs/$task.cols" --threads "$threads"
