/*
 * run_parts.h - the parts of the report of a run, for run_page.c only, and what they share. One
 * thread a page.
 */
#ifndef TILSKUDD_FORMATS_RUN_PARTS_H
#define TILSKUDD_FORMATS_RUN_PARTS_H

#include "formats/html/html_page.h"
#include "formats/html/run_page.h"
#include "formats/html/run_texts.h"

/* The text of a name, in the page's language. */
#define WORDS(overview, name) run_words((overview)->language, RUN_TEXT_##name)

enum { RUN_LINE_SIZE = 512, RUN_CHANGE_SIZE = 40 };

/* "paid" of a committed run, "proposed" of another. */
bool overview_is_paid(const RunOverview *overview);
/* A paragraph by one of the formats; cut at RUN_LINE_SIZE, which none reaches. */
void overview_sentence(const RunOverview *overview, RunText format, ...);
/* "+3,2 %"; "new" after nothing, "" from nothing to nothing. */
void overview_change(const RunOverview *overview, Ore now, Ore before,
                     char text[RUN_CHANGE_SIZE]);

/* By grant, beside earlier runs; what the sum is made of; bars; the ten largest changes. */
void overview_groups(const RunOverview *overview);
void overview_made_of(const RunOverview *overview);
void overview_bars(const RunOverview *overview);
MUST_USE Status overview_changes(const RunOverview *overview, Failure *failure);
/* What is held and why; warnings; payments; who signed. */
void overview_held(const RunOverview *overview);
void overview_warnings(const RunOverview *overview);
void overview_payments_table(const RunOverview *overview);
void overview_signed(const RunOverview *overview);

#endif
