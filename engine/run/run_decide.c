#include "engine/run/run_decide.h"

#include <string.h>

#include "engine/run/run_controls.h"
#include "formats/base/parallel.h"
#include "formats/base/stage_clock.h"
#include "formats/base/translate.h"
#include "formats/run/small_tables.h"
#include "rules/settlement/basic.h"
#include "rules/base/whereabouts.h"

enum { DECIDE_PIECE = 2048 };

/* What one thread adds up over all its pieces. */
typedef struct ThreadTotals {
    SettleWork work;
    PersonRooms *rooms;
    RunCounts counts;
    HoldCounts holds;
    GroupRow *sums;
    MoneyAtHand *money_of_code;
    int64_t *basic_counts;
    FigureSums figures;
    TakenOffList taken_off;
    LineDeflate *deflate; /* NULL: nothing is packed */
    LookKeeping looks;
} ThreadTotals;

/* What one piece hands on. */
typedef struct Piece {
    GzipPiece texts[DECIDE_STREAMS];
    FindingList findings;
    ChildList children;
    BirthList births;
} Piece;

typedef struct Pass {
    Run *run;
    const DecideSink *sink;
    FigurePlan *plan;
    ThreadTotals *totals; /* one a thread */
    size_t pieces;
} Pass;

/* One piece on one thread. */
typedef struct Deciding {
    Run *run;
    const FigurePlan *plan;
    ThreadTotals *totals;
    Piece *piece;
    Failure *failure;
    const DecideSink *sink;
    int thread;
} Deciding;

/* --- lines into sums and text --- */

static bool is_integration_year(const Run *run, const DecisionLine *line)
{
    return line->budget_year == run->options.year && line->earned > 0 &&
           grant_code_is_integration((GrantCode)line->code);
}

static void count_line(ThreadTotals *totals, const DecisionLine *line)
{
    PaymentGroup group = grant_code_group((GrantCode)line->code);
    totals->counts.lines++;
    totals->counts.pay_lines += line->status == DECISION_PAY;
    totals->counts.held_lines += line->status == DECISION_HELD;
    totals->counts.zero_lines += line->status == DECISION_ZERO;
    group_sums_add_line(&totals->sums[line->municipality][group], line);
}

/* Whom the options that say whose records count touch: life.md 1. */
static void count_touched(const Deciding *to, const PersonAt *person)
{
    const RunOptions *options = &to->run->options;
    const SettleWork *work = &to->totals->work;
    TouchedCounts *counts = &to->totals->counts.touched;
    MunicipalityCode sender = cohort_sender(&to->run->cohort, person->index);
    if (ident_is_synthetic(person->view.ident))
        touched_add_paid(work->lines, work->line_count, &counts->synthetic);
    if (sender == MUNICIPALITY_NONE)
        touched_add_paid(work->lines, work->line_count, &counts->national);
    for (size_t i = 0; i < options->only_own.count; i++)
        if (options->only_own.items[i] == sender)
            touched_add_paid(work->lines, work->line_count, &counts->only_own[i]);
}

static bool any_line_of(const SettleWork *work, DecisionStatus status)
{
    for (size_t i = 0; i < work->line_count; i++)
        if (work->lines[i].status == status) return true;
    return false;
}

/* Adds what they are to the subject's own money. */
static void write_lines(const Deciding *to, MoneyAtHand *money)
{
    STAGE(FORMAT);
    int year = to->run->options.year;
    ThreadTotals *totals = to->totals;
    const SettleWork *work = &totals->work;
    char subject[SUBJECT_TEXT_SIZE];
    const RunMark mark = {year, to->run->options.quarter, to->run->live, {0}};
    bool integration = false;
    if (work->line_count == 0) return;
    subject_format(work->lines[0].subject, subject);
    for (size_t i = 0; i < work->line_count; i++) {
        const DecisionLine *line = &work->lines[i];
        decision_csv_append(&to->piece->texts[DECIDE_LINES].content, line, subject, &mark);
        count_line(totals, line);
        money_add_line(money, line, year);
        money_add_line(&totals->money_of_code[line->municipality], line, year);
        integration = integration || is_integration_year(to->run, line);
    }
    totals->counts.integration_persons += integration;
    evidence_count(&to->run->settle, work->lines, work->line_count, &totals->counts.evidence);
    touched_count(&to->run->settle, work->lines, work->line_count, &totals->counts.touched);
    touched_add_paid(work->lines, work->line_count, &totals->counts.touched.paid);
}

/* Of a person, or of one who has vanished (MoneyStore's number). */
static Status write_subject(const Deciding *to, size_t subject)
{
    MoneyAtHand money = {0};
    write_lines(to, &money);
    return money_store_put(&to->run->money, subject, &money, to->failure);
}

static Status tell_lines(const Deciding *to)
{
    const SettleWork *work = &to->totals->work;
    if (to->sink->hear == NULL || work->line_count == 0) return STATUS_OK;
    return to->sink->hear(to->sink->user, to->thread, work->lines, work->line_count,
                          to->failure);
}

/* --- findings that come out of deciding --- */

static Status add_finding(const Deciding *to, int control, MunicipalityCode municipality,
                          const PersonAt *person)
{
    Finding finding = run_finding(control, municipality);
    return run_finding_list(to->run, &to->piece->findings, &finding, person, to->failure);
}

static Status line_findings(const Deciding *to, const PersonAt *person)
{
    const SettleWork *work = &to->totals->work;
    for (size_t i = 0; i < work->line_count; i++) {
        const DecisionLine *line = &work->lines[i];
        int control = line->control;
        if (!line->first || control != CONTROL_SUCCESSOR_AMBIGUOUS) continue;
        Finding finding = run_finding(control, line->municipality);
        finding.values[finding.value_count++] =
            (FindingValue){"code", VALUE_WORD, 0, grant_code_text((GrantCode)line->code)};
        finding.values[finding.value_count++] =
            (FindingValue){"budget_year", VALUE_NUMBER, line->budget_year, NULL};
        TRY(run_finding_list(to->run, &to->piece->findings, &finding, person, to->failure));
    }
    return STATUS_OK;
}

static Status note_findings(const Deciding *to, const PersonAt *person)
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
        if (!(to->totals->work.notes & rows[i].note)) continue;
        Finding finding = run_finding(rows[i].control, MUNICIPALITY_NONE);
        if (rows[i].note == NOTE_NORWEGIAN_NOWHERE)
            run_name_paid(to->run, person->index, &finding);
        TRY(run_finding_list(to->run, &to->piece->findings, &finding, person, to->failure));
    }
    return STATUS_OK;
}

/* --- persons --- */

/* Where who gets nothing is looked for. */
static MunicipalityCode place_of(const Deciding *to, const Registration *person)
{
    Day cutoff = to->run->settle.cutoff;
    MunicipalityCode code = residence_on(person, cutoff, cutoff);
    return code != MUNICIPALITY_NONE ? code : person->settlement.municipality;
}

static void append_without(const Deciding *to, const PersonAt *person)
{
    STAGE(FORMAT);
    char reason[WITHOUT_REASON_SIZE];
    without_reason(person->hold, (NoGrantReason)to->totals->work.reason, reason);
    without_csv_append(&to->piece->texts[DECIDE_WITHOUT].content, person->view.ident, reason,
                       place_of(to, &person->view));
}

static void count_person(const Deciding *to, const PersonAt *person)
{
    const SettleWork *work = &to->totals->work;
    RunCounts *counts = &to->totals->counts;
    counts->persons++;
    if (person->hold != 0) {
        counts->held++;
        counts->held_by[person->hold]++;
    } else if (work->line_count > 0) {
        counts->with_lines++;
    } else {
        counts->without_lines++;
        counts->by_reason[work->reason]++;
    }
    if (work->line_count == 0) append_without(to, person);
}

/* R911: a person of the target group whom no municipality can be said to have that day. */
static Status count_basic(const Deciding *to, const PersonAt *person)
{
    const SettleContext *settle = &to->run->settle;
    if (!basic_is_computed(settle)) return STATUS_OK;
    const GrantContext *own = &settle_own_year(settle)->context;
    MunicipalityCode code =
        basic_grant_counts_for(own, settle->mapping_15_january, &person->view);
    if (code == MUNICIPALITY_NONE) return STATUS_OK;
    to->totals->counts.executed[CONTROL_BASIC_AMBIGUOUS]++;
    if (code == MAPPING_AMBIGUOUS) {
        MunicipalityCode place = basic_grant_place(own, &person->view);
        return add_finding(to, CONTROL_BASIC_AMBIGUOUS, place, person);
    }
    to->totals->basic_counts[code]++;
    return STATUS_OK;
}

/* Whoever has been paid must be known by the present look, also in a quarter without payment:
 * a corrected settlement date must not hide the person once the ident vanishes. And the lines
 * of the other idents must stay the person's when a later register leaves them out. A held
 * record's word is not taken. What the ledger says already is not written again. */
static bool needs_look(const Deciding *to, const PersonAt *person)
{
    size_t count;
    (void)run_prior_of(to->run, person->index, &count);
    return person->hold == 0 && (count > 0 || any_line_of(&to->totals->work, DECISION_PAY));
}

/* The controls that look at lines or at municipalities take only who is not held. */
static Status control_one(const Deciding *to, const PersonAt *person)
{
    STAGE(CONTROLS);
    size_t count;
    ThreadTotals *totals = to->totals;
    const SettledLine *prior = run_prior_of(to->run, person->index, &count);
    if (person->hold != 0) return STATUS_OK;
    TRY(figure_sums_room(&totals->figures, person->view.special_count, to->failure));
    figures_add(&to->run->settle, to->plan, &person->view, prior, count, totals->work.lines,
                totals->work.line_count, &totals->figures);
    figure_shares_add(&to->run->settle, to->plan, &person->view, &person->shares,
                      &totals->figures);
    return run_control_lines(to->run, person, &totals->work, totals->counts.executed,
                             &to->piece->findings, to->failure);
}

/* The one view of a person: all that is done about it is done here. */
static Status decide_one(const Deciding *to, size_t index)
{
    Run *run = to->run;
    SettleWork *work = &to->totals->work;
    PersonAt person;
    cohort_fetch_named(&run->cohort, index);
    run_person_at(run, index, to->totals->rooms, &person);
    TRY(run_hold_person(run, &person, &to->piece->findings, &to->totals->holds, to->failure));
    TRY(run_settle_person(run, &person, work, NULL, to->failure));
    if (settle_claims_without_rules(&run->settle, &person.view, run_rules_of, run->rule_sets))
        work->notes |= NOTE_RULE_SET_MISSING;
    TRY(write_subject(to, index));
    TRY(tell_lines(to));
    count_person(to, &person);
    count_touched(to, &person);
    TRY(count_basic(to, &person));
    TRY(line_findings(to, &person));
    TRY(note_findings(to, &person));
    TRY(run_list_child(run, &person, &to->piece->children, to->failure));
    TRY(run_list_birth(run, &person, work, &to->piece->births, to->failure));
    TRY(run_list_taken_off(run, work, &to->totals->taken_off, to->failure));
    TRY(control_one(to, &person));
    return run_say_look(run, &person, needs_look(to, &person), &to->totals->looks,
                        &to->piece->texts[DECIDE_LOOKS].content, &to->piece->findings,
                        to->totals->counts.executed, to->failure);
}

/* --- pieces --- */

/* Vanished persons stand between the others, in ident order. */
static Status decide_vanished_before(const Deciding *to, Ident limit, size_t *next)
{
    Run *run = to->run;
    while (*next < run->vanished_count && run->vanished[*next].subject < limit) {
        size_t end = *next + 1;
        while (end < run->vanished_count &&
               run->vanished[end].subject == run->vanished[*next].subject)
            end++;
        TRY(run_settle_vanished(run, &run->vanished[*next], end - *next, &to->totals->work,
                                to->failure));
        TRY(write_subject(to, run->cohort.count + *next));
        TRY(tell_lines(to));
        *next = end;
    }
    return STATUS_OK;
}

static Status pack_piece(const Deciding *to)
{
    LineDeflate *deflate = to->totals->deflate;
    for (int s = 0; deflate != NULL && s < DECIDE_STREAMS; s++)
        TRY(gzip_piece_pack(&to->piece->texts[s], deflate, to->failure));
    return STATUS_OK;
}

static Status decide_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Pass *pass = user;
    Deciding to = {pass->run,     pass->plan, &pass->totals[piece->thread],
                   piece->memory, failure,    pass->sink,
                   piece->thread};
    const Cohort *cohort = &pass->run->cohort;
    size_t begin = piece->number * DECIDE_PIECE, end = begin + DECIDE_PIECE, next = 0;
    if (end > cohort->count) end = cohort->count;
    if (begin > 0) next = run_vanished_from(pass->run, cohort->persons[begin].ident);
    for (size_t i = begin; i < end; i++) {
        TRY(decide_vanished_before(&to, cohort->persons[i].ident, &next));
        TRY(decide_one(&to, i));
    }
    bool last = end == cohort->count;
    Ident limit = last ? SUBJECT_MUNICIPALITY : cohort->persons[end].ident;
    TRY(decide_vanished_before(&to, limit, &next));
    return pack_piece(&to);
}

static void piece_free(void *memory)
{
    Piece *piece = memory;
    for (int s = 0; s < DECIDE_STREAMS; s++)
        gzip_piece_free(&piece->texts[s]);
    finding_list_free(&piece->findings);
    system_free(piece->children.items);
    system_free(piece->births.items);
}

CLEANUP_VALUE(Piece, piece_free)

static Status give(const DecideSink *sink, DecideStream stream, GzipPiece *piece,
                   Failure *failure)
{
    TRY(text_buffer_status(&piece->content, failure));
    if (piece->content.length > 0) {
        if (sink->take_packed != NULL)
            TRY(sink->take_packed(sink->user, stream, piece, failure));
        else if (sink->take != NULL)
            TRY(sink->take(sink->user, stream, &piece->content, failure));
    }
    gzip_piece_clear(piece);
    return STATUS_OK;
}

static Status give_piece(const Pass *pass, Piece *piece, Failure *failure)
{
    ChildList *children = &pass->run->children;
    for (int s = 0; s < DECIDE_STREAMS; s++)
        TRY(give(pass->sink, (DecideStream)s, &piece->texts[s], failure));
    TRY(finding_store_take(&pass->run->findings, &piece->findings, failure));
    TRY(system_grow(&children->items, &children->capacity,
                    children->count + piece->children.count, sizeof *children->items, failure));
    for (size_t i = 0; i < piece->children.count; i++)
        children->items[children->count++] = piece->children.items[i];
    piece->children.count = 0;
    BirthList *births = &pass->run->births;
    TRY(system_grow(&births->items, &births->capacity, births->count + piece->births.count,
                    sizeof *births->items, failure));
    for (size_t i = 0; i < piece->births.count; i++)
        births->items[births->count++] = piece->births.items[i];
    piece->births.count = 0;
    return STATUS_OK;
}

static Status hand_over(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Pass *pass = user;
    const Run *run = pass->run;
    TRY(give_piece(pass, piece->memory, failure));
    if (run->progress != NULL)
        run->progress(run->progress_user, N_("deciding"), piece->number + 1, pass->pieces);
    return STATUS_OK;
}

/* --- threads --- */

static Status totals_make(const FigurePlan *plan, ThreadTotals *totals, Failure *failure)
{
    TRY(settle_work_make(&totals->work, failure));
    TRY(settle_work_make(&totals->looks.work, failure));
    TRY(figure_sums_make(plan, &totals->figures, failure));
    totals->sums = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *totals->sums);
    totals->basic_counts =
        system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *totals->basic_counts);
    totals->money_of_code =
        system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *totals->money_of_code);
    totals->rooms = system_allocate(sizeof *totals->rooms);
    if (totals->sums != NULL && totals->basic_counts != NULL && totals->rooms != NULL &&
        totals->money_of_code != NULL)
        return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, N_("deciding"), NULL);
}

static void pass_free(Pass *pass)
{
    for (int t = 0; pass->totals != NULL && t < pass->run->options.threads; t++) {
        ThreadTotals *totals = &pass->totals[t];
        settle_work_free(&totals->work);
        system_free(totals->rooms);
        system_free(totals->sums);
        system_free(totals->money_of_code);
        system_free(totals->basic_counts);
        figure_sums_free(&totals->figures);
        system_free(totals->taken_off.items);
        line_deflate_free(totals->deflate);
        system_free(totals->looks.others.items);
        settle_work_free(&totals->looks.work);
    }
    system_free(pass->totals);
    system_free(pass->plan);
}
CLEANUP_VALUE(Pass, pass_free)

static Status pass_make(Pass *pass, Failure *failure)
{
    int threads = pass->run->options.threads;
    pass->pieces = (pass->run->cohort.count + DECIDE_PIECE - 1) / DECIDE_PIECE;
    if (pass->pieces == 0) pass->pieces = 1; /* nobody is registered: the vanished are held */
    pass->totals = system_allocate_zeroed((size_t)threads, sizeof *pass->totals);
    if (pass->totals == NULL) return failure_set(failure, STATUS_MEMORY, N_("deciding"), NULL);
    TRY(run_figures_plan(pass->run, &pass->plan, failure));
    for (int t = 0; t < threads; t++) {
        TRY(totals_make(pass->plan, &pass->totals[t], failure));
        if (pass->sink->take_packed != NULL)
            TRY(line_deflate_new(&pass->totals[t].deflate, failure));
    }
    return STATUS_OK;
}

/* RunCounts is counters only: added as the row of numbers it is. */
static void add_counts(RunCounts *to, const RunCounts *from)
{
    uint64_t *sum = (uint64_t *)(void *)to;
    const uint64_t *part = (const uint64_t *)(const void *)from;
    _Static_assert(sizeof *to % sizeof *sum == 0, "counters only");
    for (size_t i = 0; i < sizeof *to / sizeof *sum; i++)
        sum[i] += part[i];
}

static void add_sums(Run *run, const ThreadTotals *totals)
{
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
            group_sums_add(&run->sums[code][g], &totals->sums[code][g]);
        money_add(&run->money_of_code[code], &totals->money_of_code[code]);
    }
}

static Status add_figures(const Pass *pass, Failure *failure)
{
    FigureSums *all = &pass->totals[0].figures;
    for (int t = 1; t < pass->run->options.threads; t++) {
        const FigureSums *more = &pass->totals[t].figures;
        TRY(figure_sums_room(all, more->amount_count, failure));
        figure_sums_join(pass->plan, all, more);
    }
    return run_figures_finish(pass->run, pass->plan, all, failure);
}

static Status add_threads(const Pass *pass, Failure *failure)
{
    Run *run = pass->run;
    for (int t = 0; t < run->options.threads; t++) {
        const ThreadTotals *totals = &pass->totals[t];
        add_sums(run, totals);
        TRY(taken_off_join(&run->taken_off, &totals->taken_off, failure));
        add_counts(&run->counts, &totals->counts);
        hold_counts_join(run, &run->counts, &totals->holds);
    }
    return add_figures(pass, failure);
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

static void add_basic_counts(const Pass *pass)
{
    for (int t = 0; t < pass->run->options.threads; t++) {
        for (size_t code = 0; code < MUNICIPALITY_CODES; code++)
            pass->run->basic_counts[code] += pass->totals[t].basic_counts[code];
    }
    for (size_t code = 1; basic_is_computed(&pass->run->settle) && code < MUNICIPALITY_CODES;
         code++)
        pass->run->basic_counts[code] = basic_counted(
            &pass->run->settle, (MunicipalityCode)code, pass->run->basic_counts[code]);
}

static Status decide_codes(const Deciding *to)
{
    Run *run = to->run;
    const SettleWork *work = &to->totals->work;
    for (size_t index = 1; index < MUNICIPALITY_CODES; index++) {
        MunicipalityCode code = (MunicipalityCode)index;
        if (!basic_concerns(&run->settle, code, run->basic_counts[code])) continue;
        TRY(run_settle_basic(run, code, &to->totals->work, to->failure));
        write_lines(to, &(MoneyAtHand){0});
        TRY(tell_lines(to));
        figures_add_lines(&run->settle, work->lines, work->line_count, &to->totals->figures);
        TRY(run_list_taken_off(run, work, &to->totals->taken_off, to->failure));
        TRY(line_findings(to, NULL));
        TRY(fix_basic(run, code, work, to->failure));
    }
    return STATUS_OK;
}

static Status decide_basic_grants(const Pass *pass, Failure *failure)
{
    CLEANUP(piece_free) Piece piece = {0};
    Deciding to = {pass->run, pass->plan, &pass->totals[0], &piece, failure, pass->sink, 0};
    if (!(pass->run->options.schemes & SCHEME_NORWEGIAN)) return STATUS_OK;
    add_basic_counts(pass);
    TRY(decide_codes(&to));
    TRY(pack_piece(&to));
    return give_piece(pass, &piece, failure);
}

/* --- everybody --- */

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

/* Whoever has no line costs no memory: untouched pages are none. */
static Status sums_make(Run *run, Failure *failure)
{
    size_t subjects = run->cohort.count + run->vanished_count + 1;
    TRY(money_store_make(&run->money, subjects, failure));
    run->sums = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *run->sums);
    run->money_of_code = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *run->money_of_code);
    run->basic_counts = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *run->basic_counts);
    if (run->sums != NULL && run->money_of_code != NULL && run->basic_counts != NULL)
        return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, N_("deciding"), NULL);
}

Status run_decide(Run *run, const DecideSink *sink, Failure *failure)
{
    STAGE(RULES);
    CLEANUP(pass_free) Pass pass = {.run = run, .sink = sink};
    TRY(sums_make(run, failure));
    TRY(pass_make(&pass, failure));
    Parallel parallel = {.pieces = pass.pieces,
                         .threads = run->options.threads,
                         .user = &pass,
                         .work = decide_piece,
                         .hand_over = hand_over,
                         .memory_size = sizeof(Piece),
                         .release = piece_free};
    TRY(parallel_run(&parallel, failure));
    TRY(decide_basic_grants(&pass, failure));
    TRY(add_threads(&pass, failure));
    check_counts(run);
    return run_note_held(run, failure);
}
