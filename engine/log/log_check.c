#include "engine/log/log_check.h"

#include <stdio.h>
#include <string.h>

#include "engine/log/audit_entry.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/base/plain_text.h"

/* --- the log against the entries --- */

typedef struct LogCheck {
    AuditLog *log;
    TextBuffer *stored;
    uint64_t next;
} LogCheck;

static Status compare_leaf(void *user, const char *leaf, size_t size, Failure *failure)
{
    LogCheck *check = user;
    if (check->next >= audit_log_size(check->log))
        return failure_set(failure, STATUS_VERIFICATION, "audit log", "leaf %llu is missing",
                           (unsigned long long)check->next);
    TRY(audit_log_leaf(check->log, check->next, check->stored, failure));
    if (check->stored->length != size || memcmp(check->stored->bytes, leaf, size) != 0)
        return failure_set(failure, STATUS_VERIFICATION, "audit log",
                           "leaf %llu is not what the entry says",
                           (unsigned long long)check->next);
    check->next++;
    return STATUS_OK;
}

/* Every leaf of one entry to `take`. */
static Status leaves_of(const Ledger *ledger, size_t number, LeafTaker take, void *user,
                        Failure *failure)
{
    CLEANUP(entry_text_free) EntryText text = {0};
    const FolderFile *json;
    Folder *folder = ledger_folder(ledger, number);
    TRY(folder_read(folder, "entry.json", INPUT_SMALL_SIZE_MAX, &json, failure));
    TRY(entry_read(json->path, json->bytes, json->size, &text, failure));
    return audit_entry_leaves(ledger->folder, folder, &text, take, user, failure);
}

/* The first `size` leaves are those that the entry's checkpoint signs. */
static Status compare_root(const Ledger *ledger, size_t number, AuditLog *log, uint64_t size,
                           Failure *failure)
{
    MerkleHash root;
    char name[ENTRY_NAME_SIZE];
    const LedgerEntry *entry = &ledger->entries[number];
    TRY(audit_log_root_at(log, size, &root, failure));
    if (size == entry->log_size && memcmp(root.bytes, entry->log_root, SHA256_SIZE) == 0)
        return STATUS_OK;
    entry_name((uint32_t)number, name);
    return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                       "the checkpoint of entry %s is not of the leaves that the entries give",
                       name);
}

static Status check_one(const Ledger *ledger, size_t number, LogCheck *check, Failure *failure)
{
    TRY(leaves_of(ledger, number, compare_leaf, check, failure));
    return compare_root(ledger, number, check->log, check->next, failure);
}

static Status check_all(const Ledger *ledger, LogCheck *check, Failure *failure)
{
    TRY(audit_log_check(check->log, failure));
    for (size_t i = 0; i < ledger->entry_count; i++)
        TRY(check_one(ledger, i, check, failure));
    return STATUS_OK;
}

/* --- leaves beyond the last entry --- */

/* What stands after the last entry's leaves. An entry's own leaf is its last one. */
typedef struct Beyond {
    uint64_t leaves, entries;
    bool ends_with_entry;
    TextBuffer *entry_leaf; /* the last one seen */
} Beyond;

static Status look_beyond(void *user, uint64_t index, const void *bytes, size_t size,
                          Failure *failure)
{
    Beyond *beyond = user;
    (void)index;
    beyond->leaves++;
    beyond->ends_with_entry = size > 6 && memcmp(bytes, "entry,", 6) == 0;
    if (!beyond->ends_with_entry) return STATUS_OK;
    beyond->entries++;
    text_buffer_clear(beyond->entry_leaf);
    text_buffer_append(beyond->entry_leaf, bytes, size);
    return text_buffer_status(beyond->entry_leaf, failure);
}

/* The unfinished folder has the very entry that the leaf names; without a leaf any entry. */
static Status compare_unfinished(const Ledger *ledger, const Beyond *beyond, bool *same,
                                 Failure *failure)
{
    char name[ENTRY_NAME_SIZE], file[ENTRY_NAME_SIZE + 16], path[PATH_SIZE];
    char hex[SHA256_HEX_SIZE], leaf[SHA256_HEX_SIZE + ENTRY_NAME_SIZE + 8];
    uint8_t digest[SHA256_SIZE];
    PathKind kind;
    *same = false;
    entry_name((uint32_t)ledger->entry_count, name);
    (void)snprintf(file, sizeof file, "%s.tmp/entry.json", name);
    TRY(path_join(ledger->folder, file, path, failure));
    TRY(path_kind(path, &kind, failure));
    if (kind != PATH_FILE) return STATUS_OK;
    TRY(sha256_of_file(path, digest, NULL, failure));
    sha256_to_hex(digest, hex);
    int length = snprintf(leaf, sizeof leaf, "entry,%s,%s", name, hex);
    *same =
        beyond->entries == 0 || (beyond->entry_leaf->length == (size_t)length &&
                                 memcmp(beyond->entry_leaf->bytes, leaf, (size_t)length) == 0);
    return STATUS_OK;
}

/* ledger_commit.h: the unfinished folder with its entry is on the disk before the first of its
 * leaves is, and goes after the last of them; an approval adds the leaves of one entry. */
static Status check_beyond(const Ledger *ledger, const Beyond *beyond, Failure *failure)
{
    bool crash = false;
    if (beyond->leaves == 0) return STATUS_OK;
    if (beyond->entries == 0 || (beyond->entries == 1 && beyond->ends_with_entry))
        TRY(compare_unfinished(ledger, beyond, &crash, failure));
    if (crash) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                       "the audit log has %llu leaves after the last entry %06zu, and no "
                       "interrupted approval leaves them so: an entry has been removed. Get "
                       "the ledger from a backup; 'tilskudd ledger check --pin' with a "
                       "kept head says whether it is whole",
                       (unsigned long long)beyond->leaves, ledger->entry_count - 1);
}

static Status count_beyond(const Ledger *ledger, AuditLog *log, uint64_t *count,
                           Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer leaf = TEXT_BUFFER_EMPTY;
    Beyond beyond = {.entry_leaf = &leaf};
    TRY(audit_log_walk(log, ledger_last(ledger)->log_size, audit_log_size(log), look_beyond,
                       &beyond, failure));
    *count = beyond.leaves;
    return check_beyond(ledger, &beyond, failure);
}

void ledger_print_beyond(const Ledger *ledger, uint64_t beyond)
{
    if (beyond == 0) return;
    printf("%llu leaves more belong to no entry: either an approval was interrupted (the next "
           "one removes them), or entry %06zu was committed and its folder renamed since. Only "
           "a head or checkpoint that was kept elsewhere tells which: 'ledger check --pin "
           "FILE', 'log check --checkpoint FILE'\n",
           (unsigned long long)beyond, ledger->entry_count);
}

Status ledger_log_open(const Ledger *ledger, AuditLog **log, Failure *failure)
{
    enum { LOG_THREADS = 2 };
    char path[PATH_SIZE];
    TRY(path_join(ledger->folder, "log", path, failure));
    Status status = audit_log_open(path, AUDIT_LOG_READ, LOG_THREADS, log, failure);
    if (status != STATUS_INPUT_MISSING) return status;
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "the audit log is missing; rebuild it with 'tilskudd log rebuild'");
}

Status ledger_check_log(const Ledger *ledger, uint64_t *beyond, Failure *failure)
{
    CLEANUP(audit_log_close) AuditLog *log = NULL;
    CLEANUP(text_buffer_free) TextBuffer stored = TEXT_BUFFER_EMPTY;
    *beyond = 0;
    TRY(ledger_log_open(ledger, &log, failure));
    LogCheck check = {.log = log, .stored = &stored};
    TRY(check_all(ledger, &check, failure));
    return count_beyond(ledger, log, beyond, failure);
}

/* --- the log made anew --- */

static Status append_leaf(void *user, const char *leaf, size_t size, Failure *failure)
{
    return audit_log_append(user, leaf, size, failure);
}

static Status write_anew(const Ledger *ledger, const char *folder, Failure *failure)
{
    enum { LOG_THREADS = 2 };
    CLEANUP(audit_log_close) AuditLog *log = NULL;
    TRY(audit_log_open(folder, AUDIT_LOG_WRITE, LOG_THREADS, &log, failure));
    for (size_t i = 0; i < ledger->entry_count; i++) {
        TRY(leaves_of(ledger, i, append_leaf, log, failure));
        TRY(compare_root(ledger, i, log, audit_log_size(log), failure));
    }
    return audit_log_finish(&log, failure);
}

/* Between the two the ledger has no log for a moment, and the same command helps again. */
static Status replace_log(const Ledger *ledger, const char *fresh, const char *log,
                          Failure *failure)
{
    TRY(path_remove(log, failure));
    TRY(path_rename(fresh, log, failure));
    return path_sync(ledger->folder, failure);
}

Status ledger_rebuild_log(const Ledger *ledger, Failure *failure)
{
    char fresh[PATH_SIZE], log[PATH_SIZE];
    TRY(path_join(ledger->folder, "log.tmp", fresh, failure));
    TRY(path_join(ledger->folder, "log", log, failure));
    TRY(path_remove(fresh, failure));
    Status status = write_anew(ledger, fresh, failure);
    if (status == STATUS_OK) status = replace_log(ledger, fresh, log, failure);
    /* After the rename there is nothing to remove. */
    if (status != STATUS_OK) (void)system_remove_tree(fresh);
    return status;
}

/* --- what a ledger holds, in words --- */

static void print_entry(const LedgerEntry *entry)
{
    char hex[SHA256_HEX_SIZE], when[24] = "opening";
    sha256_to_hex(entry->head, hex);
    if (entry->kind == ENTRY_RUN) {
        snprintf(when, sizeof when, "%d quarter %d", entry->year, entry->quarter);
    } else if (entry->kind == ENTRY_ACCOUNTS) {
        snprintf(when, sizeof when, "%d accounts", entry->year);
    }
    printf("%06u  %-16s paid %18s  log %10llu  head %.16s\n", entry->number, when,
           amount_text(entry->paid).text, (unsigned long long)entry->log_size, hex);
}

static Status print_claims(const Ledger *ledger, Failure *failure)
{
    CLEANUP(system_free) CarriedForward *carried = NULL;
    size_t count;
    Ore sum = 0;
    TRY(ledger_carried(ledger, &carried, &count, failure));
    for (size_t i = 0; i < count; i++)
        sum = ore_add(sum, carried[i].amount);
    printf("Claims carried forward: %zu, together %s kr\n", count, amount_text(sum).text);
    return STATUS_OK;
}

Status ledger_print(const Ledger *ledger, Failure *failure)
{
    printf("%s ledger, opened for %d, %zu entries\n",
           ledger->mode == LEDGER_LIVE ? "Live" : "TEST", ledger->opening_year,
           ledger->entry_count);
    for (size_t i = 0; i < ledger->entry_count; i++)
        print_entry(&ledger->entries[i]);
    return print_claims(ledger, failure);
}
