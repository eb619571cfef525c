/*
 * person_controls_rows.h - the functions of person_controls.def, one for each control:
 * STATUS_OK also when the control finds nothing, BUFFER_TOO_SMALL when the finding has no room.
 * Inside rules/ only; any thread with its own work.
 */
#ifndef TILSKUDD_RULES_PERSON_CONTROLS_ROWS_H
#define TILSKUDD_RULES_PERSON_CONTROLS_ROWS_H

#include "rules/controls/control_work.h"

#define PERSON_CONTROL_GROUP(given)
#define PERSON_CONTROL(name, number, screen, function) MUST_USE Status function(ControlWork *);
#include "rules/controls/person_controls.def"
#undef PERSON_CONTROL
#undef PERSON_CONTROL_GROUP

#endif
