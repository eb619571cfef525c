#include "formats/text/year_json.h"

#include "formats/run/group_sums_json.h"
#include "rules/controls/finding.h"

void explain_json_year_begin(JsonWriter *json, int year, MunicipalityCode code)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_LINES);
    json_put_text(json, "format", "tilskudd-explain-1");
    json_put_number(json, "year", year);
    json_put_format(json, "municipality", "%04u", code);
    json_array(json, "quarters", JSON_LINES_OR_NONE);
}

void explain_json_quarter_begin(JsonWriter *json, const Manifest *manifest, uint32_t entry,
                                MunicipalityCode code)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_LINES);
    json_put_number(json, "quarter", manifest->quarter);
    json_put_number(json, "entry", entry);
    json_put_hex(json, "run_identity", manifest->run_identity, SHA256_SIZE);
    json_put_text(json, "payment_date", day_text(manifest->payment_date).text);
    json_put_format(json, "municipality", "%04u", code);
    json_array(json, "groups", JSON_LINES_OR_NONE);
}

void explain_json_quarter_end(JsonWriter *json)
{
    if (json == NULL) return;
    json_end(json);
    json_end(json);
}

void explain_json_part(JsonWriter *json, const char *name)
{
    if (json == NULL) return;
    json_end(json);
    json_array(json, name, JSON_LINES_OR_NONE);
}

/* --- a group --- */

void explain_json_year_group_begin(JsonWriter *json, PaymentGroup group, const GroupSums *sums)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_LINES);
    json_put_text(json, "payment_group", payment_group_text(group));
    json_put_group_sums(json, sums);
    json_array(json, "payments", JSON_LINES_OR_NONE);
}

void explain_json_year_payment(JsonWriter *json, const YearJsonPayment *payment)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "id", payment->id);
    json_put_number(json, "amount_ore", payment->amount);
    json_put_text(json, "account", payment->account);
    if (payment->bucket != NULL) json_put_text(json, "bucket", payment->bucket);
    if (payment->remark != NULL) json_put_text(json, "remark", payment->remark);
    if (payment->paid_again_by != NULL)
        json_put_text(json, "paid_again_by", payment->paid_again_by);
    json_end(json);
}

void explain_json_taken(JsonWriter *json, const OpenItem *item)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "id", item->id);
    json_put_text(json, "kind", open_kind_text(item->kind));
    json_put_number(json, "amount_ore", item->amount);
    json_end(json);
}

/* --- codes, what is held, the year --- */

void explain_json_year_code(JsonWriter *json, const LetterSum *sum)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "code", grant_code_text((GrantCode)sum->code));
    json_put_number(json, "budget_year", sum->budget_year);
    if (sum->rate != 0) json_put_number(json, "rate_ore", ore_from_kroner(sum->rate));
    if (grant_code_group((GrantCode)sum->code) != GROUP_GRUNN)
        json_put_number(json, "persons", (int64_t)sum->persons);
    json_put_number(json, "to_be_paid_ore", sum->paid);
    json_put_number(json, "taken_back_ore", sum->taken);
    json_end(json);
}

void explain_json_year_held(JsonWriter *json, const LetterHeldSum *sum)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "held_by", control_name(sum->control).text);
    json_put_number(json, "persons", (int64_t)sum->persons);
    json_put_number(json, "held_ore", sum->due);
    json_put_flag(json, "all_amounts_known", !sum->unknown);
    json_end(json);
}

void explain_json_year_sums(JsonWriter *json, const GroupSums *all)
{
    if (json == NULL) return;
    json_end(json);
    json_object(json, "sums", JSON_INLINE);
    json_put_group_sums(json, all);
    json_end(json);
}
