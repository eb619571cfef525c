/*
 * finding_spill.h - sorted runs of packed findings in a temporary file, merged as they are
 * read. Used by finding_store.c only.
 *
 * The file has no name from the beginning (or loses it at once where the file system cannot do
 * that), so nothing is left behind however the program ends, and only its owner may open it: it
 * holds idents. It is made in `folder`; without one in the first of /var/tmp, /tmp and the
 * current folder where it can be: no environment variable is asked. One thread at a time.
 */
#ifndef TILSKUDD_ENGINE_FINDING_SPILL_H
#define TILSKUDD_ENGINE_FINDING_SPILL_H

#include "engine/findings/finding_list.h"

enum { FINDING_SPILL_PIECE = 1 << 16, FINDING_SPILL_RUNS_MAX = 64 };

typedef struct FindingSpill FindingSpill; /* owned: finding_spill_free */

/* Memory that a merge may use: it belongs to the caller and is not kept. */
typedef struct FindingScratch {
    uint8_t *bytes;
    size_t size; /* at least 16 * FINDING_PACKED_MAX */
} FindingScratch;

/* Takes one packed record. */
typedef Status (*PackedVisitor)(void *user, const uint8_t *packed, Failure *failure);

/* `folder` may be NULL, and is borrowed. MEMORY, WRITE. */
MUST_USE Status finding_spill_new(const char *folder, FindingSpill **out, Failure *failure);
void finding_spill_free(FindingSpill *spill);
CLEANUP_POINTER(FindingSpill, finding_spill_free)
/* Records of the run that is being written, in their order. WRITE. */
MUST_USE Status finding_spill_add(FindingSpill *spill, const uint8_t *packed, Failure *failure);
/* Ends the run. When there are too many, all become one, in a new file: their records keep
 * their order. READ, WRITE. */
MUST_USE Status finding_spill_end_run(FindingSpill *spill, FindingScratch scratch,
                                      Failure *failure);
/* Visits the records of all ended runs in order; records with equal keys in the order of runs,
 * and in a run as they were written. READ, and what `visit` says. */
MUST_USE Status finding_spill_merge(const FindingSpill *spill, FindingScratch scratch,
                                    PackedVisitor visit, void *user, Failure *failure);

#endif
