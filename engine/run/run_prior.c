/* run_prior.c - settled lines of the ledger to the persons who own them. grants.md 4.4. */
#include <stdlib.h>
#include <string.h>

#include "engine/run/run.h"
#include "formats/base/stage_clock.h"
#include "formats/base/translate.h"
#include "rules/base/cleanup.h"
#include "rules/base/search.h"

/* --- walking --- */

/*
 * A run takes its word on idents from the register: a record's own ident, and the former idents
 * it names. Idents that the register does not name are asked about in the ledger
 * (person_links.h): from an ident to whoever took it over, to whoever took that over, until the
 * register names one. Where nobody took over, an earlier ident of the same person may have come
 * back. Two persons that it leads to are a conflict (R401): both are held.
 */

/* Where the links led from one ident. Zeroed before its first use, link_walk_free after the
 * last; a walk is used again and again. */
typedef struct LinkWalk {
    Ident *idents; /* the ident itself, and all it led to that the register does not name */
    size_t count, capacity;
    uint32_t *owners; /* persons of the cohort, each once */
    size_t owner_count, owner_capacity;
} LinkWalk;

static Status add_owner(LinkWalk *walk, uint32_t person, Failure *failure)
{
    for (size_t i = 0; i < walk->owner_count; i++) {
        if (walk->owners[i] == person) return STATUS_OK;
    }
    TRY(system_grow(&walk->owners, &walk->owner_capacity, walk->owner_count + 1,
                    sizeof *walk->owners, failure));
    walk->owners[walk->owner_count++] = person;
    return STATUS_OK;
}

/* Whom the register names is an owner; others lead on. */
static Status visit(const Cohort *cohort, Ident ident, LinkWalk *walk, Failure *failure)
{
    int64_t owner = cohort_owner(cohort, ident);
    if (owner != COHORT_NOT_FOUND) return add_owner(walk, (uint32_t)owner, failure);
    for (size_t i = 0; i < walk->count; i++) {
        if (walk->idents[i] == ident) return STATUS_OK;
    }
    TRY(system_grow(&walk->idents, &walk->capacity, walk->count + 1, sizeof *walk->idents,
                    failure));
    walk->idents[walk->count++] = ident;
    return STATUS_OK;
}

static Status visit_later(const PersonLinks *links, const Cohort *cohort, Ident ident,
                          LinkWalk *walk, Failure *failure)
{
    for (size_t i = person_links_first(links, ident);
         i < links->count && links->items[i].former == ident; i++)
        TRY(visit(cohort, links->items[i].owner, walk, failure));
    return STATUS_OK;
}

static Status visit_earlier(const PersonLinks *links, const Cohort *cohort, Ident ident,
                            LinkWalk *walk, Failure *failure)
{
    const PersonLook *look = person_look_of(links->looks, ident);
    for (size_t i = 0; look != NULL && i < look->former_count; i++) {
        Ident former = links->looks->formers[look->former_begin + i];
        if (!person_link_counts(links->looks, look, former)) continue;
        TRY(visit(cohort, former, walk, failure));
    }
    return STATUS_OK;
}

/* Who owns an ident that no record of the cohort names: none, one, or several in conflict.
 * The walk grows while it is walked along. */
static Status links_walk(const PersonLinks *links, const Cohort *cohort, Ident ident,
                         LinkWalk *walk, Failure *failure)
{
    walk->count = walk->owner_count = 0;
    TRY(visit(cohort, ident, walk, failure));
    for (size_t i = 0; i < walk->count; i++)
        TRY(visit_later(links, cohort, walk->idents[i], walk, failure));
    if (walk->owner_count > 0) return STATUS_OK;
    for (size_t i = 0; i < walk->count; i++) {
        TRY(visit_later(links, cohort, walk->idents[i], walk, failure));
        TRY(visit_earlier(links, cohort, walk->idents[i], walk, failure));
    }
    return STATUS_OK;
}

static void link_walk_free(LinkWalk *walk)
{
    system_free(walk->idents);
    system_free(walk->owners);
    *walk = (LinkWalk){0};
}

/* --- lines to their owners --- */

/*
 * Nearly all lines are of the ident that their owner has today. They move together in the list
 * that the ledger gave and stay in order; those of other idents are few, and are merged in when
 * all have been seen. The list is all the memory that lines need.
 */

/* A line of an ident that its owner does not have any more. */
typedef struct PriorLine {
    uint32_t person;
    SettledLine line;
} PriorLine;

static int compare_prior(const void *left, const void *right)
{
    const PriorLine *a = left;
    const PriorLine *b = right;
    if (a->person != b->person) return a->person < b->person ? -1 : 1;
    return settled_compare(&a->line, &b->line);
}

/* What share_out knows of the ident whose lines it stands at. */
typedef struct Sharing {
    size_t walk;    /* in the cohort */
    Subject asked;  /* the last ident that the register does not name */
    LinkWalk found; /* whose it is */
    size_t gone_capacity;
    size_t own; /* lines of present idents: the first ones of run->settled */
    PriorLine *others;
    size_t other_count, other_capacity;
} Sharing;

/* Settled lines and persons are both in ident order: walk along, and search only for idents
 * that are no longer current. */
static int64_t owner_of(const Run *run, Subject subject, size_t *walk)
{
    const Cohort *cohort = &run->cohort;
    while (*walk < cohort->count && cohort->persons[*walk].ident < subject)
        (*walk)++;
    if (*walk < cohort->count && cohort->persons[*walk].ident == subject) {
        return (int64_t)*walk;
    }
    return cohort_owner(cohort, subject);
}

/* A lookalike of somebody paid longer ago than the runs look back is a lookalike all the same,
 * and so is one of an ident that had no line of its own. */
static Status note_gone(Run *run, Sharing *sharing, Failure *failure)
{
    const LinkWalk *found = &sharing->found;
    TRY(system_grow(&run->gone, &sharing->gone_capacity, run->gone_count + found->count,
                    sizeof *run->gone, failure));
    memcpy(&run->gone[run->gone_count], found->idents, found->count * sizeof *run->gone);
    run->gone_count += found->count;
    return STATUS_OK;
}

/* Whose the ident was by the ledger. Nobody's: it has vanished. */
static Status ask_ledger(Run *run, Sharing *sharing, Subject subject, Failure *failure)
{
    if (sharing->asked == subject) return STATUS_OK;
    TRY(links_walk(&run->links, &run->cohort, subject, &sharing->found, failure));
    sharing->asked = subject;
    return sharing->found.owner_count == 0 ? note_gone(run, sharing, failure) : STATUS_OK;
}

/* The line goes to the first of several owners and is held with all of them. */
static Status first_owner(Run *run, const LinkWalk *found, const SettledLine *line,
                          int64_t *first, Failure *failure)
{
    Cohort *cohort = &run->cohort;
    bool conflict = found->owner_count > 1 && settle_looks_back(&run->settle, line);
    *first = found->owners[0];
    for (size_t i = 0; i < found->owner_count; i++) {
        uint32_t owner = found->owners[i];
        if (owner < *first) *first = owner;
        if (!conflict) continue;
        const CohortPerson *other = &cohort->persons[found->owners[i == 0 ? 1 : 0]];
        TRY(cohort_conflict(cohort, owner, COHORT_FORMER_CONFLICT, other, failure));
    }
    return STATUS_OK;
}

/* prior_begin counts the lines of each person, one place further on. */
static Status give_line(Run *run, Sharing *sharing, size_t owner, const SettledLine *line,
                        Failure *failure)
{
    run->prior_begin[owner + 1]++;
    if (run->cohort.persons[owner].ident == line->subject) {
        run->settled[sharing->own++] = *line;
        return STATUS_OK;
    }
    TRY(system_grow(&sharing->others, &sharing->other_capacity, sharing->other_count + 1,
                    sizeof *sharing->others, failure));
    sharing->others[sharing->other_count++] = (PriorLine){(uint32_t)owner, *line};
    return STATUS_OK;
}

static Status share_line(Run *run, Sharing *sharing, const SettledLine *line, Failure *failure)
{
    if (subject_is_municipality(line->subject)) {
        run->basic_prior[run->basic_prior_count++] = *line;
        return STATUS_OK;
    }
    int64_t owner = owner_of(run, line->subject, &sharing->walk);
    if (owner == COHORT_NOT_FOUND) {
        TRY(ask_ledger(run, sharing, line->subject, failure));
        if (sharing->found.owner_count == 0) {
            run->vanished[run->vanished_count++] = *line;
            return STATUS_OK;
        }
        TRY(first_owner(run, &sharing->found, line, &owner, failure));
    }
    return give_line(run, sharing, (size_t)owner, line, failure);
}

/* Whether a line of its owner's present ident comes before one of another ident. */
static bool own_is_before(const Run *run, const SettledLine *own, const PriorLine *other)
{
    Ident ident = run->cohort.persons[other->person].ident;
    if (own->subject != ident) return own->subject < ident;
    return settled_compare(own, &other->line) < 0;
}

/* The others in between, from the end: the list has room for all that were in it. Then where
 * each person's begin. */
static void keep_prior(Run *run, Sharing *sharing)
{
    size_t own = sharing->own, other = sharing->other_count;
    if (other > 1) qsort(sharing->others, other, sizeof *sharing->others, compare_prior);
    while (other > 0) {
        const PriorLine *last = &sharing->others[other - 1];
        size_t place = own + other - 1;
        if (own > 0 && !own_is_before(run, &run->settled[own - 1], last)) {
            run->settled[place] = run->settled[own - 1];
            own--;
        } else {
            run->settled[place] = last->line;
            other--;
        }
    }
    for (size_t p = 0; p < run->cohort.count; p++)
        run->prior_begin[p + 1] += run->prior_begin[p];
    INVARIANT(run->prior_begin[run->cohort.count] == sharing->own + sharing->other_count);
    run->prior = run->settled;
    run->settled = NULL;
    run->settled_count = 0;
}

static void sharing_free(Sharing *sharing)
{
    link_walk_free(&sharing->found);
    system_free(sharing->others);
}
CLEANUP_VALUE(Sharing, sharing_free)

static Status share_out(Run *run, Failure *failure)
{
    CLEANUP(sharing_free) Sharing sharing = {.asked = IDENT_NONE};
    for (size_t i = 0; i < run->settled_count; i++)
        TRY(share_line(run, &sharing, &run->settled[i], failure));
    keep_prior(run, &sharing);
    return STATUS_OK;
}

const SettledLine *run_prior_of(const Run *run, size_t person, size_t *count)
{
    *count = run->prior_begin[person + 1] - run->prior_begin[person];
    return &run->prior[run->prior_begin[person]];
}

typedef struct VanishedKey {
    const Run *run;
    Ident ident;
} VanishedKey;

static bool vanished_before(const void *user, size_t index)
{
    const VanishedKey *key = user;
    return key->run->vanished[index].subject < key->ident;
}

size_t run_vanished_from(const Run *run, Ident ident)
{
    const VanishedKey key = {run, ident};
    return search_first(run->vanished_count, vanished_before, &key);
}

static int compare_idents(const void *left, const void *right)
{
    const Ident *a = left;
    const Ident *b = right;
    return *a < *b ? -1 : *a > *b;
}

/* Sorts idents, each once. */
static size_t sort_idents(Ident *idents, size_t count)
{
    size_t kept = 0;
    if (count > 1) qsort(idents, count, sizeof *idents, compare_idents);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || idents[kept - 1] != idents[i]) idents[kept++] = idents[i];
    }
    return kept;
}

static void drop_irrelevant_vanished(Run *run)
{
    size_t kept = 0;
    for (size_t i = 0; i < run->vanished_count; i++) {
        if (settle_looks_back(&run->settle, &run->vanished[i]))
            run->vanished[kept++] = run->vanished[i];
    }
    run->vanished_count = kept;
}

Status run_prior(Run *run, Failure *failure)
{
    STAGE(LEDGER);
    size_t count = run->settled_count;
    run->vanished = system_allocate(count * sizeof *run->vanished);
    run->basic_prior = system_allocate(count * sizeof *run->basic_prior);
    run->prior_begin = system_allocate_zeroed(run->cohort.count + 1, sizeof *run->prior_begin);
    if (run->vanished == NULL || run->basic_prior == NULL || run->prior_begin == NULL)
        return failure_set(failure, STATUS_MEMORY, _("ledger lines"), NULL);
    TRY(person_links_make(&run->looks, &run->links, failure));
    TRY(share_out(run, failure));
    run->settle.basic_settled = run->basic_prior;
    run->settle.basic_settled_count = run->basic_prior_count;
    run->gone_count = sort_idents(run->gone, run->gone_count);
    drop_irrelevant_vanished(run);
    return STATUS_OK;
}

static Status add_other(IdentList *list, Ident ident, Ident present, Failure *failure)
{
    if (ident == present || (list->count > 0 && list->items[list->count - 1] == ident))
        return STATUS_OK;
    TRY(system_grow(&list->items, &list->capacity, list->count + 1, sizeof *list->items,
                    failure));
    list->items[list->count++] = ident;
    return STATUS_OK;
}

Status run_other_idents(const Run *run, const PersonAt *at, IdentList *list, Failure *failure)
{
    size_t count;
    const Registration *person = &at->view;
    list->count = 0;
    for (size_t i = 0; i < person->former_count; i++) {
        Ident former = person->former_idents[i];
        if (!cohort_owns_former(&run->cohort, at->index, former)) continue; /* refused */
        TRY(add_other(list, former, person->ident, failure));
    }
    const SettledLine *prior = run_prior_of(run, at->index, &count);
    for (size_t i = 0; i < count; i++)
        TRY(add_other(list, prior[i].subject, person->ident, failure));
    list->count = sort_idents(list->items, list->count);
    if (list->count <= LOOK_FORMERS_MAX) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, _("register extracts"),
                       "record %u: more than %d former idents of one person, with those that "
                       "earlier extracts named",
                       cohort_record(&run->cohort, at->index), LOOK_FORMERS_MAX);
}
