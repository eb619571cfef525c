/*
 * test_json_fields.c - manifests and entries are signed: the bytes that one table writes must
 * not change, must come back, and a damaged member must be named.
 */
#include "formats/json/json_fields.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/digest.h"
#include "rules/base/date.h"
#include "tests/rules/base/test_main.h"

typedef struct Thing {
    char name[8];
    char *path;
    char time[24];
    Day day, maybe;
    uint8_t hash[SHA256_SIZE];
    bool yes;
    uint64_t count;
    int64_t ore;
    int year;
    uint32_t number;
    enum { RED, GREEN } colour;
    int own;
    int later;
} Thing;

static void write_own(JsonWriter *writer, const char *name, const void *member)
{
    json_put_format(writer, name, "own %d", *(const int *)member);
}

static Status read_own(const JsonValue *value, void *member, Failure *failure)
{
    const char *text;
    if (json_string(value, &text) && strncmp(text, "own ", 4) == 0) {
        *(int *)member = text[4] - '0';
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_INPUT_VALUE, NULL, "not our own");
}

static const FieldType own_type = {write_own, read_own};
static const char *const colours[] = {"red", "green", NULL};
static const Field fields[] = {
    JSON_FIELD(Thing, name, "name", FIELD_TEXT),
    JSON_FIELD(Thing, path, "path", FIELD_OWNED_TEXT),
    JSON_FIELD(Thing, time, "time", FIELD_TIME),
    JSON_FIELD(Thing, day, "day", FIELD_DAY),
    JSON_FIELD(Thing, maybe, "maybe", FIELD_DAY_OR_NONE),
    JSON_FIELD(Thing, hash, "hash", FIELD_HASH),
    JSON_FIELD(Thing, yes, "yes", FIELD_FLAG),
    JSON_FIELD(Thing, count, "count", FIELD_COUNT),
    JSON_FIELD(Thing, ore, "ore", FIELD_INTEGER),
    JSON_FIELD(Thing, year, "year", FIELD_INT, .least = 2000, .most = 2063),
    JSON_FIELD(Thing, number, "number", FIELD_U32, .most = 999999),
    JSON_FIELD(Thing, colour, "colour", FIELD_WORD, .words = colours),
    JSON_OWN(Thing, own, "own", &own_type),
    JSON_FIELD(Thing, later, "later", FIELD_INT, .most = 9, .optional = true),
    JSON_CONSTANT("format", "thing-1"),
};
enum { FIELD_COUNT_ = sizeof fields / sizeof fields[0] };

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
static const char whole[] =
    "{\n  \"name\": \"b\xC3\xA5t\",\n  \"path\": \"a/\\\"b\",\n"
    "  \"time\": \"2018-10-08T09:30:00Z\",\n  \"day\": \"2018-09-30\",\n  \"maybe\": \"\",\n"
    "  \"hash\": \"" HASH "\",\n  \"yes\": true,\n  \"count\": 7,\n  \"ore\": -12,\n"
    "  \"year\": 2018,\n  \"number\": 12,\n  \"colour\": \"green\",\n  \"own\": \"own 5\",\n"
    "  \"later\": 3,\n  \"format\": \"thing-1\"\n}\n";

static Status read_thing(const char *text, Thing *out, Failure *failure)
{
    *out = (Thing){.later = 1};
    return fields_read_document("t.json", text, strlen(text), fields, FIELD_COUNT_, out,
                                failure);
}

static void what_is_written_comes_back(void)
{
    Thing thing, again;
    TextBuffer text = TEXT_BUFFER_EMPTY, second = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL_FATAL(read_thing(whole, &thing, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(thing.ore, -12);
    CU_ASSERT_EQUAL(thing.colour, GREEN);
    CU_ASSERT_EQUAL(thing.hash[1], 0x23);
    CU_ASSERT_FALSE(day_is_set(thing.maybe));
    CU_ASSERT_STRING_EQUAL(thing.path, "a/\"b");
    fields_write_document(&text, fields, FIELD_COUNT_, &thing);
    CU_ASSERT_STRING_EQUAL(text.bytes, whole);
    CU_ASSERT_EQUAL_FATAL(read_thing(text.bytes, &again, NULL), STATUS_OK);
    fields_write_document(&second, fields, FIELD_COUNT_, &again);
    CU_ASSERT_STRING_EQUAL(second.bytes, whole);
    system_free(thing.path);
    system_free(again.path);
    text_buffer_free(&text);
    text_buffer_free(&second);
}

static void an_optional_member_may_be_missing(void)
{
    char text[1024];
    Thing thing;
    snprintf(text, sizeof text, "%s", whole);
    memcpy(strstr(text, "later"), "LATER", 5);
    CU_ASSERT_EQUAL(read_thing(text, &thing, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(thing.later, 1);
    system_free(thing.path);
}

/* `from` replaced by `to` in the whole text must be refused with exactly `detail`. */
static void refuse(const char *from, const char *to, const char *detail)
{
    char text[1024];
    Failure failure = {0};
    Thing thing;
    const char *at = strstr(whole, from);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - whole), whole, to, at + strlen(from));
    CU_ASSERT_EQUAL(read_thing(text, &thing, &failure), STATUS_INPUT_VALUE);
    CU_ASSERT_STRING_EQUAL(failure.where, "t.json");
    CU_ASSERT_STRING_EQUAL(failure.detail, detail);
    system_free(thing.path);
}

static void the_wrong_member_is_named(void)
{
    refuse("\"name\"", "\"nome\"", "\"name\" is missing");
    refuse("b\xC3\xA5t", "much too long", "\"name\" is too long");
    refuse("\"a/\\\"b\"", "5", "\"path\" is not a string on one line");
    refuse("08T09", "08 09", "\"time\" is not a time");
    refuse("2018-09-30", "2018-09-31", "\"day\" is not a day");
    refuse("\"maybe\": \"\"", "\"maybe\": \"x\"", "\"maybe\" is not a day");
    refuse(HASH, "0123", "\"hash\" is not 64 hexadecimal digits");
    refuse("true", "\"true\"", "\"yes\" is not true or false");
    refuse(": 7,", ": -7,", "\"count\" is too small");
    refuse("-12", "\"x\"", "\"ore\" is not an integer");
    refuse(": 2018,", ": 1999,", "\"year\" is too small");
    refuse(": 2018,", ": 2064,", "\"year\" is too large");
    refuse(": 12,", ": 1000000,", "\"number\" is too large");
    refuse("green", "blue", "\"colour\" is not a word that stands there");
    refuse("own 5", "five", "\"own\": not our own");
    refuse("thing-1", "thing-2", "\"format\" is not a word that stands there");
}

static void what_is_no_object_is_refused(void)
{
    Thing thing;
    Failure failure = {0};
    CU_ASSERT_EQUAL(read_thing("[1]", &thing, &failure), STATUS_INPUT_VALUE);
    CU_ASSERT_STRING_EQUAL(failure.detail, "not an object");
    CU_ASSERT_EQUAL(read_thing("{\"name\"", &thing, &failure), STATUS_INPUT_MALFORMED);
}

/* --- the writer's layouts: each is bytes of some file --- */

static void layouts(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    JsonWriter writer = JSON_WRITER(&text);
    json_object(&writer, NULL, JSON_LINES);
    json_object(&writer, "empty", JSON_LINES);
    json_end(&writer);
    json_object(&writer, "none", JSON_LINES_OR_NONE);
    json_end(&writer);
    json_array(&writer, "notes", JSON_LINES_OR_NONE);
    json_put_text(&writer, NULL, "a");
    json_put_text(&writer, NULL, "b");
    json_end(&writer);
    json_array(&writer, "inline", JSON_INLINE);
    json_put_number(&writer, NULL, 1);
    json_put_number(&writer, NULL, -2);
    json_end(&writer);
    writer.extra_indent = 2;
    json_put_number(&writer, "payments", 3);
    json_object(&writer, "all", JSON_INLINE);
    json_put_flag(&writer, "a", false);
    json_put_number(&writer, "b", 5);
    json_end(&writer);
    json_object(&writer, "tight", JSON_COMPACT);
    json_put_hex(&writer, "a", (const uint8_t *)"\x01\xAB", 2);
    json_put_text(&writer, "b", "\n");
    json_end(&writer);
    json_end(&writer);
    CU_ASSERT_STRING_EQUAL(text.bytes, "{\n  \"empty\": {\n  },\n  \"none\": {},\n"
                                       "  \"notes\": [\n    \"a\",\n    \"b\"\n  ],\n"
                                       "  \"inline\": [1, -2],\n    \"payments\": 3,\n"
                                       "  \"all\": {\"a\": false, \"b\": 5},\n"
                                       "  \"tight\": {\"a\":\"01ab\",\"b\":\"\\n\"}\n}\n");
    text_buffer_free(&text);
}

static const TestCase tests[] = {
    {"what is written comes back", what_is_written_comes_back},
    {"an optional member may be missing", an_optional_member_may_be_missing},
    {"the wrong member is named", the_wrong_member_is_named},
    {"what is no object is refused", what_is_no_object_is_refused},
    {"layouts", layouts},
};
TEST_MAIN("json_fields", tests)
