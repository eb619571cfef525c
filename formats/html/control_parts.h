/*
 * control_parts.h - the parts of the page of controls, for control_page.c only, and what they
 * share. One thread a page.
 */
#ifndef TILSKUDD_FORMATS_CONTROL_PARTS_H
#define TILSKUDD_FORMATS_CONTROL_PARTS_H

#include "formats/base/plain_text.h"
#include "formats/html/control_page.h"
#include "formats/html/control_texts.h"
#include "formats/html/html_page.h"

/* The text of a name, in the page's language. */
#define WORDS(page, name) control_words((page)->english, CONTROL_TEXT_##name)

/* A heading that the contents lead to; `id` is a word. */
void control_section(const ControlPage *page, const char *id, ControlText heading);
/* A paragraph by one of the formats; cut at 1 000 bytes, which none reaches. */
void control_sentence(const ControlPage *page, ControlText format, ...);
/* "1 234 567": whole kroner, the øre cut off. */
KronerText control_kroner(Ore ore);

/* The same of what some persons weigh, of whom so many are held at amounts nobody knows: "not
 * known" in place of 0. */
typedef struct ControlAmount {
    char text[48];
} ControlAmount;
ControlAmount control_amount(const ControlPage *page, Ore ore, uint64_t unknown);

/* What some findings weigh: each person's kroner once, a municipality's own findings none. */
typedef struct ControlWeight {
    uint64_t findings, persons;
    uint64_t unknown; /* of the persons: held at amounts nobody knows */
    MoneyAtHand money;
    Ore ore;
} ControlWeight;
typedef bool (*ControlPick)(const WorkItem *item, int value);
ControlWeight control_weigh(const ControlPage *page, ControlPick pick, int value);

/* Who must do what by when, and what is at stake. */
void control_verdict(const ControlPage *page);
/* Kroner by effect. */
void control_money(const ControlPage *page);
/* A row for each control that holds or warns; those that only inform by name and number. */
void control_rows(const ControlPage *page);
/* Municipalities with their findings. MEMORY. */
MUST_USE Status control_places(const ControlPage *page, Failure *failure);
/* A dot plot for each figure of family 8, one strip a size class. MEMORY. */
MUST_USE Status control_page_plots(const ControlPage *page, Failure *failure);
/* Every limit with what came of it; what did not run, and why; what ran and found nothing. */
void control_limits(const ControlPage *page);
void control_not_run(const ControlPage *page);

#endif
