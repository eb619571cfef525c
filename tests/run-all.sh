#!/usr/bin/env bash
# run-all.sh - builds the project and runs its tests; installs what is missing (Debian 12).
#   run-all.sh [--preset release|debug|tsan|coverage|fuzz] [--label fast|slow|fault|fuzz|long]
# Without options: release, all tests but the long ones (the comparisons with the second
# implementations on 240 and 50 registers, the calibration of the generator, keys on tokens).
# Ends with ctest's summary and its exit status.
# Tests of files that are not part of the project (ISO's schemas) are skipped where they are not.
set -euo pipefail
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "$0")/.." && pwd)
preset=release
label=
while [ $# -gt 0 ]; do
    case $1 in
    --preset | --label)
        [ $# -ge 2 ] || {
            echo "run-all.sh: $1 needs a value" >&2
            exit 2
        }
        if [ "$1" = --preset ]; then preset=$2; else label=$2; fi
        shift 2
        ;;
    --help)
        sed -n '2,7p' "$0"
        exit 0
        ;;
    *)
        echo "run-all.sh: unknown option '$1'; see --help" >&2
        exit 2
        ;;
    esac
done

packages=(build-essential cmake libxml2-dev libssl-dev zlib1g-dev libdeflate-dev libcunit1-dev
    libxlsxwriter-dev gettext)
# What tests compare with, or check style by.
packages+=(openssl libxml2-utils clang-format shellcheck mandoc python3 strace)
case $preset in
tsan | fuzz) packages+=(clang libomp-dev llvm) ;;
esac
# Persons' keys on tokens.
[ "$label" != long ] || packages+=(softhsm2 opensc libengine-pkcs11-openssl)
# Forms as a spreadsheet program saves them, and pages as a browser draws and prints them.
[ "$label" != long ] || packages+=(libreoffice-calc chromium poppler-utils)
sh "$root/fixtures/install-missing.sh" "${packages[@]}"

cd "$root"
echo "Building ($preset) in build/$preset"
cmake --preset "$preset" > /dev/null
cmake --build --preset "$preset"

arguments=(--preset "$preset")
if [ -n "$label" ]; then arguments+=(-L "^$label\$"); else arguments+=(-LE '^long$'); fi
exec ctest "${arguments[@]}"
