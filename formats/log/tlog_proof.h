/*
 * tlog_proof.h - one small file that proves one leaf of the audit log: C2SP tlog-proof v1.
 * control.md 2. Any thread.
 *
 * The leaf's data stands in the "extra" line (base64), so that the file is checked offline with
 * nothing but the log's public key. Usual name: *.tlog-proof.
 */
#ifndef TILSKUDD_FORMATS_TLOG_PROOF_H
#define TILSKUDD_FORMATS_TLOG_PROOF_H

#include "formats/log/checkpoint.h"

enum { TLOG_PROOF_SIZE_MAX = 1 << 18 };

/* Appends the proof of leaf `index` with its data, for the tree of the signed checkpoint
 * `note`, which is taken over as it is. */
MUST_USE Status tlog_proof_write(const void *leaf, size_t leaf_size, uint64_t index,
                                 const MerkleProof *proof, const void *note, size_t note_size,
                                 TextBuffer *out, Failure *failure);

/* VERIFICATION unless the file proves its leaf under a checkpoint signed by `verifier`. Gives
 * the leaf's data (*leaf replaced; owned by the caller), its number and the checkpoint. A proof
 * of another program without the leaf's data is refused. */
MUST_USE Status tlog_proof_verify(const void *text, size_t size, const LogVerifier *verifier,
                                  TextBuffer *leaf, uint64_t *index, Checkpoint *checkpoint,
                                  Failure *failure);

#endif
