/*
 * html_page.h - one page of HTML that stands alone: no script, no style sheet, font or picture
 * from elsewhere, readable on a phone, on a desk and on paper.
 *
 * Everything that is text goes through html_text, which escapes it; the others write markup.
 * Pure; the text buffer's failure is sticky. One thread a buffer.
 */
#ifndef TILSKUDD_FORMATS_HTML_PAGE_H
#define TILSKUDD_FORMATS_HTML_PAGE_H

#include "formats/base/text_buffer.h"
#include "rules/base/money.h"

/* The page up to its heading; the language is English (lang="en"). `note` stands above the
 * heading, e.g. that this is a test; "" for none. */
void html_begin(TextBuffer *out, const char *title, const char *note);
/* The same in another language: "nb". */
void html_begin_in(TextBuffer *out, const char *language, const char *title, const char *note);
/* Another one, that stands out as that does; nothing for "". */
void html_note(TextBuffer *out, const char *note);
void html_end(TextBuffer *out);

/* Text with & < > " ' escaped; control characters other than line breaks and bytes that are not
 * UTF-8 become U+FFFD. */
void html_text(TextBuffer *out, const char *text);
/* The same with no-break spaces in the place of spaces: for amounts. */
void html_unbroken(TextBuffer *out, const char *text);
/* The same for running text: a line breaks neither a date, a number with its unit nor "2–5".
 * Not for attributes. */
void html_prose(TextBuffer *out, const char *text);
/* <h2>, <p>: text escaped; a paragraph is running text. An appendix begins on a page of its own
 * when it is printed. */
void html_appendix(TextBuffer *out, const char *text);
void html_heading(TextBuffer *out, const char *text);
void html_paragraph(TextBuffer *out, const char *text);
/* <pre>: text escaped, its columns kept. */
void html_preformatted(TextBuffer *out, const char *text);
/* A paragraph in Norwegian bokmål (lang="nb"). */
void html_paragraph_nb(TextBuffer *out, const char *text);

/* A row of large numbers with what they are: html_cards_begin, html_card..., html_cards_end. */
void html_cards_begin(TextBuffer *out);
void html_card(TextBuffer *out, const char *number, const char *what);
/* The same of an amount, "3 774 670 775 kr", on one line. */
void html_card_amount(TextBuffer *out, Ore amount, const char *what);
void html_cards_end(TextBuffer *out);

/* A table that scrolls in itself when the page is narrow. `columns` are the headings; a heading
 * that begins with '>' is of a column of numbers, with '=' of one whose cells stay on one line
 * (days, numbers of things). Cells are given one by one, row by row. */
typedef struct HtmlTable {
    TextBuffer *out;
    const char *const *columns;
    size_t column_count;
    size_t next;  /* column of the next cell */
    bool stacked; /* on a phone a row is a list of its cells, each with its heading */
    size_t heads; /* of such a list the first cells are its own heading: 1 unless it is set */
    bool sum_row; /* the row that comes next is one of sums */
} HtmlTable;
HtmlTable html_table_begin(TextBuffer *out, const char *caption, const char *const *columns,
                           size_t column_count);
/* The same as a table that never scrolls: where the page is narrow each row is a list of its
 * cells with their headings. */
HtmlTable html_stack_begin(TextBuffer *out, const char *caption, const char *const *columns,
                           size_t column_count);
/* The same of more columns than a tablet may have room for: there it scrolls in itself. */
HtmlTable html_wide_stack_begin(TextBuffer *out, const char *caption,
                                const char *const *columns, size_t column_count);
/* The row that begins now is one of sums. */
void html_sum_row(HtmlTable *table);
void html_cell(HtmlTable *table, const char *text);
/* Running text: html_prose. */
void html_cell_prose(HtmlTable *table, const char *text);
/* An amount in kroner, "1 234 567" or "57 500,50", that no line breaks. */
void html_cell_kroner(HtmlTable *table, Ore amount);
/* With a thin space between groups of three digits. */
void html_cell_number(HtmlTable *table, int64_t number);
void html_table_end(HtmlTable *table);

#endif
