/* basic_csv.c - persons counted for the basic grant, written and read. */
#include "formats/run/basic_csv.h"

#include "formats/csv/csv_fields.h"
#include "formats/base/system.h"
#include "rules/base/date.h"

enum { MUNICIPALITY, BUDGET_YEAR, PERSONS, HELD, COLUMNS, PERSONS_MAX = 1000000000 };

static const char *const column_names[COLUMNS] = {"municipality", "budget_year", "persons",
                                                  "held"};

void basic_csv_append(TextBuffer *buffer, const BasicCount *count)
{
    text_buffer_format(buffer, "%04u,%d,%lld,%d\n", count->municipality, count->budget_year,
                       (long long)count->persons, count->held);
}

int basic_count_compare(const void *left, const void *right)
{
    const BasicCount *a = left, *b = right;
    if (a->municipality != b->municipality) return a->municipality < b->municipality ? -1 : 1;
    return (a->budget_year > b->budget_year) - (a->budget_year < b->budget_year);
}

static Status read_count(const CsvRow *row, void *out)
{
    BasicCount *count = out;
    int64_t year, held;
    TRY(row_municipality(row, MUNICIPALITY, &count->municipality));
    TRY(row_whole(row, BUDGET_YEAR, YEAR_MIN, YEAR_MAX, &year));
    TRY(row_whole(row, PERSONS, 0, PERSONS_MAX, &count->persons));
    TRY(row_whole(row, HELD, 0, 1, &held));
    count->budget_year = (int16_t)year;
    count->held = held == 1;
    return STATUS_OK;
}

static Status check_order(const char *name, const BasicCount *items, size_t count,
                          Failure *failure)
{
    for (size_t i = 1; i < count; i++) {
        if (basic_count_compare(&items[i - 1], &items[i]) < 0) continue;
        return failure_set(failure, STATUS_INPUT_VALUE, name,
                           "municipality %04u and year %d stand twice, or not in order",
                           items[i].municipality, items[i].budget_year);
    }
    return STATUS_OK;
}

Status basic_csv_read(const char *name, const void *bytes, size_t size, BasicCount **items,
                      size_t *count, Failure *failure)
{
    static const CsvTable table = {column_names, COLUMNS, COLUMNS, sizeof(BasicCount),
                                   read_count};
    TRY(csv_table_read((CsvText){name, bytes, size, false}, &table, NULL, items, count,
                       failure));
    Status status = check_order(name, *items, *count, failure);
    if (status == STATUS_OK) return STATUS_OK;
    system_free(*items);
    *items = NULL;
    *count = 0;
    return status;
}

Status basic_counts_merge(BasicCount **items, size_t *count, const BasicCount *later,
                          size_t later_count, Failure *failure)
{
    size_t i = 0, j = 0, kept = 0;
    BasicCount *merged = system_allocate((*count + later_count) * sizeof *merged);
    if (merged == NULL) return failure_set(failure, STATUS_MEMORY, "basic grant", NULL);
    while (i < *count || j < later_count) {
        int order = i == *count        ? 1
                    : j == later_count ? -1
                                       : basic_count_compare(&(*items)[i], &later[j]);
        i += order <= 0;
        merged[kept++] = order < 0 ? (*items)[i - 1] : later[j++];
    }
    system_free(*items);
    *items = merged;
    *count = kept;
    return STATUS_OK;
}
