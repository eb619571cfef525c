#include "engine/cohort.h"

#include <stdlib.h>
#include <string.h>

#include <omp.h>

/* Sorting: one ident order for millions of persons, in parallel by halves. */
static int compare_persons(const void *left, const void *right)
{
    const CohortPerson *a = left;
    const CohortPerson *b = right;
    if (a->ident != b->ident) return a->ident < b->ident ? -1 : 1;
    if (a->part != b->part) return a->part < b->part ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static void merge_runs(const CohortPerson *left, size_t left_count, const CohortPerson *right,
                       size_t right_count, CohortPerson *out)
{
    size_t i = 0, j = 0, k = 0;
    while (i < left_count && j < right_count) {
        bool take_left = compare_persons(&left[i], &right[j]) <= 0;
        out[k++] = take_left ? left[i++] : right[j++];
    }
    memcpy(&out[k], &left[i], (left_count - i) * sizeof *out);
    memcpy(&out[k + left_count - i], &right[j], (right_count - j) * sizeof *out);
}

static bool already_sorted(const CohortPerson *persons, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (compare_persons(&persons[i - 1], &persons[i]) > 0) return false;
    }
    return true;
}

static void sort_persons(CohortPerson *persons, CohortPerson *spare, size_t count, int depth)
{
    if (depth == 0 || count < 4096) {
        if (!already_sorted(persons, count)) {
            qsort(persons, count, sizeof *persons, compare_persons);
        }
        return;
    }
    size_t half = count / 2;
#pragma omp task shared(persons, spare)
    sort_persons(persons, spare, half, depth - 1);
#pragma omp task shared(persons, spare)
    sort_persons(persons + half, spare + half, count - half, depth - 1);
#pragma omp taskwait
    merge_runs(persons, half, persons + half, count - half, spare);
    memcpy(persons, spare, count * sizeof *persons);
}

static Status sort_all(CohortPerson *persons, size_t count, int threads, Failure *failure)
{
    CohortPerson *spare = system_allocate(count * sizeof *spare);
    if (spare == NULL) return failure_set(failure, STATUS_MEMORY, "sorting persons", NULL);
#pragma omp parallel num_threads(threads)
#pragma omp single
    sort_persons(persons, spare, count, threads > 1 ? 3 : 0);
    system_free(spare);
    return STATUS_OK;
}

static Registration view_of(const Cohort *cohort, const CohortPerson *person)
{
    return register_part_view(&cohort->extracts.parts[person->part], person->row);
}

/* Equal idents by content, so that what is kept and what is counted does not depend on the
 * order of the inputs; of equal content the first that was read. */
static int compare_content(const void *left, const void *right, void *cohort)
{
    Registration a = view_of(cohort, left);
    Registration b = view_of(cohort, right);
    int order = registration_compare(&a, &b);
    return order != 0 ? order : compare_persons(left, right);
}

/* The records of one ident in [begin, end): each content after the first is a conflict. */
static void merge_ident(Cohort *cohort, size_t begin, size_t end, size_t kept)
{
    CohortPerson *records = &cohort->persons[begin];
    size_t count = end - begin;
    if (count > 1) qsort_r(records, count, sizeof *records, compare_content, cohort);
    cohort->flags[kept] = 0;
    for (size_t i = 1; i < count; i++) {
        Registration before = view_of(cohort, &records[i - 1]);
        Registration here = view_of(cohort, &records[i]);
        if (registration_compare(&before, &here) == 0) {
            cohort->identical++;
        } else {
            cohort->flags[kept] |= COHORT_CONFLICT;
        }
    }
    cohort->persons[kept] = records[0];
}

/* Keeps one entry of each ident: identical records are one, others are a conflict. */
static void merge_records(Cohort *cohort)
{
    size_t kept = 0;
    for (size_t begin = 0, end; begin < cohort->count; begin = end) {
        end = begin + 1;
        while (end < cohort->count &&
               cohort->persons[end].ident == cohort->persons[begin].ident) {
            end++;
        }
        merge_ident(cohort, begin, end, kept++);
    }
    cohort->count = kept;
}

static int compare_former(const void *left, const void *right)
{
    const FormerIdent *a = left;
    const FormerIdent *b = right;
    if (a->former != b->former) return a->former < b->former ? -1 : 1;
    return a->owner < b->owner ? -1 : a->owner > b->owner;
}

static Status collect_former(Cohort *cohort, Failure *failure)
{
    size_t capacity = 0;
    for (size_t i = 0; i < cohort->count; i++) {
        Registration person = cohort_view(cohort, i);
        if (person.former_count == 0) continue;
        TRY(system_grow((void **)&cohort->former, &capacity,
                        cohort->former_count + person.former_count, sizeof *cohort->former,
                        failure));
        for (size_t j = 0; j < person.former_count; j++) {
            cohort->former[cohort->former_count++] =
                (FormerIdent){person.former_idents[j], (uint32_t)i};
        }
    }
    if (cohort->former_count > 1) {
        qsort(cohort->former, cohort->former_count, sizeof *cohort->former, compare_former);
    }
    return STATUS_OK;
}

/* Two persons must not own the same ledger lines: whoever shares an ident is in conflict. */
static void mark_shared_former(Cohort *cohort)
{
    for (size_t i = 0; i < cohort->former_count; i++) {
        const FormerIdent *here = &cohort->former[i];
        int64_t current = cohort_find(cohort, here->former);
        if (current >= 0 && (uint32_t)current != here->owner) {
            cohort->flags[current] |= COHORT_FORMER_CONFLICT;
            cohort->flags[here->owner] |= COHORT_FORMER_CONFLICT;
        }
        if (i > 0 && here[-1].former == here->former && here[-1].owner != here->owner) {
            cohort->flags[here[-1].owner] |= COHORT_FORMER_CONFLICT;
            cohort->flags[here->owner] |= COHORT_FORMER_CONFLICT;
        }
    }
}

static void fill_persons(Cohort *cohort)
{
    size_t next = 0;
    for (size_t p = 0; p < cohort->extracts.part_count; p++) {
        const RegisterPart *part = &cohort->extracts.parts[p];
        for (size_t r = 0; r < part->row_count; r++) {
            cohort->persons[next++] =
                (CohortPerson){part->rows[r].ident, (uint32_t)p, (uint32_t)r};
        }
        cohort->set_aside += part->refused_count;
    }
}

static void note_synthetic(Cohort *cohort)
{
    for (size_t i = 0; i < cohort->count && !cohort->any_synthetic; i++) {
        const PersonRow *row = cohort_row(cohort, i);
        cohort->any_synthetic = ident_is_synthetic(row->ident, (IdentType)row->ident_type);
    }
}

static Status build(Cohort *cohort, int threads, Failure *failure)
{
    size_t count = 0;
    for (size_t p = 0; p < cohort->extracts.part_count; p++) {
        count += cohort->extracts.parts[p].row_count;
    }
    cohort->records = cohort->count = count;
    cohort->persons = system_allocate(count * sizeof *cohort->persons);
    cohort->flags = system_allocate_zeroed(count, sizeof *cohort->flags);
    if (cohort->persons == NULL || cohort->flags == NULL) {
        return failure_set(failure, STATUS_MEMORY, "indexing persons", NULL);
    }
    fill_persons(cohort);
    TRY(sort_all(cohort->persons, count, threads, failure));
    merge_records(cohort);
    TRY(collect_former(cohort, failure));
    mark_shared_former(cohort);
    note_synthetic(cohort);
    return STATUS_OK;
}

Status cohort_build(RegisterExtracts *extracts, int threads, Cohort *cohort, Failure *failure)
{
    *cohort = (Cohort){.extracts = *extracts};
    *extracts = (RegisterExtracts){0};
    Status status = build(cohort, threads, failure);
    if (status != STATUS_OK) cohort_free(cohort);
    return status;
}

void cohort_free(Cohort *cohort)
{
    register_extracts_free(&cohort->extracts);
    system_free(cohort->persons);
    system_free(cohort->flags);
    system_free(cohort->former);
    *cohort = (Cohort){0};
}

Registration cohort_view(const Cohort *cohort, size_t person)
{
    return view_of(cohort, &cohort->persons[person]);
}

const PersonRow *cohort_row(const Cohort *cohort, size_t person)
{
    const CohortPerson *entry = &cohort->persons[person];
    return &cohort->extracts.parts[entry->part].rows[entry->row];
}

uint32_t cohort_file(const Cohort *cohort, size_t person)
{
    return cohort->extracts.parts[cohort->persons[person].part].file;
}

int64_t cohort_find(const Cohort *cohort, Ident ident)
{
    size_t low = 0, high = cohort->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cohort->persons[middle].ident < ident)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < cohort->count && cohort->persons[low].ident == ident;
    return found ? (int64_t)low : COHORT_NOT_FOUND;
}

int64_t cohort_owner(const Cohort *cohort, Ident ident)
{
    int64_t current = cohort_find(cohort, ident);
    if (current >= 0) return current;
    size_t low = 0, high = cohort->former_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cohort->former[middle].former < ident)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < cohort->former_count && cohort->former[low].former == ident;
    return found ? (int64_t)cohort->former[low].owner : COHORT_NOT_FOUND;
}
