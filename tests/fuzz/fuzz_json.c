/* fuzz_json.c - the JSON reader, and the two documents that are read with it. */
#include <string.h>

#include "formats/run/entry.h"
#include "formats/run/manifest.h"
#include "formats/json/json_reader.h"
#include "tests/fuzz/fuzz_target.h"

/* --- JSON --- */

static void dump_value(TextBuffer *out, const JsonValue *value);

static void dump_children(TextBuffer *out, const JsonValue *value)
{
    bool object = json_kind(value) == JSON_OBJECT;
    text_buffer_char(out, object ? '{' : '[');
    for (size_t i = 0; i < json_count(value); i++) {
        if (i > 0) text_buffer_char(out, ',');
        if (object) {
            const char *key = json_object_key(value, i);
            INVARIANT(json_object_get(value, key) == json_object_at(value, i));
            text_buffer_json_string(out, key);
            text_buffer_char(out, ':');
        }
        dump_value(out, object ? json_object_at(value, i) : json_array_at(value, i));
    }
    text_buffer_char(out, object ? '}' : ']');
}

static void dump_value(TextBuffer *out, const JsonValue *value)
{
    const char *string;
    int64_t integer;
    bool boolean;
    if (json_string(value, &string)) {
        text_buffer_json_string(out, string);
    } else if (json_integer(value, &integer)) {
        text_buffer_number(out, integer);
    } else if (json_boolean(value, &boolean)) {
        text_buffer_text(out, boolean ? "true" : "false");
    } else if (json_kind(value) == JSON_NULL) {
        text_buffer_text(out, "null");
    } else {
        dump_children(out, value);
    }
}

static Status read_json(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    JsonDocument *document = (JsonDocument *)bytes;
    Status status = json_read("input.json", bytes, size, &document, failure);
    INVARIANT((status == STATUS_OK) == (document != NULL));
    if (document == NULL) return status;
    dump_value(out, json_root(document));
    json_free(document);
    return status;
}

void fuzz_json(const uint8_t *data, size_t size)
{
    fuzz_written(read_json, true, data, size);
}

/* --- manifest.json, entry.json --- */

static Status read_manifest(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    Manifest manifest;
    TRY(manifest_read("manifest.json", bytes, size, &manifest, failure));
    INVARIANT(manifest.quarter >= 1 && manifest.quarter <= 4 && manifest.ledger != NULL);
    INVARIANT(manifest.rule_sets.count <= MANIFEST_RULE_SETS_MAX);
    manifest_write(&manifest, out);
    manifest_free(&manifest);
    return STATUS_OK;
}

void fuzz_manifest(const uint8_t *data, size_t size)
{
    fuzz_written(read_manifest, false, data, size);
}

static Status read_entry(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    EntryText entry;
    Status status = entry_read("entry.json", bytes, size, &entry, failure);
    /* NOT_NOW: of a format that is no longer read. */
    INVARIANT(status == STATUS_OK || status == STATUS_VERIFICATION || status == STATUS_NOT_NOW);
    if (status != STATUS_OK) return status;
    for (size_t i = 0; i < entry.files.count; i++) {
        const char *path = entry.files.items[i].path;
        INVARIANT(path[0] != '/' && strstr(path, "..") == NULL);
    }
    entry_write(&entry, out);
    entry_text_free(&entry);
    return STATUS_OK;
}

void fuzz_entry(const uint8_t *data, size_t size)
{
    fuzz_written(read_entry, false, data, size);
}
