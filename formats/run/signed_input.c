#include "formats/run/signed_input.h"

#include <stdio.h>
#include <string.h>

#include "formats/crypto/cms_signature.h"

/* A row of files.def. */
typedef struct SignedRow {
    const char *kind, *word, *stem, *ending;
    mode_t mode;
} SignedRow;

enum { SIGNATURE_MODE = 0644 };

static const SignedRow rows[SIGNED_KINDS] = {
#define SIGNED_INPUT(name, kind, word, stem, ending, mode) {kind, word, stem, ending, mode},
#include "formats/run/files.def"
};

const char *signed_kind_text(SignedKind kind)
{
    return rows[kind].kind;
}

const char *signed_kind_word(SignedKind kind)
{
    return rows[kind].word;
}

void signed_input_name(SignedKind kind, int year, char name[SIGNED_NAME_SIZE])
{
    const SignedRow *row = &rows[kind];
    if (kind == SIGNED_RULES)
        snprintf(name, SIGNED_NAME_SIZE, "%s-%04d.%s", row->stem, year, row->ending);
    else
        snprintf(name, SIGNED_NAME_SIZE, "%s.%s", row->stem, row->ending);
}

/* Whether a name is that of a copy of the kind, or begins so; *rest is what follows. */
static bool is_copy(SignedKind kind, const char *name, const char **rest)
{
    char expected[SIGNED_NAME_SIZE];
    size_t stem = strlen(rows[kind].stem);
    int year = 0;
    if (kind == SIGNED_RULES && strlen(name) > stem + 5)
        for (const char *c = name + stem + 1; c < name + stem + 5; c++)
            year = *c >= '0' && *c <= '9' ? year * 10 + (*c - '0') : 10000;
    if (year >= 10000) return false;
    signed_input_name(kind, year, expected);
    if (strncmp(name, expected, strlen(expected)) != 0) return false;
    *rest = name + strlen(expected);
    return true;
}

mode_t signed_input_mode(const char *name)
{
    const char *rest;
    for (int kind = 0; kind < SIGNED_KINDS; kind++) {
        if (!is_copy((SignedKind)kind, name, &rest)) continue;
        if (*rest == '\0') return rows[kind].mode;
        if (strcmp(rest, ".p7s") == 0) return SIGNATURE_MODE;
    }
    return 0;
}

/* --- reading --- */

static Status set_path(SignedInput *input, const char *path, Failure *failure)
{
    size_t size = strlen(path) + 1;
    input->path = system_allocate(size);
    if (input->path == NULL) return failure_set(failure, STATUS_MEMORY, path, NULL);
    memcpy(input->path, path, size);
    return STATUS_OK;
}

static Status read_serial(SignedInput *input, const char *word, Failure *failure)
{
    CLEANUP(input_file_free) InputFile content = {0};
    TRY(input_bytes_read(input->path, input->stored.bytes, input->stored.size,
                         INPUT_SMALL_SIZE_MAX, &content, failure));
    return serial_line_read(input->path, word, content.bytes, content.size, &input->serial,
                            failure);
}

static Status read_signature(SignedInput *input, Failure *failure)
{
    char path[PATH_SIZE];
    PathKind kind;
    TRY(path_with(input->path, ".p7s", path, failure));
    TRY(path_kind(path, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK;
    return input_file_read_stored(path, CMS_DER_MAX, &input->signature, failure);
}

static Status read_file(SignedInput *input, Failure *failure)
{
    FileSums *sums = &input->sums;
    TRY(input_file_read_stored(input->path, INPUT_SMALL_SIZE_MAX, &input->stored, failure));
    const InputFile *stored = &input->stored;
    sums->stored_size = stored->size;
    TRY(sha256_of(stored->bytes, stored->size, sums->stored_sha256, failure));
    TRY(input_bytes_sums(input->path, stored->bytes, stored->size, sums, failure));
    return read_signature(input, failure);
}

Status signed_file_read(const char *path, const char *word, SignedInput *out, Failure *failure)
{
    CLEANUP(signed_input_free) SignedInput input = {.path = NULL};
    *out = input;
    TRY(set_path(&input, path, failure));
    TRY(read_file(&input, failure));
    TRY(read_serial(&input, word, failure));
    *out = HAND_OVER(SignedInput, input);
    return STATUS_OK;
}

static void set_kind(SignedInput *input, SignedKind kind, int year)
{
    input->kind = kind;
    input->year = year;
    signed_input_name(kind, year, input->name);
}

Status signed_input_read(SignedKind kind, int year, const char *path,
                         const uint8_t used[SHA256_SIZE], SignedInput *out, Failure *failure)
{
    CLEANUP(signed_input_free) SignedInput input = {.path = NULL};
    *out = input;
    set_kind(&input, kind, year);
    TRY(set_path(&input, path, failure));
    TRY(read_file(&input, failure));
    if (memcmp(input.sums.content_sha256, used, SHA256_SIZE) != 0)
        return failure_set(failure, STATUS_READ, path,
                           "the file was changed during the run, after it had been read: run "
                           "again");
    TRY(read_serial(&input, rows[kind].word, failure));
    *out = HAND_OVER(SignedInput, input);
    return STATUS_OK;
}

static Status read_copy(Folder *folder, SignedInput *input, Failure *failure)
{
    char name[SIGNED_NAME_SIZE + 4];
    const FolderFile *file;
    PathKind kind;
    TRY(folder_read(folder, input->name, INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(folder_sums(folder, file, failure));
    input->stored = (InputFile){.bytes = file->bytes, .size = file->size};
    input->sums = file->sums;
    TRY(read_serial(input, rows[input->kind].word, failure));
    snprintf(name, sizeof name, "%s.p7s", input->name);
    TRY(folder_kind(folder, name, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK;
    TRY(folder_read(folder, name, CMS_DER_MAX, &file, failure));
    input->signature = (InputFile){.bytes = file->bytes, .size = file->size};
    return STATUS_OK;
}

Status signed_input_copied(Folder *folder, SignedKind kind, int year, SignedInput *out,
                           Failure *failure)
{
    char path[PATH_SIZE];
    CLEANUP(signed_input_free) SignedInput input = {.path = NULL};
    *out = input;
    set_kind(&input, kind, year);
    TRY(path_join(folder_path(folder), input.name, path, failure));
    TRY(set_path(&input, path, failure));
    TRY(read_copy(folder, &input, failure));
    *out = HAND_OVER(SignedInput, input);
    return STATUS_OK;
}

void signed_input_free(SignedInput *input)
{
    input_file_free(&input->stored);
    input_file_free(&input->signature);
    system_free(input->path);
    *input = (SignedInput){.path = NULL};
}

void signed_inputs_free(SignedInputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++)
        signed_input_free(&inputs->items[i]);
    inputs->count = 0;
}

/* --- of a manifest --- */

Status signed_inputs_each(const Manifest *manifest, SignedTaker take, void *user,
                          Failure *failure)
{
    for (int kind = 0; kind < SIGNED_KINDS; kind++) {
        const ManifestFile *listed = manifest_files_of_kind(&manifest->inputs, rows[kind].kind);
        if (kind == SIGNED_RULES || listed == NULL) continue;
        TRY(take(user, (SignedKind)kind, 0, listed->sums.content_sha256, failure));
    }
    for (size_t i = 0; i < manifest->rule_sets.count; i++) {
        const ManifestRuleSet *set = &manifest->rule_sets.items[i];
        TRY(take(user, SIGNED_RULES, set->year, set->sha256, failure));
    }
    return STATUS_OK;
}

void signed_input_serial(const SignedInput *input, char text[SIGNED_NAME_SIZE + 16])
{
    text[0] = '\0';
    if (input->serial.there)
        snprintf(text, SIGNED_NAME_SIZE + 16, "%s %u", input->name,
                 (unsigned)input->serial.serial);
}
