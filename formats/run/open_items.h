/*
 * open_items.h - money that waits for a run, and what a run took up: open.csv of an entry,
 * taken.csv of a run folder and its entry. life.md 2.
 *
 * Each written and read by one list of columns, in the order of the ids, bytewise. No ident
 * stands in them. Amounts in øre. Any thread with its own buffers.
 */
#ifndef TILSKUDD_FORMATS_OPEN_ITEMS_H
#define TILSKUDD_FORMATS_OPEN_ITEMS_H

#include "formats/bank/payment_text.h"
#include "rules/settlement/lines.h"

/* The id of a line by hand: "MANUAL-000005-0001", entry and line. */
void open_item_manual_id(uint32_t entry, uint32_t line, char id[OPEN_ITEM_ID_SIZE]);
/* By id. For qsort. */
int open_item_compare(const void *left, const void *right);

/* Appends the whole file, header included: what is not `taken`. The items are in order. */
void open_items_write(TextBuffer *out, const OpenItem *items, size_t count);
/* INPUT_VALUE, INPUT_MALFORMED with file, line and column for what the writer does not make: an
 * id that is none of ours, or not of the row's municipality and group or entry, an amount of 0
 * or of the other sign than its kind's, an id that stands twice or not in order. *items is
 * owned by the caller (system_free); nothing is left after a failure. */
MUST_USE Status open_items_read(const char *name, const void *bytes, size_t size,
                                OpenItem **items, size_t *count, Failure *failure);

/* What of an item went to one municipality of the run: all of it, or of a split municipality's
 * a part. `item.municipality` and `item.amount` are the part's. */
typedef struct TakenItem {
    OpenItem item;
    char end_to_end_id[PAYMENT_ID_SIZE]; /* the run's payment it is in; "": netted away */
} TakenItem;

/* By id, then municipality. For qsort. */
int taken_item_compare(const void *left, const void *right);
/* Appends the whole file, header included. The items are in order. */
void taken_items_write(TextBuffer *out, const TakenItem *items, size_t count);
/* As open_items_read; the municipality may be another than the id's. */
MUST_USE Status taken_items_read(const char *name, const void *bytes, size_t size,
                                 TakenItem **items, size_t *count, Failure *failure);

#endif
