/*
 * test_register_sound.c - each limit that the reader keeps, one too far: persons that no
 * extract can give are told from those it can.
 */
#include "formats/register/register_sound.h"

#include <string.h>

#include "tests/formats/register/register_dump.h"
#include "tests/rules/base/test_main.h"

/* A person with one of everything, whole; the arrays are for one test to change. */
typedef struct Whole {
    Registration person;
    Ident formers[1];
    ResidencePermit permits[1];
    Stay receptions[1], residences[1];
    TrainingHours hours[1];
    LanguageTest tests[1];
    IntroductionProgramme programmes[2];
    ProgrammeLeave leaves[3];
    SpecialGrant specials[1];
} Whole;

static Ident some_ident(const char *text)
{
    Ident ident = IDENT_NONE;
    CU_ASSERT_FATAL(ident_parse(text, strlen(text), &ident));
    return ident;
}

static void make_arrays(Whole *whole, Day day)
{
    whole->formers[0] = some_ident("201612345600");
    whole->permits[0] =
        (ResidencePermit){day, day, day, GROUND_FAMILIE_ANNEN, true, some_ident("02828037954")};
    whole->receptions[0] = whole->residences[0] = (Stay){day, DAY_NONE, 301};
    whole->hours[0] = (TrainingHours){2017 * 2, 1, 2, 3};
    whole->tests[0] = (LanguageTest){day, 1, 2};
    whole->programmes[0] = (IntroductionProgramme){day, day, 375, 47, 1, 0, 1};
    whole->programmes[1] = (IntroductionProgramme){day, DAY_NONE, 375, 47, 0, 1, 2};
    for (size_t i = 0; i < 3; i++)
        whole->leaves[i] = (ProgrammeLeave){day, DAY_NONE};
    whole->specials[0] = (SpecialGrant){day, GRANT_FHT1, 850000};
}

static void make_whole(Whole *whole)
{
    Day day = day_from_date(2017, 2, 1);
    memset(whole, 0, sizeof *whole);
    make_arrays(whole, day);
    whole->person = (Registration){.ident = some_ident("01818431895"),
                                   .born = day,
                                   .died = DAY_NONE,
                                   .declared_type = IDENT_FNR,
                                   .sex = SEX_MAN,
                                   .settlement = {day, DAY_NONE, 301, 1, true},
                                   .asylum_training_from = DAY_NONE,
                                   .training = {day, DAY_NONE, DAY_NONE, 0, true, false},
                                   .former_idents = whole->formers,
                                   .permits = whole->permits,
                                   .receptions = whole->receptions,
                                   .residences = whole->residences,
                                   .hours = whole->hours,
                                   .tests = whole->tests,
                                   .programmes = whole->programmes,
                                   .leaves = whole->leaves,
                                   .special_grants = whole->specials,
                                   .former_count = 1,
                                   .permit_count = 1,
                                   .reception_count = 1,
                                   .residence_count = 1,
                                   .hours_count = 1,
                                   .test_count = 1,
                                   .programme_count = 2,
                                   .leave_count = 3,
                                   .special_count = 1};
    CU_ASSERT(country_parse("SYR", 3, &whole->person.background));
}

/* Sound before one place is changed, not after. */
#define WRONG(place, value)                                                                    \
    do {                                                                                       \
        Whole whole;                                                                           \
        make_whole(&whole);                                                                    \
        CU_ASSERT(registration_is_sound(&whole.person));                                       \
        whole.place = (value);                                                                 \
        CU_ASSERT_FALSE(registration_is_sound(&whole.person));                                 \
    } while (0)
#define RIGHT(place, value)                                                                    \
    do {                                                                                       \
        Whole whole;                                                                           \
        make_whole(&whole);                                                                    \
        whole.place = (value);                                                                 \
        CU_ASSERT(registration_is_sound(&whole.person));                                       \
    } while (0)

#define FIRST_DAY day_from_date(YEAR_MIN, 1, 1)
#define LAST_DAY day_from_date(YEAR_MAX, 12, 31)

static void days_are_of_the_register(void)
{
    RIGHT(person.born, FIRST_DAY);
    RIGHT(person.born, LAST_DAY);
    WRONG(person.born, FIRST_DAY - 1);
    WRONG(person.born, LAST_DAY + 1);
    WRONG(person.born, DAY_NONE);
    WRONG(person.died, LAST_DAY + 1);
    WRONG(person.asylum_training_from, FIRST_DAY - 1);
    WRONG(person.settlement.date, LAST_DAY + 1);
    WRONG(person.settlement.claim, LAST_DAY + 1);
    WRONG(person.training.target_from, LAST_DAY + 1);
    WRONG(person.training.application, LAST_DAY + 1);
    WRONG(person.training.decision, LAST_DAY + 1);
    WRONG(permits[0].decided, DAY_NONE);
    WRONG(permits[0].reference_settled, LAST_DAY + 1);
    WRONG(permits[0].family_application, LAST_DAY + 1);
    WRONG(receptions[0].from, DAY_NONE);
    WRONG(residences[0].to, LAST_DAY + 1);
    WRONG(tests[0].date, DAY_NONE);
    WRONG(programmes[0].start, DAY_NONE);
    WRONG(programmes[0].end, LAST_DAY + 1);
    WRONG(leaves[2].from, DAY_NONE);
    WRONG(leaves[2].to, LAST_DAY + 1);
    WRONG(specials[0].decided, DAY_NONE);
}

static void numbers_are_of_the_register(void)
{
    RIGHT(person.ident, some_ident("00000000000"));
    RIGHT(person.ident, some_ident("99999999999"));
    RIGHT(person.mother, some_ident("999999999999"));
    WRONG(person.ident, IDENT_NONE);
    WRONG(person.ident, 1);
    WRONG(person.ident, some_ident("99999999999") + 20);
    WRONG(person.ident, some_ident("01818431895") + 2);
    WRONG(person.mother, some_ident("999999999999") + 2);
    WRONG(formers[0], IDENT_NONE);
    WRONG(permits[0].reference, 1);
    WRONG(person.settlement.municipality, 0);
    WRONG(person.settlement.municipality, 10000);
    WRONG(person.training.training_municipality, 10000);
    WRONG(residences[0].municipality, 0);
    WRONG(receptions[0].municipality, 10000);
    RIGHT(hours[0].half_year, YEAR_MIN * 2);
    WRONG(hours[0].half_year, YEAR_MIN * 2 - 1);
    WRONG(hours[0].half_year, YEAR_MAX * 2 + 2);
    WRONG(programmes[0].hours_per_week_tenths, 10000);
    WRONG(programmes[0].weeks_per_year, 54);
    WRONG(specials[0].amount_kroner, -1);
    WRONG(specials[0].amount_kroner, INT64_C(1000000000000));
}

static void words_are_of_the_register(void)
{
    WRONG(person.declared_type, 0);
    WRONG(person.declared_type, IDENT_DUF + 1);
    WRONG(person.sex, 0);
    WRONG(person.sex, SEX_MAN + 1);
    WRONG(person.background, 0);
    WRONG(person.background, 0x8000);
    WRONG(person.settlement.group, SETTLEMENT_GROUP_COUNT);
    WRONG(permits[0].ground, GROUND_COUNT);
    WRONG(tests[0].type, 200);
    WRONG(tests[0].result, 200);
    WRONG(programmes[0].end_reason, PROGRAMME_END_COUNT);
    WRONG(specials[0].code, GRANT_AR_1);
}

static void what_is_there_is_whole(void)
{
    WRONG(person.permit_count, 0);
    WRONG(permits[0].reference, IDENT_NONE); /* of a family ground */
    WRONG(person.settlement.date, DAY_NONE);
    WRONG(person.training.target_from, DAY_NONE);
    WRONG(programmes[0].leave_count, 2);
    WRONG(programmes[1].leave_begin, 0);
    WRONG(programmes[1].leave_count, UINT16_MAX);
    WRONG(person.leave_count, 2);
    RIGHT(permits[0].ground, GROUND_ASYL);
}

static void refused_records_are_texts(void)
{
    RefusedRecord record = {1, 2, "person/@fodt", "not a date", 301};
    CU_ASSERT(refused_is_sound(&record));
    record.field[3] = '\033';
    CU_ASSERT_FALSE(refused_is_sound(&record));
    memset(record.field, 'x', sizeof record.field);
    CU_ASSERT_FALSE(refused_is_sound(&record));
    record.field[1] = '\0';
    CU_ASSERT(refused_is_sound(&record));
    record.sender = 10000;
    CU_ASSERT_FALSE(refused_is_sound(&record));
}

static const TestCase tests[] = {
    {"days are of the register", days_are_of_the_register},
    {"numbers are of the register", numbers_are_of_the_register},
    {"words are of the register", words_are_of_the_register},
    {"what is there is whole", what_is_there_is_whole},
    {"refused records are texts", refused_records_are_texts},
};

TEST_MAIN("register, what an extract can give", tests)
