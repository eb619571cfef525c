#include "formats/run/stored_text.h"

#include <stdint.h>
#include <string.h>

enum { COMPARE_SIZE = 1 << 16 };

struct StoredText {
    const char *path;
    InputStream *bytes;
    char buffer[COMPARE_SIZE];
    uint64_t line; /* of the next byte */
    bool differs;
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

Status stored_text_compare(StoredText *stored, const void *bytes, size_t length,
                           Failure *failure)
{
    const char *next = bytes;
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
    system_free(stored);
}
