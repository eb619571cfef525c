/* merkle_proof.c - making and checking the proofs of RFC 6962 2.1 and RFC 9162 2.1. */
#include "formats/base/translate.h"
#include "formats/log/merkle.h"

#include <string.h>

MerkleBytes merkle_bytes(const MerkleHash *hash)
{
    return (MerkleBytes){hash->bytes, sizeof hash->bytes};
}

size_t merkle_proof_views(const MerkleProof *proof, MerkleBytes *views)
{
    for (size_t i = 0; i < proof->count; i++)
        views[i] = merkle_bytes(&proof->hashes[i]);
    return proof->count;
}

/* The largest power of two below `count` (count >= 2): where RFC 6962 splits a tree. */
static uint64_t split_of(uint64_t count)
{
    uint64_t power = 1;
    while (power < count - power)
        power *= 2;
    return power;
}

/* Root of the leaves [begin, end), which is a right part of some tree of the RFC: it falls into
 * stored subtrees, found from the right edge. */
static Status part_root(const MerkleNodes *nodes, uint64_t begin, uint64_t end, MerkleHash *out,
                        Failure *failure)
{
    MerkleRange range;
    merkle_range_clear(&range);
    range.size = end - begin;
    uint64_t position = end;
    for (unsigned level = 0; level < MERKLE_LEVELS_MAX; level++) {
        if ((range.size >> level) % 2 == 0) continue;
        position -= (uint64_t)1 << level;
        INVARIANT(position % ((uint64_t)1 << level) == 0);
        TRY(nodes->read(nodes->user, level, position >> level, &range.pending[level], failure));
    }
    return merkle_range_root(&range, out, failure);
}

static Status add_part(const MerkleNodes *nodes, uint64_t begin, uint64_t end, MerkleProof *out,
                       Failure *failure)
{
    INVARIANT(out->count < MERKLE_PROOF_MAX);
    return part_root(nodes, begin, end, &out->hashes[out->count++], failure);
}

/* Proofs are made from the root down and written from the leaf up. */
static void turn_round(MerkleProof *proof)
{
    for (size_t i = 0, j = proof->count; i + 1 < j; i++) {
        MerkleHash hash = proof->hashes[i];
        proof->hashes[i] = proof->hashes[--j];
        proof->hashes[j] = hash;
    }
}

Status merkle_prove_inclusion(const MerkleNodes *nodes, uint64_t index, uint64_t size,
                              MerkleProof *out, Failure *failure)
{
    out->count = 0;
    if (index >= size || size >> MERKLE_LEVELS_MAX != 0)
        return failure_set(failure, STATUS_USAGE, NULL,
                           "there is no leaf %llu in a log of %llu leaves",
                           (unsigned long long)index, (unsigned long long)size);
    uint64_t begin = 0, end = size;
    while (end - begin > 1) {
        uint64_t middle = begin + split_of(end - begin);
        if (index < middle) {
            TRY(add_part(nodes, middle, end, out, failure));
            end = middle;
        } else {
            TRY(add_part(nodes, begin, middle, out, failure));
            begin = middle;
        }
    }
    turn_round(out);
    return STATUS_OK;
}

/* SUBPROOF of RFC 6962 2.1.2 as a walk from the root down. */
static Status walk_to_old_edge(const MerkleNodes *nodes, uint64_t old_size, uint64_t size,
                               MerkleProof *out, Failure *failure)
{
    uint64_t begin = 0, end = size;
    while (end != old_size) {
        uint64_t middle = begin + split_of(end - begin);
        if (old_size <= middle) {
            TRY(add_part(nodes, middle, end, out, failure));
            end = middle;
        } else {
            TRY(add_part(nodes, begin, middle, out, failure));
            begin = middle;
        }
    }
    /* The old tree itself is known to who asks; a part of it is not. */
    if (begin > 0) TRY(add_part(nodes, begin, end, out, failure));
    return STATUS_OK;
}

Status merkle_prove_consistency(const MerkleNodes *nodes, uint64_t old_size, uint64_t size,
                                MerkleProof *out, Failure *failure)
{
    out->count = 0;
    if (old_size == 0 || old_size > size || size >> MERKLE_LEVELS_MAX != 0)
        return failure_set(failure, STATUS_USAGE, NULL,
                           "no consistency proof from size %llu to size %llu exists",
                           (unsigned long long)old_size, (unsigned long long)size);
    TRY(walk_to_old_edge(nodes, old_size, size, out, failure));
    turn_round(out);
    return STATUS_OK;
}

static Status refuse(const char *what, Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, NULL, "Merkle proof: %s", translate(what));
}

static bool same_bytes(MerkleBytes left, MerkleBytes right)
{
    if (left.size != right.size) return false;
    return left.size == 0 || memcmp(left.bytes, right.bytes, left.size) == 0;
}

static Status check_root(const MerkleHash *computed, MerkleBytes root, const char *what,
                         Failure *failure)
{
    return same_bytes(merkle_bytes(computed), root) ? STATUS_OK : refuse(what, failure);
}

/* Copies a proof whose hashes must be hashes. */
static Status copy_proof(const MerkleBytes *proof, size_t count, MerkleProof *out,
                         Failure *failure)
{
    out->count = 0;
    if (count > MERKLE_PROOF_MAX) return refuse("it is longer than any proof", failure);
    for (size_t i = 0; i < count; i++)
        TRY(merkle_hash_from(proof[i], &out->hashes[i], failure));
    out->count = count;
    return STATUS_OK;
}

/* RFC 9162 2.1.3.2 from step 2 on: `hash` climbs from the leaf to the root. */
static Status climb_inclusion(Sha256 *digest, uint64_t index, uint64_t size,
                              const MerkleProof *proof, MerkleHash *hash, Failure *failure)
{
    uint64_t node = index, last = size - 1;
    for (size_t i = 0; i < proof->count; i++) {
        if (last == 0) return refuse("it has too many hashes", failure);
        if (node % 2 == 1 || node == last) {
            TRY(merkle_node_hash(digest, &proof->hashes[i], hash, hash, failure));
            while (node % 2 == 0 && node != 0) {
                node /= 2;
                last /= 2;
            }
        } else {
            TRY(merkle_node_hash(digest, hash, &proof->hashes[i], hash, failure));
        }
        node /= 2;
        last /= 2;
    }
    return last == 0 ? STATUS_OK : refuse("it has too few hashes", failure);
}

Status merkle_verify_inclusion(uint64_t index, uint64_t size, MerkleBytes leaf_hash,
                               const MerkleBytes *proof, size_t count, MerkleBytes root,
                               Failure *failure)
{
    if (index >= size) return refuse("the leaf's number is beyond the log", failure);
    MerkleHash hash;
    MerkleProof taken;
    TRY(merkle_hash_from(leaf_hash, &hash, failure));
    TRY(copy_proof(proof, count, &taken, failure));
    CLEANUP(sha256_free) Sha256 *digest = NULL;
    TRY(sha256_new(&digest, failure));
    TRY(climb_inclusion(digest, index, size, &taken, &hash, failure));
    return check_root(&hash, root, "the leaf is not in the log with this root", failure);
}

/* RFC 9162 2.1.4.2 from step 3 on: both roots climb from the last node of the old tree. */
static Status climb_consistency(Sha256 *digest, uint64_t old_size, uint64_t size,
                                const MerkleHash *hashes, size_t count, MerkleHash *old_hash,
                                MerkleHash *hash, Failure *failure)
{
    uint64_t node = old_size - 1, last = size - 1;
    while (node % 2 == 1) {
        node /= 2;
        last /= 2;
    }
    *old_hash = *hash = hashes[0];
    for (size_t i = 1; i < count; i++) {
        if (last == 0) return refuse("it has too many hashes", failure);
        if (node % 2 == 1 || node == last) {
            TRY(merkle_node_hash(digest, &hashes[i], old_hash, old_hash, failure));
            TRY(merkle_node_hash(digest, &hashes[i], hash, hash, failure));
            while (node % 2 == 0 && node != 0) {
                node /= 2;
                last /= 2;
            }
        } else {
            TRY(merkle_node_hash(digest, hash, &hashes[i], hash, failure));
        }
        node /= 2;
        last /= 2;
    }
    return last == 0 ? STATUS_OK : refuse("it has too few hashes", failure);
}

/* The old root stands before the proof when the old tree is one complete subtree. */
static Status lay_out(uint64_t old_size, const MerkleBytes *proof, size_t count,
                      MerkleBytes old_root, MerkleHash *hashes, size_t *total, Failure *failure)
{
    MerkleProof taken;
    TRY(copy_proof(proof, count, &taken, failure));
    size_t shift = (old_size & (old_size - 1)) == 0 ? 1 : 0;
    if (shift == 1) TRY(merkle_hash_from(old_root, &hashes[0], failure));
    memcpy(hashes + shift, taken.hashes, taken.count * sizeof taken.hashes[0]);
    *total = taken.count + shift;
    return STATUS_OK;
}

static Status verify_growth(uint64_t old_size, uint64_t size, const MerkleBytes *proof,
                            size_t count, MerkleBytes old_root, MerkleBytes root,
                            Failure *failure)
{
    MerkleHash hashes[MERKLE_PROOF_MAX + 1], old_hash, hash;
    size_t total = 0;
    TRY(lay_out(old_size, proof, count, old_root, hashes, &total, failure));
    CLEANUP(sha256_free) Sha256 *digest = NULL;
    TRY(sha256_new(&digest, failure));
    TRY(climb_consistency(digest, old_size, size, hashes, total, &old_hash, &hash, failure));
    TRY(check_root(&old_hash, old_root, "the earlier root does not fit", failure));
    return check_root(&hash, root, "the later root does not fit", failure);
}

Status merkle_verify_consistency(uint64_t old_size, uint64_t size, const MerkleBytes *proof,
                                 size_t count, MerkleBytes old_root, MerkleBytes root,
                                 Failure *failure)
{
    if (old_size == 0) return refuse("from size 0 it proves nothing", failure);
    if (old_size > size) return refuse("the log has become shorter", failure);
    if (old_size == size) {
        if (count != 0) return refuse("equal sizes need no hashes", failure);
        return same_bytes(old_root, root) ? STATUS_OK : refuse("the roots differ", failure);
    }
    if (count == 0) return refuse("it is empty", failure);
    return verify_growth(old_size, size, proof, count, old_root, root, failure);
}
