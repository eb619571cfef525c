/*
 * test_check_report.c - why: a municipality corrects what it is told where it is told. A
 * finding stands on the line of the element that has its value, a change is told field by field
 * without an ident, and whatever a file says stays text in a page and a cell in a table.
 */
#include <string.h>

#include "formats/check/check_changes.h"
#include "formats/check/check_places.h"
#include "formats/html/check_page.h"
#include "tests/rules/base/test_main.h"

/* --- places --- */

static RegisterText text(const char *value)
{
    return (RegisterText){value, value != NULL ? strlen(value) : 0};
}

static void note_stay(ElementNotes *notes, RegisterElement element, unsigned line,
                      const char *code, const char *from, const char *to)
{
    const RegisterText values[ELEMENT_ATTRIBUTES_MAX] = {text(code), text(from), text(to)};
    element_notes_add(notes, element, line, values);
}

/* A person on line 3 with two residences and two half-years. */
static ElementNotes noted(void)
{
    ElementNotes notes = {.items = NULL};
    const RegisterText person[ELEMENT_ATTRIBUTES_MAX] = {
        text("01818431895"), text("FNR"), text("1984-01-01"), text("K"), text("SYR")};
    const RegisterText first[ELEMENT_ATTRIBUTES_MAX] = {text("2017-1"), text("90")};
    const RegisterText second[ELEMENT_ATTRIBUTES_MAX] = {text("2017-2"), text("90")};
    element_notes_clear(&notes);
    element_notes_add(&notes, ELEMENT_PERSON, 3, person);
    note_stay(&notes, ELEMENT_BOSTED, 7, "0301", "2017-02-15", "2017-05-09");
    note_stay(&notes, ELEMENT_BOSTED, 8, "0219", "2017-05-10", NULL);
    element_notes_add(&notes, ELEMENT_GJENNOMFORT, 10, first);
    element_notes_add(&notes, ELEMENT_GJENNOMFORT, 11, second);
    return notes;
}

static void stands(const Finding *finding, unsigned line, int element, int attribute)
{
    ElementNotes notes = noted();
    FindingSpot spot = finding_spot(&notes, finding);
    CU_ASSERT_EQUAL(spot.line, line);
    CU_ASSERT_EQUAL(spot.element, element);
    CU_ASSERT_EQUAL(spot.attribute, attribute);
    CU_ASSERT_FALSE(notes.failed);
    element_notes_free(&notes);
}

static void a_finding_stands_where_its_value_is(void)
{
    const Day may = day_from_date(2017, 5, 10), july = day_from_date(2017, 7, 1);
    const Finding order = {
        .control = 301, .value_count = 1, .values = {{"from", VALUE_DAY, may, NULL}}};
    const Finding code = {.control = 106,
                          .value_count = 2,
                          .values = {{"code", VALUE_MUNICIPALITY, 219, NULL},
                                     {"field", VALUE_WORD, 0, "bosted"}}};
    const Finding twice = {
        .control = 514, .value_count = 1, .values = {{"half_year", VALUE_DAY, july, NULL}}};
    const Finding hours = {
        .control = 501,
        .value_count = 2,
        .values = {{"hours", VALUE_NUMBER, 2000, NULL}, {"half_year", VALUE_DAY, july, NULL}}};
    stands(&order, 8, ELEMENT_BOSTED, STAY_FRA);
    stands(&code, 8, ELEMENT_BOSTED, STAY_KOMMUNE);
    stands(&twice, 11, ELEMENT_GJENNOMFORT, HOURS_TERMIN);
    stands(&hours, 11, ELEMENT_GJENNOMFORT, HOURS_NORSK);
}

static void without_a_value_it_stands_at_its_first_field(void)
{
    const Finding digits = {
        .control = 101, .value_count = 1, .values = {{"type", VALUE_WORD, 0, "FNR"}}};
    const Finding settled = {
        .control = 105, .value_count = 1, .values = {{"settled", VALUE_DAY, 0, NULL}}};
    stands(&digits, 3, ELEMENT_PERSON, PERSON_IDENT);
    /* There is no settlement: the person's line, and the field that is meant. */
    stands(&settled, 3, ELEMENT_BOSETTING, BOSETTING_DATO);
}

/* Every control of one record has a field that a place can be found by. */
static void every_control_of_a_record_names_a_field(void)
{
    ElementNotes notes = noted();
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        const Finding finding = {.control = control->number};
        if (control->family == 4 || control->family > 6 || control->number == 100) continue;
        FindingSpot spot = finding_spot(&notes, &finding);
        CU_ASSERT_TRUE(spot.line > 0);
        CU_ASSERT_NOT_EQUAL(spot.element, REGISTER_NOWHERE);
    }
    element_notes_free(&notes);
}

/* --- changes --- */

static void differ(const Registration *before, const Registration *now, const char *words)
{
    CLEANUP(text_buffer_free) TextBuffer out = TEXT_BUFFER_EMPTY;
    registration_changes(before, now, LANGUAGE_NB, &out);
    CU_ASSERT_STRING_EQUAL(out.bytes != NULL ? out.bytes : "", words);
}

static Registration person_of(const ResidencePermit *permit, const Stay *stays, size_t count)
{
    Registration person = {
        .born = day_from_date(1984, 1, 1),
        .died = DAY_NONE,
        .declared_type = IDENT_FNR,
        .sex = SEX_WOMAN,
        .asylum_training_from = DAY_NONE,
        .settlement = {.date = DAY_NONE, .claim = DAY_NONE},
        .training = {.target_from = DAY_NONE, .application = DAY_NONE, .decision = DAY_NONE},
        .permits = permit,
        .permit_count = 1,
        .residences = stays,
        .residence_count = (uint16_t)count};
    CU_ASSERT_TRUE(ident_parse("01818431895", 11, &person.ident));
    CU_ASSERT_TRUE(country_parse("SYR", 3, &person.background));
    return person;
}

static void what_changed_is_told_field_by_field(void)
{
    const ResidencePermit permit = {.decided = day_from_date(2016, 11, 3),
                                    .reference_settled = DAY_NONE,
                                    .family_application = DAY_NONE,
                                    .permanent_basis = true};
    const Stay stays[] = {{day_from_date(2017, 2, 15), DAY_NONE, 301},
                          {day_from_date(2017, 2, 16), DAY_NONE, 301}};
    const Registration before = person_of(&permit, &stays[0], 1);
    Registration now = person_of(&permit, &stays[0], 1);
    differ(&before, &now, "");
    now.born = day_from_date(1985, 1, 1);
    now.residences = &stays[1];
    differ(&before, &now,
           "fødselsdato: 1984-01-01, nå 1985-01-01; bosted: borte 0301 2017-02-15 - ; bosted: "
           "ny 0301 2017-02-16 - ");
    now = before;
    CU_ASSERT_TRUE(ident_parse("02828037954", 11, &now.mother));
    differ(&before, &now, "mors identitetsnummer: nytt");
    now = before;
    now.settlement = (Settlement){.date = day_from_date(2017, 2, 15),
                                  .claim = DAY_NONE,
                                  .municipality = 301,
                                  .group = SETTLEMENT_VOKSEN};
    differ(&before, &now, "bosettingsdato: -, nå 2017-02-15; bosettingskommune: -, nå 0301");
}

/* --- outputs --- */

static CheckReport filled(Language language)
{
    Failure failure = {0};
    CheckReport report = {.language = language};
    CheckRow held = {.level = CHECK_HELD,
                     .file = CHECK_NO_FILE,
                     .record = 2,
                     .line = 9,
                     .control = 101,
                     .field = check_text_add(&report, "person/@ident"),
                     .label = check_text_add(&report, "identitetsnummer"),
                     .what = check_text_add(&report, "=HYPERLINK(\"x\"), <b>"),
                     .remedy = check_text_add(&report, "Rett det.")};
    CU_ASSERT_EQUAL(check_row_add(&report, &held, &failure), STATUS_OK);
    for (uint32_t record = 5; record >= 3; record--) {
        CheckRow warned = held;
        warned.level = CHECK_WARNED;
        warned.control = 109;
        warned.record = record;
        CU_ASSERT_EQUAL(check_row_add(&report, &warned, &failure), STATUS_OK);
    }
    CU_ASSERT_EQUAL(check_report_finish(&report, &failure), STATUS_OK);
    return report;
}

static bool has(const TextBuffer *out, const char *words)
{
    return strstr(out->bytes, words) != NULL;
}

static void a_table_has_no_formulas(void)
{
    CLEANUP(check_report_free) CheckReport report = filled(LANGUAGE_NB);
    CLEANUP(text_buffer_free) TextBuffer out = TEXT_BUFFER_EMPTY;
    check_csv_write(&report, &out);
    CU_ASSERT_TRUE(has(&out, "\n,2,9,person/@ident,identitetsnummer,held,R101,money,"
                             "\"'=HYPERLINK(\"\"x\"\"), <b>\",Rett det.,\n"));
    CU_ASSERT_TRUE(check_report_blocks(&report));
}

static void a_page_has_no_markup_of_a_file(void)
{
    CLEANUP(check_report_free) CheckReport report = filled(LANGUAGE_EN);
    CLEANUP(text_buffer_free) TextBuffer out = TEXT_BUFFER_EMPTY;
    check_page_write(&report, 2, &out);
    CU_ASSERT_TRUE(has(&out, "&lt;b&gt;"));
    CU_ASSERT_FALSE(has(&out, "<b>="));
    CU_ASSERT_TRUE(has(&out, "1 person is held."));
}

/* Rows come in the order of records, and those that are not shown are counted. */
static void nothing_is_cut_in_silence(void)
{
    CLEANUP(check_report_free) CheckReport report = filled(LANGUAGE_NB);
    CLEANUP(text_buffer_free) TextBuffer out = TEXT_BUFFER_EMPTY;
    check_text_write(&report, 2, &out);
    CU_ASSERT_TRUE(has(&out, "1 person holdes tilbake."));
    CU_ASSERT_TRUE(has(&out, "R109 (3)"));
    CU_ASSERT_TRUE(has(&out, "    post 3, linje 9"));
    CU_ASSERT_TRUE(has(&out, "    post 4, linje 9"));
    CU_ASSERT_FALSE(has(&out, "    post 5, linje 9"));
    CU_ASSERT_TRUE(has(&out, "og 1 til: alle står i --csv FIL"));
}

static const TestCase tests[] = {
    {"a finding stands where its value is", a_finding_stands_where_its_value_is},
    {"without a value it stands at its first field",
     without_a_value_it_stands_at_its_first_field},
    {"every control of a record names a field", every_control_of_a_record_names_a_field},
    {"what changed is told field by field", what_changed_is_told_field_by_field},
    {"a table has no formulas", a_table_has_no_formulas},
    {"a page has no markup of a file", a_page_has_no_markup_of_a_file},
    {"nothing is cut in silence", nothing_is_cut_in_silence},
};

TEST_MAIN("check report", tests)
