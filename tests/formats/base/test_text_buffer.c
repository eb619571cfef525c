/*
 * test_text_buffer.c - everything the program writes goes through the text buffer; a wrong
 * escape here is a broken manifest there. Also the UTF-8 check it leans on, byte by byte.
 */
#include "formats/base/text_buffer.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/utf8.h"
#include "tests/rules/base/test_main.h"

static void appends_and_counts(void)
{
    TextBuffer buffer = TEXT_BUFFER_EMPTY;
    text_buffer_append(&buffer, NULL, 0);
    CU_ASSERT_PTR_NULL(buffer.bytes);
    text_buffer_text(&buffer, "kr ");
    text_buffer_number(&buffer, -1250);
    text_buffer_char(&buffer, ';');
    text_buffer_format(&buffer, "%04d|%s", 301, "Oslo");
    CU_ASSERT_STRING_EQUAL(buffer.bytes, "kr -1250;0301|Oslo");
    CU_ASSERT_EQUAL(buffer.length, strlen("kr -1250;0301|Oslo"));
    CU_ASSERT_EQUAL(text_buffer_status(&buffer, NULL), STATUS_OK);
    text_buffer_clear(&buffer);
    CU_ASSERT_EQUAL(buffer.length, 0);
    CU_ASSERT_STRING_EQUAL(buffer.bytes, "");
    text_buffer_free(&buffer);
}

static void grows_over_every_length(void)
{
    TextBuffer buffer = TEXT_BUFFER_EMPTY;
    for (size_t i = 0; i < 3000; i++) {
        text_buffer_char(&buffer, (char)('a' + i % 26));
        CU_ASSERT_EQUAL_FATAL(buffer.length, i + 1);
        CU_ASSERT_EQUAL_FATAL(buffer.bytes[i + 1], '\0');
    }
    CU_ASSERT_EQUAL(buffer.bytes[2999], 'a' + 2999 % 26);
    text_buffer_free(&buffer);
}

static void numbers_at_their_ends(void)
{
    TextBuffer buffer = TEXT_BUFFER_EMPTY;
    text_buffer_number(&buffer, INT64_MIN);
    text_buffer_char(&buffer, ' ');
    text_buffer_number(&buffer, INT64_MAX);
    text_buffer_char(&buffer, ' ');
    text_buffer_number(&buffer, 0);
    CU_ASSERT_STRING_EQUAL(buffer.bytes, "-9223372036854775808 9223372036854775807 0");
    text_buffer_free(&buffer);
}

static void failure_sticks_until_cleared(void)
{
    TextBuffer buffer = TEXT_BUFFER_EMPTY;
    text_buffer_text(&buffer, "kept");
    CU_ASSERT_FALSE(text_buffer_reserve(&buffer, SIZE_MAX / 2));
    text_buffer_text(&buffer, "lost");
    CU_ASSERT_STRING_EQUAL(buffer.bytes, "kept");
    Failure failure;
    CU_ASSERT_EQUAL(text_buffer_status(&buffer, &failure), STATUS_MEMORY);
    text_buffer_clear(&buffer);
    text_buffer_text(&buffer, "again");
    CU_ASSERT_STRING_EQUAL(buffer.bytes, "again");
    CU_ASSERT_EQUAL(text_buffer_status(&buffer, NULL), STATUS_OK);
    text_buffer_free(&buffer);
}

static void hexadecimal(void)
{
    TextBuffer buffer = TEXT_BUFFER_EMPTY;
    text_buffer_hex(&buffer, (const uint8_t[]){0x00, 0x0f, 0xa5, 0xff}, 4);
    CU_ASSERT_STRING_EQUAL(buffer.bytes, "000fa5ff");
    text_buffer_free(&buffer);
}

static void check_json(const char *text, const char *expected)
{
    TextBuffer buffer = TEXT_BUFFER_EMPTY;
    text_buffer_json_string(&buffer, text);
    CU_ASSERT_STRING_EQUAL(buffer.bytes, expected);
    text_buffer_free(&buffer);
}

static void json_strings(void)
{
    check_json("", "\"\"");
    check_json("Bod\xC3\xB8", "\"Bod\xC3\xB8\"");
    check_json("a\"b\\c/d", "\"a\\\"b\\\\c/d\"");
    check_json("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"");
    check_json("\x01\x1f\x7f", "\"\\u0001\\u001f\x7f\"");
    check_json("x\xC3", "\"x\xEF\xBF\xBD\"");
    check_json("\xFFy", "\"\xEF\xBF\xBDy\"");
}

/* Whatever stands for itself or not does so wherever it stands: strings are looked at by words
 * of eight bytes. */
static void json_at_any_place(void)
{
    enum { LENGTH = 19 };
    for (int c = 1; c < 0x80; c++) {
        TextBuffer alone = TEXT_BUFFER_EMPTY;
        text_buffer_json_string(&alone, (const char[]){(char)c, '\0'});
        alone.bytes[alone.length - 1] = '\0';
        for (int place = 0; place < LENGTH; place++) {
            char text[LENGTH + 1] = "abcdefghijklmnopqrs", expected[2 * LENGTH];
            text[place] = (char)c;
            snprintf(expected, sizeof expected, "\"%.*s%s%s\"", place, text, alone.bytes + 1,
                     text + place + 1);
            check_json(text, expected);
        }
        text_buffer_free(&alone);
    }
}

/* What is longer than the room that is there is whole all the same. */
static void long_formats(void)
{
    char words[2000];
    memset(words, 'w', sizeof words);
    for (int length = 200; length < 2000; length += 7) {
        TextBuffer buffer = TEXT_BUFFER_EMPTY;
        text_buffer_format(&buffer, "%d:%.*s.", 7, length, words);
        text_buffer_format(&buffer, "%.*s", length, words);
        CU_ASSERT_EQUAL(buffer.length, 2 * (size_t)length + 3);
        CU_ASSERT_EQUAL(strlen(buffer.bytes), buffer.length);
        CU_ASSERT_EQUAL(buffer.bytes[length + 2], '.');
        text_buffer_free(&buffer);
    }
}

/* A letter of two bytes takes one column. */
static void cells_are_as_wide_as_they_look(void)
{
    CLEANUP(text_buffer_free) TextBuffer buffer = TEXT_BUFFER_EMPTY;
    text_buffer_cell(&buffer, "lån", -5);
    text_buffer_cell(&buffer, "øre", 5);
    text_buffer_cell(&buffer, "|", 2);
    text_buffer_cell(&buffer, "for lang", -3);
    CU_ASSERT_STRING_EQUAL(buffer.bytes, "lån    øre |for lang  ");
    text_buffer_cell(&buffer, "nå", 2);
    text_buffer_cell(&buffer, "ingen før", 4);
    CU_ASSERT_STRING_EQUAL(buffer.bytes + strlen("lån    øre |for lang  "), "  nå  ingen før");
}

static void check_utf8(const char *bytes, size_t size, size_t expected)
{
    CU_ASSERT_EQUAL(utf8_text_prefix(bytes, size), expected);
    /* Also behind and before enough ASCII for the fast path. */
    char padded[64];
    memset(padded, 'a', sizeof padded);
    memcpy(padded + 11, bytes, size);
    CU_ASSERT_EQUAL(utf8_text_prefix(padded, sizeof padded),
                    expected == size ? sizeof padded : 11 + expected);
}

static void utf8_is_checked(void)
{
    check_utf8("plain", 5, 5);
    check_utf8("\xC3\xA6\xE2\x82\xAC\xF0\x9F\x98\x80", 9, 9);
    check_utf8("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF", 10, 10);
    check_utf8("a\0b", 3, 1);
    check_utf8("\x80", 1, 0);
    check_utf8("\xC0\x80", 2, 0);         /* overlong NUL */
    check_utf8("\xC1\xBF", 2, 0);         /* overlong */
    check_utf8("\xE0\x9F\xBF", 3, 0);     /* overlong */
    check_utf8("\xF0\x8F\xBF\xBF", 4, 0); /* overlong */
    check_utf8("\xED\xA0\x80", 3, 0);     /* surrogate */
    check_utf8("\xF4\x90\x80\x80", 4, 0); /* beyond U+10FFFF */
    check_utf8("\xF5\x80\x80\x80", 4, 0);
    check_utf8("ok\xE2\x82", 4, 2); /* cut */
    check_utf8("ok\xE2\x28\xA1", 5, 2);
}

static const TestCase tests[] = {
    {"appending", appends_and_counts},
    {"growing over every length", grows_over_every_length},
    {"numbers at their ends", numbers_at_their_ends},
    {"failure sticks", failure_sticks_until_cleared},
    {"hexadecimal", hexadecimal},
    {"JSON strings", json_strings},
    {"JSON strings, any place", json_at_any_place},
    {"long formats", long_formats},
    {"cells", cells_are_as_wide_as_they_look},
    {"UTF-8", utf8_is_checked},
};

TEST_MAIN("text_buffer", tests)
