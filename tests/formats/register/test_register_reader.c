/*
 * test_register_reader.c - what the register says is what the run works on: every field of the
 * example arrives, and a record with anything else in it is set aside whole, with its place,
 * while its neighbours stay as they are.
 */
#include "formats/register/register_reader.h"

#include <stdio.h>
#include <string.h>

#include "tests/formats/register/register_dump.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

#define NS "urn:tilskudd:introduksjonsregister:1"
#define HEAD                                                                                   \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                             \
    "<introduksjonsregister xmlns=\"" NS "\" uttrekksdato=\"2017-12-31\">\n"
#define TAIL "</introduksjonsregister>\n"
#define WHO " fodt=\"1984-01-01\" kjonn=\"K\" landbakgrunn=\"SYR\""
#define TAG "<person ident=\"01818431895\" identtype=\"FNR\"" WHO ">"
#define PERMIT "<opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-03\" varig=\"true\"/>"
#define SETTLED                                                                                \
    "<bosetting dato=\"2017-02-15\" kommune=\"0301\" avtale=\"true\" gruppe=\"BARN\"/>"
#define NORSK "<norskopplaering rett=\"true\" plikt=\"false\" malgruppeFra=\"2017-02-15\">"
#define APPLIED "<norskopplaering rett=\"true\" plikt=\"false\" malgruppeFra=\"2018-02-15\""
#define PROGRAM                                                                                \
    "<introduksjonsprogram start=\"2017-04-01\" timerPerUke=\"30\" ukerPerAr=\"47\">"
#define GOOD TAG PERMIT "</person>\n"

static Status read_text(const char *text, RegisterExtracts *extracts, Failure *failure)
{
    const char *path = scratch_write("register.xml", text, strlen(text));
    return register_read_one(path, 1, 0, extracts, failure);
}

static PersonSpace spaces[2];
static Day day_of(const char *text)
{
    Day day = DAY_NONE;
    CU_ASSERT_TRUE(day_parse(text, strlen(text), &day));
    return day;
}

static Ident ident_of(const char *text)
{
    Ident ident = IDENT_NONE;
    CU_ASSERT_TRUE(ident_parse(text, strlen(text), &ident));
    return ident;
}

static void check_sample_person(const Registration *person)
{
    CU_ASSERT_EQUAL(person->ident, ident_of("01818431895"));
    CU_ASSERT_EQUAL(person->declared_type, IDENT_FNR);
    CU_ASSERT_EQUAL(person->born, day_of("1984-01-01"));
    CU_ASSERT_EQUAL(person->died, DAY_NONE);
    CU_ASSERT_EQUAL(person->sex, SEX_WOMAN);
    CU_ASSERT_EQUAL(person->mother, IDENT_NONE);
    char country[4];
    country_format(person->background, country);
    CU_ASSERT_STRING_EQUAL(country, "SYR");
    CU_ASSERT_EQUAL_FATAL(person->former_count, 1);
    CU_ASSERT_EQUAL(person->former_idents[0], ident_of("201612345600"));
    CU_ASSERT_EQUAL(person->settlement.date, day_of("2017-02-15"));
    CU_ASSERT_EQUAL(person->settlement.municipality, 301);
    CU_ASSERT_TRUE(person->settlement.by_agreement);
    CU_ASSERT_EQUAL(person->settlement.group, SETTLEMENT_VOKSEN);
    CU_ASSERT_EQUAL(person->settlement.claim, day_of("2017-03-01"));
}

static void check_sample_stays(const Registration *person)
{
    CU_ASSERT_EQUAL_FATAL(person->permit_count, 1);
    CU_ASSERT_EQUAL(person->permits[0].ground, GROUND_FAMILIE_FLYKTNING);
    CU_ASSERT_EQUAL(person->permits[0].decided, day_of("2016-11-03"));
    CU_ASSERT_TRUE(person->permits[0].permanent_basis);
    CU_ASSERT_EQUAL(person->permits[0].reference, ident_of("02828037954"));
    CU_ASSERT_EQUAL(person->permits[0].reference_settled, day_of("2015-03-01"));
    CU_ASSERT_EQUAL(person->permits[0].family_application, day_of("2016-02-10"));
    CU_ASSERT_EQUAL_FATAL(person->reception_count, 1);
    CU_ASSERT_EQUAL(person->receptions[0].municipality, 1840);
    CU_ASSERT_EQUAL(person->receptions[0].from, day_of("2016-08-20"));
    CU_ASSERT_EQUAL(person->receptions[0].to, day_of("2017-02-14"));
    CU_ASSERT_EQUAL_FATAL(person->residence_count, 2);
    CU_ASSERT_EQUAL(person->residences[0].municipality, 301);
    CU_ASSERT_EQUAL(person->residences[0].to, day_of("2017-05-09"));
    CU_ASSERT_EQUAL(person->residences[1].municipality, 219);
    CU_ASSERT_EQUAL(person->residences[1].from, day_of("2017-05-10"));
    CU_ASSERT_EQUAL(person->residences[1].to, DAY_NONE);
}

static void check_sample_training(const Registration *person)
{
    CU_ASSERT_EQUAL(person->asylum_training_from, day_of("2016-09-01"));
    CU_ASSERT_TRUE(person->training.right);
    CU_ASSERT_TRUE(person->training.duty);
    CU_ASSERT_EQUAL(person->training.target_from, day_of("2017-02-15"));
    CU_ASSERT_EQUAL(person->training.decision, day_of("2017-03-20"));
    CU_ASSERT_EQUAL(person->training.training_municipality, 219);
    CU_ASSERT_EQUAL_FATAL(person->hours_count, 1);
    CU_ASSERT_EQUAL(person->hours[0].half_year, 2017 * 2);
    CU_ASSERT_EQUAL(person->hours[0].norwegian, 180);
    CU_ASSERT_EQUAL(person->hours[0].social_studies, 20);
    CU_ASSERT_EQUAL(person->hours[0].absence, 12);
    CU_ASSERT_EQUAL_FATAL(person->test_count, 1);
    CU_ASSERT_STRING_EQUAL(language_test_type_word(person->tests[0].type), "NORSK_MUNTLIG");
    CU_ASSERT_STRING_EQUAL(language_test_result_word(person->tests[0].result), "A2");
    CU_ASSERT_EQUAL(person->tests[0].date, day_of("2017-12-01"));
}

static void check_sample_programme(const Registration *person)
{
    CU_ASSERT_EQUAL_FATAL(person->programme_count, 1);
    CU_ASSERT_EQUAL(person->programmes[0].start, day_of("2017-04-01"));
    CU_ASSERT_EQUAL(person->programmes[0].end, day_of("2019-03-31"));
    CU_ASSERT_EQUAL(person->programmes[0].end_reason, PROGRAMME_END_ARBEID);
    CU_ASSERT_EQUAL(person->programmes[0].hours_per_week_tenths, 375);
    CU_ASSERT_EQUAL(person->programmes[0].weeks_per_year, 47);
    CU_ASSERT_EQUAL(person->programmes[0].leave_begin, 0);
    CU_ASSERT_EQUAL(person->programmes[0].leave_count, 1);
    CU_ASSERT_EQUAL_FATAL(person->leave_count, 1);
    CU_ASSERT_EQUAL(person->leaves[0].from, day_of("2018-01-10"));
    CU_ASSERT_EQUAL(person->leaves[0].to, day_of("2018-03-01"));
    CU_ASSERT_EQUAL_FATAL(person->special_count, 1);
    CU_ASSERT_EQUAL(person->special_grants[0].code, GRANT_FHT2);
    CU_ASSERT_EQUAL(person->special_grants[0].decided, day_of("2017-04-11"));
    CU_ASSERT_EQUAL(person->special_grants[0].amount_kroner, 850000);
}

static void example_arrives_field_by_field(void)
{
    static const char path[] = TEST_SOURCE_DIR "/fixtures/registers/sample.xml";
    RegisterExtracts extracts;
    CU_ASSERT_EQUAL_FATAL(register_read_one(path, 1, 0, &extracts, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(extracts.file_count, 1);
    const RegisterFile *file = &extracts.files[0];
    CU_ASSERT_STRING_EQUAL(file->path, path);
    CU_ASSERT_EQUAL(file->extract_date, day_of("2017-10-02"));
    CU_ASSERT_EQUAL(file->sender, 301);
    CU_ASSERT_EQUAL(file->records, 1);
    uint8_t expected[SHA256_SIZE];
    uint64_t size = 0;
    CU_ASSERT_EQUAL(sha256_of_file(path, expected, &size, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(file->sums.stored_sha256, expected, SHA256_SIZE), 0);
    CU_ASSERT_EQUAL(memcmp(file->sums.content_sha256, expected, SHA256_SIZE), 0);
    CU_ASSERT_EQUAL(file->sums.stored_size, size);
    CU_ASSERT_EQUAL(file->sums.content_size, size);
    CU_ASSERT_EQUAL_FATAL(extracts.part_count, 1);
    CU_ASSERT_EQUAL_FATAL(extracts.parts[0].person_count, 1);
    CU_ASSERT_EQUAL(register_record_of(&extracts, 0), 1);
    CU_ASSERT_EQUAL(register_line_of(&extracts, 0), 3);
    Registration person = register_part_view(&extracts.parts[0], 0, &spaces[0]);
    check_sample_person(&person);
    check_sample_stays(&person);
    check_sample_training(&person);
    check_sample_programme(&person);
    register_extracts_free(&extracts);
}

static void check_refused(const RefusedRecord *refused, uint32_t record, uint32_t line,
                          const char *field, const char *problem)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(refused);
    CU_ASSERT_EQUAL(refused->record, record);
    CU_ASSERT_EQUAL(refused->line, line);
    CU_ASSERT_STRING_EQUAL(refused->field, field);
    CU_ASSERT_STRING_EQUAL(refused->problem, problem);
    CU_ASSERT_EQUAL(refused->sender, MUNICIPALITY_NONE);
}

static void refused_records_are_listed(void)
{
    static const char path[] = TEST_SOURCE_DIR "/fixtures/registers/refused-records.xml";
    RegisterExtracts extracts;
    CU_ASSERT_EQUAL_FATAL(register_read_one(path, 1, 0, &extracts, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(extracts.files[0].records, 4);
    CU_ASSERT_EQUAL(extracts.files[0].sender, MUNICIPALITY_NONE);
    CU_ASSERT_EQUAL_FATAL(register_refused_count(&extracts), 2);
    check_refused(register_refused_at(&extracts, 0), 2, 8, "opphold/@vedtatt",
                  "not a date (YYYY-MM-DD)");
    check_refused(register_refused_at(&extracts, 1), 3, 14, "bosted/@gate",
                  "unknown attribute");
    CU_ASSERT_EQUAL_FATAL(extracts.parts[0].person_count, 2);
    CU_ASSERT_EQUAL(register_line_of(&extracts, 0), 4);
    CU_ASSERT_EQUAL(register_record_of(&extracts, 1), 4);
    CU_ASSERT_EQUAL(register_line_of(&extracts, 1), 19);
    Registration last = register_part_view(&extracts.parts[0], 1, &spaces[0]);
    CU_ASSERT_EQUAL(last.permit_count, 1);
    CU_ASSERT_EQUAL(last.permits[0].ground, GROUND_BEGRENSET_EM);
    CU_ASSERT_EQUAL(last.residence_count, 0);
    register_extracts_free(&extracts);
}

/* One record between two good ones, and what is wrong with it. */
typedef struct RefusalCase {
    const char *record;
    uint32_t line; /* in the record, from 1 */
    const char *field, *problem;
} RefusalCase;

static void check_refusal(const RefusalCase *wrong)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_format(&text, "%s%s%s\n%s%s", HEAD, GOOD, wrong->record, GOOD, TAIL);
    RegisterExtracts extracts;
    Failure failure = {0};
    Status status = read_text(text.bytes, &extracts, &failure);
    text_buffer_free(&text);
    if (status != STATUS_OK) fprintf(stderr, "%s: %s\n", wrong->record, failure.detail);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
    CU_ASSERT_EQUAL(extracts.files[0].records, 3);
    CU_ASSERT_EQUAL_FATAL(register_refused_count(&extracts), 1);
    const RefusedRecord *refused = register_refused_at(&extracts, 0);
    if (strcmp(refused->field, wrong->field) != 0 || refused->line != wrong->line + 3)
        fprintf(stderr, "%s: line %u: %s: %s\n", wrong->record, refused->line, refused->field,
                refused->problem);
    check_refused(refused, 2, wrong->line + 3, wrong->field, wrong->problem);
    CU_ASSERT_EQUAL_FATAL(register_row_count(&extracts), 2);
    Registration first = register_part_view(&extracts.parts[0], 0, &spaces[0]);
    Registration second = register_part_view(&extracts.parts[0], 1, &spaces[1]);
    CU_ASSERT_EQUAL(registration_compare(&first, &second), 0);
    CU_ASSERT_EQUAL(second.permit_count, 1);
    CU_ASSERT_EQUAL(second.residence_count + second.former_count + second.hours_count, 0);
    register_extracts_free(&extracts);
}

#define NOT_DATE "not a date (YYYY-MM-DD)"
#define NOT_IDENT "not an ident (11 or 12 digits)"
#define NOT_CODE "not a municipality code (four digits)"
#define UNKNOWN_WORD "unknown code word"
#define WITH(children) TAG PERMIT "\n" children "</person>"

static const RefusalCase person_refusals[] = {
    {"<person identtype=\"FNR\"" WHO ">" PERMIT "</person>", 1, "person/@ident", "missing"},
    {"<person ident=\"0181843189\" identtype=\"FNR\"" WHO ">" PERMIT "</person>", 1,
     "person/@ident", NOT_IDENT},
    {"<person ident=\"0181843189x\" identtype=\"FNR\"" WHO ">" PERMIT "</person>", 1,
     "person/@ident", NOT_IDENT},
    {"<person ident=\"01818431895\" identtype=\"fnr\"" WHO ">" PERMIT "</person>", 1,
     "person/@identtype", UNKNOWN_WORD},
    {"<person ident=\"01818431895\" identtype=\"FNR\" fodt=\"1984-02-30\" kjonn=\"K\" "
     "landbakgrunn=\"SYR\">" PERMIT "</person>",
     1, "person/@fodt", NOT_DATE},
    {"<person ident=\"01818431895\" identtype=\"FNR\" fodt=\"1984-1-01\" kjonn=\"K\" "
     "landbakgrunn=\"SYR\">" PERMIT "</person>",
     1, "person/@fodt", NOT_DATE},
    {"<person ident=\"01818431895\" identtype=\"FNR\" fodt=\"1984-01-01\" kjonn=\"F\" "
     "landbakgrunn=\"SYR\">" PERMIT "</person>",
     1, "person/@kjonn", UNKNOWN_WORD},
    {"<person ident=\"01818431895\" identtype=\"FNR\" fodt=\"1984-01-01\" kjonn=\"K\" "
     "landbakgrunn=\"Syr\">" PERMIT "</person>",
     1, "person/@landbakgrunn", "not a country (three capital letters)"},
    {"<person ident=\"01818431895\" identtype=\"FNR\"" WHO " dod=\"\">" PERMIT "</person>", 1,
     "person/@dod", NOT_DATE},
    {"<person ident=\"01818431895\" identtype=\"FNR\"" WHO " mor=\"1\">" PERMIT "</person>", 1,
     "person/@mor", NOT_IDENT},
    {"<person ident=\"01818431895\" identtype=\"FNR\"" WHO " navn=\"Kari\">" PERMIT "</person>",
     1, "person/@navn", "unknown attribute"},
    {"<person ident=\"01818431895\" identtype=\"FNR\"" WHO " xml:lang=\"nb\">" PERMIT
     "</person>",
     1, "person/@lang", "unknown attribute"},
    {TAG "</person>", 1, "person/opphold", "missing"},
    {"<Person/>", 1, "unknown element <Person>", "unknown element"},
    {"<p01818431895><x><y/></x>z</p01818431895>", 1, "unknown element <p###########>",
     "unknown element"},
    {"<p\xC3\xA6rson/>", 1, "unknown element <p??rson>", "unknown element"},
    {"<person xmlns=\"urn:tilskudd:introduksjonsregister:2\"/>", 1, "unknown element <person>",
     "wrong namespace"},
    {"<person xmlns=\"\"/>", 1, "unknown element <person>", "wrong namespace"},
};

static const RefusalCase child_refusals[] = {
    {WITH("<bosted/>"), 2, "bosted/@kommune", "missing"},
    {WITH("<bosted kommune=\"301\" fra=\"2017-02-15\"/>"), 2, "bosted/@kommune", NOT_CODE},
    {WITH("<bosted kommune=\"0000\" fra=\"2017-02-15\"/>"), 2, "bosted/@kommune", NOT_CODE},
    {WITH("<bosted kommune=\"03O1\" fra=\"2017-02-15\"/>"), 2, "bosted/@kommune", NOT_CODE},
    {WITH("<bosted kommune=\"0301\" fra=\"2017-02-29\"/>"), 2, "bosted/@fra", NOT_DATE},
    {WITH("<bosted kommune=\"0301\" fra=\"2017-02-15\" til=\"evig\"/>"), 2, "bosted/@til",
     NOT_DATE},
    {WITH("<mottak kommune=\"0301\"/>"), 2, "mottak/@fra", "missing"},
    {WITH("<x:bosted xmlns:x=\"urn:x\" kommune=\"0301\" fra=\"2017-02-15\"/>"), 2,
     "unknown element <bosted>", "wrong namespace"},
    {WITH("<bosted xmlns:x=\"urn:x\" kommune=\"0301\" x:fra=\"2017-02-15\"/>"), 2,
     "bosted/@fra", "unknown attribute"},
    {WITH("<adresse/>"), 2, "unknown element <adresse>", "unknown element"},
    {WITH("<person/>"), 2, "unknown element <person>", "unknown element"},
    {WITH("<gjennomfort termin=\"2017-1\"/>"), 2, "unknown element <gjennomfort>",
     "unknown element"},
    {WITH("<bosted kommune=\"0301\" fra=\"2017-02-15\"><x/></bosted>"), 2,
     "unknown element <x>", "unknown element"},
    {WITH("<bosted kommune=\"0301\" fra=\"2017-02-15\"/>" SETTLED), 2, "bosetting",
     "element out of order"},
    {WITH(SETTLED "<tidligereIdent ident=\"201612345600\"/>"), 2, "tidligereIdent",
     "element out of order"},
    {WITH("<tidligereIdent ident=\"201612345600\"/>"), 2, "tidligereIdent",
     "element out of order"},
    {WITH(SETTLED "\n" SETTLED), 3, "bosetting", "more than one"},
    {WITH("<asylopplaering fra=\"2017-01-01\"/><asylopplaering fra=\"2017-01-01\"/>"), 2,
     "asylopplaering", "more than one"},
    {WITH(NORSK "</norskopplaering>\n" NORSK "</norskopplaering>"), 3, "norskopplaering",
     "more than one"},
    {WITH("flyttet"), 1, "text in person", "text where none may be"},
    {WITH("<bosted kommune=\"0301\" fra=\"2017-02-15\">&lt;</bosted>"), 2, "text in bosted",
     "text where none may be"},
    {WITH("<![CDATA[ x ]]>"), 1, "text in person", "text where none may be"},
    {WITH("\xC2\xA0"), 1, "text in person", "text where none may be"},
    {TAG "<tidligereIdent ident=\"2016123456001\"/>" PERMIT "</person>", 1,
     "tidligereIdent/@ident", NOT_IDENT},
};

static const RefusalCase value_refusals[] = {
    {TAG "<opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-03\" varig=\"1\"/></person>", 1,
     "opphold/@varig", "not true or false"},
    {TAG "<opphold grunnlag=\"FLYKTNING\" vedtatt=\"2016-11-03\" varig=\"true\"/></person>", 1,
     "opphold/@grunnlag", UNKNOWN_WORD},
    {TAG "<opphold grunnlag=\"FAMILIE_ANNEN\" vedtatt=\"2016-11-03\" varig=\"true\"/></person>",
     1, "opphold/@referanse", "missing"},
    {TAG "<opphold grunnlag=\"FAMILIE_NORDISK\" vedtatt=\"2016-11-03\" varig=\"true\" "
         "referanse=\"02828037954\" familiesoknad=\"2016-02-10\"/></person>",
     1, "opphold/@referanseBosatt", "missing"},
    {TAG "<opphold grunnlag=\"FAMILIE_HUMANITAERT\" vedtatt=\"2016-11-03\" varig=\"true\" "
         "referanse=\"02828037954\" referanseBosatt=\"2015-03-01\"/></person>",
     1, "opphold/@familiesoknad", "missing"},
    {TAG "<opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-03\" varig=\"true\" "
         "referanse=\"0282803795\"/></person>",
     1, "opphold/@referanse", NOT_IDENT},
    {WITH("<bosetting dato=\"2017-02-15\" kommune=\"0301\" avtale=\"ja\" gruppe=\"BARN\"/>"), 2,
     "bosetting/@avtale", "not true or false"},
    {WITH("<bosetting dato=\"2017-02-15\" kommune=\"0301\" avtale=\"true\" gruppe=\"UNG\"/>"),
     2, "bosetting/@gruppe", UNKNOWN_WORD},
    {WITH(APPLIED " soknad=\"2018-02-29\"/>"), 2, "norskopplaering/@soknad", NOT_DATE},
    {WITH(NORSK "<gjennomfort termin=\"2017-3\"/></norskopplaering>"), 2, "gjennomfort/@termin",
     "not a half-year (YYYY-1 or YYYY-2)"},
    {WITH(NORSK "<gjennomfort termin=\"1849-1\"/></norskopplaering>"), 2, "gjennomfort/@termin",
     "not a half-year (YYYY-1 or YYYY-2)"},
    {WITH(NORSK "<gjennomfort termin=\"2017-1\" norsk=\"65536\"/></norskopplaering>"), 2,
     "gjennomfort/@norsk", "a number that is too large"},
    {WITH(NORSK "<gjennomfort termin=\"2017-1\" norsk=\"-1\"/></norskopplaering>"), 2,
     "gjennomfort/@norsk", "not a whole number"},
    {WITH(NORSK "<gjennomfort termin=\"2017-1\" fravaer=\"\"/></norskopplaering>"), 2,
     "gjennomfort/@fravaer", "not a whole number"},
    {WITH(NORSK "<prove type=\"NORSK_MUNTLIG\" dato=\"2017-12-01\" resultat=\"A2\"/>\n"
                "<gjennomfort termin=\"2017-1\"/></norskopplaering>"),
     3, "gjennomfort", "element out of order"},
    {WITH(NORSK "<prove type=\"norsk\" dato=\"2017-12-01\" resultat=\"A2\"/>"
                "</norskopplaering>"),
     2, "prove/@type", "not a code word"},
    {WITH(NORSK "<prove type=\"NORSK_MUNTLIG\" dato=\"2017-12-01\" resultat=\"\"/>"
                "</norskopplaering>"),
     2, "prove/@resultat", "not a code word"},
    {WITH("<introduksjonsprogram start=\"2017-04-01\" arsak=\"FERDIG\" timerPerUke=\"30\" "
          "ukerPerAr=\"47\"/>"),
     2, "introduksjonsprogram/@arsak", UNKNOWN_WORD},
    {WITH(
         "<introduksjonsprogram start=\"2017-04-01\" timerPerUke=\"37.55\" ukerPerAr=\"47\"/>"),
     2, "introduksjonsprogram/@timerPerUke", "not a number of hours (37 or 37.5)"},
    {WITH("<introduksjonsprogram start=\"2017-04-01\" timerPerUke=\"37.\" ukerPerAr=\"47\"/>"),
     2, "introduksjonsprogram/@timerPerUke", "not a number of hours (37 or 37.5)"},
    {WITH("<introduksjonsprogram start=\"2017-04-01\" timerPerUke=\".5\" ukerPerAr=\"47\"/>"),
     2, "introduksjonsprogram/@timerPerUke", "not a number of hours (37 or 37.5)"},
    {WITH("<introduksjonsprogram start=\"2017-04-01\" timerPerUke=\"37,5\" ukerPerAr=\"47\"/>"),
     2, "introduksjonsprogram/@timerPerUke", "not a number of hours (37 or 37.5)"},
    {WITH("<introduksjonsprogram start=\"2017-04-01\" timerPerUke=\"1000\" ukerPerAr=\"47\"/>"),
     2, "introduksjonsprogram/@timerPerUke", "not a number of hours (37 or 37.5)"},
    {WITH("<introduksjonsprogram start=\"2017-04-01\" timerPerUke=\"37\" ukerPerAr=\"54\"/>"),
     2, "introduksjonsprogram/@ukerPerAr", "a number that is too large"},
    {WITH("<introduksjonsprogram start=\"2017-04-01\" timerPerUke=\"37\"/>"), 2,
     "introduksjonsprogram/@ukerPerAr", "missing"},
    {WITH(PROGRAM "<permisjon fra=\"2018-01-10\"/></introduksjonsprogram>"), 2,
     "permisjon/@arsak", "missing"},
    {WITH(PROGRAM "<permisjon fra=\"2018-01-10\" arsak=\"f\"/></introduksjonsprogram>"), 2,
     "permisjon/@arsak", "not a code word"},
    {WITH("<saertilskudd kode=\"FHT3\" vedtatt=\"2017-04-11\" belop=\"1\"/>"), 2,
     "saertilskudd/@kode", UNKNOWN_WORD},
    {WITH("<saertilskudd kode=\"BHT\" vedtatt=\"2017-04-11\" belop=\"1\"/>"), 2,
     "saertilskudd/@kode", UNKNOWN_WORD},
    {WITH("<saertilskudd kode=\"FHT1\" vedtatt=\"2017-04-11\" belop=\"1.5\"/>"), 2,
     "saertilskudd/@belop", "not a whole number"},
    {WITH("<saertilskudd kode=\"FHT1\" vedtatt=\"2017-04-11\" belop=\"1000000000000\"/>"), 2,
     "saertilskudd/@belop", "not a whole number"},
    {WITH("<saertilskudd kode=\"FHT1\" vedtatt=\"2017-04-11\" belop=\"+1\"/>"), 2,
     "saertilskudd/@belop", "not a whole number"},
    {WITH("<saertilskudd kode=\"FHT1\" vedtatt=\"2017-04-11\" belop=\" 1\"/>"), 2,
     "saertilskudd/@belop", "not a whole number"},
};

static void check_refusals(const RefusalCase *cases, size_t count)
{
    scratch_begin();
    for (size_t i = 0; i < count; i++)
        check_refusal(&cases[i]);
    scratch_end();
}

static void persons_refused(void)
{
    check_refusals(person_refusals, sizeof person_refusals / sizeof *person_refusals);
}

static void children_refused(void)
{
    check_refusals(child_refusals, sizeof child_refusals / sizeof *child_refusals);
}

static void values_refused(void)
{
    check_refusals(value_refusals, sizeof value_refusals / sizeof *value_refusals);
}

/* The record as text; "" when it is not read. */
static void read_record(const char *record, TextBuffer *out)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_format(&text, "%s%s%s", HEAD, record, TAIL);
    RegisterExtracts extracts;
    CU_ASSERT_EQUAL_FATAL(read_text(text.bytes, &extracts, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(register_row_count(&extracts), 1);
    Registration person = register_part_view(&extracts.parts[0], 0, &spaces[0]);
    register_dump_person(&person, out);
    register_extracts_free(&extracts);
    text_buffer_free(&text);
}

static void check_record(const char *record, const char *expected)
{
    TextBuffer out = TEXT_BUFFER_EMPTY;
    read_record(record, &out);
    CU_ASSERT_STRING_EQUAL(out.bytes, expected);
    text_buffer_free(&out);
}

#define SHORT "person 01818431895 1 1 SYR 1984-01-01 - - former settled - 0 0 0 - "
#define ASYL "permit 0 1 2016-11-03 - - -"
#define NO_TRAINING " training - 0 0 0 - - -"

static void what_is_allowed_is_read(void)
{
    scratch_begin();
    check_record(GOOD, SHORT ASYL NO_TRAINING);
    check_record(WITH("\t\r\n&#32;&#10;<![CDATA[ \n]]><!-- 1 --><?pi x?>"),
                 SHORT ASYL NO_TRAINING);
    check_record("<p:person xmlns:p=\"" NS "\" ident=\"01818431895\" identtype=\"FNR\"" WHO
                 ">" PERMIT "</p:person>",
                 SHORT ASYL NO_TRAINING);
    check_record("<person ident='&#48;1818431895' identtype='FNR'" WHO ">" PERMIT "</person >",
                 SHORT ASYL NO_TRAINING);
    check_record(TAG PERMIT PERMIT "</person>", SHORT ASYL " " ASYL NO_TRAINING);
    check_record(TAG "<opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-03\" varig=\"false\" "
                     "referanse=\"201612345600\" referanseBosatt=\"2015-03-01\"/></person>",
                 SHORT "permit 0 0 2016-11-03 201612345600 2015-03-01 -" NO_TRAINING);
    check_record(WITH(NORSK "<gjennomfort termin=\"2199-2\" norsk=\"65535\"/>"
                            "<prove type=\"SPANSK_1\" dato=\"2017-12-01\" resultat=\"PASS\"/>"
                            "</norskopplaering>"),
                 SHORT ASYL " training - 1 0 0 2017-02-15 - - hours 4399 65535 0 - "
                            "test 0 0 2017-12-01");
    check_record(WITH(APPLIED " soknad=\"2018-02-16\"/>"),
                 SHORT ASYL " training - 1 0 0 2018-02-15 2018-02-16 -");
    check_record(WITH(APPLIED " vedtak=\"2018-03-01\" soknad=\"2018-02-16\"/>"),
                 SHORT ASYL " training - 1 0 0 2018-02-15 2018-02-16 2018-03-01");
    check_record(WITH("<introduksjonsprogram start=\"2017-04-01\" timerPerUke=\"999.9\" "
                      "ukerPerAr=\"0\" arsak=\"ANNET\"/>" PROGRAM
                      "<permisjon fra=\"2018-01-10\" arsak=\"X_1\"/></introduksjonsprogram>"),
                 SHORT ASYL NO_TRAINING " programme 2017-04-01 - 11 9999 0 leaves 0 0"
                                        " programme 2017-04-01 - 0 300 47 leaves 0 1"
                                        " leave 2018-01-10 -");
    check_record(
        WITH("<saertilskudd kode=\"FHT1\" vedtatt=\"2017-04-11\" belop=\"999999999999\"/>"
             "<saertilskudd kode=\"FHT2\" vedtatt=\"2017-04-11\" belop=\"0\"/>"),
        SHORT ASYL NO_TRAINING " special 15 999999999999 2017-04-11 special 16 0 2017-04-11");
    scratch_end();
}

static void many_residences(TextBuffer *text, unsigned count)
{
    text_buffer_clear(text);
    text_buffer_text(text, HEAD TAG PERMIT);
    for (unsigned i = 0; i < count; i++)
        text_buffer_text(text, "<bosted kommune=\"0301\" fra=\"2017-02-15\"/>");
    text_buffer_text(text, "</person>" TAIL);
}

static void children_have_a_limit(void)
{
    scratch_begin();
    TextBuffer text = TEXT_BUFFER_EMPTY;
    RegisterExtracts extracts;
    many_residences(&text, REGISTER_CHILDREN_MAX);
    CU_ASSERT_EQUAL_FATAL(read_text(text.bytes, &extracts, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(register_row_count(&extracts), 1);
    CU_ASSERT_EQUAL(register_part_view(&extracts.parts[0], 0, &spaces[0]).residence_count,
                    REGISTER_CHILDREN_MAX);
    register_extracts_free(&extracts);
    many_residences(&text, REGISTER_CHILDREN_MAX + 1);
    CU_ASSERT_EQUAL_FATAL(read_text(text.bytes, &extracts, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(register_refused_count(&extracts), 1);
    check_refused(register_refused_at(&extracts, 0), 1, 3, "bosted", "too many");
    register_extracts_free(&extracts);
    text_buffer_free(&text);
    scratch_end();
}

/* The n-th call must not go back, and the last says all. */
static void note_progress(void *user, uint64_t done, uint64_t total)
{
    uint64_t *latest = user;
    CU_ASSERT_TRUE(done >= latest[0] && done <= total);
    latest[0] = done;
    latest[1] = total;
}

static void progress_ends_with_all(void)
{
    static const char text[] = HEAD GOOD TAIL;
    scratch_begin();
    const char *file = scratch_write("a.xml", text, sizeof text - 1);
    uint64_t latest[2] = {0, 0};
    RegisterReaderOptions options = {
        .threads = 2, .slice_size = 1, .progress = note_progress, .progress_user = latest};
    RegisterExtracts extracts;
    CU_ASSERT_EQUAL_FATAL(register_read(&file, 1, &options, &extracts, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(latest[0], sizeof text - 1);
    CU_ASSERT_EQUAL(latest[1], sizeof text - 1);
    register_extracts_free(&extracts);
    scratch_end();
}

static const char *const variants[] = {
    TAG PERMIT "</person>",
    "<person ident=\"02828037954\" identtype=\"FNR\"" WHO ">" PERMIT "</person>",
    "<person ident=\"01818431895\" identtype=\"DNR\"" WHO ">" PERMIT "</person>",
    "<person ident=\"01818431895\" identtype=\"FNR\"" WHO " dod=\"2017-01-01\">" PERMIT
    "</person>",
    "<person ident=\"01818431895\" identtype=\"FNR\"" WHO " mor=\"02828037954\">" PERMIT
    "</person>",
    TAG "<tidligereIdent ident=\"201612345600\"/>" PERMIT "</person>",
    TAG "<opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-03\" varig=\"false\"/></person>",
    TAG PERMIT PERMIT "</person>",
    WITH(SETTLED),
    WITH("<mottak kommune=\"0301\" fra=\"2017-02-15\"/>"),
    WITH("<bosted kommune=\"0301\" fra=\"2017-02-15\"/>"),
    WITH("<bosted kommune=\"0301\" fra=\"2017-02-15\" til=\"2017-02-16\"/>"),
    WITH("<asylopplaering fra=\"2017-02-15\"/>"),
    WITH(NORSK "</norskopplaering>"),
    WITH(APPLIED "/>"),
    WITH(APPLIED " vedtak=\"2018-02-16\"/>"),
    WITH(APPLIED " soknad=\"2018-02-16\"/>"),
    WITH(APPLIED " soknad=\"2018-02-16\" vedtak=\"2018-02-16\"/>"),
    WITH(NORSK "<gjennomfort termin=\"2017-1\"/></norskopplaering>"),
    WITH(NORSK "<gjennomfort termin=\"2017-1\" fravaer=\"1\"/></norskopplaering>"),
    WITH(NORSK "<prove type=\"X\" dato=\"2017-12-01\" resultat=\"A2\"/></norskopplaering>"),
    WITH(PROGRAM "</introduksjonsprogram>"),
    WITH(PROGRAM "<permisjon fra=\"2018-01-10\" arsak=\"X\"/></introduksjonsprogram>"),
    WITH("<saertilskudd kode=\"FHT1\" vedtatt=\"2017-04-11\" belop=\"1\"/>"),
    WITH("<saertilskudd kode=\"FHT1\" vedtatt=\"2017-04-11\" belop=\"2\"/>"),
};

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

static void records_compare_by_all_they_say(void)
{
    enum { COUNT = sizeof variants / sizeof *variants };
    TextBuffer text = TEXT_BUFFER_EMPTY;
    scratch_begin();
    text_buffer_text(&text, HEAD);
    for (size_t i = 0; i < 2 * COUNT; i++)
        text_buffer_format(&text, "%s\n", variants[i % COUNT]);
    text_buffer_text(&text, TAIL);
    RegisterExtracts extracts;
    CU_ASSERT_EQUAL_FATAL(read_text(text.bytes, &extracts, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(extracts.parts[0].person_count, 2 * COUNT);
    for (size_t i = 0; i < COUNT; i++)
        for (size_t k = 0; k < COUNT; k++) {
            Registration left = register_part_view(&extracts.parts[0], i, &spaces[0]);
            Registration right = register_part_view(&extracts.parts[0], COUNT + k, &spaces[1]);
            int order = registration_compare(&left, &right);
            CU_ASSERT_EQUAL(order == 0, i == k);
            CU_ASSERT_EQUAL(sign(registration_compare(&right, &left)), -sign(order));
        }
    register_extracts_free(&extracts);
    text_buffer_free(&text);
    scratch_end();
}

static const TestCase tests[] = {
    {"the example, field by field", example_arrives_field_by_field},
    {"refused records are listed", refused_records_are_listed},
    {"persons refused", persons_refused},
    {"children refused", children_refused},
    {"values refused", values_refused},
    {"what is allowed is read", what_is_allowed_is_read},
    {"children have a limit", children_have_a_limit},
    {"progress", progress_ends_with_all},
    {"records compare", records_compare_by_all_they_say},
};

TEST_MAIN("register reader", tests)
