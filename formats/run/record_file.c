#include "formats/run/record_file.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/input_file.h"
#include "formats/base/output_file.h"
#include "formats/base/translate.h"

enum { RECORD_MODE = 0644, RECORD_SIZE_MAX = 1 << 16 };

void record_user_name(char out[RECORD_WHO_SIZE])
{
    const struct passwd *user = getpwuid(getuid());
    if (user != NULL)
        snprintf(out, RECORD_WHO_SIZE, "%s", user->pw_name);
    else
        snprintf(out, RECORD_WHO_SIZE, "uid %u", (unsigned)getuid());
}

bool record_file_is(const char *name)
{
    size_t length = strlen(name);
    return length > 5 && strcmp(name + length - 5, ".json") == 0;
}

static Status parse(const char *path, const InputFile *file, const RecordKind *kind,
                    void *record, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer same = TEXT_BUFFER_EMPTY;
    TRY(fields_read_document(path, file->bytes, file->size, kind->fields, kind->count, record,
                             failure));
    fields_write_document(&same, kind->fields, kind->count, record);
    TRY(text_buffer_status(&same, failure));
    if (same.length == file->size && memcmp(same.bytes, file->bytes, same.length) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, path, "other bytes");
}

Status record_file_read(const char *path, const RecordKind *kind, void *record, uint8_t *sha256,
                        Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(input_file_read_stored(path, RECORD_SIZE_MAX, &file, failure));
    Status status = parse(path, &file, kind, record, failure);
    if (status != STATUS_OK && status != STATUS_MEMORY)
        return failure_explain(failure, STATUS_VERIFICATION, translate(kind->wrong));
    TRY(status);
    return sha256 != NULL ? sha256_of(file.bytes, file.size, sha256, failure) : STATUS_OK;
}

Status record_file_save(const char *folder, const char *name, const RecordKind *kind,
                        const void *record, uint8_t *sha256, Failure *failure)
{
    char path[PATH_SIZE];
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(path_join(folder, name, path, failure));
    fields_write_document(&text, kind->fields, kind->count, record);
    TRY(text_buffer_status(&text, failure));
    if (sha256 != NULL) TRY(sha256_of(text.bytes, text.length, sha256, failure));
    TRY(output_file_save_new(path, RECORD_MODE, OUTPUT_PLAIN, text.bytes, text.length, NULL,
                             failure));
    return path_sync(folder, failure);
}
