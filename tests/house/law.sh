# law.sh - the engine asks the law and never decides it. Why: what a krone rests on is read, and
# compared with the second implementation, in one place.
# shellcheck shell=bash

# A grant's code, a ground, a parameter of the rule set: whoever names one has decided something.
# RULE_SETS_MAX is the length of a list of files.
check_law() {
    mapfile -t files < <(c_files | grep '^engine/')
    code_breaches 'decided in engine: ask a function of rules/' \
        '(^|[^A-Za-z0-9_])(rule_value[ \t]*[(]|(GRANT|GROUND)_[A-Z0-9]|RULE_([A-RT-Z]|S[A-DF-Z]))' \
        "${files[@]}"
}
