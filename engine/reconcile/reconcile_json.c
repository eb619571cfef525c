#include "engine/reconcile/reconcile_json.h"

#include "engine/ledger/signer.h"
#include "formats/run/ledger_json.h"

static BucketSums sums_of(const BucketTotal totals[BUCKET_COUNT])
{
    BucketSums sums;
    for (int b = 0; b < BUCKET_COUNT; b++) {
        sums.counts[b] = totals[b].count;
        sums.sums[b] = totals[b].sum;
    }
    return sums;
}

/* --- the ledger --- */

static void tell_entry(JsonWriter *json, const LedgerEntry *entry)
{
    TimeStamp time;
    time_stamp_of(entry->time, &time);
    const LedgerJsonEntry told = {.number = entry->number,
                                  .kind = entry->kind,
                                  .year = entry->year,
                                  .quarter = entry->quarter,
                                  .time = time.text,
                                  .paid = entry->paid,
                                  .log_size = entry->log_size,
                                  .head = entry->head};
    ledger_json_entry(json, &told);
}

static Status tell_claims(JsonWriter *json, const Ledger *ledger, Failure *failure)
{
    size_t count;
    Ore sum;
    TRY(ledger_claims(ledger, &count, &sum, failure));
    ledger_json_claims(json, count, sum);
    return STATUS_OK;
}

static Status tell_run(JsonWriter *json, const Reconciliation *work, const LedgerEntry *entry,
                       Failure *failure)
{
    char first[SIGNER_PERSON_SIZE], second[SIGNER_PERSON_SIZE];
    BucketTotal totals[BUCKET_COUNT] = {{0}};
    TRY(signer_name(work->ledger, entry->number, "manifest.json", ROLE_DISPOSITION, first,
                    failure));
    TRY(signer_name(work->ledger, entry->number, "entry.json", ROLE_ATTESTATION, second,
                    failure));
    for (size_t i = 0; i < work->file_count; i++)
        if (work->files[i].entry == entry->number)
            reconcile_file_totals(work, &work->files[i], totals);
    const LedgerJsonRun told = {entry->number, entry->year, entry->quarter,
                                first,         second,      sums_of(totals)};
    ledger_json_run(json, &told);
    return STATUS_OK;
}

static Status tell_runs(JsonWriter *json, const Ledger *ledger, Failure *failure)
{
    CLEANUP(reconcile_free) Reconciliation work = {0};
    TRY(reconcile_begin(ledger, NULL, &work, failure));
    TRY(reconcile_finish(&work, failure));
    for (size_t i = 0; i < ledger->entry_count; i++)
        if (ledger->entries[i].kind == ENTRY_RUN)
            TRY(tell_run(json, &work, &ledger->entries[i], failure));
    return STATUS_OK;
}

Status ledger_json(const Ledger *ledger, TextBuffer *out, Failure *failure)
{
    JsonWriter json = JSON_WRITER(out);
    ledger_json_begin(&json, ledger->mode, ledger->opening_year);
    for (size_t i = 0; i < ledger->entry_count; i++)
        tell_entry(&json, &ledger->entries[i]);
    TRY(tell_claims(&json, ledger, failure));
    TRY(tell_runs(&json, ledger, failure));
    ledger_json_end(&json);
    return text_buffer_status(out, failure);
}

/* --- payments --- */

static void tell_file(JsonWriter *json, const Reconciliation *work, const SentFile *file)
{
    BucketTotal totals[BUCKET_COUNT] = {{0}};
    reconcile_file_totals(work, file, totals);
    const PaymentsJsonFile told = {file->file.message_id, file->entry, file->file.execution_day,
                                   sums_of(totals)};
    payments_json_file(json, &told);
}

/* What is settled and says no more than that is only counted. */
static void tell_payment(JsonWriter *json, const Reconciliation *work, size_t payment)
{
    const PaymentFate *fate = &work->fates[payment];
    const Pain001Transaction *sent = reconcile_payment(work, payment);
    bool again = fate->taken != NULL && fate->taken->item.amount > 0;
    const PaymentsJsonPayment told = {.id = sent->end_to_end_id,
                                      .amount = sent->amount,
                                      .bucket = fate->state.bucket,
                                      .remark = reconcile_oddity(fate),
                                      .reason = fate->by != NULL ? fate->by->reason.code : NULL,
                                      .paid_again_by =
                                          again ? reconcile_taken_by(fate->taken) : NULL};
    if (told.remark != NULL || told.bucket != BUCKET_SETTLED)
        payments_json_payment(json, &told);
}

Status reconcile_json(const Reconciliation *work, TextBuffer *out, Failure *failure)
{
    const LeftAlone *left = &work->left_alone;
    const PaymentsJsonCount left_alone[] = {{"messages", left->messages},
                                            {"accounts", left->accounts},
                                            {"entries", left->entries},
                                            {"announced", left->announced},
                                            {"repeated", left->repeated}};
    JsonWriter json = JSON_WRITER(out);
    BucketTotal totals[BUCKET_COUNT] = {{0}};
    reconcile_totals(work, totals);
    const BucketSums all = sums_of(totals);
    payments_json_begin(&json);
    for (size_t i = 0; i < work->file_count; i++)
        tell_file(&json, work, &work->files[i]);
    payments_json_all(&json, &all);
    for (size_t i = 0; i < work->payment_count; i++)
        tell_payment(&json, work, i);
    payments_json_end(&json, left_alone, sizeof left_alone / sizeof left_alone[0]);
    return text_buffer_status(out, failure);
}
