/*
 * audit_log.h - the ledger's append-only log, as flat files. control.md 2, payments.md 5.
 *
 * LEDGER/log/ holds
 *   level-00 ...     32 bytes a node: complete subtrees of 2^level leaves (merkle.h)
 *   pseudonyms-...   what the entries' own files do not say of the leaves (leaf_names.h)
 * The text of a leaf is what the entries say (entry_leaves.h): here is its hash alone. All of
 * it is derived from the entries and can be rebuilt: cut to 0 and append again. A file that is
 * longer than what all of them agree on is the trace of a crash; opened for writing, the log is
 * cut to the last leaf that is whole. The ledger then cuts to the size that its last entry's
 * checkpoint names (audit_log_truncate) and compares the root.
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
/* The same for leaves of which the caller has the hashes (merkle_leaf_hashes). */
MUST_USE Status audit_log_append_hashes(AuditLog *log, const MerkleHash *leaves, size_t count,
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

/* Hashes of the leaves from `first` on. USAGE when there are not so many. */
MUST_USE Status audit_log_leaf_hashes(AuditLog *log, uint64_t first, size_t count,
                                      MerkleHash *out, Failure *failure);

/* Makes every node above the leaves again and compares: VERIFICATION unless all agree. That the
 * leaves are what the entries say is for whoever has those, and the root is then to be compared
 * with a checkpoint. */
MUST_USE Status audit_log_check(AuditLog *log, Failure *failure);

/* tlog_tiles_export of the first `size` leaves, whose text `walk` gives, with the checkpoint of
 * that size. */
MUST_USE Status audit_log_export(AuditLog *log, uint64_t size, const TlogLeaves *leaves,
                                 const void *note, size_t note_size, const char *folder,
                                 Failure *failure);

#endif
