/*
 * control_page.h - what the controls of a run found, as a page to decide by. control.md 4.
 *
 * First what must be done, by whom and when; then kroner, each control, each municipality, what
 * is new since the run before, municipalities against those of like size, limits beside what
 * came of them, what did not run and why, and room for signatures. Nothing is cut silently. No
 * ident and no keyed hash of a person ever stands in it. Any thread with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_CONTROL_PAGE_H
#define TILSKUDD_FORMATS_CONTROL_PAGE_H

#include "formats/html/run_page.h"
#include "formats/text/work_text.h"
#include "rules/controls/municipality_controls.h"

/* The last run that was committed before this one. */
typedef struct RunBefore {
    int year, quarter;
    Ore paid;
} RunBefore;

/* A sample's part of the page; texts in the page's language. */
typedef struct SampleResult {
    const char *drawn;   /* how it was drawn: one sentence */
    char *judgement;     /* what was found, in lines, which are taken apart; NULL: refused */
    const char *refusal; /* why there is none, when it is not filled in yet */
} SampleResult;

/* All borrowed. */
typedef struct ControlPage {
    RunPage page;
    bool english;         /* else bokmål */
    const char *limits;   /* folder that the limits of controls are from, or NULL: the run's */
    const RuleSet *rules; /* whose limits these are */
    const uint64_t *executed; /* by control number */
    const FindingCounts *counts;
    const WorkText *work; /* the findings, compared with the last run where there is one */
    MunicipalitySet figures;
    bool decided;               /* decided numbers were given */
    const RunBefore *last;      /* NULL: none */
    const SampleResult *sample; /* NULL: none */
    WorkItem **by_person;       /* internal: the findings by person */
} ControlPage;

/* MEMORY. */
MUST_USE Status control_page_write(ControlPage *page, Failure *failure);

#endif
