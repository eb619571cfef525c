/*
 * json_writer.h - the one writer of JSON (RFC 8259): commas, indents and names.
 *
 * Every value takes its member's name, or NULL in an array and for the outermost value. How an
 * object or array is laid out is said when it begins. Texts are escaped; bytes that are no
 * UTF-8 become U+FFFD. A failure for lack of memory is the buffer's (text_buffer_status).
 * Nothing is owned; one thread.
 */
#ifndef TILSKUDD_FORMATS_JSON_WRITER_H
#define TILSKUDD_FORMATS_JSON_WRITER_H

#include "formats/base/text_buffer.h"

enum { JSON_WRITER_DEPTH = 8 };

typedef enum JsonLayout {
    JSON_LINES,         /* a member a line, indented by two; so is the end, also when empty */
    JSON_LINES_OR_NONE, /* the same, but "{}" or "[]" when empty */
    JSON_INLINE,        /* ", " between members */
    JSON_COMPACT        /* no space at all */
} JsonLayout;

typedef struct JsonLevel {
    JsonLayout layout;
    char closing;
    bool any; /* has a member */
} JsonLevel;

typedef struct JsonWriter {
    TextBuffer *out; /* borrowed */
    JsonLevel levels[JSON_WRITER_DEPTH];
    size_t depth;
    size_t extra_indent; /* of the next member: for files that have always had one so */
} JsonWriter;

#define JSON_WRITER(buffer) ((JsonWriter){.out = (buffer)})

/* Begins an object or an array. */
void json_object(JsonWriter *writer, const char *name, JsonLayout layout);
void json_array(JsonWriter *writer, const char *name, JsonLayout layout);
/* Ends the innermost object or array; after the outermost comes a newline, unless compact. */
void json_end(JsonWriter *writer);
/* Values. */
void json_put_text(JsonWriter *writer, const char *name, const char *text);
void json_put_number(JsonWriter *writer, const char *name, int64_t number);
void json_put_flag(JsonWriter *writer, const char *name, bool flag);
void json_put_null(JsonWriter *writer, const char *name);
/* A text of lower-case hexadecimal digits. */
void json_put_hex(JsonWriter *writer, const char *name, const uint8_t *bytes, size_t size);
/* A text in printf style, of characters that need no escaping. */
void json_put_format(JsonWriter *writer, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
