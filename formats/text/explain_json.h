/*
 * explain_json.h - what is explained of a run, as JSON: explain --json. The form: cli.md, JSON.
 *
 * The parts stand in one object, between explain_json_begin and explain_json_end; without a
 * writer (NULL) the others do nothing, so that who explains need not ask. Amounts in øre. No
 * ident: a line is not its person's. Any thread with its own writer.
 */
#ifndef TILSKUDD_FORMATS_EXPLAIN_JSON_H
#define TILSKUDD_FORMATS_EXPLAIN_JSON_H

#include "formats/json/json_writer.h"
#include "formats/run/manifest.h"
#include "formats/run/manual_csv.h"
#include "rules/settlement/netting.h"

/* Begins with whose run it is; ends with the same in words. */
void explain_json_begin(JsonWriter *json, const Manifest *manifest);
void explain_json_end(JsonWriter *json, const char *words);

/* Of a person: the control that holds it (0: none), and the lines. */
void explain_json_held_by(JsonWriter *json, int control);
void explain_json_lines(JsonWriter *json, const DecisionLine *lines, size_t count);

/* Of a municipality: its payment groups, each with what its codes add up to. */
void explain_json_groups_begin(JsonWriter *json, MunicipalityCode code);
void explain_json_groups_end(JsonWriter *json);
void explain_json_group_begin(JsonWriter *json, PaymentGroup group, const GroupSums *sums);
void explain_json_group_end(JsonWriter *json);
/* Subjects and sums of one code and budget year by DecisionStatus. */
void explain_json_code(JsonWriter *json, GrantCode code, int budget_year,
                       const uint64_t counts[3], const Ore due[3]);
/* Lines of money by hand, each with its id: an array. */
void explain_json_by_hand_begin(JsonWriter *json);
void explain_json_by_hand(JsonWriter *json, const char *id, const ManualLine *line);
void explain_json_by_hand_end(JsonWriter *json);
/* Of a payment. */
void explain_json_payment(JsonWriter *json, const char *id, Ore amount);

#endif
