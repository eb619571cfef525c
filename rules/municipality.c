/*
 * municipality.c - which municipality a code means on which day. grants.md 4 (mergers).
 *
 * Codes form a graph: rows of the table with the days they are valid, and successors. A code is
 * followed forward when it has ended by the day asked for, backward when it begins after it.
 */
#include "rules/municipality.h"

#include <stdlib.h>
#include <string.h>

enum { CHAIN_MAX = 32 }; /* renames in a row; more than that is a circle in the file */

static Day row_begin(const Municipality *row)
{
    return day_is_set(row->valid_from) ? row->valid_from : INT32_MIN + 1;
}

static Day row_end(const Municipality *row)
{
    return day_is_set(row->valid_to) ? row->valid_to : INT32_MAX;
}

static int compare_rows(const void *left, const void *right)
{
    const Municipality *a = left;
    const Municipality *b = right;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    Day a_begin = row_begin(a);
    Day b_begin = row_begin(b);
    return (a_begin > b_begin) - (a_begin < b_begin);
}

static Status check_row(const MunicipalityTable *table, const Municipality *row,
                        Failure *failure)
{
    if (row_begin(row) > row_end(row)) {
        return failure_set(failure, STATUS_INPUT_VALUE, NULL,
                           "municipality %04d ends before it begins", row->code);
    }
    if (day_is_set(row->valid_to) && row->successor_count == 0) {
        return failure_set(failure, STATUS_INPUT_VALUE, NULL,
                           "municipality %04d has ended but names no successor", row->code);
    }
    for (size_t i = 0; i < row->successor_count; i++) {
        const Municipality *next = municipality_find(table, row->successors[i]);
        if (next == NULL || row_end(next) <= row_end(row)) {
            return failure_set(failure, STATUS_INPUT_VALUE, NULL,
                               "municipality %04d: its successor %04d does not exist then",
                               row->code, row->successors[i]);
        }
    }
    return STATUS_OK;
}

static Status index_row(MunicipalityTable *table, size_t index, Failure *failure)
{
    const Municipality *row = &table->rows[index];
    if (row->code == MUNICIPALITY_NONE || row->code >= MUNICIPALITY_CODES) {
        return failure_set(failure, STATUS_INPUT_VALUE, NULL,
                           "municipality code %u is not "
                           "one of 0001 to 9999",
                           (unsigned)row->code);
    }
    if (table->first_row[row->code] == 0) {
        table->first_row[row->code] = (uint16_t)(index + 1);
        return STATUS_OK;
    }
    if (row_end(row - 1) >= row_begin(row)) {
        return failure_set(failure, STATUS_INPUT_VALUE, NULL,
                           "municipality %04d stands twice on the same day", row->code);
    }
    return STATUS_OK;
}

Status municipality_table_finish(MunicipalityTable *table, Failure *failure)
{
    INVARIANT(table->count <= MUNICIPALITY_ROWS_MAX);
    qsort(table->rows, table->count, sizeof table->rows[0], compare_rows);
    memset(table->first_row, 0, sizeof table->first_row);
    for (size_t i = 0; i < table->count; i++)
        TRY(index_row(table, i, failure));
    for (size_t i = 0; i < table->count; i++) {
        TRY(check_row(table, &table->rows[i], failure));
    }
    return STATUS_OK;
}

/* The rows of one code: [begin, end) of table->rows. */
typedef struct RowRange {
    size_t begin, end;
} RowRange;

static RowRange rows_of(const MunicipalityTable *table, MunicipalityCode code)
{
    if (code >= MUNICIPALITY_CODES || table->first_row[code] == 0) return (RowRange){0, 0};
    size_t begin = (size_t)table->first_row[code] - 1;
    size_t end = begin;
    while (end < table->count && table->rows[end].code == code)
        end++;
    return (RowRange){begin, end};
}

const Municipality *municipality_find(const MunicipalityTable *table, MunicipalityCode code)
{
    RowRange range = rows_of(table, code);
    return range.begin == range.end ? NULL : &table->rows[range.end - 1];
}

const Municipality *municipality_on(const MunicipalityTable *table, MunicipalityCode code,
                                    Day day)
{
    RowRange range = rows_of(table, code);
    for (size_t i = range.begin; i < range.end; i++) {
        const Municipality *row = &table->rows[i];
        if (row_begin(row) <= day && day <= row_end(row)) return row;
    }
    return NULL;
}

/* Codes found so far, ascending, each once. */
typedef struct CandidateSet {
    MunicipalityCode *codes;
    size_t count;
} CandidateSet;

static void add_candidate(CandidateSet *set, MunicipalityCode code)
{
    size_t place = 0;
    while (place < set->count && set->codes[place] < code)
        place++;
    if (place < set->count && set->codes[place] == code) return;
    INVARIANT(set->count < MUNICIPALITY_CANDIDATES_MAX);
    memmove(&set->codes[place + 1], &set->codes[place],
            (set->count - place) * sizeof set->codes[0]);
    set->codes[place] = code;
    set->count++;
}

static bool names_successor(const Municipality *row, MunicipalityCode code)
{
    for (size_t i = 0; i < row->successor_count; i++) {
        if (row->successors[i] == code) return true;
    }
    return false;
}

static void collect(const MunicipalityTable *table, MunicipalityCode code, Day day, int depth,
                    CandidateSet *set);

/* grants.md 4: a code that did not exist yet means what became it. */
static void collect_predecessors(const MunicipalityTable *table, MunicipalityCode code, Day day,
                                 int depth, CandidateSet *set)
{
    for (size_t i = 0; i < table->count; i++) {
        const Municipality *row = &table->rows[i];
        if (row->code != code && names_successor(row, code) && row_end(row) >= day) {
            collect(table, row->code, day, depth - 1, set);
        }
    }
}

static void collect(const MunicipalityTable *table, MunicipalityCode code, Day day, int depth,
                    CandidateSet *set)
{
    if (depth == 0) return;
    if (municipality_on(table, code, day) != NULL) {
        add_candidate(set, code);
        return;
    }
    RowRange range = rows_of(table, code);
    const Municipality *ended = NULL;
    for (size_t i = range.begin; i < range.end; i++) {
        if (row_end(&table->rows[i]) < day) ended = &table->rows[i];
    }
    if (ended == NULL) {
        collect_predecessors(table, code, day, depth, set);
        return;
    }
    for (size_t i = 0; i < ended->successor_count; i++) {
        collect(table, ended->successors[i], day, depth - 1, set);
    }
}

size_t municipality_candidates(const MunicipalityTable *table, MunicipalityCode code, Day day,
                               MunicipalityCode out[MUNICIPALITY_CANDIDATES_MAX])
{
    CandidateSet set = {out, 0};
    RowRange range = rows_of(table, code);
    if (range.begin != range.end) collect(table, code, day, CHAIN_MAX, &set);
    return set.count;
}

void municipality_mapping_make(const MunicipalityTable *table, Day day,
                               MunicipalityMapping *mapping)
{
    MunicipalityCode found[MUNICIPALITY_CANDIDATES_MAX];
    memset(mapping, 0, sizeof *mapping);
    mapping->day = day;
    for (size_t i = 0; i < table->count; i++) {
        MunicipalityCode code = table->rows[i].code;
        size_t count = municipality_candidates(table, code, day, found);
        if (count > 0) mapping->to[code] = count == 1 ? found[0] : MAPPING_AMBIGUOUS;
    }
}

MunicipalityCode municipality_last_certain(const MunicipalityTable *table,
                                           MunicipalityCode code, Day day)
{
    for (int step = 0; step < CHAIN_MAX; step++) {
        RowRange range = rows_of(table, code);
        const Municipality *ended = NULL;
        for (size_t i = range.begin; i < range.end; i++) {
            if (row_end(&table->rows[i]) < day) ended = &table->rows[i];
        }
        if (municipality_on(table, code, day) != NULL || ended == NULL ||
            ended->successor_count != 1) {
            return code;
        }
        code = ended->successors[0];
    }
    return code;
}
