#include "engine/reconcile/reconcile_json.h"

#include "engine/ledger/signer.h"
#include "formats/json/json_writer.h"

static void put_totals(JsonWriter *json, const char *name,
                       const BucketTotal totals[BUCKET_COUNT])
{
    json_object(json, name, JSON_INLINE);
    for (int b = 0; b < BUCKET_COUNT; b++) {
        json_object(json, bucket_text((Bucket)b), JSON_INLINE);
        json_put_number(json, "payments", (int64_t)totals[b].count);
        json_put_number(json, "sum_ore", totals[b].sum);
        json_end(json);
    }
    json_end(json);
}

/* --- the ledger --- */

static void put_entry(JsonWriter *json, const LedgerEntry *entry)
{
    TimeStamp time;
    time_stamp_of(entry->time, &time);
    json_object(json, NULL, JSON_INLINE);
    json_put_number(json, "number", entry->number);
    json_put_text(json, "kind", entry_kind_texts[entry->kind]);
    json_put_number(json, "year", entry->year);
    json_put_number(json, "quarter", entry->quarter);
    json_put_text(json, "time", time.text);
    json_put_number(json, "paid_ore", entry->paid);
    json_put_number(json, "log_size", (int64_t)entry->log_size);
    json_put_hex(json, "head", entry->head, SHA256_SIZE);
    json_end(json);
}

static Status put_claims(JsonWriter *json, const Ledger *ledger, Failure *failure)
{
    CLEANUP(system_free) CarriedForward *carried = NULL;
    size_t count;
    Ore sum = 0;
    TRY(ledger_carried(ledger, &carried, &count, failure));
    for (size_t i = 0; i < count; i++)
        sum = ore_add(sum, carried[i].amount);
    json_object(json, "claims", JSON_INLINE);
    json_put_number(json, "count", (int64_t)count);
    json_put_number(json, "sum_ore", sum);
    json_end(json);
    return STATUS_OK;
}

static Status put_run(JsonWriter *json, const Reconciliation *work, const LedgerEntry *entry,
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
    json_object(json, NULL, JSON_LINES);
    json_put_number(json, "entry", entry->number);
    json_put_number(json, "year", entry->year);
    json_put_number(json, "quarter", entry->quarter);
    json_put_text(json, "proposed_by", first);
    json_put_text(json, "approved_by", second);
    put_totals(json, "payments", totals);
    json_end(json);
    return STATUS_OK;
}

static Status put_runs(JsonWriter *json, const Ledger *ledger, Failure *failure)
{
    CLEANUP(reconcile_free) Reconciliation work = {0};
    TRY(reconcile_begin(ledger, NULL, &work, failure));
    TRY(reconcile_finish(&work, failure));
    json_array(json, "runs", JSON_LINES_OR_NONE);
    for (size_t i = 0; i < ledger->entry_count; i++)
        if (ledger->entries[i].kind == ENTRY_RUN)
            TRY(put_run(json, &work, &ledger->entries[i], failure));
    json_end(json);
    return STATUS_OK;
}

Status ledger_json(const Ledger *ledger, TextBuffer *out, Failure *failure)
{
    JsonWriter json = JSON_WRITER(out);
    json_object(&json, NULL, JSON_LINES);
    json_put_text(&json, "format", "tilskudd-ledger-1");
    json_put_text(&json, "mode", ledger_mode_text(ledger->mode));
    json_put_number(&json, "opening_year", ledger->opening_year);
    json_array(&json, "entries", JSON_LINES);
    for (size_t i = 0; i < ledger->entry_count; i++)
        put_entry(&json, &ledger->entries[i]);
    json_end(&json);
    TRY(put_claims(&json, ledger, failure));
    TRY(put_runs(&json, ledger, failure));
    json_end(&json);
    return text_buffer_status(out, failure);
}

/* --- payments --- */

static void put_file(JsonWriter *json, const Reconciliation *work, const SentFile *file)
{
    BucketTotal totals[BUCKET_COUNT] = {{0}};
    reconcile_file_totals(work, file, totals);
    json_object(json, NULL, JSON_LINES);
    json_put_text(json, "message_id", file->file.message_id);
    json_put_number(json, "entry", file->entry);
    json_put_text(json, "payment_date", day_text(file->file.execution_day).text);
    put_totals(json, "payments", totals);
    json_end(json);
}

/* What is settled and says no more than that is only counted. */
static void put_payment(JsonWriter *json, const Reconciliation *work, size_t payment)
{
    const PaymentFate *fate = &work->fates[payment];
    const Pain001Transaction *sent = reconcile_payment(work, payment);
    const char *what = reconcile_oddity(fate);
    if (what == NULL && fate->state.bucket == BUCKET_SETTLED) return;
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "payment", sent->end_to_end_id);
    json_put_number(json, "amount_ore", sent->amount);
    json_put_text(json, "bucket", bucket_text(fate->state.bucket));
    if (what != NULL) json_put_text(json, "remark", what);
    if (fate->by != NULL) json_put_text(json, "reason", fate->by->reason.code);
    if (fate->taken != NULL && fate->taken->item.amount > 0)
        json_put_text(json, "paid_again_by", reconcile_taken_by(fate->taken));
    json_end(json);
}

static void put_left_alone(JsonWriter *json, const LeftAlone *left)
{
    json_object(json, "left_alone", JSON_INLINE);
    json_put_number(json, "messages", (int64_t)left->messages);
    json_put_number(json, "accounts", (int64_t)left->accounts);
    json_put_number(json, "entries", (int64_t)left->entries);
    json_put_number(json, "announced", (int64_t)left->announced);
    json_put_number(json, "repeated", (int64_t)left->repeated);
    json_end(json);
}

Status reconcile_json(const Reconciliation *work, TextBuffer *out, Failure *failure)
{
    JsonWriter json = JSON_WRITER(out);
    BucketTotal totals[BUCKET_COUNT] = {{0}};
    reconcile_totals(work, totals);
    json_object(&json, NULL, JSON_LINES);
    json_put_text(&json, "format", "tilskudd-reconcile-1");
    json_array(&json, "files", JSON_LINES_OR_NONE);
    for (size_t i = 0; i < work->file_count; i++)
        put_file(&json, work, &work->files[i]);
    json_end(&json);
    put_totals(&json, "all", totals);
    json_array(&json, "payments", JSON_LINES_OR_NONE);
    for (size_t i = 0; i < work->payment_count; i++)
        put_payment(&json, work, i);
    json_end(&json);
    put_left_alone(&json, &work->left_alone);
    json_end(&json);
    return text_buffer_status(out, failure);
}
