/* control_again.c - a run's controls with other limits; findings counted. control.md 4. */
#include "engine/review/run_again.h"
#include "engine/review/run_report.h"

#include <string.h>

#include "formats/base/translate.h"
#include "formats/text/controls_text.h"

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
    if (other == NULL)
        return failure_set(failure, STATUS_NO_RULES, limits, "there is no rule set %d.xml",
                           context->budget_year);
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
                             const char *limits, const bool *wanted, ControlAgain *out,
                             Failure *failure)
{
    *out = (ControlAgain){0};
    TRY(run_again_begin(folder, given, NULL, &out->again, failure));
    TRY(report_prove(folder, out->again->run.ledger, failure));
    for (int s = 0; wanted != NULL && s < SHARES_OF_PERSONS; s++)
        out->again->run.options.listed[s] = wanted[share_control((ShareId)s)];
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

Status control_again_show(const ControlAgain *control, const RunFolder *folder,
                          const char *name, const char *limits, JsonWriter *json,
                          TextBuffer *out, Failure *failure)
{
    const Run *run = &control->again->run;
    CLEANUP(system_free) FindingCounts *counts = system_allocate_zeroed(2, sizeof *counts);
    if (counts == NULL) return failure_set(failure, STATUS_MEMORY, _("control"), NULL);
    TRY(finding_counts_of_run(run, &counts[0], failure));
    TRY(run_folder_check(folder, "findings.jsonl.gz", failure));
    TRY(finding_counts_of_folder(folder, &counts[1], failure));
    const ControlsFound found = {.name = name,
                                 .limits = limits,
                                 .year = run->options.year,
                                 .quarter = run->options.quarter,
                                 .executed = run->counts.executed,
                                 .municipalities = run->municipalities,
                                 .now = &counts[0],
                                 .before = &counts[1]};
    if (json != NULL)
        controls_json(&found, json);
    else
        controls_text(&found, out);
    return STATUS_OK;
}
