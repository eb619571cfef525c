/* control_catalogue.c - the catalogue of controls: rows in control_catalogue.def. control.md 1.
 */
#include "rules/controls/finding.h"

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

const Control *control_find(int number)
{
    size_t low = 0;
    size_t high = control_count();
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (controls[middle].number < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < control_count() && controls[low].number == number ? &controls[low] : NULL;
}
