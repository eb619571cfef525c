/*
 * run_lookalikes.c - persons who look like one person under several idents: R406, R414 to R416.
 * control.md 1, family 4; register.md (Senders).
 *
 * Looks are numbers; sorted by them, those who look alike stand together, in time that grows
 * with the register. Only who is among them is computed, once more than others, to know whether
 * money goes to both. Persons are marked before anybody is decided, in an order that no thread
 * changes.
 */
#include <stdlib.h>

#include "engine/run/run_controls.h"
#include "formats/base/ident_sort.h"
#include "formats/base/parallel.h"
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
    uint64_t look; /* first: sorted as an ident is */
    uint64_t person;
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
    finding.values[finding.value_count++] =
        (FindingValue){"count", VALUE_NUMBER, (int64_t)group->count - 1, NULL};
    finding.values[finding.value_count++] = (FindingValue){
        "other", VALUE_PERSON, (int64_t)group->run->cohort.persons[other->person].ident, NULL};
    return run_finding_add(group->run, &finding, alike->person, group->failure);
}

static Status hold(const Group *group, int control, CohortFlag flag, const Alike *alike,
                   const Alike *other)
{
    group->run->cohort.flags[alike->person] |= (uint8_t)flag;
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
    if (items == NULL) return failure_set(failure, STATUS_MEMORY, "controls", NULL);
    TRY(fill(&group, looks));
    return judge(&group);
}

static Status judge_groups(Run *run, const Lookalike *looks, size_t count, Failure *failure)
{
    CLEANUP(settle_work_free) SettleWork work = {0};
    TRY(settle_work_make(&work, failure));
    for (size_t begin = 0, end; begin < count; begin = end) {
        for (end = begin + 1; end < count && looks[end].look == looks[begin].look; end++)
            continue;
        if (end - begin > 1) TRY(judge_group(run, &work, &looks[begin], end - begin, failure));
    }
    return STATUS_OK;
}

/* --- everybody's looks --- */

enum { LISTED_AT_ONCE = 8192 };

typedef struct Listing {
    const Run *run;
    Lookalike *looks;    /* of everybody, by index; 0 who has none */
    PersonSpace *spaces; /* one a thread */
} Listing;

static Status list_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Listing *listing = user;
    const Cohort *cohort = &listing->run->cohort;
    size_t begin = piece->number * LISTED_AT_ONCE, end = begin + LISTED_AT_ONCE;
    (void)failure;
    for (size_t i = begin; i < end && i < cohort->count; i++) {
        cohort_fetch_ahead(cohort, i);
        Registration view = cohort_view(cohort, i, &listing->spaces[piece->thread]);
        listing->looks[i] = (Lookalike){look_number(&view), i};
    }
    return STATUS_OK;
}

/* Those who have a look: how many. */
static size_t keep_looks(Lookalike *looks, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (looks[i].look != 0) looks[kept++] = looks[i];
    return kept;
}

static Status list_looks(const Run *run, Lookalike *looks, size_t *count, Failure *failure)
{
    int threads = run->options.threads;
    CLEANUP(system_free)
    PersonSpace *spaces = system_allocate((size_t)threads * sizeof *spaces);
    if (spaces == NULL) return failure_set(failure, STATUS_MEMORY, "controls", NULL);
    Listing listing = {run, looks, spaces};
    const Parallel parallel = {.pieces =
                                   (run->cohort.count + LISTED_AT_ONCE - 1) / LISTED_AT_ONCE,
                               .threads = threads,
                               .user = &listing,
                               .work = list_piece};
    TRY(parallel_run(&parallel, failure));
    *count = keep_looks(looks, run->cohort.count);
    return STATUS_OK;
}

Status run_lookalikes(Run *run, Failure *failure)
{
    uint64_t *executed = run->counts.executed;
    CLEANUP(system_free) Lookalike *looks = system_allocate(run->cohort.count * sizeof *looks);
    if (looks == NULL) return failure_set(failure, STATUS_MEMORY, "controls", NULL);
    size_t count = 0;
    PersonRooms *rooms;
    TRY(run_rooms(run, &rooms, failure)); /* of judge_groups */
    TRY(list_looks(run, looks, &count, failure));
    executed[LOOK_ALIKE] += count;
    executed[LOOK_TYPES_DIFFER] += count;
    executed[LOOK_TWINS] += count;
    if (!run->thresholds.missing[LOOK_MANY_OF_SENDER]) executed[LOOK_MANY_OF_SENDER] += count;
    TRY(ident_sort(looks, count, failure));
    return judge_groups(run, looks, count, failure);
}
