/*
 * decide.h - one person's lines: earned minus settled. grants.md 4 (2, 3, 4).
 *
 * Used by the run and by explain: the same code. Computes every budget year of the run, puts
 * the ledger's lines beside it and makes decision lines in their fixed order. Holds nothing
 * back by itself but says why a line is held. One workspace a thread.
 */
#ifndef TILSKUDD_ENGINE_DECIDE_H
#define TILSKUDD_ENGINE_DECIDE_H

#include "engine/run/run.h"

typedef struct DecideWorkspace {
    EarnedParts parts;
    struct Drafts *drafts; /* lines in the making: decide.c */
    DecisionLine *lines;
    int16_t *rate_indices; /* by line: rate of its rule set, -1 none */
    uint8_t *year_slots;   /* by line: index into run->years */
    size_t line_count, line_capacity;
    uint8_t reason; /* NoGrantReason when there are no lines */
    uint32_t notes; /* GrantNote bits */
} DecideWorkspace;

/* Empty, with the memory that one person needs; one workspace for each thread. Ownership:
 * decide_workspace_free, also after a failure. MEMORY. */
MUST_USE Status decide_workspace_make(DecideWorkspace *workspace, Failure *failure);
void decide_workspace_free(DecideWorkspace *workspace);
CLEANUP_VALUE(DecideWorkspace, decide_workspace_free)

/* All lines of person `index` of the cohort into the workspace. `trace` may be NULL. */
MUST_USE Status decide_person(const Run *run, size_t index, DecideWorkspace *workspace,
                              const Trace *trace, Failure *failure);
/* Lines of a vanished person: everything settled in the years computed, held (R404). `lines`
 * are the person's settled lines. */
MUST_USE Status decide_vanished(const Run *run, const SettledLine *lines, size_t count,
                                DecideWorkspace *workspace, Failure *failure);
/* Basic grant of one municipality code of 15 January: what the run has counted in it, and what
 * earlier years' runs fixed and held, less what is settled of either. */
MUST_USE Status decide_basic(const Run *run, MunicipalityCode code, DecideWorkspace *workspace,
                             Failure *failure);

#endif
