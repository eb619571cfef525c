#include "formats/run/diff_json.h"

#include "formats/json/json_writer.h"
#include "formats/run/group_sums_json.h"

static void put_side(JsonWriter *json, const char *name, const RunFolder *folder)
{
    const Manifest *manifest = &folder->manifest;
    json_object(json, name, JSON_LINES);
    json_put_hex(json, "run_identity", manifest->run_identity, SHA256_SIZE);
    json_put_text(json, "mode", run_mode_text(manifest->live));
    json_put_number(json, "year", manifest->year);
    json_put_number(json, "quarter", manifest->quarter);
    json_put_text(json, "cutoff", day_text(manifest->cutoff).text);
    json_put_text(json, "payment_date", day_text(manifest->payment_date).text);
    json_put_number(json, "persons", (int64_t)manifest->persons);
    json_put_number(json, "held_persons", (int64_t)manifest->held_persons);
    json_put_number(json, "lines", (int64_t)manifest->lines);
    json_put_number(json, "payments", (int64_t)manifest->payments);
    json_put_number(json, "paid_ore", manifest->paid);
    json_put_number(json, "held_ore", manifest->held_sum);
    json_end(json);
}

static void put_sums(JsonWriter *json, const char *name, const GroupSums *sums)
{
    json_object(json, name, JSON_INLINE);
    json_put_group_sums(json, sums);
    json_end(json);
}

static bool same_sums(const GroupSums *a, const GroupSums *b)
{
    return a->lines == b->lines && a->held == b->held &&
           a->brought_forward == b->brought_forward && a->returned == b->returned &&
           a->manual == b->manual && a->paid == b->paid &&
           a->carried_forward == b->carried_forward;
}

static void put_groups(JsonWriter *json, GroupRow *a, GroupRow *b)
{
    json_array(json, "payment_groups", JSON_LINES);
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        GroupSums left = netting_totals(a, g), right = netting_totals(b, g);
        json_object(json, NULL, JSON_INLINE);
        json_put_text(json, "payment_group", payment_group_text((PaymentGroup)g));
        put_sums(json, "a", &left);
        put_sums(json, "b", &right);
        json_end(json);
    }
    json_end(json);
}

static void put_municipalities(JsonWriter *json, GroupRow *a, GroupRow *b)
{
    json_array(json, "municipalities", JSON_LINES_OR_NONE);
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            if (same_sums(&a[code][g], &b[code][g])) continue;
            json_object(json, NULL, JSON_INLINE);
            json_put_format(json, "municipality", "%04zu", code);
            json_put_text(json, "payment_group", payment_group_text((PaymentGroup)g));
            put_sums(json, "a", &a[code][g]);
            put_sums(json, "b", &b[code][g]);
            json_end(json);
        }
    }
    json_end(json);
}

Status run_diff_json(const RunFolder *left, const RunFolder *right, uint64_t differences,
                     TextBuffer *out, Failure *failure)
{
    CLEANUP(system_free) GroupRow *a = NULL;
    CLEANUP(system_free) GroupRow *b = NULL;
    JsonWriter json = JSON_WRITER(out);
    TRY(run_folder_sums(left, &a, failure));
    TRY(run_folder_sums(right, &b, failure));
    json_object(&json, NULL, JSON_LINES);
    json_put_text(&json, "format", "tilskudd-diff-1");
    put_side(&json, "a", left);
    put_side(&json, "b", right);
    json_put_number(&json, "differences", (int64_t)differences);
    put_groups(&json, a, b);
    put_municipalities(&json, a, b);
    json_end(&json);
    return text_buffer_status(out, failure);
}
