/*
 * line_json.h - a decision line as members of JSON. The form: cli.md, JSON.
 *
 * Amounts in øre, shares of the year as texts ("3/8"). No ident: a line is not its person's.
 * Any thread with its own writer.
 */
#ifndef TILSKUDD_FORMATS_LINE_JSON_H
#define TILSKUDD_FORMATS_LINE_JSON_H

#include "formats/json/json_writer.h"
#include "formats/run/decision_csv.h"

/* Into the object that is open: what the line is of; what it comes to, and its status. */
void json_put_line_subject(JsonWriter *json, const DecisionLine *line);
void json_put_line_amounts(JsonWriter *json, const DecisionLine *line);

#endif
