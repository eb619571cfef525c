/*
 * held_reasons.h - why money is held, in a few lines: a sum without its reasons is not enough
 * to decide on. payments.md 5 (what approve shows).
 *
 * One line a control, the largest amounts first. The figures of a run stand in its summary.json
 * too, from where approve takes them. Pure but for memory; any thread.
 */
#ifndef TILSKUDD_FORMATS_HELD_REASONS_H
#define TILSKUDD_FORMATS_HELD_REASONS_H

#include "formats/base/text_buffer.h"
#include "formats/json/json_reader.h"
#include "rules/base/money.h"
#include "rules/controls/control_thresholds.h"

typedef struct HeldReason {
    Ore amount; /* may be below 0: a claim that is held */
    int64_t persons, municipalities;
    int control;
} HeldReason;

/* Ascending by control, until they are told. */
typedef struct HeldReasons {
    HeldReason items[CONTROL_NUMBERS_MAX];
    size_t count;
} HeldReasons;

/* Appends "held_by_reason" and its object, with a comma at the end. */
void held_reasons_json(const HeldReasons *reasons, TextBuffer *out);
/* Of a summary.json's root; none when it does not have them. INPUT_VALUE. */
MUST_USE Status held_reasons_read(const JsonValue *summary, HeldReasons *reasons,
                                  Failure *failure);
/* Appends at most ten lines, the largest amounts first, and how many more there are; nothing
 * when nothing is held. Sorts the reasons. */
void held_reasons_text(HeldReasons *reasons, TextBuffer *out);

#endif
