#include "formats/run/line_json.h"

#include "rules/controls/finding.h"

static void put_share(JsonWriter *json, const char *name, Fraction share)
{
    char text[FRACTION_TEXT_SIZE];
    fraction_format(share, text);
    json_put_text(json, name, text);
}

void json_put_line_subject(JsonWriter *json, const DecisionLine *line)
{
    json_put_text(json, "code", grant_code_text((GrantCode)line->code));
    json_put_number(json, "budget_year", line->budget_year);
    json_put_format(json, "municipality", "%04u", line->municipality);
    put_share(json, "share_from", line->from);
    put_share(json, "share_to", line->to);
    json_put_number(json, "rate_ore", line->rate);
}

void json_put_line_amounts(JsonWriter *json, const DecisionLine *line)
{
    json_put_number(json, "grant_year", line->grant_year);
    json_put_number(json, "earned_ore", line->earned);
    if (line->first) {
        json_put_number(json, "settled_before_ore", line->settled_before);
        json_put_number(json, "due_ore", line->due);
    }
    json_put_text(json, "status", decision_status_text((DecisionStatus)line->status));
    if (line->control != 0) json_put_text(json, "held_by", control_name(line->control).text);
}
