/*
 * register_check.h - what is wrong with extracts, for who is about to send them.
 *
 * Needs no ledger, no key and no network. The rules are those of the year of the extract. The
 * report never depends on the number of threads.
 */
#ifndef TILSKUDD_ENGINE_REGISTER_CHECK_H
#define TILSKUDD_ENGINE_REGISTER_CHECK_H

#include "formats/check/check_report.h"

/* All borrowed. */
typedef struct CheckOptions {
    const char *const *paths; /* files and folders */
    size_t path_count;
    const char *last; /* the extract before; NULL: none */
    Language language;
    const char *rules, *municipalities, *bank_profiles;
    int threads; /* at least 1 */
    void (*progress)(void *user, const char *step, uint64_t done, uint64_t total);
    void *progress_user;
} CheckOptions;

/* Fills the report: check_report_free, also after a failure. A file that a run would refuse is
 * a row of the report, no failure. Failures: of the rules and tables, of `last`, READ, MEMORY.
 * Called by one thread; threads inside. */
MUST_USE Status register_check(const CheckOptions *options, CheckReport *report,
                               Failure *failure);

#endif
