/*
 * test_decision_csv.c - verify and approve read decisions that somebody may have changed: every
 * line that the run cannot have written is refused with its place, never by an abort. The same
 * for the looks of settled persons, by which the ledger knows whose a former ident is.
 */
#include <CUnit/Basic.h>
#include <stdio.h>
#include <string.h>

#include "formats/run/decision_csv.h"
#include "formats/run/decision_plain.h"
#include "tests/rules/base/test_main.h"

static const RunMark mark = {2017, 4, false, {0}};
#define GOOD_COLUMNS "01818431895,AR-2,2017,2,0219,3/8,1,23000000,8625000,0,8625000,PAY,due,1.0"
#define MARK ",2017,4,test\n"
#define GOOD GOOD_COLUMNS MARK

static size_t plain_lines; /* that decision_plain_read has read */

static bool same_line(const DecisionLine *left, const DecisionLine *right)
{
    return decision_line_compare(left, right) == 0 && left->earned == right->earned &&
           left->first == right->first && left->settled_before == right->settled_before &&
           left->due == right->due && left->status == right->status &&
           left->reason == right->reason && left->control == right->control &&
           left->grant_year == right->grant_year && left->rate_index == right->rate_index &&
           left->version.major == right->version.major &&
           left->version.minor == right->version.minor;
}

/* Codes and ends that were met in lines before are known still. */
static DecisionPlain plain_reader;

/* What is read without the CSV reader is what the CSV reader reads, and never what it refuses.
 */
static void expect_plain(const char *text, size_t length, Status status,
                         const DecisionLine *line)
{
    char room[1024 + DECISION_ROOM] = {0};
    memcpy(room, text, length);
    for (int turn = 0; turn < 2; turn++) { /* code and end are known the second time */
        DecisionLine plain;
        if (plain_reader.mark.year == 0) decision_plain_begin(&plain_reader, &mark);
        const char *after = decision_plain_read(&plain_reader, room, &plain);
        if (after == NULL || after > room + length) return;
        plain_lines++;
        CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
        CU_ASSERT(same_line(&plain, line));
        CU_ASSERT_PTR_EQUAL(after, (char *)memchr(room, '\n', length) + 1);
    }
}

static Status read_bytes(const char *line, size_t length, DecisionLine *out)
{
    char text[1024];
    DecisionReader csv;
    bool more = false;
    Failure failure = {STATUS_OK, "", ""};
    size_t header = strlen(DECISION_HEADER);
    memcpy(text, DECISION_HEADER, header);
    memcpy(text + header, line, length);
    Status status =
        decision_reader_open(&csv, "decisions.csv", text, header + length, &mark, &failure);
    if (status != STATUS_OK) return status;
    status = decision_reader_next(&csv, out, &more, &failure);
    if (status == STATUS_OK && !more) status = STATUS_INPUT_TRUNCATED;
    if (status == STATUS_INPUT_VALUE) CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, "2"));
    decision_reader_close(&csv);
    expect_plain(line, length, status, out);
    return status;
}

static Status read_one(const char *line, DecisionLine *out)
{
    return read_bytes(line, strlen(line), out);
}

static void test_line_comes_back(void)
{
    size_t before = plain_lines;
    DecisionLine line;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    char subject[SUBJECT_TEXT_SIZE];
    CU_ASSERT_EQUAL_FATAL(read_one(GOOD, &line), STATUS_OK);
    CU_ASSERT_EQUAL(plain_lines, before + 2);
    CU_ASSERT_EQUAL(line.municipality, 219);
    CU_ASSERT_EQUAL(line.from.numerator, 3);
    CU_ASSERT_EQUAL(line.from.denominator, 8);
    CU_ASSERT_EQUAL(line.due, 8625000);
    CU_ASSERT(line.first);
    subject_format(line.subject, subject);
    decision_csv_append(&text, &line, subject, &mark);
    CU_ASSERT_EQUAL(text.length, strlen(GOOD));
    CU_ASSERT(memcmp(text.bytes, GOOD, strlen(GOOD)) == 0);
    text_buffer_free(&text);
}

/* --- one byte more, less or another --- */

static uint64_t state = 20180403;

static uint64_t next_random(uint64_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % below;
}

static void change(char *text, size_t *length)
{
    static const char bytes[] = "0123456789,,-/\n\r\"MRKAPY ;.te\0\x80";
    size_t at = next_random(*length);
    char byte = bytes[next_random(sizeof bytes - 1)];
    switch (next_random(4)) {
    case 0:
        memmove(text + at, text + at + 1, --*length - at);
        break;
    case 1:
        memmove(text + at + 1, text + at, (*length)++ - at);
        text[at] = byte;
        break;
    default:
        text[at] = byte;
        break;
    }
}

/* Whoever owns the files may write anything into them. */
static void test_changed_lines(void)
{
    static const char *const lines[] = {
        GOOD,
        "01818431895,P-AR2-H,2017,12,0301,0,1,6230000,6230000,6230000,0,ZERO,nothing-due,1."
        "1" MARK,
        "201812345678,EMINU,2018,2,1822,0,1/2,0,0,,,HELD,R901,1.10" MARK,
        "M0301,GRUNN-1-3,2018,0,0301,0,1,100000000,575000000,0,-575000000,PAY,correction,2."
        "0" MARK,
        "01818431895,AR-2,2018,2,0211,5/"
        "12,1,23000000,17250000,-11500000,5750000,PAY,due,1.1" MARK};
    enum { CHANGES = 40000, LINES = sizeof lines / sizeof lines[0] };
    size_t before = plain_lines;
    DecisionLine line;
    for (size_t i = 0; i < LINES; i++)
        CU_ASSERT_EQUAL(read_one(lines[i], &line), STATUS_OK);
    CU_ASSERT_EQUAL(plain_lines, before + 2 * (size_t)LINES);
    for (size_t i = 0; i < CHANGES; i++) {
        char text[256];
        const char *from = lines[next_random(LINES)];
        size_t length = strlen(from);
        memcpy(text, from, length);
        for (uint64_t changes = 1 + next_random(2); changes > 0; changes--)
            change(text, &length);
        Status ignored = read_bytes(text, length, &line);
        (void)ignored;
    }
    size_t plain = (plain_lines - before) / 2;
    CU_ASSERT(plain > CHANGES / 20 && plain < CHANGES / 2);
}

/* life.md 1: a line of another year, quarter or mode is in the wrong file. */
static void test_of_another_run(void)
{
    static const char *const marks[] = {
        "2016,4,test", "2017,3,test", "2017,4,live", "2017,04,test", "2017,4,", ",,", "2017,4"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        char text[256];
        DecisionLine line;
        snprintf(text, sizeof text, GOOD_COLUMNS ",%s\n", marks[i]);
        CU_ASSERT_NOT_EQUAL(read_one(text, &line), STATUS_OK);
    }
}

/* Files of before there were marks are refused by their header. */
static void test_without_marks(void)
{
    static const char before[] =
        "ident,code,budget_year,grant_year,municipality,share_from,share_to,"
        "rate_ore,earned_ore,settled_before_ore,due_ore,status,reason,"
        "rule_version\n" GOOD_COLUMNS "\n";
    DecisionReader reader;
    Failure failure = {STATUS_OK, "", ""};
    CU_ASSERT_EQUAL(
        decision_reader_open(&reader, "old.csv", before, strlen(before), &mark, &failure),
        STATUS_INPUT_VALUE);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, "old.csv, line 1"));
}

static void test_shares_beyond_the_year(void)
{
    static const char *const shares[] = {"9/8,1",  "3/8,2",  "3/8,9/8", "3/0,1",
                                         "-1/8,1", "3/8,1/", "/8,1",    "1e1,1"};
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        char text[256];
        DecisionLine line;
        snprintf(text, sizeof text,
                 "01818431895,AR-2,2017,2,0219,%s,23000000,8625000,0,8625000,PAY,due,1.0" MARK,
                 shares[i]);
        CU_ASSERT_EQUAL(read_one(text, &line), STATUS_INPUT_VALUE);
    }
}

static void test_amounts_that_no_sum_can_hold(void)
{
    static const struct {
        const char *due;
        Status status;
    } rows[] = {{"1000000000000", STATUS_OK},
                {"1000000000001", STATUS_INPUT_VALUE},
                {"-1000000000000", STATUS_OK},
                {"-1000000000001", STATUS_INPUT_VALUE},
                {"99999999999999999", STATUS_INPUT_VALUE},
                {"1.5", STATUS_INPUT_VALUE}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[256];
        DecisionLine line;
        snprintf(text, sizeof text,
                 "01818431895,AR-2,2017,2,0219,3/8,1,23000000,8625000,0,%s,PAY,due,1.0" MARK,
                 rows[i].due);
        CU_ASSERT_EQUAL(read_one(text, &line), rows[i].status);
    }
}

/* Both stand on a subject's first line or neither does: an amount beside an empty column was
 * once read as none. */
static void test_due_without_settled(void)
{
    static const struct {
        const char *columns; /* settled_before_ore, due_ore */
        Status status;
    } rows[] = {{"0,8625000", STATUS_OK},
                {",", STATUS_OK},
                {",8625000", STATUS_INPUT_VALUE},
                {"0,", STATUS_INPUT_VALUE}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[256];
        DecisionLine line;
        snprintf(text, sizeof text,
                 "01818431895,AR-2,2017,2,0219,3/8,1,23000000,8625000,%s,PAY,due,1.0" MARK,
                 rows[i].columns);
        CU_ASSERT_EQUAL(read_one(text, &line), rows[i].status);
    }
}

/* --- looks: what a settled person looked like, and which other idents were the person's --- */

#define FIRST "01818431895,1984-01-01,K,SYR,2017-02-15,0301,"

static Status read_looks(const char *rows, PersonLooks *looks, Failure *failure)
{
    char text[1024];
    *failure = (Failure){STATUS_OK, "", ""};
    int length = snprintf(text, sizeof text, "%s%s", LOOK_HEADER_BEFORE, rows);
    return look_csv_read("persons.csv", text, (size_t)length, looks, failure);
}

static Status read_with_facts(const char *rows, PersonLooks *looks, Failure *failure)
{
    char text[1024];
    int length = snprintf(text, sizeof text, "%s%s", LOOK_HEADER, rows);
    return look_csv_read("persons.csv", text, (size_t)length, looks, failure);
}

/* Of each column of facts something that is no value of it. */
static void test_facts_that_are_damaged(void)
{
    static const char *const facts[] = {
        "2017-5,,,,,,,,,,,",     "2017,,,,,,,,,,,",       ",ASYLUM,,,,,,,,,,",
        ",,2017-02-30,,,,,,,,,", ",,,0282803795,,,,,,,,", ",,,,x,,,,,,,",
        ",,,,,x,,,,,,",          ",,,,,,BARNET,,,,,",     ",,,,,,,x,,,,",
        ",,,,,,,,x,,,",          ",,,,,,,,,x,,",          ",,,,,,,,,,x,",
        ",,,,,,,,,,,DR",         ",,,,,,,,,,,LL"};
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        PersonLooks looks;
        Failure failure;
        char rows[256];
        (void)snprintf(rows, sizeof rows, "%s,%s\n", FIRST, facts[i]);
        CU_ASSERT_EQUAL(read_with_facts(rows, &looks, &failure), STATUS_INPUT_VALUE);
    }
}

static void test_looks_come_back(void)
{
    static const char rows[] =
        FIRST "02828037954 201612345600,2017-4,ASYL,2016-12-01,,,,VOKSEN,2017-02-20,"
              "2017-02-15,,,LARD\n"
              "02828037954,1980-02-02,M,XXX,,,,2018-1,FAMILIE_FLYKTNING,2016-12-01,"
              "201612345600,2015-01-01,2015-02-02,BARN,,,2017-01-01,2018-02-03,A\n"
              "201612345600,,K,SYR,,,41818400012,2018-2,,,,,,,,,,,\n";
    PersonLooks looks;
    Failure failure;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    char ident[IDENT_TEXT_SIZE];
    CU_ASSERT_EQUAL_FATAL(read_with_facts(rows, &looks, &failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(looks.count, 3);
    const PersonFacts zero = facts_unpack(&looks.items[0].facts);
    const PersonFacts one = facts_unpack(&looks.items[1].facts);
    const PersonFacts two = facts_unpack(&looks.items[2].facts);
    CU_ASSERT_EQUAL(packed_facts_first(&looks.items[0].facts), quarter_number(2017, 4));
    CU_ASSERT_EQUAL(zero.flags,
                    FACT_LASTING | FACT_AGREEMENT | FACT_RIGHT | FACT_DUTY | FACT_KNOWN);
    CU_ASSERT_EQUAL(fact_ground(&one), GROUND_FAMILIE_FLYKTNING);
    CU_ASSERT_EQUAL(fact_group(&one), SETTLEMENT_BARN);
    CU_ASSERT_EQUAL(one.died, day_from_date(2018, 2, 3));
    CU_ASSERT_FALSE(look_is_of_settled(&looks.items[2]));
    CU_ASSERT_EQUAL(two.flags, 0);
    CU_ASSERT_EQUAL_FATAL(looks.former_count, 3);
    CU_ASSERT_EQUAL(looks.items[0].former_count, 2);
    CU_ASSERT_EQUAL(looks.items[1].former_count, 0);
    CU_ASSERT_EQUAL(looks.items[2].former_begin, 2);
    CU_ASSERT_EQUAL(looks.items[0].settled_in, 301);
    CU_ASSERT_FALSE(day_is_set(looks.items[2].settled));
    ident_format(looks.formers[1], ident);
    CU_ASSERT_STRING_EQUAL(ident, "201612345600");
    for (size_t i = 0; i < looks.count; i++) {
        look_csv_append(&text, &looks.items[i], looks.formers + looks.items[i].former_begin);
    }
    CU_ASSERT_EQUAL(text.length, strlen(rows));
    CU_ASSERT(memcmp(text.bytes, rows, strlen(rows)) == 0);
    text_buffer_free(&text);
    person_looks_free(&looks);
}

static void test_former_idents_that_are_damaged(void)
{
    static const char *const lists[] = {
        "0282803795",                /* too short */
        "0282803795x",               /* not digits */
        "02828037954 ",              /* something must follow */
        " 02828037954",              /* and stand before */
        "02828037954  201612345600", /* one space */
        "02828037954;201612345600",  /* a space, not something else */
        "201612345600 02828037954",  /* out of order */
        "02828037954 02828037954",   /* twice */
        "01818431895",               /* the person's own */
        "01818431895 02828037954",   /* the same, among others */
        "02828037954,",              /* a column too many */
        "\"02828037954\n\"",         /* a line end in quotes */
    };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        char rows[256];
        PersonLooks looks;
        Failure failure;
        snprintf(rows, sizeof rows, FIRST "%s\n", lists[i]);
        CU_ASSERT_NOT_EQUAL(read_looks(rows, &looks, &failure), STATUS_OK);
        CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, "persons.csv, line 2"));
        CU_ASSERT_PTR_NULL(strstr(failure.where, "0282803"));
        CU_ASSERT_PTR_NULL(strstr(failure.detail, "0282803"));
        CU_ASSERT_PTR_NULL(looks.items);
        CU_ASSERT_PTR_NULL(looks.formers);
    }
}

static void test_looks_out_of_order(void)
{
    static const char *const rows[] = {FIRST "\n" FIRST "\n",
                                       "02828037954,1980-02-02,M,SYR,,,\n" FIRST "\n",
                                       "01818431895,1984-01-01,K,SYR,2017-02-15,0301\n"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        PersonLooks looks;
        Failure failure;
        CU_ASSERT_NOT_EQUAL(read_looks(rows[i], &looks, &failure), STATUS_OK);
        CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, i == 2 ? "line 2" : "line 3"));
    }
}

/* As many other idents as there may be, and one more. */
static void test_as_many_former_idents_as_may_be(void)
{
    for (size_t count = LOOK_FORMERS_MAX; count <= LOOK_FORMERS_MAX + 1; count++) {
        TextBuffer text = TEXT_BUFFER_EMPTY;
        PersonLooks looks;
        text_buffer_text(&text, LOOK_HEADER_BEFORE FIRST);
        for (size_t i = 0; i < count; i++) {
            text_buffer_format(&text, "%s20161234%04zu", i == 0 ? "" : " ", i);
        }
        text_buffer_char(&text, '\n');
        Status status = look_csv_read("persons.csv", text.bytes, text.length, &looks, NULL);
        CU_ASSERT_EQUAL(status, count == LOOK_FORMERS_MAX ? STATUS_OK : STATUS_INPUT_VALUE);
        CU_ASSERT_EQUAL(looks.former_count, status == STATUS_OK ? count : 0);
        person_looks_free(&looks);
        text_buffer_free(&text);
    }
}

/* Ledgers that are older than the column. */
static void test_looks_without_former_idents(void)
{
    static const char text[] = "ident,born,sex,background,settled,municipality\n"
                               "01818431895,1984-01-01,K,SYR,2017-02-15,0301\n";
    PersonLooks looks;
    CU_ASSERT_EQUAL_FATAL(look_csv_read("old.csv", text, strlen(text), &looks, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL(looks.count, 1);
    CU_ASSERT_EQUAL(looks.items[0].former_count, 0);
    person_looks_free(&looks);
}

static const TestCase tests[] = {
    {"changed lines", test_changed_lines},
    {"a line comes back as it was", test_line_comes_back},
    {"a line of another run", test_of_another_run},
    {"a file without marks", test_without_marks},
    {"shares beyond the year", test_shares_beyond_the_year},
    {"an amount due without what was settled", test_due_without_settled},
    {"amounts that no sum can hold", test_amounts_that_no_sum_can_hold},
    {"looks come back as they were", test_looks_come_back},
    {"facts that are damaged", test_facts_that_are_damaged},
    {"former idents that are damaged", test_former_idents_that_are_damaged},
    {"looks out of order", test_looks_out_of_order},
    {"as many former idents as may be", test_as_many_former_idents_as_may_be},
    {"looks without former idents", test_looks_without_former_idents},
};

TEST_MAIN("decision_csv", tests)
