#include "formats/run/diff_json.h"

#include <string.h>

#include "formats/run/group_sums_json.h"
#include "formats/run/line_json.h"

/* --- the whole --- */

static void put_run(JsonWriter *json, const char *name, const Manifest *manifest)
{
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

void diff_json_begin(JsonWriter *json, const Manifest *a, const Manifest *b)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_LINES);
    json_put_text(json, "format", "tilskudd-diff-1");
    put_run(json, "a", a);
    put_run(json, "b", b);
}

void diff_json_end(JsonWriter *json, uint64_t differences, uint64_t left_out)
{
    if (json == NULL) return;
    json_put_number(json, "differences", (int64_t)differences);
    json_put_number(json, "left_out", (int64_t)left_out);
    json_end(json);
}

void diff_json_part_begin(JsonWriter *json, const char *name)
{
    if (json != NULL) json_array(json, name, JSON_LINES_OR_NONE);
}

void diff_json_part_end(JsonWriter *json)
{
    if (json != NULL) json_end(json);
}

/* --- options, rule sets, inputs, counts --- */

static void begin_named(JsonWriter *json, const char *name, const char *of)
{
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "name", name);
    if (of[0] != '\0') json_put_text(json, "of", of);
}

void diff_json_texts(JsonWriter *json, const char *name, const char *of, const char *a,
                     const char *b)
{
    if (json == NULL) return;
    begin_named(json, name, of);
    json_put_text(json, "a", a);
    json_put_text(json, "b", b);
    json_end(json);
}

void diff_json_flags(JsonWriter *json, const char *name, const char *of, bool a, bool b)
{
    if (json == NULL) return;
    begin_named(json, name, of);
    json_put_flag(json, "a", a);
    json_put_flag(json, "b", b);
    json_end(json);
}

void diff_json_numbers(JsonWriter *json, const char *name, int64_t a, int64_t b)
{
    if (json == NULL) return;
    begin_named(json, name, "");
    json_put_number(json, "a", a);
    json_put_number(json, "b", b);
    json_end(json);
}

static void put_rules(JsonWriter *json, const char *name, const ManifestRuleSet *set)
{
    if (set == NULL) return;
    json_object(json, name, JSON_INLINE);
    json_put_text(json, "version", set->version);
    json_put_hex(json, "sha256", set->sha256, SHA256_SIZE);
    json_end(json);
}

void diff_json_rules(JsonWriter *json, int year, const ManifestRuleSet *a,
                     const ManifestRuleSet *b)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_INLINE);
    json_put_number(json, "year", year);
    put_rules(json, "a", a);
    put_rules(json, "b", b);
    json_end(json);
}

void diff_json_input(JsonWriter *json, const char *which, const ManifestFile *file)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "only_in", strcmp(which, "A") == 0 ? "a" : "b");
    json_put_text(json, "kind", file->kind);
    json_put_text(json, "path", file->path);
    json_put_hex(json, "content_sha256", file->sums.content_sha256, SHA256_SIZE);
    json_end(json);
}

/* --- sums and the basic grant --- */

static void put_sums(JsonWriter *json, const char *name, const GroupSums *sums)
{
    json_object(json, name, JSON_INLINE);
    json_put_group_sums(json, sums);
    json_end(json);
}

void diff_json_sums(JsonWriter *json, MunicipalityCode code, PaymentGroup group,
                    const GroupSums *a, const GroupSums *b)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_INLINE);
    if (code != MUNICIPALITY_NONE) json_put_format(json, "municipality", "%04u", code);
    json_put_text(json, "payment_group", payment_group_text(group));
    put_sums(json, "a", a);
    put_sums(json, "b", b);
    json_end(json);
}

static void put_basic(JsonWriter *json, const char *name, const BasicCount *count)
{
    json_object(json, name, JSON_INLINE);
    json_put_number(json, "persons", count->persons);
    json_put_flag(json, "held", count->held);
    json_end(json);
}

void diff_json_basic(JsonWriter *json, const BasicCount *a, const BasicCount *b,
                     const BasicCount *any)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_INLINE);
    json_put_format(json, "municipality", "%04u", any->municipality);
    json_put_number(json, "year", any->budget_year);
    put_basic(json, "a", a);
    put_basic(json, "b", b);
    json_end(json);
}

/* --- lines --- */

void diff_json_line_begin(JsonWriter *json, const DecisionLine *line)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_INLINE);
    json_put_line_subject(json, line);
}

void diff_json_line_side(JsonWriter *json, const char *name, uint64_t number,
                         const DecisionLine *line)
{
    if (json == NULL) return;
    CLEANUP(text_buffer_free) TextBuffer reason = TEXT_BUFFER_EMPTY;
    decision_reason_append(&reason, line);
    json_object(json, name, JSON_INLINE);
    json_put_number(json, "line", (int64_t)number);
    json_put_line_amounts(json, line);
    json_put_text(json, "reason", reason.length > 0 ? reason.bytes : "");
    json_put_format(json, "rules", "%u.%u", line->version.major, line->version.minor);
    json_end(json);
}

void diff_json_line_end(JsonWriter *json)
{
    if (json != NULL) json_end(json);
}

void diff_json_code(JsonWriter *json, GrantCode code, const DiffCode *found)
{
    if (json == NULL) return;
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "code", grant_code_text(code));
    json_put_number(json, "only_in_a", (int64_t)found->only[0]);
    json_put_number(json, "only_in_b", (int64_t)found->only[1]);
    json_put_number(json, "different", (int64_t)found->changed);
    json_put_number(json, "due_a_ore", found->due[0]);
    json_put_number(json, "due_b_ore", found->due[1]);
    json_end(json);
}
