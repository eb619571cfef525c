/* json_value.h - how json_reader.c builds what json_value.c looks up. Internal to these two. */
#ifndef TILSKUDD_FORMATS_JSON_VALUE_H
#define TILSKUDD_FORMATS_JSON_VALUE_H

#include "formats/json/json_reader.h"

struct JsonValue {
    JsonKind kind;
    const char *key; /* of a member; NULL otherwise */
    union {
        bool boolean;
        int64_t integer;
        const char *string;
        struct {
            const JsonValue *items;
            size_t count;
        } children;
    } as;
};

typedef struct JsonChunk {
    struct JsonChunk *next;
    max_align_t bytes[];
} JsonChunk;

struct JsonDocument {
    JsonChunk *chunks; /* the newest first */
    size_t used, room; /* bytes of the newest */
    JsonValue root;
};

/* `size` bytes, aligned for anything, that live as long as the document; NULL: no memory. */
void *json_allocate(JsonDocument *document, size_t size);

#endif
