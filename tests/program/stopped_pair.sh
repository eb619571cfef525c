# stopped_pair.sh - two commands at once: one is stopped, the other runs to its end, the first goes
# on. Sourced by pairs.sh and entry_pairs.sh, after common.sh; `faults` is the program with faults,
# the commands are functions do_NAME that take the program, and work in a copy of the folder base.
# shellcheck shell=bash disable=SC2154 # of common.sh and the tests

# Starts do_COMMAND in the working folder and stops it before its call N of KIND, or lets it end
# when it makes no such call, which is false. What it says is in .log/NAMEstdout and -stderr;
# `shell` is to be waited for, `stopped` is the program.
shell='' stopped=''
begin_stopped() { # KIND N COMMAND [NAME]
    local i state=''
    TILSKUDD_FAULT=$1:$2:stop "do_$3" "$faults" \
        >"$work/.log/${4:-}stdout" 2>"$work/.log/${4:-}stderr" </dev/null &
    shell=$!
    for ((i = 0; i < 6000; i++)); do
        # The program is the only child of its shell, unless the shell has become it.
        stopped=$(cat "/proc/$shell/task/$shell/children" 2>/dev/null)
        stopped=${stopped%% *}
        state=$(sed 's/.*) //; s/ .*//' "/proc/${stopped:-$shell}/stat" 2>/dev/null)
        [ "$state" = T ] && break
        [ -z "$stopped" ] && { [ -z "$state" ] || [ "$state" = Z ]; } && break
        sleep 0.01
    done
    stopped=${stopped:-$shell}
    [ "$state" = T ]
}

# Stops FIRST before its call N of KIND, runs SECOND, lets FIRST go on. False when FIRST makes no
# such call. Exit statuses in first and second.
first='' second=''
pair() { # KIND N FIRST SECOND
    rm -rf now
    cp -a base now && cd now || exit 1
    second=none
    if begin_stopped "$1" "$2" "$3"; then
        "do_$4" "$tilskudd" >../.log/second-stdout 2>../.log/second-stderr </dev/null
        second=$?
        kill -CONT "$stopped"
    fi
    wait "$shell"
    first=$?
    cd .. || exit 1
    [ "$second" != none ]
}

wrong() { # NAME WHAT
    checks=$((checks + 1))
    fail "$1" "$2: first $first, second $second"
    show_output
    show_output second-
}
