/* csv.c - reading comma-separated text (RFC 4180), also as spreadsheet programs save it. */
#include "formats/csv/csv.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/serial_line.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"

enum { HEADING_SHOWN_MAX = 40, HEADING_DIGITS_MAX = 6 };

static size_t count_lines(const char *bytes, size_t size)
{
    size_t lines = 0;
    for (size_t i = 0; i < size; i++)
        lines += bytes[i] == '\n';
    return lines;
}

static Status refuse_at(const CsvReader *reader, Status status, size_t line,
                        const char *problem, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, _("%s, line %zu"), reader->name, line);
    return failure_set(failure, status, where, "%s", problem);
}

static Status refuse_row(const CsvReader *reader, const char *problem, Failure *failure)
{
    return refuse_at(reader, STATUS_INPUT_MALFORMED, reader->line, problem, failure);
}

static bool is_note(const char *at, const char *end)
{
    return at < end && (*at == '#' || (*at == '"' && end - at > 1 && at[1] == '#'));
}

bool csv_note_follows(const CsvReader *reader)
{
    return is_note(reader->bytes + reader->position, reader->bytes + reader->size);
}

/* Names of columns have neither commas nor semicolons: the header line tells the separator. */
static char find_separator(const char *at, const char *end)
{
    for (;;) {
        const char *stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
        if (stop == NULL) stop = end;
        if (!is_note(at, end)) {
            size_t length = (size_t)(stop - at);
            bool foreign = length > 0 && memchr(at, ';', length) != NULL &&
                           memchr(at, ',', length) == NULL;
            return foreign ? ';' : ',';
        }
        at = stop < end ? stop + 1 : end;
    }
}

Status csv_open(CsvReader *reader, const char *name, const void *bytes, size_t size,
                Failure *failure)
{
    memset(reader, 0, sizeof *reader);
    reader->bytes = bytes;
    reader->size = size;
    reader->next_line = 1;
    reader->name = name;
    size_t good = utf8_text_prefix(bytes, size);
    if (good < size)
        return refuse_at(reader, STATUS_INPUT_NOT_UTF8, 1 + count_lines(bytes, good),
                         reader->bytes[good] == '\0'
                             ? N_("a NUL byte")
                             : N_("a byte that is not UTF-8: save the file as CSV UTF-8"),
                         failure);
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) reader->position = 3;
    reader->separator = find_separator(reader->bytes + reader->position, reader->bytes + size);
    return STATUS_OK;
}

Status csv_open_own(CsvReader *reader, const char *name, const void *bytes, size_t size,
                    Failure *failure)
{
    TRY(csv_open(reader, name, bytes, size, failure));
    reader->own = true;
    reader->separator = ',';
    return STATUS_OK;
}

void csv_close(CsvReader *reader)
{
    text_buffer_free(&reader->unquoted);
}

/* Bytes up to the end of the row that `at` stands in, at a field's start: the most that its
 * unquoted fields can need together. */
static size_t row_bound(const CsvReader *reader, size_t at)
{
    bool quoted = false;
    size_t end = at;
    for (; end < reader->size; end++) {
        if (reader->bytes[end] == '"') quoted = !quoted;
        if (reader->bytes[end] == '\n' && !quoted) break;
    }
    return end - at;
}

/* Copies the content of a quoted field, doubled quotes made single. The room is reserved for
 * the whole row at its first such field, so that earlier fields' views stay where they are. */
static Status unquote(CsvReader *reader, size_t begin, size_t end, CsvField *field,
                      Failure *failure)
{
    TextBuffer *buffer = &reader->unquoted;
    if (buffer->length == 0) (void)text_buffer_reserve(buffer, row_bound(reader, begin - 1));
    TRY(text_buffer_status(buffer, failure));
    size_t start = buffer->length;
    for (size_t i = begin; i < end; i++) {
        text_buffer_char(buffer, reader->bytes[i]);
        if (reader->bytes[i] == '"') i++;
    }
    *field = (CsvField){buffer->bytes + start, buffer->length - start};
    return STATUS_OK;
}

/* A field that begins with a quote; leaves the position after the closing one. */
static Status read_quoted(CsvReader *reader, CsvField *field, Failure *failure)
{
    size_t begin = reader->position + 1, end = begin;
    bool doubled = false;
    for (;; end++) {
        if (end >= reader->size) return refuse_row(reader, "a quote is not closed", failure);
        if (end - begin > CSV_FIELD_SIZE_MAX)
            return refuse_row(reader, "a field is too long", failure);
        if (reader->bytes[end] == '\n') reader->next_line++;
        if (reader->bytes[end] != '"') continue;
        if (end + 1 >= reader->size || reader->bytes[end + 1] != '"') break;
        doubled = true;
        end++;
    }
    reader->position = end + 1;
    if (doubled) return unquote(reader, begin, end, field, failure);
    *field = (CsvField){reader->bytes + begin, end - begin};
    return STATUS_OK;
}

static Status read_plain(CsvReader *reader, CsvField *field, Failure *failure)
{
    size_t begin = reader->position, end = begin;
    for (; end < reader->size; end++) {
        char c = reader->bytes[end];
        if (c == reader->separator || c == '\n' || c == '\r') break;
        if (c == '"') return refuse_row(reader, "a quote inside a plain field", failure);
    }
    if (end - begin > CSV_FIELD_SIZE_MAX)
        return refuse_row(reader, "a field is too long", failure);
    reader->position = end;
    *field = (CsvField){reader->bytes + begin, end - begin};
    return STATUS_OK;
}

/* What follows a field: a separator (*more), the end of the line or of the file. */
static Status after_field(CsvReader *reader, bool *more, Failure *failure)
{
    *more = false;
    if (reader->position >= reader->size) return STATUS_OK;
    char c = reader->bytes[reader->position++];
    if (c == reader->separator) {
        *more = true;
        return STATUS_OK;
    }
    if (c == '\r') {
        if (reader->position >= reader->size || reader->bytes[reader->position] != '\n')
            return refuse_row(reader, "a carriage return without line feed", failure);
        c = reader->bytes[reader->position++];
    }
    if (c != '\n') return refuse_row(reader, "text after a closing quote", failure);
    reader->next_line++;
    return STATUS_OK;
}

static Status read_row(CsvReader *reader, Failure *failure)
{
    bool more = true;
    while (more) {
        if (reader->field_count == CSV_FIELDS_MAX)
            return refuse_row(reader, "too many fields", failure);
        CsvField *field = &reader->fields[reader->field_count];
        bool quoted = reader->position < reader->size && reader->bytes[reader->position] == '"';
        TRY(quoted ? read_quoted(reader, field, failure) : read_plain(reader, field, failure));
        TRY(after_field(reader, &more, failure));
        reader->field_count++;
    }
    return STATUS_OK;
}

/* Empty cells after the last column are a spreadsheet program's own. */
static void drop_empty_fields(CsvReader *reader, size_t least)
{
    while (!reader->own && reader->field_count > least &&
           reader->fields[reader->field_count - 1].length == 0)
        reader->field_count--;
}

static Status next_row(CsvReader *reader, bool *more, Failure *failure)
{
    *more = false;
    text_buffer_clear(&reader->unquoted);
    reader->field_count = 0;
    if (reader->position >= reader->size) return STATUS_OK;
    reader->line = reader->next_line;
    char first = reader->bytes[reader->position];
    if (first == '\n' || first == '\r')
        return refuse_row(reader, "an empty line: remove it", failure);
    TRY(read_row(reader, failure));
    *more = true;
    return STATUS_OK;
}

static bool is_empty_row(const CsvReader *reader)
{
    for (size_t i = 0; i < reader->field_count; i++)
        if (reader->fields[i].length > 0) return false;
    return !reader->own && reader->field_count > 1;
}

/* A row in one piece that has the other separator: some lines were edited by another program
 * than the rest. */
static const char *wrong_count(const CsvReader *reader)
{
    char other = reader->separator == ',' ? ';' : ',';
    const CsvField *whole = &reader->fields[0];
    if (reader->field_count == 1 && memchr(whole->text, other, whole->length) != NULL)
        return other == ';' ? N_("semicolons, and the header has commas: use one of the two in "
                                 "the whole file")
                            : N_("commas, and the header has semicolons: use one of the two in "
                                 "the whole file");
    return N_("not as many fields as the header has");
}

Status csv_next(CsvReader *reader, bool *more, Failure *failure)
{
    TRY(next_row(reader, more, failure));
    while (*more && reader->columns != 0 && is_empty_row(reader)) {
        if (reader->empty_line == 0) reader->empty_line = reader->line;
        TRY(next_row(reader, more, failure));
    }
    if (!*more || reader->columns == 0) return STATUS_OK;
    *more = false;
    if (reader->empty_line != 0)
        return refuse_at(reader, STATUS_INPUT_MALFORMED, reader->empty_line,
                         "an empty row before others: remove it", failure);
    drop_empty_fields(reader, reader->columns);
    if (reader->field_count != reader->columns)
        return refuse_row(reader, wrong_count(reader), failure);
    *more = true;
    return STATUS_OK;
}

CsvField csv_line(CsvReader *reader)
{
    INVARIANT(reader->position < reader->size);
    const char *text = reader->bytes + reader->position;
    size_t left = reader->size - reader->position;
    const char *end = memchr(text, '\n', left);
    size_t length = end != NULL ? (size_t)(end - text) : left;
    reader->line = reader->next_line++;
    reader->position += end != NULL ? length + 1 : length;
    if (length > 0 && text[length - 1] == '\r') length--;
    return (CsvField){text, length};
}

Status csv_confirm(CsvText text, const TextBuffer *written, Failure *failure)
{
    const char *bytes = text.bytes;
    size_t line = 1, at = 0;
    char where[FAILURE_WHERE_SIZE];
    if (written->failed) return failure_set(failure, STATUS_MEMORY, text.name, NULL);
    while (at < text.size && at < written->length && bytes[at] == written->bytes[at])
        line += bytes[at++] == '\n';
    if (at == text.size && at == written->length) return STATUS_OK;
    snprintf(where, sizeof where, _("%s, line %zu"), text.name, line);
    return failure_set(failure, STATUS_INPUT_VALUE, where,
                       "not as this program writes it: changed, not in order, or twice");
}

bool csv_field_equals(CsvField field, const char *text)
{
    return field.length == strlen(text) && memcmp(field.text, text, field.length) == 0;
}

/* A file without a header line has persons and accounts where the names should be: what could
 * be anything but a name of a column is not repeated. */
static bool may_be_repeated(CsvField field)
{
    size_t digits = 0, letters = 0;
    if (field.length == 0 || field.length > HEADING_SHOWN_MAX) return false;
    for (size_t i = 0; i < field.length; i++) {
        char c = field.text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        letters += letter;
        digits += c >= '0' && c <= '9';
        if (!letter && c != '_' && c != '-' && (c < '0' || c > '9')) return false;
    }
    return letters > 0 && digits < HEADING_DIGITS_MAX;
}

static Status refuse_name(const CsvReader *reader, const char *const *names, size_t count,
                          size_t at, Failure *failure)
{
    char wanted[FAILURE_DETAIL_SIZE / 2] = "", problem[FAILURE_DETAIL_SIZE];
    CsvField found = reader->fields[at];
    size_t length = 0;
    for (size_t i = 0; i < count && length < sizeof wanted; i++)
        length += (size_t)snprintf(wanted + length, sizeof wanted - length, "%s%s",
                                   i > 0 ? ", " : "", names[i]);
    if (may_be_repeated(found))
        snprintf(problem, sizeof problem, _("column %zu is called '%.*s'; wanted: %s"), at + 1,
                 (int)found.length, found.text, wanted);
    else
        snprintf(problem, sizeof problem,
                 _("column %zu has a name that is not known; wanted: %s"), at + 1, wanted);
    return refuse_row(reader, problem, failure);
}

/* Gives the header's column `at` its place in columns. */
static Status assign_column(CsvReader *reader, const char *const *names, size_t count,
                            size_t at, int *columns, Failure *failure)
{
    for (size_t i = 0; i < count; i++) {
        if (!csv_field_equals(reader->fields[at], names[i])) continue;
        if (columns[i] >= 0) return csv_refuse(reader, names[i], "named twice", failure);
        columns[i] = (int)at;
        return STATUS_OK;
    }
    return refuse_name(reader, names, count, at, failure);
}

/* What it says is for whoever asks for it (serial_line_read). */
static Status skip_serial_line(CsvReader *reader, Failure *failure)
{
    SerialLine ignored;
    if (reader->own || reader->next_line > 1 || !csv_note_follows(reader)) return STATUS_OK;
    CsvField line = csv_line(reader);
    if (serial_line_parse(line.text, line.length, &ignored)) return STATUS_OK;
    return refuse_row(reader, "a first line with # that is no '# WORD LEDGER serial N'",
                      failure);
}

Status csv_header(CsvReader *reader, const char *const *names, size_t count, size_t required,
                  int *columns, Failure *failure)
{
    INVARIANT(required <= count);
    TRY(skip_serial_line(reader, failure));
    for (size_t i = 0; i < count; i++)
        columns[i] = -1;
    bool more;
    if (reader->position < reader->size && reader->bytes[reader->position] == '<')
        return refuse_at(reader, STATUS_INPUT_WRONG_NAMESPACE, reader->next_line,
                         "this is XML, and a CSV file is asked for here", failure);
    TRY(csv_next(reader, &more, failure));
    if (!more)
        return refuse_at(reader, STATUS_INPUT_MALFORMED, reader->next_line, "no header line",
                         failure);
    drop_empty_fields(reader, 1);
    for (size_t at = 0; at < reader->field_count; at++)
        TRY(assign_column(reader, names, count, at, columns, failure));
    for (size_t i = 0; i < required; i++)
        if (columns[i] < 0)
            return csv_refuse(reader, names[i], "the column is missing", failure);
    reader->columns = reader->field_count;
    return STATUS_OK;
}

Status csv_refuse(const CsvReader *reader, const char *column, const char *problem,
                  Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, _("%s, line %zu, column %s"), reader->name, reader->line,
             column);
    return failure_set(failure, STATUS_INPUT_VALUE, where, "%s", problem);
}

void csv_append_header(TextBuffer *buffer, const char *const *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text_buffer_text(buffer, columns[i]);
        text_buffer_char(buffer, i + 1 < count ? ',' : '\n');
    }
}

void csv_append(TextBuffer *buffer, const char *text)
{
    csv_append_between(buffer, text, ',');
}

void csv_append_between(TextBuffer *buffer, const char *text, char separator)
{
    const char special[] = {separator, '"', '\r', '\n', '\0'};
    if (text[strcspn(text, special)] == '\0') {
        text_buffer_text(buffer, text);
        return;
    }
    text_buffer_char(buffer, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"') text_buffer_char(buffer, '"');
        text_buffer_char(buffer, *text);
    }
    text_buffer_char(buffer, '"');
}

bool csv_is_formula(const char *text)
{
    return text[0] != '\0' && strchr("=+-@\t", text[0]) != NULL;
}

void csv_append_shown(TextBuffer *buffer, const char *text, char separator)
{
    TextBuffer marked = TEXT_BUFFER_EMPTY;
    if (!csv_is_formula(text)) {
        csv_append_between(buffer, text, separator);
        return;
    }
    text_buffer_format(&marked, "'%s", text);
    buffer->failed = buffer->failed || marked.failed;
    if (!marked.failed) csv_append_between(buffer, marked.bytes, separator);
    text_buffer_free(&marked);
}

Status csv_table(CsvReader *reader, const CsvTable *table, void *user, void *rows,
                 size_t *count, Failure *failure)
{
    int at[CSV_FIELDS_MAX];
    const CsvRow source = {reader, table->columns, at, failure, user};
    size_t capacity = 0;
    TRY(csv_header(reader, table->columns, table->column_count, table->required, at, failure));
    for (;;) {
        bool more;
        char *row;
        TRY(csv_next(reader, &more, failure));
        if (!more) return STATUS_OK;
        TRY(system_grow(rows, &capacity, *count + 1, table->row_size, failure));
        memcpy(&row, rows, sizeof(row));
        row += *count * table->row_size;
        memset(row, 0, table->row_size);
        TRY(table->read(&source, row));
        (*count)++;
    }
}

static Status read_text(CsvText text, const CsvTable *table, void *user, void *rows,
                        size_t *count, Failure *failure)
{
    CLEANUP(csv_close) CsvReader csv = {0};
    TRY((text.own ? csv_open_own : csv_open)(&csv, text.name, text.bytes, text.size, failure));
    return csv_table(&csv, table, user, rows, count, failure);
}

Status csv_table_read(CsvText text, const CsvTable *table, void *user, void *rows,
                      size_t *count, Failure *failure)
{
    static const void *const none = NULL;
    memcpy(rows, &none, sizeof(none));
    *count = 0;
    Status status = read_text(text, table, user, rows, count, failure);
    if (status == STATUS_OK) return STATUS_OK;
    cleanup_system_free(rows);
    memcpy(rows, &none, sizeof(none));
    *count = 0;
    return status;
}
