#include "tests/trust/mutations.h"

#include <stdio.h>
#include <string.h>

typedef struct Span {
    size_t begin, end; /* a line with its newline */
} Span;

const char *mutation_text(Mutation mutation)
{
    static const char *const texts[] = {
        "bit turned",   "byte removed", "cut in half", "emptied",       "byte added",
        "line removed", "line doubled", "line moved",  "lines swapped", "number + 1",
        "member gone",  "file removed", "file added",  "exchanged",
    };
    return texts[mutation];
}

bool mutation_is_of_content(Mutation mutation)
{
    return mutation >= MUTATE_LINE_REMOVED && mutation <= MUTATE_MEMBER_REMOVED;
}

bool mutation_is_of_folder(Mutation mutation)
{
    return mutation >= MUTATE_FILE_REMOVED;
}

unsigned mutation_places(Mutation mutation)
{
    bool one = mutation == MUTATE_CUT || mutation == MUTATE_EMPTIED ||
               mutation == MUTATE_BYTE_ADDED || mutation_is_of_folder(mutation);
    return one ? 1 : MUTATION_PLACES;
}

/* The place among `count` things: the first, two between, the last. */
static size_t place_in(size_t count, unsigned place)
{
    return (count - 1) * place / (MUTATION_PLACES - 1);
}

/* --- bytes --- */

static bool change_bytes(Mutation mutation, unsigned place, const TextBuffer *text,
                         TextBuffer *out, char *what)
{
    if (text->length == 0 && mutation != MUTATE_BYTE_ADDED) return false;
    size_t at = text->length > 0 ? place_in(text->length, place) : 0;
    snprintf(what, MUTATION_WHAT_SIZE, "byte %zu", at);
    if (mutation == MUTATE_EMPTIED || mutation == MUTATE_CUT) {
        what[0] = '\0';
        text_buffer_append(out, text->bytes, mutation == MUTATE_CUT ? text->length / 2 : 0);
        return true;
    }
    if (mutation == MUTATE_BYTE_ADDED) {
        what[0] = '\0';
        text_buffer_append(out, text->bytes, text->length);
        text_buffer_char(out, '\n');
        return true;
    }
    text_buffer_append(out, text->bytes, at);
    if (mutation == MUTATE_BIT) text_buffer_char(out, (char)(text->bytes[at] ^ 1));
    text_buffer_append(out, text->bytes + at + 1, text->length - at - 1);
    return true;
}

/* --- lines --- */

static size_t line_count(const TextBuffer *text)
{
    size_t count = 0;
    for (size_t i = 0; i < text->length; i++)
        count += text->bytes[i] == '\n';
    return count;
}

static Span line_at(const TextBuffer *text, size_t number)
{
    Span span = {0, 0};
    for (size_t i = 0; i < text->length; i++) {
        if (text->bytes[i] != '\n') continue;
        span.end = i + 1;
        if (number-- == 0) return span;
        span.begin = i + 1;
    }
    span.end = text->length;
    return span;
}

static void put(TextBuffer *out, const TextBuffer *text, Span span)
{
    text_buffer_append(out, text->bytes + span.begin, span.end - span.begin);
}

/* The member that a line of JSON begins with, or the line's number. */
static void name_line(const TextBuffer *text, size_t number, Span span, char *what)
{
    const char *line = text->bytes + span.begin;
    size_t length = span.end - span.begin, skip = 0;
    while (skip < length && line[skip] == ' ')
        skip++;
    const char *name = line + skip + 1;
    const char *end = skip + 1 < length ? memchr(name, '"', length - skip - 1) : NULL;
    bool member = skip > 0 && line[skip] == '"' && end != NULL;
    if (member && end - name < 40)
        snprintf(what, MUTATION_WHAT_SIZE, "member %.*s", (int)(end - name), name);
    else
        snprintf(what, MUTATION_WHAT_SIZE, "line %zu", number + 1);
}

static bool change_lines(Mutation mutation, unsigned place, const TextBuffer *text,
                         TextBuffer *out, char *what)
{
    size_t count = line_count(text);
    if (count < 2) return false;
    size_t number = place_in(mutation == MUTATE_LINES_SWAPPED ? count - 1 : count, place);
    Span line = line_at(text, number), all = {0, text->length};
    Span next = line_at(text, number + 1);
    name_line(text, number, line, what);
    put(out, text, (Span){0, line.begin});
    if (mutation == MUTATE_LINE_DOUBLED) {
        put(out, text, line);
        put(out, text, line);
    } else if (mutation == MUTATE_LINES_SWAPPED) {
        put(out, text, next);
        put(out, text, line);
        line.end = next.end;
    }
    put(out, text, (Span){line.end, all.end});
    if (mutation == MUTATE_LINE_MOVED) put(out, text, line);
    return true;
}

/* --- numbers --- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool ends_number(const TextBuffer *text, size_t at)
{
    return is_digit(text->bytes[at]) &&
           (at + 1 == text->length || !is_digit(text->bytes[at + 1]));
}

static bool change_number(unsigned place, const TextBuffer *text, TextBuffer *out, char *what)
{
    size_t count = 0, line = 0, at = 0;
    for (size_t i = 0; i < text->length; i++)
        count += ends_number(text, i);
    if (count == 0) return false;
    size_t wanted = place_in(count, place);
    for (size_t i = 0; i < text->length; i++) {
        if (ends_number(text, i) && wanted-- == 0) {
            at = i;
            break;
        }
        line += text->bytes[i] == '\n';
    }
    name_line(text, line, line_at(text, line), what);
    text_buffer_append(out, text->bytes, text->length);
    out->bytes[at] = text->bytes[at] == '9' ? '8' : (char)(text->bytes[at] + 1);
    return true;
}

/* --- members --- */

static bool begins_member(const TextBuffer *text, Span line)
{
    return line.end - line.begin > 4 && memcmp(text->bytes + line.begin, "  \"", 3) == 0;
}

/* A member of the outermost object that stands on one line; the text stays JSON. */
static bool remove_member(unsigned place, const TextBuffer *text, TextBuffer *out, char *what)
{
    size_t count = 0, lines = line_count(text), number = 0;
    for (size_t i = 0; i < lines; i++)
        count += begins_member(text, line_at(text, i));
    if (count < 2 || text->bytes[0] != '{') return false;
    size_t wanted = place_in(count, place);
    for (; number < lines; number++)
        if (begins_member(text, line_at(text, number)) && wanted-- == 0) break;
    Span line = line_at(text, number);
    name_line(text, number, line, what);
    bool last = text->bytes[line.end - 2] != ',';
    text_buffer_append(out, text->bytes, line.begin - (last ? 2 : 0));
    if (last) text_buffer_char(out, '\n');
    put(out, text, (Span){line.end, text->length});
    return true;
}

bool mutation_apply(Mutation mutation, unsigned place, const TextBuffer *text, TextBuffer *out,
                    char what[MUTATION_WHAT_SIZE])
{
    bool done;
    what[0] = '\0';
    text_buffer_append(out, "", 0);
    if (mutation == MUTATE_NUMBER)
        done = change_number(place, text, out, what);
    else if (mutation == MUTATE_MEMBER_REMOVED)
        done = remove_member(place, text, out, what);
    else if (mutation_is_of_content(mutation))
        done = change_lines(mutation, place, text, out, what);
    else
        done = change_bytes(mutation, place, text, out, what);
    if (!done) return false;
    return out->length != text->length ||
           (text->length > 0 && memcmp(out->bytes, text->bytes, text->length) != 0);
}
