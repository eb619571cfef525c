/*
 * test_run_inputs_kept.c - the manifest says by which bytes the money was computed. Whoever
 * changes an input while a run works must not get another file's sum written down.
 */
#include <stdio.h>
#include <string.h>

#include "engine/commands/run_arguments.h"
#include "engine/run/run_output.h"
#include "formats/base/input_file.h"
#include "tests/engine/review/small_world.h"
#include "tests/engine/run/dry_run.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { PATHS = 6, PATH_KEPT = 512 };

/* Paths of this test's own inputs; scratch_path gives out a handful in turn. */
static char paths[PATHS][PATH_KEPT];
enum { REGISTER, PAYEES, MUNICIPALITIES, CONFIG, DECIDED, OUT };

static void copy(const char *from, int to)
{
    InputFile file;
    Failure failure = {0};
    CU_ASSERT_EQUAL_FATAL(input_file_read(from, INPUT_SMALL_SIZE_MAX, &file, &failure),
                          STATUS_OK);
    scratch_write(strrchr(paths[to], '/') + 1, file.bytes, file.size);
    input_file_free(&file);
}

static void prepare(void)
{
    static const char *const names[PATHS] = {"register.xml", "payees.csv",  "places.csv",
                                             "config.xml",   "decided.csv", "kept"};
    world_begin();
    for (int i = 0; i < PATHS; i++) {
        snprintf(paths[i], sizeof paths[i], "%s", scratch_path(names[i]));
    }
    copy(TEST_SOURCE_DIR "/fixtures/payees/payees.csv", PAYEES);
    copy(TEST_SOURCE_DIR "/rules/municipalities.csv", MUNICIPALITIES);
    copy(TEST_SOURCE_DIR "/fixtures/made-up-agency.xml", CONFIG);
    static const char decided[] = "municipality,year,persons\n0301,2017,100\n";
    scratch_write("decided.csv", decided, sizeof decided - 1);
}

/* Adds an empty line's worth of change to a file, after it was read. */
static void change(int which)
{
    InputFile file;
    Failure failure = {0};
    TextBuffer text = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL_FATAL(input_file_read(paths[which], INPUT_SMALL_SIZE_MAX, &file, &failure),
                          STATUS_OK);
    text_buffer_append(&text, (const char *)file.bytes, file.size);
    input_file_free(&file);
    text_buffer_text(&text, " ");
    scratch_write(strrchr(paths[which], '/') + 1, text.bytes, text.length);
    text_buffer_free(&text);
}

/* A dry run into a folder; `changed` is changed after it was read (-1: none). */
static Status run_and_change(int changed, Failure *failure)
{
    const char *registers[] = {paths[REGISTER]};
    RunOutput output = {0};
    TimeStamp time;
    Run run = {.options = dry_run_options(2017, 3, registers)};
    run.options.payees = paths[PAYEES];
    run.options.municipalities = paths[MUNICIPALITIES];
    run.options.config = paths[CONFIG];
    run.options.decided = paths[DECIDED];
    CU_ASSERT_EQUAL_FATAL(time_stamp("2017-10-03T12:00:00Z", &time, failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(run_output_open(&output, paths[OUT], &time, 1, failure), STATUS_OK);
    DecideSink sink = run_output_sink(&output);
    Status loaded = run_load(&run, failure);
    if (loaded != STATUS_OK) printf("%s: %s\n", failure->where, failure->detail);
    CU_ASSERT_EQUAL_FATAL(loaded, STATUS_OK);
    if (changed >= 0 && changed != DECIDED) change(changed);
    Status status = run_inputs_take(&run, failure);
    if (status == STATUS_OK) status = run_compute_loaded(&run, &sink, failure);
    if (changed == DECIDED) change(changed);
    if (status == STATUS_OK) status = run_output_plan(&output, &run, failure);
    if (status == STATUS_OK) status = run_output_finish(&output, &run, NULL, failure);
    run_output_close(&output);
    run_free(&run);
    return status;
}

static void test_changed_inputs_stop_the_run(void)
{
    static const int inputs[] = {PAYEES, MUNICIPALITIES, CONFIG, DECIDED};
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        Failure failure = {0};
        prepare();
        CU_ASSERT_EQUAL(run_and_change(inputs[i], &failure), STATUS_READ);
        CU_ASSERT_STRING_EQUAL(failure.where, paths[inputs[i]]);
        CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "changed during the run"));
        CU_ASSERT_FALSE(scratch_exists("kept"));
        world_end();
    }
}

static void test_unchanged_inputs_are_listed(void)
{
    Failure failure = {0};
    prepare();
    CU_ASSERT_EQUAL(run_and_change(-1, &failure), STATUS_OK);
    CU_ASSERT_TRUE(scratch_exists("kept"));
    world_end();
}

static const TestCase tests[] = {
    {"changed inputs stop the run", test_changed_inputs_stop_the_run},
    {"unchanged inputs are listed", test_unchanged_inputs_are_listed},
};

TEST_MAIN("run inputs kept", tests)
