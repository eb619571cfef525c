/*
 * test_register_hostile.c - a file that is broken, or made to harm, stops the run with a
 * status, a line and a reason, quickly and in little memory, and the same way cut in slices as
 * whole.
 */
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "tests/formats/register/register_dump.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

#define NS "urn:tilskudd:introduksjonsregister:1"
#define ROOT "<introduksjonsregister xmlns=\"" NS "\" uttrekksdato=\"2017-12-31\">\n"
#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define PERMIT "<opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-03\" varig=\"true\"/>"
#define TAG                                                                                    \
    "<person ident=\"01818431895\" identtype=\"FNR\" fodt=\"1984-01-01\" kjonn=\"K\" "         \
    "landbakgrunn=\"SYR\">"
#define GOOD TAG PERMIT "</person>\n"
#define END "</introduksjonsregister>"
#define BODY ROOT GOOD GOOD END "\n"

/* A text that may hold NUL bytes; line 0: the place is the path alone. */
typedef struct HostileCase {
    const char *text;
    size_t length;
    Status status;
    unsigned line;
} HostileCase;

#define CASE(text, status, line)                                                               \
    {                                                                                          \
        text, sizeof(text) - 1, STATUS_##status, line                                          \
    }

static void check(const void *bytes, size_t length, Status expected, unsigned line)
{
    static const size_t slices[] = {0, 1, 64, 200};
    const char *path = scratch_write("hostile.xml", bytes, length);
    char where[FAILURE_WHERE_SIZE];
    if (line > 0)
        snprintf(where, sizeof where, "%s, line %u", path, line);
    else
        snprintf(where, sizeof where, "%s", path);
    for (size_t i = 0; i < sizeof slices / sizeof *slices; i++) {
        RegisterExtracts extracts;
        Failure failure = {0};
        Status status = register_read_one(path, 1, slices[i], &extracts, &failure);
        if (status != expected || strcmp(failure.where, where) != 0)
            fprintf(stderr, "%.*s\nslices of %zu: %s [%s] %s\n", (int)length,
                    (const char *)bytes, slices[i], status_name(status), failure.where,
                    failure.detail);
        CU_ASSERT_EQUAL(status, expected);
        CU_ASSERT_STRING_EQUAL(failure.where, where);
        CU_ASSERT_TRUE(failure.detail[0] != '\0' || status == STATUS_INPUT_NOT_REGULAR);
        if (status == STATUS_OK) register_extracts_free(&extracts);
    }
}

static void check_cases(const HostileCase *cases, size_t count)
{
    scratch_begin();
    for (size_t i = 0; i < count; i++)
        check(cases[i].text, cases[i].length, cases[i].status, cases[i].line);
    scratch_end();
}

static const HostileCase not_well_formed[] = {
    CASE("", INPUT_TRUNCATED, 1),
    CASE("\n\n", INPUT_TRUNCATED, 3),
    CASE("not xml", INPUT_MALFORMED, 1),
    CASE(ROOT GOOD, INPUT_TRUNCATED, 3),
    CASE(ROOT GOOD TAG PERMIT "</pers", INPUT_TRUNCATED, 3),
    CASE(ROOT GOOD "<person ident=\"018184", INPUT_TRUNCATED, 3),
    CASE(ROOT GOOD "<person", INPUT_TRUNCATED, 3),
    CASE("<introduksjonsregister xmlns=\"" NS "\"", INPUT_TRUNCATED, 1),
    CASE(ROOT GOOD "<!-- open", INPUT_TRUNCATED, 3),
    CASE(BODY BODY, INPUT_MALFORMED, 5),
    CASE(BODY "x", INPUT_MALFORMED, 5),
    CASE(BODY "<", INPUT_MALFORMED, 5),
    CASE(BODY "&#32;", INPUT_MALFORMED, 5),
    CASE(ROOT GOOD "</introduksjonsregistre>", INPUT_MALFORMED, 3),
    CASE(ROOT TAG PERMIT "</persons></person>" END, INPUT_MALFORMED, 2),
    CASE(ROOT GOOD END GOOD END, INPUT_MALFORMED, 3),
    CASE(ROOT "<person a=1/>" END, INPUT_MALFORMED, 2),
    CASE(ROOT "<person a=\"1\" a=\"2\"/>" END, INPUT_MALFORMED, 2),
    CASE(ROOT "<person a=\"</person>\"/>" END, INPUT_MALFORMED, 2),
    CASE(ROOT "<person a=\"1\"b=\"2\"/>" END, INPUT_MALFORMED, 2),
    CASE(ROOT GOOD "<!-- -- --></person>" END, INPUT_MALFORMED, 3),
    CASE(ROOT TAG PERMIT "]]></person>" GOOD END, INPUT_MALFORMED, 2),
    CASE(ROOT "<x:person/>" END, INPUT_MALFORMED, 2),
    CASE(ROOT "<person x:a=\"1\"/>" END, INPUT_MALFORMED, 2),
    CASE(ROOT "<person>&#0;</person>" END, INPUT_MALFORMED, 2),
    CASE(ROOT "<person>\x01</person>" END, INPUT_MALFORMED, 2),
    CASE(ROOT GOOD GOOD "\0" END, INPUT_MALFORMED, 4),
    CASE(BODY "\n\0garbage", INPUT_MALFORMED, 6),
    CASE(BODY DECLARATION, INPUT_MALFORMED, 5),
    CASE("\n" DECLARATION BODY, INPUT_MALFORMED, 2),
};

static const HostileCase other_encodings[] = {
    CASE("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n" BODY, INPUT_NOT_UTF8, 1),
    CASE("<?xml version=\"1.0\" encoding='windows-1252'?>\n" BODY, INPUT_NOT_UTF8, 1),
    CASE("<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n" BODY, INPUT_NOT_UTF8, 1),
    CASE("<?xml version=\"1.0\" encoding=\"UTF8\"?>\n" BODY, INPUT_NOT_UTF8, 1),
    CASE("<?xml version=\"1.0\" encoding=\"US-ASCII\"?>\n" BODY, INPUT_NOT_UTF8, 1),
    CASE("<?xml version=\"1.0\" encoding=\"klingon\"?>\n" BODY, INPUT_NOT_UTF8, 1),
    CASE("\xFF\xFE<\0?\0", INPUT_NOT_UTF8, 1),
    CASE("\xFE\xFF\0<\0?", INPUT_NOT_UTF8, 1),
    CASE("<\0i\0n\0t\0", INPUT_NOT_UTF8, 1),
    CASE("\0<\0i\0n\0t", INPUT_NOT_UTF8, 1),
    CASE("\x4C\x6F\xA7\x94", INPUT_NOT_UTF8, 1),
    CASE(ROOT "<person navn=\"\xE5se\"/>\n" GOOD END, INPUT_NOT_UTF8, 2),
    CASE(ROOT GOOD "<person>\xE5se</person>\n" GOOD END, INPUT_NOT_UTF8, 3),
    CASE(ROOT GOOD "<person>\xC0\xAF....</person>\n" END, INPUT_NOT_UTF8, 3),
    CASE(ROOT GOOD "<person>\xED\xA0\x80....</person>\n" END, INPUT_NOT_UTF8, 3),
    CASE(ROOT GOOD "<!-- \xFF.... -->\n" END, INPUT_NOT_UTF8, 3),
};

static const HostileCase forbidden[] = {
    CASE("<!DOCTYPE introduksjonsregister>\n" BODY, INPUT_FORBIDDEN, 1),
    CASE(DECLARATION "<!DOCTYPE x [\n<!ENTITY a \"b\">\n<!ENTITY c \"&a;&a;\">]>\n" BODY,
         INPUT_FORBIDDEN, 2),
    CASE("<!DOCTYPE x SYSTEM \"file:///etc/passwd\">\n" BODY, INPUT_FORBIDDEN, 1),
    CASE("<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\">\n" BODY, INPUT_FORBIDDEN, 1),
    CASE(ROOT "<person>&a;</person>" END, INPUT_FORBIDDEN, 2),
    CASE(ROOT "<person ident=\"&a;\"/>" END, INPUT_FORBIDDEN, 2),
    CASE(ROOT GOOD "<!DOCTYPE x>" END, INPUT_MALFORMED, 3),
};

static const HostileCase wrong_roots[] = {
    CASE("<register/>", INPUT_WRONG_NAMESPACE, 1),
    CASE("<introduksjonsregister uttrekksdato=\"2017-12-31\"/>", INPUT_WRONG_NAMESPACE, 1),
    CASE("\n\n<introduksjonsregister\nxmlns=\"urn:tilskudd:introduksjonsregister:2\"\n"
         "uttrekksdato=\"2017-12-31\"/>",
         INPUT_WRONG_NAMESPACE, 3),
    CASE(GOOD, INPUT_WRONG_NAMESPACE, 1),
    CASE("<introduksjonsregister xmlns=\"" NS "\"/>", INPUT_VALUE, 1),
    CASE("<introduksjonsregister xmlns=\"" NS "\" uttrekksdato=\"2017-12-32\"/>", INPUT_VALUE,
         1),
    CASE("<introduksjonsregister xmlns=\"" NS "\" uttrekksdato=\"\"/>", INPUT_VALUE, 1),
    CASE("<introduksjonsregister xmlns=\"" NS "\" uttrekksdato=\"2017-12-31\" avgiver=\"1\"/>",
         INPUT_VALUE, 1),
    CASE("<introduksjonsregister xmlns=\"" NS
         "\" uttrekksdato=\"2017-12-31\" avgiver=\"0000\"/>",
         INPUT_VALUE, 1),
    CASE("\n<introduksjonsregister xmlns=\"" NS
         "\" uttrekksdato=\"2017-12-31\"\n x=\"\">" GOOD GOOD END,
         INPUT_VALUE, 2),
    CASE("<introduksjonsregister xmlns=\"" NS
         "\" xmlns:x=\"urn:x\" x:uttrekksdato=\"2017-12-31\"/>",
         INPUT_VALUE, 1),
    CASE(ROOT GOOD "text\n" GOOD END, INPUT_VALUE, 2),
    CASE(ROOT GOOD GOOD "<![CDATA[x]]>" END, INPUT_VALUE, 4),
};

static void files_that_are_not_well_formed(void)
{
    check_cases(not_well_formed, sizeof not_well_formed / sizeof *not_well_formed);
}

static void files_in_another_encoding(void)
{
    check_cases(other_encodings, sizeof other_encodings / sizeof *other_encodings);
}

static void files_with_declarations(void)
{
    check_cases(forbidden, sizeof forbidden / sizeof *forbidden);
}

static void files_with_another_root(void)
{
    check_cases(wrong_roots, sizeof wrong_roots / sizeof *wrong_roots);
}

/* `count` times `text` between two texts. */
static void check_repeated(const char *before, const char *text, size_t count,
                           const char *after, Status expected, unsigned line)
{
    TextBuffer bytes = TEXT_BUFFER_EMPTY;
    text_buffer_text(&bytes, before);
    for (size_t i = 0; i < count; i++)
        text_buffer_text(&bytes, text);
    text_buffer_text(&bytes, after);
    check(bytes.bytes, bytes.length, expected, line);
    text_buffer_free(&bytes);
}

/* Just inside a limit the record is refused at most; just outside the file is. */
static void check_inside(const char *before, const char *text, size_t count, const char *after)
{
    TextBuffer bytes = TEXT_BUFFER_EMPTY;
    text_buffer_text(&bytes, before);
    for (size_t i = 0; i < count; i++)
        text_buffer_text(&bytes, text);
    text_buffer_text(&bytes, after);
    RegisterExtracts extracts;
    const char *path = scratch_write("inside.xml", bytes.bytes, bytes.length);
    Failure failure = {0};
    Status status = register_read_one(path, 1, 0, &extracts, &failure);
    if (status != STATUS_OK) fprintf(stderr, "%s: %s\n", failure.where, failure.detail);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
    CU_ASSERT_EQUAL(register_row_count(&extracts), 1);
    register_extracts_free(&extracts);
    text_buffer_free(&bytes);
}

static void limits_of_values_and_tags(void)
{
    scratch_begin();
    check_inside(ROOT GOOD "<person ident=\"", "1", REGISTER_ATTRIBUTE_MAX, "\"/>" END);
    check_repeated(ROOT GOOD "<person ident=\"", "1", REGISTER_ATTRIBUTE_MAX + 1, "\"/>" END,
                   STATUS_INPUT_TOO_LARGE, 3);
    check_repeated(ROOT GOOD "<person ident=\"", "1", 2 << 20, "\"/>" END,
                   STATUS_INPUT_TOO_LARGE, 3);
    check_inside(ROOT GOOD "<person", " ", 8000, "/>" END);
    check_repeated(ROOT GOOD "<person", " ", 8200, "/>" END, STATUS_INPUT_TOO_LARGE, 3);
    check_repeated(ROOT GOOD TAG PERMIT "</person", " ", 8200, ">" END, STATUS_INPUT_TOO_LARGE,
                   3);
    check_repeated(ROOT GOOD "<person", "\n", 1 << 20, "/>" END, STATUS_INPUT_TOO_LARGE, 3);
    check_repeated(ROOT GOOD "<", "p", 1 << 20, "/>" END, STATUS_INPUT_TOO_LARGE, 3);
    check_repeated(ROOT GOOD "<person ", "xmlns:a=\"u\" ", 1, "/>" GOOD "<x" END,
                   STATUS_INPUT_MALFORMED, 4);
    check_repeated(ROOT GOOD "<!--", "x", 1 << 20, "-->" END, STATUS_INPUT_TOO_LARGE, 3);
    check_repeated(ROOT GOOD "<?pi ", "x", 1 << 20, "?>" END, STATUS_INPUT_TOO_LARGE, 3);
    scratch_end();
}

static void limits_of_attributes(void)
{
    scratch_begin();
    TextBuffer tag = TEXT_BUFFER_EMPTY;
    text_buffer_text(&tag, ROOT GOOD "<person");
    for (int i = 0; i < 32; i++)
        text_buffer_format(&tag, " a%d=\"\"", i);
    check_inside(tag.bytes, "", 0, "/>" END);
    check_repeated(tag.bytes, " x=\"\"", 1, "/>" END, STATUS_INPUT_TOO_LARGE, 3);
    /* Comparing each of all these attributes with all others would take very long. */
    for (int i = 32; i < 50000; i++)
        text_buffer_format(&tag, " a%d=\"\"", i);
    check_repeated(tag.bytes, "", 0, "/>" END, STATUS_INPUT_TOO_LARGE, 3);
    text_buffer_free(&tag);
    scratch_end();
}

static void limits_of_nesting(void)
{
    scratch_begin();
    enum { BELOW_ROOT = REGISTER_DEPTH_MAX - 1 };
    check_inside(ROOT GOOD "<a><a><a><a><a><a><a>", "</a>", BELOW_ROOT, END);
    check_repeated(ROOT GOOD "<a><a><a><a><a><a><a><a>", "</a>", BELOW_ROOT + 1, END,
                   STATUS_INPUT_TOO_LARGE, 3);
    check_repeated(ROOT GOOD, "<a>", 1 << 20, "", STATUS_INPUT_TOO_LARGE, 3);
    check_repeated(ROOT GOOD, "<person>", 1 << 16, "", STATUS_INPUT_TOO_LARGE, 3);
    scratch_end();
}

static void limits_of_blank_are_none(void)
{
    scratch_begin();
    check_inside(ROOT GOOD, " ", 1 << 20, END);
    check_inside(ROOT GOOD, "\n\t", 1 << 19, END);
    check_inside(ROOT GOOD, "&#32;", 1 << 17, END);
    check_inside(ROOT GOOD END, "\n", 1 << 20, "");
    check_inside(ROOT GOOD, "<!-- -->", 1 << 14, END);
    scratch_end();
}

static void limits_of_records(void)
{
    static const char text[] = ROOT GOOD GOOD GOOD END;
    scratch_begin();
    const char *path = scratch_write("a.xml", text, sizeof text - 1);
    for (size_t slice = 0; slice < 300; slice += 100) {
        RegisterReaderOptions options = {.threads = 2, .slice_size = slice, .records_max = 3};
        RegisterExtracts extracts;
        Failure failure = {0};
        CU_ASSERT_EQUAL_FATAL(register_read(&path, 1, &options, &extracts, NULL), STATUS_OK);
        CU_ASSERT_EQUAL(extracts.files[0].records, 3);
        register_extracts_free(&extracts);
        options.records_max = 2;
        CU_ASSERT_EQUAL(register_read(&path, 1, &options, &extracts, &failure),
                        STATUS_INPUT_TOO_LARGE);
        CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, "a.xml, line 4"));
        CU_ASSERT_STRING_EQUAL(failure.detail, "more than 2 records");
    }
    scratch_end();
}

/* Messages name the place and never show a number that could be an ident. */
static void no_ident_in_messages(void)
{
    static const char *const texts[] = {
        ROOT "<p01818431895></person>" END,
        ROOT "<person><x01818431895></person>" END,
        ROOT "<person>&x01818431895;</person>" END,
        "<x01818431895/>",
        "<introduksjonsregister xmlns=\"" NS "\" x01818431895=\"\"/>",
        ROOT "<p01818431895:x/>" END,
    };
    scratch_begin();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        RegisterExtracts extracts;
        Failure failure = {0};
        const char *path = scratch_write("a.xml", texts[i], strlen(texts[i]));
        CU_ASSERT_NOT_EQUAL(register_read_one(path, 1, 0, &extracts, &failure), STATUS_OK);
        CU_ASSERT_PTR_NULL(strstr(failure.detail, "18431"));
    }
    scratch_end();
}

/* Compressed into `out`; returns the length. */
static size_t compress_gzip(const void *bytes, size_t length, unsigned char *out, size_t size)
{
    z_stream stream = {0};
    CU_ASSERT_EQUAL_FATAL(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY),
                          Z_OK);
    stream.next_in = (unsigned char *)(uintptr_t)bytes;
    stream.avail_in = (uInt)length;
    stream.next_out = out;
    stream.avail_out = (uInt)size;
    CU_ASSERT_EQUAL_FATAL(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t produced = stream.total_out;
    CU_ASSERT_EQUAL(deflateEnd(&stream), Z_OK);
    return produced;
}

static void gzip_gives_what_plain_gives(void)
{
    static const char text[] = BODY;
    unsigned char gzip[4096];
    size_t length = compress_gzip(text, sizeof text - 1, gzip, sizeof gzip);
    scratch_begin();
    TextBuffer plain = TEXT_BUFFER_EMPTY, inflated = TEXT_BUFFER_EMPTY;
    register_read_to_text(scratch_write("a.xml", text, sizeof text - 1), 1, 0, &plain);
    const char *path = scratch_write("a.xml.gz", gzip, length);
    register_read_to_text(path, 1, 0, &inflated);
    CU_ASSERT_STRING_EQUAL(plain.bytes, inflated.bytes);
    RegisterExtracts extracts;
    CU_ASSERT_EQUAL_FATAL(register_read_one(path, 1, 0, &extracts, NULL), STATUS_OK);
    uint8_t stored[SHA256_SIZE], content[SHA256_SIZE];
    CU_ASSERT_EQUAL(sha256_of(gzip, length, stored, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(sha256_of(text, sizeof text - 1, content, NULL), STATUS_OK);
    const FileSums *sums = &extracts.files[0].sums;
    CU_ASSERT_EQUAL(memcmp(sums->stored_sha256, stored, SHA256_SIZE), 0);
    CU_ASSERT_EQUAL(memcmp(sums->content_sha256, content, SHA256_SIZE), 0);
    CU_ASSERT_EQUAL(sums->stored_size, length);
    CU_ASSERT_EQUAL(sums->content_size, sizeof text - 1);
    register_extracts_free(&extracts);
    text_buffer_free(&plain);
    text_buffer_free(&inflated);
    scratch_end();
}

static void gzip_damaged(void)
{
    static const char text[] = BODY;
    unsigned char gzip[4096];
    size_t length = compress_gzip(text, sizeof text - 1, gzip, sizeof gzip);
    scratch_begin();
    for (size_t cut = 2; cut < length; cut++)
        check(gzip, cut, STATUS_INPUT_TRUNCATED, 0);
    check(gzip, 1, STATUS_INPUT_TRUNCATED, 1); /* no gzip yet, and no XML */
    memcpy(gzip + length, "garbage", 7);
    check(gzip, length + 7, STATUS_INPUT_MALFORMED, 0);
    memcpy(gzip + length, gzip, length); /* two members are one content: two roots */
    check(gzip, 2 * length, STATUS_INPUT_MALFORMED, 5);
    gzip[length - 6] ^= 1; /* the check sum at the end */
    check(gzip, length, STATUS_INPUT_MALFORMED, 0);
    scratch_end();
}

static void gzip_bombs(void)
{
    enum { BLANKS = 48 << 20, ROOM = 1 << 20 };
    static unsigned char gzip[ROOM];
    char *bomb = system_allocate(BLANKS);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bomb);
    memset(bomb, ' ', BLANKS);
    memcpy(bomb, ROOT, strlen(ROOT));
    size_t length = compress_gzip(bomb, BLANKS, gzip, sizeof gzip);
    scratch_begin();
    check(gzip, length, STATUS_INPUT_TOO_LARGE, 0);
    memset(bomb, 0, BLANKS);
    length = compress_gzip(bomb, BLANKS, gzip, sizeof gzip);
    check(gzip, length, STATUS_INPUT_NOT_UTF8, 1);
    scratch_end();
    system_free(bomb);
}

static const TestCase tests[] = {
    {"not well-formed", files_that_are_not_well_formed},
    {"another encoding", files_in_another_encoding},
    {"declarations", files_with_declarations},
    {"another root", files_with_another_root},
    {"limits of values and tags", limits_of_values_and_tags},
    {"limits of attributes", limits_of_attributes},
    {"limits of nesting", limits_of_nesting},
    {"blank has no limit", limits_of_blank_are_none},
    {"limit of records", limits_of_records},
    {"no ident in messages", no_ident_in_messages},
    {"gzip like plain", gzip_gives_what_plain_gives},
    {"gzip damaged", gzip_damaged},
    {"gzip bombs", gzip_bombs},
};

TEST_MAIN("register, hostile", tests)
