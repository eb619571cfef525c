# register_facts.awk - facts of a register that no indicator tells: what becomes of programmes that
# a move broke off, and where absence is not given. Prints share, numerator and denominator.
#   awk -f register_facts.awk REGISTER.xml
function value(name, at) {
    at = index($0, " " name "=\"")
    if (at == 0) return ""
    at += length(name) + 3
    return substr($0, at, index(substr($0, at), "\"") - 1)
}
# Days, from any day on.
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
/<person / { homes = ended = 0 }
/<bosted / {
    from[++homes] = days(value("fra"))
    home[homes] = value("kommune")
}
/<gjennomfort / {
    rows++
    missing += value("fravaer") == ""
}
/<introduksjonsprogram / {
    if (ended && days(value("start")) - ended <= 60) on++
    ended = 0
    if (value("arsak") != "FLYTTING") next
    broken++
    ended = days(value("slutt"))
    for (i = 2; i <= homes; i++) {
        off = from[i] - ended
        if (home[i] != home[i - 1] && off <= 92 && off >= -92) break
    }
    moved += i <= homes
}
END {
    print "FLYTTING-moved", moved + 0, broken + 0
    print "FLYTTING-goes-on", on + 0, broken + 0
    print "absence-not-given", missing + 0, rows + 0
}
