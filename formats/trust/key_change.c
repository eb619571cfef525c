#include "formats/trust/key_change.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/input_file.h"
#include "formats/base/person_name.h"
#include "formats/base/serial_line.h"

/* A change as it is judged. Borrowed. */
typedef struct Change {
    const KeyChangePlace *place;
    const LedgerIdentity *now; /* before it */
    LedgerIdentity *next;      /* after it */
    const IdentityParts *parts;
    bool by_recovery;
    int64_t time; /* when it was proposed */
} Change;

/* The words of serial lines; NULL: files that have none. */
static const char *const words[IDENTITY_FILES] = {[IDENTITY_CA] = "ca",
                                                  [IDENTITY_SIGNERS] = "signers",
                                                  [IDENTITY_AUTHORITY] = "authority",
                                                  [IDENTITY_STOP] = "stop"};

/* --- is it the authority's, and the next of its kind? --- */

static SignedFile signed_part(const IdentityPart *part)
{
    return (SignedFile){part->path, part->signature, part->signature_size,
                        cms_bytes(part->bytes, part->size), 0};
}

static Status check_recovery(const LedgerIdentity *now, const SignedFile *file,
                             Failure *failure)
{
    CmsSigner proven[CMS_SIGNERS_MAX];
    size_t count;
    CLEANUP(trust_store_free) TrustStore *store = NULL;
    TRY(trust_store_of(now->recovery, &store, failure));
    /* A key that lies in a safe for years is known by its fingerprint, whatever its dates. */
    TRY(failure_at(failure, file->name,
                   cms_verify_late(file->signature, file->signature_size, file->content, store,
                                   INT64_MAX / 2, proven, &count, failure)));
    if (count == 1) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, file->name, "more than one signature");
}

Status keys_by_recovery(const LedgerIdentity *now, const IdentityParts *parts, bool *is,
                        Failure *failure)
{
    Failure ignored = {0};
    const IdentityPart *part = &parts->of[IDENTITY_AUTHORITY];
    const SignedFile file = signed_part(part);
    *is = false;
    if (part->bytes == NULL) return STATUS_OK;
    Status status = signer_verify_authority_of(now, &file, failure);
    if (status != STATUS_VERIFICATION || now->recovery == NULL) return status;
    if (check_recovery(now, &file, &ignored) != STATUS_OK) return status;
    failure_clear(failure);
    *is = true;
    return STATUS_OK;
}

/* Number of the file in force; an opening's certificates have no serial line. */
static Status last_serial(const Change *change, IdentityFile file, uint32_t *out,
                          Failure *failure)
{
    const FolderFile *stored;
    SerialLine line;
    uint32_t from = change->now->from[file];
    *out = 0;
    if (from == IDENTITY_NOWHERE) return STATUS_OK;
    TRY(folder_read(change->place->folders[from], identity_file_name(file),
                    INPUT_SMALL_SIZE_MAX, &stored, failure));
    TRY(serial_line_read(stored->path, words[file], stored->bytes, stored->size, &line,
                         failure));
    *out = line.there ? line.serial : 0;
    return STATUS_OK;
}

static Status check_serial(const Change *change, IdentityFile file, Failure *failure)
{
    const char *digits = change->place->digits;
    const IdentityPart *part = &change->parts->of[file];
    uint32_t last;
    SerialLine line;
    if (words[file] == NULL || part->bytes == NULL) return STATUS_OK;
    TRY(last_serial(change, file, &last, failure));
    TRY(serial_line_read(part->path, words[file], part->bytes, part->size, &line, failure));
    if (line.there && strcmp(line.ledger, digits) == 0 && line.serial == last + 1)
        return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, part->path,
                       "it does not begin with '# %s %s serial %u', the next of its kind in "
                       "this ledger: put that line first, and let the authority sign it anew",
                       words[file], digits, (unsigned)last + 1);
}

/* The new authority answers for the signers; the old one, or after it the new one that the
 * recovery key made, for all else. */
static Status check_signed(const Change *change, IdentityFile file, Failure *failure)
{
    const IdentityPart *part = &change->parts->of[file];
    const SignedFile signed_file = signed_part(part);
    bool new_one = file == IDENTITY_SIGNERS || change->by_recovery;
    bool needed = words[file] != NULL || (file == IDENTITY_LOG_KEY && part->signature_size > 0);
    if (part->bytes == NULL || file == IDENTITY_AUTHORITY || !needed) return STATUS_OK;
    return signer_verify_authority_of(new_one ? change->next : change->now, &signed_file,
                                      failure);
}

static Status check_files(Change *change, Failure *failure)
{
    TRY(keys_by_recovery(change->now, change->parts, &change->by_recovery, failure));
    for (int file = 0; file < IDENTITY_FILES; file++) {
        TRY(check_signed(change, (IdentityFile)file, failure));
        TRY(check_serial(change, (IdentityFile)file, failure));
    }
    return STATUS_OK;
}

/* --- does it fit together? --- */

static Status refuse(const Change *change, IdentityFile file, const char *what,
                     Failure *failure)
{
    const IdentityPart *part = &change->parts->of[file];
    const char *where = part->bytes != NULL ? part->path : change->place->ledger;
    return failure_set(failure, STATUS_NOT_NOW, where, "%s", what);
}

static Status check_brought(const Change *change, Failure *failure)
{
    const IdentityPart *of = change->parts->of;
    bool any = false;
    for (int file = 0; file < IDENTITY_FILES; file++)
        any = any || of[file].bytes != NULL;
    if (!any) return refuse(change, IDENTITY_CA, "nothing is to be changed", failure);
    if (of[IDENTITY_RECOVERY].bytes != NULL)
        return refuse(change, IDENTITY_RECOVERY, "the recovery key is the opening's", failure);
    if (of[IDENTITY_AUTHORITY].bytes != NULL && of[IDENTITY_SIGNERS].bytes == NULL)
        return refuse(change, IDENTITY_AUTHORITY,
                      "a new authority signs the signers file too: give --signers", failure);
    return STATUS_OK;
}

/* Somebody must be able to propose, and another person to approve. */
static bool two_can_sign(const Signers *signers)
{
    for (size_t i = 0; i < signers->count; i++)
        for (size_t j = 0; j < signers->count; j++) {
            const Signer *one = &signers->items[i], *other = &signers->items[j];
            if (one->role == ROLE_DISPOSITION && other->role == ROLE_ATTESTATION &&
                !person_name_same(one->person, other->person) &&
                !signers_is_stopped(signers, one->fingerprint) &&
                !signers_is_stopped(signers, other->fingerprint))
                return true;
        }
    return false;
}

/* The signers file in force after it, by CA and authority in force after it: whoever has a run
 * folder checks it so. */
static Status check_signers_file(const Change *change, Failure *failure)
{
    const FolderFile *content, *der;
    const IdentityPart *part = &change->parts->of[IDENTITY_SIGNERS];
    SignedFile file = signed_part(part);
    if (part->bytes == NULL) {
        Folder *folder = change->place->folders[change->now->from[IDENTITY_SIGNERS]];
        TRY(folder_read(folder, "signers.csv", INPUT_SMALL_SIZE_MAX, &content, failure));
        TRY(folder_read(folder, "signers.csv.p7s", INPUT_SMALL_SIZE_MAX, &der, failure));
        file = (SignedFile){content->path, der->bytes, der->size,
                            cms_bytes(content->bytes, content->size), 0};
    }
    Status status = signer_verify_authority_of(change->next, &file, failure);
    if (status != STATUS_VERIFICATION) return status;
    return failure_explain(failure, STATUS_VERIFICATION,
                           "by the CA that comes, the signers file is not the authority's: let "
                           "it sign the file anew and give --signers");
}

static Status check_authority(const Change *change, Failure *failure)
{
    const IdentityPart *of = change->parts->of;
    const LedgerIdentity *next = change->next;
    bool changed = of[IDENTITY_AUTHORITY].bytes != NULL || of[IDENTITY_CA].bytes != NULL;
    if (signers_is_stopped(next->signers, certificate_fingerprint(next->authority)))
        return refuse(change, IDENTITY_STOP,
                      "it stops the authority, after which nobody decides who may sign: give "
                      "--authority too",
                      failure);
    if (change->place->live &&
        (trust_store_is_test(next->store) || certificate_is_test(next->authority)))
        return failure_set(failure, STATUS_KEY, change->place->ledger,
                           "a live ledger refuses throw-away test certificates");
    if (!changed) return STATUS_OK;
    return certificate_check_chain(next->authority, next->store, change->time, failure);
}

/* What says that answers are the bank's is nobody's here. */
static Status check_bank(const Change *change, Failure *failure)
{
    const LedgerIdentity *next = change->next;
    bool same;
    if (next->bank == NULL) return STATUS_OK;
    const uint8_t *fingerprint = certificate_fingerprint(next->bank);
    same = certificate_same_key(next->bank, next->authority) ||
           (next->recovery != NULL && certificate_same_key(next->bank, next->recovery));
    for (int role = 0; role < 2; role++)
        same = same || signers_find(next->signers, fingerprint, (SignerRole)role) != NULL;
    return same ? refuse(change, IDENTITY_BANK, IDENTITY_BANK_IS_OURS, failure) : STATUS_OK;
}

static Status check_keys(const Change *change, Failure *failure)
{
    const LedgerIdentity *now = change->now, *next = change->next;
    const IdentityPart *of = change->parts->of;
    if (of[IDENTITY_LOG_KEY].bytes != NULL &&
        (strcmp(now->verifier.name, next->verifier.name) != 0 ||
         now->verifier.id == next->verifier.id))
        return refuse(change, IDENTITY_LOG_KEY, "not another key of the same log", failure);
    if (of[IDENTITY_PSEUDONYM].bytes != NULL &&
        memcmp(now->pseudonym_check, next->pseudonym_check, SHA256_SIZE) == 0)
        return refuse(change, IDENTITY_PSEUDONYM, "this pseudonym key is in force already",
                      failure);
    return STATUS_OK;
}

static Status judge(Change *change, Failure *failure)
{
    TRY(check_brought(change, failure));
    TRY(keys_next(change->place, change->parts, change->next, failure));
    TRY(check_files(change, failure));
    TRY(check_signers_file(change, failure));
    TRY(check_authority(change, failure));
    TRY(check_keys(change, failure));
    TRY(check_bank(change, failure));
    if (two_can_sign(change->next->signers)) return STATUS_OK;
    return refuse(change, IDENTITY_SIGNERS,
                  "after it no two different persons could sign, one in each role", failure);
}

Status keys_judge(const KeyChangePlace *place, const IdentityParts *parts, int64_t time,
                  LedgerIdentity *next, bool *by_recovery, Failure *failure)
{
    Change change = {place, place->now, next, parts, false, time};
    TRY(judge(&change, failure));
    *by_recovery = change.by_recovery;
    return STATUS_OK;
}

Status keys_next(const KeyChangePlace *place, const IdentityParts *parts, LedgerIdentity *out,
                 Failure *failure)
{
    return ledger_identity_next(place->now, place->folders, place->number, parts, out, failure);
}

void keys_of_checkpoint(const LedgerIdentity *now, const LedgerIdentity *next,
                        const IdentityParts *parts, LogVerifier out[2], size_t *count)
{
    const IdentityPart *part = &parts->of[IDENTITY_LOG_KEY];
    *count = 0;
    if (part->bytes == NULL || part->signature_size == 0) out[(*count)++] = now->verifier;
    if (part->bytes != NULL) out[(*count)++] = next->verifier;
}
