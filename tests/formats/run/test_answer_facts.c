/*
 * test_answer_facts.c - why: what an entry keeps of the bank's answers is read for as long as
 * the ledger lives; a fact that is read otherwise than it was written moves money. life.md 2.
 */
#include <stdio.h>
#include <string.h>

#include "formats/base/system.h"
#include "formats/run/answer_rows.h"
#include "tests/rules/base/test_main.h"

static Failure failure;

static AnswerFact fact_of(FactKind kind, const char *payment, int day)
{
    AnswerFact fact = {.kind = kind, .day = day_from_date(2024, 4, day)};
    snprintf(fact.message_id, sizeof fact.message_id, "TEST-%024d-0001", 7);
    snprintf(fact.end_to_end_id, sizeof fact.end_to_end_id, "%s", payment);
    memset(fact.source, 0xab, sizeof fact.source);
    return fact;
}

static void add(AnswerFacts *facts, AnswerFact fact)
{
    CU_ASSERT_EQUAL_FATAL(answer_facts_add(facts, &fact, &failure), STATUS_OK);
}

/* One of each kind, with everything that it can have. */
static void fill(AnswerFacts *facts)
{
    AnswerFact status = fact_of(FACT_STATUS, "0301-INT-1-00000000000000000001", 9);
    AnswerFact booked = fact_of(FACT_BOOKED, "0301-INT-1-00000000000000000001", 10);
    AnswerFact sum = fact_of(FACT_SUM, "", 10), seen = fact_of(FACT_SEEN, "", 11);
    status.meaning = SAYS_REJECTED;
    snprintf(status.code, sizeof status.code, "RJCT");
    snprintf(status.reason.code, sizeof status.reason.code, "Feil, \"konto\"");
    status.reason.proprietary = true;
    snprintf(status.reason.text, sizeof status.reason.text, "Kontoen er avsluttet, Sør");
    booked.credit = true;
    booked.amount = 123456;
    booked.occurrence = 1;
    snprintf(booked.reference, sizeof booked.reference, "B/9");
    snprintf(booked.reason.code, sizeof booked.reason.code, "AC04");
    sum.amount = 999;
    sum.has_count = true;
    sum.count = 12;
    add(facts, seen);
    add(facts, sum);
    add(facts, booked);
    add(facts, status);
    add(facts, booked);
    sum.credit = true;
    status.meaning = SAYS_ACCEPTED;
    add(facts, sum);
    add(facts, status);
}

static bool same_facts(const AnswerFact *a, const AnswerFact *b)
{
    return answer_fact_same(a, b) && memcmp(a->source, b->source, SHA256_SIZE) == 0 &&
           a->reason.proprietary == b->reason.proprietary;
}

static void test_facts_come_back(void)
{
    AnswerFacts facts = {0}, back = {0};
    TextBuffer text = TEXT_BUFFER_EMPTY;
    fill(&facts);
    answer_facts_sort(&facts);
    CU_ASSERT_EQUAL_FATAL(facts.count, 6);
    answer_facts_write(&text, &facts);
    CU_ASSERT_EQUAL_FATAL(answer_facts_read("f", text.bytes, text.length, &back, &failure),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(back.count, facts.count);
    for (size_t i = 0; i < facts.count; i++) {
        CU_ASSERT_TRUE(same_facts(&facts.items[i], &back.items[i]));
        CU_ASSERT_TRUE(answer_facts_has(&back, &facts.items[i]));
    }
    CU_ASSERT_TRUE(answer_facts_has_source(&back, facts.items[0].source));
    CU_ASSERT_EQUAL(answer_facts_begin(&back, facts.items[0].message_id), 0);
    CU_ASSERT_EQUAL(answer_facts_begin(&back, "TEST-1"), back.count);
    answer_facts_free(&facts);
    answer_facts_free(&back);
    text_buffer_free(&text);
}

/* --- what the writer does not make --- */

#define HEADER                                                                                 \
    "kind,message_id,end_to_end_id,meaning,code,reason,reason_kind,text,amount_ore,"           \
    "direction,payments,day,reference,occurrence,source\n"
#define SOURCE "abababababababababababababababababababababababababababababababab\n"
#define STATUS_ROW "status,TEST-1,P1,rejected,RJCT,AC04,iso,,,,,2024-04-09,,0," SOURCE
#define SEEN_ROW "seen,TEST-1,,,,,,,,,,2024-04-09,,0," SOURCE
#define SUM_ROW "sum,TEST-1,,,,,,,500,debit,2,2024-04-09,B1,0," SOURCE
#define BOOKED_ROW "booked,TEST-1,P1,,,,,,500,credit,,2024-04-09,B1,0," SOURCE

static void facts_read(const char *text, Status expected)
{
    AnswerFacts facts = {0};
    failure_clear(&failure);
    Status status = answer_facts_read("f", text, strlen(text), &facts, &failure);
    CU_ASSERT_EQUAL(status, expected);
    if (status != expected) printf("\n%d, not %d: %s", status, expected, text);
    if (status != STATUS_OK) CU_ASSERT_EQUAL(facts.count, 0);
    answer_facts_free(&facts);
}

static void test_facts_refused(void)
{
    static const char *const wrong[] = {
        HEADER "paid,TEST-1,P1,rejected,RJCT,,,,,,,2024-04-09,,0," SOURCE,
        HEADER "status,,P1,rejected,RJCT,,,,,,,2024-04-09,,0," SOURCE,
        HEADER "status,TEST-1,,rejected,RJCT,,,,,,,2024-04-09,,0," SOURCE,
        HEADER "status,TEST-1,P1,,RJCT,,,,,,,2024-04-09,,0," SOURCE,
        HEADER "status,TEST-1,P1,rejected,,,,,,,,2024-04-09,,0," SOURCE,
        HEADER "status,TEST-1,P1,rejected,RJCT,AC04,,,,,,2024-04-09,,0," SOURCE,
        HEADER "status,TEST-1,P1,rejected,RJCT,,iso,,,,,2024-04-09,,0," SOURCE,
        HEADER "status,TEST-1,P1,rejected,RJCT,,,,5,,,2024-04-09,,0," SOURCE,
        HEADER "status,TEST-1,P1,rejected,RJCT,,,,,,,2024-04-09,B1,0," SOURCE,
        HEADER "status,TEST-1,P1,rejected,RJCT,,,,,,,2024-04-09,,1," SOURCE,
        HEADER "status,TEST-1,P1,rejected,RJCT,,,,,,,9.4.2024,,0," SOURCE,
        HEADER "status,TEST-1,P1,rejected,RJCT,,,,,,,2024-04-09,,0,ab\n",
        HEADER "booked,TEST-1,P1,,,,,,-500,credit,,2024-04-09,B1,0," SOURCE,
        HEADER "booked,TEST-1,P1,,,,,,0500,credit,,2024-04-09,B1,0," SOURCE,
        HEADER "booked,TEST-1,P1,,,,,,500,,,2024-04-09,B1,0," SOURCE,
        HEADER "booked,TEST-1,P1,,,,,,500,credit,2,2024-04-09,B1,0," SOURCE,
        HEADER "sum,TEST-1,P1,,,,,,500,debit,2,2024-04-09,B1,0," SOURCE,
        HEADER "seen,TEST-1,,,,AC04,iso,,,,,2024-04-09,,0," SOURCE,
        HEADER "seen,TEST-1,P1,,,,,,,,,2024-04-09,,0," SOURCE,
        HEADER STATUS_ROW STATUS_ROW,
        HEADER BOOKED_ROW SEEN_ROW,
        HEADER "\"seen\",TEST-1,,,,,,,,,,2024-04-09,,0," SOURCE,
        STATUS_ROW};
    facts_read(HEADER, STATUS_OK);
    facts_read(HEADER STATUS_ROW, STATUS_OK);
    facts_read(HEADER SEEN_ROW, STATUS_OK);
    facts_read(HEADER SUM_ROW, STATUS_OK);
    facts_read(HEADER BOOKED_ROW, STATUS_OK);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        AnswerFacts facts = {0};
        failure_clear(&failure);
        Status status = answer_facts_read("f", wrong[i], strlen(wrong[i]), &facts, &failure);
        bool refused = status == STATUS_INPUT_VALUE || status == STATUS_INPUT_MALFORMED;
        CU_ASSERT_TRUE(refused);
        if (!refused) printf("\nnot refused: %s", wrong[i]);
        answer_facts_free(&facts);
    }
}

/* --- answers.csv --- */

static AnswerRow row_of(const char *payment, Bucket bucket)
{
    AnswerRow row = {.municipality = 301,
                     .group = GROUP_INT_1,
                     .amount = 700,
                     .bucket = bucket,
                     .date = DAY_NONE};
    snprintf(row.message_id, sizeof row.message_id, "TEST-1");
    snprintf(row.end_to_end_id, sizeof row.end_to_end_id, "%s", payment);
    return row;
}

static void test_rows_come_back(void)
{
    AnswerRows rows = {0}, back = {0};
    TextBuffer text = TEXT_BUFFER_EMPTY;
    for (int i = 0; i < BUCKET_COUNT + 2; i++) {
        AnswerRow row = row_of("P1", i < BUCKET_COUNT ? (Bucket)i : BUCKET_REJECTED);
        row.returned = i == BUCKET_COUNT;
        row.twice = i > BUCKET_COUNT;
        if (row.twice) row.bucket = BUCKET_SETTLED;
        row.has_source = i > 0;
        if (row.has_source) memset(row.source, i, sizeof row.source);
        if (i > 1) row.date = day_from_date(2024, 4, i);
        if (i > 2) snprintf(row.reason, sizeof row.reason, "Feil, \"x\" %d", i);
        CU_ASSERT_EQUAL_FATAL(answer_rows_add(&rows, &row, &failure), STATUS_OK);
    }
    answer_rows_write(&text, &rows);
    CU_ASSERT_EQUAL_FATAL(answer_rows_read("r", text.bytes, text.length, &back, &failure),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(back.count, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        for (size_t j = 0; j < rows.count; j++)
            CU_ASSERT_EQUAL(answer_row_same(&rows.items[i], &back.items[j]), i == j);
    answer_rows_free(&rows);
    answer_rows_free(&back);
    text_buffer_free(&text);
}

#define ROWS_HEADER                                                                            \
    "message_id,end_to_end_id,municipality,payment_group,amount_ore,status,reason,date,"       \
    "source\n"

static void test_rows_refused(void)
{
    static const char *const wrong[] = {ROWS_HEADER "T,P,0301,INT-1,700,paid,,,\n",
                                        ROWS_HEADER "T,P,301,INT-1,700,settled,,,\n",
                                        ROWS_HEADER "T,P,0301,INT-9,700,settled,,,\n",
                                        ROWS_HEADER "T,P,0301,INT-1,-7,settled,,,\n",
                                        ROWS_HEADER "T,P,0301,INT-1,700,settled,,,ab\n",
                                        ROWS_HEADER "T,P,0301,INT-1,700,settled,,1.4.2024,\n",
                                        ROWS_HEADER "T,\"P\",0301,INT-1,700,settled,,,\n"};
    AnswerRows rows = {0};
    CU_ASSERT_EQUAL(answer_rows_read("r", ROWS_HEADER "T,P,0301,INT-1,700,settled,,,\n",
                                     sizeof ROWS_HEADER "T,P,0301,INT-1,700,settled,,,\n" - 1,
                                     &rows, &failure),
                    STATUS_OK);
    answer_rows_free(&rows);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        Status status = answer_rows_read("r", wrong[i], strlen(wrong[i]), &rows, &failure);
        CU_ASSERT_EQUAL(status, STATUS_INPUT_VALUE);
        if (status != STATUS_INPUT_VALUE) printf("\n%d: %s", status, wrong[i]);
        CU_ASSERT_EQUAL(rows.count, 0);
        answer_rows_free(&rows);
    }
}

static const TestCase tests[] = {{"facts come back", test_facts_come_back},
                                 {"facts refused", test_facts_refused},
                                 {"rows come back", test_rows_come_back},
                                 {"rows refused", test_rows_refused}};

TEST_MAIN("run/answer_facts", tests)
