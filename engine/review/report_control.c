/* report_control.c - what the controls of a run found, as a page. control.md 4. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/findings/finding_text.h"
#include "engine/ledger/ledger.h"
#include "formats/base/plain_text.h"
#include "engine/review/report.h"
#include "engine/review/report_parts.h"
#include "formats/run/sample_file.h"
#include "formats/run/sample_report.h"
#include "formats/json/json_reader.h"

enum { FAMILIES = 10, MUNICIPALITIES_SHOWN = 25, MESSAGES_SHOWN = 12 };

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

static void show_cards(const Report *report, const Run *run, const FindingCounts *counts)
{
    static const char *const names[SEVERITIES] = {"stop the run", "hold something back",
                                                  "warn: to be looked at", "inform"};
    size_t ran = 0;
    html_cards_begin(report->out);
    for (int s = SEVERITY_BLOCK; s < SEVERITIES; s++)
        html_card(report->out, whole_kroner_text((Kroner)counts->by_severity[s]).text,
                  names[s]);
    for (size_t i = 0; i < control_count(); i++)
        ran += run->counts.executed[control_at(i)->number] > 0;
    char text[32];
    snprintf(text, sizeof text, "%zu of %zu", ran, control_count());
    html_card(report->out, text, "controls ran");
    html_card(report->out, whole_kroner_text((Kroner)run->counts.persons).text, "persons read");
    html_cards_end(report->out);
}

static void show_families(const Report *report, const Run *run, const FindingCounts *counts)
{
    static const char *const columns[] = {"Family", ">Controls", ">Ran",
                                          ">Hold",  ">Warn",     ">Inform"};
    html_heading(report->out, "Findings by family");
    HtmlTable table = html_table_begin(report->out, "Number of controls, and of findings",
                                       columns, sizeof columns / sizeof columns[0]);
    for (int family = 1; family <= FAMILIES; family++) {
        int64_t controls = 0, ran = 0, found[SEVERITIES] = {0};
        for (size_t i = 0; i < control_count(); i++) {
            const Control *control = control_at(i);
            if (control->family != family) continue;
            controls++;
            ran += run->counts.executed[control->number] > 0;
            found[control->severity] += (int64_t)counts->by_control[control->number];
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
static Status show_message(const Report *report, const Run *run, const RunFinding *finding,
                           Failure *failure)
{
    TextBuffer text = TEXT_BUFFER_EMPTY, scratch = TEXT_BUFFER_EMPTY;
    JsonDocument *document = NULL;
    char place[PLACE_TEXT_SIZE];
    const char *message = "";
    Status status = finding_append(run, finding, NULL, &scratch, &text, failure);
    if (status == STATUS_OK) {
        status = json_read("finding", text.bytes, text.length, &document, failure);
    }
    if (status == STATUS_OK &&
        json_string(json_object_get(json_root(document), "message_en"), &message)) {
        report_place(report, finding->finding.municipality, place);
        text_buffer_text(report->out, "<li><b>");
        html_text(report->out, place);
        text_buffer_text(report->out, "</b>: ");
        html_text(report->out, message);
        text_buffer_text(report->out, "</li>\n");
    }
    json_free(document);
    text_buffer_free(&text);
    text_buffer_free(&scratch);
    return status;
}

/* The first of a control's findings that are about no person. */
typedef struct Messages {
    RunFinding items[MESSAGES_SHOWN];
    size_t count;
} Messages;

static Status keep_message(void *user, const RunFinding *finding, Failure *failure)
{
    Messages *messages = (Messages *)user + finding->finding.control;
    (void)failure;
    if (finding->ident != IDENT_NONE || finding->file != UINT32_MAX) return STATUS_OK;
    if (messages->count < MESSAGES_SHOWN) messages->items[messages->count++] = *finding;
    return STATUS_OK;
}

static Status show_messages(const Report *report, const Run *run, const Messages *messages,
                            Failure *failure)
{
    if (messages->count > 0) text_buffer_text(report->out, "<ul>\n");
    for (size_t i = 0; i < messages->count; i++) {
        TRY(show_message(report, run, &messages->items[i], failure));
    }
    if (messages->count > 0) text_buffer_text(report->out, "</ul>\n");
    return STATUS_OK;
}

static Status show_control(const Report *report, const Run *run, const Control *control,
                           uint64_t found, const Messages *messages, Failure *failure)
{
    char line[512];
    snprintf(line, sizeof line, "R%d %s: %llu found of %llu", control->number,
             severity_text(control->severity), (unsigned long long)found,
             (unsigned long long)run->counts.executed[control->number]);
    text_buffer_text(report->out, "<details open><summary>");
    html_text(report->out, line);
    text_buffer_text(report->out, "</summary>\n");
    html_paragraph(report->out, control->sentence_en);
    html_paragraph_nb(report->out, control->sentence_nb);
    snprintf(line, sizeof line, "Rests on: %s%s%s", control->reference,
             *control->fields != '\0' ? ". Fields: " : "", control->fields);
    html_paragraph(report->out, line);
    TRY(show_messages(report, run, messages, failure));
    text_buffer_text(report->out, "</details>\n");
    return STATUS_OK;
}

static Status show_found(const Report *report, const Run *run, const FindingCounts *counts,
                         Messages *messages, Failure *failure)
{
    TRY(finding_store_each(&run->findings, keep_message, messages, failure));
    html_heading(report->out, "Findings by control");
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        uint64_t found = counts->by_control[control->number];
        if (found == 0) continue;
        TRY(show_control(report, run, control, found, &messages[control->number], failure));
    }
    return STATUS_OK;
}

static Status show_controls(const Report *report, const Run *run, const FindingCounts *counts,
                            Failure *failure)
{
    Messages *messages = system_allocate_zeroed(CONTROL_NUMBERS, sizeof *messages);
    if (messages == NULL) return failure_set(failure, STATUS_MEMORY, "report", NULL);
    Status status = show_found(report, run, counts, messages, failure);
    system_free(messages);
    return status;
}

static void show_silent(const Report *report, const Run *run, const FindingCounts *counts)
{
    TextBuffer quiet = TEXT_BUFFER_EMPTY, idle = TEXT_BUFFER_EMPTY;
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        if (counts->by_control[control->number] > 0) continue;
        bool ran = run->counts.executed[control->number] > 0;
        text_buffer_format(ran ? &quiet : &idle, " R%d", control->number);
    }
    html_heading(report->out, "Controls without findings");
    text_buffer_text(report->out, "<p>Ran and found nothing:");
    html_text(report->out, quiet.bytes != NULL ? quiet.bytes : " none");
    text_buffer_text(report->out, ".</p>\n<p>Did not run (nothing to control, or no limit in "
                                  "the rule set):");
    html_text(report->out, idle.bytes != NULL ? idle.bytes : " none");
    text_buffer_text(report->out, ".</p>\n");
    report->out->failed = report->out->failed || quiet.failed || idle.failed;
    text_buffer_free(&quiet);
    text_buffer_free(&idle);
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

static Status show_municipalities(const Report *report, const FindingCounts *counts,
                                  Failure *failure)
{
    static const char *const columns[] = {"Municipality", ">Hold", ">Warn", ">Inform"};
    PlaceCount *places = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *places);
    size_t count = 0;
    if (places == NULL) return failure_set(failure, STATUS_MEMORY, "report", NULL);
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        const uint64_t *row = counts->by_municipality[code];
        uint64_t warnings = row[SEVERITY_FATAL] + row[SEVERITY_BLOCK] + row[SEVERITY_WARN];
        if (warnings + row[SEVERITY_INFO] == 0) continue;
        places[count++] = (PlaceCount){code, warnings, row[SEVERITY_INFO]};
    }
    qsort(places, count, sizeof *places, compare_places);
    html_heading(report->out, "Municipalities with most findings");
    HtmlTable table = html_table_begin(report->out, "Findings by severity; at most 25 rows",
                                       columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < count && i < MUNICIPALITIES_SHOWN; i++) {
        const uint64_t *row = counts->by_municipality[places[i].code];
        char place[PLACE_TEXT_SIZE];
        report_place(report, places[i].code, place);
        html_cell(&table, place);
        html_cell_number(&table, (int64_t)(row[SEVERITY_FATAL] + row[SEVERITY_BLOCK]));
        html_cell_number(&table, (int64_t)row[SEVERITY_WARN]);
        html_cell_number(&table, (int64_t)row[SEVERITY_INFO]);
    }
    html_table_end(&table);
    system_free(places);
    return STATUS_OK;
}

/* --- since the entry before --- */

static void change_rows(const Report *report, const FindingCounts *now,
                        const FindingCounts *before)
{
    static const char *const columns[] = {"Control", "Severity", ">Last run", ">This run",
                                          ">Change"};
    HtmlTable table = html_table_begin(report->out, "Findings by control", columns,
                                       sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        int64_t here = (int64_t)now->by_control[control->number];
        int64_t there = (int64_t)before->by_control[control->number];
        char name[16];
        if (here == there) continue;
        snprintf(name, sizeof name, "R%d", control->number);
        html_cell(&table, name);
        html_cell(&table, severity_text(control->severity));
        html_cell_number(&table, there);
        html_cell_number(&table, here);
        html_cell_number(&table, here - there);
    }
    html_table_end(&table);
}

static Status show_entry(const Report *report, const Run *run, const FindingCounts *now,
                         FindingCounts *before, Failure *failure)
{
    const LedgerEntry *last = ledger_last_paying(run->ledger);
    char name[ENTRY_NAME_SIZE], line[256];
    RunFolder *entry = system_allocate_zeroed(1, sizeof *entry);
    if (entry == NULL) return failure_set(failure, STATUS_MEMORY, "report", NULL);
    entry_name(last->number, name);
    Status status = path_join(run->ledger->folder, name, entry->path, failure);
    if (status == STATUS_OK) status = finding_counts_of_folder(entry, before, failure);
    system_free(entry);
    if (status != STATUS_OK) return status;
    snprintf(line, sizeof line,
             "Last committed run: %d, quarter %d, %s kr paid; this run %s kr.", last->year,
             last->quarter, kroner_text(last->paid).text,
             kroner_text(report->folder->manifest.paid).text);
    html_paragraph(report->out, line);
    change_rows(report, now, before);
    return STATUS_OK;
}

static Status show_change(const Report *report, const Run *run, const FindingCounts *now,
                          Failure *failure)
{
    html_heading(report->out, "Change since the last run");
    if (run->ledger == NULL || ledger_last_paying(run->ledger)->kind != ENTRY_RUN) {
        html_paragraph(report->out, "No run was committed before this one.");
        return STATUS_OK;
    }
    FindingCounts *before = system_allocate_zeroed(1, sizeof *before);
    if (before == NULL) return failure_set(failure, STATUS_MEMORY, "report", NULL);
    Status status = show_entry(report, run, now, before, failure);
    system_free(before);
    return status;
}

/* --- the sample --- */

/* The table as it is, and the conclusion in words below it. */
static void show_judgement(const Report *report, char *text)
{
    char *conclusion = strstr(text, "Conclusion:");
    text_buffer_text(report->out, "<pre>");
    if (conclusion != NULL) conclusion[-1] = '\0';
    html_text(report->out, text);
    text_buffer_text(report->out, "</pre>\n");
    if (conclusion == NULL) return;
    text_buffer_text(report->out, "<p><b>");
    html_text(report->out, conclusion);
    text_buffer_text(report->out, "</b></p>\n");
}

/* How it was drawn: "Method stratified by municipality, 30 items drawn with seed ...". */
static void show_draw(const Report *report, const Sample *sample)
{
    char line[320];
    bool strata = sample->strata_kind != STRATA_NONE;
    snprintf(line, sizeof line, "Method %s%s%s, %zu of %llu items drawn with seed \"%s\".",
             sample_method_text(sample->method), strata ? " by " : "",
             strata ? sample_strata_text(sample->strata_kind) : "", sample->item_count,
             (unsigned long long)sample->count, sample->seed);
    html_paragraph(report->out, line);
}

/* A sample that is not filled in yet is said, not refused. */
static Status show_evaluation(const Report *report, const Sample *sample, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    show_draw(report, sample);
    Status status =
        sample_report(sample, report->confidence, report->tolerable, &text, failure);
    if (status == STATUS_OK) show_judgement(report, text.bytes);
    if (status != STATUS_INPUT_VALUE) return status;
    html_paragraph(report->out, failure->detail);
    failure_clear(failure);
    return STATUS_OK;
}

/* The file names the run it was drawn from. */
static Status check_sample(const Report *report, const Sample *sample, Failure *failure)
{
    if (memcmp(sample->run_identity, report->folder->manifest.run_identity, SHA256_SIZE) == 0) {
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_INPUT_VALUE, report->sample,
                       "this sample was drawn from another run");
}

static Status show_sample(const Report *report, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(sample_free) Sample *sample = NULL;
    if (report->sample == NULL) return STATUS_OK;
    html_heading(report->out, "Sample");
    TRY(input_file_read(report->sample, INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(sample_read(report->sample, file.bytes, file.size, &sample, failure));
    TRY(check_sample(report, sample, failure));
    return show_evaluation(report, sample, failure);
}

/* A page with other limits must not be taken for the run's own. */
static void show_limits(const Report *report)
{
    if (report->limits == NULL) return;
    text_buffer_text(report->out, "<p><strong>Other limits than the run's: ");
    html_text(report->out, report->limits);
    text_buffer_text(report->out,
                     ".</strong> The findings on this page were made with the limits of that "
                     "folder's rule sets. Only limits differ: nothing that was paid or held "
                     "changes, and the findings the run was approved with are others.</p>\n");
}

static Status show(const Report *report, const Run *run, const FindingCounts *counts,
                   Failure *failure)
{
    report_begin(report, "Control of grants to municipalities");
    show_limits(report);
    show_cards(report, run, counts);
    show_families(report, run, counts);
    TRY(show_municipalities(report, counts, failure));
    TRY(report_plots(report, run, failure));
    TRY(show_change(report, run, counts, failure));
    TRY(show_sample(report, failure));
    TRY(show_controls(report, run, counts, failure));
    show_silent(report, run, counts);
    html_end(report->out);
    return text_buffer_status(report->out, failure);
}

Status report_control(const Report *report, const Run *run, Failure *failure)
{
    FindingCounts *counts = system_allocate_zeroed(1, sizeof *counts);
    if (counts == NULL) return failure_set(failure, STATUS_MEMORY, "report", NULL);
    Status status = finding_counts_of_run(run, counts, failure);
    if (status == STATUS_OK) status = show(report, run, counts, failure);
    system_free(counts);
    return status;
}
