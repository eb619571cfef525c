/*
 * test_person_controls.c - why: controls that warn of half the country are read by nobody, and
 * controls that miss what is wrong are worth nothing. On clean generated cohorts they keep
 * nearly silent; of errors put into a cohort on purpose they find every one; and the screens
 * that make them fast never hide a finding.
 */
#include <stdio.h>
#include <string.h>

#include "engine/commands/run_arguments.h"
#include "formats/base/input_file.h"
#include "rules/controls/person_controls.h"
#include "tests/engine/run/dry_run.h"
#include "tests/fixtures/generated.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { CLEAN_PERSONS = 20000, FAULTY_PERSONS = 40000, FAULTY_PER_MILLION = 20000 };

/* The families of one person's controls. */
static PersonSpace space;

static bool is_of_person(int control)
{
    int family = control / 100;
    return family == 1 || family == 2 || family == 3 || family == 5 || family == 6;
}

/* --- a run in memory --- */

static void generate(int year, uint64_t seed, uint64_t persons, uint32_t errors)
{
    GeneratorOptions options = generated_options(persons, year, scratch_path("cohort.xml"));
    options.seed = seed;
    options.errors_per_million = errors;
    options.list_errors = errors > 0;
    (void)generated_make(&options);
}

static void compute(int year, bool planted, Run *run)
{
    static const char *registers[1];
    Failure failure = {0};
    DecideSink sink = {0};
    registers[0] = scratch_path("cohort.xml");
    *run = (Run){.options = dry_run_options(year, 4, registers)};
    run->options.threads = 2;
    for (int s = 0; s < SHARES_OF_PERSONS; s++)
        run->options.listed[s] = planted;
    Status status = run_compute(run, &sink, &failure);
    if (status != STATUS_OK) printf("%s %s\n", failure.where, failure.detail);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
}

/* --- clean cohorts --- */

static void print_found(const Run *run)
{
    for (int number = 100; number < CONTROL_NUMBERS; number++) {
        const Control *control = control_find(number);
        if (control == NULL || !is_of_person(number) || run->counts.found[number] == 0)
            continue;
        printf("  R%d %s %llu of %llu\n", number,
               control->severity == SEVERITY_WARN ? "warns of" : "notes",
               (unsigned long long)run->counts.found[number],
               (unsigned long long)run->counts.executed[number]);
    }
}

typedef struct Warned {
    const Run *run;
    bool *persons; /* by record */
    size_t count, blocking;
} Warned;

/* A cohort is made to look like the nation: one in ten has not begun the training or not
 * completed it, as IMDi published (tests/indicators/calibration.sh). Who these controls find
 * there is no noise. */
static bool is_as_published(int control)
{
    enum { NOT_BEGUN = 509, NOT_COMPLETED = 510, NO_LANGUAGE = 615 };
    return control == NOT_BEGUN || control == NOT_COMPLETED || control == NO_LANGUAGE;
}

static Status add_warned(void *user, const RunFinding *found, Failure *failure)
{
    Warned *warned = user;
    (void)failure;
    warned->blocking += found->finding.severity <= SEVERITY_BLOCK;
    bool counts = is_of_person(found->finding.control) && found->record > 0 &&
                  found->record <= warned->run->cohort.count;
    counts = counts && !is_as_published(found->finding.control);
    if (found->finding.severity != SEVERITY_WARN || !counts) return STATUS_OK;
    warned->count += !warned->persons[found->record];
    warned->persons[found->record] = true;
    return STATUS_OK;
}

/* Persons that a control warns of. */
static size_t count_warned(const Run *run, size_t *blocking)
{
    Failure failure;
    Warned warned = {.run = run};
    warned.persons = system_allocate_zeroed(run->cohort.count + 2, sizeof *warned.persons);
    CU_ASSERT_PTR_NOT_NULL_FATAL(warned.persons);
    CU_ASSERT_EQUAL(finding_store_each(&run->findings, add_warned, &warned, &failure),
                    STATUS_OK);
    system_free(warned.persons);
    *blocking = warned.blocking;
    return warned.count;
}

static void keep_nearly_silent(int year, uint64_t seed)
{
    Run run;
    size_t blocking;
    scratch_begin();
    generate(year, seed, CLEAN_PERSONS, 0);
    compute(year, false, &run);
    size_t warned = count_warned(&run, &blocking);
    printf("\n%d, seed %llu: %zu of %zu persons warned of, %zu blocking findings\n", year,
           (unsigned long long)seed, warned, run.cohort.count, blocking);
    print_found(&run);
    CU_ASSERT_EQUAL(blocking, 0);
    CU_ASSERT(warned * 1000 < run.cohort.count * 5);
    CU_ASSERT_EQUAL(run.cohort.count, CLEAN_PERSONS);
    run_free(&run);
    scratch_end();
}

static void clean_cohorts_keep_nearly_silent(void)
{
    keep_nearly_silent(2014, 11);
    keep_nearly_silent(2018, 12);
    keep_nearly_silent(2021, 13);
    keep_nearly_silent(2024, 14);
}

/* The same register a quarter later, four times: as the ledger's differences are tried out. */
static void evolved_cohorts_keep_nearly_silent(void)
{
    static const int days[][2] = {{4, 3}, {7, 3}, {10, 2}, {12, 31}};
    scratch_begin();
    generate(2017, 2018, CLEAN_PERSONS, 0);
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        GeneratorOptions options = generated_options(0, 0, scratch_path("next.xml"));
        Run run;
        size_t blocking;
        options.seed = 2018;
        options.evolve = scratch_path("cohort.xml");
        options.date = day_from_date(2018, days[i][0], days[i][1]);
        (void)generated_make(&options);
        CU_ASSERT_EQUAL_FATAL(
            system_rename(scratch_path("next.xml"), scratch_path("cohort.xml")), 0);
        compute(2018, false, &run);
        size_t warned = count_warned(&run, &blocking);
        printf("\nquarter %zu: %zu of %zu persons warned of\n", i + 1, warned,
               run.cohort.count);
        print_found(&run);
        CU_ASSERT_EQUAL(blocking, 0);
        CU_ASSERT(run.cohort.count > CLEAN_PERSONS);
        CU_ASSERT(warned * 1000 < run.cohort.count * 5);
        run_free(&run);
    }
    scratch_end();
}

/* Each control has run on the records that it is about, and on no others. */
static void executed_counts_are_true(void)
{
    Run run;
    uint64_t settled = 0, programmes = 0, deaths = 0;
    scratch_begin();
    generate(2018, 15, 3000, 0);
    compute(2018, false, &run);
    for (size_t i = 0; i < run.cohort.count; i++) {
        Registration person = cohort_view(&run.cohort, i, &space);
        settled += day_is_set(person.settlement.date);
        programmes += person.programme_count > 0;
        deaths += day_is_set(person.died);
    }
    const uint64_t *executed = run.counts.executed;
    CU_ASSERT(settled > 0 && programmes > 0 && deaths > 0);
    CU_ASSERT_EQUAL(executed[CONTROL_IDENT_DIGITS], run.cohort.count);
    CU_ASSERT_EQUAL(executed[PERSON_CONTROL_VERY_OLD], run.cohort.count);
    CU_ASSERT_EQUAL(executed[PERSON_CONTROL_PERMIT_LATE], settled);
    CU_ASSERT_EQUAL(executed[CONTROL_GROUP_AGE], settled);
    CU_ASSERT_EQUAL(executed[PERSON_CONTROL_PROGRAMME_AGE], programmes);
    CU_ASSERT_EQUAL(executed[PERSON_CONTROL_DEATH_FUTURE], deaths);
    CU_ASSERT_EQUAL(executed[CONTROL_VANISHED], 0);
    CU_ASSERT_EQUAL(executed[PERSON_CONTROL_NOT_RESIDENT], 0);
    CU_ASSERT_EQUAL(executed[CONTROL_ACCOUNT_CHANGED], 0);
    run_free(&run);
    scratch_end();
}

/* --- planted errors --- */

/* Which control must find an error; either of two. Not all: what is older than a control looks
 * (control_horizon.h) it leaves alone. */
typedef struct Expected {
    const char *error;
    int control, other;
    int least_percent; /* that can be seen */
} Expected;

static const Expected expected[] = {
    {"ident-control-digit", 101, 0, 100},
    {"sex", 103, 0, 100},
    {"birth-date", 102, 0, 100},
    {"residence-overlap", 301, 0, 100},
    {"residence-backwards", 301, 0, 100},
    {"group-age", 201, 0, 100},
    {"minor-too-old", 201, 0, 100},
    {"death-before-settlement", 104, 0, 100},
    {"death-before-birth", 104, 0, 100},
    {"settlement-future", 105, 0, 100},
    {"municipality-unknown", 106, 0, 100},
    {"municipality-time", 107, 0, 100},
    {"mother-missing", 402, 0, 100},
    {"reference-missing", 207, 206, 80},
    {"family-late", 205, 0, 80},
    {"permit-late", 202, 0, 85},
    {"limited-early", 209, 0, 40},
    /* two municipalities that are one by the extract's date are the same place */
    {"resident-elsewhere", 302, 0, 65},
    {"many-moves", 306, 0, 90},
    {"hours-week", 501, 0, 100},
    {"hours-right", 502, 0, 100},
    {"hours-social", 511, 0, 100},
    {"hours-no-right", 505, 0, 100},
    {"hours-absence", 508, 0, 100},
    {"hours-death", 506, 0, 100},
    {"hours-abroad", 507, 0, 100},
    {"residence-death", 307, 0, 85},
    /* with leave, or by the act of 2021, it may be longer than usual only */
    {"programme-long", 604, 603, 60},
    {"programme-hours", 605, 0, 65},
    {"programme-weeks", 606, 0, 45},
    {"programme-age", 601, 0, 75},
    {"programme-two", 607, 0, 70},
};
enum { EXPECTED_COUNT = sizeof expected / sizeof expected[0] };

typedef struct Planted {
    int planted, found;
} Planted;

typedef struct Search {
    uint32_t record;
    int control;
    bool found;
} Search;

static Status compare_found(void *user, const RunFinding *found, Failure *failure)
{
    Search *search = user;
    (void)failure;
    search->found = search->found || (found->record == search->record &&
                                      found->finding.control == search->control);
    return STATUS_OK;
}

static bool is_found(const Run *run, uint32_t record, int control)
{
    Failure failure;
    Search search = {record, control, false};
    if (control == 0) return false;
    CU_ASSERT_EQUAL(finding_store_each(&run->findings, compare_found, &search, &failure),
                    STATUS_OK);
    return search.found;
}

/* R302 is about money: what no run pays or takes back any more is left alone. */
static bool year_one_is_open(const Run *run, uint32_t record)
{
    size_t index = 0;
    while (index < run->cohort.count && cohort_record(&run->cohort, index) != record)
        index++;
    CU_ASSERT_FATAL(index < run->cohort.count);
    Settlement settlement = person_block_settlement(cohort_block(&run->cohort, index));
    Day due = settlement.claim > settlement.date ? settlement.claim : settlement.date;
    return day_year(due) >= run_own_context(run)->opening_year;
}

/* "file,record,error,description" */
static void read_planted_line(const Run *run, const char *line, Planted planted[EXPECTED_COUNT])
{
    const char *record = strchr(line, ',');
    const char *error = record != NULL ? strchr(record + 1, ',') : NULL;
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    if (error == NULL) return;
    uint32_t number = 0;
    for (const char *at = record + 1; *at >= '0' && *at <= '9'; at++)
        number = number * 10 + (uint32_t)(*at - '0');
    size_t length = strcspn(++error, ",");
    for (size_t i = 0; i < EXPECTED_COUNT; i++) {
        const Expected *row = &expected[i];
        if (strlen(row->error) != length || memcmp(row->error, error, length) != 0) continue;
        if (row->control == PERSON_CONTROL_SETTLED_ELSEWHERE && !year_one_is_open(run, number))
            continue;
        planted[i].planted++;
        planted[i].found +=
            is_found(run, number, row->control) || is_found(run, number, row->other);
    }
}

static void read_planted(const Run *run, Planted planted[EXPECTED_COUNT])
{
    InputFile file;
    CU_ASSERT_EQUAL_FATAL(
        input_file_read(scratch_path("cohort.xml.errors.csv"), 1 << 24, &file, NULL),
        STATUS_OK);
    char line[512];
    size_t length = 0;
    bool header = true;
    for (size_t i = 0; i < file.size; i++) {
        char c = (char)file.bytes[i];
        if (c != '\n') {
            CU_ASSERT_FATAL(length + 1 < sizeof line);
            line[length++] = c;
            continue;
        }
        line[length] = '\0';
        length = 0;
        if (!header) read_planted_line(run, line, planted);
        header = false;
    }
    input_file_free(&file);
}

/* The same findings with and without the screens. */
static void compare_screens(const Run *run)
{
    enum { FOUND_MAX = 128 };
    static Finding items[2][FOUND_MAX];
    const GrantContext *context = &run->settle.years.items[run->settle.years.count - 1].context;
    PersonControlCounts counts = {{0}};
    size_t found = 0, differing = 0;
    for (size_t i = 0; i < run->cohort.count; i++) {
        Findings left = {items[0], 0, FOUND_MAX}, right = {items[1], 0, FOUND_MAX};
        Registration person = cohort_view(&run->cohort, i, &space);
        CU_ASSERT_EQUAL_FATAL(
            person_controls(context, &person, NULL, run->extract_date, &counts, NULL, &left),
            STATUS_OK);
        CU_ASSERT_EQUAL_FATAL(person_controls_unscreened(context, &person, NULL,
                                                         run->extract_date, &counts, &right),
                              STATUS_OK);
        bool same = left.count == right.count;
        for (size_t k = 0; same && k < left.count; k++)
            same = left.items[k].control == right.items[k].control;
        differing += !same;
        found += left.count;
    }
    CU_ASSERT_EQUAL(differing, 0);
    CU_ASSERT(found > 0);
}

static void find_all(int year, uint64_t seed, Planted total[EXPECTED_COUNT])
{
    Run run;
    scratch_begin();
    generate(year, seed, FAULTY_PERSONS, FAULTY_PER_MILLION);
    compute(year, true, &run);
    read_planted(&run, total);
    compare_screens(&run);
    run_free(&run);
    scratch_end();
}

static void planted_errors_are_found(void)
{
    Planted total[EXPECTED_COUNT] = {{0, 0}};
    find_all(2017, 21, total);
    find_all(2018, 22, total);
    find_all(2023, 23, total);
    printf("\n");
    for (size_t i = 0; i < EXPECTED_COUNT; i++) {
        const Expected *row = &expected[i];
        printf("%-24s R%d  found %d of %d\n", row->error, row->control, total[i].found,
               total[i].planted);
        CU_ASSERT(total[i].planted > 0);
        CU_ASSERT(total[i].found * 100 >= total[i].planted * row->least_percent);
    }
}

static const TestCase tests[] = {
    {"clean cohorts keep nearly silent", clean_cohorts_keep_nearly_silent},
    {"evolved cohorts keep nearly silent", evolved_cohorts_keep_nearly_silent},
    {"executed counts are true", executed_counts_are_true},
    {"planted errors are found, with and without screens", planted_errors_are_found},
};

TEST_MAIN("person_controls", tests)
