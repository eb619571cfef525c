#include "engine/run/decide.h"

#include "engine/run/run_basic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/base/municipality_heir.h"

enum { PARTS_INITIAL = 64 };

/* One line in the making, with what the comparison needs beside it. */
typedef struct Draft {
    DecisionLine line;
    int16_t rate_index;
    uint8_t slot;
    uint8_t problem;  /* PartProblem */
    bool earned_part; /* made from a part, not from a settled line alone */
    char from_text[FRACTION_TEXT_SIZE], to_text[FRACTION_TEXT_SIZE];
} Draft;

/* Of one person: as many as it takes. */
typedef struct Drafts {
    Draft *items;
    size_t count, capacity;
} Drafts;

Status decide_workspace_make(DecideWorkspace *workspace, Failure *failure)
{
    *workspace = (DecideWorkspace){0};
    workspace->parts.items = system_allocate(PARTS_INITIAL * sizeof *workspace->parts.items);
    if (workspace->parts.items == NULL) {
        return failure_set(failure, STATUS_MEMORY, "deciding", NULL);
    }
    workspace->parts.capacity = PARTS_INITIAL;
    workspace->drafts = system_allocate_zeroed(1, sizeof *workspace->drafts);
    if (workspace->drafts == NULL) return failure_set(failure, STATUS_MEMORY, "deciding", NULL);
    return STATUS_OK;
}

void decide_workspace_free(DecideWorkspace *workspace)
{
    system_free(workspace->parts.items);
    if (workspace->drafts != NULL) system_free(workspace->drafts->items);
    system_free(workspace->drafts);
    system_free(workspace->lines);
    system_free(workspace->rate_indices);
    system_free(workspace->year_slots);
    *workspace = (DecideWorkspace){0};
}

/* --- computing --- */

static Status compute_year(const Run *run, const RunYear *year, const Registration *person,
                           const Registration *mother, DecideWorkspace *work,
                           const Trace *trace)
{
    GrantOutcome integration = {NO_GRANT_NOT_TARGET, 0}, norwegian = {NO_GRANT_NOT_TARGET, 0};
    /* A step without a paragraph is a heading. */
    trace_step(trace, "", "Budget year %d, by rule set %d version %s",
               year->context.budget_year, year->context.rules->year,
               year->context.rules->version);
    if (run->options.schemes & SCHEME_INTEGRATION) {
        TRY(integration_grant(&year->context, person, mother, &work->parts, &integration,
                              trace));
    }
    if ((run->options.schemes & SCHEME_NORWEGIAN) && !year->before_opening) {
        TRY(norwegian_grant(&year->context, person, &work->parts, &norwegian, trace));
    }
    work->notes |= integration.notes | norwegian.notes;
    if (year != &run->years[run->year_count - 1]) return STATUS_OK;
    /* Who is not settled and not in the target group is "not settled": the first reason. */
    bool use_norwegian =
        !(run->options.schemes & SCHEME_INTEGRATION) ||
        (integration.reason == NO_GRANT_NOT_SETTLED && norwegian.reason != NO_GRANT_NOT_TARGET);
    work->reason = use_norwegian && (run->options.schemes & SCHEME_NORWEGIAN)
                       ? norwegian.reason
                       : integration.reason;
    return STATUS_OK;
}

static Status compute_years(const Run *run, const Registration *person,
                            const Registration *mother, DecideWorkspace *work,
                            const Trace *trace)
{
    work->parts.count = 0;
    work->notes = 0;
    work->reason = NO_GRANT_NOT_TARGET;
    for (size_t y = 0; y < run->year_count; y++) {
        if (run->years[y].basic_only) continue;
        TRY(compute_year(run, &run->years[y], person, mother, work, trace));
    }
    return STATUS_OK;
}

/* The rules never allocate: a full buffer is grown here and the person computed again. */
static Status compute(const Run *run, const Registration *person, const Registration *mother,
                      DecideWorkspace *work, const Trace *trace, Failure *failure)
{
    for (;;) {
        Status status = compute_years(run, person, mother, work, trace);
        if (status != STATUS_BUFFER_TOO_SMALL) {
            if (status == STATUS_OK) return STATUS_OK;
            return failure_set(failure, status, "computing a person", NULL);
        }
        TRY(system_grow(&work->parts.items, &work->parts.capacity, work->parts.capacity * 2,
                        sizeof *work->parts.items, failure));
    }
}

static int slot_of_year(const Run *run, int budget_year)
{
    for (size_t y = 0; y < run->year_count; y++) {
        if (run->years[y].context.budget_year == budget_year) return (int)y;
    }
    return -1;
}

/* What [first->from, end) of a year is worth through the quarter that is run. */
static Ore worth_through_quarter(const Run *run, const EarnedPart *first, Fraction end)
{
    const RuleSet *rules = run->years[slot_of_year(run, first->budget_year)].context.rules;
    GrantCode code = (GrantCode)first->code;
    if (first->budget_year == run->options.year && grant_is_in_terms(rules, code)) {
        Fraction quarter = fraction_make(run->options.quarter, 4);
        end = fraction_min(end, fraction_max(quarter, first->from));
    }
    return worth_of_interval(first->rate, first->from, end, grant_rounding(rules, code));
}

/* Parts of a year add up to the whole rate (grants.md 6): checked on every person in every run,
 * for parts of one code and year that follow each other at one rate. */
static void check_parts(const Run *run, const EarnedParts *parts)
{
    for (size_t i = 0; i < parts->count;) {
        const EarnedPart *first = &parts->items[i];
        Ore sum = 0;
        Fraction end = first->from;
        size_t j = i;
        for (; j < parts->count; j++) {
            const EarnedPart *here = &parts->items[j];
            if (here->code != first->code || here->budget_year != first->budget_year ||
                here->rate != first->rate || fraction_compare(here->from, end) != 0) {
                break;
            }
            sum = ore_add(sum, here->earned);
            end = here->to;
        }
        INVARIANT(first->problem == PART_RATE_MISSING ||
                  sum == worth_through_quarter(run, first, end));
        i = j > i ? j : i + 1;
    }
}

/* --- drafts --- */

/* NULL: no memory. Drafts made before may have moved. */
static Draft *draft_new(Drafts *drafts)
{
    if (system_grow(&drafts->items, &drafts->capacity, drafts->count + 1, sizeof *drafts->items,
                    NULL) != STATUS_OK) {
        return NULL;
    }
    Draft *draft = &drafts->items[drafts->count++];
    memset(draft, 0, sizeof *draft);
    draft->rate_index = -1;
    draft->line.from = draft->line.to = FRACTION_ZERO;
    return draft;
}

static void draft_texts(Draft *draft)
{
    fraction_format(draft->line.from, draft->from_text);
    fraction_format(draft->line.to, draft->to_text);
}

static bool draft_part(const Run *run, Drafts *drafts, Subject subject, const EarnedPart *part)
{
    Draft *draft = draft_new(drafts);
    if (draft == NULL) return false;
    draft->line.subject = subject;
    draft->line.code = part->code;
    draft->line.grant_year = part->grant_year;
    draft->line.budget_year = part->budget_year;
    draft->line.municipality = part->municipality;
    draft->line.from = part->from;
    draft->line.to = part->to;
    draft->line.rate = ore_from_kroner(part->rate);
    draft->line.earned = part->earned;
    draft->problem = part->problem;
    draft->earned_part = true;
    draft->rate_index = part->rate_index;
    draft->slot = (uint8_t)slot_of_year(run, part->budget_year);
    draft_texts(draft);
    return true;
}

/* Grant year of a code that is taken back: what the code itself says. */
static uint8_t grant_year_of_code(GrantCode code)
{
    switch (code) {
    case GRANT_AR_2:
    case GRANT_P_AR2_H:
    case GRANT_P_AR2_L:
        return 2;
    case GRANT_AR_3:
    case GRANT_P_AR3_H:
    case GRANT_P_AR3_L:
        return 3;
    case GRANT_AR_4:
        return 4;
    case GRANT_AR_5:
        return 5;
    default:
        break;
    }
    bool first = grant_code_is_year_one(code) || code == GRANT_P_AR1_H ||
                 code == GRANT_P_AR1_L || code == GRANT_P37D_AR1;
    return first ? 1 : 0;
}

/* Whether this run compares a settled line at all (grants.md 4.1, 4.3, --schemes). */
static bool compared(const Run *run, const SettledLine *line)
{
    int slot = slot_of_year(run, line->budget_year);
    Scheme scheme = payment_group_scheme(grant_code_group((GrantCode)line->code));
    if (slot < 0 || !(run->options.schemes & scheme)) return false;
    if (run->years[slot].basic_only) return false;
    return !run->years[slot].before_opening || grant_code_is_year_one((GrantCode)line->code);
}

static bool same_key(const DecisionLine *line, GrantCode code, int budget_year,
                     MunicipalityCode municipality)
{
    return line->code == code && line->budget_year == budget_year &&
           line->municipality == municipality;
}

/* Puts a settled amount beside the parts of its key; a key that is no longer earned becomes a
 * line of its own with earned 0. */
static bool draft_settled(const Run *run, Drafts *drafts, Subject subject,
                          const SettledLine *settled, MunicipalityCode municipality,
                          bool ambiguous)
{
    Draft *found = NULL;
    for (size_t i = 0; i < drafts->count && found == NULL; i++) {
        DecisionLine *line = &drafts->items[i].line;
        if (same_key(line, (GrantCode)settled->code, settled->budget_year, municipality)) {
            found = &drafts->items[i];
        }
    }
    if (found == NULL) {
        found = draft_new(drafts);
        if (found == NULL) return false;
        found->line.subject = subject;
        found->line.code = settled->code;
        found->line.grant_year = grant_year_of_code((GrantCode)settled->code);
        found->line.budget_year = settled->budget_year;
        found->line.municipality = municipality;
        found->problem = ambiguous ? PART_MUNICIPALITY_AMBIGUOUS : PART_FINE;
        found->slot = (uint8_t)slot_of_year(run, settled->budget_year);
        draft_texts(found);
    }
    found->line.settled_before = ore_add(found->line.settled_before, settled->amount);
    return true;
}

static int compare_drafts(const void *left, const void *right)
{
    const Draft *a = left;
    const Draft *b = right;
    if (a->line.code != b->line.code) return a->line.code < b->line.code ? -1 : 1;
    if (a->line.budget_year != b->line.budget_year) {
        return a->line.budget_year < b->line.budget_year ? -1 : 1;
    }
    if (a->line.municipality != b->line.municipality) {
        return a->line.municipality < b->line.municipality ? -1 : 1;
    }
    int order = strcmp(a->from_text, b->from_text);
    if (order == 0) order = strcmp(a->to_text, b->to_text);
    if (order == 0) order = (a->line.rate > b->line.rate) - (a->line.rate < b->line.rate);
    return order;
}

static void sort_drafts(Drafts *drafts)
{
    for (size_t i = 1; i < drafts->count; i++) {
        if (compare_drafts(&drafts->items[i - 1], &drafts->items[i]) > 0) {
            qsort(drafts->items, drafts->count, sizeof *drafts->items, compare_drafts);
            return;
        }
    }
}

/* --- status --- */

static bool holds(const RunOptions *options, int code, int year)
{
    if (options->hold_code[code]) return true;
    return year >= HOLD_YEAR_FIRST && year <= HOLD_YEAR_LAST &&
           (options->hold_years[code] >> (year - HOLD_YEAR_FIRST) & 1) != 0;
}

bool run_holds_code(const RunOptions *options, int code, int budget_year)
{
    /* FHT2 has no rate of its own but a ceiling: naming either holds it. */
    bool impairment = code == GRANT_FHT2 || code == RATE_FHT2_MAX;
    if (impairment && (holds(options, GRANT_FHT2, budget_year) ||
                       holds(options, RATE_FHT2_MAX, budget_year))) {
        return true;
    }
    return holds(options, code, budget_year);
}

/* What is due under one key, from all its drafts; the settled sum may stand on the first. */
static Ore due_of_key(const Drafts *drafts, const DecisionLine *key)
{
    Ore due = 0;
    for (size_t i = 0; i < drafts->count; i++) {
        const DecisionLine *line = &drafts->items[i].line;
        if (!same_key(line, (GrantCode)key->code, key->budget_year, key->municipality)) {
            continue;
        }
        due = ore_add(due, ore_subtract(line->earned, line->settled_before));
    }
    return due;
}

static bool has_become(const Run *run, MunicipalityCode split, MunicipalityCode code)
{
    MunicipalityCode found[MUNICIPALITY_CANDIDATES_MAX];
    if (municipality_split(run->municipalities, split, run->cutoff) == NULL) return false;
    size_t count = municipality_candidates(run->municipalities, split, run->cutoff, found);
    for (size_t i = 0; i < count; i++) {
        if (found[i] == code) return true;
    }
    return false;
}

/* grants.md 4: a line that stands unresolved under a split code holds with it the same person's
 * lines of that code and budget year in every successor, so that nothing is paid beside it. */
static bool beside_unresolved(const Run *run, const Drafts *drafts, const DecisionLine *key)
{
    for (size_t i = 0; i < drafts->count; i++) {
        const Draft *other = &drafts->items[i];
        if (other->problem != PART_MUNICIPALITY_AMBIGUOUS || other->line.code != key->code ||
            other->line.budget_year != key->budget_year) {
            continue;
        }
        if (due_of_key(drafts, &other->line) != 0 &&
            has_become(run, other->line.municipality, key->municipality)) {
            return true;
        }
    }
    return false;
}

static bool any_ambiguous(const Draft *group, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (group[i].problem == PART_MUNICIPALITY_AMBIGUOUS) return true;
    }
    return false;
}

/* The control that holds this group of lines, or 0. What is unresolved is not held when nothing
 * is due. */
static int group_hold(const Run *run, const Drafts *drafts, int person_hold, const Draft *group,
                      size_t count, bool rate_missing)
{
    if (person_hold != 0) return person_hold;
    if (rate_missing) return CONTROL_RATE_MISSING;
    if (any_ambiguous(group, count)) {
        return group->line.due != 0 ? CONTROL_SUCCESSOR_AMBIGUOUS : 0;
    }
    if (group->line.due != 0 && beside_unresolved(run, drafts, &group->line)) {
        return CONTROL_SUCCESSOR_AMBIGUOUS;
    }
    if (run_holds_code(&run->options, group->line.code, group->line.budget_year)) {
        return CONTROL_CODE_HELD;
    }
    return run->municipality_held[group->line.municipality] ? CONTROL_PAYEE_MISSING : 0;
}

static void set_status(const Run *run, Draft *group, size_t count, int hold)
{
    DecisionLine *first = &group[0].line;
    bool correction = first->due < 0 || first->budget_year < run->options.year;
    const char *reason = first->due == 0 ? "nothing-due" : correction ? "correction" : "due";
    DecisionStatus status = first->due == 0 ? DECISION_ZERO : DECISION_PAY;
    char held[DECISION_WORD_SIZE];
    if (hold != 0) {
        snprintf(held, sizeof held, "R%d", hold);
        reason = held;
        status = DECISION_HELD;
    }
    for (size_t i = 0; i < count; i++) {
        group[i].line.status = (uint8_t)status;
        snprintf(group[i].line.reason, sizeof group[i].line.reason, "%s", reason);
        snprintf(group[i].line.rule_version, sizeof group[i].line.rule_version, "%s",
                 run->years[group[i].slot].context.rules->version);
    }
}

/* A line with nothing due is written for the run's own budget year only, a line without a rate
 * in every year: somebody has to find the rate. */
static bool written(const Run *run, const Draft *group, bool rate_missing)
{
    /* Lines of two idents that cancel out in a place where nothing is earned say nothing. */
    if (!group->earned_part && group->line.due == 0 && group->line.settled_before == 0) {
        return false;
    }
    return group->line.due != 0 || rate_missing || group->line.budget_year == run->options.year;
}

static Status keep_group(DecideWorkspace *work, const Draft *group, size_t count,
                         Failure *failure)
{
    size_t needed = work->line_count + count, capacity;
    if (needed > work->line_capacity) {
        capacity = work->line_capacity;
        TRY(system_grow(&work->rate_indices, &capacity, needed, sizeof *work->rate_indices,
                        failure));
        capacity = work->line_capacity;
        TRY(system_grow(&work->year_slots, &capacity, needed, sizeof *work->year_slots,
                        failure));
        TRY(system_grow(&work->lines, &work->line_capacity, needed, sizeof *work->lines,
                        failure));
    }
    for (size_t i = 0; i < count; i++) {
        work->lines[work->line_count] = group[i].line;
        work->rate_indices[work->line_count] = group[i].rate_index;
        work->year_slots[work->line_count++] = group[i].slot;
    }
    return STATUS_OK;
}

/* One code, budget year and municipality: due = earned - settled, on its first line. */
static Status finish_group(const Run *run, DecideWorkspace *work, const Drafts *drafts,
                           Draft *group, size_t count, int person_hold, bool rate_missing,
                           Failure *failure)
{
    Ore earned = 0, settled = 0;
    for (size_t i = 0; i < count; i++) {
        earned = ore_add(earned, group[i].line.earned);
        settled = ore_add(settled, group[i].line.settled_before);
        group[i].line.first = i == 0;
        group[i].line.settled_before = 0;
    }
    group[0].line.settled_before = settled;
    group[0].line.due = ore_subtract(earned, settled);
    if (!written(run, group, rate_missing)) return STATUS_OK;
    set_status(run, group, count,
               group_hold(run, drafts, person_hold, group, count, rate_missing));
    return keep_group(work, group, count, failure);
}

/* A missing rate holds all of a code and budget year: the rest of it cannot be known either. */
static bool any_rate_missing(const Drafts *drafts, size_t begin)
{
    const DecisionLine *key = &drafts->items[begin].line;
    for (size_t i = 0; i < drafts->count; i++) {
        const Draft *draft = &drafts->items[i];
        if (draft->line.code == key->code && draft->line.budget_year == key->budget_year &&
            draft->problem == PART_RATE_MISSING) {
            return true;
        }
    }
    return false;
}

static Status finish_drafts(const Run *run, Drafts *drafts, int person_hold,
                            DecideWorkspace *work, Failure *failure)
{
    sort_drafts(drafts);
    work->line_count = 0;
    for (size_t begin = 0; begin < drafts->count;) {
        const DecisionLine *key = &drafts->items[begin].line;
        size_t end = begin + 1;
        while (end < drafts->count && same_key(&drafts->items[end].line, (GrantCode)key->code,
                                               key->budget_year, key->municipality)) {
            end++;
        }
        TRY(finish_group(run, work, drafts, &drafts->items[begin], end - begin, person_hold,
                         any_rate_missing(drafts, begin), failure));
        begin = end;
    }
    return STATUS_OK;
}

/* --- persons --- */

/* A settled line of a municipality that the table does not know stays what it is. */
static Place settled_place(const Run *run, const Registration *person, MunicipalityCode code)
{
    if (run->mapping->to[code] == MUNICIPALITY_NONE) return (Place){code, false};
    return municipality_place(run->municipalities, run->mapping, person, run->cutoff, code);
}

static bool draft_all_settled(const Run *run, Drafts *drafts, Subject subject,
                              const Registration *person, const SettledLine *line)
{
    if (!compared(run, line)) return true;
    Place place = settled_place(run, person, line->municipality);
    return draft_settled(run, drafts, subject, line, place.code, place.ambiguous);
}

static Status no_room(const Drafts *drafts, Failure *failure)
{
    return failure_set(failure, STATUS_MEMORY, "deciding", "%zu lines of one person",
                       drafts->count);
}

Status decide_person(const Run *run, size_t index, DecideWorkspace *work, const Trace *trace,
                     Failure *failure)
{
    Drafts *drafts = work->drafts;
    drafts->count = 0;
    Registration mother, person = run_person(run, index, &mother);
    TRY(compute(run, &person, person.mother_record, work, trace, failure));
    check_parts(run, &work->parts);
    for (size_t i = 0; i < work->parts.count; i++) {
        if (!draft_part(run, drafts, person.ident, &work->parts.items[i])) {
            return no_room(drafts, failure);
        }
    }
    for (uint32_t i = run->prior_begin[index]; i < run->prior_begin[index + 1]; i++) {
        if (!draft_all_settled(run, drafts, person.ident, &person, &run->prior[i].line)) {
            return no_room(drafts, failure);
        }
    }
    return finish_drafts(run, drafts, run->hold[index], work, failure);
}

Status decide_vanished(const Run *run, const SettledLine *lines, size_t count,
                       DecideWorkspace *work, Failure *failure)
{
    Drafts *drafts = work->drafts;
    drafts->count = 0;
    work->notes = 0;
    for (size_t i = 0; i < count; i++) {
        if (!draft_all_settled(run, drafts, lines[i].subject, NULL, &lines[i])) {
            return no_room(drafts, failure);
        }
    }
    return finish_drafts(run, drafts, CONTROL_VANISHED, work, failure);
}

static bool draft_basic(const Run *run, Drafts *drafts, const GrantContext *context,
                        MunicipalityCode code, int64_t persons)
{
    EarnedPart part;
    if (!basic_grant_part(context, code, persons, &part)) return true;
    return draft_part(run, drafts, subject_of_municipality(code), &part);
}

/* What earlier years' runs fixed: the rate of that year's rule set as it is now. */
static bool draft_fixed(const Run *run, Drafts *drafts, MunicipalityCode code)
{
    size_t count;
    const BasicCount *rows = run_basic_known(run, code, &count);
    for (size_t i = 0; i < count; i++) {
        if (!run_basic_is_pending(run, &rows[i])) continue;
        const RunYear *year = &run->years[slot_of_year(run, rows[i].budget_year)];
        if (!draft_basic(run, drafts, &year->context, code, rows[i].persons)) return false;
    }
    return true;
}

static bool draft_basic_settled(const Run *run, Drafts *drafts, MunicipalityCode code)
{
    const SettledLine *lines;
    size_t count = run_basic_lines(run, code, &lines);
    for (size_t i = 0; i < count; i++) {
        if (!run_basic_compares(run, code, lines[i].budget_year)) continue;
        Place to = settled_place(run, NULL, lines[i].municipality);
        if (!draft_settled(run, drafts, lines[i].subject, &lines[i], to.code, to.ambiguous)) {
            return false;
        }
    }
    return true;
}

Status decide_basic(const Run *run, MunicipalityCode code, DecideWorkspace *work,
                    Failure *failure)
{
    Drafts *drafts = work->drafts;
    const RunYear *own = &run->years[run->year_count - 1];
    drafts->count = 0;
    work->notes = 0;
    bool fits = draft_fixed(run, drafts, code);
    if (fits && run_basic_is_computed(run)) {
        fits = draft_basic(run, drafts, &own->context, code, run->basic_counts[code]);
    }
    if (!fits || !draft_basic_settled(run, drafts, code)) return no_room(drafts, failure);
    return finish_drafts(run, drafts, 0, work, failure);
}
