/*
 * summary.h - what a run counted and added up: summary.json, and the table that a person reads
 * on the terminal. payments.md 6, life.md 1 (what approve shows).
 *
 * Pure but for reading and memory; any thread.
 */
#ifndef TILSKUDD_FORMATS_SUMMARY_H
#define TILSKUDD_FORMATS_SUMMARY_H

#include "formats/base/folder.h"
#include "formats/base/digest.h"
#include "formats/base/text_buffer.h"
#include "formats/json/json_reader.h"
#include "formats/run/held_reasons.h"
#include "rules/settlement/evidence.h"
#include "rules/settlement/netting.h"

/* Whole numbers of persons, records and lines. */
typedef struct RunCounts {
    uint64_t persons;       /* read: one per ident */
    uint64_t with_lines;    /* not held, at least one line */
    uint64_t without_lines; /* not held, none */
    uint64_t held;          /* blocking finding */
    uint64_t vanished;      /* paid before, not in the register: not among the read */
    uint64_t set_aside, identical;
    uint64_t by_reason[NO_GRANT_REASON_COUNT];
    uint64_t lines, pay_lines, held_lines, zero_lines;
    uint64_t integration_persons; /* with an INT line of the run's own budget year */
    uint64_t held_by[CONTROL_NUMBERS_MAX];
    /* What each control was run on: records, lines, persons, municipalities, whatever it is
     * about; 0 says that it did not run. Each step adds what it ran: run_controls.h. */
    uint64_t executed[CONTROL_NUMBERS_MAX];
    uint64_t found[CONTROL_NUMBERS_MAX];
    EvidenceCounts evidence;
    TouchedCounts touched;
} RunCounts;

enum { RUN_NOTE_SIZE = 256 };
/* What a run has come to; all borrowed. */
typedef struct RunResult {
    bool live;
    int year, quarter;
    Day extract_date, cutoff, payment_date;
    const uint8_t *identity; /* SHA256_SIZE bytes */
    const char *program;
    const char (*notes)[RUN_NOTE_SIZE]; /* sentences without a full stop */
    size_t note_count;
    const RunCounts *counts;
    const SettleYears *years;
    const LetThroughs *let_through;
    GroupRow *sums; /* by municipality code */
    size_t payments;
} RunResult;
/* Appends summary.json. */
void run_summary_write(const RunResult *result, TextBuffer *out);
/* Appends the table for the terminal; notes are not in it. */
void run_summary_screen(const RunResult *result, TextBuffer *out);

/* What verify compares and approve shows. Owned: run_summary_free. */
typedef struct RunSummary {
    char run_identity[SHA256_HEX_SIZE];
    int64_t persons, held_persons, vanished;
    Ore lines, held, paid, carried_forward;
    HeldReasons reasons;     /* none when the file says none */
    Touched not_known;       /* held, at an amount that nobody knows */
    Touched paid_lines;      /* whom the whole run pays */
    LetThroughs let_through; /* by options of the run */
    uint64_t found[CONTROL_NUMBERS_MAX];
    JsonDocument *document;
} RunSummary;
/* INPUT_VALUE when a member is missing or of another kind; failures of reading. */
MUST_USE Status run_summary_read(const FolderFile *file, RunSummary *out, Failure *failure);
void run_summary_free(RunSummary *summary);
CLEANUP_VALUE(RunSummary, run_summary_free)
/* A sentence that the run warned with, by its place; NULL after the last. */
const char *run_summary_note(const RunSummary *summary, size_t index);

#endif
