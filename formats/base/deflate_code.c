#include "formats/base/deflate_code.h"

#include "rules/base/status.h"

/* Symbols that are used, the rarest first. */
typedef struct Used {
    size_t count;
    uint32_t frequency[DEFLATE_SYMBOLS_MAX];
    uint16_t symbol[DEFLATE_SYMBOLS_MAX];
} Used;

/* There are few: each goes to its place among those before it. */
static void sort_used(const uint32_t *frequencies, size_t count, Used *used)
{
    used->count = 0;
    for (size_t s = 0; s < count; s++) {
        if (frequencies[s] == 0) continue;
        size_t at = used->count++;
        for (; at > 0 && used->frequency[at - 1] > frequencies[s]; at--) {
            used->frequency[at] = used->frequency[at - 1];
            used->symbol[at] = used->symbol[at - 1];
        }
        used->frequency[at] = frequencies[s];
        used->symbol[at] = (uint16_t)s;
    }
}

/* Moffat and Katajainen, "In-place calculation of minimum-redundancy codes" (1995). First each
 * inner node's weight, then its parent's place stands in the array. */
static void join_nodes(uint32_t *array, size_t count)
{
    size_t root = 0, leaf = 0;
    for (size_t next = 0; next + 1 < count; next++) {
        uint32_t weight = 0;
        for (int child = 0; child < 2; child++) {
            if (leaf >= count || (root < next && array[root] < array[leaf])) {
                weight += array[root];
                array[root++] = (uint32_t)next;
            } else {
                weight += array[leaf++];
            }
        }
        array[next] = weight;
    }
}

/* How deep the inner nodes lie, from their parents' places. */
static void depths_of_nodes(uint32_t *array, size_t count)
{
    array[count - 2] = 0;
    for (size_t next = count - 2; next-- > 0;)
        array[next] = array[array[next]] + 1;
}

/* How many leaves there are of each depth; those too deep are counted at the limit. */
static void count_leaves(const uint32_t *array, size_t count, uint32_t *leaves)
{
    size_t node = count - 1, room = 1;
    for (uint32_t depth = 0; room > 0; depth++) {
        size_t inner = 0;
        for (; node > 0 && array[node - 1] == depth; node--)
            inner++;
        leaves[depth < DEFLATE_CODE_BITS ? depth : DEFLATE_CODE_BITS] +=
            (uint32_t)(room - inner);
        room = 2 * inner;
    }
}

/* Leaves that were raised to the limit take room that others have to give. */
static void make_room(uint32_t *leaves)
{
    uint32_t taken = 0;
    for (int depth = 1; depth <= DEFLATE_CODE_BITS; depth++)
        taken += leaves[depth] << (DEFLATE_CODE_BITS - depth);
    for (; taken > 1u << DEFLATE_CODE_BITS; taken--) {
        int depth = DEFLATE_CODE_BITS - 1;
        while (leaves[depth] == 0)
            depth--;
        leaves[depth]--;
        leaves[depth + 1] += 2;
        leaves[DEFLATE_CODE_BITS]--;
    }
}

static void give_lengths(const Used *used, const uint32_t *leaves, DeflateCode *codes)
{
    size_t at = used->count;
    for (int depth = 1; depth <= DEFLATE_CODE_BITS; depth++) {
        for (uint32_t i = 0; i < leaves[depth]; i++)
            codes[used->symbol[--at]].count = (uint8_t)depth;
    }
    INVARIANT(at == 0);
}

static uint16_t reversed(uint32_t code, int count)
{
    uint32_t bits = 0;
    for (; count > 0; count--) {
        bits = bits << 1 | (code & 1);
        code >>= 1;
    }
    return (uint16_t)bits;
}

/* RFC 1951, 3.2.2: codes of a length follow each other in the order of their symbols. */
static void give_bits(const uint32_t *leaves, size_t count, DeflateCode *codes)
{
    uint32_t next[DEFLATE_CODE_BITS + 1] = {0};
    for (int depth = 1; depth < DEFLATE_CODE_BITS; depth++)
        next[depth + 1] = (next[depth] + leaves[depth]) << 1;
    for (size_t s = 0; s < count; s++) {
        if (codes[s].count > 0)
            codes[s].bits = reversed(next[codes[s].count]++, codes[s].count);
    }
}

void deflate_codes(const uint32_t *frequencies, size_t count, DeflateCode *codes)
{
    Used used;
    uint32_t leaves[DEFLATE_CODE_BITS + 1] = {0};
    INVARIANT(count <= DEFLATE_SYMBOLS_MAX);
    sort_used(frequencies, count, &used);
    INVARIANT(used.count >= 2);
    join_nodes(used.frequency, used.count);
    depths_of_nodes(used.frequency, used.count);
    count_leaves(used.frequency, used.count, leaves);
    make_room(leaves);
    for (size_t s = 0; s < count; s++)
        codes[s] = (DeflateCode){0, 0};
    give_lengths(&used, leaves, codes);
    give_bits(leaves, count, codes);
}
