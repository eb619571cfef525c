/*
 * test_control_coverage.c - why: a control without a case that it finds and one that it must
 * not is a promise nobody has tried. Counts, for every control of the catalogue, the cases kept
 * as data: `finds` and `silent` of fixtures/controls and fixtures/figure-controls, and what
 * tests/cases expects with `finding CONTROL COUNT` (0: silent). That the cases come out is what
 * test_control_cases, test_figure_controls and test_cases try; they run every file counted
 * here.
 */
#include <stdio.h>
#include <string.h>

#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "rules/controls/control_thresholds.h"
#include "rules/controls/finding.h"
#include "tests/rules/base/test_main.h"

typedef struct Tally {
    unsigned fired, not_fired;
} Tally;

typedef struct Tallies {
    Tally of[CONTROL_NUMBERS_MAX];
    unsigned files;
} Tallies;

static Tallies all;

/* "R108" at `at`: 108, and `end` behind it; 0 when it is none. */
static int control_at_text(const char *at, const char **end)
{
    int number = 0;
    if (*at != 'R') return 0;
    for (at++; *at >= '0' && *at <= '9' && number < CONTROL_NUMBERS_MAX; at++)
        number = number * 10 + (*at - '0');
    *end = at;
    return number < CONTROL_NUMBERS_MAX ? number : 0;
}

static void count_one(Tallies *tallies, int control, bool fired)
{
    Tally *tally = &tallies->of[control];
    tally->fired += fired;
    tally->not_fired += !fired;
    CU_ASSERT_PTR_NOT_NULL(control_find(control)); /* a case of no control */
}

/* "R108 finds: ..." */
static void count_fixture_line(Tallies *tallies, const char *line)
{
    const char *end = line;
    int control = control_at_text(line, &end);
    bool finds = strncmp(end, " finds:", 7) == 0, silent = strncmp(end, " silent:", 8) == 0;
    if (control != 0 && (finds || silent)) count_one(tallies, control, finds);
}

/* "  finding R922 2" */
static void count_case_line(Tallies *tallies, const char *line)
{
    const char *at = line + strspn(line, " "), *end = at;
    if (at == line || strncmp(at, "finding ", 8) != 0) return;
    int control = control_at_text(at + 8, &end);
    if (control != 0) count_one(tallies, control, strcmp(end, " 0") != 0);
}

static void count_file(Tallies *tallies, const char *path,
                       void (*count)(Tallies *tallies, const char *line))
{
    char line[512];
    InputFile file;
    Failure failure = {0};
    Status status = input_file_read(path, 1 << 20, &file, &failure);
    CU_ASSERT_EQUAL(status, STATUS_OK);
    if (status != STATUS_OK) return;
    for (size_t at = 0; at < file.size;) {
        const char *begin = (const char *)file.bytes + at;
        const char *stop = memchr(begin, '\n', file.size - at);
        size_t length = stop != NULL ? (size_t)(stop - begin) : file.size - at;
        (void)snprintf(line, sizeof line, "%.*s", (int)length, begin);
        count(tallies, line);
        at += length + 1;
    }
    tallies->files++;
    input_file_free(&file);
}

static void count_folder(Tallies *tallies, const char *folder, const char *ending,
                         void (*count)(Tallies *tallies, const char *line))
{
    PathList list = {0};
    Failure failure = {0};
    unsigned before = tallies->files;
    CU_ASSERT_EQUAL(path_list(folder, &list, &failure), STATUS_OK);
    for (size_t i = 0; i < list.count; i++) {
        char path[PATH_SIZE];
        size_t length = strlen(list.names[i]), least = strlen(ending);
        if (length < least || strcmp(list.names[i] + length - least, ending) != 0) continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, list.names[i]);
        count_file(tallies, path, count);
    }
    CU_ASSERT_TRUE(tallies->files > before);
    path_list_free(&list);
}

/* How many controls of the catalogue lack one or both; `print`: the table too. */
static unsigned incomplete(const Tallies *tallies, bool print)
{
    unsigned lacking = 0;
    for (size_t i = 0; i < control_count(); i++) {
        int number = control_at(i)->number;
        const Tally *tally = &tallies->of[number];
        bool both = tally->fired > 0 && tally->not_fired > 0;
        lacking += !both;
        if (!print) continue;
        printf("  R%-5d fired %3u  not fired %3u%s\n", number, tally->fired, tally->not_fired,
               both ? "" : "  MISSING");
    }
    return lacking;
}

static void every_control_has_both(void)
{
    count_folder(&all, TEST_SOURCE_DIR "/fixtures/controls", ".txt", count_fixture_line);
    count_folder(&all, TEST_SOURCE_DIR "/fixtures/figure-controls", ".txt", count_fixture_line);
    count_folder(&all, TEST_SOURCE_DIR "/tests/cases", ".case", count_case_line);
    printf("\n");
    unsigned lacking = incomplete(&all, true);
    unsigned controls = (unsigned)control_count();
    printf("  controls with a case that fires and one that does not: %u of %u (%u %%)\n",
           controls - lacking, controls, (controls - lacking) * 100 / controls);
    CU_ASSERT_EQUAL(lacking, 0);
}

/* A control that is new in the catalogue has neither, and that is seen; so is half of it. */
static void a_control_without_cases_is_seen(void)
{
    static Tallies less;
    for (size_t i = 0; i < control_count(); i++) {
        Tally *tally = &less.of[control_at(i)->number];
        less = all;
        tally->fired = 0;
        CU_ASSERT_EQUAL(incomplete(&less, false), 1);
        less = all;
        tally->not_fired = 0;
        CU_ASSERT_EQUAL(incomplete(&less, false), 1);
    }
    less = (Tallies){0};
    CU_ASSERT_EQUAL(incomplete(&less, false), control_count());
}

/* What counts as a case, and what does not. */
static void lines_are_understood(void)
{
    static Tallies few;
    few = (Tallies){0};
    count_fixture_line(&few, "R108 finds: died the day after");
    count_fixture_line(&few, "R108 silent: died on the day; extract=2017-12-31");
    count_fixture_line(&few, "R108 found: no such word");
    count_fixture_line(&few, "# R108 finds: a comment");
    count_fixture_line(&few, "  person dod=2018-01-01");
    count_case_line(&few, "  finding R108 2");
    count_case_line(&few, "  finding R108 0");
    count_case_line(&few, "finding R108 1");
    count_case_line(&few, "# finding R108 1");
    CU_ASSERT_EQUAL(few.of[108].fired, 2);
    CU_ASSERT_EQUAL(few.of[108].not_fired, 2);
}

static const TestCase tests[] = {
    {"every control has cases of both kinds", every_control_has_both},
    {"a control without cases is seen", a_control_without_cases_is_seen},
    {"lines are understood", lines_are_understood},
};

TEST_MAIN("rules/control_coverage", tests)
