#include "engine/run/cohort.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/parallel.h"
#include "formats/base/stage_clock.h"
#include "formats/base/translate.h"
#include "rules/base/cleanup.h"

_Static_assert(sizeof(CohortPerson) == IDENT_ENTRY_SIZE, "sorted by ident_sort");
_Static_assert(sizeof(FormerIdent) == IDENT_ENTRY_SIZE, "sorted by ident_sort");

static int compare_persons(const void *left, const void *right)
{
    const CohortPerson *a = left;
    const CohortPerson *b = right;
    if (a->ident != b->ident) return a->ident < b->ident ? -1 : 1;
    if (a->part != b->part) return a->part < b->part ? -1 : 1;
    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

static const uint8_t *block_of(const Cohort *cohort, const CohortPerson *person)
{
    return cohort->extracts.parts[person->part].blocks + person->offset;
}

/* Records that are compared: two at a time. */
typedef struct Comparing {
    const Cohort *cohort;
    PersonSpace left, right;
} Comparing;

static int compare_said(Comparing *with, const CohortPerson *left, const CohortPerson *right)
{
    Registration a = person_block_unpack(block_of(with->cohort, left), &with->left);
    Registration b = person_block_unpack(block_of(with->cohort, right), &with->right);
    return registration_compare(&a, &b);
}

/* Equal idents by content, so that what is kept and what is counted does not depend on the
 * order of the inputs; of equal content the first that was read. */
static int compare_content(const void *left, const void *right, void *with)
{
    int order = compare_said(with, left, right);
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

/* --- who is in conflict with whom --- */

enum { CONFLICTS = COHORT_CONFLICT | COHORT_FORMER_CONFLICT };

Status cohort_conflict(Cohort *cohort, size_t person, CohortFlag flag,
                       const CohortPerson *record, Failure *failure)
{
    bool known = (cohort->flags[person] & CONFLICTS) != 0;
    cohort->flags[person] |= (uint16_t)flag;
    if (known) return STATUS_OK;
    TRY(system_grow(&cohort->rivals, &cohort->rival_capacity, cohort->rival_count + 1,
                    sizeof *cohort->rivals, failure));
    cohort->rivals[cohort->rival_count++] = (CohortRival){(uint32_t)person, *record};
    return STATUS_OK;
}

static int compare_rivals(const void *left, const void *right)
{
    const CohortRival *a = left, *b = right;
    return (a->person > b->person) - (a->person < b->person);
}

void cohort_order_rivals(Cohort *cohort)
{
    if (cohort->rival_count > 1)
        qsort(cohort->rivals, cohort->rival_count, sizeof *cohort->rivals, compare_rivals);
}

const CohortPerson *cohort_rival(const Cohort *cohort, size_t person)
{
    const CohortRival key = {.person = (uint32_t)person};
    if (cohort->rival_count == 0) return NULL;
    const CohortRival *found = bsearch(&key, cohort->rivals, cohort->rival_count,
                                       sizeof *cohort->rivals, compare_rivals);
    return found != NULL ? &found->record : NULL;
}

/* --- records of one ident --- */

/* Whoever names an ident as a former one owns it. */
static Status add_former(const Cohort *cohort, const CohortPerson *person, size_t owner,
                         FormerList *list, Failure *failure)
{
    const uint8_t *block = block_of(cohort, person);
    size_t count = person_block_former_count(block);
    if (count == 0) return STATUS_OK;
    TRY(system_grow(&list->items, &list->capacity, list->count + count, sizeof *list->items,
                    failure));
    for (size_t j = 0; j < count; j++) {
        list->items[list->count++] = (FormerIdent){
            person_block_former(block, j), (uint32_t)owner, sender_of(cohort, person), false};
    }
    return STATUS_OK;
}

/* Each content after the first is a conflict. It is not seen, but the former idents it names
 * may be the person's: they are not free for others. An identical record of another sender says
 * the same once more. */
static Status compare_records(Cohort *cohort, Comparing *with, const CohortPerson *records,
                              size_t count, size_t kept, Failure *failure)
{
    for (size_t i = 1; i < count; i++) {
        bool same = compare_said(with, &records[i - 1], &records[i]) == 0;
        if (same) cohort->identical++;
        if (!same && !(cohort->flags[kept] & COHORT_NO_COPY_COUNTS))
            TRY(cohort_conflict(cohort, kept, COHORT_CONFLICT, &records[i], failure));
        if (!same || sender_of(cohort, &records[i]) != sender_of(cohort, &records[i - 1]))
            TRY(add_former(cohort, &records[i], kept, &cohort->former, failure));
    }
    return STATUS_OK;
}

/* The records of one ident, of which there are several: those that are left, *count. */
static Status merge_copies(Cohort *cohort, const CohortEvidence *evidence, Comparing *with,
                           CohortPerson *records, size_t count, size_t kept, Failure *failure)
{
    qsort_r(records, count, sizeof *records, compare_content, with);
    if (evidence != NULL && compare_said(with, &records[0], &records[count - 1]) != 0)
        TRY(cohort_judge_copies(cohort, &evidence->senders, records, &count, kept, failure));
    return compare_records(cohort, with, records, count, kept, failure);
}

/* Persons that are done together. */
enum { PIECE = 1 << 14 };

static size_t pieces_of(size_t count)
{
    return (count + PIECE - 1) / PIECE;
}

/* Whether any two records have one ident. */
typedef struct Copies {
    const Cohort *cohort;
    atomic_bool *any;
} Copies;

static Status look_for_copies(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Copies *copies = user;
    const Cohort *cohort = copies->cohort;
    size_t begin = piece->number * PIECE, end = begin + PIECE;
    bool any = false;
    (void)failure;
    if (end > cohort->count) end = cohort->count;
    for (size_t i = begin > 0 ? begin : 1; i < end; i++)
        any = any || cohort->persons[i - 1].ident == cohort->persons[i].ident;
    if (any) atomic_store(copies->any, true);
    return STATUS_OK;
}

/* Keeps one entry of each ident: identical records are one, others are a conflict. */
static Status merge_all(Cohort *cohort, const CohortEvidence *evidence, Comparing *with,
                        Failure *failure)
{
    size_t kept = 0;
    for (size_t begin = 0, end; begin < cohort->count; begin = end, kept++) {
        CohortPerson *records = &cohort->persons[begin];
        for (end = begin + 1; end < cohort->count; end++)
            if (cohort->persons[end].ident != records->ident) break;
        cohort->flags[kept] = 0;
        if (end - begin > 1)
            TRY(merge_copies(cohort, evidence, with, records, end - begin, kept, failure));
        cohort->persons[kept] = *records;
    }
    cohort->count = kept;
    return STATUS_OK;
}

/* Where no two records have one ident there is nothing to do. */
static Status merge_records(Cohort *cohort, const CohortEvidence *evidence, int threads,
                            Failure *failure)
{
    atomic_bool any = false;
    Copies copies = {cohort, &any};
    Parallel parallel = {.pieces = pieces_of(cohort->count),
                         .threads = threads,
                         .user = &copies,
                         .work = look_for_copies};
    TRY(parallel_run(&parallel, failure));
    if (!atomic_load(&any)) return STATUS_OK;
    CLEANUP(system_free) Comparing *with = system_allocate(sizeof *with);
    if (with == NULL) return failure_set(failure, STATUS_MEMORY, _("indexing persons"), NULL);
    with->cohort = cohort;
    return merge_all(cohort, evidence, with, failure);
}

/* --- former idents --- */

static void fetch_block(const Cohort *cohort, size_t person)
{
    enum { LINE = 64 };
    const uint8_t *block = cohort_block(cohort, person);
    __builtin_prefetch(block);
    __builtin_prefetch(block + LINE);
}

void cohort_fetch_ahead(const Cohort *cohort, size_t person)
{
    enum { AHEAD = 12 };
    if (person + AHEAD < cohort->count) fetch_block(cohort, person + AHEAD);
}

/* In three steps, each when the one before has come: the block, where whom it names stands in
 * the order of idents, the block of that one. */
void cohort_fetch_named(const Cohort *cohort, size_t person)
{
    enum { PLACE_AHEAD = 8, BLOCK_AHEAD = 4 };
    cohort_fetch_ahead(cohort, person);
    if (person + PLACE_AHEAD >= cohort->count) return;
    Ident later = person_block_named(cohort_block(cohort, person + PLACE_AHEAD));
    Ident soon = person_block_named(cohort_block(cohort, person + BLOCK_AHEAD));
    if (later != IDENT_NONE) ident_directory_fetch(&cohort->by_ident, later);
    int64_t named = soon != IDENT_NONE ? cohort_find(cohort, soon) : COHORT_NOT_FOUND;
    if (named != COHORT_NOT_FOUND) fetch_block(cohort, (size_t)named);
}

static Status collect_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Cohort *cohort = user;
    size_t begin = piece->number * PIECE, end = begin + PIECE;
    if (end > cohort->count) end = cohort->count;
    for (size_t i = begin; i < end; i++) {
        cohort_fetch_ahead(cohort, i);
        TRY(add_former(cohort, &cohort->persons[i], i, piece->memory, failure));
    }
    return STATUS_OK;
}

static Status take_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    Cohort *cohort = user;
    FormerList *list = piece->memory, *all = &cohort->former;
    TRY(system_grow(&all->items, &all->capacity, all->count + list->count, sizeof *all->items,
                    failure));
    if (list->count > 0)
        memcpy(&all->items[all->count], list->items, list->count * sizeof *list->items);
    all->count += list->count;
    list->count = 0;
    return STATUS_OK;
}

static void release_piece(void *memory)
{
    FormerList *list = memory;
    system_free(list->items);
}

/* Sorted by former ident. */
static Status collect_former(Cohort *cohort, int threads, Failure *failure)
{
    Parallel parallel = {.pieces = pieces_of(cohort->count),
                         .threads = threads,
                         .user = cohort,
                         .work = collect_piece,
                         .hand_over = take_piece,
                         .memory_size = sizeof(FormerList),
                         .release = release_piece};
    TRY(parallel_run(&parallel, failure));
    return ident_sort(cohort->former.items, cohort->former.count, threads, failure);
}

static Status mark_two(Cohort *cohort, uint32_t one, uint32_t other, Failure *failure)
{
    const CohortPerson *persons = cohort->persons;
    if (one == other) return STATUS_OK;
    TRY(cohort_conflict(cohort, one, COHORT_FORMER_CONFLICT, &persons[other], failure));
    return cohort_conflict(cohort, other, COHORT_FORMER_CONFLICT, &persons[one], failure);
}

/* Two persons must not own the same ledger lines: whoever shares an ident is in conflict. */
static Status mark_shared_former(Cohort *cohort, Failure *failure)
{
    size_t person = 0; /* the first whose ident is not below the former one */
    for (size_t i = 0; i < cohort->former.count; i++) {
        const FormerIdent *here = &cohort->former.items[i];
        while (person < cohort->count && cohort->persons[person].ident < here->former)
            person++;
        if (person < cohort->count && cohort->persons[person].ident == here->former)
            TRY(mark_two(cohort, (uint32_t)person, here->owner, failure));
        if (i > 0 && here[-1].former == here->former)
            TRY(mark_two(cohort, here[-1].owner, here->owner, failure));
    }
    return STATUS_OK;
}

/* --- all of it --- */

/* Records into the list of persons, part by part. */
typedef struct Filling {
    Cohort *cohort;
    size_t *begin; /* in the list, of each part's */
    atomic_bool synthetic;
} Filling;

static Status fill_part(void *user, const ParallelPiece *piece, Failure *failure)
{
    Filling *filling = user;
    const RegisterPart *part = &filling->cohort->extracts.parts[piece->number];
    CohortPerson *next = &filling->cohort->persons[filling->begin[piece->number]];
    const uint8_t *block;
    bool synthetic = atomic_load(&filling->synthetic);
    (void)failure;
    for (size_t at = 0; (block = register_part_next(part, &at)) != NULL; next++) {
        *next = (CohortPerson){person_block_ident(block), (uint32_t)piece->number,
                               (uint32_t)(block - part->blocks)};
        synthetic = synthetic || ident_is_synthetic(next->ident);
    }
    if (synthetic) atomic_store(&filling->synthetic, true);
    return STATUS_OK;
}

static Status fill_persons(Cohort *cohort, int threads, Failure *failure)
{
    const RegisterExtracts *extracts = &cohort->extracts;
    CLEANUP(system_free) size_t *begin = system_allocate(extracts->part_count * sizeof *begin);
    if (begin == NULL) return failure_set(failure, STATUS_MEMORY, _("indexing persons"), NULL);
    for (size_t p = 0; p < extracts->part_count; p++) {
        begin[p] = cohort->count;
        cohort->count += extracts->parts[p].person_count;
        cohort->set_aside += extracts->parts[p].refused_count;
    }
    cohort->records = cohort->count;
    cohort->persons = system_allocate(cohort->count * sizeof *cohort->persons);
    cohort->flags = system_allocate_zeroed(cohort->count, sizeof *cohort->flags);
    if (cohort->persons == NULL || cohort->flags == NULL)
        return failure_set(failure, STATUS_MEMORY, _("indexing persons"), NULL);
    Filling filling = {cohort, begin, false};
    Parallel parallel = {.pieces = extracts->part_count,
                         .threads = threads,
                         .user = &filling,
                         .work = fill_part};
    TRY(parallel_run(&parallel, failure));
    cohort->any_synthetic = atomic_load(&filling.synthetic);
    return STATUS_OK;
}

static Status build(Cohort *cohort, const CohortEvidence *evidence, int threads,
                    Failure *failure)
{
    TRY(fill_persons(cohort, threads, failure));
    TRY(ident_sort(cohort->persons, cohort->count, threads, failure));
    TRY(merge_records(cohort, evidence, threads, failure));
    TRY(ident_directory_make(cohort->persons, cohort->count, &cohort->by_ident, failure));
    TRY(collect_former(cohort, threads, failure));
    if (evidence != NULL) TRY(cohort_judge_formers(cohort, evidence, failure));
    TRY(mark_shared_former(cohort, failure));
    return ident_directory_make(cohort->former.items, cohort->former.count, &cohort->by_former,
                                failure);
}

Status cohort_build(RegisterExtracts *extracts, const CohortEvidence *evidence, int threads,
                    Cohort *cohort, Failure *failure)
{
    STAGE(INDEX);
    *cohort = (Cohort){.extracts = *extracts};
    *extracts = (RegisterExtracts){0};
    Status status = build(cohort, evidence, threads, failure);
    if (status != STATUS_OK) cohort_free(cohort);
    return status;
}

void cohort_forget_persons(Cohort *cohort)
{
    RegisterExtracts *extracts = &cohort->extracts;
    for (size_t p = 0; p < extracts->part_count; p++)
        register_part_free(&extracts->parts[p]);
    extracts->part_count = 0;
    system_free(cohort->persons);
    system_free(cohort->flags);
    system_free(cohort->former.items);
    ident_directory_free(&cohort->by_ident);
    ident_directory_free(&cohort->by_former);
    system_free(cohort->notes);
    system_free(cohort->rivals);
    *cohort = (Cohort){.extracts = *extracts};
}

void cohort_free(Cohort *cohort)
{
    cohort_forget_persons(cohort);
    register_extracts_free(&cohort->extracts);
    *cohort = (Cohort){0};
}

Registration cohort_view(const Cohort *cohort, size_t person, PersonSpace *space)
{
    return person_block_unpack(cohort_block(cohort, person), space);
}

const uint8_t *cohort_block(const Cohort *cohort, size_t person)
{
    return block_of(cohort, &cohort->persons[person]);
}

static const RegisterPart *part_of(const Cohort *cohort, size_t person)
{
    return &cohort->extracts.parts[cohort->persons[person].part];
}

uint32_t cohort_file(const Cohort *cohort, size_t person)
{
    return part_of(cohort, person)->file;
}

uint32_t cohort_record(const Cohort *cohort, size_t person)
{
    return register_part_record(part_of(cohort, person), cohort_block(cohort, person));
}

uint32_t cohort_line(const Cohort *cohort, size_t person)
{
    return register_part_line(part_of(cohort, person), cohort_block(cohort, person));
}

int64_t cohort_find(const Cohort *cohort, Ident ident)
{
    size_t place = ident_directory_find(&cohort->by_ident, ident);
    return place != IDENT_NOT_FOUND ? (int64_t)place : COHORT_NOT_FOUND;
}

int64_t cohort_owner(const Cohort *cohort, Ident ident)
{
    int64_t current = cohort_find(cohort, ident);
    if (current >= 0) return current;
    size_t place = ident_directory_find(&cohort->by_former, ident);
    return place != IDENT_NOT_FOUND ? (int64_t)cohort->former.items[place].owner
                                    : COHORT_NOT_FOUND;
}

bool cohort_owns_former(const Cohort *cohort, size_t person, Ident former)
{
    enum { DISPUTED = COHORT_FORMER_CONFLICT | COHORT_CLAIM_REFUSED };
    if (!(cohort->flags[person] & DISPUTED)) return true;
    return cohort_owner(cohort, former) == (int64_t)person;
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
    return failure_set(failure, STATUS_INPUT_VALUE, _("register extracts"),
                       "their dates differ, from %s to %s: send extracts of one day, or name "
                       "--cutoff %s or earlier",
                       first, last, first);
}
