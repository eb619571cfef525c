/*
 * test_findings.c - why: a Norwegian message that ends in English is read by nobody at a
 * municipality.
 */
#include <stdio.h>
#include <string.h>

#include "formats/run/findings.h"
#include "tests/rules/base/test_main.h"

static void a_refused_record_is_told_in_norwegian(void)
{
    Failure failure = {0};
    CLEANUP(text_buffer_free) TextBuffer scratch = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer out = TEXT_BUFFER_EMPTY;
    const FindingPlace place = {"a.xml", 2, NULL, "1.0"};
    const Finding finding = {.control = CONTROL_RECORD_REFUSED,
                             .severity = SEVERITY_BLOCK,
                             .value_count = 3,
                             .values = {{"line", VALUE_NUMBER, 7, NULL},
                                        {"field", VALUE_WORD, 0, "person/@fodt"},
                                        {"problem", VALUE_WORD, 0, "missing"}}};
    CU_ASSERT_EQUAL_FATAL(finding_line_append(&finding, &place, &scratch, &out, &failure),
                          STATUS_OK);
    CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, "person/@fodt: mangler"));
    CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, "person/@fodt: missing"));
}

static const TestCase tests[] = {
    {"a refused record is told in Norwegian", a_refused_record_is_told_in_norwegian},
};

TEST_MAIN("findings", tests)
