/*
 * check_work.h - extracts that are being checked: what the parts of engine/check share.
 */
#ifndef TILSKUDD_ENGINE_CHECK_WORK_H
#define TILSKUDD_ENGINE_CHECK_WORK_H

#include "engine/check/register_check.h"
#include "engine/run/run.h"
#include "formats/check/check_places.h"
#include "formats/register/register_mistakes.h"

/* A finding of a run that is told, and where it was found to be. */
typedef struct CheckFinding {
    Finding finding;
    CheckLevel level;
    uint32_t file; /* index of an input, or CHECK_NO_FILE */
    uint32_t record;
    size_t what; /* text of the report */
    FindingSpot spot;
} CheckFinding;

enum { CHECK_FAULTS_MAX = 3 };

/* One file, in the order of paths: as many as the report has. */
typedef struct CheckInput {
    char *path; /* owned */
    RegisterTelling telling;
    bool told; /* it was read for its mistakes */
    bool refused;
    RegisterMistake fault;
    RegisterMistake faults[CHECK_FAULTS_MAX]; /* of what it says of itself */
    size_t fault_count;
    bool has_refused_records;
    size_t begin, end; /* its findings */
} CheckInput;

typedef struct Check {
    const CheckOptions *options;
    CheckReport *report;
    MunicipalityTable *municipalities;
    CheckInput *inputs;
    size_t input_count, input_capacity;
    CheckFinding *findings;
    size_t finding_count, finding_capacity;
    Run run; /* of what can be read */
    bool has_run;
    size_t
        remedies[CONTROL_NUMBERS_MAX]; /* texts of controls' actions, as they are asked for */
} Check;

/* --- check_files.c --- */

/* Lists the files; one that is not there is refused. */
MUST_USE Status check_list_inputs(Check *check, Failure *failure);
/* Reads all that are not refused; those that a run refuses are then read for what is wrong.
 * What is read is the caller's (register_extracts_free); none: no file is left. */
MUST_USE Status check_read_inputs(Check *check, RegisterExtracts *extracts, Failure *failure);
/* Reads the files that have mistakes or findings, in parallel: each mistake, and the place of
 * each finding. */
MUST_USE Status check_tell_inputs(Check *check, Failure *failure);
/* The index of the input that a file of the extracts is. */
uint32_t check_input_of(const Check *check, uint32_t file);
/* Rows of what is wrong with files and records. */
MUST_USE Status check_add_mistakes(Check *check, Failure *failure);
/* Notes what is wrong with what a file that can be read says of itself, in the root's
 * attribute: a run would not take it. */
void check_note_fault(Check *check, uint32_t input, RegisterReason reason,
                      const char *attribute);
void check_inputs_free(Check *check);

/* --- check_findings.c --- */

/* The findings of the run that are told, by file and record. */
MUST_USE Status check_take_findings(Check *check, Failure *failure);
/* Their places as the elements of a record are noted; any thread, for its own records. */
void check_place_findings(CheckFinding *findings, size_t count, const ElementNotes *notes);
/* Rows of them. */
MUST_USE Status check_add_findings(Check *check, Failure *failure);

/* --- check_last.c --- */

/* What is new, gone and changed since the extract before. */
MUST_USE Status check_add_changes(Check *check, Failure *failure);

#endif
