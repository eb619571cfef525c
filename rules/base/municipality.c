/*
 * municipality.c - which municipality a code means on which day. grants.md 4 (mergers).
 *
 * Codes form a graph: rows of the table with the days they are valid, and successors. A code is
 * followed forward when it has ended by the day asked for, backward when it begins after it.
 */
#include "rules/base/municipality.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/base/translator.h"

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
    const Municipality *a = left, *b = right;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    Day a_begin = row_begin(a);
    Day b_begin = row_begin(b);
    return (a_begin > b_begin) - (a_begin < b_begin);
}

/* Refuses the table for one of its rows; the file is known to whoever reads it. */
static Status refuse_row(const Municipality *row, const char *problem, Failure *failure)
{
    char where[32] = "";
    if (row->line > 0) snprintf(where, sizeof where, _("line %u"), (unsigned)row->line);
    return failure_set(failure, STATUS_INPUT_VALUE, where, "municipality %04u %s",
                       (unsigned)row->code, translate(problem));
}

static Status check_row(const MunicipalityTable *table, const Municipality *row,
                        Failure *failure)
{
    char problem[80];
    if (row_begin(row) > row_end(row))
        return refuse_row(row, "ends before it begins: correct the days", failure);
    if (day_is_set(row->valid_to) && row->successor_count == 0)
        return refuse_row(row, "has ended but names no successor: add it", failure);
    for (size_t i = 0; i < row->successor_count; i++) {
        const Municipality *next = municipality_find(table, row->successors[i]);
        if (next != NULL && row_end(next) > row_end(row)) continue;
        snprintf(problem, sizeof problem, _("has a successor %04u that does not exist then"),
                 (unsigned)row->successors[i]);
        return refuse_row(row, problem, failure);
    }
    return STATUS_OK;
}

static Status index_row(MunicipalityTable *table, size_t index, Failure *failure)
{
    const Municipality *row = &table->rows[index];
    if (row->code == MUNICIPALITY_NONE || row->code >= MUNICIPALITY_CODES)
        return refuse_row(row, "is not one of 0001 to 9999: correct the code", failure);
    if (table->first_row[row->code] == 0) {
        table->first_row[row->code] = (uint16_t)(index + 1);
        return STATUS_OK;
    }
    if (row_end(row - 1) >= row_begin(row))
        return refuse_row(row, "stands twice on the same day: keep one", failure);
    return STATUS_OK;
}

/* One of the codes that are joined to `code` so far, the same for all of them. */
static MunicipalityCode joined_to(MunicipalityCode *joined, MunicipalityCode code)
{
    while (joined[code] != code) {
        joined[code] = joined[joined[code]]; /* shorter for the next */
        code = joined[code];
    }
    return code;
}

/* Codes that successions connect are one family, and nothing is looked for outside it: a family
 * of a bounded size is followed in a bounded time, whatever its rows say of each other. */
static Status check_families(const MunicipalityTable *table, Failure *failure)
{
    MunicipalityCode joined[MUNICIPALITY_CODES];
    uint8_t sizes[MUNICIPALITY_CODES] = {0};
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++)
        joined[code] = (MunicipalityCode)code;
    for (size_t i = 0; i < table->count; i++) {
        const Municipality *row = &table->rows[i];
        for (size_t s = 0; s < row->successor_count; s++)
            joined[joined_to(joined, row->code)] = joined_to(joined, row->successors[s]);
    }
    for (size_t i = 0; i < table->count; i++) {
        MunicipalityCode code = table->rows[i].code;
        if (table->first_row[code] != i + 1) continue; /* each code once */
        if (++sizes[joined_to(joined, code)] > MUNICIPALITY_FAMILY_MAX)
            return refuse_row(&table->rows[i],
                              "belongs to more codes that follow each other than can be "
                              "followed: correct the successors",
                              failure);
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
    for (size_t i = 0; i < table->count; i++)
        TRY(check_row(table, &table->rows[i], failure));
    return check_families(table, failure);
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

bool municipality_list_add(MunicipalityList *list, MunicipalityCode code)
{
    size_t at = list->count;
    if (municipality_list_has(list, code)) return true;
    if (list->count == MUNICIPALITY_LIST_MAX) return false;
    for (; at > 0 && list->items[at - 1] > code; at--)
        list->items[at] = list->items[at - 1];
    list->items[at] = code;
    list->count++;
    return true;
}

bool municipality_list_has(const MunicipalityList *list, MunicipalityCode code)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i] == code) return true;
    return false;
}

const Municipality *municipality_find(const MunicipalityTable *table, MunicipalityCode code)
{
    RowRange range = rows_of(table, code);
    return range.begin == range.end ? NULL : &table->rows[range.end - 1];
}

const Municipality *municipality_on(const MunicipalityTable *table, MunicipalityCode code,
                                    Day day)
{
    if (code >= MUNICIPALITY_CODES || table->first_row[code] == 0) return NULL;
    for (size_t i = (size_t)table->first_row[code] - 1;
         i < table->count && table->rows[i].code == code; i++) {
        const Municipality *row = &table->rows[i];
        if (row_begin(row) <= day && day <= row_end(row)) return row;
    }
    return NULL;
}

/* What is looked for from one code on: each code of its family is visited once. */
typedef struct Search {
    const MunicipalityTable *table;
    Day day;
    MunicipalityCode visited[MUNICIPALITY_FAMILY_MAX];
    size_t visited_count;
    MunicipalityCode *found; /* ascending, each once */
    size_t found_count;
} Search;

static void add_found(Search *search, MunicipalityCode code)
{
    size_t place = search->found_count++;
    for (; place > 0 && search->found[place - 1] > code; place--)
        search->found[place] = search->found[place - 1];
    search->found[place] = code;
}

/* False when the code was visited before. */
static bool visit(Search *search, MunicipalityCode code)
{
    for (size_t i = 0; i < search->visited_count; i++)
        if (search->visited[i] == code) return false;
    INVARIANT(search->visited_count < MUNICIPALITY_FAMILY_MAX);
    search->visited[search->visited_count++] = code;
    return true;
}

static bool names_successor(const Municipality *row, MunicipalityCode code)
{
    for (size_t i = 0; i < row->successor_count; i++) {
        if (row->successors[i] == code) return true;
    }
    return false;
}

static void collect(Search *search, MunicipalityCode code);

/* grants.md 4: a code that did not exist yet means what became it. */
static void collect_predecessors(Search *search, MunicipalityCode code)
{
    for (size_t i = 0; i < search->table->count; i++) {
        const Municipality *row = &search->table->rows[i];
        if (row->code != code && names_successor(row, code) && row_end(row) >= search->day)
            collect(search, row->code);
    }
}

static void collect(Search *search, MunicipalityCode code)
{
    if (!visit(search, code)) return;
    if (municipality_on(search->table, code, search->day) != NULL) {
        add_found(search, code);
        return;
    }
    RowRange range = rows_of(search->table, code);
    const Municipality *ended = NULL;
    for (size_t i = range.begin; i < range.end; i++) {
        const Municipality *row = &search->table->rows[i];
        if (row_end(row) < search->day) ended = row;
    }
    if (ended == NULL) {
        collect_predecessors(search, code);
        return;
    }
    for (size_t i = 0; i < ended->successor_count; i++)
        collect(search, ended->successors[i]);
}

size_t municipality_candidates(const MunicipalityTable *table, MunicipalityCode code, Day day,
                               MunicipalityCode out[MUNICIPALITY_CANDIDATES_MAX])
{
    Search search = {.table = table, .day = day, .found = out};
    RowRange range = rows_of(table, code);
    if (range.begin != range.end) collect(&search, code);
    return search.found_count;
}

void municipality_mapping_make(const MunicipalityTable *table, Day day,
                               MunicipalityMapping *mapping)
{
    MunicipalityCode found[MUNICIPALITY_FAMILY_MAX];
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
    for (int step = 0; step < MUNICIPALITY_FAMILY_MAX; step++) {
        RowRange range = rows_of(table, code);
        const Municipality *ended = NULL;
        for (size_t i = range.begin; i < range.end; i++) {
            if (row_end(&table->rows[i]) < day) ended = &table->rows[i];
        }
        if (municipality_on(table, code, day) != NULL || ended == NULL ||
            ended->successor_count != 1)
            return code;
        code = ended->successors[0];
    }
    return code;
}
