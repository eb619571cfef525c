#include "formats/text/explain_json.h"

#include "formats/run/group_sums_json.h"
#include "formats/run/line_json.h"
#include "rules/controls/finding.h"

void explain_json_begin(JsonWriter *json, const Manifest *manifest)
{
    json_object(json, NULL, JSON_LINES);
    json_put_text(json, "format", "tilskudd-explain-1");
    json_put_number(json, "year", manifest->year);
    json_put_number(json, "quarter", manifest->quarter);
    json_put_hex(json, "run_identity", manifest->run_identity, SHA256_SIZE);
}

void explain_json_end(JsonWriter *json, const char *words)
{
    json_put_text(json, "text", words);
    json_end(json);
}

/* --- a person --- */

void explain_json_held_by(JsonWriter *json, int control)
{
    if (json == NULL || control == 0) return;
    json_put_text(json, "person_held_by", control_name(control).text);
}

void explain_json_lines(JsonWriter *json, const DecisionLine *lines, size_t count)
{
    if (json == NULL) return;
    json_array(json, "lines", JSON_LINES_OR_NONE);
    for (size_t i = 0; i < count; i++) {
        json_object(json, NULL, JSON_INLINE);
        json_put_line_subject(json, &lines[i]);
        json_put_line_amounts(json, &lines[i]);
        json_end(json);
    }
    json_end(json);
}

/* --- a municipality --- */

void explain_json_groups_begin(JsonWriter *json, MunicipalityCode code)
{
    if (json == NULL) return;
    json_put_format(json, "municipality", "%04u", code);
    json_array(json, "groups", JSON_LINES_OR_NONE);
}

void explain_json_groups_end(JsonWriter *json)
{
    if (json != NULL) json_end(json);
}

void explain_json_group_begin(JsonWriter *json, PaymentGroup group, const GroupSums *sums)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_LINES);
    json_put_text(json, "payment_group", payment_group_text(group));
    json_put_group_sums(json, sums);
    json_array(json, "codes", JSON_LINES_OR_NONE);
}

void explain_json_group_end(JsonWriter *json)
{
    if (json == NULL) return;
    json_end(json);
    json_end(json);
}

void explain_json_code(JsonWriter *json, GrantCode code, int budget_year,
                       const uint64_t counts[3], const Ore due[3])
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "code", grant_code_text(code));
    json_put_number(json, "budget_year", budget_year);
    json_put_number(json, "paid", (int64_t)counts[DECISION_PAY]);
    json_put_number(json, "paid_ore", due[DECISION_PAY]);
    json_put_number(json, "held", (int64_t)counts[DECISION_HELD]);
    json_put_number(json, "held_ore", due[DECISION_HELD]);
    json_put_number(json, "nothing_due", (int64_t)counts[DECISION_ZERO]);
    json_end(json);
}

void explain_json_payment(JsonWriter *json, const char *id, Ore amount)
{
    if (json == NULL) return;
    json_object(json, "payment", JSON_INLINE);
    json_put_text(json, "id", id);
    json_put_number(json, "amount_ore", amount);
    json_end(json);
}

/* --- money by hand --- */

void explain_json_by_hand_begin(JsonWriter *json)
{
    if (json != NULL) json_array(json, "by_hand", JSON_LINES_OR_NONE);
}

void explain_json_by_hand(JsonWriter *json, const char *id, const ManualLine *line)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "id", id);
    json_put_text(json, "date", day_text(line->date).text);
    json_put_text(json, "kind", manual_kind_text(line->kind));
    if (!manual_is_of_payment(line->kind)) json_put_number(json, "amount_ore", line->amount);
    if (manual_is_of_person(line->kind)) {
        json_put_text(json, "code", grant_code_text(line->code));
        json_put_number(json, "budget_year", line->budget_year);
        json_put_format(json, "municipality", "%04u", line->municipality);
    }
    if (manual_is_of_group(line->kind))
        json_put_text(json, "payment_group", payment_group_text(line->group));
    json_put_text(json, "reference", line->reference);
    json_put_text(json, "reason", line->reason);
    json_end(json);
}

void explain_json_by_hand_end(JsonWriter *json)
{
    if (json != NULL) json_end(json);
}
