#include "engine/ledger/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ledger/signer.h"
#include "formats/log/checkpoint.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/crypto/private_key.h"

const LedgerEntry *ledger_last(const Ledger *ledger)
{
    return &ledger->entries[ledger->entry_count - 1];
}

const LedgerEntry *ledger_last_paying(const Ledger *ledger)
{
    size_t last = ledger->entry_count - 1;
    while (ledger->entries[last].kind == ENTRY_ACCOUNTS) {
        INVARIANT(last > 0);
        last--;
    }
    return &ledger->entries[last];
}

Status ledger_path(const Ledger *ledger, const char *relative, char **path, Failure *failure)
{
    size_t size = strlen(ledger->folder) + strlen(relative) + 2;
    *path = system_allocate(size);
    if (*path == NULL) return failure_set(failure, STATUS_MEMORY, relative, NULL);
    snprintf(*path, size, "%s/%s", ledger->folder, relative);
    return STATUS_OK;
}

void ledger_close(Ledger *ledger)
{
    if (ledger == NULL) return;
    system_free(ledger->folder);
    system_free(ledger->entries);
    system_free(ledger);
}

/* --- checking one entry --- */

static Status read_in(const char *folder, const char *name, InputFile *out, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(folder, name, path, failure));
    Status status = input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, out, failure);
    if (status == STATUS_INPUT_MISSING) {
        return failure_set(failure, STATUS_VERIFICATION, path, "the file is missing");
    }
    return status;
}

/* Big files that reading the ledger does not need: hashed by 'ledger check' and 'verify'. */
static bool is_bulk(const char *path)
{
    return strncmp(path, "payments/", 9) == 0 || strcmp(path, "decisions.csv.gz") == 0 ||
           strcmp(path, "findings.jsonl.gz") == 0;
}

static Status check_file(const char *folder, const ManifestFile *file, bool quick,
                         Failure *failure)
{
    char path[PATH_SIZE];
    uint8_t digest[SHA256_SIZE];
    uint64_t size;
    if (quick && is_bulk(file->path)) return STATUS_OK;
    TRY(path_join(folder, file->path, path, failure));
    Status status = sha256_of_file(path, digest, &size, failure);
    if (status == STATUS_INPUT_MISSING) {
        return failure_set(failure, STATUS_VERIFICATION, path, "the file is missing");
    }
    if (status != STATUS_OK) return status;
    if (size == file->sums.stored_size &&
        memcmp(digest, file->sums.stored_sha256, SHA256_SIZE) == 0) {
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_VERIFICATION, path, "the file was changed");
}

/* A file of an entry with the signature beside it. */
typedef struct SignedPart {
    char name[PATH_SIZE];
    InputFile content, signature;
} SignedPart;

static void part_free(SignedPart *part)
{
    input_file_free(&part->content);
    input_file_free(&part->signature);
}

static Status part_read(const char *folder, const char *file, SignedPart *part,
                        Failure *failure)
{
    char signature[64];
    snprintf(signature, sizeof signature, "%s.p7s", file);
    *part = (SignedPart){.content = {.bytes = NULL}};
    TRY(path_join(folder, file, part->name, failure));
    TRY(read_in(folder, file, &part->content, failure));
    Status status = read_in(folder, signature, &part->signature, failure);
    if (status != STATUS_OK) input_file_free(&part->content);
    return status;
}

static SignedFile signed_file(const SignedPart *part)
{
    return (SignedFile){part->name, part->signature.bytes, part->signature.size,
                        cms_bytes(part->content.bytes, part->content.size)};
}

static Status verify_one(const Ledger *ledger, const SignedPart *part, bool both,
                         Failure *failure)
{
    return signer_verify(ledger, part->name, part->signature.bytes, part->signature.size,
                         part->content.bytes, part->content.size, both, failure);
}

/* Openings and test runs are signed by both persons; a live run's entry by the second, whose
 * key alone is there at the approval, over the proposal that the first one signed. */
static Status check_run_signatures(const Ledger *ledger, const SignedPart *entry,
                                   const SignedPart *proposal, const EntryText *text,
                                   Failure *failure)
{
    uint8_t digest[SHA256_SIZE];
    if (text->mode == LEDGER_LIVE) {
        SignedFile first = signed_file(proposal), second = signed_file(entry);
        TRY(signer_verify_live(ledger, &first, &second, failure));
    } else {
        TRY(verify_one(ledger, entry, true, failure));
        TRY(verify_one(ledger, proposal, false, failure));
    }
    TRY(sha256_of(proposal->content.bytes, proposal->content.size, digest, failure));
    if (memcmp(digest, text->manifest_sha256, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, proposal->name,
                       "not the proposal of this entry");
}

static Status check_signature(const Ledger *ledger, const char *folder, const EntryText *text,
                              Failure *failure)
{
    SignedPart entry, proposal;
    TRY(part_read(folder, "entry.json", &entry, failure));
    Status status;
    if (text->kind == ENTRY_OPEN) {
        status = verify_one(ledger, &entry, true, failure);
    } else {
        status = part_read(folder, "manifest.json", &proposal, failure);
        if (status == STATUS_OK) {
            status = check_run_signatures(ledger, &entry, &proposal, text, failure);
            part_free(&proposal);
        }
    }
    part_free(&entry);
    return status;
}

static Status read_verifier(const Ledger *ledger, LogVerifier *verifier, Failure *failure)
{
    char *path;
    InputFile file;
    TRY(ledger_path(ledger, "000000/log-key.pub", &path, failure));
    Status status = input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, &file, failure);
    if (status == STATUS_OK) {
        size_t size = file.size;
        if (size > 0 && file.bytes[size - 1] == '\n') size--;
        status = log_verifier_parse(file.bytes, size, verifier, failure);
        input_file_free(&file);
    }
    if (status != STATUS_OK) failure_locate(failure, path);
    system_free(path);
    return status;
}

static Status check_checkpoint(const Ledger *ledger, const char *folder, LedgerEntry *entry,
                               Failure *failure)
{
    InputFile note;
    LogVerifier verifier;
    Checkpoint checkpoint;
    TRY(read_verifier(ledger, &verifier, failure));
    TRY(read_in(folder, "checkpoint", &note, failure));
    Status status = checkpoint_verify(note.bytes, note.size, &verifier, &checkpoint, failure);
    input_file_free(&note);
    if (status != STATUS_OK) {
        failure_locate(failure, folder);
        return status;
    }
    entry->log_size = checkpoint.size;
    memcpy(entry->log_root, checkpoint.root.bytes, SHA256_SIZE);
    return STATUS_OK;
}

/* The entry fits behind the one before: number, mode, opening, hashes, log size. */
static Status check_link(const Ledger *ledger, const char *folder, const EntryText *text,
                         uint8_t before[3][SHA256_SIZE], Failure *failure)
{
    static const uint8_t none[SHA256_SIZE];
    size_t number = ledger->entry_count;
    bool first = number == 0;
    const LedgerEntry *last = first ? NULL : ledger_last(ledger);
    bool fits = text->number == number && (text->kind == ENTRY_OPEN) == first;
    fits = fits && memcmp(text->previous_entry, first ? none : before[0], SHA256_SIZE) == 0;
    fits = fits && memcmp(text->previous_signature, first ? none : before[1], SHA256_SIZE) == 0;
    fits =
        fits && memcmp(text->previous_checkpoint, first ? none : before[2], SHA256_SIZE) == 0;
    fits = fits && text->log_size_before == (first ? 0 : last->log_size);
    bool money = text->paid != 0 || text->lines_sum != 0;
    fits = fits && (text->kind != ENTRY_ACCOUNTS || !money);
    fits = fits && (first ||
                    (text->mode == ledger->mode && text->opening_year == ledger->opening_year));
    if (fits) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, folder,
                       "the entry does not follow the one before it");
}

static bool is_listed(const EntryText *text, const char *name)
{
    static const char *const own[] = {"entry.json", "entry.json.p7s", "checkpoint"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (strcmp(name, own[i]) == 0) return true;
    }
    for (size_t i = 0; i < text->files.count; i++) {
        if (strcmp(name, text->files.items[i].path) == 0) return true;
    }
    return false;
}

/* What the entry does not list nobody has signed: a payment file slipped in must not get out.
 */
static Status check_foreign(const char *folder, const char *below, const EntryText *text,
                            Failure *failure)
{
    static const char payments[] = "payments";
    char path[PATH_SIZE], name[PATH_SIZE];
    PathList list;
    bool inner = false;
    TRY(path_join(folder, below, path, failure));
    TRY(path_list(path, &list, failure));
    Status status = STATUS_OK;
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++) {
        bool is_payments = below[0] == '\0' && strcmp(list.names[i], payments) == 0;
        inner = inner || is_payments;
        if (is_payments) continue;
        status = path_join(below, list.names[i], name, failure);
        if (status != STATUS_OK || is_listed(text, name)) continue;
        status = path_join(folder, name, path, failure);
        if (status == STATUS_OK) {
            status = failure_set(failure, STATUS_VERIFICATION, path,
                                 "the entry does not list this file");
        }
    }
    path_list_free(&list);
    return status == STATUS_OK && inner ? check_foreign(folder, payments, text, failure)
                                        : status;
}

static Status check_entry(Ledger *ledger, const char *folder, const EntryText *text, bool quick,
                          LedgerEntry *entry, Failure *failure)
{
    for (size_t i = 0; i < text->files.count; i++) {
        TRY(check_file(folder, &text->files.items[i], quick, failure));
    }
    TRY(check_foreign(folder, "", text, failure));
    TRY(check_signature(ledger, folder, text, failure));
    TRY(check_checkpoint(ledger, folder, entry, failure));
    if (entry->log_size > text->log_size_before) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, folder, "the log did not grow");
}

static void fill_entry(LedgerEntry *entry, const EntryText *text)
{
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

static Status add_entry(Ledger *ledger, const char *folder, bool quick,
                        uint8_t before[3][SHA256_SIZE], Failure *failure)
{
    char name[PATH_SIZE];
    InputFile json;
    EntryText text;
    TRY(path_join(folder, "entry.json", name, failure));
    TRY(read_in(folder, "entry.json", &json, failure));
    Status status = entry_read(name, json.bytes, json.size, &text, failure);
    if (status != STATUS_OK) {
        input_file_free(&json);
        return status;
    }
    LedgerEntry *entry = &ledger->entries[ledger->entry_count];
    *entry = (LedgerEntry){0};
    if (ledger->entry_count == 0) {
        ledger->mode = text.mode;
        ledger->opening_year = text.opening_year;
    }
    status = check_link(ledger, folder, &text, before, failure);
    fill_entry(entry, &text);
    if (status == STATUS_OK) {
        status = check_entry(ledger, folder, &text, quick, entry, failure);
    }
    entry_text_free(&text);
    input_file_free(&json);
    if (status != STATUS_OK) return status;
    ledger->entry_count++;
    CLEANUP(folder_close) Folder *own = NULL;
    EntryHead head;
    TRY(folder_open(folder, &own, failure));
    TRY(entry_head(own, &head, failure));
    memcpy(before[0], head.entry, SHA256_SIZE);
    memcpy(before[1], head.signature, SHA256_SIZE);
    memcpy(before[2], head.checkpoint, SHA256_SIZE);
    memcpy(entry->head, head.head, SHA256_SIZE);
    return STATUS_OK;
}

/* --- opening --- */

static bool is_entry_name(const char *name)
{
    if (strlen(name) != 6) return false;
    for (const char *c = name; *c != '\0'; c++) {
        if (*c < '0' || *c > '9') return false;
    }
    return true;
}

static Status count_entries(const char *folder, size_t *count, Failure *failure)
{
    PathList list;
    char expected[ENTRY_NAME_SIZE];
    TRY(path_list(folder, &list, failure));
    Status status = STATUS_OK;
    *count = 0;
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++) {
        if (!is_entry_name(list.names[i])) continue;
        entry_name((uint32_t)*count, expected);
        if (strcmp(list.names[i], expected) != 0) {
            status = failure_set(failure, STATUS_VERIFICATION, folder, "entry %s is missing",
                                 expected);
        }
        (*count)++;
    }
    path_list_free(&list);
    if (status == STATUS_OK && *count == 0) {
        status = failure_set(failure, STATUS_INPUT_MISSING, folder,
                             "not a ledger: make one with 'tilskudd ledger open'");
    }
    return status;
}

static Status read_entries(Ledger *ledger, size_t count, bool quick, Failure *failure)
{
    uint8_t before[3][SHA256_SIZE] = {{0}};
    char folder[PATH_SIZE], name[ENTRY_NAME_SIZE];
    ledger->entries = system_allocate_zeroed(count, sizeof *ledger->entries);
    if (ledger->entries == NULL) return failure_set(failure, STATUS_MEMORY, NULL, NULL);
    for (size_t i = 0; i < count; i++) {
        entry_name((uint32_t)i, name);
        TRY(path_join(ledger->folder, name, folder, failure));
        TRY(add_entry(ledger, folder, quick, before, failure));
    }
    return STATUS_OK;
}

Status ledger_open(const char *folder, bool quick, Ledger **out, Failure *failure)
{
    return ledger_open_at(folder, quick, 0, out, failure);
}

Status ledger_open_at(const char *folder, bool quick, size_t entries, Ledger **out,
                      Failure *failure)
{
    size_t count, length = strlen(folder) + 1;
    TRY(count_entries(folder, &count, failure));
    if (entries > count) {
        return failure_set(failure, STATUS_INPUT_VALUE, folder,
                           "the ledger has %zu entries, but %zu were there then", count,
                           entries);
    }
    if (entries > 0) count = entries;
    Ledger *ledger = system_allocate_zeroed(1, sizeof *ledger);
    if (ledger == NULL) return failure_set(failure, STATUS_MEMORY, folder, NULL);
    ledger->folder = system_allocate(length);
    Status status = STATUS_OK;
    if (ledger->folder == NULL) status = failure_set(failure, STATUS_MEMORY, folder, NULL);
    if (status == STATUS_OK) {
        memcpy(ledger->folder, folder, length);
        status = read_entries(ledger, count, quick, failure);
    }
    if (status != STATUS_OK) {
        ledger_close(ledger);
        return status;
    }
    *out = ledger;
    return STATUS_OK;
}

/* --- keys --- */

Status ledger_pseudonym_key(const Ledger *ledger, PseudonymKey *key, Failure *failure)
{
    char *path;
    uint8_t digest[SHA256_SIZE];
    char hex[SHA256_HEX_SIZE];
    TRY(ledger_path(ledger, "keys/pseudonym.key", &path, failure));
    Status status =
        secret_file_read(path, key->bytes, sizeof key->bytes, &key->length, failure);
    system_free(path);
    if (status != STATUS_OK) return status;
    TRY(sha256_of(key->bytes, key->length, digest, failure));
    sha256_to_hex(digest, hex);
    snprintf(key->id, sizeof key->id, "%.16s", hex);
    return STATUS_OK;
}
