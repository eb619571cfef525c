# calls.sh - functions nobody calls, and functions only the wrappers call.
# shellcheck shell=bash

# No length, no error, hidden state, or a shell.
banned='strcpy|strcat|strncpy|stpcpy|sprintf|vsprintf|gets|strtok|strtok_r|atoi|atol'
banned+='|atoll|atof|sscanf|scanf|fscanf|vsscanf|gmtime|localtime|ctime|asctime|system|popen'
banned+='|tmpnam|tempnam|mktemp|setenv|getenv|putenv|secure_getenv|rand|srand|random|drand48'
banned+='|strtod|strtof|strtold|alloca'
# A mapped file that somebody makes shorter ends the program by a signal.
mapping='mmap|mmap64|mremap|munmap|madvise'

# What can fail and must be injectable: formats/base/system.h has a wrapper for each. A handler of
# signals (interruption.c) may call write() and little else.
wrapped='malloc|calloc|realloc|reallocarray|free|strdup|strndup|asprintf|vasprintf|open|openat'
wrapped+='|creat|fopen|fdopen|fclose|read|write|pread|pwrite|close|rename|renameat|unlink'
wrapped+='|remove|mkdir|rmdir|fsync|fdatasync|ftruncate'

# A function that was handed over as a parameter may have any name.
not_parameters() {
    local breach name
    while IFS= read -r breach; do
        name=$(grep -oE "(^|[^A-Za-z0-9_.>])($wrapped)[[:space:]]*\\(" <<< "$breach" |
            grep -oE '[a-z]+' | head -n 1)
        grep -qF "(*$name)(" "${breach%%:*}" || printf '%s\n' "$breach"
    done
}

check_calls() {
    mapfile -t files < <(c_files)
    # One word to OpenMP and one to gettext, which read them nowhere else, before anything begins.
    code_breaches 'banned function' "$(called "$banned")" "${files[@]}" |
        grep -vE '^formats/base/parallel\.c:[0-9]+: .*: \(void\)setenv\("", "", 0\);$' |
        grep -vE '^formats/base/language\.c:[0-9]+: .*: \(void\)setenv\("", language_code'
    mapfile -t files < <(c_files | grep -E '^(rules|formats|engine|fixtures)/')
    code_breaches 'no file is mapped: formats/base/stored_file.h' "$(called "$mapping")" \
        "${files[@]}"
    mapfile -t files < <(c_files | grep -E '^(rules|formats|engine|fixtures)/' |
        grep -vE '^formats/base/(system|interruption)\.c$')
    code_breaches 'use the wrapper of formats/base/system.h' "$(called "$wrapped")" "${files[@]}" |
        not_parameters
}
