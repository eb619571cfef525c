#include "formats/run/handled_csv.h"

#include <string.h>

#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/base/utf8.h"
#include "formats/base/windows_1252.h"
#include "formats/csv/csv_fields.h"
#include "rules/controls/control_thresholds.h"
#include "rules/controls/finding.h"

enum { CONTROL, PERSON, MUNICIPALITY, KEY, STATUS, BY, DATE, NOTE, COLUMNS };
enum { BY_LENGTH = 100, NOTE_SIZE = 2000 };

static const char *const column_names[COLUMNS] = {"control", "person", "municipality", "key",
                                                  "status",  "by",     "date",         "note"};
static const char *const statuses[HANDLED_COUNT] = {"", "accepted", "corrected", "case"};

const char *handled_text(HandledStatus status)
{
    INVARIANT((unsigned)status < HANDLED_COUNT);
    return statuses[status];
}

static Status read_control(const CsvRow *row, int *control)
{
    char name[12];
    TRY(row_text(row, CONTROL, name, sizeof name));
    *control = control_named(name);
    if (control_find(*control) != NULL) return STATUS_OK;
    return row_refuse(row, CONTROL, "no control: R and its number, as in the list");
}

/* Lower-case hexadecimal digits, as the list writes them; `empty`: or none at all. */
static Status read_hex(const CsvRow *row, int column, bool empty, char *out, size_t size,
                       const char *problem)
{
    CsvField field = row_field(row, column);
    if (empty && field.length == 0) return STATUS_OK;
    if (field.length != size - 1) return row_refuse(row, column, problem);
    TRY(row_text(row, column, out, size));
    if (strspn(out, "0123456789abcdef") == size - 1) return STATUS_OK;
    return row_refuse(row, column, problem);
}

static Status read_status(const CsvRow *row, uint8_t *status)
{
    for (int s = HANDLED_ACCEPTED; s < HANDLED_COUNT; s++) {
        if (!csv_field_equals(row_field(row, STATUS), statuses[s])) continue;
        *status = (uint8_t)s;
        return STATUS_OK;
    }
    return row_refuse(row, STATUS, "not accepted, corrected or case");
}

/* Who, when and why are kept by whoever keeps the file: they must be there, and no ident. */
static Status read_words(const CsvRow *row, HandledRow *handled)
{
    char by[BY_LENGTH * 4 + 1], note[NOTE_SIZE];
    TRY(row_words(row, BY, BY_LENGTH, by, sizeof by));
    TRY(row_day(row, DATE, &handled->date));
    TRY(row_text(row, NOTE, note, sizeof note));
    if (path_has_ident(by)) return row_refuse(row, BY, "holds an identity number");
    if (path_has_ident(note)) return row_refuse(row, NOTE, "holds an identity number");
    return STATUS_OK;
}

static Status read_handled(const CsvRow *row, void *out)
{
    HandledRow *handled = out;
    handled->line = (uint32_t)row->csv->line;
    TRY(read_control(row, &handled->control));
    TRY(read_hex(row, PERSON, true, handled->person, sizeof handled->person,
                 "not the 64 hexadecimal digits of the list, nor empty"));
    if (row_field(row, MUNICIPALITY).length > 0)
        TRY(row_municipality(row, MUNICIPALITY, &handled->municipality));
    TRY(read_hex(row, KEY, false, handled->key, sizeof handled->key,
                 "not the 16 hexadecimal digits of the list"));
    TRY(read_status(row, &handled->status));
    return read_words(row, handled);
}

Status handled_csv_parse(const char *name, const void *bytes, size_t size, HandledRows *out,
                         Failure *failure)
{
    static const CsvTable table = {column_names, COLUMNS, COLUMNS, sizeof(HandledRow),
                                   read_handled};
    *out = (HandledRows){0};
    return csv_table_read((CsvText){name, bytes, size, false}, &table, NULL, &out->items,
                          &out->count, failure);
}

Status handled_csv_read(const char *path, HandledRows *out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    *out = (HandledRows){0};
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    /* Only names and notes can have other letters than ASCII: the keys prove the rest. */
    bool converted = utf8_text_prefix(file.bytes, file.size) < file.size &&
                     windows_1252_append(&text, file.bytes, file.size);
    if (text.failed) return text_buffer_status(&text, failure);
    return converted ? handled_csv_parse(path, text.bytes, text.length, out, failure)
                     : handled_csv_parse(path, file.bytes, file.size, out, failure);
}
