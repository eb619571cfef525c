/*
 * annual_texts.h - the words of the year's accounts, in bokmål and English. One table,
 * annual_texts.def; some are printf formats. Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_ANNUAL_TEXTS_H
#define TILSKUDD_FORMATS_ANNUAL_TEXTS_H

#include "formats/base/language.h"
#include "rules/annual/annual_tables.h"

typedef enum AnnualText {
#define ANNUAL_TEXT(name, nb, en) ANNUAL_TEXT_##name,
#include "formats/annual/annual_texts.def"
#undef ANNUAL_TEXT
    ANNUAL_TEXT_COUNT
} AnnualText;

/* Never NULL. */
const char *annual_words(Language language, AnnualText text);
/* A column of the tables. */
const char *annual_budget_words(Language language, BudgetColumn column);
const char *annual_bridge_words(Language language, BridgeColumn column);
const char *annual_bucket_words(Language language, Bucket bucket);

#endif
