/*
 * test_figure_controls.c - why: a control of municipalities that never finds, or always does,
 * looks the same in a quiet year. Every control of families 7, 8, 10 (and R921, shares) is run
 * on the figures in fixtures/figure-controls/, just inside and just outside its limits, and
 * what it says is printed. The statistics are checked against values worked out by hand.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/xml/rule_set_reader.h"
#include "rules/controls/digit_controls.h"
#include "rules/controls/municipality_controls.h"
#include "tests/rules/base/test_main.h"

enum {
    PLACES_MAX = 64,
    WORDS_MAX = 80,
    WORD_SIZE = 48,
    FOUND_MAX = 4096,
    SETTINGS_YEAR = 2018
};

/* One case as it is read. */
typedef struct Case {
    char control[8], text[160];
    bool finds, late;
    int quarter, terms, terms_due;
    MunicipalityFigures places[PLACES_MAX];
    size_t place_count;
    DigitFigures digits[PLACES_MAX]; /* [0] is the country */
    size_t digit_count;
    int expected_at; /* first municipality named */
    bool named;
} Case;

static ControlThresholds thresholds;
static unsigned finds_of[CONTROL_NUMBERS_MAX], silent_of[CONTROL_NUMBERS_MAX];
static Finding found_items[FOUND_MAX];

/* --- words --- */

typedef struct Words {
    char word[WORDS_MAX][WORD_SIZE];
    size_t count;
} Words;

static void split(const char *line, Words *words)
{
    words->count = 0;
    while (*line != '\0') {
        while (isspace((unsigned char)*line))
            line++;
        size_t length = strcspn(line, " \t\r\n");
        if (length == 0) break;
        CU_ASSERT_FATAL(words->count < WORDS_MAX && length < WORD_SIZE);
        memcpy(words->word[words->count], line, length);
        words->word[words->count++][length] = '\0';
        line += length;
    }
}

static int64_t number_of(const char *text, const char **end)
{
    char *stop;
    int64_t number = strtoll(text, &stop, 10);
    CU_ASSERT_FATAL(stop != text);
    *end = stop;
    return number;
}

static int figure_of(const char *name, size_t length)
{
    static const char *const texts[FIGURE_COUNT] = {
#define FIGURE(figure, text) text,
#include "rules/controls/municipality_figures.def"
#undef FIGURE
    };
    for (int f = 0; f < FIGURE_COUNT; f++) {
        const char *text = texts[f];
        if (strlen(text) == length && length > 0 && memcmp(text, name, length) == 0) return f;
    }
    printf("no figure %.*s\n", (int)length, name);
    CU_ASSERT_FATAL(false);
    return 0;
}

/* --- lines of a case --- */

static MunicipalityFigures *new_place(Case *one, int code)
{
    CU_ASSERT_FATAL(one->place_count < PLACES_MAX);
    MunicipalityFigures *place = &one->places[one->place_count++];
    *place = (MunicipalityFigures){.code = (MunicipalityCode)code};
    place->value[FIGURE_DECIDED] = -1;
    return place;
}

static void name_place(Case *one, int code)
{
    if (!one->named) one->expected_at = code;
    one->named = true;
}

static void set_figures(MunicipalityFigures *place, const Words *words, int step)
{
    for (size_t w = 2; w < words->count; w++) {
        const char *word = words->word[w], *rest;
        size_t length = strcspn(word, "=");
        CU_ASSERT_FATAL(word[length] == '=');
        int64_t value = number_of(word + length + 1, &rest);
        if (*rest == '+') value += step * number_of(rest + 1, &rest);
        CU_ASSERT_FATAL(*rest == '\0');
        place->value[figure_of(word, length)] = value;
    }
}

static DigitFigures *digits_of(Case *one, int code)
{
    for (size_t i = 0; i < one->digit_count; i++)
        if (one->digits[i].code == code) return &one->digits[i];
    CU_ASSERT_FATAL(one->digit_count < PLACES_MAX);
    one->digits[one->digit_count].code = (MunicipalityCode)code;
    return &one->digits[one->digit_count++];
}

static void add_numbers(NumberFigures *figures, int64_t value, int64_t times)
{
    digits_add_many(&figures->digits, value, (uint32_t)times);
    figures->numbers += times;
    if (times <= figures->common_count) return;
    figures->common = value;
    figures->common_count = times;
}

/* In the place and in the country. */
static void put_numbers(Case *one, bool hours, int code, int64_t value, int64_t times)
{
    DigitFigures *places[2] = {&one->digits[0], code != 0 ? digits_of(one, code) : NULL};
    for (int i = 0; i < 2; i++) {
        if (places[i] == NULL) continue;
        add_numbers(hours ? &places[i]->hours : &places[i]->impaired, value, times);
    }
}

static void set_numbers(Case *one, const Words *words)
{
    const char *rest;
    int code = (int)number_of(words->word[1], &rest);
    name_place(one, code);
    for (size_t w = 2; w < words->count; w++) {
        int64_t value = number_of(words->word[w], &rest);
        CU_ASSERT_FATAL(*rest == 'x');
        int64_t times = number_of(rest + 1, &rest);
        put_numbers(one, strcmp(words->word[0], "hours") == 0, code, value, times);
    }
}

static void set_benford(Case *one, const Words *words)
{
    const char *rest;
    bool hours = strcmp(words->word[1], "hours") == 0;
    int code = (int)number_of(words->word[2], &rest);
    int64_t all = number_of(words->word[3], &rest), cumulated = 0, given = 0;
    name_place(one, code);
    for (int pair = 10; pair < 100; pair++) { /* ten numbers of each digit, as often each */
        int64_t share = cumulated + benford_share(pair / 10) * (pair % 10 + 1) / 10;
        int64_t up_to = (all * share + 50000000) / 100000000;
        put_numbers(one, hours, code, pair * 10, up_to - given);
        given = up_to;
        if (pair % 10 == 9) cumulated += benford_share(pair / 10);
    }
    CU_ASSERT_EQUAL(given, all);
}

static void read_case_line(Case *one, const char *line)
{
    static Words words;
    const char *rest;
    split(line, &words);
    CU_ASSERT_FATAL(words.count >= 2);
    if (strcmp(words.word[0], "municipality") == 0) {
        int code = (int)number_of(words.word[1], &rest);
        name_place(one, code);
        set_figures(new_place(one, code), &words, 0);
    } else if (strcmp(words.word[0], "others") == 0) {
        int count = (int)number_of(words.word[1], &rest);
        for (int i = 0; i < count; i++)
            set_figures(new_place(one, 1001 + i), &words, i);
    } else if (strcmp(words.word[0], "benford") == 0) {
        set_benford(one, &words);
    } else {
        CU_ASSERT_FATAL(strcmp(words.word[0], "hours") == 0 ||
                        strcmp(words.word[0], "impaired") == 0);
        set_numbers(one, &words);
    }
}

static void set_option(Case *one, const char *option)
{
    const char *rest = strchr(option, '=');
    CU_ASSERT_FATAL(rest != NULL);
    rest++;
    if (strncmp(option, "quarter=", 8) == 0) one->quarter = (int)number_of(rest, &rest);
    if (strncmp(option, "late=", 5) == 0) one->late = strcmp(rest, "no") != 0;
    if (strncmp(option, "terms=", 6) == 0) {
        one->terms = (int)number_of(rest, &rest);
        one->terms_due = (int)number_of(rest + 1, &rest);
    }
}

static void begin_case(Case *one, const char *line)
{
    static Words words;
    const char *colon = strchr(line, ':'), *options = strchr(line, ';');
    memset(one, 0, sizeof *one);
    one->quarter = 4;
    one->late = true;
    one->digit_count = 1;
    split(line, &words);
    CU_ASSERT_FATAL(words.count > 2 && colon != NULL);
    snprintf(one->control, sizeof one->control, "%.7s", words.word[0]);
    one->finds = strcmp(words.word[1], "finds:") == 0;
    CU_ASSERT_FATAL(one->finds || strcmp(words.word[1], "silent:") == 0);
    snprintf(one->text, sizeof one->text, "%.*s", (int)strcspn(colon + 2, ";\n"), colon + 2);
    if (options == NULL) return;
    split(options + 1, &words);
    for (size_t w = 0; w < words.count; w++)
        set_option(one, words.word[w]);
}

/* --- running a case --- */

static int compare_places(const void *left, const void *right)
{
    const MunicipalityFigures *a = left, *b = right;
    return a->code - b->code;
}

static void run_case(Case *one)
{
    static uint64_t executed[CONTROL_NUMBERS_MAX];
    static int64_t scratch[PLACES_MAX];
    const char *rest;
    int control = (int)number_of(one->control + 1, &rest);
    Findings found = {found_items, 0, FOUND_MAX};
    MunicipalitySet set = {&thresholds,    one->quarter, one->late,       one->terms,
                           one->terms_due, one->places,  one->place_count};
    size_t hits = 0, at = 0;
    memset(executed, 0, sizeof executed);
    qsort(one->places, one->place_count, sizeof one->places[0], compare_places);
    CU_ASSERT_EQUAL(municipality_controls(&set, scratch, executed, &found), STATUS_OK);
    CU_ASSERT_EQUAL(
        digit_controls(&thresholds, one->digits, one->digit_count, executed, &found),
        STATUS_OK);
    for (size_t i = 0; i < found.count; i++) {
        if (found.items[i].control != control) continue;
        hits++;
        at += found.items[i].municipality == one->expected_at;
    }
    bool right = one->finds ? hits == 1 && at == 1 : hits == 0;
    printf("  %-6s %-6s %s: %s%s\n", one->control, one->finds ? "finds" : "silent",
           right ? "as it should" : "WRONG", one->text,
           executed[control] == 0 ? " (not run)" : "");
    CU_ASSERT_TRUE(right);
    (one->finds ? finds_of : silent_of)[control]++;
}

static void run_file(const char *name)
{
    static Case one;
    char path[4096], line[512];
    Failure failure;
    InputFile file;
    bool open = false;
    snprintf(path, sizeof path, "%s/fixtures/figure-controls/%s", TEST_SOURCE_DIR, name);
    CU_ASSERT_EQUAL_FATAL(input_file_read(path, 1 << 20, &file, &failure), STATUS_OK);
    printf("\n");
    for (size_t at = 0; at < file.size;) {
        size_t end = at;
        while (end < file.size && file.bytes[end] != '\n')
            end++;
        snprintf(line, sizeof line, "%.*s", (int)(end - at), (const char *)file.bytes + at);
        at = end + 1;
        if (line[0] == '#' || line[0] == '\0') continue;
        if (line[0] == ' ') {
            read_case_line(&one, line);
            continue;
        }
        if (open) run_case(&one);
        begin_case(&one, line);
        open = true;
    }
    if (open) run_case(&one);
    input_file_free(&file);
}

/* Every file of the folder, so that none is left out. */
static void test_every_file(void)
{
    PathList list = {0};
    Failure failure = {0};
    unsigned files = 0;
    CU_ASSERT_EQUAL(path_list(TEST_SOURCE_DIR "/fixtures/figure-controls", &list, &failure),
                    STATUS_OK);
    for (size_t i = 0; i < list.count; i++) {
        if (strstr(list.names[i], ".txt") == NULL) continue;
        run_file(list.names[i]);
        files++;
    }
    CU_ASSERT_TRUE(files > 0);
    path_list_free(&list);
}

/* R724 looks at lines and the ledger: tests/cases. */
static bool works_on_figures(const Control *control)
{
    if (control->number == 724) return false;
    return control->family == 7 || control->family == 8 || control->family == 10 ||
           control->number == 921 || control_is_of_share(control->number);
}

/* Every control that works on figures has a case that it finds and one that it does not. */
static void test_every_control_has_both(void)
{
    unsigned both = 0, all = 0;
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        if (!works_on_figures(control)) continue;
        all++;
        both += finds_of[control->number] > 0 && silent_of[control->number] > 0;
    }
    printf("\n  controls with a case that finds and one that is silent: %u of %u (%u %%)\n",
           both, all, both * 100 / all);
    CU_ASSERT_EQUAL(both, all);
    CU_ASSERT_EQUAL(all, 39);
}

/* --- statistics --- */

static void test_centre(void)
{
    int64_t odd[] = {9, 1, 5, 2, 8}, even[] = {4, 1, 3, 2}, one[] = {7};
    RobustCentre centre = robust_centre(odd, 5);
    CU_ASSERT_EQUAL(centre.median, 5); /* deviations 0 3 3 4 4 */
    CU_ASSERT_EQUAL(centre.deviation, 3);
    centre = robust_centre(even, 4);
    CU_ASSERT_EQUAL(centre.median, 2); /* deviations 0 1 1 2 */
    CU_ASSERT_EQUAL(centre.deviation, 1);
    centre = robust_centre(one, 1);
    CU_ASSERT_EQUAL(centre.median, 7);
    CU_ASSERT_EQUAL(centre.deviation, 0);
}

static void test_z(void)
{
    RobustCentre centre = {100, 10};
    CU_ASSERT_EQUAL(robust_z_hundredths(centre, 100), 0);
    CU_ASSERT_EQUAL(robust_z_hundredths(centre, 200), 674); /* 6.745 */
    CU_ASSERT_EQUAL(robust_z_hundredths(centre, 0), -674);
    CU_ASSERT_EQUAL(robust_z_hundredths(centre, INT64_C(1000000000000)),
                    INT64_C(6745000000000) - 675);
}

/* Worked out with pooled variance: (p - q) / sqrt(r (1 - r) (1/n + 1/m)). */
static void test_shares(void)
{
    CU_ASSERT_EQUAL(shares_z_hundredths(15, 20, 10, 20), 163); /* 0.25 / 0.153093 = 1.63299 */
    CU_ASSERT_EQUAL(shares_z_hundredths(10, 20, 15, 20), 163);
    CU_ASSERT_EQUAL(shares_z_hundredths(30, 40, 10, 40), 447); /* 0.5 / 0.111803 = 4.47214 */
    CU_ASSERT_EQUAL(shares_z_hundredths(0, 40, 0, 40), 0);
    CU_ASSERT_EQUAL(shares_z_hundredths(40, 40, 40, 40), 0);
    CU_ASSERT_EQUAL(shares_z_hundredths(1, 1, 0, 1), 141);
    int64_t large = shares_z_hundredths(600000000, 1000000000, 500000000, 1000000000);
    CU_ASSERT_TRUE(large > 0); /* beyond the exact range: halved, not overflowed */
    /* 4194304 against 4194304: 0.5 / sqrt(0.75 * 0.25 * 2 / 4194304) = 1672.18 */
    CU_ASSERT_EQUAL(shares_z_hundredths(1 << 22, 1 << 22, 1 << 21, 1 << 22), 167218);
}

static void test_benford_shares(void)
{
    int64_t digits = 0;
    for (int d = 1; d < 10; d++)
        digits += benford_share(d);
    CU_ASSERT_TRUE(llabs(digits - 100000000) <= 5); /* 9 roundings */
    CU_ASSERT_EQUAL(benford_share(1), 30103000);    /* log10(2) */
    CU_ASSERT_EQUAL(benford_share(9), 4575749);     /* log10(10/9) */
}

static void test_digits_and_mad(void)
{
    DigitCounts counts = {{0}};
    digits_add(&counts, 0);
    digits_add(&counts, -5);
    CU_ASSERT_EQUAL(counts.digits[0], 0);
    digits_add(&counts, 7);
    CU_ASSERT_EQUAL(counts.digits[6], 1);
    digits_add(&counts, 10);
    digits_add(&counts, 99);
    digits_add(&counts, INT64_MAX); /* 9223... */
    CU_ASSERT_EQUAL(counts.digits[0], 1);
    CU_ASSERT_EQUAL(counts.digits[8], 2);
    /* (1 - 0.30103 + 0.69897) / 9 = 0.155327 */
    CU_ASSERT_EQUAL(digits_mad(&(DigitCounts){{10}}), 155326);
}

static const TestCase tests[] = {
    {"median and MAD", test_centre},
    {"robust z-score", test_z},
    {"two shares", test_shares},
    {"Benford's law", test_benford_shares},
    {"first digits and their MAD", test_digits_and_mad},
    {"every file of cases", test_every_file},
    {"every control has both cases", test_every_control_has_both},
};

int main(int argc, char **argv)
{
    RuleSets *sets;
    Failure failure;
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/rules/sets", TEST_SOURCE_DIR);
    if (rule_sets_load(folder, &sets, &failure) != STATUS_OK) return 1;
    control_thresholds_resolve(rule_sets_year(sets, SETTINGS_YEAR), &thresholds);
    int status =
        run_tests("controls of figures", tests, sizeof tests / sizeof tests[0], argc, argv);
    rule_sets_free(sets);
    return status;
}
