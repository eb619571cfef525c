#include "formats/run/stored_text.h"

#include <stdint.h>
#include <string.h>

#include "formats/run/wordless_findings.h"

enum { COMPARE_SIZE = 1 << 16 };

struct StoredText {
    const char *path;
    InputStream *bytes;
    char buffer[COMPARE_SIZE];
    uint64_t line; /* of the next byte */
    bool differs;
    bool without_words;
    TextBuffer here, there; /* without words: the piece, and lines of the file from `at` on */
    size_t at;
};

Status stored_text_of(const FolderFile *file, StoredText **out, Failure *failure)
{
    CLEANUP(stored_text_close)
    StoredText *stored = system_allocate_zeroed(1, sizeof *stored);
    if (stored == NULL) return failure_set(failure, STATUS_MEMORY, file->path, NULL);
    stored->path = file->path;
    stored->line = 1;
    TRY(folder_stream(file, &stored->bytes, failure));
    *out = HAND_OVER(StoredText *, stored);
    return STATUS_OK;
}

static void compare_piece(StoredText *stored, const char *bytes, const char *there,
                          size_t wanted, size_t got)
{
    size_t same = 0, lines = 0;
    if (got < wanted || memcmp(bytes, there, wanted) != 0)
        while (same < got && bytes[same] == there[same])
            same++;
    else
        same = wanted;
    for (size_t i = 0; i < same; i++)
        lines += bytes[i] == '\n';
    stored->line += lines;
    stored->differs = same < wanted;
}

void stored_text_without_words(StoredText *stored)
{
    stored->without_words = true;
}

/* The next lines of the file when those before are compared; none at its end. */
static Status next_lines(StoredText *stored, Failure *failure)
{
    const char *lines;
    size_t length;
    if (stored->at < stored->there.length) return STATUS_OK;
    text_buffer_clear(&stored->there);
    stored->at = 0;
    TRY(input_stream_lines(stored->bytes, &lines, &length, failure));
    findings_without_words(lines, length, &stored->there);
    return text_buffer_status(&stored->there, failure);
}

static Status compare_without_words(StoredText *stored, const void *bytes, size_t length,
                                    Failure *failure)
{
    text_buffer_clear(&stored->here);
    findings_without_words(bytes, length, &stored->here);
    TRY(text_buffer_status(&stored->here, failure));
    for (size_t done = 0; done < stored->here.length && !stored->differs;) {
        TRY(next_lines(stored, failure));
        size_t wanted = stored->here.length - done, got = stored->there.length - stored->at;
        if (got > 0 && wanted > got) wanted = got;
        compare_piece(stored, stored->here.bytes + done, stored->there.bytes + stored->at,
                      wanted, got);
        done += wanted;
        stored->at += wanted;
    }
    return STATUS_OK;
}

Status stored_text_compare(StoredText *stored, const void *bytes, size_t length,
                           Failure *failure)
{
    const char *next = bytes;
    if (stored->without_words) return compare_without_words(stored, bytes, length, failure);
    while (length > 0 && !stored->differs) {
        size_t wanted = length < COMPARE_SIZE ? length : COMPARE_SIZE, got;
        const void *there;
        TRY(input_stream_next(stored->bytes, stored->buffer, wanted, &there, &got, failure));
        compare_piece(stored, next, there, wanted, got);
        next += wanted;
        length -= wanted;
    }
    return STATUS_OK;
}

/* How much of the file was not compared. */
static Status what_is_left(StoredText *stored, size_t *left, Failure *failure)
{
    if (!stored->without_words)
        return input_stream_read(stored->bytes, stored->buffer, 1, left, failure);
    TRY(next_lines(stored, failure));
    *left = stored->there.length - stored->at;
    return STATUS_OK;
}

Status stored_text_finish(StoredText *stored, Failure *failure)
{
    size_t got = 0;
    if (!stored->differs) TRY(what_is_left(stored, &got, failure));
    if (!stored->differs && got == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, stored->path,
                       "line %llu is not what the same computation gives now",
                       (unsigned long long)stored->line);
}

void stored_text_close(StoredText *stored)
{
    if (stored == NULL) return;
    input_stream_close(stored->bytes);
    text_buffer_free(&stored->here);
    text_buffer_free(&stored->there);
    system_free(stored);
}
