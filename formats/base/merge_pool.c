#include "formats/base/merge_pool.h"

/* Whether `list` waits now; else the place is taken. */
static bool put(MergePool *pool, size_t size, void *list)
{
    void *nobody = NULL;
    return atomic_compare_exchange_strong(&pool->waiting[size], &nobody, list);
}

Status merge_pool_add(MergePool *pool, void *list, Failure *failure)
{
    size_t size = 0;
    while (!put(pool, size, list)) {
        void *other = atomic_exchange(&pool->waiting[size], NULL);
        if (other == NULL) continue;
        TRY(pool->merge(other, list, &list, failure));
        if (size + 1 < MERGE_SIZES) size++;
    }
    return STATUS_OK;
}

Status merge_pool_take(MergePool *pool, void **out, Failure *failure)
{
    void *all = NULL;
    *out = NULL;
    for (size_t size = 0; size < MERGE_SIZES; size++) {
        void *list = atomic_exchange(&pool->waiting[size], NULL);
        if (list != NULL && all != NULL)
            TRY(pool->merge(list, all, &all, failure));
        else if (list != NULL)
            all = list;
    }
    *out = all;
    return STATUS_OK;
}

void merge_pool_free(MergePool *pool)
{
    for (size_t size = 0; size < MERGE_SIZES; size++) {
        void *list = atomic_exchange(&pool->waiting[size], NULL);
        if (list != NULL) pool->release(list);
    }
}
