/* command_control.c - tilskudd control: the controls of a run with other limits. control.md 4.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/review/control_again.h"
#include "engine/findings/finding_writer.h"
#include "engine/program.h"

enum {
    TOP_MUNICIPALITIES = 15,
    CHANGES_SHOWN = 100,
    CONTROL_FINDINGS = RUN_OPTION_LAST,
    CONTROL_ROWS = 1,
    FINDINGS_MODE = 0644
};

static OptionRow rows[CONTROL_ROWS + RUN_AGAIN_ROWS] = {
    {CONTROL_FINDINGS, "findings", "FILE", "write every finding there, one JSON object a line"},
};

static const CommandHelp help = {
    "tilskudd control RUN [--rules DIR] [--findings FILE]",
    "Computes a run again from its inputs and controls it with the limits of the rule sets in\n"
    "DIR (without --rules: its own): findings by control and severity, how often each control\n"
    "ran, the municipalities with most findings, and the difference to the run's own\n"
    "findings, with --rules also by control and municipality. Only limits are taken from DIR;\n"
    "no amount can change. With --findings the findings themselves are written to a new file\n"
    "(exit 3 when it is there), as in findings.jsonl.gz of a run; nothing else is written.",
    rows, sizeof rows / sizeof rows[0],
    "Example:\n  tilskudd control run-2018-3 --rules stricter-limits\n"};

typedef struct ControlArguments {
    RunArguments run;
    const char *folder;
    const char *limits;
    const char *findings;
} ControlArguments;

static Status take(void *user, int id, const char *value, Failure *failure)
{
    ControlArguments *arguments = user;
    if (id == RUN_RULES) {
        arguments->limits = value;
        return STATUS_OK;
    }
    arguments->run.takes_registers = false;
    if (id == CONTROL_FINDINGS) {
        arguments->findings = value;
        return STATUS_OK;
    }
    return run_arguments_take(&arguments->run, id, value, failure);
}

static Status place(void *user, const char *word, Failure *failure)
{
    ControlArguments *arguments = user;
    if (arguments->folder != NULL) {
        return run_arguments_place(&arguments->run, word, failure);
    }
    arguments->folder = word;
    return STATUS_OK;
}

/* --- what is shown --- */

typedef struct Shown {
    const Run *run;
    const FindingCounts *now, *before;
    TextBuffer *out;
} Shown;

static void show_severities(const Shown *shown)
{
    text_buffer_text(shown->out,
                     "\nFindings by severity       now   in the run   difference\n");
    for (int s = 0; s < SEVERITY_COUNT; s++) {
        long long now = (long long)shown->now->by_severity[s];
        long long before = (long long)shown->before->by_severity[s];
        text_buffer_format(shown->out, "  %-20s %8lld %12lld %+12lld\n",
                           severity_text((Severity)s), now, before, now - before);
    }
}

/* The first part of a sentence that says what the control is about is enough here; the whole
 * stands in `rules show controls`. */
static void show_controls(const Shown *shown)
{
    size_t silent = 0;
    text_buffer_text(shown->out, "\nFindings by control   ran on      now   in the run   "
                                 "difference\n");
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        long long now = (long long)shown->now->by_control[control->number];
        long long before = (long long)shown->before->by_control[control->number];
        uint64_t executed = shown->run->counts.executed[control->number];
        silent += executed > 0 && now == 0 && before == 0;
        if (now == 0 && before == 0) continue;
        text_buffer_format(shown->out, "  R%-5d %-9s %12llu %8lld %12lld %+12lld\n",
                           control->number, severity_text(control->severity),
                           (unsigned long long)executed, now, before, now - before);
    }
    text_buffer_format(shown->out, "  %zu more controls ran and found nothing.\n", silent);
}

static void show_not_run(const Shown *shown)
{
    const char *between = "\nDid not run (nothing to control, or no limit):";
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        if (shown->run->counts.executed[control->number] > 0) continue;
        text_buffer_format(shown->out, "%s R%d", between, control->number);
        between = "";
    }
    if (*between == '\0') text_buffer_char(shown->out, '\n');
}

static uint64_t warnings_of(const FindingCounts *counts, size_t code)
{
    const uint64_t *row = counts->by_municipality[code];
    return row[SEVERITY_FATAL] + row[SEVERITY_BLOCK] + row[SEVERITY_WARN];
}

/* The municipality with most findings of those not shown yet; ties by code. 0: none is left. */
static size_t next_municipality(const FindingCounts *counts, const bool *shown)
{
    size_t best = 0;
    uint64_t most = 0, informs = 0;
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        uint64_t warnings = warnings_of(counts, code);
        uint64_t infos = counts->by_municipality[code][SEVERITY_INFO];
        if (shown[code] || warnings + infos == 0) continue;
        if (best != 0 && (warnings < most || (warnings == most && infos <= informs))) continue;
        best = code;
        most = warnings;
        informs = infos;
    }
    return best;
}

/* Bytes of a name that are no characters of their own (UTF-8): width that printf would miss. */
static int bytes_beyond_characters(const char *name)
{
    int beyond = 0;
    for (; *name != '\0'; name++)
        beyond += ((unsigned char)*name & 0xC0) == 0x80;
    return beyond;
}

static void show_municipalities(const Shown *shown)
{
    bool done[MUNICIPALITY_CODES] = {false};
    text_buffer_text(shown->out,
                     "\nMunicipalities with most findings    hold or warn   inform   "
                     "in the run\n");
    for (int i = 0; i < TOP_MUNICIPALITIES; i++) {
        size_t code = next_municipality(shown->now, done);
        if (code == 0) break;
        done[code] = true;
        const Municipality *row =
            municipality_find(shown->run->municipalities, (MunicipalityCode)code);
        uint64_t before = 0;
        for (int s = 0; s < SEVERITY_COUNT; s++)
            before += shown->before->by_municipality[code][s];
        const char *name = row != NULL ? row->name : "";
        text_buffer_format(shown->out, "  %04zu %-*s %14llu %8llu %12llu\n", code,
                           28 + bytes_beyond_characters(name), name,
                           (unsigned long long)warnings_of(shown->now, code),
                           (unsigned long long)shown->now->by_municipality[code][SEVERITY_INFO],
                           (unsigned long long)before);
    }
}

static void show_change(const Shown *shown, size_t control, size_t code)
{
    long long now = shown->now->by_place[control][code];
    long long before = shown->before->by_place[control][code];
    const Municipality *row =
        code > 0 ? municipality_find(shown->run->municipalities, (MunicipalityCode)code) : NULL;
    const char *name = row != NULL ? row->name : code == 0 ? "the country" : "";
    text_buffer_format(shown->out, "  R%-5d %04zu %-28s %8lld %12lld %+12lld\n",
                       control_at(control)->number, code, name, now, before, now - before);
}

/* What other limits find more or less, and where. */
static void show_changes(const Shown *shown)
{
    size_t changes = 0;
    text_buffer_text(shown->out,
                     "\nOther findings than the run's              now   in the run   "
                     "difference\n");
    for (size_t i = 0; i < control_count(); i++) {
        for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
            if (shown->now->by_place[i][code] == shown->before->by_place[i][code]) continue;
            if (changes++ < CHANGES_SHOWN) show_change(shown, i, code);
        }
    }
    if (changes == 0) text_buffer_text(shown->out, "  none\n");
    if (changes > CHANGES_SHOWN) {
        text_buffer_format(shown->out, "  and %zu more; --findings FILE writes every finding\n",
                           changes - CHANGES_SHOWN);
    }
}

static void show_all(const Shown *shown, const ControlArguments *arguments)
{
    const Run *run = shown->run;
    text_buffer_format(shown->out, "Controls of %s (%d, quarter %d) with %s%s\n",
                       arguments->folder, run->options.year, run->options.quarter,
                       arguments->limits != NULL ? "the limits of " : "the run's own limits",
                       arguments->limits != NULL ? arguments->limits : "");
    show_severities(shown);
    show_controls(shown);
    show_not_run(shown);
    show_municipalities(shown);
    if (arguments->limits != NULL) show_changes(shown);
}

/* --- the findings themselves --- */

static Status write_piece(void *user, const TextBuffer *text, Failure *failure)
{
    return output_file_write(user, text->bytes, text->length, failure);
}

static Status save_findings(const ControlArguments *arguments, const Run *run, Failure *failure)
{
    OutputFile *file;
    if (arguments->findings == NULL) return STATUS_OK;
    TRY(output_file_open_new(arguments->findings, FINDINGS_MODE, OUTPUT_PLAIN, 1, &file,
                             failure));
    Status status = findings_write(run, write_piece, file, failure);
    if (status == STATUS_OK) return output_file_commit(&file, NULL, failure);
    output_file_abandon(&file);
    return status;
}

static Status show_counts(const ControlArguments *arguments, const RunFolder *folder,
                          const Run *run, FindingCounts *counts, Failure *failure)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    Shown shown = {run, &counts[0], &counts[1], &text};
    TRY(finding_counts_of_run(run, &counts[0], failure));
    TRY(run_folder_check(folder, "findings.jsonl.gz", failure));
    TRY(finding_counts_of_folder(folder, &counts[1], failure));
    show_all(&shown, arguments);
    Status status = text_buffer_status(&text, failure);
    if (status == STATUS_OK) fputs(text.bytes, stdout);
    text_buffer_free(&text);
    return status;
}

static Status control_folder(const ControlArguments *arguments, const RunFolder *folder,
                             Failure *failure)
{
    ControlAgain control;
    FindingCounts *counts = system_allocate_zeroed(2, sizeof *counts);
    if (counts == NULL) return failure_set(failure, STATUS_MEMORY, "control", NULL);
    Status status =
        control_again_compute(folder, &arguments->run, arguments->limits, &control, failure);
    if (status == STATUS_OK) {
        status = save_findings(arguments, &control.again->run, failure);
    }
    if (status == STATUS_OK) {
        status = show_counts(arguments, folder, &control.again->run, counts, failure);
    }
    control_again_close(&control);
    system_free(counts);
    return status;
}

static Status control_all(const ControlArguments *arguments, Failure *failure)
{
    RunFolder folder;
    if (arguments->folder == NULL) {
        return failure_set(failure, STATUS_USAGE, "control", "name a run folder");
    }
    if (arguments->findings != NULL) TRY(output_file_check_new(arguments->findings, failure));
    TRY(run_folder_open(arguments->folder, &folder, failure));
    Status status = control_folder(arguments, &folder, failure);
    run_folder_close(&folder);
    return status;
}

int command_control(int argc, char **argv)
{
    static ControlArguments arguments;
    Failure failure = {STATUS_OK, "", ""};
    bool helped = false;
    OptionTakers takers = {take, place, &arguments};
    arguments = (ControlArguments){0};
    run_again_nothing_given(&arguments.run);
    memcpy(&rows[CONTROL_ROWS], run_again_rows, RUN_AGAIN_ROWS * sizeof *rows);
    for (size_t i = 0; i < CONTROL_ROWS + RUN_AGAIN_ROWS; i++) {
        if (rows[i].id == RUN_RULES) rows[i].help = "rule sets to take the limits from";
    }
    Status status = options_parse(argc, argv, &help, &takers, &helped, &failure);
    if (helped) return EXIT_DONE;
    if (status == STATUS_OK) status = control_all(&arguments, &failure);
    return report_end(status, &failure);
}
