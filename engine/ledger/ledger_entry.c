#include "engine/ledger/ledger_entry.h"

#include <stdio.h>
#include <string.h>

#include "formats/json/json_reader.h"
#include "formats/base/path.h"

void entry_name(uint32_t number, char name[ENTRY_NAME_SIZE])
{
    snprintf(name, ENTRY_NAME_SIZE, "%06u", number);
}

static void put_hash(TextBuffer *out, const char *name, const uint8_t hash[SHA256_SIZE])
{
    text_buffer_format(out, "  \"%s\": \"", name);
    text_buffer_hex(out, hash, SHA256_SIZE);
    text_buffer_text(out, "\",\n");
}

static void put_number(TextBuffer *out, const char *name, int64_t number)
{
    text_buffer_format(out, "  \"%s\": %lld,\n", name, (long long)number);
}

static void put_files(TextBuffer *out, const ManifestFiles *files)
{
    text_buffer_text(out, "  \"files\": [\n");
    for (size_t i = 0; i < files->count; i++) {
        const ManifestFile *file = &files->items[i];
        text_buffer_text(out, "    {\"path\": ");
        text_buffer_json_string(out, file->path);
        text_buffer_text(out, ", \"sha256\": \"");
        text_buffer_hex(out, file->sums.stored_sha256, SHA256_SIZE);
        text_buffer_format(out, "\", \"size\": %llu}%s\n",
                           (unsigned long long)file->sums.stored_size,
                           i + 1 < files->count ? "," : "");
    }
    text_buffer_text(out, "  ],\n");
}

static const char *const kind_texts[] = {"OPEN", "RUN", "ACCOUNTS"};

void entry_write(const EntryText *entry, TextBuffer *out)
{
    char cutoff[DAY_TEXT_SIZE] = "";
    if (day_is_set(entry->cutoff)) day_format(entry->cutoff, cutoff);
    text_buffer_text(out, "{\n");
    put_number(out, "number", entry->number);
    text_buffer_format(out, "  \"kind\": \"%s\",\n  \"mode\": \"%s\",\n",
                       kind_texts[entry->kind], ledger_mode_text(entry->mode));
    put_number(out, "opening_year", entry->opening_year);
    put_number(out, "year", entry->year);
    put_number(out, "quarter", entry->quarter);
    text_buffer_format(out, "  \"cutoff\": \"%s\",\n  \"time\": \"%s\",\n", cutoff,
                       entry->time);
    put_hash(out, "run_identity", entry->run_identity);
    put_hash(out, "manifest_sha256", entry->manifest_sha256);
    line_successors_put(out, &entry->line_successors);
    put_number(out, "paid_ore", entry->paid);
    put_number(out, "lines_ore", entry->lines_sum);
    put_number(out, "log_size_before", (int64_t)entry->log_size_before);
    put_hash(out, "previous_entry", entry->previous_entry);
    put_hash(out, "previous_signature", entry->previous_signature);
    put_hash(out, "previous_checkpoint", entry->previous_checkpoint);
    put_files(out, &entry->files);
    text_buffer_text(out, "  \"format\": \"tilskudd-entry-1\"\n}\n");
}

static Status odd(Failure *failure, const char *what)
{
    return failure_set(failure, STATUS_VERIFICATION, NULL, "entry.json: %s", what);
}

static Status get_hash(const JsonValue *from, const char *name, uint8_t out[SHA256_SIZE],
                       Failure *failure)
{
    const char *text;
    TRY(json_member_string(from, name, &text, failure));
    return sha256_from_hex(text, strlen(text), out) ? STATUS_OK : odd(failure, name);
}

static Status get_number(const JsonValue *from, const char *name, int64_t low, int64_t high,
                         int64_t *out, Failure *failure)
{
    TRY(json_member_integer(from, name, out, failure));
    return *out >= low && *out <= high ? STATUS_OK : odd(failure, name);
}

static Status get_word(const JsonValue *from, const char *name, const char *const *words,
                       int count, int *which, Failure *failure)
{
    const char *text;
    TRY(json_member_string(from, name, &text, failure));
    for (*which = 0; *which < count; (*which)++) {
        if (strcmp(text, words[*which]) == 0) return STATUS_OK;
    }
    return odd(failure, name);
}

static Status get_files(const JsonValue *root, EntryText *out, Failure *failure)
{
    const JsonValue *list;
    TRY(json_member(root, "files", JSON_ARRAY, &list, failure));
    for (size_t i = 0; i < json_count(list); i++) {
        const JsonValue *item = json_array_at(list, i);
        FileSums sums = {0};
        const char *path;
        int64_t size;
        TRY(json_member_string(item, "path", &path, failure));
        if (path[0] == '/' || strstr(path, "..") != NULL) return odd(failure, "path");
        TRY(get_hash(item, "sha256", sums.stored_sha256, failure));
        TRY(get_number(item, "size", 0, INT64_MAX, &size, failure));
        sums.stored_size = (uint64_t)size;
        TRY(manifest_files_add(&out->files, "file", path, &sums, failure));
    }
    return STATUS_OK;
}

static Status get_texts(const JsonValue *root, EntryText *out, Failure *failure)
{
    const char *cutoff, *time, *format;
    TRY(json_member_string(root, "format", &format, failure));
    if (strcmp(format, "tilskudd-entry-1") != 0) return odd(failure, "format");
    TRY(json_member_string(root, "cutoff", &cutoff, failure));
    TRY(json_member_string(root, "time", &time, failure));
    out->cutoff = DAY_NONE;
    if (cutoff[0] != '\0' && !day_parse(cutoff, strlen(cutoff), &out->cutoff)) {
        return odd(failure, "cutoff");
    }
    if (!time_text_ok(time)) return odd(failure, "time");
    snprintf(out->time, sizeof out->time, "%s", time);
    return STATUS_OK;
}

static Status get_numbers(const JsonValue *root, EntryText *out, Failure *failure)
{
    int64_t number, opening, year, quarter, log_size;
    TRY(get_number(root, "number", 0, 999999, &number, failure));
    TRY(get_number(root, "opening_year", YEAR_MIN, YEAR_MAX, &opening, failure));
    TRY(get_number(root, "year", YEAR_MIN, YEAR_MAX, &year, failure));
    TRY(get_number(root, "quarter", 0, 4, &quarter, failure));
    TRY(get_number(root, "log_size_before", 0, INT64_MAX, &log_size, failure));
    TRY(json_member_integer(root, "paid_ore", &out->paid, failure));
    TRY(json_member_integer(root, "lines_ore", &out->lines_sum, failure));
    out->number = (uint32_t)number;
    out->opening_year = (int)opening;
    out->year = (int)year;
    out->quarter = (int)quarter;
    out->log_size_before = (uint64_t)log_size;
    return STATUS_OK;
}

static Status get_all(const JsonValue *root, EntryText *out, Failure *failure)
{
    static const char *const modes[] = {"test", "live"};
    int kind, mode;
    TRY(get_texts(root, out, failure));
    TRY(get_numbers(root, out, failure));
    TRY(get_word(root, "kind", kind_texts, 3, &kind, failure));
    TRY(get_word(root, "mode", modes, 2, &mode, failure));
    out->kind = (EntryKind)kind;
    out->mode = (LedgerMode)mode;
    TRY(get_hash(root, "run_identity", out->run_identity, failure));
    TRY(get_hash(root, "manifest_sha256", out->manifest_sha256, failure));
    TRY(line_successors_get(root, &out->line_successors, failure));
    TRY(get_hash(root, "previous_entry", out->previous_entry, failure));
    TRY(get_hash(root, "previous_signature", out->previous_signature, failure));
    TRY(get_hash(root, "previous_checkpoint", out->previous_checkpoint, failure));
    return get_files(root, out, failure);
}

Status entry_read(const char *name, const void *bytes, size_t size, EntryText *out,
                  Failure *failure)
{
    JsonDocument *document;
    *out = (EntryText){0};
    Status status = json_read(name, bytes, size, &document, failure);
    if (status == STATUS_OK) {
        status = get_all(json_root(document), out, failure);
        json_free(document);
    }
    if (status == STATUS_OK) return STATUS_OK;
    entry_text_free(out);
    failure_locate(failure, name);
    return status == STATUS_MEMORY
               ? status
               : failure_set(failure, STATUS_VERIFICATION, name, "not an entry as written");
}

void entry_text_free(EntryText *entry)
{
    for (size_t i = 0; i < entry->files.count; i++) {
        system_free(entry->files.items[i].path);
    }
    system_free(entry->files.items);
    entry->files = (ManifestFiles){0};
}

static Status hash_in(const char *folder, const char *name, uint8_t out[SHA256_SIZE],
                      Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(folder, name, path, failure));
    return sha256_of_file(path, out, NULL, failure);
}

Status entry_head(const char *folder, uint8_t entry[SHA256_SIZE],
                  uint8_t signature[SHA256_SIZE], uint8_t checkpoint[SHA256_SIZE],
                  uint8_t head[SHA256_SIZE], Failure *failure)
{
    uint8_t all[3 * SHA256_SIZE];
    TRY(hash_in(folder, "entry.json", entry, failure));
    TRY(hash_in(folder, "entry.json.p7s", signature, failure));
    TRY(hash_in(folder, "checkpoint", checkpoint, failure));
    memcpy(all, entry, SHA256_SIZE);
    memcpy(all + SHA256_SIZE, signature, SHA256_SIZE);
    memcpy(all + 2 * SHA256_SIZE, checkpoint, SHA256_SIZE);
    return sha256_of(all, sizeof all, head, failure);
}

Status entry_add_file(EntryText *entry, const char *folder, const char *relative,
                      Failure *failure)
{
    char path[PATH_SIZE];
    FileSums sums = {0};
    TRY(path_join(folder, relative, path, failure));
    TRY(sha256_of_file(path, sums.stored_sha256, &sums.stored_size, failure));
    return manifest_files_add(&entry->files, "file", relative, &sums, failure);
}
