/*
 * run_work.h - the findings of a computed run as work to be done: beside another run's, and
 * less what somebody has handled. control.md 5. One thread; OpenMP is used inside.
 */
#ifndef TILSKUDD_ENGINE_RUN_WORK_H
#define TILSKUDD_ENGINE_RUN_WORK_H

#include "engine/run/run.h"
#include "formats/run/run_folder.h"
#include "formats/text/work_text.h"

typedef struct RunWork {
    WorkList list;    /* sorted */
    int64_t *persons; /* with an integration grant, by municipality code */
} RunWork;

/* `since` is a run folder or an entry, `handled` a CSV file; NULL: none. Persons of two runs
 * are compared by their keyed hashes: INPUT_VALUE when they were made with different keys.
 * VERIFICATION when the findings of `since` are not those that it lists; what work_list_handle
 * says. Owned: run_work_free, also after a failure. */
MUST_USE Status run_work_make(const Run *run, const char *since, const char *handled,
                              RunWork *out, Failure *failure);
void run_work_free(RunWork *work);
CLEANUP_VALUE(RunWork, run_work_free)

#endif
