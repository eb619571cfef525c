/*
 * group_sums.h - the sums of a municipality and payment group, and what is carried forward.
 * grants.md 4.5.
 *
 * Amounts in øre. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_GROUP_SUMS_H
#define TILSKUDD_RULES_GROUP_SUMS_H

#include "rules/base/codes.h"
#include "rules/base/money.h"
#include "rules/base/municipality.h"

/* lines + brought_forward = paid + carried_forward, of a municipality or of each group. */
typedef struct GroupSums {
    Ore lines, held, brought_forward, paid, carried_forward;
    bool any; /* a line or a claim is there */
} GroupSums;

/* A municipality's; tables of them have MUNICIPALITY_CODES rows, by code. */
typedef GroupSums GroupRow[PAYMENT_GROUP_COUNT];

/* A claim that the last run has carried forward. */
typedef struct CarriedForward {
    MunicipalityCode municipality;
    uint8_t group; /* PaymentGroup */
    Ore amount;    /* at most 0 */
} CarriedForward;

/* Adds each sum; `any` when either has any. */
void group_sums_add(GroupSums *to, const GroupSums *more);
/* All groups of one municipality, and one group (-1: all of them) of a whole table. */
GroupSums group_sums_of_row(const GroupSums *row);
GroupSums group_sums_total(const GroupRow *rows, int group);

#endif
