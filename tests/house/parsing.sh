# parsing.sh - engine reads and writes values; bytes of CSV, JSON and XML are the matter of
# formats. Why: what is parsed in two places is soon understood in two ways.
# shellcheck shell=bash

parsers='(csv|json|xml|strict_xml)_[a-z_]+|memmem'
# A name and its value as JSON text: \"name\":
json_text='\\"[A-Za-z_]+\\": *'

# Files of parsing_open.txt (file, reason) may still do it.
check_parsing() {
    local open=${house:?}/parsing_open.txt files
    mapfile -t files < <(c_files | grep '^engine/')
    [ ${#files[@]} -gt 0 ] || return 0
    {
        code_breaches 'parses or writes bytes of a format' "$(called "$parsers")" "${files[@]}"
        grep -nE "$json_text" "${files[@]}" /dev/null |
            sed -E 's|^([^:]*:[0-9]+:).*|\1 JSON written by hand|'
    } | awk -v open="$open" '
        BEGIN { while ((getline line < open) > 0) { split(line, word, " "); left[word[1]] = 1 } }
        { file = $0; sub(/:.*/, "", file) }
        !(file in left)'
}
