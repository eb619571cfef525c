#include "formats/html/run_page.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/base/plain_text.h"
#include "formats/html/run_parts.h"

void run_page_place(const RunPage *page, size_t code, char text[PLACE_TEXT_SIZE])
{
    const Municipality *row = NULL;
    if (code == 0) {
        snprintf(text, PLACE_TEXT_SIZE, "the country");
        return;
    }
    if (page->municipalities != NULL && code < MUNICIPALITY_CODES)
        row = municipality_find(page->municipalities, (MunicipalityCode)code);
    snprintf(text, PLACE_TEXT_SIZE, "%04zu %s", code, row != NULL ? row->name : "");
}

/* --- what the parts share --- */

bool overview_is_paid(const RunOverview *overview)
{
    return overview->page.entry != NULL;
}

void overview_sentence(const RunOverview *overview, RunText format, ...)
{
    char text[RUN_LINE_SIZE];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, run_words(overview->language, format), values);
    va_end(values);
    html_paragraph(overview->page.out, text);
}

void overview_change(const RunOverview *overview, Ore now, Ore before,
                     char text[RUN_CHANGE_SIZE])
{
    bool over;
    if (before == 0) {
        snprintf(text, RUN_CHANGE_SIZE, "%s", now == 0 ? "" : WORDS(overview, NEW));
        return;
    }
    int tenths = change_tenths(now, before, &over), size = abs(tenths);
    if (tenths == 0 && now != before)
        snprintf(text, RUN_CHANGE_SIZE, "%s", WORDS(overview, UNDER));
    else
        snprintf(text, RUN_CHANGE_SIZE, "%s%c%d,%d %%", over ? WORDS(overview, OVER) : "",
                 tenths < 0 ? '-' : '+', size / 10, size % 10);
}

/* --- the head --- */

static void show_facts(const RunOverview *overview)
{
    const Manifest *manifest = overview->page.manifest;
    char hex[SHA256_HEX_SIZE];
    sha256_to_hex(manifest->run_identity, hex);
    overview_sentence(overview, RUN_TEXT_FACTS, day_text(manifest->extract_date).text,
                      day_text(manifest->cutoff).text, day_text(manifest->payment_date).text);
    overview_sentence(overview, RUN_TEXT_IDENTITY, hex, manifest->program, manifest->time);
}

static bool is_unknown(const RunOverview *overview)
{
    return !overview->ledger_at_hand && overview->page.manifest->has_ledger;
}

static const char *title_of(const RunOverview *overview)
{
    if (overview_is_paid(overview)) return WORDS(overview, TITLE_PAID);
    return is_unknown(overview) ? WORDS(overview, TITLE_UNKNOWN)
                                : WORDS(overview, TITLE_PROPOSED);
}

static void begin(const RunOverview *overview)
{
    const Manifest *manifest = overview->page.manifest;
    char title[160];
    snprintf(title, sizeof title, title_of(overview), manifest->quarter, manifest->year);
    html_begin_in(overview->page.out, overview->language == LANGUAGE_NB ? "nb" : "en", title,
                  run_mode_note(overview->language, manifest->live));
    if (manifest->dry_run) html_note(overview->page.out, WORDS(overview, DRY_RUN));
    if (is_unknown(overview)) html_note(overview->page.out, WORDS(overview, NOT_LOOKED_UP));
    show_facts(overview);
}

static void card_against(const RunOverview *overview, const EarlierRun *before)
{
    char what[64], change[RUN_CHANGE_SIZE];
    if (before == NULL) return;
    overview_change(overview, overview->page.manifest->paid,
                    netting_totals(before->rows, -1).paid, change);
    snprintf(what, sizeof what, WORDS(overview, CARD_LAST), before->quarter, before->year);
    html_card(overview->page.out, change, what);
}

static void card_number(const RunOverview *overview, uint64_t number, const char *what)
{
    html_card(overview->page.out, whole_kroner_text((Kroner)number).text, what);
}

static void show_cards(const RunOverview *overview)
{
    const Manifest *manifest = overview->page.manifest;
    TextBuffer *out = overview->page.out;
    html_cards_begin(out);
    html_card_amount(out, manifest->paid,
                     overview_is_paid(overview) ? WORDS(overview, CARD_PAID)
                                                : WORDS(overview, CARD_PROPOSED));
    card_against(overview, overview->last);
    card_against(overview, overview->year_ago);
    card_number(overview, manifest->payments, WORDS(overview, CARD_PAYMENTS));
    card_number(overview, manifest->with_lines, WORDS(overview, CARD_PERSONS));
    html_card_amount(out, netting_totals(overview->rows, -1).held, WORDS(overview, CARD_HELD));
    card_number(overview, manifest->held_persons, WORDS(overview, CARD_HELD_PERSONS));
    html_cards_end(out);
}

/* --- the appendix --- */

enum { PLACE_COLUMNS = 8, HEADING_SIZE = 64 };

static void sum_cells(HtmlTable *table, const char *name, const GroupSums *sums)
{
    html_cell(table, name);
    html_cell_kroner(table, sums->paid);
    html_cell_kroner(table, sums->lines);
    html_cell_kroner(table, sums->brought_forward);
    html_cell_kroner(table, sums->returned);
    html_cell_kroner(table, sums->manual);
    html_cell_kroner(table, sums->carried_forward);
    html_cell_kroner(table, sums->held);
}

static void show_municipalities(const RunOverview *overview)
{
    const RunText heads[PLACE_COLUMNS] = {
        RUN_TEXT_MUNICIPALITY,
        overview_is_paid(overview) ? RUN_TEXT_PAID : RUN_TEXT_PROPOSED,
        RUN_TEXT_LINES,
        RUN_TEXT_BROUGHT_FORWARD,
        RUN_TEXT_RETURNED,
        RUN_TEXT_MANUAL,
        RUN_TEXT_CARRIED_FORWARD,
        RUN_TEXT_HELD};
    char texts[PLACE_COLUMNS][HEADING_SIZE];
    const char *columns[PLACE_COLUMNS];
    for (size_t i = 0; i < PLACE_COLUMNS; i++) {
        snprintf(texts[i], HEADING_SIZE, "%s%s", i > 0 ? ">" : "",
                 run_words(overview->language, heads[i]));
        columns[i] = texts[i];
    }
    html_appendix(overview->page.out, WORDS(overview, APPENDIX_PLACES));
    HtmlTable table = html_stack_begin(overview->page.out, WORDS(overview, PLACES_CAPTION),
                                       columns, PLACE_COLUMNS);
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        char place[PLACE_TEXT_SIZE];
        GroupSums total = group_sums_of_row(overview->rows[code]);
        if (!total.any) continue;
        run_page_place(&overview->page, code, place);
        sum_cells(&table, place, &total);
    }
    GroupSums all = netting_totals(overview->rows, -1);
    html_sum_row(&table);
    sum_cells(&table, WORDS(overview, ALL), &all);
    html_table_end(&table);
}

Status run_page_write(const RunOverview *overview, Failure *failure)
{
    begin(overview);
    show_cards(overview);
    overview_signed(overview);
    overview_groups(overview);
    overview_bars(overview);
    TRY(overview_changes(overview, failure));
    overview_made_of(overview);
    overview_held(overview);
    overview_warnings(overview);
    overview_payments_table(overview);
    show_municipalities(overview);
    html_appendix(overview->page.out, WORDS(overview, APPENDIX_SCREEN));
    html_preformatted(overview->page.out, overview->screen);
    html_end(overview->page.out);
    return text_buffer_status(overview->page.out, failure);
}
