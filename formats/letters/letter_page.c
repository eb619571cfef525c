/* letter_page.c - the covering letter as a page. letters.md 1. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/amount_words.h"
#include "formats/letters/letter.h"
#include "formats/text/grant_names.h"
#include "rules/settlement/manual.h"

#define WORDS(letter, name) letter_text((letter)->run->language, LETTER_TEXT_##name)

enum { SENTENCE_SIZE = 1600, CELL_SIZE = 64 };

/* --- small texts --- */

LetterPlace letter_place(const Letter *letter)
{
    LetterPlace place;
    const Municipality *row =
        municipality_find(letter->run->municipalities, letter->municipality);
    snprintf(place.text, sizeof place.text, "%04u %s", letter->municipality,
             row != NULL ? row->name : "");
    return place;
}

/* U+00A0 for each space. */
LetterAmount letter_amount(Ore amount)
{
    LetterAmount unbroken;
    size_t length = 0;
    const AmountWords words = amount_words(amount);
    for (const char *c = words.text; *c != '\0'; c++) {
        if (*c == ' ') unbroken.text[length++] = '\xC2';
        unbroken.text[length++] = *c == ' ' ? '\xA0' : *c;
    }
    unbroken.text[length] = '\0';
    return unbroken;
}

LetterAmount letter_rate(Language language, Kroner rate)
{
    enum { ORE_OF_KRONE = 100 };
    LetterAmount text;
    if (rate != 0) return letter_amount(rate * ORE_OF_KRONE);
    snprintf(text.text, sizeof text.text, "%s", letter_text(language, LETTER_TEXT_UNKNOWN));
    return text;
}

void letter_begin(const LetterRun *run, const char *title, TextBuffer *out)
{
    html_begin_in(out, run->language == LANGUAGE_NB ? "nb" : "en", title,
                  run_mode_note(run->language, run->manifest->live));
    if (run->committed) return;
    html_note(out, letter_text(run->language, run->unknown ? LETTER_TEXT_NOT_LOOKED_UP
                                                           : LETTER_TEXT_PROPOSED));
}

/* The row of sums up to its amounts. */
static void total_cells(const Letter *letter, HtmlTable *table, int empty)
{
    html_sum_row(table);
    html_cell(table, WORDS(letter, TOTAL));
    for (int i = 0; i < empty; i++)
        html_cell(table, "");
}

static void sentence(const Letter *letter, TextBuffer *out, LetterText format, ...)
{
    char text[SENTENCE_SIZE];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, letter_text(letter->run->language, format), values);
    va_end(values);
    html_paragraph(out, text);
}

HtmlTable letter_table(const Letter *letter, const char *caption, LetterHeadings *headings,
                       const LetterColumn *columns, size_t count, TextBuffer *out)
{
    INVARIANT(count <= LETTER_COLUMNS_MAX);
    for (size_t i = 0; i < count; i++) {
        snprintf(headings->texts[i], sizeof headings->texts[i], "%s%s", columns[i].mark,
                 letter_text(letter->run->language, columns[i].name));
        headings->columns[i] = headings->texts[i];
    }
    return html_wide_stack_begin(out, caption, headings->columns, count);
}

/* As accounts are read: "9990.00.00010". */
static void account_text(const char *account, char text[CELL_SIZE])
{
    snprintf(text, CELL_SIZE, "%.4s.%.2s.%s", account, account + 4, account + 6);
}

/* --- the head --- */

static const char *organisation_of(const Letter *letter)
{
    const Municipality *row =
        municipality_find(letter->run->municipalities, letter->municipality);
    return row != NULL ? row->organisation_number : "";
}

static void begin(const Letter *letter, TextBuffer *out)
{
    const LetterRun *run = letter->run;
    const Manifest *manifest = run->manifest;
    const char *organisation = organisation_of(letter);
    char title[160], hex[SHA256_HEX_SIZE];
    sha256_to_hex(manifest->run_identity, hex);
    snprintf(title, sizeof title, WORDS(letter, TITLE), manifest->quarter, manifest->year);
    letter_begin(run, title, out);
    if (organisation[0] != '\0')
        sentence(letter, out, LETTER_TEXT_TO_ORGANISATION, letter_place(letter).text,
                 organisation);
    else
        sentence(letter, out, LETTER_TEXT_TO, letter_place(letter).text);
    sentence(letter, out, LETTER_TEXT_SENDER, run->agency->agency_name,
             run->agency->organisation_number);
    sentence(letter, out, LETTER_TEXT_REFERENCE, run->date, hex);
    sentence(letter, out, LETTER_TEXT_BASIS, day_text(manifest->extract_date).text,
             day_text(manifest->cutoff).text);
}

/* --- what is paid --- */

static void payment_row(const Letter *letter, HtmlTable *table, const LetterPayment *payment)
{
    char account[CELL_SIZE];
    const Pain001Transaction *sent = &payment->sent;
    account_text(sent->account, account);
    html_cell_prose(table, payment_group_name(letter->run->language, payment->group));
    html_cell(table, account);
    html_cell(table, sent->kid);
    html_cell(table, sent->end_to_end_id);
    html_cell(table, letter_amount(sent->amount).text);
}

static void show_payments(const Letter *letter, Ore paid, TextBuffer *out)
{
    static const LetterColumn columns[] = {{"", LETTER_TEXT_GROUP},
                                           {"=", LETTER_TEXT_ACCOUNT},
                                           {"=", LETTER_TEXT_KID},
                                           {"=", LETTER_TEXT_PAYMENT_REFERENCE},
                                           {">", LETTER_TEXT_AMOUNT}};
    LetterHeadings headings;
    HtmlTable table =
        letter_table(letter, WORDS(letter, PAYMENTS_CAPTION), &headings, columns, 5, out);
    for (size_t i = 0; i < letter->payment_count; i++)
        payment_row(letter, &table, &letter->payments[i]);
    total_cells(letter, &table, 3);
    html_cell(&table, letter_amount(paid).text);
    html_table_end(&table);
}

static void show_paid(const Letter *letter, TextBuffer *out)
{
    Ore paid = 0;
    bool committed = letter->run->committed;
    for (size_t i = 0; i < letter->payment_count; i++)
        paid = ore_add(paid, letter->payments[i].sent.amount);
    html_heading(out, committed ? WORDS(letter, PAID) : WORDS(letter, TO_BE_PAID));
    if (letter->payment_count == 0) {
        html_paragraph(out, WORDS(letter, NOTHING_PAID));
        return;
    }
    sentence(letter, out, committed ? LETTER_TEXT_PAID_SENTENCE : LETTER_TEXT_PROPOSED_SENTENCE,
             letter_amount(paid).text, day_text(letter->run->manifest->payment_date).text);
    show_payments(letter, paid, out);
}

/* --- how it was reckoned --- */

static void reckoning_cells(HtmlTable *table, const char *name, const GroupSums *sums)
{
    html_cell_prose(table, name);
    html_cell(table, letter_amount(sums->lines).text);
    html_cell(table, letter_amount(sums->brought_forward).text);
    html_cell(table, letter_amount(sums->returned).text);
    html_cell(table, letter_amount(sums->manual).text);
    html_cell(table, letter_amount(sums->paid).text);
    html_cell(table, letter_amount(sums->carried_forward).text);
}

static bool is_there(const GroupSums *sums)
{
    return sums->lines != 0 || sums->brought_forward != 0 || sums->returned != 0 ||
           sums->manual != 0 || sums->paid != 0 || sums->carried_forward != 0;
}

static void show_reckoning(const Letter *letter, const GroupSums *all, TextBuffer *out)
{
    const LetterColumn columns[] = {
        {"", LETTER_TEXT_GROUP},
        {">", LETTER_TEXT_LINES},
        {">", LETTER_TEXT_BROUGHT_FORWARD},
        {">", LETTER_TEXT_RETURNED},
        {">", LETTER_TEXT_BY_HAND},
        {">", letter->run->committed ? LETTER_TEXT_PAID : LETTER_TEXT_TO_BE_PAID},
        {">", LETTER_TEXT_CARRIED_FORWARD}};
    LetterHeadings headings;
    HtmlTable table =
        letter_table(letter, WORDS(letter, RECKONING_CAPTION), &headings, columns, 7, out);
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        if (!is_there(&letter->groups[g])) continue;
        reckoning_cells(&table, payment_group_name(letter->run->language, (PaymentGroup)g),
                        &letter->groups[g]);
    }
    html_sum_row(&table);
    reckoning_cells(&table, WORDS(letter, TOTAL), all);
    html_table_end(&table);
}

static LetterText kind_text(OpenKind kind)
{
    static const LetterText texts[OPEN_KIND_COUNT] = {
        [OPEN_REJECTED] = LETTER_TEXT_KIND_REJECTED,
        [OPEN_RETURNED] = LETTER_TEXT_KIND_RETURNED,
        [OPEN_TWICE] = LETTER_TEXT_KIND_TWICE,
        [OPEN_AGAIN] = LETTER_TEXT_KIND_AGAIN,
        [OPEN_PAID] = LETTER_TEXT_KIND_PAID,
        [OPEN_RECEIVED] = LETTER_TEXT_KIND_RECEIVED,
        [OPEN_WAIVED] = LETTER_TEXT_KIND_WAIVED};
    return texts[kind];
}

/* The payment that came to nothing; of a line by hand its day and paper. */
static void item_cell(HtmlTable *table, const LetterTaken *taken)
{
    char text[DAY_TEXT_SIZE + MANUAL_REFERENCE_LENGTH * 4 + 4];
    if (!day_is_set(taken->date)) {
        html_cell(table, taken->taken->item.id);
        return;
    }
    snprintf(text, sizeof text, "%s, %s", day_text(taken->date).text, taken->reference);
    html_cell(table, text);
}

/* A reference of ours stands in one line, to be found by it; somebody's own may be long. */
static const char *item_mark(const Letter *letter)
{
    for (size_t i = 0; i < letter->taken_count; i++) {
        if (day_is_set(letter->taken[i].date)) return "";
    }
    return "=";
}

static void show_taken(const Letter *letter, TextBuffer *out)
{
    const LetterColumn columns[] = {{"", LETTER_TEXT_GROUP},
                                    {"", LETTER_TEXT_WHAT},
                                    {item_mark(letter), LETTER_TEXT_ITEM},
                                    {">", LETTER_TEXT_AMOUNT}};
    LetterHeadings headings;
    Ore all = 0;
    if (letter->taken_count == 0) return;
    HtmlTable table =
        letter_table(letter, WORDS(letter, TAKEN_CAPTION), &headings, columns, 4, out);
    for (size_t i = 0; i < letter->taken_count; i++) {
        const OpenItem *item = &letter->taken[i].taken->item;
        html_cell_prose(&table, payment_group_name(letter->run->language, item->group));
        html_cell(&table, letter_text(letter->run->language, kind_text(item->kind)));
        item_cell(&table, &letter->taken[i]);
        html_cell(&table, letter_amount(item->amount).text);
        all = ore_add(all, item->amount);
    }
    total_cells(letter, &table, 2);
    html_cell(&table, letter_amount(all).text);
    html_table_end(&table);
}

static void show_money(const Letter *letter, TextBuffer *out)
{
    GroupSums all = {0};
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        group_sums_add(&all, &letter->groups[g]);
    if (!is_there(&all) && letter->taken_count == 0) return;
    html_heading(out, WORDS(letter, RECKONING));
    show_reckoning(letter, &all, out);
    if (all.brought_forward != 0)
        sentence(letter, out, LETTER_TEXT_BROUGHT_WORDS,
                 letter_amount(-all.brought_forward).text);
    if (all.carried_forward != 0)
        sentence(letter, out, LETTER_TEXT_CARRIED_WORDS,
                 letter_amount(-all.carried_forward).text);
    show_taken(letter, out);
}

/* --- lines by year, code and rate --- */

static void sum_row(const Letter *letter, HtmlTable *table, const LetterSum *sum)
{
    char year[CELL_SIZE];
    GrantCode code = (GrantCode)sum->code;
    Language language = letter->run->language;
    snprintf(year, sizeof year, "%d", sum->budget_year);
    html_cell(table, year);
    html_cell(table, grant_code_name(language, code));
    html_cell(table, grant_code_text(code));
    html_cell(table, grant_code_is_by_decision(code) ? WORDS(letter, BY_DECISION)
                                                     : letter_rate(language, sum->rate).text);
    if (grant_code_group(code) == GROUP_GRUNN)
        html_cell(table, ""); /* is given to the municipality, for no person */
    else
        html_cell_number(table, (int64_t)sum->persons);
    html_cell(table, letter_amount(sum->paid).text);
    html_cell(table, letter_amount(sum->taken).text);
}

static size_t count_sums(const Letter *letter, const LetterSums *sums, bool own)
{
    size_t count = 0;
    for (size_t i = 0; i < sums->count; i++)
        count += (sums->items[i].budget_year == letter->run->manifest->year) == own;
    return count;
}

/* Persons are not added: one may have a grant by two codes. */
static void sum_rows(const Letter *letter, const LetterSums *sums, bool own, HtmlTable *table)
{
    Ore paid = 0, taken = 0;
    for (size_t i = 0; i < sums->count; i++) {
        const LetterSum *sum = &sums->items[i];
        if ((sum->budget_year == letter->run->manifest->year) != own) continue;
        sum_row(letter, table, sum);
        paid = ore_add(paid, sum->paid);
        taken = ore_add(taken, sum->taken);
    }
    total_cells(letter, table, 4);
    html_cell(table, letter_amount(paid).text);
    html_cell(table, letter_amount(taken).text);
}

static void show_sums(const Letter *letter, const LetterSums *sums, bool own, TextBuffer *out)
{
    static const LetterColumn columns[] = {
        {"=", LETTER_TEXT_BUDGET_YEAR}, {"", LETTER_TEXT_GROUP},
        {"=", LETTER_TEXT_CODE},        {">", LETTER_TEXT_RATE},
        {">", LETTER_TEXT_PERSONS},     {">", LETTER_TEXT_PAID_PLUS},
        {">", LETTER_TEXT_TAKEN_MINUS}};
    LetterHeadings headings;
    char text[160];
    int year = letter->run->manifest->year;
    snprintf(text, sizeof text, WORDS(letter, THIS_YEAR), year);
    html_heading(out, own ? text : WORDS(letter, EARLIER));
    if (count_sums(letter, sums, own) == 0) {
        snprintf(text, sizeof text, WORDS(letter, NO_LINES), year);
        html_paragraph(out, own ? text : WORDS(letter, NO_EARLIER));
        return;
    }
    snprintf(text, sizeof text, WORDS(letter, THIS_YEAR_CAPTION), year);
    HtmlTable table = letter_table(letter, own ? text : WORDS(letter, EARLIER_CAPTION),
                                   &headings, columns, 7, out);
    table.heads = 2; /* year and grant */
    sum_rows(letter, sums, own, &table);
    html_table_end(&table);
}

/* --- held --- */

static void held_amount(const Letter *letter, HtmlTable *table, const LetterHeldSum *sum)
{
    char text[CELL_SIZE * 2];
    if (sum->unknown && sum->due == 0)
        snprintf(text, sizeof text, "%s", WORDS(letter, UNKNOWN));
    else
        snprintf(text, sizeof text, sum->unknown ? WORDS(letter, AND_UNKNOWN) : "%s",
                 letter_amount(sum->due).text);
    html_cell(table, text);
}

static void held_row(const Letter *letter, HtmlTable *table, const LetterHeldSum *sum)
{
    Language language = letter->run->language;
    TextBuffer why = TEXT_BUFFER_EMPTY;
    held_words(&why, language, sum->control);
    html_cell(table, why.bytes != NULL ? why.bytes : "");
    table->out->failed = table->out->failed || why.failed;
    text_buffer_free(&why);
    html_cell_number(table, (int64_t)sum->persons);
    held_amount(letter, table, sum);
    html_cell(table, held_action(language, sum->control));
}

void letter_held_table(const Letter *letter, const LetterSums *sums, const char *caption,
                       TextBuffer *out)
{
    static const LetterColumn columns[] = {{"", LETTER_TEXT_HELD_WHY},
                                           {">", LETTER_TEXT_PERSONS},
                                           {">", LETTER_TEXT_AMOUNT},
                                           {"", LETTER_TEXT_HELD_DO}};
    LetterHeadings headings;
    if (sums->held_count == 0) return;
    HtmlTable table = letter_table(letter, caption, &headings, columns, 4, out);
    for (size_t i = 0; i < sums->held_count; i++)
        held_row(letter, &table, &sums->held[i]);
    html_table_end(&table);
}

void letter_held_unlisted(const Letter *letter, TextBuffer *out)
{
    const Configuration *agency = letter->run->agency;
    if (letter->run->held_unlisted)
        sentence(letter, out, LETTER_TEXT_HELD_UNLISTED, agency->agency_name,
                 agency->organisation_number);
}

static void show_held(const Letter *letter, const LetterSums *sums, TextBuffer *out)
{
    html_heading(out, WORDS(letter, HELD));
    if (sums->held_count == 0)
        html_paragraph(out, letter->run->held_unlisted ? WORDS(letter, NO_AMOUNT_HELD)
                                                       : WORDS(letter, NONE_HELD));
    letter_held_table(letter, sums, WORDS(letter, HELD_CAPTION), out);
    letter_held_unlisted(letter, out);
}

/* --- the end --- */

/* What the office says in one language holds for both: the rule beside it could be another. */
static const char *objection_of(const Letter *letter)
{
    Language language = letter->run->language;
    const char *own = letter->run->agency->objection[language];
    if (own[0] == '\0')
        own =
            letter->run->agency->objection[language == LANGUAGE_NB ? LANGUAGE_EN : LANGUAGE_NB];
    return own[0] != '\0' ? own : WORDS(letter, OBJECTION_DEFAULT);
}

static void show_end(const Letter *letter, TextBuffer *out)
{
    sentence(letter, out, LETTER_TEXT_SPECIFICATION_WORDS, letter->municipality,
             letter->municipality);
    html_heading(out, WORDS(letter, OBJECTION));
    html_paragraph(out, objection_of(letter));
    html_end(out);
}

Status letter_write(const Letter *letter, TextBuffer *out, Failure *failure)
{
    CLEANUP(letter_sums_free) LetterSums sums = {0};
    TRY(letter_sums_make(letter, &sums, failure));
    begin(letter, out);
    show_paid(letter, out);
    show_money(letter, out);
    show_sums(letter, &sums, true, out);
    show_sums(letter, &sums, false, out);
    show_held(letter, &sums, out);
    show_end(letter, out);
    return text_buffer_status(out, failure);
}
