#include "formats/forecast/settle_csv.h"

#include <stdio.h>
#include <stdlib.h>

#include "formats/base/input_file.h"
#include "formats/base/translate.h"
#include "formats/csv/csv_fields.h"

enum { MUNICIPALITY, QUARTER, GROUP, PERSONS, COLUMNS, PERSONS_MAX = 1000000 };

static const char *const column_names[COLUMNS] = {"municipality", "quarter", "group",
                                                  "persons"};

static Status read_group(const CsvRow *row, uint8_t *group)
{
    SettlementGroup found;
    CsvField field = row_field(row, GROUP);
    if (!settlement_group_parse(field.text, field.length, &found))
        return row_refuse(row, GROUP,
                          "is none of ENSLIG_VOKSEN, VOKSEN, BARN, ENSLIG_MINDREARIG");
    *group = (uint8_t)found;
    return STATUS_OK;
}

static Status read_count(const CsvRow *row, void *out)
{
    NewcomerCount *count = out;
    int64_t quarter;
    TRY(row_municipality(row, MUNICIPALITY, &count->municipality));
    TRY(row_whole(row, QUARTER, 1, 4, &quarter));
    TRY(read_group(row, &count->group));
    TRY(row_whole(row, PERSONS, 0, PERSONS_MAX, &count->persons));
    count->quarter = (uint8_t)quarter;
    count->line = (uint32_t)row->csv->line;
    return STATUS_OK;
}

static const CsvTable table = {column_names, COLUMNS, COLUMNS, sizeof(NewcomerCount),
                               read_count};

Status settle_csv_refuse(const char *name, const NewcomerCount *count, const char *problem,
                         Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, _("%s, line %u"), name, count->line);
    return failure_set(failure, STATUS_INPUT_VALUE, where, "%s", problem);
}

static Status refuse_twice(const char *name, const NewcomerCount *items, size_t count,
                           Failure *failure)
{
    for (size_t i = 1; i < count; i++) {
        const NewcomerCount *item = &items[i];
        char problem[FAILURE_DETAIL_SIZE];
        if (!newcomer_count_same(&items[i - 1], item)) continue;
        snprintf(
            problem, sizeof problem,
            _("municipality %04u has another line for quarter %d and %s, line %u: keep one"),
            item->municipality, item->quarter,
            settlement_group_text((SettlementGroup)item->group), items[i - 1].line);
        return settle_csv_refuse(name, item, problem, failure);
    }
    return STATUS_OK;
}

Status settle_csv_parse(const char *name, const void *bytes, size_t size, NewcomerCount **items,
                        size_t *count, Failure *failure)
{
    CLEANUP(system_free) NewcomerCount *read = NULL;
    size_t lines;
    *items = NULL;
    *count = 0;
    TRY(csv_table_read((CsvText){name, bytes, size, false}, &table, NULL, &read, &lines,
                       failure));
    if (lines > 1) qsort(read, lines, sizeof *read, newcomer_count_compare);
    TRY(refuse_twice(name, read, lines, failure));
    *items = HAND_OVER(NewcomerCount *, read);
    *count = lines;
    return STATUS_OK;
}

Status settle_csv_read(const char *path, NewcomerCount **items, size_t *count, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    *items = NULL;
    *count = 0;
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    return settle_csv_parse(path, file.bytes, file.size, items, count, failure);
}
