/* audit_log.c - appending to the audit log, roots and proofs. */
#include "formats/log/audit_log.h"

#include <string.h>

#include "formats/log/audit_log_files.h"

enum { BATCH_LEAVES = 1 << 15, BATCH_BYTES = 8 << 20, NODE_SIZE = SHA256_SIZE };

struct AuditLog {
    LogFiles files;
    int threads;
    bool broken;        /* a write failed: what is in the files is not known any more */
    MerkleRange range;  /* of what is written */
    uint64_t leaf_end;  /* bytes written to `leaves` */
    TextBuffer pending; /* leaves that wait, with their newlines */
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
    return log_files_read(&log->files, LOG_LEVELS + (int)level, out->bytes, NODE_SIZE,
                          index * NODE_SIZE, failure);
}

static MerkleNodes nodes_of(AuditLog *log)
{
    return (MerkleNodes){log, read_node};
}

/* ---- opening ---- */

static Status load_state(AuditLog *log, uint64_t count, Failure *failure)
{
    MerkleNodes nodes = nodes_of(log);
    TRY(log_files_end(&log->files, count, &log->leaf_end, failure));
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
    return log_files_write(&log->files, LOG_LEVELS + (int)level, nodes, count * NODE_SIZE,
                           first * NODE_SIZE, failure);
}

static Status write_offsets(AuditLog *log, uint8_t *raw, Failure *failure)
{
    for (size_t i = 0; i < log->pending_count; i++) {
        uint64_t end = log->leaf_end + log->pending_ends[i];
        for (size_t j = 0; j < LOG_OFFSET_SIZE; j++)
            raw[i * LOG_OFFSET_SIZE + j] = (uint8_t)(end >> (56 - 8 * j));
    }
    return log_files_write(&log->files, LOG_OFFSETS, raw, log->pending_count * LOG_OFFSET_SIZE,
                           log->range.size * LOG_OFFSET_SIZE, failure);
}

/* `hashes` is room for the batch's leaf hashes, used for the offsets before. */
static Status write_batch(AuditLog *log, MerkleHash *hashes, Failure *failure)
{
    MerkleSink sink = {log, write_nodes};
    TRY(log_files_write(&log->files, LOG_LEAVES, log->pending.bytes, log->pending.length,
                        log->leaf_end, failure));
    TRY(write_offsets(log, (uint8_t *)hashes, failure));
    TRY(merkle_leaf_hashes(log->pending.bytes, log->pending_ends, log->pending_count, 1,
                           log->threads, hashes, failure));
    return merkle_range_append(&log->range, hashes, log->pending_count, log->threads, &sink,
                               failure);
}

static Status flush(AuditLog *log, Failure *failure)
{
    TRY(check_usable(log, failure));
    if (log->pending_count == 0) return STATUS_OK;
    CLEANUP(system_free)
    MerkleHash *hashes = system_allocate(log->pending_count * sizeof *hashes);
    if (hashes == NULL)
        return failure_set(failure, STATUS_MEMORY, log->files.folder, "writing the log");
    Status status = write_batch(log, hashes, failure);
    if (status != STATUS_OK) {
        log->broken = true;
        return status;
    }
    log->leaf_end += log->pending.length;
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
    text_buffer_char(&log->pending, '\n');
    if (log->pending.failed) log->broken = true;
    TRY(text_buffer_status(&log->pending, failure));
    log->pending_ends[log->pending_count++] = log->pending.length;
    return STATUS_OK;
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

/* ---- leaves ---- */

/* What is done with each block of a walk. */
typedef Status (*BlockVisitor)(void *user, const LogBlock *block, Failure *failure);

static void block_free(LogBlock *block)
{
    text_buffer_free(&block->bytes);
    system_free(block);
}
CLEANUP_POINTER(LogBlock, block_free)

static Status walk_blocks(AuditLog *log, uint64_t begin, uint64_t end, BlockVisitor visit,
                          void *user, Failure *failure)
{
    TRY(flush(log, failure));
    TRY(check_range(log, begin, end, failure));
    CLEANUP(block_free) LogBlock *block = system_allocate_zeroed(1, sizeof *block);
    if (block == NULL)
        return failure_set(failure, STATUS_MEMORY, log->files.folder, "reading the log");
    for (; begin < end; begin += block->count) {
        TRY(log_files_read_block(&log->files, begin, end, block, failure));
        TRY(visit(user, block, failure));
    }
    return STATUS_OK;
}

typedef struct LeafWalk {
    LeafVisitor visit;
    void *user;
} LeafWalk;

static Status visit_leaves(void *user, const LogBlock *block, Failure *failure)
{
    const LeafWalk *walk = user;
    uint64_t begin = 0;
    for (size_t i = 0; i < block->count; i++) {
        size_t size = (size_t)(block->ends[i] - begin - 1); /* without the newline */
        TRY(walk->visit(walk->user, block->first + i, block->bytes.bytes + begin, size,
                        failure));
        begin = block->ends[i];
    }
    return STATUS_OK;
}

Status audit_log_walk(AuditLog *log, uint64_t begin, uint64_t end, LeafVisitor visit,
                      void *visit_user, Failure *failure)
{
    LeafWalk walk = {visit, visit_user};
    return walk_blocks(log, begin, end, visit_leaves, &walk, failure);
}

static Status keep_leaf(void *user, uint64_t index, const void *bytes, size_t size,
                        Failure *failure)
{
    (void)index;
    TextBuffer *leaf = user;
    text_buffer_clear(leaf);
    text_buffer_append(leaf, bytes, size);
    return text_buffer_status(leaf, failure);
}

Status audit_log_leaf(AuditLog *log, uint64_t index, TextBuffer *leaf, Failure *failure)
{
    return audit_log_walk(log, index, index + 1, keep_leaf, leaf, failure);
}

/* ---- the whole log, again ---- */

typedef struct LogCheck {
    AuditLog *log;
    MerkleRange range;
    MerkleHash hashes[LOG_BLOCK_LEAVES], stored[LOG_BLOCK_LEAVES];
} LogCheck;

static Status compare_nodes(void *user, unsigned level, uint64_t first, const MerkleHash *nodes,
                            size_t count, Failure *failure)
{
    LogCheck *check = user;
    INVARIANT(count <= LOG_BLOCK_LEAVES);
    TRY(log_files_read(&check->log->files, LOG_LEVELS + (int)level, check->stored,
                       count * NODE_SIZE, first * NODE_SIZE, failure));
    if (memcmp(check->stored, nodes, count * NODE_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, check->log->files.folder,
                       "leaves and hashes of the log do not agree (level %u, from node %llu)",
                       level, (unsigned long long)first);
}

static Status check_block(void *user, const LogBlock *block, Failure *failure)
{
    LogCheck *check = user;
    MerkleSink sink = {check, compare_nodes};
    for (size_t i = 0; i < block->count; i++) {
        if (block->bytes.bytes[block->ends[i] - 1] == '\n') continue;
        return failure_set(failure, STATUS_VERIFICATION, check->log->files.folder,
                           "leaf %llu of the log has no end",
                           (unsigned long long)(block->first + i));
    }
    TRY(merkle_leaf_hashes(block->bytes.bytes, block->ends, block->count, 1,
                           check->log->threads, check->hashes, failure));
    return merkle_range_append(&check->range, check->hashes, block->count, check->log->threads,
                               &sink, failure);
}

Status audit_log_check(AuditLog *log, Failure *failure)
{
    TRY(flush(log, failure));
    CLEANUP(system_free) LogCheck *check = system_allocate_zeroed(1, sizeof *check);
    if (check == NULL)
        return failure_set(failure, STATUS_MEMORY, log->files.folder, "checking the log");
    check->log = log;
    return walk_blocks(log, 0, log->range.size, check_block, check, failure);
}

/* ---- export ---- */

static Status read_nodes(void *user, unsigned level, uint64_t first, size_t count,
                         MerkleHash *out, Failure *failure)
{
    const AuditLog *log = user;
    return log_files_read(&log->files, LOG_LEVELS + (int)level, out, count * NODE_SIZE,
                          first * NODE_SIZE, failure);
}

static Status walk_source(void *user, uint64_t begin, uint64_t end, LeafVisitor visit,
                          void *visit_user, Failure *failure)
{
    return audit_log_walk(user, begin, end, visit, visit_user, failure);
}

Status audit_log_export(AuditLog *log, uint64_t size, const void *note, size_t note_size,
                        const char *folder, Failure *failure)
{
    TRY(prepare(log, size, failure));
    TlogSource source = {log, read_nodes, walk_source};
    return tlog_tiles_export(&source, size, note, note_size, folder, failure);
}
