# checklist_blocks.sh - the commands of a checklist, as they stand in it. Sourced.
# shellcheck shell=bash

# FOLDER/NN.WHO for each block of commands: WHO stands after the word sh.
checklist_blocks() { # CHECKLIST FOLDER
    mkdir "$2" && awk -v folder="$2" '
        /^```sh / { name = sprintf("%s/%02d.%s", folder, ++count, $2); inside = 1; next }
        /^```$/ { inside = 0; close(name) }
        inside { print > name }' "$1"
}
