/* command_accounts.c - tilskudd accounts check|select|judge: the yearly control of reported
 * accounts. cli.md, accounts.md. */
#include <stdio.h>
#include <string.h>

#include "engine/accounts/accounts.h"
#include "engine/options.h"
#include "engine/program.h"
#include "formats/accounts/words.h"
#include "formats/csv/csv_fields.h"
#include "formats/crypto/private_key.h"
#include "formats/base/utf8.h"

enum {
    TAKE_AWARDS = 2,
    TAKE_ACCOUNTS,
    TAKE_STATEMENTS,
    TAKE_LAST_YEAR,
    TAKE_APPROPRIATION,
    TAKE_LIMITS,
    TAKE_DATE,
    TAKE_OUT,
    TAKE_N,
    TAKE_SEED,
    TAKE_VOUCHERS,
    TAKE_DECISIONS,
    TAKE_LEDGER,
    TAKE_KEY,
    TAKE_CERT,
    TAKE_PASS_FD,
    TAKE_TIME,
    TAKE_STRICT,
    TAKE_COUNT
};

static const OptionRow rows[] = {
    {TAKE_AWARDS, "awards", "FILE", "check: the awards (CSV)"},
    {TAKE_ACCOUNTS, "accounts", "FILE", "check: the reported accounts (CSV)"},
    {TAKE_STATEMENTS, "statements", "FILE", "check: the statements that came with them (CSV)"},
    {TAKE_LAST_YEAR, "last-year", "DIR", "check: the folder of last year's control"},
    {TAKE_APPROPRIATION, "appropriation", "FILE",
     "check: the appropriation (CSV: chapter,item,name,carried_in,allocated; kroner)"},
    {TAKE_LIMITS, "limits", "FILE", "check: other limits than those installed (XML)"},
    {TAKE_DATE, "date", "DAY", "check: the day of the control"},
    {TAKE_OUT, "out", "DIR", "check: the folder to make"},
    {TAKE_N, "n", "N", "select: how many to draw at random, besides those taken for risk"},
    {TAKE_SEED, "seed", "TEXT", "select: the draw's seed, chosen after the check is approved"},
    {TAKE_VOUCHERS, "vouchers", "FILE", "select: vouchers, to control and draw from (CSV)"},
    {TAKE_DECISIONS, "decisions", "FILE",
     "judge: what was decided (CSV: award,ineligible_ore,reason,sanction)"},
    {TAKE_LEDGER, "ledger", "DIR", "sign for this ledger; without it nothing is signed"},
    {TAKE_KEY, "key", "URI", "first person's key: PEM file or OSSL_STORE URI"},
    {TAKE_CERT, "cert", "FILE", "first person's certificate (PEM)"},
    {TAKE_PASS_FD, "pass-fd", "N", "read the key's pass phrase from this descriptor"},
    {TAKE_TIME, "time", "RFC3339", "time stamp to write (test ledgers only)"},
    {TAKE_STRICT, "strict", NULL, "check: exit 1 when a finding blocks"},
};

static const CommandHelp help = {
    "tilskudd accounts check --awards FILE --accounts FILE [--statements FILE]\n"
    "                [--last-year DIR] [--appropriation FILE] [--limits FILE] --date DAY\n"
    "                --out DIR [--ledger DIR] [--strict]\n"
    "       tilskudd accounts select DIR --n N --seed TEXT [--vouchers FILE]\n"
    "       tilskudd accounts judge DIR --decisions FILE",
    "The yearly control of reported accounts of application grants. check runs the controls\n"
    "R1101 to R1123 and writes findings, a letter for each award, a report and a summary; "
    "select\n"
    "takes awards for their risk and draws others at random; judge computes what is to be\n"
    "repaid. Every step computes the whole folder again from the inputs it keeps, and signs "
    "it.\n"
    "'tilskudd approve DIR --ledger DIR' commits it; no money moves.",
    rows, sizeof rows / sizeof rows[0],
    "Examples:\n"
    "  tilskudd accounts check --awards awards.csv --accounts accounts.csv \\\n"
    "      --statements statements.csv --date 2015-04-20 --out accounts-2014 --ledger ledger\n"
    "  tilskudd accounts select accounts-2014 --n 15 --seed \"minutes of 2015-05-04, item 2\"\n"
    "  tilskudd accounts judge accounts-2014 --decisions decisions.csv\n"};

typedef struct AccountsArguments {
    const char *action, *folder;
    const char *given[TAKE_COUNT];
    bool strict;
    int pass_descriptor;
    Day date;
    int64_t n;
} AccountsArguments;

static Status take(void *user, int id, const char *value, Failure *failure)
{
    AccountsArguments *arguments = user;
    int64_t number;
    arguments->given[id] = value != NULL ? value : "";
    switch (id) {
    case TAKE_STRICT:
        arguments->strict = true;
        return STATUS_OK;
    case TAKE_DATE:
        return option_day("--date", value, &arguments->date, failure);
    case TAKE_N:
        return option_number("--n", value, 1, ACCOUNTS_N_MAX, &arguments->n, failure);
    case TAKE_PASS_FD:
        TRY(option_number("--pass-fd", value, 0, 1023, &number, failure));
        arguments->pass_descriptor = (int)number;
        return STATUS_OK;
    default:
        return STATUS_OK;
    }
}

static Status place(void *user, const char *word, Failure *failure)
{
    AccountsArguments *arguments = user;
    if (arguments->action == NULL) {
        arguments->action = word;
    } else if (arguments->folder == NULL) {
        arguments->folder = word;
    } else {
        return failure_set(failure, STATUS_USAGE, word, "unexpected word");
    }
    return STATUS_OK;
}

/* --- who signs --- */

/* NULL members: nothing is signed. */
typedef struct Signing {
    Ledger *ledger;
    SigningPerson person;
    TimeStamp time;
} Signing;

static void signing_end(Signing *signing)
{
    signer_free(&signing->person);
    ledger_close(signing->ledger);
}

static Status signing_begin(Signing *signing, const AccountsArguments *arguments,
                            const char *ledger, Failure *failure)
{
    const char *const *given = arguments->given;
    *signing = (Signing){.ledger = NULL};
    if ((given[TAKE_KEY] == NULL) != (given[TAKE_CERT] == NULL))
        return failure_set(failure, STATUS_USAGE, "--key", "goes with --cert");
    if (ledger == NULL && (given[TAKE_KEY] != NULL || given[TAKE_TIME] != NULL))
        return failure_set(failure, STATUS_USAGE, "--ledger", "is needed to sign");
    if (ledger == NULL) return STATUS_OK;
    TRY(ledger_open(ledger, true, &signing->ledger, failure));
    if (signing->ledger->mode == LEDGER_LIVE && given[TAKE_TIME] != NULL)
        return failure_set(failure, STATUS_USAGE, "--time", "a live ledger refuses it");
    TRY(time_stamp(given[TAKE_TIME], &signing->time, failure));
    return signer_load(signing->ledger, ROLE_DISPOSITION, given[TAKE_KEY], given[TAKE_CERT],
                       arguments->pass_descriptor, &signing->time, &signing->person, failure);
}

/* A control says what was so on its day: nobody signs for a day to come. */
static Status check_day(const Signing *signing, Day date, Failure *failure)
{
    char day[DAY_TEXT_SIZE];
    if (signing->ledger == NULL || date <= time_stamp_day(&signing->time)) return STATUS_OK;
    day_format(date, day);
    return failure_set(failure, STATUS_USAGE, "--date",
                       "the control is of %s, and it would be signed before that, at %s: give "
                       "the day it was made",
                       day, signing->time.text);
}

static AccountsMode mode_of(const Ledger *ledger)
{
    if (ledger == NULL) return ACCOUNTS_UNSIGNED;
    return ledger->mode == LEDGER_LIVE ? ACCOUNTS_LIVE : ACCOUNTS_TEST;
}

/* The folder was signed for this ledger by its first person. */
static Status check_signed(const AccountsFolder *folder, const Ledger *ledger, Failure *failure)
{
    char path[PATH_SIZE], signature[PATH_SIZE];
    InputFile der;
    TRY(path_join(folder->path, "manifest.json", path, failure));
    if (folder->manifest.mode != mode_of(ledger) ||
        memcmp(folder->manifest.opening, ledger->entries[0].head, SHA256_SIZE) != 0) {
        return failure_set(failure, STATUS_NOT_NOW, path,
                           "the control was not signed for this ledger");
    }
    TRY(path_join(folder->path, "manifest.json.p7s", signature, failure));
    TRY(input_file_read_stored(signature, CMS_DER_MAX, &der, failure));
    Status status = signer_verify(ledger, path, der.bytes, der.size, folder->stored.bytes,
                                  folder->stored.size, false, failure);
    input_file_free(&der);
    return status;
}

/* --- every step: compute, write, say what came out --- */

static void print_findings(const AccountsOutcome *outcome)
{
    size_t counts[SEVERITY_INFO + 1] = {0}, reported = 0;
    for (size_t i = 0; i < outcome->findings.count; i++)
        counts[accounts_severity(&outcome->findings.items[i])]++;
    for (size_t i = 0; i < outcome->control.book->award_count; i++)
        reported += outcome->control.views[i].sums.reported;
    printf("%zu awards, accounts of %zu; findings: %zu that block, %zu to be looked at, %zu to "
           "know\n",
           outcome->control.book->award_count, reported, counts[SEVERITY_BLOCK],
           counts[SEVERITY_WARN], counts[SEVERITY_INFO]);
}

static void print_selection(const AccountsOutcome *outcome)
{
    size_t parts[SELECTED_PART_COUNT] = {0}, vouchers = 0;
    if (!outcome->selected) return;
    for (size_t i = 0; i < outcome->control.book->award_count; i++)
        parts[outcome->scores[i].part]++;
    for (size_t i = 0; i < outcome->control.book->voucher_count; i++)
        vouchers += outcome->voucher_parts[i] != PART_NOT_SELECTED;
    printf("Selected: %zu that block, %zu of the top tenth, %zu drawn of the %zu others; %zu "
           "vouchers\n",
           parts[PART_BLOCK], parts[PART_RISK], parts[PART_WHOLE] + parts[PART_RANDOM],
           outcome->projection.population, vouchers);
}

static void print_judging(const AccountsOutcome *outcome)
{
    const AccountsProjection *projection = &outcome->projection;
    size_t judged = 0;
    Ore repay = 0;
    if (!outcome->judged) return;
    for (size_t i = 0; i < outcome->control.book->award_count; i++) {
        if (outcome->decisions[i] == NULL) continue;
        judged++;
        repay = ore_add(repay, outcome->judgements[i].repay);
    }
    printf("Judged: %zu awards, to be repaid %s\n", judged, amount_words(repay).text);
    if (projection->drawn == 0) return;
    if (projection->judged < projection->drawn) {
        printf("%zu of %zu drawn are judged: nothing is said of the others yet\n",
               projection->judged, projection->drawn);
        return;
    }
    printf("Of the %zu others: paid too much %s, at most %s\n", projection->population,
           amount_words(projection->over.projected).text,
           amount_words(projection->over.upper).text);
}

static bool any_blocks(const AccountsOutcome *outcome)
{
    for (size_t i = 0; i < outcome->findings.count; i++)
        if (accounts_severity(&outcome->findings.items[i]) == SEVERITY_BLOCK) return true;
    return false;
}

static Status write_year(AccountsFolder *folder, const AccountsOutcome *outcome,
                         const Signing *signing, Failure *failure)
{
    AccountsOutputs outputs;
    const SigningPerson *person = signing->ledger != NULL ? &signing->person : NULL;
    Status status = accounts_outputs_make(outcome, &outputs, failure);
    if (status == STATUS_OK) {
        status = accounts_folder_save(folder, &outputs, signing->ledger, person, &signing->time,
                                      failure);
    }
    accounts_outputs_free(&outputs);
    return status;
}

static Status do_step(AccountsFolder *folder, const Signing *signing, bool *blocks,
                      Failure *failure)
{
    AccountsYear *year;
    TRY(accounts_year_make(folder, &year, failure));
    const AccountsOutcome *outcome = accounts_year_outcome(year);
    Status status = write_year(folder, outcome, signing, failure);
    if (status == STATUS_OK) {
        print_findings(outcome);
        print_selection(outcome);
        print_judging(outcome);
        printf("%s %s\n",
               signing->ledger != NULL ? "Written and signed:" : "Written, not signed:",
               folder->path);
    }
    *blocks = any_blocks(outcome);
    accounts_year_free(year);
    return status;
}

/* --- check --- */

static Status need(const AccountsArguments *arguments, int id, Failure *failure)
{
    char name[32];
    if (arguments->given[id] != NULL) return STATUS_OK;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].id == id) snprintf(name, sizeof name, "--%s", rows[i].name);
    return failure_set(failure, STATUS_USAGE, name, "is needed");
}

static Status take_file(AccountsFolder *folder, const Ledger *ledger,
                        const AccountsArguments *arguments, int option, AccountsInputId id,
                        Failure *failure)
{
    const char *path = arguments->given[option];
    AccountsInput *input = &folder->inputs[id];
    if (path == NULL) return STATUS_OK;
    input_file_free(&input->file);
    input_file_free(&input->signature);
    *input = (AccountsInput){.there = false};
    return accounts_input_read(ledger, path, accounts_input_is_signed(id), input, failure);
}

static void move_input(AccountsInput *from, AccountsInput *to)
{
    *to = *from;
    to->is_signed = false;
    input_file_free(&from->signature);
    *from = (AccountsInput){.there = false};
    to->signature = (InputFile){.bytes = NULL};
}

/* Last year's folder keeps what is compared; its manifest says which. */
static Status take_last_year(AccountsFolder *folder, const Ledger *ledger, const char *path,
                             Failure *failure)
{
    AccountsFolder last;
    Status status = accounts_folder_open(path, &last, failure);
    bool is_signed = status == STATUS_OK && last.manifest.mode != ACCOUNTS_UNSIGNED;
    bool live = ledger != NULL && ledger->mode == LEDGER_LIVE;
    if (status == STATUS_OK && ledger != NULL && (is_signed || live))
        status = check_signed(&last, ledger, failure);
    if (status == STATUS_OK && last.manifest.date >= folder->manifest.date) {
        status = failure_set(failure, STATUS_INPUT_VALUE, path,
                             "this control is not earlier than --date: name last year's");
    }
    if (status == STATUS_OK) {
        AccountsInput *manifest = &folder->inputs[ACCOUNTS_LAST_MANIFEST];
        move_input(&last.inputs[ACCOUNTS_AWARDS], &folder->inputs[ACCOUNTS_LAST_AWARDS]);
        move_input(&last.inputs[ACCOUNTS_REPORTED], &folder->inputs[ACCOUNTS_LAST_REPORTED]);
        move_input(&last.inputs[ACCOUNTS_STATEMENTS],
                   &folder->inputs[ACCOUNTS_LAST_STATEMENTS]);
        *manifest = (AccountsInput){.there = true, .file = last.stored};
        last.stored = (InputFile){.bytes = NULL};
    }
    accounts_folder_close(&last);
    return status;
}

static Status take_limits(AccountsFolder *folder, const AccountsArguments *arguments,
                          Failure *failure)
{
    static ProgramData data;
    const char *path = arguments->given[TAKE_LIMITS];
    if (path == NULL) {
        TRY(program_data(&data, failure));
        path = data.accounts_limits;
    }
    return accounts_input_read(NULL, path, false, &folder->inputs[ACCOUNTS_LIMITS], failure);
}

static Status take_inputs(AccountsFolder *folder, const Ledger *ledger,
                          const AccountsArguments *arguments, Failure *failure)
{
    static const struct {
        int option;
        AccountsInputId id;
    } files[] = {{TAKE_AWARDS, ACCOUNTS_AWARDS},
                 {TAKE_ACCOUNTS, ACCOUNTS_REPORTED},
                 {TAKE_STATEMENTS, ACCOUNTS_STATEMENTS},
                 {TAKE_APPROPRIATION, ACCOUNTS_APPROPRIATION}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        TRY(take_file(folder, ledger, arguments, files[i].option, files[i].id, failure));
    TRY(take_limits(folder, arguments, failure));
    const char *last = arguments->given[TAKE_LAST_YEAR];
    return last != NULL ? take_last_year(folder, ledger, last, failure) : STATUS_OK;
}

static Status name_ledger(AccountsFolder *folder, const Signing *signing,
                          const AccountsArguments *arguments, Failure *failure)
{
    AccountsManifest *manifest = &folder->manifest;
    manifest->mode = mode_of(signing->ledger);
    if (signing->ledger == NULL) return STATUS_OK;
    TRY(path_refuse_ident(arguments->given[TAKE_LEDGER], failure));
    TRY(path_join("", arguments->given[TAKE_LEDGER], manifest->ledger, failure));
    memcpy(manifest->opening, signing->ledger->entries[0].head, SHA256_SIZE);
    return STATUS_OK;
}

static Status new_folder(AccountsFolder *folder, const Signing *signing,
                         const AccountsArguments *arguments, Failure *failure)
{
    folder->manifest.date = arguments->date;
    TRY(accounts_folder_path(arguments->given[TAKE_OUT], folder->path, failure));
    TRY(name_ledger(folder, signing, arguments, failure));
    TRY(output_file_check_new(folder->path, failure));
    return take_inputs(folder, signing->ledger, arguments, failure);
}

static Status check(const AccountsArguments *arguments, bool *blocks, Failure *failure)
{
    static AccountsFolder folder;
    static const int needed[] = {TAKE_AWARDS, TAKE_ACCOUNTS, TAKE_DATE, TAKE_OUT};
    Signing signing;
    folder = (AccountsFolder){.path = ""};
    if (arguments->folder != NULL)
        return failure_set(failure, STATUS_USAGE, arguments->folder, "unexpected word");
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        TRY(need(arguments, needed[i], failure));
    Status status = signing_begin(&signing, arguments, arguments->given[TAKE_LEDGER], failure);
    if (status == STATUS_OK) status = check_day(&signing, arguments->date, failure);
    if (status == STATUS_OK) status = new_folder(&folder, &signing, arguments, failure);
    if (status == STATUS_OK) status = do_step(&folder, &signing, blocks, failure);
    accounts_folder_close(&folder);
    signing_end(&signing);
    return status;
}

/* --- select, judge --- */

static Status take_seed(AccountsManifest *manifest, const AccountsArguments *arguments,
                        Failure *failure)
{
    const char *seed = arguments->given[TAKE_SEED];
    size_t length = strlen(seed);
    if (length >= sizeof manifest->seed || !text_is_plain(seed, length) ||
        utf8_text_prefix(seed, length) < length)
        return failure_set(failure, STATUS_USAGE, "--seed",
                           "not a text of 1 to %d bytes without control characters",
                           ACCOUNTS_SEED_SIZE - 1);
    if (path_refuse_ident(seed, NULL) != STATUS_OK)
        return failure_set(failure, STATUS_USAGE, "--seed",
                           "holds an identity number, and it is written down: choose another");
    bool same = manifest->n == arguments->n && strcmp(manifest->seed, seed) == 0;
    if (manifest->n > 0 && !same) {
        return failure_set(failure, STATUS_NOT_NOW, "--seed",
                           "the sample is drawn (n = %lld, with another seed or number): a "
                           "draw stands; give the same, or make a new control",
                           (long long)manifest->n);
    }
    manifest->n = arguments->n;
    snprintf(manifest->seed, sizeof manifest->seed, "%s", seed);
    return STATUS_OK;
}

static Status take_step(AccountsFolder *folder, const Signing *signing,
                        const AccountsArguments *arguments, bool selects, Failure *failure)
{
    if (!selects) {
        return take_file(folder, signing->ledger, arguments, TAKE_DECISIONS, ACCOUNTS_DECISIONS,
                         failure);
    }
    TRY(take_seed(&folder->manifest, arguments, failure));
    return take_file(folder, signing->ledger, arguments, TAKE_VOUCHERS, ACCOUNTS_VOUCHERS,
                     failure);
}

static const char *ledger_of(const AccountsFolder *folder, const AccountsArguments *arguments)
{
    const char *given = arguments->given[TAKE_LEDGER];
    if (given != NULL || folder->manifest.mode == ACCOUNTS_UNSIGNED) return given;
    return folder->manifest.ledger;
}

static Status step_in(AccountsFolder *folder, const AccountsArguments *arguments, bool selects,
                      bool *blocks, Failure *failure)
{
    Signing signing;
    Status status = signing_begin(&signing, arguments, ledger_of(folder, arguments), failure);
    if (status == STATUS_OK) status = check_day(&signing, folder->manifest.date, failure);
    if (status == STATUS_OK && signing.ledger != NULL)
        status = check_signed(folder, signing.ledger, failure);
    if (status == STATUS_OK && signing.ledger != NULL)
        status = accounts_outputs_check(folder, failure);
    if (status == STATUS_OK) status = take_step(folder, &signing, arguments, selects, failure);
    if (status == STATUS_OK) status = do_step(folder, &signing, blocks, failure);
    signing_end(&signing);
    return status;
}

static Status later_step(const AccountsArguments *arguments, bool selects, bool *blocks,
                         Failure *failure)
{
    static AccountsFolder folder;
    if (arguments->folder == NULL)
        return failure_set(failure, STATUS_USAGE, "accounts", "name the folder of the control");
    if (selects) {
        TRY(need(arguments, TAKE_N, failure));
        TRY(need(arguments, TAKE_SEED, failure));
    } else {
        TRY(need(arguments, TAKE_DECISIONS, failure));
    }
    Status status = accounts_folder_open(arguments->folder, &folder, failure);
    if (status == STATUS_OK) status = step_in(&folder, arguments, selects, blocks, failure);
    accounts_folder_close(&folder);
    return status;
}

/* --- the command --- */

/* An option of another step is a mistake, not something to pass over. */
static Status refuse_others(const AccountsArguments *arguments, int step, Failure *failure)
{
    static const int step_of[TAKE_COUNT] = {
        [TAKE_AWARDS] = 1,    [TAKE_ACCOUNTS] = 1,      [TAKE_STATEMENTS] = 1,
        [TAKE_LAST_YEAR] = 1, [TAKE_APPROPRIATION] = 1, [TAKE_LIMITS] = 1,
        [TAKE_DATE] = 1,      [TAKE_OUT] = 1,           [TAKE_STRICT] = 1,
        [TAKE_N] = 2,         [TAKE_SEED] = 2,          [TAKE_VOUCHERS] = 2,
        [TAKE_DECISIONS] = 3};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int id = rows[i].id;
        char name[32];
        if (arguments->given[id] == NULL || step_of[id] == 0 || step_of[id] == step) continue;
        snprintf(name, sizeof name, "--%s", rows[i].name);
        return failure_set(failure, STATUS_USAGE, name, "does not belong to accounts %s",
                           arguments->action);
    }
    return STATUS_OK;
}

static Status act(const AccountsArguments *arguments, bool *blocks, Failure *failure)
{
    static const char *const actions[] = {"check", "select", "judge"};
    const char *action = arguments->action != NULL ? arguments->action : "";
    for (int step = 1; step <= 3; step++) {
        if (strcmp(action, actions[step - 1]) != 0) continue;
        TRY(refuse_others(arguments, step, failure));
        if (step == 1) return check(arguments, blocks, failure);
        return later_step(arguments, step == 2, blocks, failure);
    }
    return failure_set(failure, STATUS_USAGE, "accounts", "say check, select or judge");
}

int command_accounts(int argc, char **argv)
{
    static AccountsArguments arguments;
    Failure failure = {STATUS_OK, "", ""};
    bool helped, blocks = false;
    arguments = (AccountsArguments){.pass_descriptor = PASS_NONE};
    OptionTakers takers = {take, place, &arguments};
    Status status = options_parse(argc, argv, &help, &takers, &helped, &failure);
    if (helped) return EXIT_DONE;
    if (status == STATUS_OK) status = act(&arguments, &blocks, &failure);
    if (status != STATUS_OK) return report_failure(&failure);
    return blocks && arguments.strict ? EXIT_FOUND : EXIT_DONE;
}
