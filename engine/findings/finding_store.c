/* finding_store.c - the buffer of findings, and when it goes to the disk. */
#include "engine/findings/finding_store.h"

#include <stdlib.h>
#include <string.h>

#include "engine/findings/finding_spill.h"
#include "formats/base/translate.h"

/* A test builds this file again with a tiny buffer, to see that nothing depends on it. */
#ifndef FINDING_STORE_DEFAULT
#define FINDING_STORE_DEFAULT FINDING_STORE_BYTES
#endif

_Static_assert(FINDING_STORE_BYTES_MIN >= 16 * FINDING_PACKED_MAX, "runs can be merged in it");
/* Where a record begins stands in the lower half of its key. */
_Static_assert((uint64_t)FINDING_STORE_DEFAULT < UINT32_MAX, "a place fits into 32 bits");

/* Packed records from the front, their keys from the back; full when they meet. */
typedef struct FindingBuffer {
    uint8_t *bytes;
    size_t size;
    size_t filled; /* bytes of records */
    size_t count;  /* records, and keys */
    bool sorted;
    FindingSpill *spill; /* NULL: everything is in the buffer */
} FindingBuffer;

static Status no_memory(size_t size, Failure *failure)
{
    return failure_set(failure, STATUS_MEMORY, _("findings"), "a buffer of %zu bytes", size);
}

static void buffer_free(FindingBuffer *buffer)
{
    if (buffer == NULL) return;
    finding_spill_free(buffer->spill);
    system_free(buffer->bytes);
    system_free(buffer);
}

static Status buffer_new(size_t limit, FindingBuffer **out, Failure *failure)
{
    FindingBuffer *buffer = system_allocate_zeroed(1, sizeof *buffer);
    if (buffer == NULL) return no_memory(limit, failure);
    INVARIANT(limit >= FINDING_STORE_BYTES_MIN && limit < UINT32_MAX);
    buffer->size = limit / sizeof(FindingKey) * sizeof(FindingKey);
    buffer->bytes = system_allocate(buffer->size);
    if (buffer->bytes == NULL) {
        buffer_free(buffer);
        return no_memory(limit, failure);
    }
    *out = buffer;
    return STATUS_OK;
}

/* The keys lie before the buffer's end: the newest first, until they are sorted. */
static FindingKey *keys_of(const FindingBuffer *buffer)
{
    return (FindingKey *)(void *)(buffer->bytes + buffer->size) - buffer->count;
}

static const uint8_t *record_at(const FindingBuffer *buffer, FindingKey key)
{
    return buffer->bytes + (key.low & UINT32_MAX);
}

static int compare_keys(const void *left, const void *right)
{
    const FindingKey *a = left;
    const FindingKey *b = right;
    if (a->high != b->high) return a->high < b->high ? -1 : 1;
    return a->low < b->low ? -1 : a->low > b->low;
}

static void sort(FindingBuffer *buffer)
{
    if (!buffer->sorted && buffer->count > 1)
        qsort(keys_of(buffer), buffer->count, sizeof(FindingKey), compare_keys);
    buffer->sorted = true;
}

/* The buffer becomes a run of the temporary file. */
static Status spill(FindingBuffer *buffer, const char *folder, Failure *failure)
{
    FindingScratch scratch = {buffer->bytes, buffer->size};
    if (buffer->spill == NULL) TRY(finding_spill_new(folder, &buffer->spill, failure));
    sort(buffer);
    const FindingKey *keys = keys_of(buffer);
    for (size_t i = 0; i < buffer->count; i++)
        TRY(finding_spill_add(buffer->spill, record_at(buffer, keys[i]), failure));
    buffer->filled = 0;
    buffer->count = 0;
    return finding_spill_end_run(buffer->spill, scratch, failure);
}

/* A place for one more record, however long. */
static Status make_room(FindingStore *store, Failure *failure)
{
    FindingBuffer *buffer = store->buffer;
    if (buffer == NULL) {
        size_t limit = store->limit != 0 ? store->limit : (size_t)FINDING_STORE_DEFAULT;
        return buffer_new(limit, &store->buffer, failure);
    }
    size_t keys = (buffer->count + 1) * sizeof(FindingKey);
    if (buffer->filled + FINDING_PACKED_MAX + keys <= buffer->size) return STATUS_OK;
    return spill(buffer, store->folder, failure);
}

/* Counts the record that has been written at the end of the filled part. */
static void keep(FindingStore *store, size_t length)
{
    FindingBuffer *buffer = store->buffer;
    const uint8_t *packed = buffer->bytes + buffer->filled;
    FindingKey key = finding_packed_key(packed);
    key.low |= buffer->filled;
    buffer->count++;
    *keys_of(buffer) = key;
    buffer->filled += length;
    buffer->sorted = false;
    store->count++;
    store->by_control[finding_packed_control(packed)]++;
}

Status finding_store_add(FindingStore *store, const RunFinding *finding, Failure *failure)
{
    TRY(make_room(store, failure));
    keep(store, finding_pack(finding, store->buffer->bytes + store->buffer->filled));
    return STATUS_OK;
}

Status finding_store_take(FindingStore *store, FindingList *list, Failure *failure)
{
    for (size_t at = 0; at < list->length;) {
        size_t length = finding_packed_length(list->bytes + at);
        TRY(make_room(store, failure));
        memcpy(store->buffer->bytes + store->buffer->filled, list->bytes + at, length);
        keep(store, length);
        at += length;
    }
    list->length = 0;
    return STATUS_OK;
}

typedef struct Unpacking {
    FindingVisitor visit;
    void *user;
} Unpacking;

static Status visit_packed(void *user, const uint8_t *packed, Failure *failure)
{
    const Unpacking *unpacking = user;
    RunFinding finding;
    finding_unpack(packed, &finding);
    return unpacking->visit(unpacking->user, &finding, failure);
}

Status finding_store_each(const FindingStore *store, FindingVisitor visit, void *user,
                          Failure *failure)
{
    FindingBuffer *buffer = store->buffer;
    Unpacking unpacking = {visit, user};
    if (buffer == NULL) return STATUS_OK;
    if (buffer->spill != NULL) {
        /* The merge reads into the buffer, so the rest becomes a run too. */
        FindingScratch scratch = {buffer->bytes, buffer->size};
        if (buffer->count > 0) TRY(spill(buffer, store->folder, failure));
        return finding_spill_merge(buffer->spill, scratch, visit_packed, &unpacking, failure);
    }
    sort(buffer);
    const FindingKey *keys = keys_of(buffer);
    for (size_t i = 0; i < buffer->count; i++)
        TRY(visit_packed(&unpacking, record_at(buffer, keys[i]), failure));
    return STATUS_OK;
}

void finding_store_free(FindingStore *store)
{
    buffer_free(store->buffer);
    *store = (FindingStore){0};
}
