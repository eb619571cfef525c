/*
 * run_texts.h - the words of the report of a run, in bokmål and English. One table,
 * run_texts.def; some are printf formats. Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_RUN_TEXTS_H
#define TILSKUDD_FORMATS_RUN_TEXTS_H

#include "formats/base/language.h"
#include "rules/answers/payment_state.h"
#include "rules/base/codes.h"

typedef enum RunText {
#define RUN_TEXT(name, nb, en) RUN_TEXT_##name,
#include "formats/html/run_texts.def"
#undef RUN_TEXT
    RUN_TEXT_COUNT
} RunText;

/* Never NULL. */
const char *run_words(Language language, RunText text);
/* "Bokført". */
const char *run_bucket_name(Language language, Bucket bucket);

#endif
