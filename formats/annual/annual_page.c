/* annual_page.c - the page, and what its tables share. */
#include "formats/annual/annual_page.h"

#include <stdio.h>
#include <string.h>

#include "formats/annual/annual_open.h"
#include "formats/annual/annual_page_parts.h"
#include "formats/base/plain_text.h"
#include "formats/run/run_mark.h"

/* --- headings and cells --- */

void page_heading_add(PageHeadings *headings, const char *mark, const char *text)
{
    size_t at = headings->count++;
    INVARIANT(at < PAGE_COLUMNS_MAX);
    snprintf(headings->texts[at], PAGE_HEADING_SIZE, "%s%s", mark, text);
}

HtmlTable page_table_begin(TextBuffer *out, const AnnualReport *report, AnnualText caption,
                           PageHeadings *headings)
{
    for (size_t i = 0; i < headings->count; i++)
        headings->columns[i] = headings->texts[i];
    return html_wide_stack_begin(out, annual_words(report->language, caption),
                                 headings->columns, headings->count);
}

void page_amount(HtmlTable *table, Ore amount)
{
    static const char no_break[] = "\xC2\xA0";
    const KronerText plain = amount_text(amount);
    char text[KRONER_TEXT_SIZE * 2];
    size_t length = 0;
    for (const char *at = plain.text; *at != '\0'; at++) {
        if (*at == ' ') {
            memcpy(&text[length], no_break, sizeof no_break - 1);
            length += sizeof no_break - 1;
            continue;
        }
        text[length++] = *at;
    }
    text[length] = '\0';
    html_cell(table, text);
}

void page_posting(HtmlTable *table, Posting posting)
{
    char text[16];
    snprintf(text, sizeof text, "%u.%02u", posting.chapter, posting.item);
    html_cell(table, text);
}

void page_empty(HtmlTable *table, size_t cells)
{
    for (size_t i = 0; i < cells; i++)
        html_cell(table, "");
}

/* --- rows of a chapter, item and payment group --- */

size_t annual_rows_end(const AnnualTable *table, size_t begin, bool by_group)
{
    const AnnualPlace *first = &table->items[begin].place;
    size_t end = begin;
    for (; end < table->count; end++) {
        const AnnualPlace *place = &table->items[end].place;
        bool same = place->posting.chapter == first->posting.chapter &&
                    place->posting.item == first->posting.item &&
                    (!by_group || place->group == first->group);
        if (!same) break;
    }
    return end;
}

Ore annual_rows_sum(const AnnualTable *table, size_t begin, size_t end, int column, int quarter)
{
    const AnnualTable part = {table->items + begin, end - begin};
    return annual_total(&part, column, quarter);
}

/* --- the page --- */

static void show_facts(TextBuffer *out, const AnnualReport *report)
{
    char line[256], hex[SHA256_HEX_SIZE];
    sha256_to_hex(report->head, hex);
    snprintf(line, sizeof line, annual_words(report->language, ANNUAL_TEXT_FACTS),
             report->last_entry, day_text(report->last_day).text, hex);
    html_paragraph(out, line);
    html_paragraph(out, annual_words(report->language, ANNUAL_TEXT_BASIS));
    const AnnualOpen open = annual_open(report->accounts.book, report->language);
    if (open.quarters[0] != '\0') html_paragraph(out, open.quarters);
    if (open.payments[0] != '\0') html_paragraph(out, open.payments);
    if (open.held[0] != '\0') html_paragraph(out, open.held);
    if (open.unknown[0] != '\0') html_paragraph(out, open.unknown);
}

void annual_page_write(TextBuffer *out, const AnnualReport *report)
{
    char title[128];
    snprintf(title, sizeof title, annual_words(report->language, ANNUAL_TEXT_TITLE),
             report->accounts.book->year);
    html_begin_in(out, report->language == LANGUAGE_NB ? "nb" : "en", title,
                  run_mode_note(report->language, report->live));
    show_facts(out, report);
    annual_page_appropriation(out, report);
    annual_page_cash(out, report);
    annual_page_budget(out, report);
    annual_page_bridge(out, report);
    annual_page_bank(out, report);
    html_end(out);
}
