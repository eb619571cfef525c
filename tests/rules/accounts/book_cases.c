/* book_cases.c - from the cases' compact lines to the files of a year. */
#include "tests/rules/accounts/book_cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/input_file.h"
#include "rules/accounts/book.h"

enum { ROWS_MAX = 1200, COLUMNS_MAX = 21, CELL = 48, WORDS_MAX = 12, LINE_MAX_LENGTH = 240 };

/* A table of text: the first column is the award. */
typedef struct Sheet {
    const char *const *columns;
    size_t column_count, count;
    char cells[ROWS_MAX][COLUMNS_MAX][CELL];
} Sheet;

static const char *const award_columns[] = {"award",
                                            "item",
                                            "scheme",
                                            "recipient_org",
                                            "recipient",
                                            "municipality",
                                            "year",
                                            "applied_ore",
                                            "awarded_ore",
                                            "paid_ore",
                                            "from",
                                            "to",
                                            "report_due",
                                            "auditor_required",
                                            "own_share_bp",
                                            "overhead_max_bp",
                                            "equipment_max_ore",
                                            "wages_max_bp",
                                            "participants_planned",
                                            "unused_may_be_carried",
                                            "purpose"};
static const char *const line_columns[] = {"award", "received",   "side",
                                           "line",  "budget_ore", "actual_ore"};
static const char *const statement_columns[] = {"award",
                                                "from",
                                                "to",
                                                "signed_by",
                                                "signed_on",
                                                "auditor_org",
                                                "auditor_opinion",
                                                "participants",
                                                "to_work",
                                                "to_education",
                                                "unused_ore",
                                                "repaid_ore",
                                                "repaid_on",
                                                "other_public_ore",
                                                "recipient_org",
                                                "account",
                                                "new_recipient",
                                                "last_visit"};
static const char *const voucher_columns[] = {"award",        "voucher",    "date", "line",
                                              "supplier_org", "amount_ore", "text"};
static const char *const appropriation_columns[] = {"chapter", "item", "name", "carried_in",
                                                    "allocated"};

typedef struct Year {
    Sheet awards, lines, statements, vouchers, appropriation;
    bool any;
} Year;

typedef struct Reading {
    BookCase one;
    const char *path;
    bool open;
} Reading;

static Year years[2]; /* this, last */
static const char received[] = "2015-03-20";

/* --- sheets --- */

static int column_of(const Sheet *sheet, const char *name, size_t length)
{
    for (size_t i = 0; i < sheet->column_count; i++)
        if (strlen(sheet->columns[i]) == length &&
            strncmp(sheet->columns[i], name, length) == 0)
            return (int)i;
    return -1;
}

static size_t new_row(Sheet *sheet, const char *award)
{
    if (sheet->count == ROWS_MAX) abort();
    memset(sheet->cells[sheet->count], 0, sizeof sheet->cells[0]);
    snprintf(sheet->cells[sheet->count][0], CELL, "%s", award);
    return sheet->count++;
}

/* The row of an award (and, in accounts, of a side and line); SIZE_MAX when there is none. */
static size_t find_row(const Sheet *sheet, const char *award)
{
    for (size_t i = 0; i < sheet->count; i++)
        if (strcmp(sheet->cells[i][0], award) == 0) return i;
    return SIZE_MAX;
}

static size_t find_line(const Sheet *sheet, const char *award, const char *side,
                        const char *line)
{
    for (size_t i = 0; i < sheet->count; i++)
        if (strcmp(sheet->cells[i][0], award) == 0 && strcmp(sheet->cells[i][2], side) == 0 &&
            strcmp(sheet->cells[i][3], line) == 0)
            return i;
    return SIZE_MAX;
}

static void remove_rows(Sheet *sheet, const char *award)
{
    size_t kept = 0;
    for (size_t i = 0; i < sheet->count; i++) {
        if (strcmp(sheet->cells[i][0], award) == 0) continue;
        memmove(sheet->cells[kept++], sheet->cells[i], sizeof sheet->cells[0]);
    }
    sheet->count = kept;
}

static void kroner_cell(char cell[CELL], const char *kroner)
{
    Ore amount;
    if (!ore_parse(kroner, strlen(kroner), &amount)) abort();
    snprintf(cell, CELL, "%lld", (long long)amount);
}

/* "paid=100" is kroner of paid_ore, "paid_ore=100" øre. */
static bool set_cell(Sheet *sheet, size_t row, const char *word)
{
    char name[CELL];
    size_t length = strcspn(word, "=");
    if (word[length] != '=') return false;
    const char *value = word + length + 1;
    int column = column_of(sheet, word, length);
    if (column >= 0) {
        snprintf(sheet->cells[row][column], CELL, "%s", value);
        return true;
    }
    snprintf(name, sizeof name, "%.*s_ore", (int)length, word);
    column = column_of(sheet, name, strlen(name));
    if (column >= 0) kroner_cell(sheet->cells[row][column], value);
    return column >= 0;
}

/* --- the award that nothing is wrong with --- */

static void set_line(Year *year, const char *award, const char *side, const char *line,
                     const char *budget, const char *actual)
{
    size_t row = find_line(&year->lines, award, side, line);
    if (row == SIZE_MAX) row = new_row(&year->lines, award);
    snprintf(year->lines.cells[row][1], CELL, "%s", received);
    snprintf(year->lines.cells[row][2], CELL, "%s", side);
    snprintf(year->lines.cells[row][3], CELL, "%s", line);
    snprintf(year->lines.cells[row][4], CELL, "%s", budget);
    snprintf(year->lines.cells[row][5], CELL, "%s", actual);
    bool none = strcmp(budget, "none") == 0;
    if (!none) kroner_cell(year->lines.cells[row][4], budget);
    if (strcmp(actual, "none") != 0) kroner_cell(year->lines.cells[row][5], actual);
}

static void good_award(Year *year, const char *id, bool last)
{
    static const char *const values[] = {"item=71",
                                         "scheme=Jobbsjansen",
                                         "recipient_org=974760673",
                                         "recipient=Foreningen",
                                         "municipality=0301",
                                         "applied=120000",
                                         "awarded=100000",
                                         "paid=100000",
                                         "auditor_required=NEI",
                                         "own_share_bp=0",
                                         "participants_planned=20",
                                         "unused_may_be_carried=NEI",
                                         "purpose=Kvalifisering"};
    static const char *const now[] = {"year=2014", "from=2014-01-01", "to=2014-12-31",
                                      "report_due=2015-04-01"};
    static const char *const before[] = {"year=2013", "from=2013-01-01", "to=2013-12-31",
                                         "report_due=2014-04-01"};
    size_t row = new_row(&year->awards, id);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        (void)set_cell(&year->awards, row, values[i]);
    for (size_t i = 0; i < 4; i++)
        (void)set_cell(&year->awards, row, last ? before[i] : now[i]);
}

static void good_lines(Year *year, const char *id)
{
    set_line(year, id, "INN", "TILSKUDD_IMDI", "100000", "100000");
    set_line(year, id, "INN", "SUM", "0", "none");
    set_line(year, id, "UT", "LONN", "60000", "60321");
    set_line(year, id, "UT", "KJOP", "30000", "29876");
    set_line(year, id, "UT", "ADMIN", "10000", "9803");
    set_line(year, id, "UT", "SUM", "0", "none");
    /* Until a case sets it, a sum is what the lines come to. */
    snprintf(year->lines.cells[find_line(&year->lines, id, "INN", "SUM")][5], CELL, "auto");
    snprintf(year->lines.cells[find_line(&year->lines, id, "UT", "SUM")][5], CELL, "auto");
}

static size_t good_statement(Year *year, const char *id)
{
    static const char *const values[] = {"from=2014-01-01",
                                         "to=2014-12-31",
                                         "signed_by=Leder",
                                         "signed_on=2015-03-10",
                                         "auditor_org=958935420",
                                         "auditor_opinion=UTEN",
                                         "participants=20",
                                         "to_work=5",
                                         "to_education=3",
                                         "unused=0",
                                         "repaid=0",
                                         "other_public=0",
                                         "recipient_org=974760673",
                                         "account=99900301118",
                                         "new_recipient=NEI",
                                         "last_visit=2014-06-01"};
    size_t row = new_row(&year->statements, id);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        (void)set_cell(&year->statements, row, values[i]);
    return row;
}

static void clear_year(Year *year)
{
    const struct {
        Sheet *sheet;
        const char *const *columns;
        size_t count;
    } sheets[] = {{&year->awards, award_columns, 21},
                  {&year->lines, line_columns, 6},
                  {&year->statements, statement_columns, 18},
                  {&year->vouchers, voucher_columns, 7},
                  {&year->appropriation, appropriation_columns, 5}};
    for (size_t i = 0; i < 5; i++) {
        sheets[i].sheet->columns = sheets[i].columns;
        sheets[i].sheet->column_count = sheets[i].count;
        sheets[i].sheet->count = 0;
    }
    year->any = false;
}

static void make_award(Year *year, const char *id)
{
    if (find_row(&year->awards, id) != SIZE_MAX) return;
    good_award(year, id, year == &years[1]);
    good_lines(year, id);
    (void)good_statement(year, id);
    year->any = true;
}

/* --- lines of a case --- */

typedef struct Words {
    char text[LINE_MAX_LENGTH];
    char *word[WORDS_MAX];
    size_t count;
} Words;

static bool is_award(const char *word)
{
    return (word[0] == 'A' || word[0] == 'L' || word[0] == 'B') && word[1] >= '0' &&
           word[1] <= '9';
}

/* The award a line is about; *at goes behind it. */
static const char *award_word(const Words *words, size_t *at)
{
    if (*at < words->count && is_award(words->word[*at])) return words->word[(*at)++];
    return "A1";
}

static bool set_cells(Sheet *sheet, size_t row, const Words *words, size_t at)
{
    for (; at < words->count; at++)
        if (!set_cell(sheet, row, words->word[at])) return false;
    return true;
}

static bool line_of_accounts(Year *year, const Words *words, size_t at)
{
    const char *id = award_word(words, &at);
    if (words->count != at + 4) return false;
    set_line(year, id, words->word[at], words->word[at + 1], words->word[at + 2],
             words->word[at + 3]);
    return true;
}

static bool again(Year *year, const Words *words, size_t at)
{
    const char *id = award_word(words, &at);
    if (words->count != at + 5) return false;
    size_t row = new_row(&year->lines, id);
    for (size_t i = 0; i < 3; i++)
        snprintf(year->lines.cells[row][1 + i], CELL, "%s", words->word[at + i]);
    kroner_cell(year->lines.cells[row][4], words->word[at + 3]);
    kroner_cell(year->lines.cells[row][5], words->word[at + 4]);
    return true;
}

static long value_of(const Words *words, const char *name, long otherwise)
{
    size_t length = strlen(name);
    for (size_t i = 1; i < words->count; i++)
        if (strncmp(words->word[i], name, length) == 0 && words->word[i][length] == '=')
            return strtol(words->word[i] + length + 1, NULL, 10);
    return otherwise;
}

static bool others(Year *year, const Words *words)
{
    enum { EACH = 10 };
    long count = strtol(words->word[1], NULL, 10), of = value_of(words, "of", EACH);
    for (long i = 0; i < count; i++) {
        char id[CELL], text[CELL];
        snprintf(id, sizeof id, "B%ld", i + 1);
        make_award(year, id);
        size_t award = find_row(&year->awards, id), said = find_row(&year->statements, id);
        (void)set_cell(&year->awards, award, "recipient_org=958935420");
        (void)set_cell(&year->statements, said, "recipient_org=958935420");
        long cost = value_of(words, "cost", 4000) + i * value_of(words, "step", 0);
        snprintf(text, sizeof text, "%ld", cost * of);
        set_line(year, id, "UT", "LONN", "0", text);
        set_line(year, id, "UT", "KJOP", "0", "0");
        set_line(year, id, "UT", "ADMIN", "0", "0");
        snprintf(text, sizeof text, "participants=%ld", of);
        (void)set_cell(&year->statements, said, text);
        snprintf(text, sizeof text, "to_work=%ld", value_of(words, "results", 4));
        (void)set_cell(&year->statements, said, text);
        (void)set_cell(&year->statements, said, "to_education=0");
        snprintf(text, sizeof text, "participants_planned=%ld", of);
        (void)set_cell(&year->awards, award, text);
    }
    return true;
}

static bool vouchers(Year *year, const Words *words)
{
    long count = strtol(words->word[1], NULL, 10);
    for (long i = 0; i < count; i++) {
        char id[CELL];
        Day day = DAY_NONE;
        Ore amount;
        size_t row = new_row(&year->vouchers, "A1");
        snprintf(id, sizeof id, "voucher=V%zu", row + 1);
        (void)set_cell(&year->vouchers, row, id);
        (void)set_cell(&year->vouchers, row, "date=2014-03-03");
        (void)set_cell(&year->vouchers, row, "line=LONN");
        (void)set_cell(&year->vouchers, row, "amount=1");
        for (size_t w = 2; w < words->count; w++) {
            bool step = strncmp(words->word[w], "step=", 5) == 0 ||
                        strncmp(words->word[w], "every=", 6) == 0;
            if (!step && !set_cell(&year->vouchers, row, words->word[w])) return false;
        }
        char *date = year->vouchers.cells[row][2], *ore = year->vouchers.cells[row][5];
        if (!day_parse(date, strlen(date), &day)) return false;
        day_format(day + (Day)(i * value_of(words, "every", 0)), date);
        amount = strtoll(ore, NULL, 10) + i * value_of(words, "step", 0) * 100;
        snprintf(ore, CELL, "%lld", (long long)amount);
    }
    return true;
}

static bool appropriation(Year *year, const Words *words)
{
    if (words->count != 5) return false;
    size_t row = new_row(&year->appropriation, words->word[1]);
    snprintf(year->appropriation.cells[row][1], CELL, "%s", words->word[2]);
    snprintf(year->appropriation.cells[row][2], CELL, "Post");
    snprintf(year->appropriation.cells[row][3], CELL, "%s", words->word[3]);
    snprintf(year->appropriation.cells[row][4], CELL, "%s", words->word[4]);
    return true;
}

static bool without(Year *year, const Words *words)
{
    size_t at = 2;
    if (words->count < 2) return false;
    const char *id = award_word(words, &at);
    bool lines = strcmp(words->word[1], "lines") == 0;
    if (!lines && strcmp(words->word[1], "statement") != 0) return false;
    remove_rows(lines ? &year->lines : &year->statements, id);
    return true;
}

static bool read_case_line(Year *year, const Words *words)
{
    const char *what = words->word[0];
    size_t at = 1;
    if (strcmp(what, "line") == 0) return line_of_accounts(year, words, at);
    if (strcmp(what, "again") == 0) return again(year, words, at);
    if (strcmp(what, "no") == 0) return without(year, words);
    if (strcmp(what, "others") == 0) return words->count > 1 && others(year, words);
    if (strcmp(what, "vouchers") == 0) return words->count > 1 && vouchers(year, words);
    if (strcmp(what, "appropriation") == 0) return appropriation(year, words);
    const char *id = award_word(words, &at);
    if (strcmp(what, "award") == 0) {
        make_award(year, id);
        return set_cells(&year->awards, find_row(&year->awards, id), words, at);
    }
    if (strcmp(what, "statement") != 0) return false;
    size_t row = find_row(&year->statements, id);
    if (row == SIZE_MAX) row = good_statement(year, id);
    return set_cells(&year->statements, row, words, at);
}

/* --- texts --- */

static void write_sheet(const Sheet *sheet, TextBuffer *out)
{
    text_buffer_clear(out);
    for (size_t c = 0; c < sheet->column_count; c++)
        text_buffer_format(out, "%s%s", c > 0 ? "," : "", sheet->columns[c]);
    text_buffer_char(out, '\n');
    for (size_t i = 0; i < sheet->count; i++) {
        bool none = false;
        for (size_t c = 0; c < sheet->column_count; c++)
            none = none || strcmp(sheet->cells[i][c], "none") == 0;
        for (size_t c = 0; !none && c < sheet->column_count; c++)
            text_buffer_format(out, "%s%s", c > 0 ? "," : "", sheet->cells[i][c]);
        if (!none) text_buffer_char(out, '\n');
    }
}

static void fill_sums(Sheet *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        long long sum = 0;
        if (strcmp(lines->cells[i][5], "auto") != 0) continue;
        for (size_t k = 0; k < lines->count; k++) {
            bool same = strcmp(lines->cells[k][0], lines->cells[i][0]) == 0 &&
                        strcmp(lines->cells[k][1], lines->cells[i][1]) == 0 &&
                        strcmp(lines->cells[k][2], lines->cells[i][2]) == 0;
            if (same && strcmp(lines->cells[k][3], "SUM") != 0 &&
                strcmp(lines->cells[k][4], "none") != 0)
                sum += strtoll(lines->cells[k][5], NULL, 10);
        }
        snprintf(lines->cells[i][5], CELL, "%lld", sum);
    }
}

static void write_year(Year *year, BookTexts *texts)
{
    fill_sums(&year->lines);
    write_sheet(&year->awards, &texts->awards);
    write_sheet(&year->lines, &texts->accounts);
    write_sheet(&year->statements, &texts->statements);
    write_sheet(&year->vouchers, &texts->vouchers);
    write_sheet(&year->appropriation, &texts->appropriation);
    texts->any = year->any;
}

static void free_texts(BookTexts *texts)
{
    TextBuffer *all[] = {&texts->awards, &texts->accounts, &texts->statements, &texts->vouchers,
                         &texts->appropriation};
    for (size_t i = 0; i < 5; i++)
        text_buffer_free(all[i]);
}

/* --- the file --- */

static void end_case(Reading *reading, void (*run)(void *user, const BookCase *one), void *user)
{
    if (!reading->open) return;
    write_year(&years[0], &reading->one.now);
    write_year(&years[1], &reading->one.last);
    reading->one.has_vouchers = years[0].vouchers.count > 0;
    reading->one.has_appropriation = years[0].appropriation.count > 0;
    run(user, &reading->one);
    reading->open = false;
}

static bool begin_case(Reading *reading, const char *line)
{
    char *end;
    BookCase *one = &reading->one;
    one->control = (int)strtol(line + 1, &end, 10);
    one->finds = strncmp(end, " finds:", 7) == 0;
    if (!one->finds && strncmp(end, " silent:", 8) != 0) return false;
    snprintf(one->title, sizeof one->title, "%s", strchr(line, ':') + 1);
    one->date = day_from_date(2015, 4, 20);
    clear_year(&years[0]);
    clear_year(&years[1]);
    make_award(&years[0], "A1");
    reading->open = true;
    return true;
}

static void split(const char *line, Words *words)
{
    snprintf(words->text, sizeof words->text, "%s", line);
    words->count = 0;
    for (char *at = words->text; words->count < WORDS_MAX;) {
        at += strspn(at, " ");
        if (*at == '\0') return;
        words->word[words->count++] = at;
        at += strcspn(at, " ");
        if (*at != '\0') *at++ = '\0';
    }
}

static bool read_any(Reading *reading, const char *line)
{
    Words words;
    if (line[0] == 'R') return begin_case(reading, line);
    split(line, &words);
    if (!reading->open || line[0] != ' ' || words.count < 2) return false;
    if (strcmp(words.word[0], "date") == 0)
        return day_parse(words.word[1], strlen(words.word[1]), &reading->one.date);
    bool last = strcmp(words.word[0], "last") == 0;
    if (last) memmove(words.word, words.word + 1, --words.count * sizeof words.word[0]);
    return read_case_line(&years[last], &words);
}

bool book_cases_read(const char *path, void (*run)(void *user, const BookCase *one), void *user)
{
    static Reading reading;
    InputFile file;
    Failure failure = {0};
    bool good = true;
    reading = (Reading){.path = path};
    if (input_file_read(path, 1 << 20, &file, &failure) != STATUS_OK) return false;
    int number = 0;
    for (size_t at = 0; at < file.size && good;) {
        char line[LINE_MAX_LENGTH];
        const char *begin = (const char *)file.bytes + at;
        const char *stop = memchr(begin, '\n', file.size - at);
        size_t length = stop != NULL ? (size_t)(stop - begin) : file.size - at;
        snprintf(line, sizeof line, "%.*s", (int)length, begin);
        at += length + 1;
        number++;
        if (line[0] == '#' || line[0] == '\0') continue;
        if (line[0] == 'R') end_case(&reading, run, user);
        if (line[0] == 'R') reading.one.line = number;
        good = read_any(&reading, line);
        if (!good) printf("%s:%d: not a line of a case: %s\n", path, number, line);
    }
    if (good) end_case(&reading, run, user);
    free_texts(&reading.one.now);
    free_texts(&reading.one.last);
    input_file_free(&file);
    return good;
}
