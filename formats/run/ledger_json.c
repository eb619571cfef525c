#include "formats/run/ledger_json.h"

static void put_buckets(JsonWriter *json, const char *name, const BucketSums *sums)
{
    json_object(json, name, JSON_INLINE);
    for (int b = 0; b < BUCKET_COUNT; b++) {
        json_object(json, bucket_text((Bucket)b), JSON_INLINE);
        json_put_number(json, "payments", (int64_t)sums->counts[b]);
        json_put_number(json, "sum_ore", sums->sums[b]);
        json_end(json);
    }
    json_end(json);
}

/* --- a ledger --- */

void ledger_json_begin(JsonWriter *json, LedgerMode mode, int opening_year)
{
    json_object(json, NULL, JSON_LINES);
    json_put_text(json, "format", "tilskudd-ledger-1");
    json_put_text(json, "mode", ledger_mode_text(mode));
    json_put_number(json, "opening_year", opening_year);
    json_array(json, "entries", JSON_LINES);
}

void ledger_json_entry(JsonWriter *json, const LedgerJsonEntry *entry)
{
    json_object(json, NULL, JSON_INLINE);
    json_put_number(json, "number", entry->number);
    json_put_text(json, "kind", entry_kind_texts[entry->kind]);
    json_put_number(json, "year", entry->year);
    json_put_number(json, "quarter", entry->quarter);
    json_put_text(json, "time", entry->time);
    json_put_number(json, "paid_ore", entry->paid);
    json_put_number(json, "log_size", (int64_t)entry->log_size);
    json_put_hex(json, "head", entry->head, SHA256_SIZE);
    json_end(json);
}

void ledger_json_claims(JsonWriter *json, size_t count, Ore sum)
{
    json_end(json);
    json_object(json, "claims", JSON_INLINE);
    json_put_number(json, "count", (int64_t)count);
    json_put_number(json, "sum_ore", sum);
    json_end(json);
    json_array(json, "runs", JSON_LINES_OR_NONE);
}

void ledger_json_run(JsonWriter *json, const LedgerJsonRun *run)
{
    json_object(json, NULL, JSON_LINES);
    json_put_number(json, "entry", run->entry);
    json_put_number(json, "year", run->year);
    json_put_number(json, "quarter", run->quarter);
    json_put_text(json, "proposed_by", run->proposed_by);
    json_put_text(json, "approved_by", run->approved_by);
    put_buckets(json, "payments", &run->payments);
    json_end(json);
}

void ledger_json_end(JsonWriter *json)
{
    json_end(json);
    json_end(json);
}

/* --- payments --- */

void payments_json_begin(JsonWriter *json)
{
    json_object(json, NULL, JSON_LINES);
    json_put_text(json, "format", "tilskudd-reconcile-1");
    json_array(json, "files", JSON_LINES_OR_NONE);
}

void payments_json_file(JsonWriter *json, const PaymentsJsonFile *file)
{
    json_object(json, NULL, JSON_LINES);
    json_put_text(json, "message_id", file->message_id);
    json_put_number(json, "entry", file->entry);
    json_put_text(json, "payment_date", day_text(file->payment_date).text);
    put_buckets(json, "payments", &file->payments);
    json_end(json);
}

void payments_json_all(JsonWriter *json, const BucketSums *all)
{
    json_end(json);
    put_buckets(json, "all", all);
    json_array(json, "payments", JSON_LINES_OR_NONE);
}

void payments_json_payment(JsonWriter *json, const PaymentsJsonPayment *payment)
{
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "payment", payment->id);
    json_put_number(json, "amount_ore", payment->amount);
    json_put_text(json, "bucket", bucket_text(payment->bucket));
    if (payment->remark != NULL) json_put_text(json, "remark", payment->remark);
    if (payment->reason != NULL) json_put_text(json, "reason", payment->reason);
    if (payment->paid_again_by != NULL)
        json_put_text(json, "paid_again_by", payment->paid_again_by);
    json_end(json);
}

void payments_json_end(JsonWriter *json, const PaymentsJsonCount *left_alone, size_t count)
{
    json_end(json);
    json_object(json, "left_alone", JSON_INLINE);
    for (size_t i = 0; i < count; i++)
        json_put_number(json, left_alone[i].name, (int64_t)left_alone[i].count);
    json_end(json);
    json_end(json);
}
