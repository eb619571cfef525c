/*
 * run_hold.c - who is held, and why: the blocking findings. control.md 1 (What blocks),
 * grants.md 4.4. The order of the reasons is the order of the controls' numbers.
 */
#include "engine/run/control_counts.h"
#include "engine/run/run.h"

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/base/whereabouts.h"
#include "rules/controls/person_controls.h"

/* Each control finds at most once in a record: they always fit. A test makes it smaller, to see
 * what becomes of a step that stops without a word. */
#ifndef RECORD_FINDINGS_MAX
#define RECORD_FINDINGS_MAX 128
#endif
enum { HOLD_CHUNK = 2048, CHUNKS_A_THREAD = 4 };

Finding run_finding(int control, MunicipalityCode municipality)
{
    const Control *row = control_find(control);
    INVARIANT(row != NULL);
    return (Finding){
        .control = control, .severity = (uint8_t)row->severity, .municipality = municipality};
}

/* Where a person's finding belongs: the residence, else the settlement's municipality. */
static MunicipalityCode municipality_of(const Run *run, int64_t person)
{
    Registration registration = cohort_view(&run->cohort, (size_t)person);
    MunicipalityCode code = residence_on(&registration, run->cutoff, run->cutoff);
    return code != MUNICIPALITY_NONE ? code : registration.settlement.municipality;
}

RunFinding run_finding_of(const Run *run, const Finding *finding, int64_t person)
{
    RunFinding out = {.finding = *finding, .file = UINT32_MAX};
    if (person == COHORT_NOT_FOUND) return out;
    const PersonRow *row = cohort_row(&run->cohort, (size_t)person);
    out.ident = row->ident;
    out.record = row->record;
    out.file = cohort_file(&run->cohort, (size_t)person);
    if (out.finding.municipality == MUNICIPALITY_NONE) {
        out.finding.municipality = municipality_of(run, person);
    }
    return out;
}

Status run_finding_list(const Run *run, FindingList *list, const Finding *finding,
                        int64_t person, Failure *failure)
{
    RunFinding found = run_finding_of(run, finding, person);
    return finding_list_add(list, &found, failure);
}

Status run_finding_add(Run *run, const Finding *finding, int64_t person, Failure *failure)
{
    RunFinding found = run_finding_of(run, finding, person);
    return finding_store_add(&run->findings, &found, failure);
}

int64_t run_mother(const Run *run, const Registration *person)
{
    if (person->mother == IDENT_NONE || day_is_set(person->settlement.date)) {
        return COHORT_NOT_FOUND;
    }
    return cohort_owner(&run->cohort, person->mother);
}

Registration run_person(const Run *run, size_t index, Registration *mother)
{
    Registration person = cohort_view(&run->cohort, index);
    int64_t found = run_mother(run, &person);
    if (found == COHORT_NOT_FOUND) return person;
    *mother = cohort_view(&run->cohort, (size_t)found);
    person.mother_record = mother;
    return person;
}

static bool needs_mother(const Registration *person)
{
    return person->mother != IDENT_NONE && !day_is_set(person->settlement.date);
}

static void hold(Run *run, size_t person, int control)
{
    if (run->hold[person] == 0 || control < run->hold[person]) {
        run->hold[person] = (uint16_t)control;
    }
}

/* --- looks of vanished persons --- */

typedef struct Looks {
    const PersonLook *items; /* of vanished persons, sorted by compare_looks */
    size_t count;
} Looks;

static int compare_looks(const void *left, const void *right)
{
    const PersonLook *a = left;
    const PersonLook *b = right;
    if (a->born != b->born) return a->born < b->born ? -1 : 1;
    if (a->settled != b->settled) return a->settled < b->settled ? -1 : 1;
    if (a->sex != b->sex) return a->sex < b->sex ? -1 : 1;
    if (a->background != b->background) return a->background < b->background ? -1 : 1;
    return 0;
}

static int compare_vanished(const void *left, const void *right)
{
    int order = compare_looks(left, right);
    if (order != 0) return order;
    const PersonLook *a = left;
    const PersonLook *b = right;
    return a->ident < b->ident ? -1 : a->ident > b->ident;
}

static bool has_vanished(const Run *run, Ident ident)
{
    size_t low = 0, high = run->gone_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (run->gone[middle] < ident) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < run->gone_count && run->gone[low] == ident;
}

/* Those of vanished persons, in the place of all. */
static void collect_looks(const Run *run, PersonLooks *all, Looks *looks)
{
    size_t kept = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (has_vanished(run, all->items[i].ident)) all->items[kept++] = all->items[i];
    }
    if (kept > 1) qsort(all->items, kept, sizeof *all->items, compare_vanished);
    *looks = (Looks){all->items, kept};
}

/* Lines of an earlier ident do not make this one known: the ident before that one may be the
 * one that has vanished, when the register names only the latest. */
static bool is_new_ident(const Run *run, size_t index, const Registration *person)
{
    size_t count;
    const SettledLine *prior = run_prior_of(run, index, &count);
    for (size_t i = 0; i < count; i++) {
        if (prior[i].subject == person->ident) return false;
    }
    return true;
}

/* The first vanished person that a new ident (no settled lines of its own) looks like, or NULL.
 * The municipality of settlement is not compared: correcting it must not free the person. */
static const PersonLook *looks_vanished(const Run *run, const Looks *looks, size_t index,
                                        const Registration *person)
{
    if (looks->count == 0 || !is_new_ident(run, index, person)) return NULL;
    PersonLook key = {.born = person->born,
                      .settled = person->settlement.date,
                      .background = person->background,
                      .sex = person->sex};
    const PersonLook *found =
        bsearch(&key, looks->items, looks->count, sizeof key, compare_looks);
    while (found != NULL && found > looks->items && compare_looks(&key, found - 1) == 0)
        found--;
    return found;
}

/* --- one person --- */

/* What one chunk of persons hands on. */
typedef struct HoldWork {
    FindingList findings;
    HoldCounts counts;
    Failure failure;
    Status status;
} HoldWork;

static Status add_blocking(Run *run, HoldWork *work, size_t person, int control)
{
    Finding finding = run_finding(control, MUNICIPALITY_NONE);
    hold(run, person, control);
    return run_finding_list(run, &work->findings, &finding, (int64_t)person, &work->failure);
}

/* R405 names the vanished person, so that somebody can link the two. */
static Status add_lookalike(Run *run, HoldWork *work, size_t person, const PersonLook *vanished)
{
    Finding finding = run_finding(CONTROL_LOOKS_LIKE_VANISHED, MUNICIPALITY_NONE);
    finding.values[finding.value_count++] =
        (FindingValue){"vanished", VALUE_PERSON, (int64_t)vanished->ident, NULL};
    hold(run, person, CONTROL_LOOKS_LIKE_VANISHED);
    return run_finding_list(run, &work->findings, &finding, (int64_t)person, &work->failure);
}

static const GrantContext *own_context(const Run *run)
{
    return &settle_own_year(&run->settle)->context;
}

/* R206 to R208: who a family immigrant came to. */
static Status find_reference(const Run *run, HoldWork *work, const Registration *person,
                             Findings *found)
{
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        if (!permit_has_reference(permit)) continue;
        int64_t index = cohort_owner(&run->cohort, permit->reference);
        Registration reference;
        if (index >= 0) reference = cohort_view(&run->cohort, (size_t)index);
        work->counts.references++;
        work->counts.refugee_references += permit_is_of_refugee_family(permit);
        return reference_controls(permit, index >= 0 ? &reference : NULL, found);
    }
    return STATUS_OK;
}

static Status find_in_record(const Run *run, HoldWork *work, size_t index,
                             const Registration *person, Findings *found)
{
    const GrantContext *context = own_context(run);
    const Registration *mother = person->mother_record;
    size_t count;
    TRY(record_controls(context, person, mother, run->extract_date, found));
    hold_counts_add(&work->counts, person);
    TRY(person_controls(context, person, mother, run->extract_date, &work->counts.person,
                        found));
    TRY(find_reference(run, work, person, found));
    const SettledLine *prior = run_prior_of(run, index, &count);
    if (!settle_paid_last_year(&run->settle, prior, count)) return STATUS_OK;
    work->counts.paid_last_year++;
    return not_resident_control(context, person, found);
}

/* Which record it was, not whose. */
static Status tell_record(const Run *run, size_t index, Status status, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    const RegisterFile *file = &run->cohort.extracts.files[cohort_file(&run->cohort, index)];
    snprintf(where, sizeof where, "%.450s, record %u", file->path,
             cohort_row(&run->cohort, index)->record);
    return failure_of(failure, status, where, "its controls");
}

static Status hold_by_record(Run *run, HoldWork *work, size_t index, const Registration *person)
{
    Finding items[RECORD_FINDINGS_MAX];
    Findings found = {items, 0, RECORD_FINDINGS_MAX};
    Status status = find_in_record(run, work, index, person, &found);
    if (status != STATUS_OK) return tell_record(run, index, status, &work->failure);
    for (size_t i = 0; i < found.count; i++) {
        if (found.items[i].severity <= SEVERITY_BLOCK) {
            hold(run, index, found.items[i].control);
        }
        TRY(run_finding_list(run, &work->findings, &found.items[i], (int64_t)index,
                             &work->failure));
    }
    return STATUS_OK;
}

static Status hold_one(Run *run, const Looks *looks, HoldWork *work, size_t index)
{
    Registration mother, person = run_person(run, index, &mother);
    TRY(hold_by_record(run, work, index, &person));
    if (run->cohort.flags[index] != 0) {
        TRY(add_blocking(run, work, index, CONTROL_IDENT_TWICE));
    }
    if (needs_mother(&person) && person.mother_record == NULL) {
        TRY(add_blocking(run, work, index, CONTROL_MOTHER_MISSING));
    }
    const PersonLook *vanished = looks_vanished(run, looks, index, &person);
    return vanished != NULL ? add_lookalike(run, work, index, vanished) : STATUS_OK;
}

/* Chunks are in person order; their findings are put together in that order, so the result does
 * not depend on threads. */
static void hold_chunk(Run *run, const Looks *looks, HoldWork *work, size_t begin)
{
    size_t end = begin + HOLD_CHUNK;
    if (end > run->cohort.count) end = run->cohort.count;
    for (size_t i = begin; i < end && work->status == STATUS_OK; i++) {
        work->status = hold_one(run, looks, work, i);
    }
}

static Status hand_on(Run *run, HoldWork *work, Failure *failure)
{
    if (work->status != STATUS_OK) {
        *failure = work->failure;
        return work->status;
    }
    hold_counts_join(run, &run->counts, &work->counts);
    return finding_store_take(&run->findings, &work->findings, failure);
}

/* A window of chunks at a time: what they found is handed on before more is looked for. */
static Status hold_window(Run *run, const Looks *looks, HoldWork *works, size_t first,
                          size_t count, Failure *failure)
{
    for (size_t c = 0; c < count; c++) {
        works[c].counts = (HoldCounts){0};
    }
#pragma omp parallel for schedule(dynamic) num_threads(run->options.threads)
    for (size_t c = 0; c < count; c++) {
        hold_chunk(run, looks, &works[c], (first + c) * HOLD_CHUNK);
    }
    for (size_t c = 0; c < count; c++) {
        TRY(hand_on(run, &works[c], failure));
    }
    return STATUS_OK;
}

static Status hold_all(Run *run, const Looks *looks, Failure *failure)
{
    size_t chunks = (run->cohort.count + HOLD_CHUNK - 1) / HOLD_CHUNK;
    size_t window = (size_t)run->options.threads * CHUNKS_A_THREAD;
    Status status = STATUS_OK;
    HoldWork *works = system_allocate_zeroed(window, sizeof *works);
    if (works == NULL) return failure_set(failure, STATUS_MEMORY, "controls", NULL);
    for (size_t first = 0; first < chunks && status == STATUS_OK; first += window) {
        size_t here = chunks - first < window ? chunks - first : window;
        status = hold_window(run, looks, works, first, here, failure);
    }
    for (size_t c = 0; c < window; c++) {
        finding_list_free(&works[c].findings);
    }
    system_free(works);
    return status;
}

/* --- a held mother holds the child; her child holds its child: until nothing changes --- */

static Status hold_children_once(Run *run, bool *changed, Failure *failure)
{
    for (size_t i = 0; i < run->cohort.count; i++) {
        const PersonRow *row = cohort_row(&run->cohort, i);
        if (row->mother == IDENT_NONE || run->hold[i] != 0) continue;
        Registration person = cohort_view(&run->cohort, i);
        int64_t mother = run_mother(run, &person);
        if (mother < 0 || run->hold[mother] == 0) continue;
        Finding finding = run_finding(CONTROL_MOTHER_HELD, MUNICIPALITY_NONE);
        hold(run, i, CONTROL_MOTHER_HELD);
        TRY(run_finding_add(run, &finding, (int64_t)i, failure));
        *changed = true;
    }
    return STATUS_OK;
}

static Status hold_children(Run *run, Failure *failure)
{
    bool changed = true;
    while (changed) {
        changed = false;
        TRY(hold_children_once(run, &changed, failure));
    }
    return STATUS_OK;
}

static Status note_vanished(Run *run, Failure *failure)
{
    for (size_t i = 0; i < run->vanished_count; i++) {
        if (i > 0 && run->vanished[i].subject == run->vanished[i - 1].subject) continue;
        Finding finding = run_finding(CONTROL_VANISHED, run->vanished[i].municipality);
        RunFinding found = run_finding_of(run, &finding, COHORT_NOT_FOUND);
        found.ident = run->vanished[i].subject;
        TRY(finding_store_add(&run->findings, &found, failure));
        run->counts.vanished++;
    }
    return STATUS_OK;
}

static Status note_refused(Run *run, Failure *failure)
{
    const RegisterExtracts *extracts = &run->cohort.extracts;
    for (size_t p = 0; p < extracts->part_count; p++) {
        const RegisterPart *part = &extracts->parts[p];
        for (size_t i = 0; i < part->refused_count; i++) {
            Finding finding = run_finding(CONTROL_RECORD_REFUSED, part->refused[i].sender);
            finding.values[finding.value_count++] =
                (FindingValue){"line", VALUE_NUMBER, part->refused[i].line, NULL};
            finding.values[finding.value_count++] =
                (FindingValue){"field", VALUE_WORD, 0, part->refused[i].field};
            finding.values[finding.value_count++] =
                (FindingValue){"problem", VALUE_WORD, 0, part->refused[i].problem};
            RunFinding found = run_finding_of(run, &finding, COHORT_NOT_FOUND);
            found.file = part->file;
            found.record = part->refused[i].record;
            TRY(finding_store_add(&run->findings, &found, failure));
        }
    }
    return STATUS_OK;
}

/* A municipality that nobody can be paid in is held (grants.md 4.4). */
static void hold_municipalities(Run *run)
{
    if (run->payees == NULL) return;
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        run->municipality_held[code] = payees_find(run->payees, (MunicipalityCode)code) == NULL;
    }
}

Status run_hold(Run *run, Failure *failure)
{
    Looks looks;
    control_thresholds_resolve(own_context(run)->rules, &run->thresholds);
    run->settle.years.items[run->settle.years.count - 1].context.thresholds = &run->thresholds;
    run->hold = system_allocate_zeroed(run->cohort.count, sizeof *run->hold);
    /* Every 16-bit code can be asked: an ambiguous line keeps the code it was registered by. */
    run->municipality_held = system_allocate_zeroed(65536, sizeof *run->municipality_held);
    if (run->hold == NULL || run->municipality_held == NULL) {
        return failure_set(failure, STATUS_MEMORY, "controls", NULL);
    }
    hold_municipalities(run);
    run->settle.municipality_held = run->municipality_held;
    collect_looks(run, &run->looks, &looks);
    Status status = hold_all(run, &looks, failure);
    person_looks_free(&run->looks);
    if (status != STATUS_OK) return status;
    TRY(hold_children(run, failure));
    TRY(note_vanished(run, failure));
    return note_refused(run, failure);
}
