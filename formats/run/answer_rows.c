#include "formats/run/answer_rows.h"

#include <string.h>

#include "formats/csv/csv_fields.h"

/* The columns of answers.csv, in this order. */
enum { MESSAGE, END_TO_END, MUNICIPALITY, GROUP, AMOUNT, STATE, REASON, DATE, SOURCE, COLUMNS };
static const char *const columns[COLUMNS] = {"message_id",    "end_to_end_id", "municipality",
                                             "payment_group", "amount_ore",    "status",
                                             "reason",        "date",          "source"};

static const char returned_text[] = "returned", twice_text[] = "settled-twice";

Status answer_rows_add(AnswerRows *rows, const AnswerRow *row, Failure *failure)
{
    TRY(system_grow(&rows->items, &rows->capacity, rows->count + 1, sizeof *row, failure));
    rows->items[rows->count++] = *row;
    return STATUS_OK;
}

void answer_rows_free(AnswerRows *rows)
{
    system_free(rows->items);
    *rows = (AnswerRows){0};
}

static const char *state_text(const AnswerRow *row)
{
    if (row->twice) return twice_text;
    return row->returned ? returned_text : bucket_text(row->bucket);
}

static void write_row(TextBuffer *out, const AnswerRow *row)
{
    char day[DAY_TEXT_SIZE] = "";
    if (row->date != DAY_NONE) day_format(row->date, day);
    csv_append(out, row->message_id);
    text_buffer_char(out, ',');
    csv_append(out, row->end_to_end_id);
    text_buffer_format(out, ",%04u,%s,%lld,%s,", row->municipality,
                       payment_group_text(row->group), (long long)row->amount, state_text(row));
    csv_append(out, row->reason);
    text_buffer_format(out, ",%s,", day);
    if (row->has_source) text_buffer_hex(out, row->source, SHA256_SIZE);
    text_buffer_char(out, '\n');
}

void answer_rows_write(TextBuffer *out, const AnswerRows *rows)
{
    csv_append_header(out, columns, COLUMNS);
    for (size_t i = 0; i < rows->count; i++)
        write_row(out, &rows->items[i]);
}

bool answer_row_same(const AnswerRow *left, const AnswerRow *right)
{
    return strcmp(left->end_to_end_id, right->end_to_end_id) == 0 &&
           strcmp(left->message_id, right->message_id) == 0 && left->amount == right->amount &&
           left->bucket == right->bucket && left->returned == right->returned &&
           left->twice == right->twice && strcmp(left->reason, right->reason) == 0 &&
           left->date == right->date && left->has_source == right->has_source &&
           memcmp(left->source, right->source, SHA256_SIZE) == 0;
}

/* --- reading --- */

static Status read_state(const CsvRow *row, AnswerRow *out)
{
    CsvField field = row_field(row, STATE);
    out->returned = csv_field_equals(field, returned_text);
    out->twice = csv_field_equals(field, twice_text);
    out->bucket = out->returned ? BUCKET_REJECTED : BUCKET_SETTLED;
    if (out->returned || out->twice) return STATUS_OK;
    for (int bucket = 0; bucket < BUCKET_COUNT; bucket++) {
        out->bucket = (Bucket)bucket;
        if (csv_field_equals(field, bucket_text(out->bucket))) return STATUS_OK;
    }
    return row_refuse(row, STATE, "not a state of a payment");
}

static Status read_row(const CsvRow *row, void *to)
{
    AnswerRow *out = to;
    CsvField group = row_field(row, GROUP), source = row_field(row, SOURCE);
    TRY(row_text(row, MESSAGE, out->message_id, sizeof out->message_id));
    TRY(row_text(row, END_TO_END, out->end_to_end_id, sizeof out->end_to_end_id));
    TRY(row_municipality(row, MUNICIPALITY, &out->municipality));
    if (!payment_group_parse(group.text, group.length, &out->group))
        return row_refuse(row, GROUP, "not a payment group");
    TRY(row_ore(row, AMOUNT, 0, SUM_ORE_MAX, &out->amount));
    TRY(read_state(row, out));
    TRY(row_text(row, REASON, out->reason, sizeof out->reason));
    out->date = DAY_NONE;
    if (row_field(row, DATE).length > 0) TRY(row_day(row, DATE, &out->date));
    out->has_source = source.length > 0;
    if (!out->has_source || sha256_from_hex(source.text, source.length, out->source))
        return STATUS_OK;
    return row_refuse(row, SOURCE, "not a SHA-256");
}

Status answer_rows_read(const char *name, const void *bytes, size_t size, AnswerRows *out,
                        Failure *failure)
{
    static const CsvTable table = {columns, COLUMNS, COLUMNS, sizeof(AnswerRow), read_row};
    *out = (AnswerRows){0};
    CLEANUP(answer_rows_free) AnswerRows read = {0};
    CLEANUP(text_buffer_free) TextBuffer again = TEXT_BUFFER_EMPTY;
    TRY(csv_table_read((CsvText){name, bytes, size, true}, &table, NULL, &read.items,
                       &read.count, failure));
    read.capacity = read.count;
    answer_rows_write(&again, &read);
    TRY(csv_confirm((CsvText){name, bytes, size, true}, &again, failure));
    *out = HAND_OVER(AnswerRows, read);
    return STATUS_OK;
}
