/* run_relations.c - two idents, two records, two municipalities for one person. control.md 1.
 */
#include "engine/run/run_relations.h"

#include <stdlib.h>

#include "rules/base/whereabouts.h"
#include "rules/controls/relation_controls.h"

static MunicipalityCode mapped(const Run *run, MunicipalityCode code)
{
    MunicipalityCode to = code < MUNICIPALITY_CODES ? run->mapping->to[code] : code;
    return to == MAPPING_AMBIGUOUS ? code : to;
}

/* --- R406: two idents --- */

static Lookalike look_of(const Run *run, size_t index)
{
    const PersonRow *row = cohort_row(&run->cohort, index);
    return (Lookalike){.born = row->born,
                       .settled = row->settlement.date,
                       .settled_in = mapped(run, row->settlement.municipality),
                       .background = row->background,
                       .sex = row->sex,
                       .ident_type = (uint8_t)ident_type(row->ident),
                       .person = (uint32_t)index};
}

static Status list_other_idents(const Run *run, Lookalike **out, size_t *count,
                                Failure *failure)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < run->cohort.count; i++) {
        const PersonRow *row = cohort_row(&run->cohort, i);
        if (ident_type(row->ident) == IDENT_FNR || !day_is_set(row->settlement.date)) continue;
        TRY(system_grow(out, &capacity, *count + 1, sizeof **out, failure));
        (*out)[(*count)++] = look_of(run, i);
    }
    if (*count > 1) qsort(*out, *count, sizeof **out, lookalike_compare);
    return STATUS_OK;
}

static Status note_lookalikes(Run *run, const Lookalike *others, size_t count, size_t index,
                              Failure *failure)
{
    Lookalike look = look_of(run, index);
    size_t like = lookalikes_of(others, count, &look);
    if (like == 0) return STATUS_OK;
    Finding finding = run_finding(RELATION_TWO_IDENTS, MUNICIPALITY_NONE);
    finding.values[finding.value_count++] =
        (FindingValue){"settled", VALUE_DAY, look.settled, NULL};
    finding.values[finding.value_count++] =
        (FindingValue){"count", VALUE_NUMBER, (int64_t)like, NULL};
    return run_finding_add(run, &finding, (int64_t)index, failure);
}

/* The look-ups run in parallel into one bit a person; the findings are made in order. */
static Status control_idents(Run *run, const Lookalike *others, size_t count, Failure *failure)
{
    bool *like = system_allocate_zeroed(run->cohort.count, sizeof *like);
    uint64_t settled = 0;
    Status status = STATUS_OK;
    if (like == NULL) return failure_set(failure, STATUS_MEMORY, "controls", NULL);
#pragma omp parallel for num_threads(run->options.threads) reduction(+ : settled)
    for (size_t i = 0; i < run->cohort.count; i++) {
        Lookalike look = look_of(run, i);
        settled += day_is_set(look.settled);
        like[i] = lookalikes_of(others, count, &look) > 0;
    }
    run->counts.executed[RELATION_TWO_IDENTS] += settled;
    for (size_t i = 0; i < run->cohort.count && status == STATUS_OK; i++) {
        if (like[i]) status = note_lookalikes(run, others, count, i, failure);
    }
    system_free(like);
    return status;
}

static Status control_two_idents(Run *run, Failure *failure)
{
    Lookalike *others;
    size_t count;
    Status status = list_other_idents(run, &others, &count, failure);
    if (status == STATUS_OK) status = control_idents(run, others, count, failure);
    system_free(others);
    return status;
}

/* --- R407: one record in two files --- */

static Status note_again(Run *run, size_t index, Failure *failure)
{
    Finding finding = run_finding(RELATION_RECORD_TWICE, MUNICIPALITY_NONE);
    return run_finding_add(run, &finding, (int64_t)index, failure);
}

/* Only when there are any: the cohort keeps one of identical records and counts the others. */
static Status control_records(Run *run, Failure *failure)
{
    const Cohort *cohort = &run->cohort;
    run->counts.executed[RELATION_RECORD_TWICE] += cohort->records;
    if (cohort->identical == 0) return STATUS_OK;
    uint8_t *times = system_allocate_zeroed(cohort->count, sizeof *times);
    if (times == NULL) return failure_set(failure, STATUS_MEMORY, "controls", NULL);
    for (size_t p = 0; p < cohort->extracts.part_count; p++) {
        const RegisterPart *part = &cohort->extracts.parts[p];
        for (size_t r = 0; r < part->row_count; r++) {
            int64_t index = cohort_find(cohort, part->rows[r].ident);
            if (index >= 0 && times[index] < UINT8_MAX) times[index]++;
        }
    }
    Status status = STATUS_OK;
    for (size_t i = 0; i < cohort->count && status == STATUS_OK; i++) {
        if (times[i] < 2 || (cohort->flags[i] & COHORT_CONFLICT)) continue;
        status = note_again(run, i, failure);
    }
    system_free(times);
    return status;
}

/* --- R408: a newborn of two municipalities --- */

static ChildOf child_of(const Run *run, const Registration *child, size_t index, int64_t mother)
{
    MunicipalityCode code = residence_on(child, run->cutoff, run->cutoff);
    if (code == MUNICIPALITY_NONE) code = child->settlement.municipality;
    return (ChildOf){.mother = (uint32_t)mother,
                     .born = child->born,
                     .sex = child->sex,
                     .municipality = mapped(run, code),
                     .person = (uint32_t)index};
}

static Status list_children(const Run *run, ChildOf **out, size_t *count, Failure *failure)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < run->cohort.count; i++) {
        const PersonRow *row = cohort_row(&run->cohort, i);
        if (row->mother == IDENT_NONE) continue;
        int64_t mother = cohort_owner(&run->cohort, row->mother);
        if (mother == COHORT_NOT_FOUND) continue;
        Registration child = cohort_view(&run->cohort, i);
        TRY(system_grow(out, &capacity, *count + 1, sizeof **out, failure));
        (*out)[(*count)++] = child_of(run, &child, i, mother);
    }
    if (*count > 1) qsort(*out, *count, sizeof **out, child_compare);
    return STATUS_OK;
}

static Status note_children(Run *run, const ChildOf *children, size_t count, Failure *failure)
{
    run->counts.executed[RELATION_NEWBORN_TWICE] += count;
    for (size_t i = 1; i < count; i++) {
        if (!child_counted_twice(&children[i - 1], &children[i])) continue;
        Finding finding = run_finding(RELATION_NEWBORN_TWICE, MUNICIPALITY_NONE);
        finding.values[finding.value_count++] =
            (FindingValue){"born", VALUE_DAY, children[i].born, NULL};
        finding.values[finding.value_count++] =
            (FindingValue){"other", VALUE_MUNICIPALITY, children[i - 1].municipality, NULL};
        TRY(run_finding_add(run, &finding, children[i].person, failure));
    }
    return STATUS_OK;
}

static Status control_newborns(Run *run, Failure *failure)
{
    ChildOf *children;
    size_t count;
    Status status = list_children(run, &children, &count, failure);
    if (status == STATUS_OK) status = note_children(run, children, count, failure);
    system_free(children);
    return status;
}

Status run_control_relations(Run *run, Failure *failure)
{
    TRY(control_two_idents(run, failure));
    TRY(control_records(run, failure));
    return control_newborns(run, failure);
}
