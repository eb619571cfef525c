/*
 * run_page.h - a run as one page for people who decide: its sums and what it holds.
 * control.md 4.
 *
 * No ident and no keyed hash of a person ever stands in it. Pure but for memory: a buffer that
 * ran out of it says so by text_buffer_status. Any thread with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_RUN_PAGE_H
#define TILSKUDD_FORMATS_RUN_PAGE_H

#include "formats/run/entry.h"
#include "formats/run/findings.h"
#include "formats/run/manifest.h"
#include "rules/settlement/netting.h"

/* What every page of a run is made of; all borrowed. */
typedef struct RunPage {
    const Manifest *manifest;
    const MunicipalityTable *municipalities; /* gives names; NULL: codes alone */
    const EntryText *entry;                  /* that committed the run; NULL: none is at hand */
    const char *stopped;  /* what stopped certificates have signed of it; NULL: nothing */
    const char *screen;   /* what the second person saw: approval_screen.h; NULL: not shown */
    const char *payments; /* what has become of its payments; NULL: nothing is known */
    TextBuffer *out;
} RunPage;

enum { PLACE_TEXT_SIZE = 96 };
/* "0301 Oslo"; "the country" for 0. */
void run_page_place(const RunPage *page, size_t code, char text[PLACE_TEXT_SIZE]);
/* Title, mark of a test, and the facts every page begins with. */
void run_page_begin(const RunPage *page, const char *what);

/* The page of sums by payment group and municipality, persons, what is held and why. */
void run_page_write(const RunPage *page, GroupRow *rows, const FindingCounts *counts);

#endif
