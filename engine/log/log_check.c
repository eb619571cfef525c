#include "engine/log/log_check.h"

#include <stdio.h>
#include <string.h>

#include "engine/ledger/entry_check.h"
#include "engine/log/audit_entry.h"
#include "engine/log/log_leaves.h"
#include "formats/base/count_words.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/base/plain_text.h"
#include "formats/base/stage_clock.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"

enum { LOG_THREADS = 2 };

/* --- the log against the entries --- */

typedef struct LogCheck {
    const Ledger *ledger;
    LogEntry *entries;
} LogCheck;

Status ledger_entry_text(const Ledger *ledger, size_t number, EntryText *text, Failure *failure)
{
    const FolderFile *json;
    TRY(folder_read(ledger_folder(ledger, number), "entry.json", INPUT_SMALL_SIZE_MAX, &json,
                    failure));
    return entry_read(json->path, json->bytes, json->size, text, failure);
}

/* An entry's leaves begin where those of the one before end, as it was opened. */
static Status find_entries(LogCheck *check, bool *keyed, Failure *failure)
{
    const Ledger *ledger = check->ledger;
    *keyed = true;
    for (size_t i = 0; i < ledger->entry_count; i++) {
        LogEntry *entry = &check->entries[i];
        TRY(ledger_entry_text(ledger, i, &entry->text, failure));
        TRY(audit_entry_key(ledger->folder, &entry->text, &entry->key, &entry->keyed, failure));
        *keyed = *keyed && entry->keyed;
    }
    return STATUS_OK;
}

static void check_free(LogCheck *check)
{
    for (size_t i = 0; check->entries != NULL && i < check->ledger->entry_count; i++) {
        entry_text_free(&check->entries[i].text);
        pseudonym_key_forget(&check->entries[i].key);
    }
    system_free(check->entries);
}
CLEANUP_VALUE(LogCheck, check_free)

Status ledger_log_compare(const Ledger *ledger, AuditLog *log, bool *keyed, Failure *failure)
{
    CLEANUP(check_free) LogCheck check = {.ledger = ledger};
    check.entries = system_allocate_zeroed(ledger->entry_count, sizeof *check.entries);
    if (check.entries == NULL)
        return failure_set(failure, STATUS_MEMORY, ledger->folder, "audit log");
    TRY(audit_log_check(log, failure));
    TRY(find_entries(&check, keyed, failure));
    return log_leaves_compare(ledger, check.entries, log, failure);
}

/* --- leaves beyond the last entry --- */

/* The entry that comes next: unfinished, or committed since the ledger was opened. */
static Status open_next(const Ledger *ledger, Folder **out, Failure *failure)
{
    char name[ENTRY_NAME_SIZE], unfinished[ENTRY_NAME_SIZE + 4], path[PATH_SIZE];
    entry_name((uint32_t)ledger->entry_count, name);
    (void)snprintf(unfinished, sizeof unfinished, "%s.tmp", name);
    TRY(path_join(ledger->folder, unfinished, path, failure));
    Status status = folder_open(path, out, failure);
    if (status != STATUS_INPUT_MISSING) return status;
    failure_clear(failure);
    TRY(path_join(ledger->folder, name, path, failure));
    return folder_open(path, out, failure);
}

/* ledger_commit.h: it is signed and whole before the first of its leaves is written. */
static Status check_next(const Ledger *ledger, AuditLog *log, Failure *failure)
{
    CLEANUP(folder_close) Folder *folder = NULL;
    LedgerIdentity identity = ledger->identity; /* borrowed */
    LedgerEntry entry;
    TRY(open_next(ledger, &folder, failure));
    CLEANUP(entry_check_end)
    EntryCheck check = {.folder = folder, .after = ledger, .bulk = true, .unfinished = true};
    TRY(entry_check(&check, &identity, &entry, failure));
    return audit_entry_begun(ledger, log, folder, &check.text, failure);
}

static Status count_beyond(const Ledger *ledger, AuditLog *log, uint64_t *count,
                           Failure *failure)
{
    *count = audit_log_size(log) - ledger_last(ledger)->log_size;
    if (*count == 0) return STATUS_OK;
    Status status = check_next(ledger, log, failure);
    if (status == STATUS_VERIFICATION || status == STATUS_INPUT_MISSING)
        return audit_entry_missing(ledger, failure);
    return status;
}

void ledger_print_beyond(const Ledger *ledger, uint64_t beyond)
{
    if (beyond == 0) return;
    printf(
        _("Entry %06zu is signed by both persons and not yet committed (its approval was "
          "interrupted, or its folder renamed since): the next 'tilskudd approve' commits it. "
          "%llu leaves of the audit log are of it\n"),
        ledger->entry_count, (unsigned long long)beyond);
}

Status ledger_log_open(const Ledger *ledger, AuditLog **log, Failure *failure)
{
    char path[PATH_SIZE];
    int lock;
    TRY(path_join(ledger->folder, "log", path, failure));
    Status status = audit_log_open(path, AUDIT_LOG_READ, LOG_THREADS, log, failure);
    if (ledger_calm(ledger->folder, &lock, &status, failure)) {
        failure_clear(failure);
        status = audit_log_open(path, AUDIT_LOG_READ, LOG_THREADS, log, failure);
        ledger_calm_end(lock);
    }
    if (status != STATUS_INPUT_MISSING) return status;
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "the audit log is missing; rebuild it with 'tilskudd log rebuild'");
}

static Status check_log(const Ledger *ledger, uint64_t *beyond, Failure *failure)
{
    STAGE(LOG);
    CLEANUP(audit_log_close) AuditLog *log = NULL;
    bool keyed;
    *beyond = 0;
    TRY(ledger_log_open(ledger, &log, failure));
    TRY(ledger_log_compare(ledger, log, &keyed, failure));
    if (!keyed)
        printf(
            _("A pseudonym key is not there, or not yours to read (keys/pseudonym*.key): "
              "that the audit log's hashes "
              "are of these persons is not checked, and a lost log could not be made anew\n"));
    return count_beyond(ledger, log, beyond, failure);
}

/* The entries and the log as they are together now. */
static Status check_log_now(const char *folder, uint64_t *beyond, Failure *failure)
{
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    TRY(ledger_open(folder, false, &ledger, failure));
    return check_log(ledger, beyond, failure);
}

Status ledger_check_log(const Ledger *ledger, uint64_t *beyond, Failure *failure)
{
    int lock;
    Status status = check_log(ledger, beyond, failure);
    /* Leaves of no entry may be of one that is being committed, or has been since. */
    Status seen = status == STATUS_OK && *beyond > 0 ? STATUS_VERIFICATION : status;
    if (!ledger_calm(ledger->folder, &lock, &seen, failure))
        return seen == STATUS_NOT_NOW ? seen : status;
    failure_clear(failure);
    status = check_log_now(ledger->folder, beyond, failure);
    ledger_calm_end(lock);
    return status;
}

Status ledger_open_whole(const PinOptions *pin, const char *folder, Ledger **out,
                         uint64_t *beyond, Failure *failure)
{
    Status status = ledger_open(folder, false, out, failure);
    TRY(audit_entry_explain(folder, status, failure));
    TRY(pin_check(pin, *out, NULL, true, failure));
    return ledger_check_log(*out, beyond, failure);
}

/* --- the log made anew --- */

static Status write_anew(const Ledger *ledger, const char *folder, Failure *failure)
{
    CLEANUP(audit_log_close) AuditLog *log = NULL;
    TRY(audit_log_open(folder, AUDIT_LOG_WRITE, LOG_THREADS, &log, failure));
    for (size_t i = 0; i < ledger->entry_count; i++) {
        CLEANUP(entry_text_free) EntryText text = {0};
        TRY(ledger_entry_text(ledger, i, &text, failure));
        TRY(audit_entry_append(ledger->folder, ledger_folder(ledger, i), &text, log, folder,
                               failure));
        TRY(log_leaves_root(ledger, i, log, audit_log_size(log), failure));
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

/* A log that is sound and has leaves of an entry that is missing is the last trace of it. */
static Status refuse_missing(const Ledger *ledger, Failure *failure)
{
    CLEANUP(audit_log_close) AuditLog *log = NULL;
    Failure damage = {0};
    uint64_t beyond, size = ledger_last(ledger)->log_size;
    MerkleHash root;
    bool sound = ledger_log_open(ledger, &log, &damage) == STATUS_OK &&
                 audit_log_size(log) > size && audit_log_check(log, &damage) == STATUS_OK &&
                 audit_log_root_at(log, size, &root, &damage) == STATUS_OK &&
                 memcmp(root.bytes, ledger_last(ledger)->log_root, SHA256_SIZE) == 0;
    return sound ? count_beyond(ledger, log, &beyond, failure) : STATUS_OK;
}

Status ledger_rebuild_log(const Ledger *ledger, Failure *failure)
{
    char fresh[PATH_SIZE], log[PATH_SIZE];
    TRY(path_join(ledger->folder, "log.tmp", fresh, failure));
    TRY(path_join(ledger->folder, "log", log, failure));
    TRY(refuse_missing(ledger, failure));
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
    char hex[SHA256_HEX_SIZE], when[32];
    sha256_to_hex(entry->head, hex);
    snprintf(when, sizeof when, "%s", _("opening"));
    if (entry->kind == ENTRY_RUN) {
        snprintf(when, sizeof when, _("%d quarter %d"), entry->year, entry->quarter);
    } else if (entry->kind != ENTRY_OPEN) {
        static const char *const words[] = {[ENTRY_ACCOUNTS] = N_("accounts"),
                                            [ENTRY_ANSWER] = N_("answers"),
                                            [ENTRY_MANUAL] = N_("by hand"),
                                            [ENTRY_KEYS] = N_("keys")};
        snprintf(when, sizeof when, "%d %s", entry->year, translate(words[entry->kind]));
    }
    printf(_("%06u  %-*s paid %18s  log %10s  head %.16s\n"), entry->number,
           utf8_padded(when, 16), when, amount_text(entry->paid).text,
           count_text(entry->log_size).text, hex);
}

static Status print_claims(const Ledger *ledger, Failure *failure)
{
    size_t count;
    Ore sum;
    TRY(ledger_claims(ledger, &count, &sum, failure));
    printf(_("Claims carried forward: %s, together %s kr\n"), count_text(count).text,
           amount_text(sum).text);
    return STATUS_OK;
}

Status ledger_print(const Ledger *ledger, Failure *failure)
{
    printf(_("%s ledger, opened for %d, %s\n"),
           ledger->mode == LEDGER_LIVE ? _("Live") : _("TEST"), ledger->opening_year,
           count_words(ledger->entry_count, "entry", "entries").text);
    for (size_t i = 0; i < ledger->entry_count; i++)
        print_entry(&ledger->entries[i]);
    return print_claims(ledger, failure);
}
