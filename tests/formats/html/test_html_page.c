/*
 * test_html_page.c - running text of pages: a line breaks neither a date nor a number with its
 * unit, and nothing that somebody sent becomes markup.
 */
#include "formats/html/html_page.h"
#include "tests/rules/base/test_main.h"

static void prose(const char *text, const char *expected)
{
    CLEANUP(text_buffer_free) TextBuffer out = TEXT_BUFFER_EMPTY;
    html_prose(&out, text);
    CU_ASSERT_STRING_EQUAL(out.bytes, expected);
}

#define NB "\xC2\xA0"

static void test_numbers(void)
{
    prose("i alt 49 471 200 kr betalt", "i alt 49" NB "471" NB "200" NB "kr betalt");
    prose("over 42,9 % av 20", "over 42,9" NB "% av 20");
    prose("R310 1, R209 1 og 0301 Oslo", "R310 1, R209 1 og 0301 Oslo");
    prose("5 krav, 1 2345", "5 krav, 1 2345");
    prose("31 900 kr.", "31" NB "900" NB "kr.");
}

static void test_dates(void)
{
    prose("fra 2018-10-11.", "fra <span class=\"k\">2018-10-11</span>.");
    prose("2018-10-111, 12018-10-11, 2018-1-11, 2018-10-11-2",
          "2018-10-111, 12018-10-11, 2018-1-11, 2018-10-11-2");
}

static void test_escaped(void)
{
    prose("\xC3\xA5r 2\xE2\x80\x93"
          "5",
          "\xC3\xA5r <span class=\"k\">2\xE2\x80\x93"
          "5</span>");
    prose("a\xE2\x80\x93"
          "5 2\xE2\x80\x93",
          "a\xE2\x80\x93"
          "5 2\xE2\x80\x93");
    prose("<b> & 1 000", "&lt;b&gt; &amp; 1" NB "000");
    prose("\x01\xFF", "\xEF\xBF\xBD\xEF\xBF\xBD");
}

static const TestCase tests[] = {
    {"numbers hold together", test_numbers},
    {"dates hold together", test_dates},
    {"nothing becomes markup", test_escaped},
};

TEST_MAIN("html/html_page", tests)
