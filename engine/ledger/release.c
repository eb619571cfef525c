#include "engine/ledger/release.h"

#include <stdio.h>
#include <string.h>

#include "engine/ledger/signer.h"
#include "engine/manual/manual_entry.h"
#include "engine/terminal.h"
#include "formats/bank/pain001_reader.h"
#include "formats/base/count_words.h"
#include "formats/base/path.h"
#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/run/files.h"
#include "formats/run/open_items.h"

enum { FILE_MODE = 0644 };

/* A payment file of an entry, as it was verified. */
typedef struct Payment {
    const LedgerEntry *entry;
    const FolderFile *file, *signature;
    Pain001File content;
} Payment;

static void payment_free(Payment *payment)
{
    pain001_file_free(&payment->content);
}
CLEANUP_VALUE(Payment, payment_free)

/* --- which entry has it --- */

static Status read_text(const Ledger *ledger, size_t number, EntryText *text, Failure *failure)
{
    const FolderFile *json;
    TRY(folder_read(ledger_folder(ledger, number), "entry.json", INPUT_SMALL_SIZE_MAX, &json,
                    failure));
    return entry_read(json->path, json->bytes, json->size, text, failure);
}

/* The file of an entry with these bytes; *file stays NULL when there is none. */
static Status find_in(const Ledger *ledger, size_t number, const uint8_t sha256[SHA256_SIZE],
                      const FolderFile **file, Failure *failure)
{
    CLEANUP(entry_text_free) EntryText text = {0};
    TRY(read_text(ledger, number, &text, failure));
    for (size_t i = 0; i < text.files.count; i++) {
        const ManifestFile *listed = &text.files.items[i];
        if (!evidence_is_payment(listed->path) ||
            memcmp(listed->sums.stored_sha256, sha256, SHA256_SIZE) != 0)
            continue;
        return evidence_read(ledger_folder(ledger, number), listed, "the file was changed",
                             file, failure);
    }
    return STATUS_OK;
}

static Status find(const Ledger *ledger, const char *path, const uint8_t sha256[SHA256_SIZE],
                   Payment *out, Failure *failure)
{
    for (size_t i = ledger->entry_count; i-- > 1 && out->file == NULL;) {
        TRY(find_in(ledger, i, sha256, &out->file, failure));
        out->entry = &ledger->entries[i];
    }
    if (out->file != NULL) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "no entry of the ledger has a payment file with these bytes: do not "
                       "send it");
}

/* --- whether it may go --- */

static Status verify(const Ledger *ledger, Payment *payment, Failure *failure)
{
    char name[PATH_SIZE];
    const FolderFile *file = payment->file;
    CLEANUP(input_file_free) InputFile content = {0};
    TRY(path_with(file->name, ".p7s", name, failure));
    TRY(folder_read(ledger_folder(ledger, payment->entry->number), name, CMS_DER_MAX,
                    &payment->signature, failure));
    const SignedFile proven = {file->path, payment->signature->bytes, payment->signature->size,
                               cms_bytes(file->bytes, file->size), 0};
    size_t entry = payment->entry->number;
    TRY(signer_verify(ledger, entry, file->path, proven.signature, proven.signature_size,
                      file->bytes, file->size, true, failure));
    TRY(signer_refuse_stopped(ledger, entry, &proven, failure));
    TRY(folder_content(file, INPUT_SMALL_SIZE_MAX, &content, failure));
    return pain001_read(file->path, content.bytes, content.size, &payment->content, failure);
}

static Status check_day(const Payment *payment, const TimeStamp *time, Failure *failure)
{
    if (payment->content.execution_day >= time_stamp_day(time)) return STATUS_OK;
    return failure_set(failure, STATUS_NEVER, payment->file->path,
                       "its payment date is %s, and that day is gone: ask the bank before "
                       "anything is sent",
                       day_text(payment->content.execution_day).text);
}

static const ReleaseRecord *last_of(const Releases *releases, const ReleaseRecord *record)
{
    const ReleaseRecord *last = NULL;
    for (size_t i = 0; i < releases->count; i++) {
        const ReleaseRecord *item = &releases->items[i];
        if (item->entry == record->entry && strcmp(item->payment, record->payment) == 0)
            last = item;
    }
    return last;
}

/* Fills the record's number: one more than the last time. */
static Status check_again(const ReleaseOptions *options, const Releases *releases,
                          ReleaseRecord *record, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    const ReleaseRecord *last = last_of(releases, record);
    record->number = last != NULL ? last->number + 1 : 1;
    if (last == NULL && options->again != NULL)
        return failure_set(failure, STATUS_NOT_NOW, "--again",
                           "%s was never released: leave it out", record->payment);
    if (last == NULL || (options->again != NULL && last->number < RELEASES_MAX))
        return STATUS_OK;
    release_text(last, &text);
    TRY(text_buffer_status(&text, failure));
    return failure_set(failure, STATUS_RELEASED, options->payment, "%s", text.bytes);
}

/* --- whether its money still waits for it --- */

static bool has_payment(const Payment *payment, const OpenItem *item)
{
    for (size_t i = 0; i < payment->content.count; i++)
        if (strcmp(payment->content.transactions[i].end_to_end_id, item->id) == 0) return true;
    return false;
}

static Status refuse_taken(size_t entry, const Payment *payment, const TakenItem *taken,
                           Failure *failure)
{
    bool paid = taken->item.amount > 0 && taken->end_to_end_id[0] != '\0';
    return failure_set(failure, STATUS_NEVER, payment->file->path,
                       "%s of it was %s, and entry %06zu has %s%s: the file is never handed "
                       "out, the money would go twice",
                       taken->item.id, translate(open_kind_text(taken->item.kind)), entry,
                       paid ? _("paid it again as ") : _("netted it"),
                       paid ? taken->end_to_end_id : "");
}

/* A sum that a later run took up has gone, or goes, to the bank under another id. */
static Status check_taken_by(const Ledger *ledger, size_t number, const Payment *payment,
                             Failure *failure)
{
    size_t count;
    const FolderFile *stored;
    CLEANUP(entry_text_free) EntryText text = {0};
    CLEANUP(input_file_free) InputFile content = {0};
    CLEANUP(system_free) TakenItem *taken = NULL;
    TRY(read_text(ledger, number, &text, failure));
    const ManifestFile *listed = manifest_files_at(&text.files, "taken.csv");
    if (listed == NULL) return STATUS_OK;
    TRY(evidence_read(ledger_folder(ledger, number), listed, "the file was changed", &stored,
                      failure));
    TRY(folder_content(stored, INPUT_SIZE_MAX, &content, failure));
    TRY(taken_items_read(stored->path, content.bytes, content.size, &taken, &count, failure));
    for (size_t i = 0; i < count; i++)
        if (has_payment(payment, &taken[i].item))
            return refuse_taken(number, payment, &taken[i], failure);
    return STATUS_OK;
}

static Status check_open(const Ledger *ledger, const Payment *payment, Failure *failure)
{
    size_t count;
    CLEANUP(system_free) OpenItem *items = NULL;
    TRY(ledger_open_items(ledger, &items, &count, failure));
    for (size_t i = 0; i < count; i++) {
        if (!has_payment(payment, &items[i])) continue;
        bool back = items[i].amount > 0;
        return failure_set(
            failure, STATUS_NEVER, payment->file->path,
            "%s of it is %s%s: the file is not handed out", items[i].id,
            translate(open_kind_text(items[i].kind)),
            back ? _(", and a run pays it again (when the bank has nothing of the "
                     "file, enter its message id as UNSENT first)")
                 : _(": the bank has booked more than was due"));
    }
    return STATUS_OK;
}

static Status check_waits(const Ledger *ledger, const Payment *payment, Failure *failure)
{
    for (size_t i = payment->entry->number + 1; i < ledger->entry_count; i++)
        if (ledger->entries[i].kind == ENTRY_RUN)
            TRY(check_taken_by(ledger, i, payment, failure));
    return check_open(ledger, payment, failure);
}

/* --- recorded, then written --- */

/* A reason is one line of text, and short enough to be kept whole. */
static Status fill_record(const Payment *payment, const ReleaseOptions *options,
                          const TimeStamp *time, ReleaseRecord *out, Failure *failure)
{
    const char *name = path_base_name(payment->file->name);
    const char *reason = options->again != NULL ? options->again : "";
    *out = (ReleaseRecord){.entry = payment->entry->number};
    memcpy(out->sha256, payment->file->sums.stored_sha256, SHA256_SIZE);
    snprintf(out->time, sizeof out->time, "%s", time->text);
    record_user_name(out->who);
    bool fits = strlen(reason) < sizeof out->reason &&
                utf8_text_prefix(reason, strlen(reason)) == strlen(reason);
    if (!fits || (options->again != NULL && reason[0] == '\0'))
        return failure_set(failure, STATUS_USAGE, "--again", "say why, in at most 255 letters");
    snprintf(out->reason, sizeof out->reason, "%s", reason);
    if (strlen(name) < sizeof out->payment)
        snprintf(out->payment, sizeof out->payment, "%s", name);
    return STATUS_OK;
}

/* "MSGID.xml.gz" the first time, "MSGID.again-2.xml.gz" the second: nothing is written over. */
static Status target_of(const ReleaseOptions *options, const ReleaseRecord *record,
                        const char *suffix, char out[PATH_SIZE], Failure *failure)
{
    char name[PATH_SIZE], again[32] = "";
    int message = (int)strcspn(record->payment, ".");
    if (record->number > 1) snprintf(again, sizeof again, ".again-%u", record->number);
    snprintf(name, sizeof name, "%.*s%s%s%s", message, record->payment, again,
             record->payment + message, suffix);
    TRY(path_join(options->to, name, out, failure));
    return output_file_check_new(out, failure);
}

/* The signature first: whoever takes what appears in the folder has both. */
static Status hand_out(const Ledger *ledger, const Payment *payment,
                       const ReleaseOptions *options, const ReleaseRecord *record,
                       Failure *failure)
{
    char file[PATH_SIZE], signature[PATH_SIZE], hex[SHA256_HEX_SIZE];
    TRY(target_of(options, record, "", file, failure));
    TRY(target_of(options, record, ".p7s", signature, failure));
    TRY(release_save(ledger->folder, record, failure));
    TRY(output_file_save_new(signature, FILE_MODE, OUTPUT_PLAIN, payment->signature->bytes,
                             payment->signature->size, NULL, failure));
    TRY(output_file_save_new(file, FILE_MODE, OUTPUT_PLAIN, payment->file->bytes,
                             payment->file->size, NULL, failure));
    TRY(path_sync(options->to, failure));
    sha256_to_hex(record->sha256, hex);
    printf(_("Released by %s: %s\nSHA-256 %s\n"), record->who, file, hex);
    return STATUS_OK;
}

static Status check_folder(const char *to, Failure *failure)
{
    bool there;
    TRY(path_check_output_folder(to, &there, failure));
    if (there) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_MISSING, to,
                       "the folder that the file goes to is not there");
}

static Status release_found(const Ledger *ledger, const Payment *payment,
                            const ReleaseOptions *options, const TimeStamp *time,
                            Failure *failure)
{
    ReleaseRecord record;
    CLEANUP(system_close) int lock = -1;
    CLEANUP(releases_free) Releases releases = {0};
    TRY(fill_record(payment, options, time, &record, failure));
    TRY(releases_lock(ledger->folder, &lock, failure));
    TRY(releases_read(ledger->folder, &releases, failure));
    TRY(ledger_check_last(ledger, failure));
    TRY(manual_refuse_unsent(ledger, &payment->content, payment->file->path, failure));
    TRY(check_waits(ledger, payment, failure));
    TRY(check_again(options, &releases, &record, failure));
    TRY(check_day(payment, time, failure));
    printf(_("Entry %06u, %d quarter %d: %s, %s kr on %s, signed by both persons\n"),
           record.entry, payment->entry->year, payment->entry->quarter,
           count_words(payment->content.count, "payment", "payments").text,
           amount_text(payment->content.sum).text,
           day_text(payment->content.execution_day).text);
    return hand_out(ledger, payment, options, &record, failure);
}

Status release_payment(const Ledger *ledger, const ReleaseOptions *options,
                       const TimeStamp *time, Failure *failure)
{
    uint8_t sha256[SHA256_SIZE];
    CLEANUP(payment_free) Payment payment = {.entry = NULL};
    TRY(check_folder(options->to, failure));
    TRY(sha256_of_file(options->payment, sha256, NULL, failure));
    TRY(find(ledger, options->payment, sha256, &payment, failure));
    TRY(verify(ledger, &payment, failure));
    return release_found(ledger, &payment, options, time, failure);
}

/* --- what was released --- */

/* What a line calls never sent, and was. */
static Status warn_unsent(const Ledger *ledger, const ReleaseRecord *record,
                          const FolderFile *file, Failure *failure)
{
    CLEANUP(payment_free) Payment payment = {.file = file};
    CLEANUP(input_file_free) InputFile content = {0};
    TRY(folder_content(file, INPUT_SMALL_SIZE_MAX, &content, failure));
    TRY(pain001_read(file->path, content.bytes, content.size, &payment.content, failure));
    return manual_warn_sent(ledger, record, &payment.content, failure);
}

static Status check_record(const Ledger *ledger, const ReleaseRecord *record, Failure *failure)
{
    const FolderFile *file = NULL;
    bool known = record->entry < ledger->entry_count;
    if (known) TRY(find_in(ledger, record->entry, record->sha256, &file, failure));
    known = known && file != NULL && strcmp(path_base_name(file->name), record->payment) == 0;
    if (known) return warn_unsent(ledger, record, file, failure);
    return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                       "a release is recorded of %s, which entry %06u does not have",
                       record->payment, record->entry);
}

Status releases_print(const Ledger *ledger, Failure *failure)
{
    size_t again = 0;
    CLEANUP(releases_free) Releases releases = {0};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(releases_read(ledger->folder, &releases, failure));
    for (size_t i = 0; i < releases.count; i++) {
        TRY(check_record(ledger, &releases.items[i], failure));
        again += releases.items[i].number > 1;
        text_buffer_text(&text, "  ");
        release_text(&releases.items[i], &text);
        text_buffer_char(&text, '\n');
    }
    printf(_("Released to the bank: %s, %s again\n"),
           count_words(releases.count - again, "payment file", "payment files").text,
           count_words(again, "time", "times").text);
    return print_text(&text, failure);
}
