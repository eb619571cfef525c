/*
 * test_entry.c - an entry of the ledger is signed: its text is these bytes, comes back as it
 * was, and a damaged one says which member is damaged.
 */
#include "formats/run/entry.h"

#include <stdio.h>
#include <string.h>

#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define ONES "1111111111111111111111111111111111111111111111111111111111111111"
static const char whole[] =
    "{\n  \"number\": 3,\n  \"kind\": \"RUN\",\n  \"mode\": \"test\",\n  \"given_keys\": "
    "false,\n"
    "  \"opening_year\": 2017,\n  \"pseudonym_check\": \"" ONES "\",\n"
    "  \"year\": 2018,\n  \"quarter\": 2,\n"
    "  \"cutoff\": \"2018-06-30\",\n  \"time\": \"2018-07-08T09:30:00Z\",\n"
    "  \"allow_time\": false,\n"
    "  \"run_identity\": \"" ONES "\",\n  \"manifest_sha256\": \"" ONES "\",\n"
    "  \"line_successors\": [\"1507:1508\", \"1601:1602\"],\n"
    "  \"same_inputs\": false,\n  \"same_user\": false,\n"
    "  \"paid_ore\": 100,\n  \"lines_ore\": -7,\n  \"log_size_before\": 12,\n"
    "  \"previous_entry\": \"" ZEROS "\",\n  \"previous_signature\": \"" ZEROS "\",\n"
    "  \"previous_checkpoint\": \"" ONES "\",\n"
    "  \"files\": [\n    {\"path\": \"a.csv\", \"sha256\": \"" ONES "\", \"size\": 5},\n"
    "    {\"path\": \"payments/b.xml.gz\", \"sha256\": \"" ZEROS "\", \"size\": 0}\n  ],\n"
    "  \"format\": \"tilskudd-entry-4\"\n}\n";

static void an_entry_comes_back_as_it_was(void)
{
    EntryText entry;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL_FATAL(entry_read("e", whole, strlen(whole), &entry, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(entry.kind, ENTRY_RUN);
    CU_ASSERT_EQUAL(entry.mode, LEDGER_TEST);
    CU_ASSERT_EQUAL(entry.line_successors.items[1].to, 1602);
    CU_ASSERT_EQUAL(entry.lines_sum, -7);
    CU_ASSERT_EQUAL(entry.files.count, 2);
    entry_write(&entry, &text);
    CU_ASSERT_STRING_EQUAL(text.bytes, whole);
    text_buffer_clear(&text);
    entry.files.count = 0;
    entry.cutoff = DAY_NONE;
    entry_write(&entry, &text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text.bytes, "  \"cutoff\": \"\",\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text.bytes, "  \"files\": [\n  ],\n"));
    entry.files.count = 2;
    text_buffer_free(&text);
    entry_text_free(&entry);
}

static void refuse(const char *from, const char *to, const char *detail)
{
    char text[2048], expected[256];
    EntryText entry;
    Failure failure = {0};
    const char *at = strstr(whole, from);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - whole), whole, to, at + strlen(from));
    CU_ASSERT_EQUAL(entry_read("000003/entry.json", text, strlen(text), &entry, &failure),
                    STATUS_VERIFICATION);
    snprintf(expected, sizeof expected, "not an entry as written: %s", detail);
    CU_ASSERT_STRING_EQUAL(failure.where, "000003/entry.json");
    CU_ASSERT_STRING_EQUAL(failure.detail, expected);
    CU_ASSERT_EQUAL(entry.files.count, 0);
}

static const char other_form[] = "members that nobody reads, or in another order";

static void two_damages_are_told_apart(void)
{
    refuse("\"cutoff\": \"2018-06-30\"", "\"cutoff\": \"2018-06-31\"",
           "\"cutoff\" is not a day");
    refuse("\"paid_ore\"", "\"paid\"", "\"paid_ore\" is missing");
    refuse("\"quarter\": 2", "\"quarter\": 5", "\"quarter\" is too large");
    refuse("\"1601:1602\"", "\"1601-1602\"", "\"line_successors\": not two municipalities");
    refuse("\"a.csv\"", "\"../a.csv\"", "\"files\": leads out of the entry");
    refuse("\"size\": 5", "\"size\": -5", "\"files\": \"size\" is too small");
    refuse("\"RUN\"", "\"PAY\"", "\"kind\" is not a word that stands there");
    refuse("{\n", "{\n  \"paid_also\": 1,\n", other_form);
    refuse("{\n", "{ \n", other_form);
    refuse("  \"number\": 3,\n  \"kind\": \"RUN\",\n",
           "  \"kind\": \"RUN\",\n  \"number\": 3,\n", other_form);
}

static void an_earlier_format_is_named(void)
{
    for (char format = '1'; format <= '3'; format++) {
        char text[2048], words[] = "ledger of format ?";
        EntryText entry;
        Failure failure = {0};
        snprintf(text, sizeof text, "%s", whole);
        strstr(text, "entry-4")[6] = format;
        words[sizeof words - 2] = format;
        CU_ASSERT_EQUAL(entry_read("e", text, strlen(text), &entry, &failure), STATUS_NOT_NOW);
        CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, words));
    }
}

static void a_head_is_of_three_files(void)
{
    EntryHead head, other;
    Folder *folder = NULL;
    scratch_begin();
    scratch_write("entry.json", "a", 1);
    scratch_write("entry.json.p7s", "b", 1);
    scratch_write("checkpoint", "c", 1);
    CU_ASSERT_EQUAL_FATAL(folder_open(scratch_folder(), &folder, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(entry_head(folder, &head, NULL), STATUS_OK);
    folder_close(folder);
    scratch_write("checkpoint", "d", 1);
    CU_ASSERT_EQUAL_FATAL(folder_open(scratch_folder(), &folder, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(entry_head(folder, &other, NULL), STATUS_OK);
    folder_close(folder);
    CU_ASSERT_EQUAL(memcmp(head.signature, other.signature, SHA256_SIZE), 0);
    CU_ASSERT_NOT_EQUAL(memcmp(head.head, other.head, SHA256_SIZE), 0);
    scratch_end();
}

static const TestCase tests[] = {
    {"an entry comes back as it was", an_entry_comes_back_as_it_was},
    {"two damages are told apart", two_damages_are_told_apart},
    {"an earlier format is named", an_earlier_format_is_named},
    {"a head is of three files", a_head_is_of_three_files},
};

TEST_MAIN("entry", tests)
