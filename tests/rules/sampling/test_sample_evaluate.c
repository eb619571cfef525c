/*
 * test_sample_evaluate.c - what a sample says about all of it decides what is done with the
 * population. So: limits worked out apart for even and uneven draws, monetary units and items
 * taken whole, and forms as spreadsheet programs give them back.
 */
#include <stdio.h>
#include <string.h>

#include "tests/rules/sampling/sample_made.h"
#include "tests/rules/base/test_main.h"

/* --- evaluating --- */

static bool concludes(const Sample *sample, int confidence, int tolerable, const char *text)
{
    TextBuffer out = TEXT_BUFFER_EMPTY;
    TextBuffer file = made_text(sample);
    Sample *again = NULL;
    Status status = sample_read("s", file.bytes, file.length, &again, NULL);
    if (status == STATUS_OK) {
        status = sample_report(again, confidence, tolerable, &out, NULL);
    }
    CU_ASSERT_EQUAL(status, STATUS_OK);
    bool said = out.bytes != NULL && strstr(out.bytes, text) != NULL;
    if (!said) printf("\n%s\n", out.bytes != NULL ? out.bytes : "nothing");
    made_free(again);
    text_buffer_free(&file);
    text_buffer_free(&out);
    return said;
}

#define BELOW "Conclusion: with 95.0 % confidence the error is below the tolerable"
#define UNSAID "Conclusion: it cannot be said with 95.0 % confidence"

static void test_evaluate_attribute(void)
{
    Sample *sample = made_persons(0, PERSONS, 145, false);
    TextBuffer out = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL(sample_report(sample, 950, 500, &out, NULL), STATUS_INPUT_VALUE);
    text_buffer_free(&out);
    made_audited(sample, 3, 40);
    CU_ASSERT(concludes(sample, 950, 500, "Clopper-Pearson 5.2603 %"));
    /* 3 of 145, N = 500: the largest possible K is 23 */
    CU_ASSERT(concludes(sample, 950, 500, "exact hypergeometric 4.6000 %"));
    CU_ASSERT(concludes(sample, 950, 461, BELOW));
    CU_ASSERT(concludes(sample, 950, 460, UNSAID));
    /* 3 * 40 øre of 145, times 500 */
    CU_ASSERT(concludes(sample, 950, 460, "projected error in all: 4,13 kr"));
    CU_ASSERT(concludes(sample, 950, 460, "by difference: 4,14 kr\n"));
    CU_ASSERT(concludes(sample, 950, 460, "too few errors for an interval; see the limit"));
    made_audited(sample, 0, 0);
    CU_ASSERT(concludes(sample, 950, 500, "145 drawn of 500 persons, 0 with errors"));
    CU_ASSERT(concludes(sample, 950, 500, "too few errors for an interval; see the limit"));
    /* 40 of 145 wrong by 5 øre: mean 1.3793, variance 5.0287; 500 times the mean, and
     * t(144) = 1.9766 times 500 * sqrt((1 - .29) * 5.0287 / 145) = 78.46: 155.08. */
    made_audited(sample, 40, 5);
    CU_ASSERT(concludes(sample, 950, 500, "by difference: 6,90 kr +- 1,55 kr"));
    made_audited(sample, 0, 0);
    made_free(sample);
}

/* Drawn in proportion, none of 60 in 200: one limit for the total, by the worst placement: 8
 * errors, four in each (70 / 100 * 69 / 99 ...) twice = .0555, nine .0381; 8 of each hundred
 * beside it. */
static void test_evaluate_strata(void)
{
    Sample *sample = made_new(SAMPLE_STRATIFIED, STRATA_COUNTY, 60);
    for (unsigned p = 0; p < 200; p++) {
        made_add(sample, p, p < 100 ? "03" : "50", 1000);
    }
    made_draw(sample);
    made_audited(sample, 0, 0);
    CU_ASSERT(concludes(sample, 950, 900, "0 with errors, limit 8.0000 %"));
    CU_ASSERT(concludes(sample, 950, 900, "error rate: 4.0000 % (8 persons"));
    CU_ASSERT(concludes(sample, 950, 900, "exact, by the worst placement"));
    CU_ASSERT(concludes(sample, 950, 401, BELOW));
    CU_ASSERT(concludes(sample, 950, 400, UNSAID));
    made_free(sample);
}

/* Four looks were planned: each has a risk of 1.25 %. Of 500 with 3 in 145: K = 29 and not 23;
 * of 100 with none in 30: 11 and not 8, and of two such strata together 11 too. */
static void test_evaluate_looks(void)
{
    Sample *sample = made_persons(0, PERSONS, 145, false);
    sample->form = SAMPLE_FORM_LINE;
    sample->looks = 4;
    sample->look = 2;
    made_audited(sample, 3, 40);
    CU_ASSERT(concludes(sample, 950, 500, "exact hypergeometric 5.8000 %"));
    CU_ASSERT(concludes(sample, 950, 500, "Look 2 of 4 planned"));
    CU_ASSERT(concludes(sample, 950, 581, BELOW));
    CU_ASSERT(concludes(sample, 950, 580, UNSAID));
    sample->look = 5;
    CU_ASSERT(concludes(sample, 950, 581, "Conclusion: with at least 75.0 % confidence"));
    made_free(sample);
    sample = made_new(SAMPLE_STRATIFIED, STRATA_COUNTY, 60);
    for (unsigned p = 0; p < 200; p++)
        made_add(sample, p, p < 100 ? "03" : "50", 1000);
    sample->form = SAMPLE_FORM_LINE;
    sample->looks = 4;
    made_draw(sample);
    made_audited(sample, 0, 0);
    CU_ASSERT(concludes(sample, 950, 900, "0 with errors, limit 11.0000 %"));
    CU_ASSERT(concludes(sample, 950, 900, "error rate: 5.5000 % (11 persons"));
    made_free(sample);
}

/* Drawn as the test says, not by allocation: every `step`th of each stratum. */
static Sample *drawn_unevenly(unsigned few, unsigned every, unsigned third)
{
    Sample *sample = made_new(SAMPLE_STRATIFIED, STRATA_COUNTY, 1);
    for (unsigned p = 0; p < 200; p++) {
        made_add(sample, p, p < 100 ? "03" : "50", 1000);
        sample->items[p].drawn = p < 100 ? p < few : p < 100 + every;
    }
    for (unsigned p = 0; p < third; p++) {
        made_add(sample, 200 + p, "54", 1000);
    }
    static const char *const names[] = {"03", "50", "54"};
    sample->strata_count = third > 0 ? 3 : 2;
    for (size_t s = 0; s < sample->strata_count; s++) {
        sample->strata[s].count = s < 2 ? 100 : third;
        snprintf(sample->strata[s].name, STRATUM_SIZE, "%s", names[s]);
    }
    sample->count = 200 + third;
    made_audited(sample, 0, 0);
    return sample;
}

/* 15 and 45 of a hundred each: the worst place for errors is where few were drawn. 16 of the
 * first: 85 / 100 * 84 / 99 ... = .0596, 17 .0490. A stratum of 50 that nobody was drawn from
 * can be wholly wrong. */
static void test_evaluate_uneven_strata(void)
{
    Sample *sample = drawn_unevenly(15, 45, 0);
    CU_ASSERT(concludes(sample, 950, 975, "error rate: 8.0000 % (16 persons"));
    CU_ASSERT(concludes(sample, 950, 801, BELOW));
    CU_ASSERT(concludes(sample, 950, 800, UNSAID));
    made_free(sample);
    sample = drawn_unevenly(15, 45, 50);
    CU_ASSERT(concludes(sample, 950, 975, "0 drawn: nothing is known of it"));
    CU_ASSERT(concludes(sample, 950, 975, "error rate: 26.4000 % (66 persons"));
    made_free(sample);
}

/* A stratum that was wholly drawn is known: its two errors are added to what there may be in
 * the other, which 15 of a hundred say nothing wrong of. */
static void test_evaluate_known_stratum(void)
{
    Sample *sample = drawn_unevenly(15, 100, 0);
    size_t last = sample->item_count - 1;
    sample->items[last].audited -= 7;
    sample->items[last - 1].audited -= 7;
    CU_ASSERT(concludes(sample, 950, 975, "error rate: 9.0000 % (18 persons"));
    CU_ASSERT(concludes(sample, 950, 975, "2 of them were found in strata that were wholly"));
    made_free(sample);
}

/* 145 units are hit in items of the same size, three of them with the taints that are
 * published: the limit is the Stringer bound of control.md 3. */
static void test_evaluate_monetary(void)
{
    Sample *sample = made_new(SAMPLE_MUS, STRATA_NONE, 145);
    int which = 0;
    for (unsigned p = 0; p < 290; p++) {
        made_add(sample, p, "all", 100000000);
    }
    made_draw(sample);
    CU_ASSERT_EQUAL(made_drawn(sample), 145);
    static const Ore wrong[] = {100000000, 20000072, 3999931};
    for (size_t i = 0; i < sample->item_count; i++) {
        SampleItem *item = &sample->items[i];
        if (!item->drawn) continue;
        item->audited_given = true;
        item->audited = item->amount - (which < 3 ? wrong[which] : 0);
        which++;
    }
    CU_ASSERT(concludes(sample, 950, 348, BELOW)); /* 3.478656 % */
    CU_ASSERT(concludes(sample, 950, 347, UNSAID));
    CU_ASSERT(concludes(sample, 950, 347, "145 drawn, 3 overstated"));
    /* (1 + .20000072 + .03999931) times the interval of 2 000 000 kr */
    CU_ASSERT(concludes(sample, 950, 347, "projected error: 2 480 000,06 kr"));
    made_free(sample);
}

/* Two items of 500 kr are taken whole, the others are 200 of 1 kr. */
static Sample *with_whole_items(void)
{
    Sample *sample = made_new(SAMPLE_MUS, STRATA_NONE, 30);
    made_add(sample, 0, "all", 50000);
    made_add(sample, 1, "all", 50000);
    for (unsigned p = 2; p < 202; p++) {
        made_add(sample, p, "all", 100);
    }
    made_draw(sample);
    made_audited(sample, 0, 0);
    return sample;
}

/* The interval is 120 000 / 30 = 40 kr, so 200 kr are drawn from and five units fall on them:
 * the limit is Clopper-Pearson(5, 0) = 45.0720 % of 200 kr, 90.144 kr, however many intervals
 * it is. What is wrong in an item that was taken whole counts as it is. */
static void test_whole_items_count_as_found(void)
{
    Sample *sample = with_whole_items();
    CU_ASSERT_EQUAL(made_drawn(sample), 7);
    CU_ASSERT(concludes(sample, 950, 500, "Monetary units: 5 drawn, 0 overstated"));
    CU_ASSERT(concludes(sample, 950, 500, "upper limit (Stringer): 90,15 kr"));
    sample->items[0].audited -= 700;
    CU_ASSERT(concludes(sample, 950, 500, "upper limit (Stringer): 97,15 kr"));
    CU_ASSERT(concludes(sample, 950, 500, "projected error: 7,00 kr"));
    made_free(sample);
    /* All taken: nothing is left to be unsure of. */
    sample = made_new(SAMPLE_MUS, STRATA_NONE, 2);
    made_add(sample, 0, "all", 50000);
    made_add(sample, 1, "all", 50000);
    made_draw(sample);
    made_audited(sample, 1, 1000);
    CU_ASSERT(concludes(sample, 950, 500, "upper limit (Stringer): 10,00 kr"));
    made_free(sample);
}

/* Some remain that no unit fell on: all of it could be wrong. */
static void test_nothing_hit_says_nothing(void)
{
    Sample *sample = made_new(SAMPLE_MUS, STRATA_NONE, 2);
    made_add(sample, 0, "all", 50000);
    made_add(sample, 1, "all", 100);
    for (int i = 0; i < 100 && made_drawn(sample) != 1; i++) {
        snprintf(sample->seed, sizeof sample->seed, "seed %d", i);
        sample->count = sample->sum = 0;
        sample->strata_count = 0;
        made_draw(sample);
    }
    CU_ASSERT_EQUAL(made_drawn(sample), 1);
    made_audited(sample, 0, 0);
    CU_ASSERT(concludes(sample, 950, 500, "upper limit (Stringer): 1,00 kr"));
    made_free(sample);
}

static void test_understatements_stand_apart(void)
{
    Sample *sample = with_whole_items();
    sample->items[1].audited += 900;
    for (size_t i = 2; i < sample->item_count; i++) {
        if (!sample->items[i].drawn) continue;
        sample->items[i].audited += 50; /* one of five, by half: 20 kr of 200 */
        break;
    }
    CU_ASSERT(concludes(sample, 950, 500, "5 drawn, 0 overstated, 1 understated"));
    CU_ASSERT(concludes(sample, 950, 500, "Items all taken: 2, 0 overstated, 1 understated"));
    CU_ASSERT(concludes(sample, 950, 500, "projected error: 0,00 kr"));
    CU_ASSERT(
        concludes(sample, 950, 500, "that were paid: 2 in error, projected error: 29,00 kr"));
    CU_ASSERT(concludes(sample, 950, 500, "upper limit (Stringer): 90,15 kr"));
    made_free(sample);
}

/* --- what a spreadsheet program makes of a file --- */

/* A byte order mark; semicolons, and empty cells at the end of the heading's lines; codes
 * without zeros; noughts behind the comma of an amount; other line ends. */
static void foreign(const TextBuffer *text, TextBuffer *out)
{
    bool quoted = false, head = true;
    text_buffer_text(out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < text->length; i++) {
        char c = text->bytes[i];
        bool begins = i == 0 || text->bytes[i - 1] == '\n';
        if (begins) head = c == '#';
        if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            bool comment = !head && text->bytes[i + 1] == '\n' && text->bytes[i - 1] != ',';
            text_buffer_text(out, comment && text->bytes[i - 1] != 't' ? ",00;" : ";");
            while (text->bytes[i + 1] == '0' && text->bytes[i + 2] >= '0' &&
                   text->bytes[i + 2] <= '9')
                i++;
        } else if (c == '\n') {
            text_buffer_text(out, head ? ";;;;\r\n" : "\r\n");
        } else {
            text_buffer_char(out, c);
        }
    }
}

static void check_foreign(SampleMethod method, SampleStrata kind, const char *seed)
{
    Sample *sample = made_new(method, kind, 30);
    snprintf(sample->seed, sizeof sample->seed, "%s", seed);
    memset(sample->run_identity, 0xab, SAMPLE_DIGEST_SIZE);
    memset(sample->log_root, 0xcd, SAMPLE_DIGEST_SIZE);
    for (unsigned p = 0; p < PERSONS; p++) {
        const char *place = p % 3 == 0 ? "0301" : "5001";
        made_add(sample, p, kind == STRATA_NONE ? "all" : place + (kind == STRATA_COUNTY) * 2,
                 (Ore)p * 100 + 1000);
    }
    made_draw(sample);
    made_audited(sample, 3, 50);
    TextBuffer text = made_text(sample), changed = TEXT_BUFFER_EMPTY;
    foreign(&text, &changed);
    Sample *again = NULL;
    Failure failure = {STATUS_OK, "", ""};
    CU_ASSERT_EQUAL(sample_read("s", changed.bytes, changed.length, &again, &failure),
                    STATUS_OK);
    if (failure.detail[0] != '\0') printf("\n    %s\n", failure.detail);
    CU_ASSERT_EQUAL(again->item_count, made_drawn(sample));
    for (size_t i = 0, at = 0; i < sample->item_count && at < again->item_count; i++) {
        if (!sample->items[i].drawn) continue;
        CU_ASSERT_EQUAL(again->items[at].audited, sample->items[i].audited);
        CU_ASSERT_STRING_EQUAL(again->items[at++].stratum, sample->items[i].stratum);
    }
    made_free(again);
    /* A change is still found. */
    char *amount = strstr(changed.bytes, "population_ore;");
    CU_ASSERT_PTR_NOT_NULL_FATAL(amount);
    amount[15] = amount[15] == '1' ? '2' : '1';
    CU_ASSERT_EQUAL(made_reads(changed.bytes, changed.length), STATUS_INPUT_VALUE);
    text_buffer_free(&changed);
    text_buffer_free(&text);
    made_free(sample);
}

static void test_spreadsheet(void)
{
    check_foreign(SAMPLE_ATTRIBUTE, STRATA_NONE, "one");
    check_foreign(SAMPLE_MUS, STRATA_NONE, "a, b");
    check_foreign(SAMPLE_STRATIFIED, STRATA_MUNICIPALITY, "one");
    check_foreign(SAMPLE_STRATIFIED, STRATA_COUNTY, "one");
}

/* Lines are counted from the first of the file, not of the rows. */
static void test_lines_are_those_of_the_file(void)
{
    Sample *sample = made_persons(0, PERSONS, 20, false);
    Failure failure = {STATUS_OK, "", ""};
    TextBuffer text = made_text(sample), out = TEXT_BUFFER_EMPTY, changed = TEXT_BUFFER_EMPTY;
    Sample *again = NULL;
    CU_ASSERT_EQUAL(sample_read("s", text.bytes, text.length, &again, NULL), STATUS_OK);
    size_t line = 1;
    const char *first = strstr(text.bytes, "\n1,") + 1;
    for (const char *at = text.bytes; at < first; at++) {
        line += *at == '\n';
    }
    CU_ASSERT_EQUAL(again->items[0].file_line, line);
    CU_ASSERT_EQUAL(again->items[19].file_line, line + 19);
    for (size_t i = 0; i < 18; i++) {
        again->items[i].audited_given = true;
    }
    char expected[96];
    CU_ASSERT_EQUAL(sample_report(again, 950, 500, &out, &failure), STATUS_INPUT_VALUE);
    snprintf(expected, sizeof expected, "2 of 20 rows are not filled in yet: line %zu, %zu",
             line + 18, line + 19);
    CU_ASSERT_STRING_EQUAL(failure.detail, expected);
    for (size_t i = 0; i < 20; i++) {
        again->items[i].audited_given = false;
    }
    CU_ASSERT_EQUAL(sample_report(again, 950, 500, &out, &failure), STATUS_INPUT_VALUE);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, " and 8 more"));
    made_free(again);
    text_buffer_append(&changed, text.bytes, text.length - 2); /* the last row: ",," to ",x," */
    text_buffer_text(&changed, "x,\n");
    again = NULL;
    CU_ASSERT_EQUAL(sample_read("s", changed.bytes, changed.length, &again, &failure),
                    STATUS_INPUT_VALUE);
    snprintf(expected, sizeof expected, "line %zu", line + 19);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, expected));
    made_free(again);
    text_buffer_free(&out);
    text_buffer_free(&changed);
    text_buffer_free(&text);
    made_free(sample);
}

int main(int argc, char **argv)
{
    static const TestCase tests[] = {
        {"persons evaluated", test_evaluate_attribute},
        {"strata evaluated", test_evaluate_strata},
        {"looks", test_evaluate_looks},
        {"strata drawn unevenly", test_evaluate_uneven_strata},
        {"known stratum", test_evaluate_known_stratum},
        {"monetary units evaluated", test_evaluate_monetary},
        {"whole items count as found", test_whole_items_count_as_found},
        {"nothing hit says nothing", test_nothing_hit_says_nothing},
        {"understatements stand apart", test_understatements_stand_apart},
        {"a spreadsheet program's file", test_spreadsheet},
        {"lines are those of the file", test_lines_are_those_of_the_file},
    };
    return run_tests("judged samples", tests, sizeof tests / sizeof tests[0], argc, argv);
}
