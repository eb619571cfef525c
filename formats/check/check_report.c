/* check_report.c - rows of what is wrong, kept, sorted and summed up in a sentence. */
#include "formats/check/check_report.h"

#include <stdlib.h>
#include <string.h>

/* --- words --- */

const char *check_level_word(CheckLevel level)
{
    static const char *const words[CHECK_LEVELS] = {"refused", "set aside", "held", "warning",
                                                    "note"};
    return words[level];
}

const char *check_change_word(CheckChange change)
{
    static const char *const words[CHECK_CHANGES] = {"new", "gone", "changed"};
    return words[change];
}

const char *check_heading(CheckLevel level, Language language)
{
    static const char *const headings[CHECK_LEVELS][LANGUAGE_COUNT] = {
        {"Må rettes: filer som ikke kan leses", "To be corrected: files that cannot be read"},
        {"Må rettes: poster som ikke kan leses og legges til side",
         "To be corrected: records that cannot be read and are set aside"},
        {"Må rettes: personer som holdes tilbake", "To be corrected: persons who are held"},
        {"Varsler: bør ses på", "Warnings: to be looked at"},
        {"Til orientering", "For information"}};
    return headings[level][language];
}

const char *check_not_asked(Language language)
{
    static const char *const sentences[LANGUAGE_COUNT] = {
        "Ikke kontrollert, fordi andre kommuners uttrekk trengs: referansepersoner som ikke "
        "står "
        "i uttrekket (R206, R207), personer og barn som også står hos andre (R408, R410 "
        "til R413), og alt som sammenligner med tidligere utbetalinger eller andre kommuner.",
        "Not controlled, because other municipalities' extracts are needed: reference persons "
        "who are not in the extract (R206, R207), persons and children who stand in "
        "others' too (R408, R410 to R413), and all that compares with earlier payments or "
        "other "
        "municipalities."};
    return sentences[language];
}

void check_left_out(const CheckReport *report, TextBuffer *out)
{
    static const char *const now[LANGUAGE_COUNT] = {
        "Personer i poster som ikke kan leses, står som borte.",
        "Persons of records that cannot be read stand as gone."};
    static const char *const before[LANGUAGE_COUNT] = {
        "Personer i poster som ikke kunne leses i forrige uttrekk, står som nye.",
        "Persons of records that could not be read in the extract before stand as new."};
    bool any = report->concerned[CHECK_SET_ASIDE] > 0;
    if (any) text_buffer_text(out, now[report->language]);
    if (report->last_set_aside > 0)
        text_buffer_format(out, "%s%s", any ? " " : "", before[report->language]);
}

/* --- texts --- */

static void begin_texts(CheckReport *report)
{
    if (report->texts.length == 0) text_buffer_char(&report->texts, '\0');
}

size_t check_text_end(CheckReport *report, size_t begin)
{
    text_buffer_char(&report->texts, '\0');
    return report->texts.failed ? 0 : begin;
}

size_t check_text_add(CheckReport *report, const char *text)
{
    begin_texts(report);
    if (*text == '\0') return 0;
    size_t begin = report->texts.length;
    text_buffer_text(&report->texts, text);
    return check_text_end(report, begin);
}

const char *check_text_at(const CheckReport *report, size_t text)
{
    return text == 0 ? "" : report->texts.bytes + text;
}

/* --- rows --- */

Status check_row_add(CheckReport *report, const CheckRow *row, Failure *failure)
{
    TRY(system_grow(&report->rows, &report->row_capacity, report->row_count + 1,
                    sizeof *report->rows, failure));
    report->rows[report->row_count++] = *row;
    return STATUS_OK;
}

Status check_change_add(CheckReport *report, const CheckChanged *changed, Failure *failure)
{
    report->changed[changed->change]++;
    TRY(system_grow(&report->changes, &report->change_capacity, report->change_count + 1,
                    sizeof *report->changes, failure));
    report->changes[report->change_count++] = *changed;
    return STATUS_OK;
}

static int order(uint64_t left, uint64_t right)
{
    return (left > right) - (left < right);
}

/* Texts were appended in the order found: the last word is theirs, so that the order is one. */
static int compare_rows(const void *left, const void *right)
{
    const CheckRow *a = left, *b = right;
    int by = order(a->level, b->level);
    if (by == 0 && a->level >= CHECK_WARNED)
        by = order((uint64_t)a->control, (uint64_t)b->control);
    if (by == 0) by = order(a->file, b->file);
    if (by == 0) by = order(a->record, b->record);
    if (by == 0) by = order(a->line, b->line);
    if (by == 0) by = order((uint64_t)a->control, (uint64_t)b->control);
    return by != 0 ? by : order(a->what, b->what);
}

static bool is_same_subject(const CheckRow *left, const CheckRow *right)
{
    return left->level == right->level && left->file == right->file &&
           left->record == right->record;
}

static int compare_subjects(const void *left, const void *right)
{
    const CheckRow *a = left, *b = right;
    int by = order(a->level, b->level);
    if (by == 0) by = order(a->file, b->file);
    return by != 0 ? by : order(a->record, b->record);
}

Status check_report_finish(CheckReport *report, Failure *failure)
{
    CheckRow *rows = report->rows;
    TRY(text_buffer_status(&report->texts, failure));
    if (report->row_count == 0) return STATUS_OK;
    qsort(rows, report->row_count, sizeof *rows, compare_subjects);
    for (size_t i = 0; i < report->row_count; i++) {
        report->found[rows[i].level]++;
        report->concerned[rows[i].level] += i == 0 || !is_same_subject(&rows[i - 1], &rows[i]);
    }
    qsort(rows, report->row_count, sizeof *rows, compare_rows);
    return STATUS_OK;
}

size_t check_group_end(const CheckReport *report, size_t begin)
{
    const CheckRow *rows = report->rows;
    size_t end = begin + 1;
    while (end < report->row_count && rows[end].level == rows[begin].level &&
           (rows[begin].level >= CHECK_WARNED ? rows[end].control == rows[begin].control
                                              : is_same_subject(&rows[begin], &rows[end])))
        end++;
    return end;
}

bool check_report_blocks(const CheckReport *report)
{
    return report->found[CHECK_REFUSED] + report->found[CHECK_SET_ASIDE] +
               report->found[CHECK_HELD] >
           0;
}

void check_report_free(CheckReport *report)
{
    for (size_t i = 0; i < report->file_count; i++)
        system_free(report->files[i].name);
    system_free(report->files);
    system_free(report->rows);
    system_free(report->changes);
    text_buffer_free(&report->texts);
    *report = (CheckReport){.files = NULL};
}

/* --- sentences --- */

static void add_count(TextBuffer *out, uint64_t count, const char *one, const char *many)
{
    text_buffer_number(out, (int64_t)count);
    text_buffer_char(out, ' ');
    text_buffer_text(out, count == 1 ? one : many);
}

/* "1 fil, 2 poster og 3 personer" */
static void add_blocked(const CheckReport *report, TextBuffer *out)
{
    static const char *const words[LANGUAGE_COUNT][CHECK_WARNED][2] = {
        {{"fil kan ikke leses", "filer kan ikke leses"},
         {"post legges til side", "poster legges til side"},
         {"person holdes tilbake", "personer holdes tilbake"}},
        {{"file cannot be read", "files cannot be read"},
         {"record is set aside", "records are set aside"},
         {"person is held", "persons are held"}}};
    bool any = false;
    for (int level = CHECK_REFUSED; level < CHECK_WARNED; level++) {
        const char *const *word = words[report->language][level];
        if (report->concerned[level] == 0) continue;
        if (any) text_buffer_text(out, ", ");
        add_count(out, report->concerned[level], word[0], word[1]);
        any = true;
    }
}

void check_verdict(const CheckReport *report, TextBuffer *out)
{
    bool nb = report->language == LANGUAGE_NB;
    if (check_report_blocks(report)) {
        text_buffer_text(out, nb ? "Må rettes før uttrekket sendes: "
                                 : "To be corrected before the extract is sent: ");
        add_blocked(report, out);
        text_buffer_char(out, '.');
        return;
    }
    text_buffer_text(out, nb ? "Ingen feil funnet: uttrekket kan sendes."
                             : "No mistake found: the extract can be sent.");
    if (report->found[CHECK_WARNED] == 0) return;
    text_buffer_char(out, ' ');
    if (nb)
        add_count(out, report->found[CHECK_WARNED], "varsel bør ses på først.",
                  "varsler bør ses på først.");
    else
        add_count(out, report->found[CHECK_WARNED], "warning is to be looked at first.",
                  "warnings are to be looked at first.");
}

void check_place(const CheckReport *report, uint32_t file, uint32_t record, uint32_t line,
                 TextBuffer *out)
{
    bool nb = report->language == LANGUAGE_NB;
    size_t begin = out->length;
    if (file != CHECK_NO_FILE && report->file_count > 1)
        text_buffer_text(out, report->files[file].name);
    if (record > 0)
        text_buffer_format(out, "%s%s %u", out->length > begin ? ", " : "",
                           nb ? "post" : "record", record);
    if (line > 0)
        text_buffer_format(out, "%s%s %u", out->length > begin ? ", " : "",
                           nb ? "linje" : "line", line);
    if (out->length == begin)
        text_buffer_text(out, nb ? "hele uttrekket" : "the whole extract");
}
