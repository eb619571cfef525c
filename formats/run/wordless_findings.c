#include "formats/run/wordless_findings.h"

#include <string.h>

/* Both messages stand beside each other, and values follow. No text of a line has these bytes:
 * its quotation marks are escaped. */
static void append_line(const char *line, size_t length, TextBuffer *out)
{
    static const char begin[] = ",\"message_nb\":", after[] = ",\"values\":";
    const char *words = memmem(line, length, begin, sizeof begin - 1);
    size_t before = words != NULL ? (size_t)(words - line) : length;
    const char *values =
        words != NULL ? memmem(words, length - before, after, sizeof after - 1) : NULL;
    if (values == NULL) {
        text_buffer_append(out, line, length);
        return;
    }
    text_buffer_append(out, line, before);
    text_buffer_append(out, values, length - (size_t)(values - line));
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
