/*
 * checkpoint.h - the signed head of the audit log: C2SP tlog-checkpoint as a signed note.
 * control.md 2.
 *
 *     origin, tree size in decimal, base64 of the root, each on a line; an empty line; one line
 *     per signature: em dash, space, key name, space, base64(key id || signature).
 *
 * The log's key has the origin as its name. Any thread.
 */
#ifndef TILSKUDD_FORMATS_CHECKPOINT_H
#define TILSKUDD_FORMATS_CHECKPOINT_H

#include "formats/log/log_key.h"
#include "formats/log/merkle.h"

enum { CHECKPOINT_SIZE_MAX = 1 << 16, CHECKPOINT_SIGNATURES_MAX = 16 };

typedef struct Checkpoint {
    char origin[LOG_NAME_SIZE];
    uint64_t size; /* leaves */
    MerkleHash root;
} Checkpoint;

/* Appends the signed note. The origin is the key's name. The same key, size and root give the
 * same bytes. */
MUST_USE Status checkpoint_write(const LogKey *key, uint64_t size, const MerkleHash *root,
                                 TextBuffer *out, Failure *failure);

/* Appends to a note the signature line of another key of the same name: an entry that changes
 * the log key has both (life.md 4). INPUT_VALUE for a note that is none. */
MUST_USE Status checkpoint_cosign(const LogKey *key, TextBuffer *note, Failure *failure);

/* Reads a note and verifies the log's signature. VERIFICATION unless the note is exactly of the
 * form above (extension lines are refused: this log writes none), its origin is the verifier's
 * name, and a signature of that key is there and right. Signatures of others (witnesses) are
 * allowed and not looked into. */
MUST_USE Status checkpoint_verify(const void *note, size_t size, const LogVerifier *verifier,
                                  Checkpoint *out, Failure *failure);

/* The same for a checkpoint of the ledger's own: one signature line of each of these keys (one
 * or two, of one name), in this order, and no other, for others would change the entry's head
 * (trust.md 3). VERIFICATION, with the line to remove or what is missing. */
MUST_USE Status checkpoint_verify_own(const void *note, size_t size,
                                      const LogVerifier *verifiers, size_t count,
                                      Checkpoint *out, Failure *failure);

/* The same without a key: form only; nothing of it may be trusted. */
MUST_USE Status checkpoint_parse(const void *note, size_t size, Checkpoint *out,
                                 Failure *failure);

#endif
