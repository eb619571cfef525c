#!/usr/bin/env bash
# install.sh - an installed program works on its own: it stands in another place than it was
# built for and finds its rule sets, municipalities and bank profiles there.
#   install.sh BUILD VERSION
set -u
export LC_ALL=C
build=$1 version=$2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

fail() {
    echo "FAILED $*"
    exit 1
}

cmake --install "$build" --prefix "$work/first" > "$work/log" 2>&1 ||
    fail "cmake --install: $(tail -n 3 "$work/log")"
# Moved, so that no path of the installation can be what finds the data.
mv "$work/first" "$work/second" || exit 2
program=$work/second/bin/tilskudd
cd "$work" || exit 2

got=$("$program" --version) || fail "--version ends with $?"
[[ "$got" =~ ^"tilskudd $version, build "[0-9a-f]{16}$'\n'"with libxml2 "[0-9.]+", OpenSSL 3" ]] ||
    fail "--version says '$got'"
[ "$("$program" run --version)" = "$got" ] || fail "run --version says something else"

sets=$("$program" rules check) || fail "rules check ends with $?"
[ "$(wc -l <<< "$sets")" -eq 13 ] || fail "rules check does not know 13 years: $sets"
for year in 2014 2015 2016 2017 2018 2019 2020 2021 2022 2023 2024 2025 2026; do
    grep -q "^$year " <<< "$sets" || fail "rules check does not know $year"
done
missing=$("$program" rules check --missing 2026) || fail "rules check --missing ends with $?"
grep -q "^  AR-2 .*unknown" <<< "$missing" || fail "AR-2 of 2026 is not missing: $missing"

# The data is the installed one: without it the same command finds no rule sets there.
share=$work/second/share/tilskudd
for file in rules/sets/2018.xml rules/indicators/2014.xml rules/municipalities.csv \
    rules/published.csv rules/accounts/limits.xml \
    formats/bank-profiles/dnb.xml formats/bank-profiles/nordea.xml \
    formats/setup/CHECKLIST.live.md formats/setup/CHECKLIST.test.md formats/setup/make-keys.sh \
    fixtures/data/settled_by_municipality.csv; do
    [ -s "$share/$file" ] || fail "$file is not installed"
done
for file in libexec/tilskudd/bank_player share/tilskudd/fixtures/demonstration.sh \
    share/tilskudd/fixtures/check-proof.sh; do
    [ -x "$work/second/$file" ] || fail "$file is not installed"
done
sed 's/year="2018"/year="2x18"/' "$share/rules/sets/2018.xml" > "$work/broken" || exit 2
cp "$work/broken" "$share/rules/sets/2018.xml" || exit 2
"$program" rules check 2018 > "$work/out" 2>&1
[ $? -eq 4 ] || fail "a broken installed rule set is not noticed: $(cat "$work/out")"

"$program" init "$work/office" > "$work/out" 2>&1 || fail "init: $(cat "$work/out")"
[ -s "$work/office/CHECKLIST.md" ] || fail "init writes no checklist"

printf '<?xml version="1.0"?><x/>\n' > "$work/x.xml"
"$program" check-payment "$work/x.xml" --bank-profile dnb > "$work/out" 2>&1
[ $? -eq 4 ] || fail "check-payment with an installed profile: $(cat "$work/out")"
for page in man1 nb/man1; do
    [ -s "$work/second/share/man/$page/tilskudd.1" ] || fail "the manual page is not installed"
done
# A file that the manual names stands where it says.
sed -n 's/\\-/-/g; s/^\.I \(share\/tilskudd\/.*\)$/\1/p' \
    "$work/second/share/man/man1/tilskudd.1" "$work/second/share/man/nb/man1/tilskudd.1" |
    sort -u > "$work/named"
[ -s "$work/named" ] || fail "the manual names no file"
while read -r file; do
    [ -e "$work/second/$file" ] || fail "the manual names $file, which is not installed"
done < "$work/named"
[ -s "$work/second/share/locale/nb/LC_MESSAGES/tilskudd.mo" ] ||
    fail "the catalogue is not installed"
"$program" --language nb help | grep -q '^Bruk:' || fail "the installed catalogue is not found"
for file in bash-completion/completions/tilskudd zsh/site-functions/_tilskudd \
    fish/vendor_completions.d/tilskudd.fish; do
    [ -s "$work/second/share/$file" ] || fail "$file is not installed"
done
for book in README grants control indicators accounts register payments cli operations \
    architecture; do
    [ -s "$work/second/share/doc/tilskudd/$book.md" ] || fail "$book.md is not installed"
done
echo "the installed program works from $program"
