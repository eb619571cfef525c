/*
 * time_rules.h - which day it is in Norway, and what time an entry of the ledger may say.
 * trust.md 3 (Time).
 *
 * Moments are seconds since 1970-01-01T00:00:00Z. Pure: no clock, no time zone of the machine.
 */
#ifndef TILSKUDD_RULES_TIME_RULES_H
#define TILSKUDD_RULES_TIME_RULES_H

#include "rules/base/date.h"

/* The day in Norway at a moment: UTC and one hour, two from 01:00 UTC on the last Sunday of
 * March to 01:00 UTC on the last Sunday of October (directive 2000/84/EC). */
Day norway_day(int64_t moment);

enum {
    CLOCK_TOLERANCE_MINUTES = 10, /* that two persons' clocks may differ */
    PROPOSAL_DAYS_MAX = 45,       /* that a proposal may wait */
    ENTRY_DAYS_MAX = 120          /* after the last entry, without asking */
};

typedef enum EntryTime {
    ENTRY_TIME_FINE = 0,
    ENTRY_TIME_BEFORE_LAST,     /* the clock is before the last entry */
    ENTRY_TIME_BEFORE_PROPOSAL, /* the clock is before the proposal */
    ENTRY_TIME_PROPOSAL_OLD,
    ENTRY_TIME_LATE /* long after the last entry: only when somebody says so */
} EntryTime;

/* What is to be said of an approver's clock, given when proposal and last entry were signed. */
EntryTime entry_time_judge(int64_t clock, int64_t proposal, int64_t last);
/* Whether the last entry is of a time to come, by a reader's clock. */
bool entry_time_ahead(int64_t clock, int64_t last);
/* What the entry says: the latest of the three, so that time never goes back. */
int64_t entry_time_of(int64_t clock, int64_t proposal, int64_t last);

#endif
