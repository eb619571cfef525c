/*
 * test_settle.c - why: due = earned - settled, per person, code, budget year and municipality,
 * is what is paid; which lines are held, corrected, written or left out stands here line by
 * line. grants.md 4 (2 to 4).
 */
#include "rules/settlement/settle.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/text_buffer.h"
#include "formats/register/register_reader.h"
#include "rules/controls/finding.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"
#include "tests/rules/settlement/bare_settle.h"

static BareSettle *bare;
static RegisterExtracts extracts;
static int person_hold;
static char text[4096];

#define ANNA 1818431895 /* 01818431895 */

static Day on(int year, int month, int day)
{
    return day_from_date(year, month, day);
}

/* "0" or the kroner; amounts here are whole kroner. */
static int kroner(Ore amount)
{
    CU_ASSERT_EQUAL(amount % 100, 0);
    return (int)(amount / 100);
}

static const char *const status_texts[] = {"PAY", "HELD", "ZERO"};

static size_t write_line(char *to, size_t size, const DecisionLine *line)
{
    char from[FRACTION_TEXT_SIZE], until[FRACTION_TEXT_SIZE], sums[64] = "-";
    fraction_format(line->from, from);
    fraction_format(line->to, until);
    if (line->first) {
        snprintf(sums, sizeof sums, "%d %d", kroner(line->settled_before), kroner(line->due));
    }
    char reason[16] = "";
    CU_ASSERT_EQUAL(line->version.major, line->budget_year - 2000);
    CU_ASSERT_EQUAL(line->control != 0, line->reason == REASON_HELD);
    if (line->control != 0) snprintf(reason, sizeof reason, "R%d", line->control);
    const char *why = line_reason_text((LineReason)line->reason);
    int length = snprintf(
        to, size, "%s %d.%d %04u %s..%s %d %s %s %s\n", grant_code_text((GrantCode)line->code),
        line->budget_year, line->grant_year, line->municipality, from, until,
        kroner(line->earned), sums, status_texts[line->status], why != NULL ? why : reason);
    return (size_t)length;
}

/* "CODE YEAR.GRANTYEAR MUNICIPALITY A..B EARNED SETTLED DUE STATUS REASON", one a line; "-"
 * instead of settled and due where another line of the same key has them. */
static const char *lines(void)
{
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < bare->work.line_count; i++) {
        length += write_line(text + length, sizeof text - length, &bare->work.lines[i]);
    }
    return text;
}

static void expect(const char *expected)
{
    const char *got = lines();
    CU_ASSERT_STRING_EQUAL(got, expected);
    if (strcmp(got, expected) != 0) printf("\n%s", got);
}

/* The register: Anna, with the elements given; they may end her and begin another. */
static void read_anna(const char *elements)
{
    TextBuffer xml = TEXT_BUFFER_EMPTY;
    Failure failure = {0};
    RegisterReaderOptions options = {.threads = 1};
    text_buffer_format(
        &xml,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<introduksjonsregister "
        "xmlns=\"urn:tilskudd:introduksjonsregister:1\" uttrekksdato=\"2018-12-31\">\n"
        "<person ident=\"01818431895\" identtype=\"FNR\" fodt=\"1984-01-01\" kjonn=\"K\" "
        "landbakgrunn=\"SYR\"><opphold grunnlag=\"ASYL\" vedtatt=\"2016-01-03\" "
        "varig=\"true\"/>%s</person>\n</introduksjonsregister>\n",
        elements);
    scratch_begin();
    const char *path = scratch_write("anna.xml", xml.bytes, xml.length);
    CU_ASSERT_EQUAL_FATAL(register_read(&path, 1, &options, &extracts, &failure), STATUS_OK);
    text_buffer_free(&xml);
}

#define SETTLED_2016                                                                           \
    "<bosetting dato=\"2016-03-01\" kommune=\"0301\" avtale=\"true\" gruppe=\"VOKSEN\" "       \
    "krav=\"2016-03-02\"/>"
#define STAYS "<bosted kommune=\"0301\" fra=\"2016-03-01\"/>"
#define MOVES                                                                                  \
    "<bosted kommune=\"0301\" fra=\"2016-03-01\" til=\"2017-05-09\"/>"                         \
    "<bosted kommune=\"0219\" fra=\"2017-05-10\"/>"

static PersonSpace spaces[2];

/* The lines of a person of the extract; Anna, the first, owns what is settled. */
static void decide_one(size_t index)
{
    const RegisterPart *part = &extracts.parts[0];
    Registration person = register_part_view(part, index, &spaces[0]);
    Registration anna = register_part_view(part, 0, &spaces[1]);
    if (person.mother == anna.ident) person.mother_record = &anna;
    size_t count = index == 0 ? bare->settled_count : 0;
    CU_ASSERT_EQUAL_FATAL(settle_person(&bare->context, &person, bare->settled, count,
                                        person_hold, &bare->work, NULL),
                          STATUS_OK);
}

static void decide(void)
{
    decide_one(0);
}

static void end(void)
{
    register_extracts_free(&extracts);
    person_hold = 0;
    scratch_end();
}

/* AR-2 of 2017 is 230 000; the move of May cuts it at 3/8: 86 250 and 143 750 at year's end,
 * through quarter 2 86 250 and 28 750. */
static void test_due(void)
{
    bare = bare_settle(2017, 2017, 2, on(2017, 7, 3));
    read_anna(SETTLED_2016 MOVES);
    decide();
    expect("AR-2 2017.2 0219 3/8..1 28750 0 28750 PAY due\n"
           "AR-2 2017.2 0301 0..3/8 86250 0 86250 PAY due\n");
    bare_settled(ANNA, GRANT_AR_2, 2017, 219, 28750);
    bare_settled(ANNA, GRANT_AR_2, 2017, 301, 115000);
    bare_settled(ANNA, GRANT_AR_2, 2017, 1103, 500);
    decide();
    expect("AR-2 2017.2 0219 3/8..1 28750 28750 0 ZERO nothing-due\n"
           "AR-2 2017.2 0301 0..3/8 86250 115000 -28750 PAY correction\n"
           "AR-2 2017.2 1103 0..0 0 500 -500 PAY correction\n");
    end();
}

/* A merger is no other municipality; two settled codes of one municipality are one key. */
static void test_settled_of_merged(void)
{
    bare = bare_settle(2017, 2017, 2, on(2020, 1, 1));
    read_anna(SETTLED_2016 MOVES);
    bare_settled(ANNA, GRANT_AR_2, 2017, 219, 20000);
    bare_settled(ANNA, GRANT_AR_2, 2017, 3024, 750);
    bare_settled(ANNA, GRANT_AR_2, 2017, 4321, 7); /* a code that the table does not know */
    decide();
    expect("AR-2 2017.2 0301 0..3/8 86250 0 86250 PAY due\n"
           "AR-2 2017.2 3024 3/8..1 28750 20750 8000 PAY due\n"
           "AR-2 2017.2 4321 0..0 0 7 -7 PAY correction\n");
    end();
}

/* What was paid to a municipality that was split is the one's of the person's own history. */
static void test_settled_of_split(void)
{
    bare = bare_settle(2023, 2023, 4, on(2024, 1, 2));
    read_anna("<bosetting dato=\"2022-03-01\" kommune=\"1507\" avtale=\"true\" "
              "gruppe=\"VOKSEN\"/><bosted kommune=\"1507\" fra=\"2022-03-01\" "
              "til=\"2023-12-31\"/><bosted kommune=\"1508\" fra=\"2024-01-01\"/>");
    bare_settled(ANNA, GRANT_AR_2, 2023, 1507, 172500);
    decide();
    expect("AR-2 2023.2 1508 0..1 230000 172500 57500 PAY due\n");
    end();
}

/* A newborn has the mother's ground, and is settled where she lives. */
static void test_newborn(void)
{
    bare = bare_settle(2016, 2016, 4, on(2017, 1, 2));
    read_anna(SETTLED_2016 STAYS
              "</person><person ident=\"15861650018\" identtype=\"FNR\" fodt=\"2016-06-15\" "
              "kjonn=\"K\" landbakgrunn=\"SYR\" mor=\"01818431895\"><opphold "
              "grunnlag=\"ARBEID\" vedtatt=\"2016-07-03\" varig=\"true\"/>");
    CU_ASSERT_EQUAL_FATAL(extracts.parts[0].person_count, 2);
    decide_one(1);
    expect("AR-1-B 2016.1 0301 0..1 180000 0 180000 PAY due\n"
           "BHT 2016.1 0301 0..1 26100 0 26100 PAY due\n");
    decide_one(0);
    expect("AR-1 2016.1 0301 0..1 185000 0 185000 PAY due\n");
    end();
}

/* Of an earlier year only what differs is written, as a correction. */
static void test_earlier_year(void)
{
    bare = bare_settle(2017, 2018, 1, on(2018, 4, 3));
    read_anna(SETTLED_2016 MOVES);
    bare_settled(ANNA, GRANT_AR_2, 2017, 219, 143750);
    bare_settled(ANNA, GRANT_AR_2, 2017, 301, 86000);
    bare_settled(ANNA, GRANT_AR_1, 2016, 301, 185000); /* too long ago to be compared */
    bare_settled(ANNA, GRANT_AR_2, 2016, 301, 77);
    decide(); /* AR-3: 171 000 a year, 42 750 through quarter 1 */
    expect("AR-2 2017.2 0301 0..3/8 86250 86000 250 PAY correction\n"
           "AR-3 2018.3 0219 0..1 42750 0 42750 PAY due\n");
    bare_settled(ANNA, GRANT_AR_2, 2017, 301, 250);
    bare_settled(ANNA, GRANT_AR_3, 2018, 219, 42750);
    decide();
    expect("AR-3 2018.3 0219 0..1 42750 42750 0 ZERO nothing-due\n");
    end();
}

/* Lines of two idents that cancel out where nothing is earned are not written. */
static void test_cancelled(void)
{
    bare = bare_settle(2017, 2017, 1, on(2017, 4, 3));
    read_anna(SETTLED_2016 STAYS);
    bare_settled(ANNA, GRANT_AR_2, 2017, 1103, 57500);
    bare_settled(ANNA, GRANT_AR_2, 2017, 1103, -57500);
    decide();
    expect("AR-2 2017.2 0301 0..1 57500 0 57500 PAY due\n");
    end();
}

/* One more rate of AR-2, behind those that are there. */
static void add_rate(RuleSet *rules, Day from, Kroner amount)
{
    size_t place = 0;
    while (place < rules->rate_count && rules->rates[place].code <= GRANT_AR_2)
        place++;
    memmove(&rules->rates[place + 1], &rules->rates[place],
            (rules->rate_count - place) * sizeof *rules->rates);
    rules->rate_count++;
    rules->rates[place] = rules->rates[place - 1];
    rules->rates[place].valid_from = from;
    rules->rates[place].amount = amount;
}

/* 230 000 to June, 250 000 from July, 260 000 from October, a move in May: the sums stand on
 * the first part of each municipality, in the order of their texts. */
static void test_parts_of_one_key(void)
{
    bare = bare_settle(2017, 2017, 4, on(2018, 1, 2));
    RuleSet *rules = bare_rules(2017);
    add_rate(rules, on(2017, 7, 1), 250000);
    add_rate(rules, on(2017, 10, 1), 260000);
    read_anna(SETTLED_2016 MOVES);
    bare_settled(ANNA, GRANT_AR_2, 2017, 219, 10);
    decide(); /* 62 500 + 65 000 + 28 750 - 10 */
    expect("AR-2 2017.2 0219 1/2..3/4 62500 10 156240 PAY due\n"
           "AR-2 2017.2 0219 3/4..1 65000 - PAY due\n"
           "AR-2 2017.2 0219 3/8..1/2 28750 - PAY due\n"
           "AR-2 2017.2 0301 0..3/8 86250 0 86250 PAY due\n");
    CU_ASSERT_EQUAL(rules->rates[bare->work.lines[0].rate_index].amount, 250000);
    CU_ASSERT_EQUAL(rules->rates[bare->work.lines[1].rate_index].amount, 260000);
    CU_ASSERT_EQUAL(rules->rates[bare->work.lines[2].rate_index].amount, 230000);
    CU_ASSERT_EQUAL(bare->work.lines[0].rate, 25000000);
    end();
}

/* A move on each of 80 days in a row, method "days": more parts than there is room for at
 * first; 80 of them follow the first. */
static void test_many_parts(void)
{
    TextBuffer stays = TEXT_BUFFER_EMPTY;
    char day[DAY_TEXT_SIZE];
    Ore earned = 0;
    bare = bare_settle(2017, 2017, 4, on(2018, 1, 2));
    bare_rules(2017)->parameters[RULE_INTEGRATION_MOVE_METHOD].value = MOVE_DAYS;
    text_buffer_text(&stays, SETTLED_2016 "<bosted kommune=\"0301\" fra=\"2016-03-01\" "
                                          "til=\"2017-01-01\"/>");
    for (int i = 0; i < 80; i++) {
        day_format(on(2017, 1, 2) + i, day);
        text_buffer_format(&stays, "<bosted kommune=\"%s\" fra=\"%s\"",
                           i % 2 == 0 ? "0219" : "0301", day);
        if (i < 79) text_buffer_format(&stays, " til=\"%s\"", day);
        text_buffer_text(&stays, "/>");
    }
    read_anna(stays.bytes);
    text_buffer_free(&stays);
    decide();
    CU_ASSERT_EQUAL(bare->work.line_count, 81);
    for (size_t i = 0; i < bare->work.line_count; i++)
        earned += bare->work.lines[i].earned;
    CU_ASSERT_EQUAL(earned, 23000000);
    end();
}

static void remove_rates(RuleSet *rules, int code)
{
    size_t kept = 0;
    for (size_t i = 0; i < rules->rate_count; i++) {
        if (rules->rates[i].code != code) rules->rates[kept++] = rules->rates[i];
    }
    rules->rate_count = kept;
}

/* A missing rate holds all lines of its code and year, and is written for every year. */
static void test_missing_rate(void)
{
    bare = bare_settle(2017, 2018, 1, on(2018, 4, 3));
    remove_rates(bare_rules(2017), GRANT_AR_2);
    read_anna(SETTLED_2016 STAYS);
    decide();
    expect("AR-2 2017.2 0301 0..1 0 0 0 HELD R901\n"
           "AR-3 2018.3 0301 0..1 42750 0 42750 PAY due\n");
    CU_ASSERT_EQUAL(bare->work.lines[0].rate_index, -1);
    bare_settled(ANNA, GRANT_AR_2, 2017, 1103, 100);
    decide();
    expect("AR-2 2017.2 0301 0..1 0 0 0 HELD R901\n"
           "AR-2 2017.2 1103 0..0 0 100 -100 HELD R901\n"
           "AR-3 2018.3 0301 0..1 42750 0 42750 PAY due\n");
    end();
}

/* A split municipality holds its own line only, earned or settled. */
static void test_ambiguous(void)
{
    bare = bare_settle(2023, 2023, 4, on(2024, 1, 2));
    read_anna("<bosetting dato=\"2022-03-01\" kommune=\"1507\" avtale=\"true\" "
              "gruppe=\"VOKSEN\"/><bosted kommune=\"1507\" fra=\"2022-03-01\" "
              "til=\"2023-05-09\"/><bosted kommune=\"0301\" fra=\"2023-05-10\"/>");
    bare_settled(ANNA, GRANT_AR_2, 2023, 1103, 10);
    bare_settled(ANNA, GRANT_AR_2, 2023, 1504, 20); /* became 1507 */
    bare_settled(ANNA, GRANT_AR_2, 2023, 5012, 30);
    decide(); /* May: 6/12 each */
    expect("AR-2 2023.2 0301 1/2..1 115000 0 115000 PAY due\n"
           "AR-2 2023.2 1103 0..0 0 10 -10 PAY correction\n"
           "AR-2 2023.2 1507 0..1/2 115000 20 114980 HELD R902\n"
           "AR-2 2023.2 5012 0..0 0 30 -30 HELD R902\n");
    end();
}

/* A person's hold comes before the line's, a missing rate before a held code, that before a
 * municipality without account. */
static void test_what_holds(void)
{
    bare = bare_settle(2017, 2018, 1, on(2018, 4, 3));
    read_anna(SETTLED_2016 MOVES);
    bare->municipality_held[219] = true;
    decide();
    expect("AR-2 2017.2 0219 3/8..1 143750 0 143750 HELD R903\n"
           "AR-2 2017.2 0301 0..3/8 86250 0 86250 PAY correction\n"
           "AR-3 2018.3 0219 0..1 42750 0 42750 HELD R903\n");
    bare->holds.code[GRANT_AR_3] = true;
    hold_in_year(&bare->holds, GRANT_AR_2, 2017);
    decide();
    expect("AR-2 2017.2 0219 3/8..1 143750 0 143750 HELD R905\n"
           "AR-2 2017.2 0301 0..3/8 86250 0 86250 HELD R905\n"
           "AR-3 2018.3 0219 0..1 42750 0 42750 HELD R905\n");
    remove_rates(bare_rules(2018), GRANT_AR_3);
    decide();
    expect("AR-2 2017.2 0219 3/8..1 143750 0 143750 HELD R905\n"
           "AR-2 2017.2 0301 0..3/8 86250 0 86250 HELD R905\n"
           "AR-3 2018.3 0219 0..1 0 0 0 HELD R901\n");
    person_hold = CONTROL_IDENT_DIGITS;
    decide();
    expect("AR-2 2017.2 0219 3/8..1 143750 0 143750 HELD R101\n"
           "AR-2 2017.2 0301 0..3/8 86250 0 86250 HELD R101\n"
           "AR-3 2018.3 0219 0..1 0 0 0 HELD R101\n");
    end();
}

/* Which settled lines a run compares: its years, its schemes; before the opening year 1 alone;
 * the basic grant in its own year. The vanished have nothing else, and are held. */
static void test_vanished(void)
{
    bare = bare_settle(2016, 2018, 1, on(2018, 4, 3));
    bare->context.years.items[0].before_opening = true;
    bare_settled(40, GRANT_AR_1_EV, 2016, 301, 1);
    bare_settled(40, GRANT_AR_2, 2016, 301, 2);
    bare_settled(40, GRANT_AR_2, 2015, 301, 3);
    bare_settled(40, GRANT_AR_2, 2017, 301, 4);
    bare_settled(40, GRANT_AR_2, 2017, 1103, 0);
    bare_settled(40, GRANT_AR_2, 2018, 301, 6);
    bare_settled(40, GRANT_P_AR1_H, 2017, 301, 5);
    bare->work.notes = 1;
    CU_ASSERT_EQUAL(
        settle_vanished(&bare->context, bare->settled, bare->settled_count, &bare->work),
        STATUS_OK);
    expect("AR-1-EV 2016.1 0301 0..0 0 1 -1 HELD R404\n"
           "AR-2 2017.2 0301 0..0 0 4 -4 HELD R404\n"
           "AR-2 2018.2 0301 0..0 0 6 -6 HELD R404\n"
           "P-AR1-H 2017.1 0301 0..0 0 5 -5 HELD R404\n");
    CU_ASSERT_EQUAL(bare->work.notes, 0);
    CU_ASSERT_EQUAL(bare->work.lines[0].budget_year, 2016);
    CU_ASSERT_EQUAL(bare->work.lines[2].budget_year, 2018);
    CU_ASSERT_EQUAL(bare->work.lines[1].budget_year, 2017);
    bare->context.schemes = SCHEME_NORWEGIAN;
    CU_ASSERT_EQUAL(
        settle_vanished(&bare->context, bare->settled, bare->settled_count, &bare->work),
        STATUS_OK);
    expect("P-AR1-H 2017.1 0301 0..0 0 5 -5 HELD R404\n");
    bare->context.schemes = SCHEME_INTEGRATION;
    CU_ASSERT_EQUAL(
        settle_vanished(&bare->context, bare->settled, bare->settled_count, &bare->work),
        STATUS_OK);
    expect("AR-1-EV 2016.1 0301 0..0 0 1 -1 HELD R404\n"
           "AR-2 2017.2 0301 0..0 0 4 -4 HELD R404\n"
           "AR-2 2018.2 0301 0..0 0 6 -6 HELD R404\n");
}

/* The vanished have no history: what they were paid in a split municipality stays with it. */
static void test_vanished_from_a_split_municipality(void)
{
    bare = bare_settle(2023, 2023, 4, on(2024, 1, 2));
    bare_settled(40, GRANT_AR_2, 2023, 1504, 7);
    CU_ASSERT_EQUAL(settle_vanished(&bare->context, bare->settled, 1, &bare->work), STATUS_OK);
    expect("AR-2 2023.2 1507 0..0 0 7 -7 HELD R404\n");
}

/* A buffer that is full is told, and nothing is written beyond it. */
static void test_full_buffers(void)
{
    bare = bare_settle(2017, 2017, 4, on(2018, 1, 2));
    read_anna(SETTLED_2016 MOVES);
    Registration person = register_part_view(&extracts.parts[0], 0, &spaces[0]);
    bare->work.capacity = 1;
    CU_ASSERT_EQUAL(settle_person(&bare->context, &person, NULL, 0, 0, &bare->work, NULL),
                    STATUS_BUFFER_TOO_SMALL);
    bare->work.capacity = 2;
    bare->work.parts.capacity = 1;
    CU_ASSERT_EQUAL(settle_person(&bare->context, &person, NULL, 0, 0, &bare->work, NULL),
                    STATUS_BUFFER_TOO_SMALL);
    bare->work.parts.capacity = 2;
    decide();
    CU_ASSERT_EQUAL(bare->work.line_count, 2);
    end();
}

/* A person has as many lines as it takes: one of many must not stop a country. */
static void test_many_lines(void)
{
    enum { MANY = 3000 };
    static SettledLine many[MANY];
    bare = bare_settle(2018, 2018, 1, on(2018, 4, 3));
    for (int i = 0; i < MANY; i++) {
        many[i] = (SettledLine){40, 100, 2018, (MunicipalityCode)(6000 + i), GRANT_AR_2};
    }
    CU_ASSERT_EQUAL(settle_vanished(&bare->context, many, MANY, &bare->work), STATUS_OK);
    CU_ASSERT_EQUAL(bare->work.line_count, MANY);
    for (int i = 0; i < MANY; i++) {
        CU_ASSERT_EQUAL(bare->work.lines[i].municipality, 6000 + i);
        CU_ASSERT_EQUAL(bare->work.lines[i].settled_before, 100);
    }
}

static void decide_oslo(int year, int quarter, int64_t persons)
{
    bare = bare_settle(2017, year, quarter, on(2019, 1, 2));
    Subject oslo = subject_of_municipality(301);
    bare_settled(oslo, GRANT_GRUNN_1_3, 2017, 301, 196000);
    bare_settled(oslo, GRANT_GRUNN_1_3, 2018, 301, 1000);
    bare->context.basic_settled = bare->settled;
    bare->context.basic_settled_count = bare->settled_count;
    CU_ASSERT_EQUAL(settle_basic(&bare->context, 301, persons, &bare->work), STATUS_OK);
}

/* The basic grant: 196 000 for 1 to 3, 623 000 for 4 to 150, from quarter 4 of its year on, and
 * before it not compared either; what an earlier year's run has fixed and paid is never
 * compared. */
static void test_basic(void)
{
    decide_oslo(2018, 4, 3);
    expect("GRUNN-1-3 2018.0 0301 0..1 196000 1000 195000 PAY due\n");
    CU_ASSERT_EQUAL(bare->work.lines[0].subject, subject_of_municipality(301));
    bare->context.basic_settled_count = 1; /* what the list does not hold is not read */
    bare->work.notes = 1;
    CU_ASSERT_EQUAL(settle_basic(&bare->context, 301, 3, &bare->work), STATUS_OK);
    expect("GRUNN-1-3 2018.0 0301 0..1 196000 0 196000 PAY due\n");
    CU_ASSERT_EQUAL(bare->work.notes, 0);
    CU_ASSERT_EQUAL(settle_vanished(&bare->context, bare->settled, 1, &bare->work), STATUS_OK);
    CU_ASSERT_EQUAL(settle_basic(&bare->context, 219, 0, &bare->work), STATUS_OK);
    expect("");
    decide_oslo(2018, 4, 4);
    expect("GRUNN-1-3 2018.0 0301 0..0 0 1000 -1000 PAY correction\n"
           "GRUNN-4-150 2018.0 0301 0..1 623000 0 623000 PAY due\n");
    decide_oslo(2018, 4, 0);
    expect("GRUNN-1-3 2018.0 0301 0..0 0 1000 -1000 PAY correction\n");
    decide_oslo(2018, 3, 4);
    expect("");
}

/* Why somebody has no line: the integration grant's reason, or the Norwegian grant's when there
 * is no settlement. */
static void test_reasons(void)
{
    bare = bare_settle(2018, 2018, 1, on(2018, 4, 3));
    read_anna("");
    decide();
    expect("");
    CU_ASSERT_EQUAL(bare->work.reason, NO_GRANT_NOT_SETTLED);
    bare->context.schemes = SCHEME_NORWEGIAN;
    decide();
    CU_ASSERT_EQUAL(bare->work.reason, NO_GRANT_NOT_TARGET);
    end();
    bare = bare_settle(2018, 2018, 1, on(2018, 4, 3));
    read_anna("<norskopplaering rett=\"true\" plikt=\"true\" malgruppeFra=\"2014-05-01\"/>");
    decide();
    CU_ASSERT_EQUAL(bare->work.reason, NO_GRANT_YEARS_PAST);
    bare->context.schemes = SCHEME_NORWEGIAN;
    decide();
    CU_ASSERT_EQUAL(bare->work.reason, NO_GRANT_YEARS_PAST);
    bare->context.schemes = SCHEME_INTEGRATION;
    decide();
    CU_ASSERT_EQUAL(bare->work.reason, NO_GRANT_NOT_SETTLED);
    end();
    bare = bare_settle(2018, 2018, 1, on(2018, 4, 3));
    read_anna(SETTLED_2016 "<norskopplaering rett=\"true\" plikt=\"true\" "
                           "malgruppeFra=\"2014-05-01\"/>"); /* resident nowhere */
    decide();
    CU_ASSERT_EQUAL(bare->work.reason, NO_GRANT_NOT_RESIDENT);
    end();
}

/* Both schemes of all years; before the opening no Norwegian grant; the notes of both. */
static void test_schemes(void)
{
    bare = bare_settle(2017, 2018, 1, on(2018, 4, 3));
    read_anna(SETTLED_2016 STAYS "<norskopplaering rett=\"true\" plikt=\"true\" "
                                 "malgruppeFra=\"2017-05-01\"/>");
    decide();
    expect("AR-2 2017.2 0301 0..1 230000 0 230000 PAY correction\n"
           "AR-3 2018.3 0301 0..1 42750 0 42750 PAY due\n"
           "P-AR1-H 2017.1 0301 0..1 14300 0 14300 PAY correction\n"
           "P-AR2-H 2018.2 0301 0..1 24500 0 24500 PAY due\n");
    bare->context.schemes = SCHEME_NORWEGIAN;
    decide();
    expect("P-AR1-H 2017.1 0301 0..1 14300 0 14300 PAY correction\n"
           "P-AR2-H 2018.2 0301 0..1 24500 0 24500 PAY due\n");
    bare->context.schemes = SCHEME_INTEGRATION;
    decide();
    expect("AR-2 2017.2 0301 0..1 230000 0 230000 PAY correction\n"
           "AR-3 2018.3 0301 0..1 42750 0 42750 PAY due\n");
    bare->context.schemes = SCHEMES_ALL; /* a missing rate holds no other code */
    remove_rates(bare_rules(2018), GRANT_P_AR2_H);
    decide();
    expect("AR-2 2017.2 0301 0..1 230000 0 230000 PAY correction\n"
           "AR-3 2018.3 0301 0..1 42750 0 42750 PAY due\n"
           "P-AR1-H 2017.1 0301 0..1 14300 0 14300 PAY correction\n"
           "P-AR2-H 2018.2 0301 0..1 0 0 0 HELD R901\n");
    end();
    bare = bare_settle(2017, 2018, 1, on(2018, 4, 3));
    bare->context.years.items[0].before_opening = true;
    bare->context.years.items[0].context.opening_year =
        bare->context.years.items[1].context.opening_year = 2018;
    read_anna("<bosted kommune=\"0301\" fra=\"2018-02-01\"/><norskopplaering "
              "rett=\"true\" plikt=\"true\" malgruppeFra=\"2017-05-01\"/>");
    decide(); /* nowhere on 1 January */
    expect("");
    CU_ASSERT_EQUAL(bare->work.notes, NOTE_NORWEGIAN_NOWHERE);
    CU_ASSERT_EQUAL(bare->work.reason, NO_GRANT_NOT_RESIDENT);
    bare->context.schemes = SCHEME_INTEGRATION; /* notes are those of the latest decision */
    decide();
    CU_ASSERT_EQUAL(bare->work.notes, 0);
    end();
}

static const TestCase tests[] = {
    {"due", test_due},
    {"settled of merged municipalities", test_settled_of_merged},
    {"settled of split municipalities", test_settled_of_split},
    {"newborn", test_newborn},
    {"earlier year", test_earlier_year},
    {"cancelled", test_cancelled},
    {"parts of one key", test_parts_of_one_key},
    {"many parts", test_many_parts},
    {"missing rate", test_missing_rate},
    {"ambiguous municipality", test_ambiguous},
    {"what holds", test_what_holds},
    {"vanished", test_vanished},
    {"vanished from a split municipality", test_vanished_from_a_split_municipality},
    {"full buffers", test_full_buffers},
    {"many lines", test_many_lines},
    {"basic grant", test_basic},
    {"reasons", test_reasons},
    {"schemes", test_schemes},
};

TEST_MAIN("settlement/settle", tests)
