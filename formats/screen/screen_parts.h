/*
 * screen_parts.h - the parts of approval_screen.h's text, and what all of them are made of.
 * life.md 1.
 *
 * Internal to this room. One thread.
 */
#ifndef TILSKUDD_FORMATS_SCREEN_PARTS_H
#define TILSKUDD_FORMATS_SCREEN_PARTS_H

#include "formats/bank/configuration_xml.h"
#include "formats/csv/municipality_csv.h"
#include "formats/run/signed_input.h"
#include "formats/run/summary.h"
#include "formats/screen/approval_screen.h"

/* A run that the sums are set beside. */
typedef struct ScreenBefore {
    const ScreenEntry *entry; /* NULL: the ledger has none */
    GroupRow *rows;           /* as its municipalities were; NULL: none */
    GroupRow *mapped;         /* the same, as the municipalities are now */
} ScreenBefore;

typedef struct Screen {
    const ScreenSource *source;
    const Manifest *manifest;
    TextBuffer *out;
    RunSummary summary;
    GroupRow *rows;
    MunicipalityTable *municipalities;
    MunicipalityMapping *mapping; /* to the cut-off */
    Configuration *agency;
    bool made_up_agency;
    Payees *payees; /* NULL: a dry run without */
    PaidAccount *accounts;
    size_t account_count;
    ScreenBefore last, year_ago;
} Screen;

/* What all parts borrow; screen_free, also after a failure. */
MUST_USE Status screen_load(const ScreenSource *source, TextBuffer *out, Screen *screen,
                            Failure *failure);
void screen_free(Screen *screen);
CLEANUP_VALUE(Screen, screen_free)

/* The parts, in the order in which they stand. */
void screen_totals(const Screen *screen);
MUST_USE Status screen_taken(const Screen *screen, Failure *failure);
void screen_groups(const Screen *screen);
MUST_USE Status screen_largest(const Screen *screen, Failure *failure);
MUST_USE Status screen_rules(const Screen *screen, Failure *failure);
MUST_USE Status screen_accounts(const Screen *screen, Failure *failure);
void screen_findings(const Screen *screen);

enum { SCREEN_WIDTH = 99 };
/* A name in `width` columns, cut or filled with blanks. */
void screen_name(TextBuffer *out, const char *name, int width);
/* "0301 Oslo" in `width` columns. */
void screen_place(const Screen *screen, size_t code, int width);
/* Each line of a text but the first `skip`, indented; long ones are broken at blanks. */
void screen_indent(TextBuffer *out, const char *text, int indent, int skip);
/* The newest run (or the opening) before it that has a file, and its content; *entry is NULL
 * when none has. input_file_free. */
MUST_USE Status screen_newest(const Screen *screen, const char *name, const ScreenEntry **entry,
                              InputFile *content, Failure *failure);

#endif
