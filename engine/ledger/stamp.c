#include "engine/ledger/stamp.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/output_file.h"
#include "formats/base/translate.h"
#include "formats/crypto/private_key.h"
#include "formats/run/stamp_file.h"
#include "rules/base/time_rules.h"

/* What is stamped of an entry. */
static Status checkpoint_of(const Ledger *ledger, uint32_t entry, uint8_t sha256[SHA256_SIZE],
                            Failure *failure)
{
    const FolderFile *file;
    if (entry >= ledger->entry_count)
        return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                           "a time stamp is kept of entry %06u, which is not there", entry);
    TRY(folder_read(ledger_folder(ledger, entry), "checkpoint", INPUT_SMALL_SIZE_MAX, &file,
                    failure));
    return sha256_of(file->bytes, file->size, sha256, failure);
}

Status stamp_request(const Ledger *ledger, const char *path, Failure *failure)
{
    enum { REQUEST_MODE = 0644 };
    uint8_t sha256[SHA256_SIZE];
    StampFile file = {ledger_last(ledger)->number, STAMP_REQUEST, {0}};
    CLEANUP(text_buffer_free) TextBuffer der = TEXT_BUFFER_EMPTY;
    TRY(output_file_check_new(path, failure));
    TRY(checkpoint_of(ledger, file.entry, sha256, failure));
    TRY(secret_random(file.nonce, sizeof file.nonce, failure));
    TRY(stamp_request_write(sha256, file.nonce, &der, failure));
    TRY(stamp_file_save(ledger->folder, &file, der.bytes, der.length, failure));
    TRY(output_file_save_new(path, REQUEST_MODE, OUTPUT_PLAIN, der.bytes, der.length, NULL,
                             failure));
    printf(_("Request for a time stamp of entry %06u: %s\n"
             "Send it to a time-stamping authority (application/timestamp-query), and give its "
             "answer to --response\n"),
           file.entry, path);
    return STATUS_OK;
}

/* The request with this nonce. */
static Status find_request(const Ledger *ledger, const char *path, StampFile *wanted,
                           Failure *failure)
{
    CLEANUP(stamp_files_free) StampFiles files = {0};
    TRY(stamp_files_list(ledger->folder, &files, failure));
    for (size_t i = 0; i < files.count; i++) {
        if (files.items[i].kind != STAMP_REQUEST ||
            memcmp(files.items[i].nonce, wanted->nonce, STAMP_NONCE_SIZE) != 0)
            continue;
        wanted->entry = files.items[i].entry;
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "it answers no request of this ledger: no one has its nonce");
}

/* In a live ledger both times are real: an entry is not later than its stamp. */
static Status check_stamp(const Ledger *ledger, const StampFile *file, const char *name,
                          const InputFile *answer, const TrustStore *store, StampAnswer *out,
                          Failure *failure)
{
    uint8_t sha256[SHA256_SIZE];
    TRY(checkpoint_of(ledger, file->entry, sha256, failure));
    TRY(stamp_answer_check(name, answer->bytes, answer->size, sha256, file->nonce, store, out,
                           failure));
    const LedgerEntry *entry = &ledger->entries[file->entry];
    if (ledger->mode != LEDGER_LIVE || !entry_time_ahead(out->time, entry->time))
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, name,
                       "entry %06u says a later time than its time stamp: one clock is wrong",
                       file->entry);
}

static void print_stamp(const StampFile *file, const StampAnswer *answer)
{
    TimeStamp time;
    time_stamp_of(answer->time, &time);
    printf(_("  entry %06u was there at %s, says %s\n"), file->entry, time.text,
           answer->authority);
}

Status stamp_accept(const Ledger *ledger, const char *path, const char *ca, Failure *failure)
{
    StampFile file = {0, STAMP_ANSWER, {0}};
    StampAnswer answer;
    CLEANUP(input_file_free) InputFile der = {0};
    CLEANUP(trust_store_free) TrustStore *store = NULL;
    TRY(trust_store_load(ca, &store, failure));
    TRY(input_file_read_stored(path, STAMP_DER_MAX, &der, failure));
    TRY(stamp_answer_nonce(path, der.bytes, der.size, file.nonce, failure));
    TRY(find_request(ledger, path, &file, failure));
    TRY(check_stamp(ledger, &file, path, &der, store, &answer, failure));
    TRY(stamp_file_save(ledger->folder, &file, der.bytes, der.size, failure));
    printf(_("Time stamp kept:\n"));
    print_stamp(&file, &answer);
    return STATUS_OK;
}

static Status check_kept(const Ledger *ledger, const StampFile *file, const TrustStore *store,
                         Failure *failure)
{
    char name[64];
    StampAnswer answer;
    CLEANUP(input_file_free) InputFile der = {0};
    snprintf(name, sizeof name, _("the time stamp of entry %06u"), file->entry);
    TRY(stamp_file_read(ledger->folder, file, &der, failure));
    TRY(check_stamp(ledger, file, name, &der, store, &answer, failure));
    print_stamp(file, &answer);
    return STATUS_OK;
}

Status stamps_print(const Ledger *ledger, const char *ca, Failure *failure)
{
    size_t answers = 0;
    CLEANUP(stamp_files_free) StampFiles files = {0};
    CLEANUP(trust_store_free) TrustStore *store = NULL;
    if (ca != NULL) TRY(trust_store_load(ca, &store, failure));
    TRY(stamp_files_list(ledger->folder, &files, failure));
    for (size_t i = 0; i < files.count; i++)
        answers += files.items[i].kind == STAMP_ANSWER;
    if (answers == 0 && ca == NULL) return STATUS_OK;
    printf(_("Time stamps: %zu%s\n"), answers,
           ca == NULL ? _(", not checked (--tsa-ca FILE)") : "");
    for (size_t i = 0; i < files.count && ca != NULL; i++)
        if (files.items[i].kind == STAMP_ANSWER)
            TRY(check_kept(ledger, &files.items[i], store, failure));
    return STATUS_OK;
}
