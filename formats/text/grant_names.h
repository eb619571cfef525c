/*
 * grant_names.h - what the codes and payment groups of grants are called, in bokmål and
 * English.
 *
 * For letters and pages; the codes themselves (rules/base/codes.h) never change. One table
 * each, grant_names.def. Constant; any thread.
 */
#ifndef TILSKUDD_FORMATS_GRANT_NAMES_H
#define TILSKUDD_FORMATS_GRANT_NAMES_H

#include "formats/base/language.h"
#include "rules/base/codes.h"

/* "voksen, år 1", "adult, year 1". Never NULL for a valid enumerator. */
const char *grant_code_name(Language language, GrantCode code);
/* "Integreringstilskudd, år 2 til 5", "Integration grant, years 2 to 5". */
const char *payment_group_name(Language language, PaymentGroup group);
/* With its code behind it: "Integreringstilskudd, år 1 (INT-1)". */
typedef struct GroupTitle {
    char text[128];
} GroupTitle;
GroupTitle payment_group_title(Language language, PaymentGroup group);

#endif
