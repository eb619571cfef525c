/* work_json.c - the working list as JSON: of work_text.h. */
#include "formats/text/work_text.h"

static void put_item(const WorkText *work, const WorkItem *item, JsonWriter *json)
{
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "control", control_name(item->control).text);
    json_put_text(json, "severity", severity_text((Severity)item->severity));
    json_put_text(json, "effect", effect_text((Effect)item->effect));
    if (item->municipality != MUNICIPALITY_NONE)
        json_put_format(json, "municipality", "%04u", item->municipality);
    if (item->person[0] != '\0') json_put_text(json, "person", item->person);
    if (item->money_known) json_put_number(json, "amount_ore", work_item_ore(item));
    json_put_text(json, "message", work_item_message(work->list, item, work->norwegian));
    json_put_text(json, "action",
                  work->norwegian ? control_action_nb(item->control)
                                  : control_action_en(item->control));
    json_put_text(json, "key", item->key);
    if (item->state != WORK_ALL) json_put_text(json, "state", work_state_text(item));
    if (item->handled != HANDLED_NOT)
        json_put_text(json, "handled", handled_text((HandledStatus)item->handled));
    json_end(json);
}

static void put_items(const WorkText *work, JsonWriter *json)
{
    json_array(json, "findings", JSON_LINES_OR_NONE);
    for (size_t i = 0; i < work->list->count; i++)
        if (work_is_listed(work, &work->list->items[i]))
            put_item(work, &work->list->items[i], json);
    json_end(json);
}

/* Of the whole list, also what is not listed. */
static void put_counts(const WorkText *work, JsonWriter *json)
{
    const WorkCounts counts = work_counts(work);
    json_object(json, "handled", JSON_INLINE);
    for (int status = HANDLED_NOT + 1; status < HANDLED_COUNT; status++)
        json_put_number(json, handled_text((HandledStatus)status),
                        (int64_t)counts.handled[status]);
    json_end(json);
    json_put_number(json, "inform", (int64_t)counts.informs);
    json_put_number(json, "counted", (int64_t)counts.counted);
    json_put_number(json, "as_last_time", (int64_t)counts.remaining);
}

static Status put_changes(const WorkText *work, JsonWriter *json, Failure *failure)
{
    if (work->since == NULL) return STATUS_OK;
    CLEANUP(system_free) WorkChanges *changes = NULL;
    TRY(work_changes(work, &changes, failure));
    json_array(json, "since", JSON_LINES_OR_NONE);
    for (int number = 0; number < CONTROL_NUMBERS_MAX; number++) {
        if (changes->fresh[number] + changes->remaining[number] + work->list->gone[number] == 0)
            continue;
        json_object(json, NULL, JSON_INLINE);
        json_put_text(json, "control", control_name(number).text);
        json_put_number(json, "new", changes->fresh[number]);
        json_put_number(json, "remaining", changes->remaining[number]);
        json_put_number(json, "gone", work->list->gone[number]);
        json_end(json);
    }
    json_end(json);
    return STATUS_OK;
}

static Status put_places(const WorkText *work, JsonWriter *json, Failure *failure)
{
    CLEANUP(system_free) WorkPlace *places = NULL;
    size_t count = 0;
    TRY(work_places(work, &places, &count, failure));
    json_array(json, "municipalities", JSON_LINES_OR_NONE);
    for (size_t i = 0; i < count; i++) {
        json_object(json, NULL, JSON_INLINE);
        json_put_format(json, "municipality", "%04u", places[i].code);
        json_put_number(json, "findings", places[i].findings);
        json_put_number(json, "hold", places[i].holds);
        json_put_number(json, "persons_ore", places[i].ore);
        if (places[i].permille_findings >= 0)
            json_put_number(json, "findings_per_10000_persons", places[i].permille_findings);
        json_end(json);
    }
    json_end(json);
    return STATUS_OK;
}

Status work_json(const WorkText *work, JsonWriter *json, Failure *failure)
{
    json_object(json, "work", JSON_LINES);
    json_put_number(json, "rows", (int64_t)work_rows(work));
    put_counts(work, json);
    put_items(work, json);
    TRY(put_changes(work, json, failure));
    TRY(put_places(work, json, failure));
    json_end(json);
    return STATUS_OK;
}
