/*
 * test_register_plain.c - the fast reading of plainly written registers takes no decision of
 * its own: whatever it takes, libxml2's reading must take with the same records, lines and
 * numbers. A register with every byte of it changed in many ways is read by both.
 */
#include <stdio.h>
#include <string.h>

#include "formats/register/register_layout.h"
#include "formats/register/register_plain.h"
#include "tests/formats/register/register_dump.h"
#include "tests/rules/base/test_main.h"

#define EMPTY                                                                                  \
    "<introduksjonsregister xmlns=\"urn:tilskudd:introduksjonsregister:1\" "                   \
    "uttrekksdato=\"2017-12-31\"/>"
#define ROOT                                                                                   \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                             \
    "<introduksjonsregister xmlns=\"urn:tilskudd:introduksjonsregister:1\""                    \
    " uttrekksdato=\"2017-12-31\" avgiver=\"0301\">\n"
#define END "</introduksjonsregister>"
#define PERSON                                                                                 \
    "<person ident=\"01818431895\" identtype=\"FNR\" fodt=\"1984-01-01\" kjonn=\"K\""          \
    " landbakgrunn=\"SYR\""
#define PERMIT "<opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-03\" varig=\"true\"/>"
#define RECORD PERSON ">" PERMIT "</person>"
#define RECORD_OF_A_BAD_DAY PERSON " dod=\"2017-02-29\">" PERMIT "</person>\n"

/* All elements and attributes, a refused record in the middle, tags over several lines. */
static const char sample[] = ROOT
    "  " PERSON " dod=\"2017-12-01\"\n mor=\"02828037954\">\n"
    "    <tidligereIdent ident=\"201612345600\"/>\n"
    "    <opphold grunnlag=\"FAMILIE_FLYKTNING\" vedtatt=\"2016-11-03\" varig=\"false\"\n"
    "\t\treferanse=\"02828037954\" referanseBosatt=\"2015-03-01\" "
    "familiesoknad=\"2016-02-10\"/>\n"
    "    <bosetting dato=\"2017-02-15\" kommune=\"0301\" avtale=\"true\" gruppe=\"VOKSEN\"/>\n"
    "    <mottak kommune=\"1840\" fra=\"2016-08-20\" til=\"2017-02-14\"/>\n"
    "    <bosted kommune=\"0301\" fra=\"2017-02-15\"></bosted>\n"
    "    <asylopplaering fra=\"2016-09-01\" />\n"
    "    <norskopplaering rett=\"true\" plikt=\"true\" malgruppeFra=\"2017-02-15\"\n"
    "     soknad=\"2017-02-20\" vedtak=\"2017-03-20\">\n"
    "      <gjennomfort termin=\"2017-1\" norsk=\"180\" fravaer=\"12\"/>\n"
    "      <prove type=\"NORSK_LESING\" dato=\"2017-12-01\" resultat=\"A2\"/>\n"
    "    </norskopplaering>\n"
    "    <introduksjonsprogram start=\"2017-04-01\" timerPerUke=\"37.5\" ukerPerAr=\"47\">\n"
    "      <permisjon fra=\"2018-01-10\" arsak=\"FODSEL\"/>\n"
    "    </introduksjonsprogram\n>\n"
    "    <saertilskudd kode=\"FHT2\" vedtatt=\"2017-04-11\" belop=\"850000\"/>\n"
    "  </person>\n" PERSON "><bosted kommune=\"301\" fra=\"2017-02-15\"/></person>\n" RECORD
    "\n" END "\n";

/* A document of either reading as text, with its numbers. */
static void dump_document(const RegisterDocument *document, TextBuffer *out)
{
    RegisterFile file = {.extract_date = document->extract_date,
                         .sender = document->sender,
                         .records = document->records.record};
    RegisterExtracts extracts = {.files = &file,
                                 .file_count = 1,
                                 .parts = document->records.parts.items,
                                 .part_count = document->records.parts.count};
    text_buffer_format(out, "lines %u %u\n", document->head_line, document->end_line);
    register_dump(&extracts, out);
}

/* As small as it may be. */
static RegisterWindow *window(void)
{
    static char bytes[PLAIN_WINDOW_MIN + PLAIN_SLACK];
    static RegisterWindow only = {.bytes = bytes, .size = PLAIN_WINDOW_MIN};
    return &only;
}

static bool read_so(const char *text, size_t length, RegisterReading reading, uint32_t most,
                    TextBuffer *out)
{
    RegisterSource source;
    RegisterDocument document;
    bool is_plain = false;
    Failure failure = {0};
    register_source_of_text(&source, "text", text, length, "");
    CU_ASSERT_EQUAL(
        register_read_plain(&source, reading, most, window(), &document, &is_plain, &failure),
        STATUS_OK);
    if (is_plain) dump_document(&document, out);
    register_document_free(&document);
    return is_plain;
}

/* By template where that can, and byte by byte: with the same result. */
static bool read_plainly(const char *text, size_t length, uint32_t most, TextBuffer *out)
{
    TextBuffer slow = TEXT_BUFFER_EMPTY;
    bool is_plain = read_so(text, length, READING_TEMPLATE, most, out);
    bool is_slow = read_so(text, length, READING_PLAIN, most, &slow);
    CU_ASSERT_EQUAL(is_slow, is_plain);
    CU_ASSERT_TRUE(!is_plain || (is_slow && strcmp(out->bytes, slow.bytes) == 0));
    text_buffer_free(&slow);
    return is_plain;
}

static bool read_by_libxml2(const char *text, size_t length, TextBuffer *out)
{
    RegisterSource source;
    RegisterDocument document;
    Failure failure = {0};
    register_source_of_text(&source, "text", text, length, "");
    Status status = register_parse(&source, true, REGISTER_RECORDS_MAX, &document, &failure);
    if (status == STATUS_OK) dump_document(&document, out);
    register_document_free(&document);
    return status == STATUS_OK;
}

/* Whether the text is plain; if so, libxml2 must find the same. */
static bool compare(const char *text, size_t length)
{
    TextBuffer plain = TEXT_BUFFER_EMPTY, strict = TEXT_BUFFER_EMPTY;
    bool is_plain = read_plainly(text, length, REGISTER_RECORDS_MAX, &plain);
    if (is_plain) {
        bool is_read = read_by_libxml2(text, length, &strict);
        bool is_same = is_read && strcmp(plain.bytes, strict.bytes) == 0;
        if (!is_same)
            fprintf(stderr, "%.*s\nplain: %s\nlibxml2: %s\n", (int)length, text, plain.bytes,
                    is_read ? strict.bytes : "refused");
        CU_ASSERT_TRUE(is_same);
    }
    text_buffer_free(&plain);
    text_buffer_free(&strict);
    return is_plain;
}

static bool is_plain_text(const char *text)
{
    return compare(text, strlen(text));
}

static void plain_registers_are_taken(void)
{
    CU_ASSERT_TRUE(is_plain_text(sample));
    CU_ASSERT_TRUE(is_plain_text(ROOT END));
    CU_ASSERT_TRUE(is_plain_text(ROOT RECORD RECORD END "\n\t \n"));
    CU_ASSERT_TRUE(is_plain_text("\xEF\xBB\xBF" ROOT RECORD "\n\n" END));
    CU_ASSERT_TRUE(
        is_plain_text("<!-- a -->"
                      "<introduksjonsregister uttrekksdato='2017-12-31'"
                      "\n xmlns='urn:tilskudd:introduksjonsregister:1'\n>" RECORD END));
    CU_ASSERT_TRUE(is_plain_text(ROOT "<person/>" RECORD END)); /* refused by its attributes */
    CU_ASSERT_TRUE(is_plain_text(ROOT PERSON "></person>" END));
    CU_ASSERT_TRUE(is_plain_text(ROOT PERSON " dod=\"a>b '\">" PERMIT "</person >" END));
    CU_ASSERT_TRUE(is_plain_text(ROOT PERSON " dod='2017-12-01'>" PERMIT "</person>" END));
    CU_ASSERT_TRUE(is_plain_text(ROOT "\r\n" PERSON "\r\n>\r\n" PERMIT "\r\n</person\r\n>"
                                      "\r\n" RECORD "\r\n\r\n" RECORD "\r\n" END "\r\n"));
}

/* What libxml2 reads in other ways, refuses, or has to find words for. */
static void others_are_left_to_libxml2(void)
{
    static const char *const texts[] = {
        "",
        ROOT,
        ROOT RECORD,
        ROOT RECORD END "x",
        ROOT RECORD END "<!-- a -->",
        ROOT RECORD "x" END,
        ROOT RECORD "\r" END,
        ROOT RECORD "\r\r\n" END,
        ROOT PERSON "\r>" PERMIT "</person>" END,
        ROOT PERSON " dod=\"2017-12-01'>" PERMIT "</person>" END,
        ROOT "<!-- a -->" RECORD END,
        ROOT "<?a b?>" RECORD END,
        ROOT PERSON ">" PERMIT "<![CDATA[ ]]></person>" END,
        ROOT PERSON ">" PERMIT "<adresse/></person>" END,
        ROOT PERSON ">" PERMIT PERMIT "x</person>" END,
        ROOT PERSON "><bosted kommune=\"0301\" fra=\"2017-02-15\"/>" PERMIT "</person>" END,
        ROOT PERSON " a=\"b\">" PERMIT "</person>" END,
        ROOT PERSON " kjonn=\"K\">" PERMIT "</person>" END,
        ROOT PERSON " dod=\"&#50;017-12-01\">" PERMIT "</person>" END,
        ROOT PERSON " dod='2017-12-\"01'>" PERMIT "</person>" END,
        ROOT PERSON " dod = \"2017-12-01\">" PERMIT "</person>" END,
        ROOT PERSON " dod=\"2017-12-\t01\">" PERMIT "</person>" END,
        ROOT PERSON " dod=\"2017-12-\xC3\xA5\">" PERMIT "</person>" END,
        ROOT PERSON "dod=\"2017-12-01\">" PERMIT "</person>" END,
        ROOT PERSON " xmlns:a=\"b\">" PERMIT "</person>" END,
        ROOT PERSON ">" PERMIT "</persons>" END,
        ROOT PERSON ">" PERMIT "</opphold>" END,
        ROOT "<personer/>" END,
        ROOT PERMIT END,
        ROOT "<x:person/>" END,
        ROOT PERSON "/ >" END,
        "<!DOCTYPE introduksjonsregister>" ROOT RECORD END,
        "<introduksjonsregister xmlns=\"urn:x\" uttrekksdato=\"2017-12-31\">" RECORD END,
        "<introduksjonsregister xmlns=\"urn:tilskudd:introduksjonsregister:1\">" RECORD END,
        EMPTY,
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (is_plain_text(texts[i])) fprintf(stderr, "plain: %s\n", texts[i]);
        CU_ASSERT_FALSE(is_plain_text(texts[i]));
    }
}

/* Every byte becomes each of these, is left out, and is doubled. */
static void any_byte_may_be_another(void)
{
    static const char others[] = "\0\n\r\t \"'<>/&=!?-:;xpF019\x7F\x80\xC3";
    enum { OTHERS = sizeof others - 1, LENGTH = sizeof sample - 1 };
    char text[LENGTH + 2];
    size_t plain = 0;
    for (size_t at = 0; at < LENGTH; at++) {
        memcpy(text, sample, LENGTH);
        for (size_t i = 0; i < OTHERS; i++) {
            text[at] = others[i];
            plain += compare(text, LENGTH);
        }
        memcpy(text + at, sample + at + 1, LENGTH - at);
        plain += compare(text, LENGTH - 1);
        memcpy(text + at, sample + at, 1);
        memcpy(text + at + 1, sample + at, LENGTH - at);
        plain += compare(text, LENGTH + 1);
    }
    CU_ASSERT_TRUE(plain > LENGTH); /* or nothing has been compared */
}

static void any_end_is_no_end(void)
{
    enum { LENGTH = sizeof sample - 1 };
    for (size_t length = 0; length < LENGTH - 1; length++)
        CU_ASSERT_FALSE(compare(sample, length));
    CU_ASSERT_TRUE(compare(sample, LENGTH - 1)); /* without the last line feed */
}

/* Many windows: records of all lengths stand across their ends. */
static void windows_have_no_seams(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_text(&text, ROOT);
    for (unsigned i = 0; i < 9000; i++) {
        text_buffer_format(&text, "%*s\n" PERSON ">" PERMIT, (int)(i * 7 % 101), "");
        for (unsigned k = 0; k < i * 11 % 13; k++)
            text_buffer_format(&text, "<bosted kommune=\"%04u\" fra=\"2017-02-15\"/>\n", i);
        text_buffer_text(&text, "</person>");
    }
    text_buffer_text(&text, END);
    CU_ASSERT_TRUE(compare(text.bytes, text.length));
    text_buffer_free(&text);
}

/* More entries than one part is to hold: the records go on in another part. */
static void parts_end_when_they_are_full(void)
{
    enum { RECORDS = 150, ENTRIES = REGISTER_CHILDREN_MAX };
    TextBuffer text = TEXT_BUFFER_EMPTY;
    RegisterSource source;
    RegisterDocument document;
    bool is_plain = false;
    text_buffer_text(&text, ROOT);
    for (int i = 0; i < RECORDS; i++) {
        text_buffer_text(&text, PERSON ">" PERMIT);
        for (int k = 0; k < ENTRIES; k++)
            text_buffer_format(&text, "<bosted kommune=\"%04d\" fra=\"2017-02-15\"/>",
                               k + i + 1);
        text_buffer_text(&text, "</person>");
    }
    text_buffer_text(&text, END);
    register_source_of_text(&source, "text", text.bytes, text.length, "");
    CU_ASSERT_EQUAL(register_read_plain(&source, READING_TEMPLATE, RECORDS, window(), &document,
                                        &is_plain, NULL),
                    STATUS_OK);
    CU_ASSERT_TRUE(is_plain);
    size_t seen = 0, wrong = 0;
    PersonSpace space;
    for (size_t p = 0; p < document.records.parts.count; p++) {
        const RegisterPart *part = &document.records.parts.items[p];
        const uint8_t *block;
        for (size_t at = 0; (block = register_part_next(part, &at)) != NULL; seen++) {
            Registration person = person_block_unpack(block, &space);
            wrong += person.residence_count != ENTRIES;
            wrong += person.residences[0].municipality != seen + 1;
            wrong += person.residences[ENTRIES - 1].municipality != seen + ENTRIES;
        }
    }
    CU_ASSERT_EQUAL(document.records.parts.count, 2); /* the first of a megabyte */
    CU_ASSERT_EQUAL(seen, RECORDS);
    CU_ASSERT_EQUAL(wrong, 0);
    register_document_free(&document);
    text_buffer_free(&text);
}

/* One record as different senders write it; %s is a day of birth. */
static const char *const writings[] = {
    "  <person ident=\"01818431895\" identtype=\"FNR\" fodt=\"%s\" kjonn=\"K\""
    " landbakgrunn=\"SYR\">\n"
    "    <opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-03\" varig=\"true\"/>\n"
    "    <bosted kommune=\"0301\" fra=\"2017-02-15\" til=\"2017-05-09\"/>\n"
    "    <bosted kommune=\"0219\" fra=\"2017-05-10\"/>\n"
    "  </person>\n",
    /* by Windows, with apostrophes and blanks before the end of tags */
    "<person ident='01818431895' identtype='FNR' fodt='%s' kjonn='K' landbakgrunn='SYR' >\r\n"
    "\t<opphold grunnlag='ASYL'  vedtatt='2016-11-03'  varig='true' />\r\n"
    "\t<introduksjonsprogram start='2017-04-01' timerPerUke='37.5' ukerPerAr='47'>\r\n"
    "\t\t<permisjon fra='2018-01-10' arsak='FODSEL' />\r\n"
    "\t</introduksjonsprogram>\r\n"
    "</person>\r\n",
    /* with apostrophes alone */
    "<person ident='01818431895' identtype='FNR' fodt='%s' kjonn='K' landbakgrunn='SYR'>\n"
    "<opphold grunnlag='ASYL' vedtatt='2016-11-03' varig='true'/>\n"
    "<bosted kommune='0301' fra='2017-02-15' til='2017-05-09'/>\n"
    "<bosted kommune='0219' fra='2017-05-10'/>\n"
    "</person>\n",
    /* all in one line */
    "<person ident=\"01818431895\" identtype=\"FNR\" fodt=\"%s\" kjonn=\"K\""
    " landbakgrunn=\"SYR\">" PERMIT "<norskopplaering rett=\"true\" plikt=\"true\""
    " malgruppeFra=\"2017-02-15\"><gjennomfort termin=\"2017-1\" norsk=\"180\"/>"
    "<prove type=\"NORSK_LESING\" dato=\"2017-12-01\" resultat=\"A2\"/></norskopplaering>"
    "</person>",
    /* in another order, over several lines, with end tags */
    "  <person landbakgrunn=\"SYR\"\n          kjonn=\"K\"\n          fodt=\"%s\"\n"
    "          identtype=\"FNR\"\n          ident=\"01818431895\">\n"
    "      <opphold varig=\"true\" vedtatt=\"2016-11-03\" grunnlag=\"ASYL\"></opphold>\n"
    "      <bosted til=\"2017-05-09\" fra=\"2017-02-15\" kommune=\"0301\"></bosted>\n"
    "      <saertilskudd kode=\"FHT2\" belop=\"850000\" vedtatt=\"2017-04-11\">"
    "</saertilskudd>\n"
    "  </person>\n",
};

static void write_records(TextBuffer *text, const char *writing, int count)
{
    for (int i = 0; i < count; i++) {
        const char *day = strstr(writing, "%s");
        text_buffer_append(text, writing, (size_t)(day - writing));
        text_buffer_format(text, "19%02d-01-%02d%s", i % 100, i % 28 + 1, day + 2);
    }
}

static uint32_t templated(const TextBuffer *text)
{
    RegisterSource source;
    RegisterDocument document;
    bool is_plain = false;
    register_source_of_text(&source, "text", text->bytes, text->length, "");
    CU_ASSERT_EQUAL(register_read_plain(&source, READING_TEMPLATE, REGISTER_RECORDS_MAX,
                                        window(), &document, &is_plain, NULL),
                    STATUS_OK);
    uint32_t count = document.templated;
    register_document_free(&document);
    return count;
}

/* Any plain writing is read by words from the second record on, and the next sender's in the
 * same file when it has been learnt; a bad value is left to the others, for that record alone.
 */
static void any_writing_is_learnt(void)
{
    enum { WRITINGS = sizeof writings / sizeof *writings, RECORDS = 60, LEARNING = 4 };
    for (int i = 0; i < WRITINGS; i++) {
        TextBuffer text = TEXT_BUFFER_EMPTY;
        text_buffer_text(&text, ROOT);
        write_records(&text, writings[i], RECORDS);
        text_buffer_text(&text, RECORD_OF_A_BAD_DAY);
        write_records(&text, writings[i], RECORDS);
        text_buffer_text(&text, END);
        CU_ASSERT_TRUE(compare(text.bytes, text.length));
        CU_ASSERT_TRUE(templated(&text) >= 2 * RECORDS - LEARNING);
        text.length -= strlen(END);
        write_records(&text, writings[(i + 1) % WRITINGS], RECORDS);
        text_buffer_text(&text, END);
        CU_ASSERT_TRUE(compare(text.bytes, text.length));
        CU_ASSERT_TRUE(templated(&text) >= 3 * RECORDS - 2 * LEARNING - LAYOUT_MISSES_MAX);
        text_buffer_free(&text);
    }
}

/* Behind records that have been learnt from, every byte of one of that writing becomes another:
 * what is read by words must be as whole as what is not. */
static void a_learnt_byte_may_be_another(void)
{
    static const char others[] = "\"'<>/ &x0";
    enum { WRITINGS = sizeof writings / sizeof *writings, LEARNT = 6 };
    size_t plain = 0;
    for (int i = 0; i < WRITINGS; i++) {
        TextBuffer text = TEXT_BUFFER_EMPTY;
        text_buffer_text(&text, ROOT);
        write_records(&text, writings[i], LEARNT);
        size_t begin = text.length;
        write_records(&text, writings[i], 1);
        size_t end = text.length;
        text_buffer_text(&text, END);
        for (size_t at = begin; at < end; at++) {
            char was = text.bytes[at];
            for (size_t other = 0; other < sizeof others - 1; other++) {
                text.bytes[at] = others[other];
                plain += compare(text.bytes, text.length);
            }
            text.bytes[at] = was;
        }
        text_buffer_free(&text);
    }
    CU_ASSERT_TRUE(plain > 1000);
}

static void limits_are_left_to_libxml2(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY, out = TEXT_BUFFER_EMPTY;
    static const int values[] = {REGISTER_ATTRIBUTE_MAX, REGISTER_ATTRIBUTE_MAX + 1};
    for (int i = 0; i < 2; i++) {
        text_buffer_clear(&text);
        text_buffer_format(&text, ROOT PERSON " dod=\"%0*d\">" PERMIT "</person>" END,
                           values[i], 0);
        CU_ASSERT_EQUAL(compare(text.bytes, text.length), i == 0);
    }
    for (int blanks = 1000; blanks < 400000; blanks *= 7) { /* in a tag, and between records */
        text_buffer_clear(&text);
        text_buffer_format(&text, ROOT PERSON "%*s>" PERMIT "</person>" END, blanks, "");
        CU_ASSERT_EQUAL(compare(text.bytes, text.length), blanks < 4000);
        text_buffer_clear(&text);
        text_buffer_format(&text, ROOT RECORD "%*s" RECORD END, blanks, "");
        (void)compare(text.bytes, text.length);
    }
    CU_ASSERT_TRUE(read_plainly(sample, sizeof sample - 1, 3, &out));
    CU_ASSERT_FALSE(read_plainly(sample, sizeof sample - 1, 2, &out));
    text_buffer_free(&text);
    text_buffer_free(&out);
}

enum { ABSENT_BEFORE = 12 }; /* more than the layout is learnt from */
#define ABSENT                                                                                 \
    "<person ident=\"01818431895\" identtype=\"FNR\" fodt=\"1984-01-01\" kjonn=\"K\""          \
    " landbakgrunn=\"SYR\"><opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-03\" varig=\"true\"/>" \
    "<norskopplaering rett=\"true\" plikt=\"true\" malgruppeFra=\"2017-02-15\">"               \
    "<gjennomfort termin=\"2017-1\" norsk=\"7\"%s/></norskopplaering></person>"

/* An absence of nothing is not one that is not given, whoever reads. */
static void no_absence_is_not_an_absence_of_0(void)
{
    static const char *const absences[][2] = {{"", " hours 4034 7 0 -"},
                                              {" fravaer=\"0\"", " hours 4034 7 0 0"},
                                              {" fravaer=\"126\"", " hours 4034 7 0 126"},
                                              {" fravaer=\"127\"", " hours 4034 7 0 127"},
                                              {" fravaer=\"65534\"", " hours 4034 7 0 65534"},
                                              {" fravaer=\"65535\"", "refused"}};
    for (size_t i = 0; i < sizeof absences / sizeof absences[0]; i++) {
        TextBuffer text = TEXT_BUFFER_EMPTY, out = TEXT_BUFFER_EMPTY;
        text_buffer_format(&text, ROOT);
        for (int before = 0; before < ABSENT_BEFORE;
             before++) /* so that they are read by words */
            text_buffer_format(&text, ABSENT, " fravaer=\"12\"");
        text_buffer_format(&text, ABSENT END, absences[i][0]);
        (void)compare(text.bytes, text.length);
        CU_ASSERT_TRUE(read_by_libxml2(text.bytes, text.length, &out));
        CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, absences[i][1]));
        text_buffer_free(&text);
        text_buffer_free(&out);
    }
}

static const TestCase tests[] = {
    {"no absence is not an absence of 0", no_absence_is_not_an_absence_of_0},
    {"plain registers are taken", plain_registers_are_taken},
    {"others are left to libxml2", others_are_left_to_libxml2},
    {"any byte may be another", any_byte_may_be_another},
    {"any end is no end", any_end_is_no_end},
    {"windows have no seams", windows_have_no_seams},
    {"parts end when they are full", parts_end_when_they_are_full},
    {"any writing is learnt", any_writing_is_learnt},
    {"a learnt byte may be another", a_learnt_byte_may_be_another},
    {"limits are left to libxml2", limits_are_left_to_libxml2},
};

TEST_MAIN("register, plain", tests)
