/*
 * test_judging.c - why: what a recipient must pay back is law, and must come out to the øre.
 * The known answers of the judging table and of the annual report 2014, the selection by
 * points, and the binomial test against values worked out by hand.
 */
#include <stdio.h>
#include <string.h>

#include "rules/accounts/chance.h"
#include "rules/accounts/judging.h"
#include "rules/accounts/selection.h"
#include "tests/rules/base/test_main.h"

static ReportedLine row(AccountSide side, ReportedLineCode line, Ore actual)
{
    ReportedLine out = {.award = "A1",
                        .received = 1,
                        .side = (uint8_t)side,
                        .line = (uint8_t)line,
                        .actual = actual,
                        .file_line = 2};
    return out;
}

/* An award's view: paid, costs, other income; reported as in the table. */
typedef struct Judged {
    Award award;
    Statement statement;
    ReportedLine lines[8];
    size_t count;
    AwardView view;
} Judged;

static void make_view(Judged *judged)
{
    judged->award.id[0] = judged->statement.award[0] = 'A';
    judged->award.id[1] = judged->statement.award[1] = '1';
    AccountsBook book = {.awards = &judged->award,
                         .award_count = 1,
                         .lines = judged->lines,
                         .line_count = judged->count,
                         .statements = &judged->statement,
                         .statement_count = 1,
                         .has_statements = true};
    accounts_views(&book, &judged->view);
}

static Judged reported(Ore paid, Ore costs, Ore other)
{
    Judged judged = {.award = {.paid = paid}};
    judged.lines[judged.count++] = row(SIDE_IN, LINE_TILSKUDD_IMDI, paid);
    judged.lines[judged.count++] = row(SIDE_IN, LINE_SALG, other);
    judged.lines[judged.count++] = row(SIDE_OUT, LINE_LONN, costs);
    return judged;
}

/* accounts.md 4: paid / costs / ineligible / other income -> repay. */
static void known_answers(void)
{
    static const Ore table[][5] = {{100, 100, 10, 0, 10}, {100, 20, 0, 50, 100},
                                   {100, 90, 0, 20, 30},  {100, 80, 5, 0, 25},
                                   {100, 150, 10, 20, 0}, {100, 120, 30, 20, 30}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        Judged judged = reported(table[i][0], table[i][1], table[i][3]);
        make_view(&judged);
        CU_ASSERT_EQUAL(accounts_judge(&judged.view, table[i][2]).repay, table[i][4]);
    }
}

/* By hand: P = 100 + 10 carried from last year, E = 80 - 5; own share 10 % of 75, up: 8;
 * entitled min(110, 67) = 67; of the 43 left 30 are carried and 4 repaid: 9. */
static void carried_repaid_own_share(void)
{
    Judged judged = reported(100, 80, 0);
    judged.lines[judged.count - 1] = row(SIDE_IN, LINE_OVERFORT_FRA_IFJOR, 10);
    judged.lines[judged.count++] = row(SIDE_OUT, LINE_LONN, 80);
    judged.award.own_share_bp = 1000;
    judged.award.may_carry = true;
    judged.statement.unused = 30;
    judged.statement.repaid = 4;
    make_view(&judged);
    AwardJudgement out = accounts_judge(&judged.view, 5);
    CU_ASSERT_EQUAL(out.available, 110);
    CU_ASSERT_EQUAL(out.eligible, 75);
    CU_ASSERT_EQUAL(out.other, 8);
    CU_ASSERT_EQUAL(out.entitled, 67);
    CU_ASSERT_EQUAL(out.carried, 30);
    CU_ASSERT_EQUAL(out.repay, 9);
    judged.award.may_carry = false;
    CU_ASSERT_EQUAL(accounts_judge(&judged.view, 5).repay, 39);
    judged.award.may_carry = true;
    judged.statement.unused = 1000; /* at most what is left */
    CU_ASSERT_EQUAL(accounts_judge(&judged.view, 5).carried, 43);
    CU_ASSERT_EQUAL(accounts_judge(&judged.view, 5).repay, 0);
    /* Costs that the accounts leave out. */
    judged.statement.unused = 0;
    CU_ASSERT_EQUAL(accounts_judge(&judged.view, -20).eligible, 100);
    CU_ASSERT_EQUAL(accounts_judge(&judged.view, -20).entitled, 90);
}

/* Without accounts nothing is eligible, and all of it is to be repaid. */
static void nothing_reported(void)
{
    Judged judged = {.award = {.paid = 100}};
    make_view(&judged);
    CU_ASSERT_FALSE(judged.view.sums.reported);
    CU_ASSERT_EQUAL(accounts_judge(&judged.view, 0).repay, 100);
    CU_ASSERT_EQUAL(judged.view.unused, 0);
}

/* Shares to the øre: 1/3 of 1 krone. */
static void shares(void)
{
    CU_ASSERT_EQUAL(ore_share_up(100, 3333), 34);
    CU_ASSERT_EQUAL(ore_share_down(100, 3333), 33);
    CU_ASSERT_EQUAL(ore_share_up(10000, 3333), 3333);
    CU_ASSERT_EQUAL(ore_share_up(INT64_C(1600000000000000), 10000), INT64_C(1600000000000000));
}

/* --- the sums of the annual report 2014 --- */

/* The lines of a table as costs, its total as SUM; whether R1103 would call them equal. */
static bool adds_up(const Ore *lines, size_t count, Ore stated)
{
    static const ReportedLineCode codes[] = {LINE_LONN, LINE_KJOP, LINE_REISE, LINE_HUSLEIE,
                                             LINE_UTSTYR};
    enum { ONE_KRONE = 100 };
    ReportedLine rows[6];
    AccountsSums sums;
    for (size_t i = 0; i < count; i++)
        rows[i] = row(SIDE_OUT, codes[i], ore_from_kroner(lines[i]));
    rows[count] = row(SIDE_OUT, LINE_SUM, ore_from_kroner(stated));
    accounts_sum(rows, count + 1, &sums);
    return sums.stated[SIDE_OUT] &&
           amounts_equal(sums.sum[SIDE_OUT], sums.stated_sum[SIDE_OUT], ONE_KRONE);
}

static void annual_report(void)
{
    static const Ore note_6[] = {7944400326, 18146475, 7552000, 33738915};
    static const Ore establishers[] = {800000, 900000, 2250000, 300000, 1750000};
    CU_ASSERT_TRUE(adds_up(note_6, 4, 8003837716));
    CU_ASSERT_FALSE(adds_up(note_6, 4, 8003837718));
    CU_ASSERT_TRUE(adds_up(establishers, 5, 6000000));
    CU_ASSERT_FALSE(adds_up(establishers, 5, 6000002));
    /* Table 3: what its rows give against the total it prints. */
    CU_ASSERT_FALSE(adds_up((const Ore[]){786}, 1, 790));
    CU_ASSERT_TRUE(adds_up((const Ore[]){675}, 1, 675));
    CU_ASSERT_FALSE(adds_up((const Ore[]){658}, 1, 676));
}

/* --- chance --- */

static void binomial(void)
{
    const ChanceShare half = {1, 2}, third = {1, 3};
    CU_ASSERT_FALSE(binomial_is_unlikely(0, 10, half, 1000)); /* 2 / 1024 */
    CU_ASSERT_TRUE(binomial_is_unlikely(0, 11, half, 1000));  /* 2 / 2048 */
    CU_ASSERT_TRUE(binomial_is_unlikely(11, 11, half, 1000));
    CU_ASSERT_FALSE(binomial_is_unlikely(5, 11, half, 1000));
    /* (1/3)^n of n = 6 and 7: 1 / 729 and 1 / 2187; nothing at the other end is as unlikely
     * for 6 ((2/3)^6 = 0.088), so one-sided: 0.00137 and 0.000457. */
    CU_ASSERT_FALSE(binomial_is_unlikely(6, 6, third, 1000));
    CU_ASSERT_TRUE(binomial_is_unlikely(7, 7, third, 1000));
    CU_ASSERT_TRUE(binomial_is_unlikely(7, 7, third, 458));
    CU_ASSERT_FALSE(binomial_is_unlikely(7, 7, third, 457));
    CU_ASSERT_TRUE(binomial_is_unlikely(1, 5, (ChanceShare){0, 9}, 1000));
    CU_ASSERT_FALSE(binomial_is_unlikely(0, 5, (ChanceShare){0, 9}, 1000));
    CU_ASSERT_TRUE(binomial_is_unlikely(4, 5, (ChanceShare){9, 9}, 1000));
    CU_ASSERT_FALSE(binomial_is_unlikely(0, 0, half, 1000));
    CU_ASSERT_TRUE(binomial_is_unlikely(0, 1000000, half, 1));
    CU_ASSERT_FALSE(binomial_is_unlikely(500000, 1000000, half, 1000000 - 1));
}

/* --- the selection --- */

enum { AWARDS = 21 };

typedef struct Field {
    Award awards[AWARDS];
    Statement statements[AWARDS];
    AwardView views[AWARDS];
    AccountsBook book;
    AccountsLimits limits;
    AccountsControl control;
    AccountsFinding items[4];
    AccountsFindings findings;
    AwardScore scores[AWARDS];
    AwardRank ranks[AWARDS];
} Field;

static void make_field(Field *field)
{
    memset(field, 0, sizeof *field);
    for (size_t i = 0; i < AWARDS; i++) {
        snprintf(field->awards[i].id, sizeof field->awards[i].id, "A%02zu", i);
        snprintf(field->statements[i].award, sizeof field->statements[i].award, "A%02zu", i);
        field->statements[i].last_visit = day_from_date(2015, 1, 1);
    }
    field->book = (AccountsBook){.date = day_from_date(2015, 4, 20),
                                 .awards = field->awards,
                                 .award_count = AWARDS,
                                 .statements = field->statements,
                                 .statement_count = AWARDS,
                                 .has_statements = true};
    field->limits.value[LIMIT_POINTS_BLOCK] = 3;
    field->limits.value[LIMIT_POINTS_WARN] = 1;
    field->limits.value[LIMIT_POINT_ORE] = 100000000;
    field->limits.value[LIMIT_POINTS_NEW] = 2;
    field->limits.value[LIMIT_POINTS_UNVISITED] = 2;
    field->limits.value[LIMIT_UNVISITED_YEARS] = 4;
    field->limits.value[LIMIT_TOP_BP] = 1000;
    field->findings.items = field->items;
    field->findings.capacity = 4;
}

static void score(Field *field)
{
    accounts_views(&field->book, field->views);
    field->control = (AccountsControl){
        .book = &field->book, .views = field->views, .limits = &field->limits};
    accounts_score(&field->control, &field->findings, field->scores);
    accounts_select_risk(&field->control, field->scores, field->ranks);
}

static void note(Field *field, const char *award, AccountsMessageId message, AccountsFile file)
{
    field->items[field->findings.count++] =
        (AccountsFinding){.message = (uint16_t)message, .file = (uint8_t)file, .award = award};
}

static void points(void)
{
    static Field field;
    make_field(&field);
    note(&field, "A00", SAYS_GRANT, FILE_ACCOUNTS);           /* BLOCK: 3 */
    note(&field, "A00", SAYS_UNUSED_STATED, FILE_STATEMENTS); /* WARN: 1 */
    note(&field, "A00", SAYS_COPY, FILE_ACCOUNTS);            /* INFO: 0 */
    note(&field, "A00", SAYS_VOUCHER_SUM, FILE_VOUCHERS);     /* after the selection: 0 */
    field.awards[1].paid = 299999999;                         /* 2 whole millions */
    field.statements[2].new_recipient = true;
    field.statements[3].last_visit = DAY_NONE;
    field.statements[4].last_visit = day_from_date(2011, 4, 20); /* four years to the day */
    field.statements[5].last_visit = day_from_date(2011, 4, 21); /* one day less */
    score(&field);
    CU_ASSERT_EQUAL(field.scores[0].score, 4);
    CU_ASSERT_EQUAL(field.scores[0].blocks, 1);
    CU_ASSERT_EQUAL(field.scores[0].warnings, 1);
    CU_ASSERT_EQUAL(field.scores[1].score, 2);
    CU_ASSERT_EQUAL(field.scores[2].score, 2);
    CU_ASSERT_EQUAL(field.scores[3].score, 2);
    CU_ASSERT_EQUAL(field.scores[4].score, 2);
    CU_ASSERT_EQUAL(field.scores[5].score, 0);
}

/* The tenth of 21 is three (2.1, up); of equal scores the smaller id; BLOCK is always taken. */
static void top_tenth(void)
{
    static Field field;
    make_field(&field);
    for (size_t i = 0; i < AWARDS; i++)
        field.awards[i].paid = INT64_C(100000000) * (i % 2);
    field.awards[20].paid = INT64_C(500000000);
    note(&field, "A00", SAYS_GRANT, FILE_ACCOUNTS);
    field.awards[18].paid = 0;
    note(&field, "A18", SAYS_GRANT, FILE_ACCOUNTS);
    score(&field);
    CU_ASSERT_EQUAL(field.scores[20].part, PART_RISK);  /* 5 points: the first */
    CU_ASSERT_EQUAL(field.scores[0].part, PART_BLOCK);  /* 3: the second */
    CU_ASSERT_EQUAL(field.scores[18].part, PART_BLOCK); /* 3: the third, by its id */
    CU_ASSERT_EQUAL(field.scores[1].part, PART_NOT_SELECTED);
    field.findings.count = 0; /* without them the next by points and id come in */
    score(&field);
    CU_ASSERT_EQUAL(field.scores[1].part, PART_RISK);
    CU_ASSERT_EQUAL(field.scores[3].part, PART_RISK);
    CU_ASSERT_EQUAL(field.scores[5].part, PART_NOT_SELECTED);
    CU_ASSERT_EQUAL(field.scores[0].part, PART_NOT_SELECTED);
}

static const TestCase tests[] = {
    {"the known answers of judging", known_answers},
    {"carried, repaid, own share", carried_repaid_own_share},
    {"nothing reported", nothing_reported},
    {"shares to the øre", shares},
    {"sums of the annual report 2014", annual_report},
    {"the binomial test", binomial},
    {"points", points},
    {"the top tenth", top_tenth},
};

TEST_MAIN("rules/accounts/judging", tests)
