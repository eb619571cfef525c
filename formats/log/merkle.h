/*
 * merkle.h - the Merkle tree of RFC 6962 / 9162 over SHA-256. control.md 2.
 *
 * A leaf is SHA-256(0x00 || data), an inner node SHA-256(0x01 || left || right). Stored nodes
 * are those of complete subtrees only: node i of level k covers the leaves i*2^k to (i+1)*2^k -
 * 1, so a node never changes once written and every level only grows. From these, roots and
 * proofs of any earlier size are made. Results never depend on the number of threads.
 *
 * Thread rule: objects belong to one thread; OpenMP threads are used inside where `threads` is
 * asked for. Failures: MEMORY, LIBRARY, what a callback says, and VERIFICATION from the verify
 * functions.
 */
#ifndef TILSKUDD_FORMATS_MERKLE_H
#define TILSKUDD_FORMATS_MERKLE_H

#include "formats/base/digest.h"

enum {
    MERKLE_LEVELS_MAX = 48, /* a tree has fewer than 2^48 leaves */
    MERKLE_PROOF_MAX = 64   /* hashes in any proof */
};

typedef struct MerkleHash {
    uint8_t bytes[SHA256_SIZE];
} MerkleHash;

/* Bytes from outside that should be a hash but may be of any size. Borrowed. */
typedef struct MerkleBytes {
    const void *bytes;
    size_t size;
} MerkleBytes;

/* Ordered as RFC 6962 writes proofs: for inclusion from the leaf's sibling upwards. */
typedef struct MerkleProof {
    MerkleHash hashes[MERKLE_PROOF_MAX];
    size_t count;
} MerkleProof;

/* Where stored nodes are read from: `read` gives node `index` of `level`. Borrowed. */
typedef struct MerkleNodes {
    void *user;
    Status (*read)(void *user, unsigned level, uint64_t index, MerkleHash *out,
                   Failure *failure);
} MerkleNodes;

/* Where new nodes go: `count` nodes of `level`, the first has the index `first`; levels come in
 * rising order, each at most once per append. Borrowed. */
typedef struct MerkleSink {
    void *user;
    Status (*write)(void *user, unsigned level, uint64_t first, const MerkleHash *nodes,
                    size_t count, Failure *failure);
} MerkleSink;

/* The right edge of a growing tree: all that is needed to append and to know the root. Where
 * size has bit k, pending[k] is the last complete node of level k; else it means nothing. Plain
 * data, no ownership. */
typedef struct MerkleRange {
    uint64_t size; /* leaves */
    MerkleHash pending[MERKLE_LEVELS_MAX];
} MerkleRange;

/* One leaf hash or node hash with a digest that the caller keeps (one per thread). */
MUST_USE Status merkle_leaf_hash(Sha256 *digest, const void *data, size_t size, MerkleHash *out,
                                 Failure *failure);
MUST_USE Status merkle_node_hash(Sha256 *digest, const MerkleHash *left,
                                 const MerkleHash *right, MerkleHash *out, Failure *failure);
/* Leaf hashes of many leaves in parallel: leaf i is data[ends[i - 1]..ends[i] - skip), the
 * first begins at 0; `skip` bytes at the end of each (a newline) are left out of the hash. */
MUST_USE Status merkle_leaf_hashes(const void *data, const uint64_t *ends, size_t count,
                                   size_t skip, int threads, MerkleHash *out, Failure *failure);

/* Exactly 32 bytes, else VERIFICATION. */
MUST_USE Status merkle_hash_from(MerkleBytes bytes, MerkleHash *out, Failure *failure);

/* The empty tree. */
void merkle_range_clear(MerkleRange *range);
/* The right edge of the first `size` leaves of a stored tree. */
MUST_USE Status merkle_range_load(MerkleRange *range, uint64_t size, const MerkleNodes *nodes,
                                  Failure *failure);
/* Appends leaf hashes; every node that becomes complete goes to `sink` (NULL: nowhere). On
 * failure the range is as before, what the sink got is not part of the tree. */
MUST_USE Status merkle_range_append(MerkleRange *range, const MerkleHash *leaves, size_t count,
                                    int threads, const MerkleSink *sink, Failure *failure);
/* Root; of the empty tree it is SHA-256 of nothing. */
MUST_USE Status merkle_range_root(const MerkleRange *range, MerkleHash *out, Failure *failure);

/* Root over leaf hashes in memory, nothing stored. */
MUST_USE Status merkle_root_of(const MerkleHash *leaves, size_t count, int threads,
                               MerkleHash *out, Failure *failure);
/* Root of the first `size` leaves of a stored tree. */
MUST_USE Status merkle_root_at(const MerkleNodes *nodes, uint64_t size, MerkleHash *out,
                               Failure *failure);

/* Proof that leaf `index` is in the tree of the first `size` leaves. USAGE when index >= size.
 */
MUST_USE Status merkle_prove_inclusion(const MerkleNodes *nodes, uint64_t index, uint64_t size,
                                       MerkleProof *out, Failure *failure);
/* Proof that the tree of the first `old_size` leaves is a prefix of that of `size`. USAGE when
 * old_size is 0 (such a proof would prove nothing) or larger than size. */
MUST_USE Status merkle_prove_consistency(const MerkleNodes *nodes, uint64_t old_size,
                                         uint64_t size, MerkleProof *out, Failure *failure);

/* VERIFICATION unless `proof` (count hashes) proves that `leaf_hash` is leaf `index` of the
 * tree with that size and root. A leaf hash or proof hash that is not 32 bytes is refused. */
MUST_USE Status merkle_verify_inclusion(uint64_t index, uint64_t size, MerkleBytes leaf_hash,
                                        const MerkleBytes *proof, size_t count,
                                        MerkleBytes root, Failure *failure);
/* VERIFICATION unless the proof shows that the tree (old_size, old_root) is a prefix of the
 * tree (size, root). old_size 0 is refused always: every tree extends the empty one. */
MUST_USE Status merkle_verify_consistency(uint64_t old_size, uint64_t size,
                                          const MerkleBytes *proof, size_t count,
                                          MerkleBytes old_root, MerkleBytes root,
                                          Failure *failure);

/* A hash, or all hashes of a proof, as MerkleBytes (borrowed views). `views` has room for
 * MERKLE_PROOF_MAX. */
MerkleBytes merkle_bytes(const MerkleHash *hash);
size_t merkle_proof_views(const MerkleProof *proof, MerkleBytes *views);

#endif
