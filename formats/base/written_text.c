#include "formats/base/written_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"

enum { PIECES_MAX = 4, PIECE_SIZE = 512 };

typedef struct Pieces {
    const char *begin[PIECES_MAX];
    size_t length[PIECES_MAX];
    size_t count;
} Pieces;

static const char *const formats[] = {
    WRITTEN_FEW_SENDERS,  WRITTEN_OLD_REGISTER,  WRITTEN_POSTINGS,    WRITTEN_HEIR,
    WRITTEN_OVERDUE,      WRITTEN_WAITING,       WRITTEN_NOT_READ,    WRITTEN_MORE_NOT_READ,
    WRITTEN_PACK_UNUSED,  WRITTEN_PACKS_VOUCHED, WRITTEN_PACKS_READ,  WRITTEN_OVER_LINE,
    WRITTEN_OVER_LINES,   WRITTEN_DOUBT_LINE,    WRITTEN_DOUBT_LINES, WRITTEN_RECOVERY,
    WRITTEN_LOG_KEY_LOST, WRITTEN_STOP};

/* Behind "%04u". */
static const char *behind(const char *conversion)
{
    conversion += strcspn(conversion, "sud");
    return conversion + (*conversion != '\0');
}

/* What stood for each conversion of `format` in a text that was made by it. */
static bool take_apart(const char *format, const char *text, Pieces *pieces)
{
    pieces->count = 0;
    while (*format != '\0') {
        if (*format != '%') {
            if (*format++ != *text++) return false;
            continue;
        }
        char literal[PIECE_SIZE];
        format = behind(format);
        snprintf(literal, sizeof literal, "%.*s", (int)strcspn(format, "%"), format);
        const char *end = literal[0] != '\0' ? strstr(text, literal) : text + strlen(text);
        if (end == NULL || pieces->count == PIECES_MAX) return false;
        pieces->begin[pieces->count] = text;
        pieces->length[pieces->count++] = (size_t)(end - text);
        text = end;
    }
    return *text == '\0';
}

/* A reason among the pieces is a text of its own. */
static void append_piece(const Pieces *pieces, size_t index, TextBuffer *out)
{
    char piece[PIECE_SIZE];
    int length = (int)pieces->length[index];
    if (length >= PIECE_SIZE) {
        text_buffer_append(out, pieces->begin[index], pieces->length[index]);
        return;
    }
    snprintf(piece, sizeof piece, "%.*s", length, pieces->begin[index]);
    text_buffer_text(out, translate(piece));
}

static void put_together(const char *format, const Pieces *pieces, TextBuffer *out)
{
    for (size_t i = 0; *format != '\0';) {
        size_t plain = strcspn(format, "%");
        text_buffer_append(out, format, plain);
        format += plain;
        if (*format == '\0') break;
        if (i < pieces->count) append_piece(pieces, i++, out);
        format = behind(format);
    }
}

void written_text(const char *text, TextBuffer *out)
{
    Pieces pieces;
    const size_t copies = strlen(WRITTEN_COPIES);
    if (strncmp(text, WRITTEN_COPIES, copies) == 0) {
        text_buffer_text(out, translate(WRITTEN_COPIES));
        text_buffer_text(out, text + copies);
        return;
    }
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (!take_apart(formats[i], text, &pieces)) continue;
        put_together(translate(formats[i]), &pieces, out);
        return;
    }
    text_buffer_text(out, text);
}

void written_line(const char *before, const char *text, TextBuffer *out)
{
    text_buffer_text(out, before);
    written_text(text, out);
    text_buffer_text(out, ".\n");
}

void written_warning(const char *before, const char *text, TextBuffer *out)
{
    text_buffer_text(out, before);
    written_line(_("WARNING: "), text, out);
}
