#include "formats/run/entry.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"

const char *const entry_kind_texts[] = {"OPEN",   "RUN",  "ACCOUNTS", "ANSWER",
                                        "MANUAL", "KEYS", NULL};
const char *const ledger_mode_texts[] = {"test", "live", NULL};

const char *ledger_mode_text(LedgerMode mode)
{
    return ledger_mode_texts[mode];
}

bool entry_is_paying(EntryKind kind)
{
    return kind == ENTRY_OPEN || kind == ENTRY_RUN;
}

bool entry_has_lines(EntryKind kind)
{
    return kind == ENTRY_OPEN || kind == ENTRY_RUN || kind == ENTRY_MANUAL;
}

bool entry_has_open_items(EntryKind kind)
{
    return entry_has_lines(kind) || kind == ENTRY_ANSWER;
}

void entry_name(uint32_t number, char name[ENTRY_NAME_SIZE])
{
    snprintf(name, ENTRY_NAME_SIZE, "%06u", number);
}

/* --- the files of an entry --- */

static const Field file_fields[] = {
    JSON_FIELD(ManifestFile, path, "path", FIELD_OWNED_TEXT),
    JSON_FIELD(ManifestFile, sums.stored_sha256, "sha256", FIELD_HASH),
    JSON_FIELD(ManifestFile, sums.stored_size, "size", FIELD_COUNT),
};
enum { FILE_FIELDS = sizeof file_fields / sizeof file_fields[0] };

static void write_files(JsonWriter *writer, const char *name, const void *member)
{
    const ManifestFiles *files = member;
    fields_write_list(writer, name, file_fields, FILE_FIELDS, files->items, files->count,
                      sizeof *files->items);
}

static Status read_files(const JsonValue *list, void *member, Failure *failure)
{
    ManifestFiles *files = member;
    if (json_kind(list) != JSON_ARRAY)
        return failure_set(failure, STATUS_INPUT_VALUE, NULL, "not an array");
    for (size_t i = 0; i < json_count(list); i++) {
        CLEANUP(system_free) char *path = NULL;
        ManifestFile file = {.kind = "file"};
        Status status =
            fields_read(json_array_at(list, i), file_fields, FILE_FIELDS, &file, failure);
        path = file.path;
        TRY(status);
        if (path[0] == '/' || strstr(path, "..") != NULL)
            return failure_set(failure, STATUS_INPUT_VALUE, NULL, "leads out of the entry");
        TRY(manifest_files_add(files, "file", path, &file.sums, failure));
    }
    return STATUS_OK;
}

static const FieldType files_type = {write_files, read_files};

/* --- entry.json --- */

static const Field fields[] = {
    JSON_FIELD(EntryText, number, "number", FIELD_U32, .most = 999999),
    JSON_FIELD(EntryText, kind, "kind", FIELD_WORD, .words = entry_kind_texts),
    JSON_FIELD(EntryText, mode, "mode", FIELD_WORD, .words = ledger_mode_texts),
    JSON_FIELD(EntryText, given_keys, "given_keys", FIELD_FLAG),
    JSON_FIELD(EntryText, opening_year, "opening_year", FIELD_INT, .least = YEAR_MIN,
               .most = YEAR_MAX),
    JSON_FIELD(EntryText, pseudonym_check, "pseudonym_check", FIELD_HASH),
    JSON_FIELD(EntryText, year, "year", FIELD_INT, .least = YEAR_MIN, .most = YEAR_MAX),
    JSON_FIELD(EntryText, quarter, "quarter", FIELD_INT, .most = 4),
    JSON_FIELD(EntryText, cutoff, "cutoff", FIELD_DAY_OR_NONE),
    JSON_FIELD(EntryText, time, "time", FIELD_TIME),
    JSON_FIELD(EntryText, allow_time, "allow_time", FIELD_FLAG),
    JSON_FIELD(EntryText, run_identity, "run_identity", FIELD_HASH),
    JSON_FIELD(EntryText, manifest_sha256, "manifest_sha256", FIELD_HASH),
    JSON_OWN(EntryText, line_successors, "line_successors", &line_successors_type),
    JSON_FIELD(EntryText, same_inputs, "same_inputs", FIELD_FLAG),
    JSON_FIELD(EntryText, same_user, "same_user", FIELD_FLAG),
    JSON_FIELD(EntryText, paid, "paid_ore", FIELD_INTEGER),
    JSON_FIELD(EntryText, lines_sum, "lines_ore", FIELD_INTEGER),
    JSON_FIELD(EntryText, log_size_before, "log_size_before", FIELD_COUNT),
    JSON_FIELD(EntryText, previous_entry, "previous_entry", FIELD_HASH),
    JSON_FIELD(EntryText, previous_signature, "previous_signature", FIELD_HASH),
    JSON_FIELD(EntryText, previous_checkpoint, "previous_checkpoint", FIELD_HASH),
    JSON_OWN(EntryText, files, "files", &files_type),
    JSON_CONSTANT("format", "tilskudd-entry-4"),
};
enum { FIELDS = sizeof fields / sizeof fields[0] };

void entry_write(const EntryText *entry, TextBuffer *out)
{
    fields_write_document(out, fields, FIELDS, entry);
}

/* Entries of format 1 were not bound to their proposals; those of format 2 knew no open items,
 * and their tables did not say which run they are of; those of format 3 told of every person
 * anew in each quarter. */
static int format_before(const void *bytes, size_t size)
{
    static const char *const formats[] = {"\"format\": \"tilskudd-entry-1\"",
                                          "\"format\": \"tilskudd-entry-2\"",
                                          "\"format\": \"tilskudd-entry-3\""};
    for (int i = 0; i < 3; i++)
        if (size > 0 && memmem(bytes, size, formats[i], strlen(formats[i])) != NULL)
            return i + 1;
    return 0;
}

/* The same things in another order, or members that nobody reads, are not what was written. */
static Status refuse_other_form(const char *name, const void *bytes, size_t size,
                                const EntryText *entry, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    entry_write(entry, &text);
    TRY(text_buffer_status(&text, failure));
    if (text.length == size && memcmp(text.bytes, bytes, size) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, name,
                       "members that nobody reads, or in another order");
}

Status entry_read(const char *name, const void *bytes, size_t size, EntryText *out,
                  Failure *failure)
{
    CLEANUP(entry_text_free) EntryText entry = {0};
    *out = (EntryText){0};
    int before = format_before(bytes, size);
    if (before > 0)
        return failure_set(
            failure, STATUS_NOT_NOW, name,
            "of a ledger of format %d, which this program does not read: keep it "
            "with the program that made it, and open a new ledger with --paid",
            before);
    Status status = fields_read_document(name, bytes, size, fields, FIELDS, &entry, failure);
    if (status == STATUS_OK) status = refuse_other_form(name, bytes, size, &entry, failure);
    if (status == STATUS_OK) *out = HAND_OVER(EntryText, entry);
    return status == STATUS_OK || status == STATUS_MEMORY
               ? status
               : failure_explain(failure, STATUS_VERIFICATION, "not an entry as written");
}

void entry_choices_text(const EntryText *entry, const char *before, TextBuffer *out)
{
    const struct {
        bool passed;
        const char *what;
    } choices[] = {{entry->same_inputs,
                    N_("the second person read the first person's files (--same-inputs)")},
                   {entry->same_user,
                    N_("the proposal's files were the second person's own (--same-user)")},
                   {entry->allow_time, N_("long after the entry before (--allow-time)")}};
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++)
        if (choices[i].passed)
            text_buffer_format(out, "%s%s\n", before, translate(choices[i].what));
}

void entry_text_free(EntryText *entry)
{
    manifest_files_free(&entry->files);
}

static Status sum_of(Folder *folder, const char *name, uint8_t out[SHA256_SIZE],
                     Failure *failure)
{
    const FolderFile *file;
    TRY(folder_read(folder, name, INPUT_SMALL_SIZE_MAX, &file, failure));
    memcpy(out, file->sums.stored_sha256, SHA256_SIZE);
    return STATUS_OK;
}

Status entry_head(Folder *folder, EntryHead *out, Failure *failure)
{
    TRY(sum_of(folder, "entry.json", out->entry, failure));
    TRY(sum_of(folder, "entry.json.p7s", out->signature, failure));
    TRY(sum_of(folder, "checkpoint", out->checkpoint, failure));
    /* The three stand side by side in this order. */
    return sha256_of(out->entry, 3 * SHA256_SIZE, out->head, failure);
}
