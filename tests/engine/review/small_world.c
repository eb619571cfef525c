/* small_world.c - a world of four persons, made anew for each test program. */
#include "tests/engine/review/small_world.h"

#include <CUnit/Basic.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/base/input_file.h"
#include "formats/base/text_buffer.h"
#include "rules/base/identity.h"
#include "tests/formats/base/kept.h"
#include "tests/formats/base/scratch.h"

char printed[1 << 20];
char told[1 << 16];

extern char **environ;

static char idents[WORLD_PERSONS][IDENT_TEXT_SIZE];

/* --- the program --- */

static void read_back(const char *name, char *text, size_t size)
{
    int descriptor = open(scratch_path(name), O_RDONLY | O_CLOEXEC);
    CU_ASSERT_FATAL(descriptor >= 0);
    ssize_t got = read(descriptor, text, size - 1);
    CU_ASSERT_FATAL(got >= 0);
    text[got] = '\0';
    close(descriptor);
}

static int start(char *const *arguments)
{
    posix_spawn_file_actions_t actions;
    const int flags = O_WRONLY | O_CREAT | O_TRUNC;
    pid_t child;
    int state = 0;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, scratch_path("in.txt"), O_RDONLY,
                                     0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, scratch_path("out.txt"), flags,
                                     0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, scratch_path("err.txt"), flags,
                                     0600);
    int failed = posix_spawn(&child, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    CU_ASSERT_EQUAL_FATAL(failed, 0);
    CU_ASSERT_EQUAL_FATAL(waitpid(child, &state, 0), child);
    return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

int program(const char *input, const char *const *arguments)
{
    enum { ARGUMENTS_MAX = 40 };
    char *list[ARGUMENTS_MAX + 2] = {(char *)(uintptr_t)TEST_PROGRAM};
    size_t count = 1;
    for (; arguments[count - 1] != NULL && count <= ARGUMENTS_MAX; count++) {
        list[count] = (char *)(uintptr_t)arguments[count - 1];
    }
    if (input == NULL) input = "";
    scratch_write("in.txt", input, strlen(input));
    int status = start(list);
    read_back("out.txt", printed, sizeof printed);
    read_back("err.txt", told, sizeof told);
    return status;
}

/* --- the world --- */

static void make_idents(void)
{
    static const Day born[WORLD_PERSONS] = {4500, 5600, 6700, 7800};
    for (int p = 0; p < WORLD_PERSONS; p++) {
        Ident ident = IDENT_NONE;
        /* even: women */
        for (int number = 100; ident == IDENT_NONE; number += 2) {
            ident = ident_make_synthetic(born[p], number, false);
        }
        ident_format(ident, idents[p]);
    }
}

static void person(TextBuffer *xml, int which, const char *attributes, const char *content)
{
    static const Day born[WORLD_PERSONS] = {4500, 5600, 6700, 7800};
    char day[DAY_TEXT_SIZE];
    day_format(born[which], day);
    text_buffer_format(xml,
                       "  <person ident=\"%s\" identtype=\"FNR\" fodt=\"%s\" kjonn=\"K\" "
                       "landbakgrunn=\"SYR\"%s>\n%s  </person>\n",
                       idents[which], day, attributes, content);
}

static void begin_register(TextBuffer *xml, const char *date)
{
    text_buffer_format(xml,
                       "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<introduksjonsregister "
                       "xmlns=\"urn:tilskudd:introduksjonsregister:1\" uttrekksdato=\"%s\">\n",
                       date);
}

static void end_register(TextBuffer *xml, const char *name)
{
    text_buffer_text(xml, "</introduksjonsregister>\n");
    scratch_write(name, xml->bytes, xml->length);
    text_buffer_free(xml);
}

static void write_register(const char *name, const char *date)
{
    TextBuffer xml = TEXT_BUFFER_EMPTY;
    begin_register(&xml, date);
    person(&xml, MOVER, "",
           "    <opphold grunnlag=\"ASYL\" vedtatt=\"2016-01-15\" varig=\"true\"/>\n"
           "    <bosetting dato=\"2016-03-01\" kommune=\"0301\" avtale=\"true\" "
           "gruppe=\"VOKSEN\" krav=\"2016-03-05\"/>\n"
           "    <bosted kommune=\"0301\" fra=\"2016-03-01\" til=\"2017-05-09\"/>\n"
           "    <bosted kommune=\"0219\" fra=\"2017-05-10\"/>\n");
    person(&xml, NEWCOMER, "",
           "    <opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-15\" varig=\"true\"/>\n"
           "    <bosetting dato=\"2017-02-01\" kommune=\"0301\" avtale=\"true\" "
           "gruppe=\"ENSLIG_VOKSEN\" krav=\"2017-02-05\"/>\n"
           "    <bosted kommune=\"0301\" fra=\"2017-02-01\"/>\n");
    person(&xml, STRANGER, "",
           "    <opphold grunnlag=\"ASYL\" vedtatt=\"2017-01-15\" varig=\"true\"/>\n");
    person(&xml, DEAD, " dod=\"2016-12-31\"",
           "    <opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-15\" varig=\"true\"/>\n"
           "    <bosetting dato=\"2017-02-01\" kommune=\"0301\" avtale=\"true\" "
           "gruppe=\"VOKSEN\" krav=\"2017-02-05\"/>\n"
           "    <bosted kommune=\"0301\" fra=\"2017-02-01\"/>\n");
    end_register(&xml, name);
}

void world_register_of(const char *name, const char *date, int count, const char *elements)
{
    TextBuffer xml = TEXT_BUFFER_EMPTY;
    begin_register(&xml, date);
    for (int p = 0; p < count; p++) {
        person(&xml, p, "", elements);
    }
    end_register(&xml, name);
}

static void propose(const char *quarter, const char *extract, const char *out, const char *time)
{
    int status =
        PROGRAM("run", "--national", "--year", "2017", "--quarter", quarter, "--register",
                extract, "--payees", TEST_SOURCE_DIR "/fixtures/payees/payees.csv", "--ledger",
                scratch_path("ledger"), "--out", out, "--time", time, "--threads", "1");
    CU_ASSERT_EQUAL_FATAL(status, 0);
}

static void copy_ledger(void)
{
    const char *kept = TEST_KEPT "/world-2017";
    if (!kept_is_fresh(kept, TEST_PROGRAM)) {
        int status = PROGRAM("ledger", "open", kept_draft(kept), "--year", "2017", "--mode",
                             "test", "--nothing-paid", "--time", "2017-01-02T08:00:00Z");
        CU_ASSERT_EQUAL_FATAL(status, 0);
        kept_put(kept, TEST_PROGRAM);
    }
    CU_ASSERT_FATAL(kept_copy(kept, scratch_path("ledger")));
}

void world_begin(void)
{
    scratch_begin();
    make_idents();
    write_register("register.xml", "2017-10-02");
    copy_ledger();
    propose("3", scratch_path("register.xml"), scratch_path("run-3"), "2017-10-03T08:00:00Z");
}

void world_go_on(void)
{
    int status = PROGRAM("approve", scratch_path("run-3"), "--ledger", scratch_path("ledger"),
                         "--yes", "--time", "2017-10-03T09:00:00Z");
    CU_ASSERT_EQUAL_FATAL(status, 0);
    write_register("register-4.xml", "2018-01-02");
    propose("4", scratch_path("register-4.xml"), scratch_path("run-4"), "2018-01-03T08:00:00Z");
}

void world_end(void)
{
    scratch_end();
}

const char *world_ident(int which)
{
    return idents[which];
}

bool world_kept_secret(void)
{
    for (int p = 0; p < WORLD_PERSONS; p++) {
        if (strstr(printed, idents[p]) != NULL || strstr(told, idents[p]) != NULL) return false;
    }
    return true;
}

const char *world_payment(const char *run, const char *start_text)
{
    static char id[64];
    id[0] = '\0';
    CU_ASSERT_EQUAL(PROGRAM("explain", run, "--municipality", "0301"), 0);
    const char *found = strstr(printed, start_text);
    if (found != NULL) snprintf(id, sizeof id, "%.*s", (int)strcspn(found, "\n"), found);
    return id;
}

/* --- damage --- */

void flip_bit(const char *name, size_t at)
{
    uint8_t byte;
    int descriptor = open(scratch_path(name), O_RDWR | O_CLOEXEC);
    CU_ASSERT_FATAL(descriptor >= 0);
    CU_ASSERT_EQUAL_FATAL(pread(descriptor, &byte, 1, (off_t)at), 1);
    byte ^= 0x04;
    CU_ASSERT_EQUAL_FATAL(pwrite(descriptor, &byte, 1, (off_t)at), 1);
    close(descriptor);
}

size_t file_size(const char *name)
{
    InputFile file;
    CU_ASSERT_EQUAL_FATAL(
        input_file_read_stored(scratch_path(name), INPUT_SMALL_SIZE_MAX, &file, NULL),
        STATUS_OK);
    size_t size = file.size;
    input_file_free(&file);
    return size;
}
