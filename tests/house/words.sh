# words.sh - nothing unfinished, and no number of a living person.
# shellcheck shell=bash

check_unfinished() {
    local words="TO""DO|FIX""ME|XX""X:"
    tree_files '*.c' '*.h' '*.def' '*.sh' '*.cmake' CMakeLists.txt '*.md' '*.1' |
        xargs -r grep -HnE "(^|[^A-Za-z])($words)"
    return 0
}

# Eleven digits that are a birth date and fit both control digits: only months + 80 (or + 40)
# may stand here, the numbers of the synthetic test population.
check_idents() {
    tree_files '*.c' '*.h' '*.def' '*.sh' '*.xml' '*.csv' '*.md' '*.1' '*.txt' '*.json' |
        xargs -r grep -HonE '[0-9]{11,}' | awk -F: '
            function digit(i) { return substr(number, i, 1) + 0 }
            function fits(weights, n,    sum, i) {
                for (i = 1; i <= n; i++) sum += digit(i) * substr(weights, i, 1)
                return sum % 11 == 0
            }
            length($3) == 11 {
                number = $3
                day = substr(number, 1, 2) % 40
                month = substr(number, 3, 2) + 0
                if (day < 1 || day > 31 || substr(number, 1, 2) > 71) next
                if (month < 1 || month > 12) next
                if (fits("3761894521", 10) && fits("54327654321", 11))
                    printf "%s:%s: an identity number that is not synthetic\n", $1, $2
            }'
}

# Money is whole øre. Floating point is for time, progress and statistics, on lines that
# floating_point_allowed.txt names: file, a word of the line ("*": any line), reason.
check_floating_point() {
    local allowed=${house:?}/floating_point_allowed.txt files
    mapfile -t files < <(c_files | grep -E '^(rules|formats|engine)/')
    code_breaches 'floating point' \
        '(^|[^A-Za-z0-9_])(double|float)([^A-Za-z0-9_]|$)' "${files[@]}" |
        awk -v allowed="$allowed" '
            BEGIN {
                while ((getline line < allowed) > 0) {
                    split(line, field, /[ \t]+/)
                    words[field[1]] = words[field[1]] " " field[2]
                }
            }
            {
                file = $0
                sub(/:.*/, "", file)
                n = split(words[file], word, " ")
                for (i = 1; i <= n; i++) if (word[i] == "*" || index($0, word[i])) next
                print
            }'
}
