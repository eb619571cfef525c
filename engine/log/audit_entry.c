#include "engine/log/audit_entry.h"

#include <stdio.h>
#include <string.h>

#include "engine/log/audit_lines.h"
#include "formats/log/audit_log.h"
#include "formats/run/files.h"
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

static Status each_line(LeafWalk *walk, Folder *folder, LineKind kind, Failure *failure)
{
    return audit_lines_each(walk->lines, folder, &kind, walk->take, walk->user, failure);
}

static Status payment_leaves(LeafWalk *walk, Folder *folder, const char *name, Failure *failure)
{
    const FolderFile *file;
    CLEANUP(input_file_free) InputFile content = {0};
    CLEANUP(pain001_file_free) Pain001File payments = {0};
    TRY(folder_read(folder, name, INPUT_SIZE_MAX, &file, failure));
    TRY(folder_content(file, INPUT_SIZE_MAX, &content, failure));
    TRY(pain001_read(file->path, content.bytes, content.size, &payments, failure));
    for (size_t i = 0; i < payments.count; i++) {
        const Pain001Transaction *payment = &payments.transactions[i];
        text_buffer_clear(&walk->leaf);
        text_buffer_format(&walk->leaf, "payment,%s,%lld,%s", payment->end_to_end_id,
                           (long long)payment->amount, payment->account);
        TRY(give(walk, failure));
    }
    return STATUS_OK;
}

static Status entry_leaf(LeafWalk *walk, Folder *folder, const EntryText *text,
                         Failure *failure)
{
    const FolderFile *json;
    char hex[SHA256_HEX_SIZE];
    TRY(folder_read(folder, "entry.json", INPUT_SMALL_SIZE_MAX, &json, failure));
    sha256_to_hex(json->sums.stored_sha256, hex);
    text_buffer_clear(&walk->leaf);
    text_buffer_format(&walk->leaf, "entry,%06u,%s", text->number, hex);
    return give(walk, failure);
}

static const LineKind settled = {"lines.csv.gz", "settled,", true, true};
static const LineKind decisions = {"decisions.csv.gz", "decision,", true, true};
static const LineKind findings = {"findings.jsonl.gz", "finding,", false, false};
static const LineKind verdicts = {"reported-accounts.csv", "verdict,", true, false};
static const LineKind selected = {"selection.csv", "selected,", true, false};

/* A control of accounts: no money and nobody's ident. */
static Status walk_accounts(LeafWalk *walk, Folder *folder, const EntryText *text,
                            Failure *failure)
{
    TRY(each_line(walk, folder, verdicts, failure));
    TRY(each_line(walk, folder, findings, failure));
    if (manifest_files_at(&text->files, selected.name) != NULL)
        TRY(each_line(walk, folder, selected, failure));
    return entry_leaf(walk, folder, text, failure);
}

static Status walk_entry(LeafWalk *walk, Folder *folder, const EntryText *text,
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
        if (!evidence_is_payment(name)) continue;
        TRY(payment_leaves(walk, folder, name, failure));
    }
    return entry_leaf(walk, folder, text, failure);
}

Status audit_entry_leaves(const char *ledger, Folder *folder, const EntryText *text,
                          LeafTaker take, void *user, Failure *failure)
{
    CLEANUP(audit_lines_free) AuditLines *lines = NULL;
    CLEANUP(text_buffer_free) TextBuffer leaf = TEXT_BUFFER_EMPTY;
    TRY(load_lines(ledger, &lines, failure));
    LeafWalk walk = {.lines = lines, .take = take, .user = user};
    Status status = walk_entry(&walk, folder, text, failure);
    leaf = walk.leaf;
    return status;
}

static Status append_leaf(void *user, const char *leaf, size_t size, Failure *failure)
{
    return audit_log_append(user, leaf, size, failure);
}

/* The log before this entry is the one that the entry before signed. Without this a damaged log
 * would be signed for, and the new checkpoint would deny the old one. */
static Status check_before(AuditLog *log, const Ledger *ledger, Failure *failure)
{
    MerkleHash root;
    if (ledger->entry_count == 0) return STATUS_OK;
    const LedgerEntry *last = ledger_last(ledger);
    TRY(audit_log_root(log, &root, failure));
    if (memcmp(root.bytes, last->log_root, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                       "the audit log is not the one that %06u/checkpoint signs; rebuild it "
                       "with 'tilskudd log rebuild'",
                       last->number);
}

static Status append_entry(AuditLog *log, const Ledger *ledger, Folder *folder,
                           const EntryText *text, uint64_t *size, uint8_t root[SHA256_SIZE],
                           Failure *failure)
{
    MerkleHash hash;
    if (audit_log_size(log) < text->log_size_before) {
        return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                           "the audit log is shorter than the ledger says; rebuild it with "
                           "'tilskudd log rebuild'");
    }
    /* What an interrupted approval left was cut with its folder (ledger_clean). */
    if (audit_log_size(log) > text->log_size_before) {
        return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                           "the audit log has leaves after the last entry that no interrupted "
                           "approval left: an entry has been removed, or the log is damaged. "
                           "Nothing is committed; compare with a kept head ('tilskudd ledger "
                           "check --witness') before 'tilskudd log rebuild' removes them");
    }
    TRY(check_before(log, ledger, failure));
    TRY(audit_entry_leaves(ledger->folder, folder, text, append_leaf, log, failure));
    TRY(audit_log_sync(log, failure));
    TRY(audit_log_root(log, &hash, failure));
    *size = audit_log_size(log);
    memcpy(root, hash.bytes, SHA256_SIZE);
    return STATUS_OK;
}

Status audit_entry(const Ledger *ledger, Folder *folder, const EntryText *text, uint64_t *size,
                   uint8_t root[SHA256_SIZE], Failure *failure)
{
    char path[PATH_SIZE];
    CLEANUP(audit_log_close) AuditLog *log = NULL;
    TRY(path_join(ledger->folder, "log", path, failure));
    TRY(audit_log_open(path, AUDIT_LOG_WRITE, LOG_THREADS, &log, failure));
    return append_entry(log, ledger, folder, text, size, root, failure);
}
