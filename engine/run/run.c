#include "engine/run/run.h"

#include <stdio.h>

#include "engine/run/run_controls.h"
#include "engine/run/run_decide.h"
#include "formats/base/clock.h"
#include "formats/base/count_words.h"
#include "formats/base/stage_clock.h"
#include "formats/base/translate.h"

/* --- the evidence gate --- */

static void gate_line(TextBuffer *list, int year, int code, uint64_t persons, const char *why)
{
    text_buffer_format(list, "  %d %-20s %16s  %s\n", year, rate_code_text(code),
                       count_words(persons, "person", "persons").text, why);
}

static void list_rates(const Run *run, TextBuffer *list)
{
    const EvidenceCounts *counts = &run->counts.evidence;
    for (size_t y = 0; y < run->settle.years.count; y++) {
        int year = run->settle.years.items[y].context.budget_year;
        for (int c = 0; c < RATE_CODE_COUNT; c++) {
            uint64_t unverified = counts->unverified[y][c], missing = counts->missing[y][c];
            if (unverified > 0) gate_line(list, year, c, unverified, _("rate not verified"));
            if (missing > 0) gate_line(list, year, c, missing, _("no rate: lines held"));
        }
    }
}

Status run_gate(const Run *run, TextBuffer *list, Failure *failure)
{
    list_rates(run, list);
    int refused =
        evidence_refused(&run->settle, &run->counts.evidence, run->options.accept_rate);
    if (!run->live || refused == 0) return STATUS_OK;
    return failure_set(
        failure, STATUS_NOT_NOW, _("rates"),
        "a live run pays by verified rates only; the list above says what would "
        "need --accept-rate CODE (not verified), or --hold-code CODE or YEAR:CODE "
        "(missing)");
}

/* --- netting --- */

/* Spells out every row, so that the advice can be copied as it stands; what does not fit, which
 * no split of this country needs, is counted and never cut off. */
static Status ask_for_shares(const ClaimFailure *failed, Failure *failure)
{
    enum { ROW_SIZE = 96, ROWS_MAX = MUNICIPALITY_SUCCESSORS_MAX };
    char rows[ROW_SIZE * ROWS_MAX + 64] = "";
    size_t length = 0, count = failed->successor_count;
    size_t shown = count < ROWS_MAX ? count : ROWS_MAX;
    for (size_t i = 0; i < shown; i++)
        length += (size_t)snprintf(rows + length, sizeof rows - length,
                                   " <claimShare municipality=\"%04u\" successor=\"%04u\" "
                                   "numerator=\"1\" denominator=\"%zu\"/>",
                                   failed->municipality, failed->successors[i], count);
    if (shown < count)
        snprintf(rows + length, sizeof rows - length, _(" and %s more"),
                 count_words(count - shown, "row", "rows").text);
    return failure_set(failure, STATUS_INPUT_VALUE, _("claims brought forward"),
                       "municipality %04u was split: write into the --config file what part of "
                       "its claim each takes, as in%s",
                       failed->municipality, rows);
}

static Status refuse_claim(const ClaimFailure *failed, Failure *failure)
{
    if (failed->problem == CLAIM_UNSHARED) return ask_for_shares(failed, failure);
    return failure_set(
        failure, STATUS_INPUT_VALUE, _("claims brought forward"),
        "municipality %04u %s: correct its claimShare rows in --config", failed->municipality,
        failed->problem == CLAIM_TOO_LARGE ? _("has a claim too large for shares so fine")
                                           : _("has a share of one that is not its successor"));
}

/* Open items wait where nobody can be paid too. */
static void hold_items(Run *run)
{
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++)
        run->held_municipalities[code] =
            run->held_municipalities[code] || run->municipality_held[code];
}

Status run_net(Run *run, Failure *failure)
{
    STAGE(NETTING);
    ClaimFailure failed;
    const Configuration *configuration = run->configuration;
    if (!netting_bring_forward(&run->settle, run->carried, run->carried_count,
                               configuration->claim_shares, configuration->claim_share_count,
                               run->sums, &failed))
        return refuse_claim(&failed, failure);
    TRY(run_items_judge(run, failure));
    hold_items(run);
    if (!netting_take_up(&run->settle, run->open, run->open_count, configuration->claim_shares,
                         configuration->claim_share_count, run->held_municipalities, run->sums,
                         &failed))
        return refuse_claim(&failed, failure);
    netting_settle(&run->settle, run->sums);
    return run_items_list(run, failure);
}

/* --- all of it --- */

static Status decide_and_net(Run *run, const DecideSink *sink, Failure *failure)
{
    TRY(run_prior(run, failure));
    TRY(run_hold(run, failure));
    TRY(run_decide(run, sink, failure));
    TRY(run_net(run, failure));
    return run_controls(run, failure);
}

static void count_findings(Run *run)
{
    for (int control = 0; control < CONTROL_NUMBERS; control++)
        run->counts.found[control] += run->findings.by_control[control];
    control_counts_finish(run);
}

Status run_compute_loaded(Run *run, const DecideSink *sink, Failure *failure)
{
    double start = clock_seconds();
    Status status = decide_and_net(run, sink, failure);
    run->seconds_decide = clock_seconds() - start;
    if (status == STATUS_OK) count_findings(run);
    return status;
}

Status run_compute(Run *run, const DecideSink *sink, Failure *failure)
{
    double start = clock_seconds();
    TRY(run_load(run, failure));
    TRY(run_inputs_take(run, failure));
    run->seconds_read = clock_seconds() - start;
    return run_compute_loaded(run, sink, failure);
}
