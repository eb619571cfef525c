/*
 * sample_form.h - a sample file that a spreadsheet program has saved: semicolons between the
 * cells (where a comma is the decimal sign), empty cells at the end of short lines, codes
 * without their leading zeros. Turned back into what was drawn, which the list's digest then
 * proves. Internal to samples. One thread.
 */
#ifndef TILSKUDD_ENGINE_SAMPLE_FORM_H
#define TILSKUDD_ENGINE_SAMPLE_FORM_H

#include "engine/sample.h"
#include "formats/csv.h"

/* Whether the row of column names has semicolons and no comma. */
bool sample_form_is_foreign(const void *bytes, size_t size);
/* Appends the same rows with commas, line for line. INPUT_MALFORMED. */
MUST_USE Status sample_form_plain(const char *name, const void *bytes, size_t size,
                                  TextBuffer *out, Failure *failure);

#endif
