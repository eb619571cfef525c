#include "formats/forecast/forecast_page.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/plain_text.h"
#include "formats/forecast/forecast_texts.h"
#include "formats/forecast/rate_change_text.h"
#include "formats/html/html_page.h"
#include "formats/text/control_told.h"
#include "formats/text/grant_names.h"
#include "rules/controls/finding.h"

enum { SENTENCE_SIZE = 1000, HEADING_SIZE = 64, COLUMNS_MAX = 9, QUARTERS = 4 };

typedef struct Page {
    const ForecastReport *report;
    Language language;
    TextBuffer *out;
    ForecastSums own, earlier;
} Page;

static const char *words(const Page *page, ForecastText text)
{
    return forecast_words(page->language, text);
}

static void sentence(const Page *page, ForecastText format, ...)
{
    char text[SENTENCE_SIZE];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, words(page, format), values);
    va_end(values);
    html_paragraph(page->out, text);
}

/* Spaces in an amount hold it together. */
static void amount_cell(HtmlTable *table, Ore amount)
{
    static const char hard[] = "\xc2\xa0";
    char text[4 * KRONER_TEXT_SIZE];
    size_t length = 0;
    const KronerText plain = amount_text(amount);
    for (const char *c = plain.text; *c != '\0'; c++) {
        if (*c != ' ') text[length++] = *c;
        if (*c == ' ') memcpy(text + length, hard, 2);
        if (*c == ' ') length += 2;
    }
    text[length] = '\0';
    html_cell(table, text);
}

/* --- what it rests on --- */

static void show_rules(const Page *page)
{
    const ForecastReport *report = page->report;
    if (report->rules_of == report->year)
        sentence(page, FORECAST_TEXT_RULES, report->year, report->rules_version);
    else
        sentence(page, FORECAST_TEXT_CARRIED, report->year, report->rules_of,
                 report->rules_version, report->rules_of);
}

static void show_ledger(const Page *page)
{
    const ForecastReport *report = page->report;
    if (report->ledger == NULL)
        sentence(page, FORECAST_TEXT_NO_LEDGER);
    else if (report->last_year == 0)
        sentence(page, FORECAST_TEXT_LEDGER_EMPTY);
    else
        sentence(page, FORECAST_TEXT_LEDGER, report->last_quarter, report->last_year);
    if (forecast_has_gap(report)) sentence(page, FORECAST_TEXT_GAP);
    if (report->paid_before != 0)
        sentence(page, FORECAST_TEXT_PAID_BEFORE, report->year,
                 amount_text(report->paid_before).text);
}

static void show_newcomers(const Page *page)
{
    const ForecastReport *report = page->report;
    int64_t all = 0;
    for (int g = 0; g < SETTLEMENT_GROUP_COUNT; g++)
        all += report->newcomers[g];
    if (report->settle != NULL)
        sentence(page, all == 1 ? FORECAST_TEXT_NEWCOMER_FILE : FORECAST_TEXT_NEWCOMERS_FILE,
                 whole_kroner_text(all).text, report->settle);
    else if (report->like != 0)
        sentence(page, all == 1 ? FORECAST_TEXT_NEWCOMER_LIKE : FORECAST_TEXT_NEWCOMERS_LIKE,
                 whole_kroner_text(all).text, report->like);
    else
        sentence(page, FORECAST_TEXT_NO_NEWCOMERS);
    if (report->like == 0) sentence(page, FORECAST_TEXT_NOT_BY_ITSELF);
}

static void show_missing(const Page *page)
{
    char text[SENTENCE_SIZE / 2] = "";
    size_t length = 0;
    for (int code = 0; code < RATE_CODE_COUNT; code++)
        if (page->report->rate_missing[code])
            length += (size_t)snprintf(text + length, sizeof text - length, "%s%s",
                                       length > 0 ? ", " : "", rate_code_text(code));
    if (length > 0) sentence(page, FORECAST_TEXT_NO_RATE, text);
}

static void begin(const Page *page)
{
    const ForecastReport *report = page->report;
    char title[HEADING_SIZE * 2], cutoff[DAY_TEXT_SIZE], extract[DAY_TEXT_SIZE];
    day_format(report->cutoff, cutoff);
    day_format(report->extract_date, extract);
    bool is_forecast = !forecast_is_past(report) && !forecast_is_booked(report);
    snprintf(title, sizeof title,
             words(page, is_forecast ? FORECAST_TEXT_TITLE : FORECAST_TEXT_TITLE_PAST),
             report->year);
    html_begin_in(page->out, page->language == LANGUAGE_NB ? "nb" : "en", title,
                  words(page, is_forecast ? FORECAST_TEXT_NOTE : FORECAST_TEXT_NOTE_PAST));
    if (report->persons > 0)
        sentence(page, is_forecast ? FORECAST_TEXT_FACTS : FORECAST_TEXT_FACTS_PAST,
                 report->year, cutoff, extract, whole_kroner_text(report->persons).text,
                 cutoff);
    if (forecast_is_booked(report))
        sentence(page, FORECAST_TEXT_BOOKED, report->year);
    else if (forecast_is_past(report))
        sentence(page, FORECAST_TEXT_PAST, report->year, cutoff);
    show_rules(page);
    show_missing(page);
    show_ledger(page);
    if (forecast_is_booked(report)) return;
    if (report->cutoff < day_from_date(report->year, 1, 15))
        sentence(page, FORECAST_TEXT_BASIC_BY_CUTOFF);
    if (report->cutoff < last_day_of_year(report->year - 1))
        sentence(page, FORECAST_TEXT_BETWEEN, report->year);
    show_newcomers(page);
}

/* --- tables --- */

/* Headings of columns and the memory of those that are made. */
typedef struct Headings {
    char made[FORECAST_QUARTERS][HEADING_SIZE];
    const char *items[COLUMNS_MAX];
    size_t count;
} Headings;

static void add_heading(Headings *headings, const char *text)
{
    headings->items[headings->count++] = text;
}

/* Four quarters and the year. */
static void add_quarters(const Page *page, Headings *headings)
{
    const ForecastReport *report = page->report;
    for (int q = 1; q <= QUARTERS; q++) {
        bool committed = q < report->first_quarter;
        char text[HEADING_SIZE - 1];
        snprintf(text, sizeof text,
                 words(page, committed ? FORECAST_TEXT_COMMITTED : FORECAST_TEXT_QUARTER), q);
        snprintf(headings->made[q], HEADING_SIZE, ">%s", text);
        add_heading(headings, headings->made[q]);
    }
    headings->made[0][0] = '>';
    snprintf(headings->made[0] + 1, HEADING_SIZE - 1, words(page, FORECAST_TEXT_YEAR),
             report->year);
    add_heading(headings, headings->made[0]);
}

static void amount_cells(HtmlTable *table, const Ore amounts[FORECAST_QUARTERS])
{
    for (int q = 1; q <= FORECAST_QUARTERS; q++)
        amount_cell(table, amounts[q % FORECAST_QUARTERS]);
}

static void label_cells(HtmlTable *table, const char *item, const char *group)
{
    html_cell(table, item);
    html_cell(table, group);
}

static void item_rows(const Page *page, HtmlTable *table, PaymentGroup group)
{
    const Posting *posting = &page->report->postings[group];
    Ore all[FORECAST_QUARTERS];
    char item[HEADING_SIZE];
    snprintf(item, sizeof item, "%u.%02u", posting->chapter, posting->item);
    label_cells(table, item, payment_group_title(page->language, group).text);
    amount_cells(table, page->own.base[group]);
    if (!forecast_item_ends(page->report->postings, group, &page->own, all)) return;
    html_sum_row(table);
    label_cells(table, item, words(page, FORECAST_TEXT_ALL));
    amount_cells(table, all);
}

static void year_rows(const Page *page, HtmlTable *table)
{
    Ore own[FORECAST_QUARTERS] = {0}, earlier[FORECAST_QUARTERS] = {0};
    char text[HEADING_SIZE];
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        forecast_amounts_add(own, page->own.base[g]);
        forecast_amounts_add(earlier, page->earlier.base[g]);
    }
    snprintf(text, sizeof text, words(page, FORECAST_TEXT_OWN_YEAR), page->report->year);
    html_sum_row(table);
    label_cells(table, text, "");
    amount_cells(table, own);
    label_cells(table, words(page, FORECAST_TEXT_EARLIER), "");
    amount_cells(table, earlier);
    forecast_amounts_add(own, earlier);
    html_sum_row(table);
    label_cells(table, words(page, FORECAST_TEXT_ALL), "");
    amount_cells(table, own);
}

static void show_items(const Page *page)
{
    Headings headings = {.count = 0};
    html_heading(page->out, words(page, FORECAST_TEXT_BY_ITEM));
    add_heading(&headings, words(page, FORECAST_TEXT_ITEM));
    add_heading(&headings, words(page, FORECAST_TEXT_GROUP));
    add_quarters(page, &headings);
    HtmlTable table = html_wide_stack_begin(page->out, words(page, FORECAST_TEXT_KRONER),
                                            headings.items, headings.count);
    table.heads = 2; /* the second names each of several rows */
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        item_rows(page, &table, (PaymentGroup)g);
    year_rows(page, &table);
    html_table_end(&table);
}

/* What amounts are, what they become, and the difference. */
static const ForecastText change_texts[3] = {FORECAST_TEXT_BASE, FORECAST_TEXT_CHANGED,
                                             FORECAST_TEXT_DIFFERENCE};

/* Columns of them. */
static void add_changes(const Page *page, Headings *headings, char made[3][HEADING_SIZE])
{
    for (int i = 0; i < 3; i++) {
        snprintf(made[i], HEADING_SIZE, ">%s", words(page, change_texts[i]));
        add_heading(headings, made[i]);
    }
}

static void name_changes(const Page *page)
{
    const ForecastReport *report = page->report;
    char text[SENTENCE_SIZE / 2] = "", one[RATE_CHANGE_TEXT_SIZE];
    size_t length = 0;
    for (size_t i = 0; i < report->change_count && length + sizeof one + 2 < sizeof text; i++)
        length +=
            (size_t)snprintf(text + length, sizeof text - length, "%s%s", i > 0 ? "; " : "",
                             rate_change_format(&report->changes[i], one));
    sentence(page, FORECAST_TEXT_CHANGES_ARE, text);
    if (forecast_is_booked(report))
        sentence(page, FORECAST_TEXT_NO_CHANGE, report->year);
    else if (report->first_quarter > 1)
        sentence(page, FORECAST_TEXT_SOME_CHANGE, report->first_quarter, report->first_quarter);
}

static void change_rows(const Page *page, HtmlTable *table, const char *label,
                        const ForecastChange *change)
{
    const Ore *const amounts[3] = {change->base, change->changed, change->difference};
    for (int i = 0; i < 3; i++) {
        label_cells(table, i == 0 ? label : "", words(page, change_texts[i]));
        amount_cells(table, amounts[i]);
    }
}

static void show_changes(const Page *page)
{
    Headings headings = {.count = 0};
    const ForecastChange before = forecast_change_all(&page->earlier);
    ForecastChange all = forecast_change_all(&page->own);
    char label[sizeof(GroupTitle) + 16];
    if (!forecast_is_changed(page->report)) return;
    html_heading(page->out, words(page, FORECAST_TEXT_CHANGES));
    name_changes(page);
    add_heading(&headings, words(page, FORECAST_TEXT_GROUP));
    add_heading(&headings, words(page, FORECAST_TEXT_WHAT));
    add_quarters(page, &headings);
    HtmlTable table = html_wide_stack_begin(page->out, words(page, FORECAST_TEXT_KRONER),
                                            headings.items, headings.count);
    table.heads = 2; /* the second names each of several rows */
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        const ForecastChange change = forecast_change_of(&page->own, (PaymentGroup)g);
        snprintf(label, sizeof label, "%u.%02u %s", page->report->postings[g].chapter,
                 page->report->postings[g].item,
                 payment_group_title(page->language, (PaymentGroup)g).text);
        change_rows(page, &table, label, &change);
    }
    snprintf(label, sizeof label, words(page, FORECAST_TEXT_OWN_YEAR), page->report->year);
    change_rows(page, &table, label, &all);
    change_rows(page, &table, words(page, FORECAST_TEXT_EARLIER), &before);
    forecast_change_add(&all, &before);
    change_rows(page, &table, words(page, FORECAST_TEXT_ALL), &all);
    html_table_end(&table);
}

static void brought_row(const Page *page, HtmlTable *table, const char *label,
                        const ForecastBrought *brought)
{
    char text[HEADING_SIZE * 2];
    if (!brought->any) return;
    snprintf(text, sizeof text, brought->unpriced ? words(page, FORECAST_TEXT_UNPRICED) : "%s",
             label);
    html_cell(table, text);
    amount_cell(table, brought->base);
    if (forecast_is_changed(page->report)) amount_cell(table, brought->changed);
}

static void show_brought(const Page *page)
{
    const ForecastReport *report = page->report;
    Headings headings = {.count = 0};
    char made[3][HEADING_SIZE], label[HEADING_SIZE];
    if (!report->first_year.any && report->like == 0) return;
    html_heading(page->out, words(page, FORECAST_TEXT_BROUGHT));
    if (report->like != 0) sentence(page, FORECAST_TEXT_BROUGHT_AS_IN, report->like);
    add_heading(&headings, words(page, FORECAST_TEXT_WHAT));
    add_changes(page, &headings, made);
    HtmlTable table =
        html_wide_stack_begin(page->out, words(page, FORECAST_TEXT_KRONER), headings.items,
                              forecast_is_changed(report) ? 3 : 2);
    brought_row(page, &table, words(page, FORECAST_TEXT_FIRST_YEAR), &report->first_year);
    for (int code = 0; code < GRANT_CODE_COUNT; code++) {
        bool claim = grant_code_is_settling((GrantCode)code);
        snprintf(label, sizeof label, claim ? words(page, FORECAST_TEXT_LATE_CLAIM) : "%s",
                 grant_code_text((GrantCode)code));
        brought_row(page, &table, label, &report->brought[code]);
    }
    html_table_end(&table);
}

/* An amount that nobody knows is never shown as 0. */
static void held_cell(const Page *page, HtmlTable *table, const ForecastHeld *held, int quarter)
{
    if (held->amount[quarter] == 0 && held->unknown[quarter] > 0)
        html_cell(table, words(page, FORECAST_TEXT_NOT_KNOWN));
    else
        amount_cell(table, held->amount[quarter]);
}

static void show_held(const Page *page)
{
    const ForecastReport *report = page->report;
    int64_t unknown = 0;
    Headings headings = {.count = 0};
    if (report->held_count == 0) return;
    html_heading(page->out, words(page, FORECAST_TEXT_HELD));
    sentence(page, FORECAST_TEXT_HELD_MORE);
    for (size_t i = 0; i < report->held_count; i++)
        unknown += report->held[i].unknown[QUARTERS];
    if (unknown > 0)
        sentence(page, FORECAST_TEXT_HELD_UNKNOWN, whole_kroner_text(unknown).text);
    add_heading(&headings, words(page, FORECAST_TEXT_CONTROL));
    add_quarters(page, &headings);
    headings.items[headings.count - 1] = words(page, FORECAST_TEXT_WHY);
    HtmlTable table = html_wide_stack_begin(page->out, words(page, FORECAST_TEXT_KRONER),
                                            headings.items, headings.count);
    for (size_t i = 0; i < report->held_count; i++) {
        const ForecastHeld *held = &report->held[i];
        CLEANUP(text_buffer_free) TextBuffer why = TEXT_BUFFER_EMPTY;
        html_cell(&table, control_name(held->control).text);
        for (int q = 1; q <= QUARTERS; q++)
            held_cell(page, &table, held, q);
        control_told(&why, page->language, held->control);
        page->out->failed |= why.failed;
        html_cell(&table, why.bytes != NULL ? why.bytes : "");
    }
    html_table_end(&table);
}

/* --- municipalities --- */

/* A municipality's sums over all budget years and groups. */
typedef struct PlaceSums {
    Ore base[FORECAST_QUARTERS];
    Ore changed;
} PlaceSums;

static void place_row(const Page *page, HtmlTable *table, size_t code, const PlaceSums *sums)
{
    const Municipality *row = municipality_on(page->report->municipalities,
                                              (MunicipalityCode)code, page->report->cutoff);
    char name[MUNICIPALITY_NAME_SIZE + 8];
    snprintf(name, sizeof name, "%04zu %s", code, row != NULL ? row->name : "");
    html_cell(table, name);
    amount_cells(table, sums->base);
    if (!forecast_is_changed(page->report)) return;
    amount_cell(table, sums->changed);
    amount_cell(table, ore_subtract(sums->changed, sums->base[0]));
}

static void add_places(const ForecastReport *report, PlaceSums *places, bool *there)
{
    for (size_t i = 0; i < report->row_count; i++) {
        const ForecastRow *row = &report->rows[i];
        PlaceSums *place = &places[row->municipality];
        there[row->municipality] = true;
        place->base[row->quarter] = ore_add(place->base[row->quarter], row->base);
        place->base[0] = ore_add(place->base[0], row->base);
        place->changed = ore_add(place->changed, row->changed);
    }
}

static void show_places(const Page *page)
{
    Headings headings = {.count = 0};
    char made[3][HEADING_SIZE];
    bool there[MUNICIPALITY_CODES] = {false};
    CLEANUP(system_free)
    PlaceSums *places = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *places);
    page->out->failed = page->out->failed || places == NULL;
    if (places == NULL) return;
    html_heading(page->out, words(page, FORECAST_TEXT_PLACES));
    sentence(page, FORECAST_TEXT_PLACES_MORE);
    add_places(page->report, places, there);
    add_heading(&headings, words(page, FORECAST_TEXT_MUNICIPALITY));
    add_quarters(page, &headings);
    add_changes(page, &headings, made);
    headings.items[6] = made[1];
    headings.items[7] = made[2];
    HtmlTable table =
        html_wide_stack_begin(page->out, words(page, FORECAST_TEXT_KRONER), headings.items,
                              forecast_is_changed(page->report) ? 8 : 6);
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++)
        if (there[code]) place_row(page, &table, code, &places[code]);
    html_table_end(&table);
}

void forecast_page_write(const ForecastReport *report, Language language, TextBuffer *out)
{
    Page page = {.report = report, .language = language, .out = out};
    forecast_sums_of(report->rows, report->row_count, report->year, &page.own, &page.earlier);
    begin(&page);
    show_items(&page);
    show_changes(&page);
    show_brought(&page);
    show_held(&page);
    show_places(&page);
    html_end(out);
}
