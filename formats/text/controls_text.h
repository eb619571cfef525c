/*
 * controls_text.h - what the controls of a run find now, against what the run found.
 * control.md 4.
 *
 * Appends lines of text, aligned in columns; a buffer that ran out of memory says so by
 * text_buffer_status. Any thread with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_CONTROLS_TEXT_H
#define TILSKUDD_FORMATS_CONTROLS_TEXT_H

#include "formats/json/json_writer.h"
#include "formats/run/findings.h"

/* All borrowed. */
typedef struct ControlsFound {
    const char *name;   /* of the run */
    const char *limits; /* where other limits are from; NULL: its own */
    int year, quarter;
    const uint64_t *executed; /* by control number */
    const MunicipalityTable *municipalities;
    const FindingCounts *now, *before;
} ControlsFound;

/* By severity, control and municipality; with other limits also what changed, and where. */
void controls_text(const ControlsFound *found, TextBuffer *out);
/* As one object of JSON, between these: cli.md, JSON. */
void controls_json_begin(JsonWriter *json);
void controls_json_end(JsonWriter *json);
/* The counts. */
void controls_json(const ControlsFound *found, JsonWriter *json);

/* One whom a control found. */
typedef struct FoundPerson {
    int control;
    MunicipalityCode municipality;
    const char *file, *hash; /* "": none */
    const char *message;
    uint32_t record;
} FoundPerson;
/* An array of them. */
void controls_json_persons_begin(JsonWriter *json);
void controls_json_person(JsonWriter *json, const FoundPerson *person);
void controls_json_persons_end(JsonWriter *json);

#endif
