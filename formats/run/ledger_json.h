/*
 * ledger_json.h - a ledger, and what the bank has done with what it sent, as JSON: ledger show
 * --json, reconcile --json. The forms: cli.md, JSON.
 *
 * Values are given one by one between begin and end, in the order in which the parts stand
 * here. Texts are borrowed. Amounts in øre. Any thread with its own writer.
 */
#ifndef TILSKUDD_FORMATS_LEDGER_JSON_H
#define TILSKUDD_FORMATS_LEDGER_JSON_H

#include "formats/json/json_writer.h"
#include "formats/run/entry.h"
#include "rules/answers/payment_state.h"

/* Payments by bucket: how many, and their sum. */
typedef struct BucketSums {
    uint64_t counts[BUCKET_COUNT];
    Ore sums[BUCKET_COUNT];
} BucketSums;

/* --- a ledger: its entries, claims, runs --- */

typedef struct LedgerJsonEntry {
    uint32_t number;
    EntryKind kind;
    int year, quarter;
    const char *time;
    Ore paid;
    uint64_t log_size;
    const uint8_t *head; /* SHA256_SIZE bytes */
} LedgerJsonEntry;

typedef struct LedgerJsonRun {
    uint32_t entry;
    int year, quarter;
    const char *proposed_by, *approved_by;
    BucketSums payments;
} LedgerJsonRun;

/* Begins a ledger and its entries. */
void ledger_json_begin(JsonWriter *json, LedgerMode mode, int opening_year);
void ledger_json_entry(JsonWriter *json, const LedgerJsonEntry *entry);
/* Ends the entries, and begins the runs. */
void ledger_json_claims(JsonWriter *json, size_t count, Ore sum);
void ledger_json_run(JsonWriter *json, const LedgerJsonRun *run);
void ledger_json_end(JsonWriter *json);

/* --- payments: files, all, those that are not settled or are odd, what was left alone --- */

typedef struct PaymentsJsonFile {
    const char *message_id;
    uint32_t entry;
    Day payment_date;
    BucketSums payments;
} PaymentsJsonFile;

typedef struct PaymentsJsonPayment {
    const char *id;
    Ore amount;
    Bucket bucket;
    const char *remark, *reason, *paid_again_by; /* NULL: none */
} PaymentsJsonPayment;

/* Begins with the files. */
void payments_json_begin(JsonWriter *json);
void payments_json_file(JsonWriter *json, const PaymentsJsonFile *file);
/* Ends the files, and begins the payments. */
void payments_json_all(JsonWriter *json, const BucketSums *all);
void payments_json_payment(JsonWriter *json, const PaymentsJsonPayment *payment);
/* How many of what was left alone, by name; ends all. */
typedef struct PaymentsJsonCount {
    const char *name;
    uint64_t count;
} PaymentsJsonCount;
void payments_json_end(JsonWriter *json, const PaymentsJsonCount *left_alone, size_t count);

#endif
