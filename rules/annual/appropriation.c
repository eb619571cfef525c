#include "rules/annual/appropriation.h"

#include <stdlib.h>

bool budget_number_parse(const char *text, uint16_t *number)
{
    uint32_t value = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9' && value <= UINT16_MAX; at++)
        value = value * 10 + (uint32_t)(*at - '0');
    *number = (uint16_t)value;
    return at != text && *at == '\0' && value <= UINT16_MAX;
}

static int compare_rows(const void *left, const void *right)
{
    const StatementRow *a = left, *b = right;
    if (a->posting.chapter != b->posting.chapter)
        return a->posting.chapter < b->posting.chapter ? -1 : 1;
    if (a->posting.item != b->posting.item) return a->posting.item < b->posting.item ? -1 : 1;
    return 0;
}

static StatementRow *find(StatementRow *rows, size_t count, Posting posting)
{
    const StatementRow key = {.posting = posting};
    for (size_t i = 0; i < count; i++)
        if (compare_rows(&rows[i], &key) == 0) return &rows[i];
    return NULL;
}

/* Rows of the file; false: one is no item, or stands twice. */
static bool take_file(const AppropriationRow *file, size_t count, StatementRow *out, size_t *at)
{
    for (*at = 0; *at < count; (*at)++) {
        Posting posting;
        const AppropriationRow *row = &file[*at];
        if (!budget_number_parse(row->chapter, &posting.chapter) ||
            !budget_number_parse(row->item, &posting.item) || find(out, *at, posting) != NULL)
            return false;
        out[*at] = (StatementRow){.posting = posting,
                                  .allocated = row,
                                  .total = ore_add(row->carried_in, row->allocated)};
    }
    return true;
}

size_t appropriation_statement(const AppropriationRow *file, size_t file_count,
                               const AnnualTable *cash, StatementRow *out)
{
    size_t count = file_count, wrong;
    if (!take_file(file, file_count, out, &wrong)) return file_count + cash->count + 1 + wrong;
    for (size_t i = 0; i < cash->count; i++) {
        const AnnualRow *row = &cash->items[i];
        StatementRow *to = find(out, count, row->place.posting);
        if (to == NULL) {
            to = &out[count++];
            *to = (StatementRow){.posting = row->place.posting};
        }
        to->account = ore_add(to->account, row->amounts[CASH_PAID]);
        to->moved = true;
    }
    for (size_t i = 0; i < count; i++)
        out[i].deviation = ore_subtract(out[i].total, out[i].account);
    if (count > 1) qsort(out, count, sizeof *out, compare_rows);
    return count;
}

Ore statement_left(const StatementRow *row)
{
    return row->deviation > 0 ? row->deviation : 0;
}

unsigned statement_misfits(const StatementRow *row)
{
    unsigned found = 0;
    if (row->allocated == NULL) return STATEMENT_NO_ITEM;
    if (!row->moved) found |= STATEMENT_NO_MONEY;
    Ore carried = row->allocated->may_be_carried;
    if (carried != NOT_GIVEN && carried > statement_left(row)) found |= STATEMENT_CARRIED;
    return found;
}

StatementRow appropriation_sum(const StatementRow *rows, size_t count)
{
    StatementRow sum = {.total = 0};
    for (size_t i = 0; i < count; i++) {
        sum.total = ore_add(sum.total, rows[i].total);
        sum.account = ore_add(sum.account, rows[i].account);
        sum.deviation = ore_add(sum.deviation, rows[i].deviation);
    }
    return sum;
}
