/*
 * test_sample_forms.c - forms come back from spreadsheet programs: padded, with semicolons, in
 * another encoding, cut off. What can be read is read as it was drawn; what cannot is refused
 * with the line it stands on, and nothing is read beyond the file's end.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "formats/base/windows_1252.h"
#include "formats/run/sample_form.h"
#include "tests/rules/sampling/sample_made.h"
#include "tests/rules/base/test_main.h"

enum { DRAWN = 12 };

/* A drawn form with a municipality for strata and every audited amount filled in. */
static TextBuffer drawn_form_of(int form, const char *seed)
{
    Sample *sample = made_new(SAMPLE_STRATIFIED, STRATA_MUNICIPALITY, DRAWN);
    sample->form = form;
    sample->seed_chosen = true;
    snprintf(sample->seed, sizeof sample->seed, "%s", seed);
    for (unsigned p = 0; p < PERSONS; p++)
        made_add(sample, p, p % 3 == 0 ? "0301" : "5001", 1000);
    made_draw(sample);
    made_audited(sample, 0, 0);
    TextBuffer text = made_text(sample);
    made_free(sample);
    return text;
}

static TextBuffer drawn_form(const char *seed)
{
    return drawn_form_of(SAMPLE_FORM_APART, seed);
}

/* One line of a form as a program saves it: other separators, and so many more of them. */
static void save_line(const char *line, size_t length, char separator, int more,
                      const char *comment, TextBuffer *out)
{
    for (size_t i = 0; i < length; i++)
        text_buffer_char(out, line[i] == ',' ? separator : line[i]);
    if (line[0] >= '0' && line[0] <= '9') text_buffer_text(out, comment);
    for (int i = 0; i < more; i++)
        text_buffer_char(out, separator);
    text_buffer_text(out, "\r\n");
}

static TextBuffer saved_form(const TextBuffer *text, char separator, int heading, int row,
                             const char *comment)
{
    TextBuffer out = TEXT_BUFFER_EMPTY;
    for (const char *at = text->bytes; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        save_line(at, length, separator, *at == '#' ? heading : row, comment, &out);
        at += length + 1;
    }
    return out;
}

static Status read_form(const TextBuffer *text, size_t *items, Failure *failure)
{
    Sample *sample = NULL;
    Status status = sample_read("s.csv", text->bytes, text->length, &sample, failure);
    *items = sample != NULL ? sample->item_count : 0;
    made_free(sample);
    return status;
}

static void expect_read(TextBuffer *text)
{
    size_t items;
    Failure failure = {0};
    CU_ASSERT_EQUAL(read_form(text, &items, &failure), STATUS_OK);
    if (failure.detail[0] != '\0') printf("\n%s: %s\n", failure.where, failure.detail);
    CU_ASSERT_EQUAL(items, DRAWN);
    text_buffer_free(text);
}

static void forms_that_are_read(void)
{
    static const struct {
        char separator;
        int heading, row;
        const char *comment, *end;
    } cases[] = {{',', 0, 0, "", ""},
                 {',', 8, 0, "", ""},
                 {',', 8, 0, "", ",,,,,,,,,\r\n"},
                 {',', 9, 2, "", ",,,,,,,,,,,\r\n,,,,,,,,,,,\r\n"},
                 {';', 0, 0, "", ""},
                 {';', 8, 0, "sjekket", ";;;;;;;;;\r\n"},
                 {';', 8, 0, "sjekket p\xE5 stedet", ""},
                 {';', 9, 3, "\"sjekket; p\xC3\xA5\r\nstedet\"", ""},
                 {',', 8, 0, "\"for \"\"dyrt\"\", \x80 5\"", ""}};
    for (int version = SAMPLE_FORM_APART; version <= SAMPLE_FORM_LINE; version++) {
        TextBuffer form = drawn_form_of(version, "a seed, of commas");
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            TextBuffer text = saved_form(&form, cases[i].separator, cases[i].heading,
                                         cases[i].row, cases[i].comment);
            text_buffer_text(&text, cases[i].end);
            expect_read(&text);
        }
        text_buffer_free(&form);
    }
}

/* --- what is filled in --- */

static CsvField field_of(const char *text)
{
    return (CsvField){text, strlen(text)};
}

static void kroner(void)
{
    static const struct {
        const char *text;
        Ore ore;
    } good[] = {
        {"1234", 123400},          {"1 234", 123400},     {"1\u00A0234\u00A0567,5", 123456750},
        {"1\u202F234.50", 123450}, {"\u221212,5", -1250}, {"0,07", 7},
        {"-12,50", -1250},         {"-1 000", -100000},   {"0", 0}};
    static const char *const bad[] = {
        "1.234",  "1,234", "1.234,50", "12 34", "1234 567", "1 23",
        "",       "-",     "1,",       ",5",    "1 234 ",   " 1",
        "1  234", "1e3",   "kr 5",     "5 kr",  "1'000",    "12345678901234567"};
    Ore ore;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        CU_ASSERT_TRUE(sample_form_kroner(field_of(good[i].text), &ore));
        CU_ASSERT_EQUAL(ore, good[i].ore);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_FALSE(sample_form_kroner(field_of(bad[i]), &ore));
}

static void whole_ore(void)
{
    static const char *const bad[] = {"1,5", "1.234", "4.1", "12 34", "1,234", ""};
    Ore ore;
    CU_ASSERT_TRUE(sample_form_ore(field_of("2100000"), &ore));
    CU_ASSERT_EQUAL(ore, 2100000);
    CU_ASSERT_TRUE(sample_form_ore(field_of("2 100 000,00"), &ore));
    CU_ASSERT_EQUAL(ore, 2100000);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_FALSE(sample_form_ore(field_of(bad[i]), &ore));
}

static void deviations(void)
{
    static const struct {
        const char *text;
        SampleDeviation is;
    } good[] = {{"", DEVIATION_OPEN},  {"yes", DEVIATION_YES}, {"no", DEVIATION_NO},
                {"Ja", DEVIATION_YES}, {"NEI", DEVIATION_NO},  {"j", DEVIATION_YES},
                {"n", DEVIATION_NO},   {"Y", DEVIATION_YES}};
    static const char *const bad[] = {"x", "1", "maybe", "ye", "no ", "SANN"};
    uint8_t is;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        CU_ASSERT_TRUE(sample_form_deviation(field_of(good[i].text), &is));
        CU_ASSERT_EQUAL(is, good[i].is);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_FALSE(sample_form_deviation(field_of(bad[i]), &is));
}

/* The cells of the last row of a second form, in the places of what is empty when it is drawn:
 * audited_ore, audited_kr, deviation, comment. NULL in `where`: it is read. */
static void expect_row(const char *cells, const char *column, Ore audited, uint8_t deviation)
{
    TextBuffer form = drawn_form_of(SAMPLE_FORM_LINE, "x"), text = TEXT_BUFFER_EMPTY;
    Sample *sample = NULL;
    Failure failure = {0};
    size_t begin = form.length - strlen(",1000,,,\n");
    CU_ASSERT_STRING_EQUAL(form.bytes + begin, ",1000,,,\n");
    text_buffer_append(&text, form.bytes, begin);
    text_buffer_format(&text, ",%s\n", cells);
    Status status = sample_read("s.csv", text.bytes, text.length, &sample, &failure);
    CU_ASSERT_EQUAL(status, column == NULL ? STATUS_OK : STATUS_INPUT_VALUE);
    if (column != NULL) CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, column));
    if (sample != NULL) {
        const SampleItem *last = &sample->items[sample->item_count - 1];
        CU_ASSERT_EQUAL(last->audited, audited);
        CU_ASSERT_EQUAL(last->deviation, deviation);
        CU_ASSERT_STRING_EQUAL(last->codes, "AR-2");
        CU_ASSERT_STRING_EQUAL(last->years, "2018");
    }
    made_free(sample);
    text_buffer_free(&text);
    text_buffer_free(&form);
}

static void one_amount_of_two(void)
{
    expect_row("1000,,,", NULL, 1000, DEVIATION_OPEN);
    expect_row(",\"1 000,50\",yes,", NULL, 100050, DEVIATION_YES);
    expect_row(",9.5,no,ok", NULL, 950, DEVIATION_NO);
    expect_row(",,nei,ok", NULL, 0, DEVIATION_NO); /* evaluating asks for the amount */
    expect_row("1000,10,,", "column audited_kr", 0, 0);
    expect_row(",1.234,,", "column audited_kr", 0, 0);
    expect_row("9.5,,,", "column audited_ore", 0, 0);
    expect_row("1000,,perhaps,", "column deviation", 0, 0);
}

/* Codes become numbers: 0301 comes back as 301, of the strata as of the rows. */
static void zeros_that_were_lost(void)
{
    TextBuffer form = drawn_form_of(SAMPLE_FORM_LINE, "x");
    for (int i = 0; i < 2; i++) {
        TextBuffer saved = saved_form(&form, ",;"[i], 8, 0, ""), text = TEXT_BUFFER_EMPTY;
        int lost = 0;
        for (const char *at = saved.bytes; *at != '\0'; at++) {
            bool code = at > saved.bytes && at[-1] == ",;"[i] && strncmp(at, "0301", 4) == 0;
            lost += code;
            if (!code) text_buffer_char(&text, *at);
        }
        CU_ASSERT_TRUE(lost > DRAWN);
        expect_read(&text);
        text_buffer_free(&saved);
    }
    text_buffer_free(&form);
}

static void expect_line(const TextBuffer *text, const char *mark, int lines_after)
{
    char expected[64];
    size_t items, line = 1 + (size_t)lines_after;
    Failure failure = {0};
    const char *place = strstr(text->bytes, mark);
    CU_ASSERT_PTR_NOT_NULL_FATAL(place);
    for (const char *at = text->bytes; at < place; at++)
        line += *at == '\n';
    CU_ASSERT_EQUAL(status_exit(read_form(text, &items, &failure)), EXIT_INPUT);
    snprintf(expected, sizeof expected, "s.csv, line %zu", line);
    CU_ASSERT_EQUAL(strncmp(failure.where, expected, strlen(expected)), 0);
    if (strncmp(failure.where, expected, strlen(expected)) != 0)
        printf("\n%s: %s: %s\n", mark, expected, failure.where);
}

/* Puts `new` in the place of `old`, which is as long. */
static void expect_line_of(const char *comment, const char *old, const char *new, int after)
{
    TextBuffer form = drawn_form("x");
    TextBuffer text = saved_form(&form, ';', 8, 0, comment);
    char *place = strstr(text.bytes, old);
    CU_ASSERT_PTR_NOT_NULL_FATAL(place);
    CU_ASSERT_EQUAL_FATAL(strlen(old), strlen(new));
    memcpy(place, new, strlen(new));
    expect_line(&text, new, after);
    text_buffer_free(&text);
    text_buffer_free(&form);
}

static void lines_that_are_named(void)
{
    expect_line_of("", "# n;12", "# n;1x", 0);
    expect_line_of("", "# method;stratified", "# method;stratifiee", 0);
    expect_line_of("", "\r\n7;drawn", "\r\n7;draw.", 1);
    /* Comments of two lines before it: the row begins where the program says. */
    expect_line_of("\"to\nlinjer\"", "\r\n9;drawn", "\r\n9;draw.", 1);
    expect_line_of("", "\r\n4;drawn;", "\r\n4;dr\"wn;", 1);
    expect_line_of("\x81", "\r\n1;drawn;", "\r\n1;drawn;", 1); /* nothing in either encoding */
    expect_line_of("", ";comment\r\n", ";comments\n", 0);
}

/* Cut at every byte, before a page that nobody may read. */
static void nothing_is_read_beyond_the_end(void)
{
    TextBuffer form = drawn_form("x");
    size_t page = (size_t)sysconf(_SC_PAGESIZE), room = (form.length / page + 1) * page;
    char *pages =
        mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CU_ASSERT_TRUE_FATAL(pages != MAP_FAILED);
    CU_ASSERT_EQUAL_FATAL(mprotect(pages + room, page, PROT_NONE), 0);
    for (int foreign = 0; foreign < 2; foreign++) {
        TextBuffer text =
            foreign ? saved_form(&form, ';', 8, 0, "") : saved_form(&form, ',', 0, 0, "");
        size_t refused = 0, last = text.length < room ? text.length : room;
        for (size_t length = 0; length < last; length++) {
            char *begin = pages + room - length;
            memcpy(begin, text.bytes, length);
            refused += status_exit(made_reads(begin, length)) == EXIT_INPUT;
        }
        /* Without its last line end, and without the empty comment's, the file is whole. */
        CU_ASSERT_TRUE(refused > 1000 && refused + 3 >= last);
        text_buffer_free(&text);
    }
    CU_ASSERT_EQUAL(munmap(pages, room + page), 0);
    text_buffer_free(&form);
}

static void windows_1252(void)
{
    TextBuffer out = TEXT_BUFFER_EMPTY;
    CU_ASSERT_TRUE(windows_1252_append(&out, "a\xE6\xF8\xE5\x80\x9F\xFF", 7));
    CU_ASSERT_STRING_EQUAL(out.bytes, "a\u00E6\u00F8\u00E5\u20AC\u0178\u00FF");
    static const char *const none[] = {"\x81", "\x8D", "\x8F", "\x90", "\x9D", ""};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        CU_ASSERT_FALSE(windows_1252_append(&out, none[i], 1));
    text_buffer_free(&out);
}

static const TestCase tests[] = {
    {"forms that are read", forms_that_are_read},
    {"kroner", kroner},
    {"whole ore", whole_ore},
    {"deviations", deviations},
    {"one amount of two", one_amount_of_two},
    {"zeros that were lost", zeros_that_were_lost},
    {"lines that are named", lines_that_are_named},
    {"nothing is read beyond the end", nothing_is_read_beyond_the_end},
    {"Windows-1252", windows_1252},
};

TEST_MAIN("sample forms", tests)
