#include "formats/run/decision_file.h"

#include <string.h>

#include "formats/base/input_stream.h"
#include "formats/run/decision_plain.h"

enum { PIECE_SIZE = 1 << 20 };

/* The buffer holds a header, then whole lines, then the beginning of the next. Plain lines are
 * read as they stand there; from the first that is not on, the CSV reader, opened anew on a
 * header and the rest of the piece, says what is wrong with it or reads it. */
struct DecisionFile {
    const char *path;
    InputStream *bytes;
    char buffer[PIECE_SIZE + DECISION_ROOM]; /* lines are read by words that reach over them */
    size_t next;                             /* the first line that was not read */
    size_t whole;                            /* bytes of header and whole lines */
    size_t filled;                           /* bytes in the buffer */
    bool at_end, begun;
    bool reading; /* by the CSV reader, to the end of the piece */
    DecisionReader reader;
    char *rest; /* what it reads */
    RunMark mark;
    DecisionPlain plain;
    uint64_t lines; /* read in all, without the header */
};

static size_t header_length(void)
{
    return strlen(DECISION_HEADER);
}

static Status fill(DecisionFile *file, Failure *failure)
{
    while (!file->at_end && file->filled < PIECE_SIZE) {
        size_t got, want = PIECE_SIZE - file->filled;
        TRY(input_stream_read(file->bytes, file->buffer + file->filled, want, &got, failure));
        file->filled += got;
        file->at_end = got < want;
    }
    return STATUS_OK;
}

static size_t whole_lines(const DecisionFile *file)
{
    const char *end = memrchr(file->buffer, '\n', file->filled);
    return end != NULL ? (size_t)(end - file->buffer) + 1 : 0;
}

static void end_reader(DecisionFile *file)
{
    if (file->reading) decision_reader_close(&file->reader);
    file->reading = false;
    system_free(file->rest);
    file->rest = NULL;
}

/* Of the header and all from `begin` on. */
static Status begin_reader(DecisionFile *file, size_t begin, Failure *failure)
{
    size_t header = header_length(), size = file->whole - begin;
    const void *bytes = file->buffer;
    if (begin > 0) {
        file->rest = system_allocate(header + size);
        if (file->rest == NULL) return failure_set(failure, STATUS_MEMORY, file->path, NULL);
        memcpy(file->rest, DECISION_HEADER, header);
        memcpy(file->rest + header, file->buffer + begin, size);
        bytes = file->rest;
        size += header;
    }
    TRY(decision_reader_open(&file->reader, file->path, bytes, size, &file->mark, failure));
    file->reading = true;
    file->reader.csv.next_line =
        (size_t)file->lines + 2; /* messages count from the file's head */
    return STATUS_OK;
}

/* Of another header the CSV reader says what is wrong. */
static Status check_header(DecisionFile *file, Failure *failure)
{
    size_t header = header_length();
    file->next = header;
    if (file->whole >= header && memcmp(file->buffer, DECISION_HEADER, header) == 0)
        return STATUS_OK;
    return begin_reader(file, 0, failure);
}

/* Brings the next piece: what was not whole moves behind the header. */
static Status next_piece(DecisionFile *file, bool *more, Failure *failure)
{
    size_t header = header_length();
    end_reader(file);
    if (file->begun) {
        memmove(file->buffer + header, file->buffer + file->whole, file->filled - file->whole);
        file->filled = header + (file->filled - file->whole);
    }
    TRY(fill(file, failure));
    file->whole = whole_lines(file);
    file->next = header;
    *more = !file->begun || file->whole > header;
    if (file->whole < file->filled && (file->at_end || file->whole <= header))
        return failure_set(failure, STATUS_INPUT_TRUNCATED, file->path,
                           "the last line has no end");
    if (!file->begun) TRY(check_header(file, failure));
    file->begun = true;
    return STATUS_OK;
}

Status decision_file_open(const FolderFile *stored, const RunMark *mark, DecisionFile **out,
                          Failure *failure)
{
    bool more;
    CLEANUP(decision_file_close)
    DecisionFile *file = system_allocate_zeroed(1, sizeof *file);
    if (file == NULL) return failure_set(failure, STATUS_MEMORY, stored->path, NULL);
    file->path = stored->path;
    file->mark = *mark;
    decision_plain_begin(&file->plain, mark);
    TRY(folder_stream(stored, &file->bytes, failure));
    TRY(next_piece(file, &more, failure));
    *out = HAND_OVER(DecisionFile *, file);
    return STATUS_OK;
}

/* The next line of the piece. */
static Status next_line(DecisionFile *file, DecisionLine *line, bool *more, Failure *failure)
{
    *more = file->next < file->whole;
    if (file->reading) return decision_reader_next(&file->reader, line, more, failure);
    if (!*more) return STATUS_OK;
    const char *after = decision_plain_read(&file->plain, file->buffer + file->next, line);
    if (after != NULL && after <= file->buffer + file->whole) {
        file->next = (size_t)(after - file->buffer);
        return STATUS_OK;
    }
    TRY(begin_reader(file, file->next, failure));
    return decision_reader_next(&file->reader, line, more, failure);
}

Status decision_file_next(DecisionFile *file, DecisionLine *line, bool *more, Failure *failure)
{
    for (;;) {
        TRY(next_line(file, line, more, failure));
        file->lines += *more;
        if (*more || (file->at_end && file->whole == file->filled)) return STATUS_OK;
        bool piece;
        TRY(next_piece(file, &piece, failure));
        if (!piece) return STATUS_OK;
    }
}

uint64_t decision_file_line(const DecisionFile *file)
{
    return file->lines + 1;
}

void decision_file_close(DecisionFile *file)
{
    if (file == NULL) return;
    end_reader(file);
    input_stream_close(file->bytes);
    system_free(file);
}
