/*
 * forecast_texts.h - the words of the page of a forecast, in bokmål and English. One table,
 * forecast_texts.def; some are printf formats. Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_FORECAST_TEXTS_H
#define TILSKUDD_FORMATS_FORECAST_TEXTS_H

#include "formats/base/language.h"

typedef enum ForecastText {
#define FORECAST_TEXT(name, nb, en) FORECAST_TEXT_##name,
#include "formats/forecast/forecast_texts.def"
#undef FORECAST_TEXT
    FORECAST_TEXT_COUNT
} ForecastText;

/* Never NULL. */
const char *forecast_words(Language language, ForecastText text);

#endif
