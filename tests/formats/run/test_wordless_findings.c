/*
 * test_wordless_findings.c - why: words that are left out too generously let another finding
 * pass for the same one; and pieces of a computation end elsewhere than a file's buffers do.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/run/stored_text.h"
#include "formats/run/wordless_findings.h"
#include "tests/rules/base/test_main.h"

#define BEFORE "{\"control\":\"R302\",\"record\":7"
#define AFTER "\"values\":{\"n\":3},\"rule_version\":\"1.0\"}\n"
#define LINE(nb, en) BEFORE ",\"message_nb\":\"" nb "\",\"message_en\":\"" en "\"," AFTER

static void left_out(const char *lines, const char *wanted)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    findings_without_words(lines, strlen(lines), &text);
    CU_ASSERT_EQUAL_FATAL(text_buffer_status(&text, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(text.length, strlen(wanted));
    if (text.length > 0) CU_ASSERT_STRING_EQUAL(text.bytes, wanted);
    text_buffer_free(&text);
}

static void same(const char *lines)
{
    left_out(lines, lines);
}

/* So long that no reader of findings takes the line. */
static void long_words(void)
{
    static char line[1 << 14];
    snprintf(line, sizeof line, BEFORE ",\"message_nb\":\"%0*d\",\"message_en\":\"c\"," AFTER,
             1 << 13, 1);
    same(line);
}

static void test_lines(void)
{
    left_out("", "");
    left_out(LINE("ja", "yes"), BEFORE "," AFTER);
    left_out(LINE("ja", "yes") LINE("nei", "no"), BEFORE "," AFTER BEFORE "," AFTER);
    left_out(LINE("a,\\\"values\\\":b", "c"), BEFORE "," AFTER);
    same(LINE("", "b"));
    same(LINE("a\\nb", "c"));
    same(LINE("a\\u202eb", "c"));
    same(LINE("a\xe2\x80\xae", "c"));
    same(LINE("a\x1b[2J", "c"));
    same(LINE("a\xff", "c"));
    same(LINE("a\",\"severity\":\"INFO", "c"));
    same(LINE("a", "c\",\"person\":\"0"));
    same(BEFORE ",\"message_nb\":1,\"message_en\":\"c\"," AFTER);
    same(BEFORE ",\"message_nb\":\"a\"," AFTER);
    same(BEFORE ",\"message_nb\":[\"a\",\"message_en\":\"c\"," AFTER);
    same(BEFORE ",\"message_nb\":\"a");
    same(BEFORE ",\"message_nb\":");
    left_out("no finding\nnor \"values\":\n", "no finding\nnor \"values\":\n");
    long_words();
    left_out("{,\"message_nb\":\"x\"}\n" LINE("a", "b"),
             "{,\"message_nb\":\"x\"}\n" BEFORE "," AFTER);
}

enum { LINES = 3000 };

/* A file of lines, against lines with other words that come `at_once` at a time; `other` is the
 * number of one that is another finding, and `count` how many come. */
static Status compare(int at_once, int count, int other, Failure *failure)
{
    static const char name[] = "findings.jsonl";
    const FolderFile *file;
    StoredText *stored = NULL;
    Folder *folder = NULL;
    TextBuffer piece = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL_FATAL(folder_open("wordless", &folder, failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(folder_read(folder, name, 1 << 22, &file, failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(stored_text_of(file, &stored, failure), STATUS_OK);
    stored_text_without_words(stored);
    for (int i = 1; i <= count; i++) {
        text_buffer_format(
            &piece,
            "{\"record\":%d,\"message_nb\":\"%0*d\",\"message_en\":\"e\",\"values\":{}}\n",
            i == other ? 0 : i, i % 200, 1);
        if (i % at_once != 0 && i < count) continue;
        CU_ASSERT_EQUAL(stored_text_compare(stored, piece.bytes, piece.length, failure),
                        STATUS_OK);
        text_buffer_clear(&piece);
    }
    Status status = stored_text_finish(stored, failure);
    stored_text_close(stored);
    text_buffer_free(&piece);
    folder_close(folder);
    return status;
}

static void differs(int at_once, int count, int other, const char *line)
{
    Failure failure = {0};
    CU_ASSERT_EQUAL(compare(at_once, count, other, &failure), STATUS_VERIFICATION);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, line));
}

static void test_compared(void)
{
    Failure failure = {0};
    CU_ASSERT_EQUAL_FATAL(mkdir("wordless", 0700), 0);
    FILE *file = fopen("wordless/findings.jsonl", "wb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    for (int i = 1; i <= LINES; i++)
        fprintf(file,
                "{\"record\":%d,\"message_nb\":\"%0*d\",\"message_en\":\"f\",\"values\":{}}\n",
                i, i % 90, 2);
    CU_ASSERT_EQUAL(fclose(file), 0);
    CU_ASSERT_EQUAL(compare(1, LINES, 0, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(compare(7, LINES, 0, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(compare(LINES, LINES, 0, &failure), STATUS_OK);
    differs(7, LINES, 2222, "line 2222 ");
    differs(LINES, LINES, 1, "line 1 ");
    differs(7, LINES - 1, 0, "line 3000 ");
    differs(1, LINES + 1, 0, "line 3001 ");
    CU_ASSERT_EQUAL(remove("wordless/findings.jsonl"), 0);
    CU_ASSERT_EQUAL(rmdir("wordless"), 0);
}

static const TestCase tests[] = {{"lines", test_lines}, {"compared", test_compared}};

TEST_MAIN("run/wordless_findings", tests)
