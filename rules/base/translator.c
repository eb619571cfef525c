#include "rules/base/translator.h"

#include <stddef.h>

static const Translator *chosen;

void translate_by(const Translator *translator)
{
    chosen = translator;
}

const char *translate(const char *text)
{
    return chosen == NULL || text == NULL || text[0] == '\0' ? text : chosen->text(text);
}

const char *translate_count(const char *one, const char *many, uint64_t count)
{
    if (chosen == NULL) return count == 1 ? one : many;
    return chosen->count(one, many, count);
}
