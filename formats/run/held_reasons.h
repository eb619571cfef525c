/*
 * held_reasons.h - why money is held: a sum without its reasons is not enough to decide on.
 * Member held_by_reason of summary.json, and the same in words. life.md 1, payments.md 6.
 *
 * Pure but for memory; any thread.
 */
#ifndef TILSKUDD_FORMATS_HELD_REASONS_H
#define TILSKUDD_FORMATS_HELD_REASONS_H

#include "formats/run/let_through.h"

typedef struct HeldReason {
    int control;
    Touched touched; /* the sum may be below 0: a claim that is held */
} HeldReason;

/* Ascending by control, until they are told. */
typedef struct HeldReasons {
    HeldReason items[CONTROL_NUMBERS_MAX];
    size_t count;
} HeldReasons;

/* Of what was counted by control; `without_account`: municipalities that R903 is about. */
void held_reasons_of(const Touched held[CONTROL_NUMBERS_MAX], uint64_t without_account,
                     HeldReasons *reasons);
/* The object as member held_by_reason. */
void held_reasons_write(JsonWriter *json, const HeldReasons *reasons);
/* INPUT_VALUE when a member is missing or names no control. */
MUST_USE Status held_reasons_read(const JsonValue *object, HeldReasons *reasons,
                                  Failure *failure);
/* Appends a table, the largest amounts first; nothing when nothing is held. Sorts. */
void held_reasons_text(HeldReasons *reasons, TextBuffer *out);

#endif
