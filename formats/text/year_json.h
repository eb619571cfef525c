/*
 * year_json.h - what a ledger has committed for a municipality in a year, as JSON: explain
 * --json without a run. The form: cli.md, JSON.
 *
 * The parts stand in one object, between explain_json_year_begin and explain_json_end; without
 * a writer (NULL) none does anything. Amounts in øre. No ident. Any thread with its own writer.
 */
#ifndef TILSKUDD_FORMATS_YEAR_JSON_H
#define TILSKUDD_FORMATS_YEAR_JSON_H

#include "formats/letters/letter.h"
#include "formats/text/explain_json.h"

/* Begins with the quarters, each with its groups, codes and what is held, in this order. */
void explain_json_year_begin(JsonWriter *json, int year, MunicipalityCode code);
void explain_json_quarter_begin(JsonWriter *json, const Manifest *manifest, uint32_t entry,
                                MunicipalityCode code);
void explain_json_quarter_end(JsonWriter *json);
/* Ends the array before and begins the next one. */
void explain_json_part(JsonWriter *json, const char *name);

/* A group begins with its payments; ended by explain_json_group_end. */
void explain_json_year_group_begin(JsonWriter *json, PaymentGroup group, const GroupSums *sums);
typedef struct YearJsonPayment {
    const char *id, *account;
    Ore amount;
    const char *bucket, *remark, *paid_again_by; /* NULL: not known */
} YearJsonPayment;
void explain_json_year_payment(JsonWriter *json, const YearJsonPayment *payment);
void explain_json_taken(JsonWriter *json, const OpenItem *item);
void explain_json_year_code(JsonWriter *json, const LetterSum *sum);
void explain_json_year_held(JsonWriter *json, const LetterHeldSum *sum);
/* Of all quarters and groups; the quarters end with it. */
void explain_json_year_sums(JsonWriter *json, const GroupSums *all);

#endif
