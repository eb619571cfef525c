/*
 * test_register_slices.c - where a file is cut, how many threads there are and how persons are
 * spread over files must not be seen in the result, whatever the file does to hide a boundary.
 */
#include <stdio.h>
#include <string.h>

#include "formats/register/register_slices.h"
#include "tests/formats/register/register_dump.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

#define NS "urn:tilskudd:introduksjonsregister:1"
#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define ROOT "<introduksjonsregister xmlns=\"" NS "\" uttrekksdato=\"2017-12-31\">\n"
#define END "</introduksjonsregister>"
#define PERMIT "<opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-03\" varig=\"true\"/>"
#define WHO " identtype=\"FNR\" fodt=\"1984-01-01\" kjonn=\"K\" landbakgrunn=\"SYR\""
#define TAG "<person ident=\"01818431895\"" WHO ">"
#define ONE TAG PERMIT "</person>\n"
#define TWO                                                                                    \
    "<person ident=\"02828037954\"" WHO "\n mor='01818431895'>\n" PERMIT                       \
    "<bosted kommune=\"0301\" fra=\"2017-02-15\"/>\n</person>\n\n"
#define BAD TAG "\n<bosted\n kommune=\"301\" fra=\"2017-02-15\"/></person>\n"

/* Uncut (0), every slice size up to 16 bytes, then in steps. */
enum { SLICE_MAX = 420, SLICE_STEP = 5 };

static void compare_slices(const char *path, const char *whole, const char *text, int threads)
{
    for (size_t slice = 0; slice <= SLICE_MAX; slice += slice < 16 ? 1 : SLICE_STEP) {
        TextBuffer sliced = TEXT_BUFFER_EMPTY;
        register_read_to_text(path, threads, slice, &sliced);
        if (strcmp(whole, sliced.bytes) != 0)
            fprintf(stderr, "%s\nwhole: %s\nslices of %zu: %s\n", text, whole, slice,
                    sliced.bytes);
        CU_ASSERT_STRING_EQUAL_FATAL(whole, sliced.bytes);
        text_buffer_free(&sliced);
    }
}

static void check_text(const char *text, const char *expected_start, int threads)
{
    const char *path = scratch_write("tricky.xml", text, strlen(text));
    TextBuffer whole = TEXT_BUFFER_EMPTY;
    register_read_by_libxml2(path, &whole);
    if (strncmp(whole.bytes, expected_start, strlen(expected_start)) != 0)
        fprintf(stderr, "%s\n%s\n", text, whole.bytes);
    CU_ASSERT_EQUAL(strncmp(whole.bytes, expected_start, strlen(expected_start)), 0);
    compare_slices(path, whole.bytes, text, threads);
    text_buffer_free(&whole);
}

#define READ_4 "file 2017-12-31 0 4 records"
#define READ_3 "file 2017-12-31 0 3 records"

/* A text and how its reading begins. */
static const char *const tricky[][2] = {
    {DECLARATION ROOT ONE TWO BAD ONE END, READ_4},
    {"\xEF\xBB\xBF" DECLARATION ROOT ONE TWO BAD ONE END "\n\n", READ_4},
    {"<?xml version='1.0' encoding = 'utf-8' standalone='yes' ?>\n" ROOT ONE TWO BAD ONE END,
     READ_4},
    {DECLARATION
     "<!-- <introduksjonsregister> </person> -->\n<?pi </person>?>\n" ROOT ONE TWO BAD ONE END,
     READ_4},
    {"<introduksjonsregister\n xmlns:a='>'\n uttrekksdato='2017-12-31'\n xmlns='" NS
     "' >" ONE TWO BAD ONE END,
     READ_4},
    {DECLARATION ROOT ONE TWO BAD ONE "</introduksjonsregister\n>\n<!-- </person> -->\n",
     READ_4},
    {ROOT TAG PERMIT "</person >" TAG PERMIT "</person\n>" ONE END, READ_3},
    {ROOT ONE "<!-- </person> " ONE " -->" TWO ONE END, READ_3},
    {ROOT ONE TAG PERMIT "<!-- </person> --></person>" TWO END, READ_3},
    {ROOT ONE "<?pi " ONE "?>" TWO ONE END, READ_3},
    {ROOT ONE TAG PERMIT "<![CDATA[</person>]]></person>" TWO END, READ_3},
    {ROOT ONE TAG PERMIT "<![CDATA[ ]]></person>" TWO END, READ_3},
    {ROOT ONE TAG PERMIT TAG PERMIT "</person></person>" TWO END, READ_3},
    {ROOT ONE "<x>" ONE "\n" ONE "</x>" TWO END, READ_3},
    {ROOT ONE "<x><y>" ONE ONE "</y>\n" ONE "</x>" BAD END, READ_3},
    {ROOT ONE "<p:person xmlns:p=\"" NS "\" ident=\"01818431895\"" WHO ">" PERMIT
              "</p:person>\n" BAD END,
     READ_3},
    {ROOT ONE "<person xmlns=\"urn:x\"><opphold/></person>" TWO END, READ_3},
    {ROOT ONE TAG "&lt;/person&gt;" PERMIT "</person>" TWO END, READ_3},
    {ROOT ONE "<person a=\"&lt;/person>\"/>" TWO END, READ_3},
    {ROOT ONE "\t&#10;&#32;\r\n\r\n" TWO BAD END, READ_3},
    {"<r:introduksjonsregister xmlns:r=\"" NS "\" uttrekksdato=\"2017-12-31\">"
     "<r:person/><person></person><r:person></r:person></r:introduksjonsregister>",
     READ_3},
    {"<introduksjonsregister xmlns=\"" NS "\" uttrekksdato=\"2017-12-31\"/>",
     "file 2017-12-31 0 0 records"},
    {ROOT "</introduksjonsregister>", "file 2017-12-31 0 0 records"},
    {ROOT "</person>" END, "INPUT_MALFORMED [, line 2]"},
    {ROOT ONE "</person>" ONE ONE END, "INPUT_MALFORMED [, line 3]"},
    {ROOT ONE TWO "<person x=\"</person>\">" ONE END, "INPUT_MALFORMED [, line 8]"},
    {ROOT ONE END ROOT ONE END, "INPUT_MALFORMED [, line 3]"},
    {ROOT ONE END "\n" ONE ONE END, "INPUT_MALFORMED [, line 4]"},
    {ROOT ONE TWO "x" ONE "<" END, "INPUT_VALUE [, line 6]"},
    {ROOT ONE TWO "<x></y>" ONE "\xFF" END, "INPUT_MALFORMED [, line 8]"},
    {ROOT ONE ONE ONE ONE TAG "\xFF...." PERMIT "</person>" END, "INPUT_NOT_UTF8 [, line 6]"},
    {ROOT ONE ONE "<!DOCTYPE x>" ONE END, "INPUT_MALFORMED [, line 4]"},
    {"<!DOCTYPE x [<!ENTITY p '</person>'>]>\n" ROOT ONE ONE END, "INPUT_FORBIDDEN [, line 1]"},
    {ROOT ONE ONE "&p;" ONE END, "INPUT_FORBIDDEN [, line 4]"},
    {ROOT ONE ONE ONE, "INPUT_TRUNCATED [, line 5]"},
};

static void tricky_files_cut_anywhere(void)
{
    static const int threads[] = {1, 2, 3, 7};
    enum { COUNT = sizeof tricky / sizeof *tricky };
    scratch_begin();
    for (size_t i = 0; i < COUNT; i++)
        check_text(tricky[i][0], tricky[i][1], threads[i * 4 / COUNT]);
    scratch_end();
}

/* Records of all kinds, one after the other, with and without refused ones. */
static void append_record(TextBuffer *text, size_t number)
{
    static const char *const children[] = {
        "",
        "<mottak kommune=\"1840\" fra=\"2016-08-20\" til=\"2017-02-14\"/>\n",
        "<bosted kommune=\"0301\" fra=\"2017-02-15\" til=\"2017-05-09\"/>\n"
        "<bosted\n kommune=\"0219\"\n fra=\"2017-05-10\"/>",
        "<norskopplaering rett=\"true\" plikt=\"true\" malgruppeFra=\"2017-02-15\">\n"
        "<gjennomfort termin=\"2017-1\" norsk=\"180\"/><gjennomfort termin=\"2017-2\"/>\n"
        "<prove type=\"NORSK_LESING\" dato=\"2017-12-01\" resultat=\"B1\"/></norskopplaering>",
        "<introduksjonsprogram start=\"2017-04-01\" timerPerUke=\"30\" ukerPerAr=\"47\"/>"
        "<introduksjonsprogram start=\"2018-04-01\" timerPerUke=\"30.5\" ukerPerAr=\"47\">"
        "<permisjon fra=\"2018-05-10\" arsak=\"SYKDOM\"/>\n</introduksjonsprogram>",
        "<saertilskudd kode=\"FHT1\" vedtatt=\"2017-04-11\" belop=\"1000\"/>",
        "<bosted kommune=\"0301\"\n fra=\"2017-13-15\"/>\n",
        "<asylopplaering fra=\"2016-09-01\"/><adresse/>",
    };
    enum { KINDS = sizeof children / sizeof *children };
    text_buffer_format(text, "%*s<person ident=\"018%08zu\"" WHO ">%s%s</person>\n",
                       (int)(number % 7), "", number, PERMIT, children[number % KINDS]);
}

static void big_file(TextBuffer *text, size_t from, size_t to)
{
    text_buffer_clear(text);
    text_buffer_text(text, DECLARATION ROOT);
    for (size_t i = from; i < to; i++)
        append_record(text, i);
    text_buffer_text(text, END "\n");
}

static void big_file_any_threads_and_slices(void)
{
    static const size_t slices[] = {1000, 65536, 300000, 0};
    static const int threads[] = {1, 2, 3, 7};
    TextBuffer text = TEXT_BUFFER_EMPTY, whole = TEXT_BUFFER_EMPTY;
    scratch_begin();
    big_file(&text, 0, 10000); /* more than one part, more than one block of the file */
    const char *path = scratch_write("big.xml", text.bytes, text.length);
    register_read_by_libxml2(path, &whole);
    CU_ASSERT_EQUAL(strncmp(whole.bytes, "file 2017-12-31 0 10000 records", 31), 0);
    for (size_t k = 0; k < sizeof threads / sizeof *threads; k++)
        for (size_t i = 0; i < sizeof slices / sizeof *slices; i++) {
            if (slices[i] == 1000 && k != 1) continue; /* slow: a document for few records */
            TextBuffer sliced = TEXT_BUFFER_EMPTY;
            register_read_to_text(path, threads[k], slices[i], &sliced);
            CU_ASSERT_TRUE(strcmp(whole.bytes, sliced.bytes) == 0);
            text_buffer_free(&sliced);
        }
    text_buffer_free(&text);
    text_buffer_free(&whole);
    scratch_end();
}

/* Where each line of a text begins, from 1. */
static const char *line_start(const char *text, unsigned line)
{
    for (; line > 1; line--)
        text = strchr(text, '\n') + 1;
    return text;
}

static void lines_are_where_the_tags_begin(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    scratch_begin();
    big_file(&text, 0, 300);
    const char *path = scratch_write("a.xml", text.bytes, text.length);
    RegisterExtracts extracts;
    CU_ASSERT_EQUAL_FATAL(register_read_one(path, 2, 500, &extracts, NULL), STATUS_OK);
    size_t seen = 0;
    for (size_t i = 0; i < extracts.part_count; i++) {
        const RegisterPart *part = &extracts.parts[i];
        const uint8_t *block;
        for (size_t offset = 0; (block = register_part_next(part, &offset)) != NULL; seen++) {
            const char *at = line_start(text.bytes, register_part_line(part, block));
            char expected[64];
            snprintf(expected, sizeof expected, "<person ident=\"018%08u\"",
                     register_part_record(part, block) - 1);
            CU_ASSERT_EQUAL(strncmp(at + strspn(at, " "), expected, strlen(expected)), 0);
        }
        for (size_t k = 0; k < part->refused_count; k++, seen++) {
            const char *at = line_start(text.bytes, part->refused[k].line);
            bool is_bosted = strcmp(part->refused[k].field, "bosted/@fra") == 0;
            const char *expected = is_bosted ? "<bosted" : "<adresse";
            const char *found = strstr(at, expected);
            CU_ASSERT_TRUE(found != NULL && found < strchr(at, '\n'));
        }
    }
    CU_ASSERT_EQUAL(seen, 300);
    register_extracts_free(&extracts);
    text_buffer_free(&text);
    scratch_end();
}

/* Persons only, in order, without file, record and line. */
static void dump_persons(const RegisterExtracts *extracts, TextBuffer *out)
{
    PersonSpace space;
    const uint8_t *block;
    for (size_t i = 0; i < extracts->part_count; i++)
        for (size_t at = 0; (block = register_part_next(&extracts->parts[i], &at)) != NULL;) {
            Registration person = person_block_unpack(block, &space);
            register_dump_person(&person, out);
            text_buffer_char(out, '\n');
        }
}

static void several_files_are_one(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY, one = TEXT_BUFFER_EMPTY, several = TEXT_BUFFER_EMPTY;
    RegisterExtracts extracts;
    scratch_begin();
    big_file(&text, 0, 1000);
    const char *path = scratch_write("all", text.bytes, text.length);
    CU_ASSERT_EQUAL_FATAL(register_read_one(path, 1, 0, &extracts, NULL), STATUS_OK);
    dump_persons(&extracts, &one);
    register_extracts_free(&extracts);
    for (size_t i = 0; i < 10; i++) {
        char name[] = "part-0.xml";
        name[5] = (char)('0' + i);
        big_file(&text, i * 100, (i + 1) * 100);
        scratch_write(name, text.bytes, text.length);
    }
    CU_ASSERT_EQUAL_FATAL(register_read_one(scratch_folder(), 3, 1000, &extracts, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL(extracts.file_count, 10);
    CU_ASSERT_EQUAL(extracts.files[9].records, 100);
    dump_persons(&extracts, &several);
    register_extracts_free(&extracts);
    CU_ASSERT_TRUE(strcmp(one.bytes, several.bytes) == 0);
    text_buffer_free(&text);
    text_buffer_free(&one);
    text_buffer_free(&several);
    scratch_end();
}

static size_t head_of(const char *text)
{
    return register_head_length(text, strlen(text));
}

static void heads_that_may_be_cut(void)
{
    static const char plain[] = ROOT;
    size_t root = sizeof plain - 2; /* without the newline */
    CU_ASSERT_EQUAL(head_of(ROOT ONE), root);
    CU_ASSERT_EQUAL(head_of(DECLARATION ROOT), strlen(DECLARATION) + root);
    CU_ASSERT_EQUAL(head_of("\xEF\xBB\xBF" ROOT), 3 + root);
    CU_ASSERT_EQUAL(head_of("<!--a-->" ROOT), 8 + root);
    CU_ASSERT_EQUAL(head_of("<introduksjonsregister a='>' b=\"'>\">x"), 36);
    CU_ASSERT_EQUAL(head_of(""), 0);
    CU_ASSERT_EQUAL(head_of("<introduksjonsregister"), 0);
    CU_ASSERT_EQUAL(head_of("<introduksjonsregister a='>"), 0);
    CU_ASSERT_EQUAL(head_of("<introduksjonsregister/>"), 0);
    CU_ASSERT_EQUAL(head_of("<introduksjonsregister2>"), 0);
    CU_ASSERT_EQUAL(head_of("<r:introduksjonsregister>"), 0);
    CU_ASSERT_EQUAL(head_of("<!DOCTYPE x>" ROOT), 0);
    CU_ASSERT_EQUAL(head_of("<!-- " ROOT), 0);
    CU_ASSERT_EQUAL(head_of("<?xml version=\"1.0\" encoding=\"latin1\"?>" ROOT), 0);
    CU_ASSERT_EQUAL(head_of("<?xml version=\"1.0\""), 0);
}

static const TestCase tests[] = {
    {"tricky files cut anywhere", tricky_files_cut_anywhere},
    {"a big file, any threads and slices", big_file_any_threads_and_slices},
    {"lines are where the tags begin", lines_are_where_the_tags_begin},
    {"several files are one", several_files_are_one},
    {"heads that may be cut", heads_that_may_be_cut},
};

TEST_MAIN("register, slices", tests)
