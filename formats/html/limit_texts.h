/*
 * limit_texts.h - limits of controls as a page says them: in words and units that a case
 * officer uses, in bokmål or English. control.md 1. One table, limit_texts.def. One thread a
 * buffer.
 */
#ifndef TILSKUDD_FORMATS_LIMIT_TEXTS_H
#define TILSKUDD_FORMATS_LIMIT_TEXTS_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/base/text_buffer.h"

/* "minst {number} personer": what stands for a limit of the rule sets; NULL for a name that is
 * none. Constant. */
const char *limit_words(const char *name, bool english);
/* Appends "minst 20 personer", "p 0,001": plain text, to be escaped in a page. The name must be
 * a limit's. */
void limit_text_append(TextBuffer *out, const char *name, int64_t value, bool english);

#endif
