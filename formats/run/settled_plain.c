#include "formats/run/settled_plain.h"

#include "formats/base/translate.h"
#include "formats/run/decision_csv.h"
#include "formats/run/plain_fields.h"

enum {
    LINE_ROOM = 128,      /* bytes that a plain line and the words read over it stay within */
    LINES_FIRST = 1 << 12 /* room for lines to begin with */
};

typedef struct PlainReader {
    KnownCodes codes;
    PackedLines *lines;
    size_t capacity;
} PlainReader;

void packed_lines_free(PackedLines *lines)
{
    system_free(lines->items);
    *lines = (PackedLines){0};
}

/* A line from `text` on, of which LINE_ROOM bytes are there; what follows it or NULL. */
static const char *read_line(PlainReader *reader, const char *text, SettledLine *line)
{
    uint32_t year_and_code;
    text = plain_subject(text, &line->subject);
    if (text != NULL) text = plain_code(&reader->codes, text, &line->code);
    if (text == NULL || !word_two_fours(text, &year_and_code)) return NULL;
    line->budget_year = (int16_t)(year_and_code / 10000);
    line->municipality = (MunicipalityCode)(year_and_code % 10000);
    if (line->budget_year < YEAR_MIN || line->budget_year > YEAR_MAX) return NULL;
    if (line->municipality == MUNICIPALITY_NONE) return NULL;
    return plain_amount(text + 10, '\n', &line->amount);
}

/* --- the file --- */

static Status keep_line(PlainReader *reader, const SettledLine *line, bool *plain,
                        Failure *failure)
{
    PackedLines *lines = reader->lines;
    const PackedLine packed = packed_line(line);
    *plain = lines->count == 0 || packed_compare(lines->items[lines->count - 1], packed) < 0;
    if (lines->count == reader->capacity)
        TRY(system_grow(&lines->items, &reader->capacity, lines->count + LINES_FIRST,
                        sizeof packed, failure));
    lines->items[lines->count++] = packed;
    return STATUS_OK;
}

/* Whole lines from `at` to `stop`, behind which LINE_ROOM bytes may be read. */
static Status read_lines(PlainReader *reader, const char *at, const char *stop, bool *plain,
                         Failure *failure)
{
    while (*plain && at < stop) {
        SettledLine line = {.code = 0};
        at = read_line(reader, at, &line);
        *plain = at != NULL && at <= stop;
        if (*plain) TRY(keep_line(reader, &line, plain, failure));
    }
    return STATUS_OK;
}

/* What stands too near to the end is read where there is room behind it. */
static Status read_all(PlainReader *reader, const char *at, size_t size, bool *plain,
                       Failure *failure)
{
    char copy[3 * LINE_ROOM] = {0};
    const char *last = size > LINE_ROOM ? memrchr(at, '\n', size - LINE_ROOM) : NULL;
    size_t first = last != NULL ? (size_t)(last - at) + 1 : 0;
    TRY(read_lines(reader, at, at + first, plain, failure));
    *plain = *plain && size - first <= 2 * LINE_ROOM;
    if (!*plain) return STATUS_OK;
    memcpy(copy, at + first, size - first);
    return read_lines(reader, copy, copy + (size - first), plain, failure);
}

Status settled_plain_read(const char *name, const void *bytes, size_t size, PackedLines *lines,
                          bool *plain, Failure *failure)
{
    static const char header[] = SETTLED_HEADER;
    const size_t header_size = sizeof header - 1;
    PlainReader reader = {.lines = lines};
    *lines = (PackedLines){0};
    *plain = size >= header_size && memcmp(bytes, header, header_size) == 0;
    if (!*plain) return STATUS_OK;
    Status status = read_all(&reader, (const char *)bytes + header_size, size - header_size,
                             plain, failure);
    if (status != STATUS_OK || !*plain) packed_lines_free(lines);
    return failure_at(failure, name, status);
}

static Status pack(const SettledLine *from, size_t count, PackedLines *lines, Failure *failure)
{
    lines->items = system_allocate(count * sizeof *lines->items);
    if (lines->items == NULL)
        return failure_set(failure, STATUS_MEMORY, _("ledger lines"), NULL);
    for (size_t i = 0; i < count; i++)
        lines->items[i] = packed_line(&from[i]);
    lines->count = count;
    return STATUS_OK;
}

Status settled_packed_read(const char *name, const void *bytes, size_t size, PackedLines *lines,
                           Failure *failure)
{
    bool plain;
    size_t count;
    CLEANUP(system_free) SettledLine *general = NULL;
    TRY(settled_plain_read(name, bytes, size, lines, &plain, failure));
    if (plain) return STATUS_OK;
    TRY(settled_csv_read(name, bytes, size, false, &general, &count, failure));
    return pack(general, count, lines, failure);
}
