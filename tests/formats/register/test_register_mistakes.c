/*
 * test_register_mistakes.c - why: a sender who is told one mistake at a time sends a file ten
 * times. All mistakes of a record are told, each with its line and field, the first of them is
 * what a run says, and each has words and a remedy in both languages.
 */
#include <stdio.h>
#include <string.h>

#include "formats/register/register_mistakes.h"
#include "tests/formats/base/scratch.h"
#include "tests/formats/register/register_dump.h"
#include "tests/rules/base/test_main.h"

#define ROOT                                                                                   \
    "<introduksjonsregister xmlns=\"urn:tilskudd:introduksjonsregister:1\" "                   \
    "uttrekksdato=\"2017-12-31\" avgiver=\"0301\">\n"
#define END "</introduksjonsregister>\n"
#define PERSON                                                                                 \
    "<person ident=\"01818431895\" identtype=\"FNR\" fodt=\"1984-01-01\" kjonn=\"K\" "         \
    "landbakgrunn=\"SYR\">\n"
#define PERMIT "<opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-03\" varig=\"true\"/>\n"
#define GOOD PERSON PERMIT "</person>\n"

/* --- words --- */

static bool has_words(RegisterReason reason, Language language)
{
    CLEANUP(text_buffer_free) TextBuffer what = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer remedy = TEXT_BUFFER_EMPTY;
    const RegisterMistake mistake = {.reason = reason,
                                     .element = ELEMENT_BOSETTING,
                                     .attribute = BOSETTING_GRUPPE,
                                     .name = "avgiver",
                                     .other = "person",
                                     .inner = REASON_NOT_A_MUNICIPALITY};
    register_mistake_what(&mistake, language, &what);
    register_mistake_remedy(&mistake, language, &remedy);
    if (what.length == 0 || remedy.length == 0) return false;
    /* No place of a sentence is left open, and a remedy is a whole sentence. */
    char end = remedy.bytes[remedy.length - 1];
    return strpbrk(what.bytes, "{}") == NULL && strpbrk(remedy.bytes, "{}") == NULL &&
           what.bytes[what.length - 1] != '.' && (end == '.' || end == '?');
}

static void every_reason_has_words_and_a_remedy(void)
{
    for (int r = REASON_NONE + 1; r < REASON_COUNT; r++) {
        if (!has_words((RegisterReason)r, LANGUAGE_NB)) printf("\nnb: reason %d\n", r);
        CU_ASSERT_TRUE(has_words((RegisterReason)r, LANGUAGE_NB));
        CU_ASSERT_TRUE(has_words((RegisterReason)r, LANGUAGE_EN));
    }
    for (int r = REASON_NONE + 1; r <= (int)RECORD_REASONS_END; r++) {
        const char *english = register_reason((RegisterReason)r, LANGUAGE_EN);
        CU_ASSERT_PTR_NOT_NULL_FATAL(register_reason_nb(english));
        CU_ASSERT_STRING_NOT_EQUAL(register_reason_nb(english), english);
        CU_ASSERT_TRUE(strlen(english) < sizeof(((RefusedRecord *)NULL)->problem));
    }
    CU_ASSERT_STRING_EQUAL(register_reason_nb("missing"), "mangler");
    CU_ASSERT_PTR_NULL(register_reason_nb("something else"));
}

static void every_field_has_a_name(void)
{
    for (int e = 0; e < ELEMENT_COUNT; e++)
        for (int a = REGISTER_NOWHERE; a < element_spec((RegisterElement)e)->attribute_count;
             a++)
            for (int l = 0; l < LANGUAGE_COUNT; l++)
                CU_ASSERT_TRUE(strlen(register_label((RegisterElement)e, a, (Language)l)) > 0);
}

/* --- telling --- */

static RegisterTelling tell(const char *text)
{
    Failure failure = {0};
    RegisterTelling telling = {.user = NULL};
    const char *path = scratch_write("told.xml", text, strlen(text));
    CU_ASSERT_EQUAL_FATAL(register_tell(path, &telling, &failure), STATUS_OK);
    return telling;
}

static void expect(const RegisterTelling *telling, size_t index, unsigned record, unsigned line,
                   const char *field, RegisterReason reason)
{
    CU_ASSERT_TRUE_FATAL(index < telling->count);
    const RegisterMistake *mistake = &telling->items[index];
    CU_ASSERT_EQUAL(mistake->record, record);
    CU_ASSERT_EQUAL(mistake->line, line);
    CU_ASSERT_STRING_EQUAL(mistake->field, field);
    CU_ASSERT_EQUAL(mistake->reason, reason);
}

static const char many[] =
    ROOT GOOD "<person ident=\"0181843189\" identtype=\"FNR\" kjonn=\"X\" landbakgrunn=\"syr\" "
              "alder=\"3\">\n"
              "<bosetting kommune=\"301\" avtale=\"ja\" gruppe=\"MANN\"/>\n"
              "<opphold grunnlag=\"ASYL\" vedtatt=\"2016-02-30\" varig=\"true\"/>\n"
              "<yrke kode=\"1\"><ukjent>tekst</ukjent></yrke>\n"
              "<norskopplaering rett=\"true\" plikt=\"true\" malgruppeFra=\"2017-02-15\">her\n"
              "<gjennomfort termin=\"2017-3\" norsk=\"-1\"/>\n"
              "</norskopplaering>\n"
              "<introduksjonsprogram start=\"\" timerPerUke=\"37,5\" ukerPerAr=\"99\">\n"
              "<permisjon fra=\"2018-01-10\"/>\n"
              "</introduksjonsprogram>\n"
              "</person>\n" GOOD END;

static void all_of_a_record_is_told(void)
{
    scratch_begin();
    CLEANUP(register_telling_free) RegisterTelling telling = tell(many);
    CU_ASSERT_FALSE(telling.refused);
    CU_ASSERT_EQUAL(telling.records, 3);
    CU_ASSERT_EQUAL(telling.refused_records, 1);
    CU_ASSERT_EQUAL(telling.sender, 301);
    CU_ASSERT_EQUAL_FATAL(telling.count, 19);
    size_t i = 0;
    expect(&telling, i++, 2, 5, "person/@alder", REASON_UNKNOWN_ATTRIBUTE);
    expect(&telling, i++, 2, 5, "person/@fodt", REASON_MISSING);
    expect(&telling, i++, 2, 5, "person/@ident", REASON_NOT_AN_IDENT);
    expect(&telling, i++, 2, 5, "person/@kjonn", REASON_UNKNOWN_WORD);
    expect(&telling, i++, 2, 5, "person/@landbakgrunn", REASON_NOT_A_COUNTRY);
    expect(&telling, i++, 2, 6, "bosetting/@dato", REASON_MISSING);
    expect(&telling, i++, 2, 6, "bosetting/@kommune", REASON_NOT_A_MUNICIPALITY);
    expect(&telling, i++, 2, 6, "bosetting/@avtale", REASON_NOT_TRUE_OR_FALSE);
    expect(&telling, i++, 2, 6, "bosetting/@gruppe", REASON_UNKNOWN_WORD);
    expect(&telling, i++, 2, 7, "opphold", REASON_OUT_OF_ORDER);
    expect(&telling, i++, 2, 7, "opphold/@vedtatt", REASON_NOT_A_DAY);
    expect(&telling, i++, 2, 8, "unknown element <yrke>", REASON_UNKNOWN_ELEMENT);
    expect(&telling, i++, 2, 9, "text in norskopplaering", REASON_TEXT_INSIDE);
    expect(&telling, i++, 2, 10, "gjennomfort/@termin", REASON_NOT_A_HALF_YEAR);
    expect(&telling, i++, 2, 10, "gjennomfort/@norsk", REASON_NOT_WHOLE);
    expect(&telling, i++, 2, 12, "introduksjonsprogram/@start", REASON_NOT_A_DAY);
    expect(&telling, i++, 2, 12, "introduksjonsprogram/@timerPerUke", REASON_NOT_HOURS);
    expect(&telling, i++, 2, 12, "introduksjonsprogram/@ukerPerAr", REASON_NUMBER_TOO_LARGE);
    expect(&telling, i++, 2, 13, "permisjon/@arsak", REASON_MISSING);
    scratch_end();
}

/* As many records, and of each what comes first. */
static void compare_with_run(const char *path)
{
    RegisterExtracts extracts;
    Failure failure = {0};
    CLEANUP(register_telling_free) RegisterTelling telling = {.user = NULL};
    CU_ASSERT_EQUAL_FATAL(register_tell(path, &telling, &failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(register_read_one(path, 1, 0, &extracts, &failure), STATUS_OK);
    size_t next = 0;
    for (size_t i = 0; i < telling.count; i++) {
        const RegisterMistake *first = &telling.items[i];
        if (i > 0 && first->record == telling.items[i - 1].record) continue;
        CU_ASSERT_TRUE_FATAL(next < register_refused_count(&extracts));
        const RefusedRecord *refused = register_refused_at(&extracts, next++);
        CU_ASSERT_EQUAL(refused->record, first->record);
        CU_ASSERT_EQUAL(refused->line, first->line);
        CU_ASSERT_STRING_EQUAL(refused->field, first->field);
        CU_ASSERT_STRING_EQUAL(refused->problem, register_reason(first->reason, LANGUAGE_EN));
    }
    CU_ASSERT_EQUAL(next, register_refused_count(&extracts));
    CU_ASSERT_EQUAL(telling.refused_records, next);
    CU_ASSERT_EQUAL(telling.records, extracts.files[0].records);
    CU_ASSERT_TRUE(next > 0);
    register_extracts_free(&extracts);
}

static void the_first_is_what_a_run_says(void)
{
    scratch_begin();
    compare_with_run(scratch_write("told.xml", many, strlen(many)));
    compare_with_run(TEST_SOURCE_DIR "/fixtures/registers/refused-records.xml");
    scratch_end();
}

static void places_are_kept_for_permits_and_the_once_only(void)
{
    scratch_begin();
    CLEANUP(register_telling_free)
    RegisterTelling telling =
        tell(ROOT PERSON "<opphold grunnlag=\"FAMILIE_FLYKTNING\" vedtatt=\"2016-11-03\" "
                         "varig=\"true\"/>\n"
                         "<asylopplaering fra=\"2016-09-01\"/>\n<asylopplaering "
                         "fra=\"2016-09-02\"/>\n</person>\n" PERSON "</person>\n" END);
    CU_ASSERT_EQUAL_FATAL(telling.count, 5);
    expect(&telling, 0, 1, 3, "opphold/@referanse", REASON_MISSING);
    expect(&telling, 1, 1, 3, "opphold/@referanseBosatt", REASON_MISSING);
    expect(&telling, 2, 1, 3, "opphold/@familiesoknad", REASON_MISSING);
    expect(&telling, 3, 1, 5, "asylopplaering", REASON_MORE_THAN_ONE);
    expect(&telling, 4, 2, 7, "person/opphold", REASON_MISSING);
    scratch_end();
}

/* --- whole files --- */

typedef struct FaultCase {
    const char *text;
    RegisterReason reason;
    unsigned line;
} FaultCase;

static const FaultCase faults[] = {
    {"", REASON_FILE_EMPTY, 1},
    {"fodt;kjonn\n", REASON_FILE_EMPTY, 1},
    {ROOT GOOD, REASON_FILE_ENDS_EARLY, 5},
    {ROOT PERSON PERMIT END, REASON_TAGS_CROSS, 4},
    {ROOT "<person ident=\"1\" ident=\"2\"/>" END, REASON_ATTRIBUTE_TWICE, 2},
    {ROOT "<person ident=\"1>\n<opphold/>\n</person>" END, REASON_LESS_THAN_INSIDE, 3},
    {ROOT "<person ident=1/>" END, REASON_QUOTES_MISSING, 2},
    {ROOT "<person ident=\"1\"identtype=\"FNR\"/>" END, REASON_SPACE_MISSING, 2},
    {ROOT "<person ident=\"A & B\"/>" END, REASON_AMPERSAND, 2},
    {ROOT "<person ident=\"1\"\n<opphold/></person>" END, REASON_TAG_UNFINISHED, 3},
    {ROOT PERSON PERMIT "</person" END, REASON_TAG_UNFINISHED, 4},
    {ROOT GOOD END ROOT, REASON_MORE_AFTER_THE_END, 6},
    {ROOT "<person ident=\"\x01\"/>" END, REASON_BAD_CHARACTER, 2},
    {ROOT "<person navn=\"\xD8ye\"/>" END, REASON_NOT_UTF8, 2},
    {"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" ROOT END, REASON_ANOTHER_ENCODING, 1},
    {"<!DOCTYPE a>" ROOT END, REASON_DOCTYPE, 1},
    {ROOT "<person ident=\"&oslash;\"/>" END, REASON_ENTITY, 2},
    {"<register/>", REASON_WRONG_ROOT, 1},
    {ROOT "tekst" END, REASON_TEXT_BETWEEN, 1},
};

static void a_file_that_is_refused_says_where_and_why(void)
{
    scratch_begin();
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        CLEANUP(register_telling_free) RegisterTelling telling = tell(faults[i].text);
        CU_ASSERT_TRUE(telling.refused);
        if (telling.fault.reason != faults[i].reason || telling.fault.line != faults[i].line)
            printf("\n%s: %s, line %u\n", faults[i].text,
                   register_reason(telling.fault.reason, LANGUAGE_EN), telling.fault.line);
        CU_ASSERT_EQUAL(telling.fault.reason, faults[i].reason);
        CU_ASSERT_EQUAL(telling.fault.line, faults[i].line);
    }
    scratch_end();
}

static void says(const RegisterMistake *mistake, const char *what, const char *remedy)
{
    CLEANUP(text_buffer_free) TextBuffer out = TEXT_BUFFER_EMPTY;
    register_mistake_what(mistake, LANGUAGE_NB, &out);
    CU_ASSERT_STRING_EQUAL(out.bytes, what);
    text_buffer_clear(&out);
    register_mistake_remedy(mistake, LANGUAGE_NB, &out);
    CU_ASSERT_STRING_EQUAL(out.bytes, remedy);
}

static void names_stand_in_the_words(void)
{
    scratch_begin();
    CLEANUP(register_telling_free) RegisterTelling crossed = tell(ROOT PERSON PERMIT END);
    says(&crossed.fault, "<person> fra linje 2 er ikke avsluttet før </introduksjonsregister>",
         "Skriv </person>, eller avslutt <person .../> med skråstrek; fjern en sluttkode for "
         "mye.");
    CLEANUP(register_telling_free)
    RegisterTelling wrong =
        tell("<introduksjonsregister xmlns=\"urn:tilskudd:introduksjonsregister:1\" "
             "uttrekksdato=\"2017-12-31\" avgiver=\"301\"/>");
    CU_ASSERT_STRING_EQUAL(wrong.fault.field, "introduksjonsregister/@avgiver");
    says(&wrong.fault, "ikke et kommunenummer (fire siffer)",
         "Skriv fire siffer, også den første nullen: 0301.");
    CLEANUP(register_telling_free)
    RegisterTelling word =
        tell(ROOT "<person ident=\"01818431895\" identtype=\"PNR\" fodt=\"1984-01-01\" "
                  "kjonn=\"K\" landbakgrunn=\"SYR\">" PERMIT "</person>" END);
    CU_ASSERT_EQUAL_FATAL(word.count, 1);
    says(&word.items[0], "ukjent kodeord", "Skriv ett av: FNR, DNR, DUF.");
    scratch_end();
}

static const TestCase tests[] = {
    {"every reason has words and a remedy", every_reason_has_words_and_a_remedy},
    {"every field has a name", every_field_has_a_name},
    {"all of a record is told", all_of_a_record_is_told},
    {"the first is what a run says", the_first_is_what_a_run_says},
    {"permits, and what may stand once", places_are_kept_for_permits_and_the_once_only},
    {"a file that is refused says where and why", a_file_that_is_refused_says_where_and_why},
    {"names stand in the words", names_stand_in_the_words},
};

TEST_MAIN("register mistakes", tests)
