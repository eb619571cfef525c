/* published_csv.c - where the rates of a year are published. */
#include "formats/csv/published_csv.h"

#include <string.h>

#include "formats/csv/csv_fields.h"
#include "formats/base/input_file.h"
#include "rules/base/date.h"

enum { YEAR, GROUPS, DOCUMENT, NOTE, COLUMNS };

static const char *const column_names[COLUMNS] = {"year", "groups", "document", "note"};

/* One word of the list of groups; a word twice is a slip of the pen. */
static Status add_group(const CsvRow *row, const char *word, size_t length, uint32_t *groups)
{
    PaymentGroup group;
    if (!payment_group_parse(word, length, &group))
        return row_refuse(row, GROUPS, "not payment groups with one space between: correct it");
    uint32_t bit = UINT32_C(1) << group;
    if ((*groups & bit) != 0) return row_refuse(row, GROUPS, "a group stands twice: keep one");
    *groups |= bit;
    return STATUS_OK;
}

static Status read_groups(const CsvRow *row, uint32_t *groups)
{
    CsvField field = row_field(row, GROUPS);
    const char *at = field.text, *end = field.text + field.length;
    for (;;) {
        const char *space = memchr(at, ' ', (size_t)(end - at));
        const char *stop = space != NULL ? space : end;
        TRY(add_group(row, at, (size_t)(stop - at), groups));
        if (space == NULL) return STATUS_OK;
        at = space + 1;
    }
}

static Status refuse_second(const CsvRow *row, const PublishedPlace *place)
{
    for (int group = 0; group < PAYMENT_GROUP_COUNT; group++) {
        if ((place->groups & UINT32_C(1) << group) == 0) continue;
        if (published_place(row->user, place->year, (PaymentGroup)group) == NULL) continue;
        return row_refuse(row, GROUPS, "a group has a place in this year already: keep one");
    }
    return STATUS_OK;
}

static Status read_place(const CsvRow *row, void *out)
{
    PublishedPlace *place = out;
    int64_t year;
    TRY(row_whole(row, YEAR, YEAR_MIN, YEAR_MAX, &year));
    place->year = (int)year;
    TRY(read_groups(row, &place->groups));
    TRY(row_words(row, DOCUMENT, PUBLISHED_TEXT_LENGTH, place->document,
                  sizeof place->document));
    if (row_field(row, NOTE).length > 0)
        TRY(row_words(row, NOTE, PUBLISHED_TEXT_LENGTH, place->note, sizeof place->note));
    return refuse_second(row, place);
}

static const CsvTable table = {column_names, COLUMNS, COLUMNS, sizeof(PublishedPlace),
                               read_place};

Status published_csv_parse(const char *name, const void *bytes, size_t size, Published *out,
                           Failure *failure)
{
    *out = (Published){NULL, 0};
    return csv_table_read((CsvText){name, bytes, size, false}, &table, out, &out->places,
                          &out->count, failure);
}

Status published_csv_read(const char *path, Published *out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    *out = (Published){NULL, 0};
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    return published_csv_parse(path, file.bytes, file.size, out, failure);
}

void published_free(Published *published)
{
    system_free(published->places);
    *published = (Published){NULL, 0};
}

const PublishedPlace *published_place(const Published *published, int year, PaymentGroup group)
{
    for (size_t i = 0; i < published->count; i++) {
        const PublishedPlace *place = &published->places[i];
        if (place->year == year && (place->groups & UINT32_C(1) << group) != 0) return place;
    }
    return NULL;
}
