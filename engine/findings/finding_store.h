/*
 * finding_store.h - any number of findings in a fixed amount of memory. control.md 1.
 *
 * Findings are kept packed in one buffer of fixed size. When it is full it is sorted and
 * written, as one run, to a temporary file that has no name and only its owner can read; the
 * runs are merged when findings are visited. The order is municipality, file, record, control
 * and the order of adding, whatever the size of the buffer.
 *
 * Memory: FINDING_STORE_BYTES, a piece of FINDING_SPILL_PIECE bytes, and what qsort needs for
 * the keys. Disk: the packed findings, for a moment twice. One thread at a time. A zeroed store
 * is empty and needs nothing. Failures: MEMORY; WRITE when no temporary file can be made or
 * written, with the system's error; READ.
 */
#ifndef TILSKUDD_ENGINE_FINDING_STORE_H
#define TILSKUDD_ENGINE_FINDING_STORE_H

#include "engine/findings/finding_list.h"

enum { FINDING_STORE_BYTES = 16 << 20, FINDING_STORE_BYTES_MIN = 4096 };

typedef struct FindingStore {
    const char *folder; /* where the temporary file goes; NULL: see finding_spill.h. Borrowed */
    size_t limit; /* bytes of the buffer; 0: FINDING_STORE_BYTES. Before the first finding */
    uint64_t count;
    uint64_t by_control[CONTROL_NUMBERS_MAX];
    struct FindingBuffer *buffer; /* internal */
} FindingStore;

/* What is done with each finding, in order; borrowed for the call. */
typedef Status (*FindingVisitor)(void *user, const RunFinding *finding, Failure *failure);

/* Adds one; texts it points at must live as long as the store. */
MUST_USE Status finding_store_add(FindingStore *store, const RunFinding *finding,
                                  Failure *failure);
/* Adds all of a list, in its order, and empties it (it keeps its memory). */
MUST_USE Status finding_store_take(FindingStore *store, FindingList *list, Failure *failure);
/* Visits every finding in the fixed order. As often as wanted, and adding may go on after it,
 * but not while it visits. A failure of `visit` ends it. */
MUST_USE Status finding_store_each(const FindingStore *store, FindingVisitor visit, void *user,
                                   Failure *failure);
/* Frees; the store is empty after it. The temporary file is gone. */
void finding_store_free(FindingStore *store);
CLEANUP_VALUE(FindingStore, finding_store_free)

#endif
