/*
 * json_reader.h - reading JSON (RFC 8259) that this program wrote itself: manifests and
 * entries.
 *
 * Strict and small: objects, arrays, strings, 64-bit integers, booleans, null. Refused with
 * INPUT_MALFORMED and the line: numbers with a fraction or exponent or beyond 64 bits, a key
 * twice in one object, "\u0000", lone surrogates, a byte order mark, anything after the value;
 * INPUT_NOT_UTF8; INPUT_TOO_LARGE beyond the limits below. The input may be hostile.
 *
 * Ownership: the document owns all values and texts; json_free ends them. It borrows nothing
 * of the bytes. A finished document is constant: any thread may read it.
 */
#ifndef TILSKUDD_FORMATS_JSON_READER_H
#define TILSKUDD_FORMATS_JSON_READER_H

#include <stdint.h>

#include "formats/base/system.h"

enum { JSON_SIZE_MAX = 64 << 20 /* bytes */, JSON_DEPTH_MAX = 32, JSON_VALUES_MAX = 1 << 20 };

typedef enum JsonKind {
    JSON_NULL,
    JSON_BOOLEAN,
    JSON_INTEGER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
} JsonKind;

typedef struct JsonDocument JsonDocument;
typedef struct JsonValue JsonValue;

/* `name` (the path) is for messages only. Free *out with json_free. */
MUST_USE Status json_read(const char *name, const void *bytes, size_t size, JsonDocument **out,
                          Failure *failure);
void json_free(JsonDocument *document);
CLEANUP_POINTER(JsonDocument, json_free)
const JsonValue *json_root(const JsonDocument *document);

/* What a value is. */
JsonKind json_kind(const JsonValue *value);
/* Elements of an array or members of an object; 0 for other values. */
size_t json_count(const JsonValue *value);
/* Element or member value `index` in the order of the text; NULL beyond the end or when `value`
 * is neither (or NULL, so that look-ups can be chained). */
const JsonValue *json_array_at(const JsonValue *array, size_t index);
const JsonValue *json_object_at(const JsonValue *object, size_t index);
const char *json_object_key(const JsonValue *object, size_t index);
/* The value of a key, or NULL when there is none, or `object` is no object or NULL. */
const JsonValue *json_object_get(const JsonValue *object, const char *key);

/* The content of a value; false (and *out untouched) when it is of another kind or NULL.
 * Strings are NUL-terminated UTF-8. */
bool json_string(const JsonValue *value, const char **out);
/* The same, and one line that a terminal shows as it is: for what a person is shown. */
bool json_line(const JsonValue *value, const char **out);
bool json_integer(const JsonValue *value, int64_t *out);
bool json_boolean(const JsonValue *value, bool *out);

/* A member that must be there and be of the kind: else INPUT_VALUE, whose detail names the key;
 * where is left to the caller (failure_locate). */
MUST_USE Status json_member(const JsonValue *object, const char *key, JsonKind kind,
                            const JsonValue **out, Failure *failure);
MUST_USE Status json_member_string(const JsonValue *object, const char *key, const char **out,
                                   Failure *failure);
MUST_USE Status json_member_integer(const JsonValue *object, const char *key, int64_t *out,
                                    Failure *failure);

#endif
