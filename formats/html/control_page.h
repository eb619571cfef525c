/*
 * control_page.h - what the controls of a run found, as a page. control.md 4.
 *
 * Findings by family, control, severity and municipality; outliers against municipalities of
 * like size; the change since the run before; a sample's result. No ident and no keyed hash of
 * a person ever stands in it. Any thread with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_CONTROL_PAGE_H
#define TILSKUDD_FORMATS_CONTROL_PAGE_H

#include "formats/html/run_page.h"
#include "rules/controls/municipality_controls.h"

enum { MESSAGES_SHOWN = 12 };

/* The first of a control's findings that are about no person. */
typedef struct ControlMessages {
    Finding items[MESSAGES_SHOWN];
    size_t count;
} ControlMessages;

/* The last run that was committed before this one. */
typedef struct RunBefore {
    int year, quarter;
    Ore paid;
    const FindingCounts *counts;
} RunBefore;

/* A sample's part of the page; texts. */
typedef struct SampleResult {
    const char *drawn;   /* how it was drawn: one sentence */
    char *judgement;     /* what was found, with "Conclusion:" near its end; NULL: refused */
    const char *refusal; /* why there is none, when it is not filled in yet */
} SampleResult;

/* All borrowed. */
typedef struct ControlPage {
    RunPage page;
    const char *limits; /* folder that the limits of controls are from, or NULL: the run's */
    uint64_t persons;
    const uint64_t *executed; /* by control number */
    const FindingCounts *counts;
    const ControlMessages *messages; /* by control number, below CONTROL_NUMBERS_MAX */
    MunicipalitySet figures;
    const RunBefore *last;      /* NULL: none */
    const SampleResult *sample; /* NULL: none */
} ControlPage;

/* MEMORY. */
MUST_USE Status control_page_write(const ControlPage *page, Failure *failure);
/* Its part about municipalities against those of like size: a dot plot for each figure of
 * family 8, one strip a size class. MEMORY. */
MUST_USE Status control_page_plots(const ControlPage *page, Failure *failure);

#endif
