/*
 * test_control_cases.c - why: a control that never finds, or finds what is right, is worse than
 * none. Every control of one record and person, those that block among them, finds its cases in
 * fixtures/controls and keeps silent where they miss by a day, an hour or a step; with and
 * without the screens for common cases.
 */
#include <stdio.h>
#include <string.h>

#include "formats/csv/municipality_csv.h"
#include "formats/base/path.h"
#include "formats/register/register_reader.h"
#include "formats/xml/rule_set_reader.h"
#include "rules/controls/person_controls.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/controls/control_cases.h"
#include "tests/rules/base/test_main.h"

#define CASES TEST_SOURCE_DIR "/fixtures/controls"
enum { FOUND_MAX = 128, PERSONS_MAX = 4 };

/* How the cases of each control came out. */
typedef struct Tally {
    int finds, found, silent, kept;
} Tally;

typedef struct World {
    RuleSets *rules;
    MunicipalityTable *municipalities;
    MunicipalityMapping mapping;
    ControlThresholds thresholds;
    Tally tallies[CONTROL_NUMBERS_MAX];
} World;

static World world;

static GrantContext context_of(const ControlCase *one)
{
    const RuleSet *rules = rule_sets_year(world.rules, one->rules);
    INVARIANT(rules != NULL);
    municipality_mapping_make(world.municipalities, one->extract, &world.mapping);
    control_thresholds_resolve(rules, &world.thresholds);
    for (int s = 0; s < SHARES_OF_PERSONS; s++)
        world.thresholds.listed[s] = true;
    return (GrantContext){.rules = rules,
                          .thresholds = &world.thresholds,
                          .municipalities = world.municipalities,
                          .mapping = &world.mapping,
                          .budget_year = one->rules,
                          .run_year = one->rules,
                          .run_quarter = 4,
                          .cutoff = one->extract,
                          .opening_year = one->opening};
}

typedef struct Persons {
    Registration items[PERSONS_MAX];
    size_t count;
    bool refused; /* a record does not parse: R100 */
} Persons;

static const Registration *person_of(const Persons *persons, Ident ident)
{
    for (size_t i = 0; i < persons->count; i++) {
        const Registration *person = &persons->items[i];
        if (person->ident == ident) return person;
        for (size_t k = 0; k < person->former_count; k++)
            if (person->former_idents[k] == ident) return person;
    }
    return NULL;
}

/* The reader sets the record aside and the run says R100; here the reading is what is tried. */
static bool add_refused(Findings *findings)
{
    findings->items[findings->count++] =
        (Finding){.control = CONTROL_RECORD_REFUSED, .severity = SEVERITY_BLOCK};
    return true;
}

/* As the run asks them (run_references.c). */
static bool control_references(const GrantContext *context, const Persons *persons,
                               Findings *findings)
{
    const Registration *person = &persons->items[0];
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        if (!permit_has_reference(permit)) continue;
        const Registration *reference = person_of(persons, permit->reference);
        if (reference_controls(permit, reference, findings) != STATUS_OK) return false;
        if (permit != permit_of_settlement(person)) continue;
        if (family_controls(context, person, permit, reference, findings) != STATUS_OK)
            return false;
    }
    return true;
}

static bool controlled(const ControlCase *one, const Persons *persons, bool screened,
                       Findings *findings)
{
    const Registration *person = &persons->items[0];
    GrantContext context = context_of(one);
    PersonControlCounts counts = {{0}};
    if (persons->refused) return add_refused(findings);
    bool newborn = person->mother != IDENT_NONE && !day_is_set(person->settlement.date);
    const Registration *mother = newborn ? person_of(persons, person->mother) : NULL;
    Status status = screened ? person_controls(&context, person, mother, one->extract, &counts,
                                               NULL, findings)
                             : person_controls_unscreened(&context, person, mother,
                                                          one->extract, &counts, findings);
    if (status != STATUS_OK) return false;
    if (record_controls(&context, person, mother, one->extract, findings) != STATUS_OK)
        return false;
    if (!control_references(&context, persons, findings)) return false;
    if (special_grant_controls(&context, person, findings) != STATUS_OK) return false;
    return !one->paid || not_resident_control(&context, person, findings) == STATUS_OK;
}

static bool has_value(const Finding *finding, const char *name, size_t length)
{
    for (size_t i = 0; i < finding->value_count; i++)
        if (strlen(finding->values[i].name) == length &&
            memcmp(finding->values[i].name, name, length) == 0)
            return true;
    return false;
}

/* Every {name} of a message is a value, and every value is told. */
static bool says_all(const Finding *finding, const char *message)
{
    for (const char *at = strchr(message, '{'); at != NULL; at = strchr(at + 1, '{')) {
        size_t length = strcspn(at + 1, ":}");
        if (!has_value(finding, at + 1, length)) return false;
    }
    return true;
}

static bool is_found(const ControlCase *one, const Findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const Finding *finding = &findings->items[i];
        const Control *control = control_find(finding->control);
        CU_ASSERT_PTR_NOT_NULL_FATAL(control);
        if (control == NULL) return false;
        CU_ASSERT_EQUAL(finding->severity, control->severity);
        if (finding->control == one->control && finding->control == CONTROL_RECORD_REFUSED)
            return true;
        CU_ASSERT_TRUE(says_all(finding, finding_text(finding, true)));
        CU_ASSERT_TRUE(says_all(finding, finding_text(finding, false)));
        if (finding->control == one->control) return true;
    }
    return false;
}

static bool finds(const ControlCase *one, const Persons *persons)
{
    Finding items[2][FOUND_MAX];
    Findings findings[2] = {{items[0], 0, FOUND_MAX}, {items[1], 0, FOUND_MAX}};
    bool found[2];
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_TRUE(controlled(one, persons, i == 0, &findings[i]));
        found[i] = is_found(one, &findings[i]);
    }
    CU_ASSERT_EQUAL(findings[0].count, findings[1].count);
    return found[0] && found[1];
}

static PersonSpace spaces[PERSONS_MAX];

static bool read_persons(const RegisterExtracts *extracts, Persons *persons)
{
    *persons = (Persons){0};
    for (size_t p = 0; p < extracts->part_count; p++) {
        const RegisterPart *part = &extracts->parts[p];
        persons->refused |= part->refused_count > 0;
        if (part->refused_count > 0)
            printf("%s: %s\n", part->refused[0].field, part->refused[0].problem);
        for (size_t i = 0; i < part->person_count && persons->count < PERSONS_MAX; i++) {
            PersonSpace *space = &spaces[persons->count];
            persons->items[persons->count++] = register_part_view(part, i, space);
        }
    }
    return persons->count > 0 || persons->refused;
}

static void run_case(void *user, const ControlCase *one)
{
    Persons persons;
    RegisterExtracts extracts = {0};
    Failure failure = {0};
    const char *file = user;
    const char *path = scratch_write("case.xml", one->xml.bytes, one->xml.length);
    RegisterReaderOptions options = {.threads = 1};
    Status status = register_read(&path, 1, &options, &extracts, &failure);
    bool read = status == STATUS_OK && read_persons(&extracts, &persons) &&
                (!persons.refused || one->control == CONTROL_RECORD_REFUSED);
    CU_ASSERT_TRUE(read);
    if (!read) printf("%s:%d: %s %s\n", file, one->line, failure.where, failure.detail);
    bool found = read && finds(one, &persons);
    Tally *tally = &world.tallies[one->control];
    tally->finds += one->finds;
    tally->found += one->finds && found;
    tally->silent += !one->finds;
    tally->kept += !one->finds && read && !found;
    if (read && found != one->finds)
        printf("\n%s:%d: R%d %s: %s\n", file, one->line, one->control,
               found ? "found" : "did not find", one->title);
    register_extracts_free(&extracts);
}

/* Every file of the folder, so that none is left out. */
static void every_case_comes_out(void)
{
    PathList list = {0};
    Failure failure = {0};
    unsigned files = 0;
    scratch_begin();
    CU_ASSERT_EQUAL(path_list(CASES, &list, &failure), STATUS_OK);
    for (size_t i = 0; i < list.count; i++) {
        char path[512];
        if (strstr(list.names[i], ".txt") == NULL) continue;
        (void)snprintf(path, sizeof path, CASES "/%s", list.names[i]);
        CU_ASSERT_TRUE(control_cases_read(path, run_case, path));
        files++;
    }
    CU_ASSERT_TRUE(files > 0);
    path_list_free(&list);
    scratch_end();
}

static void check_control(int number)
{
    const Tally *tally = &world.tallies[number];
    printf("R%d  found %d of %d, silent %d of %d\n", number, tally->found, tally->finds,
           tally->kept, tally->silent);
    CU_ASSERT_TRUE(tally->finds > 0 && tally->found == tally->finds);
    CU_ASSERT_TRUE(tally->silent > 0 && tally->kept == tally->silent);
    CU_ASSERT_PTR_NOT_NULL(control_find(number));
}

static void every_control_has_both(void)
{
    static const int others[] = {PERSON_CONTROL_REFERENCE_OUTSIDE,
                                 PERSON_CONTROL_REFERENCE_UNKNOWN,
                                 PERSON_CONTROL_REFERENCE_DATE,
                                 PERSON_CONTROL_FAMILY_SINGLE,
                                 PERSON_CONTROL_REFERENCE_HUMANITARIAN,
                                 PERSON_CONTROL_REFERENCE_GIVES_NONE,
                                 PERSON_CONTROL_SPECIAL_OVER,
                                 PERSON_CONTROL_SPECIAL_BOTH,
                                 PERSON_CONTROL_SPECIAL_TWICE,
                                 PERSON_CONTROL_NOT_RESIDENT,
                                 CONTROL_RECORD_REFUSED,
                                 CONTROL_IDENT_DIGITS,
                                 CONTROL_IDENT_BIRTH,
                                 CONTROL_IDENT_SEX,
                                 CONTROL_DEATH_ORDER,
                                 CONTROL_SETTLEMENT_FUTURE,
                                 CONTROL_MUNICIPALITY_UNKNOWN,
                                 CONTROL_MUNICIPALITY_DATE,
                                 CONTROL_GROUP_AGE,
                                 CONTROL_RESIDENCE_ORDER};
    bool wanted[CONTROL_NUMBERS_MAX] = {false};
    int count = 0;
    for (size_t i = 0; i < PERSON_CONTROL_COUNT; i++)
        wanted[person_control_number(i)] = true;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        wanted[others[i]] = true;
    printf("\n");
    for (int number = 0; number < CONTROL_NUMBERS_MAX; number++) {
        CU_ASSERT_TRUE(wanted[number] || world.tallies[number].finds == 0);
        if (!wanted[number]) continue;
        check_control(number);
        count++;
    }
    CU_ASSERT_EQUAL(count, PERSON_CONTROL_COUNT + sizeof others / sizeof others[0]);
}

/* Every limit stands in every rule set, and nothing else does. */
static void limits_are_in_all_rule_sets(void)
{
    for (size_t i = 0; i < rule_sets_count(world.rules); i++) {
        const RuleSet *rules = rule_sets_at(world.rules, i);
        control_thresholds_resolve(rules, &world.thresholds);
        for (int t = 0; t < THRESHOLD_COUNT; t++) {
            int control = threshold_row((ThresholdId)t)->control;
            CU_ASSERT_FALSE(world.thresholds.missing[control]);
            CU_ASSERT_PTR_NOT_NULL(control_find(control));
        }
        for (size_t t = 0; t < rules->threshold_count; t++)
            CU_ASSERT_TRUE(control_threshold_is_known(rules->thresholds[t].control,
                                                      rules->thresholds[t].name));
    }
}

static bool r111_has_no_room(const GrantContext *context, PersonControlCounts *counts)
{
    Finding items[FOUND_MAX];
    Findings findings = {items, 0, FOUND_MAX};
    Registration person = {.ident = ident_make_duf(2016, 1),
                           .declared_type = IDENT_DUF,
                           .sex = SEX_WOMAN,
                           .born = day_from_date(1900, 1, 1),
                           .died = DAY_NONE,
                           .settlement = {.date = DAY_NONE, .claim = DAY_NONE},
                           .asylum_training_from = DAY_NONE,
                           .training = {.target_from = DAY_NONE, .decision = DAY_NONE}};
    CU_ASSERT_EQUAL(
        person_controls(context, &person, NULL, context->cutoff, counts, NULL, &findings),
        STATUS_OK);
    return findings.count == 1 && items[0].control == PERSON_CONTROL_VERY_OLD;
}

/* A limit has no default: without it the control does not run, the others do. */
static void a_missing_limit_stops_its_control(void)
{
    ControlCase one = {.rules = 2017, .extract = day_from_date(2017, 12, 31)};
    GrantContext context = context_of(&one);
    PersonControlCounts counts = {{0}};
    CU_ASSERT_TRUE(r111_has_no_room(&context, &counts));
    static RuleSet rules;
    rules = *context.rules;
    memset(rules.thresholds[0].name, 0, sizeof rules.thresholds[0].name);
    CU_ASSERT_STRING_EQUAL(rules.thresholds[0].control, "R111");
    control_thresholds_resolve(&rules, &world.thresholds);
    CU_ASSERT_TRUE(world.thresholds.missing[PERSON_CONTROL_VERY_OLD]);
    CU_ASSERT_FALSE(world.thresholds.missing[PERSON_CONTROL_MANY_MOVES]);
    CU_ASSERT_FALSE(r111_has_no_room(&context, &counts));
    CU_ASSERT_EQUAL(counts.given[GIVEN_ANYBODY], 2);
    CU_ASSERT_EQUAL(counts.given[GIVEN_SETTLEMENT], 0);
    CU_ASSERT_EQUAL(person_control_given(PERSON_CONTROL_PLACE_VERY_OLD), GIVEN_ANYBODY);
    CU_ASSERT_EQUAL(person_control_given(PERSON_CONTROL_PLACE_LEAVE_LONG), GIVEN_LEAVE);
    CU_ASSERT_EQUAL(person_control_given(PERSON_CONTROL_PLACE_CLAIM_LATE), GIVEN_CLAIM);
}

/* Limits of any size are cut where they cannot matter: nothing overflows, nothing stops. */
static void a_huge_limit_finds_nothing(void)
{
    ControlCase one = {.rules = 2017, .extract = day_from_date(2017, 12, 31)};
    GrantContext context = context_of(&one);
    PersonControlCounts counts = {{0}};
    for (int t = 0; t < THRESHOLD_COUNT; t++)
        world.thresholds.value[t] = INT64_C(1000000000000000);
    CU_ASSERT_FALSE(r111_has_no_room(&context, &counts));
}

static const TestCase tests[] = {
    {"every case comes out", every_case_comes_out},
    {"every control finds and keeps silent", every_control_has_both},
    {"every limit is in every rule set", limits_are_in_all_rule_sets},
    {"a missing limit stops its control", a_missing_limit_stops_its_control},
    {"a huge limit finds nothing", a_huge_limit_finds_nothing},
};

int main(int argc, char **argv)
{
    Failure failure = {0};
    if (rule_sets_load(TEST_SOURCE_DIR "/rules/sets", &world.rules, &failure) != STATUS_OK ||
        municipality_csv_read(TEST_SOURCE_DIR "/rules/municipalities.csv",
                              &world.municipalities, &failure) != STATUS_OK) {
        printf("%s %s\n", failure.where, failure.detail);
        return 1;
    }
    int result = run_tests("control_cases", tests, sizeof tests / sizeof tests[0], argc, argv);
    rule_sets_free(world.rules);
    system_free(world.municipalities);
    return result;
}
