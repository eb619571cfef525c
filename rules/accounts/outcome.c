#include "rules/accounts/outcome.h"

const char *accounts_mode_text(AccountsMode mode)
{
    static const char *const texts[] = {"unsigned", "test", "live"};
    INVARIANT((unsigned)mode < sizeof texts / sizeof texts[0]);
    return texts[mode];
}
