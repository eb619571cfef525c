#include "formats/forecast/forecast_texts.h"

static const char *const texts[FORECAST_TEXT_COUNT][LANGUAGE_COUNT] = {
#define FORECAST_TEXT(name, nb, en) {nb, en},
#include "formats/forecast/forecast_texts.def"
#undef FORECAST_TEXT
};

const char *forecast_words(Language language, ForecastText text)
{
    return texts[text][language];
}
