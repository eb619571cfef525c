/*
 * test_json_reader.c - manifests and ledger entries are read back before they are believed:
 * our own text must come back value by value, and anything loose in JSON must be refused.
 */
#include "formats/json/json_reader.h"

#include <string.h>

#include "formats/base/text_buffer.h"
#include "tests/rules/base/test_main.h"

static JsonDocument *read_text(const char *text)
{
    JsonDocument *document = NULL;
    CU_ASSERT_EQUAL_FATAL(json_read("t.json", text, strlen(text), &document, NULL), STATUS_OK);
    return document;
}

static void reads_every_kind(void)
{
    JsonDocument *document =
        read_text(" {\"text\":\"b\\u00e5t\",\"yes\":true,\"no\":false,\"none\":null,\r\n"
                  "\t\"list\":[1,-2,[],{}],\"inner\":{\"a\":{\"b\":0}}} ");
    const JsonValue *root = json_root(document);
    const char *text;
    int64_t number;
    bool yes;
    CU_ASSERT_EQUAL(json_kind(root), JSON_OBJECT);
    CU_ASSERT_EQUAL(json_count(root), 6);
    CU_ASSERT_TRUE(json_string(json_object_get(root, "text"), &text));
    CU_ASSERT_STRING_EQUAL(text, "b\xC3\xA5t");
    CU_ASSERT_TRUE(json_boolean(json_object_get(root, "yes"), &yes) && yes);
    CU_ASSERT_TRUE(json_boolean(json_object_get(root, "no"), &yes) && !yes);
    CU_ASSERT_EQUAL(json_kind(json_object_get(root, "none")), JSON_NULL);
    const JsonValue *list = json_object_get(root, "list");
    CU_ASSERT_EQUAL(json_count(list), 4);
    CU_ASSERT_TRUE(json_integer(json_array_at(list, 1), &number) && number == -2);
    CU_ASSERT_EQUAL(json_kind(json_array_at(list, 2)), JSON_ARRAY);
    CU_ASSERT_EQUAL(json_count(json_array_at(list, 3)), 0);
    CU_ASSERT_PTR_NULL(json_array_at(list, 4));
    CU_ASSERT_STRING_EQUAL(json_object_key(root, 5), "inner");
    CU_ASSERT_PTR_EQUAL(json_object_at(root, 5), json_object_get(root, "inner"));
    CU_ASSERT_PTR_NULL(json_object_key(root, 6));
    const JsonValue *deep = json_object_get(json_object_get(root, "inner"), "a");
    CU_ASSERT_TRUE(json_integer(json_object_get(deep, "b"), &number) && number == 0);
    json_free(document);
}

static void look_ups_are_forgiving(void)
{
    JsonDocument *document = read_text("{\"a\":1}");
    const JsonValue *root = json_root(document);
    const char *text = "untouched";
    CU_ASSERT_PTR_NULL(json_object_get(root, "b"));
    CU_ASSERT_PTR_NULL(json_object_get(json_object_get(root, "b"), "c"));
    CU_ASSERT_PTR_NULL(json_object_get(json_object_get(root, "a"), "c"));
    CU_ASSERT_PTR_NULL(json_array_at(root, 0));
    CU_ASSERT_FALSE(json_string(json_object_get(root, "a"), &text));
    CU_ASSERT_FALSE(json_string(NULL, &text));
    CU_ASSERT_STRING_EQUAL(text, "untouched");
    CU_ASSERT_EQUAL(json_count(NULL), 0);
    json_free(document);
}

static void members_that_must_be_there(void)
{
    JsonDocument *document = read_text("{\"n\":7,\"s\":\"x\",\"b\":true,\"l\":[]}");
    const JsonValue *root = json_root(document), *list;
    const char *text;
    int64_t number;
    Failure failure = {0};
    CU_ASSERT_EQUAL(json_member_integer(root, "n", &number, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(number, 7);
    CU_ASSERT_EQUAL(json_member_string(root, "s", &text, &failure), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(text, "x");
    CU_ASSERT_EQUAL(json_member(root, "l", JSON_ARRAY, &list, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(json_member_string(root, "n", &text, &failure), STATUS_INPUT_VALUE);
    CU_ASSERT_STRING_EQUAL(failure.detail, "\"n\" is not a string");
    CU_ASSERT_EQUAL(json_member_integer(root, "m", &number, &failure), STATUS_INPUT_VALUE);
    CU_ASSERT_STRING_EQUAL(failure.detail, "\"m\" is missing");
    CU_ASSERT_STRING_EQUAL(failure.where, "");
    json_free(document);
}

static void integers_at_their_ends(void)
{
    JsonDocument *document = read_text("[9223372036854775807,-9223372036854775808,-0]");
    int64_t number;
    CU_ASSERT_TRUE(json_integer(json_array_at(json_root(document), 0), &number));
    CU_ASSERT_EQUAL(number, INT64_MAX);
    CU_ASSERT_TRUE(json_integer(json_array_at(json_root(document), 1), &number));
    CU_ASSERT_EQUAL(number, INT64_MIN);
    CU_ASSERT_TRUE(json_integer(json_array_at(json_root(document), 2), &number));
    CU_ASSERT_EQUAL(number, 0);
    json_free(document);
}

static void check_refused(const char *bytes, size_t size, Status expected)
{
    JsonDocument *document = NULL;
    Failure failure = {0};
    CU_ASSERT_EQUAL(json_read("t.json", bytes, size, &document, &failure), expected);
    CU_ASSERT_PTR_NULL(document);
    CU_ASSERT_EQUAL(strncmp(failure.where, "t.json", 6), 0);
}

static const char *const malformed[] = {"",
                                        " ",
                                        "{",
                                        "[",
                                        "\"",
                                        "tru",
                                        "nul",
                                        "True",
                                        "{\"a\"}",
                                        "{\"a\":}",
                                        "{\"a\":1,}",
                                        "[1,]",
                                        "[1 2]",
                                        "[,1]",
                                        "{1:2}",
                                        "{'a':1}",
                                        "{\"a\":1}}",
                                        "[]]",
                                        "1 2",
                                        "01",
                                        "-",
                                        "-01",
                                        "+1",
                                        "1.0",
                                        "1e3",
                                        "1E3",
                                        ".5",
                                        "9223372036854775808",
                                        "-9223372036854775809",
                                        "99999999999999999999999",
                                        "NaN",
                                        "Infinity",
                                        "\"\n\"",
                                        "\"\t\"",
                                        "\"\\x\"",
                                        "\"\\",
                                        "\"\\u12\"",
                                        "\"\\u12g4\"",
                                        "\"\\u0000\"",
                                        "\"\\ud800\"",
                                        "\"\\udc00\"",
                                        "\"\\ud800\\u0041\"",
                                        "\"\\ud800\\ud800\"",
                                        "\xEF\xBB\xBF{}",
                                        "// x\n1",
                                        "{\"a\":1,\"a\":2}",
                                        "{\"b\":1,\"a\":1,\"b\":1}",
                                        "{\"a\":1,\"\\u0061\":2}",
                                        "[1}",
                                        "{]"};

static void refuses_what_is_loose(void)
{
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++)
        check_refused(malformed[i], strlen(malformed[i]), STATUS_INPUT_MALFORMED);
    check_refused("\"\xFF\"", 3, STATUS_INPUT_NOT_UTF8);
    check_refused("[\0]", 3, STATUS_INPUT_NOT_UTF8);
    Failure failure;
    JsonDocument *document;
    CU_ASSERT_EQUAL(json_read("t.json", "{\n\"a\":1\n,x}", 11, &document, &failure),
                    STATUS_INPUT_MALFORMED);
    CU_ASSERT_STRING_EQUAL(failure.where, "t.json, line 3");
}

static Status read_nested(int depth)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    for (int i = 0; i < depth; i++)
        text_buffer_char(&text, '[');
    for (int i = 0; i < depth; i++)
        text_buffer_char(&text, ']');
    JsonDocument *document = NULL;
    Status status = json_read("deep", text.bytes, text.length, &document, NULL);
    json_free(document);
    text_buffer_free(&text);
    return status;
}

static Status read_many(int values)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_text(&text, "[0");
    for (int i = 1; i < values; i++)
        text_buffer_text(&text, ",0");
    text_buffer_char(&text, ']');
    JsonDocument *document = NULL;
    Status status = json_read("many", text.bytes, text.length, &document, NULL);
    if (status == STATUS_OK) CU_ASSERT_EQUAL(json_count(json_root(document)), (size_t)values);
    json_free(document);
    text_buffer_free(&text);
    return status;
}

static void limits_just_inside_and_outside(void)
{
    CU_ASSERT_EQUAL(read_nested(JSON_DEPTH_MAX), STATUS_OK);
    CU_ASSERT_EQUAL(read_nested(JSON_DEPTH_MAX + 1), STATUS_INPUT_TOO_LARGE);
    CU_ASSERT_EQUAL(read_nested(1000000), STATUS_INPUT_TOO_LARGE);
    CU_ASSERT_EQUAL(read_many(JSON_VALUES_MAX - 1), STATUS_OK);
    CU_ASSERT_EQUAL(read_many(JSON_VALUES_MAX), STATUS_INPUT_TOO_LARGE);
}

static void every_cut_of_a_text_is_refused(void)
{
    static const char text[] = "{\"a\":[1,true,null,\"\\u00e5\\n\"],\"b\":{\"c\":-12}}";
    for (size_t size = 0; size < sizeof text - 1; size++) {
        JsonDocument *document = NULL;
        CU_ASSERT_EQUAL(json_read("cut", text, size, &document, NULL), STATUS_INPUT_MALFORMED);
    }
}

static void what_is_written_reads_back(void)
{
    static const char text[] =
        "\x01\x1f\"\\/\b\f\n\r\t \x7f \xC3\xA6\xE2\x82\xAC\xF0\x9F\x98\x80";
    TextBuffer buffer = TEXT_BUFFER_EMPTY;
    text_buffer_json_string(&buffer, text);
    JsonDocument *document = read_text(buffer.bytes);
    const char *back = "";
    CU_ASSERT_TRUE(json_string(json_root(document), &back));
    CU_ASSERT_STRING_EQUAL(back, text);
    json_free(document);
    document = read_text("\"\\ud83d\\ude00 \\u20AC \\/\"");
    CU_ASSERT_TRUE(json_string(json_root(document), &back));
    CU_ASSERT_STRING_EQUAL(back, "\xF0\x9F\x98\x80 \xE2\x82\xAC /");
    json_free(document);
    text_buffer_free(&buffer);
}

static const TestCase tests[] = {
    {"every kind", reads_every_kind},
    {"look-ups are forgiving", look_ups_are_forgiving},
    {"members that must be there", members_that_must_be_there},
    {"integers at their ends", integers_at_their_ends},
    {"what is loose is refused", refuses_what_is_loose},
    {"limits", limits_just_inside_and_outside},
    {"every cut is refused", every_cut_of_a_text_is_refused},
    {"writing and reading back", what_is_written_reads_back},
};

TEST_MAIN("json_reader", tests)
