#include "formats/run/open_items.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/system.h"
#include "formats/csv/csv_fields.h"

_Static_assert((int)OPEN_ITEM_ID_SIZE == (int)PAYMENT_ID_SIZE, "an item's id is a payment's");

enum { ITEM, KIND, MUNICIPALITY, GROUP, AMOUNT, ENTRY, OPEN_COLUMNS, PAYMENT = OPEN_COLUMNS };
enum { TAKEN_COLUMNS = OPEN_COLUMNS + 1, ENTRY_MAX = 999999, LINE_MAX = 999999 };

static const char *const column_names[TAKEN_COLUMNS] = {
    "item", "kind", "municipality", "payment_group", "amount_ore", "entry", "end_to_end_id"};

void open_item_manual_id(uint32_t entry, uint32_t line, char id[OPEN_ITEM_ID_SIZE])
{
    (void)snprintf(id, OPEN_ITEM_ID_SIZE, "MANUAL-%06u-%04u", entry, line);
}

int open_item_compare(const void *left, const void *right)
{
    const OpenItem *a = left, *b = right;
    return strcmp(a->id, b->id);
}

int taken_item_compare(const void *left, const void *right)
{
    const TakenItem *a = left, *b = right;
    int order = open_item_compare(&a->item, &b->item);
    if (order != 0) return order;
    return (a->item.municipality > b->item.municipality) -
           (a->item.municipality < b->item.municipality);
}

/* --- written --- */

static void write_item(TextBuffer *out, const OpenItem *item)
{
    text_buffer_format(out, "%s,%s,%04u,%s,%lld,%u", item->id, open_kind_text(item->kind),
                       item->municipality, payment_group_text(item->group),
                       (long long)item->amount, item->entry);
}

void open_items_write(TextBuffer *out, const OpenItem *items, size_t count)
{
    csv_append_header(out, column_names, OPEN_COLUMNS);
    for (size_t i = 0; i < count; i++) {
        if (items[i].taken) continue;
        write_item(out, &items[i]);
        text_buffer_char(out, '\n');
    }
}

void taken_items_write(TextBuffer *out, const TakenItem *items, size_t count)
{
    csv_append_header(out, column_names, TAKEN_COLUMNS);
    for (size_t i = 0; i < count; i++) {
        write_item(out, &items[i].item);
        text_buffer_char(out, ',');
        text_buffer_text(out, items[i].end_to_end_id);
        text_buffer_char(out, '\n');
    }
}

/* --- read --- */

/* A line by hand has the one id that its entry gives it. */
static bool is_manual_id(const OpenItem *item)
{
    int64_t line;
    char expected[OPEN_ITEM_ID_SIZE];
    enum { BEFORE_LINE = sizeof "MANUAL-000000-" - 1 };
    size_t length = strlen(item->id), begin = BEFORE_LINE;
    while (begin < length && begin < BEFORE_LINE + 3 && item->id[begin] == '0')
        begin++;
    if (length < BEFORE_LINE + 4 ||
        !whole_number_parse(item->id + begin, length - begin, 1, LINE_MAX, &line))
        return false;
    open_item_manual_id(item->entry, (uint32_t)line, expected);
    return strcmp(expected, item->id) == 0;
}

static bool is_id(const OpenItem *item, bool moved)
{
    MunicipalityCode code;
    PaymentGroup group;
    if (open_kind_is_manual(item->kind)) return is_manual_id(item);
    return payment_end_to_end_parse(item->id, &code, &group) && group == item->group &&
           (moved || code == item->municipality);
}

static Status read_words(const CsvRow *row, OpenItem *item)
{
    CsvField kind = row_field(row, KIND), group = row_field(row, GROUP);
    TRY(row_text(row, ITEM, item->id, sizeof item->id));
    if (!open_kind_parse(kind.text, kind.length, &item->kind))
        return row_refuse(row, KIND, "not a kind of open item");
    if (!payment_group_parse(group.text, group.length, &item->group))
        return row_refuse(row, GROUP, "not a payment group");
    return row_municipality(row, MUNICIPALITY, &item->municipality);
}

static Status read_item(const CsvRow *row, bool moved, OpenItem *item)
{
    int64_t entry;
    TRY(read_words(row, item));
    TRY(row_ore(row, AMOUNT, -SUM_ORE_MAX, SUM_ORE_MAX, &item->amount));
    if (item->amount == 0 || (item->amount > 0) != open_kind_is_positive(item->kind))
        return row_refuse(row, AMOUNT, "not an amount of this kind");
    TRY(row_whole(row, ENTRY, 1, ENTRY_MAX, &entry));
    item->entry = (uint32_t)entry;
    return is_id(item, moved) ? STATUS_OK : row_refuse(row, ITEM, "not the id of such an item");
}

static Status read_open(const CsvRow *row, void *out)
{
    return read_item(row, false, out);
}

static Status read_taken(const CsvRow *row, void *out)
{
    TakenItem *taken = out;
    MunicipalityCode code;
    PaymentGroup group;
    TRY(read_item(row, true, &taken->item));
    TRY(row_text(row, PAYMENT, taken->end_to_end_id, sizeof taken->end_to_end_id));
    if (taken->end_to_end_id[0] == '\0') return STATUS_OK;
    if (payment_end_to_end_parse(taken->end_to_end_id, &code, &group) &&
        code == taken->item.municipality && group == taken->item.group)
        return STATUS_OK;
    return row_refuse(row, PAYMENT, "not a payment of this municipality and group");
}

/* Rows of `size` bytes, in the order of `compare`, each once. */
static Status check_order(const char *name, const void *items, size_t count, size_t size,
                          int (*compare)(const void *, const void *), Failure *failure)
{
    const char *row = items;
    for (size_t i = 1; i < count; i++, row += size)
        if (compare(row, row + size) >= 0)
            return failure_set(failure, STATUS_INPUT_VALUE, name,
                               "row %zu: an item stands twice, or not in order", i + 1);
    return STATUS_OK;
}

Status open_items_read(const char *name, const void *bytes, size_t size, OpenItem **items,
                       size_t *count, Failure *failure)
{
    static const CsvTable table = {column_names, OPEN_COLUMNS, OPEN_COLUMNS, sizeof **items,
                                   read_open};
    const CsvText text = {name, bytes, size, true};
    CLEANUP(system_free) OpenItem *rows = NULL;
    size_t found = 0;
    *items = NULL;
    *count = 0;
    TRY(csv_table_read(text, &table, NULL, &rows, &found, failure));
    TRY(check_order(name, rows, found, sizeof *rows, open_item_compare, failure));
    *items = HAND_OVER(OpenItem *, rows);
    *count = found;
    return STATUS_OK;
}

Status taken_items_read(const char *name, const void *bytes, size_t size, TakenItem **items,
                        size_t *count, Failure *failure)
{
    static const CsvTable table = {column_names, TAKEN_COLUMNS, TAKEN_COLUMNS, sizeof **items,
                                   read_taken};
    const CsvText text = {name, bytes, size, true};
    CLEANUP(system_free) TakenItem *rows = NULL;
    size_t found = 0;
    *items = NULL;
    *count = 0;
    TRY(csv_table_read(text, &table, NULL, &rows, &found, failure));
    TRY(check_order(name, rows, found, sizeof *rows, taken_item_compare, failure));
    *items = HAND_OVER(TakenItem *, rows);
    *count = found;
    return STATUS_OK;
}
