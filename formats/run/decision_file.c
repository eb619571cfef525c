#include "formats/run/decision_file.h"

#include <string.h>

#include "formats/base/input_stream.h"

enum { PIECE_SIZE = 1 << 20 };

/* The buffer holds the header, then whole lines, then the beginning of the next: the reader is
 * opened anew on header and whole lines for every piece. */
struct DecisionFile {
    const char *path;
    InputStream *bytes;
    char buffer[PIECE_SIZE];
    size_t whole;  /* bytes of header and whole lines */
    size_t filled; /* bytes in the buffer */
    bool at_end, reading;
    DecisionReader reader;
    RunMark mark;
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
    if (file->whole < file->filled && (file->at_end || file->whole <= header))
        return failure_set(failure, STATUS_INPUT_TRUNCATED, file->path,
                           "the last line has no end");
    if (!*more) return STATUS_OK;
    TRY(decision_reader_open(&file->reader, file->path, file->buffer, file->whole, &file->mark,
                             failure));
    file->reading = true;
    file->reader.csv.next_line =
        (size_t)file->lines + 2; /* messages count from the file's head */
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
    TRY(folder_stream(stored, &file->bytes, failure));
    TRY(next_piece(file, &more, failure));
    *out = HAND_OVER(DecisionFile *, file);
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
    system_free(file);
}
