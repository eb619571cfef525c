#include "formats/html/check_page.h"

#include <stdio.h>

#include "formats/html/html_page.h"
#include "formats/text/control_told.h"
#include "rules/base/money_text.h"
#include "rules/controls/finding.h"

static const char *say(const CheckReport *report, const char *nb, const char *en)
{
    return report->language == LANGUAGE_NB ? nb : en;
}

static void card(TextBuffer *out, uint64_t number, const char *what)
{
    html_card(out, count_text(number).text, what);
}

static void add_cards(const CheckReport *report, TextBuffer *out)
{
    html_cards_begin(out);
    card(out, report->persons, say(report, "personer lest", "persons read"));
    if (report->found[CHECK_REFUSED] > 0)
        card(out, report->found[CHECK_REFUSED],
             say(report, "filer kan ikke leses", "files cannot be read"));
    card(out, report->concerned[CHECK_SET_ASIDE],
         say(report, "poster legges til side", "records are set aside"));
    card(out, report->concerned[CHECK_HELD],
         say(report, "personer holdes tilbake", "persons are held"));
    card(out, report->found[CHECK_WARNED], say(report, "varsler", "warnings"));
    card(out, report->found[CHECK_NOTED], say(report, "opplysninger", "notes"));
    html_cards_end(out);
}

/* --- files --- */

static void add_file(const CheckReport *report, const CheckedFile *file, HtmlTable *table)
{
    char day[DAY_TEXT_SIZE] = "-", sender[MUNICIPALITY_NAME_SIZE + 8] = "-";
    if (file->has_head) {
        day_format(file->extract_date, day);
        snprintf(sender, sizeof sender, "%04u %s", file->sender, file->sender_name);
    }
    if (file->has_head && file->sender == MUNICIPALITY_NONE)
        snprintf(sender, sizeof sender, "%s",
                 say(report, "hele landet (uten avgiver)", "the whole country (no avgiver)"));
    html_cell(table, file->name);
    html_cell(table, sender);
    html_cell(table, day);
    if (file->refused)
        html_cell(table, say(report, "kan ikke leses", "cannot be read"));
    else
        html_cell_number(table, (int64_t)file->records);
    html_cell_number(table, (int64_t)file->set_aside);
}

static void add_files(const CheckReport *report, TextBuffer *out)
{
    static const char *const columns[LANGUAGE_COUNT][5] = {
        {"Fil", "Avgiver", "=Uttrekksdato", ">Poster", ">Lagt til side"},
        {"File", "Sender", "=Extract of", ">Records", ">Set aside"}};
    char rules[80];
    html_heading(out, say(report, "Filene", "The files"));
    HtmlTable table = html_table_begin(out, say(report, "Det som er lest", "What was read"),
                                       columns[report->language], 5);
    for (size_t i = 0; i < report->file_count; i++)
        add_file(report, &report->files[i], &table);
    html_table_end(&table);
    if (report->rules_year == 0) return;
    snprintf(rules, sizeof rules, "%s %d (%.40s).", say(report, "Regler:", "Rules:"),
             report->rules_year, report->rules_version);
    html_paragraph(out, rules);
    if (report->of_municipalities) html_paragraph(out, check_not_asked(report->language));
}

/* --- rows --- */

static void add_place(const CheckReport *report, const CheckRow *row, HtmlTable *table)
{
    CLEANUP(text_buffer_free) TextBuffer place = TEXT_BUFFER_EMPTY;
    check_place(report, row->file, row->record, row->line, &place);
    html_cell(table, place.bytes != NULL ? place.bytes : "");
}

static void add_field(const CheckReport *report, const CheckRow *row, HtmlTable *table)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    const char *label = check_text_at(report, row->label);
    text_buffer_text(&text, check_text_at(report, row->field));
    if (*label != '\0') text_buffer_format(&text, " (%s)", label);
    html_cell(table, text.bytes != NULL ? text.bytes : "");
}

static void add_what(const CheckReport *report, const CheckRow *row, HtmlTable *table)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_text(&text, check_text_at(report, row->what));
    if (row->control != 0) text_buffer_format(&text, " [%s]", control_name(row->control).text);
    html_cell(table, text.bytes != NULL ? text.bytes : "");
}

/* All of a level that keeps something from being paid: one table, records in their order. */
static void add_blocked(const CheckReport *report, size_t begin, size_t end, TextBuffer *out)
{
    static const char *const columns[LANGUAGE_COUNT][4] = {
        {"=Sted", "Felt", "Hva er galt", "Gjør"}, {"=Place", "Field", "What is wrong", "Do"}};
    HtmlTable table =
        html_table_begin(out, say(report, "Alle, i filens rekkefølge", "All, in file order"),
                         columns[report->language], 4);
    for (size_t i = begin; i < end; i++) {
        const CheckRow *row = &report->rows[i];
        add_place(report, row, &table);
        add_field(report, row, &table);
        add_what(report, row, &table);
        html_cell(&table, check_text_at(report, row->remedy));
    }
    html_table_end(&table);
}

static void add_more(const CheckReport *report, uint64_t count, TextBuffer *out)
{
    char text[80];
    if (count == 0) return;
    snprintf(text, sizeof text, "%s %s %s", say(report, "Og", "And"), count_text(count).text,
             say(report, "til: alle står i --csv FIL.", "more: all are in --csv FILE."));
    html_paragraph(out, text);
}

static void add_sentence(const CheckReport *report, int control, TextBuffer *out)
{
    CLEANUP(text_buffer_free) TextBuffer words = TEXT_BUFFER_EMPTY;
    if (control_find(control) == NULL) return;
    control_told(&words, report->language, control);
    out->failed |= words.failed;
    html_paragraph(out, words.bytes != NULL ? words.bytes : "");
}

/* One control: what it asks and what to do once, then those it is about. */
static void add_control(const CheckReport *report, size_t begin, size_t end, size_t shown,
                        TextBuffer *out)
{
    static const char *const columns[LANGUAGE_COUNT][3] = {{"=Sted", "Felt", "Hva"},
                                                           {"=Place", "Field", "What"}};
    const CheckRow *first = &report->rows[begin];
    char text[64];
    snprintf(text, sizeof text, "%s (%s)",
             first->control != 0 ? control_name(first->control).text
                                 : say(report, "Filen", "The file"),
             count_text(end - begin).text);
    text_buffer_text(out, "<details open><summary>");
    html_text(out, text);
    text_buffer_text(out, "</summary>\n");
    add_sentence(report, first->control, out);
    text_buffer_text(out, "<p><strong>");
    html_text(out, say(report, "Gjør:", "Do:"));
    text_buffer_text(out, "</strong> ");
    html_text(out, check_text_at(report, first->remedy));
    text_buffer_text(out, "</p>\n");
    HtmlTable table = html_table_begin(out, say(report, "Gjelder", "Concerned"),
                                       columns[report->language], 3);
    for (size_t i = begin; i < begin + shown; i++) {
        add_place(report, &report->rows[i], &table);
        add_field(report, &report->rows[i], &table);
        html_cell(&table, check_text_at(report, report->rows[i].what));
    }
    html_table_end(&table);
    add_more(report, end - begin - shown, out);
    text_buffer_text(out, "</details>\n");
}

static void add_controls(const CheckReport *report, size_t begin, size_t end, size_t most,
                         TextBuffer *out)
{
    for (size_t next; begin < end; begin = next) {
        next = check_group_end(report, begin);
        size_t shown = next - begin < most ? next - begin : most;
        add_control(report, begin, next, shown, out);
        most -= shown;
    }
}

static void add_rows(const CheckReport *report, size_t most, TextBuffer *out)
{
    for (size_t begin = 0, end; begin < report->row_count; begin = end) {
        CheckLevel level = report->rows[begin].level;
        for (end = begin; end < report->row_count && report->rows[end].level == level; end++)
            continue;
        html_heading(out, check_heading(level, report->language));
        if (level < CHECK_WARNED)
            add_blocked(report, begin, end, out);
        else
            add_controls(report, begin, end, most, out);
    }
}

/* --- the extract before --- */

static void add_change(const CheckReport *report, const CheckChanged *changed, HtmlTable *table)
{
    CLEANUP(text_buffer_free) TextBuffer place = TEXT_BUFFER_EMPTY;
    char before[32] = "-";
    if (changed->change != CHECK_GONE)
        check_place(report, changed->file, changed->record, changed->line, &place);
    if (changed->last_record > 0)
        snprintf(before, sizeof before, "%s %u", say(report, "post", "record"),
                 changed->last_record);
    html_cell(table, place.length > 0 ? place.bytes : "-");
    html_cell(table, before);
    html_cell(table, check_text_at(report, changed->what));
}

static void add_changes_of(const CheckReport *report, CheckChange change, const char *heading,
                           size_t most, TextBuffer *out)
{
    static const char *const columns[LANGUAGE_COUNT][3] = {
        {"=Sted", "=Forrige uttrekk", "Hva"}, {"=Place", "=Extract before", "What"}};
    char text[64];
    size_t shown = 0;
    snprintf(text, sizeof text, "%s: %s", heading, count_text(report->changed[change]).text);
    if (report->changed[change] == 0) {
        html_paragraph(out, text);
        return;
    }
    HtmlTable table = html_table_begin(out, text, columns[report->language], 3);
    for (size_t i = 0; i < report->change_count && shown < most; i++) {
        if (report->changes[i].change != change) continue;
        add_change(report, &report->changes[i], &table);
        shown++;
    }
    html_table_end(&table);
    add_more(report, report->changed[change] - shown, out);
}

static void add_changes(const CheckReport *report, size_t most, TextBuffer *out)
{
    CLEANUP(text_buffer_free) TextBuffer heading = TEXT_BUFFER_EMPTY;
    char day[DAY_TEXT_SIZE];
    if (report->last == NULL) return;
    day_format(report->last_date, day);
    text_buffer_format(&heading, "%s %s (%s)",
                       say(report, "Siden forrige uttrekk,", "Since the extract before,"),
                       report->last, day);
    html_heading(out, heading.bytes != NULL ? heading.bytes : "");
    text_buffer_clear(&heading);
    check_left_out(report, &heading);
    if (heading.length > 0) html_paragraph(out, heading.bytes);
    add_changes_of(report, CHECK_NEW, say(report, "Nye personer", "New persons"), most, out);
    add_changes_of(report, CHECK_GONE, say(report, "Borte", "Gone"), most, out);
    add_changes_of(report, CHECK_CHANGED, say(report, "Endret", "Changed"), most, out);
}

void check_page_write(const CheckReport *report, size_t most, TextBuffer *out)
{
    CLEANUP(text_buffer_free) TextBuffer verdict = TEXT_BUFFER_EMPTY;
    check_verdict(report, &verdict);
    html_begin_in(out, say(report, "nb", "en"),
                  say(report, "Kontroll av uttrekk fra introduksjonsregisteret",
                      "Check of extracts of the introduction register"),
                  verdict.bytes != NULL ? verdict.bytes : "");
    add_cards(report, out);
    add_files(report, out);
    add_rows(report, most, out);
    add_changes(report, most, out);
    html_end(out);
}
