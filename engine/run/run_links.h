/*
 * run_links.h - whose an ident is that the register no longer names: what the ledger remembers.
 * grants.md 4.4.
 *
 * A run takes its word on idents from the register: a record's own ident, and the former idents
 * it names. A register that leaves out a former ident it used to name has not said that the
 * person is another: what was settled under that ident stays the person's. Each committed run
 * has therefore written down, for every settled person that was not held, which other idents
 * were the person's (settled-persons.csv.gz, column `former`). Of that
 *   - a person's latest word counts: a former ident that the register has since given to
 *     somebody else is on the list no longer;
 *   - a word counts only until the other ident has itself been a settled person later on;
 *   - idents that the register names are not asked about: the register's word stands.
 * The list is followed from an ident to whoever took it over, to whoever took that over, until
 * the register names one. Where nobody took over, an earlier ident of the same person may have
 * come back. Two persons that it leads to are a conflict (R401): both are held.
 */
#ifndef TILSKUDD_ENGINE_RUN_LINKS_H
#define TILSKUDD_ENGINE_RUN_LINKS_H

#include "engine/run/cohort.h"
#include "formats/run/decision_csv.h"

/* The ledger's words, searchable. Borrows the looks. */
typedef struct LedgerLinks LedgerLinks;

/* Where the links led from one ident. Zeroed before its first use, link_walk_free after the
 * last; a walk is used again and again. */
typedef struct LinkWalk {
    Ident *idents; /* the ident itself, and all it led to that the register does not name */
    size_t count, capacity;
    uint32_t *owners; /* persons of the cohort, each once */
    size_t owner_count, owner_capacity;
} LinkWalk;

/* Makes the looks' lists searchable. Only MEMORY. The caller frees it, NULL is allowed. */
MUST_USE Status ledger_links_make(const PersonLooks *looks, LedgerLinks **links,
                                  Failure *failure);
void ledger_links_free(LedgerLinks *links);

/* Who owns an ident that no record of the cohort names: none, one, or several in conflict. Only
 * MEMORY. Any thread with its own walk. */
MUST_USE Status ledger_links_walk(const LedgerLinks *links, const Cohort *cohort, Ident ident,
                                  LinkWalk *walk, Failure *failure);
void link_walk_free(LinkWalk *walk);

#endif
