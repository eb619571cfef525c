#include "formats/html/limit_texts.h"

#include <stdlib.h>
#include <string.h>

#include "formats/run/finding_units.h"
#include "rules/base/status.h"

typedef struct LimitText {
    const char *name, *nb, *en;
} LimitText;

static const LimitText texts[] = {
#define LIMIT_TEXT(name, nb, en) {name, nb, en},
#include "formats/html/limit_texts.def"
#undef LIMIT_TEXT
};

static int compare(const void *left, const void *right)
{
    const LimitText *a = left, *b = right;
    return strcmp(a->name, b->name);
}

const char *limit_words(const char *name, bool english)
{
    const LimitText key = {name, NULL, NULL};
    const LimitText *row =
        bsearch(&key, texts, sizeof texts / sizeof texts[0], sizeof key, compare);
    if (row == NULL) return NULL;
    return english ? row->en : row->nb;
}

static bool is_unit(const char *unit, const char *name)
{
    size_t length = strlen(name);
    return strncmp(unit, name, length) == 0 && unit[length] == '}';
}

/* 20120101 is 2012-01-01. */
static void append_date(TextBuffer *out, int64_t value)
{
    enum { YEAR = 10000, MONTH = 100 };
    text_buffer_format(out, "%04d-%02d-%02d", (int)(value / YEAR), (int)(value / MONTH % MONTH),
                       (int)(value % MONTH));
}

/* 0,001000 is 0,001. */
static void drop_noughts(TextBuffer *out)
{
    while (out->length > 0 && out->bytes[out->length - 1] == '0')
        out->bytes[--out->length] = '\0';
}

static void append_value(TextBuffer *out, const char *unit, int64_t value, bool english)
{
    const FindingValue number = {"limit", VALUE_NUMBER, value, NULL};
    if (is_unit(unit, "date")) {
        append_date(out, value);
    } else if (!finding_unit_append(out, &number, unit, !english)) {
        (void)finding_unit_append(out, &number, "kroner}", !english); /* thousands apart */
    } else if (is_unit(unit, "millionths") && value > 0 && value % 1000000 != 0) {
        drop_noughts(out);
    }
}

void limit_text_append(TextBuffer *out, const char *name, int64_t value, bool english)
{
    const char *text = limit_words(name, english);
    INVARIANT(text != NULL);
    const char *unit = strchr(text, '{'), *end = strchr(text, '}');
    INVARIANT(unit != NULL && end != NULL && unit < end);
    text_buffer_append(out, text, (size_t)(unit - text));
    append_value(out, unit + 1, value, english);
    text_buffer_text(out, end + 1);
}
