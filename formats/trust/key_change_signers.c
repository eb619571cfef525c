/* key_change_signers.c - who may sign a change of people and keys. life.md 4. */
#include <stdio.h>
#include <string.h>

#include "formats/base/person_name.h"
#include "formats/base/translate.h"
#include "formats/trust/key_change.h"
#include "rules/trust/key_signers.h"

/* Who vouches before the change and after it. Borrowed. */
typedef struct Change {
    const LedgerIdentity *now, *next;
} Change;

/* One of the two, as proven. */
typedef struct KeysSigner {
    KeySigner facts;
    const Signer *rows[2]; /* in the signers file before and after; NULL: in that not */
    uint8_t key_hash[SHA256_SIZE];
    int64_t time;
} KeysSigner;

/* --- where somebody stands --- */

static bool is_authority(const Change *change, const uint8_t key_hash[SHA256_SIZE])
{
    return signers_is_authority(change->now->signers, key_hash) ||
           signers_is_authority(change->next->signers, key_hash);
}

/* `valid`: whether the certificate is, by the CA before and after. */
static void place(const Change *change, const uint8_t fingerprint[SHA256_SIZE], SignerRole role,
                  const bool valid[2], KeysSigner *out)
{
    const Signers *files[] = {change->now->signers, change->next->signers};
    bool barred = is_authority(change, out->key_hash);
    for (int i = 0; i < 2 && !barred; i++)
        if (valid[i]) out->rows[i] = signers_find(files[i], fingerprint, role);
    out->facts.under_old = out->rows[0] != NULL;
    out->facts.under_new = out->rows[1] != NULL;
    out->facts.stopped = signers_is_stopped(change->next->signers, fingerprint);
}

/* A name in one file is the person's in the other too. */
static bool same_person(const KeysSigner *first, const KeysSigner *second)
{
    for (int i = 0; i < 4; i++) {
        const Signer *one = first->rows[i / 2], *other = second->rows[i % 2];
        if (one != NULL && other != NULL && person_name_same(one->person, other->person))
            return true;
    }
    return memcmp(first->key_hash, second->key_hash, SHA256_SIZE) == 0;
}

/* --- by a signature --- */

/* Exactly one signature, right, and valid by the CA before or after. */
static Status prove(const Change *change, const SignedFile *file, SignerRole role,
                    KeysSigner *out, Failure *failure)
{
    CmsSigner before[CMS_SIGNERS_MAX], after[CMS_SIGNERS_MAX];
    size_t counts[2];
    Failure ignored = {0};
    Status status =
        cms_verify_late(file->signature, file->signature_size, file->content,
                        change->now->store, KEY_SIGNER_GRACE, before, &counts[0], failure);
    Status other =
        cms_verify(file->signature, file->signature_size, file->content, change->next->store,
                   CMS_AT_SIGNING_TIME, after, &counts[1], &ignored);
    if (status != STATUS_OK && other != STATUS_OK)
        return failure_at(failure, file->name, status);
    const CmsSigner *proven = status == STATUS_OK ? before : after;
    if (counts[status == STATUS_OK ? 0 : 1] != 1)
        return failure_set(failure, STATUS_VERIFICATION, file->name,
                           "not signed by one person alone");
    failure_clear(failure);
    *out = (KeysSigner){.time = proven->signing_time};
    memcpy(out->key_hash, proven->key_hash, SHA256_SIZE);
    const bool valid[2] = {status == STATUS_OK, other == STATUS_OK};
    place(change, proven->fingerprint, role, valid, out);
    if (file->at == 0 || proven->signing_time == file->at) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, file->name,
                       "a signature says another time than the entry");
}

static Status judge(const KeysSigner *first, const KeysSigner *second, bool by_recovery,
                    const char *where, Status status, Failure *failure)
{
    KeySignersVerdict verdict = key_signers_judge(&first->facts, &second->facts, by_recovery);
    if (verdict != KEY_SIGNERS_FINE)
        return failure_set(failure, status, where, "%s", key_signers_text(verdict));
    if (!same_person(first, second)) return STATUS_OK;
    return failure_set(failure, status, where,
                       "signed by this very person, or with this key, already: two different "
                       "persons decide");
}

Status keys_verify_pair(const LedgerIdentity *now, const LedgerIdentity *next,
                        const IdentityParts *parts, const SignedFile *proposal,
                        const SignedFile *entry, int64_t *proposed, Failure *failure)
{
    const Change change = {now, next};
    KeysSigner first, second;
    bool by_recovery;
    TRY(prove(&change, proposal, ROLE_DISPOSITION, &first, failure));
    TRY(prove(&change, entry, ROLE_ATTESTATION, &second, failure));
    TRY(keys_by_recovery(now, parts, &by_recovery, failure));
    *proposed = first.time;
    return judge(&first, &second, by_recovery, entry->name, STATUS_VERIFICATION, failure);
}

/* --- by a key --- */

static Status prove_key(const Change *change, SignerRole role, int64_t time,
                        const SigningKey *key, KeysSigner *out, Failure *failure)
{
    const Certificate *certificate = signing_key_certificate(key);
    Failure ignored = {0};
    Status status =
        signing_key_check_late(key, change->now->store, time, KEY_SIGNER_GRACE, failure);
    Status other = signing_key_check(key, change->next->store, time, &ignored);
    if (status != STATUS_OK && other != STATUS_OK) return status;
    failure_clear(failure);
    *out = (KeysSigner){.time = time};
    memcpy(out->key_hash, certificate_key_hash(certificate), SHA256_SIZE);
    const bool valid[2] = {status == STATUS_OK, other == STATUS_OK};
    place(change, certificate_fingerprint(certificate), role, valid, out);
    if (out->facts.stopped)
        return failure_set(failure, STATUS_NEVER, _("signers"),
                           "this certificate is stopped: it signs nothing");
    if (out->facts.under_old || out->facts.under_new) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, _("signers"),
                       "neither the signers file before the change nor the one after it gives "
                       "this certificate the role %s",
                       signer_role_text(role));
}

Status keys_check_key(const KeyChangePlace *where, const KeysProposal *proposal,
                      SignerRole role, const SigningKey *key, int64_t time,
                      char person[SIGNER_PERSON_SIZE], Failure *failure)
{
    CLEANUP(ledger_identity_free) LedgerIdentity next = {0};
    const Change change = {where->now, &next};
    KeysSigner first, second;
    bool by_recovery;
    TRY(keys_next(where, proposal->parts, &next, failure));
    TRY(prove_key(&change, role, time, key, &second, failure));
    const Signer *row = second.rows[0] != NULL ? second.rows[0] : second.rows[1];
    memcpy(person, row->person, SIGNER_PERSON_SIZE);
    if (proposal->manifest == NULL) return STATUS_OK;
    TRY(prove(&change, proposal->manifest, ROLE_DISPOSITION, &first, failure));
    TRY(keys_by_recovery(where->now, proposal->parts, &by_recovery, failure));
    return judge(&first, &second, by_recovery, proposal->manifest->name, STATUS_NOT_NOW,
                 failure);
}
