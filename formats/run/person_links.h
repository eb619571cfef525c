/*
 * person_links.h - whose an ident is that no register names any more: what the ledger
 * remembers of it. grants.md 4.4.
 *
 * A register that leaves out a former ident it used to name has not said that the person is
 * another: what was settled under that ident stays the person's. Each committed run has
 * therefore written down, for settled persons that were not held, which other idents were
 * the person's (persons.csv.gz, column `former`). Of that
 *   - a person's latest word counts: a former ident that the register has since given to
 *     somebody else is on the list no longer;
 *   - a word counts only until the other ident has itself been a settled person later on.
 * What the ledger says already is not written again (person_look_stands).
 * Pure but for memory; any thread may read.
 */
#ifndef TILSKUDD_FORMATS_PERSON_LINKS_H
#define TILSKUDD_FORMATS_PERSON_LINKS_H

#include "formats/run/decision_csv.h"

/* Who took over a former ident. */
typedef struct PersonLink {
    Ident former, owner;
} PersonLink;

/* Where a walk along looks and links stands. */
typedef struct LookPlace {
    size_t look, link;
} LookPlace;

/* The words that count, searchable. */
typedef struct PersonLinks {
    const PersonLooks *looks; /* borrowed */
    PersonLink *items;        /* owned; by former and owner */
    size_t count;
    uint8_t
        *stale; /* owned; a bit a look: something it says of a former ident counts no more */
} PersonLinks;

/* MEMORY. person_links_free. */
MUST_USE Status person_links_make(const PersonLooks *looks, PersonLinks *out, Failure *failure);
void person_links_free(PersonLinks *links);
CLEANUP_VALUE(PersonLinks, person_links_free)
/* The first link from a former ident; those that follow it are the ident's too. */
size_t person_links_first(const PersonLinks *links, Ident former);
/* How the settled person with this ident looked, or NULL. Borrowed. */
const PersonLook *person_look_of(const PersonLooks *looks, Ident ident);
/* Whether what this look says of a former ident still counts. */
bool person_link_counts(const PersonLooks *looks, const PersonLook *owner, Ident former);

/* All that the ledger says of an ident, settled or not, or NULL. Borrowed. */
const PersonLook *person_look_anywhere(const PersonLooks *looks, Ident ident);
/* The same of idents asked about in order: `place` as below. */
const PersonLook *person_look_said(const PersonLooks *looks, Ident ident, LookPlace *place);
/* Whether the ledger says just this of a person: then it need not be said again. What later
 * looks say of the idents must count as if it had been: a look is repeated when a former ident
 * of its own does not count for the ledger, and when its ident counts as somebody's former one.
 * `formers` are the look's other idents in order; `place` is where the last one was found (0 at
 * first), so that looks asked about in order are found by walking along. */
bool person_look_stands(const PersonLinks *links, const PersonLook *look, const Ident *formers,
                        LookPlace *place);

/* Idents, owned (system_free). */
typedef struct PersonIdents {
    Ident *items;
    size_t count, capacity;
} PersonIdents;
/* All idents that links lead to from `ident`, either way, and itself: ascending, each once.
 * MEMORY. */
MUST_USE Status person_links_all(const PersonLinks *links, Ident ident, PersonIdents *out,
                                 Failure *failure);

#endif
