#include "engine/review/decision_file.h"

#include <string.h>

#include "formats/base/input_stream.h"

enum { PIECE_SIZE = 1 << 20, COMPARE_SIZE = 1 << 16 };

static char *copy_path(const char *path)
{
    size_t length = strlen(path) + 1;
    char *copy = system_allocate(length);
    if (copy != NULL) memcpy(copy, path, length);
    return copy;
}

/* --- decisions, line by line --- */

/* The buffer holds the header, then whole lines, then the beginning of the next: the reader is
 * opened anew on header and whole lines for every piece. */
struct DecisionFile {
    char *path;
    InputStream *bytes;
    char *buffer;
    size_t capacity;
    size_t whole;  /* bytes of header and whole lines */
    size_t filled; /* bytes in the buffer */
    bool at_end, reading;
    DecisionReader reader;
    uint64_t lines; /* read in all, without the header */
};

static size_t header_length(void)
{
    return strlen(DECISION_HEADER);
}

static Status fill(DecisionFile *file, Failure *failure)
{
    while (!file->at_end && file->filled < file->capacity) {
        size_t got, want = file->capacity - file->filled;
        TRY(input_stream_read(file->bytes, file->buffer + file->filled, want, &got, failure));
        file->filled += got;
        file->at_end = got < want;
    }
    return STATUS_OK;
}

static size_t whole_lines(const DecisionFile *file)
{
    size_t end = file->filled;
    while (end > 0 && file->buffer[end - 1] != '\n')
        end--;
    return end;
}

/* Brings the next piece: what was not whole moves behind the header. */
static Status next_piece(DecisionFile *file, bool *more, Failure *failure)
{
    size_t header = header_length();
    if (file->reading) {
        decision_reader_close(&file->reader);
        file->reading = false;
        memmove(file->buffer + header, file->buffer + file->whole, file->filled - file->whole);
        file->filled = header + (file->filled - file->whole);
    }
    TRY(fill(file, failure));
    file->whole = whole_lines(file);
    *more = file->lines == 0 || file->whole > header;
    if (file->whole < file->filled && (file->at_end || file->whole <= header)) {
        return failure_set(failure, STATUS_INPUT_TRUNCATED, file->path,
                           "the last line has no end");
    }
    if (!*more) return STATUS_OK;
    TRY(decision_reader_open(&file->reader, file->path, file->buffer, file->whole, failure));
    file->reading = true;
    file->reader.csv.next_line =
        (size_t)file->lines + 2; /* messages count from the file's head */
    return STATUS_OK;
}

Status decision_file_open(const char *path, DecisionFile **out, Failure *failure)
{
    bool more;
    DecisionFile *file = system_allocate_zeroed(1, sizeof *file);
    if (file == NULL) return failure_set(failure, STATUS_MEMORY, path, NULL);
    file->capacity = PIECE_SIZE;
    file->buffer = system_allocate(file->capacity);
    file->path = copy_path(path);
    Status status = STATUS_OK;
    if (file->buffer == NULL || file->path == NULL) {
        status = failure_set(failure, STATUS_MEMORY, path, NULL);
    }
    if (status == STATUS_OK) status = input_stream_open(file->path, &file->bytes, failure);
    if (status == STATUS_OK) status = next_piece(file, &more, failure);
    if (status != STATUS_OK) {
        decision_file_close(file);
        return status;
    }
    *out = file;
    return STATUS_OK;
}

Status decision_file_next(DecisionFile *file, DecisionLine *line, bool *more, Failure *failure)
{
    *more = false;
    while (file->reading) {
        TRY(decision_reader_next(&file->reader, line, more, failure));
        if (*more) {
            file->lines++;
            return STATUS_OK;
        }
        if (file->at_end && file->whole == file->filled) return STATUS_OK;
        bool piece;
        TRY(next_piece(file, &piece, failure));
        if (!piece) return STATUS_OK;
    }
    return STATUS_OK;
}

uint64_t decision_file_line(const DecisionFile *file)
{
    return file->lines + 1;
}

void decision_file_close(DecisionFile *file)
{
    if (file == NULL) return;
    if (file->reading) decision_reader_close(&file->reader);
    input_stream_close(file->bytes);
    system_free(file->buffer);
    system_free(file->path);
    system_free(file);
}

/* --- comparing --- */

struct StoredText {
    char *path;
    InputStream *bytes;
    char *buffer;
    uint64_t line; /* of the next byte */
    bool differs;
};

Status stored_text_open(const char *path, StoredText **out, Failure *failure)
{
    StoredText *stored = system_allocate_zeroed(1, sizeof *stored);
    if (stored == NULL) return failure_set(failure, STATUS_MEMORY, path, NULL);
    stored->buffer = system_allocate(COMPARE_SIZE);
    stored->path = copy_path(path);
    stored->line = 1;
    Status status = STATUS_OK;
    if (stored->buffer == NULL || stored->path == NULL) {
        status = failure_set(failure, STATUS_MEMORY, path, NULL);
    }
    if (status == STATUS_OK) status = input_stream_open(stored->path, &stored->bytes, failure);
    if (status != STATUS_OK) {
        stored_text_close(stored);
        return status;
    }
    *out = stored;
    return STATUS_OK;
}

static void compare_piece(StoredText *stored, const char *bytes, size_t wanted, size_t got)
{
    for (size_t i = 0; i < wanted; i++) {
        if (i >= got || bytes[i] != stored->buffer[i]) {
            stored->differs = true;
            return;
        }
        stored->line += bytes[i] == '\n';
    }
}

Status stored_text_compare(StoredText *stored, const void *bytes, size_t length,
                           Failure *failure)
{
    const char *next = bytes;
    while (length > 0 && !stored->differs) {
        size_t wanted = length < COMPARE_SIZE ? length : COMPARE_SIZE, got;
        TRY(input_stream_read(stored->bytes, stored->buffer, wanted, &got, failure));
        compare_piece(stored, next, wanted, got);
        next += wanted;
        length -= wanted;
    }
    return STATUS_OK;
}

Status stored_text_finish(StoredText *stored, Failure *failure)
{
    size_t got = 0;
    if (!stored->differs)
        TRY(input_stream_read(stored->bytes, stored->buffer, 1, &got, failure));
    if (!stored->differs && got == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, stored->path,
                       "line %llu is not what the same computation gives now",
                       (unsigned long long)stored->line);
}

void stored_text_close(StoredText *stored)
{
    if (stored == NULL) return;
    input_stream_close(stored->bytes);
    system_free(stored->buffer);
    system_free(stored->path);
    system_free(stored);
}
