/*
 * control_horizon.h - how far back the controls look. control.md 1, grants.md 4.3.
 *
 * A finding of effect money is worth reading only while a run can still move the kroner: budget
 * years from the opening and within the correction years. What is in order or not (programmes,
 * short stays) is older than anybody will look into before the opening year less the correction
 * years. All controls ask here. Without a ledger nothing was opened: then the run's own year
 * less the correction years is the first of both. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_CONTROL_HORIZON_H
#define TILSKUDD_RULES_CONTROL_HORIZON_H

#include "rules/controls/finding.h"

/* The first budget year whose kroner a run of the context can move. */
int control_first_money_year(const GrantContext *context);
/* The budget year of an event is the run's or an earlier one whose kroner can be moved. */
bool control_moves_kroner(const GrantContext *context, int budget_year);
/* The first day that a control of order looks at: 1 January of the opening year less the
 * correction years. */
Day control_first_day(const GrantContext *context);

/* The last budget year that what stands in the record gives a grant for: of the settlement (or
 * a newborn's birth), a minor's last, of the training, special grants. INT_MAX for who has
 * neither settlement, mother nor training: all of it may come. */
int control_last_money_year(const Registration *person);
/* Takes findings of effect money that only warn or inform, from `begin` on, out again when the
 * person's last budget year is past. What blocks stays. */
void control_leave_out_past(const GrantContext *context, const Registration *person,
                            size_t begin, Findings *findings);

#endif
