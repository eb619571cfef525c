/*
 * test_entry_findings.c - why: the control team reads these lines by program; one that its
 * reader refuses, or that lacks a value, hides the payment that it is about. life.md 1.
 */
#include <stdio.h>
#include <string.h>

#include "formats/base/output_file.h"
#include "formats/base/system.h"
#include "formats/run/entry_findings.h"
#include "formats/run/findings.h"
#include "tests/rules/base/test_main.h"

static const char *const words[] = {
#define ENTRY_FINDING(name, number, severity, message_nb, message_en) message_nb, message_en,
#include "formats/run/entry_findings.def"
};

enum { VALUES_MOST = 64, NAME_SIZE = 32 };
static char names[VALUES_MOST][NAME_SIZE];
static EntryFindingValue values[VALUES_MOST];
static size_t value_count;

static void add_value(const char *name, size_t length)
{
    for (size_t i = 0; i < value_count; i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0) return;
    CU_ASSERT_FATAL(value_count < VALUES_MOST && length < NAME_SIZE);
    snprintf(names[value_count], NAME_SIZE, "%.*s", (int)length, name);
    values[value_count] = (EntryFindingValue){names[value_count], "a \"value\""};
    value_count++;
}

/* A value for each place in the words of the table. */
static void find_places(void)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        for (const char *open = strchr(words[i], '{'); open != NULL;
             open = strchr(open + 1, '{'))
            add_value(open + 1, strcspn(open + 1, "}"));
}

static size_t lines;

static Status take(void *user, const FindingLine *line, Failure *failure)
{
    (void)user, (void)failure;
    CU_ASSERT_EQUAL(line->severity, entry_finding_severity((EntryFinding)lines));
    CU_ASSERT_EQUAL(line->municipality, lines % 2 == 0 ? 301 : MUNICIPALITY_NONE);
    CU_ASSERT_PTR_NULL(line->person);
    CU_ASSERT_PTR_NULL(strchr(line->message, '{'));
    CU_ASSERT_PTR_NOT_NULL(strstr(line->values, "a \\\"value\\\""));
    lines++;
    return STATUS_OK;
}

static void test_read_by_all(void)
{
    static const char path[] = "test_entry_findings.jsonl";
    TextBuffer text = TEXT_BUFFER_EMPTY;
    Failure failure = {0};
    find_places();
    for (int i = 0; i < ENTRY_FINDING_COUNT; i++)
        entry_finding_append(&text, (EntryFinding)i, i % 2 == 0 ? 301 : MUNICIPALITY_NONE,
                             values, value_count);
    FILE *file = fopen(path, "wb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(fwrite(text.bytes, 1, text.length, file), text.length);
    CU_ASSERT_EQUAL(fclose(file), 0);
    CU_ASSERT_EQUAL(findings_read(path, path, NULL, take, NULL, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(lines, ENTRY_FINDING_COUNT);
    CU_ASSERT_EQUAL(remove(path), 0);
    text_buffer_free(&text);
}

static void test_words(void)
{
    static const EntryFindingValue given[] = {
        {"payment", "0301-INT-1-ab"}, {"amount", "7,00"}, {"reason", "AC04 \"lukket\""}};
    TextBuffer text = TEXT_BUFFER_EMPTY;
    entry_finding_words(&text, ENTRY_FINDING_REJECTED, given, 3);
    CU_ASSERT_STRING_EQUAL(
        text.bytes, "The bank rejected the payment 0301-INT-1-ab of 7,00 kr: AC04 \"lukket\".");
    text_buffer_free(&text);
}

static const TestCase tests[] = {{"read by all", test_read_by_all}, {"words", test_words}};

TEST_MAIN("run/entry_findings", tests)
