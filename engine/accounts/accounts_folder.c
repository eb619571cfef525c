/* accounts_folder.c - a folder of a control of accounts and its kept inputs. */
#include <string.h>

#include "engine/accounts/accounts.h"
#include "formats/crypto/cms_signature.h"

/* --- inputs --- */

static Status read_signature(const Ledger *ledger, AccountsInput *input, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(signer_verify_authority(ledger, input->path, input->file.bytes, input->file.size,
                                failure));
    TRY(path_with(input->path, ".p7s", path, failure));
    TRY(input_file_read_stored(path, CMS_DER_MAX, &input->signature, failure));
    input->is_signed = true;
    return STATUS_OK;
}

Status accounts_input_read(const Ledger *ledger, const char *path, bool needs_signature,
                           AccountsInput *out, Failure *failure)
{
    TRY(path_refuse_ident(path, failure));
    TRY(path_join("", path, out->path, failure));
    TRY(input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, &out->file, failure));
    out->there = true;
    bool strict = ledger != NULL && ledger->given_keys;
    return strict && needs_signature ? read_signature(ledger, out, failure) : STATUS_OK;
}

/* The kept copy must be what the manifest lists. */
static Status read_kept(const AccountsFolder *folder, const ManifestFile *listed,
                        InputFile *out, char path[PATH_SIZE], Failure *failure)
{
    uint8_t digest[SHA256_SIZE];
    TRY(path_join(folder->path, listed->path, path, failure));
    TRY(input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, out, failure));
    TRY(sha256_of(out->bytes, out->size, digest, failure));
    if (out->size == listed->sums.stored_size &&
        memcmp(digest, listed->sums.stored_sha256, SHA256_SIZE) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "not the input that manifest.json lists");
}

static Status read_listed(AccountsFolder *folder, const ManifestFile *listed, Failure *failure)
{
    char path[PATH_SIZE];
    bool is_signature;
    AccountsInputId id = accounts_input_of(listed, &is_signature);
    AccountsInput *input = &folder->inputs[id < ACCOUNTS_INPUT_COUNT ? id : 0];
    bool *done = is_signature ? &input->is_signed : &input->there;
    if (id == ACCOUNTS_INPUT_COUNT || *done)
        return failure_set(failure, STATUS_VERIFICATION, folder->path,
                           "manifest.json lists an input that is none: %s", listed->kind);
    *done = true;
    return read_kept(folder, listed, is_signature ? &input->signature : &input->file,
                     is_signature ? path : input->path, failure);
}

/* --- the folder --- */

Status accounts_folder_path(const char *path, char out[PATH_SIZE], Failure *failure)
{
    TRY(path_refuse_ident(path, failure));
    TRY(path_join("", path, out, failure));
    for (size_t length = strlen(out); length > 1 && out[length - 1] == '/'; length--)
        out[length - 1] = '\0';
    return STATUS_OK;
}

static Status read_stored(AccountsFolder *folder, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(folder->path, "manifest.json", path, failure));
    Status status =
        input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, &folder->stored, failure);
    if (status != STATUS_INPUT_MISSING) return status;
    return failure_set(
        failure, status, folder->path,
        "no manifest.json: not a control of accounts ('tilskudd accounts check')");
}

Status accounts_folder_is(const char *path, bool *is, Failure *failure)
{
    CLEANUP(accounts_folder_close) AccountsFolder folder = {.path = ""};
    *is = false;
    TRY(accounts_folder_path(path, folder.path, failure));
    Status status = read_stored(&folder, failure);
    if (status != STATUS_OK && status_exit(status) == EXIT_SYSTEM) return status;
    if (status == STATUS_OK)
        *is = manifest_is_of_accounts(folder.stored.bytes, folder.stored.size);
    else
        failure_clear(failure); /* whoever reads it says why not */
    return STATUS_OK;
}

/* Between its two renames a step leaves no PATH, and the old folder, which is still the valid
 * one, beside it. */
static Status finish_step(const char *path, Failure *failure)
{
    AccountsFolder old = {.path = ""};
    PathKind kind;
    bool is;
    TRY(path_kind(path, &kind, failure));
    if (kind != PATH_MISSING) return STATUS_OK;
    TRY(path_with(path, ACCOUNTS_REPLACED, old.path, failure));
    TRY(accounts_folder_is(old.path, &is, failure));
    return is ? path_rename(old.path, path, failure) : STATUS_OK;
}

static Status open_folder(AccountsFolder *folder, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(finish_step(folder->path, failure));
    TRY(read_stored(folder, failure));
    TRY(path_join(folder->path, "manifest.json", path, failure));
    TRY(accounts_manifest_read(path, folder->stored.bytes, folder->stored.size,
                               &folder->manifest, failure));
    TRY(path_find_above(folder->path, folder->manifest.ledger, folder->ledger, failure));
    for (size_t i = 0; i < folder->manifest.inputs.count; i++)
        TRY(read_listed(folder, &folder->manifest.inputs.items[i], failure));
    static const AccountsInputId needed[] = {ACCOUNTS_AWARDS, ACCOUNTS_REPORTED,
                                             ACCOUNTS_LIMITS};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (folder->inputs[needed[i]].there) continue;
        return failure_set(failure, STATUS_VERIFICATION, path, "lists no %s",
                           accounts_input_kind(needed[i]));
    }
    return STATUS_OK;
}

Status accounts_folder_open(const char *path, AccountsFolder *out, Failure *failure)
{
    *out = (AccountsFolder){.path = ""};
    TRY(accounts_folder_path(path, out->path, failure));
    return open_folder(out, failure);
}

void accounts_folder_close(AccountsFolder *folder)
{
    for (int id = 0; id < ACCOUNTS_INPUT_COUNT; id++) {
        input_file_free(&folder->inputs[id].file);
        input_file_free(&folder->inputs[id].signature);
    }
    input_file_free(&folder->stored);
    accounts_manifest_free(&folder->manifest);
}

Status accounts_place(const AccountsFolder *folder, const Ledger *ledger, size_t *out,
                      Failure *failure)
{
    uint8_t sha256[SHA256_SIZE];
    TRY(sha256_of(folder->stored.bytes, folder->stored.size, sha256, failure));
    const LedgerEntry *entry = ledger_entry_of(ledger, sha256);
    *out = entry != NULL ? entry->number : ledger->entry_count;
    return STATUS_OK;
}
