/* approval_entry.c - the files of a run's entry, and RUN/payments from it. payments.md 5. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ledger/approval.h"
#include "engine/ledger/draws.h"
#include "formats/base/translate.h"
#include "formats/crypto/cms_signature.h"
#include "formats/run/decision_tally.h"
#include "formats/run/entry_tables.h"
#include "formats/run/files.h"
#include "formats/run/signed_input.h"

enum { PUBLIC_MODE = 0644, PERSONAL_MODE = 0640 };

/* --- copies --- */

/* A file of the run folder, the bytes that were verified, into the entry. */
static Status copy_output(const Approval *approval, EntryBuild *build, const char *relative,
                          const char *name, mode_t mode, const FolderFile **out,
                          Failure *failure)
{
    char path[PATH_SIZE];
    const ManifestFile *listed = manifest_files_at(&approval->run.manifest.outputs, relative);
    if (listed == NULL) {
        TRY(run_folder_path(&approval->run, relative, path, failure));
        return failure_set(failure, STATUS_VERIFICATION, path, "the manifest does not list it");
    }
    TRY(evidence_read(approval->run.folder, listed,
                      "the file was changed while it was being approved", out, failure));
    return entry_build_copy(build, name, mode, (*out)->bytes, (*out)->size, failure);
}

/* What the authority signed goes on as it was copied into the run folder. */
static Status copy_inputs(const Approval *approval, EntryBuild *build, Failure *failure)
{
    const ManifestFiles *outputs = &approval->run.manifest.outputs;
    const FolderFile *copied;
    for (size_t i = 0; i < outputs->count; i++) {
        const char *name = outputs->items[i].path;
        mode_t mode = signed_input_mode(name);
        if (mode != 0) TRY(copy_output(approval, build, name, name, mode, &copied, failure));
    }
    return STATUS_OK;
}

static Status copy_run_files(const Approval *approval, EntryBuild *build, Failure *failure)
{
    const FolderFile *copied;
    for (size_t i = 0; i < EVIDENCE_COUNT; i++) {
        const EvidenceFile *file = evidence_file((EvidenceName)i);
        if ((file->marks & EVIDENCE_COPIED) == 0) continue;
        TRY(copy_output(approval, build, file->run_name, file->entry_name, file->mode, &copied,
                        failure));
    }
    return STATUS_OK;
}

static Status save_text(EntryBuild *build, const char *name, const TextBuffer *text,
                        Failure *failure)
{
    TRY(text_buffer_status(text, failure));
    return entry_build_save(build, name, PUBLIC_MODE, text->bytes, text->length, failure);
}

/* --- settled lines out of the decisions --- */

static Status write_piece(void *file, const void *bytes, size_t length, Failure *failure)
{
    return output_file_write(file, bytes, length, failure);
}

static Status make_lines(const Approval *approval, SettledMaker *maker, Failure *failure)
{
    CLEANUP(decision_tally_free) DecisionTally tally = {.lines = 0};
    const RunMark mark = manifest_mark(&approval->run.manifest);
    TRY(decision_tally_read(approval->run.folder, &mark, settled_maker_line, maker, &tally,
                            failure));
    TRY(settled_maker_end(maker, failure));
    if (maker->sum == approval->run.manifest.lines_sum) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, "decisions.csv.gz",
                       "the lines do not add up to what the manifest says");
}

/* ledger after = ledger before + this run's settled lines (grants.md 6). */
static Status save_lines(const Approval *approval, EntryBuild *build, Failure *failure)
{
    static const char name[] = "lines.csv.gz";
    OutputFile *file = NULL;
    CLEANUP(settled_maker_free) SettledMaker maker = {.text = TEXT_BUFFER_EMPTY};
    TRY(entry_build_open(build, name, PERSONAL_MODE, &file, failure));
    settled_maker_begin(&maker, write_piece, file);
    Status status = make_lines(approval, &maker, failure);
    if (status != STATUS_OK) output_file_abandon(&file);
    if (status != STATUS_OK) return status;
    build->text.lines_sum = maker.sum;
    return entry_build_add(build, name, &file, failure);
}

/* --- claims and open items --- */

static Status save_claims(const Approval *approval, EntryBuild *build, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    carried_csv_write(&text, (const GroupRow *)approval->again->run.sums);
    return save_text(build, "carried.csv", &text, failure);
}

/* What this run has not taken up. */
static Status save_open_items(const Approval *approval, EntryBuild *build, Failure *failure)
{
    const Run *run = &approval->again->run;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    open_items_write(&text, run->open, run->open_count);
    return save_text(build, "open.csv", &text, failure);
}

/* --- payments, signed by both --- */

static Status save_payment(const Approval *approval, EntryBuild *build, const char *relative,
                           Failure *failure)
{
    char name[160], proposed[PATH_SIZE];
    const FolderFile *file, *first;
    CLEANUP(text_buffer_free) TextBuffer both = TEXT_BUFFER_EMPTY;
    snprintf(name, sizeof name, "payments/%.140s", path_base_name(relative));
    TRY(path_with(relative, ".p7s", proposed, failure));
    TRY(copy_output(approval, build, relative, name, PUBLIC_MODE, &file, failure));
    TRY(run_folder_file(&approval->run, proposed, &first, failure));
    TRY(cms_add_signer(approval->second.key, first->bytes, first->size,
                       cms_bytes(file->bytes, file->size), approval->ledger->identity.store,
                       approval->time.epoch, &both, failure));
    TRY(path_with(name, ".p7s", proposed, failure));
    return save_text(build, proposed, &both, failure);
}

static Status save_payments(const Approval *approval, EntryBuild *build, Failure *failure)
{
    const ManifestFiles *outputs = &approval->run.manifest.outputs;
    if (approval->run.manifest.payments == 0) return STATUS_OK;
    TRY(folder_make_below(build->folder, "payments", failure));
    for (size_t i = 0; i < outputs->count; i++) {
        if (strcmp(outputs->items[i].kind, "payment") != 0) continue;
        TRY(save_payment(approval, build, outputs->items[i].path, failure));
    }
    return STATUS_OK;
}

/* --- accounts last paid: those of before, replaced by those of this run --- */

/* The accounts of each payment file of the proposal. */
static Status add_payments(const Approval *approval, AccountTable *table, Failure *failure)
{
    const ManifestFiles *outputs = &approval->run.manifest.outputs;
    for (size_t i = 0; i < outputs->count; i++) {
        const FolderFile *stored;
        CLEANUP(input_file_free) InputFile content = {0};
        CLEANUP(pain001_file_free) Pain001File file = {0};
        if (strcmp(outputs->items[i].kind, "payment") != 0) continue;
        TRY(run_folder_file(&approval->run, outputs->items[i].path, &stored, failure));
        TRY(folder_content(stored, INPUT_SMALL_SIZE_MAX, &content, failure));
        TRY(pain001_read(stored->path, content.bytes, content.size, &file, failure));
        account_table_add(table, &file);
    }
    return STATUS_OK;
}

static Status save_accounts(const Approval *approval, EntryBuild *build, Failure *failure)
{
    CLEANUP(system_free) PaidAccount *before = NULL;
    CLEANUP(account_table_free) AccountTable *table = NULL;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    size_t count;
    TRY(ledger_accounts(approval->ledger, &before, &count, failure));
    TRY(account_table_new(before, count, &table, failure));
    TRY(add_payments(approval, table, failure));
    account_table_write(table, &text);
    return save_text(build, "accounts.csv", &text, failure);
}

/* --- the entry --- */

/* The manifest that was verified and its signature, as they were read then. */
Status approval_save_manifest(const Approval *approval, EntryBuild *build, Failure *failure)
{
    TRY(entry_build_save(build, "manifest.json", PUBLIC_MODE, approval->run.stored.bytes,
                         approval->run.stored.size, failure));
    return entry_build_save(build, "manifest.json.p7s", PUBLIC_MODE, approval->signature->bytes,
                            approval->signature->size, failure);
}

static void fill_text(const Approval *approval, EntryText *text)
{
    const Manifest *manifest = &approval->run.manifest;
    text->kind = ENTRY_RUN;
    text->year = manifest->year;
    text->quarter = manifest->quarter;
    text->cutoff = manifest->cutoff;
    text->paid = manifest->paid;
    text->line_successors = manifest->line_successors;
    text->same_inputs = approval->same_inputs;
    text->same_user = approval->same_user;
    memcpy(text->run_identity, manifest->run_identity, SHA256_SIZE);
    memcpy(text->manifest_sha256, approval->run.manifest_sha256, SHA256_SIZE);
}

static Status build_entry(Approval *approval, EntryBuild *build, Failure *failure)
{
    fill_text(approval, &build->text);
    TRY(copy_run_files(approval, build, failure));
    TRY(copy_inputs(approval, build, failure));
    TRY(approval_save_manifest(approval, build, failure));
    TRY(save_lines(approval, build, failure));
    TRY(save_claims(approval, build, failure));
    TRY(save_open_items(approval, build, failure));
    TRY(save_payments(approval, build, failure));
    return save_accounts(approval, build, failure);
}

Status approval_sign_entry(const Approval *approval, EntryBuild *build, Failure *failure)
{
    const SigningPerson *first =
        approval->first.key != NULL ? &approval->first : &approval->second;
    const SigningPerson *second = approval->first.key != NULL ? &approval->second : NULL;
    INVARIANT(!approval->committed && !approval_is_committed(approval) && approval->lock >= 0);
    TRY(draws_save_head(build, failure));
    build->text.allow_time = approval->options->allow_time;
    INVARIANT(first->key != NULL && (second != NULL) == !build->text.given_keys);
    return entry_build_commit(build, first, second, failure);
}

Status approval_commit(Approval *approval, Failure *failure)
{
    CLEANUP(entry_build_end) EntryBuild build = {.ledger = NULL};
    const LedgerEntry *last = ledger_last(approval->ledger);
    INVARIANT(memcmp(approval->run.manifest.ledger_head, last->head, SHA256_SIZE) == 0);
    TRY(entry_build_begin(&build, approval->ledger, &approval->time, failure));
    folder_keep(build.folder, approval->run.folder); /* its files are copies of those */
    TRY(build_entry(approval, &build, failure));
    TRY(approval_sign_entry(approval, &build, failure));
    approval->entry = HAND_OVER(Folder *, build.folder);
    return STATUS_OK;
}

/* --- RUN/payments --- */

/* The folder of the entry of this proposal: the one just committed, or the ledger's. */
static Status entry_folder_of(const Approval *approval, Folder **out, Failure *failure)
{
    const LedgerEntry *entry = ledger_entry_of(approval->ledger, approval->run.manifest_sha256);
    *out = approval->entry;
    if (*out == NULL && entry != NULL) *out = ledger_folder(approval->ledger, entry->number);
    if (*out != NULL) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, approval->options->ledger,
                       "the entry of this proposal cannot be found");
}

static bool is_payments(const ManifestFile *file)
{
    return strncmp(file->path, "payments/", 9) == 0;
}

static size_t count_payments(const EntryText *text)
{
    size_t count = 0;
    for (size_t i = 0; i < text->files.count; i++)
        count += is_payments(&text->files.items[i]);
    return count;
}

static Status read_listed(Folder *entry, const EntryText *text, const char *name,
                          const FolderFile **out, Failure *failure)
{
    char path[PATH_SIZE];
    const ManifestFile *listed = manifest_files_at(&text->files, name);
    Status status = STATUS_INPUT_MISSING;
    if (listed != NULL)
        status = evidence_read(entry, listed, "the file was changed", out, failure);
    if (status != STATUS_INPUT_MISSING) return status;
    TRY(path_join(folder_path(entry), name, path, failure));
    return failure_set(failure, STATUS_VERIFICATION, path, "the file is missing");
}

/* What leaves the house is what both have signed. */
static Status check_both(const Approval *approval, Folder *entry, const EntryText *text,
                         Failure *failure)
{
    for (size_t i = 0; i < text->files.count; i++) {
        char signature[PATH_SIZE];
        const FolderFile *file, *der;
        const char *name = text->files.items[i].path;
        if (!evidence_is_payment(name)) continue;
        TRY(path_with(name, ".p7s", signature, failure));
        TRY(read_listed(entry, text, name, &file, failure));
        TRY(read_listed(entry, text, signature, &der, failure));
        TRY(signer_verify(approval->ledger, text->number, file->path, der->bytes, der->size,
                          file->bytes, file->size, true, failure));
    }
    return STATUS_OK;
}

/* Files of payments/ as entry.json lists them. */
static Status copy_all(Folder *entry, const EntryText *text, const char *to, Failure *failure)
{
    for (size_t i = 0; i < text->files.count; i++) {
        const FolderFile *file;
        char target[PATH_SIZE];
        if (!is_payments(&text->files.items[i])) continue;
        TRY(read_listed(entry, text, text->files.items[i].path, &file, failure));
        TRY(path_join(to, path_base_name(file->name), target, failure));
        TRY(output_file_save(target, PUBLIC_MODE, OUTPUT_PLAIN, file->bytes, file->size, NULL,
                             failure));
    }
    return STATUS_OK;
}

static Status compare_file(Folder *run, const ManifestFile *listed, Failure *failure)
{
    static const char other[] = N_("not the file of the ledger's entry: do not send it");
    const FolderFile *file;
    char path[PATH_SIZE];
    Status status = evidence_read(run, listed, other, &file, failure);
    if (status != STATUS_INPUT_MISSING) return status;
    TRY(path_join(folder_path(run), listed->path, path, failure));
    return failure_set(failure, STATUS_VERIFICATION, path, "%s", other);
}

/* Payment files that lie there already must be the entry's own, and all of them: whatever
 * somebody else has put there must not be sent. */
static Status compare_folders(const EntryText *text, Folder *run, const char *there,
                              Failure *failure)
{
    CLEANUP(path_list_free) PathList found = {0};
    TRY(folder_names(run, "payments", &found, failure));
    if (count_payments(text) != found.count)
        return failure_set(failure, STATUS_VERIFICATION, there,
                           "holds other files than the ledger's entry: do not send them");
    for (size_t i = 0; i < text->files.count; i++)
        if (is_payments(&text->files.items[i]))
            TRY(compare_file(run, &text->files.items[i], failure));
    return STATUS_OK;
}

/* Copied under another name and renamed: payments/ is there whole or not at all. */
static Status publish_folder(Folder *entry, const EntryText *text, const char *unfinished,
                             const char *final, Failure *failure)
{
    TRY(path_remove(unfinished, failure));
    TRY(path_make_folder(unfinished, false, failure));
    TRY(copy_all(entry, text, unfinished, failure));
    TRY(path_sync(unfinished, failure));
    return path_rename(unfinished, final, failure);
}

Status approval_clear_empty(const char *folder, bool *nothing_there, Failure *failure)
{
    PathKind kind;
    CLEANUP(path_list_free) PathList list = {0};
    TRY(path_refuse_link(folder, failure));
    TRY(path_kind(folder, &kind, failure));
    *nothing_there = kind == PATH_MISSING;
    if (kind == PATH_MISSING) return STATUS_OK;
    TRY(path_list(folder, &list, failure));
    *nothing_there = list.count == 0;
    return *nothing_there ? path_remove(folder, failure) : STATUS_OK;
}

Status approval_publish(const Approval *approval, Failure *failure)
{
    char unfinished[PATH_SIZE], final[PATH_SIZE];
    const char *run = approval->options->run;
    CLEANUP(entry_text_free) EntryText text = {0};
    const FolderFile *json;
    Folder *entry;
    bool nothing_there;
    TRY(entry_folder_of(approval, &entry, failure));
    TRY(folder_read(entry, "entry.json", INPUT_SMALL_SIZE_MAX, &json, failure));
    TRY(entry_read(json->path, json->bytes, json->size, &text, failure));
    if (count_payments(&text) == 0) return STATUS_OK; /* nothing to pay */
    TRY(check_both(approval, entry, &text, failure));
    TRY(path_join(run, "payments", final, failure));
    TRY(approval_clear_empty(final, &nothing_there, failure));
    if (!nothing_there) return compare_folders(&text, approval->run.folder, final, failure);
    TRY(path_join(run, "payments.tmp", unfinished, failure));
    TRY(publish_folder(entry, &text, unfinished, final, failure));
    return path_sync(run, failure);
}
