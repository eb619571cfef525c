#include "rules/settlement/settle.h"

#include <stdlib.h>

#include "rules/controls/finding.h"
#include "rules/settlement/basic.h"
#include "rules/settlement/held.h"

/* --- what is earned --- */

static void tell_year(const SettleYear *year, const Trace *trace)
{
    /* A step without a paragraph is a heading. */
    if (trace != NULL)
        trace_step(trace, "", "Budget year %d, by rule set %d version %s",
                   year->context.budget_year, year->context.rules->year,
                   year->context.rules->version);
}

/* Who is not settled and not in the target group is "not settled": the first reason. */
static uint8_t reason_of(const SettleContext *context, const GrantOutcome *integration,
                         const GrantOutcome *norwegian)
{
    bool use_norwegian = !(context->schemes & SCHEME_INTEGRATION) ||
                         (integration->reason == NO_GRANT_NOT_SETTLED &&
                          norwegian->reason != NO_GRANT_NOT_TARGET);
    return use_norwegian && (context->schemes & SCHEME_NORWEGIAN) ? norwegian->reason
                                                                  : integration->reason;
}

static Status earn_year(const SettleContext *context, const SettleYear *year,
                        const Registration *person, SettleWork *work, const Trace *trace)
{
    GrantOutcome integration = {NO_GRANT_NOT_TARGET, 0}, norwegian = {NO_GRANT_NOT_TARGET, 0};
    tell_year(year, trace);
    if (context->schemes & SCHEME_INTEGRATION)
        TRY(integration_grant(&year->context, person, person->mother_record, &work->parts,
                              &integration, trace));
    if ((context->schemes & SCHEME_NORWEGIAN) && !year->before_opening)
        TRY(norwegian_grant(&year->context, person, &work->parts, &norwegian, trace));
    work->notes |= integration.notes | norwegian.notes;
    if (year == settle_own_year(context))
        work->reason = reason_of(context, &integration, &norwegian);
    return STATUS_OK;
}

/* Why an earlier year gives nothing only a trace asks: without one, years that cannot concern
 * the person are not even begun. Norwegian grants tell so themselves, by their first question.
 */
static bool is_silent(const SettleYear *year, const Registration *person)
{
    bool norwegian =
        day_is_set(person->training.target_from) || day_is_set(person->asylum_training_from);
    return (year->before_opening || !norwegian) &&
           !integration_grant_is_possible(&year->context, person);
}

static Status earn_years(const SettleContext *context, const Registration *person,
                         SettleWork *work, const Trace *trace)
{
    const SettleYear *own = settle_own_year(context);
    for (const SettleYear *year = context->years.items; year <= own; year++) {
        if (year->basic_only) continue;
        if (year != own && trace == NULL && is_silent(year, person)) continue;
        TRY(earn_year(context, year, person, work, trace));
    }
    return STATUS_OK;
}

/* What [first->from, end) of a year is worth through the quarter that is run. */
static Ore worth_through_quarter(const SettleContext *context, const EarnedPart *first,
                                 Fraction end)
{
    const RuleSet *rules = settle_year(context, first->budget_year)->context.rules;
    GrantCode code = (GrantCode)first->code;
    if (first->budget_year == context->year && grant_is_in_terms(rules, code)) {
        Fraction quarter = fraction_make(context->quarter, 4);
        end = fraction_min(end, fraction_max(quarter, first->from));
    }
    return worth_of_interval(first->rate, first->from, end, grant_rounding(rules, code));
}

static bool goes_on(const EarnedPart *first, const EarnedPart *next, Fraction end)
{
    return next->code == first->code && next->budget_year == first->budget_year &&
           next->rate == first->rate && fraction_compare(next->from, end) == 0;
}

/* Parts of a year add up to the whole rate (grants.md 6): checked on every person in every run,
 * for parts of one code and year that follow each other at one rate. */
static void check_parts(const SettleContext *context, const EarnedParts *parts)
{
    for (size_t begin = 0, i; begin < parts->count; begin = i) {
        const EarnedPart *first = &parts->items[begin];
        Ore sum = 0;
        Fraction end = first->from;
        for (i = begin; i < parts->count && goes_on(first, &parts->items[i], end); i++) {
            sum = ore_add(sum, parts->items[i].earned);
            end = parts->items[i].to;
        }
        INVARIANT(i > begin);
        INVARIANT(first->problem == PART_RATE_MISSING ||
                  sum == worth_through_quarter(context, first, end));
    }
}

/* --- drafts --- */

/* NULL: the buffer is full. */
static SettleDraft *draft_new(const SettleContext *context, SettleWork *work, Subject subject,
                              GrantCode code, int budget_year, MunicipalityCode municipality)
{
    if (work->draft_count == work->capacity) return NULL;
    SettleDraft *draft = &work->drafts[work->draft_count++];
    const SettleYear *year = settle_year(context, budget_year);
    INVARIANT(year != NULL);
    *draft = (SettleDraft){.line = {.subject = subject,
                                    .code = (uint8_t)code,
                                    .grant_year = (uint8_t)grant_code_year(code),
                                    .budget_year = (int16_t)budget_year,
                                    .municipality = municipality,
                                    .rate_index = -1,
                                    .version = year->version,
                                    .from = FRACTION_ZERO,
                                    .to = FRACTION_ZERO}};
    return draft;
}

static Status draft_part(const SettleContext *context, SettleWork *work, Subject subject,
                         const EarnedPart *part)
{
    SettleDraft *draft = draft_new(context, work, subject, (GrantCode)part->code,
                                   part->budget_year, part->municipality);
    if (draft == NULL) return STATUS_BUFFER_TOO_SMALL;
    draft->line.grant_year = part->grant_year;
    draft->line.from = part->from;
    draft->line.to = part->to;
    draft->line.rate = ore_from_kroner(part->rate);
    draft->line.rate_index = part->rate_index;
    draft->line.earned = part->earned;
    draft->problem = part->problem;
    draft->earned_part = true;
    return STATUS_OK;
}

static bool has_key(const DecisionLine *line, int code, int budget_year,
                    MunicipalityCode municipality)
{
    return line->code == code && line->budget_year == budget_year &&
           line->municipality == municipality;
}

/* Puts a settled amount beside the parts of its key; a key that is no longer earned becomes a
 * line of its own with earned 0. */
static Status draft_settled(const SettleContext *context, SettleWork *work, Subject subject,
                            const SettledLine *settled, Place place)
{
    SettleDraft *found = NULL;
    for (size_t i = 0; i < work->draft_count && found == NULL; i++) {
        SettleDraft *draft = &work->drafts[i];
        if (has_key(&draft->line, settled->code, settled->budget_year, place.code))
            found = draft;
    }
    if (found == NULL) {
        found = draft_new(context, work, subject, (GrantCode)settled->code,
                          settled->budget_year, place.code);
        if (found == NULL) return STATUS_BUFFER_TOO_SMALL;
        found->problem = place.ambiguous ? PART_MUNICIPALITY_AMBIGUOUS : PART_FINE;
    }
    found->line.settled_before = ore_add(found->line.settled_before, settled->amount);
    return STATUS_OK;
}

static int compare_drafts(const void *left, const void *right)
{
    const SettleDraft *a = left;
    const SettleDraft *b = right;
    return decision_line_compare(&a->line, &b->line);
}

static void sort_drafts(SettleWork *work)
{
    for (size_t i = 1; i < work->draft_count; i++) {
        if (compare_drafts(&work->drafts[i - 1], &work->drafts[i]) <= 0) continue;
        qsort(work->drafts, work->draft_count, sizeof *work->drafts, compare_drafts);
        return;
    }
}

/* --- what holds a line --- */

/* What is due under one key, from all its drafts; the settled sum may stand on the first. */
static Ore due_of_key(const SettleWork *work, const DecisionLine *key)
{
    Ore due = 0;
    for (size_t i = 0; i < work->draft_count; i++) {
        const DecisionLine *line = &work->drafts[i].line;
        if (!decision_line_same_key(line, key)) continue;
        due = ore_add(due, ore_subtract(line->earned, line->settled_before));
    }
    return due;
}

static bool has_become(const SettleContext *context, MunicipalityCode split,
                       MunicipalityCode code)
{
    MunicipalityCode found[MUNICIPALITY_CANDIDATES_MAX];
    const MunicipalityTable *table = context->municipalities;
    if (municipality_split(table, split, context->cutoff) == NULL) return false;
    size_t count = municipality_candidates(table, split, context->cutoff, found);
    for (size_t i = 0; i < count; i++) {
        if (found[i] == code) return true;
    }
    return false;
}

/* grants.md 4: a line that stands unresolved under a split code holds with it the same person's
 * lines of that code and budget year in every successor, so that nothing is paid beside it. */
static bool beside_unresolved(const SettleContext *context, const SettleWork *work,
                              const DecisionLine *key)
{
    for (size_t i = 0; i < work->draft_count; i++) {
        const SettleDraft *other = &work->drafts[i];
        if (other->problem != PART_MUNICIPALITY_AMBIGUOUS || other->line.code != key->code ||
            other->line.budget_year != key->budget_year)
            continue;
        if (due_of_key(work, &other->line) != 0 &&
            has_become(context, other->line.municipality, key->municipality))
            return true;
    }
    return false;
}

static bool any_ambiguous(const SettleDraft *group, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (group[i].problem == PART_MUNICIPALITY_AMBIGUOUS) return true;
    }
    return false;
}

/* A missing rate holds all of a code and budget year: the rest of it cannot be known either. */
static bool rate_is_missing(const SettleWork *work, const DecisionLine *key)
{
    for (size_t i = 0; i < work->draft_count; i++) {
        const SettleDraft *draft = &work->drafts[i];
        if (draft->line.code == key->code && draft->line.budget_year == key->budget_year &&
            draft->problem == PART_RATE_MISSING)
            return true;
    }
    return false;
}

/* The control that holds this group of lines, or 0. What is unresolved is not held when nothing
 * is due. */
static int group_hold(const SettleContext *context, const SettleWork *work, int person_hold,
                      const SettleDraft *group, size_t count, bool rate_missing)
{
    const DecisionLine *line = &group->line;
    if (person_hold != 0) return person_hold;
    if (rate_missing) return CONTROL_RATE_MISSING;
    if (any_ambiguous(group, count)) return line->due != 0 ? CONTROL_SUCCESSOR_AMBIGUOUS : 0;
    if (line->due != 0 && beside_unresolved(context, work, line))
        return CONTROL_SUCCESSOR_AMBIGUOUS;
    if (held_municipality(context, line->municipality)) return CONTROL_MUNICIPALITY_HELD;
    if (hold_covers(context->holds, line->code, line->budget_year)) return CONTROL_CODE_HELD;
    return context->municipality_held[line->municipality] ? CONTROL_PAYEE_MISSING : 0;
}

/* --- lines --- */

static void set_status(const SettleContext *context, SettleDraft *group, size_t count, int hold)
{
    DecisionLine *first = &group[0].line;
    bool correction = first->due < 0 || first->budget_year < context->year;
    LineReason reason = hold != 0         ? REASON_HELD
                        : first->due == 0 ? REASON_NOTHING_DUE
                        : correction      ? REASON_CORRECTION
                                          : REASON_DUE;
    DecisionStatus status = hold != 0         ? DECISION_HELD
                            : first->due == 0 ? DECISION_ZERO
                                              : DECISION_PAY;
    for (size_t i = 0; i < count; i++) {
        group[i].line.status = (uint8_t)status;
        group[i].line.reason = (uint8_t)reason;
        group[i].line.control = (uint16_t)hold;
    }
}

/* A line with nothing due is written for the run's own budget year only, a line without a rate
 * in every year: somebody has to find the rate. */
static bool is_written(const SettleContext *context, const SettleDraft *group,
                       bool rate_missing)
{
    const DecisionLine *line = &group->line;
    /* Lines of two idents that cancel out in a place where nothing is earned say nothing. */
    if (!group->earned_part && line->due == 0 && line->settled_before == 0) return false;
    return line->due != 0 || rate_missing || line->budget_year == context->year;
}

/* One code, budget year and municipality: due = earned - settled, on its first line. */
static void finish_group(const SettleContext *context, SettleWork *work, SettleDraft *group,
                         size_t count, int person_hold)
{
    Ore earned = 0, settled = 0;
    bool rate_missing = rate_is_missing(work, &group->line);
    for (size_t i = 0; i < count; i++) {
        earned = ore_add(earned, group[i].line.earned);
        settled = ore_add(settled, group[i].line.settled_before);
        group[i].line.first = i == 0;
        group[i].line.rate_missing = rate_missing;
        group[i].line.settled_before = 0;
    }
    group[0].line.settled_before = settled;
    group[0].line.due = ore_subtract(earned, settled);
    if (!is_written(context, group, rate_missing)) return;
    set_status(context, group, count,
               group_hold(context, work, person_hold, group, count, rate_missing));
    for (size_t i = 0; i < count; i++)
        work->lines[work->line_count++] = group[i].line;
}

static Status finish(const SettleContext *context, SettleWork *work, int person_hold)
{
    sort_drafts(work);
    for (size_t begin = 0, end; begin < work->draft_count; begin = end) {
        SettleDraft *group = &work->drafts[begin];
        end = begin + 1;
        while (end < work->draft_count &&
               decision_line_same_key(&work->drafts[end].line, &group->line))
            end++;
        finish_group(context, work, group, end - begin, person_hold);
    }
    return STATUS_OK;
}

/* --- subjects --- */

static void begin_subject(SettleWork *work)
{
    work->parts.count = work->draft_count = work->line_count = 0;
    work->notes = 0;
    work->reason = NO_GRANT_NOT_TARGET;
}

Place settle_place(const SettleContext *context, const Registration *person,
                   MunicipalityCode code)
{
    if (context->mapping->to[code] == MUNICIPALITY_NONE) return (Place){code, false};
    return municipality_place(context->municipalities, context->mapping, person,
                              context->cutoff, code);
}

static Status draft_all_settled(const SettleContext *context, SettleWork *work, Subject subject,
                                const Registration *person, const SettledLine *settled,
                                size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!settle_compares(context, &settled[i])) continue;
        Place place = settle_place(context, person, settled[i].municipality);
        TRY(draft_settled(context, work, subject, &settled[i], place));
    }
    return STATUS_OK;
}

Status settle_person(const SettleContext *context, const Registration *person,
                     const SettledLine *settled, size_t count, int hold, SettleWork *work,
                     const Trace *trace)
{
    begin_subject(work);
    TRY(earn_years(context, person, work, trace));
    check_parts(context, &work->parts);
    for (size_t i = 0; i < work->parts.count; i++)
        TRY(draft_part(context, work, person->ident, &work->parts.items[i]));
    TRY(draft_all_settled(context, work, person->ident, person, settled, count));
    return finish(context, work, hold);
}

Status settle_vanished(const SettleContext *context, const SettledLine *settled, size_t count,
                       SettleWork *work)
{
    begin_subject(work);
    if (count == 0) return STATUS_OK;
    TRY(draft_all_settled(context, work, settled[0].subject, NULL, settled, count));
    return finish(context, work, CONTROL_VANISHED);
}

static Status draft_basic(const SettleContext *context, SettleWork *work,
                          const SettleYear *year, MunicipalityCode code, int64_t persons)
{
    EarnedPart part;
    if (!basic_grant_part(&year->context, code, persons, &part)) return STATUS_OK;
    return draft_part(context, work, subject_of_municipality(code), &part);
}

/* What earlier years' runs fixed: the rate of that year's rule set as it is now. */
static Status draft_fixed(const SettleContext *context, SettleWork *work, MunicipalityCode code)
{
    size_t count;
    const BasicCount *rows = basic_known(context, code, &count);
    for (size_t i = 0; i < count; i++) {
        if (!basic_is_pending(context, &rows[i])) continue;
        const SettleYear *year = settle_year(context, rows[i].budget_year);
        INVARIANT(year != NULL);
        TRY(draft_basic(context, work, year, code, rows[i].persons));
    }
    return STATUS_OK;
}

static Status draft_basic_settled(const SettleContext *context, SettleWork *work,
                                  MunicipalityCode code)
{
    const SettledLine *lines;
    size_t count = basic_lines(context, code, &lines);
    for (size_t i = 0; i < count; i++) {
        if (!basic_compares(context, code, lines[i].budget_year)) continue;
        Place to = settle_place(context, NULL, lines[i].municipality);
        TRY(draft_settled(context, work, lines[i].subject, &lines[i], to));
    }
    return STATUS_OK;
}

Status settle_basic(const SettleContext *context, MunicipalityCode code, int64_t persons,
                    SettleWork *work)
{
    begin_subject(work);
    TRY(draft_fixed(context, work, code));
    if (basic_is_computed(context))
        TRY(draft_basic(context, work, settle_own_year(context), code, persons));
    TRY(draft_basic_settled(context, work, code));
    return finish(context, work, 0);
}
