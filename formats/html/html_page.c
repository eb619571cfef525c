/* html_page.c - a page that stands alone. */
#include "formats/html/html_page.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/amount_words.h"
#include "formats/base/plain_text.h"
#include "formats/base/utf8.h"

static const char style[] =
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:1rem;max-width:68rem;color:#1b1b1b;background:#fff;"
    "font:16px/1.5 system-ui,\"Segoe UI\",Roboto,\"Liberation Sans\",Arial,sans-serif}\n"
    "h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 1rem}\n"
    "h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:2px solid #00429d}\n"
    "h3{font-size:1rem;margin:1.25rem 0 .25rem}\n"
    "p{max-width:44rem;margin:.5rem 0;overflow-wrap:anywhere}\n"
    ".note{background:#fff3c4;border-left:.4rem solid #b7791f;padding:.4rem .7rem;"
    "font-weight:600}\n"
    ".cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.6rem;"
    "margin:.75rem 0}\n"
    ".card{border:1px solid #c9ced6;border-radius:.4rem;padding:.5rem .7rem}\n"
    ".card b{display:block;font-size:1.3rem;line-height:1.2;overflow-wrap:anywhere}\n"
    ".amount{grid-column:span 2}\n"
    ".wide{overflow-x:auto;margin:.5rem 0}\n"
    "table{border-collapse:collapse;min-width:100%}\n"
    "caption{text-align:left;max-width:calc(100vw - 2rem);color:#4a4a4a;padding:.2rem 0}\n"
    "th,td{padding:.3rem .6rem;border-bottom:1px solid #dde1e7;text-align:left;"
    "vertical-align:top}\n"
    "th{background:#eef2f8}\n"
    ".n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}\n"
    ".k{white-space:nowrap}\n"
    "details{border:1px solid #c9ced6;border-radius:.4rem;margin:.4rem 0;padding:.3rem .7rem}\n"
    "summary{font-weight:600;cursor:pointer}\n"
    "pre{overflow-x:auto;background:#f5f6f8;padding:.6rem;font-size:.85rem}\n"
    "svg{display:block;width:100%;max-width:40rem;height:auto;margin:.25rem 0 .75rem}\n"
    "ul{padding-left:1.2rem}\n"
    ".contents{columns:16rem;margin:.5rem 0}\n"
    ".columns{columns:17rem;column-gap:1.5rem;font-size:.85rem;padding-left:1rem;overflow-wrap:"
    "anywhere}\n"
    ".columns li{break-inside:avoid}\n"
    ".places h3{margin:.9rem 0 .1rem}.places ul{margin:.1rem 0}\n"
    ".all{max-width:none}\n"
    ".figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(22rem,100%),1fr));"
    "gap:1rem}\n"
    "figure{margin:0}figcaption{font-size:.85rem;color:#4a4a4a;overflow-wrap:anywhere}\n"
    ".sign p{border-bottom:1px solid #1b1b1b;padding-top:1.4rem;margin:0}\n"
    ".pair{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:1rem}\n"
    ".small{font-size:.85rem;color:#4a4a4a}\n"
    ".sum td{font-weight:600;border-top:2px solid #00429d}\n"
    "@media screen and (max-width:40rem){.stack thead{display:none}"
    ".stack table,.stack tbody,.stack tr,.stack caption{display:block}"
    ".stack tr{padding:.3rem 0;border-bottom:1px solid #c9ced6}"
    ".stack td{display:flow-root;text-align:right;border:0;padding:.1rem 0}"
    ".stack td::before{content:attr(data-label);float:left;margin-right:1rem;text-align:left;"
    "color:#4a4a4a;white-space:normal;max-width:60%}"
    ".stack td:first-child,.stack td[data-head]{display:inline-block;margin-right:.4rem;"
    "font-weight:600;text-align:left}.stack td:empty{display:none}"
    ".stack td:first-child::before,.stack td[data-head]::before{content:none}}\n"
    "@media (max-width:32rem){th,td{padding:.25rem .3rem;font-size:.8rem}}\n"
    "@media print{@page{size:A4;margin:15mm}body{max-width:none;padding:0;font-size:10pt}"
    "a{color:inherit;text-decoration:none}h1{font-size:15pt}h2{font-size:12pt;margin-top:1rem}"
    "table,.places,.columns,figcaption,.small{font-size:8pt;line-height:1.25}"
    "th,td{padding:.1rem .3rem}.places h3{font-size:9pt}.columns{columns:3}.places li{margin:0}"
    ".figures{grid-template-columns:1fr 1fr}.appendix{break-before:page}"
    ".wide{overflow:visible}pre{white-space:pre-wrap;font-size:8pt}tr,svg,.card,.whole,details,"
    "caption,figure{break-inside:avoid}h2,h3,h2+p,caption,thead{break-after:avoid}"
    "th,.note{print-color-adjust:exact;-webkit-print-color-adjust:exact}}\n";

static const char *escape_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* A text that is not UTF-8 as a whole is not trusted in any byte above 127. */
static bool is_good(const char *text)
{
    return utf8_text_prefix(text, strlen(text)) == strlen(text);
}

static void put_character(TextBuffer *out, char c, bool good)
{
    const char *escape = escape_of(c);
    unsigned char byte = (unsigned char)c;
    bool control = (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
    if (escape != NULL)
        text_buffer_text(out, escape);
    else if (control || (!good && byte > 0x7F))
        text_buffer_text(out, "\xEF\xBF\xBD");
    else
        text_buffer_char(out, c);
}

void html_text(TextBuffer *out, const char *text)
{
    bool good = is_good(text);
    for (const char *c = text; *c != '\0'; c++)
        put_character(out, *c, good);
}

/* --- what a line must not break --- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool are_digits(const char *text, int count)
{
    for (int i = 0; i < count; i++)
        if (!is_digit(text[i])) return false;
    return true;
}

enum { DATE_LENGTH = 10 };

/* "2018-10-11", and no longer number. */
static bool is_date(const char *begin, const char *at)
{
    if (at > begin && (is_digit(at[-1]) || at[-1] == '-')) return false;
    return are_digits(at, 4) && at[4] == '-' && are_digits(&at[5], 2) && at[7] == '-' &&
           are_digits(&at[8], 2) && !is_digit(at[DATE_LENGTH]) && at[DATE_LENGTH] != '-';
}

/* The space in "12 345", "345 kr" and "42,9 %". */
static bool is_in_number(const char *begin, const char *space)
{
    if (*space != ' ' || space == begin || !is_digit(space[-1])) return false;
    return (are_digits(&space[1], 3) && !is_digit(space[4])) || space[1] == '%' ||
           (strncmp(&space[1], "kr", 2) == 0 && strchr(" .,;:)", space[3]) != NULL);
}

/* The bytes of "2–5", a number that begins here and another after a dash; 0 for none. */
static size_t range_length(const char *begin, const char *at)
{
    static const char dash[] = "\xE2\x80\x93", digits[] = "0123456789";
    if (at > begin && is_digit(at[-1])) return 0;
    size_t first = strspn(at, digits), then = first + sizeof dash - 1;
    if (first == 0 || strncmp(at + first, dash, sizeof dash - 1) != 0) return 0;
    size_t second = strspn(at + then, digits);
    return second > 0 ? then + second : 0;
}

static void put_unbroken(TextBuffer *out, const char *text, size_t length)
{
    text_buffer_text(out, "<span class=\"k\">");
    text_buffer_append(out, text, length);
    text_buffer_text(out, "</span>");
}

void html_prose(TextBuffer *out, const char *text)
{
    bool good = is_good(text);
    for (const char *c = text; *c != '\0'; c++) {
        size_t together = is_date(text, c) ? DATE_LENGTH : good ? range_length(text, c) : 0;
        if (together > 0) {
            put_unbroken(out, c, together);
            c += together - 1;
        } else if (is_in_number(text, c)) {
            text_buffer_text(out, "\xC2\xA0");
        } else {
            put_character(out, *c, good);
        }
    }
}

void html_unbroken(TextBuffer *out, const char *text)
{
    for (const char *space; (space = strchr(text, ' ')) != NULL; text = space + 1) {
        CLEANUP(text_buffer_free) TextBuffer word = TEXT_BUFFER_EMPTY;
        text_buffer_append(&word, text, (size_t)(space - text));
        html_text(out, word.bytes != NULL ? word.bytes : "");
        out->failed = out->failed || word.failed;
        text_buffer_text(out, "&nbsp;");
    }
    html_text(out, text);
}

void html_begin(TextBuffer *out, const char *title, const char *note)
{
    html_begin_in(out, "en", title, note);
}

void html_note(TextBuffer *out, const char *note)
{
    if (*note == '\0') return;
    text_buffer_text(out, "<p class=\"note\">");
    html_text(out, note);
    text_buffer_text(out, "</p>\n");
}

void html_begin_in(TextBuffer *out, const char *language, const char *title, const char *note)
{
    text_buffer_format(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n", language);
    text_buffer_text(out, "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                          "content=\"width=device-width, initial-scale=1\">\n"
                          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                          "'none'; style-src 'unsafe-inline'\">\n<title>");
    html_text(out, title);
    text_buffer_text(out, "</title>\n<style>\n");
    text_buffer_text(out, style);
    text_buffer_text(out, "</style>\n</head>\n<body>\n<main>\n");
    html_note(out, note);
    text_buffer_text(out, "<h1>");
    html_text(out, title);
    text_buffer_text(out, "</h1>\n");
}

void html_end(TextBuffer *out)
{
    text_buffer_text(out, "</main>\n</body>\n</html>\n");
}

static void element(TextBuffer *out, const char *open, const char *text, const char *close)
{
    text_buffer_text(out, open);
    html_text(out, text);
    text_buffer_text(out, close);
}

void html_heading(TextBuffer *out, const char *text)
{
    element(out, "<h2>", text, "</h2>\n");
}

void html_preformatted(TextBuffer *out, const char *text)
{
    element(out, "<pre>", text, "</pre>\n");
}

void html_appendix(TextBuffer *out, const char *text)
{
    element(out, "<h2 class=\"appendix\">", text, "</h2>\n");
}

static void paragraph(TextBuffer *out, const char *open, const char *text)
{
    text_buffer_text(out, open);
    html_prose(out, text);
    text_buffer_text(out, "</p>\n");
}

void html_paragraph(TextBuffer *out, const char *text)
{
    paragraph(out, "<p>", text);
}

void html_paragraph_nb(TextBuffer *out, const char *text)
{
    paragraph(out, "<p lang=\"nb\">", text);
}

void html_cards_begin(TextBuffer *out)
{
    text_buffer_text(out, "<div class=\"cards\">\n");
}

void html_card(TextBuffer *out, const char *number, const char *what)
{
    element(out, "<div class=\"card\"><b>", number, "</b> ");
    element(out, "", what, "</div>\n");
}

void html_card_amount(TextBuffer *out, Ore amount, const char *what)
{
    text_buffer_text(out, "<div class=\"card amount\"><b>");
    html_unbroken(out, amount_words(amount).text);
    element(out, "</b> ", what, "</div>\n");
}

void html_cards_end(TextBuffer *out)
{
    text_buffer_text(out, "</div>\n");
}

/* The class of a column, by the mark its heading begins with; "" for none. */
static const char *class_of(const HtmlTable *table, size_t column)
{
    char mark = table->columns[column][0];
    return mark == '>' ? " class=\"n\"" : mark == '=' ? " class=\"k\"" : "";
}

static HtmlTable begin_table(TextBuffer *out, const char *opening, const char *caption,
                             const char *const *columns, size_t column_count)
{
    HtmlTable table = {.out = out, .columns = columns, .column_count = column_count};
    text_buffer_format(out, "%s\n<table>\n<caption>", opening);
    html_text(out, caption);
    text_buffer_text(out, "</caption>\n<thead><tr>");
    for (size_t i = 0; i < column_count; i++) {
        const char *class = class_of(&table, i);
        text_buffer_format(out, "<th scope=\"col\"%s>", class);
        html_text(out, columns[i] + (class[0] != '\0'));
        text_buffer_text(out, "</th>");
    }
    text_buffer_text(out, "</tr></thead>\n<tbody>\n");
    return table;
}

HtmlTable html_table_begin(TextBuffer *out, const char *caption, const char *const *columns,
                           size_t column_count)
{
    return begin_table(out, "<div class=\"wide\" tabindex=\"0\">", caption, columns,
                       column_count);
}

HtmlTable html_stack_begin(TextBuffer *out, const char *caption, const char *const *columns,
                           size_t column_count)
{
    HtmlTable table = begin_table(out, "<div class=\"stack\">", caption, columns, column_count);
    table.stacked = true;
    return table;
}

HtmlTable html_wide_stack_begin(TextBuffer *out, const char *caption,
                                const char *const *columns, size_t column_count)
{
    HtmlTable table = begin_table(out, "<div class=\"wide stack\" tabindex=\"0\">", caption,
                                  columns, column_count);
    table.stacked = true;
    return table;
}

void html_sum_row(HtmlTable *table)
{
    INVARIANT(table->next == 0);
    table->sum_row = true;
}

static void begin_cell(HtmlTable *table)
{
    const char *class = class_of(table, table->next);
    if (table->next == 0)
        text_buffer_text(table->out, table->sum_row ? "<tr class=\"sum\">" : "<tr>");
    text_buffer_format(table->out, "<td%s", class);
    if (table->stacked && table->next > 0 && table->next < table->heads) {
        text_buffer_text(table->out, " data-head");
    } else if (table->stacked && table->next > 0) {
        text_buffer_text(table->out, " data-label=\"");
        html_text(table->out, table->columns[table->next] + (class[0] != '\0'));
        text_buffer_char(table->out, '"');
    }
    text_buffer_char(table->out, '>');
}

static void end_cell(HtmlTable *table)
{
    text_buffer_text(table->out, "</td>");
    table->next++;
    if (table->next < table->column_count) return;
    text_buffer_text(table->out, "</tr>\n");
    table->next = 0;
    table->sum_row = false;
}

void html_cell(HtmlTable *table, const char *text)
{
    begin_cell(table);
    html_text(table->out, text);
    end_cell(table);
}

void html_cell_prose(HtmlTable *table, const char *text)
{
    begin_cell(table);
    html_prose(table->out, text);
    end_cell(table);
}

void html_cell_kroner(HtmlTable *table, Ore amount)
{
    begin_cell(table);
    html_unbroken(table->out, amount_text(amount).text);
    end_cell(table);
}

void html_cell_number(HtmlTable *table, int64_t number)
{
    char digits[32], text[96];
    size_t length = 0;
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    int count = snprintf(digits, sizeof digits, "%llu", (unsigned long long)size);
    if (number < 0) text[length++] = '-';
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0) {
            memcpy(&text[length], "\xE2\x80\xAF", 3); /* narrow no-break space */
            length += 3;
        }
        text[length++] = digits[i];
    }
    text[length] = '\0';
    html_cell(table, text);
}

void html_table_end(HtmlTable *table)
{
    INVARIANT(table->next == 0);
    text_buffer_text(table->out, "</tbody>\n</table>\n</div>\n");
}
