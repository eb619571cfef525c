/* test_serial_line.c - the first line of a file that the authority signs. */
#include "formats/base/serial_line.h"

#include <stdio.h>
#include <string.h>

#include "tests/rules/base/test_main.h"

static Status read_line(const char *text, SerialLine *line)
{
    Failure failure = {0};
    Status status = serial_line_read("f", "rules", text, strlen(text), line, &failure);
    CU_ASSERT_EQUAL(failure.status, status);
    return status;
}

static void test_read(void)
{
    static const char *const good[] = {
        "# rules 0123456789abcdef serial 7",
        "# rules 0123456789abcdef serial 7\nx,y\n",
        "\xEF\xBB\xBF# rules 0123456789abcdef serial 7,,,\r\nx,y\r\n",
        "\"# rules 0123456789abcdef serial 7\";;\nx;y\n",
        "<!-- # rules 0123456789abcdef serial 7 --><a/>",
        ("<?xml version=\"1.0\"?>\n<!-- other -->\n<!-- # rules 0123456789abcdef serial "
         "7\n-->\n<a/>"),
        "<?xml version=\"1.0\"?><!---->\n<!--# rules 0123456789abcdef serial 7--><a/>"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        SerialLine line = {.there = false};
        CU_ASSERT_EQUAL(read_line(good[i], &line), STATUS_OK);
        CU_ASSERT_TRUE(line.there);
        CU_ASSERT_EQUAL(line.serial, 7);
        CU_ASSERT_STRING_EQUAL(line.ledger, "0123456789abcdef");
    }
}

static void test_new(void)
{
    SerialLine line;
    CU_ASSERT_EQUAL(read_line("# rules NEW serial 0\n", &line), STATUS_OK);
    CU_ASSERT_TRUE(line.there);
    CU_ASSERT_EQUAL(line.serial, 0);
    CU_ASSERT_STRING_EQUAL(line.ledger, SERIAL_LEDGER_NEW);
}

/* A comment inside the document is the document's own. */
static void test_none(void)
{
    static const char *const none[] = {"",
                                       "x,y\n",
                                       "x,y\n# rules 0123456789abcdef serial 7\n",
                                       "<a/>",
                                       "<!-- rules -->\n<a/>",
                                       "<a><!-- # rules 0123456789abcdef serial 7 --></a>",
                                       "<!-- # rules",
                                       "<?xml",
                                       "\"",
                                       "<!-->"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        SerialLine line;
        CU_ASSERT_EQUAL(read_line(none[i], &line), STATUS_OK);
        CU_ASSERT_FALSE(line.there);
    }
}

static void test_refused(void)
{
    static const char *const wrong[] = {"#",
                                        "# rules",
                                        "#rules 0123456789abcdef serial 7\n",
                                        "# rules 0123456789abcde serial 7\n",
                                        "# rules 0123456789ABCDEF serial 7\n",
                                        "# rules 0123456789abcdef serial\n",
                                        "# rules 0123456789abcdef serial 07\n",
                                        "# rules 0123456789abcdef serial -1\n",
                                        "# rules 0123456789abcdef serial 1 2\n",
                                        "# rules  0123456789abcdef serial 1\n",
                                        "# rules 0123456789abcdef serial 1234567890\n",
                                        "# rules 0123456789abcdef  serial 1\n",
                                        "# rules NEWE serial 0\n",
                                        "# payees 0123456789abcdef serial 7\n",
                                        "\"# rules\n",
                                        "<!-- # rules --><a/>",
                                        "<!-- # payees 0123456789abcdef serial 7 --><a/>",
                                        ("<!-- # rules 0123456789abcdef serial 7 --><!-- # "
                                         "rules 0123456789abcdef serial 8 --><a/>")};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        SerialLine line;
        if (read_line(wrong[i], &line) == STATUS_OK) printf("\naccepted: %s\n", wrong[i]);
        CU_ASSERT_EQUAL(read_line(wrong[i], &line), STATUS_INPUT_VALUE);
    }
}

static const TestCase tests[] = {{"read", test_read},
                                 {"of an opening", test_new},
                                 {"none", test_none},
                                 {"refused", test_refused}};

TEST_MAIN("formats/serial line", tests)
