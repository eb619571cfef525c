/*
 * registration_text.h - what the register says about a person, in words and without the ident.
 * control.md 4.
 *
 * Each function appends; a buffer that ran out of memory says so by text_buffer_status. Any
 * thread with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_REGISTRATION_TEXT_H
#define TILSKUDD_FORMATS_REGISTRATION_TEXT_H

#include "formats/base/text_buffer.h"
#include "rules/base/municipality.h"
#include "rules/base/registration.h"

/* "0301 Oslo". */
void municipality_text(TextBuffer *out, const MunicipalityTable *municipalities,
                       MunicipalityCode code);
/* A control's name, sentence and reference. */
void control_text(TextBuffer *out, int control);
/* Who it is: lines on sex, age, background, death, former idents. */
void registration_who(TextBuffer *out, const Registration *person);
/* What there is as far as the rules look at it: a line for each permit, the settlement, each
 * stay, the training, each special grant. */
void registration_text(TextBuffer *out, const MunicipalityTable *municipalities,
                       const Registration *person);

#endif
