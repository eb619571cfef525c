/*
 * controls_work.h - what the parts of the controls of accounts share. Inside rules/accounts
 * only. A ground finds once in an award, so that findings are bounded. Any thread.
 */
#ifndef TILSKUDD_RULES_ACCOUNTS_CONTROLS_WORK_H
#define TILSKUDD_RULES_ACCOUNTS_CONTROLS_WORK_H

#include "rules/accounts/controls.h"

typedef struct AccountsWork {
    const AccountsControl *control;
    AccountsFindings *findings;
    bool full;
} AccountsWork;

/* Where a finding is. */
typedef struct FoundAt {
    const char *award; /* "": of no award */
    MunicipalityCode municipality;
    AccountsFile file;
    size_t record;
} FoundAt;

static inline int64_t limit_is(const AccountsWork *work, AccountsLimitId limit)
{
    return work->control->limits->value[limit];
}

static inline Ore distance(Ore left, Ore right)
{
    return left > right ? ore_subtract(left, right) : ore_subtract(right, left);
}

/* Amounts that differ by no more than the limit ALL equal-ore. */
static inline bool same_amount(const AccountsWork *work, Ore left, Ore right)
{
    return amounts_equal(left, right, limit_is(work, LIMIT_EQUAL_ORE));
}

/* `amount` is above `limit` by more than what counts as equal. */
static inline bool above(const AccountsWork *work, Ore amount, Ore limit)
{
    return amount > limit && !same_amount(work, amount, limit);
}

static inline FindingValue number_is(const char *name, int64_t number)
{
    return (FindingValue){name, VALUE_NUMBER, number, NULL};
}

static inline FindingValue amount_is(const char *name, Ore amount)
{
    return (FindingValue){name, VALUE_ORE, amount, NULL};
}

static inline FindingValue day_is(const char *name, Day day)
{
    return (FindingValue){name, VALUE_DAY, day, NULL};
}

static inline FindingValue word_is(const char *name, const char *word)
{
    return (FindingValue){name, VALUE_WORD, 0, word};
}

/* Places of findings about one award. */
FoundAt at_award(const AwardView *view);
FoundAt at_accounts(const AwardView *view);
FoundAt at_statement(const AwardView *view);
FoundAt at_voucher(const AwardView *view, const Voucher *voucher);

/* Counts a control as run once; appends a finding. */
void note_run(AccountsWork *work, int control);
void note_finding(AccountsWork *work, AccountsMessageId message, FoundAt at,
                  const FindingValue *values, size_t count);

#define NOTE(work, message, at, ...)                                                           \
    note_finding(work, message, at, (const FindingValue[]){__VA_ARGS__},                       \
                 sizeof((const FindingValue[]){__VA_ARGS__}) / sizeof(FindingValue))

/* Last year's award that is the same as this year's (recipient, scheme, purpose), from *next
 * on, or NULL; *next goes behind it. accounts.md 2. */
const AwardView *same_last_year(const AccountsWork *work, const AwardView *view, size_t *next);

/* The parts, each for one award; `scheme` and `items` for all of them at once. */
void controls_of_books(AccountsWork *work, const AwardView *view);
void controls_of_terms(AccountsWork *work, const AwardView *view);
void controls_of_vouchers(AccountsWork *work, const AwardView *view);
void controls_of_overlaps(AccountsWork *work, size_t index);
void controls_of_schemes(AccountsWork *work);
void controls_of_items(AccountsWork *work);

#endif
