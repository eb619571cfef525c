# rooms.sh - every file stands in a room that says what it is about. Why: a newcomer finds a file
# by the names of folders, and by one page of ten lines in each.
# shellcheck shell=bash

# What may stand in engine/ itself.
engine_doors='main|options|pages|program|terminal'
# The floor that grows by itself: what it may have (files .c and .h, and their lines).
engine_files_max=195
engine_lines_max=40000
readme_lines_max=25

floor_files() { # ENDING...
    tree_files "$@" | grep -E '^(rules|formats|engine)/'
}

misplaced_sources() {
    floor_files '*.c' '*.h' '*.def' | grep -E '^(rules|formats)/[^/]*$' |
        sed 's|$|:1: stands in no room|'
    floor_files '*.c' '*.h' '*.def' | grep -E '^engine/[^/]*$' |
        grep -vE "^engine/($engine_doors)\\.(c|h|def)$" | sed 's|$|:1: stands in no room|'
}

# One name, one file: comments, tests and people say only the name.
same_names() {
    tree_files '*.c' '*.h' '*.def' | grep -E '^(rules|formats|engine|fixtures)/' | awk -F/ '
        $NF in first { printf "%s:1: has the name of %s\n", $0, first[$NF]; next }
        { first[$NF] = $0 }'
}

# A room's page names each .c that has no header of its name.
room_pages() {
    local room file name
    for room in $(floor_files '*.c' | sed 's|/[^/]*$||' | grep / | sort -u); do
        if [ ! -f "$room/README.md" ]; then
            grep -qxF "$room" tests/house/rooms_open.txt 2> /dev/null && continue
            echo "$room:1: a room without README.md"
            continue
        fi
        awk -v most="$readme_lines_max" '
            END { if (NR > most) printf "%s:1: over %d lines\n", FILENAME, most }' \
            "$room/README.md"
        for file in "$room"/*.c; do
            name=$(basename "$file")
            [ -f "${file%.c}.h" ] || grep -qF "\`$name\`" "$room/README.md" ||
                echo "$room/README.md:1: does not say of which header $name is a part"
        done
    done
}

engine_size() {
    local files lines
    files=$(tree_files '*.c' '*.h' | grep -c '^engine/')
    lines=$(tree_files '*.c' '*.h' | grep '^engine/' | xargs -r cat | wc -l)
    [ "$files" -le "$engine_files_max" ] ||
        echo "engine:1: $files files (at most $engine_files_max)"
    [ "$lines" -le "$engine_lines_max" ] ||
        echo "engine:1: $lines lines (at most $engine_lines_max)"
}

check_rooms() {
    misplaced_sources
    same_names
    room_pages
    engine_size
}
