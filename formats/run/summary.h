/*
 * summary.h - what is read of a run's summary.json, and why money is held, in a few lines: a
 * sum without its reasons is not enough to decide on. payments.md 5 (what approve shows), 6.
 *
 * One line a control, the largest amounts first. Pure but for reading and memory; any thread.
 */
#ifndef TILSKUDD_FORMATS_SUMMARY_H
#define TILSKUDD_FORMATS_SUMMARY_H

#include "formats/base/folder.h"
#include "formats/base/digest.h"
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
/* Appends at most ten lines, the largest amounts first, and how many more there are; nothing
 * when nothing is held. Sorts the reasons. */
void held_reasons_text(HeldReasons *reasons, TextBuffer *out);

/* What verify compares and approve shows. Owned: run_summary_free. */
typedef struct RunSummary {
    char run_identity[SHA256_HEX_SIZE];
    int64_t persons, held_persons, vanished;
    Ore lines, held, paid, carried_forward;
    HeldReasons reasons; /* none when the file says none */
    JsonDocument *document;
} RunSummary;
/* INPUT_VALUE when a member is missing or of another kind; failures of reading. */
MUST_USE Status run_summary_read(const FolderFile *file, RunSummary *out, Failure *failure);
void run_summary_free(RunSummary *summary);
CLEANUP_VALUE(RunSummary, run_summary_free)
/* A sentence that the run warned with, by its place; NULL after the last. */
const char *run_summary_note(const RunSummary *summary, size_t index);

#endif
