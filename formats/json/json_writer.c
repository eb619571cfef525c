#include "formats/json/json_writer.h"

#include <stdarg.h>
#include <stdio.h>

static bool has_lines(JsonLayout layout)
{
    return layout == JSON_LINES || layout == JSON_LINES_OR_NONE;
}

static void new_line(JsonWriter *writer, size_t depth)
{
    text_buffer_char(writer->out, '\n');
    for (size_t i = 0; i < 2 * depth + writer->extra_indent; i++)
        text_buffer_char(writer->out, ' ');
    writer->extra_indent = 0;
}

/* What stands before a value: comma, place, name. */
static void begin_value(JsonWriter *writer, const char *name)
{
    if (writer->depth == 0) return;
    JsonLevel *level = &writer->levels[writer->depth - 1];
    if (level->any) text_buffer_char(writer->out, ',');
    if (has_lines(level->layout)) new_line(writer, writer->depth);
    if (level->any && level->layout == JSON_INLINE) text_buffer_char(writer->out, ' ');
    level->any = true;
    INVARIANT((name != NULL) == (level->closing == '}'));
    if (name == NULL) return;
    text_buffer_json_string(writer->out, name);
    text_buffer_text(writer->out, level->layout == JSON_COMPACT ? ":" : ": ");
}

static void begin_level(JsonWriter *writer, const char *name, JsonLayout layout, char opening,
                        char closing)
{
    begin_value(writer, name);
    INVARIANT(writer->depth < JSON_WRITER_DEPTH);
    writer->levels[writer->depth++] = (JsonLevel){.layout = layout, .closing = closing};
    text_buffer_char(writer->out, opening);
}

void json_object(JsonWriter *writer, const char *name, JsonLayout layout)
{
    begin_level(writer, name, layout, '{', '}');
}

void json_array(JsonWriter *writer, const char *name, JsonLayout layout)
{
    begin_level(writer, name, layout, '[', ']');
}

void json_end(JsonWriter *writer)
{
    INVARIANT(writer->depth > 0);
    const JsonLevel *level = &writer->levels[--writer->depth];
    bool own_line = level->layout == JSON_LINES || (has_lines(level->layout) && level->any);
    if (own_line) new_line(writer, writer->depth);
    text_buffer_char(writer->out, level->closing);
    if (writer->depth == 0 && level->layout != JSON_COMPACT)
        text_buffer_char(writer->out, '\n');
}

void json_put_text(JsonWriter *writer, const char *name, const char *text)
{
    begin_value(writer, name);
    text_buffer_json_string(writer->out, text);
}

void json_put_number(JsonWriter *writer, const char *name, int64_t number)
{
    begin_value(writer, name);
    text_buffer_number(writer->out, number);
}

void json_put_flag(JsonWriter *writer, const char *name, bool flag)
{
    begin_value(writer, name);
    text_buffer_text(writer->out, flag ? "true" : "false");
}

void json_put_null(JsonWriter *writer, const char *name)
{
    begin_value(writer, name);
    text_buffer_text(writer->out, "null");
}

void json_put_hex(JsonWriter *writer, const char *name, const uint8_t *bytes, size_t size)
{
    begin_value(writer, name);
    text_buffer_char(writer->out, '"');
    text_buffer_hex(writer->out, bytes, size);
    text_buffer_char(writer->out, '"');
}

void json_put_format(JsonWriter *writer, const char *name, const char *format, ...)
{
    enum { TEXT_SIZE = 256 };
    char text[TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    INVARIANT(length >= 0 && length < TEXT_SIZE);
    json_put_text(writer, name, text);
}
