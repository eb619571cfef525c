/* key_changes_tell.c - what differs between who vouched before and after. life.md 4. */
#include <stdio.h>
#include <string.h>

#include "formats/base/written_text.h"
#include "formats/trust/key_changes.h"
#include "rules/base/time_rules.h"

static Status tell_certificate(KeyChanges *changes, const char *what, const Certificate *before,
                               const Certificate *after, Failure *failure)
{
    CertificateText text;
    KeyChange *change = key_changes_add(changes, what, failure);
    if (change == NULL) return STATUS_MEMORY;
    if (before != NULL) sha256_to_hex(certificate_fingerprint(before), change->before);
    TRY(certificate_text(after, &text, failure));
    sha256_to_hex(text.fingerprint, change->after);
    snprintf(change->person, sizeof change->person, "%s", text.subject);
    change->from = norway_day(text.from);
    change->to = norway_day(text.to);
    return STATUS_OK;
}

static bool has_certificate(const TrustStore *store, const uint8_t fingerprint[SHA256_SIZE])
{
    CertificateText text;
    for (size_t i = 0; i < trust_store_count(store); i++)
        if (trust_store_text(store, i, &text, NULL) == STATUS_OK &&
            memcmp(text.fingerprint, fingerprint, SHA256_SIZE) == 0)
            return true;
    return false;
}

/* The CA's certificates that are only in `store`. */
static Status tell_ca(KeyChanges *changes, const TrustStore *store, const TrustStore *other,
                      bool comes, Failure *failure)
{
    for (size_t i = 0; i < trust_store_count(store); i++) {
        CertificateText text;
        TRY(trust_store_text(store, i, &text, failure));
        if (has_certificate(other, text.fingerprint)) continue;
        KeyChange *change = key_changes_add(changes, "ca", failure);
        if (change == NULL) return STATUS_MEMORY;
        sha256_to_hex(text.fingerprint, comes ? change->after : change->before);
        snprintf(change->person, sizeof change->person, "%s", text.subject);
        change->from = norway_day(text.from);
        change->to = norway_day(text.to);
    }
    return STATUS_OK;
}

static void add_validity(const TrustStore *certificates, KeyChange *change)
{
    for (size_t i = 0; i < trust_store_count(certificates); i++) {
        CertificateText text;
        char hex[SHA256_HEX_SIZE];
        if (trust_store_text(certificates, i, &text, NULL) != STATUS_OK) continue;
        sha256_to_hex(text.fingerprint, hex);
        if (strcmp(hex, change->after) != 0) continue;
        change->from = norway_day(text.from);
        change->to = norway_day(text.to);
    }
}

static Status tell_signers(const KeyTelling *telling, KeyChanges *changes, Failure *failure)
{
    size_t first = changes->count;
    TRY(key_changes_signers(changes, telling->now->signers, telling->next->signers, failure));
    for (size_t i = first; telling->certificates != NULL && i < changes->count; i++)
        add_validity(telling->certificates, &changes->items[i]);
    return STATUS_OK;
}

static Status tell_stops(const KeyTelling *telling, KeyChanges *changes, Failure *failure)
{
    const Stops *before = &telling->now->signers->stops,
                *after = &telling->next->signers->stops;
    for (size_t i = before->count; i < after->count; i++) {
        const Stop *stop = &after->items[i];
        KeyChange *change = key_changes_add(changes, "stop", failure);
        if (change == NULL) return STATUS_MEMORY;
        sha256_to_hex(stop->fingerprint, change->before);
        snprintf(change->note, sizeof change->note, WRITTEN_STOP, day_text(stop->from).text,
                 stop->reason);
        for (int role = 0; role < 2; role++) {
            const Signer *row =
                signers_find(telling->now->signers, stop->fingerprint, (SignerRole)role);
            if (row == NULL) continue;
            memcpy(change->person, row->person, sizeof change->person);
            change->role = signer_role_text(row->role);
        }
    }
    return STATUS_OK;
}

static Status tell_own_keys(const KeyTelling *telling, KeyChanges *changes, Failure *failure)
{
    const LedgerIdentity *now = telling->now, *next = telling->next;
    KeyChange *change;
    if (telling->parts->of[IDENTITY_LOG_KEY].bytes != NULL) {
        if ((change = key_changes_add(changes, "log-key", failure)) == NULL)
            return STATUS_MEMORY;
        snprintf(change->before, sizeof change->before, "%08x", (unsigned)now->verifier.id);
        snprintf(change->after, sizeof change->after, "%08x", (unsigned)next->verifier.id);
        snprintf(change->person, sizeof change->person, "%s", next->verifier.name);
    }
    if (telling->parts->of[IDENTITY_PSEUDONYM].bytes == NULL) return STATUS_OK;
    if ((change = key_changes_add(changes, "pseudonym-key", failure)) == NULL)
        return STATUS_MEMORY;
    sha256_to_hex(now->pseudonym_check, change->before);
    sha256_to_hex(next->pseudonym_check, change->after);
    return STATUS_OK;
}

Status key_changes_tell(const KeyTelling *telling, KeyChanges *changes, Failure *failure)
{
    const LedgerIdentity *now = telling->now, *next = telling->next;
    const IdentityPart *of = telling->parts->of;
    if (of[IDENTITY_SIGNERS].bytes != NULL) TRY(tell_signers(telling, changes, failure));
    if (of[IDENTITY_STOP].bytes != NULL || of[IDENTITY_REVOKED].bytes != NULL)
        TRY(tell_stops(telling, changes, failure));
    if (of[IDENTITY_AUTHORITY].bytes != NULL)
        TRY(tell_certificate(changes, "authority", now->authority, next->authority, failure));
    if (of[IDENTITY_CA].bytes != NULL) {
        TRY(tell_ca(changes, now->store, next->store, false, failure));
        TRY(tell_ca(changes, next->store, now->store, true, failure));
    }
    if (of[IDENTITY_BANK].bytes != NULL)
        TRY(tell_certificate(changes, "bank", now->bank, next->bank, failure));
    return tell_own_keys(telling, changes, failure);
}
