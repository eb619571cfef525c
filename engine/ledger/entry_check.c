#include "engine/ledger/entry_check.h"

#include <stdio.h>
#include <string.h>

#include "engine/ledger/input_check.h"
#include "engine/ledger/keys.h"
#include "engine/ledger/proposal.h"
#include "engine/ledger/signer.h"
#include "formats/bank/payment_text.h"
#include "formats/base/translate.h"
#include "formats/log/checkpoint.h"
#include "formats/run/entry_binding.h"
#include "formats/run/files.h"
#include "formats/run/settled_plain.h"
#include "rules/base/time_rules.h"

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

Status entry_check_read(const EntryCheck *check, const char *name, const FolderFile **out,
                        Failure *failure)
{
    Status status = folder_read(check->folder, name, INPUT_SMALL_SIZE_MAX, out, failure);
    if (status != STATUS_INPUT_MISSING || check->take != NULL) return status;
    return missing(failure);
}

Status entry_check_text(EntryCheck *check, Failure *failure)
{
    const FolderFile *json;
    TimeStamp time;
    TRY(entry_check_read(check, "entry.json", &json, failure));
    TRY(entry_read(json->path, json->bytes, json->size, &check->text, failure));
    TRY(time_stamp(check->text.time, &time, failure));
    check->time = time.epoch;
    return STATUS_OK;
}

void entry_check_end(EntryCheck *check)
{
    entry_text_free(&check->text);
    manifest_free(&check->manifest);
    system_free(check->paid_by);
    account_table_free(check->accounts);
    ledger_identity_free(&check->next);
}

/* --- files --- */

static Status check_file(const EntryCheck *check, const ManifestFile *listed, Failure *failure)
{
    const FolderFile *file;
    unsigned left_out = EVIDENCE_BULK | (check->large_later ? EVIDENCE_LARGE : 0);
    if (!check->bulk && (evidence_marks_in_entry(listed->path) & left_out) != 0)
        return STATUS_OK;
    Status status = evidence_read(check->folder, listed,
                                  check->take != NULL
                                      ? N_("the file was changed since the entry was signed")
                                      : N_("the file was changed"),
                                  &file, failure);
    if (status != STATUS_INPUT_MISSING || check->take != NULL) return status;
    return missing(failure);
}

static bool is_expected(const EntryCheck *check, const char *name)
{
    if (check->unfinished && strcmp(name, "checkpoint.tmp") == 0) return true;
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
                  check->take != NULL ? N_("an unexpected file: the entry does not list it")
                                      : N_("the entry does not list this file"));
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
    TRY(entry_check_read(check, name, &content, failure));
    TRY(entry_check_read(check, signature, &der, failure));
    *out = (SignedFile){content->path, der->bytes, der->size,
                        cms_bytes(content->bytes, content->size), 0};
    if (strcmp(name, "entry.json") == 0) out->at = check->time;
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
    Status status = signer_verify_file(check->store, check->signers, &file, both, failure);
    if (status != STATUS_VERIFICATION || check->take == NULL) return status;
    Failure reason = *failure;
    return failure_set(failure, status, signature_path, "%s", reason.detail);
}

/* A change of keys says itself who may sign it. */
static Status check_keys_signed(EntryCheck *check, Failure *failure)
{
    SignedFile first = {.name = NULL}, second = {.name = NULL};
    const char *path;
    if (check->identity == NULL) return STATUS_OK;
    TRY(read_signed(check, "manifest.json", &first, &path, failure));
    TRY(read_signed(check, "entry.json", &second, &path, failure));
    return keys_verify_pair(check->identity, &check->next, &check->parts, &first, &second,
                            &check->proposed, failure);
}

/* Openings and runs of throw-away keys are signed by both persons; with given keys a run's
 * entry by the second, whose key alone is there at the approval, over the proposal that the
 * first one signed. */
Status entry_check_signatures(EntryCheck *check, Failure *failure)
{
    if (check->text.kind == ENTRY_KEYS) return check_keys_signed(check, failure);
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
    return STATUS_OK;
}

/* --- the proposal --- */

static Status check_place(const EntryCheck *check, const char *path, Failure *failure)
{
    const LedgerEntry *last = check->after != NULL ? ledger_last(check->after) : NULL;
    if (last == NULL || (memcmp(check->manifest.ledger_head, last->head, SHA256_SIZE) == 0 &&
                         memcmp(check->manifest.log_root, last->log_root, SHA256_SIZE) == 0))
        return STATUS_OK;
    return wrong(path, failure, "the proposal was made for another place of the ledger");
}

/* Where keys were given, the first person's signature has the proposal's time, which is not
 * before the entry that it names: nobody whose certificate has expired dates one back. */
static Status check_made(const EntryCheck *check, const char *path, int64_t made,
                         Failure *failure)
{
    SignedFile manifest = {.name = NULL};
    const char *signature;
    if (!check->text.given_keys) return STATUS_OK;
    if (check->after != NULL && entry_time_ahead(made, ledger_last(check->after)->time))
        return wrong(path, failure, "the proposal is dated before the entry that it names");
    if (check->text.kind == ENTRY_KEYS) {
        if (check->identity == NULL || check->proposed == made) return STATUS_OK;
        return wrong(path, failure, "its signature says another time than the proposal");
    }
    if (check->store == NULL || check->signers == NULL) return STATUS_OK;
    TRY(read_signed(check, "manifest.json", &manifest, &signature, failure));
    manifest.at = made;
    return signer_verify_file(check->store, check->signers, &manifest, false, failure);
}

/* How long a proposal may wait holds for whoever reads the entry too. */
static Status check_waiting(const EntryCheck *check, int64_t made, Failure *failure)
{
    if (!check->text.given_keys || check->after == NULL) return STATUS_OK;
    EntryTime found = entry_time_judge(check->time, made, ledger_last(check->after)->time);
    if (found == ENTRY_TIME_PROPOSAL_OLD)
        return wrong(folder_path(check->folder), failure,
                     "approved more than 45 days after it was proposed");
    if (found == ENTRY_TIME_LATE && !check->text.allow_time)
        return wrong(folder_path(check->folder), failure,
                     "signed more than 120 days after the entry before, and nobody allowed it");
    return STATUS_OK;
}

static Status check_times(const EntryCheck *check, const char *path, const char *proposed,
                          Failure *failure)
{
    TimeStamp made;
    TRY(time_stamp(proposed, &made, failure));
    if (made.epoch > check->time)
        return wrong(path, failure, "the entry is dated before its proposal");
    TRY(check_waiting(check, made.epoch, failure));
    return check_made(check, path, made.epoch, failure);
}

static Status check_run(EntryCheck *check, const FolderFile *file, Failure *failure)
{
    TRY(manifest_read(file->path, file->bytes, file->size, &check->manifest, failure));
    TRY(failure_at(failure, file->path,
                   entry_binding_check(&check->text, &check->manifest, failure)));
    TRY(check_times(check, file->path, check->manifest.time, failure));
    return check_place(check, file->path, failure);
}

/* What the bank answered, money by hand, keys. */
static Status check_proposed(const EntryCheck *check, const FolderFile *file, Failure *failure)
{
    CLEANUP(proposal_text_free) ProposalText text = {0};
    TRY(proposal_check_manifest(check, file, &text, failure));
    return check_times(check, file->path, text.time, failure);
}

Status entry_check_proposal(EntryCheck *check, Failure *failure)
{
    const FolderFile *manifest;
    if (check->text.kind == ENTRY_OPEN) return STATUS_OK;
    TRY(entry_check_read(check, "manifest.json", &manifest, failure));
    if (memcmp(manifest->sums.stored_sha256, check->text.manifest_sha256, SHA256_SIZE) != 0)
        return wrong(manifest->path, failure, "not the proposal of this entry");
    if (ENTRY_IS_PROPOSED(check->text.kind)) return check_proposed(check, manifest, failure);
    return check->text.kind == ENTRY_RUN ? check_run(check, manifest, failure)
                                         : entry_check_control(check, manifest, failure);
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
        Ore *paid = &check->paid_by[code][group].paid;
        *paid = ore_add(*paid, file->transactions[i].amount);
    }
    if (check->accounts != NULL) account_table_add(check->accounts, file);
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

/* What the payments are added to: nothing is paid, and the accounts of the entry before. */
static Status begin_payments(EntryCheck *check, Failure *failure)
{
    CLEANUP(system_free) PaidAccount *before = NULL;
    size_t count;
    check->paid_by = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *check->paid_by);
    if (check->paid_by == NULL) return failure_set(failure, STATUS_MEMORY, _("payments"), NULL);
    if (check->after == NULL) return STATUS_OK;
    TRY(ledger_accounts(check->after, &before, &count, failure));
    return account_table_new(before, count, &check->accounts, failure);
}

Status entry_check_payments(EntryCheck *check, Failure *failure)
{
    const ManifestFiles *files = &check->text.files;
    TRY(begin_payments(check, failure));
    for (size_t i = 0; i < files->count; i++) {
        if (!evidence_is_payment(files->items[i].path)) continue;
        check->payment_files++;
        TRY(judged(check, check_payment(check, files->items[i].path, failure), failure));
    }
    if (check->paid == check->text.paid) return STATUS_OK;
    Status status = failure_set(failure, STATUS_VERIFICATION, _("payments"),
                                "add up to %lld ore, entry.json says %lld",
                                (long long)check->paid, (long long)check->text.paid);
    return judged(check, status, failure);
}

Status entry_check_inputs(EntryCheck *check, Failure *failure)
{
    const Ledger *ledger = check->after;
    size_t entries = ledger != NULL ? ledger->entry_count : 0;
    if (check->text.kind != ENTRY_RUN) return STATUS_OK;
    return judged(check, input_check_entry(check->folder, ledger, entries, failure), failure);
}

/* --- lines --- */

static Status check_settled(EntryCheck *check, Failure *failure)
{
    static const char name[] = "lines.csv.gz";
    const FolderFile *stored;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(packed_lines_free) PackedLines lines = {0};
    TRY(folder_read(check->folder, name, INPUT_SIZE_MAX, &stored, failure));
    TRY(folder_content(stored, INPUT_SIZE_MAX, &file, failure));
    TRY(settled_packed_read(stored->path, file.bytes, file.size, &lines, failure));
    check->lines = lines.count;
    for (size_t i = 0; i < lines.count; i++)
        check->settled = ore_add(check->settled, packed_amount(lines.items[i]));
    return entry_check_sum(check, name, check->settled, failure);
}

static Status check_no_money(const EntryCheck *check, Failure *failure)
{
    bool money = check->text.paid != 0 || check->text.lines_sum != 0;
    for (size_t i = 0; i < check->text.files.count; i++)
        money = money || evidence_is_payment(check->text.files.items[i].path);
    if (!money) return STATUS_OK;
    return wrong(folder_path(check->folder), failure, "a control of accounts that moves money");
}

static Status check_opening(EntryCheck *check, Failure *failure)
{
    TRY(check_settled(check, failure));
    return entry_check_tables(check, NULL, failure);
}

Status entry_check_lines(EntryCheck *check, Failure *failure)
{
    Status status = STATUS_OK;
    switch (check->text.kind) {
    case ENTRY_OPEN:
        status = check_opening(check, failure);
        break;
    case ENTRY_RUN:
        status = entry_check_run_lines(check, failure);
        break;
    case ENTRY_ACCOUNTS:
        status = check_no_money(check, failure);
        break;
    case ENTRY_ANSWER:
    case ENTRY_MANUAL:
    case ENTRY_KEYS:
        status = proposal_check_entry(check, failure);
        break;
    }
    return judged(check, status, failure);
}

/* --- the chain --- */

/* A proposal becomes one entry: its payments have been sent by then. */
static Status check_once(const EntryCheck *check, Failure *failure)
{
    const EntryText *text = &check->text;
    for (size_t i = 1; text->kind != ENTRY_OPEN && i < check->after->entry_count; i++) {
        const LedgerEntry *entry = &check->after->entries[i];
        bool same = memcmp(entry->manifest_sha256, text->manifest_sha256, SHA256_SIZE) == 0;
        same = same || (text->kind == ENTRY_RUN && entry->kind == ENTRY_RUN &&
                        memcmp(entry->run_identity, text->run_identity, SHA256_SIZE) == 0);
        if (!same) continue;
        return failure_set(failure, STATUS_VERIFICATION, folder_path(check->folder),
                           "its proposal is the one that entry %06u committed: nothing is paid "
                           "twice",
                           entry->number);
    }
    return STATUS_OK;
}

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
    fits = fits && (text->paid == 0 || text->kind == ENTRY_RUN);
    fits = fits && (text->lines_sum == 0 || entry_has_lines(text->kind));
    fits = fits && (text->mode == LEDGER_TEST || text->given_keys);
    fits = fits &&
           (first || (text->mode == ledger->mode && text->given_keys == ledger->given_keys &&
                      text->opening_year == ledger->opening_year &&
                      memcmp(text->pseudonym_check,
                             ledger_identity_at(ledger, text->number)->pseudonym_check,
                             SHA256_SIZE) == 0));
    if (!fits)
        return wrong(folder_path(check->folder), failure,
                     "the entry does not follow the one before it");
    if (!first && check->time < last->time)
        return wrong(folder_path(check->folder), failure,
                     "the entry is dated before the one before it");
    return check_once(check, failure);
}

static Status check_checkpoint(const EntryCheck *check, LedgerEntry *entry, Failure *failure)
{
    const FolderFile *note;
    Checkpoint checkpoint;
    LogVerifier verifiers[2] = {check->identity->verifier};
    size_t count = 1;
    if (check->text.kind == ENTRY_KEYS)
        keys_of_checkpoint(check->identity, &check->next, &check->parts, verifiers, &count);
    TRY(entry_check_read(check, "checkpoint", &note, failure));
    TRY(failure_at(failure, folder_path(check->folder),
                   checkpoint_verify_own(note->bytes, note->size, verifiers, count, &checkpoint,
                                         failure)));
    entry->log_size = checkpoint.size;
    memcpy(entry->log_root, checkpoint.root.bytes, SHA256_SIZE);
    if (entry->log_size > check->text.log_size_before) return STATUS_OK;
    return wrong(folder_path(check->folder), failure, "the log did not grow");
}

static void fill_listed(FileSums *sums, const EntryText *text, EvidenceName name)
{
    const ManifestFile *listed =
        manifest_files_at(&text->files, evidence_file(name)->entry_name);
    if (listed != NULL) *sums = listed->sums;
}

static void fill_entry(LedgerEntry *entry, const EntryText *text)
{
    fill_listed(&entry->listed_lines, text, EVIDENCE_OF_LINES);
    fill_listed(&entry->listed_looks, text, EVIDENCE_OF_LOOKS);
    entry->number = text->number;
    entry->kind = text->kind;
    entry->year = text->year;
    entry->quarter = text->quarter;
    entry->cutoff = text->cutoff;
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

static Status read_next(EntryCheck *check, Failure *failure)
{
    TRY(identity_parts_read(check->folder, &check->parts, failure));
    const KeyChangePlace place = keys_place(check->after);
    return keys_next(&place, &check->parts, &check->next, failure);
}

/* Who vouches from the next entry on. A file of an entry that cannot be read was changed. */
static Status read_change(EntryCheck *check, Failure *failure)
{
    if (!check->text.given_keys)
        return wrong(folder_path(check->folder), failure,
                     "throw-away keys are never changed by an entry");
    Status status = read_next(check, failure);
    if (status_exit(status) != EXIT_INPUT) return status;
    return failure_explain(failure, STATUS_VERIFICATION, NULL);
}

Status entry_check(EntryCheck *check, LedgerIdentity *identity, LedgerEntry *out,
                   Failure *failure)
{
    *out = (LedgerEntry){0};
    TRY(entry_check_text(check, failure));
    fill_entry(out, &check->text);
    out->time = check->time;
    TRY(check_link(check, failure));
    TRY(entry_check_files(check, failure));
    if (check->text.kind == ENTRY_OPEN)
        TRY(ledger_identity_read(check->folder, check->text.pseudonym_check, identity,
                                 failure));
    check->identity = identity;
    check->store = identity->store;
    check->signers = identity->signers;
    if (check->text.kind == ENTRY_KEYS) TRY(read_change(check, failure));
    TRY(entry_check_signatures(check, failure));
    TRY(entry_check_proposal(check, failure));
    if (!check->bulk && check->text.kind == ENTRY_KEYS) TRY(entry_check_lines(check, failure));
    if (check->bulk) {
        if (check->text.kind == ENTRY_RUN) TRY(entry_check_payments(check, failure));
        TRY(entry_check_inputs(check, failure));
        TRY(entry_check_lines(check, failure));
    }
    if (check->unfinished) return STATUS_OK;
    TRY(check_checkpoint(check, out, failure));
    TRY(entry_head(check->folder, &out->files, failure));
    memcpy(out->head, out->files.head, SHA256_SIZE);
    return STATUS_OK;
}
