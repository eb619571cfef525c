#include "formats/annual/annual_texts.h"

const char *annual_words(Language language, AnnualText text)
{
    static const char *const words[ANNUAL_TEXT_COUNT][LANGUAGE_COUNT] = {
#define ANNUAL_TEXT(name, nb, en) [ANNUAL_TEXT_##name] = {nb, en},
#include "formats/annual/annual_texts.def"
#undef ANNUAL_TEXT
    };
    return words[text][language];
}

const char *annual_budget_words(Language language, BudgetColumn column)
{
    static const AnnualText texts[BUDGET_COLUMNS] = {
        [BUDGET_DECIDED] = ANNUAL_TEXT_DECIDED,
        [BUDGET_EARLIER_YEARS] = ANNUAL_TEXT_EARLIER_YEARS,
        [BUDGET_HELD] = ANNUAL_TEXT_HELD,
        [BUDGET_SENT] = ANNUAL_TEXT_SENT,
        [BUDGET_PAID] = ANNUAL_TEXT_SETTLED,
        [BUDGET_ACCEPTED] = ANNUAL_TEXT_ACCEPTED,
        [BUDGET_RETURNED] = ANNUAL_TEXT_REJECTED,
        [BUDGET_MISSING] = ANNUAL_TEXT_MISSING,
        [BUDGET_TWICE] = ANNUAL_TEXT_TWICE,
        [BUDGET_BY_HAND] = ANNUAL_TEXT_BY_HAND,
        [BUDGET_SETTLED_BY_HAND] = ANNUAL_TEXT_SETTLED_BY_HAND,
        [BUDGET_WAIVED] = ANNUAL_TEXT_WAIVED,
        [BUDGET_OWED] = ANNUAL_TEXT_OWED,
    };
    return annual_words(language, texts[column]);
}

const char *annual_bridge_words(Language language, BridgeColumn column)
{
    static const AnnualText texts[BRIDGE_COLUMNS] = {
        [BRIDGE_DECIDED] = ANNUAL_TEXT_DECIDED,
        [BRIDGE_CLAIMS] = ANNUAL_TEXT_STEP_CLAIMS,
        [BRIDGE_PAID_AGAIN] = ANNUAL_TEXT_STEP_PAID_AGAIN,
        [BRIDGE_TAKEN_BY_HAND] = ANNUAL_TEXT_STEP_TAKEN_BY_HAND,
        [BRIDGE_SENT] = ANNUAL_TEXT_SENT,
        [BRIDGE_RETURNED] = ANNUAL_TEXT_STEP_RETURNED,
        [BRIDGE_ACCEPTED] = ANNUAL_TEXT_STEP_ACCEPTED,
        [BRIDGE_MISSING] = ANNUAL_TEXT_STEP_MISSING,
        [BRIDGE_TWICE] = ANNUAL_TEXT_STEP_TWICE,
        [BRIDGE_IN_OTHER_YEARS] = ANNUAL_TEXT_STEP_IN_OTHER_YEARS,
        [BRIDGE_OF_OTHER_YEARS] = ANNUAL_TEXT_STEP_OF_OTHER_YEARS,
        [BRIDGE_BY_HAND] = ANNUAL_TEXT_STEP_BY_HAND,
        [BRIDGE_CASH] = ANNUAL_TEXT_STEP_CASH,
    };
    return annual_words(language, texts[column]);
}

const char *annual_bucket_words(Language language, Bucket bucket)
{
    static const AnnualText texts[BUCKET_COUNT] = {
        [BUCKET_SETTLED] = ANNUAL_TEXT_SETTLED,
        [BUCKET_ACCEPTED] = ANNUAL_TEXT_ACCEPTED,
        [BUCKET_REJECTED] = ANNUAL_TEXT_REJECTED,
        [BUCKET_MISSING] = ANNUAL_TEXT_MISSING,
    };
    return annual_words(language, texts[bucket]);
}
