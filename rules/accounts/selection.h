/*
 * selection.h - which awards are looked at more closely for their risk. accounts.md 3.
 *
 * Score: points for each BLOCK and WARN, for each whole million paid, for new recipients and
 * those long not visited. All with a BLOCK and the top tenth are taken; nothing is projected
 * from them. The random sample of the others is rules/sampling/accounts_draw.h. Pure; any
 * thread.
 */
#ifndef TILSKUDD_RULES_ACCOUNTS_SELECTION_H
#define TILSKUDD_RULES_ACCOUNTS_SELECTION_H

#include "rules/accounts/controls.h"

/* Why an award, or one of its vouchers, is looked at. */
typedef enum SelectedPart {
    PART_NOT_SELECTED = 0,
    PART_BLOCK,  /* a finding that blocks */
    PART_RISK,   /* in the top tenth by score */
    PART_WHOLE,  /* of the others: paid at least the interval, so that all are taken */
    PART_RANDOM, /* of the others: hit by the monetary unit sample */
    SELECTED_PART_COUNT
} SelectedPart;

typedef struct AwardScore {
    int64_t score;
    int64_t blocks, warnings; /* findings of the award */
    uint8_t part;             /* SelectedPart */
} AwardScore;

/* "", "BLOCK", "RISK", "WHOLE", "RANDOM". Constant. */
const char *selected_part_text(SelectedPart part);
/* Scores of the control's awards, in the book's order, from the findings of the check; those
 * that rest on vouchers do not count, or the vouchers of the visited would change who is. */
void accounts_score(const AccountsControl *control, const AccountsFindings *findings,
                    AwardScore *scores);
/* An award's place in the book, to be put in order by score. */
typedef struct AwardRank {
    int64_t score;
    size_t award;
} AwardRank;
/* Marks PART_BLOCK and PART_RISK. `ranks` has room for one an award. */
void accounts_select_risk(const AccountsControl *control, AwardScore *scores, AwardRank *ranks);

#endif
