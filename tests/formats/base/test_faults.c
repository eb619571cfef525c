/*
 * test_faults.c - every allocation, open, write, fsync, rename and close is made to fail once,
 * and the process is killed before and after each: files must be old or new, never half, no
 * temporary file may stay after a failure, and doing it again must give the same bytes.
 *
 * The program starts itself ("child FOLDER") with TILSKUDD_FAULT set, because a fault is for a
 * process; it is linked with the fault-injecting system calls.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/csv/csv.h"
#include "formats/base/input_file.h"
#include "formats/json/json_reader.h"
#include "formats/base/path.h"
#include "tests/formats/base/fault_child.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { LINES = 15000, CALLS_MAX = 2000, EXIT_SILENT = 99 };

static Status write_lines(const char *path, FileSums *sums, Failure *failure)
{
    TextBuffer line = TEXT_BUFFER_EMPTY;
    OutputFile *file = NULL;
    TRY(output_file_open(path, 0640, 1, 2, &file, failure));
    Status status = STATUS_OK;
    for (int i = 0; i < LINES && status == STATUS_OK; i++) {
        text_buffer_clear(&line);
        text_buffer_format(&line, "%d,\"line \"\"%d\"\"\"\n", i, i * 7);
        status = text_buffer_status(&line, failure);
        if (status == STATUS_OK)
            status = output_file_write(file, line.bytes, line.length, failure);
    }
    text_buffer_free(&line);
    if (status == STATUS_OK) return output_file_commit(&file, sums, failure);
    output_file_abandon(&file);
    return status;
}

static Status write_summary(const char *path, const FileSums *sums, Failure *failure)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_format(&text, "{\"size\":%llu,\"sha256\":\"",
                       (unsigned long long)sums->content_size);
    text_buffer_hex(&text, sums->content_sha256, SHA256_SIZE);
    text_buffer_text(&text, "\"}\n");
    Status status = text_buffer_status(&text, failure);
    if (status == STATUS_OK)
        status =
            output_file_save(path, 0644, OUTPUT_PLAIN, text.bytes, text.length, NULL, failure);
    text_buffer_free(&text);
    return status;
}

static Status count_rows(const char *path, const InputFile *input, int *rows, Failure *failure)
{
    CsvReader reader;
    bool more = true;
    Status status = csv_open(&reader, path, input->bytes, input->size, failure);
    for (*rows = -1; status == STATUS_OK && more; ++*rows)
        status = csv_next(&reader, &more, failure);
    csv_close(&reader);
    return status;
}

static Status read_lines(const char *path, Failure *failure)
{
    InputFile input;
    FileSums sums;
    int rows = 0;
    TRY(input_file_sums(path, &sums, failure));
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &input, failure));
    Status status = count_rows(path, &input, &rows, failure);
    input_file_free(&input);
    if (status == STATUS_OK && rows != LINES)
        return failure_set(failure, STATUS_INPUT_VALUE, path, "%d rows", rows);
    return status;
}

static Status read_summary(const char *path, Failure *failure)
{
    JsonDocument *document = NULL;
    int64_t size;
    CLEANUP(input_file_free) InputFile input = {0};
    TRY(input_file_read(path, JSON_SIZE_MAX, &input, failure));
    TRY(json_read(path, input.bytes, input.size, &document, failure));
    Status status = json_member_integer(json_root(document), "size", &size, failure);
    json_free(document);
    return status;
}

static Status count_names(const char *folder, Failure *failure)
{
    PathList list;
    Status status = path_list(folder, &list, failure);
    size_t count = list.count;
    path_list_free(&list);
    if (status == STATUS_OK && count != 2)
        return failure_set(failure, STATUS_INPUT_VALUE, folder, "%zu names", count);
    return status;
}

/* What the child does: a small run folder, written and read back. */
static Status make_folder(const char *folder, Failure *failure)
{
    char lines[PATH_SIZE], summary[PATH_SIZE];
    FileSums sums;
    TRY(path_join(folder, "lines.csv.gz", lines, failure));
    TRY(path_join(folder, "summary.json", summary, failure));
    TRY(path_make_folder(folder, true, failure));
    TRY(write_lines(lines, &sums, failure));
    TRY(write_summary(summary, &sums, failure));
    if (system_fsync_folder(folder) != 0)
        return failure_set(failure, STATUS_WRITE, folder, "the folder");
    TRY(read_lines(lines, failure));
    TRY(read_summary(summary, failure));
    return count_names(folder, failure);
}

/* A failure without words is worth its own exit status. */
static int child(const char *folder)
{
    Failure failure = {0};
    Status status = make_folder(folder, &failure);
    if (status != STATUS_OK && (failure.status != status || failure.detail[0] == '\0'))
        return EXIT_SILENT;
    return (int)status_exit(status);
}

/* Runs the child; returns its wait status. Its messages go to the file "messages". */
static int run_child(const char *fault)
{
    char folder[PATH_SIZE];
    snprintf(folder, sizeof folder, "%s", scratch_path("run"));
    char *arguments[] = {"test_faults", "child", folder, NULL};
    return fault_child(fault, arguments);
}

/* The sums of both files as a sound run makes them. */
static FileSums sound_lines, sound_summary;

static void make_sound(void)
{
    scratch_begin();
    CU_ASSERT_TRUE(exited_with(run_child(""), EXIT_DONE));
    CU_ASSERT_FALSE(fault_struck());
    CU_ASSERT_EQUAL(input_file_sums(scratch_path("run/lines.csv.gz"), &sound_lines, NULL),
                    STATUS_OK);
    CU_ASSERT_EQUAL(input_file_sums(scratch_path("run/summary.json"), &sound_summary, NULL),
                    STATUS_OK);
}

static bool is_whole(const char *name, const FileSums *sound)
{
    FileSums sums;
    return input_file_sums(scratch_path(name), &sums, NULL) == STATUS_OK &&
           memcmp(&sums, sound, sizeof sums) == 0;
}

/* An earlier summary is there, so that replacing is tried too. */
static void begin_with_old_summary(void)
{
    scratch_begin();
    CU_ASSERT_EQUAL_FATAL(system_mkdir(scratch_path("run"), 0750), 0);
    scratch_write("run/summary.json", "old", 3);
}

static void check_old_or_whole(void)
{
    CU_ASSERT_TRUE(!scratch_exists("run/lines.csv.gz") ||
                   is_whole("run/lines.csv.gz", &sound_lines));
    CU_ASSERT_TRUE(scratch_holds("run/summary.json", "old") ||
                   is_whole("run/summary.json", &sound_summary));
}

static void check_again_gives_the_same(void)
{
    CU_ASSERT_TRUE(exited_with(run_child(""), EXIT_DONE));
    CU_ASSERT_TRUE(is_whole("run/lines.csv.gz", &sound_lines));
    CU_ASSERT_TRUE(is_whole("run/summary.json", &sound_summary));
}

/* The n-th call of a kind; false when there are not that many. */
static bool try_fault(const char *kind, int call, const char *action)
{
    char fault[48];
    snprintf(fault, sizeof fault, "%s:%d:%s", kind, call, action);
    begin_with_old_summary();
    int state = run_child(fault);
    bool struck = fault_struck();
    bool kill_it = strcmp(action, "fail") != 0;
    bool ended_well = !struck   ? exited_with(state, EXIT_DONE)
                      : kill_it ? WIFSIGNALED(state) && WTERMSIG(state) == SIGKILL
                                : exited_with(state, EXIT_SYSTEM);
    CU_ASSERT_TRUE(ended_well);
    if (struck && !kill_it) {
        CU_ASSERT_FALSE(scratch_exists("run/lines.csv.gz.tmp"));
        CU_ASSERT_FALSE(scratch_exists("run/summary.json.tmp"));
    }
    check_old_or_whole();
    if (struck) check_again_gives_the_same();
    return struck;
}

static void try_every_call(const char *kind, int at_least, const char *action)
{
    int call = 1;
    while (call < CALLS_MAX && try_fault(kind, call, action))
        call++;
    CU_ASSERT_TRUE(call > at_least);
    CU_ASSERT_TRUE(call < CALLS_MAX);
}

static const struct {
    const char *kind;
    int at_least; /* calls that the child makes for certain */
} kinds[] = {{"allocate", 20}, {"open", 5},  {"create", 2}, {"read", 3},  {"write", 2},
             {"fsync", 3},     {"close", 6}, {"rename", 2}, {"mkdir", 1}, {"listing", 2}};

static void every_call_fails_once(void)
{
    make_sound();
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        try_every_call(kinds[i].kind, kinds[i].at_least, "fail");
    scratch_end();
}

/* Allocations change nothing on disk: killing there would only repeat the other kinds. */
static void killed_before_and_after_every_call(void)
{
    make_sound();
    for (size_t i = 1; i < sizeof kinds / sizeof kinds[0]; i++) {
        try_every_call(kinds[i].kind, kinds[i].at_least, "kill-before");
        try_every_call(kinds[i].kind, kinds[i].at_least, "kill-after");
    }
    scratch_end();
}

/* Where no thread can be had one does it all, with the same bytes. */
static void no_more_threads(void)
{
    make_sound();
    begin_with_old_summary();
    CU_ASSERT_TRUE(exited_with(run_child("thread:1:fail"), EXIT_DONE));
    CU_ASSERT_TRUE(fault_struck());
    CU_ASSERT_TRUE(is_whole("run/lines.csv.gz", &sound_lines));
    scratch_end();
}

/* A left-over of a killed run that cannot be removed stops the next one with a word. */
static void a_left_over_that_stays(void)
{
    make_sound();
    begin_with_old_summary();
    scratch_write("run/lines.csv.gz.tmp", "half", 4);
    CU_ASSERT_TRUE(exited_with(run_child("unlink:1:fail"), EXIT_SYSTEM));
    CU_ASSERT_TRUE(fault_struck());
    check_old_or_whole();
    check_again_gives_the_same();
    CU_ASSERT_FALSE(scratch_exists("run/lines.csv.gz.tmp"));
    scratch_end();
}

static void a_wrong_setting_is_refused(void)
{
    static const char *const wrong[] = {"write",        "write:0:fail", "write:1:explode",
                                        "wrote:1:fail", "write:x:fail", "write:1:fail2"};
    scratch_begin();
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int state = run_child(wrong[i]);
        CU_ASSERT_TRUE(WIFSIGNALED(state) && WTERMSIG(state) == SIGABRT);
    }
    scratch_end();
}

static const TestCase tests[] = {
    {"every call fails once", every_call_fails_once},
    {"killed before and after every call", killed_before_and_after_every_call},
    {"no more threads", no_more_threads},
    {"a left-over that stays", a_left_over_that_stays},
    {"a wrong setting is refused", a_wrong_setting_is_refused},
};

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "child") == 0) return child(argv[2]);
    return run_tests("faults", tests, sizeof tests / sizeof tests[0], argc, argv);
}
