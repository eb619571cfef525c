/* command_rules.c - the rules command: which rule sets, and what to print of them. */
#include "engine/commands/command_rules.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "engine/options.h"
#include "formats/text/rules_report.h"
#include "formats/accounts/limits_xml.h"
#include "formats/base/input_file.h"

typedef enum RulesAction {
    RULES_CHECK,
    RULES_SHOW,
    RULES_DIFF,
    RULES_HELP,
    RULES_VERSION
} RulesAction;

typedef struct RulesRequest {
    RulesAction action;
    bool controls, missing, strict;
    const char *folder, *accounts_limits;
    const char *published; /* published.csv */
    Published places;      /* read when rates that are missing are asked for */
    size_t missing_rates;
    bool folder_given;
    int years[RULE_SETS_MAX];
    size_t year_count;
} RulesRequest;

static const char help_text[] =
    "Usage: tilskudd rules check [YEAR...] [--missing [--strict]] [--rules DIR]\n"
    "       tilskudd rules show [YEAR...] [controls] [--rules DIR]\n"
    "       tilskudd rules diff YEAR YEAR [--rules DIR]\n"
    "\n"
    "  check     read rule sets strictly; one line for each, with the evidence of its rates\n"
    "            --missing: instead, every code that the year can pay and the rule set has no\n"
    "            rate for, with where its rate is published, as far as that is known\n"
    "  show      parameters, grounds, postings, rates and thresholds with their references;\n"
    "            'controls' shows the catalogue of controls instead, with the limits of the\n"
    "            year and their reasons (without YEAR: of the latest), and those of reported\n"
    "            accounts with theirs\n"
    "  diff      what changed between two years\n"
    "\n"
    "Options: --rules DIR (default: the rule sets installed), --strict (with --missing: exit\n"
    "status 1 when a rate is missing), --help, --version.\n"
    "Without YEAR: all rule sets of the folder. References such as grants.md 2.3 lead to the\n"
    "rule book, which is installed in share/doc/tilskudd.\n"
    "Exit status: 0 done, 1 a rate is missing (--strict), 2 wrong use, 4 a rule set is\n"
    "refused, 6 system error.\n";

static Status usage(Failure *failure, const char *what, const char *word)
{
    return failure_set(failure, STATUS_USAGE, "", "%s%.80s", what, word);
}

static bool year_parse(const char *text, int *year)
{
    if (strlen(text) != 4 || strspn(text, "0123456789") != 4) return false;
    *year = 0;
    for (int i = 0; i < 4; i++)
        *year = *year * 10 + (text[i] - '0');
    return *year >= YEAR_MIN && *year <= YEAR_MAX;
}

static Status parse_word(RulesRequest *request, const char *word, Failure *failure)
{
    int year;
    if (strcmp(word, "controls") == 0) {
        request->controls = true;
        return STATUS_OK;
    }
    if (word[0] == '-') return usage(failure, "unknown option ", word);
    if (!year_parse(word, &year)) return usage(failure, "not a year: ", word);
    for (size_t i = 0; i < request->year_count; i++)
        if (request->years[i] == year) return usage(failure, "named twice: ", word);
    if (request->year_count == RULE_SETS_MAX) return usage(failure, "too many years", "");
    request->years[request->year_count++] = year;
    return STATUS_OK;
}

static Status parse_action(RulesRequest *request, const char *word, Failure *failure)
{
    static const char *const words[] = {"check", "show", "diff"};
    for (int i = RULES_CHECK; i <= RULES_DIFF; i++) {
        if (strcmp(word, words[i]) != 0) continue;
        request->action = (RulesAction)i;
        return STATUS_OK;
    }
    return usage(failure, "rules check, show or diff, not ", word);
}

static Status check_request(const RulesRequest *request, bool action_seen, Failure *failure)
{
    if (!action_seen) return usage(failure, "name check, show or diff", "");
    if (request->controls && request->action != RULES_SHOW)
        return usage(failure, "controls goes with show only", "");
    if (request->missing && request->action != RULES_CHECK)
        return usage(failure, "--missing goes with check only", "");
    if (request->strict && !request->missing)
        return usage(failure, "--strict goes with check --missing only", "");
    if (request->action == RULES_DIFF && request->year_count != 2)
        return usage(failure, "diff needs two years", "");
    return STATUS_OK;
}

/* An option without a value. */
static bool take_flag(RulesRequest *request, const char *word)
{
    if (strcmp(word, "--missing") == 0)
        request->missing = true;
    else if (strcmp(word, "--strict") == 0)
        request->strict = true;
    else
        return false;
    return true;
}

static Status take_folder(RulesRequest *request, const char *folder, Failure *failure)
{
    if (request->folder_given)
        return usage(failure, "--rules is given twice: give it once", "");
    request->folder = folder;
    request->folder_given = true;
    return STATUS_OK;
}

static Status parse_arguments(int argc, char **argv, RulesRequest *request, Failure *failure)
{
    static const char option[] = "--rules";
    bool action_seen = false;
    for (int i = 1; i < argc; i++) {
        bool help = strcmp(argv[i], "--help") == 0;
        if (help || strcmp(argv[i], "--version") == 0) {
            request->action = help ? RULES_HELP : RULES_VERSION;
            return STATUS_OK;
        }
        if (take_flag(request, argv[i])) continue;
        if (strcmp(argv[i], option) == 0) {
            if (++i == argc) return usage(failure, "--rules needs a folder", "");
            TRY(take_folder(request, argv[i], failure));
        } else if (strncmp(argv[i], "--rules=", sizeof option) == 0) {
            TRY(take_folder(request, argv[i] + sizeof option, failure));
        } else if (!action_seen) {
            TRY(parse_action(request, argv[i], failure));
            action_seen = true;
        } else {
            TRY(parse_word(request, argv[i], failure));
        }
    }
    return check_request(request, action_seen, failure);
}

static Status read_year(const RulesRequest *request, int year, RuleSet *rules, Failure *failure)
{
    char path[PATH_MAX];
    TRY(rule_set_path(request->folder, year, path, sizeof path, failure));
    TRY(rule_set_read(path, rules, failure));
    return rules_check_thresholds(path, rules, failure);
}

static void report_one(RulesRequest *request, const RuleSet *rules, TextBuffer *out)
{
    if (request->missing) {
        request->missing_rates += rules_report_missing(out, rules, &request->places);
    } else if (request->action == RULES_CHECK) {
        rules_report_check(out, rules);
    } else {
        if (out->length > 0) text_buffer_char(out, '\n');
        if (request->controls)
            rules_report_controls(out, rules);
        else
            rules_report_show(out, rules);
    }
}

/* All sets are looked at, so that one round of corrections is enough; the first failure is left
 * to the caller, the others are told here. */
static Status check_or_show(RulesRequest *request, RuleSet *rules, TextBuffer *out,
                            Failure *failure)
{
    Status first = STATUS_OK;
    for (size_t i = 0; i < request->year_count; i++) {
        Failure own = {STATUS_OK, "", ""};
        Status status = read_year(request, request->years[i], rules, &own);
        if (status != STATUS_OK && first == STATUS_OK) {
            first = status;
            *failure = own;
        } else if (status != STATUS_OK) {
            (void)report_failure(&own);
        } else {
            report_one(request, rules, out);
        }
    }
    return first;
}

static Status diff_years(const RulesRequest *request, RuleSet *rules, TextBuffer *out,
                         Failure *failure)
{
    TRY(read_year(request, request->years[0], &rules[0], failure));
    TRY(read_year(request, request->years[1], &rules[1], failure));
    rules_report_diff(out, &rules[0], &rules[1]);
    return STATUS_OK;
}

/* Family 11 has limits of its own, the same for every year. */
static Status show_accounts_controls(const char *path, TextBuffer *out, Failure *failure)
{
    InputFile file;
    AccountsLimits *limits = system_allocate(sizeof *limits);
    if (limits == NULL) return failure_set(failure, STATUS_MEMORY, path, NULL);
    Status status = input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, failure);
    if (status == STATUS_OK) {
        status = accounts_limits_read(path, file.bytes, file.size, limits, failure);
        input_file_free(&file);
    }
    if (status == STATUS_OK) rules_report_accounts(out, limits);
    system_free(limits);
    return status;
}

static Status with_rule_sets(RulesRequest *request, TextBuffer *out, Failure *failure)
{
    bool named = request->year_count > 0;
    if (request->missing)
        TRY(published_csv_read(request->published, &request->places, failure));
    if (!named)
        TRY(rule_sets_list(request->folder, request->years, &request->year_count, failure));
    if (request->controls && !named) {
        request->years[0] = request->years[request->year_count - 1];
        request->year_count = 1;
    }
    RuleSet *rules = system_allocate_zeroed(2, sizeof *rules);
    if (rules == NULL) return failure_set(failure, STATUS_MEMORY, "", NULL);
    Status status = request->action == RULES_DIFF ? diff_years(request, rules, out, failure)
                                                  : check_or_show(request, rules, out, failure);
    system_free(rules);
    if (status != STATUS_OK || !request->controls) return status;
    return show_accounts_controls(request->accounts_limits, out, failure);
}

static Status build(RulesRequest *request, TextBuffer *out, Failure *failure)
{
    if (request->action == RULES_HELP) {
        text_buffer_text(out, help_text);
        return STATUS_OK;
    }
    if (request->action == RULES_VERSION) {
        text_buffer_text(out, "tilskudd " TILSKUDD_VERSION "\n");
        return STATUS_OK;
    }
    return with_rule_sets(request, out, failure);
}

static Status print(const TextBuffer *out, Failure *failure)
{
    TRY(text_buffer_status(out, failure));
    if (out->length > 0 && fwrite(out->bytes, 1, out->length, stdout) != out->length)
        return failure_set(failure, STATUS_WRITE, "standard output", NULL);
    if (fflush(stdout) != 0) return failure_set(failure, STATUS_WRITE, "standard output", NULL);
    return STATUS_OK;
}

int command_rules(int argc, char **argv, const char *default_rules_folder,
                  const char *published, const char *accounts_limits)
{
    Failure failure = {0}, printing = {0};
    RulesRequest request = {.folder = default_rules_folder,
                            .published = published,
                            .accounts_limits = accounts_limits};
    TextBuffer out = TEXT_BUFFER_EMPTY;
    Status status = parse_arguments(argc, argv, &request, &failure);
    if (status == STATUS_OK) status = build(&request, &out, &failure);
    int end = report_end(status, &failure);
    Status printed = print(&out, &printing);
    int told = report_end(printed, &printing);
    text_buffer_free(&out);
    published_free(&request.places);
    if (end == EXIT_DONE) end = told;
    return end == EXIT_DONE && request.strict && request.missing_rates > 0 ? EXIT_FOUND : end;
}
