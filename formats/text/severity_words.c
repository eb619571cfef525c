#include "formats/text/severity_words.h"

#include <string.h>

#include "formats/base/translate.h"
#include "formats/base/utf8.h"

const char *severity_words(Severity severity)
{
    return translate(severity_text(severity));
}

int severity_columns(void)
{
    size_t widest = 0;
    for (int s = 0; s < SEVERITY_COUNT; s++) {
        const char *words = severity_words((Severity)s);
        size_t width = utf8_characters(words, strlen(words));
        if (width > widest) widest = width;
    }
    return (int)widest;
}
