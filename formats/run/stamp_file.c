/* stamp_file.c - time stamps beside a ledger's chain. */
#include "formats/run/stamp_file.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/output_file.h"
#include "formats/base/path.h"

enum { FILE_MODE = 0644, NAME_SIZE = 40, ENTRY_DIGITS = 6, NONCE_DIGITS = 16 };

static const char *const endings[] = {[STAMP_REQUEST] = ".tsq", [STAMP_ANSWER] = ".tsr"};
static const char digits[] = "0123456789abcdef";

static Status folder_of(const char *ledger, char out[PATH_SIZE], Failure *failure)
{
    return path_join(ledger, "timestamps", out, failure);
}

static Status place_of(const char *ledger, const StampFile *file, char out[PATH_SIZE],
                       Failure *failure)
{
    char folder[PATH_SIZE], name[NAME_SIZE];
    int length = snprintf(name, sizeof name, "%06u-", file->entry % 1000000U);
    for (size_t i = 0; i < STAMP_NONCE_SIZE; i++) {
        name[length++] = digits[file->nonce[i] >> 4];
        name[length++] = digits[file->nonce[i] & 15];
    }
    snprintf(name + length, sizeof name - (size_t)length, "%s", endings[file->kind]);
    TRY(folder_of(ledger, folder, failure));
    return path_join(folder, name, out, failure);
}

/* A name as place_of writes it. */
static bool read_name(const char *name, StampFile *out)
{
    const char *nonce = name + ENTRY_DIGITS + 1;
    *out = (StampFile){.kind = STAMP_REQUEST};
    if (strlen(name) != ENTRY_DIGITS + 1 + NONCE_DIGITS + 4 ||
        strspn(name, "0123456789") != ENTRY_DIGITS || name[ENTRY_DIGITS] != '-' ||
        strspn(nonce, digits) != NONCE_DIGITS)
        return false;
    for (int i = 0; i < ENTRY_DIGITS; i++)
        out->entry = out->entry * 10 + (uint32_t)(name[i] - '0');
    for (int i = 0; i < NONCE_DIGITS; i++) {
        size_t digit = (size_t)(strchr(digits, nonce[i]) - digits);
        out->nonce[i / 2] = (uint8_t)(out->nonce[i / 2] << 4 | digit);
    }
    if (strcmp(nonce + NONCE_DIGITS, endings[STAMP_ANSWER]) == 0) out->kind = STAMP_ANSWER;
    return strcmp(nonce + NONCE_DIGITS, endings[out->kind]) == 0;
}

Status stamp_files_list(const char *ledger, StampFiles *out, Failure *failure)
{
    char folder[PATH_SIZE];
    PathKind kind;
    CLEANUP(path_list_free) PathList list = {0};
    *out = (StampFiles){0};
    TRY(folder_of(ledger, folder, failure));
    TRY(path_kind(folder, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK;
    TRY(path_list(folder, &list, failure));
    for (size_t i = 0; i < list.count; i++) {
        StampFile file;
        if (!read_name(list.names[i], &file)) continue;
        TRY(system_grow(&out->items, &out->capacity, out->count + 1, sizeof *out->items,
                        failure));
        out->items[out->count++] = file;
    }
    return STATUS_OK;
}

void stamp_files_free(StampFiles *files)
{
    system_free(files->items);
    *files = (StampFiles){0};
}

Status stamp_file_save(const char *ledger, const StampFile *file, const void *der, size_t size,
                       Failure *failure)
{
    char folder[PATH_SIZE], path[PATH_SIZE];
    TRY(folder_of(ledger, folder, failure));
    TRY(place_of(ledger, file, path, failure));
    TRY(path_make_folder(folder, true, failure));
    TRY(output_file_save_new(path, FILE_MODE, OUTPUT_PLAIN, der, size, NULL, failure));
    return path_sync(folder, failure);
}

Status stamp_file_read(const char *ledger, const StampFile *file, InputFile *out,
                       Failure *failure)
{
    char path[PATH_SIZE];
    TRY(place_of(ledger, file, path, failure));
    TRY(path_refuse_link(path, failure));
    return input_file_read_stored(path, STAMP_DER_MAX, out, failure);
}
