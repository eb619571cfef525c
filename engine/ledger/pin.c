#include "engine/ledger/pin.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/crypto/cms_signature.h"

enum { HEAD_DIGITS = 16 };

/* --- what the ledger says --- */

static const IdentityFile pinned[PIN_KEYS] = {[PIN_AUTHORITY] = IDENTITY_AUTHORITY,
                                              [PIN_CA] = IDENTITY_CA,
                                              [PIN_LOG_KEY] = IDENTITY_LOG_KEY,
                                              [PIN_SIGNERS] = IDENTITY_SIGNERS};

/* A file as the entry that is newer than the ledger brings it (NULL: none is), or as it is in
 * force in the ledger. */
static Status find_file(const Ledger *ledger, Folder *newer, IdentityFile which,
                        const FolderFile **out, Failure *failure)
{
    PathKind kind = PATH_MISSING;
    const char *name = identity_file_name(which);
    if (newer != NULL) TRY(folder_kind(newer, name, &kind, failure));
    if (kind != PATH_MISSING)
        return folder_read(newer, name, INPUT_SMALL_SIZE_MAX, out, failure);
    return ledger_identity_file(ledger, ledger->entry_count, name, out, failure);
}

static Status fill_keys(const Ledger *ledger, Folder *newer, PinFile *pin, Failure *failure)
{
    const FolderFile *file;
    CLEANUP(certificate_free) Certificate *authority = NULL;
    for (int i = 0; i < PIN_KEYS; i++) {
        TRY(find_file(ledger, newer, pinned[i], &file, failure));
        memcpy(pin->keys[i], file->sums.stored_sha256, SHA256_SIZE);
    }
    TRY(find_file(ledger, newer, IDENTITY_AUTHORITY, &file, failure));
    TRY(certificate_parse(file->path, file->bytes, file->size, &authority, failure));
    memcpy(pin->keys[PIN_AUTHORITY], certificate_fingerprint(authority), SHA256_SIZE);
    return STATUS_OK;
}

static TimeStamp time_of(const LedgerEntry *entry)
{
    TimeStamp stamp;
    time_stamp_of(entry->time, &stamp);
    return stamp;
}

/* The pin of a ledger that has been seen up to this entry. */
static Status pin_of(const Ledger *ledger, Folder *newer, uint32_t entry, const char *time,
                     const uint8_t head[SHA256_SIZE], PinFile *out, Failure *failure)
{
    *out = (PinFile){.entry = entry};
    memcpy(out->opening, ledger->entries[0].head, SHA256_SIZE);
    memcpy(out->head, head, SHA256_SIZE);
    snprintf(out->time, sizeof out->time, "%s", time);
    return fill_keys(ledger, newer, out, failure);
}

static Status pin_of_last(const Ledger *ledger, PinFile *out, Failure *failure)
{
    const LedgerEntry *last = ledger_last(ledger);
    return pin_of(ledger, NULL, last->number, time_of(last).text, last->head, out, failure);
}

/* --- comparing --- */

static Status check_place(const char *path, const char *ledger, const char *run,
                          Failure *failure)
{
    bool in_ledger, in_run = false;
    TRY(path_is_inside(path, ledger, &in_ledger, failure));
    if (run != NULL) TRY(path_is_inside(path, run, &in_run, failure));
    if (!in_ledger && !in_run) return STATUS_OK;
    return failure_set(failure, STATUS_PIN, path, "it lies in the %s that it is to judge",
                       in_ledger ? _("ledger") : _("run folder"));
}

static bool has_seen(const void *user, const PinFile *pin)
{
    const Ledger *ledger = user;
    return pin->entry >= ledger->entry_count ||
           memcmp(ledger->entries[pin->entry].head, pin->head, SHA256_SIZE) == 0;
}

static Status compare_entries(const char *path, const PinFile *pin, const Ledger *ledger,
                              Failure *failure)
{
    const LedgerEntry *last = ledger_last(ledger);
    if (memcmp(pin->opening, ledger->entries[0].head, SHA256_SIZE) != 0)
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "the ledger does not contain the head that was kept: it is another "
                           "one, with another opening");
    if (pin->entry > last->number)
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "the ledger does not contain the head that was kept: it is older, "
                           "and ends with entry %u; your pin has seen entry %u of %.10s",
                           last->number, pin->entry, pin->time);
    if (has_seen(ledger, pin)) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "the ledger does not contain the head that was kept: its entry %u is "
                       "not the one your pin has seen",
                       pin->entry);
}

static Status signers_of_change(const Ledger *ledger, size_t entry, TextBuffer *out,
                                Failure *failure)
{
    static const char *const names[] = {"manifest.json", "entry.json"};
    for (size_t i = 0; i < 2; i++) {
        char signature[32], subject[SUBJECT_SIZE];
        const FolderFile *der;
        snprintf(signature, sizeof signature, "%s.p7s", names[i]);
        TRY(folder_read(ledger_folder(ledger, entry), signature, CMS_DER_MAX, &der, failure));
        TRY(cms_signer_subject(der->bytes, der->size, subject, failure));
        text_buffer_format(out, i == 0 ? _(" by %s") : _(" and %s"), subject);
    }
    return STATUS_OK;
}

static const char *const changed_names[IDENTITY_FILES] = {
    [IDENTITY_CA] = "CA",
    [IDENTITY_SIGNERS] = N_("signers"),
    [IDENTITY_STOP] = N_("stops"),
    [IDENTITY_REVOCATIONS] = N_("revocations by the CA"),
    [IDENTITY_REVOKED] = N_("stops"),
    [IDENTITY_AUTHORITY] = N_("authority"),
    [IDENTITY_BANK] = N_("bank"),
    [IDENTITY_LOG_KEY] = N_("log key"),
    [IDENTITY_RECOVERY] = N_("recovery key"),
    [IDENTITY_PSEUDONYM] = N_("pseudonym key")};

/* Changes of people and keys that a pin has not seen. */
typedef struct Unseen {
    uint32_t newest;    /* entry */
    size_t count;       /* entries */
    TextBuffer lines;   /* one each: what it changed, when and by whom */
    TextBuffer entries; /* "2, 4" */
} Unseen;

static void unseen_free(Unseen *unseen)
{
    text_buffer_free(&unseen->lines);
    text_buffer_free(&unseen->entries);
}
CLEANUP_VALUE(Unseen, unseen_free)

static Status add_unseen(const Ledger *ledger, size_t entry, Unseen *unseen, Failure *failure)
{
    IdentityParts parts;
    const char *between = "";
    TextBuffer *out = &unseen->lines;
    unseen->newest = (uint32_t)entry;
    text_buffer_format(&unseen->entries, "%s%zu", unseen->count++ > 0 ? ", " : "", entry);
    TRY(identity_parts_read(ledger_folder(ledger, entry), &parts, failure));
    text_buffer_format(out, _("  entry %zu of %.10s: "), entry,
                       time_of(&ledger->entries[entry]).text);
    for (int file = 0; file < IDENTITY_FILES; file++) {
        if (parts.of[file].bytes == NULL) continue;
        text_buffer_format(out, "%s%s", between, translate(changed_names[file]));
        between = ", ";
    }
    text_buffer_text(out, _("; signed"));
    TRY(signers_of_change(ledger, entry, out, failure));
    text_buffer_char(out, '\n');
    return STATUS_OK;
}

static Status find_unseen(const PinFile *pin, const Ledger *ledger, Unseen *unseen,
                          Failure *failure)
{
    for (size_t i = (size_t)pin->entry + 1; i < ledger->entry_count; i++)
        if (ledger->entries[i].kind == ENTRY_KEYS) TRY(add_unseen(ledger, i, unseen, failure));
    TRY(text_buffer_status(&unseen->entries, failure));
    return text_buffer_status(&unseen->lines, failure);
}

/* What of it differs from the pin without an entry that says so, too: a pin is a file. */
static Status find_changed(const PinFile *pin, const Ledger *ledger, char *out, size_t size,
                           Failure *failure)
{
    PinFile now;
    size_t length = 0;
    out[0] = '\0';
    TRY(pin_of_last(ledger, &now, failure));
    for (int i = 0; i < PIN_KEYS; i++)
        if (memcmp(pin->keys[i], now.keys[i], SHA256_SIZE) != 0)
            length +=
                (size_t)snprintf(out + length, size - length, "%s%s", length > 0 ? ", " : "",
                                 translate(pin_key_text((PinKey)i)));
    return STATUS_OK;
}

static void show_unseen(const Unseen *unseen, bool accepted)
{
    if (unseen->count == 0) return;
    fprintf(accepted ? stdout : stderr,
            _("%s changes of people and keys that your pin has not seen:\n%s"),
            accepted ? _("Accepted:") : _("There are"), unseen->lines.bytes);
}

/* Whoever accepts the newest change accepts all before it: each is shown first, always. */
static Status compare_keys(const PinOptions *options, const PinFile *pin, const Ledger *ledger,
                           Failure *failure)
{
    char changed[64];
    CLEANUP(unseen_free) Unseen unseen = {.newest = ledger_last(ledger)->number};
    TRY(find_changed(pin, ledger, changed, sizeof changed, failure));
    TRY(find_unseen(pin, ledger, &unseen, failure));
    if (changed[0] == '\0' && unseen.count == 0) return STATUS_OK;
    bool accepted = unseen.newest > 0 && options->accept_keys == (int)unseen.newest;
    show_unseen(&unseen, accepted);
    if (accepted) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, options->path,
                       "changed since your pin's entry %u%s%s%s%s. Find out who decided that; "
                       "--accept-keys %u takes what the ledger has with entry %u%s",
                       pin->entry, changed[0] != '\0' ? ": " : "", changed,
                       unseen.count > 0 ? _("; by the entries listed: ") : "",
                       unseen.count > 0 ? unseen.entries.bytes : "", unseen.newest,
                       unseen.newest, unseen.count > 1 ? _(", and all those before it") : "");
}

Status pin_ledger_open(const PinOptions *pin, const char *folder, Ledger **out,
                       Failure *failure)
{
    PinFile kept;
    if (pin->path == NULL) return ledger_open(folder, true, out, failure);
    TRY(pin_file_read(pin->path, &kept, failure));
    return ledger_open_from(folder, (size_t)kept.entry + 1, out, failure);
}

Status pin_ledger_open_later(const PinOptions *pin, const char *folder, Ledger **out,
                             Failure *failure)
{
    PinFile kept;
    if (pin->path == NULL) return ledger_open_later(folder, SIZE_MAX, 0, out, failure);
    TRY(pin_file_read(pin->path, &kept, failure));
    return ledger_open_later(folder, (size_t)kept.entry + 1, 0, out, failure);
}

Status pin_check(const PinOptions *pin, const Ledger *ledger, const char *run, bool needed,
                 Failure *failure)
{
    PinFile kept;
    const LedgerEntry *last = ledger_last(ledger);
    if (pin->path == NULL && (!needed || !ledger->given_keys)) return STATUS_OK;
    if (pin->path == NULL)
        return failure_set(failure, STATUS_NOT_NOW, "--pin",
                           "is needed with this ledger: what you have seen of it, kept where "
                           "nobody else writes; 'tilskudd ledger pin' makes one");
    TRY(check_place(pin->path, ledger->folder, run, failure));
    TRY(pin_file_read(pin->path, &kept, failure));
    printf(_("your pin: entry %u of %.10s; ledger: entry %u of %.10s\n"), kept.entry, kept.time,
           last->number, time_of(last).text);
    TRY(compare_entries(pin->path, &kept, ledger, failure));
    return compare_keys(pin, &kept, ledger, failure);
}

Status pin_look(const PinOptions *pin, const Ledger *ledger, const char *run, Failure *failure)
{
    if (pin->path != NULL) return pin_check(pin, ledger, run, false, failure);
    fprintf(
        stderr,
        _("tilskudd: without --pin nobody has told which entries the ledger must have: newer "
          "ones than entry %u of %.10s may have been taken away\n"),
        ledger_last(ledger)->number, time_of(ledger_last(ledger)).text);
    return STATUS_OK;
}

/* --- moving --- */

Status pin_move(const PinOptions *pin, const Ledger *ledger, Failure *failure)
{
    PinFile to;
    if (pin->path == NULL) return STATUS_OK;
    TRY(pin_of_last(ledger, &to, failure));
    return pin_file_move(pin->path, &to, has_seen, ledger, failure);
}

Status pin_move_to(const PinOptions *pin, const Ledger *ledger, Folder *entry, Failure *failure)
{
    PinFile to;
    EntryHead head;
    const FolderFile *json;
    CLEANUP(entry_text_free) EntryText text = {0};
    if (pin->path == NULL) return STATUS_OK;
    TRY(folder_read(entry, "entry.json", INPUT_SMALL_SIZE_MAX, &json, failure));
    TRY(entry_read(json->path, json->bytes, json->size, &text, failure));
    TRY(entry_head(entry, &head, failure));
    TRY(pin_of(ledger, text.kind == ENTRY_KEYS ? entry : NULL, text.number, text.time,
               head.head, &to, failure));
    return pin_file_move(pin->path, &to, has_seen, ledger, failure);
}

/* --- making --- */

static void say(const Ledger *ledger, const PinFile *pin)
{
    char opening[SHA256_HEX_SIZE], authority[SHA256_HEX_SIZE], head[SHA256_HEX_SIZE];
    sha256_to_hex(pin->opening, opening);
    sha256_to_hex(pin->keys[PIN_AUTHORITY], authority);
    sha256_to_hex(pin->head, head);
    printf(_("%s ledger, opened for %d on %.10s\n  opening    %s\n  authority  %s\n"
             "             %s\n  newest     entry %u of %.10s\n  head       %s\n"),
           ledger->mode == LEDGER_LIVE ? _("Live") : _("TEST"), ledger->opening_year,
           time_of(&ledger->entries[0]).text, opening,
           certificate_subject(ledger->identity.authority), authority, pin->entry, pin->time,
           head);
}

Status pin_make(const Ledger *ledger, const char *path, const char *head, Failure *failure)
{
    PinFile pin;
    char hex[SHA256_HEX_SIZE];
    TRY(check_place(path, ledger->folder, NULL, failure));
    TRY(output_file_check_new(path, failure));
    TRY(pin_of_last(ledger, &pin, failure));
    say(ledger, &pin);
    sha256_to_hex(pin.head, hex);
    if (head == NULL)
        return failure_set(failure, STATUS_NOT_NOW, "--head",
                           "ask another person, not by this machine, for the first %d digits "
                           "of the head of entry %u, and give what you hear",
                           HEAD_DIGITS, pin.entry);
    if (strlen(head) != HEAD_DIGITS || strncasecmp(hex, head, HEAD_DIGITS) != 0)
        return failure_set(failure, STATUS_VERIFICATION, "--head",
                           "not the first %d digits of the newest head: this is not the "
                           "ledger that the other person sees",
                           HEAD_DIGITS);
    TRY(pin_file_make(path, &pin, failure));
    printf(_("Pin written to %s\n"), path);
    return STATUS_OK;
}
