/* json_value.c - looking things up in a JSON document that has been read. */
#include "formats/json/json_value.h"

#include <string.h>

#include "formats/base/translate.h"
#include "formats/text/visible_text.h"

enum { JSON_CHUNK = 1 << 16 };

void *json_allocate(JsonDocument *document, size_t size)
{
    size_t unit = sizeof(max_align_t);
    size_t rounded = size > 0 ? (size + unit - 1) / unit * unit : unit;
    if (rounded > document->room - document->used) {
        size_t room = rounded > JSON_CHUNK ? rounded : JSON_CHUNK;
        JsonChunk *chunk = system_allocate(sizeof *chunk + room);
        if (chunk == NULL) return NULL;
        chunk->next = document->chunks;
        document->chunks = chunk;
        document->used = 0;
        document->room = room;
    }
    void *memory = document->chunks->bytes + document->used / unit;
    document->used += rounded;
    return memory;
}

void json_free(JsonDocument *document)
{
    if (document == NULL) return;
    while (document->chunks != NULL) {
        JsonChunk *chunk = document->chunks;
        document->chunks = chunk->next;
        system_free(chunk);
    }
    system_free(document);
}

const JsonValue *json_root(const JsonDocument *document)
{
    return &document->root;
}

JsonKind json_kind(const JsonValue *value)
{
    return value->kind;
}

static bool is_kind(const JsonValue *value, JsonKind kind)
{
    return value != NULL && value->kind == kind;
}

size_t json_count(const JsonValue *value)
{
    if (is_kind(value, JSON_ARRAY) || is_kind(value, JSON_OBJECT))
        return value->as.children.count;
    return 0;
}

static const JsonValue *child_at(const JsonValue *value, size_t index)
{
    return index < value->as.children.count ? &value->as.children.items[index] : NULL;
}

const JsonValue *json_array_at(const JsonValue *array, size_t index)
{
    return is_kind(array, JSON_ARRAY) ? child_at(array, index) : NULL;
}

const JsonValue *json_object_at(const JsonValue *object, size_t index)
{
    return is_kind(object, JSON_OBJECT) ? child_at(object, index) : NULL;
}

const char *json_object_key(const JsonValue *object, size_t index)
{
    const JsonValue *member = json_object_at(object, index);
    return member != NULL ? member->key : NULL;
}

const JsonValue *json_object_get(const JsonValue *object, const char *key)
{
    size_t count = is_kind(object, JSON_OBJECT) ? object->as.children.count : 0;
    for (size_t i = 0; i < count; i++)
        if (strcmp(object->as.children.items[i].key, key) == 0)
            return &object->as.children.items[i];
    return NULL;
}

bool json_string(const JsonValue *value, const char **out)
{
    if (!is_kind(value, JSON_STRING)) return false;
    *out = value->as.string;
    return true;
}

bool json_line(const JsonValue *value, const char **out)
{
    return json_string(value, out) && visible_line(*out);
}

bool json_integer(const JsonValue *value, int64_t *out)
{
    if (!is_kind(value, JSON_INTEGER)) return false;
    *out = value->as.integer;
    return true;
}

bool json_boolean(const JsonValue *value, bool *out)
{
    if (!is_kind(value, JSON_BOOLEAN)) return false;
    *out = value->as.boolean;
    return true;
}

Status json_member(const JsonValue *object, const char *key, JsonKind kind,
                   const JsonValue **out, Failure *failure)
{
    static const char *const names[] = {"null",         N_("true or false"), N_("an integer"),
                                        N_("a string"), N_("an array"),      N_("an object")};
    const JsonValue *value = json_object_get(object, key);
    if (value == NULL)
        return failure_set(failure, STATUS_INPUT_VALUE, NULL, "\"%s\" is missing", key);
    if (value->kind != kind)
        return failure_set(failure, STATUS_INPUT_VALUE, NULL, "\"%s\" is not %s", key,
                           translate(names[kind]));
    *out = value;
    return STATUS_OK;
}

Status json_member_string(const JsonValue *object, const char *key, const char **out,
                          Failure *failure)
{
    const JsonValue *value;
    TRY(json_member(object, key, JSON_STRING, &value, failure));
    *out = value->as.string;
    return STATUS_OK;
}

Status json_member_integer(const JsonValue *object, const char *key, int64_t *out,
                           Failure *failure)
{
    const JsonValue *value;
    TRY(json_member(object, key, JSON_INTEGER, &value, failure));
    *out = value->as.integer;
    return STATUS_OK;
}
