#include "engine/run/pipeline.h"

#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "rules/settlement/basic.h"
#include "engine/run/run_controls.h"

enum { DECIDE_CHUNK = 2048, CHUNKS_A_THREAD = 4 };

/* What one thread adds up over all its chunks. */
typedef struct ThreadTotals {
    SettleWork workspace;
    RunCounts counts;
    GroupRow *sums;
    int64_t *basic_counts;
    FigureSums figures;
    IdentList others; /* of the person at hand */
} ThreadTotals;

/* What one chunk hands on. */
typedef struct Chunk {
    TextBuffer decisions, without, looks;
    FindingList findings;
    Failure failure;
    Status status;
} Chunk;

/* --- lines into sums and text --- */

static bool is_integration_year(const Run *run, const DecisionLine *line)
{
    return line->budget_year == run->options.year && line->earned > 0 &&
           grant_code_is_integration((GrantCode)line->code);
}

static void count_line(ThreadTotals *totals, const DecisionLine *line)
{
    totals->counts.lines++;
    if (line->status == DECISION_PAY) totals->counts.pay_lines++;
    if (line->status == DECISION_HELD) totals->counts.held_lines++;
    if (line->status == DECISION_ZERO) totals->counts.zero_lines++;
    PaymentGroup group = grant_code_group((GrantCode)line->code);
    group_sums_add_line(&totals->sums[line->municipality][group], line);
}

static bool holds_money(const DecisionLine *line)
{
    return line->status == DECISION_HELD && line->first && line->due != 0;
}

/* Once a subject and reason: what is held, and of how many. */
static void count_held(ThreadTotals *totals)
{
    const SettleWork *work = &totals->workspace;
    RunCounts *counts = &totals->counts;
    bool municipality = subject_is_municipality(work->lines[0].subject);
    for (size_t i = 0; i < work->line_count; i++) {
        const DecisionLine *line = &work->lines[i];
        if (!holds_money(line)) continue;
        int control = line->control;
        bool again = false;
        for (size_t j = 0; j < i && !again; j++) {
            again = holds_money(&work->lines[j]) && work->lines[j].control == control;
        }
        INVARIANT(control < CONTROL_NUMBERS);
        counts->held_ore[control] += (uint64_t)line->due;
        if (again) continue;
        counts->held_persons[control] += !municipality;
        counts->held_municipalities[control] += municipality;
    }
}

/* Rates matter only to persons with a paid or held line: most quarters that is everybody, but
 * the tables are small and the check is one pass over few lines. */
static bool any_line_of(const SettleWork *work, DecisionStatus status)
{
    for (size_t i = 0; i < work->line_count; i++) {
        if (work->lines[i].status == status) return true;
    }
    return false;
}

static void write_lines(const Run *run, ThreadTotals *totals, Chunk *chunk)
{
    const SettleWork *work = &totals->workspace;
    char subject[SUBJECT_TEXT_SIZE];
    bool integration = false;
    if (work->line_count == 0) return;
    subject_format(work->lines[0].subject, subject);
    for (size_t i = 0; i < work->line_count; i++) {
        decision_csv_append(&chunk->decisions, &work->lines[i], subject);
        count_line(totals, &work->lines[i]);
        integration = integration || is_integration_year(run, &work->lines[i]);
    }
    totals->counts.integration_persons += integration;
    evidence_count(&run->settle, work->lines, work->line_count, &totals->counts.evidence);
    if (any_line_of(work, DECISION_HELD)) count_held(totals);
}

static Status append_look(const Run *run, size_t index, const Registration *person,
                          IdentList *others, Chunk *chunk)
{
    TRY(run_other_idents(run, index, others, &chunk->failure));
    PersonLook look = {.ident = person->ident,
                       .born = person->born,
                       .settled = person->settlement.date,
                       .settled_in = person->settlement.municipality,
                       .background = person->background,
                       .former_count = (uint16_t)others->count,
                       .sex = person->sex};
    look_csv_append(&chunk->looks, &look, others->items);
    return STATUS_OK;
}

/* --- findings that come out of deciding --- */

static Status add_finding(Run *run, Chunk *chunk, int control, MunicipalityCode municipality,
                          int64_t person)
{
    Finding finding = run_finding(control, municipality);
    return run_finding_list(run, &chunk->findings, &finding, person, &chunk->failure);
}

static Status line_findings(Run *run, const SettleWork *work, Chunk *chunk, int64_t person)
{
    for (size_t i = 0; i < work->line_count; i++) {
        const DecisionLine *line = &work->lines[i];
        int control = line->control;
        if (!line->first ||
            (control != CONTROL_RATE_MISSING && control != CONTROL_SUCCESSOR_AMBIGUOUS)) {
            continue;
        }
        Finding finding = run_finding(control, line->municipality);
        finding.values[finding.value_count++] =
            (FindingValue){"code", VALUE_WORD, 0, grant_code_text((GrantCode)line->code)};
        finding.values[finding.value_count++] =
            (FindingValue){"budget_year", VALUE_NUMBER, line->budget_year, NULL};
        TRY(run_finding_list(run, &chunk->findings, &finding, person, &chunk->failure));
    }
    return STATUS_OK;
}

static Status note_findings(Run *run, const SettleWork *work, Chunk *chunk, int64_t person)
{
    static const struct {
        uint32_t note;
        int control;
    } rows[] = {{NOTE_SPECIAL_GRANT_NOWHERE, CONTROL_SPECIAL_GRANT_NOWHERE},
                {NOTE_COUNTRY_UNKNOWN, CONTROL_COUNTRY_UNKNOWN},
                {NOTE_NORWEGIAN_NOWHERE, CONTROL_NORWEGIAN_NOWHERE},
                {NOTE_ASYLUM_NOT_IN_CENTRE, CONTROL_ASYLUM_NOT_IN_CENTRE},
                {NOTE_RULE_SET_MISSING, CONTROL_RULE_SET_MISSING}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!(work->notes & rows[i].note)) continue;
        TRY(add_finding(run, chunk, rows[i].control, MUNICIPALITY_NONE, person));
    }
    return STATUS_OK;
}

/* --- persons --- */

static void append_without(const Run *run, size_t index, const SettleWork *work, Chunk *chunk)
{
    char reason[WITHOUT_REASON_SIZE];
    without_reason(run->hold[index], (NoGrantReason)work->reason, reason);
    without_csv_append(&chunk->without, run->cohort.persons[index].ident, reason);
}

static void count_person(const Run *run, size_t index, ThreadTotals *totals, Chunk *chunk)
{
    const SettleWork *work = &totals->workspace;
    RunCounts *counts = &totals->counts;
    bool held = run->hold[index] != 0;
    counts->persons++;
    if (held) {
        counts->held++;
        counts->held_by[run->hold[index]]++;
    } else if (work->line_count > 0) {
        counts->with_lines++;
    } else {
        counts->without_lines++;
        counts->by_reason[work->reason]++;
    }
    if (work->line_count == 0) append_without(run, index, work, chunk);
}

/* R911: a person of the target group whom no municipality can be said to have that day. */
static Status note_uncounted(Run *run, const Registration *person, size_t index, Chunk *chunk)
{
    const SettleYear *own = settle_own_year(&run->settle);
    MunicipalityCode code = basic_grant_place(&own->context, person);
    return add_finding(run, chunk, CONTROL_BASIC_AMBIGUOUS, code, (int64_t)index);
}

static Status count_basic(Run *run, const Registration *person, size_t index,
                          ThreadTotals *totals, Chunk *chunk)
{
    if (!basic_is_computed(&run->settle)) return STATUS_OK;
    const SettleYear *own = settle_own_year(&run->settle);
    MunicipalityCode code =
        basic_grant_counts_for(&own->context, run->mapping_15_january, person);
    if (code == MUNICIPALITY_NONE) return STATUS_OK;
    totals->counts.executed[CONTROL_BASIC_AMBIGUOUS]++;
    if (code == MAPPING_AMBIGUOUS) return note_uncounted(run, person, index, chunk);
    totals->basic_counts[code]++;
    return STATUS_OK;
}

/* Whoever has been paid must be known by the present look, also in a quarter without payment:
 * a corrected settlement date must not hide the person once the ident vanishes. And the lines
 * of the other idents must stay the person's when a later register leaves them out. A held
 * record's word is not taken. */
static bool needs_look(const Run *run, size_t index, const SettleWork *work)
{
    if (run->hold[index] != 0) return false;
    size_t count;
    (void)run_prior_of(run, index, &count);
    return count > 0 || any_line_of(work, DECISION_PAY);
}

/* The controls that look at lines or at municipalities take only who is not held. */
static Status control_one(Run *run, const FigurePlan *plan, size_t index,
                          const Registration *person, ThreadTotals *totals, Chunk *chunk)
{
    const SettleWork *work = &totals->workspace;
    if (run->hold[index] != 0) return STATUS_OK;
    size_t count;
    const SettledLine *prior = run_prior_of(run, index, &count);
    TRY(figure_sums_room(&totals->figures, person->special_count, &chunk->failure));
    figures_add(&run->settle, plan, person, prior, count, work->lines, work->line_count,
                &totals->figures);
    return run_control_lines(run, index, work, totals->counts.executed, &chunk->findings,
                             &chunk->failure);
}

static Status decide_one(Run *run, const FigurePlan *plan, size_t index, ThreadTotals *totals,
                         Chunk *chunk)
{
    SettleWork *work = &totals->workspace;
    Registration mother, person = run_person(run, index, &mother);
    TRY(run_settle_person(run, index, work, NULL, &chunk->failure));
    if (settle_claims_without_rules(&run->settle, &person, run_rules_of, run->rule_sets))
        work->notes |= NOTE_RULE_SET_MISSING;
    write_lines(run, totals, chunk);
    count_person(run, index, totals, chunk);
    TRY(count_basic(run, &person, index, totals, chunk));
    if (needs_look(run, index, work)) {
        TRY(append_look(run, index, &person, &totals->others, chunk));
    }
    TRY(line_findings(run, work, chunk, (int64_t)index));
    TRY(note_findings(run, work, chunk, (int64_t)index));
    return control_one(run, plan, index, &person, totals, chunk);
}

/* Vanished persons stand between the others, in ident order. */
static Status decide_vanished_before(Run *run, Ident limit, size_t *next, ThreadTotals *totals,
                                     Chunk *chunk)
{
    while (*next < run->vanished_count && run->vanished[*next].subject < limit) {
        size_t end = *next + 1;
        while (end < run->vanished_count &&
               run->vanished[end].subject == run->vanished[*next].subject) {
            end++;
        }
        TRY(run_settle_vanished(run, &run->vanished[*next], end - *next, &totals->workspace,
                                &chunk->failure));
        write_lines(run, totals, chunk);
        *next = end;
    }
    return STATUS_OK;
}

static size_t first_vanished_from(const Run *run, Ident ident)
{
    size_t low = 0, high = run->vanished_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (run->vanished[middle].subject < ident) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static Status decide_chunk(Run *run, const FigurePlan *plan, size_t begin, ThreadTotals *totals,
                           Chunk *chunk)
{
    size_t end = begin + DECIDE_CHUNK;
    if (end > run->cohort.count) end = run->cohort.count;
    size_t next = begin == 0 ? 0 : first_vanished_from(run, run->cohort.persons[begin].ident);
    for (size_t i = begin; i < end; i++) {
        TRY(decide_vanished_before(run, run->cohort.persons[i].ident, &next, totals, chunk));
        TRY(decide_one(run, plan, i, totals, chunk));
    }
    bool last = end == run->cohort.count;
    Ident limit = last ? SUBJECT_MUNICIPALITY : run->cohort.persons[end].ident;
    return decide_vanished_before(run, limit, &next, totals, chunk);
}

/* --- handing on, in order --- */

static void chunk_clear(Chunk *chunk)
{
    text_buffer_clear(&chunk->decisions);
    text_buffer_clear(&chunk->without);
    text_buffer_clear(&chunk->looks);
    chunk->findings.length = 0;
    chunk->status = STATUS_OK;
    chunk->failure = (Failure){STATUS_OK, "", ""};
}

static void chunk_free(Chunk *chunk)
{
    text_buffer_free(&chunk->decisions);
    text_buffer_free(&chunk->without);
    text_buffer_free(&chunk->looks);
    finding_list_free(&chunk->findings);
}

static Status pass(Status (*to)(void *, const TextBuffer *, Failure *), void *user,
                   const TextBuffer *text, Failure *failure)
{
    TRY(text_buffer_status(text, failure));
    return to != NULL && text->length > 0 ? to(user, text, failure) : STATUS_OK;
}

static Status hand_on(Run *run, const DecideSink *sink, Chunk *chunk, Failure *failure)
{
    if (chunk->status != STATUS_OK) {
        *failure = chunk->failure;
        return chunk->status;
    }
    TRY(pass(sink->decisions, sink->user, &chunk->decisions, failure));
    TRY(pass(sink->without, sink->user, &chunk->without, failure));
    TRY(pass(sink->looks, sink->user, &chunk->looks, failure));
    return finding_store_take(&run->findings, &chunk->findings, failure);
}

typedef struct Pipeline {
    ThreadTotals *totals; /* one a thread */
    Chunk *chunks;        /* one window */
    size_t window;
    int threads;
    FigurePlan *plan;
} Pipeline;

static Status totals_make(const FigurePlan *plan, ThreadTotals *totals, Failure *failure)
{
    TRY(settle_work_make(&totals->workspace, failure));
    TRY(figure_sums_make(plan, &totals->figures, failure));
    totals->sums = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *totals->sums);
    totals->basic_counts =
        system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *totals->basic_counts);
    if (totals->sums != NULL && totals->basic_counts != NULL) return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, "deciding", NULL);
}

static void pipeline_free(Pipeline *pipeline)
{
    for (int t = 0; pipeline->totals != NULL && t < pipeline->threads; t++) {
        settle_work_free(&pipeline->totals[t].workspace);
        system_free(pipeline->totals[t].sums);
        system_free(pipeline->totals[t].basic_counts);
        figure_sums_free(&pipeline->totals[t].figures);
        system_free(pipeline->totals[t].others.items);
    }
    system_free(pipeline->plan);
    for (size_t c = 0; pipeline->chunks != NULL && c < pipeline->window; c++) {
        chunk_free(&pipeline->chunks[c]);
    }
    system_free(pipeline->totals);
    system_free(pipeline->chunks);
}

static Status pipeline_make(const Run *run, Pipeline *pipeline, Failure *failure)
{
    int threads = run->options.threads;
    pipeline->threads = threads;
    pipeline->window = (size_t)threads * CHUNKS_A_THREAD;
    pipeline->totals = system_allocate_zeroed((size_t)threads, sizeof *pipeline->totals);
    pipeline->chunks = system_allocate_zeroed(pipeline->window, sizeof *pipeline->chunks);
    if (pipeline->totals == NULL || pipeline->chunks == NULL) {
        return failure_set(failure, STATUS_MEMORY, "deciding", NULL);
    }
    TRY(run_figures_plan(run, &pipeline->plan, failure));
    for (int t = 0; t < threads; t++) {
        TRY(totals_make(pipeline->plan, &pipeline->totals[t], failure));
    }
    return STATUS_OK;
}

static Status decide_window(Run *run, Pipeline *pipeline, const DecideSink *sink, size_t first,
                            size_t chunks, Failure *failure)
{
    size_t here = chunks - first < pipeline->window ? chunks - first : pipeline->window;
#pragma omp parallel for schedule(dynamic) num_threads(pipeline->threads)
    for (size_t c = 0; c < here; c++) {
        Chunk *chunk = &pipeline->chunks[c];
        chunk_clear(chunk);
        chunk->status = decide_chunk(run, pipeline->plan, (first + c) * DECIDE_CHUNK,
                                     &pipeline->totals[omp_get_thread_num()], chunk);
    }
    for (size_t c = 0; c < here; c++) {
        TRY(hand_on(run, sink, &pipeline->chunks[c], failure));
    }
    if (run->progress != NULL) {
        run->progress(run->progress_user, "deciding", first + here, chunks);
    }
    return STATUS_OK;
}

/* --- adding the threads together --- */

static void add_sums(Run *run, const ThreadTotals *totals)
{
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        run->basic_counts[code] += totals->basic_counts[code];
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            group_sums_add(&run->sums[code][g], &totals->sums[code][g]);
        }
    }
}

/* RunCounts is counters only: added as the row of numbers it is. */
static void add_counts(RunCounts *to, const RunCounts *from)
{
    uint64_t *sum = (uint64_t *)(void *)to;
    const uint64_t *part = (const uint64_t *)(const void *)from;
    _Static_assert(sizeof *to % sizeof *sum == 0, "counters only");
    for (size_t i = 0; i < sizeof *to / sizeof *sum; i++) {
        sum[i] += part[i];
    }
}

/* --- the basic grant comes after all persons --- */

static Status fix_basic(Run *run, MunicipalityCode code, const SettleWork *work,
                        Failure *failure)
{
    BasicCount rows[SETTLE_YEARS_MAX];
    size_t count = basic_fix(&run->settle, code, run->basic_counts[code], work->lines,
                             work->line_count, rows);
    TRY(system_grow(&run->basic_fixed, &run->basic_fixed_capacity,
                    run->basic_fixed_count + count, sizeof *run->basic_fixed, failure));
    memcpy(&run->basic_fixed[run->basic_fixed_count], rows, count * sizeof *rows);
    run->basic_fixed_count += count;
    return STATUS_OK;
}

static Status decide_basic_grants(Run *run, ThreadTotals *totals, const DecideSink *sink,
                                  Chunk *chunk, Failure *failure)
{
    if (!(run->options.schemes & SCHEME_NORWEGIAN)) return STATUS_OK;
    chunk_clear(chunk);
    for (size_t index = 1; index < MUNICIPALITY_CODES; index++) {
        MunicipalityCode code = (MunicipalityCode)index;
        if (!basic_concerns(&run->settle, code, run->basic_counts[code])) continue;
        TRY(run_settle_basic(run, code, &totals->workspace, failure));
        write_lines(run, totals, chunk);
        figures_add_lines(&run->settle, totals->workspace.lines, totals->workspace.line_count,
                          &totals->figures);
        TRY(line_findings(run, &totals->workspace, chunk, COHORT_NOT_FOUND));
        TRY(fix_basic(run, code, &totals->workspace, failure));
    }
    return hand_on(run, sink, chunk, failure);
}

static Status decide_all(Run *run, Pipeline *pipeline, const DecideSink *sink, Failure *failure)
{
    size_t chunks = (run->cohort.count + DECIDE_CHUNK - 1) / DECIDE_CHUNK;
    if (chunks == 0) chunks = 1; /* nobody is registered: the vanished still are held */
    for (size_t first = 0; first < chunks; first += pipeline->window) {
        TRY(decide_window(run, pipeline, sink, first, chunks, failure));
    }
    for (int t = 0; t < pipeline->threads; t++) {
        for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
            run->basic_counts[code] += pipeline->totals[t].basic_counts[code];
            pipeline->totals[t].basic_counts[code] = 0;
        }
    }
    TRY(decide_basic_grants(run, &pipeline->totals[0], sink, &pipeline->chunks[0], failure));
    for (int t = 0; t < pipeline->threads; t++) {
        add_sums(run, &pipeline->totals[t]);
        add_counts(&run->counts, &pipeline->totals[t].counts);
    }
    FigureSums *all = &pipeline->totals[0].figures;
    for (int t = 1; t < pipeline->threads; t++) {
        const FigureSums *more = &pipeline->totals[t].figures;
        TRY(figure_sums_room(all, more->amount_count, failure));
        figure_sums_join(pipeline->plan, all, more);
    }
    return run_figures_finish(run, pipeline->plan, all, failure);
}

/* R903: a municipality that is owed something but has no account; R905: a code that is held. */
static Status note_held_municipalities(Run *run, Failure *failure)
{
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        bool any = false;
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            any = any || run->sums[code][g].any;
        }
        if (!any || !run->municipality_held[code]) continue;
        /* A code that never existed has no payee: its persons are held by R106. */
        if (municipality_find(run->municipalities, (MunicipalityCode)code) == NULL) continue;
        Finding finding = run_finding(CONTROL_PAYEE_MISSING, (MunicipalityCode)code);
        TRY(run_finding_add(run, &finding, COHORT_NOT_FOUND, failure));
    }
    return STATUS_OK;
}

static Status note_held_codes(Run *run, Failure *failure)
{
    for (int code = 0; code < RATE_CODE_COUNT; code++) {
        if (!hold_names(&run->options.holds, code)) continue;
        Finding finding = run_finding(CONTROL_CODE_HELD, MUNICIPALITY_NONE);
        finding.values[finding.value_count++] =
            (FindingValue){"code", VALUE_WORD, 0, rate_code_text(code)};
        TRY(run_finding_add(run, &finding, COHORT_NOT_FOUND, failure));
    }
    return STATUS_OK;
}

/* grants.md 6: nobody is lost between reading and deciding. */
static void check_counts(Run *run)
{
    RunCounts *counts = &run->counts;
    counts->set_aside = run->cohort.set_aside;
    counts->identical = run->cohort.identical;
    INVARIANT(counts->persons == run->cohort.count);
    INVARIANT(counts->persons == counts->with_lines + counts->without_lines + counts->held);
    INVARIANT(counts->lines == counts->pay_lines + counts->held_lines + counts->zero_lines);
}

Status run_decide(Run *run, const DecideSink *sink, Failure *failure)
{
    Pipeline pipeline = {0};
    run->sums = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *run->sums);
    run->basic_counts = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *run->basic_counts);
    if (run->sums == NULL || run->basic_counts == NULL) {
        return failure_set(failure, STATUS_MEMORY, "deciding", NULL);
    }
    Status status = pipeline_make(run, &pipeline, failure);
    if (status == STATUS_OK) status = decide_all(run, &pipeline, sink, failure);
    pipeline_free(&pipeline);
    if (status != STATUS_OK) return status;
    check_counts(run);
    TRY(note_held_municipalities(run, failure));
    return note_held_codes(run, failure);
}

/* --- the evidence gate --- */

static void gate_line(TextBuffer *list, int year, int code, uint64_t persons, const char *why)
{
    text_buffer_format(list, "  %d %-20s %8llu persons  %s\n", year, rate_code_text(code),
                       (unsigned long long)persons, why);
}

static void list_rates(const Run *run, TextBuffer *list)
{
    const EvidenceCounts *counts = &run->counts.evidence;
    for (size_t y = 0; y < run->settle.years.count; y++) {
        int year = run->settle.years.items[y].context.budget_year;
        for (int c = 0; c < RATE_CODE_COUNT; c++) {
            uint64_t unverified = counts->unverified[y][c], missing = counts->missing[y][c];
            if (unverified > 0) gate_line(list, year, c, unverified, "rate not verified");
            if (missing > 0) gate_line(list, year, c, missing, "no rate: lines held");
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
        failure, STATUS_NOT_NOW, "rates",
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
    for (size_t i = 0; i < shown; i++) {
        length += (size_t)snprintf(rows + length, sizeof rows - length,
                                   " <claimShare municipality=\"%04u\" successor=\"%04u\" "
                                   "numerator=\"1\" denominator=\"%zu\"/>",
                                   failed->municipality, failed->successors[i], count);
    }
    if (shown < count) {
        snprintf(rows + length, sizeof rows - length, " and %zu more rows", count - shown);
    }
    return failure_set(failure, STATUS_INPUT_VALUE, "claims brought forward",
                       "municipality %04u was split: write into the --config file what part of "
                       "its claim each takes, as in%s",
                       failed->municipality, rows);
}

static Status refuse_claim(const ClaimFailure *failed, Failure *failure)
{
    if (failed->problem == CLAIM_UNSHARED) return ask_for_shares(failed, failure);
    return failure_set(
        failure, STATUS_INPUT_VALUE, "claims brought forward",
        "municipality %04u %s: correct its claimShare rows in --config", failed->municipality,
        failed->problem == CLAIM_TOO_LARGE ? "has a claim too large for shares so fine"
                                           : "has a share of one that is not its successor");
}

Status run_net(Run *run, Failure *failure)
{
    ClaimFailure failed;
    const Configuration *configuration = run->configuration;
    if (!netting_bring_forward(&run->settle, run->carried, run->carried_count,
                               configuration->claim_shares, configuration->claim_share_count,
                               run->sums, &failed)) {
        return refuse_claim(&failed, failure);
    }
    netting_settle(&run->settle, run->sums);
    return STATUS_OK;
}
