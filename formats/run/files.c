#include "formats/run/files.h"

#include <string.h>

enum {
    COPIED = EVIDENCE_COPIED,
    BULK = EVIDENCE_BULK,
    OWN = EVIDENCE_OWN,
    LARGE = EVIDENCE_LARGE
};

static const EvidenceFile files[EVIDENCE_COUNT] = {
#define EVIDENCE(name, run, entry, kind, mode, marks)                                          \
    [EVIDENCE_OF_##name] = {run, entry, kind, mode, marks},
#include "formats/run/files.def"
};

const EvidenceFile *evidence_file(EvidenceName name)
{
    return &files[name];
}

unsigned evidence_marks_in_entry(const char *name)
{
    if (strncmp(name, "payments/", 9) == 0) return EVIDENCE_BULK;
    for (size_t i = 0; i < EVIDENCE_COUNT; i++)
        if (files[i].entry_name != NULL && strcmp(files[i].entry_name, name) == 0)
            return files[i].marks;
    return 0;
}

bool evidence_is_payment(const char *entry_path)
{
    size_t length = strlen(entry_path);
    return strncmp(entry_path, "payments/", 9) == 0 && length > 7 &&
           strcmp(entry_path + length - 7, ".xml.gz") == 0;
}

Status evidence_read(Folder *folder, const ManifestFile *listed, const char *changed,
                     const FolderFile **out, Failure *failure)
{
    const FolderFile *file;
    *out = NULL;
    TRY(folder_read(folder, listed->path, INPUT_SIZE_MAX, &file, failure));
    if (file->sums.stored_size != listed->sums.stored_size ||
        memcmp(file->sums.stored_sha256, listed->sums.stored_sha256, SHA256_SIZE) != 0)
        return failure_set(failure, STATUS_VERIFICATION, file->path, "%s", changed);
    *out = file;
    return STATUS_OK;
}
