/*
 * municipality.h - which municipality a code means on which day. grants.md 4 (mergers).
 *
 * The table borrows nothing: fixed-size rows, filled by formats/csv/municipality_csv, then
 * constant. Codes are numbers (0301 is 301). Read from any thread.
 */
#ifndef TILSKUDD_RULES_MUNICIPALITY_H
#define TILSKUDD_RULES_MUNICIPALITY_H

#include "rules/base/registration.h"
#include "rules/base/status.h"

enum {
    MUNICIPALITY_ROWS_MAX = 4096,
    MUNICIPALITY_NAME_SIZE = 64,
    MUNICIPALITY_SUCCESSORS_MAX = 8,
    MUNICIPALITY_FAMILY_MAX = 64, /* codes that follow each other; 16 in this country so far */
    MUNICIPALITY_CODES = 10000
};

typedef struct Municipality {
    MunicipalityCode code;
    char name[MUNICIPALITY_NAME_SIZE];
    Day valid_from; /* DAY_NONE: since always */
    Day valid_to;   /* DAY_NONE: still */
    MunicipalityCode successors[MUNICIPALITY_SUCCESSORS_MAX];
    uint8_t successor_count;
    char organisation_number[10]; /* "" when unknown */
    uint32_t line;                /* of the file it was read from; 0: none */
} Municipality;

/* About 0.5 MB: allocate it, do not put it on a stack. */
typedef struct MunicipalityTable {
    Municipality rows[MUNICIPALITY_ROWS_MAX];
    size_t count;
    /* First row of a code + 1, 0 when the code never existed; rows of one code stand together.
     */
    uint16_t first_row[MUNICIPALITY_CODES];
    uint8_t sha256[32]; /* of the content it was read from */
} MunicipalityTable;

/* Who serves the persons of a split municipality whom their residence does not place (grants.md
 * 4, lineSuccessor): `to` is one of the successors of `code`. */
typedef struct LineSuccessor {
    MunicipalityCode code, to;
} LineSuccessor;
enum { LINE_SUCCESSORS_MAX = 16 };
typedef struct LineSuccessors {
    LineSuccessor items[LINE_SUCCESSORS_MAX]; /* one per code */
    size_t count;
} LineSuccessors;

/* A mapping to one day, for codes with one answer: computed once per run and day, then each
 * look-up is one array access. 0: never existed; MAPPING_AMBIGUOUS: several answers, which
 * municipality_heir.h tells apart for one person. */
#define MAPPING_AMBIGUOUS ((MunicipalityCode)0xFFFF)
typedef struct MunicipalityMapping {
    Day day;
    MunicipalityCode to[MUNICIPALITY_CODES];
    LineSuccessors line_successors; /* of the run's configuration, of splits by `day` */
} MunicipalityMapping;

/* Municipalities that somebody has named: ascending, each once. */
enum { MUNICIPALITY_LIST_MAX = 64 };
typedef struct MunicipalityList {
    MunicipalityCode items[MUNICIPALITY_LIST_MAX];
    size_t count;
} MunicipalityList;
/* False when there is no room. */
bool municipality_list_add(MunicipalityList *list, MunicipalityCode code);
bool municipality_list_has(const MunicipalityList *list, MunicipalityCode code);

/* Sorts rows by code and valid_from, fills first_row, checks that successors exist, that
 * validities of one code do not overlap and that no more than MUNICIPALITY_FAMILY_MAX codes
 * follow each other (INPUT_VALUE, "line 12" as the place when rows have lines). Call once after
 * filling rows and count. */
Status municipality_table_finish(MunicipalityTable *table, Failure *failure);
/* The row of a code (the last by valid_from) or NULL when the code never existed. Borrowed. */
const Municipality *municipality_find(const MunicipalityTable *table, MunicipalityCode code);
/* The row valid on a day, or NULL. */
const Municipality *municipality_on(const MunicipalityTable *table, MunicipalityCode code,
                                    Day day);

/* Every code's municipality on `day`: itself while valid; else its successors' successors ... ;
 * a code that begins later: its predecessors'. grants.md 4 (Municipality mergers). */
void municipality_mapping_make(const MunicipalityTable *table, Day day,
                               MunicipalityMapping *mapping);
/* All municipalities on `day` that an ambiguous code can mean, ascending; returns how many. */
enum { MUNICIPALITY_CANDIDATES_MAX = MUNICIPALITY_FAMILY_MAX };
size_t municipality_candidates(const MunicipalityTable *table, MunicipalityCode code, Day day,
                               MunicipalityCode out[MUNICIPALITY_CANDIDATES_MAX]);
/* How far a code can be followed without a choice: 1613 became 5012 alone, which was split, so
 * on a later day it is 5012. Two codes that became one are the same place even when it was
 * split. */
MunicipalityCode municipality_last_certain(const MunicipalityTable *table,
                                           MunicipalityCode code, Day day);

#endif
