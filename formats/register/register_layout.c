/* register_layout.c - learning a layout, and the tables of code words. */
#include "formats/register/register_layout.h"

#include <stddef.h>
#include <stdio.h>

#include "formats/register/register_part.h"
#include "formats/register/register_reader.h"

/* Where a value goes, in the open record or in an entry of it. */
typedef struct ValuePlace {
    uint16_t offset;
    uint8_t kind; /* ValueKind */
} ValuePlace;

#define PERSON(member, kind)                                                                   \
    {                                                                                          \
        offsetof(Registration, member), kind                                                   \
    }
#define ENTRY(type, member, kind)                                                              \
    {                                                                                          \
        offsetof(type, member), kind                                                           \
    }
#define STAY_PLACES                                                                            \
    {                                                                                          \
        ENTRY(Stay, municipality, VALUE_MUNICIPALITY), ENTRY(Stay, from, VALUE_DAY),           \
            ENTRY(Stay, to, VALUE_DAY)                                                         \
    }

/* In the order of register_tables.h. */
static const ValuePlace places[ELEMENT_COUNT][ELEMENT_ATTRIBUTES_MAX] = {
    [ELEMENT_PERSON] = {PERSON(ident, VALUE_IDENT), PERSON(declared_type, VALUE_IDENT_TYPE),
                        PERSON(born, VALUE_DAY), PERSON(sex, VALUE_SEX),
                        PERSON(background, VALUE_COUNTRY), PERSON(died, VALUE_DAY),
                        PERSON(mother, VALUE_IDENT)},
    [ELEMENT_TIDLIGERE_IDENT] = {{0, VALUE_IDENT}},
    [ELEMENT_OPPHOLD] = {ENTRY(ResidencePermit, ground, VALUE_GROUND),
                         ENTRY(ResidencePermit, decided, VALUE_DAY),
                         ENTRY(ResidencePermit, permanent_basis, VALUE_BOOLEAN),
                         ENTRY(ResidencePermit, reference, VALUE_IDENT),
                         ENTRY(ResidencePermit, reference_settled, VALUE_DAY),
                         ENTRY(ResidencePermit, family_application, VALUE_DAY)},
    [ELEMENT_BOSETTING] = {PERSON(settlement.date, VALUE_DAY),
                           PERSON(settlement.municipality, VALUE_MUNICIPALITY),
                           PERSON(settlement.by_agreement, VALUE_BOOLEAN),
                           PERSON(settlement.group, VALUE_GROUP),
                           PERSON(settlement.claim, VALUE_DAY)},
    [ELEMENT_MOTTAK] = STAY_PLACES,
    [ELEMENT_BOSTED] = STAY_PLACES,
    [ELEMENT_ASYLOPPLAERING] = {PERSON(asylum_training_from, VALUE_DAY)},
    [ELEMENT_NORSKOPPLAERING] = {PERSON(training.right, VALUE_BOOLEAN),
                                 PERSON(training.duty, VALUE_BOOLEAN),
                                 PERSON(training.target_from, VALUE_DAY),
                                 PERSON(training.application, VALUE_DAY),
                                 PERSON(training.decision, VALUE_DAY),
                                 PERSON(training.training_municipality, VALUE_MUNICIPALITY)},
    [ELEMENT_INTRODUKSJONSPROGRAM] =
        {ENTRY(IntroductionProgramme, start, VALUE_DAY),
         ENTRY(IntroductionProgramme, end, VALUE_DAY),
         ENTRY(IntroductionProgramme, end_reason, VALUE_END_REASON),
         ENTRY(IntroductionProgramme, hours_per_week_tenths, VALUE_TENTHS),
         ENTRY(IntroductionProgramme, weeks_per_year, VALUE_WEEKS)},
    [ELEMENT_SAERTILSKUDD] = {ENTRY(SpecialGrant, code, VALUE_SPECIAL),
                              ENTRY(SpecialGrant, decided, VALUE_DAY),
                              ENTRY(SpecialGrant, amount_kroner, VALUE_AMOUNT)},
    [ELEMENT_GJENNOMFORT] = {ENTRY(TrainingHours, half_year, VALUE_HALF_YEAR),
                             ENTRY(TrainingHours, norwegian, VALUE_HOURS),
                             ENTRY(TrainingHours, social_studies, VALUE_HOURS),
                             ENTRY(TrainingHours, absence, VALUE_HOURS)},
    [ELEMENT_PROVE] = {ENTRY(LanguageTest, type, VALUE_TEST_TYPE),
                       ENTRY(LanguageTest, date, VALUE_DAY),
                       ENTRY(LanguageTest, result, VALUE_TEST_RESULT)},
    [ELEMENT_PERMISJON] = {ENTRY(ProgrammeLeave, from, VALUE_DAY),
                           ENTRY(ProgrammeLeave, to, VALUE_DAY),
                           {0, VALUE_ANY_WORD}},
};

static void add_word(RegisterLayout *layout, ValueKind kind, const char *word, unsigned value)
{
    CodeWord *slots = layout->words[kind - VALUE_IDENT_TYPE].slots;
    CodeWord entry = {.length = (uint8_t)strlen(word), .value = (uint8_t)value};
    char text[WORD_LENGTH_MAX + 1] = {0};
    INVARIANT(entry.length > 0 && entry.length <= WORD_LENGTH_MAX);
    memcpy(text, word, entry.length);
    entry.first = swar_load(text);
    entry.second = swar_load(text + SWAR_BYTES);
    entry.third = swar_load(text + 2 * SWAR_BYTES);
    unsigned slot = word_slot(entry.first, entry.length);
    while (slots[slot].length > 0)
        slot++;
    INVARIANT(slot < WORD_SLOTS + WORD_SLACK - 1);
    slots[slot] = entry;
}

void layout_begin(RegisterLayout *layout)
{
    memset(layout, 0, sizeof *layout);
    swar_days_fill(&layout->days);
    for (int i = 0; i < ELEMENT_COUNT; i++) {
        layout->name_begins[i] = swar_load_half(register_elements[i].name);
        layout->most[i] = register_elements[i].once ? 1 : REGISTER_CHILDREN_MAX;
    }
    add_word(layout, VALUE_IDENT_TYPE, "FNR", IDENT_FNR);
    add_word(layout, VALUE_IDENT_TYPE, "DNR", IDENT_DNR);
    add_word(layout, VALUE_IDENT_TYPE, "DUF", IDENT_DUF);
    for (int i = 0; i < GROUND_COUNT; i++)
        add_word(layout, VALUE_GROUND, ground_text((Ground)i), (unsigned)i);
    for (int i = 0; i < SETTLEMENT_GROUP_COUNT; i++)
        add_word(layout, VALUE_GROUP, settlement_group_text((SettlementGroup)i), (unsigned)i);
    for (unsigned i = 1; i < PROGRAMME_END_COUNT; i++)
        add_word(layout, VALUE_END_REASON, programme_end_reason_word((uint8_t)i), i);
    for (unsigned i = 1; *language_test_type_word((uint8_t)i) != '\0'; i++)
        add_word(layout, VALUE_TEST_TYPE, language_test_type_word((uint8_t)i), i);
    for (unsigned i = 1; *language_test_result_word((uint8_t)i) != '\0'; i++)
        add_word(layout, VALUE_TEST_RESULT, language_test_result_word((uint8_t)i), i);
    add_word(layout, VALUE_SPECIAL, grant_code_text(GRANT_FHT1), GRANT_FHT1);
    add_word(layout, VALUE_SPECIAL, grant_code_text(GRANT_FHT2), GRANT_FHT2);
}

static void forget(RegisterLayout *layout)
{
    memset(layout->elements, 0, sizeof layout->elements);
    layout->record = (Literal){0};
    layout->quotes = 0;
    layout->misses = 0;
    layout->learnt++;
}

bool layout_learns(RegisterLayout *layout)
{
    if (layout->learnt >= LAYOUT_LEARNT_MAX) return false;
    if (++layout->misses > LAYOUT_MISSES_MAX) forget(layout);
    return true;
}

void layout_literal(Literal *literal, const char *begin, const char *end)
{
    char text[LITERAL_WORDS * SWAR_BYTES] = {0};
    size_t length = (size_t)(end - begin);
    if (literal->length > 0 || length == 0 || length > LITERAL_MAX) return;
    memcpy(text, begin, length);
    for (size_t i = 0; i * SWAR_BYTES < length; i++) {
        size_t left = length - i * SWAR_BYTES;
        literal->words[i] = swar_load(text + i * SWAR_BYTES);
        literal->masks[i] = left < SWAR_BYTES ? (UINT64_C(1) << left * 8) - 1 : UINT64_MAX;
        literal->word_count++;
    }
    for (const char *at = begin; at < end; at++)
        if (*at == '\n') literal->lines++;
    literal->length = (uint8_t)length;
}

static int find_step(const ElementLayout *element, int attribute)
{
    for (int i = 0; i < element->step_count; i++)
        if (element->steps[i].bit == 1u << attribute) return i;
    return -1;
}

/* As in register.md's example: one space, attributes in the order of the table. */
static bool is_usual(RegisterElement element, int attribute, int previous, const char *begin,
                     const char *end)
{
    const ElementSpec *spec = element_spec(element);
    char text[LITERAL_MAX + 1];
    int length = snprintf(text, sizeof text, "%s %s=\"", previous < 0 ? spec->name : "\"",
                          spec->attributes[attribute]);
    return previous < attribute && length == end - begin &&
           memcmp(text, begin, (size_t)length) == 0;
}

void layout_attribute(RegisterLayout *layout, RegisterElement element, int attribute,
                      int previous, const char *begin, const char *end)
{
    ElementLayout *known = &layout->elements[element];
    uint64_t quotes = (unsigned char)end[-1] * SWAR_ONES;
    if (layout->quotes == 0) layout->quotes = quotes;
    if (layout->quotes != quotes || find_step(known, attribute) >= 0) return;
    ValuePlace value = places[element][attribute];
    LayoutStep step = {
        .bit = (uint8_t)(1u << attribute), .kind = value.kind, .offset = value.offset};
    layout_literal(&step.before, begin, end);
    if (!is_usual(element, attribute, previous, begin, end)) known->is_unusual = true;
    if (step.before.length == 0) return;
    int place = previous >= 0 ? find_step(known, previous) + 1 : 0;
    if (previous >= 0 && place == 0) place = known->step_count;
    memmove(&known->steps[place + 1], &known->steps[place],
            (size_t)(known->step_count - place) * sizeof step);
    known->steps[place] = step;
    known->step_count++;
}
