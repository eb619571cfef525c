/*
 * settle.h - one subject's lines: due = earned - settled. grants.md 4.2 to 4.4.
 *
 * Used by the run and by explain: the same code. Computes every budget year of the run, puts
 * the ledger's lines beside it and makes decision lines in their fixed order. It says why a
 * line is held; who is held is told it. Nothing is allocated: BUFFER_TOO_SMALL says that a
 * buffer of the work is full, the caller makes them larger and asks again. One work a thread.
 */
#ifndef TILSKUDD_RULES_SETTLE_H
#define TILSKUDD_RULES_SETTLE_H

#include "rules/base/municipality_heir.h"
#include "rules/settlement/years.h"

/* One line in the making, with what the comparison needs beside it. */
typedef struct SettleDraft {
    DecisionLine line;
    uint8_t problem;  /* PartProblem */
    bool earned_part; /* made from a part, not from a settled line alone */
} SettleDraft;

/* The caller's memory, and what came of it. */
typedef struct SettleWork {
    EarnedParts parts;
    SettleDraft *drafts; /* `capacity` of them */
    DecisionLine *lines; /* as many */
    size_t capacity, draft_count;
    size_t line_count;
    uint8_t reason; /* NoGrantReason when there are no lines */
    uint32_t notes; /* GrantNote bits */
} SettleWork;

/* All lines of a person, with the person's mother in `mother_record`; `settled` are the
 * person's own of the ledger, whatever ident they were paid under. `hold`: the control that
 * holds the person, 0 none. `trace` may be NULL. */
MUST_USE Status settle_person(const SettleContext *context, const Registration *person,
                              const SettledLine *settled, size_t count, int hold,
                              SettleWork *work, const Trace *trace);
/* Lines of a vanished person: everything settled in the years computed, held (R404). */
MUST_USE Status settle_vanished(const SettleContext *context, const SettledLine *settled,
                                size_t count, SettleWork *work);
/* Basic grant of one municipality code of 15 January: what the run has counted in it, and what
 * earlier years' runs fixed and held, less what is settled of either. */
MUST_USE Status settle_basic(const SettleContext *context, MunicipalityCode code,
                             int64_t persons, SettleWork *work);

/* What a settled code is now, for the person it was paid for, or NULL; a code that the table
 * does not know stays what it is. grants.md 4 (Municipality mergers). */
Place settle_place(const SettleContext *context, const Registration *person,
                   MunicipalityCode code);

#endif
