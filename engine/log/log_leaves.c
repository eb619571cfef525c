#include "engine/log/log_leaves.h"

#include <pthread.h>
#include <stdatomic.h>

#include "engine/log/audit_entry.h"
#include "formats/base/parallel.h"
#include "formats/log/leaf_names.h"
#include "formats/run/entry_leaves.h"

enum { LOG_THREADS = 2 };

/* The files of an entry are read by one piece of work while others make the leaves of the entry
 * before it, in shares. */
typedef struct EntryWork {
    const LogEntry *entry;
    LeafNames *names;
    LeafPseudonyms pseudonyms;
    LeafLines *lines;
    TextBuffer *made; /* pseudonyms of each share, which are compared in order */
    size_t shares;
    atomic_size_t left; /* shares that are not compared yet */
    bool read;          /* the lines are there, or the failure */
    Status status;
    Failure failure;
} EntryWork;

typedef struct PieceWork {
    size_t entry, share; /* SHARE_READ: the files */
} PieceWork;
#define SHARE_READ SIZE_MAX

/* What a thread makes. */
typedef struct ThreadWork {
    LeafShare share;
    LeafComparison comparison;
} ThreadWork;

typedef struct LeavesWork {
    const Ledger *ledger;
    AuditLog *log;
    EntryWork *entries;
    PieceWork *pieces;
    size_t piece_count;
    ThreadWork threads[LOG_THREADS];
    pthread_mutex_t lock;
    pthread_cond_t ready;
} LeavesWork;

static Status wrong_size(const Ledger *ledger, size_t number, Failure *failure)
{
    char name[ENTRY_NAME_SIZE];
    entry_name((uint32_t)number, name);
    return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                       "the checkpoint of entry %s is not of the leaves that the entries give",
                       name);
}

Status log_leaves_root(const Ledger *ledger, size_t number, AuditLog *log, uint64_t size,
                       Failure *failure)
{
    MerkleHash root;
    const LedgerEntry *entry = &ledger->entries[number];
    TRY(audit_log_root_at(log, size, &root, failure));
    if (size == entry->log_size && memcmp(root.bytes, entry->log_root, SHA256_SIZE) == 0)
        return STATUS_OK;
    return wrong_size(ledger, number, failure);
}

/* --- the files of an entry --- */

static Status read_lines(const LeavesWork *work, size_t number, EntryWork *entry,
                         Failure *failure)
{
    char path[PATH_SIZE];
    const LogEntry *given = entry->entry;
    TRY(path_join(work->ledger->folder, "log", path, failure));
    TRY(leaf_names_open(path, given->text.number, false, &entry->names, failure));
    entry->pseudonyms = (LeafPseudonyms){.key = given->keyed ? given->key.bytes : NULL,
                                         .key_length = given->keyed ? given->key.length : 0,
                                         .read = leaf_names_read,
                                         .user = entry->names};
    TRY(entry_leaves_read(ledger_folder(work->ledger, number), &given->text, &entry->pseudonyms,
                          &entry->lines, failure));
    leaf_lines_forget_stored(entry->lines); /* the next entry is read beside this one */
    return STATUS_OK;
}

/* What fails is said by the first of the shares, after those of the entries before. */
static Status read_entry(LeavesWork *work, size_t number)
{
    EntryWork *entry = &work->entries[number];
    entry->status = read_lines(work, number, entry, &entry->failure);
    INVARIANT(pthread_mutex_lock(&work->lock) == 0);
    entry->read = true;
    (void)pthread_cond_broadcast(&work->ready);
    INVARIANT(pthread_mutex_unlock(&work->lock) == 0);
    return STATUS_OK;
}

static Status await_entry(LeavesWork *work, const EntryWork *entry, Failure *failure)
{
    INVARIANT(pthread_mutex_lock(&work->lock) == 0);
    while (!entry->read)
        (void)pthread_cond_wait(&work->ready, &work->lock);
    INVARIANT(pthread_mutex_unlock(&work->lock) == 0);
    if (entry->status != STATUS_OK && failure != NULL) *failure = entry->failure;
    return entry->status;
}

static void let_go(EntryWork *entry)
{
    for (size_t i = 0; entry->made != NULL && i < entry->shares; i++)
        text_buffer_free(&entry->made[i]);
    leaf_lines_free(entry->lines);
    leaf_names_close(entry->names);
    system_free(entry->made);
    entry->made = NULL;
    entry->lines = NULL;
    entry->names = NULL;
}

/* --- shares --- */

static Status end_entry(const LeavesWork *work, size_t number, Failure *failure)
{
    EntryWork *entry = &work->entries[number];
    const EntryText *text = &entry->entry->text;
    for (size_t i = 0; i < entry->shares; i++)
        TRY(leaf_lines_name(entry->lines, &entry->made[i], failure));
    TRY(leaf_names_finish(entry->names, failure));
    uint64_t size = text->log_size_before + leaf_lines_count(entry->lines);
    TRY(log_leaves_root(work->ledger, number, work->log, size, failure));
    let_go(entry);
    return STATUS_OK;
}

static Status compare_share(LeavesWork *work, const PieceWork *piece, ThreadWork *thread,
                            Failure *failure)
{
    EntryWork *entry = &work->entries[piece->entry];
    LeafShare *share = &thread->share;
    TRY(await_entry(work, entry, failure));
    TRY(leaf_lines_make(entry->lines, piece->share, share, failure));
    entry->made[piece->share] = share->made;
    share->made = TEXT_BUFFER_EMPTY;
    thread->comparison.log = work->log;
    thread->comparison.next = entry->entry->text.log_size_before + share->first;
    const LeafBlock block = leaf_share_block(share);
    TRY(audit_leaves_compare(&thread->comparison, &block, failure));
    if (atomic_fetch_sub(&entry->left, 1) > 1) return STATUS_OK;
    return end_entry(work, piece->entry, failure);
}

static Status do_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    LeavesWork *work = user;
    const PieceWork *which = &work->pieces[piece->number];
    if (which->share == SHARE_READ) return read_entry(work, which->entry);
    return compare_share(work, which, &work->threads[piece->thread], failure);
}

/* --- all of it --- */

static void work_end(LeavesWork *work)
{
    for (size_t i = 0; work->entries != NULL && i < work->ledger->entry_count; i++)
        let_go(&work->entries[i]);
    for (int t = 0; t < LOG_THREADS; t++) {
        leaf_share_free(&work->threads[t].share);
        system_free(work->threads[t].comparison.stored);
    }
    system_free(work->entries);
    system_free(work->pieces);
    (void)pthread_cond_destroy(&work->ready);
    (void)pthread_mutex_destroy(&work->lock);
}
CLEANUP_VALUE(LeavesWork, work_end)

static Status begin_entries(LeavesWork *work, const LogEntry *entries, Failure *failure)
{
    size_t count = work->ledger->entry_count;
    work->entries = system_allocate_zeroed(count, sizeof *work->entries);
    if (work->entries == NULL)
        return failure_set(failure, STATUS_MEMORY, work->ledger->folder, "audit log");
    for (size_t i = 0; i < count; i++) {
        EntryWork *entry = &work->entries[i];
        entry->entry = &entries[i];
        entry->shares = entry_leaves_shares(&entries[i].text);
        entry->made = system_allocate_zeroed(entry->shares, sizeof *entry->made);
        if (entry->made == NULL)
            return failure_set(failure, STATUS_MEMORY, work->ledger->folder, "audit log");
        atomic_init(&entry->left, entry->shares);
        work->piece_count += entry->shares + 1;
    }
    return STATUS_OK;
}

/* An entry is read before the shares of the one before it are made. */
static Status line_up(LeavesWork *work, Failure *failure)
{
    size_t count = work->ledger->entry_count, next = 0;
    work->pieces = system_allocate(work->piece_count * sizeof *work->pieces);
    if (work->pieces == NULL)
        return failure_set(failure, STATUS_MEMORY, work->ledger->folder, "audit log");
    work->pieces[next++] = (PieceWork){0, SHARE_READ};
    for (size_t i = 0; i < count; i++) {
        if (i + 1 < count) work->pieces[next++] = (PieceWork){i + 1, SHARE_READ};
        for (size_t share = 0; share < work->entries[i].shares; share++)
            work->pieces[next++] = (PieceWork){i, share};
    }
    INVARIANT(next == work->piece_count);
    return STATUS_OK;
}

Status log_leaves_compare(const Ledger *ledger, const LogEntry *entries, AuditLog *log,
                          Failure *failure)
{
    CLEANUP(work_end)
    LeavesWork work = {.ledger = ledger,
                       .log = log,
                       .lock = PTHREAD_MUTEX_INITIALIZER,
                       .ready = PTHREAD_COND_INITIALIZER};
    TRY(begin_entries(&work, entries, failure));
    TRY(line_up(&work, failure));
    Parallel parallel = {
        .pieces = work.piece_count, .threads = LOG_THREADS, .user = &work, .work = do_piece};
    return parallel_run(&parallel, failure);
}
