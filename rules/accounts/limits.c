#include "rules/accounts/limits.h"

static const AccountsLimitRow rows[ACCOUNTS_LIMIT_COUNT] = {
#define ACCOUNTS_LIMIT(name, of, text) {#of, text},
#include "rules/accounts/limits.def"
#undef ACCOUNTS_LIMIT
};

const AccountsLimitRow *accounts_limit_row(AccountsLimitId limit)
{
    INVARIANT((unsigned)limit < ACCOUNTS_LIMIT_COUNT);
    return &rows[limit];
}
