#include "formats/trust/ledger_identity.h"

#include <string.h>

#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/crypto/cms_signature.h"

static const char *const names[IDENTITY_FILES] = {
    [IDENTITY_CA] = "ca.pem",
    [IDENTITY_SIGNERS] = "signers.csv",
    [IDENTITY_AUTHORITY] = "authority.pem",
    [IDENTITY_LOG_KEY] = "log-key.pub",
    [IDENTITY_RECOVERY] = "recovery.pem",
    [IDENTITY_STOP] = "stop.csv",
    [IDENTITY_BANK] = "bank.pem",
    [IDENTITY_REVOCATIONS] = "revocations.crl",
    [IDENTITY_REVOKED] = "revoked.csv",
    [IDENTITY_PSEUDONYM] = "pseudonym-key.check",
};

const char *identity_file_name(IdentityFile file)
{
    return names[file];
}

bool identity_is_signed(IdentityFile file)
{
    return file == IDENTITY_CA || file == IDENTITY_SIGNERS || file == IDENTITY_AUTHORITY ||
           file == IDENTITY_STOP;
}

IdentityFile identity_file_of(const char *name)
{
    for (int file = 0; file < IDENTITY_FILES; file++) {
        size_t length = strlen(names[file]);
        if (strncmp(name, names[file], length) == 0 &&
            (name[length] == '\0' || strcmp(name + length, ".p7s") == 0))
            return (IdentityFile)file;
    }
    INVARIANT(false);
}

/* --- what an entry brings --- */

static Status read_if_there(Folder *entry, const char *name, const FolderFile **out,
                            Failure *failure)
{
    PathKind kind;
    *out = NULL;
    TRY(folder_kind(entry, name, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK;
    return folder_read(entry, name, INPUT_SMALL_SIZE_MAX, out, failure);
}

static Status read_part(Folder *entry, IdentityFile file, IdentityPart *part, Failure *failure)
{
    char signature[PATH_SIZE];
    const FolderFile *content, *der;
    TRY(read_if_there(entry, names[file], &content, failure));
    if (content == NULL) return STATUS_OK;
    *part = (IdentityPart){content->path, content->bytes, NULL, content->size, 0};
    TRY(path_with(names[file], ".p7s", signature, failure));
    TRY(read_if_there(entry, signature, &der, failure));
    if (der == NULL) return STATUS_OK;
    part->signature = der->bytes;
    part->signature_size = der->size;
    return STATUS_OK;
}

Status identity_parts_read(Folder *entry, IdentityParts *out, Failure *failure)
{
    *out = (IdentityParts){0};
    for (int file = 0; file < IDENTITY_FILES; file++)
        TRY(read_part(entry, (IdentityFile)file, &out->of[file], failure));
    return STATUS_OK;
}

/* --- what all of it together says --- */

static Status read_verifier(const IdentityPart *part, LogVerifier *out, Failure *failure)
{
    size_t size = part->size;
    if (size > 0 && part->bytes[size - 1] == '\n') size--;
    return failure_at(failure, part->path, log_verifier_parse(part->bytes, size, out, failure));
}

static Status read_check(const IdentityPart *part, uint8_t out[SHA256_SIZE], Failure *failure)
{
    const size_t digits = 2 * SHA256_SIZE;
    if (part->size == digits + 1 && part->bytes[digits] == '\n' &&
        sha256_from_hex((const char *)part->bytes, digits, out))
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, part->path,
                       "not the check value of a pseudonym key");
}

static Status read_certificate(const IdentityPart *part, Certificate **out, Failure *failure)
{
    if (part->bytes == NULL) return STATUS_OK;
    return certificate_parse(part->path, part->bytes, part->size, out, failure);
}

/* The bytes of each file in force. */
static Status read_all(const IdentityParts *all, LedgerIdentity *out, Failure *failure)
{
    const IdentityPart *ca = &all->of[IDENTITY_CA], *signers = &all->of[IDENTITY_SIGNERS];
    TRY(trust_store_parse(ca->path, ca->bytes, ca->size, &out->store, failure));
    TRY(signers_csv_parse(signers->path, signers->bytes, signers->size, &out->signers,
                          failure));
    TRY(read_certificate(&all->of[IDENTITY_AUTHORITY], &out->authority, failure));
    TRY(read_certificate(&all->of[IDENTITY_RECOVERY], &out->recovery, failure));
    TRY(read_certificate(&all->of[IDENTITY_BANK], &out->bank, failure));
    TRY(signers_set_authority(out->signers, names[IDENTITY_SIGNERS],
                              certificate_fingerprint(out->authority),
                              certificate_key_hash(out->authority), failure));
    return read_verifier(&all->of[IDENTITY_LOG_KEY], &out->verifier, failure);
}

/* An opening has all that every ledger has. */
static Status check_there(const IdentityParts *parts, Folder *opening, Failure *failure)
{
    for (int file = IDENTITY_CA; file <= IDENTITY_LOG_KEY; file++) {
        const FolderFile *none;
        if (parts->of[file].bytes == NULL)
            TRY(folder_read(opening, names[file], INPUT_SMALL_SIZE_MAX, &none, failure));
    }
    return STATUS_OK;
}

Status ledger_identity_read(Folder *opening, const uint8_t check[SHA256_SIZE],
                            LedgerIdentity *out, Failure *failure)
{
    IdentityParts parts;
    INVARIANT(out->store == NULL); /* a ledger has one opening */
    TRY(identity_parts_read(opening, &parts, failure));
    TRY(check_there(&parts, opening, failure));
    for (int file = 0; file < IDENTITY_FILES; file++)
        out->from[file] = parts.of[file].bytes != NULL ? 0 : IDENTITY_NOWHERE;
    memcpy(out->pseudonym_check, check, SHA256_SIZE);
    return read_all(&parts, out, failure);
}

/* Stops are added up as entries are read; the check value is kept as it is. */
static bool identity_is_of_one_entry(IdentityFile file)
{
    return file == IDENTITY_STOP || file == IDENTITY_REVOCATIONS || file == IDENTITY_REVOKED ||
           file == IDENTITY_PSEUDONYM;
}

/* What the entry does not bring is read where it stands. */
static Status add_former(const LedgerIdentity *now, Folder *const *folders,
                         IdentityParts *parts, Failure *failure)
{
    for (int file = 0; file < IDENTITY_FILES; file++) {
        bool needed = parts->of[file].bytes == NULL && now->from[file] != IDENTITY_NOWHERE;
        if (!needed || identity_is_of_one_entry((IdentityFile)file)) continue;
        TRY(read_part(folders[now->from[file]], (IdentityFile)file, &parts->of[file], failure));
    }
    return STATUS_OK;
}

static Status add_stops(const IdentityPart *part, Signers *signers, Failure *failure)
{
    CLEANUP(stops_free) Stops more = {.items = NULL};
    if (part->bytes == NULL) return STATUS_OK;
    TRY(stop_csv_parse(part->path, part->bytes, part->size, &more, failure));
    return stops_add(&signers->stops, &more, failure);
}

Status ledger_identity_next(const LedgerIdentity *now, Folder *const *folders, uint32_t number,
                            const IdentityParts *parts, LedgerIdentity *out, Failure *failure)
{
    IdentityParts all = *parts;
    const IdentityPart *check = &parts->of[IDENTITY_PSEUDONYM];
    INVARIANT(out->store == NULL);
    for (int file = 0; file < IDENTITY_FILES; file++)
        out->from[file] = parts->of[file].bytes != NULL ? number : now->from[file];
    memcpy(out->pseudonym_check, now->pseudonym_check, SHA256_SIZE);
    if (check->bytes != NULL) TRY(read_check(check, out->pseudonym_check, failure));
    TRY(add_former(now, folders, &all, failure));
    TRY(read_all(&all, out, failure));
    TRY(stops_add(&out->signers->stops, &now->signers->stops, failure));
    TRY(add_stops(&parts->of[IDENTITY_STOP], out->signers, failure));
    return add_stops(&parts->of[IDENTITY_REVOKED], out->signers, failure);
}

void ledger_identity_free(LedgerIdentity *identity)
{
    trust_store_free(identity->store);
    signers_free(identity->signers);
    certificate_free(identity->authority);
    certificate_free(identity->recovery);
    certificate_free(identity->bank);
    *identity = (LedgerIdentity){0};
}
