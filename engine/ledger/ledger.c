#include "engine/ledger/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ledger/entry_check.h"
#include "engine/reconcile/sent_store.h"
#include "formats/base/input_file.h"
#include "formats/base/parallel.h"
#include "formats/base/path.h"
#include "formats/base/stage_clock.h"
#include "formats/base/translate.h"
#include "formats/trust/ledger_keys.h"
#include "rules/base/time_rules.h"

enum { CHECK_THREADS = 2 };

const LedgerEntry *ledger_last(const Ledger *ledger)
{
    return &ledger->entries[ledger->entry_count - 1];
}

const LedgerEntry *ledger_entry_of(const Ledger *ledger,
                                   const uint8_t manifest_sha256[SHA256_SIZE])
{
    for (size_t i = 1; i < ledger->entry_count; i++)
        if (memcmp(ledger->entries[i].manifest_sha256, manifest_sha256, SHA256_SIZE) == 0)
            return &ledger->entries[i];
    return NULL;
}

const LedgerEntry *ledger_last_paying(const Ledger *ledger)
{
    size_t last = ledger->entry_count - 1;
    while (ledger->entries[last].kind != ENTRY_RUN &&
           ledger->entries[last].kind != ENTRY_OPEN) {
        INVARIANT(last > 0);
        last--;
    }
    return &ledger->entries[last];
}

Folder *ledger_folder(const Ledger *ledger, size_t number)
{
    INVARIANT(number < ledger->entry_count);
    return ledger->folders[number];
}

static Status judge_large(const FileSums *listed, const char *path, Status status,
                          const FolderFile *file, Failure *failure)
{
    if (listed->stored_size == 0) return status;
    if (status == STATUS_INPUT_MISSING)
        return failure_set(failure, STATUS_VERIFICATION, path, "the file is missing");
    TRY(status);
    if (file->sums.stored_size == listed->stored_size &&
        memcmp(file->sums.stored_sha256, listed->stored_sha256, SHA256_SIZE) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, file->path, "the file was changed");
}

Status ledger_large_file(const Ledger *ledger, size_t number, EvidenceName name,
                         const FolderFile **out, Failure *failure)
{
    char path[PATH_SIZE];
    Folder *folder = ledger_folder(ledger, number);
    const LedgerEntry *entry = &ledger->entries[number];
    const char *entry_name = evidence_file(name)->entry_name;
    const FileSums *listed =
        name == EVIDENCE_OF_LINES ? &entry->listed_lines : &entry->listed_looks;
    *out = NULL;
    INVARIANT(name == EVIDENCE_OF_LINES || name == EVIDENCE_OF_LOOKS);
    TRY(path_join(folder_path(folder), entry_name, path, failure));
    Status status = folder_read(folder, entry_name, INPUT_SIZE_MAX, out, failure);
    return judge_large(listed, path, status, *out, failure);
}

/* --- who vouches for the entries --- */

const LedgerIdentity *ledger_identity_at(const Ledger *ledger, size_t entry)
{
    for (size_t i = 0; i < ledger->former_count; i++)
        if (entry <= ledger->former[i].until) return &ledger->former[i];
    return &ledger->identity;
}

Status ledger_identity_file(const Ledger *ledger, size_t entry, const char *name,
                            const FolderFile **out, Failure *failure)
{
    const LedgerIdentity *identity = ledger_identity_at(ledger, entry);
    uint32_t from = identity->from[identity_file_of(name)];
    if (from == IDENTITY_NOWHERE) from = 0; /* says which file is not there */
    return folder_read(ledger_folder(ledger, from), name, INPUT_SMALL_SIZE_MAX, out, failure);
}

/* From the entry after this one on another identity is in force; takes it over. */
static Status change_identity(Ledger *ledger, uint32_t number, LedgerIdentity *next,
                              Failure *failure)
{
    size_t capacity = ledger->former_count;
    TRY(system_grow(&ledger->former, &capacity, ledger->former_count + 1,
                    sizeof *ledger->former, failure));
    ledger->identity.until = number;
    ledger->former[ledger->former_count++] = ledger->identity;
    ledger->identity = HAND_OVER(LedgerIdentity, *next);
    return STATUS_OK;
}

/* --- opening and closing --- */

void ledger_close(Ledger *ledger)
{
    if (ledger == NULL) return;
    for (size_t i = 0; ledger->folders != NULL && i < ledger->entry_count; i++)
        folder_close(ledger->folders[i]);
    for (size_t i = 0; i < ledger->former_count; i++)
        ledger_identity_free(&ledger->former[i]);
    ledger_identity_free(&ledger->identity);
    sent_store_free(ledger->sent);
    system_free(ledger->former);
    system_free(ledger->folder);
    system_free(ledger->folders);
    system_free(ledger->entries);
    system_free(ledger);
}

static bool is_entry_name(const char *name)
{
    return strlen(name) == 6 && strspn(name, "0123456789") == 6;
}

static Status count_entries(const char *folder, size_t *count, Failure *failure)
{
    CLEANUP(path_list_free) PathList list = {0};
    char expected[ENTRY_NAME_SIZE];
    *count = 0;
    Status status = path_list(folder, &list, failure);
    if (status == STATUS_INPUT_NOT_REGULAR)
        return failure_set(failure, STATUS_NO_LEDGER, folder, "it is no folder");
    if (status != STATUS_OK) return status;
    for (size_t i = 0; i < list.count; i++) {
        if (!is_entry_name(list.names[i])) continue;
        entry_name((uint32_t)(*count)++, expected);
        if (strcmp(list.names[i], expected) != 0)
            return failure_set(failure, STATUS_VERIFICATION, folder, "entry %s is missing",
                               expected);
    }
    if (*count > 0) return STATUS_OK;
    return failure_set(failure, STATUS_NO_LEDGER, folder, "it holds no entry 000000");
}

static Status add_entry(Ledger *ledger, bool whole, bool later, Failure *failure)
{
    char path[PATH_SIZE], name[ENTRY_NAME_SIZE];
    CLEANUP(folder_close) Folder *folder = NULL;
    size_t number = ledger->entry_count;
    entry_name((uint32_t)number, name);
    TRY(path_join(ledger->folder, name, path, failure));
    TRY(folder_open(path, &folder, failure));
    CLEANUP(entry_check_end)
    EntryCheck check = {.folder = folder,
                        .after = ledger,
                        .bulk = whole,
                        .later = later,
                        .large_later = ledger->large_later};
    TRY(entry_check(&check, &ledger->identity, &ledger->entries[number], failure));
    if (number == 0) {
        ledger->mode = check.text.mode;
        ledger->given_keys = check.text.given_keys;
        ledger->opening_year = check.text.opening_year;
    }
    if (whole) entry_check_forget(&check);
    if (check.text.kind == ENTRY_KEYS)
        TRY(change_identity(ledger, (uint32_t)number, &check.next, failure));
    ledger->folders[number] = HAND_OVER(Folder *, folder);
    ledger->entry_count++;
    return STATUS_OK;
}

/* What rests on no other entry is checked side by side, once all of them follow each other. */
typedef struct WholeEntries {
    const Ledger *ledger;
    size_t from;
} WholeEntries;

static Status check_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    const WholeEntries *whole = user;
    size_t number = whole->from + piece->number;
    if (whole->ledger->entries[number].kind != ENTRY_RUN) return STATUS_OK;
    return entry_check_decisions(ledger_folder(whole->ledger, number), failure);
}

static Status check_decisions(const Ledger *ledger, size_t from, Failure *failure)
{
    WholeEntries whole = {ledger, from};
    Parallel parallel = {.pieces = ledger->entry_count - from,
                         .threads = CHECK_THREADS,
                         .user = &whole,
                         .work = check_piece};
    return parallel_run(&parallel, failure);
}

static Status read_entries(Ledger *ledger, size_t count, size_t from, Failure *failure)
{
    ledger->entries = system_allocate_zeroed(count, sizeof *ledger->entries);
    ledger->folders = system_allocate_zeroed(count, sizeof(Folder *));
    if (ledger->entries == NULL || ledger->folders == NULL)
        return failure_set(failure, STATUS_MEMORY, NULL, NULL);
    bool later = from < count && count - from > 1;
    for (size_t i = 0; i < count; i++)
        TRY(add_entry(ledger, i >= from || i + 1 == count, later, failure));
    return later ? check_decisions(ledger, from, failure) : STATUS_OK;
}

/* --- time --- */

Status ledger_check_clock(const Ledger *ledger, const TimeStamp *clock, Failure *failure)
{
    TimeStamp last;
    if (!ledger->given_keys || !entry_time_ahead(clock->epoch, ledger_last(ledger)->time))
        return STATUS_OK;
    time_stamp_of(ledger_last(ledger)->time, &last);
    return failure_set(failure, STATUS_NOT_NOW, ledger->folder,
                       "its newest entry is of %s and this clock says %s: one clock is wrong",
                       last.text, clock->text);
}

static Status check_now(const Ledger *ledger, Failure *failure)
{
    TimeStamp now;
    if (ledger->mode != LEDGER_LIVE) return STATUS_OK;
    TRY(time_stamp(NULL, &now, failure));
    return ledger_check_clock(ledger, &now, failure);
}

static Status judge_time(const Ledger *ledger, int64_t proposal, bool allow_time,
                         const TimeStamp *clock, Failure *failure)
{
    static const char *const texts[] = {
        [ENTRY_TIME_BEFORE_LAST] = N_("is before the last entry: one clock is wrong"),
        [ENTRY_TIME_BEFORE_PROPOSAL] =
            N_("is before the proposal was made: one clock is wrong"),
        [ENTRY_TIME_PROPOSAL_OLD] =
            N_("is more than 45 days after the proposal was made: make a "
               "new one"),
        [ENTRY_TIME_LATE] =
            N_("is more than 120 days after the last entry: if that is right, say "
               "so with --allow-time")};
    EntryTime found = entry_time_judge(clock->epoch, proposal, ledger_last(ledger)->time);
    if (found == ENTRY_TIME_FINE || (found == ENTRY_TIME_LATE && allow_time)) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, ledger->folder, "the time %s %s", clock->text,
                       texts[found]);
}

Status ledger_entry_time(const Ledger *ledger, const char *proposal, bool allow_time,
                         TimeStamp *time, Failure *failure)
{
    TimeStamp made = *time;
    if (proposal[0] != '\0') TRY(time_stamp(proposal, &made, failure));
    if (ledger->given_keys) TRY(judge_time(ledger, made.epoch, allow_time, time, failure));
    time_stamp_of(entry_time_of(time->epoch, made.epoch, ledger_last(ledger)->time), time);
    return STATUS_OK;
}

/* What is to be opened: the first `entries` entries (0: all), read whole from `from` on. */
typedef struct Opening {
    const char *folder;
    size_t entries, from;
    bool later;
} Opening;

/* The first `count` entries. */
static Status open_entries(const Opening *opening, size_t count, Ledger **out, Failure *failure)
{
    const char *folder = opening->folder;
    size_t length = strlen(folder) + 1;
    CLEANUP(ledger_close) Ledger *ledger = system_allocate_zeroed(1, sizeof *ledger);
    if (ledger == NULL) return failure_set(failure, STATUS_MEMORY, folder, NULL);
    ledger->folder = system_allocate(length);
    ledger->sent = system_allocate_zeroed(1, sizeof *ledger->sent);
    if (ledger->folder == NULL || ledger->sent == NULL)
        return failure_set(failure, STATUS_MEMORY, folder, NULL);
    memcpy(ledger->folder, folder, length);
    ledger->large_later = opening->later;
    TRY(read_entries(ledger, count, opening->from, failure));
    TRY(check_now(ledger, failure));
    *out = HAND_OVER(Ledger *, ledger);
    return STATUS_OK;
}

static Status open_once(const Opening *opening, Ledger **out, Failure *failure)
{
    size_t count;
    TRY(count_entries(opening->folder, &count, failure));
    if (opening->entries > count)
        return failure_set(failure, STATUS_OTHER_LEDGER, opening->folder,
                           "the ledger has %zu entries, but %zu were there then", count,
                           opening->entries);
    return open_entries(opening, opening->entries > 0 ? opening->entries : count, out, failure);
}

/* Nobody is accused for what an approval under way has half done. */
static Status open_surely(const Opening *opening, Ledger **out, Failure *failure)
{
    STAGE(CHECK);
    int lock;
    Status status = open_once(opening, out, failure);
    if (!ledger_calm(opening->folder, &lock, &status, failure)) return status;
    failure_clear(failure);
    status = open_once(opening, out, failure);
    ledger_calm_end(lock);
    return status;
}

Status ledger_open_from(const char *folder, size_t from, Ledger **out, Failure *failure)
{
    return open_surely(&(Opening){folder, 0, from, false}, out, failure);
}

Status ledger_open(const char *folder, bool quick, Ledger **out, Failure *failure)
{
    return ledger_open_at(folder, quick, 0, out, failure);
}

Status ledger_open_at(const char *folder, bool quick, size_t entries, Ledger **out,
                      Failure *failure)
{
    return open_surely(&(Opening){folder, entries, quick ? SIZE_MAX : 0, false}, out, failure);
}

Status ledger_open_later(const char *folder, size_t from, size_t entries, Ledger **out,
                         Failure *failure)
{
    return open_surely(&(Opening){folder, entries, from, true}, out, failure);
}

/* --- what others did meanwhile --- */

static Status moved(const Ledger *ledger, Failure *failure)
{
    return failure_set(failure, STATUS_NOT_NOW, ledger->folder,
                       "the ledger has moved on while this was decided, after entry %06u: give "
                       "the same command again",
                       ledger_last(ledger)->number);
}

/* Which entry did it, as it says itself: whoever opens the ledger again checks it. */
static Status moved_by(const char *path, const Ledger *ledger, Failure *failure)
{
    CLEANUP(folder_close) Folder *folder = NULL;
    TRY(folder_open(path, &folder, failure));
    CLEANUP(entry_check_end) EntryCheck check = {.folder = folder};
    TRY(entry_check_text(&check, failure));
    return failure_set(failure, STATUS_NOT_NOW, ledger->folder,
                       "the ledger has moved on while this was decided: entry %06zu, %s, is "
                       "there now: give the same command again",
                       ledger->entry_count, entry_kind_texts[check.text.kind]);
}

static Status check_next(const Ledger *ledger, Failure *failure)
{
    char path[PATH_SIZE], name[ENTRY_NAME_SIZE];
    PathKind kind;
    entry_name((uint32_t)ledger->entry_count, name);
    TRY(path_join(ledger->folder, name, path, failure));
    TRY(path_kind(path, &kind, failure));
    return kind == PATH_MISSING ? STATUS_OK : moved_by(path, ledger, failure);
}

Status ledger_check_last(const Ledger *ledger, Failure *failure)
{
    CLEANUP(folder_close) Folder *folder = NULL;
    CLEANUP(ledger_identity_free) LedgerIdentity fresh = {0};
    Ledger before = *ledger;
    LedgerEntry now;
    bool opening = --before.entry_count == 0;
    LedgerIdentity held = *ledger_identity_at(ledger, before.entry_count); /* borrowed */
    if (!opening) before.identity = held;
    TRY(check_next(ledger, failure));
    TRY(folder_open(folder_path(ledger->folders[before.entry_count]), &folder, failure));
    CLEANUP(entry_check_end) EntryCheck check = {.folder = folder, .after = &before};
    TRY(entry_check(&check, opening ? &fresh : &held, &now, failure));
    bool same = memcmp(now.head, ledger_last(ledger)->head, SHA256_SIZE) == 0;
    return same ? STATUS_OK : moved(ledger, failure);
}

/* --- keys --- */

Status ledger_pseudonym_key(const Ledger *ledger, size_t entry, PseudonymKey *key,
                            Failure *failure)
{
    const uint8_t *check = ledger_identity_at(ledger, entry)->pseudonym_check;
    return ledger_pseudonym_key_load(ledger->folder, check, key, failure);
}
