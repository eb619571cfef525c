/* approval_accounts.c - a control of accounts becomes an entry of the ledger: hashes and
 * leaves, no money. payments.md 5, accounts.md 5. */
#include <stdio.h>
#include <string.h>

#include "engine/accounts/accounts.h"
#include "engine/ledger/entry_check.h"
#include "engine/program.h"
#include "engine/terminal.h"
#include "formats/accounts/words.h"
#include "formats/base/count_words.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/text/severity_words.h"

enum { PUBLIC_MODE = 0644, FINDINGS_MODE = 0640 };

/* What is approved: the folder, and everything in it computed again. */
typedef struct AccountsApproval {
    Approval *approval;
    AccountsFolder folder;
    AccountsYear *year;
    AccountsOutputs outputs;
} AccountsApproval;

static void let_go(AccountsApproval *accounts)
{
    accounts_outputs_free(&accounts->outputs);
    accounts_year_free(accounts->year);
    accounts_folder_close(&accounts->folder);
}
CLEANUP_VALUE(AccountsApproval, let_go)

/* --- is it what it says it is? --- */

static Status check_mode(const AccountsApproval *accounts, Failure *failure)
{
    const AccountsManifest *manifest = &accounts->folder.manifest;
    const Ledger *ledger = accounts->approval->ledger;
    char here[sizeof manifest->program];
    AccountsMode mode = ledger->mode == LEDGER_LIVE ? ACCOUNTS_LIVE : ACCOUNTS_TEST;
    if (manifest->mode == ACCOUNTS_UNSIGNED)
        return failure_set(failure, STATUS_NOT_NOW, accounts->folder.path,
                           "nobody has signed this control: check the accounts with --ledger");
    if (manifest->mode != mode ||
        memcmp(manifest->opening, ledger->entries[0].head, SHA256_SIZE) != 0)
        return failure_set(failure, STATUS_NEVER, accounts->folder.path,
                           "the control was signed for another ledger");
    snprintf(here, sizeof here, "tilskudd " TILSKUDD_VERSION ", build %s", program_build());
    if (strcmp(manifest->program, here) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, accounts->folder.path,
                       "made by %s, and this is %s: use the same", manifest->program, here);
}

static Status check_day(const AccountsApproval *accounts, Failure *failure)
{
    const TimeStamp *time = &accounts->approval->time;
    char day[DAY_TEXT_SIZE];
    if (accounts->folder.manifest.date <= time_stamp_day(time)) return STATUS_OK;
    day_format(accounts->folder.manifest.date, day);
    return failure_set(
        failure, STATUS_NOT_NOW, accounts->folder.path,
        "the control is of %s, and it would be approved before that, at %s: wait, "
        "or make it again",
        day, time->text);
}

/* Where keys were given the authority signs what recipients sent. */
static Status check_inputs(const AccountsApproval *accounts, Failure *failure)
{
    const Ledger *ledger = accounts->approval->ledger;
    if (!ledger->given_keys) return STATUS_OK;
    for (int id = 0; id < ACCOUNTS_INPUT_COUNT; id++) {
        const AccountsInput *input = &accounts->folder.inputs[id];
        if (!input->there || !accounts_input_is_signed((AccountsInputId)id)) continue;
        TRY(signer_verify_authority(ledger, input->path, input->file.bytes, input->file.size,
                                    failure));
    }
    return STATUS_OK;
}

/* --- one population, one draw --- */

static Status read_committed(const Ledger *ledger, uint32_t number, AccountsManifest *out,
                             Failure *failure)
{
    const FolderFile *file;
    TRY(folder_read(ledger_folder(ledger, number), "manifest.json", INPUT_SMALL_SIZE_MAX, &file,
                    failure));
    return accounts_manifest_read(file->path, file->bytes, file->size, out, failure);
}

static Status check_draw_of(const AccountsApproval *accounts, uint32_t number, Failure *failure)
{
    const AccountsManifest *now = &accounts->folder.manifest;
    CLEANUP(accounts_manifest_free) AccountsManifest then = {.n = 0};
    TRY(read_committed(accounts->approval->ledger, number, &then, failure));
    bool other = then.n != now->n || strcmp(then.seed, now->seed) != 0;
    if (then.n == 0 || !other || !accounts_same_population(&then, now)) return STATUS_OK;
    return failure_set(failure, STATUS_NEVER, accounts->folder.path,
                       "entry %06u has drawn from these awards already (n = %lld, with another "
                       "seed or number): a draw stands; give the same",
                       number, (long long)then.n);
}

/* Who could draw until the sample suits has not drawn at random. A control without a draw takes
 * none back. */
static Status check_draw(const AccountsApproval *accounts, Failure *failure)
{
    const Ledger *ledger = accounts->approval->ledger;
    if (accounts->folder.manifest.n == 0) return STATUS_OK;
    for (size_t i = 0; i < ledger->entry_count; i++)
        if (ledger->entries[i].kind == ENTRY_ACCOUNTS)
            TRY(check_draw_of(accounts, ledger->entries[i].number, failure));
    return STATUS_OK;
}

/* Nothing is believed that can be computed again. */
static Status compute_again(AccountsApproval *accounts, Failure *failure)
{
    TRY(accounts_year_make(&accounts->folder, &accounts->year, failure));
    TRY(accounts_outputs_make(accounts_year_outcome(accounts->year), &accounts->outputs,
                              failure));
    return accounts_outputs_compare(&accounts->outputs, accounts->folder.path,
                                    &accounts->folder.manifest, failure);
}

/* The bytes that were verified are the ones that were read. */
static Status open_verified(AccountsApproval *accounts, Failure *failure)
{
    const InputFile *stored = &accounts->approval->run.stored;
    TRY(accounts_folder_open(accounts->approval->options->run, &accounts->folder, failure));
    if (accounts->folder.stored.size == stored->size &&
        memcmp(accounts->folder.stored.bytes, stored->bytes, stored->size) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, accounts->folder.path,
                       "manifest.json was changed while it was being approved");
}

static Status check_all(AccountsApproval *accounts, Failure *failure)
{
    Approval *approval = accounts->approval;
    TRY(open_verified(accounts, failure));
    TRY(check_mode(accounts, failure));
    TRY(approval_verify_signature(approval, failure));
    approval->committed = approval_is_committed(approval);
    if (approval->committed) return STATUS_OK;
    TRY(check_day(accounts, failure));
    TRY(check_inputs(accounts, failure));
    TRY(check_draw(accounts, failure));
    TRY(compute_again(accounts, failure));
    TRY(ledger_entry_time(approval->ledger, accounts->folder.manifest.time,
                          approval->options->allow_time, &approval->time, failure));
    return approval_load_persons(approval, failure);
}

/* --- the entry of one, when it is checked --- */

/* The content, uncompressed, of a file of a control of accounts. */
static Status check_output(const EntryCheck *check, const ManifestFile *output,
                           const char *name, Failure *failure)
{
    const FolderFile *file;
    TRY(entry_check_read(check, name, &file, failure));
    TRY(folder_sums(check->folder, file, failure));
    if (memcmp(file->sums.content_sha256, output->sums.content_sha256, SHA256_SIZE) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, file->path,
                       "not the file of the proposal");
}

/* accounts_output_find's names, and theirs in the entry. */
static Status check_outputs(const EntryCheck *check, const AccountsManifest *manifest,
                            Failure *failure)
{
    static const char *const names[][2] = {{"accounts.csv", "reported-accounts.csv"},
                                           {"findings.jsonl", "findings.jsonl.gz"},
                                           {"selection.csv", "selection.csv"},
                                           {"summary.json", "summary.json"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const ManifestFile *output = manifest_files_at(&manifest->outputs, names[i][0]);
        if (output != NULL) TRY(check_output(check, output, names[i][1], failure));
    }
    return STATUS_OK;
}

Status entry_check_control(const EntryCheck *check, const FolderFile *file, Failure *failure)
{
    CLEANUP(accounts_manifest_free) AccountsManifest manifest = {.n = 0};
    TRY(accounts_manifest_read(file->path, file->bytes, file->size, &manifest, failure));
    if (memcmp(manifest.identity, check->text.run_identity, SHA256_SIZE) != 0)
        return failure_set(failure, STATUS_VERIFICATION, file->path,
                           "not the control that entry.json says");
    if (check->after != NULL &&
        memcmp(manifest.opening, check->after->entries[0].head, SHA256_SIZE) != 0)
        return failure_set(failure, STATUS_VERIFICATION, file->path,
                           "the control was signed for another ledger");
    return check->bulk ? check_outputs(check, &manifest, failure) : STATUS_OK;
}

/* --- what the second person decides on --- */

static void print_counts(const AccountsOutcome *outcome)
{
    for (size_t c = 0; c < ACCOUNTS_CONTROL_COUNT; c++) {
        const Control *control = accounts_control_at(c);
        int64_t found = accounts_found_by(&outcome->findings, control->number);
        if (found == 0) continue;
        const char *severity = severity_words(control->severity);
        printf("  R%d %-*s %5s\n", control->number, utf8_padded(severity, severity_columns()),
               severity, count_text((uint64_t)found).text);
    }
}

static void print_judging(const AccountsTotals *totals)
{
    printf(_("Judged, to be repaid %s\n"), amount_words(totals->repay).text);
    for (int s = 0; s < SANCTION_COUNT; s++)
        if (totals->sanctions[s] > 0)
            printf("  %-16s %5s\n", sanction_text((Sanction)s),
                   count_text((uint64_t)totals->sanctions[s]).text);
}

static void print_all(const AccountsApproval *accounts)
{
    const AccountsOutcome *outcome = accounts_year_outcome(accounts->year);
    char date[DAY_TEXT_SIZE], hex[SHA256_HEX_SIZE];
    const AccountsTotals totals = accounts_totals(outcome);
    day_format(outcome->control.book->date, date);
    sha256_to_hex(accounts->folder.manifest.identity, hex);
    printf(
        _("Control of reported accounts on %s, computed again: %s, %s paid, identity %.16s\n"),
        date, count_words((uint64_t)totals.awards, "award", "awards").text,
        amount_words(totals.paid).text, hex);
    printf(_("Findings\n"));
    print_counts(outcome);
    if (outcome->selected)
        printf(_("Selected: %s, n = %s, seed \"%s\"\n"),
               count_words((uint64_t)(totals.awards - totals.parts[PART_NOT_SELECTED]), "award",
                           "awards")
                   .text,
               count_text((uint64_t)outcome->n).text, outcome->seed);
    if (outcome->judged) print_judging(&totals);
}

/* --- the entry --- */

static void fill_text(const AccountsApproval *accounts, EntryText *text)
{
    const Approval *approval = accounts->approval;
    text->kind = ENTRY_ACCOUNTS;
    text->year = day_year(accounts->folder.manifest.date);
    memcpy(text->run_identity, accounts->folder.manifest.identity, SHA256_SIZE);
    memcpy(text->manifest_sha256, approval->run.manifest_sha256, SHA256_SIZE);
}

static Status build_entry(const AccountsApproval *accounts, EntryBuild *build, Failure *failure)
{
    static const struct {
        const char *name, *in_entry;
        mode_t mode;
    } files[] = {{"accounts.csv", "reported-accounts.csv", PUBLIC_MODE},
                 {"findings.jsonl", "findings.jsonl.gz", FINDINGS_MODE},
                 {"selection.csv", "selection.csv", PUBLIC_MODE},
                 {"summary.json", "summary.json", PUBLIC_MODE}};
    fill_text(accounts, &build->text);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const AccountsOutput *output = accounts_output_find(&accounts->outputs, files[i].name);
        if (output == NULL) continue;
        TRY(entry_build_save(build, files[i].in_entry, files[i].mode, output->text.bytes,
                             output->text.length, failure));
    }
    return approval_save_manifest(accounts->approval, build, failure);
}

static Status commit(AccountsApproval *accounts, Failure *failure)
{
    CLEANUP(entry_build_end) EntryBuild build = {.ledger = NULL};
    Approval *approval = accounts->approval;
    TRY(entry_build_begin(&build, approval->ledger, &approval->time, failure));
    TRY(build_entry(accounts, &build, failure));
    TRY(approval_sign_entry(approval, &build, failure));
    approval->entry = HAND_OVER(Folder *, build.folder);
    print_done("Committed as entry %06u of the ledger. No money moves.", build.text.number);
    return STATUS_OK;
}

Status approve_accounts(Approval *approval,
                        Status (*ask)(const ApprovalOptions *options, const char *question,
                                      Failure *failure),
                        Failure *failure)
{
    CLEANUP(let_go) AccountsApproval accounts = {.approval = approval};
    TRY(check_all(&accounts, failure));
    if (approval->committed) {
        printf(_("This control is already committed.\n"));
        return STATUS_OK;
    }
    print_all(&accounts);
    TRY(ask(approval->options, N_("Approve this control?"), failure));
    TRY(approval_lock(approval, failure));
    return commit(&accounts, failure);
}
