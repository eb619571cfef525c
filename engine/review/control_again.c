/* control_again.c - a run's controls with other limits; findings counted. control.md 4. */
#include "engine/review/control_again.h"

#include <string.h>

#include "formats/base/input_stream.h"
#include "formats/json/json_reader.h"

static const char *const severities[SEVERITIES] = {"FATAL", "BLOCK", "WARN", "INFO"};

const char *severity_text(Severity severity)
{
    INVARIANT((unsigned)severity < SEVERITIES);
    return severities[severity];
}

/* --- counting --- */

/* Place of a control in the catalogue; of a number that is no control's, the last and unused.
 */
static size_t index_of(int control)
{
    size_t low = 0, high = control_count();
    INVARIANT(high < CONTROLS_MAX);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (control_at(middle)->number < control) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < control_count() && control_at(low)->number == control ? low : CONTROLS_MAX - 1;
}

static void count(FindingCounts *counts, int control, size_t municipality, size_t severity)
{
    if (municipality >= MUNICIPALITY_CODES) municipality = 0;
    counts->by_control[control]++;
    counts->by_place[index_of(control)][municipality]++;
    counts->by_municipality[municipality][severity]++;
    counts->by_severity[severity]++;
}

static Status count_finding(void *user, const RunFinding *found, Failure *failure)
{
    const Finding *finding = &found->finding;
    (void)failure;
    count(user, finding->control, finding->municipality, finding->severity);
    return STATUS_OK;
}

Status finding_counts_of_run(const Run *run, FindingCounts *counts, Failure *failure)
{
    return finding_store_each(&run->findings, count_finding, counts, failure);
}

/* "R702" or "0301" after its prefix; -1 when it is no number below the limit. */
static int number_in(const char *text, int below)
{
    int number = 0;
    if (*text == '\0') return -1;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9' || number >= below) return -1;
        number = number * 10 + (*text - '0');
    }
    return number < below ? number : -1;
}

static bool count_line(const JsonValue *finding, FindingCounts *counts)
{
    const char *control, *severity, *municipality = "0";
    if (!json_string(json_object_get(finding, "control"), &control) || *control != 'R' ||
        !json_string(json_object_get(finding, "severity"), &severity)) {
        return false;
    }
    (void)json_string(json_object_get(finding, "municipality"), &municipality);
    int number = number_in(control + 1, CONTROL_NUMBERS);
    int code = number_in(municipality, MUNICIPALITY_CODES);
    for (size_t s = 0; s < SEVERITIES; s++) {
        if (number <= 0 || code < 0 || strcmp(severity, severities[s]) != 0) continue;
        count(counts, number, (size_t)code, s);
        return true;
    }
    return false;
}

/* Whole lines, the last of the file perhaps without its end. */
static Status count_lines(const char *name, const char *at, const char *end,
                          FindingCounts *counts, Failure *failure)
{
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((stop != NULL ? stop : end) - at);
        JsonDocument *document;
        TRY(json_read(name, at, length, &document, failure));
        bool good = count_line(json_root(document), counts);
        json_free(document);
        if (!good) return failure_set(failure, STATUS_VERIFICATION, name, "not a finding");
        at += length + (stop != NULL);
    }
    return STATUS_OK;
}

static Status count_stream(const char *name, InputStream *stream, FindingCounts *counts,
                           Failure *failure)
{
    for (;;) {
        const char *lines;
        size_t length;
        TRY(input_stream_lines(stream, &lines, &length, failure));
        if (length == 0) return STATUS_OK;
        TRY(count_lines(name, lines, lines + length, counts, failure));
    }
}

Status finding_counts_of_folder(const RunFolder *folder, FindingCounts *counts,
                                Failure *failure)
{
    static const char name[] = "findings.jsonl.gz";
    char path[PATH_SIZE];
    InputStream *stream;
    TRY(run_folder_path(folder, name, path, failure));
    TRY(input_stream_open(path, &stream, failure));
    Status status = count_stream(name, stream, counts, failure);
    input_stream_close(stream);
    return status;
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
