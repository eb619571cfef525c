#include "formats/letters/specification.h"

#include <stdio.h>

#include "formats/run/decision_csv.h"
#include "formats/text/grant_names.h"

#define WORDS(letter, name) letter_text((letter)->run->language, LETTER_TEXT_##name)

/* --- CSV --- */

static void append_line(const Letter *letter, const LetterLine *line, const RunMark *mark,
                        TextBuffer *reason, TextBuffer *out)
{
    char name[SUBJECT_TEXT_SIZE];
    subject_format(line->line.subject, name);
    text_buffer_clear(reason);
    line_words(reason, letter->run->language, &line->line, &line->moves);
    decision_csv_append(out, &line->line, name, mark);
    if (out->length > 0) out->length--; /* the line's end */
    text_buffer_char(out, ',');
    csv_append(out, reason->bytes != NULL ? reason->bytes : "");
    text_buffer_char(out, '\n');
}

void specification_csv(const Letter *letter, TextBuffer *out)
{
    static const char header[] = DECISION_HEADER;
    const RunMark mark = manifest_mark(letter->run->manifest);
    TextBuffer reason = TEXT_BUFFER_EMPTY;
    text_buffer_append(out, header, sizeof header - 2);
    text_buffer_text(out, ",reason_text\n");
    for (size_t i = 0; i < letter->line_count; i++)
        append_line(letter, &letter->lines[i], &mark, &reason, out);
    out->failed = out->failed || reason.failed;
    text_buffer_free(&reason);
}

/* --- the page --- */

static void begin(const Letter *letter, TextBuffer *out)
{
    const LetterRun *run = letter->run;
    char title[240];
    snprintf(title, sizeof title, WORDS(letter, SPECIFICATION_TITLE), letter_place(letter).text,
             run->manifest->quarter, run->manifest->year);
    letter_begin(run, title, out);
    html_paragraph(out, WORDS(letter, RESTRICTED));
}

static void share_cell(HtmlTable *table, const DecisionLine *line)
{
    char from[FRACTION_TEXT_SIZE], to[FRACTION_TEXT_SIZE], text[3 * FRACTION_TEXT_SIZE];
    fraction_format(line->from, from);
    fraction_format(line->to, to);
    snprintf(text, sizeof text, "%s\xE2\x80\x93%s", from, to);
    html_cell(table, text);
}

static void line_row(const Letter *letter, HtmlTable *table, const LetterLine *line,
                     TextBuffer *reason)
{
    const DecisionLine *decided = &line->line;
    bool unknown = decision_line_is_unknown(decided);
    char name[SUBJECT_TEXT_SIZE], year[16];
    subject_format(decided->subject, name);
    snprintf(year, sizeof year, "%d", decided->budget_year);
    text_buffer_clear(reason);
    line_words_brief(reason, letter->run->language, decided, &line->moves);
    html_cell(table, name);
    html_cell(table, grant_code_text((GrantCode)decided->code));
    html_cell(table, year);
    share_cell(table, decided);
    html_cell(table, letter_rate(letter->run->language, line->rate).text);
    html_cell(table, unknown ? WORDS(letter, UNKNOWN) : letter_amount(decided->earned).text);
    html_cell(table, decided->first ? letter_amount(decided->settled_before).text : "");
    if (unknown)
        html_cell(table, WORDS(letter, UNKNOWN));
    else
        html_cell(table, decided->first ? letter_amount(decided->due).text : "");
    html_cell(table, reason->bytes != NULL ? reason->bytes : "");
}

static void show_lines(const Letter *letter, TextBuffer *out)
{
    static const LetterColumn columns[] = {
        {"=", LETTER_TEXT_IDENT},   {"=", LETTER_TEXT_CODE}, {"=", LETTER_TEXT_YEAR},
        {"=", LETTER_TEXT_SHARE},   {">", LETTER_TEXT_RATE}, {">", LETTER_TEXT_EARNED},
        {">", LETTER_TEXT_SETTLED}, {">", LETTER_TEXT_DUE},  {"", LETTER_TEXT_REASON}};
    LetterHeadings headings;
    TextBuffer reason = TEXT_BUFFER_EMPTY;
    if (letter->line_count == 0) {
        html_paragraph(out, WORDS(letter, NO_PERSONS));
        return;
    }
    HtmlTable table =
        letter_table(letter, WORDS(letter, SPECIFICATION_CAPTION), &headings, columns, 9, out);
    for (size_t i = 0; i < letter->line_count; i++)
        line_row(letter, &table, &letter->lines[i], &reason);
    html_table_end(&table);
    out->failed = out->failed || reason.failed;
    text_buffer_free(&reason);
}

static void show_held(const Letter *letter, TextBuffer *out)
{
    static const LetterColumn columns[] = {
        {"=", LETTER_TEXT_IDENT}, {"", LETTER_TEXT_HELD_WHY}, {"", LETTER_TEXT_HELD_DO}};
    LetterHeadings headings;
    TextBuffer why = TEXT_BUFFER_EMPTY;
    if (letter->held_count == 0) return;
    HtmlTable table =
        letter_table(letter, WORDS(letter, HELD_PERSONS_CAPTION), &headings, columns, 3, out);
    for (size_t i = 0; i < letter->held_count; i++) {
        const LetterHeld *held = &letter->held[i];
        char name[SUBJECT_TEXT_SIZE];
        subject_format(held->ident, name);
        text_buffer_clear(&why);
        held_words(&why, letter->run->language, held->control);
        html_cell(&table, name);
        html_cell(&table, why.bytes != NULL ? why.bytes : "");
        html_cell(&table, held_action(letter->run->language, held->control));
    }
    html_table_end(&table);
    out->failed = out->failed || why.failed;
    text_buffer_free(&why);
}

Status specification_page(const Letter *letter, TextBuffer *out, Failure *failure)
{
    CLEANUP(letter_sums_free) LetterSums sums = {0};
    Letter with_lines = *letter; /* the others have a table of their own */
    with_lines.held_count = 0;
    TRY(letter_sums_make(&with_lines, &sums, failure));
    begin(letter, out);
    letter_held_table(letter, &sums, WORDS(letter, HELD_LINES_CAPTION), out);
    show_held(letter, out);
    letter_held_unlisted(letter, out);
    show_lines(letter, out);
    html_end(out);
    return text_buffer_status(out, failure);
}
