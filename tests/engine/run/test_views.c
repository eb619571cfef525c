/*
 * test_views.c - why: a person's record lies anywhere in memory; a run over a country that
 * looks at each of them again and again takes minutes where it could take seconds. One view a
 * person when it is decided, and the mothers of the newborn; who looks like whom is found along
 * the memory, not by views.
 */
#include <stdio.h>

#include "engine/run/run_decide.h"
#include "tests/engine/run/dry_run.h"
#include "tests/fixtures/generated.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

static size_t views;

/* The linker gives every call of cohort_view to the one, which goes on to the other. */
Registration __real_cohort_view(const Cohort *cohort, size_t person, PersonSpace *space);
Registration __wrap_cohort_view(const Cohort *cohort, size_t person, PersonSpace *space);

Registration __wrap_cohort_view(const Cohort *cohort, size_t person, PersonSpace *space)
{
    views++;
    return __real_cohort_view(cohort, person, space);
}

static void test_one_view(void)
{
    static const char *registers[1];
    Failure failure = {0};
    DecideSink sink = {0};
    scratch_begin();
    GeneratorOptions options = generated_options(2000, 2018, scratch_path("cohort.xml"));
    (void)generated_make(&options);
    registers[0] = scratch_path("cohort.xml");
    CLEANUP(run_free)
    Run run = {.options = dry_run_options(2018, 4, registers)};
    views = 0;
    CU_ASSERT_EQUAL_FATAL(run_compute(&run, &sink, &failure), STATUS_OK);
    CU_ASSERT(views >= run.cohort.count);
    CU_ASSERT(views * 100 <= run.cohort.count * 105);
    printf(" %zu views of %zu persons ", views, run.cohort.count);
    scratch_end();
}

static const TestCase tests[] = {{"views of a person", test_one_view}};

TEST_MAIN("engine/views", tests)
