/* register_sound.c - the limits of register_record.c and register_values.c, asked afterwards.
 */
#include "formats/register/register_sound.h"

#include <string.h>

#include "formats/register/register_reader.h"

enum {
    DAY_FIRST = -43829, /* 1 January of YEAR_MIN */
    DAY_LAST = 84005,   /* 31 December of YEAR_MAX */
    WEEKS_MAX = 53,
    TENTHS_MAX = 9999,
    CODE_MAX = 9999
};
#define SPECIAL_MAX INT64_C(999999999999)
#define SHORT_IDENT_MAX UINT64_C(99999999999)
#define LONG_IDENT_MAX UINT64_C(999999999999)

bool register_day_ok(Day day)
{
    return day >= DAY_FIRST && day <= DAY_LAST;
}

static bool day_or_none(Day day)
{
    return day == DAY_NONE || register_day_ok(day);
}

/* As identity.c numbers them. */
static bool ident_ok(Ident ident)
{
    if (ident < 2) return false;
    if ((ident & 1) == 0) return (ident - 2) % 20 == 0 && (ident - 2) / 20 <= SHORT_IDENT_MAX;
    return ident >= 3 && (ident - 3) / 2 <= LONG_IDENT_MAX;
}

static bool ident_or_none(Ident ident)
{
    return ident == IDENT_NONE || ident_ok(ident);
}

static bool code_ok(MunicipalityCode code)
{
    return code != MUNICIPALITY_NONE && code <= CODE_MAX;
}

/* A byte that is neither must not be looked at as a bool. */
static bool bool_ok(const bool *value)
{
    uint8_t byte;
    memcpy(&byte, value, sizeof byte);
    return byte <= 1;
}

static bool country_ok(Country country)
{
    bool ok = country < 1u << 15;
    for (unsigned letter = 0; letter < 3; letter++) {
        unsigned number = (unsigned)country >> (5 * letter) & 31u;
        ok = ok && number >= 1 && number <= 26;
    }
    return ok;
}

static bool settlement_ok(const Settlement *settlement)
{
    if (!bool_ok(&settlement->by_agreement)) return false;
    if (settlement->date == DAY_NONE)
        return settlement->claim == DAY_NONE && settlement->municipality == MUNICIPALITY_NONE &&
               settlement->group == 0 && !settlement->by_agreement;
    return register_day_ok(settlement->date) && day_or_none(settlement->claim) &&
           code_ok(settlement->municipality) && settlement->group < SETTLEMENT_GROUP_COUNT;
}

static bool training_ok(const NorwegianTraining *training)
{
    if (!bool_ok(&training->right) || !bool_ok(&training->duty)) return false;
    if (training->target_from == DAY_NONE)
        return training->application == DAY_NONE && training->decision == DAY_NONE &&
               training->training_municipality == MUNICIPALITY_NONE && !training->right &&
               !training->duty;
    return register_day_ok(training->target_from) && day_or_none(training->application) &&
           day_or_none(training->decision) && training->training_municipality <= CODE_MAX;
}

static bool person_ok(const Registration *person)
{
    return ident_ok(person->ident) && ident_or_none(person->mother) &&
           register_day_ok(person->born) && day_or_none(person->died) &&
           person->declared_type >= IDENT_FNR && person->declared_type <= IDENT_DUF &&
           person->sex >= SEX_WOMAN && person->sex <= SEX_MAN &&
           country_ok(person->background) && day_or_none(person->asylum_training_from) &&
           settlement_ok(&person->settlement) && training_ok(&person->training) &&
           person->permit_count > 0;
}

static bool counts_ok(const Registration *person)
{
    bool ok = true;
#define SIDE(type, items, name) ok = ok && person->name##_count <= REGISTER_CHILDREN_MAX;
    REGISTER_SIDES(SIDE)
#undef SIDE
    return ok;
}

static bool former_ok(const Ident *former)
{
    return ident_ok(*former);
}

static bool permit_ok(const ResidencePermit *permit)
{
    if (permit->ground >= GROUND_COUNT || !bool_ok(&permit->permanent_basis)) return false;
    bool whole = permit->reference != IDENT_NONE && day_is_set(permit->reference_settled) &&
                 day_is_set(permit->family_application);
    return register_day_ok(permit->decided) && ident_or_none(permit->reference) &&
           day_or_none(permit->reference_settled) && day_or_none(permit->family_application) &&
           (whole || !ground_is_family((Ground)permit->ground));
}

static bool stay_ok(const Stay *stay)
{
    return code_ok(stay->municipality) && register_day_ok(stay->from) && day_or_none(stay->to);
}

static bool reception_ok(const Stay *stay)
{
    return stay_ok(stay);
}

static bool residence_ok(const Stay *stay)
{
    return stay_ok(stay);
}

static bool special_ok(const SpecialGrant *grant)
{
    return (grant->code == GRANT_FHT1 || grant->code == GRANT_FHT2) &&
           register_day_ok(grant->decided) && grant->amount_kroner >= 0 &&
           grant->amount_kroner <= SPECIAL_MAX;
}

static bool hours_ok(const TrainingHours *hours)
{
    return hours->half_year >= YEAR_MIN * 2 && hours->half_year <= YEAR_MAX * 2 + 1;
}

static bool test_ok(const LanguageTest *test)
{
    bool type = test->type == 0 || language_test_type_word(test->type)[0] != '\0';
    bool result = test->result == 0 || language_test_result_word(test->result)[0] != '\0';
    return type && result && register_day_ok(test->date);
}

static bool programme_ok(const IntroductionProgramme *programme)
{
    return register_day_ok(programme->start) && day_or_none(programme->end) &&
           programme->hours_per_week_tenths <= TENTHS_MAX &&
           programme->weeks_per_year <= WEEKS_MAX &&
           programme->end_reason < PROGRAMME_END_COUNT;
}

static bool leave_ok(const ProgrammeLeave *leave)
{
    return register_day_ok(leave->from) && day_or_none(leave->to);
}

/* Each programme's follow the one's before, and none is left over. */
static bool leaves_belong(const Registration *person)
{
    uint32_t next = 0;
    for (size_t i = 0; i < person->programme_count; i++) {
        if (person->programmes[i].leave_begin != next) return false;
        next += person->programmes[i].leave_count;
    }
    return next == person->leave_count;
}

bool registration_is_sound(const Registration *person)
{
    bool ok = counts_ok(person) && person_ok(person);
#define SIDE(type, items, name)                                                                \
    for (size_t i = 0; ok && i < person->name##_count; i++)                                    \
        ok = name##_ok(&person->items[i]);
    REGISTER_SIDES(SIDE)
#undef SIDE
    return ok && leaves_belong(person);
}

/* Text that ends within its array, without control characters. */
static bool text_ok(const char *text, size_t size)
{
    const char *end = memchr(text, '\0', size);
    if (end == NULL) return false;
    for (const char *c = text; c < end; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F) return false;
    return true;
}

bool refused_is_sound(const RefusedRecord *refused)
{
    return text_ok(refused->field, sizeof refused->field) &&
           text_ok(refused->problem, sizeof refused->problem) && refused->sender <= CODE_MAX;
}
