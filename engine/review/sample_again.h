/*
 * sample_again.h - what of a committed run can be drawn, and a form held against the draw that
 * it says it is. control.md 3. One thread.
 */
#ifndef TILSKUDD_ENGINE_SAMPLE_AGAIN_H
#define TILSKUDD_ENGINE_SAMPLE_AGAIN_H

#include "formats/run/run_folder.h"
#include "formats/run/sample_file.h"
#include "engine/ledger/ledger.h"

/* Everything of a committed run that can be drawn, in the order of its decisions (the log's).
 * NOT_NOW when the run is not committed in the ledger, NEVER when it has nobody. method,
 * strata_kind and from must be set, `only` may be: USAGE when nothing was paid for one of them.
 */
MUST_USE Status sample_population(const RunFolder *folder, const Ledger *ledger, Sample *sample,
                                  Failure *failure);
/* The ledger that a run was made from, or the one that is named. NEVER for a dry run,
 * INPUT_MISSING where it is not; what ledger_open fails with. ledger_close. */
MUST_USE Status sample_ledger(const RunFolder *folder, const char *named, Ledger **out,
                              Failure *failure);
/* The seed that nobody chooses: the SHA-256 of the newest checkpoint, and its entry. */
MUST_USE Status sample_ledger_seed(const Ledger *ledger, Sample *sample, Failure *failure);

/* Sets of a sample all that a form's heading says of how it was drawn, but for what it was
 * drawn from. */
void sample_choose(const Sample *form, Sample *drawn);

/* What was drawn again. */
typedef struct SampleAgain {
    Sample *drawn;    /* the population with what was drawn, and idents; owned */
    uint32_t number;  /* of its record; 0: none */
    TextBuffer proof; /* what a conclusion says of it */
} SampleAgain;
void sample_again_free(SampleAgain *again);
CLEANUP_VALUE(SampleAgain, sample_again_free)

/* Draws again from what the form's heading records, and holds its rows against that:
 * INPUT_VALUE, with what is another, for a form that is no draw of this run, or of which the
 * ledger has no record (version 1 had none). `name` is the file's. sample_again_free, also
 * after a failure. */
MUST_USE Status sample_again(const char *name, const Sample *form, const RunFolder *folder,
                             const Ledger *ledger, SampleAgain *out, Failure *failure);

#endif
