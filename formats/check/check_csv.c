/* check_csv.c - the rows of a report for a spreadsheet program. */
#include "formats/check/check_report.h"

#include "formats/csv/csv.h"
#include "rules/controls/control_actions.h"
#include "rules/controls/finding.h"

static void add_cell(TextBuffer *out, const char *text)
{
    csv_append_shown(out, text, ',');
}

static void add_number(TextBuffer *out, uint32_t number)
{
    if (number > 0) text_buffer_number(out, number);
}

static const char *name_of(const CheckReport *report, uint32_t file)
{
    return file != CHECK_NO_FILE ? report->files[file].name : "";
}

static void add_row(const CheckReport *report, const CheckRow *row, TextBuffer *out)
{
    add_cell(out, name_of(report, row->file));
    text_buffer_char(out, ',');
    add_number(out, row->record);
    text_buffer_char(out, ',');
    add_number(out, row->line);
    text_buffer_char(out, ',');
    add_cell(out, check_text_at(report, row->field));
    text_buffer_char(out, ',');
    add_cell(out, check_text_at(report, row->label));
    text_buffer_format(out, ",%s,%s,%s,", check_level_word(row->level),
                       row->control != 0 ? control_name(row->control).text : "",
                       row->control != 0 ? effect_text(control_effect(row->control)) : "");
    add_cell(out, check_text_at(report, row->what));
    text_buffer_char(out, ',');
    add_cell(out, check_text_at(report, row->remedy));
    text_buffer_text(out, ",\n");
}

static void add_change(const CheckReport *report, const CheckChanged *changed, TextBuffer *out)
{
    add_cell(out, name_of(report, changed->file));
    text_buffer_char(out, ',');
    add_number(out, changed->record);
    text_buffer_char(out, ',');
    add_number(out, changed->line);
    text_buffer_format(out, ",,,%s,,,", check_change_word(changed->change));
    add_cell(out, check_text_at(report, changed->what));
    text_buffer_text(out, ",,");
    add_number(out, changed->last_record);
    text_buffer_char(out, '\n');
}

void check_csv_write(const CheckReport *report, TextBuffer *out)
{
    text_buffer_text(out, "file,record,line,field,label,kind,control,effect,message,action,"
                          "last_record\n");
    for (size_t i = 0; i < report->row_count; i++)
        add_row(report, &report->rows[i], out);
    for (size_t i = 0; i < report->change_count; i++)
        add_change(report, &report->changes[i], out);
}
