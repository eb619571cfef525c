# sizes.sh - a function fits a page, a file an hour, a line the screen.
# shellcheck shell=bash
file_lines_max=600
function_lines_max=60
columns_max=100

# The formatter puts a function's braces, and no others, alone in the first column.
check_sizes() {
    # shellcheck disable=SC2016
    c_files | xargs -r awk -v lines="$file_lines_max" -v function_="$function_lines_max" '
        FNR == 1 { begin = 0 }
        FNR == lines + 1 { printf "%s:1: file of over %d lines\n", FILENAME, lines }
        /^[A-Za-z_].*\(/ { head = $0; head_line = FNR }
        /^\{/ { begin = FNR }
        /^\}/ && begin {
            length_ = FNR - begin + 1
            if (length_ > function_)
                printf "%s:%d: function of %d lines (at most %d): %s\n", FILENAME, head_line,
                    length_, function_, head
            begin = 0
        }'
    tree_files '*.c' '*.h' '*.def' '*.sh' '*.cmake' CMakeLists.txt |
        LC_ALL=C.UTF-8 xargs -r grep -HnE "^.{$((columns_max + 1)),}" |
        sed -E "s|^([^:]*:[0-9]+):.*|\\1: line over $columns_max columns|"
}
