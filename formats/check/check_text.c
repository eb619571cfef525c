/* check_text.c - a report for a terminal. */
#include "formats/check/check_report.h"

#include "rules/base/money_text.h"
#include "rules/controls/finding.h"

static const char *say(const CheckReport *report, const char *nb, const char *en)
{
    return report->language == LANGUAGE_NB ? nb : en;
}

/* --- files --- */

static void add_file(const CheckReport *report, const CheckedFile *file, TextBuffer *out)
{
    char day[DAY_TEXT_SIZE];
    text_buffer_format(out, "  %s", file->name);
    if (file->has_head) {
        day_format(file->extract_date, day);
        if (file->sender != MUNICIPALITY_NONE)
            text_buffer_format(out, "  %04u %s", file->sender, file->sender_name);
        else
            text_buffer_text(out, say(report, "  hele landet (uten avgiver)",
                                      "  the whole country (no avgiver)"));
        text_buffer_format(out, ", %s %s", say(report, "uttrekksdato", "extract of"), day);
    }
    if (file->refused)
        text_buffer_text(out, say(report, ": kan ikke leses", ": cannot be read"));
    else
        text_buffer_format(out, ": %s %s", count_text(file->records).text,
                           file->records == 1 ? say(report, "post", "record")
                                              : say(report, "poster", "records"));
    text_buffer_char(out, '\n');
}

static void add_files(const CheckReport *report, TextBuffer *out)
{
    text_buffer_text(out, say(report, "Kontroll av uttrekk fra introduksjonsregisteret\n\n",
                              "Check of extracts of the introduction register\n\n"));
    for (size_t i = 0; i < report->file_count; i++)
        add_file(report, &report->files[i], out);
    if (report->rules_year > 0)
        text_buffer_format(out, "  %s %d (%s)\n", say(report, "Regler:", "Rules:"),
                           report->rules_year, report->rules_version);
    text_buffer_char(out, '\n');
    check_verdict(report, out);
    text_buffer_char(out, '\n');
}

/* --- rows --- */

static void add_field(const CheckReport *report, const CheckRow *row, TextBuffer *out)
{
    const char *label = check_text_at(report, row->label);
    if (row->field == 0) return;
    text_buffer_format(out, ", %s", check_text_at(report, row->field));
    if (*label != '\0') text_buffer_format(out, " (%s)", label);
}

static void add_what(const CheckReport *report, const CheckRow *row, TextBuffer *out)
{
    text_buffer_text(out, check_text_at(report, row->what));
    if (row->control != 0) text_buffer_format(out, " [%s]", control_name(row->control).text);
    text_buffer_char(out, '\n');
}

/* A record with all that is wrong in it, each with what to do. */
static void add_record(const CheckReport *report, size_t begin, size_t end, TextBuffer *out)
{
    const CheckRow *first = &report->rows[begin];
    text_buffer_text(out, "\n  ");
    if (first->record == 0 && first->file != CHECK_NO_FILE)
        text_buffer_text(out, report->files[first->file].name);
    else
        check_place(report, first->file, first->record, 0, out);
    text_buffer_char(out, '\n');
    for (size_t i = begin; i < end; i++) {
        const CheckRow *row = &report->rows[i];
        text_buffer_text(out, "    ");
        if (row->line > 0)
            text_buffer_format(out, "%s %u", say(report, "linje", "line"), row->line);
        else
            text_buffer_text(out, say(report, "hele filen", "the whole file"));
        add_field(report, row, out);
        text_buffer_text(out, ": ");
        add_what(report, row, out);
        text_buffer_format(out, "      %s %s\n", say(report, "Gjør:", "Do:"),
                           check_text_at(report, row->remedy));
    }
}

/* A control with what to do once, and those it is about. */
static void add_control(const CheckReport *report, size_t begin, size_t end, size_t shown,
                        TextBuffer *out)
{
    const CheckRow *first = &report->rows[begin];
    text_buffer_format(out, "\n  %s (%s) %s %s\n",
                       first->control != 0 ? control_name(first->control).text
                                           : say(report, "Filen", "The file"),
                       count_text(end - begin).text, say(report, "Gjør:", "Do:"),
                       check_text_at(report, first->remedy));
    for (size_t i = begin; i < begin + shown; i++) {
        const CheckRow *row = &report->rows[i];
        text_buffer_text(out, "    ");
        check_place(report, row->file, row->record, row->line, out);
        add_field(report, row, out);
        text_buffer_format(out, ": %s\n", check_text_at(report, row->what));
    }
}

static void add_more(const CheckReport *report, uint64_t count, TextBuffer *out)
{
    if (count > 0)
        text_buffer_format(out,
                           say(report, "    og %s til: alle står i --csv FIL\n",
                               "    and %s more: all are in --csv FILE\n"),
                           count_text(count).text);
}

static void add_rows(const CheckReport *report, size_t most, TextBuffer *out)
{
    size_t left = most;
    for (size_t begin = 0, end; begin < report->row_count; begin = end) {
        const CheckRow *row = &report->rows[begin];
        end = check_group_end(report, begin);
        if (begin == 0 || row[-1].level != row->level) {
            text_buffer_format(out, "\n%s\n", check_heading(row->level, report->language));
            left = most;
        }
        if (row->level < CHECK_WARNED) {
            add_record(report, begin, end, out);
            continue;
        }
        size_t shown = end - begin < left ? end - begin : left;
        add_control(report, begin, end, shown, out);
        add_more(report, end - begin - shown, out);
        left -= shown;
    }
    if (report->left_out > 0)
        text_buffer_format(out,
                           say(report, "\nog %s feil til som ikke er tatt med\n",
                               "\nand %s more mistakes that are left out\n"),
                           count_text(report->left_out).text);
}

/* --- the extract before --- */

static void add_change(const CheckReport *report, const CheckChanged *changed, TextBuffer *out)
{
    text_buffer_text(out, "    ");
    if (changed->change != CHECK_GONE) {
        check_place(report, changed->file, changed->record, changed->line, out);
    } else {
        text_buffer_format(out,
                           say(report, "post %u, linje %u i forrige uttrekk",
                               "record %u, line %u of the extract before"),
                           changed->last_record, changed->last_line);
    }
    if (changed->change == CHECK_CHANGED)
        text_buffer_format(out, say(report, " (før: post %u): %s", " (before: record %u): %s"),
                           changed->last_record, check_text_at(report, changed->what));
    text_buffer_char(out, '\n');
}

static void add_changes_of(const CheckReport *report, CheckChange change, const char *heading,
                           size_t most, TextBuffer *out)
{
    size_t shown = 0;
    text_buffer_format(out, "\n  %s: %s\n", heading, count_text(report->changed[change]).text);
    for (size_t i = 0; i < report->change_count && shown < most; i++) {
        if (report->changes[i].change != change) continue;
        add_change(report, &report->changes[i], out);
        shown++;
    }
    add_more(report, report->changed[change] - shown, out);
}

static void add_changes(const CheckReport *report, size_t most, TextBuffer *out)
{
    char day[DAY_TEXT_SIZE];
    if (report->last == NULL) return;
    day_format(report->last_date, day);
    text_buffer_format(out, "\n%s %s (%s)\n",
                       say(report, "Siden forrige uttrekk,", "Since the extract before,"),
                       report->last, day);
    if (report->concerned[CHECK_SET_ASIDE] + report->last_set_aside > 0) {
        text_buffer_text(out, "  ");
        check_left_out(report, out);
        text_buffer_char(out, '\n');
    }
    add_changes_of(report, CHECK_NEW, say(report, "Nye personer", "New persons"), most, out);
    add_changes_of(report, CHECK_GONE, say(report, "Borte", "Gone"), most, out);
    add_changes_of(report, CHECK_CHANGED, say(report, "Endret", "Changed"), most, out);
}

void check_text_write(const CheckReport *report, size_t most, TextBuffer *out)
{
    add_files(report, out);
    add_rows(report, most, out);
    add_changes(report, most, out);
    if (report->of_municipalities && report->rules_year > 0)
        text_buffer_format(out, "\n%s\n", check_not_asked(report->language));
}
