#include "engine/run/cohort.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/ident_sort.h"
#include "formats/base/stage_clock.h"
#include "rules/base/search.h"

_Static_assert(sizeof(CohortPerson) == IDENT_ENTRY_SIZE, "sorted by ident_sort");
_Static_assert(sizeof(FormerIdent) == IDENT_ENTRY_SIZE, "sorted by ident_sort");

static int compare_persons(const void *left, const void *right)
{
    const CohortPerson *a = left;
    const CohortPerson *b = right;
    if (a->ident != b->ident) return a->ident < b->ident ? -1 : 1;
    if (a->part != b->part) return a->part < b->part ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
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

static MunicipalityCode sender_of(const Cohort *cohort, const CohortPerson *person)
{
    const RegisterExtracts *extracts = &cohort->extracts;
    return extracts->files[extracts->parts[person->part].file].sender;
}

MunicipalityCode cohort_sender(const Cohort *cohort, size_t person)
{
    return sender_of(cohort, &cohort->persons[person]);
}

/* Whoever names an ident as a former one owns it. */
static Status add_former(Cohort *cohort, const CohortPerson *person, size_t owner,
                         Failure *failure)
{
    size_t count;
    const RegisterPart *part = &cohort->extracts.parts[person->part];
    const Ident *formers = register_part_formers(part, person->row, &count);
    if (count == 0) return STATUS_OK;
    TRY(system_grow(&cohort->former, &cohort->former_capacity, cohort->former_count + count,
                    sizeof *cohort->former, failure));
    for (size_t j = 0; j < count; j++) {
        cohort->former[cohort->former_count++] =
            (FormerIdent){formers[j], (uint32_t)owner, sender_of(cohort, person), false};
    }
    return STATUS_OK;
}

/* Each content after the first is a conflict. It is not seen, but the former idents it names
 * may be the person's: they are not free for others. An identical record of another sender says
 * the same once more. */
static Status compare_records(Cohort *cohort, const CohortPerson *records, size_t count,
                              size_t kept, Failure *failure)
{
    for (size_t i = 1; i < count; i++) {
        Registration before = view_of(cohort, &records[i - 1]);
        Registration here = view_of(cohort, &records[i]);
        bool same = registration_compare(&before, &here) == 0;
        if (same) cohort->identical++;
        if (!same && !(cohort->flags[kept] & COHORT_NO_COPY_COUNTS))
            cohort->flags[kept] |= COHORT_CONFLICT;
        if (!same || sender_of(cohort, &records[i]) != sender_of(cohort, &records[i - 1]))
            TRY(add_former(cohort, &records[i], kept, failure));
    }
    return STATUS_OK;
}

/* The records of one ident in [begin, end). */
static Status merge_ident(Cohort *cohort, const CohortEvidence *evidence, size_t begin,
                          size_t end, size_t kept, Failure *failure)
{
    CohortPerson *records = &cohort->persons[begin];
    size_t count = end - begin;
    cohort->flags[kept] = 0;
    if (count > 1) {
        qsort_r(records, count, sizeof *records, compare_content, cohort);
        Registration first = view_of(cohort, &records[0]);
        Registration last = view_of(cohort, &records[count - 1]);
        if (evidence != NULL && registration_compare(&first, &last) != 0)
            TRY(cohort_judge_copies(cohort, &evidence->senders, records, &count, kept,
                                    failure));
        TRY(compare_records(cohort, records, count, kept, failure));
    }
    cohort->persons[kept] = records[0];
    return STATUS_OK;
}

/* Keeps one entry of each ident: identical records are one, others are a conflict. */
static Status merge_records(Cohort *cohort, const CohortEvidence *evidence, Failure *failure)
{
    size_t kept = 0;
    for (size_t begin = 0, end; begin < cohort->count; begin = end) {
        end = begin + 1;
        while (end < cohort->count &&
               cohort->persons[end].ident == cohort->persons[begin].ident)
            end++;
        TRY(merge_ident(cohort, evidence, begin, end, kept++, failure));
    }
    cohort->count = kept;
    return STATUS_OK;
}

/* Rows in ident order lie anywhere in memory: they are asked for some persons ahead. */
static void ask_for_row(const Cohort *cohort, size_t person)
{
    enum { AHEAD = 16 };
    if (person + AHEAD < cohort->count)
        __builtin_prefetch(&cohort_row(cohort, person + AHEAD)->former_begin);
}

/* Sorted by former ident. */
static Status collect_former(Cohort *cohort, Failure *failure)
{
    for (size_t i = 0; i < cohort->count; i++) {
        ask_for_row(cohort, i);
        TRY(add_former(cohort, &cohort->persons[i], i, failure));
    }
    return ident_sort(cohort->former, cohort->former_count, failure);
}

static void mark_two(Cohort *cohort, uint32_t one, uint32_t other)
{
    if (one == other) return;
    cohort->flags[one] |= COHORT_FORMER_CONFLICT;
    cohort->flags[other] |= COHORT_FORMER_CONFLICT;
}

/* Two persons must not own the same ledger lines: whoever shares an ident is in conflict. */
static void mark_shared_former(Cohort *cohort)
{
    size_t person = 0; /* the first whose ident is not below the former one */
    for (size_t i = 0; i < cohort->former_count; i++) {
        const FormerIdent *here = &cohort->former[i];
        while (person < cohort->count && cohort->persons[person].ident < here->former)
            person++;
        if (person < cohort->count && cohort->persons[person].ident == here->former)
            mark_two(cohort, (uint32_t)person, here->owner);
        if (i > 0 && here[-1].former == here->former)
            mark_two(cohort, here[-1].owner, here->owner);
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
    for (size_t i = 0; i < cohort->count && !cohort->any_synthetic; i++)
        cohort->any_synthetic = ident_is_synthetic(cohort->persons[i].ident);
}

static Status build(Cohort *cohort, const CohortEvidence *evidence, Failure *failure)
{
    size_t count = 0;
    for (size_t p = 0; p < cohort->extracts.part_count; p++)
        count += cohort->extracts.parts[p].row_count;
    cohort->records = cohort->count = count;
    cohort->persons = system_allocate(count * sizeof *cohort->persons);
    cohort->flags = system_allocate_zeroed(count, sizeof *cohort->flags);
    if (cohort->persons == NULL || cohort->flags == NULL)
        return failure_set(failure, STATUS_MEMORY, "indexing persons", NULL);
    fill_persons(cohort);
    TRY(ident_sort(cohort->persons, count, failure));
    TRY(merge_records(cohort, evidence, failure));
    TRY(collect_former(cohort, failure));
    if (evidence != NULL) TRY(cohort_judge_formers(cohort, evidence, failure));
    mark_shared_former(cohort);
    note_synthetic(cohort);
    return STATUS_OK;
}

Status cohort_build(RegisterExtracts *extracts, const CohortEvidence *evidence, Cohort *cohort,
                    Failure *failure)
{
    STAGE(INDEX);
    *cohort = (Cohort){.extracts = *extracts};
    *extracts = (RegisterExtracts){0};
    Status status = build(cohort, evidence, failure);
    if (status != STATUS_OK) cohort_free(cohort);
    return status;
}

void cohort_free(Cohort *cohort)
{
    register_extracts_free(&cohort->extracts);
    system_free(cohort->persons);
    system_free(cohort->flags);
    system_free(cohort->former);
    system_free(cohort->notes);
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

/* What the searches look for. */
typedef struct IdentKey {
    const Cohort *cohort;
    Ident ident;
} IdentKey;

static bool person_before(const void *user, size_t index)
{
    const IdentKey *key = user;
    return key->cohort->persons[index].ident < key->ident;
}

static bool former_before(const void *user, size_t index)
{
    const IdentKey *key = user;
    return key->cohort->former[index].former < key->ident;
}

int64_t cohort_find(const Cohort *cohort, Ident ident)
{
    const IdentKey key = {cohort, ident};
    size_t place = search_first(cohort->count, person_before, &key);
    bool found = place < cohort->count && cohort->persons[place].ident == ident;
    return found ? (int64_t)place : COHORT_NOT_FOUND;
}

int64_t cohort_owner(const Cohort *cohort, Ident ident)
{
    int64_t current = cohort_find(cohort, ident);
    if (current >= 0) return current;
    const IdentKey key = {cohort, ident};
    size_t place = search_first(cohort->former_count, former_before, &key);
    bool found = place < cohort->former_count && cohort->former[place].former == ident;
    return found ? (int64_t)cohort->former[place].owner : COHORT_NOT_FOUND;
}

Status cohort_cutoff(const RegisterExtracts *extracts, Day asked, Day *extract_date,
                     Day *cutoff, Failure *failure)
{
    Day earliest = extracts->files[0].extract_date, latest = earliest;
    char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];
    for (size_t i = 1; i < extracts->file_count; i++) {
        Day day = extracts->files[i].extract_date;
        if (day < earliest) earliest = day;
        if (day > latest) latest = day;
    }
    day_format(earliest, first);
    day_format(latest, last);
    *extract_date = earliest;
    *cutoff = day_is_set(asked) ? asked : earliest;
    if (*cutoff > earliest)
        return failure_set(failure, STATUS_INPUT_VALUE, "--cutoff",
                           "it is after the earliest extract, of %s", first);
    if (earliest == latest || day_is_set(asked)) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, "register extracts",
                       "their dates differ, from %s to %s: send extracts of one day, or name "
                       "--cutoff %s or earlier",
                       first, last, first);
}
