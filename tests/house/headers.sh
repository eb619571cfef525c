# headers.sh - a header says what it is, and what each function promises.
# shellcheck shell=bash

# A prototype of the product is explained by a comment in its own group: the lines up to the
# last blank one. Functions that stand in the header whole explain themselves; headers of tests
# are their authors' own.
unexplained_prototypes() {
    # shellcheck disable=SC2016
    tree_files '*.h' | grep -E '^(rules|formats|engine|fixtures)/' | xargs -r awk '
        FNR == 1 || /^[ \t]*$/ { explained = 0 }
        /\/\*/ { explained = 1 }
        /^[A-Za-z_][A-Za-z0-9_ *]*[ *][a-z_0-9]+\(/ && !/^(typedef|static inline|return|else|#)/ {
            if (!explained) printf "%s:%d: prototype without a comment: %s\n", FILENAME, FNR, $0
        }'
}

check_headers() {
    tree_files '*.h' | xargs -r awk '
        FNR == 1 && !/^\/\*/ { printf "%s:1: does not begin with a comment\n", FILENAME }'
    tree_files '*.c' | xargs -r awk '
        FNR == 1 && !/^(\/\*|#include ")/ {
            printf "%s:1: begins neither with a comment nor its own header\n", FILENAME
        }'
    unexplained_prototypes
}
