#include "engine/ledger/keys.h"

#include <stdio.h>
#include <string.h>

#include "engine/ledger/input_check.h"
#include "engine/ledger/ledger_commit.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/base/written_text.h"
#include "formats/crypto/pseudonym_key.h"
#include "formats/crypto/revocation_list.h"
#include "formats/trust/key_changes.h"
#include "formats/trust/ledger_keys.h"
#include "formats/trust/revoked_stops.h"
#include "rules/base/time_rules.h"
#include "rules/trust/key_signers.h"

enum { OPEN_MODE = 0644, RESTRICTED_MODE = 0640 };

/* Files that the first person gives, read once. */
typedef struct Giving {
    const Ledger *ledger;
    const LedgerIdentity *now;
    IdentityParts parts;
    InputFile files[IDENTITY_FILES], signatures[IDENTITY_FILES], certificates;
    TextBuffer log_key, check; /* public halves of the ledger's own keys */
    TextBuffer revoked;        /* stops that a list of revoked certificates makes */
} Giving;

static void giving_end(Giving *giving)
{
    for (int file = 0; file < IDENTITY_FILES; file++) {
        input_file_free(&giving->files[file]);
        input_file_free(&giving->signatures[file]);
    }
    input_file_free(&giving->certificates);
    text_buffer_free(&giving->log_key);
    text_buffer_free(&giving->check);
    text_buffer_free(&giving->revoked);
}
CLEANUP_VALUE(Giving, giving_end)

/* --- what the first person gives --- */

static Status take_signature(Giving *giving, IdentityFile file, const char *path,
                             Failure *failure)
{
    char signature[PATH_SIZE];
    PathKind kind;
    InputFile *der = &giving->signatures[file];
    TRY(path_with(path, ".p7s", signature, failure));
    TRY(path_kind(signature, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK;
    TRY(input_file_read_stored(signature, CMS_DER_MAX, der, failure));
    giving->parts.of[file].signature = der->bytes;
    giving->parts.of[file].signature_size = der->size;
    return STATUS_OK;
}

static Status take_file(Giving *giving, IdentityFile file, const char *path, Failure *failure)
{
    InputFile *content = &giving->files[file];
    TRY(input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, content, failure));
    if (file == IDENTITY_STOP && revocation_list_is(content->bytes, content->size))
        file = IDENTITY_REVOCATIONS;
    giving->parts.of[file] =
        (IdentityPart){.path = path, .bytes = content->bytes, .size = content->size};
    return identity_is_signed(file) ? take_signature(giving, file, path, failure) : STATUS_OK;
}

static void take_text(Giving *giving, IdentityFile file, const char *path,
                      const TextBuffer *text)
{
    giving->parts.of[file] = (IdentityPart){
        .path = path, .bytes = (const uint8_t *)text->bytes, .size = text->length};
}

/* The old one cannot sign any more: the authority signs what the new one is, FILE.pub. */
static Status take_without_old(Giving *giving, const char *path, Failure *failure)
{
    char public[PATH_SIZE];
    PathKind kind;
    const TextBuffer *line = &giving->log_key;
    IdentityPart *part = &giving->parts.of[IDENTITY_LOG_KEY];
    TRY(path_with(path, ".pub", public, failure));
    TRY(path_kind(public, &kind, failure));
    if (kind == PATH_MISSING)
        TRY(output_file_save_new(public, 0644, OUTPUT_PLAIN, line->bytes, line->length, NULL,
                                 failure));
    TRY(take_signature(giving, IDENTITY_LOG_KEY, public, failure));
    if (part->signature_size > 0) return STATUS_OK;
    return failure_set(
        failure, STATUS_NOT_NOW, public,
        "the log key that is in force is not in the ledger's keys: then the "
        "authority signs the new one; %.150s.p7s is not there. openssl cms -sign "
        "-cades -binary -md sha256 -outform DER -signer AUTHORITY.pem -inkey "
        "AUTHORITY-KEY.pem -in %.150s -out %.150s.p7s",
        public, public, public);
}

static Status take_log_key(Giving *giving, const char *path, Failure *failure)
{
    const LogVerifier *old = &giving->now->verifier;
    CLEANUP(log_key_free) LogKey *key = NULL, *former = NULL;
    TRY(log_key_load(path, old->name, PASS_NONE, &key, failure));
    log_verifier_write(log_key_verifier(key), &giving->log_key);
    text_buffer_char(&giving->log_key, '\n');
    TRY(text_buffer_status(&giving->log_key, failure));
    take_text(giving, IDENTITY_LOG_KEY, path, &giving->log_key);
    Status status = ledger_log_key_load(giving->ledger->folder, old, &former, failure);
    if (status != STATUS_INPUT_MISSING) return status;
    failure_clear(failure);
    return take_without_old(giving, path, failure);
}

static Status take_pseudonym_key(Giving *giving, const char *path, Failure *failure)
{
    CLEANUP(pseudonym_key_forget) PseudonymKey key = {0};
    TRY(pseudonym_key_read(path, &key, failure));
    text_buffer_hex(&giving->check, key.check, SHA256_SIZE);
    text_buffer_char(&giving->check, '\n');
    TRY(text_buffer_status(&giving->check, failure));
    take_text(giving, IDENTITY_PSEUDONYM, path, &giving->check);
    return STATUS_OK;
}

static Status take_given(Giving *giving, const KeysOptions *options, Failure *failure)
{
    for (int file = 0; file < IDENTITY_FILES; file++) {
        const char *path = options->files[file];
        if (path == NULL) continue;
        if (file == IDENTITY_LOG_KEY)
            TRY(take_log_key(giving, path, failure));
        else if (file == IDENTITY_PSEUDONYM)
            TRY(take_pseudonym_key(giving, path, failure));
        else
            TRY(take_file(giving, (IdentityFile)file, path, failure));
    }
    if (options->certificates == NULL) return STATUS_OK;
    return input_file_read(options->certificates, INPUT_SMALL_SIZE_MAX, &giving->certificates,
                           failure);
}

/* --- the files --- */

static const char certificates_name[] = "signers.pem";

static Status add_bytes(ProposalFiles *files, const char *name, const char *kind,
                        const void *bytes, size_t size, Failure *failure)
{
    TextBuffer *text = proposal_files_add(files, name, kind, OPEN_MODE);
    text_buffer_append(text, bytes, size);
    return text_buffer_status(text, failure);
}

static Status add_parts(const IdentityParts *parts, ProposalFiles *files, Failure *failure)
{
    for (int file = 0; file < IDENTITY_FILES; file++) {
        char signature[48];
        const IdentityPart *part = &parts->of[file];
        const char *name = identity_file_name((IdentityFile)file);
        if (part->bytes == NULL) continue;
        snprintf(signature, sizeof signature, "%s.p7s", name);
        TRY(add_bytes(files, name, "identity", part->bytes, part->size, failure));
        if (part->signature_size > 0)
            TRY(add_bytes(files, signature, "signature", part->signature, part->signature_size,
                          failure));
    }
    return STATUS_OK;
}

static Status add_choices(const IdentityParts *parts, bool by_recovery, ProposalFiles *files,
                          Failure *failure)
{
    if (by_recovery) TRY(manifest_texts_add(&files->choices, WRITTEN_RECOVERY, failure));
    if (parts->of[IDENTITY_LOG_KEY].signature_size == 0) return STATUS_OK;
    return manifest_texts_add(&files->choices, WRITTEN_LOG_KEY_LOST, failure);
}

/* What the files come from: the first person's, or the folder of a proposal or entry. */
static Status collect(const ProposalCase *made, Giving *giving, Failure *failure)
{
    const KeysOptions *options = made->options;
    const FolderFile *certificates;
    PathKind kind;
    if (made->kept == NULL) return take_given(giving, options, failure);
    TRY(identity_parts_read(made->kept, &giving->parts, failure));
    TRY(folder_kind(made->kept, certificates_name, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK;
    TRY(folder_read(made->kept, certificates_name, INPUT_SMALL_SIZE_MAX, &certificates,
                    failure));
    return folder_content(certificates, INPUT_SMALL_SIZE_MAX, &giving->certificates, failure);
}

/* What a list of the CA revokes is stopped: always made anew, never believed. */
static Status take_revoked(Giving *giving, const KeyChangePlace *place,
                           const TrustStore *certificates, Failure *failure)
{
    const IdentityPart *list = &giving->parts.of[IDENTITY_REVOCATIONS];
    giving->parts.of[IDENTITY_REVOKED] = (IdentityPart){.path = NULL};
    if (list->bytes == NULL) return STATUS_OK;
    TRY(revoked_stops_write(place, list, certificates, &giving->revoked, failure));
    take_text(giving, IDENTITY_REVOKED, list->path, &giving->revoked);
    return STATUS_OK;
}

static Status make_all(const ProposalCase *made, Giving *giving, ProposalFiles *files,
                       Failure *failure)
{
    CLEANUP(ledger_identity_free) LedgerIdentity next = {0};
    CLEANUP(trust_store_free) TrustStore *certificates = NULL;
    CLEANUP(key_changes_free) KeyChanges changes = {.items = NULL};
    const InputFile *pem = &giving->certificates;
    TimeStamp time;
    bool by_recovery;
    TRY(collect(made, giving, failure));
    TRY(time_stamp(made->time, &time, failure));
    const KeyChangePlace place = keys_place(made->ledger);
    if (pem->bytes != NULL)
        TRY(trust_store_parse(certificates_name, pem->bytes, pem->size, &certificates,
                              failure));
    TRY(take_revoked(giving, &place, certificates, failure));
    TRY(keys_judge(&place, &giving->parts, time.epoch, &next, &by_recovery, failure));
    const KeyTelling telling = {giving->now, &next, &giving->parts, certificates};
    TRY(key_changes_tell(&telling, &changes, failure));
    key_changes_csv(&changes, proposal_files_add(files, "changes.csv", "changes", OPEN_MODE));
    key_changes_findings(
        &changes,
        (KeyChangeWay){by_recovery, giving->parts.of[IDENTITY_LOG_KEY].signature_size > 0},
        proposal_files_add(files, "findings.jsonl.gz", "findings", RESTRICTED_MODE));
    TRY(add_parts(&giving->parts, files, failure));
    if (pem->bytes != NULL)
        TRY(add_bytes(files, certificates_name, "certificates", pem->bytes, pem->size,
                      failure));
    return add_choices(&giving->parts, by_recovery, files, failure);
}

/* What the authority has not signed is no failure of the one who verifies. */
static Status make(const ProposalCase *made, ProposalFiles *files, Failure *failure)
{
    const Ledger *ledger = made->ledger;
    CLEANUP(giving_end)
    Giving giving = {.ledger = ledger, .now = ledger_identity_at(ledger, ledger->entry_count)};
    if (!ledger->given_keys)
        return failure_set(failure, STATUS_NEVER, ledger->folder,
                           "a ledger of throw-away keys has nobody whose keys could change: "
                           "open one with given keys");
    Status status = make_all(made, &giving, files, failure);
    ExitStatus end = status_exit(status);
    bool judged = status == STATUS_KEY || end == EXIT_NOT_NOW || end == EXIT_INPUT;
    if (made->kept == NULL || !judged) return status;
    return failure_explain(failure, STATUS_VERIFICATION, NULL);
}

static Status show(const ProposalCase *made, const ProposalFiles *files, TextBuffer *out,
                   Failure *failure)
{
    const ProposalFile *file = proposal_files_at(files, "changes.csv");
    CLEANUP(key_changes_free) KeyChanges changes = {.items = NULL};
    (void)made;
    INVARIANT(file != NULL);
    TRY(key_changes_read(file->name, file->text.bytes, file->text.length, &changes, failure));
    text_buffer_text(out, _("Who vouches for the ledger from its next entry on (WARN):\n"));
    key_changes_text(&changes, out);
    return text_buffer_status(out, failure);
}

const ProposalKind keys_kind = {
    .kind = ENTRY_KEYS, .question = N_("Change these keys?"), .make = make, .show = show};

/* --- proposing --- */

static void parts_of(const ProposalFiles *files, IdentityParts *out)
{
    *out = (IdentityParts){0};
    for (int i = 0; i < IDENTITY_FILES; i++) {
        char name[48];
        const char *stem = identity_file_name((IdentityFile)i);
        const ProposalFile *file = proposal_files_at(files, stem);
        if (file == NULL) continue;
        snprintf(name, sizeof name, "%s.p7s", stem);
        const ProposalFile *der = proposal_files_at(files, name);
        out->of[i] = (IdentityPart){file->name, (const uint8_t *)file->text.bytes, NULL,
                                    file->text.length, 0};
        if (der == NULL) continue;
        out->of[i].signature = (const uint8_t *)der->text.bytes;
        out->of[i].signature_size = der->text.length;
    }
}

/* Before the proposal is there: whoever approves it uses them. Until then nothing does. */
static Status lay_keys(const Ledger *ledger, const KeysOptions *options,
                       const IdentityParts *parts, Failure *failure)
{
    CLEANUP(ledger_identity_free) LedgerIdentity next = {0};
    const char *log_key = options->files[IDENTITY_LOG_KEY];
    const char *pseudonym = options->files[IDENTITY_PSEUDONYM];
    int lock;
    if (log_key == NULL && pseudonym == NULL) return STATUS_OK;
    const KeyChangePlace place = keys_place(ledger);
    TRY(keys_next(&place, parts, &next, failure));
    TRY(ledger_lock(ledger->folder, &lock, failure));
    Status status = STATUS_OK;
    if (log_key != NULL)
        status = ledger_log_key_keep(ledger->folder, log_key, &next.verifier, failure);
    if (status == STATUS_OK && pseudonym != NULL)
        status =
            ledger_pseudonym_key_keep(ledger->folder, pseudonym, next.pseudonym_check, failure);
    ledger_unlock(lock);
    return status;
}

KeyChangePlace keys_place(const Ledger *ledger)
{
    size_t number = ledger->entry_count;
    KeyChangePlace place = {.ledger = ledger->folder,
                            .live = ledger->mode == LEDGER_LIVE,
                            .number = (uint32_t)number,
                            .folders = ledger->folders,
                            .now = ledger_identity_at(ledger, number)};
    input_ledger_digits(ledger, place.digits);
    return place;
}

Status keys_load_signer(const Ledger *ledger, const KeysProposal *proposal, SignerRole role,
                        const KeysPerson *by, const TimeStamp *time, SigningPerson *out,
                        Failure *failure)
{
    const KeyChangePlace place = keys_place(ledger);
    *out = (SigningPerson){0};
    TRY(signing_key_load(by->key, by->certificate, by->pass_descriptor, &out->key, failure));
    Status status =
        keys_check_key(&place, proposal, role, out->key, time->epoch, out->person, failure);
    if (status != STATUS_OK) signer_free(out);
    return status;
}

Status keys_propose(const Ledger *ledger, const KeysOptions *options, const TimeStamp *time,
                    Failure *failure)
{
    IdentityParts parts;
    CLEANUP(proposal_files_free) ProposalFiles files = {.count = 0};
    CLEANUP(signer_free) SigningPerson first = {0};
    const ProposalCase made = {.ledger = ledger, .time = time->text, .options = options};
    const KeysPerson by = {options->key, options->certificate, options->pass_descriptor};
    TRY(output_file_check_new(options->out, failure));
    TRY(make(&made, &files, failure));
    parts_of(&files, &parts);
    const KeysProposal proposal = {&parts, NULL};
    TRY(keys_load_signer(ledger, &proposal, ROLE_DISPOSITION, &by, time, &first, failure));
    TRY(lay_keys(ledger, options, &parts, failure));
    return proposal_write(ENTRY_KEYS, &made, &files, &first, time, options->out, failure);
}

/* --- what stopped certificates have signed --- */

static void warn_stopped(const Ledger *ledger, size_t entry, const CmsSigner *proven,
                         TextBuffer *out)
{
    const Stop *stop = stops_find(&ledger->identity.signers->stops, proven->fingerprint);
    if (stop == NULL || norway_day(proven->signing_time) < stop->from) return;
    text_buffer_format(out,
                       _("WARN: entry %06zu was signed on %s by %s, whose certificate is "),
                       entry, day_text(norway_day(proven->signing_time)).text, proven->subject);
    text_buffer_format(out, _("stopped from %s: %s\n"), day_text(stop->from).text,
                       translate(stop->reason));
}

/* They were verified when the ledger was opened; a change of keys is signed by who comes too.
 */
static Status warn_of(const Ledger *ledger, size_t entry, const char *name, TextBuffer *out,
                      Failure *failure)
{
    char signature[32];
    const FolderFile *content, *der;
    CmsSigner proven[CMS_SIGNERS_MAX];
    size_t count;
    Folder *folder = ledger_folder(ledger, entry);
    snprintf(signature, sizeof signature, "%s.p7s", name);
    TRY(folder_read(folder, name, INPUT_SMALL_SIZE_MAX, &content, failure));
    TRY(folder_read(folder, signature, CMS_DER_MAX, &der, failure));
    const CmsContent bytes = cms_bytes(content->bytes, content->size);
    for (size_t at = entry; at <= entry + 1; at++) {
        const TrustStore *store = ledger_identity_at(ledger, at)->store;
        if (cms_verify_late(der->bytes, der->size, bytes, store, KEY_SIGNER_GRACE, proven,
                            &count, failure) != STATUS_OK)
            continue;
        failure_clear(failure);
        for (size_t i = 0; i < count; i++)
            warn_stopped(ledger, entry, &proven[i], out);
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_VERIFICATION, der->path,
                       "a signature that is not right");
}

Status keys_warn_stopped_of(const Ledger *ledger, size_t entry, TextBuffer *out,
                            Failure *failure)
{
    if (ledger->identity.signers->stops.count == 0) return STATUS_OK;
    if (entry > 0) TRY(warn_of(ledger, entry, "manifest.json", out, failure));
    TRY(warn_of(ledger, entry, "entry.json", out, failure));
    return text_buffer_status(out, failure);
}

Status keys_warn_stopped(const Ledger *ledger, TextBuffer *out, Failure *failure)
{
    for (size_t i = 0; i < ledger->entry_count; i++)
        TRY(keys_warn_stopped_of(ledger, i, out, failure));
    return STATUS_OK;
}
