/* accounts_outputs.c - the files of a control of accounts: made, and compared. */
#include "formats/accounts/accounts_outputs.h"

#include <stdio.h>
#include <string.h>

#include "formats/accounts/output.h"
#include "formats/base/digest.h"

/* --- making --- */

/* Hands the text over to the list. */
static Status add_output(AccountsOutputs *outputs, const char *kind, const char *name,
                         TextBuffer *text, Failure *failure)
{
    TRY(text_buffer_status(text, failure));
    TRY(system_grow(&outputs->items, &outputs->capacity, outputs->count + 1,
                    sizeof *outputs->items, failure));
    AccountsOutput *output = &outputs->items[outputs->count++];
    *output = (AccountsOutput){.text = HAND_OVER(TextBuffer, *text)};
    snprintf(output->kind, sizeof output->kind, "%s", kind);
    snprintf(output->name, sizeof output->name, "%s", name);
    return STATUS_OK;
}

static Status make_letters(const AccountsOutcome *outcome, AccountsOutputs *outputs,
                           Failure *failure)
{
    for (size_t i = 0; i < outcome->control.book->award_count; i++) {
        CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
        char name[sizeof outputs->items->name];
        snprintf(name, sizeof name, "letters/%s.html", outcome->control.book->awards[i].id);
        accounts_letter_write(&text, outcome, i);
        TRY(add_output(outputs, "letter", name, &text, failure));
    }
    return STATUS_OK;
}

Status accounts_outputs_make(const AccountsOutcome *outcome, AccountsOutputs *out,
                             Failure *failure)
{
    static const struct {
        const char *kind, *name;
        void (*write)(TextBuffer *out, const AccountsOutcome *outcome);
    } files[] = {{"accounts", "accounts.csv", accounts_csv_write},
                 {"findings", "findings.jsonl", accounts_findings_write},
                 {"selection", "selection.csv", selection_csv_write},
                 {"summary", "summary.json", accounts_summary_write},
                 {"report", "report.html", accounts_report_write}};
    *out = (AccountsOutputs){.items = NULL};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
        if (files[i].write == selection_csv_write && !outcome->selected) continue;
        text_buffer_text(&text, "");
        files[i].write(&text, outcome);
        TRY(add_output(out, files[i].kind, files[i].name, &text, failure));
    }
    return make_letters(outcome, out, failure);
}

void accounts_outputs_free(AccountsOutputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++)
        text_buffer_free(&outputs->items[i].text);
    system_free(outputs->items);
    *outputs = (AccountsOutputs){.items = NULL};
}

const AccountsOutput *accounts_output_find(const AccountsOutputs *outputs, const char *name)
{
    for (size_t i = 0; i < outputs->count; i++)
        if (strcmp(outputs->items[i].name, name) == 0) return &outputs->items[i];
    return NULL;
}

/* --- comparing --- */

/* Outputs that are copied from the ledger follow from nothing. */
static bool is_computed(const ManifestFile *file)
{
    return strcmp(file->kind, ACCOUNTS_IDENTITY_KIND) != 0;
}

Status accounts_identity(const ManifestFiles *outputs, uint8_t identity[SHA256_SIZE],
                         Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    for (size_t i = 0; i < outputs->count; i++) {
        if (!is_computed(&outputs->items[i])) continue;
        text_buffer_format(&text, "%s ", outputs->items[i].path);
        text_buffer_hex(&text, outputs->items[i].sums.stored_sha256, SHA256_SIZE);
        text_buffer_char(&text, '\n');
    }
    TRY(text_buffer_status(&text, failure));
    return sha256_of(text.bytes, text.length, identity, failure);
}

static Status compare_one(const AccountsOutput *output, const ManifestFiles *files,
                          Failure *failure)
{
    const ManifestFile *file = manifest_files_at(files, output->name);
    uint8_t digest[SHA256_SIZE];
    TRY(sha256_of(output->text.bytes, output->text.length, digest, failure));
    if (file != NULL && memcmp(digest, file->sums.stored_sha256, SHA256_SIZE) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, output->name,
                       "computed again from the kept inputs it is another one");
}

Status accounts_outputs_compare(const AccountsOutputs *outputs, const char *name,
                                const AccountsManifest *manifest, Failure *failure)
{
    const ManifestFiles *files = &manifest->outputs;
    uint8_t identity[SHA256_SIZE];
    size_t computed = 0;
    for (size_t i = 0; i < files->count; i++)
        computed += is_computed(&files->items[i]);
    for (size_t i = 0; i < outputs->count; i++)
        TRY(compare_one(&outputs->items[i], files, failure));
    TRY(accounts_identity(files, identity, failure));
    if (computed == outputs->count && memcmp(identity, manifest->identity, SHA256_SIZE) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, name,
                       "manifest.json lists other outputs than the inputs give");
}
