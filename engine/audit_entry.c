#include "engine/audit_entry.h"

#include <stdio.h>
#include <string.h>

#include "engine/audit_log.h"
#include "engine/ledger_commit.h"
#include "formats/checkpoint.h"
#include "formats/input_file.h"
#include "formats/private_key.h"

/* One walk over an entry: the last ident is kept, since its lines follow each other. */
typedef struct LeafWalk {
    HmacKey *hmac;
    TextBuffer leaf;
    char ident[SUBJECT_TEXT_SIZE];
    char hash[SHA256_HEX_SIZE];
    LeafTaker take;
    void *user;
} LeafWalk;

static Status load_hmac(const char *ledger, HmacKey **hmac, Failure *failure)
{
    char path[PATH_SIZE];
    uint8_t key[PSEUDONYM_KEY_MAX];
    size_t size;
    TRY(path_join(ledger, "keys/pseudonym.key", path, failure));
    TRY(secret_file_read(path, key, sizeof key, &size, failure));
    Status status = hmac_key_new(key, size, hmac, failure);
    explicit_bzero(key, sizeof key);
    return status;
}

/* The subject of a line: an ident becomes its keyed hash, a municipality stays. */
static Status append_subject(LeafWalk *walk, const char *text, size_t length, Failure *failure)
{
    uint8_t digest[SHA256_SIZE];
    if (length > 0 && text[0] == 'M') {
        text_buffer_append(&walk->leaf, text, length);
        return STATUS_OK;
    }
    if (length >= sizeof walk->ident) {
        return failure_set(failure, STATUS_VERIFICATION, "audit log", "a line without ident");
    }
    if (strlen(walk->ident) != length || memcmp(walk->ident, text, length) != 0) {
        TRY(hmac_of(walk->hmac, text, length, digest, failure));
        sha256_to_hex(digest, walk->hash);
        memcpy(walk->ident, text, length);
        walk->ident[length] = '\0';
    }
    text_buffer_text(&walk->leaf, walk->hash);
    return STATUS_OK;
}

static Status give(LeafWalk *walk, Failure *failure)
{
    TRY(text_buffer_status(&walk->leaf, failure));
    return walk->take(walk->user, walk->leaf.bytes, walk->leaf.length, failure);
}

static Status subject_line(LeafWalk *walk, const char *kind, const char *line, size_t length,
                           Failure *failure)
{
    const char *comma = memchr(line, ',', length);
    size_t subject = comma != NULL ? (size_t)(comma - line) : length;
    text_buffer_clear(&walk->leaf);
    text_buffer_text(&walk->leaf, kind);
    TRY(append_subject(walk, line, subject, failure));
    text_buffer_append(&walk->leaf, line + subject, length - subject);
    return give(walk, failure);
}

static Status finding_line(LeafWalk *walk, const char *kind, const char *line, size_t length,
                           Failure *failure)
{
    text_buffer_clear(&walk->leaf);
    text_buffer_text(&walk->leaf, kind);
    text_buffer_append(&walk->leaf, line, length);
    return give(walk, failure);
}

/* Every line of a file, the first left out when it is a header. */
static Status
each_line(LeafWalk *walk, const char *folder, const char *name, bool header, const char *kind,
          Status (*line)(LeafWalk *, const char *, const char *, size_t, Failure *),
          Failure *failure)
{
    char path[PATH_SIZE];
    InputFile file;
    TRY(path_join(folder, name, path, failure));
    TRY(input_file_read(path, INPUT_SIZE_MAX, &file, failure));
    const char *bytes = (const char *)file.bytes;
    Status status = STATUS_OK;
    for (size_t at = 0; at < file.size && status == STATUS_OK;) {
        const char *end = memchr(bytes + at, '\n', file.size - at);
        size_t length = end != NULL ? (size_t)(end - bytes) - at : file.size - at;
        if (!header) status = line(walk, kind, bytes + at, length, failure);
        header = false;
        at += length + 1;
    }
    input_file_free(&file);
    return status;
}

static Status payment_leaves(LeafWalk *walk, const char *folder, const char *name,
                             Failure *failure)
{
    char path[PATH_SIZE];
    InputFile file;
    Pain001File payments;
    TRY(path_join(folder, name, path, failure));
    TRY(input_file_read(path, INPUT_SIZE_MAX, &file, failure));
    Status status = pain001_read(path, file.bytes, file.size, &payments, failure);
    input_file_free(&file);
    if (status != STATUS_OK) return status;
    for (size_t i = 0; i < payments.count && status == STATUS_OK; i++) {
        const Pain001Transaction *payment = &payments.transactions[i];
        text_buffer_clear(&walk->leaf);
        text_buffer_format(&walk->leaf, "payment,%s,%lld,%s", payment->end_to_end_id,
                           (long long)payment->amount, payment->account);
        status = give(walk, failure);
    }
    pain001_file_free(&payments);
    return status;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

static Status entry_leaf(LeafWalk *walk, const char *folder, const EntryText *text,
                         Failure *failure)
{
    char path[PATH_SIZE], hex[SHA256_HEX_SIZE];
    uint8_t digest[SHA256_SIZE];
    TRY(path_join(folder, "entry.json", path, failure));
    TRY(sha256_of_file(path, digest, NULL, failure));
    sha256_to_hex(digest, hex);
    text_buffer_clear(&walk->leaf);
    text_buffer_format(&walk->leaf, "entry,%06u,%s", text->number, hex);
    return give(walk, failure);
}

static Status walk_entry(LeafWalk *walk, const char *folder, const EntryText *text,
                         Failure *failure)
{
    if (text->kind == ENTRY_OPEN) {
        TRY(each_line(walk, folder, "lines.csv.gz", true, "settled,", subject_line, failure));
        return entry_leaf(walk, folder, text, failure);
    }
    TRY(each_line(walk, folder, "decisions.csv.gz", true, "decision,", subject_line, failure));
    TRY(each_line(walk, folder, "findings.jsonl.gz", false, "finding,", finding_line, failure));
    for (size_t i = 0; i < text->files.count; i++) {
        const char *name = text->files.items[i].path;
        if (strncmp(name, "payments/", 9) != 0 || !ends_with(name, ".xml.gz")) continue;
        TRY(payment_leaves(walk, folder, name, failure));
    }
    return entry_leaf(walk, folder, text, failure);
}

Status audit_entry_leaves(const char *ledger, const char *folder, const EntryText *text,
                          LeafTaker take, void *user, Failure *failure)
{
    LeafWalk walk = {.leaf = TEXT_BUFFER_EMPTY, .take = take, .user = user};
    TRY(load_hmac(ledger, &walk.hmac, failure));
    Status status = walk_entry(&walk, folder, text, failure);
    hmac_key_free(walk.hmac);
    text_buffer_free(&walk.leaf);
    return status;
}

static Status append_leaf(void *user, const char *leaf, size_t size, Failure *failure)
{
    return audit_log_append(user, leaf, size, failure);
}

/* The log before this entry is the one that the entry before signed. Without this a damaged log
 * would be signed for, and the new checkpoint would deny the old one. */
static Status check_before(AuditLog *log, const char *ledger, const EntryText *text,
                           Failure *failure)
{
    char name[ENTRY_NAME_SIZE], folder[PATH_SIZE], path[PATH_SIZE];
    uint8_t digest[SHA256_SIZE];
    InputFile note;
    Checkpoint before;
    MerkleHash root;
    if (text->number == 0) return STATUS_OK;
    entry_name(text->number - 1, name);
    TRY(path_join(ledger, name, folder, failure));
    TRY(path_join(folder, "checkpoint", path, failure));
    TRY(input_file_read_stored(path, CHECKPOINT_SIZE_MAX, &note, failure));
    Status status = sha256_of(note.bytes, note.size, digest, failure);
    if (status == STATUS_OK) {
        status = checkpoint_parse(note.bytes, note.size, &before, failure);
    }
    input_file_free(&note);
    if (status != STATUS_OK) return status;
    TRY(audit_log_root(log, &root, failure));
    if (memcmp(digest, text->previous_checkpoint, SHA256_SIZE) == 0 &&
        before.size == text->log_size_before &&
        memcmp(root.bytes, before.root.bytes, SHA256_SIZE) == 0) {
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_VERIFICATION, ledger,
                       "the audit log is not the one that %s/checkpoint signs; rebuild it with "
                       "'tilskudd log rebuild'",
                       name);
}

static Status append_entry(AuditLog *log, const char *ledger, const char *folder,
                           const EntryText *text, uint64_t *size, uint8_t root[SHA256_SIZE],
                           Failure *failure)
{
    MerkleHash hash;
    if (audit_log_size(log) < text->log_size_before) {
        return failure_set(failure, STATUS_VERIFICATION, ledger,
                           "the audit log is shorter than the ledger says; rebuild it with "
                           "'tilskudd log rebuild'");
    }
    TRY(audit_log_truncate(log, text->log_size_before, failure));
    TRY(check_before(log, ledger, text, failure));
    TRY(audit_entry_leaves(ledger, folder, text, append_leaf, log, failure));
    TRY(audit_log_sync(log, failure));
    TRY(audit_log_root(log, &hash, failure));
    *size = audit_log_size(log);
    memcpy(root, hash.bytes, SHA256_SIZE);
    return STATUS_OK;
}

Status audit_entry(const char *ledger, const char *folder, const EntryText *text,
                   uint64_t *size, uint8_t root[SHA256_SIZE], Failure *failure)
{
    char path[PATH_SIZE];
    AuditLog *log;
    enum { LOG_THREADS = 2 };
    TRY(path_join(ledger, "log", path, failure));
    TRY(audit_log_open(path, AUDIT_LOG_WRITE, LOG_THREADS, &log, failure));
    Status status = append_entry(log, ledger, folder, text, size, root, failure);
    audit_log_close(log);
    return status;
}
