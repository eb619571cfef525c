/*
 * run_output.h - the run folder: everything or nothing. payments.md 5, 6.
 *
 * Temporary names in the same folder, each file fsynced and renamed, the manifest last: its
 * rename makes the proposal complete. A folder with a manifest is never touched again. One
 * thread at a time; OpenMP is used inside.
 */
#ifndef TILSKUDD_ENGINE_RUN_OUTPUT_H
#define TILSKUDD_ENGINE_RUN_OUTPUT_H

#include "engine/run/run.h"
#include "formats/run/files.h"

#include "engine/run/run_decide.h"
#include "engine/ledger/signer.h"
#include "formats/bank/payment_plan.h"
#include "formats/run/small_tables.h"

typedef struct RunOutput {
    const char *folder; /* NULL: a dry run that writes nothing */
    Folder *files;      /* the same, opened */
    int lock;           /* of the folder; -1: not had, and nothing there is this run's */
    bool made_folder;   /* by this run */
    bool made_proposal; /* FOLDER/proposal is this run's */
    bool near_manifest; /* timings are written, and perhaps the manifest's signature */
    bool complete;      /* the manifest is in its place: nothing is removed any more */
    OutputFile *streams[DECIDE_STREAMS];
    uint8_t decisions_sha256[SHA256_SIZE]; /* of the content, also without a folder */
    Sha256 *digest;                        /* used without a folder */
    Manifest manifest;
    NewAccount *new_accounts; /* by municipality */
    size_t new_account_count;
    PaymentPlan plan;
    TimeStamp time;
    TimeStamp
        created; /* CreDtTm of payment files; chosen by run_output_plan when it is empty */
} RunOutput;

/* What --out holds already, before anything is computed: RUN_ALREADY_THERE for this very year,
 * quarter and choice of schemes, with what it is; OUTPUT_EXISTS for another run or a manifest
 * that cannot be read; INPUT_NOT_REGULAR for a symbolic link. Writes nothing. */
MUST_USE Status run_output_already(const RunOptions *options, Failure *failure);
/* RUN_ALREADY_THERE when the folder is complete, NOT_NOW when another run writes there; clears
 * what an interrupted run left; opens the streams of decisions. `folder` may be NULL (dry run).
 */
MUST_USE Status run_output_open(RunOutput *output, const char *folder, const TimeStamp *time,
                                int threads, Failure *failure);
/* What run_decide hands its lines to. */
DecideSink run_output_sink(RunOutput *output);
/* Plans payments and computes the run identity (payments.md 5); needs netting. */
MUST_USE Status run_output_plan(RunOutput *output, Run *run, Failure *failure);
/* Writes the rest, signed by `signer` (NULL in a dry run), and commits. */
MUST_USE Status run_output_finish(RunOutput *output, Run *run, const SigningPerson *signer,
                                  Failure *failure);
/* Without a manifest in its place, removes what this run wrote (and no other's file), and
 * frees. */
void run_output_close(RunOutput *output);
CLEANUP_VALUE(RunOutput, run_output_close)

/* The payments of a run into payment files under FOLDER/proposal: run_payments.c. */
MUST_USE Status run_payments_plan(RunOutput *output, const Run *run, Failure *failure);
MUST_USE Status run_payments_write(RunOutput *output, const SigningPerson *signer,
                                   Failure *failure);
/* Payment file `number` (from 1) as it is written before compression, its count and sum
 * confirmed. *file borrows of the output until the next call. */
MUST_USE Status run_payments_xml(RunOutput *output, size_t number, PaymentFile *file,
                                 TextBuffer *xml, Failure *failure);

/* The run's inputs with their sums, into the manifest: run_inputs.c. READ when a file is no
 * longer what the run has read. */
MUST_USE Status run_inputs_list(const Run *run, Manifest *manifest, Failure *failure);

/* What deciding hands over goes to files of the run folder, each with a first line. */
typedef struct RunStream {
    EvidenceName file;
    const char *header;
} RunStream;
extern const RunStream run_streams[DECIDE_STREAMS];

/* Tables and summaries as text, in the order in which they are written: run_inputs.c. `write`
 * is NULL for the findings (findings_write): there may be more than one wants to hold. */
typedef struct OutputTable {
    EvidenceName file;
    void (*write)(const Run *run, const RunOutput *output, TextBuffer *out);
} OutputTable;
enum { RUN_TABLES = 7 };
extern const OutputTable run_tables[RUN_TABLES];

/* What is allowed but seldom meant, in a fixed order; one sentence each, without a full stop.
 */
enum { RUN_NOTES_MAX = 6 + LINE_SUCCESSORS_MAX };
typedef struct RunNotes {
    char texts[RUN_NOTES_MAX][RUN_NOTE_SIZE];
    size_t count;
} RunNotes;
void run_notes(const Run *run, RunNotes *notes);
/* What was odd about the register files: names in a folder that are not read, registers that
 * are there more than once. Appends whole sentences without a full stop, on one line each and
 * fit for a terminal. Not in the summary: a run computed again may find its inputs elsewhere.
 * MEMORY. */
MUST_USE Status run_warnings(const Run *run, ManifestTexts *warnings, Failure *failure);
/* The first twenty, a line each that begins with `before`; how many more there are. */
void run_warnings_show(const ManifestTexts *warnings, const char *before, TextBuffer *out);
/* What was taken from packs, and which were not: sentences as those of run_warnings. MEMORY. */
MUST_USE Status run_packs(const Run *run, ManifestTexts *lines, Failure *failure);
/* The same to a person, a line each that begins with `before`. */
MUST_USE Status run_packs_show(const Run *run, const char *before, TextBuffer *out,
                               Failure *failure);
/* The table that a person reads on the terminal. */
void run_tables_screen(const Run *run, const RunOutput *output, TextBuffer *out);

#endif
