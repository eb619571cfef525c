/* control_catalogue.c - the catalogue of controls: rows in control_catalogue.def. control.md 1.
 */
#include "rules/controls/finding.h"

#include <string.h>

#include "rules/base/search.h"
#include "rules/base/translator.h"
#include "rules/controls/control_thresholds.h"

static const Control controls[] = {
#define CONTROL(number, severity, family, sentence_nb, sentence_en, message_nb, message_en,    \
                fields, reference)                                                             \
    {number,     severity,   family, sentence_nb, sentence_en,                                 \
     message_nb, message_en, fields, reference},
#include "rules/controls/control_catalogue.def"
#undef CONTROL
};

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

size_t control_index(int number)
{
    size_t at = search_first(control_count(), is_before, &number);
    return at < control_count() && controls[at].number == number ? at : control_count();
}

const Control *control_find(int number)
{
    size_t at = control_index(number);
    return at < control_count() ? &controls[at] : NULL;
}

/* --- persons of shares, and a sum without lines --- */

static const struct {
    int control;
    const char *nb, *en;
} share_messages[] = {
#define SHARE_MESSAGE(control, nb, en) {control, nb, en},
#include "rules/controls/share_messages.def"
#undef SHARE_MESSAGE
};

/* What is found in a municipality begins with how many: persons, rows or lines. */
static bool is_of_municipality(const Finding *finding)
{
    const char *first = finding->value_count > 0 ? finding->values[0].name : "";
    return strcmp(first, "found") == 0 || strcmp(first, "lines") == 0;
}

const char *finding_text(const Finding *finding, bool norwegian)
{
    const Control *control = control_find(finding->control);
    INVARIANT(control != NULL);
    for (size_t i = 0; i < sizeof share_messages / sizeof share_messages[0]; i++) {
        if (share_messages[i].control != finding->control || is_of_municipality(finding))
            continue;
        return norwegian ? share_messages[i].nb : share_messages[i].en;
    }
    return norwegian ? control->message_nb : control->message_en;
}

ControlName control_name(int number)
{
    enum { DIGITS_MAX = 10 };
    ControlName name;
    char digits[DIGITS_MAX];
    size_t count = 0;
    INVARIANT(number >= 0);
    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    name.text[0] = 'R';
    for (size_t i = 0; i < count; i++)
        name.text[1 + i] = digits[count - 1 - i];
    name.text[1 + count] = '\0';
    return name;
}

int control_named(const char *name)
{
    int number = 0;
    if (*name++ != 'R' || *name == '\0') return 0;
    for (; *name >= '0' && *name <= '9' && number < CONTROL_NUMBERS_MAX; name++)
        number = number * 10 + (*name - '0');
    return *name == '\0' && number < CONTROL_NUMBERS_MAX ? number : 0;
}

/* --- severities --- */

static const char *const severities[SEVERITY_COUNT] = {N_("FATAL"), N_("BLOCK"), N_("WARN"),
                                                       N_("INFO")};

const char *severity_text(Severity severity)
{
    INVARIANT((unsigned)severity < SEVERITY_COUNT);
    return severities[severity];
}

bool severity_parse(const char *text, Severity *severity)
{
    for (int s = 0; s < SEVERITY_COUNT; s++) {
        if (strcmp(text, severities[s]) != 0) continue;
        *severity = (Severity)s;
        return true;
    }
    return false;
}
