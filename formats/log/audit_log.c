/* audit_log.c - appending to the audit log, roots and proofs. */
#include "formats/log/audit_log.h"

#include <string.h>

#include "formats/base/parallel.h"
#include "formats/log/audit_log_files.h"

enum { BATCH_LEAVES = 1 << 15, BATCH_BYTES = 8 << 20 };

/* A share of a check: whole subtrees of this height, but for the last. */
enum { CHECK_LEVEL = 12, CHECK_NODES = 1 << CHECK_LEVEL };

struct AuditLog {
    LogFiles files;
    int threads;
    bool broken;        /* a write failed: what is in the files is not known any more */
    MerkleRange range;  /* of what is written */
    TextBuffer pending; /* leaves that wait */
    uint64_t *pending_ends;
    size_t pending_count;
};

static Status check_usable(const AuditLog *log, Failure *failure)
{
    if (!log->broken) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, log->files.folder,
                       "an earlier write to the log failed");
}

static Status check_range(const AuditLog *log, uint64_t begin, uint64_t end, Failure *failure)
{
    TRY(check_usable(log, failure));
    if (begin <= end && end <= log->range.size) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, log->files.folder,
                       "the log has %llu leaves, not %llu", (unsigned long long)log->range.size,
                       (unsigned long long)end);
}

static Status read_node(void *user, unsigned level, uint64_t index, MerkleHash *out,
                        Failure *failure)
{
    const AuditLog *log = user;
    return log_files_read(&log->files, level, out, 1, index, failure);
}

static MerkleNodes nodes_of(AuditLog *log)
{
    return (MerkleNodes){log, read_node};
}

/* ---- opening ---- */

static Status load_state(AuditLog *log, uint64_t count, Failure *failure)
{
    MerkleNodes nodes = nodes_of(log);
    return merkle_range_load(&log->range, count, &nodes, failure);
}

static Status start(AuditLog *log, const char *folder, AuditLogUse use, Failure *failure)
{
    uint64_t count = 0;
    TRY(log_files_open(&log->files, folder, use == AUDIT_LOG_WRITE, failure));
    TRY(log_files_count(&log->files, &count, failure));
    if (use == AUDIT_LOG_WRITE) TRY(log_files_cut(&log->files, count, failure));
    TRY(load_state(log, count, failure));
    if (use == AUDIT_LOG_READ) return STATUS_OK;
    log->pending_ends = system_allocate(BATCH_LEAVES * sizeof *log->pending_ends);
    if (log->pending_ends != NULL) return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, folder, "the audit log");
}

Status audit_log_open(const char *folder, AuditLogUse use, int threads, AuditLog **out,
                      Failure *failure)
{
    INVARIANT(threads >= 1);
    *out = NULL;
    CLEANUP(audit_log_close) AuditLog *log = system_allocate_zeroed(1, sizeof *log);
    if (log == NULL) return failure_set(failure, STATUS_MEMORY, folder, "the audit log");
    log->threads = threads;
    TRY(start(log, folder, use, failure));
    *out = HAND_OVER(AuditLog *, log);
    return STATUS_OK;
}

void audit_log_close(AuditLog *log)
{
    if (log == NULL) return;
    /* What had to be kept was synced; a failing close cannot undo that. */
    Status ignored = log_files_close(&log->files, NULL);
    (void)ignored;
    text_buffer_free(&log->pending);
    system_free(log->pending_ends);
    system_free(log);
}

/* ---- writing ---- */

static Status write_nodes(void *user, unsigned level, uint64_t first, const MerkleHash *nodes,
                          size_t count, Failure *failure)
{
    AuditLog *log = user;
    return log_files_write(&log->files, level, nodes, count, first, failure);
}

static Status write_hashes(AuditLog *log, const MerkleHash *leaves, size_t count,
                           Failure *failure)
{
    MerkleSink sink = {log, write_nodes};
    Status status =
        merkle_range_append(&log->range, leaves, count, log->threads, &sink, failure);
    if (status != STATUS_OK) log->broken = true;
    return status;
}

static Status flush(AuditLog *log, Failure *failure)
{
    TRY(check_usable(log, failure));
    if (log->pending_count == 0) return STATUS_OK;
    CLEANUP(system_free)
    MerkleHash *hashes = system_allocate(log->pending_count * sizeof *hashes);
    if (hashes == NULL)
        return failure_set(failure, STATUS_MEMORY, log->files.folder, "writing the log");
    TRY(merkle_leaf_hashes(log->pending.bytes, log->pending_ends, log->pending_count, 0,
                           log->threads, hashes, failure));
    TRY(write_hashes(log, hashes, log->pending_count, failure));
    log->pending_count = 0;
    text_buffer_clear(&log->pending);
    return STATUS_OK;
}

uint64_t audit_log_size(const AuditLog *log)
{
    return log->range.size + log->pending_count;
}

Status audit_log_append(AuditLog *log, const void *bytes, size_t size, Failure *failure)
{
    INVARIANT(log->files.writable);
    if (size < 1 || size > AUDIT_LEAF_MAX || memchr(bytes, '\n', size) != NULL)
        return failure_set(failure, STATUS_INPUT_VALUE, log->files.folder,
                           "a leaf of the log is one line of 1 to %d bytes", AUDIT_LEAF_MAX);
    if (log->pending_count == BATCH_LEAVES || log->pending.length + size >= BATCH_BYTES)
        TRY(flush(log, failure));
    text_buffer_append(&log->pending, bytes, size);
    if (log->pending.failed) log->broken = true;
    TRY(text_buffer_status(&log->pending, failure));
    log->pending_ends[log->pending_count++] = log->pending.length;
    return STATUS_OK;
}

Status audit_log_append_hashes(AuditLog *log, const MerkleHash *leaves, size_t count,
                               Failure *failure)
{
    INVARIANT(log->files.writable);
    TRY(flush(log, failure));
    return write_hashes(log, leaves, count, failure);
}

Status audit_log_sync(AuditLog *log, Failure *failure)
{
    TRY(flush(log, failure));
    Status status = log_files_sync(&log->files, failure);
    if (status != STATUS_OK) log->broken = true;
    return status;
}

Status audit_log_finish(AuditLog **log, Failure *failure)
{
    CLEANUP(audit_log_close) AuditLog *ending = HAND_OVER(AuditLog *, *log);
    TRY(audit_log_sync(ending, failure));
    return log_files_close(&ending->files, failure);
}

Status audit_log_truncate(AuditLog *log, uint64_t size, Failure *failure)
{
    INVARIANT(log->files.writable);
    TRY(flush(log, failure));
    if (size > log->range.size) {
        return failure_set(failure, STATUS_USAGE, log->files.folder,
                           "the log has %llu leaves instead of %llu; rebuild it",
                           (unsigned long long)log->range.size, (unsigned long long)size);
    }
    if (size == log->range.size) return STATUS_OK;
    Status status = log_files_cut(&log->files, size, failure);
    if (status == STATUS_OK) status = load_state(log, size, failure);
    if (status != STATUS_OK) log->broken = true;
    return status;
}

/* ---- roots and proofs ---- */

Status audit_log_root(AuditLog *log, MerkleHash *root, Failure *failure)
{
    TRY(flush(log, failure));
    return merkle_range_root(&log->range, root, failure);
}

/* What was appended must be readable to prove anything about it. */
static Status prepare(AuditLog *log, uint64_t size, Failure *failure)
{
    TRY(flush(log, failure));
    return check_range(log, 0, size, failure);
}

Status audit_log_root_at(AuditLog *log, uint64_t size, MerkleHash *root, Failure *failure)
{
    MerkleNodes nodes = nodes_of(log);
    TRY(prepare(log, size, failure));
    return merkle_root_at(&nodes, size, root, failure);
}

Status audit_log_prove_inclusion(AuditLog *log, uint64_t index, uint64_t size,
                                 MerkleProof *proof, Failure *failure)
{
    MerkleNodes nodes = nodes_of(log);
    TRY(prepare(log, size, failure));
    return merkle_prove_inclusion(&nodes, index, size, proof, failure);
}

Status audit_log_prove_consistency(AuditLog *log, uint64_t old_size, uint64_t size,
                                   MerkleProof *proof, Failure *failure)
{
    MerkleNodes nodes = nodes_of(log);
    TRY(prepare(log, size, failure));
    return merkle_prove_consistency(&nodes, old_size, size, proof, failure);
}

Status audit_log_leaf_hashes(AuditLog *log, uint64_t first, size_t count, MerkleHash *out,
                             Failure *failure)
{
    TRY(flush(log, failure));
    TRY(check_range(log, first, first + count, failure));
    return count == 0 ? STATUS_OK : log_files_read(&log->files, 0, out, count, first, failure);
}

/* ---- the whole log, again ---- */

/* Nodes of `level` from number `first` on are the leaves of a tree of its own. */
typedef struct LogCheck {
    const AuditLog *log;
    unsigned level;
    uint64_t first;
    MerkleHash nodes[CHECK_NODES], stored[CHECK_NODES];
} LogCheck;

static Status compare_nodes(void *user, unsigned level, uint64_t first, const MerkleHash *nodes,
                            size_t count, Failure *failure)
{
    LogCheck *check = user;
    INVARIANT(count <= CHECK_NODES);
    if (level == 0) return STATUS_OK; /* they were read there */
    const LogFiles *files = &check->log->files;
    uint64_t at = (check->first >> level) + first;
    level += check->level;
    TRY(log_files_read(files, level, check->stored, count, at, failure));
    if (memcmp(check->stored, nodes, count * sizeof *nodes) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, files->folder,
                       "the hashes of the log do not agree (level %u, from node %llu)", level,
                       (unsigned long long)at);
}

static Status check_new(const AuditLog *log, LogCheck **out, Failure *failure)
{
    *out = system_allocate(sizeof **out);
    if (*out == NULL)
        return failure_set(failure, STATUS_MEMORY, log->files.folder, "checking the log");
    (*out)->log = log;
    (*out)->level = 0;
    (*out)->first = 0;
    return STATUS_OK;
}

/* Reads the next `count` nodes and makes those above. */
static Status check_nodes(LogCheck *check, MerkleRange *range, size_t count, Failure *failure)
{
    const MerkleSink sink = {check, compare_nodes};
    TRY(log_files_read(&check->log->files, check->level, check->nodes, count,
                       check->first + range->size, failure));
    return merkle_range_append(range, check->nodes, count, 1, &sink, failure);
}

static Status check_share(void *user, const ParallelPiece *piece, Failure *failure)
{
    const AuditLog *log = user;
    CLEANUP(system_free) LogCheck *check = NULL;
    MerkleRange range;
    TRY(check_new(log, &check, failure));
    merkle_range_clear(&range);
    check->first = (uint64_t)piece->number << CHECK_LEVEL;
    uint64_t left = log->range.size - check->first;
    return check_nodes(check, &range, left < CHECK_NODES ? (size_t)left : CHECK_NODES, failure);
}

/* The nodes above the shares. */
static Status check_top(const AuditLog *log, Failure *failure)
{
    CLEANUP(system_free) LogCheck *check = NULL;
    MerkleRange range;
    TRY(check_new(log, &check, failure));
    merkle_range_clear(&range);
    check->level = CHECK_LEVEL;
    for (uint64_t size = log->range.size >> CHECK_LEVEL; range.size < size;) {
        uint64_t left = size - range.size;
        TRY(check_nodes(check, &range, left < CHECK_NODES ? (size_t)left : CHECK_NODES,
                        failure));
    }
    return STATUS_OK;
}

Status audit_log_check(AuditLog *log, Failure *failure)
{
    TRY(flush(log, failure));
    Parallel parallel = {.pieces = (size_t)((log->range.size + CHECK_NODES - 1) >> CHECK_LEVEL),
                         .threads = log->threads,
                         .user = log,
                         .work = check_share};
    TRY(parallel_run(&parallel, failure));
    return check_top(log, failure);
}

/* ---- export ---- */

static Status read_nodes(void *user, unsigned level, uint64_t first, size_t count,
                         MerkleHash *out, Failure *failure)
{
    const AuditLog *log = user;
    return log_files_read(&log->files, level, out, count, first, failure);
}

Status audit_log_export(AuditLog *log, uint64_t size, const TlogLeaves *leaves,
                        const void *note, size_t note_size, const char *folder,
                        Failure *failure)
{
    TRY(prepare(log, size, failure));
    TlogSource source = {log, read_nodes, *leaves};
    return tlog_tiles_export(&source, size, note, note_size, folder, failure);
}
