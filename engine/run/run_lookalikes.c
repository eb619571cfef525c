/*
 * run_lookalikes.c - persons who look like one person under several idents: R406, R414 to R416.
 * control.md 1, family 4; register.md (Senders).
 *
 * Looks are numbers; sorted by them, those who look alike stand together, in time that grows
 * with the register. Only who is among them is computed, once more than others, to know whether
 * money goes to both. Persons are marked before anybody is decided, in an order that no thread
 * changes.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include "engine/run/run_controls.h"
#include "formats/base/ident_sort.h"
#include "formats/base/parallel.h"
#include "formats/base/translate.h"
#include "rules/base/whereabouts.h"

/* One of a group, in the order in which it is looked at. */
typedef struct Alike {
    uint32_t person;
    uint8_t type;            /* IdentType: the newer the lower */
    bool money;              /* something earned or settled, looked up where types differ */
    bool settled;            /* something of the ledger is its own */
    MunicipalityCode sender; /* the municipality that registered it */
    Day since;               /* settled, else born */
} Alike;

/* A group at hand. */
typedef struct Group {
    Run *run;
    SettleWork *work;
    PersonRooms *rooms;
    Alike *items;
    size_t count;
    bool by_type; /* idents of different types are told apart */
    Failure *failure;
} Group;

typedef struct Lookalike {
    uint64_t look;   /* first: sorted as an ident is */
    uint64_t person; /* while looks are listed, where the record stands: part and offset */
} Lookalike;
_Static_assert(sizeof(Lookalike) == IDENT_ENTRY_SIZE, "sorted by ident_sort");

/* --- who is in a group --- */

/* The municipality that registered the person: where it was settled, else where it is resident.
 * It stands for the sender, whom an extract of the whole country does not name. */
static MunicipalityCode registered_by(const Run *run, const Registration *view)
{
    MunicipalityCode code = view->settlement.municipality;
    if (!day_is_set(view->settlement.date)) code = residence_on(view, run->cutoff, run->cutoff);
    MunicipalityCode to = code < MUNICIPALITY_CODES ? run->mapping->to[code] : code;
    return to == MAPPING_AMBIGUOUS || to == MUNICIPALITY_NONE ? code : to;
}

static int compare_alike(const void *left, const void *right)
{
    const Alike *a = left, *b = right;
    if (a->type != b->type) return a->type < b->type ? -1 : 1;
    return a->person < b->person ? -1 : a->person > b->person;
}

static bool is_same_key(const SettledLine *left, const SettledLine *right)
{
    return left->code == right->code && left->budget_year == right->budget_year &&
           left->municipality == right->municipality;
}

/* What was paid under one ident and taken back under another is nothing. */
static bool any_settled(const Run *run, size_t person)
{
    size_t count;
    const SettledLine *prior = run_prior_of(run, person, &count);
    for (size_t i = 0; i < count; i++) {
        Ore sum = 0;
        if (!settle_compares(&run->settle, &prior[i])) continue;
        for (size_t j = 0; j < count; j++)
            if (is_same_key(&prior[i], &prior[j])) sum = ore_add(sum, prior[j].amount);
        if (sum != 0) return true;
    }
    return false;
}

/* Earned or settled in this run's comparison; a missing rate is money of an unknown amount. */
static Status look_for_money(const Group *group, Alike *alike)
{
    PersonAt at;
    const SettleWork *work = group->work;
    run_person_at(group->run, alike->person, group->rooms, &at);
    TRY(run_settle_person(group->run, &at, group->work, NULL, group->failure));
    alike->settled = any_settled(group->run, alike->person);
    alike->money = alike->settled;
    for (size_t i = 0; i < work->draft_count && !alike->money; i++)
        alike->money =
            work->drafts[i].line.earned != 0 || work->drafts[i].problem == PART_RATE_MISSING;
    return STATUS_OK;
}

static Status fill(Group *group, const Lookalike *looks)
{
    for (size_t i = 0; i < group->count; i++) {
        Registration view =
            cohort_view(&group->run->cohort, looks[i].person, &group->rooms->own);
        bool settled = day_is_set(view.settlement.date);
        group->items[i] = (Alike){.person = (uint32_t)looks[i].person,
                                  .type = (uint8_t)ident_type(view.ident),
                                  .sender = registered_by(group->run, &view),
                                  .since = settled ? view.settlement.date : view.born};
        if (i == 0) group->by_type = !look_is_common(&view);
    }
    qsort(group->items, group->count, sizeof *group->items, compare_alike);
    group->by_type =
        group->by_type && group->items[0].type != group->items[group->count - 1].type;
    for (size_t i = 0; i < group->count && group->by_type; i++)
        TRY(look_for_money(group, &group->items[i]));
    return STATUS_OK;
}

/* --- what is found --- */

static Status note(const Group *group, int control, const Alike *alike, const Alike *other)
{
    Finding finding = run_finding(control, MUNICIPALITY_NONE);
    finding.values[0] = (FindingValue){"count", VALUE_NUMBER, (int64_t)group->count - 1, NULL};
    run_name_other(group->run, other->person, &group->rooms->beside, &finding.values[1]);
    finding.value_count = 1 + RUN_OTHER_VALUES;
    return run_finding_add(group->run, &finding, alike->person, group->failure);
}

static Status hold(const Group *group, int control, CohortFlag flag, const Alike *alike,
                   const Alike *other)
{
    group->run->cohort.flags[alike->person] |= (uint16_t)flag;
    return note(group, control, alike, other);
}

/* R414. The newest with money, and the oldest to which money was paid: whoever has money and is
 * older than the one waits, and whoever is newer than the other and was not paid yet: it would
 * be paid all that the other was. */
static Status hold_types(const Group *group)
{
    const Alike *newest = NULL, *paid = NULL;
    for (size_t i = 0; i < group->count; i++) {
        const Alike *alike = &group->items[i];
        if (newest == NULL && alike->money) newest = alike;
        if (alike->settled) paid = alike;
    }
    for (size_t i = 0; newest != NULL && i < group->count; i++) {
        const Alike *alike = &group->items[i];
        if (alike->money && alike->type > newest->type)
            TRY(hold(group, LOOK_TYPES_DIFFER, COHORT_OLDER_IDENT, alike, newest));
        else if (alike->money && !alike->settled && paid != NULL && paid->type > alike->type)
            TRY(hold(group, LOOK_TYPES_DIFFER, COHORT_OLDER_IDENT, alike, paid));
    }
    return STATUS_OK;
}

static int compare_sender(const void *left, const void *right)
{
    const Alike *a = left, *b = right;
    if (a->sender != b->sender) return a->sender < b->sender ? -1 : 1;
    if (a->since != b->since) return a->since < b->since ? -1 : 1;
    return a->person < b->person ? -1 : a->person > b->person;
}

/* R416, among those of one type. They are in their own order afterwards. */
static Status hold_many(const Group *group, Alike *items, size_t count, int64_t most)
{
    qsort(items, count, sizeof *items, compare_sender);
    for (size_t begin = 0, end; begin < count; begin = end) {
        for (end = begin + 1; end < count && items[end].sender == items[begin].sender; end++)
            continue;
        for (size_t i = begin + 1; (int64_t)(end - begin) > most && i < end; i++)
            TRY(hold(group, LOOK_MANY_OF_SENDER, COHORT_LATER_SETTLED, &items[i],
                     &items[begin]));
    }
    return STATUS_OK;
}

/* R406 and R415: each but the first, beside the one before it. */
static Status warn(const Group *group)
{
    const Cohort *cohort = &group->run->cohort;
    for (size_t i = 1; i < group->count; i++) {
        const Alike *alike = &group->items[i], *before = &group->items[i - 1];
        if (cohort->flags[alike->person] & (COHORT_OLDER_IDENT | COHORT_LATER_SETTLED))
            continue;
        Registration one = cohort_view(cohort, alike->person, &group->rooms->own);
        Registration other = cohort_view(cohort, before->person, &group->rooms->mother);
        int control = look_of_twins(&one, &other) ? LOOK_TWINS : LOOK_ALIKE;
        TRY(note(group, control, alike, before));
    }
    return STATUS_OK;
}

static Status judge(const Group *group)
{
    const ControlThresholds *limits = &group->run->thresholds;
    if (group->by_type) TRY(hold_types(group));
    for (size_t begin = 0, end; begin < group->count; begin = end) {
        Alike *items = &group->items[begin];
        for (end = begin + 1; end < group->count; end++)
            if (group->by_type && group->items[end].type != items->type) break;
        if (!limits->missing[LOOK_MANY_OF_SENDER])
            TRY(hold_many(group, items, end - begin, limits->value[THRESHOLD_LOOKALIKES]));
    }
    qsort(group->items, group->count, sizeof *group->items, compare_alike);
    return warn(group);
}

/* --- groups --- */

static Status judge_group(Run *run, SettleWork *work, const Lookalike *looks, size_t count,
                          Failure *failure)
{
    CLEANUP(system_free) Alike *items = system_allocate(count * sizeof *items);
    Group group = {run, work, run->rooms, items, count, false, failure};
    if (items == NULL) return failure_set(failure, STATUS_MEMORY, _("controls"), NULL);
    TRY(fill(&group, looks));
    return judge(&group);
}

static int compare_person(const void *left, const void *right)
{
    const Lookalike *a = left, *b = right;
    return (a->person > b->person) - (a->person < b->person);
}

/* The person whose record it is, unless another record is taken for it. */
static int64_t person_of(const Cohort *cohort, const uint8_t *block)
{
    int64_t person = cohort_find(cohort, person_block_ident(block));
    if (person != COHORT_NOT_FOUND && cohort_block(cohort, (size_t)person) != block)
        return COHORT_NOT_FOUND;
    return person;
}

/* Most looks that are listed are alone after all: only of the others it is asked whose they
 * are. */
static void find_persons(const Cohort *cohort, Lookalike *looks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const RegisterPart *part = &cohort->extracts.parts[looks[i].person >> 32];
        int64_t person = person_of(cohort, part->blocks + (uint32_t)looks[i].person);
        INVARIANT(person != COHORT_NOT_FOUND);
        looks[i].person = (uint64_t)person;
    }
}

/* Looks in order; those of one look in the order of persons. */
static Status judge_groups(Run *run, Lookalike *looks, size_t count, Failure *failure)
{
    CLEANUP(settle_work_free) SettleWork work = {0};
    TRY(settle_work_make(&work, failure));
    for (size_t begin = 0, end; begin < count; begin = end) {
        for (end = begin + 1; end < count && looks[end].look == looks[begin].look; end++)
            continue;
        if (end - begin < 2) continue;
        find_persons(&run->cohort, &looks[begin], end - begin);
        qsort(&looks[begin], end - begin, sizeof *looks, compare_person);
        TRY(judge_group(run, &work, &looks[begin], end - begin, failure));
    }
    return STATUS_OK;
}

/* --- who may be in a group --- */

/*
 * Nearly everybody looks like nobody else. So looks are first only noted, in two bits each:
 * whether there was one, and whether there was another; then those of which there may be
 * several are listed. Records are gone through once, as they lie in memory; of each that has a
 * look is kept where it stands. One of several records of an ident is a look too many at most,
 * and is not listed.
 */
typedef struct Seen {
    uint32_t offset; /* of the block in its part */
    uint32_t place;  /* of the look's two bits */
} Seen;

/* Records of one part that have a look: the first ones of its room. */
typedef struct SeenPart {
    Seen *items;
    size_t count;
} SeenPart;

typedef struct Search {
    Run *run;
    PersonSpace *spaces; /* one a thread */
    atomic_uchar *noted; /* two bits for each of four looks */
    size_t mask;         /* of the number of a look's bits: a power of two, less one */
    Seen *seen;          /* of all records */
    SeenPart *parts;
    atomic_size_t looks; /* how many persons have one */
} Search;

typedef struct LookList {
    Lookalike *items;
    size_t count, capacity;
} LookList;

enum { BITS_A_PERSON = 8, LOOKS_A_BYTE = 4 };

/* The place of a look's two bits. */
static size_t place_of(const Search *search, uint64_t look)
{
    return (size_t)(look * UINT64_C(0x9E3779B97F4A7C15) >> 20) & search->mask;
}

static void note_look(const Search *search, size_t place)
{
    atomic_uchar *byte = &search->noted[place / LOOKS_A_BYTE];
    unsigned char one = (unsigned char)(1u << 2 * (place % LOOKS_A_BYTE));
    if (atomic_fetch_or(byte, one) & one) atomic_fetch_or(byte, (unsigned char)(one << 1));
}

static bool is_noted_twice(const Search *search, size_t place)
{
    unsigned char byte = atomic_load(&search->noted[place / LOOKS_A_BYTE]);
    return (byte >> 2 * (place % LOOKS_A_BYTE) & 2) != 0;
}

static uint64_t look_of(const Search *search, const uint8_t *block, int thread)
{
    Registration person = person_block_permits(block, &search->spaces[thread]);
    return look_number(&person);
}

static Status note_part(void *user, const ParallelPiece *piece, Failure *failure)
{
    Search *search = user;
    const RegisterPart *part = &search->run->cohort.extracts.parts[piece->number];
    SeenPart *seen = &search->parts[piece->number];
    const uint8_t *block;
    (void)failure;
    for (size_t at = 0; (block = register_part_next(part, &at)) != NULL;) {
        uint64_t look = look_of(search, block, piece->thread);
        if (look == 0) continue;
        size_t place = place_of(search, look);
        note_look(search, place);
        seen->items[seen->count++] = (Seen){(uint32_t)(block - part->blocks), (uint32_t)place};
    }
    return STATUS_OK;
}

typedef struct Listing {
    Search *search;
    LookList *all;
} Listing;

static Status list_part(void *user, const ParallelPiece *piece, Failure *failure)
{
    Search *search = ((Listing *)user)->search;
    const Cohort *cohort = &search->run->cohort;
    const SeenPart *part = &search->parts[piece->number];
    LookList *list = piece->memory;
    bool all_count = cohort->records == cohort->count;
    size_t looks = 0;
    for (size_t i = 0; i < part->count; i++) {
        const Seen *seen = &part->items[i];
        const uint8_t *block = cohort->extracts.parts[piece->number].blocks + seen->offset;
        if (!all_count && person_of(cohort, block) == COHORT_NOT_FOUND) continue;
        looks++;
        if (!is_noted_twice(search, seen->place)) continue;
        TRY(system_grow(&list->items, &list->capacity, list->count + 1, sizeof *list->items,
                        failure));
        list->items[list->count++] = (Lookalike){look_of(search, block, piece->thread),
                                                 (uint64_t)piece->number << 32 | seen->offset};
    }
    atomic_fetch_add(&search->looks, looks);
    return STATUS_OK;
}

static Status take_list(void *user, const ParallelPiece *piece, Failure *failure)
{
    LookList *list = piece->memory, *all = ((Listing *)user)->all;
    TRY(system_grow(&all->items, &all->capacity, all->count + list->count, sizeof *all->items,
                    failure));
    for (size_t i = 0; i < list->count; i++)
        all->items[all->count++] = list->items[i];
    list->count = 0;
    return STATUS_OK;
}

static void list_free(void *memory)
{
    system_free(((LookList *)memory)->items);
}

static Status search_all(Search *search, LookList *all, Failure *failure)
{
    Listing listing = {search, all};
    Parallel parallel = {.pieces = search->run->cohort.extracts.part_count,
                         .threads = search->run->options.threads,
                         .user = search,
                         .work = note_part};
    TRY(parallel_run(&parallel, failure));
    parallel.user = &listing;
    parallel.work = list_part;
    parallel.hand_over = take_list;
    parallel.memory_size = sizeof(LookList);
    parallel.release = list_free;
    return parallel_run(&parallel, failure);
}

static void search_free(Search *search)
{
    system_free(search->spaces);
    system_free((void *)search->noted);
    system_free(search->seen);
    system_free(search->parts);
}
CLEANUP_VALUE(Search, search_free)

static Status search_make(Search *search, Failure *failure)
{
    const Cohort *cohort = &search->run->cohort;
    const RegisterExtracts *extracts = &cohort->extracts;
    size_t places = LOOKS_A_BYTE, begin = 0;
    while (places < cohort->records * BITS_A_PERSON)
        places *= 2;
    INVARIANT(places - 1 <= UINT32_MAX);
    search->mask = places - 1;
    search->noted = system_allocate_zeroed(places / LOOKS_A_BYTE, sizeof *search->noted);
    search->spaces =
        system_allocate((size_t)search->run->options.threads * sizeof *search->spaces);
    search->seen = system_allocate(cohort->records * sizeof *search->seen);
    search->parts = system_allocate_zeroed(extracts->part_count, sizeof *search->parts);
    if (search->noted == NULL || search->spaces == NULL || search->seen == NULL ||
        search->parts == NULL)
        return failure_set(failure, STATUS_MEMORY, _("controls"), NULL);
    for (size_t p = 0; p < extracts->part_count; p++) {
        search->parts[p].items = search->seen + begin;
        begin += extracts->parts[p].person_count;
    }
    return STATUS_OK;
}

/* Those who may look like another, in order of looks; how many persons have one. */
static Status list_looks(Run *run, LookList *all, size_t *count, Failure *failure)
{
    CLEANUP(search_free) Search search = {.run = run};
    TRY(search_make(&search, failure));
    TRY(search_all(&search, all, failure));
    *count = atomic_load(&search.looks);
    return ident_sort(all->items, all->count, run->options.threads, failure);
}

static Status judge_all(Run *run, LookList *all, Failure *failure)
{
    size_t count = 0;
    PersonRooms *rooms;
    uint64_t *executed = run->counts.executed;
    TRY(run_rooms(run, &rooms, failure));
    TRY(list_looks(run, all, &count, failure));
    executed[LOOK_ALIKE] += count;
    executed[LOOK_TYPES_DIFFER] += count;
    executed[LOOK_TWINS] += count;
    if (!run->thresholds.missing[LOOK_MANY_OF_SENDER]) executed[LOOK_MANY_OF_SENDER] += count;
    return judge_groups(run, all->items, all->count, failure);
}

Status run_lookalikes(Run *run, Failure *failure)
{
    LookList all = {0};
    Status status = judge_all(run, &all, failure);
    system_free(all.items);
    return status;
}
