/*
 * finding_units.h - values of a finding in the units that a case officer reads. control.md 1.
 *
 * In a message {name:unit} stands for a value that is a whole number: `percent` of permille
 * (42,9 %), `tenths` (37,5), `hundredths` (3,45), `millionths`, `kroner` (3 402 425). Amounts
 * in øre are kroner always, with their øre only when there are any. One thread per buffer.
 */
#ifndef TILSKUDD_FORMATS_FINDING_UNITS_H
#define TILSKUDD_FORMATS_FINDING_UNITS_H

#include "formats/base/text_buffer.h"
#include "rules/controls/finding.h"

/* Appends the value when it is an amount, or `unit` (it ends at its brace) is one of them; else
 * false, and nothing is written. A decimal point is a comma in Norwegian. */
bool finding_unit_append(TextBuffer *out, const FindingValue *value, const char *unit,
                         bool norwegian);

#endif
