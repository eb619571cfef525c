/*
 * work_text.h - the working list of a run as lines of text and as CSV. control.md 5.
 *
 * What is open is listed, kroner first; what only informs and what is handled is counted,
 * unless `all` asks for it; some controls are counted all the same (control_is_counted). No
 * ident. Any thread with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_WORK_TEXT_H
#define TILSKUDD_FORMATS_WORK_TEXT_H

#include "formats/run/work_list.h"

enum { WORK_ROWS_SHOWN = 25, WORK_PLACES_SHOWN = 15 };

/* All borrowed. */
typedef struct WorkText {
    const WorkList *list; /* sorted */
    const MunicipalityTable *municipalities;
    const int64_t *persons; /* with a grant, by municipality code; NULL: not known */
    const char *since;      /* the run compared with; NULL: none */
    const char *csv;        /* where all rows are written; NULL: nowhere */
    bool handled;           /* a file of what is handled was given */
    bool all;               /* what informs or is handled is listed too */
    bool only_new;          /* what was found by the run compared with is counted */
    bool norwegian;         /* messages and actions */
} WorkText;

/* How many rows, new, remaining and gone by control, handled; the rows with most kroner, and
 * municipalities by kroner and per 1 000 persons with a grant. What is left out is counted. */
MUST_USE Status work_text(const WorkText *work, TextBuffer *out, Failure *failure);
/* Header and every row: control, severity, effect, municipality, municipality_name, person,
 * kroner, message, action, key, state, handled. Kroner are whole, the øre cut off. */
void work_csv(const WorkText *work, TextBuffer *out);
/* How many rows are listed. */
size_t work_rows(const WorkText *work);

/* A municipality's share of what is listed: findings, and the kroner of the persons found, each
 * counted once. */
typedef struct WorkPlace {
    MunicipalityCode code;
    uint32_t findings, holds;
    Ore ore;
    int64_t
        permille_findings; /* findings a thousand persons with a grant, in tenths; -1: none */
} WorkPlace;
/* Ascending by kroner, most first; *out is the caller's (system_free). MEMORY. */
MUST_USE Status work_places(const WorkText *work, WorkPlace **out, size_t *count,
                            Failure *failure);

#endif
