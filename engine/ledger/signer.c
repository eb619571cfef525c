#include "engine/ledger/signer.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/crypto/cms_signature.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/crypto/certificate_ends.h"
#include "formats/base/person_name.h"
#include "formats/crypto/test_authority.h"

enum { SIGNATURE_MODE = 0644 };

Status signer_load_test_key(const char *ledger, SignerRole role, SigningKey **out,
                            Failure *failure)
{
    static const char *const keys[] = {"keys/" TEST_DISPOSITION_KEY_FILE,
                                       "keys/" TEST_ATTESTATION_KEY_FILE};
    static const char *const certificates[] = {"keys/" TEST_DISPOSITION_FILE,
                                               "keys/" TEST_ATTESTATION_FILE};
    size_t which = role == ROLE_DISPOSITION ? 0 : 1;
    char key[PATH_SIZE], certificate[PATH_SIZE];
    TRY(path_join(ledger, keys[which], key, failure));
    TRY(path_join(ledger, certificates[which], certificate, failure));
    return signing_key_load(key, certificate, PASS_NONE, out, failure);
}

static Status load_key(const Ledger *ledger, SignerRole role, const char *key,
                       const char *certificate, int pass_descriptor, SigningKey **out,
                       Failure *failure)
{
    if (key != NULL && certificate != NULL)
        return signing_key_load(key, certificate, pass_descriptor, out, failure);
    if (ledger->given_keys)
        return failure_set(failure, STATUS_USAGE, "--key",
                           "this ledger needs --key and --cert of the person who signs");
    return signer_load_test_key(ledger->folder, role, out, failure);
}

/* Which person the certificate is, in this role. */
static Status find_person(const Ledger *ledger, SignerRole role, SigningPerson *out,
                          Failure *failure)
{
    const Certificate *certificate = signing_key_certificate(out->key);
    const uint8_t *fingerprint = certificate_fingerprint(certificate);
    TRY(signer_check_authority(ledger->identity.signers, certificate, failure));
    if (signers_is_stopped(ledger->identity.signers, fingerprint))
        return failure_set(failure, STATUS_NEVER, _("signers"),
                           "this certificate is stopped in this ledger: it signs nothing");
    const Signer *row = signers_find(ledger->identity.signers, fingerprint, role);
    if (row == NULL)
        return failure_set(failure, STATUS_NOT_NOW, _("signers"),
                           "the ledger's signers file does not give this certificate the role "
                           "%s",
                           signer_role_text(role));
    snprintf(out->person, sizeof out->person, "%s", row->person);
    sha256_to_hex(fingerprint, out->fingerprint);
    return STATUS_OK;
}

static Status check_test_certificate(const Ledger *ledger, const SigningKey *key,
                                     Failure *failure)
{
    if (ledger->mode == LEDGER_TEST || !certificate_is_test(signing_key_certificate(key)))
        return STATUS_OK;
    return failure_set(failure, STATUS_KEY, _("certificate"),
                       "a throw-away test certificate cannot sign for a live ledger");
}

static Status check_signer(const Ledger *ledger, SignerRole role, const TimeStamp *time,
                           SigningPerson *out, Failure *failure)
{
    TRY(check_test_certificate(ledger, out->key, failure));
    TRY(signing_key_check(out->key, ledger->identity.store, time->epoch, failure));
    return find_person(ledger, role, out, failure);
}

/* --- certificates that end --- */

static void warn(const char *whose, const CertificateEnd *end, int64_t now)
{
    enum { DAY_SECONDS = 86400, WARN_SECONDS = 30 * DAY_SECONDS };
    TimeStamp last;
    int64_t left = end->end - now;
    if (left > WARN_SECONDS) return;
    time_stamp_of(end->end, &last);
    fprintf(
        stderr,
        _("tilskudd: WARNING: the certificate of %s (%s) %s on %.10s%s: renew it in time, see "
          "'tilskudd ledger renew'.\n"),
        whose, end->subject, left < 0 ? _("ended") : _("ends"), last.text,
        left < 0 ? "" : _(", within 30 days"));
}

static bool all_known(const Signers *signers, const CertificateEnds *ends)
{
    for (size_t i = 0; i < signers->count; i++)
        if (certificate_ends_find(ends, signers->items[i].fingerprint) == NULL) return false;
    return true;
}

static Status add_signed(const Ledger *ledger, size_t entry, const char *name,
                         CertificateEnds *ends, Failure *failure)
{
    PathKind kind;
    const FolderFile *file;
    Folder *folder = ledger_folder(ledger, entry);
    TRY(folder_kind(folder, name, &kind, failure));
    if (kind != PATH_FILE) return STATUS_OK;
    TRY(folder_read(folder, name, CMS_DER_MAX, &file, failure));
    return certificate_ends_add_signature(ends, file->path, file->bytes, file->size, failure);
}

/* The signers file has fingerprints alone; the certificates stand in what they signed. */
static Status warn_signers(const Ledger *ledger, CertificateEnds *ends, int64_t now,
                           Failure *failure)
{
    const Signers *signers = ledger->identity.signers;
    for (size_t i = ledger->entry_count; i-- > 0 && !all_known(signers, ends);) {
        TRY(add_signed(ledger, i, "entry.json.p7s", ends, failure));
        TRY(add_signed(ledger, i, "manifest.json.p7s", ends, failure));
    }
    for (size_t i = 0; i < signers->count; i++) {
        const Signer *row = &signers->items[i];
        const CertificateEnd *end = certificate_ends_find(ends, row->fingerprint);
        if (end != NULL) warn(row->person, end, now);
    }
    return STATUS_OK;
}

/* Old roots stay in the file for old signatures: they are named only when none is good. */
static Status warn_store(const TrustStore *store, int64_t now, Failure *failure)
{
    bool good = false;
    CLEANUP(certificate_ends_free) CertificateEnds ends = {0};
    TRY(certificate_ends_add_store(&ends, store, failure));
    for (size_t i = 0; i < ends.count; i++)
        good = good || ends.items[i].end >= now;
    for (size_t i = 0; i < ends.count; i++)
        if (!good || ends.items[i].end >= now) warn(_("the CA"), &ends.items[i], now);
    return STATUS_OK;
}

Status signer_warn_ends(const Ledger *ledger, const SigningPerson *mine, int64_t now,
                        Failure *failure)
{
    CLEANUP(certificate_ends_free) CertificateEnds ends = {0};
    const LedgerIdentity *identity = &ledger->identity;
    if (!ledger->given_keys) return STATUS_OK;
    TRY(certificate_ends_add(&ends, identity->authority, failure));
    warn(_("the authority"), &ends.items[0], now);
    if (mine != NULL)
        TRY(certificate_ends_add(&ends, signing_key_certificate(mine->key), failure));
    TRY(warn_store(identity->store, now, failure));
    return warn_signers(ledger, &ends, now, failure);
}

Status signer_load(const Ledger *ledger, SignerRole role, const char *key,
                   const char *certificate, int pass_descriptor, const TimeStamp *time,
                   SigningPerson *out, Failure *failure)
{
    *out = (SigningPerson){0};
    TRY(load_key(ledger, role, key, certificate, pass_descriptor, &out->key, failure));
    Status status = check_signer(ledger, role, time, out, failure);
    if (status == STATUS_OK) status = signer_warn_ends(ledger, out, time->epoch, failure);
    if (status != STATUS_OK) signer_free(out);
    return status;
}

void signer_free(SigningPerson *signer)
{
    signing_key_free(signer->key);
    *signer = (SigningPerson){0};
}

Status signer_sign_file(const SigningPerson *signer, const void *content, size_t size,
                        const TimeStamp *time, const char *path, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer der = TEXT_BUFFER_EMPTY;
    TRY(cms_sign(signer->key, cms_bytes(content, size), time->epoch, &der, failure));
    return output_file_save(path, SIGNATURE_MODE, OUTPUT_PLAIN, der.bytes, der.length, NULL,
                            failure);
}

Status signer_verify(const Ledger *ledger, size_t entry, const char *name,
                     const void *signature, size_t signature_size, const void *content,
                     size_t content_size, bool both, Failure *failure)
{
    const LedgerIdentity *identity = ledger_identity_at(ledger, entry);
    return signer_verify_by(identity->store, identity->signers, name, signature, signature_size,
                            cms_bytes(content, content_size), both, failure);
}

Status signer_refuse_stopped(const Ledger *ledger, size_t entry, const SignedFile *file,
                             Failure *failure)
{
    CmsSigner proven[CMS_SIGNERS_MAX];
    size_t count;
    TRY(signer_prove(ledger_identity_at(ledger, entry)->store, file, proven, &count, failure));
    for (size_t i = 0; i < count; i++) {
        if (!signers_is_stopped(ledger->identity.signers, proven[i].fingerprint)) continue;
        return failure_set(failure, STATUS_NOT_NOW, file->name,
                           "signed by %s, whose certificate has been stopped since: find out "
                           "whether it is to be paid",
                           proven[i].subject);
    }
    return STATUS_OK;
}

static Status check_other(const Ledger *ledger, const char *name, const CmsSigner *first,
                          const SigningPerson *second, Failure *failure)
{
    const Certificate *certificate = signing_key_certificate(second->key);
    if (memcmp(first->key_hash, certificate_key_hash(certificate), SHA256_SIZE) == 0)
        return failure_set(failure, STATUS_NEVER, name,
                           "signed with this very key already: two persons with different keys "
                           "decide");
    const Signer *row = signer_in_role(ledger->identity.signers, first, ROLE_DISPOSITION);
    if (row == NULL) return signer_lacking(name, ROLE_DISPOSITION, failure);
    if (!person_name_same(row->person, second->person)) return STATUS_OK;
    return failure_set(failure, STATUS_NEVER, name,
                       "signed by this very person already: two different persons decide");
}

Status signer_check_other(const Ledger *ledger, const char *name, const void *signature,
                          size_t signature_size, const void *content, size_t content_size,
                          const SigningPerson *second, Failure *failure)
{
    CmsSigner proven[CMS_SIGNERS_MAX];
    size_t count;
    const SignedFile file = {name, signature, signature_size, cms_bytes(content, content_size),
                             0};
    TRY(signer_prove(ledger->identity.store, &file, proven, &count, failure));
    if (count != 1) return signer_lacking(name, ROLE_DISPOSITION, failure);
    return check_other(ledger, name, &proven[0], second, failure);
}

Status signer_verify_authority_at(const Ledger *ledger, size_t entry, const SignedFile *file,
                                  Failure *failure)
{
    return signer_verify_authority_of(ledger_identity_at(ledger, entry), file, failure);
}

Status signer_verify_authority(const Ledger *ledger, const char *path, const void *content,
                               size_t size, Failure *failure)
{
    char signature_path[PATH_SIZE];
    CLEANUP(input_file_free) InputFile signature = {0};
    TRY(path_with(path, ".p7s", signature_path, failure));
    TRY(input_file_read_stored(signature_path, CMS_DER_MAX, &signature, failure));
    const SignedFile file = {path, signature.bytes, signature.size, cms_bytes(content, size),
                             0};
    return signer_verify_authority_at(ledger, ledger->entry_count, &file, failure);
}

Status signer_name(const Ledger *ledger, size_t entry, const char *file, SignerRole role,
                   char name[SIGNER_PERSON_SIZE], Failure *failure)
{
    const LedgerIdentity *identity = ledger_identity_at(ledger, entry);
    Folder *folder = ledger_folder(ledger, entry);
    char signature[PATH_SIZE];
    const FolderFile *content, *der;
    CmsSigner proven[CMS_SIGNERS_MAX];
    size_t count;
    TRY(path_with(file, ".p7s", signature, failure));
    TRY(folder_read(folder, file, INPUT_SMALL_SIZE_MAX, &content, failure));
    TRY(folder_read(folder, signature, INPUT_SMALL_SIZE_MAX, &der, failure));
    TRY(cms_verify(der->bytes, der->size, cms_bytes(content->bytes, content->size),
                   identity->store, CMS_AT_SIGNING_TIME, proven, &count, failure));
    snprintf(name, SIGNER_PERSON_SIZE, "%s", proven[0].subject);
    for (size_t i = 0; i < count; i++) {
        const Signer *signer = signers_find(identity->signers, proven[i].fingerprint, role);
        if (signer != NULL) snprintf(name, SIGNER_PERSON_SIZE, "%s", signer->person);
    }
    return STATUS_OK;
}
