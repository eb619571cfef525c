/* reconcile_runs.c - the runs of a ledger and what has become of their payments. life.md 2. */
#include <stdio.h>
#include <string.h>

#include "engine/ledger/signer.h"
#include "engine/reconcile/reconcile.h"
#include "formats/base/plain_text.h"

/* --- who signed --- */

/* The name of who signed a file in a role; the certificate's own where the signers file of
 * today no longer has it. The signatures were verified when the ledger was opened. */
static Status name_of(const Ledger *ledger, Folder *folder, const char *file, SignerRole role,
                      char name[SIGNER_PERSON_SIZE], Failure *failure)
{
    char signature[PATH_SIZE];
    const FolderFile *content, *der;
    CmsSigner proven[CMS_SIGNERS_MAX];
    size_t count;
    TRY(path_with(file, ".p7s", signature, failure));
    TRY(folder_read(folder, file, INPUT_SMALL_SIZE_MAX, &content, failure));
    TRY(folder_read(folder, signature, INPUT_SMALL_SIZE_MAX, &der, failure));
    TRY(cms_verify(der->bytes, der->size, cms_bytes(content->bytes, content->size),
                   ledger->identity.store, CMS_AT_SIGNING_TIME, proven, &count, failure));
    snprintf(name, SIGNER_PERSON_SIZE, "%s", proven[0].subject);
    for (size_t i = 0; i < count; i++) {
        const Signer *signer =
            signers_find(ledger->identity.signers, proven[i].fingerprint, role);
        if (signer != NULL) snprintf(name, SIGNER_PERSON_SIZE, "%s", signer->person);
    }
    return STATUS_OK;
}

/* --- one run --- */

typedef struct RunTotals {
    BucketTotal buckets[BUCKET_COUNT], all, overdue;
    Day payment_date; /* DAY_NONE: nothing was paid */
} RunTotals;

static void count_payment(BucketTotal *total, Ore amount)
{
    total->count++;
    total->sum = ore_add(total->sum, amount);
}

static RunTotals totals_of(const Reconciliation *work, uint32_t entry, Day today)
{
    RunTotals totals = {.payment_date = DAY_NONE};
    for (size_t f = 0; f < work->file_count; f++) {
        const SentFile *file = &work->files[f];
        if (file->entry != entry) continue;
        totals.payment_date = file->file.execution_day;
        reconcile_file_totals(work, file, totals.buckets);
        for (size_t i = 0; i < file->file.count; i++) {
            Ore amount = file->file.transactions[i].amount;
            count_payment(&totals.all, amount);
            if (payment_is_overdue(&work->fates[file->first + i].state, totals.payment_date,
                                   today))
                count_payment(&totals.overdue, amount);
        }
    }
    return totals;
}

static void show_again(const Reconciliation *work, uint32_t entry, TextBuffer *out)
{
    for (size_t i = 0; i < work->taken_count; i++) {
        const TakenItem *taken = &work->taken[i];
        size_t payment = reconcile_find(work, taken->item.id);
        if (taken->item.amount < 0 || reconcile_file_of(work, payment)->entry != entry)
            continue;
        text_buffer_format(out, "          %s paid again by %s\n", taken->item.id,
                           taken->end_to_end_id[0] != '\0' ? taken->end_to_end_id : "netting");
    }
}

static void show_totals(const RunTotals *totals, TextBuffer *out)
{
    char day[DAY_TEXT_SIZE];
    day_format(totals->payment_date, day);
    text_buffer_format(out, "        %zu payments, %s kr, payment date %s:", totals->all.count,
                       amount_text(totals->all.sum).text, day);
    for (int b = 0; b < BUCKET_COUNT; b++)
        text_buffer_format(out, "%s %zu %s (%s kr)", b == 0 ? "" : ",",
                           totals->buckets[b].count, bucket_text((Bucket)b),
                           amount_text(totals->buckets[b].sum).text);
    text_buffer_char(out, '\n');
    if (totals->overdue.count == 0) return;
    text_buffer_format(out,
                       "        WARN: %zu payments, %s kr, neither settled nor rejected five "
                       "bank days after the payment date: ask the bank\n",
                       totals->overdue.count, amount_text(totals->overdue.sum).text);
}

static Status show_run(const Reconciliation *work, const LedgerEntry *entry, Day today,
                       TextBuffer *out, Failure *failure)
{
    char first[SIGNER_PERSON_SIZE], second[SIGNER_PERSON_SIZE];
    TimeStamp entered;
    Folder *folder = ledger_folder(work->ledger, entry->number);
    RunTotals totals = totals_of(work, entry->number, today);
    TRY(name_of(work->ledger, folder, "manifest.json", ROLE_DISPOSITION, first, failure));
    TRY(name_of(work->ledger, folder, "entry.json", ROLE_ATTESTATION, second, failure));
    time_stamp_of(entry->time, &entered);
    text_buffer_format(out, "%06u  %d quarter %d, entered %.10s by %s and %s\n", entry->number,
                       entry->year, entry->quarter, entered.text, first, second);
    if (totals.all.count == 0)
        text_buffer_text(out, "        no payments\n");
    else
        show_totals(&totals, out);
    show_again(work, entry->number, out);
    return STATUS_OK;
}

Status reconcile_show_runs(const Ledger *ledger, uint32_t only, Day today, TextBuffer *out,
                           Failure *failure)
{
    CLEANUP(reconcile_free) Reconciliation work = {0};
    TRY(reconcile_begin(ledger, NULL, &work, failure));
    TRY(reconcile_finish(&work, failure));
    for (size_t i = 0; i < ledger->entry_count; i++) {
        const LedgerEntry *entry = &ledger->entries[i];
        if (entry->kind == ENTRY_RUN && (only == 0 || only == entry->number))
            TRY(show_run(&work, entry, today, out, failure));
    }
    return text_buffer_status(out, failure);
}
