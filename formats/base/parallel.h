/*
 * parallel.h - pieces of work done by several threads and handed on in order by one.
 *
 * The one parallel loop of the product: what is written does not depend on how many threads
 * there are, nor on which of them was faster.
 */
#ifndef TILSKUDD_FORMATS_PARALLEL_H
#define TILSKUDD_FORMATS_PARALLEL_H

#include <stdbool.h>
#include <stddef.h>

#include "rules/base/status.h"

typedef struct ParallelPiece {
    size_t number; /* from 0 */
    int thread;    /* below Parallel.threads; nobody else's while the work is done */
    void *memory;  /* the piece's own until it has been handed over; NULL: it has none */
} ParallelPiece;

/* What is to be done. Plain data; all pointers are borrowed until parallel_run returns. */
typedef struct Parallel {
    size_t pieces; /* begun in the order of their numbers */
    int threads;   /* at most; at least 1 */
    void *user;    /* given to every call */

    /* One piece, on any thread. */
    Status (*work)(void *user, const ParallelPiece *piece, Failure *failure);

    /* The pieces in order, on the caller's thread, while the others go on: it had better be
     * short. NULL: nothing is handed over, and no piece waits for another. */
    Status (*hand_over)(void *user, const ParallelPiece *piece, Failure *failure);

    /* Bytes of a piece's memory, which is zeroed once and used again by later pieces; 0: none.
     * `release`, which may be NULL, is called once for each memory at the end. */
    size_t memory_size;
    void (*release)(void *memory);

    size_t window; /* pieces that may be waiting to be handed over; 0: four a thread */
} Parallel;

/* How many threads of `wanted` there can be: at least the caller's own. For loops of OpenMP's;
 * parallel_run does with those that it gets. */
int parallel_threads(int wanted);
/* False on a thread that parallel_run has started: what is for the caller's eyes is not its. */
bool parallel_on_caller(void);
/* Does all pieces. When some fail, the failure is that of the first in order, whichever was
 * noticed first; all before it have been handed over, and none after it. MEMORY when the
 * pieces' memory cannot be had; otherwise what `work` and `hand_over` return. Called by one
 * thread that is itself no piece of such work. */
MUST_USE Status parallel_run(const Parallel *parallel, Failure *failure);

#endif
