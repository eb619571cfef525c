#include "formats/run/release_file.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/lock.h"
#include "formats/base/translate.h"

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
static const RecordKind kind_of_record = {fields, sizeof fields / sizeof fields[0],
                                          N_("not a release as recorded")};

/* "000001-MSGID-01.json" */
static void record_name(const ReleaseRecord *record, char name[PATH_SIZE])
{
    int message = (int)strcspn(record->payment, ".");
    snprintf(name, PATH_SIZE, "%06u-%.*s-%02u.json", record->entry, message, record->payment,
             record->number);
}

static Status read_record(const char *folder, const char *name, ReleaseRecord *out,
                          Failure *failure)
{
    char path[PATH_SIZE], own[PATH_SIZE];
    TRY(path_join(folder, name, path, failure));
    TRY(record_file_read(path, &kind_of_record, out, NULL, failure));
    record_name(out, own);
    if (strcmp(name, own) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, path, "%s",
                       _("not a release as recorded: another name"));
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
        if (!record_file_is(list.names[i])) continue;
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
    char folder[PATH_SIZE], name[PATH_SIZE];
    TRY(path_join(ledger, "releases", folder, failure));
    record_name(record, name);
    Status status = record_file_save(folder, name, &kind_of_record, record, NULL, failure);
    if (status != STATUS_OUTPUT_EXISTS) return status;
    return failure_explain(failure, STATUS_RELEASED, "somebody is quicker");
}

void release_text(const ReleaseRecord *record, TextBuffer *out)
{
    text_buffer_format(out, _("%s of entry %06u, %s by %s"), record->payment, record->entry,
                       record->time, record->who);
    if (record->number > 1)
        text_buffer_format(out, _(" (again: %u, because: %s)"), record->number, record->reason);
}
