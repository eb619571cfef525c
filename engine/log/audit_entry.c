#include "engine/log/audit_entry.h"

#include <stdio.h>
#include <string.h>

#include "engine/log/audit_lines.h"
#include "formats/log/audit_log.h"
#include "engine/ledger/ledger_commit.h"
#include "formats/log/checkpoint.h"
#include "formats/base/input_file.h"
#include "formats/crypto/private_key.h"

enum { LOG_THREADS = 2 };

/* One walk over an entry. */
typedef struct LeafWalk {
    AuditLines *lines;
    TextBuffer leaf;
    LeafTaker take;
    void *user;
} LeafWalk;

static Status load_lines(const char *ledger, AuditLines **lines, Failure *failure)
{
    char path[PATH_SIZE];
    PseudonymKey key = {0};
    TRY(path_join(ledger, "keys/pseudonym.key", path, failure));
    TRY(secret_file_read(path, key.bytes, sizeof key.bytes, &key.length, failure));
    Status status = audit_lines_new(&key, LOG_THREADS, lines, failure);
    explicit_bzero(&key, sizeof key);
    return status;
}

static Status give(LeafWalk *walk, Failure *failure)
{
    TRY(text_buffer_status(&walk->leaf, failure));
    return walk->take(walk->user, walk->leaf.bytes, walk->leaf.length, failure);
}

static Status each_line(LeafWalk *walk, const char *folder, LineKind kind, Failure *failure)
{
    return audit_lines_each(walk->lines, folder, &kind, walk->take, walk->user, failure);
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

static const LineKind settled = {"lines.csv.gz", "settled,", true, true};
static const LineKind decisions = {"decisions.csv.gz", "decision,", true, true};
static const LineKind findings = {"findings.jsonl.gz", "finding,", false, false};
static const LineKind verdicts = {"reported-accounts.csv", "verdict,", true, false};
static const LineKind selected = {"selection.csv", "selected,", true, false};

static bool lists(const EntryText *text, const char *name)
{
    for (size_t i = 0; i < text->files.count; i++) {
        if (strcmp(text->files.items[i].path, name) == 0) return true;
    }
    return false;
}

/* A control of accounts: no money and nobody's ident. */
static Status walk_accounts(LeafWalk *walk, const char *folder, const EntryText *text,
                            Failure *failure)
{
    TRY(each_line(walk, folder, verdicts, failure));
    TRY(each_line(walk, folder, findings, failure));
    if (lists(text, selected.name)) TRY(each_line(walk, folder, selected, failure));
    return entry_leaf(walk, folder, text, failure);
}

static Status walk_entry(LeafWalk *walk, const char *folder, const EntryText *text,
                         Failure *failure)
{
    if (text->kind == ENTRY_OPEN) {
        TRY(each_line(walk, folder, settled, failure));
        return entry_leaf(walk, folder, text, failure);
    }
    if (text->kind == ENTRY_ACCOUNTS) return walk_accounts(walk, folder, text, failure);
    TRY(each_line(walk, folder, decisions, failure));
    TRY(each_line(walk, folder, findings, failure));
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
    TRY(load_lines(ledger, &walk.lines, failure));
    Status status = walk_entry(&walk, folder, text, failure);
    audit_lines_free(walk.lines);
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
    /* What an interrupted approval left was cut with its folder (ledger_clean). */
    if (audit_log_size(log) > text->log_size_before) {
        return failure_set(failure, STATUS_VERIFICATION, ledger,
                           "the audit log has leaves after the last entry that no interrupted "
                           "approval left: an entry has been removed, or the log is damaged. "
                           "Nothing is committed; compare with a kept head ('tilskudd ledger "
                           "check --witness') before 'tilskudd log rebuild' removes them");
    }
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
    TRY(path_join(ledger, "log", path, failure));
    TRY(audit_log_open(path, AUDIT_LOG_WRITE, LOG_THREADS, &log, failure));
    Status status = append_entry(log, ledger, folder, text, size, root, failure);
    audit_log_close(log);
    return status;
}
