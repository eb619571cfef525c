/*
 * group_sums_json.h - what a payment group comes to, as JSON for programs. engine/cli.md.
 */
#ifndef TILSKUDD_FORMATS_GROUP_SUMS_JSON_H
#define TILSKUDD_FORMATS_GROUP_SUMS_JSON_H

#include "formats/json/json_writer.h"
#include "rules/settlement/lines.h"

/* The sums, in ore, into the object that is open. One thread. */
void json_put_group_sums(JsonWriter *json, const GroupSums *sums);

#endif
