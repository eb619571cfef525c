/*
 * specification.h - the persons behind a letter, for the municipality whose they are: a page
 * and a CSV file. letters.md 2.
 *
 * They have idents: files for their owner alone (0600). Only lines of the letter's
 * municipality, and never where a person moved to or from. Each function appends; the buffer's
 * failure is sticky. Any thread with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_SPECIFICATION_H
#define TILSKUDD_FORMATS_SPECIFICATION_H

#include "formats/letters/letter.h"

/* The columns of decisions.csv, and `reason_text`, the reason in words. */
void specification_csv(const Letter *letter, TextBuffer *out);
/* The same as a page, with what to do about those who are held. MEMORY. */
MUST_USE Status specification_page(const Letter *letter, TextBuffer *out, Failure *failure);

#endif
