/* accounts_steps.c - check, select and judge: each reads its inputs, computes the whole folder
 * again, writes and signs it. accounts.md 5. */
#include "engine/accounts/accounts.h"
#include "engine/terminal.h"

#include <stdio.h>
#include <string.h>

#include "formats/accounts/words.h"
#include "formats/base/count_words.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/csv/csv_fields.h"

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
    if (signing->ledger != NULL) ledger_close(signing->ledger);
}

CLEANUP_VALUE(Signing, signing_end)

static Status signing_begin(Signing *signing, const AccountsGiven *given, const char *ledger,
                            Failure *failure)
{
    if (ledger == NULL && (given->key != NULL || given->time != NULL))
        return failure_set(failure, STATUS_USAGE, "--ledger", "is needed to sign");
    if (ledger == NULL) return STATUS_OK;
    TRY(pin_ledger_open(&given->pin, ledger, &signing->ledger, failure));
    TRY(pin_check(&given->pin, signing->ledger, given->out, true, failure));
    if (signing->ledger->mode == LEDGER_LIVE && given->time != NULL)
        return failure_set(failure, STATUS_USAGE, "--time", "a live ledger refuses it");
    TRY(time_stamp(given->time, &signing->time, failure));
    return signer_load(signing->ledger, ROLE_DISPOSITION, given->key, given->certificate,
                       given->pass_descriptor, &signing->time, &signing->person, failure);
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
    size_t place;
    CLEANUP(input_file_free) InputFile der = {0};
    TRY(path_join(folder->path, "manifest.json", path, failure));
    if (folder->manifest.mode != mode_of(ledger) ||
        memcmp(folder->manifest.opening, ledger->entries[0].head, SHA256_SIZE) != 0)
        return failure_set(failure, STATUS_NEVER, path,
                           "the control was not signed for this ledger");
    TRY(path_join(folder->path, "manifest.json.p7s", signature, failure));
    TRY(input_file_read_stored(signature, CMS_DER_MAX, &der, failure));
    TRY(accounts_place(folder, ledger, &place, failure));
    return signer_verify(ledger, place, path, der.bytes, der.size, folder->stored.bytes,
                         folder->stored.size, false, failure);
}

/* --- every step: compute, write, say what came out --- */

static void print_judging(const AccountsProjection *projection, const AccountsTotals *totals)
{
    printf(_("Judged: %s, to be repaid %s\n"),
           count_words((uint64_t)totals->judged, "award", "awards").text,
           amount_words(totals->repay).text);
    if (projection->drawn == 0) return;
    if (projection->judged < projection->drawn) {
        printf(_("%s of %s drawn are judged: nothing is said of the others yet\n"),
               count_text(projection->judged).text, count_text(projection->drawn).text);
        return;
    }
    printf(_("Of the others (%s): paid too much %s, at most %s\n"),
           count_words(projection->population, "award", "awards").text,
           amount_words(projection->over.projected).text,
           amount_words(projection->over.upper).text);
}

static void print_totals(const AccountsOutcome *outcome, const AccountsTotals *totals)
{
    const int64_t *severities = totals->severities, *parts = totals->parts;
    printf(_("%s, accounts of %s; findings that block %s, to be looked at %s, to know %s\n"),
           count_words((uint64_t)totals->awards, "award", "awards").text,
           count_text((uint64_t)totals->reported).text,
           count_text((uint64_t)severities[SEVERITY_BLOCK]).text,
           count_text((uint64_t)severities[SEVERITY_WARN]).text,
           count_text((uint64_t)severities[SEVERITY_INFO]).text);
    if (outcome->selected)
        printf(_("Selected: for what blocks %s, of the top tenth %s, drawn %s of %s "
                 "others; %s\n"),
               count_text((uint64_t)parts[PART_BLOCK]).text,
               count_text((uint64_t)parts[PART_RISK]).text,
               count_text((uint64_t)(parts[PART_WHOLE] + parts[PART_RANDOM])).text,
               count_text(outcome->projection.population).text,
               count_words((uint64_t)totals->vouchers, "voucher", "vouchers").text);
    if (outcome->judged) print_judging(&outcome->projection, totals);
}

static Status write_year(AccountsFolder *folder, const AccountsOutcome *outcome,
                         const Signing *signing, Failure *failure)
{
    CLEANUP(accounts_outputs_free) AccountsOutputs outputs = {0};
    const SigningPerson *person = signing->ledger != NULL ? &signing->person : NULL;
    TRY(accounts_outputs_make(outcome, &outputs, failure));
    return accounts_folder_save(folder, &outputs, signing->ledger, person, &signing->time,
                                failure);
}

static Status do_step(AccountsFolder *folder, const Signing *signing, AccountsGiven *given,
                      Failure *failure)
{
    CLEANUP(accounts_year_free) AccountsYear *year = NULL;
    TRY(accounts_year_make(folder, &year, failure));
    const AccountsOutcome *outcome = accounts_year_outcome(year);
    TRY(write_year(folder, outcome, signing, failure));
    AccountsTotals totals = accounts_totals(outcome);
    print_totals(outcome, &totals);
    print_done("%s %s",
               signing->ledger != NULL ? _("Written and signed:") : _("Written, not signed:"),
               folder->path);
    if (given->strict && totals.severities[SEVERITY_BLOCK] > 0) given->end = EXIT_FOUND;
    return signing->ledger != NULL ? pin_move(&given->pin, signing->ledger, failure)
                                   : STATUS_OK;
}

/* --- check --- */

static Status take_file(AccountsFolder *folder, const Ledger *ledger, const char *path,
                        AccountsInputId id, Failure *failure)
{
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
    CLEANUP(accounts_folder_close) AccountsFolder last = {.path = ""};
    TRY(accounts_folder_open(path, &last, failure));
    bool is_signed = last.manifest.mode != ACCOUNTS_UNSIGNED;
    bool strict = ledger != NULL && ledger->given_keys;
    if (ledger != NULL && (is_signed || strict)) TRY(check_signed(&last, ledger, failure));
    if (last.manifest.date >= folder->manifest.date)
        return failure_set(failure, STATUS_INPUT_VALUE, path,
                           "this control is not earlier than --date: name last year's");
    AccountsInput *manifest = &folder->inputs[ACCOUNTS_LAST_MANIFEST];
    move_input(&last.inputs[ACCOUNTS_AWARDS], &folder->inputs[ACCOUNTS_LAST_AWARDS]);
    move_input(&last.inputs[ACCOUNTS_REPORTED], &folder->inputs[ACCOUNTS_LAST_REPORTED]);
    move_input(&last.inputs[ACCOUNTS_STATEMENTS], &folder->inputs[ACCOUNTS_LAST_STATEMENTS]);
    *manifest = (AccountsInput){.there = true, .file = HAND_OVER(InputFile, last.stored)};
    return STATUS_OK;
}

static Status take_inputs(AccountsFolder *folder, const Ledger *ledger,
                          const AccountsGiven *given, Failure *failure)
{
    TRY(take_file(folder, ledger, given->awards, ACCOUNTS_AWARDS, failure));
    TRY(take_file(folder, ledger, given->accounts, ACCOUNTS_REPORTED, failure));
    TRY(take_file(folder, ledger, given->statements, ACCOUNTS_STATEMENTS, failure));
    TRY(take_file(folder, ledger, given->appropriation, ACCOUNTS_APPROPRIATION, failure));
    TRY(accounts_input_read(NULL, given->limits, false, &folder->inputs[ACCOUNTS_LIMITS],
                            failure));
    if (given->last_year == NULL) return STATUS_OK;
    return take_last_year(folder, ledger, given->last_year, failure);
}

static Status name_ledger(AccountsFolder *folder, const Signing *signing, const char *ledger,
                          Failure *failure)
{
    AccountsManifest *manifest = &folder->manifest;
    manifest->mode = mode_of(signing->ledger);
    if (signing->ledger == NULL) return STATUS_OK;
    TRY(path_refuse_ident(ledger, failure));
    TRY(path_join("", ledger, manifest->ledger, failure));
    memcpy(manifest->opening, signing->ledger->entries[0].head, SHA256_SIZE);
    return STATUS_OK;
}

Status accounts_step_check(AccountsGiven *given, Failure *failure)
{
    CLEANUP(signing_end) Signing signing = {0};
    CLEANUP(accounts_folder_close)
    AccountsFolder folder = {.manifest = {.date = given->date}};
    TRY(signing_begin(&signing, given, given->ledger, failure));
    TRY(check_day(&signing, given->date, failure));
    TRY(accounts_folder_path(given->out, folder.path, failure));
    TRY(name_ledger(&folder, &signing, given->ledger, failure));
    TRY(output_file_check_new(folder.path, failure));
    TRY(take_inputs(&folder, signing.ledger, given, failure));
    return do_step(&folder, &signing, given, failure);
}

/* --- select, judge --- */

static Status take_seed(AccountsManifest *manifest, const AccountsGiven *given,
                        Failure *failure)
{
    const char *seed = given->seed;
    size_t length = strlen(seed);
    if (length >= sizeof manifest->seed || !text_is_plain(seed, length) ||
        utf8_text_prefix(seed, length) < length)
        return failure_set(failure, STATUS_USAGE, "--seed",
                           "not a text of 1 to %d bytes without control characters",
                           ACCOUNTS_SEED_SIZE - 1);
    if (path_refuse_ident(seed, NULL) != STATUS_OK)
        return failure_set(failure, STATUS_USAGE, "--seed",
                           "holds an identity number, and it is written down: choose another");
    bool same = manifest->n == given->n && strcmp(manifest->seed, seed) == 0;
    if (manifest->n > 0 && !same) {
        return failure_set(failure, STATUS_NEVER, "--seed",
                           "the sample is drawn (n = %lld, with another seed or number): a "
                           "draw stands; give the same, or make a new control",
                           (long long)manifest->n);
    }
    manifest->n = given->n;
    snprintf(manifest->seed, sizeof manifest->seed, "%s", seed);
    return STATUS_OK;
}

/* What a later step takes besides what the folder keeps. */
typedef Status (*StepTaker)(AccountsFolder *folder, const Ledger *ledger,
                            const AccountsGiven *given, Failure *failure);

static Status take_selection(AccountsFolder *folder, const Ledger *ledger,
                             const AccountsGiven *given, Failure *failure)
{
    TRY(take_seed(&folder->manifest, given, failure));
    return take_file(folder, ledger, given->vouchers, ACCOUNTS_VOUCHERS, failure);
}

static Status take_decisions(AccountsFolder *folder, const Ledger *ledger,
                             const AccountsGiven *given, Failure *failure)
{
    return take_file(folder, ledger, given->decisions, ACCOUNTS_DECISIONS, failure);
}

static const char *ledger_of(const AccountsFolder *folder, const char *given)
{
    if (given != NULL || folder->manifest.mode == ACCOUNTS_UNSIGNED) return given;
    return folder->ledger;
}

static Status later_step(AccountsGiven *given, StepTaker take, Failure *failure)
{
    CLEANUP(signing_end) Signing signing = {0};
    CLEANUP(accounts_folder_close) AccountsFolder folder = {.path = ""};
    TRY(accounts_folder_open(given->folder, &folder, failure));
    TRY(signing_begin(&signing, given, ledger_of(&folder, given->ledger), failure));
    TRY(check_day(&signing, folder.manifest.date, failure));
    if (signing.ledger != NULL) {
        TRY(check_signed(&folder, signing.ledger, failure));
        TRY(accounts_outputs_check(&folder, failure));
    }
    TRY(take(&folder, signing.ledger, given, failure));
    return do_step(&folder, &signing, given, failure);
}

Status accounts_step_select(AccountsGiven *given, Failure *failure)
{
    return later_step(given, take_selection, failure);
}

Status accounts_step_judge(AccountsGiven *given, Failure *failure)
{
    return later_step(given, take_decisions, failure);
}
