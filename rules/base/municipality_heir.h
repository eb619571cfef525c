/*
 * municipality_heir.h - where a person belongs once a municipality has been split. grants.md 4.
 *
 * A split code X (1507, 1850, 5012) has several successors; D is the first day after it. The
 * person's heir is the successor in which the person lived on D, and nothing that happened
 * before or after that day changes it. It serves every occurrence of X and of the codes that
 * became X: settlement, stays, training, settled lines, the count of 15 January. Persons whom
 * that day does not place are served by the configuration's lineSuccessor, if it names one.
 *
 * Pure functions, nothing is allocated; any thread. Everything is borrowed for the call.
 */
#ifndef TILSKUDD_RULES_MUNICIPALITY_HEIR_H
#define TILSKUDD_RULES_MUNICIPALITY_HEIR_H

#include "rules/base/municipality.h"

/* What names the heir, in the order in which they are asked. */
typedef enum HeirSource {
    HEIR_NONE = 0,  /* nothing: lines stand under the split code, held */
    HEIR_RESIDENCE, /* a bosted that covers D, in a successor */
    HEIR_RECEPTION, /* no bosted that day: a mottak that covers it, in a successor */
    HEIR_MOTHER,    /* a newborn with neither: the mother's heir by one of the two */
    HEIR_NAMED      /* the configuration's lineSuccessor */
} HeirSource;

typedef struct SplitHeir {
    MunicipalityCode split; /* X */
    MunicipalityCode heir;  /* one of X's successors, MUNICIPALITY_NONE for HEIR_NONE */
    Day day;                /* D */
    HeirSource source;
} SplitHeir;

/* A municipality on the mapping's day. Ambiguous: a split code without heir, a later code with
 * several predecessors, or one that never existed. */
typedef struct Place {
    MunicipalityCode code; /* MUNICIPALITY_NONE: nowhere */
    bool ambiguous;
} Place;

/* The row of a code that was split by `day`, or NULL. Borrowed from the table. grants.md 4. */
const Municipality *municipality_split(const MunicipalityTable *table, MunicipalityCode code,
                                       Day day);

/* The person's heir of a split municipality. `person` may be NULL (a municipality's own lines,
 * a vanished person): the configuration alone answers. Only what is known at `cutoff` counts.
 */
SplitHeir municipality_heir(const MunicipalityTable *table, const MunicipalityMapping *mapping,
                            const Registration *person, Day cutoff, const Municipality *split);

/* What a registered code is on the mapping's day, for one person (or NULL as above). */
Place municipality_place(const MunicipalityTable *table, const MunicipalityMapping *mapping,
                         const Registration *person, Day cutoff, MunicipalityCode registered);

/* Whether the configuration's row can be used: INPUT_VALUE when `code` never was split or `to`
 * is none of its successors; the text lists what they are. grants.md 4 (lineSuccessor). */
MUST_USE Status line_successor_check(const MunicipalityTable *table, const LineSuccessor *row,
                                     const char *where, Failure *failure);

/* The row of a code, or NULL. Borrowed. */
const LineSuccessor *line_successor_of(const LineSuccessors *rows, MunicipalityCode code);

/* The rows whose municipality was split by the mapping's day are in force, in their order. */
void municipality_mapping_name(const MunicipalityTable *table, MunicipalityMapping *mapping,
                               const LineSuccessors *rows);

#endif
