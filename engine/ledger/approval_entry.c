/* approval_entry.c - the files of a run's entry, and RUN/payments from it. payments.md 5. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ledger/approval.h"
#include "formats/run/decision_file.h"
#include "formats/crypto/cms_signature.h"
#include "formats/base/input_file.h"
#include "formats/bank/pain001_reader.h"

enum { PUBLIC_MODE = 0644, PERSONAL_MODE = 0640, SETTLED_PIECE = 1 << 16 };

/* --- copies --- */

static const ManifestFile *listed(const Approval *approval, const char *path)
{
    const ManifestFiles *outputs = &approval->manifest.outputs;
    for (size_t i = 0; i < outputs->count; i++) {
        if (strcmp(outputs->items[i].path, path) == 0) return &outputs->items[i];
    }
    return NULL;
}

/* A file of the run folder into the entry. The copy, which nobody else writes to, must be what
 * the manifest lists: the folder may have been changed since it was checked. */
static Status copy_output(const Approval *approval, EntryBuild *build, const char *relative,
                          const char *name, mode_t mode, Failure *failure)
{
    char path[PATH_SIZE];
    const ManifestFile *file = listed(approval, relative);
    TRY(path_join(approval->options->run, relative, path, failure));
    if (file == NULL) {
        return failure_set(failure, STATUS_VERIFICATION, path, "the manifest does not list it");
    }
    TRY(entry_build_copy(build, path, name, mode, failure));
    const FileSums *copied = &build->text.files.items[build->text.files.count - 1].sums;
    if (copied->stored_size == file->sums.stored_size &&
        memcmp(copied->stored_sha256, file->sums.stored_sha256, SHA256_SIZE) == 0) {
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "the file was changed while it was being approved");
}

/* --- settled lines out of the decisions --- */

typedef struct SettledWriter {
    OutputFile *file;
    TextBuffer text; /* what has not been written */
    Ore sum;
} SettledWriter;

static Status write_settled(SettledWriter *writer, Failure *failure)
{
    TRY(text_buffer_status(&writer->text, failure));
    TRY(output_file_write(writer->file, writer->text.bytes, writer->text.length, failure));
    text_buffer_clear(&writer->text);
    return STATUS_OK;
}

/* A line that is paid: its first line carries what is due. */
static Status take_line(SettledWriter *writer, const DecisionLine *line, Failure *failure)
{
    if (line->status != DECISION_PAY || !line->first || line->due == 0) return STATUS_OK;
    SettledLine settled = {.subject = line->subject,
                           .amount = line->due,
                           .budget_year = line->budget_year,
                           .municipality = line->municipality,
                           .code = line->code};
    settled_csv_append(&writer->text, &settled);
    writer->sum = ore_add(writer->sum, line->due);
    return writer->text.length < SETTLED_PIECE ? STATUS_OK : write_settled(writer, failure);
}

static Status copy_settled(SettledWriter *writer, const char *path, Failure *failure)
{
    DecisionFile *decisions;
    DecisionLine line;
    bool more = true;
    text_buffer_text(&writer->text, SETTLED_HEADER);
    TRY(decision_file_open(path, &decisions, failure));
    Status status = STATUS_OK;
    while (more && status == STATUS_OK) {
        status = decision_file_next(decisions, &line, &more, failure);
        if (status == STATUS_OK && more) status = take_line(writer, &line, failure);
    }
    decision_file_close(decisions);
    return status == STATUS_OK ? write_settled(writer, failure) : status;
}

/* ledger after = ledger before + this run's settled lines (grants.md 6). */
static Status save_lines(const Approval *approval, EntryBuild *build, Failure *failure)
{
    static const char name[] = "lines.csv.gz";
    char path[PATH_SIZE];
    SettledWriter writer = {.text = TEXT_BUFFER_EMPTY};
    TRY(path_join(build->folder, "decisions.csv.gz", path, failure));
    TRY(entry_build_open(build, name, PERSONAL_MODE, &writer.file, failure));
    Status status = copy_settled(&writer, path, failure);
    if (status == STATUS_OK && writer.sum != approval->manifest.lines_sum) {
        status = failure_set(failure, STATUS_VERIFICATION, path,
                             "the lines do not add up to what the manifest says");
    }
    build->text.lines_sum = writer.sum;
    if (status == STATUS_OK) status = entry_build_add(build, name, &writer.file, failure);
    output_file_abandon(&writer.file);
    text_buffer_free(&writer.text);
    return status;
}

/* --- claims: the column carried_forward_ore of municipalities.csv --- */

static Status save_claims(EntryBuild *build, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(system_free) GroupRow *sums = NULL;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    char path[PATH_SIZE];
    TRY(path_join(build->folder, "municipalities.csv", path, failure));
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(municipalities_csv_read(path, file.bytes, file.size, &sums, failure));
    carried_csv_write(&text, (const GroupRow *)sums);
    TRY(text_buffer_status(&text, failure));
    return entry_build_save(build, "carried.csv", PUBLIC_MODE, text.bytes, text.length,
                            failure);
}

/* --- payments, signed by both --- */

static Status load_store(const Approval *approval, TrustStore **store, Failure *failure)
{
    char *path;
    TRY(ledger_path(approval->ledger, "000000/ca.pem", &path, failure));
    Status status = trust_store_load(path, store, failure);
    system_free(path);
    return status;
}

/* The copies are what is signed and what is paid. */
static Status add_signature(const Approval *approval, const EntryBuild *build, const char *name,
                            const char *relative, TextBuffer *der, Failure *failure)
{
    char path[PATH_SIZE], signature_path[PATH_SIZE];
    InputFile signature;
    TrustStore *store;
    TRY(path_join(build->folder, name, path, failure));
    TRY(path_join(approval->options->run, relative, signature_path, failure));
    TRY(input_file_read_stored(signature_path, CMS_DER_MAX, &signature, failure));
    Status status = load_store(approval, &store, failure);
    if (status == STATUS_OK) {
        status = cms_add_signer(approval->second.key, signature.bytes, signature.size,
                                cms_file(path), store, approval->time.epoch, der, failure);
        trust_store_free(store);
    }
    input_file_free(&signature);
    return status;
}

static Status save_payment(const Approval *approval, EntryBuild *build, const char *relative,
                           Failure *failure)
{
    char proposed[PATH_SIZE], name[160], signature[168];
    TextBuffer der = TEXT_BUFFER_EMPTY;
    snprintf(name, sizeof name, "payments/%.140s", path_base_name(relative));
    snprintf(signature, sizeof signature, "%s.p7s", name);
    int length = snprintf(proposed, sizeof proposed, "%s.p7s", relative);
    if (length < 0 || (size_t)length >= sizeof proposed) {
        return failure_set(failure, STATUS_VERIFICATION, relative, "the path is too long");
    }
    TRY(copy_output(approval, build, relative, name, PUBLIC_MODE, failure));
    Status status = add_signature(approval, build, name, proposed, &der, failure);
    if (status == STATUS_OK) {
        status =
            entry_build_save(build, signature, PUBLIC_MODE, der.bytes, der.length, failure);
    }
    text_buffer_free(&der);
    return status;
}

static Status save_payments(const Approval *approval, EntryBuild *build, Failure *failure)
{
    char folder[PATH_SIZE];
    const ManifestFiles *outputs = &approval->manifest.outputs;
    if (approval->manifest.payments == 0) return STATUS_OK;
    TRY(path_join(build->folder, "payments", folder, failure));
    TRY(path_make_folder(folder, false, failure));
    for (size_t i = 0; i < outputs->count; i++) {
        if (strcmp(outputs->items[i].kind, "payment") != 0) continue;
        TRY(save_payment(approval, build, outputs->items[i].path, failure));
    }
    return STATUS_OK;
}

/* --- accounts last paid: those of before, replaced by those of this run --- */

typedef struct AccountTable {
    PaidAccount of[MUNICIPALITY_CODES]; /* by code; without an account: nobody was paid */
} AccountTable;

static Status take_accounts(const Approval *approval, const EntryBuild *build,
                            AccountTable *table, Failure *failure)
{
    const ManifestFiles *outputs = &approval->manifest.outputs;
    for (size_t i = 0; i < outputs->count; i++) {
        char name[PATH_SIZE], path[PATH_SIZE];
        InputFile content;
        Pain001File file;
        if (strcmp(outputs->items[i].kind, "payment") != 0) continue;
        TRY(path_join("payments", path_base_name(outputs->items[i].path), name, failure));
        TRY(path_join(build->folder, name, path, failure));
        TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &content, failure));
        Status status = pain001_read(path, content.bytes, content.size, &file, failure);
        input_file_free(&content);
        if (status != STATUS_OK) return status;
        for (size_t t = 0; t < file.count; t++) {
            MunicipalityCode code;
            PaymentGroup group;
            const Pain001Transaction *payment = &file.transactions[t];
            if (payment_end_to_end_parse(payment->end_to_end_id, &code, &group)) {
                memcpy(table->of[code].account, payment->account, sizeof payment->account);
            }
        }
        pain001_file_free(&file);
    }
    return STATUS_OK;
}

static Status fill_accounts(const Approval *approval, const EntryBuild *build,
                            AccountTable *table, Failure *failure)
{
    CLEANUP(system_free) PaidAccount *before = NULL;
    size_t count;
    TRY(ledger_accounts(approval->ledger, &before, &count, failure));
    for (size_t i = 0; i < count; i++)
        table->of[before[i].municipality] = before[i];
    return take_accounts(approval, build, table, failure);
}

/* Moves the municipalities that have an account to the front; gives how many they are. */
static size_t pack_accounts(AccountTable *table)
{
    size_t count = 0;
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        if (table->of[code].account[0] == '\0') continue;
        PaidAccount packed = table->of[code];
        packed.municipality = (MunicipalityCode)code;
        table->of[count++] = packed;
    }
    return count;
}

static Status save_accounts(const Approval *approval, EntryBuild *build, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    CLEANUP(system_free) AccountTable *table = system_allocate_zeroed(1, sizeof *table);
    if (table == NULL) return failure_set(failure, STATUS_MEMORY, "accounts", NULL);
    TRY(fill_accounts(approval, build, table, failure));
    paid_accounts_csv_write(&text, table->of, pack_accounts(table));
    TRY(text_buffer_status(&text, failure));
    return entry_build_save(build, "accounts.csv", PUBLIC_MODE, text.bytes, text.length,
                            failure);
}

/* --- the entry --- */

static Status copy_run_files(const Approval *approval, EntryBuild *build, Failure *failure)
{
    static const struct {
        const char *source, *name;
        mode_t mode;
    } files[] = {{"settled-persons.csv.gz", "persons.csv.gz", PERSONAL_MODE},
                 {"decisions.csv.gz", "decisions.csv.gz", PERSONAL_MODE},
                 {"findings.jsonl.gz", "findings.jsonl.gz", PUBLIC_MODE},
                 {"municipalities.csv", "municipalities.csv", PUBLIC_MODE},
                 {"posting.csv", "posting.csv", PUBLIC_MODE},
                 {"basic.csv", "basic.csv", PUBLIC_MODE},
                 {"summary.json", "summary.json", PUBLIC_MODE}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        TRY(copy_output(approval, build, files[i].source, files[i].name, files[i].mode,
                        failure));
    }
    return STATUS_OK;
}

/* The manifest that was verified and its signature, as they were read then. */
Status approval_save_manifest(const Approval *approval, EntryBuild *build, Failure *failure)
{
    TRY(entry_build_save(build, "manifest.json", PUBLIC_MODE, approval->stored.bytes,
                         approval->stored.size, failure));
    return entry_build_save(build, "manifest.json.p7s", PUBLIC_MODE, approval->signature.bytes,
                            approval->signature.size, failure);
}

static void fill_text(const Approval *approval, EntryText *text, Failure *failure)
{
    (void)failure;
    const Manifest *manifest = &approval->manifest;
    text->kind = ENTRY_RUN;
    text->mode = approval->ledger->mode;
    text->opening_year = approval->ledger->opening_year;
    text->year = manifest->year;
    text->quarter = manifest->quarter;
    text->cutoff = manifest->cutoff;
    text->paid = manifest->paid;
    text->line_successors = manifest->line_successors;
    text->log_size_before = ledger_last(approval->ledger)->log_size;
    memcpy(text->run_identity, manifest->run_identity, SHA256_SIZE);
    memcpy(text->manifest_sha256, approval->manifest_sha256, SHA256_SIZE);
}

Status approval_link_before(const Approval *approval, EntryText *text, Failure *failure)
{
    char name[ENTRY_NAME_SIZE], folder[PATH_SIZE];
    CLEANUP(folder_close) Folder *last = NULL;
    EntryHead head;
    entry_name(ledger_last(approval->ledger)->number, name);
    TRY(path_join(approval->ledger->folder, name, folder, failure));
    TRY(folder_open(folder, &last, failure));
    TRY(entry_head(last, &head, failure));
    memcpy(text->previous_entry, head.entry, SHA256_SIZE);
    memcpy(text->previous_signature, head.signature, SHA256_SIZE);
    memcpy(text->previous_checkpoint, head.checkpoint, SHA256_SIZE);
    return STATUS_OK;
}

static Status build_entry(Approval *approval, EntryBuild *build, Failure *failure)
{
    char payments[PATH_SIZE];
    fill_text(approval, &build->text, failure);
    TRY(approval_link_before(approval, &build->text, failure));
    TRY(copy_run_files(approval, build, failure));
    TRY(approval_save_manifest(approval, build, failure));
    TRY(save_lines(approval, build, failure));
    TRY(save_claims(build, failure));
    TRY(save_payments(approval, build, failure));
    TRY(save_accounts(approval, build, failure));
    TRY(path_join(build->folder, "payments", payments, failure));
    return proposal_check_accounts(approval->ledger, payments, &approval->manifest, failure);
}

Status approval_sign_entry(const Approval *approval, EntryBuild *build, Failure *failure)
{
    const SigningPerson *first =
        approval->first.key != NULL ? &approval->first : &approval->second;
    const SigningPerson *second = approval->first.key != NULL ? &approval->second : NULL;
    return entry_build_commit(build, first, second, failure);
}

Status approval_commit(Approval *approval, Failure *failure)
{
    EntryBuild build;
    uint32_t number = ledger_last(approval->ledger)->number + 1;
    TRY(entry_build_begin(&build, approval->ledger->folder, number, &approval->time, failure));
    Status status = build_entry(approval, &build, failure);
    if (status == STATUS_OK) status = approval_sign_entry(approval, &build, failure);
    entry_build_end(&build);
    return status;
}

/* --- RUN/payments --- */

static Status entry_folder_of(const Approval *approval, char folder[PATH_SIZE],
                              Failure *failure)
{
    PathList list;
    Status status = path_list(approval->options->ledger, &list, failure);
    if (status != STATUS_OK) return status;
    bool found = false;
    for (size_t i = 1; i < list.count && !found && status == STATUS_OK; i++) {
        char path[PATH_SIZE];
        uint8_t digest[SHA256_SIZE];
        if (strspn(list.names[i], "0123456789") != 6 || strlen(list.names[i]) != 6) continue;
        status = path_join(approval->options->ledger, list.names[i], folder, failure);
        if (status == STATUS_OK) status = path_join(folder, "manifest.json", path, failure);
        if (status == STATUS_OK) status = sha256_of_file(path, digest, NULL, failure);
        found =
            status == STATUS_OK && memcmp(digest, approval->manifest_sha256, SHA256_SIZE) == 0;
        /* The opening has none; one that cannot be read is not one that is not there. */
        if (status == STATUS_INPUT_MISSING) {
            failure_clear(failure);
            status = STATUS_OK;
        }
    }
    path_list_free(&list);
    if (found || status != STATUS_OK) return status;
    return failure_set(failure, STATUS_VERIFICATION, approval->options->ledger,
                       "the entry of this proposal cannot be found");
}

static Status copy_all(const char *from, const char *to, Failure *failure)
{
    PathList list;
    TRY(path_list(from, &list, failure));
    Status status = STATUS_OK;
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++) {
        char source[PATH_SIZE], target[PATH_SIZE];
        InputFile file;
        status = path_join(from, list.names[i], source, failure);
        if (status == STATUS_OK) status = path_join(to, list.names[i], target, failure);
        if (status != STATUS_OK) break;
        status = input_file_read_stored(source, INPUT_SMALL_SIZE_MAX, &file, failure);
        if (status != STATUS_OK) break;
        status = output_file_save(target, PUBLIC_MODE, OUTPUT_PLAIN, file.bytes, file.size,
                                  NULL, failure);
        input_file_free(&file);
    }
    path_list_free(&list);
    return status;
}

/* Payment files that lie there already must be the entry's own, and all of them: whatever
 * somebody else has put there must not be sent. */
static Status compare_folders(const char *entry, const char *there, Failure *failure)
{
    PathList own, found;
    TRY(path_list(entry, &own, failure));
    Status status = path_list(there, &found, failure);
    if (status == STATUS_OK && own.count != found.count) {
        status = failure_set(failure, STATUS_VERIFICATION, there,
                             "holds other files than the ledger's entry: do not send them");
    }
    for (size_t i = 0; status == STATUS_OK && i < own.count; i++) {
        char left[PATH_SIZE], right[PATH_SIZE];
        uint8_t mine[SHA256_SIZE], theirs[SHA256_SIZE];
        status = path_join(entry, own.names[i], left, failure);
        if (status == STATUS_OK) status = path_join(there, own.names[i], right, failure);
        if (status == STATUS_OK) status = sha256_of_file(left, mine, NULL, failure);
        if (status == STATUS_OK) status = sha256_of_file(right, theirs, NULL, failure);
        if (status == STATUS_OK && memcmp(mine, theirs, SHA256_SIZE) == 0) continue;
        if (status != STATUS_OK && status != STATUS_INPUT_MISSING) break;
        status = failure_set(failure, STATUS_VERIFICATION, right,
                             "not the file of the ledger's entry: do not send it");
    }
    path_list_free(&own);
    path_list_free(&found);
    return status;
}

/* Copied under another name and renamed: payments/ is there whole or not at all. */
static Status publish_folder(const char *source, const char *unfinished, const char *final,
                             Failure *failure)
{
    PathKind kind;
    TRY(path_kind(unfinished, &kind, failure));
    if (kind != PATH_MISSING && system_remove_tree(unfinished) != 0) {
        return failure_set(failure, STATUS_WRITE, unfinished, "%s", strerror(errno));
    }
    TRY(path_make_folder(unfinished, false, failure));
    TRY(copy_all(source, unfinished, failure));
    if (system_fsync_folder(unfinished) != 0 || system_rename_new(unfinished, final) != 0) {
        return failure_set(failure, STATUS_WRITE, final, "%s", strerror(errno));
    }
    return STATUS_OK;
}

Status approval_clear_empty(const char *folder, bool *nothing_there, Failure *failure)
{
    PathKind kind;
    PathList list;
    TRY(path_refuse_link(folder, failure));
    TRY(path_kind(folder, &kind, failure));
    *nothing_there = kind == PATH_MISSING;
    if (kind == PATH_MISSING) return STATUS_OK;
    TRY(path_list(folder, &list, failure));
    *nothing_there = list.count == 0;
    path_list_free(&list);
    if (!*nothing_there || system_remove_tree(folder) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, folder, "%s", strerror(errno));
}

Status approval_publish(const Approval *approval, Failure *failure)
{
    char folder[PATH_SIZE], source[PATH_SIZE], unfinished[PATH_SIZE], final[PATH_SIZE];
    const char *run = approval->options->run;
    PathKind kind;
    TRY(entry_folder_of(approval, folder, failure));
    TRY(path_join(folder, "payments", source, failure));
    TRY(path_kind(source, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK; /* nothing to pay */
    TRY(path_join(run, "payments", final, failure));
    bool nothing_there;
    TRY(approval_clear_empty(final, &nothing_there, failure));
    if (!nothing_there) return compare_folders(source, final, failure);
    TRY(path_join(run, "payments.tmp", unfinished, failure));
    TRY(publish_folder(source, unfinished, final, failure));
    if (system_fsync_folder(run) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, run, "%s", strerror(errno));
}
