/* accounts_manifest.c - the manifest of a control of accounts, on one table of fields. */
#include "formats/accounts/accounts_manifest.h"

#include <string.h>

typedef struct InputRow {
    const char *kind, *name;
    bool is_signed;
} InputRow;

static const InputRow input_rows[ACCOUNTS_INPUT_COUNT] = {
    [ACCOUNTS_AWARDS] = {"awards", "inputs/awards.csv", true},
    [ACCOUNTS_REPORTED] = {"accounts", "inputs/accounts.csv", true},
    [ACCOUNTS_STATEMENTS] = {"statements", "inputs/statements.csv", true},
    [ACCOUNTS_APPROPRIATION] = {"appropriation", "inputs/appropriation.csv", true},
    [ACCOUNTS_LIMITS] = {"limits", "inputs/limits.xml", false},
    [ACCOUNTS_LAST_AWARDS] = {"last-awards", "inputs/last-awards.csv", false},
    [ACCOUNTS_LAST_REPORTED] = {"last-accounts", "inputs/last-accounts.csv", false},
    [ACCOUNTS_LAST_STATEMENTS] = {"last-statements", "inputs/last-statements.csv", false},
    [ACCOUNTS_LAST_MANIFEST] = {"last-manifest", "inputs/last-manifest.json", false},
    [ACCOUNTS_VOUCHERS] = {"vouchers", "inputs/vouchers.csv", true},
    [ACCOUNTS_DECISIONS] = {"decisions", "inputs/decisions.csv", false},
};

const char *accounts_input_kind(AccountsInputId id)
{
    return input_rows[id].kind;
}

const char *accounts_input_name(AccountsInputId id)
{
    return input_rows[id].name;
}

bool accounts_input_is_signed(AccountsInputId id)
{
    return input_rows[id].is_signed;
}

AccountsInputId accounts_input_of(const ManifestFile *file, bool *is_signature)
{
    *is_signature = strcmp(file->kind, "signature") == 0;
    for (int id = 0; id < ACCOUNTS_INPUT_COUNT; id++) {
        const char *name = input_rows[id].name;
        size_t length = strlen(name);
        if (strncmp(file->path, name, length) != 0) continue;
        if (strcmp(file->path + length, *is_signature ? ".p7s" : "") != 0) continue;
        if (*is_signature || strcmp(file->kind, input_rows[id].kind) == 0)
            return (AccountsInputId)id;
    }
    return ACCOUNTS_INPUT_COUNT;
}

/* --- the manifest --- */

static const char *const modes[] = {"unsigned", "test", "live", NULL}; /* AccountsMode */

static const Field fields[] = {
    JSON_FIELD(AccountsManifest, identity, "identity", FIELD_HASH),
    JSON_FIELD(AccountsManifest, mode, "mode", FIELD_WORD, .words = modes),
    JSON_FIELD(AccountsManifest, program, "program", FIELD_TEXT),
    JSON_FIELD(AccountsManifest, time, "time", FIELD_TEXT),
    JSON_FIELD(AccountsManifest, date, "date", FIELD_DAY),
    JSON_FIELD(AccountsManifest, n, "n", FIELD_I64, .most = ACCOUNTS_N_MAX),
    JSON_FIELD(AccountsManifest, seed, "seed", FIELD_TEXT),
    JSON_FIELD(AccountsManifest, ledger, "ledger", FIELD_TEXT),
    JSON_FIELD(AccountsManifest, opening, "ledger_opening", FIELD_HASH),
    JSON_OWN(AccountsManifest, inputs, "inputs", &manifest_files_type),
    JSON_OWN(AccountsManifest, outputs, "outputs", &manifest_files_type),
    JSON_CONSTANT("format", ACCOUNTS_MANIFEST_FORMAT),
};
enum { FIELDS = sizeof fields / sizeof fields[0] };

void accounts_manifest_write(const AccountsManifest *manifest, TextBuffer *out)
{
    fields_write_document(out, fields, FIELDS, manifest);
}

Status accounts_manifest_read(const char *name, const void *bytes, size_t size,
                              AccountsManifest *out, Failure *failure)
{
    *out = (AccountsManifest){.mode = ACCOUNTS_UNSIGNED};
    Status status = fields_read_document(name, bytes, size, fields, FIELDS, out, failure);
    if (status == STATUS_OK) return STATUS_OK;
    accounts_manifest_free(out);
    if (status == STATUS_MEMORY) return status;
    Failure reason = *failure;
    return failure_set(failure, STATUS_VERIFICATION, name,
                       "not a manifest of a control of accounts: %s", reason.detail);
}

void accounts_manifest_free(AccountsManifest *manifest)
{
    manifest_files_free(&manifest->inputs);
    manifest_files_free(&manifest->outputs);
}

bool accounts_same_population(const AccountsManifest *left, const AccountsManifest *right)
{
    static const AccountsInputId sent[] = {ACCOUNTS_AWARDS, ACCOUNTS_REPORTED,
                                           ACCOUNTS_STATEMENTS, ACCOUNTS_APPROPRIATION};
    for (size_t i = 0; i < sizeof sent / sizeof sent[0]; i++) {
        const char *kind = input_rows[sent[i]].kind;
        const ManifestFile *one = manifest_files_of_kind(&left->inputs, kind);
        const ManifestFile *other = manifest_files_of_kind(&right->inputs, kind);
        if (one == NULL && other == NULL) continue;
        if (one == NULL || other == NULL ||
            memcmp(one->sums.stored_sha256, other->sums.stored_sha256, SHA256_SIZE) != 0)
            return false;
    }
    return true;
}
