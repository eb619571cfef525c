#include "engine/ledger/pin.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "formats/base/path.h"

enum { HEAD_DIGITS = 16 };

/* --- what the ledger says --- */

static Status fill_keys(const Ledger *ledger, PinFile *pin, Failure *failure)
{
    static const char *const names[PIN_KEYS] = {
        [PIN_CA] = "ca.pem", [PIN_LOG_KEY] = "log-key.pub", [PIN_SIGNERS] = "signers.csv"};
    const uint8_t *authority = certificate_fingerprint(ledger->identity.authority);
    memcpy(pin->keys[PIN_AUTHORITY], authority, SHA256_SIZE);
    for (int i = PIN_CA; i < PIN_KEYS; i++) {
        const FolderFile *file;
        TRY(folder_read(ledger_folder(ledger, 0), names[i], INPUT_SMALL_SIZE_MAX, &file,
                        failure));
        memcpy(pin->keys[i], file->sums.stored_sha256, SHA256_SIZE);
    }
    return STATUS_OK;
}

static TimeStamp time_of(const LedgerEntry *entry)
{
    TimeStamp stamp;
    time_stamp_of(entry->time, &stamp);
    return stamp;
}

/* The pin of a ledger that has been seen up to this entry. */
static Status pin_of(const Ledger *ledger, uint32_t entry, const char *time,
                     const uint8_t head[SHA256_SIZE], PinFile *out, Failure *failure)
{
    *out = (PinFile){.entry = entry};
    memcpy(out->opening, ledger->entries[0].head, SHA256_SIZE);
    memcpy(out->head, head, SHA256_SIZE);
    snprintf(out->time, sizeof out->time, "%s", time);
    return fill_keys(ledger, out, failure);
}

static Status pin_of_last(const Ledger *ledger, PinFile *out, Failure *failure)
{
    const LedgerEntry *last = ledger_last(ledger);
    return pin_of(ledger, last->number, time_of(last).text, last->head, out, failure);
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
                       in_ledger ? "ledger" : "run folder");
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

static Status compare_keys(const PinOptions *options, const PinFile *pin, const Ledger *ledger,
                           Failure *failure)
{
    PinFile now;
    char changed[64] = "";
    size_t length = 0;
    uint32_t newest = ledger_last(ledger)->number;
    TRY(pin_of_last(ledger, &now, failure));
    for (int i = 0; i < PIN_KEYS; i++)
        if (memcmp(pin->keys[i], now.keys[i], SHA256_SIZE) != 0)
            length += (size_t)snprintf(changed + length, sizeof changed - length, "%s%s",
                                       length > 0 ? ", " : "", pin_key_text((PinKey)i));
    if (length == 0 || (newest > 0 && options->accept_keys == (int)newest)) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, options->path,
                       "changed since your pin's entry %u: %s. Find out who decided that; "
                       "--accept-keys %u takes what entry %u has",
                       pin->entry, changed, newest, newest);
}

Status pin_ledger_open(const PinOptions *pin, const char *folder, Ledger **out,
                       Failure *failure)
{
    PinFile kept;
    if (pin->path == NULL) return ledger_open(folder, true, out, failure);
    TRY(pin_file_read(pin->path, &kept, failure));
    return ledger_open_from(folder, (size_t)kept.entry + 1, out, failure);
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
    printf("your pin: entry %u of %.10s; ledger: entry %u of %.10s\n", kept.entry, kept.time,
           last->number, time_of(last).text);
    TRY(compare_entries(pin->path, &kept, ledger, failure));
    return compare_keys(pin, &kept, ledger, failure);
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
    TRY(pin_of(ledger, text.number, text.time, head.head, &to, failure));
    return pin_file_move(pin->path, &to, has_seen, ledger, failure);
}

/* --- making --- */

static void say(const Ledger *ledger, const PinFile *pin)
{
    char opening[SHA256_HEX_SIZE], authority[SHA256_HEX_SIZE], head[SHA256_HEX_SIZE];
    sha256_to_hex(pin->opening, opening);
    sha256_to_hex(pin->keys[PIN_AUTHORITY], authority);
    sha256_to_hex(pin->head, head);
    printf("%s ledger, opened for %d on %.10s\n  opening    %s\n  authority  %s\n"
           "             %s\n  newest     entry %u of %.10s\n  head       %s\n",
           ledger->mode == LEDGER_LIVE ? "Live" : "TEST", ledger->opening_year,
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
    printf("Pin written to %s\n", path);
    return STATUS_OK;
}
