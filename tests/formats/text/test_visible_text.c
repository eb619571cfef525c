/*
 * test_visible_text.c - nothing that a file says can move the cursor, change colours or turn
 * the order of words: whoever approves a payment reads a screen.
 */
#include "formats/text/visible_text.h"

#include <string.h>

#include "tests/rules/base/test_main.h"

/* As the terminal does it: bytes that come one by one. */
static const char *shown(const char *text, size_t size)
{
    static char out[512];
    unsigned char held[8];
    size_t count = 0, length = 0, more;
    for (size_t i = 0; i < size; i++) {
        held[count++] = (unsigned char)text[i];
        while (count > 0) {
            size_t taken = visible_character(held, count, out + length, &more);
            if (taken == 0) break;
            length += more;
            count -= taken;
            memmove(held, held + taken, count);
        }
        CU_ASSERT_TRUE_FATAL(count < 4 && length + 64 < sizeof out);
    }
    out[length] = '\0';
    return out;
}

#define SHOWN(text, expected) CU_ASSERT_STRING_EQUAL(shown(text, sizeof(text) - 1), expected)

static void what_is_seen_stays(void)
{
    SHOWN("plain text, 1 234,50\n\tnext", "plain text, 1 234,50\n\tnext");
    SHOWN("\xC3\xA6\xC3\xB8\xC3\xA5 \xE2\x82\xAC \xF0\x9F\x99\x82",
          "\xC3\xA6\xC3\xB8\xC3\xA5 \xE2\x82\xAC \xF0\x9F\x99\x82");
    SHOWN("\xC2\xA0", "\xC2\xA0");
    SHOWN("\xEF\xBF\xBD", "\xEF\xBF\xBD");
}

static void what_steers_becomes_visible(void)
{
    SHOWN("\x1B[2J\x1B[31m", "\\x1B[2J\\x1B[31m");
    SHOWN("a\rb\bc\x07\x7F", "a\\x0Db\\x08c\\x07\\x7F");
    SHOWN("nul\0end", "nul\\x00end");
    SHOWN("\xC2\x9B"
          "31m\xC2\x85",
          "\\u{9B}31m\\u{85}");
    SHOWN("\xE2\x80\xAE"
          "drow\xE2\x80\xAC",
          "\\u{202E}drow\\u{202C}");
    SHOWN("\xE2\x81\xA6x\xE2\x81\xA9\xE2\x80\x8Ey\xE2\x80\x8B\xEF\xBB\xBF\xD8\x9C",
          "\\u{2066}x\\u{2069}\\u{200E}y\\u{200B}\\u{FEFF}\\u{61C}");
    SHOWN("\xE2\x80\xA8\xF3\xA0\x81\x81", "\\u{2028}\\u{E0041}");
}

static void what_is_no_utf_8_becomes_visible(void)
{
    SHOWN("\xE6rlig \x9B", "\\xE6rlig \\x9B");
    SHOWN("\xE2\x82 \xF0\x9F\x99 \xC3\n", "\\xE2\\x82 \\xF0\\x9F\\x99 \\xC3\n");
    SHOWN("\xC0\x9B\xED\xA0\x80\xF4\x90\x80\x80\xFE",
          "\\xC0\\x9B\\xED\\xA0\\x80\\xF4\\x90\\x80\\x80\\xFE");
    SHOWN("\xE0\x9F\xBF", "\\xE0\\x9F\\xBF");
}

/* Also where nothing is held: a long text of every byte says nothing but what is plain. */
static void every_byte(void)
{
    for (int first = 0; first < 256; first++) {
        for (int second = 0; second < 256; second++) {
            const char text[] = {(char)first, (char)second, 'x', 'x'};
            for (const char *at = shown(text, sizeof text); *at != '\0'; at++) {
                bool control = (unsigned char)*at < 0x20 && *at != '\n' && *at != '\t';
                CU_ASSERT_FALSE_FATAL(control || *at == 0x7F);
            }
        }
    }
}

static void one_line(void)
{
    CU_ASSERT_TRUE(visible_line(""));
    CU_ASSERT_TRUE(visible_line("Oslo, \xC3\x85s"));
    CU_ASSERT_FALSE(visible_line("a\nb"));
    CU_ASSERT_FALSE(visible_line("a\tb"));
    CU_ASSERT_FALSE(visible_line("a\x1B[1A"));
    CU_ASSERT_FALSE(visible_line("\xE2\x80\xAE"));
    CU_ASSERT_FALSE(visible_line("\xC3"));
    CU_ASSERT_FALSE(visible_line("\\\x7F"));
}

static const TestCase tests[] = {
    {"what is seen stays", what_is_seen_stays},
    {"what steers becomes visible", what_steers_becomes_visible},
    {"what is no UTF-8 becomes visible", what_is_no_utf_8_becomes_visible},
    {"every byte", every_byte},
    {"one line", one_line},
};

TEST_MAIN("visible_text", tests)
