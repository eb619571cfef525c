#include "formats/text/grant_names.h"

#include <stdio.h>

static const char *const codes[GRANT_CODE_COUNT][LANGUAGE_COUNT] = {
#define GRANT_NAME(code, nb, en) [GRANT_##code] = {nb, en},
#include "formats/text/grant_names.def"
};

static const char *const groups[PAYMENT_GROUP_COUNT][LANGUAGE_COUNT] = {
#define GROUP_NAME(group, nb, en) [GROUP_##group] = {nb, en},
#include "formats/text/grant_names.def"
};

const char *grant_code_name(Language language, GrantCode code)
{
    return codes[code][language];
}

const char *payment_group_name(Language language, PaymentGroup group)
{
    return groups[group][language];
}

GroupTitle payment_group_title(Language language, PaymentGroup group)
{
    GroupTitle title;
    snprintf(title.text, sizeof title.text, "%s (%s)", payment_group_name(language, group),
             payment_group_text(group));
    return title;
}
