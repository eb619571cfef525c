/*
 * rate_change_text.h - a changed rate as it is typed: AR-2=240000, AR-2=+3%, AR-2=-2.5%.
 *
 * Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_RATE_CHANGE_TEXT_H
#define TILSKUDD_FORMATS_RATE_CHANGE_TEXT_H

#include "rules/forecast/rate_change.h"

/* NULL, or what is wrong with the text. A share is of whole thousandths, with a sign; an amount
 * whole kroner. */
const char *rate_change_parse(const char *text, RateChange *out);

enum { RATE_CHANGE_TEXT_SIZE = 96 };
/* "AR-2 +3,0 %", "AR-2 = 240 000 kr". Returns `text`. */
const char *rate_change_format(const RateChange *change, char text[RATE_CHANGE_TEXT_SIZE]);

#endif
