/*
 * annual_page_parts.h - what the tables of annual_page.h share. One thread.
 */
#ifndef TILSKUDD_FORMATS_ANNUAL_PAGE_PARTS_H
#define TILSKUDD_FORMATS_ANNUAL_PAGE_PARTS_H

#include "formats/annual/annual_page.h"
#include "formats/annual/annual_texts.h"
#include "formats/html/html_page.h"

enum { PAGE_COLUMNS_MAX = 12, PAGE_HEADING_SIZE = 128 };

/* Headings of a table, with the marks of html_page.h. */
typedef struct PageHeadings {
    char texts[PAGE_COLUMNS_MAX][PAGE_HEADING_SIZE];
    const char *columns[PAGE_COLUMNS_MAX]; /* the same */
    size_t count;
} PageHeadings;

/* `mark` is ">" for numbers, "=" for codes, "" for text. */
void page_heading_add(PageHeadings *headings, const char *mark, const char *text);
/* `headings` must outlive the table. */
HtmlTable page_table_begin(TextBuffer *out, const AnnualReport *report, AnnualText caption,
                           PageHeadings *headings);
/* Kroner, with øre where there are any; spaces that do not break. */
void page_amount(HtmlTable *table, Ore amount);
/* "291.60": chapter and item. */
void page_posting(HtmlTable *table, Posting posting);
void page_empty(HtmlTable *table, size_t cells);

/* The rows from *begin on that have its chapter and item, and with `by_group` its payment group
 * too: where they end. */
size_t annual_rows_end(const AnnualTable *table, size_t begin, bool by_group);
/* Sum of a column of these rows, of a quarter or of all (-1). */
Ore annual_rows_sum(const AnnualTable *table, size_t begin, size_t end, int column,
                    int quarter);

#endif
