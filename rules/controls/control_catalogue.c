/* control_catalogue.c - the catalogue of controls: rows in control_catalogue.def. control.md 1.
 */
#include "rules/controls/finding.h"

#include "rules/base/search.h"

static const Control controls[] = {
#define CONTROL(number, severity, family, sentence_nb, sentence_en, message_nb, message_en,    \
                fields, reference)                                                             \
    {number,     severity,   family, sentence_nb, sentence_en,                                 \
     message_nb, message_en, fields, reference},
#include "rules/controls/control_catalogue.def"
#undef CONTROL
};

const char *severity_text(Severity severity)
{
    static const char *const texts[SEVERITY_COUNT] = {"FATAL", "BLOCK", "WARN", "INFO"};
    INVARIANT((unsigned)severity < SEVERITY_COUNT);
    return texts[severity];
}

size_t control_count(void)
{
    return sizeof controls / sizeof controls[0];
}

const Control *control_at(size_t index)
{
    INVARIANT(index < control_count());
    return &controls[index];
}

static bool is_before(const void *number, size_t index)
{
    return controls[index].number < *(const int *)number;
}

const Control *control_find(int number)
{
    size_t found = search_first(control_count(), is_before, &number);
    return found < control_count() && controls[found].number == number ? &controls[found]
                                                                       : NULL;
}
