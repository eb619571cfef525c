/*
 * work_text.h - the working list of a run as lines of text and as CSV. control.md 5.
 *
 * What is open is listed, kroner first; what only informs and what is handled is counted,
 * unless `all` asks for it; some controls are counted all the same (control_is_counted). No
 * ident. Any thread with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_WORK_TEXT_H
#define TILSKUDD_FORMATS_WORK_TEXT_H

#include "formats/json/json_writer.h"
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
/* All of it, as an object `work` in the one that is open: cli.md, JSON. MEMORY. */
MUST_USE Status work_json(const WorkText *work, JsonWriter *json, Failure *failure);
/* How many rows are listed, and whether an item is one of them. */
size_t work_rows(const WorkText *work);
bool work_is_listed(const WorkText *work, const WorkItem *item);
/* "new", "remaining", or "" when there is nothing to compare with. */
const char *work_state_text(const WorkItem *item);

/* Of the whole list: by HandledStatus; what only informs and is not handled, what is counted
 * alone (control_is_counted), what holds or warns as it did last time. */
typedef struct WorkCounts {
    size_t handled[HANDLED_COUNT], informs, counted, remaining;
} WorkCounts;
WorkCounts work_counts(const WorkText *work);

/* What is new and remains since the run compared with, by control; what is gone has the list.
 * *out is the caller's (system_free). MEMORY. */
typedef struct WorkChanges {
    uint32_t fresh[CONTROL_NUMBERS_MAX], remaining[CONTROL_NUMBERS_MAX];
} WorkChanges;
MUST_USE Status work_changes(const WorkText *work, WorkChanges **out, Failure *failure);

/* A municipality's share of what is listed: findings, and the kroner of the persons found, each
 * counted once. */
typedef struct WorkPlace {
    MunicipalityCode code;
    uint32_t findings, holds;
    uint32_t unknown; /* persons found who are held at amounts nobody knows */
    Ore ore;
    int64_t persons; /* with a grant; 0: none, or not known */
    int64_t
        permille_findings; /* findings a thousand persons with a grant, in tenths; -1: none */
} WorkPlace;
/* The same as people read it, rounded half up: "166,7"; of programs it is cut off. */
int64_t work_place_tenths(const WorkPlace *place);
/* Ascending by kroner, most first; *out is the caller's (system_free). MEMORY. */
MUST_USE Status work_places(const WorkText *work, WorkPlace **out, size_t *count,
                            Failure *failure);

#endif
