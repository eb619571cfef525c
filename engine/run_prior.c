/* run_prior.c - settled lines of the ledger to the persons who own them. grants.md 4.4. */
#include "engine/run.h"

#include <stdlib.h>
#include <string.h>

static int compare_prior(const void *left, const void *right)
{
    const PriorLine *a = left;
    const PriorLine *b = right;
    if (a->person != b->person) return a->person < b->person ? -1 : 1;
    return settled_compare(&a->line, &b->line);
}

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

static void share_out(Run *run)
{
    size_t walk = 0;
    for (size_t i = 0; i < run->settled_count; i++) {
        const SettledLine *line = &run->settled[i];
        if (subject_is_municipality(line->subject)) {
            run->basic_prior[run->basic_prior_count++] = *line;
            continue;
        }
        int64_t owner = owner_of(run, line->subject, &walk);
        if (owner == COHORT_NOT_FOUND) {
            run->vanished[run->vanished_count++] = *line;
        } else {
            run->prior[run->prior_count++] = (PriorLine){(uint32_t)owner, *line};
        }
    }
}

static void sort_prior(Run *run)
{
    for (size_t i = 1; i < run->prior_count; i++) {
        if (compare_prior(&run->prior[i - 1], &run->prior[i]) <= 0) continue;
        qsort(run->prior, run->prior_count, sizeof *run->prior, compare_prior);
        return;
    }
}

static void index_prior(Run *run)
{
    size_t next = 0;
    for (size_t p = 0; p <= run->cohort.count; p++) {
        while (next < run->prior_count && run->prior[next].person < p)
            next++;
        run->prior_begin[p] = (uint32_t)next;
    }
}

/* Lines of a year that no run compares any more make nobody vanish. Those of a scheme that this
 * run leaves out do: a new ident that looks like theirs must be held now, because once it has
 * been paid anything it is new no longer. */
static bool line_counts(const Run *run, const SettledLine *line)
{
    for (size_t y = 0; y < run->year_count; y++) {
        const RunYear *year = &run->years[y];
        if (year->context.budget_year != line->budget_year) continue;
        return !year->before_opening || grant_code_is_year_one((GrantCode)line->code);
    }
    return false;
}

/* A lookalike of somebody paid longer ago than the runs look back is a lookalike all the same.
 */
static Status note_gone(Run *run, Failure *failure)
{
    run->gone = system_allocate((run->vanished_count + 1) * sizeof *run->gone);
    if (run->gone == NULL) return failure_set(failure, STATUS_MEMORY, "ledger lines", NULL);
    for (size_t i = 0; i < run->vanished_count; i++) {
        Ident ident = run->vanished[i].subject;
        if (run->gone_count > 0 && run->gone[run->gone_count - 1] == ident) continue;
        run->gone[run->gone_count++] = ident;
    }
    return STATUS_OK;
}

static void drop_irrelevant_vanished(Run *run)
{
    size_t kept = 0;
    for (size_t i = 0; i < run->vanished_count; i++) {
        if (line_counts(run, &run->vanished[i])) run->vanished[kept++] = run->vanished[i];
    }
    run->vanished_count = kept;
}

Status run_prior(Run *run, Failure *failure)
{
    size_t count = run->settled_count;
    run->prior = system_allocate(count * sizeof *run->prior);
    run->vanished = system_allocate(count * sizeof *run->vanished);
    run->basic_prior = system_allocate(count * sizeof *run->basic_prior);
    run->prior_begin = system_allocate((run->cohort.count + 1) * sizeof *run->prior_begin);
    if (run->prior == NULL || run->vanished == NULL || run->basic_prior == NULL ||
        run->prior_begin == NULL) {
        return failure_set(failure, STATUS_MEMORY, "ledger lines", NULL);
    }
    share_out(run);
    sort_prior(run);
    index_prior(run);
    TRY(note_gone(run, failure));
    drop_irrelevant_vanished(run);
    /* The lines have found their owners: the list itself is not needed any more. */
    system_free(run->settled);
    run->settled = NULL;
    run->settled_count = 0;
    return STATUS_OK;
}
