/* control_again.c - a run's controls with other limits; findings counted. control.md 4. */
#include "engine/review/control_again.h"

#include <string.h>

/* --- counting --- */

static Status count_finding(void *user, const RunFinding *found, Failure *failure)
{
    const Finding *finding = &found->finding;
    (void)failure;
    finding_counts_add(user, finding->control, finding->municipality,
                       (Severity)finding->severity);
    return STATUS_OK;
}

Status finding_counts_of_run(const Run *run, FindingCounts *counts, Failure *failure)
{
    return finding_store_each(&run->findings, count_finding, counts, failure);
}

Status finding_counts_of_folder(const RunFolder *folder, FindingCounts *counts,
                                Failure *failure)
{
    static const char name[] = "findings.jsonl.gz";
    char path[PATH_SIZE];
    TRY(run_folder_path(folder, name, path, failure));
    return finding_counts_read(path, name, counts, failure);
}

/* --- computing again --- */

/* Everything but the limits stays the run's own, so that no amount can change. */
static Status take_limits(ControlAgain *control, const char *limits, Failure *failure)
{
    Run *run = &control->again->run;
    SettleYears *years = &run->settle.years;
    GrantContext *context = &years->items[years->count - 1].context;
    TRY(rule_sets_load(limits, &control->rule_sets, failure));
    const RuleSet *other = rule_sets_year(control->rule_sets, context->budget_year);
    if (other == NULL) {
        return failure_set(failure, STATUS_INPUT_MISSING, limits, "there is no rule set %d.xml",
                           context->budget_year);
    }
    control->own = system_allocate(sizeof *control->own);
    if (control->own == NULL) return failure_set(failure, STATUS_MEMORY, limits, NULL);
    *control->own = *context->rules;
    memcpy(control->own->thresholds, other->thresholds, sizeof other->thresholds);
    control->own->threshold_count = other->threshold_count;
    context->rules = control->own;
    return STATUS_OK;
}

static Status compute(const RunFolder *folder, RunAgain *again, Failure *failure)
{
    TimeStamp time;
    TRY(time_stamp(folder->manifest.time, &time, failure));
    TRY(run_output_open(&again->output, NULL, &time, again->run.options.threads, failure));
    DecideSink sink = run_output_sink(&again->output);
    TRY(run_compute_loaded(&again->run, &sink, failure));
    /* The changed accounts (R904) are found when the payments are planned. */
    return run_output_plan(&again->output, &again->run, failure);
}

Status control_again_compute(const RunFolder *folder, const RunArguments *given,
                             const char *limits, ControlAgain *out, Failure *failure)
{
    *out = (ControlAgain){0};
    TRY(run_again_begin(folder, given, &out->again, failure));
    if (limits != NULL) TRY(take_limits(out, limits, failure));
    return compute(folder, out->again, failure);
}

void control_again_close(ControlAgain *control)
{
    run_again_close(control->again);
    rule_sets_free(control->rule_sets);
    system_free(control->own);
}

/* --- what is shown --- */

enum { TOP_MUNICIPALITIES = 15, CHANGES_SHOWN = 100 };

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

static void show_all(const Shown *shown, const char *folder, const char *limits)
{
    const Run *run = shown->run;
    text_buffer_format(shown->out, "Controls of %s (%d, quarter %d) with %s%s\n", folder,
                       run->options.year, run->options.quarter,
                       limits != NULL ? "the limits of " : "the run's own limits",
                       limits != NULL ? limits : "");
    show_severities(shown);
    show_controls(shown);
    show_not_run(shown);
    show_municipalities(shown);
    if (limits != NULL) show_changes(shown);
}

Status control_again_show(const ControlAgain *control, const RunFolder *folder,
                          const char *name, const char *limits, TextBuffer *out,
                          Failure *failure)
{
    const Run *run = &control->again->run;
    CLEANUP(system_free) FindingCounts *counts = system_allocate_zeroed(2, sizeof *counts);
    if (counts == NULL) return failure_set(failure, STATUS_MEMORY, "control", NULL);
    TRY(finding_counts_of_run(run, &counts[0], failure));
    TRY(run_folder_check(folder, "findings.jsonl.gz", failure));
    TRY(finding_counts_of_folder(folder, &counts[1], failure));
    show_all(&(Shown){run, &counts[0], &counts[1], out}, name, limits);
    return STATUS_OK;
}
