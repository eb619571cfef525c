/* proposal_check.c - what must be true of a proposal before anybody signs it again. */
#include <string.h>

#include "engine/approval.h"
#include "formats/cms_signature.h"
#include "formats/input_file.h"
#include "formats/pain001_reader.h"

static Status check_output(const char *run, const ManifestFile *file, Failure *failure)
{
    char path[PATH_SIZE];
    FileSums sums;
    TRY(path_join(run, file->path, path, failure));
    TRY(path_refuse_link(path, failure));
    Status status = input_file_sums(path, &sums, failure);
    bool same = status == STATUS_OK && sums.stored_size == file->sums.stored_size &&
                sums.content_size == file->sums.content_size &&
                memcmp(sums.stored_sha256, file->sums.stored_sha256, SHA256_SIZE) == 0 &&
                memcmp(sums.content_sha256, file->sums.content_sha256, SHA256_SIZE) == 0;
    if (same) return STATUS_OK;
    if (status == STATUS_MEMORY || status == STATUS_READ) return status;
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "the file is missing or not as the manifest says");
}

static Status check_payment_signature(const Ledger *ledger, const char *path, Failure *failure)
{
    char signature_path[PATH_SIZE + 4];
    InputFile file, signature;
    size_t length = strlen(path);
    memcpy(signature_path, path, length);
    memcpy(signature_path + length, ".p7s", 5);
    TRY(input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    Status status = input_file_read_stored(signature_path, CMS_DER_MAX, &signature, failure);
    if (status == STATUS_OK) {
        status = signer_verify(ledger, path, signature.bytes, signature.size, file.bytes,
                               file.size, false, failure);
        input_file_free(&signature);
    }
    input_file_free(&file);
    return status;
}

static Status add_payment_file(const char *path, uint64_t *count, Ore *sum, Failure *failure)
{
    InputFile content;
    Pain001File file;
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &content, failure));
    Status status = pain001_read(path, content.bytes, content.size, &file, failure);
    input_file_free(&content);
    if (status != STATUS_OK) return status;
    status = pain001_confirm(&file, file.count, file.sum, failure);
    *count += file.count;
    *sum = ore_add(*sum, file.sum);
    pain001_file_free(&file);
    return status;
}

static Status check_payments(const Ledger *ledger, const char *run, const Manifest *manifest,
                             Failure *failure)
{
    uint64_t count = 0;
    Ore sum = 0;
    char path[PATH_SIZE];
    for (size_t i = 0; i < manifest->outputs.count; i++) {
        const ManifestFile *file = &manifest->outputs.items[i];
        if (strcmp(file->kind, "payment") != 0) continue;
        TRY(path_join(run, file->path, path, failure));
        TRY(check_payment_signature(ledger, path, failure));
        TRY(add_payment_file(path, &count, &sum, failure));
    }
    if (count == manifest->payments && sum == manifest->paid) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, run,
                       "the payment files do not add up to what the manifest says");
}

Status proposal_check(const Ledger *ledger, const char *run, const Manifest *manifest,
                      Failure *failure)
{
    for (size_t i = 0; i < manifest->outputs.count; i++) {
        TRY(check_output(run, &manifest->outputs.items[i], failure));
    }
    TRY(check_payments(ledger, run, manifest, failure));
    if (ore_add(manifest->lines_sum, manifest->brought_forward) ==
        ore_add(manifest->paid, manifest->carried_forward)) {
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_VERIFICATION, run,
                       "lines and claims do not equal payments and carried forward");
}
