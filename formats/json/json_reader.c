/* json_reader.c - a strict recursive-descent reader; the depth limit bounds the recursion. */
#include "formats/json/json_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/json/json_value.h"
#include "formats/base/text_buffer.h"
#include "formats/base/utf8.h"

typedef struct JsonParser {
    const char *name;
    const unsigned char *bytes;
    size_t size, position;
    int depth;
    size_t values; /* read so far, for the limit */
    JsonDocument *document;
    JsonValue *stack; /* children of containers that are not closed yet */
    size_t stack_count, stack_capacity;
    TextBuffer text; /* of the string that is being read */
    Failure *failure;
} JsonParser;

static Status parse_value(JsonParser *parser, JsonValue *value);

static Status refuse_with(JsonParser *parser, Status status, const char *problem)
{
    size_t line = 1;
    for (size_t i = 0; i < parser->position && i < parser->size; i++)
        line += parser->bytes[i] == '\n';
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, _("%s, line %zu"), parser->name, line);
    return failure_set(parser->failure, status, where, "JSON: %s", translate(problem));
}

static Status refuse(JsonParser *parser, const char *problem)
{
    return refuse_with(parser, STATUS_INPUT_MALFORMED, problem);
}

static Status no_memory(JsonParser *parser)
{
    return failure_set(parser->failure, STATUS_MEMORY, parser->name, "JSON");
}

/* The next byte, or -1 at the end. */
static int peek(const JsonParser *parser)
{
    return parser->position < parser->size ? parser->bytes[parser->position] : -1;
}

static void skip_space(JsonParser *parser)
{
    for (;;) {
        int c = peek(parser);
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return;
        parser->position++;
    }
}

static bool skip(JsonParser *parser, char c)
{
    if (peek(parser) != (unsigned char)c) return false;
    parser->position++;
    return true;
}

static bool skip_word(JsonParser *parser, const char *word)
{
    size_t length = strlen(word);
    if (parser->size - parser->position < length ||
        memcmp(parser->bytes + parser->position, word, length) != 0)
        return false;
    parser->position += length;
    return true;
}

/* Four hexadecimal digits. */
static bool read_unit(JsonParser *parser, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        int c = peek(parser);
        int low = c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c;
        if (c >= '0' && c <= '9')
            *unit = *unit << 4 | (uint32_t)(c - '0');
        else if (low >= 'a' && low <= 'f')
            *unit = *unit << 4 | (uint32_t)(low - 'a' + 10);
        else
            return false;
        parser->position++;
    }
    return true;
}

static void append_character(TextBuffer *text, uint32_t code)
{
    if (code < 0x80) {
        text_buffer_char(text, (char)code);
    } else if (code < 0x800) {
        text_buffer_char(text, (char)(0xC0 | code >> 6));
        text_buffer_char(text, (char)(0x80 | (code & 0x3F)));
    } else if (code < 0x10000) {
        text_buffer_char(text, (char)(0xE0 | code >> 12));
        text_buffer_char(text, (char)(0x80 | (code >> 6 & 0x3F)));
        text_buffer_char(text, (char)(0x80 | (code & 0x3F)));
    } else {
        text_buffer_char(text, (char)(0xF0 | code >> 18));
        text_buffer_char(text, (char)(0x80 | (code >> 12 & 0x3F)));
        text_buffer_char(text, (char)(0x80 | (code >> 6 & 0x3F)));
        text_buffer_char(text, (char)(0x80 | (code & 0x3F)));
    }
}

/* After "\u": one character, two escapes for one beyond U+FFFF (RFC 8259, section 7). */
static Status parse_unicode(JsonParser *parser)
{
    uint32_t code, low;
    if (!read_unit(parser, &code)) return refuse(parser, "\\u needs four hexadecimal digits");
    if (code == 0) return refuse(parser, "a NUL character");
    if (code >= 0xD800 && code < 0xE000) {
        if (code >= 0xDC00 || !skip_word(parser, "\\u") || !read_unit(parser, &low) ||
            low < 0xDC00 || low >= 0xE000)
            return refuse(parser, "half a surrogate pair");
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    append_character(&parser->text, code);
    return STATUS_OK;
}

static Status parse_escape(JsonParser *parser)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    if (skip(parser, 'u')) return parse_unicode(parser);
    int c = peek(parser);
    const char *found = c > 0 ? strchr(letters, c) : NULL;
    if (found == NULL) return refuse(parser, "an escape that is not known");
    parser->position++;
    text_buffer_char(&parser->text, meanings[found - letters]);
    return STATUS_OK;
}

/* What may stand for itself in a string. */
static size_t plain_run(const JsonParser *parser)
{
    size_t at = parser->position;
    while (at < parser->size && parser->bytes[at] >= 0x20 && parser->bytes[at] != '"' &&
           parser->bytes[at] != '\\')
        at++;
    return at - parser->position;
}

static Status keep_text(JsonParser *parser, const char **out)
{
    if (parser->text.failed) return no_memory(parser);
    char *kept = json_allocate(parser->document, parser->text.length + 1);
    if (kept == NULL) return no_memory(parser);
    if (parser->text.length > 0) memcpy(kept, parser->text.bytes, parser->text.length);
    kept[parser->text.length] = '\0';
    *out = kept;
    return STATUS_OK;
}

static Status parse_string(JsonParser *parser, const char **out)
{
    if (!skip(parser, '"')) return refuse(parser, "a string was expected");
    text_buffer_clear(&parser->text);
    for (;;) {
        size_t run = plain_run(parser);
        text_buffer_append(&parser->text, parser->bytes + parser->position, run);
        parser->position += run;
        if (skip(parser, '"')) return keep_text(parser, out);
        if (!skip(parser, '\\'))
            return refuse(parser, peek(parser) < 0 ? N_("a string is not closed")
                                                   : N_("a control character in a string"));
        TRY(parse_escape(parser));
    }
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static Status parse_integer(JsonParser *parser, int64_t *out)
{
    bool negative = skip(parser, '-');
    if (!is_digit(peek(parser))) return refuse(parser, "a value was expected");
    bool zero = peek(parser) == '0';
    uint64_t most = (uint64_t)INT64_MAX + negative, number = 0;
    size_t begin = parser->position;
    for (int c; is_digit(c = peek(parser)); parser->position++) {
        uint64_t digit = (uint64_t)(c - '0');
        if (number > (most - digit) / 10) return refuse(parser, "an integer beyond 64 bits");
        number = number * 10 + digit;
    }
    if (zero && parser->position - begin > 1) return refuse(parser, "a leading zero");
    int c = peek(parser);
    if (c == '.' || c == 'e' || c == 'E') return refuse(parser, "a number that is no integer");
    /* Two steps, as the smallest number's magnitude does not fit. */
    *out = negative && number > 0 ? -(int64_t)(number - 1) - 1 : (int64_t)number;
    return STATUS_OK;
}

static Status push_child(JsonParser *parser, const JsonValue *child)
{
    TRY(system_grow(&parser->stack, &parser->stack_capacity, parser->stack_count + 1,
                    sizeof *parser->stack, parser->failure));
    parser->stack[parser->stack_count++] = *child;
    return STATUS_OK;
}

/* Moves the children from stack place `begin` on into the document. */
static Status keep_children(JsonParser *parser, size_t begin, JsonValue *value)
{
    size_t count = parser->stack_count - begin;
    JsonValue *items = json_allocate(parser->document, count * sizeof *items);
    if (items == NULL) return no_memory(parser);
    if (count > 0) memcpy(items, parser->stack + begin, count * sizeof *items);
    parser->stack_count = begin;
    value->as.children.items = items;
    value->as.children.count = count;
    return STATUS_OK;
}

/* After an element: true when another one has to follow. */
static Status after_child(JsonParser *parser, char closing, bool *more)
{
    skip_space(parser);
    *more = skip(parser, ',');
    if (*more || skip(parser, closing)) return STATUS_OK;
    return refuse(parser, "a comma or a closing bracket was expected");
}

static int compare_keys(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Sorted copies, so that an object with a million keys costs no million times a million. */
static Status refuse_double_keys(JsonParser *parser, const JsonValue *object)
{
    size_t count = object->as.children.count;
    if (count < 2) return STATUS_OK;
    CLEANUP(system_free) const char **keys = system_allocate(count * sizeof *keys);
    if (keys == NULL) return no_memory(parser);
    for (size_t i = 0; i < count; i++)
        keys[i] = object->as.children.items[i].key;
    qsort(keys, count, sizeof *keys, compare_keys);
    for (size_t i = 1; i < count; i++)
        if (strcmp(keys[i - 1], keys[i]) == 0) return refuse(parser, "a key stands twice");
    return STATUS_OK;
}

static Status parse_key(JsonParser *parser, JsonValue *member)
{
    skip_space(parser);
    TRY(parse_string(parser, &member->key));
    skip_space(parser);
    return skip(parser, ':') ? STATUS_OK : refuse(parser, "a colon was expected");
}

/* From behind the opening bracket. */
static Status parse_children(JsonParser *parser, JsonValue *value)
{
    size_t begin = parser->stack_count;
    char closing = value->kind == JSON_OBJECT ? '}' : ']';
    skip_space(parser);
    bool more = !skip(parser, closing);
    while (more) {
        JsonValue child = {0};
        if (value->kind == JSON_OBJECT) TRY(parse_key(parser, &child));
        TRY(parse_value(parser, &child));
        TRY(push_child(parser, &child));
        TRY(after_child(parser, closing, &more));
    }
    TRY(keep_children(parser, begin, value));
    return value->kind == JSON_OBJECT ? refuse_double_keys(parser, value) : STATUS_OK;
}

static Status parse_container(JsonParser *parser, JsonValue *value)
{
    if (parser->depth == JSON_DEPTH_MAX)
        return refuse_with(parser, STATUS_INPUT_TOO_LARGE, "nested too deep");
    parser->depth++;
    value->kind = peek(parser) == '{' ? JSON_OBJECT : JSON_ARRAY;
    parser->position++;
    Status status = parse_children(parser, value);
    parser->depth--;
    return status;
}

static Status parse_value(JsonParser *parser, JsonValue *value)
{
    if (++parser->values > JSON_VALUES_MAX)
        return refuse_with(parser, STATUS_INPUT_TOO_LARGE, "too many values");
    skip_space(parser);
    int c = peek(parser);
    if (c == '{' || c == '[') return parse_container(parser, value);
    if (c == '"') {
        value->kind = JSON_STRING;
        return parse_string(parser, &value->as.string);
    }
    if (skip_word(parser, "null")) return STATUS_OK; /* JSON_NULL is 0 */
    value->kind = JSON_BOOLEAN;
    value->as.boolean = c == 't';
    if (skip_word(parser, "true") || skip_word(parser, "false")) return STATUS_OK;
    value->kind = JSON_INTEGER;
    return parse_integer(parser, &value->as.integer);
}

static Status parse_document(JsonParser *parser)
{
    if (parser->size > JSON_SIZE_MAX)
        return failure_set(parser->failure, STATUS_INPUT_TOO_LARGE, parser->name,
                           "JSON of %zu bytes", parser->size);
    parser->position = utf8_text_prefix(parser->bytes, parser->size);
    if (parser->position < parser->size)
        return refuse_with(parser, STATUS_INPUT_NOT_UTF8, "a byte that is not UTF-8");
    parser->position = 0;
    TRY(parse_value(parser, &parser->document->root));
    skip_space(parser);
    if (parser->position < parser->size) return refuse(parser, "something after the end");
    return STATUS_OK;
}

Status json_read(const char *name, const void *bytes, size_t size, JsonDocument **out,
                 Failure *failure)
{
    *out = NULL;
    JsonParser parser = {.name = name, .bytes = bytes, .size = size, .failure = failure};
    parser.document = system_allocate_zeroed(1, sizeof *parser.document);
    if (parser.document == NULL) return no_memory(&parser);
    Status status = parse_document(&parser);
    system_free(parser.stack);
    text_buffer_free(&parser.text);
    if (status != STATUS_OK) {
        failure_locate(failure, name);
        json_free(parser.document);
        return status;
    }
    *out = parser.document;
    return STATUS_OK;
}
