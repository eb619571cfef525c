/* run_compare.c - what is paid, beside what was paid before: of run_parts.h. */
#include <stdio.h>
#include <stdlib.h>

#include "formats/base/amount_words.h"
#include "formats/base/translate.h"
#include "formats/html/html_plot.h"
#include "formats/html/run_parts.h"
#include "formats/text/grant_names.h"

enum { HEADING_SIZE = 64, CHANGES_SHOWN = 10, BARS_MAX = 8 };

static const char *now_heading(const RunOverview *overview)
{
    return overview_is_paid(overview) ? WORDS(overview, PAID) : WORDS(overview, PROPOSED);
}

/* --- by grant --- */

/* Columns that stand there only when there is a run to compare with. */
typedef struct Columns {
    char texts[7][HEADING_SIZE + 2];
    const char *names[7];
    size_t count;
} Columns;

static void add_column(Columns *columns, const char *mark, const char *text)
{
    snprintf(columns->texts[columns->count], HEADING_SIZE + 2, "%s%.*s", mark, HEADING_SIZE - 1,
             text);
    columns->names[columns->count] = columns->texts[columns->count];
    columns->count++;
}

static void add_earlier(const RunOverview *overview, Columns *columns, const EarlierRun *run)
{
    char name[HEADING_SIZE];
    if (run == NULL) return;
    snprintf(name, sizeof name, WORDS(overview, QUARTER), run->quarter, run->year);
    add_column(columns, ">", name);
    add_column(columns, ">", WORDS(overview, CHANGE));
}

static void earlier_cells(const RunOverview *overview, HtmlTable *table, const EarlierRun *run,
                          int group, Ore now)
{
    char change[RUN_CHANGE_SIZE];
    if (run == NULL) return;
    Ore before = netting_totals(run->rows, group).paid;
    overview_change(overview, now, before, change);
    html_cell_kroner(table, before);
    html_cell(table, change);
}

static void group_row(const RunOverview *overview, HtmlTable *table, const char *name,
                      int group)
{
    GroupSums now = netting_totals(overview->rows, group);
    html_cell(table, name);
    html_cell_kroner(table, now.paid);
    earlier_cells(overview, table, overview->last, group, now.paid);
    earlier_cells(overview, table, overview->year_ago, group, now.paid);
    html_cell_kroner(table, now.held);
}

static void say_what_lacks(const RunOverview *overview)
{
    if (!overview->ledger_at_hand)
        overview_sentence(overview, RUN_TEXT_NO_LEDGER);
    else if (overview->last == NULL)
        overview_sentence(overview, RUN_TEXT_NO_LAST);
    else if (overview->year_ago == NULL)
        overview_sentence(overview, RUN_TEXT_NO_YEAR_AGO);
}

void overview_groups(const RunOverview *overview)
{
    Columns columns = {.count = 0};
    html_heading(overview->page.out, overview_is_paid(overview)
                                         ? WORDS(overview, GROUPS)
                                         : WORDS(overview, GROUPS_PROPOSED));
    say_what_lacks(overview);
    add_column(&columns, "", WORDS(overview, GRANT));
    add_column(&columns, ">", now_heading(overview));
    add_earlier(overview, &columns, overview->last);
    add_earlier(overview, &columns, overview->year_ago);
    add_column(&columns, ">", WORDS(overview, HELD));
    HtmlTable table = html_stack_begin(overview->page.out, WORDS(overview, GROUPS_CAPTION),
                                       columns.names, columns.count);
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        const GroupTitle title = payment_group_title(overview->language, (PaymentGroup)g);
        group_row(overview, &table, title.text, g);
    }
    html_sum_row(&table);
    group_row(overview, &table, WORDS(overview, ALL), -1);
    html_table_end(&table);
}

/* --- what the sum is made of --- */

static void step_row(HtmlTable *table, const char *name, Ore amount)
{
    html_cell(table, name);
    html_cell_kroner(table, amount);
}

void overview_made_of(const RunOverview *overview)
{
    char kroner[HEADING_SIZE];
    const char *const columns[] = {WORDS(overview, STEP), kroner};
    GroupSums all = netting_totals(overview->rows, -1);
    snprintf(kroner, sizeof kroner, ">%s", WORDS(overview, KRONER));
    html_heading(overview->page.out, WORDS(overview, MADE_OF));
    HtmlTable table =
        html_stack_begin(overview->page.out, WORDS(overview, MADE_OF_CAPTION), columns, 2);
    step_row(&table, WORDS(overview, LINES_STEP), all.lines);
    step_row(&table, WORDS(overview, BROUGHT_STEP), all.brought_forward);
    step_row(&table, WORDS(overview, RETURNED_STEP), all.returned);
    step_row(&table, WORDS(overview, MANUAL_STEP), all.manual);
    step_row(&table, WORDS(overview, CARRIED_STEP), -all.carried_forward);
    html_sum_row(&table);
    step_row(&table, now_heading(overview), all.paid);
    html_table_end(&table);
}

/* --- bars --- */

/* The bars of one payment group, or of all (-1). */
typedef struct Bars {
    PlotBar bars[BARS_MAX];
    char labels[BARS_MAX][HEADING_SIZE];
    AmountWords amounts[BARS_MAX];
    size_t count;
    bool any;
} Bars;

static void add_bar(const RunOverview *overview, Bars *to, int year, int quarter, Ore amount,
                    bool now)
{
    size_t at = to->count++;
    snprintf(to->labels[at], HEADING_SIZE, WORDS(overview, QUARTER_SHORT), quarter, year);
    to->amounts[at] = amount_words(amount);
    to->bars[at] = (PlotBar){to->labels[at], to->amounts[at].text, amount, now};
    to->any = to->any || amount != 0;
}

static void bars_of(const RunOverview *overview, int group, Bars *bars)
{
    const Manifest *manifest = overview->page.manifest;
    *bars = (Bars){.count = 0};
    for (size_t i = 0; i < overview->earlier_count && i < BARS_MAX - 1; i++) {
        const EarlierRun *run = &overview->earlier[i];
        add_bar(overview, bars, run->year, run->quarter, netting_totals(run->rows, group).paid,
                false);
    }
    add_bar(overview, bars, manifest->year, manifest->quarter,
            netting_totals(overview->rows, group).paid, true);
}

static void show_bars(const RunOverview *overview, const char *name, int group)
{
    char what[RUN_LINE_SIZE];
    Bars bars;
    TextBuffer *out = overview->page.out;
    bars_of(overview, group, &bars);
    if (!bars.any) return;
    snprintf(what, sizeof what, WORDS(overview, BARS_LABEL), name);
    text_buffer_text(out, "<figure>\n<figcaption><b>");
    html_text(out, name);
    text_buffer_text(out, "</b></figcaption>\n");
    html_bars(out, what, bars.bars, bars.count);
    text_buffer_text(out, "</figure>\n");
}

void overview_bars(const RunOverview *overview)
{
    html_heading(overview->page.out, WORDS(overview, BARS));
    overview_sentence(overview, RUN_TEXT_BARS_WORDS);
    text_buffer_text(overview->page.out, "<div class=\"figures\">\n");
    show_bars(overview, WORDS(overview, ALL), -1);
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        const GroupTitle title = payment_group_title(overview->language, (PaymentGroup)g);
        show_bars(overview, title.text, g);
    }
    text_buffer_text(overview->page.out, "</div>\n");
}

/* --- the largest changes --- */

typedef struct Change {
    size_t code;
    Ore now, before;
} Change;

static Ore size_of(const Change *change)
{
    return llabs(change->now - change->before);
}

static int by_size(const void *left, const void *right)
{
    const Change *a = left, *b = right;
    if (size_of(a) != size_of(b)) return size_of(a) > size_of(b) ? -1 : 1;
    return a->code < b->code ? -1 : 1;
}

/* Amounts within SUM_ORE_MAX: no difference overflows. */
static size_t find_changes(const RunOverview *overview, Change *changes)
{
    size_t count = 0;
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        const Change change = {code, group_sums_of_row(overview->rows[code]).paid,
                               group_sums_of_row(overview->last->rows[code]).paid};
        if (size_of(&change) > 0) changes[count++] = change;
    }
    if (count > 1) qsort(changes, count, sizeof *changes, by_size);
    return count;
}

static void change_row(const RunOverview *overview, const Change *change, HtmlTable *table)
{
    char place[PLACE_TEXT_SIZE], text[RUN_CHANGE_SIZE];
    run_page_place(&overview->page, change->code, place);
    overview_change(overview, change->now, change->before, text);
    html_cell(table, place);
    html_cell_kroner(table, change->now);
    html_cell_kroner(table, change->before);
    html_cell_kroner(table, change->now - change->before);
    html_cell(table, text);
}

Status overview_changes(const RunOverview *overview, Failure *failure)
{
    Columns columns = {.count = 0};
    char before[HEADING_SIZE];
    if (overview->last == NULL) return STATUS_OK;
    CLEANUP(system_free)
    Change *changes = system_allocate(MUNICIPALITY_CODES * sizeof *changes);
    if (changes == NULL) return failure_set(failure, STATUS_MEMORY, _("report"), NULL);
    size_t count = find_changes(overview, changes);
    snprintf(before, sizeof before, WORDS(overview, QUARTER), overview->last->quarter,
             overview->last->year);
    add_column(&columns, "", WORDS(overview, MUNICIPALITY));
    add_column(&columns, ">", WORDS(overview, NOW));
    add_column(&columns, ">", before);
    add_column(&columns, ">", WORDS(overview, DIFFERENCE));
    add_column(&columns, ">", WORDS(overview, CHANGE));
    html_heading(overview->page.out, WORDS(overview, CHANGES));
    HtmlTable table = html_stack_begin(overview->page.out, WORDS(overview, CHANGES_CAPTION),
                                       columns.names, columns.count);
    for (size_t i = 0; i < count && i < CHANGES_SHOWN; i++)
        change_row(overview, &changes[i], &table);
    html_table_end(&table);
    return STATUS_OK;
}
