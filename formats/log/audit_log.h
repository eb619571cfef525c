/*
 * audit_log.h - the ledger's append-only log, as flat files. control.md 2, payments.md 5.
 *
 * LEDGER/log/ holds
 *   leaves           every leaf's text, each ended by a newline
 *   offsets          eight bytes a leaf, big-endian: where it ends in `leaves`
 *   level-00 ...     32 bytes a node: complete subtrees of 2^level leaves (merkle.h)
 * All of it is derived from the entries and can be rebuilt: cut to 0 and append again. A file
 * that is longer than what all of them agree on is the trace of a crash; opened for writing,
 * the log is cut to the last leaf that is whole. The ledger then cuts to the size that its last
 * entry's checkpoint names (audit_log_truncate) and compares the root.
 *
 * Order of a commit: append the leaves, audit_log_sync, sign the checkpoint over
 * audit_log_size and audit_log_root, commit the entry. Nothing signed refers to unwritten
 * leaves.
 *
 * Memory is bounded: leaves are written in batches. One thread at a time; hashing uses OpenMP
 * threads inside, with the same result for any number. Only one process may write: the ledger's
 * lock sees to that. Failures: READ, WRITE, MEMORY, LIBRARY; VERIFICATION when the files
 * contradict themselves. After a failed write everything but audit_log_close fails (WRITE).
 */
#ifndef TILSKUDD_ENGINE_AUDIT_LOG_H
#define TILSKUDD_ENGINE_AUDIT_LOG_H

#include "formats/log/merkle.h"
#include "formats/base/text_buffer.h"
#include "formats/log/tlog_tiles.h"

enum { AUDIT_LEAF_MAX = TLOG_LEAF_MAX }; /* bytes of one leaf */

typedef enum AuditLogUse { AUDIT_LOG_READ = 0, AUDIT_LOG_WRITE } AuditLogUse;

typedef struct AuditLog AuditLog; /* owned: audit_log_close */

/* Opens the log in `folder`. For writing it is made when it is not there (the folder's parent
 * must be), and cut to its last whole leaf. For reading: INPUT_MISSING when it is not there. */
MUST_USE Status audit_log_open(const char *folder, AuditLogUse use, int threads, AuditLog **out,
                               Failure *failure);
/* Leaves that were neither synced nor written by another call are lost. NULL is fine. */
void audit_log_close(AuditLog *log);
CLEANUP_POINTER(AuditLog, audit_log_close)
/* audit_log_sync and close, with every failure told; *log becomes NULL in any case. */
MUST_USE Status audit_log_finish(AuditLog **log, Failure *failure);

/* Leaves, appended ones included. */
uint64_t audit_log_size(const AuditLog *log);
/* Appends one leaf: 1 to AUDIT_LEAF_MAX bytes, no newline (INPUT_VALUE). Not written yet. */
MUST_USE Status audit_log_append(AuditLog *log, const void *bytes, size_t size,
                                 Failure *failure);
/* Writes what was appended and fsyncs all files and the folder. */
MUST_USE Status audit_log_sync(AuditLog *log, Failure *failure);
/* Keeps the first `size` leaves (USAGE when there are fewer: rebuild the log). Not synced. */
MUST_USE Status audit_log_truncate(AuditLog *log, uint64_t size, Failure *failure);

/* Root over all leaves (writes what was appended), and over the first `size`. */
MUST_USE Status audit_log_root(AuditLog *log, MerkleHash *root, Failure *failure);
MUST_USE Status audit_log_root_at(AuditLog *log, uint64_t size, MerkleHash *root,
                                  Failure *failure);
MUST_USE Status audit_log_prove_inclusion(AuditLog *log, uint64_t index, uint64_t size,
                                          MerkleProof *proof, Failure *failure);
MUST_USE Status audit_log_prove_consistency(AuditLog *log, uint64_t old_size, uint64_t size,
                                            MerkleProof *proof, Failure *failure);

/* Leaf `index` into *leaf (replaced). USAGE when there is none. */
MUST_USE Status audit_log_leaf(AuditLog *log, uint64_t index, TextBuffer *leaf,
                               Failure *failure);
/* Visits the leaves [begin, end) in order; a failure of `visit` ends the walk. */
MUST_USE Status audit_log_walk(AuditLog *log, uint64_t begin, uint64_t end, LeafVisitor visit,
                               void *visit_user, Failure *failure);

/* Hashes every leaf again and compares every stored node: VERIFICATION unless all agree. The
 * root is then to be compared with a checkpoint. */
MUST_USE Status audit_log_check(AuditLog *log, Failure *failure);

/* tlog_tiles_export of the first `size` leaves, with the checkpoint of that size. */
MUST_USE Status audit_log_export(AuditLog *log, uint64_t size, const void *note,
                                 size_t note_size, const char *folder, Failure *failure);

#endif
