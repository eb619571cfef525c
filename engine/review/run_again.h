/*
 * run_again.h - a run computed a second time from its manifest. control.md 4, payments.md 6.
 *
 * Used by verify --replay, explain, control and report --control. What the authority signs is
 * read from the run's own copies, everything else at the manifest's paths, unless options name
 * others; an input whose content is not the one the manifest lists is refused (OTHER_INPUT). An
 * approval reads no copies: it asks what stands outside the folder. The ledger counts only up
 * to the entry that the run was made from. One thread; OpenMP is used inside. Ownership:
 * run_again_close.
 */
#ifndef TILSKUDD_ENGINE_RUN_AGAIN_H
#define TILSKUDD_ENGINE_RUN_AGAIN_H

#include "engine/commands/run_arguments.h"
#include "formats/text/verify_report.h"
#include "engine/run/run_controls.h"
#include "engine/run/run_output.h"
#include "formats/run/findings.h"
#include "formats/run/run_folder.h"

typedef struct RunAgain {
    RunArguments arguments;
    ProgramData data;
    char rules[PATH_SIZE];
    char copies[SIGNED_KINDS][PATH_SIZE]; /* of the run folder, that are used */
    bool rules_are_copies;
    Run run;
    RunOutput output; /* without a folder: plans payments and the identity */
    bool ledger_is_lent;
} RunAgain;

/* Options from the manifest and from what was given; checks every input's content and loads it
 * (run_load), the ledger's head and the rule sets included. `ledger` is one that the caller has
 * open, to be the ledger of the run, or NULL: it is opened where the manifest or `given` says.
 * `given`, `folder` and `ledger` must outlive it. Allocated: it is too large for a stack. */
MUST_USE Status run_again_begin(const RunFolder *folder, const RunArguments *given,
                                Ledger *ledger, RunAgain **out, Failure *failure);
/* Whether every input that the manifest lists is named in `given`; else `missing` (256 bytes)
 * gets the options that would name the others, a space before each. */
bool run_again_is_given(const RunFolder *folder, const RunArguments *given, char *missing);
/* Only the register of a run, which must be its own: at the manifest's paths, or where `given`
 * says. INPUT_MISSING, OTHER_INPUT; what register_read fails with. register_extracts_free. */
MUST_USE Status run_again_read_register(const RunFolder *folder, const RunArguments *given,
                                        const RegisterReaderOptions *options,
                                        RegisterExtracts *extracts, Failure *failure);
/* Ledger lines to persons, and who is held: enough for single persons (run_settle_person). */
MUST_USE Status run_again_hold(RunAgain *again, Failure *failure);

/* What decides about a difference: `found` hears each; STATUS_OK goes on. */
typedef struct RunAgainListener {
    Status (*found)(void *user, const Failure *failure, Failure *out);
    /* Told of each kind that was the same: "decisions.csv.gz". May be NULL. */
    void (*same)(void *user, const char *what);
    void *user;
} RunAgainListener;

/* The whole computation, compared byte for byte with the folder: decisions, persons without
 * grant, looks, tables, findings, summary, payment files, run identity, and every other word of
 * the manifest but the build, the time, paths and what is said of files that are not read. What
 * another build called its findings is not compared (wordless_findings.h).
 * After run_again_begin, instead of run_again_hold. */
MUST_USE Status run_again_compare(RunAgain *again, const RunFolder *folder,
                                  const RunAgainListener *listener, Failure *failure);
void run_again_close(RunAgain *again);
CLEANUP_POINTER(RunAgain, run_again_close)

/* The replay as one of verify's groups: every difference is a failure of the report. */
MUST_USE Status verify_replay(const RunFolder *folder, const RunArguments *given,
                              VerifyReport *report, Failure *failure);

/* Counts the findings of a computed run into a zeroed *counts. READ, WRITE (finding_store.h).
 */
MUST_USE Status finding_counts_of_run(const Run *run, FindingCounts *counts, Failure *failure);
/* Counts findings.jsonl.gz of a folder into a zeroed *counts. VERIFICATION when a line is no
 * finding. */
MUST_USE Status finding_counts_of_folder(const RunFolder *folder, FindingCounts *counts,
                                         Failure *failure);

typedef struct ControlAgain {
    RunAgain *again;
    RuleSet *own;        /* the run's rule set with other limits; NULL: its own */
    RuleSets *rule_sets; /* where they come from */
} ControlAgain;

/* Controls whose persons are asked for, from "R509,R204". USAGE. */
MUST_USE Status control_persons_wanted(const char *list, bool wanted[CONTROL_NUMBERS_MAX],
                                       Failure *failure);
/* Computes the run again with the limits of `limits` (a folder of rule sets; NULL: the run's
 * own). The persons of shares in `wanted` (by control; NULL: none) are findings too. `given` as
 * for run_again_begin. Owned: control_again_close, also after a failure. */
MUST_USE Status control_again_compute(const RunFolder *folder, const RunArguments *given,
                                      const char *limits, const bool *wanted, ControlAgain *out,
                                      Failure *failure);
void control_again_close(ControlAgain *control);
CLEANUP_VALUE(ControlAgain, control_again_close)

/* What it found, by severity, control and municipality, against what the run `name` found; with
 * `limits` also where; in words, or (with `json`) as members of the object that is open.
 * VERIFICATION when the run's findings are not those it lists. */
MUST_USE Status control_again_show(const ControlAgain *control, const RunFolder *folder,
                                   const char *name, const char *limits, JsonWriter *json,
                                   TextBuffer *out, Failure *failure);

/* The persons that the controls of `wanted` found, of all municipalities or of `only`: hashes,
 * no idents. In words or as members, as above. MEMORY, READ. */
MUST_USE Status control_again_persons(const ControlAgain *control, const bool *wanted,
                                      MunicipalityCode only, JsonWriter *json, TextBuffer *out,
                                      Failure *failure);

#endif
