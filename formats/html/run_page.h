/*
 * run_page.h - a run as one page for the director: what is paid beside last quarter and last
 * year, by grant, what changed most, what is held and why, warnings, who signed; and the
 * municipalities as an appendix. control.md 4.
 *
 * No ident and no keyed hash of a person ever stands in it. Pure but for memory: a buffer that
 * ran out of it says so by text_buffer_status. Any thread with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_RUN_PAGE_H
#define TILSKUDD_FORMATS_RUN_PAGE_H

#include "formats/base/language.h"
#include "formats/run/entry.h"
#include "formats/run/findings.h"
#include "formats/run/manifest.h"
#include "formats/run/summary.h"
#include "rules/answers/payment_state.h"
#include "rules/settlement/netting.h"

/* What every page of a run is made of; all borrowed. */
typedef struct RunPage {
    const Manifest *manifest;
    const MunicipalityTable *municipalities; /* gives names; NULL: codes alone */
    const EntryText *entry;                  /* that committed the run; NULL: none is at hand */
    const char *stopped; /* what stopped certificates have signed of it; NULL: nothing */
    TextBuffer *out;
} RunPage;

enum { PLACE_TEXT_SIZE = 96 };
/* "0301 Oslo"; "the country" for 0. */
void run_page_place(const RunPage *page, size_t code, char text[PLACE_TEXT_SIZE]);

/* A run committed before this one, its sums by the municipalities of this one's cut-off. */
typedef struct EarlierRun {
    int year, quarter;
    GroupRow *rows;
} EarlierRun;

/* The page's matter; all borrowed. */
typedef struct RunOverview {
    RunPage page;
    Language language;
    GroupRow *rows;
    HeldReasons *reasons; /* sorted by the page */
    const RunSummary *summary;
    const FindingCounts *counts;
    bool ledger_at_hand;
    const EarlierRun *earlier; /* ascending; what the bars show before this run */
    size_t earlier_count;
    const EarlierRun *last, *year_ago;     /* NULL: there is none */
    const char *proposed_by, *approved_by; /* NULL: not known, nobody */
    /* By bucket; NULL: nothing is sent. */
    const uint64_t *payment_counts;
    const Ore *payment_sums;
    const char *screen; /* what the second person saw: approval_screen.h */
} RunOverview;

/* Appends the page. MEMORY. */
MUST_USE Status run_page_write(const RunOverview *overview, Failure *failure);

#endif
