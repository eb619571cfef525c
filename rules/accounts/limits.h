/*
 * limits.h - the limits of the control of accounts as numbers. accounts.md 2.
 *
 * Every limit stands in limits.xml with its reason; there is none in code. Plain data; constant
 * once read, any thread may read it.
 */
#ifndef TILSKUDD_RULES_ACCOUNTS_LIMITS_H
#define TILSKUDD_RULES_ACCOUNTS_LIMITS_H

#include <stdint.h>

#include "rules/ruleset/rule_set.h"

typedef enum AccountsLimitId {
#define ACCOUNTS_LIMIT(name, of, text) LIMIT_##name,
#include "rules/accounts/limits.def"
#undef ACCOUNTS_LIMIT
    ACCOUNTS_LIMIT_COUNT
} AccountsLimitId;

/* One row of limits.def. */
typedef struct AccountsLimitRow {
    const char *of;   /* "R1101", "ALL", "SELECT", "LETTER" */
    const char *name; /* as in limits.xml */
} AccountsLimitRow;

enum { LIMIT_REASON_SIZE = 400 };
/* No limit is above this: products with amounts cannot overflow. */
#define ACCOUNTS_LIMIT_MAX INT64_C(1000000000000)

typedef struct AccountsLimits {
    char version[VERSION_TEXT_SIZE];
    int64_t value[ACCOUNTS_LIMIT_COUNT];
    char reason[ACCOUNTS_LIMIT_COUNT][LIMIT_REASON_SIZE];
} AccountsLimits;

/* The row of a limit. Borrowed, constant. */
const AccountsLimitRow *accounts_limit_row(AccountsLimitId limit);

#endif
