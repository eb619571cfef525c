# planted.awk - judges the variants of planted.csv by the findings of one run: one line a variant,
#   kind variant severity effect found|missed alarm|quiet control:severity...
# Found: a finding of a control that planted-controls.csv has for the variant, as severe as it
# must be, that shows the planted fact in its values. Alarm: any WARN or BLOCK.
#   awk -f planted.awk planted-controls.csv planted.csv RUN.xml.planted.csv FINDINGS
# FINDINGS: control severity record municipality values, by spaces; - for none.
function days(text, year, month, before) {
    year = substr(text, 1, 4)
    month = substr(text, 6, 2) + 0
    if (month < 3) {
        year--
        month += 12
    }
    before = 365 * year + int(year / 4) - int(year / 100) + int(year / 400)
    return before + int((153 * (month - 3) + 2) / 5) + substr(text, 9, 2)
}
function number(text) {
    return text ~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/ ? days(text) : text + 0
}
# The members of a flat object.
function read_values(text, members, count, i, name) {
    for (name in shown) delete shown[name]
    gsub(/^\{|\}$/, "", text)
    count = split(text, members, /,"/)
    for (i = 1; i <= count; i++) {
        name = members[i]
        sub(/^"/, "", name)
        sub(/":.*/, "", name)
        sub(/^[^:]*:/, "", members[i])
        gsub(/"/, "", members[i])
        shown[name] = members[i]
    }
}
# Does the finding show what a word of `shows` says: `name`, `name=TEXT`, `name=@role`, which is the
# record of that person of the variant, `name-name=N`, in days or numbers; N may be `value`.
function shows(word, key, sides, names, want) {
    split(word, sides, "=")
    if (split(sides[1], names, "-") == 2) {
        want = sides[2] == "value" ? value[key] : sides[2]
        return (names[1] in shown) && (names[2] in shown) &&
            number(shown[names[1]]) - number(shown[names[2]]) == want
    }
    if (!(sides[1] in shown) || shown[sides[1]] == "" || shown[sides[1]] == "null") return 0
    if (sides[2] == "@*") return variant[shown[sides[1]]] == key
    if (sides[2] ~ /^@/) return (key "," substr(sides[2], 2) "," shown[sides[1]]) in record
    return sides[2] == "" || shown[sides[1]] == sides[2]
}
function is_right(key, control, severity, i, words, count, k) {
    if (rank[severity] < rank[wanted[key]]) return 0
    for (i = 1; i <= rows; i++) {
        if (row_control[i] != control) continue
        if (row_key[i] != key && row_key[i] != kind_of[key] ",*") continue
        count = split(row_shows[i], words, " ")
        for (k = 1; k <= count; k++)
            if (!shows(words[k], key)) break
        if (k > count) return 1
    }
    return 0
}
BEGIN {
    rank["INFO"] = 1
    rank["WARN"] = 2
    rank["BLOCK"] = 3
    FS = ","
}
FILENAME == ARGV[1] {
    row_key[++rows] = $1 "," $2
    row_control[rows] = $3
    row_shows[rows] = $4
    next
}
FILENAME == ARGV[2] {
    own[$1 "," $2] = $3 == "own"
    value[$1 "," $2] = $9
    next
}
FILENAME == ARGV[3] {
    if ($7 != "done") next
    key = $3 "," $4
    if (!(key in wanted)) order[++count] = key
    kind_of[key] = $3
    wanted[key] = $8
    effect[key] = $9
    variant[$2] = key
    record[key "," substr($5, 1, 1) "," $2] = 1
    if (own[key]) place[$6] = key
    next
}
{
    split($0, f, " ")
    key = f[3] != "-" ? variant[f[3]] : place[f[4]]
    if (key == "") next
    if (rank[f[2]] >= 2) alarm[key] = 1
    read_values(substr($0, index($0, "{")))
    if (is_right(key, f[1], f[2])) found[key] = 1
    if ((key "," f[1]) in seen) next
    seen[key "," f[1]] = 1
    controls[key] = controls[key] " " f[1] ":" f[2]
}
END {
    for (i = 1; i <= count; i++) {
        key = order[i]
        split(key, n, ",")
        print n[1], n[2], wanted[key], effect[key], (key in found) ? "found" : "missed",
            ((key in alarm) ? "alarm" : "quiet") controls[key]
    }
}
