/*
 * control_told.h - what a control says of what it found, as one reads it: in whole sentences,
 * in bokmål and English. Of one that holds, why it holds (held_words.def, which a municipality
 * is told too); of others, what is warned or told of, made of the catalogue's "Given, when,
 * then". control.md 1.
 *
 * The buffer's failure is sticky; pure, any thread.
 */
#ifndef TILSKUDD_FORMATS_CONTROL_TOLD_H
#define TILSKUDD_FORMATS_CONTROL_TOLD_H

#include "formats/base/language.h"
#include "formats/base/text_buffer.h"

/* "The mother is held back.", "This warns of two programmes when they run at once."; nothing
 * for a number that is no control's. */
void control_told(TextBuffer *out, Language language, int control);
/* The same in the language that was chosen, in the columns from `column` (where the line
 * stands) to the 99th, on as many lines as it needs; ends the line. */
void control_told_wrapped(TextBuffer *out, int control, int column);

#endif
