/* command_rules.c - tilskudd rules: which rule sets, and what to print of them. cli.md. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "engine/commands/commands.h"
#include "engine/program.h"
#include "formats/base/translate.h"
#include "formats/text/rules_json.h"
#include "formats/text/rules_report.h"
#include "engine/terminal.h"
#include "formats/accounts/limits_xml.h"
#include "formats/base/input_file.h"
#include "formats/run/signed_input.h"

typedef enum RulesAction { RULES_CHECK, RULES_SHOW, RULES_DIFF } RulesAction;

typedef struct Given {
    const char *folder;
    bool missing, strict, json;
    OptionList words; /* years, and "controls" */
    ExitStatus end;
} Given;

static const Option options[] = {
    OPTION("rules", "DIR", TEXT, Given, folder, "rule sets (default: those installed)"),
    OPTION("missing", NULL, FLAG, Given, missing,
           "check: codes that the year can pay and that have no rate"),
    OPTION("strict", NULL, FLAG, Given, strict,
           "check --missing: exit 1 when a rate is missing"),
    OPTION("json", NULL, FLAG, Given, json, "show: as JSON, for programs"),
    {.name = NULL},
};

/* What is asked for, in words that were understood. */
typedef struct RulesRequest {
    RulesAction action;
    bool controls, missing;
    JsonWriter *json; /* NULL: in words */
    const char *folder;
    ProgramData data;
    Published places; /* read when rates that are missing are asked for */
    size_t missing_rates;
    SignedInput file; /* the set that was read last, as stored, and its signature */
    int years[RULE_SETS_MAX];
    size_t year_count;
} RulesRequest;

static Status usage(Failure *failure, const char *what, const char *word)
{
    return failure_set(failure, STATUS_USAGE, "", "%s%.80s", translate(what), word);
}

static bool year_parse(const char *text, int *year)
{
    if (strlen(text) != 4 || strspn(text, "0123456789") != 4) return false;
    *year = 0;
    for (int i = 0; i < 4; i++)
        *year = *year * 10 + (text[i] - '0');
    return *year >= YEAR_MIN && *year <= YEAR_MAX;
}

static Status read_word(RulesRequest *request, const char *word, Failure *failure)
{
    int year;
    if (strcmp(word, "controls") == 0) {
        request->controls = true;
        return STATUS_OK;
    }
    if (!year_parse(word, &year)) return usage(failure, "not a year: ", word);
    for (size_t i = 0; i < request->year_count; i++)
        if (request->years[i] == year) return usage(failure, "named twice: ", word);
    if (request->year_count == RULE_SETS_MAX) return usage(failure, "too many years", "");
    request->years[request->year_count++] = year;
    return STATUS_OK;
}

static Status read_request(const Given *given, RulesRequest *request, Failure *failure)
{
    for (size_t i = 0; i < given->words.count; i++)
        TRY(read_word(request, given->words.items[i], failure));
    if (request->controls && request->action != RULES_SHOW)
        return usage(failure, "'controls' goes with show: write 'tilskudd rules show controls'",
                     "");
    if (given->missing && request->action != RULES_CHECK)
        return usage(failure,
                     "--missing goes with check: write 'tilskudd rules check --missing'", "");
    if (given->strict && !given->missing)
        return usage(failure,
                     "--strict goes with check --missing: write 'tilskudd rules check "
                     "--missing --strict'",
                     "");
    if (request->action == RULES_DIFF && request->year_count != 2)
        return usage(failure, "diff needs two years", "");
    if (given->json && request->action != RULES_SHOW)
        return usage(failure, "--json goes with show: write 'tilskudd rules show --json'", "");
    request->missing = given->missing;
    TRY(program_data(&request->data, failure));
    request->folder = given->folder != NULL ? given->folder : request->data.rules;
    return STATUS_OK;
}

/* --- what is printed --- */

/* The years that there are, for who asked for another one. */
static Status no_year(const RulesRequest *request, int year, Failure *failure)
{
    int years[RULE_SETS_MAX];
    size_t count;
    TRY(rule_sets_list(request->folder, years, &count, failure));
    return failure_set(failure, STATUS_NO_RULES, request->folder,
                       "there is no rule set of %d; the first is of %d, the last of %d", year,
                       years[0], years[count - 1]);
}

static Status read_year(RulesRequest *request, int year, RuleSet *rules, Failure *failure)
{
    char path[PATH_MAX];
    TRY(rule_set_path(request->folder, year, path, sizeof path, failure));
    signed_input_free(&request->file);
    Status status =
        signed_file_read(path, signed_kind_word(SIGNED_RULES), &request->file, failure);
    if (status == STATUS_INPUT_MISSING) return no_year(request, year, failure);
    TRY(status);
    TRY(rule_set_read(path, rules, failure));
    return rules_check_thresholds(path, rules, failure);
}

static void report_one(RulesRequest *request, const RuleSet *rules, TextBuffer *out)
{
    if (request->json != NULL && request->controls) {
        rules_json_controls(request->json, rules);
    } else if (request->json != NULL) {
        rules_json_set(request->json, rules);
    } else if (request->missing) {
        request->missing_rates += rules_report_missing(out, rules, &request->places);
    } else if (request->action == RULES_CHECK) {
        rules_report_check(out, rules, &request->file.serial, request->file.signature.size > 0);
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

static Status diff_years(RulesRequest *request, RuleSet *rules, TextBuffer *out,
                         Failure *failure)
{
    TRY(read_year(request, request->years[0], &rules[0], failure));
    TRY(read_year(request, request->years[1], &rules[1], failure));
    (void)rules_report_diff(out, &rules[0], &rules[1]);
    return STATUS_OK;
}

/* Family 11 has limits of its own, the same for every year. */
static Status show_accounts_controls(const char *path, TextBuffer *out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(system_free) AccountsLimits *limits = system_allocate(sizeof *limits);
    if (limits == NULL) return failure_set(failure, STATUS_MEMORY, path, NULL);
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(accounts_limits_read(path, file.bytes, file.size, limits, failure));
    rules_report_accounts(out, limits);
    return STATUS_OK;
}

static Status build(RulesRequest *request, TextBuffer *out, Failure *failure)
{
    bool named = request->year_count > 0;
    CLEANUP(system_free) RuleSet *rules = system_allocate_zeroed(2, sizeof *rules);
    if (rules == NULL) return failure_set(failure, STATUS_MEMORY, "", NULL);
    if (request->missing)
        TRY(published_csv_read(request->data.published, &request->places, failure));
    if (!named)
        TRY(rule_sets_list(request->folder, request->years, &request->year_count, failure));
    if (request->controls && !named) {
        request->years[0] = request->years[request->year_count - 1];
        request->year_count = 1;
    }
    if (request->action == RULES_DIFF) return diff_years(request, rules, out, failure);
    TRY(check_or_show(request, rules, out, failure));
    if (!request->controls || request->json != NULL) return STATUS_OK;
    return show_accounts_controls(request->data.accounts_limits, out, failure);
}

/* What was good is printed, also when something else was not. */
static Status do_action(Given *given, RulesAction action, Failure *failure)
{
    RulesRequest request = {.action = action};
    CLEANUP(text_buffer_free) TextBuffer out = TEXT_BUFFER_EMPTY;
    Status status = read_request(given, &request, failure);
    if (status == STATUS_OK) status = build(&request, &out, failure);
    published_free(&request.places);
    signed_input_free(&request.file);
    Status printed = save_text(NULL, 0, &out, status == STATUS_OK ? failure : NULL);
    if (given->strict && request.missing_rates > 0) given->end = EXIT_FOUND;
    return status == STATUS_OK ? printed : status;
}

/* Whole or not at all: a program has no use for half of it. */
static Status show_json(Given *given, Failure *failure)
{
    RulesRequest request = {.action = RULES_SHOW};
    CLEANUP(text_buffer_free) TextBuffer out = TEXT_BUFFER_EMPTY;
    JsonWriter json = JSON_WRITER(&out);
    rules_json_begin(&json);
    request.json = &json;
    Status status = read_request(given, &request, failure);
    if (status == STATUS_OK) status = build(&request, &out, failure);
    signed_input_free(&request.file);
    if (status != STATUS_OK) return status;
    rules_json_end(&json);
    return save_text(NULL, 0, &out, failure);
}

static Status check(void *given, Failure *failure)
{
    return do_action(given, RULES_CHECK, failure);
}

static Status show(void *arguments, Failure *failure)
{
    Given *given = arguments;
    if (given->json) return show_json(given, failure);
    return do_action(given, RULES_SHOW, failure);
}

static Status diff(void *given, Failure *failure)
{
    return do_action(given, RULES_DIFF, failure);
}

const Command command_rules = {
    .name = "rules",
    .purpose = N_("check, show and compare rule sets; list the controls"),
    .usage = "tilskudd rules check [YEAR...] [--missing [--strict]] [--rules DIR]\n"
             "       tilskudd rules show [YEAR...] [controls] [--rules DIR]\n"
             "       tilskudd rules diff YEAR YEAR [--rules DIR]",
    .description =
        N_("check reads rule sets strictly, one line for each, with the evidence of its rates; "
           "with --missing instead every code that the year can pay and the rule set has no "
           "rate for, with where its rate is published, as far as that is known. show prints "
           "parameters, grounds, postings, rates and thresholds with their references; show "
           "controls prints the catalogue of controls instead, with the limits of the year and "
           "their reasons (without YEAR: of the latest), and those of reported accounts with "
           "theirs. diff prints what changed between two years. Without YEAR: all rule sets of "
           "the folder. References such as grants.md 2.3 lead to the rule book, which is "
           "installed in share/doc/tilskudd."),
    .actions = {{"check", check}, {"show", show}, {"diff", diff}},
    .options = options,
    .rest_offset = offsetof(Given, words),
    .size = sizeof(Given),
    .end_offset = offsetof(Given, end),
};
