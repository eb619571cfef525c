#include "engine/ledger/entry_check.h"

#include <stdio.h>
#include <string.h>

#include "engine/ledger/signer.h"
#include "formats/run/basic_check.h"
#include "formats/bank/pain001_reader.h"
#include "formats/bank/payment_text.h"
#include "formats/log/checkpoint.h"
#include "formats/run/decision_file.h"
#include "formats/run/files.h"

static Status wrong(const char *where, Failure *failure, const char *what)
{
    return failure_set(failure, STATUS_VERIFICATION, where, "%s", what);
}

/* What one check said goes to whoever asked. */
static Status judged(const EntryCheck *check, Status status, Failure *failure)
{
    if (status == STATUS_OK || check->take == NULL) return status;
    return check->take(check->user, status, failure);
}

/* An entry that lacks a file is no entry: to verify it is one failed check of many. */
static Status missing(Failure *failure)
{
    Failure reason = *failure;
    return wrong(reason.where, failure, "the file is missing");
}

/* A file that an entry must have. */
static Status read_own(const EntryCheck *check, const char *name, const FolderFile **out,
                       Failure *failure)
{
    Status status = folder_read(check->folder, name, INPUT_SMALL_SIZE_MAX, out, failure);
    if (status != STATUS_INPUT_MISSING || check->take != NULL) return status;
    return missing(failure);
}

Status entry_check_text(EntryCheck *check, Failure *failure)
{
    const FolderFile *json;
    TRY(read_own(check, "entry.json", &json, failure));
    return entry_read(json->path, json->bytes, json->size, &check->text, failure);
}

void entry_check_end(EntryCheck *check)
{
    entry_text_free(&check->text);
}

/* --- files --- */

static Status check_file(const EntryCheck *check, const ManifestFile *listed, Failure *failure)
{
    const FolderFile *file;
    bool bulk = (evidence_marks_in_entry(listed->path) & EVIDENCE_BULK) != 0;
    if (bulk && !check->bulk) return STATUS_OK;
    Status status =
        evidence_read(check->folder, listed,
                      check->take != NULL ? "the file was changed since the entry was signed"
                                          : "the file was changed",
                      &file, failure);
    if (status != STATUS_INPUT_MISSING || check->take != NULL) return status;
    return missing(failure);
}

static bool is_expected(const EntryCheck *check, const char *name)
{
    return (evidence_marks_in_entry(name) & EVIDENCE_OWN) != 0 ||
           strcmp(name, "payments") == 0 || manifest_files_at(&check->text.files, name) != NULL;
}

/* What the entry does not list nobody has signed: a payment file slipped in must not get out.
 */
static Status check_unexpected(const EntryCheck *check, const char *below, Failure *failure)
{
    char name[PATH_SIZE], path[PATH_SIZE];
    CLEANUP(path_list_free) PathList list = {0};
    TRY(folder_names(check->folder, below, &list, failure));
    for (size_t i = 0; i < list.count; i++) {
        TRY(path_join(below, list.names[i], name, failure));
        if (is_expected(check, name)) continue;
        TRY(path_join(folder_path(check->folder), name, path, failure));
        Status status =
            wrong(path, failure,
                  check->take != NULL ? "an unexpected file: the entry does not list it"
                                      : "the entry does not list this file");
        TRY(judged(check, status, failure));
    }
    return STATUS_OK;
}

Status entry_check_files(EntryCheck *check, Failure *failure)
{
    const ManifestFiles *files = &check->text.files;
    for (size_t i = 0; i < files->count; i++)
        TRY(judged(check, check_file(check, &files->items[i], failure), failure));
    TRY(check_unexpected(check, "", failure));
    return check_unexpected(check, "payments", failure);
}

/* --- signatures --- */

static Status read_signed(const EntryCheck *check, const char *name, SignedFile *out,
                          const char **signature_path, Failure *failure)
{
    char signature[PATH_SIZE];
    const FolderFile *content, *der;
    TRY(path_with(name, ".p7s", signature, failure));
    TRY(read_own(check, name, &content, failure));
    TRY(read_own(check, signature, &der, failure));
    *out = (SignedFile){content->path, der->bytes, der->size,
                        cms_bytes(content->bytes, content->size)};
    *signature_path = der->path;
    return STATUS_OK;
}

/* A file signed by one person in the first role, or by both. verify says which signature it is
 * about, the others which file. */
static Status check_signed(const EntryCheck *check, const char *name, bool both,
                           Failure *failure)
{
    SignedFile file = {.name = name};
    const char *signature_path = name;
    TRY(read_signed(check, name, &file, &signature_path, failure));
    Status status = signer_verify_by(check->store, check->signers, file.name, file.signature,
                                     file.signature_size, file.content, both, failure);
    if (status != STATUS_VERIFICATION || check->take == NULL) return status;
    Failure reason = *failure;
    return failure_set(failure, status, signature_path, "%s", reason.detail);
}

static Status check_proposal(const EntryCheck *check, Failure *failure)
{
    const FolderFile *manifest;
    TRY(read_own(check, "manifest.json", &manifest, failure));
    if (memcmp(manifest->sums.stored_sha256, check->text.manifest_sha256, SHA256_SIZE) == 0)
        return STATUS_OK;
    return wrong(manifest->path, failure, "not the proposal of this entry");
}

/* Openings and runs of throw-away keys are signed by both persons; with given keys a run's
 * entry by the second, whose key alone is there at the approval, over the proposal that the
 * first one signed. */
Status entry_check_signatures(EntryCheck *check, Failure *failure)
{
    if (check->text.kind == ENTRY_OPEN) return check_signed(check, "entry.json", true, failure);
    if (check->text.given_keys) {
        SignedFile first = {.name = NULL}, second = {.name = NULL};
        const char *path;
        TRY(read_signed(check, "manifest.json", &first, &path, failure));
        TRY(read_signed(check, "entry.json", &second, &path, failure));
        TRY(signer_verify_pair(check->store, check->signers, &first, &second, failure));
    } else {
        TRY(check_signed(check, "entry.json", true, failure));
        TRY(check_signed(check, "manifest.json", false, failure));
    }
    return check_proposal(check, failure);
}

/* --- payments --- */

static Status check_transactions(EntryCheck *check, const char *path, const Pain001File *file,
                                 Failure *failure)
{
    TRY(failure_at(failure, path, pain001_confirm(file, file->count, file->sum, failure)));
    for (size_t i = 0; i < file->count; i++) {
        char expected[PAYMENT_ID_SIZE];
        MunicipalityCode code;
        PaymentGroup group;
        const char *id = file->transactions[i].end_to_end_id;
        bool ours = payment_end_to_end_parse(id, &code, &group);
        if (ours) payment_end_to_end_id(check->text.run_identity, code, group, expected);
        if (!ours || strcmp(expected, id) != 0)
            return wrong(path, failure, "a payment's EndToEndId is not of the entry's run");
    }
    check->payments += file->count;
    check->paid = ore_add(check->paid, file->sum);
    return STATUS_OK;
}

static Status check_payment(EntryCheck *check, const char *name, Failure *failure)
{
    const FolderFile *file;
    CLEANUP(input_file_free) InputFile content = {0};
    CLEANUP(pain001_file_free) Pain001File payments = {0};
    if (check->signers != NULL)
        TRY(judged(check, check_signed(check, name, true, failure), failure));
    TRY(folder_read(check->folder, name, INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(folder_content(file, INPUT_SMALL_SIZE_MAX, &content, failure));
    TRY(pain001_read(file->path, content.bytes, content.size, &payments, failure));
    return check_transactions(check, file->path, &payments, failure);
}

Status entry_check_payments(EntryCheck *check, Failure *failure)
{
    const ManifestFiles *files = &check->text.files;
    for (size_t i = 0; i < files->count; i++) {
        if (!evidence_is_payment(files->items[i].path)) continue;
        check->payment_files++;
        TRY(judged(check, check_payment(check, files->items[i].path, failure), failure));
    }
    if (check->paid == check->text.paid) return STATUS_OK;
    Status status = failure_set(failure, STATUS_VERIFICATION, "payments",
                                "add up to %lld ore, entry.json says %lld",
                                (long long)check->paid, (long long)check->text.paid);
    return judged(check, status, failure);
}

/* --- lines --- */

static Status compare_sum(const EntryCheck *check, const char *what, Ore sum, Failure *failure)
{
    if (sum == check->text.lines_sum) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, what,
                       "add up to %lld ore, entry.json says %lld", (long long)sum,
                       (long long)check->text.lines_sum);
}

static Status check_settled(EntryCheck *check, Failure *failure)
{
    static const char name[] = "lines.csv.gz";
    const FolderFile *stored;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(system_free) SettledLine *lines = NULL;
    TRY(folder_read(check->folder, name, INPUT_SIZE_MAX, &stored, failure));
    TRY(folder_content(stored, INPUT_SIZE_MAX, &file, failure));
    TRY(settled_csv_read(stored->path, file.bytes, file.size, false, &lines, &check->lines,
                         failure));
    for (size_t i = 0; i < check->lines; i++)
        check->settled = ore_add(check->settled, lines[i].amount);
    return compare_sum(check, name, check->settled, failure);
}

static Status check_decided(EntryCheck *check, Failure *failure)
{
    static const char name[] = "decisions.csv.gz";
    const FolderFile *stored;
    CLEANUP(decision_file_close) DecisionFile *file = NULL;
    CLEANUP(basic_check_close) BasicCheck basic = {0};
    TRY(basic_check_open(check->folder, &basic, failure));
    TRY(folder_read(check->folder, name, INPUT_SIZE_MAX, &stored, failure));
    TRY(decision_file_open(stored, &file, failure));
    for (;;) {
        DecisionLine line;
        bool more;
        TRY(decision_file_next(file, &line, &more, failure));
        if (!more) break;
        TRY(basic_check_line(&basic, &line, failure));
        if (line.status == DECISION_PAY) check->decided = ore_add(check->decided, line.due);
    }
    TRY(basic_check_end(&basic, failure));
    return compare_sum(check, name, check->decided, failure);
}

static Status check_no_money(const EntryCheck *check, Failure *failure)
{
    bool money = check->text.paid != 0 || check->text.lines_sum != 0;
    for (size_t i = 0; i < check->text.files.count; i++)
        money = money || evidence_is_payment(check->text.files.items[i].path);
    if (!money) return STATUS_OK;
    return wrong(folder_path(check->folder), failure, "a control of accounts that moves money");
}

Status entry_check_lines(EntryCheck *check, Failure *failure)
{
    if (check->text.kind == ENTRY_ACCOUNTS)
        return judged(check, check_no_money(check, failure), failure);
    TRY(judged(check, check_settled(check, failure), failure));
    if (check->text.kind != ENTRY_RUN) return STATUS_OK;
    return judged(check, check_decided(check, failure), failure);
}

/* --- the chain --- */

/* The entry fits behind the one before: number, mode, opening, hashes, log size. */
static Status check_link(const EntryCheck *check, Failure *failure)
{
    static const EntryHead none;
    const EntryText *text = &check->text;
    const Ledger *ledger = check->after;
    bool first = ledger->entry_count == 0;
    const LedgerEntry *last = first ? NULL : ledger_last(ledger);
    const EntryHead *head = first ? &none : &last->files;
    bool fits = text->number == ledger->entry_count && (text->kind == ENTRY_OPEN) == first;
    fits = fits && memcmp(text->previous_entry, head->entry, SHA256_SIZE) == 0;
    fits = fits && memcmp(text->previous_signature, head->signature, SHA256_SIZE) == 0;
    fits = fits && memcmp(text->previous_checkpoint, head->checkpoint, SHA256_SIZE) == 0;
    fits = fits && text->log_size_before == (first ? 0 : last->log_size);
    bool money = text->paid != 0 || text->lines_sum != 0;
    fits = fits && (text->kind != ENTRY_ACCOUNTS || !money);
    fits = fits && (text->mode == LEDGER_TEST || text->given_keys);
    fits = fits && (first ||
                    (text->mode == ledger->mode && text->given_keys == ledger->given_keys &&
                     text->opening_year == ledger->opening_year &&
                     memcmp(text->pseudonym_check, ledger->pseudonym_check, SHA256_SIZE) == 0));
    if (fits) return STATUS_OK;
    return wrong(folder_path(check->folder), failure,
                 "the entry does not follow the one before it");
}

static Status check_checkpoint(const EntryCheck *check, const LogVerifier *verifier,
                               LedgerEntry *entry, Failure *failure)
{
    const FolderFile *note;
    Checkpoint checkpoint;
    TRY(read_own(check, "checkpoint", &note, failure));
    TRY(failure_at(failure, folder_path(check->folder),
                   checkpoint_verify(note->bytes, note->size, verifier, &checkpoint, failure)));
    entry->log_size = checkpoint.size;
    memcpy(entry->log_root, checkpoint.root.bytes, SHA256_SIZE);
    if (entry->log_size > check->text.log_size_before) return STATUS_OK;
    return wrong(folder_path(check->folder), failure, "the log did not grow");
}

static void fill_entry(LedgerEntry *entry, const EntryText *text)
{
    entry->number = text->number;
    entry->kind = text->kind;
    entry->year = text->year;
    entry->quarter = text->quarter;
    entry->cutoff = text->cutoff;
    memcpy(entry->time, text->time, sizeof entry->time);
    entry->paid = text->paid;
    entry->line_successors = text->line_successors;
    entry->lines_sum = text->lines_sum;
    memcpy(entry->run_identity, text->run_identity, SHA256_SIZE);
    memcpy(entry->manifest_sha256, text->manifest_sha256, SHA256_SIZE);
}

void entry_check_forget(const EntryCheck *check)
{
    const FolderFile *file;
    for (size_t i = 0; i < check->text.files.count; i++) {
        const char *name = check->text.files.items[i].path;
        if ((evidence_marks_in_entry(name) & EVIDENCE_BULK) == 0) continue;
        if (folder_read(check->folder, name, INPUT_SIZE_MAX, &file, NULL) == STATUS_OK)
            folder_forget(check->folder, file);
    }
}

Status entry_check(EntryCheck *check, LedgerIdentity *identity, LedgerEntry *out,
                   Failure *failure)
{
    *out = (LedgerEntry){0};
    TRY(entry_check_text(check, failure));
    fill_entry(out, &check->text);
    TRY(check_link(check, failure));
    TRY(entry_check_files(check, failure));
    if (check->text.kind == ENTRY_OPEN)
        TRY(ledger_identity_read(check->folder, identity, failure));
    check->store = identity->store;
    check->signers = identity->signers;
    TRY(entry_check_signatures(check, failure));
    TRY(check_checkpoint(check, &identity->verifier, out, failure));
    if (check->bulk) {
        if (check->text.kind == ENTRY_RUN) TRY(entry_check_payments(check, failure));
        TRY(entry_check_lines(check, failure));
    }
    TRY(entry_head(check->folder, &out->files, failure));
    memcpy(out->head, out->files.head, SHA256_SIZE);
    return STATUS_OK;
}
