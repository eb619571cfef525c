#include "formats/json/json_fields.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/clock.h"
#include "formats/base/digest.h"
#include "formats/base/translate.h"

/* --- writing --- */

static void write_day(JsonWriter *writer, const char *name, Day day)
{
    char text[DAY_TEXT_SIZE] = "";
    if (day_is_set(day)) day_format(day, text);
    json_put_text(writer, name, text);
}

static int enum_value(const void *member)
{
    int value;
    memcpy(&value, member, sizeof value);
    return value;
}

static void write_owned(JsonWriter *writer, const char *name, const void *member)
{
    const char *text;
    memcpy(&text, member, sizeof text);
    json_put_text(writer, name, text != NULL ? text : "");
}

static void write_number(JsonWriter *writer, const Field *field, const void *member)
{
    int64_t number = 0;
    switch (field->kind) {
    case FIELD_COUNT:
        number = (int64_t) * (const uint64_t *)member;
        break;
    case FIELD_INT:
        number = *(const int *)member;
        break;
    case FIELD_U32:
        number = *(const uint32_t *)member;
        break;
    default:
        number = *(const int64_t *)member;
    }
    json_put_number(writer, field->name, number);
}

static void write_field(JsonWriter *writer, const Field *field, const void *member)
{
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_TIME:
        json_put_text(writer, field->name, member);
        return;
    case FIELD_OWNED_TEXT:
        write_owned(writer, field->name, member);
        return;
    case FIELD_DAY:
    case FIELD_DAY_OR_NONE:
        write_day(writer, field->name, *(const Day *)member);
        return;
    case FIELD_HASH:
        json_put_hex(writer, field->name, member, SHA256_SIZE);
        return;
    case FIELD_FLAG:
        json_put_flag(writer, field->name, *(const bool *)member);
        return;
    case FIELD_WORD:
        json_put_text(writer, field->name, field->words[enum_value(member)]);
        return;
    case FIELD_CONSTANT:
        json_put_text(writer, field->name, field->words[0]);
        return;
    case FIELD_OWN:
        field->type->write(writer, field->name, member);
        return;
    default:
        write_number(writer, field, member);
    }
}

void fields_write(JsonWriter *writer, const Field *fields, size_t count, const void *object)
{
    for (size_t i = 0; i < count; i++)
        write_field(writer, &fields[i], (const char *)object + fields[i].offset);
}

/* --- reading --- */

static Status wrong(const Field *field, const char *problem, Failure *failure)
{
    return failure_set(failure, STATUS_INPUT_VALUE, NULL, "\"%s\" is %s", field->name,
                       translate(problem));
}

static Status read_number(const JsonValue *value, const Field *field, void *member,
                          Failure *failure)
{
    int64_t number = 0;
    if (!json_integer(value, &number)) return wrong(field, "not an integer", failure);
    if (field->kind == FIELD_INTEGER) {
        *(int64_t *)member = number;
        return STATUS_OK;
    }
    bool count = field->kind == FIELD_COUNT;
    if (number < (count ? 0 : field->least)) return wrong(field, "too small", failure);
    if (!count && number > field->most) return wrong(field, "too large", failure);
    if (field->kind == FIELD_I64) *(int64_t *)member = number;
    if (count) *(uint64_t *)member = (uint64_t)number;
    if (field->kind == FIELD_INT) *(int *)member = (int)number;
    if (field->kind == FIELD_U32) *(uint32_t *)member = (uint32_t)number;
    return STATUS_OK;
}

static Status read_owned(const Field *field, const char *text, void *member, Failure *failure)
{
    size_t size = strlen(text) + 1;
    char *copy = system_allocate(size);
    if (copy == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "%s", field->name);
    memcpy(copy, text, size);
    memcpy(member, &copy, sizeof copy);
    return STATUS_OK;
}

static Status read_word(const Field *field, const char *text, void *member, Failure *failure)
{
    for (int i = 0; field->words[i] != NULL; i++) {
        if (strcmp(field->words[i], text) != 0) continue;
        if (field->kind == FIELD_WORD) memcpy(member, &i, sizeof i);
        return STATUS_OK;
    }
    return wrong(field, "not a word that stands there", failure);
}

static Status read_day(const Field *field, const char *text, Day *day, Failure *failure)
{
    *day = DAY_NONE;
    if (field->kind == FIELD_DAY_OR_NONE && text[0] == '\0') return STATUS_OK;
    return day_parse(text, strlen(text), day) ? STATUS_OK : wrong(field, "not a day", failure);
}

static Status read_text(const JsonValue *value, const Field *field, void *member,
                        Failure *failure)
{
    const char *text;
    if (!json_line(value, &text)) return wrong(field, "not a string on one line", failure);
    switch (field->kind) {
    case FIELD_OWNED_TEXT:
        return read_owned(field, text, member, failure);
    case FIELD_DAY:
    case FIELD_DAY_OR_NONE:
        return read_day(field, text, member, failure);
    case FIELD_HASH:
        if (sha256_from_hex(text, strlen(text), member)) return STATUS_OK;
        return wrong(field, "not 64 hexadecimal digits", failure);
    case FIELD_WORD:
    case FIELD_CONSTANT:
        return read_word(field, text, member, failure);
    default:
        break;
    }
    if (field->kind == FIELD_TIME && !time_text_ok(text))
        return wrong(field, "not a time", failure);
    if (strlen(text) >= field->size) return wrong(field, "too long", failure);
    snprintf(member, field->size, "%s", text);
    return STATUS_OK;
}

static Status read_own(const JsonValue *value, const Field *field, void *member,
                       Failure *failure)
{
    Status status = field->type->read(value, member, failure);
    if (status != STATUS_INPUT_VALUE || failure == NULL) return status;
    Failure reason = *failure;
    return failure_set(failure, status, NULL, "\"%s\": %s", field->name, reason.detail);
}

static Status read_field(const JsonValue *value, const Field *field, void *member,
                         Failure *failure)
{
    switch (field->kind) {
    case FIELD_OWN:
        return read_own(value, field, member, failure);
    case FIELD_FLAG:
        if (json_boolean(value, member)) return STATUS_OK;
        return wrong(field, "not true or false", failure);
    case FIELD_COUNT:
    case FIELD_INTEGER:
    case FIELD_I64:
    case FIELD_INT:
    case FIELD_U32:
        return read_number(value, field, member, failure);
    default:
        return read_text(value, field, member, failure);
    }
}

Status fields_read(const JsonValue *value, const Field *fields, size_t count, void *object,
                   Failure *failure)
{
    if (value == NULL || json_kind(value) != JSON_OBJECT)
        return failure_set(failure, STATUS_INPUT_VALUE, NULL, "not an object");
    for (size_t i = 0; i < count; i++) {
        const JsonValue *member = json_object_get(value, fields[i].name);
        if (member == NULL && fields[i].optional) continue;
        if (member == NULL)
            return failure_set(failure, STATUS_INPUT_VALUE, NULL, "\"%s\" is missing",
                               fields[i].name);
        TRY(read_field(member, &fields[i], (char *)object + fields[i].offset, failure));
    }
    return STATUS_OK;
}

/* --- documents --- */

void fields_write_list(JsonWriter *writer, const char *name, const Field *fields, size_t count,
                       const void *items, size_t item_count, size_t item_size)
{
    json_array(writer, name, JSON_LINES);
    for (size_t i = 0; i < item_count; i++) {
        json_object(writer, NULL, JSON_INLINE);
        fields_write(writer, fields, count, (const char *)items + i * item_size);
        json_end(writer);
    }
    json_end(writer);
}

void fields_write_document(TextBuffer *out, const Field *fields, size_t count,
                           const void *object)
{
    JsonWriter writer = JSON_WRITER(out);
    json_object(&writer, NULL, JSON_LINES);
    fields_write(&writer, fields, count, object);
    json_end(&writer);
}

Status fields_read_document(const char *name, const void *bytes, size_t size,
                            const Field *fields, size_t count, void *object, Failure *failure)
{
    CLEANUP(json_free) JsonDocument *document = NULL;
    TRY(json_read(name, bytes, size, &document, failure));
    return failure_at(failure, name,
                      fields_read(json_root(document), fields, count, object, failure));
}
