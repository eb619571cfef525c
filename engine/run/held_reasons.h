/*
 * held_reasons.h - why money is held, in a few lines: a sum without its reasons is not enough
 * to decide on. payments.md 5 (what approve shows).
 *
 * One line a control, the largest amounts first. The figures of a run stand in its summary.json
 * too, from where approve takes them. Pure but for memory; any thread.
 */
#ifndef TILSKUDD_ENGINE_HELD_REASONS_H
#define TILSKUDD_ENGINE_HELD_REASONS_H

#include "engine/run/run.h"
#include "formats/json/json_reader.h"

typedef struct HeldReason {
    Ore amount; /* may be below 0: a claim that is held */
    int64_t persons, municipalities;
    int control;
} HeldReason;

typedef struct HeldReasons {
    HeldReason items[CONTROL_NUMBERS];
    size_t count;
} HeldReasons;

/* Of a computed run, ascending by control. */
void held_reasons_of_run(const Run *run, HeldReasons *reasons);
/* Appends "held_by_reason" and its object, with a comma at the end. */
void held_reasons_json(const HeldReasons *reasons, TextBuffer *out);
/* Of a summary.json's root; none when it does not have them. INPUT_VALUE. */
MUST_USE Status held_reasons_read(const JsonValue *summary, HeldReasons *reasons,
                                  Failure *failure);
/* Appends at most ten lines, the largest amounts first, and how many more there are; nothing
 * when nothing is held. Sorts the reasons. */
void held_reasons_text(HeldReasons *reasons, TextBuffer *out);

#endif
