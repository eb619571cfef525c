/*
 * test_line_words.c - why a line is paid, taken back or held, in both languages. A municipality
 * objects to what these words say; where a person moved is never among them.
 */
#include <string.h>

#include "formats/text/line_words.h"
#include "rules/controls/finding.h"
#include "tests/rules/base/test_main.h"

static TextBuffer words;

static DecisionLine line_of(Fraction from, Fraction to)
{
    return (DecisionLine){.subject = 1,
                          .code = GRANT_AR_2,
                          .status = DECISION_PAY,
                          .reason = REASON_DUE,
                          .grant_year = 2,
                          .first = true,
                          .budget_year = 2017,
                          .municipality = 301,
                          .from = from,
                          .to = to,
                          .rate = 23000000,
                          .earned = 8625000,
                          .due = 8625000};
}

static const LineMoves no_moves = {DAY_NONE, DAY_NONE, false};

static void check(const DecisionLine *line, const LineMoves *moves, const char *nb,
                  const char *en)
{
    text_buffer_clear(&words);
    line_words(&words, LANGUAGE_NB, line, moves);
    CU_ASSERT_STRING_EQUAL(words.bytes, nb);
    text_buffer_clear(&words);
    line_words(&words, LANGUAGE_EN, line, moves);
    CU_ASSERT_STRING_EQUAL(words.bytes, en);
}

static void test_moves(void)
{
    Fraction cut = fraction_make(3, 8);
    Day in = day_from_date(2017, 5, 10), out = day_from_date(2017, 11, 9);
    DecisionLine first = line_of(FRACTION_ZERO, cut), second = line_of(cut, FRACTION_ONE),
                 middle = line_of(cut, fraction_make(7, 8));
    check(&first, &(LineMoves){DAY_NONE, in, false},
          "flyttet ut 2017-05-10: 3/8 av året; betales",
          "moved out on 2017-05-10: 3/8 of the year; to be paid");
    check(&second, &(LineMoves){in, DAY_NONE, false},
          "flyttet inn 2017-05-10: 5/8 av året; betales",
          "moved in on 2017-05-10: 5/8 of the year; to be paid");
    check(&middle, &(LineMoves){in, out, false},
          "flyttet inn 2017-05-10 og ut 2017-11-09: 1/2 av året; betales",
          "moved in on 2017-05-10 and out on 2017-11-09: 1/2 of the year; to be paid");
    check(&first, &(LineMoves){DAY_NONE, in, true},
          "ikke lenger bosatt i en kommune fra 2017-05-10: 3/8 av året; betales",
          "not resident in any municipality from 2017-05-10: 3/8 of the year; to be paid");
    check(&first, &no_moves, "3/8 av året; betales", "3/8 of the year; to be paid");
}

/* The grant of minors begins with the month of settlement: no move. */
static void test_the_month_of_settlement(void)
{
    DecisionLine line = line_of(fraction_make(1, 4), FRACTION_ONE);
    line.code = GRANT_EMINB;
    line.grant_year = 1;
    check(&line, &no_moves, "regnes fra bosettingsmåneden: 3/4 av året; betales",
          "counts from the month of settlement: 3/4 of the year; to be paid");
}

static void test_corrections(void)
{
    DecisionLine line = line_of(FRACTION_ZERO, FRACTION_ONE);
    line.reason = REASON_CORRECTION;
    check(&line, &no_moves, "betales; rettelse for budsjettåret 2017",
          "to be paid; correction of budget year 2017");
    line.due = -2875000;
    check(&line, &no_moves, "trekkes tilbake eller motregnes; rettelse for budsjettåret 2017",
          "to be taken back or netted; correction of budget year 2017");
    line.to = FRACTION_ZERO;
    line.rate = line.earned = 0;
    line.settled_before = 8350000;
    check(&line, &no_moves,
          "ikke lenger noe opptjent her; 83 500 kr var gjort opp; trekkes tilbake eller "
          "motregnes; rettelse for budsjettåret 2017",
          "nothing is earned here any more; 83 500 kr was settled; to be taken back or netted; "
          "correction of budget year 2017");
}

static void test_what_is_not_paid(void)
{
    DecisionLine line = line_of(FRACTION_ZERO, FRACTION_ONE);
    line.status = DECISION_ZERO;
    line.reason = REASON_NOTHING_DUE;
    line.due = 0;
    check(&line, &no_moves, "ingenting forfaller nå", "nothing is due now");
    line.first = false;
    check(&line, &no_moves, "beløpet står på den første linjen for tilskuddet",
          "the amount stands on the grant's first line");
}

static void test_held(void)
{
    DecisionLine line = line_of(FRACTION_ZERO, FRACTION_ONE);
    line.status = DECISION_HELD;
    line.reason = REASON_HELD;
    line.control = 104;
    text_buffer_clear(&words);
    line_words(&words, LANGUAGE_NB, &line, &no_moves);
    CU_ASSERT_PTR_NOT_NULL(strstr(words.bytes, "holdt tilbake av R104: Dødsdatoen er før"));
    CU_ASSERT_PTR_NOT_NULL(strstr(words.bytes, " Gjør: Kommunen ber om utskrift"));
    text_buffer_clear(&words);
    line_words(&words, LANGUAGE_EN, &line, &no_moves);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(words.bytes, "held back by R104: The date of death is before"));
    CU_ASSERT_PTR_NOT_NULL(strstr(words.bytes, " Do: The municipality asks for"));
    text_buffer_clear(&words);
    line_words_brief(&words, LANGUAGE_NB, &line, &no_moves);
    CU_ASSERT_STRING_EQUAL(words.bytes, "holdt tilbake av R104");
    CU_ASSERT_STRING_EQUAL(held_action(LANGUAGE_NB, 9999), "");
    text_buffer_free(&words);
}

/* What holds persons by its severity, and what holds lines. */
static bool holds(const Control *control)
{
    int number = control->number;
    return control->severity <= SEVERITY_BLOCK || number == CONTROL_RATE_MISSING ||
           number == CONTROL_SUCCESSOR_AMBIGUOUS || number == CONTROL_CODE_HELD ||
           number == CONTROL_MUNICIPALITY_HELD;
}

static void check_held(int control, Language language)
{
    const char *names[] = {"Gitt ",         "Given ",       "regelsett", "rule set",
                           "beslutning",    "vedtakslinje", "--",        "lineSuccessor",
                           "mottakerliste", "kjøring"};
    text_buffer_clear(&words);
    held_words(&words, language, control);
    CU_ASSERT_PTR_NOT_NULL(strstr(words.bytes, ": "));
    CU_ASSERT_STRING_NOT_EQUAL(held_action(language, control), "");
    text_buffer_format(&words, " %s", held_action(language, control));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        CU_ASSERT_PTR_NULL(strstr(words.bytes, names[i]));
}

/* A municipality is told in whole sentences, without words of the program's own. */
static void test_every_control_that_holds(void)
{
    size_t count = 0;
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        if (!holds(control)) continue;
        check_held(control->number, LANGUAGE_NB);
        check_held(control->number, LANGUAGE_EN);
        count++;
    }
    CU_ASSERT(count >= 23);
    text_buffer_free(&words);
}

static const TestCase tests[] = {
    {"moves", test_moves},
    {"the month of settlement", test_the_month_of_settlement},
    {"corrections", test_corrections},
    {"what is not paid", test_what_is_not_paid},
    {"held", test_held},
    {"every control that holds", test_every_control_that_holds},
};

TEST_MAIN("line_words", tests)
