/*
 * test_work_text.c - why: a share that people read is rounded as they round it: 2 findings of
 * 12 persons are 166,7 per 1 000, not 166,6. What programs read stays what it was.
 * control.md 5.
 */
#include <string.h>

#include "formats/text/work_text.h"
#include "tests/rules/base/test_main.h"

static void shares_are_rounded_half_up(void)
{
    static const struct {
        uint32_t findings;
        int64_t persons, tenths;
    } cases[] = {{2, 12, 1667}, {1, 3, 3333}, {1, 8, 1250},   {3, 3, 10000}, {1, 20000, 1},
                 {1, 20001, 0}, {0, 7, 0},    {57, 719, 793}, {5, 0, -1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const WorkPlace place = {.findings = cases[i].findings, .persons = cases[i].persons};
        CU_ASSERT_EQUAL(work_place_tenths(&place), cases[i].tenths);
    }
}

/* Two findings in a municipality of twelve persons, on the screen and in JSON. */
static void the_screen_rounds_and_json_does_not(void)
{
    static WorkItem items[2];
    static int64_t persons[MUNICIPALITY_CODES];
    static const MunicipalityTable none;
    CLEANUP(text_buffer_free) TextBuffer screen = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    JsonWriter json = JSON_WRITER(&text);
    Failure failure;
    WorkList list = {.items = items, .count = 2};
    const WorkText work = {.list = &list, .municipalities = &none, .persons = persons};
    failure_clear(&failure);
    persons[301] = 12;
    text_buffer_char(&list.texts, 0);
    for (int i = 0; i < 2; i++)
        items[i] = (WorkItem){.control = 302, .severity = SEVERITY_WARN, .municipality = 301};
    CU_ASSERT_EQUAL(work_text(&work, &screen, &failure), STATUS_OK);
    CU_ASSERT_PTR_NOT_NULL(strstr(screen.bytes, "166,7"));
    json_object(&json, NULL, JSON_LINES);
    CU_ASSERT_EQUAL(work_json(&work, &json, &failure), STATUS_OK);
    json_end(&json);
    CU_ASSERT_PTR_NOT_NULL(strstr(text.bytes, "\"findings_per_10000_persons\": 1666"));
    text_buffer_free(&list.texts);
}

static const TestCase tests[] = {
    {"shares are rounded half up", shares_are_rounded_half_up},
    {"the screen rounds and JSON does not", the_screen_rounds_and_json_does_not},
};

TEST_MAIN("formats/work_text", tests)
