/*
 * run_report.h - a run for people who decide: as a page of its sums, as a page of what its
 * controls found, and beside another run. control.md 4.
 * No ident and no keyed hash of a person ever stands in it. One thread.
 */
#ifndef TILSKUDD_ENGINE_RUN_REPORT_H
#define TILSKUDD_ENGINE_RUN_REPORT_H

#include "engine/ledger/pin.h"
#include "engine/review/run_again.h"
#include "formats/run/diff_json.h"
#include "formats/run/run_folder.h"
#include "formats/run/sample_file.h"

/* What both pages are made of. `municipalities` gives names. */
typedef struct Report {
    const RunFolder *folder;
    const MunicipalityTable *municipalities;
    Ledger *ledger;  /* at hand, and the one that the run was made from; NULL: none is. Owned */
    bool is_lent;    /* the ledger is another report's */
    EntryText entry; /* that committed the run, where `committed`; owned */
    bool committed;
    TextBuffer stopped; /* what of it certificates have signed that are stopped by now; owned */
    const char *sample; /* path of a sample file, or NULL */
    bool english;       /* the pages; else bokmål */
    const char *limits; /* folder that the limits of controls are from, or NULL: the run's */
    int confidence;     /* thousandths, for the sample */
    int tolerable;      /* basis points, for the sample */
    TextBuffer *out;
} Report;

/* Opens the ledger at `ledger`, or around the entry that the folder is, or where the manifest
 * says, when there is one; proves who has signed the manifest (a ledger that is not at hand
 * leaves the folder's own copies of who may sign; nobody signs a dry run); and finds the entry
 * that committed the run. What nobody has looked up, or signed, is said on standard error.
 * `pin` may be empty: pin_look, and USAGE for one without a ledger at hand. VERIFICATION for a
 * signature that is missing or another's, OTHER_LEDGER for a ledger that the run was not made
 * from; what ledger_open fails with. report_close, also after a failure. */
MUST_USE Status report_find_entry(Report *report, const char *ledger, const PinOptions *pin,
                                  Failure *failure);
/* That one person in the role disposition has signed the folder's manifest, as `ledger` knows
 * persons (NULL: as the folder's own copies do); that nobody has signed a dry run.
 * VERIFICATION. */
MUST_USE Status report_prove(const RunFolder *folder, const Ledger *ledger, Failure *failure);
/* The same of two runs; of one ledger, which is opened once. */
MUST_USE Status report_find_both(Report *left, Report *right, const char *ledger,
                                 const PinOptions *pin, Failure *failure);
/* Whether a ledger has the run is not known: the one that it was made from is not at hand. */
bool report_is_unknown(const Report *report);
void report_close(Report *report);
CLEANUP_VALUE(Report, report_close)
/* Appends what the second person decides on, word for word as approve shows it: life.md 1. */
MUST_USE Status report_screen(const Report *report, TextBuffer *out, Failure *failure);
/* The director's page: what is paid beside last quarter and last year, what is held and why,
 * who signed (run_page.h). Reads folder and ledger. VERIFICATION when the folder's files are
 * not those the manifest lists. */
MUST_USE Status report_run(const Report *report, Failure *failure);
/* What must be done, kroner, findings by municipality and control, what is new since the entry
 * before, outliers against municipalities of like size, limits, the sample's result. `run` is
 * computed. */
MUST_USE Status report_control(const Report *report, const Run *run, Failure *failure);

/* Which differences of sums and lines are looked at: those of these municipalities (none: of
 * all) whose amounts are at least `least` apart. */
typedef struct DiffFilter {
    MunicipalityList municipalities;
    Ore least;
} DiffFilter;

/* Appends the report, with every difference, and counts them; 0: the runs are the same (times
 * and the names of files do not count). With a filter only sums and lines are compared, and of
 * those only what passes it. The same as one object to `json`, unless it is NULL.
 * VERIFICATION when a folder's file is not the one its manifest lists. */
MUST_USE Status run_diff(const RunFolder *left, const RunFolder *right,
                         const DiffFilter *filter, TextBuffer *out, JsonWriter *json,
                         uint64_t *differences, Failure *failure);

#endif
