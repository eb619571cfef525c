/* merkle.c - tree hashes, the growing right edge and parallel hashing of the audit log. */
#include "formats/log/merkle.h"

#include <string.h>

#include "formats/base/parallel.h"

/* Below this many hashes, about a millisecond, threads cost more than they save: to begin them
 * and to wait for their end takes a good part of that where the machine has other work too. */
enum { PARALLEL_MIN = 1 << 13, TOGETHER = 48 /* messages at once */ };

static const uint8_t leaf_prefix = 0x00;
static const uint8_t node_prefix = 0x01;

Status merkle_leaf_hash(Sha256 *digest, const void *data, size_t size, MerkleHash *out,
                        Failure *failure)
{
    TRY(sha256_update(digest, &leaf_prefix, 1, failure));
    TRY(sha256_update(digest, data, size, failure));
    return sha256_finish(digest, out->bytes, failure);
}

Status merkle_node_hash(Sha256 *digest, const MerkleHash *left, const MerkleHash *right,
                        MerkleHash *out, Failure *failure)
{
    uint8_t message[1 + 2 * SHA256_SIZE];
    message[0] = node_prefix;
    memcpy(message + 1, left->bytes, SHA256_SIZE);
    memcpy(message + 1 + SHA256_SIZE, right->bytes, SHA256_SIZE);
    TRY(sha256_update(digest, message, sizeof message, failure));
    return sha256_finish(digest, out->bytes, failure);
}

Status merkle_hash_from(MerkleBytes bytes, MerkleHash *out, Failure *failure)
{
    if (bytes.size != SHA256_SIZE) {
        return failure_set(failure, STATUS_VERIFICATION, NULL,
                           "a hash of the log has %zu bytes instead of 32", bytes.size);
    }
    memcpy(out->bytes, bytes.bytes, SHA256_SIZE);
    return STATUS_OK;
}

/* Where hash number `index` takes its message from; `room` is for one that stands nowhere
 * whole.
 */
typedef DigestMessage (*HashTask)(const void *work, size_t index, MerkleHash room[2]);

typedef struct HashRun {
    HashTask task;
    const void *work;
    uint8_t prefix;
    MerkleHash *out;
    size_t count, shares;
} HashRun;

/* Numbers [begin, end), side by side. */
static Status hash_some(const HashRun *run, size_t begin, size_t end, Failure *failure)
{
    DigestMessage messages[TOGETHER];
    MerkleHash room[2];
    for (size_t i = begin, count; i < end; i += count) {
        count = end - i < TOGETHER ? end - i : TOGETHER;
        for (size_t k = 0; k < count; k++)
            messages[k] = run->task(run->work, i + k, room);
        TRY(sha256_of_each(run->prefix, messages, count, run->out[i].bytes, failure));
    }
    return STATUS_OK;
}

static Status run_share(void *user, const ParallelPiece *piece, Failure *failure)
{
    const HashRun *run = user;
    size_t share = piece->number;
    size_t each = run->count / run->shares, begin = each * share;
    return hash_some(run, begin, share + 1 == run->shares ? run->count : begin + each, failure);
}

/* Hashes numbers [0, count), in equal shares. */
static Status run_all(HashRun run, int threads, Failure *failure)
{
    if (threads < 2 || run.count < PARALLEL_MIN) return hash_some(&run, 0, run.count, failure);
    run.shares = (size_t)threads;
    Parallel parallel = {
        .pieces = run.shares, .threads = threads, .user = &run, .work = run_share};
    return parallel_run(&parallel, failure);
}

typedef struct LeafWork {
    const uint8_t *data;
    const uint64_t *ends;
    size_t skip;
} LeafWork;

static DigestMessage leaf_message(const void *work, size_t index, MerkleHash room[2])
{
    const LeafWork *leaves = work;
    uint64_t begin = index == 0 ? 0 : leaves->ends[index - 1];
    uint64_t end = leaves->ends[index] - leaves->skip;
    (void)room;
    INVARIANT(begin <= end);
    return (DigestMessage){leaves->data + begin, (size_t)(end - begin)};
}

Status merkle_leaf_hashes(const void *data, const uint64_t *ends, size_t count, size_t skip,
                          int threads, MerkleHash *out, Failure *failure)
{
    LeafWork work = {data, ends, skip};
    return run_all((HashRun){leaf_message, &work, leaf_prefix, out, count, 1}, threads,
                   failure);
}

void merkle_range_clear(MerkleRange *range)
{
    memset(range, 0, sizeof *range);
}

Status merkle_range_load(MerkleRange *range, uint64_t size, const MerkleNodes *nodes,
                         Failure *failure)
{
    INVARIANT(size >> MERKLE_LEVELS_MAX == 0);
    merkle_range_clear(range);
    for (unsigned level = 0; level < MERKLE_LEVELS_MAX; level++) {
        uint64_t complete = size >> level;
        if (complete % 2 == 0) continue;
        TRY(nodes->read(nodes->user, level, complete - 1, &range->pending[level], failure));
    }
    range->size = size;
    return STATUS_OK;
}

/* The children of one level and the parents they make. Parent number first_parent + i has the
 * children 2 * that and the next; the child before the first new one is `pending`. */
typedef struct LevelWork {
    const MerkleHash *children;
    const MerkleHash *pending;
    uint64_t first_child, first_parent;
} LevelWork;

static DigestMessage parent_message(const void *work, size_t index, MerkleHash room[2])
{
    const LevelWork *level = work;
    uint64_t left_child = 2 * (level->first_parent + index);
    if (left_child >= level->first_child)
        return (DigestMessage){&level->children[left_child - level->first_child],
                               2 * sizeof(MerkleHash)};
    room[0] = *level->pending; /* of the first alone */
    room[1] = level->children[left_child + 1 - level->first_child];
    return (DigestMessage){room, 2 * sizeof(MerkleHash)};
}

/* Hashes the new nodes of `level` into `parents`; keeps a last one without a partner. */
static Status climb(MerkleRange *grown, unsigned level, uint64_t old_size,
                    const MerkleHash *nodes, size_t count, MerkleHash *parents,
                    size_t *parent_count, int threads, Failure *failure)
{
    uint64_t first = old_size >> level, end = first + count;
    LevelWork work = {nodes, &grown->pending[level], first, first / 2};
    *parent_count = (size_t)(end / 2 - first / 2);
    TRY(run_all((HashRun){parent_message, &work, node_prefix, parents, *parent_count, 1},
                threads, failure));
    if (end % 2 == 1) grown->pending[level] = nodes[count - 1];
    return STATUS_OK;
}

/* Appends level by level; `scratch` has room for two levels of parents. */
static Status append_levels(MerkleRange *grown, const MerkleHash *leaves, size_t count,
                            MerkleHash *scratch, int threads, const MerkleSink *sink,
                            Failure *failure)
{
    uint64_t old_size = grown->size;
    MerkleHash *parents = scratch, *spare = scratch + count / 2 + 1;
    const MerkleHash *nodes = leaves;
    size_t node_count = count;
    for (unsigned level = 0; node_count > 0; level++) {
        INVARIANT(level < MERKLE_LEVELS_MAX);
        if (sink != NULL) {
            TRY(sink->write(sink->user, level, old_size >> level, nodes, node_count, failure));
        }
        TRY(climb(grown, level, old_size, nodes, node_count, parents, &node_count, threads,
                  failure));
        nodes = parents;
        parents = spare;
        spare = (MerkleHash *)nodes;
    }
    grown->size = old_size + count;
    return STATUS_OK;
}

Status merkle_range_append(MerkleRange *range, const MerkleHash *leaves, size_t count,
                           int threads, const MerkleSink *sink, Failure *failure)
{
    if (count == 0) return STATUS_OK;
    if ((range->size + count) >> MERKLE_LEVELS_MAX != 0) {
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, NULL, "the log has 2^%d leaves",
                           MERKLE_LEVELS_MAX);
    }
    CLEANUP(system_free)
    MerkleHash *scratch = system_allocate(2 * (count / 2 + 1) * sizeof *scratch);
    if (scratch == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "hashing the log");
    MerkleRange grown = *range;
    TRY(append_levels(&grown, leaves, count, scratch, threads, sink, failure));
    *range = grown;
    return STATUS_OK;
}

/* Folds the pending nodes of `size` leaves from the lowest level up. */
static Status fold(Sha256 *digest, const MerkleRange *range, MerkleHash *out, Failure *failure)
{
    bool begun = false;
    for (unsigned level = 0; level < MERKLE_LEVELS_MAX; level++) {
        if ((range->size >> level) % 2 == 0) continue;
        if (begun) {
            TRY(merkle_node_hash(digest, &range->pending[level], out, out, failure));
        } else {
            *out = range->pending[level];
        }
        begun = true;
    }
    INVARIANT(begun);
    return STATUS_OK;
}

Status merkle_range_root(const MerkleRange *range, MerkleHash *out, Failure *failure)
{
    if (range->size == 0) return sha256_of("", 0, out->bytes, failure);
    CLEANUP(sha256_free) Sha256 *digest = NULL;
    TRY(sha256_new(&digest, failure));
    return fold(digest, range, out, failure);
}

Status merkle_root_of(const MerkleHash *leaves, size_t count, int threads, MerkleHash *out,
                      Failure *failure)
{
    MerkleRange range;
    merkle_range_clear(&range);
    TRY(merkle_range_append(&range, leaves, count, threads, NULL, failure));
    return merkle_range_root(&range, out, failure);
}

Status merkle_root_at(const MerkleNodes *nodes, uint64_t size, MerkleHash *out,
                      Failure *failure)
{
    MerkleRange range;
    TRY(merkle_range_load(&range, size, nodes, failure));
    return merkle_range_root(&range, out, failure);
}
