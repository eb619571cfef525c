#!/usr/bin/env bash
# slurm-local.sh start DIR - a Slurm of one node on the loopback interface, for trying job arrays
# on one machine (Debian 12's slurmctld, slurmd, slurm-client and munge; root). State, logs and
# slurm.conf lie in DIR; prints the setting of SLURM_CONF by which sbatch finds it.
# slurm-local.sh stop DIR - ends what start began, by the numbers that it kept.
set -euo pipefail
verb=${1:?start or stop}
dir=$(mkdir -p "${2:?a folder}" && cd "$2" && pwd)

stop() {
    local name
    for name in slurmd slurmctld munged; do
        [ ! -s "$dir/$name.pid" ] || kill "$(cat "$dir/$name.pid")" 2>/dev/null || true
    done
}

configure() {
    cat >"$dir/slurm.conf" <<END
ClusterName=local
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket
CryptoType=crypto/munge
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=main Nodes=$(hostname -s) Default=YES MaxTime=INFINITE State=UP
END
}

# A munge of its own: socket and key lie in DIR, and one that runs already is left alone.
start_munge() {
    mkdir -p "$dir/munge"
    chmod 755 "$dir" "$dir/munge"
    (umask 077 && head -c 1024 /dev/urandom >"$dir/munge/key")
    munged --force --key-file="$dir/munge/key" --socket="$dir/munge/socket" \
        --pid-file="$dir/munged.pid" --log-file="$dir/munge/log" --seed-file="$dir/munge/seed"
}

case $verb in
stop) stop ;;
start)
    mkdir -p "$dir/state" "$dir/spool"
    configure
    start_munge
    export SLURM_CONF=$dir/slurm.conf
    slurmctld
    sleep 1
    slurmd
    for _ in $(seq 30); do
        sinfo -h 2>/dev/null | grep -q idle && break
        sleep 1
    done
    sinfo >&2
    echo "SLURM_CONF=$dir/slurm.conf"
    ;;
*) echo "start or stop?" >&2 && exit 2 ;;
esac
