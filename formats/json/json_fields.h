/*
 * json_fields.h - one table of fields that writes a JSON object from a struct, reads it back,
 * and names the member that is wrong.
 *
 *     static const Field fields[] = {
 *         JSON_FIELD(Entry, number, "number", FIELD_U32, .most = 999999),
 *         JSON_FIELD(Entry, time, "time", FIELD_TIME),
 *         JSON_CONSTANT("format", "tilskudd-entry-1"),
 *     };
 *
 * Members are written in the order of the table. Reading looks them up: their order is free,
 * and others beside them are let pass. A kind that is not here has a FieldType of its own.
 * Tables are constant; any thread.
 */
#ifndef TILSKUDD_FORMATS_JSON_FIELDS_H
#define TILSKUDD_FORMATS_JSON_FIELDS_H

#include "formats/json/json_reader.h"
#include "formats/json/json_writer.h"

/* What the struct has, and what is written for it. */
typedef enum FieldKind {
    FIELD_TEXT,        /* char[]; read back only when it fits */
    FIELD_OWNED_TEXT,  /* char *; "" for NULL; reading allocates: system_free */
    FIELD_TIME,        /* char[]; a text that time_text_ok knows */
    FIELD_DAY,         /* Day */
    FIELD_DAY_OR_NONE, /* Day; "" for DAY_NONE */
    FIELD_HASH,        /* uint8_t[SHA256_SIZE]; hexadecimal */
    FIELD_FLAG,        /* bool */
    FIELD_COUNT,       /* uint64_t; within int64_t */
    FIELD_INTEGER,     /* int64_t and Ore: any */
    FIELD_I64,         /* int64_t; `least` to `most` */
    FIELD_INT,         /* int; `least` to `most` */
    FIELD_U32,         /* uint32_t; `least` to `most` */
    FIELD_WORD,        /* an enum of the size of int; `words` gives each value's text */
    FIELD_CONSTANT,    /* no struct member: words[0] always */
    FIELD_OWN          /* as `type` says */
} FieldKind;

/* A kind of a field of one's own. `read` returns INPUT_VALUE with what is wrong as detail, and
 * is given the value of a member that is there. */
typedef struct FieldType {
    void (*write)(JsonWriter *writer, const char *name, const void *member);
    Status (*read)(const JsonValue *value, void *member, Failure *failure);
} FieldType;

typedef struct Field {
    const char *name;
    FieldKind kind;
    size_t offset, size;
    int64_t least, most;
    const char *const *words; /* ended by NULL */
    const FieldType *type;
    bool optional; /* may be missing when it is read: the struct stays as it is */
} Field;

#define JSON_FIELD(object, member, text, ...)                                                  \
    {                                                                                          \
        .name = (text), .offset = offsetof(object, member),                                    \
        .size = sizeof((object *)0)->member, .kind = __VA_ARGS__                               \
    }
#define JSON_OWN(object, member, text, own)                                                    \
    JSON_FIELD(object, member, text, FIELD_OWN, .type = (own))
#define JSON_CONSTANT(text, value)                                                             \
    {                                                                                          \
        .name = (text), .kind = FIELD_CONSTANT, .words = (const char *const[])                 \
        {                                                                                      \
            (value), NULL                                                                      \
        }                                                                                      \
    }

/* Puts all members into the object that the writer is in. */
void fields_write(JsonWriter *writer, const Field *fields, size_t count, const void *object);
/* An array of `items` structs of `item_size` bytes each, an object a line. */
void fields_write_list(JsonWriter *writer, const char *name, const Field *fields, size_t count,
                       const void *items, size_t item_count, size_t item_size);
/* Fills *object from a value that must be an object. INPUT_VALUE with the member and what is
 * wrong with it as detail ("\"cutoff\" is not a day", "\"time\" is missing"), MEMORY; where is
 * left to the caller. What was filled before a failure stays, for the caller to free. */
MUST_USE Status fields_read(const JsonValue *value, const Field *fields, size_t count,
                            void *object, Failure *failure);

/* A whole document: one member a line. `name` is the file, for messages. Reading also fails as
 * json_read does; where is filled. */
void fields_write_document(TextBuffer *out, const Field *fields, size_t count,
                           const void *object);
MUST_USE Status fields_read_document(const char *name, const void *bytes, size_t size,
                                     const Field *fields, size_t count, void *object,
                                     Failure *failure);

#endif
