/*
 * test_register_faults.c - every allocation (libxml2's and zlib's too), open and read is made
 * to fail once while registers are read: the reading fails with a word and keeps nothing, or is
 * complete; never is anything lost in silence.
 *
 * The program starts itself ("child FOLDER SUM") with TILSKUDD_FAULT set, because a fault is
 * for a process; it is linked with the fault-injecting system calls.
 */
#include <fcntl.h>
#include <libxml/xmlmemory.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/base/input_file.h"
#include "formats/register/register_pack.h"
#include "formats/register/register_packed.h"
#include "tests/formats/register/pack_mend.h"
#include "tests/formats/register/register_dump.h"
#include "tests/formats/base/fault_child.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { CALLS_MAX = 3000, EXIT_LOST = 98, EXIT_SILENT = 99 };

static const char fixture[] = TEST_SOURCE_DIR "/fixtures/registers/refused-records.xml";

static char *duplicate(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = system_allocate(size);
    if (copy != NULL) memcpy(copy, text, size);
    return copy;
}

/* One file in slices, one compressed, one whole; the first two from a pack, unless that is "".
 */
static Status read_folder(const char *folder, const char *pack, RegisterExtracts *extracts,
                          Failure *failure)
{
    RegisterReaderOptions options = {.threads = 1, .slice_size = 300};
    const RegisterPacks packs = {&pack, pack[0] != '\0', PACK_TEST_BUILD, &pack_test_key,
                                 false};
    return register_read_packed(&folder, 1, &options, &packs, extracts, failure);
}

/* The sum of all that was read. */
static Status sum_extracts(const RegisterExtracts *extracts, char hex[SHA256_HEX_SIZE],
                           Failure *failure)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    uint8_t sum[SHA256_SIZE];
    register_dump(extracts, &text);
    Status status = text_buffer_status(&text, failure);
    if (status == STATUS_OK) status = sha256_of(text.bytes, text.length, sum, failure);
    if (status == STATUS_OK) sha256_to_hex(sum, hex);
    text_buffer_free(&text);
    return status;
}

/* What the child does: reads all, and compares with what was read without a fault. */
static int child(const char *folder, const char *expected, const char *pack)
{
    RegisterExtracts extracts;
    Failure failure = {0};
    char sum[SHA256_HEX_SIZE] = "";
    if (xmlMemSetup(system_free, system_allocate, system_reallocate, duplicate) != 0)
        return EXIT_LOST;
    Status status = read_folder(folder, pack, &extracts, &failure);
    if (status != STATUS_OK && (extracts.files != NULL || extracts.parts != NULL))
        return EXIT_SILENT;
    if (status == STATUS_OK) status = sum_extracts(&extracts, sum, &failure);
    register_extracts_free(&extracts);
    if (status != STATUS_OK && (failure.status != status || failure.detail[0] == '\0'))
        return EXIT_SILENT;
    if (status != STATUS_OK) return (int)status_exit(status);
    return strcmp(sum, expected) == 0 ? 0 : EXIT_LOST;
}

static char sound_sum[SHA256_HEX_SIZE];
static char pack_path[256]; /* "": none */

/* Of the extracts a and b. */
static void make_pack(void)
{
    RegisterExtracts extracts;
    uint64_t size;
    const char *files[] = {scratch_path("in/a.xml"), scratch_path("in/b.xml.gz")};
    const RegisterReaderOptions options = {.threads = 1};
    snprintf(pack_path, sizeof pack_path, "%s", scratch_path("ab.cols"));
    CU_ASSERT_EQUAL_FATAL(register_read(files, 2, &options, &extracts, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(
        register_pack_write(&extracts, PACK_TEST_BUILD, &pack_test_key, pack_path, &size, NULL),
        STATUS_OK);
    register_extracts_free(&extracts);
}

static void make_registers(void)
{
    static const char small[] =
        "<introduksjonsregister xmlns='urn:tilskudd:introduksjonsregister:1' "
        "uttrekksdato='2017-12-31'>\n"
        "<person ident='&#48;1818431895' identtype='FNR' fodt='1984-01-01' kjonn='K' "
        "landbakgrunn='SYR' dod='2017-12-&#51;1'>"
        "<opphold grunnlag='ASYL' vedtatt='2016-11-03' varig='true'/></person>"
        "<person><ukjent><!-- x --></ukjent>&lt;</person></introduksjonsregister>";
    InputFile input;
    RegisterExtracts extracts;
    scratch_begin();
    pack_path[0] = '\0';
    CU_ASSERT_EQUAL_FATAL(input_file_read(fixture, INPUT_SMALL_SIZE_MAX, &input, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(system_mkdir(scratch_path("in"), 0750), 0);
    scratch_write("in/a.xml", input.bytes, input.size);
    CU_ASSERT_EQUAL(output_file_save(scratch_path("in/b.xml.gz"), 0640, 6, input.bytes,
                                     input.size, NULL, NULL),
                    STATUS_OK);
    scratch_write("in/c.xml", small, sizeof small - 1);
    input_file_free(&input);
    CU_ASSERT_EQUAL_FATAL(read_folder(scratch_path("in"), "", &extracts, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(register_row_count(&extracts), 5);
    CU_ASSERT_EQUAL(register_refused_count(&extracts), 5);
    CU_ASSERT_EQUAL(sum_extracts(&extracts, sound_sum, NULL), STATUS_OK);
    register_extracts_free(&extracts);
}

/* Runs the child; returns its wait status. Its messages go to the file "messages". */
static int run_child(const char *fault)
{
    char folder[256];
    snprintf(folder, sizeof folder, "%s", scratch_path("in"));
    char *arguments[] = {"test_register_faults", "child", folder, sound_sum, pack_path, NULL};
    return fault_child(fault, arguments);
}

static int status_of(int state)
{
    return WIFEXITED(state) ? WEXITSTATUS(state) : -1;
}

/* The n-th call of a kind; false when there are not that many. */
static bool try_fault(const char *kind, int call, bool may_be_complete)
{
    char fault[48];
    snprintf(fault, sizeof fault, "%s:%d:fail", kind, call);
    int status = status_of(run_child(fault));
    bool struck = fault_struck();
    bool ended_well =
        status == (struck ? (int)EXIT_SYSTEM : 0) || (struck && may_be_complete && status == 0);
    if (!ended_well) fprintf(stderr, "%s: exit status %d\n", fault, status);
    CU_ASSERT_TRUE(ended_well);
    return struck;
}

static void try_every_call(const char *kind, int at_least, bool may_be_complete)
{
    int call = 1;
    while (call < CALLS_MAX && try_fault(kind, call, may_be_complete))
        call++;
    CU_ASSERT_TRUE(call > at_least);
    CU_ASSERT_TRUE(call < CALLS_MAX);
}

static void nothing_fails(void)
{
    make_registers();
    CU_ASSERT_EQUAL(status_of(run_child("")), 0);
    CU_ASSERT_FALSE(fault_struck());
    scratch_end();
}

/* libxml2 does without some of what it allocates at its beginning. */
static void every_allocation_fails_once(void)
{
    make_registers();
    try_every_call("allocate", 100, true);
    scratch_end();
}

static void every_open_and_read_fails_once(void)
{
    make_registers();
    try_every_call("open", 8, false);
    try_every_call("read", 8, false);
    scratch_end();
}

/* What was read is read, whatever closing says. */
static void every_close_fails_once(void)
{
    make_registers();
    try_every_call("close", 8, true);
    scratch_end();
}

/* Half of it from a pack, which is hashed against the files too. */
static void packs_fail_too(void)
{
    make_registers();
    make_pack();
    CU_ASSERT_EQUAL(status_of(run_child("")), 0);
    try_every_call("allocate", 100, true);
    try_every_call("open", 8, false);
    try_every_call("read", 8, false);
    try_every_call("close", 5, true);
    scratch_end();
}

/* Writing one: whole or not there. */
static int pack_child(const char *folder, const char *pack)
{
    RegisterExtracts extracts;
    uint64_t size;
    Failure failure = {0};
    Status status = read_folder(folder, "", &extracts, &failure);
    if (status == STATUS_OK)
        status = register_pack_write(&extracts, PACK_TEST_BUILD, &pack_test_key, pack, &size,
                                     &failure);
    register_extracts_free(&extracts);
    if (status != STATUS_OK && failure.status != status) return EXIT_SILENT;
    return (int)status_exit(status);
}

static void try_writing(const char *kind)
{
    bool struck = true;
    char folder[256];
    snprintf(folder, sizeof folder, "%s", scratch_path("in"));
    for (int call = 1; struck && call < CALLS_MAX; call++) {
        char fault[48];
        char *arguments[] = {"test_register_faults", "pack", folder, pack_path, NULL};
        snprintf(fault, sizeof fault, "%s:%d:fail", kind, call);
        int status = status_of(fault_child(fault, arguments));
        struck = fault_struck();
        CU_ASSERT_EQUAL(status, struck ? (int)EXIT_SYSTEM : 0);
        CU_ASSERT_EQUAL(scratch_count(), status == 0 ? 3 : 2); /* in, messages, the pack */
        if (status == 0) CU_ASSERT_EQUAL(pack_walk(pack_path, NULL), STATUS_OK);
        if (status == 0) CU_ASSERT_EQUAL(system_unlink(pack_path), 0);
    }
    CU_ASSERT_FALSE(struck);
}

static void packs_are_written_whole_or_not(void)
{
    make_registers();
    make_pack();
    CU_ASSERT_EQUAL(system_unlink(pack_path), 0);
    try_writing("create");
    try_writing("write");
    try_writing("fsync");
    try_writing("rename");
    scratch_end();
}

static const TestCase tests[] = {
    {"nothing fails", nothing_fails},
    {"every allocation fails once", every_allocation_fails_once},
    {"every open and read fails once", every_open_and_read_fails_once},
    {"every close fails once", every_close_fails_once},
    {"packs fail too", packs_fail_too},
    {"packs are written whole or not", packs_are_written_whole_or_not},
};

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "child") == 0) return child(argv[2], argv[3], argv[4]);
    if (argc == 4 && strcmp(argv[1], "pack") == 0) return pack_child(argv[2], argv[3]);
    return run_tests("register, faults", tests, sizeof tests / sizeof tests[0], argc, argv);
}
