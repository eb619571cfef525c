/* scan_compare.c - all readings of a document as text. */
#include "tests/fuzz/scan_compare.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "formats/register/register_plain.h"
#include "tests/formats/register/register_dump.h"

/* What one way of reading says of a document; "" when it declines. */
static void dump_document(const RegisterDocument *document, TextBuffer *out)
{
    RegisterFile file = {.extract_date = document->extract_date,
                         .sender = document->sender,
                         .records = document->records.record};
    RegisterExtracts extracts = {.files = &file,
                                 .file_count = 1,
                                 .parts = document->records.parts.items,
                                 .part_count = document->records.parts.count};
    text_buffer_format(out, "lines %u %u\n", document->head_line, document->end_line);
    register_dump(&extracts, out);
}

/* As small as it may be. */
static RegisterWindow *window(void)
{
    static char bytes[PLAIN_WINDOW_MIN + PLAIN_SLACK];
    static RegisterWindow only = {.bytes = bytes, .size = PLAIN_WINDOW_MIN};
    return &only;
}

static void read_plainly(const char *bytes, size_t size, RegisterReading reading,
                         TextBuffer *out)
{
    RegisterSource source;
    RegisterDocument document;
    bool is_plain = false;
    register_source_of_text(&source, "text", bytes, size, "");
    INVARIANT(register_read_plain(&source, reading, REGISTER_RECORDS_MAX, window(), &document,
                                  &is_plain, NULL) == STATUS_OK);
    if (is_plain) dump_document(&document, out);
    register_document_free(&document);
}

static void read_by_libxml2(const char *bytes, size_t size, TextBuffer *out)
{
    RegisterSource source;
    RegisterDocument document;
    register_source_of_text(&source, "text", bytes, size, "");
    Status status = register_parse(&source, true, REGISTER_RECORDS_MAX, &document, NULL);
    if (status == STATUS_OK) dump_document(&document, out);
    register_document_free(&document);
}

static const char *text_of(const TextBuffer *buffer)
{
    INVARIANT(text_buffer_status(buffer, NULL) == STATUS_OK);
    return buffer->bytes != NULL ? buffer->bytes : "";
}

static bool same(const char *what, const TextBuffer *left, const TextBuffer *right)
{
    if (strcmp(text_of(left), text_of(right)) == 0) return true;
    fprintf(stderr, "%s:\n%s\nother:\n%s\n", what, text_of(left), text_of(right));
    return false;
}

/* Without a file: the readers themselves. */
static bool compare_readers(const char *bytes, size_t size, ScanCounts *counts)
{
    TextBuffer template = TEXT_BUFFER_EMPTY, plain = TEXT_BUFFER_EMPTY,
               strict = TEXT_BUFFER_EMPTY;
    read_plainly(bytes, size, READING_TEMPLATE, &template);
    read_plainly(bytes, size, READING_PLAIN, &plain);
    read_by_libxml2(bytes, size, &strict);
    bool is_same = same("template and plain", &template, &plain);
    if (plain.length > 0) is_same = same("plain and libxml2", &plain, &strict) && is_same;
    counts->plain += plain.length > 0;
    text_buffer_free(&template);
    text_buffer_free(&plain);
    text_buffer_free(&strict);
    return is_same;
}

static void count(const char *whole, ScanCounts *counts)
{
    counts->documents++;
    counts->refused += strncmp(whole, "file ", 5) != 0;
    for (const char *line = whole; (line = strchr(line, '\n')) != NULL;) {
        line++;
        counts->records += strncmp(line, "0: record ", 10) == 0;
        counts->set_aside += strncmp(line, "0: refused ", 11) == 0;
    }
}

/* As a file: cut and not. */
static bool compare_files(const char *bytes, size_t size, size_t slice_size, ScanCounts *counts)
{
    char path[64];
    TextBuffer whole = TEXT_BUFFER_EMPTY, sliced = TEXT_BUFFER_EMPTY;
    int descriptor = memfd_create("register", MFD_CLOEXEC);
    INVARIANT(descriptor >= 0 && system_write_all(descriptor, bytes, size) == 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    register_read_by_libxml2(path, &whole);
    register_read_to_text(path, 1, slice_size, &sliced);
    bool is_same = same("libxml2 and sliced", &whole, &sliced);
    count(text_of(&whole), counts);
    text_buffer_free(&whole);
    text_buffer_free(&sliced);
    INVARIANT(system_close(descriptor) == 0);
    return is_same;
}

bool scan_compare(const char *bytes, size_t size, size_t slice_size, ScanCounts *counts)
{
    bool is_same = compare_readers(bytes, size, counts);
    return compare_files(bytes, size, slice_size, counts) && is_same;
}
