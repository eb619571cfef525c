/* fuzz_target.c - reading twice and comparing. */
#include "tests/fuzz/fuzz_target.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "formats/csv/csv.h"
#include "formats/base/gzip_reader.h"
#include "formats/base/utf8.h"
#include "rules/base/identity.h"

static size_t accepted;

size_t fuzz_accepted(void)
{
    return accepted;
}

static bool is_utf8(const char *text)
{
    return utf8_text_prefix(text, strlen(text)) == strlen(text);
}

Status fuzz_read(FuzzRead read, const void *bytes, size_t size, TextBuffer *out,
                 Failure *failure)
{
    *failure = (Failure){0};
    text_buffer_clear(out);
    Status status = read(bytes, size, out, failure);
    INVARIANT(text_buffer_status(out, NULL) == STATUS_OK);
    accepted += status == STATUS_OK;
    if (status == STATUS_OK) return status;
    text_buffer_clear(out);
    INVARIANT(status < STATUS_COUNT && failure->status == status);
    INVARIANT(failure->where[0] != '\0' || failure->detail[0] != '\0');
    INVARIANT(is_utf8(failure->where) && is_utf8(failure->detail));
    return status;
}

/* Whether digits stand there that could be somebody's number. */
static bool names_ident(const char *text)
{
    Ident ident;
    while (*text != '\0') {
        size_t digits = strspn(text, "0123456789");
        if (digits == 11 && ident_parse(text, digits, &ident) && ident_control_digits_ok(ident))
            return true;
        text += digits > 0 ? digits : 1;
    }
    return false;
}

/* Compressed bytes have no lines, and neither have limits of the whole. */
static void names_line(const Failure *failure, const uint8_t *data, size_t size)
{
    bool named = strstr(failure->where, ", line ") != NULL ||
                 failure->status == STATUS_MEMORY ||
                 failure->status == STATUS_INPUT_TOO_LARGE || gzip_is(data, size);
    if (!named) fprintf(stderr, "no line: %s: %s\n", failure->where, failure->detail);
    INVARIANT(named);
}

static bool same(const TextBuffer *left, const TextBuffer *right)
{
    return left->length == right->length &&
           (left->length == 0 || memcmp(left->bytes, right->bytes, left->length) == 0);
}

/* The same bytes again must be accepted and give the same. */
static void reads_same(FuzzRead read, const TextBuffer *bytes, const TextBuffer *expected)
{
    TextBuffer again = TEXT_BUFFER_EMPTY;
    Failure failure;
    INVARIANT(text_buffer_status(bytes, NULL) == STATUS_OK);
    Status status = fuzz_read(read, bytes->bytes, bytes->length, &again, &failure);
    if (status != STATUS_OK)
        fprintf(stderr, "refused: %s: %s\n%s", failure.where, failure.detail, bytes->bytes);
    else if (!same(&again, expected))
        fprintf(stderr, "read:\n%s\nfirst:\n%s\n", again.bytes, expected->bytes);
    INVARIANT(status == STATUS_OK && same(&again, expected));
    text_buffer_free(&again);
}

static void append_quoted(TextBuffer *out, CsvField field)
{
    text_buffer_char(out, '"');
    for (size_t i = 0; i < field.length; i++) {
        if (field.text[i] == '"') text_buffer_char(out, '"');
        text_buffer_char(out, field.text[i]);
    }
    text_buffer_char(out, '"');
}

/* A table that was accepted, as a spreadsheet program saves it: a byte order mark, every field
 * quoted, CRLF, perhaps semicolons. */
static void save_as_spreadsheet(const uint8_t *data, size_t size, bool foreign, TextBuffer *out)
{
    CsvReader csv;
    bool more = true;
    text_buffer_clear(out);
    INVARIANT(csv_open(&csv, "table.csv", data, size, NULL) == STATUS_OK);
    /* Once there are semicolons, codes may lack their zeros: no way leads back to commas. */
    char separator = foreign ? ';' : csv.separator;
    text_buffer_text(out, "\xEF\xBB\xBF");
    while (csv_next(&csv, &more, NULL) == STATUS_OK && more) {
        for (size_t i = 0; i < csv.field_count; i++) {
            if (i > 0) text_buffer_char(out, separator);
            append_quoted(out, csv.fields[i]);
        }
        text_buffer_text(out, "\r\n");
    }
    INVARIANT(!more);
    csv_close(&csv);
}

void fuzz_table(FuzzRead read, const uint8_t *data, size_t size)
{
    TextBuffer first = TEXT_BUFFER_EMPTY, saved = TEXT_BUFFER_EMPTY;
    Failure failure;
    if (fuzz_read(read, data, size, &first, &failure) == STATUS_OK) {
        if (!gzip_is(data, size)) {
            save_as_spreadsheet(data, size, false, &saved);
            reads_same(read, &saved, &first);
            save_as_spreadsheet(data, size, true, &saved);
            reads_same(read, &saved, &first);
        }
    } else {
        names_line(&failure, data, size);
        INVARIANT(!names_ident(failure.where) && !names_ident(failure.detail));
    }
    text_buffer_free(&saved);
    text_buffer_free(&first);
}

void fuzz_written(FuzzRead read, bool by_line, const uint8_t *data, size_t size)
{
    TextBuffer first = TEXT_BUFFER_EMPTY;
    Failure failure;
    if (fuzz_read(read, data, size, &first, &failure) == STATUS_OK) {
        reads_same(read, &first, &first);
    } else if (by_line) {
        names_line(&failure, data, size);
        INVARIANT(!names_ident(failure.where) && !names_ident(failure.detail));
    }
    text_buffer_free(&first);
}

void fuzz_xml(FuzzRead read, const uint8_t *data, size_t size)
{
    TextBuffer first = TEXT_BUFFER_EMPTY, marked = TEXT_BUFFER_EMPTY;
    Failure failure;
    if (fuzz_read(read, data, size, &first, &failure) == STATUS_OK) {
        if (memcmp(data, "\xEF\xBB\xBF", 3) != 0) text_buffer_text(&marked, "\xEF\xBB\xBF");
        text_buffer_append(&marked, data, size);
        text_buffer_char(&marked, '\n');
        reads_same(read, &marked, &first);
    } else {
        names_line(&failure, data, size);
    }
    text_buffer_free(&marked);
    text_buffer_free(&first);
}

FuzzFile fuzz_file(const void *bytes, size_t size)
{
    FuzzFile file = {.descriptor = memfd_create("input", MFD_CLOEXEC)};
    INVARIANT(file.descriptor >= 0);
    INVARIANT(system_write_all(file.descriptor, bytes, size) == 0);
    snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.descriptor);
    return file;
}

void fuzz_file_close(FuzzFile *file)
{
    INVARIANT(system_close(file->descriptor) == 0);
}
