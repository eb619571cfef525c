#include "formats/run/release_file.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/input_file.h"
#include "formats/base/lock.h"
#include "formats/base/translate.h"
#include "formats/json/json_fields.h"

enum { RECORD_MODE = 0644, RECORD_SIZE_MAX = 1 << 16 };

static const Field fields[] = {
    JSON_FIELD(ReleaseRecord, entry, "entry", FIELD_U32, .least = 1, .most = 999999),
    JSON_FIELD(ReleaseRecord, payment, "payment", FIELD_TEXT),
    JSON_FIELD(ReleaseRecord, sha256, "sha256", FIELD_HASH),
    JSON_FIELD(ReleaseRecord, number, "number", FIELD_U32, .least = 1, .most = RELEASES_MAX),
    JSON_FIELD(ReleaseRecord, who, "who", FIELD_TEXT),
    JSON_FIELD(ReleaseRecord, time, "time", FIELD_TIME),
    JSON_FIELD(ReleaseRecord, reason, "reason", FIELD_TEXT),
    JSON_CONSTANT("format", "tilskudd-release-1"),
};
enum { FIELDS = sizeof fields / sizeof fields[0] };

/* "000001-MSGID-01.json" */
static void record_name(const ReleaseRecord *record, char name[PATH_SIZE])
{
    int message = (int)strcspn(record->payment, ".");
    snprintf(name, PATH_SIZE, "%06u-%.*s-%02u.json", record->entry, message, record->payment,
             record->number);
}

static bool is_record(const char *name)
{
    size_t length = strlen(name);
    return length > 5 && strcmp(name + length - 5, ".json") == 0;
}

static Status parse(const char *path, const InputFile *file, ReleaseRecord *out,
                    Failure *failure)
{
    char name[PATH_SIZE];
    CLEANUP(text_buffer_free) TextBuffer same = TEXT_BUFFER_EMPTY;
    TRY(fields_read_document(path, file->bytes, file->size, fields, FIELDS, out, failure));
    fields_write_document(&same, fields, FIELDS, out);
    TRY(text_buffer_status(&same, failure));
    record_name(out, name);
    if (same.length == file->size && memcmp(same.bytes, file->bytes, same.length) == 0 &&
        strcmp(name, path_base_name(path)) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, path, "other bytes or another name");
}

static Status read_record(const char *folder, const char *name, ReleaseRecord *out,
                          Failure *failure)
{
    char path[PATH_SIZE];
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(path_join(folder, name, path, failure));
    TRY(input_file_read_stored(path, RECORD_SIZE_MAX, &file, failure));
    Status status = parse(path, &file, out, failure);
    return status == STATUS_OK || status == STATUS_MEMORY
               ? status
               : failure_explain(failure, STATUS_VERIFICATION, "not a release as recorded");
}

Status releases_read(const char *ledger, Releases *out, Failure *failure)
{
    char folder[PATH_SIZE];
    PathKind kind;
    CLEANUP(path_list_free) PathList list = {0};
    *out = (Releases){0};
    TRY(path_join(ledger, "releases", folder, failure));
    TRY(path_kind(folder, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK;
    TRY(path_list(folder, &list, failure));
    for (size_t i = 0; i < list.count; i++) {
        if (!is_record(list.names[i])) continue;
        TRY(system_grow(&out->items, &out->capacity, out->count + 1, sizeof *out->items,
                        failure));
        out->items[out->count] = (ReleaseRecord){.entry = 0};
        TRY(read_record(folder, list.names[i], &out->items[out->count], failure));
        out->count++;
    }
    return STATUS_OK;
}

void releases_free(Releases *releases)
{
    system_free(releases->items);
    *releases = (Releases){0};
}

Status releases_lock(const char *ledger, int *lock, Failure *failure)
{
    char folder[PATH_SIZE];
    TRY(path_join(ledger, "releases", folder, failure));
    TRY(path_make_folder(folder, true, failure));
    return lock_in_turn(folder, lock, failure);
}

Status release_save(const char *ledger, const ReleaseRecord *record, Failure *failure)
{
    char folder[PATH_SIZE], name[PATH_SIZE], path[PATH_SIZE];
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(path_join(ledger, "releases", folder, failure));
    record_name(record, name);
    TRY(path_join(folder, name, path, failure));
    fields_write_document(&text, fields, FIELDS, record);
    TRY(text_buffer_status(&text, failure));
    Status status = output_file_save_new(path, RECORD_MODE, OUTPUT_PLAIN, text.bytes,
                                         text.length, NULL, failure);
    if (status == STATUS_OUTPUT_EXISTS)
        return failure_set(failure, STATUS_RELEASED, path, "somebody is quicker");
    TRY(status);
    return path_sync(folder, failure);
}

void release_text(const ReleaseRecord *record, TextBuffer *out)
{
    text_buffer_format(out, _("%s of entry %06u, %s by %s"), record->payment, record->entry,
                       record->time, record->who);
    if (record->number > 1)
        text_buffer_format(out, _(" (again: %u, because: %s)"), record->number, record->reason);
}
