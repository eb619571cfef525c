#!/usr/bin/env bash
# one.sh - builds and runs only the test of one source, in a tree that is built.
#   tests/one.sh rules/integration/moves.c            its test
#   tests/one.sh rules/integration/moves.c move     those with the word in their title (--list)
# The test of a source is test_NAME.c in the folder of tests/ that mirrors its own; where there
# is none, those whose names begin as the source's does; else all of that folder. A test can be
# given itself. Prints the processor seconds of building and running. BUILD: build/release.
set -eu
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}

if [ ! -f "${1-}" ]; then
    sed -n '3,4p' "$0"
    exit 2
fi
[ -f "$build/compile_commands.json" ] || {
    echo "one.sh: $build is not configured: cmake --preset release && cmake --build $build" >&2
    exit 2
}
source=${1#./}
word=${2-}

# Test sources of SOURCE, one a line.
tests_of() { # SOURCE
    local folder name begin
    case $1 in tests/*) echo "$1" && return ;; esac
    folder=tests/$(dirname "$1")
    name=$(basename "$1" .c)
    [ -d "$folder" ] || return 0
    for ((begin = ${#name}; begin > 0; begin--)); do
        case ${name:begin:1} in '' | _) ;; *) continue ;; esac
        if [ "$begin" = ${#name} ] && [ -f "$folder/test_$name.c" ]; then
            echo "$folder/test_$name.c" && return
        fi
        compgen -G "$folder/test_${name:0:begin}*.c" && return
    done
    compgen -G "$folder/test_*.c"
}

# The programs that test sources are built into: CMake knows.
programs_of() { # TEST-SOURCE...
    local test
    for test in "$@"; do
        sed -nE "s|.*-o CMakeFiles/(test_[a-z0-9_]*)\\.dir/.* -c .*/$test\",|\\1|p" \
            "$build/compile_commands.json"
    done
}

mapfile -t sources < <(tests_of "$source")
mapfile -t programs < <(programs_of ${sources+"${sources[@]}"})
[ ${#programs[@]} -gt 0 ] || {
    echo "one.sh: $source has no test of its own: its tests are those of what uses it" >&2
    exit 1
}

run() {
    local program file found=0 failed=0
    cmake --build "$build" --target "${programs[@]}" > "$build/one.log" 2>&1 || {
        cat "$build/one.log"
        return 1
    }
    for program in "${programs[@]}"; do
        file=$(realpath "$(find "$build/tests" -type f -name "$program")")
        if [ "$word" ]; then
            "$file" --list | grep -qF -e "$word" -e "${word//_/ }" || continue
        fi
        found=1
        (cd "$build/tests" && "$file" ${word:+"$word"}) || failed=1
    done
    [ $found = 1 ] || echo "one.sh: no function of ${programs[*]} has '$word' in its name" >&2
    [ $found = 1 ] && [ $failed = 0 ]
}

status=0
TIMEFORMAT="%U s user, %S s system: ${programs[*]}"
time run || status=1
exit $status
