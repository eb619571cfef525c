#include "formats/run/wordless_findings.h"

#include <string.h>

#include "formats/csv/csv_fields.h"
#include "formats/text/visible_text.h"

enum { WORDS_MAX = 4096 };

/* Past a text as a finding's words are written, in its quotation marks; NULL when it is none:
 * what is left out must be words, and nothing that anybody reads otherwise. */
static const char *past_words(const char *at, const char *end)
{
    const char *begin = at + 1;
    if (at == NULL || at == end || *at != '"') return NULL;
    for (at++; at < end && *at != '"'; at++) {
        if (*at != '\\') continue;
        if (++at == end || (*at != '"' && *at != '\\')) return NULL;
    }
    bool plain = at < end && at - begin <= WORDS_MAX &&
                 text_is_plain(begin, (size_t)(at - begin)) &&
                 visible_text(begin, (size_t)(at - begin));
    return plain ? at + 1 : NULL;
}

static const char *past(const char *at, const char *end, const char *text)
{
    size_t length = strlen(text);
    bool there = at != NULL && (size_t)(end - at) >= length && memcmp(at, text, length) == 0;
    return there ? at + length : NULL;
}

/* Both messages stand beside each other, and values follow. No text of a line has these bytes:
 * its quotation marks are escaped. A line that is otherwise is left as it is. */
static void append_line(const char *line, size_t length, TextBuffer *out)
{
    static const char begin[] = ",\"message_nb\":";
    const char *words = memmem(line, length, begin, sizeof begin - 1), *end = line + length;
    const char *values = past_words(past(words, end, begin), end);
    values = past_words(past(values, end, ",\"message_en\":"), end);
    if (past(values, end, ",\"values\":") == NULL) {
        text_buffer_append(out, line, length);
        return;
    }
    text_buffer_append(out, line, (size_t)(words - line));
    text_buffer_append(out, values, (size_t)(end - values));
}

void findings_without_words(const char *lines, size_t length, TextBuffer *out)
{
    for (const char *at = lines, *end = lines + length; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t size = (size_t)((stop != NULL ? stop + 1 : end) - at);
        append_line(at, size, out);
        at += size;
    }
}
