#include "formats/trust/revoked_stops.h"

#include <string.h>

#include "formats/base/input_file.h"
#include "formats/base/translate.h"
#include "formats/crypto/revocation_list.h"
#include "rules/base/time_rules.h"

/* Stops in the making. */
typedef struct Finding {
    const KeyChangePlace *place;
    const RevocationList *list;
    Stops found;
    size_t capacity;
} Finding;

static void finding_free(Finding *finding)
{
    stops_free(&finding->found);
}
CLEANUP_VALUE(Finding, finding_free)

static Status take(void *user, const Revoked *revoked, Failure *failure)
{
    Finding *finding = user;
    Stops *found = &finding->found;
    if (stops_find(found, revoked->fingerprint) != NULL ||
        signers_is_stopped(finding->place->now->signers, revoked->fingerprint))
        return STATUS_OK;
    TRY(system_grow(&found->items, &finding->capacity, found->count + 1, sizeof *found->items,
                    failure));
    Stop *stop = &found->items[found->count++];
    *stop = (Stop){.from = norway_day(revoked->since), .reason = N_("revoked by the CA")};
    memcpy(stop->fingerprint, revoked->fingerprint, SHA256_SIZE);
    return STATUS_OK;
}

static Status take_signature(Finding *finding, Folder *entry, const char *name,
                             Failure *failure)
{
    PathKind kind;
    const FolderFile *der;
    TRY(folder_kind(entry, name, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK;
    TRY(folder_read(entry, name, INPUT_SMALL_SIZE_MAX, &der, failure));
    return revocation_list_find_signature(finding->list, der->path, der->bytes, der->size, take,
                                          finding, failure);
}

static Status take_known(Finding *finding, const TrustStore *certificates, Failure *failure)
{
    static const char *const names[] = {"signers.csv.p7s", "manifest.json.p7s",
                                        "entry.json.p7s"};
    const KeyChangePlace *place = finding->place;
    for (uint32_t entry = 0; entry < place->number; entry++)
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            TRY(take_signature(finding, place->folders[entry], names[i], failure));
    TRY(revocation_list_find(finding->list, place->now->authority, take, finding, failure));
    if (certificates == NULL) return STATUS_OK;
    return revocation_list_find_store(finding->list, certificates, take, finding, failure);
}

static void write_rows(const Stops *stops, TextBuffer *out)
{
    text_buffer_text(out, "fingerprint,from,reason\n");
    for (size_t i = 0; i < stops->count; i++) {
        const Stop *stop = &stops->items[i];
        text_buffer_hex(out, stop->fingerprint, SHA256_SIZE);
        text_buffer_format(out, ",%s,%s\n", day_text(stop->from).text, stop->reason);
    }
}

Status revoked_stops_write(const KeyChangePlace *place, const IdentityPart *list,
                           const TrustStore *certificates, TextBuffer *out, Failure *failure)
{
    CLEANUP(revocation_list_free) RevocationList *parsed = NULL;
    TRY(revocation_list_parse(list->path, list->bytes, list->size, place->now->store, &parsed,
                              failure));
    CLEANUP(finding_free) Finding finding = {.place = place, .list = parsed};
    TRY(take_known(&finding, certificates, failure));
    if (finding.found.count == 0)
        return failure_set(failure, STATUS_NOT_NOW, list->path,
                           "it revokes no certificate that the ledger knows and that is not "
                           "stopped already; those that have signed nothing yet are known by "
                           "--certificates");
    write_rows(&finding.found, out);
    return text_buffer_status(out, failure);
}
