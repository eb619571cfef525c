/*
 * accounts_draw.h - the random sample of awards and vouchers, and what it says of the others.
 * accounts.md 3 and 4, control.md 3. Pure; the ticket and the room are the caller's. One thread
 * per outcome.
 */
#ifndef TILSKUDD_RULES_ACCOUNTS_DRAW_H
#define TILSKUDD_RULES_ACCOUNTS_DRAW_H

#include "rules/accounts/outcome.h"
#include "rules/sampling/sample.h"

/* Draws n of the awards not taken for their risk, by paid, with monetary units: marks
 * PART_WHOLE and PART_RANDOM, fills interval, start and the population. What `ticket` fails
 * with. */
MUST_USE Status accounts_draw_awards(AccountsOutcome *outcome, AwardScore *scores,
                                     SampleTicket ticket, Failure *failure);
/* Draws from the vouchers of every selected award. `parts` by voucher of the book. */
MUST_USE Status accounts_draw_vouchers(const AccountsOutcome *outcome, uint8_t *parts,
                                       SampleTicket ticket, Failure *failure);
/* Over- and understatement among the drawn, once all of them are judged. `room` is for two
 * numbers an award. */
MUST_USE Status accounts_project(AccountsOutcome *outcome, long double *room, Failure *failure);

#endif
