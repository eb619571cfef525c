/* controls_json.c - what the controls of a run find now, as JSON: of controls_text.h. */
#include "formats/text/controls_text.h"

static void put_severities(JsonWriter *json, const ControlsFound *found)
{
    json_array(json, "severities", JSON_LINES);
    for (int s = 0; s < SEVERITY_COUNT; s++) {
        json_object(json, NULL, JSON_INLINE);
        json_put_text(json, "severity", severity_text((Severity)s));
        json_put_number(json, "findings", (int64_t)found->now->by_severity[s]);
        json_put_number(json, "findings_in_run", (int64_t)found->before->by_severity[s]);
        json_end(json);
    }
    json_end(json);
}

static void put_controls(JsonWriter *json, const ControlsFound *found)
{
    json_array(json, "controls", JSON_LINES);
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        json_object(json, NULL, JSON_INLINE);
        json_put_text(json, "control", control_name(control->number).text);
        json_put_text(json, "severity", severity_text(control->severity));
        json_put_number(json, "ran_on", (int64_t)found->executed[control->number]);
        json_put_number(json, "findings", (int64_t)found->now->by_control[control->number]);
        json_put_number(json, "findings_in_run",
                        (int64_t)found->before->by_control[control->number]);
        json_end(json);
    }
    json_end(json);
}

static bool any_in(const FindingCounts *counts, size_t code)
{
    uint64_t all = 0;
    for (int s = 0; s < SEVERITY_COUNT; s++)
        all += counts->by_municipality[code][s];
    return all > 0;
}

static void put_municipalities(JsonWriter *json, const ControlsFound *found)
{
    json_array(json, "municipalities", JSON_LINES_OR_NONE);
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        if (!any_in(found->now, code)) continue;
        json_object(json, NULL, JSON_INLINE);
        json_put_format(json, "municipality", "%04zu", code);
        for (int s = 0; s < SEVERITY_COUNT; s++)
            json_put_number(json, severity_text((Severity)s),
                            (int64_t)found->now->by_municipality[code][s]);
        json_end(json);
    }
    json_end(json);
}

void controls_json(const ControlsFound *found, JsonWriter *json)
{
    json_put_number(json, "year", found->year);
    json_put_number(json, "quarter", found->quarter);
    json_put_flag(json, "other_limits", found->limits != NULL);
    put_severities(json, found);
    put_controls(json, found);
    put_municipalities(json, found);
}

void controls_json_begin(JsonWriter *json)
{
    json_object(json, NULL, JSON_LINES);
    json_put_text(json, "format", "tilskudd-control-1");
}

void controls_json_end(JsonWriter *json)
{
    json_end(json);
}

/* --- persons --- */

void controls_json_persons_begin(JsonWriter *json)
{
    json_array(json, "persons", JSON_LINES_OR_NONE);
}

void controls_json_person(JsonWriter *json, const FoundPerson *person)
{
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "control", control_name(person->control).text);
    json_put_format(json, "municipality", "%04u", person->municipality);
    if (person->file[0] != '\0') json_put_text(json, "file", person->file);
    json_put_number(json, "record", person->record);
    if (person->hash[0] != '\0') json_put_text(json, "person", person->hash);
    json_put_text(json, "message", person->message);
    json_end(json);
}

void controls_json_persons_end(JsonWriter *json)
{
    json_end(json);
}
