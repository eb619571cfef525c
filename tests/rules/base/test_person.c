/* test_person.c - persons of the tests and what they earn; see test_person.h. */
#include "tests/rules/base/test_person.h"

#include <stdio.h>
#include <string.h>

Day d(const char *text)
{
    Day day = DAY_NONE;
    if (text[0] != '\0') INVARIANT(day_parse(text, strlen(text), &day));
    return day;
}

void test_person_begin(TestPerson *person, const char *born)
{
    memset(person, 0, sizeof *person);
    Registration *registration = &person->registration;
    registration->ident = ident_make_duf(2016, 1);
    registration->declared_type = IDENT_DUF;
    registration->sex = SEX_WOMAN;
    registration->born = d(born);
    registration->died = DAY_NONE;
    INVARIANT(country_parse("SYR", 3, &registration->background));
    registration->settlement.date = DAY_NONE;
    registration->settlement.claim = DAY_NONE;
    registration->asylum_training_from = DAY_NONE;
    registration->training.target_from = DAY_NONE;
    registration->training.application = DAY_NONE;
    registration->training.decision = DAY_NONE;
    registration->permits = person->permits;
    registration->residences = person->residences;
    registration->receptions = person->receptions;
    registration->special_grants = person->special_grants;
}

void test_permit(TestPerson *person, Ground ground, const char *decided, bool permanent)
{
    INVARIANT(person->registration.permit_count < TEST_LIST_MAX);
    person->permits[person->registration.permit_count++] =
        (ResidencePermit){.decided = d(decided),
                          .reference_settled = DAY_NONE,
                          .family_application = DAY_NONE,
                          .ground = (uint8_t)ground,
                          .permanent_basis = permanent};
}

void test_settle(TestPerson *person, const char *date, MunicipalityCode municipality,
                 SettlementGroup group, const char *claim)
{
    person->registration.settlement = (Settlement){.date = d(date),
                                                   .claim = d(claim),
                                                   .municipality = municipality,
                                                   .group = (uint8_t)group,
                                                   .by_agreement = true};
}

void test_lives(TestPerson *person, MunicipalityCode municipality, const char *from,
                const char *to)
{
    INVARIANT(person->registration.residence_count < TEST_LIST_MAX);
    person->residences[person->registration.residence_count++] =
        (Stay){d(from), d(to), municipality};
}

void test_centre(TestPerson *person, MunicipalityCode municipality, const char *from,
                 const char *to)
{
    INVARIANT(person->registration.reception_count < TEST_LIST_MAX);
    person->receptions[person->registration.reception_count++] =
        (Stay){d(from), d(to), municipality};
}

void test_trains(TestPerson *person, const char *target_from, const char *decision,
                 MunicipalityCode municipality)
{
    person->registration.training = (NorwegianTraining){.target_from = d(target_from),
                                                        .application = DAY_NONE,
                                                        .decision = d(decision),
                                                        .training_municipality = municipality,
                                                        .right = true,
                                                        .duty = true};
}

void test_impaired(TestPerson *person, GrantCode code, const char *decided, Kroner amount)
{
    INVARIANT(person->registration.special_count < TEST_LIST_MAX);
    person->special_grants[person->registration.special_count++] =
        (SpecialGrant){d(decided), (uint8_t)code, amount};
}

static RuleSet *current_rules;

RuleSet *test_rules(const GrantContext *context)
{
    INVARIANT(context->rules == current_rules);
    return current_rules;
}

GrantContext *test_context(int budget_year, int quarter, const char *cutoff)
{
    static GrantContext context;
    current_rules = test_rule_set(budget_year);
    context = (GrantContext){.rules = current_rules,
                             .municipalities = test_municipalities(),
                             .mapping = test_mapping(d(cutoff)),
                             .budget_year = budget_year,
                             .run_year = budget_year,
                             .run_quarter = quarter,
                             .cutoff = d(cutoff)};
    return &context;
}

static size_t write_part(char *text, size_t size, const EarnedPart *part)
{
    char from[FRACTION_TEXT_SIZE];
    char to[FRACTION_TEXT_SIZE];
    (void)fraction_format(part->from, from);
    (void)fraction_format(part->to, to);
    static const char *const marks[] = {"", "!", "?"};
    char earned[ORE_TEXT_SIZE];
    size_t digits = ore_format(part->earned, earned);
    if (part->earned % 100 == 0) earned[digits - strlen(".00")] = '\0';
    int length = snprintf(text, size, "%s %04d %s-%s %lld %s%s",
                          grant_code_text((GrantCode)part->code), part->municipality, from, to,
                          (long long)part->rate, earned, marks[part->problem]);
    INVARIANT(length > 0 && (size_t)length < size);
    return (size_t)length;
}

const char *test_part_text(const EarnedPart *part)
{
    static char text[TEST_TEXT_SIZE];
    (void)write_part(text, sizeof text, part);
    return text;
}

static const char *parts_text(const EarnedParts *parts)
{
    static char text[TEST_TEXT_SIZE];
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < parts->count; i++) {
        if (i > 0) {
            text[length++] = ';';
            text[length++] = ' ';
        }
        length += write_part(text + length, sizeof text - length - 3, &parts->items[i]);
    }
    return text;
}

/* Every trace must be a sentence: it is told to people. */
static void check_sentence(void *user, const char *paragraph, const char *text)
{
    int *sentences = user;
    INVARIANT(paragraph[0] >= '2' && paragraph[0] <= '4');
    INVARIANT(strchr(text, '.') != NULL && strlen(text) > 10);
    (*sentences)++;
}

/* A part names the rate it rests on; a missing one is -1. */
static void check_rates(const RuleSet *rules, const EarnedParts *parts)
{
    for (size_t i = 0; i < parts->count; i++) {
        const EarnedPart *part = &parts->items[i];
        int code = part->code == GRANT_FHT2 ? RATE_FHT2_MAX : part->code;
        if (part->problem == PART_RATE_MISSING) {
            INVARIANT(part->rate_index == -1);
        } else {
            INVARIANT(part->rate_index >= 0 && rules->rates[part->rate_index].code == code);
        }
    }
}

/* grants.md 2.1 and 3: n = budget year - year of settlement (malgruppeFra) + 1; the grants that
 * have no years say 0. */
static void check_grant_years(const EarnedParts *parts, int begin_year)
{
    for (size_t i = 0; i < parts->count; i++) {
        const EarnedPart *part = &parts->items[i];
        bool has_years = part->code != GRANT_ASYLNORSK;
        INVARIANT(part->grant_year == (has_years ? part->budget_year - begin_year + 1 : 0));
    }
}

const char *test_integration(const GrantContext *context, const TestPerson *person,
                             const TestPerson *mother, GrantOutcome *outcome)
{
    EarnedPart items[TEST_PARTS_MAX];
    EarnedParts parts = {items, 0, TEST_PARTS_MAX};
    GrantOutcome result;
    int sentences = 0;
    Trace trace = {.step = check_sentence, .user = &sentences};
    const Registration *of_mother = mother != NULL ? &mother->registration : NULL;
    INVARIANT(integration_grant(context, &person->registration, of_mother, &parts, &result,
                                &trace) == STATUS_OK);
    INVARIANT(sentences > 0 || context->rules == NULL);
    INVARIANT((parts.count > 0) == (result.reason == NO_GRANT_HAS_LINES));
    check_rates(context->rules, &parts);
    Day settled = person->registration.settlement.date;
    check_grant_years(&parts,
                      day_year(day_is_set(settled) ? settled : person->registration.born));
    if (outcome != NULL) *outcome = result;
    return parts_text(&parts);
}

const char *test_norwegian(const GrantContext *context, const TestPerson *person,
                           GrantOutcome *outcome)
{
    EarnedPart items[TEST_PARTS_MAX];
    EarnedParts parts = {items, 0, TEST_PARTS_MAX};
    GrantOutcome result;
    int sentences = 0;
    Trace trace = {.step = check_sentence, .user = &sentences};
    INVARIANT(norwegian_grant(context, &person->registration, &parts, &result, &trace) ==
              STATUS_OK);
    INVARIANT((parts.count > 0) == (result.reason == NO_GRANT_HAS_LINES));
    check_rates(context->rules, &parts);
    Day entered = person->registration.training.target_from;
    check_grant_years(&parts, day_is_set(entered) ? day_year(entered) : 0);
    if (outcome != NULL) *outcome = result;
    return parts_text(&parts);
}
