/*
 * sender_controls.h - whose word on a person counts, where senders of extracts differ.
 * register.md (Senders); trust.md 6.
 *
 * Extracts are signed by nobody. A municipality must not be able to hold, or to take over, the
 * persons of another one by sending records of them: what it says of a person counts where
 * somebody else says that it has to do with that person. Its own record is no evidence for
 * itself. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_SENDER_CONTROLS_H
#define TILSKUDD_RULES_SENDER_CONTROLS_H

#include "rules/base/municipality.h"
#include "rules/controls/finding.h"
#include "rules/settlement/lines.h"

typedef enum SenderControl {
    SENDER_COPY_STRAY = 410,     /* a sender's copy that differs and does not count (WARN) */
    SENDER_NO_COPY_COUNTS = 411, /* copies differ and none counts (BLOCK) */
    SENDER_CLAIM_REFUSED = 412,  /* a former ident that is not the sender's to claim (WARN) */
    SENDER_CLAIM_UNPROVEN = 413, /* the same of one that was paid for: its claimant (BLOCK) */
} SenderControl;

/* What is known besides the copies. Borrowed. */
typedef struct SenderEvidence {
    const MunicipalityTable *municipalities;
    Day day;                    /* the cut-off: on which codes are compared */
    const SettledLine *settled; /* of the ledger, in the order of settled_compare() */
    size_t settled_count;
    const MunicipalityList *only_own; /* --only-own */
} SenderEvidence;

/* A record as it was sent. MUNICIPALITY_NONE: in an extract of the whole country. */
typedef struct SentCopy {
    MunicipalityCode sender;
    Registration record; /* borrows */
    bool counts;
} SentCopy;

/* One municipality under two codes, by a merger or a split. */
bool senders_are_one(const SenderEvidence *evidence, MunicipalityCode a, MunicipalityCode b);
/* The sender was named with --only-own. */
bool sender_is_only_own(const SenderEvidence *evidence, MunicipalityCode sender);
/* The record says that the person was settled, or resident, in the sender's municipality. */
bool sender_is_in_record(const SenderEvidence *evidence, MunicipalityCode sender,
                         const Registration *record);
/* The sender has been paid for this ident, and it stands. */
bool sender_has_lines(const SenderEvidence *evidence, MunicipalityCode sender, Ident ident);
/* Settled lines of an ident; borrowed. */
const SettledLine *sender_lines_of(const SenderEvidence *evidence, Ident ident, size_t *count);

/* Which copies of one ident count: those of an extract of the whole country; those whose sender
 * stands in another sender's copy, or has settled lines of the ident or of a former one that
 * another sender's copy names. Sets `counts` of each. */
void sender_copies_judge(const SenderEvidence *evidence, SentCopy *copies, size_t count);

#endif
