#include "formats/base/count_words.h"

#include <stdio.h>

#include "formats/base/translate.h"

CountWords count_words(uint64_t count, const char *one, const char *many)
{
    CountWords out;
    snprintf(out.text, sizeof out.text, "%s %s", count_text(count).text,
             translate_count(one, many, count));
    return out;
}
