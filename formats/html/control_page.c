#include "formats/html/control_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/plain_text.h"
#include "formats/html/html_page.h"

enum { FAMILIES = 10, MUNICIPALITIES_SHOWN = 25 };

static const char *const family_names[FAMILIES + 1] = {
    "",
    "1 Record",
    "2 Permit and group",
    "3 Residence",
    "4 Duplicates across files",
    "5 Training",
    "6 Introduction programme",
    "7 Municipality against itself",
    "8 Municipality against others of like size",
    "9 Payment",
    "10 Free amounts",
};

/* --- overview --- */

static void show_cards(const ControlPage *page)
{
    static const char *const names[SEVERITY_COUNT] = {"stop the run", "hold something back",
                                                      "warn: to be looked at", "inform"};
    size_t ran = 0;
    html_cards_begin(page->page.out);
    for (int s = SEVERITY_BLOCK; s < SEVERITY_COUNT; s++)
        html_card(page->page.out, whole_kroner_text((Kroner)page->counts->by_severity[s]).text,
                  names[s]);
    for (size_t i = 0; i < control_count(); i++)
        ran += page->executed[control_at(i)->number] > 0;
    char text[32];
    snprintf(text, sizeof text, "%zu of %zu", ran, control_count());
    html_card(page->page.out, text, "controls ran");
    html_card(page->page.out, whole_kroner_text((Kroner)page->persons).text, "persons read");
    html_cards_end(page->page.out);
}

static void show_families(const ControlPage *page)
{
    static const char *const columns[] = {"Family", ">Controls", ">Ran",
                                          ">Hold",  ">Warn",     ">Inform"};
    html_heading(page->page.out, "Findings by family");
    HtmlTable table = html_table_begin(page->page.out, "Number of controls, and of findings",
                                       columns, sizeof columns / sizeof columns[0]);
    for (int family = 1; family <= FAMILIES; family++) {
        int64_t controls = 0, ran = 0, found[SEVERITY_COUNT] = {0};
        for (size_t i = 0; i < control_count(); i++) {
            const Control *control = control_at(i);
            if (control->family != family) continue;
            controls++;
            ran += page->executed[control->number] > 0;
            found[control->severity] += (int64_t)page->counts->by_control[control->number];
        }
        html_cell(&table, family_names[family]);
        html_cell_number(&table, controls);
        html_cell_number(&table, ran);
        html_cell_number(&table, found[SEVERITY_FATAL] + found[SEVERITY_BLOCK]);
        html_cell_number(&table, found[SEVERITY_WARN]);
        html_cell_number(&table, found[SEVERITY_INFO]);
    }
    html_table_end(&table);
}

/* --- controls --- */

/* Findings of municipalities in words; those of persons are only counted. */
static Status show_message(const ControlPage *page, const Finding *finding, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer message = TEXT_BUFFER_EMPTY;
    char place[PLACE_TEXT_SIZE];
    finding_message(finding, &message);
    TRY(text_buffer_status(&message, failure));
    run_page_place(&page->page, finding->municipality, place);
    text_buffer_text(page->page.out, "<li><b>");
    html_text(page->page.out, place);
    text_buffer_text(page->page.out, "</b>: ");
    html_text(page->page.out, message.bytes != NULL ? message.bytes : "");
    text_buffer_text(page->page.out, "</li>\n");
    return STATUS_OK;
}

static Status show_messages(const ControlPage *page, const ControlMessages *messages,
                            Failure *failure)
{
    if (messages->count > 0) text_buffer_text(page->page.out, "<ul>\n");
    for (size_t i = 0; i < messages->count; i++)
        TRY(show_message(page, &messages->items[i], failure));
    if (messages->count > 0) text_buffer_text(page->page.out, "</ul>\n");
    return STATUS_OK;
}

static Status show_control(const ControlPage *page, const Control *control, Failure *failure)
{
    TextBuffer *out = page->page.out;
    char line[512];
    snprintf(line, sizeof line, "%s %s: %llu found of %llu", control_name(control->number).text,
             severity_text(control->severity),
             (unsigned long long)page->counts->by_control[control->number],
             (unsigned long long)page->executed[control->number]);
    text_buffer_text(out, "<details open><summary>");
    html_text(out, line);
    text_buffer_text(out, "</summary>\n");
    html_paragraph(out, control->sentence_en);
    html_paragraph_nb(out, control->sentence_nb);
    snprintf(line, sizeof line, "Rests on: %s%s%s", control->reference,
             *control->fields != '\0' ? ". Fields: " : "", control->fields);
    html_paragraph(out, line);
    TRY(show_messages(page, &page->messages[control->number], failure));
    text_buffer_text(out, "</details>\n");
    return STATUS_OK;
}

static Status show_controls(const ControlPage *page, Failure *failure)
{
    html_heading(page->page.out, "Findings by control");
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        if (page->counts->by_control[control->number] == 0) continue;
        TRY(show_control(page, control, failure));
    }
    return STATUS_OK;
}

static void show_silent(const ControlPage *page)
{
    CLEANUP(text_buffer_free) TextBuffer quiet = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer idle = TEXT_BUFFER_EMPTY;
    TextBuffer *out = page->page.out;
    for (size_t i = 0; i < control_count(); i++) {
        int number = control_at(i)->number;
        if (page->counts->by_control[number] > 0) continue;
        text_buffer_format(page->executed[number] > 0 ? &quiet : &idle, " %s",
                           control_name(number).text);
    }
    html_heading(out, "Controls without findings");
    text_buffer_text(out, "<p>Ran and found nothing:");
    html_text(out, quiet.bytes != NULL ? quiet.bytes : " none");
    text_buffer_text(out, ".</p>\n<p>Did not run (nothing to control, or no limit in the rule "
                          "set):");
    html_text(out, idle.bytes != NULL ? idle.bytes : " none");
    text_buffer_text(out, ".</p>\n");
    out->failed = out->failed || quiet.failed || idle.failed;
}

/* --- municipalities --- */

typedef struct PlaceCount {
    size_t code;
    uint64_t warnings, informs;
} PlaceCount;

static int compare_places(const void *left, const void *right)
{
    const PlaceCount *a = left;
    const PlaceCount *b = right;
    if (a->warnings != b->warnings) return a->warnings > b->warnings ? -1 : 1;
    if (a->informs != b->informs) return a->informs > b->informs ? -1 : 1;
    return a->code < b->code ? -1 : a->code > b->code;
}

static Status show_municipalities(const ControlPage *page, Failure *failure)
{
    static const char *const columns[] = {"Municipality", ">Hold", ">Warn", ">Inform"};
    CLEANUP(system_free)
    PlaceCount *places = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *places);
    size_t count = 0;
    if (places == NULL) return failure_set(failure, STATUS_MEMORY, "report", NULL);
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        const uint64_t *row = page->counts->by_municipality[code];
        uint64_t warnings = row[SEVERITY_FATAL] + row[SEVERITY_BLOCK] + row[SEVERITY_WARN];
        if (warnings + row[SEVERITY_INFO] == 0) continue;
        places[count++] = (PlaceCount){code, warnings, row[SEVERITY_INFO]};
    }
    qsort(places, count, sizeof *places, compare_places);
    html_heading(page->page.out, "Municipalities with most findings");
    HtmlTable table = html_table_begin(page->page.out, "Findings by severity; at most 25 rows",
                                       columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < count && i < MUNICIPALITIES_SHOWN; i++) {
        const uint64_t *row = page->counts->by_municipality[places[i].code];
        char place[PLACE_TEXT_SIZE];
        run_page_place(&page->page, places[i].code, place);
        html_cell(&table, place);
        html_cell_number(&table, (int64_t)(row[SEVERITY_FATAL] + row[SEVERITY_BLOCK]));
        html_cell_number(&table, (int64_t)row[SEVERITY_WARN]);
        html_cell_number(&table, (int64_t)row[SEVERITY_INFO]);
    }
    html_table_end(&table);
    return STATUS_OK;
}

/* --- since the entry before --- */

static void change_rows(const ControlPage *page, const FindingCounts *before)
{
    static const char *const columns[] = {"Control", "Severity", ">Last run", ">This run",
                                          ">Change"};
    HtmlTable table = html_table_begin(page->page.out, "Findings by control", columns,
                                       sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        int64_t here = (int64_t)page->counts->by_control[control->number];
        int64_t there = (int64_t)before->by_control[control->number];
        if (here == there) continue;
        html_cell(&table, control_name(control->number).text);
        html_cell(&table, severity_text(control->severity));
        html_cell_number(&table, there);
        html_cell_number(&table, here);
        html_cell_number(&table, here - there);
    }
    html_table_end(&table);
}

static void show_change(const ControlPage *page)
{
    const RunBefore *last = page->last;
    char line[256];
    html_heading(page->page.out, "Change since the last run");
    if (last == NULL) {
        html_paragraph(page->page.out, "No run was committed before this one.");
        return;
    }
    snprintf(line, sizeof line,
             "Last committed run: %d, quarter %d, %s kr paid; this run %s kr.", last->year,
             last->quarter, kroner_text(last->paid).text,
             kroner_text(page->page.manifest->paid).text);
    html_paragraph(page->page.out, line);
    change_rows(page, last->counts);
}

/* --- the sample --- */

/* The table as it is, and the conclusion in words below it. */
static void show_judgement(TextBuffer *out, char *text)
{
    char *conclusion = strstr(text, "Conclusion:");
    text_buffer_text(out, "<pre>");
    if (conclusion != NULL) conclusion[-1] = '\0';
    html_text(out, text);
    text_buffer_text(out, "</pre>\n");
    if (conclusion == NULL) return;
    text_buffer_text(out, "<p><b>");
    html_text(out, conclusion);
    text_buffer_text(out, "</b></p>\n");
}

static void show_sample(const ControlPage *page)
{
    const SampleResult *sample = page->sample;
    if (sample == NULL) return;
    html_heading(page->page.out, "Sample");
    html_paragraph(page->page.out, sample->drawn);
    if (sample->refusal != NULL) html_paragraph(page->page.out, sample->refusal);
    if (sample->judgement != NULL) show_judgement(page->page.out, sample->judgement);
}

/* A page with other limits must not be taken for the run's own. */
static void show_limits(const ControlPage *page)
{
    if (page->limits == NULL) return;
    text_buffer_text(page->page.out, "<p><strong>Other limits than the run's: ");
    html_text(page->page.out, page->limits);
    text_buffer_text(page->page.out,
                     ".</strong> The findings on this page were made with the limits of that "
                     "folder's rule sets. Only limits differ: nothing that was paid or held "
                     "changes, and the findings the run was approved with are others.</p>\n");
}

Status control_page_write(const ControlPage *page, Failure *failure)
{
    run_page_begin(&page->page, "Control of grants to municipalities");
    show_limits(page);
    show_cards(page);
    show_families(page);
    TRY(show_municipalities(page, failure));
    TRY(control_page_plots(page, failure));
    show_change(page);
    show_sample(page);
    TRY(show_controls(page, failure));
    show_silent(page);
    html_end(page->page.out);
    return text_buffer_status(page->page.out, failure);
}
