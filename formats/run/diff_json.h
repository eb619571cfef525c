/*
 * diff_json.h - two runs beside each other, as JSON: diff --json. The form: cli.md, JSON.
 *
 * The parts stand in one object, between diff_json_begin and diff_json_end, in arrays between
 * diff_json_part_begin and diff_json_part_end; without a writer (NULL) none does anything, so
 * that who compares need not ask. Amounts in øre. No ident: a line is named by its number.
 * Any thread with its own writer.
 */
#ifndef TILSKUDD_FORMATS_DIFF_JSON_H
#define TILSKUDD_FORMATS_DIFF_JSON_H

#include "formats/json/json_writer.h"
#include "formats/run/basic_csv.h"
#include "formats/run/manifest.h"
#include "rules/settlement/netting.h"

/* Whose runs they are; how many differences there are, and are left out by a filter. */
void diff_json_begin(JsonWriter *json, const Manifest *a, const Manifest *b);
void diff_json_end(JsonWriter *json, uint64_t differences, uint64_t left_out);

/* An array of that name. */
void diff_json_part_begin(JsonWriter *json, const char *name);
/* Its end. */
void diff_json_part_end(JsonWriter *json);

/* One that differs: its English name, `of` what (or ""), what the runs have. */
void diff_json_texts(JsonWriter *json, const char *name, const char *of, const char *a,
                     const char *b);
void diff_json_flags(JsonWriter *json, const char *name, const char *of, bool a, bool b);
void diff_json_numbers(JsonWriter *json, const char *name, int64_t a, int64_t b);
/* A rule set; NULL: that run has none of the year. */
void diff_json_rules(JsonWriter *json, int year, const ManifestRuleSet *a,
                     const ManifestRuleSet *b);
/* An input that only one run has read: "A" or "B". */
void diff_json_input(JsonWriter *json, const char *which, const ManifestFile *file);
/* Sums of a payment group, of a municipality or MUNICIPALITY_NONE. */
void diff_json_sums(JsonWriter *json, MunicipalityCode code, PaymentGroup group,
                    const GroupSums *a, const GroupSums *b);
/* `any` says which municipality and year. */
void diff_json_basic(JsonWriter *json, const BasicCount *a, const BasicCount *b,
                     const BasicCount *any);

/* A decision line, and what the runs that have it say of it. */
void diff_json_line_begin(JsonWriter *json, const DecisionLine *line);
void diff_json_line_side(JsonWriter *json, const char *name, uint64_t number,
                         const DecisionLine *line);
void diff_json_line_end(JsonWriter *json);

/* Differences of one code: lines, and what was due to be paid on them, of A and B. */
typedef struct DiffCode {
    uint64_t only[2], changed;
    Ore due[2];
} DiffCode;
void diff_json_code(JsonWriter *json, GrantCode code, const DiffCode *found);

#endif
