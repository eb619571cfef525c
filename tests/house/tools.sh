# tools.sh - what other programs check for us, where they are installed.
# shellcheck shell=bash

# Other versions of the formatter break lines elsewhere: Debian 12's is the one that counts.
clang_format_version=14

check_format() {
    command -v clang-format > /dev/null || skip 'clang-format is not installed'
    clang-format --version | grep -q " version $clang_format_version\\." ||
        skip "clang-format is not version $clang_format_version"
    tree_files '*.c' '*.h' | xargs -r clang-format --dry-run 2>&1 |
        grep -E 'warning: code should be clang-formatted' | sed -E 's| \[-W.*||'
    return 0
}

check_shell() {
    command -v shellcheck > /dev/null || skip 'shellcheck is not installed'
    mapfile -t files < <(tree_files '*.sh')
    [ ! -f .ci/run ] || files+=(.ci/run)
    shellcheck -x --source-path=SCRIPTDIR -f gcc "${files[@]}"
    return 0
}
