/* published_csv.c - where the rates of a year are published. */
#include "formats/csv/published_csv.h"

#include <string.h>

#include "formats/csv/csv_fields.h"
#include "formats/base/input_file.h"
#include "rules/base/date.h"

enum { YEAR, GROUPS, DOCUMENT, NOTE, COLUMNS };

static const char *const column_names[COLUMNS] = {"year", "groups", "document", "note"};

/* One word of the list of groups; a word twice is a slip of the pen. */
static Status add_group(const CsvReader *csv, const char *word, size_t length, uint32_t *groups,
                        Failure *failure)
{
    PaymentGroup group;
    if (!payment_group_parse(word, length, &group))
        return csv_refuse(csv, column_names[GROUPS],
                          "not payment groups with one space between: correct it", failure);
    uint32_t bit = UINT32_C(1) << group;
    if ((*groups & bit) != 0)
        return csv_refuse(csv, column_names[GROUPS], "a group stands twice: keep one", failure);
    *groups |= bit;
    return STATUS_OK;
}

static Status read_groups(const CsvReader *csv, CsvField field, uint32_t *groups,
                          Failure *failure)
{
    const char *at = field.text, *end = field.text + field.length;
    for (;;) {
        const char *space = memchr(at, ' ', (size_t)(end - at));
        const char *stop = space != NULL ? space : end;
        TRY(add_group(csv, at, (size_t)(stop - at), groups, failure));
        if (space == NULL) return STATUS_OK;
        at = space + 1;
    }
}

static Status refuse_second(const CsvReader *csv, const Published *before,
                            const PublishedPlace *place, Failure *failure)
{
    for (int group = 0; group < PAYMENT_GROUP_COUNT; group++) {
        if ((place->groups & UINT32_C(1) << group) == 0) continue;
        if (published_place(before, place->year, (PaymentGroup)group) == NULL) continue;
        return csv_refuse(csv, column_names[GROUPS],
                          "a group has a place in this year already: keep one", failure);
    }
    return STATUS_OK;
}

static Status read_place(const CsvReader *csv, const int *at, void *row, void *user,
                         Failure *failure)
{
    const CsvRow source = {csv, column_names, at, failure, NULL};
    PublishedPlace *place = row;
    int64_t year;
    TRY(row_whole(&source, YEAR, YEAR_MIN, YEAR_MAX, &year));
    place->year = (int)year;
    TRY(read_groups(csv, csv->fields[at[GROUPS]], &place->groups, failure));
    TRY(row_words(&source, DOCUMENT, PUBLISHED_TEXT_LENGTH, place->document,
                  sizeof place->document));
    if (row_field(&source, NOTE).length > 0)
        TRY(row_words(&source, NOTE, PUBLISHED_TEXT_LENGTH, place->note, sizeof place->note));
    return refuse_second(csv, user, place, failure);
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
