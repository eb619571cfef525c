/*
 * register_template.c - one record by a learnt layout. See register_template.h.
 *
 * Whatever is found again by a literal is text that register_plain.c has read before, and every
 * value is judged as register_record.c judges it, so that what is taken here is what those
 * would have taken. Functions that read say where they have come to, or NULL: declined.
 */
#include "formats/register/register_template.h"

#include <stddef.h>

#include "formats/register/register_reader.h"

/* new_NAME(reader): an entry with nothing in it, behind those of the open record; NULL when
 * there is no memory. */
#define NEW_ENTRY(type, items, name, ...)                                                      \
    static __attribute__((noinline)) bool grow_##name(TemplateReader *reader)                  \
    {                                                                                          \
        RecordEntries *all = &reader->records->entries;                                        \
        reader->status =                                                                       \
            system_grow(&all->items, &all->name##_capacity, all->name##_count + 1,             \
                        sizeof *all->items, reader->records->failure);                         \
        return reader->status == STATUS_OK;                                                    \
    }                                                                                          \
    static inline type *new_##name(TemplateReader *reader)                                     \
    {                                                                                          \
        RecordEntries *all = &reader->records->entries;                                        \
        if (all->name##_count == all->name##_capacity && !grow_##name(reader)) return NULL;    \
        type *entry = &all->items[all->name##_count++];                                        \
        *entry = (type)__VA_ARGS__;                                                            \
        return entry;                                                                          \
    }

NEW_ENTRY(Ident, former_idents, former, {IDENT_NONE})
NEW_ENTRY(ResidencePermit, permits, permit,
          {.reference_settled = DAY_NONE, .family_application = DAY_NONE})
NEW_ENTRY(Stay, receptions, reception, {.to = DAY_NONE})
NEW_ENTRY(Stay, residences, residence, {.to = DAY_NONE})
NEW_ENTRY(SpecialGrant, special_grants, special, {0})
NEW_ENTRY(TrainingHours, hours, hours, {.absence = ABSENCE_NOT_GIVEN})
NEW_ENTRY(LanguageTest, tests, test, {0})
NEW_ENTRY(ProgrammeLeave, leaves, leave, {.to = DAY_NONE})
NEW_ENTRY(IntroductionProgramme, programmes, programme,
          {.end = DAY_NONE,
           .leave_begin = (uint16_t)reader->records->counts[ELEMENT_PERMISJON]})

/* The programme before it has one leave more. */
static inline ProgrammeLeave *add_leave(TemplateReader *reader)
{
    RecordEntries *all = &reader->records->entries;
    all->programmes[all->programme_count - 1].leave_count++;
    return new_leave(reader);
}

static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_';
}

static const char *any_word(const char *at)
{
    enum { ANY_WORD_MAX = 32 }; /* as value_word has it */
    const char *end = at;
    while (is_word_byte(*end) && end - at < ANY_WORD_MAX)
        end++;
    return end > at ? end : NULL;
}

/* The first `count` bytes, below eight, of a word. */
static inline uint64_t first_bytes(uint64_t word, unsigned count)
{
    return word & ((UINT64_C(1) << count * 8) - 1);
}

static inline const char *code_word(const RegisterLayout *layout, ValueKind kind,
                                    const char *at, uint8_t *value)
{
    uint64_t first = swar_load(at), second = 0, third = 0;
    unsigned length = swar_before(first, layout->quotes);
    if (length == 0) return NULL;
    if (length < SWAR_BYTES) {
        first = first_bytes(first, length);
    } else {
        unsigned more = swar_before(second = swar_load(at + SWAR_BYTES), layout->quotes);
        length += more;
        if (more < SWAR_BYTES) {
            second = first_bytes(second, more);
        } else {
            more = swar_before(third = swar_load(at + 2 * SWAR_BYTES), layout->quotes);
            if (more == SWAR_BYTES) return NULL;
            third = first_bytes(third, more);
            length += more;
        }
    }
    const CodeWord *word =
        &layout->words[kind - VALUE_IDENT_TYPE].slots[word_slot(first, length)];
    while (word->first != first || word->second != second || word->length != length)
        if ((word++)->length == 0) return NULL;
    *value = word->value;
    return word->third == third ? at + length : NULL;
}

static const char *amount(const char *at, int64_t *kroner)
{
    enum { DIGITS_MAX = 12 }; /* as register_record.c has it */
    int64_t total = 0;
    const char *end = at;
    for (; *end >= '0' && *end <= '9' && end - at < DIGITS_MAX; end++)
        total = total * 10 + (*end - '0');
    *kroner = total;
    return end > at ? end : NULL;
}

static const char *boolean(const char *at, bool *out)
{
    uint64_t text = swar_load(at);
    *out = (text & 0xFFFFFFFFu) == 0x65757274u; /* "true", its first letter lowest */
    if (*out) return at + 4;
    return (text & 0xFFFFFFFFFFu) == 0x65736C6166u ? at + 5 : NULL; /* "false" */
}

static const char *sex(const char *at, uint8_t *out)
{
    *out = *at == 'K' ? SEX_WOMAN : SEX_MAN;
    return *at == 'K' || *at == 'M' ? at + 1 : NULL;
}

static inline const char *forward(const char *at, unsigned length)
{
    return length > 0 ? at + length : NULL;
}

static inline const char *hours(const char *at, uint64_t quotes, uint16_t *out)
{
    uint32_t number = 0;
    unsigned length = swar_whole(at, quotes, &number);
    *out = (uint16_t)number;
    /* The largest is the judge's: as an absence it is none that was given. */
    return number < ABSENCE_NOT_GIVEN ? forward(at, length) : NULL;
}

static inline const char *weeks(const char *at, uint64_t quotes, uint8_t *out)
{
    enum { WEEKS_MAX = 53 }; /* as register_record.c has it */
    uint32_t number = 0;
    unsigned length = swar_whole(at, quotes, &number);
    *out = (uint8_t)number;
    return number <= WEEKS_MAX ? forward(at, length) : NULL;
}

/* One value; NULL when it is not exactly good. Where the kind is known to the compiler, nothing
 * is left of the choice. */
static inline __attribute__((always_inline)) const char *
read_value(const RegisterLayout *layout, ValueKind kind, const char *at, void *out)
{
    switch (kind) {
    case VALUE_DAY:
        return swar_day(&layout->days, at, out) ? at + 10 : NULL;
    case VALUE_IDENT:
        return forward(at, swar_ident(at, layout->quotes, out));
    case VALUE_MUNICIPALITY:
        return swar_municipality(at, out) ? at + 4 : NULL;
    case VALUE_BOOLEAN:
        return boolean(at, out);
    case VALUE_SEX:
        return sex(at, out);
    case VALUE_COUNTRY:
        return swar_country(at, out) ? at + 3 : NULL;
    case VALUE_HOURS:
        return hours(at, layout->quotes, out);
    case VALUE_HALF_YEAR:
        return swar_half_year(at, out) ? at + 6 : NULL;
    case VALUE_TENTHS:
        return forward(at, swar_tenths(at, layout->quotes, out));
    case VALUE_WEEKS:
        return weeks(at, layout->quotes, out);
    case VALUE_AMOUNT:
        return amount(at, out);
    case VALUE_ANY_WORD:
        return any_word(at);
    default:
        return code_word(layout, kind, at, out);
    }
}

/* Moves behind a text and the value after it; leaves the function when it is not good. */
#define VALUE(kind, out)                                                                       \
    do {                                                                                       \
        at = read_value(layout, kind, at, out);                                                \
        if (at == NULL) return NULL;                                                           \
    } while (0)
#define STANDS(text) (memcmp(at, text, sizeof text - 1) == 0)
#define MUST(text, kind, out)                                                                  \
    do {                                                                                       \
        if (!STANDS(text)) return NULL;                                                        \
        at += sizeof text - 1;                                                                 \
        VALUE(kind, out);                                                                      \
    } while (0)
#define MAY(text, kind, out)                                                                   \
    do {                                                                                       \
        if (!STANDS(text)) break;                                                              \
        at += sizeof text - 1;                                                                 \
        VALUE(kind, out);                                                                      \
    } while (0)

/*
 * The values of an element that is written as register.md's example is: what stands before them
 * is known to the compiler. From behind the element's name to the quote of the last value.
 */
static inline const char *usual_person(TemplateReader *reader, const char *at)
{
    const RegisterLayout *layout = reader->layout;
    Registration *person = &reader->records->person;
    MUST("person ident=\"", VALUE_IDENT, &person->ident);
    MUST("\" identtype=\"", VALUE_IDENT_TYPE, &person->declared_type);
    MUST("\" fodt=\"", VALUE_DAY, &person->born);
    MUST("\" kjonn=\"", VALUE_SEX, &person->sex);
    MUST("\" landbakgrunn=\"", VALUE_COUNTRY, &person->background);
    MAY("\" dod=\"", VALUE_DAY, &person->died);
    MAY("\" mor=\"", VALUE_IDENT, &person->mother);
    return at;
}

static inline const char *usual_former(TemplateReader *reader, const char *at)
{
    const RegisterLayout *layout = reader->layout;
    Ident *former = new_former(reader);
    if (former == NULL) return NULL;
    MUST("tidligereIdent ident=\"", VALUE_IDENT, former);
    return at;
}

static inline const char *usual_permit(TemplateReader *reader, const char *at)
{
    const RegisterLayout *layout = reader->layout;
    ResidencePermit *permit = new_permit(reader);
    if (permit == NULL) return NULL;
    MUST("opphold grunnlag=\"", VALUE_GROUND, &permit->ground);
    MUST("\" vedtatt=\"", VALUE_DAY, &permit->decided);
    MUST("\" varig=\"", VALUE_BOOLEAN, &permit->permanent_basis);
    if (ground_is_family((Ground)permit->ground)) {
        MUST("\" referanse=\"", VALUE_IDENT, &permit->reference);
        MUST("\" referanseBosatt=\"", VALUE_DAY, &permit->reference_settled);
        MUST("\" familiesoknad=\"", VALUE_DAY, &permit->family_application);
        return at;
    }
    MAY("\" referanse=\"", VALUE_IDENT, &permit->reference);
    MAY("\" referanseBosatt=\"", VALUE_DAY, &permit->reference_settled);
    MAY("\" familiesoknad=\"", VALUE_DAY, &permit->family_application);
    return at;
}

static inline const char *usual_settlement(TemplateReader *reader, const char *at)
{
    const RegisterLayout *layout = reader->layout;
    Settlement *settlement = &reader->records->person.settlement;
    MUST("bosetting dato=\"", VALUE_DAY, &settlement->date);
    MUST("\" kommune=\"", VALUE_MUNICIPALITY, &settlement->municipality);
    MUST("\" avtale=\"", VALUE_BOOLEAN, &settlement->by_agreement);
    MUST("\" gruppe=\"", VALUE_GROUP, &settlement->group);
    MAY("\" krav=\"", VALUE_DAY, &settlement->claim);
    return at;
}

/* Of mottak and bosted, both of six letters, the first of which is known. */
static inline const char *usual_stay(TemplateReader *reader, const char *at, const char *name,
                                     Stay *stay)
{
    const RegisterLayout *layout = reader->layout;
    if (stay == NULL) return NULL;
    if (memcmp(at, name, 6) != 0) return NULL;
    at += 6;
    MUST(" kommune=\"", VALUE_MUNICIPALITY, &stay->municipality);
    MUST("\" fra=\"", VALUE_DAY, &stay->from);
    MAY("\" til=\"", VALUE_DAY, &stay->to);
    return at;
}

static inline const char *usual_asylum(TemplateReader *reader, const char *at)
{
    const RegisterLayout *layout = reader->layout;
    Day *from = &reader->records->person.asylum_training_from;
    MUST("asylopplaering fra=\"", VALUE_DAY, from);
    return at;
}

static inline const char *usual_training(TemplateReader *reader, const char *at)
{
    const RegisterLayout *layout = reader->layout;
    NorwegianTraining *training = &reader->records->person.training;
    MUST("norskopplaering rett=\"", VALUE_BOOLEAN, &training->right);
    MUST("\" plikt=\"", VALUE_BOOLEAN, &training->duty);
    MUST("\" malgruppeFra=\"", VALUE_DAY, &training->target_from);
    MAY("\" soknad=\"", VALUE_DAY, &training->application);
    MAY("\" vedtak=\"", VALUE_DAY, &training->decision);
    MAY("\" opplaeringskommune=\"", VALUE_MUNICIPALITY, &training->training_municipality);
    return at;
}

static inline const char *usual_programme(TemplateReader *reader, const char *at)
{
    const RegisterLayout *layout = reader->layout;
    IntroductionProgramme *programme = new_programme(reader);
    if (programme == NULL) return NULL;
    MUST("introduksjonsprogram start=\"", VALUE_DAY, &programme->start);
    MAY("\" slutt=\"", VALUE_DAY, &programme->end);
    MAY("\" arsak=\"", VALUE_END_REASON, &programme->end_reason);
    MUST("\" timerPerUke=\"", VALUE_TENTHS, &programme->hours_per_week_tenths);
    MUST("\" ukerPerAr=\"", VALUE_WEEKS, &programme->weeks_per_year);
    return at;
}

static inline const char *usual_special(TemplateReader *reader, const char *at)
{
    const RegisterLayout *layout = reader->layout;
    SpecialGrant *grant = new_special(reader);
    if (grant == NULL) return NULL;
    MUST("saertilskudd kode=\"", VALUE_SPECIAL, &grant->code);
    MUST("\" vedtatt=\"", VALUE_DAY, &grant->decided);
    MUST("\" belop=\"", VALUE_AMOUNT, &grant->amount_kroner);
    return at;
}

static inline const char *usual_hours(TemplateReader *reader, const char *at)
{
    const RegisterLayout *layout = reader->layout;
    TrainingHours *training = new_hours(reader);
    if (training == NULL) return NULL;
    MUST("gjennomfort termin=\"", VALUE_HALF_YEAR, &training->half_year);
    MAY("\" norsk=\"", VALUE_HOURS, &training->norwegian);
    MAY("\" samfunnskunnskap=\"", VALUE_HOURS, &training->social_studies);
    MAY("\" fravaer=\"", VALUE_HOURS, &training->absence);
    return at;
}

static inline const char *usual_test(TemplateReader *reader, const char *at)
{
    const RegisterLayout *layout = reader->layout;
    LanguageTest *test = new_test(reader);
    if (test == NULL) return NULL;
    MUST("prove type=\"", VALUE_TEST_TYPE, &test->type);
    MUST("\" dato=\"", VALUE_DAY, &test->date);
    MUST("\" resultat=\"", VALUE_TEST_RESULT, &test->result);
    return at;
}

static inline const char *usual_leave(TemplateReader *reader, const char *at)
{
    const RegisterLayout *layout = reader->layout;
    ProgrammeLeave *leave = add_leave(reader);
    if (leave == NULL) return NULL;
    MUST("permisjon fra=\"", VALUE_DAY, &leave->from);
    MAY("\" til=\"", VALUE_DAY, &leave->to);
    MUST("\" arsak=\"", VALUE_ANY_WORD, NULL);
    return at;
}

static inline const char *usual_values(TemplateReader *reader, RegisterElement element,
                                       const char *at)
{
    switch (element) {
    case ELEMENT_PERSON:
        return usual_person(reader, at);
    case ELEMENT_TIDLIGERE_IDENT:
        return usual_former(reader, at);
    case ELEMENT_OPPHOLD:
        return usual_permit(reader, at);
    case ELEMENT_BOSETTING:
        return usual_settlement(reader, at);
    case ELEMENT_MOTTAK:
        return usual_stay(reader, at, "mottak", new_reception(reader));
    case ELEMENT_BOSTED:
        return usual_stay(reader, at, "bosted", new_residence(reader));
    case ELEMENT_ASYLOPPLAERING:
        return usual_asylum(reader, at);
    case ELEMENT_NORSKOPPLAERING:
        return usual_training(reader, at);
    case ELEMENT_INTRODUKSJONSPROGRAM:
        return usual_programme(reader, at);
    case ELEMENT_SAERTILSKUDD:
        return usual_special(reader, at);
    case ELEMENT_GJENNOMFORT:
        return usual_hours(reader, at);
    case ELEMENT_PROVE:
        return usual_test(reader, at);
    case ELEMENT_PERMISJON:
        return usual_leave(reader, at);
    default:
        return NULL;
    }
}

/* Where the values of an element go. */
static void *new_entry(TemplateReader *reader, RegisterElement element)
{
    switch (element) {
    case ELEMENT_TIDLIGERE_IDENT:
        return new_former(reader);
    case ELEMENT_OPPHOLD:
        return new_permit(reader);
    case ELEMENT_MOTTAK:
        return new_reception(reader);
    case ELEMENT_BOSTED:
        return new_residence(reader);
    case ELEMENT_INTRODUKSJONSPROGRAM:
        return new_programme(reader);
    case ELEMENT_SAERTILSKUDD:
        return new_special(reader);
    case ELEMENT_GJENNOMFORT:
        return new_hours(reader);
    case ELEMENT_PROVE:
        return new_test(reader);
    case ELEMENT_PERMISJON:
        return add_leave(reader);
    default:
        return &reader->records->person;
    }
}

/* The same for any other writing that has been learnt. */
static __attribute__((noinline)) const char *
learnt_values(TemplateReader *reader, RegisterElement element, const char *at)
{
    char *out = new_entry(reader, element);
    if (out == NULL) return NULL;
    const RegisterLayout *layout = reader->layout;
    const ElementLayout *known = &layout->elements[element];
    const LayoutStep *end = known->steps + known->step_count;
    unsigned present = 0, required = element_spec(element)->required;
    for (const LayoutStep *step = known->steps; step < end; step++) {
        if (!literal_is(&step->before, at)) continue;
        present |= step->bit;
        reader->line += step->before.lines;
        at = read_value(layout, step->kind, at + step->before.length, out + step->offset);
        if (at == NULL) return NULL;
    }
    if (element == ELEMENT_OPPHOLD &&
        ground_is_family(((ResidencePermit *)(void *)out)->ground))
        required |= 1u << OPPHOLD_REFERANSE | 1u << OPPHOLD_REFERANSE_BOSATT |
                    1u << OPPHOLD_FAMILIESOKNAD;
    return (present & required) == required ? at : NULL;
}

/* Behind a literal, if it stands there; else NULL. */
static inline const char *skip(TemplateReader *reader, const Literal *literal, const char *at)
{
    if (!literal_is(literal, at) || literal->length == 0) return NULL;
    reader->line += literal->lines;
    return at + literal->length;
}

/* The child whose name begins here, not before the one before it; -1: none. The rest of the
 * name stands before its first value. */
static inline int find_child(const RegisterLayout *layout, const ElementSpec *parent,
                             int latest, const char *at)
{
    uint32_t begins = swar_load_half(at);
    for (int i = latest; i < parent->child_end; i++)
        if (layout->name_begins[i] == begins) return i;
    return -1;
}

/* From the element's name to the last value's quote. */
static inline const char *read_values(TemplateReader *reader, RegisterElement element,
                                      const char *at)
{
    uint32_t *count = &reader->records->counts[element];
    if (*count >= reader->layout->most[element]) return NULL;
    ++*count;
    return reader->layout->elements[element].is_unusual ? learnt_values(reader, element, at)
                                                        : usual_values(reader, element, at);
}

/* From the last value's quote: the end of the tag, the children and the end tag. */
static const char *read_rest(TemplateReader *reader, RegisterElement element, const char *at)
{
    const ElementLayout *known = &reader->layout->elements[element];
    const ElementSpec *spec = element_spec(element);
    const char *empty = skip(reader, &known->empty_end, at);
    if (empty != NULL) return empty;
    at = skip(reader, &known->open_end, at);
    if (at == NULL) return NULL;
    for (int child = spec->first_child; literal_is(&known->child, at);) {
        const char *name = at + known->child.length;
        child = find_child(reader->layout, spec, child, name);
        if (child < 0) break;
        reader->line += known->child.lines;
        at = read_values(reader, (RegisterElement)child, name);
        if (at == NULL) return NULL;
        if (!reader->layout->elements[child].is_unusual && STANDS("\"/>"))
            at += 3;
        else
            at = read_rest(reader, (RegisterElement)child, at);
        if (at == NULL) return NULL;
    }
    return skip(reader, &known->end_tag, at);
}

bool template_record(TemplateReader *reader)
{
    const char *begin = reader->at;
    uint32_t line = reader->line;
    const char *name = skip(reader, &reader->layout->record, begin);
    if (name == NULL) return false;
    record_begin(reader->records, reader->line);
    const char *end = read_values(reader, ELEMENT_PERSON, name);
    if (end != NULL) end = read_rest(reader, ELEMENT_PERSON, end);
    if (end != NULL) {
        reader->at = end;
        reader->status = record_end(reader->records);
        return reader->status == STATUS_OK;
    }
    record_take_back(reader->records);
    reader->line = line;
    return false;
}
