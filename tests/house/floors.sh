# floors.sh - a floor includes only itself and floors below it.
# shellcheck shell=bash

# rules/ is pure: of the C library only what has no I/O, memory, threads or clock. stdio.h is
# for snprintf; calls that print or open are banned apart.
rules_headers='assert|ctype|inttypes|limits|stdarg|stdbool|stddef|stdint|stdio|stdlib|string'
rules_never='malloc|calloc|realloc|free|printf|fprintf|puts|fputs|fopen|fread|fwrite|perror'
rules_never+='|exit|time|clock|clock_gettime|getline|qsort_r'

includes_of() { # FOLDER
    local files
    mapfile -t files < <(c_files | grep "^$1/")
    code_of "${files[@]}" |
        sed -nE 's|^([^:]*:[0-9]+):[ \t]*#[ \t]*include[ \t]*(["<][^">]*[">]).*|\1: \2|p'
}

refuse_includes() { # FOLDER ALLOWED-IN-QUOTES WHY
    includes_of "$1" | grep '"' | grep -vE ": \"($2)" | sed "s|\$| ($3)|"
    return 0
}

check_floors() {
    refuse_includes rules 'rules/' 'rules include rules only'
    includes_of rules | grep '<' | grep -vE "<($rules_headers)\\.h>" |
        grep -vE '^rules/sampling/.*<math\.h>' |
        sed 's|$| (rules: no I/O, libraries, threads or clock)|'
    refuse_includes formats '(rules|formats)/' 'formats include rules and formats'
    # The generator is a library of fixtures/ that the command `generate` calls.
    refuse_includes engine '(rules|formats|engine)/|fixtures/generator\.h"' \
        'engine includes rules, formats, engine and the generator'
    refuse_includes fixtures '(rules|formats|engine|fixtures)/' 'no tests in the product'
    # status.c tells which invariant is broken before it aborts; nothing else in rules speaks.
    mapfile -t files < <(c_files | grep '^rules/' | grep -vx 'rules/base/status\.c')
    code_breaches 'not pure' "$(called "$rules_never")" "${files[@]}"
    code_breaches 'threads in rules' '#[ \t]*pragma[ \t]+omp' "${files[@]}"
}
