/*
 * merge_pool.h - many sorted lists that threads make become one, whoever is ready first.
 *
 * A list that is added is merged at once with one that waits and was made of about as many, so
 * that never more than one list of a size waits: what is held is little more than what comes
 * out. Only for merging that does not ask for the order (sums, the latest of a kind): the
 * result is the same for any number of threads. The pool knows lists only as pointers.
 */
#ifndef TILSKUDD_FORMATS_MERGE_POOL_H
#define TILSKUDD_FORMATS_MERGE_POOL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "rules/base/status.h"

enum { MERGE_SIZES = 32 };

typedef struct MergePool {
    /* Makes one list of two, which become the function's, also when it fails. */
    Status (*merge)(void *left, void *right, void **out, Failure *failure);
    void (*release)(void *list);
    _Atomic(void *) waiting[MERGE_SIZES]; /* each made of 2^n lists or more; internal */
} MergePool;

/* Adds a list, which becomes the pool's, also when it fails. Any thread, any number of them. */
MUST_USE Status merge_pool_add(MergePool *pool, void *list, Failure *failure);
/* Takes out what is in the pool as one list; NULL when nothing is. The caller's (`release`).
 * While nobody adds. */
MUST_USE Status merge_pool_take(MergePool *pool, void **out, Failure *failure);
void merge_pool_free(MergePool *pool);
CLEANUP_VALUE(MergePool, merge_pool_free)

#endif
